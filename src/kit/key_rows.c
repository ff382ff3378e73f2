// Rows of cells: where they stand, and how they come.
#include "kit/key_rows.h"

#include <math.h>
#include <string.h>

#include "base/math.h"
#include "kit/group.h"

enum { DIGIT_ROWS = 64, STRIP_ROWS = 2048, TILE_PITCH = 19 }; // units: numbers can be read, with the gap between two rows

static const double LOW_HEADING = 28, LOW_FOOT = 24;

static double floor8(double x) { return 8 * floor(x / 8); }

// Roomy rows as long as the height allows; the block of headings, rows and sum stands in the middle of the height.
KeyRows key_rows_fit(Box at, int count, bool names) {
    KeyRows r = { .at = at, .count = count < 1 ? 1 : count, .names = names };
    double heading = r.names ? 64 : 40, foot = 32;
    double room = (at.h - heading - foot) / r.count;
    r.pitch = room >= 88 ? 88 : room >= 40 ? floor8(room) : floor(room);
    r.digits = r.pitch >= 32 && count <= DIGIT_ROWS;        // a given number is at least 28 high, so that it can be touched
    double low = (at.h - LOW_HEADING - LOW_FOOT) / r.count; // where symbols alone stand over the rows
    r.tiles = !r.digits && !r.names && low >= TILE_PITCH && count <= DIGIT_ROWS;
    if (r.tiles) r.digits = true, r.pitch = math_min(floor(low), 32), heading = LOW_HEADING, foot = LOW_FOOT;
    if (!r.digits) r.pitch = room;
    r.cell = r.pitch >= 56 ? 48 : r.pitch >= 40 ? r.pitch - 8 : r.tiles ? r.pitch - 2 : r.pitch - 4;
    r.narrow = r.names && r.pitch >= 56 ? 48 : 40;
    r.wide = r.names && r.pitch >= 56 ? 64 : 52;
    double top = at.y + floor8((at.h - heading - foot - r.pitch * r.count) / 2);
    r.heading = top + (r.names ? 16 : r.tiles ? -6 : 0);
    r.top = top + heading;
    r.foot = r.top + r.pitch * r.count + 18;
    return r;
}

Box key_rows_cell(const KeyRows *r, int row, double x, double w) {
    return box(x, r->top + row * r->pitch + (r->pitch - r->cell) / 2, w, r->cell);
}

// all its cells
static Box key_rows_column(const KeyRows *r, double x, double w) { return box(x, r->top, w, r->pitch * r->count); }

void key_rows_heading(List *out, const KeyRows *r, double x, double w, const char *name, const char *tex, Role role, bool now,
                      bool to_come) {
    const char *second = r->names && name ? strchr(name, '\n') : NULL;
    draw_heading(out, x + w / 2, r->heading,
                 !r->names ? NULL
                 : second  ? second + 1
                           : name,
                 tex, (HeadingStyle){ .role = role, .strong = now, .fade = to_come ? 0.6 : 0 });
    if (second)
        draw_heading(out, x + w / 2, r->heading - 18, text_copy(out->arena, (Text){ name, (int)(second - name) }), NULL,
                     (HeadingStyle){ .role = role, .strong = now, .fade = to_come ? 0.6 : 0 });
}

void key_rows_highlight(List *out, const KeyRows *r, double x, double w, bool with_foot) {
    double top = r->names ? r->heading - (r->two_lines ? 42 : 28) : r->heading,
           bottom = with_foot ? r->foot + 12 : r->top + r->pitch * r->count + 8;
    draw_highlight(out, box(x - 12, top, w + 24, bottom - top));
}

void key_rows_labels(List *out, const KeyRows *r, double x, const char *symbol, Role role, int node, int stride) {
    if (!r->digits) return;
    for (int i = 0; i < r->count; i++) {
        Box cell = key_rows_cell(r, i, x, 0);
        double size = math_clamp(r->pitch * 0.7, 13, 19);
        draw_symbol(out, x, box_middle_y(cell) + size * 0.28, symbol, i,
                    (TextStyle){ .size = size,
                                 .paint = paint(role),
                                 .align = ALIGN_RIGHT,
                                 .ident = node < 0 ? ident_note("the number of the key") : ident_value(node, i * stride) });
    }
}

// --- the stage

Split split_stage(const Picture *p) {
    const View *view = p->view;
    Split s = { .small = p->small, .tall = p->tall };
    double margin = s.small ? 16 : 32;
    s.gap = s.small ? 24 : 40;
    s.stage = s.table = box(margin, margin, view->width - 2 * margin, view->height - 2 * margin);
    if (!s.tall) return s;
    double top = floor8(s.stage.h * 0.56);
    s.table.y += top, s.table.h -= top;
    return s;
}

void split_card(Split *s, double left, double bottom, bool strip) {
    double high = strip ? s->small ? 32 : 64 : 0, end = s->tall ? s->table.y - 16 : s->stage.y + s->stage.h;
    double w = s->tall ? s->stage.w : left - s->gap + 12 - s->stage.x;
    s->card = box(s->stage.x, s->stage.y, w, end - s->stage.y - (strip ? high + 8 : 0));
    s->footer = box(s->stage.x, end - high, s->tall || bottom < end - high ? s->stage.w : w, high);
}

