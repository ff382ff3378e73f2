// Multi-head attention: colour and shape by hand, masks, gradients, and what is refused.
#include "model/whole.h"

// Four tokens, red or blue, square or circle. Wq carries ln 3 and the root that the division takes away again, so that a
// match is worth ln 3 and exp makes it 3.
#define TOKENS "x1:red square,1,0,1,0\nx2:red circle,1,0,0,1\nx3:blue square,0,1,1,0\nx4:blue circle,0,1,0,1\n"
#define ROWS(name) name ",1,0,0,0\n" name ",0,1,0,0\n" name ",0,0,1,0\n" name ",0,0,0,1\n"
#define LN3_ROOT2 "1.5536723984241955"
#define LN3_ROOT4 "2.1972245773362196"
#define WQ(c) "Wq," c ",0,0,0\nWq,0," c ",0,0\nWq,0,0," c ",0\nWq,0,0,0," c "\n"
#define TWO_HEADS TOKENS WQ(LN3_ROOT2) ROWS("Wk") ROWS("Wv") ROWS("Wo")
#define ONE_HEAD TOKENS WQ(LN3_ROOT4) ROWS("Wk") ROWS("Wv") ROWS("Wo")

static void one_head_for_colour_one_for_shape(void **state) {
    (void)state;
    Run r = run_good("multihead", "heads=2", TWO_HEADS);
    const double ln3 = 1.0986122886681098;
    const double colour[] = { .375, .375, .125, .125 }, shape[] = { .375, .125, .375, .125 }, matches[] = { ln3, ln3, 0, 0 };
    check_numbers("colour", node_of(&r, "a")->value, 4, colour, 4, 1e-14);
    check_numbers("shape", node_of(&r, "a")->value + 16, 4, shape, 4, 1e-14);
    check_numbers("matches", node_of(&r, "s")->value, 4, matches, 4, 1e-14);
    assert_true(shape_equal(node_of(&r, "s")->shape, SHAPE3(2, 4, 4)));
    assert_true(shape_equal(node_of(&r, "heads")->shape, SHAPE3(2, 4, 2)));
    check_value(&r, "heads", .75, .25, .75, .25, .25, .75, .25, .75, .75, .25, .25, .75, .75, .25, .25, .75);
    check_value(&r, "concat", .75, .25, .75, .25, .75, .25, .25, .75, .25, .75, .75, .25, .25, .75, .25, .75);
    check_value(&r, "o", .75, .25, .75, .25, .75, .25, .25, .75, .25, .75, .75, .25, .25, .75, .25, .75);
    assert_string_equal(inputs_find(&r.inputs, "x")->words[1], "red circle");
    arena_end(r.arena);
}

static void one_head_for_both_multiplies_the_wishes(void **state) {
    (void)state;
    Run r = run_good("multihead", "heads=1", ONE_HEAD);
    const double both[] = { .5625, .1875, .1875, .0625 };
    check_numbers("both", node_of(&r, "a")->value, 4, both, 4, 1e-14);
    arena_end(r.arena);
}

// Wv gives every token its payload in the first column of each head: 10, 20, 30, 40, then with 20 and 30 swapped.
#define PAYLOADS(blue, circle) "Wv,0,0,0,0\nWv," blue ",0," blue ",0\nWv,10,0,10,0\nWv," circle ",0," circle ",0\n"

static void check_payloads(const char *set, const char *text, double red_circle, double first, double second) {
    Run r = run_good("multihead", set, text);
    const Real *v = node_of(&r, "v")->value, *o = node_of(&r, "o")->value;
    assert_close(v[0], 10, 0);
    assert_close(v[4], red_circle, 0);
    assert_close(v[8], 50 - red_circle, 0);
    assert_close(v[12], 40, 0);
    assert_close(o[0], first, 1e-14);
    assert_close(o[2], second, 1e-14);
    arena_end(r.arena);
}

