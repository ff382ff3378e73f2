// A decoder's layer, post-norm as in Vaswani et al. 2017, 3.1: masked self-attention over what is written so far, attention across
// to the encoder's output, which gives keys and values, then the feed-forward layer; each with its sum and its norm.
//
//     ln1 = LN(x + self(x, x))    ln2 = LN(ln1 + cross(ln1, memory))    y = LN(ln2 + feed-forward(ln2))
//
// "self." and "cross." stand before the names of the two attentions.
#include "model/parts.h"

// clang-format off
static const InputInfo decoder_inputs[] = {
    { .name = "x", .shape = "n,D", .summary = "the decoder's tokens, one a row" },
    { .name = "memory", .shape = "m,D", .summary = "the encoder's output, one token a row" },
    MULTIHEAD_WEIGHTS,
    MULTIHEAD_BIASES,
    { .name = "Cq", .shape = "D,D", .summary = "across: to queries" },
    { .name = "Ck", .shape = "D,D", .summary = "across: to keys" },
    { .name = "Cv", .shape = "D,D", .summary = "across: to values" },
    { .name = "Co", .shape = "D,D", .summary = "across: mixes the heads" },
    { .name = "cq", .shape = "D", .optional = true, .summary = "across: what is added to the queries" },
    { .name = "ck", .shape = "D", .optional = true, .summary = "across: what is added to the keys" },
    { .name = "cv", .shape = "D", .optional = true, .summary = "across: what is added to the values" },
    { .name = "co", .shape = "D", .optional = true, .summary = "across: what is added after Co" },
    { .name = "W1", .shape = "D,F", .summary = "feed-forward: tokens to hidden units" },
    { .name = "b1", .shape = "F", .optional = true, .has_fill = true, .summary = "what is added to the hidden units" },
    { .name = "W2", .shape = "F,D", .summary = "feed-forward: hidden units back" },
    { .name = "b2", .shape = "D", .optional = true, .has_fill = true, .summary = "what is added after W2" },
    { .name = "gamma", .shape = "D", .optional = true, .has_fill = true, .fill = 1, .summary = "the norms: scale" },
    { .name = "beta", .shape = "D", .optional = true, .has_fill = true, .summary = "the norms: what is added" },
};
static const ParamInfo decoder_params[] = {
    { .name = "heads", .label = "Heads", .kind = PARAM_WHOLE, .initial = "1", .low = 1, .high = 1024, .structural = true,
      .summary = "how many heads share the columns" },
    FEEDFORWARD_PARAMS,
    LAYERNORM_PARAMS,
    HABIT_PARAM(MULTIHEAD_HABITS NORM_HABITS "activation-missing activation-other"),
};
static const char *const decoder_nodes[] = {
    "self.masked", "self.a", "self.o", "sum1", "ln1", "cross.s", "cross.a", "cross.o", "sum2", "ln2", "ff1", "act", "ff2",
    "sum3", "y", NULL,
};
static const char *const decoder_also[] = {
    "self.q", "self.k", "self.v", "self.s", "self.heads", "self.concat", "cross.q", "cross.k", "cross.v", "cross.masked",
    "cross.heads", "cross.concat", "self.mask", "cross.mask", NULL,
};
// clang-format on

enum { DECODER_INFOS = sizeof decoder_params / sizeof decoder_params[0] };

// Token i sees 0 … i, or every one.
static NodeId record_mask(Tape *tape, int n, int m, bool causal) {
    NodeId id = tape_constant(tape, "mask", SHAPE2(n, m), NULL);
    Real *value = tape_node(tape, id)->value;
    for (int i = 0; i < n; i++)
        for (int j = 0; j < m; j++) value[i * m + j] = !causal || j <= i;
    return id;
}

static NodeId attend(Tape *tape, const char *prefix, MultiheadSpec spec, bool causal) {
    tape_prefix(tape, prefix);
    spec.mask = record_mask(tape, tape_node(tape, spec.x)->shape.size[0], tape_node(tape, spec.y)->shape.size[0], causal);
    NodeId o = multihead_nodes(tape, spec);
    tape_prefix(tape, "");
    return o;
}

