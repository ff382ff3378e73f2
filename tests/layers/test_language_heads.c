// What is measured of heads, on models whose answers are known: a head that attends evenly, one that says nothing.
#define ATTEND_FLOAT
#include "layers/language_heads.h"

#include "support/check.h"

static Language *plain_model(Arena *arena, uint64_t seed) {
    LanguageSizes sizes = { .words = GRAMMAR_WORDS, .context = GRAMMAR_LENGTH, .width = 16, .layers = 2, .heads = 4 };
    Random random = random_seed(seed);
    return language_new(arena, &sizes, &random);
}

static void clear(const float *at, int first, int count) {
    for (int i = 0; i < count; i++) ((float *)(size_t)at)[first + i] = 0;
}

// Without queries all scores are equal: the deciding word gets 1 / (words read), which at these places is 1/12 to 1/4.
static void an_even_head(void **state) {
    (void)state;
    Arena *arena = arena_begin();
    Language *m = plain_model(arena, 3);
    clear(m->layer[0].Wq, 0, 16 * 16);
    clear(m->layer[0].bq, 0, 16);
    LanguageHeads h = language_heads(arena, m, 48, true);
    assert_int_equal(h.layers * h.heads, 8);
    for (int head = 0; head < 4; head++)
        for (int p = 0; p < PHENOMENA; p++) {
            const HeadFinding *f = head_finding(&h, 0, head, (Phenomenon)p), *first = head_finding(&h, 0, 0, (Phenomenon)p);
            assert_true(f->right >= 1.0f / 12 && f->right <= 0.25f);
            assert_float_equal(f->right, first->right, 1e-6); // all of them alike
            if (f->wrong > 0) assert_float_equal(f->wrong, f->right, 1e-6);
        }
    arena_end(arena);
}

// A head whose rows of Wo are 0 can be taken away: by zeros or by its mean no answer changes.
static void a_head_that_says_nothing(void **state) {
    (void)state;
    Arena *arena = arena_begin();
    Language *m = plain_model(arena, 4);
    clear(m->layer[1].Wo, 2 * 4 * 16, 4 * 16); // head 3 of layer 2
    for (int zero = 0; zero < 2; zero++) {
        LanguageHeads h = language_heads(arena, m, 48, zero);
        for (int p = 0; p < PHENOMENA; p++) assert_float_equal(head_finding(&h, 1, 2, (Phenomenon)p)->off, h.all[p], 1e-6);
    }
    arena_end(arena);
}

// The mean of a head that reads evenly a value that is a bias alone is that bias.
static void means(void **state) {
    (void)state;
    Arena *arena = arena_begin();
    Language *m = plain_model(arena, 5);
    clear(m->layer[0].Wv, 0, 16 * 16);
    for (int i = 0; i < 16; i++) ((float *)(size_t)m->layer[0].bv)[i] = (float)i;
    LanguageHeads h = language_heads(arena, m, 16, false);
    for (int i = 0; i < 16; i++) assert_float_equal(h.mean[i], i, 1e-4);
    arena_end(arena);
}

static double late(void) { return 1; }

// Steps look at several models in turn: what was found of each is there at once.
static void found_heads_are_kept(void **state) {
    (void)state;
    Arena *arena = arena_begin();
    const Turn over = { .clock = late };
    Language *m[2] = { plain_model(arena, 6), plain_model(arena, 7) };
    for (int i = 0; i < 2; i++) language_heads(arena, m[i], 16, true);
    for (int i = 0; i < 2; i++) {
        LanguageAsking *asking = language_heads_begin(arena, m[i], 16, true);
        assert_true(language_heads_turn(asking, &over));
    }
    assert_false(language_heads_turn(language_heads_begin(arena, m[0], 18, true), &over));
    arena_end(arena);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_even_head),
        cmocka_unit_test(a_head_that_says_nothing),
        cmocka_unit_test(means),
        cmocka_unit_test(found_heads_are_kept),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
