// Why the root of d: dot products of random vectors spread like √d. Three histograms of real draws over one axis, from narrow
// to wide; divided by √d they shrink to the same width, and the axis comes near so that one sees it. A bracket under each
// shows the measured standard deviation on both sides of the mean.
#include <math.h>

#include "base/math.h"
#include "draw/formula.h"
#include "scene/acts.h"
#include "scene/scenes.h"

enum { WIDTHS = 3, BINS = 40 };

static const double bins_reach = 5;                 // of the histogram, in units of √d
static const double raw_reach = 80, near_reach = 4; // of the axis

typedef struct Histogram {
    int d, draws;
    Matrix raw, scaled; // (1, draws)
    int count[BINS];    // of the products, in bins of reach/20 · √d
    double sd, mean, scaled_sd;
} Histogram;

typedef struct Spread {
    const View *view;
    const Step *step;
    const Tape *tape;
    List *out;
    Histogram of[WIDTHS];
    int most; // the fullest bin of all
    Acts acts;
    double shrunk, zoomed; // 0 … 1
    bool small;
    Box plot; // of all three, one above the other
    double row_h, cell_w, cell_h, raw_x, scaled_x;
} Spread;

// --- reading the tape

static double deviation(const Matrix *m, double *mean) {
    double sum = 0, squares = 0;
    for (int i = 0; i < m->columns; i++) sum += matrix_at(m, 0, i);
    *mean = m->columns ? sum / m->columns : 0;
    for (int i = 0; i < m->columns; i++) squares += (matrix_at(m, 0, i) - *mean) * (matrix_at(m, 0, i) - *mean);
    return m->columns ? sqrt(squares / m->columns) : 0;
}

// The bins are as many √d wide for every d, so that the same products fall into them before and after the division.
static void count_bins(Histogram *h) {
    double bin = 2 * bins_reach / BINS * sqrt(h->d), low = -bins_reach * sqrt(h->d);
    for (int i = 0; i < h->draws; i++) {
        double at = floor((matrix_at(&h->raw, 0, i) - low) / bin);
        if (at >= 0 && at < BINS) h->count[(int)at]++;
    }
}

static bool read_tape(Spread *p) {
    static const int widths[WIDTHS] = { 4, 64, 512 };
    for (int i = 0; i < WIDTHS; i++) {
        Histogram *h = &p->of[i];
        h->d = widths[i];
        h->raw = matrix_find(p->tape, arena_print(p->out->arena, "dot%d", h->d), 3);
        h->scaled = matrix_find(p->tape, arena_print(p->out->arena, "scaled%d", h->d), 3);
        if (!matrix_exists(&h->raw) || !matrix_exists(&h->scaled)) return false;
        h->draws = h->raw.columns;
        double mean;
        h->sd = deviation(&h->raw, &h->mean);
        h->scaled_sd = deviation(&h->scaled, &mean);
        count_bins(h);
        for (int b = 0; b < BINS; b++)
            if (h->count[b] > p->most) p->most = h->count[b];
    }
    return true;
}

// --- when

static void plan(Acts *acts, const Step *step) {
    acts->step = step;
    acts_add_focus(acts, "raw", 3.2);
    acts_add_focus(acts, "scaled", 5.2);
}

// The histograms shrink, rest, and the axis comes near.
static void place_in_time(Spread *p) {
    double u = acts_come(&p->acts, "scaled");
    p->shrunk = part(u, 0.08, 0.42);
    p->zoomed = part(u, 0.52, 0.86);
}

// --- where

static void place(Spread *p) {
    const View *v = p->view;
    p->small = v->width < 900 || v->height < 420;
    double margin = p->small ? 16 : 32, left = p->small ? 72 : 104, axis = p->small ? 32 : 56, head = p->small ? 24 : 56;
    p->cell_w = p->small ? 56 : 88;
    p->scaled_x = v->width - margin - p->cell_w - (p->small ? 0 : 16);
    p->raw_x = p->scaled_x - p->cell_w - (p->small ? 8 : 40);
    p->plot =
        box(margin + left, margin + head, p->raw_x - margin - left - (p->small ? 24 : 56), v->height - 2 * margin - head - axis);
    p->row_h = p->plot.h / WIDTHS;
    p->cell_h = clamp(p->row_h * 0.4, 28, 48);
}

