// A trained model that copies, opened on one string: a block of different symbols, over and over. Layer 1 looks one back, layer 2
// asks who has the current symbol before it (an induction head: Elhage et al. 2021, Olsson et al. 2022). Beside the model stand
// its scores, the same idea by hand, what its last head writes for each symbol, and a few fresh strings with a layer's head off.
#include "model/copying.h"

#include <stdio.h>

#include "layers/language.h"
#include "layers/language_batch.h"
#include "model/language_weights.h"
#include "model/parts.h"

enum { FRESH = 8, LENGTH = INDUCTION_LENGTH }; // strings that heads are switched off for

// clang-format off
static const ParamInfo params[] = {
    { .name = "period", .label = "Block", .kind = PARAM_WHOLE, .initial = "8", .low = INDUCTION_SHORTEST, .high = INDUCTION_LONGEST,
      .structural = true, .summary = "how many different symbols the block has" },
    { .name = "length", .label = "Symbols read", .kind = PARAM_WHOLE, .initial = "24", .low = 6, .high = LENGTH, .structural = true,
      .summary = "how much of the string the model reads" },
    { .name = "string", .label = "String", .kind = PARAM_WHOLE, .initial = "1", .low = 0, .high = 999999, .structural = true,
      .summary = "the seed that the symbols are drawn with" },
    { .name = "match", .label = "Match", .kind = PARAM_NUMBER, .initial = "4", .low = 0, .high = 20,
      .summary = "by hand: the score of a key that has the current symbol before it; all others score 0" },
};
static const char *const nodes[] = { "tokens", "surprise", "previous", "prefix", "same", "own.a", "before.a", "circuit", "known",
                                      "new", "all.right", "first.right", "second.right", "logits", "p", NULL };
static const char *const also[] = {
    "embed", "lnf", "nothing", "bag", "match", "own.s", "before.s", "next",
    "l1.ln1", "l1.q", "l1.k", "l1.v", "l1.s", "l1.masked", "l1.a", "l1.heads", "l1.concat", "l1.o", "l1.sum1",
    "l2.ln1", "l2.q", "l2.k", "l2.v", "l2.s", "l2.masked", "l2.a", "l2.heads", "l2.concat", "l2.o", "l2.sum1", NULL };
// clang-format on
enum { PARAMS = sizeof params / sizeof *params };

const char *copying_symbol(int symbol) {
    static const char *const name[INDUCTION_SYMBOLS] = { "A", "B", "C", "D", "E", "F", "G", "H", "I", "J", "K",
                                                         "L", "M", "N", "O", "P", "Q", "R", "S", "T", "U", "V",
                                                         "W", "X", "Y", "Z", "Γ", "Δ", "Θ", "Λ", "Π", "Σ" };
    return symbol >= 0 && symbol < INDUCTION_SYMBOLS ? name[symbol] : "?";
}

typedef struct Recorder {
    Tape *tape;
    const Language *model;
    LanguageLeaves leaves;
    int n, period;
    short word[LENGTH + 1]; // what is read, and the one that follows
    Random fresh;
} Recorder;

static NodeId number(const Recorder *r, Real value) { return tape_constant(r->tape, NULL, SHAPE0(), &value); }

// Σ x ⊙ weight, of all axes: weights that sum to 1 make it a mean of some elements.
static NodeId weighted(const Recorder *r, NodeId x, NodeId weight, const char *name) {
    NodeId sum = tape_multiply(r->tape, x, weight);
    while (tape_node(r->tape, sum)->shape.rank) sum = tape_sum(r->tape, sum, tape_node(r->tape, sum)->shape.rank - 1);
    return named(r->tape, sum, name);
}

// Equal weights for the elements that are wanted.
static NodeId mean_weights(const Recorder *r, Shape shape, const bool *wanted) {
    NodeId id = tape_constant(r->tape, NULL, shape, NULL);
    const Node *node = tape_node(r->tape, id);
    int count = 0;
    for (int i = 0; i < node->count; i++) count += wanted[i];
    for (int i = 0; i < node->count; i++) node->value[i] = wanted[i] ? 1.0 / count : 0;
    return id;
}

