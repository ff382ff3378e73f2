// Lines are broken here, so that the table holds sentences.
#include "command/manual.h"

#include <string.h>

enum { COLUMN = 23, WIDTH = 110 };

static bool is_called(const char *name, int words, char *const *word) {
    Text rest = text_of(name);
    for (int i = 0; i < words; i++) {
        Text part = text_word(&rest);
        if (!part.size) return i > 0;
        if (!text_is(part, word[i])) return false;
    }
    return !text_word(&rest).size;
}

// "train language" says more than "train".
const Manual *manual_find(int words, char *const *word) {
    const Manual *found = &manual_table[0];
    for (int i = 1; i < manual_count; i++) {
        const Manual *m = &manual_table[i];
        bool named = is_called(m->name, words, word) || (m->also && is_called(m->also, words, word));
        if (named && strlen(m->name) > strlen(found->name)) found = m;
    }
    return found;
}

int manual_options(const Manual *manual, Arena *arena, ManualOption option[MANUAL_OPTIONS]) {
    int count = 0;
    for (const ManualOption *o = manual->option; o->name && count < MANUAL_OPTIONS; o++) option[count++] = *o;
    return count + (manual->more ? manual->more(arena, option + count) : 0);
}

bool manual_option_cut(Text *row, Text *name, Text *value) {
    size_t end = 0; // a comma and a blank; one alone belongs to a value
    while (end < row->size && !(row->at[end] == ',' && end + 1 < row->size && row->at[end + 1] == ' ')) end++;
    Text one = { row->at, end };
    *row = end < row->size ? (Text){ row->at + end + 2, row->size - end - 2 } : TEXT("");
    *name = text_word(&one);
    *value = text_trim(one);
    return name->size > 0;
}

// --- what --help shows

// Words up to the width, further lines from the column on; `at` is where the line stands.
static void print_wrapped(FILE *out, const char *text, int at, int column) {
    Text rest = text_of(text);
    bool first = true;
    for (Text word = text_word(&rest); word.size; word = text_word(&rest)) {
        int length = utf8_count(word);
        if (!first && at + 1 + length > WIDTH) {
            fprintf(out, "\n%*s", column, "");
            at = column;
            first = true;
        }
        fprintf(out, "%s%.*s", first ? "" : " ", (int)word.size, word.at);
        at += length + !first;
        first = false;
    }
    fputc('\n', out);
}

// Paragraphs; lines that begin with a blank stay as they are.
static void print_paragraphs(FILE *out, const char *text) {
    Text rest = text_of(text);
    while (rest.size) {
        Arena *arena = arena_begin();
        Text line = text_line(&rest);
        if (line.size && line.at[0] == ' ')
            fprintf(out, "%.*s\n", (int)line.size, line.at);
        else
            print_wrapped(out, text_copy(arena, line), 0, 0);
        arena_end(arena);
    }
}

static void print_options(const Manual *manual, FILE *out) {
    Arena *arena = arena_begin();
    ManualOption option[MANUAL_OPTIONS];
    int count = manual_options(manual, arena, option);
    if (count) fputs(manual == manual_table ? "\nOptions of the window:\n" : "\n", out);
    for (int i = 0; i < count; i++) {
        int length = utf8_count(text_of(option[i].name));
        bool beside = length <= COLUMN - 3;
        fprintf(out, "  %s", option[i].name);
        if (beside)
            fprintf(out, "%*s", COLUMN - 2 - length, "");
        else
            fprintf(out, "\n%*s", COLUMN, "");
        print_wrapped(out, option[i].says, COLUMN, COLUMN);
    }
    arena_end(arena);
}

// A line a command: how it is written and what it does.
static void print_commands(FILE *out) {
    enum { NAMES = 23 };
    fputc('\n', out);
    for (int i = 1; i < manual_count; i++) {
        const Manual *m = &manual_table[i];
        fprintf(out, "  attend %-*s", NAMES - 9, m->name);
        if (strlen(m->name) > NAMES - 10) fprintf(out, "\n%*s", NAMES, "");
        print_wrapped(out, m->summary, NAMES, NAMES);
    }
    fputs("  attend COMMAND --help  what a command takes\n", out);
}

void manual_print(const Manual *manual, FILE *out) {
    Text rest = text_of(manual->usage);
    for (bool first = true; rest.size; first = false) {
        Text line = text_line(&rest);
        fprintf(out, "%s%.*s\n", first ? "Usage: " : "       ", (int)line.size, line.at);
    }
    print_paragraphs(out, manual->says);
    if (manual == manual_table) print_commands(out);
    print_options(manual, out);
    if (manual->after) fputc('\n', out), print_paragraphs(out, manual->after);
}

bool manual_asked(int argc, char *const *argv) {
    for (int i = 1; i < argc; i++) {
        if (strcmp(argv[i], "--help") != 0 && strcmp(argv[i], "-h") != 0) continue;
        manual_print(manual_find(argc, argv), stdout);
        return true;
    }
    return false;
}
