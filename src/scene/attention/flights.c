// What is on its way. A product: the query's numbers step out to the key, pair up with ×, collapse with +, and the sum lands
// in its cell. Exponentials fall beside the bars into their sum. A weight goes to its value and multiplies it; the weighted rows
// land under the output, with + between, and add up. No number in flight covers another one that is to be read. Each is a
// node's element or says in its note how it comes about. Where there are no digits, a dot travels instead.
#include "scene/attention/attention.h"

#include <math.h>

#include "base/math.h"

static const double slow_from = 1.1; // seconds: turns longer than this show their arithmetic

static bool in_flight(double u) { return u > 0 && u < 1; }

static double seconds_of(const Attention *p, Act act, int i) {
    AttentionSpan s = attention_span(p, act, i);
    return s.end - s.start;
}

// --- pieces

typedef struct Flyer {
    Ident ident;
    const char *text;
    Role role;
    double share, alpha;
} Flyer;

static void draw_flyer(const Attention *p, Box at, Flyer f) {
    if (!(f.alpha > 0.01)) return;
    draw_cell(p->out, at, f.text,
              (CellStyle){ .role = f.role,
                           .share = f.share,
                           .state = CELL_NOW,
                           .size = at.h < 31 ? at.h * 0.55 : 17,
                           .fade = 1 - f.alpha,
                           .ident = f.ident });
}

static Flyer element(const Attention *p, const Matrix *m, int row, int column, Role role, double alpha) {
    return (Flyer){ matrix_ident(m, row, column), matrix_text(p->out->arena, m, row, column), role, matrix_share(m, row, column),
                    alpha };
}

// × or + on a small disc.
static void draw_small_badge(const Attention *p, double x, double y, double radius, const char *sign, double alpha) {
    if (!(alpha > 0.01)) return;
    float before = list_fade(p->out, p->out->alpha * (float)alpha);
    list_circle(p->out, x, y, radius, (RectStyle){ .fill = paint(ROLE_PANEL), .stroke = paint(ROLE_LINE), .width = 1 });
    list_text(p->out, x, y + 0.55 * radius, text_of(sign),
              (TextStyle){ .face = FACE_BOLD, .size = 1.6 * radius, .align = ALIGN_CENTER });
    list_fade(p->out, before);
}

static void draw_badge(const Attention *p, double x, double y, const char *sign, double alpha) {
    draw_small_badge(p, x, y, 10, sign, alpha);
}

// Comes in from `from`, is gone by `to`.
static double there(double u, double from, double to) { return beat(u, from, from + 0.06) - beat(u, to - 0.06, to); }

// The place just above a box, no higher than the free space between two rows.
static Box above(const Attention *p, Box b) {
    double room = p->top - p->heading - 40, between_rows = p->pitch - p->cell - 8; // under the heading; between two rows
    double h = math_clamp(room < between_rows ? room : between_rows, 22, p->cell);
    return box(b.x, b.y - h - 4, b.w, h);
}

// A point on the link between two columns in a row, as draw_link draws it.
static void dot_on_link(const Attention *p, Column from, Column to, int row, double u, Role role) {
    double x1 = p->lane[from].x + p->lane[from].w + 7, x2 = p->lane[to].x - 7 - (to == COL_K ? p->label : 0);
    double y1 = from == COL_Q ? box_middle_y(attention_row(p, COL_Q, 0)) : attention_middle(p, row);
    double y2 = to == COL_O ? box_middle_y(attention_row(p, COL_O, 0)) : attention_middle(p, row);
    double w = 1 - u, x = w * w * w * x1 + 3 * w * u * (x1 + x2) / 2 + u * u * u * x2;
    double y = y1 + (y2 - y1) * (3 * u * u * w + u * u * u);
    list_circle(p->out, x, y, 5, (RectStyle){ .fill = paint(role) });
}

// --- similarity

static Flyer product(const Attention *p, int row, int j, double alpha) {
    double q = matrix_at(&p->q, 0, j), k = matrix_at(&p->k, row, j);
    const char *value = number_text(p->out->arena, q * k, 4);
    const char *note = arena_print(p->out->arena, "q[%d] × k[%d,%d] = %s × %s = %s", j + 1, row + 1, j + 1,
                                   matrix_text(p->out->arena, &p->q, 0, j), matrix_text(p->out->arena, &p->k, row, j), value);
    return (Flyer){ ident_note(note), value, ROLE_S, share_of(q * k, p->raw.largest) * 0.8, alpha };
}

// The products of a key step so far apart that a "+" fits between two of them.
static double plus_gap(const Attention *p) {
    double room = p->lane[COL_S].x - p->lane[COL_K].x - p->lane[COL_K].w - 8, each = p->d > 1 ? room / (p->d - 1) : 0;
    return math_clamp(each, 0, 20);
}

