// A lane of the gradient-flow scene: the net above, the tokens coloured by the gradient that reaches them, and a bar for each on
// the shared log axis. In the recurrent lane the gradient goes from state to state, in the attention lane straight to each token.
#include <math.h>
#include <string.h>

#include "base/math.h"
#include "scene/gradient_flow/gradient_flow.h"

static const double margin = FLOW_MARGIN, least_ever = 1e-40;

// --- reading the tape

static bool read_lane(FlowPicture *p, FlowLane *lane, const char *x, const char *loss, const char *states) {
    lane->x = tape_find(p->tape, x);
    lane->loss = tape_find(p->tape, loss);
    if (lane->x == NODE_NONE || lane->loss == NODE_NONE) return false;
    const Node *tokens = tape_node(p->tape, lane->x);
    p->tokens = tokens->shape.size[0], p->symbols = tokens->shape.size[1];
    lane->at_token = arena_new(p->view->arena, double, p->tokens);
    for (int t = 0; t < p->tokens; t++) lane->at_token[t] = math_length(tokens->grad + t * p->symbols, p->symbols);
    NodeId all = states ? tape_find(p->tape, states) : NODE_NONE;
    if (all == NODE_NONE || tape_node(p->tape, all)->inputs != p->tokens) return states == NULL;
    lane->state = tape_node(p->tape, all)->input;
    lane->at_state = arena_new(p->view->arena, double, p->tokens);
    for (int t = 0; t < p->tokens; t++) {
        const Node *state = tape_node(p->tape, lane->state[t]);
        lane->at_state[t] = math_length(state->grad, state->count);
    }
    return true;
}

void flow_axis_of(double most, double least, double *high, double *low) {
    if (!(most > least_ever) || !math_finite(most)) most = 1;
    if (!(least > least_ever)) least = least_ever < most ? least : most;
    double top = ceil(math_log10(most) - 1e-9), bottom = least > least_ever ? floor(math_log10(least) + 1e-9) : -40;
    if (top < 0 && top > -3) top = 0;
    if (bottom > top - 2) bottom = top - 2;
    *high = math_pow(10, top);
    *low = math_pow(10, bottom);
}

static void read_axis(FlowPicture *p) {
    if (step_reveals(p->step, "family")) { // a slider changes one lane: the colours of the other must not move with it
        p->high = 1, p->low = 1e-8;
        return;
    }
    double most = 0, least = MATH_INFINITY;
    for (int t = 0; t < p->tokens; t++)
        for (int lane = 0; lane < 2; lane++) {
            double value = (lane ? &p->att : &p->rnn)->at_token[t];
            if (!math_finite(value) || value <= 0) continue;
            if (value > most) most = value;
            if (value < least) least = value;
        }
    flow_axis_of(most, least < most ? least : most, &p->high, &p->low);
}

bool flow_read(void *picture) {
    FlowPicture *p = picture;
    p->rnn = (FlowLane){ .reveal = "rnn", .title = "Recurrent net", .role = ROLE_RECURRENT };
    p->att = (FlowLane){ .reveal = "attention", .title = "Attention", .role = ROLE_ATTENTION };
    bool belt = tape_find(p->tape, "rnn.c") != NODE_NONE; // of an LSTM, the gradient's own road
    if (!read_lane(p, &p->rnn, "rnn.x", "rnn.loss", belt ? "rnn.c" : "rnn.h")) return false;
    if (!read_lane(p, &p->att, "att.x", "att.loss", NULL)) return false;
    p->given_node = tape_find(p->tape, "tokens");
    p->given = p->given_node == NODE_NONE ? 0 : tape_node(p->tape, p->given_node)->count;
    read_axis(p);
    return true;
}

// NULL: none
static const char *flow_word(const FlowPicture *p, int token) {
    return token < p->tokens - p->given ? NULL : row_word(p->step, "tokens", token - (p->tokens - p->given));
}

Ident flow_token_ident(const FlowPicture *p, const FlowLane *lane, int token) {
    return ident_length(lane->x, token * p->symbols, p->symbols);
}

double flow_share(const FlowPicture *p, double value) { return log_share_between(value, p->low, p->high); }

// --- when

// Token by token from the loss in the recurrent net, all at once in attention.
static double flow_come(const FlowPicture *p, const FlowLane *lane, int token) {
    if (lane->state) return acts_turn(&p->acts, lane->reveal, p->tokens - 1 - token, p->tokens, p->strip ? 0 : 0.9);
    return acts_come(&p->acts, lane->reveal);
}

