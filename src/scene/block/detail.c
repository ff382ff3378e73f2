// The card under the stream: the part in focus written out for the followed token, number by number.
#include <math.h>
#include <string.h>

#include "kit/arithmetic.h"
#include "kit/head_marks.h"
#include "scene/block/block.h"

#include "base/math.h"

enum { GRID_MOST = 8 };

static double inner_x(const BlockPage *p) { return p->detail.x + 24; }
static double inner_w(const BlockPage *p) { return p->detail.w - 48; }
static double body_y(const BlockPage *p) { return p->detail.y + 48; }
static double body_h(const BlockPage *p) { return p->detail.h - 64; }

static const BlockColumn *column_before(const BlockPage *p) { return &p->stream[0].column[p->stream[0].now - 1]; }
static const BlockColumn *column_now(const BlockPage *p) { return &p->stream[0].column[p->stream[0].now]; }

// --- names of tokens

static void token_name(const BlockPage *p, const char *input, int row, double x, double y, double room, bool strong) {
    const char *word = row_word(p->step, input, row);
    if (word && token_is_drawn(word) && room < 60) {
        draw_token(p->out, word, x - (room > 0 ? 8 : 0), y, 14);
        return;
    }
    const char *text = word ? word : arena_print(p->out->arena, "%d", row + 1);
    list_text_fit(p->out, x, y + 5, room, text_of(text),
                  (TextStyle){ .face = strong ? FACE_BOLD : FACE_TEXT,
                               .size = 13,
                               .paint = paint(strong ? ROLE_INK : ROLE_MUTED),
                               .align = ALIGN_RIGHT,
                               .ident = ident_note("the token of this row") });
}

// --- all tokens as rows

static void draw_rows(const BlockPage *p, const Matrix *m, const char *input, int first, Box at, int strong, Role role) {
    double pitch_x = (at.w + 3) / m->columns, pitch_y = (at.h + 3) / m->rows;
    if (pitch_x < 10 || pitch_y < 10) {
        matrix_heat(p->out, at, m, 0, m->rows, 0, m->columns, role);
        return;
    }
    double least = block_is_given(p, m) ? 31 : 0;
    bool digits = pitch_x >= (least > 24 ? least : 24) && pitch_y >= (least > 17 ? least : 17);
    for (int i = 0; i < m->rows; i++) {
        if (input && pitch_y >= 14)
            token_name(p, input, first + i, at.x - 10, at.y + i * pitch_y + pitch_y / 2 - 1, 90, i == strong);
        for (int j = 0; j < m->columns; j++) {
            Box cell = box(at.x + j * pitch_x, at.y + i * pitch_y, pitch_x - 3, pitch_y - 3);
            CellStyle style = { .role = block_role(role, matrix_at(m, i, j)),
                                .size = math_clamp(pitch_y * 0.44, 11, 17),
                                .state = i == strong ? CELL_NOW : CELL_DONE };
            block_cell(p->out, cell, m, i, j, style, digits);
        }
    }
}

static void detail_token(const BlockPage *p) {
    Matrix all = block_node(p, "", "x");
    all = matrix_rows(&all, 0, all.rows < GRID_MOST ? all.rows : GRID_MOST, 4);
    double w = math_clamp(120.0 * all.columns, 60, inner_w(p) - 200), h = math_clamp(60.0 * all.rows, 20, body_h(p));
    draw_rows(p, &all, "x", 0, box(p->detail.x + p->detail.w / 2 - w / 2, body_y(p), w, h), p->row, ROLE_INK);
}

// --- attention: the weights of every head, then one number of its output

// A hidden key is hatched.
static bool is_hidden(const BlockPage *p, const char *prefix, int element) {
    Matrix masked = block_node(p, prefix, "masked");
    return matrix_exists(&masked) && !math_finite((double)masked.value[element]) && !math_isnan((double)masked.value[element]);
}

// Over a grid, what its columns are: of self-attention the same words as its rows.
static void name_keys(const BlockPage *p, const char *input, int keys, double x, double y, double pitch) {
    for (int j = 0; j < keys && pitch >= 30; j++) {
        const char *word = row_word(p->step, input, j);
        double middle = x + pitch * j + (pitch - 3) / 2;
        if (word && token_is_drawn(word)) {
            draw_token(p->out, word, middle, y - 5, 14);
            continue;
        }
        list_text_fit(
            p->out, middle, y, pitch - 5, text_of(word ? word : arena_print(p->out->arena, "%d", j + 1)),
            (TextStyle){
                .size = 13, .paint = paint(ROLE_MUTED), .align = ALIGN_CENTER, .ident = ident_note("the token of this column") });
    }
}

