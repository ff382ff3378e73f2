// Where the norm stands: on the stream itself, after every sum, or on the branches, before every part. And what that does to the
// gradient of the last layer as the network grows deeper: real gradients of real networks, four draws each.
#include <math.h>

#include "base/math.h"
#include "kit/picture.h"
#include "scene/scenes.h"

enum { NETS = 4, KINDS = 2, POST = 0, PRE, DRAWS_MOST = 16 };
static const int layers_of[NETS] = { 2, 6, 12, 24 };

typedef struct Kind {
    const char *reveal, *title, *note;
    double norm[NETS]; // mean of the draws
    double draw[NETS][DRAWS_MOST];
    Box lane;
    bool shown, now;
} Kind;

typedef struct Depth {
    PICTURE;
    Kind kind[KINDS];
    int draws, weights; // weights: elements of one W2
    double largest;
    Box card, plot;
} Depth;

// --- reading the tape

static bool read_net(Depth *p, Kind *kind, int net) {
    int id = tape_find(p->tape, arena_print(p->out->arena, "%s%d.W2", kind->reveal, layers_of[net]));
    if (id == NODE_NONE) return false;
    const Node *W2 = tape_node(p->tape, id);
    p->draws = W2->shape.size[0] < DRAWS_MOST ? W2->shape.size[0] : DRAWS_MOST;
    p->weights = W2->count / W2->shape.size[0];
    for (int k = 0; k < p->draws; k++) {
        double squares = 0;
        for (int i = k * p->weights; i < (k + 1) * p->weights; i++) squares += (double)W2->grad[i] * (double)W2->grad[i];
        kind->draw[net][k] = sqrt(squares);
        kind->norm[net] += kind->draw[net][k] / p->draws;
        if (math_finite(squares) && kind->draw[net][k] > p->largest) p->largest = kind->draw[net][k];
    }
    return true;
}

static bool read(void *picture) {
    Depth *p = picture;
    static const char *const reveal[] = { "post", "pre" };
    static const char *const title[] = { "Post-norm: after the sum", "Pre-norm: before the sublayer" };
    for (int k = 0; k < KINDS; k++) {
        Kind *kind = &p->kind[k];
        *kind = (Kind){ .reveal = reveal[k], .title = title[k] };
        for (int i = 0; i < NETS; i++)
            if (!read_net(p, kind, i)) return false;
        kind->now = step_focuses(p->step, reveal[k]);
        kind->shown = kind->now || step_reveals(p->step, reveal[k]);
    }
    return true;
}

// --- when

static void plan(void *picture) {
    Depth *p = picture;
    acts_add_focus(&p->acts, "post", 3.2);
    acts_add_focus(&p->acts, "pre", 3.2);
}

static double net_turn(const Depth *p, const Kind *kind, int net) { return acts_turn(&p->acts, kind->reveal, net, NETS, 0); }

// --- where

static void place(void *picture) {
    Depth *p = picture;
    const View *v = p->view;
    double margin = p->sizes->margin, gap = p->sizes->gap, axis = 64, foot = p->small ? 40 : 52, head = p->sizes->head;
    double w = p->tall ? v->width - 2 * margin : floor((v->width - 2 * margin - gap) * 0.46),
           h = p->tall ? v->height * 0.44 : v->height - 2 * margin;
    double lane = floor((h - gap) / KINDS);
    for (int k = 0; k < KINDS; k++) p->kind[k].lane = box(margin, margin + k * (lane + gap), w, lane);
    double left = p->tall ? margin : margin + w + gap, top = p->tall ? margin + h + gap : margin;
    p->card = box(left, top, v->width - margin - left, v->height - margin - top);
    p->plot = box(left + axis, top + head, p->card.w - axis - p->sizes->gap, p->card.h - head - foot - (p->sizes->rim));
}

// --- the two diagrams: a stream, and branches that leave it and come back

typedef struct Diagram {
    double stream, branch; // y
    double x, part;        // left end; width of one part
    double box_w, box_h, norm_w, sum;
} Diagram;

