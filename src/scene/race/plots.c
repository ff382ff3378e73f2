// The race's plots over the training steps: loss, accuracy, the gradient at the first token, the weight on it. A curve is solid
// up to the point shown; what the record holds beyond it is pale. The number at a curve's end is that of the point shown.
#include <math.h>
#include <stdarg.h>
#include <string.h>

#include "base/math.h"
#include "scene/race/race.h"

enum { CURVES = 2, DOTS = 512 };

static const double floor_shown = 1e-20; // of a gradient axis: float numbers end at about 1e-38

typedef double Measure(const TrainingPoint *point);
static double loss_of(const TrainingPoint *point) { return point->loss; }
static double accuracy_of(const TrainingPoint *point) { return point->accuracy; }
static double first_of(const TrainingPoint *point) { return point->grad_first; }
static double weight_of(const TrainingPoint *point) { return point->weight_first; }
static double raw_of(const TrainingPoint *point) { return point->grad_x1; }
static double norm_of(const TrainingPoint *point) { return point->norm; }
static double output_of(const TrainingPoint *point) { return point->grad_logits; }

typedef struct RaceCurve {
    const RaceLane *lane;
    Measure *measure;
    const char *label, *says; // says: what its number is, for the note
    Role role;
    double dash;
} RaceCurve;

typedef struct Plot {
    const char *title;
    RaceCurve curve[CURVES];
    int curves;
    bool log, share; // share: from 0 to 1
    Axis x, y;
    bool keyed; // too narrow for labels at the ends: they stand in a line above
    Box at;     // of the axes
} Plot;

const char *race_note(const RacePicture *p, const RaceLane *lane, const char *format, ...) {
    char text[400];
    va_list list;
    va_start(list, format);
    vsnprintf(text, sizeof text, format, list);
    va_end(list);
    return arena_print(p->out->arena, "%s, step %d: %s", lane->label, lane->at, text);
}

static double value_at(const RaceCurve *c, int i) { return c->measure(&c->lane->record.point[i]); }

// --- axes

static double nice_above(double value, double least) {
    static const double nice[] = { 1, 1.5, 2, 2.5, 5 };
    double power = least;
    for (;; power *= 10)
        for (int i = 0; i < 5; i++)
            if (nice[i] * power >= value * (1 - 1e-9) || power > 1e12) return nice[i] * power;
}

static void range_of(const Plot *plot, double *low, double *high) {
    *low = MATH_INFINITY, *high = -MATH_INFINITY;
    for (int c = 0; c < plot->curves; c++)
        for (int i = 0; i <= plot->curve[c].lane->last; i++) {
            double value = value_at(&plot->curve[c], i);
            if (!math_finite(value) || (plot->log && value <= 0)) continue;
            if (value < *low) *low = value;
            if (value > *high) *high = value;
        }
}

static void set_axes(const RacePicture *p, Plot *plot) {
    double low, high, steps = p->last > 0 ? p->last : 0;
    range_of(plot, &low, &high);
    plot->x = (Axis){ .low = 0, .high = nice_above(steps > 20 ? steps : 20, 10), .whole = true, .label = "training step" };
    plot->y = (Axis){ .low = 0, .high = 1, .log = plot->log };
    if (plot->log) { // whole powers of ten, four at least
        double top = math_finite(high) ? ceil(math_log10(high) - 1e-9) : 0, end = math_finite(low) ? floor(math_log10(low)) : -4;
        if (top < 0) top = 0;
        if (end > top - 4) end = top - 4;
        plot->y.low = math_pow(10, math_clamp(end, -20, top - 4));
        plot->y.high = math_pow(10, top);
    } else if (!plot->share) { // a loss: what a guesser has is always on the picture
        double guess = math_log(step_number_or(p->step, "symbols", 8));
        plot->y.high = nice_above(high > guess * 1.15 ? high : guess * 1.15, 0.1);
    }
}

