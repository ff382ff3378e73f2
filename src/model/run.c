// From inputs to a tape with numbers on it, and again after something was changed: record, forward, check, backward.
#include <string.h>

#include "base/math.h"
#include "core/op.h"
#include "model/habit.h"

// --- inputs as leaves

static void write_values(const Node *node, const double *value) {
    for (int i = 0; i < node->count; i++) node->value[i] = (Real)value[i];
}

NodeId inputs_leaf(Tape *tape, const Input *input) {
    if (!input) return NODE_NONE;
    NodeId id = tape_leaf(tape, input->name, input->shape, NULL);
    write_values(tape_node(tape, id), input->value);
    return id;
}

NodeId inputs_constant(Tape *tape, const Input *input) {
    if (!input) return NODE_NONE;
    NodeId id = tape_constant(tape, input->name, input->shape, NULL);
    write_values(tape_node(tape, id), input->value);
    return id;
}

// --- where gradients start

const char *model_output(const Model *model) {
    const char *const *node = model->node;
    while (node[1]) node++;
    return node[0];
}

NodeId model_seed(const Tape *tape) {
    for (NodeId id = 0; id < tape->count; id++)
        if (!tape_node(tape, id)->inputs && !strcmp(tape_node(tape, id)->name, "g")) return id;
    return NODE_NONE;
}

NodeId model_objective(const Model *model, const Tape *tape) {
    if (model_seed(tape) != NODE_NONE) return tape_find(tape, model_output(model));
    return tape_find(tape, model->objective ? model->objective : "loss");
}

// Axes of length 1 in front do not count: g may be written as one row.
static bool same_but_leading_ones(Shape a, Shape b) {
    int i = a.rank, j = b.rank;
    while (i > 0 && j > 0)
        if (a.size[--i] != b.size[--j]) return false;
    while (i > 0)
        if (a.size[--i] != 1) return false;
    while (j > 0)
        if (b.size[--j] != 1) return false;
    return true;
}

// g becomes a leaf, so that it too can be changed and replayed.
static bool record_seed(const Model *model, Tape *tape, const Input *seed, Problems *problems) {
    const char *output = model_output(model);
    Shape shape = tape_node(tape, tape_find(tape, output))->shape;
    if (!same_but_leading_ones(seed->shape, shape))
        return problems_add(problems, seed->place, "g %s %s where the output %s %s %s: g must have the output's shape",
                            seed->shape.rank ? "has the shape" : "is", shape_text(problems->arena, seed->shape), output,
                            shape.rank ? "has" : "is", shape_text(problems->arena, shape));
    Input shaped = *seed;
    shaped.shape = shape;
    inputs_constant(tape, &shaped);
    return true;
}

// --- the first time and again

// The largest input, and the one after it: what a file would have to be cut in.
static const Input *largest_but(const Inputs *inputs, const Input *other) {
    const Input *largest = NULL;
    for (int i = 0; i < inputs->count; i++) {
        const Input *input = &inputs->input[i];
        if (input == other || input->filled) continue;
        if (!largest || shape_numbers(input->shape) > shape_numbers(largest->shape)) largest = input;
    }
    return largest;
}

static bool refuse(const Inputs *inputs, const char *what, Problems *problems) {
    Builder why = { problems->arena };
    builder_print(&why, "%s", what);
    const Input *first = largest_but(inputs, NULL), *second = first ? largest_but(inputs, first) : NULL;
    if (first) builder_print(&why, ": %s is %s", first->name, shape_text(problems->arena, first->shape));
    if (second) builder_print(&why, ", %s is %s", second->name, shape_text(problems->arena, second->shape));
    builder_print(&why, first ? "; use fewer rows or columns" : "; choose smaller parameters");
    return problems_add(problems, first ? first->place : (Place){ 0 }, "%s", builder_text(&why));
}

static bool refuse_size(const Model *model, const Inputs *inputs, const TapeLimit *limit, Problems *problems) {
    const char *shape = shape_text(problems->arena, limit->refused);
    const char *what = shape_numbers(limit->refused) > limit->all
                           ? "%s would make an array of %s, but one array holds at most %lld numbers"
                           : "%s would make an array of %s, and with it more than the %lld numbers that all its arrays may hold";
    return refuse(inputs, arena_print(problems->arena, what, model->name, shape, limit->all), problems);
}

static bool is_too_much_work(const Model *model, const Tape *tape, const Inputs *inputs, long long most, Problems *problems) {
    Work work = tape_work_all(tape);
    double all = work.multiply_adds + MODEL_WORK_FUNCTION * work.functions, allowed = (double)most * MODEL_WORK_EACH;
    if (all <= allowed) return false;
    return !refuse(inputs,
                   arena_print(problems->arena, "%s would multiply and add %.1e times, but a run may do so %.1e times", model->name,
                               all, allowed),
                   problems);
}

