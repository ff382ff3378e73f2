// Square and root, as variances and spreads need them; sine and cosine, as positions do. Each is a function of one number.
#include "core/kernel.h"
#include "core/record.h"
#include "core/spread.h"

// --- square: y = x²

KERNEL void square_loop(int count, const Real *restrict x, Real *restrict y) {
    for (int i = 0; i < count; i++) y[i] = x[i] * x[i];
}
KERNEL void square_add_loop(int count, const Real *restrict g, const Real *restrict x, Real *restrict dx) {
    for (int i = 0; i < count; i++) dx[i] = real_fma(g[i], 2 * x[i], dx[i]);
}
static void square_part(const Tape *tape, const Node *node, int start, int count) {
    square_loop(count, node_input(tape, node, 0)->value + start, node->value + start);
}
static void square_forward(const Tape *tape, const Node *node) { spread(tape, node, node->count, 1, square_part); }
static void square_backward(const Tape *tape, const Node *node) { // y = x²: dx = g 2x
    square_add_loop(node->count, node->grad, node_input(tape, node, 0)->value, input_grad(tape, node, 0));
}
static Expr *square_explain(Explainer *ex, const Tape *tape, NodeId id, int element) {
    return expr_unary(ex, EXPR_SQUARE, input_source(ex, tape, id, element));
}
static Expr *square_explain_grad(Explainer *ex, const Tape *tape, NodeId id, int which, int element) {
    (void)which;
    Expr *slope = expr_binary(ex, EXPR_PRODUCT, expr_number(ex, 2), input_source(ex, tape, id, element));
    return expr_binary(ex, EXPR_PRODUCT, expr_grad(ex, id, element, 0), slope);
}
const Op op_square = {
    WITH_OP(square, 1, 1),
    .feeds = one_feeds,
    .work = one_multiply,
};
NodeId tape_square(Tape *tape, NodeId x) { return one_record(tape, &op_square, x); }

// --- sqrt: y = √x

KERNEL void sqrt_loop(int count, const Real *restrict x, Real *restrict y) {
    for (int i = 0; i < count; i++) y[i] = real_sqrt(x[i]);
}
KERNEL void sqrt_add_loop(int count, const Real *restrict g, const Real *restrict y, Real *restrict dx) {
    for (int i = 0; i < count; i++) dx[i] += g[i] / (2 * y[i]);
}
static void sqrt_forward(const Tape *tape, const Node *node) {
    sqrt_loop(node->count, node_input(tape, node, 0)->value, node->value);
}
static void sqrt_backward(const Tape *tape, const Node *node) { // y = √x: dx = g / (2y)
    sqrt_add_loop(node->count, node->grad, node->value, input_grad(tape, node, 0));
}
static Expr *sqrt_explain(Explainer *ex, const Tape *tape, NodeId id, int element) {
    return expr_unary(ex, EXPR_SQRT, input_source(ex, tape, id, element));
}
static Expr *sqrt_explain_grad(Explainer *ex, const Tape *tape, NodeId id, int which, int element) {
    (void)tape, (void)which;
    Expr *twice = expr_binary(ex, EXPR_PRODUCT, expr_number(ex, 2), expr_source(ex, id, element, 0));
    return expr_binary(ex, EXPR_QUOTIENT, expr_grad(ex, id, element, 0), twice);
}
const Op op_sqrt = {
    WITH_OP(sqrt, 1, 1),
    .feeds = one_feeds,
    .work = one_function,
};
NodeId tape_sqrt(Tape *tape, NodeId x) { return one_record(tape, &op_sqrt, x); }

// --- sin: y = sin x

static void sin_forward(const Tape *tape, const Node *node) {
    const Real *x = node_input(tape, node, 0)->value;
    for (int i = 0; i < node->count; i++) node->value[i] = (Real)math_sin((double)x[i]);
}
static void sin_backward(const Tape *tape, const Node *node) { // y = sin x: dx = g cos x
    const Real *x = node_input(tape, node, 0)->value;
    Real *dx = input_grad(tape, node, 0);
    for (int i = 0; i < node->count; i++) dx[i] = real_fma(node->grad[i], (Real)math_cos((double)x[i]), dx[i]);
}
static Expr *sin_explain(Explainer *ex, const Tape *tape, NodeId id, int element) {
    return expr_unary(ex, EXPR_SIN, input_source(ex, tape, id, element));
}
static Expr *sin_explain_grad(Explainer *ex, const Tape *tape, NodeId id, int which, int element) {
    (void)which;
    Expr *slope = expr_unary(ex, EXPR_COS, input_source(ex, tape, id, element));
    return expr_binary(ex, EXPR_PRODUCT, expr_grad(ex, id, element, 0), slope);
}
const Op op_sin = {
    WITH_OP(sin, 1, 1),
    .feeds = one_feeds,
    .work = one_function,
};
NodeId tape_sin(Tape *tape, NodeId x) { return one_record(tape, &op_sin, x); }

// --- cos: y = cos x

static void cos_forward(const Tape *tape, const Node *node) {
    const Real *x = node_input(tape, node, 0)->value;
    for (int i = 0; i < node->count; i++) node->value[i] = (Real)math_cos((double)x[i]);
}
static void cos_backward(const Tape *tape, const Node *node) { // y = cos x: dx = −g sin x
    const Real *x = node_input(tape, node, 0)->value;
    Real *dx = input_grad(tape, node, 0);
    for (int i = 0; i < node->count; i++) dx[i] = real_fma(-node->grad[i], (Real)math_sin((double)x[i]), dx[i]);
}
static Expr *cos_explain(Explainer *ex, const Tape *tape, NodeId id, int element) {
    return expr_unary(ex, EXPR_COS, input_source(ex, tape, id, element));
}
static Expr *cos_explain_grad(Explainer *ex, const Tape *tape, NodeId id, int which, int element) {
    (void)which;
    Expr *slope = expr_unary(ex, EXPR_SIN, input_source(ex, tape, id, element));
    return expr_unary(ex, EXPR_NEGATIVE, expr_binary(ex, EXPR_PRODUCT, expr_grad(ex, id, element, 0), slope));
}
const Op op_cos = {
    WITH_OP(cos, 1, 1),
    .feeds = one_feeds,
    .work = one_function,
};
NodeId tape_cos(Tape *tape, NodeId x) { return one_record(tape, &op_cos, x); }