static void draw_block(const Depth *p, double x, double y, double w, double h, const char *text, bool norm) {
    RectStyle style = { .radius = 6, .fill = paint(ROLE_PANEL), .stroke = paint(ROLE_MUTED), .width = 1.2 };
    if (norm) style.fill = paint_tint(ROLE_INK, ROLE_PANEL, 0.9f), style.stroke = paint(ROLE_INK);
    list_rect(p->out, box(x - w / 2, y - h / 2, w, h), style);
    double size = p->sizes->caption;
    TextStyle label = {
        .face = norm ? FACE_BOLD : FACE_TEXT, .size = size, .paint = paint(norm ? ROLE_PANEL : ROLE_INK), .align = ALIGN_CENTER
    };
    list_text_fit(p->out, x, y + size * 0.36, w - 6, text_of(text), label);
}

static void draw_sum(const Depth *p, double x, double y, double r) {
    list_circle(p->out, x, y, r, (RectStyle){ .fill = paint(ROLE_PANEL), .stroke = paint(ROLE_INK), .width = 1.5 });
    StrokeStyle style = { .paint = paint(ROLE_INK), .width = 1.5 };
    list_line(p->out, x - r * 0.5, y, x + r * 0.5, y, style);
    list_line(p->out, x, y - r * 0.5, x, y + r * 0.5, style);
}

// One part: the branch leaves the stream, passes its boxes and joins at the sum.
static void draw_part(const Depth *p, const Diagram *d, int i, const char *name, bool post) {
    double x = d->x + d->part * i, leave = x + d->part * 0.06, sum = x + d->part * (post ? 0.62 : 0.86), r = d->sum;
    StrokeStyle style = { .paint = paint(ROLE_MUTED), .width = 2, .round = true };
    double xy[] = { leave, d->stream, leave, d->branch, sum, d->branch, sum, d->stream + r };
    list_polyline(p->out, xy, 4, false, style);
    double first = post ? (leave + sum) / 2 : leave + d->norm_w / 2 + d->part * 0.05;
    if (!post) draw_block(p, first, d->branch, d->norm_w, d->box_h, "LN", true);
    double from = post ? leave : first + d->norm_w / 2, w = d->box_w < sum - from - 12 ? d->box_w : sum - from - 12;
    draw_block(p, (from + sum) / 2, d->branch, w, d->box_h, name, false);
    draw_sum(p, sum, d->stream, r);
    if (post) draw_block(p, x + d->part * 0.84, d->stream, d->norm_w, d->box_h, "LN", true);
}

static void draw_diagram(const Depth *p, const Kind *kind, bool post) {
    Box at = kind->lane;
    double pad = p->sizes->gap, title = p->small ? 20 : 36;
    float former = list_fade(p->out, p->out->alpha * (kind->shown ? 1 : 0.4f));
    if (kind->now) draw_highlight(p->out, box_grow(at, p->sizes->tight));
    draw_card(p->out, at);
    list_text_fit(p->out, at.x + pad, at.y + title, at.w - 2 * pad, text_of(kind->title),
                  (TextStyle){ .face = FACE_BOLD, .size = p->sizes->heading });
    double room = at.h - title - pad, h = math_clamp(room * 0.26, 18, 40),
           middle = at.y + title + 8 + room / 2 - (p->small ? 4 : 0), apart = math_clamp(room * 0.42, h + 6, 84);
    Diagram d = {
        .stream = middle - apart / 2, .branch = middle + apart / 2, .x = at.x + pad, .box_h = h, .sum = math_clamp(h * 0.32, 7, 12)
    };
    d.part = (at.w - 2 * pad) / 2;
    d.box_w = math_clamp(d.part * 0.46, 40, 110);
    d.norm_w = math_clamp(d.part * 0.22, 26, 52);
    // The stream passes all; what stands on it, it passes through.
    list_line(p->out, d.x, d.stream, at.x + at.w - pad, d.stream,
              (StrokeStyle){ .paint = paint(ROLE_INK), .width = p->sizes->stroke, .arrow = p->small ? 9 : 13 });
    draw_part(p, &d, 0, "Attention", post);
    draw_part(p, &d, 1, "FFN", post);
    list_fade(p->out, former);
}

// --- the plot

static double x_of(const Depth *p, double layers) {
    double low = math_log(layers_of[0]), high = math_log(layers_of[NETS - 1]);
    return p->plot.x + p->plot.w * (0.04 + 0.88 * (math_log(layers) - low) / (high - low));
}

static double top_of(const Depth *p) { return p->largest > 0 ? p->largest * 1.25 : 1; }
static double y_of(const Depth *p, double norm) { return p->plot.y + p->plot.h * (1 - math_clamp(norm / top_of(p), 0, 1)); }

