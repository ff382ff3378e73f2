// Layer norm of one token, panel by panel: its features as they are with their mean, centred, divided by their spread, then
// scaled by gamma and moved by beta. Backwards the same panels from right to left, an arrow a feature.
#include <math.h>

#include "scene/layer_norm/layer_norm.h"

#include "base/math.h"

// --- reading the tape

static double number_of(const Tape *tape, const char *name, double otherwise) {
    Matrix m = matrix_find(tape, name, 4);
    return matrix_exists(&m) ? matrix_at(&m, 0, 0) : otherwise;
}

// Of stretched and moved tokens (the model rescale) the second copy, but the given numbers themselves while nothing is changed.
static Matrix find_input(LayerNorm *p) {
    Matrix rows = matrix_find(p->tape, "rows", 4), x = matrix_find(p->tape, "x", 4);
    p->tokens = x.rows;
    p->query = p->row = step_query(p->step, p->tokens);
    if (!matrix_exists(&rows)) return x;
    p->row += x.rows;
    bool same = number_of(p->tape, "factor", 1) == 1 && number_of(p->tape, "shift", 0) == 0;
    return same ? x : matrix_rows(&rows, x.rows, x.rows, 4);
}

static bool read(void *picture) {
    LayerNorm *p = picture;
    static const char *const node[] = { "", "centered", "xhat", "y" };
    static const char *const name[] = { "Input", "Centred", "Normalised", "Scaled, moved" };
    static const char *const reveal[] = { "x", "centered", "xhat", "y" };
    static const char *const tex[] = { "x", "x - \\mu", "(x - \\mu) / \\sigma", "y" };
    Matrix x = find_input(p);
    if (!matrix_exists(&x)) return false;
    for (int i = 0; i < LAYER_NORM_PANELS; i++) {
        LayerNormPanel *panel = &p->panel[i];
        Matrix whole = i ? matrix_find(p->tape, node[i], -1) : x;
        if (!matrix_exists(&whole)) return false;
        *panel = (LayerNormPanel){ .reveal = reveal[i], .name = name[i], .tex = tex[i] };
        panel->m = matrix_rows(&whole, i ? p->row : p->query, 1, 4);
        panel->shown = step_reveals(p->step, reveal[i]);
        panel->now = step_focuses(p->step, reveal[i]);
    }
    p->d = x.columns;
    p->mean = matrix_find(p->tape, "mean", 4);
    p->var = matrix_find(p->tape, "var", 4);
    p->spread = matrix_find(p->tape, "spread", 4);
    p->gamma = matrix_find(p->tape, "gamma", 4);
    p->beta = matrix_find(p->tape, "beta", 4);
    p->plain = !matrix_exists(&p->gamma) || !matrix_exists(&p->beta);
    p->backward = p->tape->from != NODE_NONE && (step_reveals(p->step, "gradient") || step_focuses(p->step, "gradient"));
    return matrix_exists(&p->mean) && matrix_exists(&p->var) && matrix_exists(&p->spread);
}

// --- when

static void plan(void *picture) {
    LayerNorm *p = picture;
    acts_add_focus(&p->acts, "x", acts_length(p->d, 0.6, 0.3));
    acts_add_focus(&p->acts, "mean", 3.6);
    acts_add_focus(&p->acts, "centered", acts_length(p->d, 1.4, 0.6));
    acts_add_focus(&p->acts, "xhat", acts_length(p->d, 1.4, 0.6));
    acts_add_focus(&p->acts, "y", acts_length(p->d, 1.6, 0.8));
    acts_add_focus(&p->acts, "gradient", 6);
}

static void place_in_time(LayerNorm *p) {
    double back = p->backward ? acts_come(&p->acts, "gradient") : 0;
    for (int i = 0; i < LAYER_NORM_PANELS; i++) {
        LayerNormPanel *panel = &p->panel[i];
        double first = i < PANEL_CENTERED ? 0.6 : i == PANEL_Y ? 1.6 : 1.4;
        for (int j = 0; j < FEATURES_COME; j++)
            panel->come[j] = acts_turn(&p->acts, panel->reveal, j < p->d ? j : p->d - 1, p->d, first);
        panel->gradient = math_clamp((back - 0.25 * (LAYER_NORM_PANELS - 1 - i)) / 0.2, 0, 1); // from right to left
    }
}

