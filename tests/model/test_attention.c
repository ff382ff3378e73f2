// Attention: the numbers that the lessons let students compute by hand, the gradients, the masks.
#include "model/setup.h"

// --- by hand

static void scores_with_round_shares(void **state) {
    (void)state;
    // s = (ln 4, ln 2, 0, 0) has the shares 1/2, 1/4, 1/8, 1/8.
    Run r = run_good("attention", "similarity=dot",
                     "q,1\nk1,1.3862943611198906\nk2,0.6931471805599453\nk3,0\nk4,0\nv1,8\nv2,4\nv3,0\nv4,0\ng,1\n");
    assert_close(node_of(&r, "o")->value[0], 5, 1e-15);
    const double a[] = { .5, .25, .125, .125 }, ds[] = { 1.5, -.25, -.625, -.625 };
    check_numbers("a", node_of(&r, "a")->value, 4, a, 4, 1e-15);
    check_numbers("ds", node_of(&r, "s")->grad, 4, ds, 4, 1e-15);
    arena_end(r.arena);
}

static void dot_and_scaled(void **state) {
    (void)state;
    Run r = run_good("attention", "similarity=dot", SEED_CSV);
    check_value(&r, "raw", 2, 1, 0, -1);
    check_value(&r, "s", 2, 1, 0, -1);
    check_value(&r, "a", .6439, .2369, .0871, .0321);
    check_value(&r, "o", 2.2271, .8193);
    arena_end(r.arena);

    r = run_good("attention", "", SEED_CSV);
    check_value(&r, "raw", 2, 1, 0, -1);
    check_value(&r, "s", 1.4142, .7071, 0, -.7071);
    check_value(&r, "masked", 1.4142, .7071, 0, -.7071);
    check_value(&r, "mask", 1, 1, 1, 1);
    check_value(&r, "a", .5388, .2657, .1310, .0646);
    check_value(&r, "o", 1.6312, .8043);
    check_value(&r, "weighted", 4 * .53878, 0, 0, 4 * .26565, -4 * .13099, 0, 0, -4 * .06458);
    assert_int_equal(tape_find(r.tape, "loss"), NODE_NONE);
    assert_int_equal(model_objective(r.model, r.tape), NODE_NONE);
    arena_end(r.arena);
}

static void backward_from_a_target(void **state) {
    (void)state;
    Run r = run_good("attention", "", SEED_CSV "y,0,4\n");
    check_value(&r, "loss", 6.43667);
    check_value(&r, "error", 1.6312, -3.1957);
    check_grad(&r, "o", 1.6312, -3.1957);
    check_grad(&r, "a", 6.5246, -12.7829, -6.5246, 12.7829);
    check_grad(&r, "s", 3.46663, -3.41985, -.86648, .81971);
    check_grad(&r, "q", -1.15929, 3.06395);
    check_grad(&r, "k", 2.4513, 2.4513, -2.4182, -2.4182, -.6127, -.6127, .5796, .5796);
    check_grad(&r, "v", .8788, -1.7218, .4333, -.8490, .2137, -.4186, .1053, -.2064);
    assert_true(node_of(&r, "y")->constant && node_of(&r, "mask")->constant && node_of(&r, "temperature")->constant);

    // One step down the gradient of q.
    const Node *q = node_of(&r, "q");
    for (int i = 0; i < 2; i++) q->value[i] -= .1 * q->grad[i];
    assert_true(model_replay(r.model, r.tape, &r.inputs, &r.problems));
    check_value(&r, "q", 1.1159, .6936);
    check_value(&r, "loss", 5.44368);
    check_value(&r, "a", .4731, .2897, .1774, .0598);
    arena_end(r.arena);
}

static void general(void **state) {
    (void)state;
    Run r = run_good("attention", "similarity=general", SEED_CSV "W1,2,0\nW2,0,-1\n");
    check_value(&r, "qW", 2, -1);
    check_value(&r, "raw", 1, 2, 3, -2);
    check_value(&r, "a", .0896, .2436, .6623, .0045);
    check_value(&r, "o", -2.29056, .9567);
    arena_end(r.arena);
}

