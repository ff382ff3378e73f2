// What is drawn as work is what the tape's operations count.
#include "base/random.h"
#include "scene/stage.h"

static void every_step_keeps_the_rules(void **state) {
    (void)state;
    static const StageStep step[] = {
        { "dot additive", "dot", "" },
        { "dot additive", "additive", "" },
        { "dot additive", "dot", "n=1 d=1 r=1" },
        { "dot additive", "dot", "n=5 d=3 r=2" },
        { "dot additive", "", "n=200 d=64 r=64" },
        { "dot", "dot", "" },
        { "", "", "" },
    };
    stage_check_steps("cost", NULL, step, sizeof step / sizeof *step);
}

static void the_counts_are_the_operations_own(void **state) {
    (void)state;
    Stage stage;
    stage_begin(&stage, "cost", NULL, "n=70 d=64 r=64", "dot additive", "dot");
    List list = stage_draw(&stage, 1190, 760, 1);
    Work dot = model_work_prefix(stage.tape, "dot."), add = model_work_prefix(stage.tape, "add.");
    assert_true(dot.multiply_adds >= 70.0 * 70 * 64);
    assert_close(add.functions, 70.0 * 70 * 64, 0);
    // Both sides count alike: the pairs' own products, without the projections that both ways have.
    assert_close(add.multiply_adds - 2 * 70.0 * 64 * 64, 70.0 * 70 * 64, 0);
    assert_int_equal(picture_texts(&list, number_text(stage.arena, add.multiply_adds, 6)), 0);
    assert_int_equal(picture_texts(&list, number_text(stage.arena, 70.0 * 70 * 64, 6)), 4); // products twice, tanh, storage
    assert_true(picture_texts(&list, number_text(stage.arena, dot.functions, 6)) >= 1);
    assert_true(picture_texts(&list, number_text(stage.arena, 70.0 * 70, 6)) >= 1);
    assert_int_equal(picture_texts(&list, "70 × 70 = 4900 pairs"), 2);
    assert_int_equal(picture_texts(&list, "multiply-adds: 4900 × 64"), 2);
    // A note says of which nodes the count is made.
    bool told = false;
    for (int i = 0; i < list.count; i++)
        told = told || (list.cmd[i].ident.kind == IDENT_NOTE && strstr(list.cmd[i].ident.note.text, "dot.raw 313"));
    assert_true(told);
    stage_end(&stage);
}

static void counts_come_when_their_bars_are_full(void **state) {
    (void)state;
    Stage stage;
    stage_begin(&stage, "cost", NULL, "", "dot additive", "dot");
    List start = stage_draw(&stage, 1190, 760, 0), end = stage_draw(&stage, 1190, 760, 1);
    const char *tanh = number_text(stage.arena, 70.0 * 70 * 64, 6);
    assert_int_equal(picture_texts(&start, tanh), 0);
    assert_int_equal(picture_texts(&end, tanh), 4); // multiply-adds of both, tanh and storage of the one
    stage_end(&stage);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_step_keeps_the_rules),
        cmocka_unit_test(the_counts_are_the_operations_own),
        cmocka_unit_test(counts_come_when_their_bars_are_full),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
