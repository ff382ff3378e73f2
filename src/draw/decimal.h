// Numbers with a decimal comma: all that is shown passes here once, when it has been drawn, so that no picture, no panel and no
// sentence knows how numbers are written in the reader's country.
#ifndef ATTEND_DRAW_DECIMAL_H
#define ATTEND_DRAW_DECIMAL_H

#include "draw/list.h"

// The text with a comma in each of its numbers, "(0.5, 1)" as "(0,5, 1)". What is no number stays: "1.2.3", "v1.2", "a.csv".
const char *decimal_comma(Arena *arena, const char *text);
// In all texts from the command `first` on but those in the face of code. They stay where they are aligned.
void list_decimal_comma(List *list, int first);

#endif
