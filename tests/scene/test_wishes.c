// Heads beside one head: the hand numbers, the exchange that one head cannot see, all sizes and shapes.
#include "base/random.h"
#include "scene/stage.h"

#define ALL "x match dot exp product payload swap a one o"
#define FACTOR "1.5536723984241865" // ln 3 · √2
#define HAND                                                                                                                       \
    "x1:red square,1,0,1,0\nx2:red circle,1,0,0,1\nx3:blue square,0,1,1,0\nx4:blue circle,0,1,0,1\n"                               \
    "Wq1," FACTOR ",0,0,0\nWq2,0," FACTOR ",0,0\nWq3,0,0," FACTOR ",0\nWq4,0,0,0," FACTOR "\n"                                     \
    "Wk1,1,0,0,0\nWk2,0,1,0,0\nWk3,0,0,1,0\nWk4,0,0,0,1\nWv1,1,0,0,0\nWv2,0,1,0,0\nWv3,0,0,1,0\nWv4,0,0,0,1\n"                     \
    "Wo1,1,0,0,0\nWo2,0,1,0,0\nWo3,0,0,1,0\nWo4,0,0,0,1\npayload,10,20,30,40\n"

static NodeId node(const Stage *stage, const char *name) { return tape_find(stage->tape, name); }

static void every_step_keeps_the_rules(void **state) {
    (void)state;
    static const StageStep step[] = {
        { "x match dot", "match dot", "" },
        { "exp product one payload", "product", "" },
        { "payload swap a one o", "swap", "" },
        { "payload a one o", "o", "asks=3" },
        { "a", "a", "heads=4" },
        { "swap", "swap", "" },
        { "match exp", "exp", "heads=1" },
        { ALL, "match dot exp product a one o swap", "" },
        { ALL, "", "heads=4 asks=9" },
        { "", "", "" },
    };
    stage_check_steps("wishes", HAND, step, sizeof step / sizeof *step);
}

static const char *tokens(Arena *arena, int n, int d, bool payload) {
    Random random = random_seed((uint64_t)(n * 100 + d));
    Builder b = { .arena = arena };
    static const char *const weights[] = { "Wq", "Wk", "Wv", "Wo" };
    stage_rows(&b, &random, "x", n, d);
    for (int i = 0; i < 4; i++) stage_rows(&b, &random, weights[i], d, d);
    if (payload) {
        builder_print(&b, "payload");
        for (int i = 0; i < n; i++) builder_print(&b, ",%d", 10 * (i + 1));
        builder_print(&b, "\n");
    }
    return builder_text(&b);
}

static void every_shape_keeps_the_rules(void **state) {
    (void)state;
    static const struct {
        int n, d, heads;
    } shape[] = { { 1, 1, 1 }, { 1, 8, 2 }, { 2, 4, 4 }, { 5, 8, 8 }, { 12, 4, 2 }, { 12, 16, 16 }, { 40, 2, 1 }, { 3, 24, 3 } };
    for (size_t i = 0; i < sizeof shape / sizeof *shape; i++) {
        Stage stage;
        Arena *arena = arena_begin();
        const char *set = arena_print(arena, "heads=%d asks=%d", shape[i].heads, shape[i].n);
        stage_begin(&stage, "wishes", tokens(arena, shape[i].n, shape[i].d, i % 3 != 2), set, ALL, i % 2 ? "swap" : "product");
        stage_check_at(&stage, i > 2, arena_print(arena, "n %d d %d, %s", shape[i].n, shape[i].d, set));
        stage_end(&stage);
        arena_end(arena);
    }
}

