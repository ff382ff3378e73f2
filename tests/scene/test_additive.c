// Two queries on one table: without a tanh their weights are the same, with it they differ.
#include "base/random.h"
#include "scene/stage.h"

#define LINEAR "q1,1,1\nq2,0,1\nk1,1,1\nk2,1,0\nk3,1,-1\nk4,-1,0\nv1,4,0\nv2,0,4\nv3,-4,0\nv4,0,-4\nwq,1,2\nwk,1,0.5\n"
#define TANH                                                                                                                       \
    "q1,1,1\nq2,0,1\nk1,1,1\nk2,1,0\nk3,1,-1\nk4,-1,0\nv1,4,0\nv2,0,4\nv3,-4,0\nv4,0,-4\nWq1,1,0\nWq2,0,1\nWk1,1,0\nWk2,0,1\nva,"  \
    "1,1\n"
#define ALL "sq sk hidden s a second"

static NodeId node(const Stage *stage, const char *name) { return tape_find(stage->tape, name); }

// Width of the bar that shows a weight.
static double bar_of(const Stage *stage, const List *list, int element) {
    double width = 0;
    for (int i = 0; i < list->count; i++) {
        const Cmd *cmd = &list->cmd[i];
        if (cmd->kind == CMD_RECT && cmd->ident.kind == IDENT_VALUE && cmd->ident.node == node(stage, "a") &&
            cmd->ident.element == element)
            width = cmd->box.w; // the track comes first
    }
    return width;
}

static double track_of(const Stage *stage, const List *list, int element) {
    for (int i = 0; i < list->count; i++) {
        const Cmd *cmd = &list->cmd[i];
        if (cmd->kind == CMD_RECT && cmd->ident.kind == IDENT_VALUE && cmd->ident.node == node(stage, "a") &&
            cmd->ident.element == element)
            return cmd->box.w;
    }
    return 0;
}

static void without_a_tanh_the_bars_are_equal(void **state) {
    (void)state;
    Stage stage;
    stage_begin(&stage, "additive", LINEAR, "similarity=additive", ALL, "a");
    List list = stage_draw(&stage, 1190, 760, 1);
    for (int i = 0; i < 4; i++) {
        assert_true(bar_of(&stage, &list, i) > 0);
        assert_close(bar_of(&stage, &list, i), bar_of(&stage, &list, 4 + i), 1e-9);
    }
    assert_close(bar_of(&stage, &list, 0) / track_of(&stage, &list, 0), 0.4863, 1e-4); // a full track is 1
    assert_int_equal(picture_texts(&list, "the same weights"), 1);
    assert_int_equal(picture_texts(&list, "0.4863"), 2);
    for (int i = 0; i < 8; i++) assert_true(picture_shows(&list, ident_value(node(&stage, "s"), i)));
    for (int i = 0; i < 4; i++) assert_true(picture_shows(&list, ident_value(node(&stage, "sk"), i)));
    assert_true(picture_shows(&list, ident_value(node(&stage, "sq"), 1)));
    List start = stage_draw(&stage, 1190, 760, 0);
    assert_false(picture_shows(&start, ident_value(node(&stage, "a"), 0)));
    assert_int_equal(picture_texts(&start, "the same weights"), 0);
    stage_check(&stage, "linear");
    stage_end(&stage);
}

static void with_a_tanh_they_differ(void **state) {
    (void)state;
    Stage stage;
    stage_begin(&stage, "additive", TANH, "similarity=tanh-additive", ALL, "hidden");
    List list = stage_draw(&stage, 1190, 760, 1);
    assert_true(bar_of(&stage, &list, 0) < bar_of(&stage, &list, 4));
    assert_int_equal(picture_texts(&list, "up to 0.0492 apart"), 1);
    assert_int_equal(picture_texts(&list, "0.964"), 6); // hidden units and the score of their row alike
    assert_int_equal(picture_texts(&list, "0.9640"), 0);
    for (int i = 0; i < 16; i++) assert_true(picture_shows(&list, ident_value(node(&stage, "hidden"), i)));
    stage_check(&stage, "tanh");
    stage_end(&stage);
}

