// The same picture, turned upright: in a Transformer the distance between the loss and the input is its depth. The same layers
// stacked four ways; in each lane the gradient runs from the loss through the layers down to the input.
//
// What the eye meets first: the two lanes of one width, and the two that run dry or burst. Second: the numbers at the input. Third:
// what each layer does to the gradient on average.
#include <math.h>

#include "base/math.h"
#include "kit/picture.h"
#include "scene/gradient_flow/gradient_flow.h"
#include "scene/scenes.h"

enum { STACKS = 4 };

typedef struct StackLane {
    const char *reveal, *title, *tex;
    NodeId x;
    const NodeId *h; // (layers) what leaves each layer
    double input;    // |∂L/∂x|
    double *at;      // (layers) |∂L/∂h_l|
    double y;
} StackLane;

typedef struct StackPicture {
    PICTURE;
    StackLane lane[STACKS];
    int layers;
    double high, low, left, pitch, head, stream, cell, loss_x, number_w;
} StackPicture;

static double length_of(const Node *node) { return math_length(node->grad, node->count); }

static bool read(void *picture) {
    StackPicture *p = picture;
    Arena *arena = p->out->arena;
    static const char *const reveal[STACKS] = { "plain", "sum", "post", "pre" };
    static const char *const title[STACKS] = { "Layer on layer", "With sums", "Norm after each sum", "Norm before each layer" };
    static const char *const tex[STACKS] = { "h \\gets F(h)", "h \\gets h + F(h)", "h \\gets \\text{LN}(h + F(h))",
                                             "h \\gets h + F(\\text{LN}(h))" };
    double most = 0, least = MATH_INFINITY;
    for (int i = 0; i < STACKS; i++) {
        StackLane *lane = &p->lane[i];
        *lane = (StackLane){ .reveal = reveal[i], .title = title[i], .tex = tex[i] };
        NodeId all = tape_find(p->tape, arena_print(arena, "%s.h", reveal[i]));
        lane->x = tape_find(p->tape, arena_print(arena, "%s.x", reveal[i]));
        if (all == NODE_NONE || lane->x == NODE_NONE) return false;
        p->layers = tape_node(p->tape, all)->inputs;
        lane->h = tape_node(p->tape, all)->input;
        lane->input = length_of(tape_node(p->tape, lane->x));
        lane->at = arena_new(arena, double, p->layers);
        for (int l = -1; l < p->layers; l++) {
            double value = l < 0 ? lane->input : length_of(tape_node(p->tape, lane->h[l]));
            if (l >= 0) lane->at[l] = value;
            if (!math_finite(value) || value <= 0) continue;
            most = value > most ? value : most;
            least = value < least ? value : least;
        }
    }
    flow_axis_of(most, least < most ? least : most, &p->high, &p->low);
    return true;
}

static double share(const StackPicture *p, double value) { return log_share_between(value, p->low, p->high); }

static double value_at(const StackLane *lane, int layer) { return layer < 0 ? lane->input : lane->at[layer]; }
static NodeId node_at(const StackLane *lane, int layer) { return layer < 0 ? lane->x : lane->h[layer]; }
static Ident ident_at(const StackPicture *p, const StackLane *lane, int layer) {
    return ident_length(node_at(lane, layer), 0, tape_node(p->tape, node_at(lane, layer))->count);
}

static void place(void *picture) {
    StackPicture *p = picture;
    const View *v = p->view;
    double margin = p->sizes->over;
    p->number_w = p->small ? 112 : 128;
    p->left = margin + p->number_w;
    p->loss_x = v->width - margin - (p->small ? 44 : 60);
    p->pitch = (p->loss_x - 18 - p->left) / (p->layers + 1);
    double h = (v->height - 2 * margin - (p->small ? 0 : 12)) / STACKS;
    p->head = p->small ? math_clamp(h * 0.34, 18, 26) : math_clamp(h * 0.34, 28, 44);
    p->stream = math_clamp(h * 0.24, 10, 34);
    p->cell = math_clamp(h * 0.2, 8, 26);
    for (int i = 0; i < STACKS; i++) p->lane[i].y = margin + i * h;
}

