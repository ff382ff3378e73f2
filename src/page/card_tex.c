// An explanation as TeX with its numbers put in. Long sums are written as their first terms, an ellipsis and the last.
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "draw/shapes.h"
#include "page/card_tex.h"

static bool expr_asked(const List *picture, const Expr *e, int k) {
    if (e->kind != EXPR_SOURCE) return false;
    int element = e->start + k * e->stride;
    return list_hides(picture, e->grad ? ident_grad(e->node, element) : ident_value(e->node, element));
}

bool expr_asks(const List *picture, const Expr *e, int k) {
    if (!picture || !picture->hiddens) return false;
    if (expr_asked(picture, e, k)) return true;
    int steps = e->kind == EXPR_SERIES ? e->count : 1;
    for (int i = 0; i < steps; i++)
        for (const Expr *c = e->child; c; c = c->next)
            if (expr_asks(picture, c, e->kind == EXPR_SERIES ? i : k)) return true;
    return false;
}

typedef enum Level { LEVEL_SUM, LEVEL_PRODUCT, LEVEL_POWER } Level; // what stands around needs this strength

typedef struct TexWriter {
    Arena *arena;
    const Tape *tape;
    const List *picture;
    Builder out;
    int terms, digits;
} TexWriter;

// --- numbers

// One digit less below 1: as many decimals as the numbers beside it.
static const char *number(const TexWriter *w, double value) {
    return number_tex(w->arena, value, w->digits > 2 && value > -1 && value < 1 ? w->digits - 1 : w->digits);
}

static bool is_atom(const Expr *e) {
    return e->kind == EXPR_NUMBER || e->kind == EXPR_SOURCE || e->kind == EXPR_HIDDEN || e->kind == EXPR_GIVEN;
}

// Does the step ask for this very number?
static bool is_asked(const TexWriter *w, const Expr *e, int k) { return w->picture && expr_asked(w->picture, e, k); }

static bool is_negative(const TexWriter *w, const Expr *e, int k) {
    return is_atom(e) && !is_asked(w, e, k) && expr_value(w->tape, e, k) < 0;
}

static bool is_power_of_ten(TexWriter *w, double value) { return strchr(number(w, value), '^') != NULL; }

// --- expressions

static void write(TexWriter *w, const Expr *e, int k, Level around);

static void write_atom(TexWriter *w, const Expr *e, int k, Level around) {
    if (is_asked(w, e, k)) {
        builder_print(&w->out, "\\text{?}");
        return;
    }
    double value = e->kind == EXPR_HIDDEN ? -MATH_INFINITY : expr_value(w->tape, e, k);
    bool wrap = (value < 0 && around >= LEVEL_PRODUCT) || (around == LEVEL_POWER && is_power_of_ten(w, value));
    if (wrap) builder_print(&w->out, "(");
    builder_print(&w->out, "%s", number(w, value));
    if (wrap) builder_print(&w->out, ")");
}

static void write_term(TexWriter *w, const Expr *e, int k, bool first) {
    if (first) {
        write(w, e, k, LEVEL_SUM);
    } else if (e->kind == EXPR_NEGATIVE) {
        builder_print(&w->out, " - ");
        write(w, e->child, k, LEVEL_PRODUCT);
    } else if (is_negative(w, e, k)) {
        builder_print(&w->out, " - ");
        builder_print(&w->out, "%s", number(w, -expr_value(w->tape, e, k)));
    } else {
        builder_print(&w->out, " + ");
        write(w, e, k, LEVEL_SUM);
    }
}

static int count_children(const Expr *e) {
    int n = 0;
    for (const Expr *c = e->child; c; c = c->next) n++;
    return n;
}

static const Expr *child_at(const Expr *e, int i) {
    const Expr *c = e->child;
    while (i--) c = c->next;
    return c;
}

// A series steps one child through k; a sum has its children side by side.
static void write_sum(TexWriter *w, const Expr *e, int k) {
    bool series = e->kind == EXPR_SERIES;
    int n = series ? e->count : count_children(e);
    for (int i = 0; i < n; i++) {
        if (n > w->terms && i == w->terms - 1) {
            builder_print(&w->out, " + \\cdots");
            i = n - 1;
        }
        write_term(w, series ? e->child : child_at(e, i), series ? i : k, i == 0);
    }
}

