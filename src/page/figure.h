// A figure for notes: the stage alone with a title line, a legend of the roles it uses and a footer, laid out once and
// written as PNG, SVG or PDF. The same list serves the command line, the window and the tests.
#ifndef ATTEND_PAGE_FIGURE_H
#define ATTEND_PAGE_FIGURE_H

#include "render/export.h"
#include "session/session.h"

typedef struct FigureSpec {
    double width, height; // units; 0: 1280 × 720
    double scale;         // 0: 1
    Theme theme;
    double t;    // 0 … 1
    bool before; // as it is before the answer: what the step asks for is hidden, and what comes after it has not come
} FigureSpec;

// Lays the figure out: title, stage, legend, footer.
List figure_list(Session *session, const FigureSpec *spec, const Metrics *metrics, Arena *arena);
// The bytes of the file, in the arena; `ending` names the format.
bool figure_write(Session *session, const FigureSpec *spec, Fonts *fonts, const char *ending, Arena *arena, Text *out,
                  Problems *problems);
// "png" of "a/b.png"; "" when there is none.
const char *path_ending(const char *path);
// Lays it out and writes it; the format by the ending of the path.
bool figure_save(Session *session, const FigureSpec *spec, Fonts *fonts, const char *path, Problems *problems);
// "05-retrieval-step-4.png" in the folder, "" for the person's pictures folder; a number is added when that file exists.
const char *figure_path(const Session *session, const char *folder, const char *ending, Arena *arena);

#endif
