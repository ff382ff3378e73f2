// Both paths drawn over each other: the recurrent one is a staircase, one step down for every product; attention's is a single
// step. Height is the gradient on a log axis, so that a product is a sum of steps. What the eye meets first: the two roads that
// part at the loss. Second: where they end over the first token. Third: the two lines of arithmetic.
#include <math.h>

#include "base/math.h"
#include "kit/arithmetic.h"
#include "scene/gradient_flow/gradient_flow.h"

static double height_of(const Axis *y, Box plot, double value) {
    return math_clamp(axis_at(y, value > 0 ? value : 1e-300), plot.y, plot.y + plot.h);
}

static double column(const FlowPicture *p, int token) { return p->left + p->pitch * token; }

static Ident state_ident(const FlowPicture *p, int t) {
    return ident_length(p->rnn.state[t], 0, tape_node(p->tape, p->rnn.state[t])->count);
}

// Down by the factor of each step, one token to the left.
static void draw_staircase(const FlowPicture *p, const Axis *y, double come) {
    double reached = come * (p->tokens - 1);
    for (int d = 0; d + 1 < p->tokens && d < reached; d++) {
        int t = p->tokens - 1 - d;
        double u = reached - d < 1 ? reached - d : 1, x = column(p, t), to = column(p, t - 1);
        double from_y = height_of(y, p->plot, p->rnn.at_state[t]), to_y = height_of(y, p->plot, p->rnn.at_state[t - 1]);
        StrokeStyle stroke = { .paint = paint(ROLE_RECURRENT), .width = 2.5, .round = true };
        Ident before = list_show(p->out, state_ident(p, t - 1));
        list_line(p->out, x, from_y, x, between(from_y, to_y, math_clamp(2 * u, 0, 1)), stroke);
        if (u > 0.5) list_line(p->out, x, to_y, between(x, to, 2 * u - 1), to_y, stroke);
        list_show(p->out, before);
    }
}

static void draw_single(const FlowPicture *p, const Axis *y, double come) {
    double x = column(p, p->tokens - 1), end = column(p, 0), from = height_of(y, p->plot, p->att.at_token[p->tokens - 1]),
           to = height_of(y, p->plot, p->att.at_token[0]);
    StrokeStyle stroke = { .paint = paint(ROLE_ATTENTION), .width = 4, .round = true };
    Ident before = list_show(p->out, flow_token_ident(p, &p->att, 0));
    if (come > 0) list_line(p->out, x, from, between(x, end, part(come, 0, 0.6)), from, stroke);
    if (come > 0.6) list_line(p->out, end, from, end, between(from, to, part(come, 0.6, 1)), stroke);
    if (come >= 1)
        list_circle(p->out, end, to, 6, (RectStyle){ .fill = paint(ROLE_STAGE), .stroke = paint(ROLE_ATTENTION), .width = 2.5 });
    list_show(p->out, before);
}

static void draw_dots(const FlowPicture *p, const Axis *y, double come) {
    if (come < 1) return;
    list_circle(
        p->out, column(p, 0), height_of(y, p->plot, p->rnn.at_state[0]), 6,
        (RectStyle){ .fill = paint(ROLE_STAGE), .stroke = paint(ROLE_RECURRENT), .width = 2.5, .ident = state_ident(p, 0) });
}

static const char *factor_note = "the gradient at a state over the gradient at the next one: what one product leaves of it";

// 0.81 · 0.79 · … · 0.72 = 4·10⁻⁷, the first few and the last factor.
static void write_factors(const FlowPicture *p, Pen *pen, int few) {
    int factors = p->tokens - 1;
    const double *g = p->rnn.at_state;
    for (int d = 0; d < factors; d++) {
        if (d == few && factors > 5) {
            pen_operator(pen, " · … · ");
            d = factors - 1;
        } else if (d) {
            pen_operator(pen, " · ");
        }
        int t = factors - d;
        double factor = g[t] > 0 ? g[t - 1] / g[t] : 0;
        pen->x += list_text(pen->out, pen->x, pen->y, text_of(number_text(pen->out->arena, factor, 3)),
                            (TextStyle){ .size = pen->size, .paint = paint(ROLE_RECURRENT), .ident = ident_note(factor_note) });
    }
    double whole = g[factors] > 0 ? g[0] / g[factors] : 0;
    pen_result(pen, whole, ROLE_RECURRENT, ident_note("the gradient at the first state over that at the last"));
}

// Rather fewer factors than no product.
static void write_product(const FlowPicture *p, Pen *pen) {
    const Pen begin = *pen;
    int mark = pen->out->count, few = 3;
    do write_factors(p, pen, few);
    while (few-- > 1 && pen_takes_back(pen, &begin, mark));
}

