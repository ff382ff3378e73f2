// What more heads cost: the same matrices, cut into more slices. Numbers of parameters are the elements of the leaves, amounts
// of work are what the operations count for themselves, for one head and for several, recorded from the same weights.
#include <math.h>

#include "kit/head_marks.h"
#include "kit/picture.h"
#include "scene/scenes.h"

enum { COUNTS = 6, SLICES_DRAWN = 128 };

typedef struct Count {
    const char *name, *how, *note;
    double one, many;
    bool work; // has a bar: all on one scale
} Count;

typedef struct Slices {
    PICTURE;
    int n, d, h, dk;
    Count count[COUNTS];
    double most; // of all work
    Box bar, squares, table;
} Slices;

// --- reading the tape

static double elements(const Slices *p, const char *name) {
    NodeId id = tape_find(p->tape, name);
    return id == NODE_NONE ? 0 : tape_node(p->tape, id)->count;
}

static double work(const Slices *p, const char *name) {
    NodeId id = tape_find(p->tape, name);
    return id == NODE_NONE ? 0 : tape_work(p->tape, id).multiply_adds;
}

// The product that the scores are the quotient of.
static double score_work(const Slices *p, const char *name) {
    NodeId id = tape_find(p->tape, name);
    return id == NODE_NONE ? 0 : tape_work(p->tape, tape_node(p->tape, id)->input[0]).multiply_adds;
}

// "8 · (32 · 32 · 64)", where that is what was counted.
static const char *product(const Slices *p, double counted, int times, int a, int b, int c) {
    if (counted != (double)times * a * b * c) return "";
    if (times == 1) return arena_print(p->out->arena, "%d · %d · %d", a, b, c);
    return arena_print(p->out->arena, "%d · (%d · %d · %d)", times, a, b, c);
}

static bool read(void *picture) {
    Slices *p = picture;
    Matrix q = matrix_find(p->tape, "q", -1), heads = matrix_find(p->tape, "heads", -1);
    if (!matrix_exists(&q) || !matrix_exists(&heads) || heads.columns == 0) return false;
    p->n = q.rows, p->d = q.columns, p->dk = heads.columns, p->h = p->d / p->dk;
    return true;
}

static void read_counts(Slices *p) {
    double weights = elements(p, "Wq") + elements(p, "Wk") + elements(p, "Wv") + elements(p, "Wo");
    const char *square = arena_print(p->out->arena, "4 · %d · %d", p->d, p->d);
    Count all[COUNTS] = {
        { "parameters", weights == 4.0 * p->d * p->d ? square : "", "elements of Wq, Wk, Wv and Wo, which all heads share", weights,
          weights, false },
        { "projections Q, K, V", "", "multiply-adds of x Wq, x Wk and x Wv, counted by the operations",
          work(p, "one.q") + work(p, "one.k") + work(p, "one.v"), work(p, "q") + work(p, "k") + work(p, "v"), true },
        { "scores", "", "multiply-adds of q kᵀ in all heads, counted by the operation", score_work(p, "one.s"), score_work(p, "s"),
          true },
        { "weighted sums", "", "multiply-adds of a v in all heads, counted by the operation", work(p, "one.heads"),
          work(p, "heads"), true },
        { "mixing by the output matrix", "", "multiply-adds of concat Wo, counted by the operation", work(p, "one.o"), work(p, "o"),
          true },
        { "attention weights to keep", "", "elements of a: a grid for every head", elements(p, "one.a"), elements(p, "a"), false },
    };
    all[1].how = product(p, all[1].many, 3, p->n, p->d, p->d);
    all[2].how = product(p, all[2].many, p->h, p->n, p->n, p->dk);
    all[3].how = product(p, all[3].many, p->h, p->n, p->dk, p->n);
    all[4].how = product(p, all[4].many, 1, p->n, p->d, p->d);
    all[5].how = product(p, all[5].many, p->h, p->n, p->n, 1);
    all[5].how = all[5].many == (double)p->h * p->n * p->n ? arena_print(p->out->arena, "%d · (%d · %d)", p->h, p->n, p->n) : "";
    for (int i = 0; i < COUNTS; i++) {
        p->count[i] = all[i];
        if (all[i].work && all[i].many > p->most) p->most = all[i].many;
        if (all[i].work && all[i].one > p->most) p->most = all[i].one;
    }
}

