// What stands under all scenes: acts laid out in time, names that a scene does not have, size classes, a line of arithmetic that
// ends where its room ends, a logarithmic axis. A small scene of the test's own is drawn through the skeleton.
#include <math.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#include "kit/arithmetic.h"
#include "kit/coordinates.h"
#include "kit/curves.h"
#include "kit/picture.h"
#include "support/check.h"
#include "support/fixed_metrics.h"

typedef struct Trial {
    PICTURE;
    double scores, weights;
} Trial;

static Trial seen; // what the last drawing had
static const char *asked = "scores", *refusal = NULL;

static bool read_trial(void *picture) {
    Trial *p = picture;
    p->refusal = refusal;
    return !refusal;
}

static void plan(void *picture) {
    Trial *p = picture;
    acts_add_focus(&p->acts, "scores", 2);
    acts_add_after(&p->acts, "weights", 1);
}

static void draw(void *picture) {
    Trial *p = picture;
    p->scores = acts_come(&p->acts, asked);
    p->weights = acts_come(&p->acts, "weights");
    list_text(p->out, 20, 40, TEXT("drawn"), (TextStyle){ .size = 16 });
    seen = *p;
}

static const char *const names[] = { "scores", "weights", NULL };
static const Scene trial = {
    .name = "trial", .bytes = sizeof(Trial), .reveal = names, .read = read_trial, .plan = plan, .draw = draw
};

static List drawn(Arena *arena, const Step *step, double width, double height, double t) {
    List list = list_begin(arena, fixed_metrics());
    View view = { .width = width, .height = height, .metrics = fixed_metrics(), .arena = arena };
    scene_draw(&trial, &view, step, NULL, t, &list);
    return list;
}

// --- acts

static void acts_follow_one_another_with_a_rest(void **state) {
    (void)state;
    Arena *arena = arena_begin();
    const char *const reveal[] = { "scores", "weights" }, *const focus[] = { "scores" };
    Step step = { .reveal = reveal, .reveals = 2, .focus = focus, .foci = 1 };
    assert_close(scene_seconds(&trial, &step, NULL), 2 + 0.3 + 0.6, 1e-12); // weights are not in focus: they come quickly
    drawn(arena, &step, 900, 600, 0);
    assert_close(seen.scores, 0, 0);
    assert_close(seen.weights, 0, 0);
    drawn(arena, &step, 900, 600, 1 / 2.9);
    assert_close(seen.scores, 0.5, 1e-12);
    drawn(arena, &step, 900, 600, 2.3 / 2.9);
    assert_close(seen.scores, 1, 0);
    assert_close(seen.weights, 0, 1e-12);
    drawn(arena, &step, 900, 600, 1);
    assert_close(seen.weights, 1, 0);
    step.foci = 0; // nothing plays: all that is revealed is there at once
    drawn(arena, &step, 900, 600, 0);
    assert_close(scene_seconds(&trial, &step, NULL), 0, 0);
    assert_close(seen.weights, 1, 0);
    step.reveals = 1;
    drawn(arena, &step, 900, 600, 1);
    assert_close(seen.weights, 0, 0);
    arena_end(arena);
}

static void turns_fill_the_act(void **state) {
    (void)state;
    const char *const focus[] = { "scores" };
    Step step = { .focus = focus, .foci = 1, .names = names };
    Acts acts = { .step = &step };
    acts_add(&acts, "scores", 4);
    acts_at(&acts, 0.25); // the first of four
    assert_close(acts_turn(&acts, "scores", 0, 4, 0), 1, 1e-12);
    assert_close(acts_turn(&acts, "scores", 1, 4, 0), 0, 1e-12);
    acts_at(&acts, 0.5); // a slow first of two seconds; the others take two thirds each
    assert_close(acts_turn(&acts, "scores", 0, 4, 2), 1, 1e-12);
    assert_close(acts_turn(&acts, "scores", 1, 4, 2), 0, 1e-12);
    acts_at(&acts, 1);
    assert_close(acts_turn(&acts, "scores", 3, 4, 2), 1, 0);
}

// --- names

#ifndef NDEBUG
// The name must be one of the scene's: anything else ends the program at once, in a process of its own.
static void check_ends(const char *reveal, const char *act) {
    fflush(NULL);
    pid_t child = fork();
    assert_true(child >= 0);
    if (child == 0) {
        close(STDERR_FILENO);
        signal(SIGABRT, SIG_DFL);
        const char *const reveals[] = { "scores" };
        Step step = { .reveal = reveals, .reveals = 1, .names = names };
        Acts acts = { .step = &step };
        if (reveal) step_reveals(&step, reveal), step_focuses(&step, reveal);
        if (act) acts_add(&acts, act, 1);
        _exit(0);
    }
    int status = 0;
    assert_int_equal(waitpid(child, &status, 0), child);
    bool known = (!reveal || !strcmp(reveal, "scores")) && (!act || !strcmp(act, "scores"));
    assert_int_equal(WIFSIGNALED(status) && WTERMSIG(status) == SIGABRT, !known);
}

