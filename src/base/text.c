// Slices of UTF-8 text: nothing is copied until somebody asks, nothing beyond the slice is ever read.
#include "base/text.h"

#include "base/math.h"
#include "base/wide.h"

#include <limits.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

Text text_of(const char *zero_ended) { return (Text){ zero_ended, zero_ended ? strlen(zero_ended) : 0 }; }

bool text_equal(Text a, Text b) { return a.size == b.size && (a.size == 0 || memcmp(a.at, b.at, a.size) == 0); }

bool text_is(Text a, const char *zero_ended) { return text_equal(a, text_of(zero_ended)); }

bool text_starts(Text a, const char *prefix) {
    size_t size = strlen(prefix);
    return a.size >= size && (size == 0 || memcmp(a.at, prefix, size) == 0);
}

static Text from(Text a, size_t start) { return (Text){ start ? a.at + start : a.at, a.size - start }; }

static bool is_blank(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r'; }

Text text_trim(Text a) {
    size_t start = 0;
    while (start < a.size && is_blank(a.at[start])) start++;
    while (a.size > start && is_blank(a.at[a.size - 1])) a.size--;
    return from(a, start);
}

Text text_line(Text *rest) {
    size_t end = 0;
    while (end < rest->size && rest->at[end] != '\n') end++;
    Text line = { rest->at, end };
    *rest = from(*rest, end < rest->size ? end + 1 : end);
    if (line.size && line.at[line.size - 1] == '\r') line.size--;
    return line;
}

static bool is_in_word(unsigned char c) {
    return c >= 0x80 || (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || c == '\'';
}

Text text_cut_word(Text *rest) {
    while (rest->size && (*rest->at == ' ' || (*rest->at >= '\t' && *rest->at <= '\r'))) rest->at++, rest->size--;
    Text word = { rest->at, 0 };
    if (rest->size && !is_in_word((unsigned char)*rest->at))
        rest->at++, rest->size--;
    else
        while (rest->size && is_in_word((unsigned char)*rest->at)) rest->at++, rest->size--;
    word.size = (size_t)(rest->at - word.at);
    return word;
}

Text text_word(Text *rest) {
    size_t start = 0;
    while (start < rest->size && is_blank(rest->at[start])) start++;
    *rest = from(*rest, start);
    size_t end = 0;
    while (end < rest->size && !is_blank(rest->at[end])) end++;
    Text word = { rest->at, end };
    *rest = from(*rest, end);
    return word;
}

char *text_copy(Arena *arena, Text a) { return arena_copy(arena, a.at, a.size); }

// --- numbers

enum { NUMBER_LONGEST = 400 };

static char lower(char c) { return c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c; }

static bool same_ignoring_case(Text a, const char *word) {
    if (a.size != strlen(word)) return false;
    for (size_t i = 0; i < a.size; i++)
        if (lower(a.at[i]) != word[i]) return false;
    return true;
}

// Cuts a sign off: '+', '-' or the true minus sign U+2212.
static bool take_sign(Text *a) {
    bool negative = text_starts(*a, "-") || text_starts(*a, "\u2212");
    if (text_starts(*a, "\u2212"))
        *a = from(*a, strlen("\u2212"));
    else if (text_starts(*a, "-") || text_starts(*a, "+"))
        *a = from(*a, 1);
    return negative;
}

typedef struct Decimal { // ± digits · 10^exponent
    uint64_t digits;     // the first nineteen significant ones
    int exponent;        // of the last of these
    bool more;           // others that are not 0 follow
    int last;            // the place of the last digit written
} Decimal;
enum { SIGNIFICANT = 19, EXPONENT_MOST = 99999 };

// Digits from `at` on, which count as `places` behind the point.
static size_t take_digits(Text a, size_t at, bool fraction, Decimal *out) {
    size_t start = at;
    for (; at < a.size && a.at[at] >= '0' && a.at[at] <= '9'; at++) {
        unsigned digit = (unsigned)(a.at[at] - '0');
        if (out->digits < 1000000000000000000u) {
            out->digits = out->digits * 10 + digit;
            out->exponent -= fraction;
        } else {
            out->more |= digit != 0;
            out->exponent += !fraction;
        }
    }
    if (fraction) out->last -= (int)(at - start);
    return at - start;
}

// digits [. digits] [e [sign] digits], with at least one digit before the e. strtod alone would take hexadecimal too.
static bool take_decimal(Text a, Decimal *out) {
    *out = (Decimal){ 0 };
    size_t at = take_digits(a, 0, false, out), digits = at;
    if (at < a.size && a.at[at] == '.') {
        size_t fraction = take_digits(a, at + 1, true, out);
        at += 1 + fraction;
        digits += fraction;
    }
    if (!digits) return false;
    if (at < a.size && lower(a.at[at]) == 'e') {
        bool minus = ++at < a.size && a.at[at] == '-';
        if (minus || (at < a.size && a.at[at] == '+')) at++;
        size_t start = at;
        int exponent = 0;
        for (; at < a.size && a.at[at] >= '0' && a.at[at] <= '9'; at++)
            if (exponent < EXPONENT_MOST) exponent = exponent * 10 + (a.at[at] - '0');
        if (at == start) return false;
        out->exponent += minus ? -exponent : exponent;
        out->last += minus ? -exponent : exponent;
    }
    return at == a.size;
}

// Rounds once, to the nearest double. False where more than two machine words would be needed.
static bool decimal_double(Decimal d, double *out) {
    static const double power[] = { 1e0,  1e1,  1e2,  1e3,  1e4,  1e5,  1e6,  1e7,  1e8,  1e9,  1e10, 1e11,
                                    1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19, 1e20, 1e21, 1e22 };
    enum { EXACT = sizeof power / sizeof power[0] - 1, WORD = 19 }; // 10^22 is the last exact double, 10^19 the last in 64 bits
    if (d.more) return false;
    while (d.digits >> 53 && d.exponent < 0 && d.digits % 10 == 0) d.digits /= 10, d.exponent++;
    if (!(d.digits >> 53) && d.exponent <= EXACT && d.exponent >= -EXACT) { // one operation on exact numbers
        *out = d.exponent < 0 ? (double)d.digits / power[-d.exponent] : (double)d.digits * power[d.exponent];
        return true;
    }
    if (d.exponent > WORD || d.exponent < -WORD || !d.digits) return false;
    uint64_t ten = 1;
    for (int i = d.exponent < 0 ? -d.exponent : d.exponent; i > 0; i--) ten *= 10;
    if (d.exponent >= 0) {
        *out = wide_double(wide_product(d.digits, ten, 0), false);
        return true;
    }
    if (!(d.digits >> 53)) return false; // the quotient would have too few bits
    bool exact;
    Wide quotient = wide_quotient(d.digits, ten, &exact);
    *out = wide_double(quotient, !exact) * 0x1p-64;
    return true;
}

// Whatever the locale, strtod is given no point.
static double slow_double(Text a, int exponent) {
    char copy[NUMBER_LONGEST + 16];
    size_t size = 0;
    for (size_t i = 0; i < a.size && lower(a.at[i]) != 'e'; i++)
        if (a.at[i] != '.') copy[size++] = a.at[i];
    snprintf(copy + size, sizeof copy - size, "e%d", exponent);
    return strtod(copy, NULL);
}

bool text_number_as_written(Text a, double *out, int *last) {
    bool negative = take_sign(&a);
    double number;
    Decimal decimal;
    *last = NUMBER_UNWRITTEN;
    if (a.size <= NUMBER_LONGEST && take_decimal(a, &decimal)) {
        if (!decimal_double(decimal, &number)) number = slow_double(a, decimal.last);
        if (number > 1.7976931348623157e308) return false; // written as a finite number, so not to become an infinite one
        *last = decimal.last > NUMBER_LAST_MOST    ? NUMBER_LAST_MOST
                : decimal.last < -NUMBER_UNWRITTEN ? -NUMBER_UNWRITTEN
                                                   : decimal.last;
    } else if (same_ignoring_case(a, "infinity") || same_ignoring_case(a, "inf")) {
        number = __builtin_inf();
    } else if (same_ignoring_case(a, "nan")) {
        number = __builtin_nan("");
    } else {
        return false;
    }
    *out = negative ? -number : number;
    return true;
}

bool text_number(Text a, double *out) {
    int last;
    return text_number_as_written(a, out, &last);
}

static bool is_wide_blank(uint32_t code) {
    return code == ' ' || code == '\t' || code == 0xA0 || code == 0x202F || (code >= 0x2000 && code <= 0x200A);
}

bool text_number_typed(Text a, double *out, int *last) {
    enum { TYPED_MOST = 64 };
    char plain[TYPED_MOST];
    size_t size = 0;
    int unused, commas = 0;
    for (Text rest = text_trim(a); rest.size;) {
        uint32_t code = utf8_next(&rest);
        if (is_wide_blank(code)) continue;
        if (size + 4 > sizeof plain) return false;
        commas += code == ',';
        size += (size_t)utf8_put(code == ',' ? '.' : code, plain + size);
    }
    return commas < 2 && text_number_as_written((Text){ plain, size }, out, last ? last : &unused);
}

bool text_integer(Text a, long *out) {
    bool negative = take_sign(&a);
    if (!a.size) return false;
    long value = 0; // kept negative: −LONG_MIN does not exist
    for (size_t i = 0; i < a.size; i++) {
        int digit = a.at[i] - '0';
        if (digit < 0 || digit > 9) return false;
        if (value < (LONG_MIN + digit) / 10) return false;
        value = value * 10 - digit;
    }
    if (!negative && value == LONG_MIN) return false;
    *out = negative ? value : -value;
    return true;
}

const char *text_whole(Arena *arena, long long n) {
    char digits[24];
    Builder out = { arena };
    int count = snprintf(digits, sizeof digits, "%lld", n), sign = n < 0;
    for (int i = 0; i < count; i++) builder_print(&out, "%s%c", i > sign && (count - i) % 3 == 0 ? "," : "", digits[i]);
    return builder_text(&out);
}

// --- UTF-8

enum { REPLACEMENT = 0xFFFD };

// The code point at the start of `a`, which is not empty, and how many bytes it takes. False for broken bytes; *size is
// then what to skip: the bytes that a whole character could have begun with, at least one (Unicode 15, table 3-7 and
// "U+FFFD substitution of maximal subparts").
static bool decode(Text a, uint32_t *code, size_t *size) {
    unsigned char first = (unsigned char)a.at[0];
    *size = 1;
    *code = first;
    if (first < 0x80) return true;
    int more = first >= 0xC2 && first <= 0xDF ? 1 : first >= 0xE0 && first <= 0xEF ? 2 : first >= 0xF0 && first <= 0xF4 ? 3 : 0;
    if (!more) return false;
    *code = first & (0x3Fu >> more);
    // The second byte has a narrower range where the whole would be overlong, a surrogate, or above U+10FFFF.
    unsigned low = first == 0xE0 ? 0xA0 : first == 0xF0 ? 0x90 : 0x80;
    unsigned high = first == 0xED ? 0x9F : first == 0xF4 ? 0x8F : 0xBF;
    for (int i = 0; i < more; i++, low = 0x80, high = 0xBF) {
        if (*size == a.size) return false;
        unsigned char byte = (unsigned char)a.at[*size];
        if (byte < low || byte > high) return false;
        *code = *code << 6 | (byte & 0x3Fu);
        ++*size;
    }
    return true;
}

uint32_t utf8_next(Text *rest) {
    if (!rest->size) return 0;
    uint32_t code;
    size_t size;
    if (!decode(*rest, &code, &size)) code = REPLACEMENT;
    *rest = from(*rest, size);
    return code;
}

int utf8_put(uint32_t code, char out[4]) {
    if (code > 0x10FFFF || (code >= 0xD800 && code <= 0xDFFF)) code = REPLACEMENT;
    if (code < 0x80) {
        out[0] = (char)code;
        return 1;
    }
    int size = code < 0x800 ? 2 : code < 0x10000 ? 3 : 4;
    for (int i = size - 1; i > 0; i--, code >>= 6) out[i] = (char)(0x80 | (code & 0x3F));
    out[0] = (char)((0xF00 >> size & 0xFF) | code); // 110…, 1110…, 11110…
    return size;
}

bool utf8_valid(Text a, size_t *first_bad) {
    size_t at = 0;
    while (at < a.size) {
        uint32_t code;
        size_t size;
        if (!decode(from(a, at), &code, &size)) {
            if (first_bad) *first_bad = at;
            return false;
        }
        at += size;
    }
    return true;
}

const char *utf8_mended(Arena *arena, const char *text) {
    Builder out = { arena };
    Text rest = text_of(text);
    if (utf8_valid(rest, NULL)) return text;
    while (rest.size) {
        char bytes[4];
        builder_add_bytes(&out, bytes, (size_t)utf8_put(utf8_next(&rest), bytes));
    }
    return builder_text(&out);
}

bool utf8_is_hidden(uint32_t code) {
    return code < 0x20 || (code >= 0x7F && code < 0xA0) || (code >= 0x200B && code <= 0x200F) ||
           (code >= 0x2028 && code <= 0x202E) || (code >= 0x2060 && code <= 0x206F) || code == 0xFEFF;
}

int utf8_count(Text a) {
    int count = 0;
    while (a.size) {
        utf8_next(&a);
        count++;
    }
    return count;
}

// --- did you mean

enum { WORD_LONGEST = 64 };

// The code points of a word in lower case, at most WORD_LONGEST; returns how many the word has.
static int letters(Text a, uint32_t *out) {
    int count = 0;
    while (a.size) {
        uint32_t code = utf8_next(&a);
        if (count < WORD_LONGEST) out[count] = code >= 'A' && code <= 'Z' ? code - 'A' + 'a' : code;
        count++;
    }
    return count;
}

// Row by row of the usual table: cost[i][j] turns the first i letters of a into the first j of b.
int text_distance(Text a, Text b) {
    uint32_t x[WORD_LONGEST], y[WORD_LONGEST];
    int n = letters(a, x), m = letters(b, y);
    if (n > WORD_LONGEST || m > WORD_LONGEST) return text_equal(a, b) ? 0 : n > m ? n : m; // nobody means such a word
    int table[3][WORD_LONGEST + 1];
    int *before = table[0], *above = table[1], *row = table[2];
    for (int j = 0; j <= m; j++) row[j] = j;
    for (int i = 1; i <= n; i++) {
        int *oldest = before;
        before = above;
        above = row;
        row = oldest;
        row[0] = i;
        for (int j = 1; j <= m; j++) {
            row[j] = math_min_int(above[j - 1] + (x[i - 1] != y[j - 1]), 1 + math_min_int(above[j], row[j - 1]));
            bool swapped = i > 1 && j > 1 && x[i - 1] == y[j - 2] && x[i - 2] == y[j - 1];
            if (swapped) row[j] = math_min_int(row[j], before[j - 2] + 1);
        }
    }
    return row[m];
}

// Near enough is one mistake in two or three letters, two in five, three in eight; the first of the nearest wins.
const char *text_nearest(Text word, const char *const *list, int count) {
    int least_distance = (utf8_count(word) + 1) / 3 + 1;
    const char *nearest = NULL;
    for (int i = 0; i < count; i++) {
        int distance = text_distance(word, text_of(list[i]));
        if (distance < least_distance) {
            least_distance = distance;
            nearest = list[i];
        }
    }
    return nearest;
}

// --- a text that grows

// Room for `more` bytes and a zero byte; the old bytes stay behind in the arena.
static void builder_room(Builder *b, size_t more) {
    if (b->at && b->room - b->size > more) return;
    size_t room = b->room ? b->room * 2 : 64;
    if (room < b->size + more + 1) room = b->size + more + 1;
    char *at = arena_alloc(b->arena, room);
    if (b->size) memcpy(at, b->at, b->size);
    b->at = at;
    b->room = room;
}

void builder_add_bytes(Builder *b, const char *bytes, size_t size) {
    builder_room(b, size);
    if (size) memcpy(b->at + b->size, bytes, size);
    b->size += size;
    b->at[b->size] = 0;
}

void builder_add(Builder *b, Text a) { builder_add_bytes(b, a.at, a.size); }

void builder_print(Builder *b, const char *format, ...) {
    va_list args, again;
    va_start(args, format);
    va_copy(again, args);
    int size = vsnprintf(NULL, 0, format, args);
    va_end(args);
    if (size >= 0) {
        builder_room(b, (size_t)size);
        vsnprintf(b->at + b->size, (size_t)size + 1, format, again);
        b->size += (size_t)size;
    }
    va_end(again);
}

const char *builder_text(const Builder *b) { return b->at ? b->at : ""; }
