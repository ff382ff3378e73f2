// The words of a step, aloud: what comes to the speaker, step by step, for the number that is looked at; nothing when it is quiet.
// A stub stands for spd-say.
#include "page/drive.h"

#include <stdlib.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "base/file.h"

static char folder[200];
static Arena *arena;
static int heard; // how often it has spoken

static int open_speaking(void **state) {
    static const char stub[] = "#!/bin/sh\n"
                               "cd \"${0%/*}\" || exit 1\n"
                               "{ echo \"$*\"; cat; } >new\n"
                               "n=0\n"
                               "while [ -e said.$n ]; do n=$((n + 1)); done\n"
                               "mv new said.$n\n";
    arena = arena_begin();
    snprintf(folder, sizeof folder, "/tmp/attend-words-%d", (int)getpid());
    Problems problems = { .arena = arena };
    const char *program = arena_print(arena, "%s/spd-say", folder);
    if (mkdir(folder, 0700) != 0 || !file_write(program, text_of(stub), &problems) || chmod(program, 0700) != 0) return -1;
    setenv("PATH", arena_print(arena, "%s:%s", folder, getenv("PATH")), 1);
    heard = 0;
    return open_app(state);
}

static int close_speaking(void **state) {
    int failed = close_app(state);
    char command[300];
    snprintf(command, sizeof command, "rm -rf '%s'", folder);
    arena_end(arena);
    return system(command) != 0 || failed;
}

// The next thing that was said, waited for; its first line is how spd-say was called.
static const char *said(void) {
    const char *path = arena_print(arena, "%s/said.%d", folder, heard++);
    for (int i = 0; i < 1000 && !file_exists(path); i++) nanosleep(&(struct timespec){ .tv_nsec = 10000000 }, NULL);
    Problems problems = { .arena = arena };
    Text text;
    if (!file_read(arena, path, 1 << 20, &text, &problems)) fail_msg("nothing is said");
    return text_copy(arena, text);
}

static void click_on(const char *label) {
    for (int i = 0; i < app.ui.list.count; i++) {
        const Cmd *cmd = &app.ui.list.cmd[i];
        if (cmd->kind != CMD_TEXT || strcmp(cmd->text.text, label) != 0) continue;
        click(cmd->box.x + cmd->box.w / 2, cmd->box.y + cmd->box.h / 2);
        return;
    }
    fail_msg("there is no '%s'", label);
}

static void expect(const char *text, const char *begin, const char *words) {
    if (strncmp(text, begin, strlen(begin)) != 0 || !strstr(text, words)) fail_msg("not '%s … %s': %s", begin, words, text);
}

static void a_step_is_spoken_and_a_number_that_is_looked_at(void **state) {
    (void)state;
    static const char call[] = "--cancel --pipe-mode\n";
    type("i");
    click_on("Aloud");
    expect(said(), call, "Attention as soft retrieval, step 1 of 8");
    key(UI_KEY_RIGHT, 0);
    expect(said(), call, "step 2 of 8");
    key(UI_KEY_RIGHT, 0);
    expect(said(), call, "step 3 of 8");
    key(UI_KEY_RIGHT, 0);
    const char *fourth = said();
    expect(fourth, call, "step 4 of 8");
    assert_non_null(strstr(fourth, "0.5388")); // with its numbers
    for (int i = 0; i < 60 && !ui_has_focus(&app.ui, ui_id(&app.ui, "stage")); i++) key(UI_KEY_TAB, 0);
    assert_true(ui_has_focus(&app.ui, ui_id(&app.ui, "stage")));
    key(UI_KEY_RIGHT, 0);
    const char *number = panel_words_number(&app);
    assert_non_null(number);
    number = arena_print(arena, "%s%s", call, number);
    assert_string_equal(said(), number);
    key(UI_KEY_RIGHT, 0);
    const char *next = arena_print(arena, "%s%s", call, panel_words_number(&app));
    assert_string_not_equal(number, next);
    assert_string_equal(said(), next);
}

static void quiet_is_quiet(void **state) {
    (void)state;
    type("i");
    key(UI_KEY_RIGHT, 0); // nothing is said before it is asked for
    click_on("Aloud");
    expect(said(), "--cancel --pipe-mode\n", "step 2 of 8");
    click_on("Quiet");
    assert_string_equal(said(), "--cancel\n");
    key(UI_KEY_RIGHT, 0);
    key(UI_KEY_RIGHT, 0);
    click_on("Aloud");
    expect(said(), "--cancel --pipe-mode\n", "step 4 of 8"); // the third was not
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(a_step_is_spoken_and_a_number_that_is_looked_at, open_speaking, close_speaking),
        cmocka_unit_test_setup_teardown(quiet_is_quiet, open_speaking, close_speaking),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
