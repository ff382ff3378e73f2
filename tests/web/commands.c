// The commands that print, in a module of wasm that node calls: what the tests of the page hold against the desktop's.
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "command/commands.h"
#include "web/browser.h"
#include "web/frames.h"

enum { ARGUMENTS = 64 };
static char said[1 << 16]; // arguments, a line each

char *command_said(void);
TO_BROWSER(command_said) char *command_said(void) { return said; }

int command_run(void);
TO_BROWSER(command_run) int command_run(void) {
    static const struct {
        const char *name;
        int (*run)(int argc, char **argv);
    } commands[] = { { "compute", command_compute },   { "train", command_train }, { "check", command_check },
                     { "describe", command_describe }, { "grade", command_grade }, { "export", command_export },
                     { "frames", command_frames } };
    char *argv[ARGUMENTS + 1] = { 0 };
    int argc = 0, code = 2;
    for (char *at = strtok(said, "\n"); at && argc < ARGUMENTS; at = strtok(NULL, "\n")) argv[argc++] = at;
    for (size_t i = 0; argc && i < sizeof commands / sizeof *commands; i++)
        if (!strcmp(argv[0], commands[i].name)) code = commands[i].run(argc, argv);
    fflush(stdout);
    return code;
}
