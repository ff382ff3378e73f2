// A dictionary: the query is compared with every key in turn, number by number, for exact equality; the first equal key gives
// its value as the answer, and when none is equal there is no answer at all.
//
// What the eye meets: first the row that lights, second the answer it leads to, third the signs = and ≠ of all comparisons.
#include <math.h>
#include <stdio.h>

#include "base/math.h"
#include "kit/group.h"
#include "kit/picture.h"
#include "scene/scenes.h"

enum { ROWS_HEAT = 512, PAD = 20, SIGN = 44, ARROW = 48 };

static const char *const reveals[] = { "q", "k", "v", "match", NULL };
static const LegendItem legend[] = { { ROLE_Q, "q", "query" },
                                     { ROLE_K, "k", "keys" },
                                     { ROLE_V, "v,\\, o", "values and answer" } };

typedef struct Lookup {
    PICTURE;
    Matrix q, k, v;
    int n, query, m, rows, found; // found: the first equal key, −1 when there is none
    bool match, moving;           // the comparisons are shown; they happen now
    bool digits;
    Group query_at, key_at, value_at, answer_at;
    double label, heading, top, pitch, cell;
    Box card;
} Lookup;

static bool is_equal(const Lookup *l, int row) {
    for (int j = 0; j < l->k.columns; j++)
        if (matrix_at(&l->q, 0, j) != matrix_at(&l->k, row, j)) return false;
    return true;
}

static bool read(void *picture) {
    Lookup *l = picture;
    const Tape *tape = l->tape;
    Matrix q = matrix_find(tape, "q", -1);
    l->k = matrix_find(tape, "k", 0);
    l->v = matrix_find(tape, "v", 0);
    l->m = l->k.rows, l->n = q.rows;
    if (!q.rows || !l->m || q.columns != l->k.columns || l->v.rows != l->m || !l->v.columns) return false;
    l->query = step_query(l->step, q.rows);
    l->q = matrix_rows(&q, l->query, 1, 0);
    l->rows = l->m < ROWS_HEAT ? l->m : ROWS_HEAT;
    l->match = l->step->reveals == 0 || step_reveals(l->step, "match") || step_focuses(l->step, "match");
    l->moving = step_focuses(l->step, "match");
    l->found = -1;
    for (int i = l->m - 1; i >= 0; i--)
        if (is_equal(l, i)) l->found = i;
    return true;
}

// --- time: the first comparison slowly, the others quickly, then the answer

static const double lead = 0.3, first_takes = 2.4, quick_takes = 0.9, stagger_most = 0.6, others_most = 4, answer_takes = 1.1,
                    rest = 0.4;

static double stagger(const Lookup *l) {
    double even = l->rows > 1 ? others_most / (l->rows - 1) : 0;
    return even < stagger_most ? even : stagger_most;
}

static double turn_start(const Lookup *l, int row) { return row == 0 ? lead : lead + first_takes + (row - 1) * stagger(l); }

static double turn_takes(int row) { return row == 0 ? first_takes : quick_takes; }

static double compared_at(const Lookup *l) { return turn_start(l, l->rows - 1) + turn_takes(l->rows - 1); }

static double turn(const Lookup *l, int row) {
    return l->moving ? math_clamp((l->seconds - turn_start(l, row)) / turn_takes(row), 0, 1) : l->match ? 1 : 0;
}

static double answered(const Lookup *l) {
    return l->moving ? beat(l->seconds, compared_at(l) + 0.1, compared_at(l) + answer_takes) : l->match ? 1 : 0;
}

static void plan(void *picture) {
    Lookup *l = picture;
    if (l->moving) l->acts.seconds = compared_at(l) + answer_takes + rest;
}

// --- place

static void make_strip(const Lookup *l, Group *g) { group_make_strip(g, floor(math_clamp(l->view->width * 0.08, 48, 112))); }

