// The desk's host on SDL: its events become inputs, its surface shows the list; a second window, for the presenter, comes and
// goes as the desk wants it. When nothing moves it sleeps as long as the desk has patience. A script runs on a clock of its own,
// so that it gives the same pictures everywhere.
#include "window/host.h"

#include <SDL.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/platform.h"
#include "base/usage.h"
#include "desk/desk.h"
#include "page/figure.h"
#include "render/export.h"
#include "render/system_fonts.h"
#include "session/link.h"
#include "window/clipboard.h"
#include "window/density.h"
#include "window/events.h"
#include "window/options.h"
#include "window/window.h"

typedef struct Host {
    Desk *desk;
    Options options;
    Arena *arena;
    Window *window;
    Window *presenter; // NULL: not open
    unsigned swaps;    // carried out
    SDL_Cursor *cursor[UI_CURSOR_COUNT];
    UiCursor cursor_shown;
    const char *title_shown;
    bool scripted;
    bool in_presenter; // a script's events and its picture
    double clock;      // of a script, seconds
    int frames;
    double kept_at; // when it was looked whether the windows are on a screen
} Host;

static double seconds_now(const Host *h) {
    return h->scripted ? h->clock : (double)SDL_GetPerformanceCounter() / (double)SDL_GetPerformanceFrequency();
}

// --- the clipboard

static const char *paste_text(void *context, Arena *arena) {
    (void)context;
    char *text = SDL_GetClipboardText();
    const char *copy = text ? arena_print(arena, "%s", text) : NULL;
    SDL_free(text);
    return copy;
}

static void copy_text(void *context, const char *text) {
    (void)context;
    SDL_SetClipboardText(text);
}

static bool copy_picture(void *context, Text png, Text svg) {
    (void)context;
    return clipboard_give(png, svg);
}

// --- events

// Units for each of the points in which SDL tells places.
static double point_scale(const Host *h) { return desk_scale(h->desk) / window_ratio(h->window); }

static void measure(Host *h) {
    int width, height;
    window_size(h->window, &width, &height);
    desk_size(h->desk, width, height, window_density(h->window));
}

static void measure_presenter(Host *h) {
    int width, height;
    window_size(h->presenter, &width, &height);
    desk_presenter_size(h->desk, width, height, window_density(h->presenter));
}

static double presenter_point_scale(const Host *h) { return desk_presenter_scale(h->desk) / window_ratio(h->presenter); }

static Uint32 id_of(const Window *window) { return window ? SDL_GetWindowID(window_sdl(window)) : 0; }

// The window that an event is about; those that name none are about the class's.
static Uint32 window_of(const SDL_Event *e) {
    switch (e->type) {
    case SDL_WINDOWEVENT: return e->window.windowID;
    case SDL_KEYDOWN:
    case SDL_KEYUP: return e->key.windowID;
    case SDL_TEXTINPUT: return e->text.windowID;
    case SDL_MOUSEMOTION: return e->motion.windowID;
    case SDL_MOUSEBUTTONDOWN:
    case SDL_MOUSEBUTTONUP: return e->button.windowID;
    case SDL_MOUSEWHEEL: return e->wheel.windowID;
    case SDL_FINGERDOWN:
    case SDL_FINGERMOTION:
    case SDL_FINGERUP: return e->tfinger.windowID;
    default: return 0;
    }
}

static bool has_new_surface(const SDL_WindowEvent *e) {
    return e->event == SDL_WINDOWEVENT_EXPOSED || e->event == SDL_WINDOWEVENT_SIZE_CHANGED || e->event == SDL_WINDOWEVENT_RESTORED;
}

// SDL tells places of fingers as shares of the window.
static void take_finger(Host *h, const SDL_TouchFingerEvent *e, Window *window) {
    int width, height;
    bool presenter = window == h->presenter;
    double scale = presenter ? desk_presenter_scale(h->desk) : desk_scale(h->desk);
    FingerEvent event = e->type == SDL_FINGERDOWN ? FINGER_DOWN : e->type == SDL_FINGERUP ? FINGER_UP : FINGER_MOVES;
    window_size(window, &width, &height);
    (presenter ? desk_presenter_finger : desk_finger)(h->desk, event, (long long)e->fingerId, (double)e->x * width / scale,
                                                      (double)e->y * height / scale, seconds_now(h));
}

static bool is_finger(const SDL_Event *e) {
    return e->type == SDL_FINGERDOWN || e->type == SDL_FINGERMOTION || e->type == SDL_FINGERUP;
}

