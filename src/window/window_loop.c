// The window's life. Events are passed to the pages one by one, then one pass without events makes the list that is shown.
// When nothing moves the loop sleeps until something happens, and looks once a second whether a lesson's file has changed.
// A script runs on a clock of its own, so that it gives the same pictures everywhere.
#include <SDL.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "base/usage.h"
#include "page/pages.h"
#include "render/export.h"
#include "render/window.h"
#include "window/window.h"
#include "window/window_events.h"
#include "window/window_options.h"

typedef struct Desk {
    App app;
    WindowOptions options;
    Arena *arena;
    Window *window;
    Pointer pointer;
    SDL_Cursor *cursor[UI_CURSOR_COUNT];
    UiCursor cursor_shown;
    double scale;
    double clock, frame_at, watched_at; // seconds
    bool scripted;
    int frames;
    const char *script;
    const char *title_of;
    SDL_Event held_motion;
    bool has_motion;
} Desk;

static double seconds_now(const Desk *d) {
    return d->scripted ? d->clock : (double)SDL_GetPerformanceCounter() / (double)SDL_GetPerformanceFrequency();
}

// --- the clipboard

static const char *paste_text(void *desk, Arena *arena) {
    (void)desk;
    char *text = SDL_GetClipboardText();
    const char *copy = text ? arena_print(arena, "%s", text) : NULL;
    SDL_free(text);
    return copy;
}

static void copy_text(void *desk, const char *text) {
    (void)desk;
    SDL_SetClipboardText(text);
}

// --- a pass

static void measure(Desk *d) {
    int width, height;
    window_size(d->window, &width, &height);
    d->scale = app_measure(&d->app, width, height);
}

static void pass(Desk *d, UiInput in) {
    measure(d);
    pages_pass(&d->app, in);
}

static void drop(Desk *d, const SDL_Event *e) {
    App *app = &d->app;
    arena_reset(app->frame);
    Problems problems = { .arena = app->frame };
    app->ui.arena = app->frame;
    bool well = e->type == SDL_DROPFILE ? app_load_file(app, e->drop.file, &problems)
                                        : app_load_text(app, text_of(e->drop.file), &problems);
    if (!well)
        dialog_show_problems(app, e->type == SDL_DROPFILE ? e->drop.file : NULL, &problems);
    else if (app->dialogs.open)
        dialog_close(app);
    SDL_free(e->drop.file);
}

static void handle(Desk *d, const SDL_Event *e) {
    UiInput in = { .now = seconds_now(d) };
    if (e->type == SDL_QUIT) d->app.quit = true;
    if (e->type == SDL_DROPFILE || e->type == SDL_DROPTEXT) drop(d, e);
    if (e->type == SDL_WINDOWEVENT &&
        (e->window.event == SDL_WINDOWEVENT_EXPOSED || e->window.event == SDL_WINDOWEVENT_SIZE_CHANGED ||
         e->window.event == SDL_WINDOWEVENT_RESTORED))
        window_damage(d->window);
    bool press = e->type == SDL_MOUSEBUTTONDOWN || e->type == SDL_MOUSEBUTTONUP;
    double x = d->pointer.x, y = d->pointer.y;
    if (!event_input(&d->pointer, e, d->scale, &in)) return;
    if (press && (x != d->pointer.x || y != d->pointer.y)) { // what is under it must be known before it is pressed
        UiInput there = in;
        there.pressed = there.released = false;
        there.down = e->type == SDL_MOUSEBUTTONUP;
        pass(d, there);
    }
    pass(d, in);
}

// Of many movements in a row only the last counts.
static void flush_motion(Desk *d) {
    if (d->has_motion) handle(d, &d->held_motion);
    d->has_motion = false;
}

static void take(Desk *d, const SDL_Event *e) {
    if (e->type == SDL_MOUSEMOTION) {
        d->held_motion = *e;
        d->has_motion = true;
        return;
    }
    flush_motion(d);
    handle(d, e);
}

// --- showing

static void show_cursor(Desk *d) {
    static const SDL_SystemCursor shapes[UI_CURSOR_COUNT] = { SDL_SYSTEM_CURSOR_ARROW, SDL_SYSTEM_CURSOR_HAND,
                                                              SDL_SYSTEM_CURSOR_IBEAM, SDL_SYSTEM_CURSOR_SIZENS,
                                                              SDL_SYSTEM_CURSOR_SIZEALL };
    UiCursor wanted = d->app.ui.cursor;
    if (wanted == d->cursor_shown && d->cursor[wanted]) return;
    if (!d->cursor[wanted]) d->cursor[wanted] = SDL_CreateSystemCursor(shapes[wanted]);
    if (d->cursor[wanted]) SDL_SetCursor(d->cursor[wanted]);
    d->cursor_shown = wanted;
}

