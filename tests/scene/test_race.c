// The race: its lanes are what their contest says and nothing else differs, its numbers are the records' own, t runs back
// through them, and it keeps the rules of every picture from five tokens to a hundred, begun or not, stopped or not.
#include "base/random.h"
#include "scene/race/race.h"
#include "scene/stage.h"

static const char all[] = "loss accuracy gradient weight error signal tokens attention recurrent guess";

// --- contests

static RaceAsk ask(const char *set) {
    Stage stage;
    RaceAsk out;
    Arena *arena = arena_begin();
    stage_begin(&stage, "race", NULL, arena_print(arena, "%s train=0", set), all, "");
    arena_end(arena);
    assert_true(race_lanes(&stage.step, &out, &stage.problems));
    stage_end(&stage);
    return out;
}

static void a_contest_differs_in_one_thing(void **state) {
    (void)state;
    RaceAsk a = ask("contest=heads length=9 seed=7");
    assert_int_equal(a.lane[0].task, TASK_PAIR);
    assert_int_equal(a.lane[0].heads, 2);
    assert_int_equal(a.lane[1].heads, 1);
    a.lane[1].heads = 2;
    assert_memory_equal(&a.lane[0], &a.lane[1], sizeof a.lane[0]);
    a = ask("contest=mask");
    assert_int_equal(a.lane[0].task, TASK_NEXT);
    assert_true(a.lane[0].causal && !a.lane[1].causal);
    a = ask("contest=positions length=20");
    assert_true(a.lane[0].positions && !a.lane[1].positions);
    assert_int_equal(a.lane[0].length, 20);
    a = ask("contest=clip lr=0.1 rho=1.5");
    assert_int_equal(a.lane[0].optimizer, 1);
    assert_close(a.lane[0].clip, 1, 0);
    assert_close(a.lane[1].clip, 0, 0);
    for (int i = 0; i < RACE_LANES; i++) {
        assert_int_equal(a.lane[i].model, LEARNER_RNN);
        assert_int_equal(a.lane[i].start, START_GAUSS);
        assert_close(a.lane[i].start_value, 1.5, 0);
        assert_close(a.lane[i].rate, 0.1, 0);
    }
    a = ask("contest=forget forget=5");
    assert_close(a.lane[0].start_value, 5, 0);
    assert_close(a.lane[1].start_value, 1, 0);
    assert_int_equal(a.lane[1].model, LEARNER_LSTM);
    a = ask("cell=lstm init=forget:3 symbols=4 clip=2 steps=70");
    assert_int_equal(a.lane[0].model, LEARNER_ATTENTION);
    assert_int_equal(a.lane[1].model, LEARNER_LSTM);
    assert_int_equal(a.lane[1].start, START_FORGET);
    for (int i = 0; i < RACE_LANES; i++) {
        assert_int_equal(a.lane[i].symbols, 4);
        assert_int_equal(a.lane[i].steps, 70);
        assert_close(a.lane[i].clip, 2, 0);
    }
}

// The claim of lesson 7's last step: training finds that a key asks for itself.
static void training_finds_equality(void **state) {
    (void)state;
    Stage stage;
    stage_begin(&stage, "race", NULL, "train=400 length=8 contest=lookup", "loss match", "match");
    List list = stage_draw(&stage, 1100, 620, 0);
    assert_int_equal(picture_texts(&list, "16 of 16 keys ask most for themselves"), 0);
    list = stage_draw(&stage, 1100, 620, 1);
    assert_int_equal(picture_texts(&list, "16 of 16 keys ask most for themselves"), 1);
    assert_true(stage.race.lane[1].point[400].loss > 1.5f && stage.race.lane[0].point[400].loss < 0.2f);
    stage_end(&stage);
}

static void what_cannot_be_is_refused_in_words(void **state) {
    (void)state;
    Stage stage;
    RaceAsk out;
    stage_begin(&stage, "race", NULL, "train=0 cell=lstm init=forget:3", all, "");
    assert_true(params_set(&stage.params, stage.info, stage.step.infos, "cell", "rnn", (Place){ 0 }, &stage.problems));
    assert_false(race_lanes(&stage.step, &out, &stage.problems));
    assert_non_null(strstr(stage.problems.item[0].message, "forget"));
    stage_end(&stage);
}

// --- pictures

static void every_contest_keeps_the_rules(void **state) {
    (void)state;
    static const StageStep step[] = {
        { "loss gradient tokens attention recurrent", "loss", "train=20" },
        { "loss gradient tokens attention recurrent", "loss", "train=12 length=5" },
        { all, "signal", "train=6 length=100" },
        { "tokens attention recurrent", "attention", "train=8 length=100" },
        { "signal", "signal", "train=0 length=30" },
        { "tokens guess", "guess", "train=0 symbols=2" },
        { "accuracy loss tokens attention", "accuracy", "train=30 length=9 contest=heads" },
        { "loss tokens attention", "loss", "train=20 length=16 contest=mask" },
        { all, "accuracy", "train=20 length=20 contest=positions" },
        { "loss gradient tokens recurrent", "loss", "train=30 length=20 contest=clip lr=0.1" },
        { "loss tokens recurrent", "recurrent", "train=15 length=30 contest=forget" },
        { "weight error", "weight", "train=12 cell=gru" },
        { "loss match tokens attention", "match", "train=20 length=8 contest=lookup" },
        { "loss gradient tokens recurrent", "loss", "train=20 length=20 clip=0 lr=100" }, // losses of 10¹²
        { "gradient signal", "signal", "train=5 length=100 init=gauss:0.5" },             // underflows
    };
    stage_check_steps("race", NULL, step, sizeof step / sizeof *step);
}

