// The edges of the operations: extreme, infinite and wrong numbers, and the same bits as base/math.
#include "reference.h"

static const Node *applied(Arena *arena, NodeId (*op)(Tape *, NodeId), int count, const double *x, Tape **out) {
    Tape *tape = tape_begin(arena);
    NodeId y = op(tape, tape_leaf(tape, "x", SHAPE1(count), x));
    tape_name(tape, y, "y");
    tape_forward(tape);
    tape_backward(tape, y, NULL);
    *out = tape;
    return tape_node(tape, y);
}

static void a_gate_takes_extremes(void **state) {
    (void)state;
    Arena *arena = arena_begin();
    Tape *tape;
    const double x[] = { 0, 1, 3, -3, 800, -800, INFINITY, -INFINITY, NAN, -0.0, 36, -700 };
    const Node *y = applied(arena, tape_sigmoid, 12, x, &tape);
    for (int i = 0; i < 12; i++) {
        double want = math_sigmoid(x[i]);
        assert_true(isnan(want) ? isnan(y->value[i]) : y->value[i] == want);
        if (isfinite(x[i])) assert_close(expr_value(tape, explain_value(arena, tape, 1, i), 0), want, 1e-15);
    }
    assert_close(y->value[1], .7310585786300049, 1e-16);
    const double *dx = tape_node(tape, 0)->grad;
    assert_close(dx[0], .25, 0); // the most that it lets through
    assert_true(dx[4] == 0 && dx[5] == 0 && dx[6] == 0 && dx[7] == 0);
    arena_end(arena);
}

static void relu_cuts_at_0(void **state) {
    (void)state;
    Arena *arena = arena_begin();
    Tape *tape;
    const double x[] = { -1, 0, -0.0, 2, INFINITY, -INFINITY, NAN };
    const Node *y = applied(arena, tape_relu, 7, x, &tape);
    const double want[] = { 0, 0, 0, 2, INFINITY, 0 }, slope[] = { 0, 0, 0, 1, 1, 0 };
    for (int i = 0; i < 6; i++) {
        assert_true(y->value[i] == want[i] && !signbit(y->value[i]));
        assert_close(tape_node(tape, 0)->grad[i], slope[i], 0);
        const Expr *value = explain_value(arena, tape, 1, i), *grad = explain_gradient(arena, tape, 0, i);
        assert_int_equal(value->kind, EXPR_MAX);
        assert_close(expr_value(tape, value, 0), want[i], 0);
        assert_close(expr_value(tape, grad, 0), slope[i], 0);
    }
    assert_true(isnan(y->value[6]));
    assert_true(isnan(expr_value(tape, explain_value(arena, tape, 1, 6), 0)));
    arena_end(arena);
}

static void gelu_is_exact(void **state) {
    (void)state;
    Arena *arena = arena_begin();
    Tape *tape;
    double x[401];
    for (int i = 0; i < 401; i++) x[i] = (i - 200) * .05;
    const Node *y = applied(arena, tape_gelu, 401, x, &tape);
    for (int i = 0; i < 401; i++) {
        assert_close(y->value[i], x[i] * erfc(-x[i] / sqrt(2)) / 2, 1e-15);
        double density = exp(-x[i] * x[i] / 2) / sqrt(2 * MATH_PI);
        assert_close(tape_node(tape, 0)->grad[i], erfc(-x[i] / sqrt(2)) / 2 + x[i] * density, 1e-15);
    }
    assert_close(y->value[220], .8413447460685429, 1e-15); // x = 1
    arena_end(arena);
}

