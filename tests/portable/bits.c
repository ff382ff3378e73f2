// Prints what the rooms without libraries compute, as bits: every model run and differentiated with float and double elements,
// a few steps of every training. `make portable-test` builds it for machines of 64 and of 32 bits, and the two must print the same.
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#include "core/bits.h"
#include "data/data.h"
#include "layers/language_training.h"
#include "layers/training.h"
#include "model/model.h"
#include "support/samples.h"

extern const DataFormat csv_format;

static void stop(const Problems *problems, const char *what) {
    printf("%s: %s (a new model finds its data in tests/support/samples.h)\n", what,
           problems->count ? problem_text(problems->arena, &problems->item[0]) : "failed");
    exit(1);
}

static uint64_t hash_bytes(uint64_t hash, const void *bytes, size_t size) {
    for (size_t i = 0; i < size; i++) hash = (hash ^ ((const unsigned char *)bytes)[i]) * 0x100000001b3u;
    return hash;
}

static void print_model(const Model *model) {
    Arena *arena = arena_begin();
    Problems problems = { .arena = arena };
    Params params = { 0 };
    Dataset data;
    Inputs inputs = { .arena = arena };
    DataSource source = { arena, text_of(sample_for(model->name)), "sample", { 0 } };
    if (model->inputs && !csv_format.load(&source, &data, &problems)) stop(&problems, model->name);
    if (!model_resolve(model, &params, model->inputs ? &data : NULL, &inputs, &problems)) stop(&problems, model->name);
    const Tape *tape = model_run(arena, model, &params, &inputs, &problems);
    if (!tape) stop(&problems, model->name);
    printf("%-12s %d nodes %016" PRIx64 "\n", model->name, tape->count, hash_of(tape));
    arena_end(arena);
}

static void print_training(const char *task, const char *learner) {
    Arena *arena = arena_begin();
    Problems problems = { .arena = arena };
    TrainingOptions options = training_defaults();
    if (!training_set(&options, "task", task, (Place){ 0 }, &problems) ||
        !training_set(&options, "model", learner, (Place){ 0 }, &problems) ||
        !training_set(&options, "length", "12", (Place){ 0 }, &problems) ||
        !training_set(&options, "steps", "12", (Place){ 0 }, &problems))
        stop(&problems, task);
    Training *training = training_begin(arena, &options, &problems);
    if (!training) stop(&problems, task);
    while (training_step(training)) {}
    Record record = training_record(training);
    printf("train %-8s %-10s %d points %016" PRIx64 "\n", task, learner, record.points,
           hash_bytes(0, record.point, (size_t)record.points * sizeof *record.point));
    arena_end(arena);
}

static void print_language(LanguageTask task, LanguageLearner learner) {
    Arena *arena = arena_begin();
    Problems problems = { .arena = arena };
    LanguageOptions options = language_defaults(task, learner);
    options.steps = 6;
    LanguageTraining *training = language_training_begin(arena, &options, &problems);
    if (!training) stop(&problems, "language");
    while (language_training_step(training)) {}
    LanguageRecord record = language_training_record(training);
    printf("train %-9s %-11s %d points %016" PRIx64 "\n", language_task_names[task], language_learner_names[learner], record.points,
           hash_bytes(0, record.loss, (size_t)record.points * sizeof *record.loss));
    arena_end(arena);
}

int main(void) {
    printf("kernels      %016" PRIx64 "\n", hash_of_bits());
    for (int i = 0; i < model_count; i++)
        if (!model_table[i]->whole) print_model(model_table[i]);
    static const char *const learner[] = { "attention", "rnn", "lstm", "gru" };
    for (int t = 0; t < training_tasks; t++)
        for (size_t m = 0; m < sizeof learner / sizeof *learner; m++)
            if (strcmp(training_task[t].name, "next") != 0 || m > 0) print_training(training_task[t].name, learner[m]);
    for (int m = 0; m < LANGUAGE_LEARNERS; m++) print_language(LANGUAGE_GRAMMAR, (LanguageLearner)m);
    print_language(LANGUAGE_INDUCTION, LEARNER_HEADS);
    return 0;
}
