// The recurrent net that shows its working, and the little models beside it: the numbers of lessons 1 and 2, the walk back
// against the tape's own gradients, every gradient against central differences, and what is refused.
#include <math.h>

#include "model/setup.h"

#define PULSE "x1,1\nx2,0\nx3,0\n"

static void the_numbers_of_the_lesson(void **state) {
    (void)state;
    Run r = run_good("chain", "", PULSE);
    check_value(&r, "h", .7616, .5436, .4094);
    check_value(&r, "slope", .4200, .7045, .8324);
    check_value(&r, "factor", .3360, .5636, .6659);
    check_value(&r, "g", .3753, .6659, 1);
    check_grad(&r, "x", .1576, .4691, .8324);
    check_value(&r, "dx", .1576, .4691, .8324);
    check_value(&r, "gap", 0, .3573, .4525);
    check_value(&r, "dw", .8098);
    check_grad(&r, "w", .8098);
    check_value(&r, "z", 1, .6093, .4349);
    check_gradients(&r, 1e-8);
    arena_end(r.arena);
}

static void without_tanh_the_factors_are_w(void **state) {
    (void)state;
    Run r = run_good("chain", "activation=linear", PULSE);
    check_value(&r, "h", 1, .8, .64);
    check_value(&r, "factor", .8, .8, .8);
    check_grad(&r, "x", .64, .8, 1);
    arena_end(r.arena);
}

// The way back that is written out is the tape's own, for every activation, width and length.
static void the_walk_back_is_the_gradient(void **state) {
    (void)state;
    static const char *const set[] = { "", "activation=sigmoid w=2", "units=5 length=7", "units=32 length=12 w=3",
                                       "units=3 activation=linear" };
    for (size_t i = 0; i < sizeof set / sizeof *set; i++) {
        Run r = run_good("chain", set[i], "x1,1,-0.5\nx2,0.25,2\nx3,-1,0.5\n");
        const Node *x = node_of(&r, "x"), *dx = node_of(&r, "dx"), *w = node_of(&r, "w"), *dw = node_of(&r, "dw");
        for (int e = 0; e < x->count; e++) assert_close(dx->value[e], x->grad[e], 1e-12 * (1 + fabs(x->grad[e])));
        assert_close(dw->value[0], w->grad[0], 1e-11 * (1 + fabs(w->grad[0])));
        const Node *g = node_of(&r, "g"), *norm = node_of(&r, "g.norm"), *factor = node_of(&r, "factor");
        int steps = norm->count, units = g->count / steps;
        for (int t = 0; t < steps; t++) {
            const Node *h = node_of(&r, arena_print(r.arena, "h[%d]", t));
            for (int u = 0; u < units; u++) assert_close(g->value[t * units + u], h->grad[u], 1e-12 * (1 + fabs(h->grad[u])));
            if (t && units > 1) assert_close(factor->value[t], norm->value[t - 1] / norm->value[t], 1e-12);
        }
        check_gradients(&r, 1e-6);
        arena_end(r.arena);
    }
}

static void weights_of_ones_own(void **state) {
    (void)state;
    Run r = run_good("chain", "w=1", "x1,1\nx2,2\nh0,0.5,0\nWx1,1,0\nWh1,0.5,1\nWh2,-1,0.25\nb,0,0.1\n");
    const Node *h = node_of(&r, "h[0]");
    assert_close(h->value[0], 0.84828363995751289, 1e-14); // tanh(1 + 0.25)
    assert_close(h->value[1], 0.53704956699803530, 1e-14); // tanh(0.1 + 0.5)
    arena_end(r.arena);
}

