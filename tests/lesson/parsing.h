// What the tests of this room share: parse a text, and all its problems as one text, a line each.
#ifndef ATTEND_TESTS_LESSON_PARSING_H
#define ATTEND_TESTS_LESSON_PARSING_H

#include "lesson/lesson.h"
#include "support/check.h"
#include "vocabulary.h"

// Six lines, so that what follows begins in line 7.
#define FRONT "---\nformat: 1\ntitle: T\nscene: attention\ndata: data/seed.csv\n---\n"

#define FRONT2 "---\nformat: 2\ntitle: T\nscene: attention\ndata: data/seed.csv\n---\n"

static inline bool parse_bytes(Arena *arena, Text bytes, Lesson *out, Problems *problems) {
    *problems = (Problems){ .arena = arena };
    return lesson_parse(arena, bytes, "course/05-t.md", &test_vocabulary, out, problems);
}

static inline const char *problems_text(Arena *arena, const Problems *problems) {
    Builder all = { .arena = arena };
    for (int i = 0; i < problems->count; i++) builder_print(&all, "%s%s", i ? "\n" : "", problem_text(arena, &problems->item[i]));
    return builder_text(&all);
}

// Parses what must be fine.
static inline Lesson parse_good(Arena *arena, const char *source) {
    Lesson lesson;
    Problems problems;
    bool fine = parse_bytes(arena, text_of(source), &lesson, &problems);
    assert_string_equal(problems_text(arena, &problems), "");
    assert_true(fine);
    return lesson;
}

#endif
