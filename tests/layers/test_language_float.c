// A language model in float: its nodes against plain loops, one word after the other against the whole text, and the choice of a
// word.
#include "layers/language_float.h"

#include <math.h>

#include "support/check.h"
#include "support/plain_language.h"

static const LanguageSizes cell = { .kind = LANGUAGE_LSTM, .words = 9, .context = 12, .width = 8, .hidden = 6, .layers = 1 };

static void check_float(void *context, const char *name, int count, const double *value) {
    Shape shape;
    const float *got = float_text_node(context, name, &shape);
    if (!got) fail_msg("no node %s", name);
    assert_int_equal(shape_count(shape), count);
    for (int i = 0; i < count; i++)
        if (got[i] != value[i] && !(fabs((double)got[i] - value[i]) <= 2e-4 * fmax(1, fabs(value[i]))))
            fail_msg("%s[%d] is %g, expected %g", name, i, (double)got[i], value[i]);
}

static Language *model_of(Arena *arena, const LanguageSizes *sizes) {
    Random random = random_seed(6);
    return language_new(arena, sizes, &random);
}

static void check_text(const LanguageSizes *sizes) {
    enum { N = 9 };
    Arena *arena = arena_begin();
    const Language *m = model_of(arena, sizes);
    FloatText *t = float_text(arena, m, N, TEXT_SCORES);
    int token[N];
    for (int turn = 0; turn < 2; turn++) { // the same room serves another text
        for (int i = 0; i < N; i++) token[i] = (i * 5 + turn) % sizes->words;
        float_text_run(t, token);
        plain_language(m, token, N, check_float, t);
    }
    arena_end(arena);
}

static void a_text_has_the_nodes_of_plain_loops(void **state) {
    (void)state;
    check_text(&whole_model);
    check_text(&grouped_model);
    check_text(&cell);
}

static void check_writer(const LanguageSizes *sizes) {
    enum { N = 8 };
    Arena *arena = arena_begin();
    const Language *m = model_of(arena, sizes);
    FloatWriter *w = float_writer(arena, m, N);
    FloatText *t = float_text(arena, m, N, TEXT_TILED);
    int token[N];
    for (int i = 0; i < N; i++) token[i] = i * 7 % sizes->words;
    float_text_run(t, token);
    Shape shape;
    const float *all = float_text_node(t, "logits", &shape);
    for (int i = 0; i < N; i++) {
        const float *one = float_writer_read(w, token[i]);
        for (int word = 0; word < sizes->words; word++) assert_close((double)one[word], (double)all[i * sizes->words + word], 1e-4);
        assert_int_equal(float_writer_count(w), i + 1);
    }
    float_writer_end(w);
    arena_end(arena);
}

static void kept_keys_and_values_give_the_same_words(void **state) {
    (void)state;
    check_writer(&whole_model);
    check_writer(&grouped_model);
    check_writer(&cell);
}

// The gradient of a logit to what enters, against central differences of the embedding's table.
static void a_logit_has_gradients_to_its_words(void **state) {
    (void)state;
    enum { N = 5, WORD = 4 };
    Arena *arena = arena_begin();
    Language *m = model_of(arena, &grouped_model);
    int token[N] = { 3, 7, 11, 2, 19 }, d = grouped_model.width; // all different, so that a row of the table is one place
    LanguageSizes untied = grouped_model;
    untied.tied = false;
    Random random = random_seed(6);
    m = language_new(arena, &untied, &random);
    FloatText *t = float_text(arena, m, N, TEXT_SCORES);
    float_text_run(t, token);
    const float *grad = float_text_gradient(t, WORD);
    float *table = (float *)(size_t)m->E;
    for (int i = 0; i < N; i++)
        for (int c = 0; c < d; c += 5) {
            double h = 1e-2, side[2], shown = (double)grad[i * d + c];
            Shape shape;
            float kept = table[token[i] * d + c];
            for (int s = 0; s < 2; s++) {
                table[token[i] * d + c] = kept + (float)(s ? h : -h);
                float_text_run(t, token);
                side[s] = (double)float_text_node(t, "logits", &shape)[(N - 1) * untied.words + WORD];
            }
            table[token[i] * d + c] = kept;
            float_text_run(t, token);
            float_text_gradient(t, WORD);
            assert_close((side[1] - side[0]) / (2 * h), shown, 5e-3);
        }
    arena_end(arena);
}

