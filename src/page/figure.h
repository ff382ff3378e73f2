// A figure for notes: the stage alone with a title line, a legend of the roles it uses and a footer, laid out once and
// written as any of the kinds of file. The same list serves the command line, the window and the tests.
#ifndef ATTEND_PAGE_FIGURE_H
#define ATTEND_PAGE_FIGURE_H

#include "render/export.h"
#include "session/session.h"

// What stands around the picture, each to be left out.
typedef enum FigurePart { FIGURE_TITLE = 1, FIGURE_LEGEND = 2, FIGURE_FOOTER = 4 } FigurePart;

// Where a figure goes.
typedef struct FigurePlace {
    const char *id, *summary;
    double width, height; // centimetres
    double tallest;       // a picture whose labels need more room may be as high as this; 0: no higher
    double points;        // of print that a unit is wide
    double dots;          // pixels an inch
} FigurePlace;
enum { FIGURE_PLACES = 4 };
enum { FIGURE_LABEL = 12, FIGURE_LEAST_WIDTH = 400 }; // units: the smallest label of a picture that has room; what a picture needs
enum { FIGURE_FPS = 15, FIGURE_AMPLE = 900, FIGURE_SHALLOW = 400 }; // units: so wide and high a picture has room enough
extern const FigurePlace figure_places[FIGURE_PLACES];
const FigurePlace *figure_place(const char *id); // NULL: there is none of this name

// The scene fills width × height units, and of that the part is shown; width 0: it fills the room there is.
typedef struct FigureLayout {
    double width, height;
    Box part;
    double reduced;                   // all of it is drawn so many times as large, below 1, for it would be cut; 0: as it is
    double panel_width, panel_height; // of each moment of a strip
    int panel_columns;
    double from; // 0 … 1: when a strip begins, because its part shows nothing before
    bool tried;  // it is looked at only: its legend does not say what of the step is not on it
    bool white;  // the part is all of it: white alone is cut away
    bool less;   // what the step speaks of is not all on it, though nothing is cut out
    bool named;  // `legend` is known: bits of the scene's legend that are on the picture
    unsigned legend;
} FigureLayout;

typedef struct FigureSearch FigureSearch; // what looking for a layout has found until now

typedef struct FigureSpec {
    double width, height; // units; 0: 1280 × 720
    double scale;         // 0: 1
    Theme theme;
    double t;             // 0 … 1
    bool before;          // as it is before the answer: what the step asks for is hidden, and what comes after it has not come
    unsigned without;     // FigureParts that are left out
    const char *title;    // instead of the step's; NULL: the step's
    const char *caption;  // a sentence under the picture; NULL: none
    bool clear;           // no background
    bool outlines;        // SVG: text as paths
    bool comma;           // numbers have a decimal comma
    double points;        // of print that a unit is wide; 0: 0.75
    const char *part;     // the node whose part of the picture alone is shown; NULL: all of it
    bool crop;            // no white around the picture
    int strip;            // so many moments side by side; 0: one
    double fps, seconds;  // of what moves; 0: FIGURE_FPS, and as long as the step takes
    bool moving;          // one picture of a film: its footer names no moment
    bool brief;           // its legend has no colours, and the name of the part alone
    int moments;          // its layout is for so many of its playing, the last at t; 0: as `strip` and `moving` say
    double tallest;       // units; 0: as its place says
    unsigned legend;      // bits of the scene's legend that are named even where they are not on the picture
    FigureLayout layout;  // found by figure_settled
    bool settled;         // it was
    FigureSearch *search; // NULL, but while it is looked for in turns
    // What was asked for; figure_fit makes width, height, points and scale of it.
    const FigurePlace *place;                      // NULL: no place
    double cm_width, cm_height;                    // 0: the place's; a width alone: as high as its labels need
    double asked_width, asked_height, asked_scale; // what these were before
    double text_size;                              // percent; 0: 100
    const char *data; // the file of one's own vectors, for the command that makes the figure again; NULL: the lesson's
} FigureSpec;

// Reads a size: "640x360" units (320x240 … 8192x8192), "16x9cm" (5x4 … 120x120), or a width alone, "900" or "12cm". False: it is
// none.
bool figure_parse_size(const char *text, FigureSpec *spec);
// May it be higher than it is wide, and how high, so that its labels find room? Units; its height when it may not.
double figure_tallest(const FigureSpec *spec);
// How small all of it may be drawn, 1 as it is: in print and on a slide labels keep the least size there, in pixels they need not.
double figure_least_times(const FigureSpec *spec);
// Width, height, points and scale from the place, the centimetres and the size of type that were asked for.
void figure_fit(FigureSpec *spec);
// How large its type has become, in percent, once it is settled: less than was asked for where there is no room.
double figure_type_size(const FigureSpec *settled);
// Lays the figure out: title, stage, legend, footer.
List figure_list(Session *session, const FigureSpec *spec, const Metrics *metrics, Arena *arena);
// The same, and the room for the stage in it.
List figure_list_in(Session *session, const FigureSpec *spec, const Metrics *metrics, Arena *arena, Box *room);
// False with a problem when the picture has not the part that is asked for.
bool figure_has_part(Session *session, const FigureSpec *spec, const Metrics *metrics, Problems *problems);
// The room for the stage within title, caption, legend and footer.
Box figure_room(Session *session, const FigureSpec *spec, const Metrics *metrics);
// The size of the smallest label in units; letters of formulas, superscripts and what has faded are none. 0: there is no label.
double figure_smallest_label(const List *list);
// The spec as it is written for the step that the session stands at: where there is little room, as high as its labels need, or
// a part of the picture.
FigureSpec figure_settled(Session *session, const FigureSpec *spec, const Metrics *metrics);
// The same in turns: false when the turn is over before; gone on with by the same arguments, as long as the session stays as it is.
FigureSearch *figure_search_begin(void);
bool figure_search(FigureSearch *search, Session *session, const FigureSpec *spec, const Metrics *metrics, const Turn *turn,
                   FigureSpec *out);
void figure_search_end(FigureSearch *search); // NULL is allowed
// What the parts say.
const char *figure_title(const Session *session, const FigureSpec *spec);
const char *figure_footer(const Session *session, const FigureSpec *spec, Arena *arena);
unsigned figure_legend(const List *list, const Session *s); // bits of its scene's legend that are on the list
// Words of a command, in quotation marks where a shell wants them.
void figure_put_word(Builder *command, const char *word);
void figure_put_option(Builder *command, const char *option, const char *value);
// What the file says of itself; `ending` for the command in it.
FigureFile figure_file(Session *session, const FigureSpec *spec, const Metrics *metrics, const char *ending, Arena *arena);
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
