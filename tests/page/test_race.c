// A race in a lesson: for a figure it is trained as far as the lesson says, whichever way one came; in the window it waits,
// runs beside the drawing, and can be paused, scrubbed, restarted, changed and left at any moment. Also run under the thread
// sanitizer.
#include <time.h>

#include "page/drive.h"
#include "page/figure.h"

enum { SHORT = 3, LONG = 4, SUDDENLY = 5 }; // steps of the lesson, from 0

static int open_race(void **state) {
    if (open_app(state)) return -1;
    Problems problems = { .arena = app.memory };
    return app_open(&app, library_find(&app.library, "race", &problems), LONG) ? 0 : -1;
}

static int open_race_beside(void **state) {
    if (open_race(state)) return -1;
    session_set_race(app.session, RACE_BESIDE);
    return 0;
}

static const RaceView *race(void) { return session_race(app.session); }

static void frame(void) {
    one((UiInput){ 0 });
    nanosleep(&(struct timespec){ .tv_nsec = 2000000 }, NULL);
}

// Draws, as the window does, until so many points are shown.
static void wait_for(int points) {
    for (int i = 0; race()->points < points; i++) {
        if (i == 20000) fail_msg("%d points are shown, %d were expected", race()->points, points);
        frame();
    }
}

static void set(const char *name, const char *text) {
    Problems problems = { .arena = app.memory };
    if (!session_set_param(app.session, name, text, &problems)) fail_msg("%s", problems.item[0].message);
    frame();
}

// The button, not the word in the text.
static void click_start(void) {
    Box at = { 0 };
    for (int i = 0; i < app.ui.list.count; i++) {
        const Cmd *cmd = &app.ui.list.cmd[i];
        if (cmd->kind == CMD_TEXT && !strcmp(cmd->text.text, "Start")) at = cmd->box;
    }
    assert_true(at.w > 0);
    click(at.x + at.w / 2, at.y + at.h / 2);
}

// --- figures

static const char *dump_of(Session *session, Arena *arena) {
    FigureSpec spec = { .t = 1 };
    Builder b = { .arena = arena };
    List list = figure_list(session, &spec, fixed_metrics(), arena);
    list_dump(&list, &b, NULL, NULL);
    return builder_text(&b);
}

static void a_figure_is_trained_as_far_as_the_lesson_says(void **state) {
    (void)state;
    Arena *arena = arena_begin();
    app_go(&app, LONG);
    set("train", "12");
    const char *first = dump_of(app.session, arena);
    assert_false(race()->live);
    assert_int_equal(race()->points, 13);
    set("train", "15"); // the same lanes go on, and more of them is shown
    assert_int_equal(race()->points, 16);
    set("train", "12");
    assert_int_equal(race()->points, 13);
    assert_string_equal(dump_of(app.session, arena), first);
    app_go(&app, SHORT);
    set("train", "3");
    dump_of(app.session, arena);
    app_go(&app, LONG);
    assert_string_equal(dump_of(app.session, arena), first); // by another way
    arena_end(arena);
}

#ifndef ATTEND_SANITIZED // sanitizers make it slow
static void attention_wins_at_forty(void **state) {
    (void)state;
    rest();
    assert_int_equal(race()->points, 101);
    assert_true(race()->lane[0].point[100].accuracy > 0.99f);
    assert_true(race()->lane[1].point[100].accuracy < 0.5f);
    assert_true(race()->lane[0].point[0].grad_first > 100 * race()->lane[1].point[0].grad_first);
    set("cell", "lstm"); // and those that learn it are one choice away
    set("init", "forget:3");
    set("train", "500");
    assert_true(race()->lane[1].point[500].accuracy > 0.9f);
    session_reset(app.session);
    set("init", "orthogonal:1.5");
    set("train", "500");
    assert_true(race()->lane[1].point[500].accuracy > 0.9f);
}
#endif

static void a_step_without_a_race_has_none(void **state) {
    (void)state;
    Problems problems = { .arena = app.memory };
    assert_non_null(race());
    app_go(&app, 0);
    rest();
    assert_int_equal(race()->points, 1);
    assert_true(app_open(&app, library_find(&app.library, "retrieval", &problems), 0));
    rest();
    assert_null(race());
    assert_false(session_race_running(app.session));
}

