// Who may see whom: the causal triangle (and other masks) over the scores, the weights that follow, and beside the right run
// those that do it wrong on purpose.
//
// What the eye meets: first the followed query's line on its pale field, with what it adds up to at its end; second the hatched
// triangle, and in red whatever still leaks through it; third the line of arithmetic that makes the difference.
#include "scene/mask/mask.h"

#include <string.h>

#include "base/math.h"
#include "scene/scenes.h"

static const char *const reveals[] = { "task", "s", "open", "mask", "a", "late", "zero", "v", "o", "gradient", NULL };

static const ParamInfo params[] = { ORIENTATION_PARAM, QUERY_PARAM };

static const LegendItem legend[] = {
    { ROLE_Q, "q", "query" },
    { ROLE_K, "k", "keys" },
    { ROLE_S, "s", "scores" },
    { ROLE_A, "a", "weights" },
    { ROLE_V, NULL, "values, outputs, what is right" },
    { ROLE_GRAD, "\\partial L", "gradient" },
    { ROLE_WRONG, NULL, "what leaks" },
};

// --- reading

static Matrix first_rows(const Tape *tape, const char *name) {
    Matrix m = matrix_find(tape, name, -1);
    return matrix_exists(&m) ? matrix_rows(&m, 0, GRID_HEAT, 4) : m;
}

static bool focus(const MaskPage *p, const char *name) { return step_focuses(p->step, name); }
static bool shown(const MaskPage *p, const char *name) { return focus(p, name) || step_reveals(p->step, name); }

bool mask_has_gradient(const MaskPage *p) {
    bool backward = (p->step->inputs && p->step->inputs->seed) || tape_find(p->tape, "loss") != NODE_NONE;
    return backward && p->s.grad;
}

static void add_card(MaskPage *p, Panel panel) { p->card[p->cards++].panel = panel; }

static void mixing_cards(MaskPage *p) {
    add_card(p, PANEL_RIGHT);
    p->card[0].values = p->v.columns <= 3; // wider ones are the scene matrix's
    p->card[0].outputs = p->card[0].values && shown(p, "o");
    if (shown(p, "gradient")) add_card(p, PANEL_GRADIENT); // without one it says why
}

static void score_cards(MaskPage *p, Panel weights, bool with_weights) {
    add_card(p, PANEL_SCORES);
    if (with_weights) add_card(p, weights);
}

// What is in focus decides what stands beside what; with nothing in focus, the last that was revealed.
static void choose_cards(MaskPage *p) {
    bool wrong = matrix_exists(&p->open_a), any = false;
    static const char *const order[] = { "gradient", "o", "v", "zero", "late", "mask", "a", "open", "s", "task" };
    const char *now = "mask";
    for (int pass = 0; pass < 2 && !any; pass++)
        for (size_t i = 0; i < sizeof order / sizeof *order && !any; i++)
            if (pass ? step_reveals(p->step, order[i]) : focus(p, order[i])) now = order[i], any = true;
    p->task = any && !strcmp(now, "task") && tape_find(p->tape, "next.loss") != NODE_NONE && p->n <= 24 && p->m <= 24;
    if (!strcmp(now, "gradient") || !strcmp(now, "o") || !strcmp(now, "v")) {
        mixing_cards(p);
    } else if (wrong && (!strcmp(now, "zero") || !strcmp(now, "late"))) {
        bool zero = !strcmp(now, "zero");
        add_card(p, PANEL_RIGHT);
        add_card(p, zero ? PANEL_ZERO : PANEL_LATE);
        p->tail = zero ? TAIL_FUTURE : TAIL_SUM;
    } else if (wrong && !strcmp(now, "open")) {
        score_cards(p, PANEL_OPEN, true);
        p->tail = TAIL_FUTURE;
    } else {
        score_cards(p, PANEL_RIGHT, !any || shown(p, "a") || focus(p, "task"));
        p->tail = TAIL_SUM;
    }
}

static bool mask_page_read(void *picture) {
    MaskPage *p = picture;
    const Tape *tape = p->tape;
    bool other = tape_find(tape, "kc") != NODE_NONE;
    p->keys = other ? "kc" : "k";
    p->s = first_rows(tape, "s"), p->masked = first_rows(tape, "masked"), p->mask = first_rows(tape, "mask");
    if (p->s.grad) p->grad_format = number_format_for(p->s.grad, math_min_int(p->s.rows * p->s.columns, 128), 4);
    p->a = first_rows(tape, "a"), p->v = first_rows(tape, other ? "vc" : "v"), p->o = first_rows(tape, "o");
    p->open_a = first_rows(tape, "open.a"), p->late_a = first_rows(tape, "late.a");
    p->zero_s = first_rows(tape, "zero.s"), p->zero_exp = first_rows(tape, "zero.exp"), p->zero_a = first_rows(tape, "zero.a");
    if (!matrix_exists(&p->s) || !matrix_exists(&p->masked) || !matrix_exists(&p->mask) || !matrix_exists(&p->a)) return false;
    if (!p->s.rows || !p->s.columns || !matrix_exists(&p->v) || !matrix_exists(&p->o)) return false;
    p->n = p->s.rows, p->m = p->s.columns < GRID_HEAT ? p->s.columns : GRID_HEAT;
    p->query = step_query(p->step, p->n);
    p->turned = step_turned(p->step);
    p->paintable = !other && p->step->inputs && inputs_find(p->step->inputs, "mask");
    grid_shares(&p->a), grid_shares(&p->open_a), grid_shares(&p->late_a), grid_shares(&p->zero_a);
    p->reach = grid_sweep_reach(&p->mask);
    for (int i = 0; i < p->mask.rows * p->mask.columns && !p->hides; i++) p->hides = p->mask.value[i] == 0;
    choose_cards(p);
    if (!focus(p, "task") || tape_find(tape, "next.loss") != NODE_NONE) return true;
    p->refusal = "Losses need a target for every query: the token that comes next.";
    return false;
}

