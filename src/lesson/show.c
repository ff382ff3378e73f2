// What is in force: the front matter starts it, each show block changes it, each step takes a copy. Names that a new scene does
// not know are dropped; a scene of which nothing has been said shows everything.
#include <string.h>

#include "lesson/parse.h"

// The keys of the front matter that a show block may set too.
static bool show_is_kept(Text name) { return text_is(name, "scene") || text_is(name, "model") || text_is(name, "data"); }

// --- scene, model, data

// Only slashes, nothing absolute, no way up: a lesson that somebody passes on cannot read other files.
static bool stays_inside(Text path) {
    if (text_starts(path, "/") || memchr(path.at, '\\', path.size) || memchr(path.at, ':', path.size)) return false;
    for (const char *at = path.at, *end = text_end(path); at < end;) {
        const char *slash = memchr(at, '/', (size_t)(end - at));
        Text part = text_between(at, slash ? slash : end);
        if (text_is(part, "..")) return false;
        at = slash ? slash + 1 : end;
    }
    return true;
}

static void set_data(Parser *p, Text path) {
    p->now.data = NULL;
    p->now.data_place = source_place(&p->source, path.at);
    if (text_is(path, "none")) return;
    if (!stays_inside(path)) {
        parser_problem(p, path.at,
                       "the data file '%.*s' is not inside the lesson's folder: write its path from there, such as data/seed.csv",
                       text_shown(path), path.at);
        return;
    }
    const char *slash = strrchr(p->source.file, '/');
    int folder = slash ? (int)(slash + 1 - p->source.file) : 0;
    p->now.data = arena_print(p->arena, "%.*s%.*s", folder, p->source.file, (int)path.size, path.at);
}

static void set_kept(Parser *p, Entry entry) {
    if (text_is(entry.name, "scene")) {
        p->now.scene = check_scene(p, entry.value);
        p->now.scene_said = true;
    } else if (text_is(entry.name, "model"))
        p->now.model = check_model(p, entry.value);
    else
        set_data(p, entry.value);
}

// Drops what the scene in force does not know.
static void drop_unknown(Parser *p) {
    Force *now = &p->now;
    if (!now->scene) return;
    Names known = { now->scene->reveal, now->scene->reveals };
    const char **reveal = arena_new(p->arena, const char *, now->reveals);
    Setting *setting = arena_new(p->arena, Setting, now->settings);
    int reveals = 0, settings = 0;
    for (int i = 0; i < now->reveals; i++)
        if (names_have(known, text_of(now->reveal[i]))) reveal[reveals++] = now->reveal[i];
    for (int i = 0; i < now->settings; i++)
        if (check_find_param(p, text_of(now->setting[i].name))) setting[settings++] = now->setting[i];
    now->all = now->all || (now->reveals && !reveals);
    now->reveal = reveal;
    now->reveals = reveals;
    now->setting = setting;
    now->settings = settings;
}

static void set_all_kept(Parser *p, const Entry *entry, int entries) {
    const VocabularyScene *scene = p->now.scene;
    bool model_said = false;
    for (int i = 0; i < entries; i++) {
        if (!show_is_kept(entry[i].name)) continue;
        set_kept(p, entry[i]);
        model_said = model_said || text_is(entry[i].name, "model");
    }
    if (scene != p->now.scene && !model_said) p->now.model = NULL; // a new scene comes with its own model
    if (scene != p->now.scene || model_said) drop_unknown(p);
}

void show_start(Parser *p, const Entry *entry, int entries) {
    p->now = (Force){ .all = true };
    set_all_kept(p, entry, entries);
}

// --- the picture

// The names of a reveal or focus line; those the scene does not know are reported and left out.
static Pile read_names(Parser *p, Text value) {
    Pile names = PILE(p->arena, const char *);
    Names known = { p->now.scene->reveal, p->now.scene->reveals };
    Text word;
    while ((word = text_word(&value)).size) {
        if (names_have(known, word))
            *(const char **)pile_push(&names) = text_copy(p->arena, word);
        else
            parser_problem(p, word.at, "scene '%s' cannot show '%.*s'%s", p->now.scene->name, text_shown(word), word.at,
                           check_hint(p, word, known));
    }
    return names;
}

