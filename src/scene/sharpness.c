// One number sets how sharp the choice is: every weight as a curve over the scale of the scores, from asking everyone to a
// hard lookup. Beside it the weights at the scale that is set, and where the output moves. Under it, scale by scale, the
// loss and the gradient that is left: a choice already made has a large error and no gradient.
#include <math.h>

#include "base/math.h"
#include "kit/coordinates.h"
#include "kit/key_rows.h"
#include "kit/picture.h"
#include "scene/scenes.h"

enum { CURVES_MOST = 32, LABELS_MOST = 8, SCALES_MOST = 8, PLOT_LEAST = 90, PLOT_LOW = 40, PLOT_NARROW = 240, ROW_LOW = 40 };

static const double scale_low = 0.25, scale_high = 8;

typedef struct Sharpness {
    PICTURE;
    Matrix scales, sweep_s, sweep_a, sweep_o, loss; // a row a scale: the six that are marked
    Matrix curve_scales, curve_a, curve_o;          // and many more for smooth lines
    Matrix a, o, v;                                 // a, o: the picked query's row
    int query, m, curves;
    double scale;  // that is set: 1 / temperature, and / √d where that belongs to the scores
    bool divided;  // by √d
    double marker; // the scale where the marker stands now
    int row;       // the curve's row there; −1: at the scale that is set
    double grown;  // lines are drawn up to this scale
    bool bars, hull, table;
    bool measured[2]; // the rows of the table that have room: loss, gradient
    Box card, plot;   // the card and the plot inside it
    KeyRows rows;
    double a_x, bar_x, bar_w;
    Coordinates plane;
    double table_top, row_h; // of the rows under the scales
} Sharpness;

// --- reading the tape

static double number_or_1(const Tape *tape, const char *name) {
    Matrix m = matrix_find(tape, name, 4);
    return matrix_exists(&m) ? matrix_at(&m, 0, 0) : 1;
}

// The query that the sweeps follow: where `pick` has its 1.
static int picked_query(const Tape *tape) {
    Matrix pick = matrix_find(tape, "pick", 4);
    for (int i = 0; i < pick.columns; i++)
        if (matrix_at(&pick, 0, i) != 0) return i;
    return 0;
}

static bool read(void *picture) {
    Sharpness *p = picture;
    Matrix a = matrix_find(p->tape, "a", 4), o = matrix_find(p->tape, "o", 4);
    p->scales = matrix_find(p->tape, "scales", 4);
    p->sweep_s = matrix_find(p->tape, "sweep.s", 4);
    p->sweep_a = matrix_find(p->tape, "sweep.a", 4);
    p->sweep_o = matrix_find(p->tape, "sweep.o", 4);
    p->loss = matrix_find(p->tape, "sweep.loss", 4);
    p->curve_scales = matrix_find(p->tape, "curve.scales", 4);
    p->curve_a = matrix_find(p->tape, "curve.a", 4);
    p->curve_o = matrix_find(p->tape, "curve.o", 4);
    p->v = matrix_find(p->tape, "v", 4);
    if (!matrix_exists(&a) || !matrix_exists(&p->curve_a) || !matrix_exists(&p->sweep_a)) return false;
    p->query = picked_query(p->tape);
    p->a = matrix_rows(&a, p->query, 1, 4);
    p->o = matrix_rows(&o, p->query, 1, 4);
    p->m = p->a.columns;
    p->curves = p->m < CURVES_MOST ? p->m : CURVES_MOST;
    p->scale = 1 / (number_or_1(p->tape, "temperature") * number_or_1(p->tape, "root_d"));
    p->divided = tape_find(p->tape, "root_d") != NODE_NONE;
    p->loss.rows = matrix_exists(&p->loss) ? p->loss.columns : 0; // one row of losses: taken as one a scale
    p->loss.columns = 1;
    return true;
}

static bool has_gradient(const Sharpness *p) { return matrix_exists(&p->loss) && p->sweep_s.grad != NULL; }

// The length of dL/dz at one of the scales c, z = c s: a named function of the row's gradients.
static double gradient_norm(const Sharpness *p, int row) {
    double sum = 0;
    for (int i = 0; i < p->m; i++) {
        double g = matrix_grad_at(&p->sweep_s, row, i);
        sum += g * g;
    }
    return sqrt(sum);
}

