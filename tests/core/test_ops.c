// Every row of the operation table, in every shape of the examples: against the plain reference, against central
// differences, and against its own explanations.
#include "reference.h"

#include "core/explain.h"

static void every_operation_has_an_example(void **state) {
    (void)state;
    for (int i = 0; i < op_count; i++) {
        int found = 0;
        for (int e = 0; e < EXAMPLES; e++) found += !strcmp(examples[e].op, op_table[i]->name);
        if (!found) fail_msg("the operation %s has no example in tests/core/reference.h", op_table[i]->name);
    }
    for (int e = 0; e < EXAMPLES; e++) {
        int found = 0;
        for (int i = 0; i < op_count; i++) found += !strcmp(examples[e].op, op_table[i]->name);
        if (!found) fail_msg("%s is not in the operation table", examples[e].op);
    }
}

// Says which example failed, then fails.
static void expect_close(const Example *example, const char *what, int element, double got, double want, double tolerance) {
    if (got == want || (isnan(got) && isnan(want))) return;
    if (fabs(got - want) <= tolerance * fmax(1, fabs(want))) return;
    fail_msg("%s %s: %s of element %d is %.17g, expected %.17g", example->op, example->shapes, what, element, got, want);
}

static void values_are_those_of_the_reference(void **state) {
    (void)state;
    Arena *arena = arena_begin();
    for (int e = 0; e < EXAMPLES; e++) {
        Tape *tape = tape_begin(arena);
        const Node *y = tape_node(tape, example_begin(&examples[e], tape, 1));
        for (int i = 0; i < y->count; i++) expect_close(&examples[e], "the value", i, y->value[i], ref_value(tape, y, i), 1e-13);
    }
    arena_end(arena);
}

// A random seed for the gradient of node `id`; elements that are not finite get 0.
static double *seed_for(Arena *arena, const Node *y) {
    Random r = random_seed(99);
    double *seed = arena_new(arena, double, y->count);
    for (int i = 0; i < y->count; i++) seed[i] = isfinite(y->value[i]) ? random_normal(&r) : 0;
    return seed;
}

static double seeded_sum(Tape *tape, NodeId id, const double *seed) {
    tape_forward(tape);
    const Node *y = tape_node(tape, id);
    double sum = 0;
    for (int i = 0; i < y->count; i++) sum += seed[i] == 0 ? 0 : seed[i] * y->value[i];
    return sum;
}

// The slope of the seeded sum along one element of a leaf.
static double slope_at(Tape *tape, NodeId id, const double *seed, double *x) {
    double kept = *x, h = 1e-5;
    *x = kept + h;
    double above = seeded_sum(tape, id, seed);
    *x = kept - h;
    double below = seeded_sum(tape, id, seed);
    *x = kept;
    return (above - below) / (2 * h);
}

static void gradients_are_central_differences(void **state) {
    (void)state;
    Arena *arena = arena_begin();
    for (int e = 0; e < EXAMPLES; e++) {
        Tape *tape = tape_begin(arena);
        NodeId id = example_begin(&examples[e], tape, 2);
        const double *seed = seed_for(arena, tape_node(tape, id));
        tape_backward(tape, id, seed);
        for (NodeId leaf = 0; leaf < id; leaf++) {
            const Node *x = tape_node(tape, leaf);
            for (int i = 0; i < x->count; i++)
                expect_close(&examples[e], "the gradient", i, x->grad[i], x->constant ? 0 : slope_at(tape, id, seed, &x->value[i]),
                             1e-8);
        }
    }
    arena_end(arena);
}

static void explanations_give_the_values(void **state) {
    (void)state;
    Arena *arena = arena_begin();
    for (int e = 0; e < EXAMPLES; e++) {
        Tape *tape = tape_begin(arena);
        NodeId id = example_begin(&examples[e], tape, 3);
        const Node *y = tape_node(tape, id);
        for (int i = 0; i < y->count; i++) {
            const Expr *expr = explain_value(arena, tape, id, i);
            expect_close(&examples[e], "the explained value", i, expr_value(tape, expr, 0), y->value[i], 1e-12);
        }
    }
    arena_end(arena);
}

