// What the window's command line may say. The last ones serve tests and pictures: they run without waiting for anybody.
#ifndef ATTEND_WINDOW_OPTIONS_H
#define ATTEND_WINDOW_OPTIONS_H

#include <stdbool.h>

#include "base/arena.h"
#include "data/data.h"

enum { OPTIONS_WITH = 32 };

typedef struct Options {
    Arena *arena;
    const char *lesson, *data, *text;
    DataOptions reading;            // of the data
    const char *step;               // a number from 1; NULL: the remembered one
    const char *with[OPTIONS_WITH]; // settings for this run, "theme=dark", in the order they were said
    int withs;
    int width, height;      // device pixels; 0: the usual size
    const char *screenshot; // a PNG of the window, then the end
    double at;              // of the step's animation, 0 … 1; negative: its end
    int frames;             // the end after so many frames; 0: never
    bool presenter;         // with the presenter's window
    bool bench_start;       // prints the milliseconds from the start of the process to the first frame
    const char *script;     // "move 300 200; click; key Ctrl+S; type 3.5; wait 0.3"
} Options;

// 0: well; else the exit code, and the mistake was printed.
int window_options(Arena *arena, int argc, char **argv, Options *out);

#endif
