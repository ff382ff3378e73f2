// From files to one data set: an array gets the name that somebody gave it, labels that name inputs stay, and what nobody brought
// goes on as the step has it. Whether that fits is what the model itself says of it.
#include <string.h>

#include "data/names.h"
#include "session/incoming_parts.h"
#include "session/own_data.h"

// --- which arrays have no name that an input has

static bool names_input(const Model *model, const char *label) {
    for (int i = 0; i < model->inputs; i++)
        if (label_names(label, model->input[i].name)) return true;
    return label_names(label, "g");
}

static bool is_known(const Incoming *in, const char *label) {
    return *label && (names_input(in->model, label) || names_input(model_find("attention"), label));
}

// Shared with the file, but for the list of entries, which is renamed.
static Dataset shell(Arena *arena, const Dataset *data) {
    Dataset copy = *data;
    copy.entry = arena_new(arena, DataEntry, data->count);
    memcpy(copy.entry, data->entry, sizeof *copy.entry * (size_t)data->count);
    return copy;
}

static bool is_one_array(const Incoming *in, const Dataset *data) {
    Arena *scratch = arena_begin();
    Problems quiet = { .arena = scratch };
    Dataset copy = shell(scratch, data);
    bool one = data->count == 1 || dataset_rename(&copy, in->inputs ? in->input[0].name : "x", &quiet);
    arena_end(scratch);
    return one;
}

static bool is_taken(const Incoming *in, int input) {
    for (int f = 0; f < in->files; f++)
        for (int a = 0; a < in->file[f]->arrays; a++)
            if (in->file[f]->array[a].input == input) return true;
    return false;
}

// What a file's name suggests: keys.csv is k, q.npy is q.
static int suggested(const Incoming *in, const char *name) {
    const char *dot = strrchr(name, '.');
    Text stem = { name, dot ? (size_t)(dot - name) : strlen(name) };
    const char *role = data_role_name(data_role(stem, NULL));
    int required = 0;
    for (int i = 0; i < in->inputs; i++) required += !in->input[i].optional;
    for (int i = 0; i < in->inputs; i++)
        if ((text_is(stem, in->input[i].name) || (role && !strcmp(role, in->input[i].name))) && !is_taken(in, i)) return i;
    return required == 1 && !is_taken(in, 0) ? 0 : -1;
}

void incoming_find_arrays(Incoming *in, int number) {
    IncomingFile *file = in->file[number];
    const Dataset *data = &file->reading[file->chosen].data;
    int known = 0;
    file->arrays = 0;
    for (int i = 0; i < data->count; i++) known += is_known(in, data->entry[i].name);
    if (!known && is_one_array(in, data)) {
        file->array[0] = (IncomingArray){ file->name, -1, -1 };
        file->arrays = 1;
        file->array[0].input = suggested(in, file->name);
        return;
    }
    for (int i = 0; i < data->count && file->arrays < INCOMING_ARRAYS; i++)
        if (data->entry[i].rank >= 2 && !is_known(in, data->entry[i].name))
            file->array[file->arrays++] = (IncomingArray){ data->entry[i].name, i, -1 };
}

// --- one data set

static const char *input_of(const Incoming *in, const IncomingFile *file, int entry) {
    for (int a = 0; a < file->arrays; a++)
        if (file->array[a].entry == entry && file->array[a].input >= 0) return in->input[file->array[a].input].name;
    return NULL;
}

static bool wants_name(const IncomingFile *file, int entry) {
    for (int a = 0; a < file->arrays; a++)
        if (file->array[a].entry == entry) return true;
    return false;
}

static void add_file(const Incoming *in, const IncomingFile *file, Dataset *out, Problems *problems) {
    const Dataset *data = &file->reading[file->chosen].data;
    if (wants_name(file, -1)) {
        const char *name = input_of(in, file, -1);
        Dataset copy = shell(problems->arena, data);
        if (!name || !dataset_rename(&copy, name, problems)) return;
        for (int i = 0; i < copy.count; i++) out->entry[out->count++] = copy.entry[i];
        return;
    }
    for (int i = 0; i < data->count; i++) {
        const char *name = input_of(in, file, i);
        if (wants_name(file, i) && !name) continue;
        out->entry[out->count] = data->entry[i];
        if (name) out->entry[out->count].name = name;
        out->count++;
    }
}

static bool has(const Dataset *data, const char *input) {
    for (int i = 0; i < data->count; i++)
        if (label_names(data->entry[i].name, input)) return true;
    return false;
}

