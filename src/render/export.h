// Display list -> file. One row a format; the list is drawn as it is, the caller has laid out title, legend and footer. A row
// writes a picture that stands still, or takes the pictures of one that moves, one after the other.
#ifndef ATTEND_RENDER_EXPORT_H
#define ATTEND_RENDER_EXPORT_H

#include "base/error.h"
#include "base/file.h"
#include "base/turn.h"
#include "draw/list.h"
#include "render/fonts.h"

typedef struct FigureFile {
    double width, height; // units
    double scale;         // device pixels a unit: what is made of pixels
    Theme theme;
    Role background;
    const char *title, *description; // plain text: SVG <title>, <desc>; PDF title, subject; PNG text chunks
    const char *command;             // that makes it again: SVG <metadata>; PDF keywords; PNG text chunk; NULL: none
    double points;                   // of print that a unit is wide; 0: 0.75, a pixel of the web
    bool clear;                      // no background: alpha in PNG, nothing behind the drawing in SVG and PDF
    bool outlines;                   // SVG: text as paths, for viewers without the fonts
    double fps;                      // pictures a second of what moves
} FigureFile;

typedef struct Reel Reel; // of what moves: the format's own

// What stands still, while it is written: part after part, each in a turn.
typedef struct Writing {
    Arena *arena; // the file's bytes, and what the format keeps until they are there
    Fonts *fonts;
    const List *list;
    const FigureFile *figure;
    Text out;  // once it is done
    void *own; // the format's; NULL before the first part
} Writing;

typedef struct Exporter {
    const char *id; // "png", also the file's ending
    const char *summary;
    // Goes on until the turn is over; without a turn, all of it. The same list gives the same bytes, whatever the turns. NULL: it
    // moves.
    TurnEnd (*write)(Writing *writing, const Turn *turn, Problems *problems);
    void (*leave)(Writing *writing); // whether it is done or given up; NULL: it holds nothing outside its arena
    // What moves: NULL with a problem; each picture is shown for one frame. `figure` and `fonts` outlive the reel.
    Reel *(*begin)(Fonts *fonts, const FigureFile *figure, Problems *problems);
    TurnEnd (*add)(Reel *reel, const List *list, const Turn *turn, Problems *problems); // over: the same list comes again
    // At the end the bytes, part after part, each time into the same arena; or, `out` NULL, it is given up. But when only the turn
    // is over the reel is freed.
    TurnEnd (*end)(Reel *reel, Arena *arena, Text *out, const Turn *turn, Problems *problems);
    // Goes on, without waiting, with what it was given, after the `last` picture with the end: true when the next call will not
    // wait. NULL: it never does.
    bool (*idle)(Reel *reel, bool last);
    int even; // sides are a multiple of so many pixels; 0: any
} Exporter;
#define FIGURE_POINTS 0.75 // of a unit where a figure says nothing
#define EXPORT(name) extern const Exporter name##_exporter;
#include "render/exports.def"
#undef EXPORT
extern const Exporter *const exporter_table[];
extern const int exporter_count;
const Exporter *exporter_find(const char *ending); // letter case ignored; NULL when not known
// The bytes of what stands still, all at once, in the arena. False with a problem.
bool exporter_write(const Exporter *exporter, Arena *arena, Fonts *fonts, const List *list, const FigureFile *figure, Text *out,
                    Problems *problems);
static inline bool exporter_moves(const Exporter *exporter) { return !exporter->write; }

#endif
