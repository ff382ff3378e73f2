// What a similarity costs: one matrix product against a small tanh net for every pair. The same scores are recorded both
// ways; the numbers are what the tape's operations count for themselves, and all bars share one scale. The projections of queries
// and keys, which both ways have, are counted on neither side.
#include <math.h>
#include <string.h>

#include "base/math.h"
#include "kit/picture.h"
#include "scene/scenes.h"

enum { NETS = 6, BARS = 3 };

static const double net_least = 34; // a smaller one is not seen

typedef struct Way { // to compare all pairs
    const char *reveal, *title, *prefix, *said;
    double multiply_adds, functions, stored; // stored: numbers that the scores need on the way
    const char *product;                     // "4900 × 64" when the multiply-adds are just this
    Box card;
    double come; // 0 … 1
    bool now;
} Way;

typedef struct Cost {
    PICTURE;
    Matrix scores, queries, hidden; // dot.s (n, m), q (n, d), add.hq (n, r)
    int n, m, d, r;
    Way dot, additive;
    double largest; // of all counts
} Cost;

// --- reading the tape

// "multiply-adds: 4900 × 64".
static const char *product_text(const Cost *p, int width) {
    return arena_print(p->out->arena, "multiply-adds: %s × %d", number_text(p->out->arena, (double)p->n * p->m, 6), width);
}

// The product alone: the division by √d, one a pair, is no multiply-add of the two vectors.
static void count_dot(Cost *p) {
    int raw = tape_find(p->tape, "dot.raw");
    p->dot.multiply_adds = tape_work(p->tape, raw).multiply_adds;
    p->dot.functions = model_work_prefix(p->tape, p->dot.prefix).functions;
    p->dot.stored = tape_node(p->tape, raw)->count;
    double pairs = (double)p->n * p->m;
    if (p->dot.multiply_adds == pairs * p->d) p->dot.product = product_text(p, p->d);
}

static void count_additive(Cost *p) {
    int product = tape_find(p->tape, "add.product");
    p->additive.multiply_adds = product == NODE_NONE ? 0 : tape_work(p->tape, product).multiply_adds;
    p->additive.functions = model_work_prefix(p->tape, p->additive.prefix).functions;
    if (p->additive.multiply_adds == (double)p->n * p->m * p->r) p->additive.product = product_text(p, p->r);
    int hidden = tape_find(p->tape, "add.hidden");
    p->additive.stored = hidden == NODE_NONE ? 0 : tape_node(p->tape, hidden)->count;
}

static bool read(void *picture) {
    Cost *p = picture;
    p->scores = matrix_find(p->tape, "dot.s", 3);
    p->queries = matrix_find(p->tape, "q", 3);
    p->hidden = matrix_find(p->tape, "add.hq", 3);
    if (!matrix_exists(&p->scores) || !matrix_exists(&p->queries) || !matrix_exists(&p->hidden)) return false;
    p->n = p->scores.rows, p->m = p->scores.columns, p->d = p->queries.columns, p->r = p->hidden.columns;
    p->dot = (Way){ .reveal = "dot", .title = "Dot product: one matrix product", .prefix = "dot." };
    p->additive = (Way){ .reveal = "additive", .title = "Additive: a small tanh net for every pair", .prefix = "add." };
    if (tape_find(p->tape, "dot.raw") == NODE_NONE) return false;
    count_dot(p);
    count_additive(p);
    double count[] = { p->dot.multiply_adds,      p->dot.functions,      p->dot.stored,
                       p->additive.multiply_adds, p->additive.functions, p->additive.stored };
    for (int i = 0; i < 6; i++)
        if (count[i] > p->largest) p->largest = count[i];
    return true;
}

// "dot.raw 313 600 + dot.s 4 900": where a count comes from.
static const char *count_note(const Cost *p, const Way *way, bool functions) {
    Arena *arena = p->out->arena;
    Builder b = { .arena = arena };
    builder_print(&b, "%s, counted by the operations:", functions ? "tanh evaluations" : "multiply-adds");
    int parts = 0;
    const char *product = functions ? NULL : way == &p->dot ? "dot.raw" : "add.product";
    for (int i = 0; i < p->tape->count; i++) {
        const Node *node = tape_node(p->tape, i);
        if (strncmp(node->name, way->prefix, strlen(way->prefix)) != 0) continue;
        Work work = tape_work(p->tape, i);
        double count = functions ? work.functions : work.multiply_adds;
        if (product && strcmp(node->name, product) != 0) continue;
        if (count > 0) builder_print(&b, "%s %s %s", parts++ ? " +" : "", node->name, number_text(arena, count, 6));
    }
    if (!parts) builder_print(&b, " none");
    if (product) builder_print(&b, "; the projections of queries and keys are counted on neither side");
    return builder_text(&b);
}

