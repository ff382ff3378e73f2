// Whatever bytes come: a loader takes them or says why not, and what it took can be written and read again. One program for
// libFuzzer; the name it is started by says what it feeds: build/fuzz/run/csv, …/json, …/formula, …/lesson (`make fuzz`).
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "data/data.h"
#include "draw/formula.h"
#include "lesson/lesson.h"
#include "lesson/vocabulary.h"

static const DataFormat *format; // NULL: formula or lesson
static bool lessons;

static void insist(bool holds) {
    if (!holds) abort();
}

static void check_problems(bool good, const Problems *problems) {
    insist(good == (problems->total == 0));
    for (int i = 0; i < problems->count; i++) insist(problems->item[i].message[0] && !strchr(problems->item[i].message, '\n'));
}

static void check_same(const Dataset *a, const Dataset *b) {
    insist(a->count == b->count);
    for (int i = 0; i < a->count; i++) {
        const DataEntry *x = &a->entry[i], *y = &b->entry[i];
        insist(x->rank == y->rank && x->count == y->count && !strcmp(x->name, y->name));
        insist(!memcmp(x->size, y->size, sizeof *x->size * (size_t)x->rank));
        insist(!memcmp(x->value, y->value, sizeof *x->value * (size_t)x->count));
    }
}

// Written in the same format and read again, all bits are there.
static void feed_data(Arena *arena, Text bytes) {
    Problems problems = { .arena = arena };
    DataSource source = { .arena = arena, .bytes = bytes, .file = "fuzz" };
    Dataset data, again;
    bool good = format->load(&source, &data, &problems);
    check_problems(good, &problems);
    if (!good || !format->save) return;
    Builder saved = { .arena = arena };
    format->save(&data, &saved);
    source.bytes = (Text){ builder_text(&saved), saved.size };
    if (format->load(&source, &again, &problems)) check_same(&data, &again);
}

static void feed_formula(Arena *arena, Text bytes) {
    const char *error = NULL;
    int column = 0;
    Formula *formula = formula_parse(arena, bytes, &error, &column);
    insist(formula ? formula_plain(arena, formula) != NULL : error && error[0] && column > 0);
}

static void feed_lesson(Arena *arena, Text bytes) {
    Problems problems = { .arena = arena };
    Lesson lesson;
    check_problems(lesson_parse(arena, bytes, "fuzz/01-fuzz.md", &test_vocabulary, &lesson, &problems), &problems);
}

int LLVMFuzzerInitialize(int *argc, char ***argv);
int LLVMFuzzerInitialize(int *argc, char ***argv) {
    (void)argc;
    const char *slash = strrchr((*argv)[0], '/'), *name = slash ? slash + 1 : (*argv)[0];
    lessons = !strcmp(name, "lesson");
    for (int i = 0; i < data_format_count; i++)
        if (!strcmp(data_formats[i]->id, name)) format = data_formats[i];
    insist(format || lessons || !strcmp(name, "formula"));
    return 0;
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);
int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size) {
    Arena *arena = arena_begin();
    Text text = { arena_copy(arena, (const char *)bytes, size), size };
    if (format)
        feed_data(arena, text);
    else if (lessons)
        feed_lesson(arena, text);
    else
        feed_formula(arena, text);
    arena_end(arena);
    return 0;
}