// --- cells

// Where the numbers of row i begin, and how many there are.
static int row_of(const Matrix *m, const KeyRows *r, int i) { return m->rows == 1 && r->count > 1 ? 0 : i; }
static int column_of(const Matrix *m, const KeyRows *r, int i) { return m->rows == 1 && r->count > 1 ? i : 0; }

static double arrived(double come, int i) { return math_clamp(come - i, 0, 1); }

double key_rows_tint(const Matrix *m, Role role, int row, int column) {
    static const double least = 1e-6; // 0 would ask matrix_cell for a share of its own
    if (role == ROLE_S && m->rows == 1) return score_tint(m, column);
    double share = share_of(matrix_at(m, row, column), role == ROLE_A ? 1 : m->largest);
    return share > least ? share : least;
}

static void one_cell(List *out, const KeyRows *r, const Matrix *m, Box at, int row, int column, KeyColumn c, double there) {
    CellStyle style = { .role = c.role, .size = math_clamp(r->cell * 0.5, 11, 17), .reveal = there };
    double value = matrix_at(m, row, column);
    if (matrix_exists(m)) style.share = key_rows_tint(m, c.role, row, column);
    style.state = there <= 0 ? CELL_TO_COME : value < 0 && !math_finite(value) ? CELL_MASKED : c.now ? CELL_NOW : CELL_DONE;
    if (r->tiles && matrix_exists(m))
        matrix_tile(out, at, m, row, column, style);
    else
        matrix_cell(out, at, m, row, column, style);
}

// Too many rows for digits: one heat strip, its cells known to the mouse.
static void strip(List *out, const KeyRows *r, const Matrix *m, KeyColumn c) {
    bool line = m->rows == 1 && r->count > 1;
    int rows = r->count < STRIP_ROWS ? r->count : STRIP_ROWS, columns = line ? 1 : m->columns < 64 ? m->columns : 64;
    float *share = arena_new(out->arena, float, rows *columns);
    bool negative = false;
    for (int i = 0; i < rows * columns; i++) {
        double x = line ? matrix_at(m, 0, i) : matrix_at(m, i / columns, i % columns);
        bool hidden = x < 0 && !math_finite(x);
        share[i] = hidden ? 0 : (float)((x < 0 ? -1 : 1) * share_of(x, m->largest));
        negative = negative || (x < 0 && !hidden);
    }
    list_heat(out, key_rows_column(r, c.x, c.w * c.cells + 2 * (c.cells - 1)), rows, columns, share,
              (HeatStyle){ .positive = negative ? ROLE_Q : c.role,
                           .negative = negative ? ROLE_K : c.role,
                           .most = m->largest,
                           .fade = 1 - math_clamp(c.come, 0, 1),
                           .ident = ident_heat(m->node, m->first, line ? 1 : m->columns, 1, false) });
}

void key_rows_cells(List *out, const KeyRows *r, const Matrix *m, KeyColumn c) {
    if (!r->digits) {
        if (matrix_exists(m) && c.come > 0)
            strip(out, r, m, c);
        else
            list_rect(out, key_rows_column(r, c.x, c.w * c.cells + 2 * (c.cells - 1)),
                      (RectStyle){ .radius = 8, .stroke = paint(ROLE_FAINT), .width = 1.2, .dash = 4 });
        return;
    }
    for (int i = 0; i < r->count; i++)
        for (int j = 0; j < c.cells; j++) {
            Box at = key_rows_cell(r, i, c.x + j * (c.w + 2), c.w);
            one_cell(out, r, m, at, row_of(m, r, i), column_of(m, r, i) + j, c, matrix_exists(m) ? arrived(c.come, i) : 0);
        }
}

void key_rows_bars(List *out, const KeyRows *r, const Matrix *m, KeyColumn c) {
    if (!r->digits || !matrix_exists(m)) return;
    for (int i = 0; i < r->count; i++) {
        double there = arrived(c.come, i), thick = math_clamp(r->cell - 16, 6, 20);
        if (there <= 0) continue;
        Box cell = key_rows_cell(r, i, c.x, c.w);
        draw_bar_sideways(out, box(cell.x, box_middle_y(cell) - thick / 2, c.w, thick),
                          ease(there) * share_of(matrix_at(m, row_of(m, r, i), column_of(m, r, i)), 1),
                          (BarStyle){ .role = c.role, .ident = matrix_ident(m, row_of(m, r, i), column_of(m, r, i)) });
    }
}

void key_rows_sum(List *out, const KeyRows *r, const Matrix *m, KeyColumn c) {
    if (!matrix_exists(m) || c.come < r->count) return;
    double sum = 0;
    for (int i = 0; i < r->count; i++) sum += matrix_at(m, row_of(m, r, i), column_of(m, r, i));
    list_text(out, c.x + c.w / 2, r->foot, text_of(sum_text(out->arena, sum)),
              (TextStyle){ .size = 14,
                           .paint = paint(c.role),
                           .align = ALIGN_CENTER,
                           .ident = ident_note("the sum of the weights in this column") });
}
