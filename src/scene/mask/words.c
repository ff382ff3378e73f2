// What stands around a grid: title, names, what each query's line adds up to, the arithmetic of the followed query, the axes.
#include <math.h>
#include <string.h>

#include "base/math.h"
#include "kit/arithmetic.h"
#include "scene/mask/mask.h"

// --- words

// What the mask hides, in words.
static const char *hidden_things(const MaskPage *p) {
    const char *mask = step_choice_or(p->step, "mask", "causal");
    return !strcmp(mask, "causal") ? "the future" : !strcmp(mask, "padding") ? "the padding" : "what is hidden";
}

static const char *line_word(const MaskPage *p) { return p->turned ? "column" : "row"; }

// Not before the mask has swept over the scores.
bool mask_has_covered(const MaskPage *p) {
    bool plays = step_focuses(p->step, "mask") && acts_come(&p->acts, "mask") < 0.5;
    return p->hides && mask_covers_scores(p) && !plays;
}

// Not before the last row has shared out anew what the hidden keys had.
static bool has_refilled(const MaskPage *p) {
    bool plays = step_focuses(p->step, "mask") || step_focuses(p->step, "a");
    return !plays || mask_line(p, "a", p->n - 1) >= 1;
}

static const char *title_of(const MaskPage *p, Panel panel) {
    switch (panel) {
    case PANEL_SCORES: return mask_has_covered(p) ? "Scores plus mask, S + M" : "Scores, S";
    case PANEL_OPEN: return "Weights without a mask";
    case PANEL_RIGHT: return "Mask, then softmax";
    case PANEL_LATE: return "Softmax, then mask";
    case PANEL_ZERO: return "Score 0 instead of −∞";
    case PANEL_GRADIENT: return "Gradient at the scores";
    case PANELS: break;
    }
    return "";
}

// A mask of one's own that lets a query see a later key, where queries and keys are the same words.
static bool opens_future(const MaskPage *p) {
    if (strcmp(step_choice_or(p->step, "mask", "causal"), "own") != 0 || p->n != p->m) return false;
    for (int i = 0; i < p->n; i++)
        for (int j = i + 1; j < p->m; j++)
            if (!mask_is_hidden(p, i, j)) return true;
    return false;
}

static const char *subtitle_of(const MaskPage *p, Panel panel, Role *role) {
    Arena *arena = p->out->arena;
    *role = ROLE_WRONG;
    switch (panel) {
    case PANEL_OPEN:
        if (step_focuses(p->step, "open") && mask_line(p, "open", p->n - 1) < 1) { // on the way
            *role = ROLE_MUTED;
            return "the softmax of all scores";
        }
        return arena_print(arena, "wrong on purpose: %s takes its share", hidden_things(p));
    case PANEL_LATE:
        if (step_focuses(p->step, "late") && acts_come(&p->acts, "late") < 0.8) {
            *role = ROLE_MUTED;
            return arena_print(arena, "the weights of %s are set to 0", hidden_things(p));
        }
        return arena_print(arena, "wrong on purpose: %ss lose their share", line_word(p));
    case PANEL_ZERO:
        if (step_focuses(p->step, "zero") && acts_come(&p->acts, "zero") < 0.79) { // on the way
            double u = acts_come(&p->acts, "zero");
            *role = ROLE_MUTED;
            return u < 0.175 ? "the scores, masked" : u < 0.425 ? "the forbidden scores become 0" : "the exponentials: exp(0) is 1";
        }
        return arena_print(arena, "wrong on purpose: %s still counts", hidden_things(p));
    case PANEL_RIGHT:
        if (opens_future(p)) return "the future is open";
        if (list_hides(p->out, matrix_ident(&p->a, 0, 0))) {
            *role = ROLE_MUTED;
            return "what the mask leaves";
        }
        *role = p->hides && (!mask_has_covered(p) || !has_refilled(p)) ? ROLE_MUTED : ROLE_RIGHT;
        if (*role == ROLE_MUTED)
            return mask_has_covered(p) && mask_line(p, "a", 0) > 0 ? arena_print(arena, "the %ss share out anew", line_word(p))
                                                                   : "before the mask";
        return arena_print(arena, "right: every %s shares out the whole", line_word(p));
    case PANEL_SCORES:
        *role = ROLE_MUTED;
        return mask_has_covered(p) ? "−∞ where a query must not look" : "as they are: nobody is hidden";
    case PANEL_GRADIENT: *role = ROLE_MUTED; return mask_has_gradient(p) ? "what is hidden gets none" : "";
    case PANELS: break;
    }
    return "";
}

