// The rows of tokens and what stands in their columns, the answers under the weights, and the headings.
#include <math.h>

#include "base/math.h"
#include "scene/wishes/wishes.h"

// --- tokens

static void draw_label(const Wishes *p, int row) {
    double y = p->top + p->pitch * (row + 0.5);
    if (p->pitch < 15) return;
    if (row == p->query && p->pitch >= 24) {
        double h = math_clamp(p->cell, 24, 44);
        list_rect(p->out, box(p->label_x - p->label_w - 8, y - h / 2, p->label_w + 16, h),
                  (RectStyle){ .radius = 8, .fill = paint_tint(ROLE_Q, ROLE_STAGE, 0.1f), .stroke = paint(ROLE_Q), .width = 1.5 });
    }
    draw_row_label(p->out, p->step, "x", &p->x, row, ROLE_INK, p->label_x - (p->drawn ? 34 : 0), y + 5);
    if (p->drawn) draw_token(p->out, row_word(p->step, "x", row), p->label_x - 13, y, math_clamp(p->pitch * 0.6, 8, 22));
}

// --- cells

static double come_of(const Wishes *p, const WishColumn *c, int row) {
    if (c->kind == WISH_X || c->kind == WISH_PAYLOAD) return 1;
    if (c->kind == WISH_SWAP) return 1;
    return acts_turn(&p->acts, c->act, row, p->n, c->kind == WISH_PRODUCT ? 1.4 : 1.2);
}

static double share_of_cell(const WishColumn *c, int row) {
    double value = matrix_at(&c->m, 0, row),
           share = c->kind == WISH_A || c->kind == WISH_ONE ? share_of(value, 1) : matrix_share(&c->m, 0, row);
    return math_clamp(share, 0.001, 1);
}

static bool now_of(const Wishes *p, const WishColumn *c) { return step_focuses(p->step, c->act); }

static void draw_number(const Wishes *p, const WishColumn *c, int row, Box at, double come, bool now) {
    CellStyle style = { .role = c->role, .share = share_of_cell(c, row), .size = math_clamp(p->cell * 0.42, 12, 20) };
    style.state = come <= 0 ? CELL_TO_COME : now ? CELL_NOW : CELL_DONE;
    style.reveal = come <= 0 ? 1 : come;
    matrix_cell(p->out, at, &c->m, 0, row, style);
}

static void draw_features(const Wishes *p, const WishColumn *c, int row) {
    int dk = p->d / p->heads;
    double w = c->w / p->d;
    for (int j = 0; j < p->d; j++) {
        Box at = wish_cell(p, c, row);
        at.x += j * w + 1.5, at.w = w - 3;
        bool same = row != p->query && matrix_at(&p->x, row, j) == matrix_at(&p->x, p->query, j) && matrix_at(&p->x, row, j) != 0;
        CellStyle style = { .role = same || row == p->query ? head_role(j / dk) : ROLE_INK,
                            .share = math_clamp(matrix_share(&p->x, row, j), 0.001, 1),
                            .size = math_clamp(p->cell * 0.42, 12, 20) };
        matrix_cell(p->out, at, &p->x, row, j, style);
    }
}

static void draw_weight_bar(const Wishes *p, const WishColumn *c, int row, double come) {
    if (c->bar < 28 || come <= 0) return;
    Box cell = wish_cell(p, c, row);
    double thick = math_clamp(p->cell * 0.4, 5, 16);
    draw_bar_sideways(p->out, box(cell.x + cell.w + 8, box_middle_y(cell) - thick / 2, c->bar - 12, thick),
                      ease(come) * share_of(matrix_at(&c->m, 0, row), 1),
                      (BarStyle){ .role = c->role, .ident = matrix_ident(&c->m, 0, row) });
}

// "+", "×" or "=" between the cells of a row.
static void draw_sign(const Wishes *p, int column, int row, double come) {
    const WishColumn *c = &p->column[column], *last = c - 1;
    const char *sign = c->kind == WISH_MATCH && last->kind == WISH_MATCH ? "+"
                       : c->kind == WISH_EXP && last->kind == WISH_EXP   ? "×"
                       : (c->kind == WISH_DOT && last->kind == WISH_MATCH) || (c->kind == WISH_PRODUCT && last->kind == WISH_EXP)
                           ? "="
                           : NULL;
    if (!sign || c->x - last->x - last->w < 14 || come <= 0) return;
    float former = list_fade(p->out, p->out->alpha * (float)come);
    double size = p->sizes->line;
    list_text(p->out, (last->x + last->w + c->x) / 2, p->top + p->pitch * (row + 0.5) + size * 0.32, text_of(sign),
              (TextStyle){ .face = FACE_MATH, .size = size, .paint = paint(ROLE_MUTED), .align = ALIGN_CENTER });
    list_fade(p->out, former);
}

