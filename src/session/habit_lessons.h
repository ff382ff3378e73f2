// Where the course speaks of a known mistake.
#ifndef ATTEND_SESSION_HABIT_LESSONS_H
#define ATTEND_SESSION_HABIT_LESSONS_H

#include "layers/habit.h"

enum { HABIT_LESSONS = 2 };
// "masking:too-late": a lesson and a step of it, as links name them; the rest are NULL.
const char *const *habit_lessons(Habit habit);

#endif
