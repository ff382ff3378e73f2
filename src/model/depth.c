// Where the norm stands, over depth: networks of 2, 6, 12 and 24 layers at initialisation, once with the norm after every sum and
// once before every part, and the real gradient at W2 of each one's last layer (Xiong et al. 2020, theorem 1). As in their
// analysis attention is uniform and weights are Xavier-normal; all networks have the same ones. Four draws run side by side,
// along the first axis.
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

// What a network's last layer leaves: its second half is recorded, so that it has a gradient.
typedef struct DeepEnd {
    Real *half; // (draws, tokens, width) behind its first half
    Real *W1, *W2;
} DeepEnd;

// The layers, made one after the other apart: what no gradient passes through need not stay.
typedef struct DeepMade {
    Random random;
    int layers, nets;                     // made so far
    Real *x, *E, *target, *stream[KINDS]; // (draws, tokens, width) behind the layers so far
    DeepEnd end[KINDS][NETS];
} DeepMade;

typedef struct Depth {
    Tape *tape;
    DeepLayer end;
    NodeId E, target;
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

static Real *copied(Arena *arena, const Node *node) {
    Real *copy = arena_new(arena, Real, node->count);
    memcpy(copy, node->value, sizeof(Real) * (size_t)node->count);
    return copy;
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

// --- the layers, apart

static DeepMade *begin_made(Arena *arena, const Params *params) {
    DeepMade *m = arena_new(arena, DeepMade, 1);
    Arena *scratch = arena_begin();
    Tape *tape = tape_begin_frugal(scratch);
    m->random = random_seed((uint64_t)params_number(params, depth_params, DEPTH_INFOS, "seed"));
    m->x = copied(arena, tape_node(tape, normal_constant(tape, &m->random, NULL, SHAPE3(DRAWS, TOKENS, WIDTH), 1)));
    for (int k = 0; k < KINDS; k++) {
        m->stream[k] = arena_new(arena, Real, STREAM);
        memcpy(m->stream[k], m->x, sizeof(Real) * STREAM);
    }
    m->E = copied(arena, tape_node(tape, record_xavier(tape, &m->random, WIDTH, CLASSES)));
    m->target = arena_new(arena, Real, DRAWS * TOKENS);
    for (int i = 0; i < DRAWS * TOKENS; i++) m->target[i] = (Real)random_below(&m->random, CLASSES);
    arena_end(scratch);
    return m;
}

// The next layer of both kinds, on the same numbers; of a network's last one what its end needs is kept.
static void make_layer(Arena *arena, DeepMade *m) {
    Arena *scratch = arena_begin();
    DeepLayer layer = begin_layer(tape_begin_frugal(scratch));
    layer.Wv = record_xavier(layer.tape, &m->random, WIDTH, WIDTH);
    layer.W1 = record_xavier(layer.tape, &m->random, WIDTH, WIDTH);
    layer.W2 = record_xavier(layer.tape, &m->random, WIDTH, WIDTH);
    NodeId half[KINDS], whole[KINDS];
    for (int k = 0; k < KINDS; k++) {
        half[k] = first_half(&layer, tape_constant(layer.tape, NULL, SHAPE3(DRAWS, TOKENS, WIDTH), m->stream[k]), k);
        whole[k] = second_half(&layer, half[k], k);
    }
    tape_forward(layer.tape);
    bool last = ++m->layers == layers_of[m->nets];
    for (int k = 0; k < KINDS; k++) {
        if (last)
            m->end[k][m->nets] =
                (DeepEnd){ copied(arena, tape_node(layer.tape, half[k])), copied(arena, tape_node(layer.tape, layer.W1)),
                           copied(arena, tape_node(layer.tape, layer.W2)) };
        memcpy(m->stream[k], tape_node(layer.tape, whole[k])->value, sizeof(Real) * STREAM);
    }
    m->nets += last;
    arena_end(scratch);
}

static bool make(Arena *apart, void **made, const Inputs *inputs, const Params *params, const Turn *turn) {
    (void)inputs;
    if (!*made) *made = begin_made(apart, params);
    DeepMade *m = *made;
    while (m->nets < NETS) {
        make_layer(apart, m);
        if (turn_is_over(turn)) break;
    }
    return m->nets == NETS;
}

// --- recording

// A network's end, from the first half of its last layer on, which deeper ones share.
// That layer's W2 is a leaf of its own, so that it has a gradient.
static NodeId record_end(const Depth *d, const DeepEnd *made, int kind, int layers) {
    DeepLayer end = d->end;
    Tape *tape = d->tape;
    const char *name = arena_print(tape->arena, "%s%d", kind == POST ? "post" : "pre", layers);
    end.W1 = tape_constant(tape, NULL, SHAPE3(DRAWS, WIDTH, WIDTH), made->W1);
    end.W2 = tape_leaf(tape, arena_print(tape->arena, "%s.W2", name), SHAPE3(DRAWS, WIDTH, WIDTH), made->W2);
    NodeId h = second_half(&end, tape_constant(tape, NULL, SHAPE3(DRAWS, TOKENS, WIDTH), made->half), kind);
    if (kind == PRE) h = norm(&end, h);
    NodeId each = tape_cross_entropy(tape, product(&end, h, d->E), d->target); /* (draws, tokens) */
    NodeId loss = tape_sum(tape, each, 1);                                     /* (draws): over all tokens */
    tape_name(tape, loss, arena_print(tape->arena, "%s.loss", name));
    return loss;
}

static bool depth_record(Tape *tape, const Inputs *inputs, const Params *params, Problems *problems) {
    (void)inputs, (void)params, (void)problems;
    const DeepMade *m = tape->made;
    Depth d = { .tape = tape };
    tape_constant(tape, NULL, SHAPE3(DRAWS, TOKENS, WIDTH), m->x);
    d.E = tape_constant(tape, NULL, SHAPE3(DRAWS, WIDTH, CLASSES), m->E);
    d.target = tape_constant(tape, NULL, SHAPE2(DRAWS, TOKENS), m->target);
    d.end = begin_layer(tape);
    NodeId loss[KINDS][NETS];
    for (int net = 0; net < NETS; net++)
        for (int k = 0; k < KINDS; k++) loss[k][net] = record_end(&d, &m->end[k][net], k, layers_of[net]);
    NodeId all = loss[0][0];
    for (int i = 1; i < KINDS * NETS; i++) all = tape_add(tape, all, loss[i / NETS][i % NETS]);
    tape_name(tape, tape_sum(tape, all, 0), "loss");
    return true;
}

const Model model_depth = {
    .name = "depth",
    .summary = "networks of 2 to 24 layers with the norm after every sum or before every part, and their gradients",
    WITH_PARAMS(depth_params),
    .node = depth_nodes,
    .also = depth_also,
    .record = depth_record,
    .make = make,
};
