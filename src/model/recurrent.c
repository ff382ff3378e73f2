// Recurrent layers, step by step: the state that leaves a step enters the next one. What every step makes of the inputs alone
// is one product for all of them; the rest is a chain. Each step's rows are nodes of their own, "h[0]", "h[1]" …, whose
// gradient is everything that comes back to them; `h` holds them all.
#include <string.h>

#include "model/parts.h"

enum { KEPT = 6, STEPS_MOST = 10000, GATES_MOST = 4 << 20 }; // numbers kept of a step; steps and gate numbers that are recorded

// clang-format off
#define X_INPUT { .name = "x", .shape = "T,D", .summary = "inputs, one step a row" }
#define STATE_INPUT(NAME, SUMMARY) { .name = NAME, .shape = "H", .optional = true, .has_fill = true, .summary = SUMMARY }
#define WEIGHTS(GATES)                                                                                                       \
    { .name = "Wx", .shape = "D," GATES, .summary = "inputs to units" },                                                     \
    { .name = "Wh", .shape = "H," GATES, .summary = "the old state to units" }
#define BIAS_INPUT(NAME, GATES, SUMMARY) { .name = NAME, .shape = GATES, .optional = true, .has_fill = true, .summary = SUMMARY }

static const InputInfo rnn_inputs[] = {
    X_INPUT, STATE_INPUT("h0", "the state before the first step"), WEIGHTS("H"), BIAS_INPUT("b", "H", "what is added"),
};
static const InputInfo lstm_inputs[] = {
    X_INPUT, STATE_INPUT("h0", "the state before the first step"), STATE_INPUT("c0", "the belt before the first step"),
    WEIGHTS("4H"), BIAS_INPUT("b", "4H", "what is added, gates in the order i f g o"),
};
static const InputInfo gru_inputs[] = {
    X_INPUT, STATE_INPUT("h0", "the state before the first step"), WEIGHTS("3H"),
    BIAS_INPUT("bx", "3H", "what is added to x Wx, in the order r z n"), BIAS_INPUT("bh", "3H", "what is added to h Wh"),
};
static const ParamInfo rnn_params[] = {
    { .name = "activation", .label = "Activation", .kind = PARAM_CHOICE, .initial = "tanh", .choices = "tanh linear sigmoid",
      .structural = true, .summary = "what bends the new state" },
};
// clang-format on
static const char *const rnn_node_names[] = { "h", NULL };
static const char *const lstm_node_names[] = { "i", "f", "g", "o", "c", "h", NULL };
static const char *const gru_node_names[] = { "r", "z", "n", "h", NULL };

// --- the chain

typedef struct Chain {
    Tape *tape;
    const RecurrentSpec *spec;
    int step, steps, rows, width; // rows of one step; H
    NodeId from_x;                // (steps · rows, gates · H): x Wx and the bias of x
    NodeId one;                   // a constant
    NodeId h, c;                  // the state that enters the step
    NodeId *kept[KEPT];           // (steps) of each node of the model, in its order
    const char *const *name;
} Chain;

static NodeId keep(Chain *chain, int which, NodeId id) {
    Tape *tape = chain->tape;
    tape_name(tape, id, arena_print(tape->arena, "%s[%d]", chain->name[which], chain->step));
    return chain->kept[which][chain->step] = id;
}

// Columns gate · H … of a step's (rows, gates · H).
static NodeId gate(const Chain *chain, NodeId all, int number) {
    return tape_slice(chain->tape, all, 1, number * chain->width, chain->width);
}

static NodeId rows_of_x(const Chain *chain) {
    return tape_slice(chain->tape, chain->from_x, 0, chain->step * chain->rows, chain->rows);
}

static NodeId times_Wh(const Chain *chain) { return tape_matmul(chain->tape, chain->h, chain->spec->Wh, (MatmulArgs){ 0 }); }

// x Wx + b + h Wh, (rows, gates · H). One recording a line: the order of a call's arguments is the compiler's.
static NodeId record_sum(const Chain *chain) {
    NodeId x = rows_of_x(chain), h = times_Wh(chain);
    return tape_add(chain->tape, x, h);
}

