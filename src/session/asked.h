// Predict first: what a step asks for, and when its answer comes. It stays hidden until somebody answers or asks to see it; who
// keeps count of that is the page, or the command line's --before.
#ifndef ATTEND_SESSION_ASKED_H
#define ATTEND_SESSION_ASKED_H

#include "layers/habit.h"
#include "session/session.h"

// Does the step's question hide anything, or hold the playing?
bool asked_waits(const LessonStep *step);
// Where in the playing the answer comes, 0 … 1: a picture before the answer is not later than this. 1 where nothing waits.
double asked_opens(const LessonStep *step);
// What the session's step hides before its answer, on its tape as it is now: what its question hides, and the number that it
// gives to work out. For View.hidden and List.hidden. In the arena.
int asked_hidden(const Session *session, Arena *arena, const Hidden **out);

// Which known mistake makes this wrong number of it: a run of the step's model with that mistake gives the number to half a
// unit of the last digit typed. HABIT_NONE: none that is known.
Habit asked_mistake(const Session *session, const LiveRef *number, double typed, double half);

#endif
