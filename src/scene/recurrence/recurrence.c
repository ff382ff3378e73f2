// A recurrent net unrolled in time: every cell takes the state before it, times the same w, and an input. Then the gradient
// walks back from the loss, edge by edge, and every edge multiplies it.
#include "scene/recurrence/recurrence.h"

#include <math.h>

#include "base/math.h"
#include "scene/scenes.h"

static const double gradient_decades = 6;
static const double slopes_from = 48; // a narrower column has no room for two arrows side by side

// --- forward

// Its place stays outlined until it is there.
static void draw_to_come(const Recurrence *p, Box at, double strength) {
    list_rect(
        p->out, at,
        (RectStyle){ .radius = at.w > 24 ? 8 : 2, .stroke = paint_faded(ROLE_FAINT, (float)strength), .width = 1.2, .dash = 4 });
}

static void draw_state(const Recurrence *p, int t) {
    Box at = recurrence_cell(p, t);
    double u = recurrence_come(p, t);
    if (u <= 0) {
        draw_to_come(p, at, 1);
        return;
    }
    double shown = part(u, 0.5, 1);
    Matrix state = recurrence_state(p, t);
    if (shown < 1) draw_to_come(p, at, 1 - shown);
    if (p->units > 1) {
        float former = list_fade(p->out, p->out->alpha * (float)shown);
        matrix_heat_down(p->out, at, &state, 0, p->units, ROLE_RECURRENT);
        list_fade(p->out, former);
    } else if (p->digits) {
        matrix_cell(p->out, at, &state, 0, 0,
                    (CellStyle){ .role = ROLE_RECURRENT, .size = recurrence_size(p, 15, 20), .reveal = shown > 0 ? shown : 0.01 });
    } else {
        list_rect(p->out, at,
                  (RectStyle){ .radius = math_clamp(at.w * 0.2, 1, 8),
                               .stroke = at.w >= 8 ? paint_tint(ROLE_RECURRENT, ROLE_PANEL, 0.5f) : PAINT_NONE,
                               .width = 1,
                               .fill = paint_tint(ROLE_RECURRENT, ROLE_PANEL,
                                                  (float)(shown * cell_tint(ROLE_RECURRENT, matrix_share(&p->h, t, 0), false))),
                               .ident = matrix_ident(&state, 0, 0) });
    }
}

static void draw_state_label(const Recurrence *p, int t) {
    if (p->pitch < 40 || !step_reveals(p->step, "chain")) return;
    Box at = recurrence_cell(p, t);
    if (p->low && p->back && t == p->steps - 1 && at.w < 84) return; // the loss stands there
    Ident before = list_show(p->out, ident_symbol(p->h.node, matrix_element(&p->h, t, 0), false));
    double size = p->digits ? recurrence_size(p, 15, 19) : 15;
    draw_symbol(p->out, at.x + 2, at.y - 8, "h", t, (TextStyle){ .size = size, .paint = paint(ROLE_RECURRENT) });
    list_show(p->out, before);
}

// The state before the first step.
static void draw_start(const Recurrence *p) {
    Box at = recurrence_cell(p, -1);
    at.x = p->first_x - p->pitch / 2 - (recurrence_size(p, 40, 56));
    if (p->units > 1 || !matrix_exists(&p->h0)) return;
    if (!p->digits) at.w = at.h = math_clamp(p->cell_w, 6, 28), at.y = p->cell_y - at.h / 2;
    Ident before = list_show(p->out, matrix_ident(&p->h0, 0, 0));
    list_rect(p->out, at, (RectStyle){ .radius = 8, .stroke = paint(ROLE_FAINT), .width = 1.2 });
    if (p->digits)
        list_text_fit(p->out, at.x + at.w / 2, p->cell_y + 6, at.w - 8,
                      text_of(number_text(p->out->arena, matrix_at(&p->h0, 0, 0), 2)),
                      (TextStyle){ .size = 16 * p->scale, .paint = paint(ROLE_MUTED), .align = ALIGN_CENTER });
    list_show(p->out, before);
}

