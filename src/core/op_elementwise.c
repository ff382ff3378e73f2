// One number in, one number out: sums, differences, products and quotients with NumPy's broadcasting, then functions of one
// number. The gradient of a repeated operand is the sum over its repeats.
#include <assert.h>
#include <string.h>

#include "core/broadcast.h"
#include "core/kernel.h"
#include "core/kernels.h"
#include "core/record.h"
#include "core/spread.h"

// --- two operands: rows along the last axis, along which an operand steps by 1 or is repeated

typedef enum Pairing { ADD, SUBTRACT, MULTIPLY, DIVIDE } Pairing;

KERNEL_PART Real paired(Pairing pairing, Real a, Real b) {
    switch (pairing) {
    case ADD: return a + b;
    case SUBTRACT: return a - b;
    case MULTIPLY: return a * b;
    case DIVIDE: return a / b;
    }
    return 0;
}

KERNEL_PART void pair_loop(Pairing pairing, int count, const Real *a, int a_step, const Real *b, int b_step, Real *y) {
    if (a_step && b_step)
        for (int j = 0; j < count; j++) y[j] = paired(pairing, a[j], b[j]);
    else if (a_step)
        for (int j = 0; j < count; j++) y[j] = paired(pairing, a[j], *b);
    else if (b_step)
        for (int j = 0; j < count; j++) y[j] = paired(pairing, *a, b[j]);
    else
        for (int j = 0; j < count; j++) y[j] = paired(pairing, *a, *b);
}

// Rows of a rectangle: how many, and how far apart in the output and in both operands.
typedef struct Rectangle {
    int rows, count, out, a, b;
    int a_step, b_step; // within a row
} Rectangle;

KERNEL_PART void pair_rows(Pairing pairing, Rectangle r, const Real *restrict a, const Real *restrict b, Real *restrict y) {
    for (int i = 0; i < r.rows; i++, a += r.a, b += r.b, y += r.out) pair_loop(pairing, r.count, a, r.a_step, b, r.b_step, y);
}

KERNEL void pair_rectangle(Pairing pairing, Rectangle r, const Real *restrict a, const Real *restrict b, Real *restrict y) {
    switch (pairing) { // a loop each
    case ADD: pair_rows(ADD, r, a, b, y); break;
    case SUBTRACT: pair_rows(SUBTRACT, r, a, b, y); break;
    case MULTIPLY: pair_rows(MULTIPLY, r, a, b, y); break;
    case DIVIDE: pair_rows(DIVIDE, r, a, b, y); break;
    }
}

// Steps through the rectangles of the last two axes: where each starts in the output and in both operands.
typedef struct Walk {
    Broadcast all;
    Rectangle inner;
    int at[TAPE_AXES], out, a, b;
} Walk;

static Walk walk_begin(const Tape *tape, const Node *node) {
    Walk w = { .all = broadcast_joined(node->shape, node_input(tape, node, 0)->shape, node_input(tape, node, 1)->shape) };
    int last = w.all.axes - 1, before = last - 1;
    w.inner = (Rectangle){ 1, w.all.size[last], w.all.size[last], 0, 0, w.all.a[last], w.all.b[last] };
    if (before < 0) return w;
    w.inner.rows = w.all.size[before];
    w.inner.a = w.all.a[before];
    w.inner.b = w.all.b[before];
    return w;
}

static bool walk_next(Walk *w) {
    w->out += w->inner.rows * w->inner.count;
    for (int i = w->all.axes - 3; i >= 0; i--) {
        w->a += w->all.a[i];
        w->b += w->all.b[i];
        if (++w->at[i] < w->all.size[i]) return true;
        w->a -= w->all.a[i] * w->all.size[i];
        w->b -= w->all.b[i] * w->all.size[i];
        w->at[i] = 0;
    }
    return false;
}

static Pairing pairing_of(const Node *node) {
    return node->op == &op_add ? ADD : node->op == &op_subtract ? SUBTRACT : node->op == &op_multiply ? MULTIPLY : DIVIDE;
}

