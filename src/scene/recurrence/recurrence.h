// The unrolled chain: what its picture reads from the tape of model_chain, when things come, and where they stand.
#ifndef ATTEND_SCENE_RECURRENCE_H
#define ATTEND_SCENE_RECURRENCE_H

#include "kit/arithmetic.h"
#include "kit/curves.h"
#include "kit/picture.h"

enum { RECURRENCE_STEPS = 100 };

typedef struct Recurrence {
    PICTURE;
    // (T, ·) unless said; `step_` many have a row a step
    Matrix x, h, z, carry, old, slope, factor, g, g_norm, dx, dx_norm, gap, w, dw, h0, loss;
    int steps, units, columns;                               // T, H, D
    NodeId state[RECURRENCE_STEPS], reach[RECURRENCE_STEPS]; // h[t] and g[t]: the nodes that explain themselves
    const char *activation;
    bool low, digits;                    // low: rows stand close; digits: cells are wide enough
    bool back, bars, gaps;               // what is shown
    bool named;                          // there is room for the name of the bars
    double scale;                        // 1, and more on a large stage
    double margin, first_x, pitch;       // middle of the first cell; from cell to cell
    double cell_w, cell_h, x_w, x_h;     // of a state's cell and of an input's
    double title_y, pill_y, cell_y, x_y; // title's baseline; middles of the rows
    Box plot, stack, footer;             // of the bars; the stacked bar; the arithmetic
    Axis axis;
} Recurrence;

bool recurrence_read(void *picture);
void recurrence_plan(void *picture);
void recurrence_place(void *picture);

static inline double recurrence_x(const Recurrence *p, int t) { return p->first_x + p->pitch * t; } // t = −1: h₀
Box recurrence_cell(const Recurrence *p, int t);
// Of a text or a gap: on a small stage, and on others.
static inline double recurrence_size(const Recurrence *p, double small, double other) {
    return p->small ? small : other * p->scale;
}
// The state of step t, and the gradient that reaches it, each as a row of its own node.
Matrix recurrence_state(const Recurrence *p, int t);
Matrix recurrence_reach(const Recurrence *p, int t);
// How far the state of step t, the gradient that reaches it, and its bar have come, 0 … 1.
double recurrence_come(const Recurrence *p, int t);
double recurrence_back(const Recurrence *p, int t);
bool recurrence_goes_back(const Recurrence *p, int t); // over the edge before cell t
double recurrence_bar(const Recurrence *p, int t);
// The bars' values: the gradient at an input, with several units its length at a state, or a gap's part of the weight's.
double recurrence_bar_value(const Recurrence *p, int t);
Ident recurrence_bar_ident(const Recurrence *p, int t);

const char *recurrence_axis_name(const Recurrence *p);
void recurrence_bars(const Recurrence *p);   // with their axis, and the stacked bar of the gaps
void recurrence_footer(const Recurrence *p); // the line of arithmetic

#endif
