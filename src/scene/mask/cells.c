// The cells of one card: scores, weights of each run, gradients; in digits or as a heat map. Every cell can be painted.
#include <math.h>

#include "base/math.h"
#include "kit/group.h"
#include "scene/mask/mask.h"

// --- one cell

// What was drawn since `first` can be clicked to hide or to show.
static void can_be_painted(const MaskPage *p, int first) {
    for (int i = first; p->paintable && i < p->out->count; i++) p->out->cmd[i].ident.mask = p->mask.node + 1;
}

static CellStyle style_of(const MaskCard *card, Role role) { return (CellStyle){ .role = role, .size = grid_size(&card->grid) }; }

static void number_cell(const MaskPage *p, const MaskCard *card, const Matrix *m, int i, int j, Role role, bool masked,
                        double reveal) {
    CellStyle style = style_of(card, role);
    if (reveal <= 0) return;
    style.share = share_of(matrix_at(m, i, j), m->largest > 1 ? m->largest : 1) + 1e-6;
    style.reveal = reveal;
    if (masked) style.state = CELL_MASKED;
    matrix_cell(p->out, grid_cell(&card->grid, i, j), m, i, j, style);
}

// One number gives way to another: the old one steps back, then the new one comes.
static void changing_cell(const MaskPage *p, const MaskCard *card, const Matrix *from, Role from_role, bool from_masked,
                          const Matrix *to, Role to_role, bool to_masked, int i, int j, double u) {
    if (u < 0.5)
        number_cell(p, card, from, i, j, from_role, from_masked, u > 0 ? 1 - 2 * u : 1);
    else
        number_cell(p, card, to, i, j, to_role, to_masked, u < 1 ? 2 * u - 1 : 1);
}

static void to_come(const MaskPage *p, const MaskCard *card, Ident ident, Role role, int i, int j) {
    draw_awaited(p->out, grid_cell(&card->grid, i, j), ident, style_of(card, role));
}

// --- the cards

static void score_cell(const MaskPage *p, const MaskCard *card, int i, int j) {
    Matrix line = matrix_rows(&p->s, i, 1, -1);
    CellStyle style = style_of(card, ROLE_S);
    double there = step_focuses(p->step, "s") ? acts_come(&p->acts, "s") : 1;
    double hidden = mask_is_hidden(p, i, j) && mask_covers_scores(p) ? 1 : 0;
    if (hidden > 0 && step_focuses(p->step, "mask")) hidden = mask_swept(p, "mask", i, j, 0, 1);
    if (!(there > 0)) {
        to_come(p, card, matrix_ident(&p->s, i, j), ROLE_S, i, j);
        return;
    }
    Box at = grid_cell(&card->grid, i, j);
    style.share = score_tint(&line, j);
    style.reveal = ease(there);
    if (hidden < 0.5) {
        if (hidden > 0) style.reveal = 1 - 2 * hidden;
        bool sweeping = mask_is_hidden(p, i, j); // otherwise the same number under its later name, so that the keys stay on it
        matrix_cell(p->out, at, mask_covers_scores(p) && !sweeping ? &p->masked : &p->s, i, j, style);
    } else {
        style.state = CELL_MASKED;
        if (hidden < 1) style.reveal = 2 * hidden - 1;
        matrix_cell(p->out, at, &p->masked, i, j, style);
    }
}

static void open_cell(const MaskPage *p, const MaskCard *card, int i, int j) {
    double u = mask_line(p, "open", i), there = part(u, 0.4 * j / p->m, 0.4 * j / p->m + 0.5);
    if (there > 0)
        number_cell(p, card, &p->open_a, i, j, mask_is_hidden(p, i, j) ? ROLE_WRONG : ROLE_A, false, there);
    else
        to_come(p, card, matrix_ident(&p->open_a, i, j), ROLE_A, i, j);
}

// The row refills: what the hidden keys had goes to the others.
static void right_cell(const MaskPage *p, const MaskCard *card, int i, int j) {
    bool hidden = mask_is_hidden(p, i, j), refills = step_focuses(p->step, "mask") || step_focuses(p->step, "a");
    double u = refills ? mask_line(p, "a", i) : 1;
    if (list_hides(p->out, matrix_ident(&p->a, i, j))) // asked for: the weights before the mask would stand in its place
        to_come(p, card, matrix_ident(&p->a, i, j), ROLE_A, i, j);
    else if (refills && matrix_exists(&p->open_a))
        changing_cell(p, card, &p->open_a, ROLE_A, false, &p->a, ROLE_A, hidden, i, j, ease(u));
    else if (u > 0)
        number_cell(p, card, &p->a, i, j, ROLE_A, hidden, ease(u));
    else
        to_come(p, card, matrix_ident(&p->a, i, j), ROLE_A, i, j);
}

static void late_cell(const MaskPage *p, const MaskCard *card, int i, int j) {
    bool hidden = mask_is_hidden(p, i, j);
    double u = !hidden ? 1 : step_focuses(p->step, "late") ? mask_swept(p, "late", i, j, 0.2, 0.75) : 1;
    changing_cell(p, card, &p->open_a, ROLE_A, false, &p->late_a, ROLE_A, hidden, i, j, u);
}

