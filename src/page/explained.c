// Flows are followed forward, and sources back, through numbers that cannot be seen, up to those that can.
#include "page/explained.h"

#include <string.h>

enum { RANGES = 32, VISITED = 300, HANDED_ON = 8, DEPTH = 5, SOURCES = 64, BACK = 3 };

// --- what it flows into

typedef struct Flows {
    Arena *arena;
    const Tape *tape;
    const List *picture;
    Ident *found; // room for VISITED
    int count, visited;
} Flows;

static bool is_found(const Flows *f, NodeId id, int element) {
    for (int i = 0; i < f->count; i++)
        if (f->found[i].node == id && f->found[i].element == element) return true;
    return false;
}

static bool is_seen(const Flows *f, NodeId id, int element) {
    return f->picture ? list_where(f->picture, ident_value(id, element), NULL)
                      : explain_value(f->arena, f->tape, id, element)->kind != EXPR_SOURCE;
}

// A number that cannot be seen is passed over for what comes after it, as is one that is only handed on.
static void add_flows(Flows *f, NodeId id, int element, int depth) {
    Range range[RANGES];
    int ranges = flows_to(f->tape, id, element, range, RANGES);
    for (int i = 0; i < ranges; i++) {
        if (strchr(tape_node(f->tape, range[i].node)->name, '.')) continue; // of a twin model that the picture may not show
        for (int o = 0; o < (range[i].outer_count ? range[i].outer_count : 1); o++)
            for (int k = 0; k < range[i].count && f->visited < VISITED; k++) {
                int at = range[i].start + k * range[i].stride + o * range[i].outer_stride;
                f->visited++;
                bool seen = is_seen(f, range[i].node, at);
                if (!seen && depth < DEPTH)
                    add_flows(f, range[i].node, at, depth + 1);
                else if (seen && !is_found(f, range[i].node, at))
                    f->found[f->count++] = ident_value(range[i].node, at);
            }
    }
}

static void find_flows(Arena *arena, const Tape *tape, const List *picture, Explained *e) {
    Flows f = { .arena = arena, .tape = tape, .picture = picture, .found = arena_new(arena, Ident, VISITED) };
    add_flows(&f, e->target.node, e->target.element, 0);
    if (!f.count && picture) { // into nothing that can be seen yet
        f.picture = NULL;
        f.visited = 0;
        add_flows(&f, e->target.node, e->target.element, 0);
    }
    e->flow = f.found;
    e->flows = f.count;
}

// --- how it comes about

// A gradient that is one number of another node only has that number's own explanation.
static Expr *follow(Arena *arena, const Tape *tape, Expr *expr) {
    for (int i = 0; i < HANDED_ON && expr && expr->kind == EXPR_SOURCE; i++)
        expr = expr->grad ? explain_gradient(arena, tape, expr->node, expr->start)
                          : explain_value(arena, tape, expr->node, expr->start);
    return expr;
}

// --- what it is made of

typedef struct Sources {
    Arena *arena;
    const Tape *tape;
    const List *picture;
    Range *found; // room for SOURCES
    int count;
} Sources;

static bool is_on_picture(const Sources *s, const Range *of, int element) {
    return !s->picture || list_where(s->picture, of->grad ? ident_grad(of->node, element) : ident_value(of->node, element), NULL);
}

// Of a source that cannot be seen, and of one that only hands on another number (a score that the mask lets through): the picture
// may show either.
static void add_sources_of(Sources *s, Range of) {
    if (of.outer_count > 1 || of.count > SOURCES) return;
    for (int k = 0; k < of.count && s->count < SOURCES; k++) {
        int element = of.start + k * of.stride;
        const Expr *expr =
            of.grad ? explain_gradient(s->arena, s->tape, of.node, element) : explain_value(s->arena, s->tape, of.node, element);
        if (!expr || expr->kind == EXPR_GIVEN || (expr->kind != EXPR_SOURCE && is_on_picture(s, &of, element))) continue;
        s->count += expr_sources(expr, s->found + s->count, SOURCES - s->count);
    }
}

static void find_sources(Arena *arena, const Tape *tape, const List *picture, Explained *e) {
    Sources s = { .arena = arena, .tape = tape, .picture = picture, .found = arena_new(arena, Range, SOURCES) };
    s.count = expr_sources(e->expr, s.found, SOURCES);
    for (int back = 0, from = 0; back < BACK && e->target.kind != IDENT_LENGTH; back++)
        for (int end = s.count; from < end; from++) add_sources_of(&s, s.found[from]);
    e->source = s.found;
    e->sources = s.count;
}

static bool on_tape(const Tape *tape, Ident target) {
    if (!ident_is_number(target) || target.node < 0 || target.node >= tape->count || target.element < 0) return false;
    int count = target.kind == IDENT_LENGTH ? target.count : 1;
    return target.element + count <= tape->node[target.node].count;
}

Explained explained_make(Arena *arena, const Tape *tape, const List *picture, Ident target) {
    Explained e = { .target = target, .known = on_tape(tape, target), .picture = picture };
    if (!e.known) return e;
    const Node *node = tape_node(tape, target.node);
    if (target.kind == IDENT_LENGTH) {
        e.expr = explain_length(arena, target.node, target.element, target.count);
        e.value = expr_value(tape, e.expr, 0);
    } else if (target.kind == IDENT_GRAD) {
        e.expr = follow(arena, tape, explain_gradient(arena, tape, target.node, target.element));
        e.value = node->grad[target.element];
    } else {
        e.expr = explain_value(arena, tape, target.node, target.element);
        e.value = node->value[target.element];
        find_flows(arena, tape, picture, &e);
    }
    if (e.expr && e.expr->kind != EXPR_GIVEN) find_sources(arena, tape, picture, &e);
    return e;
}
