// The tape is the truth. A model is recorded once as nodes: a name, a shape, an operation and its inputs. Changing a value
// (a cell, a weight, a temperature, a mask: all are leaves) writes the leaf and replays; nothing is allocated. Changing the
// structure records a new tape in a second arena.
//
//     Tape *tape = tape_begin(arena);
//     NodeId q = tape_leaf(tape, "q", SHAPE2(1, 2), (Real[]){ 1, 1 }), k = tape_leaf(tape, "k", SHAPE2(4, 2), NULL);
//     NodeId s = tape_matmul(tape, q, k, (MatmulArgs){ .transpose_b = true }); // q kᵀ, (1, 4)
//     tape_forward(tape);
//     tape_backward(tape, s, NULL);
//     … tape_node(tape, s)->value[0], tape_node(tape, q)->grad[1] …
#ifndef ATTEND_CORE_TAPE_H
#define ATTEND_CORE_TAPE_H

#include <setjmp.h>
#include <stdbool.h>
#include <stddef.h>

#include "base/arena.h"
#include "base/random.h"
#include "base/turn.h"
#include "core/real.h"

enum { TAPE_AXES = 4 };

typedef int NodeId; // index into the tape, in the order of recording; inputs come before their users
#define NODE_NONE (-1)

// Row-major. rank 0 is a single number. A (1,d) matrix is rank 2.
typedef struct Shape {
    int rank;
    int size[TAPE_AXES];
} Shape;
#define SHAPE0() ((Shape){ 0, { 0 } })
#define SHAPE1(a) ((Shape){ 1, { (a) } })
#define SHAPE2(a, b) ((Shape){ 2, { (a), (b) } })
#define SHAPE3(a, b, c) ((Shape){ 3, { (a), (b), (c) } })
int shape_count(Shape shape);         // number of elements; INT_MAX where there are more
long long shape_numbers(Shape shape); // the same in 64 bits; LLONG_MAX where even these do not hold it
bool shape_equal(Shape a, Shape b);
const char *shape_text(Arena *arena, Shape shape); // "4 × 2", "3", "a number"

typedef struct MatmulArgs {
    bool transpose_a, transpose_b; // of the last two axes
} MatmulArgs;

typedef struct AttentionArgs {
    int heads;    // blocks of columns; 0 is taken as 1
    bool causal;  // query i sees keys 0 … i
    double scale; // of the scores; 0 is taken as 1 / √d of one head
} AttentionArgs;

typedef struct RotateArgs {
    bool halves; // a pair is columns i and i + half of its head; otherwise 2 i and 2 i + 1
} RotateArgs;

typedef struct Op Op; // one row of the operation table, see core/op.h

// What an operation keeps beside its inputs. Zero is the default.
typedef struct OpArgs {
    bool transpose_a, transpose_b; // matmul
    int axis, other;               // sum, concat, slice: the axis; swap: both
    int start;                     // slice
    double factor;                 // scale: y = x * factor; attention: of the scores
    int heads;                     // attention
    bool causal;                   // attention
} OpArgs;

// The numbers of a leaf that are drawn when the tape first goes forward.
typedef struct Draw {
    Random random;
    double deviation;
    int count; // drawn so far
} Draw;

typedef struct Node {
    const char *name; // "" for an intermediate that nobody names
    const Op *op;
    int inputs;
    NodeId *input; // (inputs)
    Shape shape;
    int count;   // elements
    Real *value; // (count)
    Real *grad;  // (count); dL/dvalue after tape_backward
    Real *kept;  // what the operation keeps from forward for backward, or NULL
    OpArgs args;
    Draw *draw;         // of a leaf whose numbers are not all there yet; NULL otherwise
    bool no_grad;       // its grad is zeros that it shares with others, and nothing is written there: it gets none
    bool constant;      // a leaf that gets no gradient (a mask), or a node that depends on such leaves only
    bool masked;        // it, or what it comes from, was hidden by a mask: −∞ is meant there
    const char *prefix; // of the tape when the node was recorded, for nodes without a name
    int layer_step;     // the layer step it belongs to, from 1; 0: to none
    int path, path_end; // distinct layer steps on the longest chain of inputs that ends here; the last of them
} Node;

// How much a recording may ask for. What goes beyond ends it before it is allocated: with a longjmp to `point`.
typedef struct TapeLimit {
    long long all;  // numbers of all nodes together
    long long used; // numbers recorded so far
    Shape refused;  // of the node that was too large
    jmp_buf point;
} TapeLimit;

typedef struct Tape {
    Arena *arena;
    Node *node; // (count)
    int count, room;
    const char *prefix;          // put before the names of nodes recorded from now on, "" unless said
    bool plan;                   // shapes alone, without values
    bool frugal;                 // no room for gradients, but while tape_gradient needs it
    TapeLimit *limit;            // while recording; NULL: none
    const void *made;            // while recording: what its model made beforehand (model/model.h); NULL: nothing
    int layer_step, layer_steps; // the one that is being recorded, 0: none; how many there are
    // The tape's own. After a backward, the gradient of `from` is its seed.
    NodeId from;   // where the last backward started, or NODE_NONE
    bool *reached; // (count) what `from` depends on
    bool *begun;   // (count) whose gradient has been cleared in this backward
    Real *scratch; // (scratch_count) shared by the operations, one at a time
    size_t scratch_count;
    Real *zeros; // (zero_count) the gradient of what gets none
    int zero_count;
} Tape;

