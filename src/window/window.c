// SDL's window surface is plain memory, and so is the picture: the screen draws into it, and only the boxes in which the list
// differs from the one shown before are sent to the display.
#include "window/window.h"

#include <SDL.h>
#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "base/program.h"
#include "render/screen.h"
#include "window/density.h"

enum { WIDTH_LEAST = 480, HEIGHT_LEAST = 320, USUAL_WIDTH = 1280, USUAL_HEIGHT = 800, SCREENS_MOST = 16 };

struct Window {
    SDL_Window *sdl;
    Screen *screen;
    Room room;        // as it was last, out of full screen
    bool fills;       // its screen, by its size and place alone: nobody manages windows here
    SDL_Surface *own; // drawn into and copied, when the display's pixels are of another kind than ours
};

// SDL falls back to drivers that show nothing; they are welcome only when they were asked for.
static bool shows_nothing(void) {
    const char *driver = SDL_GetCurrentVideoDriver(), *asked = SDL_getenv("SDL_VIDEODRIVER");
    if (!driver) return true;
    return !(asked && *asked) && (strcmp(driver, "offscreen") == 0 || strcmp(driver, "dummy") == 0 || strcmp(driver, "evdev") == 0);
}

// Where a session has no folder for sockets, Wayland's library says so by itself, in words of its own.
static void leave_out_wayland(void) {
    char drivers[400] = "";
    if (SDL_getenv("XDG_RUNTIME_DIR") || SDL_getenv("WAYLAND_DISPLAY")) return;
    for (int i = 0; i < SDL_GetNumVideoDrivers(); i++) {
        const char *name = SDL_GetVideoDriver(i);
        size_t used = strlen(drivers);
        if (strcmp(name, "wayland") != 0) SDL_snprintf(drivers + used, sizeof drivers - used, "%s%s", used ? "," : "", name);
    }
    SDL_SetHint(SDL_HINT_VIDEODRIVER, drivers); // what the environment asks for goes before it
}

// SDL asks the session's bus for input methods and the screen saver. Where the session has none, libdbus would start one, with all
// of the environment.
static void start_no_bus(void) {
    char bus[400] = "";
    const char *folder = SDL_getenv("XDG_RUNTIME_DIR");
    if (folder) SDL_snprintf(bus, sizeof bus, "%s/bus", folder);
    if (!SDL_getenv(PROGRAM_BUS) && !(folder && file_exists(bus))) SDL_setenv(PROGRAM_BUS, PROGRAM_NO_BUS, 1);
}

static Window *refuse(Window *window, Problems *problems, const char *reason) {
    problems_add(problems, (Place){ 0 }, "no window can be opened: %s; without a display, attend export draws to files", reason);
    if (window)
        window_close(window);
    else if (SDL_WasInit(SDL_INIT_VIDEO))
        SDL_QuitSubSystem(SDL_INIT_VIDEO);
    return NULL;
}

// A screen on which that window is not; −1: there is none.
static int other_display(const Window *window) {
    int here = SDL_GetWindowDisplayIndex(window->sdl);
    return SDL_GetNumVideoDisplays() < 2 || here < 0 ? -1 : here == 0 ? 1 : 0;
}

enum { FRAME = 40, FRAME_SIDES = 8 }; // of most windows: with its title bar, and both sides

// Under X11 the place that a new window asks for is that of its frame, elsewhere of what is in it.
static bool places_frames(void) {
    const char *driver = SDL_GetCurrentVideoDriver();
    return driver && !strcmp(driver, "x11");
}

static Room usable_room(int display) {
    SDL_Rect r = { 0 };
    SDL_GetDisplayUsableBounds(display < 0 ? 0 : display, &r);
    if (places_frames()) r.h -= FRAME, r.w -= FRAME_SIDES;
    return (Room){ r.x, r.y, r.w, r.h, false, true };
}

// Under X11 a point is a pixel; elsewhere the window system has made points of the same size for the eye.
static double points_of_unit(int display) { return places_frames() ? density_of_display(display < 0 ? 0 : display) : 1; }

// The frame is not there yet. A size that was asked for is taken as it is.
static Room room_for(const WindowWish *wish) {
    if (wish->width && wish->height) return (Room){ .width = wish->width, .height = wish->height };
    Room wanted = { .width = USUAL_WIDTH, .height = USUAL_HEIGHT, .density = 1 };
    bool known = room_read(wish->remembered, &wanted);
    int others = wish->beside ? other_display(wish->beside) : -1;
    if (others >= 0)
        known =
            known && SDL_GetPointDisplayIndex(&(SDL_Point){ wanted.x + wanted.width / 2, wanted.y + wanted.height / 2 }) == others;
    if (!known) wanted.placed = false;
    int display = others >= 0 ? others
                  : known     ? SDL_GetPointDisplayIndex(&(SDL_Point){ wanted.x + wanted.width / 2, wanted.y + wanted.height / 2 })
                              : 0;
    return room_within(room_on(wanted, points_of_unit(display)), usable_room(display), places_frames() ? 0 : FRAME);
}

