// Language models on a tape, against plain loops; how many numbers they have; how they start.
#include <math.h>

#include "layers/language.h"
#include "support/check.h"
#include "support/plain_language.h"

static const LanguageSizes heads_alone = { .words = 59, .context = 12, .width = 32, .layers = 2, .heads = 4 };
static const LanguageSizes copying = { .words = 32, .context = 32, .width = 32, .layers = 2, .heads = 1, .places = PLACES_ROTARY };
static const LanguageSizes cell = { .kind = LANGUAGE_LSTM, .words = 59, .context = 12, .width = 32, .hidden = 62, .layers = 1 };

static void numbers_are_counted(void **state) {
    (void)state;
    LanguageSizes small_cell = cell;
    small_cell.hidden = 32;
    assert_int_equal(language_numbers(&heads_alone), 12859);
    assert_int_equal(language_numbers(&whole_model), 29691);
    assert_int_equal(language_numbers(&copying), 10720);
    assert_int_equal(language_numbers(&cell), 29165);
    assert_int_equal(language_numbers(&small_cell), 12155);
}

static double deviation(const float *v, int count, double *mean) {
    double sum = 0, square = 0;
    for (int i = 0; i < count; i++) sum += (double)v[i], square += (double)v[i] * (double)v[i];
    *mean = sum / count;
    return sqrt(square / count - *mean * *mean);
}

static void models_start_as_they_should(void **state) {
    (void)state;
    Arena *arena = arena_begin();
    Random random = random_seed(5);
    const Language *m = language_new(arena, &whole_model, &random);
    double mean;
    assert_close(deviation(m->E, 59 * 32, &mean), 1, 0.05);
    assert_close(deviation(m->layer[1].Wq, 32 * 32, &mean), 1 / sqrt(32), 0.02);
    assert_close(deviation(m->layer[0].W2, 128 * 32, &mean), 1 / sqrt(128), 0.01);
    assert_true(m->layer[0].gamma1[7] == 1 && m->layer[0].b1[9] == 0 && m->gamma[0] == 1 && m->bU[3] == 0);
    assert_ptr_equal(language_block(m), m->E);
    const Language *lstm = language_new(arena, &cell, &random);
    assert_close(deviation(lstm->Wh, 62 * 248, &mean), 1 / sqrt(3 * 62), 0.01);
    deviation(lstm->b + 62, 62, &mean);
    assert_close(mean, 1, 0.05); // the forget gate leans towards keeping
    arena_end(arena);
}

static void check_model(const LanguageSizes *sizes, int n) {
    Arena *arena = arena_begin();
    Random random = random_seed(11);
    Language *m = language_new(arena, sizes, &random);
    float *all = language_block(m);
    for (long long i = 0; i < language_numbers(sizes); i++) all[i] += (float)(0.1 * random_normal(&random)); // no bias is 0
    Tape *tape = tape_begin(arena);
    LanguageLeaves leaves = language_leaves(tape, m, LEAVES_LEARN);
    LanguageNodes nodes = language_nodes(tape, &leaves, (LanguageRun){ .length = n });
    int token[64];
    for (int i = 0; i < n; i++) {
        token[i] = (int)random_below(&random, (uint32_t)sizes->words);
        tape_node(tape, nodes.tokens)->value[i] = token[i];
    }
    tape_forward(tape);
    plain_language_check(m, token, n, tape, 1e-11);
    arena_end(arena);
}

static void every_node_is_that_of_plain_loops(void **state) {
    (void)state;
    check_model(&heads_alone, 12);
    check_model(&whole_model, 9);
    check_model(&copying, 21);
    check_model(&cell, 7);
    check_model(&grouped_model, 13);
    LanguageSizes other = whole_model;
    other.act = ACT_GELU_TANH, other.eps = 0.1, other.places = PLACES_NONE;
    check_model(&other, 5);
}

// --- the matrices of files that store them otherwise

static float *turned(Arena *arena, const float *from, int rows, int columns) {
    float *to = arena_new(arena, float, rows *columns);
    for (int i = 0; i < rows; i++)
        for (int j = 0; j < columns; j++) to[j * rows + i] = from[i * columns + j];
    return to;
}

static void a_turned_model_is_the_same_model(void **state) {
    (void)state;
    enum { N = 7 };
    Arena *arena = arena_begin();
    Random random = random_seed(3);
    Language *m = language_new(arena, &grouped_model, &random), other = *m;
    int d = grouped_model.width, f = grouped_model.hidden, keys = language_key_width(&grouped_model), token[N];
    other.sizes.turned = true;
    other.layer = arena_new(arena, LanguageLayer, grouped_model.layers);
    for (int i = 0; i < grouped_model.layers; i++) {
        LanguageLayer *l = &other.layer[i];
        *l = m->layer[i];
        l->Wq = turned(arena, l->Wq, d, d), l->Wk = turned(arena, l->Wk, d, keys), l->Wv = turned(arena, l->Wv, d, keys);
        l->Wo = turned(arena, l->Wo, d, d), l->W1 = turned(arena, l->W1, d, f), l->W3 = turned(arena, l->W3, d, f);
        l->W2 = turned(arena, l->W2, f, d);
    }
    Tape *tape = tape_begin(arena);
    LanguageLeaves leaves = language_leaves(tape, &other, LEAVES_CONSTANT);
    LanguageNodes nodes = language_nodes(tape, &leaves, (LanguageRun){ .length = N });
    for (int i = 0; i < N; i++) tape_node(tape, nodes.tokens)->value[i] = token[i] = i * 5 % grouped_model.words;
    tape_forward(tape);
    plain_language_check(m, token, N, tape, 1e-11);
    plain_language_check(&other, token, N, tape, 1e-11);
    arena_end(arena);
}

