// An operation explains an element by elements of its inputs. Inputs that nobody named are then replaced by their own
// explanation. Inside a series that works when the explanations of all its terms have one form in which every source steps
// evenly; a short series of unlike terms is written out as a sum; otherwise the unnamed source stays, which is still true.
#include "core/explain.h"

#include <assert.h>
#include <string.h>

#include "core/record.h"

enum {
    SERIES_WRITTEN_OUT = 64, // terms of unlike form that are written out at most
    EXPRS_MOST = 20000,      // of one explanation; beyond, unnamed sources stay
    RANGES_MOST = 512,       // of unnamed nodes on the way to a named one
    RANGES_COMPACTED = 4096, // elements of a node whose ranges are put in order
};

// --- building

static Expr *expr_new(Explainer *ex, ExprKind kind) {
    Expr *expr = arena_new(ex->arena, Expr, 1);
    expr->kind = kind;
    expr->node = NODE_NONE;
    ex->made++;
    return expr;
}

Expr *expr_number(Explainer *ex, Real number) {
    Expr *expr = expr_new(ex, EXPR_NUMBER);
    expr->number = number;
    return expr;
}

Expr *expr_source(Explainer *ex, NodeId node, int start, int stride) {
    Expr *expr = expr_new(ex, EXPR_SOURCE);
    expr->node = node;
    expr->start = start;
    expr->stride = stride;
    return expr;
}

Expr *expr_grad(Explainer *ex, NodeId node, int start, int stride) {
    Expr *expr = expr_source(ex, node, start, stride);
    expr->grad = true;
    return expr;
}

Expr *expr_unary(Explainer *ex, ExprKind kind, Expr *a) {
    Expr *expr = expr_new(ex, kind);
    expr->child = a;
    return expr;
}

Expr *expr_binary(Explainer *ex, ExprKind kind, Expr *a, Expr *b) {
    a->next = b;
    return expr_unary(ex, kind, a);
}

// Puts the series' index at k: its sources stand still from then on. Those of a series within have their own index.
static void stand_at(Expr *expr, int k) {
    expr->start += k * expr->stride;
    expr->stride = 0;
    if (expr->kind == EXPR_SERIES) return;
    for (Expr *child = expr->child; child; child = child->next) stand_at(child, k);
}

Expr *expr_series(Explainer *ex, int count, Expr *body) {
    if (count == 1) {
        stand_at(body, 0);
        return body;
    }
    Expr *expr = expr_unary(ex, EXPR_SERIES, body);
    expr->count = count;
    return expr;
}

// --- many terms

void steps_add(Steps *steps, int size, int stride0, int stride1, int stride2) {
    if (size == 1) return;
    const int stride[STEPS_OPERANDS] = { stride0, stride1, stride2 };
    int last = steps->levels - 1;
    bool even = last >= 0;
    for (int i = 0; even && i < STEPS_OPERANDS; i++) even = steps->stride[last][i] == size * stride[i];
    if (even)
        steps->size[last] *= size;
    else
        steps->size[last = steps->levels++] = size;
    for (int i = 0; i < STEPS_OPERANDS; i++) steps->stride[last][i] = stride[i];
}

typedef Expr *Term(Explainer *, const Tape *, const Operands *);

static Expr *steps_from(Explainer *ex, const Steps *steps, int level, Operands at, Term *body, const Tape *tape) {
    if (level == steps->levels) return body(ex, tape, &at);
    const int *stride = steps->stride[level];
    if (level == steps->levels - 1 && !steps->written_out) {
        for (int i = 0; i < STEPS_OPERANDS; i++) at.stride[i] = stride[i];
        return expr_series(ex, steps->size[level], body(ex, tape, &at));
    }
    Expr *all = expr_new(ex, EXPR_SUM), **link = &all->child;
    for (int k = 0; k < steps->size[level]; k++, link = &(*link)->next) {
        *link = steps_from(ex, steps, level + 1, at, body, tape);
        for (int i = 0; i < STEPS_OPERANDS; i++) at.start[i] += stride[i];
    }
    return all;
}

