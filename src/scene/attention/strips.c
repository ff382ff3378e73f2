// Too many numbers for digits: a column, or each row of it, becomes a heat strip whose cells still have their identity, and
// the axes say what they are. While its act plays, a strip fills from the top.
#include "scene/attention/attention.h"

#include "base/math.h"

enum { BARS_LEAST = 5 }; // units from row to row

// How much of a whole column has landed, 0 … 1.
static double filled(const Attention *p, Column c) {
    double sum = 0;
    for (int i = 0; i < p->rows; i++) sum += attention_landed(p, c, i);
    return sum / p->rows;
}

static void heat(const Attention *p, Column c, Box at, int row, int rows) {
    const Matrix *s = matrix_exists(&p->masked) && p->lane[COL_A].shown ? &p->masked : &p->s;
    switch (c) {
    case COL_Q: matrix_heat(p->out, at, &p->q, 0, 1, 0, p->d, ROLE_Q); break;
    case COL_K: matrix_heat(p->out, at, &p->k, row, rows, 0, p->d, ROLE_K); break;
    case COL_V: matrix_heat(p->out, at, &p->v, row, rows, 0, p->dv, ROLE_V); break;
    case COL_W: matrix_heat(p->out, at, &p->weighted, row, rows, 0, p->dv, ROLE_V); break;
    case COL_O: matrix_heat(p->out, at, &p->o, 0, 1, 0, p->dv, ROLE_V); break;
    case COL_S: matrix_heat_down(p->out, at, s, row, rows, ROLE_S); break;
    case COL_A: matrix_heat_down(p->out, at, &p->a, row, rows, ROLE_A); break;
    case COLS: break;
    }
}

static void outline(const Attention *p, Box at, double share) {
    Box rest = box(at.x, at.y + at.h * share, at.w, at.h * (1 - share));
    if (rest.h >= 2) list_rect(p->out, rest, (RectStyle){ .radius = 4, .stroke = paint(ROLE_FAINT), .width = 1.2, .dash = 4 });
}

// A strip of one row of the picture (the query, the output, a row with many columns).
static void row_strip(const Attention *p, Column c, int row) {
    Box at = attention_row(p, c, row);
    double reveal = attention_landed(p, c, row);
    if (c == COL_O && attention_plays(p, ACT_OUTPUT))
        reveal = (double)attention_rows_added(p) / p->rows; // it is not the sum before the last row
    float before = list_fade(p->out, p->out->alpha * (float)reveal);
    if (reveal > 0) heat(p, c, at, row, 1);
    list_fade(p->out, before);
    if (!(reveal > 0)) outline(p, at, 0);
}

// The weights beside their strip, at the scale of the largest: bars, or one profile when the rows are too thin.
static void profile(const Attention *p) {
    double *xy = arena_new(p->out->arena, double, 4 * p->rows + 4);
    int n = 0;
    xy[n++] = attention_bar(p, 0).x, xy[n++] = p->top;
    for (int i = 0; i < p->rows; i++) {
        Box bar = attention_bar(p, i);
        bar.w *= share_of(matrix_at(&p->a, 0, i), p->a.largest);
        if (p->pitch >= BARS_LEAST) {
            list_rect(p->out, box(bar.x, bar.y, bar.w > 1 ? bar.w : 1, bar.h - 1),
                      (RectStyle){ .radius = 2, .fill = paint(ROLE_A), .ident = matrix_ident(&p->a, 0, i) });
        }
        xy[n++] = bar.x + bar.w, xy[n++] = bar.y;
        xy[n++] = bar.x + bar.w, xy[n++] = bar.y + bar.h;
    }
    xy[n++] = attention_bar(p, 0).x, xy[n++] = attention_bottom(p);
    if (p->pitch < BARS_LEAST) list_polyline(p->out, xy, n / 2, true, (StrokeStyle){ .fill = paint(ROLE_A) });
}

static void whole_strip(const Attention *p, Column c) {
    Box at = attention_strip(p, c);
    double share = filled(p, c);
    if (share > 0) {
        if (share < 1) list_clip(p->out, box(at.x, at.y, p->lane[c].w, at.h * share));
        heat(p, c, at, 0, p->rows);
        if (c == COL_A) profile(p);
        if (share < 1) list_unclip(p->out);
    }
    outline(p, at, share);
}

// --- axes

static const char *shape_of(const Attention *p, Column c) {
    switch (c) {
    case COL_Q: return arena_print(p->out->arena, "1 × %d", p->d);
    case COL_K:
        if (p->rows < p->m) return arena_print(p->out->arena, "first %d of %d", p->rows, p->m);
        return arena_print(p->out->arena, "%d × %d", p->m, p->d);
    case COL_S: return p->gradient ? NULL : arena_print(p->out->arena, "1 × %d", p->m);
    case COL_V:
    case COL_W: return arena_print(p->out->arena, "%d × %d", p->m, p->dv);
    case COL_O: return arena_print(p->out->arena, "1 × %d", p->dv);
    case COL_A:
    case COLS: break; // the sum stands there
    }
    return NULL;
}

static const char *shape_note(const Attention *p, Column c, const char *shape) {
    if (c == COL_K && p->rows < p->m) return arena_print(p->out->arena, "the first %d of %d keys are drawn", p->rows, p->m);
    return arena_print(p->out->arena, "shape: %s numbers", shape);
}

static void draw_axes_words(const Attention *p) {
    for (int i = 0; i < COLS; i++) {
        Column c = (Column)i;
        bool one = c == COL_Q || c == COL_O;
        const char *shape = shape_of(p, c);
        if (!shape || !p->lane[c].strip || !p->lane[c].shown) continue;
        double x = p->lane[c].x + p->lane[c].w / 2, room = attention_room(p, c);
        double y = one ? attention_row(p, c, 0).y + attention_row(p, c, 0).h + 20 : p->foot;
        draw_note(p->out, x, y, room, shape, (TextStyle){ .align = ALIGN_CENTER, .ident = ident_note(shape_note(p, c, shape)) });
    }
    if (p->digits || !p->lane[COL_K].shown) return;
    const AttentionLane *k = &p->lane[COL_K];
    draw_note(p->out, k->x + k->w / 2, p->top - 6, attention_room(p, COL_K), "keys ↓", (TextStyle){ .align = ALIGN_CENTER });
}

void attention_draw_strips(const Attention *p) {
    for (int i = 0; i < COLS; i++) {
        Column c = (Column)i;
        bool one = c == COL_Q || c == COL_O;
        if (one && p->lane[c].strip)
            row_strip(p, c, 0);
        else if (!one && !p->digits)
            whole_strip(p, c);
        else if (!one && p->lane[c].strip)
            for (int row = 0; row < p->rows; row++) row_strip(p, c, row);
    }
    bool any = !p->digits;
    for (int c = 0; c < COLS; c++) any = any || p->lane[c].strip;
    if (any) draw_axes_words(p);
}
