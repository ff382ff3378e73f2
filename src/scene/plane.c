// Similarity as geometry: the query and the keys as arrows. A dot product is the length of the query times the shadow that
// a key throws on it; a matrix W bends the query first; a kernel asks how near the tips are. Beside the arrows the same keys
// as rows of numbers, so that every arrow can be read off and every number be seen.
#include <math.h>

#include "base/math.h"
#include "scene/acts.h"
#include "scene/arithmetic.h"
#include "scene/coordinates.h"
#include "scene/key_rows.h"
#include "scene/scenes.h"

enum { KEYS_DRAWN = 512, KEYS_LABELLED = 48, CIRCLES_MOST = 24, QUERIES_DRAWN = 64 };

typedef enum Geometry { GEOMETRY_SHADOW, GEOMETRY_NEARNESS, GEOMETRY_NONE } Geometry;

typedef struct Plane {
    const View *view;
    const Step *step;
    const Tape *tape;
    List *out;
    Matrix queries, q, k, raw, s, masked, a, qW, distance2; // of one row, the followed query's, but for queries and k
    int query, n, m, d, keys;                               // keys: how many are drawn
    Geometry geometry;
    bool bent;     // the similarity is q W kᵀ
    double qx, qy; // the query
    double px, py; // what keys throw their shadow on: q, or q W
    Acts acts;
    Coordinates plane;
    KeyRows rows;
    double k_x, k_w, d_x, s_x, a_x, bar_x, bar_w; // d_x: squared distances, 0 without that column
    Box footer;
} Plane;

// --- reading the tape

static Matrix row_of_query(const Tape *tape, const char *name, int query) {
    Matrix m = matrix_find(tape, name, 4);
    return matrix_rows(&m, query, 1, 4);
}

static Geometry geometry_of(const char *similarity) {
    switch (similarity[0]) {
    case 'a':
    case 't': return GEOMETRY_NONE;
    case 'k': return GEOMETRY_NEARNESS;
    default: return GEOMETRY_SHADOW;
    }
}

static bool read_tape(Plane *p) {
    p->queries = matrix_find(p->tape, "q", 4);
    p->k = matrix_find(p->tape, "k", 4);
    if (!matrix_exists(&p->queries) || !matrix_exists(&p->k)) return false;
    p->n = p->queries.rows, p->m = p->k.rows, p->d = p->k.columns;
    p->keys = p->m < KEYS_DRAWN ? p->m : KEYS_DRAWN;
    p->query = step_query(p->step, p->n);
    p->q = matrix_rows(&p->queries, p->query, 1, 4);
    p->raw = row_of_query(p->tape, "raw", p->query);
    p->s = row_of_query(p->tape, "s", p->query);
    p->masked = row_of_query(p->tape, "masked", p->query);
    p->a = row_of_query(p->tape, "a", p->query);
    p->qW = row_of_query(p->tape, "qW", p->query);
    p->distance2 = row_of_query(p->tape, "distance2", p->query);
    p->geometry = geometry_of(step_choice_or(p->step, "similarity", "scaled"));
    p->qx = matrix_at(&p->q, 0, 0), p->qy = matrix_at(&p->q, 0, 1);
    p->bent = matrix_exists(&p->qW);
    p->px = p->bent ? matrix_at(&p->qW, 0, 0) : p->qx, p->py = p->bent ? matrix_at(&p->qW, 0, 1) : p->qy;
    return true;
}

// --- when

static const double first_shadow = 2.8; // the first key is compared slowly, with its arithmetic

static void plan(Plane *p) {
    Acts *acts = &p->acts;
    acts->step = p->step;
    acts_add_focus(acts, "q", 0.6);
    acts_add_focus(acts, "k", acts_length(p->m, 0.6, 0.4));
    acts_add_focus(acts, "qW", p->bent ? 1.2 : 0);
    acts_add_focus(acts, "circles", acts_length(p->m, 0.8, 0.6));
    acts_add_after(acts, "s", acts_length(p->m, first_shadow, 0.8));
    acts_add_after(acts, "a", acts_length(p->m, 0.8, 0.4));
}

