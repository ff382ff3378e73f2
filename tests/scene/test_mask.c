// The masks: lesson 9's numbers right and wrong, what sweeps and refills, every shape either way round, and what can be painted.
#include "base/random.h"
#include "scene/stage.h"

#define LN2 "0.6931471805599453"
#define LN3 "1.0986122886681098"
#define LN4 "1.3862943611198906"
#define LESSON                                                                                                                     \
    "q1:the,1,1\nq2:cat,1,1\nq3:sat,1,1\nq4:down,1,1\nk1:the," LN2 ",-" LN2 "\nk2:cat," LN3 ",0\nk3:sat," LN2 "," LN2              \
    "\nk4:down," LN4 "," LN2 "\nv1,8\nv2,4\nv3,2\nv4,1\ng1,1\ng2,1\ng3,1\ng4,1\n"
#define NEXT "q1,1\nq2,1\nk1:the,0\nk2:cat,0\nv1,0,0\nv2,0," LN4 "\ntarget1:cat,1\ntarget2:sat,1\n"

static bool shows(const Stage *stage, const List *list, const char *node, int element) {
    return picture_shows(list, ident_value(tape_find(stage->tape, node), element));
}

static void every_step_keeps_the_rules(void **state) {
    (void)state;
    static const char *const step[][2] = { { "s open", "open" },      { "s mask a", "mask" },
                                           { "s mask", "mask" },      { "a late", "late" },
                                           { "a zero", "zero" },      { "a v o", "o" },
                                           { "a v o gradient", "o" }, { "s", "s" } };
    static const char *const set[] = { "similarity=dot", "similarity=dot orientation=columns", "similarity=dot mask=window",
                                       "similarity=dot mask=padding orientation=columns" };
    for (size_t i = 0; i < sizeof step / sizeof *step; i++)
        for (size_t k = 0; k < sizeof set / sizeof *set; k++) {
            Stage stage;
            stage_begin(&stage, "mask", LESSON, set[k], step[i][0], step[i][1]);
            stage.step.query = 1;
            stage_check_at(&stage, k > 1, step[i][0]);
            stage_end(&stage);
        }
}

static void every_shape_keeps_the_rules(void **state) {
    (void)state;
    static const int shape[][4] = { { 1, 1, 1, 1 },   { 1, 5, 2, 2 },   { 4, 2, 1, 1 },  { 8, 8, 4, 1 },
                                    { 11, 11, 2, 2 }, { 12, 12, 2, 1 }, { 40, 70, 3, 3 } };
    static const char *const focus[] = { "open", "mask", "late", "zero", "o" };
    for (size_t i = 0; i < sizeof shape / sizeof *shape; i++)
        for (size_t f = 0; f < sizeof focus / sizeof *focus; f++) {
            Stage stage;
            Arena *arena = arena_begin();
            const int *n = shape[i];
            stage_begin(&stage, "mask", stage_data(arena, n[0], n[1], n[2], n[3]), f % 2 ? "orientation=columns" : "",
                        "s open mask a late zero v o gradient", focus[f]);
            stage.step.query = n[0] - 1;
            stage_check_at(&stage, true, arena_print(arena, "%d %d %d %d, %s", n[0], n[1], n[2], n[3], focus[f]));
            stage_end(&stage);
            arena_end(arena);
        }
}

// Right and wrong beside each other: the sums at the ends of the rows are the tape's.
static void the_sums_tell(void **state) {
    (void)state;
    Stage stage;
    stage_begin(&stage, "mask", LESSON, "similarity=dot", "a late", "late");
    stage.step.query = 1;
    List list = stage_draw(&stage, 1280, 600, 1);
    assert_int_equal(picture_texts(&list, "Σ 1"), 5);      // four on the right side, one on the wrong
    assert_int_equal(picture_texts(&list, "Σ 0.2500"), 1); // alike decimals down the column
    for (int i = 0; i < 4; i++) assert_true(shows(&stage, &list, "right.sum", i) && shows(&stage, &list, "late.sum", i));
    assert_true(shows(&stage, &list, "open.divisor", 1)); // in the arithmetic
    stage_end(&stage);
    stage_begin(&stage, "mask", LESSON, "similarity=dot", "a zero", "zero");
    stage.step.query = 1;
    list = stage_draw(&stage, 1280, 600, 1);
    assert_int_equal(picture_texts(&list, "0.3333"),
                     3); // the share of the future: at the row's end, in the arithmetic; and a weight
    assert_int_equal(picture_texts(&list, "0.1667"), 3);
    stage_end(&stage);
}

