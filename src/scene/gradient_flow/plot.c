// The gradient over the distance from the loss, on a log axis: the lanes' two curves, what a linear net that only turns would do
// (the gain to the power of the distance), and the same net with five gains.
#include <math.h>
#include <string.h>

#include "base/math.h"
#include "scene/gradient_flow/gradient_flow.h"

enum { CURVES = FLOW_CURVES + 3, DOTS_MOST = 16 };

typedef struct PlotCurve {
    NodeId node;
    bool grad;           // lengths of the gradient's rows; else the node's own numbers
    const double *value; // (tokens) by distance
    Role role;
    double width, dash;
    float strength;
    const char *label;
    Ident ident; // of the label
    double come; // 0 … 1
    double label_y;
} PlotCurve;

typedef struct Plot {
    const FlowPicture *p;
    PlotCurve curve[CURVES];
    int curves;
    Axis x, y;
} Plot;

static double *by_distance(const FlowPicture *p, NodeId id, bool grad) {
    double *value = arena_new(p->view->arena, double, p->tokens);
    const Node *node = tape_node(p->tape, id);
    for (int t = 0; t < p->tokens; t++) {
        if (!grad) {
            value[t] = (double)node->value[t];
            continue;
        }
        value[p->tokens - 1 - t] = math_length(node->grad + t * p->symbols, p->symbols);
    }
    return value;
}

static void add_curve(Plot *plot, const char *node, bool grad, PlotCurve curve) {
    curve.node = tape_find(plot->p->tape, node);
    if (curve.node == NODE_NONE || plot->curves == CURVES) return; // what is to come has its place on the axis already
    if (tape_node(plot->p->tape, curve.node)->count < plot->p->tokens) return;
    curve.grad = grad;
    curve.value = by_distance(plot->p, curve.node, grad);
    plot->curve[plot->curves++] = curve;
}

static PlotCurve gain_curve(const FlowPicture *p, const char *rho, PlotCurve curve) {
    NodeId id = tape_find(p->tape, rho);
    if (id == NODE_NONE) return curve;
    curve.label = arena_print(p->out->arena, "ρ = %s", number_text(p->out->arena, (double)tape_node(p->tape, id)->value[0], 3));
    curve.ident = ident_value(id, 0);
    return curve;
}

// A gain of the family that is the slider's too.
static bool is_now(const FlowPicture *p, Ident gain) {
    NodeId now = tape_find(p->tape, "rho");
    return now != NODE_NONE && gain.kind == IDENT_VALUE && step_reveals(p->step, "rnn") &&
           tape_node(p->tape, now)->value[0] == tape_node(p->tape, gain.node)->value[0];
}

static void collect(Plot *plot) {
    const FlowPicture *p = plot->p;
    Arena *arena = p->out->arena;
    bool family = step_reveals(p->step, "family");
    double come = step_reveals(p->step, "plot") ? acts_come(&p->acts, "plot") : acts_come(&p->acts, "family");
    for (int i = 0; i < FLOW_CURVES && family; i++) {
        PlotCurve c = { .role = ROLE_RECURRENT, .width = 2, .strength = 0.45f + 0.1f * (float)i };
        c.come = acts_turn(&p->acts, "family", i, FLOW_CURVES, 0);
        c = gain_curve(p, arena_print(arena, "r%d.rho", i + 1), c);
        if (is_now(p, c.ident)) c.label = NULL; // the thick one says it
        add_curve(plot, arena_print(arena, "r%d.x", i + 1), true, c);
    }
    if (!family)
        add_curve(plot, "power", false,
                  (PlotCurve){
                      .role = ROLE_MUTED,
                      .width = 1.5,
                      .dash = 5,
                      .strength = 0.8f,
                      .come = come,
                      .label = "ρ per step",
                      .ident = ident_note("what a linear net would keep whose matrix only turns: the gain once for every step") });
    if (step_reveals(p->step, "rnn")) {
        PlotCurve c = { .role = ROLE_RECURRENT, .width = family ? 4 : 3, .strength = 1, .come = family ? 1 : come };
        c = gain_curve(p, "rho", c);
        c.label = family ? arena_print(arena, "%s now", c.label ? c.label : "") : "recurrent";
        if (!family) c.ident = (Ident){ 0 };
        add_curve(plot, "rnn.x", true, c);
    }
    if (step_reveals(p->step, "attention"))
        add_curve(plot, "att.x", true,
                  (PlotCurve){ .role = ROLE_ATTENTION, .width = 3, .strength = 1, .come = come, .label = "attention" });
}