static double come(const Plane *p, const char *name) { return acts_come(&p->acts, name); }

static double key_turn(const Plane *p, int i) { return acts_turn(&p->acts, "k", i, p->m, 0.6); }
static double circle_turn(const Plane *p, int i) { return acts_turn(&p->acts, "circles", i, p->m, 0.8); }
static double score_turn(const Plane *p, int i) {
    return acts_turn(&p->acts, "s", i, p->m, step_focuses(p->step, "s") ? first_shadow : 0);
}
static double weight_turn(const Plane *p, int i) { return acts_turn(&p->acts, "a", i, p->m, 0); }

// --- where

static Extent extent_of(const Plane *p) {
    Extent e = { 0 };
    extent_add_rows(&e, &p->queries);
    extent_add_rows(&e, &p->k);
    if (p->bent) extent_add(&e, p->px, p->py);
    return e;
}

// The table stands at the right, the plane takes what is left, the arithmetic a strip under it.
static void place(Plane *p) {
    Split split = split_stage(p->view, 900);
    double gap = split.gap, end = split.stage.x + split.stage.w - 12;
    p->rows = key_rows_fit(split.table, p->m, split.table.h >= 340);
    int cells = p->d < 6 && p->rows.digits ? p->d : 1;
    bool distances = step_reveals(p->step, "circles") && matrix_exists(&p->distance2) && p->view->width >= 900;
    p->k_w = p->rows.digits ? cells * p->rows.narrow + (cells - 1) * 2 : clamp(p->d * 16, 32, 160);
    double w = p->rows.wide, others = 32 + p->k_w + (distances ? gap + w : 0) + gap + w + gap + w + 8;
    p->bar_w = split.tall ? end - split.stage.x - others : split.small ? 40 : 72;
    p->k_x = end - p->bar_w - others + 32;
    p->s_x = p->k_x + p->k_w + gap;
    if (distances) p->d_x = p->s_x, p->s_x += w + gap;
    p->a_x = p->s_x + w + gap;
    p->bar_x = p->a_x + w + 8;
    double bottom = p->rows.top + p->rows.pitch * p->rows.count;
    split_card(&split, p->k_x - 32, bottom, step_reveals(p->step, "s") && p->geometry != GEOMETRY_NONE && p->d == 2);
    p->footer = split.footer;
    if (!split.tall && p->footer.w > split.card.w) p->footer.w = p->a_x - 24 - p->footer.x; // the sum of the weights stands there
    p->plane = coordinates_fit(split.card, extent_of(p), false);
}

// --- arrows

static ArrowStyle arrow(Role role, double width, double alpha, Ident ident) {
    return (ArrowStyle){ .role = role, .width = width, .alpha = (float)alpha, .ident = ident };
}

static void draw_queries(Plane *p) {
    double grown = come(p, "q"), bent = come(p, "qW");
    for (int i = 0; i < p->n && i < QUERIES_DRAWN && grown > 0; i++)
        if (i != p->query)
            coordinates_arrow(p->out, &p->plane, 0, 0, matrix_at(&p->queries, i, 0), matrix_at(&p->queries, i, 1),
                              arrow(ROLE_Q, 2, 0.3 * grown, matrix_ident(&p->queries, i, 0)));
    if (grown > 0) {
        double u = ease(grown), faint = p->bent && bent > 0 ? between(1, 0.45, ease(bent)) : 1;
        coordinates_arrow(p->out, &p->plane, 0, 0, p->qx * u, p->qy * u, arrow(ROLE_Q, 7, faint, matrix_ident(&p->q, 0, 0)));
    }
    if (!p->bent || bent <= 0) return;
    double u = ease(bent);
    coordinates_arrow(p->out, &p->plane, 0, 0, between(p->qx, p->px, u), between(p->qy, p->py, u),
                      arrow(ROLE_Q, 7, 1, matrix_ident(&p->qW, 0, 0)));
}

