// Many numbers to one: a sum along an axis, the mean squared error.
#include <assert.h>
#include <string.h>

#include "core/kernel.h"
#include "core/record.h"

// --- sum: y[o, i] = Σ_k x[o, k, i]

typedef struct Around {
    int outer, size, inner; // the axes before, the one that is dropped, the axes after
} Around;

static Around around(Shape x, int axis) {
    Around all = { 1, x.size[axis], 1 };
    for (int i = 0; i < axis; i++) all.outer *= x.size[i];
    for (int i = axis + 1; i < x.rank; i++) all.inner *= x.size[i];
    return all;
}

static Around around_input(const Tape *tape, const Node *node) { return around(node_input(tape, node, 0)->shape, node->args.axis); }

// Along the last axis by partial sums; along another one in order, side by side for the axes after it.
KERNEL void sum_loop(Around all, const Real *restrict x, Real *restrict y) {
    if (all.inner == 1) {
        for (int o = 0; o < all.outer; o++) y[o] = sum_of(x + (size_t)o * (size_t)all.size, all.size);
        return;
    }
    for (int o = 0; o < all.outer; o++, y += all.inner) {
        for (int i = 0; i < all.inner; i++) y[i] = 0;
        for (int k = 0; k < all.size; k++, x += all.inner)
            for (int i = 0; i < all.inner; i++) y[i] += x[i];
    }
}

static void sum_forward(const Tape *tape, const Node *node) {
    sum_loop(around_input(tape, node), node_input(tape, node, 0)->value, node->value);
}

KERNEL void sum_share(Around all, const Real *restrict g, Real *restrict dx) {
    for (int o = 0; o < all.outer; o++, g += all.inner)
        if (all.inner == 1)
            for (int k = 0; k < all.size; k++) *dx++ += *g;
        else
            for (int k = 0; k < all.size; k++, dx += all.inner)
                for (int i = 0; i < all.inner; i++) dx[i] += g[i];
}

static void sum_backward(const Tape *tape, const Node *node) { // y = Σ_k x_k: dx_k = g
    sum_share(around_input(tape, node), node->grad, input_grad(tape, node, 0));
}

static Expr *sum_explain(Explainer *ex, const Tape *tape, NodeId id, int element) {
    const Node *node = tape_node(tape, id);
    Around all = around_input(tape, node);
    int start = element / all.inner * all.size * all.inner + element % all.inner;
    return expr_series(ex, all.size, expr_source(ex, node->input[0], start, all.inner));
}

static int sum_output(const Tape *tape, NodeId id, int element) {
    Around all = around_input(tape, tape_node(tape, id));
    return element / (all.size * all.inner) * all.inner + element % all.inner;
}

static Expr *sum_explain_grad(Explainer *ex, const Tape *tape, NodeId id, int which, int element) {
    (void)which;
    return expr_grad(ex, id, sum_output(tape, id, element), 0);
}

static Range sum_feeds(const Tape *tape, NodeId id, int which, int element) {
    (void)which;
    return (Range){ .node = id, .start = sum_output(tape, id, element), .count = 1 };
}

static Work sum_work(const Tape *tape, const Node *node) { return (Work){ .multiply_adds = node_input(tape, node, 0)->count }; }

const Op op_sum = {
    WITH_OP(sum, 1, 1),
    .feeds = sum_feeds,
    .work = sum_work,
};

NodeId tape_sum(Tape *tape, NodeId x, int axis) {
    Shape shape = tape_node(tape, x)->shape;
    assert(axis >= 0 && axis < shape.rank);
    shape.rank--;
    for (int i = axis; i < shape.rank; i++) shape.size[i] = shape.size[i + 1];
    shape.size[shape.rank] = 0;
    return tape_record(tape, &op_sum, shape, (OpArgs){ .axis = axis }, 1, &x);
}

// --- mse: y = 1/N Σ (a − b)²

KERNEL Real squares_between(const Real *restrict a, const Real *restrict b, int count) {
    Real p[PARTIALS] = { 0 };
    int j = 0;
    for (; j + PARTIALS <= count; j += PARTIALS)
        for (int l = 0; l < PARTIALS; l++) p[l] = real_fma(a[j + l] - b[j + l], a[j + l] - b[j + l], p[l]);
    for (int l = 0; j + l < count; l++) p[l] = real_fma(a[j + l] - b[j + l], a[j + l] - b[j + l], p[l]);
    return join_partials(p);
}

static void mse_forward(const Tape *tape, const Node *node) {
    const Node *a = node_input(tape, node, 0), *b = node_input(tape, node, 1);
    node->value[0] = squares_between(a->value, b->value, a->count) / (Real)a->count;
}

// d += c (a − b)
KERNEL void gap_add_loop(int count, Real c, const Real *restrict a, const Real *restrict b, Real *restrict d) {
    for (int i = 0; i < count; i++) d[i] = real_fma(c, a[i] - b[i], d[i]);
}

static void mse_backward(const Tape *tape, const Node *node) { // y = 1/N Σ (a − b)²: da = g 2/N (a − b) = −db
    const Node *a = node_input(tape, node, 0), *b = node_input(tape, node, 1);
    Real *da = input_grad(tape, node, 0), *db = input_grad(tape, node, 1), c = node->grad[0] * 2 / (Real)a->count;
    if (da) gap_add_loop(a->count, c, a->value, b->value, da);
    if (db) gap_add_loop(a->count, -c, a->value, b->value, db);
}

static Expr *mse_explain(Explainer *ex, const Tape *tape, NodeId id, int element) {
    (void)element;
    const Node *node = tape_node(tape, id);
    int count = node_input(tape, node, 0)->count;
    Expr *gap = expr_binary(ex, EXPR_DIFFERENCE, expr_source(ex, node->input[0], 0, 1), expr_source(ex, node->input[1], 0, 1));
    return expr_binary(ex, EXPR_QUOTIENT, expr_series(ex, count, expr_unary(ex, EXPR_SQUARE, gap)), expr_number(ex, (Real)count));
}

static Expr *mse_explain_grad(Explainer *ex, const Tape *tape, NodeId id, int which, int element) {
    const Node *node = tape_node(tape, id);
    Expr *own = expr_source(ex, node->input[which], element, 0), *other = expr_source(ex, node->input[1 - which], element, 0);
    Expr *factor = expr_binary(ex, EXPR_QUOTIENT, expr_number(ex, 2), expr_number(ex, (Real)node_input(tape, node, 0)->count));
    Expr *slope = expr_binary(ex, EXPR_PRODUCT, factor, expr_binary(ex, EXPR_DIFFERENCE, own, other));
    return expr_binary(ex, EXPR_PRODUCT, expr_grad(ex, id, 0, 0), slope);
}

static Range mse_feeds(const Tape *tape, NodeId id, int which, int element) {
    (void)tape, (void)which, (void)element;
    return (Range){ .node = id, .count = 1 };
}

static Work mse_work(const Tape *tape, const Node *node) { return (Work){ .multiply_adds = node_input(tape, node, 0)->count }; }

const Op op_mse = {
    WITH_OP(mse, 2, 2),
    .feeds = mse_feeds,
    .work = mse_work,
};

NodeId tape_mse(Tape *tape, NodeId a, NodeId b) {
    assert(shape_equal(tape_node(tape, a)->shape, tape_node(tape, b)->shape));
    return tape_record(tape, &op_mse, SHAPE0(), (OpArgs){ 0 }, 2, (NodeId[]){ a, b });
}
