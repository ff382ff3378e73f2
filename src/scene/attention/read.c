// What the tape holds for this picture, and the numbers that no node holds.
#include "scene/attention/attention.h"

#include <string.h>

#include "base/math.h"

// --- reading

static void read_shown(Attention *p) {
    static const char *const name[COLS] = { "q", "k", "s", "a", "v", "weighted", "o" };
    const Step *step = p->step;
    for (int c = 0; c < COLS; c++)
        p->lane[c].shown = step->reveals == 0 || step_reveals(step, name[c]) || step_focuses(step, name[c]);
    if (step_focuses(step, "scale") || step_focuses(step, "mask")) p->lane[COL_S].shown = true;
}

bool attention_read(void *picture) {
    Attention *p = picture;
    const Tape *tape = p->tape;
    Matrix q = matrix_find(tape, "q", -1), s = matrix_find(tape, "s", -1), o = matrix_find(tape, "o", -1);
    p->k = matrix_find(tape, "k", 0);
    p->v = matrix_find(tape, "v", 0);
    Matrix a = matrix_find(tape, "a", -1), raw = matrix_find(tape, "raw", -1), masked = matrix_find(tape, "masked", -1);
    Matrix y = matrix_find(tape, "y", -1), weighted = matrix_find(tape, "weighted", -1);
    p->loss = matrix_find(tape, "loss", 0);
    p->n = q.rows, p->m = p->k.rows, p->d = p->k.columns, p->dv = p->v.columns;
    if (!q.rows || !p->m || !p->dv || q.columns != p->d || s.columns != p->m || a.columns != p->m) return false;
    if (p->v.rows != p->m || o.columns != p->dv || s.rows < p->n || a.rows < p->n || o.rows < p->n) return false;
    p->query = step_query(p->step, p->n);
    p->q = matrix_rows(&q, p->query, 1, 0);
    p->s = matrix_rows(&s, p->query, 1, 0);
    p->a = matrix_rows(&a, p->query, 1, 0);
    p->o = matrix_rows(&o, p->query, 1, 0);
    p->raw = matrix_rows(&raw, p->query, 1, 0);
    p->masked = matrix_rows(&masked, p->query, 1, 0);
    p->weighted = matrix_rows(&weighted, p->query * p->m, p->m, 0);
    p->y = y.columns == p->dv ? matrix_rows(&y, p->query, 1, 0) : (Matrix){ .node = NODE_NONE };
    p->significant = 4;
    p->rows = p->m < HEAT_ROWS ? p->m : HEAT_ROWS;
    const char *similarity = step_choice_or(p->step, "similarity", "scaled");
    p->dot = (strcmp(similarity, "dot") == 0 || strcmp(similarity, "scaled") == 0) && matrix_exists(&p->raw);
    bool backward = matrix_exists(&p->loss) || (p->step->inputs && p->step->inputs->seed);
    p->gradient = step_reveals(p->step, "gradient") && backward && p->s.grad;
    p->target = matrix_exists(&p->y) && (p->gradient || step_reveals(p->step, "target") || step_reveals(p->step, "loss"));
    read_shown(p);
    return true;
}

bool attention_is_masked(const Attention *p, int row) {
    double x = matrix_at(&p->masked, 0, row);
    return x < 0 && !math_finite(x) && math_finite(matrix_at(&p->s, 0, row));
}

// subtracted before exp, 0 unless it would overflow
static double attention_exp_shift(const Attention *p) {
    double most = 0;
    for (int i = 0; i < p->m; i++) {
        double s = matrix_at(&p->s, 0, i);
        if (!attention_is_masked(p, i) && s > most) most = s;
    }
    return most > 20 && math_finite(most) ? most : 0;
}

double attention_exp(const Attention *p, int row) {
    return attention_is_masked(p, row) ? 0 : math_exp(matrix_at(&p->s, 0, row) - attention_exp_shift(p));
}

double attention_exp_sum(const Attention *p, int rows) {
    double sum = 0, shift = attention_exp_shift(p);
    for (int i = 0; i < rows; i++)
        if (!attention_is_masked(p, i)) sum += math_exp(matrix_at(&p->s, 0, i) - shift);
    return sum;
}

const char *attention_exp_note(const Attention *p, int row) {
    const char *score = matrix_text(p->out->arena, attention_is_masked(p, row) ? &p->masked : &p->s, 0, row);
    const char *value = number_text(p->out->arena, attention_exp(p, row), 6);
    double shift = attention_exp_shift(p);
    if (shift > 0) return arena_print(p->out->arena, "exp(%s − %s) = %s", score, number_text(p->out->arena, shift, 6), value);
    return arena_print(p->out->arena, "exp(%s) = %s", score, value);
}

static bool is_scaled(const Attention *p) {
    return matrix_exists(&p->raw) && strcmp(step_choice_or(p->step, "similarity", "scaled"), "scaled") == 0 && p->d > 1;
}

static double temperature_of(const Attention *p) { return step_number_or(p->step, "temperature", 1); }

bool attention_has_divisor(const Attention *p) { return is_scaled(p) || temperature_of(p) != 1; }

const char *attention_divisor(const Attention *p) {
    bool scaled = is_scaled(p);
    double temperature = temperature_of(p);
    const char *hot = temperature != 1 ? number_text(p->out->arena, temperature, 4) : NULL;
    if (scaled && hot) return arena_print(p->out->arena, "÷ √%d ÷ %s", p->d, hot);
    if (scaled) return arena_print(p->out->arena, "÷ √%d", p->d);
    return hot ? arena_print(p->out->arena, "÷ %s", hot) : NULL;
}

// In place of the weights, as long as these are to come.
bool attention_compares(const Attention *p) {
    return attention_plays(p, ACT_SCALE) && matrix_exists(&p->raw) && p->digits && !p->lane[COL_A].shown;
}
