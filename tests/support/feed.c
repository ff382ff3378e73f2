// One function a feed. What is read from a file of its own stands in a folder of this process, which goes when it ends.
#include "support/feed.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/platform.h"
#include "data/data.h"
#include "data/tokens.h"
#include "draw/formula.h"
#include "lesson/vocabulary.h"
#include "model/grade.h"
#include "model/trained.h"
#include "session/link.h"
#include "session/settings.h"
#include "session/state.h"

static void insist(bool holds) {
    if (!holds) abort();
}

static void check_problems(bool good, const Problems *problems) {
    insist(good == (problems->total == 0));
    for (int i = 0; i < problems->count; i++) insist(problems->item[i].message[0] && !strchr(problems->item[i].message, '\n'));
}

// --- files of one's own, in a folder that goes when the process ends

static char folder[64];

static void path_in(char *path, size_t size, const char *name) { snprintf(path, size, "%s/attend/%s", folder, name); }

static void empty_folder(void) {
    char path[512];
    path_in(path, sizeof path, "");
    DIR *dir = opendir(path);
    if (!dir) return;
    for (struct dirent *entry; (entry = readdir(dir));) {
        path_in(path, sizeof path, entry->d_name);
        unlink(path);
    }
    closedir(dir);
}

static void leave_folder(void) {
    char path[512];
    empty_folder();
    path_in(path, sizeof path, "");
    rmdir(path);
    rmdir(folder);
}

static void open_folder(void) {
    // In memory where that is to be had: writing settings waits for the disk each time.
    snprintf(folder, sizeof folder, "%s/attend-feed-XXXXXX", access("/dev/shm", W_OK) == 0 ? "/dev/shm" : "/tmp");
    insist(mkdtemp(folder) != NULL);
    setenv("XDG_CONFIG_HOME", folder, 1);
    setenv("XDG_STATE_HOME", folder, 1);
    atexit(leave_folder);
    char path[512];
    path_in(path, sizeof path, "");
    insist(folder_make(path));
}

static const char *file_with(Arena *arena, const char *name, Text bytes) {
    if (!folder[0]) open_folder();
    empty_folder();
    char path[512];
    path_in(path, sizeof path, name);
    FILE *file = fopen(path, "wb");
    insist(file && fwrite(bytes.at, 1, bytes.size, file) == bytes.size);
    insist(fclose(file) == 0);
    return arena_print(arena, "%s", path);
}

// --- data

// The same bits in the same order. A table's rows may come back one by one where an array of rows went out.
static void check_same(Arena *arena, const Dataset *a, const Dataset *b) {
    const Dataset *both[] = { a, b };
    double *value[2];
    size_t count[2] = { 0 };
    for (int i = 0; i < 2; i++) {
        for (int k = 0; k < both[i]->count; k++) count[i] += (size_t)both[i]->entry[k].count;
        double *to = value[i] = arena_new(arena, double, count[i] + 1);
        for (int k = 0; k < both[i]->count; to += both[i]->entry[k].count, k++)
            memcpy(to, both[i]->entry[k].value, sizeof *to * (size_t)both[i]->entry[k].count);
    }
    insist(count[0] == count[1] && !memcmp(value[0], value[1], sizeof *value[0] * count[0]));
}

// A name that stands twice is refused by whoever takes the data; it is not promised to come back.
static bool names_differ(const Dataset *data) {
    for (int i = 0; i < data->count; i++)
        for (int k = 0; k < i; k++)
            if (!strcmp(data->entry[i].name, data->entry[k].name)) return false;
    return true;
}

// An array holds as many numbers as its sizes say.
static void check_sizes(const Dataset *data) {
    for (int i = 0; i < data->count; i++) {
        long count = 1;
        for (int axis = 0; axis < data->entry[i].rank; axis++) count *= data->entry[i].size[axis];
        insist(count == data->entry[i].count);
    }
}

// Written in the same format and read again, all bits are there.
static void take_data(const DataFormat *format, Arena *arena, Text bytes) {
    Problems problems = { .arena = arena };
    DataSource source = { .arena = arena, .bytes = bytes, .file = "fed" };
    Dataset data, again;
    bool good = format->load(&source, &data, &problems);
    check_problems(good, &problems);
    if (good) check_sizes(&data);
    if (!good || !format->save || !names_differ(&data)) return;
    Builder saved = { .arena = arena };
    format->save(&data, &saved);
    source.bytes = (Text){ builder_text(&saved), saved.size };
    if (format->load(&source, &again, &problems)) check_same(arena, &data, &again);
}

// Bytes of no particular ending: what they are is found out first.
static void take_any(Arena *arena, Text bytes) {
    Problems problems = { .arena = arena };
    Dataset data;
    check_problems(data_load_text(arena, bytes, "pasted text", &data, &problems), &problems);
}

// Work that somebody hands in, graded against the seed's attention.
static void take_work(Arena *arena, Text bytes) {
    static const char seed[] = "q,1,1\nk1,1,1\nk2,1,0\nk3,1,-1\nk4,-1,0\nv1,4,0\nv2,0,4\nv3,-4,0\nv4,0,-4\n";
    Problems problems = { .arena = arena }, wrong = { .arena = arena };
    Dataset data, work;
    Params params = { 0 };
    Inputs inputs = { .arena = arena };
    Grade grade;
    const Model *model = model_find("attention");
    insist(data_load_text(arena, text_of(seed), "seed", &data, &problems));
    insist(model_resolve(model, &params, &data, &inputs, &problems));
    if (!data_load_text(arena, bytes, "work", &work, &wrong)) return;
    bool good = grade_work(arena, model, &params, &inputs, &work, &grade, &wrong);
    check_problems(good, &wrong);
    if (!good) return;
    Builder report = { .arena = arena };
    grade_report(&grade, &report);
    insist(report.size > 0);
}

