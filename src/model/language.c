// The trained model of the lessons, opened: every number of it in double, for one of a few beginnings of sentences. Beside the
// model itself stand a second run with one head switched off, the exact sum that makes one word likelier than another, and what
// could be read off the stream after every layer (the logit lens).
#include <stdio.h>
#include <string.h>

#include "model/language.h"

#include "layers/grammar.h"
#include "layers/language.h"
#include "layers/language_heads.h"
#include "layers/language_sentences.h"
#include "model/language_weights.h"
#include "model/parts.h"

typedef struct Beginning {
    const char *name, *words;  // as a choice says it; the words after the mark
    const char *right, *wrong; // two words that compete at its end
    Phenomenon asks;           // what must have been understood to say the right one
} Beginning;

// In the order of the choices.
static const Beginning beginnings[] = {
    { "dogs…cat", "the dogs near the cat", "are", "is", PHENOMENON_AGREE },
    { "dog…birds", "the dog near the cats beside the birds", "is", "are", PHENOMENON_AGREE },
    { "dogs…sees", "the dogs that the cat sees", "are", "is", PHENOMENON_OUTER },
    { "that…cat", "the dogs that the cat", "sees", "see", PHENOMENON_INNER },
    { "thanked", "Ana thanked Ben because", "he", "she", PHENOMENON_PRON },
    { "called", "Ana called Ben because", "she", "he", PHENOMENON_PRON },
    { "names", "Ana Stone saw Ben Reed and Ben", "Reed", "Stone", PHENOMENON_NAME },
    { "both", "Eva saw neither the goats", "nor", "and", PHENOMENON_PAIR },
};
enum { BEGINNINGS = sizeof beginnings / sizeof *beginnings };

// clang-format off
static const ParamInfo params[] = {
    { .name = "sentence", .label = "Sentence", .kind = PARAM_CHOICE, .initial = "dogs…cat",
      .choices = "dogs…cat dog…birds dogs…sees that…cat thanked called names both", .structural = true,
      .summary = "the beginning that the model reads" },
    { .name = "off", .label = "Head off", .kind = PARAM_CHOICE, .initial = "none",
      .choices = "none loudest agree inner outer pair pron other name spare L1H1 L1H2 L1H3 L1H4 L2H1 L2H2 L2H3 L2H4",
      .structural = true, .summary = "which head the second run does without" },
    { .name = "ablate", .label = "Instead", .kind = PARAM_CHOICE, .initial = "zero", .choices = "zero mean", .structural = true,
      .summary = "what stands for the head that is off: zeros, or its mean over many sentences" },
    { .name = "top", .label = "Top-k", .kind = PARAM_WHOLE, .initial = "0", .low = 0, .high = GRAMMAR_WORDS, .structural = true,
      .summary = "so many of the likeliest words may be drawn; 0: all" },
    { .name = "sentences", .label = "Sentences", .kind = PARAM_WHOLE, .initial = "0", .low = 0, .high = 256, .structural = true,
      .summary = "so many whole sentences are drawn at the temperature, and held against the grammar" },
    { .name = "heads", .label = "Heads", .kind = PARAM_WHOLE, .initial = "4", .low = 1, .high = 64, .structural = true,
      .summary = "how many heads share the columns of the model" },
    { .name = "temperature", .label = "Temperature", .kind = PARAM_NUMBER, .initial = "1", .low = 0.05, .high = 20,
      .low_label = "the likeliest", .high_label = "any word", .summary = "divides the logits before the softmax" },
};
static const char *const nodes[] = { "tokens", "embed", "lnf", "says", "difference", "off.difference", "lens", "drawn",
                                      "logits", "p", NULL };
static const char *const also[] = {
    "l1.ln1", "l1.q", "l1.k", "l1.v", "l1.s", "l1.masked", "l1.a", "l1.heads", "l1.concat", "l1.o", "l1.sum1",
    "l2.ln1", "l2.q", "l2.k", "l2.v", "l2.s", "l2.masked", "l2.a", "l2.heads", "l2.concat", "l2.o", "l2.sum1",
    "parts", "rest", "exact", "bigram", "right", "does.looks", "does.without", "does.all", "does.costs",
    "off.right", "off.p", "off.logits", "lens.logits", "temperature", "made", "made.whole", NULL };