static const char *gradient_note(const Sharpness *p, int row) {
    Arena *arena = p->out->arena;
    Builder b = { .arena = arena };
    builder_print(&b, "the length of the gradient at the scaled scores z = c s, scale %s: the root of",
                  number_text(arena, matrix_at(&p->scales, row, 0), 4));
    for (int i = 0; i < p->m && i < 6; i++)
        builder_print(&b, "%s (%s)²", i ? " +" : "", number_text(arena, matrix_grad_at(&p->sweep_s, row, i), 4));
    if (p->m > 6) builder_print(&b, " + …");
    return builder_text(&b);
}

// --- when

static void plan(void *picture) {
    Sharpness *p = picture;
    Acts *acts = &p->acts;
    acts->step = p->step;
    acts_add_focus(acts, "curve", 4.8);
    acts_add_focus(acts, "bars", 0.8);
    acts_add_focus(acts, "hull", step_focuses(p->step, "curve") ? 0 : 2.4);
    acts_add_focus(acts, "loss", acts_length(p->scales.rows, 1, 0.6));
    acts_add_focus(acts, "gradient", acts_length(p->scales.rows, 1, 0.6));
}

static double log2_between(double low, double high, double u) { return low * math_pow(high / low, u); }

static int row_at(const Sharpness *p, double scale) {
    int best = 0;
    for (int i = 0; i < p->curve_scales.rows; i++)
        if (matrix_at(&p->curve_scales, i, 0) < scale_high * 1.001 &&
            fabs(math_log(matrix_at(&p->curve_scales, i, 0) / scale)) <
                fabs(math_log(matrix_at(&p->curve_scales, best, 0) / scale)))
            best = i;
    return best;
}

// The measure whose row is worked out now, from left to right; NULL: none.
static const char *walked(const Sharpness *p) {
    if (!matrix_exists(&p->loss)) return NULL;
    return step_focuses(p->step, "gradient") && has_gradient(p) ? "gradient" : step_focuses(p->step, "loss") ? "loss" : NULL;
}

// It walks with the row that is worked out, from one marked scale to the next, and stays at the last.
static void walk_marker(Sharpness *p, const char *with) {
    int last = p->scales.rows - 1;
    p->grown = scale_high * 2;
    p->marker = matrix_at(&p->scales, 0, 0);
    for (int i = 1; i <= last; i++)
        p->marker = log2_between(p->marker, matrix_at(&p->scales, i, 0), part(acts_turn(&p->acts, with, i, last + 1, 1), 0, 0.5));
    p->row = row_at(p, p->marker);
    p->marker = matrix_at(&p->curve_scales, p->row, 0);
}

// The marker runs over the whole range, rests, and goes to the scale that is set. On its way it stands at the rows of the
// curve alone, so that its number and its weights are those of its place.
static void place_marker(Sharpness *p) {
    if (walked(p)) {
        walk_marker(p, walked(p));
        return;
    }
    const char *runs = step_focuses(p->step, "curve") ? "curve" : "hull";
    double u = step_focuses(p->step, runs) ? acts_come(&p->acts, runs) : 1, set = math_clamp(p->scale, scale_low, scale_high);
    p->grown = log2_between(scale_low, scale_high, part(u, 0, 0.7));
    if (u >= 1) p->grown = scale_high * 2;
    p->marker = u < 0.75 ? p->grown : log2_between(scale_high, set, part(u, 0.8, 1));
    if (p->marker > scale_high) p->marker = scale_high;
    if (u >= 1) p->marker = set;
    p->row = u >= 1 ? -1 : row_at(p, p->marker);
    if (p->row >= 0) p->marker = matrix_at(&p->curve_scales, p->row, 0);
}

// --- where

static Extent extent_of(const Sharpness *p) {
    Extent e = { 0 };
    extent_add_rows(&e, &p->v);
    return e;
}

