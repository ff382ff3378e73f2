// The lanes: the columns of Q, K and V take their head's colour, part and travel; every lane computes its grid and its output.
#include <math.h>

#include "base/math.h"
#include "scene/heads/heads.h"

enum { CELLS_MOST = 300 };

// --- blocks of cells

static double share_in(const Heads *p, const Matrix *m, int row, int column) {
    double share = m == &p->a ? share_of(matrix_at(m, row, column), 1) : matrix_share(m, row, column);
    return share > 0.001 ? share : 0.001; // 0 would mean the matrix's own
}

static bool is_masked(const Heads *p, const Matrix *m, int row, int column) {
    return m == &p->a && matrix_exists(&p->masked) && matrix_at(&p->masked, row, column) == -MATH_INFINITY;
}

static void outline(const Heads *p, Box at, Role role) {
    double side = at.w < at.h ? at.w : at.h;
    if (side < 2) return;
    list_rect(p->out, at,
              (RectStyle){
                  .radius = math_clamp(side * 0.2, 0, 8), .stroke = paint_tint(role, ROLE_STAGE, 0.5f), .width = 1.2, .dash = 4 });
}

void heads_block(const Heads *p, Box at, const Matrix *m, int row, int rows, int column, int columns, BlockStyle style) {
    double w = at.w / columns, h = at.h / rows;
    if (style.to_come || style.rows < rows) outline(p, box_grow(at, -0.5), style.role);
    bool waits = style.to_come || style.rows <= 0;
    if (w < 5 || h < 5 || rows * columns > CELLS_MOST) {
        if (waits) return;
        int there = style.rows >= rows ? rows : (int)ceil(style.rows);
        matrix_heat(p->out, box(at.x, at.y, at.w, h * there), m, row, there, column, columns, style.role);
        return;
    }
    bool digits = style.digits && w >= 29 && h >= 27.9;
    for (int i = 0; i < rows; i++)
        for (int j = 0; j < columns; j++) {
            double come = waits ? 0 : math_clamp(style.rows - i, 0, 1);
            come = come_or_asked(p->out, matrix_ident(m, row + i, column + j), come);
            if (come <= 0) continue;
            Box cell = heads_cell(at, rows, columns, i, j);
            CellStyle look = { .role = style.role,
                               .share = share_in(p, m, row + i, column + j),
                               .state = style.now ? CELL_NOW : CELL_DONE,
                               .size = math_clamp(h * 0.4, 12, 20),
                               .ring = style.ring == i + 1 && !digits,
                               .reveal = come };
            if (is_masked(p, m, row + i, column + j)) look.state = CELL_MASKED;
            if (digits)
                matrix_cell(p->out, box(cell.x, cell.y, cell.w, cell.h), m, row + i, column + j, look);
            else
                look.share *= p->digits ? 0.55 : 1, // as pale as its neighbours with digits
                    matrix_tile(p->out, cell, m, row + i, column + j, look);
        }
    if (style.ring > 0 && !waits && style.rows >= style.ring)
        list_rect(p->out, box(at.x - 1, at.y + h * (style.ring - 1) - 1, at.w + 2, h + 2),
                  (RectStyle){ .radius = math_clamp(h * 0.24, 2, 9), .stroke = paint(ROLE_INK), .width = 2 });
}

// --- the split

static const Role projection_role[] = { ROLE_Q, ROLE_K, ROLE_V };
static const char *const projection_letter[] = { "Q", "K", "V" };

static bool splits(const Heads *p) { return heads_shows(p, "split"); }
static double split_part(const Heads *p, double from, double to) { return part(acts_come(&p->acts, "split"), from, to); }
bool heads_arrived(const Heads *p) { return !p->column[COLUMN_QKV] || !splits(p) || acts_come(&p->acts, "split") >= 1; }

// One head after the other, the first slowly.
static double travelled(const Heads *p, int head) {
    const double begin = 0.45, first = p->lanes > 1 ? 0.2 : 0.55, each = math_clamp((1 - begin - first) / p->lanes, 0.1, 0.2);
    double late = p->lanes > 2 ? (1 - each - begin - first) / (p->lanes - 2) : 0, start = begin + first + late * (head - 1);
    return head ? split_part(p, start, start + each) : split_part(p, begin, begin + first);
}

