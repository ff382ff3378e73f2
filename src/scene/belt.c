// The LSTM's belt: something is laid on it at the left and carried to the right; every forget gate lets a part of it through.
// The gradient rides back on the same belt and meets the same factors, and nothing else. Below, how far both come for
// several biases, on an axis of powers of ten.
#include <math.h>

#include "base/math.h"
#include "kit/arithmetic.h"
#include "kit/curves.h"
#include "kit/picture.h"
#include "scene/scenes.h"

enum { LINES_MOST = 8 };

typedef struct Belt {
    PICTURE;
    Matrix c, f, each, power, fresh;
    int steps;
    bool back, compare;
    Axis left; // what is left of a gradient, as the plot below has it
    double first_x, pitch, belt_y, thick, box_w;
    Box card;   // h 0: there is no room for the comparison
    Box footer; // h 0: nor for a line of arithmetic
} Belt;

static bool read(void *picture) {
    Belt *p = picture;
    p->c = matrix_find(p->tape, "c", 4), p->f = matrix_find(p->tape, "f", 4), p->each = matrix_find(p->tape, "each", 4);
    p->power = matrix_find(p->tape, "power", 4), p->fresh = matrix_find(p->tape, "fresh", 4);
    p->steps = p->c.columns - 1;
    p->left = log_axis(p->power.value, matrix_exists(&p->power) ? p->power.rows * p->power.columns : 0);
    p->back = step_reveals(p->step, "back") || step_focuses(p->step, "back");
    p->compare = step_reveals(p->step, "compare") || step_focuses(p->step, "compare");
    return matrix_exists(&p->c) && matrix_exists(&p->f) && matrix_exists(&p->each) && matrix_exists(&p->power) &&
           p->power.rows <= LINES_MOST && p->steps > 0;
}

static void plan(void *picture) {
    Belt *p = picture;
    acts_add_focus(&p->acts, "belt", acts_length(p->steps, 1, 0.3));
    acts_add_focus(&p->acts, "back", acts_length(p->steps, 1, 0.3));
    acts_add_after(&p->acts, "compare", 2);
}

// Belt and comparison need so much height; where there is less, the line of arithmetic gives way, then the comparison.
static const double belt_low = 100, card_low = 104;

static void place(void *picture) {
    Belt *p = picture;
    const View *v = p->view;
    double margin = p->sizes->margin, footer = p->flat ? 34 : 64, all = v->height,
           top = p->compare ? math_clamp(all * 0.34, p->small ? 118 : 196, 240) : all - footer - margin;
    if (p->compare && all - footer - top - 8 < card_low) top = belt_low;
    if (p->compare && all - footer - top - 8 < card_low) footer = 8;
    bool card = p->compare && all - footer - top - 8 >= card_low;
    if (p->compare && !card) footer = all - margin - 34 >= belt_low ? 34 : 0, top = all - footer - margin;
    if (footer > 8) p->footer = box(margin, all - footer, v->width - 2 * margin, footer);
    if (card) p->card = box(margin, top + 8, v->width - 2 * margin, all - footer - top - 8);
    double inner = v->width - 2 * margin - 56;
    p->pitch = inner / (p->steps + 1);
    p->first_x = margin + 28 + p->pitch / 2;
    p->box_w = math_clamp(p->pitch * 0.6, 2, p->small ? 40 : 64);
    p->thick = p->sizes->head;
    p->belt_y = top * 0.46;
}

static double at_step(const Belt *p, int t) { return p->first_x + p->pitch * t; }
static double come_of(const Belt *p, int t) {
    return step_focuses(p->step, "belt") ? t == 0 ? 1 : acts_turn(&p->acts, "belt", t - 1, p->steps, 1) : 1;
}
static double back_of(const Belt *p, int t) {
    return p->back ? acts_turn(&p->acts, "back", p->steps - t, p->steps, 1) : 0;
} // over the edge into t − 1

// --- the belt

static void draw_band(const Belt *p) {
    double r = p->thick / 2, x1 = p->first_x - p->pitch / 2, x2 = at_step(p, p->steps) + p->pitch / 2;
    list_rect(p->out, box(x1 - r + 4, p->belt_y - r, x2 - x1 + 2 * r - 8, p->thick),
              (RectStyle){ .radius = r, .fill = paint(ROLE_PANEL), .stroke = paint(ROLE_FAINT), .width = 2 });
    for (int side = 0; side < 2; side++)
        list_circle(p->out, side ? x2 - 4 : x1 + 4, p->belt_y, r * 0.55, (RectStyle){ .stroke = paint(ROLE_FAINT), .width = 2 });
}

