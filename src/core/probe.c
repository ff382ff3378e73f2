#include "core/probe.h"

#include <assert.h>
#include <string.h>

#include "core/op.h"

enum { LADDER = 9, DIGITS_MOST = 15 }; // steps of 1, 1/10 … 10⁻⁸

static void replay_after(const Tape *tape, NodeId id) {
    for (id++; id < tape->count; id++) {
        const Node *node = &tape->node[id];
        if (node->inputs) node->op->forward(tape, node);
    }
}

static double objective(const Tape *tape) {
    const Node *from = &tape->node[tape->from];
    double sum = 0;
    for (int i = 0; i < from->count; i++) sum += (double)from->grad[i] * (double)from->value[i];
    return sum;
}

double probe_objective(Tape *tape, NodeId id, int first, int count, const Real *direction, double by, Real *kept) {
    Real *value = tape->node[id].value + first;
    memcpy(kept, value, sizeof *kept * (size_t)count);
    for (int i = 0; i < count; i++) value[i] += (Real)(by * (double)direction[i]);
    replay_after(tape, id);
    double result = objective(tape);
    memcpy(value, kept, sizeof *kept * (size_t)count);
    replay_after(tape, id);
    return result;
}

static double length_of(const Real *x, int count) {
    double most = 0, sum = 0;
    for (int i = 0; i < count; i++) most = __builtin_fabs((double)x[i]) > most ? __builtin_fabs((double)x[i]) : most;
    if (!(most > 0) || !math_finite(most)) return most;
    for (int i = 0; i < count; i++) sum += (double)x[i] / most * ((double)x[i] / most);
    return most * __builtin_sqrt(sum);
}

static int agreeing_digits(double a, double b) {
    double most = __builtin_fabs(a) > __builtin_fabs(b) ? __builtin_fabs(a) : __builtin_fabs(b), apart = __builtin_fabs(a - b);
    if (apart == 0) return DIGITS_MOST;
    if (!math_finite(apart) || !math_finite(most)) return 0;
    double digits = __builtin_floor(-math_log10(apart / most));
    return digits < 0 ? 0 : digits > DIGITS_MOST ? DIGITS_MOST : (int)digits;
}

Proof probe_gradient(Arena *arena, Tape *tape, NodeId id, int first, int count) {
    assert(tape->from != NODE_NONE && first >= 0 && first + count <= tape->node[id].count);
    Real *direction = arena_new(arena, Real, count), *kept = arena_new(arena, Real, count);
    const Real *grad = tape->node[id].grad + first;
    double length = length_of(grad, count), size = 1;
    for (int i = 0; i < count; i++) { // one element is nudged upwards, many along their gradient
        direction[i] = (Real)(count == 1 ? 1 : length > 0 ? (double)grad[i] / length : 0);
        double x = __builtin_fabs((double)tape->node[id].value[first + i]);
        if (x > size && math_finite(x)) size = x;
    }
    Proof rung[LADDER], best = { 0 };
    double least = MATH_INFINITY, step = size;
    for (int i = 0; i < LADDER; i++, step /= 10) {
        Proof p = { .epsilon = step, .shown = count == 1 ? (double)grad[0] : length };
        p.above = probe_objective(tape, id, first, count, direction, step, kept);
        p.below = probe_objective(tape, id, first, count, direction, -step, kept);
        p.difference = (p.above - p.below) / (2 * step);
        p.digits = agreeing_digits(p.difference, p.shown);
        rung[i] = p;
        double apart = i ? __builtin_fabs(p.difference - rung[i - 1].difference) : MATH_INFINITY;
        if (i == 0 || apart < least) best = p;
        if (apart < least) least = apart;
    }
    double noise = __builtin_fabs(best.above) * 0x1p-51; // a last bit or two of the objective
    best.lost = best.shown != 0 && __builtin_fabs(best.shown) * 2 * size < 8 * noise;
    return best;
}
