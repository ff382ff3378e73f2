// What a similarity costs: one matrix product against a small tanh net for every pair. The same scores are recorded both
// ways; the numbers are what the tape's operations count for themselves, and all bars share one scale.
#include <math.h>
#include <string.h>

#include "base/math.h"
#include "scene/acts.h"
#include "scene/scenes.h"

enum { NETS = 6, BARS = 2 };

static const double net_least = 24; // a smaller one is not seen

typedef struct Way { // to compare all pairs
    const char *reveal, *title, *prefix, *said;
    Work work;
    Box card;
    double come; // 0 … 1
    bool now;
} Way;

typedef struct Cost {
    const View *view;
    const Step *step;
    const Tape *tape;
    List *out;
    Matrix scores, queries, hidden; // dot.s (n, m), q (n, d), add.hq (n, r)
    int n, m, d, r;
    Way dot, additive;
    double largest; // of all counts
    Acts acts;
    bool small;
} Cost;

// --- reading the tape

static bool read_tape(Cost *p) {
    p->scores = matrix_find(p->tape, "dot.s", 3);
    p->queries = matrix_find(p->tape, "q", 3);
    p->hidden = matrix_find(p->tape, "add.hq", 3);
    if (!matrix_exists(&p->scores) || !matrix_exists(&p->queries) || !matrix_exists(&p->hidden)) return false;
    p->n = p->scores.rows, p->m = p->scores.columns, p->d = p->queries.columns, p->r = p->hidden.columns;
    p->dot = (Way){ .reveal = "dot", .title = "Dot product: one matrix product", .prefix = "dot." };
    p->additive = (Way){ .reveal = "additive", .title = "Additive: a small tanh net for every pair", .prefix = "add." };
    p->dot.work = model_work_prefix(p->tape, p->dot.prefix);
    p->additive.work = model_work_prefix(p->tape, p->additive.prefix);
    double count[] = { p->dot.work.multiply_adds, p->dot.work.functions, p->additive.work.multiply_adds,
                       p->additive.work.functions };
    for (int i = 0; i < 4; i++)
        if (count[i] > p->largest) p->largest = count[i];
    return true;
}

// "dot.raw 313 600 + dot.s 4 900": where a count comes from.
static const char *count_note(const Cost *p, const Way *way, bool functions) {
    Arena *arena = p->out->arena;
    Builder b = { .arena = arena };
    builder_print(&b, "%s, counted by the operations:", functions ? "tanh evaluations" : "multiply-adds");
    int parts = 0;
    for (int i = 0; i < p->tape->count; i++) {
        const Node *node = tape_node(p->tape, i);
        if (strncmp(node->name, way->prefix, strlen(way->prefix)) != 0) continue;
        Work work = tape_work(p->tape, i);
        double count = functions ? work.functions : work.multiply_adds;
        if (count > 0) builder_print(&b, "%s %s %s", parts++ ? " +" : "", node->name, number_text(arena, count, 6));
    }
    if (!parts) builder_print(&b, " none");
    return builder_text(&b);
}

// --- when

static void plan(Cost *p) {
    p->acts.step = p->step;
    bool dot = step_focuses(p->step, "dot"), additive = step_focuses(p->step, "additive");
    acts_add(&p->acts, "dot", dot ? 2 : 0);
    acts_add(&p->acts, "additive", additive || (dot && step_reveals(p->step, "additive")) ? 3.2 : 0);
}

// --- where

static void place(Cost *p) {
    const View *v = p->view;
    p->small = v->width < 900 || v->height < 420;
    double margin = p->small ? 16 : 32, gap = p->small ? 8 : 24, h = floor((v->height - 2 * margin - gap) / 2);
    p->dot.card = box(margin, margin, v->width - 2 * margin, h);
    p->additive.card = box(margin, margin + h + gap, v->width - 2 * margin, h);
    Way *way[] = { &p->dot, &p->additive };
    for (int i = 0; i < 2; i++) {
        way[i]->come = acts_come(&p->acts, way[i]->reveal);
        way[i]->now = step_focuses(p->step, way[i]->reveal);
    }
}