// --- where

// Gamma and beta have their rows; backwards only when somebody gave them.
static bool layer_norm_parameters(const LayerNorm *p) {
    const Input *gamma = p->step->inputs ? inputs_find(p->step->inputs, "gamma") : NULL;
    const Input *beta = p->step->inputs ? inputs_find(p->step->inputs, "beta") : NULL;
    bool given = (gamma && !gamma->filled) || (beta && !beta->filled);
    return !p->plain && (p->panel[PANEL_Y].shown || p->panel[PANEL_Y].now) && (!p->backward || given);
}

// Input and centred share one unit, normalised and scaled another: so that one sees what moves and what shrinks.
static void share_units(LayerNorm *p) {
    double low[LAYER_NORM_PANELS], high[LAYER_NORM_PANELS], span[2] = { 0, 0 };
    for (int i = 0; i < LAYER_NORM_PANELS; i++) {
        features_extent(&p->panel[i].m, &low[i], &high[i]);
        double most = high[i] > -low[i] ? high[i] : -low[i];
        double wanted = i == PANEL_X ? high[i] - low[i] : 2 * most;
        if (wanted > span[i / 2]) span[i / 2] = wanted;
    }
    // Divided by σ the bars keep their size, only what they count is another unit: as long as what gamma makes of them fits.
    double sigma = matrix_at(&p->spread, 0, p->row);
    if (sigma > 0 && math_finite(sigma) && span[0] / sigma > span[1]) span[1] = span[0] / sigma;
    for (int i = 0; i < LAYER_NORM_PANELS; i++) {
        Features *f = &p->panel[i].features;
        double unit = span[i / 2] > 0 && math_finite(span[i / 2]) ? f->chart.h / span[i / 2] : 0;
        f->unit = unit;
        f->zero = i == PANEL_X ? f->chart.y + f->chart.h + low[i] * unit : f->chart.y + f->chart.h / 2;
    }
}

static void place(void *picture) {
    LayerNorm *p = picture;
    place_in_time(p);
    const View *v = p->view;
    p->margin = p->sizes->flank;
    p->gap = p->sizes->crown - (p->small || v->width >= 1000 ? 0 : 16); // the cells need the room more than the arrows
    p->head = p->small ? 30 : 72;
    p->foot = p->small ? 26 : 44;
    p->cell_h = p->small ? 28 : 44;
    bool parameters = layer_norm_parameters(p);
    double grad_h = !p->backward ? 0 : math_clamp(v->height * 0.3, 66, 190), top = p->sizes->open + p->head;
    p->lower = (parameters ? 2 * (p->cell_h + 6) : 0) + (p->backward ? grad_h : 0);
    double w = floor((v->width - 2 * p->margin - 3 * p->gap) / LAYER_NORM_PANELS),
           bottom = v->height - p->foot - (p->small ? 4 : 20) - p->lower - (p->small ? 0 : 20);
    for (int i = 0; i < LAYER_NORM_PANELS; i++)
        p->panel[i].features = features_fit(box(p->margin + i * (w + p->gap), top, w, bottom - top), p->d, p->cell_h);
    const Features *f = &p->panel[0].features;
    double below = f->cells.y + f->cells.h + (parameters ? 2 * (p->cell_h + 6) : 0);
    p->grad_cells_y = below + grad_h - p->cell_h;
    p->arrow_reach = (grad_h - p->cell_h - p->sizes->rest) / 2;
    p->arrow_y = below + (p->small ? 4 : 18) + p->arrow_reach;
    share_units(p);
}

Box layer_norm_chip(const LayerNorm *p, int after) {
    const Features *f = &p->panel[after].features;
    double w = p->gap - (p->small ? 4 : math_clamp(p->gap - 42, 10, 30)), h = p->sizes->row;
    return box(f->at.x + f->at.w + (p->gap - w) / 2, f->chart.y + f->chart.h / 2 - h / 2, w, h);
}