static int column_of(const Wishes *p, WishKind kind) {
    for (int i = 0; i < p->columns; i++)
        if (p->column[i].kind == kind) return i;
    return -1;
}

// A sign comes with the column whose act it belongs to: the sum or product if there is one.
static double sign_come(const Wishes *p, int column, int row) {
    const WishColumn *c = &p->column[column];
    int whole = column_of(p, c->kind == WISH_MATCH ? WISH_DOT : c->kind == WISH_EXP ? WISH_PRODUCT : c->kind);
    return whole < 0 ? 0 : come_of(p, &p->column[whole], row);
}

static void draw_cells(const Wishes *p, int column) {
    const WishColumn *c = &p->column[column];
    for (int row = 0; row < p->n; row++) {
        if (c->kind == WISH_X) {
            draw_features(p, c, row);
            continue;
        }
        if (c->kind == WISH_SWAP) continue; // they travel, see below
        double come = come_of(p, c, row);
        draw_number(p, c, row, wish_cell(p, c, row), come, now_of(p, c));
        draw_weight_bar(p, c, row, come);
        if (column) draw_sign(p, column, row, sign_come(p, column, row));
    }
}

// Too many for digits: one strip a column.
static void draw_strip(const Wishes *p, const WishColumn *c) {
    Box at = box(c->x, p->top, c->w, p->pitch * p->n);
    if (acts_come(&p->acts, c->act) <= 0)
        list_rect(p->out, at, (RectStyle){ .radius = 4, .stroke = paint(ROLE_FAINT), .width = 1.2, .dash = 4 });
    else if (c->kind == WISH_X)
        matrix_heat(p->out, at, &p->x, 0, p->n, 0, p->d, ROLE_INK);
    else
        matrix_heat_down(p->out, at, &c->m, 0, p->n, c->role);
}

// --- the exchange

static int taken_from(const Wishes *p, int row) {
    Matrix order = matrix_find(p->tape, "order", -1);
    double from = matrix_at(&order, 0, row);
    return from >= 0 && from < p->n ? (int)from : row;
}

// Payloads go from the column before to the column after; two of them exchange their rows on the way.
static void draw_exchange(const Wishes *p) {
    int before = column_of(p, WISH_PAYLOAD), after = column_of(p, WISH_SWAP);
    if (after < 0) return;
    const WishColumn *c = &p->column[after];
    double come = acts_come(&p->acts, "swap");
    for (int pass = 0; pass < 2; pass++) // those that cross last, on top
        for (int row = 0; row < p->n; row++) {
            int from = taken_from(p, row);
            bool crosses = from != row;
            if (crosses != (pass == 1)) continue;
            double u = crosses ? part(come, 0.25, 0.55) : part(come, 0.05, 0.2);
            Box to = wish_cell(p, c, row), start = before < 0 ? to : wish_cell(p, &p->column[before], from);
            if (before >= 0 && u > 0.02 && c->x - start.x - start.w > 20)
                draw_link(p->out, start.x + start.w + 4, box_middle_y(start), between(start.x + start.w + 4, to.x - 4, u),
                          between(box_middle_y(start), box_middle_y(to), u), ROLE_V, crosses ? 2.5 : 1.2, crosses ? 0.9f : 0.35f);
            if (u < 1) draw_number(p, c, row, to, 0, false);
            p->out->may_overlap = u < 1;
            if (u > 0) draw_number(p, c, row, box_between(start, to, u), 1, crosses);
            p->out->may_overlap = false;
        }
}

void wishes_draw_rows(Wishes *p) {
    for (int row = 0; row < p->n; row++) draw_label(p, row);
    for (int i = 0; i < p->columns; i++) {
        if (p->digits)
            draw_cells(p, i);
        else
            draw_strip(p, &p->column[i]);
    }
    if (p->digits) draw_exchange(p);
}

// --- answers

static const Matrix *answer_of(const Wishes *p, const WishColumn *c, bool after) {
    if (c->kind == WISH_A) return after ? &p->after : &p->answer;
    return after ? &p->one_after : &p->one_answer;
}

static void draw_answer(const Wishes *p, const WishColumn *c, bool after, double come) {
    const Matrix *m = answer_of(p, c, after);
    int row = c->kind == WISH_A ? c->head : 0;
    if (!matrix_exists(m)) return;
    CellStyle style = { .role = ROLE_V, .share = 0.45, .size = math_clamp(p->cell * 0.45, 12, 21) };
    style.state = come <= 0 ? CELL_TO_COME : CELL_NOW;
    style.reveal = come <= 0 ? 1 : come;
    matrix_cell(p->out, wish_answer(p, c, after), m, row, p->query, style);
}

