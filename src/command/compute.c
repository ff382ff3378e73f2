// `attend compute MODEL [--data FILE] [--set NAME=VALUE]… [--q FILE …] [--only NODE] [--format json|csv|table] [-o FILE]`
// Files become one dataset, the dataset inputs, the inputs a tape, and the tape is written number by number, so that no second
// copy of it is needed.

#include <stdio.h>
#include <string.h>

#include "command/commands.h"
#include "command/manual.h"
#include "command/model_run.h"
#include "command/writer.h"
#include "core/engine.h"
#include "model/model.h"

typedef struct Compute {
    ModelRun run;
    const char *format, *out;
    const char *only; // one node, "a" or "grad.q"; NULL: all
} Compute;

// --- options

// One option with its value. Returns 0, or the exit code.
static int take_option(void *context, const char *name, const char *value) {
    Compute *c = context;
    bool format = !strcmp(name, "format");
    if (format && !writer_known(value, true))
        return usage_error("unknown format '%s': there are %s", value, writer_names(c->run.arena, true));
    if (format)
        c->format = value;
    else if (!strcmp(name, "only"))
        c->only = value;
    else if (!strcmp(name, "o") || !strcmp(name, "output"))
        c->out = value;
    else
        return model_run_option(&c->run, name, value);
    return 0;
}

static int take_word(void *context, const char *word) {
    Compute *c = context;
    if (c->run.model_name) return usage_error("one model at a time: found '%s' after '%s'", word, c->run.model_name);
    c->run.model_name = word;
    return 0;
}

// --- which numbers are written

static void write_node(const Compute *c, Writer *w, const Node *node, const double *value) {
    bool grad = c->only && !strncmp(c->only, "grad.", 5);
    if (c->only && (strcmp(c->only + (grad ? 5 : 0), node->name) != 0 || grad != (value == node->grad))) return;
    writer_array(w, node->name, &node->shape, value);
}

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
    NodeId loss = tape_find(tape, "loss"), output = tape_find(tape, model_output(c->run.model));
    w->begin(w, c->run.model->name);
    bool grad = c->only && !strncmp(c->only, "grad.", 5);
    if (!grad) writer_section(w, "nodes");
    for (NodeId id = 0; id < tape->count; id++)
        if (id != output && is_listed(c->run.model, tape, id)) write_node(c, w, tape_node(tape, id), tape_node(tape, id)->value);
    write_node(c, w, tape_node(tape, output), tape_node(tape, output)->value);
    if (loss != NODE_NONE) write_node(c, w, tape_node(tape, loss), tape_node(tape, loss)->value);
    if (model_objective(c->run.model, tape) != NODE_NONE && (!c->only || grad)) {
        writer_section(w, "grad");
        for (int i = 0; i < c->run.model->inputs; i++) {
            NodeId id = tape_find(tape, c->run.model->input[i].name);
            if (id != NODE_NONE && !tape_node(tape, id)->constant) write_node(c, w, tape_node(tape, id), tape_node(tape, id)->grad);
        }
    }
    w->end(w);
}

// Whether --only names what write_tape writes.
static bool is_written(const Compute *c, const Tape *tape, const char *name) {
    bool grad = !strncmp(name, "grad.", 5);
    NodeId id = tape_find(tape, name + (grad ? 5 : 0));
    if (id == NODE_NONE) return false;
    if (!grad)
        return is_listed(c->run.model, tape, id) || id == tape_find(tape, "loss") ||
               id == tape_find(tape, model_output(c->run.model));
    bool input = false;
    for (int i = 0; i < c->run.model->inputs; i++) input = input || !strcmp(c->run.model->input[i].name, name + 5);
    return input && !tape_node(tape, id)->constant && model_objective(c->run.model, tape) != NODE_NONE;
}

static bool is_missing(const Model *model, const Tape *tape, const char *name) {
    bool listed = false;
    for (const char *const *node = model->node; *node; node++) listed = listed || !strcmp(*node, name);
    return listed && tape_find(tape, name) == NODE_NONE;
}

static bool run(Compute *c) {
    Inputs inputs = { .arena = c->run.arena };
    if (!model_resolve(c->run.model, &c->run.params, &c->run.data, &inputs, &c->run.problems)) return false;
    engine_set(c->run.threads, c->run.lanes);
    Tape *tape = model_run(c->run.arena, c->run.model, &c->run.params, &inputs, &c->run.problems);
    if (!tape) return false;
    if (is_missing(c->run.model, tape, "a")) // which of the two ways it took is not to be guessed
        fputs("attend: the scores are not kept: attention ran by tiles, and raw, s, masked, a are left out\n", stderr);
    if (c->only && !is_written(c, tape, c->only))
        return problems_add(&c->run.problems, (Place){ 0 },
                            "this run of %s has no node '%s': --format table without --only shows those it has", c->run.model->name,
                            c->only);
    return writer_send(c->out, c->format, c->run.arena, &c->run.problems, write_tape, &(Written){ c, tape });
}

static int compute(Compute *c, int argc, char **argv) {
    ModelRun *r = &c->run;
    int code = model_run_arguments(r, argc, argv, take_option, take_word, c);
    if (code) return code;
    code = model_run_find(r, "compute needs a model, as in: attend compute attention --data FILE");
    if (code || (code = model_run_params(r)) || (code = model_run_load(r))) return code;
    bool one = c->only != NULL;
    if (c->format && !writer_known(c->format, one))
        return usage_error("--format %s holds one array alone: name it with --only NODE", c->format);
    const char *why = c->format ? NULL : writer_refuses(c->out, one);
    if (why) return usage_error("-o %s: such a file %s", c->out, why);
    if (!c->format) c->format = writer_of_path(c->out, one);
    return run(c) ? 0 : 1;
}

int command_compute(int argc, char **argv) {
    if (manual_asked(argc, argv)) return 0;
    if (argc > 1 && !strcmp(argv[1], "language")) return command_compute_language(argc, argv);
    Compute c = { .run = { .arena = arena_begin() } };
    c.run.problems.arena = c.run.arena;
    int code = compute(&c, argc, argv);
    problems_print(stderr, &c.run.problems);
    arena_end(c.run.arena);
    return code;
}
