// Behind the cells: the highlight of what is now, the headings, the links that fan out from the query to every key and in
// from every weighted value to the output, as wide as the weights are large.
#include "scene/attention/attention.h"

#include "base/math.h"

static const char *const heading_tex[COLS] = { "q", "k_i", "s_i", "a_i", "v_i", "a_i v_i", "o" };

enum { LINKS_MOST = 48, PAD = 22, PAD_OUTER = 16 /* stays inside the margin */ };

// --- headings

static double middle_of(const Attention *p, int c) { return p->lane[c].x + p->lane[c].w / 2; }

// Up to 22 beside the column but not beyond the middle of the gap, unless its own heading needs it.
Box attention_band(const Attention *p, Column of) {
    int c = (int)of;
    const AttentionLane *lane = &p->lane[c];
    double from = lane->x - (c == COL_K ? p->label : 0), to = lane->x + lane->w, half = lane->heading + 4;
    double left = c == COL_Q ? 0 : lane[-1].x + lane[-1].w,
           right = c == COL_O ? p->view->width : lane[1].x - (c == COL_Q ? p->label : 0);
    double low = c == COL_Q ? 8 : math_max((left + from) / 2, middle_of(p, c - 1) + lane[-1].heading + 3);
    double high = c == COL_O ? right - 8 : math_min((to + right) / 2, middle_of(p, c + 1) - lane[1].heading - 3);
    low = math_max(math_min(low, middle_of(p, c) - half), left + 1);
    high = math_min(math_max(high, middle_of(p, c) + half), right - 1);
    double pad = c == COL_Q || c == COL_O ? PAD_OUTER : PAD;
    from = math_max(math_min(from - pad, middle_of(p, c) - half), low);
    to = math_min(math_max(to + pad, middle_of(p, c) + half), high);
    return box(from, p->band_top, to - from, p->band_bottom - p->band_top);
}

static void draw_now(const Attention *p) {
    if (p->now == COLS) return;
    Box at = attention_band(p, p->now);
    p->out->may_overlap = p->before != COLS && p->slide < 1; // on its way over other columns
    if (p->now == COL_S && attention_compares(p)) at = box_union(at, attention_band(p, COL_A));
    draw_highlight(p->out, p->out->may_overlap ? box_between(attention_band(p, p->before), at, p->slide) : at);
    p->out->may_overlap = false;
}

double attention_room(const Attention *p, Column c) {
    Box b = attention_band(p, c);
    double middle = middle_of(p, (int)c);
    return 2 * math_min(middle - b.x, b.x + b.w - middle) - 4;
}

// Exponentials stand in the weights' column until they are divided.
static const char *heading_of(const Attention *p, int c) {
    bool exps =
        c == COL_A && attention_plays(p, ACT_SOFTMAX) && attention_turn(p, ACT_SOFTMAX, 0) > 0 && attention_divided(p, 0) < 0.5;
    return exps ? "\\exp(s_i)" : heading_tex[c];
}

void attention_draw_headings(const Attention *p) {
    draw_now(p);
    for (int c = 0; c < COLS; c++) {
        const AttentionLane *lane = &p->lane[c];
        if (c == COL_A && attention_compares(p)) continue;
        draw_heading(p->out, lane->x + lane->w / 2, p->heading, attention_heading((Column)c), heading_of(p, c),
                     (HeadingStyle){ .role = c == COL_O ? ROLE_INK : attention_role((Column)c),
                                     .strong = lane->now,
                                     .fade = lane->shown ? 0 : 0.55 });
    }
}

// --- links

// Where a row's score stands among all, 0 … 1: how thick its link is before there are weights.
static double score_place(const Attention *p, int row) {
    double low = MATH_INFINITY, high = -MATH_INFINITY, s = matrix_at(&p->s, 0, row);
    for (int i = 0; i < p->rows; i++) {
        double x = matrix_at(&p->s, 0, i);
        if (!math_finite(x)) continue;
        low = x < low ? x : low, high = x > high ? x : high;
    }
    return math_finite(s) && high > low ? (s - low) / (high - low) : 0.5;
}

