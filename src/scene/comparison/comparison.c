// Four layers by work, waiting and way (Vaswani et al. 2017, table 1), and what that table leaves out. Each number is a node of the
// model of layers: by the formula, and beside it as the operations of the recorded layer count it.
//
// What the eye meets first: the shortest of the bars, lamps or hops. Second: its number. Third: what was counted, beside it.
#include "scene/comparison/comparison.h"

#include <math.h>
#include <string.h>

#include "scene/scenes.h"

static const Layer layers[LAYERS] = {
    { "attention", "Self-attention", "Attention", ROLE_ATTENTION, false, "n^2 \\cdot d", "1", "1" },
    { "recurrent", "Recurrent", "Recurrent", ROLE_RECURRENT, false, "n \\cdot d^2", "n", "n - 1" },
    { "convolution", "Convolutional", "Convolution", ROLE_HEAD8, false, "k \\cdot n \\cdot d^2", "1", "\\log_k n" },
    { "restricted", "Restricted attention", "Restricted", ROLE_ATTENTION, true, "r \\cdot n \\cdot d", "1", "n / r" },
};

// --- reading the tape

Matrix comparison_matrix(const Comparison *p, const char *of, const Layer *layer) {
    return matrix_find(p->tape, arena_print(p->out->arena, "%s%s", of, layer->key), 6);
}

static bool read(void *picture) {
    Comparison *p = picture;
    p->n = matrix_find(p->tape, "size.n", 6), p->d = matrix_find(p->tape, "size.d", 6);
    p->k = matrix_find(p->tape, "size.k", 6), p->r = matrix_find(p->tape, "size.r", 6);
    if (!matrix_exists(&p->n) || !matrix_exists(&p->d) || !matrix_exists(&p->k) || !matrix_exists(&p->r)) return false;
    for (int i = 0; i < LAYERS; i++) {
        Layer *l = &p->layer[i];
        *l = layers[i];
        l->work = comparison_matrix(p, "work.", l), l->wait = comparison_matrix(p, "wait.", l),
        l->way = comparison_matrix(p, "way.", l);
        l->counted_work = comparison_matrix(p, "counted.work.", l), l->counted_wait = comparison_matrix(p, "counted.wait.", l);
        if (!matrix_exists(&l->work) || !matrix_exists(&l->counted_wait)) return false;
    }
    return true;
}

// --- what all pictures share

void comparison_draw_bar(const Comparison *p, const Layer *layer, Box at, double share, bool hatched) {
    double w = at.w * math_clamp(share, 0, 1), radius = math_clamp(at.h * 0.3, 1, 6);
    list_rect(p->out, at, (RectStyle){ .radius = radius, .fill = paint_tint(layer->role, ROLE_PANEL, 0.1f) });
    if (!(w > 0)) return;
    if (w < 2) w = 2;
    Box bar = box(at.x, at.y, w, at.h);
    list_rect(p->out, bar,
              (RectStyle){ .radius = radius < w / 2 ? radius : w / 2,
                           .fill = paint_tint(layer->role, ROLE_PANEL,
                                              hatched       ? 0.3f
                                              : layer->pale ? 0.55f
                                                            : 1) });
    if (hatched) list_hatch(p->out, bar, radius < w / 2 ? radius : w / 2, paint_faded(layer->role, 0.7f));
}

static void draw_mark(List *out, Box at, Role role, bool pale) {
    RectStyle style = { .radius = 3, .fill = paint_tint(role, ROLE_PANEL, pale ? 0.45f : 1) };
    double side = math_min(at.w, at.h);
    if (pale) style.stroke = paint(role), style.width = 1.5, style.dash = 3;
    list_rect(out, box(at.x, at.y, side, side), style);
}

void comparison_draw_name(const Comparison *p, const Layer *layer, double x, double y, double width) {
    double side = p->small ? 9 : 12;
    draw_mark(p->out, box(x, y - side / 2, side, side), layer->role, layer->pale);
    const char *name = p->small ? layer->short_name : layer->name;
    list_text_fit(p->out, x + side + 8, y + (p->small ? 4.5 : 5.5), width - side - 12, text_of(name),
                  (TextStyle){ .size = p->sizes->word });
}

double comparison_draw_value(const Comparison *p, const Matrix *m, int element, double x, double y, double width, TextStyle style) {
    style.ident = matrix_ident(m, 0, element);
    double wide = list_text_fit(p->out, x, y, width, text_of(number_text(p->out->arena, matrix_at(m, 0, element), 4)), style);
    return wide;
}

// --- what is shown

