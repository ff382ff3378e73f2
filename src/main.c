// attend: opens the window, or runs one of the commands that need none.
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/platform.h"
#include "base/program.h"
#include "base/text.h"
#include "base/usage.h"
#include "base/version.h"
#include "build.h"
#include "command/commands.h"
#include "command/manual.h"
#include "window/clipboard.h"
#include "window/host.h"

typedef struct CommandRow {
    const char *name;
    int (*run)(int argc, char **argv);
} CommandRow;

static const CommandRow commands[] = {
    { "compute", command_compute }, { "grade", command_grade }, { "train", command_train }, { "describe", command_describe },
    { "export", command_export },   { "check", command_check }, { "list", command_list },
};

// A program may be started with its standard files closed: what is opened next must not stand in for them.
static void hold_standard_files(void) {
    for (int i = 0; i < 3; i++)
        if (fcntl(i, F_GETFD) == -1 && open("/dev/null", i ? O_RDONLY : O_WRONLY) != i) exit(1); // the wrong way: writing fails
}

static int run(int argc, char **argv) {
    const char *first = argc > 1 ? argv[1] : "";
    if (!strcmp(first, PROGRAM_HOLD)) return clipboard_hold();
    if (!strcmp(first, "--version")) return puts("Attend " ATTEND_VERSION " (" ATTEND_BUILD ")"), 0;
    for (size_t i = 0; i < sizeof commands / sizeof *commands; i++)
        if (!strcmp(first, commands[i].name)) {
            platform_keep_memory();
            platform_confine(false);
            return commands[i].run(argc - 1, argv + 1);
        }
    if (manual_asked(argc, argv)) return 0;
    if (argc > 2 && *first != '-') { // a lesson alone may be called anything; with more after it, it is a command
        const char *names[sizeof commands / sizeof *commands];
        for (size_t i = 0; i < sizeof commands / sizeof *commands; i++) names[i] = commands[i].name;
        const char *near = text_nearest(text_of(first), names, sizeof commands / sizeof *commands);
        if (near) return usage_error("there is no command '%s' (did you mean '%s'?)", first, near);
    }
    platform_confine(true);
    return command_window(argc - 1, argv + 1);
}

// Output that was lost (a full disk, a closed pipe) is no success.
int main(int argc, char **argv) {
    hold_standard_files();
    signal(SIGXFSZ, SIG_IGN); // the write fails with a reason instead
    int code = run(argc, argv);
    errno = 0;
    bool kept = fflush(stdout) == 0 && !ferror(stdout);
    if (!kept) fprintf(stderr, "attend: standard output cannot be written: %s\n", errno ? strerror(errno) : "the disk may be full");
    return kept || code ? code : 1;
}
