// The two ends of the picture, the headings and the line of arithmetic: what a head reads of the input, the outputs side by
// side, and the matrix that mixes them.
#include <math.h>

#include "base/math.h"
#include "kit/arithmetic.h"
#include "scene/heads/heads.h"

// --- the input

// How strongly a head reads a column of the input: the length of that column's weights in its part of Wq and Wk.
static double reads(const Heads *p, int head, int column) {
    double sum = 0;
    for (int j = head * p->dk; j < (head + 1) * p->dk; j++) {
        double q = matrix_at(&p->Wq, column, j), k = matrix_at(&p->Wk, column, j);
        sum += q * q + k * k;
    }
    return sqrt(sum);
}

static void draw_window(const Heads *p, int head, Box at) {
    double most = 0;
    for (int i = 0; i < p->lanes; i++)
        for (int j = 0; j < p->d; j++) {
            double size = reads(p, i, j);
            most = size > most ? size : most;
        }
    for (int j = 0; j < p->d; j++) {
        double size = reads(p, head, j);
        Box cell = heads_cell(at, 1, p->d, 0, j);
        draw_cell(p->out, cell, "",
                  (CellStyle){ .role = head_role(head),
                               .share = math_clamp(share_of(size, most), 0.001, 1),
                               .ident = ident_note(arena_print(p->out->arena,
                                                               "head %d reads column %d of the input with weights of length %s "
                                                               "(its part of Wq and Wk)",
                                                               head + 1, j + 1, number_text(p->out->arena, size, 4))) });
    }
}

// Under the input: a row a head, dark where the head looks.
static void draw_windows(const Heads *p) {
    double y = p->rows_y + p->n * p->end_h + p->sizes->apart, h = math_clamp(p->end_w * 0.4, 5, 12), step = h + 4;
    if (step < 13 && p->lanes <= 8 && !p->small) step = 13;
    double end = p->folded ? p->bottom : p->view->height - (p->footer.h > 0 ? 60 : 8);
    bool room = y + step * p->lanes + (p->small ? 0 : 22) < end;
    if (!matrix_exists(&p->Wq) || !matrix_exists(&p->Wk) || matrix_exists(&p->y) || !room || p->end_w < 5 || p->d > 64) return;
    double x = p->x_of[COLUMN_X], w = p->w_of[COLUMN_X];
    for (int head = 0; head < p->ready && head < p->lanes; head++) {
        draw_window(p, head, box(x, y + step * head, w, h));
        double size = math_min(11, step - 1);
        if (size >= 8)
            draw_head_number(p->out, x - (p->small ? 4 : 8), y + step * head + h / 2 + 0.36 * size, head, size, ALIGN_RIGHT);
    }
    if (!p->small)
        list_text_fit(p->out, x + w / 2, y + step * (p->ready < p->lanes ? p->ready : p->lanes) + 14, w + 24,
                      text_of(p->ready == 1 ? "what it reads" : "what each head reads"),
                      (TextStyle){ .size = 13, .paint = paint(ROLE_MUTED), .align = ALIGN_CENTER });
}

void heads_row_label(const Heads *p, const char *input, const Matrix *m, int row, double x, double middle) {
    if (p->marks)
        draw_token(p->out, row_word(p->step, input, row), x - heads_mark / 2, middle, heads_mark);
    else
        draw_row_label(p->out, p->step, input, m, row, ROLE_INK, x, middle + 5);
}

static void draw_rows(const Heads *p, const char *input, const Matrix *m, double y, int rows) {
    Box at = box(p->x_of[COLUMN_X], y, p->w_of[COLUMN_X], rows * p->end_h);
    heads_block(p, at, m, 0, rows, 0, m->columns,
                (BlockStyle){ .role = ROLE_INK, .rows = 1e9, .digits = p->digits, .to_come = !heads_shows(p, "x") });
    for (int i = 0; i < rows && p->end_h >= 15; i++) heads_row_label(p, input, m, i, at.x - 10, y + p->end_h * (i + 0.5));
}

void heads_input(Heads *p) {
    if (!p->column[COLUMN_X]) return;
    draw_rows(p, "x", &p->x, p->rows_y, p->n);
    if (matrix_exists(&p->y)) draw_rows(p, "y", &p->y, p->rows_y + p->n * p->end_h + (p->sizes->fold), p->m);
    draw_windows(p);
    if (!p->column[COLUMN_QKV] || !heads_shows(p, "split") || p->lane_pitch < 3) return;
    double u = part(acts_come(&p->acts, "split"), 0.8, 1), from = p->x_of[COLUMN_X] + p->w_of[COLUMN_X] + 4;
    for (int head = 0; head < p->ready && head < p->lanes && u > 0.01; head++) {
        Box lane = heads_lane(p, head);
        draw_link(p->out, from, p->rows_y + p->n * p->end_h / 2, lane.x - p->tab_w - (p->stacked ? 18 : 0), box_middle_y(lane),
                  head_role(head), p->lanes > 4 ? 1.2 : 2, (float)(0.7 * u));
    }
}

