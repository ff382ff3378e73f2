// The models that are trained, over a batch.
//
//     attention:  e = x E + P,  o = multihead(last row of e, e),  y = (last row of e) + o,  logits = y Wy + by
//     recurrent:  h = last state of a tanh RNN, LSTM or GRU over x,                         logits = h Wy + by
//
// Where every position answers, all rows of e are queries, and all states are read. First weights are normal with variance
// 1 / inputs, biases 0; the matrix from state to state starts as the options say, and with `uniform` everything of a recurrent
// layer is ± 1/√width, as in PyTorch.
#include "layers/training_tape.h"

#include <string.h>

#include "layers/initial.h"

typedef struct Recorder {
    Tape *tape;
    const TrainingOptions *options;
    TaskShape task;
    Random *random;
} Recorder;

static NodeId zeros(const Recorder *r, const char *name, int size) { return tape_leaf(r->tape, name, SHAPE1(size), NULL); }

// (in, out), normal with the standard deviation scale / √in.
static NodeId weights(const Recorder *r, const char *name, int in, int out, double scale) {
    NodeId id = tape_leaf(r->tape, name, SHAPE2(in, out), NULL);
    const Node *node = tape_node(r->tape, id);
    scale /= __builtin_sqrt((double)in);
    for (int i = 0; i < node->count; i++) node->value[i] = (Real)(scale * random_normal(r->random));
    return id;
}

// The first `count` steps of an axis, all of it or less.
static NodeId first_of(Tape *tape, NodeId x, int axis, int count) {
    return tape_node(tape, x)->shape.size[axis] == count ? x : tape_slice(tape, x, axis, 0, count);
}

// (…, width) -> (…, out)
static NodeId readout(const Recorder *r, NodeId y, int out) {
    NodeId W = weights(r, "Wy", r->options->width, out, 1), b = zeros(r, "by", out);
    return tape_add(r->tape, tape_matmul(r->tape, y, W, (MatmulArgs){ 0 }), b);
}

// --- attention

// Which key a query may see: row 0 is the last position's where that is the only query.
static NodeId record_mask(const Recorder *r, int queries) {
    int length = r->options->length;
    NodeId mask = tape_constant(r->tape, "mask", SHAPE2(queries, length), NULL);
    Real *value = tape_node(r->tape, mask)->value;
    for (int i = 0; i < queries; i++)
        for (int j = 0; j < length; j++) value[i * length + j] = !r->options->causal || j <= i + length - queries;
    return mask;
}

static NodeId embed(const Recorder *r, NodeId x) {
    const TrainingOptions *o = r->options;
    NodeId E = weights(r, "E", r->task.inputs, o->width, o->input_scale), e = tape_matmul(r->tape, x, E, (MatmulArgs){ 0 });
    if (!o->positions) return e;
    NodeId P = tape_leaf(r->tape, "P", SHAPE2(o->length, o->width), NULL);
    const Node *node = tape_node(r->tape, P);
    double scale = o->input_scale / __builtin_sqrt((double)r->task.inputs); // as large as the tokens' own
    for (int i = 0; i < node->count; i++) node->value[i] = (Real)(scale * random_normal(r->random));
    return tape_add(r->tape, e, P);
}

static void record_attention(const Recorder *r, TrainingTape *all) {
    const TrainingOptions *o = r->options;
    Tape *tape = r->tape;
    all->x = tape_leaf(tape, TRAINING_DATA, SHAPE3(o->batch, o->length, r->task.inputs), NULL);
    NodeId e = embed(r, all->x), asking = r->task.everywhere ? e : tape_slice(tape, e, 1, o->length - 1, 1);
    int queries = r->task.everywhere ? o->length : 1;
    MultiheadSpec spec = { .x = asking, .y = e, .heads = o->heads };
    spec.Wq = weights(r, "Wq", o->width, o->width, 1);
    spec.Wk = weights(r, "Wk", o->width, o->width, 1);
    spec.Wv = weights(r, "Wv", o->width, o->width, 1);
    spec.Wo = weights(r, "Wo", o->width, o->width, 1);
    spec.mask = record_mask(r, queries);
    NodeId y = tape_add(tape, asking, multihead_nodes(tape, spec)); /* (batch, queries, width) */
    all->a = tape_find(tape, "a");
    if (r->task.everywhere)
        all->logits = readout(r, first_of(tape, y, 1, r->task.answers), r->task.classes);
    else
        all->logits = tape_reshape(tape, readout(r, y, r->task.answers * r->task.classes),
                                   SHAPE3(o->batch, r->task.answers, r->task.classes));
}

// --- recurrent nets

// (width, width) of one gate into columns gate · width … of Wh.
static void start_gate(const Recorder *r, const Node *Wh, int gate, double *w) {
    const TrainingOptions *o = r->options;
    int n = o->width, columns = Wh->shape.size[1];
    switch (o->start) {
    case START_UNIFORM:
    case START_FORGET: initial_uniform(r->random, n, w); break;
    case START_GAUSS: initial_gauss(r->random, n, o->start_value, w, r->tape->arena); break;
    case START_ORTHOGONAL: initial_orthogonal(r->random, n, o->start_value, w); break;
    }
    for (int i = 0; i < n; i++)
        for (int j = 0; j < n; j++) Wh->value[i * columns + gate * n + j] = (Real)w[i * n + j];
}

