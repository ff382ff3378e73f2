// Axes: nice tick values, where they fall, and how they are drawn: pale lines across for y, numbers below for x.
#include <math.h>
#include <string.h>

#include "base/math.h"
#include "draw/shapes.h"

enum { TICKS_MOST = 24 };
static const double tick_text = 13, power_text = 15; // of 10⁻⁷ the small raised digits tell the most

static double log_of(double value) { return value > 0 ? math_log10(value) : -300; }

double axis_at(const Axis *axis, double value) {
    double low = axis->low, high = axis->high;
    if (axis->log) low = log_of(low), high = log_of(high), value = log_of(value);
    double share = high != low ? (value - low) / (high - low) : 0.5;
    return axis->from + share * (axis->to - axis->from);
}

double axis_value(const Axis *axis, double at) {
    double low = axis->low, high = axis->high;
    if (axis->log) low = log_of(low), high = log_of(high);
    double share = axis->to != axis->from ? (at - axis->from) / (axis->to - axis->from) : 0.5;
    double value = low + share * (high - low);
    return axis->log ? math_pow(10, value) : value;
}

static Axis *moved_axis(List *list, const Axis *axis, double by) {
    Axis *own = arena_new(list->arena, Axis, 1);
    *own = *axis;
    own->from += by, own->to += by;
    return own;
}

void list_plot(List *list, Box at, const Axis *x, const Axis *y) {
    Plotted *all = arena_new(list->arena, Plotted, list->plots + 1);
    if (list->plots) memcpy(all, list->plot, sizeof *all * (size_t)list->plots);
    all[list->plots++] = (Plotted){ box(at.x + list->dx, at.y + list->dy, at.w, at.h), moved_axis(list, x, list->dx),
                                    moved_axis(list, y, list->dy) };
    list->plot = all;
}

static int ticks_by(double step, double low, double high) { return (int)(floor(high / step + 1e-9) - ceil(low / step - 1e-9)) + 1; }

// The smallest of 1, 2, 2.5, 5 times a power of ten that gives no more than `most` ticks.
static int linear_ticks(double low, double high, bool whole, double *out, int most) {
    if (!(high - low > 1e-290 && high - low < 1e290)) return 0;
    static const double nice[] = { 1, 2, 2.5, 5 };
    double power = math_pow(10, floor(math_log10((high - low) / (most + 1)))), step = power;
    for (int i = 0; ticks_by(step, low, high) > most || (whole && step != floor(step)); step = nice[i % 4] * power)
        if (++i % 4 == 0) power *= 10;
    int count = ticks_by(step, low, high);
    double first = ceil(low / step - 1e-9);
    for (int i = 0; i < count; i++) out[i] = (first + i) * step;
    return count;
}

// Less than two powers of ten: 1, 2, 5 of each.
static int log_ticks_between(double low, double high, double *out, int most) {
    static const double nice[] = { 1, 2, 5 };
    int count = 0;
    for (double n = floor(log_of(low)); n <= log_of(high); n++)
        for (int i = 0; i < 3; i++) {
            double value = nice[i] * math_pow(10, n);
            if (value >= low * (1 - 1e-9) && value <= high * (1 + 1e-9) && count < most) out[count++] = value;
        }
    return count;
}

static int log_ticks(double low, double high, double *out, int most) {
    double first = ceil(log_of(low) - 1e-9), last = floor(log_of(high) + 1e-9);
    if (last - first < 2) return log_ticks_between(low, high, out, most);
    int every = 1, count = 0;
    while ((last - first) / every + 1 > most) every++;
    for (double n = last; n >= first; n -= every) count++;
    for (int i = 0; i < count; i++) out[i] = math_pow(10, last - (double)(count - 1 - i) * every);
    return count;
}

int axis_ticks(const Axis *axis, double *out, int most) {
    if (most < 1 || !math_finite(axis->low) || !math_finite(axis->high) || !(axis->high > axis->low)) return 0;
    if (axis->log) return axis->low > 0 ? log_ticks(axis->low, axis->high, out, most) : 0;
    return linear_ticks(axis->low, axis->high, axis->whole, out, most);
}

// --- drawing

// Beyond these a logarithmic axis is labelled by powers of ten.
static const double smallest_written = 0.01, largest_written = 1e4;

static bool by_powers(const Axis *axis, const double *tick, int ticks) {
    return axis->log && ticks > 1 && tick[ticks - 1] >= 99 * tick[0] &&
           (tick[0] < smallest_written * 0.99 || tick[ticks - 1] > largest_written * 1.01);
}