// The picture stands at the left of a card, the bars take the rest.
static Box picture_of(const Cost *p, const Way *way) {
    double head = p->small ? 32 : 64, pad = p->small ? 16 : 24,
           w = p->small ? 152 : clamp(floor(way->card.w * 0.27 / 8) * 8, 216, 360);
    return box(way->card.x + pad, way->card.y + head, w, way->card.h - head - (p->small ? 12 : 32));
}

static Box bars_of(const Cost *p, const Way *way) {
    Box picture = picture_of(p, way);
    double left = picture.x + picture.w + (p->small ? 24 : 56);
    return box(left, picture.y, way->card.x + way->card.w - (p->small ? 16 : 24) - left, picture.h);
}

// --- pictures

// Q times Kᵀ is one rectangle of scores: a column of queries, a row of keys, and the square between them.
static void draw_product(const Cost *p) {
    Box at = picture_of(p, &p->dot);
    double u = p->dot.come, thin = p->small ? 14 : 24, gap = p->small ? 6 : 12, side = clamp(at.h - thin - gap, 24, at.w * 0.7);
    double most = p->n > p->m ? p->n : p->m, w = clamp(side * p->m / most, 12, side), h = clamp(side * p->n / most, 12, side);
    double x = at.x + thin + gap, y = at.y + (at.h - thin - gap - h) / 2 + thin + gap;
    list_rect(p->out, box(x - gap - thin, y, thin, h), (RectStyle){ .radius = 4, .fill = paint_tint(ROLE_Q, ROLE_PANEL, 0.6f) });
    list_rect(p->out, box(x, y - gap - thin, w, thin), (RectStyle){ .radius = 4, .fill = paint_tint(ROLE_K, ROLE_PANEL, 0.6f) });
    if (thin >= 24) {
        TextStyle symbol = { .face = FACE_MATH_ITALIC, .size = 17, .align = ALIGN_CENTER };
        list_text(p->out, x - gap - thin / 2, y + h / 2 + 6, TEXT("Q"), symbol);
        list_text(p->out, x + w / 2, y - gap - thin / 2 + 6, TEXT("K"), symbol);
    }
    list_rect(p->out, box(x, y, w, h), (RectStyle){ .radius = 4, .stroke = paint(ROLE_FAINT), .width = 1.2, .dash = 4 });
    double fill = part(u, 0.1, 0.5);
    if (fill <= 0) return;
    float former = list_fade(p->out, p->out->alpha * (float)fill);
    Ident before = list_show(
        p->out,
        (Ident){ .kind = IDENT_HEAT, .node = p->scores.node, .element = p->scores.first, .row_stride = p->m, .column_stride = 1 });
    int rows = p->n < 128 ? p->n : 128, columns = p->m < 128 ? p->m : 128;
    float *share = arena_new(p->out->arena, float, rows *columns);
    for (int i = 0; i < rows * columns; i++) {
        double s = matrix_at(&p->scores, i / columns, i % columns);
        share[i] = (float)(share_of(s, p->scores.largest) * (s < 0 ? -1 : 1));
    }
    list_heat(p->out, box(x, y, w, h), rows, columns, share, ROLE_Q, ROLE_K);
    list_show(p->out, before);
    list_fade(p->out, former);
}

