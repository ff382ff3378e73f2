// Explanations over several operations, some without a name: they give the same numbers, end at named nodes only, keep
// their series where all terms are alike, and agree with what flows_to says.
#include "reference.h"

#include "core/explain.h"

static bool ends_at_names(const Tape *tape, const Expr *expr) {
    if (expr->kind == EXPR_SOURCE && !tape_node(tape, expr->node)->name[0]) return false;
    for (const Expr *child = expr->child; child; child = child->next)
        if (!ends_at_names(tape, child)) return false;
    return true;
}

static int count_kind(const Expr *expr, ExprKind kind) {
    int count = expr->kind == kind;
    for (const Expr *child = expr->child; child; child = child->next) count += count_kind(child, kind);
    return count;
}

// Everything about every element of every node: values, gradients, names, and who feeds whom.
static void check_tape(Arena *arena, Tape *tape, NodeId from) {
    enum { MOST = 256 };
    static Range range[MOST];
    tape_forward(tape);
    tape_backward(tape, from, NULL);
    for (NodeId id = 0; id < tape->count; id++) {
        const Node *node = tape_node(tape, id);
        if (!node->name[0]) continue;
        for (int i = 0; i < node->count; i++) {
            const Expr *value = explain_value(arena, tape, id, i), *gradient = explain_gradient(arena, tape, id, i);
            assert_close(expr_value(tape, value, 0), node->value[i], 1e-12);
            assert_close(expr_value(tape, gradient, 0), node->grad[i], 1e-9);
            assert_true(ends_at_names(tape, value));
            assert_true(ends_at_names(tape, gradient));
            int sources = expr_sources(value, range, MOST);
            assert_true(sources < MOST);
            for (NodeId x = 0; x < id; x++) {
                if (!tape_node(tape, x)->name[0]) continue;
                for (int j = 0; j < tape_node(tape, x)->count; j++) {
                    bool read = false, fed = false;
                    for (int r = 0; r < sources; r++) read = read || range_holds(&range[r], x, false, j);
                    Range to[MOST];
                    int count = flows_to(tape, x, j, to, MOST);
                    assert_true(count < MOST);
                    for (int r = 0; r < count; r++) fed = fed || range_holds(&to[r], id, false, i);
                    if (read != fed)
                        fail_msg("element %d of %s %s element %d of %s", j, tape_node(tape, x)->name,
                                 read ? "should feed" : "should not feed", i, node->name);
                }
            }
        }
    }
}

typedef struct Heads {
    NodeId q, k, v, s, a, o;
} Heads;

// x (n,2d) as two heads (2,n,d), which takes three operations that nobody names.
static NodeId split(Tape *tape, NodeId x, int n, int d) {
    return tape_transpose(tape, tape_reshape(tape, tape_transpose(tape, x), SHAPE3(2, d, n)));
}

static Heads record_heads(Tape *tape, int n, int d) {
    Random r = random_seed(11);
    Heads h = { random_leaf(tape, &r, "q", SHAPE2(n, 2 * d)), random_leaf(tape, &r, "k", SHAPE2(n, 2 * d)),
                random_leaf(tape, &r, "v", SHAPE2(n, 2 * d)) };
    NodeId raw = tape_matmul(tape, split(tape, h.q, n, d), split(tape, h.k, n, d), (MatmulArgs){ .transpose_b = true });
    h.s = tape_scale(tape, raw, 1 / sqrt(d));
    tape_name(tape, h.s, "s");
    h.a = tape_softmax(tape, h.s, NODE_NONE);
    tape_name(tape, h.a, "a");
    NodeId o = tape_matmul(tape, h.a, split(tape, h.v, n, d), (MatmulArgs){ 0 }); // (2,n,d)
    h.o = tape_transpose(tape, tape_reshape(tape, tape_transpose(tape, o), SHAPE2(2 * d, n)));
    tape_name(tape, h.o, "o");
    return h;
}