static void similarity_flight(const Attention *p, int row) {
    double u = attention_turn(p, ACT_SIMILARITY, row);
    if (!in_flight(u)) return;
    if (!p->dot || !p->digits || p->lane[COL_K].strip) {
        if (u < 0.5)
            dot_on_link(p, COL_Q, COL_K, row, ease(u / 0.5), ROLE_Q);
        else if (u < 0.9 && p->digits)
            dot_on_link(p, COL_K, COL_S, row, ease((u - 0.5) / 0.4), ROLE_S);
        return;
    }
    bool slow = seconds_of(p, ACT_SIMILARITY, row) > slow_from;
    double travel = beat(u, 0.04, 0.28), merge = beat(u, 0.44, 0.54), apart = beat(u, 0.54, 0.62);
    double gather = beat(u, 0.7, 0.8), land = beat(u, 0.82, 0.98);
    Box s = attention_cell(p, COL_S, row, 0), all = attention_row(p, COL_K, row);
    Box sum = above(p, box(box_middle_x(all) - s.w / 2, s.y, s.w, s.h)); // beside the key, which stays to be read
    for (int j = 0; j < p->d; j++) {
        Box k = attention_cell(p, COL_K, row, j), q = attention_cell(p, COL_Q, 0, j), pair = above(p, k), open;
        Box at = box_between(q, pair, travel);
        open = pair, open.x += plus_gap(p) * j;
        draw_flyer(p, at, element(p, &p->q, 0, j, ROLE_Q, 1 - merge));
        draw_flyer(p, box_between(box_between(pair, open, apart), sum, gather),
                   product(p, row, j, merge * (1 - beat(gather, 0.05, 0.45))));
        if (slow) draw_small_badge(p, box_middle_x(k), k.y - 2, pair.h < 31 ? 7 : 10, "×", there(u, 0.28, 0.48));
        if (slow && j > 0 && plus_gap(p) >= 12)
            draw_small_badge(p, open.x - (plus_gap(p) + CELL_GAP) / 2, box_middle_y(open), plus_gap(p) / 2, "+",
                             there(u, 0.6, 0.72));
    }
    draw_flyer(p, box_between(sum, s, land),
               element(p, &p->raw, 0, row, ROLE_S, beat(gather, 0.4, 0.8) * (1 - beat(land, 0.7, 1))));
}

// --- scale

// One bar from zero with its number at its end, or right of zero when it goes to the left.
static void compared_bar(const Attention *p, const Matrix *m, int row, Box at, double zero, double end, float tint, double alpha) {
    if (!(alpha > 0)) return;
    double x = end < zero ? end : zero;
    float faded = list_fade(p->out, p->out->alpha * (float)alpha);
    Ident before = list_show(p->out, matrix_ident(m, 0, row));
    list_rect(p->out, box(x, at.y, fabs(end - zero), at.h),
              (RectStyle){ .radius = 4, .fill = paint_tint(ROLE_S, ROLE_PANEL, tint) });
    if (at.h >= 12)
        list_text(p->out, (end < zero ? zero : end) + 7, at.y + at.h / 2 + 4.5, text_of(matrix_text(p->out->arena, m, 0, row)),
                  (TextStyle){ .size = 13, .paint = paint(tint < 1 ? ROLE_MUTED : ROLE_INK) });
    list_show(p->out, before);
    list_fade(p->out, faded);
}

typedef struct Compared {
    double x, scale, low; // of the bars: left end, units for 1, the number that stands at the left end
} Compared;

// From the smallest to the largest score, before and after, zero between them.
static Compared compared_axis(const Attention *p) {
    double low = 0, high = 0, x = p->lane[COL_S].x + p->lane[COL_S].w + 18, end = p->lane[COL_A].x + p->lane[COL_A].w;
    for (int i = 0; i < 2 * p->rows; i++) {
        double s = matrix_at(i < p->rows ? &p->raw : &p->s, 0, i % p->rows);
        if (math_finite(s)) low = s < low ? s : low, high = s > high ? s : high;
    }
    double numbers = p->cell >= 30 ? 46 : 0, scale = (end - x - numbers) / (high - low);
    return (Compared){ x, math_finite(scale) && scale > 0 ? scale : 0, low };
}

