// Copy as: from a number of the picture to text on the clipboard, in every format; and the commands.
#include "page/drive.h"

#include "session/copied.h"

static char copied[1 << 16];

static void keep(void *clipboard, const char *text) {
    (void)clipboard;
    snprintf(copied, sizeof copied, "%s", text);
}

static void open_it(void) {
    app.ui.copy = keep;
    copied[0] = 0;
    app_go(&app, 3); // softmax
    rest();
    click_cell("a", 1);
    assert_true(app.overlay.pinned);
    click_text("Copy as…");
    assert_int_equal(app.dialogs.open, DIALOG_COPY);
}

// The button on the card of a pinned number copies that number's matrix.
static void from_a_card(void **state) {
    (void)state;
    open_it();
    assert_int_equal(app.dialogs.copied, node("a"));
    check_texts("copy as");
    const DataFormat *format[16];
    int formats = copied_formats(format, 16);
    assert_true(formats >= 5);
    for (int f = 0; f < formats; f++) {
        if (app.dialogs.open != DIALOG_COPY) open_it();
        const char *name = copied_format_name(app.memory, format[f]);
        click_text(name);
        const char *wanted = copied_numbers(app.session, node("a"), false, format[f], app.memory);
        click_text("Copy");
        assert_string_equal(copied, wanted);
        assert_int_equal(app.dialogs.open, DIALOG_NONE);
        key(UI_KEY_ESCAPE, 0); // the card
    }
}

static void by_the_keys(void **state) {
    (void)state;
    app.ui.copy = keep;
    copied[0] = 0;
    app_go(&app, 3);
    rest();
    key('c', UI_CTRL);
    assert_int_equal(app.dialogs.open, DIALOG_COPY);
    key(UI_KEY_ENTER, 0); // the button has the focus
    assert_int_equal(app.dialogs.open, DIALOG_NONE);
    assert_true(copied[0] != 0);
}

static void a_command(void **state) {
    (void)state;
    open_it();
    const char *wanted = copied_command(app.session, app.memory);
    click_text("Copy command"); // the first: the numbers
    assert_string_equal(copied, wanted);
    assert_non_null(strstr(copied, "attend compute attention"));
}

static bool says(const char *part) {
    for (int i = 0; i < app.ui.list.count; i++)
        if (app.ui.list.cmd[i].kind == CMD_TEXT && strstr(app.ui.list.cmd[i].text.text, part)) return true;
    return false;
}

// Edited numbers stand in no file.
static void the_command_of_an_edited_figure_has_its_numbers(void **state) {
    (void)state;
    Problems problems = { .arena = app.memory };
    NodeId k = tape_find(session_tape(app.session), "k");
    assert_true(session_edit(app.session, k, 0, 0.5, &problems));
    open_it();
    assert_true(says("attend export") && says("--data /dev/stdin") && says("<<'END'"));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(from_a_card, open_app, close_app),
        cmocka_unit_test_setup_teardown(by_the_keys, open_app, close_app),
        cmocka_unit_test_setup_teardown(a_command, open_app, close_app),
        cmocka_unit_test_setup_teardown(the_command_of_an_edited_figure_has_its_numbers, open_app, close_app),
    };
    return cmocka_run_group_tests_name("page/copy", tests, NULL, NULL);
}
