// Editing in a text field: characters of several bytes, caret and selection, words, clipboard, and what it leaves to others.
#include "ui/drive.h"

static char text[32];
static int did;
static bool page_took_key;

static void one_field(void) {
    did |= (int)ui_field(&ui, ui_id(&ui, "field"), box(20, 20, 200, 40), text, sizeof text, (UiFieldStyle){ .hint = "a number" });
    ui_button(&ui, ui_id(&ui, "next"), box(20, 100, 100, 40), (UiButton){ .label = "next" });
    if (ui.in.key && !ui.key_taken) page_took_key = true;
}

static void begin_with(const char *start) {
    page = one_field;
    snprintf(text, sizeof text, "%s", start);
    did = 0;
    page_took_key = false;
    one(rest());
    click(200, 40);
    did = 0;
}

static void typing_changes_it(void **state) {
    (void)state;
    begin_with("");
    type("-2.5");
    assert_string_equal(text, "-2.5");
    assert_true(did & UI_CHANGED);
    assert_false(page_took_key); // a digit must not step the lesson
    assert_true(ui.wants_text);
    key(UI_KEY_ENTER, 0);
    assert_true(did & UI_ENTERED);
    key(UI_KEY_ESCAPE, 0);
    assert_true(did & UI_ESCAPED);
}

static void keys_move_by_characters_and_words(void **state) {
    (void)state;
    begin_with("k\xE2\x82\x81 a\xC3\xA4"); // "k₁ aä"
    assert_int_equal(ui.edit.caret, 8);
    key(UI_KEY_LEFT, 0);
    assert_int_equal(ui.edit.caret, 6);
    key(UI_KEY_LEFT, UI_CTRL);
    assert_int_equal(ui.edit.caret, 5);
    key(UI_KEY_HOME, 0);
    key(UI_KEY_RIGHT, 0);
    key(UI_KEY_RIGHT, 0);
    assert_int_equal(ui.edit.caret, 4);
    key(UI_KEY_BACKSPACE, 0); // the whole of the three bytes
    assert_string_equal(text, "k a\xC3\xA4");
    key(UI_KEY_END, 0);
    key(UI_KEY_BACKSPACE, UI_CTRL);
    assert_string_equal(text, "k ");
}

static void selections_are_replaced(void **state) {
    (void)state;
    begin_with("12.75");
    key(UI_KEY_HOME, 0);
    key(UI_KEY_RIGHT, UI_SHIFT);
    key(UI_KEY_RIGHT, UI_SHIFT);
    type("9");
    assert_string_equal(text, "9.75");
    key('a', UI_CTRL);
    key(UI_KEY_DELETE, 0);
    assert_string_equal(text, "");
}

static void clipboard_is_used(void **state) {
    (void)state;
    begin_with("data/my.csv");
    key('a', UI_CTRL);
    key('c', UI_CTRL);
    assert_string_equal(clipboard, "data/my.csv");
    key('x', UI_CTRL);
    assert_string_equal(text, "");
    snprintf(clipboard, sizeof clipboard, "q,1\n1");
    key('v', UI_CTRL);
    assert_string_equal(text, "q,1 1"); // one line
    page_took_key = false;
    key('z', UI_CTRL);
    assert_false(page_took_key); // undo must not work behind an open field
    key('s', UI_CTRL);
    assert_true(page_took_key); // other commands do
}

static void it_never_overflows_or_cuts_a_character(void **state) {
    (void)state;
    begin_with("");
    for (int i = 0; i < 100; i++) {
        UiInput in = rest();
        in.text = "\xE2\x88\x92";
        one(in);
    }
    assert_true(strlen(text) < sizeof text);
    assert_int_equal(strlen(text) % 3, 0);
    assert_true(utf8_valid(text_of(text), NULL));
}

static void the_pointer_places_and_selects(void **state) {
    (void)state;
    begin_with("abc def");
    click(32, 40);
    assert_int_equal(ui.edit.caret, 0);
    press(32, 40, 1);
    move(200, 40);
    release();
    assert_int_equal(ui.edit.anchor, 0);
    assert_int_equal(ui.edit.caret, 7);
    press(40, 40, 2);
    release();
    assert_int_equal(ui.edit.anchor, 0);
    assert_int_equal(ui.edit.caret, 3);
}

static void leaving_is_told(void **state) {
    (void)state;
    begin_with("1");
    click(500, 500);
    one(rest());
    assert_true(did & UI_LEFT);
    assert_false(ui.wants_text);
    key(UI_KEY_TAB, 0); // and coming by Tab selects all
    key(UI_KEY_TAB, UI_SHIFT);
    assert_true(ui_has_focus(&ui, ui_id(&ui, "field")));
    type("7");
    assert_string_equal(text, "7");
}

static void the_caret_blinks_and_wakes(void **state) {
    (void)state;
    begin_with("1");
    settle();
    assert_false(ui.animating);
    assert_true(ui.wake_at > now && ui.wake_at < now + 1);
}

#define test(name) cmocka_unit_test_setup_teardown(name, drive_begin, drive_end)

int main(void) {
    const struct CMUnitTest tests[] = {
        test(typing_changes_it),
        test(keys_move_by_characters_and_words),
        test(selections_are_replaced),
        test(clipboard_is_used),
        test(it_never_overflows_or_cuts_a_character),
        test(the_pointer_places_and_selects),
        test(leaving_is_told),
        test(the_caret_blinks_and_wakes),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
