// Drawing the blocks: headings and names, cells or heat maps, and the product that is on its way.
#include <math.h>
#include <string.h>

#include "base/math.h"
#include "kit/group.h"
#include "scene/matrix/matrix.h"

// --- headings

// Something this wide, with its middle at x, moved onto the stage.
static double on_stage(const MatrixPage *p, double x, double width) {
    return math_clamp(x, width / 2 + 4, p->view->width - width / 2 - 4);
}

static void formula_at(const MatrixPage *p, double x, double y, double room, const char *tex, Role role) {
    List *out = p->out;
    double size = 19, width = tex_width(out->arena, out->metrics, tex, size);
    if (width > room) size *= math_clamp(room / width, 0.6, 1), width = tex_width(out->arena, out->metrics, tex, size);
    draw_tex(out, on_stage(p, x, width), y, tex, (FormulaStyle){ .size = size, .paint = paint(role) }, ALIGN_CENTER);
}

// "queries ↓  keys →  4 × 4" under scores and weights, "4 × 2" at the others.
static const char *shape_line(const MatrixPage *p, BlockId id) {
    const Grid *g = &p->block[id].grid;
    const Matrix *m = &p->block[id].m;
    int rows = m->rows, columns = m->columns;
    if (g->turned) rows = m->columns, columns = m->rows;
    const char *axes = id != BLOCK_S && id != BLOCK_A ? "" : p->turned ? "keys ↓  queries →  " : "queries ↓  keys →  ";
    return arena_print(p->out->arena, "%s%d × %d", axes, rows, columns);
}

static void heading(const MatrixPage *p, BlockId id) {
    const MatrixBlock *b = &p->block[id];
    Box at = grid_box(&b->grid);
    bool axes = id == BLOCK_S || id == BLOCK_A;
    bool names_above = grid_has_names(&b->grid, true) && (id == BLOCK_K || (id == BLOCK_Q && p->turned));
    double x = box_middle_x(at), room = at.w + (axes ? 40 : 24), y = b->above ? at.y - (names_above ? 46 : 30) : at.y + at.h + 25;
    if (id == BLOCK_A && p->turned) y += 17; // under the sums
    if (p->flat) return;
    float former = list_fade(p->out, p->out->alpha * (b->shown ? 1 : 0.45f));
    bool covered = id == BLOCK_S && p->masked_tex && acts_come(&p->acts, "mask") >= 0.5;
    formula_at(p, x, y, room < 56 ? 56 : room, covered ? p->masked_tex : b->tex, b->grid.role);
    Ident before = list_show(p->out, ident_note("rows × columns, as they stand here"));
    double line = metrics_width(p->out->metrics, FACE_TEXT, 13, text_of(shape_line(p, id)));
    list_text_fit(p->out, on_stage(p, x, line < room ? line : room), y + 17, room < 56 ? 56 : room, text_of(shape_line(p, id)),
                  (TextStyle){ .size = 13, .paint = paint(ROLE_MUTED), .align = ALIGN_CENTER });
    list_show(p->out, before);
    list_fade(p->out, former);
}

// From the scores to the weights.
static void softmax_arrow(const MatrixPage *p) {
    const Grid *s = &p->block[BLOCK_S].grid, *a = &p->block[BLOCK_A].grid;
    Box from = grid_box(s), to = grid_box(a);
    double y = box_middle_y(from), x1 = from.x + from.w + 10, x2 = to.x - 10 - (p->square && !p->turned ? p->names : 0);
    float former = list_fade(p->out, p->out->alpha * (p->block[BLOCK_A].shown ? 1 : 0.45f));
    list_line(p->out, x1, y, x2, y, (StrokeStyle){ .paint = paint(ROLE_MUTED), .width = 1.6, .arrow = 8 });
    if (!p->flat)
        list_text_fit(p->out, (x1 + x2) / 2, y - 8, x2 - x1 + 6, text_of("softmax"),
                      (TextStyle){ .size = 13, .paint = paint(ROLE_MUTED), .align = ALIGN_CENTER });
    list_fade(p->out, former);
}

// Beside rows too thin for a name each: every n-th.
static void close_names(const MatrixPage *p, BlockId id, const char *input) {
    const Grid *g = &p->block[id].grid;
    Box at = grid_box(g);
    if (p->turned || p->digits || grid_has_names(g, false) || !p->block[id].shown) return;
    draw_close_words(p->out, p->step, input, g->rows, at.x - 9, at.y, at.h / g->rows);
}

