// A trained model in the window: a file opens the lesson that shows it; a text, a layer and a head are chosen in the panel; every
// number explains itself; a step back is a step back.
#include "page/drive.h"

#include <math.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"
#include "page/linked.h"
#include "page/own_model.h"
#include "session/opened_model.h"

static void open_model(void) {
    Problems problems = { .arena = app.frame };
    if (!own_model_load(&app, "lessons/data/language.safetensors", &problems)) fail_msg("%s", problems.item[0].message);
    rest();
    assert_true(own_model_shown(&app));
}

static bool picture_says(const char *part) {
    for (int i = app.stage.first; i < app.stage.end; i++) {
        const Cmd *cmd = &app.ui.list.cmd[i];
        if (cmd->kind == CMD_TEXT && strstr(cmd->text.text, part)) return true;
    }
    return false;
}

static void its_controls_are_there(void **state) {
    (void)state;
    open_model();
    assert_true(shows("Layer 1 of 2"));
    assert_true(shows("Head 1 of 4"));
    assert_true(shows("Add likeliest"));
    assert_int_equal(value("place", 0), 1);
}

static void a_token_is_added(void **state) {
    (void)state;
    open_model();
    int n = app.session ? session_tape(app.session)->node[node("moved")].count : 0;
    click_text("Add likeliest");
    assert_int_equal(session_tape(app.session)->node[node("moved")].count, n + 1);
    assert_true(strlen(app.opened->text) > strlen("the dogs near the cat"));
}

static void layer_and_head_are_chosen(void **state) {
    (void)state;
    open_model();
    double weight = value("a", 35);
    Box at = text_box("Layer 1 of 2");
    click(at.x + at.w / 2 + 120, at.y + at.h / 2);
    assert_true(shows("Layer 2 of 2"));
    assert_int_equal(value("place", 0), 2);
    assert_true(value("a", 35) != weight);
    session_undo(app.session);
    rest();
    assert_true(shows("Layer 1 of 2"));
    assert_true(value("a", 35) == weight);
}

// Every number of the head has its gradient for the logit asked for, which nudging proves.
static void gradients_are_proved(void **state) {
    (void)state;
    open_model();
    Proof proof;
    assert_true(session_prove(app.session, ident_value(node("a"), 30), &proof));
    assert_true(proof.shown > 1e-6 || proof.shown < -1e-6);
    assert_true(proof.digits >= 5 && !proof.lost);
}

// By the answers that are lost without it, in the maps and in the sum.
static void heads_are_named_by_what_they_do(void **state) {
    (void)state;
    open_model();
    app_go(&app, 1);
    rest();
    assert_true(picture_says("other −41 %"));
    assert_int_equal(app.stage.scales, 1); // one bar for the colours of all heads
    app_go(&app, 4);
    rest();
    assert_true(picture_says("name −45 %") && picture_says("L1 H2"));
}

// Also where the panel gives way to the picture in words.
static void heads_are_named_without_the_panel(void **state) {
    (void)state;
    open_model();
    app.in_words.on = true;
    app_go(&app, 1);
    rest();
    assert_true(app.in_words.on && !shows("Add likeliest"));
    assert_true(picture_says("other −41 %"));
}

static void another_one_opens_from_the_map(void **state) {
    (void)state;
    open_model();
    Problems problems = { .arena = app.frame };
    app.page = PAGE_HOME;
    rest();
    assert_true(own_model_load(&app, "lessons/data/copying.safetensors", &problems));
    rest();
    assert_int_equal(app.page, PAGE_LESSON);
    assert_string_equal(session_data_name(app.session), "copying.safetensors");
}

// The text in the panel is the one that is shown, also after a step back.
static void a_step_back_has_its_text(void **state) {
    (void)state;
    open_model();
    click_text("Add likeliest");
    assert_string_equal(app.opened->text, "the dogs near the cat beside");
    session_undo(app.session);
    rest();
    assert_string_equal(app.opened->text, "the dogs near the cat");
    assert_string_equal(app.words, "the dogs near the cat");
}

