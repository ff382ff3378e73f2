// A hill of losses over two weights, seen from above: lines of equal loss, the ball with its gradient, which points uphill, and the
// steps that training takes the other way.
#include <math.h>

#include "base/math.h"
#include "kit/coordinates.h"
#include "kit/pairs.h"
#include "scene/scenes.h"

enum { LEVELS = 20 };

typedef struct Hill {
    PICTURE;
    Matrix w, c, loss, gradient, landed, landed_loss, path, rate;
    bool arrow, walks; // on the picture
    PairPlaces places;
    Coordinates plane;
} Hill;

static bool read(void *picture) {
    Hill *p = picture;
    const struct {
        Matrix *m;
        const char *name;
    } node[] = { { &p->w, "w" },           { &p->c, "c" },
                 { &p->loss, "loss" },     { &p->gradient, "gradient" },
                 { &p->landed, "landed" }, { &p->landed_loss, "landed.loss" },
                 { &p->path, "path" },     { &p->rate, "rate" } };
    for (size_t i = 0; i < sizeof node / sizeof *node; i++) {
        *node[i].m = matrix_find(p->tape, node[i].name, 4);
        if (!matrix_exists(node[i].m)) return false;
    }
    p->arrow = step_reveals(p->step, "arrow") || step_focuses(p->step, "arrow");
    p->walks = step_reveals(p->step, "step") || step_focuses(p->step, "step");
    return true;
}

static void plan(void *picture) {
    Hill *p = picture;
    acts_add_focus(&p->acts, "hill", 1.2);
    acts_add_focus(&p->acts, "arrow", 2);
    acts_add_focus(&p->acts, "step", 4);
}

static double at(const Matrix *m, int i) { return matrix_at(m, 0, i); }
static bool is_flat(const Hill *p) { return p->w.columns == 2; } // a map has two sides

// The map keeps still while the ball stays near the middle.
static void place(void *picture) {
    Hill *p = picture;
    Extent e = { 2, 3.2, 2, 4 };
    extent_add_rows(&e, &p->path);
    if (is_flat(p)) extent_add(&e, at(&p->w, 0) + at(&p->gradient, 0), at(&p->w, 1) + at(&p->gradient, 1));
    p->places = pairs_place(&p->picture, is_flat(p));
    p->plane = coordinates_fit(p->places.plane, e, false);
}

// --- the hill

// Lines of the losses 2, 4, 6 …: where they stand close together the ground is steep. The higher, the darker.
static void draw_levels(Hill *p, double come) {
    if (!(at(&p->c, 0) > 0) || !(at(&p->c, 1) > 0)) return;
    for (int k = 1; k <= LEVELS && k <= LEVELS * come; k++) {
        double loss = 2 * k;
        const char *note = arena_print(p->out->arena, "here the loss is %s everywhere", number_text(p->out->arena, loss, 4));
        coordinates_ellipse(p->out, &p->plane, 0, 0, sqrt(2 * loss / at(&p->c, 0)), sqrt(2 * loss / at(&p->c, 1)),
                            (ArrowStyle){ .role = ROLE_RECURRENT,
                                          .alpha = 0.3f + 0.5f * (float)k / LEVELS,
                                          .width = 1 + 1.2 * k / LEVELS,
                                          .ident = ident_note(note) });
    }
}

// The losses of some lines, where these cross the lower half of the vertical axis' right side.
static void draw_losses(Hill *p, double come) {
    for (int k = 1; k <= LEVELS * come; k *= 2) {
        double loss = 2 * k, turn = -0.9, x = sqrt(2 * loss / at(&p->c, 0)) * math_cos(turn),
               y = sqrt(2 * loss / at(&p->c, 1)) * math_sin(turn);
        double px = coordinates_x(&p->plane, x), py = coordinates_y(&p->plane, y);
        const char *text = arena_print(p->out->arena, "L = %s", number_text(p->out->arena, loss, 3));
        double wide = metrics_width(p->out->metrics, FACE_TEXT, 12, text_of(text)) + 8;
        Box b = box(px - wide / 2, py - 8, wide, 16), in = p->plane.inner;
        if (b.x < in.x || b.y < in.y || b.x + b.w > in.x + in.w || b.y + b.h > in.y + in.h - 4) continue;
        list_rect(p->out, b, (RectStyle){ .radius = 4, .fill = paint(ROLE_PANEL) });
        list_text(
            p->out, px, py + 4, text_of(text),
            (TextStyle){
                .size = 12, .paint = paint(ROLE_RECURRENT), .align = ALIGN_CENTER, .ident = ident_note("the loss on this line") });
        coordinates_take(&p->plane, b);
    }
}