// --- side by side, and mixed

static double arrived(const Heads *p, int head) {
    double late = p->lanes > 1 ? 0.35 * head / (p->lanes - 1) : 0;
    return part(acts_come(&p->acts, "concat"), 0.05 + late, 0.6 + late);
}

static void draw_concat(const Heads *p) {
    double thick = p->sizes->thin;
    for (int head = 0; head < p->lanes; head++) {
        Box to = heads_joined(p, head);
        double u = arrived(p, head);
        BlockStyle style = { .role = head_role(head), .rows = u > 0 ? 1e9 : 0, .digits = p->digits };
        style.now = p->now == COLUMN_CONCAT;
        style.to_come = head >= p->ready;
        if (u < 1)
            heads_block(p, to, &p->concat, 0, p->n, head * p->dk, p->dk, (BlockStyle){ .role = head_role(head), .to_come = true });
        if (u <= 0) continue;
        p->out->may_overlap = u < 1; // they pass over each other
        if (u < 1 && p->column[COLUMN_HEADS])
            heads_block(p, box_between(heads_output(p, head), to, u), &p->heads, head * p->n, p->n, 0, p->dk, style);
        else
            heads_block(p, to, &p->concat, 0, p->n, head * p->dk, p->dk, style);
        p->out->may_overlap = false;
        if (u >= 1 && to.w > 4) draw_head_strip(p->out, box(to.x + 1, to.y - thick - 2, to.w - 2, thick), head);
    }
}

static double mixed_rows(const Heads *p) {
    double sum = 0;
    for (int i = 0; i < p->n; i++) sum += acts_turn(&p->acts, "o", i, p->n, 1.6);
    return acts_come(&p->acts, "o") >= 1 ? p->n : sum;
}

// Over o, in its columns: the rows that a head's numbers meet have the head's colour.
static void draw_mix(const Heads *p) {
    double x = p->wo_x, w = p->w_of[COLUMN_O], thick = p->sizes->thin;
    for (int head = 0; head < p->lanes; head++) {
        Box rows = box(x, p->wo_y + head * p->dk * p->wo_cell, w, p->dk * p->wo_cell);
        heads_block(p, rows, &p->Wo, head * p->dk, p->dk, 0, p->d,
                    (BlockStyle){ .role = head_role(head), .rows = 1e9, .digits = p->digits && p->wo_cell >= 31 });
        if (rows.h > 3) draw_head_strip(p->out, box(x - thick - 3, rows.y + 1, thick, rows.h - 2), head);
    }
    if (!p->small) {
        draw_heading(p->out, x + w / 2, p->wo_y - 38, NULL, "W^O",
                     (HeadingStyle){ .role = ROLE_INK, .ident = ident_symbol(p->Wo.node, 0, false) });
    }
    double come = mixed_rows(p);
    int ring = step_focuses(p->step, "o") && p->digits ? (come >= p->n ? step_query(p->step, p->n) : (int)floor(come)) + 1 : 0;
    heads_block(p, box(p->x_of[COLUMN_O], p->join_y, w, p->n * p->join_h), &p->o, 0, p->n, 0, p->d,
                (BlockStyle){ .role = ROLE_V, .rows = come, .digits = p->digits, .now = p->now == COLUMN_O, .ring = ring });
}

// concat · W^O = o, on one line.
static void write_signs(const Heads *p) {
    double y = p->join_y + p->n * p->join_h / 2 + 6, w = p->w_of[COLUMN_O];
    TextStyle style = { .size = 18, .paint = paint(ROLE_MUTED), .align = ALIGN_CENTER };
    if (p->column[COLUMN_CONCAT])
        list_text(p->out, (p->x_of[COLUMN_CONCAT] + p->w_of[COLUMN_CONCAT] + p->wo_x - p->sizes->thin) / 2, y, TEXT("·"), style);
    list_text(p->out, (p->wo_x + w + p->x_of[COLUMN_O]) / 2, y, TEXT("="), style);
}

