// What looking for a layout has found, so that it can be gone on with in another turn: the search asks the same in the same order,
// is told what is known, and finds what comes next. When the turn is over it is told nothing, whatever it asks, and ends.
#ifndef ATTEND_PAGE_FIGURE_SEARCH_H
#define ATTEND_PAGE_FIGURE_SEARCH_H

#include "base/turn.h"
#include "page/figure_faults.h"

// One answer: what of it is used belongs to the one who asks.
typedef struct FigureFound {
    double value;
    Box box;
    bool well, named, bare;
    int count;
    const FigureSpec *spec;
    const List *whole;
    const FigureWanted *wanted;
} FigureFound;

// False: it has to be found, and noted. NULL: nothing is known, and it is not noted.
bool figure_known(FigureSearch *search, FigureFound *out);
void figure_note(FigureSearch *search, FigureFound found);
// The same for a spec; when the turn is over `out` stays as it is.
bool figure_known_spec(FigureSearch *search, FigureSpec *out);
void figure_note_spec(FigureSearch *search, const FigureSpec *spec);
void figure_search_turn(FigureSearch *search, const Turn *turn); // the search is asked from its beginning
bool figure_search_is_over(const FigureSearch *search);          // the turn is
Arena *figure_search_arena(FigureSearch *search);                // of what the answers point to

#endif
