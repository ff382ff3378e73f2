// The flight has five parts: out to the bench, ×, collapse to products, +, together and home. On the bench each pair stands
// with its upper number over its lower one, pairs side by side; where the bench is narrow and high, pairs stand below each other.
#include "kit/product.h"

#include <math.h>

#include "kit/acts.h"

static const double least = 24; // a cell on the bench

typedef struct Bench {
    double w, h;  // of a cell
    double sign;  // room for × and +
    bool stacked; // pairs below each other, their numbers side by side
    double x, y;
} Bench;

static Bench bench_of(const Product *p) {
    Bench b = { .sign = 20 };
    int n = p->count;
    double wide = (p->bench.w - b.sign * (n - 1)) / n, high = (p->bench.h - b.sign) / 2;
    double wide_stacked = (p->bench.w - b.sign) / 2, high_stacked = (p->bench.h - b.sign * (n - 1)) / n;
    double side = wide < high * 1.4 ? wide : high * 1.4,
           side_stacked = wide_stacked < high_stacked * 1.4 ? wide_stacked : high_stacked * 1.4;
    b.stacked = side_stacked > side;
    b.w = floor(math_clamp(b.stacked ? wide_stacked : wide, 0, 56));
    b.h = floor(math_clamp(b.stacked ? high_stacked : high, 0, 40));
    if (b.h > b.w) b.h = b.w;
    double all_w = b.stacked ? 2 * b.w + b.sign : n * b.w + (n - 1) * b.sign,
           all_h = b.stacked ? n * b.h + (n - 1) * b.sign : 2 * b.h + b.sign;
    b.x = p->bench.x + (p->bench.w - all_w) / 2;
    b.y = p->bench.y + (p->bench.h - all_h) / 2;
    return b;
}

// whether the bench has room for its numbers
static bool product_fits(const Product *p) {
    Bench b = bench_of(p);
    return p->count > 0 && p->left.grid->digits && b.w >= least && b.h >= least * 0.8;
}

// Where number k of the left (side 0) or right factor stands on the bench.
static Box seat(const Bench *b, int k, int side) {
    if (b->stacked) return box(b->x + side * (b->w + b->sign), b->y + k * (b->h + b->sign), b->w, b->h);
    return box(b->x + k * (b->w + b->sign), b->y + side * (b->h + b->sign), b->w, b->h);
}

static Box pair(const Bench *b, int k) { return box_between(seat(b, k, 0), seat(b, k, 1), 0.5); }

static int factor_row(const Factor *f, int k) { return f->column ? k : f->index; }
static int factor_column(const Factor *f, int k) { return f->column ? f->index : k; }
static Box factor_box(const Factor *f, int k) { return grid_cell(f->grid, factor_row(f, k), factor_column(f, k)); }
static double factor_at(const Factor *f, int k) { return matrix_at(f->m, factor_row(f, k), factor_column(f, k)); }

static void sign_at(List *out, double x, double y, const char *sign, double alpha) {
    if (!(alpha > 0.01)) return;
    list_text(out, x, y + 6, text_of(sign), (TextStyle){ .face = FACE_BOLD, .size = 18, .align = ALIGN_CENTER, .fade = 1 - alpha });
}

static double seen(double u, double from, double to) { return beat(u, from, from + 0.05) - beat(u, to - 0.05, to); }

static void draw_factor(List *out, const Factor *f, int k, Box at, double alpha) {
    if (!(alpha > 0.01)) return;
    matrix_cell(
        out, at, f->m, factor_row(f, k), factor_column(f, k),
        (CellStyle){
            .role = f->grid->role, .state = CELL_NOW, .share = 0.4, .size = math_clamp(at.h * 0.45, 10, 17), .fade = 1 - alpha });
}

static void draw_term(List *out, const Product *p, int k, Box at, double alpha) {
    if (!(alpha > 0.01)) return;
    double a = factor_at(&p->left, k), b = factor_at(&p->right, k);
    const char *value = number_text(out->arena, a * b, 4);
    Ident ident = ident_note(arena_print(out->arena, "%s × %s: %s × %s = %s", p->left.symbol, p->right.symbol,
                                         number_text(out->arena, a, 4), number_text(out->arena, b, 4), value));
    draw_cell(out, at, value,
              (CellStyle){ .role = p->role,
                           .state = CELL_NOW,
                           .share = 0.3,
                           .size = math_clamp(at.h * 0.45, 10, 17),
                           .ident = ident,
                           .fade = 1 - alpha });
}

void product_draw(List *out, const Product *p, double u) {
    if (!(u > 0 && u < 1) || !product_fits(p)) return;
    Bench b = bench_of(p);
    double travel = part(u, 0.02, 0.28), merge = part(u, 0.46, 0.54), gather = part(u, 0.7, 0.8), land = part(u, 0.82, 0.98);
    Box middle = box_between(pair(&b, 0), pair(&b, p->count - 1), 0.5);
    bool former = out->may_overlap;
    out->may_overlap = true;
    for (int k = 0; k < p->count; k++) {
        Box l = seat(&b, k, 0), r = seat(&b, k, 1), at = pair(&b, k);
        draw_factor(out, &p->left, k, box_between(box_between(factor_box(&p->left, k), l, travel), at, merge), 1 - merge);
        draw_factor(out, &p->right, k, box_between(box_between(factor_box(&p->right, k), r, travel), at, merge), 1 - merge);
        draw_term(out, p, k, box_between(at, middle, gather), merge * (1 - part(gather, 0.5, 0.9)));
        sign_at(out, box_middle_x(at), box_middle_y(at), "×", seen(u, 0.28, 0.5));
        if (k == 0) continue;
        Box before = pair(&b, k - 1);
        sign_at(out, (box_middle_x(before) + box_middle_x(at)) / 2, (box_middle_y(before) + box_middle_y(at)) / 2, "+",
                seen(u, 0.54, 0.72));
    }
    double there = part(gather, 0.5, 0.9);
    if (there > 0.01) {
        Box at = box_between(middle, p->target, land);
        matrix_cell(
            out, at, p->result, p->row, p->column,
            (CellStyle){
                .role = p->role, .state = CELL_NOW, .share = 0.5, .size = math_clamp(at.h * 0.42, 10, 17), .fade = 1 - there });
    }
    out->may_overlap = former;
}

static Box factor_reach(const Factor *f) { return f->column ? grid_column(f->grid, f->index) : grid_row(f->grid, f->index); }

void product_ring(List *out, const Product *p, double alpha) {
    if (!(alpha > 0.01)) return;
    const Factor *factor[] = { &p->left, &p->right };
    for (int i = 0; i < 2; i++)
        list_rect(out, box_grow(factor_reach(factor[i]), 3),
                  (RectStyle){ .radius = 10, .stroke = paint_faded(factor[i]->grid->role, (float)alpha), .width = 2.5 });
}
