// The recurrent layers of layers/recurrent.c as models of their own.
#include <string.h>

#include "model/parts.h"

enum { STEPS_MOST = 10000, GATES_MOST = 4 << 20 }; // steps and gate numbers that are recorded

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
    WEIGHTS("4H"), BIAS_INPUT("b", "4H", "what is added, gates in the order of `gates`"),
};
static const InputInfo gru_inputs[] = {
    X_INPUT, STATE_INPUT("h0", "the state before the first step"), WEIGHTS("3H"),
    BIAS_INPUT("bx", "3H", "what is added to x Wx, in the order r z n"), BIAS_INPUT("bh", "3H", "what is added to h Wh"),
};
static const ParamInfo rnn_params[] = {
    { .name = "activation", .label = "Activation", .kind = PARAM_CHOICE, .initial = "tanh", .choices = "tanh linear sigmoid",
      .structural = true, .summary = "what bends the new state" },
    HABIT_PARAM("transposed activation-missing activation-other bias-missing"),
};
static const ParamInfo lstm_params[] = {
    { .name = "gates", .label = "Gates", .kind = PARAM_CHOICE, .initial = "ifgo", .choices = "ifgo iofc ifog", // of RecurrentGates
      .structural = true, .summary = "the order of the blocks in Wx, Wh and b; c is the g of ONNX" },
    HABIT_PARAM("gate-order transposed tanh-missing bias-missing"),
};
static const ParamInfo gru_params[] = {
    { .name = "reset", .label = "Reset", .kind = PARAM_CHOICE, .initial = "after", .choices = "after before",
      .structural = true, .summary = "whether r multiplies h Wh (PyTorch, cuDNN) or h before the product (Cho et al. 2014)" },
    HABIT_PARAM("reset-before reset-after update-swapped gate-order transposed bias-missing"),
};
// clang-format on
enum {
    RNN_INFOS = sizeof rnn_params / sizeof *rnn_params,
    LSTM_INFOS = sizeof lstm_params / sizeof *lstm_params,
    GRU_INFOS = sizeof gru_params / sizeof *gru_params,
};

// --- the models

static bool not_too_long(const Inputs *inputs, RecurrentKind kind, Problems *problems) {
    const Input *x = inputs_find(inputs, "x");
    int steps = x->shape.size[0], width = inputs_find(inputs, "Wh")->shape.size[0];
    long long numbers = (long long)steps * recurrent_gates(kind) * width;
    if (steps > STEPS_MOST)
        return problems_add(problems, x->place, "x has %d rows, but at most %d steps can be recorded: use fewer rows", steps,
                            STEPS_MOST);
    if (numbers > GATES_MOST)
        return problems_add(problems, x->place,
                            "%d rows of x and H = %d make %lld numbers of gates, but at most %d can be kept: use fewer rows", steps,
                            width, numbers, GATES_MOST);
    return true;
}

static bool record(Tape *tape, const Inputs *inputs, RecurrentSpec spec, Problems *problems) {
    if (!not_too_long(inputs, spec.kind, problems)) return false;
    spec.x = input_leaf(tape, inputs, "x");
    spec.h0 = input_leaf(tape, inputs, "h0");
    if (spec.kind == RECURRENT_LSTM) spec.c0 = input_leaf(tape, inputs, "c0");
    spec.Wx = input_leaf(tape, inputs, "Wx");
    spec.Wh = input_leaf(tape, inputs, "Wh");
    spec.bx = input_leaf(tape, inputs, spec.kind == RECURRENT_GRU ? "bx" : "b");
    if (spec.kind == RECURRENT_GRU) spec.bh = input_leaf(tape, inputs, "bh");
    recurrent_nodes(tape, &spec, NULL);
    return true;
}

static bool rnn_record(Tape *tape, const Inputs *inputs, const Params *params, Problems *problems) {
    int choice = (int)params_number(params, rnn_params, RNN_INFOS, "activation"); // in the order of RecurrentActivation
    RecurrentSpec spec = { .kind = RECURRENT_RNN, .habit = habit_of(params) };
    if (spec.habit == HABIT_ACTIVATION_OTHER) choice = choice == RECURRENT_SIGMOID ? RECURRENT_TANH : RECURRENT_SIGMOID;
    spec.activation = (RecurrentActivation)choice;
    return record(tape, inputs, spec, problems);
}

static bool lstm_record(Tape *tape, const Inputs *inputs, const Params *params, Problems *problems) {
    int gates = (int)params_number(params, lstm_params, LSTM_INFOS, "gates");
    RecurrentSpec spec = { .kind = RECURRENT_LSTM, .habit = habit_of(params) };
    if (spec.habit == HABIT_GATE_ORDER) gates = gates == GATES_IFGO ? GATES_IOFG : GATES_IFGO;
    spec.gates = (RecurrentGates)gates;
    return record(tape, inputs, spec, problems);
}

static bool gru_record(Tape *tape, const Inputs *inputs, const Params *params, Problems *problems) {
    RecurrentSpec spec = { .kind = RECURRENT_GRU, .habit = habit_of(params) };
    spec.reset_before = !strcmp(params_choice(params, gru_params, GRU_INFOS, "reset"), "before");
    return record(tape, inputs, spec, problems);
}

const Model model_rnn = {
    .name = "rnn",
    .summary = "a recurrent layer: the new state mixes the input with the old state",
    WITH_INPUTS(rnn_inputs),
    WITH_PARAMS(rnn_params),
    .node = rnn_node_names,
    .record = rnn_record,
};

const Model model_lstm = {
    .name = "lstm",
    .summary = "a recurrent layer with a belt and three gates",
    WITH_INPUTS(lstm_inputs),
    WITH_PARAMS(lstm_params),
    .node = lstm_node_names,
    .record = lstm_record,
};

const Model model_gru = {
    .name = "gru",
    .summary = "a recurrent layer that mixes its old state with a fresh one",
    WITH_INPUTS(gru_inputs),
    WITH_PARAMS(gru_params),
    .node = gru_node_names,
    .record = gru_record,
};
