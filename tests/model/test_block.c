// One whole block: the red square's way through it by hand, after and before the norm, and its gradients.
#include <math.h>

#include "model/whole.h"

#define ROWS(name) name ",1,0,0,0\n" name ",0,1,0,0\n" name ",0,0,1,0\n" name ",0,0,0,1\n"
#define LN3_ROOT2 "1.5536723984241955"
#define TOKENS                                                                                                                     \
    "x1,1,0,1,0\nx2,1,0,0,1\nx3,0,1,1,0\nx4,0,1,0,1\nWq," LN3_ROOT2 ",0,0,0\nWq,0," LN3_ROOT2 ",0,0\nWq,0,0," LN3_ROOT2 ",0\n"     \
    "Wq,0,0,0," LN3_ROOT2 "\n" ROWS("Wk") ROWS("Wv") "Wo,1,0,0,0\nWo,0,1,0,0\nWo,0,0,-1,0\nWo,0,0,0,-1\n" ROWS(                    \
        "W1") "W2,2,0,0,0\nW2,0,1,0,0\nW2,0,0,1,0\nW2,0,0,0,1\n"

// The first row of a node.
#define check_row(run, name, tolerance, ...)                                                                                       \
    check_numbers(name, node_of(run, name)->value, 4, (const double[]){ __VA_ARGS__ }, 4, tolerance)

static void the_red_square_after_the_norm(void **state) {
    (void)state;
    Run r = run_good("block", "heads=2 norm=post eps=0", TOKENS);
    check_row(&r, "x", 0, 1, 0, 1, 0);
    check_row(&r, "o", 1e-14, .75, .25, -.75, -.25);
    check_row(&r, "sum1", 1e-14, 1.75, .25, .25, -.25);
    assert_close(node_of(&r, "ln1.mean")->value[0], .5, 1e-14);
    assert_close(node_of(&r, "ln1.spread")->value[0], .75, 1e-14);
    check_row(&r, "ln1", 1e-14, 5 / 3.0, -1 / 3.0, -1 / 3.0, -1);
    check_row(&r, "act", 1e-14, 5 / 3.0, 0, 0, 0);
    check_row(&r, "ff2", 1e-14, 10 / 3.0, 0, 0, 0);
    check_row(&r, "sum2", 1e-14, 5, -1 / 3.0, -1 / 3.0, -1);
    assert_close(node_of(&r, "ln2.mean")->value[0], 5 / 6.0, 1e-14);
    assert_close(node_of(&r, "ln2.spread")->value[0], 2.4210, TOLERANCE);
    check_row(&r, "ln2", TOLERANCE, 1.7211, -.4819, -.4819, -.7573);
    check_row(&r, "y", TOLERANCE, 1.7211, -.4819, -.4819, -.7573);
    const Real *y = node_of(&r, "y")->value;
    assert_close(y[0] + y[1] + y[2] + y[3], 0, 1e-14);
    arena_end(r.arena);
}

static void its_twin_before_the_norm(void **state) {
    (void)state;
    Run r = run_good("block", "heads=2 norm=pre eps=0", TOKENS);
    check_row(&r, "ln1", 1e-14, 1, -1, 1, -1);
    check_row(&r, "o", TOLERANCE, .9756, -.9756, -.9756, .9756);
    check_row(&r, "sum1", TOLERANCE, 1.9756, -.9756, .0244, .9756);
    check_row(&r, "y", TOLERANCE, 4.6677, -.9756, .0244, 1.4095);
    arena_end(r.arena);
}

// The lesson's block: without attention its norm gives another row, and every token leaves with other numbers.
static void attention_changes_what_the_block_gives(void **state) {
    (void)state;
    for (int post = 0; post < 2; post++) {
        Run with = run_good("block", post ? "heads=2 norm=post eps=0" : "heads=2 norm=pre eps=0", TOKENS);
        Run without =
            run_good("block", post ? "heads=2 norm=post eps=0 attention=off" : "heads=2 norm=pre eps=0 attention=off", TOKENS);
        if (post) check_row(&without, "ln1", 1e-14, 1, -1, 1, -1);
        check_row(&without, "sum1", 0, 1, 0, 1, 0);
        const Node *a = node_of(&with, "y"), *b = node_of(&without, "y");
        for (int i = 0; i < 4; i++) {
            double most = 0;
            for (int j = 0; j < 4; j++) most = fmax(most, fabs((double)a->value[4 * i + j] - (double)b->value[4 * i + j]));
            assert_true(most > 0.3);
        }
        arena_end(with.arena);
        arena_end(without.arena);
    }
}

// The nodes are recorded in the order in which the numbers come about.
static void nodes_in_their_order(void **state) {
    (void)state;
    static const char *const pre[] = { "ln1", "q",    "k",   "v",   "s",   "masked", "a",    "heads", "concat",
                                       "o",   "sum1", "ln2", "ff1", "act", "ff2",    "sum2", "y",     NULL };
    static const char *const post[] = { "q",    "k",   "v",   "s",   "masked", "a",    "heads", "concat", "o",
                                        "sum1", "ln1", "ff1", "act", "ff2",    "sum2", "ln2",   "y",      NULL };
    for (int i = 0; i < 2; i++) {
        Run r = run_good("block", i ? "norm=post" : "norm=pre", TOKENS);
        NodeId last = 0;
        for (const char *const *name = i ? post : pre; *name; name++) {
            assert_true(tape_find(r.tape, *name) > last);
            last = tape_find(r.tape, *name);
        }
        arena_end(r.arena);
    }
}

