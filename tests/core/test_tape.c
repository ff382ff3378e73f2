// The tape itself: names and prefixes, replays after a change, what backward reaches, masks, and the seed's own example.
#include "reference.h"

#include "core/explain.h"

static const Node *node_named(const Tape *tape, const char *name) {
    NodeId id = tape_find(tape, name);
    assert_int_not_equal(id, NODE_NONE);
    return tape_node(tape, id);
}

static void expect_values(const double *got, const double *want, int count, double tolerance) {
    for (int i = 0; i < count; i++) assert_close(got[i], want[i], tolerance);
}

// One query (1,1), four keys and values, scaled by 1/√2: the example that the lessons compute by hand.
static NodeId record_seed(Tape *tape) {
    NodeId q = tape_leaf(tape, "q", SHAPE2(1, 2), (double[]){ 1, 1 });
    NodeId k = tape_leaf(tape, "k", SHAPE2(4, 2), (double[]){ 1, 1, 1, 0, 1, -1, -1, 0 });
    NodeId v = tape_leaf(tape, "v", SHAPE2(4, 2), (double[]){ 4, 0, 0, 4, -4, 0, 0, -4 });
    NodeId raw = tape_matmul(tape, q, k, (MatmulArgs){ .transpose_b = true });
    tape_name(tape, raw, "raw");
    NodeId s = tape_scale(tape, raw, 1 / sqrt(2));
    tape_name(tape, s, "s");
    NodeId a = tape_softmax(tape, s, NODE_NONE);
    tape_name(tape, a, "a");
    NodeId o = tape_matmul(tape, a, v, (MatmulArgs){ 0 });
    tape_name(tape, o, "o");
    return o;
}

static void the_seed_example_gives_the_hand_numbers(void **state) {
    (void)state;
    Arena *arena = arena_begin();
    Tape *tape = tape_begin(arena);
    NodeId o = record_seed(tape);
    tape_forward(tape);
    expect_values(node_named(tape, "raw")->value, (double[]){ 2, 1, 0, -1 }, 4, 0);
    expect_values(node_named(tape, "s")->value, (double[]){ 1.4142, .7071, 0, -.7071 }, 4, 5e-5);
    expect_values(node_named(tape, "a")->value, (double[]){ .5388, .2657, .1310, .0646 }, 4, 5e-5);
    expect_values(node_named(tape, "o")->value, (double[]){ 1.6312, .8043 }, 2, 5e-5);

    // L = ½ |o − y|² with y = (0, 4), so g = o − y
    const double *value = tape_node(tape, o)->value, g[2] = { value[0], value[1] - 4 };
    expect_values(g, (double[]){ 1.6312, -3.1957 }, 2, 5e-5);
    tape_backward(tape, o, g);
    expect_values(node_named(tape, "s")->grad, (double[]){ 3.4666, -3.4199, -.8665, .8197 }, 4, 5e-5);
    expect_values(node_named(tape, "q")->grad, (double[]){ -1.1593, 3.0640 }, 2, 1e-4);
    expect_values(node_named(tape, "k")->grad, (double[]){ 2.4513, 2.4513, -2.4182, -2.4182, -.6127, -.6127, .5796, .5796 }, 8,
                  5e-5);
    expect_values(node_named(tape, "v")->grad, (double[]){ .8788, -1.7218, .4333, -.8490, .2137, -.4186, .1053, -.2064 }, 8, 5e-5);

    // one step of gradient descent on q
    Node *q = &tape->node[tape_find(tape, "q")];
    for (int i = 0; i < 2; i++) q->value[i] -= .1 * q->grad[i];
    expect_values(q->value, (double[]){ 1.1159, .6936 }, 2, 5e-5);
    tape_forward(tape);
    expect_values(node_named(tape, "a")->value, (double[]){ .4731, .2897, .1774, .0598 }, 4, 5e-5);
    double x = value[0], y = value[1] - 4;
    assert_close((x * x + y * y) / 2, 5.4437, 5e-5);
    arena_end(arena);
}

