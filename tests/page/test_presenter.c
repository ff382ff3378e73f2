// The presenter's window says what the class is not to see yet, and the class's window never says it; and the pen.
#include "drive.h"

#include "page/figure.h"
#include "page/page_lesson.h"
#include "page/predict.h"

static int open_presenter(void **state) {
    int failed = open_app(state);
    Problems problems = { .arena = app.memory };
    settings_say(app.settings, TEXT("predict"), TEXT("on"), &problems);
    app.presenter.screens = 2;
    type("p");
    return failed;
}

static void present(UiInput in, double width, double height) {
    app.presenter.ui.width = width, app.presenter.ui.height = height;
    in.now = now += 0.02;
    presenter_pass(&app, in);
    one((UiInput){ 0 });
    presenter_pass(&app, (UiInput){ .now = now, .x = in.x, .y = in.y, .inside = in.inside });
}

static void open(const char *name, int step) {
    Problems problems = { .arena = app.memory };
    assert_true(app_open(&app, library_find(&app.library, name, &problems), step));
    rest();
}

static bool list_says(const List *list, const char *part) {
    for (int i = 0; i < list->count; i++)
        if (list->cmd[i].kind == CMD_TEXT && strstr(list->cmd[i].text.text, part)) return true;
    return false;
}

static bool presenter_says(const char *part) { return list_says(&app.presenter.ui.list, part); }

static void it_opens_and_closes(void **state) {
    (void)state;
    assert_true(app.presenter.open);
    present((UiInput){ 0 }, 1280, 800);
    assert_true(presenter_says("NOTES FOR NOW") && presenter_says("THE ANSWER, AND WHY") && presenter_says("2 of 8"));
    present((UiInput){ .text = "p" }, 1280, 800);
    assert_false(app.presenter.open);
}

// The words of a text in the order in which they stand, so that a line break between them does not matter.
static const char *words_of(const List *list) {
    Builder out = { .arena = app.frame };
    for (int i = 0; i < list->count; i++)
        if (list->cmd[i].kind == CMD_TEXT) builder_print(&out, "%s ", list->cmd[i].text.text);
    return out.size ? builder_text(&out) : "";
}

static void notes_are_for_the_presenter_alone(void **state) {
    (void)state;
    int notes = 0;
    for (int entry = 0; entry < app.library.count; entry++) {
        open(app.library.entry[entry].lesson.id, 0);
        for (int i = 0; i < app.player.steps; i++) {
            app_go(&app, i);
            rest();
            const char *text = session_lesson_step(app.session)->notes;
            if (!text) continue;
            notes++;
            present((UiInput){ 0 }, 1920, 1080);
            char begin[24] = "";
            snprintf(begin, sizeof begin, "%.*s", (int)strcspn(text, "\n"), text);
            if (strrchr(begin, ' ')) *strrchr(begin, ' ') = 0; // whole words
            if (!strstr(words_of(&app.presenter.ui.list), begin)) fail_msg("%d: the notes are not there: %s", i + 1, begin);
            assert_false(list_says(&app.ui.list, "Notes for the presenter"));
        }
    }
    assert_true(notes > 20);
    present((UiInput){ .text = "n" }, 1280, 800); // asked for here, they still stay here
    assert_false(app.notes);
    type("n");
    assert_true(app.notes);
}

// What is cut or lies over something else, in a list of texts; scrolled and small pictures are clipped, and so left out.
static void check_presenter(const char *where) {
    const List *list = &app.presenter.ui.list;
    static const Cmd *text[TEXTS];
    int count = 0, clips = 0;
    for (int i = 0; i < list->count; i++) {
        const Cmd *cmd = &list->cmd[i];
        clips += (cmd->kind == CMD_CLIP) - (cmd->kind == CMD_UNCLIP);
        if (clips == 0 && cmd->kind == CMD_TEXT && !cmd->may_overlap && count < TEXTS) text[count++] = cmd;
    }
    for (int i = 0; i < count; i++) {
        if (text[i]->box.x < -0.5 || text[i]->box.x + text[i]->box.w > app.presenter.ui.width + 0.5)
            fail_msg("%s: '%s' is cut", where, text[i]->text.text);
        for (int k = i + 1; k < count; k++)
            if (box_meets(ink(text[i]), ink(text[k])))
                fail_msg("%s: '%s' and '%s' overlap", where, text[i]->text.text, text[k]->text.text);
    }
}

static double text_y(const char *begin) {
    const List *list = &app.presenter.ui.list;
    for (int i = 0; i < list->count; i++)
        if (list->cmd[i].kind == CMD_TEXT && !strncmp(list->cmd[i].text.text, begin, strlen(begin))) return list->cmd[i].box.y;
    fail_msg("'%s' is not there", begin);
    return 0;
}

