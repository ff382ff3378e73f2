// Options in any order: they are kept as given, and read when the model is known.
#include "command/model_run.h"

#include <stdio.h>
#include <string.h>

#include "command/commands.h"

static const Place nowhere = { 0 };

// --- options

static int add_option(RunOption *list, int *count, const char *name, const char *value) {
    if (*count == RUN_OPTIONS) return usage_error("more than %d times --%s", RUN_OPTIONS, name);
    list[(*count)++] = (RunOption){ name, value };
    return 0;
}

int model_run_option(ModelRun *run, const char *name, const char *value) {
    if (!strcmp(name, "set")) return add_option(run->set, &run->sets, name, value);
    if (!strcmp(name, "threads") || !strcmp(name, "lanes")) return speed_option(name, value, &run->threads, &run->lanes);
    if (data_is_reading_option(name)) return data_reading_option(name, value, &run->reading);
    return add_option(run->file, &run->files, name, value);
}

int model_run_arguments(ModelRun *run, int argc, char **argv, int (*option)(void *, const char *, const char *),
                        int (*word)(void *, const char *), void *context) {
    for (int i = 1; i < argc; i++) {
        const char *arg = argv[i];
        int code;
        if (arg[0] != '-' || !arg[1]) {
            if ((code = word(context, arg))) return code;
            continue;
        }
        bool is_long = arg[1] == '-';
        if (!is_long && strcmp(arg, "-o") != 0) return usage_error("unknown option '%s'", arg);
        const char *name = arg + 1 + is_long, *equals = is_long ? strchr(name, '=') : NULL;
        if (equals) name = arena_copy(run->arena, name, (size_t)(equals - name));
        if (!equals && i + 1 == argc) return usage_error("%s needs a value after it", arg);
        if ((code = option(context, name, equals ? equals + 1 : argv[++i]))) return code;
    }
    return 0;
}

// --- what the options mean for the model

int model_run_find(ModelRun *run, const char *usage) {
    if (!run->model_name) return usage_error("%s", usage);
    run->model = model_find(run->model_name);
    if (run->model) return 0;
    const char *names[RUN_OPTIONS];
    Builder all = { run->arena };
    for (int i = 0; i < model_count; i++) {
        names[i] = model_table[i]->name;
        builder_print(&all, "%s%s", i ? ", " : "", names[i]);
    }
    const char *near = text_nearest(text_of(run->model_name), names, model_count);
    if (near) return usage_error("unknown model '%s' (did you mean '%s'?)", run->model_name, near);
    return usage_error("unknown model '%s': there are %s", run->model_name, builder_text(&all));
}

void model_run_scores(const Model *model, Params *params) {
    Problems none = { 0 };
    for (int i = 0; i < model->params; i++)
        if (!strcmp(model->param[i].name, "scores"))
            params_set(params, model->param, model->params, "scores", "auto", nowhere, &none);
}

int model_run_params(ModelRun *run) {
    model_run_scores(run->model, &run->params);
    for (int i = 0; i < run->sets; i++) {
        const char *text = run->set[i].value, *equals = strchr(text, '=');
        if (!equals || equals == text) return usage_error("--set takes NAME=VALUE, found '%s'", text);
        const char *name = arena_copy(run->arena, text, (size_t)(equals - text));
        params_set(&run->params, run->model->param, run->model->params, name, equals + 1, nowhere, &run->problems);
    }
    return run->problems.total ? 2 : 0;
}

static bool is_input(const Model *model, const char *name) {
    for (int i = 0; i < model->inputs; i++)
        if (!strcmp(model->input[i].name, name)) return true;
    return !strcmp(name, "g");
}

static void join(ModelRun *run, const Dataset *more) {
    DataEntry *entry = arena_new(run->arena, DataEntry, run->data.count + more->count);
    if (run->data.count) memcpy(entry, run->data.entry, (size_t)run->data.count * sizeof *entry);
    memcpy(entry + run->data.count, more->entry, (size_t)more->count * sizeof *entry);
    const char *file = run->data.count ? run->data.file : more->file;
    run->data = (Dataset){ file, more->format, entry, run->data.count + more->count };
}

int model_run_load(ModelRun *run) {
    for (int i = 0; i < run->files; i++)
        if (strcmp(run->file[i].name, "data") != 0 && !is_input(run->model, run->file[i].name))
            return usage_error("unknown option '--%s'", run->file[i].name);
    for (int i = 0; i < run->files; i++)
        for (int k = 0; k < i; k++)
            if (!strcmp(run->file[i].name, run->file[k].name) && !strcmp(run->file[i].value, run->file[k].value))
                return usage_error("--%s %s is given twice", run->file[i].name, run->file[i].value);
    for (int i = 0; i < run->files; i++) {
        Dataset data;
        bool named = !strcmp(run->file[i].name, "data");
        if (!data_load_file_as(run->arena, run->file[i].value, &run->reading, &data, &run->problems)) continue;
        if (named || dataset_rename(&data, run->file[i].name, &run->problems)) join(run, &data);
    }
    return run->problems.total ? 1 : 0;
}
