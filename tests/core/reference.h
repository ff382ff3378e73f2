// A second implementation of every operation: plain double loops over coordinates, nothing shared with the kernels.
// And an example of every operation in several shapes, which the tests walk in double and in float.
#ifndef ATTEND_TESTS_CORE_REFERENCE_H
#define ATTEND_TESTS_CORE_REFERENCE_H

#include <math.h>

#include "base/random.h"
#include "core/op.h"
#include "core/tape.h"
#include "support/check.h"

// --- coordinates: four of them, counted from the last axis, so that shapes of any rank line up as in NumPy

typedef struct Spot {
    int at[4];
} Spot;

static inline int ref_size(Shape s, int axis) { return axis < s.rank ? s.size[s.rank - 1 - axis] : 1; }

static inline Spot ref_spot(Shape s, int element) {
    Spot spot = { { 0 } };
    for (int i = 0; i < 4; i++) {
        spot.at[i] = element % ref_size(s, i);
        element /= ref_size(s, i);
    }
    return spot;
}

static inline int ref_element(Shape s, Spot spot) { // an axis of size 1 is repeated
    int element = 0;
    for (int i = 3; i >= 0; i--) element = element * ref_size(s, i) + (ref_size(s, i) == 1 ? 0 : spot.at[i]);
    return element;
}

static inline double ref_at(const Node *node, Spot spot) { return (double)node->value[ref_element(node->shape, spot)]; }

// --- one element of each operation

static inline double ref_matmul(const Node *y, const Node *a, const Node *b, Spot at) {
    double sum = 0;
    int steps = ref_size(a->shape, y->args.transpose_a ? 1 : 0);
    for (int k = 0; k < steps; k++) {
        Spot in_a = at, in_b = at;
        in_a.at[y->args.transpose_a ? 0 : 1] = at.at[1];
        in_a.at[y->args.transpose_a ? 1 : 0] = k;
        in_b.at[y->args.transpose_b ? 1 : 0] = at.at[0];
        in_b.at[y->args.transpose_b ? 0 : 1] = k;
        sum += ref_at(a, in_a) * ref_at(b, in_b);
    }
    return sum;
}

static inline double ref_softmax(const Node *x, const Node *mask, Spot at) {
    double most = -INFINITY, sum = 0, own = 0;
    for (int pass = 0; pass < 2; pass++)
        for (int j = 0; j < ref_size(x->shape, 0); j++) {
            Spot other = at;
            other.at[0] = j;
            double s = ref_at(x, other) + (mask ? ref_at(mask, other) : 0);
            if (pass == 0)
                most = s > most ? s : most;
            else
                sum += exp(s - most);
            if (j == at.at[0]) own = s;
        }
    return exp(own - most) / sum;
}

static inline double ref_sum(const Node *y, const Node *x, Spot at) {
    double sum = 0;
    int axis = x->shape.rank - 1 - y->args.axis; // from the last
    for (int k = 0; k < ref_size(x->shape, axis); k++) {
        Spot in = { { 0 } };
        for (int i = 0, j = 0; i < 4; i++) in.at[i] = i == axis ? k : at.at[j < 3 ? j++ : 3];
        sum += ref_at(x, in);
    }
    return sum;
}

static inline double ref_distance2(const Node *a, const Node *b, Spot at) {
    double sum = 0;
    for (int k = 0; k < ref_size(a->shape, 0); k++) {
        double gap = ref_at(a, (Spot){ { k, at.at[1] } }) - ref_at(b, (Spot){ { k, at.at[0] } });
        sum += gap * gap;
    }
    return sum;
}

// softmax(scale q kᵀ) v of the head that the element is in.
static inline double ref_attention(const Node *y, const Node *q, const Node *k, const Node *v, Spot at) {
    int d = ref_size(q->shape, 0) / y->args.heads, dv = ref_size(v->shape, 0) / y->args.heads, head = at.at[0] / dv;
    double sum = 0, all = 0, most = -INFINITY;
    for (int pass = 0; pass < 2; pass++)
        for (int j = 0; j < ref_size(k->shape, 1); j++) {
            if (y->args.causal && j > at.at[1]) break;
            double s = 0;
            for (int p = head * d; p < head * d + d; p++)
                s += ref_at(q, (Spot){ { p, at.at[1], at.at[2] } }) * ref_at(k, (Spot){ { p, j, at.at[2] } });
            s *= y->args.factor;
            if (pass == 0) {
                most = s > most ? s : most;
                continue;
            }
            sum += exp(s - most);
            all += exp(s - most) * ref_at(v, (Spot){ { at.at[0], j, at.at[2] } });
        }
    return all / sum;
}

