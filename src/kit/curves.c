// Curves over steps: the range follows the values in whole powers of ten, so it keeps still under a slider.
#include "kit/curves.h"

#include <math.h>

#include "base/math.h"

enum { CURVES_MOST = 12, DOTS_MOST = 64, LOW = 150 }; // LOW, units: of so little height the curves get more

static const double label_size = 15, floor_least = 1e-300;

// --- the logarithmic axis

Axis log_axis(const double *value, int count) {
    double low = 0, high = 0;
    for (int i = 0; i < count; i++) {
        double size = fabs(value[i]);
        if (!math_finite(size) || size < floor_least) continue;
        if (high == 0 || size > high) high = size;
        if (low == 0 || size < low) low = size;
    }
    if (high == 0) low = 0.1, high = 1;
    double top = ceil(math_log10(high) - 1e-9), foot = floor(math_log10(low) + 1e-9);
    if (foot > top - 1) foot = top - 1;
    if (foot < top - CURVE_DECADES) foot = top - CURVE_DECADES;
    return (Axis){ .low = math_pow(10, foot), .high = math_pow(10, top), .log = true };
}

double log_axis_at(const Axis *axis, double value) {
    double size = fabs(value);
    if (!(size > axis->low)) return axis->from;
    return size >= axis->high ? axis->to : axis_at(axis, size);
}

const char *log_axis_below(Arena *arena, const Axis *axis, double value) {
    double size = fabs(value);
    if (size == 0) return "0";
    if (!(size < axis->low * (1 - 1e-9))) return NULL;
    return arena_print(arena, "below %s", number_ten_to(arena, (int)floor(math_log10(axis->low) + 0.5)));
}

double log_share_between(double value, double low, double high) {
    return value > 0 ? math_clamp(math_log10(value / low) / math_log10(high / low), 0, 1) : 0;
}

void draw_decades(List *out, const Axis *y, double left, double right, const char *note) {
    const double apart = 26, size = 12;
    double tick[CURVE_DECADES];
    int most = (int)math_clamp(fabs(y->from - y->to) / apart + 1, 2, CURVE_DECADES), ticks = axis_ticks(y, tick, most);
    Ident before = list_show(out, ident_note(note));
    for (int i = 0; i < ticks; i++) {
        double at = axis_at(y, tick[i]);
        list_line(out, left, at, right, at, (StrokeStyle){ .paint = paint(ROLE_LINE), .width = 1 });
        list_text(out, left - 8, at + 4.5, text_of(number_ten_to(out->arena, (int)floor(math_log10(tick[i]) + 0.5))),
                  (TextStyle){ .size = size, .paint = paint(ROLE_MUTED), .align = ALIGN_RIGHT });
    }
    list_show(out, before);
}

void noted_axes_apart(List *out, Box at, Axis *x, Axis *y, const char *across, const char *up) {
    int first = out->count;
    draw_axes(out, at, x, y);
    for (int i = first; i < out->count; i++)
        if (out->cmd[i].kind == CMD_TEXT) out->cmd[i].ident = ident_note(out->cmd[i].text.y > at.y + at.h + 8 ? across : up);
}

void noted_axes(List *out, Box at, Axis *x, Axis *y, const char *note) { noted_axes_apart(out, at, x, y, note, note); }

// --- layout

static int points_of(const Curve *c) { return matrix_exists(c->m) && c->row < c->m->rows ? c->m->columns : 0; }

static Axis y_axis(Arena *arena, const Curve *curve, int curves, bool log, double low, double high) {
    if (!log) return (Axis){ .low = low, .high = high };
    int count = 0, at = 0;
    for (int i = 0; i < curves; i++) count += points_of(&curve[i]);
    double *value = arena_new(arena, double, count + 1);
    for (int i = 0; i < curves; i++)
        for (int n = 0; n < points_of(&curve[i]); n++) value[at++] = matrix_at(curve[i].m, curve[i].row, n);
    return log_axis(value, count);
}

