// Check my work: one's numbers beside the right ones, part by part in the order in which they are computed, and in the panel the
// first that differs with the mistake behind it. *Show both runs* holds the mistaken run against the right one instead.
#ifndef ATTEND_PAGE_PAGE_GRADE_H
#define ATTEND_PAGE_PAGE_GRADE_H

#include "session/homework.h"

typedef struct GradePage {
    Homework work;
    bool both;         // the two runs
    double since;      // when they were asked for
    int part, element; // of the number that is being changed
    bool typing, fresh;
    char typed[48];
} GradePage;

struct App;
void page_grade_draw(struct App *app);
void page_grade_save(struct App *app); // the report, beside the figures

#endif