// h = act(x Wx + b + h Wh)
static void rnn_step(Chain *chain) {
    NodeId z = record_sum(chain);
    if (chain->spec->activation == RECURRENT_TANH) z = tape_tanh(chain->tape, z);
    if (chain->spec->activation == RECURRENT_SIGMOID) z = tape_sigmoid(chain->tape, z);
    chain->h = keep(chain, 0, z);
}

// i, f, o = σ(…), g = tanh(…), each of its columns of x Wx + b + h Wh; c = f ⊙ c + i ⊙ g; h = o ⊙ tanh(c)
// (Hochreiter & Schmidhuber 1997, with the forget gate of Gers et al. 2000)
static void lstm_step(Chain *chain) {
    Tape *tape = chain->tape;
    NodeId all = record_sum(chain); /* (rows, 4H) */
    NodeId i = keep(chain, 0, tape_sigmoid(tape, gate(chain, all, 0)));
    NodeId f = keep(chain, 1, tape_sigmoid(tape, gate(chain, all, 1)));
    NodeId g = keep(chain, 2, tape_tanh(tape, gate(chain, all, 2)));
    NodeId o = keep(chain, 3, tape_sigmoid(tape, gate(chain, all, 3)));
    NodeId old = tape_multiply(tape, f, chain->c), fresh = tape_multiply(tape, i, g);
    chain->c = keep(chain, 4, tape_add(tape, old, fresh));
    chain->h = keep(chain, 5, tape_multiply(tape, o, tape_tanh(tape, chain->c)));
}

// r, z = σ(x Wx + bx + h Wh + bh), n = tanh(x Wx_n + bx_n + r ⊙ (h Wh_n + bh_n)); h = (1 − z) ⊙ n + z ⊙ h
// (Cho et al. 2014, with the second bias inside the gate as PyTorch has it)
static void gru_step(Chain *chain) {
    Tape *tape = chain->tape;
    NodeId x = rows_of_x(chain), h = tape_add(tape, times_Wh(chain), chain->spec->bh), gate_x[3], gate_h[3]; /* (rows, 3H) */
    for (int i = 0; i < 3; i++) {
        gate_x[i] = gate(chain, x, i);
        gate_h[i] = gate(chain, h, i);
    }
    NodeId r = keep(chain, 0, tape_sigmoid(tape, tape_add(tape, gate_x[0], gate_h[0])));
    NodeId z = keep(chain, 1, tape_sigmoid(tape, tape_add(tape, gate_x[1], gate_h[1])));
    NodeId n = keep(chain, 2, tape_tanh(tape, tape_add(tape, gate_x[2], tape_multiply(tape, r, gate_h[2]))));
    NodeId fresh = tape_multiply(tape, tape_subtract(tape, chain->one, z), n);
    chain->h = keep(chain, 3, tape_add(tape, fresh, tape_multiply(tape, z, chain->h)));
}

typedef struct Cell {
    int gates;
    const char *const *name; // of the nodes that a step keeps, h last
    void (*step)(Chain *chain);
} Cell;

static const Cell cells[] = {
    [RECURRENT_RNN] = { 1, rnn_node_names, rnn_step },
    [RECURRENT_LSTM] = { 4, lstm_node_names, lstm_step },
    [RECURRENT_GRU] = { 3, gru_node_names, gru_step },
};

// A state (H) as a row, which serves all rows of the first step.
static NodeId row(Tape *tape, NodeId state, int width) { return tape_reshape(tape, state, SHAPE2(1, width)); }

