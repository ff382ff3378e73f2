// Where the norm stands, over depth: networks of 2, 6, 12 and 24 layers at initialisation, once with the norm after every sum and
// once before every part, and the real gradient at W2 of each one's last layer (Xiong et al. 2020, theorem 1). As in their
// analysis attention is uniform and weights are Xavier-normal; all networks have the same ones. Four draws run side by side, along
// the first axis.
//
//     post: h ← LN(h + A h Wv), h ← LN(h + relu(h W1) W2)     pre: h ← h + A LN(h) Wv, h ← h + relu(LN(h) W1) W2, LN at the end
#include <string.h>

#include "base/random.h"
#include "model/parts.h"

// clang-format off
static const ParamInfo depth_params[] = {
    { .name = "seed", .label = "Seed", .kind = PARAM_WHOLE, .initial = "1", .low = 0, .high = 1000000, .structural = true,
      .summary = "where the random numbers start" },
};
static const char *const depth_nodes[] = {
    "post2.loss", "post6.loss", "post12.loss", "post24.loss", "pre2.loss", "pre6.loss", "pre12.loss", "pre24.loss", "loss", NULL,
};
static const char *const depth_also[] = {
    "post2.W2", "post6.W2", "post12.W2", "post24.W2", "pre2.W2", "pre6.W2", "pre12.W2", "pre24.W2", NULL,
};
// clang-format on

enum {
    DEPTH_INFOS = sizeof depth_params / sizeof depth_params[0],
    NETS = 4,
    WIDTH = 64,
    TOKENS = 16,
    CLASSES = 64,
    DRAWS = 4,
    STREAM = DRAWS * TOKENS * WIDTH
};
static const int layers_of[NETS] = { 2, 6, 12, 24 };

// A layer's constants, on the tape that it is recorded on.
typedef struct DeepLayer {
    Tape *tape;
    NodeId uniform, gamma, beta, eps, Wv, W1, W2;
} DeepLayer;

enum { POST, PRE, KINDS };
typedef struct Depth {
    Tape *tape;
    Random random;
    Arena *apart; // of one layer
    DeepLayer end;
    NodeId E, target, loss[KINDS][NETS];
    Real *stream[KINDS]; // (draws, tokens, width) behind the layers so far
} Depth;

static NodeId record_xavier(Tape *tape, Random *random, int in, int out) {
    return normal_constant(tape, random, NULL, SHAPE3(DRAWS, in, out), xavier(in, out));
}

static DeepLayer begin_layer(Tape *tape) {
    return (DeepLayer){
        .tape = tape,
        .uniform = filled_constant(tape, SHAPE3(DRAWS, TOKENS, TOKENS), 1.0 / TOKENS),
        .gamma = filled_constant(tape, SHAPE1(WIDTH), 1),
        .beta = filled_constant(tape, SHAPE1(WIDTH), 0),
        .eps = layernorm_eps(tape, 1e-5),
    };
}

static void begin(Depth *d) {
    Tape *tape = d->tape;
    NodeId x = normal_constant(tape, &d->random, NULL, SHAPE3(DRAWS, TOKENS, WIDTH), 1);
    for (int k = 0; k < KINDS; k++) {
        d->stream[k] = arena_new(tape->arena, Real, STREAM);
        memcpy(d->stream[k], tape_node(tape, x)->value, sizeof(Real) * STREAM);
    }
    d->E = record_xavier(tape, &d->random, WIDTH, CLASSES);
    d->target = tape_constant(tape, NULL, SHAPE2(DRAWS, TOKENS), NULL);
    for (int i = 0; i < DRAWS * TOKENS; i++) tape_node(tape, d->target)->value[i] = (Real)random_below(&d->random, CLASSES);
    d->end = begin_layer(tape);
}

static NodeId norm(const DeepLayer *l, NodeId x) {
    return layernorm_nodes(l->tape,
                           (LayernormSpec){ .prefix = "deep.", .x = x, .gamma = l->gamma, .beta = l->beta, .eps = l->eps });
}

static NodeId product(const DeepLayer *l, NodeId a, NodeId b) { return tape_matmul(l->tape, a, b, (MatmulArgs){ 0 }); }

static NodeId attend(const DeepLayer *l, NodeId h) { return product(l, l->uniform, product(l, h, l->Wv)); }

