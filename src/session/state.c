// One line a fact: "place sharp retrieval", "seen start,sharp retrieval", "answer sharp 2 3 retrieval", "recent /home/…".
// Bytes that would break a line are written as %0A. Version 1 had steps as numbers from 0 and nothing written so.
#include "session/state.h"

#include <stdlib.h>
#include <string.h>

#include "base/platform.h"
#include "base/text.h"
#include "session/kept.h"
#include "session/place.h"

enum { VERSION = 2 };

// --- facts: what a file says, or what has changed since

typedef struct Answer {
    const char *step, *text;
    int block;
    struct Answer *next;
} Answer;

typedef struct Name {
    const char *text;
    struct Name *next;
} Name;

typedef struct LessonFacts {
    const char *name;
    const char *place; // NULL: none
    Name *seen;        // steps
    Answer *answer;
    struct LessonFacts *next;
} LessonFacts;

typedef struct Value {
    const char *name, *text;
    struct Value *next;
} Value;

typedef struct Facts {
    Arena *arena; // holds them, and these
    int version;
    LessonFacts *lesson;
    const char *recent[STATE_RECENT];
    int recents;
    const char *last;
    Value *value;
    Name *other; // lines that are not known, in their order
} Facts;

struct State {
    const char *path; // NULL: nowhere to keep it
    Facts *now;
    Facts *change; // since it was written
    bool changed;
    bool forgotten; // what the file says of lessons is to go
    Arena *arena;   // of the path and the state itself
};

static Facts *facts_begin(void) {
    Arena *arena = arena_begin();
    Facts *f = arena_new(arena, Facts, 1);
    *f = (Facts){ .arena = arena, .version = VERSION };
    return f;
}

static const char *keep(Facts *f, const char *text) { return arena_print(f->arena, "%s", text); }

static LessonFacts *find(const Facts *f, const char *lesson) {
    const char *name = place_lesson(lesson);
    for (LessonFacts *l = f->lesson; l; l = l->next)
        if (!strcmp(l->name, name)) return l;
    return NULL;
}

static LessonFacts *lesson_of(Facts *f, const char *lesson) {
    LessonFacts *l = find(f, lesson), **end = &f->lesson;
    if (l) return l;
    while (*end) end = &(*end)->next;
    l = *end = arena_new(f->arena, LessonFacts, 1);
    l->name = keep(f, place_lesson(lesson));
    return l;
}

static bool has_name(const Name *list, const char *text) {
    for (; list; list = list->next)
        if (!strcmp(list->text, text)) return true;
    return false;
}

static void add_name(Facts *f, Name **list, const char *text) {
    while (*list) list = &(*list)->next;
    *list = arena_new(f->arena, Name, 1);
    (*list)->text = keep(f, text);
}

static void add_seen(Facts *f, const char *lesson, const char *step) {
    LessonFacts *l = lesson_of(f, lesson);
    if (!has_name(l->seen, step)) add_name(f, &l->seen, step);
}

static Answer *answer_of(const LessonFacts *l, const char *step, int block) {
    for (Answer *a = l ? l->answer : NULL; a; a = a->next)
        if (a->block == block && !strcmp(a->step, step)) return a;
    return NULL;
}

static void set_answer(Facts *f, const char *lesson, const char *step, int block, const char *text) {
    LessonFacts *l = lesson_of(f, lesson);
    Answer *a = answer_of(l, step, block), **end = &l->answer;
    if (!a) {
        while (*end) end = &(*end)->next;
        a = *end = arena_new(f->arena, Answer, 1);
        a->step = keep(f, step);
        a->block = block;
    }
    a->text = keep(f, text);
}

static void add_recent(Facts *f, const char *path) {
    int at = 0;
    while (at < f->recents && strcmp(f->recent[at], path)) at++;
    const char *kept = at < f->recents ? f->recent[at] : keep(f, path);
    if (at == f->recents && f->recents < STATE_RECENT) f->recents++;
    if (at >= STATE_RECENT) at = STATE_RECENT - 1;
    for (; at > 0; at--) f->recent[at] = f->recent[at - 1];
    f->recent[0] = kept;
}

static Value *value_of(const Facts *f, const char *name) {
    for (Value *v = f->value; v; v = v->next)
        if (!strcmp(v->name, name)) return v;
    return NULL;
}

static void set_value(Facts *f, const char *name, const char *text) {
    Value *v = value_of(f, name);
    if (!v) {
        v = arena_new(f->arena, Value, 1);
        v->name = keep(f, name);
        v->next = f->value;
        f->value = v;
    }
    v->text = keep(f, text);
}