static double last_x(const Curve *curve, int curves) {
    double last = 1;
    for (int i = 0; i < curves; i++) {
        double end = curve[i].first + points_of(&curve[i]) - 1;
        last = end > last ? end : last;
    }
    return last;
}

double curves_label_width(const Metrics *metrics, const Curve *curve, int curves) {
    double widest = 0;
    for (int i = 0; i < curves; i++) {
        double w = curve[i].label ? metrics_width(metrics, FACE_BOLD, label_size, text_of(curve[i].label)) : 0;
        widest = w > widest ? w : widest;
    }
    return widest > 0 ? ceil(widest) + 16 : 0;
}

CurvePlot curves_axes(List *out, Box at, const Curve *curve, int curves, const char *x_label, const char *y_label, bool log,
                      double y_low, double y_high, double label_width) {
    bool small = at.h < 280 || at.w < 420;
    bool low = at.h < LOW;
    double left = log ? 54 : low ? 40 : 64, top = y_label ? low ? 24 : 34 : 12, bottom = low ? 40 : 46;
    CurvePlot plot = { .at = box(at.x + left, at.y + top, at.w - left - label_width, at.h - top - bottom), .small = small };
    plot.x = (Axis){ .low = 0, .high = last_x(curve, curves), .whole = true, .label = x_label };
    plot.y = y_axis(out->arena, curve, curves, log, y_low, y_high);
    plot.y.label = y_label;
    noted_axes(out, plot.at, &plot.x, &plot.y, "a number on an axis");
    return plot;
}

CurvePlot curves_axes_back(List *out, Box at, const Curve *curve, int curves, const char *x_label, const char *y_label,
                           double label_width) {
    bool small = at.h < 280 || at.w < 420;
    bool low = at.h < LOW;
    double right = 54, top = y_label ? low ? 24 : 34 : 12, bottom = low ? 40 : 46;
    CurvePlot plot = { .at = box(at.x + label_width, at.y + top, at.w - right - label_width, at.h - top - bottom), .small = small };
    plot.x = (Axis){ .low = 0, .high = last_x(curve, curves), .whole = true, .label = x_label, .mirrored = true };
    plot.y = y_axis(out->arena, curve, curves, true, 0, 1);
    plot.y.label = y_label;
    noted_axes(out, plot.at, &plot.x, &plot.y, "a number on an axis");
    return plot;
}

// --- lines

static double y_of(const CurvePlot *plot, double value) {
    if (plot->y.log) return log_axis_at(&plot->y, value);
    return math_clamp(axis_at(&plot->y, value), plot->at.y, plot->at.y + plot->at.h);
}

static bool is_drawable(double value) { return !math_isnan(value) && fabs(value) <= 1e300; }

static void draw_line(List *out, const CurvePlot *plot, const Curve *c) {
    int count = points_of(c), points = 0;
    double *xy = arena_new(out->arena, double, 2 * count + 2), end = c->come * (count - 1);
    for (int n = 0; n < count && n <= end; n++) {
        double value = matrix_at(c->m, c->row, n);
        if (!is_drawable(value)) break;
        xy[2 * points] = axis_at(&plot->x, c->first + n);
        xy[2 * points++ + 1] = y_of(plot, value);
        if (plot->y.log && log_axis_below(out->arena, &plot->y, value)) break; // at the foot: the rest is below
    }
    if (points < 2) return;
    StrokeStyle style = { .paint = paint_faded(c->role, c->alpha > 0 ? c->alpha : 1),
                          .width = c->width > 0  ? c->width
                                   : plot->small ? 2.5
                                                 : 3,
                          .dash = c->dash,
                          .round = true };
    style.ident = c->label_ident;
    list_polyline(out, xy, points, false, style);
}

