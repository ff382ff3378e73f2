// A unit that feeds itself, h ← tanh(w h): a staircase between the curve and the diagonal climbs to the place where they meet,
// and the tangent slides along with it. Where it comes to rest, the curve is flat: the factor of each step falls below 1.
#include <math.h>

#include "base/math.h"
#include "kit/arithmetic.h"
#include "kit/curves.h"
#include "kit/picture.h"
#include "scene/scenes.h"

#define NEW_STATE "new state"

typedef struct Brake {
    PICTURE;
    Matrix map_h, map_y, h, factor, w;
    int steps;
    double walked; // steps that the staircase has climbed
    Box card, side, footer, plot;
    double low, high; // of both axes
} Brake;

static bool read(void *picture) {
    Brake *p = picture;
    p->map_h = matrix_find(p->tape, "map.h", 4), p->map_y = matrix_find(p->tape, "map.y", 4);
    p->h = matrix_find(p->tape, "h", 4), p->factor = matrix_find(p->tape, "factor", 4), p->w = matrix_find(p->tape, "w", 4);
    if (!matrix_exists(&p->map_h) || !matrix_exists(&p->map_y) || !matrix_exists(&p->factor) || !matrix_exists(&p->w)) return false;
    p->steps = p->factor.columns;
    return p->h.columns == p->steps + 1;
}

static void plan(void *picture) {
    Brake *p = picture;
    acts_add_focus(&p->acts, "climb", acts_length(p->steps, 1, 0.5) + 1);
}

static void place(void *picture) {
    Brake *p = picture;
    const View *v = p->view;
    double margin = p->sizes->margin, footer = p->flat ? 34 : 64, gap = p->sizes->gap;
    p->footer = box(margin, v->height - footer, v->width - 2 * margin, footer);
    double h = v->height - margin - footer, w = floor((v->width - 2 * margin - gap) * 0.5);
    p->card = box(margin, margin, w, h);
    p->side = box(margin + w + gap, margin, v->width - 2 * margin - gap - w, h);
    p->plot = box(p->card.x + 52, p->card.y + (p->sizes->head), w - 76, h - (p->small ? 84 : 112));
    // From a little below the smallest to a little above the largest state, within the curve.
    p->low = 0, p->high = 1.05;
    for (int n = 0; n <= p->steps; n++)
        if (matrix_at(&p->h, 0, n) < -0.02) p->low = -1.05;
}

static double at_x(const Brake *p, double h) {
    return math_clamp(p->plot.x + p->plot.w * (h - p->low) / (p->high - p->low), p->plot.x, p->plot.x + p->plot.w);
}
static double at_y(const Brake *p, double h) {
    return math_clamp(p->plot.y + p->plot.h * (p->high - h) / (p->high - p->low), p->plot.y, p->plot.y + p->plot.h);
}

// --- the map

static void draw_map(const Brake *p) {
    draw_card(p->out, p->card);
    Axis x = { .low = p->low, .high = p->high, .label = "old state" }, y = { .low = p->low, .high = p->high, .label = NEW_STATE };
    noted_axes(p->out, p->plot, &x, &y, "a number on an axis");
    list_line(p->out, at_x(p, p->low), at_y(p, p->low), at_x(p, p->high), at_y(p, p->high),
              (StrokeStyle){ .paint = paint(ROLE_FAINT), .width = 2 });
    int count = p->map_h.columns, points = 0;
    double *xy = arena_new(p->out->arena, double, 2 * count);
    for (int i = 0; i < count; i++) {
        double h = matrix_at(&p->map_h, 0, i), v = matrix_at(&p->map_y, 0, i);
        if (!(h >= p->low - 0.001 && h <= p->high && v >= p->low && v <= p->high)) continue;
        xy[2 * points] = at_x(p, h), xy[2 * points++ + 1] = at_y(p, v);
    }
    if (points > 1)
        list_polyline(p->out, xy, points, false,
                      (StrokeStyle){ .paint = paint(ROLE_RECURRENT),
                                     .width = p->sizes->stroke,
                                     .round = true,
                                     .ident = ident_note("the new state over the old one") });
}

static bool shown(const Brake *p, double h) { return math_finite(h) && h >= p->low && h <= p->high; }

