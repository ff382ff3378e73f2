// Training a language model: the same bits for any threads and lanes, what it learns, what the record keeps.
#define ATTEND_FLOAT
#include "layers/language_training.h"

#include <math.h>

#include "core/engine.h"
#include "layers/circuits.h"
#include "layers/language_heads.h"
#include "layers/language_measure.h"
#include "support/check.h"

static LanguageTraining *train(Arena *arena, const LanguageOptions *options) {
    Problems problems = { arena };
    LanguageTraining *t = language_training_begin(arena, options, &problems);
    if (!t) fail_msg("%s", problems.item[0].message);
    while (language_training_step(t)) continue;
    return t;
}

static LanguageRecord trained(Arena *arena, const LanguageOptions *options) {
    return language_training_record(train(arena, options));
}

static uint64_t hash_bytes(uint64_t hash, const void *at, size_t size) { // FNV-1a
    for (const unsigned char *b = at; size; size--, b++) hash = (hash ^ *b) * 0x100000001b3u;
    return hash;
}

static uint64_t hash_of(const LanguageRecord *r) {
    uint64_t hash = hash_bytes(0xcbf29ce484222325u, r->loss, (size_t)r->points * sizeof *r->loss);
    return hash_bytes(hash, r->weights, (size_t)r->measures * (size_t)r->numbers * sizeof(float));
}

// --- the same bits

static LanguageOptions short_of(LanguageTask task, LanguageLearner learner) {
    LanguageOptions o = language_defaults(task, learner);
    o.steps = 12, o.every = 6, o.film = true;
    return o;
}

static void check_bits(LanguageTask task, LanguageLearner learner, uint64_t want) {
    static const int threads[] = { 1, 2, 8 }, lanes[] = { 16, 8, 4 };
    LanguageOptions o = short_of(task, learner);
    for (int i = 0; i < 3; i++) {
        Arena *arena = arena_begin();
        engine_set(threads[i], lanes[i]);
        LanguageRecord r = trained(arena, &o);
        engine_set(1, 0);
        assert_int_equal(r.points, 13);
        assert_int_equal(r.measures, 3);
        if (hash_of(&r) != want)
            fail_msg("%d threads of %d lanes give 0x%016llx", threads[i], lanes[i], (unsigned long long)hash_of(&r));
        arena_end(arena);
    }
}

static void threads_and_lanes_do_not_change_a_bit(void **state) {
    (void)state;
    check_bits(LANGUAGE_GRAMMAR, LEARNER_WHOLE, 0xca31faee72f188a0); // on every machine, with every compiler
    check_bits(LANGUAGE_GRAMMAR, LEARNER_HEADS, 0xb0eb3b819657d33d);
    check_bits(LANGUAGE_GRAMMAR, LEARNER_CELL, 0xc071a908c86ba992);
    check_bits(LANGUAGE_INDUCTION, LEARNER_HEADS, 0x0f581672740aaf1f);
}

// --- what it learns

static void attention_learns_the_language(void **state) {
    (void)state;
    Arena *arena = arena_begin();
    LanguageOptions o = language_defaults(LANGUAGE_GRAMMAR, LEARNER_HEADS);
    o.steps = 400, o.every = 200, o.film = true;
    LanguageRecord r = trained(arena, &o);
    assert_true(r.done && !r.stopped && r.points == 401 && r.measures == 3);
    assert_true(r.loss[0] > 3.5f && r.loss[60] < 1.7184f); // it has passed the bigram
    const LanguageMeasure *first = &r.measure[0], *last = &r.measure[2];
    assert_int_equal(last->step, 400);
    assert_true(first->right[PHENOMENON_AGREE] > 0.3f && first->right[PHENOMENON_AGREE] < 0.7f); // a coin
    assert_true(last->right[PHENOMENON_PAIR] > 0.98f && last->right[PHENOMENON_OUTER] > 0.98f);
    assert_true(first->share < 0.1f && last->share > 0.4f);
    arena_end(arena);
}