static void names(const MatrixPage *p) {
    const MatrixBlock *b = p->block;
    close_names(p, BLOCK_Q, "q");
    close_names(p, BLOCK_V, p->keys);
    if (p->square) close_names(p, BLOCK_A, "q");
    grid_row_names(p->out, &b[BLOCK_Q].grid, p->step, "q", &b[BLOCK_Q].m, ROLE_Q, p->query);
    grid_row_names(p->out, &b[BLOCK_K].grid, p->step, p->keys, &b[BLOCK_K].m, ROLE_K, -1);
    grid_row_names(p->out, &b[BLOCK_V].grid, p->step, p->keys, &b[BLOCK_K].m, ROLE_K, -1);
    if (p->turned)
        grid_row_names(p->out, &b[BLOCK_A].grid, p->step, "q", &b[BLOCK_Q].m, ROLE_Q, p->query);
    else
        grid_column_names(p->out, &b[BLOCK_A].grid, p->step, p->keys, &b[BLOCK_K].m, ROLE_K, -1);
    if (p->square && p->turned)
        grid_column_names(p->out, &b[BLOCK_A].grid, p->step, p->keys, &b[BLOCK_K].m, ROLE_K, -1);
    else if (p->square)
        grid_row_names(p->out, &b[BLOCK_A].grid, p->step, "q", &b[BLOCK_Q].m, ROLE_Q, p->query);
}

// The word that asks: its query and its row of weights.
static void followed(const MatrixPage *p) {
    if (!p->square || !p->digits || !p->block[BLOCK_A].shown) return;
    static const BlockId of[] = { BLOCK_Q, BLOCK_A };
    for (int i = 0; i < 2; i++)
        list_rect(p->out, box_grow(grid_row(&p->block[of[i]].grid, p->query), 3),
                  (RectStyle){ .radius = 10, .stroke = paint(ROLE_INK), .width = 2 });
}

// The field behind a block holds its names too.
static void field(const MatrixPage *p, BlockId id) {
    const Grid *g = &p->block[id].grid;
    Box at = box_grow(grid_box(g), 6);
    bool above = id == BLOCK_A || (id != BLOCK_S && id != BLOCK_O && g->turned),
         beside = id != BLOCK_S && id != BLOCK_A && id != BLOCK_O && !g->turned;
    if (above) at.y -= 20, at.h += 20;
    if (beside) at.x -= p->names, at.w += p->names;
    draw_highlight(p->out, at);
}

void matrix_page_headings(const MatrixPage *p) {
    for (int i = 0; i < BLOCKS; i++)
        if (p->block[i].now) field(p, (BlockId)i);
    for (int i = 0; i < BLOCKS; i++) heading(p, (BlockId)i);
    softmax_arrow(p);
    names(p);
}

// --- cells

static bool is_hidden(const MatrixPage *p, int row, int column) {
    double x = matrix_at(&p->masked, row, column);
    return x < 0 && !math_finite(x) && math_finite(matrix_at(&p->block[BLOCK_S].m, row, column));
}

static double tint_of(const MatrixPage *p, BlockId id, int row, int column) {
    const Matrix *m = &p->block[id].m;
    if (id == BLOCK_A) return share_of(matrix_at(m, row, column), 1) + 1e-6;
    if (id == BLOCK_S) {
        Matrix line = matrix_rows(m, row, 1, -1);
        return score_tint(&line, column);
    }
    return (id == BLOCK_O ? 0.7 : 0.4) * matrix_share(m, row, column) + 1e-6;
}

static void score_cell(const MatrixPage *p, Box at, int row, int column, CellStyle style) {
    double hidden = is_hidden(p, row, column) ? matrix_hidden(p, row, column) : 0;
    if (hidden < 0.5) {
        if (hidden > 0) style.reveal = 1 - 2 * hidden;
        matrix_cell(p->out, at, &p->block[BLOCK_S].m, row, column, style);
        return;
    }
    style.state = CELL_MASKED;
    if (hidden < 1) style.reveal = 2 * hidden - 1;
    matrix_cell(p->out, at, &p->masked, row, column, style);
}

static double exp_of(const MatrixPage *p, int row, int column, double shift) {
    return is_hidden(p, row, column) ? 0 : math_exp(matrix_at(&p->block[BLOCK_S].m, row, column) - shift);
}

