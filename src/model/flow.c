// How the gradient finds its way back: the same tokens through a recurrent net and through one attention layer, the same loss
// at the last position (say the first token again). One tape holds both lanes; its objective is the sum of their losses, and
// as the lanes share no number, every gradient is that of its own lane's loss.
//
//     rnn.h_t = act(x_t Wx + h_(t−1) Wh + b), Wh = rho · W, W of spectral radius 1
//     att.o   = softmax(q kᵀ/√d) v for the last token's query; y = e + o Wo
//
// Wh is a product with the leaf `rho`, so that its slider replays. With `family`, the recurrent lane comes five times more, with
// the same weights and a rho of its own: "r1." … "r5.".
#include <string.h>

#include "layers/initial.h"
#include "model/parts.h"

enum { HIDDEN = 32, WIDTH = 32, TOKENS_MOST = 200, SYMBOLS_MOST = 200, FAMILY = 5 };

static const double family_rho[FAMILY] = { 0.5, 0.9, 1, 1.1, 1.5 };

// clang-format off
static const InputInfo flow_inputs[] = {
    { .name = "tokens", .shape = "T,one", .optional = true, .constant = true,
      .summary = "the tokens' numbers from 0, one a row; none: drawn at random" },
};
static const ParamInfo flow_params[] = {
    { .name = "length", .label = "Tokens, at least", .kind = PARAM_WHOLE, .initial = "1", .low = 1, .high = 100, .structural = true,
      .summary = "how many tokens there are at least: those that are missing stand in front, drawn at random" },
    { .name = "cell", .label = "Cell", .kind = PARAM_CHOICE, .initial = "rnn", .choices = "rnn lstm gru", .structural = true,
      .summary = "what the recurrent net is made of" },
    { .name = "activation", .label = "Activation", .kind = PARAM_CHOICE, .initial = "tanh", .choices = "tanh linear",
      .structural = true, .summary = "what bends the state of the plain net" },
    { .name = "init", .label = "First weights", .kind = PARAM_CHOICE, .initial = "gauss", .choices = "gauss orthogonal",
      .structural = true, .summary = "how the matrix from state to state is drawn" },
    { .name = "rho", .label = "Recurrent gain ρ", .kind = PARAM_NUMBER, .initial = "0.9", .low = 0.01, .high = 10,
      .summary = "the spectral radius of the matrix from state to state" },
    { .name = "forget", .label = "Forget bias", .kind = PARAM_NUMBER, .initial = "1", .low = -10, .high = 10,
      .summary = "what is added to the LSTM's forget gate" },
    { .name = "symbols", .label = "Symbols", .kind = PARAM_WHOLE, .initial = "8", .low = 2, .high = SYMBOLS_MOST,
      .structural = true,
      .summary = "how many different tokens there are at least" },
    { .name = "seed", .label = "Seed", .kind = PARAM_WHOLE, .initial = "1", .low = 0, .high = 1000000, .structural = true,
      .summary = "where the random numbers start" },
    { .name = "family", .label = "Five gains", .kind = PARAM_SWITCH, .initial = "off", .structural = true,
      .summary = "the recurrent net five times more, with gains of 0.5, 0.9, 1, 1.1 and 1.5" },
};
static const char *const flow_nodes[] = { "token", "rnn.h", "rnn.logits", "rnn.loss", "att.s", "att.a", "att.o", "att.logits",
                                          "att.loss", "loss", NULL };
static const char *const flow_also[] = { "tokens", "target", "rho", "forget", "power", "equal", "rnn.x", "rnn.W", "rnn.Wh",
    "rnn.Wx",
                                         "rnn.b", "rnn.Wy", "rnn.c", "rnn.f", "rnn.i", "rnn.g", "rnn.o", "rnn.r", "rnn.z", "rnn.n",
                                         "att.x", "att.We", "att.P", "att.e", "att.Wq", "att.Wk", "att.Wv", "att.Wo", "att.Wy",
                                         "att.q", "att.k", "att.v", "att.u", "att.y", "r1.x", "r2.x", "r3.x", "r4.x", "r5.x",
                                         "r1.rho", "r2.rho", "r3.rho", "r4.rho", "r5.rho", NULL };
// clang-format on

enum { FLOW_INFOS = sizeof flow_params / sizeof flow_params[0] };