static void nothing_trained_is_a_picture_too(void **state) {
    (void)state;
    Stage stage;
    stage_begin(&stage, "race", NULL, "train=0", all, "loss");
    stage.race = (RaceView){ .seconds_left = -1 };
    stage_check_at(&stage, true, "no record");
    stage.step.race = NULL;
    stage_check_at(&stage, true, "no race");
    stage_end(&stage);
}

// One lane has come further than the other, as it happens while they train.
static void lanes_of_different_length(void **state) {
    (void)state;
    Stage stage;
    stage_begin(&stage, "race", NULL, "train=12", all, "tokens");
    stage.race.lane[1].points = 5;
    stage_check_at(&stage, true, "a lane behind");
    stage.race.lane[1].points = 0;
    stage_check_at(&stage, true, "a lane without a point");
    stage_end(&stage);
}

static void a_lane_that_stopped_says_why(void **state) {
    (void)state;
    Stage stage;
    stage_begin(&stage, "race", NULL, "train=12", "loss tokens attention", "loss");
    stage.race.lane[1].points = 5;
    stage.race.lane[1].done = true;
    stage.race.lane[1].stopped = "the loss is not a number at step 5";
    stage_check_at(&stage, true, "a lane stopped");
    List list = stage_draw(&stage, 950, 560, 1);
    assert_int_equal(picture_texts(&list, "RNN stopped after step 4: the loss is not a number at step 5"), 1);
    const char *kept = arena_print(stage.arena, "RNN %s", race_number(stage.arena, stage.race.lane[1].point[4].loss, false));
    assert_int_equal(picture_texts(&list, kept), 1); // the last good number
    list = stage_draw(&stage, 950, 560, 0);
    assert_int_equal(picture_texts(&list, "RNN stopped after step 4: the loss is not a number at step 5"), 0); // not yet
    stage.race.lane[1].points = 0;
    stage.race.lane[1].stopped = "the loss is not a number at step 0";
    list = stage_draw(&stage, 950, 560, 1);
    assert_int_equal(picture_texts(&list, "RNN could not begin: the loss is not a number at step 0"), 1);
    stage_end(&stage);
}

// --- numbers

static void numbers_do_not_jump(void **state) {
    (void)state;
    Arena *arena = arena_begin();
    static const struct {
        double value;
        bool log;
        const char *text;
    } number[] = { { 2.2, false, "2.200" },     { 2.0806, false, "2.081" },    { 1, false, "1" },
                   { 0.0024, false, "0.0024" }, { 0.00012, false, "0.00012" }, { 0, false, "0" },
                   { 0.25, true, "0.25" },      { 1379.032, false, "1379" },   { 5.666, true, "5.67" } };
    for (size_t i = 0; i < sizeof number / sizeof *number; i++)
        assert_string_equal(race_number(arena, number[i].value, number[i].log), number[i].text);
    arena_end(arena);
}

static void numbers_are_the_records_own(void **state) {
    (void)state;
    Stage stage;
    stage_begin(&stage, "race", NULL, "train=30 length=12", "loss gradient accuracy weight tokens attention recurrent", "loss");
    for (int at = 0; at <= 30; at += 15) {
        List list = stage_draw(&stage, 1600, 1000, at / 30.0);
        for (int i = 0; i < RACE_LANES; i++) {
            const char *name = i ? "RNN" : "attention";
            const TrainingPoint *point = &stage.race.lane[i].point[at];
            const double value[] = { point->loss, point->grad_first, point->accuracy };
            for (int k = 0; k < 3; k++)
                assert_int_equal(
                    picture_texts(&list, arena_print(stage.arena, "%s %s", name, race_number(stage.arena, value[k], k == 1))), 1);
        }
        const char *weight = race_number(stage.arena, stage.race.lane[0].point[at].weight_first, false);
        assert_true(picture_texts(&list, arena_print(stage.arena, "attention %s", weight)) >= 1);
        assert_int_equal(picture_texts(&list, "guessing 2.079"), 1);
    }
    stage_end(&stage);
}

static int notes(const List *list, const char *says) {
    int count = 0;
    for (int i = 0; i < list->count; i++)
        count +=
            list->cmd[i].kind == CMD_RECT && list->cmd[i].ident.kind == IDENT_NOTE && strstr(list->cmd[i].ident.note.text, says);
    return count;
}