static void what_cannot_be_trained_is_refused(void **state) {
    (void)state;
    Problems problems = { .arena = app.memory };
    set("train", "4");
    assert_false(session_set_param(app.session, "init", "forget:3", &problems));
    assert_non_null(strstr(problems.item[0].message, "LSTM"));
    assert_string_equal(session_param_choice(app.session, "init"), "gauss:0.9"); // nothing has changed
    assert_false(session_set_param(app.session, "length", "4", &problems));
    rest();
    assert_int_equal(race()->points, 5);
    set("cell", "lstm");
    set("init", "forget:3");
    assert_int_equal(race()->lane[1].options.model, LEARNER_LSTM);
}

// --- a script's frames

static void by_frames_a_step_each(void **state) {
    (void)state;
    session_set_race(app.session, RACE_BY_FRAMES);
    rest();
    assert_int_equal(race()->points, 1); // what is measured before the first step
    assert_false(race()->running);
    pages_do(&app, (Asked){ ACTION_PLAY });
    int before = race()->points;
    for (int i = 0; i < 10; i++) one((UiInput){ 0 });
    assert_int_equal(race()->points, before + 10);
    pages_do(&app, (Asked){ ACTION_PLAY });
    before = race()->points;
    rest();
    assert_int_equal(race()->points, before);
    click_text("One step");
    assert_int_equal(race()->points, before + 1);
    click_text("Restart");
    assert_true(race()->running && race()->points < before);
}

// What a live race has come to is another number of training steps than the lesson's: the footer and the command say it, and the
// command makes the same figure again.
static void a_live_figure_can_be_made_again(void **state) {
    (void)state;
    Arena *arena = arena_begin();
    session_set_race(app.session, RACE_BY_FRAMES);
    rest();
    pages_do(&app, (Asked){ ACTION_PLAY });
    for (int i = 0; i < 10; i++) one((UiInput){ 0 });
    pages_do(&app, (Asked){ ACTION_PLAY });
    rest();
    FigureSpec spec = { .t = 1 };
    const char *steps = arena_print(arena, "train=%d", race()->points - 1);
    const char *command = figure_file(app.session, &spec, fixed_metrics(), "gif", arena).command;
    const char *footer = figure_footer(app.session, &spec, arena), *live = dump_of(app.session, arena);
    if (!strstr(command, arena_print(arena, "--set %s ", steps))) fail_msg("%s does not say %s", command, steps);
    if (!strstr(footer, arena_print(arena, "train = %d", race()->points - 1))) fail_msg("%s does not say %s", footer, steps);
    session_set_race(app.session, RACE_AT_ONCE);
    app_go(&app, 0);
    app_go(&app, LONG);
    set("train", steps + strlen("train="));
    assert_string_equal(dump_of(app.session, arena), live);
    assert_string_equal(figure_file(app.session, &spec, fixed_metrics(), "gif", arena).command, command);
    arena_end(arena);
}

// --- a window

static void it_waits_until_it_is_started(void **state) {
    (void)state;
    wait_for(1);
    for (int i = 0; i < 20; i++) frame();
    assert_int_equal(race()->points, 1);
    assert_true(race()->live && !race()->running);
    assert_true(shows("Step 0 of 1500") && shows("Start"));
    assert_true(app.ui.wake_at == 0 || app.ui.wake_at > now + 0.5 || now < 1.5); // at rest nothing asks for frames
    click_start();
    assert_true(race()->running);
    assert_true(app.ui.wake_at > 0 && app.ui.wake_at <= now + 0.034);
    wait_for(40);
    assert_true(shows("Pause"));
    click_text("Pause");
    assert_false(race()->running);
    for (int i = 0; i < 30; i++) frame(); // the step under way comes to its end
    int points = race()->points;
    for (int i = 0; i < 30; i++) frame();
    assert_int_equal(race()->points, points);
    click_text("One step");
    wait_for(points + 1);
    for (int i = 0; i < 10; i++) frame();
    assert_int_equal(race()->points, points + 1);
    assert_true(shows("Go on"));
}

