// Predict first: what a step asks for, and when its answer comes. It stays hidden until somebody answers or asks to see it; who
// keeps count of that is the page, or the command line's --before.
#ifndef ATTEND_SESSION_ASKED_H
#define ATTEND_SESSION_ASKED_H

#include "session/session.h"

// Does the step's question hide anything, or hold the playing?
bool asked_waits(const LessonStep *step);
// Where in the playing the answer comes, 0 … 1: a picture before the answer is not later than this. 1 where nothing waits.
double asked_opens(const LessonStep *step);
// What the question of the session's step hides, on its tape as it is now; for View.hidden and List.hidden. In the arena.
int asked_hidden(const Session *session, Arena *arena, const Hidden **out);

#endif