// The numbers on the axes explain themselves; the lines are nothing to point at.
void race_draw_axes(const RacePicture *p, Box at, Axis *x, Axis *y) {
    int first = p->out->count;
    Ident before = list_show(p->out, ident_note("a place on an axis"));
    draw_axes(p->out, at, x, y);
    list_show(p->out, before);
    for (int i = first; i < p->out->count; i++)
        if (p->out->cmd[i].kind == CMD_PATH) p->out->cmd[i].ident = (Ident){ 0 };
}

// --- curves

static double clamped(const Axis *y, double value) { return axis_at(y, math_clamp(value, y->low, y->high)); }

// Every so many points, the same ones as long as the curve does not get twice as long, so that it does not flicker.
static void draw_stretch(const RacePicture *p, const Plot *plot, const RaceCurve *c, int from, int to, float alpha) {
    int every = 1, count = 0;
    while ((to - from) / every > DOTS) every *= 2;
    double *xy = arena_new(p->out->arena, double, 2 * ((to - from) / every + 3));
    for (int i = from; i <= to; i = i == to ? to + 1 : i / every * every + every > to ? to : i / every * every + every) {
        double value = value_at(c, i);
        if (math_isnan(value)) continue;
        xy[2 * count] = axis_at(&plot->x, i);
        xy[2 * count++ + 1] = clamped(&plot->y, value);
    }
    if (count < 2) return;
    list_polyline(
        p->out, xy, count, false,
        (StrokeStyle){ .paint = paint_faded(c->role, alpha), .width = p->small ? 2 : 2.5, .dash = c->dash, .round = true });
}

static void draw_curve(const RacePicture *p, const Plot *plot, const RaceCurve *c) {
    if (c->lane->at < 0) return;
    if (c->lane->last > c->lane->at) draw_stretch(p, plot, c, c->lane->at, c->lane->last, 0.22f);
    draw_stretch(p, plot, c, 0, c->lane->at, 1);
    double value = value_at(c, c->lane->at);
    if (math_isnan(value)) return;
    list_circle(p->out, axis_at(&plot->x, c->lane->at), clamped(&plot->y, value), p->small ? 4 : 5,
                (RectStyle){ .fill = paint(ROLE_PANEL), .stroke = paint(c->role), .width = 2 });
}

// --- their names and numbers

// With alike decimals, so that a number does not jump about while it is trained.
const char *race_number(Arena *arena, double value, bool log) {
    if (log || value < 0.001 || value >= 100) return value == 0 ? "0" : number_text(arena, value, 3);
    return number_in(arena, value, (NumberFormat){ 6, value < 0.1 ? 4 : 3 });
}

static const char *curve_text(const RacePicture *p, const Plot *plot, const RaceCurve *c) {
    if (c->lane->at < 0) return c->label;
    double value = value_at(c, c->lane->at);
    size_t end = strlen(c->label);
    const char *colon = end && strchr("0123456789", c->label[end - 1]) ? ":" : ""; // "limit 1: 0.025"
    if (plot->log && value < floor_shown)
        return arena_print(p->out->arena, "%s%s below %s", c->label, colon, number_ten_to(p->out->arena, -20));
    return arena_print(p->out->arena, "%s%s %s", c->label, colon, race_number(p->out->arena, value, plot->log));
}

static const char *curve_note(const RacePicture *p, const Plot *plot, const RaceCurve *c) {
    if (c->lane->at < 0) return race_note(p, c->lane, "not measured yet");
    double value = value_at(c, c->lane->at);
    if (plot->log && value < 1.2e-38)
        return race_note(p, c->lane, "it underflows the float numbers that are trained with, which end at about %s",
                         number_ten_to(p->out->arena, -38));
    return race_note(p, c->lane, c->says, c->lane->record.options.batch);
}

static TextStyle label_style(const RacePicture *p, const RaceCurve *c) {
    return (TextStyle){ .face = FACE_BOLD, .size = p->small ? 13 : 14, .paint = paint(c->role) };
}