Expr *expr_steps(Explainer *ex, const Steps *steps, const Operands *operands, Term *body, const Tape *tape) {
    return steps_from(ex, steps, 0, *operands, body, tape);
}

// --- one form for all terms of a series

static bool same_all(const Expr *a, const Expr *b);

static bool same(const Expr *a, const Expr *b) {
    return a->kind == b->kind && a->node == b->node && a->grad == b->grad && a->start == b->start && a->stride == b->stride &&
           a->count == b->count && (a->number == b->number || (a->number != a->number && b->number != b->number)) &&
           same_all(a->child, b->child);
}

static bool same_all(const Expr *a, const Expr *b) {
    for (; a && b; a = a->next, b = b->next)
        if (!same(a, b)) return false;
    return !a && !b;
}

// Gives `form`, the first term, the steps that lead to the second. False when the terms are unlike.
static bool take_steps(Expr *form, const Expr *second) {
    if (form->kind == EXPR_SERIES) return same(form, second); // a series within cannot also step with the one outside
    if (form->kind != second->kind || form->node != second->node || form->grad != second->grad) return false;
    if (form->kind == EXPR_NUMBER) return same(form, second);
    form->stride = second->start - form->start;
    Expr *a = form->child;
    const Expr *b = second->child;
    for (; a && b; a = a->next, b = b->next)
        if (!take_steps(a, b)) return false;
    return !a && !b;
}

// Whether `term` is what the form becomes at index k.
static bool fits(const Expr *form, const Expr *term, int k) {
    if (form->kind == EXPR_SERIES || form->kind == EXPR_NUMBER) return same(form, term);
    if (form->kind != term->kind || form->node != term->node || form->grad != term->grad) return false;
    if (form->start + k * form->stride != term->start) return false;
    const Expr *a = form->child, *b = term->child;
    for (; a && b; a = a->next, b = b->next)
        if (!fits(a, b, k)) return false;
    return !a && !b;
}

// --- replacing what has no name

static Expr *inlined(Explainer *ex, const Tape *tape, Expr *expr);
static Expr *gradient_of(Explainer *ex, const Tape *tape, NodeId id, int element);

static bool has_no_name(const Tape *tape, const Expr *expr) {
    return expr->kind == EXPR_SOURCE && tape->node[expr->node].name[0] == 0;
}

static bool anything_unnamed(const Tape *tape, const Expr *expr) {
    if (has_no_name(tape, expr)) return true;
    for (const Expr *child = expr->child; child; child = child->next)
        if (anything_unnamed(tape, child)) return true;
    return false;
}

// What an unnamed source stands for at index k; an unnamed leaf is a plain number.
static Expr *meaning(Explainer *ex, const Tape *tape, const Expr *source, int k) {
    const Node *node = &tape->node[source->node];
    int element = source->start + k * source->stride;
    if (source->grad) return gradient_of(ex, tape, source->node, element);
    if (node->inputs == 0) return expr_number(ex, node->value[element]);
    return inlined(ex, tape, node->op->explain(ex, tape, source->node, element));
}

// What an unnamed source stands for throughout a series, or NULL when its terms have no common form.
static Expr *meaning_in_series(Explainer *ex, const Tape *tape, const Expr *source, int count) {
    Expr *form = meaning(ex, tape, source, 0);
    if (source->stride == 0) return form;
    for (int k = 1; k < count; k++) {
        if (ex->made > EXPRS_MOST) return NULL;
        const Expr *term = meaning(ex, tape, source, k);
        if (k == 1 ? !take_steps(form, term) : !fits(form, term, k)) return NULL;
    }
    return form;
}

// The body of a series with its unnamed sources replaced, as far as they can be; *left tells whether some could not.
static Expr *body_inlined(Explainer *ex, const Tape *tape, const Expr *body, int count, bool *left) {
    Expr *copy = expr_new(ex, body->kind);
    *copy = *body;
    copy->next = NULL;
    if (has_no_name(tape, body)) {
        Expr *form = meaning_in_series(ex, tape, body, count);
        if (!form) *left = true;
        return form ? form : copy;
    }
    if (body->kind == EXPR_SERIES) return inlined(ex, tape, copy);
    Expr **link = &copy->child;
    for (const Expr *child = body->child; child; child = child->next, link = &(*link)->next)
        *link = body_inlined(ex, tape, child, count, left);
    return copy;
}