void heads_join(Heads *p) {
    if (p->column[COLUMN_CONCAT]) draw_concat(p);
    if (p->column[COLUMN_O]) draw_mix(p);
    if (p->folded && p->column[COLUMN_O]) write_signs(p);
    if (!p->column[COLUMN_CONCAT] || !p->column[COLUMN_O] || p->small || p->folded) return;
    double from = p->x_of[COLUMN_CONCAT] + p->w_of[COLUMN_CONCAT], y = p->join_y + p->n * p->join_h / 2;
    if (p->x_of[COLUMN_O] - from > 24)
        list_line(p->out, from + 6, y, p->x_of[COLUMN_O] - 6, y,
                  (StrokeStyle){ .paint = paint(ROLE_FAINT), .width = 1.5, .arrow = 7 });
}

// --- headings

// How wide a text centred at x may be in a column's slot.
static double slot_room(const Heads *p, HeadsColumn c, double x) {
    Box slot = p->now == c ? heads_behind(p, c) : heads_slot(p, c);
    double left = x - slot.x, right = slot.x + slot.w - x;
    return 2 * (left < right ? left : right) - 8;
}

static void heading(const Heads *p, HeadsColumn c, const char *name, const char *tex, Role role, const char *shape) {
    if (!p->column[c]) return;
    double x = p->x_of[c] + p->w_of[c] / 2, room = slot_room(p, c, x);
    if (c > COLUMN_QKV && !heads_arrived(p)) return; // Q, K and V pass there now
    bool now = p->now == c && heads_arrived(p);
    TextStyle style = { .face = now ? FACE_BOLD : FACE_TEXT, .size = p->sizes->label, .align = ALIGN_CENTER };
    style.paint = paint(now ? ROLE_INK : ROLE_MUTED);
    if (metrics_width(p->out->metrics, style.face, style.size * 0.6, text_of(name)) > room) return;
    bool below = heads_below(p, c);
    double y = below ? p->bottom + (p->small ? 4 : 18) : 0;
    list_text_fit(p->out, x, y + p->sizes->lane, room, text_of(name), style);
    if (p->small) return;
    if (tex) draw_heading(p->out, x, 30, NULL, tex, (HeadingStyle){ .role = role });
    draw_note(p->out, x,
              y + (tex     ? 80
                   : below ? p->sizes->lane + 18
                           : 56),
              room, shape, (TextStyle){ .align = ALIGN_CENTER, .ident = ident_note("rows × columns") });
}

void heads_headings(Heads *p) {
    Arena *arena = p->out->arena;
    const char *each = arena_print(arena, p->h > 1 ? "%d × %d each" : "%d × %d", p->n, p->dk);
    heading(p, COLUMN_X, "Input", "X", ROLE_INK, arena_print(arena, "%d × %d", p->n, p->d));
    bool split = heads_shows(p, "split");
    heading(p, COLUMN_QKV, p->given ? "Given" : "Project", split ? NULL : "Q, K, V", ROLE_INK,
            split ? each : arena_print(arena, "%d × %d each", p->n, p->d));
    heading(p, COLUMN_A, "Attend", "A_i", ROLE_A, arena_print(arena, p->h > 1 ? "%d × %d each" : "%d × %d", p->n, p->m));
    heading(p, COLUMN_HEADS, "Output", NULL, ROLE_INK, each);
    heading(p, COLUMN_CONCAT, "Side by side", NULL, ROLE_INK, arena_print(arena, "%d × %d", p->n, p->d));
    heading(p, COLUMN_O, "Mix", NULL, ROLE_V, arena_print(arena, "%d × %d", p->n, p->d));
    if (p->column[COLUMN_A] && !p->small && heads_arrived(p)) {
        double x = p->x_of[COLUMN_A] + p->w_of[COLUMN_A] / 2, room = slot_room(p, COLUMN_A, x);
        if (room >= 84)
            draw_note(p->out, x, heads_lane(p, p->lanes - 1).y + p->lane_h + 17, room, "queries ↓   keys →",
                      (TextStyle){ .align = ALIGN_CENTER });
    }
    if (p->h > p->lanes) {
        draw_note(p->out, p->view->width / 2, p->footer.h > 0 ? p->footer.y - 4 : p->view->height - 6, p->view->width - 40,
                  arena_print(arena, "%d of %d heads are shown", p->lanes, p->h),
                  (TextStyle){ .align = ALIGN_CENTER, .ident = ident_note("heads of this model that are not drawn") });
    }
}

// --- the line of arithmetic

static int row_now(const Heads *p, const char *act) {
    double come = 0;
    for (int i = 0; i < p->n; i++) come += acts_turn(&p->acts, act, i, p->n, 1.6);
    return acts_come(&p->acts, act) >= 1 || come >= p->n ? step_query(p->step, p->n) : (int)floor(come);
}

