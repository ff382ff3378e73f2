// Clipping a gradient (Pascanu et al. 2013, algorithm 1): longer than the limit, it is shortened to the limit and keeps its
// direction. Beside it what is often done instead: every number for itself is kept between −limit and limit.
#include "model/parts.h"

// clang-format off
static const InputInfo clip_inputs[] = {
    { .name = "gradient", .shape = "n", .summary = "the gradient" },
};
static const ParamInfo clip_params[] = {
    { .name = "limit", .label = "Limit", .kind = PARAM_NUMBER, .initial = "1", .low = 0.001, .high = 1000000,
      .summary = "the longest gradient that stays as it is" },
};
static const char *const clip_nodes[] = { "norm", "kept", "each", "clipped", NULL };
static const char *const clip_also[] = { "shorter", "limit", NULL };
// clang-format on

// max(0, x − limit): what each number has too much, above and below.
static NodeId record_each(Tape *tape, NodeId g, NodeId limit) {
    NodeId above = tape_relu(tape, tape_subtract(tape, g, limit));
    NodeId turned = tape_scale(tape, g, -1), below = tape_relu(tape, tape_subtract(tape, turned, limit));
    return tape_add(tape, tape_subtract(tape, g, above), below);
}

static bool clip_record(Tape *tape, const Inputs *inputs, const Params *params, Problems *problems) {
    (void)problems;
    NodeId g = inputs_leaf(tape, inputs_find(inputs, "gradient"));
    NodeId limit = tape_leaf(tape, "limit", SHAPE0(), (Real[]){ (Real)params_number(params, clip_params, 1, "limit") });
    NodeId norm = named(tape, tape_sqrt(tape, tape_sum(tape, tape_square(tape, g), 0)), "norm");
    NodeId one = tape_constant(tape, NULL, SHAPE0(), (Real[]){ 1 });
    NodeId shorter = named(tape, tape_divide(tape, limit, norm), "shorter");
    NodeId over = tape_relu(tape, tape_subtract(tape, one, shorter));
    NodeId kept = named(tape, tape_subtract(tape, one, over), "kept"); // min(1, limit / norm)
    named(tape, tape_multiply(tape, g, kept), "clipped");
    named(tape, record_each(tape, g, limit), "each");
    return true;
}

const Model model_clip = {
    .name = "clip",
    .summary = "a gradient shortened to a limit, and cut number by number",
    WITH_INPUTS(clip_inputs),
    WITH_PARAMS(clip_params),
    .node = clip_nodes,
    .also = clip_also,
    .record = clip_record,
};
