// One line for a mistake on the command line.
#include "base/usage.h"

#include <stdarg.h>
#include <stdio.h>

int usage_error(const char *format, ...) {
    va_list args;
    va_start(args, format);
    fputs("attend: ", stderr);
    vfprintf(stderr, format, args);
    fputs("; `attend --help` shows how\n", stderr);
    va_end(args);
    return 2;
}
