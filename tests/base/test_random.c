// Seeded random numbers: the same first values for ever, and the moments they should have.
#include <math.h>

#include "base/random.h"
#include "support/check.h"

static void the_first_numbers_are_known(void **state) {
    (void)state;
    Random r = random_seed(1);
    static const uint64_t bits[] = { 0xb3f2af6d0fc710c5u, 0x853b559647364ceau, 0x92f89756082a4514u, 0x642e1c7bc266a3a7u };
    for (int i = 0; i < 4; i++) assert_true(random_bits(&r) == bits[i]);
    r = random_seed(1);
    assert_true(random_uniform(&r) == (double)(bits[0] >> 11) / 9007199254740992.0);
    r = random_seed(7);
    assert_true(random_normal(&r) == -0x1.1db8771102afbp-2);
    assert_true(random_normal(&r) == 0x1.8718dde10cb6dp+0);
}

// The reference outputs of xoshiro256** from the state 1, 2, 3, 4, worked out by hand from the paper's formula.
static void the_generator_follows_the_formula(void **state) {
    (void)state;
    Random r = { .state = { 1, 2, 3, 4 } };
    assert_true(random_bits(&r) == 11520); // rotl(2 · 5, 7) · 9
    assert_true(random_bits(&r) == 0);     // s[1] was 2 ^ (3 ^ 1) = 0
    assert_true(random_bits(&r) == 1509978240);
}

static void seeds_give_streams_of_their_own(void **state) {
    (void)state;
    Random a = random_seed(1), b = random_seed(2), again = random_seed(1);
    int same = 0;
    for (int i = 0; i < 1000; i++) {
        uint64_t x = random_bits(&a);
        same += x == random_bits(&b);
        assert_true(x == random_bits(&again));
    }
    assert_int_equal(same, 0);
}

static void uniform_numbers_fill_their_range(void **state) {
    (void)state;
    enum { N = 200000 };
    Random r = random_seed(3);
    double sum = 0, squares = 0;
    for (int i = 0; i < N; i++) {
        double x = random_uniform(&r);
        assert_true(x >= 0 && x < 1);
        sum += x;
        squares += x * x;
    }
    assert_close(sum / N, 0.5, 0.003);
    assert_close(squares / N - 0.25, 1 / 12.0, 0.003);
}

static void normal_numbers_have_their_moments(void **state) {
    (void)state;
    enum { N = 200000 };
    Random r = random_seed(4);
    double sum = 0, squares = 0, cubes = 0, fourths = 0;
    int beyond = 0;
    for (int i = 0; i < N; i++) {
        double x = random_normal(&r);
        assert_true(isfinite(x));
        sum += x;
        squares += x * x;
        cubes += x * x * x;
        fourths += x * x * x * x;
        beyond += fabs(x) > 1.959963985;
    }
    assert_close(sum / N, 0, 0.01);
    assert_close(squares / N, 1, 0.015);
    assert_close(cubes / N, 0, 0.03);
    assert_close(fourths / N, 3, 0.03);
    assert_close((double)beyond / N, 0.05, 0.002);
}

static void choices_are_fair(void **state) {
    (void)state;
    enum { N = 70000 };
    Random r = random_seed(5);
    int count[7] = { 0 };
    for (int i = 0; i < N; i++) {
        uint32_t x = random_below(&r, 7);
        assert_true(x < 7);
        count[x]++;
    }
    for (int i = 0; i < 7; i++) assert_close(count[i] / (double)N, 1 / 7.0, 0.005);
    for (int i = 0; i < 100; i++) assert_int_equal(random_below(&r, 1), 0);
    double mean = 0;
    for (int i = 0; i < N; i++) mean += random_below(&r, 3000000000u) / 3e9 / N; // where a plain remainder would favour the small
    assert_close(mean, 0.5, 0.005);
}

// What is passed over is as if it had been drawn: the next numbers are the same, the spare of a pair too.
static void normals_are_passed_over(void **state) {
    (void)state;
    for (int first = 0; first < 3; first++)
        for (int count = 0; count < 6; count++) {
            Random drawn = random_seed(7), passed = random_seed(7);
            for (int i = 0; i < first; i++) assert_true(random_normal(&drawn) == random_normal(&passed));
            for (int i = 0; i < count; i++) random_normal(&drawn);
            random_pass_normals(&passed, count);
            for (int i = 0; i < 5; i++) assert_true(random_normal(&drawn) == random_normal(&passed));
            assert_true(random_bits(&drawn) == random_bits(&passed));
        }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_first_numbers_are_known),       cmocka_unit_test(the_generator_follows_the_formula),
        cmocka_unit_test(seeds_give_streams_of_their_own),   cmocka_unit_test(uniform_numbers_fill_their_range),
        cmocka_unit_test(normal_numbers_have_their_moments), cmocka_unit_test(choices_are_fair),
        cmocka_unit_test(normals_are_passed_over),
    };
    return cmocka_run_group_tests_name("base/random", tests, NULL, NULL);
}
