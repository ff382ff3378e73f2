// The pictures of lessons 1 and 2: the numbers a student works out stand on them with their identity, at every size and time,
// with long chains, many units, strange numbers, and what is too small to draw.
#include "base/random.h"
#include <stdlib.h>

#include "base/math.h"
#include "kit/curves.h"
#include "scene/stage.h"

#define PULSE "x1,1\nx2,0\nx3,0\n"
#define ALL "chain back bars"

static NodeId node(const Stage *stage, const char *name) { return tape_find(stage->tape, name); }

static void shows(const List *list, const char *text, Ident ident) {
    if (!picture_texts(list, text)) fail_msg("the picture does not say \"%s\"", text);
    if (!picture_shows(list, ident)) fail_msg("\"%s\" has not its identity", text);
}

static void every_step_keeps_the_rules(void **state) {
    (void)state;
    static const struct {
        const char *scene, *text, *set, *reveal, *focus;
    } step[] = {
        { "cell", PULSE, "", "product sum bend", "product" },
        { "cell", PULSE, "cell=3 activation=linear", "product sum bend", "bend" },
        { "cell", PULSE, "units=4", "product sum bend", "product" },
        { "recurrence", PULSE, "", "chain", "chain" },
        { "recurrence", PULSE, "", "chain back", "back" },
        { "recurrence", PULSE, "", ALL, "bars" },
        { "recurrence", PULSE, "", "chain back gaps", "gaps" },
        { "powers", "factors,0.5,0.9,1\n", "length=30", "lines own", "lines" },
        { "powers", "factors,1.1,1.5\n", "length=100 w=10", "lines own", "own" },
        { "powers", "W1,0.5,4\nW2,0,0.5\n", "length=200", "matrix", "matrix" },
        { "slope", NULL, "activation=tanh z=-6", "bell bound", "bell" },
        { "slope", NULL, "activation=linear w=-10 length=100", "bell bound", "bound" },
        { "brake", NULL, "activation=tanh w=1.5 length=24", "climb", "climb" },
        { "brake", NULL, "activation=tanh w=-3 start=-1 length=100", "climb", "climb" },
        { "brake", NULL, "activation=sigmoid w=0 length=1", "climb", "climb" },
        { "jacobian", "base1,0.24,0.82\nbase2,-0.68,-0.24\nh,0.9,-0.4\n", "", "two many", "two" },
        { "jacobian", "base1,3,0\nbase2,0,0\nh,0,0\n", "w=10 units=64 activation=linear", "two many", "many" },
        { "valley", NULL, "", "valley step limited", "step" },
        { "hill", "w,1,2\nc,2,1\n", "", "hill arrow step", "hill arrow step" },
        { "hill", "w,-3,0.5\n", "rate=0.5", "hill arrow", "arrow" },
        { "hill", "w,1,2,3\n", "", "hill", "" },
        { "valley", NULL, "w=8 b=-4", "valley step", "valley" },
        { "valley", NULL, "w=3 b=-1.5 rate=10", "valley step limited", "limited" },
        { "clip", "gradient,3,4\n", "", "clip corner", "clip" },
        { "clip", "gradient,0,0\n", "limit=1000", "clip corner", "corner" },
        { "clip", "gradient,3,4,5,6,7\n", "", "clip corner", "clip" },
        { "belt", "biases,3,5\n", "", "belt back compare", "back" },
        { "belt", "biases,-5,40\n", "bias=-5 length=100", "belt back compare", "belt" },
        { "belt", "biases,3\n", "length=1", "belt back compare", "compare" },
    };
    for (size_t i = 0; i < sizeof step / sizeof *step; i++) {
        Stage stage;
        stage_begin(&stage, step[i].scene, step[i].text, step[i].set, step[i].reveal, step[i].focus);
        const char *what = arena_print(stage.arena, "%s %s, focus %s", step[i].scene, step[i].set, step[i].focus);
        stage_check(&stage, what);
        for (double height = 320; height <= 620; height += 20) { // where rows begin to stand closer
            List list = stage_draw(&stage, 960, height, 1);
            what = arena_print(stage.arena, "%s, 960 × %g", what, height);
            picture_check(&list, 960, height, what);
            picture_check_edges(&list, what);
        }
        stage_end(&stage);
    }
}