// s = (ln 4, ln 2, 0, 0) has the weights 1/2, 1/4, 1/8, 1/8.
static void the_exact_example_is_exact(void **state) {
    (void)state;
    Arena *arena = arena_begin();
    Tape *tape = tape_begin(arena);
    NodeId s = tape_leaf(tape, "s", SHAPE2(1, 4), (double[]){ log(4), log(2), 0, 0 });
    NodeId v = tape_leaf(tape, "v", SHAPE2(4, 1), (double[]){ 8, 4, 0, 0 });
    NodeId a = tape_softmax(tape, s, NODE_NONE), o = tape_matmul(tape, a, v, (MatmulArgs){ 0 });
    tape_forward(tape);
    tape_backward(tape, o, NULL);
    expect_values(tape_node(tape, a)->value, (double[]){ .5, .25, .125, .125 }, 4, 1e-16);
    expect_values(tape_node(tape, o)->value, (double[]){ 5 }, 1, 1e-15);
    expect_values(tape_node(tape, s)->grad, (double[]){ 1.5, -.25, -.625, -.625 }, 4, 1e-15);
    arena_end(arena);
}

// A frugal tape has no gradient but the one that is asked for, with the bits of a tape that keeps them all; it is 0 where `from`
// does not depend on it. What the tape needs meanwhile is not kept, and not a room for every node.
static void a_frugal_tape_finds_one_gradient(void **state) {
    (void)state;
    enum { DEEP = 40 };
    Arena *arena = arena_begin(), *scratch = arena_begin();
    Tape *full = tape_begin(arena), *frugal = tape_begin_frugal(arena);
    Tape *tapes[2] = { full, frugal };
    NodeId x = 0, W = 0, other = 0, y = 0;
    for (int t = 0; t < 2; t++) {
        Random random = random_seed(3);
        x = tape_leaf(tapes[t], "x", SHAPE2(5, 6), NULL), W = tape_leaf(tapes[t], "W", SHAPE2(6, 6), NULL);
        other = tape_leaf(tapes[t], "other", SHAPE1(3), NULL);
        for (int i = 0; i < 30; i++) tape_node(tapes[t], x)->value[i] = random_normal(&random);
        for (int i = 0; i < 36; i++) tape_node(tapes[t], W)->value[i] = 0.3 * random_normal(&random);
        y = x;
        for (int i = 0; i < DEEP; i++)
            y = tape_add(tapes[t], y, tape_tanh(tapes[t], tape_matmul(tapes[t], y, W, (MatmulArgs){ 0 })));
        tape_forward(tapes[t]);
    }
    double seed[30], got[36];
    for (int i = 0; i < 30; i++) seed[i] = 1.0 / (i + 1);
    size_t used = arena_used(arena);
    tape_backward(full, y, seed);
    NodeId of[] = { x, W, y, other };
    for (int i = 0; i < 4; i++) {
        tape_gradient(frugal, y, seed, of[i], got, scratch);
        assert_memory_equal(got, tape_node(full, of[i])->grad, (size_t)tape_node(full, of[i])->count * sizeof *got);
    }
    for (NodeId id = 0; id < frugal->count; id++) assert_null(tape_node(frugal, id)->grad);
    assert_int_equal(arena_used(arena), used);
    assert_true(arena_used(scratch) < 4 * 12 * 36 * sizeof(double)); // a few rooms, not 120
    arena_end(scratch);
    arena_end(arena);
}

// After tape_end_frugal a backward leaves what it leaves on a tape that had room from the start; what gets no gradient shares
// zeros.
static void gradients_have_room_where_they_come(void **state) {
    (void)state;
    enum { ROWS = 40 };
    Arena *arena[2] = { arena_begin(), arena_begin() };
    Tape *tape[2] = { tape_begin(arena[0]), tape_begin_frugal(arena[1]) };
    NodeId far = 0, aside = 0, loss = 0;
    for (int t = 0; t < 2; t++) {
        Random random = random_seed(5);
        NodeId x = tape_constant(tape[t], "x", SHAPE2(ROWS, ROWS), NULL), W = tape_leaf(tape[t], "W", SHAPE2(ROWS, 3), NULL);
        for (int i = 0; i < ROWS * ROWS; i++) tape_node(tape[t], x)->value[i] = random_normal(&random);
        for (int i = 0; i < ROWS * 3; i++) tape_node(tape[t], W)->value[i] = random_normal(&random);
        far = x;
        for (int i = 0; i < 8; i++) far = tape_tanh(tape[t], far); // constant as x is
        NodeId y = tape_matmul(tape[t], far, W, (MatmulArgs){ 0 });
        aside = tape_tanh(tape[t], y); // the loss does not depend on it
        loss = tape_sum(tape[t], tape_sum(tape[t], y, 1), 0);
    }
    tape_end_frugal(tape[1], loss);
    size_t used = arena_used(arena[1]);
    for (int again = 0; again < 2; again++) {
        for (int t = 0; t < 2; t++) tape_forward(tape[t]), tape_backward(tape[t], loss, NULL);
        for (NodeId id = 0; id < tape[0]->count; id++)
            assert_memory_equal(tape_node(tape[0], id)->grad, tape_node(tape[1], id)->grad,
                                (size_t)tape_node(tape[0], id)->count * sizeof(Real));
        assert_int_equal(arena_used(arena[1]), used);
    }
    assert_ptr_equal(tape_node(tape[1], far)->grad, tape_node(tape[1], aside)->grad);
    assert_true(used < arena_used(arena[0]));
    Tape *none = tape_begin_frugal(arena[1]);
    NodeId nowhere = tape_leaf(none, "x", SHAPE1(4), NULL);
    tape_end_frugal(none, NODE_NONE);
    for (int i = 0; i < 4; i++) assert_true(tape_node(none, nowhere)->grad[i] == 0);
    for (int t = 0; t < 2; t++) arena_end(arena[t]);
}