// The column at the right: weights above, the output's way below.
static void place_beside(Sharpness *p, Box at) {
    bool both = p->bars && p->hull && at.h >= 400;
    double rows_h = both ? math_clamp(at.h * 0.55, 0, 64 * p->m + 96.0) : at.h;
    if (p->hull && p->bars && !both) p->hull = false; // no room for it
    if (p->bars) {
        p->rows = key_rows_fit(box(at.x, at.y, at.w, rows_h), p->m, !p->small);
        if (at.w >= 200) p->rows.wide = 64;
        p->a_x = at.x + 32;
        p->bar_x = p->a_x + p->rows.wide + 8;
        p->bar_w = at.x + at.w - p->bar_x;
    }
    double y = p->bars ? at.y + rows_h + 16 : at.y;
    if (p->hull) p->plane = coordinates_fit(box(at.x, y, at.w, at.y + at.h - y), extent_of(p), false);
}

static double over_plot(const Sharpness *p) { return p->small ? 32 : 72; }
static double under_plot(const Sharpness *p) { return p->flat ? 28 : p->small ? 44 : 56; }

// Where there is little height the bars over its numbers give way, then the row that the step is not about.
static void place_table(Sharpness *p) {
    double stage = p->view->height - 2 * p->sizes->edge, rest = stage - 8 - over_plot(p) - under_plot(p);
    p->measured[0] = step_reveals(p->step, "loss"), p->measured[1] = step_reveals(p->step, "gradient");
    p->row_h = floor(math_clamp(stage * 0.24, 64, 152) / 8) * 8;
    if (rest - p->row_h * (p->measured[0] + p->measured[1]) < PLOT_LEAST) p->row_h = ROW_LOW;
    if (p->measured[0] && p->measured[1] && rest - 2 * p->row_h < PLOT_LOW)
        p->measured[step_focuses(p->step, "gradient") ? 0 : 1] = false;
    p->table = (p->measured[0] || p->measured[1]) && matrix_exists(&p->loss);
}

static void place(void *picture) {
    Sharpness *p = picture;
    place_marker(p);
    const View *v = p->view;
    double margin = p->sizes->edge;
    Box stage = box(margin, margin, v->width - 2 * margin, v->height - 2 * margin);
    place_table(p);
    p->bars = step_reveals(p->step, "bars") && !(p->table && v->width < 800);
    p->hull = step_reveals(p->step, "hull") && p->v.columns == 2;
    double beside = p->bars || p->hull ? math_clamp(floor(stage.w * 0.032) * 8, 160, 320) : 0;
    if (p->table && stage.w - beside < PLOT_NARROW + p->sizes->edge) p->bars = p->hull = false, beside = 0;
    p->card = box(stage.x, stage.y, stage.w - (beside > 0 ? beside + p->sizes->edge : 0), stage.h);
    if (beside > 0) place_beside(p, box(stage.x + stage.w - beside, stage.y, beside, stage.h));
    double top = over_plot(p), bottom = under_plot(p);
    if (p->table) {
        p->card.h -= p->row_h * (p->measured[0] + p->measured[1]) + 8;
        p->table_top = p->card.y + p->card.h + 8;
    }
    // Left of the plot stand the names of the rows below it, or the numbers of the axis; then the names of the curves.
    double left = p->table ? (p->small ? 112 : 144) : (p->small ? 80 : 96), right = p->table ? (p->small ? 36 : 48) : 32;
    p->plot = box(p->card.x + left, p->card.y + top, p->card.w - left - right, p->card.h - top - bottom);
}

static double at_scale(const Sharpness *p, double scale) {
    return p->plot.x + p->plot.w * math_log(scale / scale_low) / math_log(scale_high / scale_low);
}

static double at_weight(const Sharpness *p, double weight) { return p->plot.y + p->plot.h * (1 - weight); }

// --- the plot

// What the scale is made of, where there is room for a line under the numbers.
static void draw_axis_name(const Sharpness *p) {
    if (p->card.y + p->card.h - p->plot.y - p->plot.h < 40) return;
    const char *name =
        p->divided ? "scale of the scores  c = 1 / (temperature · √d)  →" : "scale of the scores  c = 1 / temperature  →";
    list_text_fit(p->out, p->plot.x + p->plot.w, p->card.y + p->card.h - 12, p->plot.w, text_of(name),
                  (TextStyle){ .size = 13,
                               .paint = paint(ROLE_MUTED),
                               .align = ALIGN_RIGHT,
                               .ident = ident_note("the scale c multiplies every score before the softmax") });
}

