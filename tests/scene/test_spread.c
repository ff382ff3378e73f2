// Three histograms of random products: what is counted and measured is what is drawn.
#include "base/random.h"
#include "scene/stage.h"

static NodeId node(const Stage *stage, const char *name) { return tape_find(stage->tape, name); }

static void every_step_keeps_the_rules(void **state) {
    (void)state;
    static const StageStep step[] = {
        { "raw scaled", "scaled", "" },
        { "raw", "raw", "" },
        { "raw scaled", "scaled", "seed=7 draws=16" },
        { "raw scaled", "raw", "draws=2048" },
        { "", "", "" },
        { "raw scaled softmax", "scaled softmax", "" },
        { "raw scaled softmax", "softmax", "seed=3 draws=16" },
    };
    stage_check_steps("spread", NULL, step, sizeof step / sizeof *step);
}

// Lesson 6: without the root wide keys begin saturated, and with it the softmax is soft for every width.
static void the_softmax_stays_soft(void **state) {
    (void)state;
    Stage stage;
    stage_begin(&stage, "spread", NULL, "", "raw scaled softmax", "softmax");
    static const char *const name[] = { "soft512.a", "soft512.scaled_a" };
    double mean[2] = { 0 };
    for (int k = 0; k < 2; k++) {
        const Node *a = tape_node(stage.tape, node(&stage, name[k]));
        for (int g = 0; g < a->count / 16; g++) {
            double most = 0;
            for (int j = 0; j < 16; j++)
                if (a->value[16 * g + j] > most) most = a->value[16 * g + j];
            mean[k] += most * 16 / a->count;
        }
    }
    assert_true(mean[0] > .9 && mean[0] < .99 && mean[1] > .2 && mean[1] < .3);
    List list = stage_draw(&stage, 952, 580, 1);
    for (int k = 0; k < 2; k++)
        assert_true(picture_texts(&list, arena_print(stage.arena, "a = %s", number_text(stage.arena, mean[k], 2))) >= 1);
    stage_end(&stage);
}

static double deviation(const Stage *stage, const char *name) {
    const Node *x = tape_node(stage->tape, node(stage, name));
    double sum = 0, squares = 0;
    for (int i = 0; i < x->count; i++) sum += x->value[i], squares += x->value[i] * x->value[i];
    return __builtin_sqrt(squares / x->count - sum / x->count * (sum / x->count));
}

static void the_spread_is_measured(void **state) {
    (void)state;
    static const char *const raw[] = { "dot4", "dot64", "dot512" }, *const scaled[] = { "scaled4", "scaled64", "scaled512" };
    static const double root[] = { 2, 8, 22.627 };
    Stage stage;
    stage_begin(&stage, "spread", NULL, "", "raw scaled", "scaled");
    List list = stage_draw(&stage, 1190, 760, 1);
    for (int i = 0; i < 3; i++) {
        double sd = deviation(&stage, raw[i]), one = deviation(&stage, scaled[i]);
        assert_true(sd > 0.85 * root[i] && sd < 1.15 * root[i]);
        assert_close(one * root[i], sd, 1e-4);
        assert_true(picture_texts(&list, number_in(stage.arena, sd, (NumberFormat){ 4, 2 })) >= 1);
        assert_true(picture_texts(&list, number_in(stage.arena, one, (NumberFormat){ 4, 2 })) >= 1);
    }
    stage_end(&stage);
}

// At the end the bars as they were, one row wider than the other, and beside them equally wide ones.
static void the_histograms_shrink_to_one_width(void **state) {
    (void)state;
    Stage stage;
    stage_begin(&stage, "spread", NULL, "", "raw scaled", "scaled");
    double width[2][3] = { { 0 } };
    List list = stage_draw(&stage, 1190, 760, 1);
    for (int i = 0; i < list.count; i++) {
        const Cmd *cmd = &list.cmd[i];
        if (cmd->kind != CMD_RECT || cmd->ident.kind != IDENT_NOTE || !strstr(cmd->ident.note.text, " lie between ")) continue;
        int row = strstr(cmd->ident.note.text, "√512")  ? 2
                  : strstr(cmd->ident.note.text, "√64") ? 1
                                                        : 0,
            panel = strstr(cmd->ident.note.text, "divided") != NULL;
        if (cmd->box.w > width[panel][row]) width[panel][row] = cmd->box.w;
    }
    assert_true(width[0][0] < 4 && width[0][1] > width[0][0] && width[0][2] > 2 * width[0][1]);
    assert_close(width[1][0], width[1][1], 1e-9);
    assert_close(width[1][1], width[1][2], 1e-9);
    stage_end(&stage);
}

static void strange_numbers_do_no_harm(void **state) {
    (void)state;
    static const double strange[] = { MATH_NAN, MATH_INFINITY, 1.7e308, 0 };
    static const char *const name[] = { "dot4", "dot512", "scaled64" };
    for (size_t i = 0; i < sizeof strange / sizeof *strange; i++)
        for (size_t w = 0; w < sizeof name / sizeof *name; w++) {
            Stage stage;
            stage_begin(&stage, "spread", NULL, "", "raw scaled", "scaled");
            const Node *at = tape_node(stage.tape, node(&stage, name[w]));
            for (int e = 0; e < at->count; e += 3) at->value[e] = strange[i];
            stage_check(&stage, name[w]);
            stage_end(&stage);
        }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_step_keeps_the_rules), cmocka_unit_test(the_spread_is_measured),
        cmocka_unit_test(the_softmax_stays_soft),     cmocka_unit_test(the_histograms_shrink_to_one_width),
        cmocka_unit_test(strange_numbers_do_no_harm),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