// A narrow page gives its width to the digits of both cards: what lines add up to takes no more than its words, and gives way.
static void narrow_cards_keep_their_digits(void **state) {
    (void)state;
    static const char *const step[][4] = { { "s a mask", "mask", "masked", "a" },
                                           { "a late", "late", "a", "late.a" },
                                           { "a zero", "zero", "a", "zero.a" } };
    static const double width[] = { 560, 600, 640, 820 };
    for (size_t i = 0; i < sizeof step / sizeof *step; i++)
        for (size_t w = 0; w < sizeof width / sizeof *width; w++) {
            Stage stage;
            stage_begin(&stage, "mask", LESSON, "similarity=dot", step[i][0], step[i][1]);
            stage.step.query = 1;
            List list = stage_draw(&stage, width[w], 440, 1);
            for (int e = 0; e < 16; e++)
                if (!shows(&stage, &list, step[i][2], e) || !shows(&stage, &list, step[i][3], e))
                    fail_msg("%s has no digits on %g units", step[i][1], width[w]);
            stage_end(&stage);
        }
}

// First the triangle over the scores, from its corner; only then the rows refill.
static void the_triangle_sweeps(void **state) {
    (void)state;
    Stage stage;
    stage_begin(&stage, "mask", LESSON, "similarity=dot", "s mask a", "mask");
    double seconds = scene_seconds(stage.scene, &stage.step, stage.tape);
    assert_in_range((int)seconds, 4, 10);
    List list = stage_draw(&stage, 1280, 600, 0);
    assert_int_equal(picture_texts(&list, "−∞"), 0);
    list = stage_draw(&stage, 1280, 600, 0.7 / seconds);
    assert_int_equal(picture_texts(&list, "−∞"), 1); // the corner alone
    assert_true(shows(&stage, &list, "masked", 3));
    list = stage_draw(&stage, 1280, 600, 2.3 / seconds);
    assert_int_equal(picture_texts(&list, "−∞"), 6);
    for (int i = 0; i < 4; i++) assert_true(shows(&stage, &list, "open.a", 4 * i)); // not refilled yet
    assert_int_equal(picture_texts(&list, "right: every row shares out the whole"), 0);
    list = stage_draw(&stage, 1280, 600, 1);
    assert_int_equal(picture_texts(&list, "right: every row shares out the whole"), 1);
    for (int i = 0; i < 16; i++) assert_true(shows(&stage, &list, "a", i));
    assert_int_equal(picture_texts(&list, "0.7500"), 1);
    stage_end(&stage);
}

static void the_first_row_has_no_gradient(void **state) {
    (void)state;
    Stage stage;
    stage_begin(&stage, "mask", LESSON, "similarity=dot", "a v o gradient", "o");
    List list = stage_draw(&stage, 1280, 600, 1);
    NodeId s = tape_find(stage.tape, "s");
    for (int i = 0; i < 16; i++) assert_true(picture_shows(&list, ident_grad(s, i)));
    List early = stage_draw(&stage, 1280, 600, 0.5); // after the outputs
    assert_false(picture_shows(&early, ident_grad(s, 0)));
    assert_close(tape_node(stage.tape, s)->grad[0], 0, 0);
    for (int i = 0; i < 4; i++) assert_true(shows(&stage, &list, "o", i) && shows(&stage, &list, "v", i));
    stage_end(&stage);
}

// Own data without a gradient: the card is there and says why it is empty.
static void a_missing_gradient_is_said(void **state) {
    (void)state;
    Stage stage;
    stage_begin(&stage, "mask", "q1,1\nq2,0\nk1,1\nk2,2\nv1,8\nv2,4\n", "", "a v o gradient", "o");
    List list = stage_draw(&stage, 1280, 600, 1);
    assert_int_equal(picture_texts(&list, "Gradient at the scores"), 1);
    assert_int_equal(picture_texts(&list, "a row g1, g2 … for every output."), 1);
    stage_check_at(&stage, true, "no gradient");
    stage_end(&stage);
}

// Each query's values come down to its weights; the products are the tape's, and hidden keys send none.
static void products_go_into_the_outputs(void **state) {
    (void)state;
    Stage stage;
    stage_begin(&stage, "mask", LESSON, "similarity=dot", "a v o", "o");
    double seconds = scene_seconds(stage.scene, &stage.step, stage.tape);
    List list = stage_draw(&stage, 1280, 600, 1.5 * 1.5 / seconds); // in the second query's turn, half way
    assert_true(shows(&stage, &list, "weighted", 4) && shows(&stage, &list, "weighted", 5));
    assert_false(shows(&stage, &list, "weighted", 6) || shows(&stage, &list, "weighted", 8));
    assert_int_equal(picture_texts(&list, "+"), 1);
    assert_true(shows(&stage, &list, "o", 0));
    assert_false(shows(&stage, &list, "o", 2));
    list = stage_draw(&stage, 1280, 600, 1);
    assert_false(shows(&stage, &list, "weighted", 5));
    stage_end(&stage);
}

