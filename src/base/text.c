// Slices of UTF-8 text: nothing is copied until somebody asks, nothing beyond the slice is ever read.
#include "base/text.h"

#include "base/math.h"

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

static size_t take_digits(Text *a) {
    size_t count = 0;
    while (count < a->size && a->at[count] >= '0' && a->at[count] <= '9') count++;
    *a = from(*a, count);
    return count;
}

// digits [. digits] [e [sign] digits], with at least one digit before the e. strtod alone would take hexadecimal too.
static bool is_decimal(Text a) {
    size_t digits = take_digits(&a);
    if (text_starts(a, ".")) {
        a = from(a, 1);
        digits += take_digits(&a);
    }
    if (!digits) return false;
    if (a.size && lower(a.at[0]) == 'e') {
        a = from(a, 1);
        if (text_starts(a, "-") || text_starts(a, "+")) a = from(a, 1);
        if (!take_digits(&a)) return false;
    }
    return a.size == 0;
}

bool text_number(Text a, double *out) {
    bool negative = take_sign(&a);
    double number;
    if (same_ignoring_case(a, "infinity") || same_ignoring_case(a, "inf"))
        number = __builtin_inf();
    else if (same_ignoring_case(a, "nan"))
        number = __builtin_nan("");
    else {
        char copy[NUMBER_LONGEST + 1];
        if (a.size > NUMBER_LONGEST || !is_decimal(a)) return false;
        memcpy(copy, a.at, a.size);
        copy[a.size] = 0;
        number = strtod(copy, NULL);
        if (number > 1.7976931348623157e308) return false; // written as a finite number, so not to become an infinite one
    }
    *out = negative ? -number : number;
    return true;
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
