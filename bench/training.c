// One Adam step of the two small models that the race trains: recall the first token of 32 (RNN), or the last one's answer
// (one Transformer block). Everything is on one tape; the embedding is a row of a table, batches are an axis.
#define ATTEND_FLOAT
#include "base/random.h"
#include "bench.h"
#include "core/engine.h"
#include "core/optimiser.h"
#include "layers/language_training.h"

enum { BATCH = 32, LENGTH = 32, SYMBOLS = 16, WIDTH = 32, HIDDEN = 128, HEADS = 4 };

typedef struct Training {
    Arena *arena;
    Tape *tape;
    Random random;
    NodeId loss;
    Optimiser *optimiser;
} Training;

static NodeId weights(Training *t, Shape shape, double size) {
    NodeId id = tape_leaf(t->tape, "", shape, NULL);
    for (int i = 0; i < shape_count(shape); i++) t->tape->node[id].value[i] = (Real)(size * random_normal(&t->random));
    return id;
}

static NodeId symbols(Training *t, Shape shape) {
    NodeId id = tape_constant(t->tape, "", shape, NULL);
    for (int i = 0; i < shape_count(shape); i++) t->tape->node[id].value[i] = (Real)random_below(&t->random, SYMBOLS);
    return id;
}

static NodeId linear(Training *t, NodeId x, int in, int out) {
    NodeId W = weights(t, SHAPE2(in, out), 1 / __builtin_sqrt((double)in)), b = weights(t, SHAPE1(out), 0);
    return tape_affine(t->tape, x, W, b);
}

// The mean over the batch of −log softmax(logits)[target].
static void finish(Training *t, NodeId last /* (BATCH, WIDTH) */) {
    NodeId logits = linear(t, last, WIDTH, SYMBOLS), each = tape_cross_entropy(t->tape, logits, symbols(t, SHAPE1(BATCH)));
    t->loss = tape_scale(t->tape, tape_sum(t->tape, each, 0), 1.0 / BATCH);
    t->optimiser = optimiser_begin(t->arena, t->tape, (OptimiserArgs){ .rate = 0.003, .clip = 1 });
}

// h_t = tanh(x_t Wx + h Wh + b); the products with Wx of all steps are one.
static Training train_rnn(Arena *arena) {
    Training t = { .arena = arena, .tape = tape_begin(arena), .random = random_seed(1) };
    NodeId tokens = symbols(&t, SHAPE2(LENGTH, BATCH)); // in time order
    NodeId x = tape_gather(t.tape, weights(&t, SHAPE2(SYMBOLS, WIDTH), 1), tokens);
    NodeId in = linear(&t, x, WIDTH, WIDTH), Wh = weights(&t, SHAPE2(WIDTH, WIDTH), 0.17), h = NODE_NONE;
    for (int step = 0; step < LENGTH; step++) {
        NodeId now = tape_reshape(t.tape, tape_slice(t.tape, in, 0, step, 1), SHAPE2(BATCH, WIDTH));
        if (step) now = tape_add(t.tape, now, tape_matmul(t.tape, h, Wh, (MatmulArgs){ 0 }));
        h = tape_tanh(t.tape, now);
    }
    finish(&t, h);
    return t;
}

static NodeId norm(Training *t, NodeId x /* (BATCH, LENGTH, WIDTH) */) {
    NodeId gamma = weights(t, SHAPE1(WIDTH), 1), beta = weights(t, SHAPE1(WIDTH), 0);
    return tape_layernorm(t->tape, x, gamma, beta, 1e-5);
}

static Training train_attn(Arena *arena) {
    Training t = { .arena = arena, .tape = tape_begin(arena), .random = random_seed(1) };
    NodeId tokens = symbols(&t, SHAPE2(BATCH, LENGTH));
    NodeId x = tape_gather(t.tape, weights(&t, SHAPE2(SYMBOLS, WIDTH), 1), tokens);
    x = tape_add(t.tape, x, weights(&t, SHAPE2(LENGTH, WIDTH), 0.1)); // learned positions
    NodeId ln1 = norm(&t, x), q = linear(&t, ln1, WIDTH, WIDTH), k = linear(&t, ln1, WIDTH, WIDTH),
           v = linear(&t, ln1, WIDTH, WIDTH);
    NodeId heads = tape_attention(t.tape, q, k, v, (AttentionArgs){ .heads = HEADS, .causal = true });
    x = tape_add(t.tape, x, linear(&t, heads, WIDTH, WIDTH));
    NodeId hidden = tape_gelu(t.tape, linear(&t, norm(&t, x), WIDTH, HIDDEN));
    x = norm(&t, tape_add(t.tape, x, linear(&t, hidden, HIDDEN, WIDTH)));
    NodeId last = tape_slice(t.tape, x, 1, LENGTH - 1, 1);
    finish(&t, tape_reshape(t.tape, last, SHAPE2(BATCH, WIDTH)));
    return t;
}

static void train(void *context) {
    Training *t = context;
    tape_forward(t->tape);
    tape_backward(t->tape, t->loss, NULL);
    optimiser_step(t->optimiser);
}

// A step of a language model as `attend train` makes it, sentences drawn and all, but nothing measured: 4,000 of train_language are
// the whole transformer of lesson 16, 1,000 of train_induction lesson 17's copying.
static void language_step(void *context) { language_training_step(context); }

static void bench_language_steps(void) {
    static const struct {
        const char *name;
        LanguageTask task;
        LanguageLearner learner;
    } rows[] = {
        { "train_language", LANGUAGE_GRAMMAR, LEARNER_WHOLE },
        { "train_heads", LANGUAGE_GRAMMAR, LEARNER_HEADS },
        { "train_cell", LANGUAGE_GRAMMAR, LEARNER_CELL },
        { "train_induction", LANGUAGE_INDUCTION, LEARNER_HEADS },
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        if (!bench_wanted(rows[i].name)) continue;
        Arena *arena = arena_begin();
        Problems problems = { arena };
        LanguageOptions options = language_defaults(rows[i].task, rows[i].learner);
        options.every = options.steps = 100000;
        LanguageTraining *training = language_training_begin(arena, &options, &problems);
        bench_row(rows[i].name, bench_median(language_step, training, 0.5), engine_threads());
        arena_end(arena);
    }
}

void bench_training(void) {
    bench_language_steps();
    static const char *const name[] = { "train_rnn", "train_attn" };
    for (int i = 0; i < 2; i++) {
        if (!bench_wanted(name[i])) continue;
        Arena *arena = arena_begin();
        Training t = i ? train_attn(arena) : train_rnn(arena);
        bench_row(name[i], bench_median(train, &t, 0.5), engine_threads());
        arena_end(arena);
    }
}