// --- the chain

static void the_numbers_of_the_chain(void **state) {
    (void)state;
    Stage stage;
    stage_begin(&stage, "recurrence", PULSE, "", ALL, "bars");
    List list = stage_draw(&stage, 1190, 760, 1);
    static const char *const h[] = { "0.7616", "0.5436", "0.4094" },
                             *const slope[] = { "slope 0.4200", "slope 0.7045", "slope 0.8324" },
                             *const factor[] = { "× 0.3360", "× 0.5636", "× 0.6659" },
                             *const bar[] = { "0.1576", "0.4691", "0.8324" };
    for (int t = 0; t < 3; t++) {
        shows(&list, h[t], ident_value(node(&stage, arena_print(stage.arena, "h[%d]", t)), 0));
        shows(&list, slope[t], ident_value(node(&stage, "slope"), t));
        if (t) shows(&list, factor[t], ident_value(node(&stage, "factor"), t));
        shows(&list, bar[t], ident_grad(node(&stage, "x"), t));
    }
    assert_int_equal(picture_texts(&list, factor[0]), 0); // there is no state before the first, so nothing goes back to it
    stage_end(&stage);
    stage_begin(&stage, "recurrence", "h0,0.5\nx1,0.6\nx2,0\nx3,0\n", "", ALL, "bars"); // 0.8 · 0.5 + 0.6 is 1 again
    list = stage_draw(&stage, 1190, 760, 1);
    shows(&list, factor[0], ident_value(node(&stage, "factor"), 0));
    stage_end(&stage);
    stage_begin(&stage, "recurrence", PULSE, "", "chain back gaps", "gaps");
    list = stage_draw(&stage, 1190, 760, 1);
    shows(&list, "0.4525", ident_value(node(&stage, "gap"), 2));
    shows(&list, "0.3573", ident_value(node(&stage, "gap"), 1));
    shows(&list, "0.8098", ident_grad(node(&stage, "w"), 0));
    stage_end(&stage);
}

// Forwards from the left, backwards from the right: halfway some edges have their factor and the others have not.
static void the_gradient_walks_back_edge_by_edge(void **state) {
    (void)state;
    Stage stage;
    stage_begin(&stage, "recurrence", PULSE, "", "chain back", "back");
    int last = 3, first = -1;
    for (double t = 0; t <= 1.0001; t += 0.02) {
        List list = stage_draw(&stage, 1190, 760, t);
        int earliest = 3;
        for (int i = 2; i >= 0; i--)
            if (picture_shows(&list, ident_value(node(&stage, "factor"), i))) {
                assert_int_equal(i, earliest - 1); // none is left out
                earliest = i;
            }
        assert_true(earliest <= last);
        last = earliest;
        if (first < 0 && earliest == 2) first = 1;
    }
    assert_int_equal(last, 1); // before the first state there is none
    assert_int_equal(first, 1);
    stage_end(&stage);
}

static void the_states_come_cell_by_cell(void **state) {
    (void)state;
    Stage stage;
    stage_begin(&stage, "recurrence", PULSE, "", "chain", "chain");
    List start = stage_draw(&stage, 1190, 760, 0), half = stage_draw(&stage, 1190, 760, 0.6),
         end = stage_draw(&stage, 1190, 760, 1);
    NodeId h = node(&stage, "h[0]");
    assert_int_equal(picture_texts(&start, "0.7616"), 0);
    assert_true(picture_shows(&half, ident_value(h, 0)));
    assert_int_equal(picture_texts(&half, "0.4094"), 0);
    assert_int_equal(picture_texts(&end, "0.4094"), 1);
    stage_end(&stage);
}

static const char *random_inputs(Arena *arena, int steps, int columns) {
    Random random = random_seed((uint64_t)(steps * 10 + columns));
    Builder b = { .arena = arena };
    for (int t = 0; t < steps; t++) {
        builder_print(&b, "x%d", t + 1);
        for (int c = 0; c < columns; c++) builder_print(&b, ",%.2f", random_normal(&random));
        builder_print(&b, "\n");
    }
    return builder_text(&b);
}