static void draw_keys(Plane *p) {
    for (int i = 0; i < p->keys; i++) {
        double u = ease(key_turn(p, i)), x = matrix_at(&p->k, i, 0), y = matrix_at(&p->k, i, 1);
        if (u <= 0) continue;
        if (p->keys > KEYS_LABELLED)
            coordinates_dot(p->out, &p->plane, x, y, 4, arrow(ROLE_K, 0, 0.7 * u, matrix_ident(&p->k, i, 0)));
        else
            coordinates_arrow(p->out, &p->plane, 0, 0, x * u, y * u, arrow(ROLE_K, 3, 1, matrix_ident(&p->k, i, 0)));
    }
}

// Leaves alone can be dragged. The query's tip is on top: it is what one moves most.
static void draw_handles(Plane *p) {
    if (tape_node(p->tape, p->k.node)->inputs == 0)
        for (int i = 0; i < p->keys && p->keys <= KEYS_LABELLED; i++)
            if (key_turn(p, i) >= 1)
                coordinates_handle(p->out, &p->plane, matrix_at(&p->k, i, 0), matrix_at(&p->k, i, 1), matrix_ident(&p->k, i, 0));
    if (tape_node(p->tape, p->q.node)->inputs == 0 && come(p, "q") >= 1)
        coordinates_handle(p->out, &p->plane, p->qx, p->qy, matrix_ident(&p->q, 0, 0));
}

// --- shadows: what a key throws on the query's line

typedef struct Shadow {
    double ux, uy;       // direction of the query, length 1
    double x, y, length; // foot of the perpendicular; signed length of the shadow
    bool there;
} Shadow;

static Shadow shadow_of(const Plane *p, int i) {
    double x = matrix_at(&p->k, i, 0), y = matrix_at(&p->k, i, 1), long_q = sqrt(p->px * p->px + p->py * p->py);
    if (!coordinates_holds(&p->plane, x, y) || !math_finite(long_q) || long_q == 0) return (Shadow){ 0 };
    Shadow s = { .ux = p->px / long_q, .uy = p->py / long_q, .there = true };
    s.length = x * s.ux + y * s.uy;
    s.x = s.length * s.ux, s.y = s.length * s.uy;
    s.there = coordinates_holds(&p->plane, s.x, s.y);
    return s;
}

static bool compares(const Plane *p, Geometry geometry) { return step_focuses(p->step, "s") && p->geometry == geometry; }

// The line of the query through the whole card, on which the shadows lie.
static void draw_query_line(Plane *p, double alpha) {
    Shadow s = shadow_of(p, 0);
    if (s.there && alpha > 0)
        coordinates_through(p->out, &p->plane, s.ux, s.uy,
                            (ArrowStyle){ .role = ROLE_Q, .alpha = (float)(0.5 * alpha), .dash = 6 });
}

// The band on the query's line, under the arrows. u: the key's own progress; the first key's band stays as the example.
static void draw_band(Plane *p, int i, double u) {
    Shadow s = shadow_of(p, i);
    double grow = part(u, 0.3, 0.55), fade = i ? part(u, 0.9, 1) : 0;
    if (!s.there || grow <= 0 || fade >= 1 || s.length == 0) return;
    Ident before = list_show(p->out, matrix_ident(&p->raw, 0, i));
    list_line(p->out, p->plane.origin_x, p->plane.origin_y, coordinates_x(&p->plane, s.x * grow),
              coordinates_y(&p->plane, s.y * grow),
              (StrokeStyle){ .paint = paint_tint(ROLE_S, ROLE_PANEL, (float)(0.4 * (1 - fade))), .width = 16, .round = true });
    list_show(p->out, before);
}