static void names_take_the_prefix(void **state) {
    (void)state;
    Arena *arena = arena_begin();
    Tape *tape = tape_begin(arena);
    tape_prefix(tape, "rnn.");
    NodeId x = tape_leaf(tape, "x", SHAPE1(2), NULL), h = tape_tanh(tape, x);
    tape_name(tape, h, "h");
    tape_prefix(tape, "");
    NodeId plain = tape_leaf(tape, "x", SHAPE1(2), NULL), nameless = tape_leaf(tape, NULL, SHAPE0(), NULL);
    assert_int_equal(tape_find(tape, "rnn.x"), x);
    assert_int_equal(tape_find(tape, "rnn.h"), h);
    assert_int_equal(tape_find(tape, "x"), plain);
    assert_int_equal(tape_find(tape, "y"), NODE_NONE);
    assert_string_equal(tape_node(tape, nameless)->name, "");
    arena_end(arena);
}

static void a_tape_grows(void **state) {
    (void)state;
    Arena *arena = arena_begin();
    Tape *tape = tape_begin(arena);
    NodeId one = tape_leaf(tape, "one", SHAPE0(), (double[]){ 1 }), sum = one;
    for (int i = 0; i < 1000; i++) sum = tape_add(tape, sum, one);
    tape_forward(tape);
    tape_backward(tape, sum, NULL);
    assert_close(tape_node(tape, sum)->value[0], 1001, 0);
    assert_close(tape_node(tape, one)->grad[0], 1001, 0);
    assert_string_equal(tape_node(tape, one)->name, "one");
    arena_end(arena);
}

static void shapes_are_told(void **state) {
    (void)state;
    Arena *arena = arena_begin();
    assert_string_equal(shape_text(arena, SHAPE0()), "a number");
    assert_string_equal(shape_text(arena, SHAPE1(3)), "3");
    assert_string_equal(shape_text(arena, SHAPE2(4, 2)), "4 × 2");
    assert_string_equal(shape_text(arena, SHAPE3(2, 3, 4)), "2 × 3 × 4");
    assert_int_equal(shape_count(SHAPE0()), 1);
    assert_int_equal(shape_count(SHAPE3(2, 3, 4)), 24);
    assert_true(shape_equal(SHAPE2(1, 2), SHAPE2(1, 2)));
    assert_false(shape_equal(SHAPE2(1, 2), SHAPE1(2)));
    assert_false(shape_equal(SHAPE2(1, 2), SHAPE2(2, 1)));
    arena_end(arena);
}

static void constants_get_no_gradient(void **state) {
    (void)state;
    Arena *arena = arena_begin();
    Tape *tape = tape_begin(arena);
    NodeId c = tape_constant(tape, "c", SHAPE1(3), (double[]){ 1, 2, 3 }),
           x = tape_leaf(tape, "x", SHAPE1(3), (double[]){ 4, 5, 6 });
    NodeId twice = tape_scale(tape, c, 2), y = tape_multiply(tape, x, twice);
    tape_forward(tape);
    tape_backward(tape, y, NULL);
    assert_true(tape_node(tape, twice)->constant);
    assert_false(tape_node(tape, y)->constant);
    expect_values(tape_node(tape, c)->grad, (double[]){ 0, 0, 0 }, 3, 0);
    expect_values(tape_node(tape, x)->grad, (double[]){ 2, 4, 6 }, 3, 0);
    assert_close(expr_value(tape, explain_gradient(arena, tape, c, 1), 0), 0, 0);
    arena_end(arena);
}

