// Dot product and kernel side by side, and how the picture changes when the keys move onto the circle.
#include "base/random.h"
#include "scene/stage.h"

#define ALL "dot kernel circle"
#define SIMILARITY STAGE_SEED "sigma,1\n"

static NodeId node(const Stage *stage, const char *name) { return tape_find(stage->tape, name); }

static void every_step_keeps_the_rules(void **state) {
    (void)state;
    static const StageStep step[] = {
        { ALL, "circle" }, { "dot kernel", "dot" }, { "dot kernel", "kernel" }, { "dot", "dot" }, { ALL, "" }, { "", "" },
    };
    stage_check_steps("twins", SIMILARITY, step, sizeof step / sizeof *step);
}

// Queries, keys and a sigma; twins needs no values.
static const char *vectors(Arena *arena, int n, int m, int d) {
    Random random = random_seed((uint64_t)(n * 1000 + m * 100 + d));
    Builder b = { .arena = arena };
    for (int r = 0; r < n + m; r++) {
        builder_print(&b, "%s%d", r < n ? "q" : "k", r < n ? r + 1 : r - n + 1);
        for (int c = 0; c < d; c++)
            builder_print(&b, ",%.3f", c ? random_normal(&random) : 0.5 + random_uniform(&random)); // none of length 0
        builder_print(&b, "\n");
    }
    return builder_text(&b);
}

static void every_shape_keeps_the_rules(void **state) {
    (void)state;
    static const int many[] = { 1, 2, 3, 5, 8, 12, 30, 70 }, wide[] = { 1, 2, 3, 8 };
    for (size_t m = 0; m < sizeof many / sizeof *many; m++)
        for (size_t d = 0; d < sizeof wide / sizeof *wide; d++) {
            Stage stage;
            Arena *arena = arena_begin();
            int n = 1 + (int)(m + d) % 3;
            stage_begin(&stage, "twins", vectors(arena, n, many[m], wide[d]), "", ALL, "circle");
            stage.step.query = n - 1;
            stage_check(&stage, arena_print(arena, "n %d m %d d %d", n, many[m], wide[d]));
            stage_end(&stage);
            arena_end(arena);
        }
}

static void the_numbers_change_to_the_circles(void **state) {
    (void)state;
    Stage stage;
    stage_begin(&stage, "twins", SIMILARITY, "", ALL, "circle");
    List start = stage_draw(&stage, 1190, 760, 0), end = stage_draw(&stage, 1190, 760, 1);
    static const char *const before[] = { "dot.a", "kernel.a", "dot.s", "kernel.s" }, *const after[] = {
        "ring.dot.a", "ring.kernel.a", "ring.dot.s", "ring.kernel.s"
    };
    for (int k = 0; k < 4; k++)
        for (int i = 0; i < 4; i++) {
            assert_true(picture_shows(&start, ident_value(node(&stage, before[k]), i)));
            assert_false(picture_shows(&start, ident_value(node(&stage, after[k]), i)));
            assert_false(picture_shows(&end, ident_value(node(&stage, before[k]), i)));
            assert_true(picture_shows(&end, ident_value(node(&stage, after[k]), i)));
        }
    assert_int_equal(picture_texts(&start, "0.6439"), 1);
    assert_int_equal(picture_texts(&start, "0.5483"), 1);
    assert_int_equal(picture_texts(&start, "="), 0);
    assert_int_equal(picture_texts(&end, "="), 4);
    assert_int_equal(picture_texts(&end, "≠"), 0);
    stage_end(&stage);
}

static void another_reach_stays_unequal(void **state) {
    (void)state;
    Stage stage;
    stage_begin(&stage, "twins", STAGE_SEED "sigma,2\n", "", ALL, "circle");
    List list = stage_draw(&stage, 1190, 760, 1);
    assert_int_equal(picture_texts(&list, "="), 0);
    stage_check(&stage, "sigma 2");
    stage_end(&stage);
}

static void strange_numbers_do_no_harm(void **state) {
    (void)state;
    static const double strange[] = { MATH_NAN, MATH_INFINITY, -MATH_INFINITY, 1.7e308, -1e-308, 0, 123456789012.0 };
    static const char *const name[] = { "q", "k", "ring.k", "dot.s", "dot.a", "kernel.a", "ring.dot.a", "bias.k", "sigma" };
    for (size_t i = 0; i < sizeof strange / sizeof *strange; i++)
        for (size_t w = 0; w < sizeof name / sizeof *name; w++) {
            Stage stage;
            stage_begin(&stage, "twins", SIMILARITY, "", ALL, "circle");
            const Node *at = tape_node(stage.tape, node(&stage, name[w]));
            for (int e = 0; e < at->count; e += 2) at->value[e] = strange[i];
            stage_check(&stage, name[w]);
            stage_end(&stage);
        }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_step_keeps_the_rules),        cmocka_unit_test(every_shape_keeps_the_rules),
        cmocka_unit_test(the_numbers_change_to_the_circles), cmocka_unit_test(another_reach_stays_unequal),
        cmocka_unit_test(strange_numbers_do_no_harm),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
