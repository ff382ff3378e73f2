// What the models share among themselves: the table's rows, and the recording of parts that other models are built of.
// Parts take tensors with any axes in front, written (…, n, D), so that training can record them for a whole batch.
#ifndef ATTEND_MODEL_PARTS_H
#define ATTEND_MODEL_PARTS_H

#include "base/random.h"
#include "model/model.h"

// clang-format off
extern const Model model_attention;
extern const Model model_masking;
extern const Model model_sharpness;
extern const Model model_twins;
extern const Model model_spread;
extern const Model model_cost;
extern const Model model_schedule;
extern const Model model_layers;
extern const Model model_guess;
extern const Model model_flow;
extern const Model model_stack;
extern const Model model_chain;
extern const Model model_powers;
extern const Model model_bend;
extern const Model model_jacobian;
extern const Model model_valley;
extern const Model model_clip;
extern const Model model_belt;
extern const Model model_wishes;
extern const Model model_slices;
extern const Model model_multihead;
extern const Model model_layernorm;
extern const Model model_rescale;
extern const Model model_batchnorm;
extern const Model model_depth;
extern const Model model_position;
extern const Model model_order;
extern const Model model_rotation;
extern const Model model_learned;
extern const Model model_block;
extern const Model model_blocks;
extern const Model model_decoder;
extern const Model model_rnn;
extern const Model model_lstm;
extern const Model model_gru;
// clang-format on

// --- recording

static inline NodeId named(Tape *tape, NodeId id, const char *name) {
    tape_name(tape, id, name);
    return id;
}
static inline NodeId input_leaf(Tape *tape, const Inputs *inputs, const char *name) {
    return inputs_leaf(tape, inputs_find(inputs, name));
}
// Constants: normal numbers with this standard deviation, and the same number everywhere. The name may be NULL.
NodeId normal_constant(Tape *tape, Random *random, const char *name, Shape shape, double deviation);
NodeId filled_constant(Tape *tape, Shape shape, double value);
// The deviation with which a matrix keeps sizes forward and back: √(2 / (inputs + outputs)), Glorot & Bengio 2010.
double xavier(int inputs, int outputs);

// --- mask

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
const char *scores_hindrance(const Inputs *inputs); // a mask of the data that hides something; NULL

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
#define MULTIHEAD_PARAMS                                                                                                     \
    { .name = "heads", .label = "Heads", .kind = PARAM_WHOLE, .initial = "1", .low = 1, .high = 1024, .structural = true,    \
      .summary = "how many heads share the columns" },                                                                       \
    { .name = "mask", .label = "Mask", .kind = PARAM_CHOICE, .initial = "none", .choices = "none causal",                    \
      .structural = true, .summary = "causal: a token sees itself and those before it" },                                    \
    SCORES_PARAM
#define LAYERNORM_PARAMS                                                                                                     \
    { .name = "eps", .label = "eps", .kind = PARAM_NUMBER, .initial = "1e-5", .low = 0, .high = 1,                           \
      .summary = "added to the variance, so that equal numbers do not divide by 0" }
// clang-format on

typedef struct MultiheadSpec {
    NodeId x, y;           /* (…, n, D), (…, m, D): queries from x, keys and values from y, the same as x for self-attention */
    NodeId Wq, Wk, Wv, Wo; /* (D, D) */
    NodeId mask;           /* (n, m); NODE_NONE: by tiles, the scores are not kept */
    bool causal;           // by tiles: query i sees keys 0 … i
    int heads;             // divides D
} MultiheadSpec;
NodeId multihead_nodes(Tape *tape, MultiheadSpec spec); // records it under the names of model_multihead; returns o (…, n, D)
// Heads that do not divide the columns of x: a problem.
bool multihead_divides(const Input *x, const Params *params, int heads, Problems *problems);
// Heads that do not divide the width, a mask that is too wide or holds other than 1 and 0, too many scores: problems.
// *tiled tells how the scores are to be handled.
bool multihead_fits(const Inputs *inputs, const Params *params, bool *tiled, Problems *problems);
// The leaf "mask" of what is not tiled, or what the tiles are told instead.
void multihead_mask(Tape *tape, const Inputs *inputs, const Params *params, int n, int m, bool tiled, MultiheadSpec *spec);
MultiheadSpec multihead_weights(Tape *tape, const Inputs *inputs); // the leaves Wq, Wk, Wv, Wo

// --- layer norm

typedef struct LayernormSpec {
    const char *prefix;      // before the names "mean", "centered", "var", "spread", "xhat"
    NodeId x;                /* (…, D), named */
    NodeId gamma, beta, eps; /* (D), (D), a number from layernorm_eps */
} LayernormSpec;
NodeId layernorm_nodes(Tape *tape, LayernormSpec spec); // returns the output, without a name
NodeId layernorm_eps(Tape *tape, double eps);           // the leaf "eps"
void layernorm_plain(Tape *tape, LayernormSpec *spec);  // gamma ones, beta zeros: nothing after the division
// With eps = 0 every row needs a spread; allocates only for problems.
bool layernorm_check(const Tape *tape, const char *prefix, Problems *problems);

// --- the block

typedef struct FeedforwardSpec {
    NodeId x;              /* (…, n, D) */
    NodeId W1, b1, W2, b2; /* (D, F), (F), (F, D), (D) */
    bool gelu;             // otherwise ReLU
} FeedforwardSpec;
NodeId feedforward_nodes(Tape *tape, FeedforwardSpec spec); // records ff1, act; returns ff2 (…, n, D)

typedef struct BlockSpec {
    NodeId x; /* (…, n, D) */
    bool post;
    MultiheadSpec attention; // these four without their x and y
    FeedforwardSpec feedforward;
    LayernormSpec norm1, norm2;
} BlockSpec;
NodeId block_nodes(Tape *tape, const BlockSpec *spec); // records it under the names of model_block; returns y (…, n, D)

// --- positions

// Records the sines and cosines of positions 0 … n − 1 under the names of model_position; returns pe (n, d).
NodeId position_nodes(Tape *tape, int n, int d, double base);

// --- recurrent layers

typedef enum RecurrentKind { RECURRENT_RNN, RECURRENT_LSTM, RECURRENT_GRU } RecurrentKind;
typedef enum RecurrentActivation { RECURRENT_TANH, RECURRENT_LINEAR, RECURRENT_SIGMOID } RecurrentActivation;

typedef struct RecurrentSpec {
    RecurrentKind kind;
    RecurrentActivation activation; // of the RNN
    int rows;                       // of one step, the sequences of a batch; 0 is taken as 1
    NodeId x;                       /* (T · rows, D): first the first step of every sequence */
    NodeId h0, c0;                  /* (H); c0 of the LSTM */
    NodeId Wx, Wh;                  /* (D, G H), (H, G H), G gates: 1, LSTM 4 as i f g o, GRU 3 as r z n */
    NodeId bx, bh;                  /* (G H); bh of the GRU */
} RecurrentSpec;
// Records the steps, nodes "h[0]", "h[1]" … (rows, H), and returns `h` (T · rows, H), which holds them all; likewise for the gates.
// *last is the last step's state (rows, H); it may be NULL.
NodeId recurrent_nodes(Tape *tape, const RecurrentSpec *spec, NodeId *last);

// --- matrices of two rows and two columns

NodeId singular_values(Tape *tape, NodeId matrix); // (2), the larger first
NodeId spectral_radius(Tape *tape, NodeId matrix); // the largest size of an eigenvalue

#endif
