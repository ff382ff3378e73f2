// The same operations with float elements, as training and the benchmark run them.
#define ATTEND_FLOAT
#include "bits.h"

static void floats_have_the_expected_bits(void **state) {
    (void)state;
    assert_int_equal(hash_of_bits(), FLOAT_BITS);
}

static void expect_close(const Example *example, const char *what, int element, double got, double want, double tolerance) {
    if (got == want || fabs(got - want) <= tolerance * fmax(1, fabs(want))) return;
    fail_msg("%s %s: %s of element %d is %.9g, expected %.9g", example->op, example->shapes, what, element, got, want);
}

static void float_values_are_near_the_reference(void **state) {
    (void)state;
    assert_int_equal(sizeof(Real), 4);
    Arena *arena = arena_begin();
    for (int e = 0; e < EXAMPLES; e++) {
        Tape *tape = tape_begin(arena);
        const Node *y = tape_node(tape, example_begin(&examples[e], tape, 1));
        for (int i = 0; i < y->count; i++)
            expect_close(&examples[e], "the value", i, (double)y->value[i], ref_value(tape, y, i), 1e-5);
    }
    arena_end(arena);
}

// The gradient in float against the gradient that its own explanation evaluates in double.
static void float_gradients_are_near_their_explanation(void **state) {
    (void)state;
    Arena *arena = arena_begin();
    for (int e = 0; e < EXAMPLES; e++) {
        Tape *tape = tape_begin(arena);
        NodeId id = example_begin(&examples[e], tape, 2);
        if (strcmp(examples[e].op, "hide"))
            tape_backward(tape, id, NULL);
        else
            continue;
        for (NodeId leaf = 0; leaf < id; leaf++)
            for (int i = 0; i < tape_node(tape, leaf)->count; i++)
                expect_close(&examples[e], "the gradient", i, (double)tape_node(tape, leaf)->grad[i],
                             expr_value(tape, explain_gradient(arena, tape, leaf, i), 0), 1e-5);
    }
    arena_end(arena);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(floats_have_the_expected_bits),
        cmocka_unit_test(float_values_are_near_the_reference),
        cmocka_unit_test(float_gradients_are_near_their_explanation),
    };
    return cmocka_run_group_tests_name("core/float", tests, NULL, NULL);
}
