// The columns of the wishes: which there are, from which nodes, when they come, and where they stand.
#include <math.h>
#include <string.h>

#include "scene/wishes/wishes.h"

// --- reading the tape

static Matrix row_of(const Wishes *p, const char *name, int row) {
    Matrix whole = matrix_find(p->tape, name, -1);
    return matrix_rows(&whole, row, 1, 4);
}

bool wishes_read(void *picture) {
    Wishes *p = picture;
    p->x = matrix_find(p->tape, "x", 4);
    Matrix a = matrix_find(p->tape, "a", -1), one = matrix_find(p->tape, "one.a", -1), match = matrix_find(p->tape, "match", -1);
    if (!matrix_exists(&p->x) || !matrix_exists(&a) || !matrix_exists(&one) || !matrix_exists(&match) || p->x.rows == 0)
        return false;
    p->n = p->x.rows, p->d = p->x.columns, p->heads = a.rows / p->n;
    p->shown = p->heads < WISHES_HEADS ? p->heads : WISHES_HEADS;
    p->query = (int)math_clamp(step_number_or(p->step, "asks", 1) - 1, 0, p->n - 1);
    p->answer = matrix_find(p->tape, "answer", 4), p->after = matrix_find(p->tape, "after", 4);
    p->one_answer = matrix_find(p->tape, "one.answer", 4), p->one_after = matrix_find(p->tape, "one.after", 4);
    p->drawn = true;
    for (int i = 0; i < p->n; i++) p->drawn = p->drawn && token_is_drawn(row_word(p->step, "x", i));
    return true;
}

static bool same_part(const char *a, const char *b, bool second) {
    const char *blank_a = strchr(a, ' '), *blank_b = strchr(b, ' ');
    if (second) return !strcmp(blank_a, blank_b);
    return blank_a - a == blank_b - b && !strncmp(a, b, (size_t)(blank_a - a));
}

// Do two tokens agree for this head just when this part of their words is the same?
static bool head_sees(const Wishes *p, int head, bool second) {
    Matrix match = matrix_find(p->tape, "match", -1);
    for (int i = 0; i < p->n; i++)
        for (int j = 0; j < p->n; j++) {
            bool same = same_part(row_word(p->step, "x", i), row_word(p->step, "x", j), second);
            if (same != (matrix_at(&match, head * p->n + i, j) > 0)) return false;
        }
    return true;
}

// "same colour", when the tokens' words say so; else "head 2"
static const char *wish_name(const Wishes *p, int head) {
    if (p->drawn && p->n > 1 && head_sees(p, head, false)) return "same colour";
    if (p->drawn && p->n > 1 && head_sees(p, head, true)) return "same shape";
    return arena_print(p->out->arena, "head %d", head + 1);
}

// --- when

void wishes_plan(void *picture) {
    Wishes *p = picture;
    acts_add_focus(&p->acts, "match", acts_length(p->n, 1.2, 0.6));
    acts_add_focus(&p->acts, "dot", acts_length(p->n, 0.8, 0.4));
    acts_add_focus(&p->acts, "exp", acts_length(p->n, 0.8, 0.4));
    acts_add_focus(&p->acts, "product", acts_length(p->n, 1.4, 0.7));
    acts_add_focus(&p->acts, "a", acts_length(p->n, 0.8, 0.4));
    acts_add_after(&p->acts, "one", acts_length(p->n, 0.8, 0.4));
    acts_add_focus(&p->acts, "o", 1.6);
    acts_add_focus(&p->acts, "swap", 4.2);
}

// --- where

static void add(Wishes *p, const char *reveal, WishKind kind, int head, const char *node, int row, Role role, const char *name) {
    if (!step_reveals(p->step, reveal) && !step_focuses(p->step, reveal)) return;
    if (p->columns == WISHES_COLUMNS) return;
    WishColumn c = { .kind = kind, .head = head, .role = role, .name = name, .act = reveal };
    c.m = kind == WISH_X ? p->x : row_of(p, node, row);
    if (matrix_exists(&c.m)) p->column[p->columns++] = c;
}

static void add_heads(Wishes *p, const char *reveal, WishKind kind, const char *node) {
    for (int i = 0; i < p->shown; i++)
        add(p, reveal, kind, i, node, i * p->n + p->query, head_role(i),
            kind == WISH_MATCH || kind == WISH_EXP ? wish_name(p, i) : arena_print(p->out->arena, "head %d", i + 1));
}

static void add_columns(Wishes *p) {
    add(p, "x", WISH_X, -1, "x", 0, ROLE_INK, NULL);
    add_heads(p, "match", WISH_MATCH, "match");
    add(p, "dot", WISH_DOT, -1, "dot", p->query, ROLE_S, "both");
    add_heads(p, "exp", WISH_EXP, "exp");
    add(p, "product", WISH_PRODUCT, -1, "one.exp", p->query, ROLE_S, "both");
    add(p, "payload", WISH_PAYLOAD, -1, "payload", 0, ROLE_V, step_reveals(p->step, "swap") ? "before" : "each brings");
    add(p, "swap", WISH_SWAP, -1, "swapped", 0, ROLE_V, "after");
    add_heads(p, "a", WISH_A, "a");
    add(p, "one", WISH_ONE, -1, "one.a", p->query, ROLE_A, "one head");
    for (int i = 0; i < p->columns; i++) // a column of numbers, one a token, as a row
        if (p->column[i].kind == WISH_SWAP || p->column[i].kind == WISH_PAYLOAD) {
            Matrix *m = &p->column[i].m;
            Matrix whole = matrix_find(p->tape, p->column[i].kind == WISH_SWAP ? "swapped" : "payload", 4);
            *m = whole, m->rows = 1, m->columns = p->n;
        }
}

