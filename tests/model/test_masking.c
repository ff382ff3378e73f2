// Masking: the numbers of lesson 9, every mask, the wrong runs, their gradients, and what is refused.
#include "model/setup.h"

#define LN2 "0.6931471805599453"
#define LN3 "1.0986122886681098"
#define LN4 "1.3862943611198906"
#define QUERIES "q1,1,1\nq2,1,1\nq3,1,1\nq4,1,1\n"
#define KEYS "k1," LN2 ",-" LN2 "\nk2," LN3 ",0\nk3," LN2 "," LN2 "\nk4," LN4 "," LN2 "\n"
#define VALUES "v1,8\nv2,4\nv3,2\nv4,1\n"
#define LESSON QUERIES KEYS VALUES
#define ONES "g1,1\ng2,1\ng3,1\ng4,1\n"

static void the_right_run(void **state) {
    (void)state;
    Run r = run_good("masking", "similarity=dot", LESSON ONES);
    check_value(&r, "mask", 1, 0, 0, 0, 1, 1, 0, 0, 1, 1, 1, 0, 1, 1, 1, 1);
    check_value(&r, "right.exp", 1, 0, 0, 0, 1, 3, 0, 0, 1, 3, 4, 0, 1, 3, 4, 8);
    check_value(&r, "right.divisor", 1, 4, 8, 16);
    check_value(&r, "a", 1, 0, 0, 0, .25, .75, 0, 0, .125, .375, .5, 0, .0625, .1875, .25, .5);
    check_value(&r, "right.sum", 1, 1, 1, 1);
    check_value(&r, "right.future", 0, 0, 0, 0);
    check_value(&r, "o", 8, 5, 3.5, 2.25);
    check_grad(&r, "s", 0, 0, 0, 0, .75, -.75, 0, 0, .5625, .1875, -.75, 0, .359375, .328125, -.0625, -.625);
    assert_true(node_of(&r, "masked")->value[1] == -MATH_INFINITY);
    check_gradients(&r, 1e-7);
    arena_end(r.arena);
}

static void the_wrong_runs(void **state) {
    (void)state;
    Run r = run_good("masking", "similarity=dot", LESSON);
    const double row[] = { .0625, .1875, .25, .5 };
    for (int i = 0; i < 16; i++) assert_close(node_of(&r, "open.a")->value[i], row[i % 4], 1e-12);
    check_value(&r, "open.future", .9375, .75, .5, 0);
    check_value(&r, "late.a", .0625, 0, 0, 0, .0625, .1875, 0, 0, .0625, .1875, .25, 0, .0625, .1875, .25, .5);
    check_value(&r, "late.sum", .0625, .25, .5, 1);
    check_value(&r, "late.future", 0, 0, 0, 0);
    check_value(&r, "zero.divisor", 4, 6, 9, 16);
    check_value(&r, "zero.future", .75, 1.0 / 3, 1.0 / 9, 0);
    check_value(&r, "zero.sum", 1, 1, 1, 1);
    assert_close(node_of(&r, "zero.a")->value[4], 1.0 / 6, 1e-12);
    assert_close(node_of(&r, "late.o")->value[1], (8 + 3 * 4) / 16.0, 1e-12);
    arena_end(r.arena);
}

static void every_mask(void **state) {
    (void)state;
    static const struct {
        const char *set;
        double mask[16];
    } all[] = {
        { "mask=none", { 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1 } },
        { "mask=cross", { 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1 } },
        { "mask=window", { 1, 0, 0, 0, 1, 1, 0, 0, 0, 1, 1, 0, 0, 0, 1, 1 } },
        { "mask=window window=1", { 1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1 } },
        { "mask=padding padding=2", { 1, 1, 0, 0, 1, 1, 0, 0, 1, 1, 0, 0, 1, 1, 0, 0 } },
    };
    for (size_t i = 0; i < sizeof all / sizeof *all; i++) {
        Run r = run_good("masking", all[i].set, LESSON);
        check_numbers(all[i].set, node_of(&r, "mask")->value, 16, all[i].mask, 16, 0);
        check_value(&r, "right.sum", 1, 1, 1, 1);
        arena_end(r.arena);
    }
}

// A mask of the data holds with every choice; own takes it alone.
static void masks_of_the_data(void **state) {
    (void)state;
#define SOME "mask1,1,1,0,0\nmask2,0,1,1,0\nmask3,1,0,1,1\nmask4,1,1,1,1\n"
    Run own = run_good("masking", "mask=own", LESSON SOME), both = run_good("masking", "mask=causal", LESSON SOME);
    check_value(&own, "mask", 1, 1, 0, 0, 0, 1, 1, 0, 1, 0, 1, 1, 1, 1, 1, 1);
    check_value(&both, "mask", 1, 0, 0, 0, 0, 1, 0, 0, 1, 0, 1, 0, 1, 1, 1, 1);
    arena_end(own.arena);
    arena_end(both.arena);
}

