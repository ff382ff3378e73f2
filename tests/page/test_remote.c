// A whole lesson with a presenter's remote: its five keys reach everything that is left to do, in full screen and out of it.
#include "drive.h"

#include "page/predict.h"
#include "page/remote.h"

static int open_asking(void **state) {
    int failed = open_app(state);
    Problems problems = { .arena = app.memory };
    settings_say(app.settings, TEXT("predict"), TEXT("on"), &problems);
    app.player.reduced = false;
    rest();
    return failed;
}

static int open_plain(void **state) {
    int failed = open_app(state);
    Problems problems = { .arena = app.memory };
    settings_say(app.settings, TEXT("plain"), TEXT("on"), &problems);
    settings_say(app.settings, TEXT("predict"), TEXT("on"), &problems);
    app.player.reduced = false;
    rest();
    return failed;
}

static void play_out(void) {
    for (int i = 0; i < 4000 && app.player.playing; i++) pages_advance(&app, 0.02);
    rest();
}

static void open(const char *name, int step) {
    Problems problems = { .arena = app.memory };
    assert_true(app_open(&app, library_find(&app.library, name, &problems), step));
    rest();
}

// Page Down alone sees every step, shows every answer, and comes to the next lesson.
static void page_down_teaches_a_lesson(void **state) {
    (void)state;
    open("masking", 0);
    int steps = app.player.steps, presses = 0, asked = 0;
    const Lesson *lesson = session_lesson(app.session);
    int number = lesson->number;
    bool seen[LESSON_STEPS] = { 0 }, shown[LESSON_STEPS] = { 0 }, moved[LESSON_STEPS] = { 0 };
    for (; session_lesson(app.session)->number == number && presses < 80; presses++) {
        int step = app.player.step;
        seen[step] = true;
        asked += predict_waits(&app) && app.player.t >= predict_until(&app);
        key(UI_KEY_PAGE_DOWN, 0);
        if (session_lesson(app.session)->number != number) break;
        if (app.player.step == step) moved[step] = moved[step] || app.player.playing;
        play_out();
        if (app.player.step == step && app.shown[step]) shown[step] = true;
    }
    for (int i = 0; i < steps; i++) {
        if (!seen[i]) fail_msg("step %d was not seen", i + 1);
        if (shown[i] && !moved[i]) fail_msg("step %d did not move", i + 1);
    }
    assert_true(asked >= 6);
    assert_int_equal(session_lesson(app.session)->number, number + 1);
    assert_int_equal(app.player.step, 0);
}

static void the_end_offers_the_next_lesson(void **state) {
    (void)state;
    open("masking", 7);
    app_go(&app, app.player.steps - 1);
    for (int i = 0; i < 4 && !app.offered; i++) key(UI_KEY_PAGE_DOWN, 0), play_out();
    assert_true(app.offered && strstr(app.toast.text, remote_next_lesson(&app)->lesson.title));
    key(UI_KEY_PAGE_UP, 0); // anything else takes the offer back
    assert_false(app.offered);
    assert_string_equal(session_lesson(app.session)->id, "09-masking");
}

static void plain_steps_are_plain(void **state) {
    (void)state;
    open("masking", 0);
    for (int i = 1; i < app.player.steps; i++) {
        key(UI_KEY_PAGE_DOWN, 0);
        assert_int_equal(app.player.step, i);
        assert_false(app.player.playing);
    }
    key(UI_KEY_PAGE_UP, 0);
    assert_int_equal(app.player.step, app.player.steps - 2);
}

static void the_screen_goes_black_and_white(void **state) {
    (void)state;
    app_go(&app, 3);
    rest();
    type(".");
    assert_int_equal(app.blank, BLANK_BLACK);
    assert_int_equal(app.ui.list.count, 1); // nothing else is there
    key('b', 0);                            // the key comes before its character
    assert_int_equal(app.blank, BLANK_BLACK);
    type("b");
    assert_int_equal(app.blank, BLANK_NOT);
    type("w");
    assert_int_equal(app.blank, BLANK_WHITE);
    type("b");
    assert_int_equal(app.blank, BLANK_BLACK);
    key(UI_KEY_PAGE_DOWN, 0); // only brings the picture back
    assert_int_equal(app.blank, BLANK_NOT);
    assert_int_equal(app.player.step, 3);
    assert_true(app.ui.list.count > 50);
    type(".");
    click(600, 300);
    assert_int_equal(app.blank, BLANK_NOT);
    assert_false(app.overlay.pinned || app.editor.open);
}