static void place_rows(Lookup *l) {
    double height = l->view->height;
    double margin = picture_band(&l->picture);
    l->heading = margin + (l->flat ? 20 : 34);
    double top = l->heading + 28 + (l->flat ? 14 : 28), bottom = height - margin - (l->flat ? 10 : 20);
    double even = (bottom - top) / l->rows;
    double most = math_clamp(height * 0.17, 120, 160);
    l->pitch = floor(even < most ? even : most);
    l->digits = l->rows <= cells_rows(l->view) && l->pitch >= CELL_LEAST + CELL_GAP;
    if (!l->digits) { // room for the name of the axis
        top += l->flat ? 12 : 0;
        even = (bottom - top) / l->rows;
        l->pitch = even < CELL_LEAST ? even : CELL_LEAST;
    }
    l->cell = l->digits ? floor(math_clamp(l->pitch * 0.54, CELL_LEAST, math_clamp(height * 0.085, 52, 80))) : l->flat ? 32 : 44;
    double block = l->rows * l->pitch, spare = (bottom - top - block) / 2; // the table stays in the middle, its head with it
    l->top = floor(top + spare);
    l->heading += floor(spare);
    double card_top = l->heading - (l->flat ? 20 : 34);
    l->card = box(0, card_top, 0, l->top + block + (l->flat ? 8 : 16) - card_top);
}

typedef struct LookupFit {
    Group *group;
    double need, wish; // of one cell
} LookupFit;

static LookupFit fit_of(const Lookup *l, Group *g, const Matrix *m) {
    double text = g->text = matrix_text_width(l->view->metrics, l->out->arena, m);
    return (LookupFit){ g, cell_need(text), cell_wish(text, l->cell) };
}

// Widths of all groups at a share of the way from need to wish; returns their sum.
static double groups_width(LookupFit fit[4], double share) {
    double sum = 0;
    for (int i = 0; i < 4; i++) {
        group_set_width(fit[i].group, between(fit[i].need, fit[i].wish > fit[i].need ? fit[i].wish : fit[i].need, share));
        sum += fit[i].group->w;
    }
    return sum;
}

static double gap_least(const Lookup *l) { return l->view->width < 760 ? 36 : 56; }

static double furniture(const Lookup *l) {
    return 2 * (l->view->width < 760 ? 24.0 : 40.0) + 2 * PAD + SIGN + l->label + ARROW + 2 * gap_least(l);
}

static void fit_columns(Lookup *l, LookupFit fit[4]) {
    double room = l->view->width - furniture(l);
    while (groups_width(fit, 0) > room) {
        bool keys = !(l->key_at.strip && l->query_at.strip) && l->key_at.cells > 1;
        bool values = !(l->value_at.strip && l->answer_at.strip) && l->value_at.cells > 1;
        if (!keys && !values) return;
        if (keys && (!values || l->key_at.cells >= l->value_at.cells))
            make_strip(l, &l->query_at), make_strip(l, &l->key_at);
        else
            make_strip(l, &l->value_at), make_strip(l, &l->answer_at);
    }
    double share = 1;
    while (share > 0 && groups_width(fit, share) > room) share -= 0.1;
}

static void place_columns(Lookup *l) {
    Group keys = { .cells = l->k.columns }, values = { .cells = l->v.columns };
    if (keys.cells > cells_columns(l->view)) make_strip(l, &keys);
    if (values.cells > cells_columns(l->view)) make_strip(l, &values);
    l->query_at = l->key_at = keys;
    l->value_at = l->answer_at = values;
    if (!l->digits) make_strip(l, &l->key_at), make_strip(l, &l->value_at);
    l->label = l->digits ? row_labels_width(l->view->metrics, l->step, "k", l->rows) + 10 : 0;
    LookupFit fit[4] = { fit_of(l, &l->query_at, &l->k), fit_of(l, &l->key_at, &l->k), fit_of(l, &l->value_at, &l->v),
                         fit_of(l, &l->answer_at, &l->v) };
    fit_columns(l, fit);
    double used = furniture(l) + l->query_at.w + l->key_at.w + l->value_at.w + l->answer_at.w, left = l->view->width - used;
    double gap = gap_least(l) + math_clamp(left / 3, 0, math_clamp(l->view->width * 0.1, 72, 180)),
           arrow = ARROW + math_clamp(left / 6, 0, math_clamp(l->view->width * 0.06, 48, 110));
    double whole =
        used - 2 * gap_least(l) - ARROW + 2 * gap + arrow - furniture(l) + 2 * PAD + SIGN + l->label + ARROW + 2 * gap_least(l);
    double x = floor((l->view->width - whole) / 2);
    l->query_at.x = x;
    l->card.x = x + l->query_at.w + gap;
    l->key_at.x = l->card.x + PAD + SIGN + l->label;
    l->value_at.x = floor(l->key_at.x + l->key_at.w + arrow);
    l->card.w = l->value_at.x + l->value_at.w + PAD - l->card.x;
    l->answer_at.x = floor(l->card.x + l->card.w + gap);
}

