// What more heads cost, as a picture: counts of the tape, equal where they are equal, at all sizes and with all numbers of heads.
#include "base/random.h"
#include "scene/stage.h"

#define ALL "bar matrices counts"

static void every_number_of_heads_keeps_the_rules(void **state) {
    (void)state;
    static const char *const set[] = {
        "heads=1 d=64 n=8", "heads=2 d=64 n=8",    "heads=8 d=512 n=4",   "heads=32 d=64 n=1",  "heads=64 d=64 n=3",
        "heads=1 d=1 n=1",  "heads=256 d=256 n=2", "heads=12 d=24 n=256", "heads=3 d=1023 n=1",
    };
    for (size_t i = 0; i < sizeof set / sizeof *set; i++) {
        Stage stage;
        stage_begin(&stage, "slices", NULL, set[i], ALL, ALL);
        stage_check_at(&stage, i > 2, set[i]);
        stage_end(&stage);
    }
}

static void every_step_keeps_the_rules(void **state) {
    (void)state;
    static const char *const reveal[] = { "bar", "bar matrices", "bar counts", "counts", "" };
    for (size_t i = 0; i < sizeof reveal / sizeof *reveal; i++) {
        Stage stage;
        stage_begin(&stage, "slices", NULL, "heads=8 d=64 n=8", reveal[i], i == 1 ? "matrices" : "counts");
        stage_check(&stage, reveal[i]);
        stage_end(&stage);
    }
}

// Those of the formula, which are there before anything is counted.
static int equal_signs(Stage *stage) {
    List start = stage_draw(stage, 1190, 760, 0);
    return picture_texts(&start, "=");
}

static void only_the_grids_grow(void **state) {
    (void)state;
    Stage stage;
    stage_begin(&stage, "slices", NULL, "heads=16 d=512 n=4", ALL, ALL);
    List list = stage_draw(&stage, 1190, 760, 1);
    assert_int_equal(picture_texts(&list, "=") - equal_signs(&stage), 5);
    assert_int_equal(picture_texts(&list, "× 16"), 1);
    assert_int_equal(picture_texts(&list, "1\u2009048\u2009576"),
                     2 + 2); // parameters, and 4 · 512 · 512 of the mixing for four tokens
    assert_int_equal(picture_texts(&list, "16 · (4 · 4 · 32)"), 1);
    assert_int_equal(picture_texts(&list, "512 columns, 16 heads"), 1);
    List start = stage_draw(&stage, 1190, 760, 0);
    assert_int_equal(picture_texts(&start, "× 16"), 0);
    stage_end(&stage);
    stage_begin(&stage, "slices", NULL, "heads=1 d=64 n=8", ALL, ALL);
    list = stage_draw(&stage, 1190, 760, 1);
    assert_int_equal(picture_texts(&list, "=") - equal_signs(&stage), 6);
    stage_end(&stage);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_number_of_heads_keeps_the_rules),
        cmocka_unit_test(every_step_keeps_the_rules),
        cmocka_unit_test(only_the_grids_grow),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
