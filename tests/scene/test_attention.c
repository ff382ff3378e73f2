// The main picture: what stands where at which time, for all sizes of stage and data.
#include "base/random.h"
#include "scene/stage.h"

#define ALL "q k s a v weighted o"
#define TARGET STAGE_SEED "y,0,4\n"

static void every_step_keeps_the_rules(void **state) {
    (void)state;
    static const StageStep step[] = {
        { "q k s", "s", "similarity=dot" },
        { "q k s", "s", "similarity=scaled" },
        { "q k s scale", "scale", "similarity=scaled temperature=0.5" },
        { "q k s a", "a", "" },
        { "q k s a v", "v", "" },
        { ALL, "weighted o", "" },
        { ALL " target gradient", "gradient", "" },
        { ALL " target", "target", "" },
        { "q k", "q k", "" },
        { "", "", "" },
    };
    stage_check_steps("attention", TARGET, step, sizeof step / sizeof *step);
}

static void every_shape_keeps_the_rules(void **state) {
    (void)state;
    static const int many[] = { 1, 2, 3, 4, 6, 8, 12, 13, 40 }, wide[] = { 1, 2, 3, 6, 20 };
    static const char *const focus[] = { "s", "a", "weighted o", "gradient" };
    int round = 0;
    for (size_t m = 0; m < sizeof many / sizeof *many; m++)
        for (size_t d = 0; d < sizeof wide / sizeof *wide; d++)
            for (size_t dv = 0; dv < sizeof wide / sizeof *wide; dv++, round++) {
                Stage stage;
                Arena *arena = arena_begin();
                int n = 1 + round % 3;
                stage_begin(&stage, "attention", stage_data(arena, n, many[m], wide[d], wide[dv]), "", ALL " target gradient",
                            focus[round % 4]);
                stage.step.query = n - 1;
                stage_check_at(
                    &stage, true,
                    arena_print(arena, "n %d m %d d %d dv %d focus %s", n, many[m], wide[d], wide[dv], focus[round % 4]));
                stage_end(&stage);
                arena_end(arena);
            }
}

static void other_similarities_keep_the_rules(void **state) {
    (void)state;
    static const char *const similarity[] = { "general", "additive", "tanh-additive", "kernel" };
    const char *more = "W1,2,0\nW2,0,-1\nwq,1,2\nwk,1,0.5\nWq1,1,0\nWq2,0,1\nWk1,1,0\nWk2,0,1\nva,1,1\nsigma,1\n";
    for (size_t i = 0; i < sizeof similarity / sizeof *similarity; i++) {
        Stage stage;
        Arena *arena = arena_begin();
        stage_begin(&stage, "attention", arena_print(arena, "%s%s", TARGET, more),
                    arena_print(arena, "similarity=%s", similarity[i]), ALL " gradient", "s a o");
        stage_check(&stage, similarity[i]);
        stage_end(&stage);
        arena_end(arena);
    }
}

static void more_keys_than_pixels(void **state) {
    (void)state;
    Stage stage;
    Arena *arena = arena_begin();
    stage_begin(&stage, "attention", stage_data(arena, 1, 700, 2, 3), "", ALL " target gradient", "s a weighted o gradient");
    stage_check(&stage, "700 keys");
    List list = stage_draw(&stage, 950, 560, 1);
    assert_int_equal(picture_texts(&list, "first 512 of 700"), 1);
    assert_true(picture_shows(&list, ident_value(tape_find(stage.tape, "k"), 1000)));
    stage_end(&stage);
    arena_end(arena);
}

static NodeId node(const Stage *stage, const char *name) { return tape_find(stage->tape, name); }

static void what_is_to_come_is_not_told(void **state) {
    (void)state;
    Stage stage;
    stage_begin(&stage, "attention", STAGE_SEED, "", "q k s a", "a");
    List start = stage_draw(&stage, 950, 560, 0), end = stage_draw(&stage, 950, 560, 1);
    for (int i = 0; i < 4; i++) {
        assert_false(picture_shows(&start, ident_value(node(&stage, "a"), i)));
        assert_true(picture_shows(&end, ident_value(node(&stage, "a"), i)));
        assert_true(picture_shows(&start, ident_value(node(&stage, "s"), i)));
        assert_false(picture_shows(&end, ident_value(node(&stage, "v"), i)));
    }
    assert_false(picture_shows(&end, ident_value(node(&stage, "o"), 0)));
    assert_int_equal(picture_texts(&end, "0.5388"), 1);
    assert_int_equal(picture_texts(&end, "Σ = 1"), 1);
    assert_int_equal(picture_texts(&start, "Σ = 1"), 0);
    stage_end(&stage);
}

