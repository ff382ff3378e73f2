// Without colour a mark is told by lightness and by a hatch: the list with the hatches of a theme laid over its marks, and with
// heat maps that go one way where their signs could not be hatched.
#ifndef ATTEND_DRAW_GREY_H
#define ATTEND_DRAW_GREY_H

#include "draw/list.h"

// A copy in the list's arena; the list itself where the theme has no hatches.
List list_hatched(const List *list, Theme theme);

#endif