static double exp_shift(const MatrixPage *p, int row) {
    double most = 0;
    for (int j = 0; j < p->m; j++)
        if (!is_hidden(p, row, j) && matrix_at(&p->block[BLOCK_S].m, row, j) > most) most = matrix_at(&p->block[BLOCK_S].m, row, j);
    return most > 20 && math_finite(most) ? most : 0;
}

static double exp_sum(const MatrixPage *p, int row) {
    double sum = 0, shift = exp_shift(p, row);
    for (int j = 0; j < p->m; j++) sum += exp_of(p, row, j, shift);
    return sum;
}

// First the exponential of the score, then its share of the row.
static void weight_cell(const MatrixPage *p, Box at, int row, int column, CellStyle style) {
    double u = matrix_softmax(p, row), divided = part(u, 0.62, 0.85);
    if (is_hidden(p, row, column)) style.state = CELL_MASKED;
    if (divided >= 0.5 || u <= 0) {
        if (divided > 0 && divided < 1) style.reveal = 2 * divided - 1;
        matrix_cell(p->out, at, &p->block[BLOCK_A].m, row, column, style);
        return;
    }
    double shift = exp_shift(p, row), e = exp_of(p, row, column, shift);
    const char *value = number_text(p->out->arena, e, 4);
    const char *s =
        number_text(p->out->arena, matrix_at(is_hidden(p, row, column) ? &p->masked : &p->block[BLOCK_S].m, row, column), 5);
    const char *note = shift > 0 ? arena_print(p->out->arena, "exp(%s − %s) = %s", s, number_text(p->out->arena, shift, 5), value)
                                 : arena_print(p->out->arena, "exp(%s) = %s", s, value);
    style.share = 0.15;
    if (divided > 0) style.reveal = 1 - 2 * divided;
    style.ident = ident_note(note);
    draw_cell(p->out, at, value, style);
}

static void draw_block_cells(const MatrixPage *p, BlockId id) {
    const MatrixBlock *b = &p->block[id];
    for (int i = 0; i < b->grid.rows; i++)
        for (int j = 0; j < b->grid.columns; j++) {
            Box at = grid_cell(&b->grid, i, j);
            double there = matrix_landed(p, id, i, j);
            CellStyle style = { .role = b->grid.role, .size = grid_size(&b->grid), .state = b->now ? CELL_NOW : CELL_DONE };
            if (!(there > 0)) {
                draw_awaited(p->out, at, matrix_ident(&b->m, i, j), style);
                continue;
            }
            style.share = tint_of(p, id, i, j);
            if (there < 1) style.reveal = there;
            if (id == BLOCK_S)
                score_cell(p, at, i, j, style);
            else if (id == BLOCK_A)
                weight_cell(p, at, i, j, style);
            else
                matrix_cell(p->out, at, &b->m, i, j, style);
        }
}

static void draw_block_heat(const MatrixPage *p, BlockId id) {
    const MatrixBlock *b = &p->block[id];
    double come = b->shown ? acts_come(&p->acts, b->reveal) : 0;
    if (!(come > 0)) {
        grid_to_come(p->out, &b->grid);
        return;
    }
    bool told = step_reveals(p->step, "mask") || step_focuses(p->step, "mask");
    bool covered = told ? acts_come(&p->acts, "mask") > 0.5 : p->block[BLOCK_A].shown;
    bool masked = id == BLOCK_S && matrix_exists(&p->masked) && covered;
    float former = list_fade(p->out, p->out->alpha * (float)ease(come));
    grid_heat(p->out, &b->grid, masked ? &p->masked : &b->m);
    if (masked || id == BLOCK_A) grid_hatch(p->out, &b->grid, &p->mask, paint(ROLE_FAINT));
    list_fade(p->out, former);
}

