// `attend train language` and `attend train induction`: a small language model learns, and a line is printed every few steps.
// The lessons' live steps are the same code.
#include <stdio.h>
#include <string.h>

#include "base/file.h"
#include "command/commands.h"
#include "core/engine.h"
#include "data/data.h"
#include "layers/own_text.h"
#include "model/trained.h"

enum { OPTIONS = 40 };

typedef struct Train {
    Arena *arena;
    Problems problems;
    LanguageTask task;
    LanguageOptions options;
    struct {
        const char *name, *value;
    } said[OPTIONS];
    int saids;
    const char *text, *by, *out;
    OwnText own;
    int threads, lanes; // 0: what the machine has
} Train;

// --- options

static bool is_option(const char *name) {
    for (int i = 0; i < language_params; i++)
        if (!strcmp(name, language_param[i].name)) return true;
    return false;
}

static int unknown_option(const char *name) {
    const char *names[40];
    int count = 0;
    for (int i = 0; i < language_params; i++) names[count++] = language_param[i].name;
    names[count++] = "text", names[count++] = "by", names[count++] = "threads", names[count++] = "lanes";
    const char *near = text_nearest(text_of(name), names, count);
    if (near) return usage_error("unknown option '--%s' (did you mean '--%s'?)", name, near);
    return usage_error("unknown option '--%s'; `attend train language --help` names them", name);
}

// One option with its value. Returns 0, or the exit code.
static int take_option(Train *t, const char *name, const char *value) {
    if (!strcmp(name, "threads") || !strcmp(name, "lanes")) return speed_option(name, value, &t->threads, &t->lanes);
    if (!strcmp(name, "o") || !strcmp(name, "output"))
        t->out = value;
    else if (!strcmp(name, "text"))
        t->text = value;
    else if (!strcmp(name, "by"))
        t->by = value;
    else if (!is_option(name))
        return unknown_option(name);
    else if (t->saids == OPTIONS)
        return usage_error("more than %d options", OPTIONS);
    else
        t->said[t->saids].name = name, t->said[t->saids++].value = value;
    return 0;
}

static int take_options(Train *t, int argc, char **argv) {
    for (int i = 2; i < argc; i++) {
        const char *arg = argv[i];
        bool is_long = arg[0] == '-' && arg[1] == '-';
        if (arg[0] != '-') return usage_error("one task at a time: found '%s' after another", arg);
        if (!is_long && strcmp(arg, "-o") != 0) return usage_error("unknown option '%s'", arg);
        const char *name = arg + 1 + is_long, *equals = is_long ? strchr(name, '=') : NULL;
        if (equals) name = arena_copy(t->arena, name, (size_t)(equals - name));
        if (!equals && i + 1 == argc) return usage_error("%s needs a value after it", arg);
        int code = take_option(t, name, equals ? equals + 1 : argv[++i]);
        if (code) return code;
    }
    return 0;
}

// The model first: it decides what all others are unless said.
static int set_options(Train *t) {
    static const Place nowhere = { 0 };
    LanguageLearner learner = t->task == LANGUAGE_INDUCTION ? LEARNER_HEADS : LEARNER_WHOLE;
    if (t->by && strcmp(t->by, "words") != 0 && strcmp(t->by, "letters") != 0)
        return usage_error("--by takes words or letters, found '%s'", t->by);
    if (t->by && !t->text) return usage_error("--by tells how the text of --text is cut, but there is no --text");
    if (t->text && t->task != LANGUAGE_GRAMMAR) return usage_error("--text belongs to `attend train language`");
    if (t->text) t->task = LANGUAGE_TEXT;
    for (int i = 0; i < t->saids; i++)
        if (!strcmp(t->said[i].name, "model")) language_learner(t->said[i].value, &learner, nowhere, &t->problems);
    if (t->problems.total) return 2;
    t->options = language_defaults(t->task, learner);
    for (int i = 0; i < t->saids; i++) language_option(&t->options, t->said[i].name, t->said[i].value, nowhere, &t->problems);
    return t->problems.total ? 2 : 0;
}

