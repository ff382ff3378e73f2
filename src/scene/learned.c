// Two ways to have a vector for every position, side by side on one scale: a table of parameters, which ends after its last row,
// and sines and cosines, which go on. One position is looked up in both.
#include <math.h>

#include "base/math.h"
#include "kit/picture.h"
#include "scene/scenes.h"

enum { TICKS_MOST = 8 };

typedef struct Learned {
    PICTURE;
    Matrix table, pe;
    int rows, n, d, position; // rows of the table; positions in all
    Box left, right;          // of n positions each
} Learned;

static bool read(void *picture) {
    Learned *p = picture;
    p->table = matrix_find(p->tape, "table", 3);
    p->pe = matrix_find(p->tape, "pe", 3);
    if (!matrix_exists(&p->table) || !matrix_exists(&p->pe)) return false;
    p->rows = p->table.rows, p->n = p->pe.rows, p->d = p->pe.columns;
    p->position = (int)math_clamp(step_number_or(p->step, "position", 600), 0, p->n - 1);
    return true;
}

static bool shows(const Learned *p, const char *name) { return step_reveals(p->step, name) || step_focuses(p->step, name); }

static void plan(void *picture) {
    Learned *p = picture;
    acts_add_focus(&p->acts, "table", 1.2);
    acts_add_focus(&p->acts, "waves", 1.2);
    acts_add_focus(&p->acts, "lookup", 3);
}

static void place(void *picture) {
    Learned *p = picture;
    const View *v = p->view;
    double margin = p->sizes->border, middle = p->small ? 124 : 200, axis = p->small ? 40 : 56, head = p->small ? 28 : 60,
           foot = p->sizes->margin;
    double w = floor((v->width - 2 * margin - middle - axis) / 2), h = v->height - head - foot;
    p->left = box(margin + axis, head, w, h);
    p->right = box(p->left.x + w + middle, head, w, h);
}

static double position_y(const Learned *p, double position) { return p->left.y + p->left.h * (position + 0.5) / p->n; }

// The map as far as it has been swept, from the first position down.
static void draw_map(const Learned *p, Box at, const Matrix *m, double u) {
    int rows = (int)floor(m->rows * ease(u) + 0.5);
    Box all = box(at.x, at.y, at.w, at.h * m->rows / p->n);
    list_rect(p->out, box_grow(all, 1),
              (RectStyle){ .radius = 4, .fill = paint(ROLE_PANEL), .stroke = paint(ROLE_LINE), .width = 1 });
    if (rows > 0) matrix_heat(p->out, box(at.x, at.y, at.w, at.h * rows / p->n), m, 0, rows, 0, m->columns, ROLE_Q);
}

// Below its last row there is nothing.
static void draw_end(const Learned *p) {
    double y = p->left.y + p->left.h * p->rows / p->n + 8, h = p->left.y + p->left.h - y;
    if (h < 16) return;
    Box at = box(p->left.x, y, p->left.w, h);
    list_rect(p->out, at, (RectStyle){ .radius = 8, .stroke = paint(ROLE_FAINT), .width = 1.2, .dash = 4 });
    list_hatch(p->out, box_grow(at, -1), 8, paint(ROLE_LINE));
}

static void draw_titles(const Learned *p) {
    TextStyle style = { .face = FACE_BOLD, .size = p->sizes->heading, .align = ALIGN_CENTER };
    double y = p->left.y - (p->small ? 10 : 34);
    list_text_fit(p->out, box_middle_x(p->left), y, p->left.w, TEXT("A table, learned"), style);
    list_text_fit(p->out, box_middle_x(p->right), y, p->right.w, TEXT("Sine and cosine"), style);
    if (p->small) return;
    draw_note(p->out, box_middle_x(p->left), y + 20, p->left.w,
              arena_print(p->out->arena, "%d rows of %d numbers, before training", p->rows, p->d),
              (TextStyle){ .align = ALIGN_CENTER, .ident = ident_note("rows of the table: one for every position that it knows") });
    draw_note(p->out, box_middle_x(p->right), y + 20, p->right.w, "a formula for every position",
              (TextStyle){ .align = ALIGN_CENTER });
}

static void draw_axis(const Learned *p) {
    Axis axis = { .low = 0, .high = p->n };
    double tick[TICKS_MOST];
    int ticks = axis_ticks(&axis, tick, p->left.h < 260 ? 4 : TICKS_MOST);
    Ident before = list_show(p->out, ident_note("a position, from 0"));
    for (int i = 0; i < ticks; i++) {
        double y = p->left.y + p->left.h * tick[i] / p->n;
        list_text(p->out, p->left.x - 10, y + 4.5, text_of(number_text(p->out->arena, tick[i], 6)),
                  (TextStyle){ .size = 13, .paint = paint(ROLE_MUTED), .align = ALIGN_RIGHT });
    }
    list_show(p->out, before);
    if (!p->small) draw_note(p->out, p->left.x - 6, p->left.y - 14, 72, "position ↓", (TextStyle){ .align = ALIGN_RIGHT });
}