static void draw_dots(List *out, const CurvePlot *plot, const Curve *c) {
    int count = points_of(c);
    double apart = count > 1 ? fabs(axis_at(&plot->x, 1) - axis_at(&plot->x, 0)) : 99,
           radius = math_clamp(apart * 0.28, 1.5, plot->small ? 3 : 4.5);
    if (c->bare || count > 2 * DOTS_MOST) return;
    float former = list_fade(out, out->alpha * (c->alpha > 0 ? c->alpha : 1));
    for (int n = 0; n < count && n <= c->come * (count - 1) + 1e-9; n++) {
        double value = matrix_at(c->m, c->row, n);
        if (!is_drawable(value) || (plot->y.log && log_axis_below(out->arena, &plot->y, value))) continue;
        list_circle(out, axis_at(&plot->x, c->first + n), y_of(plot, value), radius,
                    (RectStyle){ .fill = paint(ROLE_PANEL),
                                 .stroke = paint(c->role),
                                 .width = radius > 2.5 ? 2 : 1.2,
                                 .ident = matrix_ident(c->m, c->row, n) });
    }
    list_fade(out, former);
}

// --- names at the ends

static double end_y(const CurvePlot *plot, const Curve *c) {
    int count = points_of(c);
    double value = count ? matrix_at(c->m, c->row, count - 1) : MATH_NAN;
    return is_drawable(value) ? y_of(plot, value) : plot->at.y + plot->at.h;
}

static void draw_labels(List *out, const CurvePlot *plot, const Curve *curve, int curves) {
    int order[CURVES_MOST], count = 0;
    for (int i = 0; i < curves && count < CURVES_MOST; i++) {
        if (!curve[i].label || curve[i].come < 1 || !points_of(&curve[i])) continue;
        int k = count++;
        for (; k > 0 && end_y(plot, &curve[order[k - 1]]) > end_y(plot, &curve[i]); k--) order[k] = order[k - 1];
        order[k] = i;
    }
    double lowest = plot->at.y + plot->at.h + 4, apart = label_size + 4, y[CURVES_MOST];
    for (int k = count - 1; k >= 0; k--) {
        double wish = end_y(plot, &curve[order[k]]) + 5;
        y[k] = wish > lowest ? lowest : wish;
        lowest = y[k] - apart;
    }
    double highest = plot->at.y + label_size * 0.5;
    for (int k = 0; k < count; k++) {
        if (y[k] < highest) y[k] = highest;
        highest = y[k] + apart;
    }
    for (int k = 0; k < count; k++) {
        const Curve *c = &curve[order[k]];
        bool back = plot->x.mirrored;
        list_text(out, back ? plot->at.x - 12 : plot->at.x + plot->at.w + 12, y[k], text_of(c->label),
                  (TextStyle){ .face = FACE_BOLD,
                               .size = label_size,
                               .align = back ? ALIGN_RIGHT : ALIGN_LEFT,
                               .paint = paint(c->role == ROLE_GRAD ? ROLE_GRAD_TEXT : c->role),
                               .ident = c->label_ident });
    }
}

void curves_draw(List *out, const CurvePlot *plot, const Curve *curve, int curves) {
    for (int i = curves - 1; i >= 0; i--)
        if (curve[i].come > 0) draw_line(out, plot, &curve[i]);
    for (int i = curves - 1; i >= 0; i--)
        if (curve[i].come > 0) draw_dots(out, plot, &curve[i]);
    draw_labels(out, plot, curve, curves);
}

void curves_level(List *out, const CurvePlot *plot, double y, Role role, const char *text, Ident ident) {
    double at = y_of(plot, y);
    Ident before = list_show(out, ident);
    list_line(out, plot->at.x, at, plot->at.x + plot->at.w, at, (StrokeStyle){ .paint = paint(role), .width = 1.5, .dash = 6 });
    bool above = at - plot->at.y > 24;
    if (text)
        list_text_fit(out, plot->at.x + plot->at.w - 8, at + (above ? -7 : 18), plot->at.w - 16, text_of(text),
                      (TextStyle){ .size = 13, .paint = paint(role == ROLE_FAINT ? ROLE_MUTED : role), .align = ALIGN_RIGHT });
    list_show(out, before);
}
