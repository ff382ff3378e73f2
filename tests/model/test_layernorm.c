// Layer normalisation: the lesson's four numbers, forward and backward, and rows without spread.
#include "model/whole.h"

static void four_features(void **state) {
    (void)state;
    Run r = run_good("layernorm", "eps=0", "x,3,9,11,17\n");
    const double centered[] = { -7, -1, 1, 7 }, xhat[] = { -1.4, -.2, .2, 1.4 };
    assert_close(node_of(&r, "mean")->value[0], 10, 0);
    assert_close(node_of(&r, "var")->value[0], 25, 0);
    assert_close(node_of(&r, "spread")->value[0], 5, 0);
    assert_true(shape_equal(node_of(&r, "mean")->shape, SHAPE1(1)) && shape_equal(node_of(&r, "var")->shape, SHAPE1(1)));
    check_numbers("centered", node_of(&r, "centered")->value, 4, centered, 4, 0);
    check_numbers("xhat", node_of(&r, "xhat")->value, 4, xhat, 4, 1e-16);
    check_numbers("y", node_of(&r, "y")->value, 4, xhat, 4, 1e-16); // gamma is 1, beta 0
    check_value(&r, "gamma", 1, 1, 1, 1);
    check_value(&r, "beta", 0, 0, 0, 0);
    arena_end(r.arena);

    r = run_good("layernorm", "eps=0", "x,103,109,111,117\n");
    check_numbers("moved", node_of(&r, "xhat")->value, 4, xhat, 4, 1e-16);
    arena_end(r.arena);
    r = run_good("layernorm", "eps=0", "x,30,90,110,170\n");
    assert_close(node_of(&r, "spread")->value[0], 50, 0);
    check_numbers("stretched", node_of(&r, "xhat")->value, 4, xhat, 4, 1e-16);
    arena_end(r.arena);
    r = run_good("layernorm", "eps=0", "x,3,9,11,17\ngamma,2,1,1,.5\nbeta,0,1,0,-1\n");
    check_value(&r, "y", -2.8, .8, .2, -.3);
    arena_end(r.arena);
    r = run_good("layernorm", "", "x,3,9,11,17\n"); // eps is 1e-5 unless said
    assert_close(node_of(&r, "spread")->value[0], 5.000001, 1e-12);
    arena_end(r.arena);
}

static void every_row_is_its_own(void **state) {
    (void)state;
    Run r = run_good("layernorm", "eps=0", "{\"x\": [[1, 1, 5, 5], [0, 0, 0, 4], [3, 9, 11, 17]], \"gamma\": [[1, 1, 1, 1]]}");
    check_value(&r, "mean", 3, 1, 10);
    check_value(&r, "y", -1, -1, 1, 1, -.5774, -.5774, -.5774, 1.7321, -1.4, -.2, .2, 1.4);
    arena_end(r.arena);
}

// A projection, divided by the spread: nothing along (1, 1, 1, 1), nothing along xhat.
static void backwards_it_projects(void **state) {
    (void)state;
    Run r = run_good("layernorm", "eps=0", "x,3,9,11,17\ng,1,0,0,0\n");
    const Node *x = node_of(&r, "x"), *xhat = node_of(&r, "xhat");
    double sum = 0, along = 0;
    for (int i = 0; i < 4; i++) sum += x->grad[i], along += x->grad[i] * xhat->value[i];
    check_grad(&r, "x", .052, -.064, -.036, .048);
    assert_close(sum, 0, 1e-16);
    assert_close(along, 0, 1e-16);
    arena_end(r.arena);
    r = run_good("layernorm", "eps=0", "x,30,90,110,170\ng,1,0,0,0\n"); // a tenth for ten times the input
    check_grad(&r, "x", .0052, -.0064, -.0036, .0048);
    arena_end(r.arena);
    r = run_good("layernorm", "eps=0", "x,3,7\ng,1,0\n"); // two features: only the sign is left
    check_value(&r, "y", -1, 1);
    const double none[] = { 0, 0 };
    check_numbers("dx", node_of(&r, "x")->grad, 2, none, 2, 1e-16);
    arena_end(r.arena);
}

