// A model is one row of the table: its inputs with their symbolic shapes, its parameters, its nodes, and how to record it.
// The same generic code checks shapes, fills in what is missing, and says what a model needs when something is wrong.
#ifndef ATTEND_MODEL_MODEL_H
#define ATTEND_MODEL_MODEL_H

#include <stdbool.h>

#include "base/error.h"
#include "core/params.h"
#include "core/tape.h"
#include "data/data.h"

enum { MODEL_INPUTS = 24, MODEL_PARAMS = 12, MODEL_STORED_SCORES = 2 << 20 };
// What a run may hold: numbers of all nodes together (of each a value and a gradient of eight bytes), so that it takes neither
// 2 s nor 1 GiB, with all of them written as text.
enum { MODEL_TAPE_NUMBERS = 16 << 20 };
// What its forward half may multiply and add for each of them, an exp or its like counting as so many: scores that are not kept
// need no memory, but time.
enum { MODEL_WORK_EACH = 1024, MODEL_WORK_FUNCTION = 32 };

// A numeric array with the name the model gives it.
typedef struct Input {
    const char *name;
    Shape shape;
    double *value;
    const char *const *words; // one a row, entries may be NULL; NULL when there are none
    Place place;
    bool filled; // not given: made of `fill`, what the model takes for it
    double fill;
} Input;
typedef struct Inputs {
    Arena *arena;
    int count;
    Input input[MODEL_INPUTS];
    const Input *seed;   // "g", shaped like the output; NULL when not given
    const Dataset *data; // of a model that takes its data whole; NULL: none were given
} Inputs;
const Input *inputs_find(const Inputs *inputs, const char *name);
// Records an input as a leaf of its name and shape, with its values; NODE_NONE for NULL. A constant gets no gradient.
NodeId inputs_leaf(Tape *tape, const Input *input);
NodeId inputs_constant(Tape *tape, const Input *input);

typedef struct InputInfo {
    const char *name;
    const char *shape; // symbolic: "n,d", "d", "D,4H", "" for one number
    bool optional;     // left out of the tape when missing (unless `fill` says what stands for it)
    double fill;       // what a missing optional input with has_fill is filled with
    bool has_fill;
    bool constant;       // gets no gradient (a mask)
    const char *only;    // used only with this value of a choice parameter: "similarity=general"; NULL: always
    const char *summary; // "queries, one a row"
} InputInfo;

typedef struct Model {
    const char *name, *summary;
    const InputInfo *input;
    int inputs;
    const ParamInfo *param;
    int params;
    const char *const *node; // names of the nodes that `compute` prints, the output last; NULL at the end
    const char *const *also; // other named nodes that its tape may have, for lessons and pictures; NULL at the end
    // Records the model. Inputs are complete and their shapes agree. May add problems (an empty mask row) and return false.
    bool (*record)(Tape *tape, const Inputs *inputs, const Params *params, Problems *problems);
    // What the recording needs and takes long, made beforehand in turns: *made is NULL at first, and all of it lives in
    // `apart`. True when it is whole, or cannot be made; the recording finds it as tape->made and says what is wrong. NULL:
    // nothing.
    bool (*make)(Arena *apart, void **made, const Inputs *inputs, const Params *params, const Turn *turn);
    // After a forward: anything wrong that only the values show (a query that sees no key)? NULL: nothing to check.
    bool (*check)(const Tape *tape, Problems *problems);
    // What model_write cannot know: leaves made from inputs and parameters (a mask from both). NULL: nothing.
    void (*write)(Tape *tape, const Inputs *inputs, const Params *params);
    const char *objective; // the node that a backward without g starts from, where it is on the tape; NULL: "loss"
    bool whole;            // takes all arrays of its data under the names they have: weights
    const char *same;      // "m=n": where no input says how long the axis m is, it is as long as n; NULL
    bool undefined;        // 0/0 is what it shows: a number that is none is no mistake
    int words;             // of a model of language: so many columns are its words, and "tokens" on its tape are their numbers
    const char *(*word)(int);
} Model;
// In a row, of a model or of a scene: an array with its length.
#define WITH_INPUTS(list) .input = list, .inputs = sizeof list / sizeof *list
#define WITH_PARAMS(list) .param = list, .params = sizeof list / sizeof *list