// The scores move with the query, the weights do not, and wq gets no gradient: a common shift cancels in the softmax.
static void additive_forgets_the_query(void **state) {
    (void)state;
    Run r = run_good("attention", "similarity=additive", TWO_QUERIES_CSV "wq,1,2\nwk,1,.5\ng1,.3,-2\ng2,1.7,.9\n");
    check_value(&r, "sq", 3, 2);
    check_value(&r, "sk", 1.5, 1, .5, -1);
    check_value(&r, "raw", 4.5, 4, 3.5, 2, 3.5, 3, 2.5, 1);
    check_value(&r, "a", .4863, .2949, .1789, .0399, .4863, .2949, .1789, .0399);
    const Node *a = node_of(&r, "a"), *wq = node_of(&r, "wq"), *q = node_of(&r, "q"), *wk = node_of(&r, "wk");
    for (int j = 0; j < 4; j++) assert_close(a->value[j], a->value[4 + j], 1e-15);
    for (int i = 0; i < 2; i++) assert_close(wq->grad[i], 0, 1e-15);
    for (int i = 0; i < 4; i++) assert_close(q->grad[i], 0, 1e-15);
    assert_true(wk->grad[0] * wk->grad[0] > 1e-3);
    arena_end(r.arena);
}

static void tanh_additive(void **state) {
    (void)state;
    Run r = run_good("attention", "similarity=tanh-additive", TWO_QUERIES_CSV "Wq1,1,0\nWq2,0,1\nWk1,1,0\nWk2,0,1\nva,1,1\n");
    check_value(&r, "hq", 1, 1, 0, 1);
    check_value(&r, "hk", 1, 1, 1, 0, 1, -1, -1, 0);
    assert_int_equal(node_of(&r, "hidden")->shape.rank, 3);
    check_value(&r, "raw", 1.9281, 1.7256, .9640, .7616, 1.72562, 1.5232, .7616, 0);
    check_value(&r, "a", .3985, .3255, .1520, .1241, .4208, .3437, .1605, .0749);
    arena_end(r.arena);
}

static void kernel(void **state) {
    (void)state;
    Run r = run_good("attention", "similarity=kernel", SEED_CSV "sigma,1\n");
    check_value(&r, "distance2", 0, 1, 4, 5);
    check_value(&r, "raw", 0, -.5, -2, -2.5);
    check_value(&r, "a", .5483, .3325, .0742, .0450);
    arena_end(r.arena);
    r = run_good("attention", "similarity=kernel temperature=2", SEED_CSV "sigma,2\n");
    check_value(&r, "raw", 0, -.125, -.5, -.625);
    check_value(&r, "s", 0, -.0625, -.25, -.3125);
    arena_end(r.arena);
}

// --- the gradients of all six, with masks and a temperature

#define RANDOM_CSV                                                                                                                 \
    "q1,.3,-1.2,.7\nq2,-.5,.9,1.1\nk1,1.4,.2,-.6\nk2,-.8,1.3,.4\nk3,.1,-.9,1.2\nk4,.6,.5,-.3\n"                                    \
    "v1,.7,-1.1\nv2,1.9,.4\nv3,-.2,.8\nv4,-1.3,.5\nmask1,1,0,1,1\nmask2,1,1,1,1\n"                                                 \
    "W1,.5,-.3,.8\nW2,1.1,.2,-.7\nW3,-.4,.6,.9\nwq,.4,-1,.3\nwk,-.6,.8,.2\n"                                                       \
    "Wq1,.5,-.2\nWq2,.3,.9\nWq3,-.7,.1\nWk1,-.4,.6\nWk2,.8,.2\nWk3,.1,-.5\nva,1.2,-.9\nsigma,1.4\n"

static const char *const similarity_sets[] = {
    "similarity=scaled",   "similarity=dot",           "similarity=general",
    "similarity=additive", "similarity=tanh-additive", "similarity=kernel temperature=.6",
};
enum { SIMILARITIES = sizeof similarity_sets / sizeof similarity_sets[0] };

static void gradients_of_the_loss(void **state) {
    (void)state;
    for (int i = 0; i < SIMILARITIES; i++) {
        Run r = run_good("attention", similarity_sets[i], RANDOM_CSV "y1,.2,.3\ny2,-.4,1\n");
        check_gradients(&r, 1e-7);
        arena_end(r.arena);
    }
}

static void gradients_from_g(void **state) {
    (void)state;
    for (int i = 0; i < SIMILARITIES; i++) {
        Run r = run_good("attention", similarity_sets[i], RANDOM_CSV "g1,.2,.3\ng2,-.4,1\n");
        check_gradients(&r, 1e-7);
        arena_end(r.arena);
    }
}

// --- masks

