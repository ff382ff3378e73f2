// Files: what would wait for ever is refused, a file is written whole or not at all, and what stands in its place is respected.
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/file.h"
#include "support/check.h"

static Arena *arena;
static char folder[64];

static int set_up(void **state) {
    (void)state;
    arena = arena_begin();
    strcpy(folder, "/tmp/attend-file-XXXXXX");
    return mkdtemp(folder) ? 0 : -1;
}

// Nothing may be left behind: the folder must be empty by now.
static int tear_down(void **state) {
    (void)state;
    arena_end(arena);
    return rmdir(folder);
}

static const char *in(const char *name) { return arena_print(arena, "%s/%s", folder, name); }

static void check_refused(bool done, const Problems *problems, const char *why) {
    assert_false(done);
    assert_int_equal(problems->total, 1);
    if (!strstr(problem_text(arena, &problems->item[0]), why)) fail_msg("%s", problem_text(arena, &problems->item[0]));
}

static void refuse_read(const char *path, size_t most, const char *why) {
    Problems problems = { .arena = arena };
    Text bytes;
    check_refused(file_read(arena, path, most, &bytes, &problems), &problems, why);
}

static void refuse_write(const char *path, const char *why) {
    Problems problems = { .arena = arena };
    check_refused(file_write(path, TEXT("new"), &problems), &problems, why);
}

static void put(const char *path, const char *text) {
    Problems problems = { .arena = arena };
    if (!file_write(path, text_of(text), &problems)) fail_msg("%s", problem_text(arena, &problems.item[0]));
}

static void check_holds(const char *path, const char *text) {
    Problems problems = { .arena = arena };
    Text bytes = { 0 };
    if (!file_read(arena, path, 1000, &bytes, &problems)) fail_msg("%s", problem_text(arena, &problems.item[0]));
    assert_string_equal(bytes.at, text);
}

static mode_t mode_of(const char *path) {
    struct stat is;
    assert_int_equal(lstat(path, &is), 0);
    return is.st_mode;
}

// --- reading

static void what_is_no_file_is_refused_at_once(void **state) {
    (void)state;
    alarm(20); // a pipe that nobody writes to would wait for ever
    assert_int_equal(mkfifo(in("pipe"), 0600), 0);
    assert_int_equal(symlink("pipe", in("link")), 0);
    refuse_read(in("pipe"), 10, "it is a pipe, not a file");
    refuse_read(in("link"), 10, "it is a pipe, not a file");
    refuse_read("/dev/zero", 10, "it is a device, not a file");
    refuse_read(folder, 10, "it is a folder, not a file");
    refuse_read(in("none"), 10, strerror(ENOENT));
    refuse_read("", 10, "name is missing");
    assert_false(file_can_read(in("pipe")));
    assert_false(file_can_read(folder));
    assert_false(file_can_read("/dev/zero"));
    assert_true(file_exists(in("pipe")));
    alarm(0);
    unlink(in("pipe")), unlink(in("link"));
}

static void a_file_is_read_whole_up_to_the_limit(void **state) {
    (void)state;
    put(in("a"), "0123456789");
    check_holds(in("a"), "0123456789");
    assert_true(file_can_read(in("a")));
    refuse_read(in("a"), 9, "larger than 0 KiB");
    put(in("a"), "");
    check_holds(in("a"), "");
    unlink(in("a"));
}

// `cat x | attend … --data /dev/stdin`, and the shell's <(…).
static void a_pipe_that_the_shell_opened_is_read(void **state) {
    (void)state;
    int ends[2];
    assert_int_equal(pipe(ends), 0);
    assert_int_equal(write(ends[1], "q,1\n", 4), 4);
    close(ends[1]);
    check_holds(arena_print(arena, "/dev/fd/%d", ends[0]), "q,1\n");
    close(ends[0]);
    refuse_read("/dev/fd/999", 10, strerror(EBADF));
}

