// Beside and under checked work: the first number that differs, what is behind it, where the course speaks of it; and the buttons.
#ifndef ATTEND_PAGE_GRADE_PANEL_H
#define ATTEND_PAGE_GRADE_PANEL_H

#include "draw/list.h"

struct App;
void grade_panel_draw(struct App *app, Box at);
double grade_panel_content(struct App *app, double x, double y, double w); // the same without its frame; returns its height
void grade_bottom_draw(struct App *app, Box at);

#endif