// The masked scores; then the score 0 in place of −∞, the exponentials, and the shares that they take.
static void zero_cell(const MaskPage *p, const MaskCard *card, int i, int j) {
    bool hidden = mask_is_hidden(p, i, j);
    Role score = hidden ? ROLE_WRONG : ROLE_S, weight = hidden ? ROLE_WRONG : ROLE_A;
    double u = step_focuses(p->step, "zero") ? acts_come(&p->acts, "zero") : 1;
    if (u < 0.3)
        changing_cell(p, card, hidden ? &p->masked : &p->zero_s, ROLE_S, hidden, &p->zero_s, score, false, i, j,
                      hidden ? part(u, 0.1, 0.25) : 0);
    else if (u < 0.6)
        changing_cell(p, card, &p->zero_s, score, false, &p->zero_exp, score, false, i, j, part(u, 0.35, 0.5));
    else
        changing_cell(p, card, &p->zero_exp, score, false, &p->zero_a, weight, false, i, j, part(u, 0.68, 0.9));
}

static void gradient_cell(const MaskPage *p, const MaskCard *card, int i, int j) {
    CellStyle style = style_of(card, ROLE_GRAD);
    double g = matrix_grad_at(&p->s, i, j), come = acts_come(&p->acts, "gradient");
    style.share = share_of(g, p->s.largest_grad) + 1e-6;
    style.reveal = part(come, 0.6 * i / p->n, 0.6 * i / p->n + 0.4);
    if (mask_is_hidden(p, i, j)) style.state = CELL_MASKED;
    if (!(style.reveal > 0)) {
        to_come(p, card, matrix_grad_ident(&p->s, i, j), ROLE_GRAD, i, j);
        return;
    }
    style.ident = matrix_grad_ident(&p->s, i, j);
    draw_cell(p->out, grid_cell(&card->grid, i, j), number_in(p->out->arena, g, p->grad_format), style);
}

static void one_cell(const MaskPage *p, const MaskCard *card, int i, int j) {
    switch (card->panel) {
    case PANEL_SCORES: score_cell(p, card, i, j); break;
    case PANEL_OPEN: open_cell(p, card, i, j); break;
    case PANEL_RIGHT: right_cell(p, card, i, j); break;
    case PANEL_LATE: late_cell(p, card, i, j); break;
    case PANEL_ZERO: zero_cell(p, card, i, j); break;
    case PANEL_GRADIENT: gradient_cell(p, card, i, j); break;
    case PANELS: break;
    }
}

// --- many

static const Matrix *heat_of(const MaskPage *p, Panel panel, Role *role) {
    *role = ROLE_A;
    switch (panel) {
    case PANEL_SCORES: *role = ROLE_S; return mask_has_covered(p) ? &p->masked : &p->s;
    case PANEL_OPEN: return &p->open_a;
    case PANEL_RIGHT: return &p->a;
    case PANEL_LATE: return &p->late_a;
    case PANEL_ZERO: return &p->zero_a;
    case PANEL_GRADIENT: *role = ROLE_GRAD; return &p->s;
    case PANELS: break;
    }
    return &p->a;
}

// A heat map comes as a whole.
static double heat_come(const MaskPage *p, Panel panel) {
    static const char *const act[PANELS] = { "s", "open", "a", "late", "zero", "gradient" };
    return step_reveals(p->step, act[panel]) || step_focuses(p->step, act[panel]) ? acts_come(&p->acts, act[panel]) : 1;
}

static void gradient_heat(const MaskPage *p, const Grid *g) {
    matrix_grad_heat(p->out, grid_box(g), &p->s, g->rows, g->columns, g->turned);
    list_rect(p->out, grid_box(g), (RectStyle){ .stroke = paint(ROLE_LINE) });
}

static void draw_heat(const MaskPage *p, const MaskCard *card) {
    Grid g = card->grid;
    const Matrix *m = heat_of(p, card->panel, &g.role);
    double come = heat_come(p, card->panel);
    if (!(come > 0)) {
        grid_to_come(p->out, &g);
        return;
    }
    float former = list_fade(p->out, p->out->alpha * (float)ease(come));
    if (card->panel == PANEL_GRADIENT)
        gradient_heat(p, &g);
    else
        grid_heat(p->out, &g, m);
    bool leaks = card->panel == PANEL_OPEN || card->panel == PANEL_ZERO;
    if (leaks || card->panel != PANEL_SCORES || mask_has_covered(p))
        grid_hatch(p->out, &g, &p->mask, leaks ? paint_faded(ROLE_WRONG, 0.45f) : paint(ROLE_FAINT));
    list_fade(p->out, former);
}

static void say_no_gradient(const MaskPage *p, const MaskCard *card) {
    static const char *const why[] = { "Nothing goes back here: your data bring no gradient,", "a row g1, g2 … for every output." };
    double x = box_middle_x(card->at), y = box_middle_y(card->at);
    for (int i = 0; i < 2; i++)
        list_text_fit(p->out, x, y + 22 * i, card->at.w - 24, text_of(why[i]),
                      (TextStyle){ .size = 15,
                                   .paint = paint(ROLE_MUTED),
                                   .align = ALIGN_CENTER,
                                   .ident = ident_note("rows of g: what comes back to each output") });
}

void mask_page_draw_card(const MaskPage *p, const MaskCard *card) {
    int first = p->out->count;
    if (card->panel == PANEL_GRADIENT && !mask_has_gradient(p)) {
        say_no_gradient(p, card);
        return;
    }
    if (!p->digits)
        draw_heat(p, card);
    else
        for (int i = 0; i < p->n; i++)
            for (int j = 0; j < p->m; j++) one_cell(p, card, i, j);
    if (card->panel != PANEL_GRADIENT) can_be_painted(p, first);
    mask_page_draw_mix(p, card);
}
