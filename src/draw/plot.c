// Axes: nice tick values, where they fall, and how they are drawn: pale lines across for y, numbers below for x.
#include <math.h>
#include <stdio.h>

#include "base/math.h"
#include "draw/shapes.h"

enum { TICKS_MOST = 24 };
static const double tick_text = 13;

static double log_of(double value) { return value > 0 ? math_log10(value) : -300; }

double axis_at(const Axis *axis, double value) {
    double low = axis->low, high = axis->high;
    if (axis->log) low = log_of(low), high = log_of(high), value = log_of(value);
    double share = high != low ? (value - low) / (high - low) : 0.5;
    return axis->from + share * (axis->to - axis->from);
}

// The smallest of 1, 2, 5 times a power of ten that is at least `least`.
static double nice_step(double least) {
    double power = math_pow(10, floor(math_log10(least)));
    static const double nice[] = { 1, 2, 5, 10 };
    for (int i = 0; i < 4; i++)
        if (nice[i] * power >= least * (1 - 1e-9)) return nice[i] * power;
    return 10 * power;
}

static int linear_ticks(double low, double high, double *out, int most) {
    double step = nice_step((high - low) / (most > 1 ? most - 1 : 1));
    for (int tries = 0; tries < 4; tries++) {
        double first = ceil(low / step - 1e-9), last = floor(high / step + 1e-9);
        int count = (int)(last - first) + 1;
        if (count > most) {
            step = nice_step(step * 1.5);
            continue;
        }
        for (int i = 0; i < count; i++) out[i] = (first + i) * step;
        return count > 0 ? count : 0;
    }
    return 0;
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
    return linear_ticks(axis->low, axis->high, out, most);
}

// --- drawing

static bool is_power_of_ten(double value, int *n) {
    double l = math_log10(value);
    *n = (int)floor(l + 0.5);
    return fabs(l - *n) < 1e-9;
}

// "10⁻⁴" where an axis spans decades, else as the other ticks are written.
static const char *tick_text_of(Arena *arena, const Axis *axis, const double *tick, int ticks, int i) {
    int n;
    bool decades = axis->log && ticks > 1 && tick[ticks - 1] >= 99 * tick[0];
    if (!decades || !is_power_of_ten(tick[i], &n) || n == 0 || n == 1)
        return number_in(arena, tick[i], axis->log ? (NumberFormat){ 6, -1 } : number_format_for(tick, ticks, 6));
    static const char *const raised[] = { "\u2070", "\u00B9", "\u00B2", "\u00B3", "\u2074", "\u2075", "\u2076", "\u2077", "\u2078", "\u2079" };
    Builder b = { .arena = arena };
    builder_add(&b, TEXT("10"));
    char digits[16];
    snprintf(digits, sizeof digits, "%d", n);
    for (const char *c = digits; *c; c++) builder_add(&b, text_of(*c == '-' ? "\u207B" : raised[*c - '0']));
    return builder_text(&b);
}

static void draw_y(List *list, Box at, Axis *y) {
    double tick[TICKS_MOST];
    int most = (int)(at.h / 32) + 1, ticks = axis_ticks(y, tick, most < 2 ? 2 : most > TICKS_MOST ? TICKS_MOST : most);
    for (int i = 0; i < ticks; i++) {
        double py = axis_at(y, tick[i]);
        list_line(list, at.x, py, at.x + at.w, py, (StrokeStyle){ .paint = paint(ROLE_LINE), .width = 1 });
        list_text(list, at.x - 10, py + 4.5, text_of(tick_text_of(list->arena, y, tick, ticks, i)),
                  (TextStyle){ .size = tick_text, .paint = paint(ROLE_MUTED), .align = ALIGN_RIGHT });
    }
    if (y->label)
        list_text(list, at.x, at.y - 14, text_of(y->label), (TextStyle){ .size = tick_text, .paint = paint(ROLE_MUTED) });
}

// The label stands where the first number would; numbers that it would touch are left out.
static void draw_x(List *list, Box at, Axis *x) {
    double tick[TICKS_MOST], baseline = at.y + at.h + 24, taken = -1e9;
    int most = (int)(at.w / 70) + 1, ticks = axis_ticks(x, tick, most < 2 ? 2 : most > TICKS_MOST ? TICKS_MOST : most);
    list_line(list, at.x, at.y + at.h, at.x + at.w, at.y + at.h, (StrokeStyle){ .paint = paint(ROLE_FAINT), .width = 1 });
    if (x->label)
        taken = at.x + 12 + list_text(list, at.x, baseline, text_of(x->label), (TextStyle){ .size = tick_text, .paint = paint(ROLE_MUTED) });
    for (int i = 0; i < ticks; i++) {
        const char *text = tick_text_of(list->arena, x, tick, ticks, i);
        double px = axis_at(x, tick[i]), half = metrics_width(list->metrics, FACE_TEXT, tick_text, text_of(text)) / 2;
        if (px - half < taken) continue;
        taken = px + half + 12;
        list_text(list, px, baseline, text_of(text), (TextStyle){ .size = tick_text, .paint = paint(ROLE_MUTED), .align = ALIGN_CENTER });
    }
}

void draw_axes(List *list, Box at, Axis *x, Axis *y) {
    x->from = at.x, x->to = at.x + at.w;
    y->from = at.y + at.h, y->to = at.y;
    draw_y(list, at, y);
    draw_x(list, at, x);
}
