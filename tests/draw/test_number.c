// Exact strings: what a number looks like in cards, in cells, in formulas and on axes.
#include "support/check.h"
#include "support/own_arena.h"

#include "draw/shapes.h"

#define MINUS "\u2212"
#define THIN "\u2009"

static void want_text(double value, int digits, const char *want) { assert_string_equal(number_text(arena, value, digits), want); }

static void plain_numbers(void **state) {
    (void)state;
    want_text(0, 6, "0");
    want_text(-0.0, 6, "0");
    want_text(1, 6, "1");
    want_text(-1, 6, MINUS "1");
    want_text(0.5, 6, "0.5");
    want_text(1.4142135623730951, 6, "1.41421");
    want_text(1.4142135623730951, 4, "1.414");
    want_text(0.53877, 4, "0.5388");
    want_text(-0.70710678, 6, MINUS "0.707107");
    want_text(0.1 + 0.2, 6, "0.3");
    want_text(9.9999999, 6, "10");
    want_text(0.99999, 3, "1");
    want_text(0.0001, 6, "0.0001");
    want_text(0.000123456789, 6, "0.000123457");
    want_text(123456.789, 6, "123" THIN "457");
    want_text(1234.5, 6, "1234.5");
    want_text(1234567.8, 6, "1" THIN "234" THIN "568"); // never rounded to tens
    want_text(2.5, 1, "2");                             // printf rounds the exact value, half to even
}

static void whole_numbers(void **state) {
    (void)state;
    want_text(42, 2, "42");
    want_text(1234, 6, "1234");
    want_text(12345, 6, "12" THIN "345");
    want_text(-16777216, 3, MINUS "16" THIN "777" THIN "216");
    want_text(999999999, 6, "999" THIN "999" THIN "999");
    want_text(1e9, 6, "1\u00B710\u2079");
    want_text(1234567890, 6, "1.23457\u00B710\u2079");
}

static void small_and_large(void **state) {
    (void)state;
    want_text(4.5e-7, 6, "4.5\u00B710\u207B\u2077");
    want_text(-4.5e-7, 6, MINUS "4.5\u00B710\u207B\u2077");
    want_text(9.99e-5, 6, "9.99\u00B710\u207B\u2075");
    want_text(1e-12, 6, "1\u00B710\u207B\u00B9\u00B2");
    want_text(1.7976931348623157e308, 6, "1.79769\u00B710\u00B3\u2070\u2078");
    want_text(5e-324, 6, "4.94066\u00B710\u207B\u00B3\u00B2\u2074");
    want_text(9.99999999e-5, 3, "1\u00B710\u207B\u2074");
    want_text(999999999.9, 6, "1" THIN "000" THIN "000" THIN "000");
}

static void not_numbers(void **state) {
    (void)state;
    want_text(__builtin_inf(), 6, "\u221E");
    want_text(-__builtin_inf(), 6, MINUS "\u221E");
    want_text(__builtin_nan(""), 6, "NaN");
}

static void formulas(void **state) {
    (void)state;
    assert_string_equal(number_tex(arena, 4.5e-7, 6), "4.5\\cdot 10^{-7}");
    assert_string_equal(number_tex(arena, -4.5e-7, 6), "-4.5\\cdot 10^{-7}");
    assert_string_equal(number_tex(arena, -0.5, 6), MINUS "0.5");
    assert_string_equal(number_tex(arena, -__builtin_inf(), 6), "-\\infty");
    assert_string_equal(number_tex(arena, 1e300, 6), "1\\cdot 10^{300}");
    assert_string_equal(number_tex(arena, 4, 6), "4");
}

static void powers(void **state) {
    (void)state;
    assert_string_equal(number_ten_to(arena, 0), "1");
    assert_string_equal(number_ten_to(arena, 1), "10");
    assert_string_equal(number_ten_to(arena, 2), "10\u00B2");
    assert_string_equal(number_ten_to(arena, -10), "10\u207B\u00B9\u2070");
}

// All numbers of a tensor in the format chosen for them, with blanks between.
static const char *in_cells(const double *value, int count, int digits) {
    NumberFormat format = number_format_for(value, count, digits);
    Builder b = { .arena = arena };
    for (int i = 0; i < count; i++) builder_print(&b, "%s%s", i ? " " : "", number_in(arena, value[i], format));
    return builder_text(&b);
}
#define CELLS(digits, ...) in_cells((double[]){ __VA_ARGS__ }, sizeof((double[]){ __VA_ARGS__ }) / sizeof(double), digits)

static void cells(void **state) {
    (void)state;
    assert_string_equal(CELLS(4, 1, 0, -1, 4), "1 0 " MINUS "1 4");
    assert_string_equal(CELLS(3, 1.41421, 0.707107, 0, -0.707107), "1.41 0.71 0 " MINUS "0.71");
    assert_string_equal(CELLS(4, 1.41421, 0.707107, 0, -0.707107), "1.414 0.707 0 " MINUS "0.707");
    assert_string_equal(CELLS(2, 0.53877, 0.26569, 0.13096, 0.06458), "0.54 0.27 0.13 0.06");
    assert_string_equal(CELLS(4, 0.5, 0.25, 1), "0.50 0.25 1");
    assert_string_equal(CELLS(4, 0.1, 0.2, 0.1 + 0.2), "0.1 0.2 0.3");
    assert_string_equal(CELLS(4, 2, 2.0000000000000004, 1.5403023), "2 2 1.540");
    assert_string_equal(CELLS(4, 0.99999, 0.00001), "1.0000 1\u00B710\u207B\u2075");
    assert_string_equal(CELLS(4, -__builtin_inf(), 2.5, __builtin_nan("")), MINUS "\u221E 2.5 NaN");
    assert_string_equal(CELLS(4, -__builtin_inf(), __builtin_inf()), MINUS "\u221E \u221E");
    assert_string_equal(CELLS(4, 12345.678, 1.5), "12" THIN "346 2");
    assert_string_equal(CELLS(4, 1e12, 1), "1\u00B710\u00B9\u00B2 1");
    assert_string_equal(CELLS(4, 3e-7, 1.5e-8), "3\u00B710\u207B\u2077 1.5\u00B710\u207B\u2078");
    assert_string_equal(CELLS(4, 123456, 7), "123" THIN "456 7");
    assert_string_equal(CELLS(4, 0, 0), "0 0");
    NumberFormat none = number_format_for(NULL, 0, 4);
    assert_int_equal(none.decimals, 0);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(plain_numbers), cmocka_unit_test(whole_numbers), cmocka_unit_test(small_and_large),
        cmocka_unit_test(not_numbers),   cmocka_unit_test(formulas),      cmocka_unit_test(powers),
        cmocka_unit_test(cells),
    };
    return cmocka_run_group_tests(tests, begin, end);
}
