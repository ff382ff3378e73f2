// A leaf is given: inputs, weights, masks, a temperature. Writing its value and replaying is how anything changes.
#include <string.h>

#include "core/record.h"

static void leaf_forward(const Tape *tape, const Node *node) { (void)tape, (void)node; }
static void leaf_backward(const Tape *tape, const Node *node) { (void)tape, (void)node; }

static Expr *leaf_explain(Explainer *ex, const Tape *tape, NodeId id, int element) {
    (void)tape;
    Expr *given = expr_source(ex, id, element, 0);
    given->kind = EXPR_GIVEN;
    return given;
}

static Expr *leaf_explain_grad(Explainer *ex, const Tape *tape, NodeId id, int which, int element) {
    (void)tape, (void)id, (void)which, (void)element;
    return expr_number(ex, 0);
}

static Range leaf_feeds(const Tape *tape, NodeId id, int which, int element) {
    (void)tape, (void)which, (void)element;
    return (Range){ .node = id };
}

static Work leaf_work(const Tape *tape, const Node *node) {
    (void)tape, (void)node;
    return (Work){ 0 };
}

const Op op_leaf = {
    WITH_OP(leaf, 0, 0),
    .feeds = leaf_feeds,
    .work = leaf_work,
};

NodeId tape_leaf(Tape *tape, const char *name, Shape shape, const Real *value) {
    NodeId id = tape_record(tape, &op_leaf, shape, (OpArgs){ 0 }, 0, NULL);
    if (name && name[0]) tape_name(tape, id, name);
    if (value && !tape->plan) memcpy(tape->node[id].value, value, (size_t)tape->node[id].count * sizeof *value);
    return id;
}

// A leaf for whose numbers no room is made.
static NodeId record_bare(Tape *tape, const char *name, Shape shape) {
    bool plan = tape->plan;
    tape->plan = true;
    NodeId id = tape_leaf(tape, name, shape, NULL);
    tape->plan = plan;
    return id;
}

NodeId tape_constant(Tape *tape, const char *name, Shape shape, const Real *value) {
    NodeId id = record_bare(tape, name, shape);
    Node *node = &tape->node[id];
    node->constant = true;
    if (tape->plan) return id;
    node->value = arena_new(tape->arena, Real, node->count);
    if (value) memcpy(node->value, value, (size_t)node->count * sizeof *value);
    tape_give_gradient(tape, node);
    return id;
}

NodeId tape_leaf_at(Tape *tape, const char *name, Shape shape, Real *at) {
    NodeId id = record_bare(tape, name, shape);
    Node *node = &tape->node[id];
    node->value = at;
    tape_give_gradient(tape, node);
    return id;
}

NodeId tape_constant_at(Tape *tape, const char *name, Shape shape, const Real *at) {
    NodeId id = record_bare(tape, name, shape);
    tape->node[id].value = (Real *)(size_t)at; // no operation writes a leaf
    tape->node[id].constant = true;
    return id;
}
