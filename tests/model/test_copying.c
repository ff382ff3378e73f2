// The model that copies, opened: its scores, its circuit and what guessers lose, against plain loops over the tape's own numbers;
// the hand numbers of lesson 17; what a layer's absence costs.
#include "base/math.h"
#include "data/data.h"
#include "model/copying.h"
#include "model/setup.h"

static Run open_model(const char *set) {
    Run r = { arena_begin() };
    r.problems.arena = r.inputs.arena = r.arena;
    r.model = model_find("copying");
    Text rest = text_of(set);
    for (Text word = text_word(&rest); word.size; word = text_word(&rest)) {
        char *name = text_copy(r.arena, word), *equals = strchr(name, '=');
        *equals = 0;
        assert_true(params_set(&r.params, r.model->param, r.model->params, name, equals + 1, (Place){ 0 }, &r.problems));
    }
    assert_true(data_load_file(r.arena, "lessons/data/copying.safetensors", &r.data, &r.problems));
    assert_true(model_resolve(r.model, &r.params, &r.data, &r.inputs, &r.problems));
    r.tape = model_run(r.arena, r.model, &r.params, &r.inputs, &r.problems);
    assert_non_null(r.tape);
    return r;
}

static double number_of(const Run *r, const char *name) { return node_of(r, name)->value[0]; }

static void by_hand(void **state) {
    (void)state;
    Run r = open_model("length=16");
    double high = math_exp(4) / (math_exp(4) + 15);
    for (int i = 0; i < 16; i++) {
        assert_float_equal(node_of(&r, "own.a")->value[i], 1.0 / 16, 1e-12);
        assert_float_equal(node_of(&r, "before.a")->value[i], i == 8 ? high : (1 - high) / 15, 1e-12);
    }
    assert_float_equal(high, 0.7845, 5e-5);
    assert_float_equal(number_of(&r, "nothing"), 3.4657, 5e-5);
    assert_float_equal(number_of(&r, "bag"), 2.0794, 5e-5);
    arena_end(r.arena);
}

// The string is a block over and over; its scores are means of the very cells.
static void scores_are_means(void **state) {
    (void)state;
    enum { N = 24, P = 7 };
    Run r = open_model("length=24 period=7 string=5");
    const Real *token = node_of(&r, "tokens")->value, *a = node_of(&r, "l1.a")->value, *b = node_of(&r, "l2.a")->value;
    double previous = 0, prefix = 0, same = 0;
    for (int t = 0; t < N; t++) {
        for (int j = 0; j < t; j++) assert_int_equal(token[t] == token[j], (t - j) % P == 0);
        if (t) previous += a[t * N + t - 1] / (N - 1);
        for (int j = t - P; j >= 0; j -= P) prefix += b[t * N + j + 1] / (N - P), same += b[t * N + j] / (N - P);
    }
    assert_float_equal(number_of(&r, "previous"), previous, 1e-12);
    assert_float_equal(number_of(&r, "prefix"), prefix, 1e-12);
    assert_float_equal(number_of(&r, "same"), same, 1e-12);
    assert_true(previous > 0.7 && prefix > 0.95 && same < 0.05);
    arena_end(r.arena);
}

static void surprise_is_minus_log_p(void **state) {
    (void)state;
    enum { N = 20, P = 8 };
    Run r = open_model("length=20");
    double known = 0, unknown = 0;
    for (int t = 0; t < N; t++) {
        int next = t + 1 < N ? (int)node_of(&r, "tokens")->value[t + 1] : (int)node_of(&r, "tokens")->value[N % P];
        double surprise = -math_log(node_of(&r, "p")->value[t * 32 + next]);
        assert_float_equal(node_of(&r, "surprise")->value[t], surprise, 1e-9);
        *(t < P ? &unknown : &known) += surprise / (t < P ? P : N - P);
    }
    assert_float_equal(number_of(&r, "known"), known, 1e-9);
    assert_float_equal(number_of(&r, "new"), unknown, 1e-9);
    assert_true(known < 0.1 && unknown > 3);
    arena_end(r.arena);
}

// LN(E) Wv Wo γ U, one symbol, in plain loops.
static void plain_circuit(const Run *r, int symbol, double out[32]) {
    enum { D = 32 };
    double x[D], v[D] = { 0 }, o[D] = { 0 }, mean = 0, var = 0;
    const Real *e = node_of(r, "E")->value + symbol * D;
    for (int i = 0; i < D; i++) mean += e[i] / D;
    for (int i = 0; i < D; i++) var += (e[i] - mean) * (e[i] - mean) / D;
    for (int i = 0; i < D; i++)
        x[i] = (e[i] - mean) / __builtin_sqrt(var + 1e-5) * node_of(r, "l2.gamma1")->value[i] + node_of(r, "l2.beta1")->value[i];
    for (int i = 0; i < D; i++)
        for (int k = 0; k < D; k++) v[i] += x[k] * node_of(r, "l2.Wv")->value[k * D + i];
    for (int i = 0; i < D; i++)
        for (int k = 0; k < D; k++) o[i] += v[k] * node_of(r, "l2.Wo")->value[k * D + i];
    for (int i = 0; i < 32; i++) {
        out[i] = 0;
        for (int k = 0; k < D; k++) out[i] += o[k] * node_of(r, "gamma")->value[k] * node_of(r, "U")->value[k * 32 + i];
    }
}

static void it_copies_every_symbol(void **state) {
    (void)state;
    Run r = open_model("");
    for (int v = 0; v < 32; v++) {
        double logit[32];
        plain_circuit(&r, v, logit);
        for (int i = 0; i < 32; i++) {
            assert_float_equal(node_of(&r, "circuit")->value[v * 32 + i], logit[i], 1e-9);
            assert_true(logit[i] <= logit[v]);
        }
        for (int w = 0; w < v; w++) assert_string_not_equal(copying_symbol(v), copying_symbol(w));
    }
    assert_string_equal(copying_symbol(32), "?");
    arena_end(r.arena);
}

static void either_layer_is_needed(void **state) {
    (void)state;
    for (int string = 1; string <= 4; string++) {
        char set[40];
        snprintf(set, sizeof set, "string=%d", string);
        Run r = open_model(set);
        assert_true(number_of(&r, "all.right") > 0.95);
        assert_true(number_of(&r, "first.right") < 0.25 && number_of(&r, "first.right") > 1.0 / 32);
        assert_true(number_of(&r, "second.right") < 0.05);
        arena_end(r.arena);
    }
}

static void another_kind_of_file_is_refused(void **state) {
    (void)state;
    Run r = run_model("copying", "", "E1,1,2\nE2,3,4\n");
    assert_null(r.tape);
    assert_non_null(strstr(problem_of(&r, 0), "attend train induction"));
    arena_end(r.arena);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(by_hand),
        cmocka_unit_test(scores_are_means),
        cmocka_unit_test(surprise_is_minus_log_p),
        cmocka_unit_test(it_copies_every_symbol),
        cmocka_unit_test(either_layer_is_needed),
        cmocka_unit_test(another_kind_of_file_is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
