// Numbers as text: rounded once, in decimal, from the exact value; then laid out by rule.
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/math.h"
#include "draw/shapes.h"

#define MINUS "\u2212"
#define THIN_SPACE "\u2009"
#define TIMES "\u00B7"

enum { DIGITS_MOST = 17 };
static const double smallest_plain = 1e-4, largest_plain = 1e9;

// A finite number other than 0, as 0.d₁d₂… · 10^(exponent + 1): digit[0] stands before the point of d₁.d₂… · 10^exponent.
typedef struct Decimal {
    char digit[DIGITS_MOST + 1];
    int digits, exponent;
} Decimal;

// Rounds |value| to so many significant digits; printf rounds exactly.
static Decimal decimal_of(double value, int digits) {
    Decimal d = { .digits = digits < 1 ? 1 : digits > DIGITS_MOST ? DIGITS_MOST : digits };
    char text[64];
    snprintf(text, sizeof text, "%.*e", d.digits - 1, fabs(value));
    int at = 0, kept = 0;
    for (; text[at] && text[at] != 'e'; at++)
        if (text[at] >= '0' && text[at] <= '9') d.digit[kept++] = text[at];
    bool negative = text[at + 1] == '-';
    for (at += 2; text[at]; at++) d.exponent = d.exponent * 10 + (text[at] - '0');
    if (negative) d.exponent = -d.exponent;
    return d;
}

static void drop_zeros(Decimal *d) {
    while (d->digits > 1 && d->digit[d->digits - 1] == '0') d->digits--;
}

static char digit_at(const Decimal *d, int power) {
    int i = d->exponent - power;
    return i >= 0 && i < d->digits ? d->digit[i] : '0';
}

static void put(Builder *b, const char *text) { builder_add(b, text_of(text)); }

// The digits down to the power −decimals; whole numbers of five digits and more in groups of three.
static void put_plain(Builder *b, const Decimal *d, int decimals) {
    int top = d->exponent > 0 ? d->exponent : 0;
    for (int power = top; power >= -decimals; power--) {
        if (power == -1) put(b, ".");
        char c = digit_at(d, power);
        builder_add_bytes(b, &c, 1);
        if (power > 0 && power % 3 == 0 && top >= 4) put(b, THIN_SPACE);
    }
}

static void put_raised(Builder *b, int n) {
    static const char *const raised[] = { "\u2070", "\u00B9", "\u00B2", "\u00B3", "\u2074",
                                          "\u2075", "\u2076", "\u2077", "\u2078", "\u2079" };
    char text[16];
    snprintf(text, sizeof text, "%d", n);
    for (const char *c = text; *c; c++) put(b, *c == '-' ? "\u207B" : raised[*c - '0']);
}

const char *number_ten_to(Arena *arena, int n) {
    if (n == 0 || n == 1) return n ? "10" : "1";
    Builder b = { .arena = arena };
    put(&b, "10");
    put_raised(&b, n);
    return builder_text(&b);
}

static void put_mantissa(Builder *b, Decimal d) {
    drop_zeros(&d);
    d.exponent = 0;
    put_plain(b, &d, d.digits - 1);
}

// 4.5·10⁻⁷
static void put_power(Builder *b, const Decimal *d) {
    put_mantissa(b, *d);
    put(b, TIMES "10");
    put_raised(b, d->exponent);
}

// What needs no digits: NaN, infinities, 0.
static const char *special(double value) {
    if (math_isnan(value)) return "NaN";
    if (!math_finite(value)) return value > 0 ? "\u221E" : MINUS "\u221E";
    return value == 0 ? "0" : NULL;
}

static bool is_whole(double value) { return fabs(value) < largest_plain && value == floor(value); }

static bool is_plain(double value) { return fabs(value) >= smallest_plain && fabs(value) < largest_plain; }

