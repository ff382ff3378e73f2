// Going somewhere always leaves what was open there first, so that nothing points into a tape that goes.
#include "page/app.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/math.h"
#include "page/predict.h"
#include "session/opened_model.h"

static const double large_type = 1.35, large_height = 655, least_width = 640, least_height = 400, slim_width = 480,
                    slim_height = 1.3; // a telephone held upright: what is read is larger than its picture

// What follows from a setting, but for what asks it whenever it is needed.
static void take_setting(App *app, SettingId setting) {
    switch (setting) {
    case SETTING_THEME: app->theme = (Theme)settings_choice(app->settings, setting); break;
    case SETTING_TYPE: app->large = settings_choice(app->settings, setting) == 1, app->panel = FIT_ANY; break;
    case SETTING_MOTION: app->player.reduced = !settings_on(app->settings, setting); break;
    case SETTING_ZOOM: app->zoom = settings_number(app->settings, setting), app->panel = FIT_ANY; break;
    case SETTING_PREDICT:
    case SETTING_PLAIN:
    case SETTING_DECIMAL:
    case SETTING_FOLDER:
    case SETTING_SITE:
    case SETTING_ONLY:
    case SETTING_COUNT: break;
    }
}

void app_begin(App *app, const Metrics *metrics) {
    app->memory = arena_begin();
    app->frame = arena_begin();
    app->home.arena = arena_begin();
    app->metrics = metrics;
    if (!app->state) app->state = state_begin();
    if (!app->settings) app->settings = settings_begin();
    app->ui = ui_make(app->memory, metrics);
    app->session = session_begin(&app->library);
    app->stage.zoom = 1;
    app->panel = FIT_ANY;
    if (app->density <= 0) app->density = 1;
    app->player = player_make(1);
    for (int i = 0; i < SETTING_COUNT; i++) take_setting(app, (SettingId)i);
    app->home.card = -1;
    app->dialogs.scale = 1;
    app->dialogs.wish.text_size = 100;
}

void app_forget_ended(App *app) {
    if (app->ended) session_end(app->ended);
    app->ended = NULL;
}

static void forget_left(App *app) {
    if (app->left) session_end(app->left);
    app->left = NULL;
}

void app_ask(App *app, Action action, int number) {
    app->asked = (Asked){ .action = action, .number = number };
    app->ui.animating = true;
}

void app_end(App *app) {
    if (app->dialogs.chooser) chooser_cancel(app->dialogs.chooser);
    dialog_figure_leave(app);
    incoming_end(app->dialogs.incoming);
    homework_forget(&app->grade.work);
    presenter_end(&app->presenter);
    opened_model_end(app->opened);
    waits_forget(app);
    session_end(app->fit_walk);
    forget_left(app);
    app_forget_ended(app);
    session_end(app->session);
    state_close(app->state);
    settings_close(app->settings);
    session_end(app->home.making);
    arena_end(app->home.arena);
    arena_end(app->frame);
    arena_end(app->memory);
}

// --- where one is

static void leave_step(App *app) {
    dialog_figure_leave(app);
    app->editor.open = false;
    app->asks_first = app->asks_dense = false;
    pen_forget(&app->pen);
    overlay_clear(&app->overlay);
    app->stage.zoom = 1;
    app->stage.pan_x = app->stage.pan_y = app->stage.spread = 0;
    app->stage.looked = app->stage.scaled = false;
    app->stage.scales = 0;
    if (app->stage.dragging) session_drag_end(app->session);
    app->stage.dragging = app->stage.moved = false;
    ui_scroll_reset(&app->ui, ui_id(&app->ui, "panel scroll"));
    app->ui.animating = true;
}

static void remember_place(App *app) {
    const Lesson *lesson = session_lesson(app->session);
    state_set_place(app->state, lesson->id, lesson->step[app->player.step].id);
}

static int app_first_step(const App *app) {
    int first, last;
    settings_steps(app->settings, app->player.steps, &first, &last);
    return first;
}

int app_last_step(const App *app) {
    int first, last;
    settings_steps(app->settings, app->player.steps, &first, &last);
    return last;
}

