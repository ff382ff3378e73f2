// One cell of a recurrent net: the old state times w, plus the input, bent by tanh. Two arrows go in, one comes out.
#include <math.h>

#include "base/math.h"
#include "kit/arithmetic.h"
#include "kit/picture.h"
#include "scene/scenes.h"

enum { POINTS = 81 };

typedef struct Cell {
    PICTURE;
    Matrix x, h, h0, w, z, carry;
    int t; // which cell, from 0
    char kind;
    double side, text; // of a box for a number; of its digits
    Box old, carried, in, sum, bend, result, frame;
    double footer;
} Cell;

static bool read(void *picture) {
    Cell *p = picture;
    p->x = matrix_find(p->tape, "x", 4), p->h = matrix_find(p->tape, "h", 4), p->h0 = matrix_find(p->tape, "h0", 4);
    p->w = matrix_find(p->tape, "w", 4), p->z = matrix_find(p->tape, "z", 4), p->carry = matrix_find(p->tape, "carry", 4);
    if (!matrix_exists(&p->x) || !matrix_exists(&p->h) || !matrix_exists(&p->z) || !matrix_exists(&p->carry)) return false;
    p->refusal = "This picture is of a cell with one number as its input.";
    if (p->x.columns != 1) return false;
    p->kind = step_choice_or(p->step, "activation", "tanh")[0];
    p->t = (int)step_number_or(p->step, "cell", 1) - 1;
    if (p->t >= p->h.rows) p->t = p->h.rows - 1;
    return p->h.rows > 0 && p->h.columns > 0;
}

// The new state as its own node, which explains itself.
static Matrix state_of(const Cell *p) {
    NodeId id = tape_find(p->tape, arena_print(p->out->arena, "h[%d]", p->t));
    Matrix one = p->h;
    one.rows = 1, one.value += p->t * p->h.columns;
    if (one.grad) one.grad += p->t * p->h.columns;
    if (id == NODE_NONE)
        one.first = p->t * p->h.columns;
    else
        one.node = id, one.first = 0;
    return one;
}

static Ident state_ident(const Cell *p) {
    Matrix state = state_of(p);
    return matrix_ident(&state, 0, 0);
}

static void plan(void *picture) {
    Cell *p = picture;
    acts_add_focus(&p->acts, "product", 1.4);
    acts_add_after(&p->acts, "sum", 1.4);
    acts_add_after(&p->acts, "bend", 2);
}

// Left to right: the old state, the product, the sum, the bend, the new state; the input comes from below into the sum.
static void place(void *picture) {
    Cell *p = picture;
    const View *v = p->view;
    double w = v->width - (p->small ? 32 : 96), left = (v->width - w) / 2;
    p->side = math_clamp(w * 0.105, 56, v->height > 640 ? 168 : 120);
    p->text = p->small ? 16 : p->side > 130 ? 28 : 22;
    // From above: room for the frame, the curve, the input with its word, the line of arithmetic.
    double h = math_clamp(p->side * 0.72, 40, 116), bend_w = math_clamp(w * 0.24, 130, 400),
           in_h = math_clamp(h, 32, p->side > 130 ? 84 : 60), above = p->small ? 30 : 52;
    double fixed = above + (p->small ? 18 : 44) + in_h + (p->small ? 22 : 32) + (p->sizes->crown),
           bend_h = math_clamp(v->height - fixed, 96, math_clamp(v->height * 0.42, 240, 400));
    double spare = v->height - fixed - bend_h, middle = above + (spare > 0 ? spare * 0.5 : 0) + bend_h / 2;
    double gap = (w - 4 * p->side - bend_w) / 4, x = left;
    p->old = box(x, middle - h / 2, p->side, h), x += p->side + gap;
    p->carried = box(x, middle - h / 2, p->side, h), x += p->side + gap;
    p->sum = box(x, middle - h / 2, p->side, h), x += p->side + gap;
    p->bend = box(x, middle - bend_h / 2, bend_w, bend_h), x += bend_w + gap;
    p->result = box(x, middle - h / 2, p->side, h);

    double below = p->bend.y + bend_h + (p->small ? 18 : 44);
    p->in = box(p->sum.x, below, p->side, in_h);
    double pad = p->sizes->apart, top = (p->bend.y < p->sum.y ? p->bend.y : p->sum.y) - (p->sizes->roof);
    double right = p->bend.x + p->bend.w + (gap < 2 * pad ? gap / 2 : pad), from = p->carried.x - (gap < 2 * pad ? gap / 2 : pad);
    p->frame = box(from, top, right - from, p->bend.y + bend_h + (p->small ? 8 : 20) - top);
    p->footer = v->height - (p->small ? 14 : 36);
}

