// The file holds "name = value" lines and comments. A value is kept as it was written and read when it is asked for.
#include "session/settings.h"

#include <stdio.h>
#include <string.h>

#include "base/platform.h"
#include "session/kept.h"

enum { LONGEST = 1000, MOST_STEP = 1000 };

#define ON_OFF "on off"
const SettingRow setting_table[SETTING_COUNT] = {
    [SETTING_THEME] = { "theme", SETTING_IS_CHOICE, "light", "light dark", 0, 0, "Colours", "light or dark" },
    [SETTING_TYPE] = { "type", SETTING_IS_CHOICE, "usual", "usual large", 0, 0, "Type", "large for the back row" },
    [SETTING_MOTION] = { "motion", SETTING_IS_CHOICE, "on", ON_OFF, 0, 0, "Motion", "off: every step shows its end" },
    [SETTING_ZOOM] = { "zoom", SETTING_IS_NUMBER, "display", NULL, 0.5, 4, "Size", "of everything; display: as the display says" },
    [SETTING_PREDICT] = { "predict", SETTING_IS_CHOICE, "on", ON_OFF, 0, 0, "Predict first",
                          "the answer is hidden until it is given" },
    [SETTING_PLAIN] = { "plain", SETTING_IS_CHOICE, "off", ON_OFF, 0, 0, "Plain steps", "Next goes to the next step at once" },
    [SETTING_DECIMAL] = { "decimal", SETTING_IS_CHOICE, "point", "point comma", 0, 0, "Decimals", "point or comma" },
    [SETTING_FOLDER] = { "folder", SETTING_IS_TEXT, "", NULL, 0, 0, "Pictures", "the folder where figures are saved" },
    [SETTING_SITE] = { "site", SETTING_IS_TEXT, "", NULL, 0, 0, "Page", "the address of the page, for links" },
    [SETTING_ONLY] = { "only", SETTING_IS_STEPS, "all", NULL, 0, 0, "Steps", "of a lesson, 2-5" },
};

struct Settings {
    Arena *arena;
    const char *path; // NULL: nothing is written
    bool found;
    const char *value[SETTING_COUNT]; // what holds now
    const char *set[SETTING_COUNT];   // changed here, and so to be written; NULL: not
};

// --- names and values

bool setting_find(Text name, SettingId *out) {
    for (int i = 0; i < SETTING_COUNT; i++)
        if (text_is(name, setting_table[i].name)) return *out = (SettingId)i, true;
    return false;
}

// Which word of the list it is, from 0; -1: none.
static int word_of(const char *choices, Text value) {
    Text rest = text_of(choices), word;
    for (int i = 0; (word = text_word(&rest)).size; i++)
        if (text_equal(word, value)) return i;
    return -1;
}

// "2-5", "3", "4-" and "all", from 1.
static bool read_steps(Text value, long *first, long *last) {
    const char *dash = memchr(value.at, '-', value.size);
    *first = 1, *last = MOST_STEP;
    if (text_is(value, "all")) return true;
    size_t size = dash ? (size_t)(dash - value.at) : value.size;
    Text rest = dash ? (Text){ dash + 1, value.size - size - 1 } : TEXT("");
    if (!text_integer((Text){ value.at, size }, first)) return false;
    if (!dash) *last = *first;
    if (rest.size && !text_integer(rest, last)) return false;
    return *first >= 1 && *first <= *last && *last <= MOST_STEP;
}

static bool is_plain_text(Text value) {
    if (value.size > LONGEST || !utf8_valid(value, NULL)) return false;
    for (size_t i = 0; i < value.size; i++)
        if ((unsigned char)value.at[i] < ' ') return false;
    return true;
}

static bool is_value(const SettingRow *row, Text value) {
    double number;
    long first, last;
    if (text_is(value, row->initial)) return true;
    switch (row->kind) {
    case SETTING_IS_CHOICE: return word_of(row->choices, value) >= 0;
    case SETTING_IS_NUMBER: return text_number(value, &number) && number >= row->low && number <= row->high;
    case SETTING_IS_TEXT: return is_plain_text(value);
    case SETTING_IS_STEPS: return read_steps(value, &first, &last);
    }
    return false;
}

