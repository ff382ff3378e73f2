// The cards' own words for what is drawn and is no number of the tape: a bar of a race, a symbol of a string. Notes that differ in
// numbers alone are said once in full, then by their differences.
#include <string.h>

#include "session/describe_parts.h"

enum { WHOLE_MOST = 3, MARKS_ALIKE = 24, GROUPS = 24, WORDS_LEAST = 3, WORDS_MOST = 40, NOTES_MOST = 400 };

typedef struct Note {
    Text word[WORDS_MOST];
    int words, group;
} Note;

typedef struct Marks { // notes of one kind
    const Note *first;
    bool varies[WORDS_MOST];
    int count;
} Marks;

static bool has_digit(Text word) {
    for (size_t i = 0; i < word.size; i++)
        if (word.at[i] >= '0' && word.at[i] <= '9') return true;
    return false;
}

// "|∂L/∂x₁|" is the length of a gradient.
static const char *plain(Arena *arena, const char *note) {
    static const char sign[] = "|∂L/∂";
    Builder b = { .arena = arena };
    const char *at, *end;
    while ((at = strstr(note, sign)) && (end = strchr(at + sizeof sign - 1, '|'))) {
        const char *of = at + sizeof sign - 1;
        builder_print(&b, "%.*sthe length of the gradient at %.*s", (int)(at - note), note, (int)(end - of), of);
        note = end + 1;
    }
    builder_print(&b, "%s", note);
    return builder_text(&b);
}

static Note note_of(const char *text) {
    Note n = { .group = -1 };
    Text rest = text_of(text);
    for (Text word; n.words < WORDS_MOST && (word = text_word(&rest)).size;) n.word[n.words++] = word;
    return n;
}

// Alike but for words with digits, and the last word.
static bool is_like(const Note *a, const Note *b) {
    if (a->words != b->words) return false;
    for (int i = 0; i < a->words; i++)
        if (!text_equal(a->word[i], b->word[i]) && i < a->words - 1 && (!has_digit(a->word[i]) || !has_digit(b->word[i])))
            return false;
    return true;
}

static void put_in_group(Note *note, Marks *group, int *groups) {
    for (int g = 0; g < *groups && note->group < 0; g++)
        if (is_like(group[g].first, note)) note->group = g;
    if (note->group < 0 && *groups < GROUPS) note->group = (*groups)++, group[note->group] = (Marks){ .first = note };
    if (note->group < 0) return;
    Marks *own = &group[note->group];
    own->count++;
    for (int i = 0; i < note->words; i++) own->varies[i] = own->varies[i] || !text_equal(own->first->word[i], note->word[i]);
}

// Each of them once, in the order in which they are drawn.
static int take_notes(const List *list, Arena *arena, Note *out) {
    const char *taken[NOTES_MOST];
    int count = 0;
    for (int i = 0; i < list->count && count < NOTES_MOST; i++) {
        const Cmd *cmd = &list->cmd[i];
        const char *note = cmd->ident.kind == IDENT_NOTE && cmd_is_drawn(cmd) ? cmd->ident.note.text : NULL;
        bool known = !note || !has_digit(text_of(note));
        for (int k = count - 1; k >= 0 && !known; k--) known = !strcmp(taken[k], note);
        if (known) continue;
        taken[count] = note;
        out[count] = note_of(plain(arena, note));
        if (out[count].words >= WORDS_LEAST) count++;
    }
    return count;
}

static void say_note(Builder *b, const Note *note, const bool *which) {
    bool any = false;
    for (int i = 0; i < note->words; i++) {
        Text word = note->word[i];
        if (which && !which[i]) continue;
        while (which && word.size && strchr(",:;", word.at[word.size - 1])) word.size--;
        builder_print(b, "%s%.*s", !any ? "" : which ? ", " : " ", (int)word.size, word.at);
        any = true;
    }
}

// The only word in which notes differ is a number that counts on: what stands in between goes without saying.
static bool counts_on(const Marks *group, int number, const Note *note, int notes) {
    int which = -1;
    double before = 0, now;
    for (int i = 0; i < group->first->words; i++) {
        if (group->varies[i] && which >= 0) return false;
        if (group->varies[i]) which = i;
    }
    for (int i = 0; i < notes && which >= 0; i++) {
        if (note[i].group != number) continue;
        Text word = note[i].word[which];
        while (word.size && strchr(",:;", word.at[word.size - 1])) word.size--;
        if (!text_number(word, &now) || (&note[i] != group->first && now != before + 1)) return false;
        before = now;
    }
    return which >= 0;
}

static void say_group(Builder *b, const Marks *group, int number, const Note *note, int notes) {
    int said = 0, most = group->count > WHOLE_MOST && counts_on(group, number, note, notes) ? 1 : MARKS_ALIKE;
    const Note *last = NULL;
    for (int i = 0; i < notes; i++) {
        if (note[i].group != number) continue;
        last = &note[i];
        if (++said > most) continue;
        builder_print(b, "%s", said > 1 ? "; " : "");
        say_note(b, last, said > 1 && group->count > WHOLE_MOST ? group->varies : NULL);
    }
    if (said <= most) return;
    builder_print(b, "; and so on to ");
    say_note(b, last, group->varies);
}

const char *picture_marks(const List *list, Arena *arena) {
    Marks group[GROUPS];
    Note *note = arena_new(arena, Note, NOTES_MOST);
    int groups = 0, notes = take_notes(list, arena, note);
    Builder out = { .arena = arena };
    for (int i = 0; i < notes; i++) put_in_group(&note[i], group, &groups);
    for (int g = 0; g < groups; g++) {
        builder_print(&out, "%s", g ? ". " : "");
        say_group(&out, &group[g], g, note, notes);
    }
    return builder_text(&out);
}
