// The loss of a small recurrent net as a landscape: lines of equal weight, one behind the other, over the bias. A plateau falls
// off as a wall into a valley. On the wall lies a ball; one step down its gradient carries it off the map.
#include <math.h>

#include "base/math.h"
#include "kit/arithmetic.h"
#include "kit/common.h"
#include "kit/picture.h"
#include "scene/scenes.h"

enum { COLUMNS = 320 }; // of the screen, for what hides what

typedef struct Valley {
    PICTURE;
    Matrix surface, grid_w, grid_b, profile, profile_b, ball, loss, gradient, norm, length, rate, landed, landed_loss, clipped,
        clipped_loss;
    double w_low, w_high, b_low, b_high, highest;
    bool step_shown, limited;
    Box card, footer;
    double left, right, back, front, shear, hill; // the ground's corners on the screen; height of the highest loss
} Valley;

static bool read(void *picture) {
    Valley *p = picture;
    const struct {
        Matrix *m;
        const char *name;
    } node[] = { { &p->surface, "surface" },
                 { &p->grid_w, "grid.w" },
                 { &p->grid_b, "grid.b" },
                 { &p->profile, "profile" },
                 { &p->profile_b, "profile.b" },
                 { &p->ball, "ball" },
                 { &p->loss, "loss" },
                 { &p->gradient, "gradient" },
                 { &p->norm, "norm" },
                 { &p->length, "step" },
                 { &p->rate, "rate" },
                 { &p->landed, "landed" },
                 { &p->landed_loss, "landed.loss" },
                 { &p->clipped, "clipped" },
                 { &p->clipped_loss, "clipped.loss" } };
    for (size_t i = 0; i < sizeof node / sizeof *node; i++) {
        *node[i].m = matrix_find(p->tape, node[i].name, 4);
        if (!matrix_exists(node[i].m)) return false;
    }
    p->w_low = matrix_at(&p->grid_w, 0, 0), p->w_high = matrix_at(&p->grid_w, p->grid_w.rows - 1, 0);
    p->b_low = matrix_at(&p->grid_b, 0, 0), p->b_high = matrix_at(&p->grid_b, 0, p->grid_b.columns - 1);
    p->highest = p->surface.largest;
    p->step_shown = step_reveals(p->step, "step") || step_focuses(p->step, "step");
    p->limited = step_reveals(p->step, "limited") || step_focuses(p->step, "limited");
    return p->w_high > p->w_low && p->b_high > p->b_low;
}

static void plan(void *picture) {
    Valley *p = picture;
    acts_add_focus(&p->acts, "valley", 3);
    acts_add_focus(&p->acts, "step", 3);
    acts_add_after(&p->acts, "limited", 2);
}

static void place(void *picture) {
    Valley *p = picture;
    double pad = p->sizes->fold;
    picture_card_and_foot(&p->picture, &p->card, &p->footer);
    double w = p->card.w - 2 * pad - (p->small ? 44 : 72), foot = p->small ? 40 : 56;
    p->shear = w * 0.2;
    p->left = p->card.x + pad + (p->sizes->row);
    p->right = p->left + w - p->shear;
    p->front = p->card.y + p->card.h - foot;
    p->hill = (p->card.h - foot) * 0.42;
    p->back = p->card.y + p->sizes->wide + p->hill;
}

// --- from weight, bias and loss to the screen: the smallest weight at the back, which lies to the right and above

static double depth(const Valley *p, double w) { return (w - p->w_low) / (p->w_high - p->w_low); }
static double at_x(const Valley *p, double w, double b) {
    return p->left + (1 - depth(p, w)) * p->shear + (p->right - p->left) * (b - p->b_low) / (p->b_high - p->b_low);
}
static double at_y(const Valley *p, double w, double loss) {
    return between(p->back, p->front, depth(p, w)) - p->hill * (loss / p->highest);
}

static bool on_map(const Valley *p, double w, double b) {
    return w >= p->w_low && w <= p->w_high && b >= p->b_low && b <= p->b_high;
}

// --- the landscape

static const double grazing = 2; // a line that runs along another one is not cut to pieces

// What the lines drawn so far, which stand in front, leave free: of every column of the screen what lies above `top`.
typedef struct Skyline {
    double x, pitch, top[COLUMNS];
} Skyline;

