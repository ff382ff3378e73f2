// The options about speed, which the commands that compute share.
#include <string.h>

#include "base/text.h"
#include "command/commands.h"

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
