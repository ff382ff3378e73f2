// What the formats share: whether bytes are text, words in messages, limits, and numbers as text.
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/math.h"
#include "data/source.h"

bool data_progress(const DataSource *source, double done, Problems *problems) {
    const DataOptions *options = &source->options;
    if (!options->progress || options->progress(options->context, done)) return true;
    return problems_add(problems, (Place){ source->file, 0, 0 }, "loading was stopped");
}

bool data_load_guarded(const DataSource *source, Dataset *out, Problems *problems, bool (*body)(void *load)) {
    DataLoad load = { source, out, problems, source->bytes };
    return problems_guard(source->arena, source->file, problems, body, &load);
}

// --- words in messages

const char *data_quote(Arena *arena, Text text) {
    enum { SHOWN = 40 };
    Builder out = { arena };
    builder_add(&out, TEXT("'"));
    Text rest = text;
    while (rest.size && text.size - rest.size < SHOWN) {
        char bytes[4];
        uint32_t code = utf8_next(&rest);
        builder_add_bytes(&out, bytes, (size_t)utf8_put(utf8_is_hidden(code) ? 0xFFFD : code, bytes));
    }
    if (rest.size) builder_add(&out, TEXT("…"));
    builder_add(&out, TEXT("'"));
    return builder_text(&out);
}

void data_json_text(Builder *out, const char *text) {
    builder_add(out, TEXT("\""));
    for (const char *c = text; *c; c++) {
        if (*c == '"' || *c == '\\')
            builder_print(out, "\\%c", *c);
        else if ((unsigned char)*c < 0x20)
            builder_print(out, "\\u%04x", (unsigned)*c);
        else
            builder_add_bytes(out, c, 1);
    }
    builder_add(out, TEXT("\""));
}

// --- what may be read

bool data_fits(Problems *problems, Place place, const char *what, const long long *size, int rank) {
    long long count = 1;
    if (rank > DATA_AXES) return problems_add(problems, place, "%s has %d axes, more than %d", what, rank, DATA_AXES);
    for (int a = 0; a < rank; a++) {
        if (size[a] <= 0) return problems_add(problems, place, "%s is empty", what);
        if (count > DATA_ELEMENTS || size[a] > DATA_ELEMENTS / count)
            return problems_add(problems, place, "%s has more than %d numbers, the most that an array may hold", what,
                                DATA_ELEMENTS);
        count *= size[a];
    }
    return true;
}

Place data_place(const char *file, Text text, size_t at) {
    int line = 1;
    size_t start = 0;
    for (size_t i = 0; i < at; i++) {
        bool pair = text.at[i] == '\r' && i + 1 < text.size && text.at[i + 1] == '\n';
        if ((text.at[i] != '\n' && text.at[i] != '\r') || pair) continue;
        line++;
        start = i + 1;
    }
    return (Place){ file, line, utf8_count((Text){ text.at + start, at - start }) + 1 };
}

static bool is_utf16(Text text) {
    return text_starts(text, "\xFF\xFE") || text_starts(text, "\xFE\xFF") ||
           (text.size >= 4 && !text.at[1] && !text.at[3] && text.at[0]) ||
           (text.size >= 4 && !text.at[0] && !text.at[2] && text.at[1]);
}

bool data_is_text(const DataSource *source, Text *text, Problems *problems) {
    *text = source->bytes;
    while (text_starts(*text, "\xEF\xBB\xBF")) *text = (Text){ text->at + 3, text->size - 3 }; // one more for each careless program
    size_t bad = text->size;
    const char *zero = text->size ? memchr(text->at, 0, text->size) : NULL;
    bool valid = utf8_valid(*text, &bad);
    if (valid && !zero) return true;
    if (is_utf16(*text))
        return problems_add(problems, (Place){ source->file, 1, 1 }, "this is text in UTF-16: save the file in UTF-8");
    if (zero && (valid || (size_t)(zero - text->at) < bad)) bad = (size_t)(zero - text->at);
    return problems_add(problems, data_place(source->file, *text, bad), "byte 0x%02X is not text in UTF-8: save the file in UTF-8",
                        (unsigned char)text->at[bad]);
}

// --- numbers as text

char *data_json_number(double value, char out[32]) {
    if (math_finite(value)) return data_number(value, out);
    return strcpy(out, math_isnan(value) ? "\"NaN\"" : value < 0 ? "\"-Infinity\"" : "\"Infinity\"");
}

int data_rows(const DataEntry *entry) { return entry->rank >= 2 ? entry->size[0] : 1; }

// The power of ten nearest to the text, so that a unit is the number one would write.
static double ten_to(int exponent) {
    char text[16];
    double out = 0;
    snprintf(text, sizeof text, "1e%d", exponent);
    text_number(text_of(text), &out);
    return out;
}

double data_unit(const DataEntry *entry, int i) {
    if (entry->last) return entry->last[i] == NUMBER_UNWRITTEN ? 0 : ten_to(entry->last[i]);
    if (!entry->bits) return 0;
    double size = entry->value[i] < 0 ? -entry->value[i] : entry->value[i], part = 1;
    for (int b = 1; b < entry->bits; b++) part /= 2;
    return math_finite(size) ? size * part : 0;
}
