// Softmax over the last axis, and hiding what a mask hides. A hidden score is −∞: its weight is exactly 0, and so is the
// gradient that it gets.
#include <assert.h>
#include <string.h>

#include "core/broadcast.h"
#include "core/kernel.h"
#include "core/kernels.h"
#include "core/record.h"
#include "core/spread.h"

// --- softmax: a_j = exp(s_j) / Σ exp(s) with s = x + mask (Vaswani et al. 2017, eq. 1 and 3.2.3)

// s = x + mask, the mask stepping by 1 or repeated along the row.
KERNEL void masked_row(int count, const Real *restrict x, const Real *restrict mask, int step, Real *restrict s) {
    if (step)
        for (int j = 0; j < count; j++) s[j] = x[j] + mask[j];
    else
        for (int j = 0; j < count; j++) s[j] = x[j] + *mask;
}

static void add_mask(const Node *node, const Node *x, const Node *mask, Real *s) {
    Broadcast all = broadcast_axes(node->shape, x->shape, mask->shape);
    int count = shape_last(node->shape, 0), step = all.b[TAPE_AXES - 1];
    for (int start = 0; start < node->count; start += count)
        masked_row(count, x->value + start, mask->value + broadcast_element(&all, all.b, start), step, s + start);
}

static void softmax_part(const Tape *tape, const Node *node, int start, int rows) {
    int count = shape_last(node->shape, 0);
    Real *a = node->value + (size_t)start * (size_t)count;
    for (int i = 0; i < rows; i++, start++, a += count) {
        if (node->inputs == 1)
            memcpy(a, node_input(tape, node, 0)->value + (size_t)start * (size_t)count, (size_t)count * sizeof *a);
        kernels_now()->softmax_rows(1, count, a);
    }
}

static void softmax_forward(const Tape *tape, const Node *node) {
    int count = shape_last(node->shape, 0);
    if (node->inputs == 2) add_mask(node, node_input(tape, node, 0), node_input(tape, node, 1), node->value);
    spread(tape, node, node->count / count, count, softmax_part);
}

// ds = a ⊙ (g − Σ a g): the Jacobian of a row is diag(a) − aᵀa. Where a is 0 the weight cannot move, whatever g says.
KERNEL void softmax_share(int count, const Real *restrict a, const Real *restrict g, Real *restrict ds) {
    for (int j = 0; j < count; j++) ds[j] = a[j] == 0 ? 0 : g[j];
    Real mean = dot_of(a, ds, count);
    for (int j = 0; j < count; j++) ds[j] = a[j] == 0 ? 0 : a[j] * (g[j] - mean);
}

KERNEL void add_row(int count, const Real *restrict ds, Real *restrict d) {
    for (int j = 0; j < count; j++) d[j] += ds[j];
}
KERNEL Real sum_row(int count, const Real *ds) { return sum_of(ds, count); }

static void softmax_backward(const Tape *tape, const Node *node) { // a = softmax(x + mask)
    const Node *x = node_input(tape, node, 0), *mask = node->inputs == 2 ? node_input(tape, node, 1) : x;
    Real *dx = input_grad(tape, node, 0), *dmask = node->inputs == 2 ? input_grad(tape, node, 1) : NULL, *ds = tape->scratch;
    Broadcast all = broadcast_axes(node->shape, x->shape, mask->shape);
    int count = shape_last(node->shape, 0);
    for (int start = 0; start < node->count; start += count) {
        softmax_share(count, node->value + start, node->grad + start, ds);
        if (dx) add_row(count, ds, dx + start);
        if (!dmask) continue;
        Real *row = dmask + broadcast_element(&all, all.b, start);
        if (all.b[TAPE_AXES - 1])
            add_row(count, ds, row);
        else
            *row += sum_row(count, ds);
    }
}

