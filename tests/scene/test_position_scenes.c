// The pictures of positions: the lesson's numbers on the stage, what a step animates, odd shapes and strange numbers.
#include "base/random.h"
#include "scene/stage.h"

#define WORDS "x1:dog,1,0\nx2:bites,1,1\nx3:man,0,1\n"

static NodeId node(const Stage *stage, const char *name) { return tape_find(stage->tape, name); }

static bool shows(Stage *stage, const List *list, const char *name, int element) {
    return picture_shows(list, ident_value(node(stage, name), element));
}

// --- words in two orders

static void two_orders(void **state) {
    (void)state;
    Stage stage;
    stage_begin(&stage, "order", WORDS, "", "one two", "two");
    List list = stage_draw(&stage, 1190, 700, 1);
    assert_true(picture_texts(&list, "0.2483") == 4 && picture_texts(&list, "0.5035") == 2 && picture_texts(&list, "0.7517") == 4);
    assert_true(picture_texts(&list, "=") == 1 && picture_texts(&list, "bites") == 2);
    assert_true(shows(&stage, &list, "x", 0) && shows(&stage, &list, "two.a", 4) && shows(&stage, &list, "one.s", 3));
    List start = stage_draw(&stage, 1190, 700, 0);
    assert_true(picture_texts(&start, "bites") == 1 && !picture_texts(&start, "=")); // the second sentence has not come
    stage_check(&stage, "two orders");
    stage_end(&stage);
    stage_begin(&stage, "order", WORDS, "positions=on", "one two", "");
    list = stage_draw(&stage, 1190, 700, 1);
    assert_true(picture_texts(&list, "1.6447") == 1 && picture_texts(&list, "1.3959") == 1 && picture_texts(&list, "≠") == 1);
    stage_check(&stage, "with positions");
    stage_end(&stage);
}

// Words of another sentence, the first one followed.
static void another_word_is_followed(void **state) {
    (void)state;
    Stage stage;
    stage_begin(&stage, "order", WORDS, "word=1", "one two", "two");
    List list = stage_draw(&stage, 1190, 700, 1);
    assert_true(shows(&stage, &list, "one.o", 0) && shows(&stage, &list, "two.o", 4)); // the last of the reverse
    assert_false(shows(&stage, &list, "one.o", 2));
    assert_int_equal(picture_texts(&list, "="), 1);
    stage_end(&stage);
}

static void adding_arrows(void **state) {
    (void)state;
    static const char *const set[] = { "positions=on", "positions=on order=reversed", "positions=off" };
    for (int i = 0; i < 3; i++) {
        Stage stage;
        stage_begin(&stage, "position", WORDS, set[i], "sum o", "sum");
        List list = stage_draw(&stage, 1190, 700, 1);
        if (i == 0) assert_true(picture_texts(&list, "1.8415") == 1 && picture_texts(&list, "bites at 1") == 1);
        if (i == 1) assert_true(picture_texts(&list, "man at 0") == 1 && picture_texts(&list, "1.9093") == 1);
        if (i < 2) assert_true(picture_texts(&list, "1.6447") == 1 && picture_texts(&list, "1.3959") == 1);
        stage_check(&stage, set[i]);
        stage_end(&stage);
    }
}

// --- clocks, stripes, rotation, distance, table

static void hands_and_numbers(void **state) {
    (void)state;
    Stage stage;
    stage_begin(&stage, "clocks", NULL, "n=6 d=4 position=3", "hands numbers", "hands");
    List list = stage_draw(&stage, 952, 580, 1), start = stage_draw(&stage, 952, 580, 0);
    static const char *const text[] = { "0.1411", "−0.9900", "0.0300", "0.9996" };
    for (int i = 0; i < 4; i++) {
        assert_int_equal(picture_texts(&list, text[i]), 1);
        assert_true(shows(&stage, &list, "pe", 12 + i) && shows(&stage, &start, "pe", i)); // the hands start at position 0
    }
    stage_end(&stage);
}

static void a_step_and_its_matrix(void **state) {
    (void)state;
    Stage stage;
    stage_begin(&stage, "rotation", NULL, "", "turn matrix direct", "matrix");
    List list = stage_draw(&stage, 952, 580, 1);
    assert_true(picture_texts(&list, "0.5403") == 5 && picture_texts(&list, "−0.8415") == 1 && picture_texts(&list, "0.9093") == 3);
    assert_true(shows(&stage, &list, "next", 0) && shows(&stage, &list, "direct", 1) && shows(&stage, &list, "turn", 0));
    assert_int_equal(picture_texts(&list, "position 2"), 1);
    stage_end(&stage);
}