// Followed by the highlight: the line of one query.
static void draw_followed(const MaskPage *p, const MaskCard *card) {
    const Grid *g = &card->grid;
    if (!p->digits || p->n < 2) return;
    Box line = grid_row(g, p->query);
    double tail = p->tail != TAIL_NONE && card->panel != PANEL_SCORES ? 1 : 0;
    if (p->turned)
        draw_highlight(p->out, box(line.x - 5, line.y - 28, line.w + 10,
                                   line.h + 34 + 24 * tail + (card->outputs ? mask_outputs_deep(p) : 0)));
    else
        draw_highlight(p->out, box(card->left - 2, line.y - 5,
                                   line.x - card->left + line.w + 9 + (mask_tail_wide(p) - 6) * tail +
                                       (card->outputs ? mask_outputs_wide(p) : 0),
                                   line.h + 10));
}

static void draw_titles(const MaskPage *p, const MaskCard *card) {
    double x = box_middle_x(grid_box(&card->grid)), room = card->at.w - 24;
    double middle = box_middle_x(card->at), half = middle - card->at.x - 12;
    Role role;
    const char *subtitle = subtitle_of(p, card->panel, &role);
    if (fabs(x - middle) > 1) x = middle, room = 2 * half;
    Ident before = list_show(p->out, ident_note("what this side does"));
    list_text_fit(p->out, x, card->title, room, text_of(title_of(p, card->panel)),
                  (TextStyle){ .face = FACE_BOLD, .size = 17, .align = ALIGN_CENTER });
    if (card->subtitle > 0)
        list_text_fit(p->out, x, card->subtitle, room, text_of(subtitle),
                      (TextStyle){ .size = 14, .paint = paint(role), .align = ALIGN_CENTER });
    list_show(p->out, before);
}

static void draw_axes_line(const MaskPage *p, const MaskCard *card) {
    if (!(card->axes > 0)) return;
    int rows = p->turned ? p->s.columns : p->s.rows, columns = p->turned ? p->s.rows : p->s.columns;
    const char *text =
        p->turned ? "queries → are columns, keys ↓ are rows, %d × %d" : "queries ↓ are rows, keys → are columns, %d × %d";
    text = arena_print(p->out->arena, text, rows, columns);
    draw_note(p->out, box_middle_x(card->at), card->axes, card->at.w - 24, text,
              (TextStyle){ .align = ALIGN_CENTER, .ident = ident_note("rows × columns, as they stand here") });
}

// --- the end of each line

static const char *tail_node(const MaskPage *p, Panel panel) {
    bool sum = p->tail == TAIL_SUM;
    switch (panel) {
    case PANEL_OPEN: return "open.future";
    case PANEL_RIGHT: return sum ? "right.sum" : "right.future";
    case PANEL_LATE: return sum ? "late.sum" : "late.future";
    case PANEL_ZERO: return sum ? "zero.sum" : "zero.future";
    case PANEL_SCORES:
    case PANEL_GRADIENT:
    case PANELS: break;
    }
    return "";
}

static bool tail_has(Panel panel) { return panel != PANEL_SCORES && panel != PANEL_GRADIENT; }

