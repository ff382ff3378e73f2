// When each part of the step's animation plays. Acts follow each other; within one, each row has its turn, the first slowly,
// the others quickly. What is computed from a column that plays comes back after it.
#include "scene/attention/attention.h"

// --- acts

// How an act is cut into turns: see attention_span. `lead` passes before the first.
typedef struct Pace {
    double lead, first, quick, stagger_most, rest;
} Pace;
static const Pace pace[ACTS] = {
    [ACT_QUERY] = { 0, 0.6, 0.4, 0.1, 0.2 },        [ACT_KEYS] = { 0, 0.6, 0.4, 0.2, 0.2 },
    [ACT_SIMILARITY] = { 0.3, 3.6, 1.0, 0.6, 0.4 }, [ACT_SCALE] = { 0.3, 1.6, 0.6, 0.4, 0.4 },
    [ACT_MASK] = { 0.3, 0.8, 0.5, 0.3, 0.4 },       [ACT_SOFTMAX] = { 0.3, 1.2, 0.6, 0.35, 2.7 },
    [ACT_VALUES] = { 0, 0.6, 0.4, 0.2, 0.2 },       [ACT_WEIGHTED] = { 0.3, 2.8, 0.8, 0.5, 0.4 },
    [ACT_OUTPUT] = { 0.3, 1.4, 1.0, 0.85, 0.6 },    [ACT_LOSS] = { 0, 0.6, 0.4, 0.2, 0.3 },
    [ACT_GRADIENT] = { 0.2, 5.8, 0, 0, 0.4 },       [ACT_FOLLOW] = { 0, 1.0, 0, 0, 0.2 },
};
// Seconds for all turns after the first to begin; with heat strips there is less to see.
static double others_most(const Attention *p) { return p->rows > CELLS_ROWS ? 1.2 : 3.2; }

static const Act act_of[COLS] = { ACT_QUERY, ACT_KEYS, ACT_SIMILARITY, ACT_SOFTMAX, ACT_VALUES, ACT_WEIGHTED, ACT_OUTPUT };

static bool is_computed(int c) { return c == COL_S || c == COL_A || c == COL_W || c == COL_O; }

// Is the column computed from one that plays, without playing itself?
static bool follows(const Attention *p, int c) {
    if (!p->lane[c].shown || !is_computed(c) || attention_plays(p, act_of[c])) return false;
    if (c == COL_S) return false;
    if (attention_plays(p, ACT_SIMILARITY) || attention_plays(p, ACT_SCALE) || attention_plays(p, ACT_MASK)) return true;
    return (c > COL_A && attention_plays(p, ACT_SOFTMAX)) || (c > COL_W && attention_plays(p, ACT_WEIGHTED));
}

static bool wanted(const Attention *p, Act act) {
    const Step *step = p->step;
    switch (act) {
    case ACT_QUERY: return step_focuses(step, "q");
    case ACT_KEYS: return step_focuses(step, "k");
    case ACT_SIMILARITY: return step_focuses(step, "s");
    case ACT_SCALE: return step_focuses(step, "scale") || (step_focuses(step, "s") && attention_has_divisor(p));
    case ACT_MASK: return step_focuses(step, "mask");
    case ACT_SOFTMAX: return step_focuses(step, "a");
    case ACT_VALUES: return step_focuses(step, "v");
    case ACT_WEIGHTED: return step_focuses(step, "weighted") || (step_focuses(step, "o") && p->lane[COL_W].shown);
    case ACT_OUTPUT: return step_focuses(step, "o");
    case ACT_LOSS: return p->target && (step_focuses(step, "target") || step_focuses(step, "loss"));
    case ACT_GRADIENT: return p->gradient && step_focuses(step, "gradient");
    case ACT_FOLLOW: return follows(p, COL_A) || follows(p, COL_W) || follows(p, COL_O);
    case ACTS: break;
    }
    return false;
}

static int turns(const Attention *p, Act act) {
    if (act == ACT_QUERY || act == ACT_LOSS || act == ACT_GRADIENT || act == ACT_FOLLOW) return 1;
    return p->rows;
}

static double stagger(const Attention *p, Act act) {
    int others = turns(p, act) - 1;
    double even = others > 0 ? others_most(p) / others : 0;
    return even < pace[act].stagger_most ? even : pace[act].stagger_most;
}

double attention_landed(const Attention *p, Column c, int row) {
    if (!p->lane[c].shown) return 0;
    if (follows(p, (int)c)) {
        double at = c == COL_A ? 0 : c == COL_W ? 0.25 : 0.5; // one column after the other
        return beat(attention_turn(p, ACT_FOLLOW, 0), at, at + 0.45);
    }
    double u = attention_turn(p, act_of[c], c == COL_Q ? 0 : row);
    switch (c) {
    case COL_S:
    case COL_W: return beat(u, 0.86, 1);
    case COL_A: return beat(u, 0.5, 0.75);
    case COL_O: return beat(attention_turn(p, ACT_OUTPUT, 0), 0.75, 1); // from its first row on
    case COL_Q:
    case COL_K:
    case COL_V:
    case COLS: break;
    }
    return ease(u);
}

