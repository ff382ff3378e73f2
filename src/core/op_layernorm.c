// Layer normalisation in one operation: y = γ ⊙ (x − mean) / √(var + ε) + β along the last axis (Ba et al. 2016). It does what a
// dozen small operations would, reading each row while it is in the cache: what training uses. Where mean and variance are to
// be seen, a model records them as operations of their own instead (model/parts.h).
#include <assert.h>

#include "core/kernels.h"
#include "core/record.h"

enum { X, GAMMA, BETA };

static LayernormJob job_of(const Tape *tape, const Node *node) {
    LayernormJob job = { .d = shape_last(node->shape, 0), .eps = (Real)node->args.factor, .y = node->value, .kept = node->kept };
    job.rows = node->count / job.d;
    job.x = node_input(tape, node, X)->value;
    job.gamma = node_input(tape, node, GAMMA)->value;
    job.beta = node_input(tape, node, BETA)->value;
    return job;
}

static void layernorm_forward(const Tape *tape, const Node *node) {
    LayernormJob job = job_of(tape, node);
    kernels_now()->layernorm_rows(&job);
}

static void layernorm_backward(const Tape *tape, const Node *node) {
    LayernormJob job = job_of(tape, node);
    job.g = node->grad;
    job.dx = input_grad(tape, node, X), job.dgamma = input_grad(tape, node, GAMMA), job.dbeta = input_grad(tape, node, BETA);
    kernels_now()->layernorm_grad(&job);
}

// --- explaining; gradients with the two numbers that are kept of a row

// x̂ of an element, or of the elements of its row one after the other (stride 1)
static Expr *normalised(Explainer *ex, const Node *node, int element, int stride) {
    const Real *kept = node->kept + element / shape_last(node->shape, 0) * 2;
    Expr *gap = expr_binary(ex, EXPR_DIFFERENCE, expr_source(ex, node->input[X], element, stride), expr_number(ex, kept[0]));
    return expr_binary(ex, EXPR_PRODUCT, gap, expr_number(ex, kept[1]));
}

static Expr *mean(Explainer *ex, int count, Expr *body) {
    return expr_binary(ex, EXPR_QUOTIENT, expr_series(ex, count, body), expr_number(ex, (Real)count));
}

// γ (x − Σ x / d) / √(Σ (x − mean)² / d + ε) + β
static Expr *layernorm_explain(Explainer *ex, const Tape *tape, NodeId id, int element) {
    const Node *node = tape_node(tape, id);
    NodeId x = node->input[X];
    int d = shape_last(node->shape, 0), column = element % d, row = element - column;
    Expr *gap = expr_binary(ex, EXPR_DIFFERENCE, expr_source(ex, x, row, 1), expr_number(ex, node->kept[row / d * 2]));
    Expr *var = expr_binary(ex, EXPR_SUM, mean(ex, d, expr_unary(ex, EXPR_SQUARE, gap)), expr_number(ex, (Real)node->args.factor));
    Expr *top = expr_binary(ex, EXPR_DIFFERENCE, expr_source(ex, x, element, 0), mean(ex, d, expr_source(ex, x, row, 1)));
    top = expr_binary(ex, EXPR_PRODUCT, expr_source(ex, node->input[GAMMA], column, 0), top);
    Expr *scaled = expr_binary(ex, EXPR_QUOTIENT, top, expr_unary(ex, EXPR_SQRT, var));
    return expr_binary(ex, EXPR_SUM, scaled, expr_source(ex, node->input[BETA], column, 0));
}

// h = γ ⊙ g of an element, or of its row
static Expr *weighted(Explainer *ex, const Node *node, NodeId id, int element, int column, int stride) {
    return expr_binary(ex, EXPR_PRODUCT, expr_source(ex, node->input[GAMMA], column, stride), expr_grad(ex, id, element, stride));
}

// dx_j = rise (h_j − mean(h) − x̂_j mean(h ⊙ x̂))
static Expr *slope_of_x(Explainer *ex, const Node *node, NodeId id, int element) {
    int d = shape_last(node->shape, 0), column = element % d, row = element - column;
    Expr *first = mean(ex, d, weighted(ex, node, id, row, 0, 1));
    Expr *both = expr_binary(ex, EXPR_PRODUCT, weighted(ex, node, id, row, 0, 1), normalised(ex, node, row, 1));
    Expr *second = expr_binary(ex, EXPR_PRODUCT, normalised(ex, node, element, 0), mean(ex, d, both));
    Expr *rest = expr_binary(ex, EXPR_DIFFERENCE, weighted(ex, node, id, element, column, 0), first);
    return expr_binary(ex, EXPR_PRODUCT, expr_number(ex, node->kept[row / d * 2 + 1]),
                       expr_binary(ex, EXPR_DIFFERENCE, rest, second));
}

static Expr *slope_term(Explainer *ex, const Tape *tape, const Operands *at) { // g x̂ for γ, g for β
    (void)tape;
    Expr *g = expr_grad(ex, at->id, at->start[0], at->stride[0]);
    return at->which == BETA ? g : expr_binary(ex, EXPR_PRODUCT, g, normalised(ex, at->node, at->start[0], at->stride[0]));
}

static Expr *layernorm_explain_grad(Explainer *ex, const Tape *tape, NodeId id, int which, int element) {
    const Node *node = tape_node(tape, id);
    if (which == X) return slope_of_x(ex, node, id, element);
    int d = shape_last(node->shape, 0);
    Operands at = { .node = node, .id = id, .which = which, .start = { element } };
    Steps steps = { .written_out = which == GAMMA }; // every row has its own mean and spread
    steps_add(&steps, node->count / d, d, 0, 0);
    return expr_steps(ex, &steps, &at, slope_term, tape);
}

static Range layernorm_feeds(const Tape *tape, NodeId id, int which, int element) {
    const Node *node = tape_node(tape, id);
    int d = shape_last(node->shape, 0);
    if (which == X) return (Range){ .node = id, .start = element - element % d, .stride = 1, .count = d };
    return (Range){ .node = id, .start = element, .stride = d, .count = node->count / d };
}

static Work layernorm_work(const Tape *tape, const Node *node) { // mean, spread, x̂, γ and β; a root a row
    (void)tape;
    return (Work){ .multiply_adds = 4.0 * node->count, .functions = node->count / shape_last(node->shape, 0) };
}

const Op op_layernorm = {
    WITH_OP(layernorm, 3, 3),
    .feeds = layernorm_feeds,
    .work = layernorm_work,
};

NodeId tape_layernorm(Tape *tape, NodeId x, NodeId gamma, NodeId beta, double eps) {
    Shape shape = tape_node(tape, x)->shape;
    assert(shape.rank >= 1 && tape_node(tape, gamma)->count == shape_last(shape, 0) &&
           tape_node(tape, beta)->count == shape_last(shape, 0));
    NodeId id = tape_record(tape, &op_layernorm, shape, (OpArgs){ .factor = eps }, 3, (NodeId[]){ x, gamma, beta });
    tape->node[id].kept = arena_new(tape->arena, Real, 2 * tape->node[id].count / shape_last(shape, 0));
    return id;
}