const char *number_text(Arena *arena, double value, int digits) {
    if (special(value)) return special(value);
    Builder b = { .arena = arena };
    if (value < 0) put(&b, MINUS);
    // Whole numbers and the whole part of large ones are given in full.
    int needed = is_whole(value) ? 10 : digits;
    if (!is_whole(value) && is_plain(value)) {
        int exponent = decimal_of(value, DIGITS_MOST).exponent;
        needed = exponent + 1 > digits ? exponent + 1 : digits;
    }
    Decimal d = decimal_of(value, needed);
    drop_zeros(&d);
    if (is_plain(value))
        put_plain(&b, &d, d.digits - 1 - d.exponent > 0 ? d.digits - 1 - d.exponent : 0);
    else
        put_power(&b, &d);
    return builder_text(&b);
}

const char *number_tex(Arena *arena, double value, int digits) {
    if (math_isnan(value)) return "\\text{NaN}";
    if (!math_finite(value)) return value > 0 ? "\\infty" : "-\\infty";
    if (value == 0 || is_plain(value) || is_whole(value)) return number_text(arena, value, digits);
    Builder b = { .arena = arena };
    Decimal d = decimal_of(value, digits);
    if (value < 0) put(&b, "-");
    put_mantissa(&b, d);
    builder_print(&b, "\\cdot 10^{%d}", d.exponent);
    return builder_text(&b);
}

// The decimals that a value really has, up to `most`: 0.25 has two, 0.1 + 0.2 has one.
static int decimals_of(double value, int least, int most) {
    double power = math_pow(10, least);
    int n = least;
    for (; n < most; n++, power *= 10) {
        double scaled = fabs(value) * power;
        if (fabs(scaled - floor(scaled + 0.5)) <= 1e-9 * scaled) break;
    }
    return n;
}

NumberFormat number_format_for(const double *value, int count, int digits) {
    NumberFormat format = { .digits = digits, .decimals = 0 };
    double largest = 0;
    bool whole = true;
    for (int i = 0; i < count; i++) {
        if (!math_finite(value[i])) continue;
        whole = whole && is_whole(value[i]);
        if (fabs(value[i]) > largest) largest = fabs(value[i]);
    }
    if (whole) return format;
    if (!is_plain(largest)) return (NumberFormat){ .digits = digits, .decimals = -1 };
    int most = digits - 1 - decimal_of(largest, DIGITS_MOST).exponent;
    for (int i = 0; i < count && format.decimals < most; i++)
        if (math_finite(value[i])) format.decimals = decimals_of(value[i], format.decimals, most);
    return format;
}

// |value| rounded to so many decimals; no digits when nothing but zeros is left.
static Decimal decimal_to(double value, int decimals) {
    char text[400];
    snprintf(text, sizeof text, "%.*f", decimals, fabs(value));
    Decimal d = { .exponent = -1 };
    int whole = 0;
    while (text[whole] >= '0' && text[whole] <= '9') whole++;
    for (int i = 0, power = whole; text[i]; i++) {
        if (text[i] < '0' || text[i] > '9') continue;
        power--;
        if (!d.digits && text[i] == '0') continue;
        if (!d.digits) d.exponent = power;
        if (d.digits < DIGITS_MOST) d.digit[d.digits++] = text[i];
    }
    return d;
}

// What differs from a whole number by a last bit alone is written like the whole numbers beside it.
static double without_last_bits(double value) {
    double whole = floor(value + 0.5);
    return fabs(value - whole) <= 1e-14 * fabs(whole) ? whole : value;
}

const char *number_in(Arena *arena, double value, NumberFormat format) {
    if (special(value)) return special(value);
    value = without_last_bits(value);
    if (format.decimals < 0) return number_text(arena, value, format.digits);
    if (fabs(value) >= largest_plain || is_whole(value)) return number_text(arena, value, format.digits);
    Decimal d = decimal_to(value, format.decimals);
    if (!d.digits) return number_text(arena, value, 2); // a small number is not 0, and must not look like it
    Builder b = { .arena = arena };
    if (value < 0) put(&b, MINUS);
    put_plain(&b, &d, format.decimals);
    return builder_text(&b);
}