// Of one row alone, as operands of one shape are.
static void pair_part(const Tape *tape, const Node *node, int start, int count) {
    Rectangle r = walk_begin(tape, node).inner;
    const Real *a = node_input(tape, node, 0)->value + start * r.a_step, *b = node_input(tape, node, 1)->value + start * r.b_step;
    r.count = count;
    pair_rectangle(pairing_of(node), r, a, b, node->value + start);
}

static void pair_forward(const Tape *tape, const Node *node) {
    const Real *a = node_input(tape, node, 0)->value, *b = node_input(tape, node, 1)->value;
    Walk w = walk_begin(tape, node);
    if (w.all.axes == 1) {
        spread(tape, node, node->count, 1, pair_part);
        return;
    }
    do pair_rectangle(pairing_of(node), w.inner, a + w.a, b + w.b, node->value + w.out);
    while (walk_next(&w));
}

// What an output's gradient g gives to an operand.
typedef enum Share {
    SAME,       // g
    NEGATIVE,   // −g
    TIMES,      // g x, x the other operand
    OVER,       // g / x
    OVER_TIMES, // −g y / x, y the output
} Share;

KERNEL_PART Real share_of(Share share, Real g, Real x, Real y) {
    switch (share) {
    case SAME: return g;
    case NEGATIVE: return -g;
    case TIMES: return g * x;
    case OVER: return g / x;
    case OVER_TIMES: return -(g * y) / x;
    }
    return 0;
}

// d += the row's shares; where the operand is repeated along the row, their sum.
KERNEL_PART void share_loop(Share share, int count, const Real *g, const Real *x, int x_step, const Real *y, Real *d, int d_step) {
    if (d_step && x_step)
        for (int j = 0; j < count; j++) d[j] += share_of(share, g[j], x[j], y[j]);
    else if (d_step)
        for (int j = 0; j < count; j++) d[j] += share_of(share, g[j], *x, y[j]);
    else {
        Real p[PARTIALS] = { 0 };
        int j = 0;
        if (x_step)
            for (; j + PARTIALS <= count; j += PARTIALS)
                for (int l = 0; l < PARTIALS; l++) p[l] += share_of(share, g[j + l], x[j + l], y[j + l]);
        else
            for (; j + PARTIALS <= count; j += PARTIALS)
                for (int l = 0; l < PARTIALS; l++) p[l] += share_of(share, g[j + l], *x, y[j + l]);
        for (int l = 0; j + l < count; l++) p[l] += share_of(share, g[j + l], x[x_step * (j + l)], y[j + l]);
        *d += join_partials(p);
    }
}

// In the order of the rows, so that the sum of a repeated operand has one order. d and x step like the operands a and b.
KERNEL_PART void share_rows(Share share, Rectangle r, const Real *restrict g, const Real *restrict x, const Real *restrict y,
                            Real *restrict d) {
    for (int i = 0; i < r.rows; i++, g += r.out, y += r.out, x += r.b, d += r.a)
        share_loop(share, r.count, g, x, r.b_step, y, d, r.a_step);
}

KERNEL void share_rectangle(Share share, Rectangle r, const Real *restrict g, const Real *restrict x, const Real *restrict y,
                            Real *restrict d) {
    switch (share) {
    case SAME: share_rows(SAME, r, g, x, y, d); break;
    case NEGATIVE: share_rows(NEGATIVE, r, g, x, y, d); break;
    case TIMES: share_rows(TIMES, r, g, x, y, d); break;
    case OVER: share_rows(OVER, r, g, x, y, d); break;
    case OVER_TIMES: share_rows(OVER_TIMES, r, g, x, y, d); break;
    }
}

static Rectangle rectangle_of(Rectangle r, int d, int d_step, int x, int x_step) {
    r.a = d, r.a_step = d_step, r.b = x, r.b_step = x_step;
    return r;
}