// --- drawing

void flow_curve(List *out, const double xy[8], double u, StrokeStyle style) {
    if (u <= 0) return;
    double a[8];
    memcpy(a, xy, sizeof a);
    for (int level = 3; u < 1 && level > 0; level--) // de Casteljau: what lies before u
        for (int i = 3; i > 3 - level; i--) {
            a[2 * i] = between(a[2 * i - 2], a[2 * i], u);
            a[2 * i + 1] = between(a[2 * i - 1], a[2 * i + 1], u);
        }
    list_curve(out, a[0], a[1], a[2], a[3], a[4], a[5], a[6], a[7], style);
}

// Numbers beside each other have the same number of significant digits, zeros at the end included.
static const char *flow_number(Arena *arena, double value, int digits) {
    if (!(value >= 1e-4 && value < 10)) return number_text(arena, value, digits);
    return number_in(arena, value, (NumberFormat){ digits, digits - 1 - (int)floor(math_log10(value)) });
}

// Width and brightness are the gradient's real size on the log scale.
static StrokeStyle gradient_stroke(double share, double thickest) {
    return (StrokeStyle){ .paint = paint_tint(ROLE_GRAD, ROLE_STAGE, (float)(0.22 + 0.78 * share)),
                          .width = 1 + (thickest - 1) * share,
                          .round = true };
}

static void draw_loss(const FlowPicture *p, const FlowLane *lane, double middle) {
    double h = p->flat ? 30 : 44;
    Box at = box(p->loss_x, middle - h / 2, p->loss_w, h);
    Ident before = list_show(p->out, ident_value(lane->loss, 0));
    list_rect(p->out, at, (RectStyle){ .radius = 8, .fill = paint(ROLE_PANEL), .stroke = paint(ROLE_GRAD), .width = 1.5 });
    const char *value = number_text(p->out->arena, (double)tape_node(p->tape, lane->loss)->value[0], 4);
    TextStyle name = { .face = FACE_BOLD, .size = 13, .align = ALIGN_CENTER }, number = { .size = 13, .align = ALIGN_CENTER };
    if (h > 40) {
        list_text(p->out, box_middle_x(at), at.y + 18, TEXT("loss"), name);
        list_text_fit(p->out, box_middle_x(at), at.y + 35, at.w - 10, text_of(value), number);
    } else {
        list_text_fit(p->out, box_middle_x(at), middle + 4.5, at.w - 10, text_of(arena_print(p->out->arena, "loss %s", value)),
                      number);
    }
    list_show(p->out, before);
}

static void draw_head(const FlowPicture *p, const FlowLane *lane) {
    double y = lane->head, right = p->loss_x + p->loss_w, h = p->flat || p->under ? 18 : 36;
    list_rect(p->out, box(margin, y, 4, h), (RectStyle){ .radius = 2, .fill = paint(lane->role) });
    double w = list_text(p->out, margin + 14, y + 14, text_of(lane->title), (TextStyle){ .face = FACE_BOLD, .size = 16 });
    int steps = p->tokens - 1;
    const char *words, *note;
    if (lane->state && steps > 0) {
        double factor =
            lane->at_state[0] > 0 ? math_exp((math_log(lane->at_state[0]) - math_log(lane->at_state[steps])) / steps) : 0;
        words = arena_print(p->out->arena, "%d product%s%s, on average × %s each", steps, steps == 1 ? "" : "s",
                            p->view->width < FLOW_NARROW ? "" : " between the loss and the first token",
                            number_text(p->out->arena, factor, 3));
        note = arena_print(p->out->arena, "the %dth root of the gradient at the first state over that at the last", steps);
    } else if (lane->state) {
        words = "the loss stands at the only token", note = words;
    } else {
        words = steps > 0 ? "1 weight between the loss and every token" : "the loss stands at the only token";
        note = "each token’s gradient has its attention weight as a factor, once";
    }
    Ident before = list_show(p->out, ident_note(note));
    if (p->flat || p->under)
        draw_note(p->out, margin + 14 + w + 16, y + 14, right - margin - 30 - w, words, (TextStyle){ 0 });
    else
        draw_note(p->out, margin + 14, y + 33, right - margin - 14, words, (TextStyle){ 0 });
    list_show(p->out, before);
    if (p->with_bars && !p->flat && lane->state == (p->rnn.state && step_reveals(p->step, "rnn") ? p->rnn.state : NULL))
        draw_note(p->out, right, y + 14, right - margin - w - 60, "bars: length of the gradient, log scale",
                  (TextStyle){ .align = ALIGN_RIGHT });
}

