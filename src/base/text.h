// Slices of UTF-8 text, a growing text, and the nearest known word for "did you mean".
#ifndef ATTEND_BASE_TEXT_H
#define ATTEND_BASE_TEXT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"

typedef struct Text {
    const char *at; // not ended by a zero byte
    size_t size;    // bytes
} Text;

#define TEXT(literal) ((Text){ (literal), sizeof(literal) - 1 })
Text text_of(const char *zero_ended); // NULL gives the empty text
bool text_equal(Text a, Text b);
bool text_is(Text a, const char *zero_ended);
bool text_starts(Text a, const char *prefix);
Text text_trim(Text a);     // without blanks, tabs and line ends on both sides
Text text_line(Text *rest); // cuts the next line off, without its LF or CRLF
Text text_word(Text *rest); // cuts the next run of non-blanks off
// Cuts the next word off as a person would count it: letters, digits and apostrophes together, every other sign by itself.
Text text_cut_word(Text *rest);
char *text_copy(Arena *arena, Text a); // zero-ended copy
// The whole of `a` as a decimal number; accepts a true minus sign and Infinity/-Infinity/NaN/inf. False when it is not one:
// blanks around it, hexadecimal, a finite number too large for a double, more than 400 characters. *out is then untouched.
bool text_number(Text a, double *out);
// The same, and where the last digit stands: *last is −2 for 1.63, 0 for 12, 3 for 5e3; NUMBER_UNWRITTEN for what has no digits.
// NUMBER_EMPTY is never read: it marks a place of an array that holds no number at all.
enum { NUMBER_UNWRITTEN = 127, NUMBER_LAST_MOST = 126, NUMBER_EMPTY = -128 };
bool text_number_as_written(Text a, double *out, int *last);
// What a person types into a field: blanks of any kind around and between the digits, and one comma for the point.
bool text_number_typed(Text a, double *out, int *last /* may be NULL */);
bool text_integer(Text a, long *out);
const char *text_whole(Arena *arena, long long n); // as people write it: "130,944"

// The next code point; advances *rest by at least one byte. Broken bytes give U+FFFD.
uint32_t utf8_next(Text *rest);
// Writes a code point, returns the number of bytes (1 to 4).
int utf8_put(uint32_t code, char out[4]);
bool utf8_valid(Text a, size_t *first_bad); // first_bad may be NULL
int utf8_count(Text a);
// The text itself when it is UTF-8; otherwise a copy with U+FFFD for what is broken (a file's name may hold any bytes).
const char *utf8_mended(Arena *arena, const char *text);
// A control, a joiner or a mark of direction: it shows nothing, and it moves the cursor or what stands around it.
bool utf8_is_hidden(uint32_t code);

// Edits (insert, delete, replace, swap neighbours) between two words, letter case ignored.
int text_distance(Text a, Text b);
// The word of the list nearest to `word`, or NULL when none is near enough to suggest.
const char *text_nearest(Text word, const char *const *list, int count);

// A text that grows in an arena.
typedef struct Builder {
    Arena *arena;
    char *at; // always zero-ended once something was added
    size_t size, room;
} Builder;
void builder_add(Builder *b, Text a);
void builder_add_bytes(Builder *b, const char *bytes, size_t size);
void builder_print(Builder *b, const char *format, ...) __attribute__((format(printf, 2, 3)));
const char *builder_text(const Builder *b); // "" when empty

#endif