static double edge_start(const Recurrence *p, int t) { // right edge of what stands before cell t
    if (t > 0) return recurrence_cell(p, t - 1).x + p->cell_w;
    return p->first_x - p->pitch / 2 - (recurrence_size(p, 40, 56)) +
           (p->digits ? recurrence_cell(p, -1).w : math_clamp(p->cell_w, 6, 28));
}

static void draw_forward_edge(const Recurrence *p, int t) {
    double x1 = edge_start(p, t) + 3, x2 = recurrence_cell(p, t).x - 3, y = p->cell_y - p->cell_h * (p->back ? 0.2 : 0),
           u = part(recurrence_come(p, t), 0, 0.4), head = x2 - x1 > 20 ? 8 : 0;
    if (u > 0 && x2 - x1 > 2)
        list_line(p->out, x1, y, between(x1, x2, u), y,
                  (StrokeStyle){ .paint = paint(ROLE_FAINT), .width = 2, .arrow = u >= 1 ? head : 0 });
}

static void draw_input(const Recurrence *p, int t) {
    double x = recurrence_x(p, t), u = recurrence_come(p, t);
    Box at = box(x - p->x_w / 2, p->x_y - p->x_h / 2, p->x_w, p->x_h);
    if (p->columns == 1 && p->digits) {
        matrix_cell(p->out, at, &p->x, t, 0,
                    (CellStyle){ .role = ROLE_INK, .share = 0.12 + 0.2 * matrix_share(&p->x, t, 0), .size = 16 * p->scale });
    } else if (p->columns == 1) {
        at.h = at.w < 28 ? math_clamp(at.w, 3, 28) : 28, at.y = p->x_y - at.h / 2;
        list_rect(p->out, at,
                  (RectStyle){ .radius = at.w > 12 ? 4 : 1,
                               .fill = paint_tint(ROLE_INK, ROLE_PANEL, (float)(0.08 + 0.5 * matrix_share(&p->x, t, 0))),
                               .ident = matrix_ident(&p->x, t, 0) });
    } else {
        matrix_heat(p->out, at, &p->x, t, 1, 0, p->columns, ROLE_INK);
    }
    const char *word = row_word(p->step, "x", t);
    double label_y = p->x_y + p->x_h / 2 + (recurrence_size(p, 15, 20));
    if (word && p->pitch >= 40 && !p->low)
        list_text_fit(p->out, x, label_y, p->pitch - 6, text_of(word),
                      (TextStyle){ .size = 14, .paint = paint(ROLE_MUTED), .align = ALIGN_CENTER });
    else if (p->digits) {
        draw_symbol(p->out, at.x - 8, p->x_y + 5, "x", t,
                    (TextStyle){ .size = recurrence_size(p, 15, 18),
                                 .paint = paint(ROLE_INK),
                                 .align = ALIGN_RIGHT,
                                 .ident = ident_symbol(p->x.node, matrix_element(&p->x, t, 0), false) });
    }
    double top = p->cell_y + p->cell_h / 2 + 3, foot = at.y - 3,
           lane = p->back && p->pitch >= slopes_from ? -math_clamp(p->cell_w * 0.22, 3, 14) : 0;
    double come = part(u, 0, 0.4);
    if (come > 0 && foot > top)
        list_line(p->out, x + lane, foot, x + lane, between(foot, top, come),
                  (StrokeStyle){ .paint = paint(ROLE_FAINT), .width = 2, .arrow = come >= 1 && p->pitch >= 24 ? 8 : 0 });
}

// --- the one weight

