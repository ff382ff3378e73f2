// The layers that models and trainings are made of, recorded in either element type. They take tensors with any axes in front,
// written (…, n, D), so that training can record them for a whole batch. The weights are leaves of whoever records a layer.
//
//     MultiheadSpec spec = { .x = x, .y = x, .Wq = Wq, .Wk = Wk, .Wv = Wv, .Wo = Wo, .mask = mask, .heads = 4 };
//     NodeId o = multihead_nodes(tape, spec);
#ifndef ATTEND_LAYERS_LAYERS_H
#define ATTEND_LAYERS_LAYERS_H

#include <stdbool.h>

#include "base/random.h"
#include "core/tape.h"
#include "layers/habit.h"

// --- names and constants

static inline NodeId named(Tape *tape, NodeId id, const char *name) {
    tape_name(tape, id, name);
    return id;
}
// Constants: normal numbers with this standard deviation, and the same number everywhere. The name may be NULL.
NodeId normal_constant(Tape *tape, Random *random, const char *name, Shape shape, double deviation);
// The same, drawn when the tape first goes forward: nobody may read them before.
NodeId drawn_constant(Tape *tape, Random *random, const char *name, Shape shape, double deviation);
NodeId filled_constant(Tape *tape, Shape shape, double value);
// The deviation with which a matrix keeps sizes forward and back: √(2 / (inputs + outputs)), Glorot & Bengio 2010.
double xavier(int inputs, int outputs);

// --- multi-head attention

typedef struct MultiheadSpec {
    NodeId x, y;           /* (…, n, D), (…, m, D): queries from x, keys and values from y, the same as x for self-attention */
    NodeId Wq, Wk, Wv, Wo; /* (D, D); Wq NODE_NONE: x, y and values are queries, keys and values already; Wo NODE_NONE: no mix */
    NodeId values;         /* (…, m, D), only without Wq */
    const NodeId *bias;    /* of q, k, v, o, each (D) or NODE_NONE; NULL: none at all */
    NodeId mask;           /* (n, m); NODE_NONE: by tiles, the scores are not kept */
    bool causal;           // by tiles: query i sees keys 0 … i
    int heads;             // divides D
    Habit habit;           // recorded instead of what is right; not by tiles
    bool name_cut;         // the values of each head get a name, "v.heads", so that a picture can show them
    bool silent;           // of a block: attention brings nothing, its output is times 0
} MultiheadSpec;
NodeId multihead_nodes(Tape *tape, MultiheadSpec spec); // records it under the names of model_multihead; returns o (…, n, D)

// --- layer norm

typedef struct LayernormSpec {
    const char *prefix;      // before the names "mean", "centered", "var", "spread", "xhat"
    NodeId x;                /* (…, D), named */
    NodeId gamma, beta, eps; /* (D), (D), a number from layernorm_eps */
    bool rms;                // divided by the root of the mean square, without taking the mean away (Zhang & Sennrich 2019)
    Habit habit;
} LayernormSpec;
NodeId layernorm_nodes(Tape *tape, LayernormSpec spec); // returns the output, without a name
NodeId layernorm_eps(Tape *tape, double eps);           // the leaf "eps"
void layernorm_plain(Tape *tape, LayernormSpec *spec);  // gamma ones, beta zeros: nothing after the division

// --- the block

typedef enum Activation { ACTIVATION_RELU, ACTIVATION_GELU, ACTIVATION_GELU_TANH, ACTIVATION_SILU, ACTIVATION_NONE } Activation;
NodeId activation_nodes(Tape *tape, NodeId x, Activation activation); // without a name

typedef struct FeedforwardSpec {
    NodeId x;              /* (…, n, D) */
    NodeId W1, b1, W2, b2; /* (D, F), (F), (F, D), (D) */
    Activation activation;
} FeedforwardSpec;
NodeId feedforward_nodes(Tape *tape, FeedforwardSpec spec); // records ff1, act; returns ff2 (…, n, D)

typedef struct BlockSpec {
    NodeId x; /* (…, n, D) */
    bool post;
    MultiheadSpec attention; // these four without their x and y
    FeedforwardSpec feedforward;
    LayernormSpec norm1, norm2;
    Habit habit; // of the sums alone; the parts have their own
} BlockSpec;
NodeId block_nodes(Tape *tape, const BlockSpec *spec); // records it under the names of model_block; returns y (…, n, D)

// --- recurrent layers

typedef enum RecurrentKind { RECURRENT_RNN, RECURRENT_LSTM, RECURRENT_GRU } RecurrentKind;
typedef enum RecurrentActivation { RECURRENT_TANH, RECURRENT_LINEAR, RECURRENT_SIGMOID } RecurrentActivation;

typedef enum RecurrentGates { GATES_IFGO, GATES_IOFG, GATES_IFOG } RecurrentGates; // of the LSTM: the order of the blocks

typedef struct RecurrentSpec {
    RecurrentKind kind;
    RecurrentActivation activation; // of the RNN
    RecurrentGates gates;           // of the LSTM
    bool reset_before;              // of the GRU: n is made of (r ⊙ h) Wh, otherwise of r ⊙ (h Wh)
    Habit habit;
    int rows;      // of one step, the sequences of a batch; 0 is taken as 1
    NodeId x;      /* (T · rows, D): first the first step of every sequence */
    NodeId h0, c0; /* (H); c0 of the LSTM */
    NodeId Wx, Wh; /* (D, G H), (H, G H), G gates: 1, LSTM 4, GRU 3 as r z n */
    NodeId bx, bh; /* (G H); bh of the GRU */
} RecurrentSpec;
// Records the steps, nodes "h[0]", "h[1]" … (rows, H), and returns `h` (T · rows, H), which holds them all; likewise for the
// gates. *last is the last step's state (rows, H); it may be NULL.
NodeId recurrent_nodes(Tape *tape, const RecurrentSpec *spec, NodeId *last);
int recurrent_gates(RecurrentKind kind);                                                      // G
extern const char *const rnn_node_names[], *const lstm_node_names[], *const gru_node_names[]; // h last, then NULL

#endif
