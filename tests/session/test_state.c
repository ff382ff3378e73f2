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

static const char *path_of(Arena *arena, const char *name) { return arena_print(arena, "%s/attend/%s", folder, name); }

static const char *file_text(Arena *arena, const char *name) {
    FILE *in = fopen(path_of(arena, name), "rb");
    char *bytes = arena_alloc(arena, 100000);
    size_t size = in ? fread(bytes, 1, 99999, in) : 0;
    if (in) fclose(in);
    bytes[size] = 0;
    return bytes;
}

static void write_file(Arena *arena, const char *text) {
    Problems problems = { .arena = arena };
    char command[300];
    snprintf(command, sizeof command, "rm -rf '%s/attend'", folder);
    assert_int_equal(system(command), 0);
    assert_true(folder_make(path_of(arena, "")));
    if (text) assert_true(file_write(path_of(arena, "state"), text_of(text), &problems));
}

static void comes_back(void **state) {
    (void)state;
    Arena *arena = arena_begin();
    Problems problems = { .arena = arena };
    write_file(arena, NULL);
    State *s = state_open(&problems);
    assert_null(state_place(s, "05-retrieval"));
    state_set_place(s, "05-retrieval", "scores");
    state_set_place(s, "05-retrieval", "sharp");
    state_set_place(s, "my own lesson", "a,b %");
    state_set_answer(s, "05-retrieval", "sharp", 2, "3");
    state_set_answer(s, "05-retrieval", "sharp", 3, "0,5 or so");
    state_set_answer(s, "05-retrieval", "scores", 1, "1");
    state_set_answer(s, "05-retrieval", "scores", 1, NULL); // taken back
    state_set_value(s, "window", "1280 800 40 30");
    for (int i = 0; i < 12; i++) state_add_recent(s, arena_print(arena, "/data/a file %d.csv", i));
    state_add_recent(s, "/data/a file 9.csv");
    state_close(s);

    s = state_open(&problems);
    assert_int_equal(problems.total, 0);
    assert_string_equal(state_place(s, "05-retrieval"), "sharp");
    assert_string_equal(state_place(s, "06-retrieval"), "sharp"); // the course has grown
    assert_true(state_was_seen(s, "retrieval", "scores"));
    assert_false(state_was_seen(s, "05-retrieval", "1"));
    assert_string_equal(state_place(s, "my own lesson"), "a,b %");
    assert_true(state_was_seen(s, "my own lesson", "a,b %"));
    assert_string_equal(state_last_lesson(s), "my own lesson");
    assert_string_equal(state_answer(s, "05-retrieval", "sharp", 2), "3");
    assert_string_equal(state_answer(s, "05-retrieval", "sharp", 3), "0,5 or so");
    assert_null(state_answer(s, "05-retrieval", "scores", 1));
    assert_null(state_answer(s, "05-retrieval", "sharp", 1));
    assert_string_equal(state_value(s, "window"), "1280 800 40 30");
    assert_int_equal(state_recents(s), STATE_RECENT);
    assert_string_equal(state_recent(s, 0), "/data/a file 9.csv");
    assert_string_equal(state_recent(s, 1), "/data/a file 11.csv");
    state_forget(s);
    assert_false(state_was_seen(s, "retrieval", "sharp"));
    state_close(s);
    s = state_open(&problems);
    assert_null(state_place(s, "05-retrieval"));
    assert_null(state_last_lesson(s));
    assert_int_equal(state_recents(s), STATE_RECENT); // files and the window stay
    assert_non_null(state_value(s, "window"));
    state_close(s);
    arena_end(arena);
}

// A lesson's file may have any name that a file can have.
static void every_name_comes_back(void **state) {
    (void)state;
    static const char *const names[] = { "caf\xe9", "two\nlines", " ",  " blank before", "blank behind ", "100 %",
                                         "%0A",     "\x7f\t",     "5-", "\xE2\x88\x92" };
    Arena *arena = arena_begin();
    Problems problems = { .arena = arena };
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        write_file(arena, NULL);
        State *s = state_open(&problems);
        state_set_place(s, "05-retrieval", "sharp");
        state_set_place(s, names[i], "2");
        state_add_recent(s, names[i]);
        state_close(s);
        s = state_open(&problems);
        assert_int_equal(problems.total, 0);
        assert_string_equal(state_place(s, names[i]), "2");
        assert_string_equal(state_last_lesson(s), names[i]);
        assert_string_equal(state_recent(s, 0), names[i]);
        assert_string_equal(state_place(s, "retrieval"), "sharp");
        state_close(s);
    }
    arena_end(arena);
}

