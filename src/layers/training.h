// Training: a small model learns a task, a fresh batch of random strings each step. The tape that learns is float; what comes
// out of it is a Record, which only ever grows, so that another thread may read it while the training goes on.
//
//     TrainingOptions options = training_defaults();
//     training_set(&options, "model", "rnn", place, &problems);
//     Training *training = training_begin(arena, &options, &problems);
//     while (training_step(training)) … training_record(training) …
#ifndef ATTEND_LAYERS_TRAINING_H
#define ATTEND_LAYERS_TRAINING_H

#include <stdbool.h>

#include "base/text.h"
#include "core/params.h"

enum { TRAINING_MATCHES = 16 };    // keys whose scores for each other are kept
enum { TRAINING_ATTRIBUTES = 64 }; // keys, colours, shapes; those of a string are all different

typedef enum TrainingTask {
    TASK_RECALL, // say the first symbol again: one answer
    TASK_LOOKUP, // items (key, value), then a query (key): answer its value
    TASK_PAIR,   // items (colour, shape, payload), then a query (colour of item i, shape of item j): answer both payloads
    TASK_NEXT,   // random symbols: every position but the last answers its next symbol
} TrainingTask;
typedef enum TrainingModel { LEARNER_ATTENTION, LEARNER_RNN, LEARNER_LSTM, LEARNER_GRU } TrainingModel;
// How the matrix from state to state starts; attention has none. All other matrices are normal with variance 1 / inputs, all
// biases 0, except:
typedef enum TrainingStart {
    START_UNIFORM,    // it, the input weights and the biases are ± 1/√H, as in PyTorch
    START_GAUSS,      // normal, then scaled to the spectral radius `start_value`
    START_ORTHOGONAL, // a random rotation times `start_value`
    START_FORGET,     // uniform, and the bias of the LSTM's forget gate is `start_value`
} TrainingStart;

typedef struct TrainingOptions {
    TrainingTask task;
    TrainingModel model;
    int length; // T, the query included
    int steps;  // how often the weights move
    int seed;
    int width; // H or d
    int batch;
    int symbols; // how many values, payloads or symbols there are
    TrainingStart start;
    double start_value;
    int optimizer;     // OptimiserKind: 0 Adam, 1 plain descent
    double rate, clip; // clip 0: none
    int heads;
    bool causal, positions; // of attention
    double input_scale;     // what the first input weights are multiplied by
    bool film;              // the record keeps every position of every step too, not the points alone
} TrainingOptions;

// One task: a line of tasks.def.
typedef struct TrainingTaskInfo {
    const char *name, *summary;
    const char *columns; // names of columns with a blank between, in the order in which they are printed
} TrainingTaskInfo;
extern const TrainingTaskInfo training_task[]; // by TrainingTask
extern const int training_tasks;

// The options as parameters, with the names and ranges of `attend train`: "task", "model", "length" … "input-scale".
extern const ParamInfo training_param[];
extern const int training_params;
TrainingOptions training_defaults(void);                                // those of `attend train`, with the film
bool training_same(const TrainingOptions *a, const TrainingOptions *b); // every option is
// Sets one option after checking it; false with a problem (range, choices, did you mean). "init" takes uniform, gauss:0.9,
// orthogonal:1.5 or forget:3.
bool training_set(TrainingOptions *options, const char *name, const char *text, Place place, Problems *problems);
// What only options together can have wrong (heads that do not divide the width, forget without an LSTM, …).
bool training_check(const TrainingOptions *options, Problems *problems);

// What is measured at a step, on its batch, before the weights move for the (step + 1)-th time. Every batch is new, so this is
// also how the model does on strings it has never seen.
typedef struct TrainingPoint {
    float loss;         // mean of −log p(right answer)
    float accuracy;     // share of answers that are right
    float grad_first;   // grad_x1 / grad_logits
    float grad_x1;      // mean over the batch of ‖∂L/∂x₁‖, L being one string's loss and x₁ its first token, one-hot
    float grad_logits;  // mean over the batch of ‖∂L/∂logits‖
    float weight_first; // mean over batch and heads of the last query's weight on token 1; NaN for recurrent nets
    float norm;         // of the whole gradient, before clipping
} TrainingPoint;

// A number of a point by the name of its column: "loss", "accuracy", "grad_first", "grad_x1", "grad_logits", "weight_first",
// "norm". Asserts that there is such a column.
float training_column(const TrainingPoint *point, Text column);

// What a training has published. Everything below `points` stays as it is; valid until the training's arena ends.
typedef struct Record {
    TrainingOptions options;
    int points;                 // steps published: 0 … options.steps + 1; point[i] is after i moves of the weights
    const TrainingPoint *point; /* (points) */
    bool done;                  // no more will come
    const char *stopped;        // why it ended early, a plain sentence; NULL
    // With options.film, NULL otherwise; of the first string of the step's batch, but grad_x, which is of the whole batch.
    const float *grad_x;   /* (points, length): mean over the batch of ‖∂L/∂x_t‖ */
    const float *weight;   /* (points, heads, length): the last query's attention weights; NULL for recurrent nets */
    const short *token;    /* (points, length, fields): symbol | key, value | colour, shape, payload; −1 where there is none */
    const short *right;    /* (points, answers): the right answers */
    const short *answered; /* (points, answers): what the model says */
    const float *match; /* (points, TRAINING_MATCHES, TRAINING_MATCHES): attention that looks up; otherwise NULL. How much the first
                              keys ask for each other: E W_q W_kᵀ Eᵀ / √(width of a head), of all heads together */
    int fields, answers; // of a token, of a string
} Record;

typedef struct Training Training;

// Records the model with its first weights, and room for all steps in the arena. NULL with a problem.
Training *training_begin(Arena *arena, const TrainingOptions *options, Problems *problems);
// Measures a fresh batch, publishes the point, moves the weights (but after the last point). False when all is done already or
// a number is no longer finite: then nothing is published and `stopped` says why. Allocates nothing.
bool training_step(Training *training);
Record training_record(const Training *training); // from any thread

#endif