// --- pieces

// A number in its box, or dashes while it is to come; its letter above it.
static void draw_number(const Cell *p, Box at, const Matrix *m, int row, Role role, const char *letter, int index, double come,
                        bool now) {
    CellStyle style = { .role = role,
                        .size = p->text,
                        .state = come <= 0 ? CELL_TO_COME
                                 : now     ? CELL_NOW
                                           : CELL_DONE,
                        .reveal = come };
    if (role == ROLE_INK) style.share = 0.2;
    matrix_cell(p->out, at, m, row, 0, style);
    if (!letter) return;
    draw_symbol(p->out, box_middle_x(at), at.y - (p->small ? 7 : 12), letter, index,
                (TextStyle){ .size = p->sizes->operand,
                             .paint = paint(role),
                             .align = ALIGN_CENTER,
                             .ident = ident_symbol(m->node, matrix_element(m, row, 0), false) });
}

static void draw_arrow(const Cell *p, double x1, double y1, double x2, double y2, double come) {
    if (come > 0)
        list_line(p->out, x1, y1, between(x1, x2, come), between(y1, y2, come),
                  (StrokeStyle){ .paint = paint(ROLE_FAINT), .width = 2.5, .arrow = come >= 1 ? 9 : 0 });
}

static void between_boxes(const Cell *p, Box a, Box b, double come) {
    if (b.x - a.x - a.w > 12) draw_arrow(p, a.x + a.w + 4, box_middle_y(a), b.x - 4, box_middle_y(a), come);
}

static double bent(const Cell *p, double z) { return p->kind == 't' ? math_tanh(z) : p->kind == 's' ? 1 / (1 + math_exp(-z)) : z; }

// The curve, and on it the point of this cell.
static void draw_bend(const Cell *p, double come) {
    Box b = p->bend;
    double z = matrix_at(&p->z, p->t, 0), reach = fabs(z) > 2.5 && fabs(z) < 1e12 ? 1.2 * fabs(z) : 3,
           high = p->kind == 'l' ? reach : 1.25;
    draw_card(p->out, b);
    double cx = box_middle_x(b), cy = box_middle_y(b), across = (b.w / 2 - 12) / reach, up = (b.h / 2 - 12) / high, xy[2 * POINTS];
    list_line(p->out, b.x + 8, cy, b.x + b.w - 8, cy, (StrokeStyle){ .paint = paint(ROLE_LINE), .width = 1.2 });
    list_line(p->out, cx, b.y + 8, cx, b.y + b.h - 8, (StrokeStyle){ .paint = paint(ROLE_LINE), .width = 1.2 });
    for (int i = 0; i < POINTS; i++) {
        double at = -reach + 2 * reach * i / (POINTS - 1);
        xy[2 * i] = cx + at * across, xy[2 * i + 1] = cy - bent(p, at) * up;
    }
    for (int side = -1; side <= 1 && p->kind != 'l'; side += 2) // what it never reaches
        if (p->kind == 't' || side > 0) {
            double y = cy - side * up;
            list_line(p->out, b.x + 8, y, b.x + b.w - 8, y, (StrokeStyle){ .paint = paint(ROLE_LINE), .width = 1, .dash = 4 });
            list_text(p->out, cx + 6, side > 0 ? y + 15 : y - 5, side > 0 ? TEXT("1") : TEXT("−1"),
                      (TextStyle){ .size = 13, .paint = paint(ROLE_MUTED), .ident = ident_note("no state is larger in size") });
        }
    const char *name = p->kind == 't' ? "tanh" : p->kind == 's' ? "sigmoid" : "linear";
    list_polyline(p->out, xy, POINTS, false,
                  (StrokeStyle){ .paint = paint(ROLE_RECURRENT),
                                 .width = p->small ? 2.5 : 3.5,
                                 .round = true,
                                 .ident = ident_note(arena_print(p->out->arena, "%s over its input z", name)) });
    list_text(p->out, b.x + 12, b.y + (p->sizes->strip), text_of(name),
              (TextStyle){ .face = FACE_MATH, .size = p->sizes->sum, .paint = paint(ROLE_MUTED) });
    double h = matrix_at(&p->h, p->t, 0);
    if (come <= 0 || !(fabs(z) <= reach) || !(fabs(h) <= high)) return;
    double x = cx + z * across, y = cy - h * up, rise = part(come, 0.1, 0.5), over = part(come, 0.5, 0.8);
    list_line(p->out, x, cy, x, between(cy, y, rise), (StrokeStyle){ .paint = paint(ROLE_INK), .width = 1.5, .dash = 4 });
    list_line(p->out, x, y, between(x, b.x + b.w - 8, over), y,
              (StrokeStyle){ .paint = paint(ROLE_INK), .width = rise >= 1 ? 1.5 : 0.1, .dash = 4 });
    Ident before = list_show(p->out, state_ident(p));
    if (rise >= 1)
        list_circle(p->out, x, y, p->sizes->dot,
                    (RectStyle){ .fill = paint(ROLE_PANEL), .stroke = paint(ROLE_RECURRENT), .width = 3 });
    list_show(p->out, before);
}