static void space_starts_and_pauses_and_plays_the_film(void **state) {
    (void)state;
    app_go(&app, SHORT);
    set("steps", "60");
    wait_for(1);
    key(UI_KEY_SPACE, 0);
    assert_true(race()->running);
    key(UI_KEY_SPACE, 0);
    assert_false(race()->running);
    key(UI_KEY_SPACE, 0);
    wait_for(61);
    for (int i = 0; !race()->finished && i < 1000; i++) frame();
    assert_true(race()->finished && shows("done") && shows("Step 60 of 60"));
    app.player.reduced = false;
    key(UI_KEY_SPACE, 0); // nothing is left to train: now it is a film
    assert_true(app.player.playing && !race()->running);
    pages_advance(&app, session_seconds(app.session) / 2);
    frame();
    assert_true(shows("Step 30 of 60"));
}

static void scrubbed_and_restarted_while_it_trains(void **state) {
    (void)state;
    wait_for(1);
    session_race_run(app.session, true);
    wait_for(20);
    for (int i = 0; i < 40; i++) { // back and forth through what there is
        player_scrub(&app.player, LONG + (i % 7) / 7.0 + 0.01);
        frame();
    }
    assert_true(race()->running);
    int before = race()->points;
    player_scrub(&app.player, LONG + 1);
    click_text("Restart");
    assert_true(race()->points < before && race()->running);
    wait_for(10);
    set("length", "12"); // another race, which goes on at once
    assert_true(race()->running);
    assert_int_equal(race()->lane[0].options.length, 12);
    wait_for(10);
    assert_true(session_undo(app.session));
    frame();
    assert_int_equal(race()->lane[0].options.length, 40);
    wait_for(3);
}

static void what_was_trained_is_there_again(void **state) {
    (void)state;
    wait_for(1);
    session_race_run(app.session, true);
    wait_for(5);
    app_go(&app, SHORT);
    wait_for(1);
    session_race_run(app.session, true);
    wait_for(3);
    app_go(&app, LONG); // as it was left, and at rest
    frame();
    int points = race()->points;
    assert_true(points >= 5 && !race()->running && race()->lane[0].options.length == 40);
    app_home(&app);
    Problems problems = { .arena = app.memory };
    assert_true(app_open(&app, library_find(&app.library, "race", &problems), LONG));
    frame();
    assert_true(race()->points >= points);
    session_race_run(app.session, true);
    wait_for(race()->points + 2); // and it goes on from there
    app_go(&app, SHORT);
    frame();
    assert_true(race()->points >= 3 && race()->lane[0].options.length == 5);
}

// Slowly, while both are on the plateau.
static void it_can_be_watched(void **state) {
    (void)state;
    wait_for(1);
    session_race_run(app.session, true);
    struct timespec begin, end;
    clock_gettime(CLOCK_MONOTONIC, &begin);
    wait_for(16);
    clock_gettime(CLOCK_MONOTONIC, &end);
    assert_true((double)(end.tv_sec - begin.tv_sec) + 1e-9 * (double)(end.tv_nsec - begin.tv_nsec) > 0.6); // 100 a second take 0.15
}

static void leaving_ends_it(void **state) {
    (void)state;
    wait_for(1);
    session_race_run(app.session, true);
    wait_for(5);
    app_go(&app, SHORT); // another race, which waits
    frame();
    assert_false(race()->running);
    wait_for(1);
    assert_true(race()->points <= 1);
    session_race_run(app.session, true);
    wait_for(5);
    app_home(&app);
    for (int i = 0; i < 10; i++) frame();
    assert_false(session_race_running(app.session));
    Problems problems = { .arena = app.memory };
    assert_true(app_open(&app, library_find(&app.library, "retrieval", &problems), 0));
    frame();
    assert_null(race());
    assert_true(app_open(&app, library_find(&app.library, "race", &problems), LONG));
    wait_for(1);
    session_race_run(app.session, true);
    wait_for(3); // and the session ends while it runs
}

