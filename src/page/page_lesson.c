// The layout is decided in one function; the picture gets what it needs first, then the text.
#include "page/page_lesson.h"

#include <math.h>
#include <string.h>

#include "base/math.h"
#include "page/app.h"
#include "page/own_model.h"
#include "page/panel.h"
#include "page/predict.h"
#include "page/top_bar.h"

static const double folded_height = 44, text_two_columns = 860;

// What a step's text and its question take below a picture, in two columns or one.
static double text_height(double width, double type) { return (width >= text_two_columns ? 460 : 600) * type; }

PageLayout page_layout(double width, double height, double type, PanelPlace place, double strip) {
    return page_layout_for(width, height, type, place, strip, text_height(width, type));
}

PageLayout page_layout_for(double width, double height, double type, PanelPlace place, double strip, double text) {
    PageLayout l = { .place = place };
    double top = top_bar_height(type), bottom = timeline_height(type, place == PANEL_FOLDED), panel = floor(width * 0.256),
           middle = height - top - bottom;
    l.top = box(0, 0, width, top);
    l.bottom = box(0, height - bottom, width, bottom);
    panel = panel < 320 ? 320 : panel > 440 ? 440 : panel;
    if (place == PANEL_BESIDE) {
        l.strip = box(0, top, width - panel, strip);
        l.stage = box(0, top + strip, width - panel, middle - strip);
        l.panel = box(width - panel, top, panel, middle);
        return l;
    }
    // The picture gets what it needs, then the text; below that both scroll in what there is. In a slim window, whose units are
    // larger, the picture is as high as it would be in one of 640.
    bool slim = width < 560 * type;
    double stage = floor(slim ? (middle - strip) * 0.568 + strip * 0.25 : (middle - strip) * 0.54), folded = folded_height * type;
    if (stage < middle - strip - text) stage = floor(middle - strip - text);
    if (stage < STAGE_LEAST_HEIGHT) stage = STAGE_LEAST_HEIGHT;
    if (middle - strip - stage < 120) stage = middle - strip - 120;
    if (place == PANEL_FOLDED) stage = middle - strip - folded;
    if (stage < 100) stage = 100;
    l.strip = box(0, top, width, strip);
    l.stage = box(0, top + strip, width, stage);
    l.panel = box(0, top + strip + stage, width, middle - strip - stage > 0 ? middle - strip - stage : 0);
    return l;
}

// --- above the picture

static int queries(const Session *session) {
    const Input *from = session_queries(session);
    return from ? from->shape.size[0] : 1;
}

static const char *query_word(const App *app, int query) {
    const Input *from = session_queries(app->session);
    return from && from->words ? from->words[query] : NULL;
}

// Returns where it ends. The slider is there where there is room for it.
static double draw_picker(App *app, Box at, int count) {
    Ui *ui = &app->ui;
    int query = session_scene_step(app->session)->query, to = query;
    double size = ui_size(ui, 14), x = at.x + 24;
    const char *word = query_word(app, query);
    if (ui_button(ui, ui_id(ui, "query before"), box(x, at.y + 6, 36, 36),
                  (UiButton){ .has_icon = true, .icon = ICON_BACK, .bare = true, .off = query == 0, .tip = "The query before" }))
        to--;
    const char *text = word ? arena_print(ui->arena, "Query %d of %d: %s", query + 1, count, word)
                            : arena_print(ui->arena, "Query %d of %d", query + 1, count);
    double w = metrics_width(ui->metrics, FACE_BOLD, size, text_of(text)), room = math_max(at.w * 0.4, 120);
    if (w > room) w = room;
    list_text_fit(&ui->list, x + 44, ui_baseline(ui, box(0, at.y + 4, 0, 40), FACE_BOLD, size), w, text_of(text),
                  (TextStyle){ .face = FACE_BOLD, .size = size, .paint = paint(ROLE_Q) });
    x += 52 + w;
    if (ui_button(
            ui, ui_id(ui, "query after"), box(x, at.y + 6, 36, 36),
            (UiButton){ .has_icon = true, .icon = ICON_NEXT, .bare = true, .off = query == count - 1, .tip = "The next query" }))
        to++;
    double end = x + 44;
    if (count <= 12 && at.w - x > 160) {
        double left = x + 48, width = math_min(at.x + at.w - 24 - left, 240);
        const UiSlider style = { .low = 1, .high = count, .whole = true, .role = ROLE_Q };
        double value = query + 1;
        UiDrag drag = ui_slider(ui, ui_id(ui, "query"), box(left + 10, at.y + 4, width - 20, 40), &value, style);
        if (drag & UI_BEGUN) session_drag_begin(app->session);
        if (drag & UI_ENDED) session_drag_end(app->session);
        to = (int)value - 1 != query ? (int)value - 1 : to;
        end = left + width;
    }
    if (to != query) session_pick_query(app->session, to);
    return end;
}