static double row_middle(const Lookup *l, int row) { return l->top + (row + 0.5) * l->pitch; }

static double middle_of(const Lookup *l) { return l->top + l->rows * l->pitch / 2; }

// --- drawing

static void draw_group(const Lookup *l, const Group *g, const Matrix *m, int row, double middle, Role role, double tint, bool now) {
    CellStyle style = { .role = role, .share = tint, .state = now ? CELL_NOW : CELL_DONE };
    group_draw(l->out, g, m, row, middle, l->cell, style);
}

static void draw_empty(const Lookup *l, const Group *g, double middle) {
    group_draw(l->out, g, &l->v, 0, middle, l->cell, (CellStyle){ .state = CELL_TO_COME });
}

static double lit(const Lookup *l, int row) { return row == l->found ? beat(turn(l, row), 0.8, 1) : 0; }

static void draw_table(const Lookup *l) {
    draw_card(l->out, l->card);
    double glow = l->found >= 0 && l->found < l->rows ? lit(l, l->found) : 0;
    if (glow > 0 && l->digits) {
        float before = list_fade(l->out, l->out->alpha * (float)glow);
        draw_highlight(l->out, box(l->card.x + 6, l->top + l->found * l->pitch + 2, l->card.w - 12, l->pitch - 4));
        list_fade(l->out, before);
    }
    for (int i = 0; i < l->rows && l->digits; i++) {
        bool beside = glow > 0 && (i == l->found || i == l->found + 1);
        if (!beside || i == 0)
            list_line(l->out, l->card.x + 12, l->top + i * l->pitch, l->card.x + l->card.w - 12, l->top + i * l->pitch,
                      (StrokeStyle){ .paint = paint(ROLE_LINE), .width = 1 });
    }
}

static void draw_headings(const Lookup *l) {
    bool q = l->step->reveals == 0 || step_reveals(l->step, "q"), k = l->step->reveals == 0 || step_reveals(l->step, "k");
    bool v = l->step->reveals == 0 || step_reveals(l->step, "v");
    double shift = middle_of(l) - l->cell / 2 - 58; // over the query and the answer themselves
    double side = shift < l->heading ? l->heading : floor(shift);
    draw_heading(l->out, l->query_at.x + l->query_at.w / 2, side, "Query", "q",
                 (HeadingStyle){ .role = ROLE_Q, .fade = q ? 0 : 0.55 });
    draw_heading(l->out, l->key_at.x + l->key_at.w / 2, l->heading, "Keys", "k_i",
                 (HeadingStyle){ .role = ROLE_K, .fade = k ? 0 : 0.55 });
    draw_heading(l->out, l->value_at.x + l->value_at.w / 2, l->heading, "Values", "v_i",
                 (HeadingStyle){ .role = ROLE_V, .fade = v ? 0 : 0.55 });
    draw_heading(l->out, l->answer_at.x + l->answer_at.w / 2, side, "Answer", "o",
                 (HeadingStyle){ .role = ROLE_INK, .strong = l->moving, .fade = l->match ? 0 : 0.55 });
}

static const char *verdict_note(const Lookup *l, int row) {
    if (is_equal(l, row)) return arena_print(l->out->arena, "the query equals key %d in every number", row + 1);
    for (int j = 0; j < l->k.columns; j++)
        if (matrix_at(&l->q, 0, j) != matrix_at(&l->k, row, j))
            return arena_print(l->out->arena, "the query is not key %d: number %d is %s, not %s", row + 1, j + 1,
                               number_text(l->out->arena, matrix_at(&l->k, row, j), 6),
                               number_text(l->out->arena, matrix_at(&l->q, 0, j), 6));
    return "";
}

// = or ≠ on a disc.
static void draw_sign(const Lookup *l, double x, double y, double radius, bool equal, double alpha, const char *note) {
    if (!(alpha > 0.01)) return;
    Ident before = list_show(l->out, note ? ident_note(note) : l->out->ident);
    float faded = list_fade(l->out, l->out->alpha * (float)alpha);
    list_circle(l->out, x, y, radius,
                (RectStyle){ .fill = equal ? paint(ROLE_RIGHT) : paint(ROLE_PANEL),
                             .stroke = paint(equal ? ROLE_RIGHT : ROLE_LINE),
                             .width = 1 });
    list_text(
        l->out, x, y + radius / 2, text_of(equal ? "=" : "≠"),
        (TextStyle){
            .face = FACE_BOLD, .size = radius * 1.4, .paint = paint(equal ? ROLE_PANEL : ROLE_MUTED), .align = ALIGN_CENTER });
    list_fade(l->out, faded);
    list_show(l->out, before);
}

