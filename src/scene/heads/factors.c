// What the numbers of the first head are made of, in the lane where the next head will stand: under Q, K and V the columns of their
// matrices that are this head's, under the weights the scores. At the foot one row times one column, number by number.
#include <math.h>

#include "base/math.h"
#include "kit/arithmetic.h"
#include "scene/heads/heads.h"

static const Role made_role[] = { ROLE_Q, ROLE_K, ROLE_V };
static const char *const matrix_tex[] = { "W_1^Q", "W_1^K", "W_1^V" };

static void name_of(const Heads *p, Box at, const char *tex, const Matrix *m, Role role) {
    if (!p->names) return;
    draw_tex(p->out, box_middle_x(at), at.y - 9, tex,
             (FormulaStyle){ .size = 17, .paint = paint(role), .ident = ident_symbol(m->node, 0, false) }, ALIGN_CENTER);
}

// Q, K and V come beside the factors, where there is room for both; otherwise the factors wait until these have gone to their lane.
static bool there(const Heads *p) {
    Box last = heads_part(p, 2, 1);
    return heads_arrived(p) || heads_whole(p, 0, 0, 0).x > last.x + last.w + 40;
}

void heads_factors(const Heads *p) {
    for (int i = 0; i < 3 && p->factors && there(p); i++) {
        Box at = heads_part(p, i, 1);
        BlockStyle style = { .role = made_role[i], .rows = 1e9, .digits = p->digits && at.h / p->d >= 31 };
        name_of(p, at, matrix_tex[i], &p->W[i], made_role[i]);
        heads_block(p, at, &p->W[i], 0, p->d, 0, p->dk, style);
    }
    if (!p->scores || !heads_arrived(p)) return;
    Box at = heads_grid(p, 1);
    name_of(p, at, "S_1 = Q_1 K_1^\\top / \\sqrt{d_k}", &p->s, ROLE_S);
    heads_block(p, at, &p->s, 0, p->n, 0, p->m,
                (BlockStyle){ .role = ROLE_S, .rows = heads_rows_come(p, "s"), .digits = p->digits, .now = p->now == COLUMN_A });
}

// --- at the foot, while it plays

static bool plays(const Heads *p, const char *act) { return acts_come(&p->acts, act) > 0 && acts_come(&p->acts, act) < 1; }

static int row_of(const Heads *p, const char *act) { return math_min_int((int)floor(heads_rows_come(p, act)), p->n - 1); }

// q = Σ_j x_j W_j, of the row that comes and the first column.
static void write_product(const Heads *p, Pen *pen, int row) {
    pen_symbol(pen, "q", -1, ROLE_Q, matrix_ident(&p->qkv[0], row, 0));
    pen_operator(pen, " = ");
    for (int j = 0; j < p->d; j++) {
        if (j) pen_operator(pen, " + ");
        pen_number(pen, matrix_at(&p->x, row, j), ROLE_INK, matrix_ident(&p->x, row, j));
        pen_operator(pen, " · ");
        pen_number(pen, matrix_at(&p->W[0], j, 0), ROLE_Q, matrix_ident(&p->W[0], j, 0));
    }
    pen_result(pen, matrix_at(&p->qkv[0], row, 0), ROLE_Q, matrix_ident(&p->qkv[0], row, 0));
}

// s = (Σ_j q_j k_j) / √d_k, of the row that comes and the first key.
static void write_score(const Heads *p, Pen *pen, int row) {
    Matrix root = matrix_find(p->tape, "root_d", 4);
    pen_symbol(pen, "s", -1, ROLE_S, matrix_ident(&p->s, row, 0));
    pen_operator(pen, " = (");
    for (int j = 0; j < p->dk; j++) {
        if (j) pen_operator(pen, " + ");
        pen_number(pen, matrix_at(&p->qkv[0], row, j), ROLE_Q, matrix_ident(&p->qkv[0], row, j));
        pen_operator(pen, " · ");
        pen_number(pen, matrix_at(&p->qkv[1], 0, j), ROLE_K, matrix_ident(&p->qkv[1], 0, j));
    }
    pen_operator(pen, ") / ");
    pen_number(pen, matrix_at(&root, 0, 0), ROLE_INK, matrix_ident(&root, 0, 0));
    pen_result(pen, matrix_at(&p->s, row, 0), ROLE_S, matrix_ident(&p->s, row, 0));
}

bool heads_write_factors(const Heads *p, Pen *pen) {
    if (p->factors && plays(p, "qkv"))
        write_product(p, pen, row_of(p, "qkv"));
    else if (p->scores && plays(p, "s"))
        write_score(p, pen, row_of(p, "s"));
    else
        return false;
    return true;
}
