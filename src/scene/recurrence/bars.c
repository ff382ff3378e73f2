// Under the chain: a bar for every input on an axis of powers of ten, or the parts of the weight's gradient gap by gap with
// their sum; and the line of arithmetic at the foot.
#include <math.h>

#include "base/math.h"
#include "scene/recurrence/recurrence.h"

// --- bars

const char *recurrence_axis_name(const Recurrence *p) {
    return p->gaps        ? "part of the gradient at w, step by step"
           : p->units > 1 ? "length of the gradient at each state, powers of ten"
                          : "gradient at each input, powers of ten";
}

static void draw_axis(const Recurrence *p) {
    Axis x = { .low = 0, .high = 0 }, y = p->axis;
    if (p->named) y.label = recurrence_axis_name(p);
    noted_axes(p->out, p->plot, &x, &y,
               p->gaps ? "a part of the gradient at w, on a linear axis"
                       : "a size of a gradient, on an axis where every line is a power of ten");
}

static const char *bar_note(const Recurrence *p, int t) {
    double value = recurrence_bar_value(p, t);
    if (math_isnan(value)) return NULL;
    if (value == 0 && !p->gaps) return "exactly 0";
    return log_axis_below(p->out->arena, &p->axis, value);
}

// On the axis of powers of ten a bar hangs from 1: its length is what has been lost, or gained. A part of a sum stands on 0;
// what is 0 there is a hollow foot: no bar, but not nothing.
static void draw_one_bar(const Recurrence *p, int t, double u) {
    double value = recurrence_bar_value(p, t), foot = p->gaps ? p->axis.from : log_axis_at(&p->axis, 1),
           w = math_clamp(p->pitch * 0.42, 2, 64 * p->scale), x = recurrence_x(p, t) - w / 2;
    double top = math_isnan(value) ? foot : p->gaps ? axis_at(&p->axis, fabs(value)) : log_axis_at(&p->axis, value);
    top = math_clamp(foot + (top - foot) * ease(u), p->plot.y, p->plot.y + p->plot.h);
    Ident before = list_show(p->out, recurrence_bar_ident(p, t));
    double h = fabs(foot - top);
    if (h >= 2)
        list_rect(p->out, box(x, math_min(foot, top), w, h),
                  (RectStyle){ .radius = w < 12   ? 2
                                         : h < 12 ? h / 2
                                                  : 6,
                               .fill = paint(ROLE_GRAD) });
    else
        list_rect(p->out, box(x, foot - 3, w, 3), (RectStyle){ .radius = 1.5, .stroke = paint(ROLE_GRAD), .width = 1 });
    list_show(p->out, before);
}

// Under a bar its number, where it fits; with many steps under the first and the last alone.
static void write_bar(const Recurrence *p, int t) {
    bool wide = p->pitch >= 76, end = t == 0 || t == p->steps - 1;
    if (!wide && !(end && p->plot.w >= 180)) return;
    double value = recurrence_bar_value(p, t), size = p->low ? 14 : recurrence_size(p, 14, 17);
    const char *below = bar_note(p, t), *text = below && value != 0 ? below : number_text(p->out->arena, value, 4);
    TextStyle style = { .face = FACE_BOLD, .size = size, .paint = paint(ROLE_GRAD_TEXT), .align = ALIGN_CENTER };
    double half = metrics_width(p->out->metrics, FACE_BOLD, size, text_of(text)) / 2, x = recurrence_x(p, t);
    if (!wide) x = math_clamp(x, p->plot.x + half, p->plot.x + p->plot.w - half);
    style.ident = recurrence_bar_ident(p, t);
    if (!wide && !p->low && p->steps > 1) { // which of many
        draw_note(p->out, t ? x - half - 10 : x + half + 10, p->plot.y + p->plot.h + recurrence_size(p, 18, 24), 90,
                  arena_print(p->out->arena, "at step %d", t + 1),
                  (TextStyle){ .align = t ? ALIGN_RIGHT : ALIGN_LEFT, .ident = ident_note("counted from 1 in the order of time") });
    }
    list_text_fit(p->out, x, p->plot.y + p->plot.h + (p->low ? 18 : recurrence_size(p, 18, 24)), wide ? p->pitch - 6 : 160,
                  text_of(text), style);
}

