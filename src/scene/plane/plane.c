// Similarity as geometry: the query and the keys as arrows. A dot product is the length of the query times the shadow that
// a key throws on it; a matrix W bends the query first; a kernel asks how near the tips are. Beside the arrows the same keys
// as rows of numbers, so that every arrow can be read off and every number be seen.
#include <math.h>

#include "base/math.h"
#include "scene/plane/plane.h"
#include "scene/scenes.h"

enum { KEYS_DRAWN = 512, KEYS_LABELLED = 48, CIRCLES_MOST = 24, QUERIES_DRAWN = 64 };

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

// Under a matrix the key that wins by it; of distances the first that is not 0, which would show nothing; else the first key.
static int example_of(const Plane *p) {
    int best = 0;
    for (int i = 1; i < p->keys && p->bent; i++)
        if (matrix_at(&p->raw, 0, i) > matrix_at(&p->raw, 0, best)) best = i;
    for (int i = 0; i < p->keys && p->geometry == GEOMETRY_NEARNESS; i++)
        if (matrix_at(&p->raw, 0, i) < 0) return i;
    return best;
}

static bool read(void *picture) {
    Plane *p = picture;
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
    p->W = matrix_find(p->tape, "W", 4);
    p->distance2 = row_of_query(p->tape, "distance2", p->query);
    p->geometry = geometry_of(step_choice_or(p->step, "similarity", "scaled"));
    p->bent = matrix_exists(&p->qW);
    const Matrix *base = p->bent ? &p->qW : &p->q;
    Matrix q = coordinates_turned(p->out->arena, &p->q, base), on = coordinates_turned(p->out->arena, base, base);
    p->key = coordinates_turned(p->out->arena, &p->k, base);
    p->others = coordinates_turned(p->out->arena, &p->queries, base);
    p->qx = matrix_at(&q, 0, 0), p->qy = matrix_at(&q, 0, 1);
    p->px = matrix_at(&on, 0, 0), p->py = matrix_at(&on, 0, 1);
    p->example = example_of(p);
    return true;
}

// --- when

static const double first_shadow = 2.8; // the first key is compared slowly, with its arithmetic

static void plan(void *picture) {
    Plane *p = picture;
    Acts *acts = &p->acts;
    acts->step = p->step;
    acts_add_focus(acts, "q", 0.6);
    acts_add_focus(acts, "k", acts_length(p->m, 0.6, 0.4));
    acts_add_focus(acts, "qW", p->bent ? 2.4 : 0);
    acts_add_focus(acts, "circles", acts_length(p->m, 0.8, 0.6));
    acts_add_after(acts, "s", acts_length(p->m, first_shadow, 0.8));
    acts_add_after(acts, "a", acts_length(p->m, 0.8, 0.4));
}

double plane_come(const Plane *p, const char *name) { return acts_come(&p->acts, name); }

double plane_key_turn(const Plane *p, int i) { return acts_turn(&p->acts, "k", i, p->m, 0.6); }
double plane_circle_turn(const Plane *p, int i) { return acts_turn(&p->acts, "circles", i, p->m, 0.8); }
double plane_score_turn(const Plane *p, int i) {
    return acts_turn(&p->acts, "s", i, p->m, step_focuses(p->step, "s") ? first_shadow : 0);
}
double plane_weight_turn(const Plane *p, int i) { return acts_turn(&p->acts, "a", i, p->m, 0); }

// --- where

static double distance_of(const Plane *p, int i) {
    double x = matrix_at(&p->key, i, 0) - p->qx, y = matrix_at(&p->key, i, 1) - p->qy;
    return sqrt(x * x + y * y);
}

static Extent extent_of(const Plane *p) {
    Extent e = { 0 };
    extent_add_rows(&e, &p->others);
    extent_add_rows(&e, &p->key);
    if (p->bent) extent_add(&e, p->px, p->py);
    for (int i = 0; i < p->keys && step_reveals(p->step, "circles") && p->geometry == GEOMETRY_NEARNESS; i++) {
        double r = distance_of(p, i);
        extent_add(&e, p->qx - r, p->qy - r);
        extent_add(&e, p->qx + r, p->qy + r);
    }
    return e;
}

