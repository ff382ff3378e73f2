// A question names nodes or cells; each becomes a Hidden on the open tape, or none where the shapes are others.
#include "session/asked.h"

#include <math.h>
#include <string.h>

#include "model/habit.h"

bool asked_waits(const LessonStep *step) {
    const Block *question = step_question(step);
    return question && (question->hides > 0 || question->opens >= 0);
}

double asked_opens(const LessonStep *step) {
    const Block *question = step_question(step);
    return question && question->opens >= 0 ? question->opens : 1;
}

static bool hidden_of(const Session *s, const LiveRef *ref, Hidden *out) {
    double value;
    Ident ident;
    int node = tape_find(session_tape(s), ref->node);
    *out = (Hidden){ .node = node, .grad = ref->grad };
    if (!ref->indices && !ref->length) return node != NODE_NONE; // all of it
    if (!session_live(s, ref, &value, &ident)) return false;     // other shapes than the lesson's
    *out =
        (Hidden){ .node = node, .first = ident.element, .count = ident.kind == IDENT_LENGTH ? ident.count : 1, .grad = ident.grad };
    return true;
}

int asked_hidden(const Session *s, Arena *arena, const Hidden **out) {
    const LessonStep *step = session_lesson_step(s);
    const Block *question = step_question(step), *exercise = step_exercise(step);
    int count = 0;
    *out = NULL;
    if (!asked_waits(step)) return 0;
    Hidden *hidden = arena_new(arena, Hidden, question->hides + 1);
    for (int i = 0; i < question->hides; i++) count += hidden_of(s, &question->hide[i], &hidden[count]);
    if (exercise) count += hidden_of(s, &exercise->answer, &hidden[count]);
    *out = hidden;
    return count;
}

// --- wrong numbers

static bool fits(double found, double typed, double half) { return fabs(found - typed) <= half * 1.0000001; }

static const double *numbers_of(const Node *node, bool grad) { return grad ? node->grad : node->value; }

// Runs the step's model with the mistake, in every way in which it is made.
static bool makes(const Session *s, Habit habit, const char *name, Ident at, double typed, double half) {
    enum { WAYS = 8 };
    const Step *step = session_scene_step(s);
    Arena *scratch = arena_begin();
    Params *way = arena_new(scratch, Params, WAYS);
    int ways = habit_variants(scratch, step->model, step->params, habit, way, WAYS);
    bool found = false;
    for (int i = 0; i < ways && !found; i++) {
        Problems quiet = { .arena = scratch };
        Tape *run = model_run(scratch, step->model, &way[i], step->inputs, &quiet);
        NodeId id = run ? tape_find(run, name) : NODE_NONE;
        if (id == NODE_NONE || at.element >= tape_node(run, id)->count) continue;
        const Node *node = tape_node(run, id);
        found = (!at.grad || !node->constant) && fits(numbers_of(node, at.grad)[at.element], typed, half);
    }
    arena_end(scratch);
    return found;
}

Habit asked_mistake(const Session *s, const LiveRef *number, double typed, double half) {
    double right;
    Ident at;
    if (!session_live(s, number, &right, &at) || at.kind == IDENT_LENGTH || fits(right, typed, half)) return HABIT_NONE;
    const Node *node = tape_node(session_tape(s), at.node);
    for (int habit = HABIT_NONE + 1; habit < HABIT_COUNT; habit++)
        if (makes(s, (Habit)habit, node->name, at, typed, half)) return (Habit)habit;
    if (right != 0 && fits(-right, typed, half)) return HABIT_SIGN;
    for (int i = 0; i < node->count; i++)
        if (typed != 0 && fits(numbers_of(node, at.grad)[i], typed, half)) return HABIT_COPIED; // another row or column
    return HABIT_NONE;
}