static void show_title(Desk *d) {
    const Lesson *lesson = d->app.page == PAGE_LESSON ? session_lesson(d->app.session) : NULL;
    const char *title = lesson ? lesson->title : "";
    if (d->title_of && !strcmp(d->title_of, title)) return;
    d->title_of = arena_print(d->arena, "%s", title);
    window_title(d->window, *title ? arena_print(d->arena, "%s \xE2\x80\x93 Attend", title) : "Attend");
}

static void draw(Desk *d) {
    App *app = &d->app;
    double now = seconds_now(d), past = now - d->frame_at;
    if (app->full_screen != window_is_full_screen(d->window)) {
        window_full_screen(d->window, app->full_screen);
        window_damage(d->window);
    }
    bool moving = pages_advance(app, past < 0 ? 0 : past > 0.1 ? 0.1 : past);
    d->frame_at = now;
    pass(d, pointer_input(&d->pointer, now));
    if (moving) app->ui.animating = true;
    window_show(d->window, &app->ui.list, app->theme, d->scale);
    show_cursor(d);
    show_title(d);
    if (app->ui.wants_text) {
        Box at = app->ui.text_box;
        SDL_SetTextInputRect(
            &(SDL_Rect){ (int)(at.x * d->scale), (int)(at.y * d->scale), (int)(at.w * d->scale), (int)(at.h * d->scale) });
    }
    d->frames++;
}

// --- waiting

static bool watch(Desk *d) {
    double now = seconds_now(d);
    bool changed = dialogs_poll(&d->app);
    if (now - d->watched_at < 1) return changed;
    d->watched_at = now;
    Arena *scratch = arena_begin();
    Problems ignored = { .arena = scratch }; // a folder that cannot be written to is no reason to stop a class
    if (d->app.state) state_write(d->app.state, &ignored);
    arena_end(scratch);
    return app_watch(&d->app) || changed;
}

// Milliseconds until the next frame is due; at most a second.
static int patience(const Desk *d) {
    const Ui *ui = &d->app.ui;
    double now = seconds_now(d), due = 1;
    if (d->app.dialogs.chooser) due = 0.1;
    if (ui->wake_at > 0 && ui->wake_at - now < due) due = ui->wake_at - now;
    if (ui->animating || d->app.player.playing) due = d->frame_at + 1.0 / 60 - now;
    return due < 0 ? 0 : (int)(due * 1000 + 0.999);
}

// True when a frame has to be drawn.
static bool wait_for_something(Desk *d) {
    SDL_Event e;
    bool any = false;
    int ms = patience(d);
    if (ms > 0 ? SDL_WaitEventTimeout(&e, ms) : SDL_PollEvent(&e)) {
        any = true;
        take(d, &e);
        while (SDL_PollEvent(&e)) take(d, &e);
        flush_motion(d);
    }
    const Ui *ui = &d->app.ui;
    bool due = ui->animating || d->app.player.playing || (ui->wake_at > 0 && seconds_now(d) >= ui->wake_at);
    return watch(d) || any || due;
}

static void live(Desk *d) {
    draw(d);
    while (!d->app.quit && !(d->options.frames && d->frames >= d->options.frames))
        if (wait_for_something(d)) draw(d);
}

// --- scripts and pictures

static void settle(Desk *d, double seconds) {
    for (int i = 0;
         i < 3 || i < (int)(seconds * 60) || (i < 600 && (d->app.ui.animating || (seconds > 0 && d->app.player.playing))); i++) {
        d->clock += 1.0 / 60;
        draw(d);
        if (i >= (int)(seconds * 60) && i >= 3 && d->app.player.playing) break;
    }
}

static int run_script(Desk *d, const char *script) {
    Text rest = text_of(script);
    while (rest.size && !d->app.quit) {
        const char *end = memchr(rest.at, ';', rest.size);
        size_t size = end ? (size_t)(end - rest.at) : rest.size;
        const char *command = text_copy(d->arena, text_trim((Text){ rest.at, size }));
        rest = end ? (Text){ end + 1, rest.size - size - 1 } : (Text){ 0 };
        double wait = script_step(command, window_sdl(d->window), d->scale);
        if (wait < 0) return usage_error("--do does not know '%s'", command);
        SDL_Event e;
        while (SDL_PollEvent(&e)) take(d, &e);
        flush_motion(d);
        settle(d, wait);
    }
    return 0;
}

static int take_picture(Desk *d, const char *path) {
    int width, height;
    Text png;
    Problems problems = { .arena = d->arena };
    window_size(d->window, &width, &height);
    FigureFile file = { .width = width / d->scale,
                        .height = height / d->scale,
                        .scale = d->scale,
                        .theme = d->app.theme,
                        .background = ROLE_STAGE,
                        .title = "Attend",
                        .description = "" };
    if (exporter_find("png")->write(d->arena, d->app.fonts, &d->app.ui.list, &file, &png, &problems) &&
        file_write(path, png, &problems))
        return 0;
    problems_print(stderr, &problems);
    return 1;
}

