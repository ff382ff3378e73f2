// A place in the course, as links, footers and the state file name it: the lesson by its name, "retrieval", and the step by its
// id. Numbers are for people: a course may grow, and then a lesson's number and the place of a step in it change.
#ifndef ATTEND_SESSION_PLACE_H
#define ATTEND_SESSION_PLACE_H

#include "lesson/lesson.h"

// "retrieval" of "05-retrieval"; the end of the text given.
const char *place_lesson(const char *id);
// The step's id; its number from 1 where a lesson gives it none. The number is in the arena.
const char *place_step(Arena *arena, const Lesson *lesson, int step);
// The step of that id or number; -1: there is none.
int place_find_step(const Lesson *lesson, const char *step);

#endif
