// One whole block (Vaswani et al. 2017, 3.1 and 3.3): attention and a feed-forward layer, each added to what came in. Post-norm,
// as in the paper, normalises after each sum, pre-norm (Xiong et al. 2020) before each part and leaves the sums alone:
//
//     post: ln1 = LN(x + attention(x))     y = LN(ln1 + feed-forward(ln1))
//     pre:  sum1 = x + attention(LN(x))    y = sum1 + feed-forward(LN(sum1))
#include "model/parts.h"

// clang-format off
static const InputInfo block_inputs[] = {
    { .name = "x", .shape = "n,D", .summary = "tokens, one a row" },
    MULTIHEAD_WEIGHTS,
    MULTIHEAD_BIASES,
    { .name = "W1", .shape = "D,F", .summary = "feed-forward: tokens to hidden units" },
    { .name = "b1", .shape = "F", .optional = true, .has_fill = true, .summary = "what is added to the hidden units" },
    { .name = "W2", .shape = "F,D", .summary = "feed-forward: hidden units back" },
    { .name = "b2", .shape = "D", .optional = true, .has_fill = true, .summary = "what is added after W2" },
    { .name = "gamma1", .shape = "D", .optional = true, .has_fill = true, .fill = 1, .summary = "first norm: scale" },
    { .name = "beta1", .shape = "D", .optional = true, .has_fill = true, .summary = "first norm: what is added" },
    { .name = "gamma2", .shape = "D", .optional = true, .has_fill = true, .fill = 1, .summary = "second norm: scale" },
    { .name = "beta2", .shape = "D", .optional = true, .has_fill = true, .summary = "second norm: what is added" },
    { .name = "mask", .shape = "n,n", .optional = true, .has_fill = true, .fill = 1, .constant = true,
      .summary = "1 where a token sees another, 0 where not" },
};
#define ATTENTION_SWITCH                                                                                                     \
    { .name = "attention", .label = "Attention", .kind = PARAM_SWITCH, .initial = "on", .structural = true,                  \
      .summary = "off: attention brings nothing, to see what the rest of the block makes of each token alone" }
static const ParamInfo block_params[] = {
    MULTIHEAD_PARAMS,
    ATTENTION_SWITCH,
    { .name = "norm", .label = "Norm", .kind = PARAM_CHOICE, .initial = "pre", .choices = "pre post", .structural = true,
      .summary = "before each part, or after each sum as in the paper" },
    FEEDFORWARD_PARAMS,
    LAYERNORM_PARAMS,
    NORM_KIND_PARAM,
    HABIT_PARAM(MULTIHEAD_HABITS NORM_HABITS "norm-layer norm-pre norm-post sum-missing activation-missing activation-other"),
};
static const ParamInfo blocks_params[] = {
    MULTIHEAD_PARAMS,
    ATTENTION_SWITCH,
    FEEDFORWARD_PARAMS,
    LAYERNORM_PARAMS,
};
static const char *const block_node_names[] = {
    "ln1", "q", "k", "v", "s", "masked", "a", "heads", "concat", "o", "sum1", "ln2", "ff1", "act", "ff2", "sum2", "y", NULL,
};
static const char *const block_also[] = {
    "root_d", "o.off", "eps", "ln1.mean", "ln1.centered", "ln1.var", "ln1.spread", "ln1.xhat",
    "ln2.mean", "ln2.centered", "ln2.var", "ln2.spread", "ln2.xhat", "ln1.ms", "ln2.ms", NULL,
};
// clang-format on

enum {
    BLOCK_INFOS = sizeof block_params / sizeof block_params[0],
};

// --- the model

static bool is_chosen(const Params *params, const char *name, const char *choice) {
    return text_is(text_of(params_choice(params, block_params, BLOCK_INFOS, name)), choice);
}

static bool is_post(const Params *params, Habit habit) {
    if (habit == HABIT_NORM_POST || habit == HABIT_NORM_PRE) return habit == HABIT_NORM_POST;
    return is_chosen(params, "norm", "post");
}

// The mistake of another activation: the next one, and gelu for relu.
static Activation activation_of(const Params *params, Habit habit) {
    int chosen = (int)params_number(params, block_params, BLOCK_INFOS, "activation"); // in the order of Activation
    if (habit == HABIT_ACTIVATION_MISSING) return ACTIVATION_NONE;
    return (Activation)(habit == HABIT_ACTIVATION_OTHER ? (chosen + 1) % ACTIVATION_NONE : chosen);
}

