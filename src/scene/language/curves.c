// The two plots of a live training: the loss among the guessers' lines, and the shares of right answers.
#include <math.h>

#include "kit/curves.h"
#include "layers/grammar.h"
#include "scene/language/learning.h"

enum { LABELS = 16, POINTS = 400 };

// --- names at the right end, moved apart

typedef struct Label {
    double y, value;
    const char *name;
    Role role;
    bool strong;
    Ident ident;
} Label;

static void draw_labels(const Learning *p, Box plot, Label *label, int count) {
    double least = math_min(p->sizes->symbol, plot.h / math_max(count, 1)), size = p->sizes->caption, x = plot.x + plot.w,
           from[LABELS];
    for (int i = 1; i < count; i++) // from top to bottom
        for (int k = i; k > 0 && label[k].y < label[k - 1].y; k--) {
            Label other = label[k];
            label[k] = label[k - 1], label[k - 1] = other;
        }
    for (int i = 0; i < count; i++) from[i] = label[i].y;
    for (int i = 1; i < count; i++)
        if (label[i].y < label[i - 1].y + least) label[i].y = label[i - 1].y + least;
    double over = count ? label[count - 1].y - (plot.y + plot.h) : 0;
    for (int i = count; over > 0 && i-- > 0;) { // back up from the bottom
        double most = i + 1 < count ? label[i + 1].y - least : plot.y + plot.h;
        if (label[i].y > most) label[i].y = most;
    }
    for (int i = 0; i < count; i++) // and not above the plot
        label[i].y = math_max(label[i].y, plot.y + i * least);
    for (int i = 0; i < count; i++) {
        const Label *l = &label[i];
        double y[] = { x + 3, from[i], x + 10, from[i], x + 16, l->y, x + 22, l->y };
        list_polyline(p->out, y, 4, false, (StrokeStyle){ .paint = paint(ROLE_FAINT), .width = 1 });
        double w = list_print(
            p->out, x + 26, l->y + 5,
            (TextStyle){ .size = size, .paint = paint(l->role), .face = l->strong ? FACE_BOLD : FACE_TEXT, .ident = l->ident },
            "%s", l->name);
        list_print(
            p->out, x + 26 + w + 6, l->y + 5,
            (TextStyle){
                .size = size, .paint = paint(l->role == ROLE_MUTED ? ROLE_INK : l->role), .face = FACE_BOLD, .ident = l->ident },
            "%s", arena_print(p->out->arena, "%.2f", l->value));
    }
}

static Box plot_box(const Learning *p, Box in) {
    double right = p->small ? 96 : 124;
    return box(in.x + 30, in.y + 8, in.w - 30 - right, in.h - 34);
}

// A curve through measured points: value(i) at step(i).
typedef struct CurveLine {
    double xy[2 * POINTS];
    int count;
} CurveLine;

static void add_point(CurveLine *line, const Axis *x, const Axis *y, double step, double value) {
    if (line->count == POINTS || !math_finite(value)) return;
    line->xy[2 * line->count] = axis_at(x, step);
    line->xy[2 * line->count + 1] = axis_at(y, math_clamp(value, y->low, y->high));
    line->count++;
}

static Ident curve_note(const Learning *p, int lane, const char *what) {
    return ident_note(arena_print(p->out->arena, "%s, %s", learning_name(p, lane), what));
}

static void draw_line(const Learning *p, const CurveLine *line, Ident ident, Role role, double width, double dash, float alpha) {
    StrokeStyle style = { .paint = paint_faded(role, alpha), .width = width, .dash = dash, .round = true };
    style.ident = ident;
    if (line->count > 1) list_polyline(p->out, line->xy, line->count, false, style);
}

// --- the loss

// The mean loss of the batches up to step `at` since `back` steps before it.
static double mean_loss(const LanguageRecord *r, int at, int back) {
    double sum = 0;
    int from = at - back + 1 < 0 ? 0 : at - back + 1;
    for (int i = from; i <= at && i < r->points; i++) sum += (double)r->loss[i];
    return sum / (at - from + 1);
}

static double lane_loss(const Learning *p, int lane) {
    const LanguageRecord *r = learning_record(p, lane);
    int at = p->at < r->points ? p->at : r->points - 1;
    return mean_loss(r, at, at < 40 ? 1 : 20);
}

