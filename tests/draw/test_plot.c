// Axes: ticks are nice, inside the range, evenly apart; labels never touch; powers of ten have real superscripts.
#include "support/check.h"
#include "support/fixed_metrics.h"

#include <math.h>

#include "base/math.h"
#include "base/random.h"
#include "draw/shapes.h"

static void want_ticks(Axis axis, int most, int count, const double *want) {
    double tick[32];
    assert_true(most <= 32);
    int got = axis_ticks(&axis, tick, most);
    assert_int_equal(got, count);
    for (int i = 0; i < count; i++) assert_close(tick[i], want[i], 1e-12);
}
#define WANT(axis, most, ...)                                                                                                      \
    want_ticks((axis), (most), sizeof((double[]){ __VA_ARGS__ }) / sizeof(double), (double[]){ __VA_ARGS__ })

static void linear(void **state) {
    (void)state;
    WANT(((Axis){ .low = 0, .high = 2.5 }), 6, 0, 0.5, 1, 1.5, 2, 2.5);
    WANT(((Axis){ .low = 0, .high = 200 }), 5, 0, 50, 100, 150, 200);
    WANT(((Axis){ .low = -0.013, .high = 0.021 }), 5, -0.01, 0, 0.01, 0.02);
    WANT(((Axis){ .low = 0.3, .high = 0.4 }), 3, 0.3, 0.35, 0.4);
    assert_int_equal(axis_ticks(&(Axis){ .low = 1, .high = 1 }, (double[4]){ 0 }, 4), 0);
    assert_int_equal(axis_ticks(&(Axis){ .low = 1, .high = MATH_INFINITY }, (double[4]){ 0 }, 4), 0);
    assert_int_equal(axis_ticks(&(Axis){ .low = -1.7e308, .high = 1.7e308 }, (double[4]){ 0 }, 4), 0);
    assert_int_equal(axis_ticks(&(Axis){ .low = MATH_NAN, .high = 1 }, (double[4]){ 0 }, 4), 0);
}

static void logarithmic(void **state) {
    (void)state;
    WANT(((Axis){ .low = 1e-8, .high = 1, .log = true }), 5, 1e-8, 1e-6, 1e-4, 1e-2, 1);
    WANT(((Axis){ .low = 0.1, .high = 10, .log = true }), 5, 0.1, 1, 10);
    WANT(((Axis){ .low = 0.2, .high = 2, .log = true }), 5, 0.2, 0.5, 1, 2);
    assert_int_equal(axis_ticks(&(Axis){ .low = 0, .high = 1, .log = true }, (double[4]){ 0 }, 4), 0);
}

static void ticks_keep_their_promises(void **state) {
    (void)state;
    Random random = random_seed(5);
    for (int run = 0; run < 5000; run++) {
        double low = random_normal(&random) * math_pow(10, random_uniform(&random) * 12 - 6);
        double high = low + math_pow(10, random_uniform(&random) * 10 - 5);
        Axis axis = { .low = low, .high = high, .log = run % 2 };
        if (axis.log) axis.low = fabs(low) + 1e-9, axis.high = axis.low * math_pow(10, random_uniform(&random) * 12 + 0.01);
        double tick[24], slack = (axis.high - axis.low) * 1e-6;
        int most = 2 + (int)random_below(&random, 20), count = axis_ticks(&axis, tick, most);
        assert_true(count >= 0 && count <= most);
        for (int i = 0; i < count; i++) {
            assert_true(tick[i] >= axis.low - slack && tick[i] <= axis.high + slack);
            if (i) assert_true(tick[i] > tick[i - 1]);
        }
        if (!axis.log && most >= 4) assert_true(count >= 2);
    }
}

static void values_have_places(void **state) {
    (void)state;
    Axis x = { .low = 0, .high = 10, .from = 100, .to = 200 }, y = { .low = 1e-4, .high = 1, .log = true, .from = 400, .to = 0 };
    assert_close(axis_at(&x, 2.5), 125, 1e-12);
    assert_close(axis_at(&y, 1e-2), 200, 1e-9);
    assert_true(math_finite(axis_at(&y, 0)));
    for (double v = 0; v <= 5; v += 0.5) assert_close(axis_value(&x, axis_at(&x, v)), v, 1e-12);
    for (double v = 1e-4; v <= 1; v *= 3) assert_close(axis_value(&y, axis_at(&y, v)) / v, 1, 1e-12);
    assert_true(math_finite(axis_at(&(Axis){ .from = 1, .to = 2 }, 0)));
}

static const Cmd *find_text(const List *list, const char *text) {
    for (int i = 0; i < list->count; i++)
        if (list->cmd[i].kind == CMD_TEXT && strcmp(list->cmd[i].text.text, text) == 0) return &list->cmd[i];
    return NULL;
}

static void axes_are_drawn(void **state) {
    (void)state;
    Arena *arena = arena_begin();
    List list = list_begin(arena, fixed_metrics());
    Axis x = { .low = 0, .high = 200, .label = "training step" }, y = { .low = 1e-8, .high = 1, .log = true, .label = "gradient" };
    draw_axes(&list, box(100, 50, 450, 180), &x, &y);
    assert_close(axis_at(&x, 200), 550, 1e-9);
    assert_close(axis_at(&y, 1), 50, 1e-9);
    const Cmd *raised = find_text(&list, "\u22128"), *ten = find_text(&list, "10");
    assert_non_null(raised); // the exponent is a smaller, higher text of its own
    assert_non_null(ten);
    assert_true(raised->text.size < ten->text.size * 0.75);
    assert_non_null(find_text(&list, "training step"));
    assert_non_null(find_text(&list, "200"));
    for (int i = 0; i < list.count; i++) // no two texts touch
        for (int j = i + 1; j < list.count; j++)
            if (list.cmd[i].kind == CMD_TEXT && list.cmd[j].kind == CMD_TEXT &&
                box_meets(list.cmd[i].box, box_grow(list.cmd[j].box, -0.01)))
                fail_msg("'%s' touches '%s'", list.cmd[i].text.text, list.cmd[j].text.text);
    arena_end(arena);
}

static void linear_labels_are_alike(void **state) {
    (void)state;
    Arena *arena = arena_begin();
    List list = list_begin(arena, fixed_metrics());
    Axis x = { .low = 10, .high = 90 }, y = { .low = 0, .high = 2.5 };
    draw_axes(&list, box(100, 50, 250, 180), &x, &y);
    assert_non_null(find_text(&list, "2.0"));
    assert_non_null(find_text(&list, "0.5"));
    assert_non_null(find_text(&list, "0"));
    assert_null(find_text(&list, "2"));
    arena_end(arena);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(linear),
        cmocka_unit_test(logarithmic),
        cmocka_unit_test(ticks_keep_their_promises),
        cmocka_unit_test(values_have_places),
        cmocka_unit_test(axes_are_drawn),
        cmocka_unit_test(linear_labels_are_alike),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
