// The display list: plain data between scenes and renderers. A command carries its geometry in layout units, its role (a
// renderer resolves the colour from the theme), and the identity of what it shows, so that picking, describing and
// highlighting need no second model of the screen.
//
//     List list = list_begin(frame, metrics);
//     Ident ident = ident_value(node, 3);
//     list_rect(&list, box(20, 20, 52, 52), (RectStyle){ .fill = paint(ROLE_PANEL), .radius = 8, .ident = ident });
//     list_text(&list, 46, 50, TEXT("0.54"), (TextStyle){ .size = 15, .align = ALIGN_CENTER, .ident = ident });
//     … a renderer draws it, list_pick(&list, x, y, &ident) finds what stands under the pointer …
#ifndef ATTEND_DRAW_LIST_H
#define ATTEND_DRAW_LIST_H

#include <stdbool.h>

#include "base/arena.h"
#include "draw/metrics.h"
#include "draw/theme.h"

typedef struct Box {
    double x, y, w, h;
} Box;
static inline Box box(double x, double y, double w, double h) { return (Box){ x, y, w, h }; }
bool box_holds(Box b, double x, double y);
Box box_grow(Box b, double by);
Box box_union(Box a, Box b); // an empty box (w or h <= 0) adds nothing
bool box_meets(Box a, Box b);
Box box_meet(Box a, Box b);                          // what both hold; w or h 0 when they do not meet
bool box_overlap(Box a, Box b);                      // by more than a unit each way
bool box_within(Box outer, Box inner, double slack); // which may stand out by the slack

// What a command shows. The kind says which member of the union holds; read them by the functions below, which ask the kind.
typedef enum IdentKind {
    IDENT_NONE,   // furniture
    IDENT_VALUE,  // element of a node
    IDENT_GRAD,   // element of a node's gradient
    IDENT_NOTE,   // a named function of numbers (a norm, a count): `note.text` explains it in a line
    IDENT_LENGTH, // the length √(g² + …) of `count` elements of a node's gradient from `element` on
    IDENT_SYMBOL, // a symbol in a formula: the whole node
    IDENT_HEAT,   // an image: cell (r, c) is element `element + r * heat.row_stride + c * heat.column_stride`
} IdentKind;
typedef struct Ident {
    IdentKind kind;
    int node, element; // of the tape; a note has none
    bool grad;         // of the node's gradient: of IDENT_GRAD and IDENT_LENGTH always
    int mask;          // of values: node + 1 of ones and zeros whose element of the same number a click turns over; 0: none
    union {
        // Of a value that is an arrow's tip, to be dragged: units of the screen for 1 of the number, x to the right and y up;
        // `element` and `element + 1` are its x and y. 0: not to be dragged.
        double drag;
        int count; // IDENT_LENGTH
        struct {
            int row_stride, column_stride;
        } heat;
        struct {
            const char *text;
            const char *link; // a click opens this lesson, "layer-norm:normalise" at that step; lives as long as the program
        } note;
    };
} Ident;
static inline Ident ident_value(int node, int element) { return (Ident){ .kind = IDENT_VALUE, .node = node, .element = element }; }
static inline Ident ident_grad(int node, int element) {
    return (Ident){ .kind = IDENT_GRAD, .node = node, .element = element, .grad = true };
}
static inline Ident ident_length(int node, int first, int count) {
    return (Ident){ .kind = IDENT_LENGTH, .node = node, .element = first, .grad = true, .count = count };
}
static inline Ident ident_symbol(int node, int element, bool grad) {
    return (Ident){ .kind = IDENT_SYMBOL, .node = node, .element = element, .grad = grad };
}
static inline Ident ident_heat(int node, int first, int row_stride, int column_stride, bool grad) {
    return (Ident){ .kind = IDENT_HEAT, .node = node, .element = first, .grad = grad, .heat = { row_stride, column_stride } };
}
static inline Ident ident_note(const char *text) { return (Ident){ .kind = IDENT_NOTE, .note = { .text = text } }; }
static inline Ident ident_link(const char *link, const char *text) {
    return (Ident){ .kind = IDENT_NOTE, .note = { .text = text, .link = link } };
}
// A value, a gradient or a length: what a card can work out.
static inline bool ident_is_number(Ident i) { return i.kind == IDENT_VALUE || i.kind == IDENT_GRAD || i.kind == IDENT_LENGTH; }
static inline bool ident_drags(Ident i) { return i.kind == IDENT_VALUE && i.drag > 0; }
// The node of ones and zeros that a click turns over; −1: none.
static inline int ident_mask(Ident i) { return i.kind == IDENT_VALUE ? i.mask - 1 : -1; }
static inline const char *ident_leads_to(Ident i) { return i.kind == IDENT_NOTE ? i.note.link : NULL; }
// Whether two commands show the same; of a symbol the node alone counts, of a note its text.
bool ident_same(Ident a, Ident b);