// Queries, keys and values from one matrix (d, 3 d), as GPT-2 stores them.
static void a_joined_model_is_the_same_model(void **state) {
    (void)state;
    enum { N = 6 };
    Arena *arena = arena_begin();
    Random random = random_seed(4);
    Language *m = language_new(arena, &whole_model, &random), other = *m;
    int d = whole_model.width, token[N];
    other.sizes.joined = true;
    other.layer = arena_new(arena, LanguageLayer, 2);
    for (int i = 0; i < 2; i++) {
        const LanguageLayer *l = &m->layer[i];
        float *W = arena_new(arena, float, 3 * d * d), *b = arena_new(arena, float, 3 * d);
        const float *part[] = { l->Wq, l->Wk, l->Wv };
        for (int row = 0; row < d; row++)
            for (int p = 0; p < 3; p++) memcpy(W + row * 3 * d + p * d, part[p] + row * d, (size_t)d * sizeof *W);
        other.layer[i] = *l;
        other.layer[i].Wq = W, other.layer[i].bq = b;
        other.layer[i].Wk = other.layer[i].Wv = other.layer[i].bk = other.layer[i].bv = NULL;
    }
    Tape *tape = tape_begin(arena);
    LanguageLeaves leaves = language_leaves(tape, &other, LEAVES_CONSTANT);
    LanguageNodes nodes = language_nodes(tape, &leaves, (LanguageRun){ .length = N });
    for (int i = 0; i < N; i++) tape_node(tape, nodes.tokens)->value[i] = token[i] = i * 7 % whole_model.words;
    tape_forward(tape);
    plain_language_check(m, token, N, tape, 1e-11);
    plain_language_check(&other, token, N, tape, 1e-11);
    arena_end(arena);
}

// --- a head that is switched off

static void a_head_off_gives_its_mean_instead(void **state) {
    (void)state;
    enum { N = 6 };
    Arena *arena = arena_begin();
    Random random = random_seed(8);
    Language *m = language_new(arena, &heads_alone, &random);
    Tape *tape = tape_begin(arena);
    LanguageLeaves leaves = language_leaves(tape, m, LEAVES_CONSTANT);
    LanguageNodes nodes = language_nodes(tape, &leaves, (LanguageRun){ .length = N, .switches = true });
    int token[N];
    for (int i = 0; i < N; i++) tape_node(tape, nodes.tokens)->value[i] = token[i] = i + 1;
    tape_forward(tape);
    plain_language_check(m, token, N, tape, 1e-11); // all on: the same model
    tape_node(tape, nodes.on[1])->value[2] = 0;
    for (int i = 0; i < 8; i++) tape_node(tape, nodes.mean[1])->value[2 * 8 + i] = 0.1 * i;
    tape_forward(tape);
    const Node *concat = tape_node(tape, tape_find(tape, "l2.concat")), *heads = tape_node(tape, tape_find(tape, "l2.heads"));
    for (int t = 0; t < N; t++)
        for (int c = 0; c < 32; c++)
            assert_close(concat->value[t * 32 + c], c / 8 == 2 ? 0.1 * (c % 8) : heads->value[(c / 8 * N + t) * 8 + c % 8], 1e-15);
    arena_end(arena);
}

static void sizes_that_do_not_fit_are_named(void **state) {
    (void)state;
    LanguageSizes s = whole_model;
    assert_null(language_sizes_wrong(&s));
    s.heads = 5;
    assert_string_equal(language_sizes_wrong(&s), "the heads do not divide the width");
    s = grouped_model, s.key_heads = 4;
    assert_string_equal(language_sizes_wrong(&s), "the heads of keys and values do not divide the heads");
    s = copying, s.width = 33;
    assert_string_equal(language_sizes_wrong(&s), "rotary places need heads of an even width");
    s = whole_model, s.words = 0;
    assert_string_equal(language_sizes_wrong(&s), "a size is missing");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(numbers_are_counted),
        cmocka_unit_test(models_start_as_they_should),
        cmocka_unit_test(every_node_is_that_of_plain_loops),
        cmocka_unit_test(a_turned_model_is_the_same_model),
        cmocka_unit_test(a_joined_model_is_the_same_model),
        cmocka_unit_test(a_head_off_gives_its_mean_instead),
        cmocka_unit_test(sizes_that_do_not_fit_are_named),
    };
    return cmocka_run_group_tests_name("layers/language", tests, NULL, NULL);
}
