// The main picture of the course: one query asks all keys, softmax shares out its attention, the values answer together.
//
// What the eye meets: first the pale column of this step with its numbers; second the links that fan out from the query, the
// widest leading to the key it matches best; third, along the rows from left to right, where each number came from.
#include "scene/attention/attention.h"

#include "kit/grid.h"
#include "scene/scenes.h"

static const char *const reveals[] = {
    "q", "k", "s", "scale", "a", "v", "weighted", "o", "mask", "target", "loss", "gradient", NULL
};

static const LegendItem legend[] = {
    { ROLE_Q, "q", "query" },
    { ROLE_K, "k", "keys" },
    { ROLE_S, "s", "similarity" },
    { ROLE_A, "a", "weights" },
    { ROLE_V, "v,\\, o", "values and output" },
    { ROLE_GRAD, "\\partial L", "gradient" },
};

static void draw(void *picture) {
    const Attention *p = picture;
    attention_draw_headings(p);
    attention_draw_lines(p);
    attention_draw_strips(p);
    attention_draw_cells(p);
    attention_draw_words(p);
    attention_draw_gradient(p);
    attention_draw_flights(p);
}

// On the home page: the query's dot, its links, keys, bars of the weights, values.
static void thumbnail(void *picture) {
    const Attention *p = picture;
    int rows = p->rows < 4 ? p->rows : 4;
    double w = p->view->width, h = p->view->height, pitch = h / (rows + 0.8), side = pitch * 0.66 < 16 ? pitch * 0.66 : 16;
    double qx = w * 0.17, kx = w * 0.38, ax = w * 0.5, vx = w * 0.79, room = vx - ax - 14;
    for (int i = 0; i < rows; i++) {
        double y = pitch * (i + 0.9), a = share_of(matrix_at(&p->a, 0, i), 1);
        RectStyle key = { .radius = 4, .fill = paint_tint(ROLE_K, ROLE_PANEL, 0.5f) };
        RectStyle value = { .radius = 4, .fill = paint_tint(ROLE_V, ROLE_PANEL, 0.5f) };
        draw_link(p->out, qx, h / 2, kx - 2, y, ROLE_Q, 1 + 4 * a, 0.6f);
        list_rect(p->out, box(kx, y - side / 2, side, side), key);
        list_rect(p->out, box(ax, y - side * 0.4, 4 + (room - 4) * share_of(matrix_at(&p->a, 0, i), p->a.largest), side * 0.8),
                  (RectStyle){ .radius = 3, .fill = paint(ROLE_A) });
        list_rect(p->out, box(vx, y - side / 2, side, side), value);
    }
    list_circle(p->out, qx, h / 2, 9, (RectStyle){ .fill = paint(ROLE_Q) });
}

static const ParamInfo params[] = { QUERY_PARAM };

const Scene scene_attention = {
    .name = "attention",
    .summary = "one query, its keys, similarities, weights, values and output, number by number",
    .model = "attention",
    WITH_PARAMS(params),
    .reveal = reveals,
    .bytes = sizeof(Attention),
    WITH_PARTS(attention_read, attention_plan, attention_place, draw, thumbnail),
    WITH_LEGEND(legend),
};