static void the_wishes_multiply(void **state) {
    (void)state;
    Stage stage;
    stage_begin(&stage, "wishes", HAND, "", "exp product one payload", "product");
    List start = stage_draw(&stage, 1190, 760, 0), end = stage_draw(&stage, 1190, 760, 1);
    for (int j = 0; j < 4; j++) {
        assert_false(picture_shows(&start, ident_value(node(&stage, "one.exp"), j)));
        assert_true(picture_shows(&end, ident_value(node(&stage, "one.exp"), j)));
    }
    assert_int_equal(picture_texts(&end, "9"), 1);
    assert_int_equal(picture_texts(&end, "3"), 2 + 2 + 2);
    assert_int_equal(picture_texts(&end, "0.5625"), 1);
    assert_int_equal(picture_texts(&end, "0.1875"), 2);
    assert_int_equal(picture_texts(&end, "Σ = 16"), 1);
    assert_int_equal(picture_texts(&end, "×"), 4);
    assert_int_equal(picture_texts(&end, "same colour"), 1); // read off the words and what the head compares
    assert_int_equal(picture_texts(&end, "same shape"), 1);
    stage_end(&stage);
}

static void one_head_cannot_see_the_exchange(void **state) {
    (void)state;
    Stage stage;
    stage_begin(&stage, "wishes", HAND, "", "payload swap a one o", "swap");
    List start = stage_draw(&stage, 1190, 760, 0), end = stage_draw(&stage, 1190, 760, 1);
    assert_int_equal(picture_texts(&start, "≠") + picture_texts(&start, "="), 0);
    assert_int_equal(picture_texts(&end, "≠"), 2);
    assert_int_equal(picture_texts(&end, "="), 1);
    assert_int_equal(picture_texts(&start, "17.5"), 1);
    assert_int_equal(picture_texts(&end, "17.5"), 2);
    assert_int_equal(picture_texts(&end, "22.5"), 2);
    assert_true(picture_shows(&end, ident_value(node(&stage, "one.after"), 0)));
    stage_end(&stage);
    stage_begin(&stage, "wishes", HAND, "swap=1-4", "payload swap a one o", "swap"); // weights that differ: now it can
    end = stage_draw(&stage, 1190, 760, 1);
    assert_int_equal(picture_texts(&end, "≠"), 3);
    stage_end(&stage);
}

static void who_asks_can_be_chosen(void **state) {
    (void)state;
    Stage stage;
    stage_begin(&stage, "wishes", HAND, "asks=4", "x match dot", "match");
    List list = stage_draw(&stage, 1190, 760, 1);
    assert_true(picture_shows(&list, ident_value(node(&stage, "dot"), 12)));
    assert_false(picture_shows(&list, ident_value(node(&stage, "dot"), 0)));
    assert_int_equal(picture_texts(&list, "blue circle asks"), 1);
    stage_end(&stage);
}

static void strange_numbers_do_no_harm(void **state) {
    (void)state;
    static const double strange[] = { MATH_NAN, MATH_INFINITY, -MATH_INFINITY, 1.7e308, 1e9, -1e-308, 0 };
    static const char *const name[] = { "x",     "match",   "dot",     "exp",   "one.exp", "a",
                                        "one.a", "payload", "swapped", "order", "answer",  "one.after" };
    for (size_t i = 0; i < sizeof strange / sizeof *strange; i++)
        for (size_t w = 0; w < sizeof name / sizeof *name; w++) {
            Stage stage;
            stage_begin(&stage, "wishes", HAND, "", w < 5 ? "x match dot exp product one" : "payload swap a one o", "swap product");
            const Node *at = tape_node(stage.tape, node(&stage, name[w]));
            for (int e = 0; e < at->count; e += 2) at->value[e] = strange[i];
            stage_check_at(&stage, true, name[w]);
            stage_end(&stage);
        }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_step_keeps_the_rules), cmocka_unit_test(every_shape_keeps_the_rules),
        cmocka_unit_test(the_wishes_multiply),        cmocka_unit_test(one_head_cannot_see_the_exchange),
        cmocka_unit_test(who_asks_can_be_chosen),     cmocka_unit_test(strange_numbers_do_no_harm),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
