// GPT-2 in safetensors as Hugging Face stores it, with or without the prefix "transformer.". Its matrices are (in, out), which is
// how the tape wants them; queries, keys and values come from one. What the file cannot tell stands in config.json beside it.
#include <stdio.h>
#include <string.h>

#include "base/file.h"
#include "data/config.h"
#include "data/data.h"
#include "model/trained_parts.h"

enum { CONFIG_BYTES = 1 << 20, VOCAB_BYTES = 64 << 20, HEAD_WIDTH = 64 };

static const char *prefix_of(const Tensors *tensors) {
    return tensors_find(tensors, "transformer.wte.weight") ? "transformer." : "";
}

bool tensors_are_gpt2(const Tensors *tensors) {
    static const char *const sign[] = { "h.0.attn.c_attn.weight", "transformer.h.0.attn.c_attn.weight" };
    bool table = tensors_find(tensors, "wte.weight") || tensors_find(tensors, "transformer.wte.weight");
    return table || tensors_find(tensors, sign[0]) || tensors_find(tensors, sign[1]);
}

typedef struct Reader {
    Arena *arena;
    const Tensors *tensors;
    const char *prefix;
    Problems *problems;
    bool failed;
} Reader;

static int size_of(const Reader *r, const char *name, int axis) {
    const Tensor *t = tensors_find(r->tensors, arena_print(r->arena, "%s%s", r->prefix, name));
    return t && axis < t->rank && t->size[axis] < 1 << 20 ? (int)t->size[axis] : 0;
}

static const float *floats(Reader *r, const char *name, Shape shape) {
    if (r->failed) return NULL;
    const float *at = trained_floats(r->arena, r->tensors, arena_print(r->arena, "%s%s", r->prefix, name), shape, r->problems);
    r->failed = !at;
    return at;
}

static const float *of_layer(Reader *r, int layer, const char *name, Shape shape) {
    return r->failed ? NULL : floats(r, arena_print(r->arena, "h.%d.%s", layer, name), shape);
}

// --- sizes

static bool read_heads(const Config *config, LanguageSizes *s, const char *file, Problems *problems) {
    s->heads = (int)config_number(config, "n_head", 0);
    if (!config && s->width % HEAD_WIDTH == 0) s->heads = s->width / HEAD_WIDTH; // as in every size that was published
    if (s->heads > 0) return true;
    return problems_add(problems, (Place){ .file = file },
                        config ? "config.json beside it has no n_head, which tells how many heads share the %d columns"
                               : "how many heads share the %d columns stands in config.json, which is not beside it",
                        s->width);
}

static bool read_config(const Config *config, LanguageSizes *s, const char *file, Problems *problems) {
    const char *act = config_text(config, "activation_function", "gelu_new");
    if (!strcmp(act, "gelu"))
        s->act = ACT_GELU;
    else if (strcmp(act, "gelu_new") != 0 && strcmp(act, "gelu_pytorch_tanh") != 0)
        return problems_add(problems, (Place){ .file = file },
                            "config.json asks for the activation '%.40s', but gelu_new and gelu are known", act);
    s->eps = config_number(config, "layer_norm_epsilon", 1e-5);
    if (config_number(config, "scale_attn_by_inverse_layer_idx", 0) != 0 || config_number(config, "scale_attn_weights", 1) == 0)
        return problems_add(problems, (Place){ .file = file },
                            "config.json asks for scores that are not divided by √d alone, which is not known here");
    return read_heads(config, s, file, problems);
}

static bool read_sizes(Reader *r, LanguageSizes *s) {
    const char *path = trained_beside(r->arena, r->tensors->file, "config.json");
    *s = (LanguageSizes){ .act = ACT_GELU_TANH, .tied = true, .joined = true };
    s->words = size_of(r, "wte.weight", 0), s->width = size_of(r, "wte.weight", 1);
    s->context = size_of(r, "wpe.weight", 0), s->hidden = size_of(r, "h.0.mlp.c_fc.weight", 1);
    s->layers = trained_layers(r->tensors, arena_print(r->arena, "%sh.", r->prefix), 0);
    if (!s->words || !s->context || !s->hidden || !s->layers)
        return problems_add(r->problems, (Place){ .file = r->tensors->file },
                            "one of GPT-2's tensors is missing or has a wrong shape: %s",
                            !s->words     ? "wte.weight (words, width)"
                            : !s->context ? "wpe.weight (places, width)"
                            : !s->layers  ? "h.0.ln_1.weight (width)"
                                          : "h.0.mlp.c_fc.weight (width, units)");
    Config *config = NULL;
    if (path) {
        Text bytes;
        if (!file_read(r->arena, path, CONFIG_BYTES, &bytes, r->problems)) return false;
        if (!(config = config_read(bytes, path, r->problems))) return false;
    }
    bool well = read_config(config, s, r->tensors->file, r->problems);
    config_end(config);
    return well && trained_sizes_fit(s, r->tensors->file, r->problems);
}