// The perpendicular falls; its foot stays as a point, and a shadow of length 0 shows its right angle.
static void draw_perpendicular(Plane *p, int i, double u) {
    Shadow s = shadow_of(p, i);
    if (!s.there || u <= 0) return;
    const Coordinates *c = &p->plane;
    double x = matrix_at(&p->k, i, 0), y = matrix_at(&p->k, i, 1), fall = part(u, 0, 0.3), side = s.ux * y - s.uy * x < 0 ? -1 : 1;
    Ident before = list_show(p->out, matrix_ident(&p->raw, 0, i));
    if (s.length != 0)
        list_line(p->out, coordinates_x(c, x), coordinates_y(c, y), coordinates_x(c, between(x, s.x, fall)),
                  coordinates_y(c, between(y, s.y, fall)), (StrokeStyle){ .paint = paint(ROLE_S), .width = 1.5, .dash = 4 });
    else if (x != 0 || y != 0)
        coordinates_right_angle(p->out, c, 0, 0, s.ux, s.uy, -s.uy * side, s.ux * side, paint_faded(ROLE_S, (float)fall));
    if (u > 0.3)
        list_circle(p->out, coordinates_x(c, s.x), coordinates_y(c, s.y), 5,
                    (RectStyle){ .fill = paint(ROLE_S), .stroke = paint(ROLE_PANEL), .width = 1.5 });
    list_show(p->out, before);
}

// --- nearness: how far the tips are apart

static double distance_of(const Plane *p, int i) {
    double x = matrix_at(&p->k, i, 0) - p->qx, y = matrix_at(&p->k, i, 1) - p->qy;
    return sqrt(x * x + y * y);
}

static void draw_distance(Plane *p, int i, double u) {
    double x = matrix_at(&p->k, i, 0), y = matrix_at(&p->k, i, 1), grow = part(u, 0, 0.5), fade = i ? part(u, 0.9, 1) : 0;
    if (!coordinates_holds(&p->plane, x, y) || !coordinates_holds(&p->plane, p->qx, p->qy) || u <= 0) return;
    Ident before = list_show(p->out, matrix_ident(&p->raw, 0, i));
    list_line(
        p->out, coordinates_x(&p->plane, p->qx), coordinates_y(&p->plane, p->qy), coordinates_x(&p->plane, between(p->qx, x, grow)),
        coordinates_y(&p->plane, between(p->qy, y, grow)),
        (StrokeStyle){ .paint = paint_faded(ROLE_S, (float)between(1, 0.5, fade)), .width = between(5, 2, fade), .round = true });
    list_show(p->out, before);
}

// Circles around the query: a key on the same circle has the same score.
static void draw_circles(Plane *p) {
    for (int i = 0; i < p->keys && p->keys <= CIRCLES_MOST; i++) {
        double u = ease(circle_turn(p, i));
        Ident ident =
            matrix_exists(&p->distance2) ? matrix_ident(&p->distance2, 0, i) : ident_note("as far from the query as this key");
        if (u > 0)
            coordinates_circle(p->out, &p->plane, p->qx, p->qy, distance_of(p, i) * u,
                               (ArrowStyle){ .role = ROLE_Q, .alpha = 0.8f, .dash = 6, .ident = ident });
    }
}

// Under the arrows.
static void draw_bands(Plane *p) {
    if (!compares(p, GEOMETRY_SHADOW)) return;
    draw_query_line(p, part(come(p, "s"), 0, 0.1));
    for (int i = p->keys < KEYS_LABELLED ? p->keys - 1 : KEYS_LABELLED - 1; i >= 0; i--) draw_band(p, i, score_turn(p, i));
}

// Over them.
static void draw_comparison(Plane *p) {
    for (int i = 0; i < p->keys && i < KEYS_LABELLED; i++) {
        double u = score_turn(p, i);
        if (compares(p, GEOMETRY_SHADOW)) draw_perpendicular(p, i, u);
        if (compares(p, GEOMETRY_NEARNESS)) draw_distance(p, i, u);
    }
}

