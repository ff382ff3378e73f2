// Four layers by work, waiting and way (Vaswani et al. 2017, table 1), twice: the table's formulas as nodes, and beside them what
// this program counts when it records the very same layers. The recordings are plans, so that 4096² scores need no memory.
//
//     work.     multiply-adds of one layer          wait.     layer steps, one after the other
//     way.      the longest way between two places  curve.    the same work for many lengths
//     hidden.   what the table leaves out           memory.   bytes that have to be kept
//     jobs.     three lengths: a sentence, a stream, a long text
//     keeps.    numbers that a layer must keep for the next token: keys and values, a state, a window
//     counted.  by the operations of the recorded layers
#include "base/math.h"
#include "model/parts.h"

enum { OCTAVES = 11, OCTAVE_POINTS = 8, CURVE_POINTS = OCTAVES * OCTAVE_POINTS + 1, CURVE_FROM = 8, HEADS = 8, BYTES = 4 };

// clang-format off
static const ParamInfo layers_params[] = {
    { .name = "n", .label = "Length n", .kind = PARAM_WHOLE, .initial = "70", .low = 1, .high = 16000, .structural = true,
      .summary = "tokens of the sequence" },
    { .name = "d", .label = "Width d", .kind = PARAM_WHOLE, .initial = "512", .low = 8, .high = 1024, .structural = true,
      .summary = "numbers of a token" },
    { .name = "k", .label = "Window k", .kind = PARAM_WHOLE, .initial = "3", .low = 2, .high = 15, .structural = true,
      .summary = "tokens that the convolution sees at once" },
    { .name = "r", .label = "Range r", .kind = PARAM_WHOLE, .initial = "16", .low = 1, .high = 64, .structural = true,
      .summary = "keys that each query of the restricted attention sees" },
};
// clang-format on
static const char *const layers_nodes[] = {
    "wait.attention",
    "wait.recurrent",
    "wait.convolution",
    "wait.restricted",
    "way.attention",
    "way.recurrent",
    "way.convolution",
    "way.restricted",
    "work.attention",
    "work.recurrent",
    "work.convolution",
    "work.restricted",
    NULL,
};
static const char *const layers_also[] = {
    "size.n",
    "size.d",
    "size.k",
    "size.r",
    "size.heads",
    "size.bytes",
    "work.ratio",
    "work.crossing",
    "curve.n",
    "curve.attention",
    "curve.recurrent",
    "curve.convolution",
    "curve.restricted",
    "hidden.projections",
    "hidden.feedforward",
    "hidden.scores",
    "hidden.total",
    "hidden.percent",
    "hidden.half",
    "memory.attention",
    "memory.recurrent",
    "memory.ratio",
    "jobs.n",
    "jobs.attention",
    "jobs.recurrent",
    "jobs.convolution",
    "jobs.restricted",
    "keeps.attention",
    "keeps.recurrent",
    "keeps.convolution",
    "keeps.restricted",
    "counted.work.attention",
    "counted.work.recurrent",
    "counted.work.convolution",
    "counted.work.restricted",
    "counted.wait.attention",
    "counted.wait.recurrent",
    "counted.wait.convolution",
    "counted.wait.restricted",
    "counted.projections",
    "counted.feedforward",
    "counted.scores",
    "counted.weights",
    NULL,
};

enum { LAYERS_INFOS = sizeof layers_params / sizeof layers_params[0] };

typedef struct Sizes {
    int n, d, k, r;
} Sizes;

static NodeId number(Tape *tape, const char *name, double value) {
    return tape_constant(tape, name, SHAPE0(), (Real[]){ (Real)value });
}

// --- the formulas

typedef struct Letters {
    NodeId n, d, k, r;
} Letters;

static NodeId product(Tape *tape, NodeId a, NodeId b, NodeId c) { return tape_multiply(tape, tape_multiply(tape, a, b), c); }

// n² d, n d², k n d² and r n d; `l.n` is one number or many.
static void record_work(Tape *tape, Letters l, const char *prefix) {
    tape_prefix(tape, prefix);
    named(tape, product(tape, l.n, l.n, l.d), "attention");
    NodeId recurrent = named(tape, product(tape, l.n, l.d, l.d), "recurrent");
    named(tape, tape_multiply(tape, l.k, recurrent), "convolution");
    named(tape, product(tape, l.r, l.n, l.d), "restricted");
    tape_prefix(tape, "");
}

static void record_waits(Tape *tape, Letters l) {
    tape_prefix(tape, "wait.");
    number(tape, "attention", 1);
    named(tape, tape_scale(tape, l.n, 1), "recurrent");
    number(tape, "convolution", 1);
    number(tape, "restricted", 1);
    tape_prefix(tape, "");
}

// Layers of windows k wide, each window k times as wide as in the layer before, until one covers n places: log_k n, rounded up.
static int layers_to_reach(int n, int k) {
    int layers = 0;
    for (long long covered = 1; covered<n; covered *= k> 1 ? k : n) layers++;
    return layers;
}