void app_go(App *app, int step) {
    int first = app_first_step(app), last = app_last_step(app);
    step = step < first ? first : step > last ? last : step;
    if (waits_for_step(app, step)) return;
    leave_step(app);
    player_go(&app->player, step);
    session_go(app->session, app->player.step);
    app->player.step = session_step(app->session);
    predict_open(app);
    remember_place(app);
}

void app_scrub(App *app, double position) {
    int first = app_first_step(app);
    double least = first ? first + 1e-6 : 0; // the whole number is the end of the step before it
    player_scrub(&app->player, math_clamp(position, least, app_last_step(app) + 1));
    if (app->player.step != session_step(app->session)) {
        session_go(app->session, app->player.step);
        pen_forget(&app->pen);
        remember_place(app);
        ui_scroll_reset(&app->ui, ui_id(&app->ui, "panel scroll"));
    }
    app->ui.animating = true;
}

void app_reset_frame(App *app) {
    arena_reset(app->frame);
    app->ui.list = app->ui.top = (List){ 0 };
}

static void complain(App *app, char *out, size_t room, const Problems *problems) {
    snprintf(out, room, "%s",
             problems->count ? problem_text(app->ui.arena ? app->ui.arena : app->frame, &problems->item[0])
                             : "This lesson cannot be opened.");
}

// Which step of a lesson is wanted, among those that the setting `only` leaves.
typedef struct Wanted {
    const App *app;
    const char *named; // its id or number; NULL, or a step that is not there: see `step`
    int step;          // from 0; −1: the remembered one
} Wanted;

static int step_wanted(const Lesson *lesson, const void *context) {
    const Wanted *w = context;
    int first, last, step = w->named ? lesson_step_of(lesson, text_of(w->named)) : w->step;
    if (step < 0) step = lesson_step_of(lesson, text_of(state_place(w->app->state, lesson->id)));
    settings_steps(w->app->settings, lesson->steps, &first, &last);
    return step < first ? first : step > last ? last : step;
}

static bool open_wanted(App *app, const char *path, Wanted wanted, Problems *problems) {
    wanted.app = app;
    if (waits_for_open(app, app->session, path, step_wanted, &wanted)) return false;
    if (!session_open_at(app->session, path, step_wanted, &wanted, problems)) return false;
    int speed = app->player.speed;
    bool reduced = app->player.reduced;
    app->player = player_make(session_lesson(app->session)->steps);
    app->player.speed = speed;
    app->player.reduced = reduced;
    app->banner[0] = 0;
    app->page = PAGE_LESSON;
    app->ui.focus = 0;
    memset(app->shown, 0, sizeof app->shown);
    app_go(app, session_step(app->session));
    return true;
}

bool app_open_at(App *app, const char *path, const char *step, Problems *problems) {
    return open_wanted(app, path, (Wanted){ .named = step, .step = -1 }, problems);
}

static bool or_toast(App *app, bool well, const Problems *problems) {
    char text[700];
    if (well) return true;
    if (app->waits.must) return false;
    complain(app, text, sizeof text, problems);
    toast_say(app, text, NULL);
    return false;
}

bool app_open(App *app, const char *path, int step) {
    Problems problems = { .arena = app->frame };
    return or_toast(app, open_wanted(app, path, (Wanted){ .step = step }, &problems), &problems);
}

void app_follow(App *app, const char *link) {
    const char *colon = strchr(link, ':');
    char *name = arena_copy(app->frame, link, colon ? (size_t)(colon - link) : strlen(link));
    Problems problems = { .arena = app->frame };
    const char *path = library_find(&app->library, name, &problems);
    if (!path) {
        toast_say(app, arena_print(app->frame, "The lesson “%s” is not here.", name), NULL);
        return;
    }
    Session *from = app->session, *to = app->waits.follows;
    Player player = app->player;
    Page page = app->page;
    Wanted wanted = { .app = app, .named = colon ? colon + 1 : "1", .step = -1 };
    if (!to) {
        to = session_begin(&app->library);
        session_set_race(to, session_race_mode(from));
    }
    app->waits.follows = to;
    if (waits_for_open(app, to, path, step_wanted, &wanted)) return;
    app->waits.follows = NULL;
    waits_at_once(app);
    leave_step(app);
    app->session = to;
    if (!or_toast(app, open_wanted(app, path, wanted, &problems), &problems)) {
        session_end(app->session);
        app->session = from;
        return;
    }
    forget_left(app);
    app->left = from;
    app->left_page = page;
    app->left_player = player;
    app->left_player.playing = false;
}

