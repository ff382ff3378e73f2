// Attention as soft retrieval: o = softmax(s) v, where s compares every query with every key (Vaswani et al. 2017, eq. 1, and
// the similarities of Luong 2015, Bahdanau 2015 and of kernels). Whatever a picture shows on the way has a name on the tape.
#include <string.h>

#include "model/parts.h"

static const InputInfo attention_inputs[] = { ATTENTION_INPUTS };
static const ParamInfo attention_params[] = {
    ATTENTION_PARAMS,
    ALIGN_PARAM,
    HABIT_PARAM(SCALE_HABITS SOFTMAX_HABITS MASK_HABITS "align-upper align-lower transposed matrix-missing"),
};
static const char *const attention_node_names[] = { "raw", "s", "masked", "a", "o", NULL };
static const char *const attention_also[] = { ATTENTION_ALSO, NULL };

enum { ATTENTION_INFOS = sizeof attention_params / sizeof attention_params[0] };
enum { WEIGHTED_MOST = 100000 }; // elements of `weighted`, which only a picture needs

static Shape shape_of(const Tape *tape, NodeId id) { return tape_node(tape, id)->shape; }

// A vector (d) as a matrix of one column.
static NodeId column(Tape *tape, NodeId vector) { return tape_reshape(tape, vector, SHAPE2(shape_of(tape, vector).size[0], 1)); }

// --- the similarities: q (n,d), k (m,d) -> raw (n,m)

// raw = q kᵀ
static NodeId record_dot(Tape *tape, const Inputs *inputs, NodeId q, NodeId k) {
    (void)inputs;
    return tape_matmul(tape, q, k, (MatmulArgs){ .transpose_b = true });
}

// raw = q W kᵀ (Luong et al. 2015, "general")
static NodeId record_general(Tape *tape, const Inputs *inputs, NodeId q, NodeId k) {
    NodeId qW = named(tape, tape_matmul(tape, q, input_leaf(tape, inputs, "W"), (MatmulArgs){ 0 }), "qW"); /* (n, d) */
    return tape_matmul(tape, qW, k, (MatmulArgs){ .transpose_b = true });
}

// raw_ij = q_i·wq + k_j·wk. The first term is the same for all keys, so softmax cancels it.
static NodeId record_additive(Tape *tape, const Inputs *inputs, NodeId q, NodeId k) {
    NodeId wq = input_leaf(tape, inputs, "wq"), wk = input_leaf(tape, inputs, "wk");
    NodeId sq = named(tape, tape_matmul(tape, q, column(tape, wq), (MatmulArgs){ 0 }), "sq"); /* (n, 1) */
    NodeId sk = named(tape, tape_matmul(tape, k, column(tape, wk), (MatmulArgs){ 0 }), "sk"); /* (m, 1) */
    return tape_add(tape, sq, tape_transpose(tape, sk));
}

// raw_ij = tanh(q_i Wq + k_j Wk)·va (Bahdanau et al. 2015)
static NodeId record_tanh_additive(Tape *tape, const Inputs *inputs, NodeId q, NodeId k) {
    NodeId Wq = input_leaf(tape, inputs, "Wq"), Wk = input_leaf(tape, inputs, "Wk"), va = input_leaf(tape, inputs, "va");
    NodeId hq = named(tape, tape_matmul(tape, q, Wq, (MatmulArgs){ 0 }), "hq"); /* (n, r) */
    NodeId hk = named(tape, tape_matmul(tape, k, Wk, (MatmulArgs){ 0 }), "hk"); /* (m, r) */
    int n = shape_of(tape, hq).size[0], m = shape_of(tape, hk).size[0], r = shape_of(tape, hq).size[1];
    NodeId sum = tape_add(tape, tape_reshape(tape, hq, SHAPE3(n, 1, r)), hk); /* (n, m, r) */
    NodeId hidden = named(tape, tape_tanh(tape, sum), "hidden");
    return tape_reshape(tape, tape_matmul(tape, hidden, column(tape, va), (MatmulArgs){ 0 }), SHAPE2(n, m));
}

// raw = −|q − k|²/(2σ²), the logarithm of a Gaussian kernel (Nadaraya 1964, Watson 1964; Tsai et al. 2019)
static NodeId record_kernel(Tape *tape, const Inputs *inputs, NodeId q, NodeId k) {
    NodeId sigma = input_leaf(tape, inputs, "sigma");
    NodeId distance2 = named(tape, tape_distance2(tape, q, k), "distance2"); /* (n, m) */
    return tape_divide(tape, tape_scale(tape, distance2, -0.5), tape_multiply(tape, sigma, sigma));
}

