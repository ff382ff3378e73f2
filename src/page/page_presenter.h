// The presenter's window: a second view for whoever teaches, on a screen that the class does not see. Notes, the next step before
// its answer, the answer and why, the clock, a small copy of what the class sees. It has a user interface of its own over the
// same app: what is asked for in it is done to the page.
#ifndef ATTEND_PAGE_PAGE_PRESENTER_H
#define ATTEND_PAGE_PAGE_PRESENTER_H

#include "session/session.h"
#include "ui/ui.h"

typedef struct Presenter {
    bool open;    // the window is wanted
    bool drawing; // its pass is under way
    Theme theme;  // of this window: a dark one dazzles nobody
    Ui ui;        // its list is what the window shows
    Arena *frame;
    Session *ahead;            // at the step that comes next; NULL: there is none, or it was not asked for yet
    bool making;               // … and it is not whole yet
    const Session *ahead_from; // what it was made of
    unsigned ahead_version;
    int ahead_step;
    double smaller, smaller_w, smaller_h; // how its picture is laid out, and for which room
    const Session *smaller_of;
    double began, ran; // seconds: when the clock was started last, and what had run before
    bool runs;         // the clock
    bool started;      // it has been, once
    int minutes;       // the lesson may take
    int minute;        // of the day, said by the desk
    int screens;       // there are, said by the host
    unsigned swaps;    // how often the screens were asked to be swapped
    Theme class_theme; // how the class's window is drawn, said by the desk
} Presenter;

struct App;
void presenter_toggle(struct App *app);
void presenter_end(Presenter *presenter); // what it holds is given back
// One pass over the presenter's window, with one event or none; what was asked for in it is done at its end.
void presenter_pass(struct App *app, UiInput in);
// Do the page's own fields and dialogs take this window's keys just now?
bool presenter_yields_keys(const struct App *app);

// --- its parts
double presenter_seconds(const Presenter *presenter, double now); // since the start, without the pauses
void presenter_clock(struct App *app, Box at);
void presenter_words(struct App *app, Box at); // notes, the answer and why
void presenter_head(Ui *ui, Box at, const char *kind, const char *count, const char *title, bool only_you); // over a part

#endif
