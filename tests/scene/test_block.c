// One token through a block: every number of lesson 13 stands on its step, in every size; parts lead to their lessons.
#include "base/random.h"
#include "scene/stage.h"

#define LN3_ROOT_2 "1.5536723286798"
#define EYE(name) name ",1,0,0,0\n" name ",0,1,0,0\n" name ",0,0,1,0\n" name ",0,0,0,1\n"
#define WEIGHTS                                                                                                                    \
    "Wq," LN3_ROOT_2 ",0,0,0\nWq,0," LN3_ROOT_2 ",0,0\nWq,0,0," LN3_ROOT_2 ",0\nWq,0,0,0," LN3_ROOT_2 "\n" EYE("Wk") EYE(          \
        "Wv") "Wo,1,0,0,0\nWo,0,1,0,0\nWo,0,0,-1,0\nWo,0,0,0,-1\n" EYE("W1") "W2,2,0,0,0\nW2,0,1,0,0\nW2,0,0,1,0\nW2,0,0,0,1\n"
#define TOKENS "x1:red square,1,0,1,0\nx2:red circle,1,0,0,1\nx3:blue square,0,1,1,0\nx4:blue circle,0,1,0,1\n"
#define CROSS EYE("Cq") EYE("Ck") EYE("Cv") EYE("Co")
#define ALL "x attention sum1 ln1 ff sum2 ln2"

static bool shows(const Stage *stage, const List *list, const char *node, int element) {
    return picture_shows(list, ident_value(tape_find(stage->tape, node), element));
}

static void each_part_is_written_out(void **state) {
    (void)state;
    static const struct {
        const char *focus, *reveal, *node[4];
    } steps[] = {
        { "x", "x", { "x" } },
        { "attention", "x attention", { "a", "v", "heads", "o" } },
        { "sum1", "x attention sum1", { "x", "o", "sum1" } },
        { "ln1", "x attention sum1 ln1", { "sum1", "ln1.mean", "ln1.spread", "ln1.xhat" } },
        { "ff", "x attention sum1 ln1 ff", { "ff1", "act", "ff2" } },
        { "ln2", ALL, { "sum2", "ln2.mean", "ln2.spread", "y" } },
    };
    for (size_t i = 0; i < sizeof steps / sizeof *steps; i++) {
        Stage stage;
        stage_begin(&stage, "block", TOKENS WEIGHTS, "heads=2 norm=post eps=0", steps[i].reveal, steps[i].focus);
        List list = stage_draw(&stage, 950, 560, 1);
        for (int n = 0; n < 4 && steps[i].node[n]; n++)
            if (!shows(&stage, &list, steps[i].node[n], 0)) fail_msg("%s: %s is not there", steps[i].focus, steps[i].node[n]);
        stage_check_at(&stage, true, steps[i].focus);
        stage_end(&stage);
    }
}

// The words stand on both sides of the weights: beside the rows, and over the columns of either head.
static void words_stand_on_both_axes(void **state) {
    (void)state;
    Stage stage;
    stage_begin(&stage, "block", "x1:the,1,0,1,0\nx2:cat,1,0,0,1\nx3:sat,0,1,1,0\nx4:down,0,1,0,1\n" WEIGHTS,
                "heads=2 norm=post eps=0", "x attention", "attention");
    List list = stage_draw(&stage, 1190, 620, 1);
    assert_int_equal(picture_texts(&list, "cat"), 3);
    stage_end(&stage);
}

// The numbers of the lesson, as a student works them out.
static void the_numbers_are_the_lessons(void **state) {
    (void)state;
    static const struct {
        const char *node;
        double want[4];
    } wanted[] = {
        { "o", { .75, .25, -.75, -.25 } },
        { "sum1", { 1.75, .25, .25, -.25 } },
        { "ln1", { 5 / 3.0, -1 / 3.0, -1 / 3.0, -1 } },
        { "act", { 5 / 3.0, 0, 0, 0 } },
        { "ff2", { 10 / 3.0, 0, 0, 0 } },
        { "sum2", { 5, -1 / 3.0, -1 / 3.0, -1 } },
        { "y", { 1.72107098, -.48189987, -.48189987, -.75727123 } },
    };
    Stage stage;
    stage_begin(&stage, "block", TOKENS WEIGHTS, "heads=2 norm=post eps=0", ALL, "ln2");
    for (size_t i = 0; i < sizeof wanted / sizeof *wanted; i++)
        for (int j = 0; j < 4; j++)
            assert_close(tape_node(stage.tape, tape_find(stage.tape, wanted[i].node))->value[j], wanted[i].want[j], 1e-7);
    List list = stage_draw(&stage, 950, 560, 1);
    assert_true(picture_texts(&list, "1.721") >= 1);
    stage_end(&stage);
}