// clang-format on
enum { PARAMS = sizeof params / sizeof *params };

void language_rivals(const char *sentence, const char **right, const char **wrong) {
    *right = *wrong = "";
    for (int i = 0; i < BEGINNINGS; i++)
        if (!strcmp(beginnings[i].name, sentence)) *right = beginnings[i].right, *wrong = beginnings[i].wrong;
}

const char *language_asks(const char *sentence) {
    for (int i = 0; i < BEGINNINGS; i++)
        if (!strcmp(beginnings[i].name, sentence)) return phenomenon_name(beginnings[i].asks);
    return "";
}

const char *language_part(int i, int parts, int layers, int heads, char out[40]) {
    if (i == 0) return "embedding";
    if (i == parts - 1) return "biases";
    if (i > layers * heads) return snprintf(out, 40, "MLP %d", i - layers * heads), out;
    snprintf(out, 40, "L%d H%d", (i - 1) / heads + 1, (i - 1) % heads + 1);
    return out;
}

// --- heads by what they do

int language_job(const double *costs) {
    static const double least = 0.1; // of the answers; fewer name nothing
    int job = 0;
    for (int i = 1; i < PHENOMENA; i++)
        if (costs[i] > costs[job]) job = i;
    return costs[job] < least ? -1 : job;
}

const char *language_job_name(int job) { return job < 0 ? "spare" : phenomenon_name((Phenomenon)job); }

// Where `value` is largest, `step` apart.
static int largest(const double *value, int count, int step) {
    int best = 0;
    for (int i = 1; i < count; i++)
        if (value[i * step] > value[best * step]) best = i;
    return best;
}

static int least_missed(const double *costs, int count) {
    int best = 0;
    double least = 2;
    for (int i = 0; i < count; i++) {
        double most = costs[i * PHENOMENA + largest(costs + (ptrdiff_t)i * PHENOMENA, PHENOMENA, 1)];
        if (most < least) least = most, best = i;
    }
    return best;
}

int language_head_chosen(const char *choice, const double *says, const double *costs, int layers, int heads) {
    int layer, head;
    if (!strcmp(choice, "none")) return -1;
    if (!strcmp(choice, "spare")) return least_missed(costs, layers * heads);
    if (sscanf(choice, "L%dH%d", &layer, &head) == 2 && layer <= layers && head <= heads) return (layer - 1) * heads + head - 1;
    for (int i = 0; i < PHENOMENA; i++)
        if (!strcmp(choice, phenomenon_name((Phenomenon)i))) return largest(costs + i, layers * heads, PHENOMENA);
    return largest(says + 1, layers * heads, 1);
}

// --- recording

typedef struct Recorder {
    Tape *tape;
    const Language *model;
    LanguageLeaves leaves;
    const Beginning *beginning;
    short word[GRAMMAR_LENGTH];
    int n; // words read, the mark included
    int right, wrong;
} Recorder;

static void read_words(Recorder *r) {
    Text rest = text_of(r->beginning->words), one;
    r->word[r->n++] = GRAMMAR_STOP;
    while ((one = text_word(&rest)).size) r->word[r->n++] = (short)grammar_find(one);
    r->right = grammar_find(text_of(r->beginning->right));
    r->wrong = grammar_find(text_of(r->beginning->wrong));
}

static void write_words(const Recorder *r, const LanguageNodes *nodes_of) {
    for (int i = 0; i < r->n; i++) tape_node(r->tape, nodes_of->tokens)->value[i] = r->word[i];
}

static NodeId last_row(const Recorder *r, NodeId x) {
    Shape shape = tape_node(r->tape, x)->shape;
    return tape_slice(r->tape, x, shape.rank - 2, r->n - 1, 1);
}

static NodeId column(const Recorder *r, NodeId x, int which) {
    return tape_slice(r->tape, x, tape_node(r->tape, x)->shape.rank - 1, which, 1);
}

