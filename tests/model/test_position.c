// Positions: the lesson's clocks, the rotation of a step, products that know the distance alone, and words with their order.
#include <math.h>

#include "model/whole.h"

static const Real *row_of(const Run *r, const char *name, int row) {
    const Node *node = node_of(r, name);
    return node->value + row * node->shape.size[node->shape.rank - 1];
}

static void two_clocks(void **state) {
    (void)state;
    Run r = run_good("position", "n=4 d=4", NULL);
    check_value(&r, "pe", 0, 1, 0, 1, .8415, .5403, .0100, 1, .9093, -.4161, .0200, .9998, .1411, -.9900, .0300, .9996);
    check_value(&r, "frequency", 1, .01);
    assert_close(2 * MATH_PI / (double)node_of(&r, "frequency")->value[1], 628.3185307179587, 1e-14);
    arena_end(r.arena);
    r = run_good("position", "n=2 d=512", NULL);
    assert_close(2 * MATH_PI / (double)node_of(&r, "frequency")->value[255], 60611.5, 1e-6);
    arena_end(r.arena);
    r = run_good("position", "", NULL);
    assert_true(shape_equal(node_of(&r, "pe")->shape, SHAPE2(6, 4)));
    arena_end(r.arena);
}

static void many_sizes_against_the_formula(void **state) {
    (void)state;
    const char *const sets[] = { "n=1 d=1", "n=3 d=2", "n=5 d=7", "n=9 d=6 base=100", "n=40 d=33 base=1", "n=600 d=64" };
    for (int s = 0; s < 6; s++) {
        Run r = run_good("position", sets[s], NULL);
        int n = (int)params_number(&r.params, r.model->param, r.model->params, "n"), d = node_of(&r, "pe")->shape.size[1];
        double base = params_number(&r.params, r.model->param, r.model->params, "base");
        for (int p = 0; p < n; p++)
            for (int j = 0; j < d; j++) {
                double angle = p * pow(base, -2.0 * (j / 2) / d);
                assert_close((double)row_of(&r, "pe", p)[j], j % 2 ? cos(angle) : sin(angle), 1e-12);
            }
        arena_end(r.arena);
    }
}

// The same matrix takes every position to the next: [[cos w, sin w], [−sin w, cos w]] for each pair.
static void a_step_is_a_rotation(void **state) {
    (void)state;
    Run r = run_good("position", "n=20 d=6", NULL);
    for (int p = 0; p + 1 < 20; p++)
        for (int i = 0; i < 3; i++) {
            const Real *now = row_of(&r, "pe", p) + 2 * i, *next = row_of(&r, "pe", p + 1) + 2 * i;
            double w = (double)node_of(&r, "frequency")->value[i];
            assert_close((double)next[0], cos(w) * (double)now[0] + sin(w) * (double)now[1], 1e-14);
            assert_close((double)next[1], -sin(w) * (double)now[0] + cos(w) * (double)now[1], 1e-14);
        }
    arena_end(r.arena);
}

static void products_know_the_distance_alone(void **state) {
    (void)state;
    Run r = run_good("position", "n=6 d=4", NULL);
    const double want[] = { 2, 1.5403, .5837, .0096, .3456, 1.2824 };
    for (int i = 0; i < 6; i++)
        for (int j = 0; j < 6; j++) assert_close((double)row_of(&r, "dot", i)[j], want[abs(i - j)], TOLERANCE);
    arena_end(r.arena);
    r = run_good("position", "n=501 d=512", NULL);
    const int distance[] = { 0, 1, 2, 5, 10, 50, 500 };
    const double dot[] = { 256, 249.1, 231.7, 189.6, 173.8, 131.1, 67.2 };
    for (int k = 0; k < 7; k++) {
        double sum = 0;
        for (int j = 0; j < 512; j++) sum += (double)row_of(&r, "pe", 0)[j] * (double)row_of(&r, "pe", distance[k])[j];
        assert_close(sum, dot[k], .05 / dot[k]);
    }
    assert_int_equal(tape_find(r.tape, "dot"), NODE_NONE); // too many to keep for a picture
    arena_end(r.arena);
}