static Expr *copied(Explainer *ex, const Expr *expr) {
    Expr *copy = expr_new(ex, expr->kind), **link = &copy->child;
    *copy = *expr;
    copy->child = copy->next = NULL;
    for (const Expr *child = expr->child; child; child = child->next, link = &(*link)->next) *link = copied(ex, child);
    return copy;
}

static Expr *series_inlined(Explainer *ex, const Tape *tape, Expr *series) {
    if (!anything_unnamed(tape, series->child)) return series;
    bool left = false;
    Expr *body = body_inlined(ex, tape, series->child, series->count, &left);
    if (!left || series->count > SERIES_WRITTEN_OUT || ex->made > EXPRS_MOST) {
        Expr *with_body = expr_unary(ex, EXPR_SERIES, body);
        with_body->count = series->count;
        return with_body;
    }
    Expr *all = expr_new(ex, EXPR_SUM), **link = &all->child;
    for (int k = 0; k < series->count; k++, link = &(*link)->next) {
        Expr *term = copied(ex, series->child);
        stand_at(term, k);
        *link = inlined(ex, tape, term);
    }
    return all;
}

// Outside any series. May change `expr` and returns what takes its place, its next sibling kept.
static Expr *inlined(Explainer *ex, const Tape *tape, Expr *expr) {
    Expr *next = expr->next, *result = expr;
    if (expr->kind == EXPR_SERIES)
        result = series_inlined(ex, tape, expr);
    else if (has_no_name(tape, expr)) {
        if (ex->made <= EXPRS_MOST) result = meaning(ex, tape, expr, 0);
    } else
        for (Expr **link = &expr->child; *link; link = &(*link)->next) *link = inlined(ex, tape, *link);
    result->next = next;
    return result;
}

Expr *explain_value(Arena *arena, const Tape *tape, NodeId id, int element) {
    Explainer ex = { arena, 0 };
    const Node *node = tape_node(tape, id);
    assert(element >= 0 && element < node->count);
    return inlined(&ex, tape, node->op->explain(&ex, tape, id, element));
}

static bool is_zero(const Expr *expr) { return expr->kind == EXPR_NUMBER && expr->number == 0; }

// The sum of what all users contribute, unnamed sources replaced.
static Expr *gradient_of(Explainer *ex, const Tape *tape, NodeId id, int element) {
    const Node *node = &tape->node[id];
    if (tape->from == NODE_NONE || node->constant || !tape->reached[id]) return expr_number(ex, 0);
    if (id == tape->from) return expr_number(ex, node->grad[element]); // its seed
    Expr *first = NULL, **link = &first;
    for (NodeId user = id + 1; user <= tape->from; user++) {
        const Node *to = &tape->node[user];
        for (int which = 0; tape->reached[user] && !to->constant && which < to->inputs; which++) {
            if (to->input[which] != id) continue;
            Expr *share = inlined(ex, tape, to->op->explain_grad(ex, tape, user, which, element));
            if (is_zero(share)) continue;
            *link = share;
            link = &share->next;
        }
    }
    if (!first) return expr_number(ex, 0);
    return first->next ? expr_unary(ex, EXPR_SUM, first) : first;
}

Expr *explain_gradient(Arena *arena, const Tape *tape, NodeId id, int element) {
    Explainer ex = { arena, 0 };
    assert(element >= 0 && element < tape_node(tape, id)->count);
    return gradient_of(&ex, tape, id, element);
}

Expr *explain_length(Arena *arena, NodeId id, int first, int count) {
    Explainer ex = { arena, 0 };
    Expr *square = expr_unary(&ex, EXPR_SQUARE, expr_grad(&ex, id, first, 1));
    return expr_unary(&ex, EXPR_SQRT, expr_series(&ex, count, square));
}

// --- evaluating

static double child_value(const Tape *tape, const Expr *expr, int k) { return expr_value(tape, expr->child, k); }