static void write_product(TexWriter *w, const Expr *e, int k) {
    for (const Expr *c = e->child; c; c = c->next) {
        if (c != e->child) builder_print(&w->out, " \\cdot ");
        write(w, c, k, c == e->child && is_atom(c) ? LEVEL_SUM : LEVEL_PRODUCT);
    }
}

static void write_function(TexWriter *w, const char *name, const Expr *e, int k) {
    builder_print(&w->out, "%s(", name);
    for (const Expr *c = e->child; c; c = c->next) {
        if (c != e->child) builder_print(&w->out, ", ");
        write(w, c, k, LEVEL_SUM);
    }
    builder_print(&w->out, ")");
}

static Level level_of(const Expr *e) {
    switch (e->kind) {
    case EXPR_SUM:
    case EXPR_DIFFERENCE:
    case EXPR_NEGATIVE: return LEVEL_SUM;
    case EXPR_SERIES: return e->count == 1 ? LEVEL_PRODUCT : LEVEL_SUM;
    case EXPR_PRODUCT:
    case EXPR_QUOTIENT: return LEVEL_PRODUCT;
    case EXPR_NUMBER:
    case EXPR_SOURCE:
    case EXPR_EXP:
    case EXPR_LOG:
    case EXPR_TANH:
    case EXPR_SQUARE:
    case EXPR_SQRT:
    case EXPR_SIN:
    case EXPR_COS:
    case EXPR_ERF:
    case EXPR_MAX:
    case EXPR_GIVEN:
    case EXPR_HIDDEN: break;
    }
    return LEVEL_POWER;
}

static void write_plain(TexWriter *w, const Expr *e, int k, Level around) {
    switch (e->kind) {
    case EXPR_NUMBER:
    case EXPR_SOURCE:
    case EXPR_GIVEN:
    case EXPR_HIDDEN: write_atom(w, e, k, around); break;
    case EXPR_SUM:
    case EXPR_SERIES: write_sum(w, e, k); break;
    case EXPR_PRODUCT: write_product(w, e, k); break;
    case EXPR_DIFFERENCE:
        write(w, e->child, k, LEVEL_SUM);
        builder_print(&w->out, " - ");
        write(w, e->child->next, k, LEVEL_PRODUCT);
        break;
    case EXPR_QUOTIENT:
        builder_print(&w->out, "\\frac{");
        write(w, e->child, k, LEVEL_SUM);
        builder_print(&w->out, "}{");
        write(w, e->child->next, k, LEVEL_SUM);
        builder_print(&w->out, "}");
        break;
    case EXPR_NEGATIVE:
        builder_print(&w->out, "-");
        write(w, e->child, k, LEVEL_PRODUCT);
        break;
    case EXPR_EXP:
        builder_print(&w->out, "e^{");
        write(w, e->child, k, LEVEL_SUM);
        builder_print(&w->out, "}");
        break;
    case EXPR_LOG: write_function(w, "\\log", e, k); break;
    case EXPR_TANH: write_function(w, "\\tanh", e, k); break;
    case EXPR_SIN: write_function(w, "\\sin", e, k); break;
    case EXPR_COS: write_function(w, "\\cos", e, k); break;
    case EXPR_ERF: write_function(w, "\\erf", e, k); break;
    case EXPR_MAX: write_function(w, "\\max", e, k); break;
    case EXPR_SQUARE:
        write(w, e->child, k, LEVEL_POWER);
        builder_print(&w->out, "^{2}");
        break;
    case EXPR_SQRT:
        builder_print(&w->out, "\\sqrt{");
        write(w, e->child, k, LEVEL_SUM);
        builder_print(&w->out, "}");
        break;
    }
}

static void write(TexWriter *w, const Expr *e, int k, Level around) {
    bool wrap = !is_atom(e) && level_of(e) < around;
    // A fraction needs no brackets in a product, but does under a power.
    if (e->kind == EXPR_SQUARE && e->child && !is_atom(e->child)) wrap = false;
    if (wrap) builder_print(&w->out, "(");
    write_plain(w, e, k, around);
    if (wrap) builder_print(&w->out, ")");
}

