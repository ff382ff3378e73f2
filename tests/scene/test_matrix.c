// All queries at once: the numbers of lesson 9 either way round, the product that flies, every shape, and many queries.
#include "base/random.h"
#include "scene/stage.h"

#define LN2 "0.6931471805599453"
#define LN3 "1.0986122886681098"
#define LN4 "1.3862943611198906"
#define LESSON                                                                                                                     \
    "q1:the,1,1\nq2:cat,1,1\nq3:sat,1,1\nq4:down,1,1\nk1:the," LN2 ",-" LN2 "\nk2:cat," LN3 ",0\nk3:sat," LN2 "," LN2              \
    "\nk4:down," LN4 "," LN2 "\nv1,8\nv2,4\nv3,2\nv4,1\n"
#define ALL "q k s mask a v o"

static Box where(const Stage *stage, const List *list, const char *node, int element) {
    Box at;
    if (!list_where(list, ident_value(tape_find(stage->tape, node), element), &at)) fail_msg("%s[%d] is not shown", node, element);
    return at;
}

static void every_step_keeps_the_rules(void **state) {
    (void)state;
    static const char *const focus[] = { "s", "mask", "a", "o", "" };
    for (size_t i = 0; i < sizeof focus / sizeof *focus; i++)
        for (int turned = 0; turned < 2; turned++) {
            Stage stage;
            stage_begin(&stage, "matrix", LESSON,
                        turned ? "similarity=dot mask=causal orientation=columns" : "similarity=dot mask=causal", ALL, focus[i]);
            stage_check(&stage, focus[i]);
            stage_end(&stage);
        }
}

static void every_shape_keeps_the_rules(void **state) {
    (void)state;
    static const int shape[][4] = { { 1, 1, 1, 1 },   { 1, 4, 2, 2 },   { 3, 2, 1, 3 },    { 2, 7, 3, 1 },  { 8, 8, 4, 4 },
                                    { 11, 11, 2, 2 }, { 12, 12, 8, 8 }, { 40, 70, 16, 3 }, { 1, 30, 64, 1 } };
    for (size_t i = 0; i < sizeof shape / sizeof *shape; i++)
        for (int turned = 0; turned < 2; turned++) {
            Stage stage;
            Arena *arena = arena_begin();
            const int *n = shape[i];
            stage_begin(&stage, "matrix", stage_data(arena, n[0], n[1], n[2], n[3]),
                        turned ? "orientation=columns mask=causal" : "", ALL, i % 2 ? "o" : "s");
            stage.step.query = n[0] - 1;
            stage_check_at(&stage, true, arena_print(arena, "%d %d %d %d, turned %d", n[0], n[1], n[2], n[3], turned));
            stage_end(&stage);
            arena_end(arena);
        }
}

// Row i of Q stands level with row i of S, A and O; turned, with columns.
static void a_query_is_one_line(void **state) {
    (void)state;
    Stage stage;
    stage_begin(&stage, "matrix", LESSON, "similarity=dot", ALL, "s");
    List list = stage_draw(&stage, 1280, 640, 1);
    for (int i = 0; i < 4; i++) {
        double y = where(&stage, &list, "q", 2 * i).y;
        assert_close(where(&stage, &list, "s", 4 * i + 3).y, y, 0);
        assert_close(where(&stage, &list, "a", 4 * i).y, y, 0);
        assert_close(where(&stage, &list, "o", i).y, y, 0);
        assert_close(where(&stage, &list, "k", 2 * i).x, where(&stage, &list, "s", i).x, 0);
    }
    stage_end(&stage);
    stage_begin(&stage, "matrix", LESSON, "similarity=dot orientation=columns", ALL, "s");
    list = stage_draw(&stage, 1280, 640, 1);
    for (int i = 0; i < 4; i++) {
        assert_close(where(&stage, &list, "q", 2 * i).x, where(&stage, &list, "s", 4 * i).x, 0);
        assert_close(where(&stage, &list, "o", i).x, where(&stage, &list, "a", 4 * i + 3).x, 0);
        assert_close(where(&stage, &list, "k", 2 * i).y, where(&stage, &list, "s", i).y, 0);
    }
    stage_end(&stage);
}

// The masked triangle: upper right where queries are rows, lower left where they are columns.
static void the_triangle_flips(void **state) {
    (void)state;
    for (int turned = 0; turned < 2; turned++) {
        Stage stage;
        stage_begin(&stage, "matrix", LESSON,
                    turned ? "similarity=dot mask=causal orientation=columns" : "similarity=dot mask=causal", ALL, "a");
        List list = stage_draw(&stage, 1280, 640, 1);
        assert_int_equal(picture_texts(&list, "−∞"), 6);
        Box first = where(&stage, &list, "masked", 3), last = where(&stage, &list, "s", 12); // (0, 3) hidden, (3, 0) seen
        assert_true(turned ? first.x < last.x && first.y > last.y : first.x > last.x && first.y < last.y);
        stage_end(&stage);
    }
}

