// What several scenes share: a tape node seen as a matrix with its number format, the words of rows, labels with a
// subscript, shares for tints and widths, and places between two places.
#ifndef ATTEND_KIT_COMMON_H
#define ATTEND_KIT_COMMON_H

#include "draw/formula.h"
#include "kit/scene.h"

// --- a node as a matrix
// Rank 0 is 1 × 1, rank 1 one row; of higher ranks the leading axes are taken together as rows.
typedef struct Matrix {
    int node;  // NODE_NONE when the tape has no such node; then rows and columns are 0 and the rest is empty
    int first; // the node's element that stands at (0, 0); only matrix_rows makes it other than 0
    int rows, columns;
    const Real *value;   // (rows, columns)
    const Real *grad;    // (rows, columns); NULL for a constant
    double largest;      // of |value|, finite ones only; 1 when all are 0
    double largest_grad; // the same of |grad|
    NumberFormat format; // one for all values
} Matrix;
// `digits`: significant digits at most (0: 4). Negative: largest and format are left for matrix_rows.
Matrix matrix_find(const Tape *tape, const char *name, int digits);
// Some rows of it (clamped), with largest and format of these alone: what a picture of one query needs.
Matrix matrix_rows(const Matrix *m, int row, int rows, int digits);
static inline bool matrix_exists(const Matrix *m) { return m->node != NODE_NONE; }
static inline bool matrix_has(const Matrix *m, int row, int column) {
    return row >= 0 && column >= 0 && row < m->rows && column < m->columns;
}
double matrix_at(const Matrix *m, int row, int column);      // NaN outside
double matrix_grad_at(const Matrix *m, int row, int column); // NaN outside
static inline int matrix_element(const Matrix *m, int row, int column) { return m->first + row * m->columns + column; }
static inline Ident matrix_ident(const Matrix *m, int row, int column) {
    return ident_value(m->node, matrix_element(m, row, column));
}
static inline Ident matrix_grad_ident(const Matrix *m, int row, int column) {
    return ident_grad(m->node, matrix_element(m, row, column));
}
const char *matrix_text(Arena *arena, const Matrix *m, int row, int column);
const char *signed_text(Arena *arena, double value, NumberFormat format); // with its sign: "+3.467", "−0.866"
double matrix_share(const Matrix *m, int row, int column);                // |value| / largest, 0 … 1

// Width of its widest number at 17 units.
double matrix_text_width(const Metrics *metrics, Arena *arena, const Matrix *m);
// One cell of a matrix with digits and identity. style.share 0 is replaced by the matrix's own.
void matrix_cell(List *out, Box at, const Matrix *m, int row, int column, CellStyle style);
// The same where it is too small to be touched: digits to be read, and where even these have no room, its size is its tint and a
// stroke says that it is below zero.
void matrix_tile(List *out, Box at, const Matrix *m, int row, int column, CellStyle style);
// The place of a number that is still to come: a dashed outline, and already a "?" where the step asks for it.
void draw_awaited(List *out, Box at, Ident ident, CellStyle style);
// How far a number has come, 0 … 1: one that the step asks for stands there from the beginning, as its "?".
static inline double come_or_asked(const List *out, Ident ident, double come) { return list_hides(out, ident) ? 1 : come; }
// A block of rows × columns of the matrix as one heat map with identities; signed when any value is negative.
void matrix_heat(List *out, Box at, const Matrix *m, int row, int rows, int column, int columns, Role role);
// The same block turned: its rows stand side by side as columns.
void matrix_heat_turned(List *out, Box at, const Matrix *m, int row, int rows, int column, int columns, Role role);
// Its gradient as one heat map; turned: its rows stand side by side as columns.
void matrix_grad_heat(List *out, Box at, const Matrix *m, int rows, int columns, bool turned);
// Some elements of its first row, drawn downwards.
void matrix_heat_down(List *out, Box at, const Matrix *m, int first, int count, Role role);
void matrix_grad_heat_down(List *out, Box at, const Matrix *m, int first, int count); // of its gradient

// --- shares
// |value| / largest in 0 … 1; NaN gives 0, infinite 1.
double share_of(double value, double largest);
// On a log scale: 1 at the largest, 0 at `decades` powers of ten below it and at 0.
double log_share(double value, double largest, double decades);

// --- the step's parameters: of a name that neither scene nor model has, the second argument's
double step_number_or(const Step *step, const char *param, double otherwise);
const char *step_choice_or(const Step *step, const char *param, const char *otherwise);

// --- words and labels
int step_query(const Step *step, int queries);                      // the query followed, clamped to 0 … queries − 1
const char *row_word(const Step *step, const char *input, int row); // "cat", or NULL; of q, k, v made of words: those of x
// Italic symbol with an upright subscript, as k₁. `index` counts from 0 and is shown from 1; negative: no subscript.
double draw_symbol(List *out, double x, double baseline, const char *symbol, int index, TextStyle style);
double symbol_width(const Metrics *metrics, const char *symbol, int index, double size);
// The names of an input's rows: the words given with them, else the symbol with its number. Right-aligned at x.
// Words beside rows too thin for digits: smaller, and every n-th where they would run into each other; that of the number that is
// looked at stands there whole instead of its neighbours. Rows without words: none.
void draw_close_words(List *out, const Step *step, const char *input, int rows, double x, double top, double pitch);
// Whose word of so many keys, or queries, is looked at: a score or a weight has a column for each key, all else a row. −1: none.
int pointed_key(const List *out, int keys);
int pointed_query(const List *out, int queries);
bool close_word_shown(int i, int every, int here); // of words of which every n-th stands, and the one that is looked at
double row_labels_width(const Metrics *metrics, const Step *step, const char *input, int rows); // at most 72
void draw_row_label(List *out, const Step *step, const char *input, const Matrix *m, int row, Role role, double x, double baseline);
// Small print: 13 units and muted where the style does not say; ellipsis when longer than the width.
void draw_note(List *out, double x, double baseline, double width, const char *text, TextStyle style);
// Which of several queries the picture follows: a dot a query (few enough for the width), the followed one filled, with
// "2 of 3" under them; y is the dots' middle. Nothing for one query. Returns the height used.
double draw_query_mark(List *out, double x, double y, double width, int query, int queries);
// "Σ = 1", the text of a sum of weights.
const char *sum_text(Arena *arena, double sum);

// --- places
static inline double between(double a, double b, double u) { return a + (b - a) * u; }
static inline Box box_between(Box a, Box b, double u) {
    return box(between(a.x, b.x, u), between(a.y, b.y, u), between(a.w, b.w, u), between(a.h, b.h, u));
}
static inline double box_middle_x(Box b) { return b.x + b.w / 2; }
static inline double box_middle_y(Box b) { return b.y + b.h / 2; }

#endif
