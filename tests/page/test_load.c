// The load dialog: what was brought is drawn and named before anything is loaded, and what is refused shows where.
#include <time.h>
#include <unistd.h>

#include "page/drive.h"

static char folder[] = "/tmp/attend-load-XXXXXX";

static const char *put(const char *name, const char *text) {
    const char *path = arena_print(app.memory, "%s/%s", folder, name);
    FILE *out = fopen(path, "wb");
    assert_non_null(out);
    fwrite(text, 1, strlen(text), out);
    fclose(out);
    return path;
}

static int open_here(void **state) {
    snprintf(folder, sizeof folder, "/tmp/attend-load-XXXXXX");
    if (!mkdtemp(folder)) return -1;
    int code = open_app(state);
    app_go(&app, 3);
    return code;
}

static int close_here(void **state) {
    char command[100];
    snprintf(command, sizeof command, "rm -r %s", folder);
    return close_app(state) || system(command);
}

static bool mentions(const char *part) {
    for (int i = 0; i < app.ui.list.count; i++)
        if (app.ui.list.cmd[i].kind == CMD_TEXT && strstr(app.ui.list.cmd[i].text.text, part)) return true;
    return false;
}

static void nothing_is_loaded_until_one_says_so(void **state) {
    (void)state;
    double before = value("k", 0);
    unsigned version = session_version(app.session);
    dialog_offer_file(&app, put("all.csv", "q,1,2\nk1:a,5,1\nk2:b,0,1\nv1,1,2\nv2,3,4\n"));
    rest();
    assert_true(shows("What it holds") && shows("What goes where") && shows("Words found"));
    assert_true(shows("q 1 × 2, k 2 × 2 and v 2 × 2 fit together."));
    check_texts("all.csv");
    assert_int_equal(session_version(app.session), version);
    key(UI_KEY_ENTER, 0);
    assert_int_equal(app.dialogs.open, DIALOG_NONE);
    assert_true(session_own_data(app.session) && value("k", 0) == 5);
    key('z', UI_CTRL);
    assert_true(value("k", 0) == before);
    dialog_offer_file(&app, put("plain.csv", "q,1,2\nk1,5,1\nk2,0,1\nv1,1,2\nv2,3,4\n"));
    rest();
    assert_true(shows("What it holds") && !shows("Words found")); // k1 is the number of a row
    dialog_close(&app);
}

static void both_readings_are_drawn_and_either_is_taken(void **state) {
    (void)state;
    dialog_offer_file(&app, put("keys.csv", ",0,1\n0,1.0,1.0\n1,1.0,0.0\n2,7.0,0.0\n3,2.0,0.0\n"));
    rest();
    assert_true(shows("What is the first column?") && shows("An index") && shows("A feature"));
    assert_true(shows("4 × 2") && shows("4 × 3"));
    assert_true(shows("q 1 × 2, k 4 × 2 and v 4 × 2 fit together.")); // its name says keys; q and v stay
    assert_true(shows("stays: 1 × 2") && shows("stays: 4 × 2"));
    check_texts("keys.csv");
    click_text("A feature");
    assert_false(app.dialogs.incoming->fits);
    click_text("An index");
    click_text("Load the keys");
    assert_int_equal(app.dialogs.open, DIALOG_NONE);
    assert_true(value("k", 4) == 7 && value("q", 0) == 1);
}

static void the_first_row_may_be_numbers(void **state) {
    (void)state;
    dialog_offer_file(&app, put("keys.csv", "0,1\n1.0,1.0\n1.0,0.0\n0,5\n"));
    rest();
    assert_true(shows("What is the first row?") && shows("Names") && shows("Numbers"));
    click_text("Numbers");
    assert_true(app.dialogs.incoming->fits); // four keys for the four values that stay
    click_text("Load the keys");
    assert_true(value("k", 0) == 0 && value("k", 1) == 1 && value("k", 7) == 5);
}

static void three_files_are_three_inputs(void **state) {
    (void)state;
    dialog_offer_file(&app, put("q.csv", "1,2,3\n"));
    rest();
    assert_false(app.dialogs.incoming->fits); // three numbers, and the keys that stay have two
    dialog_offer_file(&app, put("a.csv", "1,0,0\n0,1,0\n"));
    dialog_offer_file(&app, put("b.csv", "1.5,1\n2,2\n"));
    rest();
    check_texts("three files");
    assert_true(shows("Which input is it?") && shows("Say which input a.csv is."));
    key(UI_KEY_ENTER, 0); // guesses nothing
    assert_true(shows("Say which input a.csv is."));
    type("k");
    assert_true(shows("Say which input b.csv is."));
    type("v");
    assert_true(app.dialogs.incoming->fits);
    key(UI_KEY_ENTER, 0);
    assert_int_equal(app.dialogs.open, DIALOG_NONE);
    assert_true(value("q", 2) == 3 && value("k", 4) == 1 && value("v", 0) == 1.5);
    assert_string_equal(state_recent(app.state, 0), put("q.csv", "1,2,3\n"));
}

