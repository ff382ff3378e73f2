// A training runs on a float tape, whose leaves are the model's own memory; this file is compiled for float alone. All memory is
// taken at the start. A measuring and a point are written first and counted afterwards (release), so that whoever sees the count
// (acquire) sees them whole.
#include "layers/language_training.h"

#include <stdatomic.h>
#include <stdio.h>
#include <string.h>

#include "core/optimiser.h"
#include "layers/language_measure.h"

struct LanguageTraining {
    LanguageOptions options;
    Language *model;
    LanguageReader learner;
    NodeId target, weight, loss; /* (batch, length) twice; one number */
    Optimiser *optimiser;
    LanguageBatch batch;
    Random drawing;
    LanguageMeasuring *measuring;
    long long numbers;
    const GrammarGuessers *guessers;
    float *point;             // (steps + 1)
    LanguageMeasure *measure; // (measures_most)
    float *film;              /* (measures_most, numbers) */
    int measured;             // as `measures`, for this thread
    int measured_before;      // steps that have their measuring behind them: this one's number and 1
    char stopped[160];
    atomic_int points, measures, ended; // published; ended: ENDED_…
};
enum { ENDED_NOT, ENDED_DONE, ENDED_STOPPED };

static int measures_most(const LanguageOptions *o) { return o->steps / o->every + 2; }

// The mean over the real words of −log p(next): each counts 1 / their number, padding nothing.
static void record_loss(LanguageTraining *t) {
    Tape *tape = t->learner.tape;
    Shape shape = tape_node(tape, t->learner.nodes.tokens)->shape;
    t->target = tape_constant(tape, "target", shape, NULL);
    t->weight = tape_constant(tape, "weight", shape, NULL);
    NodeId each = tape_multiply(tape, tape_cross_entropy(tape, t->learner.nodes.logits, t->target), t->weight);
    while (tape_node(tape, each)->shape.rank) each = tape_sum(tape, each, tape_node(tape, each)->shape.rank - 1);
    t->loss = each;
    tape_name(tape, each, "loss");
}

// Weights and texts have streams of their own: models that learn the same task see the same texts.
LanguageTraining *language_training_begin(Arena *arena, const LanguageOptions *options, Problems *problems) {
    if (!language_training_check(options, problems)) return NULL;
    LanguageTraining *t = arena_new(arena, LanguageTraining, 1);
    LanguageSizes sizes = language_training_sizes(options);
    Random first = random_seed((uint64_t)options->seed * 2);
    t->options = *options;
    t->drawing = random_seed((uint64_t)options->seed * 2 + 1);
    t->model = language_new(arena, &sizes, &first);
    t->numbers = language_numbers(&sizes);
    t->learner = language_reader(arena, t->model, options->batch, options->length, READER_LEARNS);
    record_loss(t);
    t->optimiser = optimiser_begin(arena, t->learner.tape, (OptimiserArgs){ .rate = options->rate, .clip = options->clip });
    t->batch = language_batch(arena, options->batch, options->length);
    t->measuring = language_measuring(arena, &t->options, t->model, &t->learner);
    t->point = arena_new(arena, float, options->steps + 1);
    t->measure = arena_new(arena, LanguageMeasure, measures_most(options));
    if (options->film && options->task == LANGUAGE_GRAMMAR) t->guessers = grammar_guessers(arena);
    if (options->film) t->film = arena_new(arena, float, measures_most(options) * t->numbers);
    return t;
}

// --- a step

static void write_batch(LanguageTraining *t) {
    const LanguageBatch *b = &t->batch;
    Tape *tape = t->learner.tape;
    Real *target = tape_node(tape, t->target)->value, *weight = tape_node(tape, t->weight)->value;
    int real = 0;
    for (int i = 0; i < b->texts; i++) real += b->real[i];
    language_reader_write(&t->learner, b);
    for (int i = 0; i < b->texts; i++)
        for (int at = 0; at < b->length; at++) {
            int row = language_reader_row(&t->learner, i, at);
            target[row] = b->word[i * (b->length + 1) + at + 1];
            weight[row] = at < b->real[i] ? 1.0f / (float)real : 0;
        }
}

// A part of the measure; false when there is more.
static bool measure(LanguageTraining *t, int step) {
    LanguageMeasure *m = &t->measure[t->measured];
    m->step = step;
    if (!language_measure(t->measuring, step, m)) return false;
    if (t->film) memcpy(t->film + t->measured * t->numbers, language_block(t->model), (size_t)t->numbers * sizeof(float));
    atomic_store_explicit(&t->measures, ++t->measured, memory_order_release);
    return true;
}

static void move(LanguageTraining *t, int step) {
    const LanguageOptions *o = &t->options;
    double left = o->falling ? 1 - (double)step / o->steps : 1;
    tape_backward(t->learner.tape, t->loss, NULL);
    t->optimiser->args.rate = o->rate * (left < 0.02 ? 0.02 : left);
    optimiser_step(t->optimiser);
}

static bool stop(LanguageTraining *t, int step) {
    snprintf(t->stopped, sizeof t->stopped, "after %d steps a number is no longer finite: the learning rate %g is too large", step,
             t->options.rate);
    atomic_store_explicit(&t->ended, ENDED_STOPPED, memory_order_release);
    return false;
}

bool language_training_measure(LanguageTraining *t) {
    int step = atomic_load_explicit(&t->points, memory_order_relaxed);
    bool due = step % t->options.every == 0 || step == t->options.steps;
    if (!due || t->measured_before > step || atomic_load_explicit(&t->ended, memory_order_relaxed) != ENDED_NOT) return false;
    if (measure(t, step)) t->measured_before = step + 1;
    return true;
}

bool language_training_step(LanguageTraining *t) {
    int step = atomic_load_explicit(&t->points, memory_order_relaxed);
    if (atomic_load_explicit(&t->ended, memory_order_relaxed) != ENDED_NOT) return false;
    while (language_training_measure(t)) {}
    language_batch_draw(&t->options, &t->drawing, &t->batch);
    write_batch(t);
    tape_forward(t->learner.tape);
    float loss = tape_node(t->learner.tape, t->loss)->value[0];
    if (!math_finite((double)loss)) return stop(t, step);
    if (step < t->options.steps) move(t, step);
    t->point[step] = loss;
    atomic_store_explicit(&t->points, step + 1, memory_order_release);
    if (step == t->options.steps) atomic_store_explicit(&t->ended, ENDED_DONE, memory_order_release);
    return true;
}

LanguageRecord language_training_record(const LanguageTraining *t) {
    LanguageRecord r = { .options = t->options, .sizes = t->model->sizes, .numbers = t->numbers };
    int ended = atomic_load_explicit(&t->ended, memory_order_acquire);
    r.points = atomic_load_explicit(&t->points, memory_order_acquire);
    r.measures = atomic_load_explicit(&t->measures, memory_order_acquire);
    r.loss = t->point;
    r.measure = t->measure;
    r.weights = t->film;
    r.guessers = t->guessers;
    r.done = ended != ENDED_NOT;
    r.stopped = ended == ENDED_STOPPED ? t->stopped : NULL;
    return r;
}

const Language *language_training_now(const LanguageTraining *t) { return t->model; }

Language *language_training_model(Arena *arena, const LanguageRecord *r, int measure) {
    Language *m = language_new(arena, &r->sizes, NULL);
    const float *from = r->weights + (measure < 0 ? r->measures - 1 : measure) * r->numbers;
    memcpy(language_block(m), from, (size_t)r->numbers * sizeof *from);
    return m;
}