static void label(const Cell *p, double x, double y, double width, const char *text) {
    list_text_fit(p->out, x, y, width, text_of(text),
                  (TextStyle){ .size = p->sizes->label, .paint = paint(ROLE_MUTED), .align = ALIGN_CENTER });
}

static void draw_words(const Cell *p) {
    double gap = p->carried.x - p->old.x - p->old.w, y = p->old.y + p->old.h + (p->small ? 17 : 26);
    label(p, box_middle_x(p->old), y, p->side + gap - 8, "old state");
    label(p, box_middle_x(p->carried), y, p->side + gap - 8, "w · old state");
    label(p, box_middle_x(p->result), y, p->side + (gap > 16 ? 8 : 0), "new state");
    label(p, box_middle_x(p->in), p->in.y + p->in.h + (p->sizes->under), p->side + gap, "input");
    TextStyle style = { .size = p->sizes->operand, .paint = paint(ROLE_RECURRENT), .align = ALIGN_CENTER };
    double above = p->small ? 7 : 12;
    style.ident = p->t ? matrix_ident(&p->h, p->t - 1, 0) : matrix_ident(&p->h0, 0, 0);
    draw_symbol(p->out, box_middle_x(p->old), p->old.y - above, "h", p->t - 1, style);
    style.paint = paint(ROLE_INK), style.align = ALIGN_RIGHT, style.ident = matrix_ident(&p->x, p->t, 0);
    draw_symbol(p->out, p->in.x - 8, box_middle_y(p->in) + 6, "x", p->t, style);
}

static void write_arithmetic(const Cell *p) {
    Pen pen = { .out = p->out, .x = p->small ? 16 : 48, .y = p->footer, .size = p->small ? 17 : 23, .end = p->view->width - 16 };
    const Matrix *old = p->t ? &p->h : &p->h0;
    int before = p->t ? p->t - 1 : 0;
    const char *name = p->kind == 't' ? "tanh" : p->kind == 's' ? "σ" : "";
    pen_symbol(&pen, "h", p->t, ROLE_RECURRENT, state_ident(p));
    pen_operator(&pen, arena_print(p->out->arena, " = %s(", name));
    pen_number(&pen, matrix_at(&p->w, 0, 0), ROLE_RECURRENT, matrix_ident(&p->w, 0, 0));
    pen_operator(&pen, " · ");
    pen_number(&pen, matrix_at(old, before, 0), ROLE_RECURRENT, matrix_ident(old, before, 0));
    pen_operator(&pen, " + ");
    pen_number(&pen, matrix_at(&p->x, p->t, 0), ROLE_INK, matrix_ident(&p->x, p->t, 0));
    pen_operator(&pen, ")");
    if (acts_come(&p->acts, "sum") >= 1) {
        pen_operator(&pen, arena_print(p->out->arena, " = %s(", name));
        pen_number(&pen, matrix_at(&p->z, p->t, 0), ROLE_INK, matrix_ident(&p->z, p->t, 0));
        pen_operator(&pen, ")");
    }
    if (acts_come(&p->acts, "bend") >= 1) pen_result(&pen, matrix_at(&p->h, p->t, 0), ROLE_RECURRENT, state_ident(p));
}

