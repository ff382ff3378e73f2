// Who waits for whom: the recurrent chain against the attention grid, as workers do them tick by tick. The timetable is that of
// the tape (core/schedule), the longest path is counted on it, and so is the work; nothing of it is typed.
//
// What the eye meets first: the cells that are being computed, on the highlight. Second: the timetable under them, full or nearly
// empty. Third: the counts at the foot.
#include "scene/schedule/schedule.h"

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
    int ticks = is(name, "grid") ? p->grid.ticks : p->chain.ticks;
    double each = ticks <= 4 ? 2 * tick_each : tick_each; // few ticks may take their time
    return acts_length(ticks, tick_first, each);
}

// Chain and grid together, where one is in the picture and the other is revealed.
static bool both(const Waiting *p, const char *now) {
    return (is(now, "chain") || is(now, "grid")) && shown(p, "chain") && shown(p, "grid");
}

static bool read(void *picture) {
    const Waiting *p = picture;
    return tape_find(p->tape, "att.s") != NODE_NONE && tape_find(p->tape, "rnn.h") != NODE_NONE;
}

static void plan(void *picture) {
    Waiting *p = picture;
    const char *now = p->now = picture_of(p->step);
    Arena *arena = p->out->arena;
    p->workers = (int)step_number_or(p->step, "workers", 64);
    bool chain = is(now, "chain") || is(now, "lanes") || step_focuses(p->step, "chain") || step_focuses(p->step, "lanes");
    bool grid = is(now, "grid") || step_focuses(p->step, "grid");
    if (chain || both(p, now)) p->chain = chain_schedule(p->tape, p->workers, arena);
    if (grid || both(p, now)) p->grid = grid_schedule(p->tape, p->workers, arena);
    for (int i = 0; i < PICTURES; i++)
        acts_add(&p->acts, pictures[i], step_focuses(p->step, pictures[i]) ? seconds_of(pictures[i], p) : 0);
}

Box waiting_card(const Waiting *p, Box card, const char *name, const char *title, const Stat *stat, int stats) {
    Stat shown[STATS_MOST] = { 0 };
    for (int i = 0; i < stats && i < STATS_MOST; i++) {
        shown[i] = stat[i];
        if (waiting_come(p, name) < 1) shown[i].to_come = true, shown[i].of = NULL;
    }
    bool folds = stat_card_folds(p->out, card, p->small, shown, stats);
    if (p->measured) *p->measured |= folds;
    return draw_stat_card_folded(p->out, card, p->small, title, shown, stats, folds || p->folds);
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

// Both are drawn where nobody sees it, to know whether one has its words under the numbers: then the other one has, too.
static bool one_folds(Waiting *p, const Box *card) {
    bool folds = false;
    List unseen = list_begin(p->out->arena, p->out->metrics), *out = p->out;
    p->measured = &folds, p->out = &unseen;
    draw_chain(p, card[0], "chain");
    draw_grid(p, card[1]);
    p->measured = NULL, p->out = out;
    return folds;
}

// Chain and grid side by side, on one scale of ticks.
static void draw_both(Waiting *p, const char *now, Box at) {
    double gap = p->sizes->gap, left = floor((at.w - gap) * 0.48);
    int chain = p->chain.ticks, grid = p->grid.ticks;
    p->beside = true;
    p->ticks_most = chain > grid ? chain : grid;
    double high = floor((at.h - gap) / 2);
    Box card[] = { box(at.x, at.y, left, at.h), box(at.x + left + gap, at.y, at.w - left - gap, at.h) };
    if (p->size == SIZE_NARROW && at.h > 460) // one under the other
        card[0] = box(at.x, at.y, at.w, high), card[1] = box(at.x, at.y + high + gap, at.w, high);
    p->folds = !p->small && one_folds(p, card); // in little room words under numbers would take the picture's
    draw_highlight(p->out, box_grow(card[is(now, "grid")], p->small ? 5 : 8));
    draw_chain(p, card[0], "chain");
    draw_grid(p, card[1]);
}

// The chain, one box a step, and the grid with its real weights.
static void thumbnail(void *picture) {
    const Waiting *p = picture;
    Matrix a = matrix_find(p->tape, "att.a", 4);
    double w = p->view->width, h = p->view->height, pitch = (w * 0.52 - 24) / a.rows, side = floor((h - 8) / a.rows);
    double wide = math_clamp(pitch * 1.05, 1, 14), down = (side * a.rows - wide) / (a.rows > 1 ? a.rows - 1 : 1);
    for (int i = 0; i < a.rows; i++) // a staircase: one after the other
        list_rect(p->out, box(24 + pitch * i, 4 + down * i, wide, math_clamp(wide, 1, down > 2 ? down + 2 : wide)),
                  (RectStyle){ .radius = 3, .fill = paint_tint(ROLE_RECURRENT, ROLE_PANEL, 0.6f) });
    for (int i = 0; i < a.rows * a.columns; i++) {
        Box b = box(w * 0.62 + side * (i % a.columns), 4 + side * (i / a.columns), side - 1, side - 1);
        float strength = (float)(0.15 + 0.75 * matrix_share(&a, i / a.columns, i % a.columns));
        list_rect(p->out, b, (RectStyle){ .radius = 2, .fill = paint_tint(ROLE_A, ROLE_PANEL, strength) });
    }
}

static void draw(void *picture) {
    Waiting *p = picture;
    double margin = p->sizes->gap;
    Box stage = box(margin, margin, p->view->width - 2 * margin, p->view->height - 2 * margin);
    if (!p->now)
        draw_card_to_come(p->out, stage);
    else if (both(p, p->now))
        draw_both(p, p->now, stage);
    else
        draw_picture(p, p->now, stage);
}

static const char *const reveal[] = { "chain", "grid", "piles", "losses", "lanes", "scan", "sum", NULL };
// clang-format off
static const ParamInfo params[] = {
    { .name = "workers", .label = "Workers", .kind = PARAM_WHOLE, .initial = "64", .low = 1, .high = 1000,
      .summary = "how many numbers can be computed in one tick" },
};
static const LegendItem legend[] = {
    { ROLE_S, "s", "scores" },
    { ROLE_A, "a", "weights" },
    { ROLE_V, "o", "mixed values" },
    { ROLE_WRONG, NULL, "losses" },
    { ROLE_ATTENTION, NULL, "tokens, the new one strong", .of = "losses" },
    { ROLE_RECURRENT, "h", "recurrent states" },
};
// clang-format on

const Scene scene_schedule = {
    .name = "schedule",
    .summary = "workers and ticks: a recurrent chain, the grid of attention, batch lanes and pair trees",
    .model = "schedule",
    WITH_PARAMS(params),
    .reveal = reveal,
    .bytes = sizeof(Waiting),
    .read = read,
    .plan = plan,
    .thumbnail = thumbnail,
    .draw = draw,
    WITH_LEGEND(legend),
};
