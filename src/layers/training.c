// A training runs on a float tape: this file is compiled for float alone. All memory is taken at the start. A point is
// written first and counted afterwards (release), so that whoever sees the count (acquire) sees the point whole.
#include "layers/training.h"

#include <stdatomic.h>
#include <stdio.h>
#include <string.h>

#include "core/optimiser.h"
#include "layers/training_tape.h"

struct Training {
    TrainingOptions options;
    TaskShape task;
    TrainingTape model;
    Optimiser *optimiser;
    Random strings;
    short *token, *right, *answered; // of the batch: (batch, length, fields), (batch, answers), (batch, answers)
    double *grad_x;                  // (length) of this step
    TrainingPoint *point;            // (steps + 1), as what follows
    float *film_grad, *film_weight;
    short *film_token, *film_right, *film_answered;
    float *film_match;  // of attention that looks up
    double *asks, *has; // (TRAINING_MATCHES, width): E W_q and E W_k of the first keys
    Arena *arena;       // only until the begin is over
    char stopped[160];
    atomic_int points, ended; // published; ended: ENDED_…
};
enum { ENDED_NOT, ENDED_DONE, ENDED_STOPPED };

// --- the begin

static void make_film(Training *t) {
    const TrainingOptions *o = &t->options;
    size_t points = (size_t)o->steps + 1, length = (size_t)o->length;
    t->film_grad = arena_new(t->arena, float, points *length);
    if (o->model == LEARNER_ATTENTION) t->film_weight = arena_new(t->arena, float, points *length *(size_t)o->heads);
    if (o->model == LEARNER_ATTENTION && o->task == TASK_LOOKUP) {
        t->film_match = arena_new(t->arena, float, points *TRAINING_MATCHES *TRAINING_MATCHES);
        t->asks = arena_new(t->arena, double, TRAINING_MATCHES * o->width);
        t->has = arena_new(t->arena, double, TRAINING_MATCHES * o->width);
    }
    t->film_token = arena_new(t->arena, short, points *length *(size_t)t->task.fields);
    t->film_right = arena_new(t->arena, short, points *(size_t)t->task.answers);
    t->film_answered = arena_new(t->arena, short, points *(size_t)t->task.answers);
}

// Weights and strings have streams of their own: models that learn the same task see the same strings.
Training *training_begin(Arena *arena, const TrainingOptions *options, Problems *problems) {
    if (!training_check(options, problems)) return NULL;
    Training *t = arena_new(arena, Training, 1);
    t->options = *options;
    t->task = task_shape(options);
    t->arena = arena;
    t->strings = random_seed((uint64_t)options->seed * 2 + 1);
    Random first = random_seed((uint64_t)options->seed * 2);
    t->model = training_tape(arena, options, &first);
    t->optimiser = optimiser_begin(
        arena, t->model.tape,
        (OptimiserArgs){
            .kind = (OptimiserKind)options->optimizer, .rate = options->rate, .clip = options->clip, .data = TRAINING_DATA });
    t->token = arena_new(arena, short, options->batch * options->length * t->task.fields);
    t->right = arena_new(arena, short, options->batch * t->task.answers);
    t->answered = arena_new(arena, short, options->batch * t->task.answers);
    t->grad_x = arena_new(arena, double, options->length);
    t->point = arena_new(arena, TrainingPoint, options->steps + 1);
    if (options->film) make_film(t);
    return t;
}

// --- measuring, in double: a square of a small float would be lost

static double length_of(const float *v, int count) {
    double sum = 0;
    for (int i = 0; i < count; i++) sum += (double)v[i] * (double)v[i];
    return __builtin_sqrt(sum);
}

static short largest_of(const float *v, int count) {
    int best = 0;
    for (int i = 1; i < count; i++)
        if (v[i] > v[best]) best = i;
    return (short)best;
}

static double measure_answers(Training *t) {
    const float *logits = tape_node(t->model.tape, t->model.logits)->value;
    int all = t->options.batch * t->task.answers, good = 0;
    for (int i = 0; i < all; i++, logits += t->task.classes) {
        t->answered[i] = largest_of(logits, t->task.classes);
        good += t->answered[i] == t->right[i];
    }
    return (double)good / all;
}

// The tape's loss is a mean over the batch, so each string's share of a gradient counts `batch` times: the mean of ‖batch · g‖
// is the sum of ‖g‖.
static void measure_grad_x(Training *t) {
    const TrainingOptions *o = &t->options;
    const float *grad = tape_node(t->model.tape, t->model.x)->grad;
    for (int position = 0; position < o->length; position++) {
        double sum = 0;
        for (int i = 0; i < o->batch; i++)
            sum += length_of(grad + (size_t)training_tape_row(o, i, position) * (size_t)t->task.inputs, t->task.inputs);
        t->grad_x[position] = sum;
    }
}

static double measure_grad_logits(const Training *t) {
    int each = t->task.answers * t->task.classes;
    const float *grad = tape_node(t->model.tape, t->model.logits)->grad;
    double sum = 0;
    for (int i = 0; i < t->options.batch; i++) sum += length_of(grad + (size_t)i * (size_t)each, each);
    return sum;
}

// The weights of the last query, (length), of one string's head.
static const float *last_weights(const Training *t, int string, int head) {
    const Node *a = tape_node(t->model.tape, t->model.a);
    int queries = a->shape.size[2], length = a->shape.size[3];
    size_t row = (size_t)(string * t->options.heads + head) * (size_t)queries + (size_t)queries - 1;
    return a->value + row * (size_t)length;
}