// The score that exp sees: element `start` + k · stride of x, plus what the mask adds there.
static Expr *score(Explainer *ex, const Tape *tape, const Node *node, int start, int stride) {
    Expr *x = expr_source(ex, node->input[0], start, stride);
    if (node->inputs == 1) return x;
    Broadcast all = broadcast_axes(node->shape, node->shape, node_input(tape, node, 1)->shape);
    int step = all.b[TAPE_AXES - 1];
    return expr_binary(ex, EXPR_SUM, x, expr_source(ex, node->input[1], broadcast_element(&all, all.b, start), stride * step));
}

// What to take off every score of a row so that exp does not overflow in the explanation; 0, and not shown, unless it must be.
static double score_shift(const Tape *tape, const Node *node, int row, int count) {
    const Node *x = node_input(tape, node, 0), *mask = node->inputs == 2 ? node_input(tape, node, 1) : NULL;
    Broadcast all = broadcast_axes(node->shape, x->shape, mask ? mask->shape : x->shape);
    double most = -MATH_INFINITY;
    for (int j = 0; j < count; j++) {
        double s = (double)x->value[row + j];
        if (mask) s += (double)mask->value[broadcast_element(&all, all.b, row + j)];
        if (s > most) most = s;
    }
    return most > 700 || (most < -700 && math_finite(most)) ? most : 0;
}

static Expr *exp_score(Explainer *ex, Expr *s, double shift) {
    return expr_unary(ex, EXPR_EXP, shift == 0 ? s : expr_binary(ex, EXPR_DIFFERENCE, s, expr_number(ex, (Real)shift)));
}

static Expr *softmax_explain(Explainer *ex, const Tape *tape, NodeId id, int element) {
    const Node *node = tape_node(tape, id);
    int count = shape_last(node->shape, 0), row = element - element % count;
    double shift = score_shift(tape, node, row, count);
    Expr *top = exp_score(ex, score(ex, tape, node, element, 0), shift);
    return expr_binary(ex, EXPR_QUOTIENT, top, expr_series(ex, count, exp_score(ex, score(ex, tape, node, row, 1), shift)));
}

// a_i (g_i − Σ_j a_j g_j)
static Expr *share_term(Explainer *ex, const Tape *tape, const Operands *at) {
    (void)tape;
    int count = shape_last(at->node->shape, 0), row = at->start[0] - at->start[0] % count;
    Expr *mean = expr_binary(ex, EXPR_PRODUCT, expr_source(ex, at->id, row, 1), expr_grad(ex, at->id, row, 1));
    Expr *above = expr_binary(ex, EXPR_DIFFERENCE, expr_grad(ex, at->id, at->start[0], 0), expr_series(ex, count, mean));
    return expr_binary(ex, EXPR_PRODUCT, expr_source(ex, at->id, at->start[0], 0), above);
}

// A mask that is no constant gets the share of every score that it was added to; written out one by one, since each holds a
// series of its own.
static Expr *softmax_explain_grad(Explainer *ex, const Tape *tape, NodeId id, int which, int element) {
    const Node *node = tape_node(tape, id);
    Operands at = { .node = node, .id = id, .which = which };
    if (which == 0) {
        at.start[0] = element;
        return share_term(ex, tape, &at);
    }
    Shape shape = node_input(tape, node, 1)->shape;
    Broadcast all = broadcast_axes(node->shape, node->shape, shape);
    at.start[0] = broadcast_first(&all, shape, element);
    Steps steps = broadcast_repeats(&all, all.b, all.a);
    steps.written_out = true;
    return expr_steps(ex, &steps, &at, share_term, tape);
}

// A score feeds the weights of its row; an element of the mask those of every row where it is added.
static Range softmax_feeds(const Tape *tape, NodeId id, int which, int element) {
    const Node *node = tape_node(tape, id);
    int count = shape_last(node->shape, 0);
    Range row = { .node = id, .start = element - element % count, .stride = 1, .count = count };
    if (which == 0) return row;
    Shape shape = node_input(tape, node, 1)->shape;
    Broadcast all = broadcast_axes(node->shape, node->shape, shape);
    int steps[TAPE_AXES];
    memcpy(steps, all.b, sizeof steps);
    steps[TAPE_AXES - 1] = 0; // one score changes the whole row
    int first = broadcast_first(&all, shape, element);
    Range range = broadcast_range(&all, id, SHAPE0(), steps, 0);
    range.start = first - first % count;
    return range;
}