static void it_says_what_rows_and_columns_are(void **state) {
    (void)state;
    Stage stage;
    stage_begin(&stage, "matrix", LESSON, "similarity=dot", ALL, "s");
    List list = stage_draw(&stage, 1280, 640, 1);
    assert_int_equal(picture_texts(&list, "queries ↓  keys →  4 × 4"), 2);
    assert_int_equal(picture_texts(&list, "keys ↓  queries →  4 × 4"), 0);
    assert_int_equal(picture_texts(&list, "2 × 4"), 1); // the keys, turned
    stage_end(&stage);
    stage_begin(&stage, "matrix", LESSON, "similarity=dot orientation=columns", ALL, "s");
    list = stage_draw(&stage, 1280, 640, 1);
    assert_int_equal(picture_texts(&list, "queries ↓  keys →  4 × 4"), 0);
    assert_int_equal(picture_texts(&list, "keys ↓  queries →  4 × 4"), 2);
    stage_end(&stage);
}

// The first product: its two rows on the bench, its terms, and it lands as the number that the tape holds.
static void a_product_flies(void **state) {
    (void)state;
    Stage stage;
    stage_begin(&stage, "matrix", LESSON, "similarity=dot", "q k s", "s");
    double seconds = scene_seconds(stage.scene, &stage.step, stage.tape);
    assert_in_range((int)seconds, 4, 10);
    List list = stage_draw(&stage, 1280, 640, 1.3 / seconds);
    assert_int_equal(picture_texts(&list, "×"), 2);
    assert_false(picture_shows(&list, ident_value(tape_find(stage.tape, "s"), 0)));
    list = stage_draw(&stage, 1280, 640, 2.05 / seconds);
    assert_int_equal(picture_texts(&list, "+"), 1);
    list = stage_draw(&stage, 1280, 640, 3.1 / seconds);
    assert_true(picture_shows(&list, ident_value(tape_find(stage.tape, "raw"), 0)));
    list = stage_draw(&stage, 1280, 640, 1);
    assert_int_equal(picture_texts(&list, "×"), 0);
    for (int i = 0; i < 16; i++) where(&stage, &list, "s", i);
    stage_end(&stage);
}

static void many_tokens_can_be_pointed_at(void **state) {
    (void)state;
    Stage stage;
    Arena *arena = arena_begin();
    for (int turned = 0; turned < 2; turned++) {
        stage_begin(&stage, "matrix", stage_data(arena, 30, 40, 8, 8), turned ? "orientation=columns" : "", ALL, "a");
        List list = stage_draw(&stage, 1280, 640, 1);
        Box at = where(&stage, &list, "a", 7 * 40 + 11);
        Ident under;
        assert_non_null(list_pick(&list, at.x + at.w / 2, at.y + at.h / 2, &under));
        assert_int_equal(under.node, tape_find(stage.tape, "a"));
        assert_int_equal(under.element, 7 * 40 + 11);
        assert_true(list_where(&list, ident_value(tape_find(stage.tape, "masked"), 11), NULL)); // the scores as the mask left them
        stage_end(&stage);
    }
    arena_end(arena);
}

static void strange_numbers_do_no_harm(void **state) {
    (void)state;
    static const double strange[] = { MATH_NAN, MATH_INFINITY, -MATH_INFINITY, 1.7e308, -1e-308, 1e9, 123456789012.0 };
    static const char *const name[] = { "q", "k", "v", "raw", "s", "masked", "a", "o" };
    for (size_t i = 0; i < sizeof strange / sizeof *strange; i++)
        for (size_t w = 0; w < sizeof name / sizeof *name; w++) {
            Stage stage;
            stage_begin(&stage, "matrix", LESSON, i % 2 ? "orientation=columns" : "mask=causal", ALL, w % 2 ? "s" : "o");
            const Node *at = tape_node(stage.tape, tape_find(stage.tape, name[w]));
            for (int e = 0; e < at->count; e += 2) at->value[e] = strange[i];
            stage_check_at(&stage, true, name[w]);
            stage_end(&stage);
        }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_step_keeps_the_rules),
        cmocka_unit_test(every_shape_keeps_the_rules),
        cmocka_unit_test(a_query_is_one_line),
        cmocka_unit_test(the_triangle_flips),
        cmocka_unit_test(it_says_what_rows_and_columns_are),
        cmocka_unit_test(a_product_flies),
        cmocka_unit_test(many_tokens_can_be_pointed_at),
        cmocka_unit_test(strange_numbers_do_no_harm),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