static void draw_frame(const Sharpness *p) {
    List *out = p->out;
    draw_card(out, p->card);
    TextStyle tick = { .size = 13, .paint = paint(ROLE_MUTED), .align = ALIGN_RIGHT };
    if (!p->small) {
        list_text(out, p->card.x + 24, p->card.y + 32, TEXT("Weight of every key"), (TextStyle){ .face = FACE_BOLD, .size = 16 });
    }
    draw_axis_name(p);
    Axis x = { scale_low, scale_high, .log = true, .label = "scale", .from = p->plot.x, .to = p->plot.x + p->plot.w };
    Axis y = { 0, 1, .label = "weight", .from = p->plot.y + p->plot.h, .to = p->plot.y };
    list_plot(out, p->plot, &x, &y);
    if (!p->small && !p->table && (step_reveals(p->step, "loss") || step_reveals(p->step, "gradient")))
        list_text_fit(out, p->plot.x + p->plot.w, p->card.y + 32, p->plot.w - 176,
                      TEXT("Loss and gradient need a target y in the data."), tick);
    Ident before = list_show(out, ident_note("a weight on the axis: shares of 1"));
    int parts = p->plot.h >= 160 ? 4 : 2;
    for (int i = 0; i <= parts; i++) {
        double at = at_weight(p, (double)i / parts);
        list_line(out, p->plot.x, at, p->plot.x + p->plot.w, at,
                  (StrokeStyle){ .paint = paint(i ? ROLE_LINE : ROLE_FAINT), .width = 1 });
        list_text(out, p->plot.x - 42, at + 4.5, text_of(number_text(out->arena, (double)i / parts, 2)), tick);
    }
    list_show(out, before);
}

static Text scale_text(const Sharpness *p, int i) {
    double scale = matrix_at(&p->scales, i, 0);
    return fabs(scale * scale - 0.5) < 1e-6 ? TEXT("1/√2") : text_of(number_in(p->out->arena, scale, (NumberFormat){ 2, -1 }));
}

static double half_of(const Sharpness *p, int i) { return metrics_width(p->out->metrics, FACE_TEXT, 13, scale_text(p, i)) / 2; }

// The six scales under the axis, each an element of the tape.
static void draw_scales(const Sharpness *p) {
    for (int i = 0; i < p->scales.rows && i < SCALES_MOST; i++) {
        double scale = matrix_at(&p->scales, i, 0), x = at_scale(p, scale);
        if (!(scale >= scale_low * 0.99 && scale <= scale_high * 1.01)) continue;
        list_line(p->out, x, p->plot.y, x, p->plot.y + p->plot.h, (StrokeStyle){ .paint = paint(ROLE_LINE), .width = 1 });
        double next = matrix_at(&p->scales, i + 1, 0);
        bool last = i + 1 >= p->scales.rows, free = last || x + half_of(p, i) + 4 < at_scale(p, next) - half_of(p, i + 1);
        if (!free) continue; // the next one has its room
        list_text(
            p->out, x, p->plot.y + p->plot.h + (p->small ? 18 : 22), scale_text(p, i),
            (TextStyle){ .size = 13, .paint = paint(ROLE_MUTED), .align = ALIGN_CENTER, .ident = matrix_ident(&p->scales, i, 0) });
    }
}

static void curve_point(const Sharpness *p, double *xy, int *points, double scale, double weight) {
    if (!(weight >= 0 && weight <= 1)) return;
    xy[2 * *points] = at_scale(p, scale), xy[2 * *points + 1] = at_weight(p, weight);
    ++*points;
}

