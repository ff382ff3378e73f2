// The emulated fused multiply-add against the C library's, bit for bit: over all exponents, near ties and where sums cancel.
#include <math.h>
#include <string.h>

#include "base/fused.h"
#include "base/random.h"
#include "support/check.h"

enum { TRIES = 400000 };

static double scaled(Random *r, int range) { // ± [1, 2) times two to a power
    double size = ldexp(1 + random_uniform(r), (int)(random_uniform(r) * (2 * range + 1)) - range);
    return random_uniform(r) < 0.5 ? -size : size;
}

static void check_double(double x, double y, double z) {
    double got = fused_double(x, y, z), want = fma(x, y, z);
    if (memcmp(&got, &want, sizeof got) != 0 && !(isnan(got) && isnan(want)))
        fail_msg("%a * %a + %a is %a, not %a", x, y, z, want, got);
}

static void check_float(float x, float y, float z) {
    float got = fused_float(x, y, z), want = fmaf(x, y, z);
    if (memcmp(&got, &want, sizeof got) != 0 && !(isnan(got) && isnan(want)))
        fail_msg("%a * %a + %a is %a, not %a", (double)x, (double)y, (double)z, (double)want, (double)got);
}

static void doubles_are_rounded_once(void **state) {
    (void)state;
    Random r = random_seed(14);
    static const int range[] = { 2, 60, 290, 1000 };
    for (int i = 0; i < TRIES; i++) {
        double x = scaled(&r, range[i % 4]), y = scaled(&r, range[i % 4]),
               z = scaled(&r, 2 * range[i % 4] > 1000 ? 1000 : 2 * range[i % 4]);
        check_double(x, y, z);
        check_double(x, y, -x * y); // what the product lost
        check_double(x, y, x * y * 0x1p53);
        check_double(x, y, 0);
    }
}

static void floats_are_rounded_once(void **state) {
    (void)state;
    Random r = random_seed(15);
    static const int range[] = { 2, 30, 70, 126 };
    for (int i = 0; i < TRIES; i++) {
        float x = (float)scaled(&r, range[i % 4]), y = (float)scaled(&r, range[i % 4]), z = (float)scaled(&r, 126);
        check_float(x, y, z);
        check_float(x, y, -x * y);
        check_float(x, y, x * y * 0x1p24f); // the sum is near a tie
        check_float(x, y, x * y * 0x1p-24f);
        check_float(x, 0x1p-120f, y * 0x1p-140f); // below the normal range
    }
}

static void ends_of_the_range_are_kept(void **state) {
    (void)state;
    static const double end[] = {
        0, -0.0, 1, -1, 0x1p-1074, 0x1p-1022, 0x1.fffffffffffffp1023, INFINITY, -INFINITY, NAN, 0x1p-149
    };
    enum { ENDS = sizeof end / sizeof *end };
    for (int i = 0; i < ENDS * ENDS * ENDS; i++) {
        double x = end[i % ENDS], y = end[i / ENDS % ENDS], z = end[i / ENDS / ENDS];
        check_double(x, y, z);
        check_float((float)x, (float)y, (float)z);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(doubles_are_rounded_once),
        cmocka_unit_test(floats_are_rounded_once),
        cmocka_unit_test(ends_of_the_range_are_kept),
    };
    return cmocka_run_group_tests_name("base/fused", tests, NULL, NULL);
}
