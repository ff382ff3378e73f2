// The lanes: links from the word, the matrix, what meets on the bench, the result; and the grid of what words have in common.
#include <math.h>
#include <string.h>

#include "base/math.h"
#include "kit/arithmetic.h"
#include "scene/projections/projections.h"

// --- X

static void draw_features(const Projections *p, const Grid *g) {
    if (!p->features || g->w < 24) return;
    for (int j = 0; j < g->columns; j++) {
        const char *word = row_word(p->step, "Wk", j);
        if (!word) continue;
        Box at = grid_cell(g, 0, j);
        list_text_fit(p->out, box_middle_x(at), at.y - 10, at.w + 2, text_of(word),
                      (TextStyle){ .size = 14, .paint = paint(ROLE_MUTED), .align = ALIGN_CENTER });
    }
}

static void draw_words(const Projections *p, const Grid *g, const Matrix *m, int strong) {
    for (int i = 0; i < g->rows && g->h >= 15; i++) {
        Box at = grid_cell(g, i, 0);
        int row = g->rows == 1 && !p->all ? p->word : i;
        const char *word = row_word(p->step, "x", row);
        Ident ident = ident_symbol(m->node, matrix_element(m, row, 0), false);
        double y = box_middle_y(at) + 5;
        if (word)
            list_text_fit(p->out, at.x - 10, y, p->labels - 8, text_of(word),
                          (TextStyle){ .face = row == strong ? FACE_BOLD : FACE_TEXT,
                                       .size = 15,
                                       .paint = paint(row == strong ? ROLE_INK : ROLE_MUTED),
                                       .align = ALIGN_RIGHT,
                                       .ident = ident });
        else
            draw_symbol(p->out, at.x - 10, y, "x", row,
                        (TextStyle){ .size = 17, .paint = paint(ROLE_INK), .align = ALIGN_RIGHT, .ident = ident });
    }
}

static double tint(const Matrix *m, int i, int j) { return 0.6 * matrix_share(m, i, j) + 1e-6; }

static void draw_x(const Projections *p, bool one) {
    const Grid *g = &p->x_grid;
    double come = acts_come(&p->acts, "x");
    if (!g->digits) grid_heat(p->out, g, &p->x);
    for (int i = 0; i < g->rows && g->digits; i++)
        for (int j = 0; j < g->columns; j++)
            matrix_cell(p->out, grid_cell(g, i, j), &p->x, i, j,
                        (CellStyle){ .role = ROLE_INK,
                                     .share = tint(&p->x, i, j),
                                     .size = grid_size(g),
                                     .reveal = math_clamp(come, 0.01, 1),
                                     .fade = one && i != p->word ? 0.45 : 0 });
    draw_words(p, g, &p->x, one ? p->word : -1);
    draw_features(p, g);
    if (one)
        list_rect(p->out, box_grow(grid_row(g, p->word), 4), (RectStyle){ .radius = 10, .stroke = paint(ROLE_INK), .width = 2 });
}

// --- headings

// Moved onto the stage where its column is narrow and stands at the edge.
static void heading(const Projections *p, double x, const char *name, const char *tex, const char *shape, bool strong) {
    if (p->flat) return;
    const Metrics *metrics = p->out->metrics;
    double wide =
        math_max(metrics_width(metrics, FACE_BOLD, 16, text_of(name)), metrics_width(metrics, FACE_TEXT, 13, text_of(shape)));
    x = math_clamp(x, wide / 2 + 6, p->view->width - wide / 2 - 6);
    Ident before = list_show(p->out, ident_note("rows × columns"));
    draw_heading(p->out, x, p->lower + (p->small ? 18 : 30), name, tex, (HeadingStyle){ .role = ROLE_INK, .strong = strong });
    if (!p->small)
        list_text(p->out, x, p->lower + 80, text_of(shape),
                  (TextStyle){ .size = 13, .paint = paint(ROLE_MUTED), .align = ALIGN_CENTER });
    list_show(p->out, before);
}

static const char *word_of(const Projections *p, int row) {
    const char *word = row_word(p->step, "x", row);
    return word ? word : arena_print(p->out->arena, "%d", row + 1);
}