// A screen that has gone takes no window with it. Looked after now and then too: not every way to lose one makes an event.
static void keep_on_screen(Host *h) {
    h->kept_at = seconds_now(h);
    if (h->window && !window_is_seen(h->window)) {
        desk_app(h->desk)->full_screen = false;
        window_full_screen(h->window, false);
        window_bring(h->window, 0);
    }
    if (h->presenter && !window_is_seen(h->presenter)) window_bring(h->presenter, 0);
}

// A window that opens or fills the screen under a resting mouse is no reason to explain what is there.
static bool mouse_rests(const SDL_Event *e) {
    return e->type == SDL_MOUSEMOTION && e->motion.which != SDL_TOUCH_MOUSEID && !e->motion.state && !e->motion.xrel &&
           !e->motion.yrel;
}

static void take_presenter(Host *h, const SDL_Event *e) {
    UiInput in = desk_presenter_input(h->desk, seconds_now(h));
    if (e->type == SDL_WINDOWEVENT && e->window.event == SDL_WINDOWEVENT_CLOSE) desk_presenter_close(h->desk);
    if (e->type == SDL_WINDOWEVENT && has_new_surface(&e->window)) {
        window_damage(h->presenter);
        measure_presenter(h);
    }
    if (event_input(e, presenter_point_scale(h), &in)) desk_presenter_event(h->desk, in);
    if (is_finger(e)) take_finger(h, &e->tfinger, h->presenter);
}

static void take(Host *h, const SDL_Event *e) {
    if (e->type == SDL_DISPLAYEVENT) keep_on_screen(h);
    if (mouse_rests(e)) return;
    if (h->presenter && window_of(e) == id_of(h->presenter)) {
        take_presenter(h, e);
        return;
    }
    UiInput in = desk_input(h->desk, seconds_now(h));
    bool closed = e->type == SDL_WINDOWEVENT && e->window.event == SDL_WINDOWEVENT_CLOSE && window_of(e) == id_of(h->window);
    if (e->type == SDL_QUIT || closed) desk_close(h->desk);
    if (e->type == SDL_DROPFILE) desk_drop(h->desk, e->drop.file, NULL);
    if (e->type == SDL_DROPTEXT) desk_drop(h->desk, NULL, e->drop.file);
    if (e->type == SDL_DROPFILE || e->type == SDL_DROPTEXT) SDL_free(e->drop.file);
    if (e->type == SDL_WINDOWEVENT && has_new_surface(&e->window)) {
        window_damage(h->window);
        measure(h);
    }
    if (event_input(e, point_scale(h), &in)) desk_event(h->desk, in);
    if (is_finger(e)) take_finger(h, &e->tfinger, h->window);
}

// --- showing

static void show_cursor(Host *h) {
    static const SDL_SystemCursor shapes[UI_CURSOR_COUNT] = { SDL_SYSTEM_CURSOR_ARROW,   SDL_SYSTEM_CURSOR_HAND,
                                                              SDL_SYSTEM_CURSOR_IBEAM,   SDL_SYSTEM_CURSOR_SIZENS,
                                                              SDL_SYSTEM_CURSOR_SIZEALL, SDL_SYSTEM_CURSOR_CROSSHAIR };
    bool there = h->presenter && SDL_GetMouseFocus() == window_sdl(h->presenter);
    UiCursor wanted = there ? desk_presenter_cursor(h->desk) : desk_cursor(h->desk);
    if (wanted == h->cursor_shown && h->cursor[wanted]) return;
    if (!h->cursor[wanted]) h->cursor[wanted] = SDL_CreateSystemCursor(shapes[wanted]);
    if (h->cursor[wanted]) SDL_SetCursor(h->cursor[wanted]);
    h->cursor_shown = wanted;
}

static void show_title(Host *h) {
    const char *title = desk_title(h->desk);
    if (title != h->title_shown) window_title(h->window, title);
    h->title_shown = title;
}

static void show_text_box(Host *h) {
    Box at;
    double scale = point_scale(h);
    if (!desk_text_box(h->desk, &at)) return;
    SDL_SetTextInputRect(&(SDL_Rect){ (int)(at.x * scale), (int)(at.y * scale), (int)(at.w * scale), (int)(at.h * scale) });
}

// --- the presenter's window

static void open_presenter(Host *h) {
    Problems problems = { .arena = h->arena };
    WindowWish wish = { .remembered = state_value(desk_app(h->desk)->state, "presenter-window"), .beside = h->window };
    if (h->scripted)
        wish = (WindowWish){ .width = h->options.width ? h->options.width : 1280,
                             .height = h->options.height ? h->options.height : 800 };
    h->presenter = window_open("Presenter – Attend", &wish, desk_fonts(h->desk), &problems);
    if (h->presenter)
        measure_presenter(h);
    else
        desk_presenter_close(h->desk);
}

