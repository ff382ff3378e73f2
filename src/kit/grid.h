// A matrix as a grid that can stand either way round: in the paper tokens are rows; where tokens are columns the same numbers
// stand turned, rows as columns. With too many numbers for digits a grid is one heat map.
#ifndef ATTEND_KIT_GRID_H
#define ATTEND_KIT_GRID_H

#include "kit/common.h"

enum { GRID_GAP = 3, GRID_DIGITS = 11 /* rows or columns at most that have digits */, GRID_HEAT = 512 };

typedef struct Grid {
    double x, y;       // of its first cell
    double w, h;       // of one cell
    int rows, columns; // of the matrix, whichever way it is drawn
    bool turned;       // its rows are drawn as columns
    bool digits;       // otherwise a heat map
    double text;       // width of its widest number at 17 units: the digits of all cells shrink alike. 0: each for itself
    Role role;
    bool close_names; // room is kept for names: where not all find theirs, every n-th stands
} Grid;

static inline int grid_across(const Grid *g) { return g->turned ? g->rows : g->columns; }
static inline int grid_down(const Grid *g) { return g->turned ? g->columns : g->rows; }
Box grid_box(const Grid *g);
Box grid_cell(const Grid *g, int row, int column);
Box grid_row(const Grid *g, int row); // all cells of a row of the matrix: side by side, or below each other when turned
Box grid_column(const Grid *g, int column);
double grid_size(const Grid *g); // of digits that suit its cells

// Weights are at most 1: with a 1 among them they have a digit more, so that they have four decimals in any case.
void grid_shares(Matrix *m);
// A mask sweeps from the corner of the first row and the last column. How many diagonals it crosses until all that it hides is
// covered; at least 1.
double grid_sweep_reach(const Matrix *mask);

// The whole matrix as a heat map in a frame.
void grid_heat(List *out, const Grid *g, const Matrix *m);
// Hatching over the cells where the mask is 0, when there are not too many rows.
void grid_hatch(List *out, const Grid *g, const Matrix *mask, Paint p);
// Dashed outlines: what is to come.
void grid_to_come(List *out, const Grid *g);

// The words of its rows, else their symbols ("q₁"): left of it, or above it when it is turned. `strong`: that row's in bold; −1:
// none.
void grid_row_names(List *out, const Grid *g, const Step *step, const char *input, const Matrix *named, Role role, int strong);
// The words of what its columns are: above it, or left of it when it is turned.
void grid_column_names(List *out, const Grid *g, const Step *step, const char *input, const Matrix *named, Role role, int strong);
bool grid_has_names(const Grid *g, bool of_rows); // whether there is room for them

// "orientation" as scenes take it, and whether it says that queries are columns.
#define ORIENTATION_PARAM                                                                                                          \
    {                                                                                                                              \
        .name = "orientation", .label = "Queries are", .kind = PARAM_CHOICE, .initial = "rows", .choices = "rows columns",         \
        .summary = "rows, as in the paper, or columns: the same numbers, turned"                                                   \
    }
#define QUERY_PARAM                                                                                                                \
    {                                                                                                                              \
        .name = "query", .label = "Query", .kind = PARAM_WHOLE, .initial = "1", .low = 1, .high = 1000000,                         \
        .summary = "which query is followed, from 1, until somebody picks another"                                                 \
    }
bool step_turned(const Step *step);

#endif