static void two_layers_learn_to_copy_and_one_does_not(void **state) {
    (void)state;
    Arena *arena = arena_begin();
    LanguageOptions o = language_defaults(LANGUAGE_INDUCTION, LEARNER_HEADS);
    o.steps = 300, o.every = 300;
    LanguageRecord two = trained(arena, &o);
    o.layers = 1;
    LanguageRecord one = trained(arena, &o);
    const LanguageMeasure *m = &two.measure[1];
    assert_true(m->accuracy > 0.98f && m->known_loss < 0.4f && m->free_loss > 3.2f);
    assert_true(m->previous > 0.4f && m->prefix > 0.8f && m->same < 0.3f);
    assert_close((double)two.measure[0].previous, 0.1, 0.05); // as uniform attention
    assert_true(one.measure[1].accuracy < 0.3f);
    arena_end(arena);
}

// --- a text of one's own

static void a_text_of_ones_own_is_learned(void **state) {
    (void)state;
    Arena *arena = arena_begin();
    short word[900];
    for (int i = 0; i < 900; i++) word[i] = (short)(i % 7 < 3 ? i % 7 : 6 - i % 7); // 0 1 2 3 2 1 0 …
    LanguageText text = { .words = 4, .count = 900, .word = word, .trained = 800 };
    LanguageOptions o = language_defaults(LANGUAGE_TEXT, LEARNER_HEADS);
    o.steps = 100, o.every = 100, o.width = 16, o.length = 12, o.film = true, o.text = &text;
    LanguageRecord r = trained(arena, &o);
    assert_true(r.measure[0].held > 1 && r.measure[1].held < 0.35f);
    assert_int_equal(r.measure[1].sample[0].length, 12);
    arena_end(arena);
}

// --- the record

static void the_record_keeps_weights_and_sentences(void **state) {
    (void)state;
    Arena *arena = arena_begin();
    LanguageOptions o = short_of(LANGUAGE_GRAMMAR, LEARNER_HEADS);
    LanguageTraining *t = train(arena, &o);
    LanguageRecord r = language_training_record(t);
    Random first = random_seed((uint64_t)o.seed * 2);
    const Language *fresh = language_new(arena, &r.sizes, &first), *begun = language_training_model(arena, &r, 0);
    const Language *ended = language_training_model(arena, &r, -1), *now = language_training_now(t);
    size_t size = (size_t)r.numbers * sizeof(float);
    assert_memory_equal(language_block(begun), language_block(fresh), size);
    assert_memory_equal(language_block(ended), language_block(now), size);
    assert_memory_not_equal(language_block(begun), language_block(ended), size);
    for (int i = 0; i < r.measures; i++)
        for (int k = 0; k < SAMPLES_KEPT; k++) {
            const LanguageSample *s = &r.measure[i].sample[k];
            assert_true(s->length >= 1 && s->length <= GRAMMAR_LENGTH && s->fault <= s->length);
            assert_int_equal(s->whole, grammar_holds(s->word, s->length));
            for (int w = 0; w < s->length; w++) assert_true(s->surprise[w] >= 0 && isfinite(s->surprise[w]));
        }
    arena_end(arena);
}

static void a_step_allocates_nothing(void **state) {
    (void)state;
    Arena *arena = arena_begin();
    Problems problems = { arena };
    LanguageOptions o = short_of(LANGUAGE_GRAMMAR, LEARNER_WHOLE);
    LanguageTraining *t = language_training_begin(arena, &o, &problems);
    size_t used = arena_used(arena);
    while (language_training_step(t)) continue;
    assert_int_equal(arena_used(arena), used);
    arena_end(arena);
}

static void hard_positions_are_asked_equally(void **state) {
    (void)state;
    Arena *arena = arena_begin();
    HardSentences hard = language_hard_sentences(arena);
    int asked[PHENOMENA] = { 0 };
    for (int i = 0; i < hard.count; i++)
        for (int k = 0; k < hard.sentence[i].marks; k++) {
            assert_true(hard.sentence[i].mark[k].hard);
            asked[hard.sentence[i].mark[k].phenomenon]++;
        }
    for (int p = 0; p < PHENOMENA; p++) assert_int_equal(asked[p], MEASURED_POSITIONS);
    arena_end(arena);
}