// Squared distances and kernel are two columns more: then all columns stand closer, and a small stage has no bars.
static void place_columns(Plane *p, const Split *split) {
    bool distances = step_reveals(p->step, "circles") && matrix_exists(&p->distance2) && (p->d <= 2 || p->view->width >= 900);
    bool close = distances && p->view->width < 1200 && !split->tall;
    if (close) p->rows.narrow = 40, p->rows.wide = split->small ? 52 : 56;
    int cells = p->d < 6 && p->rows.digits ? p->d : 1;
    double gap = !close ? split->gap : split->small ? 20 : 24, end = split->stage.x + split->stage.w - 12;
    p->rows.two_lines = distances;
    p->k_w = p->rows.digits ? cells * p->rows.narrow + (cells - 1) * 2 : math_clamp(p->d * 16, 32, 160);
    double w = p->rows.wide, others = 32 + p->k_w + (distances ? 2 * (gap + w) : 0) + gap + w + gap + w + 8;
    p->bar_w = split->tall ? end - split->stage.x - others : close && split->small ? 0 : close || split->small ? 40 : 72;
    if (p->bar_w <= 0) others -= 8;
    p->k_x = end - p->bar_w - others + 32;
    p->s_x = p->k_x + p->k_w + gap;
    if (distances) p->d_x = p->s_x, p->s_x += w + gap;
    if (distances) p->kernel_x = p->s_x + w + gap;
    p->a_x = (distances ? p->kernel_x : p->s_x) + w + gap;
    p->bar_x = p->a_x + w + 8;
}

// A strip over the card, where it leaves enough for the plane.
static void place_product(Plane *p, Split *split) {
    double h = split->small ? 104 : 136;
    if (!p->bent || p->d != 2 || p->W.rows != 2 || p->W.columns != 2 || split->card.w < 280 || split->card.h < h + 160) return;
    p->product = box(split->card.x, split->card.y, split->card.w, h - 8);
    split->card.y += h, split->card.h -= h;
}

// The table stands at the right, the plane takes what is left, the arithmetic a strip under it.
static void place(void *picture) {
    Plane *p = picture;
    Split split = split_stage(&p->picture);
    Box table = split.table;
    if (step_reveals(p->step, "circles")) table.y += 24, table.h -= 24; // a heading of two lines
    p->rows = key_rows_fit(table, p->m, key_rows_named(table));
    place_columns(p, &split);
    double bottom = p->rows.top + p->rows.pitch * p->rows.count;
    split_card(&split, p->k_x - 32, bottom, step_reveals(p->step, "s") && p->geometry != GEOMETRY_NONE && p->d == 2);
    p->footer = split.footer;
    if (!split.tall && p->footer.w > split.card.w) p->footer.w = p->a_x - 24 - p->footer.x; // the sum of the weights stands there
    place_product(p, &split);
    p->plane = coordinates_fit(split.card, extent_of(p), false);
}

// --- arrows

static ArrowStyle arrow(Role role, double width, double alpha, Ident ident) {
    return (ArrowStyle){ .role = role, .width = width, .alpha = (float)alpha, .ident = ident };
}

static void draw_queries(Plane *p) {
    double grown = plane_come(p, "q"), bent = plane_come(p, "qW");
    for (int i = 0; i < p->n && i < QUERIES_DRAWN && grown > 0; i++)
        if (i != p->query)
            coordinates_arrow(p->out, &p->plane, 0, 0, matrix_at(&p->others, i, 0), matrix_at(&p->others, i, 1),
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
        double u = ease(plane_key_turn(p, i)), x = matrix_at(&p->key, i, 0), y = matrix_at(&p->key, i, 1);
        if (u <= 0) continue;
        if (p->keys > KEYS_LABELLED)
            coordinates_dot(p->out, &p->plane, x, y, 4, arrow(ROLE_K, 0, 0.7 * u, matrix_ident(&p->k, i, 0)));
        else
            coordinates_arrow(p->out, &p->plane, 0, 0, x * u, y * u, arrow(ROLE_K, 3, 1, matrix_ident(&p->k, i, 0)));
    }
}