typedef struct Flow {
    Tape *tape;
    const Params *params;
    int steps, symbols; // T, D
    uint64_t seed;
    NodeId rho, forget, target;
} Flow;

static double number(const Params *params, const char *name) { return params_number(params, flow_params, FLOW_INFOS, name); }

static bool is_chosen(const Params *params, const char *name, const char *choice) {
    return !strcmp(params_choice(params, flow_params, FLOW_INFOS, name), choice);
}

static NodeId record_normal(Tape *tape, Random *random, const char *name, int rows, int columns, double deviation) {
    NodeId id = tape_leaf(tape, name, SHAPE2(rows, columns), NULL);
    const Node *node = tape_node(tape, id);
    for (int i = 0; i < node->count; i++) node->value[i] = (Real)(deviation * random_normal(random));
    return id;
}

// --- tokens

static bool good_class(double value, int most) { return value >= 0 && value < most && value == __builtin_floor(value); }

static bool good_tokens(const Input *tokens, Problems *problems) {
    if (tokens->shape.size[1] != 1)
        return problems_add(problems, tokens->place, "a token is one number, its place in the vocabulary, but a row has %d numbers",
                            tokens->shape.size[1]);
    if (tokens->shape.size[0] > TOKENS_MOST)
        return problems_add(problems, tokens->place, "%d tokens are too many to be drawn: at most %d", tokens->shape.size[0],
                            TOKENS_MOST);
    for (int i = 0; i < tokens->shape.size[0]; i++)
        if (!good_class(tokens->value[i], SYMBOLS_MOST))
            return problems_add(problems, tokens->place, "token %d is %g: use whole numbers from 0 to %d", i + 1, tokens->value[i],
                                SYMBOLS_MOST - 1);
    return true;
}

static int count_symbols(const Input *tokens, const Params *params) {
    int symbols = (int)number(params, "symbols");
    for (int i = 0; tokens && i < tokens->shape.size[0]; i++)
        if (tokens->value[i] >= symbols) symbols = (int)tokens->value[i] + 1;
    return symbols;
}

static void write_one_hot(Tape *tape, const char *name, const Node *token) {
    NodeId id = tape_find(tape, name);
    if (id == NODE_NONE) return;
    const Node *x = tape_node(tape, id);
    int symbols = x->shape.size[1];
    memset(x->value, 0, sizeof *x->value * (size_t)x->count);
    for (int t = 0; t < token->count; t++)
        if (good_class((double)token->value[t], symbols)) x->value[t * symbols + (int)token->value[t]] = 1;
}

// The tokens given stand at the end; those drawn before them do not depend on how many are given.
static void flow_write(Tape *tape, const Inputs *inputs, const Params *params) {
    static const char *const one_hot[] = { "rnn.x", "att.x", "r1.x", "r2.x", "r3.x", "r4.x", "r5.x" };
    const Input *tokens = inputs_find(inputs, "tokens");
    const Node *token = tape_node(tape, tape_find(tape, "token"));
    int given = tokens ? tokens->shape.size[0] : 0, drawn = token->count - given;
    Random random = random_seed((uint64_t)number(params, "seed") * 8 + 7);
    for (int t = 0; t < drawn; t++) token->value[t] = (Real)random_below(&random, (uint32_t)number(params, "symbols"));
    for (int t = 0; t < given; t++) token->value[drawn + t] = (Real)tokens->value[t];
    tape_node(tape, tape_find(tape, "target"))->value[0] = token->value[0];
    for (size_t i = 0; i < sizeof one_hot / sizeof *one_hot; i++) write_one_hot(tape, one_hot[i], token);
}

// After an edit: a token that the nets have no column for.
static bool flow_check(const Tape *tape, Problems *problems) {
    const Node *token = tape_node(tape, tape_find(tape, "token"));
    int symbols = tape_node(tape, tape_find(tape, "att.x"))->shape.size[1];
    for (int t = 0; t < token->count; t++)
        if (!good_class((double)token->value[t], symbols))
            return problems_add(problems, (Place){ 0 }, "token %d is %g, but these tokens are whole numbers from 0 to %d", t + 1,
                                (double)token->value[t], symbols - 1);
    return true;
}

// --- lanes

// −log p(target), as one number.
static NodeId record_loss(const Flow *f, NodeId state, NodeId Wy) {
    NodeId logits = tape_matmul(f->tape, state, Wy, (MatmulArgs){ 0 }); /* (1, D) */
    logits = named(f->tape, tape_reshape(f->tape, logits, SHAPE1(f->symbols)), "logits");
    return named(f->tape, tape_cross_entropy(f->tape, logits, f->target), "loss");
}

