// What the models share among themselves: the table's rows, and the recording of parts that other models are built of.
#ifndef ATTEND_MODEL_PARTS_H
#define ATTEND_MODEL_PARTS_H

#include "layers/layers.h"
#include "model/habit.h"
#include "model/model.h"

#define MODEL(name) extern const Model model_##name;
#include "model/models.def"
#undef MODEL

// --- recording

static inline NodeId input_leaf(Tape *tape, const Inputs *inputs, const char *name) {
    return inputs_leaf(tape, inputs_find(inputs, name));
}
// "drawn" (1, words): softmax(logits / temperature) of a row of logits, of the `top` likeliest alone (0: of all). The constant
// "temperature" is the number given.
NodeId drawn_nodes(Tape *tape, NodeId logits, double temperature, int top);
// --- mask

// clang-format off
#define ALIGN_PARAM                                                                                                          \
    { .name = "align", .label = "Corner", .kind = PARAM_CHOICE, .initial = "upper", .choices = "upper lower",                \
      .structural = true,                                                                                                     \
      .summary = "of the causal triangle: upper, the first query is the first key's; lower, the last the last's" }
// clang-format on
// The leaf "mask" (n, m), what of the data's mask and of mask=causal is visible to both. Constant.
NodeId mask_nodes(Tape *tape, const Inputs *inputs, const Params *params, int n, int m);
void mask_write(Tape *tape, const Inputs *inputs, const Params *params);     // Model.write
bool mask_is_binary(const Inputs *inputs, Problems *problems);               // ones and zeros alone
bool mask_check(const Tape *tape, const Inputs *inputs, Problems *problems); // every query sees a key; inputs may be NULL
bool mask_blind(Problems *problems, Place place, int query);                 // says that it sees none; false

// --- whether scores are kept

// clang-format off
#define SCORES_PARAM                                                                                                         \
    { .name = "scores", .label = "Scores", .kind = PARAM_CHOICE, .initial = "kept", .choices = "kept tiled auto",            \
      .structural = true, .summary = "kept: they can be looked at; tiled: never held, for many rows; auto: by their number" }
// clang-format on
typedef struct ScoreSpec {
    long long count;       // of scores: n m, of every head
    const char *made_by;   // "5000 queries and 5000 keys"
    const char *hindrance; // what tiles cannot do, "the similarity kernel"; NULL
    Place place;
} ScoreSpec;
// Kept or tiled, by the parameter `scores` and their number; false with a problem when neither works.
bool scores_path(const ScoreSpec *spec, const Params *params, const ParamInfo *info, int infos, bool *tiled, Problems *problems);
// What stands in the way of tiles for n queries and m keys: a mask of the data that hides something, a triangle in the lower
// right corner, a mistake; NULL: nothing.
const char *scores_refusal(const Inputs *inputs, const Params *params, long long n, long long m);

// --- attention

typedef struct AttentionNodes {
    int n, m, d, dv;
    NodeId q, k, v;
    NodeId raw, s, mask, masked, a, o;
    NodeId y, loss; // NODE_NONE without a target
} AttentionNodes;

// clang-format off
#define ATTENTION_INPUTS                                                                                                     \
    { .name = "q", .shape = "n,d", .summary = "queries, one a row" },                                                        \
    { .name = "k", .shape = "m,d", .summary = "keys, one a row" },                                                           \
    { .name = "v", .shape = "m,dv", .summary = "values, one a row for each key" },                                           \
    { .name = "W", .shape = "d,d", .only = "similarity=general", .summary = "the matrix of q W k" },                         \
    { .name = "wq", .shape = "d", .only = "similarity=additive", .summary = "what the query adds to each score" },           \
    { .name = "wk", .shape = "d", .only = "similarity=additive", .summary = "what a key adds to its score" },                \
    { .name = "Wq", .shape = "d,r", .only = "similarity=tanh-additive", .summary = "queries to hidden units" },              \
    { .name = "Wk", .shape = "d,r", .only = "similarity=tanh-additive", .summary = "keys to hidden units" },                 \
    { .name = "va", .shape = "r", .only = "similarity=tanh-additive", .summary = "hidden units to the score" },              \
    { .name = "sigma", .shape = "", .only = "similarity=kernel", .summary = "how far the kernel reaches" },                  \
    { .name = "mask", .shape = "n,m", .optional = true, .has_fill = true, .fill = 1, .constant = true,                        \
      .summary = "1 where a query sees a key, 0 where not" },                                                                \
    { .name = "y", .shape = "n,dv", .optional = true, .constant = true, .summary = "the outputs wished for: gives a loss" }
