// Cells side by side or, when there are too many for digits, a heat strip: one row of a matrix.
#ifndef ATTEND_KIT_GROUP_H
#define ATTEND_KIT_GROUP_H

#include "kit/common.h"

enum { CELL_GAP = 3, CELL_LEAST = 28 /* a finger's target */, CELL_WIDEST = 88, CELLS_COLUMNS = 6, CELLS_ROWS = 12 };
// So many columns and rows may show digits where there is room; enlarged, any that fit.
static inline int cells_columns(const View *view) { return view->close ? 64 : CELLS_COLUMNS; }
static inline int cells_rows(const View *view) { return view->close ? 64 : CELLS_ROWS; }

typedef struct Group {
    double x, w;
    double cell; // width of one cell; of a strip: of the whole
    double text; // width of its widest number at 17 units: the digits of all cells shrink alike. 0: each for itself
    int cells;
    bool strip;
} Group;

// Width of a cell that shows digits of this width (at 17 units) at four fifths of their size: still easy to read.
double cell_need(double text);
// The same with room beside the digits, and no narrower than `square`.
double cell_wish(double text, double square);

void group_set_width(Group *g, double cell);  // of a strip nothing changes but w
void group_make_strip(Group *g, double most); // at most so wide
double group_size(const Group *g);            // of its digits, alike in all cells
Box group_cell(const Group *g, double middle, double height, int j);
// How strong the tint of a score is, in 0 … 1: palest the smallest of its row, strongest the largest, as the softmax weighs.
double score_tint(const Matrix *s, int element);
// style.share: how strong the tint of the largest number is. CELL_TO_COME draws dashes, a strip as one cell.
void group_draw(List *out, const Group *g, const Matrix *m, int row, double middle, double height, CellStyle style);

#endif
