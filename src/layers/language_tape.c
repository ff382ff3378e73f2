// A language model on a tape. Attention is recorded with its scores, so that every number can be looked at, or by tiles, where
// nobody looks and it must be fast. A layer's nodes carry its name: "l1.q". See language.h.
#include "layers/language.h"

#include <assert.h>
#include <string.h>

#include "layers/layers.h"

// --- leaves

static NodeId leaf(Tape *tape, const char *name, Shape shape, const float *at, LeavesKind kind) {
    if (!at) return NODE_NONE;
#ifdef ATTEND_FLOAT
    if (kind == LEAVES_MAPPED) return tape_constant_at(tape, name, shape, at);
    if (kind == LEAVES_LEARN) return tape_leaf_at(tape, name, shape, (Real *)(size_t)at);
#endif
    NodeId id = kind == LEAVES_LEARN ? tape_leaf(tape, name, shape, NULL) : tape_constant(tape, name, shape, NULL);
    const Node *node = tape_node(tape, id);
    for (int i = 0; node->value && i < node->count; i++) node->value[i] = (Real)at[i];
    return id;
}

static Shape matrix_shape(bool turned, int in, int out) { return turned ? SHAPE2(out, in) : SHAPE2(in, out); }

static LayerLeaves layer_leaves(Tape *tape, const LanguageSizes *s, const LanguageLayer *l, LeavesKind kind) {
    int d = s->width, f = s->hidden, key = language_key_width(s), q = s->joined ? 3 * d : d;
    Shape row = SHAPE1(d);
    LayerLeaves all;
    all.gamma1 = leaf(tape, "gamma1", row, l->gamma1, kind);
    all.beta1 = leaf(tape, "beta1", row, l->beta1, kind);
    all.Wq = leaf(tape, s->joined ? "Wqkv" : "Wq", matrix_shape(s->turned, d, q), l->Wq, kind);
    all.bq = leaf(tape, s->joined ? "bqkv" : "bq", SHAPE1(q), l->bq, kind);
    all.Wk = leaf(tape, "Wk", matrix_shape(s->turned, d, key), l->Wk, kind);
    all.bk = leaf(tape, "bk", SHAPE1(key), l->bk, kind);
    all.Wv = leaf(tape, "Wv", matrix_shape(s->turned, d, key), l->Wv, kind);
    all.bv = leaf(tape, "bv", SHAPE1(key), l->bv, kind);
    all.Wo = leaf(tape, "Wo", matrix_shape(s->turned, d, d), l->Wo, kind);
    all.bo = leaf(tape, "bo", row, l->bo, kind);
    all.gamma2 = leaf(tape, "gamma2", row, l->gamma2, kind);
    all.beta2 = leaf(tape, "beta2", row, l->beta2, kind);
    all.W1 = leaf(tape, "W1", matrix_shape(s->turned, d, f), l->W1, kind);
    all.b1 = leaf(tape, "b1", SHAPE1(f), l->b1, kind);
    all.W3 = leaf(tape, "W3", matrix_shape(s->turned, d, f), l->W3, kind);
    all.W2 = leaf(tape, "W2", matrix_shape(s->turned, f, d), l->W2, kind);
    all.b2 = leaf(tape, "b2", row, l->b2, kind);
    return all;
}

LanguageLeaves language_leaves(Tape *tape, const Language *model, LeavesKind kind) {
    const LanguageSizes *s = &model->sizes;
    int d = s->width, h = s->hidden;
    bool lstm = s->kind == LANGUAGE_LSTM;
    LanguageLeaves all = { .model = model };
    all.E = leaf(tape, "E", SHAPE2(s->words, d), model->E, kind);
    all.P = leaf(tape, "P", SHAPE2(s->context, d), model->P, kind);
    all.Wx = leaf(tape, "Wx", SHAPE2(d, 4 * h), model->Wx, kind);
    all.Wh = leaf(tape, "Wh", SHAPE2(h, 4 * h), model->Wh, kind);
    all.b = leaf(tape, "b", SHAPE1(4 * h), model->b, kind);
    if (!lstm) all.layer = arena_new(tape->arena, LayerLeaves, s->layers);
    for (int i = 0; !lstm && i < s->layers; i++) {
        tape_prefix(tape, arena_print(tape->arena, "l%d.", i + 1));
        all.layer[i] = layer_leaves(tape, s, &model->layer[i], kind);
    }
    tape_prefix(tape, "");
    all.gamma = leaf(tape, "gamma", SHAPE1(d), model->gamma, kind);
    all.beta = leaf(tape, "beta", SHAPE1(d), model->beta, kind);
    all.U = leaf(tape, "U", matrix_shape(s->turned_out, lstm ? h : d, s->words), model->U, kind);
    all.bU = leaf(tape, "bU", SHAPE1(s->words), model->bU, kind);
    return all;
}