static NodeId add_and_norm(Tape *tape, LayernormSpec norm, NodeId stream, NodeId part, const char *sum, const char *name) {
    norm.prefix = arena_print(tape->arena, "%s.", name);
    norm.x = named(tape, tape_add(tape, stream, part), sum);
    return named(tape, layernorm_nodes(tape, norm), name);
}

static Activation activation_of(const Params *params, Habit habit) {
    int chosen = (int)params_number(params, decoder_params, DECODER_INFOS, "activation"); // in the order of Activation
    if (habit == HABIT_ACTIVATION_MISSING) return ACTIVATION_NONE;
    return (Activation)(habit == HABIT_ACTIVATION_OTHER ? (chosen + 1) % ACTIVATION_NONE : chosen);
}

static bool heads_divide(const Input *x, const Params *params, int *heads, Problems *problems) {
    *heads = (int)params_number(params, decoder_params, DECODER_INFOS, "heads");
    return x->shape.size[1] % *heads == 0 ||
           problems_add(problems, x->place, "heads = %d does not divide D = %d, the columns of x", *heads, x->shape.size[1]);
}

static bool decoder_record(Tape *tape, const Inputs *inputs, const Params *params, Problems *problems) {
    int heads;
    if (!heads_divide(inputs_find(inputs, "x"), params, &heads, problems)) return false;
    NodeId x = input_leaf(tape, inputs, "x"), memory = input_leaf(tape, inputs, "memory");
    MultiheadSpec self = multihead_weights(tape, inputs), cross = { .heads = heads };
    cross.Wq = input_leaf(tape, inputs, "Cq");
    cross.Wk = input_leaf(tape, inputs, "Ck");
    cross.Wv = input_leaf(tape, inputs, "Cv");
    cross.Wo = input_leaf(tape, inputs, "Co");
    cross.bias = multihead_biases(tape, inputs, (const char *const[]){ "cq", "ck", "cv", "co" });
    self.habit = cross.habit = habit_of(params);
    FeedforwardSpec feed = { .W1 = input_leaf(tape, inputs, "W1") };
    feed.b1 = input_leaf(tape, inputs, "b1");
    feed.W2 = input_leaf(tape, inputs, "W2");
    feed.b2 = input_leaf(tape, inputs, "b2");
    feed.activation = activation_of(params, self.habit);
    LayernormSpec norm = { .habit = self.habit, .gamma = input_leaf(tape, inputs, "gamma") };
    norm.beta = input_leaf(tape, inputs, "beta");
    norm.eps = layernorm_eps(tape, params_number(params, decoder_params, DECODER_INFOS, "eps"));

    self.heads = heads;
    self.x = self.y = x;
    NodeId ln1 = add_and_norm(tape, norm, x, attend(tape, "self.", self, true), "sum1", "ln1");
    cross.x = ln1;
    cross.y = memory;
    NodeId ln2 = add_and_norm(tape, norm, ln1, attend(tape, "cross.", cross, false), "sum2", "ln2");
    feed.x = ln2;
    add_and_norm(tape, norm, ln2, feedforward_nodes(tape, feed), "sum3", "y");
    return true;
}

static bool decoder_check(const Tape *tape, Problems *problems) {
    return layernorm_check(tape, "ln1.", problems) && layernorm_check(tape, "ln2.", problems) &&
           layernorm_check(tape, "y.", problems);
}

const Model model_decoder = {
    .name = "decoder",
    .summary = "a decoder's layer: masked self-attention, attention across to an encoder, feed-forward",
    WITH_INPUTS(decoder_inputs),
    WITH_PARAMS(decoder_params),
    .node = decoder_nodes,
    .also = decoder_also,
    .record = decoder_record,
    .check = decoder_check,
};