enum { HEAD_CELL = 30 }; // units: what is narrower is a colour

static void draw_head(const BlockPage *p, const char *prefix, const Matrix *a, int head, int n, Box at, double come) {
    int m = a->columns;
    double px = (at.w + 3) / m, py = (at.h + 3) / n;
    draw_head_name(p->out, at.x + at.w / 2, at.y - 27, head, 13, ALIGN_CENTER);
    name_keys(p, prefix == p->cross ? "memory" : "x", m, at.x, at.y - 7, px);
    Matrix of_head = matrix_rows(a, head * n, n, 4);
    if (px < HEAD_CELL || py < 17) {
        matrix_heat(p->out, at, &of_head, 0, n, 0, m, head_role(head));
        return;
    }
    for (int i = 0; i < n; i++)
        for (int j = 0; j < m; j++) {
            Box cell = box(at.x + j * px, at.y + i * py, px - 3, py - 3);
            CellStyle style = { .role = head_role(head),
                                .size = math_clamp(py * 0.44, 11, 17),
                                .state = i == p->row ? CELL_NOW : CELL_DONE };
            if (is_hidden(p, prefix, (head * n + i) * m + j)) style.state = CELL_MASKED;
            double u = i == p->row ? math_clamp(come * 2.5 * m - j, 0, 1) : 1;
            if (u <= 0)
                draw_awaited(p->out, cell, matrix_ident(&of_head, i, j), style);
            else
                style.reveal = 0.02 + 0.98 * u, matrix_cell(p->out, cell, &of_head, i, j, style);
        }
}

// heads[0, row, 0] = Σ_j a_j v_j0
static void write_sum(const BlockPage *p, Pen *pen, const Matrix *a, const Matrix *v, const Matrix *heads) {
    pen_words(pen, "The first head mixes the first values:  ");
    for (int j = 0; j < a->columns && j < v->rows; j++) {
        if (j) pen_operator(pen, " + ");
        pen_number(pen, matrix_at(a, p->row, j), head_role(0), matrix_ident(a, p->row, j));
        pen_operator(pen, " · ");
        pen_number(pen, matrix_at(v, j, 0), ROLE_V, matrix_ident(v, j, 0));
    }
    pen_result(pen, matrix_at(heads, p->row, 0), ROLE_V, matrix_ident(heads, p->row, 0));
}

static void write_mix(const BlockPage *p, const char *prefix, const Matrix *a, double x, double y) {
    Matrix v = block_node(p, prefix, "v"), heads = block_node(p, prefix, "heads");
    if (!matrix_exists(&v) || !matrix_exists(&heads)) return;
    Pen begin = { .out = p->out, .x = x, .y = y, .size = 17, .end = p->detail.x + p->detail.w - 20 }, pen = begin;
    int mark = p->out->count;
    do write_sum(p, &pen, a, &v, &heads);
    while (pen_shrinks(&pen, &begin, mark));
}

static void detail_attention(const BlockPage *p, const char *prefix, bool cross) {
    Matrix a = block_node(p, prefix, "a");
    if (!matrix_exists(&a) || a.rows % p->tokens) return;
    int n = p->tokens, heads = a.rows / n, shown = heads < 4 ? heads : 4;
    double x = inner_x(p), y = body_y(p) + 34, h = body_h(p) - 68, row = math_clamp((h + 3) / n, 4, 56);
    double end = p->detail.x + p->detail.w - 24 - 96 - (heads > shown ? 90 : 0), gaps = 28.0 * (shown - 1);
    if (cross) {
        Matrix memory = block_node(p, "", "memory");
        memory = matrix_rows(&memory, 0, memory.rows < GRID_MOST ? memory.rows : GRID_MOST, 4);
        double w = math_clamp(52.0 * memory.columns, 40, inner_w(p) * 0.3);
        bool room = (end - x - w - 140 - gaps) / shown >= HEAD_CELL * a.columns; // the weights come first
        if (room) {
            draw_note(p->out, x + 92, y - 8, w, "from the encoder: keys and values", (TextStyle){ 0 });
            draw_rows(p, &memory, "memory", 0, box(x + 92, y, w, math_clamp(h, 16, 44.0 * memory.rows)), -1, ROLE_INK);
            x += w + 140;
        }
    }
    double w = math_clamp((end - x - gaps) / shown, 30, 150.0 * a.columns);
    for (int i = 0; i < n && row >= 17; i++) token_name(p, "x", i, x + 84, y + i * row + row / 2 - 1, 80, i == p->row);
    for (int k = 0; k < shown; k++)
        draw_head(p, prefix, &a, k, n, box(x + 96 + k * (w + 28), y, w, row * n - 3), column_now(p)->come);
    draw_note(p->out, p->detail.x + p->detail.w - 24, p->detail.y + 28, 160, "queries ↓   keys →",
              (TextStyle){ .align = ALIGN_RIGHT });
    if (heads > shown) {
        draw_note(p->out, x + 96 + shown * (w + 28) - 20, y + 16, 80, arena_print(p->out->arena, "and %d more", heads - shown),
                  (TextStyle){ .ident = ident_note("heads that there is no room for") });
    }
    if (column_now(p)->come > 0.55) write_mix(p, prefix, &a, inner_x(p), p->detail.y + p->detail.h - 18);
}