static double tail_come(const MaskPage *p, Panel panel, int i) {
    if (panel == PANEL_SCORES && step_focuses(p->step, "mask")) return part(acts_come(&p->acts, "mask"), 0.8, 1);
    if (panel == PANEL_GRADIENT) return part(acts_come(&p->acts, "gradient"), 0.8, 1);
    if (panel == PANEL_RIGHT && p->card[0].values && step_focuses(p->step, "o")) return part(mask_line(p, "o", i), 0.7, 1);
    if (panel == PANEL_OPEN) return part(mask_line(p, "open", i), 0.8, 1);
    if (panel == PANEL_LATE && step_focuses(p->step, "late")) return part(acts_come(&p->acts, "late"), 0.8, 0.95);
    if (panel == PANEL_ZERO && step_focuses(p->step, "zero")) return part(acts_come(&p->acts, "zero"), 0.9, 1);
    if (panel == PANEL_RIGHT && (step_focuses(p->step, "mask") || step_focuses(p->step, "a")))
        return part(mask_line(p, "a", i), 0.7, 1);
    return 1;
}

// All numbers of a tail have alike decimals.
static NumberFormat tail_format(const MaskPage *p, Panel panel) {
    Matrix tail = matrix_find(p->tape, tail_node(p, panel), 4);
    grid_shares(&tail);
    return matrix_exists(&tail) ? tail.format : (NumberFormat){ 4, -1 };
}

static const double tail_gap = 10, tail_size = 15, tail_most = 66;

static const char *tail_text(const MaskPage *p, Panel panel, double value) {
    const char *text = number_in(p->out->arena, value, tail_format(p, panel));
    return p->tail == TAIL_SUM && !p->turned ? arena_print(p->out->arena, "Σ %s", text) : text;
}

static const char *tail_name(const MaskPage *p) { return !strcmp(hidden_things(p), "the future") ? "future" : "hidden"; }

double mask_tail_wide(const MaskPage *p) {
    const Metrics *metrics = p->view->metrics;
    double most = p->tail == TAIL_FUTURE ? metrics_width(metrics, FACE_TEXT, 13, text_of(tail_name(p))) : 0;
    for (int c = 0; c < p->cards; c++)
        for (int i = 0; i < p->n && tail_has(p->card[c].panel); i++) {
            double value = mask_of_query(p, tail_node(p, p->card[c].panel), i, NULL);
            if (math_isnan(value)) continue;
            double w = metrics_width(metrics, FACE_BOLD, tail_size, text_of(tail_text(p, p->card[c].panel, value)));
            if (w > most) most = w;
        }
    return tail_gap + math_min(most, tail_most) + 2;
}

static void one_tail(const MaskPage *p, const MaskCard *card, int i) {
    double come = tail_come(p, card->panel, i);
    Ident ident = { 0 };
    double value = mask_of_query(p, tail_node(p, card->panel), i, &ident), wished = p->tail == TAIL_SUM ? 1 : 0;
    const bool asked = list_hides(p->out, ident);
    if (asked) come = 1;
    if (!(come > 0) || math_isnan(value)) return;
    bool wrong = fabs(value - wished) > 1e-9;
    TextStyle style = { .face = wrong || asked ? FACE_BOLD : FACE_TEXT,
                        .size = tail_size,
                        .paint = paint(asked   ? ROLE_A
                                       : wrong ? ROLE_WRONG
                                               : ROLE_MUTED),
                        .align = p->turned ? ALIGN_CENTER : ALIGN_LEFT };
    Box line = grid_row(&card->grid, i);
    const char *text = tail_text(p, card->panel, wrong ? value : wished);
    Ident before = list_show(p->out, ident);
    float former = list_fade(p->out, p->out->alpha * (float)come);
    if (p->turned)
        list_text_fit(p->out, box_middle_x(line), line.y + line.h + 19, line.w - 6, text_of(text), style);
    else
        list_text_fit(p->out, line.x + line.w + tail_gap, box_middle_y(line) + 5, tail_most, text_of(text), style);
    list_fade(p->out, former);
    list_show(p->out, before);
}