static void one_head_cannot_notice_a_swap(void **state) {
    (void)state;
    check_payloads("heads=2", TOKENS WQ(LN3_ROOT2) ROWS("Wk") PAYLOADS("20", "20") ROWS("Wo"), 20, 20, 22.5);
    check_payloads("heads=2", TOKENS WQ(LN3_ROOT2) ROWS("Wk") PAYLOADS("10", "30") ROWS("Wo"), 30, 22.5, 20);
    check_payloads("heads=1", TOKENS WQ(LN3_ROOT4) ROWS("Wk") PAYLOADS("20", "20") ROWS("Wo"), 20, 17.5, 17.5);
    check_payloads("heads=1", TOKENS WQ(LN3_ROOT4) ROWS("Wk") PAYLOADS("10", "30") ROWS("Wo"), 30, 17.5, 17.5);
}

// Every query scores the keys ln 1, ln 3, ln 4, ln 8; the values are 8, 4, 2, 1.
#define ROOT3 "1.7320508075688772"
#define SCORES                                                                                                                     \
    "x1,1,0,8\nx2,1,1.0986122886681098,4\nx3,1,1.3862943611198906,2\nx4,1,2.0794415416798357,1\n"                                  \
    "Wq," ROOT3 ",0,0\nWq,0,0,0\nWq,0,0,0\nWk,0,0,0\nWk,1,0,0\nWk,0,0,0\n"                                                         \
    "Wv,0,0,0\nWv,0,0,0\nWv,1,0,0\nWo,1,0,0\nWo,0,1,0\nWo,0,0,1\n"

static void the_mask_refills_its_rows(void **state) {
    (void)state;
    Run r = run_good("multihead", "", SCORES);
    const double row[] = { .0625, .1875, .25, .5 }, masked[] = { .25, .75, 0, 0 }, outputs[] = { 8, 5, 3.5, 2.25 };
    check_numbers("without a mask", node_of(&r, "a")->value + 4, 4, row, 4, 1e-14);
    arena_end(r.arena);
    r = run_good("multihead", "mask=causal", SCORES "g1,1,1,1\ng2,1,1,1\ng3,1,1,1\ng4,1,1,1\n");
    check_numbers("masked", node_of(&r, "a")->value + 4, 4, masked, 4, 1e-14);
    for (int i = 0; i < 4; i++) assert_close(node_of(&r, "o")->value[3 * i], outputs[i], 1e-14);
    for (int j = 0; j < 4; j++) assert_close(node_of(&r, "s")->grad[j], 0, 0); // row 1 has nothing to choose
    for (int j = 2; j < 4; j++) assert_close(node_of(&r, "s")->grad[4 + j], 0, 0);
    assert_close(node_of(&r, "masked")->value[1], -MATH_INFINITY, 0);
    arena_end(r.arena);
}

#define OTHERS                                                                                                                     \
    "Wq,.5,-.2,.3,.9\nWq,.3,.9,-.4,.1\nWq,-.7,.1,.8,-.6\nWq,.2,-.5,.4,.7\nWk,-.4,.6,.2,.1\nWk,.8,.2,-.9,.5\nWk,.1,-.5,.7,.3\n"     \
    "Wk,.6,.4,-.1,-.8\nWv,.9,-.3,.1,.5\nWv,-.2,.7,.6,-.4\nWv,.3,.8,-.5,.2\nWv,-.6,.1,.4,.9\nWo,.2,.5,-.7,.1\nWo,.8,-.1,.3,.6\n"    \
    "Wo,-.4,.9,.2,-.3\nWo,.7,.3,-.6,.5\n"
#define X3 "x1,.3,-1.2,.7,.4\nx2,-.5,.9,1.1,-.8\nx3,1.4,.2,-.6,.3\n"
#define Y2 "y1,.7,-.1,.9,.2\ny2,1.9,.4,-.3,.6\n"
#define G3 "g1,.2,.3,-.7,1\ng2,-.4,1,.6,-.2\ng3,.8,-.9,.1,.5\n"

static void gradients_and_explanations(void **state) {
    (void)state;
    const char *const sets[] = { "heads=1", "heads=2", "heads=4", "heads=2 mask=causal" };
    for (int i = 0; i < 4; i++) {
        check_whole("multihead", sets[i], X3 OTHERS G3);
        check_whole("multihead", sets[i], X3 Y2 OTHERS G3);
        check_whole("multihead", sets[i], X3 OTHERS "mask1,1,0,1\nmask2,1,1,0\nmask3,1,0,1\n" G3);
        check_whole("multihead", sets[i], X3 Y2 OTHERS "mask1,1,0\nmask2,1,1\nmask3,1,1\n" G3);
    }
}