static void longer_and_shorter_than_the_data(void **state) {
    (void)state;
    Run r = run_good("chain", "length=30", PULSE), cut = run_good("chain", "length=1", PULSE);
    assert_int_equal(node_of(&r, "h")->count, 30);
    assert_close(node_of(&r, "x")->value[0], 1, 0);
    assert_close(node_of(&r, "x")->value[29], 0, 0);
    model_write(r.model, r.tape, &r.inputs, &r.params);
    assert_true(model_replay(r.model, r.tape, &r.inputs, &r.problems));
    assert_close(node_of(&r, "x")->value[0], 1, 0);
    check_value(&cut, "h", .7616);
    arena_end(r.arena);
    arena_end(cut.arena);
}

static void refused(const char *model, const char *text, const char *said) {
    Run r = run_model(model, "", text);
    if (r.tape || !strstr(problem_of(&r, 0), said)) fail_msg("expected a problem with \"%s\", got \"%s\"", said, problem_of(&r, 0));
    arena_end(r.arena);
}

static void what_does_not_fit_is_refused(void **state) {
    (void)state;
    refused("chain", "x1,1\nWx1,1,2\n", "found Wx without Wh");
    refused("chain", "x1,1\nh0,1,2\n", "h0 has 2 numbers where there are 1 units");
    refused("powers", "factors,1,2,3,4,5,6,7\n", "at most 6 lines");
    refused("powers", "W1,1,2,3\nW2,1,2,3\nW3,1,2,3\n", "needs 2 × 2");
    refused("jacobian", "base1,1,2,3\nbase2,1,2,3\nbase3,1,2,3\nh,1,2,3\n", "needs 2 × 2");
    refused("belt", "biases,1,2,3,4,5,6,7\n", "at most 6 lines");
}

// --- powers

static void powers_of_numbers(void **state) {
    (void)state;
    Run r = run_good("powers", "w=1.01 length=100", "factors,0.9,0.5,1.1,1.5\n");
    const Node *power = node_of(&r, "power");
    const Real *row = power->value;
    assert_int_equal(power->count, 5 * 101);
    assert_close(row[100], 2.7048138294215285, 1e-12);
    assert_close(row[101 + 30], .0424, 5e-5);
    assert_close(row[2 * 101 + 30] * 1e10, 9.313225746154785, 1e-11);
    assert_close(row[3 * 101 + 30], 17.4494, 5e-5);
    assert_close(row[4 * 101 + 30], 191751.0592328841, 1e-6);
    assert_true(row[101 + 66] < .001 && row[101 + 65] > .001);
    arena_end(r.arena);
}

static void powers_of_a_matrix(void **state) {
    (void)state;
    Run r = run_good("powers", "length=20", "W1,0.5,4\nW2,0,0.5\n");
    const Real *norm = node_of(&r, "norm")->value;
    assert_close(norm[0], 4.0616, 5e-5);
    assert_close(norm[1], 4.0156, 5e-5);
    assert_close(norm[2], 3.0052, 5e-5);
    assert_close(norm[4], 1.2508, 5e-5);
    assert_close(norm[7], .2501, 5e-5);
    assert_close(norm[9], .0781, 5e-5);
    assert_close(norm[19], .0002, 5e-5);
    assert_close(node_of(&r, "radius")->value[0], .5, 0);
    check_value(&r, "square", .25, 4, 0, .25);
    arena_end(r.arena);
    r = run_good("powers", "length=2", "W1,0.6,-0.8\nW2,0.8,0.6\n"); // a turn: no real eigenvalue
    assert_close(node_of(&r, "radius")->value[0], 1, 1e-15);
    assert_close(node_of(&r, "norm")->value[1], 1, 1e-15);
    arena_end(r.arena);
}

// --- bend

static void a_quarter_at_most(void **state) {
    (void)state;
    Run r = run_good("bend", "activation=sigmoid length=10", NULL);
    check_value(&r, "peak", .25);
    assert_close(node_of(&r, "bound")->value[10] * 1e7, 9.5367431640625, 1e-12);
    const Node *slope = node_of(&r, "curve.slope");
    for (int i = 0; i < slope->count; i++) assert_true(slope->value[i] <= .25);
    arena_end(r.arena);
    r = run_good("bend", "activation=sigmoid w=-2", NULL);
    check_value(&r, "most", .5);
    arena_end(r.arena);
}