// --- panels

static bool is_now(const LayerNorm *p, int i) {
    return p->panel[i].now || (i == PANEL_X && (step_focuses(p->step, "mean") || step_focuses(p->step, "gradient")));
}

// One place: of several the last that something has come to. −1: none.
static int highlighted(const LayerNorm *p) {
    int at = -1;
    for (int i = 0; i < LAYER_NORM_PANELS; i++)
        if (is_now(p, i) && (at < 0 || p->panel[i].come[0] > 0)) at = i;
    return at;
}

static void draw_heading_of(const LayerNorm *p, const LayerNormPanel *panel) {
    const Features *f = &panel->features;
    bool there = panel->shown || panel->now, strong = panel->now && panel == &p->panel[highlighted(p)];
    float former = list_fade(p->out, p->out->alpha * (there ? 1 : 0.5f));
    double x = box_middle_x(f->at), y = f->at.y - (p->small ? 12 : 44);
    if (p->small)
        draw_tex(p->out, x, y + 2, panel->tex, (FormulaStyle){ .size = 16, .paint = paint(ROLE_INK) }, ALIGN_CENTER);
    else {
        TextStyle style = { .face = strong ? FACE_BOLD : FACE_TEXT,
                            .size = 15,
                            .paint = paint(strong ? ROLE_INK : ROLE_MUTED),
                            .align = ALIGN_CENTER };
        list_text_fit(p->out, x, y - 8, f->at.w + p->gap - 24, text_of(panel->name), style);
        draw_tex(p->out, x, y + 22, panel->tex, (FormulaStyle){ .size = 21, .paint = paint(ROLE_INK) }, ALIGN_CENTER);
    }
    list_fade(p->out, former);
}

static void draw_mean_line(const LayerNorm *p) {
    const Features *f = &p->panel[PANEL_X].features;
    double u = acts_come(&p->acts, "mean"), mean = matrix_at(&p->mean, 0, p->row);
    if (u <= 0 || !f->bars || !math_finite(mean)) return;
    double y = features_y(f, mean), reach = f->chart.w * part(u, 0.55, 0.85);
    list_line(p->out, f->chart.x - 6, y, f->chart.x - 6 + reach + 12 * part(u, 0.55, 0.85), y,
              (StrokeStyle){ .paint = paint(ROLE_INK), .width = 2, .dash = 6, .ident = matrix_ident(&p->mean, 0, p->row) });
}

// How far each feature stands from the mean, on top of its bar.
static void draw_deviation(const LayerNorm *p, int i, double u) {
    const LayerNormPanel *panel = &p->panel[PANEL_X];
    double x = matrix_at(&panel->m, 0, i), mean = matrix_at(&p->mean, 0, p->row);
    if (u <= 0 || !math_finite(x - mean)) return;
    Box bar = features_bar(&panel->features, i, mean, x);
    Role role = features_role(x - mean);
    Ident before = list_show(p->out, matrix_ident(&p->panel[PANEL_CENTERED].m, 0, i));
    if (x < mean)
        list_rect(p->out, bar,
                  (RectStyle){ .radius = 3,
                               .fill = paint_faded(role, (float)(0.14 * u)),
                               .stroke = paint_faded(role, (float)u),
                               .width = 1.2,
                               .dash = 4 });
    else
        list_rect(p->out, bar, (RectStyle){ .radius = bar.h < 8 ? 0 : 3, .fill = paint_faded(role, (float)(0.75 * u)) });
    list_show(p->out, before);
}

