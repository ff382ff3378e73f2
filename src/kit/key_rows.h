// The table beside a plane: one row a key, columns of cells and bars under their headings, all on one grid. With too many
// keys for digits a column becomes one heat strip.
#ifndef ATTEND_KIT_KEY_ROWS_H
#define ATTEND_KIT_KEY_ROWS_H

#include "kit/picture.h"

typedef struct KeyRows {
    Box at;
    int count;           // keys
    bool digits;         // rows are high enough for numbers
    bool tiles;          // just so high that they can be read
    bool names;          // headings have names, not symbols alone
    bool two_lines;      // a name may have two lines, with a line break between
    double heading;      // baseline of the names
    double top, pitch;   // of the first row; from row to row
    double cell;         // height of a cell
    double narrow, wide; // width of a cell: one of several side by side; one with a score or a weight
    double foot;         // baseline of the line under the rows
} KeyRows;

// Whether a table of this height has room for names over its symbols.
static inline bool key_rows_named(Box at) { return at.h >= 340; }
// `names`: the headings have names over their symbols.
KeyRows key_rows_fit(Box at, int count, bool names);
Box key_rows_cell(const KeyRows *r, int row, double x, double w);
void key_rows_heading(List *out, const KeyRows *r, double x, double w, const char *name, const char *tex, Role role, bool now,
                      bool to_come);
// Behind a column, where the step is; with the line under the rows.
void key_rows_highlight(List *out, const KeyRows *r, double x, double w, bool with_foot);
// "k₁" at the left of each row.
void key_rows_labels(List *out, const KeyRows *r, double x, const char *symbol, Role role, int node, int stride);

// The stage, split between a plane and the table beside it; where the stage is higher than wide, the table under it.
typedef struct Split {
    bool small, tall;
    double gap;                     // between columns
    Box stage, table, card, footer; // footer: a strip for arithmetic under the card
} Split;
// Fills all but card and footer, which need to know where the table begins.
Split split_stage(const Picture *p);
// `left`: of the table, with its labels; `bottom`: of its rows. A strip that lies under them may be as wide as the stage.
void split_card(Split *split, double left, double bottom, bool strip);

typedef struct KeyColumn {
    double x, w; // of one cell; `cells` of them stand side by side
    int cells;
    Role role;
    bool now;
    double come; // rows that are there; the row it stops in grows in. A large number: all
} KeyColumn;
static const double ALL_COME = 1e9;
// One cell for each number of row i: the matrix has a row a key, or is a single row with a column a key.
void key_rows_cells(List *out, const KeyRows *r, const Matrix *m, KeyColumn column);
// How strong a cell's tint is: a weight's its share of 1, a score's its place between the smallest and the largest of all, so
// that the best key is the darkest even where every score is negative. Of others |value|, as everywhere. Never quite 0.
double key_rows_tint(const Matrix *m, Role role, int row, int column);
// Its only number as a bar of the share of 1: for weights.
void key_rows_bars(List *out, const KeyRows *r, const Matrix *m, KeyColumn column);
// "Σ = 1" under a column of weights.
void key_rows_sum(List *out, const KeyRows *r, const Matrix *m, KeyColumn column);

#endif
