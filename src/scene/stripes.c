// All positions at once: a row a position, a column a number of its vector, orange for −1 and blue for 1. Columns on the left turn
// fast, columns on the right hardly at all; over them the length of each wave, from 2π up to nearly `base` times as much.
#include <math.h>

#include "base/math.h"
#include "kit/picture.h"
#include "scene/scenes.h"

enum { TICKS_MOST = 12 };

typedef struct Stripes {
    PICTURE;
    Matrix pe, wave; // (n, d), (1, pairs)
    int n, d, pairs;
    bool curve;
    Box map, plot;
} Stripes;

static bool read(void *picture) {
    Stripes *p = picture;
    p->pe = matrix_find(p->tape, "pe", 4);
    p->wave = matrix_find(p->tape, "wavelength", 4);
    if (!matrix_exists(&p->pe) || !matrix_exists(&p->wave)) return false;
    p->n = p->pe.rows, p->d = p->pe.columns, p->pairs = p->wave.columns;
    p->curve = step_reveals(p->step, "wave") || step_focuses(p->step, "wave");
    return true;
}

static void plan(void *picture) {
    Stripes *p = picture;
    acts_add_focus(&p->acts, "stripes", 3);
    acts_add_focus(&p->acts, "wave", 3);
}

static void place(void *picture) {
    Stripes *p = picture;
    const View *v = p->view;
    double margin = p->sizes->margin, left = p->small ? 60 : 72, plot = p->curve ? math_clamp(v->height * 0.24, 56, 170) : 0,
           gap = p->curve ? (p->small ? 24 : 36) : 0;
    double top = (p->sizes->roof) + plot + gap, bottom = p->sizes->wide;
    p->map = box(margin + left, top, v->width - 2 * margin - left - (p->small ? 0 : 16), v->height - top - bottom);
    p->plot = box(p->map.x, p->sizes->roof, p->map.w, plot);
}

static double column_middle(const Stripes *p, double column) { return p->map.x + p->map.w * (column + 0.5) / p->d; }

// Whole numbers 0 … count − 1 that stand at least so far apart, the last one always.
static int whole_ticks(int count, double room, double apart, int *out) {
    int most = (int)math_clamp(room / apart, 1, TICKS_MOST - 1), step = 1, ticks = 0;
    static const int factor[] = { 2, 5, 10 };
    for (int power = 1; (count - 1) / step > most; power *= 10)
        for (int i = 0; i < 3 && (count - 1) / step > most; i++) step = factor[i] * power;
    for (int i = 0; i < count && ticks < TICKS_MOST; i += step) out[ticks++] = i;
    return ticks;
}

static void draw_axes_of(const Stripes *p) {
    int tick[TICKS_MOST], ticks = whole_ticks(p->n, p->map.h, 36, tick);
    TextStyle style = { .size = 13, .paint = paint(ROLE_MUTED), .align = ALIGN_RIGHT };
    Ident before = list_show(p->out, ident_note("a position, from 0"));
    for (int i = 0; i < ticks; i++)
        list_print(p->out, p->map.x - 8, p->map.y + p->map.h * (tick[i] + 0.5) / p->n + 4.5, style, "%d", tick[i]);
    ticks = whole_ticks(p->d, p->map.w, 72, tick);
    style.align = ALIGN_CENTER;
    list_show(p->out, ident_note("a number of the vector, from 0"));
    double end = p->map.x + p->map.w;
    for (int i = 0; i < ticks; i++) {
        double x = column_middle(p, tick[i]);
        if (x > end - (p->small ? 90 : 110)) continue; // the window's zoom stands there
        list_print(p->out, x, p->map.y + p->map.h + 18, style, "%d", tick[i]);
    }
    list_show(p->out, ident_note(arena_print(p->out->arena, "each position’s vector has %d numbers", p->d)));
    style.align = ALIGN_RIGHT;
    list_print(p->out, end, p->map.y - 8, style, "%d numbers →", p->d);
    list_show(p->out, before);
    draw_note(p->out, p->map.x - 8, p->map.y - 8, 64, "position ↓", (TextStyle){ .align = ALIGN_RIGHT });
}

// Column after column, from the fast to the slow.
static void draw_map(const Stripes *p) {
    double u = acts_come(&p->acts, "stripes");
    int columns = u >= 1 ? p->d : (int)floor(p->d * ease(u));
    list_rect(p->out, box_grow(p->map, 1),
              (RectStyle){ .radius = 4, .fill = paint(ROLE_PANEL), .stroke = paint(ROLE_LINE), .width = 1 });
    matrix_heat(p->out, box(p->map.x, p->map.y, p->map.w * columns / p->d, p->map.h), &p->pe, 0, p->n, 0, columns, ROLE_Q);
}

// --- the length of the waves

static double low_of(const Stripes *p) { return matrix_at(&p->wave, 0, 0); }
static double high_of(const Stripes *p) {
    double high = matrix_at(&p->wave, 0, p->pairs - 1);
    return high > low_of(p) * 10 ? high : low_of(p) * 10;
}

static double wave_y(const Stripes *p, double wave) {
    double low = math_log(low_of(p)), high = math_log(high_of(p));
    return p->plot.y + p->plot.h * (0.94 - 0.88 * math_clamp((math_log(wave) - low) / (high - low), 0, 1));
}

