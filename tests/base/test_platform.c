// What the machine offers: folders, locks between two programs, programs that are started and let go.
#include "support/check.h"

#include <stdlib.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "base/platform.h"
#include "base/program.h"

static char folder[100];
static Arena *arena;

static int begin(void **state) {
    (void)state;
    arena = arena_begin();
    snprintf(folder, sizeof folder, "/tmp/attend-platform-%d", (int)getpid());
    return mkdir(folder, 0700);
}

static int end(void **state) {
    (void)state;
    int code = system(arena_print(arena, "rm -rf '%s'", folder));
    arena_end(arena);
    return code;
}

static const char *in(const char *name) { return arena_print(arena, "%s/%s", folder, name); }

static void write_text(const char *path, const char *text) {
    Problems problems = { .arena = arena };
    assert_true(file_write(path, text_of(text), &problems));
}

static void files_of_a_folder_come_in_order(void **state) {
    (void)state;
    write_text(in("b.md"), "");
    write_text(in("a b.md"), "");
    write_text(in(".hidden.md"), "");
    write_text(in("c.txt"), "");
    write_text(in(".md"), "");
    int count;
    const char **file = folder_files(arena, folder, ".md", &count);
    assert_int_equal(count, 2);
    assert_string_equal(file[0], in("a b.md"));
    assert_string_equal(file[1], in("b.md"));
    folder_files(arena, in("nowhere"), ".md", &count);
    assert_int_equal(count, 0);
    assert_true(folder_exists(folder) && !folder_exists(in("b.md")) && file_exists(in("b.md")));
    assert_true(folder_make(in("x/y/z")) && folder_exists(in("x/y/z")));
    assert_false(folder_make(in("b.md/z")));
    assert_true(file_rename(in("b.md"), in("c.txt")) && !file_exists(in("b.md")));
}

static void no_file_of_a_full_folder_is_left_out(void **state) {
    (void)state;
    enum { FILES = 300 };
    int count;
    assert_true(folder_make(in("full")));
    for (int i = 0; i < FILES; i++) write_text(in(arena_print(arena, "full/%03d.md", i)), "");
    const char **file = folder_files(arena, in("full"), ".md", &count);
    assert_int_equal(count, FILES);
    for (int i = 0; i < FILES; i++) assert_string_equal(file[i], in(arena_print(arena, "full/%03d.md", i)));
}

static void settings_have_their_folder(void **state) {
    (void)state;
    setenv("XDG_CONFIG_HOME", folder, 1);
    assert_string_equal(platform_config_folder(arena), in("attend"));
    assert_false(folder_exists(in("attend"))); // asking makes nothing
    setenv("XDG_CONFIG_HOME", "relative", 1);  // the specification says: to be ignored
    setenv("HOME", folder, 1);
    assert_string_equal(platform_config_folder(arena), in(".config/attend"));
    unsetenv("HOME");
    assert_null(platform_config_folder(arena));
}

// A child has the lock until it is told to let go.
static void one_program_at_a_time(void **state) {
    (void)state;
    int go[2], ready[2];
    char byte = 0;
    assert_true(pipe(go) == 0 && pipe(ready) == 0);
    pid_t child = fork();
    if (child == 0) {
        FileLock *lock = file_lock(in("lock"), 0);
        bool well = lock && write(ready[1], "r", 1) == 1 && read(go[0], &byte, 1) == 1;
        _exit(well ? 0 : 1);
    }
    assert_int_equal(read(ready[0], &byte, 1), 1);
    double before = platform_seconds();
    assert_null(file_lock(in("lock"), 0));
    assert_true(platform_seconds() - before < 1);
    assert_int_equal(write(go[1], "g", 1), 1);
    FileLock *mine = file_lock(in("lock"), 10); // it is free when the child has gone
    assert_non_null(mine);
    file_unlock(mine);
    int status;
    waitpid(child, &status, 0);
    assert_true(WIFEXITED(status) && WEXITSTATUS(status) == 0);
    mine = file_lock(in("no such folder/lock"), 0); // no locks here: nobody is kept from saving
    assert_non_null(mine);
    file_unlock(mine);
    for (int i = 0; i < 2; i++) close(go[i]), close(ready[i]);
}

static void a_program_is_started_and_let_go(void **state) {
    (void)state;
    const char *const argv[] = { "sh", "-c", arena_print(arena, "cat > '%s'; mv '%s' '%s'", in("part"), in("part"), in("got")),
                                 NULL };
    const char *const none[] = { "attend-no-such-program", NULL };
    assert_true(program_there("sh"));
    assert_false(program_there("attend-no-such-program"));
    assert_true(program_leave(argv, TEXT("what it reads")));
    assert_false(program_leave(none, TEXT("")));
    for (int i = 0; i < 500 && !file_exists(in("got")); i++) nanosleep(&(struct timespec){ .tv_nsec = 10000000 }, NULL);
    FILE *file = fopen(in("got"), "r");
    char line[100] = "";
    assert_non_null(file);
    assert_non_null(fgets(line, sizeof line, file));
    fclose(file);
    assert_string_equal(line, "what it reads");
}