// The shares of a go by b, or by nothing; those of b by a, or for a quotient by b itself.
static void pair_backward(const Tape *tape, const Node *node, Share share_a, Share share_b) {
    const Real *a = node_input(tape, node, 0)->value, *b = node_input(tape, node, 1)->value;
    Real *da = input_grad(tape, node, 0), *db = input_grad(tape, node, 1);
    bool by_itself = share_b == OVER_TIMES;
    Walk w = walk_begin(tape, node);
    Rectangle r = w.inner, for_a = r, for_b = rectangle_of(r, r.b, r.b_step, r.a, r.a_step);
    if (by_itself) for_b.b = r.b, for_b.b_step = r.b_step;
    do {
        const Real *g = node->grad + w.out, *y = node->value + w.out;
        if (da) share_rectangle(share_a, for_a, g, b + w.b, y, da + w.a);
        if (db) share_rectangle(share_b, for_b, g, by_itself ? b + w.b : a + w.a, y, db + w.b);
    } while (walk_next(&w));
}

static Broadcast pair_axes(const Tape *tape, const Node *node) {
    return broadcast_axes(node->shape, node_input(tape, node, 0)->shape, node_input(tape, node, 1)->shape);
}

static Expr *pair_explain(Explainer *ex, const Tape *tape, NodeId id, int element, ExprKind kind) {
    const Node *node = tape_node(tape, id);
    Broadcast all = pair_axes(tape, node);
    Expr *a = expr_source(ex, node->input[0], broadcast_element(&all, all.a, element), 0);
    return expr_binary(ex, kind, a, expr_source(ex, node->input[1], broadcast_element(&all, all.b, element), 0));
}

// Operand 0 is the output, 1 the other input, 2 the input itself.
static Expr *pair_explain_grad(Explainer *ex, const Tape *tape, NodeId id, int which, int element,
                               Expr *(*term)(Explainer *, const Tape *, const Operands *)) {
    const Node *node = tape_node(tape, id);
    Broadcast all = pair_axes(tape, node);
    const int *own = which ? all.b : all.a, *other = which ? all.a : all.b;
    int first = broadcast_first(&all, node_input(tape, node, which)->shape, element);
    Operands at = { .node = node, .id = id, .which = which };
    at.start[0] = first;
    at.start[1] = broadcast_element(&all, other, first);
    at.start[2] = element;
    Steps steps = broadcast_repeats(&all, own, other);
    return expr_steps(ex, &steps, &at, term, tape);
}

static Range pair_feeds(const Tape *tape, NodeId id, int which, int element) {
    const Node *node = tape_node(tape, id);
    Broadcast all = pair_axes(tape, node);
    return broadcast_range(&all, id, node_input(tape, node, which)->shape, which ? all.b : all.a, element);
}

static NodeId pair_record(Tape *tape, const Op *op, NodeId a, NodeId b) {
    Shape shape = broadcast_shape(tape_node(tape, a)->shape, tape_node(tape, b)->shape);
    return tape_record(tape, op, shape, (OpArgs){ 0 }, 2, (NodeId[]){ a, b });
}

static Expr *grad_of_output(Explainer *ex, const Operands *at) { return expr_grad(ex, at->id, at->start[0], at->stride[0]); }
static Expr *other_input(Explainer *ex, const Operands *at) {
    return expr_source(ex, at->node->input[1 - at->which], at->start[1], at->stride[1]);
}

// --- add: y = a + b

static void add_forward(const Tape *tape, const Node *node) { pair_forward(tape, node); }
KERNEL void take_over(int count, const Real *restrict g, Real *restrict d) {
    for (int i = 0; i < count; i++) d[i] = g[i] + 0; // as if it were added to 0: −0 becomes 0
}

// What nobody has added to yet: as a whole where it has the output's shape, and is done then; else it is cleared.
static bool begin_operand(const Tape *tape, const Node *node, int which) {
    Real *d = input_grad(tape, node, which);
    const Node *operand = node_input(tape, node, which);
    if (!d || !gradient_is_fresh(tape, node, which)) return false;
    bool whole = shape_equal(operand->shape, node->shape);
    if (whole)
        take_over(node->count, node->grad, d);
    else
        memset(d, 0, (size_t)operand->count * sizeof *d);
    return whole;
}

