// A loss over a few weights that rises on all sides: L = Σ c w² / 2. Its gradient c ⊙ w points uphill; training steps
// against it, again and again from where it has come.
#include "model/parts.h"

enum { STEPS = 8 };

// clang-format off
static const InputInfo hill_inputs[] = {
    { .name = "w", .shape = "n", .summary = "the weights" },
    { .name = "c", .shape = "n", .optional = true, .has_fill = true, .fill = 1, .constant = true,
      .summary = "how steeply the loss rises along each of them" },
};
static const ParamInfo hill_params[] = {
    { .name = "rate", .label = "Learning rate", .kind = PARAM_NUMBER, .initial = "0.1", .low = 0.001, .high = 2,
      .summary = "a step is the rate times the gradient" },
};
static const char *const hill_nodes[] = { "loss", "gradient", "landed", "landed.loss", NULL };
static const char *const hill_also[] = { "rate", "path", NULL };
// clang-format on

static NodeId loss_at(Tape *tape, NodeId w, NodeId c, const char *name) {
    NodeId squares = tape_multiply(tape, c, tape_square(tape, w));
    return named(tape, tape_scale(tape, tape_sum(tape, squares, 0), 0.5), name);
}

static bool hill_record(Tape *tape, const Inputs *inputs, const Params *params, Problems *problems) {
    (void)problems;
    NodeId w = inputs_leaf(tape, inputs_find(inputs, "w")), c = inputs_constant(tape, inputs_find(inputs, "c"));
    NodeId rate = tape_leaf(tape, "rate", SHAPE0(), (Real[]){ (Real)params_number(params, hill_params, 1, "rate") });
    int n = tape_node(tape, w)->shape.size[0];
    loss_at(tape, w, c, "loss");
    NodeId place[STEPS + 1] = { tape_reshape(tape, w, SHAPE2(1, n)) }, at = w;
    for (int i = 1; i <= STEPS; i++) {
        NodeId gradient = tape_multiply(tape, c, at);
        at = tape_subtract(tape, at, tape_multiply(tape, gradient, rate));
        if (i == 1) tape_name(tape, gradient, "gradient"), tape_name(tape, at, "landed"), loss_at(tape, at, c, "landed.loss");
        place[i] = tape_reshape(tape, at, SHAPE2(1, n));
    }
    named(tape, tape_concat(tape, STEPS + 1, place, 0), "path"); /* (STEPS + 1, n) */
    return true;
}

const Model model_hill = {
    .name = "hill",
    .summary = "a loss that rises on all sides, its gradient, and steps against it",
    WITH_INPUTS(hill_inputs),
    WITH_PARAMS(hill_params),
    .node = hill_nodes,
    .also = hill_also,
    .record = hill_record,
};