static void draw_rows(const Lookup *l) {
    double q_end = l->query_at.x + l->query_at.w + 7, q_y = middle_of(l), sign_x = l->card.x + PAD + SIGN / 2.0 - 8;
    for (int i = 0; i < l->rows; i++) {
        double y = row_middle(l, i), u = turn(l, i), on = lit(l, i);
        double width = between(1.4, 4, on), alpha = l->match ? between(0.28, 0.8, on) : 0.28;
        if (l->rows <= 48) draw_link(l->out, q_end, q_y, l->card.x - 4, y, ROLE_Q, width, (float)alpha);
        if (!l->digits) continue;
        draw_sign(l, sign_x, y, 12, is_equal(l, i), beat(u, 0.72, 0.86), verdict_note(l, i));
        draw_row_label(l->out, l->step, "k", &l->k, i, ROLE_K, l->key_at.x - 9, y + 5);
        draw_group(l, &l->key_at, &l->k, i, y, ROLE_K, 0.4, on > 0);
        list_line(l->out, l->key_at.x + l->key_at.w + 10, y, l->value_at.x - 10, y,
                  (StrokeStyle){ .paint = paint(on > 0 ? ROLE_INK : ROLE_FAINT), .width = on > 0 ? 2 : 1.4, .arrow = 8 });
        draw_group(l, &l->value_at, &l->v, i, y, ROLE_V, 0.7, on > 0);
    }
}

// Too many rows for digits: two strips, and a frame across them at the equal key.
static void draw_strips(const Lookup *l) {
    double h = l->rows * l->pitch;
    matrix_heat(l->out, box(l->key_at.x, l->top, l->key_at.w, h), &l->k, 0, l->rows, 0, l->k.columns, ROLE_K);
    matrix_heat(l->out, box(l->value_at.x, l->top, l->value_at.w, h), &l->v, 0, l->rows, 0, l->v.columns, ROLE_V);
    draw_note(l->out, l->key_at.x, l->top - 6, l->key_at.w, "keys ↓", (TextStyle){ 0 });
    if (l->found < 0 || l->found >= l->rows || lit(l, l->found) <= 0) return;
    double y = l->top + l->found * l->pitch, x = l->key_at.x - 5;
    Box frame = box(x, y - 3, l->value_at.x + l->value_at.w + 5 - x, l->pitch + 6);
    list_rect(l->out, frame, (RectStyle){ .radius = 4, .stroke = paint(ROLE_INK), .width = 2 });
}

static void draw_answer(const Lookup *l) {
    double u = answered(l), y = middle_of(l), x = l->answer_at.x + l->answer_at.w / 2;
    if (l->found < 0 || l->found >= l->m) {
        draw_empty(l, &l->answer_at, y);
        if (u <= 0) return;
        list_text_fit(
            l->out, x, y + l->cell / 2 + 24, l->answer_at.w + 48, TEXT("no such key"),
            (TextStyle){ .face = FACE_BOLD, .size = 15, .paint = paint(ROLE_WRONG), .align = ALIGN_CENTER, .fade = 1 - u });
        return;
    }
    if (u <= 0) {
        draw_empty(l, &l->answer_at, y);
        return;
    }
    int row = l->found < l->rows ? l->found : l->rows - 1;
    draw_link(l->out, l->card.x + l->card.w + 4, row_middle(l, row), l->answer_at.x - 8, y, ROLE_V, 4, (float)(0.8 * u));
    if (u < 1) draw_empty(l, &l->answer_at, y);
    double flight = row_middle(l, row);
    bool overlap = l->out->may_overlap;
    l->out->may_overlap = u < 1;
    Group moving = l->answer_at; // the value's cells on their way, at the end the answer
    moving.x = between(l->value_at.x, l->answer_at.x, u);
    draw_group(l, &moving, &l->v, l->found, between(flight, y, u), ROLE_V, 0.7, true);
    l->out->may_overlap = overlap;
}

