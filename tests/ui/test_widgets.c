// Buttons, sliders, choices, options, scroll areas and dialogs under synthetic input.
#include "ui/drive.h"

#include <math.h>

// --- buttons and the order of focus

static int clicked[3];

static void three_buttons(void) {
    static const char *const word[] = { "one", "two", "three" };
    for (int i = 0; i < 3; i++)
        if (ui_button(&ui, ui_id(&ui, word[i]), box(20 + 120 * i, 20, 100, 32),
                      (UiButton){ .label = word[i], .off = i == 1 && clicked[2] > 100 }))
            clicked[i]++;
}

static void begin_buttons(void) {
    page = three_buttons;
    memset(clicked, 0, sizeof clicked);
    one(rest());
}

static void buttons_are_clicked(void **state) {
    (void)state;
    begin_buttons();
    click(70, 36);
    assert_int_equal(clicked[0], 1);
    press(70, 36, 1); // released elsewhere: nothing
    move(300, 300);
    release();
    assert_int_equal(clicked[0], 1);
    click(190, 17); // above the frame, still within the 40 units that the pointer hits
    assert_int_equal(clicked[1], 1);
    assert_int_equal(ui.focus, 0); // the pointer gives no focus, so that space still plays
    press(400, 400, 1);            // pressed elsewhere, released over it: nothing
    move(70, 36);
    release();
    assert_int_equal(clicked[0], 1);
}

static void tab_goes_round(void **state) {
    (void)state;
    begin_buttons();
    key(UI_KEY_TAB, 0);
    assert_true(ui_has_focus(&ui, ui_id(&ui, "one")) && ui.focus_seen);
    key(UI_KEY_TAB, 0);
    assert_true(ui_has_focus(&ui, ui_id(&ui, "two")));
    key(UI_KEY_SPACE, 0);
    key(UI_KEY_ENTER, 0);
    assert_int_equal(clicked[1], 2);
    key(UI_KEY_TAB, 0);
    key(UI_KEY_TAB, 0);
    assert_true(ui_has_focus(&ui, ui_id(&ui, "one")));
    key(UI_KEY_TAB, UI_SHIFT);
    assert_true(ui_has_focus(&ui, ui_id(&ui, "three")));
    clicked[2] = 200; // "two" is off now
    key(UI_KEY_TAB, UI_SHIFT);
    assert_true(ui_has_focus(&ui, ui_id(&ui, "one")));
}

static void tab_starts_where_was_clicked(void **state) {
    (void)state;
    begin_buttons();
    click(190, 36);
    key(UI_KEY_TAB, 0);
    assert_true(ui_has_focus(&ui, ui_id(&ui, "three")));
}

static void focus_has_a_ring(void **state) {
    (void)state;
    begin_buttons();
    int before = ui.list.count;
    key(UI_KEY_TAB, 0);
    assert_int_equal(ui.list.count, before + 1);
    Box ring = ui.list.cmd[2].box; // frame, label, ring
    assert_true(ring.w > 100 && ring.h > 32);
}

// --- sliders

static void slider_is_linear_and_tidy(void **state) {
    (void)state;
    UiSlider s = { .low = 0, .high = 10 };
    assert_close(ui_slider_share(&s, 2.5), 0.25, 1e-12);
    assert_close(ui_slider_value(&s, 0.2512), 2.5, 1e-12);
    assert_true(ui_slider_value(&s, 0.3) == 3.0);
    assert_true(ui_slider_value(&s, -1) == 0 && ui_slider_value(&s, 2) == 10);
    UiSlider whole = { .low = 1, .high = 8, .whole = true };
    assert_true(ui_slider_value(&whole, 0.5) == 5 || ui_slider_value(&whole, 0.5) == 4);
}

static void slider_is_logarithmic(void **state) {
    (void)state;
    UiSlider s = { .low = 0.1, .high = 10, .log = true };
    assert_close(ui_slider_share(&s, 1), 0.5, 1e-12);
    assert_true(ui_slider_value(&s, 0.5) == 1);
    assert_true(ui_slider_value(&s, 0) == 0.1 && ui_slider_value(&s, 1) == 10);
    for (double u = 0.01; u < 1; u += 0.01) { // never backwards, and near enough
        double value = ui_slider_value(&s, u);
        assert_true(value <= ui_slider_value(&s, u + 0.01));
        assert_close(ui_slider_share(&s, value), u, 0.02);
    }
}

static void slider_runs_backwards(void **state) {
    (void)state;
    UiSlider linear = { .low = 8, .high = 0 }, log = { .low = 10, .high = 0.1, .log = true };
    assert_close(ui_slider_share(&linear, 2), 0.75, 1e-12);
    assert_true(ui_slider_value(&linear, 0.75) == 2);
    assert_true(ui_slider_value(&linear, 0) == 8 && ui_slider_value(&linear, 1) == 0);
    assert_true(ui_slider_value(&log, 0.5) == 1 && ui_slider_value(&log, 0) == 10);
}

static double slid = 5;
static int drags;
static UiSlider slider_style = { .low = 0, .high = 10, .role = ROLE_A };