static double widest_label(const RacePicture *p, const Plot *plot) {
    double most = 0;
    for (int i = 0; i < plot->curves; i++) { // room for a longer number than just now, so that the axes stand still
        TextStyle style = label_style(p, &plot->curve[i]);
        const char *longest = arena_print(p->out->arena, "%s: %s", plot->curve[i].label,
                                          plot->log     ? "9.99·10⁻¹⁰"
                                          : plot->share ? "0.999"
                                                        : "9.99·10⁻⁵");
        double w = metrics_width(p->out->metrics, style.face, style.size, text_of(longest));
        if (w > most) most = w;
    }
    return most;
}

// A short line as the curve is drawn, then its name and number.
static void draw_keys(const RacePicture *p, const Plot *plot, double x, double y, double width) {
    double each = (width - 8) / plot->curves;
    for (int i = 0; i < plot->curves; i++) {
        const RaceCurve *c = &plot->curve[i];
        Ident before = list_show(p->out, ident_note(curve_note(p, plot, c)));
        list_line(p->out, x, y - 4, x + 16, y - 4, (StrokeStyle){ .paint = paint(c->role), .width = 2.5, .dash = c->dash });
        list_text_fit(p->out, x + 22, y, each - 24, text_of(curve_text(p, plot, c)), label_style(p, c));
        list_show(p->out, before);
        x += each + 8;
    }
}

// The heights of the labels: at their curves' ends, but apart from each other and within the plot.
static void spread_labels(const Plot *plot, double *y) {
    enum { APART = 19 };
    double top = plot->at.y + 4, bottom = plot->at.y + plot->at.h - 10, end[CURVES];
    for (int i = 0; i < plot->curves; i++) {
        const RaceLane *lane = plot->curve[i].lane;
        double value = lane->at >= 0 ? value_at(&plot->curve[i], lane->at) : MATH_NAN;
        end[i] = math_isnan(value) ? top + i * APART : clamped(&plot->y, value);
        y[i] = math_clamp(end[i], top, bottom);
    }
    if (plot->curves < 2 || fabs(y[0] - y[1]) >= APART) return;
    int low = end[0] > end[1] ? 0 : 1;
    double middle = math_clamp((y[0] + y[1]) / 2, top + APART / 2.0, bottom - APART / 2.0);
    y[low] = middle + APART / 2.0, y[!low] = middle - APART / 2.0;
}

static double end_of(const Plot *plot, const RaceCurve *c) { return axis_at(&plot->x, c->lane->at >= 0 ? c->lane->at : 0); }

// Names and numbers stand over the lines that run through them.
static void draw_labels(const RacePicture *p, const Plot *plot) {
    double y[CURVES], right = 0;
    spread_labels(plot, y);
    for (int i = 0; i < plot->curves; i++)
        if (end_of(plot, &plot->curve[i]) > right) right = end_of(plot, &plot->curve[i]);
    for (int pass = 0; pass < 2; pass++)
        for (int i = 0; i < plot->curves; i++) {
            const RaceCurve *c = &plot->curve[i];
            TextStyle style = label_style(p, c);
            const char *text = curve_text(p, plot, c);
            double x = (right - end_of(plot, c) < 40 ? right : end_of(plot, c)) + 12,
                   w = metrics_width(p->out->metrics, style.face, style.size, text_of(text));
            Ident before = list_show(p->out, ident_note(curve_note(p, plot, c)));
            if (pass == 0)
                list_rect(p->out, box(x - 3, y[i] - 7, w + 6, 14),
                          (RectStyle){ .radius = 3, .fill = paint_faded(ROLE_PANEL, 0.9f) });
            else
                list_text(p->out, x, y[i] + 5, text_of(text), style);
            list_show(p->out, before);
        }
}

// --- a whole plot