static bool is_weight(const WishColumn *c) { return c->kind == WISH_A || c->kind == WISH_ONE; }

static double gap_before(const Wishes *p, int i) {
    if (i == 0) return 0;
    const WishColumn *c = &p->column[i], *last = c - 1;
    bool sum = c->kind == WISH_DOT || c->kind == WISH_PRODUCT || (c->kind == WISH_EXP && last->kind == WISH_EXP) ||
               (c->kind == WISH_MATCH && last->kind == WISH_MATCH) || c->kind == WISH_SWAP;
    bool near = c->kind == last->kind && !sum;
    return p->small ? (near ? 10 : 26) : near ? 20 : c->kind == WISH_SWAP ? 72 : sum ? 44 : 64;
}

static double cells_of(const Wishes *p, const WishColumn *c) { return c->kind == WISH_X ? p->d : 1; }

static void place_columns(Wishes *p) {
    double margin = p->small ? 12 : 36, gaps = 0, cells = 0;
    int bars = 0;
    for (int i = 0; i < p->columns; i++) {
        gaps += gap_before(p, i);
        cells += cells_of(p, &p->column[i]);
        bars += is_weight(&p->column[i]);
    }
    double label = p->label_w + (p->sizes->flank), wish = p->view->width - 2 * margin - label - 36 * cells;
    p->gaps = gaps > 0 ? math_clamp(wish / gaps, 0.1, 1) : 1;
    gaps *= p->gaps;
    double free = p->view->width - 2 * margin - label - gaps;
    double w = cells > 0 ? math_clamp(free / (cells + 0.9 * bars), 0.5, p->small ? 66 : math_clamp(p->view->width * 0.06, 84, 124))
                         : 0,
           bar = 0;
    if (w < 36 && bars) w = math_clamp(free / cells, 0.5, 44); // digits rather than bars
    if (bars) bar = math_clamp((free - w * cells) / bars, 0, 120);
    if (bar < 28) bar = 0;
    p->digits = w >= 34 && p->pitch >= 32;
    if (!p->digits) w = math_clamp(w, 0.5, 40);
    double used = label + gaps + w * cells + bar * bars, x = (p->view->width - used) / 2 + label;
    p->label_x = x - (p->sizes->flank);
    for (int i = 0; i < p->columns; i++) {
        WishColumn *c = &p->column[i];
        x += gap_before(p, i) * p->gaps;
        c->x = floor(x), c->w = floor(w * cells_of(p, c) > 1 ? w * cells_of(p, c) : 1);
        c->bar = is_weight(c) ? bar : 0;
        x += c->w + c->bar;
    }
}

void wishes_place(void *picture) {
    Wishes *p = picture;
    const View *v = p->view;
    add_columns(p);
    bool answers = matrix_exists(&p->answer) && (step_reveals(p->step, "o") || step_focuses(p->step, "o"));
    bool swap = answers && step_reveals(p->step, "swap");
    double top = p->small ? 58 : 112, foot = p->sizes->border, extra = !answers ? 0 : swap ? 2.9 : 1.4;
    p->label_w = row_labels_width(v->metrics, p->step, "x", p->n) + (p->drawn ? 34 : 0);
    p->pitch = math_clamp((v->height - top - foot) / (p->n + extra), 0.2, p->small ? 48 : math_clamp(v->height * 0.12, 84, 124));
    if (answers && p->pitch < 24) extra = 0, answers = false, p->pitch = math_clamp((v->height - top - foot) / p->n, 0.2, 48);
    p->cell = p->pitch >= 32 ? math_clamp(p->pitch - p->sizes->loose, 28, math_clamp(p->pitch * 0.72, 60, 90)) : p->pitch * 0.9;
    double used = p->pitch * (p->n + extra);
    p->top = floor(top + (v->height - top - foot - used) * 0.4);
    p->before_y = answers ? p->top + p->pitch * (p->n + 0.4) : 0;
    p->after_y = swap && answers ? p->before_y + 1.5 * p->pitch : 0;
    place_columns(p);
}

double wish_pad(const Wishes *p) { return p->gaps * (p->sizes->slot); }

Box wish_cell(const Wishes *p, const WishColumn *c, int row) {
    return box(c->x, p->top + p->pitch * row + (p->pitch - p->cell) / 2, c->w, p->cell);
}

Box wish_answer(const Wishes *p, const WishColumn *c, bool after) {
    return box(c->x, after ? p->after_y : p->before_y, c->w, p->cell);
}
