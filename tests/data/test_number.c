// Numbers as text: what is written by whole numbers is what the C library writes, for numbers of every kind.
#include "support/check.h"

#include "base/bits.h"
#include "base/random.h"
#include "data/data.h"

static void check_same(double value) {
    char quick[32], slow[32];
    data_number(value, quick);
    data_number_slowly(value, slow);
    if (strcmp(quick, slow) != 0) fail_msg("%.17g: '%s', but '%s' by the C library", value, quick, slow);
}

static void test_chosen(void **state) {
    (void)state;
    static const double value[] = { 0,
                                    -0.0,
                                    1,
                                    -1,
                                    0.1,
                                    0.5,
                                    2,
                                    1e15,
                                    1e16,
                                    1e17,
                                    123456,
                                    1e-4,
                                    1e-5,
                                    1e22,
                                    1e-11,
                                    5e3,
                                    0.3,
                                    1.0 / 3,
                                    2e-10,
                                    4503599627370497.0,
                                    9007199254740993.0,
                                    0x1p-1074,
                                    1.7976931348623157e308 };
    for (size_t i = 0; i < sizeof value / sizeof *value; i++) check_same(value[i]), check_same(-value[i]);
    double one = 1;
    for (int i = -30; i < 30; i++) { // nines, tens and what is beside them
        double ten = 1;
        for (int k = 0; k < (i < 0 ? -i : i); k++) ten *= 10;
        double at = i < 0 ? one / ten : ten;
        for (int k = -40; k <= 40; k++) check_same(from_bits(bits_of(at) + (uint64_t)(int64_t)k));
    }
}

static void test_drawn(void **state) {
    (void)state;
    Random random = random_seed(5);
    for (int i = 0; i < 100000; i++) {
        double uniform = 2 * random_uniform(&random) - 1;
        check_same(uniform);
        check_same(uniform * 1000);
        check_same((double)(float)uniform);
        check_same((double)(int)(uniform * 1e6) / 1000); // few digits
        check_same((double)(int64_t)(uniform * 1e15) / 1e15);
        uint64_t bits = (uint64_t)(random_uniform(&random) * 0x1p32) << 32 | (uint64_t)(random_uniform(&random) * 0x1p32);
        uint64_t near = (uint64_t)(1023 - 45 + (int)(random_uniform(&random) * 110)) << 52;
        check_same(from_bits((bits & (((uint64_t)1 << 52) - 1)) | near));
        check_same(from_bits(bits));
    }
}

int main(void) {
    const struct CMUnitTest tests[] = { cmocka_unit_test(test_chosen), cmocka_unit_test(test_drawn) };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
