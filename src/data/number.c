// A number as text, in as few of 15, 16 or 17 digits as bring it back. Nearly all numbers that are written are neither tiny nor
// huge: they are scaled to a whole number of 17 digits, exactly and in whole numbers, from which fewer digits and what they miss
// follow. The others are asked of the C library, digits by digits; both give the same text.
#include <string.h>

#include "base/bits.h"
#include "base/math.h"
#include "base/wide.h"
#include "data/data.h"

enum { DIGITS = 17, POWERS = 28 };

// --- by the C library

// A program around us may have set a locale that writes a comma; files always have the point.
static void print_digits(double value, int digits, char out[32]) {
    snprintf(out, 32, "%.*g", digits, value);
    for (char *c = out; *c; c++)
        if (*c == ',') *c = '.';
}

static bool reads_back(double value, const char *text) {
    double back;
    return text_number(text_of(text), &back) && back == value;
}

char *data_number_slowly(double value, char out[32]) {
    if (!math_finite(value)) return strcpy(out, math_isnan(value) ? "NaN" : value < 0 ? "-Infinity" : "Infinity");
    // Seventeen digits always suffice, sixteen do for every second number: asking in this order prints two of three on average.
    print_digits(value, 16, out);
    if (!reads_back(value, out)) {
        print_digits(value, 17, out);
        return out;
    }
    char shorter[32];
    print_digits(value, 15, shorter);
    return reads_back(value, shorter) ? strcpy(out, shorter) : out;
}

// --- by whole numbers

// m 5^k 2^-shift = whole + rest 2^-shift is the number times 10^k, with 10^16 <= whole < 10^17.
typedef struct Scaled {
    uint64_t whole, rest, five; // five: 5^k, twice what a number may be off in units of the last place of m
    int shift, exponent;        // exponent: of the first digit
} Scaled;

static bool scale_by(uint64_t m, int e, int exponent, Scaled *out) {
    static const uint64_t five[POWERS] = { 1u,
                                           5u,
                                           25u,
                                           125u,
                                           625u,
                                           3125u,
                                           15625u,
                                           78125u,
                                           390625u,
                                           1953125u,
                                           9765625u,
                                           48828125u,
                                           244140625u,
                                           1220703125u,
                                           6103515625u,
                                           30517578125u,
                                           152587890625u,
                                           762939453125u,
                                           3814697265625u,
                                           19073486328125u,
                                           95367431640625u,
                                           476837158203125u,
                                           2384185791015625u,
                                           11920928955078125u,
                                           59604644775390625u,
                                           298023223876953125u,
                                           1490116119384765625u,
                                           7450580596923828125u };
    int k = DIGITS - 1 - exponent, shift = -(e + k);
    if (k < 0 || k >= POWERS || shift < 1 || shift > 62) return false;
    Wide all = wide_product(m, five[k], 0);
    if (all.high >> shift) return false;
    *out = (Scaled){ .whole = all.high << (64 - shift) | all.low >> shift,
                     .rest = all.low & (((uint64_t)1 << shift) - 1),
                     .five = five[k],
                     .shift = shift,
                     .exponent = exponent };
    return true;
}

// The value without its sign. False where it is not one of these numbers; at a power of two the gap below is another.
static bool scale(uint64_t bits, Scaled *out) {
    const uint64_t least = 10000000000000000u, hidden = (uint64_t)1 << 52;
    int power = (int)(bits >> 52 & 2047);
    uint64_t m = (bits & (hidden - 1)) | hidden;
    if (power == 0 || power == 2047 || m == hidden) return false;
    int exponent = ((power - 1023) * 78913) >> 18; // log 2 to base 10; at most one too low
    if (!scale_by(m, power - 1075, exponent, out)) return false;
    return out->whole < 10 * least || (scale_by(m, power - 1075, exponent + 1, out) && out->whole >= least);
}

// Rounded to the nearest without its last digits (unit: 10, 100), to even where both are as near. *back: that reads as the same.
static uint64_t round_off(const Scaled *s, uint64_t unit, bool *back) {
    uint64_t quotient = s->whole / unit, left = s->whole % unit, rest = s->rest, half = unit / 2;
    bool up, even = quotient % 2 == 0;
    if (unit == 1) {
        uint64_t middle = (uint64_t)1 << (s->shift - 1);
        up = rest > middle || (rest == middle && !even);
    } else {
        up = left > half || (left == half && (rest || !even));
    }
    if (up) left = unit - left - (rest != 0), rest = rest ? ((uint64_t)1 << s->shift) - rest : 0;
    bool near = !(left >> (62 - s->shift));
    *back = near && 2 * (left << s->shift | rest) < s->five;
    return quotient + up;
}

// As %.*g writes it.
static char *write_digits(uint64_t number, int digits, int exponent, char *out) {
    char digit[24];
    int precision = digits;
    for (int i = digits; i-- > 0; number /= 10) digit[i] = (char)('0' + number % 10);
    while (digits > 1 && digit[digits - 1] == '0') digits--;
    bool power = exponent < -4 || exponent >= precision;
    int before = power ? 1 : exponent + 1, at = 0;
    if (before <= 0) {
        *out++ = '0', *out++ = '.';
        for (int i = before; i < 0; i++) *out++ = '0';
    }
    for (; at < digits; at++) {
        if (at == before && before > 0) *out++ = '.';
        *out++ = digit[at];
    }
    for (; at < before; at++) *out++ = '0';
    *out = 0;
    if (power) sprintf(out, "e%c%02d", exponent < 0 ? '-' : '+', exponent < 0 ? -exponent : exponent);
    return out;
}

char *data_number(double value, char out[32]) {
    uint64_t bits = bits_of(value);
    char *at = out;
    Scaled scaled;
    if (value == 0) return strcpy(out, bits ? "-0" : "0");
    if (!scale(bits & ~((uint64_t)1 << 63), &scaled)) return data_number_slowly(value, out);
    if (value < 0) *at++ = '-';
    static const uint64_t unit[] = { 1, 10, 100 }, most[] = { 100000000000000000u, 10000000000000000u, 1000000000000000u };
    bool back;
    int cut = 1;
    uint64_t number = round_off(&scaled, unit[1], &back), shorter;
    if (!back)
        number = round_off(&scaled, unit[cut = 0], &back);
    else if (shorter = round_off(&scaled, unit[2], &back), back)
        number = shorter, cut = 2;
    if (number == most[cut]) number /= 10, scaled.exponent++;
    write_digits(number, DIGITS - cut, scaled.exponent, at);
    return out;
}
