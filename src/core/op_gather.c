// Rows of a table by their number, as an embedding or a table of learned positions is read: y_i = table[index_i]. The numbers
// are data and get no gradient; one that names no row gives NaN, so that it shows.
#include <assert.h>
#include <string.h>

#include "core/kernel.h"
#include "core/record.h"

typedef struct Sizes {
    int rows, width, count; // of the table (rows, width); how many are taken
} Sizes;

static Sizes sizes_of(const Tape *tape, const Node *node) {
    Shape table = node_input(tape, node, 0)->shape;
    return (Sizes){ table.size[0], table.size[1], node->count / table.size[1] };
}

// The row that number i names, or −1.
static int row_at(const Tape *tape, const Node *node, int i) {
    Real row = node_input(tape, node, 1)->value[i];
    bool named = row >= 0 && row < (Real)node_input(tape, node, 0)->shape.size[0];
    return named && row == (Real)(int)row ? (int)row : -1;
}

static void gather_forward(const Tape *tape, const Node *node) {
    const Real *table = node_input(tape, node, 0)->value;
    Sizes s = sizes_of(tape, node);
    for (int i = 0; i < s.count; i++) {
        Real *y = node->value + (size_t)i * (size_t)s.width;
        int row = row_at(tape, node, i);
        if (row >= 0) memcpy(y, table + (size_t)row * (size_t)s.width, (size_t)s.width * sizeof *y);
        for (int j = 0; row < 0 && j < s.width; j++) y[j] = (Real)MATH_NAN;
    }
}

KERNEL void add_row(int count, const Real *restrict g, Real *restrict d) {
    for (int j = 0; j < count; j++) d[j] += g[j];
}

static void gather_backward(const Tape *tape, const Node *node) { // y_i = table[index_i]: dtable[index_i] += dy_i
    Real *dtable = input_grad(tape, node, 0);
    Sizes s = sizes_of(tape, node);
    for (int i = 0; dtable && i < s.count; i++) {
        int row = row_at(tape, node, i);
        if (row >= 0) add_row(s.width, node->grad + (size_t)i * (size_t)s.width, dtable + (size_t)row * (size_t)s.width);
    }
}

static Expr *gather_explain(Explainer *ex, const Tape *tape, NodeId id, int element) {
    const Node *node = tape_node(tape, id);
    int width = sizes_of(tape, node).width, row = row_at(tape, node, element / width);
    if (row < 0) return expr_number(ex, (Real)MATH_NAN);
    return expr_source(ex, node->input[0], row * width + element % width, 0);
}

// The sum over the places where the row was taken.
static Expr *gather_explain_grad(Explainer *ex, const Tape *tape, NodeId id, int which, int element) {
    const Node *node = tape_node(tape, id);
    Sizes s = sizes_of(tape, node);
    Expr *first = NULL, **link = &first;
    for (int i = 0; which == 0 && i < s.count; i++) {
        if (row_at(tape, node, i) != element / s.width) continue;
        *link = expr_grad(ex, id, i * s.width + element % s.width, 0);
        link = &(*link)->next;
    }
    if (!first) return expr_number(ex, 0);
    return first->next ? expr_unary(ex, EXPR_SUM, first) : first;
}

// An element of the table feeds every place where its row was taken, a number the row at its place.
static int gather_feeds(const Tape *tape, NodeId id, int which, int element, Range *out, int most) {
    const Node *node = tape_node(tape, id);
    Sizes s = sizes_of(tape, node);
    int count = 0;
    if (which == 1 && most > 0) out[count++] = (Range){ .node = id, .start = element * s.width, .stride = 1, .count = s.width };
    for (int i = 0; which == 0 && i < s.count && count < most; i++)
        if (row_at(tape, node, i) == element / s.width)
            out[count++] = (Range){ .node = id, .start = i * s.width + element % s.width, .count = 1 };
    return count;
}

const Op op_gather = {
    WITH_OP(gather, 2, 2),
    .feeds_many = gather_feeds,
    .work = no_work,
};

NodeId tape_gather(Tape *tape, NodeId table, NodeId index) {
    Shape rows = tape_node(tape, table)->shape, shape = tape_node(tape, index)->shape;
    assert(rows.rank == 2 && shape.rank < TAPE_AXES && tape_node(tape, index)->constant);
    shape.size[shape.rank++] = rows.size[1];
    return tape_record(tape, &op_gather, shape, (OpArgs){ 0 }, 2, (NodeId[]){ table, index });
}
