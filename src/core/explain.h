// Every number explains itself: as an expression whose leaves are elements of other nodes. The same expression is drawn
// with the numbers put in, tells which cells to ring, and evaluates to the element's value.
// A long sum is one node with a body and a count; its leaves step through their source with a stride.
#ifndef ATTEND_CORE_EXPLAIN_H
#define ATTEND_CORE_EXPLAIN_H

#include "core/tape.h"

typedef enum ExprKind {
    EXPR_NUMBER,     // a constant: `number`
    EXPR_SOURCE,     // element start + k * stride of a node's value (or gradient); k counts in the nearest series above
    EXPR_SUM,        // of the children
    EXPR_PRODUCT,    // of the children
    EXPR_DIFFERENCE, // first minus second
    EXPR_QUOTIENT,   // first over second
    EXPR_NEGATIVE,
    EXPR_EXP,
    EXPR_LOG,
    EXPR_TANH,
    EXPR_SQUARE,
    EXPR_SQRT,
    EXPR_SIN,
    EXPR_COS,
    EXPR_ERF,
    EXPR_MAX,    // the largest of the children
    EXPR_SERIES, // sum over k = 0 … count − 1 of the one child
    EXPR_GIVEN,  // a leaf: given by the data, nothing to explain
    EXPR_HIDDEN, // −∞ because the mask hides it
} ExprKind;

typedef struct Expr {
    ExprKind kind;
    Real number;               // EXPR_NUMBER
    NodeId node;               // EXPR_SOURCE
    bool grad;                 // EXPR_SOURCE: the gradient, not the value
    int start, stride;         // EXPR_SOURCE
    int count;                 // EXPR_SERIES
    struct Expr *child, *next; // first child; next sibling
} Expr;

typedef struct Range { // elements start, start + stride, …
    NodeId node;
    bool grad;
    int start, stride, count;
    // A second, outer step, for blocks of a matrix: repeats outer_count times, outer_stride apart (0 is taken as once).
    int outer_stride, outer_count;
} Range;

typedef struct Explainer {
    Arena *arena;
    int made; // expressions so far
} Explainer;

// Building blocks for the operations.
Expr *expr_number(Explainer *ex, Real number);
Expr *expr_source(Explainer *ex, NodeId node, int start, int stride);
Expr *expr_grad(Explainer *ex, NodeId node, int start, int stride);
Expr *expr_unary(Explainer *ex, ExprKind kind, Expr *a);
Expr *expr_binary(Explainer *ex, ExprKind kind, Expr *a, Expr *b);
Expr *expr_series(Explainer *ex, int count, Expr *body);

// The explanation of one element of a node's value. Sources that are unnamed intermediates are replaced by their own
// explanation, so that every remaining source is something with a name; an unnamed leaf becomes a number. Within a series
// that needs terms of one form, or at most 64 terms, which are then written out as a sum; a longer series of unlike terms
// (a long row, partly hidden) keeps its unnamed source, as does an explanation that would grow beyond all use.
// Allocates in the arena.
Expr *explain_value(Arena *arena, const Tape *tape, NodeId id, int element);
// The explanation of one element of a node's gradient: the sum of what every user of it contributes. For a node that the
// gradient started from: its seed. Valid after tape_backward.
Expr *explain_gradient(Arena *arena, const Tape *tape, NodeId id, int element);

// The length of a row of gradients, √(g² + …): `count` elements of a node's gradient from `first` on.
Expr *explain_length(Arena *arena, NodeId id, int first, int count);

// The value of an expression at index k of the nearest series (0 outside). Plain double arithmetic.
double expr_value(const Tape *tape, const Expr *expr, int k);

// The elements an expression reads, one range a leaf; returns the number, at most `most`.
int expr_sources(const Expr *expr, Range *out, int most);
// The elements of named nodes that a node's element feeds directly (through unnamed intermediates), in the order of the
// nodes; returns the number of ranges, at most `most`. A hidden score feeds nothing; a mask's element feeds what it decides.
int flows_to(const Tape *tape, NodeId id, int element, Range *out, int most);
bool range_holds(const Range *range, NodeId node, bool grad, int element);
int range_count(const Range *range);

#endif