static NodeId feed(const DeepLayer *l, NodeId h) { return product(l, tape_relu(l->tape, product(l, h, l->W1)), l->W2); }

static NodeId first_half(const DeepLayer *l, NodeId h, int kind) {
    if (kind == POST) return norm(l, tape_add(l->tape, h, attend(l, h)));
    return tape_add(l->tape, h, attend(l, norm(l, h)));
}

static NodeId second_half(const DeepLayer *l, NodeId h, int kind) {
    if (kind == POST) return norm(l, tape_add(l->tape, h, feed(l, h)));
    return tape_add(l->tape, h, feed(l, norm(l, h)));
}

// A network's end, from the first half of its last layer on, which deeper ones share.
// That layer's W2 is a leaf of its own, so that it has a gradient.
static NodeId record_end(const Depth *d, const DeepLayer *last, const Real *half, int kind, int layers) {
    DeepLayer end = d->end;
    Tape *tape = d->tape;
    const char *name = arena_print(tape->arena, "%s%d", kind == POST ? "post" : "pre", layers);
    end.W1 = tape_constant(tape, NULL, SHAPE3(DRAWS, WIDTH, WIDTH), tape_node(last->tape, last->W1)->value);
    end.W2 = tape_leaf(tape, arena_print(tape->arena, "%s.W2", name), SHAPE3(DRAWS, WIDTH, WIDTH),
                       tape_node(last->tape, last->W2)->value);
    NodeId h = second_half(&end, tape_constant(tape, NULL, SHAPE3(DRAWS, TOKENS, WIDTH), half), kind);
    if (kind == PRE) h = norm(&end, h);
    NodeId each = tape_cross_entropy(tape, product(&end, h, d->E), d->target); /* (draws, tokens) */
    NodeId loss = tape_sum(tape, each, 1);                                     /* (draws): over all tokens */
    tape_name(tape, loss, arena_print(tape->arena, "%s.loss", name));
    return loss;
}

// The next layer of both kinds, apart: what no gradient passes through need not stay. Networks that end with it are recorded.
static void add_layer(Depth *d, int layers, int net) {
    arena_reset(d->apart);
    DeepLayer layer = begin_layer(tape_begin_frugal(d->apart));
    layer.Wv = record_xavier(layer.tape, &d->random, WIDTH, WIDTH);
    layer.W1 = record_xavier(layer.tape, &d->random, WIDTH, WIDTH);
    layer.W2 = record_xavier(layer.tape, &d->random, WIDTH, WIDTH);
    NodeId half[KINDS], whole[KINDS];
    for (int k = 0; k < KINDS; k++) {
        half[k] = first_half(&layer, tape_constant(layer.tape, NULL, SHAPE3(DRAWS, TOKENS, WIDTH), d->stream[k]), k);
        whole[k] = second_half(&layer, half[k], k);
    }
    tape_forward(layer.tape);
    for (int k = 0; k < KINDS; k++) {
        if (layers == layers_of[net]) d->loss[k][net] = record_end(d, &layer, tape_node(layer.tape, half[k])->value, k, layers);
        memcpy(d->stream[k], tape_node(layer.tape, whole[k])->value, sizeof(Real) * STREAM);
    }
}

static bool depth_record(Tape *tape, const Inputs *inputs, const Params *params, Problems *problems) {
    (void)inputs, (void)problems;
    Depth d = { .tape = tape, .apart = arena_begin() };
    d.random = random_seed((uint64_t)params_number(params, depth_params, DEPTH_INFOS, "seed"));
    begin(&d);
    for (int layers = 1, net = 0; net < NETS; layers++) {
        add_layer(&d, layers, net);
        if (layers == layers_of[net]) net++;
    }
    NodeId all = d.loss[0][0];
    for (int i = 1; i < KINDS * NETS; i++) all = tape_add(tape, all, d.loss[i / NETS][i % NETS]);
    tape_name(tape, tape_sum(tape, all, 0), "loss");
    arena_end(d.apart);
    return true;
}

const Model model_depth = {
    .name = "depth",
    .summary = "networks of 2 to 24 layers with the norm after every sum or before every part, and their gradients",
    WITH_PARAMS(depth_params),
    .node = depth_nodes,
    .also = depth_also,
    .record = depth_record,
};
