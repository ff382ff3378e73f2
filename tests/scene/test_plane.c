// The plane of arrows: what is drawn for which similarity, at all sizes and with all kinds of data.
#include "base/random.h"
#include "scene/stage.h"

#define SIMILARITY STAGE_SEED "sigma,1\nW1,2,0\nW2,0,-1\nwq,1,2\nwk,1,0.5\nWq1,1,0\nWq2,0,1\nWk1,1,0\nWk2,0,1\nva,1,1\n"
#define ALL "q k s a qW circles"

static NodeId node(const Stage *stage, const char *name) { return tape_find(stage->tape, name); }

static void every_step_keeps_the_rules(void **state) {
    (void)state;
    static const StageStep step[] = {
        { "q k s a", "s", "similarity=dot" },
        { "q k s", "s", "similarity=scaled temperature=3" },
        { ALL, "qW", "similarity=general" },
        { ALL, "s", "similarity=general" },
        { ALL, "circles", "similarity=kernel" },
        { ALL, "s", "similarity=kernel" },
        { ALL, "s", "similarity=additive" },
        { ALL, "a", "similarity=tanh-additive" },
        { ALL, "q k", "similarity=dot" },
        { "q k s a", "a", "similarity=dot" },
        { "", "", "similarity=dot" },
    };
    stage_check_steps("plane", SIMILARITY, step, sizeof step / sizeof *step);
}

static void every_shape_keeps_the_rules(void **state) {
    (void)state;
    static const int many[] = { 1, 2, 3, 5, 7, 8, 12, 30, 70 }, wide[] = { 1, 2, 3, 5, 8 };
    for (size_t m = 0; m < sizeof many / sizeof *many; m++)
        for (size_t d = 0; d < sizeof wide / sizeof *wide; d++) {
            Stage stage;
            Arena *arena = arena_begin();
            int n = 1 + (int)(m + d) % 3;
            stage_begin(&stage, "plane", stage_data(arena, n, many[m], wide[d], 2), d % 2 ? "similarity=dot" : "", ALL, "s a");
            stage.step.query = n - 1;
            stage_check(&stage, arena_print(arena, "n %d m %d d %d", n, many[m], wide[d]));
            stage_end(&stage);
            arena_end(arena);
        }
}

static void other_widths_get_a_sentence(void **state) {
    (void)state;
    Stage stage;
    stage_begin(&stage, "plane", "q,1,2,3\nk1,1,1,1\nk2,0,1,0\nv1,1\nv2,2\n", "similarity=dot", "q k s a", "s");
    List list = stage_draw(&stage, 950, 560, 1);
    assert_int_equal(picture_texts(&list, "turned into one plane: lengths and angles to q are true"), 1);
    for (int i = 0; i < 6; i++) assert_true(picture_shows(&list, ident_value(node(&stage, "k"), i)));
    for (int i = 0; i < 2; i++) assert_true(picture_shows(&list, ident_value(node(&stage, "s"), i)));
    stage_end(&stage);
}

static void the_numbers_of_the_lesson_are_there(void **state) {
    (void)state;
    Stage stage;
    stage_begin(&stage, "plane", SIMILARITY, "similarity=dot", "q k s a", "s");
    List list = stage_draw(&stage, 950, 560, 1);
    static const char *const weight[] = { "0.6439", "0.2369", "0.0871", "0.0321" };
    for (int i = 0; i < 4; i++) assert_int_equal(picture_texts(&list, weight[i]), 1);
    stage_end(&stage);
    stage_begin(&stage, "plane", SIMILARITY, "similarity=general", ALL, "qW");
    list = stage_draw(&stage, 950, 560, 1);
    const Node *qW = tape_node(stage.tape, node(&stage, "qW"));
    assert_close(qW->value[0], 2, 1e-12);
    assert_close(qW->value[1], -1, 1e-12);
    assert_true(picture_shows(&list, ident_value(node(&stage, "qW"), 0)));
    static const char *const general[] = { "0.0896", "0.2436", "0.6623", "0.0045" };
    for (int i = 0; i < 4; i++) assert_int_equal(picture_texts(&list, general[i]), 1);
    stage_end(&stage);
    stage_begin(&stage, "plane", SIMILARITY, "similarity=kernel", ALL, "circles");
    list = stage_draw(&stage, 1190, 760, 1);
    static const char *const kernel[] = { "0.5483", "0.3325", "0.0742", "0.0450" };
    for (int i = 0; i < 4; i++) {
        assert_int_equal(picture_texts(&list, kernel[i]), 1);
        assert_true(picture_shows(&list, ident_value(node(&stage, "distance2"), i)));
    }
    stage_end(&stage);
}

