// Verdicts, from a sweep of the right run (grade_sweep.c); what is wrong gets its causes from runs with a mistake (grade_causes.c).
#include "model/grade.h"

#include <string.h>

#include "base/math.h"
#include "model/grade_parts.h"

static const double exactly = 1e-11; // of the numbers around: equal

const char *verdict_name(Verdict verdict) {
    switch (verdict) {
    case VERDICT_RIGHT: return "right";
    case VERDICT_ROUNDED: return "rounded";
    case VERDICT_FOLLOWS: return "follows";
    case VERDICT_WRONG: return "wrong";
    }
    return "";
}

// --- verdicts

static Verdict judge(const Sweep *sweep, int pin) {
    const GradeNumber *number = sweep->pin[pin].number;
    double scale = sweep->scale[pin], slack = sweep->slack ? sweep->slack[pin] : 0;
    if (grade_equal(number->found, sweep->truth[pin], exactly * scale)) return VERDICT_RIGHT;
    if (grade_near(number, sweep->truth[pin], 0, scale)) return VERDICT_ROUNDED;
    return grade_near(number, sweep->follow[pin], slack, scale) ? VERDICT_FOLLOWS : VERDICT_WRONG;
}

static int judge_all(Sweep *sweep) {
    int wrong = 0;
    for (int i = 0; i < sweep->pins; i++) {
        GradeNumber *number = sweep->pin[i].number;
        number->expected = sweep->truth[i];
        number->follows = sweep->follow[i];
        number->verdict = judge(sweep, i);
        wrong += number->verdict == VERDICT_WRONG;
    }
    return wrong;
}

static void count_verdicts(Grade *grade) {
    memset(grade->count, 0, sizeof grade->count);
    for (int p = 0; p < grade->parts; p++) {
        GradePart *part = &grade->part[p];
        part->verdict = VERDICT_RIGHT;
        for (int i = 0; i < part->count; i++) {
            if (!part->number[i].given) continue;
            grade->count[part->number[i].verdict]++;
            if (part->number[i].verdict > part->verdict) part->verdict = part->number[i].verdict;
        }
    }
}

int grade_first(const GradePart *part, Verdict verdict, int from, int to) {
    for (int i = from; i < to; i++)
        if (part->number[i].given && part->number[i].verdict == verdict) return i;
    return -1;
}

const GradePart *grade_first_wrong(const Grade *grade) {
    for (int i = 0; i < grade->parts; i++)
        if (grade->part[i].verdict == VERDICT_WRONG) return &grade->part[i];
    return NULL;
}

// --- the whole way

// Values in the order of the tape, then gradients in the order of the way back.
static void sort_parts(Grade *grade) {
    for (int i = 1; i < grade->parts; i++) {
        GradePart part = grade->part[i];
        NodeId id = tape_find(grade->tape, part.node);
        int j = i;
        for (; j > 0; j--) {
            const GradePart *before = &grade->part[j - 1];
            NodeId other = tape_find(grade->tape, before->node);
            bool behind = before->grad != part.grad ? part.grad : part.grad ? other >= id : other <= id;
            if (behind) break;
            grade->part[j] = grade->part[j - 1];
        }
        grade->part[j] = part;
    }
}

static Sweep begin_right(Arena *arena, Grade *grade) {
    int pins = 0, forward = 0;
    for (int p = 0; p < grade->parts; p++)
        for (int i = 0; i < grade->part[p].count; i++) pins += grade->part[p].number[i].given;
    Pin *pin = arena_new(arena, Pin, pins + 1);
    pins = 0;
    for (int p = 0; p < grade->parts; p++) {
        GradePart *part = &grade->part[p];
        for (int i = 0; i < part->count; i++)
            if (part->number[i].given) pin[pins++] = (Pin){ part, &part->number[i], i };
        if (!part->grad) forward = pins;
    }
    Inputs none = { 0 };
    Problems quiet = { arena };
    model_replay(grade->model, grade->tape, &none, &quiet); // the right numbers again, after a sweep
    return sweep_begin(arena, grade->model, grade->tape, pin, pins, forward);
}