static void short_memory_is_a_problem(void **state) {
    (void)state;
    const char *path = in("a");
    put(path, "0123456789");
    Problems problems = { .arena = arena };
    Text bytes;
    for (long n = 1;; n++) {
        arena_fail_at(n);
        bool read = file_read(arena, path, 1000, &bytes, &problems);
        bool failed = arena_has_failed();
        arena_fail_at(0);
        if (!failed) break;
        assert_false(read);
        assert_string_equal(problems.item[problems.count - 1].message, "out of memory: the file is too large for this machine");
    }
    assert_true(problems.total > 0);
    unlink(path);
}

// --- writing

static void mode_and_links_are_kept(void **state) {
    (void)state;
    put(in("a"), "old");
    assert_int_equal(chmod(in("a"), 0640), 0);
    assert_int_equal(symlink("a", in("link")), 0);
    assert_int_equal(symlink(in("link"), in("link to a link")), 0);
    put(in("link to a link"), "new");
    check_holds(in("a"), "new");
    assert_true(S_ISLNK(mode_of(in("link"))));
    assert_true(S_ISLNK(mode_of(in("link to a link"))));
    assert_int_equal(mode_of(in("a")) & 07777, 0640);
    unlink(in("a"));
    put(in("link"), "made"); // what it leads to need not be there yet
    check_holds(in("a"), "made");
    unlink(in("a")), unlink(in("link")), unlink(in("link to a link"));
}

static void a_link_that_leads_nowhere_is_refused(void **state) {
    (void)state;
    assert_int_equal(symlink("self", in("self")), 0);
    assert_int_equal(symlink("/dev/full", in("full")), 0);
    refuse_write(in("self"), strerror(ELOOP));
    refuse_write(in("full"), strerror(ENOSPC));
    refuse_write("/dev/full", strerror(ENOSPC));
    refuse_write(folder, strerror(EISDIR));
    refuse_write("", "name of the file to write is missing");
    assert_true(S_ISLNK(mode_of(in("self"))));
    assert_true(S_ISLNK(mode_of(in("full"))));
    unlink(in("self")), unlink(in("full"));
}

static void what_is_read_only_stays(void **state) {
    (void)state;
    if (geteuid() == 0) skip(); // root may write everything
    put(in("a"), "old");
    chmod(in("a"), 0444);
    refuse_write(in("a"), strerror(EACCES));
    check_holds(in("a"), "old");
    unlink(in("a"));
}

// A link of the part's name, laid out by somebody else, is neither followed nor removed.
static void a_planted_link_is_left_alone(void **state) {
    (void)state;
    put(in("victim"), "mine");
    const char *planted = arena_print(arena, "%s/a.%ld.part", folder, (long)getpid());
    assert_int_equal(symlink(in("victim"), planted), 0);
    put(in("a"), "new");
    check_holds(in("a"), "new");
    check_holds(in("victim"), "mine");
    assert_true(S_ISREG(mode_of(in("a"))));
    unlink(planted), unlink(in("a")), unlink(in("victim"));
}

static void a_pipe_is_written_to_as_it_is(void **state) {
    (void)state;
    alarm(20);
    assert_int_equal(mkfifo(in("pipe"), 0600), 0);
    refuse_write(in("pipe"), "nobody reads from this pipe");
    int reader = open(in("pipe"), O_RDONLY | O_NONBLOCK);
    put(in("pipe"), "hello");
    char got[8] = { 0 };
    assert_int_equal(read(reader, got, 7), 5);
    assert_string_equal(got, "hello");
    assert_true(S_ISFIFO(mode_of(in("pipe"))));
    close(reader);
    alarm(0);
    unlink(in("pipe"));
}

// `-o /dev/stdout` writes to what the shell opened, wherever that leads, and replaces nothing.
static void a_descriptor_is_written_to(void **state) {
    (void)state;
    put(in("log"), "before ");
    int file = open(in("log"), O_WRONLY | O_APPEND);
    const char *name = arena_print(arena, "/dev/fd/%d", file);
    put(name, "after");
    close(file);
    check_holds(in("log"), "before after");
    unlink(in("log"));
}