static void every_shape_keeps_the_rules(void **state) {
    (void)state;
    static const int steps[] = { 1, 2, 4, 7, 12, 30, 100 }, columns[] = { 1, 2, 8 }, units[] = { 1, 3, 32 };
    static const char *const reveal[] = { ALL, "chain back gaps" }, *const focus[] = { "bars", "gaps" };
    for (size_t s = 0; s < sizeof steps / sizeof *steps; s++)
        for (int c = 0; c < 3; c++) {
            Stage stage;
            Arena *arena = arena_begin();
            int k = (int)(s + (size_t)c) % 2, u = units[(s + (size_t)c) % 3];
            stage_begin(&stage, "recurrence", random_inputs(arena, steps[s], columns[c]), arena_print(arena, "units=%d", u),
                        reveal[k], focus[k]);
            stage_check_at(&stage, true, arena_print(arena, "T %d D %d H %d", steps[s], columns[c], u));
            stage_end(&stage);
            arena_end(arena);
        }
}

// A hundred steps of the sigmoid: every state keeps its place, and the axis is labelled in powers of ten.
static void a_long_chain_has_labelled_decades(void **state) {
    (void)state;
    Stage stage;
    stage_begin(&stage, "recurrence", PULSE, "length=30 activation=sigmoid w=0.1", ALL, "bars");
    List list = stage_draw(&stage, 1190, 760, 1);
    for (int t = 0; t < 30; t++) assert_true(picture_shows(&list, ident_grad(node(&stage, "x"), t)));
    int powers = 0;
    for (int i = 0; i < list.count; i++)
        if (list.cmd[i].kind == CMD_TEXT && !strcmp(list.cmd[i].text.text, "10")) powers++;
    assert_true(powers >= 3);
    assert_true(picture_texts(&list, "below 10") + picture_texts(&list, "below 10⁻²⁴") >= 1);
    stage_end(&stage);
    stage_begin(&stage, "recurrence", PULSE, "w=0", ALL, "bars");
    list = stage_draw(&stage, 1190, 760, 1);
    assert_true(picture_texts(&list, "exactly 0") + picture_texts(&list, "0") >= 2);
    stage_end(&stage);
}

static void many_units_show_lengths(void **state) {
    (void)state;
    Stage stage;
    stage_begin(&stage, "recurrence", PULSE, "length=12 units=32 w=3", ALL, "bars");
    List list = stage_draw(&stage, 1300, 820, 1);
    for (int t = 0; t < 12; t++) assert_true(picture_shows(&list, ident_value(node(&stage, "g.norm"), t)));
    stage_check_at(&stage, true, "32 units");
    stage_end(&stage);
}

static void strange_numbers_do_no_harm(void **state) {
    (void)state;
    static const double strange[] = { MATH_NAN, MATH_INFINITY, -MATH_INFINITY, 1.7e308, -1e-308, 0, 123456789012.0 };
    static const struct {
        const char *scene, *text, *set, *reveal, *focus, *node[5];
    } on[] = {
        { "cell", PULSE, "", "product sum bend", "bend", { "h", "z", "w", "carry", "x" } },
        { "recurrence", PULSE, "", ALL, "bars", { "h", "factor", "g.norm", "x", "slope" } },
        { "recurrence", PULSE, "", "chain back gaps", "gaps", { "gap", "dw", "w", "g", "h0" } },
        { "powers", "factors,0.5,0.9\nW1,1,2\nW2,3,4\n", "", "lines own", "own", { "power", "each", "power", "each", "power" } },
        { "powers", "factors,0.5,0.9\nW1,1,2\nW2,3,4\n", "", "matrix", "matrix", { "norm", "radius", "tail", "W", "square" } },
        { "slope", NULL, "", "bell bound", "bound", { "peak", "curve.slope", "bound", "slope", "z" } },
        { "brake", NULL, "activation=tanh", "climb", "climb", { "h", "factor", "map.y", "w", "map.h" } },
        { "jacobian",
          "base1,1,0\nbase2,0,1\nh,1,0\n",
          "units=4",
          "two many",
          "many",
          { "ellipse", "linear", "sigma", "big.J", "bound" } },
        { "valley", NULL, "", "valley step limited", "step", { "surface", "profile", "ball", "landed", "loss" } },
        { "clip", "gradient,3,4\n", "", "clip corner", "clip", { "gradient", "clipped", "each", "norm", "limit" } },
        { "belt", "biases,3\n", "length=5", "belt back compare", "back", { "c", "f", "power", "each", "bias" } },
    };
    for (size_t i = 0; i < sizeof strange / sizeof *strange; i++)
        for (size_t k = 0; k < sizeof on / sizeof *on; k++)
            for (int n = 0; n < 5; n++) {
                Stage stage;
                stage_begin(&stage, on[k].scene, on[k].text, on[k].set, on[k].reveal, on[k].focus);
                const Node *at = tape_node(stage.tape, node(&stage, on[k].node[n]));
                for (int e = 0; e < at->count; e += 2) at->value[e] = strange[i];
                stage_check_at(&stage, true, arena_print(stage.arena, "%s, %s = %g", on[k].scene, on[k].node[n], strange[i]));
                stage_end(&stage);
            }
}