// The sum at the end of each row of weights: of the exponentials first, then of the shares.
static void draw_sums(const MatrixPage *p) {
    const MatrixBlock *a = &p->block[BLOCK_A];
    if (!p->digits || !a->shown || p->flat) return;
    for (int i = 0; i < p->n; i++) {
        double u = matrix_softmax(p, i), sum = 0;
        if (u < 0.3) continue;
        for (int j = 0; j < p->m; j++) sum += matrix_at(&a->m, i, j);
        bool exps = u < 0.72;
        if (exps) sum = exp_sum(p, i);
        Box line = grid_row(&a->grid, i);
        const char *note = exps ? "the exponentials of this query add up to this" : "the weights of this query add up to this";
        Ident before = list_show(p->out, ident_note(note));
        float former = list_fade(p->out, p->out->alpha * (float)part(u, 0.3, 0.4));
        TextStyle style = { .size = 13, .paint = paint(ROLE_A), .align = p->turned ? ALIGN_CENTER : ALIGN_LEFT };
        const char *text = arena_print(p->out->arena, "Σ %s", number_text(p->out->arena, sum, 4));
        if (p->turned)
            list_text_fit(p->out, box_middle_x(line), line.y + line.h + 19, a->grid.w, text_of(text), style);
        else
            list_text_fit(p->out, line.x + line.w + 13, box_middle_y(line) + 5, 52, text_of(text), style);
        list_fade(p->out, former);
        list_show(p->out, before);
    }
}

void matrix_page_cells(const MatrixPage *p) {
    for (int i = 0; i < BLOCKS; i++)
        if (p->digits)
            draw_block_cells(p, (BlockId)i);
        else
            draw_block_heat(p, (BlockId)i);
    followed(p);
    draw_sums(p);
}

// --- flights

static Product product_of(const MatrixPage *p, BlockId id, int row, int column) {
    const MatrixBlock *b = p->block;
    bool scores = id == BLOCK_S;
    BlockId left = scores ? BLOCK_Q : BLOCK_A, right = scores ? BLOCK_K : BLOCK_V;
    Product f = {
        .left = { &b[left].grid, &b[left].m, false, row, scores ? "q" : "a" },
        .right = { &b[right].grid, &b[right].m, !scores, column, scores ? "k" : "v" },
        .count = scores ? p->d : p->m,
        .target = grid_cell(&b[id].grid, row, column),
        .result = scores ? &p->raw : &b[id].m,
        .row = row,
        .column = column,
        .role = b[id].grid.role,
    };
    if (p->turned) { // in formulas the keys and the values then come first
        Factor swap = f.left;
        f.left = f.right, f.right = swap;
    }
    Box q = grid_box(&b[BLOCK_Q].grid), k = grid_box(&b[BLOCK_K].grid), a = grid_box(&b[BLOCK_A].grid),
        v = grid_box(&b[BLOCK_V].grid);
    double left_edge = p->turned ? k.x - p->names : q.x - p->names;
    if (scores && !p->turned) // over Q, left of Kᵀ
        f.bench = box(left_edge, v.y, k.x - 12 - left_edge, k.y + k.h - v.y);
    else if (scores) // over Kᵀ, left of Q
        f.bench = box(left_edge, q.y - 20, q.x - 12 - left_edge, q.h + 20);
    else if (!p->turned) // over A, left of V
        f.bench = box(a.x - 16, v.y - 20, v.x - p->names - a.x + 8, v.h + 16);
    else // over A
        f.bench = box(a.x, q.y - 36, a.w, q.h + 36);
    return f;
}

static void flights_of(const MatrixPage *p, BlockId id) {
    int columns = id == BLOCK_S ? p->m : p->dv;
    for (int j = 0; j < columns; j++) {
        double u = matrix_turn(p, id, 0, j);
        if (!(u > 0 && u < 1)) continue;
        Product f = product_of(p, id, 0, j);
        if (j == 0 && (id == BLOCK_O || p->dot)) product_draw(p->out, &f, u);
        product_ring(p->out, &f, j == 0 ? part(u, 0, 0.08) - part(u, 0.85, 1) : part(u, 0, 0.2) - part(u, 0.8, 1));
    }
    for (int i = 1; i < p->n; i++) {
        double u = matrix_turn(p, id, i, 0);
        if (!(u > 0 && u < 1)) continue;
        const Grid *grid = &p->block[id == BLOCK_S ? BLOCK_Q : BLOCK_A].grid;
        list_rect(p->out, box_grow(grid_row(grid, i), 3),
                  (RectStyle){
                      .radius = 10, .stroke = paint_faded(grid->role, (float)(part(u, 0, 0.2) - part(u, 0.8, 1))), .width = 2.5 });
    }
}

void matrix_page_flights(const MatrixPage *p) {
    if (!p->digits) return;
    if (step_focuses(p->step, "s")) flights_of(p, BLOCK_S);
    if (step_focuses(p->step, "o")) flights_of(p, BLOCK_O);
}
