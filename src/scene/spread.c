// Why the root of d: dot products of random vectors spread like √d. Three histograms of real draws over one axis, from narrow
// to wide; beside them the same draws divided by √d: they shrink to the same width, and the axis comes near so that one sees
// it. Both stay, so that the last picture has the comparison. A bracket under each shows the measured standard deviation on
// both sides of the mean.
#include <math.h>

#include "base/math.h"
#include "kit/picture.h"
#include "scene/scenes.h"

enum { WIDTHS = 3, BINS = 40 };

static const double bins_reach = 5;                 // of the histogram, in units of √d
static const double raw_reach = 80, near_reach = 4; // of the axis

typedef struct Histogram {
    int d, draws;
    Matrix raw, scaled; // (1, draws)
    int count[BINS];    // of the products, in bins of reach/20 · √d
    double sd, mean, scaled_sd;
    Matrix soft[2];              // softmaxes over sixteen such scores, before and after the division: (groups, 16)
    double largest[2], slope[2]; // of the largest weight a of each: the means of a and of a (1 − a)
} Histogram;

// One column of histograms, above each other on one axis.
typedef struct Panel {
    Box plot;
    bool scaled;           // of what was divided
    double shrunk, zoomed; // 0 … 1: how far the products are divided, and the axis has come near
    double shown;          // 0 … 1
} Panel;

typedef struct Spread {
    PICTURE;
    Histogram of[WIDTHS];
    int most; // the fullest bin of all
    Panel raw, scaled;
    double row_h, cell_w, cell_h, raw_x, scaled_x;
    Box third; // where the softmaxes stand; w 0: not on the picture
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

// How soft the softmax is on average, and what slope it leaves to its largest weight.
static void measure_softness(Histogram *h, int which) {
    const Matrix *a = &h->soft[which];
    for (int i = 0; i < a->rows; i++) {
        double most = 0;
        for (int j = 0; j < a->columns; j++) most = math_max(most, matrix_at(a, i, j));
        h->largest[which] += most / a->rows;
        h->slope[which] += most * (1 - most) / a->rows;
    }
}

static bool read(void *picture) {
    Spread *p = picture;
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
        h->soft[0] = matrix_find(p->tape, arena_print(p->out->arena, "soft%d.a", h->d), 4);
        h->soft[1] = matrix_find(p->tape, arena_print(p->out->arena, "soft%d.scaled_a", h->d), 4);
        for (int k = 0; k < 2; k++) measure_softness(h, k);
        for (int b = 0; b < BINS; b++)
            if (h->count[b] > p->most) p->most = h->count[b];
    }
    return true;
}

// --- when

static void plan(void *picture) {
    Spread *p = picture;
    acts_add_focus(&p->acts, "raw", 3.2);
    acts_add_focus(&p->acts, "scaled", 5.2);
    acts_add_focus(&p->acts, "softmax", 2.4);
}

// The same histograms come once more, shrink, rest, and the axis comes near.
static void place_in_time(Spread *p) {
    double u = acts_come(&p->acts, "scaled");
    p->raw.shown = 1;
    p->scaled.scaled = true;
    p->scaled.shown = part(u, 0, 0.08);
    p->scaled.shrunk = part(u, 0.14, 0.44);
    p->scaled.zoomed = part(u, 0.54, 0.86);
}

// --- where

static void place(void *picture) {
    Spread *p = picture;
    place_in_time(p);
    const View *v = p->view;
    double margin = p->sizes->edge, left = p->small ? 72 : 104, axis = p->small ? p->flat ? 32 : 48 : 56, head = p->small ? 24 : 56;
    double width = v->width;
    bool softmax = step_reveals(p->step, "softmax") || step_focuses(p->step, "softmax");
    if (softmax && v->width >= 700) { // less has no room for it beside the histograms
        p->third = box(v->width - margin - floor(v->width * 0.22), margin + head, floor(v->width * 0.22), 0);
        width = p->third.x;
    }
    p->cell_w = p->small || p->third.w > 0 ? 56 : 88;
    p->scaled_x = width - margin - p->cell_w - (p->small ? 0 : 16);
    double gap = p->sizes->gap, w = (p->scaled_x - margin - left - p->cell_w - 3 * gap) / 2;
    p->raw.plot = box(margin + left, margin + head, w, v->height - 2 * margin - head - axis);
    p->raw_x = p->raw.plot.x + w + gap;
    p->scaled.plot = p->raw.plot;
    p->scaled.plot.x = p->raw_x + p->cell_w + gap;
    p->row_h = p->raw.plot.h / WIDTHS;
    p->third.h = p->raw.plot.h;
    p->cell_h = math_clamp(p->row_h * 0.4, 28, 48);
}