// The plot within its card: numbers of the axes at its left and under it. The steps run on beyond the last one, so far that
// names and numbers have room at the curves' ends.
static void draw_plot(const RacePicture *p, Plot *plot, Box card) {
    set_axes(p, plot);
    double inset = p->small ? 24 : 40, names = widest_label(p, plot) + 16, left = !plot->log && plot->y.high >= 1e4 ? 72 : 46;
    double width = card.w - inset - left;
    plot->keyed = width - names < 150;
    if (plot->keyed)
        width -= 10;
    else
        plot->x.high *= width / (width - names);
    plot->x.label_last = true;
    bool narrow = width < 150;
    if (narrow) plot->x.label = NULL;
    Box in = race_card(p, card, narrow ? arena_print(p->out->arena, "%s, over steps", plot->title) : plot->title);
    double key = p->small ? 18 : 20;
    if (plot->keyed) draw_keys(p, plot, in.x, in.y + 12, in.w);
    double top = in.y + (plot->keyed ? key + 9 : 8), bottom = in.y + in.h - 20;
    plot->at = box(in.x + left, top, width, bottom - top);
    race_draw_axes(p, plot->at, &plot->x, &plot->y);
}

static void finish_plot(const RacePicture *p, const Plot *plot) {
    for (int i = plot->curves; i-- > 0;) draw_curve(p, plot, &plot->curve[i]);
    if (!plot->keyed) draw_labels(p, plot);
}

static void both_lanes(const RacePicture *p, Plot *plot, Measure *measure, const char *says) {
    for (int i = 0; i < RACE_LANES; i++) {
        const RaceLane *lane = &p->lane[i];
        if (measure == weight_of && !lane->attention) continue;
        plot->curve[plot->curves++] = (RaceCurve){ lane, measure, lane->label, says, lane->role, lane->dash };
    }
}

// The tape's own number, where all symbols are as likely.
static NodeId guesser(const RacePicture *p) {
    TrainingTask task = p->lane[0].record.options.task;
    return task == TASK_RECALL || task == TASK_NEXT ? tape_find(p->tape, "loss") : NODE_NONE;
}

// A number of the tape as a level line, named beside the title.
static void draw_level(const RacePicture *p, const Plot *plot, Box card, NodeId node, const char *name) {
    if (node == NODE_NONE) return;
    StrokeStyle line = { .paint = paint(ROLE_MUTED), .width = 1.2, .dash = 4 };
    double level = tape_node(p->tape, node)->value[0], y = axis_at(&plot->y, level), pad = p->sizes->pad;
    list_line(p->out, plot->at.x, y, plot->at.x + plot->at.w, y, line);
    const char *text = arena_print(p->out->arena, "%s %s", name, number_text(p->out->arena, level, 4));
    TextStyle style = { .size = 13, .paint = paint(ROLE_MUTED), .align = ALIGN_RIGHT };
    double w = metrics_width(p->out->metrics, style.face, style.size, text_of(text)), right = card.x + card.w - pad;
    if (card.w < 280) return;
    y = card.y + pad + 11;
    Ident before = list_show(p->out, ident_value(node, 0));
    list_line(p->out, right - w - 30, y - 4.5, right - w - 6, y - 4.5, line);
    list_text(p->out, right, y, text_of(text), style);
    list_show(p->out, before);
}

void race_draw_loss(const RacePicture *p, Box card) {
    Plot plot = { .title = "Loss" };
    both_lanes(p, &plot, loss_of, "the mean loss of its %d strings, which are new in every step");
    draw_plot(p, &plot, card);
    draw_level(p, &plot, card, guesser(p), "guessing"); // what somebody has who only guesses among all symbols
    finish_plot(p, &plot);
}

void race_draw_accuracy(const RacePicture *p, Box card) {
    Plot plot = { .title = "Accuracy", .share = true };
    both_lanes(p, &plot, accuracy_of, "the share of right answers for its %d strings, new in every step");
    draw_plot(p, &plot, card);
    if (p->lane[0].record.options.task == TASK_PAIR) draw_level(p, &plot, card, tape_find(p->tape, "head"), "one average");
    finish_plot(p, &plot);
}