// --- the scene

static void thumbnail(void *picture) {
    Cell *p = picture;
    double w = p->view->width, h = p->view->height, y = h / 2;
    StrokeStyle line = { .paint = paint(ROLE_FAINT), .width = 3, .arrow = 8 };
    list_rect(p->out, box(w * 0.4, h * 0.25, w * 0.2, h * 0.5),
              (RectStyle){ .radius = 8, .fill = paint_tint(ROLE_RECURRENT, ROLE_PANEL, 0.7f) });
    list_line(p->out, w * 0.15, y, w * 0.38, y, line);
    list_line(p->out, w * 0.62, y, w * 0.85, y, line);
    list_line(p->out, w / 2, h * 0.98, w / 2, h * 0.8, line);
}

// What the eye meets first: the yellow frame, the cell. Second: two arrows into it, from the left and from below, and one out.
// Third: the curve that bends the sum, with this cell's point on it.
static void draw(void *picture) {
    Cell *p = picture;
    double product = acts_come(&p->acts, "product"), sum = acts_come(&p->acts, "sum"), bend = acts_come(&p->acts, "bend");
    draw_highlight(p->out, p->frame);
    draw_number(p, p->old, p->t ? &p->h : &p->h0, p->t ? p->t - 1 : 0, ROLE_RECURRENT, NULL, 0, 1, false);
    draw_number(p, p->in, &p->x, p->t, ROLE_INK, NULL, 0, 1, false);
    between_boxes(p, p->old, p->carried, part(product, 0, 0.5));
    draw_number(p, p->carried, &p->carry, p->t, ROLE_RECURRENT, NULL, 0, part(product, 0.5, 1), false);
    between_boxes(p, p->carried, p->sum, part(sum, 0, 0.5));
    draw_arrow(p, box_middle_x(p->in), p->in.y - 4, box_middle_x(p->in), p->sum.y + p->sum.h + 4, part(sum, 0, 0.5));
    draw_number(p, p->sum, &p->z, p->t, ROLE_INK, "z", p->t, part(sum, 0.5, 1), false);
    between_boxes(p, p->sum, p->bend, part(bend, 0, 0.2));
    draw_bend(p, bend);
    between_boxes(p, p->bend, p->result, part(bend, 0.7, 0.85));
    Matrix state = state_of(p);
    draw_number(p, p->result, &state, 0, ROLE_RECURRENT, "h", p->t, part(bend, 0.8, 1), true);
    draw_words(p);
    write_arithmetic(p);
}

static const char *const reveal[] = { "product", "sum", "bend", NULL };
static const ParamInfo params[] = {
    { .name = "cell",
      .label = "Cell",
      .kind = PARAM_WHOLE,
      .initial = "1",
      .low = 1,
      .high = 100,
      .summary = "which cell, from 1" },
};
static const LegendItem legend[] = {
    { ROLE_RECURRENT, "h_t", "states" },
    { ROLE_INK, "x_t", "input" },
};

const Scene scene_cell = {
    .name = "cell",
    .summary = "one recurrent cell: the old state times w, plus the input, bent by tanh",
    .model = "chain",
    .param = params,
    .params = 1,
    .reveal = reveal,
    .bytes = sizeof(Cell),
    WITH_PARTS(read, plan, place, draw, thumbnail),
    WITH_LEGEND(legend),
};