// Beside each score: what it was, pale, and what it is.
static void compare_scores(const Attention *p, int row) {
    Compared c = compared_axis(p);
    double raw = matrix_at(&p->raw, 0, row), now = matrix_at(&p->s, 0, row), u = attention_turn(p, ACT_SCALE, row);
    double zero = c.x - c.low * c.scale, is = between(raw, now, beat(u, 0.4, 0.8)), alpha = attention_landed(p, COL_S, row);
    if (!math_finite(raw) || !math_finite(now)) return;
    double h = floor(math_clamp((p->cell - 3) / 2, 8, 16)), y = floor(attention_middle(p, row) - h - 1.5);
    compared_bar(p, &p->raw, row, box(0, y, 0, h), zero, zero + raw * c.scale, 0.35f, alpha);
    compared_bar(p, &p->s, row, box(0, y + h + 3, 0, h), zero, zero + is * c.scale, 1,
                 alpha * come_or_asked(p->out, matrix_ident(&p->s, 0, row), beat(u, 0.35, 0.45)));
    list_rect(p->out, box(zero - 0.5, y - 3, 1, 2 * h + 9), (RectStyle){ .fill = paint(ROLE_FAINT) });
}

// What the pale bar is and what the full one, in place of the column's heading.
static void compare_headings(const Attention *p) {
    static const struct {
        const char *name;
        float tint;
    } kind[] = { { "before", 0.35f }, { "after", 1 } };
    const AttentionLane *s = &p->lane[COL_S];
    double name = s->x + s->w / 2 + s->heading + 10, x = s->x + s->w + 18 + (p->lane[COL_A].w > 100 ? 16 : 0);
    x = x > name ? x : name;
    for (int i = 0; i < 2; i++) {
        double y = p->heading + 24 * i;
        list_rect(p->out, box(x, y - 11, 20, 12), (RectStyle){ .radius = 4, .fill = paint_tint(ROLE_S, ROLE_PANEL, kind[i].tint) });
        list_text(p->out, x + 27, y, text_of(kind[i].name), (TextStyle){ .size = 14, .paint = paint(ROLE_MUTED) });
    }
}

// What a cell is divided by, over it while it is divided.
static void divisor_over(const Attention *p, Box at, const char *text, const char *note, Role role, double alpha) {
    if (!(alpha > 0.01) || p->pitch - p->cell < 20) return;
    list_text(p->out, box_middle_x(at), at.y - 6, text_of(text),
              (TextStyle){ .size = 15, .paint = paint(role), .align = ALIGN_CENTER, .fade = 1 - alpha, .ident = ident_note(note) });
}

static void scale_flight(const Attention *p, int row) {
    if (!p->digits) return;
    if (attention_compares(p)) compare_scores(p, row);
    double u = attention_turn(p, ACT_SCALE, row);
    if (in_flight(u) && attention_has_divisor(p))
        divisor_over(p, attention_cell(p, COL_S, row, 0), attention_divisor(p), "every score is divided by this", ROLE_S,
                     there(u, 0.05, 0.95));
}

// --- softmax

// An exponential steps out to a clear lane beside the bars, falls down it, and goes into the sum.
static void falling_flight(const Attention *p, int row) {
    double u = attention_falling(p, row);
    if (!in_flight(u) || attention_is_masked(p, row)) return;
    const AttentionLane *lane = &p->lane[COL_A];
    const char *text = number_text(p->out->arena, attention_exp(p, row), 4);
    double end = lane->x + lane->w, w = metrics_width(p->view->metrics, FACE_TEXT, 14, text_of(text)) + 12, h = 24;
    double beside = end + 6 + w > p->lane[COL_V].x - 4 ? p->lane[COL_V].x - 4 - w : end + 6; // over the bars where it is narrow
    Box out = box(beside, attention_middle(p, row) - h / 2, w, h), down = out, into = out, from = out;
    const char *sum = arena_print(p->out->arena, "Σ exp = %s", number_text(p->out->arena, attention_exp_sum(p, p->m), 4));
    double clear = lane->x + lane->w / 2 + metrics_width(p->view->metrics, FACE_BOLD, 15, text_of(sum)) / 2 + 4; // of the sum
    down.y = into.y = p->foot - 5 - h / 2;
    down.x = out.x > clear + 8 ? out.x : clear + 8;
    into.x = clear;
    from.x = lane->x + (lane->cell - w) / 2;
    Box at = box_between(box_between(from, out, beat(u, 0, 0.35)), down, beat(u, 0.3, 0.75));
    at = box_between(at, into, beat(u, 0.72, 0.95));
    draw_cell(p->out, at, text,
              (CellStyle){ .role = ROLE_A,
                           .share = 0.2,
                           .state = CELL_NOW,
                           .size = 14,
                           .ident = ident_note(attention_exp_note(p, row)),
                           .fade = 1 - (beat(u, 0, 0.1) - beat(u, 0.9, 1)) });
}

