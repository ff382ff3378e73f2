// The loss of a choice among classes, one a row: y_i = −log softmax(x_i)[t_i] = log Σ_j exp(x_ij) − x_it. The targets t are
// data and get no gradient; one that names no class gives NaN, so that it shows.
#include <assert.h>
#include <string.h>

#include "core/kernel.h"
#include "core/record.h"

static int classes_of(const Tape *tape, const Node *node) { return shape_last(node_input(tape, node, 0)->shape, 0); }

// The class that row i should have, or −1.
static int target_of(const Tape *tape, const Node *node, int i) {
    Real target = node_input(tape, node, 1)->value[i];
    bool named = target >= 0 && target < (Real)classes_of(tape, node);
    return named && target == (Real)(int)target ? (int)target : -1;
}

// The largest of a row, 16 side by side; what is no number is passed over here and shows in the sum.
KERNEL_PART Real largest_of(const Real *x, int count) {
    Real most[PARTIALS];
    int j = 0;
    for (int l = 0; l < PARTIALS; l++) most[l] = x[0];
    for (; j + PARTIALS <= count; j += PARTIALS)
        for (int l = 0; l < PARTIALS; l++) most[l] = x[j + l] > most[l] ? x[j + l] : most[l];
    for (; j < count; j++) most[0] = x[j] > most[0] ? x[j] : most[0];
    for (int l = 1; l < PARTIALS; l++) most[0] = most[l] > most[0] ? most[l] : most[0];
    return most[0];
}

// p_j = exp(x_j − most); returns most, and their sum.
KERNEL Real exp_row(int count, const Real *restrict x, Real *restrict p, Real *restrict sum) {
    Real most = largest_of(x, count);
    for (int j = 0; j < count; j++) p[j] = kernel_exp(x[j] - most);
    *sum = sum_of(p, count);
    return most;
}

// log of sums of exponentials of which the largest is 1, side by side.
KERNEL void log_sums(int count, const Real *restrict sum, Real *restrict y) {
    for (int i = 0; i < count; i++) {
        double x = (double)sum[i], log = log_parts(x, 0).hi;
        y[i] = x >= 1 && x < MATH_INFINITY ? (Real)log : (Real)MATH_NAN;
    }
}

// Kept: of every row the exponentials, then their sums, then the sums' logarithms.
static Real *kept_row(const Node *node, int i, int count) { return node->kept + (size_t)i * (size_t)count; }
static Real *kept_sums(const Node *node, int count) { return kept_row(node, node->count, count); }

// log Σ exp(x_j) − x_t. The largest score is taken off first, which changes nothing but keeps exp from overflowing.
static void cross_entropy_forward(const Tape *tape, const Node *node) {
    const Real *x = node_input(tape, node, 0)->value;
    int count = classes_of(tape, node);
    Real *sum = kept_sums(node, count), *log = sum + node->count;
    for (int i = 0; i < node->count; i++)
        node->value[i] = exp_row(count, x + (size_t)i * (size_t)count, kept_row(node, i, count), sum + i);
    log_sums(node->count, sum, log);
    for (int i = 0; i < node->count; i++, x += count) {
        int target = target_of(tape, node, i);
        node->value[i] = target < 0 ? (Real)MATH_NAN : (node->value[i] - x[target]) + log[i];
    }
}

// d += share p, or d = share p
KERNEL void share_add(int count, Real share, const Real *restrict p, Real *restrict d) {
    for (int j = 0; j < count; j++) d[j] = real_fma(share, p[j], d[j]);
}
KERNEL void share_set(int count, Real share, const Real *restrict p, Real *restrict d) {
    for (int j = 0; j < count; j++) d[j] = real_fma(share, p[j], 0);
}

// y = −log softmax(x)[t]: dx_j = g (softmax(x)_j − [j = t])
static void cross_entropy_backward(const Tape *tape, const Node *node) {
    Real *dx = input_grad(tape, node, 0);
    bool fresh = dx && gradient_is_fresh(tape, node, 0);
    int count = classes_of(tape, node);
    const Real *sum = kept_sums(node, count);
    for (int i = 0; dx && i < node->count; i++, dx += count) {
        int target = target_of(tape, node, i);
        const Real *p = kept_row(node, i, count);
        Real share = target < 0 ? 0 : node->grad[i] / sum[i];
        if (fresh && share == 0)
            memset(dx, 0, (size_t)count * sizeof *dx);
        else if (fresh)
            share_set(count, share, p, dx);
        else if (share != 0)
            share_add(count, share, p, dx);
        if (target >= 0) dx[target] -= node->grad[i];
    }
}

