// Several heads beside one head that has to serve all their wishes at once. Both are recorded from the same weights: the one
// head takes √h Wq, so that after its division by √D its score is the sum of the heads' scores. The exponential of a sum is a
// product, so it multiplies the wishes:
//
//     one.s = Σ_i s_i     e^one.s = Π_i e^s_i
//
// Payloads, one a token, are then read by all of them, once as they are and once with two of them exchanged.
#include "model/parts.h"

// clang-format off
static const InputInfo wishes_inputs[] = {
    { .name = "x", .shape = "n,D", .summary = "tokens, one a row: the columns of a head are one wish" },
    MULTIHEAD_WEIGHTS,
    { .name = "payload", .shape = "n", .optional = true, .summary = "a number for each token, to be read by the heads" },
};
static const ParamInfo wishes_params[] = {
    { .name = "heads", .label = "Heads", .kind = PARAM_WHOLE, .initial = "2", .low = 1, .high = 64, .structural = true,
      .summary = "how many heads share the columns" },
    { .name = "swap", .label = "Exchange payloads", .kind = PARAM_CHOICE, .initial = "2-3",
      .choices = "1-2 1-3 1-4 2-3 2-4 3-4", .structural = true, .summary = "which two tokens exchange their payloads" },
    { .name = "first", .label = "One head: first wish counts", .kind = PARAM_NUMBER, .initial = "1", .low = 0, .high = 4,
      .structural = true, .summary = "how much the one head asks for the first wish; each of the others counts 1" },
};
static const char *const wishes_nodes[] = {
    "match", "dot", "q", "k", "v", "s", "exp", "a", "heads", "concat", "product", "one.s", "one.exp", "one.a", "o", NULL,
};
static const char *const wishes_also[] = { // the first six only with payloads
    "answer", "after", "one.answer", "one.after", "swapped", "order", "mask", "masked", "root_d", "one.wish", "one.Wq", "one.q",
    "one.k", "one.v", "one.masked", "one.root_d", "one.heads", "one.concat", "one.o", NULL,
};
// clang-format on

enum { WISHES_INFOS = sizeof wishes_params / sizeof wishes_params[0] };

static int size_of(const Tape *tape, NodeId id, int axis) { return tape_node(tape, id)->shape.size[axis]; }

// How far two tokens agree in the columns of each head, and in all: x_i x_jᵀ.
static void record_matches(Tape *tape, NodeId x, int heads) {
    int n = size_of(tape, x, 0), width = size_of(tape, x, 1);
    NodeId parts = tape_swap(tape, tape_reshape(tape, x, SHAPE3(n, heads, width / heads)), 0, 1); /* (h, n, D/h) */
    named(tape, tape_matmul(tape, parts, parts, (MatmulArgs){ .transpose_b = true }), "match");   /* (h, n, n) */
    named(tape, tape_matmul(tape, x, x, (MatmulArgs){ .transpose_b = true }), "dot");             /* (n, n) */
}

// e^s of every head, and their product over the heads.
static void record_product(Tape *tape, NodeId s) {
    NodeId exp = named(tape, tape_exp(tape, s), "exp"); /* (h, n, n) */
    int heads = size_of(tape, s, 0), n = size_of(tape, s, 1);
    NodeId product = tape_slice(tape, exp, 0, 0, 1);
    for (int i = 1; i < heads; i++) product = tape_multiply(tape, product, tape_slice(tape, exp, 0, i, 1));
    named(tape, tape_reshape(tape, product, SHAPE2(n, n)), "product");
}

// `first`: how much its query asks for the first wish, the columns of the first head.
static void record_one(Tape *tape, MultiheadSpec spec, double first) {
    Real root = real_sqrt((Real)spec.heads);
    int width = size_of(tape, spec.Wq, 1);
    tape_prefix(tape, "one.");
    NodeId wish = tape_constant(tape, "wish", SHAPE1(width), NULL);
    for (int j = 0; j < width; j++) tape_node(tape, wish)->value[j] = (Real)(j < width / spec.heads ? first : 1);
    spec.Wq = named(tape, tape_multiply(tape, tape_scale(tape, spec.Wq, (double)root), wish), "Wq");
    spec.heads = 1;
    multihead_nodes(tape, spec);
    named(tape, tape_exp(tape, tape_find(tape, "one.s")), "exp");
    tape_prefix(tape, "");
}