// On the circles stand the distances, in the table their squares and the kernel; on a small stage too.
static void the_kernel_is_written_out(void **state) {
    (void)state;
    static const double width[] = { 1190, 716 };
    static const char *const text[] = { "√5", "0.6065", "0.1353", "0.0821", "0.0450" };
    for (int w = 0; w < 2; w++) {
        Stage stage;
        stage_begin(&stage, "plane", SIMILARITY, "similarity=kernel", ALL, "circles");
        List list = stage_draw(&stage, width[w], 560, 1), start = stage_draw(&stage, width[w], 560, 0);
        for (int i = 0; i < 5; i++) assert_true(picture_texts(&list, text[i]) >= 1);
        for (int i = 0; i < 5; i++) assert_int_equal(picture_texts(&start, text[i]), 0); // nothing before it is worked out
        for (int i = 0; i < 4; i++) assert_true(picture_shows(&list, ident_value(node(&stage, "distance2"), i)));
        stage_end(&stage);
    }
}

static void the_matrix_is_on_the_stage(void **state) {
    (void)state;
    Stage stage;
    stage_begin(&stage, "plane", SIMILARITY, "similarity=general", ALL, "qW");
    List start = stage_draw(&stage, 950, 560, 0), end = stage_draw(&stage, 950, 560, 1);
    for (int i = 0; i < 4; i++) {
        assert_true(picture_shows(&start, ident_value(node(&stage, "W"), i)));
        assert_false(picture_shows(&start, ident_value(node(&stage, "raw"), i)));
    }
    assert_true(picture_shows(&end, ident_value(node(&stage, "qW"), 1)));
    assert_true(picture_shows(&end, ident_value(node(&stage, "raw"), 2))); // the winner is worked out
    assert_false(picture_shows(&end, ident_value(node(&stage, "raw"), 0)));
    stage_end(&stage);
}

// Their angles to the query, each while its key is compared.
static void angles_are_named(void **state) {
    (void)state;
    Stage stage;
    stage_begin(&stage, "plane", SIMILARITY, "similarity=dot", "q k s", "s");
    int seen[3] = { 0 };
    static const char *const degrees[] = { "= 45°", "= 90°", "= 135°" };
    for (int t = 0; t <= 40; t++) {
        List list = stage_draw(&stage, 950, 560, t / 40.0);
        for (int i = 0; i < 3; i++) seen[i] += picture_texts(&list, degrees[i]);
        if (t == 0 || t == 40)
            for (int i = 0; i < 3; i++) assert_int_equal(picture_texts(&list, degrees[i]), 0);
    }
    for (int i = 0; i < 3; i++) assert_true(seen[i] >= 2);
    stage_end(&stage);
}

static void scores_come_one_by_one(void **state) {
    (void)state;
    Stage stage;
    stage_begin(&stage, "plane", SIMILARITY, "similarity=dot", "q k s", "s");
    NodeId s = node(&stage, "s");
    List start = stage_draw(&stage, 950, 560, 0), middle = stage_draw(&stage, 950, 560, 0.62),
         end = stage_draw(&stage, 950, 560, 1);
    for (int i = 0; i < 4; i++) {
        assert_false(picture_shows(&start, ident_value(s, i)));
        assert_true(picture_shows(&end, ident_value(s, i)));
    }
    assert_true(picture_shows(&middle, ident_value(s, 0)));
    assert_false(picture_shows(&middle, ident_value(s, 3)));
    stage_end(&stage);
}

static int handles(const List *list, int node) {
    int count = 0;
    for (int i = 0; i < list->count; i++) count += ident_drags(list->cmd[i].ident) && list->cmd[i].ident.node == node;
    return count;
}

static Box tip(const List *list, int node, int element, double *unit) {
    for (int i = 0; i < list->count; i++) {
        Ident at = list->cmd[i].ident;
        *unit = at.drag;
        if (ident_drags(at) && at.node == node && at.element == element) return list->cmd[i].box;
    }
    fail_msg("no handle of element %d", element);
    return box(0, 0, 0, 0);
}