static double many_value(const Tape *tape, const Expr *expr, int k) {
    double value = expr->kind == EXPR_PRODUCT ? 1 : 0;
    for (const Expr *child = expr->child; child; child = child->next) {
        double part = expr_value(tape, child, k);
        value = expr->kind == EXPR_PRODUCT ? value * part : value + part;
    }
    return value;
}

static double most_value(const Tape *tape, const Expr *expr, int k) {
    double most = child_value(tape, expr, k);
    for (const Expr *child = expr->child->next; child; child = child->next) {
        double value = expr_value(tape, child, k);
        if (!(value <= most)) most = value;
    }
    return most;
}

double expr_value(const Tape *tape, const Expr *expr, int k) {
    double value = 0;
    switch (expr->kind) {
    case EXPR_NUMBER: return (double)expr->number;
    case EXPR_GIVEN:
    case EXPR_SOURCE: {
        const Node *node = tape_node(tape, expr->node);
        return (double)(expr->grad ? node->grad : node->value)[expr->start + k * expr->stride];
    }
    case EXPR_HIDDEN: return -MATH_INFINITY;
    case EXPR_SUM:
    case EXPR_PRODUCT: return many_value(tape, expr, k);
    case EXPR_DIFFERENCE: return child_value(tape, expr, k) - expr_value(tape, expr->child->next, k);
    case EXPR_QUOTIENT: return child_value(tape, expr, k) / expr_value(tape, expr->child->next, k);
    case EXPR_NEGATIVE: return -child_value(tape, expr, k);
    case EXPR_EXP: return math_exp(child_value(tape, expr, k));
    case EXPR_LOG: return math_log(child_value(tape, expr, k));
    case EXPR_TANH: return math_tanh(child_value(tape, expr, k));
    case EXPR_SQUARE: value = child_value(tape, expr, k); return value * value;
    case EXPR_SQRT: return __builtin_sqrt(child_value(tape, expr, k));
    case EXPR_SIN: return math_sin(child_value(tape, expr, k));
    case EXPR_COS: return math_cos(child_value(tape, expr, k));
    case EXPR_ERF: return math_erf(child_value(tape, expr, k));
    case EXPR_MAX: return most_value(tape, expr, k);
    case EXPR_SERIES:
        for (int i = 0; i < expr->count; i++) value += child_value(tape, expr, i);
        return value;
    }
    return MATH_NAN;
}

// --- ranges

int range_count(const Range *range) { return range->count * (range->outer_count > 1 ? range->outer_count : 1); }

static int range_element(const Range *range, int i) {
    return range->start + i / range->count * range->outer_stride + i % range->count * range->stride;
}

bool range_holds(const Range *range, NodeId node, bool grad, int element) {
    if (range->node != node || range->grad != grad || range->count <= 0) return false;
    int outer = range->outer_count > 1 ? range->outer_count : 1;
    for (int o = 0; o < outer; o++) {
        int gap = element - range->start - o * range->outer_stride;
        if (gap == 0) return true;
        if (range->stride != 0 && gap % range->stride == 0 && gap / range->stride > 0 && gap / range->stride < range->count)
            return true;
    }
    return false;
}

static bool range_covers(const Range *range, const Range *part) {
    for (int i = 0; i < range_count(part); i++)
        if (!range_holds(range, part->node, part->grad, range_element(part, i))) return false;
    return true;
}

// Lengthens `range` by `more` where together they still are evenly spaced.
static bool range_join(Range *range, const Range *more) {
    if (range->node != more->node || range->grad != more->grad || more->outer_count > 1) return false;
    int gap = more->start - range->start;
    if (range->outer_count > 1) {
        bool next = more->count == range->count && more->stride == range->stride && gap == range->outer_count * range->outer_stride;
        range->outer_count += next;
        return next;
    }
    int stride = range->count > 1 ? range->stride : more->count > 1 ? more->stride : gap;
    bool even = stride != 0 && gap == range->count * stride && (more->count == 1 || more->stride == stride);
    if (even) {
        range->stride = stride;
        range->count += more->count;
        return true;
    }
    if (more->count != range->count || more->stride != range->stride || gap == 0) return false;
    range->outer_stride = gap;
    range->outer_count = 2;
    return true;
}

