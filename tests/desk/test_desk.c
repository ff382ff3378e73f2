// The program without a host: what a window or a page in a browser can rely on.
#include "support/check.h"

#include <unistd.h>

#include "desk/desk.h"
#include "page/page_lesson.h"

static Arena *arena;
static char folder[200];
static double now;

static int begin(void **state) {
    (void)state;
    arena = arena_begin();
    snprintf(folder, sizeof folder, "/tmp/attend-desk-%d", (int)getpid());
    setenv("XDG_STATE_HOME", folder, 1);
    setenv("XDG_CONFIG_HOME", folder, 1);
    now = 0;
    return 0;
}

static int end(void **state) {
    (void)state;
    char command[300];
    snprintf(command, sizeof command, "rm -rf '%s'", folder);
    arena_end(arena);
    return system(command);
}

static Desk *open_desk(DeskOptions options) {
    Problems problems = { .arena = arena };
    options.scripted = true;
    Desk *desk = desk_begin(&options, &problems);
    problems_print(stderr, &problems);
    assert_non_null(desk);
    settings_say(desk_app(desk)->settings, TEXT("predict"), TEXT("off"), &problems); // tests/page/test_predict.c has it on
    desk_size(desk, 1280, 800, 1);
    return desk;
}

static const List *settle(Desk *desk) {
    const List *list = NULL;
    for (int i = 0; i < 100; i++) {
        list = desk_frame(desk, now += 1.0 / 60);
        if (desk_patience(desk, now) > 0.5) break;
    }
    return list;
}

static bool says(const List *list, const char *text) {
    for (int i = 0; i < list->count; i++)
        if (list->cmd[i].kind == CMD_TEXT && !strcmp(list->cmd[i].text.text, text)) return true;
    return false;
}

static void press_key(Desk *desk, int key, int mods) {
    UiInput in = desk_input(desk, now);
    in.key = key;
    in.mods = mods;
    desk_event(desk, in);
}

static void a_lesson_is_stepped_through_and_remembered(void **state) {
    (void)state;
    Desk *desk = open_desk((DeskOptions){ .lesson = "retrieval", .step = "2" });
    assert_int_equal(desk_place(desk).step, 1);
    press_key(desk, UI_KEY_RIGHT, 0);
    assert_true(desk_patience(desk, now) <= 0.02); // it moves
    assert_true(says(settle(desk), "STEP 3 OF 8"));
    assert_string_equal(desk_place(desk).lesson, "05-retrieval");
    assert_int_equal(desk_place(desk).step, 2);
    assert_true(strstr(desk_title(desk), "Attend") && strlen(desk_title(desk)) > 12);
    const char *title = desk_title(desk);
    assert_ptr_equal(title, desk_title(desk)); // the same as long as it does not change
    press_key(desk, 'w', UI_CTRL);
    settle(desk);
    assert_null(desk_place(desk).lesson);
    assert_string_equal(desk_title(desk), "Attend");
    desk_end(desk);
    desk = open_desk((DeskOptions){ .lesson = "retrieval" });
    assert_int_equal(desk_place(desk).step, 2);
    desk_end(desk);
}

static void a_press_is_on_what_is_under_it(void **state) {
    (void)state;
    Desk *desk = open_desk((DeskOptions){ .lesson = "retrieval", .step = "1" });
    settle(desk);
    const App *app = desk_app(desk);
    PageLayout l = page_layout(app->ui.width, app->ui.height, app->ui.type, PANEL_BESIDE, 0);
    // A finger knows no movement before it touches: the button "next" at the foot of the page.
    UiInput in = desk_input(desk, now);
    in.x = 160, in.y = l.bottom.y + l.bottom.h / 2, in.inside = true;
    in.pressed = in.down = true, in.clicks = 1;
    desk_event(desk, in);
    in.pressed = in.down = false, in.released = true;
    desk_event(desk, in);
    settle(desk);
    assert_int_equal(desk_place(desk).step, 1);
    desk_end(desk);
}

static void of_many_movements_the_last_counts(void **state) {
    (void)state;
    Desk *desk = open_desk((DeskOptions){ .lesson = "retrieval", .step = "1" });
    settle(desk);
    double before = desk_app(desk)->ui.in.x;
    for (int i = 0; i < 50; i++) {
        UiInput in = desk_input(desk, now);
        in.x = i, in.y = 40, in.inside = true;
        desk_event(desk, in);
    }
    assert_true(desk_app(desk)->ui.in.x == before); // nothing was passed yet
    desk_frame(desk, now);
    assert_true(desk_app(desk)->ui.in.x == 49);
    desk_end(desk);
}

