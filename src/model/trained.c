// Which kind of trained model a file is, and what is asked of all kinds. See trained.h.
#include "model/trained.h"

#include <string.h>

#include "base/file.h"
#include "model/trained_parts.h"

enum { LLAMA_MAGIC = 0x616b3432, COMPANION_BYTES = 64 << 20 };

// --- shared by the kinds

static bool shape_is(const Tensor *t, Shape shape) {
    if (t->rank != shape.rank) return false;
    for (int i = 0; i < shape.rank; i++)
        if (t->size[i] != shape.size[i]) return false;
    return true;
}

static const char *tensor_shape(Arena *arena, const Tensor *t) {
    Builder all = { arena };
    for (int i = 0; i < t->rank; i++) builder_print(&all, "%s%lld", i ? " × " : "", (long long)t->size[i]);
    return t->rank ? builder_text(&all) : "a number";
}

const float *trained_floats(Arena *arena, const Tensors *tensors, const char *name, Shape shape, Problems *problems) {
    const Tensor *t = tensors_find(tensors, name);
    Place place = { .file = tensors->file };
    if (!t) {
        problems_add(problems, place, "the tensor %s is missing: save the whole model", name);
        return NULL;
    }
    if (!shape_is(t, shape)) {
        problems_add(problems, place, "the tensor %s is %s, but its place needs %s: take all tensors from one model", name,
                     tensor_shape(problems->arena, t), shape_text(problems->arena, shape));
        return NULL;
    }
    if (t->type.kind != ELEMENT_FLOAT && t->type.kind != ELEMENT_BRAIN) {
        problems_add(problems, place, "the tensor %s holds %s, but weights are F32, F16, BF16 or F64: store it as F32", name,
                     t->dtype);
        return NULL;
    }
    bool as_it_is = t->type.kind == ELEMENT_FLOAT && t->type.size == 4 && !t->type.big && (size_t)t->bytes.at % sizeof(float) == 0;
    if (as_it_is) return (const float *)(const void *)t->bytes.at;
    float *copy = arena_new(arena, float, t->count);
    tensor_read_float(t, 0, t->count, copy);
    return copy;
}

int trained_layers(const Tensors *tensors, const char *prefix, int first) {
    int layers = 0;
    for (int i = 0; i < tensors->count; i++) {
        const char *name = tensors->tensor[i].name;
        if (!text_starts(text_of(name), prefix)) continue;
        const char *at = name + strlen(prefix), *dot = strchr(at, '.');
        long number;
        if (!dot || !text_integer((Text){ at, (size_t)(dot - at) }, &number) || number < first || number > 1 << 20) continue;
        if (number - first + 1 > layers) layers = (int)number - first + 1;
    }
    return layers;
}

bool trained_finite(const LanguageTensor *tensor, const char *file, Problems *problems) {
    int count = shape_count(tensor->shape), columns = tensor->shape.size[tensor->shape.rank - 1];
    const float *at = *tensor->at;
    for (int i = 0; i < count; i++)
        if (!math_finite((double)at[i]))
            return problems_add(problems, (Place){ .file = file },
                                "the tensor %s holds %s in row %d, column %d: train the model again, or take another copy",
                                tensor->name, math_isnan((double)at[i]) ? "NaN" : "an infinity", i / columns + 1, i % columns + 1);
    return true;
}

const char *trained_beside(Arena *arena, const char *file, const char *name) {
    const char *slash = strrchr(file, '/');
    const char *path = arena_print(arena, "%.*s%s", slash ? (int)(slash - file) + 1 : 0, file, name);
    return file_exists(path) ? path : NULL;
}

bool trained_sizes_fit(const LanguageSizes *s, const char *file, Problems *problems) {
    const char *wrong = language_sizes_wrong(s);
    bool large =
        s->words > 1 << 20 || s->context > 1 << 20 || s->width > 1 << 16 || s->hidden > 1 << 18 || s->layers > LANGUAGE_LAYERS;
    if (wrong) return problems_add(problems, (Place){ .file = file }, "%s: width %d, heads %d", wrong, s->width, s->heads);
    if (!large) return true;
    return problems_add(problems, (Place){ .file = file }, "the sizes are beyond what can be opened: %d words, width %d, %d layers",
                        s->words, s->width, s->layers);
}

