// Check my work apart from any page: where the course explains a mistake, and the two runs as a picture.
#include "support/check.h"

#include <string.h>

#include "session/both_runs.h"
#include "session/habit_lessons.h"
#include "session/library.h"

static bool is_there(const Library *library, const char *link) {
    Arena *arena = arena_begin();
    Problems problems = { arena };
    const char *colon = strchr(link, ':');
    const char *path = library_find(library, arena_copy(arena, link, (size_t)(colon - link)), &problems);
    bool found = false;
    for (int i = 0; path && i < library->count; i++)
        if (!strcmp(library->entry[i].path, path)) found = lesson_step_of(&library->entry[i].lesson, text_of(colon + 1)) >= 0;
    arena_end(arena);
    return found;
}

static void every_link_is_a_step_of_the_course(void **state) {
    (void)state;
    Library library = { 0 };
    Arena *arena = arena_begin();
    Problems problems = { arena };
    int links = 0;
    assert_true(library_open(&library, &problems));
    for (int h = 1; h < HABIT_COUNT; h++) {
        const char *const *link = habit_lessons((Habit)h);
        for (int i = 0; i < HABIT_LESSONS && link[i]; i++, links++)
            if (!is_there(&library, link[i])) fail_msg("%s: no %s", habit_info((Habit)h)->name, link[i]);
    }
    assert_true(links >= 50);
    library_close(&library);
    arena_end(arena);
}

typedef struct Both {
    Arena *arena;
    const BothRuns *runs;
} Both;

static Both both(const char *model, const char *set, const char *value, const char *text, Habit habit) {
    Both b = { arena_begin(), NULL };
    Problems problems = { b.arena };
    const Model *m = model_find(model);
    Params *params = arena_new(b.arena, Params, 1);
    Inputs *inputs = arena_new(b.arena, Inputs, 1);
    Dataset data;
    inputs->arena = b.arena;
    if (set) assert_true(params_set(params, m->param, m->params, set, value, (Place){ 0 }, &problems));
    assert_true(data_load_text(b.arena, text_of(text), "data", &data, &problems));
    if (!model_resolve(m, params, &data, inputs, &problems)) fail_msg("%s", problems.item[0].message);
    b.runs = both_runs(b.arena, m, params, inputs, habit);
    return b;
}

#define SEED "q,1,1\nk1,1,1\nk2,1,0\nk3,1,-1\nv1,4,0\nv2,0,4\nv3,-4,0\n"

// The picture begins where the runs part, after the part before it.
static void runs_part_where_they_should(void **state) {
    (void)state;
    Both b = both("attention", NULL, NULL, SEED, HABIT_SCALE_MISSING);
    assert_non_null(b.runs);
    assert_string_equal(b.runs->step.focus[0], "s");
    for (int i = 0; i < b.runs->step.reveals; i++)
        assert_string_not_equal(b.runs->step.reveal[i], "masked"); // nothing is: it would be s again
    arena_end(b.arena);
    b = both("attention", NULL, NULL, SEED, HABIT_BASE_10); // the scores are the same
    assert_non_null(b.runs);
    assert_string_equal(b.runs->step.focus[0], "a");
    assert_true(b.runs->step.reveals >= 3); // what comes before, a, o
    arena_end(b.arena);
    b = both("layernorm", NULL, NULL, "x,1,2,4\nx,3,1,5\n", HABIT_NORM_N_1);
    assert_non_null(b.runs);
    assert_string_equal(b.runs->step.focus[0], "var");
    arena_end(b.arena);
}

static void what_has_no_picture(void **state) {
    (void)state;
    Both b = both("attention", NULL, NULL, SEED, HABIT_RESET_BEFORE); // not a mistake of this model
    assert_null(b.runs);
    arena_end(b.arena);
    b = both("attention", NULL, NULL, SEED, HABIT_MASK_MISSING); // nothing is hidden: no difference
    assert_null(b.runs);
    arena_end(b.arena);
    Arena *arena = arena_begin();
    Builder text = { arena };
    for (int i = 0; i < 14; i++) builder_print(&text, "q,%d,1\nk,1,%d\nv,1,2\n", i, i);
    b = both("attention", NULL, NULL, builder_text(&text), HABIT_SCALE_MISSING); // 14 × 14 scores
    assert_null(b.runs);
    arena_end(b.arena);
    arena_end(arena);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_link_is_a_step_of_the_course),
        cmocka_unit_test(runs_part_where_they_should),
        cmocka_unit_test(what_has_no_picture),
    };
    return cmocka_run_group_tests_name("session/homework", tests, NULL, NULL);
}