static const char *takes(Arena *arena, const SettingRow *row) {
    switch (row->kind) {
    case SETTING_IS_CHOICE: {
        char *list = arena_print(arena, "%s", row->choices);
        char *blank = strchr(list, ' ');
        return blank ? (*blank = 0, arena_print(arena, "%s or %s", list, blank + 1)) : list;
    }
    case SETTING_IS_NUMBER: return arena_print(arena, "%s or a number from %g to %g", row->initial, row->low, row->high);
    case SETTING_IS_TEXT: return "a line of text, at most 1000 bytes";
    case SETTING_IS_STEPS: return "steps like 2-5, 3 or 4-, or all";
    }
    return "";
}

static bool check_at(Place place, Text name, Text value, SettingId *out, Problems *problems) {
    const char *names[SETTING_COUNT];
    for (int i = 0; i < SETTING_COUNT; i++) names[i] = setting_table[i].name;
    int said = name.size < 60 ? (int)name.size : 60;
    if (!setting_find(name, out)) {
        const char *near = text_nearest(name, names, SETTING_COUNT);
        return problems_add(problems, place,
                            near ? "there is no setting '%.*s' (did you mean '%s'?)" : "there is no setting '%.*s'", said, name.at,
                            near);
    }
    if (is_value(&setting_table[*out], value)) return true;
    return problems_add(problems, place, "%s takes %s, not '%.*s'", setting_table[*out].name,
                        takes(problems->arena, &setting_table[*out]), value.size < 60 ? (int)value.size : 60, value.at);
}

bool setting_check(Text name, Text value, SettingId *out, Problems *problems) {
    return check_at((Place){ 0 }, name, value, out, problems);
}

// --- reading

typedef enum LineKind { LINE_OTHER, LINE_SETTING, LINE_BROKEN } LineKind;

// A comment and an empty line are nobody's; a name that is not known may be a newer program's: both are kept as they are.
static LineKind read_line(Text line, SettingId *setting, Text *value) {
    Text trimmed = text_trim(line);
    if (!utf8_valid(line, NULL) || (line.size && memchr(line.at, 0, line.size))) return LINE_BROKEN;
    if (!trimmed.size || trimmed.at[0] == '#') return LINE_OTHER;
    const char *equals = memchr(trimmed.at, '=', trimmed.size);
    if (!equals) return LINE_BROKEN;
    size_t size = (size_t)(equals - trimmed.at);
    *value = text_trim((Text){ equals + 1, trimmed.size - size - 1 });
    return setting_find(text_trim((Text){ trimmed.at, size }), setting) ? LINE_SETTING : LINE_OTHER;
}

static bool read_file(Settings *s, Text bytes, Problems *problems) {
    bool well = true;
    for (int line = 1; bytes.size; line++) {
        SettingId setting;
        Text value, text = text_line(&bytes);
        switch (read_line(text, &setting, &value)) {
        case LINE_OTHER: break;
        case LINE_BROKEN: well = problems_add(problems, (Place){ s->path, line, 1 }, "this is no line like theme = dark"); break;
        case LINE_SETTING:
            if (check_at((Place){ s->path, line, 1 }, text_of(setting_table[setting].name), value, &setting, problems))
                s->value[setting] = text_copy(s->arena, value);
            else
                well = false;
        }
    }
    return well;
}

static void as_at_first(Settings *s) {
    for (int i = 0; i < SETTING_COUNT; i++) s->value[i] = setting_table[i].initial;
}

Settings *settings_begin(void) {
    Arena *arena = arena_begin();
    Settings *s = arena_new(arena, Settings, 1);
    s->arena = arena;
    as_at_first(s);
    return s;
}

