// Parts put side by side, a part taken out, two axes exchanged: the same numbers in other places. An array is looked at as
// blocks: what stands before the axis, the axis, and the run of neighbours after it.
#include <assert.h>
#include <string.h>

#include "core/kernel.h"
#include "core/record.h"

KERNEL void add_run(int count, const Real *restrict from, Real *restrict to) {
    for (int i = 0; i < count; i++) to[i] += from[i];
}

static void copy_run(int count, const Real *from, Real *to) { memcpy(to, from, (size_t)count * sizeof *to); }

static int product_of(Shape shape, int from, int to) {
    int count = 1;
    for (int i = from; i < to; i++) count *= shape.size[i];
    return count;
}

// --- swap: y[…, j, …, i, …] = x[…, i, …, j, …]

typedef struct Swap {
    int outer, a, between, b, inner; // of the array that is read: blocks, the axis, blocks, the other axis, run
} Swap;

static Swap swap_of(Shape x, int axis, int other) {
    return (Swap){ product_of(x, 0, axis), x.size[axis], product_of(x, axis + 1, other), x.size[other],
                   product_of(x, other + 1, x.rank) };
}

static Swap swapped(Swap s) { return (Swap){ s.outer, s.b, s.between, s.a, s.inner }; }

static Swap swap_of_input(const Tape *tape, const Node *node) {
    return swap_of(node_input(tape, node, 0)->shape, node->args.axis, node->args.other);
}

static void swap_runs(Swap s, const Real *from, Real *to, void (*move)(int, const Real *, Real *)) {
    for (int o = 0; o < s.outer; o++)
        for (int i = 0; i < s.a; i++)
            for (int k = 0; k < s.between; k++)
                for (int j = 0; j < s.b; j++, from += s.inner)
                    move(s.inner, from, to + (size_t)(((o * s.b + j) * s.between + k) * s.a + i) * (size_t)s.inner);
}

static void swap_forward(const Tape *tape, const Node *node) {
    swap_runs(swap_of_input(tape, node), node_input(tape, node, 0)->value, node->value, copy_run);
}

static void swap_backward(const Tape *tape, const Node *node) { // y = x with two axes exchanged: dx = dy, exchanged back
    swap_runs(swapped(swap_of_input(tape, node)), node->grad, input_grad(tape, node, 0), add_run);
}

// Where element `from` of the array that is read goes.
static int swap_element(Swap s, int from) {
    int at = from % s.inner, j = from / s.inner % s.b;
    int rest = from / (s.inner * s.b), k = rest % s.between, i = rest / s.between % s.a, o = rest / (s.between * s.a);
    return (((o * s.b + j) * s.between + k) * s.a + i) * s.inner + at;
}

static Expr *swap_explain(Explainer *ex, const Tape *tape, NodeId id, int element) {
    const Node *node = tape_node(tape, id);
    return expr_source(ex, node->input[0], swap_element(swapped(swap_of_input(tape, node)), element), 0);
}

static Expr *swap_explain_grad(Explainer *ex, const Tape *tape, NodeId id, int which, int element) {
    (void)which;
    return expr_grad(ex, id, swap_element(swap_of_input(tape, tape_node(tape, id)), element), 0);
}

static Range swap_feeds(const Tape *tape, NodeId id, int which, int element) {
    (void)which;
    return (Range){ .node = id, .start = swap_element(swap_of_input(tape, tape_node(tape, id)), element), .count = 1 };
}

const Op op_swap = {
    WITH_OP(swap, 1, 1),
    .feeds = swap_feeds,
    .work = no_work,
};

NodeId tape_swap(Tape *tape, NodeId x, int axis, int other) {
    Shape shape = tape_node(tape, x)->shape;
    assert(axis >= 0 && axis < other && other < shape.rank);
    int size = shape.size[axis];
    shape.size[axis] = shape.size[other];
    shape.size[other] = size;
    return tape_record(tape, &op_swap, shape, (OpArgs){ .axis = axis, .other = other }, 1, &x);
}

// --- a part of an axis, in the whole: for concat each input, for slice the output

typedef struct Part {
    int outer, whole, start, run; // blocks; a block of the whole; where the part begins in it; how long the part is
} Part;

static Part part_of(Shape whole, int axis, int start, int count) {
    int inner = product_of(whole, axis + 1, whole.rank);
    return (Part){ product_of(whole, 0, axis), whole.size[axis] * inner, start * inner, count * inner };
}

static int part_to_whole(Part p, int element) { return element / p.run * p.whole + p.start + element % p.run; }
static bool part_holds(Part p, int element) {
    int within = element % p.whole - p.start;
    return within >= 0 && within < p.run;
}
static int whole_to_part(Part p, int element) { return element / p.whole * p.run + element % p.whole - p.start; }

static void add_part(Part p, const Real *whole, Real *part) {
    for (int o = 0; o < p.outer; o++)
        add_run(p.run, whole + (size_t)o * (size_t)p.whole + p.start, part + (size_t)o * (size_t)p.run);
}

// --- concat: y = [x₀ x₁ …] along an axis

static Part concat_part(const Tape *tape, const Node *node, int which, int start) {
    return part_of(node->shape, node->args.axis, start, node_input(tape, node, which)->shape.size[node->args.axis]);
}

