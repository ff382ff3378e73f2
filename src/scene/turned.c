// Rotary positions: a query and a key stand as arrows, each turned by its own place. Side by side stand pairs of places at the same
// distance: the arrows stand elsewhere, but the angle between them is the same, and with it their product.
#include <math.h>

#include "base/math.h"
#include "kit/coordinates.h"
#include "kit/picture.h"
#include "scene/scenes.h"

enum { DIALS_MOST = 4 };

typedef struct Turned {
    PICTURE;
    Matrix q, k, pq, pk, qr, kr, q_angle, k_angle, raw;
    int dials;
    Box at[DIALS_MOST];
    Coordinates plane[DIALS_MOST];
    double cell_y, cell_w, cell_h;
} Turned;

static double length_of(const Matrix *m, int row) { return math_length(m->value + 2 * row, 2); }

static bool read(void *picture) {
    Turned *p = picture;
    const struct {
        Matrix *m;
        const char *name;
    } node[] = { { &p->q, "q" },   { &p->k, "k" },     { &p->pq, "pq" },           { &p->pk, "pk" },          { &p->qr, "qr" },
                 { &p->kr, "kr" }, { &p->raw, "raw" }, { &p->q_angle, "q.angle" }, { &p->k_angle, "k.angle" } };
    for (size_t i = 0; i < sizeof node / sizeof *node; i++) {
        *node[i].m = matrix_find(p->tape, node[i].name, node[i].m == &p->raw ? 5 : 4);
        if (!matrix_exists(node[i].m)) return false;
    }
    p->dials = math_min_int(math_min_int(p->q.rows, p->k.rows), DIALS_MOST);
    p->refusal = "Arrows are drawn for queries and keys of two numbers.";
    return p->q.columns == 2;
}

static void plan(void *picture) {
    Turned *p = picture;
    acts_add_focus(&p->acts, "turn", acts_length(p->dials, 2.4, 1.8));
}

static void place(void *picture) {
    Turned *p = picture;
    const View *v = p->view;
    double margin = p->sizes->margin, gap = p->sizes->gap, w = floor((v->width - 2 * margin - (p->dials - 1) * gap) / p->dials);
    double head = v->thumbnail ? 0 : p->small ? 34 : 44;
    p->cell_h = p->flat ? 30 : 44;
    p->cell_w = math_clamp(w * 0.4, 48, 96);
    double under = v->thumbnail ? 0 : p->cell_h + (p->flat ? 12 : 52), high = v->height - 2 * margin - head - under;
    if (high > 1.15 * w) high = floor(1.15 * w);
    double y = floor((v->height - high - head - under) / 2) + head;
    p->cell_y = y + high + (p->flat ? 8 : 36);
    for (int i = 0; i < p->dials; i++) {
        p->at[i] = box(margin + i * (w + gap), y, w, high);
        double reach = 0.2;
        for (int j = 0; j < 2; j++) reach = math_max(reach, math_max(length_of(&p->q, i), length_of(&p->k, i)));
        p->plane[i] = coordinates_fit(p->at[i], (Extent){ reach, reach, reach, reach }, v->thumbnail);
    }
}

static double come(const Turned *p, int i) {
    return step_focuses(p->step, "turn") ? acts_turn(&p->acts, "turn", i, p->dials, 2.4) : 1;
}

// On its way from where it stood to where its place turns it.
static void draw_arrow(Turned *p, int i, const Matrix *from, const Matrix *to, const Matrix *angle, Role role, double u) {
    double x = matrix_at(from, i, 0), y = matrix_at(from, i, 1), turn = u * matrix_at(angle, i, 0);
    if (!math_finite(turn)) return;
    double c = math_cos(turn), s = math_sin(turn);
    if (u > 0.02)
        coordinates_arrow(p->out, &p->plane[i], 0, 0, x, y,
                          (ArrowStyle){ .role = role, .width = 2, .dash = 5, .alpha = 0.5f, .ident = matrix_ident(from, i, 0) });
    coordinates_arrow(
        p->out, &p->plane[i], 0, 0, x * c - y * s, x * s + y * c,
        (ArrowStyle){ .role = role, .width = 5, .ident = u >= 1 ? matrix_ident(to, i, 0) : matrix_ident(from, i, 0) });
}

