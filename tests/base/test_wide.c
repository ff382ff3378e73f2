// Numbers of 128 bits against the compiler's own where it has them, and against known values everywhere.
#include "base/random.h"
#include "base/wide.h"
#include "support/check.h"

static uint64_t drawn(Random *r) { // of every size, often all ones
    uint64_t bits = random_bits(r), size = random_below(r, 64);
    return (random_below(r, 4) ? bits : UINT64_MAX) >> size;
}

static void known_values(void **state) {
    (void)state;
    Wide w = wide_product(UINT64_MAX, UINT64_MAX, UINT64_MAX);
    assert_true(w.high == UINT64_MAX && w.low == 0);
    w = wide_product(10000000000000000000u, 9999999999999999999u, 7);
    assert_true(w.high == 0x4b3b4ca85a86c479 && w.low == 0x7ec2ff3b76180007);
    bool exact;
    w = wide_quotient_by_halves(12345678901234567890u, 10000000000000000000u, &exact);
    assert_true(w.high == 1 && w.low == 0x3c0ca428c59fb71a && !exact);
    w = wide_quotient_by_halves(3, 4, &exact);
    assert_true(w.high == 0 && w.low == UINT64_C(3) << 62 && exact);
    assert_true(wide_double((Wide){ 0, 1 }, false) == 1 && wide_double((Wide){ 1, 0 }, false) == 0x1p64);
    assert_true(wide_double((Wide){ UINT64_MAX, UINT64_MAX }, false) == 0x1p128);
    assert_true(wide_double((Wide){ 0, UINT64_C(0x20000000000001) }, false) == 0x1p53); // a tie: to even
    assert_true(wide_double((Wide){ 0, UINT64_C(0x20000000000001) }, true) == 0x1.0000000000001p53);
    assert_true(wide_double((Wide){ 0x20000000000001, 0 }, false) == 0x1p117);
    assert_true(wide_double((Wide){ 0x20000000000001, 1 }, false) == 0x1.0000000000001p117);
}

#ifdef __SIZEOF_INT128__
static void the_same_as_the_compilers(void **state) {
    (void)state;
    enum { TRIES = 200000 };
    Random r = random_seed(128);
    for (int i = 0; i < TRIES; i++) {
        uint64_t a = drawn(&r), b = drawn(&r) | 1, c = drawn(&r);
        unsigned __int128 want = (unsigned __int128)a * b + c;
        Wide got = wide_product(a, b, c);
        if (got.high != (uint64_t)(want >> 64) || got.low != (uint64_t)want)
            fail_msg("%jx %jx + %jx", (uintmax_t)a, (uintmax_t)b, (uintmax_t)c);
        if (want && wide_double(got, false) != (double)want) fail_msg("double of %jx %jx", (uintmax_t)got.high, (uintmax_t)got.low);
        bool exact;
        want = (unsigned __int128)a << 64;
        got = wide_quotient_by_halves(a, b, &exact);
        if (got.high != (uint64_t)(want / b >> 64) || got.low != (uint64_t)(want / b) || exact != !(want % b))
            fail_msg("%jx / %jx", (uintmax_t)a, (uintmax_t)b);
    }
}
#else
static void the_same_as_the_compilers(void **state) {
    (void)state;
    skip(); // it has none
}
#endif

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(known_values),
        cmocka_unit_test(the_same_as_the_compilers),
    };
    return cmocka_run_group_tests_name("base/wide", tests, NULL, NULL);
}
