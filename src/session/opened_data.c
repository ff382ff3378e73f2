// One head of an opened model as data of the model `head`, and what the whole model says beside it.
#include <string.h>

#include "layers/grammar.h"

#include "session/opened_run.h"

static const LanguageSizes *sizes_of(const OpenedModel *m) { return &m->trained->model->sizes; }

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

static void add_numbers(Arena *arena, Dataset *data, const char *name, int rows, int columns, const double *from) {
    double *to = add_array(arena, data, name, rows, columns);
    memcpy(to, from, (size_t)((rows ? rows : 1) * columns) * sizeof *to);
}

// What comes next: the likeliest tokens, and every logit, which a temperature divides.
static void add_next(Arena *arena, Dataset *data, const OpenedModel *m) {
    const OpenedRun *run = m->run;
    int words = sizes_of(m)->words;
    double *next = add_array(arena, data, "next", run->nexts, 3);
    data->entry[data->count - 1].words = words_of(arena, m, run->next, run->nexts);
    for (int i = 0; i < run->nexts; i++)
        next[3 * i] = run->chance[i], next[3 * i + 1] = run->without[i], next[3 * i + 2] = run->next[i];
    double *logits = add_array(arena, data, "logits", 0, words);
    for (int i = 0; i < words; i++) logits[i] = (double)run->logits[i];
}

// Of the token asked for: what moves it, how it came to be likely, who says it.
static void add_asked(Arena *arena, Dataset *data, const OpenedModel *m) {
    const LanguageSizes *s = sizes_of(m);
    const OpenedRun *run = m->run;
    int parts = language_account_parts(s);
    add_numbers(arena, data, "moved", 0, run->count, run->moved);
    add_numbers(arena, data, "lens", s->layers + 1, 2, run->read);
    data->entry[data->count - 1].words = words_of(arena, m, run->lens, s->layers + 1);
    add_numbers(arena, data, "says", 0, parts, run->says);
    add_numbers(arena, data, "rest", 0, 1, &run->rest);
}

// A row for every head of every layer, −1 where nothing was measured yet; of a model of the little language also the answers that
// are lost without the head.
static void add_does(Arena *arena, Dataset *data, const OpenedModel *m) {
    const LanguageSizes *s = sizes_of(m);
    int also = m->costs ? PHENOMENA : 0, columns = HEAD_JOBS + also, known = language_jobs_known(m->jobs);
    double *to = add_array(arena, data, "does", s->layers * s->heads, columns);
    for (int i = 0; i < s->layers * s->heads; i++, to += columns) {
        const double *scores = i / s->heads < known ? language_jobs_of(m->jobs, i / s->heads) + i % s->heads * HEAD_JOBS : NULL;
        for (int job = 0; job < HEAD_JOBS; job++) to[job] = scores ? scores[job] : -1;
        for (int p = 0; p < also; p++) to[HEAD_JOBS + p] = m->costs[i * PHENOMENA + p];
    }
}

// Where the gradients of this head begin: of the logit asked for, with respect to what the layer's attention adds to the stream.
static void add_seed(Arena *arena, Dataset *data, const OpenedModel *m) {
    const OpenedRun *run = m->run;
    int width = sizes_of(m)->width, count = run->count * width;
    float *gradient = arena_new(arena, float, count);
    float_text_gradient_of_layer(run->text, run->next[m->asked], m->layer - 1, gradient);
    double *to = add_array(arena, data, "g", run->count, width);
    for (int i = 0; i < count; i++) to[i] = (double)gradient[i];
}

bool opened_model_knows_more(const OpenedModel *m) {
    return language_jobs_known(m->jobs) > m->told || (m->costs && !m->told_costs);
}

Dataset opened_model_data(OpenedModel *m, Arena *arena) {
    const LanguageSizes *s = sizes_of(m);
    const OpenedRun *run = m->run;
    Dataset data = { .file = m->trained->file, .format = "safetensors", .entry = arena_new(arena, DataEntry, 32) };
    const char *reads = m->layer == 1 ? "embed" : arena_print(arena, "l%d.%s", m->layer - 1, s->hidden ? "sum2" : "sum1");
    add_node(arena, &data, m, "x", reads, s->width);
    data.entry[0].words = words_of(arena, m, run->token, run->count);
    add_norm(arena, &data, m);
    add_projections(arena, &data, m);
    add_node(arena, &data, m, "maps", arena_print(arena, "l%d.a", m->layer), run->count);
    add_does(arena, &data, m);
    add_seed(arena, &data, m);
    m->told = language_jobs_known(m->jobs);
    m->told_costs = m->costs != NULL;
    add_next(arena, &data, m);
    add_asked(arena, &data, m);
    double *place = add_array(arena, &data, "place", 0, 6), *token = add_array(arena, &data, "token", 0, run->count),
           *work = add_array(arena, &data, "work", 0, 3);
    place[0] = m->layer, place[1] = m->head, place[2] = s->layers, place[3] = s->heads, place[4] = m->asked, place[5] = m->mean;
    for (int i = 0; i < run->count; i++) token[i] = run->token[i];
    work[0] = run->work.kept, work[1] = run->work.anew, work[2] = (double)run->work.numbers;
    return data;
}