static double banner_height(App *app, const char *text, double width, bool draw, Box at, bool bad) {
    Ui *ui = &app->ui;
    double size = ui_size(ui, 14), leading = ui_size(ui, 20), inner = width - 64 - (bad ? 24 : 0);
    TextStyle style = { .size = size, .paint = paint(bad ? ROLE_WRONG : ROLE_INK) };
    double height = ui_paragraph(ui, 0, 0, inner, text_of(text), style, leading, false) + 20;
    if (!draw) return height;
    list_rect(&ui->list, at, (RectStyle){ .fill = paint_tint(bad ? ROLE_WRONG : ROLE_CURRENT, ROLE_PANEL, bad ? 0.1f : 1) });
    if (bad) draw_icon(&ui->list, ICON_CROSS, at.x + 32, at.y + 10 + leading / 2, 14, paint(ROLE_WRONG));
    ui_paragraph(ui, at.x + 32 + (bad ? 24 : 0), at.y + 10, inner, text_of(text), style, leading, true);
    return height;
}

static const char *banner_text(const App *app, bool *bad) {
    *bad = app->banner[0] != 0;
    return *bad ? app->banner : session_notice(app->session);
}

// Inside another page there is room for all of it.
static double text_wants(const App *app, double width, double type) {
    return app->bare ? math_max(app->panel_wants, 160) : text_height(width, type);
}

static double picker_height(const App *app, const Session *session) {
    return queries(session) > 1 ? 48 : app->stage.scaled && session == app->session ? 36 : 0;
}

static double strip_banner_height(App *app, double width) {
    bool bad;
    const char *text = banner_text(app, &bad);
    return text ? banner_height(app, text, width, false, (Box){ 0 }, bad) : 0;
}

// The colour bars of the picture's heat maps, at the row's right end: as many as there is room for.
static void draw_scales(App *app, Box at, double before) {
    Ui *ui = &app->ui;
    const Stage *stage = &app->stage;
    int count = stage->scales;
    while (count && legend_width(&ui->list, stage->scale, count) > at.w - before - 24) count--;
    double width = legend_width(&ui->list, stage->scale, count);
    if (count) draw_legend(&ui->list, at.x + at.w - 24 - width, at.y + (at.h - 24) / 2, width + 1, stage->scale, count);
}

static void draw_strip(App *app, Box at) {
    bool bad;
    const char *text = banner_text(app, &bad);
    double picker = picker_height(app, app->session);
    if (text) banner_height(app, text, at.w, true, box(at.x, at.y, at.w, at.h - picker), bad);
    Box row = box(at.x, at.y + at.h - picker, at.w, picker);
    double bars = app->stage.scales ? legend_width(&app->ui.list, app->stage.scale, app->stage.scales) + 48 : 0, end = 24;
    if (queries(app->session) > 1) end = draw_picker(app, box(row.x, row.y, row.w - bars, row.h), queries(app->session)) - row.x;
    // Beside the colour bars the zoom covers nothing of the picture.
    app->stage.zoom_above = picker > 0 && queries(app->session) <= 1;
    if (app->stage.zoom_above && app->fit.place != PANEL_FOLDED)
        end += stage_zoom_buttons(app, row.x + 24 + 152, row.y + 2, row.h - 4);
    if (picker > 0) draw_scales(app, row, end + 16);
}

// --- the page

static void hairlines(Ui *ui, const PageLayout *l) {
    RectStyle line = { .fill = paint(ROLE_LINE) };
    if (l->place != PANEL_BESIDE)
        list_rect(&ui->list, box(0, l->panel.y, ui->width, 1), line);
    else
        list_rect(&ui->list, box(l->panel.x, l->panel.y, 1, l->panel.h), line);
    list_rect(&ui->list, box(0, l->bottom.y, ui->width, 1), line);
}

// A race in training is drawn 30 times a second; one that rests has nothing new, but for the step that was just asked for.
static void watch_race(App *app) {
    enum { FRAMES = 30, AFTER = 1 };
    Ui *ui = &app->ui;
    const RaceView *race = session_race(app->session);
    if (!race || !race->live) return;
    session_race_speed(app->session, player_speed(&app->player));
    bool awaited = race->points == 0 || ui->in.now < app->race_asked + AFTER;
    if (!race->running && !awaited) return;
    double next = ui->in.now + 1.0 / FRAMES;
    if (!ui->wake_at || next < ui->wake_at) ui->wake_at = next;
}

// --- digits first

// What the panel's place follows from: it stays as it is through all steps of a lesson.
typedef struct PlaceKey {
    uint64_t lesson; // see lesson_now
    int steps, own, large;
    FitPage now, usual;
} PlaceKey;

