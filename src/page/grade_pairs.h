// Check my work, part by part: what the work has beside what is true, or the two runs; in rows and columns.
#ifndef ATTEND_PAGE_GRADE_PAIRS_H
#define ATTEND_PAGE_GRADE_PAIRS_H

#include "draw/list.h"
#include "session/homework.h"

enum { GRADE_PAIRS = 40 };

typedef struct GradePair {
    const char *name, *node;
    Role role;
    int rows, columns, part;  // part −1: of the runs
    const GradePart *work;    // NULL: of the runs
    const Real *mine, *right; // of the runs
    double cell;              // how wide its cells are drawn; 0: as they are usually
} GradePair;

int grade_work_pairs(const Homework *work, GradePair *out, int most);
int grade_run_pairs(const Homework *work, GradePair *out, int most); // values, and the gradients that the work has

bool pair_has(const GradePair *p, int i);
double pair_mine(const GradePair *p, int i);
double pair_right(const GradePair *p, int i);
bool pair_differs(const GradePair *p, int i);
int pair_first(const GradePair *p); // the first that differs; −1: none
int pair_count(const GradePair *p, Verdict verdict);
double pair_largest(const GradePair *p);

// Drawn as a line of pairs, as two matrices, or, where it is large, as a map of what is right.
bool pair_is_line(const GradePair *p);
bool pair_is_grid(const GradePair *p);

#endif
