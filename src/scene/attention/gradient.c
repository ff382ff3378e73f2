// The way back: from the loss through the output, the values and the weights to the scores, and from there to the keys and
// the query. Width and brightness of an arrow are the real size of its gradient, on a log scale.
#include "scene/attention/attention.h"

#include <math.h>

#include "base/math.h"

// What arrives at each part, and when it starts, in seconds of the act.
typedef enum Leg { LEG_OUTPUT, LEG_WEIGHTED, LEG_VALUES, LEG_WEIGHTS, LEG_SCORES, LEG_KEYS, LEG_QUERY, LEGS } Leg;
static const AttentionSpan leg_time[LEGS] = { { 0.2, 0.9 }, { 0.9, 1.7 }, { 1.6, 2.1 }, { 2.0, 2.5 },
                                              { 2.4, 2.9 }, { 3.5, 4.0 }, { 3.9, 4.6 } };
static const AttentionSpan score_numbers = { 2.9, 3.3 }, query_numbers = { 4.6, 5.0 }, verdicts = { 5.1, 5.6 };
static const double decades = 4;
enum { STEP_ROOM = 14 }; // for the arrow left of a score's gradient

// --- sizes

static double norm(const Matrix *m, int row, bool grad) {
    const Real *from = grad ? m->grad : m->value;
    return from && matrix_has(m, row, m->columns - 1) ? math_length(from + row * m->columns, m->columns) : MATH_NAN;
}

// Sizes that every row needs, taken once.
typedef struct Back {
    double g, q; // norms of the gradient at the output, and of the query
    double largest;
} Back;

// The gradient that this query alone sends along a leg of row i.
static double size_of(const Attention *p, const Back *b, Leg leg, int row) {
    double g = b->g, a = fabs(matrix_at(&p->a, 0, row)), ds = fabs(matrix_grad_at(&p->s, 0, row));
    double back = matrix_exists(&p->raw) && p->raw.grad ? fabs(matrix_grad_at(&p->raw, 0, row)) : ds;
    switch (leg) {
    case LEG_OUTPUT: return g;
    case LEG_WEIGHTED:
    case LEG_VALUES: return a * g;
    case LEG_WEIGHTS: return fabs(matrix_grad_at(&p->a, 0, row));
    case LEG_SCORES: return ds;
    case LEG_KEYS: return p->dot ? back * b->q : back;
    case LEG_QUERY: return p->dot ? back * norm(&p->k, row, false) : back;
    case LEGS: break;
    }
    return 0;
}

static Back measure_back(const Attention *p) {
    Back b = { .g = norm(&p->o, 0, true), .q = norm(&p->q, 0, false) };
    for (int leg = 0; leg < LEGS; leg++)
        for (int i = 0; i < p->rows; i++) {
            double size = size_of(p, &b, (Leg)leg, i);
            if (math_finite(size) && size > b.largest) b.largest = size;
        }
    return b;
}

static double leg_progress(const Attention *p, AttentionSpan s) {
    double now = p->seconds - p->act[ACT_GRADIENT].start;
    return attention_plays(p, ACT_GRADIENT) ? beat(now, s.start, s.end) : 1;
}

// --- arrows

// The first `u` of an S-curve from (x1, y1) to (x2, y2), by de Casteljau.
static void arrow(const Attention *p, double x1, double y1, double x2, double y2, double u, double share) {
    if (u < 0.05 || share <= 0) return;
    double middle = (x1 + x2) / 2, strong = fabs(x2 - x1) * 0.12 < 4.2 ? fabs(x2 - x1) * 0.12 : 4.2;
    double width = p->digits ? 1.2 + strong * share : 0.4 + 1.6 * share;
    double ax = between(x1, middle, u), ay = y1, bx = middle, by = between(y1, y2, u), cx = between(middle, x2, u), cy = y2;
    double dx = between(ax, bx, u), dy = between(ay, by, u), ex = between(bx, cx, u), ey = between(by, cy, u);
    double head = p->digits ? 5 + 1.6 * width : 0, drawn = fabs(x2 - x1) * u; // no longer than what is there
    StrokeStyle style = { .paint = paint_faded(ROLE_GRAD, (float)(0.35 + 0.65 * share)),
                          .width = width,
                          .arrow = head < drawn ? head : drawn };
    if (fabs(y1 - y2) < 0.5)
        list_line(p->out, x1, y1, between(x1, x2, u), y2, style);
    else
        list_curve(p->out, x1, y1, ax, ay, dx, dy, between(dx, ex, u), between(dy, ey, u), style);
}