static void draw_grid(const Depth *p) {
    draw_card(p->out, p->card);
    double tick[12], size = 13;
    Axis y = { .low = 0, .high = top_of(p) };
    int ticks = axis_ticks(&y, tick, p->plot.h < 160 ? 4 : 6);
    TextStyle style = { .size = size, .paint = paint(ROLE_MUTED), .align = ALIGN_RIGHT };
    Ident before = list_show(p->out, ident_note("a length of the gradient on the axis"));
    for (int i = 0; i < ticks; i++) {
        double at = y_of(p, tick[i]);
        list_line(p->out, p->plot.x, at, p->plot.x + p->plot.w, at,
                  (StrokeStyle){ .paint = paint(tick[i] == 0 ? ROLE_FAINT : ROLE_LINE), .width = 1 });
        list_text(p->out, p->plot.x - 10, at + 4.5, text_of(number_text(p->out->arena, tick[i], 4)), style);
    }
    style.align = ALIGN_CENTER;
    list_show(p->out, ident_note("a network of so many layers"));
    for (int i = 0; i < NETS; i++) list_print(p->out, x_of(p, layers_of[i]), p->plot.y + p->plot.h + 20, style, "%d", layers_of[i]);
    list_show(p->out, before);
    draw_note(p->out, p->plot.x + p->plot.w / 2, p->plot.y + p->plot.h + (p->small ? 36 : 44), p->plot.w, "layers in the network",
              (TextStyle){ .align = ALIGN_CENTER });
    double left = p->card.x + p->sizes->gap, room = p->plot.x + p->plot.w - left;
    list_text_fit(p->out, left, p->plot.y - (p->sizes->above), room, TEXT("Gradient at the last layer’s weights"),
                  (TextStyle){ .face = FACE_BOLD, .size = p->sizes->heading });
}

// 1/√L through the network of six layers.
static void draw_root(const Depth *p) {
    const Kind *pre = &p->kind[PRE];
    double u = part(acts_come(&p->acts, "pre"), 0.8, 1), xy[2 * 33];
    if (!pre->shown || u <= 0 || !math_finite(pre->norm[1])) return;
    float former = list_fade(p->out, p->out->alpha * (float)u);
    for (int i = 0; i <= 32; i++) {
        double layers = layers_of[0] * math_pow((double)layers_of[NETS - 1] / layers_of[0], i / 32.0);
        xy[2 * i] = x_of(p, layers), xy[2 * i + 1] = y_of(p, pre->norm[1] * sqrt(layers_of[1] / layers));
    }
    Ident before =
        list_show(p->out, ident_note(arena_print(p->out->arena, "the length at %d layers, %s, times the root of %d / L",
                                                 layers_of[1], number_text(p->out->arena, pre->norm[1], 3), layers_of[1])));
    list_polyline(p->out, xy, 33, false, (StrokeStyle){ .paint = paint(ROLE_MUTED), .width = 1.5, .dash = 5 });
    double x = p->plot.x + 12, y = p->plot.y + p->plot.h - 18;
    if (p->plot.h > 240 && p->plot.w > 360) {
        list_line(p->out, x, y - 5, x + 30, y - 5, (StrokeStyle){ .paint = paint(ROLE_MUTED), .width = 1.5, .dash = 5 });
        draw_tex(p->out, x + 40, y, "\\sim 1 / \\sqrt{\\text{layers}}", (FormulaStyle){ .size = 16, .paint = paint(ROLE_MUTED) },
                 ALIGN_LEFT);
    }
    list_show(p->out, before);
    list_fade(p->out, former);
}

static const char *norm_note(const Depth *p, const Kind *kind, int net) {
    return arena_print(p->out->arena, "%s%d.W2: the root of the sum of its %d squared gradients, mean of %d draws", kind->reveal,
                       layers_of[net], p->weights, p->draws);
}

