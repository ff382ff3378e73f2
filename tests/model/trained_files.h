// Trained models in every layout that can be opened, small, from a seed: made here, so that no one else's weights are needed. Each
// is written from a model of our own layout, which the plain loops read; the file's arrays are arranged anew.
#ifndef ATTEND_TESTS_MODEL_TRAINED_FILES_H
#define ATTEND_TESTS_MODEL_TRAINED_FILES_H

#include <sys/stat.h>
#include <unistd.h>

#include "base/platform.h"
#include "data/tensors.h"
#include "layers/language.h"
#include "support/check.h"

// A folder of this test alone; made once.
static inline const char *files_folder(void) {
    static char path[80];
    if (!path[0]) {
        snprintf(path, sizeof path, "/tmp/attend-trained-%ld", (long)getpid());
        mkdir(path, 0777);
    }
    return path;
}

static inline const char *file_path(const char *name) {
    static char path[8][160];
    static int next;
    next = (next + 1) % 8;
    snprintf(path[next], sizeof path[next], "%s/%s", files_folder(), name);
    return path[next];
}

static inline const char *write_bytes(const char *name, const void *bytes, size_t size) {
    const char *path = file_path(name);
    FILE *out = fopen(path, "wb");
    assert_non_null(out);
    assert_int_equal(fwrite(bytes, 1, size, out), size);
    fclose(out);
    return path;
}
static inline const char *write_text(const char *name, const char *text) { return write_bytes(name, text, strlen(text)); }

// First weights, and something added, so that no bias is 0 and no gain 1.
static inline Language *random_model(Arena *arena, const LanguageSizes *sizes, uint64_t seed) {
    Random random = random_seed(seed);
    Language *m = language_new(arena, sizes, &random);
    float *all = language_block(m);
    for (long long i = 0; i < language_numbers(sizes); i++) all[i] += (float)(0.1 * random_normal(&random));
    return m;
}

// --- GPT-2: queries, keys and values side by side, (in, out), tied

enum { GPT2_TENSORS = 80 };
typedef struct Gpt2File {
    Arena *arena;
    const char *prefix;
    Tensor tensor[GPT2_TENSORS];
    int count;
} Gpt2File;

static inline void gpt2_add(Gpt2File *f, const char *name, int rank, int rows, int columns, const float *at) {
    int64_t size[] = { rows, columns };
    f->tensor[f->count++] = tensor_of_floats(arena_print(f->arena, "%s%s", f->prefix, name), rank, size, at);
}

static inline const float *side_by_side(Arena *arena, int rows, int columns, const float *a, const float *b, const float *c) {
    float *all = arena_new(arena, float, 3 * rows * columns);
    const float *part[] = { a, b, c };
    for (int i = 0; i < rows; i++)
        for (int p = 0; p < 3; p++) memcpy(all + (i * 3 + p) * columns, part[p] + i * columns, (size_t)columns * sizeof(float));
    return all;
}

static inline void gpt2_layer(Gpt2File *f, const LanguageSizes *s, int i, const LanguageLayer *l) {
    int d = s->width, h = s->hidden;
    const struct {
        const char *name;
        int rank, rows, columns;
        const float *at;
    } all[] = {
        { "ln_1.weight", 1, d, 0, l->gamma1 },
        { "ln_1.bias", 1, d, 0, l->beta1 },
        { "attn.c_attn.weight", 2, d, 3 * d, side_by_side(f->arena, d, d, l->Wq, l->Wk, l->Wv) },
        { "attn.c_attn.bias", 1, 3 * d, 0, side_by_side(f->arena, 1, d, l->bq, l->bk, l->bv) },
        { "attn.c_proj.weight", 2, d, d, l->Wo },
        { "attn.c_proj.bias", 1, d, 0, l->bo },
        { "attn.bias", 2, d, d, l->Wo }, // the mask of old files, which is not a bias
        { "ln_2.weight", 1, d, 0, l->gamma2 },
        { "ln_2.bias", 1, d, 0, l->beta2 },
        { "mlp.c_fc.weight", 2, d, h, l->W1 },
        { "mlp.c_fc.bias", 1, h, 0, l->b1 },
        { "mlp.c_proj.weight", 2, h, d, l->W2 },
        { "mlp.c_proj.bias", 1, d, 0, l->b2 },
    };
    for (size_t k = 0; k < sizeof all / sizeof *all; k++)
        gpt2_add(f, arena_print(f->arena, "h.%d.%s", i, all[k].name), all[k].rank, all[k].rows, all[k].columns, all[k].at);
}

