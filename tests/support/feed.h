// What eats bytes that somebody else wrote: every format of data, lessons, formulas, the settings and state files, work to be
// checked, weights and tokenizers. Each takes the bytes or says why not; what breaks a promise aborts. Fuzzers feed them
// (tests/fuzz), and a test replays what was found.
#ifndef ATTEND_TESTS_FEED_H
#define ATTEND_TESTS_FEED_H

#include "base/text.h"

typedef struct Feed {
    const char *name;
    const char *endings; // of files in the tree that it begins with, "csv txt"; NULL: none
    void (*take)(Arena *arena, Text bytes);
} Feed;

int feed_count(void);
Feed feed_at(int i);
// Aborts when there is none of that name.
Feed feed_find(const char *name);

#endif
