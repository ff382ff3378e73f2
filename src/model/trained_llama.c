// llama2.c's files: version 0, whose seven sizes begin the file, and version 1 behind a header of 256 bytes, which holds the same
// arrays in another order. Matrices are (out, in), all layers of one after the other; the file's length must be what the sizes say.
#include <string.h>

#include "base/file.h"
#include "data/data.h"
#include "model/trained_parts.h"

enum { LLAMA_MAGIC = 0x616b3432, HEADER_0 = 28, HEADER_1 = 256, TOKENIZER_BYTES = 64 << 20, BEGIN = 1, END = 2 };

typedef struct Reader {
    const char *bytes;
    size_t at, size; // of the file
    bool failed;     // it is shorter than its sizes say
} Reader;

// The next `count` floats. Their place is always a multiple of four from the start of the file.
static const float *take(Reader *r, long long count) {
    const float *here = (const float *)(const void *)(r->bytes + r->at);
    r->failed = r->failed || count < 0 || (unsigned long long)count > (r->size - r->at) / sizeof(float);
    if (r->failed) return NULL;
    r->at += (size_t)count * sizeof(float);
    return here;
}

static const float *row(const float *all, long long count, int layer) { return all ? all + count * layer : NULL; }

typedef struct Arrays {
    const float *table, *norm1, *Wq, *Wk, *Wv, *Wo, *norm2, *W1, *W2, *W3, *norm, *out;
} Arrays;

static void take_version_0(Reader *r, const LanguageSizes *s, Arrays *a) {
    long long d = s->width, f = s->hidden, keys = language_key_width(s), layers = s->layers;
    a->table = take(r, s->words * d);
    a->norm1 = take(r, layers * d);
    a->Wq = take(r, layers * d * d), a->Wk = take(r, layers * keys * d), a->Wv = take(r, layers * keys * d),
    a->Wo = take(r, layers * d * d);
    a->norm2 = take(r, layers * d);
    a->W1 = take(r, layers * f * d), a->W2 = take(r, layers * d * f), a->W3 = take(r, layers * f * d);
    a->norm = take(r, d);
    take(r, (long long)s->context * (s->width / s->heads)); // cosines and sines, which are worked out instead
    if (!s->tied) a->out = take(r, s->words * d);
}

static void take_version_1(Reader *r, const LanguageSizes *s, Arrays *a) {
    long long d = s->width, f = s->hidden, keys = language_key_width(s), layers = s->layers;
    a->norm1 = take(r, layers * d);
    a->norm2 = take(r, layers * d);
    a->norm = take(r, d);
    a->table = take(r, s->words * d);
    a->Wq = take(r, layers * d * d), a->Wk = take(r, layers * keys * d), a->Wv = take(r, layers * keys * d),
    a->Wo = take(r, layers * d * d);
    a->W1 = take(r, layers * f * d), a->W2 = take(r, layers * d * f), a->W3 = take(r, layers * f * d);
    if (!s->tied) a->out = take(r, s->words * d);
}

static void give_layers(const LanguageSizes *s, const Arrays *a, LanguageLayer *l) {
    long long d = s->width, f = s->hidden, keys = language_key_width(s);
    for (int i = 0; i < s->layers; i++, l++) {
        l->gamma1 = row(a->norm1, d, i), l->gamma2 = row(a->norm2, d, i);
        l->Wq = row(a->Wq, d * d, i), l->Wk = row(a->Wk, keys * d, i), l->Wv = row(a->Wv, keys * d, i),
        l->Wo = row(a->Wo, d * d, i);
        l->W1 = row(a->W1, f * d, i), l->W2 = row(a->W2, d * f, i), l->W3 = row(a->W3, f * d, i);
    }
}