// Everything that a layout follows from: as long as it stays, so does the layout.
typedef struct FitKey {
    uint64_t lesson;
    const Tape *tape;
    FitAsk ask;
    PanelPlace place;
    int step, own;
} FitKey;

// The walk through a lesson for such a place (app->fit_walk): in turns, since it computes every step.
typedef struct PlaceSearch {
    PlaceKey key;
    const Session *of; // with its version: what it walks through
    unsigned version;
    bool begun; // its first step is there
    int place, step;
} PlaceSearch;

enum { PLACES_KEPT = 24 }; // for who goes to and fro between sizes
typedef struct FitKept {
    PlaceSearch search;
    PlaceKey of_lesson[PLACES_KEPT];
    PanelPlace place[PLACES_KEPT];
    int places; // found until now; the oldest makes room
    FitKey of_step;
} FitKept;

static FitAsk fit_ask(App *app, const Session *session) {
    const Ui *ui = &app->ui;
    double usual = app_usual_scale(app), pixels = app->pixel_width / ui->width, picker = picker_height(app, session);
    FitAsk ask = { .large = app->large };
    ask.usual = (FitPage){ app->pixel_width / usual, app->pixel_height / usual, 1, usual, picker, 0, 0 };
    ask.now = (FitPage){ ui->width, ui->height, ui->type, pixels, picker, strip_banner_height(app, ui->width), 0 };
    ask.usual.text = text_wants(app, ask.usual.width, 1), ask.now.text = text_wants(app, ui->width, ui->type);
    return ask;
}

static bool walk_keeps(App *app, Session *walk, PanelPlace place) {
    FitAsk ask = fit_ask(app, walk);
    return fit_keeps(walk, app->metrics, &ask, place);
}

static void end_search(App *app, PlaceSearch *search) {
    session_end(app->fit_walk);
    app->fit_walk = NULL;
    *search = (PlaceSearch){ 0 };
}

// The first place at which no step of the lesson loses anything. False: the turn was over before it was found.
static bool search_turn(App *app, PlaceSearch *search, const PanelPlace *places, const Turn *turn) {
    if (!search->begun && !session_ahead_turn(&app->fit_walk, turn)) return false;
    search->begun = true;
    if (!app->fit_walk) return true;
    int steps = session_lesson(app->fit_walk)->steps;
    while (search->place < PANEL_PLACES - 1 && search->step < steps) {
        if (turn && !session_make_step(app->fit_walk, search->step, turn)) return false;
        session_go(app->fit_walk, search->step++);
        if (!walk_keeps(app, app->fit_walk, places[search->place])) search->place++, search->step = 0;
        if (turn_is_over(turn)) return false;
    }
    return true;
}

// What has no lesson file is one step.
static PanelPlace place_of_step(App *app, const FitAsk *ask, const PanelPlace *places) {
    int i = 0;
    while (i < PANEL_PLACES - 1 && !fit_keeps(app->session, app->metrics, ask, places[i])) i++;
    return places[i];
}

// False: it is still looked for.
static bool find_place(App *app, PlaceSearch *search, const PlaceKey *key, const FitAsk *ask, PanelPlace *out) {
    const PanelPlace *places = fit_places(ask);
    Turn room;
    bool same = search->of == app->session && search->version == session_version(app->session);
    if (!same || memcmp(&search->key, key, sizeof *key) != 0) {
        end_search(app, search);
        search->key = *key;
        search->of = app->session;
        search->version = session_version(app->session);
        app->fit_walk = session_ahead_begin(app->session, 0);
        if (app->fit_walk) session_set_race(app->fit_walk, RACE_STILL);
    }
    bool found = !app->fit_walk || search_turn(app, search, places, waits_turn(app, &room));
    if (!found) return false;
    *out = app->fit_walk ? places[search->place] : place_of_step(app, ask, places);
    end_search(app, search);
    return true;
}

// Which lesson is open, as it was read last: addresses come again.
static uint64_t lesson_now(const App *app) {
    uint64_t hash = 0xCBF29CE484222325u + app->read_anew;
    for (const char *c = session_lesson(app->session)->file; c && *c; c++) hash = (hash ^ (unsigned char)*c) * 0x100000001B3u;
    return hash;
}