// A painted mask, written over one that nobody gave, belongs to `own` alone.
static void a_painted_mask(void **state) {
    (void)state;
    Run r = run_good("masking", "mask=own", LESSON);
    Input *mask = (Input *)inputs_find(&r.inputs, "mask");
    mask->value[3] = 0;
    model_write(r.model, r.tape, &r.inputs, &r.params);
    assert_true(model_replay(r.model, r.tape, &r.inputs, &r.problems));
    assert_true(node_of(&r, "a")->value[3] == 0);
    assert_true(params_set(&r.params, r.model->param, r.model->params, "mask", "none", (Place){ 0 }, &r.problems));
    model_write(r.model, r.tape, &r.inputs, &r.params);
    assert_true(model_replay(r.model, r.tape, &r.inputs, &r.problems));
    assert_true(node_of(&r, "a")->value[3] > 0);
    arena_end(r.arena);
}

static void another_sentence(void **state) {
    (void)state;
    Run r = run_good("masking", "similarity=dot mask=cross", LESSON "kc1,0,0\nkc2," LN3 ",0\nvc1,8\nvc2,4\n");
    assert_int_equal(tape_find(r.tape, "k"), NODE_NONE);
    check_value(&r, "a", .25, .75, .25, .75, .25, .75, .25, .75);
    check_value(&r, "o", 5, 5, 5, 5);
    arena_end(r.arena);
    r = run_good("masking", "similarity=dot", LESSON "kc1,0,0\nkc2," LN3 ",0\nvc1,8\nvc2,4\n"); // otherwise not used
    check_value(&r, "o", 8, 5, 3.5, 2.25);
    arena_end(r.arena);
}

// Uniform attention over logits: losses of the next token.
static void the_next_token(void **state) {
    (void)state;
    Run r = run_good("masking", "", "q1,1\nq2,1\nk1,0\nk2,0\nv1,0,0\nv2,0," LN4 "\ntarget1,1\ntarget2,1\n");
    check_value(&r, "next.p", .5, 2.0 / 3);
    check_value(&r, "next.loss", .69315, .40547);
    check_value(&r, "next.mean", .54931);
    arena_end(r.arena);
}

static void refused(const char *set, const char *text, const char *said) {
    Run r = run_model("masking", set, text);
    if (r.tape || !strstr(problem_of(&r, 0), said)) fail_msg("expected a problem with \"%s\", got \"%s\"", said, problem_of(&r, 0));
    arena_end(r.arena);
}

static void what_is_refused(void **state) {
    (void)state;
    refused("", LESSON "mask1,1,1,1\nmask2,1,1,1\nmask3,1,1,1\nmask4,1,1,1\n", "mask has 3 columns where k has 4 rows");
    refused("", LESSON "mask1,1,1,1,1\n", "mask has 1 row where q has 4");
    refused("", LESSON "mask1,1,1,1,1\nmask2,1,2,1,1\nmask3,1,1,1,1\nmask4,1,1,1,1\n", "mask has 2 in row 2, column 2");
    refused("mask=own", LESSON "mask1,1,1,1,1\nmask2,0,0,0,0\nmask3,1,1,1,1\nmask4,1,1,1,1\n", "query 2 sees no key");
    refused("mask=window window=1", LESSON "mask1,1,1,1,1\nmask2,1,0,1,1\nmask3,1,1,1,1\nmask4,1,1,1,1\n", "query 2 sees no key");
    refused("mask=padding padding=4", LESSON, "query 1 sees no key");
    refused("mask=cross", LESSON "kc1,0,0\n", "kc is there without vc");
    refused("mask=cross", LESSON "kc1,0,0\nvc1,1,1\n", "vc has 2 columns where v has 1");
    refused("", LESSON "target1,1\ntarget2,0\ntarget3,0\ntarget4,0\n", "target 1 is 1: v has 1 column,");
    refused("mask=diagonal", LESSON, "diagonal");
}

// An edit that blinds a query is refused as a value is, and the tape recovers.
static void an_edit_that_blinds(void **state) {
    (void)state;
    Run r = run_good("masking", "mask=own", LESSON);
    Input *mask = (Input *)inputs_find(&r.inputs, "mask");
    for (int j = 0; j < 4; j++) mask->value[4 + j] = 0;
    model_write(r.model, r.tape, &r.inputs, &r.params);
    assert_false(model_replay(r.model, r.tape, &r.inputs, &r.problems));
    assert_non_null(strstr(problem_of(&r, 0), "query 2 sees no key"));
    mask->value[5] = 1;
    model_write(r.model, r.tape, &r.inputs, &r.params);
    assert_true(model_replay(r.model, r.tape, &r.inputs, &r.problems));
    assert_close(node_of(&r, "a")->value[5], 1, 0);
    arena_end(r.arena);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_right_run),     cmocka_unit_test(the_wrong_runs),  cmocka_unit_test(every_mask),
        cmocka_unit_test(masks_of_the_data), cmocka_unit_test(a_painted_mask),  cmocka_unit_test(another_sentence),
        cmocka_unit_test(the_next_token),    cmocka_unit_test(what_is_refused), cmocka_unit_test(an_edit_that_blinds),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
