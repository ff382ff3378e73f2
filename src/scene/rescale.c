// The same token twice, as it is and stretched and moved, one lane under the other: input, output and, backwards, the gradient at
// the input. Bars of one column have one unit, so one sees that the outputs are alike and that the gradient is not.
#include <math.h>

#include "base/math.h"
#include "kit/features.h"
#include "kit/picture.h"
#include "scene/scenes.h"

enum { LANES = 2, COLUMNS = 3, COLUMN_X = 0, COLUMN_Y, COLUMN_GRADIENT };

typedef struct Lane {
    Matrix x, y; // one row each
    Matrix back; // the same row where its gradient is its own
    Features features[COLUMNS];
    int row;                    // of the tape's rows
    double come[FEATURES_COME]; // how far its parts have come
} Lane;

typedef struct Rescale {
    PICTURE;
    Lane lane[LANES];
    Matrix spread, factor, shift;
    int d;
    bool backward;
    double stretched, output, gradient; // of the second lane, 0 … 1
    double margin, label_w, gap, cell_h, arrow_reach;
} Rescale;

// --- reading the tape

static bool read(void *picture) {
    Rescale *p = picture;
    Matrix x = matrix_find(p->tape, "x", 4), rows = matrix_find(p->tape, "rows", -1), y = matrix_find(p->tape, "y", 4);
    p->spread = matrix_find(p->tape, "spread", 4);
    p->factor = matrix_find(p->tape, "factor", 4);
    p->shift = matrix_find(p->tape, "shift", 4);
    if (!matrix_exists(&rows) || !matrix_exists(&y) || !matrix_exists(&p->factor) || !matrix_exists(&p->shift)) return false;
    int query = step_query(p->step, x.rows);
    p->d = x.columns;
    for (int i = 0; i < LANES; i++) {
        Lane *lane = &p->lane[i];
        lane->row = query + i * x.rows;
        lane->back = lane->x = matrix_rows(&rows, lane->row, 1, 4);
        if (i == 0) lane->x = matrix_rows(&x, query, 1, 4); // the given numbers, which can be edited
        lane->y = matrix_rows(&y, lane->row, 1, 4);
    }
    p->backward = p->tape->from != NODE_NONE && (step_reveals(p->step, "gradient") || step_focuses(p->step, "gradient"));
    return true;
}

static bool shows(const Rescale *p, const char *name) { return step_reveals(p->step, name) || step_focuses(p->step, name); }

// --- when

static void plan(void *picture) {
    Rescale *p = picture;
    acts_add_focus(&p->acts, "scaled", 2.4);
    acts_add_focus(&p->acts, "y", 1.6);
    acts_add_focus(&p->acts, "gradient", 2.4);
}

static void place_in_time(Rescale *p) {
    p->stretched = acts_come(&p->acts, "scaled");
    p->output = acts_come(&p->acts, "y");
    p->gradient = p->backward ? acts_come(&p->acts, "gradient") : 0;
}

// --- where

static void share_units(Rescale *p, int column) {
    double low = 0, high = 0;
    for (int i = 0; i < LANES; i++) {
        double a, b;
        features_extent(column == COLUMN_X ? &p->lane[i].x : &p->lane[i].y, &a, &b);
        low = a < low ? a : low, high = b > high ? b : high;
    }
    for (int i = 0; i < LANES; i++) features_range(&p->lane[i].features[column], low, high);
}

static void place(void *picture) {
    Rescale *p = picture;
    place_in_time(p);
    const View *v = p->view;
    p->margin = p->sizes->frame;
    p->label_w = p->small ? 24 : 72;
    p->gap = p->small ? 40 : 80;
    p->cell_h = p->sizes->row;
    double head = p->small ? 26 : 64, between_lanes = p->small ? 24 : 64, bottom = p->small ? 6 : 32;
    double w = floor((v->width - 2 * p->margin - p->label_w - (COLUMNS - 1) * p->gap) / COLUMNS);
    double h = floor((v->height - head - bottom - between_lanes) / LANES);
    for (int i = 0; i < LANES; i++)
        for (int c = 0; c < COLUMNS; c++)
            p->lane[i].features[c] =
                features_fit(box(p->margin + p->label_w + c * (w + p->gap), head + i * (h + between_lanes), w, h), p->d, p->cell_h);
    share_units(p, COLUMN_X);
    share_units(p, COLUMN_Y);
    p->arrow_reach = p->lane[0].features[0].chart.h / 2 - 4;
}