typedef enum CmdKind { CMD_RECT, CMD_PATH, CMD_TEXT, CMD_HEAT, CMD_HATCH, CMD_CLIP, CMD_UNCLIP } CmdKind;

typedef enum PathOp { PATH_MOVE, PATH_LINE, PATH_CURVE, PATH_CLOSE } PathOp;
typedef struct PathPart {
    PathOp op;
    double x1, y1, x2, y2, x, y; // PATH_CURVE: two control points and the end; else x, y
} PathPart;

typedef struct Cmd {
    CmdKind kind;
    Ident ident;
    Box box;          // all that it paints lies within (without half a stroke)
    float step_back;  // 0 … 1: how far an overlay has faded it
    bool may_overlap; // text that is meant to lie over other text's box (a card, a plot label); see the overlap test
    union {
        struct {
            double radius;
            Paint fill, stroke;
            double width, dash;
        } rect;
        struct {
            const PathPart *part;
            int parts;
            Paint fill, stroke;
            double width, dash;
            bool round;
        } path;
        struct {
            double x, y, size, width;
            Face face;
            Paint paint;
            const char *text;
            const Shaped *shaped; // NULL: each character is a glyph of the face (metrics_glyphs)
            float anchor;         // share of the width at which it was aligned: what stays where it is in another font
        } text;                   // x left, y baseline; width measured
        struct {
            int rows, columns;
            const float *share;
            Role positive, negative, neutral;
            uint8_t theme; // as of a Paint
            double most;   // the number whose share is 1; 0: unsaid
            bool key;      // it shows no numbers: it explains the colours of those that do
            bool one_way;  // from pale at −1 to dark at 1 instead of pale at 0: where only lightness can tell
            float alpha;
        } heat; // share −1 … 1, row-major
        struct {
            double radius, gap;
            Paint paint;
            double width;
        } hatch; // 45° lines inside the rounded box
    };
} Cmd;

// Numbers that are not to be seen yet, because somebody is asked for them: `count` elements of a node (or of its gradient) from
// `first` on; count 0: all of it.
typedef struct Hidden {
    int node, first, count;
    bool grad;
} Hidden;

// Where a plot's axes lie, so that a curve between them can be read off again.
typedef struct Plotted {
    Box at;
    const struct Axis *x, *y; // shapes.h; with the places of their ends
} Plotted;

// The number that is looked at, by its place in its matrix: words that stand close make room for its own. rows 0: none is.
typedef struct Pointed {
    int row, column, rows, columns;
} Pointed;

typedef struct List {
    Arena *arena;
    const Metrics *metrics;
    Cmd *cmd;
    int count, room;
    float alpha;   // multiplied into every paint added from now on; 1 at first
    Ident ident;   // given to every command added from now on; IDENT_NONE at first
    double dx, dy; // added to every position; 0 at first
    bool may_overlap;
    const Hidden *hidden; // what shows one of these is a "?" instead
    int hiddens;
    Pointed pointed;
    Plotted *plot; // in the order in which they were drawn
    int plots;
} List;

List list_begin(Arena *arena, const Metrics *metrics);

// Every style also says what is shown and how far it is faded; zero means: what the list has.
typedef struct RectStyle {
    double radius;
    Paint fill, stroke;
    double width; // of the stroke; 0 with a stroke paint means a hairline, one device pixel
    double dash;  // 0: solid
    Ident ident;
    double fade; // 0 … 1: 1 is not to be seen
} RectStyle;
void list_rect(List *list, Box at, RectStyle style);