// Zeros, but for the forget gate, which is moved by the leaf `forget`.
static NodeId record_bias(const Flow *f, RecurrentKind kind, int gates) {
    NodeId b = tape_leaf(f->tape, "b", SHAPE1(gates * HIDDEN), NULL);
    if (kind != RECURRENT_LSTM) return b;
    NodeId at = tape_constant(f->tape, NULL, SHAPE1(gates * HIDDEN), NULL);
    for (int i = HIDDEN; i < 2 * HIDDEN; i++) tape_node(f->tape, at)->value[i] = 1;
    return tape_add(f->tape, b, tape_multiply(f->tape, at, f->forget));
}

// The matrix from state to state, a square of its own for every gate, each of spectral radius 1.
static NodeId record_states(const Flow *f, Random *random, int gates) {
    Arena *arena = f->tape->arena;
    NodeId id = tape_leaf(f->tape, "W", SHAPE2(HIDDEN, gates * HIDDEN), NULL);
    double *w = arena_new(arena, double, HIDDEN *HIDDEN);
    for (int gate = 0; gate < gates; gate++) {
        if (is_chosen(f->params, "init", "orthogonal"))
            initial_orthogonal(random, HIDDEN, 1, w);
        else
            initial_gauss(random, HIDDEN, 1, w, arena);
        Real *value = tape_node(f->tape, id)->value;
        for (int i = 0; i < HIDDEN; i++)
            for (int j = 0; j < HIDDEN; j++) value[(i * gates + gate) * HIDDEN + j] = (Real)w[i * HIDDEN + j];
    }
    return id;
}

static NodeId record_recurrent(const Flow *f, const char *prefix, NodeId rho) {
    static const int gates[] = { [RECURRENT_RNN] = 1, [RECURRENT_LSTM] = 4, [RECURRENT_GRU] = 3 };
    Tape *tape = f->tape;
    Random random = random_seed(f->seed * 8);
    RecurrentSpec spec = { .kind = (RecurrentKind)number(f->params, "cell"),
                           .activation = is_chosen(f->params, "activation", "linear") ? RECURRENT_LINEAR : RECURRENT_TANH };
    int columns = gates[spec.kind] * HIDDEN;
    tape_prefix(tape, prefix);
    spec.x = tape_leaf(tape, "x", SHAPE2(f->steps, f->symbols), NULL);
    spec.h0 = tape_constant(tape, "h0", SHAPE1(HIDDEN), NULL);
    if (spec.kind == RECURRENT_LSTM) spec.c0 = tape_constant(tape, "c0", SHAPE1(HIDDEN), NULL);
    spec.Wx = record_normal(tape, &random, "Wx", f->symbols, columns, 1 / __builtin_sqrt(f->symbols));
    NodeId W = record_states(f, &random, gates[spec.kind]);
    spec.Wh = named(tape, tape_multiply(tape, W, rho), "Wh");
    spec.bx = record_bias(f, spec.kind, gates[spec.kind]);
    if (spec.kind == RECURRENT_GRU) spec.bh = tape_leaf(tape, "bh", SHAPE1(columns), NULL);
    NodeId last;
    recurrent_nodes(tape, &spec, &last);
    NodeId Wy = record_normal(tape, &random, "Wy", HIDDEN, f->symbols, 1 / __builtin_sqrt(HIDDEN));
    NodeId loss = record_loss(f, last, Wy);
    tape_prefix(tape, "");
    return loss;
}