// The bias of Wo is added at every token, so its gradient is the sum of those of what the layer adds there.
static void a_logit_has_gradients_to_what_a_layer_adds(void **state) {
    (void)state;
    enum { N = 5, WORD = 4 };
    Arena *arena = arena_begin();
    Language *m = model_of(arena, &whole_model);
    int token[N] = { 3, 7, 11, 2, 9 }, d = whole_model.width, words = whole_model.words;
    FloatText *t = float_text(arena, m, N, TEXT_SCORES);
    float *grad = arena_new(arena, float, N *d);
    for (int layer = 0; layer < whole_model.layers; layer++)
        for (int c = 0; c < d; c += 5) {
            double h = 1e-2, side[2], sum = 0;
            Shape shape;
            float *bias = (float *)(size_t)m->layer[layer].bo, kept = bias[c];
            for (int s = 0; s < 2; s++) {
                bias[c] = kept + (float)(s ? h : -h);
                float_text_run(t, token);
                side[s] = (double)float_text_node(t, "logits", &shape)[(N - 1) * words + WORD];
            }
            bias[c] = kept;
            float_text_run(t, token);
            float_text_gradient_of_layer(t, WORD, layer, grad);
            for (int i = 0; i < N; i++) sum += (double)grad[i * d + c];
            assert_close((side[1] - side[0]) / (2 * h), sum, 5e-3);
        }
    arena_end(arena);
}

// --- the choice

static void words_are_drawn_as_the_distribution_says(void **state) {
    (void)state;
    const float logits[4] = { (float)log(0.5), (float)log(0.25), (float)log(0.25), -40 };
    double p[4], seen[4] = { 0 };
    Random random = random_seed(1);
    language_choose(logits, 4, 0.5, 0, &random, p);
    assert_close(p[0], 2.0 / 3, 1e-6);
    assert_close(p[1], 1.0 / 6, 1e-6);
    language_choose(logits, 4, 2, 0, &random, p);
    assert_close(p[0], 0.4142, 1e-4);
    assert_close(p[2], 0.2929, 1e-4);
    for (int i = 0; i < 20000; i++) seen[language_choose(logits, 4, 1, 0, &random, NULL)] += 1.0 / 20000;
    assert_close(seen[0], 0.5, 0.01);
    assert_close(seen[1], 0.25, 0.01);
    assert_close(seen[3], 0, 0);
}

static void the_least_likely_are_cut(void **state) {
    (void)state;
    const float logits[6] = { 1, 3, 2, 3, 2, 0 };
    double p[6];
    Random random = random_seed(1);
    static const double want[5][6] = { { 0 }, { 0, 1, 0, 0, 0, 0 }, { 0, 0.5, 0, 0.5, 0, 0 } };
    for (int top = 1; top <= 2; top++) {
        language_choose(logits, 6, 1, top, &random, p);
        for (int i = 0; i < 6; i++) assert_close(p[i], want[top][i], 1e-12);
    }
    for (int top = 3; top <= 6; top++) { // of equal ones the first counts
        int in = 0;
        language_choose(logits, 6, 1, top, &random, p);
        for (int i = 0; i < 6; i++) in += p[i] > 0;
        assert_int_equal(in, top);
        assert_true(p[2] > 0 && (p[4] > 0) == (top >= 4) && (p[0] > 0) == (top >= 5) && (p[5] > 0) == (top >= 6));
    }
    assert_int_equal(language_choose(logits, 6, 0, 0, &random, p), 1);
    assert_close(p[1], 1, 0);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_text_has_the_nodes_of_plain_loops),      cmocka_unit_test(kept_keys_and_values_give_the_same_words),
        cmocka_unit_test(a_logit_has_gradients_to_its_words),       cmocka_unit_test(a_logit_has_gradients_to_what_a_layer_adds),
        cmocka_unit_test(words_are_drawn_as_the_distribution_says), cmocka_unit_test(the_least_likely_are_cut),
    };
    return cmocka_run_group_tests_name("layers/language_float", tests, NULL, NULL);
}
