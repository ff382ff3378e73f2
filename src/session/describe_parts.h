// What a step in words says of the picture itself, off its list alone: its words, where things stand, what is curved.
#ifndef ATTEND_SESSION_DESCRIBE_PARTS_H
#define ATTEND_SESSION_DESCRIBE_PARTS_H

#include "draw/list.h"

bool cmd_is_drawn(const Cmd *cmd); // strong enough to be seen
Box picture_box(const List *list); // all that is drawn
// The words in reading order, pieces of a line joined with the numbers between them; what is pale is still to come.
void picture_words(const List *list, Arena *arena, const char **words, const char **to_come);
const char *picture_curves(const List *list, Arena *arena); // "2 curves: state, weight"; "" when there are none
// "at the left", "in the middle", "across the top"; "" of what fills the picture.
const char *picture_place(Box at, Box whole);
bool picture_highlights(const List *list, Box at); // it stands on the field that marks what the step is about

#endif