// Over the values to the weights: what a weight's gradient needs of a value is its number, the gradient itself does not pass there.
static void arc(const Attention *p, int row, double u, double share) {
    Box from = attention_row(p, COL_W, row), to = attention_bar(p, row);
    double x1 = from.x + 6, y1 = from.y - 2, x2 = to.x + to.w + 6, y2 = attention_middle(p, row);
    double rise = math_clamp((p->pitch - p->cell) * 0.75, 6, 26);
    if (u < 0.05 || share <= 0) return;
    double cx1 = x1 - 10, cy1 = y1 - rise, cx2 = x2 + 26, cy2 = from.y - rise, width = 1.2 + 3 * share;
    double ax = between(x1, cx1, u), ay = between(y1, cy1, u), mx = between(cx1, cx2, u), my = between(cy1, cy2, u);
    double ex = between(cx2, x2, u), ey = between(cy2, y2, u), bx = between(ax, mx, u), by = between(ay, my, u);
    double dx = between(mx, ex, u), dy = between(my, ey, u);
    list_curve(
        p->out, x1, y1, ax, ay, bx, by, between(bx, dx, u), between(by, dy, u),
        (StrokeStyle){ .paint = paint_faded(ROLE_GRAD, (float)(0.35 + 0.65 * share)), .width = width, .arrow = 5 + 1.6 * width });
}

static const Column leg_from[LEGS] = { COL_O, COL_O, COL_W, COL_V, COL_A, COL_S, COL_K };
static const Column leg_to[LEGS] = { COL_O, COL_W, COL_V, COL_A, COL_S, COL_K, COL_Q };

static void draw_leg(const Attention *p, const Back *b, Leg leg, int row) {
    Column from = leg_from[leg], to = leg_to[leg];
    double size = size_of(p, b, leg, row), share = log_share(size, b->largest, decades), u = leg_progress(p, leg_time[leg]);
    double x1 = p->lane[from].x - 6 - (from == COL_K ? p->label : 0), x2 = p->lane[to].x + p->lane[to].w + 6;
    double y1 = from == COL_O ? box_middle_y(attention_row(p, COL_O, 0)) : attention_middle(p, row);
    double y2 = to == COL_Q ? box_middle_y(attention_row(p, COL_Q, 0)) : attention_middle(p, row);
    if (!(size > 0)) return;
    Ident before = list_show(p->out, ident_note(arena_print(p->out->arena, "size of the gradient on this way: %s",
                                                            number_text(p->out->arena, size, 4))));
    share = share > 0.02 ? share : 0.02;
    if (leg == LEG_WEIGHTS && p->digits && !p->lane[COL_W].strip && p->lane[COL_W].shown)
        arc(p, row, u, share);
    else
        arrow(p, x1, y1, x2, y2, u, share);
    list_show(p->out, before);
}

// --- numbers

static TextStyle grad_style(void) {
    return (TextStyle){ .face = FACE_BOLD, .size = 13, .paint = paint(ROLE_GRAD_TEXT), .align = ALIGN_CENTER };
}

// Another font, where a viewer of a figure lacks ours, is so much wider.
static const double other_font = 1.2;

// As many digits as fit the width, the same for the whole row of numbers.
static NumberFormat grad_format(const Attention *p, const Matrix *m, int count, double width) {
    NumberFormat format = { .digits = 2, .decimals = -1 };
    for (int digits = 4; digits >= 2; digits--) {
        format = number_format_for(m->grad, count, digits);
        double widest = 0;
        for (int i = 0; i < count; i++) {
            double w = metrics_width(p->view->metrics, FACE_BOLD, 13,
                                     text_of(signed_text(p->out->arena, matrix_grad_at(m, 0, i), format)));
            widest = w > widest ? w : widest;
        }
        if (widest <= width) break;
    }
    return format;
}

// The gradient of a row of cells, a number under each.
static void grad_row(const Attention *p, const Matrix *m, Column c, bool down, int count, double below, double wider,
                     double alpha) {
    if (!m->grad) return;
    double width = p->lane[c].cell + wider;
    NumberFormat format = grad_format(p, m, count, down || count < 2 ? width : width / other_font); // side by side
    for (int i = 0; i < count; i++) {
        double come = come_or_asked(p->out, matrix_grad_ident(m, 0, i), alpha);
        if (!(come > 0)) continue;
        Box at = down ? attention_cell(p, c, i, 0) : attention_cell(p, c, 0, i);
        if (down) at.x += STEP_ROOM / 2.0;
        float faded = list_fade(p->out, p->out->alpha * (float)come);
        Ident before = list_show(p->out, matrix_grad_ident(m, 0, i));
        list_text_fit(p->out, box_middle_x(at), at.y + at.h + below, width,
                      text_of(signed_text(p->out->arena, matrix_grad_at(m, 0, i), format)), grad_style());
        list_show(p->out, before);
        list_fade(p->out, faded);
    }
}

