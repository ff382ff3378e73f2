// All queries at once: S = Q Kᵀ, softmax along each row, O = A V, number by number, with tokens as rows or as columns.
//
// What the eye meets: first the block of this step on its pale field; second, left of it and above it, the two blocks it is
// the product of, in their colours; third the names along the sides, which say what a row and what a column is.
#include "scene/matrix/matrix.h"

#include <string.h>

#include "base/math.h"
#include "scene/scenes.h"

static const char *const reveals[] = { "q", "k", "s", "mask", "a", "v", "o", NULL };

static const ParamInfo params[] = { ORIENTATION_PARAM, QUERY_PARAM };

static const LegendItem legend[] = {
    { ROLE_Q, "Q", "queries" },
    { ROLE_K, "K", "keys" },
    { ROLE_S, "S", "scores" },
    { ROLE_A, "A", "weights" },
    { ROLE_V, "V,\\, O", "values and outputs" },
};

// --- reading

static const char *scores_tex(const MatrixPage *p) {
    const char *similarity = step_choice_or(p->step, "similarity", "scaled");
    bool scaled = !strcmp(similarity, "scaled") && p->d > 1;
    if (!p->dot) return "S";
    if (p->turned) return scaled ? "S = K^\\top Q \\,/ \\sqrt{d_k}" : "S = K^\\top Q";
    return scaled ? "S = Q K^\\top \\,/ \\sqrt{d_k}" : "S = Q K^\\top";
}

// Once the mask has come, with minus infinity in it.
static const char *masked_tex(const MatrixPage *p) { return arena_print(p->out->arena, "S + M, \\; %s", scores_tex(p)); }

static Matrix first_rows(const Tape *tape, const char *name) {
    Matrix m = matrix_find(tape, name, -1);
    return matrix_exists(&m) ? matrix_rows(&m, 0, GRID_HEAT, 4) : m;
}

static bool any_hidden(const MatrixPage *p) {
    for (int i = 0; matrix_exists(&p->masked) && i < p->masked.rows * p->masked.columns; i++)
        if (p->masked.value[i] < 0 && !math_finite(p->masked.value[i])) return true;
    return false;
}

static bool matrix_page_read(void *picture) {
    MatrixPage *p = picture;
    static const char *const node[BLOCKS] = { "q", "k", "s", "a", "v", "o" };
    static const Role role[BLOCKS] = { ROLE_Q, ROLE_K, ROLE_S, ROLE_A, ROLE_V, ROLE_V };
    MatrixBlock *b = p->block;
    bool other = tape_find(p->tape, "kc") != NODE_NONE;
    p->keys = other ? "kc" : "k";
    for (int i = 0; i < BLOCKS; i++) {
        const char *name = i == BLOCK_K ? p->keys : i == BLOCK_V && other ? "vc" : node[i];
        b[i] = (MatrixBlock){ .reveal = node[i], .m = first_rows(p->tape, name), .grid.role = role[i] };
        if (!matrix_exists(&b[i].m) || !b[i].m.rows || !b[i].m.columns) return false;
        b[i].now = step_focuses(p->step, node[i]) || (i == BLOCK_S && step_focuses(p->step, "mask"));
        b[i].shown = step_reveals(p->step, node[i]) || b[i].now;
    }
    p->raw = first_rows(p->tape, "raw");
    p->masked = first_rows(p->tape, "masked");
    p->n = b[BLOCK_Q].m.rows, p->m = b[BLOCK_K].m.rows, p->d = b[BLOCK_Q].m.columns, p->dv = b[BLOCK_V].m.columns;
    if (p->m > b[BLOCK_S].m.columns || p->n > b[BLOCK_S].m.rows || p->d != b[BLOCK_K].m.columns) return false;
    const char *similarity = step_choice_or(p->step, "similarity", "scaled");
    p->dot = matrix_exists(&p->raw) && (!strcmp(similarity, "dot") || !strcmp(similarity, "scaled"));
    p->mask = first_rows(p->tape, "mask");
    p->reach = grid_sweep_reach(&p->mask);
    grid_shares(&b[BLOCK_A].m);
    p->turned = step_turned(p->step);
    p->query = step_query(p->step, p->n);
    b[BLOCK_Q].tex = "Q";
    b[BLOCK_K].tex = "K^\\top";
    b[BLOCK_S].tex = scores_tex(p);
    p->masked_tex = any_hidden(p) ? masked_tex(p) : NULL;
    b[BLOCK_A].tex = any_hidden(p) ? "A = \\softmax(S + M)" : "A = \\softmax(S)";
    b[BLOCK_V].tex = "V";
    b[BLOCK_O].tex = p->turned ? "O = V A" : "O = A V";
    return true;
}

// --- on the home page: the grid of weights between the queries and the outputs

static void thumbnail(void *picture) {
    MatrixPage *p = picture;
    int n = p->n < 5 ? p->n : 5, m = p->m < 5 ? p->m : 5;
    double w = p->view->width, h = p->view->height, pitch = (h - 8) / n < 26 ? (h - 8) / n : 26, side = pitch - 3;
    double x = w / 2 - pitch * m / 2, y = h / 2 - pitch * n / 2 + 1.5, wide = side * 1.2;
    for (int i = 0; i < n; i++) {
        list_rect(p->out, box(x - 3 * side, y + i * pitch, wide, side),
                  (RectStyle){ .radius = 4, .fill = paint_tint(ROLE_Q, ROLE_PANEL, 0.6f) });
        list_rect(p->out, box(x + pitch * m + 1.6 * side, y + i * pitch, wide, side),
                  (RectStyle){ .radius = 4, .fill = paint_tint(ROLE_V, ROLE_PANEL, 0.6f) });
        for (int j = 0; j < m; j++)
            list_rect(p->out, box(x + j * pitch, y + i * pitch, side, side),
                      (RectStyle){ .radius = 4,
                                   .fill = paint_tint(ROLE_A, ROLE_PANEL,
                                                      (float)(0.08 + 0.92 * share_of(matrix_at(&p->block[BLOCK_A].m, i, j), 1))) });
    }
}

// --- all of it

static void draw(void *picture) {
    MatrixPage *p = picture;
    matrix_page_headings(p);
    matrix_page_cells(p);
    matrix_page_flights(p);
}

const Scene scene_matrix = {
    .name = "matrix",
    .summary = "all queries at once: the scores as a grid, softmax along each row, times the values",
    .model = "attention",
    WITH_PARAMS(params),
    .reveal = reveals,
    .bytes = sizeof(MatrixPage),
    WITH_PARTS(matrix_page_read, matrix_page_acts, matrix_page_place, draw, thumbnail),
    WITH_LEGEND(legend),
};
