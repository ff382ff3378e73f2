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
    click_text("Show both runs");
    assert_true(app.grade.both);
    assert_true(shows("here they part"));
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

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(from_numbers_to_the_habit, open_app, close_app),
        cmocka_unit_test_setup_teardown(a_number_is_changed, open_app, close_app),
    };
    return cmocka_run_group_tests_name("page/grade", tests, NULL, NULL);
}
