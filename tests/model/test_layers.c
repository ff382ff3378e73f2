// The two models behind waiting and comparing: timetables' tapes, and the table of layers by formula and by count.
#include "model/setup.h"

static double value_of(const Run *r, const char *name) { return node_of(r, name)->value[0]; }

// --- schedule

static void the_layers_wait_as_they_should(void **state) {
    (void)state;
    for (int n = 1; n <= 16; n += 5)
        for (int lanes = 1; lanes <= 4; lanes += 3) {
            Arena *arena = arena_begin();
            Run r = run_good("schedule", arena_print(arena, "n=%d lanes=%d", n, lanes), NULL);
            assert_int_equal(tape_longest_path(r.tape, "rnn."), n); // whatever the batch
            assert_int_equal(tape_longest_path(r.tape, "att."), 3); // whatever the length
            assert_int_equal(tape_longest_path(r.tape, "train."), 3);
            assert_int_equal(node_of(&r, "rnn.h")->shape.size[0], n * lanes);
            assert_int_equal(tape_find(r.tape, "scan.h"), NODE_NONE);
            arena_end(r.arena);
            arena_end(arena);
        }
}

static void the_models_of_the_course_carry_their_steps(void **state) {
    (void)state;
    Run r = run_good("attention", "", SEED_CSV);
    assert_int_equal(tape_longest_path(r.tape, ""), 3);
    arena_end(r.arena);
    r = run_good("rnn", "", "x1,1\nx2,2\nx3,0\nx4,1\nWx,1\nWh,1\n");
    assert_int_equal(tape_longest_path(r.tape, ""), 4);
    assert_close(model_work_products(r.tape, ""), 4, 0); // four products of 1 × 1; x Wx is no step
    arena_end(r.arena);
    r = run_good("lstm", "", "x1,1\nx2,2\nWx,1,2,3,4\nWh,1,2,3,4\n");
    assert_int_equal(tape_longest_path(r.tape, ""), 2);
    assert_int_equal(tape_longest_path(r.tape, "h"), 2);
    arena_end(r.arena);
    r = run_good("multihead", "", "x1,1,2\nx2,0,1\nWq,1,0\nWq,0,1\nWk,1,0\nWk,0,1\nWv,1,0\nWv,0,1\nWo,1,0\nWo,0,1\n");
    assert_int_equal(tape_longest_path(r.tape, ""), 3);
    assert_close(model_work_products(r.tape, ""), 2 * 2 * 2 * 2, 0);
    arena_end(r.arena);
}

// n² d products for the scores, n d² for the chain: equal where n = d.
static void two_piles_of_work(void **state) {
    (void)state;
    for (int n = 1; n <= 16; n += 5) {
        Arena *arena = arena_begin();
        Run r = run_good("schedule", arena_print(arena, "n=%d d=8", n), NULL);
        assert_close(tape_work(r.tape, tape_find(r.tape, "att.raw")).multiply_adds, n * n * 8.0, 0);
        assert_close(model_work_products(r.tape, "rnn."), n * 64.0, 0);
        assert_close(value_of(&r, "counted.scores"), n * n * 8.0, 0);
        assert_close(value_of(&r, "counted.states"), n * 64.0, 0);
        arena_end(r.arena);
        arena_end(arena);
    }
}

static void folding_a_recurrence(void **state) {
    (void)state;
    Run r = run_good("schedule", "", "x,8,4,2,1\n");
    check_value(&r, "lin.h", 8, 8, 6, 4);
    check_value(&r, "scan.h", 8, 8, 6, 4);
    check_value(&r, "scan.a0", .5, .5, .5, .5);
    check_value(&r, "scan.a1", .5, .25, .5, .25);
    check_value(&r, "scan.b1", 8, 8, 2, 2);
    check_value(&r, "scan.a2", .5, .25, .125, .0625);
    check_value(&r, "scan.b2", 8, 8, 6, 4);
    check_value(&r, "sum.1", 12, 3);
    check_value(&r, "sum.all", 15);
    assert_int_equal(tape_longest_path(r.tape, "scan."), 2);
    assert_int_equal(tape_longest_path(r.tape, "lin."), 4);
    assert_int_equal(tape_longest_path(r.tape, "sum."), 2);
    arena_end(r.arena);
    r = run_good("schedule", "", "a,-2\nx,1,1,1\n");
    check_value(&r, "lin.h", 1, -1, 3);
    arena_end(r.arena);
}