static void close_presenter(Host *h) {
    char text[80];
    if (!h->presenter) return;
    Room room = window_room(h->presenter);
    room_write(&room, text);
    if (!h->scripted) state_set_value(desk_app(h->desk)->state, "presenter-window", text);
    window_close(h->presenter);
    h->presenter = NULL;
}

// Each window goes to the screen of the other.
static void swap_screens(Host *h) {
    int here = SDL_GetWindowDisplayIndex(window_sdl(h->window)), there = SDL_GetWindowDisplayIndex(window_sdl(h->presenter));
    if (here == there) return;
    bool full = window_is_full_screen(h->window);
    if (full) window_full_screen(h->window, false);
    window_bring(h->window, there);
    window_bring(h->presenter, here);
    if (full) window_full_screen(h->window, true);
}

static void show_presenter(Host *h) {
    if (desk_presents(h->desk) && !h->presenter) open_presenter(h);
    if (!desk_presents(h->desk)) close_presenter(h);
    if (!h->presenter) return;
    if (h->swaps != desk_swaps(h->desk)) swap_screens(h), h->swaps = desk_swaps(h->desk);
    desk_screens(h->desk, SDL_GetNumVideoDisplays());
    const List *list = desk_presenter_frame(h->desk, seconds_now(h));
    window_show(h->presenter, list, desk_presenter_theme(h->desk), desk_presenter_scale(h->desk));
}

static void draw(Host *h) {
    if (desk_full_screen(h->desk) != window_is_full_screen(h->window)) {
        window_full_screen(h->window, desk_full_screen(h->desk));
        window_damage(h->window);
    }
    measure(h);
    const List *list = desk_frame(h->desk, seconds_now(h));
    window_show(h->window, list, desk_theme(h->desk), desk_scale(h->desk));
    show_presenter(h);
    show_cursor(h);
    show_title(h);
    show_text_box(h);
    h->frames++;
}

// --- waiting

// True when a frame has to be drawn.
static bool wait_for_something(Host *h) {
    SDL_Event e;
    bool any = false;
    double most = h->options.frames ? 1.0 / 60 : 3600,
           patience = desk_patience(h->desk, seconds_now(h)); // so many frames come for sure
    int ms = (int)((patience < most ? patience : most) * 1000 + 0.999);
    if (ms > 0 ? SDL_WaitEventTimeout(&e, ms) : SDL_PollEvent(&e)) {
        any = true;
        take(h, &e);
        while (SDL_PollEvent(&e)) take(h, &e);
    }
    return desk_watch(h->desk, seconds_now(h)) || any || h->options.frames;
}

static void live(Host *h) {
    enum { LOOK_EVERY = 1 };
    draw(h);
    while (!desk_quit(h->desk) && !(h->options.frames && h->frames >= h->options.frames)) {
        if (wait_for_something(h))
            draw(h);
        else if (desk_presenter_due(h->desk, seconds_now(h)))
            show_presenter(h);
        if (seconds_now(h) > h->kept_at + LOOK_EVERY) keep_on_screen(h);
    }
}

// --- scripts and pictures

// Frames until nothing moves, but at least for so many seconds; a lesson that is played goes on no longer than that.
static void settle(Host *h, double seconds) {
    const App *app = desk_app(h->desk);
    int least = (int)(seconds * 60);
    for (int i = 0; i < 3 || i < least || (i < 600 && (app->ui.animating || (seconds > 0 && app->player.playing))); i++) {
        h->clock += 1.0 / 60;
        draw(h);
        if (i >= least && i >= 3 && app->player.playing) break;
    }
}

static int run_script(Host *h, const char *script) {
    Text rest = text_of(script);
    Script pointer = { .window = window_sdl(h->window) };
    while (rest.size && !desk_quit(h->desk)) {
        const char *end = memchr(rest.at, ';', rest.size);
        size_t size = end ? (size_t)(end - rest.at) : rest.size;
        const char *command = text_copy(h->arena, text_trim((Text){ rest.at, size }));
        rest = end ? (Text){ end + 1, rest.size - size - 1 } : (Text){ 0 };
        h->in_presenter = h->presenter && (h->in_presenter || !strcmp(command, "presenter")) && strcmp(command, "class") != 0;
        pointer.window = window_sdl(h->in_presenter ? h->presenter : h->window);
        double wait = script_step(&pointer, command, h->in_presenter ? presenter_point_scale(h) : point_scale(h));
        if (wait < 0) return usage_error("--do does not know '%s'", command);
        SDL_Event e;
        while (SDL_PollEvent(&e)) take(h, &e);
        settle(h, wait);
    }
    return 0;
}

