// See language_jobs.h. Compiled for float alone.
#include "layers/language_jobs.h"

#include <string.h>

#include "layers/circuits.h"

enum { BLOCK = 8, TIMES = 3, STRINGS = 8, SAMPLE = 32, LARGE = 8 << 20 }; // a large model reads one string
static const double least = 0.3;                                          // a mean weight below this names nothing

int head_most(const double *scores) {
    int best = JOB_PREVIOUS;
    for (int job = 0; job < JOB_COPIES; job++)
        if (scores[job] > scores[best]) best = job;
    return best;
}

int head_job(const double *scores) {
    int best = head_most(scores);
    return scores[best] < least ? -1 : best;
}

const char *head_job_name(int job) {
    static const char *const name[HEAD_JOBS] = { "looks one back", "induction", "same token", "first token", "copies" };
    return job < 0 || job >= HEAD_JOBS ? "mixed" : name[job];
}

// Different tokens, none of them the one that begins.
static int draw_tokens(Random *random, int words, int begin, int count, int *out) {
    int drawn = 0;
    for (int tries = 0; drawn < count && tries < 100 * count; tries++) {
        int token = (int)random_below(random, (uint32_t)words);
        bool taken = token == begin;
        for (int i = 0; i < drawn; i++) taken = taken || out[i] == token;
        if (!taken) out[drawn++] = token;
    }
    return drawn;
}

// --- where a head looks

typedef struct Strings {
    int count, length, block, first; // first: 1 where a token begins every text
    short *word;                     /* (count, length + 1): places in the block; the one that begins is another one */
} Strings;

struct LanguageJobs {
    const Language *model;
    int begin, known; // layers that are measured
    Strings strings;  // too short: a block of one token, in which nothing can come again
    float *stream;    /* (count, length, d): what the next layer reads */
    double *scores;   /* (layers, heads, HEAD_JOBS) */
};

static Strings write_strings(Arena *arena, const Language *m, int begin, int *tokens, int count, int most) {
    Random random = random_seed(1);
    Strings s = { .count = count, .first = begin >= 0 };
    int room = (most - s.first) / TIMES, token[BLOCK];
    s.block = room < BLOCK ? room : BLOCK;
    for (int i = 0; i < count; i++) {
        int drawn = draw_tokens(&random, m->sizes.words, begin, s.block, token);
        if (i == 0) s.block = drawn, s.length = s.first + drawn * TIMES;
        if (!s.word) s.word = arena_new(arena, short, count *(s.length + 1));
        for (int t = 0; t < s.length; t++) {
            int at = (t - s.first) % (s.block > 0 ? s.block : 1);
            bool begins = t < s.first;
            tokens[i * s.length + t] = begins ? begin : token[at];
            s.word[i * (s.length + 1) + t] = (short)(begins ? BLOCK : at);
        }
    }
    return s;
}

static void begin_strings(LanguageJobs *jobs, Arena *arena) {
    const Language *m = jobs->model;
    const LanguageSizes *s = &m->sizes;
    int count = language_numbers(s) > LARGE ? 1 : STRINGS, most = 1 + BLOCK * TIMES, d = s->width;
    if (most > s->context) most = s->context;
    int *token = arena_new(arena, int, count *most);
    jobs->strings = write_strings(arena, m, jobs->begin, token, count, most);
    jobs->stream = arena_new(arena, float, count *most *d);
    for (int t = 0; t < count * jobs->strings.length; t++)
        for (int i = 0; i < d; i++) {
            float x = m->E[(size_t)token[t] * (size_t)d + (size_t)i];
            jobs->stream[t * d + i] = m->P ? x + m->P[t % jobs->strings.length * d + i] : x;
        }
}

// Every string goes through the layer; its weights are kept side by side.
static void measure_looks(LanguageJobs *jobs, Arena *scratch, int layer, double *scores) {
    const LanguageSizes *s = &jobs->model->sizes;
    int n = jobs->strings.length, count = jobs->strings.count, square = n * n, all = s->heads * square;
    float *weights = arena_new(scratch, float, count *all);
    Tape *tape = tape_begin_frugal(scratch);
    LanguageNodes nodes = language_layer_nodes(tape, jobs->model, layer, n, LEAVES_MAPPED);
    const Node *x = tape_node(tape, nodes.stream[layer]), *y = tape_node(tape, nodes.stream[layer + 1]);
    for (int i = 0; i < count; i++) {
        float *stream = jobs->stream + (size_t)i * (size_t)x->count;
        memcpy(x->value, stream, (size_t)x->count * sizeof *stream);
        tape_forward(tape);
        memcpy(stream, y->value, (size_t)y->count * sizeof *stream);
        memcpy(weights + (size_t)i * (size_t)all, tape_node(tape, nodes.a[layer])->value, (size_t)all * sizeof *weights);
    }
    for (int h = 0; h < s->heads; h++, scores += HEAD_JOBS) {
        HeadScores found = head_scores(count, n, jobs->strings.word, weights + h * square, all);
        scores[JOB_PREVIOUS] = found.previous, scores[JOB_INDUCTION] = found.prefix;
        scores[JOB_SAME] = found.same, scores[JOB_FIRST] = found.first;
    }
}

// --- what it writes

typedef struct CopyCircuit {
    const Language *model;
    const LanguageLayer *layer;
    int samples, token[SAMPLE];
    double *v;       /* (samples, key width): norm(E) Wv */
    double *written; // (d): what one head writes for one token
} CopyCircuit;

