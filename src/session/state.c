// One line a fact: "place 3 05-retrieval", "seen 0,1,3 05-retrieval", "recent /home/…". Lines that are not understood make
// the file a broken one: it is set aside under another name, and the program starts with a clean state.
#include "session/state.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/platform.h"

enum { MOST_LESSONS = 256, MOST_STEPS = 64, STATE_BYTES = 256 << 10 };

typedef struct LessonState {
    const char *id;
    int place;
    unsigned long long seen; // one bit a step
} LessonState;

struct State {
    Arena *arena;
    const char *path; // NULL: nowhere to keep it
    LessonState lesson[MOST_LESSONS];
    int lessons;
    const char *recent[STATE_RECENT];
    int recents;
    const char *last;
    Theme theme;
    double zoom;
    bool large, reduced_motion, changed;
};

static LessonState *lesson_state(State *s, const char *id) {
    for (int i = 0; i < s->lessons; i++)
        if (!strcmp(s->lesson[i].id, id)) return &s->lesson[i];
    if (s->lessons == MOST_LESSONS) return NULL;
    s->lesson[s->lessons] = (LessonState){ .id = arena_print(s->arena, "%s", id) };
    return &s->lesson[s->lessons++];
}

static const LessonState *find(const State *s, const char *id) {
    for (int i = 0; i < s->lessons; i++)
        if (!strcmp(s->lesson[i].id, id)) return &s->lesson[i];
    return NULL;
}

// --- reading

static bool read_step(Text word, int *step) {
    long n;
    if (!text_integer(word, &n) || n < 0 || n >= MOST_STEPS) return false;
    *step = (int)n;
    return true;
}

static bool read_lesson(State *s, Text key, Text rest) {
    Text steps = text_word(&rest), id = text_trim(rest);
    LessonState *lesson = id.size ? lesson_state(s, text_copy(s->arena, id)) : NULL;
    if (!lesson) return false;
    int step;
    if (text_is(key, "place")) return read_step(steps, &lesson->place);
    while (steps.size) {
        const char *comma = memchr(steps.at, ',', steps.size);
        size_t size = comma ? (size_t)(comma - steps.at) : steps.size;
        if (!read_step((Text){ steps.at, size }, &step)) return false;
        lesson->seen |= 1ull << step;
        size += comma != NULL;
        steps = (Text){ steps.at + size, steps.size - size };
    }
    return true;
}

static bool read_theme(State *s, Text name) {
    for (int i = 0; i < THEME_COUNT; i++)
        if (text_is(name, theme_name((Theme)i))) {
            s->theme = (Theme)i;
            return true;
        }
    return false;
}

static bool read_line(State *s, Text line) {
    Text key = text_word(&line), rest = text_trim(line);
    if (!key.size) return true;
    if (text_is(key, "place") || text_is(key, "seen")) return read_lesson(s, key, rest);
    if (text_is(key, "last"))
        s->last = text_copy(s->arena, rest);
    else if (text_is(key, "theme"))
        return read_theme(s, rest);
    else if (text_is(key, "zoom"))
        return text_number(rest, &s->zoom) && (s->zoom == 0 || (s->zoom >= 0.5 && s->zoom <= 4));
    else if (text_is(key, "large"))
        s->large = text_is(rest, "on");
    else if (text_is(key, "reduced-motion"))
        s->reduced_motion = text_is(rest, "on");
    else if (text_is(key, "recent")) {
        if (s->recents < STATE_RECENT && rest.size) s->recent[s->recents++] = text_copy(s->arena, rest);
    } else
        return false;
    return true;
}

static bool read_all(State *s, Text bytes, int *line) {
    Text first = text_line(&bytes);
    *line = 1;
    if (!text_is(first, "attend state 1")) return false;
    while (bytes.size) {
        Text next = text_line(&bytes);
        ++*line;
        if (!utf8_valid(next, NULL) || !read_line(s, next)) return false;
    }
    return true;
}

static bool load(State *s, Problems *problems) {
    FILE *in = fopen(s->path, "rb");
    if (!in) return true; // the first time
    char *bytes = arena_alloc(s->arena, STATE_BYTES);
    size_t size = fread(bytes, 1, STATE_BYTES, in);
    fclose(in);
    int line = 0;
    if (size < STATE_BYTES && read_all(s, (Text){ bytes, size }, &line)) return true;
    const char *aside = arena_print(s->arena, "%s.broken", s->path);
    bool moved = rename(s->path, aside) == 0;
    return problems_add(problems, (Place){ s->path, line, 1 },
                        "this file of places and settings is broken; %s%s, and everything starts afresh",
                        moved ? "it is kept as " : "it could not be moved", moved ? aside : "");
}