extern const Model *const model_table[];
extern const int model_count;
const Model *model_find(const char *name);
const char *model_output(const Model *model); // the last node's name

// Labels -> inputs of this model: the exact name first ("W1" of a block: one line a row of W1), else name and row number from 1.
// Fills missing optional inputs, binds n, m, d … and reports shapes that do not fit by both names and shapes.
// Where no exact name fits: Q, queries, keys … for q, k, v; then a name in other letter case or with underscores,
// where only one fits.
// Rows may be counted from 0, axes of length 1 in front are dropped, a mask may be 0 and −∞ (or −1e9); notes say so.
// The caller sets out->arena; data may be NULL (no file).
bool model_resolve(const Model *model, const Params *params, const Dataset *data, Inputs *out, Problems *problems);
// Does a label name this input, or a row of it: "k", "k2", "Keys"?
bool label_names(const char *label, const char *input);
// Names a file's single matrix (for --q FILE, --k FILE, --v FILE). Labels that are no row numbers become the words of the rows;
// false when the file has labels of other things.
bool dataset_rename(Dataset *data, const char *name, Problems *problems);
// The other way round: inputs as entries, to be saved (CSV rows q1, q2 …; words kept). What was filled in and is still so
// is left out.
Dataset inputs_dataset(Arena *arena, const Inputs *inputs);

// Record, forward, check, and backward when the inputs hold g (from the output, which g must fit; it becomes a constant leaf
// "g") or the tape has the model's objective. NULL with a problem on failure.
// What would hold more than MODEL_TAPE_NUMBERS is refused before it is allocated, and what would take too long before it begins.
Tape *model_run(Arena *arena, const Model *model, const Params *params, const Inputs *inputs, Problems *problems);
// The same with another number for all nodes together: a window answers at once, a command may take its time.
Tape *model_run_within(Arena *arena, const Model *model, const Params *params, const Inputs *inputs, long long most,
                       Problems *problems);
// The same in turns, with the same result to the last bit.
//
//     ModelTurns run = model_turns_begin(arena, model, &params, &inputs, most);
//     while ((ran = model_turns_take(&run, &turn, &problems)) == RUN_GOES_ON) … another turn …
//     model_turns_end(&run); // run.tape stays, in the arena, where it is RUN_WHOLE
typedef enum RunState { RUN_GOES_ON, RUN_WHOLE, RUN_FAILED } RunState;
typedef enum RunPart { RUN_MAKES, RUN_RECORDS, RUN_FORWARD, RUN_CHECKS, RUN_BACKWARD, RUN_LOOKS } RunPart;
typedef struct ModelTurns {
    const Model *model;
    const Params *params;
    const Inputs *inputs;
    Arena *arena, *apart; // of the tape; of what only the recording needs
    long long most;
    void *made;
    Tape *tape;
    RunPart part;
    NodeId next;
} ModelTurns;
ModelTurns model_turns_begin(Arena *arena, const Model *model, const Params *params, const Inputs *inputs, long long most);
RunState model_turns_take(ModelTurns *run, const Turn *turn, Problems *problems);
void model_turns_end(ModelTurns *run); // also before it is whole
// Whether such a run would be begun at all: what is too large is a problem, in the same words.
bool model_fits(Arena *arena, const Model *model, const Params *params, const Inputs *inputs, Problems *problems);
// Writes the inputs' values and the parameters that are leaves (a temperature, the picked query) onto a recorded tape of the
// same structure. Follow it with model_replay. Allocates nothing.
void model_write(const Model *model, Tape *tape, const Inputs *inputs, const Params *params);
// Recomputes a recorded tape after its leaves changed: forward, check, backward as above. Allocates only for problems. A number
// that is infinite or not a number, but for what a mask hides, is a problem.
bool model_replay(const Model *model, Tape *tape, const Inputs *inputs, Problems *problems);
// The leaf g, which no gate of that name is; NODE_NONE when there is none.
NodeId model_seed(const Tape *tape);
// The node that the tape's gradients start from, NODE_NONE when it has none.
NodeId model_objective(const Model *model, const Tape *tape);
// What all nodes of a prefix cost (node_is_of).
Work model_work_prefix(const Tape *tape, const char *prefix);
// The multiply-adds of matrix products in the layer steps of a prefix alone: without projections, scaling and adding, as the
// formulas of papers count.
double model_work_products(const Tape *tape, const char *prefix);

#endif
