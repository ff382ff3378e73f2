// What is done in the panel: a question with options, a number to work out, controls to try.
#ifndef ATTEND_PAGE_PANEL_PARTS_H
#define ATTEND_PAGE_PANEL_PARTS_H

#include "page/app.h"

typedef struct PanelPen { // where the panel is being drawn
    App *app;
    double x, y, width;
    bool tight; // a low panel: smaller gaps
    bool dense; // … and the question would still be cut: the smallest that read well
} PanelPen;
static inline double pen_gap(const PanelPen *pen, double usual, double tight, double dense) {
    return pen->dense ? dense : pen->tight ? tight : usual;
}

// What comes new into the panel is scrolled into view, as far as down to y.
void panel_reveal(PanelPen *pen, double y);
// Each draws its block at the pen and returns the height; the pen stays.
double panel_ask(PanelPen *pen, const Block *block, int number);
double panel_answer(PanelPen *pen, const Block *block, int number);
double panel_try(PanelPen *pen, const Block *block);
double panel_try_height(PanelPen *pen, const Block *block);
// A race: how far it is, and Start, Restart, One step; in one row where the panel is wide. 0 where the step has none.
void panel_race(PanelPen *pen);
double panel_race_height(const PanelPen *pen, double panel_width);

#endif
