// Moments of a step's playing side by side, in rows, for print.
#ifndef ATTEND_PAGE_FIGURE_STRIP_H
#define ATTEND_PAGE_FIGURE_STRIP_H

#include "page/figure.h"

// The spec with rows and columns, and one layout for all moments.
FigureSpec strip_settled(Session *session, const FigureSpec *spec, const Metrics *metrics);
// The moments from the first to the last, each under its time; as strip_settled has laid them out.
void strip_draw(Session *session, const FigureSpec *spec, double width, double height, List *list);

#endif