// A token: its word, coloured by the gradient that reached it; under it its number, which can be changed.
static void draw_chip(const FlowPicture *p, const FlowLane *lane, int t, double there) {
    double w = p->strip ? p->pitch - (p->pitch > 6 ? 2 : 0.5) : p->pitch - 8, share = flow_share(p, lane->at_token[t]);
    Box at = box(flow_x(p, t) - w / 2, lane->chips, w, p->chip_h);
    float tint = (float)(p->strip ? 0.06 + 0.94 * share * there : 0.04 + 0.38 * share * there); // words stand on it
    Ident before = list_show(p->out, flow_token_ident(p, lane, t));
    list_rect(p->out, at,
              (RectStyle){ .radius = p->strip ? 2 : 8,
                           .fill = paint_tint(ROLE_GRAD, ROLE_PANEL, tint),
                           .stroke = p->strip ? PAINT_NONE : paint_tint(ROLE_GRAD, ROLE_LINE, (float)(share * there)),
                           .width = 1 });
    if (!p->strip) {
        bool number = p->given && t >= p->tokens - p->given && at.h >= 44;
        const char *word = flow_word(p, t);
        double baseline = at.y + (number ? 20 : at.h / 2 + 5);
        if (word)
            list_text_fit(p->out, box_middle_x(at), baseline, at.w - 8, text_of(word),
                          (TextStyle){ .size = 15, .align = ALIGN_CENTER });
        else
            draw_symbol(p->out, box_middle_x(at), baseline, "x", t, (TextStyle){ .size = 17, .align = ALIGN_CENTER });
        if (number) {
            int element = t - (p->tokens - p->given);
            list_show(p->out, ident_value(p->given_node, element));
            list_text_fit(p->out, box_middle_x(at), at.y + 38, at.w - 8,
                          text_of(number_text(p->out->arena, (double)tape_node(p->tape, p->given_node)->value[element], 4)),
                          (TextStyle){ .size = 13, .align = ALIGN_CENTER });
        }
    }
    list_show(p->out, before);
}

static void draw_state(const FlowPicture *p, const FlowLane *lane, int t, double there) {
    double share = flow_share(p, lane->at_state[t]);
    Box at = box(flow_x(p, t) - p->cell_w / 2, lane->cells, p->cell_w, p->cell_h);
    Ident before = list_show(p->out, ident_length(lane->state[t], 0, tape_node(p->tape, lane->state[t])->count));
    list_rect(
        p->out, at,
        (RectStyle){ .radius = p->strip ? 2 : 8,
                     .fill = paint_tint(lane->role, ROLE_PANEL, (float)(0.05 + (p->strip ? 0.75 : 0.5) * share * there)),
                     .stroke = p->strip ? PAINT_NONE : paint_tint(lane->role, ROLE_PANEL, (float)(0.45 + 0.55 * share * there)),
                     .width = 1 });
    bool belt = !strncmp(tape_node(p->tape, lane->state[t])->name, "rnn.c", 5);
    if (!p->strip)
        draw_symbol(p->out, box_middle_x(at), box_middle_y(at) + 5, belt ? "c" : "h", t,
                    (TextStyle){ .size = 18, .align = ALIGN_CENTER });
    list_show(p->out, before);
}

static double thickest(const FlowPicture *p) { return p->strip ? 14 : p->flat ? 8 : 11; }

// An arrow to the left whose shaft is as thick as the stroke; as long as it is, its tip comes last.
static void draw_arrow(const FlowPicture *p, double from, double to, double y, double u, StrokeStyle stroke) {
    double w = stroke.width / 2, head = math_clamp(stroke.width * 0.9 + 4, 5, (from - to) * 0.6), wide = w + 3;
    double tip = between(from, to, u), neck = tip + head < from ? tip + head : from;
    double xy[] = { from, y - w, neck, y - w, neck, y - wide, tip, y, neck, y + wide, neck, y + w, from, y + w };
    if (u > 0) list_polyline(p->out, xy, 7, true, (StrokeStyle){ .fill = stroke.paint });
}