static void a_cut_feature_gets_no_gradient(void **state) {
    (void)state;
    Run r = run_good("block", "heads=2 norm=post", TOKENS "g1,.3,.2,-.5,.4\ng2,.1,-.2,.3,.6\ng3,1,.2,-.4,.5\ng4,-.8,.7,.6,-.1\n");
    const Node *ff1 = node_of(&r, "ff1");
    for (int i = 0; i < ff1->count; i++) assert_true((ff1->value[i] > 0) == (ff1->grad[i] != 0));
    arena_end(r.arena);
}

#define OTHERS                                                                                                                     \
    "Wq,.5,-.2,.3,.9\nWq,.3,.9,-.4,.1\nWq,-.7,.1,.8,-.6\nWq,.2,-.5,.4,.7\nWk,-.4,.6,.2,.1\nWk,.8,.2,-.9,.5\nWk,.1,-.5,.7,.3\n"     \
    "Wk,.6,.4,-.1,-.8\nWv,.9,-.3,.1,.5\nWv,-.2,.7,.6,-.4\nWv,.3,.8,-.5,.2\nWv,-.6,.1,.4,.9\nWo,.2,.5,-.7,.1\nWo,.8,-.1,.3,.6\n"    \
    "Wo,-.4,.9,.2,-.3\nWo,.7,.3,-.6,.5\n"                                                                                          \
    "W1,.4,-.6,.2,.9,-.3,.5\nW1,-.8,.3,.7,-.1,.6,.2\nW1,.1,.9,-.5,.4,.8,-.7\nW1,.6,-.2,.3,-.9,.1,.4\n"                             \
    "W2,.3,-.5,.8,.1\nW2,-.6,.2,.4,.9\nW2,.7,.1,-.3,.5\nW2,-.2,.6,.9,-.4\nW2,.5,-.8,.1,.3\nW2,.2,.4,-.7,.6\n"
#define X3 "x1,.3,-1.2,.7,.4\nx2,-.5,.9,1.1,-.8\nx3,1.4,.2,-.6,.3\n"
#define G3 "g1,.2,.3,-.7,1\ng2,-.4,1,.6,-.2\ng3,.8,-.9,.1,.5\n"
#define REST                                                                                                                       \
    "b1,.1,-.2,.3,.4,-.5,.2\nb2,.3,.1,-.4,.2\ngamma1,1.2,.8,-.6,1.1\nbeta1,.2,-.1,.3,.4\ngamma2,.7,1.3,.9,-1.2\nbeta2,-.3,.2,.1,." \
    "5\n"

static void gradients_and_explanations(void **state) {
    (void)state;
    const char *const sets[] = { "norm=pre heads=2", "norm=post heads=2 eps=0", "norm=pre activation=gelu eps=.1",
                                 "norm=post heads=4 mask=causal", "norm=post activation=gelu heads=2" };
    for (int i = 0; i < 5; i++) {
        check_whole("block", sets[i], X3 OTHERS G3);
        check_whole("block", sets[i], X3 OTHERS REST "mask1,1,0,1\nmask2,1,1,1\nmask3,1,1,1\n" G3);
    }
}

static void every_input_gets_a_gradient(void **state) {
    (void)state;
    Run r = run_good("block", "activation=gelu", X3 OTHERS G3 "bq,1,2,3,4\nbk,2,1,1,3\nbv,1,0,1,2\nbo,3,2,1,1\n");
    for (int i = 0; i < r.model->inputs; i++) {
        const Node *node = node_of(&r, r.model->input[i].name);
        double size = 0;
        for (int j = 0; j < node->count; j++) size += (double)node->grad[j] * (double)node->grad[j];
        bool shifts_all = !strcmp(node->name, "bk"); // bk adds the same to every score of a row: softmax does not see it
        assert_true(node->constant ? size == 0 : shifts_all ? size < 1e-20 : size > 0);
    }
    arena_end(r.arena);
}