static void a_name_that_the_scene_lacks_ends_at_once(void **state) {
    (void)state;
    check_ends("scores", NULL);
    check_ends(NULL, "scores");
    check_ends("score", NULL);
    check_ends(NULL, "sum");
}
#endif

// --- sizes

static void one_function_decides_the_size(void **state) {
    (void)state;
    assert_int_equal(size_class(413, 300), SIZE_NARROW);
    assert_int_equal(size_class(640, 900), SIZE_TALL);
    assert_int_equal(size_class(640, 300), SIZE_LOW);
    assert_int_equal(size_class(1300, 400), SIZE_LOW);
    assert_int_equal(size_class(1300, 800), SIZE_PLAIN);
    for (SizeClass size = SIZE_NARROW; size < SIZE_TALL; size++) // type and spaces never shrink from class to class
        assert_true(size_scale(size)->label <= size_scale(size + 1)->label &&
                    size_scale(size)->margin <= size_scale(size + 1)->margin);
}

static void a_refusal_takes_the_pictures_place(void **state) {
    (void)state;
    Arena *arena = arena_begin();
    Step step = { 0 };
    refusal = "Arrows need d = 2.";
    List list = drawn(arena, &step, 900, 600, 1);
    refusal = NULL;
    bool said = false;
    for (int i = 0; i < list.count; i++) {
        if (list.cmd[i].kind != CMD_TEXT) continue;
        assert_string_not_equal(list.cmd[i].text.text, "drawn");
        said = said || strstr(list.cmd[i].text.text, "Arrows");
    }
    assert_true(said);
    arena_end(arena);
}

// --- arithmetic

static void a_line_ends_with_one_ellipsis(void **state) {
    (void)state;
    Arena *arena = arena_begin();
    List list = list_begin(arena, fixed_metrics());
    Pen pen = { .out = &list, .x = 10, .y = 30, .size = 20, .end = 200 };
    for (int i = 0; i < 30; i++) pen_number(&pen, -1.25, ROLE_K, ident_note("a number"));
    int ellipses = 0;
    for (int i = 0; i < list.count; i++) {
        const Cmd *cmd = &list.cmd[i];
        ellipses += !strcmp(cmd->text.text, "…");
        assert_true(cmd->text.x + metrics_width(list.metrics, cmd->text.face, cmd->text.size, text_of(cmd->text.text)) <= 200);
    }
    assert_int_equal(ellipses, 1);
    assert_string_equal(list.cmd[0].text.text, "("); // a negative number stands in parentheses
    arena_end(arena);
}

// --- a logarithmic axis

static Pen write_sevens(Pen pen) {
    for (int i = 0; i < 7; i++) pen_number(&pen, 1.25, ROLE_K, ident_note("a number"));
    pen_result(&pen, 7, ROLE_K, ident_note("the result"));
    return pen;
}

// Before a line loses its end it is written again, smaller; what could never fit keeps its ellipsis, and stands there once.
static void a_line_shrinks_before_it_loses_its_end(void **state) {
    (void)state;
    static const double share[] = { 1.2, 0.85, 0.4 }; // of the room that it needs
    Arena *arena = arena_begin();
    for (int s = 0; s < 3; s++) {
        List list = list_begin(arena, fixed_metrics());
        double whole = write_sevens((Pen){ .out = &list, .size = 20 }).x;
        Pen begin = { .out = &list, .y = 30, .size = 20, .end = whole * share[s] }, pen = begin;
        int mark = list.count, results = 0, ellipses = 0;
        do pen = write_sevens(pen);
        while (pen_shrinks(&pen, &begin, mark));
        for (int i = mark; i < list.count; i++) {
            results += !strcmp(list.cmd[i].text.text, "7");
            ellipses += !strcmp(list.cmd[i].text.text, "…");
        }
        assert_int_equal(results, s < 2);
        assert_int_equal(ellipses, s == 2);
        if (s == 0) assert_true(begin.size == 20);
        if (s == 1) assert_true(begin.size > 14 && begin.size < 20);
        if (s == 2) assert_true(begin.size == 14);
    }
    arena_end(arena);
}

