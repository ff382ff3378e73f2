// The picture of a figure as the scene draws it: whole, smaller, or the part that its layout names; at one moment or at several.
#ifndef ATTEND_PAGE_FIGURE_STAGE_H
#define ATTEND_PAGE_FIGURE_STAGE_H

#include "page/figure.h"

// The scene in width × height units at the list's dx, dy; of it the part alone, unless that is NULL.
void figure_draw_scene(Session *session, const FigureSpec *spec, double width, double height, const Box *part, List *list);
// In the figure's room of width × height units at the list's dx, dy, as the spec's layout says: one moment of it.
void figure_stage_still(Session *session, const FigureSpec *spec, double width, double height, List *list);
// The moments that one layout is for, evenly from the first to the last, and which the i-th is.
int figure_moments(const FigureSpec *spec);
double figure_moment_at(const Session *session, const FigureSpec *spec, int i);
// The whole scene at this moment.
List figure_draw_moment(Session *session, const FigureSpec *spec, int moment, double width, double height, const Metrics *metrics,
                        Arena *arena);

#endif