static void draw_tail(const MaskPage *p, const MaskCard *card) {
    if (p->tail == TAIL_NONE || !p->digits || !tail_has(card->panel)) return;
    for (int i = 0; i < p->n; i++) one_tail(p, card, i);
    const char *name = p->tail == TAIL_SUM ? p->turned ? "Σ" : NULL : tail_name(p);
    if (!name) return;
    Box first = grid_cell(&card->grid, 0, 0), all = grid_box(&card->grid);
    if (p->turned)
        draw_note(p->out, first.x - 10, all.y + all.h + 19, 60, name, (TextStyle){ .align = ALIGN_RIGHT });
    else
        draw_note(p->out, all.x + all.w + tail_gap, all.y - 8, 52, name, (TextStyle){ 0 });
}

// --- the followed query's arithmetic

static Ident at_query(const MaskPage *p, const char *node) {
    Ident ident = { 0 };
    mask_of_query(p, node, p->query, &ident);
    return ident;
}

static double of_query(const MaskPage *p, const char *node) { return mask_of_query(p, node, p->query, NULL); }

static void write_word(const MaskPage *p, Pen *pen) {
    const char *word = row_word(p->step, "q", p->query);
    if (!word) return;
    double w = metrics_width(p->out->metrics, FACE_BOLD, 15, text_of(word));
    if (w > 90) return;
    pen->x += list_text(p->out, pen->x, pen->y, text_of(word), (TextStyle){ .face = FACE_BOLD, .size = 15 });
    pen->x += list_text(p->out, pen->x, pen->y, TEXT(":  "), (TextStyle){ .face = FACE_BOLD, .size = 15 });
}

// Σ exp s = 1 + 3 + 0 + 0 = 4
static void write_sum(const MaskPage *p, Pen *pen, const char *exps, const char *divisor) {
    Matrix e = matrix_find(p->tape, exps, 4);
    if (!matrix_exists(&e)) return;
    pen_words(pen, "Σ exp s = ");
    for (int j = 0; j < p->m; j++) {
        if (j) pen_operator(pen, " + ");
        pen_number(pen, matrix_at(&e, p->query, j), mask_is_hidden(p, p->query, j) ? ROLE_MUTED : ROLE_S,
                   matrix_ident(&e, p->query, j));
    }
    pen_result(pen, of_query(p, divisor), ROLE_S, at_query(p, divisor));
}

// (1 + 1) / 6 = 0.3333: the numbers of one kind of keys over the divisor, and what they make.
static void write_share(const MaskPage *p, Pen *pen, bool hidden, const char *exps, const char *divisor, const char *result) {
    Matrix e = matrix_find(p->tape, exps, 4);
    int count = 0, done = 0;
    if (!matrix_exists(&e)) return;
    for (int j = 0; j < p->m; j++) count += mask_is_hidden(p, p->query, j) == hidden;
    if (count > 1) pen_operator(pen, "(");
    for (int j = 0; j < p->m; j++) {
        if (mask_is_hidden(p, p->query, j) != hidden) continue;
        if (done++) pen_operator(pen, " + ");
        pen_number(pen, matrix_at(&e, p->query, j), hidden ? ROLE_WRONG : ROLE_S, matrix_ident(&e, p->query, j));
    }
    if (count > 1) pen_operator(pen, ")");
    if (!count) return;
    pen_operator(pen, " / ");
    pen_number(pen, of_query(p, divisor), ROLE_S, at_query(p, divisor));
    double value = of_query(p, result);
    bool wrong = hidden || fabs(value - 1) > 1e-9;
    pen_result(pen, value, wrong ? ROLE_WRONG : ROLE_A, at_query(p, result));
}