static void a_program_gets_a_cleared_environment(void **state) {
    (void)state;
    const char *const argv[] = { "sh", "-c", arena_print(arena, "env > '%s'; mv '%s' '%s'", in("part"), in("part"), in("env")),
                                 NULL };
    setenv("ATTEND_SECRET", "1", 1);
    setenv(PROGRAM_BUS, PROGRAM_NO_BUS, 1);
    assert_true(program_leave(argv, TEXT("")));
    unsetenv(PROGRAM_BUS);
    unsetenv("ATTEND_SECRET");
    for (int i = 0; i < 500 && !file_exists(in("env")); i++) nanosleep(&(struct timespec){ .tv_nsec = 10000000 }, NULL);
    char *given = check_read(in("env"), NULL);
    assert_non_null(strstr(given, "PATH="));
    assert_null(strstr(given, "ATTEND_SECRET"));
    assert_null(strstr(given, PROGRAM_BUS));
    free(given);
}

// What the chooser is for as long as it lives; `path` where it gave one.
static int chosen_by(const char *script, const char **path, double *longest) {
    FILE *file = fopen(in("zenity"), "w");
    assert_non_null(file);
    fprintf(file, "#!/bin/sh\n%s\n", script);
    fclose(file);
    assert_int_equal(chmod(in("zenity"), 0755), 0);
    Chooser *chooser = chooser_start("Load");
    assert_non_null(chooser);
    *path = NULL;
    *longest = 0;
    for (int i = 0; i < 1000; i++) {
        double before = platform_seconds();
        int state = chooser_poll(chooser, arena, path);
        double took = platform_seconds() - before;
        if (took > *longest) *longest = took;
        if (state) return state;
        nanosleep(&(struct timespec){ .tv_nsec = 10000000 }, NULL);
    }
    chooser_cancel(chooser);
    return 0;
}

// Whatever stands in zenity's place, no call waits for it.
static void a_chooser_that_misbehaves_holds_nobody(void **state) {
    (void)state;
    static const struct {
        const char *script;
        int state;
    } as[] = {
        { "echo '/tmp/a b.csv'", 1 }, { "exit 1", -1 }, { "kill -9 $$", -2 },
        { "exec cat /dev/zero", -2 }, { "exit 0", -2 }, { "exec >&-; exec sleep 100", -2 },
        { "echo x; exit 127", -2 },
    };
    const char *before = arena_print(arena, "%s", getenv("PATH")), *path;
    double longest;
    setenv("PATH", arena_print(arena, "%s:%s", folder, before), 1);
    for (size_t i = 0; i < sizeof as / sizeof *as; i++) {
        int got = chosen_by(as[i].script, &path, &longest);
        if (got != as[i].state) fail_msg("%s: %d", as[i].script, got);
        assert_true((got == 1) == (path != NULL));
        assert_true(longest < 0.5); // usually below a thousandth
    }
    chosen_by("echo '/tmp/a b.csv'", &path, &longest);
    assert_string_equal(path, "/tmp/a b.csv");
    chosen_by("head -c 300 /dev/urandom | tr -d '\\0\\n'", &path, &longest); // what it is, the loader says
    assert_non_null(path);
    FILE *file = fopen(in("zenity"), "w"); // and one that will not go
    fprintf(file, "#!/bin/sh\ntrap '' TERM\nwhile :; do sleep 1; done\n");
    fclose(file);
    Chooser *chooser = chooser_start("Load");
    nanosleep(&(struct timespec){ .tv_nsec = 200000000 }, NULL);
    double began = platform_seconds();
    chooser_cancel(chooser);
    assert_true(platform_seconds() - began < 1);
    setenv("PATH", before, 1);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(files_of_a_folder_come_in_order, begin, end),
        cmocka_unit_test_setup_teardown(no_file_of_a_full_folder_is_left_out, begin, end),
        cmocka_unit_test_setup_teardown(settings_have_their_folder, begin, end),
        cmocka_unit_test_setup_teardown(one_program_at_a_time, begin, end),
        cmocka_unit_test_setup_teardown(a_program_is_started_and_let_go, begin, end),
        cmocka_unit_test_setup_teardown(a_program_gets_a_cleared_environment, begin, end),
        cmocka_unit_test_setup_teardown(a_chooser_that_misbehaves_holds_nobody, begin, end),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
