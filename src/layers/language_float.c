// See language_float.h. Compiled for float alone.
#include "layers/language_float.h"

#include <stdio.h>
#include <string.h>

// --- a whole text

struct FloatText {
    Tape *tape;
    LanguageLeaves leaves;
    LanguageNodes nodes;
    const Language *model;
    int n;
    float *gradient, *without; /* (n, d), (words); NULL until they are asked for */
    Tape *lens;                // NULL until it is asked for
    NodeId lens_stream, lens_logits;
};

FloatText *float_text(Arena *arena, const Language *model, int n, FloatTextKind kind) {
    FloatText *t = arena_new(arena, FloatText, 1);
    t->tape = tape_begin_frugal(arena);
    t->model = model;
    t->n = n;
    t->leaves = language_leaves(t->tape, model, LEAVES_MAPPED);
    t->nodes = language_nodes(t->tape, &t->leaves,
                              (LanguageRun){ .length = n, .tiled = kind == TEXT_TILED, .last = kind == TEXT_OPENED, .asks = true });
    return t;
}

void float_text_run(FloatText *t, const int *token) {
    Real *to = tape_node(t->tape, t->nodes.tokens)->value;
    for (int i = 0; i < t->n; i++) to[i] = (Real)token[i];
    tape_forward(t->tape);
}

const float *float_text_node(const FloatText *t, const char *name, Shape *shape) {
    NodeId id = tape_find(t->tape, name);
    if (id == NODE_NONE) return NULL;
    *shape = tape_node(t->tape, id)->shape;
    return tape_node(t->tape, id)->value;
}

// d logit / d what the unembedding reads: the word's numbers in the unembedding.
static void take_word(const Language *m, int word, int width, float *out) {
    bool rows = m->sizes.tied || m->sizes.turned_out;
    const float *U = m->sizes.tied ? m->E : m->U;
    for (int i = 0; i < width; i++)
        out[i] = rows ? U[(size_t)word * (size_t)width + (size_t)i] : U[(size_t)i * (size_t)m->sizes.words + (size_t)word];
}

static void gradient_of(FloatText *t, int word, NodeId of, float *out) {
    Arena *scratch = arena_begin();
    const Node *read = tape_node(t->tape, t->nodes.read);
    int width = read->shape.size[read->shape.rank - 1];
    Real *seed = arena_new(scratch, Real, read->count);
    take_word(t->model, word, width, seed + read->count - width);
    tape_gradient(t->tape, t->nodes.read, seed, of, out, scratch);
    arena_end(scratch);
}

const float *float_text_gradient(FloatText *t, int word) {
    if (!t->gradient) t->gradient = arena_new(t->tape->arena, float, tape_node(t->tape, t->nodes.embed)->count);
    gradient_of(t, word, t->nodes.embed, t->gradient);
    return t->gradient;
}

void float_text_gradient_of_layer(FloatText *t, int word, int layer, float *out) {
    char name[24];
    snprintf(name, sizeof name, "l%d.o", layer + 1);
    gradient_of(t, word, tape_find(t->tape, name), out);
}

static void record_lens(FloatText *t, int rows) {
    t->lens = tape_begin_frugal(t->tape->arena);
    LanguageLeaves leaves = language_leaves(t->lens, t->model, LEAVES_MAPPED);
    t->lens_stream = tape_constant(t->lens, "stream", SHAPE2(rows, t->model->sizes.width), NULL);
    t->lens_logits = language_read_off(t->lens, &leaves, t->lens_stream);
}

const float *float_text_lens(FloatText *t, Shape *shape) {
    const LanguageSizes *s = &t->model->sizes;
    int rows = s->layers + 1, d = s->width;
    if (s->kind == LANGUAGE_LSTM) {
        *shape = SHAPE2(1, s->words);
        return tape_node(t->tape, t->nodes.logits)->value + (size_t)(tape_node(t->tape, t->nodes.logits)->count - s->words);
    }
    if (!t->lens) record_lens(t, rows);
    for (int l = 0; l < rows; l++)
        memcpy(tape_node(t->lens, t->lens_stream)->value + l * d, tape_node(t->tape, t->nodes.stream[l])->value + (t->n - 1) * d,
               (size_t)d * sizeof(float));
    tape_forward(t->lens);
    *shape = tape_node(t->lens, t->lens_logits)->shape;
    return tape_node(t->lens, t->lens_logits)->value;
}

// --- a head off

const float *float_text_without(FloatText *t, int layer, int head, const float *mean) {
    const LanguageSizes *s = &t->model->sizes;
    int width = s->width / s->heads;
    Arena *scratch = arena_begin();
    Tape *tape = tape_begin_frugal(scratch);
    LanguageLeaves leaves = language_leaves(tape, t->model, LEAVES_MAPPED);
    LanguageRun run = { .length = t->n, .switches = true, .last = true, .first = layer };
    run.stream = tape_node(t->tape, t->nodes.stream[layer])->value;
    LanguageNodes nodes = language_nodes(tape, &leaves, run);
    tape_node(tape, nodes.on[layer])->value[head] = 0;
    for (int i = 0; mean && i < width; i++) tape_node(tape, nodes.mean[layer])->value[head * width + i] = mean[i];
    tape_forward(tape);
    if (!t->without) t->without = arena_new(t->tape->arena, float, s->words);
    memcpy(t->without, tape_node(tape, nodes.logits)->value, (size_t)s->words * sizeof(float));
    arena_end(scratch);
    return t->without;
}

// --- word after word