// What each part of the stream brings to the last place: (1, d) each. The embedding, every head through its rows of Wo, then
// every feed-forward layer, all biases of Wo.
static NodeId parts_of(const Recorder *r, const LanguageNodes *run) {
    Tape *tape = r->tape;
    const LanguageSizes *s = &r->model->sizes;
    int width = s->width / s->heads, count = 0;
    NodeId *part = arena_new(tape->arena, NodeId, 2 + s->layers * (s->heads + 1)), bias = NODE_NONE;
    part[count++] = last_row(r, run->embed);
    for (int l = 0; l < s->layers; l++) {
        NodeId heads = last_row(r, run->head[l]); /* (heads, 1, width) */
        for (int h = 0; h < s->heads; h++) {
            NodeId one = tape_reshape(tape, tape_slice(tape, heads, 0, h, 1), SHAPE2(1, width));
            NodeId rows = tape_slice(tape, r->leaves.layer[l].Wo, 0, h * width, width);
            part[count++] = tape_matmul(tape, one, rows, (MatmulArgs){ 0 });
        }
        NodeId own = tape_reshape(tape, r->leaves.layer[l].bo, SHAPE2(1, s->width));
        bias = bias == NODE_NONE ? own : tape_add(tape, bias, own);
    }
    for (int l = 0; s->hidden && l < s->layers; l++)
        part[count++] = last_row(r, tape_find(tape, arena_print(tape->arena, "l%d.ff2", l + 1)));
    part[count++] = bias;
    return named(tape, tape_concat(tape, count, part, 0), "parts"); /* (parts, d) */
}

// logits = γ (x − mean x) / √(var x + ε) U + β U + b: given that root, a sum over the parts of x. `says` is what each part adds
// to the right word's logit above the wrong one's, `rest` what β and b add; together they are `difference`.
static void record_sum(const Recorder *r, const LanguageNodes *run) {
    Tape *tape = r->tape;
    int d = r->model->sizes.width;
    Real small = 1e-5;
    NodeId x = last_row(r, run->stream[r->model->sizes.layers]), parts = parts_of(r, run);
    NodeId middle = tape_reshape(tape, tape_scale(tape, tape_sum(tape, x, 1), 1.0 / d), SHAPE2(1, 1));
    NodeId var = tape_scale(tape, tape_sum(tape, tape_square(tape, tape_subtract(tape, x, middle)), 1), 1.0 / d);
    NodeId root = tape_sqrt(tape, tape_add(tape, var, tape_constant(tape, NULL, SHAPE0(), &small)));
    int count = tape_node(tape, parts)->shape.size[0];
    NodeId means = tape_reshape(tape, tape_scale(tape, tape_sum(tape, parts, 1), 1.0 / d), SHAPE2(count, 1));
    NodeId scaled = tape_multiply(tape, tape_divide(tape, tape_subtract(tape, parts, means), root), r->leaves.gamma);
    NodeId towards = tape_subtract(tape, column(r, r->leaves.U, r->right), column(r, r->leaves.U, r->wrong)); /* (d, 1) */
    NodeId says = tape_matmul(tape, scaled, towards, (MatmulArgs){ 0 });
    named(tape, tape_reshape(tape, says, SHAPE1(count)), "says");
    NodeId beta = tape_reshape(tape, r->leaves.beta, SHAPE2(1, d));
    NodeId rest = tape_reshape(tape, tape_matmul(tape, beta, towards, (MatmulArgs){ 0 }), SHAPE1(1));
    NodeId bias = tape_subtract(tape, column(r, r->leaves.bU, r->right), column(r, r->leaves.bU, r->wrong));
    named(tape, tape_add(tape, rest, bias), "rest");
}

// The right word's logit above the wrong one's at the last place, and the share it has when only these two compete.
static NodeId record_difference(const Recorder *r, const LanguageNodes *run) {
    Tape *tape = r->tape;
    NodeId logits = last_row(r, run->logits);
    NodeId apart = tape_subtract(tape, column(r, logits, r->right), column(r, logits, r->wrong));
    NodeId difference = named(tape, tape_reshape(tape, apart, SHAPE1(1)), "difference");
    named(tape, tape_sigmoid(tape, difference), "right");
    return difference;
}

// The last norm and the unembedding after the embedding and after every layer: `lens` (layers + 1, words).
static void record_lens(const Recorder *r, const LanguageNodes *run) {
    Tape *tape = r->tape;
    NodeId row[LANGUAGE_LAYERS + 1];
    int layers = r->model->sizes.layers;
    for (int l = 0; l <= layers; l++) row[l] = last_row(r, run->stream[l]);
    NodeId all = tape_layernorm(tape, tape_concat(tape, layers + 1, row, 0), r->leaves.gamma, r->leaves.beta, 1e-5);
    NodeId logits = named(tape, tape_affine(tape, all, r->leaves.U, r->leaves.bU), "lens.logits");
    named(tape, tape_softmax(tape, logits, NODE_NONE), "lens");
}

