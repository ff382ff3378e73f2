// Recurrent layers: the lessons' chains by hand, what comes back along them, gates, batches, and what is refused.
#include <math.h>

#include "base/random.h"
#include "model/parts.h"
#include "model/whole.h"

// h = tanh(.8 h + x), x = (1, 0, 0): every number of the first lesson.
#define R3 "x1,1\nx2,0\nx3,0\nWx,1\nWh,.8\n"
#define AT_THE_END "g1,0\ng2,0\ng3,1\n"

static void a_chain_of_three(void **state) {
    (void)state;
    Run r = run_good("rnn", "", R3 AT_THE_END);
    check_value(&r, "h", .7616, .5436, .4094);
    check_value(&r, "h[0]", .7616);
    check_value(&r, "h[2]", .4094);
    check_grad(&r, "x", .1576, .4691, .8324);
    check_grad(&r, "h[2]", 1);
    check_grad(&r, "h[1]", .6659);
    check_grad(&r, "h[0]", .6659 * .5636);
    check_grad(&r, "Wh", .8098);
    check_grad(&r, "h0", .1576 * .8);
    check_value(&r, "b", 0);
    assert_true(shape_equal(node_of(&r, "h")->shape, SHAPE2(3, 1)));
    const Real *h = node_of(&r, "h")->value;
    assert_close(h[1] * (1 - h[2] * h[2]), .4525, TOLERANCE); // the share of the last step in the weight's gradient
    arena_end(r.arena);
    r = run_good("rnn", "activation=linear", R3 AT_THE_END);
    check_grad(&r, "x", .64, .8, 1);
    arena_end(r.arena);
}

// Powers of a weight, and of the most that a logistic function lets through.
static void long_chains(void **state) {
    (void)state;
    Arena *arena = arena_begin();
    const double weight[] = { .9, .5, 1.1, 1.5 }, power[] = { .0423912, 9.3132e-10, 17.449402, 191751.06 };
    for (int w = 0; w < 4; w++) {
        Builder text = { arena };
        for (int t = 0; t < 31; t++) builder_print(&text, "x,%d\ng,%d\n", t == 0, t == 30);
        builder_print(&text, "Wx,1\nWh,%g\n", weight[w]);
        Run r = run_good("rnn", "activation=linear", builder_text(&text));
        assert_close(node_of(&r, "x")->grad[0] / power[w], 1, 1e-5);
        assert_close(node_of(&r, "h")->value[30] / power[w], 1, 1e-5);
        arena_end(r.arena);
        r = run_good("rnn", "activation=sigmoid", builder_text(&text));
        assert_true(node_of(&r, "h[0]")->grad[0] <= node_of(&r, "h[10]")->grad[0] * pow(weight[w] / 4, 10));
        arena_end(r.arena);
    }
    arena_end(arena);
}

// tanh brakes: w = 1.5 settles at .8586, where a step passes on .3943 of the gradient.
static void tanh_saturates(void **state) {
    (void)state;
    Arena *arena = arena_begin();
    Builder text = { arena };
    for (int t = 0; t < 60; t++) builder_print(&text, "x,0\ng,%d\n", t == 59);
    builder_print(&text, "h0,.5\nWx,1\nWh,1.5\n");
    Run r = run_good("rnn", "", builder_text(&text));
    assert_close(node_of(&r, "h")->value[59], .8586, TOLERANCE);
    assert_close(node_of(&r, "h[40]")->grad[0] / node_of(&r, "h[41]")->grad[0], .3943, TOLERANCE);
    arena_end(r.arena);
    arena_end(arena);
}

// A belt that only forgets: c₀'s gradient is that of the last c times the thirty forget factors.
static void the_belt(void **state) {
    (void)state;
    Arena *arena = arena_begin();
    const double bias[] = { 1, 3 }, factor[] = { .7311, .9526 }, power[] = { 8.29e-5, .2328 };
    for (int i = 0; i < 2; i++) {
        Builder text = { arena };
        for (int t = 0; t < 30; t++) builder_print(&text, "x,0\ng,%d\n", t == 29);
        builder_print(&text, "c0,1\nWx,0,0,0,0\nWh,0,0,0,0\nb,0,%g,0,0\n", bias[i]);
        Run r = run_good("lstm", "", builder_text(&text));
        assert_close(node_of(&r, "f")->value[7], factor[i], TOLERANCE);
        assert_close(node_of(&r, "c")->value[29] / power[i], 1, 1e-3);
        assert_close(node_of(&r, "c0")->grad[0] / node_of(&r, "c[29]")->grad[0] / power[i], 1, 1e-3);
        arena_end(r.arena);
    }
    arena_end(arena);
}

