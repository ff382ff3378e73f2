// What a command says of itself is true: every option of the table is taken, and what is printed holds them all.
#include <sys/wait.h>

#include "command/command.h"
#include "command/commands.h"
#include "command/manual.h"

static char *run_program(const char *args, int *code) {
    char line[400];
    const char *out = path_of("said");
    snprintf(line, sizeof line, "SDL_VIDEODRIVER=dummy \"$ATTEND\" %s >'%s' 2>&1 </dev/null", args, out);
    int status = system(line);
    *code = WIFEXITED(status) ? WEXITSTATUS(status) : -1;
    char *said = check_read(out, NULL);
    remove(out);
    return said;
}

// A command is called, the window's program is run.
static char *run_manual(const Manual *m, const char *args, int *code) {
    static const struct {
        const char *name;
        Command *command;
    } commands[] = { { "compute", command_compute }, { "grade", command_grade },       { "train", command_train },
                     { "list", command_list },       { "describe", command_describe }, { "export", command_export },
                     { "check", command_check } };
    for (size_t i = 0; i < sizeof commands / sizeof *commands; i++) {
        size_t size = strcspn(m->name, " ");
        if (!size || strncmp(commands[i].name, m->name, size) != 0) continue;
        char whole[400];
        snprintf(whole, sizeof whole, "%s %s", m->name + size, args);
        Said said = run_command(commands[i].command, commands[i].name, whole);
        *code = said.code;
        char *both = malloc(strlen(said.out) + strlen(said.err) + 1);
        assert_non_null(both);
        strcat(strcpy(both, said.out), said.err);
        free_said(said);
        return both;
    }
    return run_program(args, code);
}

// With an option behind it that nobody takes, a command complains of that one or of the value, never of the option.
static void check_option(const Manual *m, Text name, Text value) {
    char args[300], quoted[80];
    int code;
    if (text_is(name, "--version")) return;
    const char *word = strchr(m->name, ' ') ? "" : !strcmp(m->name, "train") ? "recall" : "zzz";
    snprintf(args, sizeof args, "%s %.*s %s --zzzz", word, (int)name.size, name.at, value.size ? "/no/such/value" : "");
    snprintf(quoted, sizeof quoted, "option '%.*s'", (int)name.size, name.at);
    char *said = run_manual(m, args, &code);
    if (code != 2 || strstr(said, quoted)) fail_msg("attend %s: exit code %d: %s", args, code, said);
    free(said);
}

static void every_option_is_taken(void **state) {
    (void)state;
    Arena *arena = arena_begin();
    for (int i = 0; i < manual_count; i++) {
        ManualOption option[MANUAL_OPTIONS];
        int count = manual_options(&manual_table[i], arena, option);
        assert_in_range(count, 0, MANUAL_OPTIONS - 1);
        for (int k = 0; k < count; k++) {
            Text row = text_of(option[k].name), name, value;
            int names = 0;
            while (manual_option_cut(&row, &name, &value)) names++, check_option(&manual_table[i], name, value);
            assert_true(names > 0);
        }
    }
    arena_end(arena);
}

static void every_command_shows_its_own(void **state) {
    (void)state;
    for (int i = 0; i < manual_count; i++)
        for (int k = 0; k < 2; k++) {
            char want[200];
            int code;
            char *said = run_manual(&manual_table[i], k ? "-h" : "--help", &code);
            Text usage = text_of(manual_table[i].usage), first = text_line(&usage);
            snprintf(want, sizeof want, "Usage: %.*s\n", (int)first.size, first.at);
            assert_int_equal(code, 0);
            assert_true(!strncmp(said, want, strlen(want)));
            for (char *at = said; *at;) { // no line is longer than a terminal is wide, but for those that are as they are
                size_t size = strcspn(at, "\n");
                assert_in_range(size, 0, 130);
                at += size + (at[size] == '\n');
            }
            free(said);
        }
}

static void options_are_cut(void **state) {
    (void)state;
    Text row = TEXT("--threads N, --lanes 4|8|16, --crop, --tokens 5,1,9"), name, value;
    static const char *const want[][2] = {
        { "--threads", "N" }, { "--lanes", "4|8|16" }, { "--crop", "" }, { "--tokens", "5,1,9" }
    };
    for (int i = 0; i < 4; i++) {
        assert_true(manual_option_cut(&row, &name, &value));
        assert_true(text_is(name, want[i][0]) && text_is(value, want[i][1]));
    }
    assert_false(manual_option_cut(&row, &name, &value));
}

static void two_words_are_found(void **state) {
    (void)state;
    char *language[] = { "train", "language", "--help" }, *induction[] = { "train", "induction" }, *race[] = { "train", "recall" };
    char *window[] = { "/usr/bin/attend", "5" };
    assert_string_equal(manual_find(3, language)->name, "train language");
    assert_string_equal(manual_find(2, induction)->name, "train language");
    assert_string_equal(manual_find(2, race)->name, "train");
    assert_string_equal(manual_find(2, window)->name, "");
}

static void version_names_the_build(void **state) {
    (void)state;
    int code;
    char *said = run_program("--version", &code);
    assert_int_equal(code, 0);
    assert_true(!strncmp(said, "Attend ", 7) && strstr(said, " (build "));
    free(said);
}

// As a desktop starts it.
static void a_table_opens_alone(void **state) {
    (void)state;
    int code;
    free(run_program("lessons/data/seed.csv --frames 2", &code));
    assert_int_equal(code, 0);
    char *said = run_program("no-such.csv --frames 2", &code);
    assert_int_equal(code, 1);
    assert_non_null(strstr(said, "there is no lesson"));
    free(said);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_option_is_taken),   cmocka_unit_test(every_command_shows_its_own),
        cmocka_unit_test(options_are_cut),         cmocka_unit_test(two_words_are_found),
        cmocka_unit_test(version_names_the_build), cmocka_unit_test(a_table_opens_alone),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