static void draw_axis_names(Hill *p) {
    Box in = p->plane.inner;
    for (int i = 0; i < 2; i++) {
        double x = i ? p->plane.origin_x + 14 : in.x + in.w - 12, y = i ? in.y + 12 : p->plane.origin_y - 10;
        Box b = box(x - 12, y - 14, 24, 20);
        list_rect(p->out, b, (RectStyle){ .radius = 4, .fill = paint(ROLE_PANEL) });
        draw_symbol(p->out, x, y, "w", i,
                    (TextStyle){ .size = 16, .align = ALIGN_CENTER, .ident = ident_symbol(p->w.node, i, false) });
        coordinates_take(&p->plane, b);
    }
}

// --- the ball

static double arrow_come(const Hill *p) {
    return step_focuses(p->step, "arrow") ? part(acts_come(&p->acts, "arrow"), 0.1, 0.8) : 1;
}

static void draw_arrow(Hill *p) {
    double u = arrow_come(p), x = at(&p->w, 0), y = at(&p->w, 1), gx = at(&p->gradient, 0), gy = at(&p->gradient, 1);
    if (!p->arrow || u <= 0) return;
    Ident ident = p->w.grad ? matrix_grad_ident(&p->w, 0, 0) : matrix_ident(&p->gradient, 0, 0);
    coordinates_arrow(p->out, &p->plane, x, y, x + u * gx, y + u * gy,
                      (ArrowStyle){ .role = ROLE_GRAD, .width = 6, .ident = ident });
    if (u >= 1)
        coordinates_label(p->out, &p->plane, x + gx, y + gy, x, y, &(Symbol){ "g", -1, ROLE_GRAD_TEXT }, 1, "uphill", ident);
}

// How many of the steps have been gone.
static double gone(const Hill *p) {
    if (!p->walks) return 0;
    return (p->path.rows - 1) * (step_focuses(p->step, "step") ? acts_come(&p->acts, "step") : 1);
}

static void draw_path(Hill *p) {
    double steps = gone(p);
    for (int i = 0; i + 1 < p->path.rows && steps > i; i++) {
        double u = ease(math_clamp(steps - i, 0, 1)), x1 = matrix_at(&p->path, i, 0), y1 = matrix_at(&p->path, i, 1);
        double x2 = between(x1, matrix_at(&p->path, i + 1, 0), u), y2 = between(y1, matrix_at(&p->path, i + 1, 1), u);
        coordinates_arrow(p->out, &p->plane, x1, y1, x2, y2,
                          (ArrowStyle){ .role = ROLE_RIGHT, .width = 4, .bare = true, .ident = matrix_ident(&p->path, i + 1, 0) });
        coordinates_dot(p->out, &p->plane, x2, y2, p->small ? 4 : 5.5,
                        (ArrowStyle){ .role = ROLE_RIGHT, .ident = matrix_ident(&p->path, i + 1, 0) });
    }
    int last = p->path.rows - 1;
    if (steps >= last)
        coordinates_label(p->out, &p->plane, matrix_at(&p->path, last, 0), matrix_at(&p->path, last, 1), at(&p->w, 0), at(&p->w, 1),
                          NULL, 0, "training", matrix_ident(&p->path, last, 0));
}

static void draw_ball(Hill *p) {
    coordinates_dot(p->out, &p->plane, at(&p->w, 0), at(&p->w, 1), p->small ? 8 : 11,
                    (ArrowStyle){ .role = ROLE_INK, .ident = matrix_ident(&p->w, 0, 0) });
}

// --- the same in digits

static void draw_numbers(const Hill *p, Box at, PairLine line) {
    const Matrix *loss = line.m == &p->w ? &p->loss : line.m == &p->landed ? &p->landed_loss : NULL;
    line.pale = 0.1, line.strong = 0.3, line.largest = line.m->largest;
    line.apart = 96, line.cell_w = 150, line.cell_h = 88, line.digits = 26;
    if (loss) {
        line.after = arena_print(p->out->arena, "loss %s", number_text(p->out->arena, matrix_at(loss, 0, 0), 4));
        line.after_role = ROLE_RECURRENT, line.after_ident = matrix_ident(loss, 0, 0);
    }
    pairs_line(p->out, at, &line);
}

