// The gradient on its way back: lanes, plot, paths, single edges, stacks and the film of a training.
#include "base/random.h"
#include "scene/stage.h"

#define WORDS                                                                                                                      \
    "tokens1:The,0\ntokens2:key,1\ntokens3:to,2\ntokens4:the,0\ntokens5:old,3\ntokens6:red,4\ntokens7:door,5\n"                    \
    "tokens8:is,6\ntokens9:lost,7\ntokens10:?,8\n"
#define EDGE                                                                                                                       \
    "q:?,1,0\nk1:key,1.3862943611198906,0\nk2:door,1.0986122886681098,0\nk3:old,0,1\nk4:lost,1,1\n"                                \
    "v1,4,0\nv2,0,4\nv3,-4,0\nv4,0,-4\nmask,1,1,1,0\ny,0.5,-0.5\n"

static NodeId node(const Stage *stage, const char *name) { return tape_find(stage->tape, name); }

static Ident token(const Stage *stage, const char *x, int t) {
    const Node *tokens = tape_node(stage->tape, node(stage, x));
    return ident_length(node(stage, x), t * tokens->shape.size[1], tokens->shape.size[1]);
}

static void every_step_keeps_the_rules(void **state) {
    (void)state;
    static const StageStep step[] = {
        { "rnn attention bars", "rnn attention", "rho=0.6" },
        { "rnn bars", "rnn", "length=50" },
        { "rnn attention bars", "attention", "length=50" },
        { "rnn attention family", "family", "length=50 family=on" },
        { "rnn attention family", "family", "length=100 family=on rho=0.01" },
        { "paths", "paths", "length=50" },
        { "rnn attention bars plot", "plot", "" },
        { "rnn attention bars", "rnn", "length=100 cell=lstm" },
        { "rnn attention plot", "plot", "cell=gru" },
        { "rnn attention bars", "rnn", "activation=linear rho=10 length=100" },
    };
    stage_check_steps("gradient-flow", WORDS, step, sizeof step / sizeof *step);
}

static void every_length_keeps_the_rules(void **state) {
    (void)state;
    static const int many[] = { 1, 2, 3, 8, 12, 16, 17, 40, 120, 200 };
    for (size_t i = 0; i < sizeof many / sizeof *many; i++) {
        Arena *arena = arena_begin();
        Builder b = { .arena = arena };
        Random random = random_seed(i);
        for (int t = 0; t < many[i]; t++)
            builder_print(&b, t % 3 ? "tokens%d:uncommonlylongword,%d\n" : "tokens%d,%d\n", t + 1, (int)random_below(&random, 30));
        static const char *const reveal[] = { "rnn attention bars", "rnn attention plot", "paths" };
        for (int k = 0; k < 3; k++) {
            Stage stage;
            stage_begin(&stage, "gradient-flow", builder_text(&b), "", reveal[k], reveal[k]);
            stage_check_at(&stage, true, arena_print(arena, "%d tokens, %s", many[i], reveal[k]));
            stage_end(&stage);
        }
        arena_end(arena);
    }
}

// The strongest bar stands at the loss, and what is shown is the length of the tape's own gradients.
static void bars_are_the_gradients(void **state) {
    (void)state;
    Stage stage;
    stage_begin(&stage, "gradient-flow", WORDS, "rho=0.6", "rnn attention bars", "rnn attention");
    List end = stage_draw(&stage, 1190, 760, 1), start = stage_draw(&stage, 1190, 760, 0);
    const Node *x = tape_node(stage.tape, node(&stage, "rnn.x"));
    double before = 0, first = 0;
    for (int t = 0; t < 10; t++) {
        double squares = 0, tall = 0;
        for (int c = 0; c < 9; c++) squares += x->grad[t * 9 + c] * x->grad[t * 9 + c];
        if (t == 0) first = squares;
        const char *digits = arena_print(stage.arena, "%#.3g", __builtin_sqrt(squares)); // three digits, noughts too
        assert_int_equal(picture_texts(&end, digits) >= 1, 1);
        Ident want = token(&stage, "rnn.x", t);
        for (int i = 0; i < end.count; i++) // its bar: the last box that stands for it
            if (end.cmd[i].kind == CMD_RECT && end.cmd[i].ident.kind == IDENT_LENGTH && end.cmd[i].ident.node == want.node &&
                end.cmd[i].ident.element == want.element && end.cmd[i].rect.fill.role == ROLE_GRAD &&
                end.cmd[i].rect.fill.amount == 1)
                tall = end.cmd[i].box.h;
        assert_true(tall > 0);
        if (t == 9) assert_true(tall > before && squares > 1000 * first);
        if (t == 0) before = tall;
        assert_true(picture_shows(&end, token(&stage, "att.x", t)));
    }
    assert_int_equal(picture_texts(&start, number_text(stage.arena, __builtin_sqrt(first), 3)), 0);
    stage_end(&stage);
}