static inline double ref_layernorm(const Node *y, const Node *x, const Node *gamma, const Node *beta, Spot at) {
    int d = ref_size(x->shape, 0);
    double mean = 0, var = 0, own = ref_at(x, at);
    for (int pass = 0; pass < 2; pass++)
        for (int k = 0; k < d; k++) {
            Spot other = at;
            other.at[0] = k;
            if (pass == 0)
                mean += ref_at(x, other) / d;
            else
                var += pow(ref_at(x, other) - mean, 2) / d;
        }
    return (double)gamma->value[at.at[0]] * (own - mean) / sqrt(var + y->args.factor) + (double)beta->value[at.at[0]];
}

static inline double ref_mse(const Node *a, const Node *b) {
    double sum = 0;
    for (int i = 0; i < a->count; i++) sum += pow((double)a->value[i] - (double)b->value[i], 2);
    return sum / a->count;
}

static inline double ref_sigmoid(double x) { return 1 / (1 + exp(-x)); }
static inline double ref_relu(double x) { return x > 0 ? x : 0; }
static inline double ref_gelu(double x) { return x * erfc(-x / sqrt(2)) / 2; }
static inline double ref_square(double x) { return x * x; }

// The operations that are a function of one number: a line each.
typedef struct RefFunction {
    const char *op;
    double (*of)(double x);
} RefFunction;
static const RefFunction ref_functions[] = {
    { "sigmoid", ref_sigmoid }, { "relu", ref_relu }, { "gelu", ref_gelu }, { "square", ref_square },
    { "sqrt", sqrt },           { "sin", sin },       { "cos", cos },
};

static inline double ref_swap(const Node *y, const Node *x, Spot at) {
    int a = y->shape.rank - 1 - y->args.axis, b = y->shape.rank - 1 - y->args.other, kept = at.at[a];
    at.at[a] = at.at[b];
    at.at[b] = kept;
    return ref_at(x, at);
}

static inline double ref_concat(const Tape *tape, const Node *y, Spot at) {
    int axis = y->shape.rank - 1 - y->args.axis, which = 0;
    while (at.at[axis] >= ref_size(tape_node(tape, y->input[which])->shape, axis))
        at.at[axis] -= ref_size(tape_node(tape, y->input[which++])->shape, axis);
    return ref_at(tape_node(tape, y->input[which]), at);
}

static inline double ref_slice(const Node *y, const Node *x, Spot at) {
    at.at[y->shape.rank - 1 - y->args.axis] += y->args.start;
    return ref_at(x, at);
}

static inline double ref_gather(const Node *table, const Node *index, int element) {
    int width = table->shape.size[1];
    return (double)table->value[(int)index->value[element / width] * width + element % width];
}

static inline double ref_cross_entropy(const Node *x, const Node *target, int element) {
    int count = ref_size(x->shape, 0);
    double sum = 0, own = (double)x->value[element * count + (int)target->value[element]];
    for (int j = 0; j < count; j++) sum += exp((double)x->value[element * count + j] - own);
    return log(sum);
}

// Its own share by the cosine, its partner's by the sine.
static inline double ref_rotate(const Node *y, const Node *x, const Node *cosine, const Node *sine, Spot at) {
    int half = ref_size(cosine->shape, 0), step = y->args.other ? half : 1, within = at.at[0] % (2 * half);
    bool second = y->args.other ? within >= half : within % 2 == 1;
    Spot other = at, turn = { { y->args.other ? within % half : within / 2, at.at[1] } };
    other.at[0] += second ? -step : step;
    return ref_at(x, at) * ref_at(cosine, turn) + (second ? 1 : -1) * ref_at(x, other) * ref_at(sine, turn);
}