static double column(const StackPicture *p, int layer) { return p->left + p->pitch * (layer + 1.5); }

static double come_to(const StackPicture *p, const StackLane *lane, int layer) {
    return acts_turn(&p->acts, lane->reveal, p->layers - 1 - layer, p->layers + 1, 0);
}

static void draw_head(const StackPicture *p, const StackLane *lane, bool now) {
    double y = lane->y + (p->small ? 14 : 18);
    double w = list_text(p->out, p->left, y, text_of(lane->title),
                         (TextStyle){ .face = now ? FACE_BOLD : FACE_TEXT, .size = p->sizes->name });
    FormulaStyle style = { .size = p->small ? 15 : 18, .paint = paint(ROLE_MUTED), .plain = true };
    if (p->left + w + 24 + tex_width(p->out->arena, p->out->metrics, lane->tex, style.size) < p->loss_x)
        draw_tex(p->out, p->left + w + 24, y, lane->tex, style, ALIGN_LEFT);
}

static void draw_number(const StackPicture *p, const StackLane *lane, double there) {
    double x = p->left - 14, y = lane->y + p->head + p->stream / 2 + p->sizes->tight;
    float former = list_fade(p->out, p->out->alpha * (float)there);
    list_text_fit(p->out, x, y + (p->small ? 0 : 2), p->number_w - 22, text_of(number_text(p->out->arena, lane->input, 3)),
                  (TextStyle){ .face = FACE_BOLD,
                               .size = p->sizes->line,
                               .paint = paint(ROLE_GRAD_TEXT),
                               .align = ALIGN_RIGHT,
                               .ident = ident_at(p, lane, -1) });
    double last = value_at(lane, p->layers - 1),
           each = last > 0 && lane->input > 0 ? math_exp((math_log(lane->input) - math_log(last)) / p->layers) : 0;
    draw_note(
        p->out, x, y + (p->sizes->under), p->number_w - 22,
        arena_print(p->out->arena, "× %s a layer", number_text(p->out->arena, each, 3)),
        (TextStyle){ .align = ALIGN_RIGHT,
                     .ident = ident_note("the gradient at the input over that at the top, to the power of one over the layers") });
    list_fade(p->out, former);
}

static void draw_lane(const StackPicture *p, const StackLane *lane) {
    bool shown = step_reveals(p->step, lane->reveal) || step_focuses(p->step, lane->reveal);
    float former = list_fade(p->out, p->out->alpha * (shown ? 1 : 0.4f));
    draw_head(p, lane, step_focuses(p->step, lane->reveal));
    double middle = lane->y + p->head + p->stream / 2, cells = lane->y + p->head + p->stream + 3;
    for (int l = p->layers - 1; l >= -1; l--) {
        double there = shown ? come_to(p, lane, l) : 0, size = share(p, value_at(lane, l)), x = column(p, l);
        double from = l == p->layers - 1 ? p->loss_x - 4 : column(p, l + 1),
               next = l == p->layers - 1 ? size : share(p, value_at(lane, l + 1));
        Ident before = list_show(p->out, ident_at(p, lane, l));
        double w1 = 1 + (p->stream - 2) * next, w2 = 1 + (p->stream - 2) * size, u = part(there, 0, 0.7), to = between(from, x, u),
               w = between(w1, w2, u);
        double seam = from + 0.6; // pieces that only touched would show a line
        double xy[] = { seam, middle - w1 / 2, to, middle - w / 2, to, middle + w / 2, seam, middle + w1 / 2 };
        if (u > 0)
            list_polyline(p->out, xy, 4, true,
                          (StrokeStyle){ .fill = paint_tint(ROLE_GRAD, ROLE_STAGE, (float)(0.22 + 0.78 * size)) });
        list_rect(p->out, box(x - p->pitch * 0.43, cells, p->pitch * 0.86, p->cell),
                  (RectStyle){ .radius = math_clamp(p->pitch * 0.15, 0, 5),
                               .fill = paint_tint(ROLE_GRAD, ROLE_PANEL, (float)(0.05 + 0.9 * size * part(there, 0.4, 1))),
                               .stroke = there > 0 ? PAINT_NONE : paint_faded(ROLE_FAINT, 0.6f),
                               .width = 1 });
        list_show(p->out, before);
    }
    Box loss = box(p->loss_x, middle - 12, p->view->width - p->loss_x - p->sizes->part, 24);
    list_rect(p->out, loss, (RectStyle){ .radius = 6, .fill = paint(ROLE_PANEL), .stroke = paint(ROLE_GRAD), .width = 1.5 });
    list_text(p->out, box_middle_x(loss), middle + 4.5, TEXT("loss"),
              (TextStyle){ .face = FACE_BOLD, .size = 13, .align = ALIGN_CENTER });
    if (shown) draw_number(p, lane, part(come_to(p, lane, -1), 0.5, 1));
    list_fade(p->out, former);
}

