// One token's features as bars over a row of cells: what stands above the zero line is blue, what stands below it orange, as in
// every signed picture. With many features the cells become a heat strip, and with very many the bars too.
#ifndef ATTEND_KIT_FEATURES_H
#define ATTEND_KIT_FEATURES_H

#include "kit/common.h"

enum { FEATURES_COME = 64 }; // as many `come` tell for, each 0 … 1; beyond them all are as the last

typedef struct Features {
    Box at;            // as given
    Box chart, cells;  // of the bars; of the row under them
    int count;         // features
    bool digits, bars; // there is room for numbers in cells; for bars
    double pitch;      // from bar to bar
    double zero, unit; // y of the zero line; screen units for 1
} Features;

// Shares the box between bars and a row of cells of this height; the zero line and the unit are the caller's.
Features features_fit(Box at, int count, double cell_height);
// Where the zero line lies so that everything from low (at most 0) to high (at least 0) fits.
void features_range(Features *f, double low, double high);
// From the lowest to the highest number that is finite; both 0 when there is none.
void features_extent(const Matrix *m, double *low, double *high);
double features_y(const Features *f, double value); // clamped to the chart
Box features_bar(const Features *f, int i, double from, double to);
Box features_cell(const Features *f, int i);
static inline Role features_role(double value) { return value < 0 ? ROLE_K : ROLE_Q; }
// The same of an element; ink while it is asked for, since a "?" does not tell the sign.
Role features_role_at(const List *out, const Matrix *m, int row, int column);

// The zero line.
void features_base(List *out, const Features *f);
// Bars from the zero line, as far as they have come.
void features_bars(List *out, const Features *f, const Matrix *m, const double *come);
// The numbers under them; `plain`: without a tint by their sign. In `row` 0 they stand under the bars, then further down.
void features_cells(List *out, const Features *f, const Matrix *m, double y, bool plain, CellState state, const double *come);
// An arrow a feature for its gradient, from the line at y, at most `reach` long, up for positive ones; under them the numbers.
void features_gradient(List *out, const Features *f, const Matrix *m, double y, double reach, double cells_y, const double *come);

#endif