// A second model on the tape keeps gradients of 0, even where its numbers are infinite.
static void backward_reaches_only_what_it_starts_from(void **state) {
    (void)state;
    Arena *arena = arena_begin();
    Tape *tape = tape_begin(arena);
    NodeId x = tape_leaf(tape, "x", SHAPE1(2), (double[]){ 0, 1 });
    NodeId infinite = tape_log(tape, x), other = tape_multiply(tape, infinite, infinite), y = tape_scale(tape, x, 3);
    tape_forward(tape);
    tape_backward(tape, y, (double[]){ 1, 10 });
    expect_values(tape_node(tape, x)->grad, (double[]){ 3, 30 }, 2, 0);
    expect_values(tape_node(tape, other)->grad, (double[]){ 0, 0 }, 2, 0);
    expect_values(tape_node(tape, infinite)->grad, (double[]){ 0, 0 }, 2, 0);
    assert_close(expr_value(tape, explain_gradient(arena, tape, infinite, 0), 0), 0, 0);
    assert_close(expr_value(tape, explain_gradient(arena, tape, y, 1), 0), 10, 0);
    arena_end(arena);
}

// a = softmax(hidden scores) v: what is hidden has the weight 0, the gradient 0, and gives its key and value nothing.
static void leaves_may_stand_on_other_memory(void **state) {
    (void)state;
    Arena *arena = arena_begin();
    double weights[] = { 1, 2, 3, 4 }, row[] = { 10, 1 };
    Tape *tape = tape_begin(arena);
    NodeId x = tape_leaf_at(tape, "x", SHAPE2(1, 2), row), W = tape_constant_at(tape, "W", SHAPE2(2, 2), weights);
    NodeId y = tape_matmul(tape, x, W, (MatmulArgs){ 0 });
    tape_forward(tape);
    expect_values(tape_node(tape, y)->value, (double[]){ 13, 24 }, 2, 0);
    tape_backward(tape, y, NULL);
    expect_values(tape_node(tape, x)->grad, (double[]){ 3, 7 }, 2, 0);
    assert_true(tape_node(tape, W)->constant && !tape_node(tape, W)->grad && tape_node(tape, W)->value == weights);
    weights[0] = 2; // nothing was copied
    tape_forward(tape);
    expect_values(tape_node(tape, y)->value, (double[]){ 23, 24 }, 2, 0);
    arena_end(arena);
}

static void what_is_hidden_gets_nothing(void **state) {
    (void)state;
    Arena *arena = arena_begin();
    Tape *tape = tape_begin(arena);
    Random r = random_seed(3);
    NodeId x = random_leaf(tape, &r, "x", SHAPE3(2, 3, 3)), v = random_leaf(tape, &r, "v", SHAPE3(2, 3, 2));
    NodeId mask = tape_constant(tape, "mask", SHAPE2(3, 3), (double[]){ 1, 0, 0, 1, 1, 0, 1, 0, 1 });
    NodeId hidden = tape_hide(tape, x, mask), a = tape_softmax(tape, hidden, NODE_NONE),
           o = tape_matmul(tape, a, v, (MatmulArgs){ 0 });
    tape_name(tape, hidden, "masked");
    tape_name(tape, a, "a");
    tape_forward(tape);
    tape_backward(tape, o, NULL);
    for (int i = 0; i < 18; i++) {
        bool visible = tape_node(tape, mask)->value[i % 9] != 0;
        assert_true(visible == (tape_node(tape, a)->value[i] > 0));
        assert_true(visible || tape_node(tape, x)->grad[i] == 0);
        assert_true(visible || tape_node(tape, hidden)->grad[i] == 0);
        assert_true(isfinite(tape_node(tape, x)->grad[i]));
        const Expr *expr = explain_value(arena, tape, hidden, i);
        assert_int_equal(expr->kind, visible ? EXPR_SOURCE : EXPR_HIDDEN);
        assert_close(expr_value(tape, explain_value(arena, tape, a, i), 0), tape_node(tape, a)->value[i], 1e-14);
    }
    assert_close(tape_node(tape, a)->value[0], 1, 0);
    arena_end(arena);
}

