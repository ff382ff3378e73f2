// X11 keeps nothing: the owner of the clipboard is asked at every paste, in which forms the thing is there and then for one of
// them. So a process of its own stays behind, as long as nobody copies anything else, and outlives the window.
#include "window/clipboard.h"

#include <X11/Xatom.h>
#include <X11/Xlib.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/platform.h"
#include "base/program.h"

enum { FORMS = 2, FORM_MOST = 1 << 30 };

typedef struct Form {
    const char *type;
    Atom atom;
    unsigned char *at;
    size_t size;
} Form;

typedef struct Holder {
    Display *x;
    Window window;
    Atom clipboard, targets;
    Form form[FORMS];
} Holder;

// --- giving

bool clipboard_give(Text png, Text svg) {
    static const char *const argv[] = { PROGRAM_SELF, PROGRAM_HOLD, NULL };
    Arena *arena = arena_begin();
    Builder both = { .arena = arena };
    builder_print(&both, "%zu %zu\n", png.size, svg.size);
    builder_add(&both, png);
    builder_add(&both, svg);
    bool x11 = getenv("DISPLAY") && !getenv("WAYLAND_DISPLAY"), given = x11 && program_leave(argv, (Text){ both.at, both.size });
    arena_end(arena);
    return given || clipboard_picture(png, "image/png");
}

// --- holding

static bool read_form(Form *form, size_t size) {
    if (size > FORM_MOST || !(form->at = malloc(size + 1))) return false;
    form->size = fread(form->at, 1, size, stdin);
    return form->size == size;
}

static bool read_forms(Holder *h) {
    char line[64];
    size_t size[FORMS];
    h->form[0].type = "image/png";
    h->form[1].type = "image/svg+xml";
    if (!fgets(line, sizeof line, stdin) || sscanf(line, "%zu %zu", &size[0], &size[1]) != FORMS) return false;
    for (int i = 0; i < FORMS; i++)
        if (!read_form(&h->form[i], size[i])) return false;
    return true;
}

static bool own(Holder *h) {
    h->x = XOpenDisplay(NULL);
    if (!h->x) return false;
    h->window = XCreateSimpleWindow(h->x, DefaultRootWindow(h->x), 0, 0, 1, 1, 0, 0, 0);
    h->clipboard = XInternAtom(h->x, "CLIPBOARD", False);
    h->targets = XInternAtom(h->x, "TARGETS", False);
    for (int i = 0; i < FORMS; i++) h->form[i].atom = XInternAtom(h->x, h->form[i].type, False);
    XSetSelectionOwner(h->x, h->clipboard, h->window, CurrentTime);
    return XGetSelectionOwner(h->x, h->clipboard) == h->window;
}

// What is asked for stands in the property that the asker named; false: it cannot be given.
static bool put(Holder *h, const XSelectionRequestEvent *asked, Atom property) {
    if (asked->target == h->targets) {
        Atom known[FORMS + 1] = { h->targets };
        for (int i = 0; i < FORMS; i++) known[i + 1] = h->form[i].atom;
        XChangeProperty(h->x, asked->requestor, property, XA_ATOM, 32, PropModeReplace, (unsigned char *)known, FORMS + 1);
        return true;
    }
    size_t most = (size_t)(XExtendedMaxRequestSize(h->x) ? XExtendedMaxRequestSize(h->x) : XMaxRequestSize(h->x)) * 4 - 100;
    for (int i = 0; i < FORMS; i++) {
        if (h->form[i].atom != asked->target || h->form[i].size > most) continue;
        XChangeProperty(h->x, asked->requestor, property, asked->target, 8, PropModeReplace, h->form[i].at, (int)h->form[i].size);
        return true;
    }
    return false;
}

static void answer(Holder *h, const XSelectionRequestEvent *asked) {
    Atom property = asked->property == None ? asked->target : asked->property;
    XSelectionEvent told = { .type = SelectionNotify,
                             .requestor = asked->requestor,
                             .selection = asked->selection,
                             .target = asked->target,
                             .time = asked->time };
    told.property = put(h, asked, property) ? property : None;
    XSendEvent(h->x, asked->requestor, False, 0, (XEvent *)&told);
    XFlush(h->x);
}

static int ignore(Display *x, XErrorEvent *error) { // an asker that has gone
    (void)x, (void)error;
    return 0;
}

int clipboard_hold(void) {
    Holder h = { 0 };
    if (!read_forms(&h)) return 1;
    XSetErrorHandler(ignore);
    if (!own(&h)) return 1;
    for (XEvent e;;) {
        XNextEvent(h.x, &e);
        if (e.type == SelectionClear) break;
        if (e.type == SelectionRequest) answer(&h, &e.xselectionrequest);
    }
    XCloseDisplay(h.x);
    for (int i = 0; i < FORMS; i++) free(h.form[i].at);
    return 0;
}
