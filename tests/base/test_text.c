// Slices, numbers as people write them, UTF-8 whole and broken, near words, growing text.
#include <math.h>

#include "base/random.h"
#include "base/text.h"
#include "support/check.h"

static void fields_take_what_people_type(void **state) {
    (void)state;
    double number;
    int last;
    assert_true(text_number_typed(TEXT("2,75"), &number, &last) && number == 2.75 && last == -2);
    assert_true(text_number_typed(TEXT(" \xE2\x88\x92 0,5 "), &number, &last) && number == -0.5 && last == -1);
    assert_true(text_number_typed(TEXT("1\xE2\x80\xAF"
                                       "234,5"),
                                  &number, NULL) &&
                number == 1234.5);
    assert_true(text_number_typed(TEXT("1 048 576"), &number, &last) && number == 1048576 && last == 0);
    assert_false(text_number_typed(TEXT("1,2,3"), &number, NULL));
    assert_false(text_number_typed(TEXT("1.2,3"), &number, NULL));
    assert_false(text_number_typed(TEXT(""), &number, NULL) || text_number_typed(TEXT("zero"), &number, NULL));
}

static void slices_compare_and_trim(void **state) {
    (void)state;
    assert_true(text_equal(TEXT("abc"), text_of("abc")));
    assert_false(text_equal(TEXT("abc"), TEXT("abd")));
    assert_false(text_equal(TEXT("abc"), TEXT("ab")));
    assert_true(text_equal((Text){ 0 }, text_of(NULL)));
    assert_true(text_equal(TEXT(""), text_of(NULL)));
    assert_true(text_is(TEXT("q"), "q"));
    assert_true(text_starts(TEXT("k1:cat"), "k1:"));
    assert_true(text_starts(TEXT("k1"), ""));
    assert_false(text_starts(TEXT("k"), "k1"));
    assert_true(text_is(text_trim(TEXT(" \t a b \r\n")), "a b"));
    assert_true(text_is(text_trim(TEXT("  ")), ""));
    assert_true(text_is(text_trim(text_of(NULL)), ""));
    Arena *arena = arena_begin();
    assert_string_equal(text_copy(arena, (Text){ "attention", 3 }), "att");
    assert_string_equal(text_copy(arena, text_of(NULL)), "");
    arena_end(arena);
}

static void lines_and_words_are_cut_off(void **state) {
    (void)state;
    Text rest = TEXT("one\r\n\ntwo\rx\nlast");
    assert_true(text_is(text_line(&rest), "one"));
    assert_true(text_is(text_line(&rest), ""));
    assert_true(text_is(text_line(&rest), "two\rx"));
    assert_true(text_is(text_line(&rest), "last"));
    assert_int_equal(rest.size, 0);
    assert_true(text_is(text_line(&rest), ""));
    Text words = TEXT("  heads=4 \t mask=causal\n");
    assert_true(text_is(text_word(&words), "heads=4"));
    assert_true(text_is(text_word(&words), "mask=causal"));
    assert_true(text_is(text_word(&words), ""));
    assert_int_equal(words.size, 0);
}