// What the weights of all heads (h, n, n) read from the payloads: (h, n)
static void record_answer(Tape *tape, const char *weights, NodeId payload, const char *name) {
    NodeId a = tape_find(tape, weights);
    int heads = size_of(tape, a, 0), n = size_of(tape, a, 1);
    NodeId read = tape_matmul(tape, a, payload, (MatmulArgs){ 0 }); /* (h, n, 1) */
    named(tape, tape_reshape(tape, read, SHAPE2(heads, n)), name);
}

// "2-3": their numbers from 0. Tokens that are not there exchange nothing.
static void read_swap(const char *text, int *a, int *b) { *a = text[0] - '1', *b = text[2] - '1'; }

static void record_payloads(Tape *tape, NodeId payload, const char *swap) {
    int n = size_of(tape, payload, 0), a, b;
    read_swap(swap, &a, &b);
    NodeId order = tape_constant(tape, "order", SHAPE1(n), NULL);
    for (int i = 0; i < n; i++) {
        bool both = a < n && b < n;
        tape_node(tape, order)->value[i] = (Real)(both && i == a ? b : both && i == b ? a : i);
    }
    NodeId before = tape_reshape(tape, payload, SHAPE2(n, 1));
    NodeId after = named(tape, tape_gather(tape, before, order), "swapped"); /* (n, 1) */
    record_answer(tape, "a", before, "answer");
    record_answer(tape, "a", after, "after");
    record_answer(tape, "one.a", before, "one.answer");
    record_answer(tape, "one.a", after, "one.after");
}

static bool wishes_fit(const Inputs *inputs, const Params *params, int heads, Problems *problems) {
    const Input *x = inputs_find(inputs, "x");
    long long n = x->shape.size[0];
    if (!multihead_divides(x, params, heads, problems)) return false;
    if (n * n * heads <= MODEL_STORED_SCORES) return true;
    return problems_add(problems, x->place,
                        "%lld tokens and heads = %d make %lld scores, but at most %d can be kept: use fewer rows", n, heads,
                        n * n * heads, MODEL_STORED_SCORES);
}

static bool wishes_record(Tape *tape, const Inputs *inputs, const Params *params, Problems *problems) {
    int heads = (int)params_number(params, wishes_params, WISHES_INFOS, "heads");
    if (!wishes_fit(inputs, params, heads, problems)) return false;
    NodeId x = inputs_leaf(tape, inputs_find(inputs, "x"));
    MultiheadSpec spec = multihead_weights(tape, inputs);
    NodeId payload = inputs_leaf(tape, inputs_find(inputs, "payload"));
    int n = size_of(tape, x, 0);
    spec.x = spec.y = x;
    spec.heads = heads;
    spec.mask = tape_constant(tape, "mask", SHAPE2(n, n), NULL);
    for (int i = 0; i < n * n; i++) tape_node(tape, spec.mask)->value[i] = 1;
    record_matches(tape, x, spec.heads);
    multihead_nodes(tape, spec);
    record_product(tape, tape_find(tape, "s"));
    record_one(tape, spec, params_number(params, wishes_params, WISHES_INFOS, "first"));
    if (payload != NODE_NONE) record_payloads(tape, payload, params_choice(params, wishes_params, WISHES_INFOS, "swap"));
    return true;
}

const Model model_wishes = {
    .name = "wishes",
    .summary = "several heads beside one head that serves all their wishes at once, and what each reads",
    WITH_INPUTS(wishes_inputs),
    WITH_PARAMS(wishes_params),
    .node = wishes_nodes,
    .also = wishes_also,
    .record = wishes_record,
};