Tape *tape_begin(Arena *arena);
// A plan: the same recording, but without room for any number. Its shapes, its work and its longest path can be asked; it
// cannot be replayed. So the work of a layer that no memory would hold can be counted all the same.
Tape *tape_begin_plan(Arena *arena);
// A tape without room for gradients: for what is large and seldom asked for any. tape_gradient finds those of one node.
Tape *tape_begin_frugal(Arena *arena);
// Ends that: room for the gradients of a backward from this node, the only one there will be. What it does not depend on and what
// is constant share one room of zeros; with NODE_NONE all do.
void tape_end_frugal(Tape *tape, NodeId from);
// Names recorded from now on get this prefix ("rnn."); "" ends it. The text must outlive the tape.
void tape_prefix(Tape *tape, const char *prefix);

// Recording: tape_leaf, tape_matmul, tape_add …, one for each line of the list of operations, which says shapes and formulas.
// Shapes that do not fit are a programmer's mistake and assert: check user input before recording.
#define OP(name, ...) NodeId tape_##name(Tape *tape, __VA_ARGS__);
#include "core/operations.def"
#undef OP
NodeId tape_constant(Tape *tape, const char *name, Shape shape, const Real *value); // a leaf that gets no gradient
NodeId tape_affine(Tape *tape, NodeId x, NodeId W, NodeId b);                       // (…,k),(k,m),(m) -> (…,m): x W + b
// Leaves over memory of somebody else, which must stay: nothing is copied, and a constant has no room for a gradient either.
NodeId tape_leaf_at(Tape *tape, const char *name, Shape shape, Real *at);
NodeId tape_constant_at(Tape *tape, const char *name, Shape shape, const Real *at);
// The numbers of a leaf will be random, normal with this deviation: drawn when the tape first goes forward, since that takes
// long. `random` goes on as if they were drawn now.
void tape_draw(Tape *tape, NodeId leaf, Random *random, double deviation);
void tape_name(Tape *tape, NodeId id, const char *name); // the text must outlive the tape

// Layer steps: what papers count as "sequential operations", a whole layer's worth of numbers at once. Nodes recorded from
// now on belong to a new one; after the end to none, as leaves do, and what waits for nothing (projections of the inputs).
void tape_layer_step(Tape *tape);
void tape_layer_step_end(Tape *tape);
// Distinct layer steps on the longest chain of inputs that ends in a node of this prefix: how long the road is, however many
// work on it. "" asks for all nodes.
int tape_longest_path(const Tape *tape, const char *prefix);
// Its name starts with the prefix; without a name, it was recorded under it.
bool node_is_of(const Node *node, const char *prefix);

// The first of that name, with the tape's present prefix if there is one, else as it stands; NODE_NONE when there is none.
NodeId tape_find(const Tape *tape, const char *name);
const Node *tape_node(const Tape *tape, NodeId id); // valid until the next recording; its value and grad for ever

// Replays every operation in order. Allocates nothing.
void tape_forward(Tape *tape);
void tape_forward_to(Tape *tape, NodeId last); // no further than to this node
// The same in turns, a node at least in each: goes on with node `next`, 0 at first, and returns the one for the next turn;
// tape->count when all are done.
NodeId tape_forward_turn(Tape *tape, NodeId next, const Turn *turn);
// Sets every gradient: d sum(seed ⊙ from) / d node, seed all ones where NULL; 0 for constants and for what `from` does not
// depend on. Allocates nothing.
void tape_backward(Tape *tape, NodeId from, const Real *seed /* (count of from) */);
// The same in turns: after the begin, turns from the node `from` on, each from the node that the last one returned; NODE_NONE:
// it is whole.
void tape_backward_begin(Tape *tape, NodeId from, const Real *seed);
NodeId tape_backward_turn(Tape *tape, NodeId next, const Turn *turn);
// The gradient of one node alone, on a frugal tape: `out` (count of `of`) gets what tape_backward would leave there, to the bit.
// Room for the others is made in `scratch`, and used again as soon as nobody adds to them any more.
void tape_gradient(Tape *tape, NodeId from, const Real *seed, NodeId of, Real *out, Arena *scratch);
// Both ways, but every node is met when its numbers are there and before anything is made of them: its values on the way forward
// (leaves too), its gradient on the way back (nodes that `from` depends on). Whoever meets it may change them.
void tape_forward_meeting(Tape *tape, void (*meet)(void *context, NodeId id), void *context);
void tape_backward_meeting(Tape *tape, NodeId from, const Real *seed, void (*meet)(void *context, NodeId id), void *context);

// What a replay costs, counted by the operations themselves.
typedef struct Work {
    double multiply_adds; // fused multiply-adds of products and sums
    double functions;     // exp, log, tanh evaluations
    double bytes;         // bytes of values written
} Work;
Work tape_work(const Tape *tape, NodeId id); // one node
Work tape_work_all(const Tape *tape);

#endif