static State *state_new(void) {
    Arena *arena = arena_begin();
    State *s = arena_new(arena, State, 1);
    s->arena = arena;
    const char *folder = platform_state_folder(arena);
    s->path = folder ? arena_print(arena, "%s/state", folder) : NULL;
    return s;
}

State *state_open(Problems *problems) {
    State *s = state_new();
    if (!s->path || load(s, problems)) return s;
    state_close(s);
    return state_new();
}

// --- writing

bool state_write(State *s, Problems *problems) {
    if (!s->path || !s->changed) return true;
    Builder b = { .arena = s->arena };
    builder_print(&b, "attend state 1\ntheme %s\nzoom %g\nlarge %s\nreduced-motion %s\n", theme_name(s->theme), s->zoom,
                  s->large ? "on" : "off", s->reduced_motion ? "on" : "off");
    if (s->last) builder_print(&b, "last %s\n", s->last);
    for (int i = 0; i < s->lessons; i++) {
        const LessonState *lesson = &s->lesson[i];
        builder_print(&b, "place %d %s\n", lesson->place, lesson->id);
        const char *before = "seen ";
        for (int step = 0; step < MOST_STEPS; step++)
            if (lesson->seen >> step & 1) {
                builder_print(&b, "%s%d", before, step);
                before = ",";
            }
        if (lesson->seen) builder_print(&b, " %s\n", lesson->id);
    }
    for (int i = 0; i < s->recents; i++) builder_print(&b, "recent %s\n", s->recent[i]);
    if (!file_write(s->path, text_of(builder_text(&b)), problems)) return false;
    s->changed = false;
    return true;
}

void state_close(State *s) {
    if (!s) return;
    Problems ignored = { .arena = s->arena };
    state_write(s, &ignored);
    arena_end(s->arena); // holds the state itself
}

// --- facts

int state_place(const State *s, const char *lesson) { return find(s, lesson) ? find(s, lesson)->place : 0; }

void state_set_place(State *s, const char *lesson, int step) {
    LessonState *l = lesson_state(s, lesson);
    if (!l || step < 0 || step >= MOST_STEPS) return;
    unsigned long long seen = l->seen | 1ull << step;
    bool same_last = s->last && !strcmp(s->last, lesson);
    if (l->place == step && l->seen == seen && same_last) return;
    l->place = step;
    l->seen = seen;
    if (!same_last) s->last = l->id;
    s->changed = true;
}

int state_seen(const State *s, const char *lesson) { return find(s, lesson) ? __builtin_popcountll(find(s, lesson)->seen) : 0; }
bool state_was_seen(const State *s, const char *lesson, int step) {
    const LessonState *l = find(s, lesson);
    return l && step >= 0 && step < MOST_STEPS && (l->seen >> step & 1);
}

void state_forget(State *s) {
    s->lessons = 0;
    s->last = NULL;
    s->changed = true;
}

int state_recents(const State *s) { return s->recents; }
const char *state_recent(const State *s, int i) { return i >= 0 && i < s->recents ? s->recent[i] : NULL; }

void state_add_recent(State *s, const char *path) {
    if (strpbrk(path, "\n\r") || !utf8_valid(text_of(path), NULL)) return; // one line a fact
    int at = 0;
    while (at < s->recents && strcmp(s->recent[at], path)) at++;
    const char *kept = at < s->recents ? s->recent[at] : arena_print(s->arena, "%s", path);
    if (at == s->recents && s->recents < STATE_RECENT) s->recents++;
    if (at >= STATE_RECENT) at = STATE_RECENT - 1;
    for (; at > 0; at--) s->recent[at] = s->recent[at - 1];
    s->recent[0] = kept;
    s->changed = true;
}

const char *state_last_lesson(const State *s) { return s->last; }
Theme state_theme(const State *s) { return s->theme; }
void state_set_theme(State *s, Theme theme) {
    s->changed |= s->theme != theme;
    s->theme = theme;
}
double state_zoom(const State *s) { return s->zoom; }
void state_set_zoom(State *s, double zoom) {
    s->changed |= s->zoom != zoom;
    s->zoom = zoom;
}
bool state_large(const State *s) { return s->large; }
void state_set_large(State *s, bool on) {
    s->changed |= s->large != on;
    s->large = on;
}
bool state_reduced_motion(const State *s) { return s->reduced_motion; }
void state_set_reduced_motion(State *s, bool on) {
    s->changed |= s->reduced_motion != on;
    s->reduced_motion = on;
}