static const struct {
    const char *name;
    void (*draw)(const Comparison *p);
    double seconds;
} pictures[] = {
    { "table", comparison_draw_table, 4.5 }, { "work", comparison_draw_bars, 4 },   { "curves", comparison_draw_curves, 5 },
    { "lamps", comparison_draw_lamps, 7 },   { "way", comparison_draw_ways, 7 },    { "hidden", comparison_draw_hidden, 4 },
    { "memory", comparison_draw_memory, 5 }, { "jobs", comparison_draw_jobs, 4.5 },
};
enum { PICTURES = sizeof pictures / sizeof *pictures };

// The one in focus, else the last one revealed; -1 when there is none.
static int picture_of(const Step *step) {
    int found = -1;
    for (int i = 0; i < PICTURES; i++)
        if (step_reveals(step, pictures[i].name)) found = i;
    for (int i = 0; i < PICTURES; i++)
        if (step_focuses(step, pictures[i].name)) found = i;
    return found;
}

static void plan(void *picture) {
    Comparison *p = picture;
    p->now = picture_of(p->step);
    if (p->now >= 0) acts_add_focus(&p->acts, pictures[p->now].name, pictures[p->now].seconds);
}

// --- the scene

// Work over length: attention and recurrent, and where they cross.
static void thumbnail(void *picture) {
    const Comparison *p = picture;
    Matrix n = matrix_find(p->tape, "curve.n", 6),
           work[2] = { comparison_matrix(p, "curve.", &p->layer[0]), comparison_matrix(p, "curve.", &p->layer[1]) };
    if (!matrix_exists(&n) || !matrix_exists(&work[0]) || !matrix_exists(&work[1]) || n.columns < 2) return;
    double w = p->view->width, h = p->view->height, low = MATH_INFINITY, high = 0, d = comparison_size(&p->d);
    for (int i = 0; i < 2; i++)
        for (int j = 0; j < n.columns; j++) {
            double value = matrix_at(&work[i], 0, j);
            if (!math_finite(value) || !(value > 0)) return;
            low = value < low ? value : low, high = value > high ? value : high;
        }
    Axis x = { .low = matrix_at(&n, 0, 0), .high = matrix_at(&n, 0, n.columns - 1), .log = true, .from = 28, .to = w - 28 };
    Axis y = { .low = low, .high = high > low ? high : 2 * low, .log = true, .from = h - 8, .to = 8 };
    if (!(x.low > 0) || !(x.high > x.low)) return;
    if (d > x.low && d < x.high)
        list_line(p->out, axis_at(&x, d), 4, axis_at(&x, d), h - 4, (StrokeStyle){ .paint = paint(ROLE_FAINT), .width = 1.5 });
    double *xy = arena_new(p->out->arena, double, 2 * n.columns);
    for (int i = 2; i-- > 0;) {
        for (int j = 0; j < n.columns; j++)
            xy[2 * j] = axis_at(&x, matrix_at(&n, 0, j)), xy[2 * j + 1] = axis_at(&y, matrix_at(&work[i], 0, j));
        list_polyline(p->out, xy, n.columns, false, (StrokeStyle){ .paint = paint(p->layer[i].role), .width = 3, .round = true });
    }
}

static void place(void *picture) {
    Comparison *p = picture;
    double margin = p->sizes->gap;
    p->stage = box(margin, margin, p->view->width - 2 * margin, p->view->height - 2 * margin);
}

static void draw(void *picture) {
    const Comparison *p = picture;
    if (p->now >= 0)
        pictures[p->now].draw(p);
    else
        draw_card_to_come(p->out, p->stage);
}

static const char *const reveal[] = { "table", "work", "curves", "lamps", "way", "hidden", "memory", "jobs", NULL };

static void mark_restricted(List *out, Box at, Role role) {
    list_rect(
        out, at,
        (RectStyle){ .radius = 3, .fill = paint_tint(role, ROLE_PANEL, 0.45f), .stroke = paint(role), .width = 1.5, .dash = 3 });
}

#define BY_LAYER "table work curves lamps way jobs" // the pictures that show every layer
static const LegendItem legend[] = {
    { ROLE_ATTENTION, NULL, "self-attention" },
    { ROLE_RECURRENT, NULL, "recurrent" },
    { ROLE_HEAD8, NULL, "convolutional" },
    { ROLE_ATTENTION, NULL, "restricted attention", .mark = mark_restricted, .of = BY_LAYER },
    { ROLE_A, NULL, "weights" },
};

const Scene scene_comparison = {
    .name = "comparison",
    .summary = "work, waiting and way of four layers: formulas, counted work, hops, and what the table leaves out",
    .model = "layers",
    .reveal = reveal,
    .bytes = sizeof(Comparison),
    WITH_PARTS(read, plan, place, draw, thumbnail),
    WITH_LEGEND(legend),
};
