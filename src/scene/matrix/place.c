// Where the blocks stand, and when their numbers come.
#include <math.h>

#include "base/math.h"
#include "scene/matrix/matrix.h"

// --- where

typedef struct Spaces {                // around and between the blocks
    double left, between, arrow, last; // widths: names; Q to S; S to A; A to O
    double top, middle, low, bottom;   // heights: headings and names; the upper blocks to the others; to the lowest; headings
} Spaces;

static Spaces spaces_of(const MatrixPage *p) {
    Spaces s = {
        .left = p->names, .between = p->flat ? 20 : 32, .arrow = p->flat ? 44 : 72, .last = p->names + 24 > 72 ? p->names + 24 : 72
    };
    if (p->square && !p->turned) s.arrow += p->names;
    s.top = p->flat ? 20 : 52;
    s.middle = p->flat ? 28 : p->turned ? 30 : 44;
    s.low = p->flat ? 28 : 70;
    s.bottom = p->flat ? 18 : 52;
    return s;
}

// Of a heat map: few columns or rows are still a strip to point at.
static double heat_side(double unit, int cells) {
    const double strip = 20;
    return cells * unit < strip ? strip / cells : unit;
}

// A cell's two sides, as large as the stage allows.
static void size_cells(MatrixPage *p, const Spaces *s) {
    const View *v = p->view;
    double margin = p->flat ? 10 : v->height < 560 ? 12 : 24;
    int across = p->turned ? math_max_int(p->d + p->n, p->m) + p->n : p->d + 2 * p->m + p->dv;
    int down = p->turned ? p->d + p->m + p->dv : math_max_int(p->d, p->m) + p->n;
    double wide = v->width - 2 * margin - s->left - s->between - s->arrow - (p->turned ? 0 : s->last),
           high = v->height - 2 * margin - s->top - s->middle - s->bottom - (p->turned ? s->low : 0);
    double w = floor(math_clamp(wide / across - GRID_GAP, 0, 100)), h = floor(math_clamp(high / down - GRID_GAP, 0, 72));
    if (w > 1.5 * h) w = floor(1.5 * h);
    if (h > w) h = w;
    int most = math_max_int(math_max_int(p->n, p->m), math_max_int(p->d, p->dv));
    p->digits = w >= 30 && h >= 28 && most <= GRID_DIGITS;
    const double flat = 2.4; // cells of a heat map may be so much wider than high, since rows are more often what is short of room
    double unit_h = math_clamp((high - 30) / down, 0, 40), unit_w = math_clamp((wide - 40) / across, 0, flat * unit_h);
    if (unit_w > 40) unit_w = 40;
    if (unit_h > unit_w) unit_h = unit_w;
    for (int i = 0; i < BLOCKS; i++) {
        Grid *g = &p->block[i].grid;
        Role role = g->role;
        *g = (Grid){ .role = role, .rows = p->block[i].m.rows, .digits = p->digits, .w = w, .h = h };
        g->columns = i == BLOCK_S || i == BLOCK_A ? p->m : p->block[i].m.columns;
        g->turned = i == BLOCK_K ? !p->turned : p->turned;
        if (p->digits) continue;
        if (g->columns > GRID_HEAT) g->columns = GRID_HEAT;
        g->w = heat_side(unit_w, grid_across(g)), g->h = heat_side(unit_h, grid_down(g));
    }
}

static double width_of(const Grid *g) { return grid_box(g).w; }
static double height_of(const Grid *g) { return grid_box(g).h; }

static double tallest(const Grid *a, const Grid *b) { return height_of(a) > height_of(b) ? height_of(a) : height_of(b); }

// Q, S, A and O side by side; Kᵀ over S, V over O.
static void place_rows(MatrixPage *p, const Spaces *s) {
    Grid *q = &p->block[BLOCK_Q].grid, *k = &p->block[BLOCK_K].grid, *sc = &p->block[BLOCK_S].grid, *a = &p->block[BLOCK_A].grid,
         *v = &p->block[BLOCK_V].grid, *o = &p->block[BLOCK_O].grid;
    double all = s->left + width_of(q) + s->between + width_of(sc) + s->arrow + width_of(a) + s->last + width_of(o);
    double upper = tallest(k, v), high = s->top + upper + s->middle + height_of(sc) + s->bottom;
    q->x = floor((p->view->width - all) / 2 + s->left);
    sc->x = k->x = q->x + width_of(q) + s->between;
    a->x = sc->x + width_of(sc) + s->arrow;
    o->x = v->x = a->x + width_of(a) + s->last;
    double y = floor((p->view->height - high) / 2 + s->top);
    k->y = y + upper - height_of(k);
    v->y = y + upper - height_of(v);
    q->y = sc->y = a->y = o->y = y + upper + s->middle;
    p->block[BLOCK_K].above = p->block[BLOCK_V].above = true;
}

