// The models behind the pictures of layer norm: stretched and moved tokens, rows against columns, and depth.
#include "model/whole.h"

static const Real *row_of(const Run *r, const char *name, int row) {
    const Node *node = node_of(r, name);
    return node->value + row * node->shape.size[node->shape.rank - 1];
}

static const Real *grad_of(const Run *r, const char *name, int row) {
    const Node *node = node_of(r, name);
    return node->grad + row * node->shape.size[node->shape.rank - 1];
}

// --- rescale

#define LESSON_CSV "x,3,9,11,17\ng1,1,0,0,0\ng2,1,0,0,0\n"

static void ten_times_the_input(void **state) {
    (void)state;
    Run r = run_good("rescale", "eps=0", LESSON_CSV);
    const double xhat[] = { -1.4, -.2, .2, 1.4 }, dx[] = { .052, -.064, -.036, .048 };
    check_value(&r, "rows", 3, 9, 11, 17, 30, 90, 110, 170);
    check_value(&r, "spread", 5, 50);
    for (int i = 0; i < 4; i++)
        for (int copy = 0; copy < 2; copy++) {
            assert_close((double)row_of(&r, "y", copy)[i], xhat[i], 1e-15);
            assert_close((double)grad_of(&r, "rows", copy)[i], copy ? dx[i] / 10 : dx[i], 1e-15);
        }
    arena_end(r.arena);
    r = run_good("rescale", "eps=0 factor=1 shift=100", LESSON_CSV);
    check_value(&r, "mean", 10, 110);
    for (int i = 0; i < 4; i++) {
        assert_close((double)row_of(&r, "y", 1)[i], xhat[i], 1e-15);
        assert_close((double)grad_of(&r, "rows", 1)[i], dx[i], 1e-15);
    }
    arena_end(r.arena);
}

static void both_copies_are_whole(void **state) {
    (void)state;
    check_whole("rescale", "eps=.1 factor=3 shift=-2", "x1,.3,-1.2,.7\nx2,1,2,4\ng1,1,.2,-1\ng2,.3,1,0\ng3,-1,.5,.25\ng4,0,2,1\n");
    Run r = run_good("rescale", "eps=0", LESSON_CSV);
    assert_true(params_set(&r.params, r.model->param, r.model->params, "factor", "2", (Place){ 0 }, &r.problems));
    model_write(r.model, r.tape, &r.inputs, &r.params);
    assert_true(model_replay(r.model, r.tape, &r.inputs, &r.problems));
    check_value(&r, "spread", 5, 10);
    arena_end(r.arena);
    check_refused(
        "rescale", "eps=0", "x,2,2\n",
        "row 1 of rows has no spread: its numbers are all equal, and with eps = 0 layer norm divides by 0; change the row or "
        "set eps above 0");
}

// --- rows against columns

static void rows_and_columns(void **state) {
    (void)state;
    Run r = run_good("batchnorm", "eps=0", "x1,1,1,5,5\nx2,0,0,0,4\nx3,3,9,11,17\n");
    check_value(&r, "layer.y", -1, -1, 1, 1, -.5774, -.5774, -.5774, 1.7321, -1.4, -.2, .2, 1.4);
    const Node *y = node_of(&r, "batch.y"), *x = node_of(&r, "x");
    for (int j = 0; j < 4; j++) {
        double mean = 0, var = 0;
        for (int i = 0; i < 3; i++) mean += (double)x->value[4 * i + j] / 3;
        for (int i = 0; i < 3; i++) var += ((double)x->value[4 * i + j] - mean) * ((double)x->value[4 * i + j] - mean) / 3;
        for (int i = 0; i < 3; i++)
            assert_close((double)y->value[4 * i + j], ((double)x->value[4 * i + j] - mean) / __builtin_sqrt(var), 1e-14);
    }
    arena_end(r.arena);
}

