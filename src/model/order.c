// A sentence and the same words in reverse, through the same attention: q, k and v are the words themselves, with or without a
// vector added that says where each stands. Without it the outputs are the same vectors in another order.
//
//     one.x = x + positions · pe     one.o = softmax(one.x one.xᵀ / √d) one.x     two.: the words in reverse
#include "model/parts.h"

// clang-format off
static const InputInfo order_inputs[] = {
    { .name = "x", .shape = "n,d", .summary = "words, one a row" },
};
static const ParamInfo order_params[] = {
    { .name = "positions", .label = "Add positions", .kind = PARAM_SWITCH, .initial = "off",
      .summary = "whether every word gets its position's vector added" },
    { .name = "base", .label = "Base", .kind = PARAM_NUMBER, .initial = "10000", .low = 1, .high = 1e9,
      .summary = "the slowest hand turns nearly as many times slower than the fastest" },
};
static const char *const order_nodes[] = {
    "pe", "added", "two.word", "one.x", "one.s", "one.a", "one.o", "two.x", "two.s", "two.a", "two.o", NULL,
};
static const char *const order_also[] = { "position", "exponent", "base", "frequency", "angle", "positions", "reverse", "root_d",
    NULL };
// clang-format on

enum { ORDER_INFOS = sizeof order_params / sizeof order_params[0], WORDS_MOST = 512 };

// Attention of the words to themselves, under the names x, s, a, o behind the tape's prefix.
static void record_attention(Tape *tape, const char *prefix, NodeId words, NodeId added, NodeId root) {
    tape_prefix(tape, prefix);
    NodeId x = named(tape, tape_add(tape, words, added), "x"); /* (n, d) */
    NodeId s = named(tape, tape_divide(tape, tape_matmul(tape, x, x, (MatmulArgs){ .transpose_b = true }), root), "s");
    NodeId a = named(tape, tape_softmax(tape, s, NODE_NONE), "a"); /* (n, n) */
    named(tape, tape_matmul(tape, a, x, (MatmulArgs){ 0 }), "o");  /* (n, d) */
    tape_prefix(tape, "");
}

static bool order_record(Tape *tape, const Inputs *inputs, const Params *params, Problems *problems) {
    const Input *given = inputs_find(inputs, "x");
    int n = given->shape.size[0], d = given->shape.size[1];
    if (n > WORDS_MOST)
        return problems_add(problems, given->place, "x has %d rows, but a sentence may have at most %d words here", n, WORDS_MOST);
    NodeId x = inputs_leaf(tape, given); /* (n, d) */
    NodeId pe =
        position_nodes(tape, (PositionSpec){ .n = n, .d = d, .base = params_number(params, order_params, ORDER_INFOS, "base") });
    Real on = (Real)params_number(params, order_params, ORDER_INFOS, "positions");
    NodeId added = named(tape, tape_multiply(tape, pe, tape_constant(tape, "positions", SHAPE0(), &on)), "added");
    NodeId reverse = tape_constant(tape, "reverse", SHAPE1(n), NULL);
    for (int i = 0; i < n; i++) tape_node(tape, reverse)->value[i] = (Real)(n - 1 - i);
    NodeId root = tape_constant(tape, "root_d", SHAPE0(), (Real[]){ real_sqrt((Real)d) });
    NodeId words = named(tape, tape_gather(tape, x, reverse), "two.word");
    record_attention(tape, "one.", x, added, root);
    record_attention(tape, "two.", words, added, root);
    return true;
}

const Model model_order = {
    .name = "order",
    .summary = "a sentence and its words in reverse through the same attention, with or without positions",
    WITH_INPUTS(order_inputs),
    WITH_PARAMS(order_params),
    .node = order_nodes,
    .also = order_also,
    .record = order_record,
};