static void two_windows_lose_nothing(void **state) {
    (void)state;
    Arena *arena = arena_begin();
    Problems problems = { .arena = arena };
    write_file(arena, NULL);
    State *a = state_open(&problems), *b = state_open(&problems);
    state_set_place(a, "05-retrieval", "1");
    state_set_place(a, "05-retrieval", "2");
    state_add_recent(a, "/a.csv");
    assert_true(state_write(a, &problems));
    state_set_place(b, "08-multi-head", "4");
    state_set_place(b, "05-retrieval", "3");
    state_add_recent(b, "/b.csv");
    state_set_answer(b, "05-retrieval", "1", 0, "2");
    assert_true(state_write(b, &problems));
    assert_true(state_was_seen(b, "05-retrieval", "2")); // it has learnt what the other one has seen
    state_set_place(a, "05-retrieval", "4");
    state_close(a);
    state_close(b);
    a = state_open(&problems);
    for (int i = 1; i <= 4; i++) assert_true(state_was_seen(a, "05-retrieval", arena_print(arena, "%d", i)));
    assert_string_equal(state_place(a, "08-multi-head"), "4");
    assert_string_equal(state_place(a, "05-retrieval"), "4");
    assert_string_equal(state_answer(a, "05-retrieval", "1", 0), "2");
    assert_string_equal(state_recent(a, 0), "/b.csv");
    assert_string_equal(state_recent(a, 1), "/a.csv");
    b = state_open(&problems);
    state_set_place(b, "08-multi-head", "5");
    state_forget(a); // what b sees afterwards is not forgotten with it
    assert_true(state_write(a, &problems));
    state_close(b);
    state_close(a);
    a = state_open(&problems);
    assert_string_equal(state_place(a, "08-multi-head"), "5");
    assert_null(state_place(a, "05-retrieval"));
    state_close(a);
    assert_int_equal(problems.total, 0);
    arena_end(arena);
}

static void what_is_not_known_stays(void **state) {
    (void)state;
    Arena *arena = arena_begin();
    Problems problems = { .arena = arena };
    write_file(arena, "attend state 7\nplace sharp retrieval\npen red 0.5  two blanks\nstamp \xE2\x88\x92\n");
    State *s = state_open(&problems);
    assert_int_equal(problems.total, 0);
    assert_string_equal(state_place(s, "05-retrieval"), "sharp");
    state_set_place(s, "05-retrieval", "end");
    state_close(s);
    const char *text = file_text(arena, "state");
    assert_true(!strncmp(text, "attend state 7\n", 15));
    assert_non_null(strstr(text, "pen red 0.5  two blanks\n"));
    assert_non_null(strstr(text, "stamp \xE2\x88\x92\n"));
    assert_non_null(strstr(text, "seen end retrieval\n"));
    arena_end(arena);
}

// Steps were numbers from 0, lessons had theirs in the name, and the settings stood here too.
static void the_first_version_is_read(void **state) {
    (void)state;
    Arena *arena = arena_begin();
    Problems problems = { .arena = arena };
    write_file(arena,
               "attend state 1\ntheme dark\nzoom 1.25\nlarge on\nreduced-motion off\nlast 05-retrieval\nplace 3 05-retrieval\n"
               "seen 0,3 05-retrieval\nrecent /data/100 %.csv\n");
    State *s = state_open(&problems);
    assert_int_equal(problems.total, 0);
    assert_string_equal(state_place(s, "retrieval"), "4");
    assert_true(state_was_seen(s, "retrieval", "1"));
    assert_string_equal(state_last_lesson(s), "retrieval");
    assert_string_equal(state_recent(s, 0), "/data/100 %.csv");
    assert_string_equal(state_former(s, "theme"), "dark");
    assert_string_equal(state_former(s, "zoom"), "1.25");
    assert_null(state_former(s, "pen"));
    state_set_place(s, "retrieval", "5");
    state_close(s);
    assert_non_null(strstr(file_text(arena, "state"), "attend state 2\n"));
    s = state_open(&problems);
    assert_string_equal(state_recent(s, 0), "/data/100 %.csv");
    assert_true(state_was_seen(s, "retrieval", "4") && state_was_seen(s, "retrieval", "5"));
    state_close(s);
    arena_end(arena);
}