static void draw_scale(const StackPicture *p) {
    if (p->small) return;
    double y = p->view->height - 12;
    TextStyle style = { .size = 13, .paint = paint(ROLE_MUTED) };
    list_text(p->out, column(p, -1) - p->pitch * 0.43, y, TEXT("input"), style);
    style.align = ALIGN_RIGHT;
    list_text_fit(p->out, p->left - 14, p->lane[0].y + 18, p->number_w - 14, TEXT("gradient here"), style);
    style.ident = ident_note("how many layers stand on each other");
    list_text(p->out, column(p, p->layers - 1) + p->pitch * 0.43, y, text_of(arena_print(p->out->arena, "layer %d", p->layers)),
              style);
}

static void thumbnail(void *picture) {
    StackPicture *p = picture;
    double w = p->view->width - 40, h = p->view->height / STACKS;
    for (int i = 0; i < STACKS; i++)
        for (int l = -1; l < p->layers; l++) {
            double size = share(p, value_at(&p->lane[i], l)), pitch = w / (p->layers + 1);
            list_rect(p->out, box(20 + pitch * (l + 1), h * (i + 0.5) - (1 + h * 0.4 * size), pitch + 0.5, 2 + h * 0.8 * size),
                      (RectStyle){ .fill = paint_tint(ROLE_GRAD, ROLE_PANEL, (float)(0.2 + 0.8 * size)) });
        }
}

// All lanes run at once.
static void plan(void *picture) {
    StackPicture *p = picture;
    for (int i = 0; i < STACKS; i++) {
        const char *name = p->lane[i].reveal;
        if (!name || !step_focuses(p->step, name)) continue;
        p->acts.act[p->acts.count].name = name;
        p->acts.act[p->acts.count].start = 0;
        p->acts.act[p->acts.count++].end = 5;
        p->acts.seconds = 5;
    }
}

static void draw(void *picture) {
    StackPicture *p = picture;
    for (int i = 0; i < STACKS; i++) draw_lane(p, &p->lane[i]);
    draw_scale(p);
}

static const char *const reveal[] = { "plain", "sum", "post", "pre", NULL };
static const LegendItem legend[] = {
    { ROLE_GRAD, NULL, "gradient, on a log scale" },
};

const Scene scene_gradient_stack = {
    .name = "gradient-stack",
    .summary = "the gradient on its way down through many layers, stacked four ways",
    .model = "stack",
    .reveal = reveal,
    .bytes = sizeof(StackPicture),
    WITH_PARTS(read, plan, place, draw, thumbnail),
    WITH_LEGEND(legend),
};