static int judge_right(Arena *arena, Grade *grade, Sweep *right) {
    *right = begin_right(arena, grade);
    int wrong = judge_all(right);
    if (wrong) { // only then rounding may be the reason
        sweep_slack(arena, right, NULL);
        wrong = judge_all(right);
    }
    count_verdicts(grade);
    return wrong;
}

static bool is_square(const GradePart *part) {
    return part->shape.rank == 2 && part->shape.size[0] == part->shape.size[1] && part->shape.size[0] > 1;
}

// A square matrix may stand on its side without anybody seeing it: it is taken so where that makes it right.
static int turn_squares(Arena *arena, Grade *grade, Sweep *right, int wrong) {
    for (int p = 0; p < grade->parts && wrong; p++) {
        GradePart *part = &grade->part[p];
        if (part->verdict != VERDICT_WRONG || !is_square(part)) continue;
        grade_transpose(arena, part);
        int turned = judge_right(arena, grade, right);
        if (turned < wrong && part->verdict != VERDICT_WRONG) {
            wrong = turned;
            continue;
        }
        grade_transpose(arena, part);
        wrong = judge_right(arena, grade, right);
    }
    return wrong;
}

static void turn_back(Arena *arena, Grade *grade, Sweep *right) {
    bool any = false;
    for (int p = 0; p < grade->parts; p++) {
        if (!grade->part[p].transposed || !is_square(&grade->part[p])) continue;
        grade_transpose(arena, &grade->part[p]);
        any = true;
    }
    if (any) judge_right(arena, grade, right);
}

// Causes for what is wrong; returns how many parts are left without one.
static int find_causes(Arena *arena, Grade *grade, const Params *params, const Inputs *inputs, Sweep *right) {
    int left = 0;
    for (int p = 0; p < grade->parts; p++) grade->part[p].causes = 0;
    grade_causes(arena, grade, params, inputs, right);
    for (int p = 0; p < grade->parts; p++) left += grade->part[p].verdict == VERDICT_WRONG && !grade->part[p].causes;
    return left;
}

bool grade_work(Arena *arena, const Model *model, const Params *params, const Inputs *inputs, const Dataset *work, Grade *out,
                Problems *problems) {
    *out = (Grade){ .model = model };
    out->tape = model_run(arena, model, params, inputs, problems);
    if (!out->tape || !grade_read(arena, model, out->tape, work, out, problems)) return false;
    sort_parts(out);
    Sweep right;
    int wrong = judge_right(arena, out, &right);
    if (!wrong || !turn_squares(arena, out, &right, wrong)) return true;
    turn_back(arena, out, &right); // some are wrong either way: as they stand, one mistake may be behind all
    if (!find_causes(arena, out, params, inputs, &right)) return true;
    if (turn_squares(arena, out, &right, wrong)) find_causes(arena, out, params, inputs, &right);
    return true;
}

// A file of work with the one number in it.
bool grade_number(Arena *arena, const Model *model, const Params *params, const Inputs *inputs, const GradeOne *one, Grade *out,
                  Problems *problems) {
    const Node *of = one->of;
    DataEntry entry = { .rank = of->shape.rank, .count = of->count };
    entry.name = one->grad ? arena_print(arena, "grad.%s", of->name) : of->name;
    memcpy(entry.size, of->shape.size, sizeof entry.size);
    entry.value = arena_new(arena, double, of->count);
    signed char *last = arena_new(arena, signed char, of->count);
    for (int i = 0; i < of->count; i++) last[i] = NUMBER_EMPTY;
    entry.value[one->element] = one->found;
    last[one->element] = one->last < -17 || one->last > 17 ? -17 : (signed char)one->last;
    entry.last = last;
    Dataset work = { .format = "csv", .entry = &entry, .count = 1 };
    return grade_work(arena, model, params, inputs, &work, out, problems);
}
