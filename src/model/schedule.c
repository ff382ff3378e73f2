// What can be computed at the same time, and what has to wait. Everything is recorded with its layer steps, so that the timetable
// and the longest path are those of real tapes:
//
//     rnn.   a recurrent layer, `lanes` sequences of n steps; each state needs the one before
//     att.   self-attention over n tokens: scores, softmax, mix
//     train. the same with a causal mask, and a loss at every position
//     scan.  h = a h + x folded two by two (Ladner & Fischer 1980): a pair (a, b) stands for h ↦ a h + b
//     lin.   the same recurrence one step after the other
//     sum.   all of x added up two by two
#include "base/random.h"
#include "model/parts.h"

enum { NUMBERS_MOST = 256, SYMBOLS = 8 };

// clang-format off
static const InputInfo schedule_inputs[] = {
    { .name = "a", .shape = "", .optional = true, .has_fill = true, .fill = 0.5, .summary = "what the linear recurrence keeps" },
    { .name = "x", .shape = "t", .optional = true, .summary = "numbers to be folded and added up, in their order" },
};
static const ParamInfo schedule_params[] = {
    { .name = "n", .label = "Length n", .kind = PARAM_WHOLE, .initial = "8", .low = 1, .high = 16, .structural = true,
      .summary = "tokens, or steps in time" },
    { .name = "d", .label = "Width d", .kind = PARAM_WHOLE, .initial = "8", .low = 1, .high = 64, .structural = true,
      .summary = "numbers in a state, a query, a key or a value" },
    { .name = "lanes", .label = "Batch", .kind = PARAM_WHOLE, .initial = "1", .low = 1, .high = 32, .structural = true,
      .summary = "sequences that the recurrent layer reads side by side" },
};
// clang-format on
static const char *const schedule_nodes[] = { "att.raw", "att.s",      "att.a", "att.o", "train.a",
                                              "train.o", "train.loss", "rnn.h", NULL };
static const char *const schedule_also[] = {
    "scan.a0", "scan.a1", "scan.b1", "scan.a2", "scan.b2", "scan.a3", "scan.b3",        "scan.a4",        "scan.b4", "scan.h",
    "lin.h",   "sum.1",   "sum.2",   "sum.3",   "sum.4",   "sum.all", "counted.scores", "counted.states", NULL,
};

enum { SCHEDULE_INFOS = sizeof schedule_params / sizeof schedule_params[0] };

// --- the two layers

static void record_recurrent(Tape *tape, Random *random, int n, int d, int lanes) {
    tape_prefix(tape, "rnn.");
    double size = 1 / __builtin_sqrt(d);
    RecurrentSpec spec = { .rows = lanes, .x = normal_constant(tape, random, "x", SHAPE2(n * lanes, d), 1) };
    spec.h0 = tape_constant(tape, "h0", SHAPE1(d), NULL);
    spec.Wx = normal_constant(tape, random, "Wx", SHAPE2(d, d), size);
    spec.Wh = normal_constant(tape, random, "Wh", SHAPE2(d, d), size);
    spec.bx = tape_constant(tape, "b", SHAPE1(d), NULL);
    recurrent_nodes(tape, &spec, NULL);
    tape_prefix(tape, "");
}

// Three layer steps; with a mask the weights of what comes later are 0. Returns o (n, d).
static NodeId record_attention(Tape *tape, Random *random, int n, int d, bool causal) {
    NodeId q = normal_constant(tape, random, "q", SHAPE2(n, d), 1), k = normal_constant(tape, random, "k", SHAPE2(n, d), 1);
    NodeId v = normal_constant(tape, random, "v", SHAPE2(n, d), 1), mask = NODE_NONE;
    if (causal) {
        mask = tape_constant(tape, "mask", SHAPE2(n, n), NULL);
        for (int i = 0; i < n * n; i++) tape_node(tape, mask)->value[i] = i % n <= i / n;
    }
    tape_layer_step(tape);
    NodeId raw = named(tape, tape_matmul(tape, q, k, (MatmulArgs){ .transpose_b = true }), "raw"); /* (n, n) */
    NodeId s = named(tape, tape_scale(tape, raw, 1 / __builtin_sqrt(d)), "s");
    if (causal) s = named(tape, tape_hide(tape, s, mask), "masked");
    tape_layer_step(tape);
    NodeId a = named(tape, tape_softmax(tape, s, NODE_NONE), "a");
    tape_layer_step(tape);
    NodeId o = named(tape, tape_matmul(tape, a, v, (MatmulArgs){ 0 }), "o"); /* (n, d) */
    tape_layer_step_end(tape);
    return o;
}

// Every position guesses the token that follows it, all of them known beforehand.
static void record_training(Tape *tape, Random *random, int n, int d) {
    tape_prefix(tape, "train.");
    NodeId o = record_attention(tape, random, n, d, true);
    NodeId out = normal_constant(tape, random, "Wout", SHAPE2(d, SYMBOLS), 1 / __builtin_sqrt(d));
    NodeId target = tape_constant(tape, "target", SHAPE1(n), NULL);
    for (int i = 0; i < n; i++) tape_node(tape, target)->value[i] = (Real)(random_below(random, SYMBOLS));
    NodeId logits = named(tape, tape_matmul(tape, o, out, (MatmulArgs){ 0 }), "logits"); /* (n, SYMBOLS) */
    named(tape, tape_cross_entropy(tape, logits, target), "loss");                       /* (n) */
    tape_prefix(tape, "");
}

// --- folding

static NodeId piece(Tape *tape, NodeId x, int t) { return tape_slice(tape, x, 0, t, 1); }