// --- when

static void plan(void *picture) {
    Slices *p = picture;
    acts_add_focus(&p->acts, "bar", 1.8);
    acts_add_focus(&p->acts, "matrices", 1.6);
    acts_add_focus(&p->acts, "counts", 2.4);
}

// --- where

static void place(void *picture) {
    Slices *p = picture;
    read_counts(p);
    const View *v = p->view;
    double margin = p->sizes->frame, y = p->sizes->crown, bar_h = p->sizes->wide;
    p->bar = box(margin, y, v->width - 2 * margin, bar_h);
    y += bar_h + (p->small ? 12 : 36);
    bool matrices = !p->small && (step_reveals(p->step, "matrices") || step_focuses(p->step, "matrices"));
    double side = matrices ? math_clamp(v->height - y - 56 - 26 - 20 - 29 * COUNTS, 0, 190) : 0;
    if (side < 52) side = 0; // the counts need the room
    if (side * 4 + 3 * 24 > p->bar.w) side = (p->bar.w - 72) / 4;
    p->squares = box(margin, y, p->bar.w, side);
    if (side > 0) y += side + 56;
    p->table = box(margin, y, p->bar.w, v->height - y - p->sizes->open);
}

// --- slices

// One matrix or bar cut into h equal slices, along x or down; `u`: how far the cuts have come.
static void draw_slices(const Slices *p, Box at, bool down, double u) {
    list_rect(p->out, at, (RectStyle){ .radius = 6, .fill = paint_tint(ROLE_INK, ROLE_STAGE, 0.16f) });
    int slices = p->h < SLICES_DRAWN ? p->h : SLICES_DRAWN;
    double length = down ? at.h : at.w, each = length / slices, gap = math_clamp(each * 0.08, 0.4, 3) * math_clamp(u * 4, 0, 1);
    for (int i = 0; i < slices; i++) {
        double come = math_clamp(u * (slices + 1) - i, 0, 1);
        if (come <= 0) break;
        Box slice = down ? box(at.x, at.y + each * i, at.w, each - gap) : box(at.x + each * i, at.y, each - gap, at.h);
        float former = list_fade(p->out, p->out->alpha * (float)come);
        Ident before = list_show(p->out, ident_note(arena_print(p->out->arena, "head %d: %d of the %d %s", i + 1, p->dk, p->d,
                                                                down ? "rows" : "columns")));
        if (each >= 7)
            draw_head_strip(p->out, slice, i);
        else
            list_rect(p->out, slice, (RectStyle){ .fill = paint(head_role(i)) });
        list_show(p->out, before);
        list_fade(p->out, former);
    }
}

// The number of each slice under the bar, where it fits.
static void draw_numbers(const Slices *p, double u) {
    double each = p->bar.w / p->h, size = p->sizes->tick;
    if (each < size * 1.7 || u < 1) return;
    for (int i = 0; i < p->h; i++)
        draw_head_number(p->out, p->bar.x + each * (i + 0.5), p->bar.y + p->bar.h + size + 2, i, size, ALIGN_CENTER);
}

static void draw_bar_part(const Slices *p) {
    double u = acts_come(&p->acts, "bar"), y = p->bar.y - p->sizes->pad;
    Arena *arena = p->out->arena;
    Ident before = list_show(p->out, ident_note("columns of each projection, shared out among the heads"));
    const char *text = arena_print(arena, p->h > 1 ? "%d columns, %d heads" : "%d columns, %d head", p->d, p->h);
    list_text(p->out, p->bar.x, y, text_of(text), (TextStyle){ .face = FACE_BOLD, .size = p->sizes->sum });
    list_show(p->out, ident_note("the width of a head: columns divided by heads"));
    draw_tex(p->out, p->bar.x + p->bar.w, y, arena_print(arena, "d_k = %d / %d = %d", p->d, p->h, p->dk),
             (FormulaStyle){ .size = p->sizes->numeral, .paint = paint(ROLE_INK), .plain = true }, ALIGN_RIGHT);
    list_show(p->out, before);
    Box behind = box_grow(p->bar, p->small ? 5 : 10);
    behind.h += p->small ? 0 : 18; // with the numbers
    if (step_focuses(p->step, "bar")) draw_highlight(p->out, behind);
    draw_slices(p, p->bar, false, ease(u));
    if (!p->small) draw_numbers(p, u);
}