static void one_slider(void) {
    drags |= ui_slider(&ui, ui_id(&ui, "slider"), box(100, 100, 200, 40), &slid, slider_style);
    list_clip(&ui.list, box(0, 0, 1, 1));
    list_unclip(&ui.list);
}

static void slider_is_dragged(void **state) {
    (void)state;
    page = one_slider;
    slid = 5, drags = 0;
    slider_style = (UiSlider){ .low = 0, .high = 10, .role = ROLE_A };
    press(200, 120, 1);
    assert_int_equal(drags, UI_BEGUN); // taking hold moves nothing
    move(240, 160);
    assert_true(slid == 7);
    assert_int_equal(drags, UI_BEGUN | UI_MOVED);
    move(1000, 0); // held on to outside
    assert_true(slid == 10);
    release();
    assert_int_equal(drags, UI_BEGUN | UI_MOVED | UI_ENDED);
    click(120, 120); // a click on the track goes there
    assert_true(slid == 1);
    drags = 0;
    wheel(60); // not its business
    assert_true(slid == 1 && !drags);
}

static void slider_takes_keys(void **state) {
    (void)state;
    page = one_slider;
    slid = 5, drags = 0;
    slider_style = (UiSlider){ .low = 10, .high = 0.1, .log = true };
    one(rest());
    key(UI_KEY_TAB, 0);
    key(UI_KEY_HOME, 0);
    assert_true(slid == 10);
    key(UI_KEY_END, 0);
    assert_true(slid == 0.1);
    double before = slid;
    key(UI_KEY_LEFT, 0);
    assert_true(slid > before);
    key(UI_KEY_RIGHT, 0);
    assert_close(slid, before, 0.02);
    slider_style = (UiSlider){ .low = 1, .high = 4, .whole = true };
    slid = 1;
    for (int i = 0; i < 3; i++) key(UI_KEY_RIGHT, 0);
    assert_true(slid == 4);
    assert_int_equal(drags, UI_BEGUN | UI_MOVED | UI_ENDED);
}

// --- one of several

static const char *const words[] = { "dot", "scaled", "general", "additive", "tanh-additive", "kernel" };
static int chosen;
static double height;

static void one_choice(void) {
    chosen = ui_choice(&ui, ui_id(&ui, "similarity"), 20, 20, 260,
                       (UiChoice){ .label = words, .count = 6, .chosen = chosen, .draw = true }, &height);
    ui_button(&ui, ui_id(&ui, "after"), box(20, 300, 100, 40), (UiButton){ .label = "after" });
}

static void choice_wraps_and_is_clicked(void **state) {
    (void)state;
    page = one_choice;
    chosen = 0;
    one(rest());
    assert_true(height >= 80); // two rows at least
    double measured;
    arena_reset(frame);
    ui_begin(&ui, frame, rest());
    int commands = ui.list.count;
    ui_choice(&ui, 0, 20, 20, 260, (UiChoice){ .label = words, .count = 6 }, &measured);
    assert_int_equal(ui.list.count, commands); // measuring draws nothing
    ui_end(&ui);
    assert_close(measured, height, 0);
    click(90, 40);
    assert_int_equal(chosen, 1);
}

static void choice_is_one_stop(void **state) {
    (void)state;
    page = one_choice;
    chosen = 0;
    one(rest());
    key(UI_KEY_TAB, 0);
    assert_true(ui_has_focus(&ui, ui_id(&ui, "similarity")));
    key(UI_KEY_RIGHT, 0);
    key(UI_KEY_DOWN, 0);
    assert_int_equal(chosen, 2);
    key(UI_KEY_LEFT, 0);
    key(UI_KEY_HOME, 0);
    key(UI_KEY_UP, 0);
    assert_int_equal(chosen, 5);
    key(UI_KEY_TAB, 0);
    assert_true(ui_has_focus(&ui, ui_id(&ui, "after")));
}

static bool on;
static int options;

static void switch_and_option(void) {
    if (ui_switch(&ui, ui_id(&ui, "switch"), box(20, 20, 200, 40), "Mask", on, 14)) on = !on;
    if (ui_option(&ui, ui_id(&ui, "option"), box(20, 80, 200, 40), options ? UI_RIGHT : UI_OPEN)) options++;
}

static void switches_and_options(void **state) {
    (void)state;
    page = switch_and_option;
    on = false, options = 0;
    click(40, 40); // the words belong to it
    assert_true(on);
    click(40, 100);
    assert_int_equal(options, 1);
    key(UI_KEY_TAB, 0);
    key(UI_KEY_TAB, 0);
    key(UI_KEY_SPACE, 0); // after the click on the option, Tab goes round to the switch and on to the option
    assert_int_equal(options, 2);
}

// --- scrolling

static int rows_clicked;
static double scrolled;

static void long_list(void) {
    Box view = box(0, 0, 300, 200);
    UiId id = ui_id(&ui, "scroll");
    scrolled = ui_scroll_begin(&ui, id, view);
    for (int i = 0; i < 20; i++)
        if (ui_button(&ui, ui_id_at(&ui, "row", i), box(10, 10 + i * 40 - scrolled, 200, 32), (UiButton){ .label = "row" }))
            rows_clicked = i;
    ui_scroll_end(&ui, id, view, 820);
}

