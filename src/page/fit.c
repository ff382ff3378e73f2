// The picture at the usual size is the measure. Of a place of the panel the layouts that lose nothing are compared, and that with
// the largest numbers is taken; without one, the next place is tried. What gives way, in this order: the panel, words, and that
// the picture is seen whole.
#include "page/fit.h"

#include <math.h>

#include "base/math.h"
#include "page/stage.h"

typedef struct Sight { // what is to be read on a picture
    Digits digits;
    int words; // texts of any kind
} Sight;

typedef struct Measure {
    Session *session;
    const Metrics *metrics;
    Arena *arena;
    const FitAsk *ask;
    Sight usual;
    Fit usual_fit;
    double grown; // pixels a unit, over the usual
} Measure;

static View view_of(const Metrics *metrics, Arena *arena, double width, double height) {
    return (View){ .width = width, .height = height, .metrics = metrics, .arena = arena };
}

static Sight sight_at(const Measure *m, double width, double height) {
    List list = list_begin(m->arena, m->metrics);
    View view = view_of(m->metrics, m->arena, width, height);
    session_draw(m->session, &view, 1, &list);
    Sight sight = { .digits = digits_on(&list, 0, m->arena) };
    for (int i = 0; i < list.count; i++) sight.words += list.cmd[i].kind == CMD_TEXT && list.cmd[i].text.paint.alpha > 0.02f;
    return sight;
}

// --- places

PanelPlace fit_usual_place(double width, double height, double type) {
    if (width >= 960 && width >= height) return PANEL_BESIDE;
    PageLayout under = page_layout(width, height, type, PANEL_UNDER, 0);
    return under.stage.h < STAGE_LEAST_HEIGHT ? PANEL_FOLDED : PANEL_UNDER;
}

static Box stage_at(const FitPage *page, PanelPlace place) {
    return page_layout(page->width, page->height, page->type, place, page->picker + page->banner).stage;
}

// As it fills its box.
static Fit natural(PanelPlace place, Box stage) {
    Fit fit = { .place = place, .scale = 1 };
    fit.width = math_max(stage.w, STAGE_LEAST_WIDTH), fit.height = math_max(stage.h, STAGE_LEAST_HEIGHT);
    fit.reaches = fit.width > stage.w + 0.5 || fit.height > stage.h + 0.5;
    return fit;
}

// Laid out for a stage `factor` times as large, and drawn that much smaller.
static Fit shrunk(PanelPlace place, Box stage, double factor) {
    Fit fit = { .place = place };
    fit.width = math_max(stage.w * factor, STAGE_LEAST_WIDTH), fit.height = math_max(stage.h * factor, STAGE_LEAST_HEIGHT);
    fit.scale = math_min(stage.w / fit.width, stage.h / fit.height);
    return fit;
}

static const double words_least = 0.85; // of the usual ones: a reflow may do without a few

static bool try_place(const Measure *m, PanelPlace place, bool words, Fit *out) {
    enum { TRIES = 3 };
    Box stage = stage_at(&m->ask->now, place);
    double factor[TRIES] = { 1, sqrt(m->grown), m->grown }, best = 0;
    for (int i = 0; i < TRIES; i++) {
        Fit fit = shrunk(place, stage, factor[i]);
        Sight sight = sight_at(m, fit.width, fit.height);
        double least = digits_least(&sight.digits) * fit.scale;
        if (digits_lost(&sight.digits, fit.scale * m->grown, &m->usual.digits, 1)) continue;
        if (words && sight.words < words_least * m->usual.words) continue;
        if (best > 0 && least <= best * 1.01) continue;
        best = least > 0 ? least : 1e-9;
        *out = fit;
    }
    if (best > 0) return true;
    Fit same = m->usual_fit;
    same.place = place;
    same.scale = math_min(stage.w / same.width, stage.h / same.height);
    if (same.scale * m->grown < 1) return false;
    *out = same;
    return true;
}

// As large as it is usually, in pixels, and moved about in its box.
static Fit reaching(const Measure *m, PanelPlace place) {
    Fit fit = m->usual_fit;
    fit.place = place;
    fit.scale = 1 / m->grown;
    fit.reaches = true;
    return fit;
}

static Fit find(const Measure *m) {
    static const PanelPlace plain[] = { PANEL_BESIDE, PANEL_UNDER, PANEL_FOLDED },
                            large[] = { PANEL_UNDER, PANEL_BESIDE, PANEL_FOLDED };
    const FitAsk *ask = m->ask;
    Fit fit;
    PanelPlace wanted = ask->panel == FIT_ANY ? PANEL_FOLDED : (PanelPlace)ask->panel;
    PanelPlace usual = m->usual_fit.place;
    for (int i = 0; i < PANEL_PLACES && ask->panel == FIT_ANY; i++) {
        PanelPlace place = ask->large ? large[i] : plain[i];
        bool narrow = usual != PANEL_BESIDE && place == PANEL_BESIDE;
        if (!narrow && try_place(m, place, true, &fit)) return fit;
    }
    return try_place(m, wanted, true, &fit) || try_place(m, wanted, false, &fit) ? fit : reaching(m, wanted);
}

Fit fit_find(Session *session, const Metrics *metrics, const FitAsk *ask) {
    PanelPlace place = fit_usual_place(ask->usual.width, ask->usual.height, ask->usual.type);
    Measure m = { .session = session, .metrics = metrics, .ask = ask };
    m.grown = ask->now.pixels / ask->usual.pixels;
    m.usual_fit = natural(place, stage_at(&ask->usual, place));
    bool same = m.grown > 0.999 && m.grown < 1.001 && ask->now.type <= 1;
    if (same && (ask->panel == FIT_ANY || ask->panel == (int)place)) return natural(place, stage_at(&ask->now, place));
    m.arena = arena_begin();
    m.usual = sight_at(&m, m.usual_fit.width, m.usual_fit.height);
    Fit fit = find(&m);
    arena_end(m.arena);
    return fit;
}

// --- closer

static int digits_when(Session *session, const Metrics *metrics, const Fit *fit, double spread) {
    Arena *arena = arena_begin();
    List list = list_begin(arena, metrics);
    View view = view_of(metrics, arena, fit->width * spread, fit->height * spread);
    view.close = true;
    session_draw(session, &view, 1, &list);
    int count = digits_on(&list, 0, arena).count;
    arena_end(arena);
    return count;
}

double fit_spread(Session *session, const Metrics *metrics, const Fit *fit, double zoom) {
    double best = 1;
    int most = digits_when(session, metrics, fit, 1);
    for (double spread = 1.25; spread < zoom * 1.249; spread *= 1.25) {
        double within = math_min(spread, zoom);
        int digits = digits_when(session, metrics, fit, within);
        if (digits > most) most = digits, best = within;
    }
    return best;
}
