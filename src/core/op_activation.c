// What a network bends its numbers with, besides tanh: the logistic function of gates, and the two that feed-forward layers
// use. Each is a function of one number.
#include "core/kernel.h"
#include "core/kernels.h"
#include "core/record.h"

// --- sigmoid: y = 1 / (1 + e⁻ˣ)

KERNEL void sigmoid_add_loop(int count, const Real *restrict g, const Real *restrict y, Real *restrict dx) {
    for (int i = 0; i < count; i++) dx[i] = real_fma(g[i], y[i] * (1 - y[i]), dx[i]);
}
static void sigmoid_forward(const Tape *tape, const Node *node) {
    kernels_now()->each_sigmoid(node->count, node_input(tape, node, 0)->value, node->value);
}
static void sigmoid_backward(const Tape *tape, const Node *node) { // y = 1 / (1 + e⁻ˣ): dx = g y (1 − y)
    sigmoid_add_loop(node->count, node->grad, node->value, input_grad(tape, node, 0));
}
static Expr *sigmoid_explain(Explainer *ex, const Tape *tape, NodeId id, int element) {
    Expr *power = expr_unary(ex, EXPR_EXP, expr_unary(ex, EXPR_NEGATIVE, input_source(ex, tape, id, element)));
    return expr_binary(ex, EXPR_QUOTIENT, expr_number(ex, 1), expr_binary(ex, EXPR_SUM, expr_number(ex, 1), power));
}
static Expr *sigmoid_explain_grad(Explainer *ex, const Tape *tape, NodeId id, int which, int element) {
    (void)tape, (void)which;
    Expr *rest = expr_binary(ex, EXPR_DIFFERENCE, expr_number(ex, 1), expr_source(ex, id, element, 0));
    Expr *slope = expr_binary(ex, EXPR_PRODUCT, expr_source(ex, id, element, 0), rest);
    return expr_binary(ex, EXPR_PRODUCT, expr_grad(ex, id, element, 0), slope);
}
const Op op_sigmoid = {
    WITH_OP(sigmoid, 1, 1),
    .feeds = one_feeds,
    .work = one_function,
};
NodeId tape_sigmoid(Tape *tape, NodeId x) {
    return tape_record(tape, &op_sigmoid, tape_node(tape, x)->shape, (OpArgs){ 0 }, 1, &x);
}

// --- relu: y = max(0, x) (Vaswani et al. 2017, eq. 2); its slope at 0 is taken as 0

KERNEL void relu_loop(int count, const Real *restrict x, Real *restrict y) {
    for (int i = 0; i < count; i++) y[i] = x[i] <= 0 ? 0 : x[i]; // NaN stays
}
KERNEL void relu_add_loop(int count, const Real *restrict g, const Real *restrict x, Real *restrict dx) {
    for (int i = 0; i < count; i++) dx[i] += x[i] <= 0 ? 0 : g[i];
}
static void relu_forward(const Tape *tape, const Node *node) {
    relu_loop(node->count, node_input(tape, node, 0)->value, node->value);
}
static void relu_backward(const Tape *tape, const Node *node) { // y = max(0, x): dx = g where x > 0
    relu_add_loop(node->count, node->grad, node_input(tape, node, 0)->value, input_grad(tape, node, 0));
}
static Expr *relu_explain(Explainer *ex, const Tape *tape, NodeId id, int element) {
    return expr_binary(ex, EXPR_MAX, expr_number(ex, 0), input_source(ex, tape, id, element));
}
static Expr *relu_explain_grad(Explainer *ex, const Tape *tape, NodeId id, int which, int element) {
    (void)which;
    Real slope = node_input(tape, tape_node(tape, id), 0)->value[element] <= 0 ? 0 : 1;
    return expr_binary(ex, EXPR_PRODUCT, expr_grad(ex, id, element, 0), expr_number(ex, slope));
}
const Op op_relu = {
    WITH_OP(relu, 1, 1),
    .feeds = one_feeds,
    .work = no_work,
};
NodeId tape_relu(Tape *tape, NodeId x) { return tape_record(tape, &op_relu, tape_node(tape, x)->shape, (OpArgs){ 0 }, 1, &x); }