// One weight over all scales; its ends are the first and the last of the six scales, the rows of the curve lie between.
static void draw_curve(const Sharpness *p, int key, double alpha) {
    int rows = p->curve_scales.rows, points = 0, last = p->scales.rows - 1;
    double *xy = arena_new(p->out->arena, double, 2 * rows + 4), low = matrix_at(&p->scales, 0, 0),
           high = matrix_at(&p->scales, last, 0);
    curve_point(p, xy, &points, low, matrix_at(&p->sweep_a, 0, key));
    for (int i = 0; i < rows; i++) {
        double scale = matrix_at(&p->curve_scales, i, 0);
        if (scale > low && scale < high) curve_point(p, xy, &points, scale, matrix_at(&p->curve_a, i, key));
    }
    curve_point(p, xy, &points, high, matrix_at(&p->sweep_a, last, key));
    if (points < 2) return;
    list_polyline(p->out, xy, points, false,
                  (StrokeStyle){ .paint = paint_faded(ROLE_A, (float)alpha),
                                 .width = p->small ? 2.5 : 3,
                                 .round = true,
                                 .ident = ident_note(arena_print(
                                     p->out->arena, "the weight of key %d at %d scales, one softmax for each", key + 1, rows)) });
}

static void draw_curves(const Sharpness *p) {
    double end = at_scale(p, p->grown < scale_high ? p->grown : scale_high);
    list_clip(p->out, box(p->plot.x, p->plot.y - 4, end - p->plot.x, p->plot.h + 8));
    for (int i = p->curves - 1; i >= 0; i--) draw_curve(p, i, p->curves > 8 ? 0.5 : 1);
    list_unclip(p->out);
    if (p->curves > 8) return;
    for (int i = 0; i < p->curves; i++)
        for (int r = 0; r < p->scales.rows && r < SCALES_MOST; r++) {
            double scale = matrix_at(&p->scales, r, 0), weight = matrix_at(&p->sweep_a, r, i);
            if (scale > p->grown * 1.001 || !(weight >= 0 && weight <= 1)) continue;
            list_circle(
                p->out, at_scale(p, scale), at_weight(p, weight), p->sizes->stroke,
                (RectStyle){
                    .fill = paint(ROLE_PANEL), .stroke = paint(ROLE_A), .width = 2, .ident = matrix_ident(&p->sweep_a, r, i) });
        }
}

// "a₁" at the left end of each line, where they are far enough from each other; moved apart where they would touch.
static void draw_curve_labels(const Sharpness *p) {
    int order[LABELS_MOST], count = 0;
    for (int i = 0; i < p->curves && p->curves <= LABELS_MOST; i++) {
        int k = count++;
        for (; k > 0 && matrix_at(&p->sweep_a, 0, order[k - 1]) < matrix_at(&p->sweep_a, 0, i); k--) order[k] = order[k - 1];
        order[k] = i;
    }
    double size = p->plot.h >= 240 ? 18 : 15, apart = size + 1, lowest = p->plot.y + p->plot.h + 4;
    if (p->plot.h < apart * (count - 1)) count = 1; // the uppermost alone, where it ends
    for (int k = count - 1; k >= 0; k--) {
        double weight = matrix_at(&p->sweep_a, 0, order[k]), y = weight >= 0 && weight <= 1 ? at_weight(p, weight) + 5 : lowest;
        if (y > lowest) y = lowest;
        lowest = y - apart;
        if (y < p->plot.y + size * 0.7) return; // the marker's number is above
        draw_symbol(
            p->out, p->plot.x - 10, y, "a", order[k],
            (TextStyle){
                .size = size, .paint = paint(ROLE_A), .align = ALIGN_RIGHT, .ident = matrix_ident(&p->sweep_a, 0, order[k]) });
    }
}

static Ident marker_weight(const Sharpness *p, int key, double *weight) {
    *weight = p->row < 0 ? matrix_at(&p->a, 0, key) : matrix_at(&p->curve_a, p->row, key);
    return p->row < 0 ? matrix_ident(&p->a, 0, key) : matrix_ident(&p->curve_a, p->row, key);
}