// There is nothing before what a model that was opened has read: not the lesson's own data, not another model's.
static void nothing_lies_before_the_opening(void **state) {
    (void)state;
    Problems problems = { .arena = app.frame };
    open_model();
    assert_false(session_can_undo(app.session));
    key('z', UI_CTRL);
    assert_string_equal(session_data_name(app.session), "language.safetensors");
    assert_string_equal(app.words, "the dogs near the cat");
    click_text("Add likeliest");
    session_reset(app.session);
    rest();
    assert_string_equal(session_data_name(app.session), "language.safetensors");
    assert_string_equal(app.words, "the dogs near the cat");
    click_text("Add likeliest");
    assert_true(own_model_load(&app, "lessons/data/copying.safetensors", &problems));
    rest();
    assert_false(session_can_undo(app.session));
    key('z', UI_CTRL);
    assert_string_equal(session_data_name(app.session), "copying.safetensors");
}

// A model is too large for a link, and the link says so instead of leading nowhere.
static void no_link_leads_to_a_model(void **state) {
    (void)state;
    open_model();
    app.ui.copy = NULL;
    key('l', 0);
    one((UiInput){ .text = "l" });
    rest();
    assert_non_null(strstr(app.toast.text, "A link cannot hold a trained model"));
    assert_non_null(linked_cannot(&app));
    Problems problems = { .arena = app.frame };
    assert_true(app_open(&app, library_find(&app.library, "language", &problems), 3));
    assert_null(linked_cannot(&app));
}

// What is chosen starts from what is shown, also after a step back.
static void a_step_back_has_its_head(void **state) {
    (void)state;
    open_model();
    Box at = text_box("Layer 1 of 2");
    click(at.x + at.w / 2 + 120, at.y + at.h / 2);
    assert_int_equal(value("place", 0), 2);
    session_undo(app.session);
    rest();
    click_text("Add likeliest");
    assert_int_equal(value("place", 0), 1);
    assert_true(shows("Layer 1 of 2"));
}

static void ask_for(const char *word) {
    Box at = text_box("Ask for");
    click(at.x + at.w + 100, at.y + at.h / 2);
    key('a', UI_CTRL);
    type(word);
    key(UI_KEY_ENTER, 0);
}

static void type_in_the_text(const char *text, int end) {
    Box button = text_box("Add likeliest");
    click(button.x, button.y - 40);
    key('a', UI_CTRL);
    type(text);
    key(end, 0);
}

// Enter takes what was typed, and the keys are the page's again; what cannot be read stays to be mended.
static void keys_go_on_after_enter(void **state) {
    (void)state;
    open_model();
    type_in_the_text("the cat near the dogs", UI_KEY_ENTER);
    assert_string_equal(app.opened->text, "the cat near the dogs");
    key(UI_KEY_RIGHT, 0);
    assert_int_equal(session_step(app.session), 1);
    type_in_the_text("the zebra", UI_KEY_ENTER);
    assert_non_null(strstr(app.toast.text, "zebra"));
    assert_string_equal(app.words, "the zebra");
    key(UI_KEY_RIGHT, 0);
    assert_int_equal(session_step(app.session), 1);
    key(UI_KEY_ESCAPE, 0); // leaves the field, and what was read stands in it
    rest();
    assert_string_equal(app.words, "the cat near the dogs");
    ask_for("is");
    key(UI_KEY_LEFT, 0);
    assert_int_equal(session_step(app.session), 0);
}

// What is read off after a few layers fills its card: below the last row there is no more room than between two.
static void few_layers_fill_their_card(void **state) {
    (void)state;
    open_model();
    app_go(&app, 3);
    rest();
    double first = 0, last = 0, foot = 0;
    for (int i = app.stage.first; i < app.stage.end; i++) {
        const Cmd *cmd = &app.ui.list.cmd[i];
        if (cmd->kind == CMD_RECT) foot = fmax(foot, cmd->box.y + cmd->box.h);
        if (cmd->kind != CMD_TEXT) continue;
        if (!strcmp(cmd->text.text, "embedding")) first = cmd->box.y;
        if (!strcmp(cmd->text.text, "layer 2")) last = cmd->box.y + cmd->box.h;
    }
    assert_true(first > 0 && last > first);
    assert_true(foot - last < (last - first) / 2);
}