// --- when

static void plan(void *picture) {
    Cost *p = picture;
    bool dot = step_focuses(p->step, "dot"), additive = step_focuses(p->step, "additive");
    acts_add(&p->acts, "dot", dot ? 2 : 0);
    acts_add(&p->acts, "additive", additive || (dot && step_reveals(p->step, "additive")) ? 3.2 : 0);
}

// --- where

static void place(void *picture) {
    Cost *p = picture;
    const View *v = p->view;
    double margin = p->sizes->edge, gap = p->sizes->apart, h = floor((v->height - 2 * margin - gap) / 2);
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
    double head = p->sizes->block, pad = p->sizes->inset, share = floor(way->card.w * 0.4 / 8) * 8;
    return box(way->card.x + pad, way->card.y + head, math_clamp(share, 200, 760), way->card.h - head - p->sizes->pad);
}

static Box bars_of(const Cost *p, const Way *way) {
    Box picture = picture_of(p, way);
    double left = picture.x + picture.w + (p->small ? 24 : 56);
    return box(left, picture.y, way->card.x + way->card.w - p->sizes->inset - left, picture.h);
}

// --- pictures

// The scores as a heat map.
static void draw_scores(const Cost *p, Box at, double fill) {
    list_rect(p->out, at, (RectStyle){ .radius = 4, .stroke = paint(ROLE_FAINT), .width = 1.2, .dash = 4 });
    if (fill <= 0) return;
    float former = list_fade(p->out, p->out->alpha * (float)fill);
    Ident before = list_show(p->out, ident_heat(p->scores.node, p->scores.first, p->m, 1, false));
    int rows = p->n < 128 ? p->n : 128, columns = p->m < 128 ? p->m : 128;
    float *share = arena_new(p->out->arena, float, rows *columns);
    for (int i = 0; i < rows * columns; i++) {
        double s = matrix_at(&p->scores, i / columns, i % columns);
        share[i] = (float)(share_of(s, p->scores.largest) * (s < 0 ? -1 : 1));
    }
    list_heat(p->out, at, rows, columns, share, (HeatStyle){ .positive = ROLE_Q, .negative = ROLE_K, .most = p->scores.largest });
    list_show(p->out, before);
    list_fade(p->out, former);
}

// "70 × 64" under a matrix.
static void draw_shape(const Cost *p, Box at, int rows, int columns, double size) {
    list_text(p->out, box_middle_x(at), at.y + at.h + size + 4, text_of(arena_print(p->out->arena, "%d × %d", rows, columns)),
              (TextStyle){ .size = size,
                           .paint = paint(ROLE_MUTED),
                           .align = ALIGN_CENTER,
                           .ident = ident_note("rows × columns of this matrix") });
}

// A matrix by its letter, as a plain field.
static void draw_factor(const Cost *p, Box at, const char *tex, Role role) {
    list_rect(p->out, at, (RectStyle){ .radius = 4, .fill = paint_tint(role, ROLE_PANEL, 0.4f) });
    double size = p->sizes->operand;
    if (at.w >= 30 && at.h >= 26)
        draw_tex(p->out, box_middle_x(at), box_middle_y(at) + size * 0.3, tex,
                 (FormulaStyle){ .size = size, .paint = paint(ROLE_INK), .plain = true }, ALIGN_CENTER);
}

