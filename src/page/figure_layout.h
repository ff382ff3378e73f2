// How the stage is laid out where there is little room for it: as the scene does by itself, in more height, or, where its labels
// would become too small or its numbers be dropped, the part of a roomier picture that matters.
#ifndef ATTEND_PAGE_FIGURE_LAYOUT_H
#define ATTEND_PAGE_FIGURE_LAYOUT_H

#include "draw/part.h"
#include "page/figure.h"

// The stage's picture in width × height units at the list's dx, dy, as the spec's layout says.
void figure_stage(Session *session, const FigureSpec *spec, double width, double height, List *list);
// One moment of it.
void figure_stage_still(Session *session, const FigureSpec *spec, double width, double height, List *list);
// The moments that one layout is for, evenly from the first to the last, and which the i-th is.
int figure_moments(const FigureSpec *spec);
double figure_moment_at(const Session *session, const FigureSpec *spec, int i);
// As figure_settled, and how much is wrong with it: less than FIGURE_FAULTY: it loses nothing.
FigureSpec figure_judged(Session *session, const FigureSpec *spec, const Metrics *metrics, double *bad);
// What the step speaks of: nodes of its tape or their gradients. What it asks for comes first: `first` cells, then the node.
enum { FIGURE_WANTED_MOST = 32, FIGURE_FAULTY = 14 };
typedef struct FigureWanted {
    PartNumber number[FIGURE_WANTED_MOST];
    int numbers, first;
} FigureWanted;
FigureWanted figure_wanted(const Session *session);
// Those of these that a picture in ample room shows and this list does not; returns their number.
int figure_missing(Session *session, const FigureSpec *spec, const List *list, Hidden out[FIGURE_WANTED_MOST]);
// One's own vectors have words beside their rows in ample room, and none on this list?
bool figure_lacks_words(Session *session, const FigureSpec *spec, const List *list);
// The stage's picture in room enough for all of it.
List figure_ample(Session *session, const FigureSpec *spec, const Metrics *metrics, Arena *arena);
// What is wrong with a picture as a figure: none of these, and it may be saved so. `whole` is the same picture in ample room.
typedef struct FigureFaults {
    double smallest; // label in units; 0: there is no label
    int overlaps;    // texts that run into each other
    int outside;     // commands that leave the room
    int dropped;  // cells whose number the whole picture writes out, and this does not, though it does so of others of that array
    int colored;  // the same, but the array is shown by colours alone: no fault as long as enough other numbers are written out
    int pale;     // of these, cells of what the step speaks of
    int written;  // numbers written out
    int squeezed; // planes and plots so narrow that nothing can be seen on them
    int orphans;  // names whose numbers are not there
    int nameless; // arrays whose numbers are there and whose name is not
} FigureFaults;
FigureFaults figure_faults(const List *list, double width, double height, const List *whole, const FigureWanted *wanted);

#endif
