// The chain's numbers, its acts, and its rows: one column a step, from the first on the left to the loss on the right.
#include "scene/recurrence/recurrence.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/math.h"

static void find_steps(const Recurrence *p, const char *start, NodeId *out) {
    size_t size = strlen(start);
    for (int t = 0; t < RECURRENCE_STEPS; t++) out[t] = NODE_NONE;
    for (NodeId id = 0; id < p->tape->count; id++) {
        const char *name = tape_node(p->tape, id)->name;
        if (strncmp(name, start, size) != 0) continue;
        long t = strtol(name + size, NULL, 10);
        if (t >= 0 && t < RECURRENCE_STEPS) out[t] = id;
    }
}

static Matrix step_of(const Matrix *all, int t, NodeId id) {
    Matrix one = *all;
    one.rows = 1;
    one.value += t * all->columns;
    if (one.grad) one.grad += t * all->columns;
    if (id == NODE_NONE) // a tape without nodes of single steps
        one.first = t * all->columns;
    else
        one.node = id, one.first = 0;
    return one;
}
Matrix recurrence_state(const Recurrence *p, int t) { return step_of(&p->h, t, p->state[t]); }
Matrix recurrence_reach(const Recurrence *p, int t) { return step_of(&p->g, t, p->reach[t]); }

static Matrix find(const Recurrence *p, const char *name) { return matrix_find(p->tape, name, 4); }

bool recurrence_read(void *picture) {
    Recurrence *p = picture;
    p->x = find(p, "x"), p->h = find(p, "h"), p->z = find(p, "z"), p->carry = find(p, "carry"), p->old = find(p, "old");
    p->slope = find(p, "slope"), p->factor = find(p, "factor"), p->g = find(p, "g"), p->g_norm = find(p, "g.norm");
    p->dx = find(p, "dx"), p->dx_norm = find(p, "dx.norm"), p->gap = find(p, "gap"), p->w = find(p, "w");
    p->dw = find(p, "dw"), p->h0 = find(p, "h0"), p->loss = find(p, "loss");
    const Matrix *all[] = { &p->x, &p->h, &p->z, &p->slope, &p->factor, &p->g, &p->g_norm, &p->dx_norm, &p->gap, &p->w, &p->dw };
    for (int i = 0; i < 11; i++)
        if (!matrix_exists(all[i])) return false;
    p->steps = p->h.rows, p->units = p->h.columns, p->columns = p->x.columns;
    p->activation = step_choice_or(p->step, "activation", "tanh");
    p->gaps = step_reveals(p->step, "gaps") || step_focuses(p->step, "gaps");
    p->bars = p->gaps || step_reveals(p->step, "bars") || step_focuses(p->step, "bars");
    p->back = step_reveals(p->step, "back") || step_focuses(p->step, "back");
    find_steps(p, "h[", p->state);
    find_steps(p, "g[", p->reach);
    return p->steps > 0 && p->steps <= RECURRENCE_STEPS;
}

// --- when

void recurrence_plan(void *picture) {
    Recurrence *p = picture;
    int n = p->steps;
    acts_add_focus(&p->acts, "chain", acts_length(n, 1, 0.6));
    acts_add_focus(&p->acts, "back", acts_length(n + 1, 1.6, 0.7));
    acts_add_focus(&p->acts, "bars", acts_length(n, 0.8, 0.5));
    acts_add_focus(&p->acts, "gaps", acts_length(n, 0.8, 0.5) + 0.8);
}

// The chain is always there; only when it plays it comes cell by cell.
double recurrence_come(const Recurrence *p, int t) {
    return step_focuses(p->step, "chain") ? acts_turn(&p->acts, "chain", t, p->steps, 1) : 1;
}

double recurrence_back(const Recurrence *p, int t) {
    return p->back ? acts_turn(&p->acts, "back", p->steps - 1 - t, p->steps + 1, 1.6) : 0;
}

// Before the first cell there is something to go back to only where the data bring a state to start from.
bool recurrence_goes_back(const Recurrence *p, int t) {
    for (int i = 0; t == 0 && matrix_exists(&p->h0) && i < p->h0.columns; i++)
        if (matrix_at(&p->h0, 0, i) != 0) return true;
    return t > 0;
}

double recurrence_bar(const Recurrence *p, int t) {
    if (!p->gaps) return acts_turn(&p->acts, "bars", p->steps - 1 - t, p->steps, 0.8);
    return acts_turn(&p->acts, "gaps", p->steps - 1 - t, p->steps + 1, 0.8);
}

// --- where

double recurrence_bar_value(const Recurrence *p, int t) {
    if (p->gaps) return matrix_at(&p->gap, 0, t);
    if (p->units > 1) return matrix_at(&p->g_norm, 0, t);
    return p->columns == 1 && p->x.grad ? matrix_grad_at(&p->x, t, 0) : matrix_at(&p->dx_norm, 0, t);
}

Ident recurrence_bar_ident(const Recurrence *p, int t) {
    if (p->gaps) return matrix_ident(&p->gap, 0, t);
    if (p->units > 1) return matrix_ident(&p->g_norm, 0, t);
    return p->columns == 1 && p->x.grad ? matrix_grad_ident(&p->x, t, 0) : matrix_ident(&p->dx_norm, 0, t);
}

