// Several heads beside one, and what heads cost: hand numbers, the identities between them, gradients, what is refused.
#include "base/random.h"
#include "model/whole.h"

#define HEADS                                                                                                                      \
    "x1,1,0,1,0\nx2,1,0,0,1\nx3,0,1,1,0\nx4,0,1,0,1\n"                                                                             \
    "Wq1,1.5536723984241865,0,0,0\nWq2,0,1.5536723984241865,0,0\nWq3,0,0,1.5536723984241865,0\nWq4,0,0,0,1.5536723984241865\n"     \
    "Wk1,1,0,0,0\nWk2,0,1,0,0\nWk3,0,0,1,0\nWk4,0,0,0,1\nWv1,1,0,0,0\nWv2,0,1,0,0\nWv3,0,0,1,0\nWv4,0,0,0,1\n"                     \
    "Wo1,.5,.5,0,0\nWo2,0,0,.5,.5\nWo3,.5,0,.5,0\nWo4,0,.5,0,.5\n"
#define PAYLOAD "payload,10,20,30,40\n"

static void first_row(const Run *r, const char *name, int first, int count, const double *want) {
    const Node *node = node_of(r, name);
    for (int i = 0; i < count; i++) check_close(node->value[first + i], want[i], 1e-12, name, __FILE__, __LINE__);
}
#define check_row(r, name, first, ...)                                                                                             \
    first_row(r, name, first, sizeof((const double[]){ __VA_ARGS__ }) / sizeof(double), (const double[]){ __VA_ARGS__ })

static void the_numbers_of_the_lesson(void **state) {
    (void)state;
    Run r = run_good("wishes", "heads=2", HEADS PAYLOAD);
    check_row(&r, "match", 0, 1, 1, 0, 0);  // colour
    check_row(&r, "match", 16, 1, 0, 1, 0); // shape
    check_row(&r, "dot", 0, 2, 1, 1, 0);
    check_row(&r, "exp", 0, 3, 3, 1, 1);
    check_row(&r, "exp", 16, 3, 1, 3, 1);
    check_row(&r, "a", 0, .375, .375, .125, .125);
    check_row(&r, "a", 16, .375, .125, .375, .125);
    check_row(&r, "product", 0, 9, 3, 3, 1);
    check_row(&r, "one.exp", 0, 9, 3, 3, 1);
    check_row(&r, "one.a", 0, .5625, .1875, .1875, .0625);
    check_row(&r, "answer", 0, 20);
    check_row(&r, "answer", 4, 22.5);
    check_row(&r, "one.answer", 0, 17.5);
    check_row(&r, "after", 0, 22.5);
    check_row(&r, "after", 4, 20);
    check_row(&r, "one.after", 0, 17.5);
    check_row(&r, "concat", 0, .75, .25, .75, .25);
    check_row(&r, "o", 0, .75, .5, .5, .25);
    arena_end(r.arena);
}

static const char *random_tokens(Arena *arena, int n, int d, const char *more) {
    Random random = random_seed((uint64_t)(n * 100 + d));
    Builder b = { .arena = arena };
    static const char *const name[] = { "x", "Wq", "Wk", "Wv", "Wo" };
    for (int i = 0; i < 5; i++)
        for (int row = 0; row < (i ? d : n); row++) {
            builder_print(&b, "%s%d", name[i], row + 1);
            for (int c = 0; c < d; c++) builder_print(&b, ",%.3f", random_normal(&random));
            builder_print(&b, "\n");
        }
    builder_print(&b, "%s", more);
    return builder_text(&b);
}

// For any weights and any number of heads: the one head's score is the sum of the heads' scores, so its exponential is the
// product of theirs.
static void one_head_multiplies_all_wishes(void **state) {
    (void)state;
    static const int heads[] = { 1, 2, 3, 6 };
    for (int k = 0; k < 4; k++) {
        Arena *arena = arena_begin();
        Run r = run_good("wishes", arena_print(arena, "heads=%d", heads[k]), random_tokens(arena, 5, 6, ""));
        const Node *s = node_of(&r, "s"), *one = node_of(&r, "one.s"), *product = node_of(&r, "product"),
                   *exp = node_of(&r, "one.exp");
        for (int i = 0; i < 25; i++) {
            double sum = 0;
            for (int h = 0; h < heads[k]; h++) sum += s->value[25 * h + i];
            assert_close(one->value[i], sum, 1e-12 * (1 + __builtin_fabs(sum)));
            assert_close(exp->value[i] / product->value[i], 1, 1e-11);
        }
        assert_int_equal(tape_find(r.tape, "answer"), NODE_NONE); // without payloads
        arena_end(r.arena);
        arena_end(arena);
    }
}

