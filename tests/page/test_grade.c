// Check my work in the window: from one's own vectors to the habit, both runs, a number changed, and back.
#include "page/drive.h"

#define SEED "q,1,1\nk1,1,1\nk2,1,0\nk3,1,-1\nk4,-1,0\nv1,4,0\nv2,0,4\nv3,-4,0\nv4,0,-4\n"
#define WORK "s,2.0,1.0,0.0,-1.0\na,0.6439,0.2369,0.0871,0.0321\no,2.2271,0.8193\n"

static void load(const char *text) {
    Problems problems = { .arena = app.frame };
    if (!app_load_text(&app, text_of(text), &problems)) fail_msg("%s", problems.item[0].message);
    rest();
}

static void from_numbers_to_the_habit(void **state) {
    (void)state;
    load(SEED);
    type("c");
    assert_int_equal(app.page, PAGE_GRADE);
    assert_true(shows("Back to the stage"));
    check_texts("empty");
    load(WORK);
    assert_true(shows("One habit to change. All the rest is right."));
    assert_true(shows("the first to differ"));
    assert_true(shows("↳ follows"));
    assert_int_equal(app.grade.work.grade.count[VERDICT_WRONG], 3);
    check_texts("with work");
    assert_true(shows("THE FIRST NUMBER THAT DIFFERS"));
    click_text("Show both runs");
    assert_true(app.grade.both);
    const BothRuns *both = app.grade.work.both;
    assert_non_null(both); // the picture of lesson 15, with these numbers
    assert_string_equal(both->step.focus[0], "s");
    assert_true(shows("mistaken"));
    assert_true(shows(habit_info(HABIT_SCALE_MISSING)->did));
    check_texts("both runs");
    click_text("Back to my numbers");
    key(UI_KEY_ESCAPE, 0);
    assert_int_equal(app.page, PAGE_LESSON);
}

static void a_number_is_changed(void **state) {
    (void)state;
    load(SEED);
    type("c");
    load("s,1.41,0.81,0,-0.71\n");
    assert_int_equal(app.grade.work.grade.count[VERDICT_WRONG], 1);
    click_text("Change my numbers");
    assert_true(app.grade.typing);
    key('a', UI_CTRL);
    type("0.71");
    key(UI_KEY_ENTER, 0);
    assert_int_equal(app.grade.work.grade.count[VERDICT_WRONG], 0);
    assert_true(shows("All of it is right."));
    Problems problems = { .arena = app.frame };
    assert_false(app_load_text(&app, TEXT("zz,1,2\n"), &problems)); // the former work stays
    assert_non_null(app.grade.work.arena);
}

// A lesson that explains the habit opens, and Back leads to the work again.
static void a_lesson_explains_it(void **state) {
    (void)state;
    load(SEED);
    type("c");
    load(WORK);
    click_text("5.3  Scale the scores down");
    assert_int_equal(app.page, PAGE_LESSON);
    assert_string_equal(session_lesson_step(app.session)->id, "scale");
    app_return(&app);
    rest();
    assert_int_equal(app.page, PAGE_GRADE);
    assert_true(shows("the first to differ"));
}

// Rows have their words; a matrix that is too large for digits is a map, with the first number that differs under it.
static void rows_and_maps(void **state) {
    (void)state;
    load("q,1,1\nk1:the,1,1\nk2:cat,1,0\nv1,4,0\nv2,0,4\n");
    type("c");
    load("s,2.0,1.0\n");
    assert_true(shows("cat"));
    Arena *arena = arena_begin();
    Builder data = { .arena = arena }, work = { .arena = arena };
    for (int i = 0; i < 12; i++) {
        builder_print(&data, "q,%d,1\nk,1,%d\nv,1,1\n", i, i);
        builder_print(&work, "raw");
        for (int j = 0; j < 12; j++) builder_print(&work, ",%d", i + j + (i == 3 && j == 7));
        builder_print(&work, "\n");
    }
    key(UI_KEY_ESCAPE, 0);
    load(builder_text(&data));
    type("c");
    load(builder_text(&work));
    assert_int_equal(app.grade.work.grade.count[VERDICT_WRONG], 1);
    assert_true(shows("row 4, column 8"));
    assert_true(shows("11")); // 3 + 7 + 1, beside the true 10
    check_texts("a map");
    arena_end(arena);
}

// Any computed number of the picture takes one's own: pinned, typed, checked.
static void mine_is(void **state) {
    (void)state;
    load(SEED);
    app_go(&app, 2);
    rest();
    Ident first = ident_value(node("s"), 0);
    click_cell("s", 0);
    assert_true(app.overlay.pinned && ident_same(app.overlay.pin, first));
    assert_true(shows("Mine is"));
    type("2"); // no step 2: the digit is one's own number
    key(UI_KEY_ENTER, 0);
    assert_int_equal(app.overlay.mine.judged, ANSWER_WRONG);
    assert_non_null(strstr(app.overlay.mine.said, habit_info(HABIT_SCALE_MISSING)->did));
    check_texts("mine is");
    key('a', UI_CTRL);
    type("1.41");
    key(UI_KEY_ENTER, 0);
    assert_int_equal(app.overlay.mine.judged, ANSWER_RIGHT);
    assert_true(shows("Right: it is 1.414."));
    key('a', UI_CTRL);
    type("0.7071"); // of the next key
    key(UI_KEY_ENTER, 0);
    assert_non_null(strstr(app.overlay.mine.said, habit_info(HABIT_COPIED)->did));
    key('a', UI_CTRL);
    type("1.2345");
    key(UI_KEY_ENTER, 0);
    assert_non_null(strstr(app.overlay.mine.said, "no known mistake"));
    key(UI_KEY_ESCAPE, 0); // out of the field
    key(UI_KEY_ESCAPE, 0); // and the card away
    assert_false(app.overlay.pinned);
    click_cell("s", 1);
    assert_int_equal(app.overlay.mine.judged, ANSWER_NONE); // another number, another answer
}

// No words on words and none cut off, in small windows and large ones, with the panel beside, under or among the parts.
static void every_size_has_room(void **state) {
    (void)state;
    static const double sizes[][2] = { { 640, 480 }, { 960, 600 }, { 1280, 720 }, { 1600, 900 }, { 1920, 1080 }, { 1080, 1920 } };
    load(SEED);
    type("c");
    load(WORK);
    for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++)
        for (int both = 0; both < 2; both++) {
            window_width = sizes[i][0], window_height = sizes[i][1];
            app.grade.both = both;
            rest();
            char where[64];
            snprintf(where, sizeof where, "%g × %g%s", window_width, window_height, both ? ", both runs" : "");
            check_texts(where);
            assert_true(shows("THE FIRST NUMBER THAT DIFFERS"));
        }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(from_numbers_to_the_habit, open_app, close_app),
        cmocka_unit_test_setup_teardown(a_number_is_changed, open_app, close_app),
        cmocka_unit_test_setup_teardown(a_lesson_explains_it, open_app, close_app),
        cmocka_unit_test_setup_teardown(rows_and_maps, open_app, close_app),
        cmocka_unit_test_setup_teardown(mine_is, open_app, close_app),
        cmocka_unit_test_setup_teardown(every_size_has_room, open_app, close_app),
    };
    return cmocka_run_group_tests_name("page/grade", tests, NULL, NULL);
}