Window *window_open(const char *title, const WindowWish *wish, Fonts *fonts, Problems *problems) {
    SDL_SetHint(SDL_HINT_FRAMEBUFFER_ACCELERATION, "0"); // through a texture an update takes a hundred times as long
    SDL_SetHint(SDL_HINT_TOUCH_MOUSE_EVENTS, "0");       // fingers come as what they are
    SDL_SetHint(SDL_HINT_VIDEO_X11_NET_WM_BYPASS_COMPOSITOR, "0");
    leave_out_wayland();
    start_no_bus();
    if (SDL_InitSubSystem(SDL_INIT_VIDEO) != 0) return refuse(NULL, problems, SDL_GetError());
    if (shows_nothing()) return refuse(NULL, problems, "no display was found");
    SDL_EnableScreenSaver();
    Window *window = calloc(1, sizeof *window);
    if (!window) return refuse(NULL, problems, "out of memory");
    window->screen = screen_open(fonts);
    Room room = room_for(wish);
    int centred = (int)SDL_WINDOWPOS_CENTERED, x = room.placed ? room.x : centred, y = room.placed ? room.y : centred;
    window->sdl = SDL_CreateWindow(title, x, y, room.width, room.height, SDL_WINDOW_RESIZABLE | SDL_WINDOW_ALLOW_HIGHDPI);
    window->room = room;
    if (!window->screen || !window->sdl) return refuse(window, problems, SDL_GetError());
    SDL_SetWindowMinimumSize(window->sdl, WIDTH_LEAST, HEIGHT_LEAST);
    return window;
}

void window_close(Window *window) {
    if (!window) return;
    screen_close(window->screen);
    SDL_FreeSurface(window->own);
    if (window->sdl) SDL_DestroyWindow(window->sdl);
    free(window);
    SDL_QuitSubSystem(SDL_INIT_VIDEO);
}

// --- drawing

// Where to draw: the window's own memory, or a surface of the same size in our kind of pixels. NULL when there is none.
static SDL_Surface *canvas_of(Window *window, SDL_Surface *screen) {
    if (screen->format->format == SDL_PIXELFORMAT_RGB888 && !SDL_MUSTLOCK(screen)) return screen;
    if (window->own && (window->own->w != screen->w || window->own->h != screen->h)) {
        SDL_FreeSurface(window->own);
        window->own = NULL;
    }
    if (!window->own) window->own = SDL_CreateRGBSurfaceWithFormat(0, screen->w, screen->h, 32, SDL_PIXELFORMAT_RGB888);
    return window->own;
}

// Sends the boxes to the display, by way of the window's surface when the picture is not in it.
static void present(Window *window, SDL_Surface *screen, SDL_Surface *drawn, const PixelBox *box, int boxes) {
    SDL_Rect rect[SCREEN_BOXES];
    int count = 0;
    for (int i = 0; i < boxes; i++) {
        if (box[i].width <= 0 || box[i].height <= 0) continue;
        rect[count] = (SDL_Rect){ box[i].x, box[i].y, box[i].width, box[i].height };
        if (drawn != screen) {
            SDL_Rect to = rect[count];
            SDL_BlitSurface(drawn, &rect[count], screen, &to);
        }
        count++;
    }
    if (count) SDL_UpdateWindowSurfaceRects(window->sdl, rect, count);
}

double window_show(Window *window, const List *list, Theme theme, double scale) {
    Uint64 begin = SDL_GetPerformanceCounter();
    SDL_Surface *screen = SDL_GetWindowSurface(window->sdl), *drawn = screen ? canvas_of(window, screen) : NULL;
    if (!drawn) return 0; // not shown at all just now
    Pixels to = { drawn->pixels, drawn->w, drawn->h, drawn->pitch / 4 };
    PixelBox touched[SCREEN_BOXES];
    present(window, screen, drawn, touched, screen_draw(window->screen, to, list, theme, scale, touched));
    return (double)(SDL_GetPerformanceCounter() - begin) * 1000 / (double)SDL_GetPerformanceFrequency();
}

void window_damage(Window *window) { screen_damage(window->screen); }