// h = .5 h + x, which folds in pairs.
static void a_linear_recurrence(void **state) {
    (void)state;
    Run r = run_good("rnn", "activation=linear", "x1,8\nx2,4\nx3,2\nx4,1\nWx,1\nWh,.5\n");
    const double want[] = { 8, 8, 6, 4 };
    check_numbers("h", node_of(&r, "h")->value, 4, want, 4, 0);
    arena_end(r.arena);
}

// W = [[.5, 4], [0, .5]] of columns, so turned in a file: the gradient grows before it vanishes.
static void a_gradient_that_grows_first(void **state) {
    (void)state;
    Arena *arena = arena_begin();
    Builder text = { arena };
    for (int t = 0; t < 11; t++) builder_print(&text, "x,0\ng,%d,0\n", t == 10);
    builder_print(&text, "Wx,0,0\nWh,.5,0\nWh,4,.5\n");
    Run r = run_good("rnn", "activation=linear", builder_text(&text));
    check_grad(&r, "h[9]", .5, 4);
    check_grad(&r, "h[8]", .25, 4);
    check_grad(&r, "h[0]", pow(.5, 10), 10 * 4 * pow(.5, 9));
    arena_end(r.arena);
    arena_end(arena);
}

// --- gates, written out once more

static double logistic(double x) { return 1 / (1 + exp(-x)); }

static void lstm_by_hand(void **state) {
    (void)state;
    Run r = run_good("lstm", "", "x1,1\nx2,-.5\nh0,.2\nc0,-.3\nWx,.5,-.4,.9,.3\nWh,.1,.7,-.6,.8\nb,.2,1,-.1,.4\n");
    double x[] = { 1, -.5 }, h = .2, c = -.3;
    for (int t = 0; t < 2; t++) {
        double i = logistic(.5 * x[t] + .1 * h + .2), f = logistic(-.4 * x[t] + .7 * h + 1);
        double g = tanh(.9 * x[t] - .6 * h - .1), o = logistic(.3 * x[t] + .8 * h + .4);
        c = f * c + i * g;
        h = o * tanh(c);
        const double want[] = { i, f, g, o, c, h };
        for (int n = 0; n < 6; n++) assert_close(node_of(&r, r.model->node[n])->value[t], want[n], 1e-15);
    }
    arena_end(r.arena);
}

static void gru_by_hand(void **state) {
    (void)state;
    Run r = run_good("gru", "", "x1,1\nx2,-.5\nh0,.2\nWx,.5,-.4,.9\nWh,.1,.7,-.6\nbx,.2,1,-.1\nbh,-.3,.4,.6\n");
    double x[] = { 1, -.5 }, h = .2;
    for (int t = 0; t < 2; t++) {
        double reset = logistic(.5 * x[t] + .2 + .1 * h - .3), z = logistic(-.4 * x[t] + 1 + .7 * h + .4);
        double n = tanh(.9 * x[t] - .1 + reset * (-.6 * h + .6));
        h = (1 - z) * n + z * h;
        const double want[] = { reset, z, n, h };
        for (int k = 0; k < 4; k++) assert_close(node_of(&r, r.model->node[k])->value[t], want[k], 1e-15);
    }
    arena_end(r.arena);
}

// g is the gate and the gradient that the data give: they do not get in each other's way.
static void a_gate_called_g(void **state) {
    (void)state;
    Run r = run_good("lstm", "", "x1,1\nx2,.5\nWx,.5,-.4,.9,.3\nWh,.1,.7,-.6,.8\ng1,2\ng2,3\n");
    assert_close(node_of(&r, "g")->value[0], tanh(.9), 1e-15);
    assert_int_equal(tape_node(r.tape, model_seed(r.tape))->inputs, 0);
    assert_close(tape_node(r.tape, model_seed(r.tape))->value[1], 3, 0);
    assert_close(node_of(&r, "h")->grad[0], 2, 0);
    assert_close(node_of(&r, "h[1]")->grad[0], 3, 0);
    ((double *)r.inputs.seed->value)[1] = 5;
    model_write(r.model, r.tape, &r.inputs, &r.params);
    assert_true(model_replay(r.model, r.tape, &r.inputs, &r.problems));
    assert_close(node_of(&r, "h")->grad[1], 5, 0);
    assert_close(node_of(&r, "g")->value[0], tanh(.9), 1e-15);
    arena_end(r.arena);
    r = run_good("lstm", "", "x1,1\nx2,.5\nWx,.5,-.4,.9,.3\nWh,.1,.7,-.6,.8\n");
    assert_int_equal(model_objective(r.model, r.tape), NODE_NONE);
    arena_end(r.arena);
}

