// What the tests of training share: options from text, a whole training, and one number for all that it published.
#ifndef ATTEND_TESTS_LAYERS_LEARN_H
#define ATTEND_TESTS_LAYERS_LEARN_H

#include "base/text.h"
#include "layers/training.h"
#include "layers/training_tape.h"
#include "support/check.h"

// "task=pair length=9 init=gauss:0.9"
static inline TrainingOptions options_of(const char *set) {
    Arena *arena = arena_begin();
    Problems problems = { arena };
    TrainingOptions options = training_defaults();
    Text rest = text_of(set);
    for (Text word = text_word(&rest); word.size; word = text_word(&rest)) {
        char *name = text_copy(arena, word), *equals = strchr(name, '=');
        *equals = 0;
        if (!training_set(&options, name, equals + 1, (Place){ 0 }, &problems)) fail_msg("%s", problems.item[0].message);
    }
    arena_end(arena);
    return options;
}

static inline Training *train_in(Arena *arena, const char *set) {
    TrainingOptions options = options_of(set);
    Problems problems = { arena };
    Training *training = training_begin(arena, &options, &problems);
    if (!training) fail_msg("%s", problems.item[0].message);
    return training;
}

static inline Record train_all(Arena *arena, const char *set) {
    Training *training = train_in(arena, set);
    while (training_step(training)) {}
    return training_record(training);
}

static inline uint64_t hash_bytes(uint64_t hash, const void *at, size_t size) {
    const unsigned char *byte = at;
    for (size_t i = 0; i < size; i++) hash = (hash ^ byte[i]) * 0x100000001b3u;
    return hash;
}

// FNV-1a over all points and the film.
static inline uint64_t hash_of_record(const Record *r) {
    size_t points = (size_t)r->points, length = (size_t)r->options.length, heads = (size_t)r->options.heads;
    uint64_t hash = hash_bytes(0xcbf29ce484222325u, r->point, points * sizeof *r->point);
    hash = hash_bytes(hash, r->grad_x, points * length * sizeof *r->grad_x);
    if (r->weight) hash = hash_bytes(hash, r->weight, points * heads * length * sizeof *r->weight);
    hash = hash_bytes(hash, r->token, points * length * (size_t)r->fields * sizeof *r->token);
    hash = hash_bytes(hash, r->right, points * (size_t)r->answers * sizeof *r->right);
    return hash_bytes(hash, r->answered, points * (size_t)r->answers * sizeof *r->answered);
}

// The mean over the last eight steps: 256 strings that the model has not seen before.
static inline double late_accuracy(const Record *r) {
    double sum = 0;
    for (int i = r->points - 8; i < r->points; i++) sum += (double)r->point[i].accuracy / 8;
    return sum;
}

// --- a batch on a tape of its own, in double

typedef struct Batch {
    TrainingOptions options;
    Arena *arena;
    TrainingTape all;
    short *token, *right;
} Batch;

// Draws, writes and runs a batch, the values and gradients ready to be read.
static inline void next_batch(Batch *b, Random *strings) {
    TaskShape task = task_shape(&b->options);
    for (int i = 0; i < b->options.batch; i++)
        task_draw(&b->options, strings, b->token + i * b->options.length * task.fields, b->right + i * task.answers);
    training_tape_write(&b->all, &b->options, b->token, b->right);
    tape_forward(b->all.tape);
    tape_backward(b->all.tape, b->all.loss, NULL);
}

// The tape of a training in double, with its first weights and its first batch.
static inline Batch batch_begin(const char *set, Random *strings) {
    Batch b = { .options = options_of(set), .arena = arena_begin() };
    TaskShape task = task_shape(&b.options);
    Random first = random_seed((uint64_t)b.options.seed * 2);
    *strings = random_seed((uint64_t)b.options.seed * 2 + 1);
    b.all = training_tape(b.arena, &b.options, &first);
    b.token = arena_new(b.arena, short, b.options.batch *b.options.length *task.fields);
    b.right = arena_new(b.arena, short, b.options.batch *task.answers);
    next_batch(&b, strings);
    return b;
}

#endif