// e^s and what each has of their sum: the softmax of one row of the last head that came.
static void write_softmax(const Heads *p, Pen *pen, int head, int row) {
    int at = head * p->n + row;
    double sum = 0;
    for (int j = 0; j < p->m; j++) sum += math_exp(matrix_at(&p->s, at, j));
    draw_head_name(p->out, pen->x, pen->y, head, 15, ALIGN_LEFT);
    pen->x += metrics_width(p->out->metrics, FACE_BOLD, 15, text_of(arena_print(p->out->arena, "head %d", head + 1))) + 14;
    const char *word = row_word(p->step, p->words, row);
    if (word) pen_words(pen, arena_print(p->out->arena, "%s:  ", word));
    Ident exp = ident_note("the exponential of each score, as the softmax takes it"),
          all = ident_note("the sum of the exponentials");
    pen_operator(pen, "e");
    double base = pen->y, size = pen->size;
    pen->y = base - size * 0.36, pen->size = size * 0.72;
    pen_symbol(pen, "s", -1, ROLE_S, matrix_ident(&p->s, at, 0));
    pen->y = base, pen->size = size;
    pen_operator(pen, " = ");
    for (int j = 0; j < p->m; j++) {
        if (j) pen_operator(pen, ",  ");
        pen_number(pen, math_exp(matrix_at(&p->s, at, j)), ROLE_S, exp);
    }
    pen_words(pen, "   over their sum ");
    pen_number(pen, sum, ROLE_INK, all);
    pen_words(pen, "   gives   ");
    for (int j = 0; j < p->m; j++) {
        if (j) pen_operator(pen, ",  ");
        pen_number(pen, matrix_at(&p->a, at, j), ROLE_A, matrix_ident(&p->a, at, j));
    }
}

// What the numbers of one head add to the first number of a row of o.
static double added(const Heads *p, int head, int row) {
    double sum = 0;
    for (int j = head * p->dk; j < (head + 1) * p->dk; j++) sum += matrix_at(&p->concat, row, j) * matrix_at(&p->Wo, j, 0);
    return sum;
}

// o = Σ_j concat_j Wo_j, term by term.
static void write_terms(const Heads *p, Pen *pen, int row) {
    bool first = true;
    for (int j = 0; j < p->d; j++) {
        if (matrix_at(&p->Wo, j, 0) == 0) continue; // adds nothing
        if (!first) pen_operator(pen, "  +  ");
        first = false;
        pen_number(pen, matrix_at(&p->concat, row, j), lane_role(p, j), matrix_ident(&p->concat, row, j));
        pen_operator(pen, " · ");
        pen_number(pen, matrix_at(&p->Wo, j, 0), ROLE_INK, matrix_ident(&p->Wo, j, 0));
    }
}

// The heads add up in the output: the first number of one row.
static void write_mix(const Heads *p, Pen *pen, int row) {
    pen_symbol(pen, "o", -1, ROLE_V, matrix_ident(&p->o, row, 0));
    pen_operator(pen, " = ");
    if (p->d <= 4)
        write_terms(p, pen, row);
    else
        for (int head = 0; head < p->h; head++) {
            if (head) pen_operator(pen, "  +  ");
            pen_number(pen, added(p, head, row), head_role(head),
                       ident_note(arena_print(p->out->arena, "what head %d adds: its numbers times its rows of W^O", head + 1)));
        }
    pen_result(pen, matrix_at(&p->o, row, 0), ROLE_V, matrix_ident(&p->o, row, 0));
    if (p->d > 4) pen_words(pen, "    one term a head");
}

void heads_footer(Heads *p) {
    if (p->footer.h <= 0) return;
    Pen pen = { .out = p->out, .x = p->footer.x + 4, .y = p->footer.y + 26, .size = 19, .end = p->footer.x + p->footer.w };
    if (!p->digits && !p->small && p->footer.w > 760) {
        draw_note(p->out, p->footer.x + p->footer.w - 4, pen.y, 160, "a dash: below 0",
                  (TextStyle){ .align = ALIGN_RIGHT,
                               .ident = ident_note("cells too small for digits: the tint is the size, a dash the sign") });
        pen.end -= 180;
    }
    if (heads_write_factors(p, &pen)) return;
    bool mix = step_focuses(p->step, "o") && acts_come(&p->acts, "o") > 0;
    int last = p->ready < p->lanes ? p->ready : p->lanes;
    Pen begin = pen;
    int mark = p->out->count;
    do {
        if (mix && p->h > 1 && matrix_exists(&p->Wo)) // heads without projections are not mixed
            write_mix(p, &pen, row_now(p, "o"));
        else if (!mix && step_focuses(p->step, "a") && acts_come(&p->acts, "a") > 0)
            write_softmax(p, &pen, last - 1, row_now(p, "a"));
    } while (pen_shrinks(&pen, &begin, mark));
}