static NodeId record_Wh(const Recorder *r, int gates) {
    int n = r->options->width;
    NodeId Wh = tape_leaf(r->tape, "Wh", SHAPE2(n, gates * n), NULL);
    double *w = arena_new(r->tape->arena, double, n *n);
    for (int gate = 0; gate < gates; gate++) start_gate(r, tape_node(r->tape, Wh), gate, w);
    return Wh;
}

// ± scale / √width, everything of a layer that starts as PyTorch's.
static void make_uniform(const Recorder *r, NodeId id, double scale) {
    const Node *node = tape_node(r->tape, id);
    scale /= __builtin_sqrt((double)r->options->width);
    for (int i = 0; i < node->count; i++) node->value[i] = (Real)(scale * (2 * random_uniform(r->random) - 1));
}

static NodeId record_Wx(const Recorder *r, int columns) {
    const TrainingOptions *o = r->options;
    if (o->start != START_UNIFORM) return weights(r, "Wx", r->task.inputs, columns, o->input_scale);
    NodeId Wx = tape_leaf(r->tape, "Wx", SHAPE2(r->task.inputs, columns), NULL);
    make_uniform(r, Wx, o->input_scale);
    return Wx;
}

static NodeId record_bias(const Recorder *r, const char *name, int columns) {
    const TrainingOptions *o = r->options;
    NodeId b = zeros(r, name, columns);
    if (o->start == START_UNIFORM) make_uniform(r, b, 1);
    Real *forget = tape_node(r->tape, b)->value + o->width; // gates i f g o
    for (int i = 0; o->start == START_FORGET && i < o->width; i++) forget[i] = (Real)o->start_value;
    return b;
}

static NodeId no_state(const Recorder *r) { return tape_constant(r->tape, NULL, SHAPE1(r->options->width), NULL); }

static RecurrentSpec recurrent_spec(const Recorder *r, NodeId x) {
    static const RecurrentKind kinds[] = {
        [LEARNER_RNN] = RECURRENT_RNN, [LEARNER_LSTM] = RECURRENT_LSTM, [LEARNER_GRU] = RECURRENT_GRU
    };
    const TrainingOptions *o = r->options;
    RecurrentSpec spec = { .kind = kinds[o->model], .rows = o->batch, .x = x };
    int gates = recurrent_gates(spec.kind);
    spec.h0 = no_state(r);
    if (spec.kind == RECURRENT_LSTM) spec.c0 = no_state(r);
    spec.Wx = record_Wx(r, gates * o->width);
    spec.Wh = record_Wh(r, gates);
    spec.bx = record_bias(r, spec.kind == RECURRENT_GRU ? "bx" : "b", gates * o->width);
    if (spec.kind == RECURRENT_GRU) spec.bh = record_bias(r, "bh", gates * o->width);
    return spec;
}

static void record_recurrent(const Recorder *r, TrainingTape *all) {
    const TrainingOptions *o = r->options;
    Tape *tape = r->tape;
    all->x = tape_leaf(tape, TRAINING_DATA, SHAPE2(o->length * o->batch, r->task.inputs), NULL);
    RecurrentSpec spec = recurrent_spec(r, all->x);
    NodeId last, h = recurrent_nodes(tape, &spec, &last); /* (length · batch, width) */
    int answers = r->task.answers, classes = r->task.classes;
    if (r->task.everywhere) {
        NodeId all_logits = readout(r, first_of(tape, h, 0, answers * o->batch), classes);
        all->logits = tape_swap(tape, tape_reshape(tape, all_logits, SHAPE3(answers, o->batch, classes)), 0, 1);
    } else
        all->logits = tape_reshape(tape, readout(r, last, answers * classes), SHAPE3(o->batch, answers, classes));
    all->a = NODE_NONE;
}

// --- the loss, and a batch

TrainingTape training_tape(Arena *arena, const TrainingOptions *options, Random *random) {
    TrainingTape all = { .tape = tape_begin(arena) };
    Recorder r = { .tape = all.tape, .options = options, .task = task_shape(options), .random = random };
    if (options->model == LEARNER_ATTENTION)
        record_attention(&r, &all);
    else
        record_recurrent(&r, &all);
    tape_name(all.tape, all.logits, "logits");
    all.target = tape_constant(all.tape, "target", SHAPE2(options->batch, r.task.answers), NULL);
    NodeId each = tape_cross_entropy(all.tape, all.logits, all.target); /* (batch, answers) */
    NodeId sum = tape_sum(all.tape, tape_sum(all.tape, each, 1), 0);
    all.loss = tape_scale(all.tape, sum, 1.0 / (options->batch * r.task.answers));
    tape_name(all.tape, all.loss, "loss");
    return all;
}

int training_tape_row(const TrainingOptions *options, int string, int position) {
    return options->model == LEARNER_ATTENTION ? string * options->length + position : position * options->batch + string;
}

void training_tape_write(const TrainingTape *all, const TrainingOptions *options, const short *token, const short *right) {
    TaskShape task = task_shape(options);
    const Node *x = tape_node(all->tape, all->x), *target = tape_node(all->tape, all->target);
    memset(x->value, 0, (size_t)x->count * sizeof *x->value);
    for (int i = 0; i < options->batch; i++)
        for (int t = 0; t < options->length; t++) {
            Real *row = x->value + (size_t)training_tape_row(options, i, t) * (size_t)task.inputs;
            for (int f = 0; f < task.fields; f++, token++)
                if (*token >= 0) row[task.start[f] + *token] = 1;
        }
    for (int i = 0; i < target->count; i++) target->value[i] = (Real)right[i];
}