static void escape_leaves_full_screen_and_no_lesson(void **state) {
    (void)state;
    key(UI_KEY_F5, 0);
    assert_true(app.full_screen);
    key(UI_KEY_F5, UI_SHIFT);
    assert_true(app.full_screen);
    key(UI_KEY_ESCAPE, 0);
    assert_true(!app.full_screen && app.page == PAGE_LESSON);
    key(UI_KEY_ESCAPE, 0);
    key(UI_KEY_ESCAPE, 0);
    assert_int_equal(app.page, PAGE_LESSON);
    assert_non_null(strstr(app.toast.text, "Ctrl W"));
}

static void a_lesson_is_chosen_on_the_map(void **state) {
    (void)state;
    app_home(&app);
    rest();
    type("1"), type("0");
    assert_int_equal(app.library.entry[page_home_entry(&app)].lesson.number, 10);
    now += 2;
    type("9");
    int card = app.home.card;
    assert_int_equal(app.library.entry[page_home_entry(&app)].lesson.number, 9);
    key(UI_KEY_PAGE_DOWN, 0);
    assert_int_equal(app.home.card, card + 1);
    key(UI_KEY_PAGE_UP, 0);
    assert_int_equal(app.home.card, card);
    assert_int_equal(app.page, PAGE_HOME);
    key(UI_KEY_F5, 0);
    rest();
    assert_true(app.full_screen && app.page == PAGE_LESSON);
    assert_string_equal(session_lesson(app.session)->id, "09-masking");
}

static char copied[500];
static void take_copy(void *context, const char *text) {
    (void)context;
    snprintf(copied, sizeof copied, "%s", text);
}

static bool starts(const char *with) {
    for (int i = 0; i < app.ui.list.count; i++)
        if (app.ui.list.cmd[i].kind == CMD_TEXT && !strncmp(app.ui.list.cmd[i].text.text, with, strlen(with))) return true;
    return false;
}

static void a_step_is_shown_in_words(void **state) {
    (void)state;
    open("retrieval", 3);
    type("i");
    rest();
    assert_true(starts("Attention as soft retrieval,"));
    for (int i = 0; i < app.ui.list.count; i++) // before its answer
        if (app.ui.list.cmd[i].kind == CMD_TEXT) assert_null(strstr(app.ui.list.cmd[i].text.text, "a, weight, 1 × 4: 0.5388"));
    app_go(&app, 1); // it follows the steps
    rest();
    assert_true(starts("Attention as soft retrieval,") && app.in_words.on);
    app.player.t = 1, app.shown[1] = true;
    rest();
    Box score = cell("k", 1);
    move(score.x + score.w / 2, score.y + score.h / 2); // and the number that is looked at
    rest();
    assert_true(panel_words_number(&app) && strstr(panel_words_number(&app), "equals"));
    copied[0] = 0;
    app.ui.copy = take_copy;
    ui_set_focus(&app.ui, ui_id(&app.ui, "words"), true);
    key(UI_KEY_DOWN, 0);
    key('c', UI_CTRL);
    assert_true(copied[0] && !strchr(copied, '\n')); // a line
    type("i");
    rest();
    assert_false(app.in_words.on);
}

static void only_some_steps(void **state) {
    (void)state;
    Problems problems = { .arena = app.memory };
    settings_say(app.settings, TEXT("only"), TEXT("2-4"), &problems);
    open("masking", 0);
    assert_int_equal(app.player.step, 1);
    key(UI_KEY_END, 0);
    assert_int_equal(app.player.step, 3);
    type("8");
    assert_int_equal(app.player.step, 3);
    app_scrub(&app, 0.5);
    rest();
    assert_int_equal(app.player.step, 1); // the line cannot be pulled before it
    for (int i = 0; i < 20 && !app.offered; i++) key(UI_KEY_PAGE_DOWN, 0), play_out();
    assert_true(app.offered && app.player.step == 3);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(page_down_teaches_a_lesson, open_asking, close_app),
        cmocka_unit_test_setup_teardown(the_end_offers_the_next_lesson, open_asking, close_app),
        cmocka_unit_test_setup_teardown(plain_steps_are_plain, open_plain, close_app),
        cmocka_unit_test_setup_teardown(the_screen_goes_black_and_white, open_app, close_app),
        cmocka_unit_test_setup_teardown(escape_leaves_full_screen_and_no_lesson, open_app, close_app),
        cmocka_unit_test_setup_teardown(a_lesson_is_chosen_on_the_map, open_app, close_app),
        cmocka_unit_test_setup_teardown(a_step_is_shown_in_words, open_asking, close_app),
        cmocka_unit_test_setup_teardown(only_some_steps, open_asking, close_app),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
