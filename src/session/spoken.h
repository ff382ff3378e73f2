// A formula as it is read aloud: "a sub i equals exp of s sub i over the sum over j of exp of s sub j".
#ifndef ATTEND_SESSION_SPOKEN_H
#define ATTEND_SESSION_SPOKEN_H

#include "base/arena.h"
#include "base/text.h"

// TeX as lessons write it (draw/formula.h); lines become sentences with "and" between. What is not known is said by its name.
const char *spoken_formula(Arena *arena, Text tex);

#endif