// Q over S, with Kᵀ on its left; A beside S, O under A, with V on its left.
static void place_columns(MatrixPage *p, const Spaces *s) {
    Grid *q = &p->block[BLOCK_Q].grid, *k = &p->block[BLOCK_K].grid, *sc = &p->block[BLOCK_S].grid, *a = &p->block[BLOCK_A].grid,
         *v = &p->block[BLOCK_V].grid, *o = &p->block[BLOCK_O].grid;
    double left = s->left + width_of(k) + s->between + width_of(sc);
    if (left < width_of(v)) left = width_of(v);
    double all = left + s->arrow + width_of(a);
    double high = s->top + height_of(q) + s->middle + height_of(sc) + s->low + height_of(o) + s->bottom;
    double x = floor((p->view->width - all) / 2), y = floor((p->view->height - high) / 2 + s->top);
    sc->x = q->x = x + left - width_of(sc);
    k->x = sc->x - s->between - width_of(k);
    a->x = o->x = x + left + s->arrow;
    v->x = x + left - width_of(v);
    q->y = y;
    sc->y = k->y = a->y = y + height_of(q) + s->middle;
    v->y = o->y = sc->y + height_of(sc) + s->low;
    p->block[BLOCK_Q].above = true;
}

void matrix_page_place(void *picture) {
    MatrixPage *p = picture;
    p->names = 0;
    const char *input[] = { "q", p->keys };
    for (int i = 0; i < 2; i++) {
        int rows = i ? p->m : p->n;
        double w = row_labels_width(p->view->metrics, p->step, input[i], rows < 64 ? rows : 64) + 14;
        p->names = w > p->names ? w : p->names;
    }
    p->square = p->step->inputs && !inputs_find(p->step->inputs, "q") && row_word(p->step, "q", 0);
    Spaces s = spaces_of(p);
    size_cells(p, &s);
    if (p->turned)
        place_columns(p, &s);
    else
        place_rows(p, &s);
}

// --- when: first one element slowly, then the rest of its row, then row by row

static const double slowly = 3.4, softmax_slowly = 2.6;

void matrix_page_acts(void *picture) {
    MatrixPage *p = picture;
    acts_add_focus(&p->acts, "q", 0.6);
    acts_add_focus(&p->acts, "k", 0.6);
    acts_add_focus(&p->acts, "s", acts_length(p->m + p->n - 1, slowly, 0.5));
    acts_add_focus(&p->acts, "mask", 1.8);
    acts_add(&p->acts, "a",
             step_focuses(p->step, "a")                            ? acts_length(p->n, softmax_slowly, 0.7)
             : p->acts.seconds > 0.7 && step_reveals(p->step, "a") ? 1.2
                                                                   : 0);
    acts_add_focus(&p->acts, "v", 0.6);
    acts_add_after(&p->acts, "o", acts_length(p->dv + p->n - 1, slowly, 0.6));
}

double matrix_turn(const MatrixPage *p, BlockId id, int row, int column) {
    int columns = id == BLOCK_S ? p->m : p->dv;
    const char *name = p->block[id].reveal;
    double first = step_focuses(p->step, name) ? slowly : 0;
    return acts_turn(&p->acts, name, row == 0 ? column : columns - 1 + row, columns - 1 + p->n, first);
}

double matrix_softmax(const MatrixPage *p, int row) {
    return acts_turn(&p->acts, "a", row, p->n, step_focuses(p->step, "a") ? softmax_slowly : 0);
}

double matrix_landed(const MatrixPage *p, BlockId id, int row, int column) {
    if (!p->block[id].shown) return 0;
    if (id == BLOCK_A) return part(matrix_softmax(p, row), 0, 0.2);
    if (id != BLOCK_S && id != BLOCK_O) return ease(acts_come(&p->acts, p->block[id].reveal));
    if (id == BLOCK_S && !step_focuses(p->step, "s")) return 1;
    double u = matrix_turn(p, id, row, column);
    if (row == 0) return column == 0 ? part(u, 0.9, 1) : ease(u);
    int columns = id == BLOCK_S ? p->m : p->dv;
    double start = 0.6 * column / columns;
    return part(u, start, start + 0.4);
}

// The mask comes from the corner that is farthest from the diagonal.
double matrix_hidden(const MatrixPage *p, int row, int column) {
    if (!step_reveals(p->step, "mask") && !step_focuses(p->step, "mask")) return p->block[BLOCK_A].shown ? 1 : 0;
    double start = 0.75 * (p->m - 1 - column + row) / p->reach;
    return part(acts_come(&p->acts, "mask"), start, start + 0.25);
}
