// Clipping a gradient (Pascanu et al. 2013, algorithm 1): longer than the limit, it is shortened to the limit and keeps its
// direction. Beside it what is often done instead: every number for itself is kept between −limit and limit.
#include "model/habit.h"
#include "model/parts.h"

// clang-format off
static const InputInfo clip_inputs[] = {
    { .name = "gradient", .shape = "n", .summary = "the gradient" },
};
static const ParamInfo clip_params[] = {
    { .name = "limit", .label = "Limit", .kind = PARAM_NUMBER, .initial = "1", .low = 0.001, .high = 1000000,
      .summary = "the longest gradient that stays as it is" },
    HABIT_PARAM("clip-each length-squared"),
};
static const char *const clip_nodes[] = { "norm", "kept", "each", "clipped", NULL };
static const char *const clip_also[] = { "shorter", "limit", NULL };
// clang-format on

enum { CLIP_INFOS = sizeof clip_params / sizeof clip_params[0] };

// max(0, x − limit): what each number has too much, above and below.
static NodeId record_each(Tape *tape, NodeId g, NodeId limit) {
    NodeId above = tape_relu(tape, tape_subtract(tape, g, limit));
    NodeId turned = tape_scale(tape, g, -1), below = tape_relu(tape, tape_subtract(tape, turned, limit));
    return tape_add(tape, tape_subtract(tape, g, above), below);
}

static bool clip_record(Tape *tape, const Inputs *inputs, const Params *params, Problems *problems) {
    (void)problems;
    Habit habit = habit_of(params);
    NodeId g = inputs_leaf(tape, inputs_find(inputs, "gradient"));
    NodeId limit = tape_leaf(tape, "limit", SHAPE0(), (Real[]){ (Real)params_number(params, clip_params, CLIP_INFOS, "limit") });
    NodeId squares = tape_sum(tape, tape_square(tape, g), 0);
    NodeId norm = named(tape, habit == HABIT_LENGTH_SQUARED ? tape_scale(tape, squares, 1) : tape_sqrt(tape, squares), "norm");
    NodeId one = tape_constant(tape, NULL, SHAPE0(), (Real[]){ 1 });
    NodeId shorter = named(tape, tape_divide(tape, limit, norm), "shorter");
    NodeId over = tape_relu(tape, tape_subtract(tape, one, shorter));
    NodeId kept = named(tape, tape_subtract(tape, one, over), "kept"); // min(1, limit / norm)
    NodeId each = named(tape, record_each(tape, g, limit), "each");
    named(tape, habit == HABIT_CLIP_EACH ? tape_scale(tape, each, 1) : tape_multiply(tape, g, kept), "clipped");
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
