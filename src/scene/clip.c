// Clipping: a gradient longer than the limit is pulled back onto the circle and keeps its direction. Cut number by number it
// lands in a corner, and points elsewhere.
#include <math.h>

#include "base/math.h"
#include "kit/coordinates.h"
#include "kit/pairs.h"
#include "scene/scenes.h"

typedef struct Clip {
    PICTURE;
    Matrix g, clipped, each, norm, kept, limit;
    bool corner;
    PairPlaces places;
    Coordinates plane;
} Clip;

static bool read(void *picture) {
    Clip *p = picture;
    p->g = matrix_find(p->tape, "gradient", 4), p->clipped = matrix_find(p->tape, "clipped", 4),
    p->each = matrix_find(p->tape, "each", 4);
    p->norm = matrix_find(p->tape, "norm", 4), p->kept = matrix_find(p->tape, "kept", 4),
    p->limit = matrix_find(p->tape, "limit", 4);
    p->corner = step_reveals(p->step, "corner") || step_focuses(p->step, "corner");
    return matrix_exists(&p->g) && matrix_exists(&p->clipped) && matrix_exists(&p->each) && matrix_exists(&p->norm) &&
           matrix_exists(&p->kept) && matrix_exists(&p->limit);
}

static void plan(void *picture) {
    Clip *p = picture;
    acts_add_focus(&p->acts, "clip", 3);
    acts_add_after(&p->acts, "corner", 1.6);
}

static Extent extent_of(const Clip *p) {
    Extent e = { 0 };
    extent_add_rows(&e, &p->g);
    double c = matrix_at(&p->limit, 0, 0);
    extent_add(&e, c, c), extent_add(&e, -c, -c);
    return e;
}

static void place(void *picture) {
    Clip *p = picture;
    p->places = pairs_place(&p->picture, p->g.columns == 2);
    p->plane = coordinates_fit(p->places.plane, extent_of(p), false);
}

static double at(const Matrix *m, int i) { return matrix_at(m, 0, i); }

// How far the gradient has been pulled back, and how far it has been cut, 0 … 1.
static double pulled(const Clip *p) { return part(step_focuses(p->step, "clip") ? acts_come(&p->acts, "clip") : 1, 0.35, 0.85); }
static double cut(const Clip *p) {
    bool plays = step_focuses(p->step, "clip") || step_focuses(p->step, "corner");
    return p->corner ? plays ? acts_come(&p->acts, "corner") : 1 : 0;
}

static void draw_arrows(Clip *p) {
    double pull = pulled(p), c = at(&p->limit, 0), corner = cut(p);
    const char *note = arena_print(p->out->arena, "all gradients of length %s", number_text(p->out->arena, c, 4));
    coordinates_circle(p->out, &p->plane, 0, 0, c,
                       (ArrowStyle){ .role = ROLE_INK, .width = 2, .dash = 6, .alpha = 0.8f, .ident = ident_note(note) });
    coordinates_arrow(p->out, &p->plane, 0, 0, at(&p->g, 0), at(&p->g, 1),
                      (ArrowStyle){ .role = ROLE_GRAD,
                                    .width = 3,
                                    .alpha = pull > 0 ? 0.4f : 1,
                                    .dash = pull > 0 ? 7 : 0,
                                    .ident = matrix_ident(&p->g, 0, 0) });
    if (corner > 0)
        coordinates_arrow(p->out, &p->plane, 0, 0, between(at(&p->g, 0), at(&p->each, 0), ease(corner)),
                          between(at(&p->g, 1), at(&p->each, 1), ease(corner)),
                          (ArrowStyle){ .role = ROLE_WRONG, .width = 3, .ident = matrix_ident(&p->each, 0, 0) });
    if (pull > 0)
        coordinates_arrow(p->out, &p->plane, 0, 0, between(at(&p->g, 0), at(&p->clipped, 0), pull),
                          between(at(&p->g, 1), at(&p->clipped, 1), pull),
                          (ArrowStyle){ .role = ROLE_GRAD, .width = 7, .ident = matrix_ident(&p->clipped, 0, 0) });
    if (c * p->plane.unit >= 24)
        coordinates_ring_label(p->out, &p->plane, 0, 0, c, arena_print(p->out->arena, "limit %s", number_text(p->out->arena, c, 4)),
                               matrix_ident(&p->limit, 0, 0));
    if (pull >= 1)
        coordinates_label(p->out, &p->plane, at(&p->clipped, 0), at(&p->clipped, 1), 2 * at(&p->clipped, 0), 0, NULL, 0, "clipped",
                          matrix_ident(&p->clipped, 0, 0));
    if (corner >= 1)
        coordinates_label(p->out, &p->plane, at(&p->each, 0), at(&p->each, 1), 0, 2 * at(&p->each, 1), NULL, 0, "number by number",
                          matrix_ident(&p->each, 0, 0));
    coordinates_label(p->out, &p->plane, at(&p->g, 0), at(&p->g, 1), 0, 0, &(Symbol){ "g", -1, ROLE_GRAD_TEXT }, 1, NULL,
                      matrix_ident(&p->g, 0, 0));
}