struct FloatWriter {
    const Language *model;
    Arena *turn; // of one token
    int most, count;
    float **k, **v; /* (layers): (most, key width) */
    int *token;     // (most), for a model that keeps no keys
    float *logits;  // (words)
};

FloatWriter *float_writer(Arena *arena, const Language *model, int most) {
    const LanguageSizes *s = &model->sizes;
    FloatWriter *w = arena_new(arena, FloatWriter, 1);
    w->model = model;
    w->most = most;
    w->turn = arena_begin();
    w->token = arena_new(arena, int, most);
    w->logits = arena_new(arena, float, s->words);
    if (s->kind == LANGUAGE_LSTM) return w;
    w->k = arena_new(arena, float *, s->layers);
    w->v = arena_new(arena, float *, s->layers);
    for (int l = 0; l < s->layers; l++) {
        w->k[l] = arena_new(arena, float, most *language_key_width(s));
        w->v[l] = arena_new(arena, float, most *language_key_width(s));
    }
    return w;
}

int float_writer_count(const FloatWriter *w) { return w->count; }
void float_writer_end(FloatWriter *w) {
    if (w) arena_end(w->turn);
}

// A recurrent model is run again from the start: its texts are short.
static void read_again(FloatWriter *w) {
    int words = w->model->sizes.words;
    FloatText *t = float_text(w->turn, w->model, w->count + 1, TEXT_TILED);
    float_text_run(t, w->token);
    memcpy(w->logits, tape_node(t->tape, t->nodes.logits)->value + w->count * words, (size_t)words * sizeof(float));
}

static void read_next(FloatWriter *w, int token) {
    const LanguageSizes *s = &w->model->sizes;
    int keys = language_key_width(s);
    Tape *tape = tape_begin_frugal(w->turn);
    LanguageLeaves leaves = language_leaves(tape, w->model, LEAVES_MAPPED);
    NodeId *k = arena_new(w->turn, NodeId, s->layers), *v = arena_new(w->turn, NodeId, s->layers);
    for (int l = 0; w->count && l < s->layers; l++) {
        k[l] = tape_constant_at(tape, "", SHAPE2(w->count, keys), w->k[l]);
        v[l] = tape_constant_at(tape, "", SHAPE2(w->count, keys), w->v[l]);
    }
    LanguageNodes nodes =
        language_nodes(tape, &leaves, (LanguageRun){ .length = 1, .tiled = true, .past = w->count, .past_k = k, .past_v = v });
    tape_node(tape, nodes.tokens)->value[0] = (Real)token;
    tape_forward(tape);
    for (int l = 0; l < s->layers; l++) {
        char name[24];
        snprintf(name, sizeof name, "l%d.k", l + 1);
        memcpy(w->k[l] + w->count * keys, tape_node(tape, tape_find(tape, name))->value, (size_t)keys * sizeof(float));
        snprintf(name, sizeof name, "l%d.v", l + 1);
        memcpy(w->v[l] + w->count * keys, tape_node(tape, tape_find(tape, name))->value, (size_t)keys * sizeof(float));
    }
    memcpy(w->logits, tape_node(tape, nodes.logits)->value, (size_t)s->words * sizeof(float));
}

const float *float_writer_read(FloatWriter *w, int token) {
    arena_reset(w->turn);
    w->token[w->count] = token;
    if (w->model->sizes.kind == LANGUAGE_LSTM)
        read_again(w);
    else
        read_next(w, token);
    w->count++;
    return w->logits;
}

// --- choosing

static int likeliest(const float *logits, int words) {
    int best = 0;
    for (int i = 1; i < words; i++)
        if (logits[i] > logits[best]) best = i;
    return best;
}

// Is fewer than `top` others before this one? Of equal ones the first counts.
static bool is_among(const float *logits, int words, int top, int word) {
    int before = 0;
    for (int i = 0; i < words && before < top; i++) before += logits[i] > logits[word] || (logits[i] == logits[word] && i < word);
    return before < top;
}

// The smallest logit that is among the `top` likeliest, by passes over them: the k-th largest.
static float floor_of(const float *logits, int words, int top) {
    double low = -MATH_INFINITY, high = (double)logits[likeliest(logits, words)];
    float found = (float)high;
    for (int k = 1; k < top; k++) { // the next smaller one
        double next = low;
        int equal = 0;
        for (int i = 0; i < words; i++) {
            if ((double)logits[i] < high && (double)logits[i] > next) next = (double)logits[i];
            equal += (double)logits[i] == high;
        }
        k += equal - 1;
        if (k >= top || next == low) break;
        found = (float)(high = next);
    }
    return found;
}

int language_choose(const float *logits, int words, double temperature, int top, Random *random, double *p) {
    int best = likeliest(logits, words), chosen = best;
    bool greedy = temperature <= 0 || top == 1;
    float lowest = top > 0 && top < words ? floor_of(logits, words, top) : 0;
    double sum = 0, left = 0;
    if (!greedy) left = random_uniform(random);
    for (int pass = 0; pass < 2; pass++)
        for (int i = 0; i < words; i++) {
            bool in = greedy ? i == best : top <= 0 || top >= words || (logits[i] >= lowest && is_among(logits, words, top, i));
            double share = !in ? 0 : greedy ? 1 : math_exp(((double)logits[i] - (double)logits[best]) / temperature);
            if (pass == 0) {
                sum += share;
                continue;
            }
            share /= sum;
            if (p) p[i] = share;
            if (share > 0 && left >= 0) chosen = i;
            left -= share;
        }
    return chosen;
}
