// Where everything stands: X on the left, lanes below each other beside it, the table under them.
#include <math.h>

#include "base/math.h"
#include "kit/group.h"
#include "scene/projections/projections.h"

enum { LETTER = 52, TOUCHED = 28 /* a given number is at least so large */ };

// Cells with digits as long as they can be touched; else heat maps of as much room.
typedef struct Cells {
    double w, h, text;
    bool digits;
} Cells;

static Cells cells_of(double w, double h, double text, int most) {
    Cells c = { .w = floor(w) - GRID_GAP, .h = floor(h) - GRID_GAP, .text = text };
    c.digits = c.w >= TOUCHED && c.h >= TOUCHED && most <= GRID_DIGITS;
    if (!c.digits) c.w = w, c.h = h;
    return c;
}

static Grid grid_of(const Matrix *m, int rows, Role role, Cells c) {
    return (Grid){ .w = c.w, .h = c.h, .rows = rows, .columns = m->columns, .digits = c.digits, .text = c.text, .role = role };
}

// Of a cell; a large stage has large ones.
static double widest(const Projections *p) { return math_clamp(p->view->width * 0.08, 76, 124); }
static double highest(const Projections *p) { return math_clamp(p->view->height * 0.082, 46, 84); }

static double across(Cells c, int count) { return count * c.w + (c.digits ? (count - 1) * GRID_GAP : 0); }
static double down(Cells c, int count) { return count * c.h + (c.digits ? (count - 1) * GRID_GAP : 0); }

static double widest_text(const Projections *p) {
    double text = matrix_text_width(p->view->metrics, p->out->arena, &p->x);
    for (int i = 0; i < LANES; i++) {
        double W = matrix_text_width(p->view->metrics, p->out->arena, &p->lane[i].W);
        double out = matrix_text_width(p->view->metrics, p->out->arena, &p->lane[i].out);
        text = math_max(text, math_max(W, out));
    }
    return text;
}

// How wide a cell may be so that X, the widest matrix, its result and a bench of three cells fit.
static double cell_width(const Projections *p, double room) {
    int most = 0;
    for (int i = 0; i < LANES; i++)
        if (p->lane[i].shown) most = math_max_int(most, p->lane[i].out.columns);
    return math_clamp(room / (p->x.columns + 2 * most + (p->small ? 2.4 : 3.2)), 0.5, widest(p));
}

static double letter(const Projections *p) { return p->small ? 34 : LETTER; }

static void place_lane(Projections *p, ProjectionLane *lane, Box at, Cells c) {
    double pad = p->sizes->pad, middle = box_middle_y(at);
    Role role = lane_role[lane - p->lane];
    lane->at = at;
    lane->w_grid = grid_of(&lane->W, lane->W.rows, role, c);
    lane->w_grid.x = at.x + pad * 0.6 + letter(p) + p->feature_w;
    lane->w_grid.y = middle - down(c, lane->W.rows) / 2;
    int rows = lane_rows(p);
    lane->out_grid = grid_of(&lane->out, rows, role, c);
    lane->out_grid.x = at.x + at.w - pad - across(c, lane->out.columns);
    lane->out_grid.y = middle - down(c, rows) / 2 + (rows == 1 && !p->flat && at.h > 110 ? 4 : 0);
    double left = lane->w_grid.x + across(c, lane->W.columns) + p->sizes->near,
           right = lane->out_grid.x - p->sizes->near - (p->all ? p->labels : 0);
    lane->bench = box(left, at.y + 6, math_max(right - left, 0), at.h - 12);
}

static void place_x(Projections *p, double left, Cells c, double middle) {
    p->x_grid = grid_of(&p->x, p->n, ROLE_INK, c);
    p->x_grid.x = left;
    p->x_grid.y = math_max(middle - down(c, p->n) / 2, p->top);
}

static void place_common(Projections *p, double room_h) {
    const View *v = p->view;
    double text = math_max(widest_text(p), matrix_text_width(v->metrics, p->out->arena, &p->common));
    double side = p->sizes->margin, room = v->width - 2 * side - 2 * p->labels, bench = p->small ? 110 : 190;
    Cells c = cells_of(math_clamp((room - bench) / (p->n + p->x.columns), 0.5, widest(p) * 1.2),
                       math_clamp(room_h / p->n, 0.5, highest(p) * 1.9), text, math_max_int(p->n, p->x.columns));
    double all = 2 * p->labels + across(c, p->x.columns) + bench + across(c, p->n);
    place_x(p, side + p->labels + math_max((v->width - 2 * side - all) / 2, 0), c, p->top + room_h / 2);
    Box x = grid_box(&p->x_grid);
    p->common_grid = grid_of(&p->common, p->n, ROLE_S, c);
    p->common_grid.x = x.x + x.w + bench + p->labels;
    p->common_grid.y = p->x_grid.y;
    p->common_bench = box(x.x + x.w + 12, p->top, bench - 24, room_h);
}