static void draw_load(const Belt *p, int t) {
    double u = part(come_of(p, t), 0.4, 1), h = p->thick * 0.62, w = p->box_w,
           share = share_of(matrix_at(&p->c, 0, t), p->c.largest);
    if (u <= 0) return;
    list_rect(p->out, box(at_step(p, t) - w / 2, p->belt_y - h / 2, w, h),
              (RectStyle){ .radius = math_clamp(w * 0.15, 1, 6),
                           .fill = paint_tint(ROLE_RECURRENT, ROLE_PANEL, (float)(0.05 + 0.9 * share)),
                           .stroke = w >= 6 ? paint_tint(ROLE_RECURRENT, ROLE_PANEL, 0.6f) : PAINT_NONE,
                           .width = 1,
                           .fade = 1 - u,
                           .ident = matrix_ident(&p->c, 0, t) });
}

// Over the belt between two loads: the gate, a small valve.
static void draw_gate(const Belt *p, int t) {
    double x = at_step(p, t) - p->pitch / 2, y = p->belt_y - p->thick / 2, r = math_clamp(p->pitch * 0.22, 1.5, p->small ? 6 : 9);
    Ident before = list_show(p->out, matrix_ident(&p->f, 0, 0));
    list_line(p->out, x, y - p->sizes->thin, x, y + p->thick,
              (StrokeStyle){ .paint = paint_faded(ROLE_INK, 0.35f), .width = p->pitch > 12 ? 1.5 : 0.8 });
    list_circle(p->out, x, y - p->sizes->thin, r,
                (RectStyle){ .fill = paint(ROLE_PANEL), .stroke = paint(ROLE_INK), .width = 1.5 });
    list_show(p->out, before);
}

static void write_gate(const Belt *p) {
    double y = p->belt_y - p->thick / 2 - (p->small ? 16 : 26), x = at_step(p, 1) - p->pitch / 2;
    double end = x + 6 +
                 list_print(p->out, x - 4, y,
                            (TextStyle){ .face = FACE_BOLD, .size = p->sizes->heading, .ident = matrix_ident(&p->f, 0, 0) },
                            "every gate: × %s", number_text(p->out->arena, matrix_at(&p->f, 0, 0), 4));
    const char *last = number_text(p->out->arena, matrix_at(&p->c, 0, p->steps), 4);
    Text left = text_of(arena_print(p->out->arena, "left after %d steps: %s", p->steps, last));
    double right = p->view->width - p->sizes->flank, room = math_min(right - end, p->view->width * 0.5);
    if (come_of(p, p->steps) < 1) return;
    if (metrics_width(p->out->metrics, FACE_TEXT, p->sizes->name, left) > room)
        left = text_of(arena_print(p->out->arena, "left: %s", last));
    list_text_fit(p->out, right, y, room, left,
                  (TextStyle){ .size = p->sizes->name,
                               .paint = paint(ROLE_RECURRENT),
                               .align = ALIGN_RIGHT,
                               .ident = matrix_ident(&p->c, 0, p->steps) });
}

static double share_left(const Belt *p, int steps) {
    return log_share_between(matrix_at(&p->power, 0, steps), p->left.low, p->left.high);
}

// The gradient under the belt, thinner with every gate, by the axis of the plot below. The way back from the end to step t is as
// long as from there to t.
static void draw_back(const Belt *p) {
    double y = p->belt_y + p->thick / 2 + (p->sizes->over);
    for (int t = p->steps; t > 0 && p->back; t--) {
        double u = back_of(p, t), share = share_left(p, p->steps - t + 1);
        if (u <= 0) break;
        Ident before = list_show(p->out, matrix_ident(&p->power, 0, p->steps - t + 1));
        double x1 = at_step(p, t), x2 = between(x1, at_step(p, t - 1), part(u, 0, 0.8)), most = p->small ? 7 : 13,
               before_gate = 1 + most * share_left(p, p->steps - t), thick = 1 + most * share;
        Paint gold = paint_tint(ROLE_GRAD, ROLE_STAGE, (float)(0.4 + 0.6 * share));
        double end = x2 - 0.6; // a little under the next one, so that no seam shows
        const double half = before_gate / 2, rest = thick / 2;
        const double taper[] = { x1, y - half, x1, y + half, end, y + rest, end, y - rest };
        list_polyline(p->out, taper, 4, true, (StrokeStyle){ .paint = PAINT_NONE, .fill = gold });
        if (t == 1) list_line(p->out, x2 + 1, y, x2 - 6, y, (StrokeStyle){ .paint = gold, .width = thick, .arrow = 8 + thick });
        list_show(p->out, before);
    }
    if (!p->back || back_of(p, 1) < 1) return;
    list_text(
        p->out, at_step(p, 0) - p->pitch / 2, y + (p->small ? 22 : 34),
        text_of(arena_print(p->out->arena, "gradient here: %s", number_text(p->out->arena, matrix_at(&p->power, 0, p->steps), 4))),
        (TextStyle){ .face = FACE_BOLD,
                     .size = p->sizes->name,
                     .paint = paint(ROLE_GRAD_TEXT),
                     .ident = matrix_ident(&p->power, 0, p->steps) });
    list_text(p->out, at_step(p, p->steps) + p->pitch / 2, y + (p->small ? 22 : 34), TEXT("loss"),
              (TextStyle){ .face = FACE_BOLD,
                           .size = p->sizes->name,
                           .align = ALIGN_RIGHT,
                           .ident = ident_note("the gradient at the end of the belt") });
}