static void heads_explain_through_their_reshapes(void **state) {
    (void)state;
    Arena *arena = arena_begin();
    Tape *tape = tape_begin(arena);
    Heads h = record_heads(tape, 3, 2);
    check_tape(arena, tape, h.o);

    // a score stays one series over its head's part of q and k, each stepping by 1
    const Expr *s = explain_value(arena, tape, h.s, 9 + 1 * 3 + 2); // head 1, query 1, key 2
    assert_int_equal(count_kind(s, EXPR_SERIES), 1);
    Range range[4];
    assert_int_equal(expr_sources(s, range, 4), 2);
    assert_int_equal(range[0].node, h.q);
    assert_int_equal(range[0].start, 1 * 4 + 2);
    assert_int_equal(range[0].stride, 1);
    assert_int_equal(range[0].count, 2);
    assert_int_equal(range[1].node, h.k);
    assert_int_equal(range[1].start, 2 * 4 + 2);

    // and an output one over the keys
    const Expr *o = explain_value(arena, tape, h.o, 2 * 4 + 3); // query 2, last column: head 1
    assert_int_equal(o->kind, EXPR_SERIES);
    assert_int_equal(expr_sources(o, range, 4), 2);
    assert_int_equal(range[0].node, h.a);
    assert_int_equal(range[0].start, 9 + 2 * 3);
    assert_int_equal(range[1].node, h.v);
    assert_int_equal(range[1].stride, 4);
    arena_end(arena);
}

// Long rows keep their series too: nothing is written out that has one form.
static void long_series_stay_series(void **state) {
    (void)state;
    Arena *arena = arena_begin();
    Tape *tape = tape_begin(arena);
    Heads h = record_heads(tape, 100, 2);
    tape_forward(tape);
    tape_backward(tape, h.o, NULL);
    for (int i = 0; i < 400; i += 57) {
        const Expr *o = explain_value(arena, tape, h.o, i), *v = explain_gradient(arena, tape, h.v, i);
        assert_true(ends_at_names(tape, o) && ends_at_names(tape, v));
        assert_int_equal(o->kind, EXPR_SERIES);
        assert_int_equal(o->count, 100);
        assert_int_equal(v->kind, EXPR_SERIES);
        assert_close(expr_value(tape, o, 0), tape_node(tape, h.o)->value[i], 1e-12);
        assert_close(expr_value(tape, v, 0), tape_node(tape, h.v)->grad[i], 1e-10);
    }
    arena_end(arena);
}

// A softmax that nobody names is written inside the series over the keys; its denominator is the same for all of them.
static void an_unnamed_softmax_is_written_within_the_series(void **state) {
    (void)state;
    Arena *arena = arena_begin();
    Tape *tape = tape_begin(arena);
    Random r = random_seed(12);
    NodeId s = random_leaf(tape, &r, "s", SHAPE2(2, 5)), v = random_leaf(tape, &r, "v", SHAPE2(5, 2));
    NodeId o = tape_matmul(tape, tape_softmax(tape, s, NODE_NONE), v, (MatmulArgs){ 0 });
    tape_name(tape, o, "o");
    check_tape(arena, tape, o);
    const Expr *expr = explain_value(arena, tape, o, 3);
    assert_int_equal(expr->kind, EXPR_SERIES);
    assert_int_equal(count_kind(expr, EXPR_SERIES), 2);
    arena_end(arena);
}

// A row that is partly hidden has no common form: a short one is written out, hidden places and all.
static void hidden_places_are_written_out(void **state) {
    (void)state;
    Arena *arena = arena_begin();
    Tape *tape = tape_begin(arena);
    Random r = random_seed(13);
    NodeId x = random_leaf(tape, &r, "x", SHAPE2(4, 4));
    NodeId mask = tape_constant(tape, NULL, SHAPE2(4, 4), (double[]){ 1, 0, 0, 0, 1, 1, 0, 0, 1, 1, 1, 0, 1, 1, 1, 1 });
    NodeId a = tape_softmax(tape, tape_hide(tape, x, mask), NODE_NONE);
    tape_name(tape, a, "a");
    check_tape(arena, tape, a);
    const Expr *expr = explain_value(arena, tape, a, 4); // row 1 sees two keys
    assert_int_equal(count_kind(expr, EXPR_HIDDEN), 2);
    assert_int_equal(count_kind(expr, EXPR_SERIES), 0);
    assert_int_equal(count_kind(explain_value(arena, tape, a, 12), EXPR_HIDDEN), 0); // the last row sees all
    assert_int_equal(count_kind(explain_value(arena, tape, a, 12), EXPR_SERIES), 1);
    arena_end(arena);
}