// The run with the mistake that stands beside the right one: the same inputs, as leaves of its own.
static bool record_beside(const Model *model, Tape *tape, const Inputs *inputs, const Params *params, Problems *problems) {
    Place place = { 0 };
    Habit habit = habit_beside(params, &place);
    Params own = *params;
    if (habit == HABIT_NONE) return true;
    if (!habit_set(&own, model, habit))
        return problems_add(problems, place, "%s does not know the mistake '%s'; 'attend list models' says which it knows",
                            model->name, habit_info(habit)->name);
    tape_prefix(tape, HABIT_BESIDE);
    bool well = model->record(tape, inputs, &own, problems);
    tape_prefix(tape, "");
    return well;
}

static bool has_beside(const Tape *tape) { return tape->count > 0 && node_is_of(tape_node(tape, tape->count - 1), HABIT_BESIDE); }

// Whatever the shapes multiply to is counted while it is recorded, in one place for every model.
static bool record_within(const Model *model, Tape *tape, const Inputs *inputs, const Params *params, long long most,
                          Problems *problems) {
    TapeLimit limit = { .all = most };
    tape->limit = &limit;
    bool whole = setjmp(limit.point) == 0;
    bool well = whole && model->record(tape, inputs, params, problems);
    if (well && inputs->seed) well = record_seed(model, tape, inputs->seed, problems);
    well = well && record_beside(model, tape, inputs, params, problems);
    tape->limit = NULL;
    if (!whole) return refuse_size(model, inputs, &limit, problems);
    return well && !is_too_much_work(model, tape, inputs, most, problems);
}

static void write_input(Tape *tape, NodeId id, const Input *input) {
    if (id == NODE_NONE || tape_node(tape, id)->count != shape_count(input->shape)) return;
    write_values(tape_node(tape, id), input->value);
}

static void write_run(const Model *model, Tape *tape, const Inputs *inputs, const Params *params) {
    for (int i = 0; i < inputs->count; i++) write_input(tape, tape_find(tape, inputs->input[i].name), &inputs->input[i]);
    for (int i = 0; i < model->params; i++) {
        const ParamInfo *info = &model->param[i];
        NodeId id = info->structural ? NODE_NONE : tape_find(tape, info->name);
        if (id != NODE_NONE) tape_node(tape, id)->value[0] = (Real)params_number(params, model->param, model->params, info->name);
    }
    if (model->write) model->write(tape, inputs, params);
}

void model_write(const Model *model, Tape *tape, const Inputs *inputs, const Params *params) {
    write_run(model, tape, inputs, params);
    if (inputs->seed) write_input(tape, model_seed(tape), inputs->seed);
    if (!has_beside(tape)) return;
    tape_prefix(tape, HABIT_BESIDE);
    write_run(model, tape, inputs, params);
    tape_prefix(tape, "");
}

// --- numbers that no double holds

// −∞ is meant where a mask has been.
static int find_not_finite(const Tape *tape, NodeId id, const Real *value) {
    const Node *node = tape_node(tape, id);
    for (int i = 0; i < node->count; i++) {
        if (math_finite((double)value[i])) continue;
        bool meant = value == node->value && value[i] < 0 && node->masked;
        if (!meant) return i;
    }
    return -1;
}

static bool refuse_number(const Tape *tape, NodeId id, const Real *value, int element, Place place, Problems *problems) {
    const Node *node = tape_node(tape, id);
    Builder where = { problems->arena };
    builder_print(&where, "%s%s", value == node->grad ? "the gradient of " : "", node->name);
    int below = node->count;
    for (int axis = 0; axis < node->shape.rank; axis++) {
        below /= node->shape.size[axis];
        builder_print(&where, "[%d]", element / below % node->shape.size[axis]);
    }
    double found = (double)value[element];
    return problems_add(problems, place,
                        "%s is %s: on the way to it a number left the range of double precision, from 1e-308 to 1e308; use inputs "
                        "that are nearer to 1",
                        builder_text(&where),
                        math_isnan(found) ? "not a number"
                        : found < 0       ? "minus infinity"
                                          : "infinite");
}

// A node that the model prints, or a loss. What else has a name may be infinite on the way to them.
static bool is_told(const Model *model, const Node *node) {
    for (const char *const *name = model->node; *name; name++)
        if (!strcmp(*name, node->name)) return true;
    return !strcmp(node->name, "loss");
}

// The first number that is wrong, so that the cause is told and not what follows from it.
static bool check_numbers(const Model *model, const Tape *tape, const Inputs *inputs, Problems *problems) {
    if (model->undefined) return true;
    Place place = inputs && inputs->count ? (Place){ .file = inputs->input[0].place.file } : (Place){ 0 };
    for (NodeId id = 0; id < tape->count; id++) {
        const Node *node = tape_node(tape, id);
        int element = node->inputs && is_told(model, node) ? find_not_finite(tape, id, node->value) : -1;
        if (element >= 0) return refuse_number(tape, id, node->value, element, place, problems);
    }
    if (model_objective(model, tape) == NODE_NONE) return true;
    for (NodeId id = 0; id < tape->count; id++) {
        const Node *node = tape_node(tape, id);
        int element = node->name[0] && !node->inputs && !node->constant ? find_not_finite(tape, id, node->grad) : -1;
        if (element >= 0) return refuse_number(tape, id, node->grad, element, place, problems);
    }
    return true;
}

