// What is new is graded in an arena of its own and swapped in when it is whole.
#include "session/homework.h"

#include <stdio.h>
#include <string.h>

#include "base/math.h"
#include "model/habit.h"

// --- what it is held against

static bool knows_mistakes(const Model *model) {
    for (int i = 0; i < model->params; i++)
        if (!strcmp(model->param[i].name, "habit")) return true;
    return false;
}

// The step's parameters, as far as the model has them.
static Params params_for(const Model *model, const Params *step) {
    Params params = { 0 };
    Problems quiet = { 0 };
    for (int i = 0; i < step->count; i++)
        for (int k = 0; k < model->params; k++)
            if (!strcmp(model->param[k].name, step->value[i].name))
                params_set(&params, model->param, model->params, step->value[i].name, step->value[i].text, (Place){ 0 }, &quiet);
    return params;
}

// The step's own model where it knows mistakes, else the first that takes the step's numbers.
static const Model *model_for(const Session *session, Arena *arena, const Dataset *data, Params *params, Inputs *inputs,
                              Problems *problems) {
    const Step *step = session_scene_step(session);
    for (int i = -1; i < model_count; i++) {
        const Model *model = i < 0 ? step->model : model_table[i];
        Problems quiet = { arena };
        if (!knows_mistakes(model) || !model->inputs) continue;
        *params = params_for(model, step->params);
        *inputs = (Inputs){ .arena = arena };
        if (model_resolve(model, params, data, inputs, &quiet)) return model;
    }
    problems_add(problems, (Place){ 0 }, "this step has no numbers that work can be checked against: open one with vectors");
    return NULL;
}

static const Tape *run_of(Arena *arena, const Model *model, const GradePart *wrong, const Inputs *inputs) {
    Problems quiet = { arena };
    const Params *params = wrong && wrong->causes ? wrong->cause[0].params : NULL;
    return params ? model_run(arena, model, params, inputs, &quiet) : NULL;
}

// Only a mistake that is recorded as such can stand beside the right run, and only its values are drawn.
static const BothRuns *both_of(Arena *arena, const Model *model, const Params *params, const GradePart *wrong,
                               const Inputs *inputs) {
    const GradeCause *cause = wrong && wrong->causes ? &wrong->cause[0] : NULL;
    if (!cause || !cause->params || wrong->grad || habit_of(cause->params) != cause->habit) return NULL;
    return both_runs(arena, model, params, inputs, cause->habit);
}

// Takes the arena, whatever becomes of it.
static bool take(Homework *work, const Session *session, Arena *arena, const Dataset *data, const char *name, Problems *problems) {
    Homework next = { .arena = arena, .name = arena_print(arena, "%s", name) };
    Params *params = arena_new(arena, Params, 1);
    Inputs *inputs = arena_new(arena, Inputs, 1);
    Dataset *given = arena_new(arena, Dataset, 1);
    *given = session_dataset(session, arena);
    next.model = model_for(session, arena, given, params, inputs, problems);
    if (!next.model || !grade_work(arena, next.model, params, inputs, data, &next.grade, problems)) {
        arena_end(arena);
        return false;
    }
    next.wrong = grade_first_wrong(&next.grade);
    next.mistaken = run_of(arena, next.model, next.wrong, inputs);
    next.both = both_of(arena, next.model, params, next.wrong, inputs);
    next.inputs = inputs;
    if (work->before) arena_end(work->before);
    next.before = work->arena;
    *work = next;
    return true;
}

static const char *last_part(const char *path) {
    const char *slash = strrchr(path, '/');
    return slash ? slash + 1 : path;
}

bool homework_load_file(Homework *work, const Session *session, const char *path, Problems *problems) {
    Arena *arena = arena_begin();
    Dataset data;
    if (data_load_file(arena, path, &data, problems)) return take(work, session, arena, &data, last_part(path), problems);
    arena_end(arena);
    return false;
}

bool homework_load_text(Homework *work, const Session *session, Text text, Problems *problems) {
    Arena *arena = arena_begin();
    Dataset data;
    if (data_load_text(arena, text, "pasted work", &data, problems))
        return take(work, session, arena, &data, "pasted work", problems);
    arena_end(arena);
    return false;
}

// --- one number changed: the parts as a file would hold them

static signed char place_of(double half) {
    int place = 0;
    for (double unit = 2 * half; unit < 0.6 && place > -20; unit *= 10) place--;
    return (signed char)place;
}

static DataEntry entry_of(Arena *arena, const GradePart *part) {
    DataEntry entry = { .name = part->name, .rank = part->shape.rank, .count = part->count };
    memcpy(entry.size, part->shape.size, sizeof entry.size);
    entry.value = arena_new(arena, double, part->count);
    signed char *last = arena_new(arena, signed char, part->count);
    for (int i = 0; i < part->count; i++) {
        const GradeNumber *number = &part->number[i];
        entry.value[i] = number->found;
        last[i] = !number->given ? NUMBER_EMPTY : number->half > 0 ? place_of(number->half) : -17;
    }
    entry.last = last;
    return entry;
}