// What element `element` of the node should be, from the values of its inputs.
static inline double ref_value(const Tape *tape, const Node *y, int element) {
    const char *op = y->op->name;
    const Node *a = y->inputs > 0 ? tape_node(tape, y->input[0]) : NULL, *b = y->inputs > 1 ? tape_node(tape, y->input[1]) : NULL;
    Spot at = ref_spot(y->shape, element), turned = at;
    turned.at[0] = at.at[1];
    turned.at[1] = at.at[0];
    if (!strcmp(op, "leaf")) return (double)y->value[element];
    if (!strcmp(op, "matmul")) return ref_matmul(y, a, b, at) + (y->inputs == 3 ? ref_at(tape_node(tape, y->input[2]), at) : 0);
    if (!strcmp(op, "add")) return ref_at(a, at) + ref_at(b, at);
    if (!strcmp(op, "subtract")) return ref_at(a, at) - ref_at(b, at);
    if (!strcmp(op, "multiply")) return ref_at(a, at) * ref_at(b, at);
    if (!strcmp(op, "divide")) return ref_at(a, at) / ref_at(b, at);
    if (!strcmp(op, "scale")) return ref_at(a, at) * y->args.factor;
    if (!strcmp(op, "sum")) return ref_sum(y, a, at);
    if (!strcmp(op, "transpose")) return ref_at(a, turned);
    if (!strcmp(op, "reshape")) return (double)a->value[element];
    if (!strcmp(op, "exp")) return exp(ref_at(a, at));
    if (!strcmp(op, "log")) return log(ref_at(a, at));
    if (!strcmp(op, "tanh")) return tanh(ref_at(a, at));
    if (!strcmp(op, "hide")) return ref_at(b, (Spot){ { at.at[0], at.at[1] } }) != 0 ? ref_at(a, at) : -INFINITY;
    if (!strcmp(op, "softmax")) return ref_softmax(a, b, at);
    if (!strcmp(op, "distance2")) return ref_distance2(a, b, at);
    if (!strcmp(op, "attention")) return ref_attention(y, a, b, tape_node(tape, y->input[2]), at);
    if (!strcmp(op, "layernorm")) return ref_layernorm(y, a, b, tape_node(tape, y->input[2]), at);
    if (!strcmp(op, "rotate")) return ref_rotate(y, a, b, tape_node(tape, y->input[2]), at);
    if (!strcmp(op, "mse")) return ref_mse(a, b);
    if (!strcmp(op, "swap")) return ref_swap(y, a, at);
    if (!strcmp(op, "concat")) return ref_concat(tape, y, at);
    if (!strcmp(op, "slice")) return ref_slice(y, a, at);
    if (!strcmp(op, "gather")) return ref_gather(a, b, element);
    if (!strcmp(op, "cross_entropy")) return ref_cross_entropy(a, b, element);
    for (size_t i = 0; i < sizeof ref_functions / sizeof *ref_functions; i++)
        if (!strcmp(op, ref_functions[i].op)) return ref_functions[i].of(ref_at(a, at));
    fail_msg("no reference for the operation %s", op);
    return 0;
}

// --- examples

typedef struct Example {
    const char *op, *shapes;
    NodeId (*record)(Tape *, Random *);
} Example;

static inline NodeId random_leaf(Tape *tape, Random *r, const char *name, Shape shape) {
    NodeId id = tape_leaf(tape, name, shape, NULL);
    for (int i = 0; i < tape_node(tape, id)->count; i++) tape_node(tape, id)->value[i] = (Real)random_normal(r);
    return id;
}

static inline NodeId positive_leaf(Tape *tape, Random *r, const char *name, Shape shape) {
    NodeId id = random_leaf(tape, r, name, shape);
    for (int i = 0; i < tape_node(tape, id)->count; i++) tape_node(tape, id)->value[i] = (Real)(0.5 + random_uniform(r));
    return id;
}

// Ones and zeros; the diagonal stays visible.
static inline NodeId mask_constant(Tape *tape, Random *r, int n, int m) {
    NodeId id = tape_constant(tape, "mask", SHAPE2(n, m), NULL);
    for (int i = 0; i < n; i++)
        for (int j = 0; j < m; j++) tape_node(tape, id)->value[i * m + j] = j == i % m || random_below(r, 3) > 0;
    return id;
}

// Whole numbers below `most`, some of them more than once.
static inline NodeId choice_constant(Tape *tape, Random *r, Shape shape, int most) {
    NodeId id = tape_constant(tape, "choice", shape, NULL);
    for (int i = 0; i < tape_node(tape, id)->count; i++) tape_node(tape, id)->value[i] = (Real)random_below(r, (uint32_t)most);
    return id;
}

// Inputs one a line: the order of a call's arguments is the compiler's.
static inline NodeId concat_of(Tape *tape, Random *r, int axis, int parts, const Shape *shape) {
    NodeId part[4];
    for (int i = 0; i < parts; i++) part[i] = random_leaf(tape, r, (const char *const[]){ "a", "b", "c", "d" }[i], shape[i]);
    return tape_concat(tape, parts, part, axis);
}

#define SHAPE4(a, b, c, d) ((Shape){ 4, { (a), (b), (c), (d) } })
#define LEAF(name, shape) random_leaf(t, r, name, shape)
#define EXAMPLE(label, body)                                                                                                       \
    static inline NodeId label(Tape *t, Random *r) {                                                                               \
        (void)r;                                                                                                                   \
        return body;                                                                                                               \
    }

