// Two models learn the same task from the same strings, live: what they lose, what their gradients are worth at the first
// token, and what they look at. All of it is read from what the trainings have published; t runs back through that.
#include "scene/race/race.h"

#include <math.h>

#include "base/math.h"
#include "scene/scenes.h"

// Plots stand above, side by side; the others below them, one over the other.
// clang-format off
static const RacePart race_part[RACE_PARTS] = {
    { "loss", race_draw_loss, true },
    { "accuracy", race_draw_accuracy, true },
    { "weight", race_draw_weight, true },
    { "error", race_draw_error, true },
    { "norm", race_draw_norm, true },
    { "gradient", race_draw_gradient, true },
    { "match", race_draw_match, true },
    { "signal", race_draw_signal, false },
    { "tokens", race_draw_strip, false },
    { "guess", race_draw_guess, false },
};
// clang-format on

// --- reading

static void read_record(RacePicture *p) {
    const RaceView *race = p->step->race;
    static const RaceView none = { .seconds_left = -1 };
    if (!race) race = &none;
    for (int i = 0; i < RACE_LANES; i++) {
        RaceLane *lane = &p->lane[i];
        lane->record = race->lane[i];
        lane->last = (lane->record.points < race->points ? lane->record.points : race->points) - 1;
        if (lane->last > p->last || i == 0) p->last = lane->last;
    }
    p->at = p->last < 0 ? -1 : (int)floor(p->time * p->last + 0.5);
    p->come = p->last > 0 ? 1 : p->time;
    for (int i = 0; i < RACE_LANES; i++) p->lane[i].at = p->at < p->lane[i].last ? p->at : p->lane[i].last;
}

double race_turn(const RacePicture *p, int i, int n, double from, double to) {
    enum { AT_ONCE = 3 }; // so many move together
    double each = (to - from) / (n + AT_ONCE - 1), start = from + i * each;
    return ease((p->come - start) / (AT_ONCE * each));
}

// --- where

// The strip has its rows' names too.
static bool has_rows(const RacePicture *p) {
    return step_reveals(p->step, "attention") || step_reveals(p->step, "recurrent") || step_focuses(p->step, "attention") ||
           step_focuses(p->step, "recurrent");
}

static bool focused(const RacePicture *p, const RacePart *part) {
    bool row = part->draw == race_draw_strip && (step_focuses(p->step, "attention") || step_focuses(p->step, "recurrent"));
    return row || step_focuses(p->step, part->reveal);
}

static bool shows(const RacePicture *p, const RacePart *part) {
    return focused(p, part) || step_reveals(p->step, part->reveal) || (part->draw == race_draw_strip && has_rows(p));
}

// Which parts there is room for: those in focus first, then in their order.
static int choose(const RacePicture *p, bool plot, int most, const RacePart **out) {
    bool taken[RACE_PARTS] = { false };
    int count = 0;
    for (int round = 0; round < 2; round++)
        for (int i = 0; i < RACE_PARTS; i++) {
            const RacePart *part = &race_part[i];
            if (part->plot != plot || taken[i] || count == most || !shows(p, part)) continue;
            if (round == 0 && !focused(p, part)) continue;
            taken[i] = true;
            count++;
        }
    count = 0;
    for (int i = 0; i < RACE_PARTS; i++)
        if (taken[i]) out[count++] = &race_part[i];
    return count;
}

static void draw_part(const RacePicture *p, const RacePart *part, Box at) {
    if (focused(p, part)) draw_highlight(p->out, box_grow(at, p->small ? 5 : 8));
    part->draw(p, at);
}

// A lane that ended early says so in a line of its own under the picture.
static double draw_stops(const RacePicture *p, Box room) {
    double y = room.y + room.h;
    for (int i = RACE_LANES; i-- > 0;) {
        const RaceLane *lane = &p->lane[i];
        if (!lane->record.stopped || lane->at < lane->last) continue;
        Ident before =
            list_show(p->out, ident_note(race_note(p, lane, "the last step whose numbers were all finite; the curves keep them")));
        const char *text = lane->last < 0 ? arena_print(p->out->arena, "%s could not begin: %s", lane->label, lane->record.stopped)
                                          : arena_print(p->out->arena, "%s stopped after step %d: %s", lane->label, lane->last,
                                                        lane->record.stopped);
        list_text_fit(p->out, room.x, y - 4, room.w, text_of(text), (TextStyle){ .size = 14, .paint = paint(ROLE_WRONG) });
        list_show(p->out, before);
        y -= 22;
    }
    return room.y + room.h - y;
}