// Leaves alone can be dragged. The query's tip is on top: it is what one moves most.
static void draw_handles(Plane *p) {
    if (p->d != 2) return; // a tip has more numbers than a mouse
    if (tape_node(p->tape, p->k.node)->inputs == 0)
        for (int i = 0; i < p->keys && p->keys <= KEYS_LABELLED; i++)
            if (plane_key_turn(p, i) >= 1)
                coordinates_handle(p->out, &p->plane, matrix_at(&p->key, i, 0), matrix_at(&p->key, i, 1),
                                   matrix_ident(&p->k, i, 0));
    if (tape_node(p->tape, p->q.node)->inputs == 0 && plane_come(p, "q") >= 1)
        coordinates_handle(p->out, &p->plane, p->qx, p->qy, matrix_ident(&p->q, 0, 0));
}

// --- shadows: what a key throws on the query's line

PlaneShadow plane_shadow(const Plane *p, int i) {
    double x = matrix_at(&p->key, i, 0), y = matrix_at(&p->key, i, 1), long_q = sqrt(p->px * p->px + p->py * p->py);
    if (!coordinates_holds(&p->plane, x, y) || !math_finite(long_q) || long_q == 0) return (PlaneShadow){ 0 };
    PlaneShadow s = { .ux = p->px / long_q, .uy = p->py / long_q, .there = true };
    s.length = x * s.ux + y * s.uy;
    s.x = s.length * s.ux, s.y = s.length * s.uy;
    s.there = coordinates_holds(&p->plane, s.x, s.y);
    return s;
}

bool plane_compares(const Plane *p, Geometry geometry) { return step_focuses(p->step, "s") && p->geometry == geometry; }

// The line of the query through the whole card, on which the shadows lie.
static void draw_query_line(Plane *p, double alpha) {
    PlaneShadow s = plane_shadow(p, 0);
    if (s.there && alpha > 0)
        coordinates_through(p->out, &p->plane, s.ux, s.uy,
                            (ArrowStyle){ .role = ROLE_Q, .alpha = (float)(0.5 * alpha), .dash = 6 });
}

// The band on the query's line, under the arrows. u: the key's own progress; one key's band stays as the example.
static void draw_band(Plane *p, int i, double u) {
    PlaneShadow s = plane_shadow(p, i);
    double grow = part(u, 0.3, 0.55), fade = i == p->example ? 0 : part(u, 0.9, 1);
    if (!s.there || grow <= 0 || fade >= 1 || s.length == 0) return;
    list_line(p->out, p->plane.origin_x, p->plane.origin_y, coordinates_x(&p->plane, s.x * grow),
              coordinates_y(&p->plane, s.y * grow),
              (StrokeStyle){ .paint = paint_tint(ROLE_S, ROLE_PANEL, (float)(0.4 * (1 - fade))),
                             .width = 16,
                             .round = true,
                             .ident = matrix_ident(&p->raw, 0, i) });
}

// The perpendicular falls; its foot stays as a point, and a shadow of length 0 shows its right angle.
static void draw_perpendicular(Plane *p, int i, double u) {
    PlaneShadow s = plane_shadow(p, i);
    if (!s.there || u <= 0) return;
    const Coordinates *c = &p->plane;
    double x = matrix_at(&p->key, i, 0), y = matrix_at(&p->key, i, 1), fall = part(u, 0, 0.3),
           side = s.ux * y - s.uy * x < 0 ? -1 : 1;
    Ident before = list_show(p->out, matrix_ident(&p->raw, 0, i));
    if (s.length != 0)
        list_line(p->out, coordinates_x(c, x), coordinates_y(c, y), coordinates_x(c, between(x, s.x, fall)),
                  coordinates_y(c, between(y, s.y, fall)), (StrokeStyle){ .paint = paint(ROLE_S), .width = 1.5, .dash = 4 });
    else if (x != 0 || y != 0)
        coordinates_right_angle(p->out, c, 0, 0, s.ux, s.uy, -s.uy * side, s.ux * side, paint_faded(ROLE_S, (float)fall));
    if (u > 0.3 && box_holds(box_grow(c->inner, -4), coordinates_x(c, s.x), coordinates_y(c, s.y))) // not over the axis
        list_circle(p->out, coordinates_x(c, s.x), coordinates_y(c, s.y), 5,
                    (RectStyle){ .fill = paint(ROLE_S), .stroke = paint(ROLE_PANEL), .width = 1.5 });
    list_show(p->out, before);
}