static void every_number_of_the_end_is_there(void **state) {
    (void)state;
    Stage stage;
    stage_begin(&stage, "attention", TARGET, "", ALL " target gradient", "gradient");
    List list = stage_draw(&stage, 1190, 760, 1);
    static const struct {
        const char *name;
        int count;
    } want[] = { { "q", 2 },        { "k", 8 }, { "s", 4 }, { "a", 4 },   { "v", 8 },
                 { "weighted", 8 }, { "o", 2 }, { "y", 2 }, { "loss", 1 } };
    for (size_t w = 0; w < sizeof want / sizeof *want; w++)
        for (int i = 0; i < want[w].count; i++)
            if (!picture_shows(&list, ident_value(node(&stage, want[w].name), i))) fail_msg("%s[%d] is missing", want[w].name, i);
    for (int i = 0; i < 4; i++) assert_true(picture_shows(&list, ident_grad(node(&stage, "s"), i)));
    for (int i = 0; i < 2; i++) assert_true(picture_shows(&list, ident_grad(node(&stage, "q"), i)));
    assert_int_equal(picture_texts(&list, "+3.467"), 1);
    assert_int_equal(picture_texts(&list, "−3.420"), 1);
    stage_end(&stage);
}

static void a_weighted_sum_begins_with_the_products(void **state) {
    (void)state;
    Stage stage;
    stage_begin(&stage, "attention", STAGE_SEED, "", ALL, "o");
    List start = stage_draw(&stage, 950, 560, 0), end = stage_draw(&stage, 950, 560, 1);
    for (int i = 0; i < 8; i++) {
        assert_true(picture_shows(&start, ident_value(node(&stage, "v"), i)));
        assert_false(picture_shows(&start, ident_value(node(&stage, "weighted"), i)));
        assert_true(picture_shows(&end, ident_value(node(&stage, "weighted"), i)));
    }
    stage_end(&stage);
}

// How often a sum of some exponentials stands under the weights at any of many times.
static int times_summed(Stage *stage, const char *sum) {
    int times = 0;
    for (int i = 0; i <= 200; i++) {
        List list = stage_draw(stage, 950, 560, i / 200.0);
        times += picture_texts(&list, sum) > 0;
    }
    return times;
}

static void exponentials_add_up_one_by_one(void **state) {
    (void)state;
    static const char *const sum[] = { "Σ exp = 4.113", "Σ exp = 6.141", "Σ exp = 7.141", "Σ exp = 7.634" };
    Stage stage;
    stage_begin(&stage, "attention", STAGE_SEED, "", "q k s a", "a");
    for (int i = 0; i < 4; i++) assert_true(times_summed(&stage, sum[i]) > 0);
    stage_end(&stage);
}

static void scores_stand_before_and_after(void **state) {
    (void)state;
    Stage stage;
    stage_begin(&stage, "attention", STAGE_SEED, "similarity=scaled", "q k s", "scale");
    List start = stage_draw(&stage, 950, 560, 0), end = stage_draw(&stage, 950, 560, 1);
    assert_int_equal(picture_texts(&end, "before") + picture_texts(&end, "after"), 2);
    assert_int_equal(picture_texts(&start, "÷ √2"), 0);
    assert_int_equal(picture_texts(&end, "÷ √2"), 1);
    assert_int_equal(picture_texts(&start, "1.414"), 0);
    assert_int_equal(picture_texts(&end, "1.414"), 2); // in its cell and at its bar
    assert_true(picture_shows(&end, ident_value(node(&stage, "raw"), 3)));
    stage_end(&stage);
}

// Arrows with a note that says so.
static int scores_that(const List *list, const char *move) {
    int count = 0;
    for (int i = 0; i < list->count; i++) {
        const Cmd *cmd = &list->cmd[i];
        bool line = cmd->kind == CMD_PATH && cmd->ident.kind == IDENT_NOTE && cmd->path.stroke.role == ROLE_S;
        count += line && strstr(cmd->ident.note.text, move) != NULL && cmd->path.width > 0;
    }
    return count;
}

static void at_last_one_sees_which_scores_rise(void **state) {
    (void)state;
    Stage stage;
    stage_begin(&stage, "attention", TARGET, "", ALL " target gradient", "gradient");
    List start = stage_draw(&stage, 1190, 760, 0), end = stage_draw(&stage, 1190, 760, 1);
    assert_int_equal(scores_that(&start, "score rise") + scores_that(&start, "score fall"), 0);
    assert_true(scores_that(&end, "score rise") >= 2);
    assert_int_equal(scores_that(&end, "score rise"), scores_that(&end, "score fall")); // two of each
    assert_int_equal(picture_texts(&start, "Σ = 0"), 0);
    assert_int_equal(picture_texts(&end, "Σ = 0"), 1);
    stage_end(&stage);
}