// k, score, exponential, weight, value and output from left to right.
static void place_table(Projections *p, Box at) {
    double need = cell_need(math_max(widest_text(p), matrix_text_width(p->view->metrics, p->out->arena, &p->o)));
    int cells[] = { p->k.columns, 1, 1, 1, p->v.columns, p->o.columns }, all = 0;
    for (int i = 0; i < 6; i++) all += cells[i];
    double gap = p->sizes->aside, room = at.w - p->labels - 5 * gap;
    double w = math_clamp(room / all, 2, math_max(need, 64));
    if (w > 8) w = floor(w);
    p->rows = key_rows_fit(at, p->n, !p->flat && w >= 56);
    if (!p->rows.digits) { // digits before the names of the columns, and no line is written under these rows
        at.h += 30;
        p->rows = key_rows_fit(at, p->n, false);
    }
    if (w - CELL_GAP < TOUCHED) p->rows.digits = false;
    double x = at.x + p->labels + math_max((room - all * w) / 2, 0);
    p->rows.narrow = p->rows.wide = math_max(w - CELL_GAP, 1);
    for (int i = 0; i < 6; i++) {
        p->column[i] = x;
        x += cells[i] * w + gap;
    }
}

static double lanes_gap(const Projections *p) { return p->sizes->tight * 1.5; }

static void place_lanes(Projections *p, double left, double bottom, Cells c) {
    double room = bottom - p->top, each = (room - lanes_gap(p) * (p->lanes - 1)) / p->lanes;
    int high = p->all ? math_max_int(p->n, p->x.columns) : p->x.columns;
    each = math_min(each, down(c, high) + 96);
    double y = p->top + (room - each * p->lanes - lanes_gap(p) * (p->lanes - 1)) / 2;
    for (int i = 0; i < LANES; i++) {
        if (!p->lane[i].shown) continue;
        place_lane(p, &p->lane[i], box(left, y, p->view->width - p->sizes->margin - left, each), c);
        y += each + lanes_gap(p);
    }
}

// Where there is no room for all lanes with digits: the one that plays, or played last.
static void keep_one(Projections *p) {
    int kept = -1;
    for (int i = 0; i < LANES; i++)
        if (p->lane[i].shown && (kept < 0 || (p->lane[i].now && projections_turn(p, i, 0, 0) > 0))) kept = i;
    for (int i = 0; i < LANES; i++) p->lane[i].shown = i == kept;
    p->lanes = 1;
}

static Cells lane_cells(const Projections *p, double fixed, double high) {
    int rows = p->all ? math_max_int(p->n, p->x.columns) : p->x.columns;
    double room = math_min((high - lanes_gap(p) * (p->lanes - 1)) / p->lanes - 12, highest(p) * rows);
    int most = math_max_int(rows, p->n);
    for (int i = 0; i < LANES; i++)
        if (p->lane[i].shown) most = math_max_int(most, p->lane[i].out.columns);
    double tallest = math_min(room / rows, high / p->n);
    return cells_of(cell_width(p, p->view->width - fixed), tallest, widest_text(p), most);
}

// What stands under the headings takes them along where it leaves room above.
static double room_above(const Projections *p) {
    double above = p->x_grid.columns ? p->x_grid.y - p->top : 0;
    for (int i = 0; i < LANES; i++)
        if (p->lane[i].shown) above = math_min(above, p->lane[i].at.y - p->top);
    return math_max(above, 0);
}

void projections_place(void *picture) {
    Projections *p = picture;
    const View *v = p->view;
    p->labels = row_labels_width(v->metrics, p->step, "x", math_min_int(p->n, 64)) + 14;
    p->features = row_word(p->step, "Wk", 0) && v->width >= 640;
    p->feature_w = p->features ? row_labels_width(v->metrics, p->step, "Wk", math_min_int(p->lane[1].W.rows, 64)) + 10 : 0;
    p->top = (p->flat ? p->sizes->margin : p->small ? 62 : 96) + (p->lanes > 1 && !p->flat ? 0 : 22); // under the features' names
    double bottom = v->height - p->sizes->margin * 0.7, link = p->small ? 34 : 72;
    if (!p->lanes) {
        double high = bottom - p->top, common = !matrix_exists(&p->common) ? 0 : p->answers ? 0.42 * high : high;
        if (common > 0) place_common(p, common);
        p->lower = room_above(p);
        if (p->answers) place_table(p, box(p->sizes->margin, p->top + common, v->width - 2 * p->sizes->margin, high - common));
        return;
    }
    double lanes_bottom = p->answers ? p->top + (bottom - p->top) * 0.42 : bottom;
    double fixed = 2 * p->sizes->margin + p->labels + link + 2 * p->sizes->pad + p->feature_w + letter(p) + 2 * p->sizes->near +
                   (p->all ? p->labels : 0);
    Cells c = lane_cells(p, fixed, lanes_bottom - p->top);
    if (!c.digits && p->lanes > 1) {
        Projections one = *p;
        keep_one(&one);
        Cells larger = lane_cells(&one, fixed, lanes_bottom - p->top);
        if (larger.digits) keep_one(p), c = larger;
    }
    double left = p->sizes->margin + p->labels;
    place_lanes(p, left + across(c, p->x.columns) + link, lanes_bottom, c);
    place_x(p, left, c, p->top + (lanes_bottom - p->top) / 2);
    p->lower = room_above(p);
    if (p->answers)
        place_table(p, box(p->sizes->margin, lanes_bottom + p->sizes->gap, v->width - 2 * p->sizes->margin,
                           bottom - lanes_bottom - p->sizes->gap));
}