// The query steps out to a key, its numbers stand over the key's, and each pair is equal or not.
static void draw_flight(const Lookup *l, int row) {
    double u = turn(l, row);
    if (!l->moving || !l->digits || l->query_at.strip || !(u > 0 && u < 1)) return;
    double travel = beat(u, 0.02, 0.3), away = beat(u, 0.84, 0.96);
    double room = l->top - l->heading - 38 + (l->pitch - l->cell) / 2, between_rows = l->pitch - l->cell - 6;
    double h = math_clamp(room < between_rows ? room : between_rows, 22, l->cell);
    for (int j = 0; j < l->query_at.cells; j++) {
        Box from = group_cell(&l->query_at, middle_of(l), l->cell, j), key = group_cell(&l->key_at, row_middle(l, row), l->cell, j);
        Box at = box_between(from, box(key.x, key.y - h - 2, key.w, h), travel);
        matrix_cell(l->out, at, &l->q, 0, j,
                    (CellStyle){ .role = ROLE_Q, .share = 0.7, .state = CELL_NOW, .size = h < 31 ? h * 0.55 : 17, .fade = away });
        bool equal = matrix_at(&l->q, 0, j) == matrix_at(&l->k, row, j);
        double shown = beat(u, 0.34 + 0.1 * j, 0.42 + 0.1 * j) - away;
        if (turn_takes(row) > 1) draw_sign(l, box_middle_x(key), key.y - 1, h < 31 ? 7 : 12, equal, shown, NULL);
    }
}

static void thumbnail(void *picture) {
    const Lookup *l = picture;
    int rows = l->rows < 4 ? l->rows : 4;
    double w = l->view->width, h = l->view->height, pitch = h / (rows + 0.8), side = pitch * 0.66 < 16 ? pitch * 0.66 : 16;
    double qx = w * 0.17, kx = w * 0.42, vx = w * 0.6, ox = w * 0.8;
    for (int i = 0; i < rows; i++) {
        double y = pitch * (i + 0.9);
        bool on = i == l->found;
        draw_link(l->out, qx, h / 2, kx - 4, y, ROLE_Q, on ? 4 : 1.2, on ? 0.8f : 0.35f);
        if (on) draw_link(l->out, vx + side + 4, y, ox - 2, h / 2, ROLE_V, 4, 0.8f);
        list_rect(l->out, box(kx, y - side / 2, side, side),
                  (RectStyle){ .radius = 4, .fill = paint_tint(ROLE_K, ROLE_PANEL, on ? 1 : 0.5f) });
        list_line(l->out, kx + side + 5, y, vx - 5, y, (StrokeStyle){ .paint = paint(on ? ROLE_INK : ROLE_FAINT), .width = 1.5 });
        list_rect(l->out, box(vx, y - side / 2, side, side),
                  (RectStyle){ .radius = 4, .fill = paint_tint(ROLE_V, ROLE_PANEL, on ? 1 : 0.5f) });
    }
    list_circle(l->out, qx, h / 2, 9, (RectStyle){ .fill = paint(ROLE_Q) });
    list_rect(
        l->out, box(ox, h / 2 - side / 2, side, side),
        (RectStyle){ .radius = 4, .fill = l->found >= 0 ? paint(ROLE_V) : PAINT_NONE, .stroke = paint(ROLE_V), .width = 1.5 });
}

static void place(void *picture) {
    Lookup *l = picture;
    place_rows(l);
    place_columns(l);
}

static void draw(void *picture) {
    Lookup *l = picture;
    draw_table(l);
    draw_headings(l);
    draw_rows(l);
    if (!l->digits) draw_strips(l);
    draw_group(l, &l->query_at, &l->q, 0, middle_of(l), ROLE_Q, 0.4, false);
    draw_query_mark(l->out, l->query_at.x + l->query_at.w / 2, middle_of(l) + l->cell / 2 + 20, l->query_at.w + 24, l->query, l->n);
    draw_answer(l);
    bool before = l->out->may_overlap;
    l->out->may_overlap = true;
    for (int i = 0; i < l->rows && i < CELLS_ROWS; i++) draw_flight(l, i);
    l->out->may_overlap = before;
}

const Scene scene_lookup = {
    .name = "lookup",
    .summary = "a dictionary: the value of the key that equals the query",
    .model = "attention",
    .reveal = reveals,
    .bytes = sizeof(Lookup),
    WITH_PARTS(read, plan, place, draw, thumbnail),
    WITH_LEGEND(legend),
};
