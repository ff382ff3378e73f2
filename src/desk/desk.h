// The program without a host: what happens goes in, a list to show comes out, and how long nothing will change. It knows no
// window system; the desktop's window and the page in a browser are two thin hosts of it.
//
//     Desk *desk = desk_begin(&(DeskOptions){ .lesson = "retrieval" }, &problems);
//     desk_size(desk, 1280, 800, 1);
//     for (bool due = true; !desk_quit(desk); due = desk_watch(desk, now()) || happened) {
//         if (due) show(desk_frame(desk, now()), desk_theme(desk), desk_scale(desk));
//         happened = wait(desk_patience(desk, now()));        // for so many seconds, or until something happens:
//         if (happened) {                                     // what it was, on top of what the desk knows of the pointer
//             UiInput in = desk_input(desk, now());
//             in.key = UI_KEY_RIGHT;
//             desk_event(desk, in);
//         }
//     }
//     desk_end(desk);
#ifndef ATTEND_DESK_DESK_H
#define ATTEND_DESK_DESK_H

#include "desk/touch.h"
#include "page/app.h"

typedef struct Desk Desk;

// What only a host can do. Zero: it cannot.
typedef struct DeskHost {
    void *context; // passed to the next four
    const char *(*paste)(void *context, Arena *arena);
    void (*copy)(void *context, const char *text);
    bool (*copy_picture)(void *context, Text png, Text svg); // one picture as both; false: it cannot be
    // A picture will be copied in a moment: for a clipboard that asks who clicked. `comes` false: it does not come after all.
    void (*expect_picture)(void *context, bool comes);
    double (*clock)(void); // seconds: what takes long is shared out over frames by it, so that nothing stands still
} DeskHost;

typedef struct DeskOptions {
    DeskHost host;
    const char *lesson; // id, number or file; NULL: the course map
    const char *link;   // instead of a lesson: "#masking.cache?…" (session/link.h)
    const char *step;   // its id, or a number from 1; NULL: the remembered one
    const char *data;   // a file of own vectors, read in this way
    const char *text;   // a text of one's own to train a model on
    DataOptions reading;
    Settings *settings; // with what was said for this run; the desk's from now on. NULL: the person's file alone
    bool scripted;      // time is told by a script: a race makes a step a frame
} DeskOptions;

// NULL with problems: no lessons, no fonts, or what was to be opened cannot be. `problems` also gets what does not stop it.
Desk *desk_begin(const DeskOptions *options, Problems *problems);
void desk_end(Desk *desk); // writes what is remembered

// --- what happens
// The room there is, in device pixels, and how many of them make a unit on this display (1 at 96 dots an inch).
void desk_size(Desk *desk, double width, double height, double density);
// An input without an event: where the pointer was last. Points are in units: device pixels over desk_scale.
UiInput desk_input(const Desk *desk, double now);
// One event. Of many movements in a row only the last counts; what a press is on is looked up before it is pressed.
void desk_event(Desk *desk, UiInput in);
// Something was dropped or chosen: a file by its path, or text; the other is NULL.
void desk_drop(Desk *desk, const char *path, const char *text);
// A link from outside: opened as far as it can be, and the page says what cannot. False: it leads to nothing that is there.
bool desk_open(Desk *desk, const char *link);
// Two fingers: the picture grows by a factor about a point.
void desk_pinch(Desk *desk, double factor, double x, double y);
void desk_pan(Desk *desk, double dx, double dy, double x, double y); // and move it
// A finger on a screen that is touched; its number tells it from others. The host passes no mouse events of it.
void desk_finger(Desk *desk, FingerEvent event, long long id, double x, double y, double now);

// --- what is shown. Seconds come from any clock that only goes forward.
// The page now, to be drawn in the theme, on its stage role, at desk_scale; it is good until the next call.
const List *desk_frame(Desk *desk, double now);
double desk_scale(const Desk *desk); // device pixels a unit
Theme desk_theme(const Desk *desk);
UiCursor desk_cursor(const Desk *desk);
bool desk_text_box(const Desk *desk, Box *at); // is a text field being typed into, and where
const char *desk_title(Desk *desk);            // of the window; another pointer when it has changed
double desk_wants(Desk *desk); // for a step inside another page: the height at which all of it is seen, in device pixels
typedef struct DeskPlace {
    const char *lesson; // its id; NULL on the course map
    int step;           // from 0
} DeskPlace;
DeskPlace desk_place(const Desk *desk);

// --- the presenter's window, a second one for whoever teaches. Keys go to the page from either window.
bool desk_presents(const Desk *desk);  // is it wanted?
void desk_presenter_close(Desk *desk); // its own button for it was pressed, or it cannot be opened
void desk_presenter_size(Desk *desk, double width, double height, double density);
UiInput desk_presenter_input(const Desk *desk, double now);
void desk_presenter_event(Desk *desk, UiInput in);
void desk_presenter_finger(Desk *desk, FingerEvent event, long long id, double x, double y, double now);
const List *desk_presenter_frame(Desk *desk, double now); // after desk_frame: it holds a copy of what that has shown
bool desk_presenter_due(const Desk *desk, double now);    // has something changed in this window alone, its clock?
double desk_presenter_scale(const Desk *desk);
Theme desk_presenter_theme(const Desk *desk);
UiCursor desk_presenter_cursor(const Desk *desk);
void desk_screens(Desk *desk, int screens); // how many there are; with one there is nothing to swap
unsigned desk_swaps(const Desk *desk);      // how often somebody asked for the two windows to change their screens

// --- when
// Seconds until desk_watch is to be asked again, at most 1; 0: at once.
double desk_patience(const Desk *desk, double now);
// Looks after what changes by itself: lessons' files, a file chooser, what is to be remembered. True when a frame is due.
bool desk_watch(Desk *desk, double now);

// Seconds until the next frame is due by itself: 0 while something moves, negative when nothing will. For a host that is called
// and never waits; it asks desk_watch after what happened, and not every second.
double desk_due(const Desk *desk, double now);

// --- what the host is asked for
bool desk_quit(const Desk *desk);
void desk_close(Desk *desk); // the host's own button for it was pressed
bool desk_full_screen(const Desk *desk);
bool desk_moving(const Desk *desk); // an animation is on its way
App *desk_app(Desk *desk);          // for tests and scripts
Fonts *desk_fonts(const Desk *desk);

#endif