// --- which kind

static uint32_t first_word(Text bytes) {
    uint32_t word = 0;
    if (bytes.size >= 4) memcpy(&word, bytes.at, 4);
    return word;
}

static bool is_safetensors(Text bytes) {
    uint64_t header = 0;
    if (bytes.size >= 9) memcpy(&header, bytes.at, 8);
    return header > 0 && header <= UINT32_MAX && bytes.at[8] == '{';
}

// The seven sizes of version 0 begin the file; each is small, but for the vocabulary, which may be negative.
static bool is_llama(Text bytes) {
    int32_t size[7];
    if (first_word(bytes) == LLAMA_MAGIC) return true;
    if (bytes.size < sizeof size) return false;
    memcpy(size, bytes.at, sizeof size);
    for (int i = 0; i < 7; i++)
        if (size[i] == 0 || (i != 5 && size[i] < 0) || size[i] > 1 << 20 || size[i] < -(1 << 20)) return false;
    return size[0] % size[3] == 0;
}

bool trained_is(Text bytes) { return is_safetensors(bytes) || is_llama(bytes); }

// What other programs' tensors are called.
static const char *architecture(const Tensors *tensors) {
    static const char *const known[][2] = {
        { "model.layers.0.self_attn",
          "Llama or a relative, in Hugging Face's layout; llama2.c's export.py writes what can be read" },
        { "gpt_neox.", "GPT-NeoX" },
        { "bert.", "BERT" },
        { "transformer.h.0.attn.attention", "GPT-Neo" },
        { "encoder.layer", "an encoder" },
        { "model.encoder", "an encoder and decoder" },
        { "shared.weight", "T5" },
        { "transformer.word_embeddings", "BLOOM or Falcon" },
    };
    for (size_t k = 0; k < sizeof known / sizeof *known; k++)
        for (int i = 0; i < tensors->count; i++)
            if (text_starts(text_of(tensors->tensor[i].name), known[k][0])) return known[k][1];
    return "another architecture";
}

// A model that cannot be opened has many tensors, and long names with dots.
bool trained_is_vectors(Arena *arena, Text bytes) {
    Tensors tensors;
    Problems ignored = { .arena = arena };
    if (!is_safetensors(bytes)) return false;
    if (!tensors_read(arena, bytes, "", &tensors, &ignored)) return true;
    if (tensors_are_own(&tensors) || tensors_are_gpt2(&tensors)) return false;
    int layers = 0;
    for (int i = 0; i < tensors.count; i++) layers += strchr(tensors.tensor[i].name, '.') != NULL;
    return layers < 4;
}

static bool open_tensors(Arena *arena, Trained *t, Problems *problems) {
    Tensors tensors;
    if (!tensors_read(arena, t->bytes, t->file, &tensors, problems)) return false;
    if (tensors_are_own(&tensors)) return trained_own(arena, &tensors, t, problems);
    if (tensors_are_gpt2(&tensors)) return trained_gpt2(arena, &tensors, t, problems);
    if (!tensors.count) return problems_add(problems, (Place){ .file = t->file }, "the file holds no tensors");
    return problems_add(
        problems, (Place){ .file = t->file },
        "its tensors (%.60s …) are those of %s: GPT-2's layout (wte.weight, h.0.ln_1.weight …), llama2.c's files and "
        "what `attend train` keeps can be opened",
        tensors.tensor[0].name, architecture(&tensors));
}

static bool open_bytes(Arena *arena, Trained *t, Problems *problems) {
    if (is_safetensors(t->bytes)) return open_tensors(arena, t, problems);
    if (is_llama(t->bytes)) return trained_llama(arena, t, problems);
    return problems_add(problems, (Place){ .file = t->file },
                        "is not a trained model: neither safetensors (8 bytes of length, then JSON) nor llama2.c's version 0 or 1: "
                        "copy it again, or take a model of these kinds");
}

typedef struct FileOpening {
    Arena *arena;
    const char *path;
    Text bytes; // mapped; unmapped when memory runs out
    Trained *trained;
    Problems *problems;
} FileOpening;

