// The loops, layer by layer.
#include "support/plain_language.h"

#include <math.h>

#include "support/check.h"

typedef struct Plain {
    const Language *m;
    int n, d, heads, own, width, keys; // own: heads of keys and values; width of a head; keys: columns of k and v
    PlainCheck *check;
    void *context;
    int layer; // from 1; 0: none
} Plain;

static double *rows(int n, int columns) { return calloc((size_t)n * (size_t)columns, sizeof(double)); }

static void show(const Plain *p, const char *name, int count, const double *value) {
    char whole[40];
    if (p->layer)
        snprintf(whole, sizeof whole, "l%d.%s", p->layer, name);
    else
        snprintf(whole, sizeof whole, "%s", name);
    p->check(p->context, whole, count, value);
}

static double *norm(const Plain *p, const double *x, const float *gamma, const float *beta) {
    double *y = rows(p->n, p->d), eps = p->m->sizes.eps == 0 ? 1e-5 : p->m->sizes.eps;
    for (int t = 0; t < p->n; t++) {
        double mean = 0, var = 0;
        for (int i = 0; i < p->d; i++) mean += x[t * p->d + i] / p->d;
        if (p->m->sizes.norm == NORM_RMS) mean = 0;
        for (int i = 0; i < p->d; i++) var += pow(x[t * p->d + i] - mean, 2) / p->d;
        for (int i = 0; i < p->d; i++)
            y[t * p->d + i] = (x[t * p->d + i] - mean) / sqrt(var + eps) * (double)gamma[i] + (beta ? (double)beta[i] : 0);
    }
    return y;
}

// Columns [start, start + out) of x W + b, W being stored `all` columns wide, or turned (out, in).
static double *linear(const Plain *p, const double *x, int in, const float *W, const float *b, int start, int out, int all,
                      bool turned) {
    double *y = rows(p->n, out);
    for (int t = 0; t < p->n; t++)
        for (int j = 0; j < out; j++) {
            double sum = b ? (double)b[start + j] : 0;
            for (int i = 0; i < in; i++) sum += x[t * in + i] * (double)(turned ? W[j * in + i] : W[i * all + start + j]);
            y[t * out + j] = sum;
        }
    return y;
}

static void turn(const Plain *p, double *x, int columns) {
    double base = p->m->sizes.base == 0 ? 10000 : p->m->sizes.base;
    if (p->m->sizes.places != PLACES_ROTARY) return;
    for (int t = 0; t < p->n; t++)
        for (int c = 0; c < columns; c += 2) {
            double angle = t / pow(base, (double)(c % p->width) / p->width), a = x[t * columns + c], b = x[t * columns + c + 1];
            x[t * columns + c] = a * cos(angle) - b * sin(angle);
            x[t * columns + c + 1] = a * sin(angle) + b * cos(angle);
        }
}

static double *attend(const Plain *p, const double *q, const double *k, const double *v) {
    int n = p->n, square = n * n, w = p->width;
    double *s = rows(p->heads, square), *masked = rows(p->heads, square), *a = rows(p->heads, square);
    double *heads = rows(p->heads, n * w), *concat = rows(n, p->d);
    for (int h = 0; h < p->heads; h++)
        for (int i = 0; i < n; i++) {
            double sum = 0;
            int own = h / (p->heads / p->own);
            for (int j = 0; j < n; j++) {
                double dot = 0;
                for (int c = 0; c < w; c++) dot += q[i * p->d + h * w + c] * k[j * p->keys + own * w + c];
                s[h * square + i * n + j] = dot / sqrt(w);
                masked[h * square + i * n + j] = j <= i ? dot / sqrt(w) : -INFINITY;
                if (j <= i) sum += exp(dot / sqrt(w));
            }
            for (int j = 0; j <= i; j++) {
                a[h * square + i * n + j] = exp(s[h * square + i * n + j]) / sum;
                for (int c = 0; c < w; c++) {
                    double part = a[h * square + i * n + j] * v[j * p->keys + own * w + c];
                    heads[(h * n + i) * w + c] += part;
                    concat[i * p->d + h * w + c] += part;
                }
            }
        }
    show(p, "s", p->heads * square, s), show(p, "masked", p->heads * square, masked), show(p, "a", p->heads * square, a);
    show(p, "heads", n * p->d, heads), show(p, "concat", n * p->d, concat);
    free(s), free(masked), free(a), free(heads);
    return concat;
}

static void add_to(const Plain *p, double *x, const double *more, const char *name) {
    for (int i = 0; i < p->n * p->d; i++) x[i] += more[i];
    show(p, name, p->n * p->d, x);
}

static void attention_layer(const Plain *p, double *x, const LanguageLayer *l) {
    const LanguageSizes *s = &p->m->sizes;
    int d = p->d, all = s->joined ? 3 * d : d;
    double *ln = norm(p, x, l->gamma1, l->beta1), *q = linear(p, ln, d, l->Wq, l->bq, 0, d, all, s->turned), *k, *v;
    if (s->joined) {
        k = linear(p, ln, d, l->Wq, l->bq, d, d, all, false);
        v = linear(p, ln, d, l->Wq, l->bq, 2 * d, d, all, false);
    } else {
        k = linear(p, ln, d, l->Wk, l->bk, 0, p->keys, p->keys, s->turned);
        v = linear(p, ln, d, l->Wv, l->bv, 0, p->keys, p->keys, s->turned);
    }
    turn(p, q, d), turn(p, k, p->keys);
    show(p, "ln1", p->n * d, ln), show(p, "q", p->n * d, q), show(p, "k", p->n * p->keys, k), show(p, "v", p->n * p->keys, v);
    double *concat = attend(p, q, k, v), *o = linear(p, concat, d, l->Wo, l->bo, 0, d, d, s->turned);
    show(p, "o", p->n * d, o);
    add_to(p, x, o, "sum1");
    free(ln), free(q), free(k), free(v), free(concat), free(o);
}