static bool read_text(Train *t) {
    Text bytes;
    bool letters = t->by && !strcmp(t->by, "letters");
    if (!file_read(t->arena, t->text, OWN_BYTES, &bytes, &t->problems)) return false;
    if (!own_text(t->arena, bytes, letters, t->text, &t->own, &t->problems)) return false;
    t->options.text = &t->own.text;
    return true;
}

// --- what is printed

static const char *heading(LanguageTask task) {
    switch (task) {
    case LANGUAGE_GRAMMAR: return "step\tloss\tagree\tinner\touter\tpair\tpron\tother\tname";
    case LANGUAGE_INDUCTION: return "step\tloss\taccuracy\tprevious\tprefix";
    case LANGUAGE_TEXT: return "step\tloss\theld\tbigram\ttrigram";
    case LANGUAGE_TASKS: break;
    }
    return "";
}

static bool print_numbers(int count, const float *number) {
    char text[32];
    for (int i = 0; i < count; i++)
        if (printf("\t%s", shortest_text(number[i], text)) < 0) return false;
    return putchar('\n') >= 0;
}

static bool print_measure(const Train *t, const LanguageMeasure *m, float loss) {
    char text[32];
    if (printf("%d\t%s", m->step, shortest_text(loss, text)) < 0) return false;
    switch (t->task) {
    case LANGUAGE_GRAMMAR: return print_numbers(PHENOMENA, m->right);
    case LANGUAGE_INDUCTION: return print_numbers(3, (const float[]){ m->accuracy, m->previous, m->prefix });
    case LANGUAGE_TEXT: return print_numbers(3, (const float[]){ m->held, (float)t->own.bigram, (float)t->own.trigram });
    case LANGUAGE_TASKS: break;
    }
    return false;
}

// The file tells how to make it again.
static bool save(Train *t, const LanguageTraining *training) {
    const LanguageOptions *o = &t->options;
    TrainedWords words = { t->own.text.words, t->own.word, t->own.letters };
    const char *made_by = arena_print(t->arena, "attend train %s --model %s --steps %d --seed %d", language_task_names[o->task],
                                      language_learner_names[o->learner], o->steps, o->seed);
    Builder out = { t->arena };
    trained_save(language_training_now(training), o->task, o->task == LANGUAGE_TEXT ? &words : NULL, made_by, &out);
    return file_write(t->out, (Text){ out.at, out.size }, &t->problems);
}

static bool run(Train *t) {
    if (t->text && !read_text(t)) return false;
    engine_set(t->threads, t->lanes);
    LanguageTraining *training = language_training_begin(t->arena, &t->options, &t->problems);
    if (!training) return false;
    bool well = puts(heading(t->task)) >= 0;
    for (int printed = 0; well && language_training_step(training);) {
        LanguageRecord r = language_training_record(training);
        for (; well && printed < r.measures; printed++)
            well = print_measure(t, &r.measure[printed], r.loss[r.measure[printed].step]);
    }
    if (fflush(stdout) != 0 || !well) return problems_add(&t->problems, (Place){ "standard output", 0, 0 }, "cannot be written");
    const char *stopped = language_training_record(training).stopped;
    if (stopped) return problems_add(&t->problems, (Place){ 0 }, "%s", stopped);
    return !t->out || save(t, training);
}

int command_train_language(int argc, char **argv) {
    Train t = { .arena = arena_begin(), .task = strcmp(argv[1], "induction") ? LANGUAGE_GRAMMAR : LANGUAGE_INDUCTION };
    t.problems.arena = t.arena;
    int code;
    if (!(code = take_options(&t, argc, argv)) && !(code = set_options(&t))) code = !run(&t);
    problems_print(stderr, &t.problems);
    arena_end(t.arena);
    return code;
}