static Work softmax_work(const Tape *tape, const Node *node) {
    (void)tape;
    return (Work){ .multiply_adds = 2.0 * node->count, .functions = node->count };
}

const Op op_softmax = {
    WITH_OP(softmax, 1, 2),
    .feeds = softmax_feeds,
    .work = softmax_work,
};

NodeId tape_softmax(Tape *tape, NodeId x, NodeId additive_mask) {
    Shape shape = tape_node(tape, x)->shape;
    assert(shape.rank >= 1);
    tape_scratch(tape, (size_t)shape_last(shape, 0));
    if (additive_mask == NODE_NONE) return tape_record(tape, &op_softmax, shape, (OpArgs){ 0 }, 1, &x);
    assert(shape_equal(broadcast_shape(shape, tape_node(tape, additive_mask)->shape), shape));
    return tape_record(tape, &op_softmax, shape, (OpArgs){ 0 }, 2, (NodeId[]){ x, additive_mask });
}

// --- hide: y = x where the mask is 1, −∞ where it is 0

KERNEL void hide_loop(int count, const Real *restrict x, const Real *restrict mask, Real *restrict y) {
    for (int j = 0; j < count; j++) y[j] = mask[j] != 0 ? x[j] : -(Real)MATH_INFINITY;
}

KERNEL void seen_add_loop(int count, const Real *restrict g, const Real *restrict mask, Real *restrict dx) {
    for (int j = 0; j < count; j++) dx[j] += mask[j] != 0 ? g[j] : 0;
}

static void hide_forward(const Tape *tape, const Node *node) {
    const Node *x = node_input(tape, node, 0), *mask = node_input(tape, node, 1);
    for (int start = 0; start < node->count; start += mask->count)
        hide_loop(mask->count, x->value + start, mask->value, node->value + start);
}

static void hide_backward(const Tape *tape, const Node *node) { // y = x or −∞: dx = g or 0; the mask gets nothing
    const Node *mask = node_input(tape, node, 1);
    Real *dx = input_grad(tape, node, 0);
    for (int start = 0; dx && start < node->count; start += mask->count)
        seen_add_loop(mask->count, node->grad + start, mask->value, dx + start);
}

static bool is_hidden(const Tape *tape, const Node *node, int element) {
    const Node *mask = node_input(tape, node, 1);
    return mask->value[element % mask->count] == 0;
}

static Expr *hide_explain(Explainer *ex, const Tape *tape, NodeId id, int element) {
    const Node *node = tape_node(tape, id);
    Expr *x = expr_source(ex, node->input[0], element, 0);
    if (is_hidden(tape, node, element)) x->kind = EXPR_HIDDEN;
    return x;
}

static Expr *hide_explain_grad(Explainer *ex, const Tape *tape, NodeId id, int which, int element) {
    if (which == 1 || is_hidden(tape, tape_node(tape, id), element)) return expr_number(ex, 0);
    return expr_grad(ex, id, element, 0);
}

// An element of the mask decides about one element of every matrix; a hidden score feeds nothing.
static Range hide_feeds(const Tape *tape, NodeId id, int which, int element) {
    const Node *node = tape_node(tape, id);
    if (which == 0) return (Range){ .node = id, .start = element, .count = !is_hidden(tape, node, element) };
    int size = node_input(tape, node, 1)->count;
    return (Range){ .node = id, .start = element, .stride = size, .count = node->count / size };
}

const Op op_hide = {
    WITH_OP(hide, 2, 2),
    .feeds = hide_feeds,
    .work = no_work,
};

NodeId tape_hide(Tape *tape, NodeId x, NodeId mask) {
    Shape shape = tape_node(tape, x)->shape;
    assert(shape.rank >= 2);
    assert(shape_equal(tape_node(tape, mask)->shape, SHAPE2(shape_last(shape, 1), shape_last(shape, 0))));
    return tape_record(tape, &op_hide, shape, (OpArgs){ 0 }, 2, (NodeId[]){ x, mask });
}
