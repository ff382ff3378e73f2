// Opens the lessons of this tree.
#include "support/course.h"

#include <stdio.h>

Library course;

int open_course(void **state) {
    (void)state;
    Arena *arena = arena_begin();
    Problems problems = { .arena = arena };
    bool well = library_open(&course, &problems);
    problems_print(stderr, &problems);
    arena_end(arena);
    return well ? 0 : -1;
}

int close_course(void **state) {
    (void)state;
    library_close(&course);
    return 0;
}