// (a₁, b₁), then (a₂, b₂): h ↦ a₂ (a₁ h + b₁) + b₂ = a₁a₂ h + a₂b₁ + b₂
static void join(Tape *tape, NodeId a, NodeId b, int left, int t, NodeId *out_a, NodeId *out_b) {
    NodeId a1 = piece(tape, a, left), a2 = piece(tape, a, t), b1 = piece(tape, b, left), b2 = piece(tape, b, t);
    *out_a = tape_multiply(tape, a1, a2);
    NodeId carried = tape_multiply(tape, a2, b1);
    *out_b = tape_add(tape, carried, b2);
}

// After round r the pair at t stands for all steps from the beginning of its block of 2ʳ to t; joined is the second half of each
// block, with the last of the first half.
static void record_scan(Tape *tape, NodeId factor, NodeId x, int n) {
    NodeId ones = named(tape, tape_constant(tape, NULL, SHAPE1(n), NULL), "scan.ones"), part_a[NUMBERS_MOST], part_b[NUMBERS_MOST];
    for (int t = 0; t < n; t++) tape_node(tape, ones)->value[t] = 1;
    NodeId a = named(tape, tape_multiply(tape, ones, factor), "scan.a0"), b = x;
    for (int round = 0; 1 << round < n; round++) {
        tape_layer_step(tape);
        for (int t = 0; t < n; t++) {
            if (t >> round & 1)
                join(tape, a, b, (t >> round << round) - 1, t, &part_a[t], &part_b[t]);
            else
                part_a[t] = piece(tape, a, t), part_b[t] = piece(tape, b, t);
        }
        a = named(tape, tape_concat(tape, n, part_a, 0), arena_print(tape->arena, "scan.a%d", round + 1));
        b = named(tape, tape_concat(tape, n, part_b, 0), arena_print(tape->arena, "scan.b%d", round + 1));
    }
    tape_layer_step_end(tape);
    named(tape, tape_reshape(tape, b, SHAPE1(n)), "scan.h");
}

static void record_linear(Tape *tape, NodeId factor, NodeId x, int n) {
    tape_prefix(tape, "lin.");
    RecurrentSpec spec = { .activation = RECURRENT_LINEAR, .x = tape_reshape(tape, x, SHAPE2(n, 1)) };
    spec.h0 = tape_constant(tape, "h0", SHAPE1(1), NULL);
    spec.Wx = tape_constant(tape, "Wx", SHAPE2(1, 1), (Real[]){ 1 });
    spec.Wh = tape_reshape(tape, factor, SHAPE2(1, 1));
    spec.bx = tape_constant(tape, "b", SHAPE1(1), NULL);
    recurrent_nodes(tape, &spec, NULL);
    tape_prefix(tape, "");
}

// Neighbours are added, then the sums of neighbours; one left over waits for the next round.
static void record_sum(Tape *tape, NodeId x, int n) {
    NodeId all = x;
    for (int round = 1; n > 1; round++, n = (n + 1) / 2) {
        tape_layer_step(tape);
        NodeId pairs = tape_reshape(tape, tape_slice(tape, all, 0, 0, n / 2 * 2), SHAPE2(n / 2, 2));
        NodeId sums = tape_sum(tape, pairs, 1);
        if (n % 2) sums = tape_concat(tape, 2, (NodeId[]){ sums, piece(tape, all, n - 1) }, 0);
        all = named(tape, sums, arena_print(tape->arena, "sum.%d", round));
    }
    tape_layer_step_end(tape);
    named(tape, tape_reshape(tape, all, SHAPE1(1)), "sum.all");
}

static bool record_folds(Tape *tape, const Inputs *inputs, Problems *problems) {
    const Input *given = inputs_find(inputs, "x");
    NodeId a = inputs_leaf(tape, inputs_find(inputs, "a"));
    if (!given) return true;
    int n = given->shape.size[0];
    if (n > NUMBERS_MOST)
        return problems_add(problems, given->place, "x has %d numbers, but at most %d can be folded", n, NUMBERS_MOST);
    NodeId x = inputs_leaf(tape, given);
    record_scan(tape, a, x, n);
    record_linear(tape, a, x, n);
    record_sum(tape, x, n);
    return true;
}

// --- the model

static bool schedule_record(Tape *tape, const Inputs *inputs, const Params *params, Problems *problems) {
    int n = (int)params_number(params, schedule_params, SCHEDULE_INFOS, "n");
    int d = (int)params_number(params, schedule_params, SCHEDULE_INFOS, "d");
    int lanes = (int)params_number(params, schedule_params, SCHEDULE_INFOS, "lanes");
    Random random = random_seed(3);
    tape_prefix(tape, "att.");
    record_attention(tape, &random, n, d, false);
    tape_prefix(tape, "");
    record_training(tape, &random, n, d);
    if (!record_folds(tape, inputs, problems)) return false;
    record_recurrent(tape, &random, n, d, lanes);
    // What the operations count: all scores, and the chain of one lane.
    Real scores = (Real)tape_work(tape, tape_find(tape, "att.raw")).multiply_adds;
    Real states = (Real)(model_work_products(tape, "rnn.") / lanes);
    tape_constant(tape, "counted.scores", SHAPE0(), &scores);
    tape_constant(tape, "counted.states", SHAPE0(), &states);
    return true;
}

const Model model_schedule = {
    .name = "schedule",
    .summary = "a recurrent layer, self-attention, a linear scan and a sum, each with the steps that have to wait",
    WITH_INPUTS(schedule_inputs),
    WITH_PARAMS(schedule_params),
    .node = schedule_nodes,
    .also = schedule_also,
    .record = schedule_record,
};