// The scale that is set: a vertical line under its number, and its weights as dots on the lines.
static void draw_marker(const Sharpness *p) {
    double x = at_scale(p, p->marker), bottom = p->plot.y + p->plot.h,
           scale = p->row < 0 ? p->scale : matrix_at(&p->curve_scales, p->row, 0);
    if (!math_finite(x)) return;
    const char *text = number_text(p->out->arena, scale, 3),
               *note = "the scale that multiplies the scores now: 1 / temperature, and / √d for scaled dot products";
    Ident before = list_show(p->out, ident_note(note));
    list_line(p->out, x, p->plot.y - 12, x, bottom, (StrokeStyle){ .paint = paint(ROLE_INK), .width = 2 });
    double w = metrics_width(p->out->metrics, FACE_BOLD, 14, text_of(text)) + 16,
           left = math_clamp(x - w / 2, p->plot.x - 40, p->plot.x + p->plot.w + 40 - w);
    list_rect(p->out, box(left, p->plot.y - 28, w, 22), (RectStyle){ .radius = 8, .fill = paint(ROLE_INK) });
    list_text(p->out, left + 8, p->plot.y - 12, text_of(text),
              (TextStyle){ .face = FACE_BOLD, .size = 14, .paint = paint(ROLE_PANEL) });
    for (int i = 0; i < p->curves && p->curves <= 8; i++) {
        double weight;
        list_show(p->out, marker_weight(p, i, &weight));
        if (weight >= 0 && weight <= 1)
            list_circle(p->out, x, at_weight(p, weight), p->small ? 4.5 : 6,
                        (RectStyle){ .fill = paint(ROLE_A), .stroke = paint(ROLE_PANEL), .width = 2 });
    }
    list_show(p->out, before);
}

// --- beside the plot

static void draw_bars(const Sharpness *p) {
    bool now = step_focuses(p->step, "bars");
    double u = acts_come(&p->acts, "bars");
    Matrix row = p->row < 0 ? p->a : matrix_rows(&p->curve_a, p->row, 1, 4);
    row.format = p->a.format;
    KeyColumn column = {
        .x = p->a_x, .w = p->rows.wide, .cells = 1, .role = ROLE_A, .now = now, .come = u >= 1 ? ALL_COME : u * p->m
    };
    key_rows_heading(p->out, &p->rows, p->a_x, p->bar_x + p->bar_w - p->a_x, "Weights at this scale", "a_i", ROLE_A, now, false);
    Matrix k = matrix_find(p->tape, "k", -1);
    key_rows_labels(p->out, &p->rows, p->a_x - 12, "k", ROLE_K, k.node, k.columns);
    key_rows_cells(p->out, &p->rows, &row, column);
    if (u >= 1) key_rows_sum(p->out, &p->rows, &row, column);
    column.x = p->bar_x, column.w = p->bar_w;
    key_rows_bars(p->out, &p->rows, &row, column);
}

// The way of the output from the middle of the values to one of them.
static void draw_path(Sharpness *p) {
    int rows = p->curve_o.rows, points = 0;
    double *xy = arena_new(p->out->arena, double, 2 * rows);
    for (int i = 0; i < rows && p->curve_o.columns == 2; i++) {
        double scale = matrix_at(&p->curve_scales, i, 0), x = matrix_at(&p->curve_o, i, 0), y = matrix_at(&p->curve_o, i, 1);
        if (scale < scale_low * 0.999 || scale > scale_high * 1.001 || scale > p->grown || !coordinates_holds(&p->plane, x, y))
            continue;
        xy[2 * points] = coordinates_x(&p->plane, x), xy[2 * points + 1] = coordinates_y(&p->plane, y), points++;
    }
    if (points < 2) return;
    list_polyline(
        p->out, xy, points, false,
        (StrokeStyle){ .paint = paint(ROLE_INK),
                       .width = 3,
                       .round = true,
                       .ident = ident_note("the output at all scales, from the mean of the values to the value of the best key") });
    for (int i = 0; i < points; i++) coordinates_take(&p->plane, box(xy[2 * i] - 1, xy[2 * i + 1] - 1, 2, 2));
}

