// What the commands share: one line for a mistake on the command line, and the options about speed.
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "app/commands.h"
#include "base/text.h"

int usage_error(const char *format, ...) {
    va_list args;
    va_start(args, format);
    fputs("attend: ", stderr);
    vfprintf(stderr, format, args);
    fputs("; `attend --help` shows how\n", stderr);
    va_end(args);
    return 2;
}

// Threads and lanes change the speed of large work alone, never a number.
int speed_option(const char *name, const char *value, int *threads, int *lanes) {
    long number;
    bool whole = text_integer(text_of(value), &number);
    if (!strcmp(name, "threads")) {
        if (!whole || number < 1 || number > 1024) return usage_error("--threads takes 1 to 1024, found '%s'", value);
        *threads = (int)number;
    } else {
        if (!whole || (number != 4 && number != 8 && number != 16))
            return usage_error("--lanes takes 4, 8 or 16, found '%s'", value);
        *lanes = (int)number;
    }
    return 0;
}
