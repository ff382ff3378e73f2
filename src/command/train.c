// `attend train TASK --model MODEL [options]`: trains a small model and prints what happens, one step a line. The window's race
// is the same code.
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "command/commands.h"
#include "command/manual.h"
#include "core/engine.h"
#include "layers/training.h"

typedef struct Train {
    Arena *arena;
    Problems problems;
    TrainingOptions options;
    bool has_task;
    int threads, lanes; // 0: what the machine has
} Train;

// --- options

static bool is_option(const char *name) {
    for (int i = 0; i < training_params; i++)
        if (!strcmp(name, training_param[i].name)) return strcmp(name, "task") != 0;
    return false;
}

static int unknown_option(const char *name) {
    const char *names[40];
    int count = 0;
    for (int i = 0; i < training_params; i++)
        if (is_option(training_param[i].name)) names[count++] = training_param[i].name;
    names[count++] = "threads", names[count++] = "lanes";
    const char *near = text_nearest(text_of(name), names, count);
    if (near) return usage_error("unknown option '--%s' (did you mean '--%s'?)", name, near);
    return usage_error("unknown option '--%s'; `attend train --help` names them", name);
}

// One option with its value. Returns 0, or the exit code.
static int take_option(Train *t, const char *name, const char *value) {
    if (!strcmp(name, "threads") || !strcmp(name, "lanes")) return speed_option(name, value, &t->threads, &t->lanes);
    if (!is_option(name)) return unknown_option(name);
    return training_set(&t->options, name, value, (Place){ 0 }, &t->problems) ? 0 : 2;
}

static int take_task(Train *t, const char *name) {
    if (t->has_task) return usage_error("one task at a time: found '%s' after another", name);
    t->has_task = true;
    return training_set(&t->options, "task", name, (Place){ 0 }, &t->problems) ? 0 : 2;
}

static int take_options(Train *t, int argc, char **argv) {
    for (int i = 1; i < argc; i++) {
        const char *arg = argv[i];
        int code;
        if (arg[0] != '-') {
            if ((code = take_task(t, arg))) return code;
            continue;
        }
        if (arg[1] != '-') return usage_error("unknown option '%s'", arg);
        const char *name = arg + 2, *equals = strchr(name, '=');
        if (equals) name = arena_copy(t->arena, name, (size_t)(equals - name));
        if (!equals && i + 1 == argc) return usage_error("%s needs a value after it", arg);
        if ((code = take_option(t, name, equals ? equals + 1 : argv[++i]))) return code;
    }
    if (!t->has_task) return usage_error("train needs a task, as in: attend train recall --model rnn");
    return training_check(&t->options, &t->problems) ? 0 : 2;
}

// --- what is printed

static bool print_head(const TrainingTaskInfo *task) {
    Text rest = text_of(task->columns);
    bool well = fputs("step", stdout) >= 0;
    for (Text column = text_word(&rest); column.size; column = text_word(&rest))
        well = well && printf("\t%.*s", (int)column.size, column.at) > 0;
    return well && putchar('\n') != EOF;
}

static bool print_point(const Record *record) {
    Text rest = text_of(training_task[record->options.task].columns);
    bool well = printf("%d", record->points - 1) > 0;
    char number[32];
    for (Text column = text_word(&rest); column.size; column = text_word(&rest))
        well = well && printf("\t%s", shortest_text(training_column(&record->point[record->points - 1], column), number)) > 0;
    return well && putchar('\n') != EOF;
}

static bool cannot_print(Train *t) { return problems_add(&t->problems, (Place){ "standard output", 0, 0 }, "cannot be written"); }

static bool run(Train *t) {
    engine_set(t->threads, t->lanes);
    t->options.film = false;
    Training *training = training_begin(t->arena, &t->options, &t->problems);
    if (!training) return false;
    bool well = print_head(&training_task[t->options.task]);
    while (well && training_step(training)) {
        Record record = training_record(training);
        well = print_point(&record);
    }
    if (fflush(stdout) != 0 || !well) return cannot_print(t);
    const char *stopped = training_record(training).stopped;
    return !stopped || problems_add(&t->problems, (Place){ 0 }, "%s", stopped);
}

int command_train(int argc, char **argv) {
    if (manual_asked(argc, argv)) return 0;
    if (argc > 1 && (!strcmp(argv[1], "language") || !strcmp(argv[1], "induction"))) return command_train_language(argc, argv);
    Train t = { .arena = arena_begin(), .options = training_defaults() };
    t.problems.arena = t.arena;
    int code = take_options(&t, argc, argv);
    if (!code) code = !run(&t);
    problems_print(stderr, &t.problems);
    arena_end(t.arena);
    return code;
}
