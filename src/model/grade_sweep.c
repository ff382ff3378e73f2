// A sweep replays a tape, and wherever the work has a number, the tape's is kept aside and the work's put in its place before
// anything is computed from it: what is kept aside is the number that follows from the work. On the way back it does the same
// with gradients.
#include <string.h>

#include "base/math.h"
#include "core/op.h"
#include "model/grade_parts.h"

enum { NUDGES_MOST = 400 };        // numbers whose rounding is followed one by one
static const double single = 1e-6; // of the numbers around: equal to those who compute in float

// --- numbers against numbers

bool grade_equal(double a, double b, double within) {
    if (math_isnan(a) || math_isnan(b)) return math_isnan(a) && math_isnan(b);
    if (!math_finite(a) || !math_finite(b)) return a == b;
    return __builtin_fabs(a - b) <= within;
}

bool grade_near(const GradeNumber *number, double value, double slack, double scale) {
    return grade_equal(number->found, value, number->half * (1 + 1e-9) + single * scale + slack);
}

bool sweep_agrees(const Sweep *sweep, int pin) {
    const GradeNumber *number = sweep->pin[pin].number;
    if (sweep->node[pin] == NODE_NONE) return false;
    double scale = sweep->scale[pin], slack = sweep->slack ? sweep->slack[pin] : 0;
    return grade_near(number, sweep->truth[pin], 0, scale) || grade_near(number, sweep->follow[pin], slack, scale);
}

// --- where a number stands on a tape

// The steps of a chain are nodes of their own, which `h` only puts side by side: what comes after a step reads the step.
static void find_home(const Tape *tape, NodeId *id, int *element) {
    const Node *node = tape_node(tape, *id);
    if (strcmp(node->inputs ? node->op->name : "", "concat") != 0 || node->args.axis != 0) return;
    int at = *element;
    for (int i = 0; i < node->inputs; i++) {
        const Node *piece = tape_node(tape, node->input[i]);
        if (!piece->name[0]) return;
        if (at < piece->count) {
            *id = node->input[i];
            *element = at;
            return;
        }
        at -= piece->count;
    }
}

static double size_of(const Node *node, bool grad) {
    double most = 0;
    for (int i = 0; i < node->count; i++) {
        double x = __builtin_fabs((double)(grad ? node->grad[i] : node->value[i]));
        if (math_finite(x) && x > most) most = x;
    }
    return most > 0 ? most : 1;
}

static double number_at(const Sweep *sweep, int pin) {
    const Node *node = tape_node(sweep->tape, sweep->node[pin]);
    int element = sweep->element[pin];
    return (double)(sweep->pin[pin].part->grad ? node->grad[element] : node->value[element]);
}

static void place_pin(Sweep *sweep, int i) {
    const GradePart *part = sweep->pin[i].part;
    NodeId id = tape_find(sweep->tape, part->node);
    sweep->node[i] = NODE_NONE;
    if (id == NODE_NONE || tape_node(sweep->tape, id)->count != part->count) return;
    sweep->scale[i] = size_of(tape_node(sweep->tape, id), part->grad);
    sweep->element[i] = sweep->pin[i].at;
    find_home(sweep->tape, &id, &sweep->element[i]);
    sweep->node[i] = id;
    sweep->truth[i] = number_at(sweep, i);
}

// --- a sweep

typedef struct Visit {
    Sweep *sweep;
    const Slip *slip;
    int nudged, next; // the pin whose number is moved; the next pin in order
    double nudge;
    bool grad;
} Visit;

static void slip_values(const Node *node, const Slip *slip) {
    if (slip->other < 0) {
        node->value[slip->element] = (Real)slip->value;
        return;
    }
    for (int i = 0; i < slip->count; i++) {
        Real kept = node->value[slip->element + i];
        node->value[slip->element + i] = node->value[slip->other + i];
        node->value[slip->other + i] = kept;
    }
}

