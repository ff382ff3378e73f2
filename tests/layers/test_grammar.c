// The little language against figures worked out elsewhere (by hand and by another program's enumeration): how many sentences
// there are, what guessers lose, the distribution of the next word, and what the marks ask for.
#include "layers/grammar.h"
#include "support/check.h"

#include "base/math.h"

static int words_of(const char *text, short *word) {
    Text rest = text_of(text), one;
    int count = 0;
    while ((one = text_word(&rest)).size) {
        int found = grammar_find(one);
        if (found < 0) fail_msg("no word of the language: %.*s", (int)one.size, one.at);
        word[count++] = (short)found;
    }
    return count;
}

static void words_have_numbers(void **state) {
    (void)state;
    for (int i = 0; i < GRAMMAR_WORDS; i++) assert_int_equal(grammar_find(text_of(grammar_word(i))), i);
    assert_int_equal(grammar_find(text_of("Dogs")), -1);
    assert_string_equal(grammar_word(GRAMMAR_STOP), ".");
}

// --- all sentences

typedef struct All {
    long count[GRAMMAR_KINDS], hard[PHENOMENA], marked[PHENOMENA];
    double probability, surprise[GRAMMAR_KINDS], words[GRAMMAR_KINDS], seen[PHENOMENA], hard_seen[PHENOMENA];
} All;

static void check_marks(const GrammarSentence *s, All *all) {
    for (int i = 0; i < s->marks; i++) {
        const GrammarMark *m = &s->mark[i];
        int right = 0;
        for (int c = 0; c < m->choices; c++) right += m->choice[c] == s->word[m->at];
        assert_int_equal(right, 1);
        assert_true(m->subject < m->at && m->at < s->length);
        for (int d = 0; d < m->distractors; d++) assert_true(m->distractor[d] < m->at && m->distractor[d] != m->subject);
        all->seen[m->phenomenon] += s->probability;
        if (m->hard) all->hard_seen[m->phenomenon] += s->probability;
    }
}

static void visit(void *context, const GrammarSentence *s) {
    All *all = context;
    all->count[s->kind]++;
    all->probability += s->probability;
    all->surprise[s->kind] -= 5 * s->probability * math_log(5 * s->probability);
    all->words[s->kind] += 5 * s->probability * s->length;
    check_marks(s, all);
}

static void every_sentence_is_counted(void **state) {
    (void)state;
    static const long count[] = { 28800, 28800, 57600, 6000, 2880 };
    static const double surprise[] = { 9.2725, 9.2725, 10.0246, 7.7628, 7.9655 }, words[] = { 9, 10, 10.5, 8.5, 12 };
    static const double seen[] = { 0.2, 0.2, 0.2, 0.2, 0.2, 0.2, 0.4 }, hard[] = { 0.075, 0.1, 0.1, 0.2, 0.12, 0.2, 0.4 };
    All all = { 0 };
    assert_int_equal(grammar_all(visit, &all), 124080);
    assert_close(all.probability, 1, 1e-11);
    for (int k = 0; k < GRAMMAR_KINDS; k++) {
        assert_int_equal(all.count[k], count[k]);
        assert_close(all.surprise[k], surprise[k], 5e-5);
        assert_close(all.words[k], words[k], 1e-9);
    }
    for (int p = 0; p < PHENOMENA; p++) {
        assert_close(all.seen[p], seen[p], 1e-9);
        assert_close(all.hard_seen[p], hard[p], 1e-9);
    }
}

static void guessers_lose_what_was_worked_out(void **state) {
    (void)state;
    Arena *arena = arena_begin();
    const GrammarGuessers *g = grammar_guessers(arena);
    assert_close(g->nothing, 4.0775, 5e-5);
    assert_close(g->frequency, 3.5759, 5e-5);
    assert_close(g->bigram, 1.7184, 5e-5);
    assert_close(g->trigram, 1.5651, 5e-5);
    assert_close(g->floor, 1.0469, 5e-5);
    int Ben = grammar_find(TEXT("Ben")), Reed = grammar_find(TEXT("Reed")), saw = grammar_find(TEXT("saw"));
    assert_close(g->follows[Ben][Reed], 1.0 / 7, 1e-9); // 4/7 · 1/4
    assert_close(g->follows[saw][Ben], 1.0 / 9, 1e-9);  // 2/3 · 1/6
    assert_close(g->follows[GRAMMAR_STOP][grammar_find(TEXT("the"))], 0.4, 1e-9);
    arena_end(arena);
}

