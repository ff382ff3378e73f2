// A pen for the stage: what somebody draws over the picture by hand while talking. It belongs to the step it was drawn on and
// goes with it; a saved figure never has it.
#ifndef ATTEND_PAGE_PEN_H
#define ATTEND_PAGE_PEN_H

#include "draw/list.h"

enum { PEN_STROKES = 200, PEN_POINTS = 6000 };

typedef struct StagePen {
    bool on;              // the pointer draws
    bool down;            // in the middle of a stroke
    int end[PEN_STROKES]; // the point after each stroke's last one
    int strokes, points;  // the one under way included
    float x[PEN_POINTS];  // shares of the picture's width and height, so that they follow its zoom
    float y[PEN_POINTS];
} StagePen;

struct App;
void pen_toggle(struct App *app);
void pen_erase(struct App *app);                   // everything
void pen_forget(StagePen *pen);                    // another step: what was drawn goes, the pen stays in the hand
bool pen_undo(StagePen *pen);                      // the last stroke; false: there is none
int pen_begin_of(const StagePen *pen, int stroke); // its first point
void pen_draw(struct App *app);                    // the strokes, over the picture as it stands on the stage
// What the pointer and the keys do while the pen is on, and its few buttons. False: the pen is off.
bool pen_touch(struct App *app);

#endif
