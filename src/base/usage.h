// One line for a mistake on the command line.
#ifndef ATTEND_BASE_USAGE_H
#define ATTEND_BASE_USAGE_H

// One usage mistake on standard error, with the command that shows help; returns 2, the exit code for bad usage.
int usage_error(const char *format, ...) __attribute__((format(printf, 1, 2)));

#endif
