// `attend train` as a script sees it: the table, the same bytes for any number of threads, what is refused, and the stop.
#include "command.h"
#include "command/commands.h"
#include "layers/training.h"

static Said train(const char *args) { return run_command(command_train, "train", args); }
static void check_error(const char *args, int code, const char *want) { expect_error(command_train, "train", args, code, want); }

static int lines_of(const char *text) {
    int lines = 0;
    for (; *text; text++) lines += *text == '\n';
    return lines;
}

// Every number of the table reads back as that of the training.
static void the_table_holds_the_training(void **state) {
    (void)state;
    Said said = train("recall --model rnn --length=6 --steps 20 --init orthogonal:1.2");
    assert_string_equal(said.err, "");
    assert_int_equal(said.code, 0);
    assert_int_equal(lines_of(said.out), 22);
    Arena *arena = arena_begin();
    Problems problems = { arena };
    TrainingOptions options = training_defaults();
    options.model = LEARNER_RNN, options.length = 6, options.steps = 20;
    options.start = START_ORTHOGONAL, options.start_value = 1.2;
    Training *training = training_begin(arena, &options, &problems);
    while (training_step(training)) {}
    Record record = training_record(training);
    char *line = strtok(said.out, "\n");
    assert_string_equal(line, "step\tloss\taccuracy\tgrad_first");
    for (int i = 0; i <= 20; i++) {
        int step;
        float loss, accuracy, grad;
        line = strtok(NULL, "\n");
        assert_int_equal(sscanf(line, "%d\t%f\t%f\t%f", &step, &loss, &accuracy, &grad), 4);
        assert_true(step == i && loss == record.point[i].loss && accuracy == record.point[i].accuracy);
        assert_true(grad == record.point[i].grad_first);
    }
    arena_end(arena);
    free_said(said);
}

static void threads_and_lanes_change_nothing(void **state) {
    (void)state;
    static const char *const models[] = { "attention --heads 2", "rnn --init gauss:1", "lstm --init forget:3", "gru" };
    static const char *const speeds[] = { "--threads 1 --lanes 4", "--threads 2 --lanes 8", "--threads 8" };
    for (int m = 0; m < 4; m++) {
        Said first = { 0 };
        for (int s = 0; s < 3; s++) {
            char args[200];
            snprintf(args, sizeof args, "recall --length 12 --steps 5 --seed 7 --model %s %s", models[m], speeds[s]);
            Said said = train(args);
            assert_int_equal(said.code, 0);
            if (s) assert_string_equal(said.out, first.out);
            if (s)
                free_said(said);
            else
                first = said;
        }
        free_said(first);
    }
}

static void every_task(void **state) {
    (void)state;
    static const char *const tasks[] = { "recall", "lookup", "pair", "next" };
    for (int t = 0; t < 4; t++) {
        char args[100];
        snprintf(args, sizeof args, "%s --steps 2 --length 9", tasks[t]);
        Said said = train(args);
        assert_int_equal(said.code, 0);
        assert_int_equal(lines_of(said.out), 4);
        free_said(said);
    }
}

// The good lines stay; the reason goes to the other stream.
static void it_stops_where_numbers_end(void **state) {
    (void)state;
    Said said = train("recall --optimizer sgd --lr 900 --clip 0 --length 8");
    assert_int_equal(said.code, 1);
    int good = lines_of(said.out) - 1;
    char want[120];
    assert_true(good >= 1 && good < 100 && !strstr(said.out, "nan") && !strstr(said.out, "inf"));
    snprintf(want, sizeof want, " is not a number at step %d: is the learning rate 900 too large?\n", good);
    if (!strstr(said.err, want)) fail_msg("%s", said.err);
    assert_true(!strncmp(said.err, "attend: the ", 12));
    free_said(said);
}

static void bad_usage(void **state) {
    (void)state;
    check_error("", 2, "attend: train needs a task, as in: attend train recall --model rnn; ");
    check_error("recal", 2, "unknown task 'recal' (did you mean 'recall'?); choose one of recall, lookup, pair, next\n");
    check_error("recall next", 2, "one task at a time: found 'next' after another");
    check_error("recall --model rrn", 2, "unknown model 'rrn' (did you mean 'rnn'?); choose one of attention, rnn, lstm, gru\n");
    check_error("recall --lenght 5", 2, "unknown option '--lenght' (did you mean '--length'?)");
    check_error("recall --task next", 2, "unknown option '--task'");
    check_error("recall -x 5", 2, "unknown option '-x'");
    check_error("recall --length", 2, "--length needs a value after it");
    check_error("recall --length 1", 2, "attend: length must be a whole number from 2 to 1000, found '1'\n");
    check_error("recall --steps 1000001", 2, "steps must be a whole number from 1 to 100000, found '1000001'");
    check_error("recall --model rnn --init gauss:-1", 2, "init gauss:RHO takes a number from 0 to 100, found 'gauss:-1'");
    check_error("recall --heads 5", 2, "heads 5 does not divide width 32");
    check_error("pair --length 70", 2, "length must be at most 65 for pair");
    check_error("recall --lanes 5", 2, "--lanes takes 4, 8 or 16, found '5'");
    check_error("recall --threads 0", 2, "--threads takes 1 to 1024, found '0'");
}

// The help names every option with its default.
static void help(void **state) {
    (void)state;
    Said said = train("--help");
    assert_int_equal(said.code, 0);
    assert_non_null(strstr(said.out, "Usage: attend train TASK"));
    for (int i = 0; i < training_params; i++) {
        char want[60];
        snprintf(want, sizeof want, "--%s ", training_param[i].name);
        bool shown = strstr(said.out, want) != NULL;
        assert_true(shown == (strcmp(training_param[i].name, "task") != 0));
    }
    free_said(said);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_table_holds_the_training),
        cmocka_unit_test(threads_and_lanes_change_nothing),
        cmocka_unit_test(every_task),
        cmocka_unit_test(it_stops_where_numbers_end),
        cmocka_unit_test(bad_usage),
        cmocka_unit_test(help),
    };
    return cmocka_run_group_tests_name("command/train", tests, NULL, NULL);
}
