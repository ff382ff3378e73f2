// How steep an activation is: its curve, under it the slope, a bell for the sigmoid with a peak of one quarter; a point of one's
// own slides along both. Beside them, what the peak still allows after many steps, on an axis of powers of ten.
#include <math.h>

#include "base/math.h"
#include "kit/arithmetic.h"
#include "kit/curves.h"
#include "kit/picture.h"
#include "scene/scenes.h"

typedef struct Slope {
    PICTURE;
    Matrix curve_z, curve_y, curve_slope, z, y, slope, peak, most, bound, w;
    bool bounded; // the bound is shown
    Box card, side, footer;
    Box bent, plot; // the activation itself, where there is room for it; under it the slope
    Axis bent_x, bent_y;
    double high; // of the slope axis
} Slope;

static bool read(void *picture) {
    Slope *p = picture;
    p->curve_z = matrix_find(p->tape, "curve.z", 4), p->curve_slope = matrix_find(p->tape, "curve.slope", 4);
    p->curve_y = matrix_find(p->tape, "curve.y", 4), p->y = matrix_find(p->tape, "y", 4);
    p->z = matrix_find(p->tape, "z", 4), p->slope = matrix_find(p->tape, "slope", 4), p->peak = matrix_find(p->tape, "peak", 4);
    p->most = matrix_find(p->tape, "most", 4), p->bound = matrix_find(p->tape, "bound", 4), p->w = matrix_find(p->tape, "w", 4);
    p->bounded = step_reveals(p->step, "bound") || step_focuses(p->step, "bound");
    return matrix_exists(&p->curve_z) && matrix_exists(&p->curve_slope) && matrix_exists(&p->peak) && matrix_exists(&p->bound) &&
           matrix_exists(&p->z) && matrix_exists(&p->slope) && matrix_exists(&p->most) && matrix_exists(&p->w);
}

static void plan(void *picture) {
    Slope *p = picture;
    acts_add_focus(&p->acts, "bell", 3.2);
    if (p->bounded && (step_focuses(p->step, "bell") || step_focuses(p->step, "bound")))
        acts_add(&p->acts, "bound", 2.4); // what follows after many steps
}

static void place_bent(Slope *p) {
    bool room = !p->small && p->card.h >= 440 && matrix_exists(&p->curve_y);
    double most = math_clamp(p->curve_y.largest, 1, 1e6), h = room ? floor((p->card.h - 180) * 0.42) : 0;
    p->bent = box(p->plot.x, p->plot.y, p->plot.w, h);
    p->bent_x = (Axis){ .low = -6, .high = 6, .from = p->bent.x, .to = p->bent.x + p->bent.w };
    p->bent_y = (Axis){ .low = matrix_at(&p->curve_y, 0, 0) < -0.5 ? -ceil(most) : 0, .high = ceil(most) };
    p->bent_y.from = p->bent.y + h, p->bent_y.to = p->bent.y;
    if (room) p->plot.y += h + 84, p->plot.h -= h + 84;
}

static void place(void *picture) {
    Slope *p = picture;
    double gap = p->sizes->gap;
    picture_card_and_foot(&p->picture, &p->card, &p->footer);
    p->side = box(0, 0, 0, 0);
    if (p->bounded) {
        double w = floor((p->card.w - gap) * (p->small ? 0.44 : 0.4));
        p->side = box(p->card.x + p->card.w - w, p->card.y, w, p->card.h);
        p->card.w -= w + gap;
    }
    p->plot = box(p->card.x + (p->small ? 66 : 76), p->card.y + (p->small ? 38 : 60), p->card.w - (p->small ? 82 : 108),
                  p->card.h - (p->small ? 72 : 120));
    place_bent(p);
    double peak = matrix_at(&p->peak, 0, 0);
    p->high = math_finite(peak) && peak > 0 ? peak * 1.2 : 1;
}

static double at_z(const Slope *p, double z) {
    double low = matrix_at(&p->curve_z, 0, 0), high = matrix_at(&p->curve_z, 0, p->curve_z.columns - 1);
    return p->plot.x + p->plot.w * (z - low) / (high - low);
}