// Two inputs, two hidden units, one output.
static void draw_net(List *out, Box at, float alpha) {
    double r = clamp(at.w * 0.07, 1.2, 3.5), x1 = at.x + at.w * 0.2, x2 = at.x + at.w * 0.5, x3 = at.x + at.w * 0.8,
           up = at.y + at.h * 0.28, down = at.y + at.h * 0.72, middle = at.y + at.h / 2;
    float former = list_fade(out, out->alpha * alpha);
    list_rect(out, at, (RectStyle){ .radius = 4, .fill = paint_tint(ROLE_S, ROLE_PANEL, 0.14f) });
    double xy[] = { x1, up, x2, up, x3, middle, x2, down, x1, down, x2, up };
    list_polyline(out, xy, 6, false, (StrokeStyle){ .paint = paint_faded(ROLE_S, 0.6f), .width = 1 });
    list_line(out, x1, up, x2, down, (StrokeStyle){ .paint = paint_faded(ROLE_S, 0.6f), .width = 1 });
    list_circle(out, x1, up, r, (RectStyle){ .fill = paint(ROLE_Q) });
    list_circle(out, x1, down, r, (RectStyle){ .fill = paint(ROLE_K) });
    list_circle(out, x2, up, r, (RectStyle){ .fill = paint(ROLE_S) });
    list_circle(out, x2, down, r, (RectStyle){ .fill = paint(ROLE_S) });
    list_circle(out, x3, middle, r, (RectStyle){ .fill = paint(ROLE_S) });
    list_fade(out, former);
}

// Some of the n × m nets, one after the other; dots stand for the rest.
static void draw_nets(const Cost *p) {
    Box at = picture_of(p, &p->additive);
    int fit = (int)clamp(floor((at.h - 20) / net_least), 2, NETS), rows = p->n < fit ? p->n : fit,
        columns = p->m < fit ? p->m : fit;
    bool more = p->n > fit || p->m > fit;
    double dots = more ? 20 : 0, pitch = clamp((at.h - dots) / rows, 8, (at.w - dots) / columns), size = pitch * 0.86;
    double x = at.x, y = at.y + (at.h - pitch * rows - dots) / 2, u = p->additive.come, each = 0.7 / (rows * columns);
    for (int i = 0; i < rows * columns; i++) {
        Box net = box(x + pitch * (i % columns), y + pitch * (i / columns), size, size);
        double shown = part(u, each * i, each * (i + 1) + 0.02);
        if (shown < 1) list_rect(p->out, net, (RectStyle){ .radius = 4, .stroke = paint(ROLE_FAINT), .width = 1.2, .dash = 4 });
        if (shown > 0) draw_net(p->out, net, (float)shown);
    }
    for (int i = 0; i < 3 && more; i++) {
        list_circle(p->out, x + pitch * columns + 4 + 6 * i, y + pitch * rows / 2, 2, (RectStyle){ .fill = paint(ROLE_MUTED) });
        list_circle(p->out, x + pitch * columns / 2, y + pitch * rows + 4 + 6 * i, 2, (RectStyle){ .fill = paint(ROLE_MUTED) });
    }
}

// --- bars

static void draw_count(const Cost *p, const Way *way, int row, const char *name, double count, Role role) {
    Box at = bars_of(p, way);
    double pitch = at.h / BARS, name_size = p->small ? 13 : 15, thick = clamp(pitch * 0.36, 10, 32), u = part(way->come, 0.4, 0.9);
    double number_w = p->small ? 76 : 112, y = at.y + pitch * row + (pitch - thick - name_size - 8) / 2, bar_y = y + name_size + 8;
    list_text(p->out, at.x, y + name_size * 0.8, text_of(name), (TextStyle){ .size = name_size, .paint = paint(ROLE_MUTED) });
    Ident before = list_show(p->out, ident_note(count_note(p, way, row == 1)));
    draw_bar_sideways(p->out, box(at.x, bar_y, at.w - number_w, thick), share_of(count, p->largest) * u, role);
    if (u >= 1)
        list_text_fit(p->out, at.x + at.w, bar_y + thick / 2 + 6, number_w - 12, text_of(number_text(p->out->arena, count, 6)),
                      (TextStyle){ .face = FACE_BOLD, .size = p->small ? 15 : 18, .align = ALIGN_RIGHT });
    list_show(p->out, before);
}