static void numbers_are_read(void **state) {
    (void)state;
    static const struct {
        const char *text;
        double number;
    } good[] = {
        { "0", 0 },
        { "-0", -0.0 },
        { "12", 12 },
        { "+3", 3 },
        { "-2.5", -2.5 },
        { ".5", .5 },
        { "5.", 5 },
        { "1e3", 1000 },
        { "1E-3", .001 },
        { "2.5e+2", 250 },
        { "−1", -1 },
        { "−.25", -.25 },
        { "inf", INFINITY },
        { "-inf", -INFINITY },
        { "Infinity", INFINITY },
        { "-Infinity", -INFINITY },
        { "−Infinity", -INFINITY },
        { "NaN", NAN },
        { "nan", NAN },
        { "1e-400", 0 },
        { "5e-324", 5e-324 },
        { "1.7976931348623157e308", 1.7976931348623157e308 },
        { "0.1", 0.1 },
        { "00012", 12 },
        { "123456789012345678901234567890", 123456789012345678901234567890.0 },
    };
    for (size_t i = 0; i < sizeof good / sizeof good[0]; i++) {
        double number = 77;
        if (!text_number(text_of(good[i].text), &number)) fail_msg("'%s' is a number", good[i].text);
        assert_true(number == good[i].number || (isnan(number) && isnan(good[i].number)));
        assert_int_equal(!!signbit(number), isnan(number) ? !!signbit(number) : !!signbit(good[i].number));
    }
    static const char *const bad[] = { "",  " 1",  "1 ",    "1,5",    "0x10",  "1e",    "1e+", "e5", ".",
                                       "-", "--1", "+-1",   "1.2.3",  "one",   "1a",    "∞",   "in", "infi",
                                       "−", "1−2", "1e999", "-1e999", "1_000", "1e1.5", "- 1" };
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        double number = 77;
        if (text_number(text_of(bad[i]), &number)) fail_msg("'%s' is not a number", bad[i]);
        assert_true(number == 77);
    }
    double number;
    assert_true(text_number((Text){ "12345", 2 }, &number)); // reads nothing beyond the slice
    assert_true(number == 12);
    char digits[500];
    memset(digits, '1', sizeof digits);
    assert_false(text_number((Text){ digits, sizeof digits }, &number));
    assert_false(text_number(text_of(NULL), &number));
}

static void integers_are_read(void **state) {
    (void)state;
    long number = 7;
    assert_true(text_integer(TEXT("42"), &number) && number == 42);
    assert_true(text_integer(TEXT("-42"), &number) && number == -42);
    assert_true(text_integer(TEXT("−42"), &number) && number == -42);
    assert_true(text_integer(TEXT("+0"), &number) && number == 0);
    assert_true(text_integer(TEXT("9223372036854775807"), &number) && number == INT64_MAX);
    assert_true(text_integer(TEXT("-9223372036854775808"), &number) && number == INT64_MIN);
    static const char *const bad[] = {
        "", "-", "4.0", "1e3", " 4", "4 ", "9223372036854775808", "-9223372036854775809", "99999999999999999999", "x"
    };
    number = 7;
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        if (text_integer(text_of(bad[i]), &number)) fail_msg("'%s' is no integer", bad[i]);
        assert_int_equal(number, 7);
    }
}

static void code_points_come_and_go(void **state) {
    (void)state;
    static const uint32_t codes[] = {
        1, 'q', 0x7F, 0x80, 0x7FF, 0x800, 0x2212, 0xD7FF, 0xE000, 0xFFFF, 0x10000, 0x1D44E, 0x10FFFF
    };
    for (size_t i = 0; i < sizeof codes / sizeof codes[0]; i++) {
        char out[4];
        Text text = { out, (size_t)utf8_put(codes[i], out) };
        assert_true(utf8_valid(text, NULL));
        assert_int_equal(utf8_count(text), 1);
        assert_int_equal(utf8_next(&text), codes[i]);
        assert_int_equal(text.size, 0);
    }
    char out[4];
    assert_int_equal(utf8_put(0xD800, out), 3); // a surrogate is no character
    assert_memory_equal(out, "\xEF\xBF\xBD", 3);
    assert_int_equal(utf8_put(0x110000, out), 3);
    assert_memory_equal(out, "\xEF\xBF\xBD", 3);
    assert_int_equal(utf8_count(TEXT("q kᵀ − 1")), 8);
}