static void draw_words(const FlowPicture *p, Box at, double product, double weight) {
    int factors = p->tokens - 1;
    NodeId a = tape_find(p->tape, "att.a");
    double size = p->sizes->sum, line = p->small ? 22 : 34;
    if (factors < 1) return;
    if (product > 0) {
        float former = list_fade(p->out, p->out->alpha * (float)product);
        double w =
            list_text(p->out, at.x, at.y, text_of(arena_print(p->out->arena, "%d factor%s", factors, factors == 1 ? "" : "s")),
                      (TextStyle){ .face = FACE_BOLD,
                                   .size = size,
                                   .paint = paint(ROLE_RECURRENT),
                                   .ident = ident_note("how many products lie between the last state and the first") });
        Pen pen = { .out = p->out, .x = at.x + (w > 110 ? w + 20 : 130), .y = at.y, .size = size, .end = at.x + at.w };
        write_product(p, &pen);
        list_fade(p->out, former);
    }
    if (weight > 0 && a != NODE_NONE) {
        float former = list_fade(p->out, p->out->alpha * (float)weight);
        double w = list_text(p->out, at.x, at.y + line, text_of(arena_print(p->out->arena, "%d factor", 1)),
                             (TextStyle){ .face = FACE_BOLD,
                                          .size = size,
                                          .paint = paint(ROLE_ATTENTION),
                                          .ident = ident_note("one weight lies between the loss and each token") });
        Pen pen = { .out = p->out, .x = at.x + (w > 110 ? w + 20 : 130), .y = at.y + line, .size = size, .end = at.x + at.w };
        pen_symbol(&pen, "a", 0, ROLE_A, ident_value(a, 0));
        pen_result(&pen, (double)tape_node(p->tape, a)->value[0], ROLE_A, ident_value(a, 0));
        if (pen.x + 24 < pen.end)
            draw_note(p->out, pen.x + 24, pen.y, pen.end - pen.x - 24,
                      p->view->width < FLOW_NARROW ? "two matrices come on top"
                      : p->small                   ? "the two matrices, alike for all tokens, come on top"
                                 : "along the tokens; the matrices of value and output, alike for all tokens, come on top",
                      (TextStyle){ .ident = ident_note("one weight lies between the loss and each token") });
        list_fade(p->out, former);
    }
}

static void draw_tokens(const FlowPicture *p, double y) {
    for (int t = 0; t < p->tokens; t++) {
        double r = math_clamp(p->pitch * 0.3, 1.5, 5);
        list_circle(p->out, column(p, t), y, r, (RectStyle){ .fill = paint(ROLE_FAINT), .ident = flow_token_ident(p, &p->rnn, t) });
    }
    TextStyle style = { .size = 13, .paint = paint(ROLE_MUTED) };
    if (p->tokens > 1) list_text(p->out, column(p, 0) - 4, y + 24, TEXT("first token"), style);
    style.align = ALIGN_RIGHT;
    list_text(p->out, column(p, p->tokens - 1) + 4, y + 24, TEXT("loss"), style);
}

// Each road's name beside it, where the other does not run.
static void draw_names(const FlowPicture *p, const Axis *y, double stairs, double single) {
    if (p->small || p->tokens < 8) return;
    int t = p->tokens * 2 / 5;
    double lower = height_of(y, p->plot, p->rnn.at_state[t]), end = height_of(y, p->plot, p->att.at_token[0]);
    TextStyle style = { .face = FACE_BOLD, .size = 15, .paint = paint(ROLE_RECURRENT) };
    if (stairs >= 1 && lower + 40 < p->plot.y + p->plot.h && p->rnn.at_state[0] < p->rnn.at_state[t])
        list_text(p->out, column(p, t) + 30, lower + 30, TEXT("recurrent net"), style);
    style.paint = paint(ROLE_ATTENTION);
    if (single > 0 && fabs(end - height_of(y, p->plot, p->rnn.at_state[0])) > 60 && end + 40 < p->plot.y + p->plot.h)
        list_text(p->out, column(p, 0) + 18, end + 24, TEXT("attention"), style);
}

void flow_draw_paths(FlowPicture *p) {
    const View *v = p->view;
    double side = p->small ? 20 : 40, words = p->small ? 62 : 104;
    double most = 0, least = MATH_INFINITY;
    for (int t = 0; t < p->tokens; t++) {
        double value[] = { p->rnn.at_state[t], p->att.at_token[t] };
        for (int i = 0; i < 2; i++) {
            if (!(value[i] > 0) || !math_finite(value[i])) continue;
            most = value[i] > most ? value[i] : most;
            least = value[i] < least ? value[i] : least;
        }
    }
    p->plot = box(side + 56, words + 52, v->width - 2 * side - 56 - 16, v->height - words - 52 - (p->small ? 44 : 64));
    p->left = p->plot.x + 16;
    p->pitch = (p->plot.w - 32) / (p->tokens > 1 ? p->tokens - 1 : 1);
    Axis y = { .log = true, .from = p->plot.y + p->plot.h, .to = p->plot.y };
    flow_axis_of(most, least < most ? least : most, &y.high, &y.low);
    draw_decades(p->out, &y, p->plot.x, p->plot.x + p->plot.w, "the length of the gradient, in powers of ten");
    double come = step_focuses(p->step, "paths") ? acts_come(&p->acts, "paths") : 1;
    draw_tokens(p, p->plot.y + p->plot.h + 14);
    draw_staircase(p, &y, math_clamp(come / 0.6, 0, 1));
    draw_dots(p, &y, math_clamp(come / 0.6, 0, 1));
    draw_single(p, &y, part(come, 0.68, 0.82));
    draw_names(p, &y, math_clamp(come / 0.6, 0, 1), part(come, 0.82, 0.9));
    draw_words(p, box(side, p->small ? 28 : 48, v->width - 2 * side, words), part(come, 0.5, 0.62), part(come, 0.84, 0.94));
}