// Adds to `f` what has changed.
static void apply(Facts *f, const Facts *change) {
    for (const LessonFacts *l = change->lesson; l; l = l->next) {
        if (l->place) lesson_of(f, l->name)->place = keep(f, l->place);
        for (const Name *n = l->seen; n; n = n->next) add_seen(f, l->name, n->text);
        for (const Answer *a = l->answer; a; a = a->next) set_answer(f, l->name, a->step, a->block, a->text);
    }
    for (int i = change->recents; i-- > 0;) add_recent(f, change->recent[i]);
    for (const Value *v = change->value; v; v = v->next) set_value(f, v->name, v->text);
    if (change->last) f->last = keep(f, change->last);
    for (const Name *n = change->other; n; n = n->next)
        if (!has_name(f->other, n->text)) add_name(f, &f->other, n->text);
}

// --- words of a line

static bool must_hide(const Text t, size_t i, bool word) {
    unsigned char c = (unsigned char)t.at[i];
    bool edge = i == 0 || i + 1 == t.size;
    return c < ' ' || c == 127 || c == '%' || (c == ' ' && (word || edge)) || (word && c == ',');
}

// `word`: without blanks and commas inside. An empty word is "%".
static void write_text(Builder *out, const char *text, bool word) {
    static const char hex[] = "0123456789ABCDEF";
    Text rest = text_of(text), all = rest;
    if (!rest.size && word) builder_add_bytes(out, "%", 1);
    while (rest.size) {
        const char *at = rest.at;
        utf8_next(&rest);
        size_t size = (size_t)(rest.at - at);
        bool hide = !utf8_valid((Text){ at, size }, NULL) || must_hide(all, (size_t)(at - all.at), word);
        for (size_t i = 0; i < size; i++) {
            char code[3] = { '%', hex[(unsigned char)at[i] >> 4], hex[at[i] & 15] };
            builder_add_bytes(out, hide ? code : at + i, hide ? 3 : 1);
        }
    }
}

static int hex_digit(char c) { return c >= '0' && c <= '9' ? c - '0' : c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1; }

// NULL when it is not written so.
static const char *read_text(const Facts *f, Text t) {
    if (f->version < 2) return text_copy(f->arena, t);
    Builder out = { .arena = f->arena };
    if (text_is(t, "%")) return "";
    for (size_t i = 0; i < t.size; i++) {
        char c = t.at[i];
        if (c == '%') {
            int high = i + 2 < t.size ? hex_digit(t.at[i + 1]) : -1, low = i + 2 < t.size ? hex_digit(t.at[i + 2]) : -1;
            if (high < 0 || low < 0 || high + low == 0) return NULL;
            c = (char)(high * 16 + low);
            i += 2;
        }
        builder_add_bytes(&out, &c, 1);
    }
    return builder_text(&out);
}

// --- reading

static const char *read_step(const Facts *f, Text word) {
    long number;
    if (f->version >= 2) return word.size ? read_text(f, word) : NULL;
    bool well = text_integer(word, &number) && number >= 0 && number < 1000;
    return well ? arena_print(f->arena, "%ld", number + 1) : NULL;
}

static bool read_seen(Facts *f, const char *lesson, Text steps) {
    while (steps.size) {
        const char *comma = memchr(steps.at, ',', steps.size);
        size_t size = comma ? (size_t)(comma - steps.at) : steps.size;
        const char *step = read_step(f, (Text){ steps.at, size });
        if (!step) return false;
        add_seen(f, lesson, step);
        size += comma != NULL;
        steps = (Text){ steps.at + size, steps.size - size };
    }
    return true;
}

static bool read_answer(Facts *f, Text step_word, Text rest) {
    long block;
    Text block_word = text_word(&rest), text_said = text_word(&rest);
    const char *step = read_step(f, step_word), *text = read_text(f, text_said), *lesson = read_text(f, text_trim(rest));
    if (!step || !text || !text_said.size || !lesson || !*lesson || !text_integer(block_word, &block) || block < 0 || block > 1000)
        return false;
    set_answer(f, lesson, step, (int)block, text);
    return true;
}

static bool read_lesson(Facts *f, Text key, Text rest) {
    Text word = text_word(&rest);
    if (text_is(key, "answer")) return read_answer(f, word, rest);
    const char *lesson = read_text(f, text_trim(rest));
    if (!lesson || !*lesson) return false;
    if (text_is(key, "seen")) return read_seen(f, lesson, word);
    const char *step = read_step(f, word);
    if (step) lesson_of(f, lesson)->place = step;
    return step != NULL;
}

static bool read_value(Facts *f, Text rest) {
    Text word = text_word(&rest);
    const char *name = read_text(f, word), *text = read_text(f, text_trim(rest));
    if (!name || !*name || !text) return false;
    set_value(f, name, text);
    return true;
}