// What is measured reads each sentence as far as it must; read whole they say the same.
static void what_comes_later_does_not_matter(void **state) {
    (void)state;
    Arena *arena = arena_begin();
    for (int learner = 0; learner < 2; learner++) {
        LanguageOptions o = short_of(LANGUAGE_GRAMMAR, learner ? LEARNER_WHOLE : LEARNER_HEADS);
        o.steps = 60, o.every = 60;
        LanguageTraining *t = train(arena, &o);
        LanguageRecord r = language_training_record(t);
        LanguageHeads whole = language_heads(arena, language_training_now(t), MEASURED_POSITIONS, true);
        const LanguageMeasure *m = &r.measure[r.measures - 1];
        for (int p = 0; p < PHENOMENA; p++) assert_float_equal(m->right[p], whole.all[p], 1e-6);
    }
    arena_end(arena);
}

// --- what goes wrong

static void too_large_a_rate_stops(void **state) {
    (void)state;
    Arena *arena = arena_begin();
    LanguageOptions o = short_of(LANGUAGE_GRAMMAR, LEARNER_WHOLE);
    o.rate = 1e30;
    LanguageRecord r = trained(arena, &o);
    assert_true(r.done && r.points < 13);
    assert_non_null(strstr(r.stopped, "a number is no longer finite: the learning rate 1e+30 is too large"));
    arena_end(arena);
}

static void check_refused(const LanguageOptions *o, const char *want) {
    Arena *arena = arena_begin();
    Problems problems = { arena };
    assert_null(language_training_begin(arena, o, &problems));
    assert_string_equal(problems.item[0].message, want);
    arena_end(arena);
}

static void options_that_do_not_fit_are_refused(void **state) {
    (void)state;
    LanguageOptions o = language_defaults(LANGUAGE_GRAMMAR, LEARNER_WHOLE);
    o.heads = 5;
    check_refused(&o, "the heads do not divide the width: heads 5, width 32");
    o = language_defaults(LANGUAGE_TEXT, LEARNER_HEADS);
    check_refused(&o, "the text is too short: it needs more than 32 words or letters to learn from");
    o = language_defaults(LANGUAGE_GRAMMAR, LEARNER_WHOLE);
    o.width = 4096, o.hidden = 16384, o.batch = 1024;
    check_refused(&o,
                  "these sizes make about 4232 million numbers in a step, but at most 16 million can be kept: make width, layers, "
                  "batch or length smaller");
    o = language_defaults(LANGUAGE_GRAMMAR, LEARNER_WHOLE);
    o.film = true, o.every = 1, o.steps = 100000;
    check_refused(&o, "the weights of 100002 measurings are too many to keep: measure every 45 steps");
}

// --- heads, by hand

static void heads_are_scored(void **state) {
    (void)state;
    enum { N = 5 };
    const short word[N + 1] = { 7, 8, 9, 7, 8, 9 }; // a block of three
    float a[N * N] = { 0 };
    a[1 * N + 0] = 1, a[2 * N + 1] = 0.5f, a[3 * N + 2] = 0.7f, a[4 * N + 3] = 0.8f; // one back
    a[3 * N + 1] = 0.2f, a[4 * N + 2] = 0.1f;                                        // what followed the same symbol
    a[3 * N + 0] = 0.1f, a[4 * N + 1] = 0.05f;                                       // the same symbol
    HeadScores s = head_scores(1, N, word, a, 0);
    assert_close(s.previous, 0.75, 1e-6);
    assert_close(s.prefix, 0.15, 1e-6);
    assert_close(s.same, 0.075, 1e-6);
    assert_close(s.first, 0.1 / 3, 1e-6); // places 2, 3 and 4
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(threads_and_lanes_do_not_change_a_bit),
        cmocka_unit_test(attention_learns_the_language),
        cmocka_unit_test(two_layers_learn_to_copy_and_one_does_not),
        cmocka_unit_test(a_text_of_ones_own_is_learned),
        cmocka_unit_test(the_record_keeps_weights_and_sentences),
        cmocka_unit_test(a_step_allocates_nothing),
        cmocka_unit_test(hard_positions_are_asked_equally),
        cmocka_unit_test(what_comes_later_does_not_matter),
        cmocka_unit_test(too_large_a_rate_stops),
        cmocka_unit_test(options_that_do_not_fit_are_refused),
        cmocka_unit_test(heads_are_scored),
    };
    return cmocka_run_group_tests_name("layers/language_training", tests, NULL, NULL);
}
