// The gradient while a net learns: attention and a recurrent net are trained to say the first token again, and t runs through the
// training. Everything comes from what the trainings have published.
//
// What the eye meets first: the bar of the first token, which grows as attention finds it and shrinks when the error is gone.
// Second: the arcs, one weight growing thick, and the recurrent bars that never rise on the left. Third: both over training.
#include <math.h>
#include <string.h>

#include "base/math.h"
#include "scene/gradient_flow/gradient_flow.h"
#include "scene/scenes.h"

enum { LANES = RACE_LANES };
enum { BARS_LEAST = 20, CELL_MOST = 24, CELL_LEAST = 4 }; // units: heights

typedef struct FilmLane {
    const char *reveal, *title;
    Role role;
    Record record;
    int last, at; // points: the last one and the one shown; −1 without any
    Box box, bars;
    double cells, cell_h;
} FilmLane;

typedef struct FilmPicture {
    PICTURE;
    FilmLane lane[LANES];
    int last, at, length;
    double left, pitch, high, low;
    Box plot;
} FilmPicture;

// --- reading

static void read_lanes(FilmPicture *p) {
    static const RaceView none = { .seconds_left = -1 };
    const RaceView *race = p->step->race ? p->step->race : &none;
    p->last = -1;
    p->length = 1;
    for (int i = 0; i < LANES; i++) {
        FilmLane *lane = &p->lane[i];
        *lane = (FilmLane){ .reveal = i ? "recurrent" : "attention", .title = i ? "Recurrent net" : "Attention" };
        lane->role = i ? ROLE_RECURRENT : ROLE_ATTENTION;
        lane->record = race->lane[i];
        lane->last = (lane->record.points < race->points ? lane->record.points : race->points) - 1;
        if (!lane->record.grad_x) lane->last = -1;
        if (lane->last > p->last) p->last = lane->last;
        if (lane->last >= 0) p->length = lane->record.options.length;
    }
    p->at = p->last < 0 ? -1 : (int)floor(p->time * p->last + 0.5);
    for (int i = 0; i < LANES; i++) p->lane[i].at = p->at < p->lane[i].last ? p->at : p->lane[i].last;
}

static double grad_of(const FilmLane *lane, int point, int token) {
    return (double)lane->record.grad_x[(size_t)point * (size_t)lane->record.options.length + (size_t)token];
}

static double weight_of(const FilmLane *lane, int point, int token) {
    const Record *r = &lane->record;
    return r->weight ? (double)r->weight[(size_t)point * (size_t)(r->options.heads * r->options.length) + (size_t)token] : MATH_NAN;
}

static double normalised_of(const FilmLane *lane, int point) { return (double)lane->record.point[point].grad_first; }

static bool shown(const FilmPicture *p, const FilmLane *lane) {
    return step_reveals(p->step, lane->reveal) || step_focuses(p->step, lane->reveal);
}

// One axis for all bars of the whole film, so that a bar's height can be followed.
static void read_axis(FilmPicture *p) {
    double most = 0, least = MATH_INFINITY;
    for (int i = 0; i < LANES; i++)
        for (int point = 0; point <= p->lane[i].last; point++)
            for (int t = 0; t < p->length; t++) {
                double value = grad_of(&p->lane[i], point, t);
                if (t > 0 && value < least) continue; // the first token's smallest is the axis's: it is the one to follow
                if (!math_finite(value) || value <= 1e-20) continue;
                if (value > most) most = value;
                if (value < least) least = value;
            }
    flow_axis_of(most, least < most ? least : most, &p->high, &p->low);
}

static double share(const FilmPicture *p, double value) { return log_share_between(value, p->low, p->high); }

// --- where

// In low lanes the colours of the cells say alone how large a gradient is, and the cells take the room of the bars.
static void give_up_bars(FilmPicture *p) {
    if (math_min(p->lane[0].bars.h, p->lane[1].bars.h) >= BARS_LEAST) return;
    for (int i = 0; i < LANES; i++) {
        FilmLane *lane = &p->lane[i];
        lane->cells += 4; // clear of the words over them
        lane->cell_h = math_clamp(lane->bars.y + lane->bars.h - lane->cells, 0, CELL_MOST);
        lane->bars.h = 0;
    }
}