static NodeId record_attention(const Flow *f) {
    const double one = 1 / __builtin_sqrt(WIDTH);
    Tape *tape = f->tape;
    Random random = random_seed(f->seed * 8 + 1);
    tape_prefix(tape, "att.");
    NodeId x = tape_leaf(tape, "x", SHAPE2(f->steps, f->symbols), NULL);
    NodeId We = record_normal(tape, &random, "We", f->symbols, WIDTH, 1 / __builtin_sqrt(f->symbols));
    NodeId Wq = record_normal(tape, &random, "Wq", WIDTH, WIDTH, one), Wk = record_normal(tape, &random, "Wk", WIDTH, WIDTH, one);
    NodeId Wv = record_normal(tape, &random, "Wv", WIDTH, WIDTH, one), Wo = record_normal(tape, &random, "Wo", WIDTH, WIDTH, one);
    NodeId Wy = record_normal(tape, &random, "Wy", WIDTH, f->symbols, one);
    NodeId P = record_normal(tape, &random, "P", f->steps, WIDTH, 0.1);
    NodeId e = named(tape, tape_add(tape, tape_matmul(tape, x, We, (MatmulArgs){ 0 }), P), "e"); /* (T, d) */
    NodeId last = tape_slice(tape, e, 0, f->steps - 1, 1);                                       /* (1, d) */
    NodeId q = named(tape, tape_matmul(tape, last, Wq, (MatmulArgs){ 0 }), "q");
    NodeId k = named(tape, tape_matmul(tape, e, Wk, (MatmulArgs){ 0 }), "k");
    NodeId v = named(tape, tape_matmul(tape, e, Wv, (MatmulArgs){ 0 }), "v");
    NodeId raw = tape_matmul(tape, q, k, (MatmulArgs){ .transpose_b = true }); /* (1, T) */
    NodeId a = named(tape, tape_softmax(tape, named(tape, tape_scale(tape, raw, one), "s"), NODE_NONE), "a");
    NodeId o = named(tape, tape_matmul(tape, a, v, (MatmulArgs){ 0 }), "o");
    NodeId u = named(tape, tape_matmul(tape, o, Wo, (MatmulArgs){ 0 }), "u");
    NodeId loss = record_loss(f, named(tape, tape_add(tape, last, u), "y"), Wy);
    tape_prefix(tape, "");
    return loss;
}

// What the two laws say alone: rhoᵏ, the gradient k steps back in a linear net whose matrix only turns, and 1/T, the weight of
// every token when all scores are equal.
static void record_laws(const Flow *f) {
    Tape *tape = f->tape;
    NodeId steps = tape_constant(tape, NULL, SHAPE1(f->steps), NULL);
    for (int k = 0; k < f->steps; k++) tape_node(tape, steps)->value[k] = (Real)k;
    named(tape, tape_exp(tape, tape_multiply(tape, steps, tape_log(tape, f->rho))), "power"); /* (T) */
    named(tape, tape_softmax(tape, tape_constant(tape, NULL, SHAPE1(f->steps), NULL), NODE_NONE), "equal");
}

static bool flow_record(Tape *tape, const Inputs *inputs, const Params *params, Problems *problems) {
    const Input *tokens = inputs_find(inputs, "tokens");
    if (tokens && !good_tokens(tokens, problems)) return false;
    int given = tokens ? tokens->shape.size[0] : 0, steps = (int)number(params, "length");
    Flow f = { tape,
               params,
               given > steps ? given : steps,
               count_symbols(tokens, params),
               (uint64_t)number(params, "seed"),
               NODE_NONE,
               NODE_NONE,
               NODE_NONE };
    inputs_constant(tape, tokens);
    tape_constant(tape, "token", SHAPE1(f.steps), NULL);
    f.target = tape_constant(tape, "target", SHAPE0(), NULL);
    f.rho = tape_leaf(tape, "rho", SHAPE0(), (Real[]){ (Real)number(params, "rho") });
    f.forget = tape_leaf(tape, "forget", SHAPE0(), (Real[]){ (Real)number(params, "forget") });
    NodeId rnn = record_recurrent(&f, "rnn.", f.rho), att = record_attention(&f);
    NodeId loss = tape_add(tape, rnn, att);
    for (int i = 0; i < FAMILY && number(params, "family") != 0; i++) {
        const char *prefix = arena_print(tape->arena, "r%d.", i + 1);
        NodeId rho = tape_leaf(tape, arena_print(tape->arena, "%srho", prefix), SHAPE0(), (Real[]){ (Real)family_rho[i] });
        NodeId more = record_recurrent(&f, prefix, rho);
        loss = tape_add(tape, loss, more);
    }
    named(tape, loss, "loss");
    record_laws(&f);
    flow_write(tape, inputs, params);
    return true;
}

const Model model_flow = {
    .name = "flow",
    .summary = "a recurrent net and an attention layer, the same tokens, the same loss at the last one",
    WITH_INPUTS(flow_inputs),
    WITH_PARAMS(flow_params),
    .node = flow_nodes,
    .also = flow_also,
    .record = flow_record,
    .check = flow_check,
    .write = flow_write,
};
