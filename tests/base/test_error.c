// Problems with a place: their text, how many are kept, and how they are printed.
#include "base/error.h"
#include "support/check.h"

static void a_problem_tells_what_is_known_of_its_place(void **state) {
    (void)state;
    Arena *arena = arena_begin();
    static const struct {
        Place place;
        const char *text;
    } cases[] = {
        { { "x.md", 3, 7 }, "x.md:3:7: no such scene" }, { { "x.md", 3, 0 }, "x.md:3: no such scene" },
        { { "x.md", 0, 0 }, "x.md: no such scene" },     { { NULL, 3, 7 }, "3:7: no such scene" },
        { { NULL, 3, 0 }, "3: no such scene" },          { { NULL, 0, 0 }, "no such scene" },
        { { "x.md", 0, 7 }, "x.md: no such scene" },
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        Problem problem = { cases[i].place, "no such scene" };
        assert_string_equal(problem_text(arena, &problem), cases[i].text);
    }
    arena_end(arena);
}

static char *printed(const Problems *problems) {
    FILE *out = tmpfile();
    assert_non_null(out);
    problems_print(out, problems);
    long size = ftell(out);
    rewind(out);
    char *text = calloc((size_t)size + 1, 1);
    assert_int_equal(fread(text, 1, (size_t)size, out), size);
    fclose(out);
    return text;
}

static void problems_are_counted_kept_and_printed(void **state) {
    (void)state;
    Arena *arena = arena_begin();
    Problems problems = { .arena = arena };
    char *text = printed(&problems);
    assert_string_equal(text, "");
    free(text);

    assert_false(problems_add(&problems, (Place){ "d.csv", 2, 5 }, "found '%s', expected a number", "cat"));
    problems_add(&problems, (Place){ 0 }, "nothing to do");
    text = printed(&problems);
    assert_string_equal(text, "attend: d.csv:2:5: found 'cat', expected a number\nattend: nothing to do\n");
    free(text);

    for (int i = 2; i < PROBLEMS_SHOWN + 1; i++) problems_add(&problems, (Place){ "d.csv", i, 1 }, "problem %d", i);
    assert_int_equal(problems.count, PROBLEMS_SHOWN);
    assert_int_equal(problems.total, PROBLEMS_SHOWN + 1);
    assert_string_equal(problems.item[PROBLEMS_SHOWN - 1].message, "problem 19");
    text = printed(&problems);
    assert_non_null(strstr(text, "problem 19\nattend: and 1 more problem\n"));
    free(text);
    problems_add(&problems, (Place){ 0 }, "another");
    text = printed(&problems);
    assert_non_null(strstr(text, "\nattend: and 2 more problems\n"));
    free(text);
    arena_end(arena);
}

// How an input was understood is no mistake, and is said once.
static void notes_are_no_problems(void **state) {
    (void)state;
    Arena *arena = arena_begin();
    Problems problems = { .arena = arena };
    for (int i = 0; i < 2; i++) problems_note(&problems, (Place){ "f", 2, 1 }, "the rows of %s count from 0", "k");
    assert_int_equal(problems.total, 0);
    assert_int_equal(problems.notes, 1);
    assert_string_equal(problem_text(arena, &problems.note[0]), "f:2:1: the rows of k count from 0");
    for (int i = 0; i < 2 * NOTES_SHOWN; i++) problems_note(&problems, (Place){ "f", i + 3, 1 }, "note");
    assert_int_equal(problems.notes, NOTES_SHOWN);
    arena_end(arena);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(notes_are_no_problems),
        cmocka_unit_test(a_problem_tells_what_is_known_of_its_place),
        cmocka_unit_test(problems_are_counted_kept_and_printed),
    };
    return cmocka_run_group_tests_name("base/error", tests, NULL, NULL);
}
