// Drives the pages without a window, as it would: every event is a pass of its own. What is shown is read from the list.
#ifndef ATTEND_TESTS_PAGE_DRIVE_H
#define ATTEND_TESTS_PAGE_DRIVE_H

#include "support/check.h"
#include "support/fixed_metrics.h"

#include <stdio.h>

#include "page/pages.h"

static App app;
static double now, at_x, at_y;
static bool held;
static double window_width, window_height;

static inline int open_app(void **state) {
    (void)state;
    memset(&app, 0, sizeof app);
    Arena *arena = arena_begin();
    Problems problems = { .arena = arena };
    if (!library_open(&app.library, &problems)) return -1;
    app_begin(&app, fixed_metrics());
    settings_say(app.settings, TEXT("predict"), TEXT("off"), &problems); // test_predict.c has it on
    app.player.reduced = true;
    window_width = 1280, window_height = 720, now = 0, at_x = at_y = -1, held = false;
    app_measure(&app, window_width, window_height);
    bool well = app_open(&app, library_find(&app.library, "retrieval", &problems), 0);
    problems_print(stderr, &problems);
    arena_end(arena);
    return well ? 0 : -1;
}

static inline int close_app(void **state) {
    (void)state;
    app_end(&app);
    library_close(&app.library);
    return 0;
}

// --- events

static inline void one(UiInput in) {
    app_measure(&app, window_width, window_height);
    now += 0.02;
    in.now = now;
    in.x = at_x;
    in.y = at_y;
    in.inside = at_x >= 0;
    in.down = held;
    pages_pass(&app, in);
}

static inline void rest(void) {
    for (int i = 0; i < 3; i++) one((UiInput){ 0 });
}

static inline void move(double x, double y) {
    at_x = x;
    at_y = y;
    one((UiInput){ 0 });
    one((UiInput){ 0 });
}

static inline void click(double x, double y) {
    move(x, y);
    held = true;
    one((UiInput){ .pressed = true, .clicks = 1 });
    held = false;
    one((UiInput){ .released = true });
    rest();
}

static inline void key(int code, int mods) {
    one((UiInput){ .key = code, .mods = mods });
    rest();
}

static inline void type(const char *text) {
    for (; *text; text++) {
        char character[2] = { *text, 0 };
        one((UiInput){ .text = character });
    }
    rest();
}

// --- what is on the page

static inline Box text_box(const char *wanted) {
    for (int i = 0; i < app.ui.list.count; i++) {
        const Cmd *cmd = &app.ui.list.cmd[i];
        bool picture = app.page == PAGE_LESSON && i >= app.stage.first && i < app.stage.end;
        if (!picture && cmd->kind == CMD_TEXT && !strcmp(cmd->text.text, wanted)) return cmd->box;
    }
    return (Box){ 0 };
}

static inline bool shows(const char *wanted) { return text_box(wanted).w > 0; }

static inline void click_text(const char *wanted) {
    Box at = text_box(wanted);
    if (at.w <= 0) fail_msg("nothing says '%s'", wanted);
    click(at.x + at.w / 2, at.y + at.h / 2);
}

static inline NodeId node(const char *name) { return tape_find(session_tape(app.session), name); }
static inline double value(const char *name, int element) { return session_tape(app.session)->node[node(name)].value[element]; }

static inline Box cell(const char *name, int element) {
    List picture = { .cmd = app.ui.list.cmd + app.stage.first, .count = app.stage.end - app.stage.first };
    Box at;
    if (!list_where(&picture, ident_value(node(name), element), &at)) fail_msg("%s[%d] is not on the picture", name, element);
    return at;
}

static inline void click_cell(const char *name, int element) {
    Box at = cell(name, element);
    click(at.x + at.w / 2, at.y + at.h / 2);
}

static inline Card card_for(Ident ident, bool pinned, int terms, int digits) {
    Explained explained = explained_make(app.frame, session_tape(app.session), NULL, ident);
    return card_make(app.frame, app.session, &explained, pinned, terms, digits);
}

// --- layout

static inline bool is_math(Face face) { return face == FACE_MATH || face == FACE_MATH_ITALIC; }

// Ink of a text: capitals and digits over the baseline.
static inline Box ink(const Cmd *cmd) {
    double cap = cmd->text.size * 0.66;
    return box(cmd->box.x + 0.5, cmd->text.y - cap, cmd->box.w - 1, cap);
}

enum { TEXTS = 1000 };

typedef struct Shown {
    const Cmd *cmd;
    Box ink; // what of it is not clipped away
} Shown;

// Behind a dialog's shade everything is covered.
static inline int first_uncovered(void) {
    for (int i = app.ui.list.count; i-- > 0;) {
        const Cmd *cmd = &app.ui.list.cmd[i];
        if (cmd->kind == CMD_RECT && cmd->rect.fill.role == ROLE_BLACK && cmd->box.w >= app.ui.width) return i;
    }
    return 0;
}

static inline int shown_texts(Shown *out) {
    int first = first_uncovered();
    Box clip[32] = { box(0, 0, 1e6, 1e6) };
    int clips = 0, count = 0;
    for (int i = 0; i < app.ui.list.count; i++) {
        const Cmd *cmd = &app.ui.list.cmd[i];
        if (cmd->kind == CMD_CLIP) clips++, clip[clips] = box_meet(cmd->box, clip[clips - 1]);
        if (cmd->kind == CMD_UNCLIP) clips--;
        if ((i >= app.stage.first && i < app.stage.end) || i < first || cmd->kind != CMD_TEXT || cmd->may_overlap || count == TEXTS)
            continue;
        Box seen = box_meet(ink(cmd), clip[clips]);
        if (seen.w > 0 && seen.h > 0) out[count++] = (Shown){ cmd, seen };
    }
    assert_int_equal(clips, 0);
    return count;
}

static inline void check_texts(const char *where) {
    static Shown text[TEXTS];
    int count = shown_texts(text);
    for (int i = 0; i < count; i++) {
        const Cmd *a = text[i].cmd;
        if (a->box.x < -0.5 || a->box.x + a->box.w > app.ui.width + 0.5 || text[i].ink.w < a->box.w - 1.5)
            fail_msg("%s: '%s' is cut at the side", where, a->text.text);
        for (int k = i + 1; k < count; k++) {
            const Cmd *b = text[k].cmd;
            if (is_math(a->text.face) && is_math(b->text.face)) continue;
            if (box_meets(text[i].ink, text[k].ink)) fail_msg("%s: '%s' and '%s' overlap", where, a->text.text, b->text.text);
        }
    }
}

#endif