// Q times Kᵀ is all scores at once: three fields side by side, in one measure, so that their shapes can be compared.
static void draw_product(const Cost *p) {
    Box at = picture_of(p, &p->dot);
    double u = p->dot.come, sign = p->small ? 20 : 32, size = p->sizes->note, most = p->n > p->d ? p->n : p->d;
    double across = (at.w - 2 * sign) / (p->d + 2.0 * p->m), down = (at.h - size - 8) / most, unit = across < down ? across : down;
    double n = math_clamp(p->n * unit, 12, at.h - size - 8), m = math_clamp(p->m * unit, 12, at.w / 3),
           d = math_clamp(p->d * unit, 12, at.w / 3), d_down = math_clamp(p->d * unit, 12, at.h - size - 8),
           middle = at.y + (at.h - size - 8) / 2;
    Box q = box(at.x, middle - n / 2, d, n), k = box(q.x + d + sign, middle - d_down / 2, m, d_down),
        s = box(k.x + m + sign, middle - n / 2, m, n);
    TextStyle style = { .face = FACE_MATH, .size = p->sizes->operand, .align = ALIGN_CENTER };
    draw_factor(p, q, "Q", ROLE_Q);
    list_text(p->out, q.x + d + sign / 2, middle + 6, TEXT("·"), style);
    draw_factor(p, k, "K^\\top", ROLE_K);
    list_text(p->out, k.x + m + sign / 2, middle + 6, TEXT("="), style);
    draw_scores(p, s, part(u, 0.1, 0.5));
    if (d < 44 || m < 44) return; // too narrow for their shapes
    draw_shape(p, q, p->n, p->d, size), draw_shape(p, k, p->d, p->m, size), draw_shape(p, s, p->n, p->m, size);
}

// Two inputs, two hidden units, one output.
static void draw_net(List *out, Box at, float alpha) {
    double r = math_clamp(at.w * 0.07, 1.2, 3.5), x1 = at.x + at.w * 0.2, x2 = at.x + at.w * 0.5, x3 = at.x + at.w * 0.8,
           up = at.y + at.h * 0.28, down = at.y + at.h * 0.72, middle = at.y + at.h / 2;
    float former = list_fade(out, out->alpha * alpha);
    list_rect(out, at, (RectStyle){ .radius = 4, .fill = paint_tint(ROLE_S, ROLE_PANEL, 0.14f) });
    double xy[] = { x1, up, x2, up, x3, middle, x2, down, x1, down, x2, up };
    list_polyline(out, xy, 6, false, (StrokeStyle){ .paint = paint_faded(ROLE_S, 0.6f), .width = 1 });
    list_line(out, x1, up, x2, down, (StrokeStyle){ .paint = paint_faded(ROLE_S, 0.6f), .width = 1 });
    list_circle(out, x1, up, r, (RectStyle){ .fill = paint(ROLE_Q) });
    list_circle(out, x1, down, r, (RectStyle){ .fill = paint(ROLE_K) });
    RectStyle ring = { .fill = paint(ROLE_PANEL), .stroke = paint(ROLE_S), .width = math_min(r / 2, 2) }; // what is computed
    list_circle(out, x2, up, r, ring);
    list_circle(out, x2, down, r, ring);
    list_circle(out, x3, middle, r, ring);
    list_fade(out, former);
}

