// The files of tests/data/grade: work made by a script of its own, with no mistake or one known one, written to 2, 3 and 4
// digits. cases.tsv lists them: model, data, work, the mistake ("-": none), digits, parameters.
#ifndef ATTEND_TESTS_MODEL_GRADE_CASES_H
#define ATTEND_TESTS_MODEL_GRADE_CASES_H

#include <stdio.h>
#include <string.h>

#include "base/file.h"
#include "model/habit.h"
#include "model/setup.h"

#define GRADE_FILES "tests/data/grade/"

typedef struct GradeCase {
    const char *model, *data, *work, *habit, *set;
    int digits;
    bool slip; // one number of what went in was wrong, not the run
} GradeCase;

static inline const char *grade_text(Arena *arena, const char *name) {
    Problems problems = { arena };
    Text text;
    if (!file_read(arena, arena_print(arena, GRADE_FILES "%s", name), 1 << 20, &text, &problems))
        fail_msg("%s", problems.item[0].message);
    return text.at;
}

static inline Text grade_field(Text *line) {
    const char *tab = line->size ? memchr(line->at, '\t', line->size) : NULL;
    Text field = { line->at, tab ? (size_t)(tab - line->at) : line->size };
    size_t used = field.size + (tab != NULL);
    *line = (Text){ line->at + used, line->size - used };
    return field;
}

// All cases; the arena holds them.
static inline GradeCase *grade_cases(Arena *arena, int *count) {
    Text rest = text_of(grade_text(arena, "cases.tsv"));
    GradeCase *all = arena_new(arena, GradeCase, 2000);
    *count = -1; // the header
    while (rest.size) {
        const char *end = memchr(rest.at, '\n', rest.size);
        Text line = { rest.at, (size_t)(end - rest.at) };
        rest = (Text){ end + 1, rest.size - line.size - 1 };
        if (++*count == 0) continue;
        GradeCase *c = &all[*count - 1];
        c->model = text_copy(arena, grade_field(&line));
        c->data = text_copy(arena, grade_field(&line));
        c->work = text_copy(arena, grade_field(&line));
        c->habit = text_copy(arena, grade_field(&line));
        c->digits = grade_field(&line).at[0] - '0';
        c->set = text_copy(arena, line);
        c->slip = strstr(c->work, ".sign-") || strstr(c->work, ".copied-") || strstr(c->work, ".swapped-");
    }
    return all;
}

static inline const char *grade_data(Arena *arena, const GradeCase *c) {
    return strcmp(c->data, "-") != 0 ? grade_text(arena, c->data) : NULL;
}

#endif
