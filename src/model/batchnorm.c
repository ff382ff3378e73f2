// Two ways to normalise one table of tokens and features: layer norm takes the mean and the spread of every row, batch norm (Ioffe
// & Szegedy 2015) those of every column, that is of one feature over the whole batch.
//
//     layer: (x_ij − mean_i) / √(var_i + eps)     batch: (x_ij − mean_j) / √(var_j + eps)
#include "model/parts.h"

// clang-format off
static const InputInfo batchnorm_inputs[] = {
    { .name = "x", .shape = "n,D", .summary = "tokens, one a row" },
};
static const ParamInfo batchnorm_params[] = {
    { .name = "batch", .label = "Tokens in the batch", .kind = PARAM_WHOLE, .initial = "1024", .low = 1, .high = 1024,
      .structural = true, .summary = "how many of the rows there are; more than given: all" },
    LAYERNORM_PARAMS,
};
static const char *const batchnorm_nodes[] = { "used", "batch.mean", "batch.var", "batch.y", "layer.mean", "layer.var", "layer.y",
    NULL };
static const char *const batchnorm_also[] = { "batch.spread", "layer.spread", "eps", NULL };
// clang-format on

enum { BATCHNORM_INFOS = sizeof batchnorm_params / sizeof batchnorm_params[0] };

static NodeId record_norm(Tape *tape, NodeId x, NodeId eps, const char *prefix) {
    LayernormSpec spec = { .prefix = prefix, .x = x, .eps = eps };
    layernorm_plain(tape, &spec);
    return layernorm_nodes(tape, spec);
}

static bool batchnorm_record(Tape *tape, const Inputs *inputs, const Params *params, Problems *problems) {
    (void)problems;
    NodeId x = inputs_leaf(tape, inputs_find(inputs, "x")); /* (n, D) */
    int n = tape_node(tape, x)->shape.size[0], batch = (int)params_number(params, batchnorm_params, BATCHNORM_INFOS, "batch");
    NodeId used = named(tape, tape_slice(tape, x, 0, 0, batch < n ? batch : n), "used"); /* (batch, D) */
    NodeId eps = layernorm_eps(tape, params_number(params, batchnorm_params, BATCHNORM_INFOS, "eps"));
    NodeId columns = named(tape, tape_transpose(tape, used), "columns"); /* (D, batch) */
    named(tape, tape_transpose(tape, record_norm(tape, columns, eps, "batch.")), "batch.y");
    named(tape, record_norm(tape, used, eps, "layer."), "layer.y");
    return true;
}

// A column may well have no spread, and then shows 0/0: that is what batch norm does with a batch of one.
static bool check(const Tape *tape, Problems *problems) { return layernorm_check(tape, "layer.", problems); }

const Model model_batchnorm = {
    .name = "batchnorm",
    .summary = "the same table normalised along its rows and along its columns",
    WITH_INPUTS(batchnorm_inputs),
    WITH_PARAMS(batchnorm_params),
    .node = batchnorm_nodes,
    .also = batchnorm_also,
    .record = batchnorm_record,
    .check = check,
    .undefined = true,
};