static void a_bad_line_costs_that_line(void **state) {
    (void)state;
    static const char *const bad[] = { "place 3",        "place  ",      "place %4 x", "seen 1,,2 a", "seen 1 ",
                                       "answer 1 x 3 a", "answer 1 2 a", "last ",      "recent ",     "value ",
                                       "seen \xff a",    "\x01\xfe",     "recent %00" };
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        Arena *arena = arena_begin();
        Problems problems = { .arena = arena };
        const char *whole =
            arena_print(arena, "attend state 2\nplace sharp retrieval\n%s\nseen start,sharp retrieval\npen red\n", bad[i]);
        write_file(arena, whole);
        State *s = state_open(&problems);
        if (problems.total != 1) fail_msg("'%s' is taken", bad[i]);
        assert_non_null(strstr(problem_text(arena, &problems.item[0]), "state:3:1: this line"));
        assert_string_equal(state_place(s, "retrieval"), "sharp");
        assert_true(state_was_seen(s, "retrieval", "start"));
        state_close(s);
        assert_string_equal(file_text(arena, "state.broken"), whole); // nothing is lost
        s = state_open(&problems);
        assert_int_equal(problems.total, 1);
        assert_true(state_was_seen(s, "retrieval", "start"));
        assert_non_null(strstr(file_text(arena, "state"), "pen red\n"));
        state_close(s);
        arena_end(arena);
    }
}

static void what_is_none_of_ours_is_set_aside(void **state) {
    (void)state;
    static const char *const broken[] = { "attend state x\n", "attend state 0\n", "\x7f\x45LF", "place 1 a\n" };
    Arena *arena = arena_begin();
    write_file(arena, NULL);
    for (size_t i = 0; i < sizeof broken / sizeof *broken; i++) {
        Problems problems = { .arena = arena };
        assert_true(file_write(path_of(arena, "state"), text_of(broken[i]), &problems));
        State *s = state_open(&problems);
        assert_int_equal(problems.total, 1);
        assert_non_null(strstr(problem_text(arena, &problems.item[0]), "afresh"));
        state_set_place(s, "a", "1");
        state_close(s);
    }
    assert_string_equal(file_text(arena, "state.broken"), broken[0]); // each one is kept
    assert_string_equal(file_text(arena, "state.broken-2"), broken[1]);
    assert_string_equal(file_text(arena, "state.broken-4"), broken[3]);
    arena_end(arena);
}

static void what_cannot_be_read_is_not_replaced(void **state) {
    (void)state;
    Arena *arena = arena_begin();
    Problems problems = { .arena = arena };
    write_file(arena, NULL);
    assert_int_equal(mkdir(path_of(arena, "state"), 0700), 0); // not even root reads a folder as a file
    State *s = state_open(&problems);
    assert_int_equal(problems.total, 1);
    assert_non_null(strstr(problem_text(arena, &problems.item[0]), "nothing is remembered"));
    state_set_place(s, "a", "3");
    assert_string_equal(state_place(s, "a"), "3");
    assert_true(state_write(s, &problems));
    state_close(s);
    assert_true(folder_exists(path_of(arena, "state")));
    assert_false(file_exists(path_of(arena, "state.broken")));
    assert_int_equal(rmdir(path_of(arena, "state")), 0);
    arena_end(arena);
}

static void nowhere_to_write_is_no_failure(void **state) {
    (void)state;
    setenv("XDG_STATE_HOME", "/proc/no such place", 1);
    Arena *arena = arena_begin();
    Problems problems = { .arena = arena };
    State *s = state_open(&problems);
    state_set_place(s, "a", "3");
    assert_string_equal(state_place(s, "a"), "3");
    state_close(s);
    arena_end(arena);
    setenv("XDG_STATE_HOME", folder, 1);
}

// The folder goes while the program runs: it is said, what changed is kept, and written when the folder is there again.
static void what_cannot_be_written_waits(void **state) {
    (void)state;
    Arena *arena = arena_begin();
    Problems problems = { .arena = arena };
    write_file(arena, NULL);
    State *s = state_open(&problems);
    state_set_place(s, "a", "3");
    assert_int_equal(rename(path_of(arena, ""), arena_print(arena, "%s/elsewhere", folder)), 0);
    assert_false(state_write(s, &problems));
    assert_int_equal(problems.total, 1);
    assert_string_equal(state_place(s, "a"), "3");
    assert_int_equal(rename(arena_print(arena, "%s/elsewhere", folder), path_of(arena, "")), 0);
    assert_true(state_write(s, &problems));
    state_close(s);
    s = state_open(&problems);
    assert_string_equal(state_place(s, "a"), "3");
    state_close(s);
    arena_end(arena);
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
        cmocka_unit_test(every_name_comes_back),
        cmocka_unit_test(two_windows_lose_nothing),
        cmocka_unit_test(what_is_not_known_stays),
        cmocka_unit_test(the_first_version_is_read),
        cmocka_unit_test(a_bad_line_costs_that_line),
        cmocka_unit_test(what_is_none_of_ours_is_set_aside),
        cmocka_unit_test(what_cannot_be_read_is_not_replaced),
        cmocka_unit_test(nowhere_to_write_is_no_failure),
        cmocka_unit_test(what_cannot_be_written_waits),
        cmocka_unit_test(paths_complete_and_expand),
    };
    return cmocka_run_group_tests(tests, make_folder, remove_folder);
}
