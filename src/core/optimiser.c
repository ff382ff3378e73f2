// Adam (Kingma & Ba 2015, algorithm 1) and plain gradient descent.
#include "core/optimiser.h"

#include <string.h>

#include "core/kernel.h"
#include "core/kernels.h"
#include "core/record.h"

static double or_else(double value, double usual) { return value == 0 ? usual : value; }

static bool learns(const Node *node, const char *data) {
    return node->inputs == 0 && !node->constant && !(data && !strcmp(node->name, data));
}

Optimiser *optimiser_begin(Arena *arena, const Tape *tape, OptimiserArgs args) {
    Optimiser *all = arena_new(arena, Optimiser, 1);
    args.rate = or_else(args.rate, 0.001), args.epsilon = or_else(args.epsilon, 1e-8);
    args.beta1 = or_else(args.beta1, 0.9), args.beta2 = or_else(args.beta2, 0.999);
    *all = (Optimiser){ .tape = tape, .args = args, .power1 = 1, .power2 = 1 };
    all->parameter = arena_new(arena, NodeId, tape->count);
    for (NodeId id = 0; id < tape->count; id++)
        if (learns(&tape->node[id], args.data)) all->parameter[all->parameters++] = id;
    all->first = arena_new(arena, Real *, all->parameters);
    all->second = arena_new(arena, Real *, all->parameters);
    for (int i = 0; i < all->parameters && args.kind == OPTIMISER_ADAM; i++) {
        all->first[i] = arena_new(arena, Real, tape->node[all->parameter[i]].count);
        all->second[i] = arena_new(arena, Real, tape->node[all->parameter[i]].count);
    }
    return all;
}

KERNEL Real squares(int count, const Real *g) { return dot_of(g, g, count); }

double optimiser_norm(const Optimiser *all) {
    double sum = 0;
    for (int i = 0; i < all->parameters; i++) {
        const Node *x = tape_node(all->tape, all->parameter[i]);
        sum += (double)squares(x->count, x->grad);
    }
    return __builtin_sqrt(sum);
}

// x −= rate g
KERNEL void descend(int count, Real rate, const Real *restrict g, Real *restrict x) {
    for (int i = 0; i < count; i++) x[i] = real_fma(-rate, g[i], x[i]);
}

double optimiser_step(Optimiser *all) {
    const OptimiserArgs *args = &all->args;
    double norm = optimiser_norm(all), shrink = args->clip > 0 && norm > args->clip ? args->clip / norm : 1;
    all->step++;
    all->power1 *= args->beta1;
    all->power2 *= args->beta2;
    AdamStep a = { .beta1 = (Real)args->beta1, .beta2 = (Real)args->beta2, .epsilon = (Real)args->epsilon, .shrink = (Real)shrink };
    a.rest1 = (Real)(1 - args->beta1), a.rest2 = (Real)(1 - args->beta2);
    a.rate = (Real)(args->rate / (1 - all->power1));
    a.correction = (Real)(1 / __builtin_sqrt(1 - all->power2));
    for (int i = 0; i < all->parameters; i++) {
        const Node *x = tape_node(all->tape, all->parameter[i]);
        switch (args->kind) {
        case OPTIMISER_ADAM: kernels_now()->adam(x->count, a, x->grad, all->first[i], all->second[i], x->value); break;
        case OPTIMISER_SGD: descend(x->count, (Real)(args->rate * shrink), x->grad, x->value); break;
        }
    }
    return norm;
}
