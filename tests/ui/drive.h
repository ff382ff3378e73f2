// Drives the widgets as the window does: every event a pass of its own, then one without events.
#ifndef ATTEND_TESTS_UI_DRIVE_H
#define ATTEND_TESTS_UI_DRIVE_H

#include "support/check.h"
#include "support/fixed_metrics.h"

#include "ui/widgets.h"

static Arena *memory, *frame;
static Ui ui;
static void (*page)(void); // what every pass draws
static char clipboard[200];
static double now;

static inline const char *test_paste(void *context, Arena *arena) {
    (void)context;
    return arena_print(arena, "%s", clipboard);
}

static inline void test_copy(void *context, const char *text) {
    (void)context;
    snprintf(clipboard, sizeof clipboard, "%s", text);
}

static inline int drive_begin(void **state) {
    (void)state;
    memory = arena_begin();
    frame = arena_begin();
    ui = ui_make(memory, fixed_metrics());
    ui.width = 800;
    ui.height = 600;
    ui.paste = test_paste;
    ui.copy = test_copy;
    now = 1;
    clipboard[0] = 0;
    return 0;
}

static inline int drive_end(void **state) {
    (void)state;
    arena_end(frame);
    arena_end(memory);
    return 0;
}

static inline void one(UiInput in) {
    now += 0.02;
    in.now = now;
    arena_reset(frame);
    ui_begin(&ui, frame, in);
    page();
    ui_end(&ui);
}

static double at_x, at_y;
static bool held;

static inline UiInput rest(void) { return (UiInput){ .x = at_x, .y = at_y, .inside = true, .down = held }; }

static inline void settle(void) {
    for (int i = 0; i < 60; i++) one(rest());
}

static inline void move(double x, double y) {
    at_x = x;
    at_y = y;
    one(rest());
}

static inline void press(double x, double y, int clicks) {
    move(x, y);
    held = true;
    UiInput in = rest();
    in.pressed = true;
    in.clicks = clicks;
    one(in);
}

static inline void release(void) {
    held = false;
    UiInput in = rest();
    in.released = true;
    one(in);
    one(rest());
}

static inline void click(double x, double y) {
    press(x, y, 1);
    release();
}

static inline void key(int code, int mods) {
    UiInput in = rest();
    in.key = code;
    in.mods = mods;
    one(in);
    one(rest());
}

// As a keyboard does it: the key, then its text.
static inline void type(const char *text) {
    for (; *text; text++) {
        char character[2] = { *text, 0 };
        UiInput in = rest();
        in.key = *text;
        one(in);
        in = rest();
        in.text = character;
        one(in);
    }
    one(rest());
}

static inline void wheel(double units) {
    UiInput in = rest();
    in.wheel = units;
    one(in);
    one(rest());
}

#endif