// Did the exchange change what this head answers?
static void draw_verdict(const Wishes *p, const WishColumn *c, double come) {
    const Matrix *before = answer_of(p, c, false), *after = answer_of(p, c, true);
    int row = c->kind == WISH_A ? c->head : 0;
    double from = matrix_at(before, row, p->query), to = matrix_at(after, row, p->query),
           size = math_clamp(p->pitch * 0.42, 12, 24);
    bool same = fabs(from - to) <= 1e-12 * (fabs(from) + fabs(to));
    if (come <= 0 || p->after_y - p->before_y - p->cell < size) return;
    float former = list_fade(p->out, p->out->alpha * (float)come);
    Ident shown =
        list_show(p->out, ident_note(same ? "the exchange did not change this answer" : "the exchange changed this answer"));
    list_text(
        p->out, c->x + c->w / 2, (p->before_y + p->cell + p->after_y) / 2 + size * 0.36, text_of(same ? "=" : "≠"),
        (TextStyle){ .face = FACE_BOLD, .size = size, .paint = paint(same ? ROLE_WRONG : ROLE_RIGHT), .align = ALIGN_CENTER });
    if (c->bar >= 90)
        list_text_fit(p->out, c->x + c->w + 8, p->after_y + p->cell / 2 + 5, c->bar - 8, text_of(same ? "unchanged" : "noticed"),
                      (TextStyle){ .size = 14, .paint = paint(same ? ROLE_WRONG : ROLE_RIGHT) });
    list_show(p->out, shown);
    list_fade(p->out, former);
}

static void draw_answer_words(const Wishes *p) {
    double right = p->label_x, room = p->label_w + 8;
    const WishColumn *first = NULL;
    for (int i = 0; i < p->columns && !first; i++)
        if (p->column[i].kind == WISH_A || p->column[i].kind == WISH_ONE) first = &p->column[i];
    if (first) right = first->x - 16, room = first->x - 16 - (p->label_x - p->label_w);
    TextStyle style = { .size = 15, .paint = paint(ROLE_MUTED), .align = ALIGN_RIGHT };
    list_text_fit(p->out, right, p->before_y + p->cell / 2 + 5, room,
                  text_of(p->after_y > 0 ? "what each reads before" : "each reads"), style);
    if (p->after_y > 0) list_text_fit(p->out, right, p->after_y + p->cell / 2 + 5, room, TEXT("and after the exchange"), style);
}

void wishes_draw_answers(Wishes *p) {
    if (p->before_y <= 0 || !p->digits) return;
    double come = acts_come(&p->acts, "o"), swap = acts_come(&p->acts, "swap");
    for (int i = 0; i < p->columns; i++) {
        const WishColumn *c = &p->column[i];
        if (c->kind != WISH_A && c->kind != WISH_ONE) continue;
        double late = c->kind == WISH_ONE ? 0.2 : 0;
        draw_answer(p, c, false, come);
        if (p->after_y <= 0) continue;
        draw_answer(p, c, true, come > 0 ? part(swap, 0.58 + late, 0.7 + late) : 0);
        draw_verdict(p, c, come > 0 ? part(swap, 0.66 + late, 0.8 + late) : 0);
    }
    draw_answer_words(p);
}

// --- headings

const char *wish_group(WishKind kind) {
    switch (kind) {
    case WISH_X: return "Features";
    case WISH_MATCH:
    case WISH_DOT: return "Matches";
    case WISH_EXP:
    case WISH_PRODUCT: return "Exponentials of the scores";
    case WISH_PAYLOAD:
    case WISH_SWAP: return "Payloads";
    case WISH_A:
    case WISH_ONE: return "Weights";
    }
    return "";
}

static double right_of(const WishColumn *c) { return c->x + c->w + c->bar; }

// One name over the columns that share it.
static void draw_groups(const Wishes *p) {
    for (int i = 0, next; i < p->columns; i = next) {
        const char *name = wish_group(p->column[i].kind);
        for (next = i + 1; next < p->columns && wish_group(p->column[next].kind) == name; next++) continue;
        double left = p->column[i].x, right = right_of(&p->column[next - 1]), most = right - left + 2 * wish_pad(p) - 2;
        double edge = left + right < p->view->width ? left + right : 2 * p->view->width - left - right;
        most = most < edge - 4 ? most : edge - 4;
        bool now = false;
        for (int k = i; k < next; k++) now = now || now_of(p, &p->column[k]);
        TextStyle style = { .face = now ? FACE_BOLD : FACE_TEXT,
                            .size = p->sizes->label,
                            .paint = paint(now ? ROLE_INK : ROLE_MUTED),
                            .align = ALIGN_CENTER };
        if (metrics_width(p->out->metrics, style.face, style.size * 0.6, text_of(name)) <= most)
            list_text_fit(p->out, (left + right) / 2, p->top - (p->small ? 42 : 64), most, text_of(name), style);
    }
}