// The arrow after the field of the token asked for, which ends where the row of "Layer" does.
static void click_asked_after(void) {
    click(text_box("Layer 1 of 2").x + text_box("Layer 1 of 2").w / 2 + 120, text_box("Ask for").y);
}

// Any token can be asked for: one that is none of the likeliest stands below them, with its gradient, its sum, its lens.
static void any_token_is_asked_for(void **state) {
    (void)state;
    open_model();
    int rows = session_tape(app.session)->node[node("chance")].count;
    ask_for("Ana");
    assert_int_equal(session_tape(app.session)->node[node("chance")].count, rows + 1);
    assert_int_equal(value("place", 4), rows);
    assert_true(picture_says("Which token moves “Ana”"));
    assert_true(value("chance", rows) > 0 && value("chance", rows) < value("chance", rows - 1));
    assert_float_equal(value("above", 0), math_log(value("chance", rows) / value("chance", 0)), 1e-3);
    double moved = value("moves", 1);
    ask_for("zebra");
    assert_non_null(strstr(app.toast.text, "zebra"));
    assert_int_equal(value("place", 4), rows);
    ask_for("Eva");
    assert_true(picture_says("Which token moves “Eva”"));
    assert_true(value("moves", 1) != moved);
    click(700, 430); // out of the field
    session_undo(app.session);
    rest();
    assert_true(picture_says("Which token moves “Ana”"));
    assert_string_equal(app.asked_word, "Ana");
    assert_true(value("moves", 1) == moved);
    Box at = text_box("Head 1 of 4"); // still asked for when another head is looked at
    click(at.x + at.w / 2 + 120, at.y + at.h / 2);
    assert_true(picture_says("Which token moves “Ana”"));
    ask_for("are"); // one of the likeliest
    assert_true(value("place", 4) < rows);
}

// Another of the next tokens is asked for: its gradient, its sum, its lens.
static void another_token_is_asked_for(void **state) {
    (void)state;
    open_model();
    double moved = value("moves", 1), above = value("above", 0);
    click_asked_after();
    assert_int_equal(value("place", 4), 1);
    assert_true(value("moves", 1) != moved);
    assert_float_equal(value("above", 0), math_log(value("chance", 1) / value("chance", 0)), 1e-4);
    assert_float_equal(above, -value("above", 0), 1e-4); // of the two likeliest
}

// Where a head is taken away, zeros or its mean stand for it; a step back is a step back.
static void a_mean_stands_for_a_head(void **state) {
    (void)state;
    open_model();
    assert_false(shows("zeros")); // nothing is taken away here
    app_go(&app, 5);
    rest();
    assert_true(picture_says("zeros instead"));
    double zeros = value("off.chance", 0);
    Box pill = text_box("zeros"); // the words say “mean” too
    click(pill.x + pill.w / 2 + 65, pill.y + pill.h / 2);
    assert_true(picture_says("its mean over this text instead"));
    assert_true(value("off.chance", 0) != zeros);
    session_undo(app.session);
    rest();
    assert_true(value("off.chance", 0) == zeros);
    Box at = text_box("Head 1 of 4"); // what is chosen then starts from what is shown
    click(at.x + at.w / 2 + 120, at.y + at.h / 2);
    assert_true(picture_says("zeros instead"));
}

static void every_step_shows_it(void **state) {
    (void)state;
    open_model();
    for (int i = 0; i < session_lesson(app.session)->steps; i++) {
        app_go(&app, i);
        rest();
        assert_int_equal(session_step(app.session), i);
        assert_null(session_notice(app.session));
        check_texts("trained model");
    }
    Card card = card_for(ident_value(node("a"), 35), false, 4, 3);
    assert_non_null(card.formula);
}

