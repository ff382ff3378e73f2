// See opened_model.h. The tape in float lives until the next text; what goes into the data is copied from it.
#include "session/opened_model.h"

#include <stdio.h>
#include <string.h>

#include "base/file.h"
#include "layers/language_float.h"

typedef struct OpenedRun {
    Arena *arena;
    FloatText *text;
    int *token, count;
    int next[OPENED_NEXT]; // the likeliest tokens, most first
    double chance[OPENED_NEXT], *moved /* (count) */;
} OpenedRun;

bool opened_model_is(const char *path) {
    Arena *scratch = arena_begin();
    Problems ignored = { .arena = scratch };
    Text bytes;
    bool is = false;
    if (file_map(path, &bytes, &ignored)) {
        is = trained_is(bytes) && !trained_is_vectors(scratch, bytes);
        file_unmap(bytes);
    }
    arena_end(scratch);
    return is;
}

static const LanguageSizes *sizes_of(const OpenedModel *m) { return &m->trained->model->sizes; }
int opened_model_layers(const OpenedModel *m) { return sizes_of(m)->layers; }
int opened_model_heads(const OpenedModel *m) { return sizes_of(m)->heads; }

OpenedModel *opened_model_begin(const char *path, Problems *problems) {
    static const char *const begins[] = { "the dogs near the cat", "A B C D E A B", "The quick brown fox", "1, 2, 3, 1, 2", "0" };
    Arena *arena = arena_begin();
    OpenedModel *m = arena_new(arena, OpenedModel, 1);
    m->arena = arena;
    m->layer = m->head = 1;
    m->trained = trained_open(arena, path, problems);
    if (m->trained && sizes_of(m)->kind == LANGUAGE_LSTM) {
        problems_add(problems, (Place){ .file = path },
                     "is an LSTM, which has no heads to open: `attend compute language --weights` prints its numbers");
        opened_model_end(m);
        return NULL;
    }
    for (size_t i = 0; m->trained && i < sizeof begins / sizeof *begins; i++) { // the first that it can read
        Problems ignored = { .arena = arena };
        if (opened_model_read(m, text_of(begins[i]), &ignored)) return m;
    }
    if (m->trained) problems_add(problems, (Place){ .file = path }, "the model cannot read any text that was tried");
    opened_model_end(m);
    return NULL;
}

static void end_run(OpenedRun *run) {
    if (run) arena_end(run->arena);
}

void opened_model_end(OpenedModel *m) {
    if (!m) return;
    end_run(m->run);
    trained_close(m->trained);
    arena_end(m->arena);
}

// --- a text

static void find_next(OpenedRun *run, const LanguageSizes *s) {
    Shape shape;
    const float *all = float_text_node(run->text, "logits", &shape), *logits = all + (size_t)(run->count - 1) * (size_t)s->words;
    double sum = 0, most = (double)logits[0];
    int count = 0;
    for (int w = 0; w < s->words; w++) most = math_max(most, (double)logits[w]);
    for (int w = 0; w < s->words; w++) {
        sum += math_exp((double)logits[w] - most);
        int at = count;
        while (at > 0 && logits[w] > logits[run->next[at - 1]]) at--;
        if (at >= OPENED_NEXT) continue;
        if (count < OPENED_NEXT) count++;
        memmove(run->next + at + 1, run->next + at, (size_t)(count - at - 1) * sizeof *run->next);
        run->next[at] = w;
    }
    for (int i = count; i < OPENED_NEXT; i++) run->next[i] = -1;
    for (int i = 0; i < count; i++) run->chance[i] = math_exp((double)logits[run->next[i]] - most) / sum;
}

// The length of d logit / d embedding of every token, of the likeliest next one.
static void find_moved(OpenedRun *run, int width) {
    const float *gradient = float_text_gradient(run->text, run->next[0]);
    for (int t = 0; t < run->count; t++) {
        double sum = 0;
        for (int i = 0; i < width; i++) sum += (double)gradient[t * width + i] * (double)gradient[t * width + i];
        run->moved[t] = __builtin_sqrt(sum);
    }
}