// The score on its way from the foot of the perpendicular to its cell.
static void draw_flight(Plane *p) {
    if (!step_focuses(p->step, "s") || p->geometry == GEOMETRY_NONE || !p->rows.digits) return;
    bool before = p->out->may_overlap;
    p->out->may_overlap = true;
    for (int i = 0; i < p->keys && i < KEYS_LABELLED; i++) {
        double u = score_turn(p, i), fly = part(u, 0.7, 0.95);
        Shadow s = p->geometry == GEOMETRY_SHADOW
                       ? shadow_of(p, i)
                       : (Shadow){ .x = p->qx, .y = p->qy, .there = coordinates_holds(&p->plane, p->qx, p->qy) };
        if (fly <= 0 || fly >= 1 || !s.there) continue;
        Box cell = key_rows_cell(&p->rows, i, p->s_x, p->rows.wide);
        double x1 = coordinates_x(&p->plane, s.x), y1 = coordinates_y(&p->plane, s.y), x2 = box_middle_x(cell),
               y2 = box_middle_y(cell);
        list_circle(p->out, between(x1, x2, fly), between(y1, y2, fly) - 48 * fly * (1 - fly), 7,
                    (RectStyle){ .fill = paint(ROLE_S) });
    }
    p->out->may_overlap = before;
}

// --- labels, when all arrows are known

static void label(Plane *p, double x, double y, const char *letter, int index, Role role, const char *word, Ident ident) {
    coordinates_label(p->out, &p->plane, x, y, 0, 0, &(Symbol){ letter, index, role }, 1, word, ident);
}

// The feet of all perpendiculars are kept free from the beginning, so that no label jumps when one falls.
static void keep_feet_free(Plane *p) {
    for (int i = 0; i < p->keys && p->keys <= KEYS_LABELLED && compares(p, GEOMETRY_SHADOW); i++) {
        Shadow s = shadow_of(p, i);
        double x = coordinates_x(&p->plane, s.x), y = coordinates_y(&p->plane, s.y);
        if (s.there) coordinates_take(&p->plane, box(x - 6, y - 6, 12, 12));
    }
}

static void draw_labels(Plane *p) {
    keep_feet_free(p);
    if (come(p, "q") >= 1)
        label(p, p->qx, p->qy, "q", p->n > 1 ? p->query : -1, ROLE_Q, row_word(p->step, "q", p->query), matrix_ident(&p->q, 0, 0));
    if (p->bent && come(p, "qW") >= 1) label(p, p->px, p->py, "qW", -1, ROLE_Q, NULL, matrix_ident(&p->qW, 0, 0));
    for (int i = 0; i < p->keys && p->keys <= KEYS_LABELLED; i++)
        if (key_turn(p, i) >= 1)
            label(p, matrix_at(&p->k, i, 0), matrix_at(&p->k, i, 1), "k", i, ROLE_K, row_word(p->step, "k", i),
                  matrix_ident(&p->k, i, 0));
}

// --- the line of arithmetic under the plane: the first key, worked out

// s = raw / √d / temperature, where these do something.
static void write_scale(Plane *p, Pen *pen, int i) {
    static const char *const divisor[] = { "root_d", "temperature" };
    bool scaled = false;
    for (int j = 0; j < 2; j++) {
        Matrix by = matrix_find(p->tape, divisor[j], 4);
        if (!matrix_exists(&by) || matrix_at(&by, 0, 0) == 1) continue;
        pen_operator(pen, " / ");
        pen_number(pen, matrix_at(&by, 0, 0), ROLE_INK, matrix_ident(&by, 0, 0));
        scaled = true;
    }
    if (scaled) pen_result(pen, matrix_at(&p->s, 0, i), ROLE_S, matrix_ident(&p->s, 0, i));
}

