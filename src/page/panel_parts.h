// What is done in the panel: a question with options, a number to work out, controls to try.
#ifndef ATTEND_PAGE_PANEL_PARTS_H
#define ATTEND_PAGE_PANEL_PARTS_H

#include "page/app.h"

typedef struct Pen { // where the panel is being drawn
    App *app;
    double x, y, width;
    bool tight; // a low panel: smaller gaps
} Pen;

// Each draws its block at the pen and returns the height; the pen stays.
double panel_ask(Pen *pen, const Block *block, int number);
double panel_answer(Pen *pen, const Block *block, int number);
double panel_try(Pen *pen, const Block *block);
double panel_try_height(Pen *pen, const Block *block);
// A race: how far it is, and Start, Restart, One step; in one row where the panel is wide. 0 where the step has none.
void panel_race(Pen *pen);
double panel_race_height(const Pen *pen, double panel_width);

#endif
