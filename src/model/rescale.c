// Layer norm of the same tokens twice, as they are and stretched and moved, row under row: so that one sees what it takes out
// and what that does to the gradient.
//
//     rows = [x; factor x + shift]     y = LN(rows)
#include "model/parts.h"

// clang-format off
static const InputInfo rescale_inputs[] = {
    { .name = "x", .shape = "n,D", .summary = "tokens, one a row" },
};
static const ParamInfo rescale_params[] = {
    { .name = "factor", .label = "Factor", .kind = PARAM_NUMBER, .initial = "10", .low = 0.001, .high = 1000,
      .summary = "what the second copy of the tokens is multiplied by" },
    { .name = "shift", .label = "Added to all", .kind = PARAM_NUMBER, .initial = "0", .low = -1000000, .high = 1000000,
      .summary = "what is then added to every number of the second copy" },
    LAYERNORM_PARAMS,
};
static const char *const rescale_nodes[] = { "scaled", "rows", "mean", "var", "xhat", "y", NULL };
static const char *const rescale_also[] = { "factor", "shift", "centered", "spread", "eps", NULL };
// clang-format on

enum { RESCALE_INFOS = sizeof rescale_params / sizeof rescale_params[0] };

static NodeId record_number(Tape *tape, const Params *params, const char *name) {
    return tape_constant(tape, name, SHAPE0(), (Real[]){ (Real)params_number(params, rescale_params, RESCALE_INFOS, name) });
}

static bool rescale_record(Tape *tape, const Inputs *inputs, const Params *params, Problems *problems) {
    (void)problems;
    NodeId x = inputs_leaf(tape, inputs_find(inputs, "x")); /* (n, D) */
    NodeId factor = record_number(tape, params, "factor"), shift = record_number(tape, params, "shift");
    NodeId scaled = named(tape, tape_add(tape, tape_multiply(tape, x, factor), shift), "scaled"); /* (n, D) */
    NodeId rows = named(tape, tape_concat(tape, 2, (NodeId[]){ x, scaled }, 0), "rows");          /* (2n, D) */
    LayernormSpec spec = { .prefix = "",
                           .x = rows,
                           .eps = layernorm_eps(tape, params_number(params, rescale_params, RESCALE_INFOS, "eps")) };
    layernorm_plain(tape, &spec);
    named(tape, layernorm_nodes(tape, spec), "y");
    return true;
}

static bool check(const Tape *tape, Problems *problems) { return layernorm_check(tape, "", problems); }

const Model model_rescale = {
    .name = "rescale",
    .summary = "layer norm of tokens as they are, and stretched and moved, one under the other",
    WITH_INPUTS(rescale_inputs),
    WITH_PARAMS(rescale_params),
    .node = rescale_nodes,
    .also = rescale_also,
    .record = rescale_record,
    .check = check,
};
