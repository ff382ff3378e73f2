// The same numbers in another arrangement.
#include <assert.h>
#include <string.h>

#include "core/kernel.h"
#include "core/record.h"

// --- transpose: y[…, j, i] = x[…, i, j]

static void add_turned(const Real *from, Real *to, int rows, int columns, int matrices, bool add) {
    enum { TILE = 16 }; // so that both sides stay in the cache
    for (int b = 0; b < matrices; b++, from += rows * columns, to += rows * columns)
        for (int i0 = 0; i0 < rows; i0 += TILE)
            for (int j0 = 0; j0 < columns; j0 += TILE)
                for (int i = i0; i < rows && i < i0 + TILE; i++)
                    for (int j = j0; j < columns && j < j0 + TILE; j++) {
                        Real x = from[i * columns + j];
                        to[j * rows + i] = add ? to[j * rows + i] + x : x;
                    }
}

static void transpose_forward(const Tape *tape, const Node *node) { // y = xᵀ
    int rows = shape_last(node->shape, 0), columns = shape_last(node->shape, 1);
    add_turned(node_input(tape, node, 0)->value, node->value, rows, columns, node->count / (rows * columns), false);
}

static void transpose_backward(const Tape *tape, const Node *node) { // y = xᵀ: dx = dyᵀ
    int rows = shape_last(node->shape, 1), columns = shape_last(node->shape, 0);
    add_turned(node->grad, input_grad(tape, node, 0), rows, columns, node->count / (rows * columns), true);
}

// The element of the transposed matrix, rows and columns being those of the one that `element` is in.
static int turned_element(int element, int rows, int columns) {
    int within = element % (rows * columns);
    return element - within + within % columns * rows + within / columns;
}

static int input_of_output(const Node *node, int element) {
    return turned_element(element, shape_last(node->shape, 1), shape_last(node->shape, 0));
}

static int output_of_input(const Node *node, int element) {
    return turned_element(element, shape_last(node->shape, 0), shape_last(node->shape, 1));
}

static Expr *transpose_explain(Explainer *ex, const Tape *tape, NodeId id, int element) {
    const Node *node = tape_node(tape, id);
    return expr_source(ex, node->input[0], input_of_output(node, element), 0);
}

static Expr *transpose_explain_grad(Explainer *ex, const Tape *tape, NodeId id, int which, int element) {
    (void)which;
    return expr_grad(ex, id, output_of_input(tape_node(tape, id), element), 0);
}

static Range transpose_feeds(const Tape *tape, NodeId id, int which, int element) {
    (void)which;
    return (Range){ .node = id, .start = output_of_input(tape_node(tape, id), element), .count = 1 };
}

const Op op_transpose = {
    WITH_OP(transpose, 1, 1),
    .feeds = transpose_feeds,
    .work = no_work,
};

NodeId tape_transpose(Tape *tape, NodeId x) {
    Shape shape = tape_node(tape, x)->shape;
    assert(shape.rank >= 2);
    int last = shape.size[shape.rank - 1];
    shape.size[shape.rank - 1] = shape.size[shape.rank - 2];
    shape.size[shape.rank - 2] = last;
    return tape_record(tape, &op_transpose, shape, (OpArgs){ 0 }, 1, &x);
}

// --- reshape: y = x in another shape

static void reshape_forward(const Tape *tape, const Node *node) {
    memcpy(node->value, node_input(tape, node, 0)->value, (size_t)node->count * sizeof(Real));
}

KERNEL void add_loop(int count, const Real *restrict g, Real *restrict dx) {
    for (int i = 0; i < count; i++) dx[i] += g[i];
}

static void reshape_backward(const Tape *tape, const Node *node) { // y = x: dx = dy
    add_loop(node->count, node->grad, input_grad(tape, node, 0));
}

static Expr *reshape_explain(Explainer *ex, const Tape *tape, NodeId id, int element) {
    return expr_source(ex, tape_node(tape, id)->input[0], element, 0);
}

static Expr *reshape_explain_grad(Explainer *ex, const Tape *tape, NodeId id, int which, int element) {
    (void)tape, (void)which;
    return expr_grad(ex, id, element, 0);
}

static Range reshape_feeds(const Tape *tape, NodeId id, int which, int element) {
    (void)tape, (void)which;
    return (Range){ .node = id, .start = element, .count = 1 };
}

const Op op_reshape = {
    WITH_OP(reshape, 1, 1),
    .feeds = reshape_feeds,
    .work = no_work,
};

NodeId tape_reshape(Tape *tape, NodeId x, Shape shape) {
    assert(shape_count(shape) == tape_node(tape, x)->count);
    return tape_record(tape, &op_reshape, shape, (OpArgs){ 0 }, 1, &x);
}
