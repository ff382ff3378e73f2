// The picture at the usual size is the measure. At a place of the panel the layouts that lose nothing are compared, and that with
// the largest numbers is taken. What gives way, in this order: margins, the panel, words, and that the picture is seen whole.
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
    return page_layout_for(page->width, page->height, page->type, place, page->picker + page->banner, page->text).stage;
}

// A stage larger than this holds no more of a picture: the picture is enlarged.
static const double ample_width = 1680, ample_height = 1040;

static double enlarged(Box stage) { return math_max(1, math_min(stage.w / ample_width, stage.h / ample_height)); }

static Fit filling(PanelPlace place, Box stage, double scale) {
    Fit fit = { .place = place, .scale = scale };
    fit.width = math_max(stage.w / scale, STAGE_LEAST_WIDTH), fit.height = math_max(stage.h / scale, STAGE_LEAST_HEIGHT);
    fit.reaches = fit.width * scale > stage.w + 0.5 || fit.height * scale > stage.h + 0.5;
    return fit;
}

// As it fills its box; enlarged only if no number is lost by that.
static Fit natural(const Measure *m, PanelPlace place, Box stage) {
    Fit plain = filling(place, stage, 1), large = filling(place, stage, enlarged(stage));
    if (large.scale <= 1) return plain;
    Sight all = sight_at(m, plain.width, plain.height), now = sight_at(m, large.width, large.height);
    return digits_lost(&now.digits, large.scale, &all.digits, 1) ? plain : large;
}

// Laid out for a stage `factor` times as large, and drawn that much smaller.
static Fit shrunk(PanelPlace place, Box stage, double factor) {
    Fit fit = { .place = place };
    fit.width = math_max(stage.w * factor, STAGE_LEAST_WIDTH), fit.height = math_max(stage.h * factor, STAGE_LEAST_HEIGHT);
    fit.scale = math_min(stage.w / fit.width, stage.h / fit.height);
    return fit;
}

// --- one place tried

static const double words_least = 0.85;  // of the usual ones: a reflow may do without a few
static const double large_least = 0.018; // of the window's shorter side: what the back row reads

static double least_wanted(const Measure *m) {
    return m->ask->large ? large_least * math_min(m->ask->now.width, m->ask->now.height) : 0;
}

typedef struct Tried {
    Fit fit;
    double least; // size of the smallest number, units of the page; 0: nothing suits
} Tried;

// Of the layouts that lose nothing, the one with the largest numbers; in large type also those with narrower margins.
static Tried try_layouts(const Measure *m, PanelPlace place, bool words) {
    Box stage = stage_at(&m->ask->now, place);
    double own = 1 / enlarged(stage), usual = m->grown / m->usual_fit.scale; // as it fills this box; as it is usually
    double factor[] = { own, sqrt(own * usual), usual, 0.85 * own, 0.7 * own, 0.6 * own, 0.5 * own, 0.42 * own };
    int tries = m->ask->large ? 8 : 3;
    Tried best = { .least = 0 };
    for (int i = 0; i < tries; i++) {
        Fit fit = shrunk(place, stage, factor[i]);
        Sight sight = sight_at(m, fit.width, fit.height);
        double least = digits_least(&sight.digits) * fit.scale;
        if (digits_lost(&sight.digits, fit.scale * m->grown, &m->usual.digits, m->usual_fit.scale)) continue;
        if (words && sight.words < words_least * m->usual.words) continue;
        if (best.least > 0 && least <= best.least * 1.01) continue;
        best = (Tried){ fit, least > 0 ? least : 1e-9 };
    }
    return best;
}

// The usual layout as it is, where there is room for it.
static Tried try_same(const Measure *m, PanelPlace place) {
    Box stage = stage_at(&m->ask->now, place);
    Fit same = m->usual_fit;
    same.place = place;
    same.scale = math_min(stage.w / same.width, stage.h / same.height);
    double least = digits_least(&m->usual.digits) * same.scale;
    return (Tried){ same, same.scale * m->grown < m->usual_fit.scale ? 0 : least > 0 ? least : 1e-9 };
}

static Tried try_place(const Measure *m, PanelPlace place, bool words) {
    Tried tried = try_layouts(m, place, words);
    return tried.least > 0 ? tried : try_same(m, place);
}

// As large as it is usually, in pixels, and moved about in its box.
static Tried reaching(const Measure *m, PanelPlace place) {
    Fit fit = m->usual_fit;
    fit.place = place;
    fit.scale /= m->grown;
    fit.reaches = true;
    return (Tried){ fit, digits_least(&m->usual.digits) * fit.scale };
}

static Tried find_at(const Measure *m, PanelPlace place) {
    Tried tried = try_place(m, place, true);
    if (!(tried.least > 0)) tried = try_place(m, place, false);
    return tried.least > 0 ? tried : reaching(m, place);
}

// --- what is asked

static Measure measure_begin(Session *session, const Metrics *metrics, const FitAsk *ask) {
    return (Measure){ .session = session, .metrics = metrics, .ask = ask, .arena = arena_begin() };
}

static void measure_usual(Measure *m) {
    const FitPage *page = &m->ask->usual;
    PanelPlace usual = fit_usual_place(page->width, page->height, page->type);
    m->grown = m->ask->now.pixels / page->pixels;
    m->usual_fit = natural(m, usual, stage_at(page, usual));
    m->usual = sight_at(m, m->usual_fit.width, m->usual_fit.height);
}

bool fit_is_usual(const FitAsk *ask) {
    double grown = ask->now.pixels / ask->usual.pixels;
    return grown > 0.999 && grown < 1.001 && ask->now.type <= 1;
}

const PanelPlace *fit_places(const FitAsk *ask) {
    static const PanelPlace plain[PANEL_PLACES] = { PANEL_BESIDE, PANEL_UNDER, PANEL_FOLDED },
                            large[PANEL_PLACES] = { PANEL_UNDER, PANEL_BESIDE, PANEL_FOLDED };
    return ask->large ? large : plain;
}

bool fit_keeps(Session *session, const Metrics *metrics, const FitAsk *ask, PanelPlace place) {
    bool narrow = fit_usual_place(ask->usual.width, ask->usual.height, ask->usual.type) != PANEL_BESIDE;
    if (place == PANEL_FOLDED || (narrow && place == PANEL_BESIDE)) return place == PANEL_FOLDED;
    Measure m = measure_begin(session, metrics, ask);
    measure_usual(&m);
    double least = try_place(&m, place, true).least, wanted = least_wanted(&m);
    if (least > 1e-6 && least < wanted) wanted = math_min(wanted, find_at(&m, PANEL_FOLDED).least);
    bool keeps = least > 0 && (least <= 1e-6 || least >= wanted * 0.99);
    arena_end(m.arena);
    return keeps;
}

Fit fit_find(Session *session, const Metrics *metrics, const FitAsk *ask, PanelPlace place) {
    Measure m = measure_begin(session, metrics, ask);
    if (fit_is_usual(ask) && place == fit_usual_place(ask->usual.width, ask->usual.height, ask->usual.type)) {
        Fit fit = natural(&m, place, stage_at(&ask->now, place));
        arena_end(m.arena);
        return fit;
    }
    measure_usual(&m);
    Tried tried = find_at(&m, place);
    double wanted = least_wanted(&m);
    if (tried.least > 1e-6 && tried.least < wanted) { // it shows its current part
        tried.fit.scale *= wanted / tried.least;
        tried.fit.reaches = true;
    }
    arena_end(m.arena);
    return tried.fit;
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
