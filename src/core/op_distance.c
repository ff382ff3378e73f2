// Squared distances between the rows of two matrices, for kernel similarities: y_ij = Σ_k (a_ik − b_jk)².
// Each is one chain over k in order, side by side for the rows of b, which is why b is copied transposed.
#include <assert.h>

#include "core/kernel.h"
#include "core/record.h"

typedef struct Sizes {
    int n, m, d;
} Sizes;

static Sizes sizes_of(const Tape *tape, const Node *node) {
    return (Sizes){ node->shape.size[0], node->shape.size[1], node_input(tape, node, 0)->shape.size[1] };
}

KERNEL void distance_loop(Sizes s, const Real *restrict a, const Real *restrict b, Real *restrict turned, Real *restrict y) {
    for (int j = 0; j < s.m; j++)
        for (int k = 0; k < s.d; k++) turned[k * s.m + j] = b[j * s.d + k];
    for (int i = 0; i < s.n; i++, a += s.d, y += s.m) {
        for (int j = 0; j < s.m; j++) y[j] = 0;
        for (int k = 0; k < s.d; k++)
            for (int j = 0; j < s.m; j++) {
                Real gap = a[k] - turned[k * s.m + j];
                y[j] = real_fma(gap, gap, y[j]);
            }
    }
}

static void distance_forward(const Tape *tape, const Node *node) {
    distance_loop(sizes_of(tape, node), node_input(tape, node, 0)->value, node_input(tape, node, 1)->value, tape->scratch,
                  node->value);
}

// d (count) += c (a − b)
KERNEL void gap_row(int count, Real c, const Real *restrict a, const Real *restrict b, Real *restrict d) {
    for (int k = 0; k < count; k++) d[k] = real_fma(c, a[k] - b[k], d[k]);
}

static void distance_backward(const Tape *tape, const Node *node) { // da_ik = Σ_j 2 g_ij (a_ik − b_jk), db_jk = −Σ_i …
    Sizes s = sizes_of(tape, node);
    const Real *a = node_input(tape, node, 0)->value, *b = node_input(tape, node, 1)->value, *g = node->grad;
    Real *da = input_grad(tape, node, 0), *db = input_grad(tape, node, 1);
    for (int i = 0; i < s.n; i++)
        for (int j = 0; j < s.m; j++) {
            Real c = 2 * g[i * s.m + j];
            if (da) gap_row(s.d, c, a + i * s.d, b + j * s.d, da + i * s.d);
            if (db) gap_row(s.d, -c, a + i * s.d, b + j * s.d, db + j * s.d);
        }
}

static Expr *distance_explain(Explainer *ex, const Tape *tape, NodeId id, int element) {
    const Node *node = tape_node(tape, id);
    Sizes s = sizes_of(tape, node);
    Expr *a = expr_source(ex, node->input[0], element / s.m * s.d, 1), *b = expr_source(ex, node->input[1], element % s.m * s.d, 1);
    return expr_series(ex, s.d, expr_unary(ex, EXPR_SQUARE, expr_binary(ex, EXPR_DIFFERENCE, a, b)));
}

// The distance is the same both ways, so both inputs have the same form: Σ g 2 (own − other).
static Expr *distance_explain_grad(Explainer *ex, const Tape *tape, NodeId id, int which, int element) {
    const Node *node = tape_node(tape, id);
    Sizes s = sizes_of(tape, node);
    int row = element / s.d, column = element % s.d;
    Expr *g = which == 0 ? expr_grad(ex, id, row * s.m, 1) : expr_grad(ex, id, row, s.m);
    Expr *gap = expr_binary(ex, EXPR_DIFFERENCE, expr_source(ex, node->input[which], element, 0),
                            expr_source(ex, node->input[1 - which], column, s.d));
    Expr *slope = expr_binary(ex, EXPR_PRODUCT, expr_number(ex, 2), gap);
    return expr_series(ex, which == 0 ? s.m : s.n, expr_binary(ex, EXPR_PRODUCT, g, slope));
}

static Range distance_feeds(const Tape *tape, NodeId id, int which, int element) {
    Sizes s = sizes_of(tape, tape_node(tape, id));
    int row = element / s.d;
    if (which == 0) return (Range){ .node = id, .start = row * s.m, .stride = 1, .count = s.m };
    return (Range){ .node = id, .start = row, .stride = s.m, .count = s.n };
}

static Work distance_work(const Tape *tape, const Node *node) {
    return (Work){ .multiply_adds = (double)node->count * sizes_of(tape, node).d };
}

const Op op_distance2 = {
    .name = "distance2",
    .inputs_min = 2,
    .inputs_max = 2,
    .forward = distance_forward,
    .backward = distance_backward,
    .explain = distance_explain,
    .explain_grad = distance_explain_grad,
    .feeds = distance_feeds,
    .work = distance_work,
};

NodeId tape_distance2(Tape *tape, NodeId a, NodeId b) {
    Shape x = tape_node(tape, a)->shape, y = tape_node(tape, b)->shape;
    assert(x.rank == 2 && y.rank == 2 && x.size[1] == y.size[1]);
    tape_scratch(tape, (size_t)shape_count(y));
    return tape_record(tape, &op_distance2, SHAPE2(x.size[0], y.size[0]), (OpArgs){ 0 }, 2, (NodeId[]){ a, b });
}
