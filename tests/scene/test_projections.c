// A word's way through the three matrices: the numbers that a student works out stand on every step with their identity, at every
// size and time, for one word and for all; and words on both sides of the weights.
#include "base/random.h"
#include "scene/stage.h"

#define SENTENCE                                                                                                                   \
    "x1:cat,1,1,0\nx2:mat,1,0,0\nx3:it,0,0,1\nWq1:thing,0,0\nWq2:alive,0,0\nWq3:asks,0.98,0.98\n"                                  \
    "Wk1:thing,1,0\nWk2:alive,0,1\nWk3:asks,0,0\nWv1:thing,0,4\nWv2:alive,4,-4\nWv3:asks,0,0\n"

static void every_step_keeps_the_rules(void **state) {
    (void)state;
    static const StageStep step[] = {
        { "x common", "common", "rows=one" },
        { "x k", "k", "rows=all" },
        { "x q k v", "q k v", "rows=one query=3" },
        { "x q k v", "q k v", "rows=all" },
        { "x q a", "q a", "rows=one query=3" },
        { "x q a", "a", "rows=one" },
        { "", "", "rows=one" },
        { "x", "x", "rows=one" },
    };
    stage_check_steps("projections", SENTENCE, step, sizeof step / sizeof *step);
}

static void every_shape_keeps_the_rules(void **state) {
    (void)state;
    static const int words[] = { 1, 2, 5, 12, 40 }, features[] = { 1, 4, 8, 30 }, widths[] = { 1, 3, 8 };
    for (int n = 0; n < 5; n++)
        for (int f = 0; f < 4; f++)
            for (int w = 0; w < 3; w++) {
                Arena *arena = arena_begin();
                Builder b = { .arena = arena };
                Random random = random_seed((uint64_t)(n * 100 + f * 10 + w));
                static const char *const name[] = { "x", "Wq", "Wk", "Wv" };
                for (int which = 0; which < 4; which++)
                    stage_rows(&b, &random, name[which], which ? features[f] : words[n], which ? widths[w] : features[f]);
                static const char *const reveal[] = { "x q k v", "x common", "x q a" };
                for (int r = 0; r < 3; r++) {
                    Stage stage;
                    stage_begin(&stage, "projections", builder_text(&b), r == 1 ? "rows=one" : "rows=all", reveal[r], "");
                    stage_check(&stage, reveal[r]);
                    stage_end(&stage);
                }
                arena_end(arena);
            }
}

// The lowest baseline of the headings' shapes, and where the topmost tile below them begins.
static void headings_stand_on_the_matrices(void **state) {
    (void)state;
    static const char *const reveal[] = { "x k", "x common" };
    for (int r = 0; r < 2; r++) {
        Stage stage;
        stage_begin(&stage, "projections", SENTENCE, r ? "rows=one" : "rows=all", reveal[r], "");
        List list = stage_draw(&stage, 1300, 900, 1);
        double shape = 0, top = 1e9;
        for (int i = 0; i < list.count; i++) {
            const Cmd *cmd = &list.cmd[i];
            if (cmd->kind == CMD_TEXT && !strcmp(cmd->text.text, "3 × 3")) shape = cmd->text.y;
            if (cmd->kind == CMD_RECT && cmd->box.y < top) top = cmd->box.y;
        }
        if (!(shape > 0 && shape < top && top - shape < 100))
            fail_msg("%s: the headings end at %g, the tiles begin at %g", reveal[r], shape, top);
        assert_true(top > 200); // for there is room above
        stage_end(&stage);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_step_keeps_the_rules),
        cmocka_unit_test(every_shape_keeps_the_rules),
        cmocka_unit_test(headings_stand_on_the_matrices),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