// Notes that do not fit are scrolled by the arrows; those that do leave the arrows to the class's text.
static void long_notes_scroll_by_keys(void **state) {
    (void)state;
    open("masking", 2);
    rest();
    present((UiInput){ 0 }, 1280, 800);
    double before = text_y("The causal mask");
    present((UiInput){ .key = UI_KEY_DOWN }, 1280, 800);
    for (int i = 0; i < 30; i++) present((UiInput){ 0 }, 1280, 800);
    assert_true(text_y("The causal mask") < before - 10);
    present((UiInput){ .key = UI_KEY_UP }, 1280, 800);
    for (int i = 0; i < 30; i++) present((UiInput){ 0 }, 1280, 800);
    assert_close(text_y("The causal mask"), before, 0.5);
    assert_int_equal(app.asked.action, ACTION_NONE);
    present((UiInput){ .key = UI_KEY_DOWN }, 1920, 1080);
    assert_close(text_y("The causal mask"), before, 40); // all of it is there
}

static void every_step_fits_every_size(void **state) {
    (void)state;
    static const double size[][2] = { { 1280, 800 }, { 1920, 1080 }, { 960, 600 }, { 640, 480 }, { 1080, 1920 } };
    for (int entry = 0; entry < app.library.count; entry++) {
        open(app.library.entry[entry].lesson.id, 0);
        for (int i = 0; i < app.player.steps; i += CHECK_EVERY) {
            app_go(&app, i);
            rest();
            for (size_t k = 0; k < sizeof size / sizeof *size; k++) {
                char where[80];
                snprintf(where, sizeof where, "%s %d at %.0f", app.library.entry[entry].lesson.id, i + 1, size[k][0]);
                present((UiInput){ 0 }, size[k][0], size[k][1]);
                check_presenter(where);
            }
        }
    }
    app_home(&app);
    rest();
    present((UiInput){ 0 }, 1280, 800);
    check_presenter("map");
}

static void the_answer_is_there_before_the_class_has_it(void **state) {
    (void)state;
    open("masking", 2);
    assert_true(predict_waits(&app));
    const Block *question = step_question(session_lesson_step(app.session));
    int right = 0;
    while (!question->option[right].right) right++;
    const char *reason = question->option[right].reason.run[0].text;
    char begin[16] = "";
    snprintf(begin, sizeof begin, "%s", reason);
    if (strrchr(begin, ' ')) *strrchr(begin, ' ') = 0;
    present((UiInput){ 0 }, 1920, 1080);
    assert_true(strstr(words_of(&app.presenter.ui.list), begin) != NULL);
    assert_null(strstr(words_of(&app.ui.list), begin));
    assert_true(presenter_says("Show the answer"));
    present((UiInput){ .text = "a" }, 1920, 1080);
    assert_false(predict_waits(&app));
    present((UiInput){ 0 }, 1920, 1080);
    assert_false(presenter_says("Show the answer"));
}

static void the_clock_runs_and_stands(void **state) {
    (void)state;
    Presenter *p = &app.presenter;
    now += 20000; // opened with the program, before anybody said what time it is
    present((UiInput){ 0 }, 1280, 800);
    double begun = presenter_seconds(p, now);
    assert_close(begun, 0, 0.1);
    assert_close(presenter_seconds(p, now + 90), begun + 90, 1e-9);
    now += 125 - begun;
    present((UiInput){ 0 }, 1280, 800);
    assert_true(presenter_says("2:05") && presenter_says("42:5"));
    assert_true(p->ui.wake_at > now && p->ui.wake_at <= now + 1.001); // a frame a second, no more
    p->minutes = 2;
    present((UiInput){ 0 }, 1280, 800);
    assert_true(presenter_says("over 2 minutes") && presenter_says("−0:05"));
}

// What comes next looks as it will when one is there, with what was changed.
static void looking_ahead_is_what_will_be_seen(void **state) {
    (void)state;
    open("retrieval", 1);
    Problems problems = { .arena = app.memory };
    assert_true(session_edit(app.session, node("k"), 0, 2.25, &problems));
    Session *ahead = session_ahead(app.session, 3);
    assert_non_null(ahead);
    assert_int_equal(session_step(app.session), 1);
    View view = { .width = 800, .height = 500, .metrics = app.metrics, .arena = app.memory };
    List there = list_begin(app.memory, app.metrics), here = list_begin(app.memory, app.metrics);
    session_draw(ahead, &view, 1, &there);
    app_go(&app, 3);
    session_draw(app.session, &view, 1, &here);
    Box changed[4];
    assert_int_equal(list_changes(&there, &here, changed, 4), 0);
    assert_true(session_edit(ahead, tape_find(session_tape(ahead), "k"), 0, 7, &problems)); // and it changes nothing here
    assert_close(value("k", 0), 2.25, 0);
    session_end(ahead);
    assert_null(session_ahead(app.session, app.player.steps));
}