static void set_axes(Plot *plot) {
    double most = 0, least = MATH_INFINITY;
    for (int i = 0; i < plot->curves; i++)
        for (int d = 0; d < plot->p->tokens; d++) {
            double value = plot->curve[i].value[d];
            if (!math_finite(value) || value <= 0) continue;
            if (value > most) most = value;
            if (value < least) least = value;
        }
    plot->y = (Axis){ .log = true, .label = "length of the gradient that reaches a token" };
    flow_axis_of(most, least < most ? least : most, &plot->y.high, &plot->y.low);
    plot->x = (Axis){
        .low = 0, .high = plot->p->tokens > 1 ? plot->p->tokens - 1 : 1, .whole = true, .label = "distance from the loss, in tokens"
    };
}

static double height_of(const Plot *plot, double value) {
    return math_clamp(axis_at(&plot->y, value > 0 ? value : 1e-300), plot->p->plot.y, plot->p->plot.y + plot->p->plot.h);
}

static Ident point_ident(const Plot *plot, const PlotCurve *c, int distance) {
    const FlowPicture *p = plot->p;
    return c->grad ? ident_length(c->node, (p->tokens - 1 - distance) * p->symbols, p->symbols) : ident_value(c->node, distance);
}

static void draw_curve(const Plot *plot, const PlotCurve *c) {
    const FlowPicture *p = plot->p;
    double reached = c->come * (p->tokens - 1);
    if (c->come <= 0) return;
    Paint ink = paint_tint(c->role, ROLE_STAGE, c->strength);
    for (int d = 0; d + 1 < p->tokens && d < reached; d++) {
        double u = reached - d < 1 ? reached - d : 1, x = axis_at(&plot->x, d), y = height_of(plot, c->value[d]);
        list_line(
            p->out, x, y, between(x, axis_at(&plot->x, d + 1), u), between(y, height_of(plot, c->value[d + 1]), u),
            (StrokeStyle){
                .paint = ink, .width = c->width, .dash = c->dash, .round = c->dash == 0, .ident = point_ident(plot, c, d + 1) });
    }
    for (int d = 0; d < p->tokens && p->tokens <= DOTS_MOST && c->grad && d <= reached; d++) {
        list_circle(p->out, axis_at(&plot->x, d), height_of(plot, c->value[d]), 4,
                    (RectStyle){ .fill = paint(ROLE_STAGE), .stroke = ink, .width = 2, .ident = point_ident(plot, c, d) });
    }
}

// Labels stand at the end of their curves and keep off each other.
static void place_labels(Plot *plot, double gap) {
    int order[CURVES], count = 0;
    double top = plot->p->plot.y + 5, bottom = plot->p->plot.y + plot->p->plot.h + 4;
    for (int i = 0; i < plot->curves; i++) {
        PlotCurve *c = &plot->curve[i];
        if (!c->label) continue;
        c->label_y = height_of(plot, c->value[plot->p->tokens - 1]) + 4.5;
        int k = count++;
        for (; k > 0 && plot->curve[order[k - 1]].label_y > c->label_y; k--) order[k] = order[k - 1];
        order[k] = i;
    }
    double least = top;
    for (int i = 0; i < count; i++) { // downwards, then back up from the bottom
        PlotCurve *c = &plot->curve[order[i]];
        if (c->label_y < least) c->label_y = least;
        least = c->label_y + gap;
    }
    double most = bottom;
    for (int i = count; i-- > 0;) {
        PlotCurve *c = &plot->curve[order[i]];
        if (c->label_y > most) c->label_y = most;
        most = c->label_y - gap;
    }
}

static void draw_label(const Plot *plot, const PlotCurve *c) {
    const FlowPicture *p = plot->p;
    if (!c->label || !c->label[0] || c->come < 1) return;
    double x = p->plot.x + p->plot.w + 8, room = p->view->width - x - 6;
    Role role = c->role;
    list_text_fit(
        p->out, x, c->label_y, room, text_of(c->label),
        (TextStyle){ .face = c->width >= 3 ? FACE_BOLD : FACE_TEXT, .size = 13, .paint = paint(role), .ident = c->ident });
}

void flow_draw_plot(const FlowPicture *p) {
    Plot plot = { .p = p };
    if (p->plot.h < 48 || p->plot.w < 120) return;
    collect(&plot);
    set_axes(&plot);
    Ident before = list_show(p->out, ident_note("the axes of the plot"));
    draw_axes(p->out, p->plot, &plot.x, &plot.y);
    list_show(p->out, before);
    for (int i = 0; i < plot.curves; i++) draw_curve(&plot, &plot.curve[i]);
    double gap = p->plot.h / (plot.curves > 1 ? plot.curves - 1 : 1);
    if (gap >= 15) {
        place_labels(&plot, 16.5 < gap ? 16.5 : gap);
        for (int i = 0; i < plot.curves; i++) draw_label(&plot, &plot.curve[i]);
    }
}