static double axis_reach(const Panel *at) { return raw_reach * math_pow(near_reach / raw_reach, at->zoomed); }

static double at_value(const Panel *at, double value) { return at->plot.x + at->plot.w * (0.5 + 0.5 * value / axis_reach(at)); }

// Where a product stands now: on its way from itself to itself / √d.
static double shrink(const Panel *at, const Histogram *h) { return math_pow(1 / sqrt(h->d), at->shrunk); }

static double base_of(const Spread *p, int row) { return p->raw.plot.y + p->row_h * (row + 1) - p->sizes->gap; }

// --- drawing

static void draw_axis(const Spread *p, const Panel *at) {
    Axis axis = { .low = -axis_reach(at), .high = axis_reach(at) };
    double tick[12], y = at->plot.y + at->plot.h;
    int ticks = axis_ticks(&axis, tick, at->plot.w < 320 ? 5 : at->plot.w < 480 ? 7 : 11);
    double taken = -1e9; // to the end of the last number
    Ident before = list_show(p->out, ident_note("a product on the axis"));
    for (int i = 0; i < ticks; i++) {
        double x = at_value(at, tick[i]);
        Text text = text_of(number_text(p->out->arena, tick[i], 4));
        double half = metrics_width(p->out->metrics, FACE_TEXT, 13, text) / 2;
        list_line(p->out, x, at->plot.y, x, y, (StrokeStyle){ .paint = paint(tick[i] == 0 ? ROLE_FAINT : ROLE_LINE), .width = 1 });
        if (x - half < taken + 6) continue;
        taken = x + half;
        list_text(p->out, x, y + (p->sizes->base), text,
                  (TextStyle){ .size = 13, .paint = paint(ROLE_MUTED), .align = ALIGN_CENTER });
    }
    list_show(p->out, before);
}

static const char *bin_note(const Spread *p, const Histogram *h, int bin, bool scaled) {
    Arena *arena = p->out->arena;
    double width = 2 * bins_reach / BINS, low = -bins_reach + bin * width;
    if (scaled)
        return arena_print(arena, "%d of %d products divided by √%d lie between %s and %s", h->count[bin], h->draws, h->d,
                           number_text(arena, low, 3), number_text(arena, low + width, 3));
    return arena_print(arena, "%d of %d products lie between %s and %s times √%d", h->count[bin], h->draws,
                       number_text(arena, low, 3), number_text(arena, low + width, 3), h->d);
}