// The weight in a pill that is as wide as its number, in the middle over the edges.
static Box draw_pill(const Recurrence *p, bool now) {
    double size = recurrence_size(p, 16, 20), h = recurrence_size(p, 28, 40), letter = symbol_width(p->out->metrics, "w", -1, size);
    const char *text = arena_print(p->out->arena, " = %s", number_text(p->out->arena, matrix_at(&p->w, 0, 0), 4));
    double width = letter + metrics_width(p->out->metrics, FACE_TEXT, size * 0.9, text_of(text));
    double middle = p->first_x + p->pitch * (p->steps - 2) / 2,
           w = width + h > recurrence_size(p, 92, 128) ? width + h : recurrence_size(p, 92, 128);
    Box at = box(middle - w / 2, p->pill_y - h / 2, w, h);
    if (at.x < 4) at.x = 4;
    Ident before = list_show(p->out, matrix_ident(&p->w, 0, 0));
    list_rect(p->out, at,
              (RectStyle){ .radius = h / 2,
                           .fill = paint(now ? ROLE_CURRENT : ROLE_PANEL),
                           .stroke = paint(ROLE_RECURRENT),
                           .width = now ? 2 : 1.5 });
    double x = box_middle_x(at) - width / 2, y = p->pill_y + size * 0.32;
    draw_symbol(p->out, x, y, "w", -1, (TextStyle){ .size = size, .paint = paint(ROLE_RECURRENT) });
    list_text(p->out, x + letter, y, text_of(text), (TextStyle){ .size = size * 0.9 });
    list_show(p->out, before);
    return at;
}

// From the weight down, along, and down to an edge; the level part runs above all labels.
static void draw_branch(const Recurrence *p, double x1, double y1, double x2, double y2, StrokeStyle style) {
    double level = y1 + (p->low ? 5 : 12 * p->scale), across = fabs(x2 - x1), r = across < 16 ? across / 2 : 8,
           way = x2 < x1 ? -1 : 1;
    if (r > (y2 - level) / 2) r = (y2 - level) / 2;
    const PathPart parts[] = {
        { .op = PATH_MOVE, .x = x1, .y = y1 },
        { .op = PATH_CURVE, .x1 = x1, .y1 = level, .x2 = x1, .y2 = level, .x = x1 + way * r, .y = level },
        { .op = PATH_LINE, .x = x2 - way * r, .y = level },
        { .op = PATH_CURVE, .x1 = x2, .y1 = level, .x2 = x2, .y2 = level, .x = x2, .y = level + r },
        { .op = PATH_LINE, .x = x2, .y = y2 },
    };
    list_path(p->out, parts, 5, style);
}

static void write_times_w(const Recurrence *p, int t, double x) {
    if (p->back || !p->digits || recurrence_cell(p, t).x - edge_start(p, t) < 56) return;
    double size = recurrence_size(p, 14, 17), y = p->cell_y + size + 6,
           width = symbol_width(p->out->metrics, "w", -1, size) + size * 0.9;
    Ident before = list_show(p->out, matrix_ident(&p->w, 0, 0));
    list_text(p->out, x - width / 2, y, TEXT("×"), (TextStyle){ .size = size * 0.9, .paint = paint(ROLE_RECURRENT) });
    draw_symbol(p->out, x - width / 2 + size * 0.9, y, "w", -1, (TextStyle){ .size = size, .paint = paint(ROLE_RECURRENT) });
    list_show(p->out, before);
}

static void draw_weight(const Recurrence *p) {
    bool now = step_focuses(p->step, "chain");
    Box at = draw_pill(p, now);
    double foot = p->cell_y - p->cell_h * (p->back ? 0.2 : 0) - 4;
    for (int t = 0; t < p->steps; t++) {
        double x = (edge_start(p, t) + recurrence_cell(p, t).x) / 2, u = recurrence_come(p, t);
        if (u <= 0) continue;
        float strong = (float)(p->steps > 14 ? 0.25 : now ? 0.75 : 0.4);
        draw_branch(
            p, box_middle_x(at), at.y + at.h, x, foot,
            (StrokeStyle){ .paint = paint_faded(ROLE_RECURRENT, strong * (float)ease(u)), .width = p->steps > 14 ? 1 : 1.5 });
        write_times_w(p, t, x);
    }
}

