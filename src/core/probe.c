// The objective at a number and a little to both sides of it: one replay each, then everything as it was.
#include "core/probe.h"

#include <assert.h>
#include <string.h>

#include "core/record.h"

enum { LADDER = 9, DIGITS_MOST = 15, TERMS_MOST = 16 }; // steps of 1, 1/10 … 10⁻⁸

// What is nudged, and where it is looked at: a sum of losses term by term, so that those that keep still add no rounding.
typedef struct Probe {
    Tape *tape;
    NodeId node, term[TERMS_MOST];
    int first, count, terms, width; // numbers of a term, as of the objective
    Real *direction, *kept;         /* (count) */
    double *above, *below;          /* (terms, width) */
} Probe;

static void collect_terms(Probe *p, NodeId id) {
    const Node *node = &p->tape->node[id];
    bool sum = node->op == &op_add && p->terms + 2 <= TERMS_MOST && id != p->node;
    for (int i = 0; i < node->inputs && sum; i++) sum = p->tape->node[node->input[i]].count == node->count;
    for (int i = 0; i < node->inputs && sum; i++) collect_terms(p, node->input[i]);
    if (!sum && p->terms < TERMS_MOST) p->term[p->terms++] = id;
}

static void replay_after(const Tape *tape, NodeId id) {
    for (id++; id < tape->count; id++) {
        const Node *node = &tape->node[id];
        if (node->inputs) node->op->forward(tape, node);
    }
}

static void nudge(const Probe *p, double by, double *terms) {
    Real *value = p->tape->node[p->node].value + p->first;
    for (int i = 0; i < p->count; i++) value[i] = (Real)((double)p->kept[i] + by * (double)p->direction[i]);
    replay_after(p->tape, p->node);
    for (int i = 0; i < p->terms; i++)
        for (int k = 0; k < p->width; k++) terms[i * p->width + k] = (double)p->tape->node[p->term[i]].value[k];
    memcpy(value, p->kept, sizeof *p->kept * (size_t)p->count);
}

static void add_changes(const Probe *p, Proof *out) {
    const Node *from = &p->tape->node[p->tape->from];
    double change = 0;
    for (int i = 0; i < p->terms * p->width; i++) {
        double seed = (double)from->grad[i % p->width];
        if (p->above[i] == p->below[i] && p->terms > 1) continue;
        out->above += seed * p->above[i];
        out->below += seed * p->below[i];
        change += seed * (p->above[i] - p->below[i]);
    }
    out->difference = change / (2 * out->epsilon);
}

static int agreeing_digits(double a, double b) {
    double most = __builtin_fabs(a) > __builtin_fabs(b) ? __builtin_fabs(a) : __builtin_fabs(b), apart = __builtin_fabs(a - b);
    if (apart == 0) return DIGITS_MOST;
    if (!math_finite(apart) || !math_finite(most)) return 0;
    double digits = __builtin_floor(-math_log10(apart / most));
    return digits < 0 ? 0 : digits > DIGITS_MOST ? DIGITS_MOST : (int)digits;
}

// One element is nudged upwards, many along their gradient. Returns the size of the first step.
static double aim(Probe *p, double length) {
    const Node *node = &p->tape->node[p->node];
    double size = 1;
    for (int i = 0; i < p->count; i++) {
        double x = __builtin_fabs((double)node->value[p->first + i]), g = (double)node->grad[p->first + i];
        p->direction[i] = (Real)(p->count == 1 ? 1 : length > 0 ? g / length : 0);
        p->kept[i] = node->value[p->first + i];
        if (x > size && math_finite(x)) size = x;
    }
    return size;
}

// Of the largest term that changes, or of all when none does: what its rounding may add to a difference.
static double last_bit(const Probe *p) {
    double largest = 0;
    bool any = false;
    for (int i = 0; i < p->terms * p->width; i++) any = any || p->above[i] != p->below[i];
    for (int i = 0; i < p->terms * p->width; i++) {
        if (any && p->above[i] == p->below[i]) continue;
        double term = __builtin_fabs((double)p->tape->node[p->term[i / p->width]].value[i % p->width]);
        if (math_finite(term) && term > largest) largest = term;
    }
    return largest * 0x1p-52;
}

Proof probe_gradient(Arena *arena, Tape *tape, NodeId id, int first, int count) {
    assert(tape->from != NODE_NONE && first >= 0 && count > 0 && first + count <= tape->node[id].count);
    Probe p = { .tape = tape, .node = id, .first = first, .count = count, .width = tape->node[tape->from].count };
    p.direction = arena_new(arena, Real, count);
    p.kept = arena_new(arena, Real, count);
    collect_terms(&p, tape->from);
    p.above = arena_new(arena, double, p.terms *p.width);
    p.below = arena_new(arena, double, p.terms *p.width);
    double length = math_length(tape->node[id].grad + first, count), size = aim(&p, length), least = MATH_INFINITY, before = 0;
    double bit = 0, least_share = MATH_INFINITY, share_of_best = 0;
    Proof best = { 0 }, steady = { 0 };
    for (int i = 0; i < LADDER; i++) {
        Proof rung = { .epsilon = size / math_pow(10, i), .shown = count == 1 ? (double)tape->node[id].grad[first] : length };
        nudge(&p, rung.epsilon, p.above);
        nudge(&p, -rung.epsilon, p.below);
        add_changes(&p, &rung);
        if (i == 0) bit = last_bit(&p);
        rung.digits = agreeing_digits(rung.difference, rung.shown);
        // What a step may be wrong by: what the one before it says otherwise, and the objective's last bit.
        double wrong = (i ? __builtin_fabs(rung.difference - before) : __builtin_fabs(rung.difference)) + bit / rung.epsilon;
        double most =
            __builtin_fabs(before) > __builtin_fabs(rung.difference) ? __builtin_fabs(before) : __builtin_fabs(rung.difference);
        double share = most > 0 ? wrong / most : 0;
        if (i == 0 || wrong < least) best = rung, least = wrong, share_of_best = share;
        if (i > 0 && share < least_share) steady = rung, least_share = share;
        before = rung.difference;
    }
    // Where the objective swings wildly (many steps, a large gain), far steps differ by little because all of them say little.
    if (share_of_best > 0.1 && least_share < 0.01) best = steady;
    replay_after(tape, id);
    best.lost = best.shown != 0 && __builtin_fabs(best.shown) * 2 * size < 8 * bit;
    return best;
}