static void stripes_along_the_diagonal(void **state) {
    (void)state;
    Stage stage;
    stage_begin(&stage, "distance", NULL, "n=6 d=4", "matrix bars", "bars");
    List list = stage_draw(&stage, 952, 580, 1);
    static const char *const text[] = { "2", "1.5403", "0.5837", "0.0096", "0.3456", "1.2824" };
    for (int k = 0; k < 6; k++) { // a diagonal on each side, a bar; the axes have whole numbers too
        int want = (k ? 2 : 1) * (6 - k) + 1 + (k == 0 ? 3 : 0);
        if (picture_texts(&list, text[k]) != want) fail_msg("%s: %d times", text[k], picture_texts(&list, text[k]));
    }
    stage_end(&stage);
    stage_begin(&stage, "distance", NULL, "n=400 d=4", "matrix bars", ""); // too many to keep
    list = stage_draw(&stage, 952, 580, 1);
    assert_int_equal(picture_texts(&list, "There are too many positions for all their products."), 1);
    stage_end(&stage);
}

static void a_table_has_an_end(void **state) {
    (void)state;
    static const char *const set[] = { "position=600", "position=511", "position=0", "position=1023", "position=65535 rows=1 d=1" };
    for (int i = 0; i < 5; i++) {
        Stage stage;
        stage_begin(&stage, "learned", NULL, set[i], "table waves lookup", "lookup");
        List list = stage_draw(&stage, 952, 580, 1);
        assert_int_equal(picture_texts(&list, "no row"), i != 1 && i != 2);
        stage_check_at(&stage, true, set[i]);
        stage_end(&stage);
    }
}

// The whole of a heat map, cell by cell: what pointing at one gives.
static void every_stripe_is_an_element(void **state) {
    (void)state;
    Stage stage;
    stage_begin(&stage, "stripes", NULL, "n=100 d=512", "stripes wave", "wave");
    List list = stage_draw(&stage, 952, 580, 1);
    assert_true(shows(&stage, &list, "pe", 0) && shows(&stage, &list, "pe", 99 * 512 + 511) &&
                shows(&stage, &list, "wavelength", 255));
    assert_int_equal(picture_texts(&list, "6.283 positions"), 1);
    stage_end(&stage);
}

// --- shapes and strange numbers

static const struct {
    const char *scene, *set, *reveal, *focus;
} pictures[] = {
    { "clocks", "n=1 d=1", "hands numbers", "hands" },
    { "clocks", "n=2 d=2 position=1", "hands numbers", "numbers" },
    { "clocks", "n=30 d=7 position=29", "hands numbers", "hands" },
    { "clocks", "n=12 d=64 position=11 base=2", "hands numbers", "numbers" },
    { "stripes", "n=1 d=1", "stripes wave", "wave" },
    { "stripes", "n=12 d=3", "stripes wave", "stripes" },
    { "stripes", "n=700 d=4", "stripes", "stripes" },
    { "stripes", "n=20 d=512 base=1", "stripes wave", "wave" },
    { "rotation", "d=2", "turn matrix direct", "turn" },
    { "rotation", "from=20 step=17 pair=9", "turn matrix direct", "direct" },
    { "rotation", "step=0", "turn matrix direct", "matrix" },
    { "distance", "n=1 d=1", "matrix bars", "bars" },
    { "distance", "n=12 d=8 distance=40", "matrix bars", "bars" },
    { "distance", "n=70 d=64", "matrix bars", "matrix" },
    { "distance", "n=2 d=2", "matrix bars", "" },
};

static void every_size_keeps_the_rules(void **state) {
    (void)state;
    for (size_t i = 0; i < sizeof pictures / sizeof *pictures; i++) {
        Stage stage;
        stage_begin(&stage, pictures[i].scene, NULL, pictures[i].set, pictures[i].reveal, pictures[i].focus);
        stage_check_at(&stage, true, arena_print(stage.arena, "%s %s", pictures[i].scene, pictures[i].set));
        stage_end(&stage);
    }
}

#define TURNED "q1,1,0\nq2,1,0\nq3,1,0\nk1,1,0\nk2,1,0\nk3,1,0\npq,1,2,5\npk,0,1,4\n"