// 0.25 · 8 + 0.75 · 4 = 5
static void write_mix(const MaskPage *p, Pen *pen) {
    if (p->v.columns > 1) pen_words(pen, "first number:  ");
    for (int j = 0, done = 0; j < p->m; j++) {
        if (mask_is_hidden(p, p->query, j)) continue;
        if (done++) pen_operator(pen, " + ");
        pen_number(pen, matrix_at(&p->a, p->query, j), ROLE_A, matrix_ident(&p->a, p->query, j));
        pen_operator(pen, " · ");
        pen_number(pen, matrix_at(&p->v, j, 0), ROLE_V, matrix_ident(&p->v, j, 0));
    }
    pen_result(pen, matrix_at(&p->o, p->query, 0), ROLE_V, matrix_ident(&p->o, p->query, 0));
}

// a (v − o) of the followed query's last key that it sees.
static void write_gradient(const MaskPage *p, Pen *pen) {
    int j = p->m - 1;
    while (j > 0 && mask_is_hidden(p, p->query, j)) j--;
    bool plain = p->step->inputs && p->step->inputs->seed && p->v.columns == 1;
    if (!plain || p->step->inputs->seed->value[p->query] != 1 || mask_is_hidden(p, p->query, j)) return;
    pen_number(pen, matrix_at(&p->a, p->query, j), ROLE_A, matrix_ident(&p->a, p->query, j));
    pen_operator(pen, " · (");
    pen_number(pen, matrix_at(&p->v, j, 0), ROLE_V, matrix_ident(&p->v, j, 0));
    pen_operator(pen, " − ");
    pen_number(pen, matrix_at(&p->o, p->query, 0), ROLE_V, matrix_ident(&p->o, p->query, 0));
    pen_operator(pen, ")");
    double divisor = matrix_grad_at(&p->s, p->query, j);
    pen_result(pen, divisor, ROLE_GRAD_TEXT, matrix_grad_ident(&p->s, p->query, j));
}

static const char *note_of(const MaskPage *p, const MaskCard *card, Role *role) {
    Arena *arena = p->out->arena;
    *role = ROLE_WRONG;
    switch (card->panel) {
    case PANEL_OPEN: return arena_print(arena, "%s is in the sum, and takes its part", hidden_things(p));
    case PANEL_LATE: return arena_print(arena, "the divisor still knows the scores of %s", hidden_things(p));
    case PANEL_ZERO: return "exp(0) is 1, not 0";
    case PANEL_RIGHT:
        *role = ROLE_MUTED;
        if (p->crowded) return "the gradient at the scores has no room beside it";
        if (card->values) return "weights times values, added up";
        return p->hides ? arena_print(arena, "%s was never in the sum", hidden_things(p)) : "nothing is hidden";
    case PANEL_SCORES: *role = ROLE_MUTED; return p->hides && mask_covers_scores(p) ? "exp(−∞) is 0" : "every key counts";
    case PANEL_GRADIENT: *role = ROLE_MUTED; return "weight times (value − output)";
    case PANELS: break;
    }
    return "";
}

static void write_line(const MaskPage *p, const MaskCard *card, Pen *pen) {
    bool open = !mask_covers_scores(p);
    switch (card->panel) {
    case PANEL_SCORES: write_sum(p, pen, open ? "open.exp" : "right.exp", open ? "open.divisor" : "right.divisor"); break;
    case PANEL_OPEN: write_share(p, pen, true, "open.exp", "open.divisor", "open.future"); break;
    case PANEL_RIGHT:
        if (card->values)
            write_mix(p, pen);
        else
            write_share(p, pen, false, "right.exp", "right.divisor", "right.sum");
        break;
    case PANEL_LATE: write_share(p, pen, false, "open.exp", "open.divisor", "late.sum"); break;
    case PANEL_ZERO: write_share(p, pen, true, "zero.exp", "zero.divisor", "zero.future"); break;
    case PANEL_GRADIENT: write_gradient(p, pen); break;
    case PANELS: break;
    }
}

