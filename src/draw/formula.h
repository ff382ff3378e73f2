// Formulas: a TeX subset parsed to boxes and set with STIX. Symbols that name a tape node take its role's colour and identity.
#ifndef ATTEND_DRAW_FORMULA_H
#define ATTEND_DRAW_FORMULA_H

#include "draw/list.h"

typedef struct Formula Formula;

// Finds the tape node of a symbol ("s" -> number), -1 when there is none. For "W_q" and the like the name is the letters without _.
typedef int (*FormulaNode)(const void *context, const char *symbol);

// Parses TeX. On a mistake returns NULL and sets *error (a sentence) and *column (from 1, within the TeX).
Formula *formula_parse(Arena *arena, Text tex, const char **error, int *column);

typedef struct FormulaStyle {
    double size;      // units; 0 means 20
    Paint paint;      // of what has no role; alpha 0 means ink
    bool display;     // limits above and below \sum
    bool plain;       // no role colours (on a dark card)
    FormulaNode node; // may be NULL: roles by name only, no identity
    const void *context;
    Ident ident; // of what names no node; zero: the list's own
    double fade;
} FormulaStyle;
typedef struct FormulaSize {
    double width, ascent, descent;
} FormulaSize;
FormulaSize formula_measure(const Metrics *metrics, const Formula *formula, FormulaStyle style);
// x left, y baseline.
void formula_draw(List *list, double x, double y, const Formula *formula, FormulaStyle style);
// A line of TeX, aligned at x: its width; nothing is drawn of what has a mistake, and its width is 0.
double draw_tex(List *list, double x, double y, const char *tex, FormulaStyle style, Align align);
double tex_width(Arena *arena, const Metrics *metrics, const char *tex, double size);

#endif