static bool check_run(const Model *model, Tape *tape, Problems *problems) {
    if (!model->check) return true;
    bool well = model->check(tape, problems);
    if (!well || !has_beside(tape)) return well;
    tape_prefix(tape, HABIT_BESIDE);
    well = model->check(tape, problems);
    tape_prefix(tape, "");
    return well;
}

// --- the whole, in turns

ModelTurns model_turns_begin(Arena *arena, const Model *model, const Params *params, const Inputs *inputs, long long most) {
    return (ModelTurns){ model, params, inputs, arena, arena_begin(), most };
}

void model_turns_end(ModelTurns *run) {
    arena_end(run->apart);
    run->apart = NULL;
}

static bool make(ModelTurns *run, const Turn *turn) {
    return !run->model->make || run->model->make(run->apart, &run->made, run->inputs, run->params, turn);
}

static bool record(ModelTurns *run, Problems *problems) {
    run->tape = tape_begin_frugal(run->arena);
    run->tape->made = run->made;
    bool well = record_within(run->model, run->tape, run->inputs, run->params, run->most, problems);
    run->tape->made = run->made = NULL;
    arena_reset(run->apart); // whoever takes the turns ends it
    return well;
}

bool model_fits(Arena *arena, const Model *model, const Params *params, const Inputs *inputs, Problems *problems) {
    ModelTurns run = model_turns_begin(arena, model, params, inputs, MODEL_TAPE_NUMBERS);
    make(&run, NULL);
    bool well = record(&run, problems);
    model_turns_end(&run);
    return well;
}

static void begin_backward(ModelTurns *run) {
    NodeId from = model_objective(run->model, run->tape), g = model_seed(run->tape);
    run->next = from;
    if (from != NODE_NONE) tape_backward_begin(run->tape, from, g == NODE_NONE ? NULL : tape_node(run->tape, g)->value);
}

// The part that is next, or as much of it as the turn leaves time for; the part is over when it moves on to the one after it.
static bool run_part(ModelTurns *run, const Turn *turn, Problems *problems) {
    bool well = true;
    switch (run->part) {
    case RUN_MAKES:
        if (!make(run, turn)) return true;
        break;
    case RUN_RECORDS:
        well = record(run, problems);
        if (well) tape_end_frugal(run->tape, model_objective(run->model, run->tape));
        run->next = 0;
        break;
    case RUN_FORWARD:
        run->next = tape_forward_turn(run->tape, run->next, turn);
        if (run->next < run->tape->count) return true;
        break;
    case RUN_CHECKS:
        well = check_run(run->model, run->tape, problems);
        if (well) begin_backward(run);
        break;
    case RUN_BACKWARD:
        if (run->next != NODE_NONE) run->next = tape_backward_turn(run->tape, run->next, turn);
        if (run->next != NODE_NONE) return true;
        break;
    case RUN_LOOKS: return check_numbers(run->model, run->tape, run->inputs, problems);
    }
    run->part++;
    return well;
}

RunState model_turns_take(ModelTurns *run, const Turn *turn, Problems *problems) {
    do {
        bool last = run->part == RUN_LOOKS;
        if (!run_part(run, turn, problems)) return RUN_FAILED;
        if (last) return RUN_WHOLE;
    } while (!turn_is_over(turn));
    return RUN_GOES_ON;
}

bool model_replay(const Model *model, Tape *tape, const Inputs *inputs, Problems *problems) {
    ModelTurns run = { .model = model, .inputs = inputs, .tape = tape, .part = RUN_FORWARD };
    return model_turns_take(&run, NULL, problems) == RUN_WHOLE;
}

Tape *model_run_within(Arena *arena, const Model *model, const Params *params, const Inputs *inputs, long long most,
                       Problems *problems) {
    ModelTurns run = model_turns_begin(arena, model, params, inputs, most);
    RunState ran = model_turns_take(&run, NULL, problems);
    model_turns_end(&run);
    return ran == RUN_WHOLE ? run.tape : NULL;
}

Tape *model_run(Arena *arena, const Model *model, const Params *params, const Inputs *inputs, Problems *problems) {
    return model_run_within(arena, model, params, inputs, MODEL_TAPE_NUMBERS, problems);
}

// --- what it costs

Work model_work_prefix(const Tape *tape, const char *prefix) {
    Work all = { 0 };
    for (NodeId id = 0; id < tape->count; id++) {
        if (!node_is_of(tape_node(tape, id), prefix)) continue;
        Work work = tape_work(tape, id);
        all.multiply_adds += work.multiply_adds;
        all.functions += work.functions;
        all.bytes += work.bytes;
    }
    return all;
}

double model_work_products(const Tape *tape, const char *prefix) {
    double all = 0;
    for (NodeId id = 0; id < tape->count; id++) {
        const Node *node = tape_node(tape, id);
        if (node_is_of(node, prefix) && node->layer_step && !strcmp(node->op->name, "matmul"))
            all += tape_work(tape, id).multiply_adds;
    }
    return all;
}