// --- text

static void take_formula(Arena *arena, Text bytes) {
    const char *error = NULL;
    int column = 0;
    Formula *formula = formula_parse(arena, bytes, &error, &column);
    insist(formula || (error && error[0] && column > 0));
}

static void take_lesson(Arena *arena, Text bytes) {
    Problems problems = { .arena = arena };
    Lesson lesson;
    check_problems(lesson_parse(arena, bytes, "fed/01-fed.md", &test_vocabulary, &lesson, &problems), &problems);
}

// --- the person's own files: whatever stands there, the program starts, and what it writes then it reads without a word

static void take_settings(Arena *arena, Text bytes) {
    Problems problems = { .arena = arena }, again = { .arena = arena };
    file_with(arena, "settings", bytes);
    Settings *settings = settings_open(&problems);
    insist(settings != NULL);
    for (int i = 0; i < SETTING_COUNT; i++) insist(settings_text(settings, (SettingId)i) != NULL);
    insist(settings_set(settings, SETTING_THEME, "dark", &again));
    settings_close(settings);
    settings = settings_open(&again);
    insist(again.total == 0 && settings_choice(settings, SETTING_THEME) == 1);
    settings_close(settings);
}

static void take_state(Arena *arena, Text bytes) {
    Problems problems = { .arena = arena }, again = { .arena = arena };
    file_with(arena, "state", bytes);
    State *state = state_open(&problems);
    insist(state != NULL);
    state_set_place(state, "01-fed", "one");
    insist(state_write(state, &again));
    state_close(state);
    state = state_open(&again);
    insist(again.total == 0 && !strcmp(state_place(state, "01-fed"), "one"));
    state_close(state);
}

// --- trained models

static void take_weights(Arena *arena, Text bytes) {
    Problems problems = { .arena = arena };
    Trained *trained = trained_open(arena, file_with(arena, "weights", bytes), &problems);
    check_problems(trained != NULL, &problems);
    trained_close(trained);
}

static void check_tokens(Arena *arena, const Tokens *tokens, Problems *problems) {
    int *token, count;
    if (!tokens) return;
    for (int i = -1; i <= tokens_count(tokens) && i < 300; i++) tokens_said(tokens, arena, i - 1, i);
    if (!tokens_encode(tokens, arena, TEXT("the dogs near 7 cats é"), &token, &count, problems)) return;
    for (int i = 0; i < count; i++) insist(token[i] >= 0 && token[i] < tokens_count(tokens));
}

// vocab.json up to the first zero byte, merges.txt after it.
static void take_vocab(Arena *arena, Text bytes) {
    Problems problems = { .arena = arena };
    const char *zero = bytes.size ? memchr(bytes.at, 0, bytes.size) : NULL;
    size_t first = zero ? (size_t)(zero - bytes.at) : bytes.size;
    Text merges = zero ? (Text){ zero + 1, bytes.size - first - 1 } : TEXT("");
    Tokens *tokens = tokens_of_gpt2(arena, (Text){ bytes.at, first }, "vocab.json", merges, "merges.txt", &problems);
    check_problems(tokens != NULL, &problems);
    check_tokens(arena, tokens, &problems);
}

// The first byte says how many tokens the model has.
static void take_tokenizer(Arena *arena, Text bytes) {
    Problems problems = { .arena = arena };
    int words = bytes.size ? 1 + (unsigned char)bytes.at[0] : 1;
    Text rest = bytes.size ? (Text){ bytes.at + 1, bytes.size - 1 } : bytes;
    Tokens *tokens = tokens_of_llama(arena, rest, "tokenizer.bin", words, &problems);
    check_problems(tokens != NULL, &problems);
    check_tokens(arena, tokens, &problems);
}

static void take_link(Arena *arena, Text bytes) {
    Problems problems = { .arena = arena };
    Link link;
    link_read(arena, text_copy(arena, bytes), &link, &problems);
    insist(!link.lesson || utf8_valid(text_of(link.lesson), NULL));
    check_problems(problems.total == 0, &problems);
    Settings *settings = settings_begin();
    link_say(&link, settings, &problems);
    insist(!*settings_text(settings, SETTING_FOLDER) && !*settings_text(settings, SETTING_SITE));
    settings_close(settings);
}

// --- the table: the formats of data first

static const DataFormat *format;
static void take_format(Arena *arena, Text bytes) { take_data(format, arena, bytes); }

static const Feed own[] = {
    { "any", "txt csv md tex", take_any },      { "work", "csv", take_work },
    { "formula", NULL, take_formula },          { "lesson", NULL, take_lesson },
    { "settings", NULL, take_settings },        { "state", NULL, take_state },
    { "weights", "safetensors", take_weights }, { "vocab", NULL, take_vocab },
    { "tokenizer", NULL, take_tokenizer },      { "link", NULL, take_link },
};
enum { OWN = sizeof own / sizeof *own };

int feed_count(void) { return data_format_count + OWN; }

Feed feed_at(int i) {
    if (i >= data_format_count) return own[i - data_format_count];
    format = data_formats[i];
    return (Feed){ format->id, format->endings, take_format };
}

Feed feed_find(const char *name) {
    for (int i = 0; i < feed_count(); i++) {
        Feed feed = feed_at(i);
        if (!strcmp(feed.name, name)) return feed;
    }
    fprintf(stderr, "there is no feed %s\n", name);
    abort();
}
