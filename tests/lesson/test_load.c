// A lesson from a file: what cannot be read, and data files that are not there.
#include <sys/stat.h>
#include <unistd.h>

#include "parsing.h"

static Arena *arena;
static char folder[] = "/tmp/attend-lesson-XXXXXX";

static int begin(void **state) {
    (void)state;
    arena = arena_begin();
    strcpy(folder + strlen(folder) - 6, "XXXXXX");
    return mkdtemp(folder) ? 0 : -1;
}

static int end(void **state) {
    (void)state;
    static const char *const files[] = { "07-a.md", "data/seed.csv" };
    for (int i = 0; i < LENGTH(files); i++) unlink(arena_print(arena, "%s/%s", folder, files[i]));
    rmdir(arena_print(arena, "%s/data", folder));
    rmdir(arena_print(arena, "%s/07-a.md", folder));
    rmdir(folder);
    arena_end(arena);
    return 0;
}

static const char *write_file(const char *name, const char *text, size_t size) {
    const char *path = arena_print(arena, "%s/%s", folder, name);
    FILE *out = fopen(path, "wb");
    assert_non_null(out);
    assert_int_equal(fwrite(text, 1, size, out), size);
    fclose(out);
    return path;
}

static bool load(const char *path, Lesson *lesson, Problems *problems) {
    *problems = (Problems){ .arena = arena };
    return lesson_load(arena, path, &test_vocabulary, lesson, problems);
}

static void a_lesson_with_its_data(void **state) {
    (void)state;
    const char *source = FRONT "# One\n";
    const char *path = write_file("07-a.md", source, strlen(source));
    mkdir(arena_print(arena, "%s/data", folder), 0700);
    const char *data = write_file("data/seed.csv", "q,1\n", 4);
    Lesson lesson;
    Problems problems;
    assert_true(load(path, &lesson, &problems));
    assert_string_equal(lesson.id, "07-a");
    assert_int_equal(lesson.number, 7);
    assert_string_equal(lesson.file, path);
    assert_string_equal(lesson.step[0].data, data);
}

static void missing_data_are_reported_where_they_are_named(void **state) {
    (void)state;
    const char *source = FRONT "# One\n# Two\n```show\ndata: other.csv\n```\n# Three\n\n{zz}\n";
    const char *path = write_file("07-a.md", source, strlen(source));
    Lesson lesson;
    Problems problems;
    assert_false(load(path, &lesson, &problems));
    const char *want =
        arena_print(arena,
                    "%s:14:2: unknown node 'zz' ('attend list scenes' names them)\n"
                    "%s:5:7: there is no data file '%s/data/seed.csv'\n%s:10:7: there is no data file '%s/other.csv'",
                    path, path, folder, path, folder);
    assert_string_equal(problems_text(arena, &problems), want);
}

// A link inside the folder must not show what lies outside of it; one that stays inside may.
static void a_link_that_leads_out_is_refused(void **state) {
    (void)state;
    const char *source = FRONT "# One\n";
    const char *path = write_file("07-a.md", source, strlen(source)), *data = arena_print(arena, "%s/data/seed.csv", folder);
    mkdir(arena_print(arena, "%s/data", folder), 0700);
    Lesson lesson;
    Problems problems;
    assert_int_equal(symlink("/etc/hostname", data), 0);
    assert_false(load(path, &lesson, &problems));
    assert_non_null(strstr(problems_text(arena, &problems), "is a link that leads out of the lesson's folder"));
    unlink(data);
    assert_int_equal(symlink("../07-a.md", data), 0);
    assert_true(load(path, &lesson, &problems));
    unlink(data);
    assert_int_equal(mkfifo(data, 0600), 0);
    assert_false(load(path, &lesson, &problems)); // at once
}

static void a_folder_is_no_data_file(void **state) {
    (void)state;
    const char *source = "---\nformat: 1\ntitle: T\nscene: plane\ndata: data\n---\n# One\n";
    const char *path = write_file("07-a.md", source, strlen(source));
    mkdir(arena_print(arena, "%s/data", folder), 0700);
    Lesson lesson;
    Problems problems;
    assert_false(load(path, &lesson, &problems));
    assert_int_equal(problems.count, 1);
    assert_int_equal(problems.item[0].place.line, 5);
    assert_non_null(strstr(problems.item[0].message, "/data' cannot be read")); // it is there
}

static void what_cannot_be_read_is_refused(void **state) {
    (void)state;
    Lesson lesson;
    Problems problems;
    assert_false(load(arena_print(arena, "%s/07-a.md", folder), &lesson, &problems));
    assert_int_equal(problems.count, 1);
    mkdir(arena_print(arena, "%s/07-a.md", folder), 0700);
    assert_false(load(arena_print(arena, "%s/07-a.md", folder), &lesson, &problems));
    assert_int_equal(problems.count, 1);
    assert_int_equal(lesson.steps, 0);
}

static void a_huge_file_is_refused(void **state) {
    (void)state;
    size_t size = 3 << 20;
    char *huge = arena_alloc(arena, size);
    memset(huge, 'a', size);
    Lesson lesson;
    Problems problems;
    assert_false(load(write_file("07-a.md", huge, size), &lesson, &problems));
    assert_int_equal(problems.count, 1);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(a_lesson_with_its_data, begin, end),
        cmocka_unit_test_setup_teardown(missing_data_are_reported_where_they_are_named, begin, end),
        cmocka_unit_test_setup_teardown(a_link_that_leads_out_is_refused, begin, end),
        cmocka_unit_test_setup_teardown(a_folder_is_no_data_file, begin, end),
        cmocka_unit_test_setup_teardown(what_cannot_be_read_is_refused, begin, end),
        cmocka_unit_test_setup_teardown(a_huge_file_is_refused, begin, end),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