// A piece of the stream over a strip: it narrows from the next state's width to this one's.
static void draw_stream(const FlowPicture *p, double from, double to, double y, double before, double after, double u, Paint ink) {
    double x = between(from, to, u), w = between(before, after, u) / 2;
    double seam = from + 0.6; // pieces that only touched would show a line
    double xy[] = { seam, y - before / 2, x, y - w, x, y + w, seam, y + before / 2 };
    if (u > 0) list_polyline(p->out, xy, 4, true, (StrokeStyle){ .fill = ink });
}

// What one product leaves of the gradient, over its arrow.
static void draw_factor(const FlowPicture *p, const FlowLane *lane, int t, double y, double there) {
    double gap = p->pitch - p->cell_w, next = lane->at_state[t + 1];
    if (gap < 29 || p->flat || there <= 0 || !(next > 0)) return;
    list_text_fit(p->out, (flow_x(p, t) + flow_x(p, t + 1)) / 2, y, gap - 2,
                  text_of(flow_number(p->out->arena, lane->at_state[t] / next, 2)),
                  (TextStyle){ .size = 12,
                               .paint = paint(ROLE_MUTED),
                               .align = ALIGN_CENTER,
                               .ident = ident_note(arena_print(
                                   p->out->arena, "what the product from state %d to state %d leaves of the gradient’s length",
                                   t + 2, t + 1)),
                               .fade = 1 - there });
}

// The one factor on the way to a token: its weight, beside the end of its arc.
static void draw_weight(const FlowPicture *p, int t, double there) {
    NodeId a = tape_find(p->tape, "att.a");
    if (p->strip || p->flat || p->under || p->pitch < 62 || there <= 0 || a == NODE_NONE) return;
    list_text_fit(p->out, flow_x(p, t) + 9, p->att.chips - 7, p->pitch / 2 - 4,
                  text_of(number_in(p->out->arena, (double)tape_node(p->tape, a)->value[t], (NumberFormat){ 4, 3 })),
                  (TextStyle){ .size = 12, .paint = paint(ROLE_A), .ident = ident_value(a, t), .fade = 1 - there });
}

// From a state to the one before it, and down to its token.
static void draw_steps(const FlowPicture *p, const FlowLane *lane) {
    double y = lane->cells + p->cell_h / 2, most = thickest(p);
    for (int t = 0; t < p->tokens; t++) { // the furniture: how the states are made
        double x = flow_x(p, t);
        if (!p->strip && t)
            list_line(p->out, flow_x(p, t - 1) + p->cell_w / 2, y - 9, x - p->cell_w / 2, y - 9,
                      (StrokeStyle){ .paint = paint(ROLE_FAINT), .width = 1.2 });
    }
    for (int t = p->tokens - 1; t >= 0; t--) {
        bool first = t == p->tokens - 1;
        double there = flow_come(p, lane, t), along = part(there, 0, 0.55), down = part(there, 0.55, 0.9), x = flow_x(p, t);
        double share = flow_share(p, lane->at_state[t]), token = flow_share(p, lane->at_token[t]);
        StrokeStyle stroke = gradient_stroke(share, most);
        Ident before = list_show(p->out, ident_length(lane->state[t], 0, tape_node(p->tape, lane->state[t])->count));
        if (p->strip) {
            double next = first ? share : flow_share(p, lane->at_state[t + 1]);
            draw_stream(p, first ? p->loss_x - 4 : flow_x(p, t + 1), x, lane->cells - 11, 1 + (most - 1) * next, stroke.width,
                        along, stroke.paint);
        } else {
            double from = first ? p->loss_x - 4 : flow_x(p, t + 1) - p->cell_w / 2 - 2;
            draw_arrow(p, from, x + p->cell_w / 2 + 3, first ? y : y + 5, along, stroke);
            if (!first) draw_factor(p, lane, t, y - 14, part(there, 0.2, 0.5));
        }
        list_show(p->out, flow_token_ident(p, lane, t));
        double top = lane->cells + p->cell_h + 1, drop = lane->chips - top - 1;
        if (down > 0 && !p->strip) {
            StrokeStyle thin = gradient_stroke(token, most * 0.6);
            thin.round = false;
            list_line(p->out, x, top, x, top + drop * down, thin);
        }
        list_show(p->out, before);
    }
}

