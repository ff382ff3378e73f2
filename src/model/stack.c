// A Transformer's distance is its depth: the same layers stacked four ways, and the gradient at every height of each stack.
//
//     plain: h ← F(h)     sum: h ← h + F(h)     post: h ← LN(h + F(h))     pre: h ← h + F(LN(h)), LN at the end
//
// F is attention with equal weights, then a feed-forward net, each with its own sum (Vaswani et al. 2017; pre: Xiong et al.
// 2020). All four have the same weights, Xavier-normal, the same tokens and the same wished-for output.
#include "base/random.h"
#include "model/parts.h"

enum { WIDTH = 32, TOKENS = 8, CLASSES = 8 };

// clang-format off
static const ParamInfo stack_params[] = {
    { .name = "layers", .label = "Layers", .kind = PARAM_WHOLE, .initial = "24", .low = 1, .high = 48, .structural = true,
      .summary = "how many layers stand on each other" },
    { .name = "seed", .label = "Seed", .kind = PARAM_WHOLE, .initial = "1", .low = 0, .high = 1000000, .structural = true,
      .summary = "where the random numbers start" },
};
static const char *const stack_nodes[] = { "plain.loss", "sum.loss", "post.loss", "pre.loss", "loss", NULL };
static const char *const stack_also[] = { "plain.x", "sum.x", "post.x", "pre.x", "plain.h", "sum.h", "post.h", "pre.h", NULL };
// clang-format on

enum { STACK_INFOS = sizeof stack_params / sizeof stack_params[0] };

typedef enum Kind { KIND_PLAIN, KIND_SUM, KIND_POST, KIND_PRE } Kind;
static const char *const prefix[] = { "plain.", "sum.", "post.", "pre." };

typedef struct Stack {
    Tape *tape;
    int layers;
    const Real *x; /* (TOKENS, WIDTH), the same for all four */
    NodeId uniform, target, E, gamma, beta, eps;
    NodeId *Wv, *W1, *W2; /* (layers) */
} Stack;

static NodeId record_xavier(Tape *tape, Random *random, int in, int out) {
    return drawn_constant(tape, random, NULL, SHAPE2(in, out), xavier(in, out));
}

static void record_shared(Stack *s, Random *random) {
    Tape *tape = s->tape;
    NodeId x = normal_constant(tape, random, NULL, SHAPE2(TOKENS, WIDTH), 1);
    s->x = tape_node(tape, x)->value;
    s->uniform = filled_constant(tape, SHAPE2(TOKENS, TOKENS), 1.0 / TOKENS);
    s->gamma = filled_constant(tape, SHAPE1(WIDTH), 1);
    s->beta = filled_constant(tape, SHAPE1(WIDTH), 0);
    s->eps = layernorm_eps(tape, 1e-5);
    s->E = record_xavier(tape, random, WIDTH, CLASSES);
    s->target = tape_constant(tape, NULL, SHAPE1(TOKENS), NULL);
    for (int i = 0; i < TOKENS; i++) tape_node(tape, s->target)->value[i] = (Real)random_below(random, CLASSES);
    s->Wv = arena_new(tape->arena, NodeId, s->layers);
    s->W1 = arena_new(tape->arena, NodeId, s->layers);
    s->W2 = arena_new(tape->arena, NodeId, s->layers);
    for (int l = 0; l < s->layers; l++) {
        s->Wv[l] = record_xavier(tape, random, WIDTH, WIDTH);
        s->W1[l] = record_xavier(tape, random, WIDTH, 4 * WIDTH);
        s->W2[l] = record_xavier(tape, random, 4 * WIDTH, WIDTH);
    }
}

static NodeId norm(const Stack *s, NodeId x) {
    return layernorm_nodes(s->tape, (LayernormSpec){ .prefix = "ln.", .x = x, .gamma = s->gamma, .beta = s->beta, .eps = s->eps });
}

static NodeId product(const Stack *s, NodeId a, NodeId b) { return tape_matmul(s->tape, a, b, (MatmulArgs){ 0 }); }

static NodeId attend(const Stack *s, NodeId h, int l) { return product(s, s->uniform, product(s, h, s->Wv[l])); }

static NodeId feed(const Stack *s, NodeId h, int l) { return product(s, tape_relu(s->tape, product(s, h, s->W1[l])), s->W2[l]); }

// One part of a layer, with its sum and its norm where this kind of stack has them.
static NodeId add_part(const Stack *s, Kind kind, NodeId h, int l, NodeId (*part)(const Stack *, NodeId, int)) {
    NodeId made = part(s, kind == KIND_PRE ? norm(s, h) : h, l);
    if (kind == KIND_PLAIN) return made;
    NodeId sum = tape_add(s->tape, h, made);
    return kind == KIND_POST ? norm(s, sum) : sum;
}

// "pre.x" enters, "pre.h[0]" … leave the layers, "pre.h" is all of these below each other, the last layer last.
static NodeId record_stack(const Stack *s, Kind kind) {
    Tape *tape = s->tape;
    NodeId *leaves = arena_new(tape->arena, NodeId, s->layers);
    tape_prefix(tape, prefix[kind]);
    NodeId h = tape_leaf(tape, "x", SHAPE2(TOKENS, WIDTH), s->x);
    for (int l = 0; l < s->layers; l++) {
        h = add_part(s, kind, h, l, attend);
        h = add_part(s, kind, h, l, feed);
        tape_name(tape, h, arena_print(tape->arena, "h[%d]", l));
        leaves[l] = h;
    }
    tape_name(tape, tape_concat(tape, s->layers, leaves, 0), "h");
    if (kind == KIND_PRE) h = norm(s, h);
    NodeId loss = tape_sum(tape, tape_cross_entropy(tape, product(s, h, s->E), s->target), 0);
    tape_name(tape, loss, "loss");
    tape_prefix(tape, "");
    return loss;
}

static bool stack_record(Tape *tape, const Inputs *inputs, const Params *params, Problems *problems) {
    (void)inputs, (void)problems;
    Stack s = { .tape = tape, .layers = (int)params_number(params, stack_params, STACK_INFOS, "layers") };
    Random random = random_seed((uint64_t)params_number(params, stack_params, STACK_INFOS, "seed"));
    record_shared(&s, &random);
    NodeId all = record_stack(&s, KIND_PLAIN);
    for (int kind = KIND_SUM; kind <= KIND_PRE; kind++) {
        NodeId loss = record_stack(&s, (Kind)kind);
        all = tape_add(tape, all, loss);
    }
    tape_name(tape, all, "loss");
    return true;
}

const Model model_stack = {
    .name = "stack",
    .summary = "the same layers stacked plainly, with sums, and with norms after or before: the gradient at every height",
    WITH_PARAMS(stack_params),
    .node = stack_nodes,
    .also = stack_also,
    .record = stack_record,
};
