// The layers with float elements, as training records them: the hand numbers of the models that are made of them.
#define ATTEND_FLOAT
#include "layers/layers.h"
#include "support/check.h"

#define TOLERANCE 5.001e-5 // the lessons' numbers have four decimals

static void check_node(const Tape *tape, const char *name, bool grad, const double *want, int wanted) {
    NodeId id = tape_find(tape, name);
    if (id == NODE_NONE) fail_msg("no node %s", name);
    const Node *node = tape_node(tape, id);
    assert_int_equal(node->count, wanted);
    for (int i = 0; i < wanted; i++)
        check_close((double)(grad ? node->grad : node->value)[i], want[i], TOLERANCE, name, __FILE__, __LINE__);
}
#define check_numbers(tape, name, grad, ...)                                                                                       \
    check_node(tape, name, grad, (const double[]){ __VA_ARGS__ }, sizeof((const double[]){ __VA_ARGS__ }) / sizeof(double))

static NodeId leaf(Tape *tape, const char *name, Shape shape, const Real *value) { return tape_leaf(tape, name, shape, value); }

static NodeId diagonal(Tape *tape, const char *name, const Real *value) {
    NodeId id = tape_leaf(tape, name, SHAPE2(4, 4), NULL);
    for (int i = 0; i < 4; i++) tape_node(tape, id)->value[5 * i] = value[i];
    return id;
}

static void a_block_has_the_hand_numbers(void **state) {
    (void)state;
    assert_int_equal(sizeof(Real), 4);
    Arena *arena = arena_begin();
    Tape *tape = tape_begin(arena);
    const Real one[] = { 1, 1, 1, 1 }, query[] = { 1.5536724f, 1.5536724f, 1.5536724f, 1.5536724f }, last[] = { 1, 1, 2, 1 };
    BlockSpec spec = { .post = true };
    spec.x = leaf(tape, "x", SHAPE2(4, 4), (Real[]){ 1, 0, 1, 0, 1, 0, 0, 1, 0, 1, 1, 0, 0, 1, 0, 1 });
    spec.attention = (MultiheadSpec){ .heads = 2, .Wq = diagonal(tape, "Wq", query) };
    spec.attention.Wk = diagonal(tape, "Wk", one);
    spec.attention.Wv = diagonal(tape, "Wv", one);
    spec.attention.Wo = diagonal(tape, "Wo", one);
    spec.attention.mask = filled_constant(tape, SHAPE2(4, 4), 1);
    spec.feedforward.W1 = diagonal(tape, "W1", one);
    spec.feedforward.b1 = leaf(tape, "b1", SHAPE1(4), NULL);
    spec.feedforward.W2 = diagonal(tape, "W2", last);
    spec.feedforward.b2 = leaf(tape, "b2", SHAPE1(4), NULL);
    spec.norm1 = (LayernormSpec){ .prefix = "ln1.", .x = spec.x, .eps = layernorm_eps(tape, 0) };
    layernorm_plain(tape, &spec.norm1);
    spec.norm2 = spec.norm1;
    spec.norm2.prefix = "ln2.";
    block_nodes(tape, &spec);
    tape_forward(tape);
    const double y[] = { .7001, -.9802, 1.2603, -.9802 };
    for (int i = 0; i < 4; i++)
        check_close((double)tape_node(tape, tape_find(tape, "y"))->value[i], y[i], TOLERANCE, "y", __FILE__, __LINE__);
    arena_end(arena);
}

static void layer_norm_has_the_hand_numbers(void **state) {
    (void)state;
    Arena *arena = arena_begin();
    Tape *tape = tape_begin(arena);
    LayernormSpec spec = { .prefix = "", .x = leaf(tape, "x", SHAPE2(1, 4), (Real[]){ 3, 9, 11, 17 }) };
    spec.eps = layernorm_eps(tape, 0);
    layernorm_plain(tape, &spec);
    NodeId y = named(tape, layernorm_nodes(tape, spec), "y");
    tape_forward(tape);
    tape_backward(tape, y, (Real[]){ 1, 0, 0, 0 });
    check_numbers(tape, "y", false, -1.4, -.2, .2, 1.4);
    check_numbers(tape, "x", true, .052, -.064, -.036, .048);
    arena_end(arena);
}

static void recurrent_layers_have_the_hand_numbers(void **state) {
    (void)state;
    Arena *arena = arena_begin();
    Tape *tape = tape_begin(arena);
    RecurrentSpec spec = { .x = leaf(tape, "x", SHAPE2(3, 1), (Real[]){ 1, 0, 0 }) };
    spec.h0 = leaf(tape, "h0", SHAPE1(1), NULL);
    spec.Wx = leaf(tape, "Wx", SHAPE2(1, 1), (Real[]){ 1 });
    spec.Wh = leaf(tape, "Wh", SHAPE2(1, 1), (Real[]){ .8f });
    spec.bx = leaf(tape, "b", SHAPE1(1), NULL);
    NodeId h = recurrent_nodes(tape, &spec, NULL);
    tape_forward(tape);
    tape_backward(tape, h, (Real[]){ 0, 0, 1 });
    check_numbers(tape, "h", false, .7616, .5436, .4094);
    check_numbers(tape, "x", true, .1576, .4691, .8324);
    arena_end(arena);
    tape = tape_begin(arena = arena_begin());
    spec = (RecurrentSpec){ .kind = RECURRENT_LSTM, .x = leaf(tape, "x", SHAPE2(2, 1), (Real[]){ 1, -.5f }) };
    spec.h0 = leaf(tape, "h0", SHAPE1(1), (Real[]){ .2f });
    spec.c0 = leaf(tape, "c0", SHAPE1(1), (Real[]){ -.3f });
    spec.Wx = leaf(tape, "Wx", SHAPE2(1, 4), (Real[]){ .5f, -.4f, .9f, .3f });
    spec.Wh = leaf(tape, "Wh", SHAPE2(1, 4), (Real[]){ .1f, .7f, -.6f, .8f });
    spec.bx = leaf(tape, "b", SHAPE1(4), (Real[]){ .2f, 1, -.1f, .4f });
    recurrent_nodes(tape, &spec, NULL);
    tape_forward(tape);
    check_numbers(tape, "h", false, .1351, -.0711);
    arena_end(arena);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_block_has_the_hand_numbers),
        cmocka_unit_test(layer_norm_has_the_hand_numbers),
        cmocka_unit_test(recurrent_layers_have_the_hand_numbers),
    };
    return cmocka_run_group_tests_name("layers/float", tests, NULL, NULL);
}