static void draw_lane_loss(const Learning *p, int lane, const Axis *x, const Axis *y) {
    const LanguageRecord *r = learning_record(p, lane);
    int last = p->at < r->points ? p->at : r->points - 1, each = last > 40 * POINTS   ? 200
                                                                 : last > 4 * POINTS  ? 20
                                                                 : last > POINTS - 50 ? 10
                                                                                      : 1;
    CurveLine line = { .count = 0 };
    for (int i = 0; i <= last; i += i < 40 ? 1 : each) add_point(&line, x, y, i, mean_loss(r, i, i < 40 ? 1 : 20));
    draw_line(p, &line, curve_note(p, lane, "loss"), learning_role(lane), p->small ? 2.2 : 3, lane ? 6 : 0, 1);
    if (line.count)
        list_circle(
            p->out, line.xy[2 * line.count - 2], line.xy[2 * line.count - 1], p->small ? 4 : 5.5,
            (RectStyle){ .fill = paint(ROLE_PANEL),
                         .stroke = paint(learning_role(lane)),
                         .width = 2.5,
                         .ident = learning_note(
                             p, arena_print(p->out->arena, "%s, mean loss of the last batches, nats", learning_name(p, lane)),
                             lane_loss(p, lane)) });
}

static void add_level(const Learning *p, Box plot, const Axis *y, const char *name, const char *says, double value, Label *label,
                      int *labels) {
    double at = axis_at(y, value);
    Ident ident = learning_note(p, says, value);
    list_line(p->out, plot.x, at, plot.x + plot.w, at,
              (StrokeStyle){ .paint = paint(ROLE_MUTED), .width = 1.2, .dash = 5, .ident = ident });
    label[(*labels)++] = (Label){ at, value, name, ROLE_MUTED, false, ident };
}

// A note in the middle of an area, where it has room, on the card's own ground.
static void note_on(const Learning *p, Box at, const char *text) {
    double size = 13, w = metrics_width(p->out->metrics, FACE_TEXT, size, text_of(text));
    if (p->small || at.h < 26 || w + 24 > at.w) return;
    list_rect(p->out, box(box_middle_x(at) - w / 2 - 6, box_middle_y(at) - 10, w + 12, 20),
              (RectStyle){ .radius = 4, .fill = paint(ROLE_PANEL) });
    list_text(p->out, box_middle_x(at), box_middle_y(at) + 4.5, text_of(text),
              (TextStyle){ .size = size, .align = ALIGN_CENTER, .paint = paint(ROLE_MUTED) });
}

// Where the first model's mean loss falls below the guesser who sees one word.
static void mark_bigram(const Learning *p, const Axis *x, const Axis *y, double bigram) {
    const LanguageRecord *r = learning_record(p, 0);
    for (int i = 0; i <= p->at && i < r->points; i++) {
        if (mean_loss(r, i, i < 40 ? 1 : 20) >= bigram) continue;
        const char *text = arena_print(p->out->arena, "step %d", i);
        Ident ident = ident_note(arena_print(p->out->arena, "after step %d it loses less than who sees one word", i));
        list_circle(p->out, axis_at(x, i), axis_at(y, bigram), p->sizes->stroke,
                    (RectStyle){ .fill = paint(ROLE_PANEL), .stroke = paint(ROLE_INK), .width = 1.5, .ident = ident });
        if (!p->small)
            list_text(p->out, axis_at(x, i) + 9, axis_at(y, bigram) - 7, text_of(text),
                      (TextStyle){ .size = 13, .paint = paint(ROLE_MUTED), .ident = ident });
        return;
    }
}

static void grammar_levels(const Learning *p, Box plot, const Axis *y, const GrammarGuessers *g, Label *label, int *labels) {
    double floor = axis_at(y, g->floor);
    list_hatch(p->out, box(plot.x, floor, plot.w, plot.y + plot.h - floor), 0, paint_faded(ROLE_FAINT, 0.5f));
    note_on(p, box(plot.x, floor, plot.w, plot.y + plot.h - floor), "no guesser gets below: the next word is often free");
    add_level(p, plot, y, "ln 59", "knows nothing, ln 59", g->nothing, label, labels);
    add_level(p, plot, y, "bigram", "sees one word", g->bigram, label, labels);
    add_level(p, plot, y, "trigram", "sees two words", g->trigram, label, labels);
    add_level(p, plot, y, "floor", "knows the grammar: no guesser gets below", g->floor, label, labels);
}

