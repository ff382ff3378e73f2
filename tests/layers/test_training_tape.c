// What is trained: how matrices start, the tapes against central differences, and the strings with their answers.
#include <math.h>

#include "layers/initial.h"
#include "layers/learn.h"

// --- how matrices start

static double radius_of(int n, const double *w) {
    Arena *arena = arena_begin();
    double radius = initial_radius(n, w, arena);
    arena_end(arena);
    return radius;
}

static void the_radius_is_that_of_the_eigenvalues(void **state) {
    (void)state;
    assert_close(radius_of(1, (double[]){ -3 }), 3, 1e-11);
    assert_close(radius_of(2, (double[]){ .5, 4, 0, .5 }), .5, 1e-10);  // a shear: ‖A‖ is 4.06
    assert_close(radius_of(2, (double[]){ 0, -.7, .7, 0 }), .7, 1e-11); // ± .7 i: no power of it settles
    assert_close(radius_of(2, (double[]){ 1, 2, 3, 4 }), (5 + sqrt(33)) / 2, 1e-11);
    assert_close(radius_of(3, (double[]){ 2, 0, 0, 9, -2, 0, 9, 9, 1 }), 2, 1e-11); // 2 and −2 together
    assert_close(radius_of(3, (double[]){ 0, 0, 1, 1, 0, 0, 0, 1, 0 }), 1, 1e-11);  // a round trip
    assert_true(radius_of(2, (double[]){ 0, 1, 0, 0 }) == 0);
    assert_close(radius_of(2, (double[]){ 1e150, 0, 1, 1e100 }), 1e150, 1e-9);
}

static void starts_are_what_they_say(void **state) {
    (void)state;
    enum { N = 24 };
    Arena *arena = arena_begin();
    Random r = random_seed(7);
    double w[N * N], sum = 0;
    initial_gauss(&r, N, 1.1, w, arena);
    assert_close(radius_of(N, w), 1.1, 1e-11);
    initial_orthogonal(&r, N, 1.5, w);
    for (int i = 0; i < N; i++)
        for (int j = 0; j < N; j++) {
            double dot = 0;
            for (int k = 0; k < N; k++) dot += w[i * N + k] * w[j * N + k];
            assert_close(dot, i == j ? 2.25 : 0, 1e-13);
        }
    initial_uniform(&r, N, w);
    for (int i = 0; i < N * N; i++) {
        assert_true(fabs(w[i]) <= 1 / sqrt(N));
        sum += w[i] * w[i];
    }
    assert_close(sum / (N * N), 1.0 / (3 * N), .15 / N); // the variance of ± 1/√n
    arena_end(arena);
}

// --- the tapes

static double loss_with(const Batch *b, double *at, double value) {
    double kept = *at;
    *at = value;
    tape_forward(b->all.tape);
    *at = kept;
    return tape_node(b->all.tape, b->all.loss)->value[0];
}

static void check_tape(const char *set) {
    Random strings;
    Batch b = batch_begin(set, &strings);
    const double step = 1e-5;
    int checked = 0;
    for (NodeId id = 0; id < b.all.tape->count; id++) {
        const Node *node = tape_node(b.all.tape, id);
        for (int i = 0; !node->inputs && !node->constant && i < node->count; i++, checked++) {
            double above = loss_with(&b, &node->value[i], node->value[i] + step);
            double below = loss_with(&b, &node->value[i], node->value[i] - step);
            check_close(node->grad[i], (above - below) / (2 * step), 1e-8, node->name, __FILE__, __LINE__);
        }
    }
    assert_true(checked > 50);
    arena_end(b.arena);
}

static void gradients_are_central_differences(void **state) {
    (void)state;
    static const char *const tasks[] = { "recall length=4", "lookup length=3", "pair length=4", "next length=4" };
    static const char *const models[] = { "attention",
                                          "attention heads=2 mask=causal",
                                          "attention positions=off",
                                          "rnn init=gauss:1.5",
                                          "rnn init=orthogonal:2 input-scale=2",
                                          "lstm init=forget:2",
                                          "lstm init=gauss:1",
                                          "gru" };
    for (int t = 0; t < 4; t++)
        for (int m = 0; m < 8; m++) {
            char set[160];
            snprintf(set, sizeof set, "batch=3 width=4 symbols=3 task=%s model=%s", tasks[t], models[m]);
            check_tape(set);
        }
}

static void only_the_input_is_no_parameter(void **state) {
    (void)state;
    Random strings;
    Batch b = batch_begin("width=4 length=3 batch=2", &strings);
    const Node *x = tape_node(b.all.tape, b.all.x);
    assert_false(x->constant);
    assert_string_equal(x->name, TRAINING_DATA);
    int ones = 0;
    for (int i = 0; i < x->count; i++) ones += x->value[i] == 1;
    assert_int_equal(ones, 2 * 3);
    arena_end(b.arena);
}

// --- the strings

static void check_lookup(const short *token, const short *right, int length) {
    int found = 0;
    for (int i = 0; i < length - 1; i++) {
        for (int j = 0; j < i; j++) assert_int_not_equal(token[2 * i], token[2 * j]);
        assert_true(token[2 * i] >= 0 && token[2 * i] < 64 && token[2 * i + 1] >= 0 && token[2 * i + 1] < 8);
        if (token[2 * i] != token[2 * (length - 1)]) continue;
        assert_int_equal(token[2 * i + 1], right[0]);
        found++;
    }
    assert_int_equal(found, 1);
    assert_int_equal(token[2 * length - 1], -1);
}

static void check_pair(const short *token, const short *right, int length) {
    const short *query = token + 3 * (length - 1);
    int found[2] = { 0 };
    for (int i = 0; i < length - 1; i++)
        for (int which = 0; which < 2; which++) {
            for (int j = 0; j < i; j++) assert_int_not_equal(token[3 * i + which], token[3 * j + which]);
            if (token[3 * i + which] != query[which]) continue;
            assert_int_equal(token[3 * i + 2], right[which]);
            found[which]++;
        }
    assert_true(found[0] == 1 && found[1] == 1 && query[2] == -1);
}

static void strings_have_their_right_answers(void **state) {
    (void)state;
    Random r = random_seed(3);
    static const int lengths[] = { 2, 5, 9, 40, 65 };
    for (int l = 0; l < 5; l++)
        for (int round = 0; round < 50; round++) {
            short token[65 * 3], right[65];
            TrainingOptions o = training_defaults();
            o.length = lengths[l];
            o.task = TASK_LOOKUP;
            task_draw(&o, &r, token, right);
            check_lookup(token, right, o.length);
            o.task = TASK_PAIR;
            task_draw(&o, &r, token, right);
            check_pair(token, right, o.length);
            o.task = TASK_RECALL;
            task_draw(&o, &r, token, right);
            assert_int_equal(token[0], right[0]);
            o.task = TASK_NEXT;
            task_draw(&o, &r, token, right);
            for (int t = 0; t < o.length - 1; t++) assert_int_equal(token[t + 1], right[t]);
        }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_radius_is_that_of_the_eigenvalues), cmocka_unit_test(starts_are_what_they_say),
        cmocka_unit_test(gradients_are_central_differences),     cmocka_unit_test(only_the_input_is_no_parameter),
        cmocka_unit_test(strings_have_their_right_answers),
    };
    return cmocka_run_group_tests_name("layers/training_tape", tests, NULL, NULL);
}
