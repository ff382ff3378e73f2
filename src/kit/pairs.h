// A plane of arrows with its numbers: beside the plane a table, where there is room, a line of it for each pair of numbers, and
// under both a line of arithmetic.
#ifndef ATTEND_KIT_PAIRS_H
#define ATTEND_KIT_PAIRS_H

#include "kit/arithmetic.h"
#include "kit/picture.h"

typedef struct PairPlaces {
    Box plane, table, footer; // table.w 0: no room for it
} PairPlaces;
// Where they stand; only a plane that is drawn, of two numbers, has a table.
PairPlaces pairs_place(const Picture *p, bool drawn);

// A name, two numbers in cells, and words behind them.
typedef struct PairLine {
    const char *name;
    const Matrix *m; // its first two numbers
    Role role, name_role;
    double come;         // 0 … 1: how far the numbers are there
    bool now;            // it is what the step is about
    double pale, strong; // the tint's strength at 0, and what it gains up to `largest`
    double largest;
    double apart;                  // room for what is no cell
    double cell_w, cell_h, digits; // at most
    const char *after;
    Role after_role;
    Ident after_ident;
} PairLine;
void pairs_line(List *out, Box at, const PairLine *line);

// "(0.8, 1.8)", of four numbers at most.
void pairs_write(Pen *pen, const Matrix *m, Role role);

#endif