static void draw_title(const Cost *p, const Way *way) {
    Box c = way->card;
    double y = c.y + (p->small ? 22 : 40), right = c.x + c.w - (p->small ? 16 : 24);
    list_text(p->out, c.x + (p->small ? 16 : 24), y, text_of(way->title),
              (TextStyle){ .face = FACE_BOLD, .size = p->small ? 14 : 18 });
    Arena *arena = p->out->arena;
    Ident before = list_show(p->out, ident_note(arena_print(arena, "pairs of a query and a key: n × m = %d × %d", p->n, p->m)));
    double pairs = (double)p->n * p->m;
    const char *text = arena_print(arena, "%d × %d = %s pairs", p->n, p->m, number_text(arena, pairs, 6));
    list_text(p->out, right, y, text_of(text),
              (TextStyle){ .size = p->small ? 13 : 15, .paint = paint(ROLE_MUTED), .align = ALIGN_RIGHT });
    list_show(p->out, before);
}

static void draw_way(const Cost *p, const Way *way) {
    bool dot = way == &p->dot;
    if (!step_reveals(p->step, way->reveal) && !way->now) {
        list_rect(p->out, way->card, (RectStyle){ .radius = 12, .stroke = paint(ROLE_FAINT), .width = 1.2, .dash = 4 });
        return;
    }
    if (way->now) draw_highlight(p->out, box_grow(way->card, p->small ? 6 : 8));
    list_rect(p->out, way->card, (RectStyle){ .radius = 12, .fill = paint(ROLE_PANEL), .stroke = paint(ROLE_LINE), .width = 1 });
    draw_title(p, way);
    if (dot)
        draw_product(p);
    else
        draw_nets(p);
    draw_count(p, way, 0, "multiply-adds", way->work.multiply_adds, ROLE_S);
    draw_count(p, way, 1, "tanh evaluations", way->work.functions, ROLE_MUTED);
}

// --- the scene

static void thumbnail(const Cost *p) {
    const Work *work[] = { &p->dot.work, &p->additive.work };
    double x = 24, w = p->view->width - 48, h = p->view->height / 6;
    for (int i = 0; i < 2; i++) {
        double y = p->view->height * (0.08 + 0.46 * i);
        draw_bar_sideways(p->out, box(x, y, w, h), share_of(work[i]->multiply_adds, p->largest), ROLE_S);
        draw_bar_sideways(p->out, box(x, y + h + 4, w, h), share_of(work[i]->functions, p->largest), ROLE_MUTED);
    }
}

// What the eye meets first: the square of scores, filled at once, over the crowd of little nets. Second: the bars, on one
// scale. Third: the counts at their ends.
static void draw(const View *view, const Step *step, const Tape *tape, double t, List *out) {
    Cost p = { .view = view, .step = step, .tape = tape, .out = out };
    if (!read_tape(&p)) return;
    if (view->thumbnail) {
        thumbnail(&p);
        return;
    }
    plan(&p);
    acts_at(&p.acts, t);
    place(&p);
    draw_way(&p, &p.dot);
    draw_way(&p, &p.additive);
}

static double seconds(const Step *step, const Tape *tape) {
    (void)tape;
    Cost p = { .step = step };
    plan(&p);
    return p.acts.seconds;
}

static const char *const reveal[] = { "dot", "additive", NULL };
static const LegendItem legend[] = {
    { ROLE_Q, "q", "queries" },
    { ROLE_K, "k", "keys" },
    { ROLE_S, NULL, "multiply-adds" },
    { ROLE_MUTED, NULL, "tanh evaluations" },
};

const Scene scene_cost = {
    .name = "cost",
    .summary = "counted work of one matrix product against a small tanh net for every pair",
    .model = "cost",
    .reveal = reveal,
    .seconds = seconds,
    .draw = draw,
    .legend = legend,
    .legends = sizeof legend / sizeof *legend,
};