EXAMPLE(leaf_matrix, LEAF("x", SHAPE2(3, 2)))
EXAMPLE(matmul_small, tape_matmul(t, LEAF("a", SHAPE2(2, 3)), LEAF("b", SHAPE2(3, 4)), (MatmulArgs){ 0 }))
EXAMPLE(matmul_turn_b, tape_matmul(t, LEAF("a", SHAPE2(1, 2)), LEAF("b", SHAPE2(4, 2)), (MatmulArgs){ .transpose_b = true }))
EXAMPLE(matmul_turn_a, tape_matmul(t, LEAF("a", SHAPE2(3, 5)), LEAF("b", SHAPE2(3, 4)), (MatmulArgs){ .transpose_a = true }))
EXAMPLE(matmul_turn_both,
        tape_matmul(t, LEAF("a", SHAPE2(3, 5)), LEAF("b", SHAPE2(4, 3)), (MatmulArgs){ .transpose_a = true, .transpose_b = true }))
EXAMPLE(matmul_panels, tape_matmul(t, LEAF("a", SHAPE2(7, 9)), LEAF("b", SHAPE2(9, 13)), (MatmulArgs){ 0 }))
EXAMPLE(matmul_panels_turned,
        tape_matmul(t, LEAF("a", SHAPE2(9, 7)), LEAF("b", SHAPE2(13, 9)), (MatmulArgs){ .transpose_a = true, .transpose_b = true }))
EXAMPLE(matmul_panels_turn_b,
        tape_matmul(t, LEAF("a", SHAPE2(6, 9)), LEAF("b", SHAPE2(13, 9)), (MatmulArgs){ .transpose_b = true }))
EXAMPLE(matmul_heads, tape_matmul(t, LEAF("a", SHAPE3(2, 3, 4)), LEAF("b", SHAPE3(2, 4, 2)), (MatmulArgs){ 0 }))
EXAMPLE(matmul_heads_turned,
        tape_matmul(t, LEAF("a", SHAPE3(2, 3, 4)), LEAF("b", SHAPE3(2, 5, 4)), (MatmulArgs){ .transpose_b = true }))
EXAMPLE(matmul_one_b, tape_matmul(t, LEAF("a", SHAPE3(2, 3, 4)), LEAF("b", SHAPE2(4, 2)), (MatmulArgs){ 0 }))
EXAMPLE(matmul_one_b_turned, tape_matmul(t, LEAF("a", SHAPE3(2, 4, 3)), LEAF("b", SHAPE2(2, 4)),
                                         (MatmulArgs){ .transpose_a = true, .transpose_b = true }))