// False: one of ours, but not as we write it.
static bool read_line(Facts *f, Text line) {
    Text all = line, key = text_word(&line), rest = text_trim(line);
    if (!utf8_valid(all, NULL) || (all.size && memchr(all.at, 0, all.size))) return false; // what we write are lines of text
    if (!key.size) return true;
    if (text_is(key, "place") || text_is(key, "seen") || text_is(key, "answer")) return read_lesson(f, key, rest);
    if (text_is(key, "value")) return read_value(f, rest);
    bool last = text_is(key, "last"), recent = text_is(key, "recent");
    if (!last && !recent) {
        add_name(f, &f->other, text_copy(f->arena, all));
        return true;
    }
    const char *text = read_text(f, rest);
    if (!text || !*text) return false;
    if (last) f->last = place_lesson(text);
    if (recent && f->recents < STATE_RECENT) f->recent[f->recents++] = text;
    return true;
}

// The number of the first bad line, 0 when all are good; *bad: how many. A first line that is not ours makes all of it bad: 1.
static int read_all(Facts *f, Text bytes, int *bad) {
    Text first = text_line(&bytes);
    long version;
    int line = 1, first_bad = 0;
    *bad = 0;
    if (!text_starts(first, "attend state ") || !text_integer((Text){ first.at + 13, first.size - 13 }, &version) || version < 1 ||
        version > 1000)
        return *bad = 1;
    f->version = (int)version;
    while (bytes.size) {
        line++;
        if (read_line(f, text_line(&bytes))) continue;
        if (!first_bad) first_bad = line;
        ++*bad;
    }
    if (f->version < VERSION) f->version = VERSION;
    return first_bad;
}

// --- writing

static void write_lesson(Builder *b, const LessonFacts *l) {
    if (l->place) {
        builder_print(b, "place ");
        write_text(b, l->place, true);
        builder_print(b, " ");
        write_text(b, l->name, false);
        builder_print(b, "\n");
    }
    for (const Name *n = l->seen; n; n = n->next) {
        builder_print(b, n == l->seen ? "seen " : ",");
        write_text(b, n->text, true);
    }
    if (l->seen) {
        builder_print(b, " ");
        write_text(b, l->name, false);
        builder_print(b, "\n");
    }
    for (const Answer *a = l->answer; a; a = a->next) {
        if (!*a->text) continue; // taken back
        builder_print(b, "answer ");
        write_text(b, a->step, true);
        builder_print(b, " %d ", a->block);
        write_text(b, a->text, true);
        builder_print(b, " ");
        write_text(b, l->name, false);
        builder_print(b, "\n");
    }
}

static void write_line(Builder *b, const char *key, const char *text) {
    builder_print(b, "%s ", key);
    write_text(b, text, false);
    builder_print(b, "\n");
}

static const char *text_of_facts(const Facts *f, Arena *arena) {
    Builder b = { .arena = arena };
    builder_print(&b, "attend state %d\n", f->version);
    if (f->last) write_line(&b, "last", f->last);
    for (const LessonFacts *l = f->lesson; l; l = l->next) write_lesson(&b, l);
    for (int i = 0; i < f->recents; i++) write_line(&b, "recent", f->recent[i]);
    for (const Value *v = f->value; v; v = v->next) {
        builder_print(&b, "value ");
        write_text(&b, v->name, true);
        builder_print(&b, " ");
        write_text(&b, v->text, false);
        builder_print(&b, "\n");
    }
    for (const Name *n = f->other; n; n = n->next) builder_print(&b, "%s\n", n->text);
    return builder_text(&b);
}

static void forget(Facts *f) {
    f->lesson = NULL;
    f->last = NULL;
}

// What the file says now, with what has changed here.
static const char *merged(void *context, Arena *arena, Text now) {
    State *s = context;
    int bad;
    Facts *f = facts_begin();
    if (now.size && read_all(f, now, &bad)) kept_aside(arena, s->path); // somebody broke it meanwhile
    if (s->forgotten) forget(f);
    apply(f, s->change);
    arena_end(s->now->arena);
    s->now = f;
    return text_of_facts(f, arena);
}

bool state_write(State *s, Problems *problems) {
    if (!s->path || !s->changed) return true;
    Arena *scratch = arena_begin();
    bool well = kept_change(scratch, s->path, 0.2, merged, s, problems);
    arena_end(scratch);
    if (!well) return false;
    arena_end(s->change->arena);
    s->change = facts_begin();
    s->changed = s->forgotten = false;
    return true;
}

// --- the whole

