// Whatever a file's shapes multiply to: it is counted in 64 bits and refused with a reason before any memory is asked for.
#include "base/math.h"
#include "model/setup.h"

typedef struct Large {
    const char *model, *set;
    struct {
        const char *name;
        int rows, columns;
    } input[16];
    const char *why;
} Large;

static Dataset make(Arena *arena, const Large *large) {
    Dataset data = { "large.csv", "csv", arena_new(arena, DataEntry, 16), 0 };
    for (int i = 0; large->input[i].name; i++) {
        int rows = large->input[i].rows, columns = large->input[i].columns;
        DataEntry entry = { .name = large->input[i].name, .rank = 2, .size = { rows, columns }, .count = rows * columns };
        entry.place = (Place){ "large.csv", i + 1, 1 };
        entry.value = arena_new(arena, double, entry.count);
        for (int k = 0; k < entry.count; k++) entry.value[k] = 1;
        data.entry[data.count++] = entry;
    }
    return data;
}

static void check_refused(const Large *large) {
    Arena *arena = arena_begin();
    Problems problems = { .arena = arena };
    Params params = { 0 };
    const Model *model = model_find(large->model);
    if (large->set) assert_true(params_set(&params, model->param, model->params, "scores", large->set, (Place){ 0 }, &problems));
    Dataset data = make(arena, large);
    Inputs inputs = { .arena = arena };
    size_t before = arena_used(arena);
    Tape *tape = NULL;
    if (model_resolve(model, &params, &data, &inputs, &problems)) tape = model_run(arena, model, &params, &inputs, &problems);
    assert_null(tape);
    assert_int_equal(problems.total, 1);
    const char *said = problem_text(arena, &problems.item[0]);
    if (!strstr(said, large->why) || strncmp(said, "large.csv:", 10)) fail_msg("%s: %s", large->model, said);
    if (arena_used(arena) - before > (300u << 20)) fail_msg("%s used %zu MB", large->model, arena_used(arena) >> 20);
    arena_end(arena);
}

#define D1(n)                                                                                                                      \
    { n, 1, 1 }
#define WEIGHTS D1("Wq"), D1("Wk"), D1("Wv"), D1("Wo")
#define WIDE                                                                                                                       \
    { "W1", 1, 1000000 }, { "W2", 1000000, 1 }

static void what_overflows_is_refused(void **state) {
    (void)state;
    static const Large large[] = {
        { "attention", NULL, { { "q", 65536, 1 }, D1("k"), { "v", 1, 65536 } }, "an array of 65536 × 65536" },
        { "attention", NULL, { { "q", 65537, 1 }, D1("k"), { "v", 1, 65537 } }, "an array of 65537 × 65537" },
        { "attention", "tiled", { { "q", 65537, 1 }, D1("k"), { "v", 1, 65537 } }, "an array of 65537 × 65537" },
        { "attention", NULL, { { "q", 1000000, 1 }, D1("k"), { "v", 1, 1000000 } }, "an array of 1000000 × 1000000" },
        { "masking", NULL, { { "q", 65537, 1 }, { "k", 65537, 1 }, { "v", 65537, 1 } }, "" },
        { "sharpness", NULL, { { "q", 65537, 1 }, D1("k"), { "v", 1, 65537 } }, "an array of 65537 × 65537" },
        { "twins", NULL, { { "q", 65537, 1 }, { "k", 65537, 1 } }, "an array of 65537 × 65537" },
        { "block", NULL, { { "x", 1400, 1 }, WEIGHTS, WIDE }, "an array of 1400 × 1000000" },
        { "blocks", NULL, { { "x", 4295, 1 }, WEIGHTS, WIDE }, "4295" },
        { "decoder", NULL, { { "x", 4295, 1 }, D1("memory"), WEIGHTS, D1("Cq"), D1("Ck"), D1("Cv"), D1("Co"), WIDE }, "4295" },
    };
    for (size_t i = 0; i < sizeof large / sizeof *large; i++) check_refused(&large[i]);
}

// Below the overflow too: 200 000 queries and 2000 columns would be 400 million numbers.
static void what_no_memory_holds_is_refused(void **state) {
    (void)state;
    static const Large large = {
        "attention", NULL, { { "q", 200000, 1 }, D1("k"), { "v", 1, 2000 } }, "an array of 200000 × 2000"
    };
    check_refused(&large);
}

static void the_limit_of_all_nodes_can_be_less(void **state) {
    (void)state;
    Run r = run_good("attention", "", SEED_CSV);
    long long most = 0;
    for (NodeId id = 0; id < r.tape->count; id++) most += tape_node(r.tape, id)->count;
    assert_non_null(model_run_within(r.arena, r.model, &r.params, &r.inputs, most, &r.problems));
    assert_null(model_run_within(r.arena, r.model, &r.params, &r.inputs, most - 1, &r.problems));
    assert_int_equal(r.problems.total, 1);
    assert_non_null(strstr(problem_of(&r, 0), "that all its arrays may hold: "));
    arena_end(r.arena);
}

static void a_shape_is_counted_without_overflow(void **state) {
    (void)state;
    assert_true(shape_numbers(SHAPE2(65536, 65536)) == 4294967296);
    assert_int_equal(shape_count(SHAPE2(65536, 65536)), INT32_MAX);
    Shape huge = { 4, { INT32_MAX, INT32_MAX, INT32_MAX, INT32_MAX } };
    assert_true(shape_numbers(huge) == INT64_MAX);
    assert_int_equal(shape_count(SHAPE0()), 1);
}

// What no double holds is told by its first element, never printed as if it were a result.
static void a_number_out_of_range_is_told(void **state) {
    (void)state;
    static const char *const cases[][4] = {
        { "attention", "similarity=dot", "q,1e200,1\nk1,1,1\nk2,1e200,1\nv1,1\nv2,2\n", "raw[0][1] is infinite" },
        { "attention", "similarity=dot", "q,1e200,1e200\nk1,1e200,-1e200\nk2,1,1\nv1,1\nv2,2\n", "raw[0][0] is infinite" },
        { "attention", "similarity=kernel", "q,1\nk1,1\nk2,2\nv1,1\nv2,2\nsigma,1e-200\n", "raw[0][0] is " },
        { "attention", "", "q,1\nk,1\nv,1\ny,1e200\n", "loss is infinite" },
        { "attention", "", "q,1\nk1,1\nk2,2\nv1,1e308\nv2,-1e308\ng,1e308\n", "the gradient of " },
        { "multihead", "", "x,1e200\nWq,1\nWk,1\nWv,1\nWo,1\n", "s[0][0][0] is infinite" },
        { "rnn", "activation=linear", "x1,1e300\nx2,1\nh0,1\nWx,1\nWh,1e300\nb,0\n", "h[" },
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        Run r = run_model(cases[i][0], cases[i][1], cases[i][2]);
        if (r.tape || !strstr(problem_of(&r, 0), cases[i][3]))
            fail_msg("%s: '%s', not '%s'", cases[i][0], problem_of(&r, 0), cases[i][3]);
        arena_end(r.arena);
    }
    Run r = run_good("attention", "mask=causal", "q1,1\nq2,1\nk1,1\nk2,1\nv1,1\nv2,2\n"); // −∞ is meant there
    assert_true(node_of(&r, "masked")->value[1] == -MATH_INFINITY);
    arena_end(r.arena);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_overflows_is_refused),          cmocka_unit_test(what_no_memory_holds_is_refused),
        cmocka_unit_test(the_limit_of_all_nodes_can_be_less), cmocka_unit_test(a_shape_is_counted_without_overflow),
        cmocka_unit_test(a_number_out_of_range_is_told),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