static int range_add(Range *out, int count, int most, Range range) {
    if (range.count <= 0) return count;
    if (range.count == 1) range.stride = 0;
    for (int i = 0; i < count; i++)
        if (range_covers(&out[i], &range)) return count;
    if (count > 0 && range_join(&out[count - 1], &range)) return count;
    if (count < most) out[count++] = range;
    return count;
}

static int sources_in(const Expr *expr, int terms, Range *out, int count, int most) {
    if (expr->kind == EXPR_SOURCE) {
        Range range = { .node = expr->node, .grad = expr->grad, .start = expr->start, .stride = expr->stride, .count = terms };
        if (range.stride == 0) range.count = 1;
        for (int i = 0; i < count; i++)
            if (range_covers(&out[i], &range)) return count;
        if (count < most) out[count++] = range;
        return count;
    }
    int within = expr->kind == EXPR_SERIES ? expr->count : terms;
    for (const Expr *child = expr->child; child; child = child->next) count = sources_in(child, within, out, count, most);
    return count;
}

int expr_sources(const Expr *expr, Range *out, int most) { return sources_in(expr, 1, out, 0, most); }

static int feeds_of_one(const Tape *tape, NodeId user, int which, int element, Range *out, int count, int most) {
    const Op *op = tape->node[user].op;
    if (op->feeds) return range_add(out, count, most, op->feeds(tape, user, which, element));
    Range fed[RANGES_MOST];
    int found = op->feeds_many(tape, user, which, element, fed, RANGES_MOST);
    for (int i = 0; i < found; i++) count = range_add(out, count, most, fed[i]);
    return count;
}

// Adds the elements of node `user` that the elements of `range` feed.
static int feeds_of(const Tape *tape, NodeId user, const Range *range, Range *out, int count, int most) {
    const Node *node = &tape->node[user];
    for (int which = 0; which < node->inputs; which++) {
        if (node->input[which] != range->node) continue;
        for (int i = 0; i < range_count(range); i++)
            count = feeds_of_one(tape, user, which, range_element(range, i), out, count, most);
    }
    return count;
}

// Puts the ranges of one node in order, and in fewer where its elements allow it. Large nodes keep what they have.
static int compacted(const Node *node, Range *range, int count) {
    if (count < 2 || node->count > RANGES_COMPACTED) return count;
    bool held[RANGES_COMPACTED] = { false };
    for (int i = 0; i < count; i++)
        for (int k = 0; k < range_count(&range[i]); k++) held[range_element(&range[i], k)] = true;
    Range fewer[RANGES_MOST];
    int ranges = 0;
    for (int start = 0, end; start < node->count; start = end + 1) {
        for (end = start; end < node->count && held[end];) end++;
        Range run = { .node = range[0].node, .start = start, .stride = 1, .count = end - start };
        ranges = range_add(fewer, ranges, RANGES_MOST, run);
    }
    if (ranges > count || ranges == RANGES_MOST) return count;
    memcpy(range, fewer, (size_t)ranges * sizeof *range);
    return ranges;
}

// Node by node in the order of recording; `way` holds what was reached of the unnamed ones so far.
int flows_to(const Tape *tape, NodeId id, int element, Range *out, int most) {
    Range way[RANGES_MOST] = { { .node = id, .start = element, .count = 1 } }, found[RANGES_MOST];
    int ways = 1, count = 0;
    for (NodeId user = id + 1; user < tape->count; user++) {
        const Node *node = &tape->node[user];
        int ranges = 0;
        for (int i = 0; i < ways; i++) ranges = feeds_of(tape, user, &way[i], found, ranges, RANGES_MOST);
        ranges = compacted(node, found, ranges);
        for (int i = 0; i < ranges; i++) {
            if (node->name[0] && count < most) out[count++] = found[i];
            if (!node->name[0] && ways < RANGES_MOST) way[ways++] = found[i];
        }
    }
    return count;
}