static void add_backward(const Tape *tape, const Node *node) { // da = g, db = g
    bool a = begin_operand(tape, node, 0), b = begin_operand(tape, node, 1);
    Walk w = walk_begin(tape, node);
    Rectangle r = w.inner, for_b = rectangle_of(r, r.b, r.b_step, r.a, r.a_step);
    Real *da = a ? NULL : input_grad(tape, node, 0), *db = b ? NULL : input_grad(tape, node, 1);
    if (!da && !db) return;
    do {
        const Real *g = node->grad + w.out;
        if (da) share_rectangle(SAME, r, g, g, g, da + w.a);
        if (db) share_rectangle(SAME, for_b, g, g, g, db + w.b);
    } while (walk_next(&w));
}
static Expr *add_explain(Explainer *ex, const Tape *tape, NodeId id, int element) {
    return pair_explain(ex, tape, id, element, EXPR_SUM);
}
static Expr *add_term(Explainer *ex, const Tape *tape, const Operands *at) {
    (void)tape;
    return grad_of_output(ex, at);
}
static Expr *add_explain_grad(Explainer *ex, const Tape *tape, NodeId id, int which, int element) {
    return pair_explain_grad(ex, tape, id, which, element, add_term);
}
const Op op_add = {
    WITH_OP(add, 2, 2),
    .overwrites = true,
    .feeds = pair_feeds,
    .work = no_work,
};
NodeId tape_add(Tape *tape, NodeId a, NodeId b) { return pair_record(tape, &op_add, a, b); }

// --- subtract: y = a − b

static void subtract_forward(const Tape *tape, const Node *node) { pair_forward(tape, node); }
static void subtract_backward(const Tape *tape, const Node *node) { pair_backward(tape, node, SAME, NEGATIVE); } // da = g, db = −g
static Expr *subtract_explain(Explainer *ex, const Tape *tape, NodeId id, int element) {
    return pair_explain(ex, tape, id, element, EXPR_DIFFERENCE);
}
static Expr *subtract_term(Explainer *ex, const Tape *tape, const Operands *at) {
    (void)tape;
    return at->which == 0 ? grad_of_output(ex, at) : expr_unary(ex, EXPR_NEGATIVE, grad_of_output(ex, at));
}
static Expr *subtract_explain_grad(Explainer *ex, const Tape *tape, NodeId id, int which, int element) {
    return pair_explain_grad(ex, tape, id, which, element, subtract_term);
}
const Op op_subtract = {
    WITH_OP(subtract, 2, 2),
    .feeds = pair_feeds,
    .work = no_work,
};
NodeId tape_subtract(Tape *tape, NodeId a, NodeId b) { return pair_record(tape, &op_subtract, a, b); }

// --- multiply: y = a b

static void multiply_forward(const Tape *tape, const Node *node) { pair_forward(tape, node); }
static void multiply_backward(const Tape *tape, const Node *node) { pair_backward(tape, node, TIMES, TIMES); } // da = g b, db = g a
static Expr *multiply_explain(Explainer *ex, const Tape *tape, NodeId id, int element) {
    return pair_explain(ex, tape, id, element, EXPR_PRODUCT);
}
static Expr *multiply_term(Explainer *ex, const Tape *tape, const Operands *at) {
    (void)tape;
    return expr_binary(ex, EXPR_PRODUCT, grad_of_output(ex, at), other_input(ex, at));
}
static Expr *multiply_explain_grad(Explainer *ex, const Tape *tape, NodeId id, int which, int element) {
    return pair_explain_grad(ex, tape, id, which, element, multiply_term);
}
const Op op_multiply = {
    WITH_OP(multiply, 2, 2),
    .feeds = pair_feeds,
    .work = one_multiply,
};
NodeId tape_multiply(Tape *tape, NodeId a, NodeId b) { return pair_record(tape, &op_multiply, a, b); }