static void draw_matrices(const Slices *p) {
    static const char *const name[] = { "W^Q", "W^K", "W^V", "W^O" };
    static const Role role[] = { ROLE_Q, ROLE_K, ROLE_V, ROLE_INK };
    double side = p->squares.h, u = acts_come(&p->acts, "matrices");
    if (side <= 0) return;
    double gap = (p->squares.w - 4 * side) / 3;
    gap = gap > 120 ? 120 : gap;
    double x = p->squares.x + (p->squares.w - 4 * side - 3 * gap) / 2;
    for (int i = 0; i < 4; i++) {
        Box at = box(x + i * (side + gap), p->squares.y, side, side);
        draw_slices(p, at, i == 3, math_clamp(u * 1.6 - 0.2 * i, 0, 1));
        draw_tex(p->out, box_middle_x(at) - 4, at.y + side + 24, name[i],
                 (FormulaStyle){ .size = 20, .paint = paint(role[i]), .plain = true }, ALIGN_RIGHT);
        list_print(
            p->out, box_middle_x(at) + 6, at.y + side + 23,
            (TextStyle){ .size = 13,
                         .paint = paint(ROLE_MUTED),
                         .ident = ident_note("rows × columns of this matrix; the heads share its columns, of W^O its rows") },
            "%d × %d", p->d, p->d);
    }
}

// --- counts

static void number(const Slices *p, double x, double y, double room, double value, bool strong, double size) {
    list_text_fit(p->out, x, y, room, text_of(number_text(p->out->arena, value, 9)),
                  (TextStyle){ .face = strong ? FACE_BOLD : FACE_TEXT, .size = size, .align = ALIGN_RIGHT });
}

// Of the names: as wide as the longest, as far as the bars keep their room.
static double names_width(const Slices *p, double size) {
    double most = 0;
    for (int i = 0; i < COUNTS; i++)
        most = math_max(most, metrics_width(p->view->metrics, FACE_TEXT, size, text_of(p->count[i].name)));
    return math_min(most + 12, p->table.w * 0.36);
}

static const double to_come = 0.45; // how clear the name of what is still to come is

// Name, how it comes about, the bar of the work, the number with one head, equal or not, the number with all.
static void draw_count(const Slices *p, int i, double y, double pitch) {
    const Count *c = &p->count[i];
    Box t = p->table;
    double size = math_clamp(pitch * 0.5, 11, 16), baseline = y + pitch / 2 + size * 0.36, right = t.x + t.w;
    double come = part(acts_come(&p->acts, "counts"), 0.12 * i, 0.12 * i + 0.3), column = math_clamp(t.w * 0.15, 84, 150);
    float former = list_fade(p->out, p->out->alpha * (float)math_max(come, to_come));
    Ident before = list_show(p->out, ident_note(c->note));
    double name = math_max(names_width(p, size), math_clamp(t.w * 0.22, 110, 220)),
           how = p->small ? 0 : math_clamp(t.w * 0.2, 0, 200);
    list_text_fit(p->out, t.x, baseline, name - 8, text_of(c->name), (TextStyle){ .size = size, .paint = paint(ROLE_MUTED) });
    list_fade(p->out, former * (float)come);
    if (how > 0 && *c->how)
        list_text_fit(p->out, t.x + name, baseline, how - 8, text_of(c->how), (TextStyle){ .size = size * 0.94 });
    double sign = p->sizes->head, left = t.x + name + how, bar = right - 2 * column - sign - 16 - left;
    if (c->work && bar > 24)
        draw_bar_sideways(p->out, box(left, y + pitch * 0.28, bar, pitch * 0.44), ease(come) * share_of(c->many, p->most),
                          (BarStyle){ .role = ROLE_MUTED });
    number(p, right - column - sign, baseline, column - 8, c->one, false, size);
    bool same = c->one == c->many;
    const char *times = c->one > 0 ? arena_print(p->out->arena, "× %s", number_text(p->out->arena, c->many / c->one, 4)) : "≠";
    list_text_fit(p->out, right - column - sign / 2 + 4, baseline, sign - 8, text_of(same ? "=" : times),
                  (TextStyle){ .face = FACE_BOLD,
                               .size = same ? size * 1.2 : size,
                               .paint = paint(same ? ROLE_RIGHT : ROLE_MUTED),
                               .align = ALIGN_CENTER });
    number(p, right, baseline, column - 8, c->many, true, size);
    list_show(p->out, before);
    list_fade(p->out, former);
}