const void *window_pixels(const Window *window, int *width, int *height, int *stride) {
    SDL_Surface *drawn = window->own ? window->own : SDL_GetWindowSurface(window->sdl);
    if (!drawn) return NULL;
    *width = drawn->w;
    *height = drawn->h;
    *stride = drawn->pitch / 4;
    return drawn->pixels;
}

// --- the window itself

void window_size(const Window *window, int *width, int *height) { SDL_GetWindowSizeInPixels(window->sdl, width, height); }

double window_density(const Window *window) { return density_of_window(window->sdl); }
double window_ratio(const Window *window) { return density_ratio(window->sdl); }

Room window_room(Window *window) {
    Uint32 flags = SDL_GetWindowFlags(window->sdl);
    Room *r = &window->room;
    if (!window->fills && !(flags & (SDL_WINDOW_FULLSCREEN | SDL_WINDOW_MAXIMIZED | SDL_WINDOW_MINIMIZED))) {
        SDL_GetWindowSize(window->sdl, &r->width, &r->height);
        SDL_GetWindowPosition(window->sdl, &r->x, &r->y);
        r->density = points_of_unit(SDL_GetWindowDisplayIndex(window->sdl));
        int top = 0, left = 0;
        if (places_frames() && SDL_GetWindowBordersSize(window->sdl, &top, &left, NULL, NULL) == 0) r->x -= left, r->y -= top;
        r->placed = true;
    }
    r->full_screen = window_is_full_screen(window);
    return *r;
}

// What a window manager would do.
static void fill_screen(Window *window, bool on) {
    SDL_Rect r;
    Room room = window_room(window);
    if (on && desktop_place(window->sdl, &room.x, &room.y)) window->room.x = room.x, window->room.y = room.y;
    if (on && SDL_GetDisplayBounds(SDL_GetWindowDisplayIndex(window->sdl), &r) == 0)
        room = (Room){ r.x, r.y, r.w, r.h, true, true };
    window->fills = on;
    SDL_SetWindowSize(window->sdl, room.width, room.height);
    SDL_SetWindowPosition(window->sdl, room.x, room.y);
}

void window_full_screen(Window *window, bool on) {
    if (on == window_is_full_screen(window)) return;
    if (window->fills || (on && !desktop_is_managed(window->sdl)))
        fill_screen(window, on);
    else if (SDL_SetWindowFullscreen(window->sdl, on ? SDL_WINDOW_FULLSCREEN_DESKTOP : 0) != 0)
        return;
    if (on)
        SDL_DisableScreenSaver(); // somebody is teaching
    else
        SDL_EnableScreenSaver();
    window_damage(window);
}

bool window_is_full_screen(const Window *window) {
    return window->fills || (SDL_GetWindowFlags(window->sdl) & SDL_WINDOW_FULLSCREEN) != 0;
}

void window_title(Window *window, const char *title) { SDL_SetWindowTitle(window->sdl, title); }

// Where a window can be seen; the screens' bounds, or what is left of them by bars and docks.
static int screens_now(const Window *window, bool usable, Room screen[SCREENS_MOST]) {
    int told = 0, width, height;
    SDL_Rect r;
    for (int i = 0; i < SDL_GetNumVideoDisplays() && told < SCREENS_MOST; i++)
        if ((usable ? SDL_GetDisplayUsableBounds(i, &r) : SDL_GetDisplayBounds(i, &r)) == 0)
            screen[told++] = (Room){ r.x, r.y, r.w, r.h, false, true };
    if (!desktop_size(window->sdl, &width, &height)) return told;
    Room desktop = { 0, 0, width, height, false, true };
    int left = room_screens(desktop, screen, told);
    if (!left) screen[left++] = desktop; // the one that is left has changed its place
    return left;
}

bool window_is_seen(const Window *window) {
    Room screen[SCREENS_MOST], room = { .placed = true };
    SDL_GetWindowPosition(window->sdl, &room.x, &room.y);
    SDL_GetWindowSize(window->sdl, &room.width, &room.height);
    return room_is_seen(room, screen, screens_now(window, false, screen));
}

void window_bring(Window *window, int display) {
    Room screen[SCREENS_MOST], room = window_room(window);
    int screens = screens_now(window, true, screen);
    if (!screens) return;
    room.placed = false;
    room = room_within(room, screen[display < screens ? display : 0], FRAME);
    SDL_SetWindowSize(window->sdl, room.width, room.height);
    SDL_SetWindowPosition(window->sdl, room.x, room.y);
    window_damage(window);
}

void *window_sdl(const Window *window) { return window->sdl; }