static void press_enter(Desk *desk) {
    UiInput in = desk_input(desk, now);
    in.key = UI_KEY_ENTER;
    desk_event(desk, in);
    settle(desk);
}

static void what_is_dropped_is_shown_then_loaded_or_explained(void **state) {
    (void)state;
    Desk *desk = open_desk((DeskOptions){ 0 });
    settle(desk);
    desk_drop(desk, NULL, "q,1,1\nk1,1,1\nk2,1,0\nv1,4,0\nv2,0,4\n");
    settle(desk);
    assert_null(desk_place(desk).lesson); // nothing is loaded until somebody says so
    press_enter(desk);
    assert_non_null(desk_place(desk).lesson);
    const Tape *tape = session_tape(desk_app(desk)->session);
    desk_drop(desk, NULL, "q,1,1\nk1,one\n");
    assert_true(says(settle(desk), "Load vectors"));
    assert_ptr_equal(tape, session_tape(desk_app(desk)->session)); // and nothing was lost
    desk_drop(desk, "/nowhere/at-all.csv", NULL);
    settle(desk);
    assert_int_equal(desk_app(desk)->dialogs.open, DIALOG_LOAD);
    desk_end(desk);
}

static void two_fingers_enlarge_the_picture_alone(void **state) {
    (void)state;
    Desk *desk = open_desk((DeskOptions){ .lesson = "retrieval", .step = "1" });
    settle(desk);
    const Stage *stage = &desk_app(desk)->stage;
    desk_pinch(desk, 2, stage->at.x + 50, stage->at.y + 50);
    settle(desk);
    assert_close(stage->zoom, 2, 1e-12);
    desk_pinch(desk, 2, stage->at.x - 5, stage->at.y - 5);
    settle(desk);
    assert_close(stage->zoom, 2, 1e-12);
    desk_end(desk);
}

static void it_sleeps_when_nothing_moves(void **state) {
    (void)state;
    Settings *calm = settings_begin();
    Problems problems = { .arena = arena };
    assert_true(settings_say_one(calm, "motion=off", &problems));
    Desk *desk = open_desk((DeskOptions){ .lesson = "retrieval", .step = "1", .settings = calm });
    settle(desk);
    settle(desk);
    assert_false(desk_moving(desk));
    assert_true(desk_patience(desk, now) > 0.9);
    desk_watch(desk, now += 2);
    assert_false(desk_watch(desk, now));
    assert_false(desk_watch(desk, now + 2));
    desk_size(desk, 640, 480, 1);
    assert_non_null(desk_frame(desk, now));
    assert_true(desk_app(desk)->ui.width >= 640);
    assert_false(desk_quit(desk));
    press_key(desk, 'q', UI_CTRL);
    assert_true(desk_quit(desk));
    desk_end(desk);
}

static void what_cannot_be_opened_is_said(void **state) {
    (void)state;
    static const struct {
        DeskOptions options;
        const char *says;
    } row[] = { { { .lesson = "retreival" }, "did you mean 'retrieval'" },
                { { .lesson = "retrieval", .step = "99" }, "there is no step 99" },
                { { .data = "/nowhere.csv" }, "/nowhere.csv" } };
    for (size_t i = 0; i < sizeof row / sizeof *row; i++) {
        Problems problems = { .arena = arena };
        assert_null(desk_begin(&row[i].options, &problems));
        assert_true(problems.count > 0);
        assert_non_null(strstr(problem_text(arena, &problems.item[0]), row[i].says));
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(a_lesson_is_stepped_through_and_remembered, begin, end),
        cmocka_unit_test_setup_teardown(a_press_is_on_what_is_under_it, begin, end),
        cmocka_unit_test_setup_teardown(of_many_movements_the_last_counts, begin, end),
        cmocka_unit_test_setup_teardown(what_is_dropped_is_shown_then_loaded_or_explained, begin, end),
        cmocka_unit_test_setup_teardown(two_fingers_enlarge_the_picture_alone, begin, end),
        cmocka_unit_test_setup_teardown(it_sleeps_when_nothing_moves, begin, end),
        cmocka_unit_test_setup_teardown(what_cannot_be_opened_is_said, begin, end),
    };
    int failed = cmocka_run_group_tests(tests, NULL, NULL);
    render_shutdown();
    return failed;
}
