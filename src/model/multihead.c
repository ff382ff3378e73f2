// Multi-head attention (Vaswani et al. 2017, 3.2.2): every head attends with its own columns of the projections, the heads are
// put side by side and mixed by Wo:
//
//     head_i = softmax(q_i k_iᵀ / √(D/h)) v_i     o = [head_1 … head_h] Wo     q = x Wq, k = y Wk, v = y Wv
#include <string.h>

#include "model/parts.h"

// clang-format off
static const InputInfo multihead_inputs[] = {
    { .name = "x", .shape = "n,D", .summary = "tokens, one a row" },
    { .name = "y", .shape = "m,D", .optional = true, .summary = "what keys and values are made of; x where it is not given" },
    MULTIHEAD_WEIGHTS,
    { .name = "mask", .shape = "n,m", .optional = true, .has_fill = true, .fill = 1, .constant = true,
      .summary = "1 where a query sees a key, 0 where not" },
};
static const ParamInfo multihead_params[] = { MULTIHEAD_PARAMS };
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
    ScoreSpec spec = { .count = n * m * heads, .hindrance = scores_hindrance(inputs), .place = x->place };
    spec.made_by = arena_print(problems->arena, "%lld queries, %lld keys and heads = %d", n, m, heads);
    return mask_is_binary(inputs, problems) && scores_path(&spec, params, multihead_params, MULTIHEAD_INFOS, tiled, problems);
}

// --- recording

static Shape shape_of(const Tape *tape, NodeId id) { return tape_node(tape, id)->shape; }

// (…, n, D) as (…, h, n, D/h)
static NodeId split(Tape *tape, NodeId x, int heads) {
    Shape shape = shape_of(tape, x);
    int last = shape.rank++;
    shape.size[last] = shape.size[last - 1] / heads;
    shape.size[last - 1] = heads;
    return tape_swap(tape, tape_reshape(tape, x, shape), last - 2, last - 1);
}

// (…, h, n, D/h) as (…, n, D)
static NodeId join(Tape *tape, NodeId x) {
    Shape shape = shape_of(tape, x);
    NodeId side_by_side = tape_swap(tape, x, shape.rank - 3, shape.rank - 2);
    shape = shape_of(tape, side_by_side);
    shape.rank--;
    shape.size[shape.rank - 1] *= shape.size[shape.rank];
    shape.size[shape.rank] = 0;
    return tape_reshape(tape, side_by_side, shape);
}

// s = q_i k_iᵀ / √(D/h), (…, h, n, m)
static NodeId record_scores(Tape *tape, NodeId q, NodeId k, int heads) {
    Real root = real_sqrt((Real)(shape_of(tape, q).size[shape_of(tape, q).rank - 1] / heads));
    NodeId queries = split(tape, q, heads), keys = split(tape, k, heads);
    NodeId raw = tape_matmul(tape, queries, keys, (MatmulArgs){ .transpose_b = true });
    return named(tape, tape_divide(tape, raw, tape_constant(tape, "root_d", SHAPE0(), &root)), "s");
}

NodeId multihead_nodes(Tape *tape, MultiheadSpec spec) {
    NodeId q = named(tape, tape_matmul(tape, spec.x, spec.Wq, (MatmulArgs){ 0 }), "q"); /* (…, n, D) */
    NodeId k = named(tape, tape_matmul(tape, spec.y, spec.Wk, (MatmulArgs){ 0 }), "k"); /* (…, m, D) */
    NodeId v = named(tape, tape_matmul(tape, spec.y, spec.Wv, (MatmulArgs){ 0 }), "v"); /* (…, m, D) */
    if (spec.mask == NODE_NONE) {
        tape_layer_step(tape); // one operation does all three
        NodeId all = tape_attention(tape, q, k, v, (AttentionArgs){ .heads = spec.heads, .causal = spec.causal });
        tape_layer_step_end(tape);
        return named(tape, tape_matmul(tape, named(tape, all, "concat"), spec.Wo, (MatmulArgs){ 0 }), "o");
    }
    tape_layer_step(tape);                            // the projections before and after belong to none
    NodeId s = record_scores(tape, q, k, spec.heads); /* (…, h, n, m) */
    NodeId masked = named(tape, tape_hide(tape, s, spec.mask), "masked");
    tape_layer_step(tape);
    NodeId a = named(tape, tape_softmax(tape, masked, NODE_NONE), "a");
    tape_layer_step(tape);
    NodeId heads = named(tape, tape_matmul(tape, a, split(tape, v, spec.heads), (MatmulArgs){ 0 }), "heads"); /* (…, h, n, D/h) */
    tape_layer_step_end(tape);
    NodeId concat = named(tape, join(tape, heads), "concat"); /* (…, n, D) */
    return named(tape, tape_matmul(tape, concat, spec.Wo, (MatmulArgs){ 0 }), "o");
}

MultiheadSpec multihead_weights(Tape *tape, const Inputs *inputs) {
    MultiheadSpec spec = { .Wq = input_leaf(tape, inputs, "Wq") };
    spec.Wk = input_leaf(tape, inputs, "Wk");
    spec.Wv = input_leaf(tape, inputs, "Wv");
    spec.Wo = input_leaf(tape, inputs, "Wo");
    return spec;
}

void multihead_mask(Tape *tape, const Inputs *inputs, const Params *params, int n, int m, bool tiled, MultiheadSpec *spec) {
    spec->mask = tiled ? NODE_NONE : mask_nodes(tape, inputs, params, n, m);
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
