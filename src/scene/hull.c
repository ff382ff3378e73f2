// What attention can answer: the output is an average of the values, so it never leaves their convex hull. The weighted
// values a₁v₁, a₂v₂ … put head to tail lead from the origin to the output; beside them the weights, the values and the sum.
#include <math.h>

#include "base/math.h"
#include "kit/arithmetic.h"
#include "kit/coordinates.h"
#include "kit/key_rows.h"
#include "kit/picture.h"
#include "scene/scenes.h"

typedef struct Point {
    double x, y;
} Point;

enum { VALUES_DRAWN = 512, VALUES_LABELLED = 48, CHAIN_MOST = 48 };

typedef struct Hull {
    PICTURE;
    Matrix v, a, o, weighted;    // a, o: the followed query's row; weighted: its rows, one a key
    int query, n, m, dv, values; // values: how many are drawn
    Coordinates plane;
    KeyRows rows; // one more than keys: the last holds the sum
    double v_x, v_w, a_x, bar_x, bar_w;
    Box footer;
} Hull;

static bool read(void *picture) {
    Hull *h = picture;
    Matrix a = matrix_find(h->tape, "a", 4), o = matrix_find(h->tape, "o", 4), weighted = matrix_find(h->tape, "weighted", 4);
    h->v = matrix_find(h->tape, "v", 4);
    if (!matrix_exists(&h->v) || !matrix_exists(&a) || !matrix_exists(&o)) return false;
    h->refusal = "The hull is drawn for values of two numbers or more.";
    if (h->v.columns < 2) return false;
    h->n = a.rows, h->m = h->v.rows, h->dv = h->v.columns;
    h->values = h->m < VALUES_DRAWN ? h->m : VALUES_DRAWN;
    h->query = step_query(h->step, h->n);
    h->a = matrix_rows(&a, h->query, 1, 4);
    h->o = matrix_rows(&o, h->query, 1, 4);
    h->weighted = matrix_rows(&weighted, h->query * h->m, h->m, 4);
    return true;
}

// --- when

static void plan(void *picture) {
    Hull *h = picture;
    Acts *acts = &h->acts;
    acts->step = h->step;
    acts_add_focus(acts, "v", acts_length(h->m, 0.8, 0.3));
    acts_add_focus(acts, "a", acts_length(h->m, 0.8, 0.3));
    // To the output one comes along the chain.
    bool chain = step_focuses(h->step, "chain") || (step_focuses(h->step, "o") && step_reveals(h->step, "chain"));
    acts_add(acts, "chain", chain ? acts_length(h->m, 1.8, 0.9) : 0);
    acts_add_after(acts, "o", 0.8);
}

static double come(const Hull *h, const char *name) { return acts_come(&h->acts, name); }
static double chain_turn(const Hull *h, int i) { return acts_turn(&h->acts, "chain", i, h->m, 1.8); }

// --- where

static double value_x(const Hull *h, int i) { return matrix_at(&h->v, i, 0); }
static double value_y(const Hull *h, int i) { return matrix_at(&h->v, i, 1); }

// The corners of the chain are sums of weighted values: they lie inside the hull of the values and the origin.
static Extent extent_of(const Hull *h) {
    Extent e = { 0 };
    extent_add_rows(&e, &h->v);
    return e;
}

// The last row holds the sum; where there is no room for digits, there is no such row.
static void place_rows(Hull *h, Box at) {
    h->rows = key_rows_fit(at, h->m + 1, key_rows_named(at));
    bool digits = h->rows.digits;
    if (!digits) h->rows = key_rows_fit(at, h->m, key_rows_named(at));
    h->rows.digits = digits;
    h->rows.count = h->m;
    if (digits) h->rows.foot = box_middle_y(key_rows_cell(&h->rows, h->m, 0, 0)) + 5;
    if (h->rows.narrow >= 48) h->rows.narrow = 56;
}

static void place(void *picture) {
    Hull *h = picture;
    Split split = split_stage(&h->picture);
    place_rows(h, split.table);
    int cells = h->dv < 6 && h->rows.digits ? h->dv : 1;
    h->v_w = h->rows.digits ? cells * h->rows.narrow + (cells - 1) * 2 : math_clamp(h->dv * 16, 32, 160);
    h->v_x = split.stage.x + split.stage.w - 12 - h->v_w;
    h->bar_w = split.tall ? h->v_x - split.gap - 8 - h->rows.wide - 32 - split.stage.x : split.small ? 40 : 72;
    h->bar_x = h->v_x - split.gap - h->bar_w;
    h->a_x = h->bar_x - 8 - h->rows.wide;
    split_card(&split, h->a_x - 32, h->rows.digits ? h->rows.top + h->rows.pitch * (h->m + 1) : h->rows.foot,
               h->dv == 2 && step_reveals(h->step, "o"));
    h->footer = split.footer;
    h->plane = coordinates_fit(split.card, extent_of(h), false);
}