// --- nearness: how far the tips are apart

static void draw_distance(Plane *p, int i, double u) {
    double x = matrix_at(&p->key, i, 0), y = matrix_at(&p->key, i, 1), grow = part(u, 0, 0.5),
           fade = i == p->example ? 0 : part(u, 0.9, 1);
    if (!coordinates_holds(&p->plane, x, y) || !coordinates_holds(&p->plane, p->qx, p->qy) || u <= 0) return;
    list_line(p->out, coordinates_x(&p->plane, p->qx), coordinates_y(&p->plane, p->qy),
              coordinates_x(&p->plane, between(p->qx, x, grow)), coordinates_y(&p->plane, between(p->qy, y, grow)),
              (StrokeStyle){ .paint = paint_faded(ROLE_S, (float)between(1, 0.5, fade)),
                             .width = between(5, 2, fade),
                             .round = true,
                             .ident = matrix_ident(&p->raw, 0, i) });
}

// Circles around the query: a key on the same circle has the same score.
static void draw_circles(Plane *p) {
    for (int i = 0; i < p->keys && p->keys <= CIRCLES_MOST; i++) {
        double u = ease(plane_circle_turn(p, i));
        Ident ident =
            matrix_exists(&p->distance2) ? matrix_ident(&p->distance2, 0, i) : ident_note("as far from the query as this key");
        if (u > 0)
            coordinates_circle(p->out, &p->plane, p->qx, p->qy, distance_of(p, i) * u,
                               (ArrowStyle){ .role = ROLE_MUTED, .alpha = 0.8f, .dash = 6, .ident = ident });
    }
}

// Under the arrows.
static void draw_bands(Plane *p) {
    if (!plane_compares(p, GEOMETRY_SHADOW)) return;
    draw_query_line(p, part(plane_come(p, "s"), 0, 0.1));
    for (int i = p->keys < KEYS_LABELLED ? p->keys - 1 : KEYS_LABELLED - 1; i >= 0; i--) draw_band(p, i, plane_score_turn(p, i));
}

// Over them.
static void draw_comparison(Plane *p) {
    for (int i = 0; i < p->keys && i < KEYS_LABELLED; i++) {
        double u = plane_score_turn(p, i);
        if (plane_compares(p, GEOMETRY_SHADOW)) draw_perpendicular(p, i, u);
        if (plane_compares(p, GEOMETRY_NEARNESS)) draw_distance(p, i, u);
    }
}

// The score on its way from the foot of the perpendicular to its cell.
static void draw_flight(Plane *p) {
    if (!step_focuses(p->step, "s") || p->geometry == GEOMETRY_NONE || !p->rows.digits) return;
    bool before = p->out->may_overlap;
    p->out->may_overlap = true;
    for (int i = 0; i < p->keys && i < KEYS_LABELLED; i++) {
        double u = plane_score_turn(p, i), fly = part(u, 0.7, 0.95);
        PlaneShadow s = p->geometry == GEOMETRY_SHADOW
                            ? plane_shadow(p, i)
                            : (PlaneShadow){ .x = p->qx, .y = p->qy, .there = coordinates_holds(&p->plane, p->qx, p->qy) };
        if (fly <= 0 || fly >= 1 || !s.there) continue;
        Box cell = key_rows_cell(&p->rows, i, p->s_x, p->rows.wide);
        double x1 = coordinates_x(&p->plane, s.x), y1 = coordinates_y(&p->plane, s.y), x2 = box_middle_x(cell),
               y2 = box_middle_y(cell);
        list_circle(p->out, between(x1, x2, fly), between(y1, y2, fly) - 48 * fly * (1 - fly), 7,
                    (RectStyle){ .fill = paint(ROLE_S) });
    }
    p->out->may_overlap = before;
}

// --- angles: of the key that is worked out

// The angle whose cosine this is, by halving: 0 … π.
static double angle_of_cosine(double cosine) {
    double low = 0, high = MATH_PI;
    for (int i = 0; i < 60; i++) {
        double middle = (low + high) / 2;
        if (math_cos(middle) > cosine)
            low = middle;
        else
            high = middle;
    }
    return (low + high) / 2;
}

