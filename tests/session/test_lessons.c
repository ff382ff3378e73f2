// Walks the lessons folder: every lesson parses, every step computes, every picture is as its golden text says (fixed metrics,
// t = 0, ½, 1). UPDATE=1 accepts new pictures after you have looked at them.
#include "support/check.h"

#include "base/platform.h"
#include "session/session.h"
#include "support/course.h"
#include "support/fixed_metrics.h"
#include "support/review.h"

static void lessons_are_whole(void **state) {
    (void)state;
    assert_true(course.count >= 2);
    for (int i = 0; i < course.count; i++) {
        if (course.entry[i].broken) fail_msg("%s", course.entry[i].problem);
        Arena *arena = arena_begin();
        Problems problems = { .arena = arena };
        bool well = session_check(&course, course.entry[i].path, &problems);
        problems_print(stderr, &problems);
        assert_true(well);
        arena_end(arena);
    }
}

// What a link or a script says goes by the lesson's name: numbers change when the course grows.
static void lessons_are_found_under_old_numbers(void **state) {
    (void)state;
    Arena *arena = arena_begin();
    Problems problems = { .arena = arena };
    const char *block = library_find(&course, "block", &problems);
    assert_non_null(block);
    assert_ptr_equal(library_find(&course, "12-block", &problems), block);
    assert_ptr_equal(library_find(&course, "13-block", &problems), block);
    assert_ptr_equal(library_find(&course, "13", &problems), block);
    assert_null(library_find(&course, "13-blocks", &problems));
    assert_int_equal(problems.total, 1);
    arena_end(arena);
}

static const char *node_name(const void *context, int node) {
    const Tape *tape = context;
    return node >= 0 && node < tape->count ? tape_node(tape, node)->name : "?";
}

// A start needs the paths alone: what stands in the lessons comes when it is asked for, once, and is the same.
static void lessons_are_read_when_they_are_needed(void **state) {
    (void)state;
    Arena *arena = arena_begin();
    Problems problems = { .arena = arena };
    Library library;
    assert_true(library_list(&library, &problems));
    assert_int_equal(library.count, course.count);
    assert_null(library.entry[0].lesson.title);
    assert_string_equal(library_find(&library, "retrieval", &problems), library_find(&course, "retrieval", &problems));
    library_read(&library);
    const Lesson *first = &library.entry[0].lesson;
    library_read(&library);
    assert_ptr_equal(first, &library.entry[0].lesson);
    for (int i = 0; i < course.count; i++) {
        assert_string_equal(library.entry[i].lesson.title, course.entry[i].lesson.title);
        assert_int_equal(library.entry[i].lesson.steps, course.entry[i].lesson.steps);
    }
    library_close(&library);
    arena_end(arena);
}

static void dump_step(Session *session, Arena *arena, Builder *out) {
    static const double times[] = { 0, 0.5, 1 };
    for (int i = 0; i < 3; i++) {
        View view = { .width = 952, .height = 560, .metrics = fixed_metrics(), .arena = arena };
        List list = list_begin(arena, fixed_metrics());
        session_draw(session, &view, times[i], &list);
        builder_print(out, "== step %d, t = %g: %s, %s, %.2f s\n", session_step(session) + 1, times[i],
                      session_scene(session)->name, session_model(session)->name, session_seconds(session));
        list_dump(&list, out, node_name, session_tape(session));
    }
}

static void compare(const char *id, const char *got) {
    char path[300];
    snprintf(path, sizeof path, "tests/golden/%s.txt", id);
    Arena *arena = arena_begin();
    Problems problems = { .arena = arena };
    if (getenv("UPDATE")) assert_true(file_write(path, text_of(got), &problems));
    char *want = check_golden(path, NULL);
    int line = 1;
    const char *g = got, *w = want;
    while (*g && *g == *w) {
        line += *g == '\n';
        g++;
        w++;
    }
    if (*g || *w) {
        while (g > got && g[-1] != '\n') g--;
        while (w > want && w[-1] != '\n') w--;
        review_dumps(id, want, got);
        fail_msg("%s:%d differs from the picture now\n  golden: %.*s\n  now:    %.*s\n(look at build/review/index.html, then run "
                 "with UPDATE=1)",
                 path, line, (int)strcspn(w, "\n"), w, (int)strcspn(g, "\n"), g);
    }
    free(want);
    arena_end(arena);
}

static void pictures_are_as_accepted(void **state) {
    (void)state;
    for (int i = 0; i < course.count; i++) {
        Arena *arena = arena_begin();
        Problems problems = { .arena = arena };
        Session *session = session_begin(&course);
        assert_true(session_open(session, course.entry[i].path, &problems));
        Builder dump = { .arena = arena };
        for (int step = 0; step < session_lesson(session)->steps; step++) {
            session_go(session, step);
            assert_null(session_notice(session));
            dump_step(session, arena, &dump);
        }
        compare(course.entry[i].id, builder_text(&dump));
        session_end(session);
        arena_end(arena);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(lessons_are_whole),
        cmocka_unit_test(lessons_are_found_under_old_numbers),
        cmocka_unit_test(lessons_are_read_when_they_are_needed),
        cmocka_unit_test(pictures_are_as_accepted),
    };
    return cmocka_run_group_tests(tests, open_course, close_course);
}