Settings *settings_open(Problems *problems) {
    Settings *s = settings_begin();
    const char *folder = platform_config_folder(s->arena);
    Text bytes;
    if (!folder) return s;
    s->path = arena_print(s->arena, "%s/settings", folder);
    KeptFound found = kept_read(s->arena, s->path, &bytes, problems);
    s->found = found != KEPT_NOTHING;
    if (found == KEPT_UNREADABLE) s->path = NULL;
    if (found != KEPT_TEXT || read_file(s, bytes, problems)) return s;
    as_at_first(s);
    const char *aside = kept_aside(s->arena, s->path);
    if (aside)
        problems_add(problems, (Place){ .file = s->path }, "the settings are as at first; the broken file is kept as %s", aside);
    else
        s->path = NULL;
    return s;
}

void settings_close(Settings *s) {
    if (s) arena_end(s->arena); // holds the settings themselves
}

bool settings_found(const Settings *s) { return s->found; }
const char *settings_path(const Settings *s) { return s->path; }

// --- changing

bool settings_say(Settings *s, Text name, Text value, Problems *problems) {
    SettingId setting;
    if (!setting_check(name, value, &setting, problems)) return false;
    s->value[setting] = text_copy(s->arena, value);
    return true;
}

bool settings_say_one(Settings *s, const char *assignment, Problems *problems) {
    const char *equals = strchr(assignment, '=');
    if (!equals) return problems_add(problems, (Place){ 0 }, "a setting is said as NAME=VALUE, not '%s'", assignment);
    return settings_say(s, (Text){ assignment, (size_t)(equals - assignment) }, text_of(equals + 1), problems);
}

// The file's text with what was set here in its place; what was not there yet comes after the rest.
static const char *changed_text(void *context, Arena *arena, Text now) {
    const Settings *s = context;
    Builder out = { .arena = arena };
    bool written[SETTING_COUNT] = { 0 };
    while (now.size) {
        SettingId setting;
        Text value, line = text_line(&now);
        bool mine = read_line(line, &setting, &value) == LINE_SETTING && s->set[setting];
        if (mine && !written[setting])
            builder_print(&out, "%s = %s\n", setting_table[setting].name, s->set[setting]);
        else if (!mine)
            builder_print(&out, "%.*s\n", (int)line.size, line.at);
        if (mine) written[setting] = true;
    }
    for (int i = 0; i < SETTING_COUNT; i++)
        if (s->set[i] && !written[i]) builder_print(&out, "%s = %s\n", setting_table[i].name, s->set[i]);
    return builder_text(&out);
}

bool settings_set(Settings *s, SettingId setting, const char *value, Problems *problems) {
    if (!strcmp(s->value[setting], value) && (!s->set[setting] || !strcmp(s->set[setting], value))) return true;
    s->value[setting] = s->set[setting] = arena_print(s->arena, "%s", value);
    if (!s->path) return true;
    Arena *scratch = arena_begin();
    char *folder = arena_print(scratch, "%s", s->path);
    *strrchr(folder, '/') = 0;
    folder_make(folder);
    bool well = kept_change(scratch, s->path, 0.2, changed_text, s, problems);
    arena_end(scratch);
    return well;
}

// --- asking

const char *settings_text(const Settings *s, SettingId setting) { return s->value[setting]; }
int settings_choice(const Settings *s, SettingId setting) {
    return word_of(setting_table[setting].choices, text_of(s->value[setting]));
}
bool settings_on(const Settings *s, SettingId setting) { return !strcmp(s->value[setting], "on"); }

double settings_number(const Settings *s, SettingId setting) {
    double number = 0;
    text_number(text_of(s->value[setting]), &number); // "display" is no number, and stays 0
    return number;
}

void settings_steps(const Settings *s, int steps, int *first, int *last) {
    long from = 1, to = steps;
    read_steps(text_of(s->value[SETTING_ONLY]), &from, &to);
    if (to > steps) to = steps;
    if (from > steps) from = 1; // of another lesson
    *first = (int)from - 1;
    *last = (int)to - 1;
}