static Skyline skyline_begin(const Valley *p) {
    Skyline s = { .x = p->left, .pitch = (p->right + p->shear - p->left) / (COLUMNS - 1) };
    for (int i = 0; i < COLUMNS; i++) s.top[i] = 1e9;
    return s;
}

// The loss of a line at a bias between two of its places; NaN beyond its ends.
static double loss_between(const Matrix *losses, int row, double share) {
    double at = share * (losses->columns - 1);
    if (!(at >= -1e-6 && at <= losses->columns - 1 + 1e-6)) return MATH_NAN;
    int i = (int)math_clamp(floor(at), 0, losses->columns - 2);
    return between(matrix_at(losses, row, i), matrix_at(losses, row, i + 1), at - i);
}

typedef struct ValleyLine {
    double w;
    const Matrix *losses;
    int row;
    Paint stroke;
    double width;
} ValleyLine;

// One line where nothing in front of it stands higher; it then hides what comes after it.
static void draw_line(const Valley *p, Skyline *s, const ValleyLine *line, double u) {
    double xy[2 * COLUMNS], shift = (1 - depth(p, line->w)) * p->shear;
    int points = 0;
    for (int k = 0; k <= COLUMNS; k++) {
        double x = s->x + s->pitch * k,
               loss = k < COLUMNS ? loss_between(line->losses, line->row, (x - p->left - shift) / (p->right - p->left)) : MATH_NAN;
        double y = math_finite(loss) ? at_y(p, line->w, math_clamp(loss, 0, p->highest) * u) : 2e9;
        if (k < COLUMNS && y <= s->top[k] + grazing) {
            if (y < s->top[k]) s->top[k] = y;
            xy[2 * points] = x, xy[2 * points++ + 1] = y;
            continue;
        }
        if (points > 1)
            list_polyline(p->out, xy, points, false, (StrokeStyle){ .paint = line->stroke, .width = line->width, .round = true });
        points = 0;
    }
}

// The two edges of the ground that nothing hides.
static void draw_ground(const Valley *p) {
    double edge[] = { at_x(p, p->w_high, p->b_low), p->front, at_x(p, p->w_high, p->b_high), p->front,
                      at_x(p, p->w_low, p->b_high), p->back };
    list_polyline(p->out, edge, 3, false, (StrokeStyle){ .paint = paint(ROLE_FAINT), .width = 1.2 });
}

static void draw_noted(const Valley *p, Skyline *s, ValleyLine line, double u) {
    const char *note = arena_print(p->out->arena, "the loss for w = %s, at %d biases", number_text(p->out->arena, line.w, 4),
                                   line.losses->columns);
    Ident before = list_show(p->out, ident_note(note));
    draw_line(p, s, &line, u);
    list_show(p->out, before);
}

// From the front to the back; the ball's own line lies among them.
static void draw_surface(const Valley *p, double come) {
    Skyline s = skyline_begin(p);
    double own = matrix_at(&p->ball, 0, 0);
    ValleyLine mine = { .w = own, .losses = &p->profile, .stroke = paint(ROLE_RECURRENT), .width = p->small ? 2.5 : 3.5 };
    bool drawn = !(own >= p->w_low && own <= p->w_high);
    for (int r = p->surface.rows - 1; r >= 0; r--) {
        double w = matrix_at(&p->grid_w, r, 0);
        if (!drawn && own >= w) {
            drawn = true;
            draw_noted(p, &s, mine, come);
        }
        if (w != own) draw_noted(p, &s, (ValleyLine){ w, &p->surface, r, paint_tint(ROLE_RECURRENT, ROLE_PANEL, 0.5f), 1.2 }, come);
    }
}