bool mask_covers_scores(const MaskPage *p) {
    if (focus(p, "open")) return false;
    return shown(p, "mask") || shown(p, "a") || focus(p, "task") || p->step->reveals == 0;
}

bool mask_is_hidden(const MaskPage *p, int query, int key) { return matrix_at(&p->mask, query, key) == 0; }

double mask_of_query(const MaskPage *p, const char *name, int query, Ident *ident) {
    NodeId id = tape_find(p->tape, name);
    if (id == NODE_NONE || query >= tape_node(p->tape, id)->count) return MATH_NAN;
    if (ident) *ident = ident_value(id, query);
    return (double)tape_node(p->tape, id)->value[query];
}

// --- when

// Only what plays: there are more names than a step has acts.
static void add_act(MaskPage *p, const char *name, bool plays, double seconds) {
    if (plays) acts_add(&p->acts, name, seconds);
}

static void mask_page_acts(void *picture) {
    MaskPage *p = picture;
    add_act(p, "task", focus(p, "task"), acts_length(p->n, 1.6, 0.9));
    add_act(p, "s", focus(p, "s"), 0.8);
    add_act(p, "open", focus(p, "open"), acts_length(p->n, 1.2, 0.7));
    add_act(p, "mask", focus(p, "mask"), 2.2);
    add_act(p, "a", (focus(p, "mask") && shown(p, "a")) || focus(p, "a"), acts_length(p->n, 1.2, 0.8));
    add_act(p, "late", focus(p, "late"), 3.6);
    add_act(p, "zero", focus(p, "zero"), 4.8);
    add_act(p, "o", focus(p, "o"), acts_length(p->n, 2.4, 1.2));
    add_act(p, "gradient", shown(p, "gradient") && (focus(p, "gradient") || focus(p, "o")), 1.6);
}

double mask_swept(const MaskPage *p, const char *act, int query, int key, double from, double to) {
    double length = to - from, start = from + 0.75 * length * (p->m - 1 - key + query) / p->reach;
    return part(acts_come(&p->acts, act), start, start + 0.25 * length);
}

double mask_line(const MaskPage *p, const char *act, int query) { return acts_turn(&p->acts, act, query, p->n, 0); }

// --- on the home page: the triangle

static void thumbnail(void *picture) {
    MaskPage *p = picture;
    int n = p->n < 6 ? p->n : 6, m = p->m < 6 ? p->m : 6;
    double w = p->view->width, h = p->view->height, pitch = (h - 8) / n < 26 ? (h - 8) / n : 26, side = pitch - 3;
    double x = w / 2 - pitch * m / 2, y = h / 2 - pitch * n / 2 + 1.5;
    for (int i = 0; i < n; i++)
        for (int j = 0; j < m; j++) {
            Box at = box(x + j * pitch, y + i * pitch, side, side);
            if (mask_is_hidden(p, i, j))
                draw_cell(p->out, at, "", (CellStyle){ .state = CELL_MASKED });
            else
                list_rect(p->out, at,
                          (RectStyle){
                              .radius = 4,
                              .fill = paint_tint(ROLE_A, ROLE_PANEL, (float)(0.15 + 0.85 * share_of(matrix_at(&p->a, i, j), 1))) });
        }
}

// --- all of it

static void draw(void *picture) {
    MaskPage *p = picture;
    if (p->task) {
        mask_page_draw_task(p);
        return;
    }
    for (int i = 0; i < p->cards; i++) {
        mask_page_draw_words(p, &p->card[i]);
        mask_page_draw_card(p, &p->card[i]);
    }
}

const Scene scene_mask = {
    .name = "mask",
    .summary = "who may see whom: the mask over the scores, right and wrong on purpose side by side",
    .model = "masking",
    WITH_PARAMS(params),
    .reveal = reveals,
    .bytes = sizeof(MaskPage),
    WITH_PARTS(mask_page_read, mask_page_acts, mask_page_place, draw, thumbnail),
    WITH_LEGEND(legend),
};