static void record_drawn(const Recorder *r, const LanguageNodes *run, const Params *given) {
    drawn_nodes(r->tape, last_row(r, run->logits), params_number(given, params, PARAMS, "temperature"),
                (int)params_number(given, params, PARAMS, "top"));
}

// What can come after every beginning of these words: exactly, and for somebody who sees the last word alone (n, words).
static void record_language(const Recorder *r) {
    NodeId exact = tape_constant(r->tape, "exact", SHAPE2(r->n, GRAMMAR_WORDS), NULL);
    NodeId bigram = tape_constant(r->tape, "bigram", SHAPE2(r->n, GRAMMAR_WORDS), NULL);
    const GrammarGuessers *g = grammar_guessers(r->tape->arena);
    for (int t = 0; t < r->n; t++) {
        grammar_next(r->word + 1, t, tape_node(r->tape, exact)->value + t * GRAMMAR_WORDS);
        memcpy(tape_node(r->tape, bigram)->value + t * GRAMMAR_WORDS, g->follows[r->word[t]], sizeof g->follows[0]);
    }
}

// --- whole sentences

// "made" (sentences, GRAMMAR_LENGTH): words by their numbers, −1 behind the end; "made.whole": how many are in the language.
static void write_made(Tape *tape, const Language *model, const Params *given) {
    NodeId made = tape_find(tape, "made");
    if (made == NODE_NONE) return;
    const Node *node = tape_node(tape, made);
    Arena *scratch = arena_begin();
    int *word = arena_new(scratch, int, node->count);
    double temperature = params_number(given, params, PARAMS, "temperature");
    int top = (int)params_number(given, params, PARAMS, "top"), count = node->shape.size[0];
    tape_node(tape, tape_find(tape, "made.whole"))->value[0] = language_sentences(model, count, temperature, top, word);
    for (int i = 0; i < node->count; i++) node->value[i] = word[i];
    arena_end(scratch);
}

static void record_made(const Recorder *r, const Params *given) {
    int count = (int)params_number(given, params, PARAMS, "sentences");
    if (!count) return;
    tape_constant(r->tape, "made", SHAPE2(count, GRAMMAR_LENGTH), NULL);
    tape_constant(r->tape, "made.whole", SHAPE0(), NULL);
    write_made(r->tape, r->model, given);
}

// --- what the heads do

enum { HARD = 64 }; // positions that are asked of each phenomenon

// Measured on sentences that are hard in the way of this beginning: the weight on the word that decides, and how many answers are
// right without this head (layers · heads each); with all of them.
static void record_findings(const Recorder *r, const LanguageHeads *heads) {
    int count = heads->layers * heads->heads;
    Phenomenon asks = r->beginning->asks;
    Real all = (Real)heads->all[asks];
    tape_constant(r->tape, "does.all", SHAPE0(), &all);
    NodeId looks = tape_constant(r->tape, "does.looks", SHAPE1(count), NULL);
    NodeId without = tape_constant(r->tape, "does.without", SHAPE1(count), NULL);
    NodeId costs = tape_constant(r->tape, "does.costs", SHAPE2(count, PHENOMENA), NULL);
    for (int i = 0; i < count; i++) {
        const HeadFinding *f = head_finding(heads, i / heads->heads, i % heads->heads, asks);
        tape_node(r->tape, looks)->value[i] = (Real)f->right;
        tape_node(r->tape, without)->value[i] = (Real)f->off;
        for (int p = 0; p < PHENOMENA; p++) {
            const HeadFinding *each = head_finding(heads, i / heads->heads, i % heads->heads, (Phenomenon)p);
            tape_node(r->tape, costs)->value[i * PHENOMENA + p] = (Real)heads->all[p] - (Real)each->off;
        }
    }
}

// Found in turns, before the model is recorded. The guessers are known from then on.
typedef struct Made {
    GrammarGuessing *guessers;
    LanguageAsking *heads;
} Made;

static bool off_is_mean(const Params *given) { return !strcmp(params_choice(given, params, PARAMS, "ablate"), "mean"); }