typedef struct Angle {
    double size, from, way; // radians; from: the query's direction; way: 1 to the left, −1 to the right
    float alpha;
    bool there;
} Angle;

static Angle angle_to(const Plane *p, int i) {
    double u = plane_score_turn(p, i), x = matrix_at(&p->key, i, 0), y = matrix_at(&p->key, i, 1), long_k = sqrt(x * x + y * y);
    PlaneShadow s = plane_shadow(p, i);
    Angle a = { .alpha = (float)(part(u, 0, 0.15) * (1 - part(u, 0.9, 1))) };
    if (!s.there || !plane_compares(p, GEOMETRY_SHADOW) || !(long_k > 0) || !math_finite(long_k) || a.alpha <= 0) return a;
    a.size = angle_of_cosine(math_clamp(s.length / long_k, -1, 1));
    a.from = angle_of_cosine(math_clamp(s.ux, -1, 1)) * (s.uy < 0 ? -1 : 1);
    a.way = s.ux * y - s.uy * x < 0 ? -1 : 1;
    a.there = a.size > 0.02;
    return a;
}

static const double arc_radius = 40;

// A right angle has its own sign.
static void draw_arc(Plane *p, int i) {
    enum { PIECES = 32 };
    Angle a = angle_to(p, i);
    if (!a.there || fabs(a.size - MATH_PI / 2) < 1e-6) return;
    double xy[2 * PIECES + 2];
    for (int k = 0; k <= PIECES; k++) {
        double at = a.from + a.way * a.size * k / PIECES;
        xy[2 * k] = p->plane.origin_x + arc_radius * math_cos(at), xy[2 * k + 1] = p->plane.origin_y - arc_radius * math_sin(at);
    }
    list_polyline(p->out, xy, PIECES + 1, false, (StrokeStyle){ .paint = paint_faded(ROLE_INK, a.alpha), .width = 2 });
}

static void draw_angle_names(Plane *p) {
    for (int i = 0; i < p->keys && i < KEYS_LABELLED; i++) {
        Angle a = angle_to(p, i);
        if (!a.there) continue;
        double at = a.from + a.way * a.size / 2, r = arc_radius / p->plane.unit;
        const char *degrees = arena_print(p->out->arena, "= %s°", number_text(p->out->arena, a.size * 180 / MATH_PI, 3)),
                   *note = arena_print(p->out->arena, "the angle between the query and key %d", i + 1);
        float former = list_fade(p->out, p->out->alpha * a.alpha);
        coordinates_label(p->out, &p->plane, r * math_cos(at), r * math_sin(at), 0, 0, &(Symbol){ "θ", i, ROLE_INK }, 1, degrees,
                          ident_note(note));
        list_fade(p->out, former);
    }
}

// --- labels, when all arrows are known

// "√5" on the circle through key i, once for all keys on it.
static void draw_distances_on_circles(Plane *p) {
    Arena *arena = p->out->arena;
    for (int i = 0; i < p->keys && p->keys <= CIRCLES_MOST && matrix_exists(&p->distance2); i++) {
        double square = matrix_at(&p->distance2, 0, i), r = distance_of(p, i), whole = floor(square + 0.5);
        bool again = !(r > 0) || plane_circle_turn(p, i) < 1;
        for (int j = 0; j < i; j++) again = again || fabs(distance_of(p, j) - r) < 1e-9;
        if (again || !math_finite(square)) continue;
        bool root = whole < 1000 && fabs(square - whole) < 1e-9 && fabs(r - floor(r + 0.5)) > 1e-9;
        const char *text = root ? arena_print(arena, "√%s", number_text(arena, whole, 4)) : number_text(arena, r, 3),
                   *note = arena_print(arena, "the distance from the query to key %d: the root of %s", i + 1,
                                       number_text(arena, square, 4));
        coordinates_ring_label(p->out, &p->plane, p->qx, p->qy, r, text, ident_note(note));
    }
}

static void label(Plane *p, double x, double y, const char *letter, int index, Role role, const char *word, Ident ident) {
    coordinates_label(p->out, &p->plane, x, y, 0, 0, &(Symbol){ letter, index, role }, 1, word, ident);
}

