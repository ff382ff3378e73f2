// `attend check` finds what docs/data-formats.md calls mistakes, in every file that it is given, and says nothing that could
// move a terminal.
#include <sys/stat.h>

#include "command.h"
#include "command/commands.h"

static Said check(const char *args) { return run_command(command_check, "check", args); }

static void check_says(const char *name, const char *text, const char *words) {
    Said said = check(write_file(name, text));
    assert_int_equal(said.code, *words ? 1 : 0);
    if (!strstr(said.err, words)) fail_msg("'%s' lacks '%s'", said.err, words);
    if (!*words) assert_string_equal(said.err, "");
    free_said(said);
    remove(path_of(name));
}

static void data_are_held_against_a_model(void **state) {
    (void)state;
    check_says("a.csv", "q,1,1\nk1,1,1\nk3,1,0\nv1,1\nv2,2\n", ":3:1: found k3 where k2 was expected");
    check_says("a.csv", "q,1,1\nk1,1,1\nk2,1\nv1,1\nv2,2\n", "k2 has 1 number where k1 has 2");
    check_says("a.csv", "q,1,1\nk,1,1,1\nv,1\n", "k has 3 columns where q has 2");
    check_says("a.csv", "q,1,1\nk,1,1\n", "v is missing");
    check_says("a.csv", "q,1,NaN\nk,1,1\nv,1\n", "an input must be a finite number");
    check_says("a.csv", "q,1,1\nk,1,1\nv,1\nzz,1\n", "unknown label 'zz'");
    check_says("a.json", "{\"x\": [[1, 2]], \"Wx\": [[1], [1]], \"Wh\": [[1]]}", "");
    check_says("a.csv", "q,1,1\nk,1,1\nv,1\n", "");
    check_says("a.csv", "1,2\n3,4\n", "");                                // a matrix for --q
    check_says("a.csv", "k1,1,2\nk2,3,4\n", "");                          // one input alone, for --k
    check_says("a.csv", "x1,1,2\nx2,3,4\n", "");                          // the tokens of a layer norm
    check_says("a.csv", "q,1\nk1,1\nk2,2\nv1,1\nv2,2\nkc,1\nvc,1\n", ""); // what masking takes besides
}

static void add_rows(Builder *out, const char *name, int rows) {
    for (int i = 1; i <= rows; i++) builder_print(out, "%s%d,1\n", name, i);
}

// What `compute` would not begin, `check` does not pass, in the same words.
static void what_is_too_large_is_told(void **state) {
    (void)state;
    Arena *arena = arena_begin();
    Builder tall = { .arena = arena }, long_one = { .arena = arena }, fits = { .arena = arena }, W = { .arena = arena };
    add_rows(&tall, "q", 65536), builder_print(&tall, "k,1\nv,1");
    for (int i = 1; i < 65536; i++) builder_print(&tall, ",1");
    for (const char *name = "qkv"; *name; name++) {
        add_rows(&long_one, (char[]){ *name, 0 }, 65537);
        add_rows(&fits, (char[]){ *name, 0 }, 4096);
    }
    const char *const text[] = { builder_text(&tall), builder_text(&long_one) };
    for (int i = 0; i < 2; i++) {
        const char *path = write_file("a.csv", text[i]);
        Said said = check(path);
        assert_int_equal(said.code, 1);
        assert_non_null(
            strstr(said.err, i ? ": q is 65537 × 1, k is 65537 × 1; use fewer rows or columns"
                               : ": attention would make an array of 65536 × 65536, but one array holds at most 16777216"));
        char args[200];
        snprintf(args, sizeof args, "attention --data %s", path);
        Said computed = run_command(command_compute, "compute", args);
        assert_int_equal(computed.code, 1);
        assert_string_equal(computed.err, said.err);
        free_said(said), free_said(computed);
    }
    check_says("a.csv", builder_text(&fits), "");
    builder_print(&W, "x,1\nW1");
    for (int i = 0; i < 1000; i++) builder_print(&W, ",1");
    check_says("a.csv", builder_text(&W), "Wq, Wk, Wv, Wo and W2 are missing: block needs");
    arena_end(arena);
}