void app_return(App *app) {
    if (!app->left) return;
    leave_step(app);
    app_forget_ended(app);
    app->ended = app->session;
    app->session = app->left;
    app->left = NULL;
    int speed = app->player.speed;
    bool reduced = app->player.reduced;
    app->player = app->left_player;
    app->player.speed = speed;
    app->player.reduced = reduced;
    app->page = app->left_page;
    app->ui.focus = 0;
}

void app_home(App *app) {
    forget_left(app);
    leave_step(app);
    session_race_rest(app->session);
    app->page = PAGE_HOME;
    app->home.card = -1;
    app->ui.focus = 0;
    app->player.playing = false;
}

// --- one's own vectors

bool app_vectors_apart(const App *app) {
    const Lesson *lesson = session_lesson(app->session);
    if (app->page == PAGE_HOME || !lesson) return true;
    return !strcmp(lesson->file, library_trained(&app->library)) || !strcmp(lesson->file, library_text(&app->library));
}

static bool load(App *app, const Dataset *data, Problems *problems) {
    bool apart = app_vectors_apart(app);
    const char *own = library_own(&app->library);
    if (apart && (!own || !session_open(app->session, own, problems))) {
        if (!own) problems_add(problems, (Place){ 0 }, "there is no lesson that steps through own vectors");
        return false;
    }
    if (!session_load(app->session, data, problems)) {
        if (apart && app->page != PAGE_HOME) app_home(app); // what was there has gone
        return false;
    }
    int step = apart ? 0 : app->player.step;
    if (apart) {
        bool reduced = app->player.reduced;
        app->player = player_make(session_lesson(app->session)->steps);
        app->player.reduced = reduced;
        app->page = PAGE_LESSON;
    }
    app->banner[0] = 0;
    app_go(app, step);
    return true;
}

static bool load_and_say(App *app, const Dataset *data, Problems *problems) {
    if (!load(app, data, problems)) return false;
    if (session_own_data(app->session))
        toast_say(app, arena_print(app->frame, "Now with %s. Ctrl Z brings the old numbers back.", session_data_name(app->session)),
                  NULL);
    else if (!session_notice(app->session))
        toast_say(app, "Loaded. This step takes no vectors; those that do will show them.", NULL);
    return true;
}

bool app_load_file_as(App *app, const char *path, const DataOptions *reading, Problems *problems) {
    Arena *scratch = arena_begin();
    Dataset data;
    bool well = data_load_file_as(scratch, path, reading, &data, problems) && load_and_say(app, &data, problems);
    if (well) state_add_recent(app->state, path);
    arena_end(scratch);
    return well;
}

bool app_load_file(App *app, const char *path, Problems *problems) {
    if (app->page == PAGE_GRADE) return homework_load_file(&app->grade.work, app->session, path, problems);
    return app_load_file_as(app, path, NULL, problems);
}

bool app_take_incoming(App *app) {
    Incoming *in = app->dialogs.incoming;
    Arena *scratch = arena_begin();
    Problems problems = { .arena = scratch };
    Dataset data = incoming_dataset(in, scratch);
    bool well = load_and_say(app, &data, &problems);
    for (int i = in->files - 1; i >= 0 && well; i--)
        if (!in->file[i]->pasted) state_add_recent(app->state, in->file[i]->path);
    if (!well) incoming_refuse(in, &problems);
    arena_end(scratch);
    return well;
}

bool app_load_text(App *app, Text text, Problems *problems) {
    if (app->page == PAGE_GRADE) return homework_load_text(&app->grade.work, app->session, text, problems);
    Arena *scratch = arena_begin();
    Dataset data;
    bool well = data_load_text(scratch, text, "pasted vectors", &data, problems) && load_and_say(app, &data, problems);
    arena_end(scratch);
    return well;
}

// --- the lessons' files