// --- backward

static double gradient_share(const Recurrence *p, double size) { return log_share(size, p->g_norm.largest, gradient_decades); }

static double edge_size(const Recurrence *p, int t) { // of the gradient after the edge out of cell t
    return t > 0 ? matrix_at(&p->g_norm, 0, t - 1) : fabs(matrix_at(&p->factor, 0, 0) * matrix_at(&p->g_norm, 0, 0));
}

static void draw_gradient_edge(const Recurrence *p, int t) {
    if (!recurrence_goes_back(p, t)) return;
    double u = recurrence_back(p, t), x1 = recurrence_cell(p, t).x - 3, x2 = edge_start(p, t) + 3, y = p->cell_y + p->cell_h * 0.2;
    double share = gradient_share(p, edge_size(p, t)), run = part(u, 0, 0.6), thick = 1.5 + (recurrence_size(p, 4, 7)) * share;
    Ident factor = matrix_ident(&p->factor, t, 0);
    double told = come_or_asked(p->out, factor, part(u, 0.6, 1));
    if ((run <= 0 && told <= 0) || x1 - x2 < 2) return;
    bool first = p->steps > 1 && t == p->steps - 1 && step_focuses(p->step, "back");
    Ident before = list_show(p->out, factor);
    double room = x1 - x2, size = recurrence_size(p, 13, 17);
    const char *text = arena_print(p->out->arena, "× %s", matrix_text(p->out->arena, &p->factor, t, 0));
    if (told > 0 && room >= 44) {
        list_text_fit(p->out, (x1 + x2) / 2, y + size + 6 + thick / 2, room - 2, text_of(text),
                      (TextStyle){ .face = first ? FACE_BOLD : FACE_TEXT,
                                   .size = size,
                                   .paint = paint(ROLE_GRAD_TEXT),
                                   .align = ALIGN_CENTER,
                                   .fade = 1 - told });
    }
    if (run > 0)
        list_line(p->out, x1, y, between(x1, x2, run), y,
                  (StrokeStyle){ .paint = paint_faded(ROLE_GRAD, (float)(0.35 + 0.65 * share)),
                                 .width = x1 - x2 > 12 ? thick : math_clamp(thick, 1, 4),
                                 .arrow = x1 - x2 > 16 ? 6 + thick : 0 });
    list_show(p->out, before);
}

// Out of a cell into its input: the slope.
static void draw_slope(const Recurrence *p, int t) {
    double u = part(recurrence_back(p, t), 0.3, 0.9), x = recurrence_x(p, t) + math_clamp(p->cell_w * 0.22, 3, 14);
    double top = p->cell_y + p->cell_h / 2 + 3, foot = p->x_y - p->x_h / 2 - 3,
           share = gradient_share(p, matrix_at(&p->dx_norm, 0, t));
    if (u <= 0 || p->pitch < slopes_from || foot - top < 8) return;
    Ident before = list_show(p->out, p->units == 1 ? matrix_ident(&p->slope, t, 0) : matrix_ident(&p->dx_norm, 0, t));
    const char *text = arena_print(p->out->arena, "slope %s", matrix_text(p->out->arena, &p->slope, t, 0)), *number = text + 6;
    double size = recurrence_size(p, 13, 15), room = foot - top < 40 ? 0 : p->pitch / 2 - 26;
    bool words = metrics_width(p->out->metrics, FACE_TEXT, size, text_of(text)) <= room;
    if (p->digits && u >= 1 && (words || metrics_width(p->out->metrics, FACE_TEXT, size, text_of(number)) <= room))
        list_text(p->out, x + 12, (top + foot) / 2 + 5, text_of(words ? text : number),
                  (TextStyle){ .size = size, .paint = paint(ROLE_GRAD_TEXT) });
    list_line(p->out, x, top, x, between(top, foot, u),
              (StrokeStyle){ .paint = paint_faded(ROLE_GRAD, (float)(0.35 + 0.65 * share)),
                             .width = 1.5 + 4 * share,
                             .arrow = foot - top > 16 ? 9 : 0 });
    list_show(p->out, before);
}