static void draw_axes_words(const Valley *p) {
    TextStyle style = { .size = p->small ? 13 : 14, .paint = paint(ROLE_MUTED), .align = ALIGN_CENTER };
    Ident before = list_show(p->out, ident_note("a number on an axis"));
    for (int i = 0; i < 3; i++) {
        double b = between(p->b_low, p->b_high, i / 2.0), w = between(p->w_high, p->w_low, i / 2.0);
        list_text(p->out, at_x(p, p->w_high, b), p->front + 20, text_of(number_text(p->out->arena, b, 3)), style);
        double down = i == 2 && p->step_shown ? 27 : 5; // the step may pass the far corner
        list_text(p->out, at_x(p, w, p->b_high) + 22, at_y(p, w, 0) + down, text_of(number_text(p->out->arena, w, 3)), style);
    }
    list_show(p->out, before);
    double y = p->front + (p->small ? 34 : 40);
    list_text(p->out, at_x(p, p->w_high, (p->b_low + p->b_high) / 2), y, TEXT("bias b"), style);
    style.align = ALIGN_RIGHT;
    list_text(p->out, p->card.x + p->card.w - 12, y, TEXT("weight w, smaller at the back"), style);
    style.align = ALIGN_LEFT;
    list_text(p->out, p->card.x + 14, p->card.y + (p->small ? 18 : 28), TEXT("height: the loss"), style);
}

// --- the ball and its step

static void draw_ball(const Valley *p, double w, double b, double loss, Role role, double radius, Ident ident) {
    if (!on_map(p, w, b) || !math_finite(loss)) return;
    list_circle(p->out, at_x(p, w, b), at_y(p, w, math_clamp(loss, 0, p->highest)) - radius, radius,
                (RectStyle){ .fill = paint(role), .stroke = paint(ROLE_PANEL), .width = 1.5, .ident = ident });
}

// Along the way of the step, at the ball's height, as far as the card goes.
static void draw_step(const Valley *p, double u) {
    double w = matrix_at(&p->ball, 0, 0), b = matrix_at(&p->ball, 0, 1), w2 = matrix_at(&p->landed, 0, 0),
           b2 = matrix_at(&p->landed, 0, 1), loss = matrix_at(&p->loss, 0, 0);
    if (u <= 0 || !on_map(p, w, b) || !math_finite(loss) || !(fabs(w2) < 1e9) || !(fabs(b2) < 1e9)) return;
    double radius = p->small ? 7 : 10, x1 = at_x(p, w, b), y1 = at_y(p, w, math_clamp(loss, 0, p->highest)) - radius;
    bool inside = on_map(p, w2, b2);
    double x2 = at_x(p, w2, b2), y2 = inside ? at_y(p, w2, math_clamp(matrix_at(&p->landed_loss, 0, 0), 0, p->highest)) - radius
                                             : y1 + (at_y(p, w2, 0) - at_y(p, w, 0));
    double k = 1, pad = 10;
    Box room = box_grow(p->card, -pad);
    if (x2 > room.x + room.w) k = (room.x + room.w - x1) / (x2 - x1);
    if (x2 < room.x) k = (room.x - x1) / (x2 - x1);
    if (y1 + k * (y2 - y1) > room.y + room.h) k = (room.y + room.h - y1) / (y2 - y1);
    if (y1 + k * (y2 - y1) < room.y) k = (room.y - y1) / (y2 - y1);
    x2 = between(x1, x2, k * u), y2 = between(y1, y2, k * u);
    if (fabs(x2 - x1) + fabs(y2 - y1) < 4) return;
    list_line(p->out, x1, y1, x2, y2,
              (StrokeStyle){ .paint = paint(ROLE_GRAD),
                             .width = p->small ? 4 : 6,
                             .arrow = p->small ? 12 : 18,
                             .ident = matrix_ident(&p->length, 0, 0) });
    for (int i = 0; i < 2 && !inside && u >= 1; i++) { // broken: the step goes on far beyond the map
        double x = between(x1, x2, 0.72) + 9 * i, y = between(y1, y2, 0.72), half = p->small ? 7 : 11;
        list_line(p->out, x - 3, y + half, x + 3, y - half, (StrokeStyle){ .paint = paint(ROLE_PANEL), .width = 4 });
    }
    if (inside && u >= 1)
        draw_ball(p, w2, b2, matrix_at(&p->landed_loss, 0, 0), ROLE_WRONG, radius * 0.8, matrix_ident(&p->landed_loss, 0, 0));
}