// The feet of all perpendiculars are kept free from the beginning, so that no label jumps when one falls.
static void keep_feet_free(Plane *p) {
    for (int i = 0; i < p->keys && p->keys <= KEYS_LABELLED && plane_compares(p, GEOMETRY_SHADOW); i++) {
        PlaneShadow s = plane_shadow(p, i);
        double x = coordinates_x(&p->plane, s.x), y = coordinates_y(&p->plane, s.y);
        if (s.there) coordinates_take(&p->plane, box(x - 6, y - 6, 12, 12));
    }
}

static void draw_labels(Plane *p) {
    keep_feet_free(p);
    if (plane_come(p, "q") >= 1)
        label(p, p->qx, p->qy, "q", p->n > 1 ? p->query : -1, ROLE_Q, row_word(p->step, "q", p->query), matrix_ident(&p->q, 0, 0));
    if (p->bent && plane_come(p, "qW") >= 1) label(p, p->px, p->py, "qW", -1, ROLE_Q, NULL, matrix_ident(&p->qW, 0, 0));
    for (int i = 0; i < p->keys && p->keys <= KEYS_LABELLED; i++)
        if (plane_key_turn(p, i) >= 1)
            label(p, matrix_at(&p->key, i, 0), matrix_at(&p->key, i, 1), "k", i, ROLE_K, row_word(p->step, "k", i),
                  matrix_ident(&p->k, i, 0));
    draw_distances_on_circles(p);
    if (p->d == 2) draw_angle_names(p);
}

// --- the scene

// Arrows with a dot at the tip, nothing else.
static void thumbnail(void *picture) {
    Plane *p = picture;
    Extent e = { 0 };
    extent_add_rows(&e, &p->key);
    extent_add(&e, p->px, p->py);
    p->plane = coordinates_fit(box(8, 8, p->view->width - 16, p->view->height - 16), e, true);
    for (int i = 0; i < p->keys && i < 12; i++) {
        ArrowStyle style = { .role = ROLE_K, .width = 3, .bare = true };
        coordinates_arrow(p->out, &p->plane, 0, 0, matrix_at(&p->key, i, 0), matrix_at(&p->key, i, 1), style);
        coordinates_dot(p->out, &p->plane, matrix_at(&p->key, i, 0), matrix_at(&p->key, i, 1), 5, style);
    }
    ArrowStyle style = { .role = ROLE_Q, .width = 3, .bare = true };
    coordinates_arrow(p->out, &p->plane, 0, 0, p->px, p->py, style);
    coordinates_dot(p->out, &p->plane, p->px, p->py, 5, style);
}

// A plane so narrow shows no arrow, and where it is as low there is no room for it over the table.
static const double PLANE_LEAST = 90, LOW = 220, FOOTER_LEAST = 180;

// What the eye meets first: the thick query among the keys' arrows. Second: the violet shadow on the query's line and the
// score that leaves it for its cell. Third: the rows, where the same keys stand as numbers.
static void draw(void *picture) {
    Plane *p = picture;
    plane_table(p);
    bool arithmetic = p->d == 2 && p->footer.w >= FOOTER_LEAST;
    if (p->plane.at.w < PLANE_LEAST && p->view->height < LOW) {
        if (arithmetic) plane_footer(p);
        return;
    }
    coordinates_grid(p->out, &p->plane);
    if (p->d != 2)
        coordinates_caption(p->out, &p->plane,
                            p->bent ? "turned into one plane: lengths and angles to qW are true"
                                    : "turned into one plane: lengths and angles to q are true");
    draw_circles(p);
    draw_bands(p);
    draw_queries(p);
    draw_keys(p);
    draw_comparison(p);
    for (int i = 0; i < p->keys && i < KEYS_LABELLED; i++) draw_arc(p, i);
    draw_labels(p);
    plane_product(p);
    if (arithmetic) plane_footer(p);
    draw_flight(p);
    draw_handles(p);
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
    .bytes = sizeof(Plane),
    WITH_PARTS(read, plan, place, draw, thumbnail),
    WITH_LEGEND(legend),
};