// One token alone: its row is normalised as before, but no column has a variance.
static void a_batch_of_one(void **state) {
    (void)state;
    Run r = run_good("batchnorm", "eps=0 batch=1", "x1,1,1,5,5\nx2,0,0,0,4\n");
    check_value(&r, "layer.y", -1, -1, 1, 1);
    check_value(&r, "batch.var", 0, 0, 0, 0);
    for (int j = 0; j < 4; j++) assert_true(math_isnan((double)node_of(&r, "batch.y")->value[j]));
    arena_end(r.arena);
    r = run_good("batchnorm", "batch=1", "x1,1,1,5,5\n");
    check_value(&r, "batch.y", 0, 0, 0, 0); // eps keeps it from 0/0, and nothing is left of the token
    arena_end(r.arena);
    check_whole("batchnorm", "eps=.1", "x1,.3,-1.2,.7\nx2,1,2,4\nx3,0,1,-2\ng1,1,.2,-1\ng2,.3,1,0\ng3,-1,.5,.25\n");
}

// --- depth

// The mean over the draws of the gradient's norm.
static double norm_of(const Run *r, const char *name) {
    const Node *W2 = node_of(r, name);
    int draws = W2->shape.size[0], each = W2->count / draws;
    double norms = 0;
    for (int k = 0; k < draws; k++) {
        double sum = 0;
        for (int i = k * each; i < (k + 1) * each; i++) sum += (double)W2->grad[i] * (double)W2->grad[i];
        norms += __builtin_sqrt(sum) / draws;
    }
    return norms;
}

// Orders of magnitude alone: the norms depend on the draw (Xiong et al. 2020: post stays, pre falls like 1/√L).
static void the_last_layers_gradient(void **state) {
    (void)state;
    const char *const seeds[] = { "seed=1", "seed=2", "seed=7" };
    for (int i = 0; i < 3; i++) {
        Run r = run_good("depth", seeds[i], NULL);
        double post2 = norm_of(&r, "post2.W2"), post24 = norm_of(&r, "post24.W2");
        double pre2 = norm_of(&r, "pre2.W2"), pre6 = norm_of(&r, "pre6.W2"), pre24 = norm_of(&r, "pre24.W2");
        if (getenv("SHOW"))
            print_message("post %g %g %g %g pre %g %g %g %g\n", post2, norm_of(&r, "post6.W2"), norm_of(&r, "post12.W2"), post24,
                          pre2, pre6, norm_of(&r, "pre12.W2"), pre24);
        assert_true(post24 / post2 > .7 && post24 / post2 < 1.6);
        assert_true(pre24 / pre6 > .35 && pre24 / pre6 < .75); // √(6/24) is a half
        assert_true(pre2 > pre6 && pre24 < .6 * post24);
        arena_end(r.arena);
    }
}

enum { W2_MOST = 16384 };

// The gradient that the picture shows, against central differences at a few of its elements.
static void their_gradients_are_real(void **state) {
    (void)state;
    Run r = run_good("depth", "seed=3", NULL);
    const char *const name[] = { "post24.W2", "pre24.W2", "post6.W2", "pre2.W2" };
    for (int i = 0; i < 4; i++)
        for (int e = 5; e < W2_MOST; e += 3777) {
            const Node *W2 = node_of(&r, name[i]), *loss = node_of(&r, "loss");
            const double step = 1e-4, was = W2->value[e], grad = W2->grad[e];
            W2->value[e] = was + step;
            tape_forward(r.tape);
            double above = loss->value[0];
            W2->value[e] = was - step;
            tape_forward(r.tape);
            double below = loss->value[0];
            W2->value[e] = was;
            check_close(grad, (above - below) / (2 * step), 1e-5, name[i], __FILE__, __LINE__);
        }
    arena_end(r.arena);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(ten_times_the_input),      cmocka_unit_test(both_copies_are_whole),
        cmocka_unit_test(rows_and_columns),         cmocka_unit_test(a_batch_of_one),
        cmocka_unit_test(the_last_layers_gradient), cmocka_unit_test(their_gradients_are_real),
    };
    return cmocka_run_group_tests_name("model/norm_pictures", tests, NULL, NULL);
}
