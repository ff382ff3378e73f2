// Nudging a number and looking at the objective: any node, one element or a whole row, and everything is put back.
#include "core/explain.h"
#include "core/probe.h"
#include "support/check.h"

static Arena *memory;

// loss = mse(tanh(x W), y)
static Tape *net(void) {
    Tape *tape = tape_begin(memory);
    NodeId x = tape_leaf(tape, "x", SHAPE2(2, 3), (Real[]){ 0.5, -1, 2, 0.25, 1, -0.5 });
    NodeId W = tape_leaf(tape, "W", SHAPE2(3, 2), (Real[]){ 1, -0.5, 0.25, 0.75, -1, 0.5 });
    NodeId h = tape_tanh(tape, tape_matmul(tape, x, W, (MatmulArgs){ 0 }));
    tape_name(tape, h, "h");
    NodeId y = tape_constant(tape, "y", SHAPE2(2, 2), (Real[]){ 0.5, 0, -0.5, 1 });
    tape_name(tape, tape_mse(tape, h, y), "loss");
    tape_forward(tape);
    tape_backward(tape, tape_find(tape, "loss"), NULL);
    return tape;
}

static void every_gradient_is_proved(void **state) {
    (void)state;
    Tape *tape = net();
    for (NodeId id = 0; id < tape->count; id++) {
        const Node *node = tape_node(tape, id);
        if (node->constant || id == tape->from) continue;
        for (int i = 0; i < node->count; i++) {
            Proof p = probe_gradient(memory, tape, id, i, 1);
            assert_close(p.shown, node->grad[i], 0);
            assert_close(p.difference, p.shown, 1e-9);
            if (p.digits < 6 || p.lost) fail_msg("%s %d: %d digits", node->name, i, p.digits);
        }
        Proof whole = probe_gradient(memory, tape, id, 0, node->count);
        assert_close(whole.shown, expr_value(tape, explain_length(memory, id, 0, node->count), 0), 1e-15);
        assert_close(whole.difference, whole.shown, 1e-9);
    }
}

// A gradient that is wrong must not be proved.
static void a_wrong_gradient_is_found_out(void **state) {
    (void)state;
    Tape *tape = net();
    const Node *W = tape_node(tape, tape_find(tape, "W"));
    W->grad[0] *= 1.01;
    assert_true(probe_gradient(memory, tape, tape_find(tape, "W"), 0, 1).digits <= 2);
    W->grad[0] = 0;
    Proof p = probe_gradient(memory, tape, tape_find(tape, "W"), 0, 1);
    assert_int_equal(p.digits, 0);
    assert_false(p.lost);
}

// Where far steps say nothing, the steps that agree with each other count, not those that differ by little in numbers.
static void a_wild_objective_is_proved_by_small_steps(void **state) {
    (void)state;
    Tape *tape = tape_begin(memory);
    NodeId x = tape_leaf(tape, "x", SHAPE0(), (Real[]){ 0.3 }), z = tape_tanh(tape, x);
    NodeId one = tape_constant(tape, NULL, SHAPE0(), (Real[]){ 1 }), two = tape_constant(tape, NULL, SHAPE0(), (Real[]){ 2 });
    for (int i = 0; i < 19; i++) // 1 − 2z² keeps to −1 … 1 and about doubles every difference
        z = tape_subtract(tape, one, tape_multiply(tape, two, tape_square(tape, z)));
    tape_name(tape, z, "loss");
    tape_forward(tape);
    tape_backward(tape, z, NULL);
    assert_true(tape_node(tape, x)->grad[0] * tape_node(tape, x)->grad[0] > 1e4);
    Proof p = probe_gradient(memory, tape, x, 0, 1);
    assert_true(p.digits >= 3 && p.epsilon < 1e-5);
}

static void nothing_is_left_behind(void **state) {
    (void)state;
    Tape *tape = net();
    Real value[16][8], grad[16][8];
    for (NodeId id = 0; id < tape->count; id++)
        for (int i = 0; i < tape_node(tape, id)->count; i++)
            value[id][i] = tape_node(tape, id)->value[i], grad[id][i] = tape_node(tape, id)->grad[i];
    probe_gradient(memory, tape, tape_find(tape, "h"), 1, 1);
    probe_gradient(memory, tape, tape_find(tape, "x"), 0, 3);
    for (NodeId id = 0; id < tape->count; id++)
        for (int i = 0; i < tape_node(tape, id)->count; i++) {
            assert_true(tape_node(tape, id)->value[i] == value[id][i]);
            assert_true(tape_node(tape, id)->grad[i] == grad[id][i]);
        }
}

// A change beyond the loss's last digit, and no gradient at all.
static void what_cannot_be_seen_is_said(void **state) {
    (void)state;
    Tape *tape = tape_begin(memory);
    NodeId x = tape_leaf(tape, "x", SHAPE1(2), (Real[]){ 1, 1 });
    NodeId tiny = tape_constant(tape, "tiny", SHAPE1(2), (Real[]){ 1e-20, 0 });
    NodeId one = tape_constant(tape, "one", SHAPE1(2), (Real[]){ 1, 1 });
    NodeId sum = tape_sum(tape, tape_add(tape, one, tape_multiply(tape, x, tiny)), 0);
    tape_name(tape, sum, "loss");
    tape_forward(tape);
    tape_backward(tape, sum, NULL);
    assert_true(probe_gradient(memory, tape, x, 0, 1).lost);
    Proof none = probe_gradient(memory, tape, x, 1, 1);
    assert_true(!none.lost && none.difference == 0 && none.digits == 15);
}

static int begin(void **state) {
    (void)state;
    memory = arena_begin();
    return 0;
}
static int end(void **state) {
    (void)state;
    arena_end(memory);
    return 0;
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_gradient_is_proved),
        cmocka_unit_test(a_wrong_gradient_is_found_out),
        cmocka_unit_test(a_wild_objective_is_proved_by_small_steps),
        cmocka_unit_test(nothing_is_left_behind),
        cmocka_unit_test(what_cannot_be_seen_is_said),
    };
    return cmocka_run_group_tests(tests, begin, end);
}