static void causal(void **state) {
    (void)state;
    const double ln3 = 1.0986122886681098, ln4 = 1.3862943611198906, ln8 = 2.0794415416798357;
    Arena *arena = arena_begin();
    Builder text = { arena };
    for (int i = 1; i <= 4; i++) builder_print(&text, "q%d,1\n", i);
    builder_print(&text, "k1,0\nk2,%.17g\nk3,%.17g\nk4,%.17g\nv1,8\nv2,4\nv3,2\nv4,1\n", ln3, ln4, ln8);
    Run r = run_good("attention", "mask=causal", builder_text(&text));
    check_value(&r, "mask", 1, 0, 0, 0, 1, 1, 0, 0, 1, 1, 1, 0, 1, 1, 1, 1);
    check_value(&r, "o", 8, 5, 3.5, 2.25);
    const Node *masked = node_of(&r, "masked");
    assert_close(masked->value[1], -__builtin_inf(), 0);
    assert_close(masked->value[4], 0, 0);
    arena_end(r.arena);

    // With a mask of the data both hold.
    builder_print(&text, "mask1,1,1,1,1\nmask2,1,0,1,1\nmask3,1,1,1,1\nmask4,0,1,1,0\n");
    r = run_good("attention", "mask=causal", builder_text(&text));
    check_value(&r, "mask", 1, 0, 0, 0, 1, 0, 0, 0, 1, 1, 1, 0, 0, 1, 1, 0);
    arena_end(r.arena);
    r = run_good("attention", "", builder_text(&text));
    check_value(&r, "mask", 1, 1, 1, 1, 1, 0, 1, 1, 1, 1, 1, 1, 0, 1, 1, 0);
    arena_end(r.arena);
    arena_end(arena);
}

static void hidden_keys_get_nothing(void **state) {
    (void)state;
    Run r = run_good("attention", "", SEED_CSV "mask,1,0,1,1\ny,0,4\n");
    assert_close(node_of(&r, "a")->value[1], 0, 0);
    assert_close(node_of(&r, "s")->grad[1], 0, 0);
    assert_close(node_of(&r, "k")->grad[2], 0, 0);
    assert_close(node_of(&r, "v")->grad[3], 0, 0);
    arena_end(r.arena);
}

static void a_query_that_sees_no_key(void **state) {
    (void)state;
    Run r = run_model("attention", "", TWO_QUERIES_CSV "mask1,0,1,0,0\nmask2,0,0,0,0\n");
    assert_null(r.tape);
    assert_string_equal(problem_of(&r, 0), "f:11:1: query 2 sees no key: let the mask show it at least one");
    assert_int_equal(r.problems.count, 1);
    arena_end(r.arena);

    // The same when the last visible key is hidden by a click.
    r = run_good("attention", "", TWO_QUERIES_CSV "mask1,0,1,0,0\nmask2,1,0,0,0\n");
    node_of(&r, "mask")->value[1] = 0;
    assert_false(model_replay(r.model, r.tape, &r.inputs, &r.problems));
    assert_string_equal(problem_of(&r, 0), "query 1 sees no key: let the mask show it at least one");
    node_of(&r, "mask")->value[2] = 1;
    assert_true(model_replay(r.model, r.tape, &r.inputs, &r.problems));
    check_value(&r, "o", -4, 0, 4, 0);
    arena_end(r.arena);
}

// --- parameters that are leaves

static void writing_onto_a_tape(void **state) {
    (void)state;
    Run r = run_good("attention", "", SEED_CSV "g,1,-1\n"), cold = run_good("attention", "temperature=.1", SEED_CSV "g,1,-1\n");
    assert_true(params_set(&r.params, r.model->param, r.model->params, "temperature", "0.1", (Place){ 0 }, &r.problems));
    r.inputs.input[0].value[1] = 7;
    cold.inputs.input[0].value[1] = 7;
    size_t used = arena_used(r.arena);
    model_write(r.model, r.tape, &r.inputs, &r.params);
    assert_true(model_replay(r.model, r.tape, &r.inputs, &r.problems));
    assert_int_equal(arena_used(r.arena), used);
    model_write(cold.model, cold.tape, &cold.inputs, &cold.params);
    assert_true(model_replay(cold.model, cold.tape, &cold.inputs, &cold.problems));
    for (NodeId id = 0; id < r.tape->count; id++) {
        const Node *a = tape_node(r.tape, id), *b = tape_node(cold.tape, id);
        assert_memory_equal(a->value, b->value, (size_t)a->count * sizeof(Real));
        assert_memory_equal(a->grad, b->grad, (size_t)a->count * sizeof(Real));
    }
    arena_end(r.arena);
    arena_end(cold.arena);
}

// As many queries, keys and values of one number each.
static Inputs rows_of_ones(Arena *arena, int rows) {
    static const char *const name[] = { "q", "k", "v" };
    Inputs inputs = { .arena = arena, .count = 3 };
    double *ones = arena_new(arena, double, rows);
    for (int i = 0; i < 3; i++) inputs.input[i] = (Input){ .name = name[i], .shape = SHAPE2(rows, 1), .value = ones };
    return inputs;
}

