// Drawing one part of checked work: a line of pairs, yours and the true one; two matrices where it has rows; and where it is
// larger than that, a map of what is right, with the pair that is looked at.
#ifndef ATTEND_PAGE_GRADE_PART_H
#define ATTEND_PAGE_GRADE_PART_H

#include "page/grade_pairs.h"
#include "ui/ui.h"

struct App;
double grade_part_width(const Ui *ui, const GradePair *p);
double grade_part_height(const Ui *ui, const GradePair *p);
void grade_part_draw(struct App *app, const GradePair *p, Box at, bool first_part);
// A number of the work is to be typed anew, where it stands.
void grade_begin_typing(struct App *app, const GradePair *p, int element);
const char *grade_digits(Ui *ui, double value); // as it stands in a cell
void grade_badge(Ui *ui, double x, double y);   // "1": the first number that differs

#endif