static void a_part_must_be_finite_too(void **state) {
    (void)state;
    check_says("a.csv", "k1,1,2\nk2,NaN,4\n", ":2:1: k2 has NaN in row 1, column 1: an input must be a finite number");
    check_says("a.json", "{\"q\": [[1, 2], [3, Infinity]]}", "q has Infinity in row 2, column 2");
    check_says("a.txt", "[[1, NaN]]", "the matrix has NaN in row 1, column 2");
    check_says("a.json", "{\"mask\": [[0, \"-Infinity\"]]}", "");
}

static void a_broken_lesson_is_listed_and_told(void **state) {
    (void)state;
    char folder[100], command[400];
    snprintf(folder, sizeof folder, "%s", path_of("share"));
    snprintf(command, sizeof command,
             "mkdir -p '%s/lessons' && cp -r assets '%s' && cp -r lessons/data lessons/05-retrieval.md '%s/lessons'", folder,
             folder, folder);
    assert_int_equal(system(command), 0);
    setenv("ATTEND_SHARE", folder, 1);
    Said said = run_command(command_list, "list", "lessons");
    assert_int_equal(said.code, 0);
    free_said(said);
    snprintf(command, sizeof command, "printf 'no front matter' > '%s/lessons/06-broken.md'", folder);
    assert_int_equal(system(command), 0);
    said = run_command(command_list, "list", "lessons");
    assert_int_equal(said.code, 1);
    assert_true(strstr(said.out, "05-retrieval\t") && strstr(said.out, "06-broken\t06-broken\t0\n"));
    assert_true(!strncmp(said.err, "attend: ", 8) && strstr(said.err, "06-broken.md:1:1: "));
    free_said(said);
    unsetenv("ATTEND_SHARE");
    snprintf(command, sizeof command, "rm -rf '%s'", folder);
    assert_int_equal(system(command), 0);
}

static void every_file_is_looked_at_whole(void **state) {
    (void)state;
    const char *front = "---\nformat: 1\ntitle: T\nscene: attention\ndata: %s\n---\n# One\n%s\n";
    char a[400], b[400];
    snprintf(a, sizeof a, front, "none.csv", "{zz}");
    const char *data = write_file("b.csv", "q,1,1\nk,1,1,1\nv,1\n"), *name = strrchr(data, '/') + 1;
    snprintf(b, sizeof b, front, name, "");
    char both[300];
    snprintf(both, sizeof both, "%s %s", write_file("a.md", a), write_file("b.md", b));
    Said said = check(both);
    assert_int_equal(said.code, 1);
    assert_non_null(strstr(said.err, "unknown node 'zz'"));
    assert_non_null(strstr(said.err, "k has 3 columns where q has 2")); // although the file before was wrong
    free_said(said);
    remove(path_of("a.md")), remove(path_of("b.md")), remove(path_of("b.csv"));
}

static void a_pipe_is_no_file(void **state) {
    (void)state;
    const char *path = path_of("pipe");
    alarm(20);
    assert_int_equal(mkfifo(path, 0600), 0);
    Said said = check(path);
    assert_int_equal(said.code, 1);
    assert_non_null(strstr(said.err, "it is a pipe, not a file"));
    free_said(said);
    alarm(0);
    remove(path);
}

static void terminals_are_left_in_peace(void **state) {
    (void)state;
    Said said = check(write_file("a.csv", "q,1\nk,1\nv,1\n\x1b[2J\xE2\x80\xAE\xC2\x9B,1\n"));
    assert_int_equal(said.code, 1);
    for (const char *c = said.err; *c; c++)
        if (((unsigned char)*c < 0x20 && *c != '\n') || *c == 0x7F) fail_msg("byte %d in '%s'", *c, said.err);
    assert_null(strstr(said.err, "\xC2\x9B"));
    assert_null(strstr(said.err, "\xE2\x80\xAE"));
    free_said(said);
    remove(path_of("a.csv"));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(data_are_held_against_a_model), cmocka_unit_test(what_is_too_large_is_told),
        cmocka_unit_test(a_part_must_be_finite_too),     cmocka_unit_test(a_broken_lesson_is_listed_and_told),
        cmocka_unit_test(every_file_is_looked_at_whole), cmocka_unit_test(a_pipe_is_no_file),
        cmocka_unit_test(terminals_are_left_in_peace),
    };
    return cmocka_run_group_tests_name("command/check", tests, NULL, NULL);
}