static Params scores_kept(const char *how, Problems *problems) {
    const Model *model = model_find("attention");
    Params params = { 0 };
    assert_true(params_set(&params, model->param, model->params, "scores", how, (Place){ 0 }, problems));
    return params;
}

static void too_many_scores(void **state) {
    (void)state;
    Arena *arena = arena_begin();
    enum { ROWS = 5000 };
    Problems problems = { arena };
    const Model *model = model_find("attention");
    Inputs inputs = rows_of_ones(arena, ROWS);
    Params either = scores_kept("auto", &problems);
    assert_null(model_run(arena, model, &(Params){ 0 }, &inputs, &problems));
    assert_string_equal(problems.item[0].message, "5000 queries and 5000 keys make 25000000 scores, but at most 2097152 can be "
                                                  "kept: use fewer rows");
    assert_true(arena_used(arena) < 1000000);
    Tape *tape = model_run(arena, model, &either, &inputs, &problems); // by tiles then
    assert_non_null(tape);
    assert_true(arena_used(arena) < 10000000 && tape_find(tape, "a") == NODE_NONE);
    assert_close(tape_node(tape, tape_find(tape, "o"))->value[ROWS - 1], 0, 0);
    arena_end(arena);
}

// Tiles need little memory, but time: what would take too long is not begun.
static void too_much_work(void **state) {
    (void)state;
    Arena *arena = arena_begin();
    Problems problems = { arena };
    const Model *model = model_find("attention");
    Inputs inputs = rows_of_ones(arena, 30000);
    size_t before = arena_used(arena);
    Params tiled = scores_kept("tiled", &problems);
    assert_null(model_run(arena, model, &tiled, &inputs, &problems));
    assert_string_equal(problems.item[0].message,
                        "attention would multiply and add 3.1e+10 times, but a run may do so 1.7e+10 times: "
                        "q is 30000 × 1, k is 30000 × 1; use fewer rows or columns");
    assert_false(model_fits(arena, model, &tiled, &inputs, &problems));
    assert_true(arena_used(arena) - before < (200u << 20));
    arena_end(arena);
}

// Kept and by tiles: the same output and gradients to rounding, for every similarity that tiles can do.
static void both_ways_agree(void **state) {
    (void)state;
    static const char *const sets[] = { "", "similarity=dot temperature=0.5", "mask=causal", "temperature=3 mask=causal" };
    for (size_t i = 0; i < sizeof sets / sizeof *sets; i++) {
        char set[100];
        snprintf(set, sizeof set, "scores=tiled %s", sets[i]);
        const char *text = "q1,1,1\nq2,0,2\nk1,1,1\nk2,1,0\nv1,4,0\nv2,0,4\ng1,1,2\ng2,3,-1\n";
        Run a = run_good("attention", sets[i], text), b = run_good("attention", set, text);
        assert_int_equal(tape_find(b.tape, "s"), NODE_NONE);
        static const char *const names[] = { "q", "k", "v", "o" };
        for (int n = 0; n < 4; n++) {
            const Node *x = node_of(&a, names[n]), *y = node_of(&b, names[n]);
            for (int e = 0; e < x->count; e++) {
                assert_close(y->value[e], x->value[e], 1e-14);
                assert_close(y->grad[e], x->grad[e], 1e-14);
            }
        }
        arena_end(a.arena);
        arena_end(b.arena);
    }
    Run r = run_model("attention", "scores=tiled similarity=kernel", "q,1\nk,1\nv,1\nsigma,1\n");
    assert_string_equal(problem_of(&r, 0), "f:2:1: scores = tiled does not work with the similarity kernel");
    arena_end(r.arena);
    r = run_model("attention", "scores=tiled", "q,1\nk1,1\nk2,2\nv1,1\nv2,2\nmask,1,0\n");
    assert_string_equal(problem_of(&r, 0), "f:2:1: scores = tiled does not work with a mask in the data");
    arena_end(r.arena);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(scores_with_round_shares),
        cmocka_unit_test(dot_and_scaled),
        cmocka_unit_test(backward_from_a_target),
        cmocka_unit_test(general),
        cmocka_unit_test(additive_forgets_the_query),
        cmocka_unit_test(tanh_additive),
        cmocka_unit_test(kernel),
        cmocka_unit_test(gradients_of_the_loss),
        cmocka_unit_test(gradients_from_g),
        cmocka_unit_test(causal),
        cmocka_unit_test(hidden_keys_get_nothing),
        cmocka_unit_test(a_query_that_sees_no_key),
        cmocka_unit_test(writing_onto_a_tape),
        cmocka_unit_test(too_many_scores),
        cmocka_unit_test(too_much_work),
        cmocka_unit_test(both_ways_agree),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
