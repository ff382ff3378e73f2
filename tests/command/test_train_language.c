// `attend train language` and `induction` as a script sees them: the table, the same bytes for any speed, what is refused.
#include "command.h"
#include "command/commands.h"
#include "layers/language_training.h"

static Said train(const char *args) { return run_command(command_train, "train", args); }
static void check_error(const char *args, int code, const char *want) { expect_error(command_train, "train", args, code, want); }

static void check_table(const char *args, const char *heading, const char *steps) {
    Said said = train(args);
    assert_string_equal(said.err, "");
    assert_int_equal(said.code, 0);
    char *line = strtok(said.out, "\n"), seen[100] = "";
    assert_string_equal(line, heading);
    while ((line = strtok(NULL, "\n"))) {
        int columns = 1;
        for (const char *at = line; *at; at++) columns += *at == '\t';
        for (const char *at = heading; *at; at++) columns -= *at == '\t';
        assert_int_equal(columns, 1);
        snprintf(seen + strlen(seen), sizeof seen - strlen(seen), "%d ", atoi(line));
    }
    assert_string_equal(seen, steps);
    free_said(said);
}

static void the_tables_have_their_columns(void **state) {
    (void)state;
    check_table("language --model attention --steps 5 --every 2", "step\tloss\tagree\tinner\touter\tpair\tpron\tother\tname",
                "0 2 4 5 ");
    check_table("language --steps=4", "step\tloss\tagree\tinner\touter\tpair\tpron\tother\tname", "0 4 ");
    check_table("induction --steps 3 --every 3 --positions none --layers 1", "step\tloss\taccuracy\tprevious\tprefix", "0 3 ");
    check_table("language --text tests/command/command.h --by letters --steps 2 --every 1 --length 8 --width 8 --model attention",
                "step\tloss\theld\tbigram\ttrigram", "0 1 2 ");
}

static void speed_changes_nothing(void **state) {
    (void)state;
    static const char *const tasks[] = { "language --model lstm", "language", "induction" };
    for (int i = 0; i < 3; i++) {
        char args[100];
        snprintf(args, sizeof args, "%s --steps 3 --threads 1 --lanes 4", tasks[i]);
        Said first = train(args);
        snprintf(args, sizeof args, "%s --steps 3 --threads 2 --lanes 8", tasks[i]);
        Said other = train(args);
        assert_int_equal(first.code, 0);
        assert_string_equal(first.out, other.out);
        free_said(first), free_said(other);
    }
}

static void on_and_off_are_learned_and_none(void **state) {
    (void)state;
    static const char *const pair[][2] = { { "induction --steps 2 --positions on", "induction --steps 2 --positions learned" },
                                           { "induction --steps 2 --positions off", "induction --steps 2 --positions none" },
                                           { "recall --steps 2 --positions none", "recall --steps 2 --positions off" } };
    for (int i = 0; i < 3; i++) {
        Said one = train(pair[i][0]), other = train(pair[i][1]);
        assert_int_equal(one.code, 0);
        assert_string_equal(one.out, other.out);
        free_said(one), free_said(other);
    }
}

// The model of the lessons is made again, to the last bit. It takes a few seconds.
static void the_lessons_model_is_made_again(void **state) {
    (void)state;
    char args[200];
    const char *path = path_of("language.safetensors");
    snprintf(args, sizeof args, "language --model attention --seed 20 --every 3000 -o %s", path);
    Said said = train(args);
    assert_string_equal(said.err, "");
    size_t size, other;
    char *kept = check_read("lessons/data/language.safetensors", &size), *made = check_read(path, &other);
    assert_int_equal(size, other);
    assert_memory_equal(kept, made, size);
    assert_true(size < 54000);
    remove(path);
    free(kept), free(made);
    free_said(said);
}

static void bad_usage_is_told(void **state) {
    (void)state;
    check_error("language --modle attention", 2, "unknown option '--modle' (did you mean '--model'?)");
    check_error("language --model tranformer", 2, "unknown model 'tranformer' (did you mean 'transformer'?)");
    check_error("language --steps 0", 2, "steps must be a whole number from 1 to 100000, found '0'");
    check_error("language --positions rotary", 2, "unknown positions 'rotary'; choose one of learned, rope, none");
    check_error("language --by letters", 2, "--by tells how the text of --text is cut, but there is no --text");
    check_error("language --text x --by syllables", 2, "--by takes words or letters, found 'syllables'");
    check_error("induction --text x", 2, "--text belongs to `attend train language`");
    check_error("language --length 40", 2, "the length belongs to a text of one's own: this task has its own");
    check_error("language --text tests/none.txt", 1, "tests/none.txt: cannot be read: No such file or directory");
    check_error("language --heads 5", 1, "the heads do not divide the width: heads 5, width 32");
    check_error("language induction", 2, "one task at a time: found 'induction' after another");
    check_error("language --steps", 2, "--steps needs a value after it");
}

static void help_names_every_option(void **state) {
    (void)state;
    Said said = train("language --help");
    assert_int_equal(said.code, 0);
    for (int i = 0; i < language_params; i++) {
        char option[40];
        snprintf(option, sizeof option, "--%s ", language_param[i].name);
        assert_non_null(strstr(said.out, option));
    }
    free_said(said);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_tables_have_their_columns),   cmocka_unit_test(speed_changes_nothing),
        cmocka_unit_test(on_and_off_are_learned_and_none), cmocka_unit_test(bad_usage_is_told),
        cmocka_unit_test(the_lessons_model_is_made_again), cmocka_unit_test(help_names_every_option),
    };
    return cmocka_run_group_tests_name("command/train_language", tests, NULL, NULL);
}