// --- divide: y = a / b

static void divide_forward(const Tape *tape, const Node *node) { pair_forward(tape, node); }
static void divide_backward(const Tape *tape, const Node *node) { // da = g / b, db = −g y / b
    pair_backward(tape, node, OVER, OVER_TIMES);
}
static Expr *divide_explain(Explainer *ex, const Tape *tape, NodeId id, int element) {
    return pair_explain(ex, tape, id, element, EXPR_QUOTIENT);
}
static Expr *divide_term(Explainer *ex, const Tape *tape, const Operands *at) { // db as −g a / b²
    (void)tape;
    if (at->which == 0) return expr_binary(ex, EXPR_QUOTIENT, grad_of_output(ex, at), other_input(ex, at));
    Expr *top = expr_binary(ex, EXPR_PRODUCT, grad_of_output(ex, at), other_input(ex, at));
    Expr *bottom = expr_unary(ex, EXPR_SQUARE, expr_source(ex, at->node->input[1], at->start[2], at->stride[2]));
    return expr_unary(ex, EXPR_NEGATIVE, expr_binary(ex, EXPR_QUOTIENT, top, bottom));
}
static Expr *divide_explain_grad(Explainer *ex, const Tape *tape, NodeId id, int which, int element) {
    return pair_explain_grad(ex, tape, id, which, element, divide_term);
}
const Op op_divide = {
    WITH_OP(divide, 2, 2),
    .feeds = pair_feeds,
    .work = one_multiply,
};
NodeId tape_divide(Tape *tape, NodeId a, NodeId b) { return pair_record(tape, &op_divide, a, b); }

// --- functions of one number

// --- scale: y = x c

KERNEL void scale_loop(int count, const Real *restrict x, Real c, Real *restrict y) {
    for (int i = 0; i < count; i++) y[i] = x[i] * c;
}
KERNEL void scale_add_loop(int count, const Real *restrict g, Real c, Real *restrict dx) {
    for (int i = 0; i < count; i++) dx[i] = real_fma(g[i], c, dx[i]);
}
static void scale_part(const Tape *tape, const Node *node, int start, int count) {
    scale_loop(count, node_input(tape, node, 0)->value + start, (Real)node->args.factor, node->value + start);
}
static void scale_forward(const Tape *tape, const Node *node) { spread(tape, node, node->count, 1, scale_part); }
static void scale_backward(const Tape *tape, const Node *node) { // y = x c: dx = g c
    scale_add_loop(node->count, node->grad, (Real)node->args.factor, input_grad(tape, node, 0));
}
static Expr *scale_explain(Explainer *ex, const Tape *tape, NodeId id, int element) {
    Expr *factor = expr_number(ex, (Real)tape_node(tape, id)->args.factor);
    return expr_binary(ex, EXPR_PRODUCT, input_source(ex, tape, id, element), factor);
}
static Expr *scale_explain_grad(Explainer *ex, const Tape *tape, NodeId id, int which, int element) {
    (void)which;
    return expr_binary(ex, EXPR_PRODUCT, expr_grad(ex, id, element, 0), expr_number(ex, (Real)tape_node(tape, id)->args.factor));
}
const Op op_scale = {
    WITH_OP(scale, 1, 1),
    .feeds = one_feeds,
    .work = one_multiply,
};
NodeId tape_scale(Tape *tape, NodeId x, double factor) {
    return tape_record(tape, &op_scale, tape_node(tape, x)->shape, (OpArgs){ .factor = factor }, 1, &x);
}

// --- exp: y = eˣ

