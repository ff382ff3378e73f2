// What scenes are drawn with: cells with digits, matrices, bars, axes, legends, arrows, and numbers as text.
#ifndef ATTEND_DRAW_SHAPES_H
#define ATTEND_DRAW_SHAPES_H

#include "draw/list.h"

// --- numbers as text: true minus U+2212, −∞, NaN; thin spaces in whole numbers; 4.5·10⁻⁷ with real superscripts
typedef struct NumberFormat {
    int digits;   // significant digits at most
    int decimals; // >= 0: exactly so many decimals; -1: as needed
} NumberFormat;
// In a card or in text: up to 6 significant digits.
const char *number_text(Arena *arena, double value, int digits);
// A power of ten, as axes write it: 10⁻⁷, and 1 and 10 as they are.
const char *number_ten_to(Arena *arena, int n);
// The same for a formula: 4.5\cdot 10^{-7}, \infty.
const char *number_tex(Arena *arena, double value, int digits);
// In cells: one format for a whole tensor, up to 4 significant digits, whole numbers without decimals; needs the values.
NumberFormat number_format_for(const double *value, int count, int digits);
const char *number_in(Arena *arena, double value, NumberFormat format);

// --- cells
typedef enum CellState { CELL_DONE, CELL_NOW, CELL_TO_COME, CELL_MASKED } CellState;
typedef struct CellStyle {
    Role role;
    double share;    // 0 … 1: strength of the tint (|value| / largest); capped so that digits stay readable
    CellState state; // to come: a dashed outline without digits; masked: hatched
    bool ring;       // dark outline: the one looked at
    double size;     // of the digits; 0: 17
    double reveal;   // 0 … 1: digits fade and the cell grows in; 0 means 1
    Ident ident;
    double fade;
} CellStyle;
// One number in a rounded box. The text shrinks to fit.
void draw_cell(List *list, Box at, const char *text, CellStyle style);
// How strong the tint of a cell is at this share: under digits never so strong that ink is hard to read.
double cell_tint(Role role, double share, bool digits);
// A bar filling `share` of the box from the bottom, on a pale track.
typedef struct BarStyle {
    Role role;
    Ident ident;
    double fade;
} BarStyle;
void draw_bar(List *list, Box at, double share, BarStyle style);
void draw_bar_sideways(List *list, Box at, double share, BarStyle style);
// A column heading: name over a symbol (TeX; either may be NULL), centred at x; y the name's baseline, the symbol's 28 below.
typedef struct HeadingStyle {
    Role role;
    bool strong; // the current layer
    Ident ident;
    double fade;
} HeadingStyle;
void draw_heading(List *list, double x, double y, const char *name, const char *tex, HeadingStyle style);
// The card that a part of a picture stands on, and the dashed place of one that is to come.
void draw_card(List *list, Box at);
void draw_card_to_come(List *list, Box at);
// The pale highlight behind the current layer.
void draw_highlight(List *list, Box at);
// A smooth S-curve from left to right, as from the query to each key.
void draw_link(List *list, double x1, double y1, double x2, double y2, Role role, double width, float alpha);

// --- plots
typedef struct Axis {
    double low, high;
    bool log;          // base 10
    bool whole;        // numbers only at whole values: steps, tokens
    const char *label; // "training step"
    bool label_last;   // of x: the label stands at the right end instead of the left
    bool mirrored;     // of x: low stands at the right, and there the numbers of y stand too
    double from, to;   // screen positions of low and high
} Axis;
double axis_at(const Axis *axis, double value);
double axis_value(const Axis *axis, double at); // the other way round
// Tells the list that curves inside `at` stand on these axes; draw_axes does it by itself.
void list_plot(List *list, Box at, const Axis *x, const Axis *y);
// Tick values, nicely round; returns the number.
int axis_ticks(const Axis *axis, double *out, int most);
// Grid lines, tick labels, axis labels. `at` is the plot's inner box: leave about 48 units on its left, 28 above when y has a
// label, 28 below (46 when x has a long label). Sets from and to of both axes.
void draw_axes(List *list, Box at, Axis *x, Axis *y);

// --- legend: a row of colour chips with names; returns the height used
typedef struct LegendItem {
    Role role;
    const char *symbol; /* TeX, may be NULL */
    const char *name;
    void (*mark)(List *list, Box at, Role role); // the mark as the picture has it, with its hatch; NULL: a chip of the colour
    double most;                                 // a colour bar up to this number instead of a chip; 0: none
    Role negative;                               // of the bar, which then begins at −most; the role itself: it begins at 0
    int node;                                    // whose numbers the bar is of
    int sign;       // the chip is a cell of a heat map, at its positive (1) or negative (−1) end; 0: of no heat map
    const char *of; // only where one of these names, between blanks, is revealed: elsewhere the colour means something else
} LegendItem;
double draw_legend(List *list, double x, double y, double width, const LegendItem *item, int items);
double legend_width(const List *list, const LegendItem *item, int items); // in one line
// The colour bars that a picture's heat maps need, each of them once; returns their number. Their names are the caller's.
int heat_scales(const List *list, int first, int end, LegendItem *out, int most);

// --- icons, drawn as shapes (fonts lack them)
typedef enum Icon {
    ICON_PLAY,
    ICON_PAUSE,
    ICON_BACK,
    ICON_NEXT,
    ICON_CHECK,
    ICON_CROSS,
    ICON_THEME,
    ICON_TEXT_SIZE,
    ICON_HELP,
    ICON_RESET,
    ICON_UNDO,
    ICON_REDO,
    ICON_FOLDER,
    ICON_CLOSE,
    ICON_PIN,
    ICON_COPY,
    ICON_SETTINGS,
    ICON_PEN,
    ICON_ERASER,
    ICON_LOCK,
    ICON_SCREEN,
    ICON_SWAP,
    ICON_SAVE
} Icon;
void draw_icon(List *list, Icon icon, double x, double y, double size, Paint p); // x, y its middle

#endif