// dim, hidden_dim, n_layers, n_heads, n_kv_heads, vocab_size, seq_len; of version 0 a negative vocabulary has an unembedding of
// its own.
static bool read_sizes(Text bytes, const char *file, LanguageSizes *s, int *version, Problems *problems) {
    int32_t size[7];
    uint32_t magic;
    memcpy(&magic, bytes.at, sizeof magic);
    bool new = magic == LLAMA_MAGIC;
    if (new &&bytes.size < HEADER_1)
        return problems_add(problems, (Place){ .file = file }, "the header of 256 bytes is cut off after %zu: copy the file again",
                            bytes.size);
    if (new) memcpy(version, bytes.at + 4, 4);
    if (new &&*version != 1)
        return problems_add(problems, (Place){ .file = file },
                            "is version %d of llama2.c's format, whose numbers are rounded to bytes: export it as version 0 or 1",
                            *version);
    memcpy(size, bytes.at + (new ? 8 : 0), sizeof size);
    for (int i = 0; i < 7; i++)
        if (size[i] == INT32_MIN || size[i] == 0 || (size[i] < 0 && (i != 5 || new)))
            return problems_add(problems, (Place){ .file = file }, "size %d of the header is %d: every size must be above 0", i + 1,
                                (int)size[i]);
    *s = (LanguageSizes){ .width = size[0],
                          .hidden = size[1],
                          .layers = size[2],
                          .heads = size[3],
                          .key_heads = size[4],
                          .words = size[5] < 0 ? -size[5] : size[5],
                          .context = size[6],
                          .places = PLACES_ROTARY,
                          .norm = NORM_RMS,
                          .act = ACT_SILU_GATED,
                          .turned = true,
                          .turned_out = true,
                          .plain = true };
    s->tied = new ? bytes.at[36] != 0 : size[5] > 0;
    return trained_sizes_fit(s, file, problems);
}

static bool read_tokens(Arena *arena, Trained *out, Problems *problems) {
    const char *path = trained_beside(arena, out->file, "tokenizer.bin");
    Text bytes;
    if (!path) path = trained_beside(arena, out->file, arena_print(arena, "tok%d.bin", out->model->sizes.words));
    out->begin = BEGIN, out->end = END;
    out->missing = path ? NULL : "tokenizer.bin is not beside the file";
    if (!path) return true;
    if (!file_read(arena, path, TOKENIZER_BYTES, &bytes, problems)) return false;
    out->tokens = tokens_of_llama(arena, bytes, path, out->model->sizes.words, problems);
    return out->tokens != NULL;
}

bool trained_llama(Arena *arena, Trained *out, Problems *problems) {
    LanguageSizes s;
    Arrays a = { 0 };
    int version = 0;
    if (!read_sizes(out->bytes, out->file, &s, &version, problems)) return false;
    Reader r = { out->bytes.at, version ? HEADER_1 : HEADER_0, out->bytes.size, false };
    if (version)
        take_version_1(&r, &s, &a);
    else
        take_version_0(&r, &s, &a);
    if (r.failed || r.at != r.size)
        return problems_add(problems, (Place){ .file = out->file },
                            "has %zu bytes, %s than its sizes say (width %d, %d layers, %d heads, %d words): %s", r.size,
                            r.failed ? "fewer" : "more", s.width, s.layers, s.heads, s.words,
                            r.failed ? "it is cut off (copy it again), or not a file of llama2.c" : "it is not a file of llama2.c");
    Language *m = arena_new(arena, Language, 1);
    *m = (Language){ .sizes = s, .layer = arena_new(arena, LanguageLayer, s.layers), .E = a.table, .gamma = a.norm, .U = a.out };
    give_layers(&s, &a, m->layer);
    out->kind = TRAINED_LLAMA;
    out->model = m;
    out->numbers = language_numbers(&(LanguageSizes){ .words = s.words,
                                                      .context = s.context,
                                                      .width = s.width,
                                                      .hidden = s.hidden,
                                                      .layers = s.layers,
                                                      .heads = s.heads,
                                                      .key_heads = s.key_heads,
                                                      .places = s.places,
                                                      .norm = s.norm,
                                                      .act = s.act,
                                                      .tied = s.tied,
                                                      .plain = true });
    return read_tokens(arena, out, problems);
}