// What reaches a state, over its cell.
static void write_gradient(const Recurrence *p, int t) {
    double arrived = t == p->steps - 1 ? part(recurrence_back(p, t), 0, 0.2) : part(recurrence_back(p, t + 1), 0.6, 1);
    Box at = recurrence_cell(p, t);
    if (!p->digits || arrived <= 0 || p->low) return;
    Matrix reach = recurrence_reach(p, t);
    const char *number = number_text(p->out->arena, matrix_at(&reach, 0, 0), 4);
    TextStyle style = { .size = 15 * p->scale, .paint = paint(ROLE_GRAD_TEXT), .align = ALIGN_RIGHT };
    style.fade = 1 - arrived, style.ident = matrix_ident(&reach, 0, 0);
    double room = at.w - 24 * p->scale, equals = metrics_width(p->out->metrics, FACE_TEXT, style.size, TEXT("= ")),
           w = metrics_width(p->out->metrics, FACE_TEXT, style.size, text_of(number));
    double letter = symbol_width(p->out->metrics, "g", t, style.size), over = w + equals + letter - (at.w - 34 * p->scale),
           right = at.x + at.w + math_clamp(over, 0, 1e9); // beyond its cell, so that the number is not read as the state’s
    if (over > (p->pitch - p->cell_w) / 2 - 6) {
        list_text_fit(p->out, at.x + at.w, at.y - 9, room, text_of(number), style);
        return;
    }
    list_text(p->out, right, at.y - 9, text_of(number), style);
    list_text(p->out, right - w, at.y - 9, TEXT("= "), style);
    draw_symbol(p->out, right - w - equals - 1, at.y - 9, "g", t, style);
}

static void draw_loss(const Recurrence *p) {
    int t = p->steps - 1;
    double u = recurrence_back(p, t);
    if (!p->back || u <= 0 || p->pitch < 24) return;
    Box at = recurrence_cell(p, t);
    double top = at.y - (p->low ? 10 : 32 * p->scale);
    list_text(p->out, box_middle_x(at), top, TEXT("loss"),
              (TextStyle){ .face = FACE_BOLD,
                           .size = recurrence_size(p, 14, 16),
                           .align = ALIGN_CENTER,
                           .ident = matrix_exists(&p->loss) ? matrix_ident(&p->loss, 0, 0) : ident_note("the loss") });
}

// --- the whole

static void draw_title(const Recurrence *p) {
    if (p->shallow) return;
    double x = p->margin, y = p->title_y;
    list_rect(p->out, box(x, y - 20, 4, 44), (RectStyle){ .radius = 2, .fill = paint(ROLE_RECURRENT) });
    list_text(p->out, x + 14, y - 2, TEXT("Recurrent net"), (TextStyle){ .face = FACE_BOLD, .size = 18 });
    Arena *arena = p->out->arena;
    const char *text =
        p->back ? arena_print(arena, "%d factor%s between the loss and the first input", p->steps, p->steps == 1 ? "" : "s")
                : arena_print(arena, "%d step%s in time, one and the same weight", p->steps, p->steps == 1 ? "" : "s");
    draw_note(p->out, x + 14, y + 19, p->view->width - 2 * x - 14, text,
              (TextStyle){ .ident = ident_note(p->back ? "one factor for every edge on the way, and the slope of the first cell"
                                                       : "as many as x has rows") });
}

