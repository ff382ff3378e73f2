// Arrays of numbers, cell beside cell: on a part of a picture they stand whole or not at all.
#ifndef ATTEND_DRAW_WHOLE_H
#define ATTEND_DRAW_WHOLE_H

#include "draw/list.h"

// The part, so much larger that it cuts no array that it holds a number of, as far as it is no wider and higher than this; *cut
// becomes true when one is cut even so.
Box list_hold_arrays(const List *list, Box part, double width, double height, bool *cut);
// Marks in lost[list->count] what belongs to arrays that the part's edge goes through: their cells, digits, rings and names. False:
// there is none.
bool list_cut_arrays(const List *list, Box part, bool *lost);

#endif
