// What the tests of the formats share: loading text with a format, and good files of every kind.
#ifndef ATTEND_TESTS_DATA_SAMPLE_H
#define ATTEND_TESTS_DATA_SAMPLE_H

#include "data/data.h"
#include "support/check.h"

typedef struct Loaded {
    Arena *arena;
    Dataset data;
    Problems problems;
    bool ok;
} Loaded;

static inline const DataFormat *format_of(const char *id) {
    for (int i = 0; i < data_format_count; i++)
        if (!strcmp(data_formats[i]->id, id)) return data_formats[i];
    fail_msg("no format %s", id);
    return NULL;
}

// From a copy of its very size, so that the sanitizer sees a read past the end.
static inline Loaded load_bytes(const char *format, const char *bytes, size_t size) {
    Loaded l = { arena_begin() };
    l.problems.arena = l.arena;
    char *copy = malloc(size ? size : 1);
    if (size) memcpy(copy, bytes, size);
    DataSource source = { l.arena, { copy, size }, "f", { 0 } };
    l.ok = format_of(format)->load(&source, &l.data, &l.problems);
    free(copy);
    return l;
}

static inline Loaded load(const char *format, const char *text) { return load_bytes(format, text, strlen(text)); }

static inline const char *problem_at(const Loaded *l, int i) {
    return i < l->problems.count ? problem_text(l->arena, &l->problems.item[i]) : "";
}

// The file is refused, and the first thing said is exactly this.
static inline void check_refused(const char *format, const char *text, const char *problem) {
    Loaded l = load(format, text);
    if (l.ok) fail_msg("accepted: %s", text);
    assert_string_equal(problem_at(&l, 0), problem);
    arena_end(l.arena);
}

// The entries as text: "k1:cat 1×2=1,0; ".
static inline const char *dataset_text(Arena *arena, const Dataset *data) {
    Builder out = { arena };
    char number[32];
    for (int i = 0; i < data->count; i++) {
        const DataEntry *e = &data->entry[i];
        builder_print(&out, "%s%s", i ? "; " : "", e->name);
        if (e->word) builder_print(&out, ":%s", e->word);
        for (int r = 0; e->words && r < data_rows(e); r++) builder_print(&out, "|%s", e->words[r] ? e->words[r] : "-");
        for (int a = 0; a < e->rank; a++) builder_print(&out, "%s%d", a ? "x" : " ", e->size[a]);
        for (int v = 0; v < e->count; v++) builder_print(&out, "%s%s", v ? "," : "=", data_number(e->value[v], number));
    }
    return builder_text(&out);
}

static inline void check_loads(const char *format, const char *text, const char *want) {
    Loaded l = load(format, text);
    if (!l.ok) fail_msg("%s: refused: %s", text, problem_at(&l, 0));
    assert_string_equal(dataset_text(l.arena, &l.data), want);
    arena_end(l.arena);
}

static const struct {
    const char *format, *text;
} good_files[] = {
    { "csv", "q,1,1\nk1,1,1\nk2,1,0\nv1,4,0\nv2,0,4\n" },
    { "csv", "\xEF\xBB\xBFlabel,x,y\r\n# two keys\r\nk1:the,1,-2.5e-3\r\n\r\nk2:\"cat,1,0,,\r\n" },
    { "csv", "\"k1:a, \"\"b\"\"\",1,2\nk2,Infinity,NaN\n" },
    { "csv", "q;1,5;2\nk1;0,25;-1\n" },
    { "csv", "x y\n1 2\n3 4 # last\n" },
    { "csv", "1\t2\n3\t4" },
    { "json", "{\"q\": [[1, 1]], \"k\": [[1, 1], [1e-3, -0.0]], \"sigma\": 2, \"labels\": {\"k\": [\"the\", null]}}" },
    { "json", " [[1, 2], [3, 4]]\n" },
    { "json",
      "{\"a\": [[[1, 2], [3, 4]], [[5, 6], [7, \"-Infinity\"]]], \"b\\u00e9\": [1], \"labels\": {\"b\\u00e9\": [\"\\\"\\n\"]}}" },
};
enum { GOOD_FILES = sizeof good_files / sizeof good_files[0] };

#endif