static bool read_tokens(const OpenedModel *m, OpenedRun *run, Text text, Problems *problems) {
    bool words = m->trained->tokens != NULL;
    bool good = words ? trained_encode(m->trained, run->arena, text, &run->token, &run->count, problems)
                      : trained_tokens(m->trained, run->arena, text, &run->token, &run->count, problems);
    if (good && run->count > OPENED_TOKENS)
        return problems_add(problems, (Place){ 0 }, "%d tokens, but the window shows at most %d: leave some words away", run->count,
                            (int)OPENED_TOKENS);
    return good;
}

bool opened_model_read(OpenedModel *m, Text text, Problems *problems) {
    Arena *arena = arena_begin();
    OpenedRun *run = arena_new(arena, OpenedRun, 1);
    run->arena = arena;
    if (text.size >= sizeof m->text || !read_tokens(m, run, text, problems)) {
        if (text.size >= sizeof m->text) problems_add(problems, (Place){ 0 }, "the text is too long: leave some words away");
        arena_end(arena);
        return false;
    }
    run->text = float_text(arena, m->trained->model, run->count, true);
    run->moved = arena_new(arena, double, run->count);
    float_text_run(run->text, run->token);
    find_next(run, sizes_of(m));
    find_moved(run, sizes_of(m)->width);
    end_run(m->run);
    m->run = run;
    snprintf(m->text, sizeof m->text, "%.*s", (int)text.size, text.at);
    return true;
}

bool opened_model_longer(OpenedModel *m, Problems *problems) {
    Arena *scratch = arena_begin();
    Builder text = { scratch };
    const OpenedRun *run = m->run;
    builder_print(&text, "%s", m->text);
    if (!m->trained->tokens)
        builder_print(&text, ", %d", run->next[0]);
    else
        builder_add(&text, tokens_said(m->trained->tokens, scratch, run->token[run->count - 1], run->next[0]));
    bool good = opened_model_read(m, text_of(builder_text(&text)), problems);
    arena_end(scratch);
    return good;
}

void opened_model_look(OpenedModel *m, int layer, int head) {
    int layers = opened_model_layers(m), heads = opened_model_heads(m);
    m->layer = layer < 1 ? 1 : layer > layers ? layers : layer;
    m->head = head < 1 ? 1 : head > heads ? heads : head;
}

// --- one head as data

static double *add_array(Arena *arena, Dataset *data, const char *name, int rows, int columns) {
    DataEntry *e = &data->entry[data->count++];
    *e = (DataEntry){ .name = name, .rank = rows ? 2 : 1, .count = (rows ? rows : 1) * columns, .place = { .file = data->file } };
    e->size[0] = rows ? rows : columns, e->size[1] = rows ? columns : 0;
    return e->value = arena_new(arena, double, e->count);
}

// Columns [first, first + count) of a matrix that leads from `in` numbers to `out`, whichever way it is stored.
static void take_columns(double *to, const float *W, int in, int out, bool turned, int first, int count) {
    for (int i = 0; i < in; i++)
        for (int j = 0; j < count; j++)
            to[i * count + j] = (double)(turned ? W[(size_t)(first + j) * (size_t)in + (size_t)i]
                                                : W[(size_t)i * (size_t)out + (size_t)(first + j)]);
}

static void add_row(Arena *arena, Dataset *data, const char *name, const float *from, int first, int count) {
    if (!from) return;
    double *to = add_array(arena, data, name, 0, count);
    for (int i = 0; i < count; i++) to[i] = (double)from[first + i];
}

