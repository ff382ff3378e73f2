// The bar at the top of both pages: where one is, and what always is at hand.
#ifndef ATTEND_PAGE_TOP_BAR_H
#define ATTEND_PAGE_TOP_BAR_H

#include "ui/ui.h"

struct App;
double top_bar_height(double type);
void top_bar_draw(struct App *app);

#endif
