// A position as the hands of clocks: each pair of numbers (sine, cosine) is a hand that starts upright and turns clockwise by its
// own angle a step, the first pair fast, every later one slower. The vector of the position is what the hands show, side by side.
#include <math.h>

#include "base/math.h"
#include "kit/features.h"
#include "kit/group.h"
#include "kit/picture.h"
#include "scene/scenes.h"

enum { DIALS_MOST = 4, TICKS_MOST = 24 };

typedef struct Clocks {
    PICTURE;
    Matrix pe, frequency;
    int n, d, pairs, position, dials, pair[DIALS_MOST];
    double now; // the position that the hands have reached, on the way to `position`
    Box at[DIALS_MOST];
    double radius, cell_w, cell_h, cells_y;
    bool beside; // the name stands beside the numbers, not under them
} Clocks;

static bool read(void *picture) {
    Clocks *p = picture;
    p->pe = matrix_find(p->tape, "pe", 5);
    p->frequency = matrix_find(p->tape, "frequency", 4);
    if (!matrix_exists(&p->pe) || !matrix_exists(&p->frequency)) return false;
    p->n = p->pe.rows, p->d = p->pe.columns, p->pairs = p->frequency.columns;
    p->position = (int)math_clamp(step_number_or(p->step, "position", 3), 0, p->n - 1);
    p->dials = p->pairs < DIALS_MOST ? p->pairs : DIALS_MOST;
    for (int i = 0; i < p->dials; i++)
        p->pair[i] = p->dials > 1 ? i * (p->pairs - 1) / (p->dials - 1) : 0; // the first and the last among them
    return true;
}

static void plan(void *picture) {
    Clocks *p = picture;
    acts_add_focus(&p->acts, "hands", p->position ? acts_length(p->position, 1.4, 1.2) + 0.6 : 1);
}

// From position to position with a rest at each.
static double reached(const Clocks *p) {
    double u = acts_come(&p->acts, "hands") * (p->position + 0.001), whole = floor(u);
    if (acts_come(&p->acts, "hands") >= 1) return p->position;
    return whole + part(u - whole, 0.1, 0.7);
}

static void place(void *picture) {
    Clocks *p = picture;
    const View *v = p->view;
    p->now = reached(p);
    double margin = p->sizes->margin, gap = p->sizes->gap, w = floor((v->width - 2 * margin - (p->dials - 1) * gap) / p->dials);
    double widest = v->height;
    if (w > widest) w = floor(widest);
    double left = (v->width - p->dials * w - (p->dials - 1) * gap) / 2;
    p->cell_h = p->small ? 28 : 44;
    p->cell_w = math_clamp(w * 0.3, 40, 88);
    p->beside = w / 2 - p->cell_w >= 96;
    p->cells_y = v->height - margin - p->cell_h - (p->small || p->beside ? 8 : 40);
    for (int i = 0; i < p->dials; i++) p->at[i] = box(left + i * (w + gap), margin, w, v->height - 2 * margin);
    double head = p->small ? 60 : 88, under = p->small ? 48 : 54, room = p->cells_y - under - margin - head;
    p->radius = math_clamp(room < w - 64 ? room / 2 : (w - 64) / 2, 12, 300);
    double spare = room - 2 * p->radius; // the numbers stay near their hands, and all of it in the middle
    for (int i = 0; i < p->dials && spare > 0; i++) p->at[i].y += spare / 2;
    if (spare > 0) p->cells_y -= spare / 2;
}

// The angle of pair i at a position, clockwise from upright.
static double angle_of(const Clocks *p, int i, double position) { return position * matrix_at(&p->frequency, 0, p->pair[i]); }

static void hand(const Clocks *p, double x, double y, double angle, double reach, StrokeStyle style) {
    if (!math_finite(angle)) return;
    list_line(p->out, x, y, x + reach * math_sin(angle), y - reach * math_cos(angle), style);
}

static double middle_y(const Clocks *p, int i) { return p->at[i].y + (p->small ? 60 : 88) + p->radius; }