static double measure_weight(const Training *t) {
    if (t->model.a == NODE_NONE) return MATH_NAN;
    double sum = 0;
    for (int i = 0; i < t->options.batch; i++)
        for (int head = 0; head < t->options.heads; head++) sum += (double)last_weights(t, i, head)[0];
    return sum / (t->options.batch * t->options.heads);
}

static TrainingPoint measure(Training *t) {
    measure_grad_x(t);
    double logits = measure_grad_logits(t), first = t->grad_x[0];
    return (TrainingPoint){
        .loss = tape_node(t->model.tape, t->model.loss)->value[0],
        .accuracy = (float)measure_answers(t),
        .grad_first = first == 0 ? 0 : (float)(first / logits),
        .grad_x1 = (float)first,
        .grad_logits = (float)logits,
        .weight_first = (float)measure_weight(t),
        .norm = (float)optimiser_norm(t->optimiser),
    };
}

// --- a step

static void draw_batch(Training *t) {
    const TrainingOptions *o = &t->options;
    for (int i = 0; i < o->batch; i++)
        task_draw(o, &t->strings, t->token + i * o->length * t->task.fields, t->right + i * t->task.answers);
    training_tape_write(&t->model, o, t->token, t->right);
}

// The rows of the first keys, x W: the key alone, without value and position.
static void project_keys(const Training *t, const char *matrix, double *out) {
    const Node *E = tape_node(t->model.tape, tape_find(t->model.tape, "E")),
               *W = tape_node(t->model.tape, tape_find(t->model.tape, matrix));
    int width = t->options.width;
    for (int key = 0; key < TRAINING_MATCHES; key++)
        for (int j = 0; j < width; j++) {
            double sum = 0;
            for (int i = 0; i < width; i++) sum += (double)E->value[key * width + i] * (double)W->value[i * width + j];
            out[key * width + j] = sum;
        }
}

static void keep_match(Training *t, float *out) {
    int width = t->options.width;
    double root = __builtin_sqrt((double)width / t->options.heads);
    project_keys(t, "Wq", t->asks);
    project_keys(t, "Wk", t->has);
    for (int a = 0; a < TRAINING_MATCHES; a++)
        for (int b = 0; b < TRAINING_MATCHES; b++) {
            double sum = 0;
            for (int i = 0; i < width; i++) sum += t->asks[a * width + i] * t->has[b * width + i];
            out[a * TRAINING_MATCHES + b] = (float)(sum / root);
        }
}

// What happened to the first string.
static void keep_film(Training *t, size_t at) {
    size_t length = (size_t)t->options.length, heads = (size_t)t->options.heads, answers = (size_t)t->task.answers;
    size_t tokens = length * (size_t)t->task.fields;
    for (size_t i = 0; i < length; i++) t->film_grad[at * length + i] = (float)t->grad_x[i];
    for (size_t head = 0; t->film_weight && head < heads; head++)
        memcpy(t->film_weight + (at * heads + head) * length, last_weights(t, 0, (int)head), length * sizeof(float));
    if (t->film_match) keep_match(t, t->film_match + at * TRAINING_MATCHES * TRAINING_MATCHES);
    memcpy(t->film_token + at * tokens, t->token, tokens * sizeof(short));
    memcpy(t->film_right + at * answers, t->right, answers * sizeof(short));
    memcpy(t->film_answered + at * answers, t->answered, answers * sizeof(short));
}

static bool stop(Training *t, const char *what, int step) {
    const TrainingOptions *o = &t->options;
    if (step == 0) // nothing has been learned yet
        snprintf(t->stopped, sizeof t->stopped, "%s at step 0: are the first weights too large for length %d?", what, o->length);
    else if (o->rate >= 0.1)
        snprintf(t->stopped, sizeof t->stopped, "%s at step %d: is the learning rate %g too large?", what, step, o->rate);
    else
        snprintf(t->stopped, sizeof t->stopped, "%s at step %d: try a learning rate below %g%s", what, step, o->rate,
                 o->clip > 0 ? "" : ", or clip the gradient");
    atomic_store_explicit(&t->ended, ENDED_STOPPED, memory_order_release);
    return false;
}

bool training_step(Training *t) {
    int at = atomic_load_explicit(&t->points, memory_order_relaxed);
    if (atomic_load_explicit(&t->ended, memory_order_relaxed) != ENDED_NOT) return false;
    draw_batch(t);
    tape_forward(t->model.tape);
    tape_backward(t->model.tape, t->model.loss, NULL);
    TrainingPoint point = measure(t);
    if (!math_finite((double)point.loss)) return stop(t, "the loss is not a number", at);
    if (!math_finite((double)point.norm)) return stop(t, "the gradient is not a number", at);
    if (t->options.film) keep_film(t, (size_t)at);
    t->point[at] = point;
    atomic_store_explicit(&t->points, at + 1, memory_order_release);
    if (at == t->options.steps)
        atomic_store_explicit(&t->ended, ENDED_DONE, memory_order_release);
    else
        optimiser_step(t->optimiser);
    return true;
}

Record training_record(const Training *t) {
    int ended = atomic_load_explicit(&t->ended, memory_order_acquire);
    return (Record){
        .options = t->options,
        .points = atomic_load_explicit(&t->points, memory_order_acquire),
        .point = t->point,
        .done = ended != ENDED_NOT,
        .stopped = ended == ENDED_STOPPED ? t->stopped : NULL,
        .grad_x = t->film_grad,
        .weight = t->film_weight,
        .match = t->film_match,
        .token = t->film_token,
        .right = t->film_right,
        .answered = t->film_answered,
        .fields = t->task.fields,
        .answers = t->task.answers,
    };
}