static void headings(const Projections *p) {
    const ProjectionLane *lane = NULL;
    for (int i = LANES; i-- > 0;)
        if (p->lane[i].shown) lane = &p->lane[i];
    Arena *arena = p->out->arena;
    bool single = p->lanes == 1, plays = p->acts.now <= p->acts.seconds;
    int which = (int)(lane - p->lane);
    heading(p, box_middle_x(grid_box(&p->x_grid)), "Words", "X", arena_print(arena, "%d × %d", p->n, p->x.columns), false);
    heading(p, box_middle_x(grid_box(&lane->w_grid)), single ? "Matrix" : "Matrices", single ? lane_tex[which] : "W",
            arena_print(arena, single ? "%d × %d" : "%d × %d each", lane->W.rows, lane->W.columns), false);
    if (lane->bench.w > 150)
        heading(p, box_middle_x(lane->bench), "Row × column", single ? arena_print(arena, "x\\,%s", lane_tex[which]) : "x\\,W",
                "pair up, multiply, add", plays);
    const char *rows =
        p->all ? arena_print(arena, "%d × %d", p->n, lane->out.columns) : arena_print(arena, "1 × %d", lane->out.columns);
    const char *name = p->all ? "All rows" : arena_print(arena, "Row of %s", word_of(p, p->word));
    const char *tex = p->all ? (single ? lane_letter[which] : "Q \\; K \\; V") : single ? lane_reveal[which] : "q \\; k \\; v";
    heading(p, box_middle_x(grid_box(&lane->out_grid)), name, tex, rows, false);
}

// --- a lane

static bool is_flying(const Projections *p, int lane, int *i, int *j) {
    for (*i = 0; *i < lane_rows(p); ++*i)
        for (*j = 0; *j < p->lane[lane].out.columns; ++*j) {
            double u = projections_turn(p, lane, *i, *j);
            if (u > 0 && u < 1) return true;
        }
    return false;
}

static bool has_begun(const Projections *p, int lane) { return projections_turn(p, lane, 0, 0) > 0; }

static Product product_of(const Projections *p, const ProjectionLane *lane, int i, int j) {
    return (Product){
        .left = { &p->x_grid, &p->x, false, lane_row(p, i), "x" },
        .right = { &lane->w_grid, &lane->W, true, j, lane_reveal[lane - p->lane] },
        .count = p->x.columns,
        .bench = lane->bench,
        .target = grid_cell(&lane->out_grid, i, j),
        .result = &lane->out,
        .row = lane_row(p, i),
        .column = j,
        .role = lane_role[lane - p->lane],
    };
}

// Every flight of a single word is seen; of many the first, and rings for the rest.
static void draw_flight(const Projections *p, int which) {
    const ProjectionLane *lane = &p->lane[which];
    int i, j;
    if (!lane->now || !lane->w_grid.digits || !is_flying(p, which, &i, &j)) return;
    double u = projections_turn(p, which, i, j);
    Product f = product_of(p, lane, i, j);
    if (!p->all || (i == 0 && j == 0)) product_draw(p->out, &f, u);
    product_ring(p->out, &f, part(u, 0, 0.08) - part(u, 0.9, 1));
}

// The last number that has landed, written out.
static void draw_sum(const Projections *p, int which) {
    const ProjectionLane *lane = &p->lane[which];
    int i, j, row = lane_row(p, p->all ? p->word : 0), column = lane->out.columns - 1;
    if (!lane->now || !has_begun(p, which) || is_flying(p, which, &i, &j) || lane->bench.w < 190 || p->x.columns > 4) return;
    double y = box_middle_y(lane->bench), size = math_clamp(lane->bench.w / (5.4 * p->x.columns), 11, p->small ? 14 : 17);
    list_line(p->out, lane->bench.x, y, lane->bench.x + lane->bench.w - 4, y,
              (StrokeStyle){ .paint = paint(lane_role[which]), .width = 1.6, .arrow = 9 });
    Pen pen = { .out = p->out, .x = lane->bench.x + 8, .y = y - 12, .size = size, .end = lane->bench.x + lane->bench.w - 4 };
    for (int k = 0; k < p->x.columns; k++) {
        if (k) pen_operator(&pen, " + ");
        pen_number(&pen, matrix_at(&p->x, row, k), ROLE_INK, matrix_ident(&p->x, row, k));
        pen_operator(&pen, " · ");
        pen_number(&pen, matrix_at(&lane->W, k, column), lane_role[which], matrix_ident(&lane->W, k, column));
    }
    pen_result(&pen, matrix_at(&lane->out, row, column), lane_role[which], matrix_ident(&lane->out, row, column));
    if (lane->at.h >= 96)
        draw_note(p->out, lane->bench.x + 8, y + 24, lane->bench.w - 12,
                  arena_print(p->out->arena, "%s, column %d", word_of(p, row), column + 1),
                  (TextStyle){ .ident = ident_note("which number of the result this is") });
}

