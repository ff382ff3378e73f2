// What is on its way. A product: the query's numbers step out to the key, pair up with ×, collapse with +, and the sum lands
// in its cell. A weight goes to its value and multiplies it; the weighted rows fly into the output and add up. Every number
// in flight is a node's element or says in its note how it comes about. Where there are no digits, a dot travels instead.
#include "scene/attention.h"

#include "base/math.h"

static const double slow_from = 1.1; // seconds: turns longer than this show their arithmetic

static bool in_flight(double u) { return u > 0 && u < 1; }

static double seconds_of(const Picture *p, Act act, int i) {
    Span s = picture_span(p, act, i);
    return s.end - s.start;
}

// --- pieces

typedef struct Flyer {
    Ident ident;
    const char *text;
    Role role;
    double share, alpha;
} Flyer;

static void draw_flyer(const Picture *p, Box at, Flyer f) {
    if (!(f.alpha > 0.01)) return;
    Ident before = list_show(p->out, f.ident);
    float faded = list_fade(p->out, p->out->alpha * (float)f.alpha);
    draw_cell(p->out, at, f.text,
              (CellStyle){ .role = f.role, .share = f.share, .state = CELL_NOW, .size = at.h < 31 ? at.h * 0.55 : 17 });
    list_fade(p->out, faded);
    list_show(p->out, before);
}

static Flyer element(const Picture *p, const Matrix *m, int row, int column, Role role, double alpha) {
    return (Flyer){ matrix_ident(m, row, column), matrix_text(p->arena, m, row, column), role, matrix_share(m, row, column),
                    alpha };
}

// × or + on a small disc.
static void draw_badge(const Picture *p, double x, double y, const char *sign, double alpha) {
    if (!(alpha > 0.01)) return;
    float before = list_fade(p->out, p->out->alpha * (float)alpha);
    list_circle(p->out, x, y, 10, (RectStyle){ .fill = paint(ROLE_PANEL), .stroke = paint(ROLE_LINE), .width = 1 });
    list_text(p->out, x, y + 5.5, text_of(sign), (TextStyle){ .face = FACE_BOLD, .size = 16, .align = ALIGN_CENTER });
    list_fade(p->out, before);
}

// Comes in from `from`, is gone by `to`.
static double there(double u, double from, double to) { return beat(u, from, from + 0.06) - beat(u, to - 0.06, to); }

// The place just above a box, no higher than the free space between two rows.
static Box above(const Picture *p, Box b) {
    double room = p->top - p->heading - 40, between_rows = p->pitch - p->cell - 8; // under the heading; between two rows
    double h = clamp(room < between_rows ? room : between_rows, 22, p->cell);
    return box(b.x, b.y - h - 4, b.w, h);
}

// A point on the link between two columns in a row, as draw_link draws it.
static void dot_on_link(const Picture *p, Column from, Column to, int row, double u, Role role) {
    double x1 = p->lane[from].x + p->lane[from].w + 7, x2 = p->lane[to].x - 7 - (to == COL_K ? p->label : 0);
    double y1 = from == COL_Q ? box_middle_y(picture_row(p, COL_Q, 0)) : picture_middle(p, row);
    double y2 = to == COL_O ? box_middle_y(picture_row(p, COL_O, 0)) : picture_middle(p, row);
    double w = 1 - u, x = w * w * w * x1 + 3 * w * u * (x1 + x2) / 2 + u * u * u * x2;
    double y = y1 + (y2 - y1) * (3 * u * u * w + u * u * u);
    list_circle(p->out, x, y, 5, (RectStyle){ .fill = paint(role) });
}

// --- similarity

static Flyer product(const Picture *p, int row, int j, double alpha) {
    double q = matrix_at(&p->q, 0, j), k = matrix_at(&p->k, row, j);
    const char *value = number_text(p->arena, q * k, 4);
    const char *note = arena_print(p->arena, "q[%d] × k[%d,%d] = %s × %s = %s", j + 1, row + 1, j + 1,
                                   matrix_text(p->arena, &p->q, 0, j), matrix_text(p->arena, &p->k, row, j), value);
    return (Flyer){ ident_note(note), value, ROLE_S, share_of(q * k, p->raw.largest) * 0.8, alpha };
}

