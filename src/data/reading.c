// The options that answer what a table of numbers leaves open, which the window and the commands that read data share.
#include <string.h>

#include "base/usage.h"
#include "data/data.h"

bool data_is_reading_option(const char *name) {
    return !strcmp(name, "header") || !strcmp(name, "index-column") || !strcmp(name, "sheet");
}

int data_reading_option(const char *name, const char *value, DataOptions *reading) {
    if (!strcmp(name, "sheet")) {
        reading->sheet = value;
        return 0;
    }
    bool yes = !strcmp(value, "yes");
    if (!yes && strcmp(value, "no") != 0) return usage_error("--%s takes yes or no, found '%s'", name, value);
    *(!strcmp(name, "header") ? &reading->header : &reading->index_column) = yes ? DATA_YES : DATA_NO;
    return 0;
}
