// Two runs of one model over the same data, the right one and one with a known mistake (`beside`): part by part, cell by cell,
// until they part.
#ifndef ATTEND_SCENE_DIFFER_H
#define ATTEND_SCENE_DIFFER_H

#include "kit/grid.h"
#include "kit/picture.h"
#include "model/habit.h"

enum { DIFFER_PARTS = 6, DIFFER_RUNS = 2, DIFFER_BLOCKS = 4, DIFFER_ROWS = 12, DIFFER_COLUMNS = 8 };

// A node that stands in a picture of two runs, and what it is called.
typedef struct DifferNode {
    const char *name, *title, *tex, *words; // words: the input that names its rows
    bool sums;                              // its rows should add up to 1
    bool timed;                             // its rows are steps in time: a row of all parts comes before the next row
} DifferNode;

typedef struct DifferPart {
    const DifferNode *node;
    Matrix whole[DIFFER_RUNS]; // the right one, the one with the mistake; their rows are of all blocks
    int blocks, rows;          // one block of rows for each head, else one
    int first;                 // the first element that differs, −1: none
    bool wrong_sum;            // some row of it does not add up to 1
    bool sums;                 // beside each row, what it adds up to
    double x, y, w, h;         // of the part: its grids stand in it
    Grid grid[DIFFER_RUNS][DIFFER_BLOCKS];
} DifferPart;

typedef struct Differ {
    PICTURE;
    Habit habit;
    DifferPart part[DIFFER_PARTS];
    int parts, begins;     // the part where they first differ, −1: none
    bool crowded;          // numbers first: no words a second time, no sums that say nothing
    bool down;             // parts below each other, the runs side by side
    double run_w, cell_h;  // with the parts below each other: of a run, of its cells
    double stretch, run_h; // with the parts side by side: of their widths; of a run
    double title, sign, sum, foot;
    double runs;       // room for what the runs are called
    double ease;       // 1: every cell as wide as its digits want, 0: as narrow as a cell may be
    const char *timed; // steps in time: the name in focus, whose act all parts share; NULL: each part has its own
} Differ;

void differ_place(Differ *p);
const char *differ_run(const Differ *p, int run); // what it is called
Role differ_role(const DifferNode *node);         // the colour of its numbers
bool differ_names_rows(const Differ *p, const DifferPart *part);

#endif
