// Looks at a real screen: `look RRGGBB X Y W H` prints how many pixels of that rectangle of the root window have the colour;
// `look hash X Y W H` prints a number that changes when any pixel does; `look dpi N` says N dots an inch, as a desktop does;
// `look drag WINDOW` drags something over a window and is gone before that has answered.
#include <X11/Xatom.h>
#include <X11/Xlib.h>
#include <X11/Xutil.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static int say_dpi(Display *display, const char *dpi) {
    char text[64];
    int size = snprintf(text, sizeof text, "Xft.dpi:\t%s\n", dpi);
    XChangeProperty(display, DefaultRootWindow(display), XA_RESOURCE_MANAGER, XA_STRING, 8, PropModeReplace,
                    (const unsigned char *)text, size);
    XCloseDisplay(display);
    return 0;
}

static void tell(Display *display, Window to, const char *what, const long data[5]) {
    XEvent event = { .xclient = {
                         .type = ClientMessage, .window = to, .message_type = XInternAtom(display, what, False), .format = 32 } };
    memcpy(event.xclient.data.l, data, sizeof event.xclient.data.l);
    XSendEvent(display, to, False, 0, &event);
}

static int drag(Display *display, Window to) {
    Window from = XCreateSimpleWindow(display, DefaultRootWindow(display), 0, 0, 1, 1, 0, 0, 0);
    long files = (long)XInternAtom(display, "text/uri-list", False), copy = (long)XInternAtom(display, "XdndActionCopy", False);
    tell(display, to, "XdndEnter", (const long[5]){ (long)from, 5L << 24, files });
    XDestroyWindow(display, from);
    tell(display, to, "XdndPosition", (const long[5]){ (long)from, 0, 300L << 16 | 300, 0, copy });
    XSync(display, False);
    XCloseDisplay(display);
    return 0;
}

int main(int argc, char **argv) {
    bool dpi = argc == 3 && !strcmp(argv[1], "dpi"), drags = argc == 3 && !strcmp(argv[1], "drag");
    if (argc != 6 && !dpi && !drags) return 2;
    Display *display = XOpenDisplay(NULL);
    if (!display) return 1;
    if (dpi) return say_dpi(display, argv[2]);
    if (drags) return drag(display, strtoul(argv[2], NULL, 0));
    int x = atoi(argv[2]), y = atoi(argv[3]), w = atoi(argv[4]), h = atoi(argv[5]);
    XImage *image = XGetImage(display, DefaultRootWindow(display), x, y, (unsigned)w, (unsigned)h, AllPlanes, ZPixmap);
    if (!image) return 1;
    unsigned long wanted = strtoul(argv[1], NULL, 16), hash = 1469598103u;
    long count = 0;
    for (int j = 0; j < h; j++)
        for (int i = 0; i < w; i++) {
            unsigned long pixel = XGetPixel(image, i, j) & 0xFFFFFF;
            count += pixel == wanted;
            hash = (hash ^ pixel) * 16777619u;
        }
    if (strcmp(argv[1], "hash"))
        printf("%ld\n", count);
    else
        printf("%lu\n", hash & 0xFFFFFFFFu);
    XDestroyImage(image);
    XCloseDisplay(display);
    return 0;
}
