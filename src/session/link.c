// Writing and reading of links: what a lesson does not have is left out, and told.
#include "session/link.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/math.h"
#include "data/packed.h"
#include "session/change_log.h"
#include "session/place.h"

enum { UNPACKED_MOST = 4 << 20 };
static const char vectors_name[] = "vectors from the link.csv";

bool link_is(const char *text) { return strchr(text, '#') && (text[0] == '#' || strstr(text, "://")); }

// --- percent signs

static int hex_of(char c) {
    if (c >= '0' && c <= '9') return c - '0';
    if (c >= 'a' && c <= 'f') return c - 'a' + 10;
    return c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

static const char *decoded(Arena *arena, Text text) {
    char *out = arena_alloc(arena, text.size + 1), *to = out;
    for (size_t i = 0; i < text.size; i++) {
        int high = text.at[i] == '%' && i + 2 < text.size ? hex_of(text.at[i + 1]) : -1,
            low = high < 0 ? -1 : hex_of(text.at[i + 2]);
        bool byte = low >= 0 && high * 16 + low;
        *to++ = byte ? (char)(high * 16 + low) : text.at[i];
        if (byte) i += 2;
    }
    *to = 0;
    return utf8_mended(arena, out);
}

static void add_encoded(Builder *out, const char *text) {
    for (const char *c = text; *c; c++) {
        bool plain = (*c >= '0' && *c <= '9') || (*c >= 'a' && *c <= 'z') || (*c >= 'A' && *c <= 'Z') || strchr("-._~", *c);
        builder_print(out, plain ? "%c" : "%%%02X", (unsigned char)*c);
    }
}

// --- reading

// Cuts what stands before the sign off the text; all of it where the sign is missing.
static Text cut(Text *rest, char sign) {
    const char *at = rest->size ? memchr(rest->at, sign, rest->size) : NULL;
    Text part = { rest->at, at ? (size_t)(at - rest->at) : rest->size };
    size_t past = part.size + (at != NULL);
    *rest = (Text){ rest->at + past, rest->size - past };
    return part;
}

static void left_out(Problems *problems, const char *what, Text said) {
    problems_add(problems, (Place){ 0 }, "the link has %s %s, which is left out", what, data_quote(problems->arena, said));
}

// "temperature:2,similarity:dot"
static void read_parts(Arena *arena, Text value, LinkPart *part, int *count, Problems *problems) {
    while (value.size) {
        Text one = cut(&value, ','), whole = one, name = cut(&one, ':');
        if (!name.size || !one.size || *count == LINK_PARTS)
            left_out(problems, "a part", whole);
        else
            part[(*count)++] = (LinkPart){ decoded(arena, name), decoded(arena, one) };
    }
}

static const char *read_packed(Arena *arena, Text value, const char *what, Problems *problems) {
    Text bytes;
    if (packed_bytes(arena, value, UNPACKED_MOST, &bytes)) return bytes.at;
    problems_add(problems, (Place){ 0 }, "the %s in the link are damaged and left out: copy the whole link again", what);
    return NULL;
}

static void read_version(Text value, Problems *problems) {
    long version;
    if (text_integer(value, &version) && version <= LINK_VERSION) return;
    problems_add(problems, (Place){ 0 }, "the link comes from a newer version of Attend: what this one knows of it is opened");
}

static void read_part(Arena *arena, Text name, Text value, Link *out, Problems *problems) {
    long number;
    if (text_is(name, "v"))
        read_version(value, problems);
    else if (text_is(name, "d"))
        out->data = read_packed(arena, value, "vectors", problems);
    else if (text_is(name, "edit"))
        out->edits = read_packed(arena, value, "changes", problems);
    else if (text_is(name, "set"))
        read_parts(arena, value, out->set, &out->sets, problems);
    else if (text_is(name, "with"))
        read_parts(arena, value, out->with, &out->withs, problems);
    else if (text_is(name, "bare"))
        out->bare = !text_is(value, "0");
    else if (text_is(name, "query") && text_integer(value, &number) && number >= 1 && number < 1 << 20)
        out->query = (int)number;
    else
        left_out(problems, "a part", (Text){ name.at, (size_t)(value.at + value.size - name.at) });
}

void link_read(Arena *arena, const char *text, Link *out, Problems *problems) {
    *out = (Link){ 0 };
    const char *sign = strchr(text, '#');
    Text rest = text_trim(text_of(sign ? sign + 1 : text)), place = cut(&rest, '?'), whole = place, lesson = cut(&place, '.');
    if (lesson.size) out->lesson = decoded(arena, lesson);
    if (place.size) out->step = decoded(arena, place);
    if (whole.size && (!out->lesson || !*out->lesson)) // leads nowhere, and not to the map
        *out = (Link){ .lesson = utf8_mended(arena, arena_copy(arena, whole.at, whole.size)) };
    while (rest.size) {
        Text value = cut(&rest, '&'), name = cut(&value, '=');
        if (name.size) read_part(arena, name, value, out, problems);
    }
}

// --- what it says

bool link_say(const Link *link, Settings *settings, Problems *problems) {
    for (int i = 0; i < link->withs; i++) {
        Text name = text_of(link->with[i].name);
        SettingId id;
        if (setting_find(name, &id) && (id == SETTING_FOLDER || id == SETTING_SITE))
            left_out(problems, "the setting", name);
        else
            settings_say(settings, name, text_of(link->with[i].value), problems);
    }
    return link->withs > 0;
}

static void load(const char *csv, Session *session, Problems *problems) {
    Arena *scratch = arena_begin();
    Problems found = { .arena = scratch };
    Dataset data;
    DataSource source = { scratch, text_of(csv), vectors_name, { 0 } };
    bool well = data_load(&source, &data, &found) && session_load(session, &data, &found);
    for (int i = 0; i < found.count && !well; i++) problems_add(problems, found.item[i].place, "%s", found.item[i].message);
    arena_end(scratch);
}

// "k 3 1.5"
static bool edit(Session *session, Text line, Problems *problems) {
    long element;
    double value;
    Text rest = line, name = text_word(&rest), number = text_word(&rest);
    char leaf[80];
    if (!text_integer(number, &element) || element < 0 || element > DATA_ELEMENTS || !text_number(text_trim(rest), &value) ||
        name.size >= sizeof leaf)
        return false;
    snprintf(leaf, sizeof leaf, "%.*s", (int)name.size, name.at);
    int node = tape_find(session_tape(session), leaf);
    return node >= 0 && session_edit(session, node, (int)element, value, problems);
}

void link_apply(const Link *link, Session *session, Problems *problems) {
    session_drag_begin(session);
    if (link->data) load(link->data, session, problems);
    for (int i = 0; i < link->sets; i++) session_set_param(session, link->set[i].name, link->set[i].value, problems);
    for (Text rest = link->edits ? text_of(link->edits) : (Text){ 0 }; rest.size;) {
        Text line = text_line(&rest);
        int before = problems->count;
        if (text_trim(line).size && !edit(session, line, problems) && problems->count == before)
            left_out(problems, "a change", line);
    }
    if (link->query) session_pick_query(session, link->query - 1);
    session_drag_end(session);
}

// --- writing

// The entries in force that are of this kind and, for the step's own things, of this step; of several for the same thing the last.
static bool is_last(const ChangeLog *log, int at) {
    const Change *one = &log->entry[at];
    for (int i = at + 1; i < log->cursor; i++) {
        const Change *later = &log->entry[i];
        if (later->kind != one->kind || strcmp(later->name, one->name) != 0) continue;
        if (one->kind == CHANGE_ELEMENT ? later->element == one->element && !strcmp(later->data, one->data)
                                        : later->step == one->step)
            return false;
    }
    return true;
}

static void add_data(const Session *session, Builder *out, Arena *arena) {
    const Change *own = session_own_data(session) ? log_last(session_log(session), CHANGE_DATA) : NULL;
    Builder csv = { .arena = arena };
    if (!own) return;
    for (int i = 0; i < data_format_count; i++)
        if (!strcmp(data_formats[i]->id, "csv")) data_formats[i]->save(own->dataset, &csv);
    builder_print(out, "&d=%s", packed_text(arena, (Text){ builder_text(&csv), csv.size }));
}

static void add_edits(const Session *session, Builder *out, Arena *arena) {
    const ChangeLog *log = session_log(session);
    Builder lines = { .arena = arena };
    for (int i = log_start(log); i < log->cursor; i++) {
        const Change *change = &log->entry[i];
        char number[32];
        if (change->kind != CHANGE_ELEMENT || strcmp(change->data, session_vectors(session)) != 0 || !is_last(log, i)) continue;
        builder_print(&lines, "%s %d %s\n", change->name, change->element, data_number(change->value, number));
    }
    if (lines.size) builder_print(out, "&edit=%s", packed_text(arena, (Text){ builder_text(&lines), lines.size }));
}

static void add_params(const Session *session, Builder *out) {
    const ChangeLog *log = session_log(session);
    const char *sign = "&set=";
    for (int i = log_start(log); i < log->cursor; i++) {
        const Change *change = &log->entry[i];
        if (change->kind != CHANGE_PARAM || change->step != session_step(session) || !is_last(log, i)) continue;
        builder_print(out, "%s", sign);
        add_encoded(out, change->name);
        builder_print(out, ":");
        add_encoded(out, change->text);
        sign = ",";
    }
}

const char *link_write(const Session *session, const char *site, Arena *arena) {
    Builder out = { .arena = arena }, more = { .arena = arena };
    const Lesson *lesson = session_lesson(session);
    const Change *query = log_last(session_log(session), CHANGE_QUERY);
    builder_print(&out, "%s#", site);
    add_encoded(&out, place_lesson(lesson->id));
    builder_print(&out, ".");
    add_encoded(&out, session_lesson_step(session)->id);
    add_data(session, &more, arena);
    add_params(session, &more);
    add_edits(session, &more, arena);
    if (query && session_queries(session)) builder_print(&more, "&query=%d", query->element + 1);
    if (more.size) builder_print(&out, "?v=%d%s", LINK_VERSION, builder_text(&more));
    return builder_text(&out);
}
