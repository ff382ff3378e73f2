// Words arrive one after the other: each adds one row to the triangle of weights, and reads the keys and values of all before it,
// which are kept. The rows above stand as they are, since no earlier word sees a later one.
#include "base/math.h"
#include "kit/grid.h"
#include "kit/picture.h"
#include "scene/scenes.h"

enum { WORDS_MOST = 12 };

typedef struct Cache {
    PICTURE;
    Matrix k, v, a, masked;
    int n;
    double arrived; // words, with the share of the one that arrives
    Grid triangle, keys, values;
    double labels, foot;
} Cache;

static bool read(void *picture) {
    Cache *p = picture;
    p->k = matrix_find(p->tape, "k", 4), p->v = matrix_find(p->tape, "v", 4), p->a = matrix_find(p->tape, "a", 4);
    p->masked = matrix_find(p->tape, "masked", 4);
    p->n = p->a.rows;
    p->refusal = "This picture needs as many queries as keys, twelve at most, of few numbers each.";
    if (!p->n || p->a.columns != p->n || p->n > WORDS_MOST || p->k.columns + p->v.columns > 8) return false;
    grid_shares(&p->a);
    return true;
}

static void plan(void *picture) {
    Cache *p = picture;
    acts_add_focus(&p->acts, "arrive", acts_length(p->n, 1.4, 1.4));
}

static Grid grid_at(const Cache *p, const Matrix *m, double x, double y, double w, double h, Role role) {
    double text = matrix_text_width(p->view->metrics, p->out->arena, m);
    return (
        Grid){ .x = x, .y = y, .w = w, .h = h, .rows = p->n, .columns = m->columns, .digits = true, .text = text, .role = role };
}

static void place(void *picture) {
    Cache *p = picture;
    const View *v = p->view;
    double u = step_focuses(p->step, "arrive") ? acts_come(&p->acts, "arrive") : 1, margin = p->sizes->margin;
    p->arrived = u >= 1 ? p->n : u * p->n;
    p->labels = row_labels_width(v->metrics, p->step, "q", p->n) + 14;
    p->foot = p->flat ? 34 : 76;
    double head = p->flat ? 26 : 72, gap = p->labels + p->sizes->gap;
    int columns = p->n + p->k.columns + p->v.columns;
    double wide = v->width - 2 * margin - p->labels - gap - p->sizes->gap;
    double w = math_clamp(wide / columns - GRID_GAP, 8, 92),
           h = math_clamp((v->height - head - p->foot - margin) / p->n - GRID_GAP, 8, 60);
    double all = p->labels + columns * (w + GRID_GAP) + gap + p->sizes->gap, x = (v->width - all) / 2 + p->labels;
    double y = head + math_max((v->height - head - p->foot - p->n * (h + GRID_GAP)) / 2, 0);
    p->triangle = grid_at(p, &p->a, x, y, w, h, ROLE_A);
    p->keys = grid_at(p, &p->k, x + p->n * (w + GRID_GAP) + gap, y, w, h, ROLE_K);
    p->values = grid_at(p, &p->v, p->keys.x + p->k.columns * (w + GRID_GAP) + p->sizes->gap, y, w, h, ROLE_V);
}

// The row that is being made, from 0.
static int newest(const Cache *p) { return math_min_int((int)p->arrived, p->n - 1); }
static double come(const Cache *p, int row) { return math_clamp(p->arrived - row, 0, 1); }

static bool can_touch(const Grid *g) { return g->w >= 28 && g->h >= 28; }

static void draw_cells(const Cache *p, const Grid *g, const Matrix *m, double from, double to) {
    for (int i = 0; i < g->rows; i++)
        for (int j = 0; j < g->columns; j++) {
            Box at = grid_cell(g, i, j);
            double u = part(come(p, i), from, to);
            bool later = m == &p->a && j > i;
            if (u <= 0) {
                if (!later) draw_awaited(p->out, at, matrix_ident(m, i, j), (CellStyle){ .role = g->role });
                continue;
            }
            CellStyle style = { .role = g->role,
                                .share = 0.7 * (m == &p->a ? share_of(matrix_at(m, i, j), 1) : matrix_share(m, i, j)) + 1e-6,
                                .size = grid_size(g),
                                .state = later            ? CELL_MASKED
                                         : i == newest(p) ? CELL_NOW
                                                          : CELL_DONE,
                                .reveal = u < 1 ? u : 0 };
            if (can_touch(g))
                matrix_cell(p->out, at, m, i, j, style);
            else
                matrix_tile(p->out, at, m, i, j, style);
        }
}