static Box chip_of(const Rescale *p, int lane) {
    const Features *f = &p->lane[lane].features[COLUMN_X];
    double w = p->gap - (p->small ? 4 : 32), h = p->small ? 28 : 36;
    return box(f->at.x + f->at.w + (p->gap - w) / 2, f->chart.y + f->chart.h / 2 - h / 2, w, h);
}

// --- drawing

static void draw_headings(const Rescale *p) {
    static const char *const name[] = { "Input", "Output", "Gradient at the input" };
    static const char *const reveal[] = { "scaled", "y", "gradient" };
    int last = -1;
    for (int c = 0; c < COLUMNS; c++)
        if (step_focuses(p->step, reveal[c]) && (last < 0 || acts_come(&p->acts, reveal[c]) > 0)) last = c;
    for (int c = 0; c < COLUMNS; c++) {
        const Features *f = &p->lane[0].features[c], *under = &p->lane[LANES - 1].features[c];
        double side = p->small ? 1.5 : 16, top = p->small ? 2 : 12;
        double from = c == COLUMN_X ? p->margin - p->sizes->close : f->at.x - side; // with the labels
        if (c == last)
            draw_highlight(p->out,
                           box(from, top, f->at.x + f->at.w + side - from, under->cells.y + under->cells.h + p->sizes->near - top));
        TextStyle style = { .face = c == last ? FACE_BOLD : FACE_TEXT,
                            .size = p->sizes->name,
                            .paint = paint(c == last ? ROLE_INK : ROLE_MUTED),
                            .align = ALIGN_CENTER };
        list_text_fit(p->out, box_middle_x(f->at), f->at.y - p->sizes->apart, f->at.w + p->gap - 24, text_of(name[c]), style);
    }
}

// "10 x + 100"
static const char *lane_tex(const Rescale *p, int lane) {
    double factor = matrix_at(&p->factor, 0, 0), shift = matrix_at(&p->shift, 0, 0);
    Arena *arena = p->out->arena;
    if (lane == 0) return "x";
    const char *times = factor == 1 ? "x" : arena_print(arena, "%s \\, x", number_tex(arena, factor, 3));
    if (shift == 0) return times;
    return arena_print(arena, "%s %s %s", times, shift < 0 ? "-" : "+", number_tex(arena, fabs(shift), 4));
}

static void draw_label(const Rescale *p, int lane) {
    const Features *f = &p->lane[lane].features[COLUMN_X];
    const char *tex = lane_tex(p, lane);
    const char *note = "the token as it is";
    if (lane)
        note = arena_print(p->out->arena, "the same token, every number times %s plus %s",
                           number_text(p->out->arena, matrix_at(&p->factor, 0, 0), 4),
                           number_text(p->out->arena, matrix_at(&p->shift, 0, 0), 4));
    Ident before = list_show(p->out, ident_note(note));
    if (p->small)
        draw_tex(p->out, p->margin, f->at.y - 6, tex, (FormulaStyle){ .size = 15, .paint = paint(ROLE_INK) }, ALIGN_LEFT);
    else
        draw_tex(p->out, p->margin, f->at.y - (lane ? 14 : 22), tex, (FormulaStyle){ .size = 22, .paint = paint(ROLE_INK) },
                 ALIGN_LEFT);
    list_show(p->out, before);
}

