// Dot product and kernel: the numbers of the lesson, the identity between them, the circle, and what is refused.
#include "base/random.h"
#include "model/setup.h"

static void the_numbers_of_the_lesson(void **state) {
    (void)state;
    Run r = run_good("twins", "", SEED_CSV "sigma,1\n");
    check_value(&r, "dot.s", 2, 1, 0, -1);
    check_value(&r, "dot.a", .6439, .2369, .0871, .0321);
    check_value(&r, "distance2", 0, 1, 4, 5);
    check_value(&r, "kernel.s", 0, -.5, -2, -2.5);
    check_value(&r, "kernel.a", .5483, .3325, .0742, .0450);
    check_value(&r, "bias.k", 1, .5, 1, .5);
    check_value(&r, "bias.q", 1);
    check_value(&r, "dot.o", 2.2271, .8193);
    arena_end(r.arena);
}

// kernel.s = q·k − |k|²/2 − |q|²/2 for sigma = 1, whatever the vectors are.
static void the_kernel_is_the_dot_product_with_a_handicap(void **state) {
    (void)state;
    Run r = run_good("twins", "", "q1,1.5,-2,0.25\nq2,0,3,1\nk1,1,1,2\nk2,-0.5,4,1\nk3,7,0,-1\n");
    const Node *kernel = node_of(&r, "kernel.s"), *bias = node_of(&r, "bias.s");
    assert_int_equal(kernel->count, 6);
    for (int i = 0; i < 6; i++) assert_close(bias->value[i], kernel->value[i], 1e-12);
    assert_true(tape_find(r.tape, "dot.o") == NODE_NONE);
    arena_end(r.arena);
}

static void on_the_circle_both_agree(void **state) {
    (void)state;
    Run r = run_good("twins", "", "q1,1.5,-2,0.25\nq2,0,3,1\nk1,1,1,2\nk2,-0.5,4,1\nk3,7,0,-1\n");
    const Node *ring = node_of(&r, "ring.k"), *dot = node_of(&r, "ring.dot.a"), *kernel = node_of(&r, "ring.kernel.a");
    for (int i = 0; i < 3; i++) {
        double squares = 0;
        for (int j = 0; j < 3; j++) squares += ring->value[3 * i + j] * ring->value[3 * i + j];
        assert_close(squares, 1, 1e-14);
    }
    for (int i = 0; i < 6; i++) assert_close(dot->value[i], kernel->value[i], 1e-12);
    arena_end(r.arena);
}

// The directions stay: each key on the circle is its key divided by one positive number.
static void keys_keep_their_direction(void **state) {
    (void)state;
    Run r = run_good("twins", "", SEED_CSV);
    const double root = __builtin_sqrt(0.5), want[] = { root, root, 1, 0, root, -root, -1, 0 };
    const Node *ring = node_of(&r, "ring.k");
    for (int i = 0; i < 8; i++) assert_close(ring->value[i], want[i], 1e-15);
    arena_end(r.arena);
}

static void a_wider_kernel_is_flatter(void **state) {
    (void)state;
    Run near = run_good("twins", "", SEED_CSV), far = run_good("twins", "", SEED_CSV "sigma,10\n");
    assert_close(node_of(&near, "sigma")->value[0], 1, 0);
    assert_true(node_of(&far, "kernel.a")->value[0] < 0.27 && node_of(&near, "kernel.a")->value[0] > 0.5);
    assert_close(node_of(&far, "kernel.s")->value[3], -5.0 / 200, 1e-12);
    arena_end(near.arena);
    arena_end(far.arena);
}

static void refused(const char *text, const char *said) {
    Run r = run_model("twins", "", text);
    if (r.tape || !strstr(problem_of(&r, 0), said)) fail_msg("expected a problem with \"%s\", got \"%s\"", said, problem_of(&r, 0));
    arena_end(r.arena);
}

static void what_has_no_place_on_the_circle_is_refused(void **state) {
    (void)state;
    refused("q,1,1\nk1,1,1\nk2,0,0\n", "key 2 has length zero");
    refused("q,1,1\nk1,1e200,1\n", "key 1 is too long");
    refused("q,1,1\nk1,1e-200,0\n", "key 1 is too short");
    refused("q,1,1\nk1,1,1\nsigma,0\n", "sigma must be above 0");
    refused("q,1,1,1\nk1,1,1\n", "k");
}

// The check runs after an edit too, and the tape recovers.
static void an_edit_to_zero_is_refused(void **state) {
    (void)state;
    Run r = run_good("twins", "", SEED_CSV);
    const Node *k = node_of(&r, "k");
    k->value[2] = 0;
    assert_false(model_replay(r.model, r.tape, &r.inputs, &r.problems));
    k->value[2] = 2;
    assert_true(model_replay(r.model, r.tape, &r.inputs, &r.problems));
    check_value(&r, "dot.s", 2, 2, 0, -1);
    arena_end(r.arena);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_numbers_of_the_lesson),  cmocka_unit_test(the_kernel_is_the_dot_product_with_a_handicap),
        cmocka_unit_test(on_the_circle_both_agree),   cmocka_unit_test(keys_keep_their_direction),
        cmocka_unit_test(a_wider_kernel_is_flatter),  cmocka_unit_test(what_has_no_place_on_the_circle_is_refused),
        cmocka_unit_test(an_edit_to_zero_is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
