// Queries, keys and values that are given, split into heads: multi-head attention without its projections and without the mix.
#include "model/parts.h"

// clang-format off
static const InputInfo split_inputs[] = {
    { .name = "q", .shape = "n,d", .summary = "queries, one a row: the columns of the heads side by side" },
    { .name = "k", .shape = "m,d", .summary = "keys, one a row" },
    { .name = "v", .shape = "m,d", .summary = "values, one a row for each key, as wide as the keys" },
    { .name = "mask", .shape = "n,m", .optional = true, .has_fill = true, .fill = 1, .constant = true,
      .summary = "1 where a query sees a key, 0 where not" },
};
// clang-format on
static const ParamInfo split_params[] = { MULTIHEAD_PARAMS, ALIGN_PARAM };
static const char *const split_nodes[] = { "s", "masked", "a", "heads", "concat", NULL };
static const char *const split_also[] = { "root_d", NULL };

enum { SPLIT_INFOS = sizeof split_params / sizeof split_params[0] };

static bool split_record(Tape *tape, const Inputs *inputs, const Params *params, Problems *problems) {
    int heads = (int)params_number(params, split_params, SPLIT_INFOS, "heads");
    const Input *q = inputs_find(inputs, "q"), *k = inputs_find(inputs, "k");
    long long n = q->shape.size[0], m = k->shape.size[0];
    if (q->shape.size[1] % heads)
        return problems_add(problems, q->place, "heads = %d does not divide the %d columns of q, of which every head takes as many",
                            heads, q->shape.size[1]);
    ScoreSpec scores = { .count = n * m * heads, .hindrance = scores_refusal(inputs, params, n, m), .place = q->place };
    scores.made_by = arena_print(problems->arena, "%lld queries, %lld keys and heads = %d", n, m, heads);
    bool tiled;
    if (!mask_is_binary(inputs, problems) || !scores_path(&scores, params, split_params, SPLIT_INFOS, &tiled, problems))
        return false;
    MultiheadSpec spec = { .Wq = NODE_NONE, .Wo = NODE_NONE, .heads = heads };
    spec.x = input_leaf(tape, inputs, "q");
    spec.y = input_leaf(tape, inputs, "k");
    spec.values = input_leaf(tape, inputs, "v");
    multihead_mask(tape, inputs, params, (int)n, (int)m, tiled, &spec);
    multihead_nodes(tape, spec);
    return mask_check(tape, inputs, problems);
}

static bool split_check(const Tape *tape, Problems *problems) { return mask_check(tape, NULL, problems); }

const Model model_split = {
    .name = "split",
    .summary = "given queries, keys and values split into heads that each attend with their own columns",
    WITH_INPUTS(split_inputs),
    WITH_PARAMS(split_params),
    .node = split_nodes,
    .also = split_also,
    .record = split_record,
    .check = split_check,
    .write = mask_write,
};
