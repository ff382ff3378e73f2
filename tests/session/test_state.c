// What is remembered: written and read back, and a broken file costs nothing but a message.
#include "support/check.h"

#include <sys/stat.h>
#include <unistd.h>

#include "base/platform.h"
#include "session/state.h"

static char folder[200];

static int make_folder(void **state) {
    (void)state;
    snprintf(folder, sizeof folder, "/tmp/attend-state-%d", (int)getpid());
    mkdir(folder, 0700);
    setenv("XDG_STATE_HOME", folder, 1);
    return 0;
}

static int remove_folder(void **state) {
    (void)state;
    char command[300];
    snprintf(command, sizeof command, "rm -rf '%s'", folder);
    return system(command);
}

static void comes_back(void **state) {
    (void)state;
    Arena *arena = arena_begin();
    Problems problems = { .arena = arena };
    State *s = state_open(&problems);
    assert_int_equal(state_place(s, "05-retrieval"), 0);
    state_set_place(s, "05-retrieval", 2);
    state_set_place(s, "05-retrieval", 4);
    state_set_place(s, "my own lesson", 1); // a file name with blanks
    state_set_theme(s, THEME_DARK);
    state_set_zoom(s, 1.25);
    state_set_large(s, true);
    for (int i = 0; i < 12; i++) state_add_recent(s, arena_print(arena, "/data/a file %d.csv", i));
    state_add_recent(s, "/data/a file 9.csv");
    state_add_recent(s, "/data/not\nallowed.csv");
    state_close(s);

    s = state_open(&problems);
    assert_int_equal(problems.total, 0);
    assert_int_equal(state_place(s, "05-retrieval"), 4);
    assert_int_equal(state_seen(s, "05-retrieval"), 2);
    assert_true(state_was_seen(s, "05-retrieval", 2));
    assert_false(state_was_seen(s, "05-retrieval", 3));
    assert_int_equal(state_place(s, "my own lesson"), 1);
    assert_string_equal(state_last_lesson(s), "my own lesson");
    assert_int_equal(state_theme(s), THEME_DARK);
    assert_close(state_zoom(s), 1.25, 0);
    assert_true(state_large(s));
    assert_int_equal(state_recents(s), STATE_RECENT);
    assert_string_equal(state_recent(s, 0), "/data/a file 9.csv");
    assert_string_equal(state_recent(s, 1), "/data/a file 11.csv");
    state_forget(s);
    assert_int_equal(state_seen(s, "05-retrieval"), 0);
    state_close(s);
    arena_end(arena);
}

static void broken_files_are_set_aside(void **state) {
    (void)state;
    static const char *const broken[] = { "",
                                          "attend state 9\n",
                                          "attend state 1\nplace x 05\n",
                                          "attend state 1\nzoom 99\n",
                                          "attend state 1\ntheme \xff\n",
                                          "\x7f"
                                          "ELF",
                                          "attend state 1\nseen 1,2,300 a\n",
                                          "attend state 1\nwhat is this\n" };
    char path[300], aside[300];
    snprintf(path, sizeof path, "%s/attend/state", folder);
    snprintf(aside, sizeof aside, "%s/attend/state.broken", folder);
    for (size_t i = 0; i < sizeof broken / sizeof *broken; i++) {
        Arena *arena = arena_begin();
        Problems problems = { .arena = arena };
        assert_true(file_write(path, text_of(broken[i]), &problems));
        State *s = state_open(&problems);
        assert_int_equal(problems.total, 1);
        assert_non_null(strstr(problem_text(arena, &problems.item[0]), "state"));
        assert_true(file_exists(aside)); // nothing is lost
        assert_int_equal(state_recents(s), 0);
        state_set_place(s, "a", 1);
        state_close(s);
        arena_end(arena);
    }
}

static void nowhere_to_write_is_no_failure(void **state) {
    (void)state;
    setenv("XDG_STATE_HOME", "/proc/no such place", 1);
    Arena *arena = arena_begin();
    Problems problems = { .arena = arena };
    State *s = state_open(&problems);
    state_set_place(s, "a", 3);
    assert_int_equal(state_place(s, "a"), 3);
    state_close(s);
    arena_end(arena);
    setenv("XDG_STATE_HOME", folder, 1);
}

static void paths_complete_and_expand(void **state) {
    (void)state;
    Arena *arena = arena_begin();
    Problems problems = { .arena = arena };
    setenv("HOME", folder, 1);
    assert_string_equal(path_expand(arena, " '/a b/c.csv' "), "/a b/c.csv");
    assert_string_equal(path_expand(arena, "file:///a%20b/%C3%A4.csv\r\n"), "/a b/\xC3\xA4.csv");
    assert_string_equal(path_expand(arena, "~/x"), arena_print(arena, "%s/x", folder));
    assert_true(file_write(arena_print(arena, "%s/vec one.csv", folder), TEXT("q,1\n"), &problems));
    assert_true(file_write(arena_print(arena, "%s/vec two.csv", folder), TEXT("q,1\n"), &problems));
    const char *found[8];
    assert_int_equal(path_complete(arena, "~/vec", found, 8), 2);
    assert_string_equal(found[0], "~/vec one.csv");
    assert_int_equal(path_complete(arena, "/no such folder/x", found, 8), 0);
    unsigned long long before = folder_stamp(folder);
    assert_true(file_write(arena_print(arena, "%s/vec two.csv", folder), TEXT("q,12\n"), &problems));
    assert_true(folder_stamp(folder) != before);
    arena_end(arena);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(comes_back),
        cmocka_unit_test(broken_files_are_set_aside),
        cmocka_unit_test(nowhere_to_write_is_no_failure),
        cmocka_unit_test(paths_complete_and_expand),
    };
    return cmocka_run_group_tests(tests, make_folder, remove_folder);
}