static void write_map(const Brake *p) {
    if (p->small || p->plot.w < 360 || p->low <= -1) return;
    double h = matrix_at(&p->h, 0, 0);
    TextStyle style = { .size = 13, .paint = paint(ROLE_MUTED) };
    if (shown(p, h)) {
        double x = at_x(p, h), y = at_y(p, 0);
        list_circle(p->out, x, y, 4, (RectStyle){ .fill = paint(ROLE_INK), .ident = matrix_ident(&p->h, 0, 0) });
        style.ident = matrix_ident(&p->h, 0, 0);
        list_text(p->out, x + 10, y - 8, text_of(arena_print(p->out->arena, "start %s", number_text(p->out->arena, h, 3))), style);
        style.ident = ident_note("each step: up to the curve gives the new state, across to the diagonal makes it the old one");
        list_text(p->out, at_x(p, 0.42), at_y(p, 0.14), TEXT("up to the curve, across to the diagonal"), style);
    }
    style.ident = ident_note("where a step changes nothing");
    list_text(p->out, at_x(p, 0.34) + 12, at_y(p, 0.34) + 18, TEXT("diagonal: new = old"), style);
}

// Up to the curve, across to the diagonal, step by step.
static void draw_stairs(const Brake *p) {
    for (int n = 0; n < p->steps && n < p->walked; n++) {
        double a = matrix_at(&p->h, 0, n), b = matrix_at(&p->h, 0, n + 1), u = math_clamp(p->walked - n, 0, 1),
               up = part(u, 0, 0.5), over = part(u, 0.5, 1);
        if (!shown(p, a) || !shown(p, b)) return;
        StrokeStyle style = { .paint = paint(ROLE_INK), .width = p->small ? 1.5 : 2 };
        Ident before = list_show(p->out, matrix_ident(&p->h, 0, n + 1));
        list_line(p->out, at_x(p, a),
                  at_y(p, n            ? a
                          : p->low > 0 ? p->low
                                       : 0),
                  at_x(p, a), between(at_y(p, n ? a : 0), at_y(p, b), up), style);
        if (over > 0) list_line(p->out, at_x(p, a), at_y(p, b), between(at_x(p, a), at_x(p, b), over), at_y(p, b), style);
        list_show(p->out, before);
    }
}

// The tangent at the place reached, its slope the factor of that step.
static void draw_tangent(const Brake *p) {
    int n = (int)math_clamp(ceil(p->walked) - 1, 0, p->steps - 1);
    double h = matrix_at(&p->h, 0, n), y = matrix_at(&p->h, 0, n + 1), slope = matrix_at(&p->factor, 0, n);
    if (p->walked <= 0 || !shown(p, h) || !shown(p, y) || !math_finite(slope)) return;
    double reach = (p->high - p->low) * 0.26, dx = reach / sqrt(1 + slope * slope), dy = slope * dx;
    double k = 1; // shortened until both ends are on the plot
    while (k > 0.1 && (h + k * dx > p->high || h - k * dx < p->low || y + k * fabs(dy) > p->high || y - k * fabs(dy) < p->low))
        k -= 0.05;
    Ident before = list_show(p->out, matrix_ident(&p->factor, 0, n));
    list_line(p->out, at_x(p, h - k * dx), at_y(p, y - k * dy), at_x(p, h + k * dx), at_y(p, y + k * dy),
              (StrokeStyle){ .paint = paint(ROLE_GRAD), .width = p->small ? 4 : 5, .round = true });
    list_circle(p->out, at_x(p, h), at_y(p, y), p->sizes->dot,
                (RectStyle){ .fill = paint(ROLE_PANEL), .stroke = paint(ROLE_GRAD), .width = 3 });
    double size = p->sizes->heading, x = at_x(p, h);
    const char *text = arena_print(p->out->arena, "slope %s", number_text(p->out->arena, slope, 4));
    double w = metrics_width(p->out->metrics, FACE_BOLD, size, text_of(text));
    double least = p->plot.x + w / 2 + 4, most = p->plot.x + p->plot.w - w / 2 - 4, end = p->card.x + p->card.w - 8;
    double over = at_y(p, y) - (p->small ? 14 : 22), under = at_y(p, y) + size + 22;
    bool above = over >= p->plot.y + size, within = w < 0.6 * p->plot.w && (above || under < p->plot.y + p->plot.h - 4);
    TextStyle style = { .face = FACE_BOLD, .size = size, .paint = paint(ROLE_GRAD_TEXT), .align = ALIGN_CENTER };
    if (within) {
        list_text(p->out, math_clamp(x, least, most), above ? over : under, text_of(text), style);
    } else if (end - w > p->plot.x + metrics_width(p->out->metrics, FACE_TEXT, 13, TEXT(NEW_STATE)) + 8) {
        style.align = ALIGN_RIGHT; // beside the name of the axis; else the line below says it
        list_text(p->out, end, p->plot.y - 14, text_of(text), style);
    }
    list_show(p->out, before);
}

// --- the factor of each step