// Which way training moves a score, left of its gradient: against it.
static void draw_step(const Attention *p, int row, double below, NumberFormat format, double grown) {
    double grad = matrix_grad_at(&p->s, 0, row), height = below > 15 ? 20 : 13;
    if (!(grown > 0) || !math_finite(grad) || grad == 0) return;
    Box at = attention_cell(p, COL_S, row, 0);
    double number = metrics_width(p->view->metrics, FACE_BOLD, 13, text_of(signed_text(p->out->arena, grad, format)));
    double x = floor(box_middle_x(at) - number * other_font / 2 - 2), low = at.y + at.h + below + (below > 15 ? 5 : 0),
           high = low - height;
    double from = grad < 0 ? low : high, to = grad < 0 ? high : low;
    list_line(p->out, x, from, x, between(from, to, grown),
              (StrokeStyle){ .paint = paint(ROLE_S),
                             .width = 3,
                             .arrow = 11 * grown,
                             .ident = ident_note(grad < 0 ? "the gradient is negative: training makes this score rise"
                                                          : "the gradient is positive: training makes this score fall") });
}

static const char *sum_of_gradients(const Attention *p) {
    double sum = 0;
    for (int i = 0; i < p->m; i++) sum += matrix_grad_at(&p->s, 0, i);
    bool rounded = fabs(sum) <= 1e-9 * p->s.largest_grad; // it is 0 but for the last bits
    return sum_text(p->out->arena, rounded ? 0 : sum);
}

static double line_width(const Attention *p, const char *tex) { return tex_width(p->out->arena, p->view->metrics, tex, 16); }

static void draw_line(const Attention *p, double x, double y, const char *tex, double alpha, Ident ident) {
    if (alpha > 0)
        draw_tex(p->out, x, y, tex,
                 (FormulaStyle){ .size = 16, .paint = paint(ROLE_GRAD_TEXT), .plain = true, .fade = 1 - alpha, .ident = ident },
                 ALIGN_CENTER);
}

// The numbers under the scores, and at last which scores rise.
static void draw_score_gradients(const Attention *p, double below, double alpha) {
    double grown = leg_progress(p, verdicts), width = p->lane[COL_S].cell + 16 - STEP_ROOM;
    NumberFormat format = grad_format(p, &p->s, p->rows, width);
    grad_row(p, &p->s, COL_S, true, p->rows, below, 16 - STEP_ROOM, alpha);
    for (int i = 0; i < p->rows; i++) draw_step(p, i, below, format, grown);
}

static void draw_gradient_sum(const Attention *p, double foot, double alpha) {
    if (foot + 26 > p->band_bottom || !(alpha > 0)) return;
    Ident before = list_show(p->out, ident_note("the gradients at the scores of one query add up to 0: some rise, others fall"));
    float faded = list_fade(p->out, p->out->alpha * (float)alpha);
    list_text_fit(p->out, p->lane[COL_S].x + p->lane[COL_S].w / 2, foot + 20, attention_room(p, COL_S),
                  text_of(sum_of_gradients(p)), grad_style());
    list_fade(p->out, faded);
    list_show(p->out, before);
}

// --- the name of the gradient at the output

static const double name_line = 20, loss_more = 20;
static const char *const output_name = "g = \\partial L / \\partial o";

// Does it fit between the output and what stands under it?
static bool has_output_name(const Attention *p) {
    if (!p->gradient || p->stacked || p->lane[COL_O].strip) return false;
    double end =
        attention_row(p, COL_O, 0).y + p->cell + name_line + (p->target ? 52 + p->cell + 30 + (p->n > 1 ? loss_more : 0) : 24);
    return end <= p->band_bottom && line_width(p, output_name) <= attention_room(p, COL_O);
}

static void draw_output_name(const Attention *p, double alpha) {
    Box o = attention_row(p, COL_O, 0);
    if (!has_output_name(p)) return;
    draw_line(p, box_middle_x(o), o.y + o.h + 18 + name_line, output_name, alpha, ident_symbol(p->o.node, p->o.first, true));
}

static void draw_numbers(const Attention *p) {
    double scores = leg_progress(p, score_numbers), query = leg_progress(p, query_numbers),
           outputs = leg_progress(p, leg_time[LEG_OUTPUT]);
    const AttentionLane *s = &p->lane[COL_S];
    Box q = attention_row(p, COL_Q, 0);
    double below = p->pitch - p->cell < 24 ? 13 : 18, foot = attention_bottom(p) + below + 20;
    bool room = p->digits && p->pitch - p->cell >= 15;
    if (room) draw_score_gradients(p, below, scores);
    if (!p->digits)
        matrix_grad_heat_down(p->out, box(s->x + s->w + 3, p->top, 10, (attention_bottom(p) - p->top) * scores), &p->s, 0, p->rows);
    if (room || !p->digits)
        draw_line(p, s->x + s->w / 2, !room || foot < p->foot ? p->foot : foot, "\\partial L / \\partial s_i", scores,
                  (Ident){ 0 });
    draw_gradient_sum(p, !room || foot < p->foot ? p->foot : foot, scores);
    if (!p->lane[COL_O].strip && !p->stacked) grad_row(p, &p->o, COL_O, false, p->dv, 18, 0, outputs);
    draw_output_name(p, outputs);
    if (p->lane[COL_Q].strip) return;
    grad_row(p, &p->q, COL_Q, false, p->d, 18, 0, query);
    draw_line(p, q.x + q.w / 2, q.y + q.h + 40, "\\partial L / \\partial q", query, (Ident){ 0 });
}

