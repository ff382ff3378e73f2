// The curves over the scale of the scores, and the table of loss and gradient under them.
#include "base/random.h"
#include "scene/stage.h"

#define TARGET STAGE_SEED "y,0,4\n"

static NodeId node(const Stage *stage, const char *name) { return tape_find(stage->tape, name); }

static void every_step_keeps_the_rules(void **state) {
    (void)state;
    static const StageStep step[] = {
        { "curve bars hull", "curve", "similarity=dot" },
        { "curve bars hull", "hull", "similarity=scaled temperature=0.2" },
        { "curve bars", "bars", "similarity=dot temperature=4" },
        { "curve", "curve", "similarity=dot temperature=0.125" },
        { "curve bars loss gradient", "gradient", "similarity=dot" },
        { "curve bars hull loss gradient", "loss", "similarity=dot" },
        { "curve loss", "loss gradient", "similarity=dot" },
        { "curve bars hull", "curve", "similarity=dot temperature=1000" },
        { "", "", "similarity=dot temperature=0.001" },
    };
    stage_check_steps("sharpness", TARGET, step, sizeof step / sizeof *step);
}

static void every_shape_keeps_the_rules(void **state) {
    (void)state;
    static const int many[] = { 1, 2, 3, 5, 8, 9, 12, 30, 70 }, wide[] = { 1, 2, 3, 8 };
    for (size_t m = 0; m < sizeof many / sizeof *many; m++)
        for (size_t d = 0; d < sizeof wide / sizeof *wide; d++) {
            Stage stage;
            Arena *arena = arena_begin();
            stage_begin(&stage, "sharpness", stage_data(arena, 2, many[m], 2, wide[d]), "query=2", "curve bars hull", "curve");
            stage_check_at(&stage, true, arena_print(arena, "m %d dv %d", many[m], wide[d]));
            stage_end(&stage);
            stage_begin(&stage, "sharpness", stage_data(arena, 2, many[m], 2, wide[d]), "", "curve bars loss gradient", "gradient");
            stage_check_at(&stage, true, arena_print(arena, "m %d dv %d, gradient", many[m], wide[d]));
            stage_end(&stage);
            arena_end(arena);
        }
}

// L5.6 and L5.8 of the course: the numbers come from the tape and stand on the picture.
static void the_numbers_of_the_lesson_are_there(void **state) {
    (void)state;
    static const double first[] = { 0.3499, 0.5388, 0.6439, 0.8650, 0.9817, 0.9997 };
    static const double loss[] = { 7.54, 12.03, 15.42, 15.99 }, norm[] = { 5.63, 4.27, 0.791, 0.0152 };
    static const char *const loss_text[] = { "7.54", "12.03", "15.42", "15.99" }, *const norm_text[] = { "5.63", "4.27", "0.791",
                                                                                                         "0.0152" };
    Stage stage;
    stage_begin(&stage, "sharpness", TARGET, "similarity=dot", "curve bars loss gradient", "gradient");
    const Node *a = tape_node(stage.tape, node(&stage, "sweep.a")), *l = tape_node(stage.tape, node(&stage, "sweep.loss")),
               *s = tape_node(stage.tape, node(&stage, "sweep.s"));
    List list = stage_draw(&stage, 1190, 760, 1);
    for (int i = 0; i < 6; i++) {
        assert_close(a->value[4 * i], first[i], 5.001e-5);
        assert_true(picture_shows(&list, ident_value(node(&stage, "sweep.a"), 4 * i)));
        assert_true(picture_shows(&list, ident_value(node(&stage, "sweep.loss"), i)));
        assert_true(picture_shows(&list, ident_value(node(&stage, "scales"), i)));
    }
    for (int i = 0; i < 4; i++) {
        double sum = 0;
        for (int j = 0; j < 4; j++) sum += s->grad[4 * (i + 2) + j] * s->grad[4 * (i + 2) + j];
        assert_true(__builtin_fabs(l->value[i + 2] - loss[i]) < 0.00501);
        assert_true(__builtin_fabs(__builtin_sqrt(sum) - norm[i]) < (i < 2 ? 0.00501 : i < 3 ? 0.000501 : 0.0000501));
        assert_int_equal(picture_texts(&list, loss_text[i]), 1);
        assert_int_equal(picture_texts(&list, norm_text[i]), 1);
    }
    stage_end(&stage);
}

static void the_marker_stands_at_the_scale_that_is_set(void **state) {
    (void)state;
    Stage stage;
    stage_begin(&stage, "sharpness", TARGET, "similarity=scaled", "curve bars", "");
    List list = stage_draw(&stage, 1190, 760, 1);
    assert_int_equal(picture_texts(&list, "0.707"), 1);
    for (int i = 0; i < 4; i++) assert_true(picture_shows(&list, ident_value(node(&stage, "a"), i)));
    stage_end(&stage);
    stage_begin(&stage, "sharpness", TARGET, "similarity=dot temperature=0.25", "curve bars", "curve");
    list = stage_draw(&stage, 1190, 760, 1);
    assert_int_equal(picture_texts(&list, "0.9817"), 1);
    list = stage_draw(&stage, 1190, 760, 0.4); // on its way it shows the curve's own rows
    assert_false(picture_shows(&list, ident_value(node(&stage, "a"), 0)));
    assert_true(picture_shows(&list, ident_value(node(&stage, "curve.scales"), 40)) || list.count > 40);
    stage_end(&stage);
}

