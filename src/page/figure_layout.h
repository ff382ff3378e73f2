// How the stage is laid out where there is little room for it: as the scene does by itself, in more height, or, where its labels
// would become too small or its numbers be dropped, the part of a roomier picture that matters.
#ifndef ATTEND_PAGE_FIGURE_LAYOUT_H
#define ATTEND_PAGE_FIGURE_LAYOUT_H

#include "page/figure.h"

// As figure_settled, and how much is wrong with it: less than FIGURE_FAULTY: it loses nothing.
FigureSpec figure_judged(Session *session, const FigureSpec *spec, const Metrics *metrics, double *bad);

#endif