// "dog bites man" and "man bites dog": what the middle word takes up, without and with positions.
static void words_in_their_order(void **state) {
    (void)state;
    const double dog[] = { 1, 0 }, bites[] = { 1, 1 }, man[] = { 0, 1 };
    const double *const orders[2][3] = { { dog, bites, man }, { man, bites, dog } };
    const double want[2][2][2] = { { { .7517, .7517 }, { .7517, .7517 } }, { { 1.6447, 1.3849 }, { 1.6325, 1.3959 } } };
    Run position = run_good("position", "n=3 d=2", NULL);
    for (int with = 0; with < 2; with++)
        for (int order = 0; order < 2; order++) {
            Builder text = { position.arena };
            for (int p = 0; p < 3; p++) {
                double x[2];
                for (int j = 0; j < 2; j++) x[j] = orders[order][p][j] + with * (double)row_of(&position, "pe", p)[j];
                builder_print(&text, "k%d,%.17g,%.17g\nv%d,%.17g,%.17g\n", p + 1, x[0], x[1], p + 1, x[0], x[1]);
                if (p == 1) builder_print(&text, "q,%.17g,%.17g\n", x[0], x[1]);
            }
            Run r = run_good("attention", "", builder_text(&text));
            check_value(&r, "o", want[with][order][0], want[with][order][1]);
            if (!with) check_value(&r, "a", .2483, .5035, .2483);
            arena_end(r.arena);
        }
    arena_end(position.arena);
}

static void it_explains_itself(void **state) {
    (void)state;
    const char *const sets[] = { "n=4 d=4", "n=3 d=5 base=20" };
    for (int i = 0; i < 2; i++) {
        Run r = run_good("position", sets[i], NULL);
        check_explanations(&r, 1e-13);
        check_replay(&r);
        const Expr *sine = explain_value(r.arena, r.tape, tape_find(r.tape, "pe"), 2 * node_of(&r, "pe")->shape.size[1]);
        assert_int_equal(sine->kind, EXPR_SIN);
        assert_int_equal(sine->child->node, tape_find(r.tape, "angle"));
        arena_end(r.arena);
    }
}

static void the_base_is_a_leaf(void **state) {
    (void)state;
    Run r = run_good("position", "n=3 d=4", NULL), other = run_good("position", "n=3 d=4 base=100", NULL);
    assert_true(params_set(&r.params, r.model->param, r.model->params, "base", "100", (Place){ 0 }, &r.problems));
    model_write(r.model, r.tape, &r.inputs, &r.params);
    assert_true(model_replay(r.model, r.tape, &r.inputs, &r.problems));
    assert_true(hash_of_tape(r.tape) == hash_of_tape(other.tape));
    arena_end(other.arena);
    arena_end(r.arena);
}

// Lesson 11: two places apart the score is the same wherever both stand.
static void turned_scores_know_the_distance(void **state) {
    (void)state;
    Run r = run_good("rotary", "", "q1,1,1,1,0\nq2,1,1,1,0\nq3,1,1,1,0\nk1,1,0,1,1\nk2,1,0,1,1\nk3,1,0,1,1\npq,2,3,10\npk,0,1,8\n");
    for (int i = 0; i < 3; i++) assert_close(node_of(&r, "raw")->value[4 * i], -.3056455900129132, 1e-14);
    arena_end(r.arena);
}

static void what_is_refused(void **state) {
    (void)state;
    check_refused("position", "n=0", NULL, "n must be a whole number from 1 to 65536, found '0'");
    check_refused("position", "base=.5", NULL, "base must be a number from 1 to 1e+09, found '.5'");
    check_refused("position", "n=65536 d=4096", NULL,
                  "n = 65536 and d = 4096 make 268435456 numbers, but at most 4194304 can be kept");
    check_refused("position", "", "x,1\n", "f:1:1: unknown label 'x': position takes g");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(two_clocks),
        cmocka_unit_test(many_sizes_against_the_formula),
        cmocka_unit_test(a_step_is_a_rotation),
        cmocka_unit_test(products_know_the_distance_alone),
        cmocka_unit_test(words_in_their_order),
        cmocka_unit_test(it_explains_itself),
        cmocka_unit_test(the_base_is_a_leaf),
        cmocka_unit_test(what_is_refused),
        cmocka_unit_test(turned_scores_know_the_distance),
    };
    return cmocka_run_group_tests_name("model/position", tests, NULL, NULL);
}