void race_draw_gradient(const RacePicture *p, Box card) {
    Plot plot = { .title = "Gradient at the first token ÷ at the output", .log = true };
    both_lanes(p, &plot, first_of, "|∂L/∂x₁| over |∂L/∂logits|, each its mean over %d strings");
    draw_plot(p, &plot, card);
    finish_plot(p, &plot);
}

// What clipping acts on: nothing above the line reaches the weights of the lane that has the limit.
void race_draw_norm(const RacePicture *p, Box card) {
    Plot plot = { .title = "Length of the whole gradient", .log = true };
    both_lanes(p, &plot, norm_of, "the length of the gradient over all weights, before it is cut, of a batch of %d strings");
    draw_plot(p, &plot, card);
    double limit = step_number_or(p->step, "clip", 0), y = clamped(&plot.y, limit);
    if (limit >= plot.y.low && limit <= plot.y.high) {
        Ident before = list_show(p->out, ident_note("the limit: a longer gradient is shortened to it, in the lane that has one"));
        list_line(p->out, plot.at.x, y, plot.at.x + plot.at.w, y,
                  (StrokeStyle){ .paint = paint(ROLE_INK), .width = 1.5, .dash = 4 });
        const char *text = arena_print(p->out->arena, "limit %s", number_text(p->out->arena, limit, 3));
        TextStyle style = { .size = 13, .paint = paint(ROLE_MUTED), .align = ALIGN_RIGHT };
        double right = card.x + card.w - p->sizes->pad, top = card.y + p->sizes->pad + 11;
        double w = metrics_width(p->out->metrics, style.face, style.size, text_of(text));
        if (card.w >= 320) {
            list_line(p->out, right - w - 30, top - 4.5, right - w - 6, top - 4.5,
                      (StrokeStyle){ .paint = paint(ROLE_INK), .width = 1.5, .dash = 4 });
            list_text(p->out, right, top, text_of(text), style);
        }
        list_show(p->out, before);
    }
    finish_plot(p, &plot);
}

void race_draw_weight(const RacePicture *p, Box card) {
    Plot plot = { .title = "Attention weight on the first token", .share = true };
    both_lanes(p, &plot, weight_of, "the weight that the last token gives the first, its mean over %d strings");
    draw_plot(p, &plot, card);
    finish_plot(p, &plot);
}

// One lane, before the division: both fall together once the answers are right.
void race_draw_error(const RacePicture *p, Box card) {
    const RaceLane *lane = &p->lane[0];
    Plot plot = { .title = arena_print(p->out->arena, "Gradients as they are: %s", lane->label), .log = true, .curves = 2 };
    plot.curve[0] =
        (RaceCurve){ lane, raw_of, "first token", "|∂L/∂x₁| of the first token, its mean over %d strings", ROLE_GRAD_TEXT, 0 };
    plot.curve[1] = (RaceCurve){ lane, output_of, "output", "|∂L/∂logits|, its mean over %d strings", ROLE_MUTED, 6 };
    draw_plot(p, &plot, card);
    finish_plot(p, &plot);
}

// --- on the course map

void race_draw_thumbnail(const RacePicture *p) {
    Plot plot = { .at = box(8, 6, p->view->width - 16, p->view->height - 12) };
    both_lanes(p, &plot, loss_of, "");
    set_axes(p, &plot);
    plot.x.from = plot.at.x, plot.x.to = plot.at.x + plot.at.w;
    plot.x.high = p->last > 1 ? p->last : 1;
    plot.y.from = plot.at.y + plot.at.h, plot.y.to = plot.at.y;
    for (int i = 0; i < 3; i++)
        list_line(p->out, plot.at.x, plot.at.y + plot.at.h * i / 2, plot.at.x + plot.at.w, plot.at.y + plot.at.h * i / 2,
                  (StrokeStyle){ .paint = paint(ROLE_LINE), .width = 1 });
    for (int i = plot.curves; i-- > 0;) draw_curve(p, &plot, &plot.curve[i]);
}