// How far a column's name may reach to either side: half way to the next, and not out of its group.
static double heading_half(const Wishes *p, int i, double middle) {
    const WishColumn *c = &p->column[i];
    double over = wish_pad(p) - 1, left = c->x - over, right = right_of(c) + over;
    if (i > 0 && wish_group(c->kind) == wish_group(c[-1].kind)) left = (right_of(c - 1) + c->x) / 2;
    if (i + 1 < p->columns && wish_group(c->kind) == wish_group(c[1].kind)) right = (right_of(c) + c[1].x) / 2;
    return middle - left < right - middle ? middle - left : right - middle;
}

static void draw_column_heading(const Wishes *p, int i) {
    const WishColumn *c = &p->column[i];
    double y = p->top - p->sizes->tight, thick = p->small ? 4 : 6;
    if (c->kind == WISH_X) {
        int dk = p->d / p->heads;
        double w = c->w / p->d;
        for (int head = 0; head < p->heads && w * dk >= 4; head++)
            draw_head_strip(p->out, box(c->x + head * dk * w + 1, y - thick, dk * w - 2, thick), head);
        for (int j = 0; j < p->d && w >= 40; j++) { // what each feature is, as the rows of a matrix behind it say
            const char *word = row_word(p->step, "Wk", j);
            if (word)
                list_text_fit(p->out, c->x + (j + 0.5) * w, y - thick - p->sizes->tight, w - 4, text_of(word),
                              (TextStyle){ .size = p->sizes->caption, .paint = paint(ROLE_MUTED), .align = ALIGN_CENTER });
        }
        return;
    }
    if (c->head >= 0) draw_head_strip(p->out, box(c->x + 1, y - thick, c->w - 2, thick), c->head);
    double middle = c->x + c->w / 2, half = heading_half(p, i, middle);
    Ident before = list_show(p->out, ident_note(c->head >= 0 ? arena_print(p->out->arena, "head %d", c->head + 1) : c->name));
    TextStyle style = { .face = FACE_BOLD, .size = p->sizes->caption, .align = ALIGN_CENTER };
    style.paint = paint(c->role);
    if (metrics_width(p->out->metrics, style.face, style.size * 0.6, text_of(c->name)) <= 2 * half - 4)
        list_text_fit(p->out, middle, y - thick - p->sizes->tight, 2 * half - 4, text_of(c->name), style);
    list_show(p->out, before);
}

static void draw_asks(const Wishes *p) {
    const char *word = row_word(p->step, "x", p->query);
    const char *text =
        word ? arena_print(p->out->arena, "%s asks", word) : arena_print(p->out->arena, "token %d asks", p->query + 1);
    Ident before = list_show(p->out, ident_note("the query: what each token is compared with"));
    TextStyle style = { .face = FACE_BOLD, .size = p->sizes->caption, .paint = paint(ROLE_Q), .align = ALIGN_RIGHT };
    double room = p->label_x;
    if (room > 40) list_text_fit(p->out, p->label_x + 4, p->top - (p->small ? 12 : 22), room, text_of(text), style);
    list_show(p->out, before);
}

// "Σ = 16" under a column that is shared out, where nothing else stands there.
static void draw_sum(const Wishes *p, const WishColumn *c) {
    if ((c->kind != WISH_PRODUCT && c->kind != WISH_ONE && c->kind != WISH_A) || p->before_y > 0) return;
    double sum = 0, y = p->top + p->pitch * p->n + 18;
    for (int i = 0; i < p->n; i++) sum += matrix_at(&c->m, 0, i);
    if (acts_come(&p->acts, c->act) < 1 || y + 6 > p->view->height || c->w < 34) return;
    list_text_fit(
        p->out, c->x + c->w / 2, y, c->w + math_clamp(2 * wish_pad(p) - 4, 0, 12), text_of(sum_text(p->out->arena, sum)),
        (TextStyle){ .size = 14, .paint = paint(c->role), .align = ALIGN_CENTER, .ident = ident_note("the sum of this column") });
}

void wishes_draw_headings(Wishes *p) {
    draw_groups(p);
    draw_asks(p);
    for (int i = 0; i < p->columns; i++) {
        draw_column_heading(p, i);
        if (p->digits) draw_sum(p, &p->column[i]);
    }
}
