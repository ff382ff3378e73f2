// What a language model is made of: its arrays in a fixed order, each with its name, its shape and how it starts. See language.h.
#include "layers/language.h"

#include <assert.h>
#include <stdio.h>
#include <string.h>

int language_key_width(const LanguageSizes *s) { return s->key_heads ? s->width / s->heads * s->key_heads : s->width; }

const char *language_sizes_wrong(const LanguageSizes *s) {
    if (s->words < 2 || s->context < 1 || s->width < 1 || s->layers < 1) return "a size is missing";
    if (s->kind == LANGUAGE_LSTM) return s->hidden < 1 ? "an LSTM needs a width of its state" : NULL;
    if (s->heads < 1 || s->width % s->heads) return "the heads do not divide the width";
    if (s->key_heads && s->heads % s->key_heads) return "the heads of keys and values do not divide the heads";
    if (s->places == PLACES_ROTARY && s->width / s->heads % 2) return "rotary places need heads of an even width";
    return NULL;
}

// --- the arrays, in the order of files, of first weights and of language_block

typedef struct Arrays {
    LanguageTensor *out;
    int count, layer; // from 1; 0: of none
} Arrays;

static void add(Arrays *a, const char *name, Shape shape, const float **at, double size, double middle) {
    if (a->out) {
        LanguageTensor *t = &a->out[a->count];
        *t = (LanguageTensor){ .shape = shape, .at = at, .size = size, .middle = middle };
        if (a->layer)
            snprintf(t->name, sizeof t->name, "l%d.%s", a->layer, name);
        else
            snprintf(t->name, sizeof t->name, "%s", name);
    }
    a->count++;
}

// A matrix keeps the size of what goes through it: variance 1 / inputs.
static void add_matrix(Arrays *a, const char *name, int in, int out, const float **at) {
    add(a, name, SHAPE2(in, out), at, 1 / __builtin_sqrt((double)in), 0);
}
static void add_bias(Arrays *a, const LanguageSizes *s, const char *name, int width, const float **at) {
    if (!s->plain) add(a, name, SHAPE1(width), at, 0, 0);
}
static void add_norm(Arrays *a, const LanguageSizes *s, const char *gamma, const char *beta, const float **g, const float **b) {
    add(a, gamma, SHAPE1(s->width), g, 0, 1);
    if (s->norm == NORM_LAYER) add(a, beta, SHAPE1(s->width), b, 0, 0);
}

static void add_attention(Arrays *a, const LanguageSizes *s, LanguageLayer *l) {
    int d = s->width, key = language_key_width(s);
    add_norm(a, s, "gamma1", "beta1", &l->gamma1, &l->beta1);
    add_matrix(a, "Wq", d, d, &l->Wq), add_bias(a, s, "bq", d, &l->bq);
    add_matrix(a, "Wk", d, key, &l->Wk), add_bias(a, s, "bk", key, &l->bk);
    add_matrix(a, "Wv", d, key, &l->Wv), add_bias(a, s, "bv", key, &l->bv);
    add_matrix(a, "Wo", d, d, &l->Wo), add_bias(a, s, "bo", d, &l->bo);
}

static void add_feedforward(Arrays *a, const LanguageSizes *s, LanguageLayer *l) {
    int d = s->width, f = s->hidden;
    add_norm(a, s, "gamma2", "beta2", &l->gamma2, &l->beta2);
    add_matrix(a, "W1", d, f, &l->W1), add_bias(a, s, "b1", f, &l->b1);
    if (s->act == ACT_SILU_GATED) add_matrix(a, "W3", d, f, &l->W3);
    add_matrix(a, "W2", f, d, &l->W2), add_bias(a, s, "b2", d, &l->b2);
}

// Its gates start as in PyTorch, ± 1/√H, but that of forgetting leans towards keeping (see language_new).
static void add_lstm(Arrays *a, Language *m) {
    int h = m->sizes.hidden, first = a->count;
    double size = 1 / __builtin_sqrt((double)h);
    add(a, "Wx", SHAPE2(m->sizes.width, 4 * h), &m->Wx, size, 0);
    add(a, "Wh", SHAPE2(h, 4 * h), &m->Wh, size, 0);
    add(a, "b", SHAPE1(4 * h), &m->b, size, 0);
    for (int i = first; a->out && i < a->count; i++) a->out[i].uniform = true;
}

int language_tensors(Language *m, LanguageTensor *out) {
    const LanguageSizes *s = &m->sizes;
    bool lstm = s->kind == LANGUAGE_LSTM;
    Arrays a = { .out = out };
    add(&a, "E", SHAPE2(s->words, s->width), &m->E, 1, 0);
    if (!lstm && s->places == PLACES_LEARNED) add(&a, "P", SHAPE2(s->context, s->width), &m->P, 1, 0);
    if (lstm) add_lstm(&a, m);
    for (int i = 0; !lstm && i < s->layers; i++) {
        a.layer = i + 1;
        add_attention(&a, s, &m->layer[i]);
        if (s->hidden) add_feedforward(&a, s, &m->layer[i]);
    }
    a.layer = 0;
    if (!lstm) add_norm(&a, s, "gamma", "beta", &m->gamma, &m->beta);
    if (!s->tied) add_matrix(&a, "U", lstm ? s->hidden : s->width, s->words, &m->U);
    if (!s->tied) add_bias(&a, s, "bU", s->words, &m->bU);
    return a.count;
}

static Language empty_model(LanguageLayer *layers, const LanguageSizes *sizes) {
    return (Language){ .sizes = *sizes, .layer = sizes->kind == LANGUAGE_LSTM ? NULL : layers };
}

long long language_numbers(const LanguageSizes *sizes) {
    LanguageLayer layers[LANGUAGE_LAYERS];
    LanguageTensor tensors[LANGUAGE_TENSORS * (LANGUAGE_LAYERS + 1)];
    assert(sizes->layers <= LANGUAGE_LAYERS);
    Language model = empty_model(layers, sizes);
    int count = language_tensors(&model, tensors);
    long long numbers = 0;
    for (int i = 0; i < count; i++) {
        long long one = 1;
        for (int axis = 0; axis < tensors[i].shape.rank; axis++) one *= tensors[i].shape.size[axis];
        numbers += one;
    }
    return numbers;
}

// --- first weights

static void draw(const LanguageTensor *t, Random *random, float *at) {
    int count = shape_count(t->shape);
    for (int i = 0; i < count; i++) {
        double x = t->size == 0 ? 0 : t->uniform ? 2 * random_uniform(random) - 1 : random_normal(random);
        at[i] = (float)(t->middle + t->size * x);
    }
}

Language *language_new(Arena *arena, const LanguageSizes *sizes, Random *random) {
    assert(!language_sizes_wrong(sizes) && sizes->layers <= LANGUAGE_LAYERS && !sizes->joined && !sizes->turned);
    Language *m = arena_new(arena, Language, 1);
    *m = empty_model(arena_new(arena, LanguageLayer, sizes->layers), sizes);
    int count = language_tensors(m, NULL);
    LanguageTensor *t = arena_new(arena, LanguageTensor, count);
    language_tensors(m, t);
    float *block = arena_new(arena, float, language_numbers(sizes));
    for (int i = 0; i < count; block += shape_count(t[i].shape), i++) {
        *t[i].at = block;
        if (random) draw(&t[i], random, block);
        for (int j = 0; random && t[i].at == &m->b && j < sizes->hidden; j++) block[sizes->hidden + j] += 1; // gates i f g o
    }
    return m;
}

float *language_block(const Language *model) { return (float *)(size_t)model->E; } // E comes first