static void place(void *picture) {
    FilmPicture *p = picture;
    read_lanes(p);
    read_axis(p);
    const View *v = p->view;
    bool plot = step_reveals(p->step, "film") || step_focuses(p->step, "film");
    double margin = p->sizes->above, axis = 46, right = 0, below = 0;
    bool beside = v->width >= 860;
    if (plot && beside) right = floor((v->width - 2 * margin) * 0.42);
    if (plot && !beside && !p->flat) below = floor(v->height * 0.4);
    p->left = margin + axis;
    double width = v->width - right - p->left - margin - (right > 0 ? 20 : 0);
    p->pitch = width / p->length;
    double h = (v->height - 2 * margin - below - p->sizes->aside) / 2;
    for (int i = 0; i < LANES; i++) {
        FilmLane *lane = &p->lane[i];
        lane->box = box(margin, margin + (1 - i) * (h + p->sizes->aside), width + axis, h);
        double head = p->sizes->wide, fan = i ? 0 : math_clamp(h * 0.26, 18, 90), foot = p->small ? 4 : 22;
        lane->cell_h = p->small ? 10 : 18;
        lane->cells = lane->box.y + head + fan;
        double top = lane->cells + lane->cell_h + 8;
        lane->bars = box(p->left, top, width, lane->box.y + h - foot - top);
    }
    give_up_bars(p);
    double less = p->lane[1].bars.h - p->lane[0].bars.h; // the same height for the same number
    if (less > 0 && p->lane[0].bars.h >= 40)
        p->lane[1].bars.h -= less, p->lane[0].box.y -= less * 0.5, p->lane[0].cells -= less * 0.5, p->lane[0].bars.y -= less * 0.5,
            p->lane[0].bars.h += less * 0.5, p->lane[1].bars.h += less * 0.5;
    if (!plot || (!beside && below <= 0)) return; // lanes that can be read go first
    p->plot = beside ? box(v->width - right - margin + 62, margin + 58, right - 62 - 14, v->height - 2 * margin - 58 - 50)
                     : box(margin + 50, v->height - below + 34, v->width - 2 * margin - 64, below - 34 - 50);
}

// --- drawing

static const char *say(const FilmPicture *p, const char *what, const FilmLane *lane, int token) {
    return arena_print(p->out->arena, "%s at token %d, %s, after %d steps: the mean of %d strings", what, token + 1, lane->title,
                       lane->at, lane->record.options.batch);
}

static double column(const FilmPicture *p, int token) { return p->left + p->pitch * (token + 0.5); }

static void draw_head(const FilmPicture *p, const FilmLane *lane) {
    double x = lane->box.x, y = lane->box.y;
    list_rect(p->out, box(x, y, 4, p->small ? 18 : 36), (RectStyle){ .radius = 2, .fill = paint(lane->role) });
    double w = list_text(p->out, x + 14, y + 14, text_of(lane->title), (TextStyle){ .face = FACE_BOLD, .size = 16 });
    if (lane->at < 0) return;
    double weight = weight_of(lane, lane->at, 0);
    Builder b = { .arena = p->out->arena };
    builder_print(&b, "step %d: gradient at the first token %s", lane->at,
                  number_text(p->out->arena, grad_of(lane, lane->at, 0), 3));
    if (math_finite(weight)) builder_print(&b, ", its weight %s", number_text(p->out->arena, weight, 3));
    draw_note(p->out, p->small ? x + 30 + w : x + 14, p->small ? y + 14 : y + 33, lane->box.w - (p->small ? 30 + w : 14),
              builder_text(&b), (TextStyle){ .ident = ident_note(say(p, "|∂L/∂x₁|", lane, 0)) });
}

// The weight that each token gets, as thick as it is large.
static void draw_weights(const FilmPicture *p, const FilmLane *lane) {
    double top = lane->box.y + (p->small ? 22 : 44), end = lane->cells - 1, from = column(p, p->length - 1);
    for (int t = 0; t + 1 < p->length; t++) {
        double weight = weight_of(lane, lane->at, t), x = column(p, t);
        if (!math_finite(weight)) return;
        double lift = top + (end - top) * 0.5 * (double)t / p->length;
        double xy[8] = { from, end, from, lift, x, lift, x, end };
        flow_curve(p->out, xy, 1,
                   (StrokeStyle){ .paint = paint_faded(ROLE_A, (float)(0.18 + 0.82 * math_clamp(weight * 2, 0, 1))),
                                  .width = 0.8 + 9 * math_clamp(weight, 0, 1),
                                  .round = true,
                                  .ident = ident_note(say(p, "the weight a", lane, t)) });
    }
}