// --- a sum, a norm: all tokens as rows, and under them the followed one feature by feature

typedef struct Rows {
    double y, h;      // of every grid
    double foot;      // baseline of the arithmetic
    double name, gap; // room for the tokens' names, and between two grids
    int first, tokens;
} Rows;

static Rows rows_of(const BlockPage *p) {
    Rows r = { .y = body_y(p) + 16, .name = 96, .gap = p->small ? 28 : 56, .foot = p->detail.y + p->detail.h - 18 };
    r.tokens = p->tokens < GRID_MOST ? p->tokens : GRID_MOST;
    double room = r.foot - 30 - r.y;
    if (room < 31.0 * r.tokens) r.first = p->row, r.tokens = 1; // one token well rather than all of them too small
    r.h = math_clamp(52.0 * r.tokens, 12, room < 12 ? 12 : room);
    return r;
}

static void draw_grid(const BlockPage *p, const Rows *r, const Matrix *whole, const char *tex, double x, double w, bool names,
                      Role role) {
    Matrix m = matrix_rows(whole, r->first, r->tokens, 4);
    draw_rows(p, &m, names ? "x" : NULL, r->first, box(x, r->y, w, r->h), p->row - r->first, role);
    draw_tex(p->out, x + w / 2, r->y - 10, tex, (FormulaStyle){ .size = 16, .paint = paint(role) }, ALIGN_CENTER);
}

static void draw_between(const BlockPage *p, const Rows *r, double x, const char *operator) {
    list_text(p->out, x + r->gap / 2, r->y + r->h / 2 + 7, text_of(operator),
              (TextStyle){ .face = FACE_MATH, .size = 22, .align = ALIGN_CENTER });
}

// One feature's line; as many side by side as have room.
static Pen pen_of(const BlockPage *p, const Rows *r, int i, int count) {
    double w = inner_w(p) / count;
    return (Pen){
        .out = p->out, .x = inner_x(p) + i * w, .y = r->foot, .size = p->sizes->heading, .end = inner_x(p) + (i + 1) * w - 6
    };
}

static int features_written(const BlockPage *p, double each) {
    int most = (int)(inner_w(p) / each);
    return p->d < most ? p->d : most;
}

static void detail_add(const BlockPage *p) {
    const BlockColumn *sum = column_now(p), *from = &p->stream[0].column[sum->spot->from], *brought = column_before(p);
    const BlockColumn *of[] = { from, brought, sum };
    Rows r = rows_of(p);
    double w = (inner_w(p) - r.name - 2 * r.gap) / 3, x = inner_x(p) + r.name;
    for (int k = 0; k < 3; k++, x += w + r.gap) {
        if (k == 2 && sum->come < 1) break; // after its terms
        bool from_attention = of[k]->spot->part == PART_ATTENTION || of[k]->spot->part == PART_CROSS;
        draw_grid(p, &r, &of[k]->whole, k == 2 ? "\\text{sum}" : of[k]->spot->tex, x, w, k == 0,
                  from_attention ? ROLE_V : ROLE_INK);
        if (k) draw_between(p, &r, x - r.gap, k == 1 ? "+" : "=");
    }
    int count = features_written(p, 150);
    for (int j = 0; j < count && sum->come * (count + 0.5) > j + 0.5; j++) {
        Pen pen = pen_of(p, &r, j, count);
        pen_number(&pen, matrix_at(&from->m, 0, j), ROLE_INK, matrix_ident(&from->m, 0, j));
        pen_operator(&pen, " + ");
        pen_number(&pen, matrix_at(&brought->m, 0, j), brought->spot->part == PART_FEED ? ROLE_INK : ROLE_V,
                   matrix_ident(&brought->m, 0, j));
        pen_result(&pen, matrix_at(&sum->m, 0, j), ROLE_INK, matrix_ident(&sum->m, 0, j));
    }
}