static double at_slope(const Slope *p, double slope) {
    return math_clamp(p->plot.y + p->plot.h * (1 - slope / p->high), p->plot.y, p->plot.y + p->plot.h);
}

// --- the bell

static const char *name_of(const Slope *p) {
    char kind = step_choice_or(p->step, "activation", "sigmoid")[0];
    return kind == 't' ? "tanh" : kind == 's' ? "sigmoid" : "linear";
}

static void draw_frame(Slope *p) {
    draw_card(p->out, p->card);
    if (!p->small) {
        list_text_fit(
            p->out, p->card.x + 24, p->plot.y - 28, p->card.w - 48,
            text_of(arena_print(p->out->arena, "Slope of the %s", name_of(p))),
            (TextStyle){ .face = FACE_BOLD, .size = 17, .ident = ident_note("the slope tells how much of a small change passes") });
    }
    Axis x = { .low = -6, .high = 6, .label = "z" }, y = { .low = 0, .high = p->high, .label = p->small ? "slope" : NULL };
    noted_axes(p->out, p->plot, &x, &y, "a number on an axis");
}

static double at_bent(const Slope *p, double y) { return math_clamp(axis_at(&p->bent_y, y), p->bent.y, p->bent.y + p->bent.h); }

// The activation itself, and the line that lies along it at one's own place: how steep that is, the bell below says.
static void draw_bent(Slope *p, double own) {
    if (!(p->bent.h > 0)) return;
    Ident before = list_show(p->out, ident_note("what the activation makes of a sum z"));
    list_text_fit(p->out, p->card.x + 24, p->bent.y - 28, p->card.w - 48,
                  text_of(arena_print(p->out->arena, "The %s itself", name_of(p))), (TextStyle){ .face = FACE_BOLD, .size = 17 });
    list_show(p->out, before);
    noted_axes(p->out, p->bent, &p->bent_x, &p->bent_y, "a number on an axis");
    int count = p->curve_z.columns, points = 0;
    double *xy = arena_new(p->out->arena, double, 2 * count);
    for (int i = 0; i < count; i++) {
        double value = matrix_at(&p->curve_y, 0, i);
        if (!math_finite(value)) break;
        xy[2 * points] = axis_at(&p->bent_x, matrix_at(&p->curve_z, 0, i));
        xy[2 * points++ + 1] = at_bent(p, value);
    }
    before = list_show(p->out, ident_note(arena_print(p->out->arena, "the %s at %d places", name_of(p), count)));
    if (points > 1) list_polyline(p->out, xy, points, false, (StrokeStyle){ .paint = paint(ROLE_INK), .width = 3, .round = true });
    list_show(p->out, before);
    double z = matrix_at(&p->z, 0, 0), y = matrix_at(&p->y, 0, 0), steep = matrix_at(&p->slope, 0, 0), half = 1.4 * own;
    if (!math_finite(z) || !math_finite(y) || !(fabs(steep) < 1e6) || fabs(z) > 6 || own <= 0) return;
    before = list_show(p->out, matrix_ident(&p->slope, 0, 0));
    list_line(p->out, axis_at(&p->bent_x, z - half), at_bent(p, y - half * steep), axis_at(&p->bent_x, z + half),
              at_bent(p, y + half * steep), (StrokeStyle){ .paint = paint(ROLE_GRAD), .width = 3 });
    list_show(p->out, matrix_ident(&p->y, 0, 0));
    list_circle(p->out, axis_at(&p->bent_x, z), at_bent(p, y), 6,
                (RectStyle){ .fill = paint(ROLE_PANEL), .stroke = paint(ROLE_INK), .width = 2 });
    list_show(p->out, before);
}