static void the_picture_builds_up(void **state) {
    (void)state;
    Stage stage;
    stage_begin(&stage, "block", TOKENS WEIGHTS, "heads=2 norm=post eps=0", "x attention sum1", "sum1");
    List list = stage_draw(&stage, 950, 560, 0);
    assert_false(shows(&stage, &list, "sum1", 0));
    list = stage_draw(&stage, 950, 560, 0.4);
    assert_true(shows(&stage, &list, "sum1", 0) && !shows(&stage, &list, "sum1", 3));
    list = stage_draw(&stage, 950, 560, 1);
    assert_true(shows(&stage, &list, "sum1", 3) && !shows(&stage, &list, "y", 0)); // what is to come is dashed
    stage_end(&stage);
}

static void both_norms_and_the_decoder(void **state) {
    (void)state;
    Stage stage;
    stage_begin_model(&stage, "block", "blocks", TOKENS WEIGHTS, "heads=2 eps=0", ALL, "ln1");
    List list = stage_draw(&stage, 950, 560, 1);
    assert_true(shows(&stage, &list, "post.y", 0) && shows(&stage, &list, "pre.y", 0));
    assert_close(tape_node(stage.tape, tape_find(stage.tape, "pre.y"))->value[0], 4.667657839, 1e-8);
    stage_check_at(&stage, true, "both norms");
    stage_end(&stage);
    stage_begin_model(&stage, "block", "decoder", "x1,1,0,.5,.5\nx2,.5,.5,1,0\nmemory1,1,0,1,0\nmemory2,0,1,2,1\n" WEIGHTS CROSS,
                      "heads=2 eps=0", ALL " cross sum3 ln3", "cross");
    list = stage_draw(&stage, 950, 560, 1);
    assert_true(shows(&stage, &list, "cross.a", 0) && shows(&stage, &list, "memory", 0) && shows(&stage, &list, "y", 0));
    stage_check_at(&stage, true, "decoder");
    stage_end(&stage);
}

static void wide_tokens_are_strips(void **state) {
    (void)state;
    Arena *arena = arena_begin();
    Builder text = { .arena = arena };
    static const char *const names[] = { "x", "Wq", "Wk", "Wv", "Wo", "W1", "W2" };
    for (int n = 0; n < 7; n++)
        for (int i = 0; i < 12; i++) {
            builder_print(&text, "%s", names[n]);
            for (int j = 0; j < 12; j++) builder_print(&text, ",%g", (i * 7 + j * 5 + n) % 11 - 5.0);
            builder_print(&text, "\n");
        }
    static const char *const focus[] = { "x", "attention", "sum1", "ln1", "ff", "ln2" };
    for (int f = 0; f < 6; f++) {
        Stage stage;
        stage_begin(&stage, "block", builder_text(&text), "heads=6 norm=post mask=causal", ALL, focus[f]);
        stage_check_at(&stage, true, focus[f]);
        stage_end(&stage);
    }
    arena_end(arena);
}

static void parts_lead_to_their_lessons(void **state) {
    (void)state;
    Stage stage;
    stage_begin(&stage, "block", TOKENS WEIGHTS, "heads=2 norm=post eps=0", ALL, "ff");
    List list = stage_draw(&stage, 950, 560, 1);
    int links = 0;
    for (int i = 0; i < list.count; i++)
        if (list.cmd[i].kind == CMD_RECT && ident_leads_to(list.cmd[i].ident)) {
            links++;
            assert_true(list.cmd[i].box.h >= 40);
        }
    assert_int_equal(links, 6);
    stage_end(&stage);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_part_is_written_out),    cmocka_unit_test(words_stand_on_both_axes),
        cmocka_unit_test(the_numbers_are_the_lessons), cmocka_unit_test(the_picture_builds_up),
        cmocka_unit_test(both_norms_and_the_decoder),  cmocka_unit_test(wide_tokens_are_strips),
        cmocka_unit_test(parts_lead_to_their_lessons),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