NodeId recurrent_nodes(Tape *tape, const RecurrentSpec *spec, NodeId *last) {
    const Cell *cell = &cells[spec->kind];
    Chain chain = { .tape = tape, .spec = spec, .rows = spec->rows ? spec->rows : 1, .name = cell->name };
    chain.steps = tape_node(tape, spec->x)->shape.size[0] / chain.rows;
    chain.width = tape_node(tape, spec->Wh)->shape.size[0];
    for (int i = 0; cell->name[i]; i++) chain.kept[i] = arena_new(tape->arena, NodeId, chain.steps);
    if (spec->kind == RECURRENT_GRU) chain.one = tape_constant(tape, NULL, SHAPE0(), (Real[]){ 1 });
    chain.from_x = tape_add(tape, tape_matmul(tape, spec->x, spec->Wx, (MatmulArgs){ 0 }), spec->bx);
    chain.h = row(tape, spec->h0, chain.width);
    if (spec->kind == RECURRENT_LSTM) chain.c = row(tape, spec->c0, chain.width);
    for (; chain.step < chain.steps; chain.step++) {
        tape_layer_step(tape); // x Wx waits for nothing and belongs to none
        cell->step(&chain);
    }
    tape_layer_step_end(tape);
    if (last) *last = chain.h;
    NodeId h = NODE_NONE;
    for (int i = 0; cell->name[i]; i++) {
        h = tape_concat(tape, chain.steps, chain.kept[i], 0);
        tape_name(tape, h, cell->name[i]);
    }
    return h;
}

// --- the models

static bool not_too_long(const Inputs *inputs, const Cell *cell, Problems *problems) {
    const Input *x = inputs_find(inputs, "x");
    int steps = x->shape.size[0], width = inputs_find(inputs, "Wh")->shape.size[0];
    long long numbers = (long long)steps * cell->gates * width;
    if (steps > STEPS_MOST)
        return problems_add(problems, x->place, "x has %d rows, but at most %d steps can be recorded: use fewer rows", steps,
                            STEPS_MOST);
    if (numbers > GATES_MOST)
        return problems_add(problems, x->place,
                            "%d rows of x and H = %d make %lld numbers of gates, but at most %d can be kept: use fewer rows", steps,
                            width, numbers, GATES_MOST);
    return true;
}

static bool record(Tape *tape, const Inputs *inputs, RecurrentKind kind, RecurrentActivation activation, Problems *problems) {
    if (!not_too_long(inputs, &cells[kind], problems)) return false;
    RecurrentSpec spec = { .kind = kind, .activation = activation, .x = input_leaf(tape, inputs, "x") };
    spec.h0 = input_leaf(tape, inputs, "h0");
    if (kind == RECURRENT_LSTM) spec.c0 = input_leaf(tape, inputs, "c0");
    spec.Wx = input_leaf(tape, inputs, "Wx");
    spec.Wh = input_leaf(tape, inputs, "Wh");
    spec.bx = input_leaf(tape, inputs, kind == RECURRENT_GRU ? "bx" : "b");
    if (kind == RECURRENT_GRU) spec.bh = input_leaf(tape, inputs, "bh");
    recurrent_nodes(tape, &spec, NULL);
    return true;
}

static bool rnn_record(Tape *tape, const Inputs *inputs, const Params *params, Problems *problems) {
    int choice = (int)params_number(params, rnn_params, 1, "activation"); // in the order of RecurrentActivation
    return record(tape, inputs, RECURRENT_RNN, (RecurrentActivation)choice, problems);
}

static bool lstm_record(Tape *tape, const Inputs *inputs, const Params *params, Problems *problems) {
    (void)params;
    return record(tape, inputs, RECURRENT_LSTM, RECURRENT_TANH, problems);
}

static bool gru_record(Tape *tape, const Inputs *inputs, const Params *params, Problems *problems) {
    (void)params;
    return record(tape, inputs, RECURRENT_GRU, RECURRENT_TANH, problems);
}

const Model model_rnn = {
    .name = "rnn",
    .summary = "a recurrent layer: the new state mixes the input with the old state",
    .input = rnn_inputs,
    .inputs = sizeof rnn_inputs / sizeof rnn_inputs[0],
    .param = rnn_params,
    .params = 1,
    .node = rnn_node_names,
    .record = rnn_record,
};

const Model model_lstm = {
    .name = "lstm",
    .summary = "a recurrent layer with a belt and three gates",
    .input = lstm_inputs,
    .inputs = sizeof lstm_inputs / sizeof lstm_inputs[0],
    .node = lstm_node_names,
    .record = lstm_record,
};

const Model model_gru = {
    .name = "gru",
    .summary = "a recurrent layer that mixes its old state with a fresh one",
    .input = gru_inputs,
    .inputs = sizeof gru_inputs / sizeof gru_inputs[0],
    .node = gru_node_names,
    .record = gru_record,
};