// In one line, or the places of query and key below each other where that has no room.
static void draw_title(const Turned *p, int i) {
    Box at = p->at[i];
    Arena *arena = p->out->arena;
    double x = box_middle_x(at), y = at.y - 12;
    TextStyle style = { .face = FACE_BOLD, .size = p->sizes->heading, .align = ALIGN_CENTER, .ident = matrix_ident(&p->pq, 0, i) };
    const char *q = arena_print(arena, "q at place %s,", number_text(arena, matrix_at(&p->pq, 0, i), 4)),
               *k = arena_print(arena, "k at place %s", number_text(arena, matrix_at(&p->pk, 0, i), 4));
    Text line = text_of(arena_print(arena, "%s %s", q, k));
    if (!p->small || metrics_width(p->out->metrics, style.face, style.size, line) <= at.w) {
        list_text_fit(p->out, x, y, at.w, line, style);
        return;
    }
    list_text_fit(p->out, x, y - 14, at.w, text_of(q), style);
    style.ident = matrix_ident(&p->pk, 0, i);
    list_text_fit(p->out, x, y, at.w, text_of(k), style);
}

static void draw_score(const Turned *p, int i, double u) {
    Box cell = box(box_middle_x(p->at[i]) - p->cell_w / 2, p->cell_y, p->cell_w, p->cell_h);
    if (!p->flat)
        draw_tex(p->out, box_middle_x(cell), cell.y - 12, "q \\cdot k", (FormulaStyle){ .size = 17, .paint = paint(ROLE_S) },
                 ALIGN_CENTER);
    if (u < 1) {
        draw_awaited(p->out, cell, matrix_ident(&p->raw, i, i), (CellStyle){ .role = ROLE_S });
        return;
    }
    matrix_cell(p->out, cell, &p->raw, i, i,
                (CellStyle){ .role = ROLE_S, .share = 0.4, .state = CELL_NOW, .size = math_clamp(p->cell_h * 0.42, 13, 19) });
}

static void draw_dial(Turned *p, int i) {
    double u = come(p, i), turned = part(u, 0.1, 0.75);
    Coordinates *plane = &p->plane[i];
    coordinates_grid(p->out, plane);
    coordinates_circle(p->out, plane, 0, 0, length_of(&p->q, i),
                       (ArrowStyle){ .role = ROLE_FAINT, .ident = ident_note("turning keeps the length") });
    draw_arrow(p, i, &p->k, &p->kr, &p->k_angle, ROLE_K, turned);
    draw_arrow(p, i, &p->q, &p->qr, &p->q_angle, ROLE_Q, turned);
    if (u >= 1) {
        coordinates_label(p->out, plane, matrix_at(&p->qr, i, 0), matrix_at(&p->qr, i, 1), 0, 0, &(Symbol){ "q", -1, ROLE_Q }, 1,
                          NULL, matrix_ident(&p->qr, i, 0));
        coordinates_label(p->out, plane, matrix_at(&p->kr, i, 0), matrix_at(&p->kr, i, 1), 0, 0, &(Symbol){ "k", -1, ROLE_K }, 1,
                          NULL, matrix_ident(&p->kr, i, 0));
    }
    draw_title(p, i);
    draw_score(p, i, u);
    coordinates_handle(p->out, plane, matrix_at(&p->k, i, 0), matrix_at(&p->k, i, 1), matrix_ident(&p->k, i, 0));
    coordinates_handle(p->out, plane, matrix_at(&p->q, i, 0), matrix_at(&p->q, i, 1), matrix_ident(&p->q, i, 0));
}

static void thumbnail(void *picture) {
    Turned *p = picture;
    place(p);
    for (int i = 0; i < p->dials; i++) {
        draw_arrow(p, i, &p->k, &p->kr, &p->k_angle, ROLE_K, 1);
        draw_arrow(p, i, &p->q, &p->qr, &p->q_angle, ROLE_Q, 1);
    }
}

// What the eye meets first: two arrows that turn, each by its own place. Second: the same angle between them in every dial. Third:
// the score under each, always the same.
static void draw(void *picture) {
    Turned *p = picture;
    for (int i = 0; i < p->dials; i++) draw_dial(p, i);
}

static const char *const reveal[] = { "turn", NULL };
static const LegendItem legend[] = { { ROLE_Q, "q", "query" }, { ROLE_K, "k", "key" }, { ROLE_S, NULL, "their product" } };

const Scene scene_turned = {
    .name = "turned",
    .summary = "queries and keys turned by their places: the product knows the distance alone",
    .model = "rotary",
    .reveal = reveal,
    .bytes = sizeof(Turned),
    WITH_PARTS(read, plan, place, draw, thumbnail),
    WITH_LEGEND(legend),
};