// A sum over a transposed matrix, flattened: it steps evenly at first (0, 3) and then does not (1, 4, 2, 5).
static void uneven_steps_are_written_out(void **state) {
    (void)state;
    Arena *arena = arena_begin();
    Tape *tape = tape_begin(arena);
    Random r = random_seed(18);
    NodeId x = random_leaf(tape, &r, "x", SHAPE2(2, 3)), w = random_leaf(tape, &r, "w", SHAPE1(6));
    NodeId flat = tape_reshape(tape, tape_transpose(tape, x), SHAPE1(6));
    NodeId y = tape_sum(tape, tape_multiply(tape, flat, w), 0);
    tape_name(tape, y, "y");
    check_tape(arena, tape, y);
    const Expr *expr = explain_value(arena, tape, y, 0);
    assert_int_equal(expr->kind, EXPR_SUM);
    Range range[16];
    assert_int_equal(expr_sources(expr, range, 16), 12);
    assert_int_equal(range[4].start, 1);
    arena_end(arena);
}

// Where a long row is partly hidden the unnamed source stays, and the number is still right.
static void a_long_hidden_row_keeps_its_source(void **state) {
    (void)state;
    Arena *arena = arena_begin();
    Tape *tape = tape_begin(arena);
    Random r = random_seed(14);
    enum { M = 100 };
    NodeId x = random_leaf(tape, &r, "x", SHAPE2(1, M)), mask = tape_constant(tape, "mask", SHAPE2(1, M), NULL);
    for (int j = 0; j < M; j++) tape_node(tape, mask)->value[j] = j % 3 != 1;
    NodeId a = tape_softmax(tape, tape_hide(tape, x, mask), NODE_NONE);
    tape_name(tape, a, "a");
    tape_forward(tape);
    const Expr *expr = explain_value(arena, tape, a, 3);
    assert_false(ends_at_names(tape, expr));
    assert_close(expr_value(tape, expr, 0), tape_node(tape, a)->value[3], 1e-14);
    arena_end(arena);
}

// 1 / (1 + exp(−x W − b)), as a gate is recorded: unnamed constants become numbers.
static void a_gate_explains_through_unnamed_constants(void **state) {
    (void)state;
    Arena *arena = arena_begin();
    Tape *tape = tape_begin(arena);
    Random r = random_seed(15);
    NodeId x = random_leaf(tape, &r, "x", SHAPE2(2, 3)), W = random_leaf(tape, &r, "W", SHAPE2(3, 2)),
           b = random_leaf(tape, &r, "b", SHAPE1(2));
    NodeId one = tape_constant(tape, NULL, SHAPE0(), (double[]){ 1 });
    NodeId z = tape_add(tape, tape_matmul(tape, x, W, (MatmulArgs){ 0 }), b);
    NodeId gate = tape_divide(tape, one, tape_add(tape, one, tape_exp(tape, tape_scale(tape, z, -1))));
    tape_name(tape, gate, "gate");
    NodeId h = tape_multiply(tape, gate, tape_tanh(tape, z)),
           loss = tape_mse(tape, h, tape_constant(tape, NULL, SHAPE2(2, 2), NULL));
    tape_name(tape, h, "h");
    tape_name(tape, loss, "loss");
    check_tape(arena, tape, loss);
    arena_end(arena);
}