static int take_picture(Host *h, const char *path) {
    int width, height;
    Text png;
    Problems problems = { .arena = h->arena };
    bool there = h->in_presenter && h->presenter;
    double scale = there ? desk_presenter_scale(h->desk) : desk_scale(h->desk);
    window_size(there ? h->presenter : h->window, &width, &height);
    FigureFile file = { .width = width / scale,
                        .height = height / scale,
                        .scale = scale,
                        .theme = there ? desk_presenter_theme(h->desk) : desk_theme(h->desk),
                        .background = ROLE_STAGE,
                        .title = "Attend",
                        .description = "" };
    const List *list = there ? &desk_app(h->desk)->presenter.ui.list : &desk_app(h->desk)->ui.list;
    if (exporter_write(exporter_find(path_ending(path)), h->arena, desk_fonts(h->desk), list, &file, &png, &problems) &&
        file_write(path, png, &problems))
        return 0;
    problems_print(stderr, &problems);
    return 1;
}

static int perform(Host *h) {
    int code = 0;
    settle(h, 0);
    if (h->options.at >= 0) desk_app(h->desk)->player.t = h->options.at;
    settle(h, 0);
    if (h->options.script) code = run_script(h, h->options.script);
    if (!code && h->options.screenshot) code = take_picture(h, h->options.screenshot);
    return code;
}

// --- the start

static bool start(Host *h, Problems *problems) {
    const Options *o = &h->options;
    DeskOptions desk = {
        .host = { .paste = paste_text, .copy = copy_text, .copy_picture = copy_picture, .clock = platform_seconds },
        .lesson = o->lesson && link_is(o->lesson) ? NULL : o->lesson,
        .link = o->lesson && link_is(o->lesson) ? o->lesson : NULL,
        .step = o->step,
        .data = o->data,
        .text = o->text,
        .reading = o->reading,
        .settings = settings_open(problems),
        .scripted = h->scripted
    };
    for (int i = 0; i < o->withs; i++) settings_say_one(desk.settings, o->with[i], problems);
    h->desk = desk_begin(&desk, problems);
    if (!h->desk) return false;
    WindowWish wish = { .width = o->width, .height = o->height };
    const char *remembered = state_value(desk_app(h->desk)->state, "window");
    if (h->scripted && !o->width)
        wish.width = 1280, wish.height = 800; // a script's pictures are the same everywhere
    else if (!h->scripted)
        wish.remembered = remembered;
    h->window = window_open("Attend", &wish, desk_fonts(h->desk), problems);
    if (!h->window) return false;
    desktop_is_shared();
    Room was;
    if (!h->scripted && !o->width && room_read(remembered, &was)) desk_app(h->desk)->full_screen = was.full_screen;
    SDL_EventState(SDL_DROPFILE, SDL_ENABLE);
    SDL_EventState(SDL_DROPTEXT, SDL_ENABLE);
    measure(h);
    if (o->presenter) presenter_toggle(desk_app(h->desk));
    return true;
}

static void remember_room(Host *h) {
    char text[80];
    Room room = window_room(h->window);
    room_write(&room, text);
    state_set_value(desk_app(h->desk)->state, "window", text);
}

static void finish(Host *h) {
    if (h->window && !h->scripted && !h->options.width && !h->options.bench_start) remember_room(h);
    for (int i = 0; i < UI_CURSOR_COUNT; i++)
        if (h->cursor[i]) SDL_FreeCursor(h->cursor[i]);
    desktop_is_left();
    if (h->desk) close_presenter(h);
    window_close(h->window);
    if (h->desk) desk_end(h->desk);
    arena_end(h->arena);
    render_shutdown();
    SDL_Quit();
}

static int run(Host *h) {
    Problems problems = { .arena = h->arena };
    bool well = start(h, &problems);
    problems_print(stderr, &problems);
    if (!well) return 1;
    if (h->scripted) return perform(h);
    if (problems.count) toast_say(desk_app(h->desk), problem_text(h->arena, &problems.item[problems.count - 1]), NULL);
    if (!h->options.bench_start) {
        live(h);
        return 0;
    }
    draw(h);
    printf("%.1f\n", platform_process_age());
    return 0;
}

int command_window(int argc, char **argv) {
    Host h = { 0 };
    h.arena = arena_begin();
    int code = window_options(h.arena, argc, argv, &h.options);
    h.scripted = h.options.screenshot || h.options.script;
    if (!code) code = run(&h);
    finish(&h);
    return code;
}