static void heading(const Cache *p, const Grid *g, const char *name, const char *tex, bool strong) {
    if (p->flat) return;
    draw_heading(p->out, box_middle_x(grid_box(g)), g->y - 52, name, tex, (HeadingStyle){ .role = g->role, .strong = strong });
}

static void draw_names(const Cache *p) {
    if (p->triangle.h < 15) return;
    for (int i = 0; i < p->n; i++) {
        if (come(p, i) <= 0) continue;
        Box q = grid_cell(&p->triangle, i, 0), k = grid_cell(&p->keys, i, 0);
        draw_row_label(p->out, p->step, "q", &p->a, i, ROLE_Q, q.x - 10, box_middle_y(q) + 5);
        draw_row_label(p->out, p->step, "k", &p->k, i, ROLE_K, k.x - 10, box_middle_y(k) + 5);
    }
}

// How many rows of queries have been computed until now, with what is kept and without.
static void draw_counts(const Cache *p) {
    int rows = newest(p) + (come(p, newest(p)) > 0.35); // whose weights have begun
    if (!rows) return;
    int again = rows * (rows + 1) / 2;
    double y = p->triangle.y + p->n * (p->triangle.h + GRID_GAP) + (p->flat ? 18 : 34), x = p->triangle.x,
           room = p->view->width - x - 12;
    Builder sum = { .arena = p->out->arena };
    for (int i = 1; i <= rows; i++) builder_print(&sum, i > 1 ? " + %d" : "%d", i);
    const char *text =
        arena_print(p->out->arena, "Rows of queries: %d with what is kept; without, %s = %d", rows, builder_text(&sum), again);
    list_text_fit(
        p->out, x, y, room, text_of(text),
        (TextStyle){ .face = FACE_BOLD,
                     .size = p->sizes->word,
                     .ident = ident_note("every word that arrives computes its own row; without a cache all rows again") });
}

static void thumbnail(void *picture) {
    Cache *p = picture;
    double side = math_min((p->view->height - 8) / p->n, 20), x = (p->view->width - side * (p->n + 3)) / 2;
    for (int i = 0; i < p->n; i++) {
        for (int kept = 0; kept < 2; kept++) // a key and a value
            list_rect(p->out, box(x + (p->n + 1 + kept) * side, 4 + i * side, side - 2, side - 2),
                      (RectStyle){ .radius = 3, .fill = paint_tint(kept ? ROLE_V : ROLE_K, ROLE_PANEL, 0.5f) });
        for (int j = 0; j <= i; j++)
            list_rect(p->out, box(x + j * side, 4 + i * side, side - 2, side - 2),
                      (RectStyle){ .radius = 3, .fill = paint_tint(i == p->n - 1 ? ROLE_Q : ROLE_A, ROLE_PANEL, 0.5f) });
    }
}

// What the eye meets first: the new row under the standing ones. Second: the keys and values beside it, one more each time. Third:
// the two counts below.
static void draw(void *picture) {
    Cache *p = picture;
    Box row = box_grow(box_union(grid_row(&p->triangle, newest(p)), grid_row(&p->values, newest(p))), 5);
    draw_highlight(p->out, row);
    heading(p, &p->triangle, "Weights", "A", true);
    bool asked = list_hides(p->out, matrix_ident(&p->k, 0, 0)); // then neither names nor colours say what is kept
    Grid kept = p->keys;
    kept.w = p->values.x + p->v.columns * (p->values.w + GRID_GAP) - p->keys.x, kept.columns = 1, kept.role = ROLE_INK;
    if (asked) {
        p->keys.role = p->values.role = ROLE_INK;
        heading(p, &kept, "What is kept of each word", "?", false);
    } else {
        heading(p, &p->keys, "Keys", "K", false);
        heading(p, &p->values, "Values", "V", false);
    }
    draw_cells(p, &p->keys, &p->k, 0, 0.3);
    draw_cells(p, &p->values, &p->v, 0, 0.3);
    draw_cells(p, &p->triangle, &p->a, 0.35, 0.8);
    draw_names(p);
    draw_counts(p);
}

static const char *const reveal[] = { "arrive", NULL };
static const LegendItem legend[] = { { ROLE_A, "A", "weights" }, { ROLE_K, "K", "keys" }, { ROLE_V, "V", "values" } };

const Scene scene_cache = {
    .name = "cache",
    .summary = "words arrive one after the other: one new row each time, and the keys and values that are kept",
    .model = "masking",
    .reveal = reveal,
    .own_rows = WORDS_MOST,
    .bytes = sizeof(Cache),
    WITH_PARTS(read, plan, place, draw, thumbnail),
    WITH_LEGEND(legend),
};