// A number that names no row or no class shows as NaN, and harms nothing else.
static void wrong_choices_are_seen(void **state) {
    (void)state;
    Arena *arena = arena_begin();
    Tape *tape = tape_begin(arena);
    const double choice[] = { 1, -1, 3, 1.5, NAN, 0 }, numbers[] = { 1, 2, 3, 4, 5, 6 };
    NodeId table = tape_leaf(tape, "table", SHAPE2(3, 2), numbers), index = tape_constant(tape, "index", SHAPE1(6), choice);
    NodeId rows = tape_gather(tape, table, index), x = tape_leaf(tape, "x", SHAPE2(6, 3), NULL);
    NodeId loss = tape_cross_entropy(tape, x, index);
    tape_name(tape, rows, "rows");
    tape_name(tape, loss, "loss");
    tape_forward(tape);
    for (int i = 0; i < 6; i++) {
        bool good = i == 0 || i == 5;
        assert_true(isnan(tape_node(tape, rows)->value[2 * i]) == !good);
        assert_true(isnan(tape_node(tape, loss)->value[i]) == !good);
        assert_true(isnan(expr_value(tape, explain_value(arena, tape, rows, 2 * i), 0)) == !good);
        assert_true(isnan(expr_value(tape, explain_value(arena, tape, loss, i), 0)) == !good);
    }
    assert_close(tape_node(tape, rows)->value[1], 4, 0);
    assert_close(tape_node(tape, loss)->value[0], log(3), 1e-15);
    tape_backward(tape, rows, NULL);
    const double taken[] = { 1, 1, 1, 1, 0, 0 };
    for (int i = 0; i < 6; i++) assert_close(tape_node(tape, table)->grad[i], taken[i], 0);
    tape_backward(tape, loss, NULL);
    for (int i = 3; i < 15; i++) assert_close(tape_node(tape, x)->grad[i], 0, 0);
    assert_close(tape_node(tape, x)->grad[1], 1. / 3 - 1, 1e-15);
    arena_end(arena);
}

static void a_loss_takes_extremes(void **state) {
    (void)state;
    Arena *arena = arena_begin();
    Tape *tape = tape_begin(arena);
    const double scores[] = { 1000, 0, -1000, -1000, -1001, -1002, 0, 500, 0 }, target[] = { 2, 0, 1 };
    NodeId x = tape_leaf(tape, "x", SHAPE2(3, 3), scores), t = tape_constant(tape, "t", SHAPE1(3), target);
    NodeId loss = tape_cross_entropy(tape, x, t);
    tape_name(tape, loss, "loss");
    tape_forward(tape);
    tape_backward(tape, loss, NULL);
    const double want[] = { 2000, log(1 + exp(-1) + exp(-2)), 0 };
    for (int i = 0; i < 3; i++) {
        assert_close(tape_node(tape, loss)->value[i], want[i], 1e-15);
        assert_close(expr_value(tape, explain_value(arena, tape, loss, i), 0), want[i], 1e-15);
    }
    for (int i = 0; i < 9; i++)
        assert_close(expr_value(tape, explain_gradient(arena, tape, x, i), 0), tape_node(tape, x)->grad[i], 1e-15);
    assert_close(tape_node(tape, x)->grad[2], -1, 0);
    arena_end(arena);
}

// A chain of many parts: each feeds its own place, and its gradient is its own.
static void many_parts_side_by_side(void **state) {
    (void)state;
    enum { PARTS = 1000 };
    Arena *arena = arena_begin();
    Tape *tape = tape_begin(arena);
    NodeId part[PARTS];
    for (int i = 0; i < PARTS; i++) part[i] = tape_leaf(tape, "part", SHAPE2(1, 2), (double[]){ i, -i });
    NodeId all = tape_concat(tape, PARTS, part, 0), twice = tape_concat(tape, 2, (NodeId[]){ part[3], part[3] }, 1);
    tape_name(tape, all, "all");
    tape_forward(tape);
    for (int i = 0; i < PARTS; i++) assert_close(tape_node(tape, all)->value[2 * i + 1], -i, 0);
    Range range[2];
    assert_int_equal(flows_to(tape, part[700], 1, range, 2), 1);
    assert_int_equal(range[0].start, 1401);
    tape_backward(tape, twice, NULL); // a part that is there twice gets both shares
    assert_close(tape_node(tape, part[3])->grad[0], 2, 0);
    assert_close(expr_value(tape, explain_gradient(arena, tape, part[3], 0), 0), 2, 0);
    arena_end(arena);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_gate_takes_extremes), cmocka_unit_test(relu_cuts_at_0),
        cmocka_unit_test(gelu_is_exact),         cmocka_unit_test(wrong_choices_are_seen),
        cmocka_unit_test(a_loss_takes_extremes), cmocka_unit_test(many_parts_side_by_side),
    };
    return cmocka_run_group_tests_name("core/activation", tests, NULL, NULL);
}