// --- everything, with random numbers

static const char *random_inputs(Arena *arena, uint64_t seed, int steps, int d, int units, int width, bool all) {
    Random r = random_seed(seed);
    Builder text = { arena };
    struct {
        const char *name;
        int rows, columns;
    } part[] = { { "x", steps, d },         { "g", steps, width }, { "Wx", d, units * width }, { "Wh", width, units * width },
                 { "h0", 1, width },        { "c0", 1, width },    { "b", 1, units * width },  { "bx", 1, units * width },
                 { "bh", 1, units * width } };
    const int given[] = { 0, 1, 2, 3, 4, units == 4 ? 5 : 4, units == 3 ? 7 : 6, units == 3 ? 8 : 6 };
    for (int i = 0; i < (all ? 8 : 4); i++) {
        if (i && given[i] == given[i - 1]) continue;
        for (int row = 0; row < part[given[i]].rows; row++) {
            builder_print(&text, "%s", part[given[i]].name);
            for (int j = 0; j < part[given[i]].columns; j++) builder_print(&text, ",%.3f", random_normal(&r) * .8);
            builder_print(&text, "\n");
        }
    }
    return builder_text(&text);
}

static void gradients_and_explanations(void **state) {
    (void)state;
    Arena *arena = arena_begin();
    for (int i = 0; i < 6; i++) {
        int steps = i % 3 == 2 ? 1 : 4;
        check_whole("rnn", i < 3 ? "" : "activation=sigmoid", random_inputs(arena, 1 + (uint64_t)i, steps, 2, 1, 3, i % 2));
        check_whole("lstm", "", random_inputs(arena, 11 + (uint64_t)i, steps, 2, 4, 3, i % 2));
        check_whole("gru", "", random_inputs(arena, 21 + (uint64_t)i, steps, 2, 3, 3, i % 2));
    }
    check_whole("rnn", "activation=linear", random_inputs(arena, 31, 5, 1, 1, 2, true));
    arena_end(arena);
}

// A step's state is explained by its inputs and the state before it, and no further back.
static void a_state_explains_itself(void **state) {
    (void)state;
    Run r = run_good("rnn", "",
                     "x1,1,2\nx2,.5,-1\nx3,.2,.1\nWx,.5,.1,.2\nWx,.3,.4,-.6\nWh,.1,.2,.3\nWh,.4,.5,.6\nWh,.7,.8,.9\nb,.1,.2,.3\n"
                     "g1,0,0,0\ng2,0,0,0\ng3,1,1,1\n");
    const Expr *h = explain_value(r.arena, r.tape, tape_find(r.tape, "h[2]"), 1);
    Range range[8];
    assert_int_equal(h->kind, EXPR_TANH);
    assert_int_equal(expr_sources(h, range, 8), 5);
    const char *const names[] = { "x", "Wx", "b", "h[1]", "Wh" };
    for (int i = 0; i < 5; i++) assert_string_equal(tape_node(r.tape, range[i].node)->name, names[i]);
    assert_int_equal(range[0].start, 4);
    assert_int_equal(range[0].count, 2);
    assert_int_equal(range[4].stride, 3);
    int found = flows_to(r.tape, tape_find(r.tape, "h[0]"), 2, range, 8); // its row of h, and the whole next state
    assert_int_equal(found, 2);
    assert_string_equal(tape_node(r.tape, range[0].node)->name, "h[1]");
    assert_int_equal(range_count(&range[0]), 3);
    assert_string_equal(tape_node(r.tape, range[1].node)->name, "h");
    assert_int_equal(range[1].start, 2);
    const Expr *back = explain_gradient(r.arena, r.tape, tape_find(r.tape, "h[1]"), 0); // Σ g (1 − h²) Wh, and what enters h
    assert_int_equal(expr_sources(back, range, 8), 4);
    arena_end(r.arena);
}

// --- a batch: two sequences side by side are the two alone

static NodeId random_leaf(Tape *tape, Random *r, Shape shape) {
    NodeId id = tape_leaf(tape, NULL, shape, NULL);
    for (int i = 0; i < tape_node(tape, id)->count; i++) tape_node(tape, id)->value[i] = (Real)random_normal(r);
    return id;
}