// While loss or gradient is worked out, the marker walks along and ends at the last scale; at each of its places it says just
// that place's number.
static void the_marker_walks_with_the_rows(void **state) {
    (void)state;
    Stage stage;
    stage_begin(&stage, "sharpness", TARGET, "similarity=dot", "curve bars loss gradient", "gradient");
    const Node *scales = tape_node(stage.tape, node(&stage, "curve.scales"));
    List start = stage_draw(&stage, 1190, 760, 0), end = stage_draw(&stage, 1190, 760, 1);
    assert_int_equal(picture_texts(&start, "0.25"), 3); // two on axes, one at the marker
    assert_int_equal(picture_texts(&end, "0.25"), 2);
    assert_int_equal(picture_texts(&end, "8"), 2);
    assert_int_equal(picture_texts(&end, "0.9997"), 1);
    for (int t = 0; t <= 20; t++) {
        List list = stage_draw(&stage, 1190, 760, t / 20.0);
        bool exact = false;
        for (int i = 0; i < scales->count; i++)
            exact = exact || picture_texts(&list, number_text(stage.arena, scales->value[i], 3));
        assert_true(exact);
    }
    stage_end(&stage);
}

// The gradient that is left at 8 is next to nothing, and so is its bar: linear from 0.
static void bars_are_linear(void **state) {
    (void)state;
    Stage stage;
    stage_begin(&stage, "sharpness", TARGET, "similarity=dot", "curve bars loss gradient", "gradient");
    List list = stage_draw(&stage, 1190, 760, 1);
    double tall[6] = { 0 };
    int bars = 0;
    for (int i = 0; i + 1 < list.count && bars < 6; i++)
        if (list.cmd[i].ident.kind == IDENT_VALUE && list.cmd[i].ident.node == node(&stage, "sweep.loss") &&
            list.cmd[i].kind == CMD_RECT && list.cmd[i + 1].kind == CMD_RECT && list.cmd[i + 1].box.w == list.cmd[i].box.w)
            tall[bars++] = list.cmd[++i].box.h;
    const Node *loss = tape_node(stage.tape, node(&stage, "sweep.loss"));
    assert_int_equal(bars, 6);
    for (int i = 0; i < 5; i++) assert_close(tall[i] / tall[5], loss->value[i] / loss->value[5], 1e-9);
    stage_end(&stage);
}

static void without_a_target_it_says_what_is_missing(void **state) {
    (void)state;
    Stage stage;
    stage_begin(&stage, "sharpness", STAGE_SEED, "similarity=dot", "curve bars loss gradient", "gradient");
    List list = stage_draw(&stage, 1190, 760, 1);
    assert_int_equal(picture_texts(&list, "Loss and gradient need a target y in the data."), 1);
    stage_check(&stage, "no target");
    stage_end(&stage);
}

static void strange_numbers_do_no_harm(void **state) {
    (void)state;
    static const double strange[] = { MATH_NAN, MATH_INFINITY, -MATH_INFINITY, 1.7e308, -1e-308, 0, 123456789012.0 };
    static const char *const name[] = { "v",       "a",          "o",       "sweep.a", "sweep.o",
                                        "sweep.s", "sweep.loss", "curve.a", "curve.o", "temperature" };
    for (size_t i = 0; i < sizeof strange / sizeof *strange; i++)
        for (size_t w = 0; w < sizeof name / sizeof *name; w++) {
            Stage stage;
            stage_begin(&stage, "sharpness", TARGET, "", w % 2 ? "curve bars hull" : "curve bars loss gradient",
                        w % 2 ? "curve" : "gradient");
            const Node *at = tape_node(stage.tape, node(&stage, name[w]));
            for (int e = 0; e < at->count; e += 2) at->value[e] = strange[i], at->grad[e] = strange[i];
            stage_check_at(&stage, true, name[w]);
            stage_end(&stage);
        }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_step_keeps_the_rules),
        cmocka_unit_test(every_shape_keeps_the_rules),
        cmocka_unit_test(the_numbers_of_the_lesson_are_there),
        cmocka_unit_test(the_marker_stands_at_the_scale_that_is_set),
        cmocka_unit_test(the_marker_walks_with_the_rows),
        cmocka_unit_test(bars_are_linear),
        cmocka_unit_test(without_a_target_it_says_what_is_missing),
        cmocka_unit_test(strange_numbers_do_no_harm),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