static double bend(LanguageAct act, double x) {
    if (act == ACT_GELU) return x * erfc(-x / sqrt(2)) / 2;
    if (act == ACT_GELU_TANH) return 0.5 * x * (1 + tanh(sqrt(2 / acos(-1)) * (x + 0.044715 * x * x * x)));
    return x / (1 + exp(-x));
}

static void feedforward_layer(const Plain *p, double *x, const LanguageLayer *l) {
    const LanguageSizes *s = &p->m->sizes;
    int d = p->d, f = s->hidden;
    double *ln = norm(p, x, l->gamma2, l->beta2), *ff1 = linear(p, ln, d, l->W1, l->b1, 0, f, f, s->turned), *act = rows(p->n, f);
    double *gate = l->W3 ? linear(p, ln, d, l->W3, NULL, 0, f, f, s->turned) : NULL;
    for (int i = 0; i < p->n * f; i++) act[i] = bend(s->act, ff1[i]) * (gate ? gate[i] : 1);
    double *ff2 = linear(p, act, f, l->W2, l->b2, 0, d, d, s->turned);
    show(p, "ln2", p->n * d, ln), show(p, "ff1", p->n * f, ff1), show(p, "act", p->n * f, act), show(p, "ff2", p->n * d, ff2);
    if (gate) show(p, "gate", p->n * f, gate);
    add_to(p, x, ff2, "sum2");
    free(ln), free(ff1), free(act), free(gate), free(ff2);
}

static double sigmoid(double x) { return 1 / (1 + exp(-x)); }

// Gates i f g o of columns H wide each.
static double *cell(const Plain *p, const double *x) {
    int H = p->m->sizes.hidden;
    double *h = rows(p->n, H), *c = rows(1, H), *z = rows(1, 4 * H);
    for (int t = 0; t < p->n; t++) {
        for (int j = 0; j < 4 * H; j++) {
            z[j] = (double)p->m->b[j];
            for (int i = 0; i < p->d; i++) z[j] += x[t * p->d + i] * (double)p->m->Wx[i * 4 * H + j];
            for (int i = 0; t && i < H; i++) z[j] += h[(t - 1) * H + i] * (double)p->m->Wh[i * 4 * H + j];
        }
        for (int j = 0; j < H; j++) {
            c[j] = sigmoid(z[H + j]) * c[j] + sigmoid(z[j]) * tanh(z[2 * H + j]);
            h[t * H + j] = sigmoid(z[3 * H + j]) * tanh(c[j]);
        }
    }
    show(p, "h", p->n * H, h);
    free(c), free(z);
    return h;
}

static void unembed(const Plain *p, const double *x, int in) {
    const LanguageSizes *s = &p->m->sizes;
    bool turned = s->tied || s->turned_out;
    double *logits = linear(p, x, in, s->tied ? p->m->E : p->m->U, p->m->bU, 0, s->words, s->words, turned);
    double *share = rows(p->n, s->words);
    for (int t = 0; t < p->n; t++) {
        double sum = 0;
        for (int i = 0; i < s->words; i++) sum += exp(logits[t * s->words + i]);
        for (int i = 0; i < s->words; i++) share[t * s->words + i] = exp(logits[t * s->words + i]) / sum;
    }
    show(p, "logits", p->n * s->words, logits), show(p, "p", p->n * s->words, share);
    free(logits), free(share);
}

void plain_language(const Language *m, const int *token, int n, PlainCheck *check, void *context) {
    const LanguageSizes *s = &m->sizes;
    bool lstm = s->kind == LANGUAGE_LSTM;
    Plain p = { .m = m, .n = n, .d = s->width, .heads = s->heads, .check = check, .context = context };
    p.own = s->key_heads ? s->key_heads : s->heads;
    p.width = lstm ? 0 : s->width / s->heads;
    p.keys = p.width * p.own;
    double *x = rows(n, p.d), *last;
    for (int t = 0; t < n; t++)
        for (int i = 0; i < p.d; i++)
            x[t * p.d + i] = (double)m->E[token[t] * p.d + i] + (m->P && !lstm ? (double)m->P[t * p.d + i] : 0);
    show(&p, "embed", n * p.d, x);
    for (p.layer = 1; !lstm && p.layer <= s->layers; p.layer++) {
        attention_layer(&p, x, &m->layer[p.layer - 1]);
        if (s->hidden) feedforward_layer(&p, x, &m->layer[p.layer - 1]);
    }
    p.layer = 0;
    last = lstm ? cell(&p, x) : norm(&p, x, m->gamma, m->beta);
    if (!lstm) show(&p, "lnf", n * p.d, last);
    unembed(&p, last, lstm ? s->hidden : p.d);
    free(x), free(last);
}

typedef struct Compared {
    const Tape *tape;
    double tolerance;
} Compared;

static void compare(void *context, const char *name, int count, const double *value) {
    const Compared *c = context;
    NodeId id = tape_find(c->tape, name);
    if (id == NODE_NONE) fail_msg("no node %s", name);
    assert_int_equal(tape_node(c->tape, id)->count, count);
    for (int i = 0; i < count; i++) {
        double got = (double)tape_node(c->tape, id)->value[i];
        if (got == value[i] || fabs(got - value[i]) <= c->tolerance * fmax(1, fabs(value[i]))) continue;
        fail_msg("%s[%d] is %.17g, expected %.17g", name, i, got, value[i]);
    }
}

void plain_language_check(const Language *m, const int *token, int n, const Tape *tape, double tolerance) {
    plain_language(m, token, n, compare, &(Compared){ tape, tolerance });
}
