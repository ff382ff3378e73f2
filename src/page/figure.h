// A figure for notes: the stage alone with a title line, a legend of the roles it uses and a footer, laid out once and
// written as PNG, SVG or PDF. The same list serves the command line, the window and the tests.
#ifndef ATTEND_PAGE_FIGURE_H
#define ATTEND_PAGE_FIGURE_H

#include "render/export.h"
#include "session/session.h"

// What stands around the picture, each to be left out.
typedef enum FigurePart { FIGURE_TITLE = 1, FIGURE_LEGEND = 2, FIGURE_FOOTER = 4 } FigurePart;

typedef struct FigureSpec {
    double width, height; // units; 0: 1280 × 720
    double scale;         // 0: 1
    Theme theme;
    double t;            // 0 … 1
    bool before;         // as it is before the answer: what the step asks for is hidden, and what comes after it has not come
    unsigned without;    // FigureParts that are left out
    const char *title;   // instead of the step's; NULL: the step's
    const char *caption; // a sentence under the picture; NULL: none
    bool clear;          // no background
    bool outlines;       // SVG: text as paths
    double points;       // of print that a unit is wide; 0: 0.75
    const char *data;    // the file of one's own vectors, for the command that makes the figure again; NULL: the lesson's
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
