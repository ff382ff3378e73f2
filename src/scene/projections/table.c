// What becomes of the query: its scores with all keys, their exponentials, the weights, the values, and the output.
#include "base/math.h"
#include "kit/group.h"
#include "scene/projections/projections.h"

enum { COL_KEY, COL_SCORE, COL_EXP, COL_WEIGHT, COL_VALUE, COL_OUTPUT };

static double wide(const Projections *p, int cells) { return cells * (p->rows.wide + CELL_GAP) - CELL_GAP; }

// From left to right, one column after the other.
static double come(const Projections *p, int column) {
    double u = acts_come(&p->acts, "a"), start = 0.16 * column;
    return step_focuses(p->step, "a") ? part(u, start, start + 0.2) : u;
}

static void draw_exps(const Projections *p) {
    double u = come(p, COL_EXP);
    for (int i = 0; i < p->n && p->rows.digits; i++) {
        Box at = key_rows_cell(&p->rows, i, p->column[COL_EXP], p->rows.wide);
        double e = math_exp(matrix_at(&p->s, 0, i));
        const char *value = number_text(p->out->arena, e, 4);
        const char *s = number_text(p->out->arena, matrix_at(&p->s, 0, i), 4);
        if (!(u > 0)) {
            draw_cell(p->out, at, "", (CellStyle){ .role = ROLE_A, .state = CELL_TO_COME });
            continue;
        }
        draw_cell(p->out, at, value,
                  (CellStyle){ .role = ROLE_A,
                               .share = 0.12,
                               .reveal = u < 1 ? u : 0,
                               .ident = ident_note(arena_print(p->out->arena, "exp(%s) = %s", s, value)) });
    }
}

static void draw_output(const Projections *p) {
    double u = come(p, COL_OUTPUT), middle = p->rows.top + p->rows.pitch * (p->n - 1) / 2.0;
    if (!p->rows.digits && u > 0)
        matrix_heat(p->out, box(p->column[COL_OUTPUT], middle, wide(p, p->o.columns), math_max(p->rows.pitch, 8)), &p->o, 0, 1, 0,
                    p->o.columns, ROLE_V);
    for (int j = 0; j < p->o.columns && p->rows.digits; j++) {
        Box at = box(p->column[COL_OUTPUT] + j * (p->rows.wide + CELL_GAP), middle, p->rows.wide, p->rows.cell);
        if (u > 0)
            matrix_cell(
                p->out, at, &p->o, 0, j,
                (CellStyle){
                    .role = ROLE_V, .share = 0.5 * matrix_share(&p->o, 0, j) + 1e-6, .state = CELL_NOW, .reveal = u < 1 ? u : 0 });
        else
            draw_awaited(p->out, at, matrix_ident(&p->o, 0, j), (CellStyle){ .role = ROLE_V });
    }
}

static void draw_words(const Projections *p) {
    for (int i = 0; i < p->n && p->rows.digits; i++) {
        Box at = key_rows_cell(&p->rows, i, p->column[COL_KEY], p->rows.wide);
        draw_row_label(p->out, p->step, "k", &p->k, i, ROLE_K, at.x - 9, box_middle_y(at) + 5);
    }
}

void projections_table(const Projections *p) {
    static const struct {
        const char *name, *tex;
        Role role;
    } head[] = { { "Keys", "k_j", ROLE_K },    { "Scores", "s_j", ROLE_S }, { "Exp", "e^{s_j}", ROLE_A },
                 { "Weights", "a_j", ROLE_A }, { "Values", "v_j", ROLE_V }, { "Output", "o", ROLE_V } };
    const Matrix *m[] = { &p->k, &p->s, NULL, &p->a, &p->v, &p->o };
    bool now = step_focuses(p->step, "a");
    if (now) key_rows_highlight(p->out, &p->rows, p->column[COL_WEIGHT] - 6, wide(p, 1) + 12, false);
    for (int i = 0; i < 6; i++) {
        int cells = m[i] && i != COL_SCORE && i != COL_WEIGHT ? m[i]->columns : 1;
        key_rows_heading(p->out, &p->rows, p->column[i], wide(p, cells), head[i].name, head[i].tex, head[i].role,
                         now && i == COL_WEIGHT, come(p, i) <= 0);
        if (i == COL_EXP || i == COL_OUTPUT) continue; // of these no node has a row a key
        KeyColumn column = { .x = p->column[i],
                             .w = p->rows.wide,
                             .cells = cells,
                             .role = head[i].role,
                             .now = false,
                             .come = come(p, i) >= 1 ? ALL_COME : come(p, i) * p->n };
        key_rows_cells(p->out, &p->rows, m[i], column);
    }
    draw_words(p);
    draw_exps(p);
    draw_output(p);
}
