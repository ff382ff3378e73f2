// `attend grade` as a script calls it: a line a node, a class, and what is refused.
#include "command/command.h"
#include "command/commands.h"

#include <stdlib.h>
#include <sys/stat.h>

#define SEED "q,1,1\nk1,1,1\nk2,1,0\nk3,1,-1\nk4,-1,0\nv1,4,0\nv2,0,4\nv3,-4,0\nv4,0,-4\n"
#define HEAD "node\tverdict\trow\tcolumn\texpected\tfound\thabit\n"

static Said grade(const char *work, const char *more) {
    char args[400];
    const char *data = write_file("data.csv", SEED);
    snprintf(args, sizeof args, "%s --data %s%s", work, data, more);
    return run_command(command_grade, "grade", args);
}

static void expect(const char *work, const char *more, int code, const char *want) {
    Said said = grade(write_file("work.csv", work), more);
    assert_string_equal(said.err, "");
    assert_string_equal(said.out, want);
    assert_int_equal(said.code, code);
    free_said(said);
}

static void one_file(void **state) {
    (void)state;
    expect("s,1.41,0.71,0,-0.71\na,0.539,0.266,0.131,0.065\n", "", 0, HEAD "s\trounded\t\t\t\t\t\na\trounded\t\t\t\t\t\n");
    expect("s,2,1,0,-1\no,2.227,0.819\n", "", 3,
           HEAD "s\twrong\t0\t0\t1.414213562373095\t2\tscale-missing\no\tfollows\t0\t0\t1.6311623665350536\t2.227\t\n");
    expect("a,0.50,0.20,0.20,0.10\n", "", 3, HEAD "a\twrong\t0\t0\t0.5387760704802101\t0.5\tunknown\n");
    expect("s,2,1,0,-1\n", " --set similarity=dot --model attention", 0, HEAD "s\tright\t\t\t\t\t\n");
    Said said = grade(write_file("work.csv", "z,1\n"), "");
    assert_int_equal(said.code, 1);
    assert_string_equal(said.out, "");
    assert_non_null(strstr(said.err, "work.csv:1:1: attention has no node 'z'; it has raw, s, masked, a, o"));
    free_said(said);
}

static void a_class(void **state) {
    (void)state;
    const char *folder = path_of("class");
    char command[600];
    snprintf(
        command, sizeof command,
        "mkdir -p %s && cd %s && printf 's,1.41,0.71,0,-0.71\\n' > anna.csv && printf 's,2.0,1.0,0.0,-1.0\\n' > ben.csv && "
        "printf 's,2.0,1.0,0.0,-1.0\\no,1,1\\n' > cem.csv && printf 'z,1\\n' > dora.csv && cp ben.csv \"$(printf 'eva\\tb.csv')\"",
        folder, folder);
    assert_int_equal(system(command), 0);
    Said said = grade(folder, "");
    assert_int_equal(said.code, 3);
    static const char lines[] = "student\tverdict\tright\trounded\tfollows\twrong\tfirst\thabit\n"
                                "anna.csv\tright\t1\t3\t0\t0\t\t\n"
                                "ben.csv\twrong\t1\t0\t0\t3\ts\tscale-missing\n"
                                "cem.csv\twrong\t1\t1\t0\t4\ts\tscale-missing\n"
                                "dora.csv\tunreadable\t\t\t\t\t\t/";
    assert_memory_equal(said.out, lines, sizeof lines - 1);
    assert_non_null(strstr(said.out, "\neva b.csv\twrong\t1\t0\t0\t3\ts\tscale-missing\n")); // no column more
    assert_non_null(strstr(said.out, "\n\nhabit\tstudents\nscale-missing\t3\n"));
    free_said(said);
}

int main(void) {
    const struct CMUnitTest tests[] = { cmocka_unit_test(one_file), cmocka_unit_test(a_class) };
    return cmocka_run_group_tests_name("command/grade", tests, NULL, NULL);
}