// Layer normalisation of unnamed parts: every output reads the whole row, several ways.
static void a_normalised_row_explains_and_flows(void **state) {
    (void)state;
    Arena *arena = arena_begin();
    Tape *tape = tape_begin(arena);
    Random r = random_seed(16);
    enum { N = 3, D = 4 };
    NodeId x = random_leaf(tape, &r, "x", SHAPE2(N, D)), gamma = random_leaf(tape, &r, "gamma", SHAPE1(D));
    NodeId mean = tape_reshape(tape, tape_scale(tape, tape_sum(tape, x, 1), 1. / D), SHAPE2(N, 1));
    NodeId gap = tape_subtract(tape, x, mean);
    NodeId var = tape_reshape(tape, tape_scale(tape, tape_sum(tape, tape_multiply(tape, gap, gap), 1), 1. / D), SHAPE2(N, 1));
    NodeId root = tape_exp(tape, tape_scale(tape, tape_log(tape, var), .5));
    NodeId y = tape_multiply(tape, tape_divide(tape, gap, root), gamma);
    tape_name(tape, y, "y");
    check_tape(arena, tape, y);
    Range range[8];
    assert_int_equal(flows_to(tape, x, 5, range, 8), 1); // one range: the row
    assert_int_equal(range[0].start, 4);
    assert_int_equal(range_count(&range[0]), 4);
    assert_int_equal(flows_to(tape, gamma, 1, range, 8), 1); // the column
    assert_int_equal(range_count(&range[0]), 3);
    arena_end(arena);
}

static void distances_explain_through_a_transpose(void **state) {
    (void)state;
    Arena *arena = arena_begin();
    Tape *tape = tape_begin(arena);
    Random r = random_seed(17);
    NodeId q = random_leaf(tape, &r, "q", SHAPE2(2, 3)), kt = random_leaf(tape, &r, "kt", SHAPE2(3, 4));
    NodeId sigma = tape_leaf(tape, "sigma", SHAPE0(), (double[]){ .7 });
    NodeId s = tape_scale(
        tape, tape_divide(tape, tape_distance2(tape, q, tape_transpose(tape, kt)), tape_multiply(tape, sigma, sigma)), -.5);
    tape_name(tape, s, "s");
    check_tape(arena, tape, s);
    arena_end(arena);
}

static void ranges_hold_what_they_count(void **state) {
    (void)state;
    const Range block = { .node = 3, .start = 10, .stride = 2, .count = 3, .outer_stride = 20, .outer_count = 2 };
    int held = 0;
    for (int i = 0; i < 100; i++) held += range_holds(&block, 3, false, i);
    assert_int_equal(held, range_count(&block));
    assert_int_equal(held, 6);
    assert_true(range_holds(&block, 3, false, 34));
    assert_false(range_holds(&block, 3, false, 36));
    assert_false(range_holds(&block, 3, false, 8));
    assert_false(range_holds(&block, 3, true, 34));
    assert_false(range_holds(&block, 2, false, 34));
    const Range none = { .node = 3 };
    assert_int_equal(range_count(&none), 0);
    assert_false(range_holds(&none, 3, false, 0));
}

// A result that does not fit is cut, never written beyond the end.
static void results_are_cut_at_the_room_given(void **state) {
    (void)state;
    Arena *arena = arena_begin();
    Tape *tape = tape_begin(arena);
    NodeId x = tape_leaf(tape, "x", SHAPE1(3), NULL), last = x;
    for (int i = 0; i < 5; i++) {
        last = tape_add(tape, x, last);
        tape_name(tape, last, "y");
    }
    tape_forward(tape);
    Range range[3] = { [2] = { .node = 77 } };
    assert_int_equal(flows_to(tape, x, 0, range, 2), 2);
    assert_int_equal(range[2].node, 77);
    assert_int_equal(expr_sources(explain_value(arena, tape, last, 0), range, 1), 1);
    assert_int_equal(flows_to(tape, last, 0, range, 2), 0);
    arena_end(arena);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(heads_explain_through_their_reshapes),
        cmocka_unit_test(long_series_stay_series),
        cmocka_unit_test(an_unnamed_softmax_is_written_within_the_series),
        cmocka_unit_test(hidden_places_are_written_out),
        cmocka_unit_test(uneven_steps_are_written_out),
        cmocka_unit_test(a_long_hidden_row_keeps_its_source),
        cmocka_unit_test(a_gate_explains_through_unnamed_constants),
        cmocka_unit_test(a_normalised_row_explains_and_flows),
        cmocka_unit_test(distances_explain_through_a_transpose),
        cmocka_unit_test(ranges_hold_what_they_count),
        cmocka_unit_test(results_are_cut_at_the_room_given),
    };
    return cmocka_run_group_tests_name("core/explain", tests, NULL, NULL);
}