static void what_is_refused(void **state) {
    (void)state;
    check_refused(
        "block", "heads=3", TOKENS,
        "f:1:1: heads = 3 does not divide D = 4, the columns of x, of which every head takes as many: heads may be 1, 2, 4");
    check_refused("block", "", X3 OTHERS "b1,1,2\n", "f:30:1: b1 has 2 numbers where W1 has 6 columns (both are F)");
    check_refused("block", "", X3 OTHERS "mask1,1,1\nmask2,1,1\nmask3,1,1\n",
                  "f:30:1: mask has 2 columns where x has 3 rows (both are n)");
    check_refused("block", "", X3 OTHERS "mask1,1,1,1\nmask2,0,0,0\nmask3,1,1,1\n",
                  "f:30:1: query 2 sees no key: let the mask show it at least one");
    check_refused("block", "eps=0", "x1,1,2,3,4\nx2,2,2,2,2\n" OTHERS,
                  "row 2 of x has no spread: its numbers are all equal, and with eps = 0 layer norm divides by 0; change the row "
                  "or set eps above 0");
    check_refused("block", "norm=middle", TOKENS, "unknown norm 'middle'; choose one of pre, post");
    check_refused(
        "block", "", "x,1,2\nWq,1,0\nWq,0,1\n",
        "f: Wk, Wv, Wo, W1 and W2 are missing: block needs x (n,D), Wq (D,D), Wk (D,D), Wv (D,D), Wo (D,D), W1 (D,F), W2 (F,D); "
        "the file has x (1 × 2) and Wq (2 × 2)");
}

// Both norms of `blocks` are the block's own, to the bit.
static void both_norms_beside_each_other(void **state) {
    (void)state;
    Run both = run_good("blocks", "heads=2 eps=0.1 activation=gelu", X3 OTHERS);
    static const char *const norms[] = { "post", "pre" }, *const names[] = { "ln1", "a", "o", "sum1", "ff2", "sum2", "y" };
    for (int i = 0; i < 2; i++) {
        char set[100], name[40];
        snprintf(set, sizeof set, "heads=2 eps=0.1 activation=gelu norm=%s", norms[i]);
        Run one = run_good("block", set, X3 OTHERS);
        for (int n = 0; n < 7; n++) {
            snprintf(name, sizeof name, "%s.%s", norms[i], names[n]);
            const Node *x = node_of(&both, name), *y = node_of(&one, names[n]);
            assert_memory_equal(x->value, y->value, (size_t)x->count * sizeof(Real));
        }
        arena_end(one.arena);
    }
    arena_end(both.arena);
}

// The decoder is made of parts that are tested; here that they are wired as the paper says.
static void the_decoder_looks_back_and_across(void **state) {
    (void)state;
    Run r = run_good("decoder", "heads=2 eps=0",
                     "x1,1,0,.5,.5\nx2,.5,.5,1,0\nx3,0,1,1,1\nmemory1,1,0,1,0\nmemory2,0,1,2,1\n" OTHERS
                     "Cq,1,0,0,0\nCq,0,1,0,0\nCq,0,0,1,0\nCq,0,0,0,1\nCk,1,0,0,0\nCk,0,1,0,0\nCk,0,0,1,0\nCk,0,0,0,1\n"
                     "Cv,1,0,0,0\nCv,0,1,0,0\nCv,0,0,1,0\nCv,0,0,0,1\nCo,1,0,0,0\nCo,0,1,0,0\nCo,0,0,1,0\nCo,0,0,0,1\n");
    const Real *self = node_of(&r, "self.a")->value;
    for (int h = 0; h < 2; h++)
        for (int i = 0; i < 3; i++)
            for (int j = i + 1; j < 3; j++) assert_true(self[(h * 3 + i) * 3 + j] == 0);
    assert_int_equal(node_of(&r, "cross.a")->count, 2 * 3 * 2);
    const Node *q = node_of(&r, "cross.q"), *k = node_of(&r, "cross.k"), *ln1 = node_of(&r, "ln1"), *memory = node_of(&r, "memory");
    assert_memory_equal(q->value, ln1->value, 12 * sizeof(Real));   // queries from the decoder
    assert_memory_equal(k->value, memory->value, 8 * sizeof(Real)); // keys from the encoder
    const Node *sum2 = node_of(&r, "sum2"), *cross = node_of(&r, "cross.o");
    for (int i = 0; i < 12; i++) assert_close(sum2->value[i], ln1->value[i] + cross->value[i], 1e-15);
    arena_end(r.arena);
    r = run_model("decoder", "heads=3",
                  "x,1,2\nmemory,1,2\nWq,1,0\nWq,0,1\nWk,1,0\nWk,0,1\nWv,1,0\nWv,0,1\nWo,1,0\nWo,0,1\n"
                  "Cq,1,0\nCq,0,1\nCk,1,0\nCk,0,1\nCv,1,0\nCv,0,1\nCo,1,0\nCo,0,1\nW1,1\nW1,1\nW2,1,1\n");
    assert_string_equal(problem_of(&r, 0), "f:1:1: heads = 3 does not divide D = 2, the columns of x");
    arena_end(r.arena);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(both_norms_beside_each_other),
        cmocka_unit_test(the_decoder_looks_back_and_across),
        cmocka_unit_test(the_red_square_after_the_norm),
        cmocka_unit_test(its_twin_before_the_norm),
        cmocka_unit_test(attention_changes_what_the_block_gives),
        cmocka_unit_test(nodes_in_their_order),
        cmocka_unit_test(a_cut_feature_gets_no_gradient),
        cmocka_unit_test(gradients_and_explanations),
        cmocka_unit_test(every_input_gets_a_gradient),
        cmocka_unit_test(what_is_refused),
    };
    return cmocka_run_group_tests_name("model/block", tests, NULL, NULL);
}