static void draw_factors(const Brake *p) {
    draw_card(p->out, p->side);
    double most = 1.2;
    for (int n = 0; n < p->steps; n++)
        if (math_finite(matrix_at(&p->factor, 0, n)) && fabs(matrix_at(&p->factor, 0, n)) > most)
            most = fabs(matrix_at(&p->factor, 0, n));
    Curve curve = { .m = &p->factor,
                    .first = 1,
                    .role = ROLE_GRAD,
                    .come = p->steps > 1 ? math_clamp((p->walked - 1) / (p->steps - 1), p->walked > 0 ? 1e-6 : 0, 1) : 1 };
    CurvePlot plot = curves_axes(p->out, box_grow(p->side, p->small ? -6 : -16), &curve, 1, "steps n", "factor of each step", false,
                                 0, most * 1.05, 8);
    curves_level(p->out, &plot, 1, ROLE_FAINT, p->small ? NULL : "above 1 it grows, below it shrinks",
                 ident_note("1: neither grows nor shrinks"));
    curves_draw(p->out, &plot, &curve, 1);
}

static void write_footer(const Brake *p) {
    if (p->walked <= 0) return;
    Pen pen = pen_in(p->out, p->footer, p->sizes->title);
    int n = (int)math_clamp(ceil(p->walked), 1, p->steps);
    bool bent = step_choice_or(p->step, "activation", "tanh")[0] == 't';
    pen_words(&pen, n == p->steps ? "At rest:  " : "Now:  ");
    pen_symbol(&pen, "h", -1, ROLE_RECURRENT, matrix_ident(&p->h, 0, n));
    pen_result(&pen, matrix_at(&p->h, 0, n), ROLE_RECURRENT, matrix_ident(&p->h, 0, n));
    pen_words(&pen, ",   factor  ");
    if (bent) {
        pen_number(&pen, matrix_at(&p->w, 0, 0), ROLE_RECURRENT, matrix_ident(&p->w, 0, 0));
        Ident before = list_show(p->out, matrix_ident(&p->factor, 0, n - 1));
        pen_operator(&pen, " (1 − ");
        pen_number(&pen, matrix_at(&p->h, 0, n), ROLE_RECURRENT, matrix_ident(&p->h, 0, n));
        pen_operator(&pen, "²) = ");
        list_show(p->out, before);
    }
    pen_number(&pen, matrix_at(&p->factor, 0, n - 1), ROLE_GRAD_TEXT, matrix_ident(&p->factor, 0, n - 1));
}

// --- the scene

static void thumbnail(void *picture) {
    Brake *p = picture;
    p->low = -1.05, p->high = 1.05;
    p->plot = box(p->view->width * 0.2, 8, p->view->width * 0.6, p->view->height - 16);
    p->walked = p->steps;
    int count = p->map_h.columns, points = 0;
    double *xy = arena_new(p->out->arena, double, 2 * count);
    for (int i = 0; i < count; i++) {
        double h = matrix_at(&p->map_h, 0, i), v = matrix_at(&p->map_y, 0, i);
        if (fabs(h) <= p->high && fabs(v) <= p->high) xy[2 * points] = at_x(p, h), xy[2 * points++ + 1] = at_y(p, v);
    }
    list_line(p->out, at_x(p, p->low), at_y(p, p->low), at_x(p, p->high), at_y(p, p->high),
              (StrokeStyle){ .paint = paint(ROLE_FAINT), .width = 2 });
    if (points > 1)
        list_polyline(p->out, xy, points, false, (StrokeStyle){ .paint = paint(ROLE_RECURRENT), .width = 3, .round = true });
    draw_stairs(p);
}

// What the eye meets first: the gold tangent, flat at the end. Second: the staircase that led it there. Third: the factors on
// the right, that begin above the line of 1 and end below it.
static void draw(void *picture) {
    Brake *p = picture;
    p->walked = p->steps;
    if (step_focuses(p->step, "climb") && acts_come(&p->acts, "climb") < 1) {
        p->walked = 0;
        for (int n = 0; n < p->steps; n++) p->walked += acts_turn(&p->acts, "climb", n, p->steps, 1);
    }
    draw_map(p);
    write_map(p);
    draw_stairs(p);
    draw_tangent(p);
    draw_factors(p);
    write_footer(p);
}

static const char *const reveal[] = { "climb", NULL };
static const LegendItem legend[] = {
    { ROLE_RECURRENT, "h", "state" },
    { ROLE_GRAD, NULL, "slope, the factor of a step" },
};

const Scene scene_brake = {
    .name = "brake",
    .summary = "a unit that feeds itself climbs to rest, where its curve is flat and the factor small",
    .model = "bend",
    .reveal = reveal,
    .bytes = sizeof(Brake),
    WITH_PARTS(read, plan, place, draw, thumbnail),
    WITH_LEGEND(legend),
};
