// The rows of cells. Each cell asks how far its own turn has come, so the same code draws the finished picture and every
// moment before it: dashed, growing in, holding an exponential before it holds a share.
#include "scene/attention/attention.h"

#include "base/math.h"

#define VALUE_TINT 0.7

static CellStyle style_of(const Attention *p, Column c, double reveal) {
    return (CellStyle){
        .role = attention_role(c), .state = p->lane[c].now ? CELL_NOW : CELL_DONE, .reveal = reveal, .size = p->lane[c].size
    };
}

// What is to come is paler still where the step is not about it.
static void dashed(const Attention *p, Box at, Ident ident, Column c) {
    draw_awaited(p->out, at, ident,
                 (CellStyle){ .role = attention_role(c), .size = p->lane[c].size, .fade = p->lane[c].now ? 0 : 0.4 });
}

static Ident ident_of(const Attention *p, Column c, int row, int column) {
    switch (c) {
    case COL_S: return matrix_ident(&p->s, 0, row);
    case COL_A: return matrix_ident(&p->a, 0, row);
    case COL_W: return matrix_ident(&p->weighted, row, column);
    case COL_O: return matrix_ident(&p->o, 0, column);
    case COL_Q:
    case COL_K:
    case COL_V:
    case COLS: break; // given
    }
    return (Ident){ 0 };
}

// A number that is no element of a node: the note says how it comes about.
static void note_cell(const Attention *p, Box at, double x, const char *note, CellStyle style) {
    style.ident = ident_note(note);
    draw_cell(p->out, at, number_text(p->out->arena, x, 4), style);
}

static void score_cell(const Attention *p, Box at, int row, CellStyle style) {
    bool hidden = attention_is_masked(p, row) && attention_turn(p, ACT_MASK, row) > 0.5 &&
                  (p->lane[COL_A].shown || step_reveals(p->step, "mask") || step_focuses(p->step, "mask"));
    bool raw = matrix_exists(&p->raw);
    if (hidden) {
        style.state = CELL_MASKED;
        matrix_cell(p->out, at, &p->masked, 0, row, style);
    } else if (raw && attention_turn(p, ACT_SCALE, row) < 0.6) {
        style.share = score_tint(&p->raw, row);
        matrix_cell(p->out, at, &p->raw, 0, row, style);
    } else {
        style.share = score_tint(&p->s, row);
        matrix_cell(p->out, at, &p->s, 0, row, style);
    }
}

static double largest_exp(const Attention *p) {
    double most = 0;
    for (int i = 0; i < p->rows; i++) most = attention_exp(p, i) > most ? attention_exp(p, i) : most;
    return most > 0 ? most : 1;
}

static void weight_cell(const Attention *p, Box at, int row, double reveal) {
    CellStyle style = style_of(p, COL_A, reveal);
    double divided = attention_divided(p, row), a = matrix_at(&p->a, 0, row), e = attention_exp(p, row);
    Ident shown = divided > 0.5 ? matrix_ident(&p->a, 0, row) : ident_note(attention_exp_note(p, row));
    if (attention_is_masked(p, row)) style.state = CELL_MASKED;
    if (divided > 0.5) {
        style.share = share_of(a, 1);
        matrix_cell(p->out, at, &p->a, 0, row, style);
    } else {
        style.share = 0.3 * share_of(e, largest_exp(p));
        note_cell(p, at, e, shown.note.text, style);
    }
    double share = divided < 1 ? between(0.92 * share_of(e, largest_exp(p)) * reveal, share_of(a, 1), divided) : share_of(a, 1);
    draw_bar(p->out, attention_bar(p, row), share, (BarStyle){ .role = ROLE_A, .ident = shown });
}

// Query and keys are given: paler than what is computed from them.
static void given_cell(const Attention *p, Box at, const Matrix *m, int row, int column, CellStyle style) {
    style.share = 0.4 * matrix_share(m, row, column);
    matrix_cell(p->out, at, m, row, column, style);
}

// Values, weighted or not, on one scale, so that one sees what the weights leave of them.
static void value_cell(const Attention *p, Box at, const Matrix *m, int row, int column, CellStyle style) {
    style.share = VALUE_TINT * share_of(matrix_at(m, row, column), p->v.largest);
    matrix_cell(p->out, at, m, row, column, style);
}

// Until the last row has arrived the output holds the sum of those that have.
static void output_cell(const Attention *p, Box at, int column, CellStyle style) {
    int rows = attention_rows_added(p);
    if (rows >= p->rows) {
        value_cell(p, at, &p->o, 0, column, style);
        return;
    }
    double sum = 0;
    for (int i = 0; i < rows; i++) sum += matrix_at(&p->weighted, i, column);
    style.share = VALUE_TINT * share_of(sum, p->v.largest);
    note_cell(p, at, sum,
              arena_print(p->out->arena, "the first %d of %d weighted values add up to %s", rows, p->rows,
                          number_text(p->out->arena, sum, 6)),
              style);
}

static void cell(const Attention *p, Column c, int row, int column, double reveal) {
    Box at = attention_cell(p, c, row, column);
    CellStyle style = style_of(p, c, reveal);
    if (!(reveal > 0)) {
        if (c == COL_A && attention_compares(p)) return; // its place is taken
        dashed(p, at, ident_of(p, c, row, column), c);
        if (c == COL_A) dashed(p, attention_bar(p, row), (Ident){ 0 }, c);
        return;
    }
    switch (c) {
    case COL_Q: given_cell(p, at, &p->q, 0, column, style); break;
    case COL_K: given_cell(p, at, &p->k, row, column, style); break;
    case COL_S: score_cell(p, at, row, style); break;
    case COL_A: weight_cell(p, at, row, reveal); break;
    case COL_V: value_cell(p, at, &p->v, row, column, style); break;
    case COL_W: value_cell(p, at, &p->weighted, row, column, style); break;
    case COL_O: output_cell(p, at, column, style); break;
    case COLS: break;
    }
}

void attention_draw_cells(const Attention *p) {
    for (int i = 0; i < COLS; i++) {
        Column c = (Column)i;
        bool one = c == COL_Q || c == COL_O;
        if (p->lane[c].strip || (!p->digits && !one)) continue;
        for (int row = 0; row < (one ? 1 : p->rows); row++) {
            double reveal = attention_landed(p, c, row);
            for (int j = 0; j < p->lane[c].cells; j++) cell(p, c, row, j, reveal);
        }
    }
}