// --- values

static ArrowStyle mark(Role role, double width, double alpha, Ident ident) {
    return (ArrowStyle){ .role = role, .width = width, .alpha = (float)alpha, .ident = ident };
}

static double value_turn(const Hull *h, int i) { return acts_turn(&h->acts, "v", i, h->m, 0); }

static void draw_values(Hull *h) {
    double whole = come(h, "v");
    coordinates_hull(h->out, &h->plane, &h->v, part(whole, 0.6, 1));
    for (int i = 0; i < h->values; i++) {
        double u = part(value_turn(h, i), 0, 1);
        if (u > 0)
            coordinates_dot(h->out, &h->plane, value_x(h, i), value_y(h, i), (h->values > VALUES_LABELLED ? 4 : 7) * u,
                            mark(ROLE_V, 0, 1, matrix_ident(&h->v, i, 0)));
    }
}

static void draw_value_labels(Hull *h) {
    for (int i = 0; i < h->values && h->values <= VALUES_LABELLED; i++)
        if (value_turn(h, i) >= 1)
            coordinates_label(h->out, &h->plane, value_x(h, i), value_y(h, i), 0, 0, &(Symbol){ "v", i, ROLE_V }, 1,
                              row_word(h->step, "v", i), matrix_ident(&h->v, i, 0));
}

static void draw_handles(const Hull *h) {
    if (tape_node(h->tape, h->v.node)->inputs) return;
    for (int i = 0; i < h->values && h->values <= VALUES_LABELLED; i++)
        if (value_turn(h, i) >= 1) coordinates_handle(h->out, &h->plane, value_x(h, i), value_y(h, i), matrix_ident(&h->v, i, 0));
}

// --- the chain

static bool has_chain(const Hull *h) { return matrix_exists(&h->weighted) && come(h, "chain") > 0; }

// Link i: first a part of the value's own arrow, from the origin; then it slides to the end of the chain.
static void draw_link_of_chain(Hull *h, int i, Point end, double u) {
    double grow = part(u, 0, 0.4), slide = part(u, 0.55, 0.95), dim = i && u >= 1 ? 1 : part(u, 0.9, 1);
    double x = matrix_at(&h->weighted, i, 0), y = matrix_at(&h->weighted, i, 1);
    if (u < 1)
        coordinates_arrow(h->out, &h->plane, 0, 0, value_x(h, i), value_y(h, i),
                          (ArrowStyle){ .role = ROLE_V, .width = 2, .alpha = (float)(0.4 * (1 - dim)), .dash = 6, .bare = true });
    coordinates_arrow(h->out, &h->plane, end.x * slide, end.y * slide, end.x * slide + x * grow, end.y * slide + y * grow,
                      mark(ROLE_A, 4, 1, matrix_ident(&h->weighted, i, 0)));
}

static void draw_chain(Hull *h) {
    Point end = { 0, 0 };
    if (!has_chain(h)) return;
    for (int i = 0; i < h->values && i < CHAIN_MOST; i++) {
        double u = chain_turn(h, i);
        if (u <= 0) return;
        draw_link_of_chain(h, i, end, u);
        end.x += matrix_at(&h->weighted, i, 0), end.y += matrix_at(&h->weighted, i, 1);
    }
}

// "a₁v₁" beside the middle of each link, where there is room.
static void draw_chain_labels(Hull *h) {
    Point end = { 0, 0 };
    if (!has_chain(h)) return;
    for (int i = 0; i < h->values && i < CHAIN_MOST && chain_turn(h, i) >= 1; i++) {
        double x = matrix_at(&h->weighted, i, 0), y = matrix_at(&h->weighted, i, 1), length = sqrt(x * x + y * y);
        Symbol symbol[2] = { { "a", i, ROLE_A }, { "v", i, ROLE_V } };
        Point middle = { end.x + x / 2, end.y + y / 2 };
        if (length * h->plane.unit >= 16)
            coordinates_label(h->out, &h->plane, middle.x, middle.y, middle.x - y, middle.y + x, symbol, 2, NULL,
                              matrix_ident(&h->weighted, i, 0));
        end.x += x, end.y += y;
    }
}

