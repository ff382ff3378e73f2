// The key table: it dispatches, no two rows want the same key in one place, and every row has a name for the sheet.
#include "support/check.h"

#include "page/keys.h"
#include "ui/ui.h"

static void keys_mean_what_the_table_says(void **state) {
    (void)state;
    int number = -1;
    assert_int_equal(keys_action(WHERE_LESSON, UI_KEY_RIGHT, 0, NULL, NULL), ACTION_NEXT);
    assert_int_equal(keys_action(WHERE_LESSON, UI_KEY_PAGE_DOWN, 0, NULL, NULL), ACTION_NEXT);
    assert_int_equal(keys_action(WHERE_LESSON, UI_KEY_PAGE_UP, 0, NULL, NULL), ACTION_BACK);
    assert_int_equal(keys_action(WHERE_HOME, UI_KEY_RIGHT, 0, NULL, NULL), ACTION_CARD_RIGHT);
    assert_int_equal(keys_action(WHERE_STAGE, UI_KEY_RIGHT, 0, NULL, NULL), ACTION_CELL_RIGHT);
    assert_int_equal(keys_action(WHERE_LESSON, UI_KEY_SPACE, 0, NULL, NULL), ACTION_PLAY);
    assert_int_equal(keys_action(WHERE_LESSON, 0, 0, "4", &number), ACTION_STEP_NUMBER);
    assert_int_equal(number, 4);
    assert_int_equal(keys_action(WHERE_LESSON, 0, 0, "N", NULL), ACTION_NOTES);
    assert_int_equal(keys_action(WHERE_HOME, 0, 0, "?", NULL), ACTION_HELP);
    assert_int_equal(keys_action(WHERE_LESSON, '4', 0, NULL, NULL), ACTION_NONE); // its text comes by itself
    assert_int_equal(keys_action(WHERE_LESSON, 's', UI_CTRL, NULL, NULL), ACTION_SAVE_AGAIN);
    assert_int_equal(keys_action(WHERE_LESSON, 'e', UI_CTRL, NULL, NULL), ACTION_SAVE_FIGURE);
    assert_int_equal(keys_action(WHERE_HOME, 's', UI_CTRL, NULL, NULL), ACTION_NONE);
    assert_int_equal(keys_action(WHERE_LESSON, 'z', UI_CTRL, NULL, NULL), ACTION_UNDO);
    assert_int_equal(keys_action(WHERE_LESSON, 'z', UI_CTRL | UI_SHIFT, NULL, NULL), ACTION_REDO);
    assert_int_equal(keys_action(WHERE_LESSON, UI_KEY_RIGHT, UI_ALT, NULL, NULL), ACTION_NONE);
}

static void every_key_of_the_design_is_there(void **state) {
    (void)state;
    static const struct {
        int key, mods;
        Action action;
    } wanted[] = {
        { UI_KEY_HOME, 0, ACTION_FIRST },
        { UI_KEY_END, 0, ACTION_LAST },
        { UI_KEY_ESCAPE, 0, ACTION_ESCAPE },
        { UI_KEY_F11, 0, ACTION_FULL_SCREEN },
        { '+', UI_CTRL, ACTION_LARGER },
        { '=', UI_CTRL, ACTION_LARGER },
        { '-', UI_CTRL, ACTION_SMALLER },
        { '0', UI_CTRL, ACTION_PLAIN_SIZE },
        { 'q', UI_CTRL, ACTION_QUIT },
        { UI_KEY_F5, 0, ACTION_START },
        { UI_KEY_F5, UI_SHIFT, ACTION_START },
        { UI_KEY_ENTER, 0, ACTION_NEXT },
        { ',', UI_CTRL, ACTION_SETTINGS },
        { 'w', UI_CTRL, ACTION_CLOSE },
        { 'o', UI_CTRL, ACTION_LOAD },
        { 'v', UI_CTRL, ACTION_PASTE },
        { UI_KEY_DOWN, UI_SHIFT, ACTION_PAN_DOWN },
    };
    for (size_t i = 0; i < sizeof wanted / sizeof *wanted; i++)
        assert_int_equal(keys_action(WHERE_LESSON, wanted[i].key, wanted[i].mods, NULL, NULL), wanted[i].action);
}

static void no_key_means_two_things(void **state) {
    (void)state;
    for (int i = 0; i < key_count; i++)
        for (int k = i + 1; k < key_count; k++) {
            const KeyRow *a = &key_table[i], *b = &key_table[k];
            if (!(a->where & b->where) || a->typed != b->typed || a->action == ACTION_NONE || b->action == ACTION_NONE) continue;
            bool apart = a->mods != b->mods || b->key > (a->last ? a->last : a->key) || a->key > (b->last ? b->last : b->key);
            if (!apart) fail_msg("rows %d and %d of the key table both want key %d", i, k, a->key);
        }
}

static void every_row_has_a_label(void **state) {
    (void)state;
    Arena *arena = arena_begin();
    for (int i = 0; i < key_count; i++) {
        assert_true(strlen(key_label(arena, &key_table[i])) > 0);
        assert_true(i == 0 || key_table[i].does || key_table[i - 1].where == key_table[i].where);
    }
    assert_string_equal(key_label(arena, &(KeyRow){ .key = 'z', .mods = UI_CTRL | UI_SHIFT }), "Ctrl Shift Z");
    assert_string_equal(key_label(arena, &(KeyRow){ .key = UI_KEY_PAGE_DOWN }), "Page Down");
    arena_end(arena);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(keys_mean_what_the_table_says),
        cmocka_unit_test(every_key_of_the_design_is_there),
        cmocka_unit_test(no_key_means_two_things),
        cmocka_unit_test(every_row_has_a_label),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