Box recurrence_cell(const Recurrence *p, int t) {
    double start = 40 * p->scale, w = t < 0 && p->cell_w > start ? start : p->cell_w,
           h = t < 0 && p->cell_h > start ? start : p->cell_h;
    return box(recurrence_x(p, t) - w / 2, p->cell_y - h / 2, w, h);
}

static void place_columns(Recurrence *p) {
    double gutter = recurrence_size(p, 64, 96), room = p->view->width - 2 * p->margin - gutter;
    p->pitch = room / p->steps;
    double most = recurrence_size(p, 180, p->bars ? 300 : 330); // a short chain keeps together
    if (p->pitch > most) {
        gutter += (p->pitch - most) * p->steps / 2;
        p->pitch = most;
    }
    p->first_x = p->margin + gutter + p->pitch / 2;
    p->digits = p->pitch >= 92 && p->units == 1;
    p->cell_w = floor(p->digits ? math_clamp(p->pitch * 0.46, 44, (p->bars ? 104 : 128) * p->scale)
                                : math_clamp(p->pitch * 0.56, 3, p->units > 1 ? 64 : 48));
}

static double title_height(const Recurrence *p) { return !p->shallow ? 64 : p->small ? 6 : 20; }

// Heights of the rows from top to bottom; what is left over goes to the bars, or above and below the chain.
static void place_rows(Recurrence *p) {
    double H = p->view->height, title = title_height(p), footer = H < 340 ? 30 : H < 480 ? 40 : 56;
    bool low = p->low, tall = H >= 640;
    double over = low ? p->named ? 36 : 20 : 48 * p->scale; // the bars, with room for their name
    double pill = low ? 34 : 56 * p->scale, labels = low ? H < 340 ? 24 : 34 : 48 * p->scale,
           between = low ? (p->back ? 28 : 14) : (p->back ? 64 : 32) * p->scale;
    p->cell_h = low ? 38 : (p->bars ? (tall ? 72 : 56) : H >= 500 ? 96 : 84) * p->scale;
    p->x_h = low ? 28 : (!p->bars && H >= 500 ? 48 : 40) * p->scale;
    double fixed = title + pill + labels + p->cell_h + between + p->x_h + footer, stack = p->gaps ? (H < 480 ? 30
                                                                                                     : low   ? 48
                                                                                                             : 64)
                                                                                                  : 0;
    double bars = p->bars ? math_clamp(H - fixed - stack - (low ? over + 24 : 84 * p->scale), 40, low ? 160 : 260 * p->scale) : 0;
    double used = fixed + stack + bars + (p->bars ? (low ? over + 24 : 84 * p->scale) : 0),
           spare = H - used > 0 ? (H - used) / 2 : 0;
    if (!p->digits) p->cell_h = math_clamp(p->cell_h, 8, p->cell_w * 1.4 > 28 ? p->cell_w * 1.4 : 28);
    double y = title + (p->bars ? spare * 0.5 : spare);
    p->title_y = 36;
    p->pill_y = y + pill / 2;
    y += pill + labels;
    p->cell_y = y + p->cell_h / 2;
    y += p->cell_h + between;
    p->x_y = y + p->x_h / 2;
    y += p->x_h + over;
    p->plot = box(p->first_x - p->pitch / 2, y, p->pitch * p->steps, bars);
    y += bars + (low ? 24 : 36 * p->scale);
    p->stack = box(p->plot.x, y, p->plot.w, stack);
    p->footer = box(p->margin, H - footer, p->view->width - 2 * p->margin, footer);
}

// The gaps stand on a linear axis, since they are added; gradients fall by factors, so theirs is logarithmic, with 1 on it.
static void place_axis(Recurrence *p) {
    double *value = arena_new(p->out->arena, double, p->steps + 1), most = 0;
    for (int t = 0; t < p->steps; t++) {
        value[t] = recurrence_bar_value(p, t);
        if (math_finite(value[t]) && fabs(value[t]) > most) most = fabs(value[t]);
    }
    value[p->steps] = 1; // what the bars hang from
    p->axis = p->gaps ? (Axis){ .low = 0, .high = most > 0 ? most : 1 } : log_axis(value, p->steps + 1);
    p->axis.from = p->plot.y + p->plot.h, p->axis.to = p->plot.y;
}

void recurrence_place(void *picture) {
    Recurrence *p = picture;
    const View *v = p->view;
    p->low = v->height < (p->gaps ? 600 : p->bars ? 540 : p->back ? 376 : 340);
    p->named = p->bars && (!p->low || v->height >= 440);
    double wide = v->width / 1190, high = v->height / 700;
    p->scale = p->small ? 1 : math_clamp(wide < high ? wide : high, 1, 1.7);
    p->margin = p->sizes->edge;
    place_columns(p);
    place_rows(p);
    p->x_w = p->digits ? math_clamp(p->cell_w * 0.8, 40, 72 * p->scale) : p->pitch >= 34 ? 28 : math_clamp(p->pitch * 0.56, 3, 28);
    place_axis(p);
}