// What a broken text reads as: the code points, and where the first fault is.
static void broken_bytes_become_replacements(void **state) {
    (void)state;
    static const struct {
        const char *bytes;
        int count;
        uint32_t code[6];
        size_t first_bad;
    } cases[] = {
        { "a\x80z", 3, { 'a', 0xFFFD, 'z' }, 1 },                         // a stray continuation
        { "\xC0\xAF", 2, { 0xFFFD, 0xFFFD }, 0 },                         // overlong
        { "\xE0\x80\x80", 3, { 0xFFFD, 0xFFFD, 0xFFFD }, 0 },             // overlong
        { "ab\xED\xA0\x80", 5, { 'a', 'b', 0xFFFD, 0xFFFD, 0xFFFD }, 2 }, // a surrogate
        { "\xF4\x90\x80\x80", 4, { 0xFFFD, 0xFFFD, 0xFFFD, 0xFFFD }, 0 }, // above U+10FFFF
        { "\xF5z", 2, { 0xFFFD, 'z' }, 0 },
        { "\xE2\x88", 1, { 0xFFFD }, 0 }, // cut off: one replacement for what began well
        { "\xE2\x88z", 2, { 0xFFFD, 'z' }, 0 },
        { "\xF0\x9D\x91", 1, { 0xFFFD }, 0 },
        { "\xC3", 1, { 0xFFFD }, 0 },
        { "\xFF\xFE", 2, { 0xFFFD, 0xFFFD }, 0 },
        { "\xE2\xE2\x88\x92", 2, { 0xFFFD, 0x2212 }, 0 },
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        Text text = text_of(cases[i].bytes);
        size_t bad = 99;
        assert_false(utf8_valid(text, &bad));
        assert_int_equal(bad, cases[i].first_bad);
        assert_int_equal(utf8_count(text), cases[i].count);
        for (int k = 0; k < cases[i].count; k++) assert_int_equal(utf8_next(&text), cases[i].code[k]);
        assert_int_equal(text.size, 0);
    }
    Text empty = { 0 };
    assert_int_equal(utf8_next(&empty), 0);
    assert_true(utf8_valid(empty, NULL));
}

// Every pair of bytes: reading always ends, and what is valid comes back as it was.
static void all_pairs_of_bytes_are_read(void **state) {
    (void)state;
    for (int pair = 0; pair < 65536; pair++) {
        char bytes[2] = { (char)(pair >> 8), (char)(pair & 255) }, back[8];
        Text text = { bytes, 2 };
        bool valid = utf8_valid(text, NULL);
        int size = 0;
        while (text.size) {
            size_t before = text.size;
            size += utf8_put(utf8_next(&text), back + size);
            assert_true(text.size < before);
        }
        assert_int_equal(valid, size == 2 && memcmp(back, bytes, 2) == 0);
    }
}

static void edits_are_counted(void **state) {
    (void)state;
    assert_int_equal(text_distance(TEXT("softmax"), TEXT("softmax")), 0);
    assert_int_equal(text_distance(TEXT("SoftMax"), TEXT("softmax")), 0);
    assert_int_equal(text_distance(TEXT("sotfmax"), TEXT("softmax")), 1); // neighbours swapped
    assert_int_equal(text_distance(TEXT("softmx"), TEXT("softmax")), 1);
    assert_int_equal(text_distance(TEXT("softmaxx"), TEXT("softmax")), 1);
    assert_int_equal(text_distance(TEXT("saftmax"), TEXT("softmax")), 1);
    assert_int_equal(text_distance(TEXT("kitten"), TEXT("sitting")), 3);
    assert_int_equal(text_distance(TEXT(""), TEXT("abc")), 3);
    assert_int_equal(text_distance(TEXT("café"), TEXT("cafe")), 1); // characters, not bytes
    assert_int_equal(text_distance(TEXT("ab"), TEXT("ba")), 1);
    char long_word[200];
    memset(long_word, 'x', sizeof long_word);
    assert_int_equal(text_distance((Text){ long_word, 200 }, TEXT("x")), 200);
    assert_int_equal(text_distance((Text){ long_word, 200 }, (Text){ long_word, 200 }), 0);
}

