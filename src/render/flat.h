// What is seen through lies, as a rule, on one colour alone: then it can be painted opaque in the colour that the eye gets, and a
// page needs no transparency, of which some typesetters warn.
#ifndef ATTEND_RENDER_FLAT_H
#define ATTEND_RENDER_FLAT_H

#include "render/export.h"

typedef struct Under { // what lies under a command
    bool known;        // one colour, wherever the command paints
    Color color;
} Under;
// One for each command of the list, in the arena.
Under *flat_under(Arena *arena, const List *list, const FigureFile *figure);
Color flat_over(Color over, Under under); // opaque, where what is under it is known; else as it was
// Is there something that is really seen through?
bool flat_is_needed(const List *list, const Under *under, Theme theme);

#endif