static void the_longest_name_can_be_written(void **state) {
    (void)state;
    char name[256];
    memset(name, 'n', 255);
    name[255] = 0;
    put(in(name), "x");
    check_holds(in(name), "x");
    unlink(in(name));
}

static void nothing_is_kept_of_what_is_thrown_away(void **state) {
    (void)state;
    Problems problems = { .arena = arena };
    FileOut file;
    put(in("a"), "old");
    assert_true(file_begin(&file, in("a"), &problems));
    fputs("new", file.out);
    assert_true(file_end(&file, false, &problems));
    check_holds(in("a"), "old");
    unlink(in("a"));
}

// Ctrl C in the middle: the old file stands, and no part is left.
static void a_signal_leaves_the_old_file(void **state) {
    (void)state;
    const int deadly[] = { SIGINT, SIGTERM, SIGHUP };
    put(in("a"), "old");
    for (int i = 0; i < 3; i++) {
        pid_t child = fork();
        if (child == 0) {
            Problems problems = { .arena = arena };
            FileOut file;
            signal(deadly[i], SIG_DFL);
            if (!file_begin(&file, in("a"), &problems)) _exit(9);
            fputs("half", file.out);
            fflush(file.out);
            raise(deadly[i]);
            _exit(8);
        }
        int status = 0;
        assert_int_equal(waitpid(child, &status, 0), child);
        assert_true(WIFSIGNALED(status) && WTERMSIG(status) == deadly[i]);
        check_holds(in("a"), "old");
    }
    unlink(in("a"));
}

// What a process left that was killed long ago goes when its file is written again; what may be somebody's work stays.
static void old_parts_of_the_dead_are_swept(void **state) {
    (void)state;
    Problems problems = { .arena = arena };
    pid_t dead = fork();
    if (dead == 0) _exit(0);
    assert_int_equal(waitpid(dead, NULL, 0), dead);
    const char *path = arena_print(arena, "%s/a", folder);
    struct {
        const char *name;
        bool old, stays;
    } part[] = {
        { arena_print(arena, "%s.%ld.part", path, (long)dead), true, false },
        { arena_print(arena, "%s.%ld-3.part", path, (long)dead), true, false },
        { arena_print(arena, "%s.%ld-4.part", path, (long)dead), false, true },   // a moment ago
        { arena_print(arena, "%s.%ld.part", path, (long)getppid()), true, true }, // of one who lives
        { arena_print(arena, "%sb.%ld.part", path, (long)dead), true, true },     // of another file
        { arena_print(arena, "%s.%ld.part.gz", path, (long)dead), true, true },   // of another kind
    };
    enum { PARTS = sizeof part / sizeof *part };
    for (int i = 0; i < PARTS; i++) {
        FILE *out = fopen(part[i].name, "w");
        assert_non_null(out);
        fclose(out);
        struct timespec long_ago[] = { { .tv_sec = 1000000000 }, { .tv_sec = 1000000000 } };
        if (part[i].old) assert_int_equal(utimensat(AT_FDCWD, part[i].name, long_ago, 0), 0);
    }
    assert_true(file_write(path, TEXT("new"), &problems));
    for (int i = 0; i < PARTS; i++) {
        if (file_exists(part[i].name) != part[i].stays) fail_msg("%s %s", part[i].name, part[i].stays ? "is gone" : "is left");
        unlink(part[i].name);
    }
    unlink(path);
}

int main(void) {
#define test(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
    const struct CMUnitTest tests[] = {
        test(what_is_no_file_is_refused_at_once),
        test(a_file_is_read_whole_up_to_the_limit),
        test(a_pipe_that_the_shell_opened_is_read),
        test(short_memory_is_a_problem),
        test(mode_and_links_are_kept),
        test(a_link_that_leads_nowhere_is_refused),
        test(what_is_read_only_stays),
        test(a_planted_link_is_left_alone),
        test(a_pipe_is_written_to_as_it_is),
        test(a_descriptor_is_written_to),
        test(the_longest_name_can_be_written),
        test(nothing_is_kept_of_what_is_thrown_away),
        test(a_signal_leaves_the_old_file),
        test(old_parts_of_the_dead_are_swept),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