static void tanh_comes_to_rest(void **state) {
    (void)state;
    Run r = run_good("bend", "activation=tanh w=1.5 length=24", NULL),
        steep = run_good("bend", "activation=tanh w=2 length=40", NULL);
    check_value(&r, "last", .8586);
    check_value(&r, "last.factor", .3943);
    check_value(&steep, "last", .9575);
    check_value(&steep, "last.factor", .1664);
    double through = 1;
    for (int i = 0; i < 24; i++) through *= node_of(&r, "factor")->value[i];
    assert_close(node_of(&r, "through")->value[23], through, 1e-18);
    arena_end(r.arena);
    arena_end(steep.arena);
}

// --- jacobian

static void the_ellipse(void **state) {
    (void)state;
    Run r = run_good("jacobian", "w=0.9", "base1,0.24,0.82\nbase2,-0.68,-0.24\nh,0.9,-0.4\n");
    check_value(&r, "sigma.W", .9, .45);
    check_value(&r, "bound", .0424);
    const Node *ellipse = node_of(&r, "ellipse"), *sigma = node_of(&r, "sigma"), *J = node_of(&r, "J");
    assert_close(sigma->value[0] * sigma->value[1], fabs(J->value[0] * J->value[3] - J->value[1] * J->value[2]), 1e-14);
    double most = 0;
    for (int i = 0; i < ellipse->count; i += 2) {
        double size = ellipse->value[i] * ellipse->value[i] + ellipse->value[i + 1] * ellipse->value[i + 1];
        if (size > most) most = size;
    }
    assert_true(most <= sigma->value[0] * sigma->value[0] * (1 + 1e-12) && most > 0.995 * sigma->value[0] * sigma->value[0]);
    assert_true(sigma->value[0] <= .9);
    // The Jacobian is what a small change really does.
    const Node *h = node_of(&r, "h"), *next = node_of(&r, "next");
    double row[4];
    for (int i = 0; i < 4; i++) row[i] = J->value[i];
    for (int i = 0; i < 2; i++) {
        double x = h->value[i], above[2];
        h->value[i] = x + 1e-5, tape_forward(r.tape);
        above[0] = next->value[0], above[1] = next->value[1];
        h->value[i] = x - 1e-5, tape_forward(r.tape);
        for (int j = 0; j < 2; j++) assert_close((above[j] - next->value[j]) / 2e-5, row[2 * i + j], 1e-9);
        h->value[i] = x;
    }
    arena_end(r.arena);
}

// --- hill

// The arrow is the tape's own gradient; one step of 0.1 against it.
static void the_hill(void **state) {
    (void)state;
    Run r = run_good("hill", "", "w,1,2\nc,2,1\n");
    check_value(&r, "loss", 3);
    check_value(&r, "gradient", 2, 2);
    check_grad(&r, "w", 2, 2);
    check_value(&r, "landed", .8, 1.8);
    check_value(&r, "landed.loss", 2.26);
    const Node *path = node_of(&r, "path");
    assert_int_equal(path->shape.size[0], 9);
    assert_close(path->value[4], .64, 1e-15); // 0.8² and 2 · 0.9²
    assert_close(path->value[5], 1.62, 1e-15);
    arena_end(r.arena);
}

static void the_first_cell(void **state) {
    (void)state;
    Run r = run_good("chain", "w=0.8", "h0,0.5\nx1,1\nx2,0\nx3,0\n");
    assert_close(node_of(&r, "z")->value[0], 1.4, 1e-15);
    assert_close(node_of(&r, "h")->value[0], .8853516482022625, 1e-15);
    arena_end(r.arena);
}

// --- valley