// --- the same in digits

// A gradient's name, its two numbers, and how long it is.
static void draw_line(const Clip *p, Box at, PairLine line) {
    bool own = line.m == &p->g;
    double x = matrix_at(line.m, 0, 0), y = matrix_at(line.m, 0, 1), length = own ? matrix_at(&p->norm, 0, 0) : sqrt(x * x + y * y);
    line.pale = 0.2, line.strong = 0.6, line.largest = p->g.largest;
    line.apart = 112, line.cell_w = 170, line.cell_h = 104, line.digits = 30;
    line.after = arena_print(p->out->arena, "length %s", number_text(p->out->arena, length, 4));
    line.after_role = ROLE_MUTED;
    line.after_ident = own ? matrix_ident(&p->norm, 0, 0) : ident_note("the root of the sum of both squares");
    pairs_line(p->out, at, &line);
}

static void draw_table(const Clip *p) {
    Box table = p->places.table;
    if (!(table.w > 0)) return;
    const PairLine all[] = {
        { "Gradient", &p->g, ROLE_GRAD, ROLE_GRAD_TEXT, 1 },
        { "Clipped: the same direction", &p->clipped, ROLE_GRAD, ROLE_GRAD_TEXT, part(pulled(p), 0.8, 1), .now = true },
        { "Cut number by number", &p->each, ROLE_WRONG, ROLE_WRONG, part(cut(p), 0.8, 1) },
    };
    int lines = p->corner ? 3 : 2;
    double pitch = math_clamp(table.h / 3.2, 84, 196), y = box_middle_y(table) - pitch * lines / 2;
    for (int i = 0; i < lines; i++) draw_line(p, box(table.x, y + i * pitch, table.w, pitch - 28), all[i]);
}

// (3, 4), length 5, times 0.2: (0.6, 0.8)
static void write_footer(const Clip *p) {
    Pen pen = pen_in(p->out, p->places.footer, p->small ? 16 : 21);
    pen_words(&pen, "Length  ");
    pen_number(&pen, at(&p->norm, 0), ROLE_GRAD_TEXT, matrix_ident(&p->norm, 0, 0));
    if (step_focuses(p->step, "clip") && acts_come(&p->acts, "clip") < 0.2) return;
    pen_words(&pen, ",  times  ");
    pen_number(&pen, at(&p->kept, 0), ROLE_INK, matrix_ident(&p->kept, 0, 0));
    pen_words(&pen, ":   ");
    pen_number(&pen, at(&p->kept, 0), ROLE_INK, matrix_ident(&p->kept, 0, 0));
    pen_operator(&pen, " · ");
    pairs_write(&pen, &p->g, ROLE_GRAD_TEXT);
    if (pulled(p) < 1) return;
    pen_operator(&pen, " = ");
    pairs_write(&pen, &p->clipped, ROLE_GRAD_TEXT);
}

static void thumbnail(void *picture) {
    Clip *p = picture;
    p->plane = coordinates_fit(box(8, 6, p->view->width - 16, p->view->height - 12), extent_of(p), true);
    ArrowStyle line = { .role = ROLE_GRAD, .width = 2, .dash = 5, .bare = true };
    coordinates_circle(p->out, &p->plane, 0, 0, at(&p->limit, 0), (ArrowStyle){ .role = ROLE_MUTED, .width = 2 });
    if (p->g.columns != 2) return;
    coordinates_arrow(p->out, &p->plane, 0, 0, at(&p->g, 0), at(&p->g, 1), line);
    coordinates_arrow(p->out, &p->plane, 0, 0, at(&p->clipped, 0), at(&p->clipped, 1),
                      (ArrowStyle){ .role = ROLE_GRAD, .width = 5, .bare = true });
}

// What the eye meets first: the thick gold arrow, pulled back onto the circle. Second: where it came from, thin and dashed.
// Third: the red one, which points elsewhere.
static void draw(void *picture) {
    Clip *p = picture;
    if (p->g.columns == 2) {
        coordinates_grid(p->out, &p->plane);
        draw_arrows(p);
        draw_table(p);
    } else {
        coordinates_refuse(p->out, p->places.plane, "Arrows", "n", p->g.columns, "n is how many numbers the gradient has");
    }
    write_footer(p);
    if (p->g.columns == 2) coordinates_handle(p->out, &p->plane, at(&p->g, 0), at(&p->g, 1), matrix_ident(&p->g, 0, 0));
}

static const char *const reveal[] = { "clip", "corner", NULL };
static const LegendItem legend[] = {
    { ROLE_GRAD, "g", "gradient, and clipped" },
    { ROLE_WRONG, NULL, "cut number by number" },
};

const Scene scene_clip = {
    .name = "clip",
    .summary = "a gradient pulled back onto the circle of the limit, and cut number by number",
    .model = "clip",
    .reveal = reveal,
    .bytes = sizeof(Clip),
    WITH_PARTS(read, plan, place, draw, thumbnail),
    WITH_LEGEND(legend),
};