// Three pairs of places, one apart: the same score stands under all of them.
static void turned_by_their_places(void **state) {
    (void)state;
    Stage stage;
    stage_begin(&stage, "turned", TURNED, "", "turn", "turn");
    stage_check(&stage, "turned");
    for (int i = 0; i < 3; i++)
        assert_close(tape_node(stage.tape, tape_find(stage.tape, "raw"))->value[4 * i], .5403023058681398, 1e-14);
    List list = stage_draw(&stage, 952, 580, 1);
    assert_int_equal(picture_texts(&list, "0.5403"), 3);
    stage_end(&stage);
    stage_begin(&stage, "turned", "q,3,-2\nk,0.1,0\npq,70\npk,-2\n", "", "turn", "");
    stage_check_at(&stage, true, "one pair");
    stage_end(&stage);
    stage_begin(&stage, "turned", "q,3,-2,1,1\nk,0.1,0,2,2\n", "", "turn", "");
    stage_check_at(&stage, true, "too wide for arrows");
    stage_end(&stage);
}

static const char *words(Arena *arena, int n, int d) {
    Random random = random_seed((uint64_t)(n * 100 + d));
    Builder b = { .arena = arena };
    for (int r = 0; r < n; r++) {
        builder_print(&b, "x%d", r + 1);
        for (int c = 0; c < d; c++) builder_print(&b, ",%.3f", 3 * random_normal(&random));
        builder_print(&b, "\n");
    }
    return builder_text(&b);
}

static void every_sentence_keeps_the_rules(void **state) {
    (void)state;
    static const int shape[][2] = { { 1, 1 }, { 1, 2 }, { 2, 2 }, { 4, 3 }, { 12, 2 }, { 12, 8 }, { 5, 1 }, { 100, 2 } };
    static const char *const scene[] = { "order", "position" };
    for (int k = 0; k < 2; k++)
        for (size_t s = 0; s < sizeof shape / sizeof *shape; s++) {
            Arena *arena = arena_begin();
            Stage stage;
            const char *text = words(arena, shape[s][0], shape[s][1]);
            stage_begin(&stage, scene[k], text, s % 2 ? "positions=on" : "", k ? "sum o" : "one two", k ? "sum o" : "two");
            stage_check_at(&stage, true, arena_print(arena, "%s, n %d d %d", scene[k], shape[s][0], shape[s][1]));
            stage_end(&stage);
            arena_end(arena);
        }
}

static void strange_numbers_do_no_harm(void **state) {
    (void)state;
    static const double strange[] = { MATH_NAN, MATH_INFINITY, -MATH_INFINITY, 1.7e308, -1e-308, 0, 123456789012.0 };
    static const char *const scene[][4] = {
        { "order", WORDS, "positions=on", "one two" },
        { "position", WORDS, "positions=on", "sum o" },
        { "clocks", NULL, "", "hands numbers" },
        { "stripes", NULL, "n=20 d=16", "stripes wave" },
        { "rotation", NULL, "", "turn matrix direct" },
        { "distance", NULL, "", "matrix bars" },
        { "turned", TURNED, "", "turn" },
        { "learned", NULL, "rows=8 d=4", "table waves lookup" },
    };
    for (size_t k = 0; k < sizeof scene / sizeof *scene; k++)
        for (size_t s = 0; s < sizeof strange / sizeof *strange; s++)
            for (int part = 0; part < 3; part++) {
                Stage stage;
                stage_begin(&stage, scene[k][0], scene[k][1], scene[k][2], scene[k][3], "");
                for (NodeId id = part; id < stage.tape->count; id += 3)
                    for (int e = 0; e < tape_node(stage.tape, id)->count; e += 2) tape_node(stage.tape, id)->value[e] = strange[s];
                stage_check_at(&stage, true, arena_print(stage.arena, "%s with %g", scene[k][0], strange[s]));
                stage_end(&stage);
            }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(two_orders),
        cmocka_unit_test(another_word_is_followed),
        cmocka_unit_test(adding_arrows),
        cmocka_unit_test(hands_and_numbers),
        cmocka_unit_test(a_step_and_its_matrix),
        cmocka_unit_test(stripes_along_the_diagonal),
        cmocka_unit_test(a_table_has_an_end),
        cmocka_unit_test(every_stripe_is_an_element),
        cmocka_unit_test(turned_by_their_places),
        cmocka_unit_test(every_size_keeps_the_rules),
        cmocka_unit_test(every_sentence_keeps_the_rules),
        cmocka_unit_test(strange_numbers_do_no_harm),
    };
    return cmocka_run_group_tests_name("scene/position", tests, NULL, NULL);
}