// The inputs come last.
static Box last_box(const char *text) {
    Box at = { 0 };
    for (int i = 0; i < app.ui.list.count; i++)
        if (app.ui.list.cmd[i].kind == CMD_TEXT && !strcmp(app.ui.list.cmd[i].text.text, text)) at = app.ui.list.cmd[i].box;
    return at;
}

static void an_array_is_dragged_onto_its_input(void **state) {
    (void)state;
    dialog_offer_file(&app, put("a.csv", "3,1\n4,1\n5,1\n6,1\n"));
    rest();
    Box chip = last_box("a.csv"), card = last_box("values");
    move(chip.x + 4, chip.y + 4);
    held = true;
    one((UiInput){ .pressed = true, .clicks = 1 });
    move(card.x + 10, card.y + 4);
    held = false;
    one((UiInput){ .released = true });
    rest();
    assert_true(app.dialogs.incoming->fits);
    click_text("Load the values");
    assert_true(value("v", 0) == 3);
}

static void letters_name_the_first_file_too(void **state) {
    (void)state;
    dialog_offer_file(&app, put("a.csv", "3,1\n4,1\n5,1\n6,1\n"));
    rest();
    assert_true(shows("not given") && !shows("as it fits"));
    key(UI_KEY_ENTER, 0); // guesses nothing
    assert_false(app.dialogs.incoming->fits);
    type("v");
    assert_true(app.dialogs.incoming->fits && strstr(app.dialogs.path, "a.csv"));
    key(UI_KEY_ENTER, 0);
    assert_true(value("v", 0) == 3);
}

static void what_is_wrong_shows_its_line_and_the_layout(void **state) {
    (void)state;
    dialog_offer_file(&app, put("good.csv", "q,1,2\nk1,5,1\nk2,0,1\nv1,1,2\nv2,3,4\n"));
    dialog_offer_file(&app, put("bad.csv", "q,1,1\nk1,1,1\nk2,1,zero\nv1,4,0\n"));
    rest();
    assert_true(shows("Found in bad.csv") && shows("line 3, column 6") && shows("k2,1,zero"));
    assert_true(shows("A layout that leaves no question"));
    assert_true(mentions("found 'zero' where a number was expected"));
    check_texts("bad.csv");
    bool marked = false;
    for (int i = 0; i < app.ui.list.count; i++) {
        const Cmd *cmd = &app.ui.list.cmd[i];
        marked = marked || (cmd->kind == CMD_RECT && cmd->rect.stroke.role == ROLE_WRONG);
    }
    assert_true(marked);
    click_text("Back to good.csv");
    assert_true(shows("q 1 × 2, k 2 × 2 and v 2 × 2 fit together."));
    key(UI_KEY_ESCAPE, 0);
    assert_int_equal(app.dialogs.open, DIALOG_NONE);
    assert_false(session_own_data(app.session));
}

static const Cmd *text_cmd(const char *text) {
    for (int i = 0; i < app.ui.list.count; i++)
        if (app.ui.list.cmd[i].kind == CMD_TEXT && !strcmp(app.ui.list.cmd[i].text.text, text)) return &app.ui.list.cmd[i];
    fail_msg("no %s", text);
    return NULL;
}

static void the_number_of_a_far_line_is_whole(void **state) {
    (void)state;
    Builder text = { .arena = app.memory };
    for (int i = 1; i < 12345; i++) builder_add(&text, TEXT("k,1,1\n"));
    builder_add(&text, TEXT("k,1,zero\n"));
    dialog_offer_file(&app, put("long.csv", builder_text(&text)));
    rest();
    const Cmd *head = text_cmd("Found in long.csv"), *number = text_cmd("12345");
    assert_true(number->text.x > head->text.x); // inside the card
}

static void what_is_pasted_is_shown_first(void **state) {
    (void)state;
    dialog_offer_text(&app, TEXT("q = [[1, 2]]\nk = [[1, 0], [0, 9]]\nv = [[1, 0], [0, 1]]\n"));
    rest();
    assert_true(shows("On the clipboard") && app.dialogs.incoming->fits);
    key(UI_KEY_ENTER, 0);
    assert_true(value("k", 3) == 9);
    assert_int_equal(state_recents(app.state), 0); // it has no path to come back to
    dialog_offer_text(&app, TEXT("  "));
    rest();
    assert_true(mentions("the clipboard holds no text"));
}

static void the_folder_is_listed_and_completed(void **state) {
    (void)state;
    put("keys-of-monday.csv", "1,2\n");
    put("keys-of-tuesday.csv", "1,2\n");
    put("keys-of-monday.png", "no data");
    pages_do(&app, (Asked){ ACTION_LOAD });
    rest();
    type(folder);
    type("/ke");
    assert_true(mentions("keys-of-monday.csv") && mentions("keys-of-tuesday.csv") && !mentions("keys-of-monday.png"));
    key(UI_KEY_TAB, 0);
    assert_string_equal(strrchr(app.dialogs.path, '/') + 1, "keys-of-");
    type("t");
    key(UI_KEY_TAB, 0);
    rest();
    assert_true(mentions("keys-of-tuesday.csv") && !shows("There is no such file.")); // it is there, typed whole
    key(UI_KEY_ENTER, 0);
    assert_int_equal(app.dialogs.incoming->files, 1);
    assert_true(shows("stays: 1 × 2") || mentions("keys-of-tuesday.csv"));
    check_texts("listing");
}