static void norm_row(const CopyCircuit *c, const float *x, double *out) {
    const LanguageSizes *s = &c->model->sizes;
    double mean = 0, sum = 0, eps = s->eps == 0 ? 1e-5 : s->eps;
    for (int i = 0; s->norm == NORM_LAYER && i < s->width; i++) mean += (double)x[i] / s->width;
    for (int i = 0; i < s->width; i++) sum += ((double)x[i] - mean) * ((double)x[i] - mean);
    double root = __builtin_sqrt(sum / s->width + eps);
    for (int i = 0; i < s->width; i++) {
        out[i] = ((double)x[i] - mean) / root * (double)c->layer->gamma1[i];
        if (c->layer->beta1) out[i] += (double)c->layer->beta1[i];
    }
}

static void find_values(CopyCircuit *c, Arena *arena) {
    const LanguageSizes *s = &c->model->sizes;
    int d = s->width, keys = language_key_width(s), columns = s->joined ? 3 * d : keys;
    const float *W = s->joined ? c->layer->Wq + 2 * d : c->layer->Wv;
    double *x = arena_new(arena, double, d);
    c->v = arena_new(arena, double, c->samples *keys);
    for (int t = 0; t < c->samples; t++) {
        double *v = c->v + t * keys;
        norm_row(c, c->model->E + (size_t)c->token[t] * (size_t)d, x);
        for (int i = 0; !s->turned && i < d; i++)
            for (int j = 0; j < keys; j++) v[j] += x[i] * (double)W[(size_t)i * (size_t)columns + (size_t)j];
        for (int j = 0; s->turned && j < keys; j++)
            for (int i = 0; i < d; i++) v[j] += x[i] * (double)W[(size_t)j * (size_t)d + (size_t)i];
    }
}

// Through the head's rows of Wo, with the gain of the last norm.
static void write_head(const CopyCircuit *c, const double *v, int head) {
    const LanguageSizes *s = &c->model->sizes;
    int d = s->width, width = d / s->heads;
    const float *Wo = c->layer->Wo;
    for (int i = 0; i < d; i++) c->written[i] = 0;
    for (int j = 0; !s->turned && j < width; j++)
        for (int i = 0; i < d; i++) c->written[i] += v[j] * (double)Wo[(size_t)(head * width + j) * (size_t)d + (size_t)i];
    for (int i = 0; s->turned && i < d; i++)
        for (int j = 0; j < width; j++) c->written[i] += v[j] * (double)Wo[(size_t)i * (size_t)d + (size_t)(head * width + j)];
    for (int i = 0; i < d; i++) c->written[i] *= (double)c->model->gamma[i];
}

static double logit(const CopyCircuit *c, int token) {
    const LanguageSizes *s = &c->model->sizes;
    const float *U = s->tied ? c->model->E : c->model->U;
    bool rows = s->tied || s->turned_out;
    size_t step = rows ? 1 : (size_t)s->words, at = (size_t)token * (rows ? (size_t)s->width : 1);
    double sum = 0;
    for (int i = 0; i < s->width; i++) sum += c->written[i] * (double)U[at + (size_t)i * step];
    return sum;
}

static double share_copied(const CopyCircuit *c, int head) {
    const LanguageSizes *s = &c->model->sizes;
    int group = s->key_heads ? s->heads / s->key_heads : 1, width = s->width / s->heads, copied = 0;
    for (int t = 0; t < c->samples; t++) {
        write_head(c, c->v + t * language_key_width(s) + head / group * width, head);
        double own = logit(c, c->token[t]);
        bool most = true;
        for (int other = 0; most && other < c->samples; other++) most = other == t || logit(c, c->token[other]) < own;
        copied += most;
    }
    return c->samples ? (double)copied / c->samples : 0;
}

static void measure_copying(const LanguageJobs *jobs, Arena *scratch, int layer, double *scores) {
    const LanguageSizes *s = &jobs->model->sizes;
    CopyCircuit c = { .model = jobs->model, .layer = &jobs->model->layer[layer], .written = arena_new(scratch, double, s->width) };
    Random random = random_seed(2);
    int most = language_numbers(s) > LARGE ? SAMPLE / 2 : SAMPLE;
    if (s->words <= most)
        for (int i = 0; i < s->words; i++) c.token[c.samples++] = i;
    else
        c.samples = draw_tokens(&random, s->words, jobs->begin, most, c.token);
    find_values(&c, scratch);
    for (int h = 0; h < s->heads; h++) scores[h * HEAD_JOBS + JOB_COPIES] = share_copied(&c, h);
}

// --- layer by layer

LanguageJobs *language_jobs(Arena *arena, const Language *model, int begin) {
    LanguageJobs *jobs = arena_new(arena, LanguageJobs, 1);
    *jobs = (LanguageJobs){ .model = model, .begin = begin };
    jobs->scores = arena_new(arena, double, model->sizes.layers * model->sizes.heads * HEAD_JOBS);
    begin_strings(jobs, arena);
    return jobs;
}

bool language_jobs_turn(LanguageJobs *jobs) {
    if (jobs->known == jobs->model->sizes.layers) return false;
    Arena *scratch = arena_begin();
    double *scores = jobs->scores + jobs->known * jobs->model->sizes.heads * HEAD_JOBS;
    if (jobs->strings.block > 1) measure_looks(jobs, scratch, jobs->known, scores);
    measure_copying(jobs, scratch, jobs->known, scores);
    jobs->known++;
    arena_end(scratch);
    return jobs->known < jobs->model->sizes.layers;
}

int language_jobs_known(const LanguageJobs *jobs) { return jobs->known; }

const double *language_jobs_of(LanguageJobs *jobs, int layer) {
    while (jobs->known <= layer) language_jobs_turn(jobs);
    return jobs->scores + layer * jobs->model->sizes.heads * HEAD_JOBS;
}