static void draw_input(const LayerNorm *p) {
    const LayerNormPanel *panel = &p->panel[PANEL_X];
    const Features *f = &panel->features;
    if (!f->bars) {
        matrix_heat(p->out, f->chart, &panel->m, 0, 1, 0, p->d, ROLE_INK);
        return;
    }
    features_base(p->out, f);
    bool centred = step_reveals(p->step, "centered") || p->panel[PANEL_CENTERED].now;
    for (int i = 0; i < p->d; i++) {
        double value = matrix_at(&panel->m, 0, i), u = ease(panel->come[i < FEATURES_COME ? i : FEATURES_COME - 1]);
        Box bar = features_bar(f, i, 0, value * u);
        if (!math_isnan(value))
            list_rect(p->out, bar,
                      (RectStyle){ .radius = bar.w < 12 || bar.h < 8 ? 0 : 4,
                                   .fill = paint_tint(ROLE_INK, ROLE_PANEL, 0.34f),
                                   .ident = matrix_ident(&panel->m, 0, i) });
        draw_deviation(p, i, centred ? 1 : part(acts_come(&p->acts, "mean"), 0.85, 1));
    }
    draw_mean_line(p);
}

// One spread to each side of zero: σ where the numbers are centred, 1 where they are divided by it.
static void draw_spread_lines(const LayerNorm *p, int i) {
    const Features *f = &p->panel[i].features;
    double spread = i == PANEL_CENTERED ? matrix_at(&p->spread, 0, p->row) : 1, u = p->panel[PANEL_XHAT].come[0];
    if (!(p->panel[PANEL_XHAT].shown || p->panel[PANEL_XHAT].now) || u <= 0 || !math_finite(spread) || !f->bars) return;
    if (i == PANEL_XHAT) u = part(u, 0.6, 1);
    Ident before = list_show(p->out, i == PANEL_CENTERED ? matrix_ident(&p->spread, 0, p->row)
                                                         : ident_note("one spread: the normalised numbers have the spread 1"));
    for (int side = -1; side < 2; side += 2) {
        double y = features_y(f, side * spread);
        list_line(p->out, f->chart.x, y, f->chart.x + f->chart.w * ease(u), y,
                  (StrokeStyle){ .paint = paint(ROLE_MUTED), .width = 1.2, .dash = 4 });
        if (side > 0 && !p->small && u >= 1 && f->zero - y > 56)
            draw_tex(p->out, f->chart.x + f->chart.w + 3, y + 5, i == PANEL_XHAT ? "1" : "\\sigma",
                     (FormulaStyle){ .size = 15, .paint = paint(ROLE_MUTED) }, ALIGN_LEFT);
    }
    list_show(p->out, before);
}

static void draw_to_come(const LayerNorm *p, const Features *f) {
    list_rect(p->out, f->chart, (RectStyle){ .radius = 12, .stroke = paint_faded(ROLE_FAINT, 0.6f), .width = 1.2, .dash = 4 });
}

// The bars of a panel appear where the flight lands.
static void draw_panel(const LayerNorm *p, int i) {
    const LayerNormPanel *panel = &p->panel[i];
    const Features *f = &panel->features;
    double landed[FEATURES_COME];
    bool there = panel->shown || panel->now;
    for (int j = 0; j < FEATURES_COME; j++) landed[j] = i == PANEL_X ? panel->come[j] : panel->come[j] >= 1 ? 1 : 0;
    draw_heading_of(p, panel);
    if (!there)
        draw_to_come(p, f);
    else if (i == PANEL_X)
        draw_input(p);
    else if (p->d <= FEATURES_COME)
        features_bars(p->out, f, &panel->m, landed);
    else
        features_bars(p->out, f, &panel->m, panel->come[FEATURES_COME - 1] >= 1 ? NULL : landed);
    if (there && (i == PANEL_CENTERED || i == PANEL_XHAT)) draw_spread_lines(p, i);
    if (i == PANEL_X && !p->small)
        draw_note(p->out, box_middle_x(f->at), f->cells.y + f->cells.h + 20, f->at.w, "features →",
                  (TextStyle){ .align = ALIGN_CENTER });
    features_cells(p->out, f, &panel->m, f->cells.y, i == PANEL_X, panel->now ? CELL_NOW : CELL_DONE,
                   p->d <= FEATURES_COME || !there ? (there ? landed : (double[FEATURES_COME]){ 0 }) : NULL);
}