// What attention makes of the last position; the loss is its.
static void draw_output(const FlowPicture *p, const FlowLane *lane, Box at) {
    NodeId y = tape_find(p->tape, "att.y");
    Ident before = y == NODE_NONE ? p->out->ident : list_show(p->out, ident_length(y, 0, tape_node(p->tape, y)->count));
    list_rect(p->out, at,
              (RectStyle){ .radius = p->strip ? 4 : 8,
                           .fill = paint_tint(lane->role, ROLE_PANEL, 0.16f),
                           .stroke = paint(lane->role),
                           .width = 1.2 });
    if (at.h >= 14)
        draw_symbol(p->out, box_middle_x(at), box_middle_y(at) + (p->strip ? 4 : 5), "y", p->strip ? -1 : p->tokens - 1,
                    (TextStyle){ .size = p->strip ? 15 : 18, .align = ALIGN_CENTER });
    list_show(p->out, before);
}

// From the output of the last position straight to every token.
static void draw_fan(const FlowPicture *p, const FlowLane *lane) {
    double fan = lane->chips - lane->arcs, h = p->strip ? math_clamp(fan * 0.3, 14, 22) : math_clamp(fan * 0.42, 24, 40);
    double last = flow_x(p, p->tokens - 1), w = p->strip ? 26 : p->cell_w, come = acts_come(&p->acts, lane->reveal);
    Box y = box(last - w / 2, lane->arcs + (p->strip ? 8 : 6), w, h);
    if (p->strip) y.x = last - w + p->pitch / 2;
    double middle = box_middle_y(y), along = part(come, 0, 0.2), fanned = part(come, 0.22, 0.72), most = thickest(p);
    for (int t = 0; t < p->tokens; t++) {
        double share = flow_share(p, lane->at_token[t]), x = flow_x(p, t);
        StrokeStyle stroke = gradient_stroke(share, p->strip ? 4.5 - 0.03 * p->tokens : most);
        if (p->strip) stroke.paint.alpha = 0.7f;
        bool zero = !(lane->at_token[t] > 0);
        if (zero) stroke = (StrokeStyle){ .paint = paint(ROLE_FAINT), .width = 1, .dash = 4 };
        Ident before = list_show(p->out, flow_token_ident(p, lane, t));
        if (t == p->tokens - 1) {
            double top = y.y + y.h;
            if (fanned > 0) list_line(p->out, x, top, x, between(top, lane->chips - 1, fanned), stroke);
        } else {
            double left = y.x, lift = lane->arcs + 2 + (middle - lane->arcs) * (0.2 + 0.8 * (double)t / p->tokens), dx = left - x;
            double xy[8] = { left, middle, left - 0.45 * dx, lift, x, lift, x, lane->chips - 1 };
            flow_curve(p->out, xy, fanned, stroke);
        }
        list_show(p->out, before);
    }
    if (along > 0) {
        StrokeStyle stroke = gradient_stroke(1, most);
        if (p->strip) stroke.width = math_clamp(most, 2, 10);
        draw_arrow(p, p->loss_x - 4, y.x + y.w + 3, middle, along, stroke);
    }
    for (int t = 0; t < p->tokens; t++) draw_weight(p, t, part(come, 0.7, 0.9));
    draw_output(p, lane, y);
    draw_loss(p, lane, middle);
}

// --- bars

static void draw_axis(const FlowPicture *p, const FlowLane *lane) {
    Axis axis = { .low = p->low, .high = p->high, .log = true, .from = lane->bars + lane->bars_h, .to = lane->bars };
    draw_decades(p->out, &axis, p->left, p->left + p->pitch * p->tokens,
                 "the axis of both lanes: the length of the gradient, in powers of ten");
}

// As many for all of them as the longest has room for.
static int number_digits(const FlowPicture *p, const FlowLane *lane, double width) {
    for (int t = 0; t < p->tokens && !p->strip; t++)
        if (metrics_width(p->out->metrics, FACE_TEXT, 13, text_of(flow_number(p->out->arena, lane->at_token[t], 3))) > width)
            return 2;
    return p->strip ? 2 : 3;
}

static void draw_number(const FlowPicture *p, const FlowLane *lane, int t, double width, double there) {
    if (there <= 0) return;
    list_text_fit(p->out, flow_x(p, t), lane->bars + lane->bars_h + 17, width,
                  text_of(flow_number(p->out->arena, lane->at_token[t], number_digits(p, lane, width))),
                  (TextStyle){ .size = 13,
                               .paint = paint(ROLE_GRAD_TEXT),
                               .align = ALIGN_CENTER,
                               .ident = flow_token_ident(p, lane, t),
                               .fade = 1 - there });
}

