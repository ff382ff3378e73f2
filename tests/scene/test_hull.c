// The output inside the hull of the values, at all sizes and with all kinds of data.
#include "base/random.h"
#include "scene/stage.h"

#define ALL "v o chain a"

static NodeId node(const Stage *stage, const char *name) { return tape_find(stage->tape, name); }

static void every_step_keeps_the_rules(void **state) {
    (void)state;
    static const char *const focus[] = { "o", "chain", "a", "v", "v a", "" };
    for (size_t i = 0; i < sizeof focus / sizeof *focus; i++) {
        Stage stage;
        stage_begin(&stage, "hull", STAGE_SEED, "", ALL, focus[i]);
        stage_check(&stage, focus[i]);
        stage_end(&stage);
    }
    static const char *const reveal[] = { "v", "v a", "v o", "" };
    for (size_t i = 0; i < sizeof reveal / sizeof *reveal; i++) {
        Stage stage;
        stage_begin(&stage, "hull", STAGE_SEED, "", reveal[i], "v");
        stage_check(&stage, reveal[i]);
        stage_end(&stage);
    }
}

static void every_shape_keeps_the_rules(void **state) {
    (void)state;
    static const int many[] = { 1, 2, 3, 5, 7, 8, 12, 30, 70 }, wide[] = { 1, 2, 3, 5, 8 };
    for (size_t m = 0; m < sizeof many / sizeof *many; m++)
        for (size_t d = 0; d < sizeof wide / sizeof *wide; d++) {
            Stage stage;
            Arena *arena = arena_begin();
            int n = 1 + (int)(m + d) % 3;
            stage_begin(&stage, "hull", stage_data(arena, n, many[m], 3, wide[d]), "", ALL, "o");
            stage.step.query = n - 1;
            stage_check(&stage, arena_print(arena, "n %d m %d dv %d", n, many[m], wide[d]));
            stage_end(&stage);
            arena_end(arena);
        }
}

static void the_output_comes_at_the_end_of_the_chain(void **state) {
    (void)state;
    Stage stage;
    stage_begin(&stage, "hull", STAGE_SEED, "", ALL, "o");
    List start = stage_draw(&stage, 1190, 760, 0), end = stage_draw(&stage, 1190, 760, 1);
    for (int i = 0; i < 2; i++) {
        assert_false(picture_shows(&start, ident_value(node(&stage, "o"), i)) && i == 1);
        assert_true(picture_shows(&end, ident_value(node(&stage, "o"), i)));
    }
    assert_true(picture_shows(&end, ident_value(node(&stage, "weighted"), 0)));
    assert_int_equal(picture_texts(&end, "1.631"), 2); // its cell, and the end of the arithmetic
    assert_int_equal(picture_texts(&end, "0.8043"), 1);
    assert_int_equal(picture_texts(&start, "1.631"), 0);
    // The last link ends where the output stands: the sum of the weighted values.
    const Node *weighted = tape_node(stage.tape, node(&stage, "weighted")), *o = tape_node(stage.tape, node(&stage, "o"));
    for (int j = 0; j < 2; j++) {
        double sum = 0;
        for (int i = 0; i < 4; i++) sum += weighted->value[2 * i + j];
        assert_close(sum, o->value[j], 1e-12);
    }
    stage_end(&stage);
}

static void other_widths_get_a_sentence(void **state) {
    (void)state;
    Stage stage;
    stage_begin(&stage, "hull", "q,1\nk1,1\nk2,0\nv1,1,2,3\nv2,2,3,4\n", "", ALL, "o");
    List list = stage_draw(&stage, 950, 560, 1);
    assert_int_equal(picture_texts(&list, "the shadow of all this on the first two numbers"), 1);
    for (int i = 0; i < 6; i++) assert_true(picture_shows(&list, ident_value(node(&stage, "v"), i)));
    for (int i = 0; i < 3; i++) assert_true(picture_shows(&list, ident_value(node(&stage, "o"), i)));
    stage_end(&stage);
}

static void strange_numbers_do_no_harm(void **state) {
    (void)state;
    static const double strange[] = { MATH_NAN, MATH_INFINITY, -MATH_INFINITY, 1.7e308, -1e-308, 0, 123456789012.0 };
    static const char *const name[] = { "v", "a", "o", "weighted" };
    for (size_t i = 0; i < sizeof strange / sizeof *strange; i++)
        for (size_t w = 0; w < sizeof name / sizeof *name; w++)
            for (int every = 1; every <= 2; every++) {
                Stage stage;
                stage_begin(&stage, "hull", STAGE_SEED, "", ALL, "o");
                const Node *at = tape_node(stage.tape, node(&stage, name[w]));
                for (int e = 0; e < at->count; e += every) at->value[e] = strange[i];
                stage_check(&stage, name[w]);
                stage_end(&stage);
            }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_step_keeps_the_rules),
        cmocka_unit_test(every_shape_keeps_the_rules),
        cmocka_unit_test(the_output_comes_at_the_end_of_the_chain),
        cmocka_unit_test(other_widths_get_a_sentence),
        cmocka_unit_test(strange_numbers_do_no_harm),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