static void set_reveal(Parser *p, Text value) {
    p->now.all = text_is(value, "all");
    p->now.reveals = 0;
    if (p->now.all || text_is(value, "none")) return;
    Pile names = read_names(p, value);
    p->now.reveal = names.at;
    p->now.reveals = names.count;
}

static void set_focus(Parser *p, Text value, LessonStep *step) {
    if (text_is(value, "none")) return;
    Pile names = read_names(p, value);
    step->focus = names.at;
    step->foci = names.count;
}

static void set_param(Parser *p, Entry entry) {
    const VocabularyParam *param = check_find_param(p, entry.name);
    if (!param) {
        static const char *const own[] = { "name", "reveal", "focus", "scene", "model", "data", "id" };
        int owns = p->format > 1 ? 7 : 6;
        Pile known = PILE(p->arena, const char *);
        Names params = check_params(p);
        for (int i = 0; i < owns; i++) *(const char **)pile_push(&known) = own[i];
        for (int i = 0; i < params.count; i++)
            if (!names_have((Names){ own, owns }, text_of(params.at[i]))) *(const char **)pile_push(&known) = params.at[i];
        check_unknown(p, entry.name.at, "setting", entry.name, (Names){ known.at, known.count });
        return;
    }
    if (!check_value(p, param, entry.value)) return;
    Force *now = &p->now;
    Setting *setting = arena_new(p->arena, Setting, now->settings + 1); // the earlier steps keep their list
    int at = 0;
    while (at < now->settings && !text_is(entry.name, now->setting[at].name)) at++;
    if (now->settings) memcpy(setting, now->setting, sizeof *setting * (size_t)now->settings);
    setting[at] = (Setting){ text_copy(p->arena, entry.name), text_copy(p->arena, entry.value),
                             source_place(&p->source, entry.name.at), source_place(&p->source, entry.value.at) };
    now->setting = setting;
    now->settings += at == now->settings;
}

static bool is_id(Text value) {
    for (size_t i = 0; i < value.size; i++) {
        char c = value.at[i];
        bool letter = c >= 'a' && c <= 'z', later = (c >= '0' && c <= '9') || c == '-';
        if (!letter && !(later && i)) return false;
    }
    return value.size && value.size <= LESSON_ID;
}

static void set_id(Parser *p, Text value, LessonStep *step) {
    const Text *known = p->ids.at;
    step->id = text_copy(p->arena, value);
    if (!is_id(value)) {
        parser_problem(p, value.at, "an id is at most %d small letters, digits and '-', and begins with a letter: not '%.*s'",
                       LESSON_ID, text_shown(value), value.at);
        return;
    }
    for (int i = 0; i < p->ids.count; i++)
        if (text_equal(known[i], value)) {
            parser_problem(p, value.at, "another step, in line %d, has the id '%.*s' already",
                           source_place(&p->source, known[i].at).line, text_shown(value), value.at);
            return;
        }
    *(Text *)pile_push(&p->ids) = value;
}

void show_apply(Parser *p, Text body, LessonStep *step) {
    int entries;
    Entry *entry = entries_read(p, body, &entries);
    set_all_kept(p, entry, entries); // first, wherever it stands: the rest is checked against it
    for (int i = 0; i < entries; i++) {
        Entry e = entry[i];
        if (text_is(e.name, "id") && p->format > 1)
            set_id(p, e.value, step);
        else if (text_is(e.name, "name"))
            step->name = text_copy(p->arena, e.value);
        else if (show_is_kept(e.name) || !p->now.scene)
            continue;
        else if (text_is(e.name, "reveal"))
            set_reveal(p, e.value);
        else if (text_is(e.name, "focus"))
            set_focus(p, e.value, step);
        else
            set_param(p, e);
    }
}

void show_fill(const Parser *p, LessonStep *step) {
    const Force *now = &p->now;
    if (!now->scene) return;
    step->scene = now->scene->name;
    step->model = now->model;
    step->data = now->data;
    step->data_place = now->data_place;
    step->reveal = now->all ? now->scene->reveal : now->reveal;
    step->reveals = now->all ? now->scene->reveals : now->reveals;
    step->setting = now->setting;
    step->settings = now->settings;
}