// Returns where the equals sign stands.
static double write_product(Plane *p, Pen *pen) {
    Ident of[2] = { matrix_ident(&p->q, 0, 0), matrix_ident(&p->q, 0, 1) };
    double value[2] = { p->px, p->py };
    if (p->bent) of[0] = matrix_ident(&p->qW, 0, 0), of[1] = matrix_ident(&p->qW, 0, 1);
    pen_symbol(pen, p->bent ? "qW" : "q", p->n > 1 && !p->bent ? p->query : -1, ROLE_Q, of[0]);
    pen_operator(pen, " · ");
    pen_symbol(pen, "k", 0, ROLE_K, matrix_ident(&p->k, 0, 0));
    double equals = pen->x;
    pen_operator(pen, " = ");
    for (int j = 0; j < 2; j++) {
        if (j) pen_operator(pen, " + ");
        pen_number(pen, value[j], ROLE_Q, of[j]);
        pen_operator(pen, " · ");
        pen_number(pen, matrix_at(&p->k, 0, j), ROLE_K, matrix_ident(&p->k, 0, j));
    }
    pen_result(pen, matrix_at(&p->raw, 0, 0), ROLE_S, matrix_ident(&p->raw, 0, 0));
    write_scale(p, pen, 0);
    return equals;
}

// The same number as length times shadow.
static void write_lengths(Plane *p, Pen *pen) {
    Shadow s = shadow_of(p, 0);
    pen_operator(pen, " = ");
    pen_number(pen, sqrt(p->px * p->px + p->py * p->py), ROLE_Q,
               ident_note("the length of the query arrow: the root of the sum of its squares"));
    pen_operator(pen, " × ");
    pen_number(pen, s.length, ROLE_S,
               ident_note("the shadow of key 1 on the query's line: negative when it falls on the other side"));
    if (!pen_words(pen, "  the length of the query × the shadow of the key")) pen_words(pen, "  length × shadow");
}

static void write_distance(Plane *p, Pen *pen, int i) {
    Matrix sigma = matrix_find(p->tape, "sigma", 4);
    pen_symbol(pen, "s", i, ROLE_S, matrix_ident(&p->s, 0, i));
    pen_operator(pen, " = −(");
    for (int j = 0; j < 2; j++) {
        if (j) pen_operator(pen, " + ");
        pen_operator(pen, "(");
        pen_number(pen, matrix_at(&p->q, 0, j), ROLE_Q, matrix_ident(&p->q, 0, j));
        pen_operator(pen, " − ");
        pen_number(pen, matrix_at(&p->k, i, j), ROLE_K, matrix_ident(&p->k, i, j));
        pen_operator(pen, ")²");
    }
    pen_operator(pen, ") / (2");
    if (matrix_exists(&sigma)) {
        pen_operator(pen, " · ");
        pen_number(pen, matrix_at(&sigma, 0, 0), ROLE_INK, matrix_ident(&sigma, 0, 0));
        pen_operator(pen, "²");
    }
    pen_operator(pen, ")");
    pen_result(pen, matrix_at(&p->raw, 0, i), ROLE_S, matrix_ident(&p->raw, 0, i));
    write_scale(p, pen, i);
}

// The first key that is not the query itself: a distance of 0 shows nothing.
static int first_apart(const Plane *p) {
    for (int i = 0; i < p->keys; i++)
        if (distance_of(p, i) > 0) return i;
    return 0;
}

