// What is cut from a picture: the part that is asked for, or all but the white around, so that it holds what every moment shows.
#ifndef ATTEND_PAGE_FIGURE_CUT_H
#define ATTEND_PAGE_FIGURE_CUT_H

#include "page/figure.h"

// Makes the part so large that no array which it shows at any moment is cut, as far as the room goes; false: one is cut.
bool figure_hold_arrays(Session *session, const FigureSpec *spec, const Metrics *metrics, double width, double height, Box room,
                        Box *part);
// figure_room, which a search finds once.
Box figure_room_known(Session *session, const FigureSpec *spec, const Metrics *metrics);
// The part that is asked for, from the picture in which it fits the width and has its digits.
FigureSpec figure_cropped(Session *session, const FigureSpec *spec, const Metrics *metrics);
// A figure as it was found, without the white around what it shows at any moment.
FigureSpec figure_trimmed(Session *session, const FigureSpec *found, const Metrics *metrics);

#endif