// The recurrent lane comes token by token from the loss, attention's all at once.
static void one_walks_the_other_leaps(void **state) {
    (void)state;
    Stage stage;
    stage_begin(&stage, "gradient-flow", WORDS, "rho=0.6", "rnn attention bars", "rnn");
    int last = 0;
    for (int i = 0; i <= 20; i++) {
        List list = stage_draw(&stage, 1190, 760, i / 20.0);
        int come = 0;
        for (int c = 0; c < list.count; c++)
            come += list.cmd[c].kind == CMD_TEXT && list.cmd[c].ident.kind == IDENT_LENGTH &&
                    list.cmd[c].ident.node == node(&stage, "rnn.x") && list.cmd[c].text.paint.role == ROLE_GRAD_TEXT;
        assert_true(come >= last);
        if (i == 10) assert_true(come > 0 && come < 10);
        last = come;
    }
    assert_int_equal(last, 10);
    stage_end(&stage);
    stage_begin(&stage, "gradient-flow", WORDS, "rho=0.6", "rnn attention bars", "attention");
    for (int i = 0; i <= 20; i++) {
        List list = stage_draw(&stage, 1190, 760, i / 20.0);
        int come = 0;
        for (int c = 0; c < list.count; c++)
            come += list.cmd[c].kind == CMD_TEXT && list.cmd[c].ident.kind == IDENT_LENGTH &&
                    list.cmd[c].ident.node == node(&stage, "att.x") && list.cmd[c].text.paint.role == ROLE_GRAD_TEXT;
        assert_true(come == 0 || come == 10);
    }
    stage_end(&stage);
}

static void words_and_classes_are_shown(void **state) {
    (void)state;
    Stage stage;
    stage_begin(&stage, "gradient-flow", WORDS, "", "rnn attention bars", "");
    List list = stage_draw(&stage, 1190, 760, 1);
    assert_int_equal(picture_texts(&list, "door"), 2);
    for (int t = 0; t < 10; t++) assert_true(picture_shows(&list, ident_value(node(&stage, "tokens"), t)));
    assert_true(picture_shows(&list, ident_value(node(&stage, "rnn.loss"), 0)));
    stage_end(&stage);
}

static void five_gains_have_five_curves(void **state) {
    (void)state;
    Stage stage;
    stage_begin(&stage, "gradient-flow", WORDS, "length=50 family=on rho=0.7", "rnn attention family", "family");
    List list = stage_draw(&stage, 1190, 760, 1);
    static const char *const label[] = { "ρ = 0.5", "ρ = 0.9", "ρ = 1", "ρ = 1.1", "ρ = 1.5", "ρ = 0.7 now", "attention" };
    for (int i = 0; i < 7; i++) assert_int_equal(picture_texts(&list, label[i]), 1);
    for (int i = 1; i <= 5; i++) assert_true(picture_shows(&list, token(&stage, arena_print(stage.arena, "r%d.x", i), 0)));
    stage_end(&stage);
}

// --- one edge

static void the_weight_is_the_factor(void **state) {
    (void)state;
    Stage stage;
    stage_begin(&stage, "gradient-edge", EDGE, "similarity=dot edge=2", "edge", "edge");
    const Node *a = tape_node(stage.tape, node(&stage, "a")), *v = tape_node(stage.tape, node(&stage, "v"));
    static const double want_a[] = { .5, .375, .125, 0 }, want_v[] = { .5, 1, .375, .75, .125, .25, 0, 0 };
    for (int i = 0; i < 4; i++) assert_close(a->value[i], want_a[i], 1e-15);
    for (int i = 0; i < 8; i++) assert_close(v->grad[i], want_v[i], 1e-15);
    List list = stage_draw(&stage, 1190, 760, 1);
    for (int i = 0; i < 8; i++) assert_true(picture_shows(&list, ident_grad(node(&stage, "v"), i)));
    assert_true(picture_texts(&list, "0.375") >= 3);
    stage_check(&stage, "edge");
    stage_end(&stage);
}