static void draw_bell(const Slope *p) {
    int count = p->curve_z.columns;
    double *xy = arena_new(p->out->arena, double, 2 * count + 4), come = acts_come(&p->acts, "bell");
    if (!step_focuses(p->step, "bell")) come = 1;
    double end = part(come, 0, 0.6) * (count - 1);
    int points = 0;
    for (int i = 0; i < count && i <= end; i++) {
        double slope = matrix_at(&p->curve_slope, 0, i);
        if (!math_finite(slope)) break;
        xy[2 * points] = at_z(p, matrix_at(&p->curve_z, 0, i)), xy[2 * points++ + 1] = at_slope(p, slope);
    }
    if (points < 2) return;
    list_polyline(
        p->out, xy, points, false,
        (StrokeStyle){ .paint = paint(ROLE_GRAD),
                       .width = p->sizes->stroke,
                       .round = true,
                       .ident = ident_note(arena_print(p->out->arena, "the slope of the %s at %d places", name_of(p), count)) });
    double u = part(come, 0.6, 0.8), x = at_z(p, 0), y = at_slope(p, matrix_at(&p->peak, 0, 0));
    if (u <= 0 || math_isnan(y)) return;
    Ident before = list_show(p->out, matrix_ident(&p->peak, 0, 0));
    list_line(p->out, p->plot.x, y, p->plot.x + p->plot.w * u, y,
              (StrokeStyle){ .paint = paint(ROLE_GRAD), .width = 1.5, .dash = 5 });
    list_circle(p->out, x, y, p->sizes->dot, (RectStyle){ .fill = paint(ROLE_GRAD) });
    if (y < p->plot.y + p->plot.h * 0.5)
        list_text_fit(
            p->out, p->plot.x + p->plot.w, y - 10, p->plot.w * 0.4,
            text_of(arena_print(p->out->arena, "at most %s", number_text(p->out->arena, matrix_at(&p->peak, 0, 0), 4))),
            (TextStyle){ .face = FACE_BOLD, .size = p->sizes->heading, .paint = paint(ROLE_GRAD_TEXT), .align = ALIGN_RIGHT });
    list_show(p->out, before);
}

static double own_come(const Slope *p) { return step_focuses(p->step, "bell") ? part(acts_come(&p->acts, "bell"), 0.8, 1) : 1; }

// One's own place: its slope as a dashed line up from the axis.
static void draw_own(const Slope *p) {
    double z = matrix_at(&p->z, 0, 0), slope = matrix_at(&p->slope, 0, 0), u = own_come(p);
    if (!math_finite(z) || !math_finite(slope) || fabs(z) > 6 || u <= 0) return;
    double x = at_z(p, z), y = at_slope(p, slope), foot = p->plot.y + p->plot.h, top = at_slope(p, matrix_at(&p->peak, 0, 0));
    Ident before = list_show(p->out, matrix_ident(&p->slope, 0, 0));
    list_line(p->out, x, foot, x, between(foot, y, u), (StrokeStyle){ .paint = paint(ROLE_INK), .width = 2, .dash = 4 });
    float former = list_fade(p->out, p->out->alpha * (float)part(u, 0.8, 1)); // on the curve, not on its way there
    list_circle(p->out, x, y, p->sizes->dot, (RectStyle){ .fill = paint(ROLE_PANEL), .stroke = paint(ROLE_GRAD), .width = 3 });
    list_fade(p->out, former);
    if (u >= 1 && y - top > 40) {
        bool left = z > 3;
        const char *text = arena_print(p->out->arena, p->small ? "z = %s: %s" : "at your z = %s: %s",
                                       number_text(p->out->arena, z, 3), number_text(p->out->arena, slope, 4));
        double room = (left ? x - p->plot.x : p->plot.x + p->plot.w - x) - 18;
        list_text_fit(
            p->out, x + (left ? -14 : 14), y - 8, room, text_of(text),
            (TextStyle){ .size = p->sizes->name, .paint = paint(ROLE_GRAD_TEXT), .align = left ? ALIGN_RIGHT : ALIGN_LEFT });
    }
    list_show(p->out, before);
}

// --- the bound

