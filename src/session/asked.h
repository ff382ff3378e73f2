// Predict first: what a step asks for, and when its answer comes. It stays hidden until somebody answers or asks to see it; who
// keeps count of that is the page, or the command line's --before.
#ifndef ATTEND_SESSION_ASKED_H
#define ATTEND_SESSION_ASKED_H

#include "model/grade.h"
#include "session/session.h"

// Does the step's question hide anything, or hold the playing?
bool asked_waits(const LessonStep *step);
// Where in the playing the answer comes, 0 … 1: a picture before the answer is not later than this. 1 where nothing waits.
double asked_opens(const LessonStep *step);
// What the session's step hides before its answer, on its tape as it is now: what its question hides, and the number that it
// gives to work out. For View.hidden and List.hidden. In the arena.
int asked_hidden(const Session *session, Arena *arena, const Hidden **out);

// "Mine is …": the known mistakes that give this wrong number of the picture to the digits typed, as `attend grade` finds them:
// by other runs of the step's model, and by slips in what goes in. Returns how many fit, or ASKED_NOT_LOOKED: it is no such
// number, or the step holds too many to run them again and again.
enum { ASKED_NOT_LOOKED = -1 };
int asked_mistakes(const Session *session, Arena *arena, Ident at, Text typed, GradeCause out[GRADE_CAUSES]);
// The sentence about them: "Not yet. It fits a known mistake: …"
const char *asked_mistakes_text(Arena *arena, const GradeCause *cause, int count);

#endif
