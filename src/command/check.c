// `attend check FILE…`: every problem of lessons and data files, with its place.
#include <stdio.h>
#include <string.h>

#include "base/math.h"
#include "command/commands.h"
#include "command/manual.h"
#include "command/model_run.h"
#include "data/data.h"
#include "draw/formula.h"
#include "model/model.h"
#include "model/trained.h"
#include "session/library.h"
#include "session/opened_model.h"
#include "session/session.h"

// --- lessons

static void check_formula(Arena *arena, const char *tex, Place place, Problems *problems) {
    const char *error;
    int column;
    if (formula_parse(arena, text_of(tex), &error, &column)) return;
    if (place.column) place.column += column - 1;
    problems_add(problems, place, "in the formula: %s", error);
}

static void check_line(Arena *arena, const Line *line, Problems *problems) {
    for (int i = 0; i < line->runs; i++)
        if (line->run[i].kind == RUN_FORMULA) check_formula(arena, line->run[i].text, line->run[i].place, problems);
}

// What only the other rooms know: that formulas can be set, and that every step can be computed.
static void check_steps(const Library *library, Arena *arena, const char *path, const Lesson *lesson, Problems *problems) {
    int before = problems->total; // those of the files before this one
    for (int i = 0; i < lesson->steps; i++)
        for (int k = 0; k < lesson->step[i].blocks; k++) {
            const Block *block = &lesson->step[i].block[k];
            if (block->kind == BLOCK_MATH) check_formula(arena, block->text, block->place, problems);
            for (int n = 0; n < block->lines; n++) check_line(arena, &block->line[n], problems);
            for (int n = 0; n < block->options; n++) {
                check_line(arena, &block->option[n].label, problems);
                check_line(arena, &block->option[n].reason, problems);
            }
        }
    if (problems->total == before) session_check(library, path, problems);
}

// --- data

// A file of one input alone, for --q and its like, lacks nothing.
static bool is_part(const Dataset *data) {
    const char *first = data->count ? data->entry[0].name : "";
    size_t size = strcspn(first, "0123456789");
    for (int i = 0; i < data->count; i++)
        if (strcspn(data->entry[i].name, "0123456789") != size || strncmp(data->entry[i].name, first, size)) return false;
    return true;
}

// What no model takes, whatever it is for; only a mask may hold infinities.
static void check_finite(const Dataset *data, Problems *problems) {
    for (int i = 0; i < data->count; i++) {
        const DataEntry *entry = &data->entry[i];
        bool mask = label_names(entry->name, "mask");
        int columns = entry->rank ? entry->size[entry->rank - 1] : 1, bad = 0;
        while (bad < entry->count && (math_finite(entry->value[bad]) || (mask && !math_isnan(entry->value[bad])))) bad++;
        char number[32];
        if (bad < entry->count)
            problems_add(problems, entry->place, "%s has %s in row %d, column %d: an input must be a finite number",
                         *entry->name ? entry->name : "the matrix", data_number(entry->value[bad], number), bad / columns + 1,
                         bad % columns + 1);
    }
}

// Word vectors: no label is an input of any model, so each is the word of its row.
static bool has_words_alone(Arena *arena, const Dataset *data, Problems *problems) {
    for (int i = 0; i < data->count; i++) {
        if (data->entry[i].rank != 1) return false;
        for (int m = 0; m < model_count; m++)
            for (int k = 0; k < model_table[m]->inputs; k++)
                if (label_names(data->entry[i].name, model_table[m]->input[k].name)) return false;
    }
    problems_note(problems, data->entry[0].place, "no label names an input: with --x FILE and its like %s and the others are words",
                  data_quote(arena, text_of(data->entry[0].name)));
    return true;
}

// As a command does it up to the computing, with scores that need not be kept: does the model take the data, are they not too
// large? What it makes of the data goes at once; the names of the inputs stay, and the complaints are in `arena`.
static int resolve(Arena *arena, const Model *model, const Dataset *data, Inputs *inputs, Problems *problems) {
    Params params = { 0 };
    *problems = (Problems){ .arena = arena };
    *inputs = (Inputs){ .arena = arena_begin() };
    model_run_scores(model, &params);
    if (model_resolve(model, &params, data, inputs, problems)) model_fits(inputs->arena, model, &params, inputs, problems);
    arena_end(inputs->arena);
    return problems->total;
}

static bool needs(const Model *model, const char *input) {
    for (int i = 0; i < model->inputs; i++)
        if (!strcmp(model->input[i].name, input)) return !model->input[i].optional;
    return false;
}

static bool is_like_attention(const Model *model) { return needs(model, "q") && needs(model, "k") && needs(model, "v"); }