static void the_loss_is_that_of_all_queries(void **state) {
    (void)state;
    Stage stage;
    Arena *arena = arena_begin();
    stage_begin(&stage, "attention", stage_data(arena, 3, 3, 2, 2), "", ALL " target gradient", "gradient");
    List list = stage_draw(&stage, 1190, 760, 1);
    assert_int_equal(picture_texts(&list, "loss, all 3 queries"), 1);
    stage_end(&stage);
    arena_end(arena);
}

static void the_mask_shows_before_and_after(void **state) {
    (void)state;
    Stage stage;
    Arena *arena = arena_begin();
    stage_begin(&stage, "attention", stage_data(arena, 3, 3, 2, 2), "mask=causal", ALL " mask", "a");
    stage.step.query = 1;
    List list = stage_draw(&stage, 950, 560, 1);
    assert_int_equal(picture_texts(&list, "−∞"), 1);
    assert_true(picture_shows(&list, ident_value(node(&stage, "masked"), 5)));
    assert_true(picture_shows(&list, ident_value(node(&stage, "a"), 5)));
    stage_check(&stage, "mask");
    stage_end(&stage);
    arena_end(arena);
}

static void another_query_another_picture(void **state) {
    (void)state;
    Stage stage;
    stage_begin(&stage, "attention", "q1,1,1\nq2,0,1\nk1,1,1\nk2,1,0\nv1,1\nv2,2\n", "", ALL, "");
    List first = stage_draw(&stage, 950, 560, 1);
    assert_true(picture_shows(&first, ident_value(node(&stage, "a"), 0)));
    assert_false(picture_shows(&first, ident_value(node(&stage, "a"), 2)));
    assert_int_equal(picture_texts(&first, "1 of 2"), 1);
    stage.step.query = 1;
    List second = stage_draw(&stage, 950, 560, 1);
    assert_true(picture_shows(&second, ident_value(node(&stage, "a"), 2)));
    assert_int_equal(picture_texts(&second, "2 of 2"), 1);
    stage.step.query = 99; // after other vectors were loaded
    List last = stage_draw(&stage, 950, 560, 1);
    picture_check_same(&second, &last, "a query beyond the last");
    stage_end(&stage);
}

static void words_stand_beside_the_keys(void **state) {
    (void)state;
    Stage stage;
    stage_begin(&stage, "attention", "q:it,1,1\nk1:the,1,1\nk2:animal,1,0\nv1,1\nv2,2\n", "", ALL, "a");
    List list = stage_draw(&stage, 950, 560, 1);
    assert_int_equal(picture_texts(&list, "animal") + picture_texts(&list, "the") + picture_texts(&list, "it"), 3);
    stage_check(&stage, "words");
    stage_end(&stage);
}

// Values that no file may hold, but that a computation can end in.
static void strange_numbers_do_no_harm(void **state) {
    (void)state;
    static const double strange[] = { MATH_NAN, MATH_INFINITY, -MATH_INFINITY, 1e308, -1e-308, 123456789012.0 };
    static const char *const name[] = { "q", "k", "v", "s", "raw", "masked", "a", "weighted", "o", "loss" };
    for (size_t i = 0; i < sizeof strange / sizeof *strange; i++)
        for (size_t w = 0; w < sizeof name / sizeof *name; w++) {
            Stage stage;
            stage_begin(&stage, "attention", TARGET, "", ALL " target gradient", w % 2 ? "a weighted o" : "s gradient");
            const Node *at = tape_node(stage.tape, node(&stage, name[w]));
            for (int e = 0; e < at->count; e += 2) at->value[e] = strange[i], at->grad[e] = strange[i];
            stage_check(&stage, name[w]);
            stage_end(&stage);
        }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_step_keeps_the_rules),
        cmocka_unit_test(every_shape_keeps_the_rules),
        cmocka_unit_test(more_keys_than_pixels),
        cmocka_unit_test(other_similarities_keep_the_rules),
        cmocka_unit_test(what_is_to_come_is_not_told),
        cmocka_unit_test(every_number_of_the_end_is_there),
        cmocka_unit_test(the_mask_shows_before_and_after),
        cmocka_unit_test(another_query_another_picture),
        cmocka_unit_test(words_stand_beside_the_keys),
        cmocka_unit_test(strange_numbers_do_no_harm),
        cmocka_unit_test(a_weighted_sum_begins_with_the_products),
        cmocka_unit_test(exponentials_add_up_one_by_one),
        cmocka_unit_test(scores_stand_before_and_after),
        cmocka_unit_test(the_loss_is_that_of_all_queries),
        cmocka_unit_test(at_last_one_sees_which_scores_rise),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