// The row of the position: an arrow to each side, and what is found there.
static void draw_lookup(const Learned *p) {
    double u = shows(p, "lookup") ? acts_come(&p->acts, "lookup") : 0, y = position_y(p, p->position), from = p->left.x + p->left.w,
           to = p->right.x;
    if (u <= 0) return;
    bool found = p->position < p->rows;
    double middle = (from + to) / 2, w = p->small ? 92 : 132, h = p->small ? 30 : 40,
           box_y = math_clamp(y - h / 2, p->left.y, p->left.y + p->left.h - h);
    Box chip = box(middle - w / 2, box_y, w, h);
    Ident before = list_show(p->out, ident_note("the position that is looked up in both"));
    if (step_focuses(p->step, "lookup")) draw_highlight(p->out, box_grow(chip, p->sizes->thin));
    list_rect(p->out, chip, (RectStyle){ .radius = 8, .fill = paint(ROLE_PANEL), .stroke = paint(ROLE_INK), .width = 1.5 });
    list_text_fit(p->out, middle, box_middle_y(chip) + 5, w - 12, text_of(arena_print(p->out->arena, "position %d", p->position)),
                  (TextStyle){ .face = FACE_BOLD, .size = p->sizes->word, .align = ALIGN_CENTER });
    list_show(p->out, before);
    double left = part(u, 0.1, 0.4), right = part(u, 0.5, 0.8);
    StrokeStyle style = { .paint = paint(found ? ROLE_INK : ROLE_WRONG), .width = 2, .arrow = 9 };
    if (left > 0)
        list_line(p->out, chip.x - 2, box_middle_y(chip), between(chip.x - 2, from + 3, left), between(box_middle_y(chip), y, left),
                  style);
    style.paint = paint(ROLE_INK);
    if (right > 0)
        list_line(p->out, chip.x + w + 2, box_middle_y(chip), between(chip.x + w + 2, to - 3, right),
                  between(box_middle_y(chip), y, right), style);
    RectStyle row = { .stroke = paint(ROLE_INK), .width = 2, .radius = 3 };
    double thick = math_clamp(p->left.h / p->n, 8, 20);
    if (right >= 1) list_rect(p->out, box(p->right.x - 2, y - thick / 2, p->right.w + 4, thick), row);
    if (left < 1) return;
    if (found)
        list_rect(p->out, box(p->left.x - 2, y - thick / 2, p->left.w + 4, thick), row);
    else {
        Box sign = box(box_middle_x(p->left) - 44, math_clamp(y - 15, p->left.y, p->left.y + p->left.h - 30), 88, 30);
        list_rect(p->out, sign, (RectStyle){ .radius = 8, .fill = paint(ROLE_PANEL), .stroke = paint(ROLE_WRONG), .width = 1.5 });
        list_text(p->out, box_middle_x(p->left), sign.y + 20, TEXT("no row"),
                  (TextStyle){ .face = FACE_BOLD, .size = 15, .paint = paint(ROLE_WRONG), .align = ALIGN_CENTER });
    }
}

static void thumbnail(void *picture) {
    Learned *p = picture;
    p->left = box(8, 4, p->view->width / 2 - 16, p->view->height - 8);
    p->right = box(p->view->width / 2 + 8, 4, p->view->width / 2 - 16, p->view->height - 8);
    draw_map(p, p->left, &p->table, 1);
    draw_map(p, p->right, &p->pe, 1);
}

// What the eye meets first: the table that ends half way down. Second: the position looked up, an arrow into nothing on the left
// and to a row on the right. Third: the noise of a table before training, and the order of the waves.
static void draw(void *picture) {
    Learned *p = picture;
    draw_titles(p);
    draw_axis(p);
    draw_map(p, p->left, &p->table, shows(p, "table") ? acts_come(&p->acts, "table") : 0);
    draw_end(p);
    draw_map(p, p->right, &p->pe, shows(p, "waves") ? acts_come(&p->acts, "waves") : 0);
    draw_lookup(p);
}

static const ParamInfo params[] = {
    { .name = "position",
      .label = "Position",
      .kind = PARAM_WHOLE,
      .initial = "600",
      .low = 0,
      .high = 65535,
      .summary = "the position that is looked up, from 0" },
};
static const char *const reveals[] = { "table", "waves", "lookup", NULL };
static const LegendItem legend[] = {
    { ROLE_Q, NULL, "positive", .sign = 1 },
    { ROLE_K, NULL, "negative", .sign = -1 },
};

const Scene scene_learned = {
    .name = "learned",
    .summary = "a position looked up in a table to be learned and in the sines and cosines",
    .model = "learned",
    WITH_PARAMS(params),
    .reveal = reveals,
    .bytes = sizeof(Learned),
    WITH_PARTS(read, plan, place, draw, thumbnail),
    WITH_LEGEND(legend),
};