// While the outputs come row by row, the line speaks of the row that is worked out; else of the followed one.
static int told_row(const MaskPage *p, const MaskCard *card) {
    bool plays = card->panel == PANEL_RIGHT && card->values && step_focuses(p->step, "o") && mask_line(p, "o", p->n - 1) < 1;
    int row = p->n - 1;
    while (plays && row > 0 && !(tail_come(p, PANEL_RIGHT, row) > 0)) row--;
    return plays ? row : p->query;
}

// The pen writes from left to right, so a line is written twice: once to learn its width.
static void draw_arithmetic(const MaskPage *page, const MaskCard *card) {
    MaskPage at_row = *page;
    const MaskPage *p = &at_row;
    at_row.query = told_row(page, card);
    double come = tail_come(p, card->panel, p->query);        // not before the cells that it speaks of
    bool told = tape_find(p->tape, "right.exp") != NODE_NONE; // not on the tape of plain attention
    if (!(card->line > 0) || !p->digits || !told || !(come > 0)) return;
    float former = list_fade(p->out, p->out->alpha * (float)come);
    MaskPage probe = *p;
    List scratch = list_begin(p->out->arena, p->out->metrics);
    probe.out = &scratch;
    double room = card->at.w - 32;
    Pen pen = { .out = &scratch, .size = 18 };
    write_word(&probe, &pen);
    write_line(&probe, card, &pen);
    double width = pen.x < room ? pen.x : room;
    Pen real = { .out = p->out,
                 .x = box_middle_x(card->at) - width / 2,
                 .y = card->line,
                 .size = 18,
                 .end = box_middle_x(card->at) + width / 2 + (pen.x < room ? 24 : 0) };
    write_word(p, &real);
    write_line(p, card, &real);
    if (card->note > 0) {
        Role role;
        const char *note = note_of(p, card, &role);
        list_text_fit(p->out, box_middle_x(card->at), card->note, room, text_of(note),
                      (TextStyle){ .size = 14, .paint = paint(role), .align = ALIGN_CENTER, .ident = ident_note(note) });
    }
    list_fade(p->out, former);
}

// --- all of it

static void draw_names(const MaskPage *p, const MaskCard *card) {
    const Grid *g = &card->grid;
    Matrix q = matrix_find(p->tape, "q", -1), k = matrix_find(p->tape, p->keys, -1);
    grid_row_names(p->out, g, p->step, "q", &q, ROLE_Q, p->digits ? p->query : -1);
    grid_column_names(p->out, g, p->step, p->keys, &k, ROLE_K, -1);
    if (!card->values || !p->digits) return;
    Box all = grid_box(g);
    TextStyle muted = { .size = 13, .paint = paint(ROLE_MUTED), .align = ALIGN_RIGHT };
    if (p->turned) {
        muted.align = ALIGN_LEFT;
        list_text_fit(p->out, all.x + all.w + 14, all.y - 8, mask_outputs_wide(p) - 14, text_of("values"), muted);
        muted.align = ALIGN_RIGHT;
        if (card->outputs)
            list_text_fit(p->out, all.x - 10, all.y + all.h + 10 + (mask_outputs_deep(p) - 14) / 2 + 5, 60, text_of("outputs"),
                          muted);
        return;
    }
    list_text_fit(p->out, all.x - 10, all.y - 24 - (mask_outputs_deep(p) - 14) / 2 + 5, 60, text_of("values"), muted);
    muted.align = ALIGN_LEFT;
    if (card->outputs) list_text_fit(p->out, all.x + all.w + 14, all.y - 8, mask_outputs_wide(p) - 14, text_of("outputs"), muted);
}

void mask_page_draw_words(const MaskPage *p, const MaskCard *card) {
    draw_card(p->out, card->at);
    bool empty = card->panel == PANEL_GRADIENT && !mask_has_gradient(p);
    if (!empty) draw_followed(p, card);
    draw_titles(p, card);
    if (empty) return;
    draw_names(p, card);
    draw_tail(p, card);
    draw_arithmetic(p, card);
    draw_axes_line(p, card);
}