static void similarity_flight(const Picture *p, int row) {
    double u = picture_turn(p, ACT_SIMILARITY, row);
    if (!in_flight(u)) return;
    if (!p->dot || !p->digits || p->lane[COL_K].strip) {
        if (u < 0.5)
            dot_on_link(p, COL_Q, COL_K, row, ease(u / 0.5), ROLE_Q);
        else if (u < 0.9 && p->digits)
            dot_on_link(p, COL_K, COL_S, row, ease((u - 0.5) / 0.4), ROLE_S);
        return;
    }
    bool slow = seconds_of(p, ACT_SIMILARITY, row) > slow_from;
    double travel = beat(u, 0.04, 0.28), merge = beat(u, 0.44, 0.56), collapse = beat(u, 0.68, 0.96);
    Box s = picture_cell(p, COL_S, row, 0);
    for (int j = 0; j < p->d; j++) {
        Box k = picture_cell(p, COL_K, row, j), q = picture_cell(p, COL_Q, 0, j), pair = above(p, k);
        Box at = box_between(box_between(q, pair, travel), k, merge);
        draw_flyer(p, at, element(p, &p->q, 0, j, ROLE_Q, 1 - merge));
        draw_flyer(p, box_between(k, s, collapse), product(p, row, j, merge * (1 - beat(collapse, 0.75, 1))));
        if (slow) draw_badge(p, box_middle_x(k), k.y - 2, "×", there(u, 0.28, 0.48));
        if (slow && j > 0) draw_badge(p, k.x - 1.5, box_middle_y(k), "+", there(u, 0.56, 0.7));
    }
}

// --- scale

// Under each score a bar from zero: what it was, pale, and what it is.
static void scale_bar(const Picture *p, int row) {
    if (!picture_plays(p, ACT_SCALE) || !matrix_exists(&p->raw) || p->pitch - p->cell < 16) return;
    Box s = picture_cell(p, COL_S, row, 0);
    double raw = matrix_at(&p->raw, 0, row), now = matrix_at(&p->s, 0, row), alpha = picture_landed(p, COL_S, row);
    double was = share_of(raw, p->raw.largest),
           is = between(was, share_of(now, p->raw.largest), beat(picture_turn(p, ACT_SCALE, row), 0.4, 0.8));
    double zero = box_middle_x(s), half = s.w / 2, y = s.y + s.h + 6;
    float before = list_fade(p->out, p->out->alpha * (float)alpha);
    list_rect(p->out, box(raw < 0 ? zero - half * was : zero, y, half * was, 6),
              (RectStyle){ .radius = 3, .fill = paint_faded(ROLE_S, 0.22f) });
    Ident shown = list_show(p->out, matrix_ident(&p->s, 0, row));
    list_rect(p->out, box(raw < 0 ? zero - half * is : zero, y, half * is, 6), (RectStyle){ .radius = 3, .fill = paint(ROLE_S) });
    list_show(p->out, shown);
    list_rect(p->out, box(zero - 0.5, y - 2, 1, 10), (RectStyle){ .fill = paint(ROLE_FAINT) });
    list_fade(p->out, before);
}

// What a cell is divided by, over it while it is divided.
static void divisor_over(const Picture *p, Box at, const char *text, const char *note, Role role, double alpha) {
    if (!(alpha > 0.01) || p->pitch - p->cell < 20) return;
    Ident before = list_show(p->out, ident_note(note));
    float faded = list_fade(p->out, p->out->alpha * (float)alpha);
    list_text(p->out, box_middle_x(at), at.y - 6, text_of(text),
              (TextStyle){ .size = 15, .paint = paint(role), .align = ALIGN_CENTER });
    list_fade(p->out, faded);
    list_show(p->out, before);
}

static void scale_flight(const Picture *p, int row) {
    if (!p->digits) return;
    scale_bar(p, row);
    double u = picture_turn(p, ACT_SCALE, row);
    if (in_flight(u) && picture_has_divisor(p))
        divisor_over(p, picture_cell(p, COL_S, row, 0), picture_divisor(p), "every score is divided by this", ROLE_S,
                     there(u, 0.05, 0.95));
}

// --- softmax