// `m` is tied, or has its own unembedding (d, V) and no bias of it.
static inline Gpt2File gpt2_tensors(Arena *arena, const Language *m, const char *prefix) {
    Gpt2File f = { .arena = arena, .prefix = prefix };
    const LanguageSizes *s = &m->sizes;
    gpt2_add(&f, "wte.weight", 2, s->words, s->width, m->E);
    gpt2_add(&f, "wpe.weight", 2, s->context, s->width, m->P);
    for (int i = 0; i < s->layers; i++) gpt2_layer(&f, s, i, &m->layer[i]);
    gpt2_add(&f, "ln_f.weight", 1, s->width, 0, m->gamma);
    gpt2_add(&f, "ln_f.bias", 1, s->width, 0, m->beta);
    return f;
}

static inline const char *gpt2_write(const Gpt2File *f, const char *name) {
    Builder out = { f->arena };
    Tensors tensors = { .tensor = (Tensor *)f->tensor, .count = f->count };
    tensors_write(&tensors, &out);
    return write_bytes(name, out.at, out.size);
}

// --- llama2.c: (out, in), all layers of an array together

static inline void put_matrix(Builder *out, const float *at, int in, int columns) { // turned
    for (int j = 0; j < columns; j++)
        for (int i = 0; i < in; i++) builder_add_bytes(out, (const char *)&at[i * columns + j], sizeof(float));
}
static inline void put_row(Builder *out, const float *at, int count) {
    builder_add_bytes(out, (const char *)at, (size_t)count * 4);
}

static inline const char *llama_write(Arena *arena, const Language *m, int version, const char *name) {
    const LanguageSizes *s = &m->sizes;
    int d = s->width, f = s->hidden, keys = language_key_width(s), n = s->layers;
    int32_t size[] = { d, f, n, s->heads, s->key_heads ? s->key_heads : s->heads, s->words, s->context }, one = 1;
    uint32_t magic = 0x616b3432;
    static const char nothing[256];
    Builder out = { arena };
    if (version == 0 && !s->tied) size[5] = -size[5];
    if (version) builder_add_bytes(&out, (const char *)&magic, 4), builder_add_bytes(&out, (const char *)&one, 4);
    builder_add_bytes(&out, (const char *)size, sizeof size);
    if (version) builder_add_bytes(&out, s->tied ? "\1" : "\0", 1), builder_add_bytes(&out, nothing, 256 - 37);
#define EACH(put)                                                                                                                  \
    for (int i = 0; i < n; i++) put
    if (version) {
        EACH(put_row(&out, m->layer[i].gamma1, d));
        EACH(put_row(&out, m->layer[i].gamma2, d));
        put_row(&out, m->gamma, d);
    }
    put_row(&out, m->E, s->words * d);
    if (!version) EACH(put_row(&out, m->layer[i].gamma1, d));
    EACH(put_matrix(&out, m->layer[i].Wq, d, d));
    EACH(put_matrix(&out, m->layer[i].Wk, d, keys));
    EACH(put_matrix(&out, m->layer[i].Wv, d, keys));
    EACH(put_matrix(&out, m->layer[i].Wo, d, d));
    if (!version) EACH(put_row(&out, m->layer[i].gamma2, d));
    EACH(put_matrix(&out, m->layer[i].W1, d, f));
    EACH(put_matrix(&out, m->layer[i].W2, f, d));
    EACH(put_matrix(&out, m->layer[i].W3, d, f));
#undef EACH
    float skipped = 7; // the tables of cosines and sines, which nobody reads
    if (!version) put_row(&out, m->gamma, d);
    for (int i = 0; !version && i < s->context * (d / s->heads); i++) put_row(&out, &skipped, 1);
    if (!s->tied) put_matrix(&out, m->U, d, s->words);
    return write_bytes(name, out.at, out.size);
}

#endif