// --- what a phenomenon costs: at the marked word, of all choices and when only its own compete

typedef struct Cost {
    double seen[2], floor[2], bigram[2], choice[2], bigram_choice[2]; // of all marks, of the hard ones
} Cost;
typedef struct Costs {
    Cost of[PHENOMENA];
    const GrammarGuessers *guessers;
} Costs;

static double share(const GrammarMark *m, const double *p, int right) {
    double sum = 0;
    for (int i = 0; i < m->choices; i++) sum += p[m->choice[i]];
    return p[right] / sum;
}

static void add_costs(void *context, const GrammarSentence *s) {
    Costs *all = context;
    for (int i = 0; i < s->marks; i++) {
        const GrammarMark *m = &s->mark[i];
        Cost *cost = &all->of[m->phenomenon];
        double p[GRAMMAR_WORDS];
        int right = s->word[m->at];
        assert_true(grammar_next(s->word, m->at, p));
        const double *follows = all->guessers->follows[s->word[m->at - 1]];
        for (int k = 0; k <= m->hard; k++) {
            cost->seen[k] += s->probability;
            cost->floor[k] -= s->probability * math_log(p[right]);
            cost->bigram[k] -= s->probability * math_log(follows[right]);
            cost->choice[k] -= s->probability * math_log(share(m, p, right));
            cost->bigram_choice[k] -= s->probability * math_log(share(m, follows, right));
        }
    }
}

static void check_cost(const Cost *cost, int hard, double floor, double bigram, double bigram_choice) {
    assert_close(cost->floor[hard] / cost->seen[hard], floor, 5e-5);
    assert_close(cost->bigram[hard] / cost->seen[hard], bigram, 5e-5);
    assert_close(cost->choice[hard], 0, 1e-9); // whoever knows the grammar is sure
    assert_close(cost->bigram_choice[hard] / cost->seen[hard], bigram_choice, 5e-5);
}

static void phenomena_cost_what_was_worked_out(void **state) {
    (void)state;
    Arena *arena = arena_begin();
    Costs all = { .guessers = grammar_guessers(arena) };
    grammar_all(add_costs, &all);
    check_cost(&all.of[PHENOMENON_AGREE], 0, 1.3863, 3.8123, 0.6931);
    check_cost(&all.of[PHENOMENON_AGREE], 1, 1.5018, 3.8123, 0.6931);
    check_cost(&all.of[PHENOMENON_INNER], 0, 1.4452, 3.7404, 0.5623);
    check_cost(&all.of[PHENOMENON_INNER], 1, 1.4452, 4.0150, 0.8370); // worse than chance
    check_cost(&all.of[PHENOMENON_OUTER], 0, 1.0397, 1.7329, 0.6931);
    check_cost(&all.of[PHENOMENON_PAIR], 0, 0.3466, 3.1781, 1.0986);
    check_cost(&all.of[PHENOMENON_PRON], 0, 0, 0.6931, 0.6931);
    check_cost(&all.of[PHENOMENON_OTHER], 0, 0, 2.1972, 1.7918);
    check_cost(&all.of[PHENOMENON_NAME], 0, 0, 1.9459, 1.3863);
    arena_end(arena);
}

// --- after a beginning

static void check_next(const char *beginning, double entropy, int possible, const char *word, double want) {
    short at[GRAMMAR_LENGTH];
    double p[GRAMMAR_WORDS], sum = 0;
    int count = words_of(beginning, at), found = 0;
    assert_true(grammar_next(at, count, p));
    for (int i = 0; i < GRAMMAR_WORDS; i++) {
        sum += p[i];
        found += p[i] > 0;
    }
    assert_close(sum, 1, 1e-12);
    assert_int_equal(found, possible);
    assert_close(grammar_entropy(p, GRAMMAR_WORDS), entropy, 5e-5);
    assert_close(p[grammar_find(text_of(word))], want, 1e-12);
}