static void one_query_alone(void **state) {
    (void)state;
    Stage stage;
    stage_begin(&stage, "additive", "q,1\nk1,1\nk2,-1\nv1,1\nv2,2\nwq,1\nwk,2\n", "similarity=additive", ALL, "s");
    stage_check(&stage, "one query");
    stage_end(&stage);
    stage_begin(&stage, "additive", LINEAR, "similarity=additive", "sq sk s a", "s");
    stage_check(&stage, "the second not shown");
    List list = stage_draw(&stage, 950, 560, 1);
    assert_int_equal(picture_texts(&list, "Query 2"), 0);
    stage_end(&stage);
}

static void without_the_nodes_it_says_so(void **state) {
    (void)state;
    Stage stage;
    stage_begin(&stage, "additive", STAGE_SEED, "similarity=dot", ALL, "a");
    List list = stage_draw(&stage, 950, 560, 1);
    assert_int_equal(list.count, 1);
    stage_check(&stage, "dot");
    stage_end(&stage);
}

// wq and wk, or Wq, Wk and va with r hidden units.
static const char *weights(Arena *arena, int d, int r) {
    Builder b = { .arena = arena };
    Random random = random_seed((uint64_t)(d * 100 + r));
    const char *name[] = { "wq", "wk", "Wq", "Wk" };
    for (int i = 0; i < 4; i++)
        for (int row = 0; row < (i < 2 ? 1 : d); row++) {
            if (i < 2)
                builder_print(&b, "%s", name[i]);
            else
                builder_print(&b, "%s%d", name[i], row + 1);
            for (int c = 0; c < (i < 2 ? d : r); c++) builder_print(&b, ",%.2f", random_normal(&random));
            builder_print(&b, "\n");
        }
    builder_print(&b, "va");
    for (int c = 0; c < r; c++) builder_print(&b, ",%.2f", random_normal(&random));
    builder_print(&b, "\n");
    return builder_text(&b);
}

static void every_shape_keeps_the_rules(void **state) {
    (void)state;
    static const int many[] = { 1, 2, 3, 4, 6, 8, 12, 13, 40 }, hidden[] = { 1, 2, 3, 6, 7, 20 };
    for (size_t m = 0; m < sizeof many / sizeof *many; m++)
        for (size_t r = 0; r < sizeof hidden / sizeof *hidden; r++)
            for (int n = 1; n <= 3; n++)
                for (int bent = 0; bent < 2; bent++) {
                    Stage stage;
                    Arena *arena = arena_begin();
                    const char *data =
                        arena_print(arena, "%s%s", stage_data(arena, n, many[m], 2, 2), weights(arena, 2, hidden[r]));
                    stage_begin(&stage, "additive", data, bent ? "similarity=tanh-additive" : "similarity=additive", ALL,
                                n % 2 ? "a" : "hidden");
                    stage.step.query = n - 1;
                    stage_check_at(&stage, true,
                                   arena_print(arena, "n %d m %d r %d %s", n, many[m], hidden[r], bent ? "tanh" : "linear"));
                    stage_end(&stage);
                    arena_end(arena);
                }
}

static void strange_numbers_do_no_harm(void **state) {
    (void)state;
    static const double strange[] = { MATH_NAN, MATH_INFINITY, -MATH_INFINITY, 1e308, -1e-308 };
    static const char *const name[] = { "sq", "sk", "s", "a" };
    for (size_t i = 0; i < sizeof strange / sizeof *strange; i++)
        for (size_t w = 0; w < sizeof name / sizeof *name; w++) {
            Stage stage;
            stage_begin(&stage, "additive", LINEAR, "similarity=additive", ALL, "a");
            tape_node(stage.tape, node(&stage, name[w]))->value[0] = strange[i];
            stage_check(&stage, name[w]);
            stage_end(&stage);
        }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(without_a_tanh_the_bars_are_equal),
        cmocka_unit_test(with_a_tanh_they_differ),
        cmocka_unit_test(one_query_alone),
        cmocka_unit_test(without_the_nodes_it_says_so),
        cmocka_unit_test(every_shape_keeps_the_rules),
        cmocka_unit_test(strange_numbers_do_no_harm),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
