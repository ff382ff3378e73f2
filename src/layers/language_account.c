// See language_account.h. Compiled for float alone.
#include "layers/language_account.h"

#include <stdio.h>
#include <string.h>

#include "core/op.h"

int language_account_parts(const LanguageSizes *s) { return 2 + s->layers * (s->heads + (s->hidden > 0)); }

// --- the sum

// The direction in the stream that raises the right logit above the wrong one: γ ⊙ (U_right − U_wrong), without its mean where the
// norm takes the mean away, over the root of the last norm.
typedef struct Towards {
    const LanguageSizes *sizes;
    double *w, *part; // (d) each; part: a head's direction before Wo
} Towards;

static double unembedding(const Language *m, int i, int word) {
    const LanguageSizes *s = &m->sizes;
    const float *U = s->tied ? m->E : m->U;
    if (word < 0) return 0;
    return (double)(s->tied || s->turned_out ? U[(size_t)word * (size_t)s->width + (size_t)i]
                                             : U[(size_t)i * (size_t)s->words + (size_t)word]);
}

static double root_of(const LanguageSizes *s, const float *x) {
    double mean = 0, sum = 0, eps = s->eps == 0 ? 1e-5 : s->eps;
    for (int i = 0; s->norm == NORM_LAYER && i < s->width; i++) mean += (double)x[i] / s->width;
    for (int i = 0; i < s->width; i++) sum += ((double)x[i] - mean) * ((double)x[i] - mean);
    return __builtin_sqrt(sum / s->width + eps);
}

static Towards towards(Arena *arena, const Language *m, const float *x, int right, int wrong, double *rest) {
    const LanguageSizes *s = &m->sizes;
    Towards to = { .sizes = s, .w = arena_new(arena, double, s->width), .part = arena_new(arena, double, s->width) };
    double root = root_of(s, x), mean = 0;
    *rest = m->bU && right >= 0 ? (double)m->bU[right] - (wrong >= 0 ? (double)m->bU[wrong] : 0) : 0;
    for (int i = 0; i < s->width; i++) {
        double apart = unembedding(m, i, right) - unembedding(m, i, wrong);
        if (m->beta) *rest += (double)m->beta[i] * apart;
        to.w[i] = (double)m->gamma[i] * apart;
        mean += to.w[i] / s->width;
    }
    for (int i = 0; i < s->width; i++) to.w[i] = (to.w[i] - (s->norm == NORM_LAYER ? mean : 0)) / root;
    return to;
}

static double along(const Towards *to, const float *x) {
    double sum = 0;
    for (int i = 0; x && i < to->sizes->width; i++) sum += to->w[i] * (double)x[i];
    return sum;
}

static const float *last_row(const FloatText *text, const char *name, int layer, int n, int width) {
    char full[40];
    Shape shape;
    snprintf(full, sizeof full, "l%d.%s", layer + 1, name);
    const float *value = float_text_node(text, layer < 0 ? name : full, &shape);
    return value ? value + (size_t)(n - 1) * (size_t)width : NULL;
}

// Every head's output goes through its own rows of Wo.
static void account_heads(const FloatText *text, const Language *m, int n, int layer, const Towards *to, double *says) {
    const LanguageSizes *s = &m->sizes;
    const float *Wo = m->layer[layer].Wo;
    int d = s->width, c = d / s->heads;
    for (int i = 0; i < d; i++) to->part[i] = 0;
    for (int i = 0; i < d; i++) // Wo w, in the order in which it lies
        for (int j = 0; j < d; j++)
            to->part[s->turned ? j : i] += (double)Wo[(size_t)i * (size_t)d + (size_t)j] * to->w[s->turned ? i : j];
    const float *heads = last_row(text, "heads", layer, 1, 0); /* (heads, n, c) */
    for (int h = 0; h < s->heads; h++) {
        says[h] = 0;
        for (int i = 0; heads && i < c; i++)
            says[h] += (double)heads[((size_t)h * (size_t)n + (size_t)(n - 1)) * (size_t)c + (size_t)i] * to->part[h * c + i];
    }
}

void language_account(const FloatText *text, const Language *m, int n, int right, int wrong, double *says, double *rest) {
    const LanguageSizes *s = &m->sizes;
    Arena *scratch = arena_begin();
    char last[24];
    int heads = s->layers * s->heads, parts = language_account_parts(s);
    snprintf(last, sizeof last, "l%d.%s", s->layers, s->hidden ? "sum2" : "sum1");
    Towards to = towards(scratch, m, last_row(text, last, -1, n, s->width), right, wrong, rest);
    says[0] = along(&to, last_row(text, "embed", -1, n, s->width));
    says[parts - 1] = 0;
    for (int l = 0; l < s->layers; l++) {
        account_heads(text, m, n, l, &to, says + 1 + l * s->heads);
        if (s->hidden) says[1 + heads + l] = along(&to, last_row(text, "ff2", l, n, s->width));
        says[parts - 1] += along(&to, m->layer[l].bo);
    }
    arena_end(scratch);
}

// --- work

// Of the products alone, of a recording that no memory holds.
static double products(const Language *m, LanguageRun run) {
    Arena *arena = arena_begin();
    Tape *tape = tape_begin_plan(arena);
    LanguageLeaves leaves = language_leaves(tape, m, LEAVES_CONSTANT);
    NodeId *k = arena_new(arena, NodeId, m->sizes.layers), *v = arena_new(arena, NodeId, m->sizes.layers);
    int keys = language_key_width(&m->sizes);
    for (int l = 0; run.past && l < m->sizes.layers; l++) {
        k[l] = tape_constant(tape, "", SHAPE2(run.past, keys), NULL);
        v[l] = tape_constant(tape, "", SHAPE2(run.past, keys), NULL);
    }
    run.past_k = k, run.past_v = v;
    language_nodes(tape, &leaves, run);
    double all = 0;
    for (NodeId id = 0; id < tape->count; id++) {
        const char *op = tape_node(tape, id)->op->name;
        if (!strcmp(op, "matmul") || !strcmp(op, "attention")) all += tape_work(tape, id).multiply_adds;
    }
    arena_end(arena);
    return all;
}

LanguageWork language_work(const Language *m, int n) {
    LanguageWork work = { .numbers = 2LL * m->sizes.layers * language_key_width(&m->sizes) };
    for (int t = 0; t < n; t++) {
        work.kept += products(m, (LanguageRun){ .length = 1, .tiled = true, .past = t, .last = true });
        work.anew += products(m, (LanguageRun){ .length = t + 1, .tiled = true, .last = true });
    }
    return work;
}