const char *expr_tex(Arena *arena, const Tape *tape, const List *picture, const Expr *expr, int terms, int digits) {
    TexWriter w = { arena, tape, picture, { .arena = arena }, terms, digits };
    write(&w, expr, 0, LEVEL_SUM);
    return builder_text(&w.out);
}

// --- names

static bool is_greek(const char *name) {
    static const char *const greek[] = { "alpha", "beta",   "gamma", "delta", "epsilon", "sigma",
                                         "theta", "lambda", "mu",    "rho",   "tau" };
    for (size_t i = 0; i < sizeof greek / sizeof *greek; i++)
        if (!strcmp(name, greek[i])) return true;
    return false;
}

// Nodes that formulas write with a symbol of their own.
static const char *symbol_of(const char *name) {
    static const char *const symbol[][2] = {
        { "loss", "L" }, { "xhat", "\\hat{x}" }, { "mean", "\\mu" }, { "spread", "\\sigma" }, { "pe", "\\text{PE}" }
    };
    for (size_t i = 0; i < sizeof symbol / sizeof *symbol; i++)
        if (!strcmp(name, symbol[i][0])) return symbol[i][1];
    return NULL;
}

// "Wq" -> W with the index q, "loss" -> L, "sigma" -> σ, other words upright.
static void name_tex(Builder *out, const char *name, const char **index) {
    const char *dot = strrchr(name, '.');
    if (dot) name = dot + 1;
    *index = "";
    const char *bracket = strchr(name, '['); // "h[2]" is what the third step makes, h_3 on screen
    if (bracket) {
        *index = arena_print(out->arena, "%d", atoi(bracket + 1) + 1);
        builder_print(out, "%.*s", (int)(bracket - name), name);
    } else if (symbol_of(name))
        builder_print(out, "%s", symbol_of(name));
    else if (is_greek(name))
        builder_print(out, "\\%s", name);
    else if (strlen(name) == 2)
        builder_print(out, "%c", name[0]), *index = name + 1;
    else if (strlen(name) == 1)
        builder_print(out, "%s", name);
    else
        builder_print(out, "\\text{%s}", name);
}

// Leading axes of length 1 are left out; indices count from 1.
static void indices_tex(Builder *out, const Node *node, int element, const char *before) {
    int index[TAPE_AXES], axes = 0;
    for (int axis = node->shape.rank - 1; axis >= 0; axis--) {
        index[axis] = element % node->shape.size[axis];
        element /= node->shape.size[axis];
    }
    bool any = *before != 0;
    if (any) builder_print(out, "_{%s", before);
    while (axes < node->shape.rank && node->shape.size[axes] == 1) axes++;
    for (; axes < node->shape.rank; axes++) {
        builder_print(out, any ? ",%d" : "_{%d", index[axes] + 1);
        any = true;
    }
    if (any) builder_print(out, "}");
}

const char *element_tex(Arena *arena, const Tape *tape, NodeId id, bool grad, int element) {
    const Node *node = tape_node(tape, id);
    Builder out = { .arena = arena };
    const char *before;
    if (grad) builder_print(&out, "\\partial L / \\partial ");
    name_tex(&out, node->name, &before);
    indices_tex(&out, node, element, before);
    return builder_text(&out);
}

// The row alone: "x_{3}" for the elements 3,1 … 3,count; a whole node of one row has no index.
const char *length_tex(Arena *arena, const Tape *tape, NodeId id, int first, int count) {
    Node row = *tape_node(tape, id);
    Builder out = { .arena = arena };
    const char *before;
    bool whole = row.count == count;
    if (row.shape.rank > 0 && row.shape.size[row.shape.rank - 1] == count) row.shape.rank--;
    builder_print(&out, "|\\partial L / \\partial ");
    name_tex(&out, row.name, &before);
    if (whole) row.shape.rank = 0;
    indices_tex(&out, &row, count > 0 ? first / count : 0, before);
    builder_print(&out, "|");
    return builder_text(&out);
}