// The texts of all ticks; on a linear axis with alike decimals, but 0 as 0.
static void tick_texts(Arena *arena, const Axis *axis, const double *tick, int ticks, const char **out) {
    bool powers = by_powers(axis, tick, ticks);
    NumberFormat format = axis->log ? (NumberFormat){ 6, -1 } : number_format_for(tick, ticks, 6);
    for (int i = 0; i < ticks; i++) {
        out[i] = powers ? number_ten_to(arena, (int)floor(math_log10(tick[i]) + 0.5)) : number_in(arena, tick[i], format);
        if (axis->log || format.decimals <= 0 || tick[i] == 0 || tick[i] != floor(tick[i])) continue;
        out[i] = arena_print(arena, "%s.%0*d", out[i], format.decimals, 0);
    }
}

static int ticks_for(const Axis *axis, double length, double apart, double *tick) {
    int most = (int)(length / apart) + 1;
    return axis_ticks(axis, tick, most < 2 ? 2 : most > TICKS_MOST ? TICKS_MOST : most);
}

static void draw_y(List *list, Box at, const Axis *y, bool right) {
    double tick[TICKS_MOST];
    const char *text[TICKS_MOST];
    int ticks = ticks_for(y, at.h, 32, tick);
    tick_texts(list->arena, y, tick, ticks, text);
    double size = by_powers(y, tick, ticks) ? power_text : tick_text, x = right ? at.x + at.w + 10 : at.x - 10;
    Align align = right ? ALIGN_LEFT : ALIGN_RIGHT;
    for (int i = 0; i < ticks; i++) {
        double py = axis_at(y, tick[i]);
        list_line(list, at.x, py, at.x + at.w, py, (StrokeStyle){ .paint = paint(ROLE_LINE), .width = 1 });
        list_text(list, x, py + (size > tick_text ? 5.5 : 4.5), text_of(text[i]),
                  (TextStyle){ .size = size, .paint = paint(ROLE_MUTED), .align = align });
    }
    TextStyle style = { .size = tick_text, .paint = paint(ROLE_MUTED), .align = right ? ALIGN_RIGHT : ALIGN_LEFT };
    if (y->label) list_text(list, right ? at.x + at.w : at.x, at.y - 14, text_of(y->label), style);
}

// The label stands in the line of the numbers, in place of the first one; where it would hide another, on a line of its own.
// At the right end it stands in place of the last ones.
static void draw_x(List *list, Box at, const Axis *x) {
    double tick[TICKS_MOST], baseline = at.y + at.h + 22, taken = -1e9;
    const char *text[TICKS_MOST];
    int ticks = ticks_for(x, at.w, 58, tick);
    tick_texts(list->arena, x, tick, ticks, text);
    TextStyle style = { .size = tick_text, .paint = paint(ROLE_MUTED), .align = ALIGN_CENTER };
    list_line(list, at.x, at.y + at.h, at.x + at.w, at.y + at.h, (StrokeStyle){ .paint = paint(ROLE_FAINT), .width = 1 });
    double label = x->label ? metrics_width(list->metrics, FACE_TEXT, tick_text, text_of(x->label)) + 12 : 0, end = 1e9;
    if (x->label && x->label_last) {
        end = at.x + at.w - label;
        list_text(list, at.x + at.w, baseline, text_of(x->label),
                  (TextStyle){ .size = tick_text, .paint = paint(ROLE_MUTED), .align = ALIGN_RIGHT });
    } else if (x->label) {
        double start = at.x + label;
        int second = x->mirrored ? ticks - 2 : 1; // from the left
        bool alone =
            ticks > 1 &&
            axis_at(x, tick[second]) - metrics_width(list->metrics, FACE_TEXT, tick_text, text_of(text[second])) / 2 < start;
        if (!alone) taken = start;
        list_text(list, at.x, baseline + (alone ? 18 : 0), text_of(x->label),
                  (TextStyle){ .size = tick_text, .paint = paint(ROLE_MUTED) });
    }
    for (int k = 0; k < ticks; k++) {
        int i = x->mirrored ? ticks - 1 - k : k;
        double px = axis_at(x, tick[i]), half = metrics_width(list->metrics, FACE_TEXT, tick_text, text_of(text[i])) / 2;
        if (px - half < taken || px + half > end) continue;
        taken = px + half + 12;
        list_text(list, px, baseline, text_of(text[i]), style);
    }
}

void draw_axes(List *list, Box at, Axis *x, Axis *y) {
    x->from = x->mirrored ? at.x + at.w : at.x, x->to = x->mirrored ? at.x : at.x + at.w;
    y->from = at.y + at.h, y->to = at.y;
    draw_y(list, at, y, x->mirrored);
    draw_x(list, at, x);
    list_plot(list, at, x, y);
}