static void odd_edges_keep_the_rules(void **state) {
    (void)state;
    static const int many[][3] = { { 1, 1, 1 }, { 2, 4, 8 }, { 1, 12, 2 }, { 3, 30, 3 } };
    for (size_t i = 0; i < sizeof many / sizeof *many; i++) {
        Stage stage;
        Arena *arena = arena_begin();
        stage_begin(&stage, "gradient-edge", stage_data(arena, many[i][0], many[i][1], 2, many[i][2]), "edge=12", "edge", "edge");
        stage_check_at(&stage, true, arena_print(arena, "%d keys, %d wide", many[i][1], many[i][2]));
        stage_end(&stage);
        arena_end(arena);
    }
}

static void a_single_word_stands_in_the_middle(void **state) {
    (void)state;
    Stage stage;
    stage_begin(&stage, "gradient-edge", "q,1,1\nk1,1,1\nv1,4,0\ny,1,1\n", "similarity=dot edge=1", "edge", "edge");
    List list = stage_draw(&stage, 1300, 760, 1);
    const Ident weight = ident_value(node(&stage, "a"), 0);
    bool found = false;
    for (int i = 0; i < list.count && !found; i++) {
        const Cmd *cmd = &list.cmd[i];
        if (cmd->kind != CMD_RECT || cmd->ident.kind != weight.kind || cmd->ident.node != weight.node) continue;
        assert_close(cmd->box.x + cmd->box.w / 2, 650, 130);
        found = true;
    }
    assert_true(found);
    stage_end(&stage);
}

// --- over depth

static void stacks_keep_the_rules(void **state) {
    (void)state;
    static const char *const set[] = { "layers=1", "layers=24", "layers=48" };
    for (int i = 0; i < 3; i++) {
        Stage stage;
        stage_begin(&stage, "gradient-stack", NULL, set[i], "plain sum post pre", "plain sum post pre");
        stage_check_at(&stage, true, set[i]);
        List list = stage_draw(&stage, 1190, 760, 1);
        static const char *const x[] = { "plain.x", "sum.x", "post.x", "pre.x" };
        for (int k = 0; k < 4; k++)
            assert_true(
                picture_shows(&list, ident_length(node(&stage, x[k]), 0, tape_node(stage.tape, node(&stage, x[k]))->count)));
        stage_end(&stage);
    }
}

// --- the film

static void the_film_is_the_training(void **state) {
    (void)state;
    Stage stage;
    stage_begin(&stage, "gradient-film", NULL, "length=8 steps=12", "attention recurrent film", "film");
    RaceAsk ask;
    assert_true(stage.scene->race(&stage.step, &ask, &stage.problems));
    RaceView race = { .points = 13, .finished = true };
    for (int i = 0; i < 2; i++) {
        Training *training = training_begin(stage.arena, &ask.lane[i], &stage.problems);
        assert_non_null(training);
        while (training_step(training)) continue;
        race.lane[i] = training_record(training);
        assert_int_equal(race.lane[i].points, 13);
    }
    stage.step.race = &race;
    stage_check_at(&stage, true, "film");
    for (int at = 0; at <= 12; at += 4) {
        List list = stage_draw(&stage, 1190, 760, at / 12.0);
        const char *said = arena_print(stage.arena, "step %d: gradient at the first token %s", at,
                                       number_text(stage.arena, (double)race.lane[1].grad_x[at * 8], 3));
        assert_int_equal(picture_texts(&list, said), 1);
    }
    stage_end(&stage);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_step_keeps_the_rules),
        cmocka_unit_test(every_length_keeps_the_rules),
        cmocka_unit_test(bars_are_the_gradients),
        cmocka_unit_test(one_walks_the_other_leaps),
        cmocka_unit_test(words_and_classes_are_shown),
        cmocka_unit_test(five_gains_have_five_curves),
        cmocka_unit_test(the_weight_is_the_factor),
        cmocka_unit_test(odd_edges_keep_the_rules),
        cmocka_unit_test(a_single_word_stands_in_the_middle),
        cmocka_unit_test(stacks_keep_the_rules),
        cmocka_unit_test(the_film_is_the_training),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