#define ATTENTION_SCORE_PARAMS                                                                                               \
    { .name = "similarity", .label = "Similarity", .kind = PARAM_CHOICE, .initial = "scaled",                                \
      .choices = "scaled dot general additive tanh-additive kernel", .structural = true,                                     \
      .summary = "how a query is compared with a key" },                                                                     \
    { .name = "temperature", .label = "Temperature", .kind = PARAM_NUMBER, .initial = "1", .low = 0.001, .high = 1000,       \
      .low_label = "hard lookup", .high_label = "uniform", .summary = "divides every score: below 1 sharpens the choice" }
#define ATTENTION_PARAMS                                                                                                     \
    ATTENTION_SCORE_PARAMS,                                                                                                  \
    { .name = "mask", .label = "Mask", .kind = PARAM_CHOICE, .initial = "none", .choices = "none causal",                    \
      .structural = true, .summary = "causal: a query sees its own position and those before it" },                          \
    SCORES_PARAM
// Names that attention may have on its tape besides the printed ones.
#define ATTENTION_ALSO "temperature", "qW", "sq", "sk", "hq", "hk", "hidden", "distance2", "weighted", "error", "loss"
// clang-format on

// Records attention (Vaswani et al. 2017, eq. 1, and the other similarities) under the names of model_attention. `info` lists
// at least ATTENTION_PARAMS. False with a problem: too many scores, a mask that is not 0 or 1, a query that sees no key.
bool attention_nodes(Tape *tape, const Inputs *inputs, const Params *params, const ParamInfo *info, int infos, AttentionNodes *out,
                     Problems *problems);
void attention_write(Tape *tape, const Inputs *inputs, const Params *params); // Model.write
bool attention_check(const Tape *tape, Problems *problems);                   // Model.check

// --- multi-head attention

// clang-format off
#define MULTIHEAD_WEIGHTS                                                                                                    \
    { .name = "Wq", .shape = "D,D", .summary = "to queries, the columns of a head side by side" },                           \
    { .name = "Wk", .shape = "D,D", .summary = "to keys" },                                                                  \
    { .name = "Wv", .shape = "D,D", .summary = "to values" },                                                                \
    { .name = "Wo", .shape = "D,D", .summary = "mixes the heads" }
#define MULTIHEAD_BIASES                                                                                                     \
    { .name = "bq", .shape = "D", .optional = true, .summary = "what is added to the queries" },                             \
    { .name = "bk", .shape = "D", .optional = true, .summary = "what is added to the keys" },                                \
    { .name = "bv", .shape = "D", .optional = true, .summary = "what is added to the values" },                              \
    { .name = "bo", .shape = "D", .optional = true, .summary = "what is added after Wo" }
#define FEEDFORWARD_PARAMS                                                                                                   \
    { .name = "activation", .label = "Activation", .kind = PARAM_CHOICE, .initial = "relu",                                  \
      .choices = "relu gelu gelu-tanh silu", .structural = true, .summary = "what bends the hidden units" } // of Activation
