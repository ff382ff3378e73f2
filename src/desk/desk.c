// Events are passed to the pages one by one; a frame is one pass without an event. What makes a frame due is asked here alone.
#include "desk/desk.h"

#include <string.h>

#include "base/math.h"
#include "base/platform.h"
#include "page/linked.h"
#include "page/own_model.h"
#include "page/own_text.h"
#include "page/page_lesson.h"
#include "page/pages.h"
#include "session/opened_model.h"

static const double frames_a_second = 60, longest_step = 0.1;

// One of the two windows.
typedef struct Pane {
    double width, height, scale;
    UiInput pointer; // as it was last, without an event
    UiInput motion;  // held back: the next one may replace it
    bool has_motion;
} Pane;

struct Desk {
    Arena *arena; // holds the desk itself
    App app;
    Pane page, presenter;
    double frame_at, watched_at;
    bool scripted;
    Touch touch, presenter_touch;
    bool told; // that nothing can be remembered
    const char *title, *title_of;
};

// --- begin and end

static bool open_lesson(App *app, const DeskOptions *o, Problems *problems) {
    const char *path = library_find(&app->library, o->lesson, problems);
    if (!path || !app_open_at(app, path, o->step, problems)) return false;
    const Lesson *lesson = session_lesson(app->session);
    if (o->step && lesson_step_of(lesson, text_of(o->step)) < 0)
        return problems_add(problems, (Place){ 0 }, "%s has %d steps, there is no step %s", o->lesson, lesson->steps, o->step);
    return true;
}

static void take_options(App *app, const DeskOptions *o) {
    app->ui.clipboard = o->host.context;
    app->ui.paste = o->host.paste;
    app->ui.copy = o->host.copy;
    app->ui.copy_picture = o->host.copy_picture;
    app->ui.expect_picture = o->host.expect_picture;
    app->waits.clock = o->scripted ? NULL : o->host.clock;
    session_set_race(app->session, o->scripted ? RACE_BY_FRAMES : RACE_BESIDE);
}

// Settings once stood in the state file.
static void take_former(App *app) {
    static const struct {
        const char *key, *said, *name, *value; // said NULL: the value as it stands
    } former[] = { { "theme", "dark", "theme", "dark" },
                   { "large", "on", "type", "large" },
                   { "reduced-motion", "on", "motion", "off" },
                   { "zoom", NULL, "zoom", NULL } };
    Arena *scratch = arena_begin();
    Problems ignored = { .arena = scratch };
    for (size_t i = 0; i < sizeof former / sizeof *former; i++) {
        const char *line = state_former(app->state, former[i].key), *value = former[i].value ? former[i].value : line;
        if (line && (!former[i].said || !strcmp(line, former[i].said)))
            settings_say(app->settings, text_of(former[i].name), text_of(value), &ignored);
    }
    arena_end(scratch);
}

static bool begin(Desk *d, const DeskOptions *o, Problems *problems) {
    App *app = &d->app;
    if (!library_list(&app->library, problems)) return false;
    app->fonts = fonts_open(d->arena, problems);
    if (!app->fonts) return false;
    app->state = state_open(problems);
    if (!settings_found(app->settings)) take_former(app);
    app_begin(app, fonts_metrics(app->fonts));
    take_options(app, o);
    d->scripted = o->scripted;
    desk_size(d, 1280, 800, 1);
    bool model = o->lesson && opened_model_is(o->lesson); // a file of a trained model stands where a lesson may
    if (o->link) linked_open(app, o->link);
    if (model && !own_model_load(app, o->lesson, problems)) return false;
    if (o->lesson && !model && !open_lesson(app, o, problems)) return false;
    if (o->text) return own_text_load(app, o->text, problems);
    if (o->data && !o->lesson && opened_model_is(o->data)) return own_model_load(app, o->data, problems);
    return !o->data || app_load_file_as(app, o->data, &o->reading, problems);
}

Desk *desk_begin(const DeskOptions *options, Problems *problems) {
    Arena *arena = arena_begin();
    Desk *d = arena_new(arena, Desk, 1);
    d->arena = arena;
    d->app.settings = options->settings ? options->settings : settings_open(problems);
    if (begin(d, options, problems)) return d;
    desk_end(d);
    return NULL;
}

void desk_end(Desk *d) {
    App *app = &d->app;
    if (app->memory)
        app_end(app);
    else
        state_close(app->state), settings_close(app->settings);
    if (app->fonts) fonts_close(app->fonts);
    if (app->library.arena) library_close(&app->library);
    arena_end(d->arena);
}

// --- what happens

void desk_size(Desk *d, double width, double height, double density) {
    d->page.width = width;
    d->page.height = height;
    d->app.density = density;
    d->page.scale = app_measure(&d->app, width, height);
}

static void pass_page(Desk *d, UiInput in) {
    d->page.scale = app_measure(&d->app, d->page.width, d->page.height); // the last pass may have asked for another zoom
    pages_pass(&d->app, in);
}

static void pass_presenter(Desk *d, UiInput in) {
    d->app.presenter.class_theme = desk_theme(d);
    d->app.presenter.minute = d->scripted ? 9 * 60 + (int)(in.now / 60) : platform_minute();
    presenter_pass(&d->app, in);
}