static void draw_plane(Sharpness *p) {
    Coordinates *c = &p->plane;
    coordinates_grid(p->out, c);
    coordinates_hull(p->out, c, &p->v, 1);
    draw_path(p);
    for (int i = 0; i < p->v.rows && i < CURVES_MOST; i++)
        coordinates_dot(p->out, c, matrix_at(&p->v, i, 0), matrix_at(&p->v, i, 1), 5,
                        (ArrowStyle){ .role = ROLE_V, .ident = matrix_ident(&p->v, i, 0) });
    const Matrix *o = p->row < 0 ? &p->o : &p->curve_o;
    int row = p->row < 0 ? 0 : p->row;
    double x = matrix_at(o, row, 0), y = matrix_at(o, row, 1);
    if (coordinates_holds(c, x, y)) {
        list_circle(
            p->out, coordinates_x(c, x), coordinates_y(c, y), 7,
            (RectStyle){ .fill = paint(ROLE_INK), .stroke = paint(ROLE_PANEL), .width = 2, .ident = matrix_ident(o, row, 0) });
        coordinates_take(c, box(coordinates_x(c, x) - 6, coordinates_y(c, y) - 6, 12, 12));
        coordinates_label(p->out, c, x, y, x + 1, y + 1, &(Symbol){ "o", -1, ROLE_INK }, 1, NULL, matrix_ident(o, row, 0));
    }
    for (int i = 0; i < p->v.rows && p->v.rows <= 12; i++)
        coordinates_label(p->out, c, matrix_at(&p->v, i, 0), matrix_at(&p->v, i, 1), 0, 0, &(Symbol){ "v", i, ROLE_V }, 1, NULL,
                          matrix_ident(&p->v, i, 0));
}

// --- under the plot: loss and gradient at each of the six scales

typedef struct Measure {
    const char *reveal, *name, *tex;
    Role role;
    double top;
} Measure;

static double measure_at(const Sharpness *p, const Measure *m, int i) {
    return m->role == ROLE_GRAD ? gradient_norm(p, i) : matrix_at(&p->loss, i, 0);
}

// Bars are linear from 0, as the digits under them: what is almost nothing must look like it.
static double largest_of(const Sharpness *p, const Measure *m) {
    double largest = 0;
    for (int i = 0; i < p->loss.rows; i++) {
        double value = measure_at(p, m, i);
        if (math_finite(value) && value > largest) largest = value;
    }
    return largest > 0 ? largest : 1;
}

// From one scale to the one before it.
static double gap_before(const Sharpness *p, int i) {
    if (i < 1 || i >= p->scales.rows) return p->plot.w;
    return at_scale(p, matrix_at(&p->scales, i, 0)) - at_scale(p, matrix_at(&p->scales, i - 1, 0));
}

// Alike for all scales; where that would be too narrow for digits, those with room around them are wider.
static double cell_width(const Sharpness *p, int i) {
    double nearest = p->plot.w, own = gap_before(p, i) < gap_before(p, i + 1) ? gap_before(p, i) : gap_before(p, i + 1),
           most = p->table && p->small ? 56 : 76;
    for (int k = 1; k < p->scales.rows; k++)
        if (gap_before(p, k) < nearest) nearest = gap_before(p, k);
    return nearest >= 52 ? math_clamp(nearest - 4, 20, most) : math_clamp(own - 4, 20, 56);
}

static void draw_measure(const Sharpness *p, const Measure *m) {
    double largest = largest_of(p, m), cell_h = p->row_h >= 120 ? 40 : 28, bar_h = p->row_h - cell_h - 20,
           number_y = m->top + (p->row_h > ROW_LOW ? bar_h + 12 : 4);
    bool now = step_focuses(p->step, m->reveal);
    if (now) draw_highlight(p->out, box(p->card.x, m->top, p->card.w, p->row_h - 4));
    for (int i = 0; i < p->loss.rows && i < SCALES_MOST; i++) {
        double u = acts_turn(&p->acts, m->reveal, i, p->loss.rows, 1), value = measure_at(p, m, i),
               x = at_scale(p, matrix_at(&p->scales, i, 0)), w = cell_width(p, i);
        Ident ident = m->role == ROLE_GRAD ? ident_note(gradient_note(p, i)) : matrix_ident(&p->loss, i, 0),
              before = list_show(p->out, ident);
        if (p->row_h > ROW_LOW)
            draw_bar(p->out, box(x - w / 2 + 6, m->top + 6, w - 12, bar_h), share_of(value, largest) * part(u, 0, 0.7),
                     (BarStyle){ .role = m->role });
        CellStyle style = { .role = m->role,
                            .share = share_of(value, largest),
                            .size = math_clamp(w * 0.27, 13, 16),
                            .reveal = part(u, 0.5, 1),
                            .state = u <= 0.5 ? CELL_TO_COME
                                     : now    ? CELL_NOW
                                              : CELL_DONE };
        draw_cell(p->out, box(x - w / 2, number_y, w, cell_h),
                  w < 30                 ? number_text(p->out->arena, value, 2)
                  : m->role == ROLE_GRAD ? number_text(p->out->arena, value, 3)
                                         : number_in(p->out->arena, value, p->loss.format),
                  style);
        list_show(p->out, before);
    }
}

