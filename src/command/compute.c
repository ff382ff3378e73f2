// `attend compute MODEL [--data FILE] [--set NAME=VALUE]… [--q FILE …] [--format json|csv|table] [-o FILE]`
// Options are gathered first, as what --set and --q mean depends on the model. Then files become one dataset, the dataset
// inputs, the inputs a tape, and the tape is written number by number, so that no second copy of it is needed.

#include <stdio.h>
#include <string.h>

#include "command/commands.h"
#include "command/writer.h"
#include "core/engine.h"
#include "model/model.h"

enum { OPTIONS = 64 };

typedef struct Option {
    const char *name; // "set", or an input's name; "data" for named vectors
    const char *value;
} Option;

typedef struct Compute {
    Arena *arena;
    Problems problems;
    const Model *model;
    Params params;
    Dataset data;
    Option set[OPTIONS], file[OPTIONS];
    int sets, files;
    const char *model_name, *format, *out;
    int threads, lanes; // 0: what the machine has
    bool help;
} Compute;

static const char help_text[] =
    "Usage: attend compute MODEL [options]\n"
    "Runs a model on named vectors and prints its numbers. `attend list models` names the models.\n"
    "\n"
    "  --data FILE          named vectors, CSV (q,1,1 / k1,1,1 / k2,1,0 …) or JSON ({\"q\": [[1, 1]], …})\n"
    "  --q FILE, --k FILE … one input from a file of its own, which needs no labels\n"
    "  --set NAME=VALUE     a parameter: --set similarity=dot --set temperature=2 --set mask=causal\n"
    "  --format FORMAT      json (usual), csv, table, or another of `attend list formats` that holds several arrays\n"
    "  -o FILE              write there instead of to the screen\n"
    "  --threads N, --lanes 4|8|16\n"
    "                       how fast, what the machine has unless said; the numbers do not depend on it\n"
    "\n"
    "A trained language model is `attend compute language --weights FILE …` (`attend compute language --help`).\n"
    "With an input g, shaped like the model's output, the gradient of sum(g * output) for every input is printed too.\n";

static const Place nowhere = { 0 };

// --- options

static int add_option(Option *list, int *count, const char *name, const char *value) {
    if (*count == OPTIONS) return usage_error("more than %d times --%s", OPTIONS, name);
    list[(*count)++] = (Option){ name, value };
    return 0;
}

// One option with its value. Returns 0, or the exit code.
static int take_option(Compute *c, const char *name, const char *value) {
    if (!strcmp(name, "set")) return add_option(c->set, &c->sets, name, value);
    if (!strcmp(name, "threads") || !strcmp(name, "lanes")) return speed_option(name, value, &c->threads, &c->lanes);
    bool format = !strcmp(name, "format");
    if (format && !writer_known(value)) return usage_error("unknown format '%s': there are %s", value, writer_names(c->arena));
    if (format)
        c->format = value;
    else if (!strcmp(name, "o") || !strcmp(name, "output"))
        c->out = value;
    else
        return add_option(c->file, &c->files, name, value);
    return 0;
}

static int take_options(Compute *c, int argc, char **argv) {
    for (int i = 1; i < argc; i++) {
        const char *arg = argv[i];
        if (!strcmp(arg, "--help") || !strcmp(arg, "-h")) {
            c->help = true;
            return 0;
        }
        if (arg[0] != '-' || !arg[1]) {
            if (c->model_name) return usage_error("one model at a time: found '%s' after '%s'", arg, c->model_name);
            c->model_name = arg;
            continue;
        }
        bool is_long = arg[1] == '-';
        if (!is_long && strcmp(arg, "-o") != 0) return usage_error("unknown option '%s'", arg);
        const char *name = arg + 1 + is_long, *equals = is_long ? strchr(name, '=') : NULL;
        if (equals) name = arena_copy(c->arena, name, (size_t)(equals - name));
        if (!equals && i + 1 == argc) return usage_error("%s needs a value after it", arg);
        int code = take_option(c, name, equals ? equals + 1 : argv[++i]);
        if (code) return code;
    }
    return 0;
}

// --- what the options mean for the model

static int find_model(Compute *c) {
    if (!c->model_name) return usage_error("compute needs a model, as in: attend compute attention --data FILE");
    c->model = model_find(c->model_name);
    if (c->model) return 0;
    const char *names[OPTIONS];
    Builder all = { c->arena };
    for (int i = 0; i < model_count; i++) {
        names[i] = model_table[i]->name;
        builder_print(&all, "%s%s", i ? ", " : "", names[i]);
    }
    const char *near = text_nearest(text_of(c->model_name), names, model_count);
    if (near) return usage_error("unknown model '%s' (did you mean '%s'?)", c->model_name, near);
    return usage_error("unknown model '%s': there are %s", c->model_name, builder_text(&all));
}

static int set_params(Compute *c) {
    for (int i = 0; i < c->model->params; i++) // where nobody looks at the scores, they need not be kept
        if (!strcmp(c->model->param[i].name, "scores"))
            params_set(&c->params, c->model->param, c->model->params, "scores", "auto", nowhere, &c->problems);
    for (int i = 0; i < c->sets; i++) {
        const char *text = c->set[i].value, *equals = strchr(text, '=');
        if (!equals || equals == text) return usage_error("--set takes NAME=VALUE, found '%s'", text);
        const char *name = arena_copy(c->arena, text, (size_t)(equals - text));
        params_set(&c->params, c->model->param, c->model->params, name, equals + 1, nowhere, &c->problems);
    }
    return c->problems.total ? 2 : 0;
}

