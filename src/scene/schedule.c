// Who waits for whom: the recurrent chain against the attention grid, as workers do them tick by tick. The timetable is that of
// the tape (core/schedule), the longest path is counted on it, and so is the work; nothing of it is typed.
//
// What the eye meets first: the cells that are being computed, on the highlight. Second: the timetable under them, full or nearly
// empty. Third: the counts at the foot.
#include "scene/schedule.h"

#include <math.h>
#include <string.h>

#include "scene/scenes.h"

static const double tick_first = 0.8, tick_each = 0.6;

// --- what is shown

static bool shown(const Waiting *p, const char *name) { return step_reveals(p->step, name) || step_focuses(p->step, name); }

static const char *const pictures[] = { "chain", "grid", "piles", "losses", "lanes", "scan", "sum" };
enum { PICTURES = sizeof pictures / sizeof *pictures };

// The one in focus, else the last one revealed; NULL when there is none.
static const char *picture_of(const Step *step) {
    const char *found = NULL;
    for (int i = 0; i < PICTURES; i++)
        if (step_reveals(step, pictures[i])) found = pictures[i];
    for (int i = 0; i < PICTURES; i++)
        if (step_focuses(step, pictures[i])) found = pictures[i];
    return found;
}

static bool is(const char *a, const char *b) { return a && strcmp(a, b) == 0; }

// --- when

static double seconds_of(const char *name, const Waiting *p) {
    if (is(name, "piles")) return 4;
    if (is(name, "losses")) return 6;
    if (is(name, "scan") || is(name, "sum"))
        return tick_first + 1.1 * tape_longest_path(p->tape, is(name, "scan") ? "scan." : "sum.");
    Arena *arena = arena_begin();
    int ticks = is(name, "grid") ? grid_schedule(p, arena).ticks : chain_schedule(p, arena).ticks;
    arena_end(arena);
    double each = ticks <= 4 ? 2 * tick_each : tick_each; // few ticks may take their time
    return acts_length(ticks, tick_first, each);
}

static void plan(Waiting *p) {
    p->acts.step = p->step;
    p->workers = (int)step_number_or(p->step, "workers", 64);
    for (int i = 0; i < PICTURES; i++)
        acts_add(&p->acts, pictures[i], step_focuses(p->step, pictures[i]) ? seconds_of(pictures[i], p) : 0);
}

// --- the scene

static void draw_picture(const Waiting *p, const char *name, Box card) {
    if (is(name, "chain") || is(name, "lanes")) draw_chain(p, card, name);
    if (is(name, "grid")) draw_grid(p, card);
    if (is(name, "piles")) draw_piles(p, card);
    if (is(name, "losses")) draw_losses(p, card);
    if (is(name, "scan")) draw_scan(p, card);
    if (is(name, "sum")) draw_sum(p, card);
}

// Chain and grid stand side by side, on one scale of ticks, where the stage is wide enough.
static void draw_both(Waiting *p, const char *now, Box at) {
    double gap = p->small ? 12 : 24, left = floor((at.w - gap) * 0.48);
    int chain = chain_schedule(p, p->out->arena).ticks, grid = grid_schedule(p, p->out->arena).ticks;
    p->beside = true;
    p->ticks_most = chain > grid ? chain : grid;
    Box card[] = { box(at.x, at.y, left, at.h), box(at.x + left + gap, at.y, at.w - left - gap, at.h) };
    draw_highlight(p->out, box_grow(card[is(now, "grid")], p->small ? 5 : 8));
    draw_chain(p, card[0], "chain");
    draw_grid(p, card[1]);
}

static void thumbnail(const Waiting *p) {
    double w = p->view->width, h = p->view->height, side = floor(h * 0.1), top = h / 2 - 4 * side;
    for (int i = 0; i < 8; i++) {
        double x = 24 + (w * 0.52 - 24) / 8 * i;
        list_rect(p->out, box(x, h / 2 - side, 9, 2 * side),
                  (RectStyle){ .radius = 3, .fill = paint_tint(ROLE_RECURRENT, ROLE_PANEL, i == 7 ? 0.9f : 0.45f) });
        if (i) list_line(p->out, x - 5, h / 2, x - 1, h / 2, (StrokeStyle){ .paint = paint(ROLE_MUTED), .width = 1 });
    }
    for (int i = 0; i < 64; i++)
        list_rect(p->out, box(w * 0.62 + (side + 1) * (i % 8), top + side * (i / 8), side, side - 1),
                  (RectStyle){ .radius = 2, .fill = paint_tint(ROLE_ATTENTION, ROLE_PANEL, 0.55f) });
}

static void draw(const View *view, const Step *step, const Tape *tape, double t, List *out) {
    Waiting p = { .view = view, .step = step, .tape = tape, .out = out };
    if (tape_find(tape, "att.s") == NODE_NONE || tape_find(tape, "rnn.h") == NODE_NONE) return;
    if (view->thumbnail) {
        thumbnail(&p);
        return;
    }
    plan(&p);
    acts_at(&p.acts, t);
    p.small = view->width < 900 || view->height < 420;
    double margin = p.small ? 12 : 24;
    Box stage = box(margin, margin, view->width - 2 * margin, view->height - 2 * margin);
    const char *now = picture_of(step);
    if (!now)
        list_rect(out, stage, (RectStyle){ .radius = 12, .stroke = paint(ROLE_FAINT), .width = 1.2, .dash = 4 });
    else if ((is(now, "chain") || is(now, "grid")) && shown(&p, "chain") && shown(&p, "grid"))
        draw_both(&p, now, stage);
    else
        draw_picture(&p, now, stage);
}

static double seconds(const Step *step, const Tape *tape) {
    Waiting p = { .step = step, .tape = tape };
    if (tape_find(tape, "att.s") == NODE_NONE || tape_find(tape, "rnn.h") == NODE_NONE) return 0;
    plan(&p);
    return p.acts.seconds;
}

static const char *const reveal[] = { "chain", "grid", "piles", "losses", "lanes", "scan", "sum", NULL };
// clang-format off
static const ParamInfo params[] = {
    { .name = "workers", .label = "Workers", .kind = PARAM_WHOLE, .initial = "64", .low = 1, .high = 1000,
      .summary = "how many numbers can be computed in one tick" },
};
static const LegendItem legend[] = {
    { ROLE_RECURRENT, "h", "recurrent states" },
    { ROLE_S, "s", "scores" },
    { ROLE_A, "a", "weights" },
    { ROLE_V, "o", "mixed values" },
    { ROLE_WRONG, NULL, "losses" },
};
// clang-format on

const Scene scene_schedule = {
    .name = "schedule",
    .summary = "workers and ticks: a recurrent chain, the grid of attention, batch lanes and pair trees",
    .model = "schedule",
    .param = params,
    .params = sizeof params / sizeof *params,
    .reveal = reveal,
    .seconds = seconds,
    .draw = draw,
    .legend = legend,
    .legends = sizeof legend / sizeof *legend,
};
