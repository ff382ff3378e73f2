// A place in the course, as links, footers and the state file name it: the lesson by its name, "retrieval", and the step by its
// id (lesson_step_of). Numbers are for people: a course may grow, and then a lesson's number and the place of a step change.
#ifndef ATTEND_SESSION_PLACE_H
#define ATTEND_SESSION_PLACE_H

// "retrieval" of "05-retrieval"; the end of the text given.
const char *place_lesson(const char *id);

#endif