static bool is_input(const Model *model, const char *name) {
    for (int i = 0; i < model->inputs; i++)
        if (!strcmp(model->input[i].name, name)) return true;
    return !strcmp(name, "g");
}

static bool join(Compute *c, const Dataset *more) {
    DataEntry *entry = arena_new(c->arena, DataEntry, c->data.count + more->count);
    if (c->data.count) memcpy(entry, c->data.entry, (size_t)c->data.count * sizeof *entry);
    memcpy(entry + c->data.count, more->entry, (size_t)more->count * sizeof *entry);
    c->data = (Dataset){ c->data.count ? c->data.file : more->file, more->format, entry, c->data.count + more->count };
    return true;
}

static int load_files(Compute *c) {
    for (int i = 0; i < c->files; i++)
        if (strcmp(c->file[i].name, "data") != 0 && !is_input(c->model, c->file[i].name))
            return usage_error("unknown option '--%s'", c->file[i].name);
    for (int i = 0; i < c->files; i++)
        for (int k = 0; k < i; k++)
            if (!strcmp(c->file[i].name, c->file[k].name) && !strcmp(c->file[i].value, c->file[k].value))
                return usage_error("--%s %s is given twice", c->file[i].name, c->file[i].value);
    for (int i = 0; i < c->files; i++) {
        Dataset data;
        bool named = !strcmp(c->file[i].name, "data");
        if (!data_load_file(c->arena, c->file[i].value, &data, &c->problems)) continue;
        if (named || dataset_rename(&data, c->file[i].name, &c->problems)) join(c, &data);
    }
    return c->problems.total ? 1 : 0;
}

// --- which numbers are written

static void write_node(Writer *w, const Node *node, const double *value) { writer_array(w, node->name, &node->shape, value); }

static bool is_listed(const Model *model, const Tape *tape, NodeId id) {
    for (const char *const *name = model->node; *name; name++)
        if (!strcmp(*name, tape_node(tape, id)->name)) return tape_find(tape, *name) == id;
    return false;
}

typedef struct Written {
    const Compute *c;
    const Tape *tape;
} Written;

// The nodes that the model lists, as they come and the output last, a loss where there is one, and the gradients of the inputs
// where there are any.
static void write_tape(Writer *w, void *context) {
    const Compute *c = ((const Written *)context)->c;
    const Tape *tape = ((const Written *)context)->tape;
    NodeId loss = tape_find(tape, "loss"), output = tape_find(tape, model_output(c->model));
    w->begin(w, c->model->name);
    writer_section(w, "nodes");
    for (NodeId id = 0; id < tape->count; id++)
        if (id != output && is_listed(c->model, tape, id)) write_node(w, tape_node(tape, id), tape_node(tape, id)->value);
    write_node(w, tape_node(tape, output), tape_node(tape, output)->value);
    if (loss != NODE_NONE) write_node(w, tape_node(tape, loss), tape_node(tape, loss)->value);
    if (model_objective(c->model, tape) != NODE_NONE) {
        writer_section(w, "grad");
        for (int i = 0; i < c->model->inputs; i++) {
            NodeId id = tape_find(tape, c->model->input[i].name);
            if (id != NODE_NONE && !tape_node(tape, id)->constant) write_node(w, tape_node(tape, id), tape_node(tape, id)->grad);
        }
    }
    w->end(w);
}

static bool is_missing(const Model *model, const Tape *tape, const char *name) {
    bool listed = false;
    for (const char *const *node = model->node; *node; node++) listed = listed || !strcmp(*node, name);
    return listed && tape_find(tape, name) == NODE_NONE;
}

static bool run(Compute *c) {
    Inputs inputs = { .arena = c->arena };
    if (!model_resolve(c->model, &c->params, &c->data, &inputs, &c->problems)) return false;
    engine_set(c->threads, c->lanes);
    Tape *tape = model_run(c->arena, c->model, &c->params, &inputs, &c->problems);
    if (!tape) return false;
    if (is_missing(c->model, tape, "a")) // which of the two ways it took is not to be guessed
        fputs("attend: the scores are not kept: attention ran by tiles, and raw, s, masked, a are left out\n", stderr);
    return writer_send(c->out, c->format, c->arena, &c->problems, write_tape, &(Written){ c, tape });
}

static int compute(Compute *c, int argc, char **argv) {
    int code = take_options(c, argc, argv);
    if (code) return code;
    if (c->help) return fputs(help_text, stdout) < 0;
    if ((code = find_model(c)) || (code = set_params(c)) || (code = load_files(c))) return code;
    if (!c->format) c->format = writer_of_path(c->out);
    return run(c) ? 0 : 1;
}

int command_compute(int argc, char **argv) {
    if (argc > 1 && !strcmp(argv[1], "language")) return command_compute_language(argc, argv);
    Compute c = { .arena = arena_begin() };
    c.problems.arena = c.arena;
    int code = compute(&c, argc, argv);
    problems_print(stderr, &c.problems);
    arena_end(c.arena);
    return code;
}