static void explanations_give_the_gradients(void **state) {
    (void)state;
    Arena *arena = arena_begin();
    for (int e = 0; e < EXAMPLES; e++) {
        Tape *tape = tape_begin(arena);
        NodeId id = example_begin(&examples[e], tape, 4);
        tape_backward(tape, id, seed_for(arena, tape_node(tape, id)));
        for (NodeId leaf = 0; leaf <= id; leaf++) {
            const Node *x = tape_node(tape, leaf);
            for (int i = 0; i < x->count; i++) {
                const Expr *expr = explain_gradient(arena, tape, leaf, i);
                expect_close(&examples[e], "the explained gradient", i, expr_value(tape, expr, 0), x->grad[i], 1e-9);
            }
        }
    }
    arena_end(arena);
}

// Whether element `to` of y reads element `from` of x, as its explanation says.
static bool reads(Arena *arena, const Tape *tape, NodeId y, int to, NodeId x, int from) {
    Range range[64];
    int count = expr_sources(explain_value(arena, tape, y, to), range, 64);
    for (int i = 0; i < count; i++)
        if (range_holds(&range[i], x, false, from)) return true;
    return false;
}

// A mask, an index, a target: no formula reads the second input.
static bool only_decides(const char *op) { return !strcmp(op, "hide") || !strcmp(op, "gather") || !strcmp(op, "cross_entropy"); }

static void elements_feed_what_reads_them(void **state) {
    (void)state;
    Arena *arena = arena_begin();
    for (int e = 0; e < EXAMPLES; e++) {
        arena_reset(arena);
        Tape *tape = tape_begin(arena);
        NodeId id = example_begin(&examples[e], tape, 5);
        const Node *y = tape_node(tape, id);
        for (int which = 0; which < y->inputs; which++) {
            if (which == 1 && only_decides(y->op->name)) continue;
            const Node *x = tape_node(tape, y->input[which]);
            for (int i = 0; i < x->count; i++) {
                Range range[8];
                int count = flows_to(tape, y->input[which], i, range, 8);
                for (int j = 0; j < y->count; j++) {
                    bool fed = false;
                    for (int k = 0; k < count; k++) fed = fed || range_holds(&range[k], id, false, j);
                    if (fed != reads(arena, tape, id, j, y->input[which], i))
                        fail_msg("%s %s: input %d element %d feeds element %d: %d", examples[e].op, examples[e].shapes, which, i, j,
                                 fed);
                }
            }
        }
    }
    arena_end(arena);
}

static void a_mask_feeds_its_place_in_every_head(void **state) {
    (void)state;
    Arena *arena = arena_begin();
    Tape *tape = tape_begin(arena);
    Random r = random_seed(1);
    NodeId mask = mask_constant(tape, &r, 3, 4), x = random_leaf(tape, &r, "x", SHAPE3(2, 3, 4));
    NodeId y = tape_hide(tape, x, mask);
    tape_name(tape, y, "y");
    tape_forward(tape);
    Range range[4];
    assert_int_equal(flows_to(tape, mask, 5, range, 4), 1);
    assert_int_equal(range_count(&range[0]), 2);
    assert_true(range_holds(&range[0], y, false, 5));
    assert_true(range_holds(&range[0], y, false, 17));
    arena_end(arena);
}

