// What the tests of the models share: from CSV text and parameters to a tape, and reading numbers off it.
#ifndef ATTEND_TESTS_MODEL_SETUP_H
#define ATTEND_TESTS_MODEL_SETUP_H

#include "core/tape.h"
#include "model/model.h"
#include "support/check.h"

typedef struct Run {
    Arena *arena;
    Problems problems;
    const Model *model;
    Params params;
    Dataset data;
    Inputs inputs;
    Tape *tape; // NULL when something was wrong
} Run;

// `set` is "similarity=dot temperature=2", `text` CSV or JSON, or NULL for a model without inputs.
static inline Run run_model(const char *model, const char *set, const char *text) {
    Run r = { arena_begin() };
    r.problems.arena = r.inputs.arena = r.arena;
    r.model = model_find(model);
    assert_non_null(r.model);
    Text rest = text_of(set);
    for (Text word = text_word(&rest); word.size; word = text_word(&rest)) {
        char *name = text_copy(r.arena, word), *equals = strchr(name, '=');
        *equals = 0;
        if (!params_set(&r.params, r.model->param, r.model->params, name, equals + 1, (Place){ 0 }, &r.problems)) return r;
    }
    if (text && !data_load_text(r.arena, text_of(text), "f", &r.data, &r.problems)) return r;
    if (!model_resolve(r.model, &r.params, text ? &r.data : NULL, &r.inputs, &r.problems)) return r;
    r.tape = model_run(r.arena, r.model, &r.params, &r.inputs, &r.problems);
    return r;
}

static inline const char *problem_of(const Run *r, int i) {
    return i < r->problems.count ? problem_text(r->arena, &r->problems.item[i]) : "";
}

static inline Run run_good(const char *model, const char *set, const char *text) {
    Run r = run_model(model, set, text);
    if (!r.tape) fail_msg("the model %s: %s (a new model finds its data in tests/support/samples.h)", model, problem_of(&r, 0));
    return r;
}

static inline const Node *node_of(const Run *r, const char *name) {
    NodeId id = tape_find(r->tape, name);
    if (id == NODE_NONE) fail_msg("no node %s", name);
    return tape_node(r->tape, id);
}

#define TOLERANCE 5.001e-5 // the lessons' numbers have four decimals

static inline void check_numbers(const char *name, const Real *got, int count, const double *want, int wanted, double tolerance) {
    if (count != wanted) fail_msg("%s has %d numbers, expected %d", name, count, wanted);
    for (int i = 0; i < count; i++) check_close((double)got[i], want[i], tolerance, name, __FILE__, __LINE__);
}
// check_value(&r, "a", .5388, .2657, .1310, .0646)
#define check_value(run, name, ...)                                                                                                \
    check_numbers(name, node_of(run, name)->value, node_of(run, name)->count, (const double[]){ __VA_ARGS__ },                     \
                  sizeof((const double[]){ __VA_ARGS__ }) / sizeof(double), TOLERANCE)
#define check_grad(run, name, ...)                                                                                                 \
    check_numbers(name, node_of(run, name)->grad, node_of(run, name)->count, (const double[]){ __VA_ARGS__ },                      \
                  sizeof((const double[]){ __VA_ARGS__ }) / sizeof(double), TOLERANCE)

// Sum of g ⊙ output, or the objective: what the gradients are of.
static inline double objective_of(const Run *r) {
    const Node *from = tape_node(r->tape, model_objective(r->model, r->tape));
    NodeId g = model_seed(r->tape);
    double sum = 0;
    for (int i = 0; i < from->count; i++) sum += from->value[i] * (g == NODE_NONE ? 1 : tape_node(r->tape, g)->value[i]);
    return sum;
}

// Every gradient of every leaf that has one, against central differences.
static inline void check_gradients(Run *r, double tolerance) {
    for (NodeId id = 0; id < r->tape->count; id++) {
        const Node *node = tape_node(r->tape, id);
        if (node->inputs || node->constant) continue;
        for (int i = 0; i < node->count; i++) {
            const double step = 1e-5, x = node->value[i];
            node->value[i] = x + step;
            tape_forward(r->tape);
            double above = objective_of(r);
            node->value[i] = x - step;
            tape_forward(r->tape);
            double below = objective_of(r);
            node->value[i] = x;
            check_close(node->grad[i], (above - below) / (2 * step), tolerance, node->name, __FILE__, __LINE__);
        }
    }
    tape_forward(r->tape);
}

// The lessons' vectors: one query, four keys and their values.
#define SEED_CSV "q,1,1\nk1,1,1\nk2,1,0\nk3,1,-1\nk4,-1,0\nv1,4,0\nv2,0,4\nv3,-4,0\nv4,0,-4\n"
#define TWO_QUERIES_CSV "q1,1,1\nq2,0,1\nk1,1,1\nk2,1,0\nk3,1,-1\nk4,-1,0\nv1,4,0\nv2,0,4\nv3,-4,0\nv4,0,-4\n"

#endif