static void draw_highlight_of(const LayerNorm *p) {
    int at = highlighted(p);
    if (at < 0) return;
    const Features *f = &p->panel[at].features;
    double side = p->small        ? 1.5
                  : at == PANEL_X ? math_clamp(p->gap / 2 - 22, 6, 14)
                                  : 14,
           top = p->small ? 2 : 12,
           under = p->small        ? 4
                   : at == PANEL_X ? 28
                                   : 16;
    bool back = at == PANEL_X && p->backward && step_focuses(p->step, "gradient");
    double bottom = f->cells.y + f->cells.h + (back ? p->lower : 0) + under;
    draw_highlight(p->out, box(f->at.x - side, top, f->at.w + 2 * side, bottom - top));
}

// --- gamma and beta under the normalised numbers, the gradient under all

static void draw_parameters(const LayerNorm *p) {
    const Features *f = &p->panel[PANEL_XHAT].features;
    if (!layer_norm_parameters(p)) return;
    const Matrix *row[] = { &p->gamma, &p->beta };
    static const char *const tex[] = { "\\times \\gamma", "+ \\beta" };
    for (int i = 0; i < 2; i++) {
        double y = f->cells.y + (i + 1) * (p->cell_h + 6);
        draw_tex(p->out, f->cells.x - 8, y + p->cell_h / 2 + 6, tex[i],
                 (FormulaStyle){ .size = p->sizes->sum, .paint = paint(ROLE_INK) }, ALIGN_RIGHT);
        features_cells(p->out, f, row[i], y, true, CELL_DONE, NULL);
    }
}

static void draw_gradients(const LayerNorm *p) {
    if (!p->backward) return;
    for (int i = 0; i < LAYER_NORM_PANELS; i++) {
        const LayerNormPanel *panel = &p->panel[i];
        double come[FEATURES_COME];
        for (int j = 0; j < FEATURES_COME; j++) come[j] = panel->gradient;
        if (panel->shown || panel->now)
            features_gradient(p->out, &panel->features, &panel->m, p->arrow_y, p->arrow_reach, p->grad_cells_y,
                              p->d <= FEATURES_COME  ? come
                              : panel->gradient >= 1 ? NULL
                                                     : come);
    }
}

// --- the scene

static void thumbnail(void *picture) {
    LayerNorm *p = picture;
    place_in_time(p);
    double w = (p->view->width - 64) / 3;
    for (int i = 0; i < 3; i++) {
        p->panel[i].features = features_fit(box(16 + i * (w + 16), 8, w, p->view->height - 16), p->d, 0);
        p->panel[i].features.chart.h = p->view->height - 16;
    }
    p->panel[PANEL_Y].features = p->panel[PANEL_XHAT].features;
    share_units(p);
    p->panel[PANEL_X].shown = true;
    draw_input(p);
    for (int i = 1; i < 3; i++) features_bars(p->out, &p->panel[i].features, &p->panel[i].m, NULL);
}

// What the eye meets first: the bars on the highlight, blue above the zero line and orange below it. Second: the panel before it
// and the number between the two that was taken off or divided by. Third: the line of arithmetic.
static void draw(void *picture) {
    LayerNorm *p = picture;
    draw_highlight_of(p);
    for (int i = 0; i < LAYER_NORM_PANELS; i++) draw_panel(p, i);
    draw_parameters(p);
    layer_norm_chips(p);
    draw_gradients(p);
    layer_norm_words(p);
    layer_norm_flights(p);
}

static const char *const reveals[] = { "x", "mean", "centered", "xhat", "y", "gradient", NULL };
static const char *const nodes[] = { "rows", "scaled", NULL };
static const LegendItem legend[] = {
    { ROLE_Q, NULL, "above the mean" },
    { ROLE_K, NULL, "below the mean" },
    { ROLE_GRAD, NULL, "gradient" },
};

const Scene scene_layer_norm = {
    .name = "layer-norm",
    .summary = "one token's features centred, divided by their spread, scaled and moved; and backwards",
    .model = "layernorm",
    .reveal = reveals,
    .node = nodes,
    .bytes = sizeof(LayerNorm),
    WITH_PARTS(read, plan, place, draw, thumbnail),
    WITH_LEGEND(legend),
};