static Dataset join(const Incoming *in, Arena *arena, Problems *problems) {
    Builder name = { .arena = arena };
    Dataset out = { 0 };
    int count = in->now.count;
    for (int f = 0; f < in->files; f++) count += in->file[f]->reading[in->file[f]->chosen].data.count;
    out.entry = arena_new(arena, DataEntry, count + 1);
    for (int f = 0; f < in->files; f++) {
        const IncomingFile *file = in->file[f];
        builder_print(&name, "%s%s", f ? ", " : "", in->files == 1 ? file->path : file->name);
        add_file(in, file, &out, problems);
        out.format = file->reading[0].data.format;
    }
    out.file = builder_text(&name);
    data_fold(arena, &out);
    return out;
}

// Weights are the step's, or are made to fit (own_data_fit); vectors go on only as they are.
static bool is_vectors(const IncomingInput *input) { return data_role(text_of(input->name), NULL) != ROLE_NONE; }

// What nobody brought of what the step needs goes on, where something else of it was brought.
static void add_stays(const Incoming *in, Dataset *out) {
    int brought = out->count;
    bool serves = own_data_serves(&(Dataset){ .entry = out->entry, .count = brought }, in->model);
    for (int i = 0; i < in->inputs && serves; i++) {
        const IncomingInput *input = &in->input[i];
        if (input->optional || !is_vectors(input) || has(&(Dataset){ .entry = out->entry, .count = brought }, input->name))
            continue;
        for (int e = 0; e < in->now.count; e++)
            if (!strcmp(in->now.entry[e].name, input->name)) out->entry[out->count++] = in->now.entry[e];
    }
}

Dataset incoming_dataset(const Incoming *in, Arena *arena) {
    Problems notes = { .arena = arena };
    Dataset out = join(in, arena, &notes);
    add_stays(in, &out);
    return out;
}

// --- does it fit?

static bool resolve(const Incoming *in, const Dataset *data, const Model *model, const Params *params, Inputs *out,
                    Problems *problems) {
    OwnFit fit = { 0 };
    *out = (Inputs){ .arena = in->judged };
    if (!own_data_serves(data, model)) return false;
    own_data_fit(in->judged, data, &in->now, model, &fit);
    return model_resolve(model, params, &fit.data, out, problems);
}

static const char *say_fits(const Incoming *in, const Dataset *data, const Inputs *inputs) {
    enum { NAMED = 4 };
    Builder out = { .arena = in->judged };
    int given = 0, said = 0;
    for (int i = 0; i < inputs->count; i++) given += has(data, inputs->input[i].name);
    for (int i = 0; i < inputs->count; i++) {
        const Input *input = &inputs->input[i];
        if (!has(data, input->name)) continue;
        said++;
        if (said > NAMED) continue;
        const char *joint = said == 1 ? "" : said == given ? " and " : ", ";
        builder_print(&out, "%s%s %s", joint, input->name, shape_text(in->judged, input->shape));
    }
    if (said > NAMED) builder_print(&out, " and %d more", said - NAMED);
    builder_print(&out, said == 1 ? " fits." : " fit together.");
    return builder_text(&out);
}

static void say_stays(Incoming *in, const Dataset *brought) {
    bool serves = own_data_serves(brought, in->model);
    for (int i = 0; i < in->inputs; i++) {
        IncomingInput *input = &in->input[i];
        input->stays = serves && input->has && !input->optional && is_vectors(input) && !has(brought, input->name);
    }
}

// What comes of it with the readings as they are chosen.
static const char *trial(Incoming *in, bool *fits) {
    int file, array;
    Problems problems = { .arena = in->judged }, other = { .arena = in->judged };
    Dataset data = join(in, in->judged, &problems);
    *fits = false;
    say_stays(in, &data);
    if (incoming_open(in, &file, &array))
        return arena_print(in->judged, "Say which input %s is.", in->file[file]->array[array].name);
    add_stays(in, &data);
    const Model *attention = model_find("attention");
    Inputs inputs;
    Params plain = { 0 };
    *fits = !problems.total && (resolve(in, &data, in->model, &in->params, &inputs, &problems) ||
                                (in->model != attention && resolve(in, &data, attention, &plain, &inputs, &other)));
    if (*fits) return say_fits(in, &data, &inputs);
    return problems.count ? problems.item[0].message : "nothing of it is what this step takes";
}

static void judge_readings(Incoming *in, IncomingFile *file) {
    int chosen = file->chosen;
    for (int i = 0; i < file->readings; i++) {
        file->chosen = i;
        file->would[i] = trial(in, &file->would_fit[i]);
    }
    file->chosen = chosen;
}

void incoming_judge(Incoming *in) {
    arena_reset(in->judged);
    in->fits = false;
    in->verdict = "";
    for (int f = 0; f < in->files; f++)
        if (in->file[f]->readings > 1) judge_readings(in, in->file[f]);
    if (in->files) in->verdict = trial(in, &in->fits);
}