int attention_rows_added(const Attention *p) {
    int rows = 0;
    while (rows < p->rows && attention_turn(p, ACT_OUTPUT, rows) > 0.86) rows++;
    return rows;
}

// --- the three parts of the softmax

static const double sum_after = 0.1, sum_first = 0.9, divide_after = 0.4, divide_first = 1.1, divide_quick = 0.5; // within its rest

static double sum_start(const Attention *p) { return attention_span(p, ACT_SOFTMAX, p->rows - 1).end + sum_after; }

// One exponential after the other falls into the sum; many of them all at once.
static double sum_stagger(const Attention *p) {
    double even = p->rows > 1 && p->rows <= CELLS_ROWS ? 2.1 / (p->rows - 1) : 0;
    return even < 0.55 ? even : 0.55;
}

static double sum_takes(const Attention *p) { return sum_first + sum_stagger(p) * (p->rows - 1); }

double attention_falling(const Attention *p, int row) {
    double start = sum_start(p) + row * sum_stagger(p);
    return attention_plays(p, ACT_SOFTMAX) ? math_clamp((p->seconds - start) / sum_first, 0, 1) : 1;
}

int attention_exps_added(const Attention *p) {
    int rows = 0;
    while (rows < p->rows && attention_falling(p, rows) > 0.9) rows++;
    return rows;
}

double attention_divided(const Attention *p, int row) {
    if (!attention_plays(p, ACT_SOFTMAX)) return 1;
    double start = sum_start(p) + sum_takes(p) + divide_after;
    if (row == 0) return beat(p->seconds, start, start + divide_first);
    start += divide_first * 0.8 + (p->rows > 1 ? 0.7 * (row - 1) / (p->rows - 1) : 0);
    return beat(p->seconds, start, start + divide_quick);
}

AttentionSpan attention_span(const Attention *p, Act act, int i) {
    const Pace *is = &pace[act];
    double start = p->act[act].start + is->lead;
    // Where the division by √d is the news, all products go quickly.
    bool brief = turns(p, act) > CELLS_ROWS || (act == ACT_SIMILARITY && wanted(p, ACT_SCALE));
    if (brief) return (AttentionSpan){ start + i * stagger(p, act), start + i * stagger(p, act) + is->quick };
    if (i == 0) return (AttentionSpan){ start, start + is->first };
    start += is->first + (i - 1) * stagger(p, act);
    return (AttentionSpan){ start, start + is->quick };
}

double attention_turn(const Attention *p, Act act, int i) {
    AttentionSpan s = attention_span(p, act, i);
    if (!attention_plays(p, act) || p->seconds >= s.end) return 1;
    return p->seconds > s.start ? (p->seconds - s.start) / (s.end - s.start) : 0;
}

bool attention_plays(const Attention *p, Act act) { return p->act[act].end > p->act[act].start; }

void attention_plan(void *picture) {
    Attention *p = picture;
    double at = 0;
    for (int i = 0; i < ACTS; i++) {
        Act act = (Act)i;
        p->act[act] = (AttentionSpan){ at, at };
        if (!wanted(p, act)) continue;
        at = attention_span(p, act, turns(p, act) - 1).end + pace[act].rest + (act == ACT_SOFTMAX ? sum_takes(p) : 0);
        p->act[act].end = at;
    }
    p->acts.seconds = at;
}

static const Column column_of[ACTS] = {
    [ACT_QUERY] = COL_Q,  [ACT_KEYS] = COL_K,    [ACT_SIMILARITY] = COL_S, [ACT_SCALE] = COL_S,
    [ACT_MASK] = COL_S,   [ACT_SOFTMAX] = COL_A, [ACT_VALUES] = COL_V,     [ACT_WEIGHTED] = COL_W,
    [ACT_OUTPUT] = COL_O, [ACT_LOSS] = COL_O,    [ACT_GRADIENT] = COL_S,   [ACT_FOLLOW] = COLS,
};
static const double slide_takes = 0.35;

void attention_now(Attention *p) {
    p->now = p->before = COLS;
    for (int i = 0; i < ACTS; i++) {
        if (!attention_plays(p, (Act)i) || column_of[i] == COLS || (p->now != COLS && p->seconds < p->act[i].start)) continue;
        if (column_of[i] != p->now) {
            p->before = p->now, p->now = column_of[i];
            p->slide = beat(p->seconds, p->act[i].start, p->act[i].start + slide_takes);
        }
    }
    if (p->now != COLS) p->lane[p->now].now = true;
}