#define SCALE_HABITS "scale-missing scale-no-root scale-keys scale-times sign "
#define SOFTMAX_HABITS "softmax-columns softmax-all exp-missing base-10 base-2 "
#define MASK_HABITS "mask-missing mask-after-softmax mask-zero mask-tiny mask-inverted "
#define MULTIHEAD_HABITS                                                                                                     \
    SCALE_HABITS "scale-model-width " SOFTMAX_HABITS MASK_HABITS "heads-reshaped heads-joined transposed bias-missing "
#define NORM_HABITS "norm-n-1 eps-outside root-missing norm-columns norm-rms norm-plain "
#define MULTIHEAD_PARAMS                                                                                                     \
    { .name = "heads", .label = "Heads", .kind = PARAM_WHOLE, .initial = "1", .low = 1, .high = 1024, .structural = true,    \
      .summary = "how many heads share the columns" },                                                                       \
    { .name = "mask", .label = "Mask", .kind = PARAM_CHOICE, .initial = "none", .choices = "none causal",                    \
      .structural = true, .summary = "causal: a token sees itself and those before it" },                                    \
    SCORES_PARAM
#define LAYERNORM_PARAMS                                                                                                     \
    { .name = "eps", .label = "eps", .kind = PARAM_NUMBER, .initial = "1e-5", .low = 0, .high = 1,                           \
      .summary = "added to the variance, so that equal numbers do not divide by 0" }
#define NORM_KIND_PARAM                                                                                                      \
    { .name = "kind", .label = "Kind", .kind = PARAM_CHOICE, .initial = "layer", .choices = "layer rms",                     \
      .structural = true, .summary = "rms: divided by the root of the mean square, the mean stays" }
// clang-format on

// Heads that do not divide the columns of x: a problem.
bool multihead_divides(const Input *x, const Params *params, int heads, Problems *problems);
// Heads that do not divide the width, a mask that is too wide or holds other than 1 and 0, too many scores: problems.
// *tiled tells how the scores are to be handled.
bool multihead_fits(const Inputs *inputs, const Params *params, bool *tiled, Problems *problems);
// The leaf "mask" of what is not tiled, or what the tiles are told instead.
void multihead_mask(Tape *tape, const Inputs *inputs, const Params *params, int n, int m, bool tiled, MultiheadSpec *spec);
MultiheadSpec multihead_weights(Tape *tape, const Inputs *inputs); // the leaves Wq, Wk, Wv, Wo, and the biases that are given
// Biases by these four names, as MultiheadSpec wants them: NULL when none is given.
const NodeId *multihead_biases(Tape *tape, const Inputs *inputs, const char *const name[4]);

// --- layer norm

// With eps = 0 every row needs a spread; allocates only for problems.
bool layernorm_check(const Tape *tape, const char *prefix, Problems *problems);

// --- positions

// clang-format off
#define ORDER_PARAM                                                                                                          \
    { .name = "order", .label = "Order", .kind = PARAM_CHOICE, .initial = "pairs", .choices = "pairs halves",                \
      .structural = true, .summary = "the two numbers of a pair side by side, or in two halves" }
// clang-format on
typedef struct PositionSpec {
    int n, d;
    double base;
    bool halves; // all sines, then all cosines; otherwise they alternate
    Habit habit;
} PositionSpec;
// Records the sines and cosines of positions 0 … n − 1 under the names of model_position; returns pe (n, d).
NodeId position_nodes(Tape *tape, PositionSpec spec);
// w_i = base^(−2i/d), by the name "frequency": (1, pairs)
NodeId position_frequency(Tape *tape, int pairs, int d, double base, Habit habit);
// Places times frequencies, by the name "angle": (n, 1), (1, pairs) -> (n, pairs)
NodeId position_angles(Tape *tape, NodeId position, NodeId frequency, Habit habit);
bool position_halves(const Params *params, Habit habit); // the order that is recorded

// --- matrices of two rows and two columns

NodeId singular_values(Tape *tape, NodeId matrix); // (2), the larger first
NodeId spectral_radius(Tape *tape, NodeId matrix); // the largest size of an eigenvalue

#endif
