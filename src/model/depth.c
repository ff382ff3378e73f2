// Where the norm stands, over depth: networks of 2, 6, 12 and 24 layers at initialisation, once with the norm after every sum and
// once before every part, and the real gradient at W2 of each one's last layer (Xiong et al. 2020, theorem 1). As in their
// analysis attention is uniform and weights are Xavier-normal; all networks have the same ones. Four draws run side by side, along
// the first axis.
//
//     post: h ← LN(h + A h Wv), h ← LN(h + relu(h W1) W2)     pre: h ← h + A LN(h) Wv, h ← h + relu(LN(h) W1) W2, LN at the end
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
    MOST = 24,
    WIDTH = 64,
    TOKENS = 16,
    CLASSES = 64,
    DRAWS = 4
};
static const int layers_of[NETS] = { 2, 6, 12, 24 };

typedef struct Depth {
    Tape *tape;
    NodeId x, uniform, E, target, gamma, beta, eps;
    NodeId Wv[MOST], W1[MOST], W2[MOST]; // constants that all networks share
} Depth;

static NodeId record_xavier(Tape *tape, Random *random, int in, int out) {
    return normal_constant(tape, random, NULL, SHAPE3(DRAWS, in, out), xavier(in, out));
}

static void record_shared(Depth *d, Random *random) {
    Tape *tape = d->tape;
    d->x = normal_constant(tape, random, NULL, SHAPE3(DRAWS, TOKENS, WIDTH), 1);
    d->uniform = filled_constant(tape, SHAPE3(DRAWS, TOKENS, TOKENS), 1.0 / TOKENS);
    d->E = record_xavier(tape, random, WIDTH, CLASSES);
    d->target = tape_constant(tape, NULL, SHAPE2(DRAWS, TOKENS), NULL);
    for (int i = 0; i < DRAWS * TOKENS; i++) tape_node(tape, d->target)->value[i] = (Real)random_below(random, CLASSES);
    d->gamma = filled_constant(tape, SHAPE1(WIDTH), 1);
    d->beta = filled_constant(tape, SHAPE1(WIDTH), 0);
    d->eps = layernorm_eps(tape, 1e-5);
    for (int l = 0; l < MOST; l++) {
        d->Wv[l] = record_xavier(tape, random, WIDTH, WIDTH);
        d->W1[l] = record_xavier(tape, random, WIDTH, WIDTH);
        d->W2[l] = record_xavier(tape, random, WIDTH, WIDTH);
    }
}

static NodeId norm(const Depth *d, NodeId x) {
    return layernorm_nodes(d->tape,
                           (LayernormSpec){ .prefix = "deep.", .x = x, .gamma = d->gamma, .beta = d->beta, .eps = d->eps });
}

static NodeId product(const Depth *d, NodeId a, NodeId b) { return tape_matmul(d->tape, a, b, (MatmulArgs){ 0 }); }

static NodeId attend(const Depth *d, NodeId h, int l) { return product(d, d->uniform, product(d, h, d->Wv[l])); }

static NodeId feed(const Depth *d, NodeId h, int l, NodeId W2) {
    return product(d, tape_relu(d->tape, product(d, h, d->W1[l])), W2);
}

static NodeId first_half(const Depth *d, NodeId h, int l, bool post) {
    if (post) return norm(d, tape_add(d->tape, h, attend(d, h, l)));
    return tape_add(d->tape, h, attend(d, norm(d, h), l));
}

static NodeId second_half(const Depth *d, NodeId h, int l, NodeId W2, bool post) {
    if (post) return norm(d, tape_add(d->tape, h, feed(d, h, l, W2)));
    return tape_add(d->tape, h, feed(d, norm(d, h), l, W2));
}

// A network's end, from the first half of its last layer on, which deeper ones share.
// That layer's W2 is a leaf of its own, so that it has a gradient.
static NodeId record_end(const Depth *d, NodeId h, int layers, bool post) {
    Tape *tape = d->tape;
    const char *name = arena_print(tape->arena, "%s%d", post ? "post" : "pre", layers);
    NodeId last = tape_leaf(tape, arena_print(tape->arena, "%s.W2", name), SHAPE3(DRAWS, WIDTH, WIDTH),
                            tape_node(tape, d->W2[layers - 1])->value);
    h = second_half(d, h, layers - 1, last, post);
    if (!post) h = norm(d, h);
    NodeId each = tape_cross_entropy(tape, product(d, h, d->E), d->target); /* (draws, tokens) */
    NodeId loss = tape_sum(tape, each, 1);                                  /* (draws): over all tokens */
    tape_name(tape, loss, arena_print(tape->arena, "%s.loss", name));
    return loss;
}

// All of one kind, side by side: a network is the beginning of every deeper one. Returns the sum of their losses added to `all`.
static NodeId record_nets(const Depth *d, bool post, NodeId all) {
    NodeId h = d->x; /* (draws, tokens, width) */
    for (int l = 0, net = 0; net < NETS; l++) {
        h = first_half(d, h, l, post);
        if (layers_of[net] == l + 1) {
            NodeId loss = record_end(d, h, l + 1, post);
            all = all == NODE_NONE ? loss : tape_add(d->tape, all, loss);
            net++;
        }
        if (net < NETS) h = second_half(d, h, l, d->W2[l], post);
    }
    return all;
}

static bool depth_record(Tape *tape, const Inputs *inputs, const Params *params, Problems *problems) {
    (void)inputs, (void)problems;
    Depth d = { .tape = tape };
    Random random = random_seed((uint64_t)params_number(params, depth_params, DEPTH_INFOS, "seed"));
    record_shared(&d, &random);
    NodeId all = record_nets(&d, false, record_nets(&d, true, NODE_NONE));
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
};