// Where a head's columns of Q, K or V are. The first lane's way is free. At the right of lanes that are filled, Q, K and V first
// draw apart as far as they will stand, then go to the height of their lane, and only then in: nothing passes over anything.
static Box on_the_way(const Heads *p, int which, int head, double parted, double u) {
    Box from = heads_whole(p, which, head, parted), to = heads_part(p, which, head), first = heads_part(p, 0, head), at = to;
    double down = part(u, 0.35, head ? 0.7 : 1), last = heads_part(p, 2, head).x - first.x;
    double right = math_min(p->x_of[COLUMN_QKV] + p->w_of[COLUMN_QKV] + 12, p->view->width - 12 - last - to.w);
    double aside = head ? math_max(from.x - last, right) - first.x : 0;
    at.x = between(between(from.x, to.x + aside, part(u, 0, 0.5)), to.x, head ? part(u, 0.64, 1) : 0);
    at.y = between(from.y, to.y, down), at.w = between(from.w, to.w, down), at.h = between(from.h, to.h, down);
    return at;
}

// The columns of one head in Q, K or V, on their way from the whole matrix to the lane.
static void draw_travelling(const Heads *p, int which, int head) {
    double colour = split_part(p, 0.02, 0.24), parted = split_part(p, 0.24, 0.42), u = travelled(p, head);
    Box lane = heads_part(p, which, head), at = on_the_way(p, which, head, parted, u);
    int rows = which == 0 ? p->n : p->m;
    bool ready = head < p->ready;
    const Matrix *m = &p->qkv[which];
    BlockStyle own = { .role = projection_role[which], .rows = 1e9, .digits = (colour < 0.5 || !ready) && p->digits };
    own.rows = p->factors ? heads_rows_come(p, "qkv") * rows / p->n : acts_come(&p->acts, "qkv") * rows;
    double gone = ready ? 0 : u; // a row that nobody has asked for yet stays where it is
    if (!ready) at = heads_whole(p, which, head, parted);
    if (!ready && u > 0 && !p->factors)
        heads_block(p, lane, m, 0, rows, head * p->dk, p->dk, (BlockStyle){ .role = head_role(head), .to_come = true });
    float former = list_fade(p->out, p->out->alpha * (float)((1 - (ready ? colour : 0)) * (1 - gone)));
    if (p->out->alpha > 0.01f) heads_block(p, at, m, 0, rows, head * p->dk, p->dk, own);
    list_fade(p->out, former * (float)(ready ? colour : 0));
    if (p->out->alpha > 0.01f) {
        BlockStyle taken = { .role = head_role(head), .rows = own.rows, .digits = p->digits && colour >= 0.5 };
        heads_block(p, at, m, 0, rows, head * p->dk, p->dk, taken);
        list_fade(p->out, former * (float)(colour * (1 - part(u, 0.6, 1))));
        double thick = p->sizes->thin;
        if (p->out->alpha > 0.01f) draw_head_strip(p->out, box(at.x + 1, at.y - thick - 2, at.w - 2, thick), head);
    }
    list_fade(p->out, former);
}

// Q, K, V beside the whole matrices, before they part.
static void draw_letters(const Heads *p, double alpha) {
    if (alpha <= 0.01 || p->flat) return;
    float former = list_fade(p->out, p->out->alpha * (float)alpha);
    double pitch = heads_whole(p, 1, 0, 0).y - heads_whole(p, 0, 0, 0).y, size = math_clamp(pitch * 0.85, 8, 24);
    for (int i = 0; i < 3; i++) {
        Box at = heads_whole(p, i, 0, 0);
        draw_symbol(p->out, at.x - 12, box_middle_y(at) + size * 0.3, projection_letter[i], -1,
                    (TextStyle){ .size = size,
                                 .paint = paint(projection_role[i]),
                                 .align = ALIGN_RIGHT,
                                 .ident = ident_symbol(p->qkv[i].node, 0, false) });
    }
    list_fade(p->out, former);
}

