// The whole way of multi-head attention: the columns of Q, K and V take their head's colour, part, and travel to the head's
// lane; each lane attends for itself; the outputs come back side by side, and W^O mixes them.
#include "scene/heads/heads.h"

#include <string.h>

#include "scene/scenes.h"

// The column of the act that plays; when all have played, of the first name in focus.
static HeadsColumn column_now(const Heads *p) {
    static const struct {
        const char *name;
        HeadsColumn column;
    } place[] = { { "x", COLUMN_X }, { "qkv", COLUMN_QKV },     { "split", COLUMN_QKV },     { "s", COLUMN_A },
                  { "a", COLUMN_A }, { "heads", COLUMN_HEADS }, { "concat", COLUMN_CONCAT }, { "o", COLUMN_O } };
    const char *now = p->step->foci ? p->step->focus[0] : "";
    for (int i = 0; i < p->acts.count && p->acts.now <= p->acts.seconds; i++)
        if (p->acts.act[i].end > p->acts.act[i].start && p->acts.now >= p->acts.act[i].start) now = p->acts.act[i].name;
    for (size_t i = 0; i < sizeof place / sizeof *place; i++)
        if (!strcmp(place[i].name, now)) return place[i].column;
    return COLUMNS;
}

static void highlight(const Heads *p) {
    if (p->now == COLUMNS || !p->column[p->now]) return;
    bool travelling = p->now == COLUMN_QKV && acts_come(&p->acts, "split") < 1;
    if (travelling) return; // it happens all over the stage
    draw_highlight(p->out, heads_behind(p, p->now));
}

// --- the scene

// Side by side what each head looks at: the same tokens, other weights.
static void thumbnail(void *picture) {
    Heads *p = picture;
    double w = p->view->width, h = p->view->height, gap = 14;
    int lanes = p->h < 4 ? p->h : 4;
    double cell_w = math_clamp((w - 40 - gap * (lanes - 1)) / (lanes * p->m), 0.2, 20),
           cell_h = math_clamp((h - 12) / p->n, 0.2, 1.8 * cell_w);
    double x = (w - lanes * p->m * cell_w - gap * (lanes - 1)) / 2, y = (h - cell_h * p->n) / 2;
    for (int i = 0; i < lanes; i++)
        heads_block(p, box(x + i * (p->m * cell_w + gap), y, p->m * cell_w, cell_h * p->n), &p->a, i * p->n, p->n, 0, p->m,
                    (BlockStyle){ .role = head_role(i), .rows = 1e9 });
}

// What the eye meets first: columns that change colour and travel to their lanes. Second: the grids of weights, unlike each
// other. Third: the outputs, side by side in their heads' colours under the matrix that mixes them.
static void draw(void *picture) {
    Heads *p = picture;
    p->now = column_now(p);
    highlight(p);
    heads_input(p);
    heads_factors(p);
    heads_lanes(p);
    heads_join(p);
    heads_headings(p);
    heads_footer(p);
}

static const char *const reveal[] = { "x", "weights", "qkv", "split", "s", "a", "heads", "concat", "o", NULL };
static const ParamInfo param[] = {
    { .name = "lanes",
      .label = "Heads that have come",
      .kind = PARAM_WHOLE,
      .initial = "0",
      .low = 0,
      .high = 64,
      .summary = "how many heads have come so far; 0: all" },
};
static const LegendItem legend[] = {
    { ROLE_INK, "X", "input" },
    { ROLE_Q, "Q", "queries" },
    { ROLE_K, "K", "keys" },
    { ROLE_S, "S", "scores" },
    { ROLE_HEAD1, NULL, "head 1", head_mark },
    { ROLE_HEAD2, NULL, "head 2", head_mark },
    { ROLE_HEAD3, NULL, "head 3", head_mark },
    { ROLE_HEAD4, NULL, "head 4", head_mark },
    { ROLE_HEAD5, NULL, "head 5", head_mark },
    { ROLE_HEAD6, NULL, "head 6", head_mark },
    { ROLE_HEAD7, NULL, "head 7", head_mark },
    { ROLE_HEAD8, NULL, "head 8", head_mark },
    { ROLE_V, "V, O", "values and output" },
};

const Scene scene_heads = {
    .name = "heads",
    .summary = "the columns of Q, K and V travel to the lanes of their heads, and the outputs come back side by side",
    .model = "multihead",
    WITH_PARAMS(param),
    .reveal = reveal,
    .bytes = sizeof(Heads),
    WITH_PARTS(heads_read, heads_plan, heads_place, draw, thumbnail),
    WITH_LEGEND(legend),
};