static double axis_reach(const Spread *p) { return raw_reach * math_pow(near_reach / raw_reach, p->zoomed); }

static double at_value(const Spread *p, double value) { return p->plot.x + p->plot.w * (0.5 + 0.5 * value / axis_reach(p)); }

// Where a product stands now: on its way from itself to itself / √d.
static double shrink(const Spread *p, const Histogram *h) { return math_pow(1 / sqrt(h->d), p->shrunk); }

static double base_of(const Spread *p, int row) { return p->plot.y + p->row_h * (row + 1) - (p->small ? 12 : 24); }

// --- drawing

static void draw_axis(const Spread *p) {
    Axis axis = { .low = -axis_reach(p), .high = axis_reach(p) };
    double tick[12], y = p->plot.y + p->plot.h;
    int ticks = axis_ticks(&axis, tick, p->small ? 7 : 11);
    Ident before = list_show(p->out, ident_note("a product on the axis"));
    for (int i = 0; i < ticks; i++) {
        double x = at_value(p, tick[i]);
        list_line(p->out, x, p->plot.y, x, y, (StrokeStyle){ .paint = paint(tick[i] == 0 ? ROLE_FAINT : ROLE_LINE), .width = 1 });
        list_text(p->out, x, y + (p->small ? 16 : 20), text_of(number_text(p->out->arena, tick[i], 4)),
                  (TextStyle){ .size = 13, .paint = paint(ROLE_MUTED), .align = ALIGN_CENTER });
    }
    list_show(p->out, before);
}

static void draw_formula_at(const Spread *p, double x, double y, const char *tex, double size, Role role, Align align) {
    const char *error;
    int column;
    Formula *formula = formula_parse(p->out->arena, text_of(tex), &error, &column);
    FormulaStyle style = { .size = size, .paint = paint(role) };
    if (!formula) return;
    double width = formula_measure(p->out->metrics, formula, style).width;
    formula_draw(p->out, x - (align == ALIGN_CENTER ? width / 2 : align == ALIGN_RIGHT ? width : 0), y, formula, style);
}

static const char *bin_note(const Spread *p, const Histogram *h, int bin) {
    Arena *arena = p->out->arena;
    double width = 2 * bins_reach / BINS, low = -bins_reach + bin * width;
    return arena_print(arena, "%d of %d products lie between %s and %s times √%d", h->count[bin], h->draws,
                       number_text(arena, low, 3), number_text(arena, low + width, 3), h->d);
}

static void draw_histogram(const Spread *p, int row) {
    const Histogram *h = &p->of[row];
    double grown = acts_turn(&p->acts, "raw", row, WIDTHS, 0), unit = sqrt(h->d) * shrink(p, h),
           width = 2 * bins_reach / BINS * unit;
    double base = base_of(p, row), high = p->row_h - (p->small ? 16 : 40), u = part(grown, 0, 0.8);
    list_line(p->out, p->plot.x, base, p->plot.x + p->plot.w, base, (StrokeStyle){ .paint = paint(ROLE_FAINT), .width = 1 });
    list_clip(p->out, box(p->plot.x, p->plot.y, p->plot.w, p->plot.h + 1));
    for (int b = 0; b < BINS && u > 0; b++) {
        if (h->count[b] == 0) continue;
        double x1 = at_value(p, (-bins_reach * unit) + b * width), x2 = at_value(p, (-bins_reach * unit) + (b + 1) * width);
        double tall = high * h->count[b] / p->most * u, gap = x2 - x1 > 6 ? 1 : 0;
        if (x2 < p->plot.x || x1 > p->plot.x + p->plot.w) continue;
        Ident before = list_show(p->out, ident_note(bin_note(p, h, b)));
        list_rect(p->out, box(x1 + gap, base - tall, x2 - x1 - 2 * gap, tall),
                  (RectStyle){ .radius = x2 - x1 > 12 ? 3 : 0, .fill = paint_faded(ROLE_S, 0.85f) });
        list_show(p->out, before);
    }
    list_unclip(p->out);
}

