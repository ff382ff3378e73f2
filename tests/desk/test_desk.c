// The program without a host: what a window or a page in a browser can rely on.
#include "support/check.h"

#include <unistd.h>

#include "desk/desk.h"
#include "page/page_lesson.h"
#include "page/pages.h"
#include "render/system_fonts.h"

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

static void press_text(Desk *desk, const char *text) {
    UiInput in = desk_input(desk, now);
    in.text = text;
    desk_event(desk, in);
}

// Fast fingers, or a slow machine: keys that come before the next frame.
static void no_key_is_lost_between_two_frames(void **state) {
    (void)state;
    Desk *desk = open_desk((DeskOptions){ .lesson = "retrieval", .step = "2" });
    Problems problems = { .arena = arena };
    settings_say(desk_app(desk)->settings, TEXT("folder"), text_of(folder), &problems);
    settle(desk);
    press_key(desk, 's', UI_CTRL);
    press_key(desk, UI_KEY_ENTER, 0);
    settle(desk);
    assert_int_equal(desk_app(desk)->dialogs.open, DIALOG_NONE);
    assert_true(file_exists(arena_print(arena, "%s/05-retrieval-step-2.png", folder)));
    const char *named = arena_print(arena, "%s/named.svg", folder);
    press_key(desk, 'e', UI_CTRL);
    press_key(desk, 'a', UI_CTRL);
    press_text(desk, named);
    press_key(desk, UI_KEY_ENTER, 0);
    settle(desk);
    assert_true(file_exists(named));
    press_key(desk, 'e', UI_CTRL);
    press_key(desk, UI_KEY_ESCAPE, 0);
    press_key(desk, UI_KEY_RIGHT, 0);
    assert_int_equal(desk_place(desk).step, 2);
    desk_end(desk);
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

// --- fingers

static void finger(Desk *desk, FingerEvent event, int id, double x, double y) { desk_finger(desk, event, id, x, y, now += 0.03); }

static void stroke(Desk *desk, double x, double y, double dx, double dy) {
    finger(desk, FINGER_DOWN, 1, x, y);
    for (int i = 1; i <= 5; i++) finger(desk, FINGER_MOVES, 1, x + dx * i / 5, y + dy * i / 5);
    finger(desk, FINGER_UP, 1, x + dx, y + dy);
    settle(desk);
}

static void tap(Desk *desk, double x, double y) {
    finger(desk, FINGER_DOWN, 1, x, y);
    finger(desk, FINGER_UP, 1, x, y);
    settle(desk);
}

static Box number_at(Desk *desk, const char *name, int element) {
    App *app = desk_app(desk);
    List picture = { .cmd = app->ui.list.cmd + app->stage.first, .count = app->stage.end - app->stage.first };
    Box at = { 0 };
    assert_true(list_where(&picture, ident_value(tape_find(session_tape(app->session), name), element), &at));
    return at;
}

static void a_stroke_steps_and_changes_nothing(void **state) {
    (void)state;
    Desk *desk = open_desk((DeskOptions){ .lesson = "retrieval", .step = "3" });
    App *app = desk_app(desk);
    settle(desk);
    Box key = number_at(desk, "k", 0); // begins on a number that can be changed
    stroke(desk, key.x + key.w / 2, key.y + key.h / 2, -200, 10);
    assert_int_equal(desk_place(desk).step, 3);
    assert_false(session_changed(app->session));
    stroke(desk, app->stage.at.x + 60, app->stage.at.y + app->stage.at.h - 30, 200, -5);
    assert_int_equal(desk_place(desk).step, 2);
    stroke(desk, app->stage.at.x + 60, app->stage.at.y + 30, 20, 2); // too short
    assert_int_equal(desk_place(desk).step, 2);
    desk_end(desk);
}

static void a_tap_presses_and_a_number_is_pulled_up(void **state) {
    (void)state;
    Desk *desk = open_desk((DeskOptions){ .lesson = "retrieval", .step = "4" });
    App *app = desk_app(desk);
    app->player.t = 1; // the weights are there
    settle(desk);
    Box weight = number_at(desk, "a", 0);
    tap(desk, weight.x + weight.w / 2, weight.y + weight.h / 2);
    assert_true(app->overlay.pinned);
    tap(desk, app->stage.at.x + 6, app->stage.at.y + 6);
    assert_false(app->overlay.pinned);
    Box key = number_at(desk, "k", 0);
    double before = tape_node(session_tape(app->session), tape_find(session_tape(app->session), "k"))->value[0];
    stroke(desk, key.x + key.w / 2, key.y + key.h / 2, 0, -60);
    assert_true(tape_node(session_tape(app->session), tape_find(session_tape(app->session), "k"))->value[0] > before);
    assert_int_equal(desk_place(desk).step, 3);
    desk_end(desk);
}

static void a_long_press_looks(void **state) {
    (void)state;
    Desk *desk = open_desk((DeskOptions){ .lesson = "retrieval", .step = "4" });
    App *app = desk_app(desk);
    app->player.t = 1; // the weights are there
    settle(desk);
    Box weight = number_at(desk, "a", 1);
    finger(desk, FINGER_DOWN, 1, weight.x + 10, weight.y + 10);
    assert_true(desk_patience(desk, now) < 0.6);
    now += 0.6;
    assert_true(desk_watch(desk, now));
    settle(desk);
    assert_int_equal(app->overlay.at.kind, IDENT_VALUE);
    assert_int_equal(app->overlay.at.element, 1);
    finger(desk, FINGER_UP, 1, weight.x + 10, weight.y + 10);
    settle(desk);
    assert_false(app->overlay.pinned);
    assert_int_equal(app->overlay.at.kind, IDENT_VALUE); // to be read without the finger on it
    desk_end(desk);
}

static void two_fingers_move_and_enlarge(void **state) {
    (void)state;
    Desk *desk = open_desk((DeskOptions){ .lesson = "retrieval", .step = "4" });
    App *app = desk_app(desk);
    settle(desk);
    double x = app->stage.at.x + 300, y = app->stage.at.y + 250;
    finger(desk, FINGER_DOWN, 1, x - 50, y);
    finger(desk, FINGER_DOWN, 2, x + 50, y);
    finger(desk, FINGER_MOVES, 2, x + 150, y);
    settle(desk);
    assert_close(app->stage.zoom, 2, 1e-9);
    double pan = app->stage.pan_x;
    finger(desk, FINGER_MOVES, 1, x - 90, y);
    finger(desk, FINGER_MOVES, 2, x + 110, y); // both to the left
    settle(desk);
    assert_close(app->stage.zoom, 2, 1e-9);
    assert_true(app->stage.pan_x > pan);
    finger(desk, FINGER_UP, 2, x + 110, y);
    finger(desk, FINGER_MOVES, 1, x + 200, y); // the one that is left does nothing more
    finger(desk, FINGER_UP, 1, x + 200, y);
    settle(desk);
    assert_int_equal(desk_place(desk).step, 3);
    desk_end(desk);
}

static void the_text_scrolls_and_sliders_slide(void **state) {
    (void)state;
    Desk *desk = open_desk((DeskOptions){ .lesson = "retrieval", .step = "4" });
    App *app = desk_app(desk);
    desk_size(desk, 1280, 560, 1);
    settle(desk);
    PageLayout l = page_layout(app->ui.width, app->ui.height, app->ui.type, PANEL_BESIDE, 0);
    double *scrolled = ui_keep(&app->ui, ui_id(&app->ui, "panel scroll"));
    stroke(desk, l.panel.x + 60, l.panel.y + 200, 5, -90);
    assert_true(*scrolled > 40);
    assert_int_equal(desk_place(desk).step, 3);
    stroke(desk, 300, l.bottom.y + 33, 500, 0); // along the timeline
    assert_true(desk_place(desk).step > 3);
    desk_end(desk);
}

static void check_targets(const Ui *ui, double bottom) {
    for (int i = 0; i < ui->hits; i++) {
        const UiHit *hit = &ui->hit[i];
        if (!hit->focusable || hit->unseen || hit->box.w <= 0 || hit->box.h <= 0) continue;
        bool cut = hit->box.y + hit->box.h > bottom && hit->box.h < UI_TARGET; // by the end of the panel
        if (!cut && (hit->box.w < UI_TARGET || hit->box.h < UI_TARGET))
            fail_msg("a target of %g x %g at %g, %g", hit->box.w, hit->box.h, hit->box.x, hit->box.y);
    }
}

static void what_is_touched_is_large_enough(void **state) {
    (void)state;
    Desk *desk = open_desk((DeskOptions){ .lesson = "masking", .step = "3" });
    App *app = desk_app(desk);
    for (int size = 0; size < 2; size++) {
        desk_size(desk, size ? 1080 : 1280, size ? 1440 : 720, 1);
        settle(desk);
        check_targets(&app->ui, app->fit.height);
    }
    presenter_toggle(app);
    desk_presenter_size(desk, 1280, 800, 1);
    desk_presenter_frame(desk, now);
    check_targets(&app->presenter.ui, 1e9);
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

// What is wrong at the start (a broken file of settings) is said before the first frame, whose clock may say anything.
static void what_is_said_before_the_first_frame_is_seen(void **state) {
    (void)state;
    Desk *desk = open_desk((DeskOptions){ .lesson = "retrieval" });
    toast_say(desk_app(desk), "The settings are as at first.", NULL);
    now = 5000;
    for (int later = 0; later < 2; later++) {
        desk_frame(desk, now);
        const List *list = desk_frame(desk, now += 1);
        bool seen = false;
        for (int i = 0; i < list->count; i++)
            seen |= list->cmd[i].kind == CMD_TEXT && !strcmp(list->cmd[i].text.text, "The settings are as at first.");
        assert_int_equal(seen, !later);
        now += 10;
    }
    desk_end(desk);
}

static void type_in_presenter(Desk *desk, int key, const char *text) {
    UiInput in = desk_presenter_input(desk, now);
    in.key = key, in.text = text;
    desk_presenter_event(desk, in);
}

static void two_windows_one_lesson(void **state) {
    (void)state;
    Desk *desk = open_desk((DeskOptions){ .lesson = "retrieval", .step = "2" });
    settle(desk);
    assert_false(desk_presents(desk));
    UiInput in = desk_input(desk, now);
    in.text = "p";
    desk_event(desk, in);
    settle(desk);
    assert_true(desk_presents(desk));
    desk_presenter_size(desk, 1920, 1080, 1);
    assert_close(desk_presenter_scale(desk), 1, 0);
    assert_true(says(desk_presenter_frame(desk, now), "NOTES FOR NOW"));
    assert_false(desk_presenter_due(desk, now + 0.2));
    assert_true(desk_presenter_due(desk, now + 1.1)); // the clock
    assert_true(desk_patience(desk, now) > 0.1 && desk_patience(desk, now) <= 1);
    type_in_presenter(desk, UI_KEY_PAGE_DOWN, NULL);
    settle(desk);
    assert_int_equal(desk_place(desk).step, 2);
    press_key(desk, UI_KEY_PAGE_DOWN, 0);
    settle(desk);
    assert_int_equal(desk_place(desk).step, 3);
    assert_true(says(desk_presenter_frame(desk, now), "4 of 8"));
    type_in_presenter(desk, 0, "?"); // a dialog of the page takes the keys from either window
    assert_true(says(settle(desk), "Keys"));
    type_in_presenter(desk, UI_KEY_ESCAPE, NULL);
    settle(desk);
    assert_int_equal(desk_app(desk)->dialogs.open, DIALOG_NONE);
    type_in_presenter(desk, 0, ".");
    settle(desk);
    assert_int_equal(desk_theme(desk), THEME_PRINT); // black
    assert_true(says(desk_presenter_frame(desk, now), "NOTES FOR NOW"));
    type_in_presenter(desk, UI_KEY_PAGE_DOWN, NULL); // lifts it and does no more
    settle(desk);
    assert_int_equal(desk_place(desk).step, 3);
    desk_drop(desk, NULL, "q,1,1\nk1,1,1\nk2,1,0\nv1,4,0\nv2,0,4\n"); // nothing of the last pass is left to copy
    desk_presenter_frame(desk, now);
    desk_presenter_close(desk);
    assert_false(desk_presents(desk));
    type_in_presenter(desk, 0, "p"); // a late key of a closed window does nothing
    assert_false(desk_presents(desk));
    desk_end(desk);
}

// A finger on the presenter's window: a tap presses, a stroke steps, notes are scrolled.
static void fingers_in_the_presenters_window(void **state) {
    (void)state;
    Desk *desk = open_desk((DeskOptions){ .lesson = "masking", .step = "3" });
    App *app = desk_app(desk);
    settle(desk);
    presenter_toggle(app);
    desk_presenter_size(desk, 900, 480, 1);
    desk_presenter_frame(desk, now);
    int id = 1;
    desk_presenter_finger(desk, FINGER_DOWN, id, 500, 300, now += 0.03);
    for (int i = 1; i <= 5; i++) desk_presenter_finger(desk, FINGER_MOVES, id, 500 - 40 * i, 302, now += 0.03);
    desk_presenter_finger(desk, FINGER_UP, id, 300, 302, now += 0.03);
    settle(desk);
    assert_true(desk_place(desk).step == 3 || app->player.t > 0); // as Page Down: it plays, or it goes on
    const UiHit *tap = NULL;
    desk_presenter_frame(desk, now);
    for (int i = 0; i < app->presenter.ui.hits; i++)
        if (app->presenter.ui.hit[i].focusable && app->presenter.ui.hit[i].box.y < 56) tap = &app->presenter.ui.hit[i];
    assert_non_null(tap); // the last of its top bar closes the window
    double x = tap->box.x + tap->box.w / 2, y = tap->box.y + tap->box.h / 2;
    desk_presenter_finger(desk, FINGER_DOWN, id, x, y, now += 0.03);
    assert_true(desk_presents(desk));
    desk_presenter_finger(desk, FINGER_UP, id, x, y, now += 0.03);
    settle(desk);
    assert_false(desk_presents(desk));
    desk_presenter_finger(desk, FINGER_DOWN, id, x, y, now += 0.03); // of a closed window nothing comes
    desk_end(desk);
}

static void a_finger_draws_with_the_pen(void **state) {
    (void)state;
    Desk *desk = open_desk((DeskOptions){ .lesson = "retrieval", .step = "4" });
    App *app = desk_app(desk);
    settle(desk);
    pen_toggle(app);
    settle(desk);
    stroke(desk, app->stage.at.x + 200, app->stage.at.y + 200, 150, 20);
    assert_int_equal(app->pen.strokes, 1);
    assert_true(app->pen.points >= 4);
    assert_int_equal(desk_place(desk).step, 3); // and does not step
    tap(desk, app->stage.at.x + 300, app->stage.at.y + 100);
    assert_int_equal(app->pen.strokes, 2);                                      // a dot
    finger(desk, FINGER_DOWN, 1, app->stage.at.x + 200, app->stage.at.y + 200); // two still enlarge
    finger(desk, FINGER_DOWN, 2, app->stage.at.x + 300, app->stage.at.y + 200);
    finger(desk, FINGER_MOVES, 2, app->stage.at.x + 400, app->stage.at.y + 200);
    finger(desk, FINGER_UP, 2, app->stage.at.x + 400, app->stage.at.y + 200);
    finger(desk, FINGER_UP, 1, app->stage.at.x + 200, app->stage.at.y + 200);
    settle(desk);
    assert_close(app->stage.zoom, 2, 1e-9);
    assert_int_equal(app->pen.strokes, 2);
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

static char copied[4096];
static void copy_text(void *context, const char *text) {
    (void)context;
    snprintf(copied, sizeof copied, "%s", text);
}

static void a_link_opens_what_it_can_and_one_is_copied(void **state) {
    (void)state;
    Desk *desk = open_desk((DeskOptions){ .link = "#retrieval.4?v=9&with=theme:dark", .host.copy = copy_text });
    settle(desk);
    assert_string_equal(desk_place(desk).lesson, "05-retrieval");
    assert_int_equal(desk_place(desk).step, 3);
    assert_int_equal(desk_theme(desk), THEME_DARK);
    assert_non_null(strstr(desk_app(desk)->toast.text, "newer version"));
    assert_true(desk_open(desk, "https://example.org/#masking.2"));
    settle(desk);
    assert_string_equal(desk_place(desk).lesson, "09-masking");
    UiInput in = desk_input(desk, now);
    in.text = "l";
    desk_event(desk, in);
    settle(desk);
    assert_true(desk_open(desk, "#"));
    assert_null(desk_place(desk).lesson);
    assert_true(desk_open(desk, copied)); // comes back
    assert_int_equal(desk_place(desk).step, 1);
    assert_false(desk_open(desk, "#x%2f..%2fsecret%2emd")); // a link opens no file
    assert_false(desk_open(desk, "#nothing.here"));
    assert_null(desk_place(desk).lesson);
    assert_true(desk_open(desk, "#retrieval.4"));
    assert_true(says(settle(desk), "Save figure"));
    assert_true(desk_open(desk, "#retrieval.4?bare=1")); // inside another page
    assert_false(says(settle(desk), "Save figure"));
    desk_end(desk);
}

// To save its vectors was asked of the step that a link leaves; the next one may have none.
static void a_link_closes_the_dialog_of_the_step_before(void **state) {
    (void)state;
    Desk *desk = open_desk((DeskOptions){ .link = "#retrieval.4" });
    settle(desk);
    UiInput in = desk_input(desk, now);
    in.key = 's', in.mods = UI_CTRL | UI_SHIFT;
    desk_event(desk, in);
    settle(desk);
    assert_int_equal(desk_app(desk)->dialogs.open, DIALOG_VECTORS);
    assert_true(desk_open(desk, "#language.4"));
    settle(desk);
    assert_int_equal(desk_app(desk)->dialogs.open, DIALOG_NONE);
    assert_int_equal(desk_place(desk).step, 3);
    desk_end(desk);
}

// --- what takes long is made in turns

static double ticks;
static double tick(void) { return ticks += 1; } // whoever looks at it has no time left

static Desk *open_in_turns(const char *lesson, const char *step) {
    Problems problems = { .arena = arena };
    DeskOptions options = { .lesson = lesson, .step = step, .host = { .clock = tick } };
    Desk *desk = desk_begin(&options, &problems);
    assert_non_null(desk);
    App *app = desk_app(desk);
    settings_say(app->settings, TEXT("predict"), TEXT("off"), &problems);
    app->player.reduced = true;
    session_set_race(app->session, RACE_BY_FRAMES);
    desk_size(desk, 1280, 800, 1);
    for (int i = 0; i < 4; i++) desk_frame(desk, now += 1.0 / 60);
    return desk;
}

static bool is_at(Desk *desk, const char *lesson, int step) {
    DeskPlace place = desk_place(desk);
    return lesson ? place.lesson && strstr(place.lesson, lesson) && place.step == step : !place.lesson;
}

// Frames until nothing waits; in all but the last the place is where it was, and a frame is due.
static int wait_here(Desk *desk) {
    DeskPlace here = desk_place(desk);
    const Tape *tape = session_tape(desk_app(desk)->session);
    int frames = 0;
    for (; waits_any(desk_app(desk)); frames++) {
        if (frames > 20000) fail_msg("it waits for ever");
        assert_true(desk_due(desk, now) == 0);
        desk_frame(desk, now += 1.0 / 60);
        if (!waits_any(desk_app(desk))) break;
        DeskPlace place = desk_place(desk);
        assert_true(place.step == here.step && place.lesson == here.lesson);
        assert_ptr_equal(session_tape(desk_app(desk)->session), tape);
    }
    return frames;
}

static void a_long_step_comes_while_the_former_stays(void **state) {
    (void)state;
    Desk *desk = open_in_turns("layer-norm", "7");
    press_key(desk, UI_KEY_RIGHT, 0);
    assert_true(is_at(desk, "layer-norm", 6));
    assert_true(wait_here(desk) > 20);
    assert_true(is_at(desk, "layer-norm", 7));
    desk_end(desk);
}

static void keys_meanwhile_come_after_it(void **state) {
    (void)state;
    Desk *desk = open_in_turns("gradient-flow", "3");
    press_key(desk, UI_KEY_RIGHT, 0); // 4, which takes long
    press_key(desk, UI_KEY_RIGHT, 0);
    press_key(desk, 'd', UI_CTRL);
    press_key(desk, UI_KEY_RIGHT, 0);
    Theme theme = desk_theme(desk);
    assert_true(is_at(desk, "gradient-flow", 2));
    while (waits_any(desk_app(desk))) desk_frame(desk, now += 1.0 / 60);
    assert_true(is_at(desk, "gradient-flow", 5));
    assert_true(desk_theme(desk) != theme);
    desk_end(desk);
}

static void what_goes_elsewhere_takes_its_place(void **state) {
    (void)state;
    Desk *desk = open_in_turns("layer-norm", "7");
    press_key(desk, UI_KEY_RIGHT, 0);
    press_key(desk, UI_KEY_RIGHT, 0);
    press_text(desk, "2");
    while (waits_any(desk_app(desk))) desk_frame(desk, now += 1.0 / 60);
    assert_true(is_at(desk, "layer-norm", 1));
    press_text(desk, "8");
    assert_true(waits_any(desk_app(desk)));
    assert_true(desk_open(desk, "#retrieval.scale"));
    while (waits_any(desk_app(desk))) desk_frame(desk, now += 1.0 / 60);
    assert_true(is_at(desk, "retrieval", 2));
    assert_true(desk_open(desk, "#layer-norm.pre-or-post"));
    assert_true(is_at(desk, "retrieval", 2));
    press_key(desk, 'w', UI_CTRL);
    assert_true(is_at(desk, NULL, 0) && !waits_any(desk_app(desk)));
    for (int i = 0; i < 50; i++) desk_frame(desk, now += 1.0 / 60);
    assert_true(is_at(desk, NULL, 0));
    desk_end(desk);
}

static void a_link_brings_all_of_it_at_once(void **state) {
    (void)state;
    Desk *desk = open_in_turns("retrieval", "4");
    assert_true(desk_open(desk, "#layer-norm.pre-or-post?set=seed:20&nonsense=1"));
    assert_true(is_at(desk, "retrieval", 3) && desk_app(desk)->toast.until == 0);
    assert_true(wait_here(desk) > 20);
    assert_true(is_at(desk, "layer-norm", 7));
    assert_true(session_param_number(desk_app(desk)->session, "seed") == 20);
    assert_true(desk_app(desk)->toast.until > 0); // what it could not
    assert_true(desk_open(desk, "#retrieval.softmax"));
    desk_end(desk); // while it waits
}

static void a_link_of_a_picture_leads_there_in_turns(void **state) {
    (void)state;
    Desk *desk = open_in_turns("retrieval", "4");
    App *app = desk_app(desk);
    pages_do(app, (Asked){ .action = ACTION_FOLLOW, .text = "layer-norm:pre-or-post" });
    assert_true(wait_here(desk) > 20);
    assert_true(is_at(desk, "layer-norm", 7));
    assert_int_equal(session_race_mode(app->session), RACE_BY_FRAMES); // a race there trains as it did here
    pages_do(app, (Asked){ .action = ACTION_RETURN });
    assert_true(is_at(desk, "retrieval", 3));
    pages_do(app, (Asked){ .action = ACTION_FOLLOW, .text = "layer-norm:pre-or-post" });
    pages_do(app, (Asked){ .action = ACTION_FOLLOW, .text = "retrieval:2" }); // instead
    while (waits_any(app)) desk_frame(desk, now += 1.0 / 60);
    assert_true(is_at(desk, "retrieval", 1));
    pages_do(app, (Asked){ .action = ACTION_FOLLOW, .text = "layer-norm:pre-or-post" });
    desk_end(desk); // while it waits
}

static void the_next_step_of_a_presenter_comes_in_turns(void **state) {
    (void)state;
    Desk *desk = open_in_turns("layer-norm", "7");
    App *app = desk_app(desk);
    presenter_toggle(app);
    desk_presenter_size(desk, 1280, 800, 1);
    int frames = 0;
    for (; frames < 3 || app->presenter.making; frames++) {
        const List *list = desk_presenter_frame(desk, now += 1.0 / 60);
        assert_true(says(list, "NEXT"));
        if (app->presenter.making) assert_true(desk_due(desk, now) == 0 && desk_presenter_due(desk, now));
    }
    assert_true(frames > 20);
    assert_int_equal(session_step(app->presenter.ahead), 7);
    press_key(desk, UI_KEY_LEFT, 0);
    desk_presenter_frame(desk, now += 1.0 / 60);
    desk_end(desk);
}

// All steps are looked at for it, a few a frame; in the end it is the place that is found at once.
static void the_panels_place_is_looked_for_in_turns(void **state) {
    (void)state;
    PanelPlace found[2];
    for (int turns = 0; turns < 2; turns++) {
        Desk *desk = open_in_turns("layer-norm", "2");
        App *app = desk_app(desk);
        if (!turns) app->waits.clock = NULL;
        pages_do(app, (Asked){ .action = ACTION_LARGE_TYPE });
        int frames = 0;
        while (desk_frame(desk, now += 1.0 / 60), desk_due(desk, now) == 0 && frames < 20000) frames++;
        assert_true(turns ? frames > 20 && frames < 20000 : frames < 5);
        found[turns] = app->fit.place;
        pages_do(app, (Asked){ .action = ACTION_LARGER });
        desk_frame(desk, now += 1.0 / 60);
        desk_end(desk); // while it is looked for
    }
    assert_int_equal(found[0], found[1]);
}

static void a_parameter_that_takes_long(void **state) {
    (void)state;
    Desk *desk = open_in_turns("layer-norm", "8");
    App *app = desk_app(desk);
    pages_do(app, (Asked){ .action = ACTION_SET, .text = "seed 20" });
    assert_true(waits_any(app) && session_param_number(app->session, "seed") != 20);
    assert_true(wait_here(desk) > 20);
    assert_true(session_param_number(app->session, "seed") == 20);
    assert_true(session_undo(app->session) && session_param_number(app->session, "seed") != 20);
    desk_end(desk);
}

static void a_card_of_the_map_opens_when_it_is_there(void **state) {
    (void)state;
    Desk *desk = open_in_turns(NULL, NULL);
    App *app = desk_app(desk);
    library_read(&app->library);
    int entry = 0;
    while (!strstr(app->library.entry[entry].id, "gradient-flow")) entry++;
    pages_do(app, (Asked){ .action = ACTION_OPEN, .number = entry });
    assert_true(is_at(desk, NULL, 0) && waits_any(app));
    wait_here(desk);
    assert_true(is_at(desk, "gradient-flow", 0));
    desk_end(desk);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(a_lesson_is_stepped_through_and_remembered, begin, end),
        cmocka_unit_test_setup_teardown(no_key_is_lost_between_two_frames, begin, end),
        cmocka_unit_test_setup_teardown(a_press_is_on_what_is_under_it, begin, end),
        cmocka_unit_test_setup_teardown(of_many_movements_the_last_counts, begin, end),
        cmocka_unit_test_setup_teardown(what_is_dropped_is_shown_then_loaded_or_explained, begin, end),
        cmocka_unit_test_setup_teardown(two_fingers_enlarge_the_picture_alone, begin, end),
        cmocka_unit_test_setup_teardown(a_stroke_steps_and_changes_nothing, begin, end),
        cmocka_unit_test_setup_teardown(a_tap_presses_and_a_number_is_pulled_up, begin, end),
        cmocka_unit_test_setup_teardown(a_long_press_looks, begin, end),
        cmocka_unit_test_setup_teardown(two_fingers_move_and_enlarge, begin, end),
        cmocka_unit_test_setup_teardown(the_text_scrolls_and_sliders_slide, begin, end),
        cmocka_unit_test_setup_teardown(what_is_touched_is_large_enough, begin, end),
        cmocka_unit_test_setup_teardown(it_sleeps_when_nothing_moves, begin, end),
        cmocka_unit_test_setup_teardown(what_is_said_before_the_first_frame_is_seen, begin, end),
        cmocka_unit_test_setup_teardown(two_windows_one_lesson, begin, end),
        cmocka_unit_test_setup_teardown(fingers_in_the_presenters_window, begin, end),
        cmocka_unit_test_setup_teardown(a_finger_draws_with_the_pen, begin, end),
        cmocka_unit_test_setup_teardown(a_link_closes_the_dialog_of_the_step_before, begin, end),
        cmocka_unit_test_setup_teardown(what_cannot_be_opened_is_said, begin, end),
        cmocka_unit_test_setup_teardown(a_link_opens_what_it_can_and_one_is_copied, begin, end),
        cmocka_unit_test_setup_teardown(a_link_closes_the_dialog_of_the_step_before, begin, end),
        cmocka_unit_test_setup_teardown(a_long_step_comes_while_the_former_stays, begin, end),
        cmocka_unit_test_setup_teardown(keys_meanwhile_come_after_it, begin, end),
        cmocka_unit_test_setup_teardown(what_goes_elsewhere_takes_its_place, begin, end),
        cmocka_unit_test_setup_teardown(a_link_brings_all_of_it_at_once, begin, end),
        cmocka_unit_test_setup_teardown(a_link_of_a_picture_leads_there_in_turns, begin, end),
        cmocka_unit_test_setup_teardown(the_next_step_of_a_presenter_comes_in_turns, begin, end),
        cmocka_unit_test_setup_teardown(the_panels_place_is_looked_for_in_turns, begin, end),
        cmocka_unit_test_setup_teardown(a_parameter_that_takes_long, begin, end),
        cmocka_unit_test_setup_teardown(a_card_of_the_map_opens_when_it_is_there, begin, end),
    };
    int failed = cmocka_run_group_tests(tests, NULL, NULL);
    render_shutdown();
    return failed;
}