State *state_begin(void) {
    Arena *arena = arena_begin();
    State *s = arena_new(arena, State, 1);
    s->arena = arena;
    s->now = facts_begin();
    s->change = facts_begin();
    return s;
}

// The good lines stay; the file as it was is kept aside for whoever wants to look.
static void set_aside(State *s, int line, int bad, Problems *problems) {
    const char *aside = kept_aside(s->arena, s->path);
    const char *kept = aside ? arena_print(s->arena, "; the file as it was is kept as %s", aside) : "";
    if (line == 1)
        problems_add(problems, (Place){ s->path, 1, 1 }, "this is no file of places; everything starts afresh%s", kept);
    else if (bad == 1)
        problems_add(problems, (Place){ s->path, line, 1 }, "this line is broken and is left out%s", kept);
    else
        problems_add(problems, (Place){ s->path, line, 1 }, "this line and %d more are broken and are left out%s", bad - 1, kept);
    if (!aside) s->path = NULL; // never over what somebody may still want
    apply(s->change, s->now);
    for (const Name *n = s->now->other; n; n = n->next) add_name(s->change, &s->change->other, n->text);
    s->changed = true;
}

State *state_open(Problems *problems) {
    State *s = state_begin();
    const char *folder = platform_state_folder(s->arena);
    Text bytes;
    int bad;
    if (!folder) return s;
    s->path = arena_print(s->arena, "%s/state", folder);
    KeptFound found = kept_read(s->now->arena, s->path, &bytes, problems);
    if (found == KEPT_UNREADABLE) s->path = NULL;
    if (found != KEPT_TEXT) return s;
    int line = read_all(s->now, bytes, &bad);
    if (line) set_aside(s, line, bad, problems);
    return s;
}

void state_close(State *s) {
    if (!s) return;
    Problems ignored = { .arena = s->arena };
    state_write(s, &ignored);
    arena_end(s->now->arena);
    arena_end(s->change->arena);
    arena_end(s->arena);
}

// --- asking and changing: every change is made twice, in what holds now and in what is to be written

const char *state_place(const State *s, const char *lesson) { return find(s->now, lesson) ? find(s->now, lesson)->place : NULL; }

static void place_in(Facts *f, const char *lesson, const char *step) {
    LessonFacts *l = lesson_of(f, lesson);
    l->place = keep(f, step);
    f->last = l->name;
    add_seen(f, lesson, step);
}

void state_set_place(State *s, const char *lesson, const char *step) {
    const LessonFacts *l = find(s->now, lesson);
    bool same = l && l->place && !strcmp(l->place, step) && has_name(l->seen, step);
    if (same && s->now->last && !strcmp(s->now->last, l->name)) return;
    place_in(s->now, lesson, step);
    place_in(s->change, lesson, step);
    s->changed = true;
}

bool state_was_seen(const State *s, const char *lesson, const char *step) {
    return find(s->now, lesson) && has_name(find(s->now, lesson)->seen, step);
}

const char *state_answer(const State *s, const char *lesson, const char *step, int block) {
    const Answer *a = answer_of(find(s->now, lesson), step, block);
    return a && *a->text ? a->text : NULL;
}

void state_set_answer(State *s, const char *lesson, const char *step, int block, const char *text) {
    const char *former = state_answer(s, lesson, step, block);
    if (!text) text = "";
    if (!strcmp(former ? former : "", text)) return;
    set_answer(s->now, lesson, step, block, text);
    set_answer(s->change, lesson, step, block, text);
    s->changed = true;
}

const char *state_last_lesson(const State *s) { return s->now->last; }

void state_forget(State *s) {
    forget(s->now);
    forget(s->change);
    s->changed = s->forgotten = true;
}

int state_recents(const State *s) { return s->now->recents; }
const char *state_recent(const State *s, int i) { return i >= 0 && i < s->now->recents ? s->now->recent[i] : NULL; }

void state_add_recent(State *s, const char *path) {
    if (!*path || !platform_has_paths()) return; // a page's files are gone when it is opened again
    add_recent(s->now, path);
    add_recent(s->change, path);
    s->changed = true;
}

const char *state_value(const State *s, const char *name) { return value_of(s->now, name) ? value_of(s->now, name)->text : NULL; }

void state_set_value(State *s, const char *name, const char *text) {
    const char *former = state_value(s, name);
    if (former && !strcmp(former, text)) return;
    set_value(s->now, name, text);
    set_value(s->change, name, text);
    s->changed = true;
}

const char *state_former(const State *s, const char *key) {
    for (const Name *n = s->now->other; n; n = n->next) {
        Text rest = text_of(n->text);
        if (text_is(text_word(&rest), key)) return text_copy(s->now->arena, text_trim(rest));
    }
    return NULL;
}