static void draw_now(const Recurrence *p) {
    double left = p->first_x - p->pitch / 2 - (recurrence_size(p, 48, 68)), right = p->first_x + p->pitch * (p->steps - 0.5) + 8;
    if (p->bars && (step_focuses(p->step, "bars") || step_focuses(p->step, "gaps"))) {
        double top = p->plot.y - (!p->low ? 40 : p->named ? 32 : 12), foot = p->plot.y + p->plot.h + (p->low ? 26 : 34 * p->scale);
        double words =
            !p->named ? 0 : p->plot.x + 8 + metrics_width(p->out->metrics, FACE_TEXT, 13, text_of(recurrence_axis_name(p)));
        if (right < words) right = words;
        if (left > p->plot.x - 84) left = p->plot.x > 88 ? p->plot.x - 84 : 4; // room for a long number on the axis
        draw_highlight(p->out, box(left, top, right - left, foot - top));
    } else if (p->back && step_focuses(p->step, "back") && p->digits) {
        double top = p->cell_y - p->cell_h / 2 - 3, foot = p->cell_y + p->cell_h * 0.2 + (recurrence_size(p, 32, 36));
        if (foot < p->cell_y + p->cell_h / 2 + 6) foot = p->cell_y + p->cell_h / 2 + 6;
        draw_highlight(p->out, box(left, top, right - left, foot - top));
    }
}

static void thumbnail(void *picture) {
    Recurrence *p = picture;
    double w = p->view->width, h = p->view->height, pitch = w * 0.8 / p->steps;
    double *value = arena_new(p->out->arena, double, p->steps);
    for (int t = 0; t < p->steps; t++) value[t] = recurrence_bar_value(p, t);
    Axis axis = log_axis(value, p->steps);
    axis.from = h * 0.88, axis.to = h * 0.12;
    for (int t = 0; t < p->steps; t++) {
        double top = log_axis_at(&axis, value[t]), x = w * 0.1 + pitch * t, share = (axis.from - top) / (axis.from - axis.to);
        top = top > axis.from - 5 ? axis.from - 5 : top;
        list_rect(p->out, box(x + pitch * 0.16, top, pitch * 0.68, axis.from - top),
                  (RectStyle){ .radius = math_clamp(pitch * 0.1, 1, 4),
                               .fill = paint_tint(ROLE_GRAD, ROLE_PANEL, (float)(0.45 + 0.55 * math_clamp(share, 0, 1))) });
    }
}

// What the eye meets first: the gold arrow at the loss, as it grows thin to the left (or, going forward, the one weight and its
// lines to every edge). Second: the factor at each edge. Third: the bars, and the line that multiplies it all out.
static void draw(void *picture) {
    Recurrence *p = picture;
    draw_now(p);
    draw_title(p);
    draw_weight(p);
    draw_start(p);
    for (int i = 0; i < p->steps; i++) draw_forward_edge(p, i), draw_input(p, i);
    for (int i = 0; i < p->steps && p->back; i++) draw_gradient_edge(p, i), draw_slope(p, i);
    for (int i = 0; i < p->steps; i++) draw_state(p, i), draw_state_label(p, i);
    for (int i = 0; i < p->steps && p->back; i++) write_gradient(p, i);
    draw_loss(p);
    recurrence_bars(p);
    recurrence_footer(p);
}

static const char *const reveal[] = { "chain", "back", "bars", "gaps", NULL };
static const LegendItem legend[] = {
    { ROLE_RECURRENT, "h_t", "states" },
    { ROLE_INK, "x_t", "inputs" },
    { ROLE_GRAD, NULL, "gradient" },
};

const Scene scene_recurrence = {
    .name = "recurrence",
    .summary = "a recurrent net unrolled in time, and the gradient on its way back through it",
    .model = "chain",
    .reveal = reveal,
    .bytes = sizeof(Recurrence),
    WITH_PARTS(recurrence_read, recurrence_plan, recurrence_place, draw, thumbnail),
    WITH_LEGEND(legend),
};