static void draw_footer(Plane *p) {
    double u = step_focuses(p->step, "s") ? score_turn(p, 0) : 1;
    if (p->footer.h <= 0 || p->m < 1 || !matrix_exists(&p->raw)) return;
    bool two = p->footer.h > 40;
    float former = list_fade(p->out, p->out->alpha * (float)part(u, 0.25, 0.45));
    Ident before = list_show(p->out, ident_note("one key, worked out"));
    Pen pen = { .out = p->out,
                .x = p->footer.x + 8,
                .y = p->footer.y + (two ? 26 : 22),
                .size = two ? 20 : 17,
                .end = p->footer.x + p->footer.w };
    if (p->geometry == GEOMETRY_NEARNESS) write_distance(p, &pen, first_apart(p));
    if (p->geometry == GEOMETRY_SHADOW) {
        pen.x = write_product(p, &pen);
        pen.y += 28;
        if (two && shadow_of(p, 0).there) write_lengths(p, &pen);
    }
    list_show(p->out, before);
    list_fade(p->out, former);
}

// --- the table

// How many rows have come; a cell comes from the time `from` of its key's turn. A strip comes as a whole.
static double rows_come(const Plane *p, const char *name, double (*turn)(const Plane *, int), double from) {
    double whole = come(p, name), rows = 0;
    if (whole <= 0 || whole >= 1 || !p->rows.digits) return whole >= 1 ? ALL_COME : whole;
    for (int i = 0; i < p->rows.count; i++) rows += part(turn(p, i), from, 1);
    return rows;
}

static void draw_vectors(Plane *p) {
    bool is_now = step_focuses(p->step, "k"), there = step_reveals(p->step, "k");
    key_rows_heading(p->out, &p->rows, p->k_x, p->k_w, "Keys", "k_i", ROLE_K, is_now, !there);
    key_rows_labels(p->out, &p->rows, p->k_x - 12, "k", ROLE_K, p->k.node, p->d);
    int cells = p->d < 6 && p->rows.digits ? p->d : 1;
    key_rows_cells(p->out, &p->rows, &p->k,
                   (KeyColumn){ .x = p->k_x,
                                .w = p->rows.digits ? p->rows.narrow : p->k_w,
                                .cells = cells,
                                .role = ROLE_K,
                                .now = is_now,
                                .come = rows_come(p, "k", key_turn, 0) });
}

static void draw_distances(Plane *p) {
    if (p->d_x <= 0) return;
    bool is_now = step_focuses(p->step, "circles");
    if (is_now) key_rows_highlight(p->out, &p->rows, p->d_x, p->rows.wide, false);
    Ident before = list_show(p->out, ident_note("the squared distance between query and key"));
    key_rows_heading(p->out, &p->rows, p->d_x, p->rows.wide, "Distance", "d_i^2", ROLE_Q, is_now, false);
    list_show(p->out, before);
    key_rows_cells(p->out, &p->rows, &p->distance2,
                   (KeyColumn){ .x = p->d_x,
                                .w = p->rows.wide,
                                .cells = 1,
                                .role = ROLE_Q,
                                .now = is_now,
                                .come = rows_come(p, "circles", circle_turn, 0.5) });
}

// The scores; where the mask hides one, what the softmax is given instead.
static const Matrix *scores_shown(const Plane *p) {
    for (int i = 0; i < p->masked.columns; i++)
        if (matrix_at(&p->masked, 0, i) == -MATH_INFINITY) return &p->masked;
    return &p->s;
}

static void draw_scores(Plane *p) {
    bool is_now = step_focuses(p->step, "s");
    double come_in = p->geometry == GEOMETRY_NONE || !is_now ? 0 : 0.9;
    KeyColumn column = {
        .x = p->s_x, .w = p->rows.wide, .cells = 1, .role = ROLE_S, .now = is_now, .come = rows_come(p, "s", score_turn, come_in)
    };
    if (is_now) key_rows_highlight(p->out, &p->rows, p->s_x, p->rows.wide, false);
    key_rows_heading(p->out, &p->rows, p->s_x, p->rows.wide, "Similarity", "s_i", ROLE_S, is_now, !is_now && column.come <= 0);
    key_rows_cells(p->out, &p->rows, scores_shown(p), column);
}