typedef struct Similarity {
    const char *name;
    bool over_root_d; // only the scaled dot product is divided by √d
    NodeId (*record)(Tape *tape, const Inputs *inputs, NodeId q, NodeId k);
} Similarity;

static const Similarity similarities[] = {
    { "scaled", true, record_dot },         { "dot", false, record_dot },       { "general", false, record_general },
    { "additive", false, record_additive }, { "kernel", false, record_kernel }, { "tanh-additive", false, record_tanh_additive },
};

static const Similarity *find_similarity(const char *name) {
    for (size_t i = 0; i < sizeof similarities / sizeof similarities[0]; i++)
        if (!strcmp(similarities[i].name, name)) return &similarities[i];
    return NULL;
}

// --- what is checked before anything is recorded

static bool not_too_large(const Inputs *inputs, const Params *params, const Similarity *similarity, bool *tiled,
                          Problems *problems) {
    const Input *k = inputs_find(inputs, "k"), *hidden = inputs_find(inputs, "Wq");
    long long n = inputs_find(inputs, "q")->shape.size[0], m = k->shape.size[0];
    ScoreSpec spec = { .count = n * m, .hindrance = scores_refusal(inputs, params, n, m), .place = k->place };
    if (similarity->record != record_dot) spec.hindrance = arena_print(problems->arena, "the similarity %s", similarity->name);
    spec.made_by = arena_print(problems->arena, "%lld queries and %lld keys", n, m);
    if (!scores_path(&spec, params, attention_params, ATTENTION_INFOS, tiled, problems)) return false;
    long long r = similarity->record == record_tanh_additive ? hidden->shape.size[1] : 1;
    if (!*tiled && n * m * r > MODEL_STORED_SCORES)
        return problems_add(
            problems, k->place,
            "%lld queries, %lld keys and %lld hidden units make %lld numbers, but at most %d can be kept: use fewer rows", n, m, r,
            n * m * r, MODEL_STORED_SCORES);
    return true;
}

static bool sigma_is_positive(double sigma, Place place, Problems *problems) {
    char number[32];
    return sigma > 0 || problems_add(problems, place, "sigma is %s, but it must be above 0", data_number(sigma, number));
}

void attention_write(Tape *tape, const Inputs *inputs, const Params *params) { mask_write(tape, inputs, params); }

// Keys and values: with mask=cross those of another sequence, where the model has them.
static NodeId other_leaf(Tape *tape, const Inputs *inputs, bool cross, const char *name, const char *other) {
    return input_leaf(tape, inputs, cross && inputs_find(inputs, other) ? other : name);
}

// --- recording

// √d · temperature, the root for scaled dot products alone
static NodeId record_divisor(Tape *tape, const Params *params, const Similarity *similarity, const AttentionNodes *at) {
    Real number = (Real)params_number(params, attention_params, ATTENTION_INFOS, "temperature");
    NodeId divisor = tape_constant(tape, "temperature", SHAPE0(), &number);
    if (similarity->over_root_d) {
        Real root = (Real)habit_root(habit_of(params), at->d, at->m, at->d);
        divisor = tape_multiply(tape, tape_constant(tape, "root_d", SHAPE0(), &root), divisor);
    }
    return divisor;
}

// Three layer steps, however many tokens there are: scores, softmax, mix.
static void record_kept(Tape *tape, const Inputs *inputs, const Params *params, const Similarity *similarity, AttentionNodes *at) {
    Habit habit = habit_of(params);
    bool turned = habit == HABIT_TRANSPOSED && at->n == at->m; // the mistake: k qᵀ
    tape_layer_step(tape);
    NodeId from = turned ? at->k : at->q, to = turned ? at->q : at->k, raw = similarity->record(tape, inputs, from, to);
    if (habit == HABIT_MATRIX_MISSING && similarity->record == record_general) raw = record_dot(tape, inputs, from, to);
    at->raw = named(tape, habit == HABIT_SIGN ? tape_scale(tape, raw, -1) : raw, "raw"); /* (n, m) */
    NodeId divisor = record_divisor(tape, params, similarity, at);
    at->s = named(tape, tape_divide(tape, at->raw, divisor), "s"); /* (n, m) */
    at->mask = mask_nodes(tape, inputs, params, at->n, at->m);
    at->masked = habit_hide(tape, at->s, at->mask, habit);
    tape_layer_step(tape);
    at->a = named(tape, habit_softmax(tape, at->masked, at->mask, habit), "a");
    tape_layer_step(tape);
    at->o = named(tape, tape_matmul(tape, at->a, at->v, (MatmulArgs){ 0 }), "o"); /* (n, dv) */
    tape_layer_step_end(tape);
}