static void draw_point(const Depth *p, const Kind *kind, int net, bool above, double u) {
    double x = x_of(p, layers_of[net]), y = y_of(p, kind->norm[net]), r = p->sizes->dot;
    double label = above ? y - r - 8 : y + r + 18; // beyond the draws
    float former = list_fade(p->out, p->out->alpha * (float)u);
    for (int k = 0; k < p->draws; k++) {
        double at = y_of(p, kind->draw[net][k]);
        if (above && at - 10 < label) label = at - 10;
        if (!above && at + 20 > label) label = at + 20;
        if (math_finite(kind->draw[net][k]))
            list_circle(
                p->out, x, at, 2.5,
                (RectStyle){ .fill = paint_faded(ROLE_GRAD, 0.45f),
                             .ident = ident_note(arena_print(p->out->arena, "%s%d.W2, draw %d: %s", kind->reveal, layers_of[net],
                                                             k + 1, number_text(p->out->arena, kind->draw[net][k], 4))) });
    }
    Ident before = list_show(p->out, ident_note(norm_note(p, kind, net)));
    list_circle(p->out, x, y, r,
                (RectStyle){ .fill = paint(above ? ROLE_GRAD : ROLE_PANEL), .stroke = paint(ROLE_GRAD), .width = 2.5 });
    list_text(p->out, x, label, text_of(number_in(p->out->arena, kind->norm[net], (NumberFormat){ 4, 1 })),
              (TextStyle){ .face = FACE_BOLD, .size = p->sizes->label, .paint = paint(ROLE_GRAD_TEXT), .align = ALIGN_CENTER });
    list_show(p->out, before);
    list_fade(p->out, former);
}

static void draw_curve(const Depth *p, const Kind *kind, bool above) {
    if (!kind->shown) return;
    for (int i = 0; i + 1 < NETS; i++) {
        double u = ease(net_turn(p, kind, i + 1)), x1 = x_of(p, layers_of[i]), y1 = y_of(p, kind->norm[i]);
        if (u <= 0 || !math_finite(kind->norm[i] + kind->norm[i + 1])) continue;
        list_line(p->out, x1, y1, between(x1, x_of(p, layers_of[i + 1]), u), between(y1, y_of(p, kind->norm[i + 1]), u),
                  (StrokeStyle){ .paint = paint(ROLE_GRAD), .width = 3, .round = true });
    }
    for (int i = 0; i < NETS; i++) {
        double u = part(net_turn(p, kind, i), 0.5, 1);
        if (u > 0 && math_finite(kind->norm[i])) draw_point(p, kind, i, above, u);
    }
    if (acts_come(&p->acts, kind->reveal) < 1 || !math_finite(kind->norm[NETS - 1])) return;
    double x = x_of(p, layers_of[NETS - 1]), y = y_of(p, kind->norm[NETS - 1]);
    list_text(p->out, x - 14, above ? y + 24 : y - 14, text_of(above ? "post" : "pre"),
              (TextStyle){ .face = FACE_BOLD, .size = 14, .paint = paint(ROLE_GRAD_TEXT), .align = ALIGN_RIGHT });
}

// --- the scene

static void thumbnail(void *picture) {
    Depth *p = picture;
    p->plot = box(16, 8, p->view->width - 32, p->view->height - 16);
    for (int k = 0; k < KINDS; k++) {
        double xy[2 * NETS];
        for (int i = 0; i < NETS; i++) xy[2 * i] = x_of(p, layers_of[i]), xy[2 * i + 1] = y_of(p, p->kind[k].norm[i]);
        list_polyline(p->out, xy, NETS, false, (StrokeStyle){ .paint = paint(ROLE_GRAD), .width = 3 });
        for (int i = 0; i < NETS; i++) list_circle(p->out, xy[2 * i], xy[2 * i + 1], 4, (RectStyle){ .fill = paint(ROLE_GRAD) });
    }
}

// What the eye meets first: two curves that part, one level and one falling. Second: the dark LN on the thick stream above, and
// off it below. Third: the dashed 1/√L that the falling curve follows.
static void draw(void *picture) {
    Depth *p = picture;
    draw_diagram(p, &p->kind[POST], true);
    draw_diagram(p, &p->kind[PRE], false);
    draw_grid(p);
    draw_root(p);
    draw_curve(p, &p->kind[POST], true);
    draw_curve(p, &p->kind[PRE], false);
}

static const char *const reveals[] = { "post", "pre", NULL };
static const LegendItem legend[] = { { ROLE_GRAD, NULL, "length of the gradient" } };

const Scene scene_depth = {
    .name = "depth",
    .summary = "the norm after every sum or before every part, and the last layer's gradient over depth",
    .model = "depth",
    .reveal = reveals,
    .bytes = sizeof(Depth),
    WITH_PARTS(read, plan, place, draw, thumbnail),
    WITH_LEGEND(legend),
};