static void softmax_flight(const Picture *p, int row) {
    double u = picture_turn(p, ACT_SOFTMAX, row), summed = picture_summed(p), divided = picture_divided(p, row);
    if (!p->digits) return;
    Box s = picture_cell(p, COL_S, row, 0), a = picture_cell(p, COL_A, row, 0);
    if (in_flight(u) && !picture_is_masked(p, row)) {
        bool slow = seconds_of(p, ACT_SOFTMAX, row) > slow_from;
        const char *score = matrix_text(p->arena, &p->s, 0, row);
        Flyer f = element(p, &p->s, 0, row, ROLE_S, 1 - beat(u, 0.55, 0.75));
        if (slow && u > 0.3)
            f = (Flyer){ ident_note(picture_exp_note(p, row)), arena_print(p->arena, "exp %s", score), ROLE_S, 0.3, f.alpha };
        Box landing = slow ? box(a.x, a.y, p->lane[COL_A].w, a.h) : a;
        draw_flyer(p, box_between(s, landing, beat(u, 0.05, 0.5)), f);
    }
    double x = p->lane[COL_A].x + p->lane[COL_A].w / 2;
    if (in_flight(summed)) { // the exponentials fall into the sum
        Flyer f = { ident_note(picture_exp_note(p, row)), number_text(p->arena, picture_exp(p, row), 4), ROLE_A, 0,
                    1 - beat(summed, 0.75, 1) };
        draw_flyer(p, box_between(a, box(x - a.w / 2, p->foot - 18, a.w, 26), beat(summed, 0, 0.5)), f);
    }
    const char *sum = number_text(p->arena, picture_exp_sum(p), 4);
    if (in_flight(divided))
        divisor_over(p, box(a.x, a.y, p->lane[COL_A].w, a.h), arena_print(p->arena, "÷ %s", sum), "each is divided by the sum",
                     ROLE_A, there(divided, 0.02, 0.98));
}

// --- weighted values and output

static Flyer weighted(const Picture *p, int row, int j, double alpha) {
    Flyer f = element(p, &p->weighted, row, j, ROLE_V, alpha);
    f.share = share_of(matrix_at(&p->weighted, row, j), p->v.largest);
    return f;
}

static void weighted_flight(const Picture *p, int row) {
    double u = picture_turn(p, ACT_WEIGHTED, row);
    if (!in_flight(u)) return;
    if (!p->digits || p->lane[COL_V].strip) {
        if (p->digits && u < 0.45)
            dot_on_link(p, COL_A, COL_V, row, ease(u / 0.45), ROLE_A);
        else if (p->digits)
            dot_on_link(p, COL_V, COL_W, row, ease((u - 0.45) / 0.55), ROLE_V);
        return;
    }
    bool slow = seconds_of(p, ACT_WEIGHTED, row) > slow_from;
    double travel = beat(u, 0.04, 0.3), merge = beat(u, 0.46, 0.6), slide = beat(u, 0.64, 0.94);
    Box a = picture_cell(p, COL_A, row, 0), v = picture_row(p, COL_V, row);
    Box pair = above(p, box(box_middle_x(v) - a.w / 2, v.y, a.w, v.h));
    Flyer f = element(p, &p->a, 0, row, ROLE_A, 1 - merge);
    f.share = share_of(matrix_at(&p->a, 0, row), 1);
    for (int j = 0; j < p->dv; j++)
        draw_flyer(p, box_between(picture_cell(p, COL_V, row, j), picture_cell(p, COL_W, row, j), slide),
                   weighted(p, row, j, merge * (1 - beat(u, 0.9, 1))));
    Box over = pair;
    over.y = v.y;
    draw_flyer(p, box_between(box_between(a, pair, travel), over, merge * 0.5), f);
    if (slow) draw_badge(p, box_middle_x(v), v.y - 2, "×", there(u, 0.3, 0.52));
}

static void output_flight(const Picture *p, int row) {
    double u = picture_turn(p, ACT_OUTPUT, row);
    if (!in_flight(u)) return;
    if (!p->digits || p->lane[COL_O].strip || p->lane[COL_W].strip) {
        if (p->rows <= CELLS_ROWS) dot_on_link(p, COL_W, COL_O, row, ease(u), ROLE_V);
        return;
    }
    double travel = beat(u, 0.08, 0.8);
    for (int j = 0; j < p->dv; j++) {
        Box from = picture_cell(p, COL_W, row, j), to = picture_cell(p, COL_O, 0, j);
        draw_flyer(p, box_between(from, to, travel), weighted(p, row, j, 1 - beat(u, 0.78, 0.95)));
    }
    Box o = picture_row(p, COL_O, 0);
    if (row > 0) draw_badge(p, o.x - 12, box_middle_y(o), "+", there(u, 0.5, 0.95));
}

void picture_draw_flights(const Picture *p) {
    bool before = p->out->may_overlap;
    p->out->may_overlap = true;
    for (int i = 0; i < p->rows && p->rows <= CELLS_ROWS; i++) {
        if (picture_plays(p, ACT_SIMILARITY)) similarity_flight(p, i);
        if (picture_plays(p, ACT_SCALE)) scale_flight(p, i);
        if (picture_plays(p, ACT_SOFTMAX)) softmax_flight(p, i);
        if (picture_plays(p, ACT_WEIGHTED)) weighted_flight(p, i);
        if (picture_plays(p, ACT_OUTPUT)) output_flight(p, i);
    }
    p->out->may_overlap = before;
}