// --- nodes

typedef struct Recorder {
    Tape *tape;
    const LanguageSizes *sizes;
    const LanguageLeaves *leaves;
    LanguageRun run;
    NodeId mask, cosine, sine; // as far as they are needed
    LanguageNodes *out;
    int layer;
} Recorder;

static Shape shape_of(const Recorder *r, NodeId id) { return tape_node(r->tape, id)->shape; }
static NodeId name(const Recorder *r, NodeId id, const char *as) { return named(r->tape, id, as); }

// x W + b, whichever way W is stored.
static NodeId linear(const Recorder *r, NodeId x, NodeId W, NodeId b) {
    if (!r->sizes->turned && b != NODE_NONE) return tape_affine(r->tape, x, W, b);
    NodeId y = tape_matmul(r->tape, x, W, (MatmulArgs){ .transpose_b = r->sizes->turned });
    return b == NODE_NONE ? y : tape_add(r->tape, y, b);
}

// x / √(mean x² + eps) · gamma (Zhang & Sennrich 2019)
static NodeId rms(const Recorder *r, NodeId x, NodeId gamma, double eps) {
    Tape *tape = r->tape;
    Shape shape = shape_of(r, x);
    int axis = shape.rank - 1;
    NodeId mean = tape_scale(tape, tape_sum(tape, tape_square(tape, x), axis), 1.0 / shape.size[axis]);
    shape.size[axis] = 1;
    Real small = (Real)eps;
    NodeId root = tape_sqrt(tape, tape_add(tape, tape_reshape(tape, mean, shape), tape_constant(tape, NULL, SHAPE0(), &small)));
    return tape_multiply(tape, tape_divide(tape, x, root), gamma);
}

static NodeId norm(const Recorder *r, NodeId x, NodeId gamma, NodeId beta) {
    double eps = r->sizes->eps == 0 ? 1e-5 : r->sizes->eps;
    if (r->sizes->norm == NORM_RMS) return rms(r, x, gamma, eps);
    return tape_layernorm(r->tape, x, gamma, beta, eps);
}

static NodeId activation(const Recorder *r, NodeId ff1, NodeId gate) {
    switch (r->sizes->act) {
    case ACT_GELU: return activation_nodes(r->tape, ff1, ACTIVATION_GELU);
    case ACT_GELU_TANH: return activation_nodes(r->tape, ff1, ACTIVATION_GELU_TANH);
    case ACT_SILU_GATED: break;
    }
    return tape_multiply(r->tape, activation_nodes(r->tape, ff1, ACTIVATION_SILU), gate);
}

// Columns [start, start + count) of the last axis.
static NodeId columns(const Recorder *r, NodeId x, int start, int count) {
    return tape_slice(r->tape, x, shape_of(r, x).rank - 1, start, count);
}

// (…, n, D) as (…, h, n, D/h)
static NodeId split(const Recorder *r, NodeId x, int heads) {
    Shape shape = shape_of(r, x);
    int last = shape.rank++;
    shape.size[last] = shape.size[last - 1] / heads;
    shape.size[last - 1] = heads;
    return tape_swap(r->tape, tape_reshape(r->tape, x, shape), last - 2, last - 1);
}