static int perform(Desk *d) {
    int code = 0;
    settle(d, 0);
    if (d->options.at >= 0) d->app.player.t = d->options.at;
    settle(d, 0);
    if (d->options.script) code = run_script(d, d->options.script);
    if (!code && d->options.screenshot) code = take_picture(d, d->options.screenshot);
    return code;
}

// --- the start

// Milliseconds since the kernel started this process.
static double process_age(void) {
    unsigned long long started = 0;
    FILE *in = fopen("/proc/self/stat", "r");
    char line[1024];
    size_t size = in ? fread(line, 1, sizeof line - 1, in) : 0;
    if (in) fclose(in);
    line[size] = 0;
    const char *at = strrchr(line, ')'); // the name before it may hold anything
    if (!at || sscanf(at + 2, "%*c %*d %*d %*d %*d %*d %*u %*u %*u %*u %*u %*u %*u %*d %*d %*d %*d %*d %*d %llu", &started) != 1)
        return -1;
    struct timespec now;
    clock_gettime(CLOCK_BOOTTIME, &now);
    return 1000.0 * ((double)now.tv_sec + now.tv_nsec * 1e-9 - (double)started / (double)sysconf(_SC_CLK_TCK));
}

static void print_problems(const Problems *problems) { problems_print(stderr, problems); }

static bool open_what_was_asked(Desk *d, Problems *problems) {
    App *app = &d->app;
    const WindowOptions *o = &d->options;
    if (o->lesson) {
        const char *path = library_find(&app->library, o->lesson, problems);
        if (!path) return false;
        if (!session_open(app->session, path, problems)) return false;
        if (o->step > session_lesson(app->session)->steps)
            return problems_add(problems, (Place){ 0 }, "%s has %d steps, there is no step %d", o->lesson,
                                session_lesson(app->session)->steps, o->step);
        app_open(app, path, o->step - 1);
    }
    return !o->data || app_load_file(app, o->data, problems);
}

static void settings(Desk *d) {
    App *app = &d->app;
    const WindowOptions *o = &d->options;
    app->theme = o->has_theme ? o->theme : state_theme(app->state);
    app->large = o->large_type || state_large(app->state);
    app->zoom = o->zoom > 0 ? o->zoom : state_zoom(app->state);
    app->player.reduced = o->reduced_motion || state_reduced_motion(app->state);
    app->density = window_density(d->window);
    session_set_race(app->session, d->scripted ? RACE_BY_FRAMES : RACE_BESIDE);
    app->ui.clipboard = d;
    app->ui.paste = paste_text;
    app->ui.copy = copy_text;
    SDL_EventState(SDL_DROPFILE, SDL_ENABLE);
    SDL_EventState(SDL_DROPTEXT, SDL_ENABLE);
}

static bool start(Desk *d, Problems *problems) {
    App *app = &d->app;
    if (!library_open(&app->library, problems)) return false;
    app->fonts = fonts_open(d->arena, problems);
    if (!app->fonts) return false;
    Problems aside = { .arena = d->arena };
    app->state = state_open(&aside);
    problems_print(stderr, &aside);
    int width = d->options.width ? d->options.width : 1280, height = d->options.height ? d->options.height : 800;
    d->window = window_open("Attend", width, height, app->fonts, problems);
    if (!d->window) return false;
    app_begin(app, fonts_metrics(app->fonts));
    settings(d);
    measure(d);
    return open_what_was_asked(d, problems);
}

static void finish(Desk *d) {
    App *app = &d->app;
    if (app->memory) app_end(app);
    for (int i = 0; i < UI_CURSOR_COUNT; i++)
        if (d->cursor[i]) SDL_FreeCursor(d->cursor[i]);
    window_close(d->window);
    if (app->state) state_close(app->state);
    if (app->fonts) fonts_close(app->fonts);
    if (app->library.arena) library_close(&app->library);
    arena_end(d->arena);
    free(d);
    render_shutdown();
    SDL_Quit();
}

int command_window(int argc, char **argv) {
    Desk *d = calloc(1, sizeof *d);
    if (!d) return 1;
    int code = window_options(argc, argv, &d->options);
    if (code) {
        free(d);
        return code;
    }
    d->arena = arena_begin();
    d->scripted = d->options.screenshot || d->options.script;
    d->scale = 1;
    Problems problems = { .arena = d->arena };
    if (!start(d, &problems)) {
        print_problems(&problems);
        code = 1;
    } else if (d->options.bench_start) {
        draw(d);
        printf("%.1f\n", process_age());
    } else if (d->scripted) {
        code = perform(d);
    } else {
        live(d);
    }
    finish(d);
    return code;
}