static const char *deviation_note(const Spread *p, const Histogram *h, bool scaled) {
    return arena_print(
        p->out->arena, "the standard deviation of the %d %s: the root of their mean squared distance from their mean%s", h->draws,
        scaled ? "scaled products" : "products",
        scaled ? "; 1 is expected"
               : arena_print(p->out->arena, "; √%d = %s is expected", h->d, number_text(p->out->arena, sqrt(h->d), 4)));
}

// One standard deviation to each side, under the histogram.
static void draw_bracket(const Spread *p, int row) {
    const Histogram *h = &p->of[row];
    double shown = part(acts_turn(&p->acts, "raw", row, WIDTHS, 0), 0.5, 1), factor = shrink(p, h),
           y = base_of(p, row) + (p->small ? 5 : 9), tick = p->small ? 3 : 5;
    if (shown <= 0 || !math_finite(h->sd)) return;
    double middle = h->mean * factor, x1 = at_value(p, middle - h->sd * factor * shown),
           x2 = at_value(p, middle + h->sd * factor * shown);
    Ident before = list_show(p->out, ident_note(deviation_note(p, h, p->shrunk >= 1)));
    StrokeStyle style = { .paint = paint(ROLE_INK), .width = 2 };
    list_line(p->out, x1, y, x2, y, style);
    list_line(p->out, x1, y - tick, x1, y + tick, style);
    list_line(p->out, x2, y - tick, x2, y + tick, style);
    list_show(p->out, before);
}

static void draw_row_name(const Spread *p, int row) {
    const Histogram *h = &p->of[row];
    double y = base_of(p, row) - (p->row_h - (p->small ? 16 : 40)) / 2 + 6;
    Ident before = list_show(p->out, ident_note("how many random numbers each of the two vectors has"));
    draw_formula_at(p, p->plot.x - (p->small ? 16 : 32), y, arena_print(p->out->arena, "d_k = %d", h->d), p->small ? 17 : 20,
                    ROLE_INK, ALIGN_RIGHT);
    list_show(p->out, before);
}

static void draw_cells(const Spread *p, int row) {
    const Histogram *h = &p->of[row];
    double y = base_of(p, row) - (p->row_h - (p->small ? 16 : 40)) / 2 - p->cell_h / 2, largest = p->of[WIDTHS - 1].sd;
    double raw = acts_turn(&p->acts, "raw", row, WIDTHS, 0), scaled = acts_come(&p->acts, "scaled");
    CellStyle style = { .role = ROLE_S,
                        .share = share_of(h->sd, largest),
                        .size = p->small ? 14 : 18,
                        .state = raw <= 0.6                     ? CELL_TO_COME
                                 : step_focuses(p->step, "raw") ? CELL_NOW
                                                                : CELL_DONE,
                        .reveal = part(raw, 0.6, 1) };
    Ident before = list_show(p->out, ident_note(deviation_note(p, h, false)));
    draw_cell(p->out, box(p->raw_x, y, p->cell_w, p->cell_h), number_in(p->out->arena, h->sd, (NumberFormat){ 4, 2 }), style);
    if (!p->small && raw >= 1)
        draw_formula_at(p, p->raw_x + p->cell_w / 2, y + p->cell_h + 22,
                        arena_print(p->out->arena, "\\sqrt{%d} = %s", h->d, number_text(p->out->arena, sqrt(h->d), 4)), 15,
                        ROLE_MUTED, ALIGN_CENTER);
    style.share = share_of(h->scaled_sd, largest), style.reveal = part(scaled, 0.86, 1);
    style.state = scaled <= 0.86 ? CELL_TO_COME : step_focuses(p->step, "scaled") ? CELL_NOW : CELL_DONE;
    list_show(p->out, ident_note(deviation_note(p, h, true)));
    draw_cell(p->out, box(p->scaled_x, y, p->cell_w, p->cell_h), number_in(p->out->arena, h->scaled_sd, (NumberFormat){ 4, 2 }),
              style);
    list_show(p->out, before);
}