static bool open_file(void *context) {
    FileOpening *o = context;
    Trained *t = o->trained = arena_new(o->arena, Trained, 1);
    t->file = text_copy(o->arena, text_of(o->path));
    t->begin = t->end = -1;
    if (!file_map(o->path, &o->bytes, o->problems)) return false;
    t->bytes = o->bytes;
    return open_bytes(o->arena, t, o->problems);
}

Trained *trained_open(Arena *arena, const char *path, Problems *problems) {
    FileOpening o = { .arena = arena, .path = path, .problems = problems };
    if (problems_guard(arena, path, problems, open_file, &o)) return o.trained;
    file_unmap(o.bytes);
    return NULL;
}

void trained_close(Trained *t) {
    if (t) file_unmap(t->bytes);
}

// --- texts

static bool fits_context(const Trained *t, int count, Problems *problems) {
    const LanguageSizes *s = &t->model->sizes;
    if (count < 1) return problems_add(problems, (Place){ 0 }, "there is no token to begin with: write at least one word");
    if (count <= s->context) return true;
    return problems_add(problems, (Place){ 0 }, "%d tokens, but the model sees at most %d: leave some words away", count,
                        s->context);
}

bool trained_encode(const Trained *t, Arena *arena, Text text, int **out, int *count, Problems *problems) {
    int *token, begin = t->kind == TRAINED_OWN && t->begin >= 0;
    if (!t->tokens)
        return problems_add(problems, (Place){ .file = t->file },
                            "texts cannot be cut into tokens: %s; numbers can be given instead", t->missing);
    if (!tokens_encode(t->tokens, arena, text, &token, count, problems)) return false;
    *out = arena_new(arena, int, *count + 1);
    if (begin) (*out)[0] = t->begin;
    memcpy(*out + begin, token, (size_t)*count * sizeof *token);
    *count += begin;
    return fits_context(t, *count, problems);
}

bool trained_tokens(const Trained *t, Arena *arena, Text numbers, int **out, int *count, Problems *problems) {
    int most = 1;
    for (size_t i = 0; i < numbers.size; i++) most += numbers.at[i] == ',';
    *out = arena_new(arena, int, most);
    *count = 0;
    while (numbers.size) {
        const char *comma = memchr(numbers.at, ',', numbers.size);
        Text one = { numbers.at, comma ? (size_t)(comma - numbers.at) : numbers.size };
        long value;
        numbers.at += one.size + (comma != NULL);
        numbers.size -= one.size + (comma != NULL);
        if (!text_integer(text_trim(one), &value) || value < 0 || value >= t->model->sizes.words)
            return problems_add(problems, (Place){ 0 }, "token %d is '%.*s', but the model's tokens are 0 to %d", *count + 1,
                                one.size > 20 ? 20 : (int)one.size, one.at, t->model->sizes.words - 1);
        (*out)[(*count)++] = (int)value;
    }
    return fits_context(t, *count, problems);
}

const char *trained_word(const Trained *t, Arena *arena, int token) {
    if (!t->tokens) return arena_print(arena, "%d", token);
    Text text = tokens_said(t->tokens, arena, -1, token);
    Builder all = { arena };
    if (!text.size) return arena_print(arena, "⟨#%d⟩", token); // it has no text
    Text mark = text;                                          // "\n<s>\n"
    while (mark.size && *mark.at == '\n') mark.at++, mark.size--;
    while (mark.size && mark.at[mark.size - 1] == '\n') mark.size--;
    if (mark.size > 2 && *mark.at == '<' && mark.at[mark.size - 1] == '>') text = mark;
    bool blank = true;
    for (size_t i = 0; i < text.size; i++) blank = blank && text.at[i] == ' ';
    for (size_t i = 0; blank && i < text.size; i++) builder_print(&all, "␣");
    if (blank) return builder_text(&all);
    while (text.size) {
        unsigned char byte = (unsigned char)*text.at;
        Text from = text;
        uint32_t code = utf8_next(&text);
        if (code == 0xFFFD || byte < 32 || byte == 127)
            builder_print(&all, "⟨%02X⟩", byte);
        else
            builder_add(&all, (Text){ from.at, from.size - text.size });
    }
    return builder_text(&all);
}