// All three in one operation; what is divided is the query instead of its scores.
static void record_tiled(Tape *tape, const Params *params, const Similarity *similarity, AttentionNodes *at) {
    NodeId q = tape_divide(tape, at->q, record_divisor(tape, params, similarity, at));
    bool causal = !strcmp(params_choice(params, attention_params, ATTENTION_INFOS, "mask"), "causal");
    at->o = named(tape, tape_attention(tape, q, at->k, at->v, (AttentionArgs){ .causal = causal, .scale = 1 }), "o"); /* (n, dv) */
}

// Each value times its weight, (n, m, dv): what the picture shows between the weights and their sum.
static void record_weighted(Tape *tape, const AttentionNodes *at) {
    if ((long long)at->n * at->m * at->dv > WEIGHTED_MOST) return;
    NodeId a = tape_reshape(tape, at->a, SHAPE3(at->n, at->m, 1));
    named(tape, tape_multiply(tape, a, at->v), "weighted");
}

// loss = Σ ½(o − y)²
static void record_loss(Tape *tape, AttentionNodes *at) {
    NodeId error = named(tape, tape_subtract(tape, at->o, at->y), "error"); /* (n, dv) */
    NodeId flat = tape_reshape(tape, tape_multiply(tape, error, error), SHAPE1(at->n * at->dv));
    at->loss = named(tape, tape_scale(tape, tape_sum(tape, flat, 0), 0.5), "loss");
}

bool attention_nodes(Tape *tape, const Inputs *inputs, const Params *params, const ParamInfo *info, int infos, AttentionNodes *out,
                     Problems *problems) {
    const Similarity *similarity = find_similarity(params_choice(params, info, infos, "similarity"));
    const Input *sigma = inputs_find(inputs, "sigma");
    bool tiled;
    if (!not_too_large(inputs, params, similarity, &tiled, problems) || !mask_is_binary(inputs, problems)) return false;
    if (similarity->record == record_kernel && !sigma_is_positive(sigma->value[0], sigma->place, problems)) return false;

    bool cross = !strcmp(params_choice(params, info, infos, "mask"), "cross");
    AttentionNodes at = { .q = input_leaf(tape, inputs, "q"),
                          .k = other_leaf(tape, inputs, cross, "k", "kc"),
                          .v = other_leaf(tape, inputs, cross, "v", "vc"),
                          .loss = NODE_NONE,
                          .raw = NODE_NONE,
                          .s = NODE_NONE,
                          .mask = NODE_NONE,
                          .masked = NODE_NONE,
                          .a = NODE_NONE };
    at.n = shape_of(tape, at.q).size[0];
    at.d = shape_of(tape, at.q).size[1];
    at.m = shape_of(tape, at.k).size[0];
    at.dv = shape_of(tape, at.v).size[1];

    if (tiled)
        record_tiled(tape, params, similarity, &at);
    else
        record_kept(tape, inputs, params, similarity, &at);
    if (!tiled) record_weighted(tape, &at);
    at.y = inputs_constant(tape, inputs_find(inputs, "y"));
    if (at.y != NODE_NONE) record_loss(tape, &at);
    *out = at;
    return mask_check(tape, inputs, problems);
}

static bool attention_record(Tape *tape, const Inputs *inputs, const Params *params, Problems *problems) {
    AttentionNodes nodes;
    return attention_nodes(tape, inputs, params, attention_params, ATTENTION_INFOS, &nodes, problems);
}

bool attention_check(const Tape *tape, Problems *problems) {
    NodeId sigma = tape_find(tape, "sigma");
    if (sigma != NODE_NONE && !sigma_is_positive((double)tape_node(tape, sigma)->value[0], (Place){ 0 }, problems)) return false;
    return mask_check(tape, NULL, problems);
}

const Model model_attention = {
    .name = "attention",
    .summary = "one head: compare queries with keys, softmax, and mix the values",
    WITH_INPUTS(attention_inputs),
    WITH_PARAMS(attention_params),
    .node = attention_node_names,
    .also = attention_also,
    .record = attention_record,
    .check = attention_check,
    .write = attention_write,
};