// `less`: 1 without the gradient by itself, 2 without what is to be said of where the step lands.
static void write_line(const Valley *p, Pen *pen, int less) {
    double come = step_focuses(p->step, "step") ? acts_come(&p->acts, "step") : 1;
    bool steps = p->step_shown && come_or_asked(p->out, matrix_ident(&p->length, 0, 0), come) >= 0.5;
    if (!less || !steps) {
        pen_words(pen, "Gradient  ");
        pen_number(pen, matrix_at(&p->norm, 0, 0), ROLE_GRAD_TEXT, matrix_ident(&p->norm, 0, 0));
    }
    if (!steps) return;
    pen_words(pen, less ? "Step  " : ",  step  ");
    pen_number(pen, matrix_at(&p->rate, 0, 0), ROLE_INK, matrix_ident(&p->rate, 0, 0));
    pen_operator(pen, " · ");
    pen_number(pen, matrix_at(&p->norm, 0, 0), ROLE_GRAD_TEXT, matrix_ident(&p->norm, 0, 0));
    pen_result(pen, matrix_at(&p->length, 0, 0), ROLE_GRAD_TEXT, matrix_ident(&p->length, 0, 0));
    if (come < 1) return;
    double w = matrix_at(&p->landed, 0, 0), b = matrix_at(&p->landed, 0, 1);
    pen_words(pen, less > 1 ? ":  to  w = " : on_map(p, w, b) ? ":  lands at  w = " : ":  off the map, at  w = ");
    pen_number(pen, w, ROLE_INK, matrix_ident(&p->landed, 0, 0));
    pen_words(pen, ",  b = ");
    pen_number(pen, b, ROLE_INK, matrix_ident(&p->landed, 0, 1));
}

// Rather fewer words than no numbers.
static void write_footer(const Valley *p) {
    const Pen begin = pen_in(p->out, p->footer, p->sizes->title);
    Pen pen = begin;
    int mark = p->out->count, less = 0;
    do write_line(p, &pen, less);
    while (less++ < 2 && pen_takes_back(&pen, &begin, mark));
}

// --- the scene

static void thumbnail(void *picture) {
    Valley *p = picture;
    double w = p->view->width, h = p->view->height;
    p->card = box(0, 0, w, h);
    p->left = w * 0.08, p->shear = w * 0.16, p->right = w * 0.76, p->front = h * 0.94, p->hill = h * 0.42, p->back = h * 0.52;
    draw_surface(p, 1);
    draw_ball(p, matrix_at(&p->ball, 0, 0), matrix_at(&p->ball, 0, 1), matrix_at(&p->loss, 0, 0), ROLE_INK, 5, (Ident){ 0 });
}

// What the eye meets first: the dark ball on the wall. Second: the golden arrow that leaves the map. Third: the landscape's
// plateau, wall and valley, and the step's length below.
static void draw(void *picture) {
    Valley *p = picture;
    draw_card(p->out, p->card);
    draw_ground(p);
    draw_surface(p, step_focuses(p->step, "valley") ? ease(acts_come(&p->acts, "valley")) : 1);
    draw_axes_words(p);
    if (p->step_shown) draw_step(p, step_focuses(p->step, "step") ? part(acts_come(&p->acts, "step"), 0.2, 0.9) : 1);
    draw_ball(p, matrix_at(&p->ball, 0, 0), matrix_at(&p->ball, 0, 1), matrix_at(&p->loss, 0, 0), ROLE_INK, p->small ? 7 : 10,
              matrix_ident(&p->loss, 0, 0));
    if (p->limited && acts_come(&p->acts, "limited") > 0.4)
        draw_ball(p, matrix_at(&p->clipped, 0, 0), matrix_at(&p->clipped, 0, 1), matrix_at(&p->clipped_loss, 0, 0), ROLE_RIGHT,
                  p->small ? 6 : 8, matrix_ident(&p->clipped_loss, 0, 0));
    write_footer(p);
}

static const char *const reveal[] = { "valley", "step", "limited", NULL };
static const LegendItem legend[] = {
    { ROLE_RECURRENT, NULL, "loss" },
    { ROLE_GRAD, NULL, "step down the gradient" },
};

const Scene scene_valley = {
    .name = "valley",
    .summary = "the loss of a small recurrent net over weight and bias, with a wall, and one step on it",
    .model = "valley",
    .reveal = reveal,
    .bytes = sizeof(Valley),
    WITH_PARTS(read, plan, place, draw, thumbnail),
    WITH_LEGEND(legend),
};