// Some of the n × m nets, one after the other; dots stand for the rest.
static void draw_nets(const Cost *p) {
    Box at = picture_of(p, &p->additive);
    int down = (int)math_clamp(floor((at.h - 20) / net_least), 2, NETS), rows = p->n < down ? p->n : down;
    double room = (at.h - 20) / rows;
    int across = (int)math_clamp(floor((at.w - 20) / math_clamp(room, net_least, 64)), 2, 2 * NETS),
        columns = p->m < across ? p->m : across;
    bool more = p->n > down || p->m > across;
    double dots = more ? 20 : 0, pitch = math_clamp((at.h - dots) / rows, 8, (at.w - dots) / columns), size = pitch * 0.86;
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

typedef struct Count {
    const char *name, *note;
    double value;
    Role role;
} Count;

// One of the rows of a card: its name over its bar, or before it where rows are low, and the number at the end.
static void draw_count(const Cost *p, const Way *way, int row, const Count *count) {
    Box at = bars_of(p, way);
    double pitch = at.h / BARS, name_size = p->sizes->label, u = part(way->come, 0.4, 0.9), number_w = p->small ? 84 : 112;
    bool low = pitch < 40;
    double thick = low ? math_clamp(pitch - 10, 8, 16) : math_clamp(pitch - name_size - 20, 10, 28), name_w = low ? at.w * 0.42 : 0;
    double y = at.y + pitch * row + (low ? (pitch - thick) / 2 : (pitch - thick - name_size - 8) / 2 + name_size + 8);
    Ident before = list_show(p->out, ident_note(count->note));
    list_text_fit(p->out, at.x, low ? y + thick / 2 + 4.5 : y - 8 - name_size * 0.2, low ? name_w - 8 : at.w, text_of(count->name),
                  (TextStyle){ .size = name_size, .paint = paint(ROLE_MUTED) });
    draw_bar_sideways(p->out, box(at.x + name_w, y, at.w - number_w - name_w, thick), share_of(count->value, p->largest) * u,
                      (BarStyle){ .role = count->role });
    if (u >= 1)
        list_text_fit(p->out, at.x + at.w, y + thick / 2 + 6, number_w - 12, text_of(number_text(p->out->arena, count->value, 6)),
                      (TextStyle){ .face = FACE_BOLD, .size = p->small ? 15 : 18, .align = ALIGN_RIGHT });
    list_show(p->out, before);
}

static void draw_counts(const Cost *p, const Way *way) {
    bool dot = way == &p->dot;
    const char *stored = dot ? "the scores themselves: as many as dot.raw has elements"
                             : "a hidden number for every unit of every pair: as many as add.hidden has elements";
    Count count[BARS] = {
        { way->product ? way->product : "multiply-adds", count_note(p, way, false), way->multiply_adds, ROLE_S },
        { "tanh evaluations", count_note(p, way, true), way->functions, ROLE_MUTED },
        { "numbers to store", stored, way->stored, ROLE_INK },
    };
    for (int i = 0; i < BARS; i++) draw_count(p, way, i, &count[i]);
}

static void draw_title(const Cost *p, const Way *way) {
    Box c = way->card;
    double y = c.y + (p->sizes->roof), right = c.x + c.w - p->sizes->inset;
    list_text(p->out, c.x + p->sizes->inset, y, text_of(way->title), (TextStyle){ .face = FACE_BOLD, .size = p->sizes->symbol });
    Arena *arena = p->out->arena;
    Ident before = list_show(p->out, ident_note(arena_print(arena, "pairs of a query and a key: n × m = %d × %d", p->n, p->m)));
    double pairs = (double)p->n * p->m;
    const char *text = arena_print(arena, "%d × %d = %s pairs", p->n, p->m, number_text(arena, pairs, 6));
    list_text(p->out, right, y, text_of(text),
              (TextStyle){ .size = p->sizes->label, .paint = paint(ROLE_MUTED), .align = ALIGN_RIGHT });
    list_show(p->out, before);
}

static void draw_way(const Cost *p, const Way *way) {
    bool dot = way == &p->dot;
    if (!step_reveals(p->step, way->reveal) && !way->now) {
        draw_card_to_come(p->out, way->card);
        return;
    }
    if (way->now) draw_highlight(p->out, box_grow(way->card, p->small ? 6 : 8));
    draw_card(p->out, way->card);
    draw_title(p, way);
    if (dot)
        draw_product(p);
    else
        draw_nets(p);
    draw_counts(p, way);
}

// --- the scene

static void thumbnail(void *picture) {
    Cost *p = picture;
    const Way *way[] = { &p->dot, &p->additive };
    double x = 24, w = p->view->width - 48, h = p->view->height / 6;
    for (int i = 0; i < 2; i++) {
        double y = p->view->height * (0.08 + 0.46 * i);
        draw_bar_sideways(p->out, box(x, y, w, h), share_of(way[i]->multiply_adds, p->largest), (BarStyle){ .role = ROLE_S });
        draw_bar_sideways(p->out, box(x, y + h + 4, w, h), share_of(way[i]->functions, p->largest),
                          (BarStyle){ .role = ROLE_MUTED });
    }
}

// What the eye meets first: the square of scores, filled at once, over the crowd of little nets. Second: the bars, on one
// scale. Third: the counts at their ends.
static void draw(void *picture) {
    Cost *p = picture;
    draw_way(p, &p->dot);
    draw_way(p, &p->additive);
}

static const char *const reveal[] = { "dot", "additive", NULL };
static const LegendItem legend[] = {
    { ROLE_Q, "q", "queries" },
    { ROLE_K, "k", "keys" },
    { ROLE_S, NULL, "multiply-adds" },
    { ROLE_MUTED, NULL, "tanh evaluations" },
    { ROLE_INK, NULL, "numbers to store" },
};

const Scene scene_cost = {
    .name = "cost",
    .summary = "counted work of one matrix product against a small tanh net for every pair",
    .model = "cost",
    .reveal = reveal,
    .bytes = sizeof(Cost),
    WITH_PARTS(read, plan, place, draw, thumbnail),
    WITH_LEGEND(legend),
};