static void a_replay_allocates_nothing_and_repeats_every_bit(void **state) {
    (void)state;
    Arena *arena = arena_begin();
    for (int e = 0; e < EXAMPLES; e++) {
        Tape *tape = tape_begin(arena);
        NodeId id = example_begin(&examples[e], tape, 6);
        tape_backward(tape, id, NULL);
        size_t used = arena_used(arena);
        double before[2][512];
        int kept = 0;
        for (NodeId n = 0; n <= id; n++)
            for (int i = 0; i < tape_node(tape, n)->count && kept < 512; i++, kept++) {
                before[0][kept] = tape_node(tape, n)->value[i];
                before[1][kept] = tape_node(tape, n)->grad[i];
            }
        tape_forward(tape);
        tape_backward(tape, id, NULL);
        assert_int_equal(arena_used(arena), used);
        kept = 0;
        for (NodeId n = 0; n <= id; n++)
            for (int i = 0; i < tape_node(tape, n)->count && kept < 512; i++, kept++) {
                assert_memory_equal(&before[0][kept], &tape_node(tape, n)->value[i], sizeof(double));
                assert_memory_equal(&before[1][kept], &tape_node(tape, n)->grad[i], sizeof(double));
            }
    }
    arena_end(arena);
}

// Gradients add up: a node used twice gets both shares, and a second backward starts from zero.
static void an_operand_used_twice_gets_both_shares(void **state) {
    (void)state;
    Arena *arena = arena_begin();
    Tape *tape = tape_begin(arena);
    NodeId x = tape_leaf(tape, "x", SHAPE1(2), (double[]){ 3, -2 });
    NodeId y = tape_multiply(tape, x, x);
    NodeId z = tape_add(tape, y, x);
    tape_name(tape, z, "z");
    tape_forward(tape);
    for (int again = 0; again < 2; again++) {
        tape_backward(tape, z, NULL);
        assert_close(tape_node(tape, x)->grad[0], 2 * 3 + 1, 0);
        assert_close(tape_node(tape, x)->grad[1], 2 * -2 + 1, 0);
    }
    for (int i = 0; i < 2; i++)
        assert_close(expr_value(tape, explain_gradient(arena, tape, x, i), 0), tape_node(tape, x)->grad[i], 1e-15);
    arena_end(arena);
}

static void work_counts_what_is_done(void **state) {
    (void)state;
    Arena *arena = arena_begin();
    Tape *tape = tape_begin(arena);
    Random r = random_seed(1);
    NodeId q = random_leaf(tape, &r, "q", SHAPE2(5, 3)), k = random_leaf(tape, &r, "k", SHAPE2(7, 3));
    NodeId s = tape_matmul(tape, q, k, (MatmulArgs){ .transpose_b = true }), a = tape_softmax(tape, s, NODE_NONE);
    assert_close(tape_work(tape, q).bytes, 0, 0);
    assert_close(tape_work(tape, s).multiply_adds, 5 * 7 * 3, 0);
    assert_close(tape_work(tape, s).bytes, 5 * 7 * sizeof(double), 0);
    assert_close(tape_work(tape, a).functions, 35, 0);
    assert_close(tape_work_all(tape).bytes, 2 * 35 * sizeof(double), 0);
    for (int e = 0; e < EXAMPLES; e++) {
        Tape *one = tape_begin(arena);
        Work work = tape_work(one, example_begin(&examples[e], one, 1));
        assert_true(work.multiply_adds >= 0 && work.functions >= 0 && work.bytes >= 0);
    }
    arena_end(arena);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_operation_has_an_example),
        cmocka_unit_test(values_are_those_of_the_reference),
        cmocka_unit_test(gradients_are_central_differences),
        cmocka_unit_test(explanations_give_the_values),
        cmocka_unit_test(explanations_give_the_gradients),
        cmocka_unit_test(elements_feed_what_reads_them),
        cmocka_unit_test(a_mask_feeds_its_place_in_every_head),
        cmocka_unit_test(a_replay_allocates_nothing_and_repeats_every_bit),
        cmocka_unit_test(an_operand_used_twice_gets_both_shares),
        cmocka_unit_test(work_counts_what_is_done),
    };
    return cmocka_run_group_tests_name("core/ops", tests, NULL, NULL);
}