static void add_projections(Arena *arena, Dataset *data, const OpenedModel *m) {
    const LanguageSizes *s = sizes_of(m);
    const LanguageLayer *l = &m->trained->model->layer[m->layer - 1];
    int d = s->width, c = d / s->heads, group = s->key_heads ? s->heads / s->key_heads : 1, h = m->head - 1;
    int q = h * c, k = h / group * c, out = s->joined ? 3 * d : d, key_out = s->joined ? 3 * d : language_key_width(s);
    const float *const W[] = { l->Wq, s->joined ? l->Wq : l->Wk, s->joined ? l->Wq : l->Wv };
    const float *const b[] = { l->bq, s->joined ? l->bq : l->bk, s->joined ? l->bq : l->bv };
    const int first[] = { q, k + (s->joined ? d : 0), k + (s->joined ? 2 * d : 0) };
    static const char *const name[] = { "Wq", "Wk", "Wv" }, *const bias[] = { "bq", "bk", "bv" };
    for (int i = 0; i < 3; i++) {
        take_columns(add_array(arena, data, name[i], d, c), W[i], d, i ? key_out : out, s->turned, first[i], c);
        add_row(arena, data, bias[i], b[i], first[i], c);
    }
    double *Wo = add_array(arena, data, "Wo", c, d);
    for (int i = 0; i < c; i++)
        for (int j = 0; j < d; j++)
            Wo[i * d + j] = (double)(s->turned ? l->Wo[(size_t)j * (size_t)d + (size_t)(q + i)]
                                               : l->Wo[(size_t)(q + i) * (size_t)d + (size_t)j]);
}

static void add_norm(Arena *arena, Dataset *data, const OpenedModel *m) {
    const LanguageSizes *s = sizes_of(m);
    const LanguageLayer *l = &m->trained->model->layer[m->layer - 1];
    add_row(arena, data, "gamma", l->gamma1, 0, s->width);
    add_row(arena, data, "beta", l->beta1, 0, s->width);
    if (s->norm == NORM_RMS) *add_array(arena, data, "rms", 0, 1) = 1;
    if (s->places != PLACES_ROTARY) return;
    int width = s->width / s->heads, half = width / 2;
    double *cosine = add_array(arena, data, "cosine", m->run->count, half),
           *sine = add_array(arena, data, "sine", m->run->count, half);
    for (int t = 0; t < m->run->count; t++)
        for (int i = 0; i < half; i++) {
            double angle = t * math_pow(s->base == 0 ? 10000 : s->base, -2.0 * i / width);
            cosine[t * half + i] = math_cos(angle), sine[t * half + i] = math_sin(angle);
        }
}

static void add_node(Arena *arena, Dataset *data, const OpenedModel *m, const char *name, const char *node, int columns) {
    Shape shape;
    const float *from = float_text_node(m->run->text, node, &shape);
    if (!from) return;
    int count = shape_count(shape);
    double *to = add_array(arena, data, name, count / columns, columns);
    for (int i = 0; i < count; i++) to[i] = (double)from[i];
}

static const char **words_of(Arena *arena, const OpenedModel *m, const int *token, int count) {
    const char **word = arena_new(arena, const char *, count);
    for (int i = 0; i < count; i++) word[i] = trained_word(m->trained, arena, token[i]);
    return word;
}

Dataset opened_model_data(const OpenedModel *m, Arena *arena) {
    const LanguageSizes *s = sizes_of(m);
    const OpenedRun *run = m->run;
    Dataset data = { .file = m->trained->file, .format = "safetensors", .entry = arena_new(arena, DataEntry, 20) };
    int next = 0;
    while (next < OPENED_NEXT && run->next[next] >= 0) next++;
    const char *reads = m->layer == 1 ? "embed" : arena_print(arena, "l%d.%s", m->layer - 1, s->hidden ? "sum2" : "sum1");
    add_node(arena, &data, m, "x", reads, s->width);
    data.entry[0].words = words_of(arena, m, run->token, run->count);
    add_norm(arena, &data, m);
    add_projections(arena, &data, m);
    add_node(arena, &data, m, "maps", arena_print(arena, "l%d.a", m->layer), run->count);
    double *chance = add_array(arena, &data, "next", next, 1);
    data.entry[data.count - 1].words = words_of(arena, m, run->next, next);
    memcpy(chance, run->chance, (size_t)next * sizeof *chance);
    memcpy(add_array(arena, &data, "moved", 0, run->count), run->moved, (size_t)run->count * sizeof(double));
    double *place = add_array(arena, &data, "place", 0, 3);
    place[0] = m->layer, place[1] = m->head, place[2] = s->layers;
    return data;
}
