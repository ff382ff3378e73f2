// Files with a few characters changed at random: every model computes, or says what is wrong, and never does both.
#include "base/random.h"
#include "model/setup.h"

#define SQUARE(name) name ",1,.5\n" name ",-.3,1\n"

static const struct {
    const char *model, *sets[2], *text;
} good[] = {
    { "multihead",
      { "heads=2 mask=causal", "" },
      "x1,1,2\nx2,0,1\nx3,2,1\ny1,1,3\ny2,2,1\n" SQUARE("Wq") SQUARE("Wk") SQUARE("Wv")
          SQUARE("Wo") "mask1,1,1\nmask2,1,0\nmask3,1,1\ng1,1,2\ng2,1,0\ng3,0,1\n" },
    { "layernorm", { "", "eps=0" }, "x1,1,2,3\nx2,4,1,2\ngamma,1,2,3\nbeta,3,2,1\ng1,1,1,2\ng2,1,2,3\n" },
    { "block",
      { "norm=post heads=2", "eps=0 activation=gelu" },
      "x1,1,2\nx2,2,1\n" SQUARE("Wq") SQUARE("Wk") SQUARE("Wv") SQUARE("Wo")
          SQUARE("W1") "b1,1,2\n" SQUARE("W2") "b2,1,2\ngamma1,1,2\nbeta1,3,1\nmask1,1,1\nmask2,1,1\ng1,1,2\ng2,3,4\n" },
    { "rnn", { "", "activation=sigmoid" }, "x1,1\nx2,2\nh0,1,2\nWx,1,2\n" SQUARE("Wh") "b,1,2\ng1,1,2\ng2,1,2\n" },
    { "lstm", { "", "" }, "x1,1\nx2,2\nh0,1\nc0,2\nWx,1,2,3,4\nWh,1,2,3,4\nb,1,2,3,4\ng1,1\ng2,2\n" },
    { "gru", { "", "" }, "x1,1\nx2,2\nh0,1\nWx,1,2,3\nWh,1,2,3\nbx,1,2,3\nbh,1,2,3\ng1,1\ng2,2\n" },
};
enum { MODELS = sizeof good / sizeof good[0], ROUNDS = 1500 };

static void broken_files(void **state) {
    (void)state;
    static const char spice[] = "xyWgbhkqc1234,.-:\n";
    Random random = random_seed(9);
    for (int m = 0; m < MODELS; m++) {
        int computed = 0, size = (int)strlen(good[m].text);
        for (int round = 0; round < ROUNDS; round++) {
            char text[1024];
            assert_true(size < (int)sizeof text);
            memcpy(text, good[m].text, (size_t)size + 1);
            int changes = (int)random_below(&random, 4);
            for (int i = 0; i < changes; i++)
                text[random_below(&random, (uint32_t)size)] = spice[random_below(&random, sizeof spice - 1)];
            Run r = run_model(good[m].model, good[m].sets[round % 2], text);
            assert_true((r.tape != NULL) == (r.problems.total == 0));
            for (NodeId id = 0; r.tape && id < r.tape->count; id++) {
                const Node *node = tape_node(r.tape, id);
                for (int i = 0; i < node->count; i++) {
                    assert_true(!math_isnan((double)node->value[i]));
                    assert_true(math_finite((double)node->grad[i]));
                }
            }
            computed += r.tape != NULL;
            arena_end(r.arena);
        }
        assert_true(computed > ROUNDS / 5 && computed < ROUNDS);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = { cmocka_unit_test(broken_files) };
    return cmocka_run_group_tests_name("model/broken", tests, NULL, NULL);
}
