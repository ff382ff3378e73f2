// The formats, one row each, and what they share: reading a whole file, numbers as text, and the net under a loader.
#include <errno.h>
#include <setjmp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/math.h"
#include "data/guard.h"

const DataFormat *const data_formats[] = { &csv_format, &json_format };
const int data_format_count = sizeof data_formats / sizeof data_formats[0];

// --- which format

static bool ends_in(const char *path, Text ending) {
    size_t size = strlen(path);
    if (size <= ending.size || path[size - ending.size - 1] != '.') return false;
    return text_distance((Text){ path + size - ending.size, ending.size }, ending) == 0; // letter case ignored
}

const DataFormat *data_format_for(const char *path, Text bytes) {
    for (int i = 0; path && i < data_format_count; i++) {
        Text rest = text_of(data_formats[i]->endings);
        for (Text ending = text_word(&rest); ending.size; ending = text_word(&rest))
            if (ends_in(path, ending)) return data_formats[i];
    }
    if (text_starts(bytes, "\xEF\xBB\xBF")) bytes = (Text){ bytes.at + 3, bytes.size - 3 };
    bytes = text_trim(bytes);
    return text_starts(bytes, "{") || text_starts(bytes, "[") ? &json_format : &csv_format;
}

// --- the net

// Without an allocation: there may be none left to be had.
static void add_out_of_memory(Problems *problems, const char *file) {
    problems->total++;
    if (problems->count < PROBLEMS_SHOWN)
        problems->item[problems->count++] = (Problem){ { file, 0, 0 }, "out of memory: the file is too large for this machine" };
}

bool data_guard(Arena *arena, const char *file, Problems *problems, bool (*body)(void *context), void *context) {
    jmp_buf point;
    bool two = problems->arena != arena;
    jmp_buf *former = arena_recover(arena, &point), *former_problems = two ? arena_recover(problems->arena, &point) : NULL;
    bool whole = setjmp(point) == 0, ok = whole && body(context);
    arena_recover(arena, former);
    if (two) arena_recover(problems->arena, former_problems);
    if (!whole) add_out_of_memory(problems, file);
    return ok;
}

const char *data_quote(Arena *arena, Text text) {
    enum { SHOWN = 40 };
    Builder out = { arena };
    builder_add(&out, TEXT("'"));
    Text rest = text;
    while (rest.size && text.size - rest.size < SHOWN) {
        char bytes[4];
        uint32_t code = utf8_next(&rest);
        builder_add_bytes(&out, bytes, (size_t)utf8_put(code < 0x20 || code == 0x7F ? 0xFFFD : code, bytes));
    }
    if (rest.size) builder_add(&out, TEXT("…"));
    builder_add(&out, TEXT("'"));
    return builder_text(&out);
}

// --- reading a file

typedef struct Reading {
    Arena *arena;
    const char *path;
    size_t most;
    Text *out;
    Problems *problems;
    FILE *in;
} Reading;

static bool too_large(const Reading *r) {
    const char *unit = r->most >= 1 << 20 ? "MiB" : "KiB";
    size_t most = r->most >= 1 << 20 ? r->most >> 20 : r->most >> 10;
    return problems_add(r->problems, (Place){ r->path, 0, 0 }, "the file is larger than %zu %s, which is the most that is read",
                        most, unit);
}

static bool cannot_read(const Reading *r) {
    const char *why = errno == EISDIR ? "it is a folder, not a file" : errno ? strerror(errno) : "reading failed";
    return problems_add(r->problems, (Place){ r->path, 0, 0 }, "cannot be read: %s", why);
}

// The size where the file can tell it, so that one that is too large is refused before memory is asked for; -1 for a pipe.
static long size_of(FILE *in) {
    if (fseek(in, 0, SEEK_END) != 0) return -1;
    long size = ftell(in);
    return fseek(in, 0, SEEK_SET) == 0 ? size : -1;
}

static bool read_all(void *context) {
    Reading *r = context;
    char part[4096];
    errno = 0;
    size_t got = fread(part, 1, sizeof part, r->in); // a folder opens and fails here
    if (ferror(r->in)) return cannot_read(r);
    Builder bytes = { r->arena };
    long size = got < sizeof part ? -1 : size_of(r->in);
    if (size >= 0) {
        if ((unsigned long)size > r->most) return too_large(r);
        bytes.at = arena_alloc(r->arena, (size_t)size + 1);
        bytes.room = (size_t)size + 1;
        got = 0;
    }
    do {
        if (got > r->most - bytes.size) return too_large(r);
        builder_add_bytes(&bytes, part, got);
    } while ((got = fread(part, 1, sizeof part, r->in)) > 0);
    if (ferror(r->in)) return cannot_read(r);
    *r->out = (Text){ builder_text(&bytes), bytes.size };
    return true;
}

bool data_read_file(Arena *arena, const char *path, size_t most, Text *out, Problems *problems) {
    Reading r = { arena, path, most, out, problems, NULL };
    errno = 0;
    r.in = fopen(path, "rb");
    if (!r.in) return cannot_read(&r);
    bool ok = data_guard(arena, path, problems, read_all, &r);
    fclose(r.in);
    return ok;
}

bool data_load_file(Arena *arena, const char *path, Dataset *out, Problems *problems) {
    Text bytes;
    if (!data_read_file(arena, path, DATA_FILE_BYTES, &bytes, problems)) return false;
    return data_format_for(path, bytes)->load(arena, bytes, path, out, problems);
}

bool data_load_text(Arena *arena, Text bytes, const char *name, Dataset *out, Problems *problems) {
    if (bytes.size > DATA_FILE_BYTES)
        return problems_add(problems, (Place){ name, 0, 0 }, "the text is larger than %d MiB, which is the most that is read",
                            DATA_FILE_BYTES >> 20);
    return data_format_for(NULL, bytes)->load(arena, bytes, name, out, problems);
}

// --- numbers as text

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

char *data_number(double value, char out[32]) {
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

char *data_json_number(double value, char out[32]) {
    if (math_finite(value)) return data_number(value, out);
    return strcpy(out, math_isnan(value) ? "\"NaN\"" : value < 0 ? "\"-Infinity\"" : "\"Infinity\"");
}

int data_rows(const DataEntry *entry) { return entry->rank >= 2 ? entry->size[0] : 1; }