static void draw_bound(const Slope *p) {
    if (!p->bounded || p->side.w < 160) return;
    draw_card(p->out, p->side);
    double come = acts_come(&p->acts, "bound");
    Curve curve = { .m = &p->bound, .role = ROLE_GRAD, .come = come };
    CurvePlot plot = curves_axes(p->out, box_grow(p->side, p->small ? -6 : -16), &curve, 1, "steps n",
                                 p->small ? "passes at most" : "what passes at most after n steps", true, 0, 1, 8);
    curves_draw(p->out, &plot, &curve, 1);
}

static void write_footer(const Slope *p) {
    Pen pen = pen_in(p->out, p->footer, p->sizes->title);
    int last = p->bound.columns - 1;
    bool narrow = p->size == SIZE_NARROW;
    if (step_focuses(p->step, "bell") && acts_come(&p->acts, "bell") < 0.8) return; // the peak has not been found yet
    Ident before = list_show(p->out, ident_note("how many steps"));
    pen_words(&pen, narrow ? "One step at most  " : "One step passes at most  ");
    list_show(p->out, before);
    pen_number(&pen, matrix_at(&p->w, 0, 0), ROLE_RECURRENT, matrix_ident(&p->w, 0, 0));
    pen_operator(&pen, " · ");
    pen_number(&pen, matrix_at(&p->peak, 0, 0), ROLE_GRAD_TEXT, matrix_ident(&p->peak, 0, 0));
    pen_result(&pen, matrix_at(&p->most, 0, 0), ROLE_GRAD_TEXT, matrix_ident(&p->most, 0, 0));
    if (!p->bounded || acts_come(&p->acts, "bound") < 1) return;
    before = list_show(p->out, ident_note("how many steps"));
    pen_words(&pen, arena_print(p->out->arena, narrow ? ",   %d steps  " : ",   %d steps at most  ", last));
    list_show(p->out, before);
    pen_number(&pen, matrix_at(&p->bound, 0, last), ROLE_GRAD_TEXT, matrix_ident(&p->bound, 0, last));
}

// --- the scene

static void thumbnail(void *picture) {
    Slope *p = picture;
    p->plot = box(p->view->width * 0.12, p->view->height * 0.1, p->view->width * 0.76, p->view->height * 0.78);
    p->high = matrix_at(&p->peak, 0, 0) > 0 ? matrix_at(&p->peak, 0, 0) * 1.1 : 1;
    double foot = p->plot.y + p->plot.h, top = at_slope(p, matrix_at(&p->peak, 0, 0));
    list_line(p->out, p->plot.x, foot, p->plot.x + p->plot.w, foot, (StrokeStyle){ .paint = paint(ROLE_FAINT), .width = 2 });
    list_line(p->out, p->plot.x, top, p->plot.x + p->plot.w, top,
              (StrokeStyle){ .paint = paint(ROLE_FAINT), .width = 1.5, .dash = 5 });
    int count = p->curve_z.columns;
    double *xy = arena_new(p->out->arena, double, 2 * count);
    for (int i = 0; i < count; i++)
        xy[2 * i] = at_z(p, matrix_at(&p->curve_z, 0, i)), xy[2 * i + 1] = at_slope(p, matrix_at(&p->curve_slope, 0, i));
    list_polyline(p->out, xy, count, false, (StrokeStyle){ .paint = paint(ROLE_GRAD), .width = 3, .round = true });
}

// What the eye meets first: the golden bell and the dashed line that it never passes. Second: the line that falls step by step,
// on the right. Third: the place of the slider, and the product below.
static void draw(void *picture) {
    Slope *p = picture;
    draw_frame(p);
    draw_bent(p, own_come(p));
    draw_bell(p);
    draw_own(p);
    draw_bound(p);
    write_footer(p);
}

static const char *const reveal[] = { "bell", "bound", NULL };
static const LegendItem legend[] = {
    { ROLE_GRAD, NULL, "slope" },
    { ROLE_RECURRENT, "w", "recurrent weight" },
};

const Scene scene_slope = {
    .name = "slope",
    .summary = "the slope of an activation, its peak, and what that allows after many steps",
    .model = "bend",
    .reveal = reveal,
    .bytes = sizeof(Slope),
    WITH_PARTS(read, plan, place, draw, thumbnail),
    WITH_LEGEND(legend),
};