static void draw_bars(const FilmPicture *p, const FilmLane *lane) {
    Axis axis = { .low = p->low, .high = p->high, .log = true, .from = lane->bars.y + lane->bars.h, .to = lane->bars.y };
    if (lane->bars.h > 0)
        draw_decades(p->out, &axis, p->left, p->left + lane->bars.w,
                     "the length of the gradient, in powers of ten, alike for the whole film");
    for (int t = 0; t < p->length && lane->at >= 0; t++) {
        double value = grad_of(lane, lane->at, t), size = share(p, value), w = math_clamp(p->pitch * 0.7, 1, 40),
               h = lane->bars.h * size;
        double x = column(p, t);
        Ident before = list_show(p->out, ident_note(say(p, "|∂L/∂x|", lane, t)));
        list_rect(p->out, box(x - p->pitch * 0.44, lane->cells, p->pitch * 0.88, lane->cell_h),
                  (RectStyle){ .radius = 2,
                               .fill = paint_tint(ROLE_GRAD, ROLE_PANEL, (float)(0.06 + 0.9 * size)),
                               .stroke = t == 0 ? paint(ROLE_INK) : PAINT_NONE,
                               .width = 1.5 });
        if (h > 0)
            list_rect(p->out, box(x - w / 2, lane->bars.y + lane->bars.h - h, w, h),
                      (RectStyle){ .radius = math_clamp(h / 2, 0, 3),
                                   .fill = paint(ROLE_GRAD),
                                   .stroke = t == 0 ? paint(ROLE_INK) : PAINT_NONE,
                                   .width = 1.5 });
        list_show(p->out, before);
    }
    if (p->small || lane->bars.h <= 0) return;
    TextStyle style = { .size = 13, .paint = paint(ROLE_MUTED) };
    list_text(p->out, p->left, lane->bars.y + lane->bars.h + 17, TEXT("first token"), style);
    style.align = ALIGN_RIGHT;
    list_text(p->out, p->left + lane->bars.w, lane->bars.y + lane->bars.h + 17, TEXT("loss"), style);
}

static void draw_lane(const FilmPicture *p, const FilmLane *lane) {
    float former = list_fade(p->out, p->out->alpha * (shown(p, lane) ? 1 : 0.45f));
    draw_head(p, lane);
    if (shown(p, lane) && lane->cell_h >= CELL_LEAST) {
        if (lane->at >= 0) draw_weights(p, lane);
        draw_bars(p, lane);
    } else if (!shown(p, lane)) {
        list_rect(p->out, box(p->left, lane->cells, lane->bars.w, lane->cell_h),
                  (RectStyle){ .radius = 4, .stroke = paint(ROLE_FAINT), .width = 1, .dash = 4 });
    }
    list_fade(p->out, former);
}

// --- over the training

static void draw_curve(const FilmPicture *p, const FilmLane *lane, const Axis *x, const Axis *y, bool normalised) {
    if (p->at < 1 || lane->last < 1) return;
    int points = lane->at + 1;
    double *xy = arena_new(p->out->arena, double, 2 * points);
    for (int i = 0; i < points; i++) {
        double value = normalised ? normalised_of(lane, i) : grad_of(lane, i, 0);
        xy[2 * i] = axis_at(x, i);
        xy[2 * i + 1] = math_clamp(axis_at(y, value > 1e-30 ? value : 1e-30), p->plot.y, p->plot.y + p->plot.h);
    }
    list_polyline(
        p->out, xy, points, false,
        (StrokeStyle){
            .paint = paint(lane->role),
            .width = normalised ? 1.8 : 3,
            .dash = normalised ? 5 : 0,
            .round = true,
            .ident = ident_note(
                normalised ? arena_print(p->out->arena, "%s: |∂L/∂x₁| over |∂L/∂logits|: the path, without the error", lane->title)
                           : arena_print(p->out->arena, "%s: |∂L/∂x₁|, mean of each step’s strings", lane->title)) });
}

static void draw_plot(const FilmPicture *p) {
    if (p->plot.w < 80 || p->plot.h < 60) return;
    Axis x = { .low = 0, .high = p->last > 0 ? p->last : 1, .label = "training step" };
    Axis y = { .log = true, .label = "gradient at the first token" };
    double most = 0, least = MATH_INFINITY;
    for (int i = 0; i < LANES; i++)
        for (int point = 0; point <= p->lane[i].last && shown(p, &p->lane[i]); point++) {
            double value[] = { grad_of(&p->lane[i], point, 0), normalised_of(&p->lane[i], point) };
            for (int k = 0; k < 2; k++) {
                if (!math_finite(value[k]) || value[k] < 1e-20) continue;
                most = value[k] > most ? value[k] : most;
                least = value[k] < least ? value[k] : least;
            }
        }
    flow_axis_of(most, least < most ? least : most, &y.high, &y.low);
    Ident before = list_show(p->out, ident_note("the axes of the plot"));
    draw_axes(p->out, p->plot, &x, &y);
    list_show(p->out, before);
    for (int i = 0; i < LANES; i++)
        for (int k = 0; k < 2 && shown(p, &p->lane[i]); k++) draw_curve(p, &p->lane[i], &x, &y, k == 1);
    if (p->at < 0) return;
    double now = axis_at(&x, p->at);
    list_line(p->out, now, p->plot.y, now, p->plot.y + p->plot.h, (StrokeStyle){ .paint = paint(ROLE_INK), .width = 1.2 });
    if (p->plot.y < 70 || p->plot.w < 240) return;
    double line = p->plot.y - 36; // what is dashed
    list_line(p->out, p->plot.x, line - 4, p->plot.x + 26, line - 4,
              (StrokeStyle){ .paint = paint(ROLE_MUTED), .width = 1.8, .dash = 5 });
    draw_note(p->out, p->plot.x + 34, line, p->plot.w - 34, "divided by the gradient at the logits", (TextStyle){ 0 });
}