// The names of a norm's own nodes begin with the norm's: the block's last one is called ln2 where its output is y.
static const char *norm_prefix(const BlockPage *p) {
    const BlockColumn *now = column_now(p);
    const char *own = arena_print(p->out->arena, "%s.", now->spot->node);
    Matrix mean = block_node(p, own, "mean");
    return matrix_exists(&mean) ? own : arena_print(p->out->arena, "%s.", now->spot->reveal);
}

// A number a token, as a column of cells.
static void draw_column(const BlockPage *p, const Rows *r, const Matrix *row, const char *tex, double x, double w) {
    Matrix m = *row;
    m.rows = m.columns;
    m.columns = 1;
    if (r->first + r->tokens <= m.rows) draw_grid(p, r, &m, tex, x, w, false, ROLE_INK);
}

// The followed token's row alone, where it stands.
static Rows row_alone(const BlockPage *p, const Rows *all) {
    Rows r = *all;
    r.h = all->h / all->tokens, r.y = all->y + r.h * (p->row - all->first);
    r.first = p->row, r.tokens = 1;
    return r;
}

static void detail_norm(const BlockPage *p) {
    const BlockColumn *now = column_now(p), *in = column_before(p);
    const char *prefix = norm_prefix(p);
    Matrix mean = block_node(p, prefix, "mean"), spread = block_node(p, prefix, "spread"), xhat = block_node(p, prefix, "xhat");
    if (!matrix_exists(&mean) || !matrix_exists(&spread) || !matrix_exists(&xhat)) return;
    Rows r = rows_of(p);
    double narrow = p->small ? 56 : 76, w = (inner_w(p) - r.name - 2 * narrow - 2 * r.gap - 12) / 2, x = inner_x(p) + r.name;
    draw_grid(p, &r, &in->whole, in->spot->part == PART_ADD ? "\\text{sum}" : in->spot->tex, x, w, true, ROLE_INK);
    if (now->come >= 0.1) draw_column(p, &r, &mean, "\\mu", x + w + r.gap, narrow);
    const double sigma_x = x + w + r.gap + narrow + 12;
    if (now->come >= 0.25)
        draw_column(p, &r, &spread, "\\sigma", sigma_x, narrow);
    else if (list_hides(p->out, matrix_ident(&spread, 0, p->row))) {
        const Rows asked = row_alone(p, &r); // the others have not come, and may be alike
        draw_column(p, &asked, &spread, "\\sigma", sigma_x, narrow);
    }
    if (now->come >= 1) draw_grid(p, &r, &xhat, "(x - \\mu) / \\sigma", x + w + 2 * r.gap + 2 * narrow + 12, w, false, ROLE_INK);
    double mu = matrix_at(&mean, 0, p->row), sigma = matrix_at(&spread, 0, p->row);
    int count = features_written(p, 300);
    for (int j = 0; j < count && (now->come - 0.35) / 0.6 * count > j; j++) {
        Pen pen = pen_of(p, &r, j, count);
        pen_operator(&pen, "(");
        pen_number(&pen, matrix_at(&in->m, 0, j), ROLE_INK, matrix_ident(&in->m, 0, j));
        pen_operator(&pen, " − ");
        pen_number(&pen, mu, ROLE_INK, matrix_ident(&mean, 0, p->row));
        pen_operator(&pen, ") / ");
        pen_number(&pen, sigma, ROLE_INK, matrix_ident(&spread, 0, p->row));
        pen_result(&pen, matrix_at(&xhat, p->row, j), ROLE_INK, matrix_ident(&xhat, p->row, j));
    }
}

// --- feed-forward: widened, cut at 0, narrowed

static void draw_strip(const BlockPage *p, const Matrix *m, const Matrix *cut, Box at, double come) {
    double pitch = (at.w + 4) / m->columns;
    if (pitch < 30) {
        if (come > 0) matrix_heat(p->out, at, m, p->row, 1, 0, m->columns, ROLE_INK);
        return;
    }
    Matrix row = matrix_rows(m, p->row, 1, 4);
    for (int j = 0; j < m->columns; j++) {
        Box cell = box(at.x + j * pitch, at.y, pitch - 4, at.h);
        double u = math_clamp(come * m->columns - j, 0, 1);
        CellStyle style = { .role = block_role(ROLE_INK, matrix_at(&row, 0, j)), .size = 16, .reveal = 0.02 + 0.98 * u };
        if (cut && matrix_at(cut, p->row, j) <= 0) style.state = CELL_MASKED;
        if (u > 0)
            matrix_cell(p->out, cell, &row, 0, j, style);
        else
            draw_awaited(p->out, cell, matrix_ident(&row, 0, j), style);
    }
}