typedef struct Layout {
    const RacePart *plot[RACE_PARTS], *card[RACE_PARTS];
    int plots, cards, columns; // columns of plots
    bool bare;                 // the strip has no rows and needs less
    Box above, below;
    double gap;
} Layout;

enum { LEAST_WIDTH = 280, LEAST_PLOT = 140, LEAST_CARD = 116 };

// How high the plots stand over the cards.
static double plots_height(const Layout *l, Box room) {
    double most = room.h - l->gap - LEAST_CARD;
    if (!l->plots || !l->cards) return l->plots ? room.h : 0;
    if (l->bare && l->cards == 1) return room.h - l->gap - math_clamp(room.h * 0.3, LEAST_CARD, 170);
    return math_clamp(room.h * (l->cards > 1 ? 0.4 : 0.49), LEAST_PLOT, most);
}

static Layout lay_out(const RacePicture *p, Box room) {
    Layout l = { .gap = p->sizes->lift };
    l.plots = choose(p, true, RACE_PARTS, l.plot);
    l.cards = choose(p, false, RACE_PARTS, l.card);
    if (l.plots && l.cards && room.h < LEAST_PLOT + l.gap + LEAST_CARD - 1) { // room for one kind: the one in focus
        bool on_card = false;
        for (int i = 0; i < l.cards; i++) on_card = on_card || focused(p, l.card[i]);
        *(on_card ? &l.plots : &l.cards) = 0;
    }
    l.bare = l.cards > 0 && l.card[0]->draw == race_draw_strip && !has_rows(p);
    double above = plots_height(&l, room), down = l.plots ? above + l.gap : 0;
    l.above = box(room.x, room.y, room.w, above);
    l.below = box(room.x, room.y + down, room.w, room.h - down);
    return l;
}

static void draw_plots(const RacePicture *p, const Layout *l) {
    int rows = (l->plots + l->columns - 1) / l->columns;
    double h = (l->above.h - l->gap * (rows - 1)) / rows;
    for (int i = 0; i < l->plots; i++) { // the last row has the whole width
        int row = i / l->columns, in_row = row == rows - 1 ? l->plots - row * l->columns : l->columns;
        double w = (l->above.w - l->gap * (in_row - 1)) / in_row;
        draw_part(p, l->plot[i], box(l->above.x + (i % l->columns) * (w + l->gap), l->above.y + row * (h + l->gap), w, h));
    }
}

static void draw_above(const RacePicture *p, Layout *l) {
    int rows = (int)((l->above.h + l->gap) / (LEAST_PLOT + l->gap));
    l->columns = math_max_int((int)((l->above.w + l->gap) / (LEAST_WIDTH + l->gap)), 1);
    l->plots = choose(p, true, l->columns * (rows < 1 ? 1 : rows), l->plot);
    if (!l->plots) return;
    if (l->columns > l->plots) l->columns = l->plots;
    if (l->columns == 3 && l->plots == 4) l->columns = 2;
    draw_plots(p, l);
}

static void draw_below(const RacePicture *p, Layout *l) {
    int most = (int)((l->below.h + l->gap) / (LEAST_CARD + l->gap));
    l->cards = choose(p, false, most < 1 ? 1 : most, l->card);
    double each = (l->below.h - l->gap * (l->cards - 1)) / l->cards, y = l->below.y;
    for (int i = 0; i < l->cards; i++) {
        double h = !l->bare || l->cards != 2 ? each : math_clamp((i == 0 ? 0.8 : 1.2) * each, LEAST_CARD, 2 * each - LEAST_CARD);
        draw_part(p, l->card[i], box(l->below.x, y, l->below.w, h));
        y += h + l->gap;
    }
}

static void draw_parts(const RacePicture *p) {
    double margin = p->sizes->fold;
    Box room = box(margin, margin, p->view->width - 2 * margin, p->view->height - 2 * margin);
    room.h -= draw_stops(p, room);
    Layout l = lay_out(p, room);
    if (!l.plots && !l.cards) // nothing is said yet
        draw_card_to_come(p->out, room);
    if (l.plots) draw_above(p, &l);
    if (l.cards) draw_below(p, &l);
}