// The places of all positions on the rim; numbers where they stand apart.
static void draw_rim(const Clocks *p, int i) {
    double x = box_middle_x(p->at[i]), y = middle_y(p, i), r = p->radius, taken[TICKS_MOST][2];
    int ticks = p->n < TICKS_MOST ? p->n : TICKS_MOST, written = 0;
    for (int k = 0; k < ticks; k++) {
        double angle = angle_of(p, i, k);
        if (!math_finite(angle)) continue;
        double sx = math_sin(angle), cy = math_cos(angle), tx = x + (r + 14) * sx, ty = y - (r + 14) * cy;
        Ident before = list_show(p->out, ident_note(arena_print(p->out->arena, "the hand at position %d", k)));
        list_line(p->out, x + (r - 6) * sx, y - (r - 6) * cy, x + r * sx, y - r * cy,
                  (StrokeStyle){ .paint = paint(ROLE_MUTED), .width = 1.5 });
        bool free = r > 40;
        for (int w = 0; w < written && free; w++) free = fabs(taken[w][0] - tx) > 16 || fabs(taken[w][1] - ty) > 16;
        if (free) {
            list_print(p->out, tx, ty + 4.5,
                       (TextStyle){ .size = 13,
                                    .paint = paint(k == p->position ? ROLE_INK : ROLE_MUTED),
                                    .face = k == p->position ? FACE_BOLD : FACE_TEXT,
                                    .align = ALIGN_CENTER },
                       "%d", k);
            taken[written][0] = tx, taken[written++][1] = ty;
        }
        list_show(p->out, before);
    }
}

static void draw_dial(const Clocks *p, int i) {
    double x = box_middle_x(p->at[i]), y = middle_y(p, i), r = p->radius, angle = angle_of(p, i, p->now);
    list_ellipse(p->out, x, y, r, r, 0, (RectStyle){ .fill = paint(ROLE_PANEL), .stroke = paint(ROLE_FAINT), .width = 1.5 });
    list_line(p->out, x - r, y, x + r, y, (StrokeStyle){ .paint = paint(ROLE_LINE), .width = 1 });
    list_line(p->out, x, y - r, x, y + r, (StrokeStyle){ .paint = paint(ROLE_LINE), .width = 1 });
    draw_rim(p, i);
    if (!math_finite(angle)) return;
    // Where it was one position ago, and what it has turned through.
    double sx = math_sin(angle), cy = math_cos(angle);
    if (p->position > 0)
        hand(p, x, y, angle_of(p, i, p->position - 1), r * 0.92,
             (StrokeStyle){ .paint = paint_faded(ROLE_MUTED, 0.5f), .width = 2, .dash = 5 });
    bool still = p->now == p->position;
    int column = 2 * p->pair[i];
    // The sine is how far to the right the tip stands, the cosine how far up.
    list_line(p->out, x, y - r * cy, x + r * sx, y - r * cy,
              (StrokeStyle){ .paint = paint(features_role(sx)), .width = 2.5, .dash = 4 });
    list_line(p->out, x + r * sx, y, x + r * sx, y - r * cy,
              (StrokeStyle){ .paint = paint(features_role(cy)), .width = 2.5, .dash = 4 });
    hand(p, x, y, angle, r,
         (StrokeStyle){ .paint = paint(ROLE_INK),
                        .width = p->small ? 3 : 5,
                        .arrow = p->small ? 10 : 16,
                        .ident = still ? matrix_ident(&p->pe, p->position, column) : p->out->ident });
    list_circle(p->out, x, y, p->small ? 3 : 5, (RectStyle){ .fill = paint(ROLE_INK) });
}

static void draw_title(const Clocks *p, int i) {
    Box at = p->at[i];
    double x = box_middle_x(at), y = at.y + (p->sizes->over);
    const char *name = p->dials == 1 ? "The hand" : i == 0 ? "Fast hand" : i == p->dials - 1 ? "Slow hand" : "Slower hand";
    list_text_fit(p->out, x, y, at.w - 16, text_of(name),
                  (TextStyle){ .face = FACE_BOLD, .size = p->sizes->heading, .align = ALIGN_CENTER });
    Ident before = list_show(p->out, matrix_ident(&p->frequency, 0, p->pair[i]));
    const char *turn =
        arena_print(p->out->arena, "turns by %s a step", number_text(p->out->arena, matrix_at(&p->frequency, 0, p->pair[i]), 4));
    draw_note(p->out, x, y + (p->small ? 14 : 22), at.w - 16, turn, (TextStyle){ .align = ALIGN_CENTER });
    list_show(p->out, before);
}

// The position whose numbers stand below: the hands' own, or the one that is asked for before they have come to it.
static int written_position(const Clocks *p) {
    for (int j = 0; j < p->d; j++)
        if (list_hides(p->out, matrix_ident(&p->pe, p->position, j))) return p->position;
    return (int)floor(p->now + 1e-9);
}