static LayernormSpec record_norm(Tape *tape, const Inputs *inputs, const Params *params, const char *const name[3]) {
    LayernormSpec spec = { .prefix = name[0], .gamma = input_leaf(tape, inputs, name[1]), .habit = habit_of(params) };
    spec.beta = input_leaf(tape, inputs, name[2]);
    spec.rms = is_chosen(params, "kind", "rms");
    return spec;
}

static BlockSpec record_inputs(Tape *tape, const Inputs *inputs, const Params *params, bool tiled) {
    Habit habit = habit_of(params);
    BlockSpec spec = { .x = input_leaf(tape, inputs, "x"), .post = is_post(params, habit), .habit = habit };
    spec.attention = multihead_weights(tape, inputs);
    spec.attention.heads = (int)params_number(params, block_params, BLOCK_INFOS, "heads");
    spec.attention.silent = params_number(params, block_params, BLOCK_INFOS, "attention") == 0;
    spec.feedforward.W1 = input_leaf(tape, inputs, "W1");
    spec.feedforward.b1 = input_leaf(tape, inputs, "b1");
    spec.feedforward.W2 = input_leaf(tape, inputs, "W2");
    spec.feedforward.b2 = input_leaf(tape, inputs, "b2");
    spec.feedforward.activation = activation_of(params, habit);
    spec.norm1 = record_norm(tape, inputs, params, (const char *const[]){ "ln1.", "gamma1", "beta1" });
    spec.norm2 = record_norm(tape, inputs, params, (const char *const[]){ "ln2.", "gamma2", "beta2" });
    spec.norm1.eps = spec.norm2.eps = layernorm_eps(tape, params_number(params, block_params, BLOCK_INFOS, "eps"));
    int n = tape_node(tape, spec.x)->shape.size[0];
    multihead_mask(tape, inputs, params, n, n, tiled, &spec.attention);
    return spec;
}

static bool block_record(Tape *tape, const Inputs *inputs, const Params *params, Problems *problems) {
    bool tiled;
    if (!multihead_fits(inputs, params, &tiled, problems)) return false;
    BlockSpec spec = record_inputs(tape, inputs, params, tiled);
    block_nodes(tape, &spec);
    return mask_check(tape, inputs, problems);
}

static bool block_check(const Tape *tape, Problems *problems) {
    return mask_check(tape, NULL, problems) && layernorm_check(tape, "ln1.", problems) && layernorm_check(tape, "ln2.", problems);
}

const Model model_block = {
    .name = "block",
    .summary = "attention, add, norm, feed-forward, add, norm: one layer of a Transformer",
    WITH_INPUTS(block_inputs),
    WITH_PARAMS(block_params),
    .node = block_node_names,
    .also = block_also,
    .record = block_record,
    .check = block_check,
    .write = mask_write,
};

// --- both norms beside each other: one set of tokens and weights, "post." and "pre." before the names of all else

static void record_one(Tape *tape, BlockSpec spec, bool post) {
    tape_prefix(tape, post ? "post." : "pre.");
    spec.post = post;
    block_nodes(tape, &spec);
    tape_prefix(tape, "");
}

static bool blocks_record(Tape *tape, const Inputs *inputs, const Params *params, Problems *problems) {
    bool tiled;
    if (!multihead_fits(inputs, params, &tiled, problems)) return false;
    BlockSpec spec = record_inputs(tape, inputs, params, false);
    record_one(tape, spec, true);
    record_one(tape, spec, false);
    return mask_check(tape, inputs, problems);
}

static bool blocks_check(const Tape *tape, Problems *problems) {
    return mask_check(tape, NULL, problems) && layernorm_check(tape, "post.ln1.", problems) &&
           layernorm_check(tape, "post.ln2.", problems) && layernorm_check(tape, "pre.ln1.", problems) &&
           layernorm_check(tape, "pre.ln2.", problems);
}

static const char *const blocks_node_names[] = {
    "post.a", "post.o", "post.sum1", "post.ln1", "post.ff1", "post.act", "post.ff2", "post.sum2", "post.ln2", "post.y", "pre.ln1",
    "pre.a",  "pre.o",  "pre.sum1",  "pre.ln2",  "pre.ff1",  "pre.act",  "pre.ff2",  "pre.sum2",  "pre.y",    NULL,
};

const Model model_blocks = {
    .name = "blocks",
    .summary = "the same block with its norms after the sums and before the parts",
    WITH_INPUTS(block_inputs),
    WITH_PARAMS(blocks_params),
    .node = blocks_node_names,
    .record = blocks_record,
    .check = blocks_check,
    .write = mask_write,
};
