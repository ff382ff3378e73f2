// How other programs are started, and what this one gives up before it opens anything. POSIX only; everybody else asks
// base/platform.h and base/program.h.
#ifndef ATTEND_BASE_CHILD_H
#define ATTEND_BASE_CHILD_H

#include <stdbool.h>

enum { CHILD_FILES = 4 };

// In a process of its own: becomes the program. Its files 0 to 3 are those given, where -1 is /dev/null, and 3 may be left out; all
// others are closed. Of the environment it gets what a program of a desktop needs, and no more. It leaves no core; when `bounded`
// it has ten minutes of a processor, and writes no more than 4 GiB. Never returns.
_Noreturn void child_become(const char *const *argv, const int file[CHILD_FILES], bool bounded);

// A process that stays outside of what platform_confine gives up, and starts for us the few programs that must live without it:
// a browser, a file manager, the clipboard's keeper, a voice. It starts no others, and ends with us. Before there are threads.
bool starter_begin(void);
// 1: it was started and let go, with `in` to read; 0: it was not; -1: there is no starter.
int starter_leave(const char *const *argv, int in);
// The same by this process itself.
bool child_leave(const char *const *argv, int in);

#endif