bool app_watch(App *app) {
    unsigned long long stamp = folder_stamp(app->library.lessons);
    bool library = app->stamp && stamp != app->stamp, own = session_files_changed(app->session);
    app->stamp = stamp;
    if (!library && !own) return false;
    if (library) {
        library_reload(&app->library);
        app->home.stale = true;
    }
    const Lesson *lesson = session_lesson(app->session);
    if (app->page != PAGE_LESSON || !lesson) return true;
    app_reset_frame(app);
    Problems problems = { .arena = app->frame };
    char *path = arena_print(app->frame, "%s", lesson->file);
    leave_step(app);
    app->read_anew++;
    if (session_open(app->session, path, &problems)) {
        app->banner[0] = 0;
        app->player.steps = session_lesson(app->session)->steps;
        player_go(&app->player, session_step(app->session));
    } else {
        char text[600];
        complain(app, text, sizeof text, &problems);
        snprintf(app->banner, sizeof app->banner, "%s. The last good version is shown.", text);
    }
    return true;
}

// --- looks

// What cannot be written holds until the end, and is said.
void app_set(App *app, SettingId setting, const char *value) {
    Problems problems = { .arena = app->frame };
    if (!settings_set(app->settings, setting, value, &problems)) toast_say(app, problem_text(app->frame, &problems.item[0]), NULL);
    take_setting(app, setting);
    if (setting == SETTING_MOTION) app->player.playing = false;
    if (setting == SETTING_MOTION && app->player.reduced) app->player.t = 1;
    if (setting == SETTING_ONLY && app->page == PAGE_LESSON) app_go(app, app->player.step);
    app->ui.animating = true;
}

bool app_has_comma(const App *app) { return settings_choice(app->settings, SETTING_DECIMAL) == 1; }

void app_set_theme(App *app, Theme theme) { app_set(app, SETTING_THEME, theme_name(theme)); }
void app_set_large(App *app, bool large) { app_set(app, SETTING_TYPE, large ? "large" : "usual"); }
void app_set_motion(App *app, bool reduced) { app_set(app, SETTING_MOTION, reduced ? "off" : "on"); }

// As long as so many units remain.
static double with_room(double scale, double width, double height, double least) {
    if (scale > width / least) scale = width / least;
    if (scale > height / least_height) scale = height / least_height;
    return scale < 0.5 ? 0.5 : scale;
}

double app_usual_scale(const App *app) {
    return with_room(math_clamp(app->density, 0.75, 3), app->pixel_width, app->pixel_height, least_width);
}

double app_measure(App *app, double width, double height) {
    Ui *ui = &app->ui;
    app->pixel_width = width, app->pixel_height = height;
    double scale = app->zoom > 0 ? app->zoom : math_clamp(app->density, 0.75, 3), more = 1;
    if (app->large) more = math_clamp(height / scale / large_height, 1, large_type);
    scale = with_room(scale * more, width, height, height >= slim_height * width ? slim_width : least_width);
    ui->width = width / scale;
    ui->height = height / scale;
    ui->type = app->large && ui->width > least_width - 1 ? large_type / more : 1; // slim, it is as large as it can be
    return scale;
}

// What it comes to in this window, which may have no room for what was asked.
static void say_zoom(App *app) {
    double scale = app_measure(app, app->pixel_width, app->pixel_height);
    toast_say(app,
              arena_print(app->frame,
                          app->zoom > 0 ? "Size %.0f %%. Ctrl 0 is the usual size." : "Size %.0f %%, as this display says.",
                          100 * scale),
              NULL);
}

void app_zoom(App *app, double factor) {
    static const double steps[] = { 0.75, 0.9, 1, 1.1, 1.25, 1.5, 1.75, 2, 2.5, 3 };
    enum { STEPS = sizeof steps / sizeof *steps };
    double now = app->zoom > 0 ? app->zoom : app->density, to = 0;
    if (factor > 1)
        for (int i = STEPS; i-- > 0;) to = steps[i] > now + 0.01 ? steps[i] : to;
    if (factor > 0 && factor < 1)
        for (int i = 0; i < STEPS; i++) to = steps[i] < now - 0.01 ? steps[i] : to;
    if (factor > 0 && to == 0) to = now;
    app_set(app, SETTING_ZOOM, to > 0 ? arena_print(app->frame, "%g", to) : "display");
    say_zoom(app);
    app->ui.animating = true;
}