// --- arrays

static void read_layer(Reader *r, const LanguageSizes *s, int i, LanguageLayer *l) {
    int d = s->width, f = s->hidden;
    l->gamma1 = of_layer(r, i, "ln_1.weight", SHAPE1(d)), l->beta1 = of_layer(r, i, "ln_1.bias", SHAPE1(d));
    l->Wq = of_layer(r, i, "attn.c_attn.weight", SHAPE2(d, 3 * d)), l->bq = of_layer(r, i, "attn.c_attn.bias", SHAPE1(3 * d));
    l->Wo = of_layer(r, i, "attn.c_proj.weight", SHAPE2(d, d)), l->bo = of_layer(r, i, "attn.c_proj.bias", SHAPE1(d));
    l->gamma2 = of_layer(r, i, "ln_2.weight", SHAPE1(d)), l->beta2 = of_layer(r, i, "ln_2.bias", SHAPE1(d));
    l->W1 = of_layer(r, i, "mlp.c_fc.weight", SHAPE2(d, f)), l->b1 = of_layer(r, i, "mlp.c_fc.bias", SHAPE1(f));
    l->W2 = of_layer(r, i, "mlp.c_proj.weight", SHAPE2(f, d)), l->b2 = of_layer(r, i, "mlp.c_proj.bias", SHAPE1(d));
}

// An unembedding of its own, where there is one.
static void read_unembedding(Reader *r, Language *m) {
    if (!tensors_find(r->tensors, "lm_head.weight")) return;
    const char *prefix = r->prefix;
    r->prefix = "";
    m->U = floats(r, "lm_head.weight", SHAPE2(m->sizes.words, m->sizes.width));
    r->prefix = prefix;
    m->sizes.tied = false;
    m->sizes.turned_out = true;
}

static bool read_tokens(Reader *r, Trained *out) {
    const char *vocab = trained_beside(r->arena, out->file, "vocab.json"),
               *merges = trained_beside(r->arena, out->file, "merges.txt");
    Text words, pairs;
    out->missing = !vocab && !merges ? "vocab.json and merges.txt are not beside the file"
                   : !vocab          ? "vocab.json is not beside the file"
                   : !merges         ? "merges.txt is not beside the file"
                                     : NULL;
    if (out->missing) return true;
    if (!file_read(r->arena, vocab, VOCAB_BYTES, &words, r->problems)) return false;
    if (!file_read(r->arena, merges, VOCAB_BYTES, &pairs, r->problems)) return false;
    out->tokens = tokens_of_gpt2(r->arena, words, vocab, pairs, merges, r->problems);
    if (!out->tokens) return false;
    out->end = tokens_find(out->tokens, TEXT("<|endoftext|>"));
    if (tokens_count(out->tokens) <= out->model->sizes.words) return true;
    return problems_add(r->problems, (Place){ .file = vocab },
                        "has %d words, but the model's table %d: it belongs to another model", tokens_count(out->tokens),
                        out->model->sizes.words);
}

static long long count_numbers(const LanguageSizes *s) {
    LanguageSizes plain = *s; // three matrices of its own have as many numbers
    plain.joined = false;
    return language_numbers(&plain) - (s->tied ? 0 : s->words); // an unembedding without a bias
}

bool trained_gpt2(Arena *arena, const Tensors *tensors, Trained *out, Problems *problems) {
    Reader r = { arena, tensors, prefix_of(tensors), problems, false };
    LanguageSizes sizes;
    if (!read_sizes(&r, &sizes)) return false;
    Language *m = arena_new(arena, Language, 1);
    *m = (Language){ .sizes = sizes, .layer = arena_new(arena, LanguageLayer, sizes.layers) };
    m->E = floats(&r, "wte.weight", SHAPE2(sizes.words, sizes.width));
    m->P = floats(&r, "wpe.weight", SHAPE2(sizes.context, sizes.width));
    for (int i = 0; i < sizes.layers; i++) read_layer(&r, &sizes, i, &m->layer[i]);
    m->gamma = floats(&r, "ln_f.weight", SHAPE1(sizes.width)), m->beta = floats(&r, "ln_f.bias", SHAPE1(sizes.width));
    read_unembedding(&r, m);
    out->kind = TRAINED_GPT2;
    out->model = m;
    out->numbers = count_numbers(&m->sizes);
    return !r.failed && read_tokens(&r, out);
}