// --- the comparison

static void draw_compare(const Belt *p) {
    if (p->card.h <= 0) return;
    Curve curve[LINES_MOST];
    int curves = 0;
    double come = acts_come(&p->acts, "compare");
    Arena *arena = p->out->arena;
    for (int i = p->power.rows - 1; i >= 0; i--) {
        bool own = i == 0;
        curve[curves++] =
            (Curve){ .m = &p->power,
                     .row = i,
                     .role = own ? ROLE_RECURRENT : ROLE_GRAD,
                     .width = own ? 4 : 0,
                     .label = arena_print(arena, own ? "your f = %s" : "f = %s", number_text(arena, matrix_at(&p->each, i, 0), 4)),
                     .label_ident = matrix_ident(&p->each, i, 0),
                     .come = come };
    }
    draw_card(p->out, p->card);
    CurvePlot plot = curves_axes_back(p->out, box_grow(p->card, p->small ? -4 : -12), curve, curves, "steps back from the loss",
                                      p->small ? "what is left" : "what is left of the gradient, powers of ten",
                                      curves_label_width(p->out->metrics, curve, curves));
    curves_draw(p->out, &plot, curve, curves);
}

static void write_footer(const Belt *p) {
    if (p->footer.h <= 0) return;
    Pen pen = pen_in(p->out, p->footer, p->sizes->title);
    if (p->back ? back_of(p, 1) < 1 : come_of(p, 1) < 0.5) return;
    Ident before = list_show(p->out, ident_note("as many factors as there are steps"));
    pen_words(&pen, arena_print(p->out->arena, "%d gates:  ", p->steps));
    list_show(p->out, before);
    pen_number(&pen, matrix_at(&p->f, 0, 0), ROLE_INK, matrix_ident(&p->f, 0, 0));
    if (p->steps > 1) {
        pen_operator(&pen, " · ");
        pen_number(&pen, matrix_at(&p->f, 0, 0), ROLE_INK, matrix_ident(&p->f, 0, 0));
    }
    if (p->steps > 2) pen_operator(&pen, " · …");
    pen_result(&pen, matrix_at(&p->power, 0, p->steps), ROLE_GRAD_TEXT, matrix_ident(&p->power, 0, p->steps));
}

// --- the scene

static void thumbnail(void *picture) {
    Belt *p = picture;
    p->first_x = p->view->width * 0.14, p->pitch = p->view->width * 0.72 / p->steps, p->belt_y = p->view->height * 0.42,
    p->thick = p->view->height * 0.36;
    p->box_w = math_clamp(p->pitch * 0.6, 2, 24);
    draw_band(p);
    for (int t = 0; t <= p->steps; t++) {
        double share = share_of(matrix_at(&p->c, 0, t), p->c.largest);
        list_rect(p->out, box(at_step(p, t) - p->box_w / 2, p->belt_y - p->thick * 0.3, p->box_w, p->thick * 0.6),
                  (RectStyle){ .radius = 1, .fill = paint_tint(ROLE_RECURRENT, ROLE_PANEL, (float)(0.05 + 0.9 * share)) });
    }
    for (int t = p->steps; t > 0; t--)
        list_line(p->out, at_step(p, t), p->view->height * 0.8, at_step(p, t - 1), p->view->height * 0.8,
                  (StrokeStyle){ .paint = paint(ROLE_GRAD), .width = 1 + 8 * share_left(p, p->steps - t + 1) });
}

// What the eye meets first: the belt, and the golden arrow under it, thick at the loss and thin at the start. Second: the
// factor of the gates. Third: the lines below, far apart for biases that differ by a little.
static void draw(void *picture) {
    Belt *p = picture;
    draw_band(p);
    for (int i = 0; i <= p->steps; i++) draw_load(p, i);
    for (int i = 1; i <= p->steps; i++) draw_gate(p, i);
    write_gate(p);
    draw_back(p);
    draw_compare(p);
    write_footer(p);
}

static const char *const reveal[] = { "belt", "back", "compare", NULL };
static const LegendItem legend[] = {
    { ROLE_RECURRENT, "c", "what lies on the belt" },
    { ROLE_GRAD, NULL, "gradient on its way back" },
};

const Scene scene_belt = {
    .name = "belt",
    .summary = "the LSTM's belt with its forget gates, and the gradient that rides back on it",
    .model = "belt",
    .reveal = reveal,
    .bytes = sizeof(Belt),
    WITH_PARTS(read, plan, place, draw, thumbnail),
    WITH_LEGEND(legend),
};