static void draw_measure_name(const Sharpness *p, const Measure *m) {
    double x = p->card.x + 16, y = m->top + p->row_h / 2;
    bool one_line = p->small || p->row_h <= ROW_LOW; // the letter alone
    if (!one_line) list_text(p->out, x, y - 14, text_of(m->name), (TextStyle){ .face = FACE_BOLD, .size = 14 });
    draw_tex(p->out, x, y + (one_line ? 4 : 14), m->tex,
             (FormulaStyle){
                 .size = p->small ? 16 : 19, .paint = paint(m->role == ROLE_GRAD ? ROLE_GRAD_TEXT : ROLE_INK), .plain = true },
             ALIGN_LEFT);
}

static void draw_measures(const Sharpness *p) {
    Measure measure[] = { { "loss", "Loss", "L", ROLE_MUTED, 0 },
                          { "gradient", "Gradient", "\\|\\partial L/\\partial z\\|", ROLE_GRAD, 0 } };
    double top = p->table_top;
    for (int i = 0; i < 2; i++) {
        if (!p->measured[i] || (i && !has_gradient(p))) continue;
        measure[i].top = top;
        draw_measure(p, &measure[i]);
        draw_measure_name(p, &measure[i]);
        top += p->row_h;
    }
}

// --- the scene

static void thumbnail(void *picture) {
    Sharpness *p = picture;
    picture_make_small(&p->picture);
    place_marker(p);
    p->grown = scale_high * 2;
    p->plot = box(24, 10, p->view->width - 48, p->view->height - 20);
    list_line(p->out, p->plot.x, p->plot.y + p->plot.h, p->plot.x + p->plot.w, p->plot.y + p->plot.h,
              (StrokeStyle){ .paint = paint(ROLE_LINE), .width = 1.5 });
    list_clip(p->out, box(p->plot.x, p->plot.y - 3, p->plot.w, p->plot.h + 6));
    for (int i = p->curves - 1; i >= 0; i--) draw_curve(p, i, 1);
    list_unclip(p->out);
}

// What the eye meets first: the line that climbs to 1 while the others fall. Second: the marker with the weights at the scale
// that is set. Third: the output's way across the hull, or the bars under each scale: error up, gradient gone.
static void draw(void *picture) {
    Sharpness *p = picture;
    draw_frame(p);
    draw_scales(p);
    draw_curves(p);
    draw_curve_labels(p);
    draw_marker(p);
    if (p->bars) draw_bars(p);
    if (p->hull) draw_plane(p);
    if (p->table) draw_measures(p);
}

static const char *const reveal[] = { "curve", "bars", "hull", "loss", "gradient", NULL };
static const char *const nodes[] = { "sweep.loss", "curve.a", "curve.o", "curve.scales", "loss", NULL };
static const LegendItem legend[] = { { ROLE_A, "a_i", "weights" }, { ROLE_V, "v_i", "values" }, { ROLE_GRAD, NULL, "gradient" } };

const Scene scene_sharpness = {
    .name = "sharpness",
    .summary = "every weight over the scale of the scores, the output's way, the loss and the gradient that is left",
    .model = "sharpness",
    .reveal = reveal,
    .node = nodes,
    .bytes = sizeof(Sharpness),
    WITH_PARTS(read, plan, place, draw, thumbnail),
    WITH_LEGEND(legend),
};