// (…, h, n, D/h) as (…, n, D)
static NodeId join(const Recorder *r, NodeId x) {
    Shape shape = shape_of(r, x);
    NodeId side_by_side = tape_swap(r->tape, x, shape.rank - 3, shape.rank - 2);
    shape = shape_of(r, side_by_side);
    shape.rank--;
    shape.size[shape.rank - 1] *= shape.size[shape.rank];
    shape.size[shape.rank] = 0;
    return tape_reshape(r->tape, side_by_side, shape);
}

// Where heads of keys serve several heads of queries each, they stand as often side by side.
static NodeId repeat_heads(const Recorder *r, NodeId x) {
    int heads = r->sizes->heads, own = r->sizes->key_heads, width = r->sizes->width / heads;
    if (!own || own == heads) return x;
    NodeId *part = arena_new(r->tape->arena, NodeId, heads);
    for (int h = 0; h < heads; h++) part[h] = columns(r, x, h / (heads / own) * width, width);
    return tape_concat(r->tape, heads, part, shape_of(r, x).rank - 1);
}

// The mean where a head is switched off: heads · on + mean · (1 − on).
static NodeId switched(const Recorder *r, NodeId heads) {
    Tape *tape = r->tape;
    int h = r->sizes->heads, width = r->sizes->width / h;
    Real one = 1;
    NodeId on = tape_constant(tape, "on", SHAPE3(h, 1, 1), NULL), mean = tape_constant(tape, "mean", SHAPE3(h, 1, width), NULL);
    for (int i = 0; i < h; i++) tape_node(tape, on)->value[i] = 1;
    r->out->on[r->layer] = on;
    r->out->mean[r->layer] = mean;
    NodeId off = tape_subtract(tape, tape_constant(tape, NULL, SHAPE0(), &one), on);
    return tape_add(tape, tape_multiply(tape, heads, on), tape_multiply(tape, mean, off));
}

// softmax(mask(q kᵀ / √(d/h))) v of every head, node by node; returns them side by side (…, n, d).
static NodeId attention(const Recorder *r, NodeId q, NodeId k, NodeId v) {
    Tape *tape = r->tape;
    int heads = r->sizes->heads;
    bool causal = r->run.past == 0; // the last word sees all
    if (r->run.tiled) return tape_attention(tape, q, k, v, (AttentionArgs){ .heads = heads, .causal = causal });
    double scale = 1 / __builtin_sqrt((double)r->sizes->width / heads);
    NodeId queries = split(r, q, heads), keys = split(r, k, heads);
    NodeId raw = tape_matmul(tape, queries, keys, (MatmulArgs){ .transpose_b = true });
    NodeId s = name(r, tape_scale(tape, raw, scale), "s"), masked = name(r, tape_hide(tape, s, r->mask), "masked");
    NodeId a = r->out->a[r->layer] = name(r, tape_softmax(tape, masked, NODE_NONE), "a");
    NodeId each = name(r, tape_matmul(tape, a, split(r, v, heads), (MatmulArgs){ 0 }), "heads");
    if (r->run.switches) each = name(r, switched(r, each), "kept");
    r->out->head[r->layer] = each;
    return name(r, join(r, each), "concat");
}

static NodeId turned_rows(const Recorder *r, NodeId x) {
    if (r->sizes->places != PLACES_ROTARY) return x;
    return tape_rotate(r->tape, x, r->cosine, r->sine, (RotateArgs){ 0 });
}

static NodeId attention_layer(const Recorder *r, NodeId x, const LayerLeaves *l) {
    int d = r->sizes->width;
    NodeId ln = name(r, norm(r, x, l->gamma1, l->beta1), "ln1"), q = linear(r, ln, l->Wq, l->bq), k, v;
    if (r->sizes->joined) {
        NodeId all = q;
        q = columns(r, all, 0, d);
        k = columns(r, all, d, d);
        v = columns(r, all, 2 * d, d);
    } else {
        k = linear(r, ln, l->Wk, l->bk);
        v = linear(r, ln, l->Wv, l->bv);
    }
    q = name(r, turned_rows(r, q), "q"); // what the scores are made of
    k = name(r, turned_rows(r, k), "k");
    v = name(r, v, "v");
    if (r->run.past) {
        k = tape_concat(r->tape, 2, (NodeId[]){ r->run.past_k[r->layer], k }, 0);
        v = tape_concat(r->tape, 2, (NodeId[]){ r->run.past_v[r->layer], v }, 0);
    }
    NodeId concat = attention(r, q, repeat_heads(r, k), repeat_heads(r, v));
    NodeId o = name(r, linear(r, concat, l->Wo, l->bo), "o");
    return name(r, tape_add(r->tape, x, o), "sum1");
}