// A large file comes on a thread of its own, with its part that is read; it can be stopped.
static void a_large_file_is_read_beside(void **state) {
    (void)state;
    Builder text = { .arena = app.memory };
    for (int i = 0; i < 4000; i++) {
        for (int k = 0; k < 100; k++) builder_print(&text, "%s%d.%d", k ? "," : "", i % 10, k % 9);
        builder_add(&text, TEXT("\n"));
    }
    const char *path = put("keys.csv", builder_text(&text));
    dialog_offer_file(&app, path);
    assert_true(incoming_busy(app.dialogs.incoming));
    rest();
    assert_true(mentions("Reading keys.csv, 1.5 MiB") && shows("Stop reading"));
    check_texts("reading");
    for (int i = 0; incoming_busy(app.dialogs.incoming) && i < 2000; i++)
        dialogs_poll(&app), nanosleep(&(struct timespec){ .tv_nsec = 5000000 }, NULL);
    rest();
    assert_int_equal(app.dialogs.incoming->files, 1);
    assert_true(shows("4000 × 100"));
    dialog_offer_file(&app, path);
    rest();
    click_text("Stop reading");
    assert_false(incoming_busy(app.dialogs.incoming));
    rest();
    assert_false(shows("There is no such file."));
    dialog_offer_file(&app, path);
    key(UI_KEY_ESCAPE, 0); // closed while it comes
    assert_int_equal(app.dialogs.open, DIALOG_NONE);
}

static void it_fits_every_window(void **state) {
    (void)state;
    static const double sizes[][2] = { { 1280, 720 }, { 960, 600 }, { 640, 480 }, { 866, 400 }, { 390, 844 } };
    for (int i = 0; i < 5; i++) {
        window_width = sizes[i][0], window_height = sizes[i][1];
        dialog_offer_file(&app, put("keys.csv", ",0,1\n0,1.0,1.0\n1,1.0,0.0\n2,7.0,0.0\n3,2.0,0.0\n"));
        rest();
        check_texts("two readings");
        dialog_offer_file(&app, put("bad.csv", "q,1,1\nk1,1,1\nk2,1,zero\nv1,4,0\n"));
        rest();
        check_texts("a bad file");
        dialog_close(&app);
        pages_do(&app, (Asked){ ACTION_LOAD });
        rest();
        check_texts("the listing");
        dialog_close(&app);
        rest();
    }
}

// In a low window the advice beside the listing is cut above the buttons, and scrolled.
static void advice_keeps_off_the_buttons(void **state) {
    (void)state;
    window_width = 866, window_height = 400;
    pages_do(&app, (Asked){ ACTION_LOAD });
    rest();
    double foot = 0, cut = 1e9;
    for (int i = 0; i < app.ui.list.count; i++) {
        const Cmd *cmd = &app.ui.list.cmd[i];
        if (cmd->kind == CMD_CLIP) cut = cmd->box.y + cmd->box.h;
        if (cmd->kind == CMD_UNCLIP) cut = 1e9;
        if (cmd->kind == CMD_TEXT && !strcmp(cmd->text.text, "A layout that leaves no question")) foot = cut;
        if (cmd->kind == CMD_TEXT && !strcmp(cmd->text.text, "Cancel")) assert_true(foot > 0 && foot <= cmd->box.y);
    }
    assert_true(foot > 0 && foot < window_height);
}

// On the map it is attention that takes them.
static void on_the_map_too(void **state) {
    (void)state;
    app_home(&app);
    rest();
    dialog_offer_file(&app, put("keys.csv", "1,0\n0,1\n"));
    rest();
    assert_false(app.dialogs.incoming->fits); // there is nothing that could stay
    dialog_offer_text(&app, TEXT("q,3,2\nv1,1,0\nv2,0,1\n"));
    rest();
    assert_true(app.dialogs.incoming->fits);
    key(UI_KEY_ENTER, 0);
    assert_int_equal(app.page, PAGE_LESSON);
    assert_true(session_own_data(app.session) && value("q", 0) == 3);
}

int main(void) {
#define CASE(test) cmocka_unit_test_setup_teardown(test, open_here, close_here)
    const struct CMUnitTest tests[] = {
        CASE(nothing_is_loaded_until_one_says_so),
        CASE(both_readings_are_drawn_and_either_is_taken),
        CASE(the_first_row_may_be_numbers),
        CASE(three_files_are_three_inputs),
        CASE(an_array_is_dragged_onto_its_input),
        CASE(letters_name_the_first_file_too),
        CASE(what_is_wrong_shows_its_line_and_the_layout),
        CASE(the_number_of_a_far_line_is_whole),
        CASE(what_is_pasted_is_shown_first),
        CASE(the_folder_is_listed_and_completed),
        CASE(a_large_file_is_read_beside),
        CASE(it_fits_every_window),
        CASE(advice_keeps_off_the_buttons),
        CASE(on_the_map_too),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
