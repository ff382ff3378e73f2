// A word becomes a query, a key and a value: one row times three matrices, number by number, for one word or for all.
#include "scene/projections/projections.h"

#include <string.h>

#include "base/math.h"
#include "scene/scenes.h"

const char *const lane_reveal[LANES] = { "q", "k", "v" };
const char *const lane_tex[LANES] = { "W^Q", "W^K", "W^V" };
const char *const lane_letter[LANES] = { "Q", "K", "V" };
const Role lane_role[LANES] = { ROLE_Q, ROLE_K, ROLE_V };

static const double slowly = 3.2, one_each = 1.6, all_each = 0.45, common_each = 0.5;

static bool read(void *picture) {
    Projections *p = picture;
    static const char *const W[LANES] = { "Wq", "Wk", "Wv" };
    p->x = matrix_find(p->tape, "x", 4);
    p->common = matrix_find(p->tape, "common", 4);
    p->n = p->x.rows;
    if (!p->n) return false;
    p->word = step_query(p->step, p->n);
    p->all = !strcmp(step_choice_or(p->step, "rows", "one"), "all");
    for (int i = 0; i < LANES; i++) {
        ProjectionLane *lane = &p->lane[i];
        lane->W = matrix_find(p->tape, W[i], 4);
        lane->out = matrix_find(p->tape, lane_reveal[i], 4);
        if (!matrix_exists(&lane->W) || lane->out.rows != p->n) return false;
        lane->shown = projections_shows(p, lane_reveal[i]);
        lane->now = step_focuses(p->step, lane_reveal[i]);
        p->lanes += lane->shown;
    }
    p->answers = projections_shows(p, "a");
    Matrix s = matrix_find(p->tape, "s", -1), a = matrix_find(p->tape, "a", -1), o = matrix_find(p->tape, "o", -1);
    p->s = matrix_rows(&s, p->word, 1, 4), p->a = matrix_rows(&a, p->word, 1, 4), p->o = matrix_rows(&o, p->word, 1, 4);
    p->k = p->lane[1].out, p->v = p->lane[2].out;
    return true;
}

static void plan(void *picture) {
    Projections *p = picture;
    acts_add_focus(&p->acts, "x", 0.8);
    if (matrix_exists(&p->common)) acts_add_focus(&p->acts, "common", acts_length(p->n * p->n, slowly, common_each));
    bool slow = true;
    for (int i = 0; i < LANES; i++) {
        int count = lane_rows(p) * p->lane[i].out.columns;
        acts_add_focus(&p->acts, lane_reveal[i], acts_length(count, slow ? slowly : one_each, p->all ? all_each : one_each));
        slow = slow && !p->lane[i].now;
    }
    acts_add_focus(&p->acts, "a", 3.2);
}

static double first_takes(const Projections *p, int lane) {
    for (int i = 0; i < lane; i++)
        if (p->lane[i].now) return one_each;
    return slowly;
}

double projections_turn(const Projections *p, int lane, int i, int j) {
    int columns = p->lane[lane].out.columns;
    return acts_turn(&p->acts, lane_reveal[lane], i * columns + j, lane_rows(p) * columns, first_takes(p, lane));
}

double projections_common_turn(const Projections *p, int i, int j) {
    return acts_turn(&p->acts, "common", i * p->n + j, p->n * p->n, slowly);
}

// What the eye meets first: the row and the column that pair up on the pale lane. Second: the same row of X, led to three
// matrices. Third: the words beside the rows and the features over the columns, which say what a number means.
static void draw(void *picture) {
    Projections *p = picture;
    projections_lanes(p);
    if (projections_shows(p, "common")) projections_common(p);
    if (p->answers) projections_table(p);
}

static void thumbnail(void *picture) {
    Projections *p = picture;
    double w = p->view->width, h = p->view->height, cell = math_clamp((h - 8) / 3.6, 8, 22), x = w * 0.12, y = h / 2;
    for (int j = 0; j < 3; j++)
        list_rect(p->out, box(x + j * (cell + 3), y - cell / 2, cell, cell),
                  (RectStyle){ .radius = 4, .fill = paint_tint(ROLE_INK, ROLE_PANEL, j < 2 ? 0.4f : 0.12f) });
    for (int i = 0; i < LANES; i++) {
        double at = y + (i - 1) * (cell + 6), right = w * 0.72;
        draw_link(p->out, x + 3 * (cell + 3) + 2, y, right - 6, at, lane_role[i], 2.5, 0.8f);
        for (int j = 0; j < 2; j++)
            list_rect(p->out, box(right + j * (cell + 3), at - cell / 2, cell, cell),
                      (RectStyle){ .radius = 4, .fill = paint_tint(lane_role[i], ROLE_PANEL, j ? 0.3f : 0.55f) });
    }
}

static const char *const reveals[] = { "x", "common", "q", "k", "v", "a", NULL };
static const ParamInfo params[] = {
    QUERY_PARAM,
    { .name = "rows",
      .label = "Words",
      .kind = PARAM_CHOICE,
      .initial = "one",
      .choices = "one all",
      .summary = "whether the followed word alone is multiplied, or all words" },
};
static const LegendItem legend[] = {
    { ROLE_INK, "X", "words" },
    { ROLE_Q, "q", "what it asks for" },
    { ROLE_K, "k", "what it answers to" },
    { ROLE_V, "v", "what it brings" },
};

const Scene scene_projections = {
    .name = "projections",
    .summary = "a word's row times three matrices: its query, its key and its value, number by number",
    .model = "projections",
    WITH_PARAMS(params),
    .reveal = reveals,
    .bytes = sizeof(Projections),
    WITH_PARTS(read, plan, projections_place, draw, thumbnail),
    WITH_LEGEND(legend),
};