// --- gelu: y = x Φ(x), Φ(x) = (1 + erf(x / √2)) / 2 (Hendrycks & Gimpel 2016, exact)

// What forward works out for y is nearly all that the slope needs, so it is kept.
KERNEL void gelu_add_loop(int count, const Real *restrict g, const Real *restrict slope, Real *restrict dx) {
    for (int i = 0; i < count; i++) dx[i] = real_fma(g[i], slope[i], dx[i]);
}
KERNEL void gelu_set_loop(int count, const Real *restrict g, const Real *restrict slope, Real *restrict dx) {
    for (int i = 0; i < count; i++) dx[i] = g[i] * slope[i];
}
static void gelu_forward(const Tape *tape, const Node *node) {
    kernels_now()->each_gelu(node->count, node_input(tape, node, 0)->value, node->value, node->kept);
}
static void gelu_backward(const Tape *tape, const Node *node) { // y = x Φ(x): dx = g (Φ(x) + x φ(x)), φ = Φ'
    if (gradient_is_fresh(tape, node, 0))
        gelu_set_loop(node->count, node->grad, node->kept, input_grad(tape, node, 0));
    else
        gelu_add_loop(node->count, node->grad, node->kept, input_grad(tape, node, 0));
}
// (1 + erf(x / √2)) / 2
static Expr *explain_below(Explainer *ex, const Tape *tape, NodeId id, int element) {
    Expr *root = expr_unary(ex, EXPR_SQRT, expr_number(ex, 2));
    Expr *share = expr_unary(ex, EXPR_ERF, expr_binary(ex, EXPR_QUOTIENT, input_source(ex, tape, id, element), root));
    return expr_binary(ex, EXPR_QUOTIENT, expr_binary(ex, EXPR_SUM, expr_number(ex, 1), share), expr_number(ex, 2));
}
static Expr *gelu_explain(Explainer *ex, const Tape *tape, NodeId id, int element) {
    return expr_binary(ex, EXPR_PRODUCT, input_source(ex, tape, id, element), explain_below(ex, tape, id, element));
}
// g (Φ + x e^(−x²/2) / √(2π))
static Expr *gelu_explain_grad(Explainer *ex, const Tape *tape, NodeId id, int which, int element) {
    (void)which;
    Expr *half =
        expr_binary(ex, EXPR_QUOTIENT, expr_unary(ex, EXPR_SQUARE, input_source(ex, tape, id, element)), expr_number(ex, 2));
    Expr *bell = expr_unary(ex, EXPR_EXP, expr_unary(ex, EXPR_NEGATIVE, half));
    Expr *root = expr_unary(ex, EXPR_SQRT, expr_number(ex, (Real)(2 * MATH_PI)));
    Expr *density = expr_binary(ex, EXPR_QUOTIENT, bell, root);
    Expr *moved = expr_binary(ex, EXPR_PRODUCT, input_source(ex, tape, id, element), density);
    Expr *slope = expr_binary(ex, EXPR_SUM, explain_below(ex, tape, id, element), moved);
    return expr_binary(ex, EXPR_PRODUCT, expr_grad(ex, id, element, 0), slope);
}
const Op op_gelu = {
    WITH_OP(gelu, 1, 1),
    .overwrites = true,
    .feeds = one_feeds,
    .work = one_function,
};
NodeId tape_gelu(Tape *tape, NodeId x) {
    NodeId id = tape_record(tape, &op_gelu, tape_node(tape, x)->shape, (OpArgs){ 0 }, 1, &x);
    tape->node[id].kept = arena_new(tape->arena, Real, tape->node[id].count);
    return id;
}
