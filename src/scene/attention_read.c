// What the tape holds for this picture, and when each part of the step's animation plays.
#include "scene/attention.h"

#include <string.h>

#include "base/math.h"

// --- reading

bool picture_read(Picture *p) {
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
    return true;
}

bool is_masked(const Picture *p, int row) {
    double x = matrix_at(&p->masked, 0, row);
    return x < 0 && !math_finite(x) && math_finite(matrix_at(&p->s, 0, row));
}

double exp_shift(const Picture *p) {
    double most = 0;
    for (int i = 0; i < p->rows; i++) {
        double s = matrix_at(&p->s, 0, i);
        if (!is_masked(p, i) && s > most) most = s;
    }
    return most > 20 && math_finite(most) ? most : 0;
}

double exp_of(const Picture *p, int row) { return is_masked(p, row) ? 0 : math_exp(matrix_at(&p->s, 0, row) - exp_shift(p)); }

double exp_sum(const Picture *p) {
    double sum = 0, shift = exp_shift(p);
    for (int i = 0; i < p->rows; i++)
        if (!is_masked(p, i)) sum += math_exp(matrix_at(&p->s, 0, i) - shift);
    return sum;
}

const char *exp_note(const Picture *p, int row) {
    const char *score = matrix_text(p->arena, is_masked(p, row) ? &p->masked : &p->s, 0, row);
    const char *value = number_text(p->arena, exp_of(p, row), 6);
    double shift = exp_shift(p);
    if (shift > 0) return arena_print(p->arena, "exp(%s − %s) = %s", score, number_text(p->arena, shift, 6), value);
    return arena_print(p->arena, "exp(%s) = %s", score, value);
}

static bool is_scaled(const Picture *p) {
    return matrix_exists(&p->raw) && strcmp(step_choice_or(p->step, "similarity", "scaled"), "scaled") == 0 && p->d > 1;
}

static double temperature_of(const Picture *p) { return step_number_or(p->step, "temperature", 1); }

bool has_divisor(const Picture *p) { return is_scaled(p) || temperature_of(p) != 1; }

const char *divisor_text(const Picture *p) {
    bool scaled = is_scaled(p);
    double temperature = temperature_of(p);
    const char *hot = temperature != 1 ? number_text(p->arena, temperature, 4) : NULL;
    if (scaled && hot) return arena_print(p->arena, "÷ √%d ÷ %s", p->d, hot);
    if (scaled) return arena_print(p->arena, "÷ √%d", p->d);
    return hot ? arena_print(p->arena, "÷ %s", hot) : NULL;
}

// --- acts

// How an act is cut into turns: see turn_of. `lead` passes before the first.
typedef struct Pace {
    double lead, first, quick, stagger_most, rest;
} Pace;
static const Pace pace[ACTS] = {
    [ACT_QUERY] = { 0, 0.6, 0.4, 0.1, 0.2 },       [ACT_KEYS] = { 0, 0.6, 0.4, 0.2, 0.2 },
    [ACT_SIMILARITY] = { 0.3, 3.6, 1.0, 0.6, 0.4 }, [ACT_SCALE] = { 0.3, 1.6, 0.6, 0.4, 0.4 },
    [ACT_MASK] = { 0.3, 0.8, 0.5, 0.3, 0.4 },       [ACT_SOFTMAX] = { 0.3, 1.2, 0.6, 0.35, 3.6 },
    [ACT_VALUES] = { 0, 0.6, 0.4, 0.2, 0.2 },       [ACT_WEIGHTED] = { 0.3, 2.8, 0.8, 0.5, 0.4 },
    [ACT_OUTPUT] = { 0.3, 1.4, 0.7, 0.6, 0.6 },     [ACT_LOSS] = { 0, 0.6, 0.4, 0.2, 0.3 },
    [ACT_GRADIENT] = { 0.2, 5.2, 0, 0, 0.4 },
};
static const double others_most = 3.2; // seconds for all turns after the first to begin

static bool wanted(const Picture *p, Act act) {
    const Step *step = p->step;
    switch (act) {
    case ACT_QUERY: return step_focuses(step, "q");
    case ACT_KEYS: return step_focuses(step, "k");
    case ACT_SIMILARITY: return step_focuses(step, "s");
    case ACT_SCALE: return step_focuses(step, "scale") || (step_focuses(step, "s") && has_divisor(p));
    case ACT_MASK: return step_focuses(step, "mask");
    case ACT_SOFTMAX: return step_focuses(step, "a");
    case ACT_VALUES: return step_focuses(step, "v");
    case ACT_WEIGHTED: return step_focuses(step, "weighted");
    case ACT_OUTPUT: return step_focuses(step, "o");
    case ACT_LOSS: return p->target && (step_focuses(step, "target") || step_focuses(step, "loss"));
    case ACT_GRADIENT: return p->gradient && step_focuses(step, "gradient");
    case ACTS: break;
    }
    return false;
}