// --- the string that is looked at

// −ln p of each symbol that follows, and its mean where it is new and where it has been seen. Two guessers beside it: one
// knows how many symbols there are, one which of them the block has.
static void record_surprise(const Recorder *r, const LanguageNodes *run) {
    NodeId next = tape_constant(r->tape, "next", SHAPE1(r->n), NULL);
    bool known[LENGTH], unknown[LENGTH];
    for (int t = 0; t < r->n; t++) {
        tape_node(r->tape, next)->value[t] = r->word[t + 1];
        known[t] = t >= r->period;
        unknown[t] = !known[t];
    }
    NodeId surprise = named(r->tape, tape_cross_entropy(r->tape, run->logits, next), "surprise");
    weighted(r, surprise, mean_weights(r, SHAPE1(r->n), known), "known");
    weighted(r, surprise, mean_weights(r, SHAPE1(r->n), unknown), "new");
    named(r->tape, tape_log(r->tape, number(r, INDUCTION_SYMBOLS)), "nothing");
    named(r->tape, tape_log(r->tape, number(r, r->period)), "bag");
}

typedef bool Wanted(const Recorder *r, int t, int j); // the cell of place t's weights on place j
static bool one_back(const Recorder *r, int t, int j) { return (void)r, j + 1 == t; }
static bool after_copy(const Recorder *r, int t, int j) { return j > 0 && j < t && r->word[j - 1] == r->word[t]; }
static bool a_copy(const Recorder *r, int t, int j) { return j < t && r->word[j] == r->word[t]; }

// The weight on the wanted cells, summed over a row, its mean over the rows that have any.
static void record_score(const Recorder *r, NodeId a, Wanted *wanted, const char *name) {
    Shape shape = tape_node(r->tape, a)->shape;
    NodeId weight = tape_constant(r->tape, NULL, shape, NULL);
    Real *cell = tape_node(r->tape, weight)->value;
    int rows = 0;
    for (int t = 0; t < r->n; t++) {
        int wants = 0;
        for (int j = 0; j < r->n; j++)
            if (wanted(r, t, j)) cell[t * r->n + j] = 1, wants = 1;
        rows += wants;
    }
    for (int i = 0; i < r->n * r->n; i++) cell[i] /= rows;
    weighted(r, a, weight, name);
}

// By hand: what the last place reads when a key knows its own symbol alone, so that none can say "I came after you", and when it
// knows the symbol before it too.
static void record_by_hand(const Recorder *r, NodeId match) {
    NodeId own = tape_constant(r->tape, NULL, SHAPE2(1, r->n), NULL), before = tape_constant(r->tape, NULL, SHAPE2(1, r->n), NULL);
    for (int j = 0; j < r->n; j++) tape_node(r->tape, before)->value[j] = after_copy(r, r->n - 1, j);
    NodeId s[] = { named(r->tape, tape_multiply(r->tape, own, match), "own.s"),
                   named(r->tape, tape_multiply(r->tape, before, match), "before.s") };
    static const char *const name[] = { "own.a", "before.a" };
    for (int i = 0; i < 2; i++) named(r->tape, tape_softmax(r->tape, s[i], NODE_NONE), name[i]);
}

// What the last layer's head, reading symbol v, adds to each logit: LN(E) Wv Wo, the last norm's gain, U. (V, V)
static void record_circuit(const Recorder *r) {
    const LayerLeaves *l = &r->leaves.layer[r->model->sizes.layers - 1];
    NodeId x = tape_layernorm(r->tape, r->leaves.E, l->gamma1, l->beta1, 1e-5);
    const NodeId through[] = { l->Wv, l->Wo };
    for (int i = 0; i < 2; i++) x = tape_matmul(r->tape, x, through[i], (MatmulArgs){ 0 });
    x = tape_matmul(r->tape, tape_multiply(r->tape, x, r->leaves.gamma), r->leaves.U, (MatmulArgs){ 0 });
    named(r->tape, x, "circuit");
}