// --- the output

// The pale disc under the chain, where the eye shall land.
static void draw_halo(Hull *h) {
    double u = part(come(h, "o"), 0, 0.5), x = matrix_at(&h->o, 0, 0), y = matrix_at(&h->o, 0, 1);
    if (u <= 0 || !coordinates_holds(&h->plane, x, y) || !step_focuses(h->step, "o")) return;
    list_circle(h->out, coordinates_x(&h->plane, x), coordinates_y(&h->plane, y), 18 * u,
                (RectStyle){ .fill = paint(ROLE_CURRENT), .stroke = paint_faded(ROLE_GRAD, 0.6f), .width = 1 });
}

static void draw_output(Hull *h) {
    double u = come(h, "o"), x = matrix_at(&h->o, 0, 0), y = matrix_at(&h->o, 0, 1);
    if (u <= 0 || !coordinates_holds(&h->plane, x, y)) return;
    double px = coordinates_x(&h->plane, x), py = coordinates_y(&h->plane, y);
    list_circle(
        h->out, px, py, 7 * part(u, 0, 0.6),
        (RectStyle){ .fill = paint(ROLE_INK), .stroke = paint(ROLE_PANEL), .width = 2, .ident = matrix_ident(&h->o, 0, 0) });
    coordinates_take(&h->plane, box(px - 14, py - 14, 28, 28));
}

// At the lower left, as the chain mostly comes from the other side.
static void draw_output_label(Hull *h) {
    double x = matrix_at(&h->o, 0, 0), y = matrix_at(&h->o, 0, 1);
    if (come(h, "o") >= 1)
        coordinates_label(h->out, &h->plane, x, y, x + 1, y + 1, &(Symbol){ "o", h->n > 1 ? h->query : -1, ROLE_INK }, 1, NULL,
                          matrix_ident(&h->o, 0, 0));
}

// One line a number of the output: o₁ = a₁v₁₁ + a₂v₂₁ + …
static void write_sum(Hull *h, Pen *pen, int column) {
    pen_symbol(pen, "o", column, ROLE_INK, matrix_ident(&h->o, 0, column));
    pen_operator(pen, " = ");
    for (int i = 0; i < h->m && !pen->full; i++) {
        if (i) pen_operator(pen, " + ");
        pen_number(pen, matrix_at(&h->a, 0, i), ROLE_A, matrix_ident(&h->a, 0, i));
        pen_operator(pen, " · ");
        pen_number(pen, matrix_at(&h->v, i, column), ROLE_V, matrix_ident(&h->v, i, column));
    }
    pen_result(pen, matrix_at(&h->o, 0, column), ROLE_INK, matrix_ident(&h->o, 0, column));
}

static void draw_footer(Hull *h) {
    if (h->footer.h <= 0) return;
    bool two = h->footer.h > 40;
    float former = list_fade(h->out, h->out->alpha * (float)part(come(h, "o"), 0.4, 1));
    Ident before = list_show(h->out, ident_note("the output, worked out: each weight times its value, added up"));
    for (int j = 0; j < (two ? 2 : 1); j++) {
        Pen pen = { .out = h->out,
                    .x = h->footer.x + 8,
                    .y = h->footer.y + (two ? 26 : 22) + 28 * j,
                    .size = two ? 18 : 16,
                    .end = h->footer.x + h->footer.w };
        write_sum(h, &pen, j);
    }
    list_show(h->out, before);
    list_fade(h->out, former);
}

// --- the table

static void draw_weights(Hull *h) {
    bool now = step_focuses(h->step, "a");
    double u = come(h, "a"), w = h->bar_x + h->bar_w - h->a_x;
    KeyColumn column = {
        .x = h->a_x, .w = h->rows.wide, .cells = 1, .role = ROLE_A, .now = now, .come = u >= 1 ? ALL_COME : u * h->m
    };
    if (now) key_rows_highlight(h->out, &h->rows, h->a_x, w, true);
    key_rows_heading(h->out, &h->rows, h->a_x, w, "Weights", "a_i", ROLE_A, now, !now && u <= 0);
    key_rows_cells(h->out, &h->rows, &h->a, column);
    if (u >= 1) key_rows_sum(h->out, &h->rows, &h->a, column);
    column.x = h->bar_x, column.w = h->bar_w;
    key_rows_bars(h->out, &h->rows, &h->a, column);
}