static void draw_histogram(const Spread *p, const Panel *at, int row) {
    const Histogram *h = &p->of[row];
    double grown = acts_turn(&p->acts, "raw", row, WIDTHS, 0), unit = sqrt(h->d) * shrink(at, h),
           width = 2 * bins_reach / BINS * unit;
    double base = base_of(p, row), high = p->row_h - p->sizes->frame, u = part(grown, 0, 0.8);
    list_line(p->out, at->plot.x, base, at->plot.x + at->plot.w, base, (StrokeStyle){ .paint = paint(ROLE_FAINT), .width = 1 });
    list_clip(p->out, box(at->plot.x, at->plot.y, at->plot.w, at->plot.h + 1));
    float former = list_fade(p->out, p->out->alpha * (float)at->shown);
    for (int b = 0; b < BINS && u > 0 && at->shown > 0; b++) {
        if (h->count[b] == 0) continue;
        double x1 = at_value(at, (-bins_reach * unit) + b * width), x2 = at_value(at, (-bins_reach * unit) + (b + 1) * width);
        double tall = high * h->count[b] / p->most * u, gap = x2 - x1 > 6 ? 1 : 0;
        if (x2 < at->plot.x || x1 > at->plot.x + at->plot.w) continue;
        list_rect(p->out, box(x1 + gap, base - tall, x2 - x1 - 2 * gap, tall),
                  (RectStyle){ .radius = x2 - x1 > 12 ? 3 : 0,
                               .fill = paint_faded(ROLE_S, 0.85f),
                               .ident = ident_note(bin_note(p, h, b, at->scaled)) });
    }
    list_fade(p->out, former);
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
static void draw_bracket(const Spread *p, const Panel *at, int row) {
    const Histogram *h = &p->of[row];
    double shown = part(acts_turn(&p->acts, "raw", row, WIDTHS, 0), 0.5, 1) * at->shown, factor = shrink(at, h),
           y = base_of(p, row) + (p->small ? 5 : 9), tick = p->small ? 3 : 5;
    if (shown <= 0 || !math_finite(h->sd)) return;
    double middle = h->mean * factor, x1 = at_value(at, middle - h->sd * factor * shown),
           x2 = at_value(at, middle + h->sd * factor * shown);
    Ident before = list_show(p->out, ident_note(deviation_note(p, h, at->shrunk >= 1)));
    StrokeStyle style = { .paint = paint(ROLE_INK), .width = 2 };
    list_line(p->out, x1, y, x2, y, style);
    list_line(p->out, x1, y - tick, x1, y + tick, style);
    list_line(p->out, x2, y - tick, x2, y + tick, style);
    list_show(p->out, before);
}

static void draw_row_name(const Spread *p, int row) {
    const Histogram *h = &p->of[row];
    double y = base_of(p, row) - (p->row_h - p->sizes->frame) / 2 + 6;
    draw_tex(p->out, p->raw.plot.x - p->sizes->edge, y, arena_print(p->out->arena, "d_k = %d", h->d),
             (FormulaStyle){ .size = p->small ? 17 : 20,
                             .paint = paint(ROLE_INK),
                             .ident = ident_note("how many random numbers each of the two vectors has") },
             ALIGN_RIGHT);
}

static void draw_cells(const Spread *p, int row) {
    const Histogram *h = &p->of[row];
    double y = base_of(p, row) - (p->row_h - p->sizes->frame) / 2 - p->cell_h / 2, largest = p->of[WIDTHS - 1].sd;
    double raw = acts_turn(&p->acts, "raw", row, WIDTHS, 0), scaled = acts_come(&p->acts, "scaled");
    CellStyle style = { .role = ROLE_S,
                        .share = share_of(h->sd, largest),
                        .size = p->sizes->symbol,
                        .state = raw <= 0.6                     ? CELL_TO_COME
                                 : step_focuses(p->step, "raw") ? CELL_NOW
                                                                : CELL_DONE,
                        .reveal = part(raw, 0.6, 1) };
    Ident before = list_show(p->out, ident_note(deviation_note(p, h, false)));
    draw_cell(p->out, box(p->raw_x, y, p->cell_w, p->cell_h), number_in(p->out->arena, h->sd, (NumberFormat){ 4, 2 }), style);
    if (!p->small && raw >= 1)
        draw_tex(p->out, p->raw_x + p->cell_w / 2, y + p->cell_h + 22,
                 arena_print(p->out->arena, "\\sqrt{%d} = %s", h->d, number_text(p->out->arena, sqrt(h->d), 4)),
                 (FormulaStyle){ .size = 15, .paint = paint(ROLE_MUTED) }, ALIGN_CENTER);
    style.share = share_of(h->scaled_sd, largest), style.reveal = part(scaled, 0.86, 1);
    style.state = scaled <= 0.86 ? CELL_TO_COME : step_focuses(p->step, "scaled") ? CELL_NOW : CELL_DONE;
    list_show(p->out, ident_note(deviation_note(p, h, true)));
    draw_cell(p->out, box(p->scaled_x, y, p->cell_w, p->cell_h), number_in(p->out->arena, h->scaled_sd, (NumberFormat){ 4, 2 }),
              style);
    list_show(p->out, before);
}

// The line under the numbers of the axes.
static double name_line(const Spread *p) { return p->raw.plot.y + p->raw.plot.h + (p->small ? 38 : 44); }

// What stands on the axis; under the panel that is divided the name goes before its bars move, and the new one comes after.
static void draw_axis_name(const Spread *p, const Panel *at) {
    double u = at->scaled ? acts_come(&p->acts, "scaled") : 0, x = at->plot.x + at->plot.w - p->sizes->near, y = name_line(p);
    double before = 1 - part(u, 0.08, 0.13), after = part(u, 0.44, 0.5);
    if (p->flat || at->shown <= 0) return;
    float former = list_fade(p->out, p->out->alpha * (float)(at->shown * before));
    if (before > 0) draw_tex(p->out, x, y, "q \\cdot k", (FormulaStyle){ .size = 17, .paint = paint(ROLE_S) }, ALIGN_RIGHT);
    list_fade(p->out, former * (float)after);
    if (after > 0)
        draw_tex(p->out, x, y, "q \\cdot k / \\sqrt{d_k}", (FormulaStyle){ .size = 17, .paint = paint(ROLE_S) }, ALIGN_RIGHT);
    list_fade(p->out, former);
}

static void draw_panel(const Spread *p, const Panel *at) {
    if (at->scaled && !step_reveals(p->step, "scaled") && !step_focuses(p->step, "scaled")) {
        draw_card_to_come(p->out, at->plot);
        return;
    }
    draw_axis(p, at);
    draw_axis_name(p, at);
    for (int i = 0; i < WIDTHS; i++) draw_histogram(p, at, i), draw_bracket(p, at, i);
}

// How the numbers were made: so many pairs, from this seed.
static void draw_made_of(const Spread *p) {
    if (p->flat) return;
    const char *text = arena_print(p->out->arena, "%d random pairs, seed %s", p->of[0].draws,
                                   number_text(p->out->arena, step_number_or(p->step, "seed", 1), 6));
    draw_note(p->out, p->raw.plot.x, name_line(p), p->raw.plot.w - 56, text,
              (TextStyle){ .ident = ident_note("pairs of vectors a width, each number drawn from a normal distribution") });
}

static void draw_headings(const Spread *p) {
    bool raw_now = step_focuses(p->step, "raw"), scaled_now = step_focuses(p->step, "scaled");
    double top = p->sizes->near, bottom = p->view->height - top, y = p->raw.plot.y - p->sizes->rest;
    double x = scaled_now ? p->scaled_x : p->raw_x;
    if (raw_now || scaled_now) draw_highlight(p->out, box(x - p->sizes->near, top, p->cell_w + (p->small ? 8 : 32), bottom - top));
    if (!p->small) {
        TextStyle style = { .size = 15, .paint = paint(ROLE_MUTED), .align = ALIGN_CENTER },
                  title = { .face = FACE_BOLD, .size = 16 };
        list_text(p->out, p->raw_x + p->cell_w / 2, y - 8, TEXT("Deviation of"), style);
        list_text(p->out, p->scaled_x + p->cell_w / 2, y - 8, TEXT("Deviation of"), style);
        list_text_fit(p->out, p->raw.plot.x, y - 8, p->raw.plot.w, TEXT("Products of random vectors"), title);
        title.fade = 1 - p->scaled.shown;
        if (p->scaled.shown > 0) {
            bool shrunk = p->scaled.shrunk > 0;
            double room = p->scaled.plot.w - (shrunk ? 34 : 0),
                   wide = list_text_fit(p->out, p->scaled.plot.x, y - 8, room,
                                        text_of(shrunk ? "The same, divided by" : "The same"), title);
            float former = list_fade(p->out, p->out->alpha * (float)p->scaled.shown);
            if (shrunk)
                draw_tex(p->out, p->scaled.plot.x + wide + 5, y - 8, "\\sqrt{d_k}",
                         (FormulaStyle){ .size = 17, .paint = paint(ROLE_INK) }, ALIGN_LEFT);
            list_fade(p->out, former);
        }
    }
    double symbol = p->small ? y : y + 16, size = p->sizes->sum;
    draw_tex(p->out, p->raw_x + p->cell_w / 2, symbol, "q \\cdot k", (FormulaStyle){ .size = size, .paint = paint(ROLE_S) },
             ALIGN_CENTER);
    draw_tex(p->out, p->scaled_x + p->cell_w / 2, symbol, "q \\cdot k / \\sqrt{d_k}",
             (FormulaStyle){ .size = size, .paint = paint(ROLE_S) }, ALIGN_CENTER);
}

// --- the softmax of sixteen such scores

// One softmax as bars, and under it its largest weight with the slope a (1 − a) that learning gets, both means of all softmaxes.
static void draw_softmax(const Spread *p, Box at, const Histogram *h, int which, double u) {
    const Matrix *a = &h->soft[which];
    double each = at.w / a->columns, foot = p->small ? 15 : 34, high = at.h - foot;
    for (int j = 0; j < a->columns; j++) {
        Box bar = box(at.x + j * each, at.y, each - 1.5, high);
        double tall = u * high * share_of(matrix_at(a, 0, j), 1);
        list_rect(p->out, box(bar.x, at.y + high - math_max(tall, 1), bar.w, math_max(tall, 1)),
                  (RectStyle){ .radius = 1.5, .fill = paint_faded(ROLE_A, which ? 1 : 0.55f), .ident = matrix_ident(a, 0, j) });
    }
    if (u < 1) return;
    Arena *arena = p->out->arena;
    TextStyle style = { .size = 13, .paint = paint(ROLE_A) };
    style.ident = ident_note(arena_print(arena, "the largest of 16 weights, on average over %d softmaxes", a->rows));
    list_text_fit(p->out, at.x, at.y + high + 14, at.w,
                  text_of(arena_print(arena, "a = %s", number_text(arena, h->largest[which], 2))), style);
    if (p->small) return;
    style.paint = paint(ROLE_GRAD_TEXT);
    style.ident = ident_note("a (1 − a) of the largest weight, on average: the slope that learning gets");
    list_text_fit(p->out, at.x, at.y + high + 31, at.w,
                  text_of(arena_print(arena, "slope %s", number_text(arena, h->slope[which], 2))), style);
}

static void draw_third(const Spread *p) {
    if (!(p->third.w > 0)) return;
    double gap = p->sizes->close, w = (p->third.w - gap) / 2, y = p->raw.plot.y - p->sizes->rest;
    static const char *const name[] = { "before", "after" };
    if (step_focuses(p->step, "softmax"))
        draw_highlight(p->out, box(p->third.x - 10, p->sizes->near, p->third.w + 20, p->view->height - 2 * p->sizes->near));
    bool there = acts_come(&p->acts, "softmax") > 0;
    if (!p->small)
        list_text_fit(p->out, p->third.x, y - 8, p->third.w, TEXT("Softmax of 16 scores"),
                      (TextStyle){ .face = there ? FACE_BOLD : FACE_TEXT, // not its turn yet
                                   .size = 16,
                                   .paint = paint(there ? ROLE_INK : ROLE_MUTED),
                                   .ident = ident_note("one softmax of sixteen of these products") });
    for (int k = 0; k < 2; k++) {
        list_text_fit(p->out, p->third.x + k * (w + gap), p->small ? y : y + 14, w, text_of(name[k]),
                      (TextStyle){ .size = 13, .paint = paint(ROLE_MUTED) });
        for (int i = 0; i < WIDTHS; i++) {
            double u = acts_come(&p->acts, "softmax"), turn = part(u, 0.5 * k, 0.5 * k + 0.45), top = p->raw.plot.y + p->row_h * i;
            draw_softmax(p, box(p->third.x + k * (w + gap), top + 6, w, p->row_h - (p->sizes->slit)), &p->of[i], k, turn);
        }
    }
}

// --- the scene

static void thumbnail(void *picture) {
    Spread *p = picture;
    picture_make_small(&p->picture);
    p->raw = (Panel){ .plot = box(24, 4, p->view->width - 48, p->view->height - 8), .shown = 1 };
    p->row_h = p->raw.plot.h / WIDTHS;
    for (int i = 0; i < WIDTHS; i++) draw_histogram(p, &p->raw, i);
}

// What the eye meets first: three histograms that grow wider downwards, and beside them three alike. Second: the bracket under
// each and its number in the highlighted column. Third: √d under the measured number.
static void draw(void *picture) {
    Spread *p = picture;
    draw_headings(p);
    draw_panel(p, &p->raw);
    draw_panel(p, &p->scaled);
    draw_made_of(p);
    draw_third(p);
    for (int i = 0; i < WIDTHS; i++) {
        draw_row_name(p, i);
        draw_cells(p, i);
    }
}

static const char *const reveal[] = { "raw", "scaled", "softmax", NULL };
static const LegendItem legend[] = { { ROLE_S, NULL, "dot products and their spread" }, { ROLE_A, "a", "softmax weights" } };

const Scene scene_spread = {
    .name = "spread",
    .summary = "histograms of random dot products for three widths, before and after the division by the root",
    .model = "spread",
    .reveal = reveal,
    .bytes = sizeof(Spread),
    WITH_PARTS(read, plan, place, draw, thumbnail),
    WITH_LEGEND(legend),
};