static const Language *read_weights(Arena *arena, const Inputs *inputs, const Params *given, Problems *problems) {
    int heads = (int)params_number(given, params, PARAMS, "heads");
    LanguageSizes like = { .words = GRAMMAR_WORDS, .context = GRAMMAR_LENGTH, .width = 32, .layers = 2, .heads = heads };
    return language_weights(arena, inputs->data, &like, "attend train language --model attention", problems);
}

static bool make(Arena *apart, void **made, const Inputs *inputs, const Params *given, const Turn *turn) {
    Problems ignored = { .arena = apart }; // the recording says them
    Made *m = *made ? *made : arena_new(apart, Made, 1);
    *made = m;
    if (!grammar_guess(apart, &m->guessers, turn)) return false;
    if (!m->heads) {
        const Language *model = read_weights(apart, inputs, given, &ignored);
        if (!model) return true;
        m->heads = language_heads_begin(apart, model, HARD, !off_is_mean(given));
        if (turn_is_over(turn)) return false;
    }
    return language_heads_turn(m->heads, turn);
}

// What stands for a head that is off: its mean.
static void write_means(const Recorder *r, const LanguageNodes *run, const LanguageHeads *heads) {
    for (int l = 0; l < heads->layers; l++)
        for (int i = 0; i < heads->heads * heads->width; i++)
            tape_node(r->tape, run->mean[l])->value[i] = (Real)heads->mean[l * heads->heads * heads->width + i];
}

static void switch_off(const Recorder *r, const LanguageNodes *run, const char *off) {
    const LanguageSizes *s = &r->model->sizes;
    if (!strcmp(off, "loudest")) tape_forward(r->tape); // the run with all heads tells who says most
    const double *says = tape_node(r->tape, tape_find(r->tape, "says"))->value;
    const double *costs = tape_node(r->tape, tape_find(r->tape, "does.costs"))->value;
    int chosen = language_head_chosen(off, says, costs, s->layers, s->heads);
    if (chosen >= 0) tape_node(r->tape, run->on[chosen / s->heads])->value[chosen % s->heads] = 0;
}

// Another temperature draws other sentences.
static void rewrite(Tape *tape, const Inputs *inputs, const Params *given) {
    Arena *scratch = arena_begin();
    Problems ignored = { .arena = scratch };
    const Language *model = tape_find(tape, "made") == NODE_NONE ? NULL : read_weights(scratch, inputs, given, &ignored);
    if (model) write_made(tape, model, given);
    arena_end(scratch);
}

static bool record(Tape *tape, const Inputs *inputs, const Params *given, Problems *problems) {
    Recorder r = { .tape = tape, .model = read_weights(tape->arena, inputs, given, problems) };
    if (!r.model) return false;
    r.beginning = &beginnings[(int)params_number(given, params, PARAMS, "sentence")];
    read_words(&r);
    r.leaves = language_leaves(tape, r.model, LEAVES_LEARN);
    LanguageNodes run = language_nodes(tape, &r.leaves, (LanguageRun){ .length = r.n, .switches = true });
    write_words(&r, &run);
    record_sum(&r, &run);
    record_difference(&r, &run);
    record_lens(&r, &run);
    record_drawn(&r, &run, given);
    record_made(&r, given);
    record_language(&r);
    LanguageNodes without = language_nodes(tape, &r.leaves, (LanguageRun){ .length = r.n, .switches = true, .prefix = "off." });
    write_words(&r, &without);
    const LanguageHeads *found = language_heads_found(((const Made *)tape->made)->heads);
    record_findings(&r, found);
    if (off_is_mean(given)) write_means(&r, &without, found);
    switch_off(&r, &without, params_choice(given, params, PARAMS, "off"));
    tape_prefix(tape, "off.");
    record_difference(&r, &without);
    tape_prefix(tape, "");
    return true;
}

const Model model_language = {
    .name = "language",
    .summary = "a trained language model, opened: all its numbers, a head switched off, what each part says",
    .param = params,
    .params = PARAMS,
    .node = nodes,
    .also = also,
    .record = record,
    .make = make,
    .write = rewrite,
    .whole = true,
    .objective = "difference",
    .words = GRAMMAR_WORDS,
    .word = grammar_word,
};