static double link_width(const Attention *p, int row, double a) {
    double width = between(1.6, 1 + 2 * score_place(p, row), attention_landed(p, COL_S, row));
    return p->lane[COL_A].shown ? between(width, 1 + 3.4 * a, attention_landed(p, COL_A, row)) : width;
}

// From the right end of one column to the left end of another, in a row's middle; drawn as far as `alpha` says.
static void draw_line(const Attention *p, Column from, Column to, int row, Role role, double width, double alpha) {
    if (!(alpha > 0.01)) return;
    double x1 = p->lane[from].x + p->lane[from].w + 7, x2 = p->lane[to].x - 7 - (to == COL_K ? p->label : 0);
    double y1 = from == COL_Q ? box_middle_y(attention_row(p, COL_Q, 0)) : attention_middle(p, row);
    double y2 = to == COL_O ? box_middle_y(attention_row(p, COL_O, 0)) : attention_middle(p, row);
    if (x2 > x1) draw_link(p->out, x1, y1, x2, y2, role, width, (float)(p->gradient ? alpha * 0.45 : alpha));
}

static void draw_row_lines(const Attention *p, int row) {
    double a = share_of(matrix_at(&p->a, 0, row), 1), weighted = attention_landed(p, COL_W, row);
    if (p->lane[COL_Q].shown) draw_line(p, COL_Q, COL_K, row, ROLE_Q, link_width(p, row, a), 0.4 * attention_landed(p, COL_K, row));
    if (p->digits) {
        draw_line(p, COL_K, COL_S, row, ROLE_S, 2, 0.5 * attention_landed(p, COL_S, row));
        draw_line(p, COL_S, COL_A, row, ROLE_A, 1.5 + 5 * a, 0.8 * attention_landed(p, COL_A, row));
        draw_line(p, COL_A, COL_V, row, ROLE_A, 1.5 + 5 * a, 0.4 * weighted);
        draw_line(p, COL_V, COL_W, row, ROLE_V, 1 + 3.4 * a, 0.5 * weighted);
    }
    double added =
        attention_plays(p, ACT_OUTPUT) ? beat(attention_turn(p, ACT_OUTPUT, row), 0.2, 0.8) : attention_landed(p, COL_O, row);
    added = p->lane[COL_O].shown ? added : 0;
    if (p->lane[COL_W].shown) draw_line(p, COL_W, COL_O, row, ROLE_V, 1 + 3.4 * a, 0.5 * added);
}

// Too many rows for one link each: a fan between a strip (its edge at `far`) and a point.
static void draw_fan(const Attention *p, double x, double y, double far, Box strip, Role role, double alpha) {
    if (!(alpha > 0.01)) return;
    double middle = (x + far) / 2, bottom = strip.y + strip.h;
    PathPart path[] = {
        { .op = PATH_MOVE, .x = x, .y = y },
        { .op = PATH_CURVE, .x1 = middle, .y1 = y, .x2 = middle, .y2 = strip.y, .x = far, .y = strip.y },
        { .op = PATH_LINE, .x = far, .y = bottom },
        { .op = PATH_CURVE, .x1 = middle, .y1 = bottom, .x2 = middle, .y2 = y, .x = x, .y = y },
        { .op = PATH_CLOSE },
    };
    list_path(p->out, path, 5, (StrokeStyle){ .fill = paint_faded(role, (float)alpha) });
}

static void draw_fans(const Attention *p) {
    Box q = attention_row(p, COL_Q, 0), k = attention_strip(p, COL_K), w = attention_strip(p, COL_W),
        o = attention_row(p, COL_O, 0);
    if (p->lane[COL_Q].shown)
        draw_fan(p, q.x + q.w + 7, box_middle_y(q), k.x - 7 - p->label, k, ROLE_Q, 0.16 * attention_landed(p, COL_K, 0));
    if (p->lane[COL_W].shown) draw_fan(p, o.x - 7, box_middle_y(o), w.x + w.w + 7, w, ROLE_V, 0.16 * attention_landed(p, COL_O, 0));
}

void attention_draw_lines(const Attention *p) {
    if (p->rows > LINKS_MOST)
        draw_fans(p);
    else
        for (int i = 0; i < p->rows; i++) draw_row_lines(p, i);
}