// Hops are whole: the paper writes n, log_k n and n / r, the orders of growth.
static void record_ways(Tape *tape, Letters l, Sizes s) {
    tape_prefix(tape, "way.");
    number(tape, "attention", 1);
    named(tape, tape_subtract(tape, l.n, number(tape, "one", 1)), "recurrent");
    number(tape, "convolution", layers_to_reach(s.n, s.k));
    number(tape, "restricted", s.n > 1 ? (s.n - 2) / s.r + 1 : 0);
    tape_prefix(tape, "");
}

static void record_curves(Tape *tape, Letters l) {
    Real n[CURVE_POINTS];
    for (int i = 0; i < CURVE_POINTS; i++) n[i] = (Real)(CURVE_FROM * math_pow(2, (double)i / OCTAVE_POINTS));
    l.n = tape_constant(tape, "curve.n", SHAPE1(CURVE_POINTS), n);
    record_work(tape, l, "curve.");
    NodeId ratio = tape_divide(tape, tape_find(tape, "work.recurrent"), tape_find(tape, "work.attention"));
    named(tape, ratio, "work.ratio");
    named(tape, product(tape, l.d, l.d, l.d), "work.crossing");
}

// Of a whole layer: four projections, a feed-forward part four times as wide, and the scores with the mix.
static void record_hidden(Tape *tape, Letters l) {
    NodeId cell = product(tape, l.n, l.d, l.d);
    tape_prefix(tape, "hidden.");
    NodeId projections = named(tape, tape_scale(tape, cell, 4), "projections");
    NodeId feedforward = named(tape, tape_scale(tape, cell, 8), "feedforward");
    NodeId scores = named(tape, tape_scale(tape, product(tape, l.n, l.n, l.d), 2), "scores");
    NodeId most = tape_add(tape, projections, feedforward), total = named(tape, tape_add(tape, most, scores), "total");
    named(tape, tape_scale(tape, tape_divide(tape, scores, total), 100), "percent");
    named(tape, tape_scale(tape, l.d, 6), "half");
    tape_prefix(tape, "");
}

static void record_memory(Tape *tape, Letters l) {
    NodeId heads = number(tape, "size.heads", HEADS), bytes = number(tape, "size.bytes", BYTES);
    NodeId pairs = tape_multiply(tape, l.n, l.n);
    NodeId attention = named(tape, product(tape, pairs, heads, bytes), "memory.attention");
    NodeId recurrent = named(tape, tape_multiply(tape, l.d, bytes), "memory.recurrent");
    named(tape, tape_divide(tape, attention, recurrent), "memory.ratio");
}

static void record_jobs(Tape *tape, Letters l) {
    l.n = tape_constant(tape, "jobs.n", SHAPE1(3), (Real[]){ 30, 10000, 100000 });
    record_work(tape, l, "jobs.");
    Real one[] = { 1, 1, 1 };
    NodeId each = tape_constant(tape, "jobs.each", SHAPE1(3), one); // what does not grow with n
    tape_prefix(tape, "keeps.");
    named(tape, tape_scale(tape, tape_multiply(tape, l.n, l.d), 2), "attention");
    named(tape, tape_multiply(tape, each, l.d), "recurrent");
    named(tape, product(tape, each, l.k, l.d), "convolution");
    named(tape, tape_scale(tape, product(tape, each, l.r, l.d), 2), "restricted");
    tape_prefix(tape, "");
}

// --- the layers themselves, as plans

static NodeId leaf(Tape *plan, Shape shape) { return tape_constant(plan, NULL, shape, NULL); }

static void plan_attention(Tape *plan, Sizes s) {
    NodeId q = leaf(plan, SHAPE2(s.n, s.d)), k = leaf(plan, SHAPE2(s.n, s.d)), v = leaf(plan, SHAPE2(s.n, s.d));
    tape_layer_step(plan);
    NodeId raw = tape_matmul(plan, q, k, (MatmulArgs){ .transpose_b = true }); /* (n, n) */
    NodeId scores = tape_scale(plan, raw, 1 / __builtin_sqrt(s.d));
    tape_layer_step(plan);
    NodeId a = tape_softmax(plan, scores, NODE_NONE);
    tape_layer_step(plan);
    tape_matmul(plan, a, v, (MatmulArgs){ 0 }); /* (n, d) */
    tape_layer_step_end(plan);
}

static void plan_recurrent(Tape *plan, Sizes s) {
    RecurrentSpec spec = { .x = leaf(plan, SHAPE2(s.n, s.d)), .h0 = leaf(plan, SHAPE1(s.d)) };
    spec.Wx = leaf(plan, SHAPE2(s.d, s.d));
    spec.Wh = leaf(plan, SHAPE2(s.d, s.d));
    spec.bx = leaf(plan, SHAPE1(s.d));
    recurrent_nodes(plan, &spec, NULL);
}

// y_t = Σ_j x_{t + j} W_j over the window, with zeros around x.
static void plan_convolution(Tape *plan, Sizes s) {
    NodeId x = leaf(plan, SHAPE2(s.n + s.k - 1, s.d)), sum = NODE_NONE;
    tape_layer_step(plan);
    for (int j = 0; j < s.k; j++) {
        NodeId shifted = tape_slice(plan, x, 0, j, s.n);
        NodeId part = tape_matmul(plan, shifted, leaf(plan, SHAPE2(s.d, s.d)), (MatmulArgs){ 0 }); /* (n, d) */
        sum = sum == NODE_NONE ? part : tape_add(plan, sum, part);
    }
    tape_layer_step_end(plan);
}