// --- fresh strings

// The share that the right symbol gets where it can be known, over fresh strings; layer `off` (from 1; 0: none) says nothing then.
static void record_fresh(const Recorder *r, const char *prefix, int off) {
    LanguageNodes run =
        language_nodes(r->tape, &r->leaves, (LanguageRun){ .batch = FRESH, .length = LENGTH, .switches = true, .prefix = prefix });
    Random drawing = r->fresh; // the same strings each time
    short word[LENGTH + 1];
    bool known[FRESH * LENGTH];
    NodeId next = tape_constant(r->tape, NULL, SHAPE2(FRESH, LENGTH), NULL);
    for (int i = 0; i < FRESH; i++) {
        induction_string(&drawing, r->period, LENGTH + 1, word);
        for (int t = 0; t < LENGTH; t++) {
            tape_node(r->tape, run.tokens)->value[i * LENGTH + t] = word[t];
            tape_node(r->tape, next)->value[i * LENGTH + t] = word[t + 1];
            known[i * LENGTH + t] = t >= r->period;
        }
    }
    for (int h = 0; off && h < r->model->sizes.heads; h++) tape_node(r->tape, run.on[off - 1])->value[h] = 0;
    NodeId share = tape_exp(r->tape, tape_scale(r->tape, tape_cross_entropy(r->tape, run.logits, next), -1));
    tape_prefix(r->tape, prefix);
    weighted(r, share, mean_weights(r, SHAPE2(FRESH, LENGTH), known), "right");
    tape_prefix(r->tape, "");
}

static bool begin(Recorder *r, const Inputs *inputs, const Params *given, Problems *problems) {
    LanguageSizes like = {
        .words = INDUCTION_SYMBOLS, .context = LENGTH, .width = 32, .layers = 2, .heads = 1, .places = PLACES_ROTARY
    };
    r->n = (int)params_number(given, params, PARAMS, "length");
    r->period = (int)params_number(given, params, PARAMS, "period");
    if (r->n <= r->period) r->n = r->period + 1; // the last symbol has been seen
    r->fresh = random_seed((uint64_t)params_number(given, params, PARAMS, "string"));
    induction_string(&r->fresh, r->period, r->n + 1, r->word);
    r->model = language_weights(r->tape->arena, inputs->data, &like, "attend train induction", problems);
    if (r->model && r->model->sizes.layers == 2) return true;
    if (r->model) problems_add(problems, (Place){ .file = inputs->data->file }, "this step opens a model of two layers");
    return false;
}

static bool record(Tape *tape, const Inputs *inputs, const Params *given, Problems *problems) {
    Recorder r = { .tape = tape };
    if (!begin(&r, inputs, given, problems)) return false;
    r.leaves = language_leaves(tape, r.model, LEAVES_LEARN);
    LanguageNodes run = language_nodes(tape, &r.leaves, (LanguageRun){ .length = r.n });
    for (int t = 0; t < r.n; t++) tape_node(tape, run.tokens)->value[t] = r.word[t];
    Real match = params_number(given, params, PARAMS, "match");
    record_surprise(&r, &run);
    record_score(&r, run.a[0], one_back, "previous");
    record_score(&r, run.a[1], after_copy, "prefix");
    record_score(&r, run.a[1], a_copy, "same");
    record_by_hand(&r, tape_constant(tape, "match", SHAPE0(), &match));
    record_circuit(&r);
    static const char *const prefix[] = { "all.", "first.", "second." };
    for (int off = 0; off < 3; off++) record_fresh(&r, prefix[off], off);
    return true;
}

const Model model_copying = {
    .name = "copying",
    .summary = "a trained model that copies, opened: two layers, their scores, the same by hand, a layer off",
    WITH_PARAMS(params),
    .node = nodes,
    .also = also,
    .record = record,
    .words = INDUCTION_SYMBOLS,
    .word = copying_symbol,
    .whole = true,
    .objective = "known",
};
