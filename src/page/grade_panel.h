// Beside and under checked work: the first number that differs, what is behind it, where the course speaks of it; and the buttons.
#ifndef ATTEND_PAGE_GRADE_PANEL_H
#define ATTEND_PAGE_GRADE_PANEL_H

#include "draw/list.h"

struct App;
void grade_panel_draw(struct App *app, Box at);
void grade_bottom_draw(struct App *app, Box at);

#endif