// How many labels of the file name something that the model takes.
static int known(const Model *model, const Dataset *data) {
    int count = 0;
    for (int i = 0; i < data->count; i++)
        for (int k = 0; k < model->inputs; k++)
            if (label_names(data->entry[i].name, model->input[k].name)) {
                count++;
                break;
            }
    return count;
}

// Has the file a label that attention does not know? Then it is for another model with queries and keys.
static bool is_for_another(const Dataset *data) {
    const Model *attention = model_find("attention");
    for (int i = 0; i < data->count; i++) {
        bool known = label_names(data->entry[i].name, "g");
        for (int k = 0; k < attention->inputs; k++) known = known || label_names(data->entry[i].name, attention->input[k].name);
        if (!known) return true;
    }
    return false;
}

// A file does not say which model it is for. With a query, a key or a value it is for one that needs all three; of those that may
// be meant the one with the fewest complaints is, or else the one that knows most of its labels, and its complaints are told.
static void check_data(Arena *arena, Dataset *data, Problems *problems) {
    if (is_part(data) || has_words_alone(arena, data, problems)) {
        check_finite(data, problems);
        return;
    }
    Inputs inputs;
    Problems least, these;
    data_fold(arena, data);
    const Model *best = model_find("attention");
    resolve(arena, best, data, &inputs, &least);
    bool like_attention = inputs_find(&inputs, "q") || inputs_find(&inputs, "k") || inputs_find(&inputs, "v");
    for (int i = 0; i < model_count && least.total; i++) {
        if (model_table[i]->whole || (like_attention && !is_like_attention(model_table[i]))) continue;
        int total = resolve(arena, model_table[i], data, &inputs, &these);
        if (total > least.total || (total == least.total && known(model_table[i], data) <= known(best, data))) continue;
        least = these;
        best = model_table[i];
    }
    for (int i = 0; i < model_count && least.total && is_for_another(data); i++)
        if (!model_table[i]->whole && resolve(arena, model_table[i], data, &inputs, &these) == 0) least = these;
    for (int i = 0; i < least.count; i++) problems_add(problems, least.item[i].place, "%s", least.item[i].message);
    problems->total += least.total - least.count;
    for (int i = 0; i < least.notes; i++) problems_note(problems, least.note[i].place, "%s", least.note[i].message);
}

// A trained model is opened as a window would; without its tokenizer it takes numbers, which is no mistake.
static void check_model(Arena *arena, const char *path, Problems *problems) {
    Trained *trained = trained_open(arena, path, problems);
    if (trained && !trained->tokens)
        problems_note(problems, (Place){ .file = path }, "texts cannot be cut into tokens: %s", trained->missing);
    trained_close(trained);
}

static bool check_file(Library *library, const char *path, const DataOptions *reading, Problems *problems) {
    Arena *arena = arena_begin();
    int before = problems->total;
    size_t size = strlen(path);
    if (size > 3 && !strcmp(path + size - 3, ".md")) {
        Lesson lesson;
        if (lesson_load(arena, path, &library->vocabulary, &lesson, problems)) check_steps(library, arena, path, &lesson, problems);
    } else if (opened_model_is(path)) {
        check_model(arena, path, problems);
    } else {
        Dataset data;
        if (data_load_file_as(arena, path, reading, &data, problems)) check_data(arena, &data, problems);
    }
    // Messages outlive this arena: they are in the problems' own.
    arena_end(arena);
    return problems->total == before;
}

// Takes the options out of the arguments: *files of them are left, the files.
static int take_options(int argc, char **argv, DataOptions *reading, int *files) {
    *files = 0;
    for (int i = 1; i < argc; i++) {
        if (argv[i][0] != '-') {
            argv[(*files)++] = argv[i];
            continue;
        }
        if (strncmp(argv[i], "--", 2) != 0 || !data_is_reading_option(argv[i] + 2))
            return usage_error("check has no option '%s'", argv[i]);
        if (i + 1 == argc) return usage_error("%s needs a value after it", argv[i]);
        int code = data_reading_option(argv[i] + 2, argv[i + 1], reading);
        if (code) return code;
        i++;
    }
    return *files ? 0 : usage_error("check needs lessons or data files");
}

int command_check(int argc, char **argv) {
    if (manual_asked(argc, argv)) return 0;
    DataOptions reading = { 0 };
    int files, wrong = take_options(argc, argv, &reading, &files);
    if (wrong) return wrong;
    Arena *arena = arena_begin();
    Problems problems = { .arena = arena };
    Library library = { 0 };
    if (library_open(&library, &problems))
        for (int i = 0; i < files; i++) check_file(&library, argv[i], &reading, &problems);
    problems_print(stderr, &problems);
    int code = problems.total ? 1 : 0;
    library_close(&library);
    arena_end(arena);
    return code;
}