static void an_exchange_touches_two_payloads(void **state) {
    (void)state;
    Run r = run_good("wishes", "swap=1-4", HEADS PAYLOAD);
    check_value(&r, "swapped", 40, 20, 30, 10);
    check_row(&r, "one.after", 0, 32.5);
    arena_end(r.arena);
    r = run_good("wishes", "heads=1 swap=2-4", "x1,1\nx2,2\nx3,3\nWq,1\nWk,1\nWv,1\nWo,1\npayload,1,2,3\n"); // there is no fourth
    check_value(&r, "swapped", 1, 2, 3);
    arena_end(r.arena);
}

// Whoever asks twice as much for colour sees the exchange: the weights are as 27 : 9 : 3 : 1.
static void an_uneven_wish_notices(void **state) {
    (void)state;
    Run r = run_good("wishes", "swap=2-3 first=2", HEADS PAYLOAD);
    check_row(&r, "one.a", 0, .675, .225, .075, .025);
    check_row(&r, "one.answer", 0, 14.5);
    check_row(&r, "one.after", 0, 16);
    check_row(&r, "after", 0, 22.5);
    arena_end(r.arena);
}

static void gradients_and_explanations(void **state) {
    (void)state;
    Arena *arena = arena_begin();
    check_whole("wishes", "heads=2", random_tokens(arena, 3, 4, "payload,1,2,3\ng1,1,2,3,4\ng2,-1,0,1,2\ng3,.5,.25,-2,1\n"));
    arena_end(arena);
}

// --- what heads cost

static double multiply_adds(const Run *r, const char *node) { return tape_work(r->tape, tape_find(r->tape, node)).multiply_adds; }

static void any_number_of_heads_costs_the_same(void **state) {
    (void)state;
    static const int heads[] = { 1, 2, 4, 8, 16, 32 };
    for (int k = 0; k < 6; k++) {
        Arena *arena = arena_begin();
        Run r = run_good("slices", arena_print(arena, "heads=%d n=8 d=64", heads[k]), NULL);
        static const char *const weights[] = { "Wq", "Wk", "Wv", "Wo" };
        int parameters = 0;
        for (int i = 0; i < 4; i++) parameters += node_of(&r, weights[i])->count;
        assert_int_equal(parameters, 4 * 64 * 64);
        assert_close(multiply_adds(&r, "q"), 8 * 64 * 64, 0);
        assert_close(multiply_adds(&r, "o"), 8 * 64 * 64, 0);
        assert_close(multiply_adds(&r, "heads"), 8 * 8 * 64, 0); // h (n n d/h)
        assert_close(multiply_adds(&r, "heads"), multiply_adds(&r, "one.heads"), 0);
        assert_int_equal(node_of(&r, "a")->count, heads[k] * 64); // only the weights grow
        arena_end(r.arena);
        arena_end(arena);
    }
}

static void what_does_not_fit_is_refused(void **state) {
    (void)state;
    Run r = run_model("slices", "heads=3 d=64", NULL);
    assert_null(r.tape);
    assert_string_equal(problem_of(&r, 0), "heads = 3 does not divide d = 64, the columns that the heads share in equal parts");
    arena_end(r.arena);
    r = run_model("wishes", "heads=3", HEADS);
    assert_null(r.tape);
    assert_non_null(strstr(problem_of(&r, 0), "heads = 3 does not divide D = 4"));
    arena_end(r.arena);
    r = run_model("wishes", "", HEADS "payload,1,2\n");
    assert_null(r.tape);
    assert_non_null(strstr(problem_of(&r, 0), "payload"));
    arena_end(r.arena);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_numbers_of_the_lesson),        cmocka_unit_test(one_head_multiplies_all_wishes),
        cmocka_unit_test(an_exchange_touches_two_payloads), cmocka_unit_test(an_uneven_wish_notices),
        cmocka_unit_test(gradients_and_explanations),       cmocka_unit_test(any_number_of_heads_costs_the_same),
        cmocka_unit_test(what_does_not_fit_is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