// --- the small pictures

static double left_of(const List *list, const char *text) {
    for (int i = 0; i < list->count; i++)
        if (list->cmd[i].kind == CMD_TEXT && !strcmp(list->cmd[i].text.text, text)) return list->cmd[i].text.x;
    fail_msg("the picture does not say \"%s\"", text);
    return 0;
}

static void the_numbers_of_the_others(void **state) {
    (void)state;
    Stage stage;
    List list;
    stage_begin(&stage, "cell", PULSE, "", "product sum bend", "product");
    list = stage_draw(&stage, 1190, 700, 1);
    shows(&list, "0.7616", ident_value(node(&stage, "h[0]"), 0));
    list = stage_draw(&stage, 1190, 700, 0.2);
    assert_int_equal(picture_texts(&list, "0.7616"), 0);
    stage_end(&stage);

    stage_begin(&stage, "powers", "factors,0.5,0.9,1\n", "", "lines own", "lines");
    list = stage_draw(&stage, 1190, 700, 1);
    shows(&list, "0.04239", ident_value(node(&stage, "power"), 2 * 31 + 30));
    stage_end(&stage);

    stage_begin(&stage, "slope", NULL, "", "bell bound", "bell");
    list = stage_draw(&stage, 1190, 700, 1);
    shows(&list, "at most 0.25", ident_value(node(&stage, "peak"), 0));
    stage_end(&stage);

    stage_begin(&stage, "brake", NULL, "activation=tanh w=1.5 length=24", "climb", "climb");
    list = stage_draw(&stage, 1190, 700, 1);
    shows(&list, "slope 0.3943", ident_value(node(&stage, "factor"), 23));
    shows(&list, "0.8586", ident_value(node(&stage, "h"), 24));
    list = stage_draw(&stage, 1190, 700, 0.1);
    assert_false(picture_shows(&list, ident_value(node(&stage, "h"), 24)));
    stage_end(&stage);

    stage_begin(&stage, "clip", "gradient,3,4\n", "", "clip corner", "clip");
    list = stage_draw(&stage, 1190, 700, 1);
    shows(&list, "0.6", ident_value(node(&stage, "clipped"), 0));
    shows(&list, "0.8", ident_value(node(&stage, "clipped"), 1));
    stage_end(&stage);

    stage_begin(&stage, "belt", "biases,3,5\n", "", "belt back compare", "back");
    list = stage_draw(&stage, 1190, 700, 1);
    shows(&list, "every gate: × 0.7311", ident_value(node(&stage, "f"), 0));
    shows(&list, "f = 0.9526", ident_value(node(&stage, "each"), 1));
    assert_true(picture_shows(&list, ident_value(node(&stage, "power"), 30)));
    assert_true(left_of(&list, "30") < left_of(&list, "2")); // steps back run to the left, as the gradient does on the belt
    stage_end(&stage);
}

