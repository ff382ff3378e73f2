// Recurrent layers, step by step: the state that leaves a step enters the next one. What every step makes of the inputs alone
// is one product for all of them; the rest is a chain. Each step's rows are nodes of their own, "h[0]", "h[1]" …, whose
// gradient is everything that comes back to them; `h` holds them all.
#include "layers/layers.h"

enum { KEPT = 6 }; // numbers kept of a step

const char *const rnn_node_names[] = { "h", NULL };
const char *const lstm_node_names[] = { "i", "f", "g", "o", "c", "h", NULL };
const char *const gru_node_names[] = { "r", "z", "n", "h", NULL };

typedef struct Chain {
    Tape *tape;
    const RecurrentSpec *spec;
    int step, steps, rows, width; // rows of one step; H
    NodeId Wh;                    // (H, gates · H)
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

static NodeId times_Wh(const Chain *chain) { return tape_matmul(chain->tape, chain->h, chain->Wh, (MatmulArgs){ 0 }); }

// x Wx + b + h Wh, (rows, gates · H). One recording a line: the order of a call's arguments is the compiler's.
static NodeId record_sum(const Chain *chain) {
    NodeId x = rows_of_x(chain), h = times_Wh(chain);
    return tape_add(chain->tape, x, h);
}

// h = act(x Wx + b + h Wh)
static void rnn_step(Chain *chain) {
    NodeId z = record_sum(chain);
    if (chain->spec->habit == HABIT_ACTIVATION_MISSING)
        z = tape_scale(chain->tape, z, 1);
    else if (chain->spec->activation == RECURRENT_TANH)
        z = tape_tanh(chain->tape, z);
    else if (chain->spec->activation == RECURRENT_SIGMOID)
        z = tape_sigmoid(chain->tape, z);
    chain->h = keep(chain, 0, z);
}

// i, f, o = σ(…), g = tanh(…), each of its columns of x Wx + b + h Wh; c = f ⊙ c + i ⊙ g; h = o ⊙ tanh(c)
// (Hochreiter & Schmidhuber 1997, with the forget gate of Gers et al. 2000)
static void lstm_step(Chain *chain) {
    Tape *tape = chain->tape;
    static const int place[][4] = { [GATES_IFGO] = { 0, 1, 2, 3 }, [GATES_IOFG] = { 0, 2, 3, 1 }, [GATES_IFOG] = { 0, 1, 3, 2 } };
    const int *block = place[chain->spec->gates]; // of i, f, g, o
    NodeId all = record_sum(chain);               /* (rows, 4H) */
    NodeId i = keep(chain, 0, tape_sigmoid(tape, gate(chain, all, block[0])));
    NodeId f = keep(chain, 1, tape_sigmoid(tape, gate(chain, all, block[1])));
    NodeId g = keep(chain, 2, tape_tanh(tape, gate(chain, all, block[2])));
    NodeId o = keep(chain, 3, tape_sigmoid(tape, gate(chain, all, block[3])));
    NodeId old = tape_multiply(tape, f, chain->c), fresh = tape_multiply(tape, i, g);
    chain->c = keep(chain, 4, tape_add(tape, old, fresh));
    NodeId leaves = chain->spec->habit == HABIT_TANH_MISSING ? chain->c : tape_tanh(tape, chain->c);
    chain->h = keep(chain, 5, tape_multiply(tape, o, leaves));
}

static bool resets_before(const RecurrentSpec *spec) {
    if (spec->habit == HABIT_RESET_BEFORE || spec->habit == HABIT_RESET_AFTER) return spec->habit == HABIT_RESET_BEFORE;
    return spec->reset_before;
}

// What the old state gives to n: r ⊙ (h Wh_n + bh_n), or (r ⊙ h) Wh_n + bh_n with the reset before the product.
static NodeId record_reset(const Chain *chain, NodeId r, NodeId after) {
    Tape *tape = chain->tape;
    if (!resets_before(chain->spec)) return tape_multiply(tape, r, after);
    NodeId W = tape_slice(tape, chain->Wh, 1, 2 * chain->width, chain->width);
    NodeId product = tape_matmul(tape, tape_multiply(tape, r, chain->h), W, (MatmulArgs){ 0 });
    NodeId flat = tape_reshape(tape, chain->spec->bh, SHAPE2(1, 3 * chain->width));
    return tape_add(tape, product, gate(chain, flat, 2));
}

// r, z = σ(x Wx + bx + h Wh + bh), n = tanh(x Wx_n + bx_n + r ⊙ (h Wh_n + bh_n)); h = (1 − z) ⊙ n + z ⊙ h
// (Cho et al. 2014; the reset after the product and the second bias inside the gate as PyTorch has them)
static void gru_step(Chain *chain) {
    Tape *tape = chain->tape;
    Habit habit = chain->spec->habit;
    int of_r = habit == HABIT_GATE_ORDER, of_z = !of_r; // the mistake: z comes first
    NodeId x = rows_of_x(chain), h = tape_add(tape, times_Wh(chain), chain->spec->bh), gate_x[3], gate_h[3]; /* (rows, 3H) */
    for (int i = 0; i < 3; i++) {
        gate_x[i] = gate(chain, x, i);
        gate_h[i] = gate(chain, h, i);
    }
    NodeId r = keep(chain, 0, tape_sigmoid(tape, tape_add(tape, gate_x[of_r], gate_h[of_r])));
    NodeId z = keep(chain, 1, tape_sigmoid(tape, tape_add(tape, gate_x[of_z], gate_h[of_z])));
    NodeId n = keep(chain, 2, tape_tanh(tape, tape_add(tape, gate_x[2], record_reset(chain, r, gate_h[2]))));
    NodeId rest = tape_subtract(tape, chain->one, z);
    bool swapped = habit == HABIT_UPDATE_SWAPPED;
    NodeId fresh = tape_multiply(tape, swapped ? z : rest, n);
    chain->h = keep(chain, 3, tape_add(tape, fresh, tape_multiply(tape, swapped ? rest : z, chain->h)));
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

int recurrent_gates(RecurrentKind kind) { return cells[kind].gates; }

// A state (H) as a row, which serves all rows of the first step.
static NodeId row(Tape *tape, NodeId state, int width) { return tape_reshape(tape, state, SHAPE2(1, width)); }

// The mistake: every gate's block of Wh transposed.
static NodeId turn_blocks(Tape *tape, NodeId Wh, int gates, int width) {
    NodeId block[4];
    for (int i = 0; i < gates; i++) block[i] = tape_transpose(tape, tape_slice(tape, Wh, 1, i * width, width));
    return gates == 1 ? block[0] : tape_concat(tape, gates, block, 1);
}

// The mistake: no biases.
static NodeId without_numbers(Tape *tape, NodeId bias) { return tape_constant(tape, NULL, tape_node(tape, bias)->shape, NULL); }

NodeId recurrent_nodes(Tape *tape, const RecurrentSpec *given, NodeId *last) {
    RecurrentSpec own = *given;
    const RecurrentSpec *spec = &own;
    const Cell *cell = &cells[spec->kind];
    if (spec->habit == HABIT_BIAS_MISSING) own.bx = without_numbers(tape, spec->bx);
    if (spec->habit == HABIT_BIAS_MISSING && spec->kind == RECURRENT_GRU) own.bh = without_numbers(tape, spec->bh);
    Chain chain = { .tape = tape, .spec = spec, .rows = spec->rows ? spec->rows : 1, .name = cell->name };
    chain.steps = tape_node(tape, spec->x)->shape.size[0] / chain.rows;
    chain.width = tape_node(tape, spec->Wh)->shape.size[0];
    for (int i = 0; cell->name[i]; i++) chain.kept[i] = arena_new(tape->arena, NodeId, chain.steps);
    if (spec->kind == RECURRENT_GRU) chain.one = tape_constant(tape, NULL, SHAPE0(), (Real[]){ 1 });
    chain.Wh = spec->habit == HABIT_TRANSPOSED ? turn_blocks(tape, spec->Wh, cell->gates, chain.width) : spec->Wh;
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