// A step that opens trained trains by itself, so far and no further.
static void opened_trained(void **state) {
    (void)state;
    app_go(&app, SUDDENLY);
    set("opens", "trained");
    set("train", "25");
    frame();
    wait_for(26);
    for (int i = 0; i < 100 && race()->running; i++) frame();
    assert_false(race()->running);
    assert_int_equal(race()->points, 26);
    assert_true(shows("Step 25 of 1500"));
    key(UI_KEY_SPACE, 0);
    wait_for(40);
}

// The numbers of an axis say what they are of, and the card stands at the one that is pointed at.
static void the_numbers_of_an_axis(void **state) {
    (void)state;
    Problems problems = { .arena = app.memory };
    session_set_race(app.session, RACE_AT_ONCE);
    assert_true(app_open(&app, library_find(&app.library, "language", &problems), 3));
    rest();
    Box zero = { 0 }, last = { 0 };
    for (int i = app.stage.first; i < app.stage.end; i++) {
        const Cmd *cmd = &app.ui.list.cmd[i];
        if (cmd->kind != CMD_TEXT || cmd->ident.kind != IDENT_NOTE || strcmp(cmd->ident.note.text, "training step") != 0) continue;
        if (zero.w <= 0) zero = cmd->box;
        if (*cmd->text.text >= '1' && *cmd->text.text <= '9') last = cmd->box;
    }
    assert_true(last.w > 0 && last.x > zero.x + 50);
    move(last.x + last.w / 2, last.y + last.h / 2);
    rest();
    assert_string_equal(app.overlay.shown.note.text, "training step");
    Box card = app.overlay.card_box;
    assert_true(card.w > 0 && card.x < last.x + last.w && card.x + card.w > last.x);
    assert_true(card.x > zero.x + zero.w);
}

// A figure's legend calls each model by its name.
static void the_legend_names_the_models(void **state) {
    (void)state;
    Problems problems = { .arena = app.memory };
    session_set_race(app.session, RACE_AT_ONCE);
    assert_true(app_open(&app, library_find(&app.library, "language", &problems), 4));
    set("train", "20");
    set("against", "lstm");
    const char *dump = dump_of(app.session, app.memory);
    assert_non_null(strstr(dump, "\"attention alone\""));
    assert_null(strstr(dump, "\"second model\""));
    set("against", "seeds");
    assert_non_null(strstr(dump_of(app.session, app.memory), "\"seed 23\""));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(a_figure_is_trained_as_far_as_the_lesson_says, open_race, close_app),
#ifndef ATTEND_SANITIZED
        cmocka_unit_test_setup_teardown(attention_wins_at_forty, open_race, close_app),
#endif
        cmocka_unit_test_setup_teardown(a_step_without_a_race_has_none, open_race, close_app),
        cmocka_unit_test_setup_teardown(what_cannot_be_trained_is_refused, open_race, close_app),
        cmocka_unit_test_setup_teardown(by_frames_a_step_each, open_race, close_app),
        cmocka_unit_test_setup_teardown(a_live_figure_can_be_made_again, open_race, close_app),
        cmocka_unit_test_setup_teardown(it_waits_until_it_is_started, open_race_beside, close_app),
        cmocka_unit_test_setup_teardown(space_starts_and_pauses_and_plays_the_film, open_race_beside, close_app),
        cmocka_unit_test_setup_teardown(scrubbed_and_restarted_while_it_trains, open_race_beside, close_app),
        cmocka_unit_test_setup_teardown(leaving_ends_it, open_race_beside, close_app),
        cmocka_unit_test_setup_teardown(what_was_trained_is_there_again, open_race_beside, close_app),
        cmocka_unit_test_setup_teardown(it_can_be_watched, open_race_beside, close_app),
        cmocka_unit_test_setup_teardown(opened_trained, open_race_beside, close_app),
        cmocka_unit_test_setup_teardown(the_numbers_of_an_axis, open_app, close_app),
        cmocka_unit_test_setup_teardown(the_legend_names_the_models, open_app, close_app),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