static void pass(Desk *d, Pane *pane, UiInput in) {
    if (pane == &d->page)
        pass_page(d, in);
    else
        pass_presenter(d, in);
}

static UiInput input_of(const Pane *pane, double now) {
    UiInput in = pane->pointer;
    in.now = now;
    return in;
}

UiInput desk_input(const Desk *d, double now) { return input_of(&d->page, now); }

static void flush_motion(Desk *d, Pane *pane) {
    if (pane->has_motion) pass(d, pane, pane->motion);
    pane->has_motion = false;
}

static bool is_press(const UiInput *in) { return in->pressed || in->released; }

static bool is_motion(const UiInput *in) { return !is_press(in) && !in->key && !in->text && in->wheel == 0; }

static void event(Desk *d, Pane *pane, UiInput in) {
    bool moved = in.x != pane->pointer.x || in.y != pane->pointer.y;
    pane->pointer = (UiInput){ .x = in.x, .y = in.y, .inside = in.inside, .down = in.down, .mods = in.mods };
    if (is_motion(&in)) {
        pane->motion = in;
        pane->has_motion = true;
        if (d->app.pen.down && pane == &d->page) flush_motion(d, pane); // a hand's line goes through every point
        return;
    }
    flush_motion(d, pane);
    if (is_press(&in) && moved) { // what is under it must be known before it is pressed
        UiInput there = in;
        there.pressed = there.released = false;
        there.down = in.released;
        pass(d, pane, there);
    }
    pass(d, pane, in);
}

void desk_event(Desk *d, UiInput in) { event(d, &d->page, in); }

void desk_drop(Desk *d, const char *path, const char *text) {
    App *app = &d->app;
    flush_motion(d, &d->page);
    app_reset_frame(app);
    app->ui.arena = app->frame;
    if (path)
        dialog_offer_file(app, path);
    else
        dialog_offer_text(app, text_of(text));
}

bool desk_open(Desk *d, const char *link) {
    App *app = &d->app;
    flush_motion(d, &d->page);
    waits_forget(app);
    waits_begin(app);
    bool well = linked_open(app, link);
    waits_end(app, (Asked){ .action = ACTION_LINK, .text = link });
    return well;
}

void desk_pinch(Desk *d, double factor, double x, double y) {
    App *app = &d->app;
    flush_motion(d, &d->page);
    if (app->page == PAGE_LESSON && !app->dialogs.open && box_holds(app->stage.at, x, y)) stage_zoom(app, factor, x, y);
}

void desk_pan(Desk *d, double dx, double dy, double x, double y) {
    App *app = &d->app;
    if (app->page != PAGE_LESSON || app->dialogs.open || !box_holds(app->stage.at, x, y)) return;
    app->stage.pan_x -= dx, app->stage.pan_y -= dy; // held within the picture when it is drawn
    app->ui.animating = true;
}

void desk_finger(Desk *d, FingerEvent event, long long id, double x, double y, double now) {
    touch_finger(d, &d->touch, event, (Finger){ id, x, y }, now);
}

// --- what is shown

const List *desk_frame(Desk *d, double now) {
    App *app = &d->app;
    flush_motion(d, &d->page);
    pages_turn(app);
    double past = now - d->frame_at;
    bool moving = pages_advance(app, past < 0 ? 0 : past > longest_step ? longest_step : past);
    d->frame_at = now;
    pass_page(d, desk_input(d, now));
    if (moving) app->ui.animating = true;
    return &app->ui.list;
}

double desk_scale(const Desk *d) { return d->page.scale; }
Theme desk_theme(const Desk *d) { return d->app.blank ? THEME_PRINT : d->app.theme; } // print's ink is black, its stage white
UiCursor desk_cursor(const Desk *d) { return d->app.ui.cursor; }

bool desk_text_box(const Desk *d, Box *at) {
    *at = d->app.ui.text_box;
    return d->app.ui.wants_text;
}

static const Lesson *lesson_shown(const Desk *d) { return d->app.page == PAGE_LESSON ? session_lesson(d->app.session) : NULL; }

const char *desk_title(Desk *d) {
    const Lesson *lesson = lesson_shown(d);
    const char *of = lesson ? lesson->title : "";
    if (d->title && !strcmp(d->title_of, of)) return d->title;
    d->title_of = arena_print(d->arena, "%s", of);
    return d->title = *of ? arena_print(d->arena, "%s – Attend", of) : "Attend";
}

DeskPlace desk_place(const Desk *d) {
    const Lesson *lesson = lesson_shown(d);
    return lesson ? (DeskPlace){ lesson->id, session_step(d->app.session) } : (DeskPlace){ 0 };
}

double desk_wants(Desk *d) { return lesson_shown(d) ? page_lesson_wants(&d->app) * d->page.scale : d->page.height; }

// --- the presenter's window

bool desk_presents(const Desk *d) { return d->app.presenter.open; }
void desk_presenter_close(Desk *d) {
    if (d->app.presenter.open) presenter_toggle(&d->app);
}