Box race_card(const RacePicture *p, Box at, const char *title) {
    double pad = p->sizes->pad, size = p->sizes->name;
    draw_card(p->out, at);
    list_text_fit(p->out, at.x + pad, at.y + pad + size * 0.7, at.w - 2 * pad, text_of(title),
                  (TextStyle){ .face = FACE_BOLD, .size = size });
    double top = pad + size + p->sizes->snug;
    return box(at.x + pad, at.y + top, at.w - 2 * pad, at.h - top - pad);
}

// --- the scene

// What the eye meets first: the curve that falls, against the one that stays. Second: how far apart the gradients are that
// drive them. Third: the strip below, where one bar has found the first token.
static void draw(void *picture) {
    RacePicture *p = picture;
    if (p->shallow) picture_make_small(&p->picture); // plots over a strip
    read_record(p);
    race_name_lanes(p);
    if (p->view->thumbnail)
        race_draw_thumbnail(p);
    else
        draw_parts(p);
}

// The film of what has been recorded.
static void plan(void *picture) { ((RacePicture *)picture)->acts.seconds = 6; }

// clang-format off
static const ParamInfo params[] = {
    { .name = "contest", .label = "Contest", .kind = PARAM_CHOICE, .initial = "model",
      .choices = "model heads mask positions clip forget lookup", .structural = true,
      .summary = "which two trainings are compared" },
    { .name = "seed", .label = "Seed", .kind = PARAM_WHOLE, .initial = "1", .low = 0, .high = 1000000, .structural = true,
      .summary = "where the random numbers start, the same for both" },
    { .name = "steps", .label = "Training steps", .kind = PARAM_WHOLE, .initial = "1500", .low = 1, .high = 8000,
      .structural = true, .summary = "how often the weights may move" },
    { .name = "train", .label = "Shown until step", .kind = PARAM_WHOLE, .initial = "100", .low = 0, .high = 8000,
      .structural = true, .summary = "how far a figure shows it" },
    { .name = "opens", .label = "Opens", .kind = PARAM_CHOICE, .initial = "start", .choices = "start trained",
      .of_window = true, .structural = true, .summary = "whether the window waits for Start or trains so far at once" },
    { .name = "cell", .label = "Cell", .kind = PARAM_CHOICE, .initial = "rnn", .choices = "rnn lstm gru",
      .structural = true, .summary = "the recurrent net of the contest model" },
    { .name = "init", .label = "First weights", .kind = PARAM_CHOICE, .initial = "uniform",
      .choices = "uniform gauss:0.5 gauss:0.9 gauss:1 gauss:1.1 gauss:1.5 orthogonal:1 orthogonal:1.5 forget:1 forget:3",
      .structural = true, .summary = "how its matrix from state to state starts; forget is for the LSTM" },
    { .name = "lr", .label = "Learning rate", .kind = PARAM_NUMBER, .initial = "0.003", .low = 1e-6, .high = 100,
      .structural = true, .summary = "how far a step moves the weights" },
    { .name = "clip", .label = "Gradient limit", .kind = PARAM_NUMBER, .initial = "1", .low = 0, .high = 1000,
      .structural = true, .summary = "largest norm of the whole gradient; 0 for none" },
    { .name = "rho", .label = "Spectral radius ρ", .kind = PARAM_NUMBER, .initial = "2", .low = 0, .high = 10,
      .structural = true, .summary = "of both recurrent nets in the contest clip" },
    { .name = "forget", .label = "Forget bias", .kind = PARAM_NUMBER, .initial = "3", .low = -10, .high = 10,
      .structural = true, .summary = "of the first LSTM in the contest forget; the second has 1" },
};
// clang-format on
static const char *const reveal[] = { "loss",   "norm",      "accuracy",  "gradient", "weight", "error", "signal",
                                      "tokens", "attention", "recurrent", "guess",    "match",  NULL };
static const LegendItem legend[] = {
    { ROLE_RIGHT, NULL, "right answer" },
    { ROLE_WRONG, NULL, "wrong answer" },
};

const Scene scene_race = {
    .name = "race",
    .summary = "two models learn the same task live: loss, gradient, and what each of them looks at",
    .model = "guess",
    WITH_PARAMS(params),
    .reveal = reveal,
    .race = race_lanes,
    .bytes = sizeof(RacePicture),
    .plan = plan,
    .thumbnail = draw,
    .draw = draw,
    WITH_LEGEND(legend),
};