static void draw_counts(const Slices *p) {
    if (!step_reveals(p->step, "counts") && !step_focuses(p->step, "counts")) return;
    double head = p->small ? 16 : 26, pitch = math_clamp((p->table.h - head) / COUNTS, 8, 60), right = p->table.x + p->table.w;
    if (pitch * COUNTS + head > p->table.h + 1) return;
    double column = math_clamp(p->table.w * 0.15, 84, 150), sign = p->sizes->head, y = p->table.y + (p->small ? 10 : 14);
    TextStyle style = { .size = p->sizes->fine, .paint = paint(ROLE_MUTED), .align = ALIGN_RIGHT };
    Arena *arena = p->out->arena;
    Ident before = list_show(p->out, ident_note("how many tokens the work is counted for"));
    list_text_fit(p->out, right - column - sign, y, column - 8, TEXT("1 head"), style);
    list_text_fit(p->out, right, y, column - 8, text_of(arena_print(arena, p->h > 1 ? "%d heads" : "%d head", p->h)), style);
    style.align = ALIGN_LEFT;
    list_text_fit(p->out, p->table.x, y, right - 2 * column - sign - p->table.x,
                  text_of(arena_print(arena, "counted for %d tokens; bars: multiply-adds", p->n)), style);
    list_show(p->out, before);
    for (int i = 0; i < COUNTS; i++) draw_count(p, i, p->table.y + head + pitch * i, pitch);
}

// --- the scene

static void thumbnail(void *picture) {
    Slices *p = picture;
    double w = p->view->width, h = p->view->height, side = h * 0.4;
    draw_slices(p, box(w * 0.08, h * 0.12, w * 0.84, h * 0.22), false, 1);
    for (int i = 0; i < 4; i++) draw_slices(p, box(w * 0.08 + i * (w * 0.84 - side) / 3, h * 0.48, side, side), i == 3, 1);
}

// What the eye meets first: one long bar, cut into slices. Second: four matrices cut alike, none of them larger. Third: two
// columns of counts with signs of equality between them, and the one row where there is none.
static void draw(void *picture) {
    Slices *p = picture;
    draw_bar_part(p);
    draw_matrices(p);
    draw_counts(p);
}

static const char *const reveal[] = { "bar", "matrices", "counts", NULL };
static const LegendItem legend[] = {
    { ROLE_HEAD1, NULL, "head 1", head_mark },
    { ROLE_HEAD2, NULL, "head 2", head_mark },
    { ROLE_HEAD3, NULL, "head 3, …", head_mark },
    { ROLE_MUTED, NULL, "multiply-adds" },
};

const Scene scene_slices = {
    .name = "slices",
    .summary = "the same matrices cut into more heads: parameters and work, counted",
    .model = "slices",
    .reveal = reveal,
    .bytes = sizeof(Slices),
    WITH_PARTS(read, plan, place, draw, thumbnail),
    WITH_LEGEND(legend),
};