static void thumbnail(void *picture) {
    FilmPicture *p = picture;
    read_lanes(p);
    read_axis(p);
    double w = (p->view->width - 40) / p->length, h = p->view->height - 20;
    for (int t = 0; t < p->length; t++)
        for (int i = 0; i < LANES; i++) {
            const FilmLane *lane = &p->lane[i];
            double y = i ? 10 : 10 + h / 2 + 4, most = h / 2 - 8, size = lane->at >= 0 ? share(p, grad_of(lane, lane->at, t)) : 0;
            list_rect(p->out, box(20 + w * t + 1, y, math_clamp(w - 2, 1, 40), most),
                      (RectStyle){ .radius = 2, .fill = paint_tint(ROLE_GRAD, ROLE_PANEL, 0.12f) });
            if (size > 0)
                list_rect(p->out, box(20 + w * t + 1, y + most * (1 - size), math_clamp(w - 2, 1, 40), most * size),
                          (RectStyle){ .radius = 2, .fill = paint(ROLE_GRAD) });
        }
}

static void draw(void *picture) {
    const FilmPicture *p = picture;
    for (int i = 0; i < LANES; i++) draw_lane(p, &p->lane[i]);
    draw_plot(p);
}

static void plan(void *picture) { ((FilmPicture *)picture)->acts.seconds = 10; }

// Both lanes learn to say the first of the same strings again.
static bool ask(const Step *step, RaceAsk *out, Problems *problems) {
    *out = (RaceAsk){ .train = (int)step_number(step, "steps"), .trained = true };
    for (int i = 0; i < LANES; i++) {
        TrainingOptions *lane = &out->lane[i];
        *lane = training_defaults();
        Arena *arena = problems->arena;
        const char *set[][2] = {
            { "model", i ? step_choice(step, "cell") : "attention" },
            { "length", arena_print(arena, "%.0f", step_number(step, "length")) },
            { "steps", arena_print(arena, "%.0f", step_number(step, "steps")) },
            { "seed", arena_print(arena, "%.0f", step_number(step, "seed")) },
            { "init", i && !strcmp(step_choice(step, "cell"), "rnn") ? "gauss:0.9" : "uniform" },
        };
        for (size_t k = 0; k < sizeof set / sizeof *set; k++)
            if (!training_set(lane, set[k][0], set[k][1], (Place){ 0 }, problems)) return false;
        lane->film = true;
        if (!training_check(lane, problems)) return false;
    }
    return true;
}

// clang-format off
static const ParamInfo params[] = {
    { .name = "cell", .label = "Cell", .kind = PARAM_CHOICE, .initial = "rnn", .choices = "rnn lstm gru", .structural = true,
      .summary = "what the recurrent net is made of" },
    { .name = "length", .label = "Tokens", .kind = PARAM_WHOLE, .initial = "30", .low = 2, .high = 100, .structural = true,
      .summary = "how many tokens a string has" },
    { .name = "steps", .label = "Training steps", .kind = PARAM_WHOLE, .initial = "100", .low = 1, .high = 1000, .structural = true,
      .summary = "how far both are trained" },
    { .name = "seed", .label = "Seed", .kind = PARAM_WHOLE, .initial = "1", .low = 0, .high = 1000000, .structural = true,
      .summary = "where the random numbers start, the same for both" },
};
// clang-format on
static const char *const reveal[] = { "attention", "recurrent", "film", NULL };
static const LegendItem legend[] = {
    { ROLE_RECURRENT, NULL, "recurrent net" },
    { ROLE_ATTENTION, NULL, "attention" },
    { ROLE_A, "a", "weight" },
    { ROLE_GRAD, NULL, "gradient, on a log scale" },
};

const Scene scene_gradient_film = {
    .name = "gradient-film",
    .summary = "the gradient at every token while attention and a recurrent net learn the same task",
    .model = "guess",
    WITH_PARAMS(params),
    .reveal = reveal,
    .race = ask,
    .bytes = sizeof(FilmPicture),
    .plan = plan,
    .thumbnail = thumbnail,
    .place = place,
    .draw = draw,
    WITH_LEGEND(legend),
};