static void draw_lane_letters(const Heads *p) {
    double over = heads_lane(p, 0).y; // under the heading, where there is room for it
    bool room = !p->stacked && (!p->small || over - p->sizes->lane >= 22);
    for (int i = 0; i < 3; i++) {
        Box first = heads_part(p, i, 0);
        Ident before = list_show(p->out, ident_symbol(p->qkv[i].node, 0, false));
        if (room && first.w >= 12)
            draw_symbol(p->out, box_middle_x(first), over - (p->small ? 6 : 10), projection_letter[i], -1,
                        (TextStyle){ .size = p->small ? 16 : 18, .paint = paint(projection_role[i]), .align = ALIGN_CENTER });
        for (int lane = 0; lane < p->lanes && p->stacked && p->cell_h * p->n >= 18; lane++) {
            Box at = heads_part(p, i, lane);
            draw_symbol(p->out, at.x - 6, box_middle_y(at) + 5, projection_letter[i], -1,
                        (TextStyle){ .size = 16, .paint = paint(projection_role[i]), .align = ALIGN_RIGHT });
        }
        list_show(p->out, before);
    }
}

double heads_rows_come(const Heads *p, const char *name) {
    double sum = 0;
    for (int i = 0; i < p->n; i++) sum += acts_turn(&p->acts, name, i, p->n, 1.6);
    return acts_come(&p->acts, name) >= 1 ? p->n : sum;
}

// The row of an act that plays, counted from 1; 0 when it does not.
static int row_playing(const Heads *p, const char *name) {
    double come = acts_come(&p->acts, name), rows = heads_rows_come(p, name);
    return come > 0 && come < 1 && rows < p->n ? (int)floor(rows) + 1 : 0;
}

static void draw_projections(Heads *p) {
    bool moving = acts_come(&p->acts, "split") < 1 || acts_come(&p->acts, "qkv") < 1;
    if (!splits(p) || moving) {
        double u = acts_come(&p->acts, "split");
        p->out->may_overlap = u > 0 && u < 1;            // columns pass over each other
        for (int head = p->lanes - 1; head >= 0; head--) // the first goes first, over those that wait
            for (int i = 0; i < 3; i++) draw_travelling(p, i, head);
        p->out->may_overlap = false;
        draw_letters(p, 1 - split_part(p, 0.45, 0.6));
        return;
    }
    draw_lane_letters(p);
    for (int head = 0; head < (p->factors ? p->ready : p->lanes); head++)
        for (int i = 0; i < 3; i++) {
            BlockStyle style = { .role = head_role(head), .rows = 1e9, .digits = p->digits, .to_come = head >= p->ready };
            style.now = p->now == COLUMN_QKV;
            style.ring = i == 0 && head < p->ready ? row_playing(p, "s") + row_playing(p, "a") : 0; // the query that asks now
            heads_block(p, heads_part(p, i, head), &p->qkv[i], 0, i == 0 ? p->n : p->m, head * p->dk, p->dk, style);
        }
}

// --- the lanes

// The head's colour, hatch and number at the left of its lane.
static void draw_tab(const Heads *p, int head) {
    Box lane = heads_lane(p, head);
    double left = lane.x - (p->stacked && p->column[COLUMN_QKV] ? 18 : 0) - (p->column[COLUMN_X] ? 0 : p->label_w);
    double w = p->small || p->tab_w < 60 ? 6 : 8, size = math_clamp((p->lane_pitch - 1) / 1.35, 0, 15);
    float former = list_fade(p->out, p->out->alpha * (head < p->ready ? 1 : 0.45f));
    draw_head_strip(p->out, box(left - w - 6, lane.y, w, lane.h), head);
    if (p->tab_w >= 60)
        draw_head_name(p->out, left - w - 12, box_middle_y(lane) + 5, head, 14, ALIGN_RIGHT);
    else if (size >= 8)
        draw_head_number(p->out, left - w - 9, box_middle_y(lane) + size * 0.36, head, size, ALIGN_RIGHT);
    list_fade(p->out, former);
}

static void draw_wire(const Heads *p, int head, double x1, double y1, double x2, double y2, double alpha) {
    if (x2 - x1 < 8 || alpha <= 0.01) return;
    double width = p->lanes > 4 ? 1.2 : 2;
    draw_link(p->out, x1, y1, x2, y2, head_role(head), width, (float)(0.7 * alpha));
}