static void softmax_flight(const Attention *p, int row) {
    double u = attention_turn(p, ACT_SOFTMAX, row), divided = attention_divided(p, row);
    if (!p->digits) return;
    Box s = attention_cell(p, COL_S, row, 0), a = attention_cell(p, COL_A, row, 0);
    if (in_flight(u) && !attention_is_masked(p, row)) {
        bool slow = seconds_of(p, ACT_SOFTMAX, row) > slow_from;
        const char *score = matrix_text(p->out->arena, &p->s, 0, row);
        Flyer f = element(p, &p->s, 0, row, ROLE_S, 1 - beat(u, 0.55, 0.75));
        if (slow && u > 0.3)
            f = (Flyer){ ident_note(attention_exp_note(p, row)), arena_print(p->out->arena, "exp %s", score), ROLE_S, 0.3,
                         f.alpha };
        Box landing = slow ? box(a.x, a.y, p->lane[COL_A].w, a.h) : a;
        draw_flyer(p, box_between(s, landing, beat(u, 0.05, 0.5)), f);
    }
    falling_flight(p, row);
    const char *sum = number_text(p->out->arena, attention_exp_sum(p, p->m), 4);
    if (in_flight(divided))
        divisor_over(p, box(a.x, a.y, p->lane[COL_A].w, a.h), arena_print(p->out->arena, "÷ %s", sum), "each is divided by the sum",
                     ROLE_A, there(divided, 0.02, 0.98));
}

// --- weighted values and output

static Flyer weighted(const Attention *p, int row, int j, double alpha) {
    Flyer f = element(p, &p->weighted, row, j, ROLE_V, alpha);
    f.share = share_of(matrix_at(&p->weighted, row, j), p->v.largest);
    return f;
}

static void weighted_flight(const Attention *p, int row) {
    double u = attention_turn(p, ACT_WEIGHTED, row);
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
    Box a = attention_cell(p, COL_A, row, 0), v = attention_row(p, COL_V, row);
    Box pair = above(p, box(box_middle_x(v) - a.w / 2, v.y, a.w, v.h));
    Flyer f = element(p, &p->a, 0, row, ROLE_A, 1 - merge);
    f.share = share_of(matrix_at(&p->a, 0, row), 1);
    for (int j = 0; j < p->dv; j++)
        draw_flyer(p, box_between(attention_cell(p, COL_V, row, j), attention_cell(p, COL_W, row, j), slide),
                   weighted(p, row, j, merge * (1 - beat(u, 0.9, 1))));
    Box over = pair;
    over.y = v.y;
    draw_flyer(p, box_between(box_between(a, pair, travel), over, merge * 0.5), f);
    if (slow) draw_badge(p, box_middle_x(v), v.y - 2, "×", there(u, 0.3, 0.52));
}

enum { PLUS_GAP = 24 };

// How far under the output (or over it, where the target stands under it) a weighted row lands before it is added; 0: no room.
static double landing(const Attention *p, Box o) {
    double way = o.h + PLUS_GAP;
    if (!p->target && o.y + o.h + way <= p->band_bottom - 4) return way;
    return o.y - way >= p->heading + 38 ? -way : 0;
}

static void output_flight(const Attention *p, int row) {
    double u = attention_turn(p, ACT_OUTPUT, row);
    if (!in_flight(u)) return;
    if (!p->digits || p->lane[COL_O].strip || p->lane[COL_W].strip) {
        if (p->rows <= CELLS_ROWS) dot_on_link(p, COL_W, COL_O, row, ease(u), ROLE_V);
        return;
    }
    Box o = attention_row(p, COL_O, 0);
    double shift = row > 0 ? landing(p, o) : 0, travel = beat(u, 0.04, shift != 0 ? 0.5 : 0.8), merge = beat(u, 0.76, 0.92);
    for (int j = 0; j < p->dv; j++) {
        Box from = attention_cell(p, COL_W, row, j), to = attention_cell(p, COL_O, 0, j), land = to;
        land.y += shift;
        draw_flyer(p, box_between(box_between(from, land, travel), to, merge),
                   weighted(p, row, j, 1 - beat(u, shift != 0 ? 0.78 : 0.84, shift != 0 ? 0.86 : 0.98)));
    }
    double edge = shift > 0 ? o.y + o.h : o.y;
    if (shift != 0) draw_badge(p, box_middle_x(o), edge + (shift > 0 ? 1 : -1) * PLUS_GAP / 2.0, "+", there(u, 0.46, 0.8));
}

void attention_draw_flights(const Attention *p) {
    if (attention_compares(p)) compare_headings(p);
    bool before = p->out->may_overlap;
    p->out->may_overlap = true;
    for (int i = 0; i < p->rows && p->rows <= CELLS_ROWS; i++) {
        if (attention_plays(p, ACT_SIMILARITY)) similarity_flight(p, i);
        if (attention_plays(p, ACT_SCALE)) scale_flight(p, i);
        if (attention_plays(p, ACT_SOFTMAX)) softmax_flight(p, i);
        if (attention_plays(p, ACT_WEIGHTED)) weighted_flight(p, i);
        if (attention_plays(p, ACT_OUTPUT)) output_flight(p, i);
    }
    p->out->may_overlap = before;
}
