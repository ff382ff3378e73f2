// A described step as text and as JSON.
#include "session/describe.h"

const char *describe_text(const Described *d, Arena *arena) {
    Builder b = { .arena = arena };
    builder_print(&b, "%s, step %d of %d: %s\n", d->lesson, d->step, d->steps, d->title);
    if (*d->text) builder_print(&b, "%s\n", d->text);
    if (*d->formula) builder_print(&b, "Formula: %s.\n", d->formula);
    if (*d->shows) builder_print(&b, "The picture shows, in reading order:\n%s\n", d->shows);
    if (*d->links) builder_print(&b, "Joined by arrows or lines: %s.\n", d->links);
    if (*d->signs) builder_print(&b, "Signs between them: %s.\n", d->signs);
    if (*d->frames) builder_print(&b, "Framed: %s.\n", d->frames);
    if (*d->fields) builder_print(&b, "Fields: %s.\n", d->fields);
    if (*d->marks) builder_print(&b, "Its marks: %s.\n", d->marks);
    if (*d->to_come) builder_print(&b, "Still to come: %s.\n", d->to_come);
    if (*d->changed) builder_print(&b, "Since the step before: %s.\n", d->changed);
    if (*d->question) builder_print(&b, "Question: %s", d->question);
    for (int i = 0; i < d->options; i++) builder_print(&b, " (%d) %s", i + 1, d->option[i].text);
    if (*d->question) builder_print(&b, "\n");
    if (*d->exercise) builder_print(&b, "To work out: %s\n", d->exercise);
    if (*d->tries) builder_print(&b, "To try: %s.\n", d->tries);
    return builder_text(&b);
}

static void quote(Builder *b, const char *text) {
    builder_add_bytes(b, "\"", 1);
    for (; *text; text++) {
        unsigned char c = (unsigned char)*text;
        if (c == '"' || c == '\\')
            builder_print(b, "\\%c", c);
        else if (c < ' ')
            builder_print(b, "\\u%04x", c);
        else
            builder_add_bytes(b, text, 1);
    }
    builder_add_bytes(b, "\"", 1);
}

static void member(Builder *b, const char *name, const char *text, const char *after) {
    builder_print(b, "\"%s\": ", name);
    quote(b, text);
    builder_print(b, "%s", after);
}

const char *describe_json(const Described *d, Arena *arena) {
    Builder b = { .arena = arena };
    builder_print(&b, "{\n  ");
    member(&b, "lesson", d->lesson, ",\n  ");
    builder_print(&b, "\"step\": %d,\n  \"steps\": %d,\n  ", d->step, d->steps);
    member(&b, "title", d->title, ",\n  ");
    member(&b, "text", d->text, ",\n  ");
    member(&b, "formula", d->formula, ",\n  \"shows\": [");
    for (int i = 0; i < d->nodes; i++) {
        builder_print(&b, "%s\n    { ", i ? "," : "");
        member(&b, "node", d->node[i].name, ", ");
        member(&b, "said", d->node[i].said, ", ");
        member(&b, "role", d->node[i].what, ", ");
        member(&b, "shape", d->node[i].shape, ", ");
        member(&b, "where", d->node[i].where, ", ");
        member(&b, "numbers", d->node[i].numbers, " }");
    }
    builder_print(&b, "%s],\n  ", d->nodes ? "\n  " : "");
    member(&b, "curves", d->curves, ",\n  ");
    member(&b, "links", d->links, ",\n  ");
    member(&b, "signs", d->signs, ",\n  ");
    member(&b, "frames", d->frames, ",\n  ");
    member(&b, "fields", d->fields, ",\n  ");
    member(&b, "marks", d->marks, ",\n  ");
    member(&b, "words", d->words, ",\n  ");
    member(&b, "to_come", d->to_come, ",\n  ");
    member(&b, "changed", d->changed, ",\n  ");
    member(&b, "question", d->question, ",\n  \"options\": [");
    for (int i = 0; i < d->options; i++) {
        builder_print(&b, "%s", i ? ", " : "");
        quote(&b, d->option[i].text);
    }
    builder_print(&b, "],\n  ");
    member(&b, "exercise", d->exercise, ",\n  ");
    member(&b, "try", d->tries, "\n}\n");
    return builder_text(&b);
}