// Any length, against the chain; and the rounds are log₂ n, rounded up.
static void any_length_folds(void **state) {
    (void)state;
    for (int n = 1; n <= 40; n++) {
        Builder b = { .arena = arena_begin() };
        builder_print(&b, "a,-0.7\nx");
        for (int i = 0; i < n; i++) builder_print(&b, ",%d", (i * 7 + 3) % 11 - 5);
        Run r = run_good("schedule", "n=1", builder_text(&b));
        const Node *scan = node_of(&r, "scan.h"), *chain = node_of(&r, "lin.h"), *x = node_of(&r, "x");
        double sum = 0;
        for (int i = 0; i < n; i++) {
            assert_close(scan->value[i], chain->value[i], 1e-12);
            sum += x->value[i];
        }
        assert_close(value_of(&r, "sum.all"), sum, 1e-12);
        int rounds = 0;
        while (1 << rounds < n) rounds++;
        assert_int_equal(tape_longest_path(r.tape, "scan."), rounds);
        assert_int_equal(tape_longest_path(r.tape, "sum."), rounds);
        assert_int_equal(tape_longest_path(r.tape, "lin."), n);
        arena_end(r.arena);
        arena_end(b.arena);
    }
    Builder b = { .arena = arena_begin() };
    builder_print(&b, "x");
    for (int i = 0; i < 257; i++) builder_print(&b, ",1");
    Run r = run_model("schedule", "", builder_text(&b));
    assert_null(r.tape);
    assert_non_null(strstr(problem_of(&r, 0), "x has 257 numbers, but at most 256 can be folded"));
    arena_end(r.arena);
    arena_end(b.arena);
}

// --- layers

static const char *const layer[] = { "attention", "recurrent", "convolution", "restricted" };

static void check_table(const char *set, const double *work, const double *way) {
    Run r = run_good("layers", set, NULL);
    for (int i = 0; i < 4; i++) {
        assert_close(value_of(&r, arena_print(r.arena, "work.%s", layer[i])), work[i], 0);
        assert_close(value_of(&r, arena_print(r.arena, "way.%s", layer[i])), way[i], 5e-3);
    }
    arena_end(r.arena);
}

static void the_table_has_the_numbers_of_the_paper(void **state) {
    (void)state;
    check_table("n=70 d=512 k=3 r=16", (const double[]){ 2508800, 18350080, 55050240, 573440 }, (const double[]){ 1, 69, 4, 5 });
    check_table("n=512", (const double[]){ 134217728, 134217728, 402653184, 4194304 }, (const double[]){ 1, 511, 6, 32 });
    check_table("n=4096", (const double[]){ 8589934592, 1073741824, 3221225472, 33554432 }, (const double[]){ 1, 4095, 8, 256 });
    check_table("n=1 d=8", (const double[]){ 8, 64, 192, 128 }, (const double[]){ 1, 0, 0, 0 });
}