static void words_follow_the_mask_and_the_side(void **state) {
    (void)state;
    Stage stage;
    stage_begin(&stage, "mask", LESSON, "similarity=dot mask=padding orientation=columns", "a late", "late");
    List list = stage_draw(&stage, 1280, 640, 1);
    assert_int_equal(picture_texts(&list, "right: every column shares out the whole"), 1);
    assert_int_equal(picture_texts(&list, "the divisor still knows the scores of the padding"), 1);
    assert_int_equal(picture_texts(&list, "queries → are columns, keys ↓ are rows, 4 × 4"), 2);
    stage_end(&stage);
    stage_begin(&stage, "mask", LESSON, "similarity=dot mask=cross", "s mask a", "mask");
    list = stage_draw(&stage, 1280, 640, 1);
    assert_int_equal(picture_texts(&list, "nothing is hidden"), 1);
    assert_int_equal(picture_texts(&list, "exp(−∞) is 0"), 0);
    stage_end(&stage);
}

// Every cell of scores and weights may be painted: it names the leaf of ones and zeros and the same element.
static void cells_can_be_painted(void **state) {
    (void)state;
    Arena *arena = arena_begin();
    for (int many = 0; many < 2; many++) {
        Stage stage;
        stage_begin(&stage, "mask", many ? stage_data(arena, 20, 20, 2, 1) : LESSON, "", "s mask a", "mask");
        List list = stage_draw(&stage, 1280, 600, 1);
        NodeId masked = tape_find(stage.tape, "masked"), a = tape_find(stage.tape, "a");
        int m = many ? 20 : 4;
        for (int i = 0; i < m * m; i += 3) {
            Box at;
            Ident under;
            assert_true(list_where(&list, ident_value(i % 2 ? masked : a, i), &at));
            assert_non_null(list_pick(&list, at.x + at.w / 2, at.y + at.h / 2, &under));
            assert_int_equal(ident_mask(under), tape_find(stage.tape, "mask"));
            assert_int_equal(under.element, i);
        }
        stage_end(&stage);
    }
    arena_end(arena);
}

static void every_position_at_once(void **state) {
    (void)state;
    Stage stage;
    stage_begin(&stage, "mask", NEXT, "", "task", "task");
    stage_check(&stage, "task");
    List list = stage_draw(&stage, 1280, 600, 1);
    for (int i = 0; i < 2; i++) assert_true(shows(&stage, &list, "next.loss", i) && shows(&stage, &list, "next.p", i));
    assert_int_equal(picture_texts(&list, "0.6931"), 1);
    assert_int_equal(picture_texts(&list, "cat"), 3); // in both rows of the input, and as the first target
    stage_end(&stage);
}

static void strange_numbers_do_no_harm(void **state) {
    (void)state;
    static const double strange[] = { MATH_NAN, MATH_INFINITY, -MATH_INFINITY, 1.7e308, -1e-308, 1e9, 123456789012.0 };
    static const char *const name[] = { "s", "masked", "a", "open.a", "late.sum", "zero.exp", "right.divisor", "o", "v" };
    static const char *const focus[] = { "mask", "open", "late", "zero", "o" };
    for (size_t i = 0; i < sizeof strange / sizeof *strange; i++)
        for (size_t w = 0; w < sizeof name / sizeof *name; w++) {
            Stage stage;
            stage_begin(&stage, "mask", LESSON, "", "s mask a late zero v o gradient", focus[(i + w) % 5]);
            const Node *at = tape_node(stage.tape, tape_find(stage.tape, name[w]));
            for (int e = 0; e < at->count; e += 2) at->value[e] = strange[i];
            stage_check_at(&stage, true, name[w]);
            stage_end(&stage);
        }
}

// Every word that arrives has one new row; without what is kept all rows would be computed again.
static void a_word_arrives(void **state) {
    (void)state;
    Stage stage;
    stage_begin(&stage, "cache", "q1,1\nq2,2\nq3,0\nq4,1\nq5,1\nk1,1\nk2,0\nk3,1\nk4,2\nk5,1\nv1,1\nv2,2\nv3,3\nv4,4\nv5,5\n",
                "mask=causal", "arrive", "arrive");
    stage_check(&stage, "cache");
    List list = stage_draw(&stage, 952, 580, 1);
    assert_int_equal(picture_texts(&list, "Rows of queries: 5 with what is kept; without, 1 + 2 + 3 + 4 + 5 = 15"), 1);
    list = stage_draw(&stage, 952, 580, 0.5);
    assert_int_equal(picture_texts(&list, "Rows of queries: 3 with what is kept; without, 1 + 2 + 3 = 6"), 1);
    stage_end(&stage);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_step_keeps_the_rules),
        cmocka_unit_test(every_shape_keeps_the_rules),
        cmocka_unit_test(the_sums_tell),
        cmocka_unit_test(narrow_cards_keep_their_digits),
        cmocka_unit_test(the_triangle_sweeps),
        cmocka_unit_test(the_first_row_has_no_gradient),
        cmocka_unit_test(a_missing_gradient_is_said),
        cmocka_unit_test(products_go_into_the_outputs),
        cmocka_unit_test(words_follow_the_mask_and_the_side),
        cmocka_unit_test(cells_can_be_painted),
        cmocka_unit_test(every_position_at_once),
        cmocka_unit_test(strange_numbers_do_no_harm),
        cmocka_unit_test(a_word_arrives),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