static void draw_weights(Plane *p) {
    bool is_now = step_focuses(p->step, "a");
    double w = p->rows.wide + 8 + p->bar_w;
    KeyColumn column = {
        .x = p->a_x, .w = p->rows.wide, .cells = 1, .role = ROLE_A, .now = is_now, .come = rows_come(p, "a", weight_turn, 0)
    };
    if (is_now) key_rows_highlight(p->out, &p->rows, p->a_x, w, true);
    key_rows_heading(p->out, &p->rows, p->a_x, w, "Weights", "a_i", ROLE_A, is_now, !is_now && column.come <= 0);
    key_rows_cells(p->out, &p->rows, &p->a, column);
    if (column.come > 0) key_rows_sum(p->out, &p->rows, &p->a, column);
    column.x = p->bar_x, column.w = p->bar_w;
    key_rows_bars(p->out, &p->rows, &p->a, column);
}

static void draw_table(Plane *p) {
    draw_vectors(p);
    draw_distances(p);
    draw_scores(p);
    draw_weights(p);
}

// --- the scene

// Arrows with a dot at the tip, nothing else.
static void thumbnail(Plane *p) {
    if (p->d != 2) return;
    p->plane = coordinates_fit(box(8, 8, p->view->width - 16, p->view->height - 16), extent_of(p), true);
    for (int i = 0; i < p->keys && i < 12; i++) {
        ArrowStyle style = { .role = ROLE_K, .width = 3, .bare = true };
        coordinates_arrow(p->out, &p->plane, 0, 0, matrix_at(&p->k, i, 0), matrix_at(&p->k, i, 1), style);
        coordinates_dot(p->out, &p->plane, matrix_at(&p->k, i, 0), matrix_at(&p->k, i, 1), 5, style);
    }
    ArrowStyle style = { .role = ROLE_Q, .width = 3, .bare = true };
    coordinates_arrow(p->out, &p->plane, 0, 0, p->px, p->py, style);
    coordinates_dot(p->out, &p->plane, p->px, p->py, 5, style);
}

// What the eye meets first: the thick query among the keys' arrows. Second: the violet shadow on the query's line and the
// score that leaves it for its cell. Third: the rows, where the same keys stand as numbers.
static void draw(const View *view, const Step *step, const Tape *tape, double t, List *out) {
    Plane p = { .view = view, .step = step, .tape = tape, .out = out };
    if (!read_tape(&p)) return;
    if (view->thumbnail) {
        thumbnail(&p);
        return;
    }
    plan(&p);
    acts_at(&p.acts, t);
    place(&p);
    draw_table(&p);
    if (p.d != 2) {
        coordinates_refuse(out, p.plane.at, "Arrows", "d", p.d, "d is how many numbers a query and a key have");
        return;
    }
    coordinates_grid(out, &p.plane);
    draw_circles(&p);
    draw_bands(&p);
    draw_queries(&p);
    draw_keys(&p);
    draw_comparison(&p);
    draw_labels(&p);
    draw_footer(&p);
    draw_flight(&p);
    draw_handles(&p);
}

static double seconds(const Step *step, const Tape *tape) {
    Plane p = { .step = step, .tape = tape };
    if (!read_tape(&p)) return 0;
    plan(&p);
    return p.acts.seconds;
}

static const char *const reveal[] = { "q", "k", "s", "a", "qW", "circles", NULL };
static const LegendItem legend[] = {
    { ROLE_Q, "q", "query" },
    { ROLE_K, "k_i", "keys" },
    { ROLE_S, "s_i", "similarity" },
    { ROLE_A, "a_i", "weights" },
};

const Scene scene_plane = {
    .name = "plane",
    .summary = "query and keys as arrows in a plane, their similarities and weights beside them",
    .model = "attention",
    .reveal = reveal,
    .seconds = seconds,
    .draw = draw,
    .legend = legend,
    .legends = sizeof legend / sizeof *legend,
};
