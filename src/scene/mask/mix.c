// Values and outputs on the sides of the weights. For each query the values that it sees come down to its weights, multiply, and
// the products go together into its output.
#include <math.h>

#include "scene/mask/mask.h"

static const double deep = 32, wide = 56, wide_of_several = 56;

static double width(const MaskPage *p) { return p->v.columns > 1 ? wide_of_several : wide; }

double mask_outputs_wide(const MaskPage *p) { return 14 + p->v.columns * (width(p) + GRID_GAP) + 3; }
double mask_outputs_deep(const MaskPage *p) { return 14 + p->v.columns * (deep + GRID_GAP) - GRID_GAP; }

// Number c of a value stands over its key, of an output at the end of its query's line; turned: the other way round.
static Box value_box(const MaskPage *p, const Grid *g, int j, int c) {
    if (p->turned) {
        Box key = grid_cell(g, p->n - 1, j);
        return box(key.x + key.w + 14 + c * (width(p) + GRID_GAP), key.y, width(p), key.h);
    }
    Box key = grid_cell(g, 0, j);
    return box(key.x, key.y - 24 - (p->v.columns - c) * (deep + GRID_GAP) + GRID_GAP, key.w, deep);
}

static Box output_box(const MaskPage *p, const Grid *g, int i, int c) {
    Box last = grid_cell(g, i, p->m - 1);
    if (p->turned) return box(last.x, last.y + last.h + 10 + c * (deep + GRID_GAP), last.w, deep);
    return box(last.x + last.w + 14 + c * (width(p) + GRID_GAP), last.y, width(p), last.h);
}

static CellStyle style_of(const Grid *g, double share, double reveal) {
    return (CellStyle){ .role = ROLE_V, .size = grid_size(g), .share = share + 1e-6, .reveal = reveal, .state = CELL_NOW };
}

static void faded_cell(const MaskPage *p, const Grid *g, Box at, const Matrix *m, int row, int column, double share, double alpha) {
    if (!(alpha > 0.01)) return;
    float former = list_fade(p->out, p->out->alpha * (float)alpha);
    matrix_cell(p->out, at, m, row, column, style_of(g, share, 1));
    list_fade(p->out, former);
}

static void plus_between(const MaskPage *p, Box a, Box b, double alpha) {
    if (!(alpha > 0.01)) return;
    double x = (box_middle_x(a) + box_middle_x(b)) / 2, y = (box_middle_y(a) + box_middle_y(b)) / 2;
    float former = list_fade(p->out, p->out->alpha * (float)alpha);
    list_circle(p->out, x, y, 9, (RectStyle){ .fill = paint(ROLE_PANEL), .stroke = paint(ROLE_LINE), .width = 1 });
    list_text(p->out, x, y + 5, TEXT("+"), (TextStyle){ .face = FACE_BOLD, .size = 15, .align = ALIGN_CENTER });
    list_fade(p->out, former);
}

// Under a weight the value that it is multiplied with, where the cell has room for both.
static void write_factor(const MaskPage *p, const Grid *g, Box weight, int key, double alpha) {
    if (!(alpha > 0.01) || weight.h < 56) return;
    double size = math_min(grid_size(g), 16);
    list_text_fit(p->out, box_middle_x(weight), weight.y + weight.h - size * 0.45, weight.w - 6,
                  text_of(arena_print(p->out->arena, "× %s", matrix_text(p->out->arena, &p->v, key, 0))),
                  (TextStyle){ .face = FACE_BOLD,
                               .size = size,
                               .paint = paint(ROLE_V),
                               .align = ALIGN_CENTER,
                               .fade = 1 - alpha,
                               .ident = matrix_ident(&p->v, key, 0) });
}

// `weighted` holds each product, the values' columns last; here they have one.
static void products_of(const MaskPage *p, const Grid *g, const Matrix *weighted, int i, double u) {
    double comes = part(u, 0.02, 0.3), merge = part(u, 0.3, 0.42), plus = part(u, 0.42, 0.5) - part(u, 0.58, 0.64),
           gather = part(u, 0.64, 0.88);
    int before = -1;
    Box output = output_box(p, g, i, 0);
    for (int j = 0; j < p->m; j++) {
        if (mask_is_hidden(p, i, j)) continue;
        Box weight = grid_cell(g, i, j);
        write_factor(p, g, weight, j, comes * (1 - merge));
        faded_cell(p, g, box_between(weight, output, gather), weighted, i * p->m + j, 0, 0.5,
                   merge < 0.5 ? 0 : 1 - part(gather, 0.6, 1));
        if (before >= 0) plus_between(p, grid_cell(g, i, before), weight, plus);
        before = j;
    }
}

// The values that are being weighed just now.
static bool is_weighed(const MaskPage *p, int key) {
    for (int i = 0; i < p->n && step_focuses(p->step, "o"); i++) {
        double u = mask_line(p, "o", i);
        if (u > 0.02 && u < 0.42 && !mask_is_hidden(p, i, key)) return true;
    }
    return false;
}

static void draw_values(const MaskPage *p, const Grid *g) {
    for (int j = 0; j < p->m; j++)
        for (int c = 0; c < p->v.columns; c++) {
            CellStyle style = style_of(g, 0.4 * matrix_share(&p->v, j, c), 1);
            style.state = is_weighed(p, j) ? CELL_NOW : CELL_DONE;
            matrix_cell(p->out, value_box(p, g, j, c), &p->v, j, c, style);
        }
}

static void draw_output(const MaskPage *p, const Grid *g, int i, double there) {
    for (int c = 0; c < p->v.columns; c++)
        if (there > 0)
            matrix_cell(p->out, output_box(p, g, i, c), &p->o, i, c,
                        style_of(g, 0.7 * share_of(matrix_at(&p->o, i, c), p->v.largest), there));
        else
            draw_awaited(p->out, output_box(p, g, i, c), matrix_ident(&p->o, i, c), style_of(g, 0, 1));
}

void mask_page_draw_mix(const MaskPage *p, const MaskCard *card) {
    const Grid *g = &card->grid;
    if (!card->values || !p->digits) return;
    draw_values(p, g);
    Matrix weighted = matrix_find(p->tape, "weighted", 4);
    bool plays = step_focuses(p->step, "o"), products = plays && p->v.columns == 1 && weighted.rows >= p->n * p->m;
    for (int i = 0; i < p->n && card->outputs; i++) {
        double u = plays ? mask_line(p, "o", i) : 1;
        draw_output(p, g, i, products ? part(u, 0.84, 1) : ease(u));
    }
    bool former = p->out->may_overlap;
    p->out->may_overlap = true;
    for (int i = 0; i < p->n && products && card->outputs; i++) {
        double u = mask_line(p, "o", i);
        if (u > 0 && u < 1) products_of(p, g, &weighted, i, u);
    }
    p->out->may_overlap = former;
}