static void near_words_are_suggested(void **state) {
    (void)state;
    static const char *const words[] = { "attention", "multihead", "layernorm", "rnn", "lstm", "gru", "q" };
    assert_string_equal(text_nearest(TEXT("atention"), words, 7), "attention");
    assert_string_equal(text_nearest(TEXT("Multi-head"), words, 7), "multihead");
    assert_string_equal(text_nearest(TEXT("lsmt"), words, 7), "lstm");
    assert_string_equal(text_nearest(TEXT("rn"), words, 7), "rnn");
    assert_string_equal(text_nearest(TEXT("Q"), words, 7), "q");
    assert_null(text_nearest(TEXT("k"), words, 7));
    assert_null(text_nearest(TEXT("transformer"), words, 7));
    assert_null(text_nearest(TEXT(""), words, 7));
    assert_null(text_nearest(TEXT("rnn"), words, 0));
}

static void a_builder_grows(void **state) {
    (void)state;
    Arena *arena = arena_begin();
    Builder b = { .arena = arena };
    assert_string_equal(builder_text(&b), "");
    builder_add(&b, text_of(NULL));
    assert_string_equal(builder_text(&b), "");
    builder_add(&b, TEXT("q"));
    builder_print(&b, "[%d] = ", 3);
    builder_add_bytes(&b, "−1xx", 4);
    assert_string_equal(builder_text(&b), "q[3] = −1");
    assert_int_equal(b.size, strlen(b.at));
    for (int i = 0; i < 2000; i++) builder_print(&b, "%s", "0123456789");
    assert_int_equal(b.size, 11 + 20000);
    assert_int_equal(strlen(b.at), b.size);
    assert_memory_equal(b.at + b.size - 20, "01234567890123456789", 21);
    arena_end(arena);
}

// The fast way and strtod agree to the last bit, however many digits are written, and in whatever locale.
static void numbers_are_rounded_once(void **state) {
    (void)state;
    static const char *const formats[] = { "%.17g", "%.18e", "%.6f", "%.15g", "%.3e", "%.19g", "%.25g" };
    Random random = random_seed(5);
    for (int i = 0; i < 70000; i++) {
        char text[400];
        uint64_t bits = random_bits(&random);
        double value = random_normal(&random), got;
        if (i % 3 == 0) memcpy(&value, &bits, sizeof value);
        if (value != value || value - value != 0) continue;
        snprintf(text, sizeof text, formats[i % 7], value);
        if (strlen(text) >= 399) continue;
        double want = strtod(text, NULL);
        if (want - want != 0) continue;
        if (!text_number(text_of(text), &got)) fail_msg("'%s' is a number", text);
        if (memcmp(&got, &want, sizeof got) != 0) fail_msg("%s: %.17g, not %.17g", text, got, want);
    }
}

static void where_the_last_digit_stands(void **state) {
    (void)state;
    static const struct {
        const char *text;
        int last;
    } numbers[] = { { "1.63", -2 }, { "12", 0 },     { "5e3", 3 },   { "1.50e-3", -5 },          { "-0.1", -1 },
                    { "1.", 0 },    { "0.000", -3 }, { "1e400", 0 }, { "inf", NUMBER_UNWRITTEN } };
    for (size_t i = 0; i < sizeof numbers / sizeof numbers[0]; i++) {
        double value;
        int last = 99;
        bool good = text_number_as_written(text_of(numbers[i].text), &value, &last);
        assert_true(good == (strcmp(numbers[i].text, "1e400") != 0));
        if (good) assert_int_equal(last, numbers[i].last);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(fields_take_what_people_type),
        cmocka_unit_test(numbers_are_rounded_once),
        cmocka_unit_test(where_the_last_digit_stands),
        cmocka_unit_test(slices_compare_and_trim),
        cmocka_unit_test(lines_and_words_are_cut_off),
        cmocka_unit_test(numbers_are_read),
        cmocka_unit_test(integers_are_read),
        cmocka_unit_test(code_points_come_and_go),
        cmocka_unit_test(broken_bytes_become_replacements),
        cmocka_unit_test(all_pairs_of_bytes_are_read),
        cmocka_unit_test(edits_are_counted),
        cmocka_unit_test(near_words_are_suggested),
        cmocka_unit_test(a_builder_grows),
    };
    return cmocka_run_group_tests_name("base/text", tests, NULL, NULL);
}