static PanelPlace place_now(App *app, FitKept *kept, const FitAsk *ask) {
    PlaceKey key;
    if (app->panel != FIT_ANY) return (PanelPlace)app->panel;
    if (fit_is_usual(ask)) return fit_usual_place(ask->usual.width, ask->usual.height, ask->usual.type);
    memset(&key, 0, sizeof key); // also what lies between the members
    key.lesson = lesson_now(app), key.steps = session_lesson(app->session)->steps;
    key.own = session_own_data(app->session), key.large = app->large, key.now = ask->now, key.usual = ask->usual;
    key.now.picker = key.usual.picker = key.now.banner = key.now.text = key.usual.text = 0; // a step's own
    for (int i = 0; i < PLACES_KEPT && i < kept->places; i++)
        if (!memcmp(&kept->of_lesson[i], &key, sizeof key)) return kept->place[i];
    PanelPlace place;
    if (!find_place(app, &kept->search, &key, ask, &place)) {
        app->ui.animating = true;
        return kept->of_step.tape ? kept->of_step.place : fit_usual_place(ask->now.width, ask->now.height, ask->now.type);
    }
    int at = kept->places++ % PLACES_KEPT;
    kept->of_lesson[at] = key;
    return kept->place[at] = place;
}

// Member by member: what lies between them is not the same.
static bool same_fit(const FitKey *a, const FitKey *b) {
    const FitAsk *x = &a->ask, *y = &b->ask;
    return a->lesson == b->lesson && a->tape == b->tape && a->place == b->place && a->step == b->step && a->own == b->own &&
           x->large == y->large && !memcmp(&x->usual, &y->usual, sizeof x->usual) && !memcmp(&x->now, &y->now, sizeof x->now);
}

static const Fit *fit_now(App *app) {
    if (!app->fit_kept) app->fit_kept = arena_new(app->memory, FitKept, 1);
    FitKept *kept = (FitKept *)app->fit_kept;
    FitKey key;
    memset(&key, 0, sizeof key);
    key.lesson = lesson_now(app), key.tape = session_tape(app->session), key.step = session_step(app->session),
    key.own = session_own_data(app->session);
    key.ask = fit_ask(app, app->session);
    key.place = place_now(app, kept, &key.ask);
    if (same_fit(&kept->of_step, &key)) return &app->fit;
    kept->of_step = key;
    app->fit = fit_find(app->session, app->metrics, &key.ask, key.place);
    return &app->fit;
}

// Inside another page: no bars, and their room is the picture's and the panel's.
static PageLayout without_bars(PageLayout l) {
    double top = l.top.h, both = top + l.bottom.h;
    l.strip.y -= top, l.stage.y -= top, l.panel.y -= top;
    if (l.place == PANEL_BESIDE) l.stage.h += both;
    l.panel.h += both;
    l.bottom.y += l.bottom.h;
    l.top.h = l.bottom.h = 0;
    return l;
}

double page_lesson_wants(App *app) {
    enum { FROM = 320, TO = 4000, STEP = 20 };
    const Ui *ui = &app->ui;
    double text = math_max(app->panel_wants, 160), wide = ui->width >= 960, height = FROM;
    for (; height < TO; height += STEP) {
        PanelPlace place = wide ? PANEL_BESIDE : PANEL_UNDER;
        PageLayout whole = page_layout_for(ui->width, height, ui->type, place, picker_height(app, app->session),
                                           text_wants(app, ui->width, ui->type)),
                   l = without_bars(whole);
        double picture = wide ? math_min(0.6 * l.stage.w, ui->width) : STAGE_LEAST_HEIGHT;
        if (l.panel.h >= text && whole.stage.h >= STAGE_LEAST_HEIGHT && l.stage.h >= picture) break;
    }
    return wide ? math_min(height, ui->width) : height; // a page higher than wide has its text below
}

void page_lesson_draw(App *app) {
    Ui *ui = &app->ui;
    const Fit *fit = fit_now(app);
    PageLayout l = page_layout(ui->width, ui->height, ui->type, fit->place, 0);
    l = page_layout_for(ui->width, ui->height, ui->type, fit->place,
                        picker_height(app, app->session) + strip_banner_height(app, l.stage.w),
                        text_wants(app, ui->width, ui->type));
    if (app->bare) l = without_bars(l);
    list_rect(&ui->list, box(0, 0, ui->width, ui->height), (RectStyle){ .fill = paint(ROLE_STAGE) });
    if (!app->bare) top_bar_draw(app);
    predict_hide(app);
    draw_strip(app, l.strip);
    stage_draw(app, l.stage);
    if (l.place == PANEL_FOLDED)
        panel_folded_draw(app, l.panel);
    else if (app->in_words.on)
        panel_words_draw(app, l.panel);
    else
        panel_draw(app, l.panel);
    if (!app->bare) timeline_draw(app, l.bottom);
    watch_race(app);
    hairlines(ui, &l);
    editor_draw(app);
    own_model_turn(app);
    double y = l.strip.y;
    stage_touch(app, box(0, y, ui->width, l.bottom.y - y));
    ui->list.hiddens = 0;
}
