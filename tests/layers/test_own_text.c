// A text of one's own: how it is cut and numbered, what guessers lose on it, what is refused.
#include <math.h>

#include "layers/own_text.h"
#include "support/check.h"

static void check_cut(const char *text, bool letters, const char *want) {
    char got[200] = "";
    Text rest = text_of(text), one;
    while ((one = own_text_next(&rest, letters)).size)
        snprintf(got + strlen(got), sizeof got - strlen(got), "%.*s|", (int)one.size, one.at);
    assert_string_equal(got, want);
}

static void a_text_is_cut_into_words_or_letters(void **state) {
    (void)state;
    check_cut("It's the cat, no. 7!\n\n Größe – ja", false, "It's|the|cat|,|no|.|7|!|Größe|–|ja|");
    check_cut("Größe a\n", true, "G|r|ö|ß|e| |a|\n|");
    check_cut("  ", false, "");
}

static char *repeated(Arena *arena, const char *piece, int times) {
    Builder all = { arena };
    for (int i = 0; i < times; i++) builder_print(&all, "%s", piece);
    return arena_copy(arena, builder_text(&all), all.size);
}

static void words_are_numbered_by_how_often_they_come(void **state) {
    (void)state;
    Arena *arena = arena_begin();
    Problems problems = { arena };
    OwnText own;
    assert_true(own_text(arena, text_of(repeated(arena, "the cat saw the dog . ", 20)), false, "it", &own, &problems));
    assert_int_equal(own.text.words, 5);
    assert_int_equal(own.text.count, 120);
    assert_int_equal(own.text.trained, 108);
    assert_string_equal(own.word[0], "the");
    assert_string_equal(own.word[1], "cat"); // of equal ones the first
    static const short want[] = { 0, 1, 2, 0, 3 };
    for (int i = 0; i < 5; i++) assert_int_equal(own.text.word[i], want[i]);
    assert_close(own.nothing, log(5), 1e-12);
    arena_end(arena);
}

// a b a b … with 90 trained: "a" came 45 times, followed by "b" 45 times, one kind; "b" by "a" 44 times.
static void guessers_lose_what_is_worked_out_by_hand(void **state) {
    (void)state;
    Arena *arena = arena_begin();
    Problems problems = { arena };
    OwnText own;
    assert_true(own_text(arena, text_of(repeated(arena, "a b ", 50)), false, "it", &own, &problems));
    double one = (45 + 2 * 0.5) / (90 + 2); // the same for both
    double b = (45 + one) / (45 + 1), a = (44 + one) / (44 + 1);
    assert_close(own.frequency, -log(one), 1e-12);
    assert_close(own.bigram, -(log(a) + log(b)) / 2, 1e-12);
    double b3 = (44 + b) / (44 + 1), a3 = (44 + a) / (44 + 1); // "b a" came before b 44 times, "a b" before a 44 times
    assert_close(own.trigram, -(log(a3) + log(b3)) / 2, 1e-12);
    arena_end(arena);
}

static void check_refused(const char *bytes, size_t size, bool letters, const char *want) {
    Arena *arena = arena_begin();
    Problems problems = { arena };
    OwnText own;
    assert_false(own_text(arena, (Text){ bytes, size }, letters, "poem.txt", &own, &problems));
    assert_string_equal(problems.item[0].message, want);
    assert_string_equal(problems.item[0].place.file, "poem.txt");
    arena_end(arena);
}

static void what_cannot_be_learned_is_refused(void **state) {
    (void)state;
    check_refused("too short", 9, false, "has 2 words (2 different), but at least 50 are needed to learn from");
    check_refused("ab\xff", 3, true, "is not UTF-8 text: byte 2 is broken; save it as UTF-8");
    Arena *arena = arena_begin();
    Builder all = { arena };
    for (int i = 0; i < 4100; i++) builder_print(&all, "w%d ", i);
    check_refused(builder_text(&all), all.size, false,
                  "has more than 4000 different words, which is too many to learn: use a smaller text, or --by letters");
    arena_end(arena);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_text_is_cut_into_words_or_letters),
        cmocka_unit_test(words_are_numbered_by_how_often_they_come),
        cmocka_unit_test(guessers_lose_what_is_worked_out_by_hand),
        cmocka_unit_test(what_cannot_be_learned_is_refused),
    };
    return cmocka_run_group_tests_name("layers/own_text", tests, NULL, NULL);
}
