// What is wrong with a picture as a figure, held against the same picture in ample room: labels too small, numbers dropped,
// names without their numbers; and what of all that the step speaks of is missing.
#ifndef ATTEND_PAGE_FIGURE_FAULTS_H
#define ATTEND_PAGE_FIGURE_FAULTS_H

#include "draw/part.h"
#include "page/figure.h"

enum { FIGURE_AMPLE_WIDTH = 1280, FIGURE_AMPLE_HEIGHT = 600 }; // units: room enough for all of a scene

// What the step speaks of: nodes of its tape or their gradients. What it asks for comes first: `first` cells, then the node.
enum { FIGURE_WANTED_MOST = 32, FIGURE_FAULTY = 14 };
typedef struct FigureWanted {
    PartNumber number[FIGURE_WANTED_MOST];
    int numbers, first;
} FigureWanted;
FigureWanted figure_wanted(const Session *session);
// Those of these that a picture in ample room shows and this list does not; returns their number.
int figure_missing(const Session *session, const List *whole, const List *list, Hidden out[FIGURE_WANTED_MOST]);
// The matrix of which most rows that have numbers in ample room have none here, and how many rows either has; NODE_NONE: none.
int figure_lost_rows(const Session *session, const List *whole, const List *list, int *shown, int *all);
// Is something missing that the step speaks of: numbers, words, a card?
bool figure_lacks_some(const Session *session, const List *whole, const List *list);
// The titles of the cards in ample room of which nothing is here; returns their number.
int figure_lost_cards(const List *whole, const List *list, const char *out[FIGURE_WANTED_MOST]);
// One's own vectors have words beside their rows in ample room, and none on this list?
bool figure_lacks_words(const Session *session, const List *whole, const List *list);
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
    int squeezed; // planes and plots so narrow that nothing can be seen on them, and cards that have become empty
    int orphans;  // names whose numbers are not there
    int nameless; // arrays whose numbers are there and whose name is not
} FigureFaults;
FigureFaults figure_faults(const List *list, double width, double height, const List *whole, const FigureWanted *wanted);
// The same of a moment before the last: nothing may have come yet.
FigureFaults figure_faults_of_moment(const List *list, double width, double height);
bool figure_is_bare(const FigureFaults *faults);      // it is colours alone
bool figure_is_faultless(const FigureFaults *faults); // and may be saved
double figure_badness(const FigureFaults *faults);    // the fewer faults the better, then the larger the label

// What a search weighs besides; each is a number of things on the list, if nothing else is said.
int figure_count_shortened(const List *list, const List *whole); // numbers with fewer digits
int figure_count_elided(const List *list); // headings and lines of arithmetic without their end; a note may be cut
int figure_count_marks(const List *list);  // cells, bars, curves: what shows a number or has a colour of its own; no axes
int figure_count_spilled(const List *list, Box room); // marks that reach out of their room below, where the legend is
// Of a picture of cells hardly any: sums without their rows, or a line of arithmetic alone?
bool figure_is_alone(const List *list, const List *whole);
int figure_lacks_asked(const List *list, const List *whole, const FigureWanted *wanted); // numbers that the step asks for
double figure_lost_words(const Session *session, const List *whole, const List *list);   // of the words beside rows, 0 … 1

#endif