static void bars_explain_themselves(void **state) {
    (void)state;
    Stage stage;
    stage_begin(&stage, "race", NULL, "train=10 length=7", "tokens attention recurrent", "tokens");
    List list = stage_draw(&stage, 950, 560, 1);
    const Record *att, *rnn = &stage.race.lane[1];
    for (int t = 0; t < 7; t++) {
        double signal = rnn->grad_x[10 * 7 + t] / (double)rnn->point[10].grad_logits;
        assert_int_equal(notes(&list, arena_print(stage.arena, "attention, step 10: weight on token %d is", t + 1)), 0);
        assert_true(notes(&list, arena_print(stage.arena, "attention, step 10: |∂L/∂x| at token %d is", t + 1)) >= 1);
        assert_true(notes(&list, arena_print(stage.arena, "RNN, step 10: |∂L/∂x| at token %d is %s of", t + 1,
                                             number_text(stage.arena, signal, 4))) >= 1);
    }
    stage_end(&stage);
    stage_begin(&stage, "race", NULL, "train=10 length=7", "tokens attention", "tokens"); // alone it shows its weights
    list = stage_draw(&stage, 950, 560, 1);
    att = &stage.race.lane[0];
    for (int t = 0; t < 7; t++)
        assert_true(notes(&list, arena_print(stage.arena, "attention, step 10: weight on token %d is %s", t + 1,
                                             number_text(stage.arena, att->weight[10 * 7 + t], 4))) >= 1);
    stage_end(&stage);
}

// Both rows stand on one axis, whose powers of ten are written beside each of them.
static void both_models_on_one_axis(void **state) {
    (void)state;
    Stage stage;
    stage_begin(&stage, "race", NULL, "train=10 length=30", "tokens attention recurrent", "tokens");
    List list = stage_draw(&stage, 1190, 760, 1);
    int numbers = 0;
    for (int i = 0; i < list.count; i++)
        numbers += list.cmd[i].kind == CMD_TEXT && list.cmd[i].ident.kind == IDENT_NOTE &&
                   strstr(list.cmd[i].ident.note.text, "axis of both models");
    assert_true(numbers >= 6 && numbers % 2 == 0);
    assert_int_equal(notes(&list, "weight on token"), 0);
    stage_end(&stage);
}

// What clipping acts on, with the limit as a line.
static void clipping_shows_its_limit(void **state) {
    (void)state;
    Stage stage;
    stage_begin(&stage, "race", NULL, "contest=clip length=20 lr=0.1 rho=2 train=30", "norm loss tokens recurrent", "norm");
    stage_check(&stage, "clip, norm");
    List list = stage_draw(&stage, 1190, 760, 1);
    assert_int_equal(picture_texts(&list, "limit 1"), 1);
    assert_int_equal(picture_texts(&list, "Length of the whole gradient"), 1);
    int lines = 0;
    for (int i = 0; i < list.count; i++)
        lines += list.cmd[i].kind == CMD_PATH && list.cmd[i].ident.kind == IDENT_NOTE &&
                 strstr(list.cmd[i].ident.note.text, "the limit: a longer gradient is shortened");
    assert_int_equal(lines, 2); // in the plot, and beside its name
    stage_end(&stage);
}

// What cannot be held by a float is not drawn as a number.
static void underflow_is_said(void **state) {
    (void)state;
    Stage stage;
    stage_begin(&stage, "race", NULL, "train=1 length=100 init=gauss:0.5", "gradient tokens recurrent", "gradient");
    double first = stage.race.lane[1].point[1].grad_first;
    assert_true(first < 1e-20);
    List list = stage_draw(&stage, 1300, 800, 1);
    assert_int_equal(picture_texts(&list, "RNN below 10⁻²⁰") + picture_texts(&list, "RNN below 10"), 1);
    assert_true(first >= 1.2e-38 || notes(&list, "underflows") >= 1);
    stage_end(&stage);
}

static void a_film_of_what_was_recorded(void **state) {
    (void)state;
    Stage stage;
    stage_begin(&stage, "race", NULL, "train=40 length=5", "loss", "loss");
    const Record *record = &stage.race.lane[0];
    for (int at = 0; at <= 40; at += 8) {
        List list = stage_draw(&stage, 950, 560, at / 40.0);
        const char *text = arena_print(stage.arena, "attention %s", race_number(stage.arena, record->point[at].loss, false));
        assert_int_equal(picture_texts(&list, text), 1);
    }
    assert_true(record->point[40].loss < record->point[0].loss);
    stage_end(&stage);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_contest_differs_in_one_thing),
        cmocka_unit_test(training_finds_equality),
        cmocka_unit_test(what_cannot_be_is_refused_in_words),
        cmocka_unit_test(every_contest_keeps_the_rules),
        cmocka_unit_test(nothing_trained_is_a_picture_too),
        cmocka_unit_test(lanes_of_different_length),
        cmocka_unit_test(a_lane_that_stopped_says_why),
        cmocka_unit_test(numbers_do_not_jump),
        cmocka_unit_test(numbers_are_the_records_own),
        cmocka_unit_test(bars_explain_themselves),
        cmocka_unit_test(both_models_on_one_axis),
        cmocka_unit_test(clipping_shows_its_limit),
        cmocka_unit_test(underflow_is_said),
        cmocka_unit_test(a_film_of_what_was_recorded),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