static NodeId feedforward_layer(const Recorder *r, NodeId x, const LayerLeaves *l) {
    NodeId ln = name(r, norm(r, x, l->gamma2, l->beta2), "ln2"), ff1 = name(r, linear(r, ln, l->W1, l->b1), "ff1");
    NodeId gate = l->W3 == NODE_NONE ? NODE_NONE : name(r, linear(r, ln, l->W3, NODE_NONE), "gate");
    NodeId act = name(r, activation(r, ff1, gate), "act"), ff2 = name(r, linear(r, act, l->W2, l->b2), "ff2");
    return name(r, tape_add(r->tape, x, ff2), "sum2");
}

// --- what stands before and after the layers

static Shape text_shape(const LanguageRun *run) { return run->batch ? SHAPE2(run->batch, run->length) : SHAPE1(run->length); }

static NodeId embed(Recorder *r) {
    Tape *tape = r->tape;
    int n = r->run.length;
    NodeId x = tape_gather(tape, r->leaves->E, r->out->tokens);
    if (r->leaves->P == NODE_NONE) return x;
    return tape_add(tape, x, n == r->sizes->context ? r->leaves->P : tape_slice(tape, r->leaves->P, 0, r->run.past, n));
}

// 1 where a word sees another: itself and those before it.
static NodeId causal_mask(const Recorder *r) {
    int n = r->run.length;
    NodeId mask = tape_constant(r->tape, "mask", SHAPE2(n, n), NULL);
    for (int i = 0; i < n; i++)
        for (int j = 0; j <= i; j++) tape_node(r->tape, mask)->value[i * n + j] = 1;
    return mask;
}

// Cosines and sines of place · base^(−2i / width of a head).
static void rotary_constants(Recorder *r) {
    int n = r->run.length, width = r->sizes->width / r->sizes->heads, half = width / 2;
    double base = r->sizes->base == 0 ? 10000 : r->sizes->base;
    r->cosine = tape_constant(r->tape, "cos", SHAPE2(n, half), NULL);
    r->sine = tape_constant(r->tape, "sin", SHAPE2(n, half), NULL);
    for (int t = 0; t < n && !r->tape->plan; t++)
        for (int i = 0; i < half; i++) {
            double angle = (t + r->run.past) * math_pow(base, -2.0 * i / width);
            tape_node(r->tape, r->cosine)->value[t * half + i] = (Real)math_cos(angle);
            tape_node(r->tape, r->sine)->value[t * half + i] = (Real)math_sin(angle);
        }
}

static NodeId unembed(const Recorder *r, NodeId x) {
    const LanguageLeaves *l = r->leaves;
    bool tied = r->sizes->tied, turned = tied || r->sizes->turned_out;
    NodeId U = tied ? l->E : l->U;
    if (!turned && l->bU != NODE_NONE) return tape_affine(r->tape, x, U, l->bU);
    NodeId y = tape_matmul(r->tape, x, U, (MatmulArgs){ .transpose_b = turned });
    return l->bU == NODE_NONE ? y : tape_add(r->tape, y, l->bU);
}

static NodeId lstm(const Recorder *r) {
    const LanguageLeaves *l = r->leaves;
    Shape state = SHAPE1(r->sizes->hidden);
    RecurrentSpec spec = { .kind = RECURRENT_LSTM, .rows = r->run.batch, .x = r->out->embed, .Wx = l->Wx, .Wh = l->Wh, .bx = l->b };
    spec.h0 = tape_constant(r->tape, "h0", state, NULL);
    spec.c0 = tape_constant(r->tape, "c0", state, NULL);
    return recurrent_nodes(r->tape, &spec, NULL);
}