static void draw_table(const Hill *p) {
    Box table = p->places.table;
    if (!(table.w > 0)) return;
    bool arrow_now = step_focuses(p->step, "arrow") && !(gone(p) > 0);
    double pitch = math_clamp(table.h / 3.2, 84, 172), y = box_middle_y(table) - pitch * (1 + p->arrow + p->walks) / 2;
    Box line = box(table.x, y, table.w, pitch - 28);
    draw_numbers(p, line, (PairLine){ "Weights, the ball", &p->w, ROLE_INK, ROLE_INK, .come = 1 });
    line.y += pitch;
    if (p->arrow)
        draw_numbers(p, line,
                     (PairLine){ "Gradient, the arrow", &p->gradient, ROLE_GRAD, ROLE_GRAD_TEXT, part(arrow_come(p), 0.7, 1),
                                 .now = arrow_now });
    line.y += pitch;
    if (p->walks)
        draw_numbers(p, line,
                     (PairLine){ "After one step", &p->landed, ROLE_RIGHT, ROLE_RIGHT, part(gone(p), 0.6, 1), .now = gone(p) > 0 });
}

// (1, 2) − 0.1 · (2, 2) = (0.8, 1.8)
static void write_footer(const Hill *p) {
    Pen pen = pen_in(p->out, p->places.footer, p->sizes->line);
    if (!p->walks || gone(p) < 1) return;
    pen_words(&pen, "One step  ");
    pairs_write(&pen, &p->w, ROLE_INK);
    pen_operator(&pen, " − ");
    pen_number(&pen, at(&p->rate, 0), ROLE_INK, matrix_ident(&p->rate, 0, 0));
    pen_operator(&pen, " · ");
    pairs_write(&pen, &p->gradient, ROLE_GRAD_TEXT);
    pen_operator(&pen, " = ");
    pairs_write(&pen, &p->landed, ROLE_RIGHT);
}

// --- the scene

static void thumbnail(void *picture) {
    Hill *p = picture;
    if (!is_flat(p)) return;
    Extent e = { 2, 3, 1, 4 };
    p->plane = coordinates_fit(box(8, 4, p->view->width - 16, p->view->height - 8), e, true);
    p->arrow = true;
    draw_levels(p, 0.6);
    draw_arrow(p);
    draw_ball(p);
}

// What the eye meets first: the ball and its thick gold arrow, square to the line of equal loss. Second: the lines, closer and
// darker uphill. Third: the green steps, which lead the other way.
static void draw(void *picture) {
    Hill *p = picture;
    if (!is_flat(p)) {
        coordinates_refuse(p->out, p->places.plane, "Maps", "n", p->w.columns, "n is how many weights there are");
        return;
    }
    coordinates_grid(p->out, &p->plane);
    double come = step_focuses(p->step, "hill") ? acts_come(&p->acts, "hill") : 1;
    draw_levels(p, come);
    draw_losses(p, come);
    draw_axis_names(p);
    draw_path(p);
    draw_arrow(p);
    draw_ball(p);
    coordinates_label(p->out, &p->plane, at(&p->w, 0), at(&p->w, 1), at(&p->w, 0) + at(&p->gradient, 0),
                      at(&p->w, 1) + at(&p->gradient, 1), &(Symbol){ "w", -1, ROLE_INK }, 1, NULL,
                      ident_symbol(p->w.node, 0, false));
    draw_table(p);
    write_footer(p);
    coordinates_handle(p->out, &p->plane, at(&p->w, 0), at(&p->w, 1), matrix_ident(&p->w, 0, 0));
}

static const char *const reveal[] = { "hill", "arrow", "step", NULL };
static const LegendItem legend[] = {
    { ROLE_RECURRENT, "L", "lines of equal loss" },
    { ROLE_GRAD, "g", "gradient" },
    { ROLE_RIGHT, NULL, "steps of training" },
};

const Scene scene_hill = {
    .name = "hill",
    .summary = "a hill of losses over two weights: the gradient points uphill, training steps the other way",
    .model = "hill",
    .reveal = reveal,
    .bytes = sizeof(Hill),
    WITH_PARTS(read, plan, place, draw, thumbnail),
    WITH_LEGEND(legend),
};