// What to take off the scores of a row so that exp neither overflows nor loses the target; 0, and not shown, unless it must be.
static Real score_shift(const Real *x, int count, int target) {
    Real most = largest_of(x, count);
    return most > 80 || most < -80 || x[target] - most < -80 ? most : 0;
}

static Expr *exp_score(Explainer *ex, const Node *node, int start, int stride, Real shift) {
    Expr *x = expr_source(ex, node->input[0], start, stride);
    return expr_unary(ex, EXPR_EXP, shift == 0 ? x : expr_binary(ex, EXPR_DIFFERENCE, x, expr_number(ex, shift)));
}

// −log(exp(x_t) / Σ exp(x_j)), for extreme scores m − x_t + log Σ exp(x_j − m)
static Expr *cross_entropy_explain(Explainer *ex, const Tape *tape, NodeId id, int element) {
    const Node *node = tape_node(tape, id);
    int count = classes_of(tape, node), row = element * count, target = target_of(tape, node, element);
    if (target < 0) return expr_number(ex, (Real)MATH_NAN);
    Real shift = score_shift(node_input(tape, node, 0)->value + row, count, target);
    Expr *sum = expr_series(ex, count, exp_score(ex, node, row, 1, shift));
    if (shift == 0) {
        Expr *share = expr_binary(ex, EXPR_QUOTIENT, exp_score(ex, node, row + target, 0, 0), sum);
        return expr_unary(ex, EXPR_NEGATIVE, expr_unary(ex, EXPR_LOG, share));
    }
    Expr *above = expr_binary(ex, EXPR_DIFFERENCE, expr_number(ex, shift), expr_source(ex, node->input[0], row + target, 0));
    return expr_binary(ex, EXPR_SUM, above, expr_unary(ex, EXPR_LOG, sum));
}

// g (p_j − 1) at the target, g p_j elsewhere
static Expr *cross_entropy_explain_grad(Explainer *ex, const Tape *tape, NodeId id, int which, int element) {
    const Node *node = tape_node(tape, id);
    int count = classes_of(tape, node), row = element / count * count;
    int target = which == 0 ? target_of(tape, node, element / count) : -1;
    if (target < 0) return expr_number(ex, 0);
    Real shift = score_shift(node_input(tape, node, 0)->value + row, count, target);
    Expr *sum = expr_series(ex, count, exp_score(ex, node, row, 1, shift));
    Expr *p = expr_binary(ex, EXPR_QUOTIENT, exp_score(ex, node, element, 0, shift), sum);
    if (element == row + target) p = expr_binary(ex, EXPR_DIFFERENCE, p, expr_number(ex, 1));
    return expr_binary(ex, EXPR_PRODUCT, expr_grad(ex, id, element / count, 0), p);
}

static Range cross_entropy_feeds(const Tape *tape, NodeId id, int which, int element) {
    int count = which == 0 ? classes_of(tape, tape_node(tape, id)) : 1;
    return (Range){ .node = id, .start = element / count, .count = 1 };
}

static Work cross_entropy_work(const Tape *tape, const Node *node) {
    double count = node_input(tape, node, 0)->count;
    return (Work){ .multiply_adds = count, .functions = count + node->count };
}

const Op op_cross_entropy = {
    WITH_OP(cross_entropy, 2, 2),
    .overwrites = true,
    .feeds = cross_entropy_feeds,
    .work = cross_entropy_work,
};

NodeId tape_cross_entropy(Tape *tape, NodeId logits, NodeId target) {
    Shape shape = tape_node(tape, logits)->shape;
    assert(shape.rank >= 1 && tape_node(tape, target)->constant);
    int classes = shape_last(shape, 0);
    shape.rank--;
    shape.size[shape.rank] = 0;
    assert(shape_equal(shape, tape_node(tape, target)->shape));
    NodeId id = tape_record(tape, &op_cross_entropy, shape, (OpArgs){ 0 }, 2, (NodeId[]){ logits, target });
    if (!tape->plan) tape->node[id].kept = arena_new(tape->arena, Real, tape->node[id].count * (classes + 2));
    return id;
}