// A matrix of the feed-forward part as a small map, where there is room at the right; its numbers are on the cards.
static void draw_weights(const BlockPage *p, const char *node, const char *tex, double x, double y, double h) {
    Matrix m = block_node(p, "", node);
    double end = inner_x(p) + inner_w(p), w = math_clamp(h * m.columns / (m.rows ? m.rows : 1), 16, 140);
    if (!matrix_exists(&m) || x + w > end || h < 24) return;
    m = matrix_rows(&m, 0, m.rows, 4);
    draw_tex(p->out, x - 10, y + 18, tex,
             (FormulaStyle){ .size = 15, .paint = paint(ROLE_MUTED), .ident = ident_symbol(m.node, 0, false) }, ALIGN_RIGHT);
    matrix_heat(p->out, box(x, y, w, h), &m, 0, m.rows, 0, m.columns, ROLE_INK);
    list_rect(p->out, box(x, y, w, h), (RectStyle){ .stroke = paint(ROLE_LINE), .width = 1 });
}

static void detail_feed(const BlockPage *p) {
    static const char *const label[] = { "times W₁, plus b₁", "ReLU: negatives become zero", "times W₂, plus b₂" };
    static const char *const node[] = { "ff1", "act", "ff2" };
    double pitch = math_clamp(body_h(p) / 3, 24, 72), come = column_now(p)->come;
    bool relu = step_choice_or(p->step, "activation", "relu")[0] == 'r';
    Matrix ff1 = block_node(p, "", "ff1");
    for (int i = 0; i < 3; i++) {
        Matrix m = block_node(p, "", node[i]);
        if (!matrix_exists(&m)) return;
        double y = body_y(p) + i * pitch, w = math_clamp(140.0 * m.columns, 60, inner_w(p) - 180),
               u = math_clamp(come * 3.2 - i, 0, 1);
        list_text_fit(p->out, inner_x(p), y + pitch / 2 + 2, 160, text_of(i == 1 && !relu ? "through the activation" : label[i]),
                      (TextStyle){ .size = 15, .paint = paint(ROLE_MUTED) });
        draw_strip(p, &m, i == 1 && relu ? &ff1 : NULL, box(inner_x(p) + 172, y, w, pitch - 8), u);
        if (i != 1) draw_weights(p, i ? "W2" : "W1", i ? "W_2" : "W_1", inner_x(p) + 172 + w + 56, y, pitch * 1.5 - 30);
    }
}

// --- the card

static const char *title_of(BlockPart part) {
    switch (part) {
    case PART_TOKEN: return "The tokens, one a row; the picture follows one of them";
    case PART_ATTENTION: return "Attention: the weights of each head";
    case PART_CROSS: return "Across: queries from the decoder, keys and values from the encoder";
    case PART_ADD: return "Add: what was there, plus what the sublayer has brought";
    case PART_NORM: return "Norm: each token alone, centred and divided by its standard deviation";
    case PART_FEED: return "Feed-forward: each token alone, by the same two matrices";
    }
    return "";
}

// Where there is no room for all of it, what stands before its comma.
static void draw_title(const BlockPage *p, BlockPart part) {
    bool noted = part == PART_ATTENTION || part == PART_CROSS; // beside it, which way queries and keys run
    double room = inner_w(p) - (noted ? 170 : 0);
    Text title = text_of(title_of(part));
    TextStyle style = { .face = FACE_BOLD, .size = 15 };
    if (metrics_width(p->out->metrics, style.face, 13, title) > room) title.size = strcspn(title.at, ",");
    list_text_fit(p->out, inner_x(p), p->detail.y + 28, room, title, style);
}

void block_detail(const BlockPage *p) {
    const BlockColumn *now = column_now(p);
    draw_card(p->out, p->detail);
    draw_title(p, now->spot->part);
    switch (now->spot->part) {
    case PART_TOKEN: detail_token(p); break;
    case PART_ATTENTION: detail_attention(p, p->attention, false); break;
    case PART_CROSS: detail_attention(p, p->cross, true); break;
    case PART_ADD: detail_add(p); break;
    case PART_NORM: detail_norm(p); break;
    case PART_FEED: detail_feed(p); break;
    }
}