// Beside an end of the line: over its beginning, under its end, where it does not cross the digits.
static void draw_wave_number(const Stripes *p, int pair, bool last) {
    TextStyle style = { .face = FACE_BOLD, .size = p->sizes->name };
    const char *text = arena_print(p->out->arena, "%s positions", number_text(p->out->arena, matrix_at(&p->wave, 0, pair), 4));
    double w = metrics_width(p->out->metrics, style.face, style.size, text_of(text)), along = (12 + w) / p->plot.w;
    double x = last ? p->plot.x + p->plot.w - 12 - w : p->plot.x + 12;
    double y = p->plot.y + p->plot.h * (0.94 - 0.88 * (last ? 1 - along : along)); // of the line, at the inner end of the text
    y = last ? y + style.size + 2 : y - 8;
    style.ident = matrix_ident(&p->wave, 0, pair);
    list_text(p->out, x, math_clamp(y, p->plot.y + style.size + 2, p->plot.y + p->plot.h - 8), text_of(text), style);
}

static void draw_waves(const Stripes *p) {
    enum { PARTS = 128 };
    double xy[2 * (PARTS + 1)], u = acts_come(&p->acts, "wave");
    int points = p->pairs < PARTS ? p->pairs : PARTS, shown = 0;
    bool now = step_focuses(p->step, "wave");
    if (!p->curve) return;
    double head = p->small ? 20 : 34;
    if (now) draw_highlight(p->out, box(p->plot.x - 8, p->plot.y - head, p->plot.w + 16, p->plot.h + head + p->sizes->tight));
    list_rect(p->out, p->plot, (RectStyle){ .radius = 8, .fill = paint(ROLE_PANEL), .stroke = paint(ROLE_LINE), .width = 1 });
    draw_note(p->out, p->plot.x, p->plot.y - p->sizes->step, p->plot.w, "length of the wave, on a log scale", (TextStyle){ 0 });
    if (!math_finite(low_of(p)) || !math_finite(high_of(p)) || !(low_of(p) > 0)) return;
    Axis x = { 1, p->pairs, .whole = true, .label = "pair of numbers", .from = p->plot.x, .to = p->plot.x + p->plot.w };
    Axis y = {
        low_of(p), high_of(p), .log = true, .label = "length of the wave", .from = wave_y(p, low_of(p)), .to = wave_y(p, high_of(p))
    };
    list_plot(p->out, p->plot, &x, &y);
    for (int i = 0; i < points; i++) {
        int pair = points > 1 ? (int)((double)i * (p->pairs - 1) / (points - 1)) : 0;
        double wave = matrix_at(&p->wave, 0, pair), column = 2 * pair + 0.5;
        if ((double)i / points > u || !math_finite(wave)) break;
        xy[2 * shown] = math_clamp(column_middle(p, column), p->plot.x, p->plot.x + p->plot.w), xy[2 * shown + 1] = wave_y(p, wave);
        shown++;
    }
    Ident before = list_show(p->out, ident_note("the length of a wave: 2π over what its hand turns by in a step"));
    if (shown > 1) list_polyline(p->out, xy, shown, false, (StrokeStyle){ .paint = paint(ROLE_INK), .width = 3, .round = true });
    if (shown == 1) list_circle(p->out, xy[0], xy[1], 4, (RectStyle){ .fill = paint(ROLE_INK) });
    list_show(p->out, before);
    draw_wave_number(p, 0, false);
    if (p->pairs > 1 && u >= 1) draw_wave_number(p, p->pairs - 1, true);
}

static void thumbnail(void *picture) {
    Stripes *p = picture;
    int pairs = p->d / 2, stride = p->n >= 24 ? 2 : 1, columns = pairs < 28 ? pairs : 28, rows = p->n < 8 ? p->n : 8,
        until = pairs > 2 * columns ? pairs / 2 : pairs;
    double w = floor((p->view->width - 24) / (columns > 0 ? columns : 1)), h = floor((p->view->height - 8) / rows),
           left = (p->view->width - w * columns) / 2, top = (p->view->height - h * rows) / 2;
    for (int i = 0; i < rows; i++)
        for (int j = 0; j < columns; j++) { // of every pair the sine; few enough that each wave can be followed
            double value = matrix_at(&p->pe, i * stride, 2 * (j * until / columns)), size = value < 0 ? -value : value;
            list_rect(p->out, box(left + w * j, top + h * i, w - 1, h - 1),
                      (RectStyle){ .radius = 1,
                                   .fill = paint_tint(value < 0 ? ROLE_K : ROLE_Q, ROLE_PANEL, (float)(0.08 + 0.85 * size)) });
        }
}

// What the eye meets first: the stripes, close on the left and endless on the right. Second: the line over them that climbs from
// the short waves to the long ones. Third: its two numbers.
static void draw(void *picture) {
    Stripes *p = picture;
    draw_waves(p);
    draw_map(p);
    draw_axes_of(p);
}

static const char *const reveals[] = { "stripes", "wave", NULL };
static const LegendItem legend[] = {
    { ROLE_Q, NULL, "up to 1", .sign = 1 },
    { ROLE_K, NULL, "down to −1", .sign = -1 },
};

const Scene scene_stripes = {
    .name = "stripes",
    .summary = "all positions as a heat map, and the length of each column's wave",
    .model = "position",
    .reveal = reveals,
    .bytes = sizeof(Stripes),
    WITH_PARTS(read, plan, place, draw, thumbnail),
    WITH_LEGEND(legend),
};