static int turns(const Picture *p, Act act) {
    if (act == ACT_QUERY || act == ACT_LOSS || act == ACT_GRADIENT) return 1;
    return p->rows;
}

static double stagger(const Picture *p, Act act) {
    int others = turns(p, act) - 1;
    double even = others > 0 ? others_most / others : 0;
    return even < pace[act].stagger_most ? even : pace[act].stagger_most;
}

static const Act act_of[COLS] = { ACT_QUERY, ACT_KEYS, ACT_SIMILARITY, ACT_SOFTMAX, ACT_VALUES, ACT_WEIGHTED, ACT_OUTPUT };

double landed(const Picture *p, Column c, int row) {
    if (!p->lane[c].shown) return 0;
    double u = turn(p, act_of[c], c == COL_Q ? 0 : row);
    switch (c) {
    case COL_S:
    case COL_W: return beat(u, 0.86, 1);
    case COL_A: return beat(u, 0.5, 0.75);
    case COL_O: return beat(turn(p, ACT_OUTPUT, 0), 0.75, 1); // from its first row on
    case COL_Q:
    case COL_K:
    case COL_V:
    case COLS: break;
    }
    return ease(u);
}

int rows_added(const Picture *p) {
    int rows = 0;
    while (rows < p->rows && turn(p, ACT_OUTPUT, rows) > 0.8) rows++;
    return rows;
}

// --- the three parts of the softmax

static const double sum_after = 0.1, sum_takes = 0.9, divide_after = 0.4, divide_first = 1.1, divide_quick = 0.5;

static double sum_start(const Picture *p) { return turn_of(p, ACT_SOFTMAX, p->rows - 1).end + sum_after; }

double softmax_summed(const Picture *p) {
    return plays(p, ACT_SOFTMAX) ? beat(p->seconds, sum_start(p), sum_start(p) + sum_takes) : 1;
}

double softmax_divided(const Picture *p, int row) {
    if (!plays(p, ACT_SOFTMAX)) return 1;
    double start = sum_start(p) + sum_takes + divide_after;
    if (row == 0) return beat(p->seconds, start, start + divide_first);
    start += divide_first * 0.8 + (p->rows > 1 ? 0.7 * (row - 1) / (p->rows - 1) : 0);
    return beat(p->seconds, start, start + divide_quick);
}

Span turn_of(const Picture *p, Act act, int i) {
    const Pace *is = &pace[act];
    double start = p->act[act].start + is->lead;
    // Where the division by √d is the news, all products go quickly.
    bool brief = act == ACT_SIMILARITY && wanted(p, ACT_SCALE);
    if (brief) return (Span){ start + i * stagger(p, act), start + i * stagger(p, act) + is->quick };
    if (i == 0) return (Span){ start, start + is->first };
    start += is->first + (i - 1) * stagger(p, act);
    return (Span){ start, start + is->quick };
}

double turn(const Picture *p, Act act, int i) {
    Span s = turn_of(p, act, i);
    if (!plays(p, act) || p->seconds >= s.end) return 1;
    return p->seconds > s.start ? (p->seconds - s.start) / (s.end - s.start) : 0;
}

bool plays(const Picture *p, Act act) { return p->act[act].end > p->act[act].start; }

double picture_acts(Picture *p) {
    double at = 0;
    for (int i = 0; i < ACTS; i++) {
        Act act = (Act)i;
        p->act[act] = (Span){ at, at };
        if (!wanted(p, act)) continue;
        at = turn_of(p, act, turns(p, act) - 1).end + pace[act].rest;
        p->act[act].end = at;
    }
    return at;
}

static const Column column_of[ACTS] = {
    [ACT_QUERY] = COL_Q,   [ACT_KEYS] = COL_K,   [ACT_SIMILARITY] = COL_S, [ACT_SCALE] = COL_S,  [ACT_MASK] = COL_S,    [ACT_SOFTMAX] = COL_A,
    [ACT_VALUES] = COL_V, [ACT_WEIGHTED] = COL_W, [ACT_OUTPUT] = COL_O,    [ACT_LOSS] = COL_O, [ACT_GRADIENT] = COL_S,
};
static const double slide_takes = 0.35;

void picture_columns(Picture *p) {
    static const char *const name[COLS] = { "q", "k", "s", "a", "v", "weighted", "o" };
    const Step *step = p->step;
    for (int c = 0; c < COLS; c++)
        p->lane[c].shown = step->reveals == 0 || step_reveals(step, name[c]) || step_focuses(step, name[c]);
    if (step_focuses(step, "scale") || step_focuses(step, "mask")) p->lane[COL_S].shown = true;
    p->now = p->before = COLS;
    for (int i = 0; i < ACTS; i++) {
        if (!plays(p, (Act)i) || (p->now != COLS && p->seconds < p->act[i].start)) continue;
        if (column_of[i] != p->now) {
            p->before = p->now, p->now = column_of[i];
            p->slide = beat(p->seconds, p->act[i].start, p->act[i].start + slide_takes);
        }
    }
    if (p->now != COLS) p->lane[p->now].now = true;
}