// A training's weights as they were at a step, kept as a file, and open.
static void weights_of_a_step(void **state) {
    (void)state;
    Problems problems = { .arena = app.frame };
    char *folder = arena_print(app.memory, "/tmp");
    settings_say(app.settings, TEXT("folder"), text_of(folder), &problems);
    session_set_race(app.session, RACE_AT_ONCE);
    assert_true(app_open(&app, library_find(&app.library, "language", &problems), 3));
    rest();
    const RaceView *race = session_race(app.session);
    assert_int_equal(race->languages, 1);
    LanguageRecord record = race->language[0];
    const char *folder_there = arena_print(app.memory, "/tmp/attend-weights-%ld", (long)getpid()); // others may run it too
    const char *name = "language-attention-seed-20-step-300";
    remove(arena_print(app.memory, "%s/%s.safetensors", folder_there, name));
    remove(arena_print(app.memory, "%s/%s-2.safetensors", folder_there, name));
    mkdir(folder_there, 0777);
    settings_say(app.settings, TEXT("folder"), text_of(folder_there), &problems);
    own_model_keep(&app, &record, 310);
    rest();
    assert_true(own_model_shown(&app));
    assert_string_equal(session_data_name(app.session), "language-attention-seed-20-step-300.safetensors");
    // The same again is the same file; other bytes of that name stay.
    const char *path = arena_print(app.memory, "%s/%s.safetensors", folder_there, name);
    file_write(path, TEXT("mine"), &problems);
    assert_true(app_open(&app, library_find(&app.library, "language", &problems), 3));
    rest();
    record = session_race(app.session)->language[0];
    own_model_keep(&app, &record, 310);
    rest();
    assert_string_equal(session_data_name(app.session), "language-attention-seed-20-step-300-2.safetensors");
    Text mine;
    assert_true(file_read(app.memory, path, 100, &mine, &problems));
    assert_true(text_is(mine, "mine"));
    remove(path);
    remove(arena_print(app.memory, "%s/%s-2.safetensors", folder_there, name));
    rmdir(folder_there);
}

// A text that is dropped is what a language model learns next: where one trains any, elsewhere one that is prose and no table.
static void a_dropped_text_is_learned(void **state) {
    (void)state;
    Problems problems = { .arena = app.frame };
    const char *name = arena_print(app.memory, "attend-dropped-%ld.txt", (long)getpid());
    const char *path = arena_print(app.memory, "/tmp/%s", name);
    Builder text = { app.memory };
    for (int i = 0; i < 40; i++) builder_print(&text, "the cat sees a dog and %s sleeps.\n", i % 2 ? "she" : "he");
    assert_true(file_write(path, (Text){ text.at, text.size }, &problems));
    assert_true(app_open(&app, library_find(&app.library, "retrieval", &problems), 0));
    dialog_offer_file(&app, path);
    rest();
    assert_int_equal(app.dialogs.open, DIALOG_NONE);
    assert_string_equal(session_lesson(app.session)->file, library_text(&app.library));
    assert_true(app_open(&app, library_find(&app.library, "retrieval", &problems), 0));
    static const char *const tables[] = { "q,1,1\nk1,1,1\nk2:the cat and the dog and the bird,0,1\nv1,1,0\nv2,0,1\n",
                                          "q,1,1\nk1,1,oops\nk2,0,1\nv1,1,0\nv2,0,1\n" };
    for (int i = 0; i < 2; i++) { // a table, also a broken one, is no text to learn
        assert_true(file_write(path, text_of(tables[i]), &problems));
        dialog_offer_file(&app, path);
        rest();
        assert_int_equal(app.dialogs.open, DIALOG_LOAD);
        dialog_close(&app);
    }
    assert_true(file_write(path, (Text){ text.at, text.size }, &problems));
    session_set_race(app.session, RACE_AT_ONCE);
    assert_true(app_open(&app, library_find(&app.library, "language", &problems), 3));
    rest();
    dialog_offer_file(&app, path);
    rest();
    assert_int_equal(app.dialogs.open, DIALOG_NONE);
    assert_non_null(strstr(app.toast.text, arena_print(app.memory, "%s: 360 words", name)));
    assert_string_equal(session_lesson(app.session)->file, library_text(&app.library));
    assert_true(file_write(path, TEXT("three words only"), &problems)); // too short: said, and nothing changes
    dialog_offer_file(&app, path);
    rest();
    assert_non_null(strstr(app.toast.text, "at least 50"));
    remove(path);
}

