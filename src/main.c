// attend: opens the window, or runs one of the commands that need none.
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "base/usage.h"
#include "base/version.h"
#include "command/commands.h"
#include "window/host.h"

static const char help[] =
    "Attend lets you see attention happen, number by number.\n"
    "\n"
    "  attend [LESSON]                open the window (LESSON: an id, a number, a file or a link, '#masking.cache')\n"
    "  attend MODEL                   open a trained model: a .safetensors of ours, GPT-2, llama2.c\n"
    "  attend --data FILE             step through vectors of your own\n"
    "  attend compute MODEL …         run a model without a window and print every node\n"
    "      [--data FILE] [--set NAME=VALUE]… [--q FILE --k FILE --v FILE]\n"
    "      [--format json|csv|table|markdown|latex|npz …] [-o FILE]\n"
    "  attend grade WORK --data FILE  check numbers that somebody computed, and name the mistake (grade --help)\n"
    "  attend train TASK --model M …  train a small model and print every step (train --help)\n"
    "  attend export LESSON -o OUT …  save the picture of a step, or of all steps (OUT with %d)\n"
    "      [--step N] [--at 0..1] [--size WxH] [--scale S] [--theme light|dark|print] [--data FILE]\n"
    "  attend describe LESSON …       a step, or all of them, in words (describe --help)\n"
    "  attend check FILE…             report every problem of lessons and data files\n"
    "  Where a table could be read in two ways: --header yes|no, --index-column yes|no; --sheet NAME of a workbook\n"
    "  attend list lessons|scenes|models|formats\n"
    "  attend --help | --version\n"
    "\n"
    "In the window: --step N, --size WxH, --with NAME=VALUE (theme=dark, type=large, motion=off, …).\n"
    "Exit code: 0 success, 1 bad input, 2 bad usage; 3 from grade when something is wrong.\n";

typedef struct Command {
    const char *name;
    int (*run)(int argc, char **argv);
    const char *usage; // what --help says; NULL: the command says it itself
} Command;

static const Command commands[] = {
    { "compute", command_compute, NULL },
    { "grade", command_grade, NULL },
    { "train", command_train, NULL },
    { "describe", command_describe, NULL },
    { "export", command_export,
      "attend export LESSON -o OUT [--step N] [--at 0..1] [--before] [--size WxH] [--scale S]\n"
      "                    [--theme light|dark|print] [--data FILE]\n"
      "\n"
      "Saves the picture of a step; the ending of OUT says as what (attend list formats). Without --step every step is\n"
      "saved, and OUT must hold %d. docs/command-line.md says it in full.\n" },
    { "check", command_check,
      "attend check FILE…\n\nReports every problem of lessons and data files, with its place and how to mend it.\n" },
    { "list", command_list, "attend list lessons|scenes|models|formats\n\nOne a line, the id first, separated by tabs.\n" },
};

// A program may be started with its standard files closed: what is opened next must not stand in for them.
static void hold_standard_files(void) {
    for (int i = 0; i < 3; i++)
        if (fcntl(i, F_GETFD) == -1 && open("/dev/null", i ? O_RDONLY : O_WRONLY) != i) exit(1); // the wrong way: writing fails
}

static bool asks_for_help(const Command *command, int argc, char **argv) {
    bool asked = false;
    for (int i = 2; i < argc; i++) asked = asked || !strcmp(argv[i], "--help") || !strcmp(argv[i], "-h");
    if (asked && command->usage) fputs(command->usage, stdout);
    return asked && command->usage;
}

static int run(int argc, char **argv) {
    const char *first = argc > 1 ? argv[1] : "";
    if (!strcmp(first, "--help") || !strcmp(first, "-h")) return fputs(help, stdout), 0;
    if (!strcmp(first, "--version")) return puts("Attend " ATTEND_VERSION), 0;
    for (size_t i = 0; i < sizeof commands / sizeof *commands; i++)
        if (!strcmp(first, commands[i].name))
            return asks_for_help(&commands[i], argc, argv) ? 0 : commands[i].run(argc - 1, argv + 1);
    if (argc > 2 && *first != '-') { // a lesson alone may be called anything; with more after it, it is a command
        const char *names[sizeof commands / sizeof *commands];
        for (size_t i = 0; i < sizeof commands / sizeof *commands; i++) names[i] = commands[i].name;
        const char *near = text_nearest(text_of(first), names, sizeof commands / sizeof *commands);
        if (near) return usage_error("there is no command '%s' (did you mean '%s'?)", first, near);
    }
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
