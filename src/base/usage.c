// One line for a mistake on the command line.
#include "base/usage.h"

#include <stdarg.h>
#include <stdio.h>

#include "base/error.h"

int usage_error(const char *format, ...) {
    va_list args;
    char text[2000]; // a longer one is cut
    va_start(args, format);
    vsnprintf(text, sizeof text, format, args);
    fputs("attend: ", stderr);
    print_plain(stderr, text);
    fputs("; `attend --help` shows how\n", stderr);
    va_end(args);
    return 2;
}
