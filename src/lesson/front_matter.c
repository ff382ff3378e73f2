// The lines between --- and --- at the top. YAML readers and Markdown viewers know the custom, but of YAML there is no more
// than this: one line a key, no nesting.
#include <string.h>

#include "lesson/parse.h"

static const char *const keys[] = { "format", "title", "part", "summary", "scene", "model", "data", "thumbnail" };
enum { KEYS = sizeof keys / sizeof *keys };

static bool is_fence(Text line) { return text_is(text_trim(line), "---"); }

// The number of the closing line, or 0.
static int find_close(const Source *source) {
    for (int n = 2; n <= source->lines; n++)
        if (is_fence(source_lines(source, n, n))) return n;
    return 0;
}

static const Entry *find(const FrontMatter *front, const char *key) {
    for (int i = 0; i < front->entries; i++)
        if (text_is(front->entry[i].name, key)) return &front->entry[i];
    return NULL;
}

// YAML wants quotes where a value holds ": "; they are not part of it.
static Text without_quotes(Text value) {
    bool quoted = value.size > 1 && (*value.at == '"' || *value.at == '\'') && text_end(value)[-1] == *value.at;
    return quoted ? text_between(value.at + 1, text_end(value) - 1) : value;
}

static const char *value_of(const Parser *p, const FrontMatter *front, const char *key) {
    const Entry *entry = find(front, key);
    return entry ? text_copy(p->arena, without_quotes(entry->value)) : "";
}

static void check_format(Parser *p, const FrontMatter *front) {
    const Entry *format = find(front, "format");
    p->format = format && text_is(format->value, "2") ? 2 : 1;
    if (!format)
        parser_problem(p, p->source.text.at, "the front matter lacks 'format: %d'", LESSON_FORMAT);
    else if (!text_is(format->value, "1") && p->format == 1)
        parser_problem(p, format->value.at, "this program reads formats 1 and 2, not '%.*s'", text_shown(format->value),
                       format->value.at);
}

bool front_matter_read(Parser *p, FrontMatter *out, Lesson *lesson) {
    *out = (FrontMatter){ 0 };
    const Source *source = &p->source;
    if (!is_fence(source_lines(source, 1, 1)))
        return parser_problem(p, source->text.at,
                              "a lesson begins with front matter: '---', 'format: %d', 'title: …' and so on, '---'", LESSON_FORMAT);
    out->lines = find_close(source);
    if (!out->lines) return parser_problem(p, source->text.at, "the front matter is not closed: end it with '---'");
    out->entry = entries_read(p, source_lines(source, 2, out->lines - 1), &out->entries);
    for (int i = 0; i < out->entries; i++) {
        Text name = out->entry[i].name;
        if (!names_have((Names){ keys, KEYS }, name)) check_unknown(p, name.at, "key", name, (Names){ keys, KEYS });
    }
    check_format(p, out);
    lesson->format = p->format;
    if (!find(out, "title")) parser_problem(p, source->text.at, "the front matter lacks 'title: …'");
    lesson->title = value_of(p, out, "title");
    lesson->part = value_of(p, out, "part");
    lesson->summary = value_of(p, out, "summary");
    const Entry *thumbnail = find(out, "thumbnail");
    if (thumbnail) out->thumbnail = thumbnail->value;
    return true;
}