// A score is one sum over its head's columns of q and k.
static void a_score_explains_itself(void **state) {
    (void)state;
    Run r = run_good("multihead", "heads=2", X3 OTHERS G3);
    const Expr *s = explain_value(r.arena, r.tape, tape_find(r.tape, "s"), 9 + 3 + 2); // second head, query 2, key 3
    Range range[4];
    assert_int_equal(s->kind, EXPR_QUOTIENT);
    assert_int_equal(s->child->kind, EXPR_SERIES);
    assert_int_equal(s->child->count, 2);
    assert_int_equal(expr_sources(s, range, 4), 3);
    assert_int_equal(range[0].node, tape_find(r.tape, "q"));
    assert_int_equal(range[0].start, 4 + 2);
    assert_int_equal(range[1].node, tape_find(r.tape, "k"));
    assert_int_equal(range[1].start, 8 + 2);
    assert_int_equal(range[2].node, tape_find(r.tape, "root_d"));
    assert_int_equal(flows_to(r.tape, tape_find(r.tape, "q"), 6, range, 4), 1); // a row of the head's scores
    assert_int_equal(range[0].start, 9 + 3);
    assert_int_equal(range[0].count, 3);
    arena_end(r.arena);
}

static void a_mask_that_nobody_gave_can_be_painted(void **state) {
    (void)state;
    Run r = run_good("multihead", "heads=2", X3 OTHERS);
    Input *mask = (Input *)inputs_find(&r.inputs, "mask");
    assert_true(mask && mask->filled && shape_equal(mask->shape, SHAPE2(3, 3)));
    mask->value[1] = 0;
    model_write(r.model, r.tape, &r.inputs, &r.params);
    assert_true(model_replay(r.model, r.tape, &r.inputs, &r.problems));
    assert_close(node_of(&r, "a")->value[1], 0, 0);
    assert_close(node_of(&r, "a")->value[10], 0, 0);
    mask->value[0] = mask->value[2] = 0;
    model_write(r.model, r.tape, &r.inputs, &r.params);
    assert_false(model_replay(r.model, r.tape, &r.inputs, &r.problems));
    assert_string_equal(problem_of(&r, 0), "query 1 sees no key: let the mask show it at least one");
    arena_end(r.arena);
    r = run_good("multihead", "heads=2", X3 Y2 OTHERS);
    assert_true(shape_equal(inputs_find(&r.inputs, "mask")->shape, SHAPE2(3, 2)));
    arena_end(r.arena);
}

static void what_is_refused(void **state) {
    (void)state;
    check_refused(
        "multihead", "heads=3", TWO_HEADS,
        "f:1:1: heads = 3 does not divide D = 4, the columns of x, of which every head takes as many: heads may be 1, 2, 4");
    check_refused("multihead", "heads=0", TWO_HEADS, "heads must be a whole number from 1 to 1024, found '0'");
    check_refused("multihead", "", TOKENS WQ("1") ROWS("Wk") ROWS("Wv") "Wo,1,2\n",
                  "f:17:1: Wo has 1 row where x has 4 columns (both are D)");
    check_refused("multihead", "", X3 "y1,1,2\n" OTHERS, "f:4:1: y has 2 columns where x has 4 (both are D)");
    check_refused("multihead", "", X3 OTHERS "mask1,1,1\nmask2,1,1\nmask3,1,1\n",
                  "f:20:1: mask has 2 columns where x has 3 rows, which are keys too as long as there is no y");
    check_refused("multihead", "", X3 OTHERS "mask1,1,1,1\nmask2,1,1,1\n", "f:20:1: mask has 2 rows where x has 3 (both are n)");
    check_refused("multihead", "", X3 Y2 OTHERS "mask1,1,1,1\nmask2,1,1,1\nmask3,1,1,1\n",
                  "f:22:1: mask has 3 columns where y has 2 rows (both are m)");
    check_refused("multihead", "", X3 OTHERS "mask1,1,1,1\nmask2,1,2,1\nmask3,1,1,1\n",
                  "f:20:1: mask has 2 in row 2, column 2: write 1 where the query sees the key, 0 where not");
    check_refused("multihead", "mask=causal", X3 OTHERS "mask1,0,1,1\nmask2,1,1,1\nmask3,1,1,1\n",
                  "f:20:1: query 1 sees no key: let the mask show it at least one");
    check_refused(
        "multihead", "", X3,
        "f: Wq, Wk, Wv and Wo are missing: multihead needs x (n,D), Wq (D,D), Wk (D,D), Wv (D,D), Wo (D,D); the file has x "
        "(3 × 4)");
    check_refused("multihead", "", X3 OTHERS "g1,1,2\n",
                  "f:20:1: g has the shape 1 × 2 where the output o has 3 × 4: g must have the output's shape");
}