void desk_presenter_size(Desk *d, double width, double height, double density) {
    const double least_width = 640, least_height = 480;
    Pane *pane = &d->presenter;
    double scale = math_max(0.5, math_min(density, math_min(width / least_width, height / least_height)));
    *pane = (Pane){ width, height, scale, pane->pointer, pane->motion, pane->has_motion };
    d->app.presenter.ui.width = width / scale;
    d->app.presenter.ui.height = height / scale;
}

UiInput desk_presenter_input(const Desk *d, double now) { return input_of(&d->presenter, now); }

void desk_presenter_event(Desk *d, UiInput in) {
    bool keys = in.key || in.text;
    if (!keys || !presenter_yields_keys(&d->app)) {
        if (d->app.presenter.open) event(d, &d->presenter, in);
        return;
    }
    UiInput there = desk_input(d, in.now);
    there.key = in.key, there.text = in.text, there.mods = in.mods;
    desk_event(d, there);
}

const List *desk_presenter_frame(Desk *d, double now) {
    flush_motion(d, &d->presenter);
    pass_presenter(d, desk_presenter_input(d, now));
    return &d->app.presenter.ui.list;
}

void desk_presenter_finger(Desk *d, FingerEvent event, long long id, double x, double y, double now) {
    if (!d->app.presenter.open) return;
    d->presenter_touch.presenter = true;
    touch_finger(d, &d->presenter_touch, event, (Finger){ id, x, y }, now);
}

double desk_presenter_scale(const Desk *d) { return d->presenter.scale; }
Theme desk_presenter_theme(const Desk *d) { return d->app.presenter.theme; }
UiCursor desk_presenter_cursor(const Desk *d) { return d->app.presenter.ui.cursor; }
void desk_screens(Desk *d, int screens) { d->app.presenter.screens = screens; }
unsigned desk_swaps(const Desk *d) { return d->app.presenter.swaps; }

bool desk_presenter_due(const Desk *d, double now) {
    const Presenter *p = &d->app.presenter;
    return p->open && (p->ui.animating || (p->ui.wake_at > 0 && now >= p->ui.wake_at));
}

// --- when

bool desk_moving(const Desk *d) { return d->app.ui.animating || d->app.player.playing; }

static bool is_due(const Desk *d, double now) { return desk_moving(d) || (d->app.ui.wake_at > 0 && now >= d->app.ui.wake_at); }

double desk_patience(const Desk *d, double now) {
    double due = 1, wake = d->app.ui.wake_at;
    if (d->app.dialogs.chooser || (d->app.dialogs.incoming && incoming_busy(d->app.dialogs.incoming))) due = 0.1;
    if (wake > 0 && wake - now < due) due = wake - now;
    const Touch *touches[] = { &d->touch, &d->presenter_touch };
    for (int i = 0; i < 2; i++) {
        double touch = touch_patience(touches[i], now);
        if (touch >= 0 && touch < due) due = touch;
    }
    if (desk_moving(d)) due = d->frame_at + 1 / frames_a_second - now;
    const Presenter *p = &d->app.presenter;
    if (p->open && p->ui.wake_at > 0 && p->ui.wake_at - now < due) due = p->ui.wake_at - now;
    if (p->open && p->ui.animating) due = math_min(due, 1 / frames_a_second);
    return due < 0 ? 0 : due;
}

double desk_due(const Desk *d, double now) {
    const Presenter *p = &d->app.presenter;
    double wake = d->app.ui.wake_at, due = wake > 0 ? math_max(0, wake - now) : -1, look = touch_patience(&d->touch, now);
    if (desk_moving(d) || (p->open && p->ui.animating)) return 0;
    if (look >= 0 && (due < 0 || look < due)) due = look;
    if (p->open && p->ui.wake_at > 0 && (due < 0 || p->ui.wake_at - now < due)) due = math_max(0, p->ui.wake_at - now);
    return due;
}

// A folder that cannot be written to is no reason to stop a class, but it is said once.
static void remember(Desk *d) {
    Arena *scratch = arena_begin();
    Problems problems = { .arena = scratch };
    if (!state_write(d->app.state, &problems) && !d->told) {
        d->told = true;
        toast_say(&d->app, arena_print(scratch, "Places are not remembered: %s", problem_text(scratch, &problems.item[0])), NULL);
    }
    arena_end(scratch);
}

bool desk_watch(Desk *d, double now) {
    bool looks = touch_wait(d, &d->touch, now), there = touch_wait(d, &d->presenter_touch, now),
         due = is_due(d, now) || looks || there, changed = dialogs_poll(&d->app);
    if (now - d->watched_at < 1 && now >= d->watched_at) return due || changed;
    d->watched_at = now;
    remember(d);
    return app_watch(&d->app) || due || changed;
}

// --- what the host is asked for

bool desk_quit(const Desk *d) { return d->app.quit; }
void desk_close(Desk *d) { d->app.quit = true; }
bool desk_full_screen(const Desk *d) { return d->app.full_screen; }
App *desk_app(Desk *d) { return &d->app; }
Fonts *desk_fonts(const Desk *d) { return d->app.fonts; }
