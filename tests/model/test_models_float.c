// The same models with float elements, as training records them: the hand numbers, and gradients near those of double.
#define ATTEND_FLOAT
#include "model/setup.h"

#define ROWS(name) name ",1,0,0,0\n" name ",0,1,0,0\n" name ",0,0,1,0\n" name ",0,0,0,1\n"
#define BLOCK                                                                                                                      \
    "x1,1,0,1,0\nx2,1,0,0,1\nx3,0,1,1,0\nx4,0,1,0,1\nWq,1.5536723984241955,0,0,0\nWq,0,1.5536723984241955,0,0\n"                   \
    "Wq,0,0,1.5536723984241955,0\nWq,0,0,0,1.5536723984241955\n" ROWS("Wk") ROWS("Wv") ROWS("Wo")                                  \
        ROWS("W1") "W2,1,0,0,0\nW2,0,1,0,0\nW2,0,0,2,0\nW2,0,0,0,1\n"

static void hand_numbers(void **state) {
    (void)state;
    assert_int_equal(sizeof(Real), 4);
    Run r = run_good("block", "heads=2 norm=post eps=0", BLOCK);
    const double y[] = { .7001, -.9802, 1.2603, -.9802 };
    check_numbers("y", node_of(&r, "y")->value, 4, y, 4, TOLERANCE);
    arena_end(r.arena);
    r = run_good("layernorm", "eps=0", "x,3,9,11,17\ng,1,0,0,0\n");
    check_value(&r, "y", -1.4, -.2, .2, 1.4);
    check_grad(&r, "x", .052, -.064, -.036, .048);
    arena_end(r.arena);
    r = run_good("rnn", "", "x1,1\nx2,0\nx3,0\nWx,1\nWh,.8\ng1,0\ng2,0\ng3,1\n");
    check_value(&r, "h", .7616, .5436, .4094);
    check_grad(&r, "x", .1576, .4691, .8324);
    arena_end(r.arena);
    r = run_good("position", "n=4 d=4", NULL);
    check_value(&r, "pe", 0, 1, 0, 1, .8415, .5403, .0100, 1, .9093, -.4161, .0200, .9998, .1411, -.9900, .0300, .9996);
    arena_end(r.arena);
    r = run_good("lstm", "", "x1,1\nx2,-.5\nh0,.2\nc0,-.3\nWx,.5,-.4,.9,.3\nWh,.1,.7,-.6,.8\nb,.2,1,-.1,.4\n");
    check_value(&r, "h", .1351, -.0711);
    arena_end(r.arena);
}

// A row of equal numbers has a spread of some last bits in float as well.
static void rows_without_spread(void **state) {
    (void)state;
    Run r = run_model("layernorm", "eps=0", "x1,1,2,3\nx2,.1,.1,.1\n");
    assert_null(r.tape);
    assert_non_null(strstr(problem_of(&r, 0), "row 2 of x has no spread"));
    arena_end(r.arena);
}

int main(void) {
    const struct CMUnitTest tests[] = { cmocka_unit_test(hand_numbers), cmocka_unit_test(rows_without_spread) };
    return cmocka_run_group_tests_name("model/float", tests, NULL, NULL);
}
