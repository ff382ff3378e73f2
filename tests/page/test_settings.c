// The settings page: reached by key and by button, every setting of the table on it, what is chosen holds at once.
#include "page/drive.h"

static void open_settings(void) {
    key(',', UI_CTRL);
    assert_int_equal(app.dialogs.open, DIALOG_SETTINGS);
}

static void every_setting_is_on_the_page(void **state) {
    (void)state;
    window_height = 1400, window_width = 1600;
    rest();
    open_settings();
    for (int i = 0; i < SETTING_COUNT; i++) assert_true(shows(setting_table[i].label));
    key(UI_KEY_ESCAPE, 0);
    assert_int_equal(app.dialogs.open, DIALOG_NONE);
}

static void what_is_chosen_holds_at_once(void **state) {
    (void)state;
    window_height = 1400, window_width = 1600;
    open_settings();
    click_text("dark");
    assert_int_equal(app.theme, THEME_DARK);
    click_text("150 %");
    assert_true(app.zoom == 1.5);
    assert_string_equal(settings_text(app.settings, SETTING_ZOOM), "1.5");
    click_text("as the display says");
    assert_true(app.zoom == 0);
    app_set(&app, SETTING_ZOOM, "4"); // as far as the settings say
    assert_true(app_measure(&app, 3840, 2400) == 4);
    app_set(&app, SETTING_ZOOM, "0.5");
    assert_true(app_measure(&app, 1600, 1400) == 0.5);
    app_set(&app, SETTING_ZOOM, "display");
    click_text("large");
    assert_true(app.large);
    click_text("usual");
    assert_false(app.large);
    assert_false(app_has_comma(&app));
    click_text("comma");
    assert_true(app_has_comma(&app));
}

static void what_is_typed_is_checked(void **state) {
    (void)state;
    window_height = 1400, window_width = 1600;
    app_go(&app, 5);
    open_settings();
    Box label = text_box("Steps");
    click(label.x + 300, label.y + 16); // the field beside it
    type("x2");
    key(UI_KEY_ENTER, 0);
    assert_string_equal(settings_text(app.settings, SETTING_ONLY), "all");
    assert_true(app.dialogs.wrong[SETTING_ONLY][0]);
    key(UI_KEY_BACKSPACE, 0), key(UI_KEY_BACKSPACE, 0);
    type("2-4");
    assert_false(app.dialogs.wrong[SETTING_ONLY][0]);
    key(UI_KEY_ENTER, 0);
    assert_string_equal(settings_text(app.settings, SETTING_ONLY), "2-4");
    assert_int_equal(app.player.step, 3); // the nearest of those that are left
    key(UI_KEY_ESCAPE, 0);
    key(UI_KEY_HOME, 0);
    assert_int_equal(app.player.step, 1);
    key(UI_KEY_END, 0);
    assert_int_equal(app.player.step, 3);
    app_scrub(&app, 7.5); // the line keeps to them too
    assert_int_equal(app.player.step, 3);
    app_scrub(&app, 0.2);
    assert_int_equal(app.player.step, 1);
}

static bool is_digit(char c) { return c >= '0' && c <= '9'; }

static void no_decimal_point_is_left_with_a_comma(void **state) {
    (void)state;
    app_set(&app, SETTING_DECIMAL, "comma");
    int commas = 0;
    for (int step = 0; step < app.player.steps; step++) {
        app_go(&app, step);
        rest();
        for (int i = 0; i < app.ui.list.count; i++) {
            const Cmd *cmd = &app.ui.list.cmd[i];
            if (cmd->kind != CMD_TEXT || cmd->text.face == FACE_MONO) continue;
            for (const char *c = cmd->text.text; *c && c[1]; c++) {
                if (c == cmd->text.text || !is_digit(c[-1]) || !is_digit(c[1])) continue;
                if (*c == '.') fail_msg("step %d: '%s'", step + 1, cmd->text.text);
                commas += *c == ',';
            }
        }
    }
    assert_true(commas > 50);
    app_set(&app, SETTING_DECIMAL, "point");
}

#define test(name) cmocka_unit_test_setup_teardown(name, open_app, close_app)

int main(void) {
    const struct CMUnitTest tests[] = {
        test(every_setting_is_on_the_page),
        test(what_is_chosen_holds_at_once),
        test(what_is_typed_is_checked),
        test(no_decimal_point_is_left_with_a_comma),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
