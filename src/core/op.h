// The operation table: each operation is one row and one place: its name, forward, backward, how to explain one element,
// which elements one element feeds, and what it costs. Hovering, the spoken description, the finite-difference check and
// the tests are written once, over this table.
#ifndef ATTEND_CORE_OP_H
#define ATTEND_CORE_OP_H

#include "core/explain.h"
#include "core/tape.h"

struct Op {
    const char *name;
    int inputs_min, inputs_max;
    bool overwrites; // backward asks gradient_is_fresh() for every input, and then need not add
    void (*forward)(const Tape *tape, const Node *node);
    // Adds this node's share to the gradients of its inputs (those that are not constant).
    void (*backward)(const Tape *tape, const Node *node);
    // The value of one element as an expression over its inputs.
    Expr *(*explain)(Explainer *ex, const Tape *tape, NodeId id, int element);
    // What this node contributes to the gradient of one element of its input number `which`.
    Expr *(*explain_grad)(Explainer *ex, const Tape *tape, NodeId id, int which, int element);
    // The elements of this node that depend on one element of its input number `which`.
    Range (*feeds)(const Tape *tape, NodeId id, int which, int element);
    // Instead of feeds where they are not evenly spaced: writes up to `most` ranges, returns how many.
    int (*feeds_many)(const Tape *tape, NodeId id, int which, int element, Range *out, int most);
    Work (*work)(const Tape *tape, const Node *node);
};

// How a row begins: the operation's name, how many inputs it takes, and its four functions, which are called by the name.
#define WITH_OP(op, least, most)                                                                                                   \
    .name = #op, .inputs_min = (least), .inputs_max = (most), .forward = op##_forward, .backward = op##_backward,                  \
    .explain = op##_explain, .explain_grad = op##_explain_grad

// Every operation, in a fixed order; tests walk this.
extern const Op *const op_table[];
extern const int op_count;

#endif