static NodeId layers(Recorder *r) {
    LanguageNodes *out = r->out;
    const char *before = r->tape->prefix;
    NodeId x = out->embed;
    if (r->sizes->places == PLACES_ROTARY) rotary_constants(r);
    if (!r->run.tiled) r->mask = causal_mask(r);
    for (r->layer = r->run.first; r->layer < r->sizes->layers; r->layer++) {
        const LayerLeaves *l = &r->leaves->layer[r->layer];
        out->stream[r->layer] = x;
        out->a[r->layer] = out->head[r->layer] = NODE_NONE;
        tape_prefix(r->tape, arena_print(r->tape->arena, "%sl%d.", before, r->layer + 1));
        x = attention_layer(r, x, l);
        if (r->sizes->hidden) x = feedforward_layer(r, x, l);
    }
    tape_prefix(r->tape, before);
    out->stream[r->layer] = x;
    if (r->run.last) x = tape_slice(r->tape, x, shape_of(r, x).rank - 2, r->run.length - 1, 1);
    return name(r, norm(r, x, r->leaves->gamma, r->leaves->beta), "lnf");
}

NodeId language_read_off(Tape *tape, const LanguageLeaves *leaves, NodeId stream) {
    Recorder r = { .tape = tape, .sizes = &leaves->model->sizes, .leaves = leaves };
    return unembed(&r, norm(&r, stream, leaves->gamma, leaves->beta));
}

static LanguageNodes no_nodes(Arena *arena, const LanguageSizes *s) {
    LanguageNodes out = { .tokens = NODE_NONE, .embed = NODE_NONE, .logits = NODE_NONE, .read = NODE_NONE, .p = NODE_NONE };
    out.a = arena_new(arena, NodeId, s->layers);
    out.head = arena_new(arena, NodeId, s->layers);
    out.on = arena_new(arena, NodeId, s->layers);
    out.mean = arena_new(arena, NodeId, s->layers);
    out.stream = arena_new(arena, NodeId, s->layers + 1);
    return out;
}

LanguageNodes language_layer_nodes(Tape *tape, const Language *model, int layer, int n, LeavesKind kind) {
    const LanguageSizes *s = &model->sizes;
    LanguageNodes out = no_nodes(tape->arena, s);
    Recorder r = { .tape = tape, .sizes = s, .run = { .length = n }, .out = &out, .layer = layer };
    if (s->places == PLACES_ROTARY) rotary_constants(&r);
    r.mask = causal_mask(&r);
    tape_prefix(tape, arena_print(tape->arena, "l%d.", layer + 1));
    LayerLeaves leaves = layer_leaves(tape, s, &model->layer[layer], kind);
    NodeId x = out.stream[layer] = tape_leaf(tape, "x", SHAPE2(n, s->width), NULL);
    x = attention_layer(&r, x, &leaves);
    out.stream[layer + 1] = s->hidden ? feedforward_layer(&r, x, &leaves) : x;
    tape_prefix(tape, "");
    return out;
}

LanguageNodes language_nodes(Tape *tape, const LanguageLeaves *leaves, LanguageRun run) {
    const LanguageSizes *s = &leaves->model->sizes;
    bool recurrent = s->kind == LANGUAGE_LSTM;
    LanguageNodes out = no_nodes(tape->arena, s);
    assert(!run.past || (run.length == 1 && run.tiled && !run.batch && !recurrent));
    Recorder r = { .tape = tape, .sizes = s, .leaves = leaves, .run = run, .out = &out };
    if (run.prefix) tape_prefix(tape, run.prefix);
    if (run.stream) {
        out.embed = tape_constant_at(tape, "", SHAPE2(run.length, s->width), run.stream);
    } else {
        int all = run.length * (run.batch ? run.batch : 1);
        out.tokens = tape_constant(tape, "tokens", recurrent ? SHAPE1(all) : text_shape(&run), NULL);
        out.embed = name(&r, embed(&r), "embed");
    }
    if (run.asks) tape->node[out.embed].constant = false;
    out.read = recurrent ? lstm(&r) : layers(&r);
    out.logits = name(&r, unembed(&r, out.read), "logits");
    if (!run.batch) out.p = name(&r, tape_softmax(tape, out.logits, NODE_NONE), "p");
    tape_prefix(tape, "");
    return out;
}