static void a_batch_is_its_sequences(void **state) {
    (void)state;
    enum { T = 5, B = 2, D = 3, H = 4 };
    const int gates[] = { 1, 4, 3 };
    for (int kind = 0; kind < 3; kind++) {
        Arena *arena = arena_begin();
        Tape *tape = tape_begin(arena);
        Random r = random_seed((uint64_t)kind + 5);
        int G = gates[kind];
        RecurrentSpec spec = { .kind = (RecurrentKind)kind, .rows = B, .x = random_leaf(tape, &r, SHAPE2(T * B, D)) };
        spec.h0 = random_leaf(tape, &r, SHAPE1(H));
        spec.c0 = random_leaf(tape, &r, SHAPE1(H));
        spec.Wx = random_leaf(tape, &r, SHAPE2(D, G * H));
        spec.Wh = random_leaf(tape, &r, SHAPE2(H, G * H));
        spec.bx = random_leaf(tape, &r, SHAPE1(G * H));
        spec.bh = random_leaf(tape, &r, SHAPE1(G * H));
        NodeId last, h = recurrent_nodes(tape, &spec, &last), alone[B];
        for (int b = 0; b < B; b++) {
            RecurrentSpec one = spec;
            one.rows = 0;
            one.x = tape_leaf(tape, NULL, SHAPE2(T, D), NULL);
            for (int t = 0; t < T; t++)
                for (int j = 0; j < D; j++)
                    tape_node(tape, one.x)->value[t * D + j] = tape_node(tape, spec.x)->value[(t * B + b) * D + j];
            alone[b] = recurrent_nodes(tape, &one, NULL);
        }
        tape_forward(tape);
        for (int t = 0; t < T; t++)
            for (int b = 0; b < B; b++)
                for (int j = 0; j < H; j++) {
                    Real want = tape_node(tape, alone[b])->value[t * H + j];
                    assert_close(tape_node(tape, h)->value[(t * B + b) * H + j], want, 1e-15);
                    if (t == T - 1) assert_close(tape_node(tape, last)->value[b * H + j], want, 1e-15);
                }
        arena_end(arena);
    }
}

// --- limits and mistakes

static void shapes_that_do_not_fit(void **state) {
    (void)state;
    check_refused("rnn", "", "x,1,2\nWx,1\nWh,1\n", "f:2:1: Wx has 1 row where x has 2 columns (both are D)");
    check_refused("rnn", "", "x,1\nWx,1,2\nWh,1,2\nWh,3,4\nh0,1\n", "f:2:1: Wx has 2 columns where h0 has 1 number (both are H)");
    check_refused("lstm", "", "x,1\nWx,1,2\nWh,1,2\n", "f:2:1: Wx has 2 columns, which is no multiple of 4 (they are 4H)");
    check_refused("lstm", "", "x,1\nWx,1,2,3,4\nWh,1,2,3\n",
                  "f:3:1: Wh has 3 columns where 4 were expected: Wx has 4 columns (4H), so H is 1");
    check_refused("gru", "", "x,1\nWx,1,2,3\nWh,1,2,3\nb,1,2,3\n", "f:4:1: unknown label 'b': gru takes x, h0, Wx, Wh, bx, bh, g");
    check_refused("rnn", "activation=relu", "x,1\n", "unknown activation 'relu'; choose one of tanh, linear, sigmoid");
    check_refused("lstm", "", "x,1\n",
                  "f: Wx and Wh are missing: lstm needs x (T,D), Wx (D,4H), Wh (H,4H); the file has x (1 × 1)");
    check_refused("rnn", "", R3 "g1,1\ng2,1\n",
                  "f:6:1: g has the shape 2 × 1 where the output h has 3 × 1: g must have the output's shape");
}

static void too_long(void **state) {
    (void)state;
    Arena *arena = arena_begin();
    Builder text = { arena };
    for (int t = 0; t < 10001; t++) builder_print(&text, "x,0\n");
    check_refused("rnn", "", arena_print(arena, "%sWx,1\nWh,1\n", builder_text(&text)),
                  "f:1:1: x has 10001 rows, but at most 10000 steps can be recorded: use fewer rows");
    arena_end(arena);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_chain_of_three),
        cmocka_unit_test(long_chains),
        cmocka_unit_test(tanh_saturates),
        cmocka_unit_test(the_belt),
        cmocka_unit_test(a_linear_recurrence),
        cmocka_unit_test(a_gradient_that_grows_first),
        cmocka_unit_test(lstm_by_hand),
        cmocka_unit_test(gru_by_hand),
        cmocka_unit_test(a_gate_called_g),
        cmocka_unit_test(gradients_and_explanations),
        cmocka_unit_test(a_state_explains_itself),
        cmocka_unit_test(a_batch_is_its_sequences),
        cmocka_unit_test(shapes_that_do_not_fit),
        cmocka_unit_test(too_long),
    };
    return cmocka_run_group_tests_name("model/recurrent", tests, NULL, NULL);
}