static void the_next_word_is_known(void **state) {
    (void)state;
    check_next("", 1.7481, 7, "Ana", 0.1);
    check_next("the", 2.0794, 8, "goats", 0.125);
    check_next("the dogs", 1.2425, 4, "near", 1.0 / 6);
    check_next("the dogs near the cat", 1.7623, 6, "sleep", 0.125);
    check_next("the dogs near the cat behind the bird", 1.0397, 3, "are", 0.5);
    check_next("the dogs that", 0, 1, "the", 1);
    check_next("the dogs that the cat", 1.7918, 6, "follows", 1.0 / 6);
    check_next("Ana", 2.2539, 10, "Stone", 1.0 / 12);
    check_next("Ana thanked", 1.6094, 5, "Ana", 0);
    check_next("Ana thanked Ben", 1.2425, 4, "because", 0.5);
    check_next("Ana thanked Ben because", 0, 1, "he", 1);
    check_next("Ana called Ben because", 0, 1, "she", 1);
    check_next("Ana Stone saw Ben Reed and Ben", 0, 1, "Reed", 1);
    check_next("Ana Stone saw Ben Reed and Ben Reed saw", 0, 1, "Ana", 1);
    check_next("Ana saw neither the dog", 1.2425, 4, "nor", 0.5);
}

static void nothing_follows_the_end_or_nonsense(void **state) {
    (void)state;
    short word[GRAMMAR_LENGTH];
    double p[GRAMMAR_WORDS];
    assert_false(grammar_next(word, words_of("Ana thanked Ben because he helped .", word), p));
    for (int i = 0; i < GRAMMAR_WORDS; i++) assert_true(p[i] == 0);
    assert_false(grammar_next(word, words_of("the the", word), p));
}

static void check_holds(const char *text, bool holds, int fault) {
    short word[20];
    int count = words_of(text, word);
    assert_int_equal(grammar_holds(word, count), holds);
    assert_int_equal(grammar_fault(word, count), fault);
}

static void sentences_are_in_the_language_or_not(void **state) {
    (void)state;
    check_holds("the cats behind the dog beside the goats sleep .", true, 10);
    check_holds("Mia Stone saw Ana Wood and Mia Stone met Ana Wood .", true, 12);
    check_holds("Leo Stone met Mia Reed and Mia Stone saw Leo Reed .", false, 7);
    check_holds("the dogs near the cat is old .", false, 5);
    check_holds("the dogs near the cat", false, 5); // a beginning
    check_holds("the dogs near the cat are old . .", false, 8);
    check_holds("", false, 0);
    check_holds("Ana saw either the dog nor the cat .", false, 5);
    check_holds("Ana Stone saw Ben Reed and Ben Reed saw Ana Stone . .", false, 12);
}

// --- drawing

static void sentences_are_drawn_as_often_as_they_should(void **state) {
    (void)state;
    enum { DRAWN = 20000 };
    Random random = random_seed(3);
    double kinds[GRAMMAR_KINDS] = { 0 }, words = 0;
    for (int i = 0; i < DRAWN; i++) {
        GrammarSentence s;
        grammar_draw(&random, &s);
        if (i < 500) assert_true(grammar_holds(s.word, s.length));
        double p[GRAMMAR_WORDS], all = 1;
        for (int t = 0; i < 500 && t < s.length; t++) {
            assert_true(grammar_next(s.word, t, p));
            all *= p[s.word[t]];
        }
        if (i < 500) assert_close(all, s.probability, 1e-12); // the chain rule
        kinds[s.kind] += 1.0 / DRAWN;
        words += (double)s.length / DRAWN;
    }
    for (int k = 0; k < GRAMMAR_KINDS; k++) assert_close(kinds[k], 0.2, 0.01);
    assert_close(words, 10, 0.005);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(words_have_numbers),
        cmocka_unit_test(every_sentence_is_counted),
        cmocka_unit_test(guessers_lose_what_was_worked_out),
        cmocka_unit_test(phenomena_cost_what_was_worked_out),
        cmocka_unit_test(the_next_word_is_known),
        cmocka_unit_test(nothing_follows_the_end_or_nonsense),
        cmocka_unit_test(sentences_are_in_the_language_or_not),
        cmocka_unit_test(sentences_are_drawn_as_often_as_they_should),
    };
    return cmocka_run_group_tests_name("layers/grammar", tests, NULL, NULL);
}
