// `attend export LESSON --handout` and `attend export course --handout`.
#ifndef ATTEND_COMMAND_EXPORT_HANDOUT_H
#define ATTEND_COMMAND_EXPORT_HANDOUT_H

#include "data/data.h"
#include "page/handout.h"

typedef struct HandoutAsk {
    const char *lesson, *out; // "course": every numbered lesson
    const char *data;         // a file of one's own vectors; NULL: the lesson's
    const DataOptions *reading;
    HandoutSpec spec;
} HandoutAsk;

bool export_handout(const Library *library, const HandoutAsk *ask, Fonts *fonts, Arena *arena, Problems *problems);

#endif