// The bars of many units are singular values: their squares add up to the sum of all squares of the matrix.
static void the_singular_values_are_right(void **state) {
    (void)state;
    Stage stage;
    stage_begin(&stage, "jacobian", "base1,0.24,0.82\nbase2,-0.68,-0.24\nh,0.9,-0.4\n", "units=8", "two many", "many");
    List list = stage_draw(&stage, 1190, 700, 1);
    const Node *W = tape_node(stage.tape, node(&stage, "big.W"));
    double squares = 0, sum = 0, before = 1e9;
    for (int i = 0; i < W->count; i++) squares += W->value[i] * W->value[i];
    for (int i = 1; i <= 8; i++) {
        const char *start = arena_print(stage.arena, "singular value %d: ", i);
        double value = -1;
        for (int c = 0; c < list.count && value < 0; c++)
            if (list.cmd[c].ident.kind == IDENT_NOTE && !strncmp(list.cmd[c].ident.note.text, start, strlen(start)))
                value = strtod(list.cmd[c].ident.note.text + strlen(start), NULL);
        assert_true(value >= 0 && value <= before);
        before = value;
        sum += value * value;
    }
    assert_close(sum, squares, 2e-3 * squares); // the notes say four digits
    stage_end(&stage);
}

static void a_logarithmic_axis(void **state) {
    (void)state;
    Arena *arena = arena_begin();
    Axis axis = log_axis((const double[]){ 0.5, 0.003, 0 }, 3);
    assert_close(axis.high, 1, 1e-12);
    assert_close(axis.low, 0.001, 1e-15);
    axis.from = 100, axis.to = 0;
    assert_close(log_axis_at(&axis, 1), 0, 1e-9);
    assert_close(log_axis_at(&axis, -0.1), 100.0 / 3, 1e-9);
    assert_close(log_axis_at(&axis, 0), 100, 0);
    assert_null(log_axis_below(arena, &axis, 0.01));
    assert_string_equal(log_axis_below(arena, &axis, 0), "0");
    assert_non_null(strstr(log_axis_below(arena, &axis, 1e-9), "below 10"));
    Axis wide = log_axis((const double[]){ 1, 1e-200 }, 2);
    assert_close(math_log10(wide.low), -24, 1e-9);
    Axis none = log_axis((const double[]){ 0, MATH_NAN, MATH_INFINITY }, 3);
    assert_true(none.high > none.low && none.low > 0);
    arena_end(arena);
}

// One slider, one scale: both nets' weights stretch by at most w.
static void both_matrices_have_the_same_scale(void **state) {
    (void)state;
    Stage stage;
    stage_begin(&stage, "jacobian", "base1,0.8,0.2\nbase2,0.2,0.8\nh,0.5,-0.3\n", "w=0.9", "two many", "two");
    List list = stage_draw(&stage, 1190, 760, 1);
    int said = 0;
    for (int i = 0; i < list.count; i++)
        said +=
            list.cmd[i].kind == CMD_TEXT && strstr(list.cmd[i].text.text, "at most 0.9") && !strstr(list.cmd[i].text.text, "0.9.");
    assert_true(said >= 2);
    stage_end(&stage);
}

// On powers of ten a bar's length is what was lost from 1, or gained: all of them touch the line of 1.
static void bars_hang_from_one(void **state) {
    (void)state;
    Stage stage;
    stage_begin(&stage, "recurrence", "x1,1\nx2,0\nx3,0\n", "w=0.8", "chain back bars", "bars");
    List list = stage_draw(&stage, 1190, 760, 1);
    double top = 0;
    int bars = 0, x = tape_find(stage.tape, "x");
    for (int i = 0; i < list.count; i++) {
        const Cmd *cmd = &list.cmd[i];
        if (cmd->kind != CMD_RECT || cmd->rect.fill.role != ROLE_GRAD || cmd->ident.kind != IDENT_GRAD || cmd->ident.node != x)
            continue;
        if (bars++) assert_close(cmd->box.y, top, 1e-9);
        top = cmd->box.y;
    }
    assert_int_equal(bars, 3);
    stage_end(&stage);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_step_keeps_the_rules),
        cmocka_unit_test(the_numbers_of_the_chain),
        cmocka_unit_test(the_gradient_walks_back_edge_by_edge),
        cmocka_unit_test(the_states_come_cell_by_cell),
        cmocka_unit_test(every_shape_keeps_the_rules),
        cmocka_unit_test(a_long_chain_has_labelled_decades),
        cmocka_unit_test(many_units_show_lengths),
        cmocka_unit_test(strange_numbers_do_no_harm),
        cmocka_unit_test(the_numbers_of_the_others),
        cmocka_unit_test(the_singular_values_are_right),
        cmocka_unit_test(a_logarithmic_axis),
        cmocka_unit_test(both_matrices_have_the_same_scale),
        cmocka_unit_test(bars_hang_from_one),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
