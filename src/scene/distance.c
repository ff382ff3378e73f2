// The dot product of every position with every other: alike along each diagonal, for it depends on the distance alone. Beside the
// matrix one bar a distance, all from the first row.
#include <math.h>

#include "base/math.h"
#include "kit/group.h"
#include "kit/picture.h"
#include "scene/scenes.h"

enum { DIGITS_MOST = 12, BARS_MOST = 64 };

typedef struct Distance {
    PICTURE;
    Matrix dot;
    int n, followed; // distance that is ringed
    bool digits;
    double x, y, pitch;
    Box bars;
} Distance;

static bool read(void *picture) {
    Distance *p = picture;
    p->refusal = "There are too many positions for all their products.";
    p->dot = matrix_find(p->tape, "dot", 5);
    if (!matrix_exists(&p->dot)) return false;
    p->n = p->dot.rows;
    p->followed = (int)math_clamp(step_number_or(p->step, "distance", 2), 0, p->n - 1);
    return true;
}

static bool shows(const Distance *p, const char *name) { return step_reveals(p->step, name) || step_focuses(p->step, name); }

static void plan(void *picture) {
    Distance *p = picture;
    acts_add_focus(&p->acts, "matrix", acts_length(p->n, 1, 0.6));
    acts_add_focus(&p->acts, "bars", acts_length(p->n, 0.8, 0.5));
}

static double come(const Distance *p, int distance) { return acts_turn(&p->acts, "matrix", distance, p->n, 1); }

static void place(void *picture) {
    Distance *p = picture;
    const View *v = p->view;
    double margin = p->sizes->margin, left = p->small ? 30 : 48, head = p->sizes->crown, gap = p->small ? 24 : 64;
    double most = p->tall ? v->height * 0.55 : v->height - head - margin,
           wide = p->tall ? v->width - 2 * margin - left : (v->width - 2 * margin - gap) * 0.56 - left;
    double size = most < wide ? most : wide;
    p->pitch = p->n <= DIGITS_MOST ? floor(math_clamp(size / p->n, 1, 128)) : size / p->n;
    p->digits = p->n <= DIGITS_MOST && p->pitch - CELL_GAP >= CELL_LEAST;
    p->x = margin + left;
    p->y = head + (p->tall ? 0 : math_clamp((v->height - head - margin - p->pitch * p->n) / 2, 0, 60));
    double right = p->tall ? margin + left : p->x + p->pitch * p->n + gap, top = p->tall ? p->y + p->pitch * p->n + head : p->y;
    p->bars = box(right, top, v->width - margin - right, p->tall ? v->height - top - margin : p->pitch * p->n);
}

static double tint(const Distance *p, int i, int j) { return math_clamp(matrix_share(&p->dot, i, j), 0.001, 1); }

// Squares of sines and cosines add up to 1 but for the last bits, and a whole number is written as one.
static const char *text_at(const Distance *p, int i, int j) {
    double value = matrix_at(&p->dot, i, j), whole = floor(value + 0.5);
    return number_in(p->out->arena, fabs(value - whole) < 1e-12 * p->n ? whole : value, p->dot.format);
}

static void draw_dot(const Distance *p, int i, int j, CellStyle style) {
    Box at = box(p->x + j * p->pitch, p->y + i * p->pitch, p->pitch - CELL_GAP, p->pitch - CELL_GAP);
    if (style.state == CELL_TO_COME) {
        draw_awaited(p->out, at, matrix_ident(&p->dot, i, j), style);
        return;
    }
    style.ident = matrix_ident(&p->dot, i, j);
    draw_cell(p->out, at, text_at(p, i, j), style);
}

static void draw_matrix(const Distance *p) {
    if (!p->digits) {
        if (acts_come(&p->acts, "matrix") > 0.3)
            matrix_heat(p->out, box(p->x, p->y, p->pitch * p->n, p->pitch * p->n), &p->dot, 0, p->n, 0, p->n, ROLE_S);
        return;
    }
    double widest = matrix_text_width(p->out->metrics, p->out->arena, &p->dot), room = p->pitch * 0.8,
           size = widest > room ? math_clamp(17 * room / widest, 9.5, 17) : 17;
    for (int i = 0; i < p->n; i++)
        for (int j = 0; j < p->n; j++) {
            int far = i > j ? i - j : j - i;
            double u = come(p, far);
            bool ring = far == p->followed && acts_come(&p->acts, "matrix") >= 1 && shows(p, "bars");
            draw_dot(p, i, j,
                     (CellStyle){ .role = ROLE_S,
                                  .share = tint(p, i, j),
                                  .size = size,
                                  .state = u > 0 ? CELL_DONE : CELL_TO_COME,
                                  .ring = ring,
                                  .reveal = u });
        }
}

