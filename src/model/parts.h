// What the models share among themselves: the table's rows, and attention's nodes, which the picture of its sharpness extends.
#ifndef ATTEND_MODEL_PARTS_H
#define ATTEND_MODEL_PARTS_H

#include "model/model.h"

extern const Model model_attention, model_sharpness, model_spread, model_cost, model_twins;

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
#define ATTENTION_PARAMS                                                                                                     \
    { .name = "similarity", .label = "Similarity", .kind = PARAM_CHOICE, .initial = "scaled",                                \
      .choices = "scaled dot general additive tanh-additive kernel", .structural = true,                                     \
      .summary = "how a query is compared with a key" },                                                                     \
    { .name = "temperature", .label = "Temperature", .kind = PARAM_NUMBER, .initial = "1", .low = 0.001, .high = 1000,       \
      .low_label = "hard lookup", .high_label = "uniform", .summary = "divides every score: below 1 sharpens the choice" },  \
    { .name = "mask", .label = "Mask", .kind = PARAM_CHOICE, .initial = "none", .choices = "none causal",                    \
      .structural = true, .summary = "causal: a query sees its own position and those before it" }
// Names that attention may have on its tape besides the printed ones.
#define ATTENTION_ALSO "temperature", "qW", "sq", "sk", "hq", "hk", "hidden", "distance2", "weighted", "error", "loss"
// clang-format on

// Records attention (Vaswani et al. 2017, eq. 1, and the other similarities) under the names of model_attention. `info` lists
// at least ATTENTION_PARAMS. False with a problem: too many scores, a mask that is not 0 or 1, a query that sees no key.
bool attention_nodes(Tape *tape, const Inputs *inputs, const Params *params, const ParamInfo *info, int infos, AttentionNodes *out,
                     Problems *problems);
void attention_write(Tape *tape, const Inputs *inputs, const Params *params); // Model.write
bool attention_check(const Tape *tape, Problems *problems);                   // Model.check

#endif
