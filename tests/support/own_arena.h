// One arena for all tests of a file: give both functions to cmocka_run_group_tests, or to each test.
#ifndef ATTEND_TESTS_OWN_ARENA_H
#define ATTEND_TESTS_OWN_ARENA_H

#include "base/arena.h"
#include "support/check.h"

static Arena *arena;

static int begin(void **state) {
    (void)state;
    arena = arena_begin();
    return 0;
}
static int end(void **state) {
    (void)state;
    arena_end(arena);
    return 0;
}

#endif