static void too_many_scores(void **state) {
    (void)state;
    Arena *arena = arena_begin();
    Builder text = { arena };
    for (int i = 0; i < 3000; i++) builder_print(&text, "x,%d,1\n", i);
    builder_print(&text, "Wq,1,0\nWq,0,1\nWk,1,0\nWk,0,1\nWv,1,0\nWv,0,1\nWo,1,0\nWo,0,1\n");
    check_refused(
        "multihead", "heads=2", builder_text(&text),
        "f:1:1: 3000 queries, 3000 keys and heads = 2 make 18000000 scores, but at most 2097152 can be kept: use fewer rows");
    Run r = run_good("multihead", "heads=2 scores=auto", builder_text(&text));
    assert_int_equal(tape_find(r.tape, "a"), NODE_NONE);
    assert_int_equal(node_of(&r, "o")->count, 6000);
    arena_end(r.arena);
    arena_end(arena);
}

static void both_ways_agree(void **state) {
    (void)state;
    static const char *const sets[][2] = { { "heads=2", "heads=2 scores=tiled" },
                                           { "heads=4 mask=causal", "heads=4 mask=causal scores=tiled" } };
    for (int i = 0; i < 2; i++) {
        Run a = run_good("multihead", sets[i][0], X3 OTHERS G3), b = run_good("multihead", sets[i][1], X3 OTHERS G3);
        static const char *const names[] = { "x", "Wq", "Wk", "Wv", "Wo", "concat", "o" };
        for (int n = 0; n < 7; n++) {
            const Node *x = node_of(&a, names[n]), *y = node_of(&b, names[n]);
            for (int e = 0; e < x->count; e++) {
                assert_close(y->value[e], x->value[e], 1e-13);
                assert_close(y->grad[e], x->grad[e], 1e-13);
            }
        }
        arena_end(a.arena);
        arena_end(b.arena);
    }
}

// Heads of given queries, keys and values have no weights behind them, by tiles either.
static void split_by_tiles(void **state) {
    (void)state;
    const char *text = "q1,1,0,2,1\nq2,0,1,1,-1\nk1,1,1,0,1\nk2,0,2,1,0\nv1,4,0,1,3\nv2,0,4,5,7\ng1,1,2,3,4\ng2,0,1,0,1\n";
    Run kept = run_good("split", "heads=2", text), tiled = run_good("split", "heads=2 scores=tiled", text);
    assert_int_equal(tape_find(tiled.tape, "a"), NODE_NONE);
    static const char *const names[] = { "concat", "q", "k", "v" };
    for (int n = 0; n < 4; n++) {
        const Node *x = node_of(&kept, names[n]), *y = node_of(&tiled, names[n]);
        for (int e = 0; e < x->count; e++) {
            assert_close((double)y->value[e], (double)x->value[e], 1e-12);
            assert_close((double)y->grad[e], (double)x->grad[e], 1e-12);
        }
    }
    arena_end(kept.arena), arena_end(tiled.arena);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(split_by_tiles),
        cmocka_unit_test(one_head_for_colour_one_for_shape),
        cmocka_unit_test(both_ways_agree),
        cmocka_unit_test(one_head_for_both_multiplies_the_wishes),
        cmocka_unit_test(one_head_cannot_notice_a_swap),
        cmocka_unit_test(the_mask_refills_its_rows),
        cmocka_unit_test(gradients_and_explanations),
        cmocka_unit_test(a_score_explains_itself),
        cmocka_unit_test(a_mask_that_nobody_gave_can_be_painted),
        cmocka_unit_test(what_is_refused),
        cmocka_unit_test(too_many_scores),
    };
    return cmocka_run_group_tests_name("model/multihead", tests, NULL, NULL);
}
