// What a process has given up fails, what it needs still works. Each is tried in a process of its own, which ends with the answer.
#define _GNU_SOURCE
#include "support/check.h"

#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/child.h"
#include "base/platform.h"

static char folder[300]; // where nobody keeps files

static const char *in(const char *name) {
    static char path[8][400];
    static int next;
    next = (next + 1) % 8;
    snprintf(path[next], sizeof path[next], "%s/%s", folder, name);
    return path[next];
}

static int begin(void **state) {
    (void)state;
    static const char *const places[] = { "/var/lib", "/run/lock", "/tmp" }; // the system's, where they may be written; else
    for (size_t i = 0; i < sizeof places / sizeof *places; i++) {
        snprintf(folder, sizeof folder, "%s/attend-confine-%d", places[i], (int)getpid());
        if (mkdir(folder, 0755) == 0) break;
    }
    return mkdir(in("home"), 0755) | mkdir(in("other"), 0755);
}

static int end(void **state) {
    (void)state;
    char command[400];
    snprintf(command, sizeof command, "rm -rf '%s'", folder);
    return system(command);
}

// The exit code of a process that gives up what is given up and then does this. 77: the kernel holds nothing.
static int confined(bool window, int (*act)(void)) {
    pid_t process = fork();
    assert_true(process >= 0);
    if (process == 0) {
        setenv("HOME", in("home"), 1);
        const char *unset[] = { "XDG_STATE_HOME", "XDG_CONFIG_HOME", "XDG_PICTURES_DIR", "TMPDIR", "DISPLAY" };
        for (size_t i = 0; i < sizeof unset / sizeof *unset; i++) unsetenv(unset[i]);
        if (chdir(in("home")) != 0) _exit(99);
        _exit(platform_confine(window) ? act() : 77);
    }
    int status = 0;
    waitpid(process, &status, 0);
    assert_true(WIFEXITED(status));
    return WEXITSTATUS(status);
}

static void expect(bool window, int (*act)(void), int code) {
    int got = confined(window, act);
    if (got != 77) assert_int_equal(got, code);
}

static int make_file(const char *path) {
    int file = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0644);
    if (file < 0) return errno;
    bool well = write(file, "x", 1) == 1;
    return close(file) == 0 && well ? 0 : 1;
}

static int write_outside(void) { return make_file(in("other/x")); }
static int write_at_home(void) {
    Arena *arena = arena_begin();
    Problems problems = { .arena = arena };
    bool well = file_write(in("home/x"), TEXT("one"), &problems) && file_write(in("home/x"), TEXT("two"), &problems);
    well = well && folder_make(in("home/.local/state/attend")) && file_rename(in("home/x"), in("home/.local/y"));
    well = well && file_write("/dev/null", TEXT("x"), &problems);
    arena_end(arena);
    return !well;
}
static int write_for_all(void) { return make_file("/tmp/attend-confine-x") || unlink("/tmp/attend-confine-x"); }
static int read_anything(void) {
    Arena *arena = arena_begin();
    Problems problems = { .arena = arena };
    Text text;
    bool well = file_read(arena, "/etc/passwd", 1 << 20, &text, &problems) && folder_exists("/usr/share");
    arena_end(arena);
    return !well;
}
static int make_pipe(void) { return mkfifo(in("home/pipe"), 0644) == 0 ? 0 : errno; }
static int make_link(void) { return symlink("/etc/passwd", in("home/link")) == 0 ? 0 : errno; }

static int run_own(void) { // what lies in a person's folder does not run
    const char *path = in("home/run");
    Arena *arena = arena_begin();
    Problems problems = { .arena = arena };
    if (!file_write(path, TEXT("#!/bin/sh\nexit 0\n"), &problems) || chmod(path, 0755) != 0) return 98;
    execl(path, path, (char *)NULL);
    return errno;
}
static int run_installed(void) {
    execl("/bin/true", "true", (char *)NULL);
    return errno;
}

static int listener = -1;
static struct sockaddr_in address;
static int call_out(void) {
    int s = socket(AF_INET, SOCK_STREAM, 0);
    return connect(s, (struct sockaddr *)&address, sizeof address) == 0 ? 0 : errno;
}

