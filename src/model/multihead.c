// Multi-head attention (Vaswani et al. 2017, 3.2.2): every head attends with its own columns of the projections, the heads are
// put side by side and mixed by Wo. The layer itself is layers/multihead.c.
#include <string.h>

#include "model/parts.h"

// clang-format off
static const InputInfo multihead_inputs[] = {
    { .name = "x", .shape = "n,D", .summary = "tokens, one a row" },
    { .name = "y", .shape = "m,D", .optional = true, .summary = "what keys and values are made of; x where it is not given" },
    MULTIHEAD_WEIGHTS,
    MULTIHEAD_BIASES,
    { .name = "mask", .shape = "n,m", .optional = true, .has_fill = true, .fill = 1, .constant = true,
      .summary = "1 where a query sees a key, 0 where not" },
};
static const ParamInfo multihead_params[] = {
    MULTIHEAD_PARAMS, ALIGN_PARAM, HABIT_PARAM(MULTIHEAD_HABITS "align-upper align-lower"),
};
static const char *const multihead_node_names[] = { "q", "k", "v", "s", "masked", "a", "heads", "concat", "o", NULL };
static const char *const multihead_also[] = { "root_d", NULL };
// clang-format on

enum { MULTIHEAD_INFOS = sizeof multihead_params / sizeof multihead_params[0] };

// --- what is checked before anything is recorded

static Place place_of(const Params *params, const char *name, Place otherwise) {
    for (int i = 0; i < params->count; i++)
        if (text_is(text_of(params->value[i].name), name) && params->value[i].place.file) return params->value[i].place;
    return otherwise;
}

bool multihead_divides(const Input *x, const Params *params, int heads, Problems *problems) {
    int width = x->shape.size[1];
    if (width % heads == 0) return true;
    Builder good = { problems->arena };
    for (int h = 1; h <= width; h++)
        if (width % h == 0) builder_print(&good, "%s%d", h == 1 ? "" : ", ", h);
    return problems_add(problems, place_of(params, "heads", x->place),
                        "heads = %d does not divide D = %d, the columns of x, of which every head takes as many: heads may be %s",
                        heads, width, builder_text(&good));
}

bool multihead_fits(const Inputs *inputs, const Params *params, bool *tiled, Problems *problems) {
    int heads = (int)params_number(params, multihead_params, MULTIHEAD_INFOS, "heads");
    const Input *x = inputs_find(inputs, "x"), *y = inputs_find(inputs, "y"), *mask = inputs_find(inputs, "mask");
    long long n = x->shape.size[0], m = y ? y->shape.size[0] : n;
    if (mask && mask->shape.size[1] != m)
        return problems_add(problems, mask->place,
                            "mask has %d columns where x has %lld rows, which are keys too as long as there is no y",
                            mask->shape.size[1], m);
    if (!multihead_divides(x, params, heads, problems)) return false;
    ScoreSpec spec = { .count = n * m * heads, .hindrance = scores_refusal(inputs, params, n, m), .place = x->place };
    spec.made_by = arena_print(problems->arena, "%lld queries, %lld keys and heads = %d", n, m, heads);
    return mask_is_binary(inputs, problems) && scores_path(&spec, params, multihead_params, MULTIHEAD_INFOS, tiled, problems);
}

// --- recording

static Shape shape_of(const Tape *tape, NodeId id) { return tape_node(tape, id)->shape; }

const NodeId *multihead_biases(Tape *tape, const Inputs *inputs, const char *const name[4]) {
    NodeId *bias = arena_new(tape->arena, NodeId, 4);
    bool any = false;
    for (int i = 0; i < 4; i++) {
        bias[i] = input_leaf(tape, inputs, name[i]);
        any |= bias[i] != NODE_NONE;
    }
    return any ? bias : NULL;
}

MultiheadSpec multihead_weights(Tape *tape, const Inputs *inputs) {
    MultiheadSpec spec = { .Wq = input_leaf(tape, inputs, "Wq") };
    spec.Wk = input_leaf(tape, inputs, "Wk");
    spec.Wv = input_leaf(tape, inputs, "Wv");
    spec.Wo = input_leaf(tape, inputs, "Wo");
    spec.bias = multihead_biases(tape, inputs, (const char *const[]){ "bq", "bk", "bv", "bo" });
    return spec;
}

void multihead_mask(Tape *tape, const Inputs *inputs, const Params *params, int n, int m, bool tiled, MultiheadSpec *spec) {
    spec->mask = tiled ? NODE_NONE : mask_nodes(tape, inputs, params, n, m);
    spec->habit = habit_of(params);
    spec->name_cut = habit_beside(params, &(Place){ 0 }) != HABIT_NONE;
    spec->causal = !strcmp(params_choice(params, NULL, 0, "mask"), "causal");
}

static bool multihead_record(Tape *tape, const Inputs *inputs, const Params *params, Problems *problems) {
    bool tiled;
    if (!multihead_fits(inputs, params, &tiled, problems)) return false;
    NodeId x = input_leaf(tape, inputs, "x"), y = input_leaf(tape, inputs, "y");
    MultiheadSpec spec = multihead_weights(tape, inputs);
    spec.x = x;
    spec.y = y == NODE_NONE ? x : y;
    spec.heads = (int)params_number(params, multihead_params, MULTIHEAD_INFOS, "heads");
    multihead_mask(tape, inputs, params, shape_of(tape, x).size[0], shape_of(tape, spec.y).size[0], tiled, &spec);
    multihead_nodes(tape, spec);
    return mask_check(tape, inputs, problems);
}

static bool multihead_check(const Tape *tape, Problems *problems) { return mask_check(tape, NULL, problems); }

const Model model_multihead = {
    .name = "multihead",
    .summary = "several heads that each attend with their own columns, side by side and mixed",
    .input = multihead_inputs,
    .inputs = sizeof multihead_inputs / sizeof multihead_inputs[0],
    .param = multihead_params,
    .params = MULTIHEAD_INFOS,
    .node = multihead_node_names,
    .also = multihead_also,
    .same = "m=n",
    .record = multihead_record,
    .check = multihead_check,
    .write = mask_write,
};
