// What the lessons say about learning, by order of magnitude: runs of the very sizes that they show, with the usual seed.
#include <math.h>

#include "layers/learn.h"

static double accuracy_of(const char *set) {
    Arena *arena = arena_begin();
    Record record = train_all(arena, set);
    double accuracy = late_accuracy(&record);
    arena_end(arena);
    return accuracy;
}

static double last_loss_of(const char *set) {
    Arena *arena = arena_begin();
    Record record = train_all(arena, set);
    double loss = (double)record.point[record.points - 1].loss;
    arena_end(arena);
    return loss;
}

static void attention_recalls_the_first_of_forty(void **state) {
    (void)state;
    for (int seed = 1; seed <= 3; seed++) {
        char set[60];
        snprintf(set, sizeof set, "length=40 steps=120 seed=%d", seed);
        Arena *arena = arena_begin();
        Record r = train_all(arena, set);
        assert_true(late_accuracy(&r) >= .99);
        assert_close((double)r.point[0].weight_first, 1.0 / 40, .03); // about evenly at first
        assert_true(r.point[120].weight_first > .95f);
        arena_end(arena);
    }
}

static void a_recurrent_net_does_not_within_the_race(void **state) {
    (void)state;
    assert_true(accuracy_of("model=rnn length=40 steps=1500") < .25);
    assert_true(accuracy_of("model=rnn length=40 steps=1500 init=gauss:0.9") < .25);
    assert_true(accuracy_of("model=rnn length=5 steps=200") >= .99); // a short gap is no trouble
}

// The counter-example: with a start that keeps the gradient's size it learns.
static void a_good_start_helps(void **state) {
    (void)state;
    assert_true(accuracy_of("model=rnn length=30 steps=800 init=orthogonal:1.5 seed=2") >= .95);
}

static void gradients_at_the_first_token(void **state) {
    (void)state;
    Arena *arena = arena_begin();
    static const char *const sets[] = { "length=50 steps=1", "length=50 steps=1 model=rnn init=gauss:0.9",
                                        "length=50 steps=1 model=rnn init=orthogonal:1.5",
                                        "length=50 steps=1 model=lstm init=forget:3" };
    const double low[] = { .005, 1e-9, .1, .01 }, high[] = { .05, 1e-4, 100, 2 };
    for (int i = 0; i < 4; i++) {
        double grad = (double)train_all(arena, sets[i]).point[0].grad_first;
        if (grad < low[i] || grad > high[i]) fail_msg("%s: %g", sets[i], grad);
    }
    arena_end(arena);
}

static void a_lookup_is_learned(void **state) {
    (void)state;
    assert_true(accuracy_of("task=lookup length=5 steps=600") >= .99);
}

static void two_wishes_need_two_heads(void **state) {
    (void)state;
    double one = accuracy_of("task=pair length=9 heads=1 steps=900"), two = accuracy_of("task=pair length=9 heads=2 steps=600");
    assert_true(one > .5 && one < .75);
    assert_true(two >= .98);
}

static void a_leak_shows_on_random_symbols(void **state) {
    (void)state;
    assert_true(last_loss_of("task=next length=12 steps=250") < .05);
    assert_close(last_loss_of("task=next length=12 steps=250 mask=causal"), 2.0794, .06); // ln 8
}

static void positions_are_needed(void **state) {
    (void)state;
    double without = accuracy_of("length=20 steps=300 positions=off");
    assert_true(without > .125 && without < .4);
}

static void clipping_saves_a_wild_start(void **state) {
    (void)state;
    const char *wild = "model=rnn length=20 width=64 init=gauss:2 input-scale=0.3 optimizer=sgd lr=0.1 steps=400 clip=";
    char set[160];
    double mean[2] = { 0 };
    for (int clip = 0; clip < 2; clip++)
        for (int seed = 1; seed <= 3; seed++) {
            snprintf(set, sizeof set, "%s%d seed=%d", wild, clip, seed);
            mean[clip] += accuracy_of(set) / 3;
        }
    assert_true(mean[1] >= .99 && mean[0] < .7);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(attention_recalls_the_first_of_forty),
        cmocka_unit_test(a_recurrent_net_does_not_within_the_race),
        cmocka_unit_test(a_good_start_helps),
        cmocka_unit_test(gradients_at_the_first_token),
        cmocka_unit_test(a_lookup_is_learned),
        cmocka_unit_test(two_wishes_need_two_heads),
        cmocka_unit_test(a_leak_shows_on_random_symbols),
        cmocka_unit_test(positions_are_needed),
        cmocka_unit_test(clipping_saves_a_wild_start),
    };
    return cmocka_run_group_tests_name("layers/experiments", tests, NULL, NULL);
}