// --- the gaps laid end to end: the largest first would hide which is which, so they keep the order of time, the last step left

static void draw_stack(const Recurrence *p) {
    bool low = p->low;
    double total = 0, u = acts_turn(&p->acts, "gaps", p->steps, p->steps + 1, 0.8), thick = low ? 14 : 24;
    for (int t = 0; t < p->steps; t++) {
        double size = fabs(matrix_at(&p->gap, 0, t));
        if (!math_finite(size)) return;
        total += size;
    }
    if (!(total > 0 && total <= 1e300) || u <= 0) return;
    double x = p->stack.x, y = p->stack.y + p->stack.h - thick - (low ? 4 : 12);
    if (y + thick > p->footer.y + p->footer.h * 0.5 - 12) return; // no room over the line of arithmetic
    for (int t = p->steps - 1; t >= 0; t--) {
        double part_w = p->stack.w * fabs(matrix_at(&p->gap, 0, t)) / total * ease(u);
        if (part_w < 0.5) continue;
        list_rect(p->out, box(x, y, part_w > 3 ? part_w - 2 : part_w, thick),
                  (RectStyle){ .radius = part_w > 12 ? 4 : 1,
                               .fill = paint_tint(ROLE_GRAD, ROLE_PANEL, (float)math_clamp(1 - 0.22 * (p->steps - 1 - t), 0.3, 1)),
                               .ident = matrix_ident(&p->gap, 0, t) });
        x += part_w;
    }
    if (p->stack.h >= 40)
        draw_note(p->out, p->stack.x, y - 8, p->stack.w,
                  "all parts end to end, the last step first: their sum is the gradient at w", (TextStyle){ 0 });
}

void recurrence_bars(const Recurrence *p) {
    if (!p->bars) return;
    draw_axis(p);
    for (int t = p->steps - 1; t >= 0; t--) {
        double u = recurrence_bar(p, t);
        if (u > 0) draw_one_bar(p, t, u);
        if (come_or_asked(p->out, recurrence_bar_ident(p, t), u) >= 1) write_bar(p, t);
    }
    if (p->gaps) draw_stack(p);
}

// --- the line of arithmetic

static const char *function_name(const Recurrence *p) {
    return p->activation[0] == 't' ? "tanh" : p->activation[0] == 's' ? "σ" : "";
}

// h₂ = tanh(0.8 · 0.7616 + 0) = tanh(0.6093) = 0.5436
static void write_state(const Recurrence *p, Pen *pen) {
    int t = 0;
    while (t < p->steps - 1 && recurrence_come(p, t + 1) > 0) t++;
    if (recurrence_come(p, p->steps - 1) >= 1) t = p->steps > 1 ? 1 : 0;
    Matrix state = recurrence_state(p, t), old = t ? recurrence_state(p, t - 1) : p->h0;
    pen_symbol(pen, "h", t, ROLE_RECURRENT, matrix_ident(&state, 0, 0));
    pen_operator(pen, arena_print(p->out->arena, " = %s(", function_name(p)));
    pen_number(pen, matrix_at(&p->w, 0, 0), ROLE_RECURRENT, matrix_ident(&p->w, 0, 0));
    pen_operator(pen, " · ");
    pen_number(pen, matrix_at(&old, 0, 0), ROLE_RECURRENT, matrix_ident(&old, 0, 0));
    pen_operator(pen, " + ");
    pen_number(pen, matrix_at(&p->x, t, 0), ROLE_INK, matrix_ident(&p->x, t, 0));
    pen_operator(pen, arena_print(p->out->arena, ") = %s(", function_name(p)));
    pen_number(pen, matrix_at(&p->z, t, 0), ROLE_INK, matrix_ident(&p->z, t, 0));
    pen_operator(pen, ")");
    pen_result(pen, matrix_at(&state, 0, 0), ROLE_RECURRENT, matrix_ident(&state, 0, 0));
}