// Moving a key a little moves its tip by just that and leaves the others where they are: the range of the axes keeps still.
static void tips_can_be_dragged(void **state) {
    (void)state;
    Stage stage;
    stage_begin(&stage, "plane", SIMILARITY, "similarity=dot", "q k s", "s");
    const Node *k = tape_node(stage.tape, node(&stage, "k"));
    double unit;
    List before = stage_draw(&stage, 950, 560, 1);
    assert_int_equal(handles(&before, node(&stage, "q")), 1);
    assert_int_equal(handles(&before, node(&stage, "k")), 4);
    k->value[2] += 0.1;
    tape_forward(stage.tape);
    List after = stage_draw(&stage, 950, 560, 1);
    Box second = tip(&before, node(&stage, "k"), 2, &unit), moved = tip(&after, node(&stage, "k"), 2, &unit);
    assert_true(unit > 20);
    assert_close(moved.x, second.x + 0.1 * unit, 1e-9);
    assert_close(moved.y, second.y, 1e-9);
    assert_close(tip(&after, node(&stage, "k"), 4, &unit).x, tip(&before, node(&stage, "k"), 4, &unit).x, 1e-9);
    stage_end(&stage);
}

static void other_queries_stand_back(void **state) {
    (void)state;
    Stage stage;
    stage_begin(&stage, "plane", "q1,1,1\nq2,0,1\nk1,1,1\nk2,1,0\nv1,1\nv2,2\n", "similarity=dot", "q k s a", "a");
    List first = stage_draw(&stage, 950, 560, 1);
    assert_true(picture_shows(&first, ident_value(node(&stage, "q"), 2)));
    assert_true(picture_shows(&first, ident_value(node(&stage, "a"), 0)));
    assert_false(picture_shows(&first, ident_value(node(&stage, "a"), 2)));
    stage.step.query = 1;
    List second = stage_draw(&stage, 950, 560, 1);
    assert_true(picture_shows(&second, ident_value(node(&stage, "a"), 2)));
    stage_end(&stage);
}

static void a_hidden_key_says_so(void **state) {
    (void)state;
    Stage stage;
    Arena *arena = arena_begin();
    stage_begin(&stage, "plane", stage_data(arena, 3, 3, 2, 2), "mask=causal", "q k s a", "a");
    stage.step.query = 1;
    List list = stage_draw(&stage, 950, 560, 1);
    assert_int_equal(picture_texts(&list, "−∞"), 1);
    assert_true(picture_shows(&list, ident_value(node(&stage, "masked"), 5)));
    stage_check(&stage, "mask");
    stage_end(&stage);
    arena_end(arena);
}

static void strange_numbers_do_no_harm(void **state) {
    (void)state;
    static const double strange[] = { MATH_NAN, MATH_INFINITY, -MATH_INFINITY, 1.7e308, -1e-308, 0, 123456789012.0 };
    static const char *const name[] = { "q", "k", "raw", "s", "masked", "a", "distance2", "qW", "sigma", "temperature" };
    static const char *const set[] = { "similarity=dot", "similarity=general", "similarity=kernel" };
    for (size_t i = 0; i < sizeof strange / sizeof *strange; i++)
        for (size_t w = 0; w < sizeof name / sizeof *name; w++)
            for (size_t k = 0; k < 3; k++) {
                Stage stage;
                stage_begin(&stage, "plane", SIMILARITY, set[k], ALL, w % 2 ? "circles s" : "qW s a");
                NodeId id = node(&stage, name[w]);
                if (id != NODE_NONE)
                    for (int e = 0; e < tape_node(stage.tape, id)->count; e += 2) tape_node(stage.tape, id)->value[e] = strange[i];
                stage_check(&stage, name[w]);
                stage_end(&stage);
            }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_step_keeps_the_rules),
        cmocka_unit_test(every_shape_keeps_the_rules),
        cmocka_unit_test(other_widths_get_a_sentence),
        cmocka_unit_test(the_numbers_of_the_lesson_are_there),
        cmocka_unit_test(scores_come_one_by_one),
        cmocka_unit_test(tips_can_be_dragged),
        cmocka_unit_test(other_queries_stand_back),
        cmocka_unit_test(a_hidden_key_says_so),
        cmocka_unit_test(the_kernel_is_written_out),
        cmocka_unit_test(the_matrix_is_on_the_stage),
        cmocka_unit_test(angles_are_named),
        cmocka_unit_test(strange_numbers_do_no_harm),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
