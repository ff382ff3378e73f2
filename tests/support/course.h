// The course as it lies in lessons/, for tests that walk it: open_course and close_course are a group's setup and teardown.
#ifndef ATTEND_TESTS_COURSE_H
#define ATTEND_TESTS_COURSE_H

#include "session/library.h"

extern Library course;

int open_course(void **state);
int close_course(void **state);

#endif