// The edge that the gradient has just walked: 0.8 · 0.8324 = 0.6659
static void write_edge(const Recurrence *p, Pen *pen) {
    int t = p->steps - 1;
    while (t > 0 && recurrence_back(p, t - 1) > 0) t--;
    if (!recurrence_goes_back(p, t)) t = p->steps > 1 ? 1 : 0;
    if (recurrence_back(p, 0) >= 1) t = p->steps - 1;
    if (!recurrence_goes_back(p, t)) return; // a single step from 0
    pen_words(pen,
              t ? arena_print(p->out->arena, "Back from state %d to state %d:  ", t + 1, t) : "Back from state 1 to the start:  ");
    pen_number(pen, matrix_at(&p->w, 0, 0), ROLE_RECURRENT, matrix_ident(&p->w, 0, 0));
    pen_operator(pen, " · ");
    pen_number(pen, matrix_at(&p->slope, t, 0), ROLE_GRAD_TEXT, matrix_ident(&p->slope, t, 0));
    pen_result(pen, matrix_at(&p->factor, t, 0), ROLE_GRAD_TEXT, matrix_ident(&p->factor, t, 0));
}

// From the loss to the first input: all factors, and the first cell's slope.
static void write_product(const Recurrence *p, Pen *pen) {
    pen_words(pen, "Gradient at input 1:  ");
    for (int t = p->steps - 1; t > 0; t--) {
        if (p->steps > 6 && t < p->steps - 2 && t > 2) {
            if (t == 3) pen_operator(pen, "… · ");
            continue;
        }
        pen_number(pen, matrix_at(&p->factor, t, 0), ROLE_GRAD_TEXT, matrix_ident(&p->factor, t, 0));
        pen_operator(pen, " · ");
    }
    pen_number(pen, matrix_at(&p->slope, 0, 0), ROLE_GRAD_TEXT, matrix_ident(&p->slope, 0, 0));
    pen_result(pen, recurrence_bar_value(p, 0), ROLE_GRAD_TEXT, recurrence_bar_ident(p, 0));
}

static void write_sum(const Recurrence *p, Pen *pen) {
    if (pen->end - pen->x > 40 * pen->size) pen_words(pen, "Gradient at w:  "); // the sum goes before its name
    for (int t = p->steps - 1; t >= 0; t--) {
        if (p->steps > 6 && t < p->steps - 3 && t > 1) {
            if (t == 2) pen_operator(pen, "… + ");
            continue;
        }
        pen_number(pen, matrix_at(&p->gap, 0, t), ROLE_GRAD_TEXT, matrix_ident(&p->gap, 0, t));
        if (t) pen_operator(pen, " + ");
    }
    pen_result(pen, matrix_at(&p->dw, 0, 0), ROLE_GRAD_TEXT, matrix_grad_ident(&p->w, 0, 0));
}

static void write_line(const Recurrence *p, Pen *pen) {
    if (p->gaps) {
        if (acts_come(&p->acts, "gaps") >= 1) write_sum(p, pen);
    } else if (p->bars) {
        if (recurrence_bar(p, 0) >= 1) write_product(p, pen);
    } else if (p->back) {
        if (recurrence_back(p, p->steps - 1) > 0.3) write_edge(p, pen);
    } else if (recurrence_come(p, 0) > 0.3) {
        write_state(p, pen);
    }
}

void recurrence_footer(const Recurrence *p) {
    double size = p->footer.h >= 48 ? 21 * (p->scale > 1.3 ? 1.3 : p->scale) : 16;
    Pen begin = {
        .out = p->out, .x = p->footer.x, .y = p->footer.y + p->footer.h * 0.5, .size = size, .end = p->footer.x + p->footer.w
    };
    Pen pen = begin;
    int mark = p->out->count;
    if (p->bars && p->plot.y + p->plot.h > pen.y - 12) return; // they have come down to it
    Ident before = list_show(p->out, ident_note("the steps are counted from 1, in the order of time"));
    if (!p->gaps && (p->units > 1 || p->columns > 1)) {
        const char *edges = p->back ? "; the thicker an edge, the longer the gradient on it" : "";
        const char *text = p->units > 1
                               ? arena_print(p->out->arena, "%d units, a stripe each%s", p->units, edges)
                               : arena_print(p->out->arena, "%d numbers an input, added up for the one unit%s", p->columns, edges);
        list_show(p->out, ident_note("H, the number of units"));
        draw_note(p->out, pen.x, pen.y, p->footer.w, text, (TextStyle){ 0 });
    } else {
        do write_line(p, &pen);
        while (pen_shrinks(&pen, &begin, mark));
    }
    list_show(p->out, before);
}
