// What must hold for the tape of any model: gradients are central differences, every element of every node explains its value
// and its gradient down to named nodes, and a replay allocates nothing and gives the same bits.
#ifndef ATTEND_TESTS_MODEL_WHOLE_H
#define ATTEND_TESTS_MODEL_WHOLE_H

#include "core/explain.h"
#include "model/setup.h"

static inline bool ends_at_names(const Tape *tape, const Expr *expr) {
    if (expr->kind == EXPR_SOURCE && !tape_node(tape, expr->node)->name[0]) return false;
    for (const Expr *child = expr->child; child; child = child->next)
        if (!ends_at_names(tape, child)) return false;
    return true;
}

static inline void check_explanations(Run *r, double tolerance) {
    Arena *arena = arena_begin();
    for (NodeId id = 0; id < r->tape->count; id++) {
        const Node *node = tape_node(r->tape, id);
        for (int i = 0; node->name[0] && i < node->count; i++) {
            const Expr *value = explain_value(arena, r->tape, id, i), *grad = explain_gradient(arena, r->tape, id, i);
            check_close(expr_value(r->tape, value, 0), (double)node->value[i], tolerance, node->name, __FILE__, __LINE__);
            check_close(expr_value(r->tape, grad, 0), (double)node->grad[i], tolerance, node->name, __FILE__, __LINE__);
            if (!ends_at_names(r->tape, value) || !ends_at_names(r->tape, grad))
                fail_msg("%s[%d] ends at a node without a name", node->name, i);
        }
    }
    arena_end(arena);
}

static inline uint64_t hash_of_tape(const Tape *tape) {
    uint64_t hash = 0xcbf29ce484222325u;
    for (NodeId id = 0; id < tape->count; id++) {
        const Node *node = tape_node(tape, id);
        for (int part = 0; part < 2; part++) {
            const unsigned char *byte = (const unsigned char *)(part ? node->grad : node->value);
            for (size_t i = 0; i < (size_t)node->count * sizeof(Real); i++) hash = (hash ^ byte[i]) * 0x100000001b3u;
        }
    }
    return hash;
}

static inline void check_replay(Run *r) {
    uint64_t hash = hash_of_tape(r->tape);
    size_t used = arena_used(r->arena);
    model_write(r->model, r->tape, &r->inputs, &r->params);
    assert_true(model_replay(r->model, r->tape, &r->inputs, &r->problems));
    assert_int_equal(arena_used(r->arena), used);
    assert_true(hash_of_tape(r->tape) == hash);
}

// The whole of it for these inputs and parameters; text must hold g.
static inline void check_whole(const char *model, const char *set, const char *text) {
    Run r = run_good(model, set, text);
    check_gradients(&r, 1e-7);
    check_explanations(&r, 1e-10);
    check_replay(&r);
    arena_end(r.arena);
}

static inline void check_refused(const char *model, const char *set, const char *text, const char *want) {
    Run r = run_model(model, set, text);
    if (r.tape) fail_msg("accepted: %s %s", set, text);
    assert_string_equal(problem_of(&r, 0), want);
    arena_end(r.arena);
}

#endif