// Vectors are no model's: loaded while one is shown they open their own lesson, and the map leads back to the model.
static void vectors_have_their_own_lesson(void **state) {
    (void)state;
    Problems problems = { .arena = app.frame };
    open_model();
    assert_true(app_load_file(&app, "lessons/data/seed.csv", &problems));
    rest();
    assert_string_equal(session_lesson(app.session)->file, library_own(&app.library));
    assert_string_equal(session_data_name(app.session), "seed.csv");
    assert_false(own_model_shown(&app));
    app_home(&app);
    rest();
    pages_do(&app, (Asked){ .action = ACTION_OPEN, .number = HOME_MODEL });
    rest();
    assert_true(own_model_shown(&app));
    assert_string_equal(session_data_name(app.session), "language.safetensors");
}

// The card on the map leads back to it, as it was left.
static void the_map_leads_back(void **state) {
    (void)state;
    open_model();
    click_text("Add likeliest");
    int n = session_tape(app.session)->node[node("moved")].count;
    app_home(&app);
    rest();
    pages_do(&app, (Asked){ .action = ACTION_OPEN, .number = HOME_MODEL });
    rest();
    assert_true(own_model_shown(&app));
    assert_int_equal(session_tape(app.session)->node[node("moved")].count, n);
    assert_int_equal(app.dialogs.open, DIALOG_NONE);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(its_controls_are_there, open_app, close_app),
        cmocka_unit_test_setup_teardown(a_token_is_added, open_app, close_app),
        cmocka_unit_test_setup_teardown(layer_and_head_are_chosen, open_app, close_app),
        cmocka_unit_test_setup_teardown(heads_are_named_by_what_they_do, open_app, close_app),
        cmocka_unit_test_setup_teardown(heads_are_named_without_the_panel, open_app, close_app),
        cmocka_unit_test_setup_teardown(gradients_are_proved, open_app, close_app),
        cmocka_unit_test_setup_teardown(another_one_opens_from_the_map, open_app, close_app),
        cmocka_unit_test_setup_teardown(vectors_have_their_own_lesson, open_app, close_app),
        cmocka_unit_test_setup_teardown(the_map_leads_back, open_app, close_app),
        cmocka_unit_test_setup_teardown(weights_of_a_step, open_app, close_app),
        cmocka_unit_test_setup_teardown(a_step_back_has_its_text, open_app, close_app),
        cmocka_unit_test_setup_teardown(a_step_back_has_its_head, open_app, close_app),
        cmocka_unit_test_setup_teardown(nothing_lies_before_the_opening, open_app, close_app),
        cmocka_unit_test_setup_teardown(no_link_leads_to_a_model, open_app, close_app),
        cmocka_unit_test_setup_teardown(few_layers_fill_their_card, open_app, close_app),
        cmocka_unit_test_setup_teardown(keys_go_on_after_enter, open_app, close_app),
        cmocka_unit_test_setup_teardown(another_token_is_asked_for, open_app, close_app),
        cmocka_unit_test_setup_teardown(a_mean_stands_for_a_head, open_app, close_app),
        cmocka_unit_test_setup_teardown(any_token_is_asked_for, open_app, close_app),
        cmocka_unit_test_setup_teardown(a_dropped_text_is_learned, open_app, close_app),
        cmocka_unit_test_setup_teardown(every_step_shows_it, open_app, close_app),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