// Too small for digits: the whole comes at once.
static void draw_heat(const Projections *p, const Grid *g, const Matrix *m, double come) {
    if (!(come > 0)) {
        grid_to_come(p->out, g);
        return;
    }
    float former = list_fade(p->out, p->out->alpha * (float)ease(come));
    grid_heat(p->out, g, m);
    list_fade(p->out, former);
}

static void draw_result(const Projections *p, int which) {
    static const char *const means[LANES] = { "what it asks for", "what it answers to", "what it brings" };
    const ProjectionLane *lane = &p->lane[which];
    const Grid *g = &lane->out_grid;
    Box all = grid_box(g);
    Matrix row_of_it = p->all ? lane->out : matrix_rows(&lane->out, p->word, 1, 4);
    if (!g->digits) draw_heat(p, g, &row_of_it, acts_come(&p->acts, lane_reveal[which]));
    for (int i = 0; i < g->rows && g->digits; i++)
        for (int j = 0; j < g->columns; j++) {
            double u = projections_turn(p, which, i, j), come = p->all && (i || j) ? ease(u) : part(u, 0.9, 1);
            Box at = grid_cell(g, i, j);
            int row = lane_row(p, i);
            if (!(come > 0)) {
                draw_awaited(p->out, at, matrix_ident(&lane->out, row, j),
                             (CellStyle){ .role = lane_role[which], .size = grid_size(g) });
                continue;
            }
            matrix_cell(p->out, at, &lane->out, row, j,
                        (CellStyle){ .role = lane_role[which],
                                     .share = tint(&lane->out, row, j),
                                     .size = grid_size(g),
                                     .state = lane->now ? CELL_NOW : CELL_DONE,
                                     .reveal = come < 1 ? come : 0 });
        }
    if (p->all) draw_words(p, g, &lane->out, -1);
    if (p->all || p->flat || lane->at.h < 110) return;
    double x = all.x, room = all.w + p->sizes->pad;
    draw_tex(p->out, x, all.y - 12, arena_print(p->out->arena, "%s_{\\text{%s}}", lane_reveal[which], word_of(p, p->word)),
             (FormulaStyle){ .size = 19, .paint = paint(lane_role[which]), .ident = ident_symbol(lane->out.node, 0, false) },
             ALIGN_LEFT);
    draw_note(p->out, x, all.y + all.h + 20, room, means[which], (TextStyle){ 0 });
}

static void draw_matrix(const Projections *p, int which) {
    const ProjectionLane *lane = &p->lane[which];
    const Grid *g = &lane->w_grid;
    if (!g->digits) grid_heat(p->out, g, &lane->W);
    for (int i = 0; i < g->rows && g->digits; i++)
        for (int j = 0; j < g->columns; j++)
            matrix_cell(p->out, grid_cell(g, i, j), &lane->W, i, j,
                        (CellStyle){ .role = lane_role[which], .share = tint(&lane->W, i, j), .size = grid_size(g) });
    Box all = grid_box(g);
    draw_tex(p->out, lane->at.x + p->sizes->pad * 0.6, box_middle_y(all) + 8, lane_tex[which],
             (FormulaStyle){
                 .size = p->small ? 18 : 25, .paint = paint(lane_role[which]), .ident = ident_symbol(lane->W.node, 0, false) },
             ALIGN_LEFT);
    static const char *const input[LANES] = { "Wq", "Wk", "Wv" };
    for (int i = 0; i < g->rows && p->features && g->h >= 13; i++) {
        Box at = grid_cell(g, i, 0);
        const char *word = row_word(p->step, input[which], i);
        if (word)
            list_text_fit(p->out, at.x - 8, box_middle_y(at) + 5, p->feature_w - 4, text_of(word),
                          (TextStyle){ .size = g->h < 20 ? 12 : 14, .paint = paint(ROLE_MUTED), .align = ALIGN_RIGHT });
    }
}

