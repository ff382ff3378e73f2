// What an operation needs to put itself on a tape, and the numbers that kernels share. For core/ only.
#ifndef ATTEND_CORE_RECORD_H
#define ATTEND_CORE_RECORD_H

#include "core/op.h"

// Adds a node with room for its values and gradients. Its inputs must be on the tape.
NodeId tape_record(Tape *tape, const Op *op, Shape shape, OpArgs args, int inputs, const NodeId *input);
// Room for the gradient of a node as it is: of its own, or zeros that constants without a name share.
void tape_give_gradient(Tape *tape, Node *node);
// Makes sure that tape->scratch holds `count` elements. For use while recording; forward and backward then share it.
void tape_scratch(Tape *tape, size_t count);

static inline const Node *node_input(const Tape *tape, const Node *node, int which) { return &tape->node[node->input[which]]; }

// The gradient to add to, or NULL where the input gets none.
static inline Real *input_grad(const Tape *tape, const Node *node, int which) {
    const Node *input = node_input(tape, node, which);
    return input->constant ? NULL : input->grad;
}

// For an operation that overwrites: whether nothing has been added yet to the gradient of its input. It must be filled then;
// asked a second time it is fresh no more.
static inline bool gradient_is_fresh(const Tape *tape, const Node *node, int which) {
    bool fresh = !tape->begun[node->input[which]];
    tape->begun[node->input[which]] = true;
    return fresh;
}

// Size of axis `from_last` counted from the last one, which is 0; 1 beyond the rank.
static inline int shape_last(Shape shape, int from_last) {
    return from_last < shape.rank ? shape.size[shape.rank - 1 - from_last] : 1;
}

// The rows, op_NAME for each line of the list.
#define OP(name, ...) extern const Op op_##name;
#include "core/operations.def"
#undef OP

// --- what operations share that make each element of one element of their input, or of one of each

static inline NodeId one_record(Tape *tape, const Op *op, NodeId x) {
    return tape_record(tape, op, tape_node(tape, x)->shape, (OpArgs){ 0 }, 1, &x);
}

static inline Range one_feeds(const Tape *tape, NodeId id, int which, int element) {
    (void)tape, (void)which;
    return (Range){ .node = id, .start = element, .count = 1 };
}

static inline Expr *input_source(Explainer *ex, const Tape *tape, NodeId id, int element) {
    return expr_source(ex, tape_node(tape, id)->input[0], element, 0);
}

// What they count.
static inline Work no_work(const Tape *tape, const Node *node) {
    (void)tape, (void)node;
    return (Work){ 0 };
}
static inline Work one_multiply(const Tape *tape, const Node *node) {
    (void)tape;
    return (Work){ .multiply_adds = node->count };
}
static inline Work one_function(const Tape *tape, const Node *node) {
    (void)tape;
    return (Work){ .functions = node->count };
}

// --- explaining, for the operations

// Many terms Σ f(elements), where each element of up to three operands is start + Σ over the levels of index · stride.
// The last level becomes a series; the levels before it are written out.
enum { STEPS_OPERANDS = 3 };
typedef struct Steps {
    int levels, size[TAPE_AXES], stride[TAPE_AXES][STEPS_OPERANDS];
    bool written_out; // the last level too, because a term holds a series of its own
} Steps;
typedef struct Operands {
    const Node *node; // the operation's own node
    NodeId id;
    int which, start[STEPS_OPERANDS], stride[STEPS_OPERANDS];
} Operands;
// `body` makes one term from where the operands stand (operands->start and ->stride).
Expr *expr_steps(Explainer *ex, const Steps *steps, const Operands *operands,
                 Expr *(*body)(Explainer *, const Tape *, const Operands *), const Tape *tape);
// Adds a level, joined with the one before where all operands step evenly through both. Sizes of 1 are left out.
void steps_add(Steps *steps, int size, int stride0, int stride1, int stride2);

#endif