static void draw_axes_of(const Distance *p) {
    TextStyle style = { .size = p->sizes->label, .paint = paint(ROLE_MUTED), .align = ALIGN_CENTER };
    double size = p->pitch * p->n;
    draw_note(p->out, p->x + size / 2, p->y - (p->small ? 22 : 36), size, "position ↓   position →",
              (TextStyle){ .align = ALIGN_CENTER });
    if (!p->digits) return;
    Ident before = list_show(p->out, ident_note("a position, from 0"));
    for (int i = 0; i < p->n; i++) {
        double middle = p->pitch * i + (p->pitch - CELL_GAP) / 2;
        list_print(p->out, p->x + middle, p->y - 8, style, "%d", i);
        list_print(p->out, p->x - 14, p->y + middle + 5, style, "%d", i);
    }
    list_show(p->out, before);
}

// One bar a distance: element (0, distance).
static void draw_bars(const Distance *p) {
    int bars = p->n < BARS_MOST ? p->n : BARS_MOST;
    double pitch = p->bars.h / bars, label = p->small ? 22 : 32, number = pitch >= 16 ? (p->small ? 58 : 76) : 0,
           track = p->bars.w - label - number;
    bool now = step_focuses(p->step, "bars");
    if (!shows(p, "bars") || track < 12) return;
    if (now) draw_highlight(p->out, box_grow(p->bars, p->sizes->close));
    draw_note(p->out, p->bars.x, p->y > p->bars.y ? p->bars.y - 12 : p->bars.y - (p->small ? 10 : 20), p->bars.w, "by distance",
              (TextStyle){ 0 });
    for (int k = 0; k < bars; k++) {
        double u = acts_turn(&p->acts, "bars", k, bars, 0.8), y = p->bars.y + pitch * k, thick = math_clamp(pitch * 0.46, 1, 26),
               value = matrix_at(&p->dot, 0, k);
        bool followed = k == p->followed;
        TextStyle style = { .face = followed ? FACE_BOLD : FACE_TEXT,
                            .size = p->sizes->label,
                            .paint = paint(followed ? ROLE_INK : ROLE_MUTED),
                            .align = ALIGN_CENTER };
        Ident before = list_show(p->out, ident_note("the distance of two positions"));
        if (pitch >= 16) list_print(p->out, p->bars.x + label / 2 - 4, y + pitch / 2 + 5, style, "%d", k);
        list_show(p->out, matrix_ident(&p->dot, 0, k));
        draw_bar_sideways(p->out, box(p->bars.x + label, y + (pitch - thick) / 2, track, thick),
                          u * share_of(value < 0 ? 0 : value, p->dot.largest), (BarStyle){ .role = ROLE_S });
        style.align = ALIGN_RIGHT, style.paint = paint(ROLE_INK);
        if (number > 0 && come_or_asked(p->out, matrix_ident(&p->dot, 0, k), u) > 0)
            list_text_fit(p->out, p->bars.x + p->bars.w - 4, y + pitch / 2 + 5, number - 10, text_of(text_at(p, 0, k)), style);
        list_show(p->out, before);
    }
}

static void thumbnail(void *picture) {
    Distance *p = picture;
    double side = p->view->height - 8;
    matrix_heat(p->out, box((p->view->width - side) / 2, 4, side, side), &p->dot, 0, p->n, 0, p->n, ROLE_S);
    list_rect(p->out, box(p->view->width / 2 - side / 2, 4, side, side), (RectStyle){ .stroke = paint(ROLE_LINE), .width = 1 });
    list_rect(p->out, box(p->view->width / 2 - side / 2 - 1, 3, side + 2, side + 2),
              (RectStyle){ .stroke = paint(ROLE_STAGE), .width = 1 });
}

// What the eye meets first: the diagonal stripes, darkest in the middle. Second: the ringed diagonal with one number all along.
// Third: the bar of its distance.
static void draw(void *picture) {
    Distance *p = picture;
    draw_bars(p);
    draw_axes_of(p);
    draw_matrix(p);
}

static const ParamInfo params[] = {
    { .name = "distance",
      .label = "Distance",
      .kind = PARAM_WHOLE,
      .initial = "2",
      .low = 0,
      .high = 65535,
      .summary = "the diagonal that is ringed" },
};
static const char *const reveals[] = { "matrix", "bars", NULL };
static const LegendItem legend[] = { { ROLE_S, NULL, "dot product of two positions" } };

const Scene scene_distance = {
    .name = "distance",
    .summary = "dot products of all positions: alike along each diagonal",
    .model = "position",
    WITH_PARAMS(params),
    .reveal = reveals,
    .bytes = sizeof(Distance),
    WITH_PARTS(read, plan, place, draw, thumbnail),
    WITH_LEGEND(legend),
};