// What guessers lose on the part that is kept back, and the model there, dashed.
static void text_levels(const Learning *p, Box plot, const Axis *x, const Axis *y, const OwnText *own, Label *label, int *labels) {
    add_level(p, plot, y, "chance", "knows nothing: the logarithm of how many there are", own->nothing, label, labels);
    add_level(p, plot, y, "frequency", "knows how often each comes", own->frequency, label, labels);
    add_level(p, plot, y, "bigram", "sees one, on what is kept back", own->bigram, label, labels);
    add_level(p, plot, y, "trigram", "sees two, on what is kept back", own->trigram, label, labels);
    for (int lane = 0; lane < p->lanes; lane++) {
        const LanguageRecord *r = learning_record(p, lane);
        CurveLine held = { .count = 0 };
        for (int i = 0; i <= p->measure[lane]; i++) add_point(&held, x, y, r->measure[i].step, (double)r->measure[i].held);
        draw_line(p, &held, curve_note(p, lane, "loss on the tenth that is kept back"), learning_role(lane), 2, 5, 0.8f);
        if (p->measure[lane] < 0) continue;
        double now = (double)r->measure[p->measure[lane]].held;
        label[(*labels)++] = (Label){ axis_at(y, math_clamp(now, 0, y->high)),
                                      now,
                                      "kept back",
                                      learning_role(lane),
                                      false,
                                      learning_note(p, "loss on the tenth that is kept back", now) };
    }
}

// Losses where the next symbol is known, and where it is not.
static void induction_losses(const Learning *p, const Axis *x, const Axis *y, Label *label, int *labels) {
    for (int lane = 0; lane < p->lanes; lane++) {
        const LanguageRecord *r = learning_record(p, lane);
        CurveLine known = { .count = 0 }, open = { .count = 0 };
        for (int i = 0; i <= p->measure[lane]; i++) {
            add_point(&known, x, y, r->measure[i].step, (double)r->measure[i].known_loss);
            add_point(&open, x, y, r->measure[i].step, (double)r->measure[i].free_loss);
        }
        draw_line(p, &known, curve_note(p, lane, "loss where the next symbol has been seen"), learning_role(lane),
                  p->small ? 2.2 : 3, 0, 1);
        draw_line(p, &open, curve_note(p, lane, "loss where it cannot be known"), learning_role(lane), 1.8, 4, 0.7f);
        if (p->measure[lane] < 0) continue;
        const LanguageMeasure *m = &r->measure[p->measure[lane]];
        double value[] = { (double)m->known_loss, (double)m->free_loss };
        static const char *const name[] = { "known", "not yet" };
        for (int k = 0; k < 2; k++)
            label[(*labels)++] = (Label){
                axis_at(y, math_clamp(value[k], y->low, y->high)),
                value[k],
                name[k],
                learning_role(lane),
                k == 0,
                learning_note(p, k ? "loss where the next symbol cannot be known" : "loss where the next symbol has been seen",
                              value[k])
            };
    }
}

void learning_loss(const Learning *p, Box card) {
    const char *piece = learning_piece(p);
    Box in = language_card(&p->picture, card, arena_print(p->out->arena, "Loss: surprise at each next %s, in nats", piece)),
        plot = plot_box(p, in);
    Axis x = { .low = 0, .high = p->high, .whole = true, .label = "training step", .label_last = true };
    Axis y = { .low = 0, .high = p->task == LANGUAGE_INDUCTION ? 5 : learning_own(p) ? 1.15 * learning_own(p)->nothing : 4.6 };
    Label label[LABELS];
    int labels = 0;
    noted_axes_apart(p->out, plot, &x, &y, "training step", arena_print(p->out->arena, "nats a %s", piece));
    if (p->task == LANGUAGE_INDUCTION) {
        add_level(p, plot, &y, "ln 32", "guesses among 32 symbols", math_log(32), label, &labels);
        induction_losses(p, &x, &y, label, &labels);
        draw_labels(p, plot, label, labels);
        return;
    }
    const OwnText *own = learning_own(p);
    if (own) text_levels(p, plot, &x, &y, own, label, &labels);
    const GrammarGuessers *g = p->lanes ? learning_record(p, 0)->guessers : NULL;
    if (g) grammar_levels(p, plot, &y, g, label, &labels);
    for (int lane = 0; lane < p->lanes && p->at >= 0; lane++) {
        draw_lane_loss(p, lane, &x, &y);
        if (lane == 0 && g) mark_bigram(p, &x, &y, g->bigram);
        double now = lane_loss(p, lane);
        label[labels++] = (Label){ axis_at(&y, math_clamp(now, 0, y.high)),
                                   now,
                                   p->lanes > 1 ? learning_name(p, lane) : "now",
                                   learning_role(lane),
                                   true,
                                   learning_note(p, "mean loss of the last batches", now) };
    }
    draw_labels(p, plot, label, labels);
}

