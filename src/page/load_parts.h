// What the files that draw the load dialog share.
#ifndef ATTEND_PAGE_LOAD_PARTS_H
#define ATTEND_PAGE_LOAD_PARTS_H

#include "page/app.h"

// A heading with a number before it (0: none) and a word to its right; returns its height.
double load_heading(Ui *ui, double x, double y, double w, int number, const char *head, const char *aside);
void load_card(Ui *ui, Box at);
// The inputs of the step, which array each is, and whether all fits.
double load_inputs_draw(App *app, Box at);
// A file that cannot be read: its line with the place marked, and what was wanted.
double load_wrong_draw(App *app, Box at);

#endif