// Of a strip a few bars say their number, with the distance from the loss under it.
static void draw_strip_numbers(const FlowPicture *p, const FlowLane *lane) {
    int every = p->tokens > 60 ? 20 : 10;
    double need = 76, last_x = 1e9;
    for (int distance = 0; distance < p->tokens; distance++) {
        int t = p->tokens - 1 - distance;
        bool wanted = distance % every == 0 || t == 0;
        double x = flow_x(p, t);
        if (!wanted || (t > 0 && (last_x - x < need || x - flow_x(p, 0) < need)) || (t == 0 && last_x - x < need)) continue;
        last_x = x;
        draw_number(p, lane, t, need - 8, part(flow_come(p, lane, t), 0.6, 1));
        list_text(p->out, x, lane->bars + lane->bars_h + 35,
                  text_of(arena_print(p->out->arena, distance ? "%d back" : "at the loss", distance)),
                  (TextStyle){ .size = 12,
                               .paint = paint(ROLE_MUTED),
                               .align = ALIGN_CENTER,
                               .ident = ident_note("the distance from the loss in tokens") });
    }
}

static void draw_bars(const FlowPicture *p, const FlowLane *lane) {
    draw_axis(p, lane);
    for (int t = 0; t < p->tokens; t++) {
        double there = part(flow_come(p, lane, t), 0.6, 1), share = flow_share(p, lane->at_token[t]);
        double w = p->strip ? p->pitch * 0.72 : math_clamp(p->pitch - 26, 18, 64), h = lane->bars_h * share * there;
        if (h > 0)
            list_rect(p->out, box(flow_x(p, t) - w / 2, lane->bars + lane->bars_h - h, w, h),
                      (RectStyle){ .radius = math_clamp(w * 0.12, 0, math_clamp(h / 2, 0, 4)),
                                   .fill = paint(ROLE_GRAD),
                                   .ident = flow_token_ident(p, lane, t) });
        if (!p->strip) draw_number(p, lane, t, p->pitch - 6, there);
    }
    if (p->strip) draw_strip_numbers(p, lane);
}

static void draw_to_come(const FlowPicture *p, const FlowLane *lane) {
    draw_head(p, lane);
    for (int t = 0; t < p->tokens; t++) {
        double w = p->strip ? p->pitch - (p->pitch > 6 ? 2 : 0.5) : p->pitch - 8;
        list_rect(p->out, box(flow_x(p, t) - w / 2, lane->chips, w, p->chip_h),
                  (RectStyle){
                      .radius = p->strip ? 2 : 8, .stroke = paint_faded(ROLE_FAINT, 0.6f), .width = 1, .dash = p->strip ? 0 : 4 });
    }
}

// Strips have no symbols in their cells, so the row says what it is.
static void draw_row_names(const FlowPicture *p, const FlowLane *lane) {
    if (!p->strip || !p->with_bars) return;
    double x = p->left - 10;
    if (lane->state)
        draw_symbol(p->out, x, lane->cells + p->cell_h / 2 + 5, "h", -1,
                    (TextStyle){ .size = 17, .paint = paint(lane->role), .align = ALIGN_RIGHT });
    draw_symbol(p->out, x, lane->chips + p->chip_h / 2 + 4, "x", -1,
                (TextStyle){ .size = 17, .paint = paint(ROLE_GRAD_TEXT), .align = ALIGN_RIGHT });
}

void flow_draw_lane(const FlowPicture *p, const FlowLane *lane) {
    if (!step_reveals(p->step, lane->reveal)) {
        float former = list_fade(p->out, p->out->alpha * 0.5f);
        draw_to_come(p, lane);
        list_fade(p->out, former);
        return;
    }
    draw_head(p, lane);
    if (p->with_bars) draw_bars(p, lane);
    draw_row_names(p, lane);
    if (lane->state) {
        for (int t = 0; t < p->tokens; t++) draw_state(p, lane, t, part(flow_come(p, lane, t), 0.3, 0.6));
        draw_steps(p, lane);
        draw_loss(p, lane, lane->cells + (p->strip ? 2 : p->cell_h / 2));
    } else {
        draw_fan(p, lane);
    }
    for (int t = 0; t < p->tokens; t++) draw_chip(p, lane, t, part(flow_come(p, lane, t), 0.5, 0.9));
}