EXAMPLE(matmul_four, tape_matmul(t, LEAF("a", SHAPE4(2, 2, 3, 2)), LEAF("b", SHAPE4(2, 2, 2, 3)), (MatmulArgs){ 0 }))
EXAMPLE(affine_rows, tape_affine(t, LEAF("x", SHAPE2(5, 3)), LEAF("W", SHAPE2(3, 18)), LEAF("b", SHAPE1(18))))
EXAMPLE(affine_batch, tape_affine(t, LEAF("x", SHAPE3(2, 3, 7)), LEAF("W", SHAPE2(7, 19)), LEAF("b", SHAPE1(19))))
EXAMPLE(layernorm_rows, tape_layernorm(t, LEAF("x", SHAPE2(3, 4)), LEAF("gamma", SHAPE1(4)), LEAF("beta", SHAPE1(4)), 1e-5))
EXAMPLE(layernorm_long, tape_layernorm(t, LEAF("x", SHAPE3(2, 3, 37)), LEAF("gamma", SHAPE1(37)), LEAF("beta", SHAPE1(37)), 0.1))
EXAMPLE(layernorm_vector, tape_layernorm(t, LEAF("x", SHAPE1(5)), LEAF("gamma", SHAPE1(5)), LEAF("beta", SHAPE1(5)), 0))
EXAMPLE(matmul_one, tape_matmul(t, LEAF("a", SHAPE2(3, 1)), LEAF("b", SHAPE2(1, 2)), (MatmulArgs){ 0 }))
EXAMPLE(add_same, tape_add(t, LEAF("a", SHAPE2(3, 4)), LEAF("b", SHAPE2(3, 4))))
EXAMPLE(add_bias, tape_add(t, LEAF("a", SHAPE3(2, 3, 4)), LEAF("b", SHAPE1(4))))
EXAMPLE(add_middle, tape_add(t, LEAF("a", SHAPE3(1, 3, 1)), LEAF("b", SHAPE3(2, 1, 4))))
EXAMPLE(add_apart, tape_add(t, LEAF("a", SHAPE4(1, 3, 1, 2)), LEAF("b", SHAPE4(2, 3, 2, 2))))
EXAMPLE(add_number, tape_add(t, LEAF("a", SHAPE0()), LEAF("b", SHAPE2(2, 17))))
EXAMPLE(add_numbers, tape_add(t, LEAF("a", SHAPE0()), LEAF("b", SHAPE0())))
EXAMPLE(subtract_same, tape_subtract(t, LEAF("a", SHAPE1(5)), LEAF("b", SHAPE1(5))))
EXAMPLE(subtract_column, tape_subtract(t, LEAF("a", SHAPE2(3, 20)), LEAF("b", SHAPE2(3, 1))))
EXAMPLE(subtract_outer, tape_subtract(t, LEAF("a", SHAPE2(3, 1)), LEAF("b", SHAPE2(1, 4))))
EXAMPLE(multiply_same, tape_multiply(t, LEAF("a", SHAPE2(2, 19)), LEAF("b", SHAPE2(2, 19))))
EXAMPLE(multiply_bias, tape_multiply(t, LEAF("a", SHAPE2(3, 4)), LEAF("b", SHAPE1(4))))
EXAMPLE(multiply_column, tape_multiply(t, LEAF("a", SHAPE2(3, 1)), LEAF("b", SHAPE2(3, 18))))
EXAMPLE(multiply_heads, tape_multiply(t, LEAF("a", SHAPE3(2, 3, 4)), LEAF("b", SHAPE3(2, 1, 1))))
EXAMPLE(multiply_four, tape_multiply(t, LEAF("a", SHAPE4(2, 1, 3, 1)), LEAF("b", SHAPE4(1, 2, 3, 2))))
EXAMPLE(divide_same, tape_divide(t, LEAF("a", SHAPE2(3, 4)), positive_leaf(t, r, "b", SHAPE2(3, 4))))
EXAMPLE(divide_column, tape_divide(t, LEAF("a", SHAPE2(3, 21)), positive_leaf(t, r, "b", SHAPE2(3, 1))))
EXAMPLE(divide_number, tape_divide(t, LEAF("a", SHAPE2(3, 4)), positive_leaf(t, r, "b", SHAPE0())))
EXAMPLE(divide_row, tape_divide(t, LEAF("a", SHAPE2(1, 4)), positive_leaf(t, r, "b", SHAPE3(2, 3, 1))))
EXAMPLE(scale_matrix, tape_scale(t, LEAF("x", SHAPE2(3, 4)), -0.7))
EXAMPLE(sum_last, tape_sum(t, LEAF("x", SHAPE2(3, 37)), 1))
EXAMPLE(sum_first, tape_sum(t, LEAF("x", SHAPE2(5, 4)), 0))
EXAMPLE(sum_middle, tape_sum(t, LEAF("x", SHAPE3(2, 3, 4)), 1))
EXAMPLE(sum_vector, tape_sum(t, LEAF("x", SHAPE1(6)), 0))
EXAMPLE(sum_four, tape_sum(t, LEAF("x", SHAPE4(2, 3, 2, 2)), 0))
EXAMPLE(transpose_matrix, tape_transpose(t, LEAF("x", SHAPE2(3, 17))))
EXAMPLE(transpose_heads, tape_transpose(t, LEAF("x", SHAPE3(2, 3, 4))))
EXAMPLE(reshape_matrix, tape_reshape(t, LEAF("x", SHAPE2(3, 4)), SHAPE3(2, 1, 6)))
EXAMPLE(exp_matrix, tape_exp(t, LEAF("x", SHAPE2(3, 4))))
EXAMPLE(log_matrix, tape_log(t, positive_leaf(t, r, "x", SHAPE2(3, 4))))
EXAMPLE(tanh_matrix, tape_tanh(t, LEAF("x", SHAPE2(3, 4))))
EXAMPLE(hide_matrix, tape_hide(t, LEAF("x", SHAPE2(3, 4)), mask_constant(t, r, 3, 4)))
EXAMPLE(hide_heads, tape_hide(t, LEAF("x", SHAPE3(2, 3, 4)), mask_constant(t, r, 3, 4)))
EXAMPLE(softmax_vector, tape_softmax(t, LEAF("x", SHAPE1(4)), NODE_NONE))
EXAMPLE(softmax_matrix, tape_softmax(t, LEAF("x", SHAPE2(3, 35)), NODE_NONE))
EXAMPLE(softmax_heads, tape_softmax(t, LEAF("x", SHAPE3(2, 3, 4)), NODE_NONE))
EXAMPLE(softmax_masked, tape_softmax(t, LEAF("x", SHAPE3(2, 3, 4)), LEAF("mask", SHAPE2(3, 4))))
EXAMPLE(softmax_mask_row, tape_softmax(t, LEAF("x", SHAPE3(2, 3, 4)), LEAF("mask", SHAPE1(4))))
EXAMPLE(softmax_mask_column, tape_softmax(t, LEAF("x", SHAPE3(2, 3, 4)), LEAF("mask", SHAPE2(3, 1))))
EXAMPLE(softmax_mask_heads, tape_softmax(t, LEAF("x", SHAPE4(2, 2, 3, 4)), LEAF("mask", SHAPE4(1, 2, 1, 4))))
EXAMPLE(distance_small, tape_distance2(t, LEAF("a", SHAPE2(2, 3)), LEAF("b", SHAPE2(4, 3))))
EXAMPLE(distance_one, tape_distance2(t, LEAF("a", SHAPE2(1, 1)), LEAF("b", SHAPE2(3, 1))))
EXAMPLE(mse_matrix, tape_mse(t, LEAF("a", SHAPE2(3, 7)), LEAF("b", SHAPE2(3, 7))))
EXAMPLE(sigmoid_matrix, tape_sigmoid(t, LEAF("x", SHAPE2(3, 11))))
EXAMPLE(relu_matrix, tape_relu(t, LEAF("x", SHAPE2(3, 11))))
EXAMPLE(gelu_matrix, tape_gelu(t, LEAF("x", SHAPE2(3, 11))))
EXAMPLE(square_matrix, tape_square(t, LEAF("x", SHAPE2(3, 4))))
EXAMPLE(sqrt_matrix, tape_sqrt(t, positive_leaf(t, r, "x", SHAPE2(3, 4))))
EXAMPLE(sin_matrix, tape_sin(t, LEAF("x", SHAPE2(3, 4))))
EXAMPLE(cos_matrix, tape_cos(t, LEAF("x", SHAPE2(3, 4))))
EXAMPLE(swap_matrix, tape_swap(t, LEAF("x", SHAPE2(3, 5)), 0, 1))
EXAMPLE(swap_heads, tape_swap(t, LEAF("x", SHAPE3(3, 2, 5)), 0, 1))
EXAMPLE(swap_ends, tape_swap(t, LEAF("x", SHAPE3(3, 2, 5)), 0, 2))
EXAMPLE(swap_batch, tape_swap(t, LEAF("x", SHAPE4(2, 3, 4, 5)), 1, 2))
EXAMPLE(swap_far, tape_swap(t, LEAF("x", SHAPE4(2, 3, 4, 5)), 1, 3))
EXAMPLE(concat_rows, concat_of(t, r, 0, 3, (Shape[]){ SHAPE2(1, 4), SHAPE2(3, 4), SHAPE2(1, 4) }))
EXAMPLE(concat_columns, concat_of(t, r, 1, 2, (Shape[]){ SHAPE2(3, 4), SHAPE2(3, 17) }))
EXAMPLE(concat_middle, concat_of(t, r, 1, 4, (Shape[]){ SHAPE3(2, 1, 3), SHAPE3(2, 2, 3), SHAPE3(2, 1, 3), SHAPE3(2, 4, 3) }))
EXAMPLE(concat_one, concat_of(t, r, 0, 1, (Shape[]){ SHAPE1(5) }))
EXAMPLE(slice_rows, tape_slice(t, LEAF("x", SHAPE2(5, 3)), 0, 1, 3))
EXAMPLE(slice_columns, tape_slice(t, LEAF("x", SHAPE2(3, 8)), 1, 6, 2))
EXAMPLE(slice_middle, tape_slice(t, LEAF("x", SHAPE3(2, 5, 3)), 1, 0, 2))
EXAMPLE(slice_all, tape_slice(t, LEAF("x", SHAPE1(4)), 0, 0, 4))
EXAMPLE(gather_rows, tape_gather(t, LEAF("table", SHAPE2(5, 3)), choice_constant(t, r, SHAPE1(4), 5)))
EXAMPLE(gather_often, tape_gather(t, LEAF("table", SHAPE2(3, 2)), choice_constant(t, r, SHAPE2(4, 5), 3)))
EXAMPLE(gather_one, tape_gather(t, LEAF("table", SHAPE2(3, 2)), choice_constant(t, r, SHAPE0(), 3)))
EXAMPLE(cross_entropy_rows, tape_cross_entropy(t, LEAF("x", SHAPE2(4, 19)), choice_constant(t, r, SHAPE1(4), 19)))
EXAMPLE(cross_entropy_one, tape_cross_entropy(t, LEAF("x", SHAPE1(3)), choice_constant(t, r, SHAPE0(), 3)))
EXAMPLE(cross_entropy_batch, tape_cross_entropy(t, LEAF("x", SHAPE3(2, 3, 5)), choice_constant(t, r, SHAPE2(2, 3), 5)))
EXAMPLE(attention_one,
        tape_attention(t, LEAF("q", SHAPE2(1, 2)), LEAF("k", SHAPE2(4, 2)), LEAF("v", SHAPE2(4, 3)), (AttentionArgs){ 0 }))
