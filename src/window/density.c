// The resource is asked of the X server directly: SDL mixes it with claimed millimetres.
#include "window/density.h"

#include <SDL_syswm.h>
#include <X11/Xlib.h>
#include <X11/Xproto.h>
#include <stdlib.h>
#include <string.h>

#include "base/math.h"

enum { LINES_OF_4K = 2160 };
static const double dpi_of_one = 96, dpi_least = 48, dpi_most = 480;

double density_of_resources(const char *resources) {
    static const char name[] = "Xft.dpi:";
    for (const char *line = resources; line && *line; line = strchr(line, '\n'), line = line ? line + 1 : NULL) {
        if (strncmp(line, name, sizeof name - 1) != 0) continue;
        double dpi = strtod(line + sizeof name - 1, NULL);
        return dpi >= dpi_least && dpi <= dpi_most ? dpi / dpi_of_one : 0;
    }
    return 0;
}

static double of_x11(void) {
    const char *driver = SDL_GetCurrentVideoDriver();
    Display *x = driver && !strcmp(driver, "x11") ? XOpenDisplay(NULL) : NULL;
    if (!x) return 0;
    double density = density_of_resources(XResourceManagerString(x));
    XCloseDisplay(x);
    return density;
}

double density_of_display(int display) {
    static double said = -1; // a desktop that changes it tells programs that start later
    if (said < 0) said = of_x11();
    if (said > 0) return said;
    SDL_DisplayMode mode;
    if (display < 0 || SDL_GetDesktopDisplayMode(display, &mode) != 0) return 1;
    return math_min_int(mode.w, mode.h) >= LINES_OF_4K ? 2 : 1;
}

double density_ratio(SDL_Window *window) {
    int pixels = 0, points = 0;
    SDL_GetWindowSizeInPixels(window, &pixels, NULL);
    SDL_GetWindowSize(window, &points, NULL);
    return pixels > 0 && points > 0 ? (double)pixels / points : 1;
}

double density_of_window(SDL_Window *window) {
    double ratio = density_ratio(window);
    return ratio > 1.01 ? ratio : density_of_display(SDL_GetWindowDisplayIndex(window));
}

static Display *x11_of(SDL_Window *window, Window *out) {
    SDL_SysWMinfo info;
    SDL_VERSION(&info.version);
    if (!SDL_GetWindowWMInfo(window, &info) || info.subsystem != SDL_SYSWM_X11) return NULL;
    if (out) *out = info.info.x11.window;
    return info.info.x11.display;
}

bool desktop_size(SDL_Window *window, int *width, int *height) {
    XWindowAttributes root;
    Display *x = x11_of(window, NULL);
    if (!x || !XGetWindowAttributes(x, DefaultRootWindow(x), &root)) return false;
    *width = root.width, *height = root.height;
    return true;
}

bool desktop_place(SDL_Window *window, int *x, int *y) {
    Window own, child;
    Display *display = x11_of(window, &own);
    return display && XTranslateCoordinates(display, own, DefaultRootWindow(display), 0, 0, x, y, &child);
}

bool desktop_is_managed(SDL_Window *window) {
    Atom type;
    int format;
    unsigned long count = 0, left;
    unsigned char *said = NULL;
    Display *x = x11_of(window, NULL);
    if (!x) return true;
    Atom name = XInternAtom(x, "_NET_SUPPORTING_WM_CHECK", True);
    if (!name) return false;
    XGetWindowProperty(x, DefaultRootWindow(x), name, 0, 1, False, AnyPropertyType, &type, &format, &count, &left, &said);
    if (said) XFree(said);
    return count == 1;
}

static XErrorHandler before_shared;

static int pass_over_gone(Display *x, XErrorEvent *error) {
    int asked = error->request_code;
    bool of_another = asked == X_SendEvent || asked == X_ChangeProperty || asked == X_GetProperty;
    return error->error_code == BadWindow && of_another ? 0 : before_shared(x, error);
}

void desktop_is_shared(void) {
    if (!before_shared) before_shared = XSetErrorHandler(pass_over_gone);
}

static int pass_over(Display *x, XErrorEvent *error) {
    (void)x, (void)error;
    return 0;
}

void desktop_is_left(void) { XSetErrorHandler(pass_over); }