static void decades_hold_all_values(void **state) {
    (void)state;
    Arena *arena = arena_begin();
    const double values[] = { 0, -0.02, 5 };
    Axis axis = log_axis(values, 3);
    axis.from = 0, axis.to = 300; // 0.01 … 10: three decades, a hundred units each
    assert_close(axis.low, 0.01, 1e-15);
    assert_close(axis.high, 10, 1e-12);
    assert_close(log_axis_at(&axis, 0.1), 100, 1e-9);
    assert_close(log_axis_at(&axis, -1), 200, 1e-9); // the magnitude counts
    assert_close(log_axis_at(&axis, 0), 0, 0);
    assert_null(log_axis_below(arena, &axis, 0.02));
    assert_string_equal(log_axis_below(arena, &axis, 0), "0");
    const double far[] = { 1, 1e-300 };
    axis = log_axis(far, 2);
    assert_close(axis.high / axis.low, 1e24, 1e10);
    assert_non_null(log_axis_below(arena, &axis, 1e-300));
    arena_end(arena);
}

// Of words too close for all, every n-th stands; that of the number looked at stands whole, instead of its neighbours.
static void close_words_make_room_for_the_one_looked_at(void **state) {
    (void)state;
    const char *word[20];
    for (int i = 0; i < 20; i++) word[i] = i == 7 ? "a-word-far-longer-than-the-others" : i % 2 ? "odd" : "even";
    Arena *arena = arena_begin();
    Inputs inputs = { .count = 1, .input = { { .name = "k", .shape = { 2, { 20, 2 } }, .words = word } } };
    Step step = { .inputs = &inputs };
    for (int looked = 0; looked < 3; looked++) {
        List list = list_begin(arena, fixed_metrics());
        if (looked) list.pointed = looked == 1 ? (Pointed){ 0, 7, 4, 20 } : (Pointed){ 7, 1, 20, 2 }; // a score; a key
        draw_close_words(&list, &step, "k", 20, 100, 10, 5);
        int texts = 0, whole = 0, touching = 0;
        for (int i = 0; i < list.count; i++) {
            texts += list.cmd[i].kind == CMD_TEXT;
            whole += !strcmp(list.cmd[i].text.text, word[7]);
            for (int k = 0; k < i; k++) touching += fabs(list.cmd[i].text.y - list.cmd[k].text.y) < 10;
        }
        assert_true(texts >= 5 && texts <= 8);
        assert_int_equal(whole, looked > 0);
        assert_int_equal(touching, 0);
    }
    arena_end(arena);
}

// The nearest places round the point lie on the axis and on the arrows; the label stands further off and crosses nothing.
static void a_label_crosses_no_line(void **state) {
    (void)state;
    Arena *arena = arena_begin();
    List list = list_begin(arena, fixed_metrics());
    Coordinates c = coordinates_fit(box(0, 0, 480, 480), (Extent){ .left = -1, .right = 4, .bottom = -2, .top = 3 }, false);
    coordinates_arrow(&list, &c, 0, 0, 3, 1, (ArrowStyle){ .role = ROLE_INK });
    coordinates_arrow(&list, &c, 0, 0, 1.8, 1.5, (ArrowStyle){ .role = ROLE_INK });
    coordinates_arrow(&list, &c, 0, 0, 0.9, 0.6, (ArrowStyle){ .role = ROLE_INK });
    int before = list.count;
    coordinates_label(&list, &c, 0.9, 0.6, 0, 0, NULL, 0, "man at 2", ident_note("a word"));
    assert_int_equal(list.count, before + 1);
    const Cmd *label = &list.cmd[before];
    double zero = coordinates_y(&c, 0), x = coordinates_x(&c, 0);
    for (double u = label->box.x; u <= label->box.x + label->box.w; u += 4) { // the arrow to (3, 1)
        double y = zero + (coordinates_y(&c, 1) - zero) * (u - x) / (coordinates_x(&c, 3) - x);
        assert_false(u > x && u < coordinates_x(&c, 3) && y > label->box.y && y < label->box.y + label->box.h);
    }
    assert_false(label->box.y < zero && label->box.y + label->box.h > zero);
    arena_end(arena);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(close_words_make_room_for_the_one_looked_at),
        cmocka_unit_test(acts_follow_one_another_with_a_rest),
        cmocka_unit_test(turns_fill_the_act),
#ifndef NDEBUG
        cmocka_unit_test(a_name_that_the_scene_lacks_ends_at_once),
#endif
        cmocka_unit_test(one_function_decides_the_size),
        cmocka_unit_test(a_refusal_takes_the_pictures_place),
        cmocka_unit_test(a_line_ends_with_one_ellipsis),
        cmocka_unit_test(a_line_shrinks_before_it_loses_its_end),
        cmocka_unit_test(decades_hold_all_values),
        cmocka_unit_test(a_label_crosses_no_line),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
