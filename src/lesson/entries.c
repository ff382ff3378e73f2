// What every part of the parser uses: problems with their place, names, and lines of "name: value".
#include <stdarg.h>
#include <string.h>

#include "lesson/parse.h"

bool parser_problem(const Parser *p, const char *at, const char *format, ...) {
    va_list args;
    va_start(args, format);
    const char *message = arena_vprint(p->arena, format, args);
    va_end(args);
    return problems_add(p->problems, source_place(&p->source, at), "%s", message);
}

Names names_split(Arena *arena, Text words) {
    Pile names = PILE(arena, const char *);
    for (Text word; (word = text_word(&words)).size;) *(const char **)pile_push(&names) = text_copy(arena, word);
    return (Names){ names.at, names.count };
}

bool names_have(Names names, Text word) {
    for (int i = 0; i < names.count; i++)
        if (text_is(word, names.at[i])) return true;
    return false;
}

static bool entry_read(Parser *p, Text line, const Pile *before, Entry *out) {
    const char *colon = memchr(line.at, ':', line.size);
    if (!colon) return parser_problem(p, line.at, "expected 'name: value', found '%.*s'", text_shown(line), line.at);
    out->name = text_trim(text_between(line.at, colon));
    out->value = text_trim(text_between(colon + 1, text_end(line)));
    int size = text_shown(out->name);
    if (!size) return parser_problem(p, line.at, "there is no name before the colon");
    if (!out->value.size) return parser_problem(p, colon, "'%.*s' has no value", size, out->name.at);
    const Entry *former = before->at;
    for (int i = 0; i < before->count; i++)
        if (text_equal(former[i].name, out->name))
            return parser_problem(p, out->name.at, "'%.*s' is said twice", size, out->name.at);
    return true;
}

Entry *entries_read(Parser *p, Text body, int *count) {
    Pile entries = PILE(p->arena, Entry);
    while (body.size) {
        Text line = text_trim(text_line(&body));
        Entry entry;
        if (!line.size || *line.at == '#' || !entry_read(p, line, &entries, &entry)) continue;
        *(Entry *)pile_push(&entries) = entry;
    }
    *count = entries.count;
    return entries.at;
}