static void draw_wires(const Heads *p, int head) {
    if (head >= p->ready || p->lane_pitch < 3) return;
    double middle = box_middle_y(heads_lane(p, head));
    if (p->column[COLUMN_QKV] && p->column[COLUMN_A])
        draw_wire(p, head, p->x_of[COLUMN_QKV] + p->w_of[COLUMN_QKV] + 6, middle, p->x_of[COLUMN_A] - 6, middle, 1);
    if (p->column[COLUMN_A] && p->column[COLUMN_HEADS])
        draw_wire(p, head, p->x_of[COLUMN_A] + p->w_of[COLUMN_A] + 6, middle, p->x_of[COLUMN_HEADS] - 6, middle, 1);
    if (!p->column[COLUMN_CONCAT] || !p->column[COLUMN_HEADS]) return;
    Box to = heads_joined(p, head);
    double u = acts_come(&p->acts, "concat");
    draw_wire(p, head, p->x_of[COLUMN_HEADS] + p->w_of[COLUMN_HEADS] + 6, middle, p->x_of[COLUMN_CONCAT] - 10, box_middle_y(to), u);
}

// "red square" or its mark before the rows of a grid, and over its columns.
static void draw_words(const Heads *p, int head) {
    Box grid = heads_grid(p, head);
    bool room = p->cell_h >= 15 && p->column[COLUMN_A];
    for (int i = 0; i < p->n && room && !p->column[COLUMN_X]; i++)
        heads_row_label(p, p->words, p->given ? &p->qkv[0] : &p->x, i, heads_lane(p, head).x - 8, grid.y + p->cell_h * (i + 0.5));
    if (head > 0 || p->small || matrix_exists(&p->y)) return;
    for (int j = 0; j < p->m && p->cell_w >= 20; j++) {
        const char *word = row_word(p->step, "x", j);
        double x = grid.x + p->cell_w * (j + 0.5), y = grid.y - 12;
        if (!word || draw_token(p->out, word, x, y, 13)) continue;
        list_text_fit(p->out, x, y + 3, p->cell_w - 2, text_of(word),
                      (TextStyle){ .size = 12, .paint = paint(ROLE_MUTED), .align = ALIGN_CENTER });
    }
}

static void draw_lane(Heads *p, int head) {
    bool ready = head < p->ready;
    int row = head * p->n;
    if (p->column[COLUMN_A]) {
        double come = heads_rows_come(p, "a");
        bool follows = step_focuses(p->step, "a") && p->digits;
        int now = come >= p->n ? step_query(p->step, p->n) : (int)floor(come);
        BlockStyle style = { .role = head_role(head), .rows = come, .digits = p->digits, .to_come = !ready };
        style.now = p->now == COLUMN_A;
        style.ring = follows && ready ? now + 1 : 0;
        heads_block(p, heads_grid(p, head), &p->a, row, p->n, 0, p->m, style);
        draw_words(p, head);
    }
    if (p->column[COLUMN_HEADS]) {
        BlockStyle style = { .role = head_role(head), .rows = heads_rows_come(p, "heads"), .digits = p->digits, .to_come = !ready };
        style.now = p->now == COLUMN_HEADS;
        heads_block(p, heads_output(p, head), &p->heads, row, p->n, 0, p->dk, style);
    }
}

void heads_lanes(Heads *p) {
    bool lanes = p->column[COLUMN_QKV] || p->column[COLUMN_A] || p->column[COLUMN_HEADS];
    if (!lanes) return;
    bool parted = !p->column[COLUMN_QKV] || splits(p);
    for (int head = 0; head < (p->factors ? p->ready : p->lanes) && parted; head++) {
        float former =
            list_fade(p->out, p->out->alpha * (float)(p->column[COLUMN_QKV] ? math_clamp(travelled(p, head) * 2 - 1, 0, 1) : 1));
        if (p->out->alpha > 0.01f) draw_tab(p, head);
        if (heads_arrived(p)) draw_wires(p, head), draw_lane(p, head);
        list_fade(p->out, former);
    }
    if (p->column[COLUMN_QKV]) draw_projections(p);
}