typedef struct StrokeStyle {
    Paint paint;
    double width, dash;
    Paint fill;   // closed shapes; PAINT_NONE: none
    double arrow; // length of a head at the end; 0: none
    bool round;   // round caps
    Ident ident;
    double fade;
} StrokeStyle;
void list_line(List *list, double x1, double y1, double x2, double y2, StrokeStyle style);
void list_curve(List *list, double x1, double y1, double cx1, double cy1, double cx2, double cy2, double x2, double y2,
                StrokeStyle style);
void list_polyline(List *list, const double *xy, int points, bool closed, StrokeStyle style);
void list_circle(List *list, double x, double y, double radius, RectStyle style);
void list_ellipse(List *list, double x, double y, double rx, double ry, double degrees, RectStyle style);
void list_path(List *list, const PathPart *part, int parts, StrokeStyle style); // the parts are copied

typedef enum Align { ALIGN_LEFT, ALIGN_CENTER, ALIGN_RIGHT } Align;
typedef struct TextStyle {
    Face face;
    double size; // units; 0 means 14
    Paint paint; // alpha 0 means ink
    Align align;
    Ident ident;
    double fade;
} TextStyle;
// One line; x is the left, middle or right as aligned, y the baseline. Returns the width. The text is copied.
// Glyphs that the face lacks are drawn from the fallback as commands of their own, superscript characters (⁻⁷) as smaller raised
// digits.
double list_text(List *list, double x, double y, Text text, TextStyle style);
double list_print(List *list, double x, double y, TextStyle style, const char *format, ...) __attribute__((format(printf, 5, 6)));
// Shrinks the size (not below 60 %) and then cuts with an ellipsis so that the text fits the width.
double list_text_fit(List *list, double x, double y, double width, Text text, TextStyle style);

typedef struct HeatStyle {
    Role positive, negative;
    double most; // the number whose share is 1, for a colour bar; 0: unsaid
    bool key;    // a colour bar itself
    Ident ident;
    double fade;
} HeatStyle;
void list_heat(List *list, Box at, int rows, int columns, const float *share /* (rows, columns), copied */, HeatStyle style);
void list_hatch(List *list, Box at, double radius, Paint p);
void list_clip(List *list, Box at); // until the matching list_unclip
void list_unclip(List *list);
void list_add_all(List *list, const List *other); // copies commands, moved by list's dx, dy
// Makes all from the command `first` on so many times as large, about 0, 0, and then moves it.
void list_enlarge(List *list, int first, double scale, double dx, double dy);
// The same as a picture within the picture: so much smaller about its origin, in a theme of its own; it shows and explains nothing.
void list_add_small(List *list, const List *other, double scale, Theme theme);

// For what is made of several commands: sets what follows; returns the former, to be put back.
Ident list_show(List *list, Ident ident);
float list_fade(List *list, float alpha);
// Both as a style says them (zero: as it was), until list_restore.
typedef struct Former {
    Ident ident;
    float alpha;
} Former;
Former list_with(List *list, Ident ident, double fade);
void list_restore(List *list, Former former);

// Whether the number of this identity is not to be seen.
bool list_hides(const List *list, Ident ident);
bool hidden_holds(const Hidden *hidden, const Cmd *cmd); // does the command show one of these, or name all of them?
bool list_asks(const List *list, Ident ident);           // the same of a style's identity: none means the list's own
// Wipes the cells of a heat map that are not to be seen; returns how many. /* share (rows, columns) */
int hidden_cells(const List *list, Ident heat, int rows, int columns, float *share);

// All that a renderer may touch for this command: its box with half the stroke, italic overhang and antialiasing.
Box list_reach(const Cmd *cmd);
// The topmost command with an identity at a point (clips respected), or NULL. For a heat map *ident has the cell's element.
const Cmd *list_pick(const List *list, double x, double y, Ident *ident);
// The box of the first command that shows this element; false when it is not on the list.
bool list_where(const List *list, Ident ident, Box *out);
// All commands as text, a line each: kind, box rounded to a tenth, roles, text, identity by name. Goldens compare this.
// node_name turns a node number into a name; context is passed to it.
void list_dump(const List *list, Builder *out, const char *(*node_name)(const void *context, int node), const void *context);
// Boxes that differ between two lists, merged to at most `most` (for a dirty update). Returns the number; -1 when everything may
// differ.
int list_changes(const List *before, const List *after, Box *out, int most);

#endif