// A node has its numbers and nobody has read them yet.
static void meet(void *context, NodeId id) {
    Visit *v = context;
    Sweep *s = v->sweep;
    const Node *node = tape_node(s->tape, id);
    int end = v->grad ? s->pins : s->forward;
    for (; v->next < end; v->next++) {
        int pin = s->order[v->next];
        if (s->node[pin] == NODE_NONE) continue;
        if (v->grad ? s->node[pin] < id : s->node[pin] > id) break;
        s->follow[pin] = 0;
        if (s->node[pin] != id) continue; // what the gradients do not start from gets none
        Real *at = (v->grad ? node->grad : node->value) + s->element[pin];
        s->follow[pin] = (double)*at;
        *at = (Real)(s->pin[pin].number->found + (pin == v->nudged ? v->nudge : 0));
    }
    if (!v->grad && v->slip && v->slip->node == id) slip_values(node, v->slip);
}

// Leaves are not computed again: what a sweep wrote over them is put back.
static void restore_leaves(Sweep *sweep) {
    for (int i = 0; i < sweep->forward; i++) {
        if (sweep->node[i] == NODE_NONE) continue;
        const Node *node = tape_node(sweep->tape, sweep->node[i]);
        if (!node->inputs) node->value[sweep->element[i]] = (Real)sweep->truth[i];
    }
}

static void sweep_once(Sweep *sweep, const Slip *slip, int nudged, double nudge) {
    Visit v = { .sweep = sweep, .slip = slip, .nudged = nudged, .nudge = nudge };
    tape_forward_meeting(sweep->tape, meet, &v);
    NodeId from = model_objective(sweep->model, sweep->tape), g = model_seed(sweep->tape);
    if (sweep->forward == sweep->pins || from == NODE_NONE) return;
    v.grad = true;
    v.next = sweep->forward;
    tape_backward_meeting(sweep->tape, from, g == NODE_NONE ? NULL : tape_node(sweep->tape, g)->value, meet, &v);
}

void sweep_run(Sweep *sweep, const Slip *slip, int nudged, double nudge) {
    const Node *leaf = slip && !tape_node(sweep->tape, slip->node)->inputs ? tape_node(sweep->tape, slip->node) : NULL;
    Slip back = slip ? *slip : (Slip){ 0 };
    if (leaf) back.value = (double)leaf->value[slip->element];
    sweep_once(sweep, slip, nudged, nudge);
    if (leaf) slip_values(leaf, &back);
    restore_leaves(sweep);
}

static void insert_sorted(Sweep *sweep, int from, int to, bool down) { // few runs of the same node: nearly sorted already
    for (int i = from + 1; i < to; i++) {
        int pin = sweep->order[i], j = i;
        for (; j > from; j--) {
            NodeId before = sweep->node[sweep->order[j - 1]], here = sweep->node[pin];
            if (down ? before >= here : before <= here) break;
            sweep->order[j] = sweep->order[j - 1];
        }
        sweep->order[j] = pin;
    }
}

Sweep sweep_begin(Arena *arena, const Model *model, Tape *tape, const Pin *pin, int pins, int forward) {
    Sweep s = { .tape = tape, .model = model, .pins = pins, .forward = forward, .pin = pin };
    s.node = arena_new(arena, NodeId, pins + 1);
    s.element = arena_new(arena, int, pins + 1);
    s.order = arena_new(arena, int, pins + 1);
    s.truth = arena_new(arena, double, pins + 1);
    s.scale = arena_new(arena, double, pins + 1);
    s.follow = arena_new(arena, double, pins + 1);
    for (int i = 0; i < pins; i++) {
        s.order[i] = i;
        place_pin(&s, i);
    }
    insert_sorted(&s, 0, forward, false);
    insert_sorted(&s, forward, pins, true);
    sweep_run(&s, NULL, -1, 0);
    return s;
}

// Every number of the work may be off by half a unit; what that does to each later one, added up.
void sweep_slack(Arena *arena, Sweep *sweep, const Slip *slip) {
    sweep->slack = arena_new(arena, double, sweep->pins + 1);
    if (sweep->pins > NUDGES_MOST) return;
    double *base = arena_new(arena, double, sweep->pins + 1);
    memcpy(base, sweep->follow, (size_t)sweep->pins * sizeof *base);
    for (int i = 0; i < sweep->pins; i++) {
        double half = sweep->pin[i].number->half;
        if (!(half > 0) || sweep->node[i] == NODE_NONE) continue;
        sweep_run(sweep, slip, i, half);
        for (int j = 0; j < sweep->pins; j++) {
            double moved = __builtin_fabs(sweep->follow[j] - base[j]);
            if (math_finite(moved)) sweep->slack[j] += moved;
        }
    }
    sweep_run(sweep, slip, -1, 0);
}