KERNEL void times_add_loop(int count, const Real *restrict g, const Real *restrict y, Real *restrict dx) {
    for (int i = 0; i < count; i++) dx[i] = real_fma(g[i], y[i], dx[i]);
}
static void exp_forward(const Tape *tape, const Node *node) {
    kernels_now()->each_exp(node->count, node_input(tape, node, 0)->value, node->value);
}
static void exp_backward(const Tape *tape, const Node *node) { // y = eˣ: dx = g y
    times_add_loop(node->count, node->grad, node->value, input_grad(tape, node, 0));
}
static Expr *exp_explain(Explainer *ex, const Tape *tape, NodeId id, int element) {
    return expr_unary(ex, EXPR_EXP, input_source(ex, tape, id, element));
}
static Expr *exp_explain_grad(Explainer *ex, const Tape *tape, NodeId id, int which, int element) {
    (void)tape, (void)which;
    return expr_binary(ex, EXPR_PRODUCT, expr_grad(ex, id, element, 0), expr_source(ex, id, element, 0));
}
const Op op_exp = {
    WITH_OP(exp, 1, 1),
    .feeds = one_feeds,
    .work = one_function,
};
NodeId tape_exp(Tape *tape, NodeId x) { return tape_record(tape, &op_exp, tape_node(tape, x)->shape, (OpArgs){ 0 }, 1, &x); }

// --- log: y = ln x

static void log_forward(const Tape *tape, const Node *node) {
    const Real *x = node_input(tape, node, 0)->value;
    for (int i = 0; i < node->count; i++) node->value[i] = real_log(x[i]);
}
static void log_backward(const Tape *tape, const Node *node) { // y = ln x: dx = g / x
    const Real *x = node_input(tape, node, 0)->value;
    Real *dx = input_grad(tape, node, 0);
    for (int i = 0; i < node->count; i++) dx[i] += node->grad[i] / x[i];
}
static Expr *log_explain(Explainer *ex, const Tape *tape, NodeId id, int element) {
    return expr_unary(ex, EXPR_LOG, input_source(ex, tape, id, element));
}
static Expr *log_explain_grad(Explainer *ex, const Tape *tape, NodeId id, int which, int element) {
    (void)which;
    return expr_binary(ex, EXPR_QUOTIENT, expr_grad(ex, id, element, 0), input_source(ex, tape, id, element));
}
const Op op_log = {
    WITH_OP(log, 1, 1),
    .feeds = one_feeds,
    .work = one_function,
};
NodeId tape_log(Tape *tape, NodeId x) { return tape_record(tape, &op_log, tape_node(tape, x)->shape, (OpArgs){ 0 }, 1, &x); }

// --- tanh: y = tanh x

KERNEL void tanh_add_loop(int count, const Real *restrict g, const Real *restrict y, Real *restrict dx) {
    for (int i = 0; i < count; i++) dx[i] = real_fma(g[i], real_fma(-y[i], y[i], 1), dx[i]);
}
static void tanh_part(const Tape *tape, const Node *node, int start, int count) {
    kernels_now()->each_tanh(count, node_input(tape, node, 0)->value + start, node->value + start);
}
static void tanh_forward(const Tape *tape, const Node *node) { spread(tape, node, node->count, 1, tanh_part); }
static void tanh_backward(const Tape *tape, const Node *node) { // y = tanh x: dx = g (1 − y²)
    tanh_add_loop(node->count, node->grad, node->value, input_grad(tape, node, 0));
}
static Expr *tanh_explain(Explainer *ex, const Tape *tape, NodeId id, int element) {
    return expr_unary(ex, EXPR_TANH, input_source(ex, tape, id, element));
}
static Expr *tanh_explain_grad(Explainer *ex, const Tape *tape, NodeId id, int which, int element) {
    (void)tape, (void)which;
    Expr *slope =
        expr_binary(ex, EXPR_DIFFERENCE, expr_number(ex, 1), expr_unary(ex, EXPR_SQUARE, expr_source(ex, id, element, 0)));
    return expr_binary(ex, EXPR_PRODUCT, expr_grad(ex, id, element, 0), slope);
}
const Op op_tanh = {
    WITH_OP(tanh, 1, 1),
    .feeds = one_feeds,
    .work = one_function,
};
NodeId tape_tanh(Tape *tape, NodeId x) { return tape_record(tape, &op_tanh, tape_node(tape, x)->shape, (OpArgs){ 0 }, 1, &x); }