EXAMPLE(attention_heads, tape_attention(t, LEAF("q", SHAPE2(5, 6)), LEAF("k", SHAPE2(19, 6)), LEAF("v", SHAPE2(19, 4)),
                                        (AttentionArgs){ .heads = 2, .scale = 0.7 }))
EXAMPLE(attention_causal, tape_attention(t, LEAF("q", SHAPE2(7, 4)), LEAF("k", SHAPE2(7, 4)), LEAF("v", SHAPE2(7, 4)),
                                         (AttentionArgs){ .heads = 2, .causal = true }))
EXAMPLE(attention_more_keys, tape_attention(t, LEAF("q", SHAPE2(3, 2)), LEAF("k", SHAPE2(5, 2)), LEAF("v", SHAPE2(5, 2)),
                                            (AttentionArgs){ .causal = true }))
EXAMPLE(attention_batch, tape_attention(t, LEAF("q", SHAPE3(2, 5, 4)), LEAF("k", SHAPE3(2, 3, 4)), LEAF("v", SHAPE3(2, 3, 6)),
                                        (AttentionArgs){ .heads = 2, .causal = true }))
static inline NodeId number_constant(Tape *tape, Random *r, const char *name, Shape shape) {
    NodeId id = random_leaf(tape, r, name, shape);
    tape->node[id].constant = true;
    return id;
}
static inline NodeId rotate_of(Tape *tape, Random *r, Shape shape, int half, bool halves) {
    NodeId x = random_leaf(tape, r, "x", shape), cosine = number_constant(tape, r, "cos", SHAPE2(ref_size(shape, 1), half));
    NodeId sine = number_constant(tape, r, "sin", SHAPE2(ref_size(shape, 1), half));
    return tape_rotate(tape, x, cosine, sine, (RotateArgs){ .halves = halves });
}
EXAMPLE(rotate_pairs, rotate_of(t, r, SHAPE2(3, 4), 2, false))
EXAMPLE(rotate_heads, rotate_of(t, r, SHAPE3(2, 3, 12), 3, false))
EXAMPLE(rotate_halves, rotate_of(t, r, SHAPE3(2, 3, 12), 3, true))
EXAMPLE(mse_number, tape_mse(t, LEAF("a", SHAPE0()), LEAF("b", SHAPE0())))