// The second token grows out of the first.
static void draw_input(const Rescale *p, int lane) {
    const Lane *l = &p->lane[lane];
    const Features *f = &l->features[COLUMN_X];
    double u = lane ? part(p->stretched, 0.1, 0.9) : 1;
    bool there = lane == 0 || p->stretched > 0;
    double full[FEATURES_COME];
    for (int i = 0; i < FEATURES_COME; i++) full[i] = lane == 0 ? 1 : p->stretched >= 1 ? 1 : 0;
    if (!f->bars && there) matrix_heat(p->out, f->chart, &l->x, 0, 1, 0, p->d, ROLE_INK);
    if (f->bars) features_base(p->out, f);
    for (int i = 0; i < p->d && there && f->bars; i++) {
        double value = between(matrix_at(&p->lane[0].x, 0, i), matrix_at(&l->x, 0, i), u);
        Box bar = features_bar(f, i, 0, value);
        if (math_finite(value))
            list_rect(p->out, bar,
                      (RectStyle){ .radius = bar.w < 12 || bar.h < 8 ? 0 : 4,
                                   .fill = paint_tint(ROLE_INK, ROLE_PANEL, 0.34f),
                                   .ident = matrix_ident(&l->x, 0, i) });
    }
    features_cells(p->out, f, &l->x, f->cells.y, true, lane && step_focuses(p->step, "scaled") ? CELL_NOW : CELL_DONE,
                   p->d > FEATURES_COME && full[0] >= 1 ? NULL : full);
}

static void draw_spread(const Rescale *p, int lane, double u) {
    Box at = chip_of(p, lane);
    if (u <= 0) return;
    float former = list_fade(p->out, p->out->alpha * (float)ease(u));
    draw_tex(p->out, box_middle_x(at), at.y - 11, "\\div \\sigma",
             (FormulaStyle){ .size = p->sizes->formula, .paint = paint(ROLE_INK) }, ALIGN_CENTER);
    matrix_cell(p->out, at, &p->spread, 0, p->lane[lane].row,
                (CellStyle){ .role = ROLE_INK, .share = 0.001, .size = p->sizes->word });
    list_fade(p->out, former);
}

static void draw_output(const Rescale *p, int lane) {
    const Lane *l = &p->lane[lane];
    const Features *f = &l->features[COLUMN_Y];
    double come[FEATURES_COME], u = shows(p, "y") && (lane == 0 || p->stretched >= 1) ? lane ? p->output : 1 : 0;
    for (int i = 0; i < FEATURES_COME; i++) come[i] = math_clamp(u * 2 - 1, 0, 1);
    draw_spread(p, lane, math_clamp(u * 2, 0, 1));
    features_bars(p->out, f, &l->y, p->d > FEATURES_COME && u >= 1 ? NULL : come);
    features_cells(p->out, f, &l->y, f->cells.y, false, lane && step_focuses(p->step, "y") ? CELL_NOW : CELL_DONE,
                   p->d > FEATURES_COME && u >= 1 ? NULL : come);
}

// Both lanes' arrows in one unit.
static void draw_gradient(const Rescale *p, int lane) {
    const Lane *l = &p->lane[lane];
    const Features *f = &l->features[COLUMN_GRADIENT];
    double come[FEATURES_COME], u = p->backward ? lane ? p->gradient : 1 : 0;
    for (int i = 0; i < FEATURES_COME; i++) come[i] = u;
    if (u <= 0) {
        list_rect(p->out, f->chart, (RectStyle){ .radius = 12, .stroke = paint_faded(ROLE_FAINT, 0.6f), .width = 1.2, .dash = 4 });
        for (int i = 0; i < p->d && f->digits; i++)
            draw_awaited(p->out, features_cell(f, i), matrix_grad_ident(&l->back, 0, i), (CellStyle){ .role = ROLE_GRAD_TEXT });
        return;
    }
    Matrix m = l->back;
    double first = p->lane[0].back.largest_grad, second = p->lane[1].back.largest_grad;
    m.largest_grad = first > second ? first : second;
    features_gradient(p->out, f, &m, f->chart.y + f->chart.h / 2, p->arrow_reach, f->cells.y,
                      p->d > FEATURES_COME && u >= 1 ? NULL : come);
}