// An infinite value behind a weight of exactly 0 must not turn a gradient into NaN.
static void softmax_takes_minus_infinity_and_extremes(void **state) {
    (void)state;
    Arena *arena = arena_begin();
    Tape *tape = tape_begin(arena);
    double inf = INFINITY;
    NodeId x = tape_leaf(tape, "x", SHAPE2(4, 3), (double[]){ 1, -inf, 1, 1000, 0, 999, -1000, -1001, -inf, -inf, -inf, -inf });
    NodeId a = tape_softmax(tape, x, NODE_NONE);
    tape_name(tape, a, "a");
    tape_forward(tape);
    const double *value = tape_node(tape, a)->value;
    double e = 1 / (1 + exp(-1));
    expect_values(value, (double[]){ .5, 0, .5, e, 0, 1 - e, e, 1 - e, 0 }, 9, 1e-15);
    for (int j = 9; j < 12; j++) assert_true(isnan(value[j]));
    tape_backward(tape, a, (double[]){ 1, inf, 2, 0, 0, 1, 1, 0, -inf, 0, 0, 0 });
    expect_values(tape_node(tape, x)->grad, (double[]){ -.25, 0, .25 }, 3, 1e-15);
    assert_close(tape_node(tape, x)->grad[8], 0, 0);
    for (int i = 0; i < 9; i++) // scores of 1000 are explained too
        assert_close(expr_value(tape, explain_value(arena, tape, a, i), 0), value[i], 1e-12);
    arena_end(arena);
}

// The gradient of a softmax row sums to 0, whatever arrives.
static void softmax_gradients_sum_to_zero(void **state) {
    (void)state;
    Arena *arena = arena_begin();
    Tape *tape = tape_begin(arena);
    Random r = random_seed(8);
    NodeId x = random_leaf(tape, &r, "x", SHAPE2(5, 33)), g = random_leaf(tape, &r, "g", SHAPE2(5, 33));
    NodeId a = tape_softmax(tape, x, NODE_NONE);
    tape_forward(tape);
    tape_backward(tape, a, tape_node(tape, g)->value);
    for (int i = 0; i < 5; i++) {
        double weights = 0, gradients = 0;
        for (int j = 0; j < 33; j++) {
            weights += tape_node(tape, a)->value[i * 33 + j];
            gradients += tape_node(tape, x)->grad[i * 33 + j];
        }
        assert_close(weights, 1, 1e-15);
        assert_close(gradients, 0, 1e-15);
    }
    arena_end(arena);
}

// Whether recording ran into the failure of the n-th allocation; if so it came back by the recovery point.
static bool fails_at(long n) {
    Arena *arena = arena_begin();
    jmp_buf point;
    arena_recover(arena, &point);
    arena_fail_at(n);
    if (setjmp(point) == 0) record_seed(tape_begin(arena));
    bool failed = arena_has_failed();
    arena_fail_at(0);
    arena_end(arena);
    return failed;
}

// What stands behind the node that is asked for keeps what it had.
static void forward_may_end_before_the_end(void **state) {
    (void)state;
    Arena *arena = arena_begin();
    Tape *tape = tape_begin(arena);
    NodeId x = tape_leaf(tape, "x", SHAPE1(1), (Real[]){ 3 }), twice = tape_scale(tape, x, 2), square = tape_square(tape, twice);
    tape_forward(tape);
    tape_node(tape, x)->value[0] = 5;
    tape_forward_to(tape, twice);
    assert_true(tape_node(tape, twice)->value[0] == 10 && tape_node(tape, square)->value[0] == 36);
    arena_end(arena);
}

static void recording_survives_a_failed_allocation(void **state) {
    (void)state;
    long n = 1;
    while (fails_at(n)) n++;
    assert_true(n > 10 && n < 200);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_seed_example_gives_the_hand_numbers),
        cmocka_unit_test(the_exact_example_is_exact),
        cmocka_unit_test(a_frugal_tape_finds_one_gradient),
        cmocka_unit_test(gradients_have_room_where_they_come),
        cmocka_unit_test(names_take_the_prefix),
        cmocka_unit_test(a_tape_grows),
        cmocka_unit_test(shapes_are_told),
        cmocka_unit_test(constants_get_no_gradient),
        cmocka_unit_test(backward_reaches_only_what_it_starts_from),
        cmocka_unit_test(leaves_may_stand_on_other_memory),
        cmocka_unit_test(what_is_hidden_gets_nothing),
        cmocka_unit_test(softmax_takes_minus_infinity_and_extremes),
        cmocka_unit_test(softmax_gradients_sum_to_zero),
        cmocka_unit_test(forward_may_end_before_the_end),
        cmocka_unit_test(recording_survives_a_failed_allocation),
    };
    return cmocka_run_group_tests_name("core/tape", tests, NULL, NULL);
}