static void draw_numbers(const Clocks *p, int i) {
    static const char *const name[] = { "sin", "cos" };
    double x = box_middle_x(p->at[i]);
    int at = written_position(p);
    bool still = p->now == floor(p->now) || at > p->now;
    for (int j = 0; j < 2; j++) {
        int column = 2 * p->pair[i] + j;
        if (column >= p->d) continue; // an odd width ends in a sine
        Box cell = box(x + (j - 1) * (p->cell_w + CELL_GAP) + CELL_GAP / 2.0, p->cells_y, p->cell_w, p->cell_h);
        double value = matrix_at(&p->pe, at, column);
        list_text(p->out, box_middle_x(cell), cell.y - 6, text_of(name[j]),
                  (TextStyle){ .face = FACE_MATH, .size = p->sizes->word, .paint = paint(ROLE_MUTED), .align = ALIGN_CENTER });
        matrix_cell(p->out, cell, &p->pe, at, column,
                    (CellStyle){ .role = features_role_at(p->out, &p->pe, at, column),
                                 .share = math_clamp(fabs(value) * 0.7, 0.001, 1),
                                 .size = p->sizes->digits,
                                 .state = still ? CELL_NOW : CELL_DONE,
                                 .reveal = still ? 1 : 0.45 });
    }
}

// "PE(3)", before the numbers, or under all where there is no room.
static void draw_name(const Clocks *p) {
    if (p->small) return;
    double x1 = p->at[0].x, x2 = p->at[p->dials - 1].x + p->at[p->dials - 1].w, y = p->cells_y + p->cell_h + 30;
    int at = written_position(p);
    Ident before = list_show(p->out, ident_symbol(p->pe.node, at * p->d, false));
    if (p->beside)
        draw_tex(p->out, box_middle_x(p->at[0]) - p->cell_w - 18, p->cells_y + p->cell_h / 2 + 7,
                 arena_print(p->out->arena, "\\text{PE}(%d) =", at), (FormulaStyle){ .size = 21, .paint = paint(ROLE_INK) },
                 ALIGN_RIGHT);
    else
        draw_tex(p->out, (x1 + x2) / 2, y, arena_print(p->out->arena, "\\text{PE}(%d)", at),
                 (FormulaStyle){ .size = 21, .paint = paint(ROLE_INK) }, ALIGN_CENTER);
    list_show(p->out, before);
}

static void thumbnail(void *picture) {
    Clocks *p = picture;
    picture_make_small(&p->picture);
    p->now = p->position;
    p->radius = p->view->height / 2 - 8;
    for (int i = 0; i < p->dials; i++) {
        double x = p->view->width * (i + 0.5) / p->dials, y = p->view->height / 2;
        list_circle(p->out, x, y, p->radius, (RectStyle){ .fill = paint(ROLE_PANEL), .stroke = paint(ROLE_FAINT), .width = 1.5 });
        hand(p, x, y, angle_of(p, i, p->now), p->radius, (StrokeStyle){ .paint = paint(ROLE_INK), .width = 3, .arrow = 9 });
        list_circle(p->out, x, y, 3, (RectStyle){ .fill = paint(ROLE_INK) });
    }
}

// What the eye meets first: the thick hands, one far round and one hardly moved. Second: the two dashed legs of each tip, across
// for the sine and up for the cosine, in the colours of their numbers below. Third: the numbers on the rim, wide apart or close
// together.
static void draw(void *picture) {
    Clocks *p = picture;
    bool numbers = step_reveals(p->step, "numbers") || step_focuses(p->step, "numbers");
    if (step_focuses(p->step, "numbers"))
        draw_highlight(p->out, box(p->at[0].x, p->cells_y - 28, p->at[p->dials - 1].x + p->at[p->dials - 1].w - p->at[0].x,
                                   p->cell_h + 28 + (p->small || p->beside ? 8 : 44)));
    for (int i = 0; i < p->dials; i++) {
        draw_title(p, i);
        draw_dial(p, i);
        if (numbers) draw_numbers(p, i);
    }
    if (numbers) draw_name(p);
}

static const ParamInfo params[] = {
    { .name = "position",
      .label = "Position",
      .kind = PARAM_WHOLE,
      .initial = "3",
      .low = 0,
      .high = 65535,
      .summary = "which position the hands show, from 0" },
};
static const char *const reveals[] = { "hands", "numbers", NULL };
static const LegendItem legend[] = {
    { ROLE_Q, NULL, "positive" },
    { ROLE_K, NULL, "negative" },
};

const Scene scene_clocks = {
    .name = "clocks",
    .summary = "a position as the hands of clocks, each pair of numbers slower than the one before",
    .model = "position",
    WITH_PARAMS(params),
    .reveal = reveals,
    .bytes = sizeof(Clocks),
    WITH_PARTS(read, plan, place, draw, thumbnail),
    WITH_LEGEND(legend),
};