// --- target and loss

static Box target_cell(const Attention *p, int column) {
    Box at = attention_cell(p, COL_O, 0, column), all = attention_row(p, COL_O, 0);
    at.y += all.h + 34 + (p->gradient && !p->stacked ? 18 : 0) + (has_output_name(p) ? name_line : 0);
    return at;
}

static double loss_line(const Attention *p) {
    Box last = target_cell(p, p->dv - 1);
    return last.y + last.h + 26;
}

// The loss adds up all queries, of which the picture follows one.
static void draw_loss(const Attention *p, double x) {
    const char *value = number_text(p->out->arena, matrix_at(&p->loss, 0, 0), 4);
    double y = loss_line(p), room = attention_room(p, COL_O);
    TextStyle bold = { .face = FACE_BOLD, .size = 15, .align = ALIGN_CENTER };
    bool two = p->n > 1 && y + loss_more + 4 <= p->band_bottom;
    const char *all = arena_print(p->out->arena, "loss, all %d queries", p->n);
    Ident shown = list_show(p->out, matrix_ident(&p->loss, 0, 0));
    if (two) draw_note(p->out, x, y, room, all, (TextStyle){ .align = ALIGN_CENTER });
    list_text_fit(p->out, x, y + (two ? loss_more : 0), room,
                  text_of(two ? value : arena_print(p->out->arena, "%s %s", p->n > 1 ? all : "loss", value)), bold);
    list_show(p->out, shown);
}

static void draw_target(const Attention *p) {
    double reveal = attention_plays(p, ACT_LOSS) ? ease(attention_turn(p, ACT_LOSS, 0)) : 1;
    if (!(reveal > 0)) return;
    float before = list_fade(p->out, p->out->alpha * (float)reveal);
    Box first = target_cell(p, 0);
    double x = p->lane[COL_O].x + p->lane[COL_O].w / 2;
    draw_note(p->out, x, first.y - 8, attention_room(p, COL_O), "target y", (TextStyle){ .align = ALIGN_CENTER });
    if (p->lane[COL_O].strip) {
        matrix_heat(p->out, box(p->lane[COL_O].x, first.y, p->lane[COL_O].w, first.h), &p->y, 0, 1, 0, p->dv, ROLE_V);
    } else {
        for (int j = 0; j < p->dv; j++) matrix_cell(p->out, target_cell(p, j), &p->y, 0, j, (CellStyle){ .role = ROLE_RIGHT });
    }
    if (matrix_exists(&p->loss)) draw_loss(p, x);
    list_fade(p->out, before);
}

// From the loss up to the output, round its right side.
static void draw_first_leg(const Attention *p, const Back *b) {
    double u = leg_progress(p, leg_time[LEG_OUTPUT]), share = log_share(b->g, b->largest, decades);
    if (u < 0.05 || share <= 0 || !p->target) return;
    Box o = attention_row(p, COL_O, 0);
    double x = o.x + o.w + 4, y1 = loss_line(p) - 24, y2 = box_middle_y(o), width = 1.2 + 4.2 * share, out = x + 6;
    double way = y1 - y2, tip = y1 - way * u;
    StrokeStyle style = { .paint = paint_faded(ROLE_GRAD, (float)(0.35 + 0.65 * share)), .width = width, .arrow = 5 + 1.6 * width };
    list_curve(p->out, x, y1, out, y1 - way * u * 0.2, out, tip + way * u * 0.1, x, tip, style);
}

void attention_draw_gradient(const Attention *p) {
    if (p->target) draw_target(p);
    if (!p->gradient) return;
    Back b = measure_back(p);
    draw_first_leg(p, &b);
    for (int leg = LEG_WEIGHTED; leg < LEGS; leg++) {
        bool fans = leg == LEG_WEIGHTED || leg == LEG_QUERY; // between two heat strips there is no room for arrows
        for (int i = 0; i < p->rows && (p->digits || (fans && p->rows <= 48)); i++) draw_leg(p, &b, (Leg)leg, i);
    }
    draw_numbers(p);
}