static void wheel_scrolls_and_clips(void **state) {
    (void)state;
    page = long_list;
    rows_clicked = -1;
    *ui_keep(&ui, ui_id(&ui, "scroll")) = 0;
    move(50, 50);
    click(50, 240); // a row that lies below the view cannot be hit
    assert_int_equal(rows_clicked, -1);
    move(50, 50);
    wheel(120);
    assert_close(scrolled, 120, 0);
    wheel(1e6);
    assert_close(scrolled, 620, 0);
    wheel(-1e6);
    assert_close(scrolled, 0, 0);
    move(500, 500); // the wheel elsewhere
    wheel(60);
    assert_close(scrolled, 0, 0);
}

static void focus_is_brought_into_view(void **state) {
    (void)state;
    page = long_list;
    one(rest());
    for (int i = 0; i < 15; i++) key(UI_KEY_TAB, 0);
    one(rest());
    double y = 10 + 14 * 40 - scrolled;
    assert_true(ui_has_focus(&ui, ui_id_at(&ui, "row", 14)));
    assert_true(y >= 0 && y + 32 <= 200);
}

static void bar_is_dragged(void **state) {
    (void)state;
    page = long_list;
    one(rest());
    one(rest());
    press(295, 10, 1);
    move(295, 2000);
    release();
    assert_close(scrolled, 620, 0.5);
}

// --- dialogs

static bool dialog_is_open;
static int below, within;

static void with_dialog(void) {
    if (ui_button(&ui, ui_id(&ui, "below"), box(10, 10, 100, 40), (UiButton){ .label = "below" })) below++;
    ui_button(&ui, ui_id(&ui, "also below"), box(10, 60, 100, 40), (UiButton){ .label = "also" });
    if (!dialog_is_open) return;
    Box inner;
    ui_dialog_begin(&ui, ui_id(&ui, "dialog"), 400, 300, "A dialog", &inner);
    if (ui_button(&ui, ui_id(&ui, "inside"), box(inner.x, inner.y, 100, 40), (UiButton){ .label = "inside" })) within++;
    if (ui_dialog_end(&ui)) dialog_is_open = false;
}

static void dialogs_keep_the_rest_out(void **state) {
    (void)state;
    page = with_dialog;
    below = within = 0, dialog_is_open = false;
    one(rest());
    key(UI_KEY_TAB, 0);
    dialog_is_open = true;
    one(rest());
    one(rest());
    assert_true(ui_is_modal(&ui));
    click(50, 30);
    assert_int_equal(below, 0);
    click(240, 230);
    assert_int_equal(within, 1);
    for (int i = 0; i < 5; i++) { // focus stays within
        key(UI_KEY_TAB, 0);
        assert_false(ui_has_focus(&ui, ui_id(&ui, "below")) || ui_has_focus(&ui, ui_id(&ui, "also below")));
    }
    click(200 + 400 - 32, 150 + 32); // its cross
    assert_false(dialog_is_open);
    one(rest());
    assert_true(ui_has_focus(&ui, ui_id(&ui, "below"))); // given back
    click(50, 30);
    assert_int_equal(below, 1);
}

static void tips_wait(void **state) {
    (void)state;
    page = three_buttons;
    clicked[2] = 0;
    settle();
    assert_false(ui.animating); // nothing moves: the loop may sleep
}

static void ease_arrives(void **state) {
    (void)state;
    page = three_buttons;
    one(rest());
    UiId id = ui_id(&ui, "eased");
    double seen = 0, before;
    ui.animating = true;
    for (int i = 0; i < 40; i++) {
        now += 0.01;
        arena_reset(frame);
        ui_begin(&ui, frame, (UiInput){ .now = now });
        before = seen;
        seen = ui_ease(&ui, id, 1, 0.15);
        ui_end(&ui);
        assert_true(seen >= before && seen <= 1);
    }
    assert_true(seen == 1);
    assert_false(ui.animating);
    ui.reduced_motion = true;
    assert_true(ui_ease(&ui, id, 0, 0.15) == 0); // at once
}

#define test(name) cmocka_unit_test_setup_teardown(name, drive_begin, drive_end)

int main(void) {
    const struct CMUnitTest tests[] = {
        test(buttons_are_clicked),
        test(tab_goes_round),
        test(tab_starts_where_was_clicked),
        test(focus_has_a_ring),
        test(slider_is_linear_and_tidy),
        test(slider_is_logarithmic),
        test(slider_runs_backwards),
        test(slider_is_dragged),
        test(slider_takes_keys),
        test(choice_wraps_and_is_clicked),
        test(choice_is_one_stop),
        test(switches_and_options),
        test(wheel_scrolls_and_clips),
        test(focus_is_brought_into_view),
        test(bar_is_dragged),
        test(dialogs_keep_the_rest_out),
        test(tips_wait),
        test(ease_arrives),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