static int concat_start(const Tape *tape, const Node *node, int which) {
    int start = 0;
    for (int i = 0; i < which; i++) start += node_input(tape, node, i)->shape.size[node->args.axis];
    return start;
}

static void concat_forward(const Tape *tape, const Node *node) {
    for (int i = 0, start = 0; i < node->inputs; start += node_input(tape, node, i++)->shape.size[node->args.axis]) {
        const Real *x = node_input(tape, node, i)->value;
        Part p = concat_part(tape, node, i, start);
        for (int o = 0; o < p.outer; o++) copy_run(p.run, x + o * p.run, node->value + o * p.whole + p.start);
    }
}

static void concat_backward(const Tape *tape, const Node *node) { // y = [x₀ x₁ …]: dxᵢ = its part of dy
    for (int i = 0, start = 0; i < node->inputs; start += node_input(tape, node, i++)->shape.size[node->args.axis]) {
        Real *dx = input_grad(tape, node, i);
        if (dx) add_part(concat_part(tape, node, i, start), node->grad, dx);
    }
}

static Expr *concat_explain(Explainer *ex, const Tape *tape, NodeId id, int element) {
    const Node *node = tape_node(tape, id);
    int which = 0, start = 0;
    Part p = concat_part(tape, node, 0, 0);
    while (!part_holds(p, element)) {
        start += node_input(tape, node, which++)->shape.size[node->args.axis];
        p = concat_part(tape, node, which, start);
    }
    return expr_source(ex, node->input[which], whole_to_part(p, element), 0);
}

static int concat_element(const Tape *tape, NodeId id, int which, int element) {
    const Node *node = tape_node(tape, id);
    return part_to_whole(concat_part(tape, node, which, concat_start(tape, node, which)), element);
}

static Expr *concat_explain_grad(Explainer *ex, const Tape *tape, NodeId id, int which, int element) {
    return expr_grad(ex, id, concat_element(tape, id, which, element), 0);
}

static Range concat_feeds(const Tape *tape, NodeId id, int which, int element) {
    return (Range){ .node = id, .start = concat_element(tape, id, which, element), .count = 1 };
}

const Op op_concat = {
    WITH_OP(concat, 1, 1 << 24),
    .feeds = concat_feeds,
    .work = no_work,
};

NodeId tape_concat(Tape *tape, int parts, const NodeId *part, int axis) {
    Shape shape = tape_node(tape, part[0])->shape;
    assert(axis >= 0 && axis < shape.rank);
    for (int i = 1; i < parts; i++) {
        Shape more = tape_node(tape, part[i])->shape;
        int size = more.size[axis];
        more.size[axis] = shape.size[axis];
        assert(shape_equal(more, shape)); // alike but for the axis
        shape.size[axis] += size;
    }
    return tape_record(tape, &op_concat, shape, (OpArgs){ .axis = axis }, parts, part);
}

// --- slice: y = x[…, start … start + count, …]

static Part slice_part(const Tape *tape, const Node *node) {
    int axis = node->args.axis;
    return part_of(node_input(tape, node, 0)->shape, axis, node->args.start, node->shape.size[axis]);
}

static void slice_forward(const Tape *tape, const Node *node) {
    const Real *x = node_input(tape, node, 0)->value;
    Part p = slice_part(tape, node);
    for (int o = 0; o < p.outer; o++) copy_run(p.run, x + o * p.whole + p.start, node->value + o * p.run);
}

static void slice_backward(const Tape *tape, const Node *node) { // y = a part of x: that part of dx = dy
    Real *dx = input_grad(tape, node, 0);
    Part p = slice_part(tape, node);
    for (int o = 0; o < p.outer; o++) add_run(p.run, node->grad + o * p.run, dx + o * p.whole + p.start);
}

static Expr *slice_explain(Explainer *ex, const Tape *tape, NodeId id, int element) {
    const Node *node = tape_node(tape, id);
    return expr_source(ex, node->input[0], part_to_whole(slice_part(tape, node), element), 0);
}

static Expr *slice_explain_grad(Explainer *ex, const Tape *tape, NodeId id, int which, int element) {
    (void)which;
    Part p = slice_part(tape, tape_node(tape, id));
    return part_holds(p, element) ? expr_grad(ex, id, whole_to_part(p, element), 0) : expr_number(ex, 0);
}

static Range slice_feeds(const Tape *tape, NodeId id, int which, int element) {
    (void)which;
    Part p = slice_part(tape, tape_node(tape, id));
    if (!part_holds(p, element)) return (Range){ .node = id };
    return (Range){ .node = id, .start = whole_to_part(p, element), .count = 1 };
}

const Op op_slice = {
    WITH_OP(slice, 1, 1),
    .feeds = slice_feeds,
    .work = no_work,
};

NodeId tape_slice(Tape *tape, NodeId x, int axis, int start, int count) {
    Shape shape = tape_node(tape, x)->shape;
    assert(axis >= 0 && axis < shape.rank && start >= 0 && count > 0 && start + count <= shape.size[axis]);
    shape.size[axis] = count;
    return tape_record(tape, &op_slice, shape, (OpArgs){ .axis = axis, .start = start }, 1, &x);
}