// The output under the values whose average it is.
static void draw_output_cells(Hull *h) {
    if (!h->rows.digits || h->dv > 5) return;
    double u = come(h, "o");
    bool now = step_focuses(h->step, "o");
    Box first = key_rows_cell(&h->rows, h->m, h->v_x, h->rows.narrow);
    if (now) draw_highlight(h->out, box_grow(box(first.x - 28, first.y, h->v_w + 28, first.h), 8));
    draw_symbol(h->out, h->v_x - 12, box_middle_y(first) + 6, "o", h->n > 1 ? h->query : -1,
                (TextStyle){ .size = 19, .paint = paint(ROLE_INK), .align = ALIGN_RIGHT, .ident = matrix_ident(&h->o, 0, 0) });
    for (int j = 0; j < h->dv; j++)
        matrix_cell(h->out, key_rows_cell(&h->rows, h->m, h->v_x + j * (h->rows.narrow + 2), h->rows.narrow), &h->o, 0, j,
                    (CellStyle){ .role = ROLE_V,
                                 .state = u < 0.5 ? CELL_TO_COME
                                          : now   ? CELL_NOW
                                                  : CELL_DONE,
                                 .size = math_clamp(h->rows.cell * 0.5, 11, 17),
                                 .reveal = part(u, 0.4, 1) });
}

static void draw_table(Hull *h) {
    bool now = step_focuses(h->step, "v");
    int cells = h->dv < 6 && h->rows.digits ? h->dv : 1;
    double u = come(h, "v");
    draw_weights(h);
    if (now) key_rows_highlight(h->out, &h->rows, h->v_x, h->v_w, false);
    key_rows_heading(h->out, &h->rows, h->v_x, h->v_w, "Values", "v_i", ROLE_V, now, !now && u <= 0);
    key_rows_labels(h->out, &h->rows, h->a_x - 12, "v", ROLE_V, h->v.node, h->dv);
    key_rows_cells(h->out, &h->rows, &h->v,
                   (KeyColumn){ .x = h->v_x,
                                .w = h->rows.digits ? h->rows.narrow : h->v_w,
                                .cells = cells,
                                .role = ROLE_V,
                                .now = now,
                                .come = u >= 1 ? ALL_COME : u * h->m });
    if (step_reveals(h->step, "o")) draw_output_cells(h);
}

// --- the scene

// The hull, its corners and the output inside.
static void thumbnail(void *picture) {
    Hull *h = picture;
    h->plane = coordinates_fit(box(8, 8, h->view->width - 16, h->view->height - 16), extent_of(h), true);
    coordinates_hull(h->out, &h->plane, &h->v, 1.5);
    for (int i = 0; i < h->values && i < 24; i++)
        coordinates_dot(h->out, &h->plane, value_x(h, i), value_y(h, i), 5, mark(ROLE_V, 0, 1, (Ident){ 0 }));
    coordinates_dot(h->out, &h->plane, matrix_at(&h->o, 0, 0), matrix_at(&h->o, 0, 1), 5, mark(ROLE_A, 0, 1, (Ident){ 0 }));
}

// What the eye meets first: the pale hull with the output inside. Second: the chain of weighted values that leads there.
// Third: the weights and values as rows, and the sum under them.
static void draw(void *picture) {
    Hull *h = picture;
    draw_table(h);
    coordinates_grid(h->out, &h->plane);
    if (h->dv > 2) coordinates_caption(h->out, &h->plane, "the shadow of all this on the first two numbers");
    draw_values(h);
    draw_halo(h);
    draw_chain(h);
    draw_output(h);
    bool labels = h->dv == 2; // shadows fall on each other
    if (labels) draw_output_label(h);
    if (labels) draw_value_labels(h), draw_chain_labels(h);
    if (h->dv == 2) draw_footer(h);
    draw_handles(h);
}

static const char *const reveal[] = { "v", "o", "chain", "a", NULL };
static const LegendItem legend[] = {
    { ROLE_V, "v_i", "values and their hull" },
    { ROLE_A, "a_i", "weights, weighted values" },
    { ROLE_INK, "o", "output" },
};

const Scene scene_hull = {
    .name = "hull",
    .summary = "the output as an average of the values, inside their convex hull",
    .model = "attention",
    .reveal = reveal,
    .bytes = sizeof(Hull),
    WITH_PARTS(read, plan, place, draw, thumbnail),
    WITH_LEGEND(legend),
};