static double gradient_norm(const Rescale *p, int lane) {
    double sum = 0;
    for (int i = 0; i < p->d; i++) sum += matrix_grad_at(&p->lane[lane].back, 0, i) * matrix_grad_at(&p->lane[lane].back, 0, i);
    return sqrt(sum);
}

// Between the lanes: that the outputs are alike, and how many times smaller the second gradient is.
static void draw_verdict(const Rescale *p) {
    Arena *arena = p->out->arena;
    const Features *f = p->lane[0].features;
    double y = f->at.y + f->at.h + (p->small ? 18 : 40), apart = 0;
    TextStyle style = { .face = FACE_BOLD, .size = p->small ? 14 : 26, .align = ALIGN_CENTER };
    for (int i = 0; i < p->d; i++) {
        double off = fabs(matrix_at(&p->lane[0].y, 0, i) - matrix_at(&p->lane[1].y, 0, i));
        if (!(off <= apart)) apart = off;
    }
    if (shows(p, "y") && p->output >= 1) {
        bool equal = apart <= 1e-12;
        style.paint = paint(equal ? ROLE_RIGHT : ROLE_MUTED);
        Ident before =
            list_show(p->out, ident_note(arena_print(arena, "the two outputs differ by %s at most", number_text(arena, apart, 3))));
        list_text(p->out, box_middle_x(f[COLUMN_Y].at), y, text_of(equal ? "=" : "≠"), style);
        list_show(p->out, before);
    }
    double first = gradient_norm(p, 0), second = gradient_norm(p, 1), times = second / first;
    if (!p->backward || p->gradient < 1 || !(first > 0) || !math_finite(times)) return;
    style.paint = paint(ROLE_GRAD_TEXT);
    style.size = p->sizes->digits;
    style.ident = ident_note("the second gradient’s length over the first one’s");
    list_text(p->out, box_middle_x(f[COLUMN_GRADIENT].at), y, text_of(arena_print(arena, "× %s", number_text(arena, times, 3))),
              style);
}

// --- the scene

static void thumbnail(void *picture) {
    Rescale *p = picture;
    double w = (p->view->width - 48) / 2, h = (p->view->height - 24) / 2;
    for (int i = 0; i < LANES; i++)
        for (int c = 0; c < 2; c++) {
            Features *f = &p->lane[i].features[c];
            *f = features_fit(box(16 + c * (w + 16), 8 + i * (h + 8), w, h), p->d, 0);
            f->chart.h = h;
        }
    share_units(p, COLUMN_X);
    share_units(p, COLUMN_Y);
    for (int i = 0; i < LANES; i++) {
        features_bars(p->out, &p->lane[i].features[COLUMN_X], &p->lane[i].x, NULL);
        features_bars(p->out, &p->lane[i].features[COLUMN_Y], &p->lane[i].y, NULL);
    }
}

// What the eye meets first: short bars over tall ones, and beside them the same output twice. Second: the arrows of the
// gradient, long above and short below. Third: the spreads between, and the sign between the lanes.
static void draw(void *picture) {
    Rescale *p = picture;
    draw_headings(p);
    for (int i = 0; i < LANES; i++) {
        draw_label(p, i);
        draw_input(p, i);
        draw_output(p, i);
        draw_gradient(p, i);
    }
    draw_verdict(p);
}

static const char *const reveals[] = { "scaled", "y", "gradient", NULL };
static const LegendItem legend[] = {
    { ROLE_Q, NULL, "above the mean" },
    { ROLE_K, NULL, "below the mean" },
    { ROLE_GRAD, NULL, "gradient" },
};

const Scene scene_rescale = {
    .name = "rescale",
    .summary = "layer norm of a token and of the same token stretched and moved: output and gradient",
    .model = "rescale",
    .reveal = reveals,
    .bytes = sizeof(Rescale),
    WITH_PARTS(read, plan, place, draw, thumbnail),
    WITH_LEGEND(legend),
};