bool homework_change(Homework *work, const Session *session, int part, int element, double value, int decimals,
                     Problems *problems) {
    Arena *arena = arena_begin();
    Dataset data = { .format = "csv", .entry = arena_new(arena, DataEntry, work->grade.parts) };
    for (int p = 0; p < work->grade.parts; p++) data.entry[data.count++] = entry_of(arena, &work->grade.part[p]);
    data.entry[part].value[element] = value;
    ((signed char *)data.entry[part].last)[element] = (signed char)-decimals;
    return take(work, session, arena, &data, work->name, problems);
}

void homework_forget(Homework *work) {
    if (work->arena) arena_end(work->arena);
    if (work->before) arena_end(work->before);
    *work = (Homework){ 0 };
}

// --- in words

// Whose rows a node's rows and columns are: those of the first of these inputs that the model has.
static const struct {
    const char *nodes;
    const char *from[2][3];
} words_of[] = {
    { "raw s masked a", { { "q", "x" }, { "k", "y", "x" } } },
    { "q o concat heads", { { "q", "x" } } },
    { "k v", { { "k", "y", "x" } } },
    { "x h r z n i f g c ln1 ln2 sum1 sum2 ff1 act ff2 xhat mean var ms y pe qr", { { "x", "q" } } },
    { "kr", { { "k" } } },
};

static const char *word_in(const Inputs *inputs, const char *const from[3], int at) {
    for (int i = 0; i < 3 && from[i]; i++) {
        const Input *input = inputs_find(inputs, from[i]);
        if (!input) continue;
        int rows = input->shape.rank > 1 ? input->shape.size[0] : 1;
        return input->words && at < rows ? input->words[at] : NULL;
    }
    return NULL;
}

const char *homework_word(const Homework *work, const char *node, int axis, int at) {
    for (size_t i = 0; i < sizeof words_of / sizeof *words_of; i++) {
        Text rest = text_of(words_of[i].nodes);
        for (Text name = text_word(&rest); name.size; name = text_word(&rest))
            if (text_is(name, node)) return word_in(work->inputs, words_of[i].from[axis], at);
    }
    return NULL;
}

static int all_of(const Homework *work) {
    int all = 0;
    for (int v = 0; v < 4; v++) all += work->grade.count[v];
    return all;
}

const char *homework_summary(const Homework *work, Arena *arena) {
    Builder out = { arena };
    int parts = work->grade.parts, all = all_of(work);
    for (int i = 0; i < parts; i++)
        builder_print(&out, "%s%s", i == 0 ? "" : i == parts - 1 ? " and " : ", ", work->grade.part[i].name);
    builder_print(&out, ": %d number%s", all, all == 1 ? "" : "s");
    return builder_text(&out);
}

// How many different causes the wrong parts have; −1 when one of them has none.
static int causes_of(const Homework *work) {
    Habit seen[HABIT_COUNT];
    int count = 0;
    for (int p = 0; p < work->grade.parts; p++) {
        const GradePart *part = &work->grade.part[p];
        if (part->verdict != VERDICT_WRONG) continue;
        if (!part->causes) return -1;
        bool known = false;
        for (int i = 0; i < count; i++) known |= seen[i] == part->cause[0].habit;
        if (!known) seen[count++] = part->cause[0].habit;
    }
    return count;
}

const char *homework_headline(const Homework *work, Arena *arena) {
    int wrong = work->grade.count[VERDICT_WRONG], causes = causes_of(work);
    if (!wrong && work->grade.count[VERDICT_FOLLOWS]) return "All of it is right, as far as your rounding goes.";
    if (!wrong) return "All of it is right.";
    if (causes == 1) return "One habit to change. All the rest is right.";
    if (causes > 1) return arena_print(arena, "%d habits to change.", causes);
    return wrong == 1 ? "One number differs, and no known mistake makes it."
                      : arena_print(arena, "%d numbers differ, not all by a known mistake.", wrong);
}

const char *homework_counts(const Homework *work, Arena *arena) {
    static const char *const words[] = { "right", "right in the digits you wrote", "follow from your own", "differ" };
    Builder out = { arena };
    int all = all_of(work), wrong = work->grade.count[VERDICT_WRONG];
    builder_print(&out, "%d number%s: ", all, all == 1 ? "" : "s");
    bool first = true;
    for (int v = 0; v < 4; v++) {
        if (!work->grade.count[v]) continue;
        builder_print(&out, "%s%d %s", first ? "" : ", ", work->grade.count[v], words[v]);
        first = false;
    }
    if (wrong > 1 && causes_of(work) == 1) builder_print(&out, ", all for the same reason");
    builder_print(&out, ".");
    return builder_text(&out);
}