static void draw_headings(const Spread *p) {
    bool raw_now = step_focuses(p->step, "raw"), scaled_now = step_focuses(p->step, "scaled");
    double top = p->small ? 4 : 16, bottom = p->view->height - top, y = p->plot.y - (p->small ? 8 : 28);
    double x = scaled_now ? p->scaled_x : p->raw_x;
    if (raw_now || scaled_now)
        draw_highlight(p->out, box(x - (p->small ? 4 : 16), top, p->cell_w + (p->small ? 8 : 32), bottom - top));
    if (!p->small) {
        TextStyle style = { .size = 15, .paint = paint(ROLE_MUTED), .align = ALIGN_CENTER };
        list_text(p->out, p->raw_x + p->cell_w / 2, y - 8, TEXT("Spread of"), style);
        list_text(p->out, p->scaled_x + p->cell_w / 2, y - 8, TEXT("Spread of"), style);
        list_text(p->out, p->plot.x, y - 8, TEXT("Products of two random vectors"), (TextStyle){ .face = FACE_BOLD, .size = 16 });
    }
    double symbol = p->small ? y : y + 16, size = p->small ? 15 : 19;
    draw_formula_at(p, p->raw_x + p->cell_w / 2, symbol, "q \\cdot k", size, ROLE_S, ALIGN_CENTER);
    draw_formula_at(p, p->scaled_x + p->cell_w / 2, symbol, "q \\cdot k / \\sqrt{d_k}", size, ROLE_S, ALIGN_CENTER);
    double end = p->plot.x + p->plot.w;
    if (!p->small)
        draw_formula_at(p, end, p->plot.y + p->plot.h + 44, p->shrunk < 1 ? "q \\cdot k" : "q \\cdot k / \\sqrt{d_k}", 17, ROLE_S,
                        ALIGN_RIGHT);
}

// --- the scene

static void thumbnail(Spread *p) {
    p->small = true;
    p->shrunk = p->zoomed = 0;
    p->plot = box(24, 4, p->view->width - 48, p->view->height - 8);
    p->row_h = p->plot.h / WIDTHS;
    for (int i = 0; i < WIDTHS; i++) draw_histogram(p, i);
}

// What the eye meets first: three histograms that grow wider downwards, or three alike. Second: the bracket under each and its
// number in the highlighted column. Third: √d under the measured number.
static void draw(const View *view, const Step *step, const Tape *tape, double t, List *out) {
    Spread p = { .view = view, .step = step, .tape = tape, .out = out };
    if (!read_tape(&p)) return;
    plan(&p.acts, step);
    acts_at(&p.acts, t);
    if (view->thumbnail) {
        thumbnail(&p);
        return;
    }
    place_in_time(&p);
    place(&p);
    draw_headings(&p);
    draw_axis(&p);
    for (int i = 0; i < WIDTHS; i++) {
        draw_histogram(&p, i);
        draw_bracket(&p, i);
        draw_row_name(&p, i);
        draw_cells(&p, i);
    }
}

static double seconds(const Step *step, const Tape *tape) {
    (void)tape;
    Acts acts = { 0 };
    plan(&acts, step);
    return acts.seconds;
}

static const char *const reveal[] = { "raw", "scaled", NULL };
static const LegendItem legend[] = { { ROLE_S, NULL, "dot products and their spread" } };

const Scene scene_spread = {
    .name = "spread",
    .summary = "histograms of random dot products for three widths, before and after the division by the root",
    .model = "spread",
    .reveal = reveal,
    .seconds = seconds,
    .draw = draw,
    .legend = legend,
    .legends = sizeof legend / sizeof *legend,
};