static void a_window_keeps_to_its_folders(void **state) {
    (void)state;
    if (strncmp(folder, "/tmp", 4) != 0) expect(true, write_outside, EACCES);
    expect(true, write_at_home, 0);
    expect(true, write_for_all, 0);
    expect(true, read_anything, 0);
}

static void a_command_writes_where_it_was_told_to(void **state) {
    (void)state;
    expect(false, write_outside, 0);
    expect(false, write_at_home, 0);
    expect(false, read_anything, 0);
}

static void nothing_is_made_but_files(void **state) {
    (void)state;
    for (int window = 0; window < 2; window++) {
        expect(window, make_pipe, EACCES);
        expect(window, make_link, EACCES);
    }
}

static void only_installed_programs_start(void **state) {
    (void)state;
    for (int window = 0; window < 2; window++) {
        expect(window, run_own, EACCES);
        expect(window, run_installed, 0);
    }
}

static void no_network_is_reached(void **state) {
    (void)state;
    socklen_t size = sizeof address;
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    listener = socket(AF_INET, SOCK_STREAM, 0);
    if (bind(listener, (struct sockaddr *)&address, sizeof address) != 0 || listen(listener, 4) != 0 ||
        getsockname(listener, (struct sockaddr *)&address, &size) != 0)
        return; // a machine without a network at all
    assert_int_equal(call_out(), 0);
    int got = confined(true, call_out);
    if (got != 77 && got != 0) assert_int_equal(got, EACCES); // 0: a kernel before 6.7 does not hold it
    close(listener);
}

// --- helpers

// What a started program finds: its environment, its open files, its limits; it writes them to its output.
static char *looked_at(const char *const *argv, bool bounded) {
    const char *path = in("home/out");
    int out = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0644);
    pid_t process = fork();
    if (process == 0) child_become(argv, (const int[CHILD_FILES]){ -1, out, -1, -1 }, bounded);
    int status;
    waitpid(process, &status, 0);
    close(out);
    assert_true(WIFEXITED(status) && WEXITSTATUS(status) == 0);
    return check_read(path, NULL);
}

static void helpers_inherit_little(void **state) {
    (void)state;
    setenv("SECRET_TOKEN", "abc", 1);
    setenv("LD_LIBRARY_PATH_X", "abc", 1);
    int open_one = open("/dev/null", O_RDONLY), far = fcntl(open_one, F_DUPFD, 700);
    assert_true(far >= 700);
    const char *const env[] = { "env", NULL };
    char *said = looked_at(env, false);
    assert_true(strstr(said, "PATH=") && !strstr(said, "SECRET") && !strstr(said, "LD_"));
    free(said);
    const char *const files[] = { "sh", "-c", "ls -l /proc/self/fd | grep -c /dev/null; ls /proc/self/fd | wc -l", NULL };
    said = looked_at(files, false);
    assert_string_equal(said, "2\n4\n"); // input and complaints; and the one by which ls looks
    free(said);
    const char *const limits[] = { "sh", "-c", "ulimit -c; ulimit -t", NULL };
    said = looked_at(limits, true);
    assert_string_equal(said, "0\n600\n");
    free(said);
    close(far);
    close(open_one);
}

static int ask_starter(void) {
    const char *const no[] = { "sh", "-c", "exit 0", NULL }, *const yes[] = { "xclip", "-version", NULL };
    int null = open("/dev/null", O_RDONLY);
    return starter_leave(no, null) == 0 && starter_leave(yes, null) == 1 && starter_leave(no, null) == 0 ? 0 : 1;
}

static void the_starter_starts_four_programs(void **state) {
    (void)state;
    expect(true, ask_starter, 0);
    const char *const yes[] = { "xclip", NULL };
    assert_int_equal(starter_leave(yes, 0), -1); // here there is none
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_window_keeps_to_its_folders),
        cmocka_unit_test(a_command_writes_where_it_was_told_to),
        cmocka_unit_test(nothing_is_made_but_files),
        cmocka_unit_test(only_installed_programs_start),
        cmocka_unit_test(no_network_is_reached),
        cmocka_unit_test(helpers_inherit_little),
        cmocka_unit_test(the_starter_starts_four_programs),
    };
    return cmocka_run_group_tests(tests, begin, end);
}