// Every query with r keys of its own: n small products instead of a large one.
static void plan_restricted(Tape *plan, Sizes s) {
    int r = s.r < s.n ? s.r : s.n;
    NodeId q = leaf(plan, SHAPE3(s.n, 1, s.d)), k = leaf(plan, SHAPE3(s.n, r, s.d)), v = leaf(plan, SHAPE3(s.n, r, s.d));
    tape_layer_step(plan);
    NodeId raw = tape_matmul(plan, q, k, (MatmulArgs){ .transpose_b = true }); /* (n, 1, r) */
    NodeId scores = tape_scale(plan, raw, 1 / __builtin_sqrt(s.d));
    tape_layer_step(plan);
    NodeId a = tape_softmax(plan, scores, NODE_NONE);
    tape_layer_step(plan);
    tape_matmul(plan, a, v, (MatmulArgs){ 0 }); /* (n, 1, d) */
    tape_layer_step_end(plan);
}

static void count_layer(Tape *tape, const char *name, Sizes sizes, void (*record)(Tape *, Sizes)) {
    Arena *arena = arena_begin();
    Tape *plan = tape_begin_plan(arena);
    record(plan, sizes);
    number(tape, arena_print(tape->arena, "counted.work.%s", name), model_work_products(plan, ""));
    number(tape, arena_print(tape->arena, "counted.wait.%s", name), tape_longest_path(plan, ""));
    arena_end(arena);
}

// A whole attention layer of the Transformer, with its heads and its feed-forward part.
static void count_whole(Tape *tape, Sizes s) {
    Arena *arena = arena_begin();
    Tape *plan = tape_begin_plan(arena);
    int heads = s.d % HEADS == 0 ? HEADS : 1;
    MultiheadSpec spec = { .x = leaf(plan, SHAPE2(s.n, s.d)), .mask = leaf(plan, SHAPE2(s.n, s.n)), .heads = heads };
    spec.y = spec.x;
    NodeId *weight[] = { &spec.Wq, &spec.Wk, &spec.Wv, &spec.Wo };
    for (int i = 0; i < 4; i++) *weight[i] = leaf(plan, SHAPE2(s.d, s.d));
    FeedforwardSpec feed = { .x = multihead_nodes(plan, spec) };
    double projections = 0, feedforward = 0;
    static const char *const projected[] = { "q", "k", "v", "o" };
    for (int i = 0; i < 4; i++) projections += tape_work(plan, tape_find(plan, projected[i])).multiply_adds;
    feed.W1 = leaf(plan, SHAPE2(s.d, 4 * s.d)), feed.b1 = leaf(plan, SHAPE1(4 * s.d));
    feed.W2 = leaf(plan, SHAPE2(4 * s.d, s.d)), feed.b2 = leaf(plan, SHAPE1(s.d));
    NodeId before = feed.x;
    feedforward_nodes(plan, feed);
    for (NodeId id = before + 1; id < plan->count; id++) feedforward += tape_work(plan, id).multiply_adds;
    number(tape, "counted.projections", projections);
    number(tape, "counted.feedforward", feedforward);
    number(tape, "counted.scores", model_work_products(plan, ""));
    number(tape, "counted.weights", tape_work(plan, tape_find(plan, "a")).bytes / sizeof(Real));
    arena_end(arena);
}

// --- the model

static bool layers_record(Tape *tape, const Inputs *inputs, const Params *params, Problems *problems) {
    (void)inputs, (void)problems;
    Sizes s = { .n = (int)params_number(params, layers_params, LAYERS_INFOS, "n") };
    s.d = (int)params_number(params, layers_params, LAYERS_INFOS, "d");
    s.k = (int)params_number(params, layers_params, LAYERS_INFOS, "k");
    s.r = (int)params_number(params, layers_params, LAYERS_INFOS, "r");
    Letters l = { .n = number(tape, "size.n", s.n), .d = number(tape, "size.d", s.d) };
    l.k = number(tape, "size.k", s.k);
    l.r = number(tape, "size.r", s.r);
    count_layer(tape, "attention", s, plan_attention);
    count_layer(tape, "recurrent", s, plan_recurrent);
    count_layer(tape, "convolution", s, plan_convolution);
    count_layer(tape, "restricted", s, plan_restricted);
    count_whole(tape, s);
    record_waits(tape, l);
    record_ways(tape, l, s);
    record_work(tape, l, "work.");
    record_curves(tape, l);
    record_hidden(tape, l);
    record_memory(tape, l);
    record_jobs(tape, l);
    return true;
}

const Model model_layers = {
    .name = "layers",
    .summary = "work, waiting and way of four layers, by formula and as this program counts them",
    WITH_PARAMS(layers_params),
    .node = layers_nodes,
    .also = layers_also,
    .record = layers_record,
};