static void it_follows_the_lesson(void **state) {
    (void)state;
    open("retrieval", 2);
    present((UiInput){ 0 }, 1280, 800);
    assert_int_equal(session_step(app.presenter.ahead), 3);
    present((UiInput){ .key = UI_KEY_END }, 1280, 800);
    assert_int_equal(app.player.step, app.player.steps - 1);
    present((UiInput){ 0 }, 1280, 800);
    assert_null(app.presenter.ahead);
    assert_true(presenter_says("After this step"));
    present((UiInput){ .text = "b" }, 1280, 800);
    assert_int_equal(app.blank, BLANK_BLACK);
    assert_true(presenter_yields_keys(&app));
}

// --- the pen

static int open_pen(void **state) {
    int failed = open_app(state);
    open("retrieval", 2);
    type("d");
    return failed;
}

static int marks(const List *list) {
    int count = 0;
    for (int i = 0; i < list->count; i++)
        count += list->cmd[i].kind == CMD_PATH && list->cmd[i].path.stroke.alpha > 0 && list->cmd[i].path.stroke.role == ROLE_PEN &&
                 list->cmd[i].path.width > 3;
    return count;
}

static void draw_line(double x, double y) {
    move(app.stage.at.x + x, app.stage.at.y + y);
    held = true;
    one((UiInput){ .pressed = true, .clicks = 1 });
    for (int i = 1; i <= 5; i++) {
        at_x += 12, at_y += i % 2 ? 9 : -9;
        one((UiInput){ 0 });
    }
    held = false;
    one((UiInput){ .released = true });
    rest();
}

static void strokes_go_with_the_step(void **state) {
    (void)state;
    assert_true(app.pen.on);
    unsigned version = session_version(app.session);
    draw_line(100, 100);
    draw_line(200, 120);
    assert_int_equal(app.pen.strokes, 2);
    assert_int_equal(marks(&app.ui.list), 2);
    assert_int_equal(session_version(app.session), version); // it touches no number
    FigureSpec spec = { .width = 800, .height = 500, .t = 1 };
    List figure = figure_list(app.session, &spec, app.metrics, app.memory);
    assert_int_equal(marks(&figure), 0);
    key(UI_KEY_RIGHT, 0);
    assert_int_equal(app.player.step, 3);
    assert_int_equal(marks(&app.ui.list), 0);
    assert_true(app.pen.on); // it stays in the hand
    key(UI_KEY_LEFT, 0);
    assert_int_equal(app.pen.strokes, 0);
}

static void strokes_are_taken_back_and_erased(void **state) {
    (void)state;
    draw_line(100, 100);
    draw_line(200, 120);
    draw_line(220, 90);
    key(UI_KEY_BACKSPACE, 0);
    assert_int_equal(app.pen.strokes, 2);
    type("e");
    assert_int_equal(app.pen.strokes, 0);
    assert_int_equal(marks(&app.ui.list), 0);
    type("e"); // says that there is nothing
    assert_true(app.toast.until > 0);
    key(UI_KEY_ESCAPE, 0);
    assert_false(app.pen.on);
    draw_line(100, 100);
    assert_int_equal(app.pen.strokes, 0);
}

static void a_long_hand_runs_out_of_nothing(void **state) {
    (void)state;
    for (int i = 0; i < PEN_STROKES + 5; i++) draw_line(60 + i % 7 * 30, 60 + i % 5 * 20);
    assert_int_equal(app.pen.strokes, PEN_STROKES);
    assert_true(app.pen.points <= PEN_POINTS);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(it_opens_and_closes, open_presenter, close_app),
        cmocka_unit_test_setup_teardown(notes_are_for_the_presenter_alone, open_presenter, close_app),
        cmocka_unit_test_setup_teardown(long_notes_scroll_by_keys, open_presenter, close_app),
        cmocka_unit_test_setup_teardown(every_step_fits_every_size, open_presenter, close_app),
        cmocka_unit_test_setup_teardown(the_answer_is_there_before_the_class_has_it, open_presenter, close_app),
        cmocka_unit_test_setup_teardown(the_clock_runs_and_stands, open_presenter, close_app),
        cmocka_unit_test_setup_teardown(looking_ahead_is_what_will_be_seen, open_presenter, close_app),
        cmocka_unit_test_setup_teardown(it_follows_the_lesson, open_presenter, close_app),
        cmocka_unit_test_setup_teardown(strokes_go_with_the_step, open_pen, close_app),
        cmocka_unit_test_setup_teardown(strokes_are_taken_back_and_erased, open_pen, close_app),
        cmocka_unit_test_setup_teardown(a_long_hand_runs_out_of_nothing, open_pen, close_app),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
