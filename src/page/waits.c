// See waits.h. The texts of what waits are copies of its own.
#include "page/waits.h"

#include <stdlib.h>
#include <string.h>

#include "page/app.h"

const Turn *waits_turn(const App *app, Turn *room) {
    if (!app->waits.clock) return NULL;
    *room = turn_begin(app->waits.clock, session_race_running(app->session) ? 0.004 : 0.01); // a training has a share of its own
    return room;
}

// --- making

static bool wait_until(App *app, bool ready) {
    app->waits.must = app->waits.must || !ready;
    return !ready;
}

static bool may_wait(const App *app) { return app->waits.may && app->waits.clock; }

bool waits_until(App *app, bool ready) { return may_wait(app) && wait_until(app, ready); }

bool waits_for_step(App *app, int step) {
    if (!may_wait(app)) return false;
    Turn room;
    return wait_until(app, session_make_step(app->session, step, waits_turn(app, &room)));
}

bool waits_for_param(App *app, const char *name, const char *text) {
    if (!may_wait(app)) return false;
    Turn room;
    return wait_until(app, session_make_param(app->session, name, text, waits_turn(app, &room)));
}

bool waits_for_open(App *app, Session *session, const char *path, StepMeant *meant, const void *context) {
    if (!may_wait(app)) return false;
    Turn room;
    return wait_until(app, session_make_open(session, path, meant, context, waits_turn(app, &room)));
}

void waits_at_once(App *app) { app->waits.may = false; }

// --- what waits

static char *copied(const char *text) {
    if (!text) return NULL;
    size_t size = strlen(text) + 1;
    return memcpy(memory_needed(malloc(size)), text, size);
}

static void put_at(Waits *w, int at, Asked asked) {
    if (w->count == WAITS_MOST) free((char *)(size_t)w->asked[--w->count].text);
    memmove(&w->asked[at + 1], &w->asked[at], sizeof(Asked) * (size_t)(w->count - at));
    asked.text = copied(asked.text);
    w->asked[at] = asked;
    w->count++;
}

void waits_begin(App *app) {
    app->waits.may = true;
    app->waits.must = false;
}

bool waits_end(App *app, Asked asked) {
    bool again = app->waits.must;
    app->waits.may = app->waits.must = false;
    if (again) put_at(&app->waits, 0, asked);
    return again;
}

// It is the same wherever one is.
static bool goes_elsewhere(Action action) {
    switch ((int)action) {
    case ACTION_STEP:
    case ACTION_STEP_NUMBER:
    case ACTION_FIRST:
    case ACTION_LAST:
    case ACTION_CLOSE:
    case ACTION_RETURN:
    case ACTION_OPEN:
    case ACTION_CARD_OPEN:
    case ACTION_FOLLOW:
    case ACTION_LINK:
    case ACTION_QUIT: return true;
    }
    return false;
}

bool waits_put(App *app, Asked asked) {
    if (!waits_any(app)) return false;
    if (goes_elsewhere(asked.action)) {
        waits_forget(app);
        return false;
    }
    put_at(&app->waits, app->waits.count < WAITS_MOST ? app->waits.count : WAITS_MOST - 1, asked);
    return true;
}

bool waits_next(App *app, Asked *out) {
    Waits *w = &app->waits;
    if (!w->count) return false;
    *out = w->asked[0];
    if (out->text) {
        char *text = (char *)(size_t)out->text;
        out->text = arena_print(app->frame, "%s", text);
        free(text);
    }
    memmove(&w->asked[0], &w->asked[1], sizeof(Asked) * (size_t)--w->count);
    return true;
}

bool waits_any(const App *app) { return app->waits.count > 0; }

void waits_forget(App *app) {
    Waits *w = &app->waits;
    while (w->count) free((char *)(size_t)w->asked[--w->count].text);
    session_end(w->follows);
    w->follows = NULL;
}