// "3 × 3 · 3 × 2 = 3 × 2" under the bench of a lane that multiplies all words.
static void draw_shapes(const Projections *p, int which) {
    const ProjectionLane *lane = &p->lane[which];
    if (!p->all || lane->bench.w < 150 || lane->at.h < 84 || !(projections_turn(p, which, 0, 0) >= 1)) return;
    const char *text = arena_print(p->out->arena, "%d × %d  times  %d × %d  =  %d × %d", p->n, p->x.columns, lane->W.rows,
                                   lane->W.columns, p->n, lane->out.columns);
    list_text_fit(p->out, box_middle_x(lane->bench), lane->at.y + lane->at.h - 10, lane->bench.w - 4, text_of(text),
                  (TextStyle){ .size = 13,
                               .paint = paint(ROLE_MUTED),
                               .align = ALIGN_CENTER,
                               .ident = ident_note("rows × columns of the words, the matrix and the result") });
}

static void draw_lane(const Projections *p, int which) {
    const ProjectionLane *lane = &p->lane[which];
    int i, j;
    bool flying = lane->now && is_flying(p, which, &i, &j), many = p->lanes > 1;
    bool now = flying || (lane->now && p->lanes == 1);
    if (now)
        draw_highlight(p->out, lane->at);
    else if (many)
        list_rect(p->out, lane->at, (RectStyle){ .radius = 12, .stroke = paint(ROLE_LINE), .width = 1.2 });
    Box from = p->all ? grid_box(&p->x_grid) : grid_row(&p->x_grid, p->word);
    bool begun = has_begun(p, which);
    draw_link(p->out, from.x + from.w + 6, box_middle_y(from), lane->at.x - 3, box_middle_y(lane->at), lane_role[which],
              now ? 3 : 2, begun ? 0.8f : 0.3f);
    draw_matrix(p, which);
    draw_result(p, which);
    draw_sum(p, which);
    draw_shapes(p, which);
}

void projections_lanes(const Projections *p) {
    if (!p->x_grid.columns) return;
    draw_x(p, p->lanes > 0 && !p->all);
    if (!p->lanes) return;
    headings(p);
    for (int i = 0; i < LANES; i++)
        if (p->lane[i].shown) draw_lane(p, i);
    for (int i = 0; i < LANES; i++)
        if (p->lane[i].shown) draw_flight(p, i);
}

// --- what words have in common

void projections_common(const Projections *p) {
    const Grid *g = &p->common_grid;
    if (!matrix_exists(&p->common) || !g->columns) return;
    heading(p, box_middle_x(grid_box(&p->x_grid)), "Words", "X", arena_print(p->out->arena, "%d × %d", p->n, p->x.columns), false);
    heading(p, box_middle_x(grid_box(g)), "In common", "X X^\\top", "row times row", step_focuses(p->step, "common"));
    if (!g->digits) draw_heat(p, g, &p->common, acts_come(&p->acts, "common"));
    for (int i = 0; i < g->rows && g->digits; i++)
        for (int j = 0; j < g->columns; j++) {
            double u = projections_common_turn(p, i, j), come = i || j ? ease(u) : part(u, 0.9, 1);
            Box at = grid_cell(g, i, j);
            if (!(come > 0))
                draw_awaited(p->out, at, matrix_ident(&p->common, i, j), (CellStyle){ .role = ROLE_S, .size = grid_size(g) });
            else
                matrix_cell(p->out, at, &p->common, i, j,
                            (CellStyle){ .role = ROLE_S,
                                         .share = tint(&p->common, i, j),
                                         .size = grid_size(g),
                                         .fade = i == j ? 0.4 : 0,
                                         .reveal = come < 1 ? come : 0 });
        }
    draw_words(p, g, &p->x, -1);
    for (int j = 0; j < g->columns && g->w >= 24; j++) {
        const char *word = row_word(p->step, "x", j);
        Box at = grid_cell(g, 0, j);
        if (word)
            list_text_fit(p->out, box_middle_x(at), at.y - 10, at.w + 2, text_of(word),
                          (TextStyle){ .size = 15, .paint = paint(ROLE_MUTED), .align = ALIGN_CENTER });
    }
    for (int i = 0; i < p->n && g->digits; i++)
        for (int j = 0; j < p->n; j++) {
            double u = projections_common_turn(p, i, j);
            if (!(u > 0 && u < 1)) continue;
            Product f = { .left = { &p->x_grid, &p->x, false, i, "x" },
                          .right = { &p->x_grid, &p->x, false, j, "x" },
                          .count = p->x.columns,
                          .bench = p->common_bench,
                          .target = grid_cell(g, i, j),
                          .result = &p->common,
                          .row = i,
                          .column = j,
                          .role = ROLE_S };
            if (!i && !j) product_draw(p->out, &f, u);
            product_ring(p->out, &f, part(u, 0, 0.1) - part(u, 0.9, 1));
        }
}