// What is counted when the layers are recorded: scores and mix are two products, the others are the formula itself.
static void the_counts_agree_with_the_formulas(void **state) {
    (void)state;
    static const char *const set[] = { "", "n=512", "n=4096", "n=100 d=64 k=5 r=8", "n=5 d=8 k=2 r=64" };
    for (int i = 0; i < 5; i++) {
        Run r = run_good("layers", set[i], NULL);
        double n = value_of(&r, "size.n"), range = value_of(&r, "size.r");
        double restricted = value_of(&r, "work.restricted") * (range < n ? 1 : n / range); // no more keys than there are
        assert_close(value_of(&r, "counted.work.attention"), 2 * value_of(&r, "work.attention"), 0);
        assert_close(value_of(&r, "counted.work.recurrent"), value_of(&r, "work.recurrent"), 0);
        assert_close(value_of(&r, "counted.work.convolution"), value_of(&r, "work.convolution"), 0);
        assert_close(value_of(&r, "counted.work.restricted"), 2 * restricted, 1e-6);
        assert_close(value_of(&r, "counted.wait.attention"), 3, 0);
        assert_close(value_of(&r, "counted.wait.recurrent"), n, 0);
        assert_close(value_of(&r, "counted.wait.convolution"), 1, 0);
        assert_close(value_of(&r, "counted.wait.restricted"), 3, 0);
        assert_close(value_of(&r, "counted.projections"), value_of(&r, "hidden.projections"), 0);
        assert_close(value_of(&r, "counted.feedforward"), value_of(&r, "hidden.feedforward"), 0);
        assert_close(value_of(&r, "counted.scores"), value_of(&r, "hidden.scores"), 0);
        assert_close(value_of(&r, "counted.weights"), 8 * n * n, 0);
        arena_end(r.arena);
    }
}

static void what_the_table_leaves_out(void **state) {
    (void)state;
    Run r = run_good("layers", "", NULL);
    check_value(&r, "hidden.projections", 73400320);
    check_value(&r, "hidden.feedforward", 146800640);
    check_value(&r, "hidden.scores", 5017600);
    assert_close(value_of(&r, "hidden.percent"), 2.2, 0.05);
    check_value(&r, "hidden.half", 3072);
    check_value(&r, "work.ratio", 512.0 / 70);
    check_value(&r, "work.crossing", 134217728);
    arena_end(r.arena);
    static const double n[] = { 512, 3072, 16000 }, percent[] = { 14.29, 50, 83.9 };
    for (int i = 0; i < 3; i++) {
        Arena *arena = arena_begin();
        r = run_good("layers", arena_print(arena, "n=%g", n[i]), NULL);
        assert_close(value_of(&r, "hidden.percent"), percent[i], 0.05);
        arena_end(r.arena);
        arena_end(arena);
    }
    r = run_good("layers", "n=4096", NULL);
    check_value(&r, "memory.attention", 536870912);
    check_value(&r, "memory.recurrent", 2048);
    arena_end(r.arena);
}

static void curves_and_jobs(void **state) {
    (void)state;
    Run r = run_good("layers", "", NULL);
    const Node *n = node_of(&r, "curve.n"), *attention = node_of(&r, "curve.attention"),
               *recurrent = node_of(&r, "curve.recurrent");
    bool crossed = false;
    for (int i = 0; i < n->count; i++) {
        assert_close(attention->value[i] / recurrent->value[i], n->value[i] / 512, 1e-9);
        crossed = crossed || (n->value[i] == 512 && attention->value[i] == recurrent->value[i]);
    }
    assert_true(crossed);
    check_value(&r, "jobs.n", 30, 10000, 100000);
    check_value(&r, "jobs.attention", 30 * 30 * 512.0, 1e8 * 512, 1e10 * 512);
    check_value(&r, "jobs.recurrent", 30 * 262144.0, 1e4 * 262144, 1e5 * 262144);
    check_value(&r, "jobs.restricted", 16 * 30 * 512.0, 16e4 * 512, 16e5 * 512);
    arena_end(r.arena);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_layers_wait_as_they_should),
        cmocka_unit_test(the_models_of_the_course_carry_their_steps),
        cmocka_unit_test(two_piles_of_work),
        cmocka_unit_test(folding_a_recurrence),
        cmocka_unit_test(any_length_folds),
        cmocka_unit_test(the_table_has_the_numbers_of_the_paper),
        cmocka_unit_test(the_counts_agree_with_the_formulas),
        cmocka_unit_test(what_the_table_leaves_out),
        cmocka_unit_test(curves_and_jobs),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