static const Example examples[] = {
    { "leaf", "(3,2)", leaf_matrix },
    { "matmul", "(2,3)(3,4)", matmul_small },
    { "matmul", "(1,2)(4,2)ᵀ", matmul_turn_b },
    { "matmul", "(3,5)ᵀ(3,4)", matmul_turn_a },
    { "matmul", "(3,5)ᵀ(4,3)ᵀ", matmul_turn_both },
    { "matmul", "(7,9)(9,13)", matmul_panels },
    { "matmul", "(9,7)ᵀ(13,9)ᵀ", matmul_panels_turned },
    { "matmul", "(6,9)(13,9)ᵀ", matmul_panels_turn_b },
    { "matmul", "(2,3,4)(2,4,2)", matmul_heads },
    { "matmul", "(2,3,4)(2,5,4)ᵀ", matmul_heads_turned },
    { "matmul", "(2,3,4)(4,2)", matmul_one_b },
    { "matmul", "(2,4,3)ᵀ(2,4)ᵀ", matmul_one_b_turned },
    { "matmul", "(2,2,3,2)(2,2,2,3)", matmul_four },
    { "matmul", "(3,1)(1,2)", matmul_one },
    { "matmul", "(5,3)(3,18)+(18)", affine_rows },
    { "matmul", "(2,3,7)(7,19)+(19)", affine_batch },
    { "rotate", "(3,4) by pairs", rotate_pairs },
    { "rotate", "(2,3,12), two heads by pairs", rotate_heads },
    { "rotate", "(2,3,12), two heads by halves", rotate_halves },
    { "layernorm", "(3,4)", layernorm_rows },
    { "layernorm", "(2,3,37)", layernorm_long },
    { "layernorm", "(5)", layernorm_vector },
    { "add", "(3,4)(3,4)", add_same },
    { "add", "(2,3,4)(4)", add_bias },
    { "add", "(1,3,1)(2,1,4)", add_middle },
    { "add", "(1,3,1,2)(2,3,2,2)", add_apart },
    { "add", "()(2,17)", add_number },
    { "add", "()()", add_numbers },
    { "subtract", "(5)(5)", subtract_same },
    { "subtract", "(3,20)(3,1)", subtract_column },
    { "subtract", "(3,1)(1,4)", subtract_outer },
    { "multiply", "(2,19)(2,19)", multiply_same },
    { "multiply", "(3,4)(4)", multiply_bias },
    { "multiply", "(3,1)(3,18)", multiply_column },
    { "multiply", "(2,3,4)(2,1,1)", multiply_heads },
    { "multiply", "(2,1,3,1)(1,2,3,2)", multiply_four },
    { "divide", "(3,4)(3,4)", divide_same },
    { "divide", "(3,21)(3,1)", divide_column },
    { "divide", "(3,4)()", divide_number },
    { "divide", "(1,4)(2,3,1)", divide_row },
    { "scale", "(3,4)", scale_matrix },
    { "sum", "(3,37) last", sum_last },
    { "sum", "(5,4) first", sum_first },
    { "sum", "(2,3,4) middle", sum_middle },
    { "sum", "(6)", sum_vector },
    { "sum", "(2,3,2,2) first", sum_four },
    { "transpose", "(3,17)", transpose_matrix },
    { "transpose", "(2,3,4)", transpose_heads },
    { "reshape", "(3,4)", reshape_matrix },
    { "exp", "(3,4)", exp_matrix },
    { "log", "(3,4)", log_matrix },
    { "tanh", "(3,4)", tanh_matrix },
    { "hide", "(3,4)", hide_matrix },
    { "hide", "(2,3,4)", hide_heads },
    { "softmax", "(4)", softmax_vector },
    { "softmax", "(3,35)", softmax_matrix },
    { "softmax", "(2,3,4)", softmax_heads },
    { "softmax", "(2,3,4)+(3,4)", softmax_masked },
    { "softmax", "(2,3,4)+(4)", softmax_mask_row },
    { "softmax", "(2,3,4)+(3,1)", softmax_mask_column },
    { "softmax", "(2,2,3,4)+(1,2,1,4)", softmax_mask_heads },
    { "distance2", "(2,3)(4,3)", distance_small },
    { "distance2", "(1,1)(3,1)", distance_one },
    { "mse", "(3,7)(3,7)", mse_matrix },
    { "attention", "(1,2)(4,2)(4,3)", attention_one },
    { "attention", "(5,6)(19,6)(19,4) of 2 heads", attention_heads },
    { "attention", "(7,4)(7,4)(7,4) of 2 heads, causal", attention_causal },
    { "attention", "(3,2)(5,2)(5,2), causal", attention_more_keys },
    { "attention", "(2,5,4)(2,3,4)(2,3,6) of 2 heads, causal", attention_batch },
    { "mse", "()()", mse_number },
    { "sigmoid", "(3,11)", sigmoid_matrix },
    { "relu", "(3,11)", relu_matrix },
    { "gelu", "(3,11)", gelu_matrix },
    { "square", "(3,4)", square_matrix },
    { "sqrt", "(3,4)", sqrt_matrix },
    { "sin", "(3,4)", sin_matrix },
    { "cos", "(3,4)", cos_matrix },
    { "swap", "(3,5)", swap_matrix },
    { "swap", "(3,2,5) first", swap_heads },
    { "swap", "(3,2,5) ends", swap_ends },
    { "swap", "(2,3,4,5) middle", swap_batch },
    { "swap", "(2,3,4,5) apart", swap_far },
    { "concat", "(1,4)(3,4)(1,4) rows", concat_rows },
    { "concat", "(3,4)(3,17) columns", concat_columns },
    { "concat", "(2,1,3)(2,2,3)(2,1,3)(2,4,3) middle", concat_middle },
    { "concat", "(5)", concat_one },
    { "slice", "(5,3) rows", slice_rows },
    { "slice", "(3,8) columns", slice_columns },
    { "slice", "(2,5,3) middle", slice_middle },
    { "slice", "(4) all", slice_all },
    { "gather", "(5,3)(4)", gather_rows },
    { "gather", "(3,2)(4,5)", gather_often },
    { "gather", "(3,2)()", gather_one },
    { "cross_entropy", "(4,19)(4)", cross_entropy_rows },
    { "cross_entropy", "(3)()", cross_entropy_one },
    { "cross_entropy", "(2,3,5)(2,3)", cross_entropy_batch },
};
enum { EXAMPLES = sizeof examples / sizeof examples[0] };

// Records an example, names its output "y" and replays it.
static inline NodeId example_begin(const Example *example, Tape *tape, uint64_t seed) {
    Random r = random_seed(seed);
    NodeId id = example->record(tape, &r);
    if (tape_node(tape, id)->inputs) tape_name(tape, id, "y");
    tape_forward(tape);
    return id;
}

#endif