// The gradient that the step takes is the tape's own.
static void the_wall(void **state) {
    (void)state;
    Run r = run_good("valley", "", NULL);
    const Node *gradient = node_of(&r, "gradient"), *w = node_of(&r, "w"), *b = node_of(&r, "b");
    assert_close(gradient->value[0], w->grad[0], 1e-9 * fabs(w->grad[0]));
    assert_close(gradient->value[1], b->grad[0], 1e-9 * fabs(b->grad[0]));
    double norm = node_of(&r, "norm")->value[0];
    assert_true(norm > 100);
    assert_close(node_of(&r, "step")->value[0], norm / 10, 1e-12 * norm);
    const Node *landed = node_of(&r, "landed"), *clipped = node_of(&r, "clipped");
    assert_true(landed->value[0] > 8 && landed->value[1] > 0);
    double dw = clipped->value[0] - w->value[0], db = clipped->value[1] - b->value[0];
    assert_close(dw * dw + db * db, .01, 1e-12);
    assert_true(node_of(&r, "clipped.loss")->value[0] < node_of(&r, "loss")->value[0]);
    double x = b->value[0], h = 1e-8, above, below;
    b->value[0] = x + h, tape_forward(r.tape), above = node_of(&r, "loss")->value[0];
    b->value[0] = x - h, tape_forward(r.tape), below = node_of(&r, "loss")->value[0];
    assert_close((above - below) / (2 * h), b->grad[0], 1e-3 * fabs(b->grad[0]));
    arena_end(r.arena);
}

// --- clip

static void clipped(const char *text, double limit, double x, double y) {
    Arena *arena = arena_begin();
    Run r = run_good("clip", arena_print(arena, "limit=%g", limit), text);
    assert_close(node_of(&r, "clipped")->value[0], x, 1e-15);
    assert_close(node_of(&r, "clipped")->value[1], y, 1e-15);
    arena_end(r.arena);
    arena_end(arena);
}

static void clipping_keeps_the_direction(void **state) {
    (void)state;
    clipped("gradient,3,4\n", 1, .6, .8);
    clipped("gradient,.3,.4\n", 1, .3, .4);
    clipped("gradient,-30,40\n", 5, -3, 4);
    clipped("gradient,0,0\n", 1, 0, 0);
    Run r = run_good("clip", "", "gradient,3,-4,.5\n");
    check_value(&r, "each", 1, -1, .5);
    arena_end(r.arena);
}

// --- belt

static void the_belt_leaks(void **state) {
    (void)state;
    Run r = run_good("belt", "bias=1", "biases,3,5\n");
    const Node *power = node_of(&r, "power");
    check_value(&r, "each", .7311, .9526, .9933);
    assert_close(power->value[30] * 1e5, 8.29, 5e-3);
    assert_close(power->value[31 + 30], .2328, 5e-5);
    assert_close(power->value[62 + 30], .8175, 5e-5);
    assert_close(node_of(&r, "c")->value[30], power->value[30], 1e-18);
    assert_close(node_of(&r, "fresh")->grad[0], power->value[30], 1e-18); // the belt's real gradient
    assert_close(node_of(&r, "fresh")->grad[20], power->value[10], 1e-16);
    arena_end(r.arena);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_numbers_of_the_lesson),
        cmocka_unit_test(without_tanh_the_factors_are_w),
        cmocka_unit_test(the_walk_back_is_the_gradient),
        cmocka_unit_test(weights_of_ones_own),
        cmocka_unit_test(longer_and_shorter_than_the_data),
        cmocka_unit_test(what_does_not_fit_is_refused),
        cmocka_unit_test(powers_of_numbers),
        cmocka_unit_test(powers_of_a_matrix),
        cmocka_unit_test(a_quarter_at_most),
        cmocka_unit_test(tanh_comes_to_rest),
        cmocka_unit_test(the_ellipse),
        cmocka_unit_test(the_hill),
        cmocka_unit_test(the_first_cell),
        cmocka_unit_test(the_wall),
        cmocka_unit_test(clipping_keeps_the_direction),
        cmocka_unit_test(the_belt_leaks),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