#define X_CSV "x1,.3,-1.2,.7,.4,2.1\nx2,-.5,.9,1.1,-.8,.6\nx3,1.4,.2,-.6,.3,-2\n"
#define G_CSV "g1,.2,.3,-.7,1,.4\ng2,-.4,1,.6,-.2,.9\ng3,.8,-.9,.1,.5,-.3\n"

static void gradients_and_explanations(void **state) {
    (void)state;
    const char *const sets[] = { "eps=0", "", "eps=.5" };
    for (int i = 0; i < 3; i++) {
        check_whole("layernorm", sets[i], X_CSV G_CSV);
        check_whole("layernorm", sets[i], X_CSV "gamma,1.2,-.7,.4,2,.9\nbeta,.1,.2,-.3,.4,-.5\n" G_CSV);
    }
    check_whole("layernorm", "", "x,4\ng,1\n"); // one feature: nothing is left
}

static void eps_is_a_leaf(void **state) {
    (void)state;
    Run r = run_good("layernorm", "eps=0", "x,3,9,11,17\n");
    assert_true(params_set(&r.params, r.model->param, r.model->params, "eps", "1", (Place){ 0 }, &r.problems));
    model_write(r.model, r.tape, &r.inputs, &r.params);
    assert_true(model_replay(r.model, r.tape, &r.inputs, &r.problems));
    assert_close(node_of(&r, "spread")->value[0], 5.0990195135927845, 1e-15);
    arena_end(r.arena);
}

static void rows_without_spread(void **state) {
    (void)state;
    static const char said[] =
        "row 2 of x has no spread: its numbers are all equal, and with eps = 0 layer norm divides by 0; change "
        "the row or set eps above 0";
    check_refused("layernorm", "eps=0", "x1,1,2,3\nx2,5,5,5\n", said);
    check_refused("layernorm", "eps=0", "x1,1,2,3\nx2,.1,.1,.1\n", said); // although their mean is not quite .1
    check_refused("layernorm", "eps=0", "x1,1,2,3\nx2,0,0,0\n", said);
    Run r = run_good("layernorm", "", "x1,1,2,3\nx2,5,5,5\ng1,1,2,3\ng2,1,2,3\n");
    for (int i = 3; i < 6; i++) assert_close(node_of(&r, "y")->value[i], 0, 0);
    arena_end(r.arena);
    r = run_good("layernorm", "eps=0", "x,1e-9,2e-9,3e-9\n"); // small is not equal
    check_value(&r, "xhat", -1.2247, 0, 1.2247);
    arena_end(r.arena);
}

static void what_is_refused(void **state) {
    (void)state;
    check_refused("layernorm", "eps=-1", "x,1,2\n", "eps must be a number from 0 to 1, found '-1'");
    check_refused("layernorm", "", "x,1,2\ngamma,1,2,3\n", "f:2:1: gamma has 3 numbers where x has 2 columns (both are D)");
    check_refused("layernorm", "", "x,1,2\nbeta1,1,2\nbeta2,1,2\n", "f:2:1: beta must be one row of numbers (D), found 2 × 2");
    check_refused("layernorm", "", "gamma,1,2\n", "f: x is missing: layernorm needs x (n,D); the file has gamma (2)");
    check_refused("layernorm", "", "x,1,2\ngama,1,2\n",
                  "f:2:1: unknown label 'gama' (did you mean 'gamma'?): layernorm takes x, gamma, beta, g");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(four_features),         cmocka_unit_test(every_row_is_its_own),
        cmocka_unit_test(backwards_it_projects), cmocka_unit_test(gradients_and_explanations),
        cmocka_unit_test(eps_is_a_leaf),         cmocka_unit_test(rows_without_spread),
        cmocka_unit_test(what_is_refused),
    };
    return cmocka_run_group_tests_name("model/layernorm", tests, NULL, NULL);
}
