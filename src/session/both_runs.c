// The model has computed both runs on one tape, the second under names of its own; the first nodes that differ, in the order of the
// computation, decide what the picture shows.
#include "session/both_runs.h"

#include <math.h>
#include <string.h>

#include "base/math.h"
#include "model/habit.h"
#include "scene/scenes.h"

enum { SHOWN = 6 };

static const Node *node_of(const Tape *tape, const char *name) {
    NodeId id = tape_find(tape, name);
    return id == NODE_NONE ? NULL : tape_node(tape, id);
}

static bool apart(double a, double b) {
    if (!math_finite(a) || !math_finite(b)) return a != b;
    return fabs(a - b) > 1e-9 * (1 + fabs(b));
}

static bool differs(const Tape *tape, Arena *arena, const char *name) {
    const Node *right = node_of(tape, name), *mine = node_of(tape, arena_print(arena, HABIT_BESIDE "%s", name));
    if (!right || !mine || right->count != mine->count) return false;
    for (int i = 0; i < right->count; i++)
        if (apart((double)right->value[i], (double)mine->value[i])) return true;
    return false;
}

// In the order in which the model computes them.
static const char *first_to_differ(const Model *model, const Tape *tape, Arena *arena) {
    for (const char *const *name = model->node; *name; name++)
        if (differs(tape, arena, *name)) return *name;
    return NULL;
}

static int place_in(const char *const *list, const char *name) {
    for (int i = 0; list[i]; i++)
        if (!strcmp(list[i], name)) return i;
    return -1;
}

static bool has_both(const Tape *tape, Arena *arena, const char *name) {
    return node_of(tape, name) && node_of(tape, arena_print(arena, HABIT_BESIDE "%s", name));
}

static bool same_values(const Node *a, const Node *b) {
    return a && b && a->count == b->count && !memcmp(a->value, b->value, (size_t)a->count * sizeof *a->value);
}

// Scores that no mask hides are twice on the tape.
static bool repeats(const Tape *tape, Arena *arena, const char *name, const char *before) {
    return same_values(node_of(tape, name), node_of(tape, before)) &&
           same_values(node_of(tape, arena_print(arena, HABIT_BESIDE "%s", name)),
                       node_of(tape, arena_print(arena, HABIT_BESIDE "%s", before)));
}

// What is the same in both is left away, but for the part just before.
static int pick_parts(const BothRuns *b, Arena *arena, int first, const char **out) {
    const char *const *name = b->scene->reveal;
    int count = 0, before = first - 1;
    while (before >= 0 && (!has_both(b->tape, arena, name[before]) || repeats(b->tape, arena, name[before], name[first]))) before--;
    if (before >= 0) out[count++] = name[before];
    for (int i = first; name[i] && count < SHOWN; i++)
        if (differs(b->tape, arena, name[i]) && !(count && repeats(b->tape, arena, name[i], out[count - 1])))
            out[count++] = name[i];
    return count;
}

const BothRuns *both_runs(Arena *arena, const Model *model, const Params *params, const Inputs *inputs, Habit habit) {
    BothRuns *b = arena_new(arena, BothRuns, 1);
    Params *with = arena_new(arena, Params, 1);
    const char **shown = arena_new(arena, const char *, SHOWN + 1), **focus = arena_new(arena, const char *, 2);
    Problems quiet = { arena };
    b->scene = scene_find("differ");
    *with = *params;
    if (!b->scene || !params_set(with, b->scene->param, b->scene->params, "beside", habit_info(habit)->name, (Place){ 0 }, &quiet))
        return NULL;
    b->tape = model_run(arena, model, with, inputs, &quiet);
    focus[0] = b->tape ? first_to_differ(model, b->tape, arena) : NULL;
    int first = focus[0] ? place_in(b->scene->reveal, focus[0]) : -1;
    if (first < 0) return NULL;
    b->step = (Step){ .model = model, .inputs = inputs, .params = with, .info = b->scene->param, .infos = b->scene->params };
    b->step.reveal = shown, b->step.reveals = pick_parts(b, arena, first, shown);
    b->step.focus = focus, b->step.foci = 1;
    return scene_refusal(b->scene, &b->step, b->tape) ? NULL : b;
}