// --- right answers

static double right_at(const LanguageMeasure *m, int which) { return (double)m->right[which]; }

static const char *const scored[] = { "right", "previous", "prefix" };
static double score_at(const LanguageMeasure *m, int which) {
    return which == 0 ? (double)m->accuracy : which == 1 ? (double)m->previous : (double)m->prefix;
}

typedef struct Shares {
    int count;
    double (*value)(const LanguageMeasure *m, int which);
    const char *(*name)(int which);
    int strong; // the one that is told apart
} Shares;
static const char *phenomenon_at(int which) { return phenomenon_name((Phenomenon)which); }
static const char *score_name(int which) { return scored[which]; }
static const Shares phenomena = { PHENOMENA, right_at, phenomenon_at, PHENOMENON_NAME }, scores = { 3, score_at, score_name, 0 };

static void draw_share(const Learning *p, int lane, const Shares *s, int which, const Axis *x, const Axis *y, Label *label,
                       int *labels) {
    const LanguageRecord *r = learning_record(p, lane);
    CurveLine line = { .count = 0 };
    int first = -1;
    for (int i = 0; i <= p->measure[lane]; i++) {
        double v = s->value(&r->measure[i], which);
        add_point(&line, x, y, r->measure[i].step, v);
        if (first < 0 && v >= 0.98) first = i;
    }
    bool strong = which == s->strong;
    draw_line(p, &line, curve_note(p, lane, s->name(which)), learning_role(lane), strong ? 3 : 1.5, lane ? 6 : 0,
              strong ? 1 : 0.55f);
    if (first >= 0 && !lane)
        list_circle(p->out, axis_at(x, r->measure[first].step), axis_at(y, 0.98), p->sizes->stroke,
                    (RectStyle){ .fill = paint(ROLE_RIGHT),
                                 .ident = ident_note(arena_print(p->out->arena, "%s: 98 %% for the first time after step %d",
                                                                 s->name(which), r->measure[first].step)) });
    if (p->measure[lane] < 0 || *labels == LABELS) return;
    double now = s->value(&r->measure[p->measure[lane]], which);
    label[(*labels)++] =
        (Label){ axis_at(y, now),
                 now,
                 lane ? learning_name(p, lane) : s->name(which),
                 strong ? learning_role(lane) : ROLE_MUTED,
                 strong,
                 learning_note(p, arena_print(p->out->arena, "%s, %s", learning_name(p, lane), s->name(which)), now) };
}

void learning_right(const Learning *p, Box card) {
    bool induction = p->task == LANGUAGE_INDUCTION;
    const char *title = induction ? "Right answers, and what the heads do" : "Right answers in the hard cases";
    Box in = language_card(&p->picture, card, title), plot = plot_box(p, in);
    Axis x = { .low = 0, .high = p->high, .whole = true, .label = "training step", .label_last = true },
         y = { .low = 0, .high = 1 };
    const Shares *s = induction ? &scores : &phenomena;
    if (p->lanes > 1)
        language_card_note(&p->picture, card, title, arena_print(p->out->arena, "dashed: “%s” of the others", s->name(s->strong)));
    if (!p->small && plot.h > 120) {
        list_circle(p->out, plot.x + plot.w - 168, plot.y + plot.h - 14, 4, (RectStyle){ .fill = paint(ROLE_RIGHT) });
        list_text(p->out, plot.x + plot.w - 158, plot.y + plot.h - 9.5, TEXT("98 % for the first time"),
                  (TextStyle){ .size = 13,
                               .paint = paint(ROLE_MUTED),
                               .ident = ident_note("a phenomenon is right in 98 % of its hard cases for the first time") });
    }
    Label label[LABELS];
    int labels = 0;
    noted_axes_apart(p->out, plot, &x, &y, "training step", "a share: 1 is all");
    list_line(p->out, plot.x, axis_at(&y, 0.98), plot.x + plot.w, axis_at(&y, 0.98),
              (StrokeStyle){ .paint = paint(ROLE_RIGHT), .width = 1.2, .dash = 4, .ident = ident_note("98 %") });
    for (int lane = 0; lane < p->lanes; lane++)
        for (int k = 0; k < s->count; k++)
            if (lane == 0 || k == s->strong) draw_share(p, lane, s, k, &x, &y, label, &labels);
    draw_labels(p, plot, label, labels);
}
