// The mathematical functions against the C library's in long double, over wide ranges and all exponents, in units of the
// last place; their special values; and one number for all their bits.
#include <math.h>

#include "base/math.h"
#include "base/random.h"
#include "support/check.h"

// How far `got` is from `want`, in ulp of the double nearest to want.
static double ulps(double got, long double want) {
    double near = (double)want;
    if (isinf(near) || isnan(near)) return got == near || (isnan(got) && isnan(near)) ? 0 : INFINITY;
    int exponent;
    frexp(near, &exponent);
    if (near == 0 || exponent < -1021) exponent = -1021;
    return (double)(fabsl(got - want) / ldexpl(1, exponent - 53));
}

typedef struct Range {
    double low, high; // of x; or of its exponent
    bool exponents;   // x = ± a number in [1, 2) times two to the power
} Range;

static double drawn(Random *r, Range range) {
    if (!range.exponents) return range.low + (range.high - range.low) * random_uniform(r);
    int exponent = (int)range.low + (int)random_below(r, (uint32_t)(range.high - range.low) + 1);
    double x = ldexp(1 + random_uniform(r), exponent);
    return random_bits(r) & 1 ? -x : x;
}

static void check_ulps(const char *name, double (*f)(double), long double (*exact)(long double), Range range, bool positive,
                       double most) {
    enum { TRIES = 20000 };
    Random r = random_seed(1);
    for (int i = 0; i < TRIES; i++) {
        double x = drawn(&r, range);
        if (positive) x = fabs(x);
        double error = ulps(f(x), exact(x));
        if (!(error <= most)) fail_msg("%s(%.17g) = %.17g is %.3f ulp off", name, x, f(x), error);
    }
}

#define TINY (-1070)

static void exp_is_within_its_error(void **state) {
    (void)state;
    check_ulps("exp", math_exp, expl, (Range){ -746, 710, false }, false, 1);
    check_ulps("exp", math_exp, expl, (Range){ -1, 1, false }, false, 1);
    check_ulps("exp", math_exp, expl, (Range){ -745.2, -708, false }, false, 1); // below the normal range
    check_ulps("exp", math_exp, expl, (Range){ TINY, 9, true }, false, 1);
    assert_true(math_exp(0) == 1 && math_exp(-0.0) == 1);
    assert_true(math_exp(-INFINITY) == 0 && math_exp(INFINITY) == INFINITY && isnan(math_exp(NAN)));
    assert_true(math_exp(709.78271289338397) < INFINITY && math_exp(709.78271289338410) == INFINITY);
    assert_true(math_exp(-745.13321910194110) == 5e-324 && math_exp(-745.13321910194122) == 0);
    assert_true(math_exp(1e300) == INFINITY && math_exp(-1e300) == 0);
}

static void log_is_within_its_error(void **state) {
    (void)state;
    check_ulps("log", math_log, logl, (Range){ TINY, 1023, true }, true, 1);
    check_ulps("log", math_log, logl, (Range){ 0.5, 2, false }, true, 1);
    assert_true(math_log(1) == 0 && math_log(0) == -INFINITY && math_log(-0.0) == -INFINITY);
    assert_true(isnan(math_log(-1)) && isnan(math_log(-INFINITY)) && isnan(math_log(NAN)) && math_log(INFINITY) == INFINITY);
    Random r = random_seed(2);
    for (int i = 0; i < 20000; i++) { // next to 1, where the result is small
        double x = 1 + drawn(&r, (Range){ -52, -2, true });
        assert_true(ulps(math_log(x), logl(x)) <= 1);
        assert_true(ulps(math_log10(x), log10l(x)) <= 1);
    }
}

static void log10_is_exact_at_powers_of_ten(void **state) {
    (void)state;
    check_ulps("log10", math_log10, log10l, (Range){ TINY, 1023, true }, true, 1);
    for (int n = -307; n <= 308; n++) {
        char text[16];
        snprintf(text, sizeof text, "1e%d", n);
        assert_true(math_log10(strtod(text, NULL)) == n);
    }
    assert_true(math_log10(0) == -INFINITY && isnan(math_log10(-1)) && math_log10(INFINITY) == INFINITY && isnan(math_log10(NAN)));
}

static void sin_and_cos_are_within_their_error(void **state) {
    (void)state;
    static const Range ranges[] = {
        { -2e5, 2e5, false }, { -4, 4, false }, { TINY, 1023, true }, { -1e9, 1e9, false }, { 10, 70, true }
    };
    for (int i = 0; i < 5; i++) {
        check_ulps("sin", math_sin, sinl, ranges[i], false, 1);
        check_ulps("cos", math_cos, cosl, ranges[i], false, 1);
    }
    Random random = random_seed(11);
    for (int i = 0; i < 100000; i++) {
        double x = i % 3 ? 40 * random_normal(&random) : 1e9 * random_normal(&random), sine, cosine;
        if (i < 4) x = (double[]){ 0.0, -0.0, INFINITY, 0x1p17 }[i];
        math_sin_cos(x, &sine, &cosine);
        double both[] = { sine, cosine }, each[] = { math_sin(x), math_cos(x) };
        assert_true(i == 2 ? isnan(sine) && isnan(cosine) : memcmp(both, each, sizeof both) == 0);
    }
    assert_true(math_sin(0) == 0 && signbit(math_sin(-0.0)) && math_cos(0) == 1);
    assert_true(isnan(math_sin(INFINITY)) && isnan(math_cos(-INFINITY)) && isnan(math_sin(NAN)) && isnan(math_cos(NAN)));
    double nearest = ldexp(6381956970095103, 797); // of all doubles the one nearest to a zero of cos (Muller 1997, 10.1)
    assert_true(ulps(math_cos(nearest), cosl(nearest)) <= 1 && fabs(math_cos(nearest)) < 5e-19);
    for (int k = 1; k < 200000; k += 7) { // next to the zeros, where all digits come from the reduction
        assert_true(ulps(math_sin(k * MATH_PI), sinl(k * MATH_PI)) <= 1);
        assert_true(ulps(math_cos((k - 0.5) * MATH_PI), cosl((k - 0.5) * MATH_PI)) <= 1);
    }
}

static void tanh_and_sigmoid_are_within_their_error(void **state) {
    (void)state;
    check_ulps("tanh", math_tanh, tanhl, (Range){ -22, 22, false }, false, 1);
    check_ulps("tanh", math_tanh, tanhl, (Range){ -1, 1, false }, false, 1);
    check_ulps("tanh", math_tanh, tanhl, (Range){ TINY, 6, true }, false, 1);
    assert_true(signbit(math_tanh(-0.0)) && math_tanh(INFINITY) == 1 && math_tanh(-INFINITY) == -1 && isnan(math_tanh(NAN)));
    Random r = random_seed(3);
    for (int i = 0; i < 20000; i++) {
        double x = drawn(&r, (Range){ -740, 740, false }), near = x / 100;
        assert_true(math_tanh(near) == -math_tanh(-near));
        assert_true(ulps(math_sigmoid(x), 1 / (1 + expl(-x))) <= 3);
        assert_true(ulps(math_sigmoid(near), 1 / (1 + expl(-near))) <= 3);
    }
    assert_true(math_sigmoid(0) == 0.5 && math_sigmoid(INFINITY) == 1 && math_sigmoid(-INFINITY) == 0 && isnan(math_sigmoid(NAN)));
}

static void erf_is_within_its_error(void **state) {
    (void)state;
    check_ulps("erf", math_erf, erfl, (Range){ -6.5, 6.5, false }, false, 2);
    check_ulps("erf", math_erf, erfl, (Range){ 1.1, 1.2, false }, false, 2); // where the two forms meet
    check_ulps("erf", math_erf, erfl, (Range){ TINY, 3, true }, false, 2);
    assert_true(signbit(math_erf(-0.0)) && math_erf(INFINITY) == 1 && math_erf(-INFINITY) == -1 && isnan(math_erf(NAN)));
    for (double x = 0; x < 7; x += 0.01) assert_true(math_erf(-x) == -math_erf(x));
}

static void pow_is_within_its_error(void **state) {
    (void)state;
    Random r = random_seed(4);
    for (int i = 0; i < 40000; i++) {
        double x = i % 2 ? fabs(drawn(&r, (Range){ -1000, 1000, true })) : 1 + drawn(&r, (Range){ -45, -2, true });
        double y = drawn(&r, (Range){ -745, 709, false }) / log(x);
        double error = ulps(math_pow(x, y), powl(x, y));
        if (!(error <= 1)) fail_msg("pow(%.17g, %.17g) is %.3f ulp off", x, y, error);
    }
    double ten = 1;
    for (int n = 0; n <= 22; n++, ten *= 10) assert_true(math_pow(10, n) == ten); // exact so far
    for (int n = -1074; n < 1024; n++) assert_true(math_pow(2, n) == ldexp(1, n));
    assert_true(math_pow(9, 0.5) == 3 && math_pow(-3, 3) == -27 && math_pow(-2, -2) == 0.25);
    assert_true(math_pow(10, 400) == INFINITY && math_pow(-10, 401) == -INFINITY && math_pow(10, -400) == 0);
    assert_true(signbit(math_pow(-10, -401)) && math_pow(2, 1e300) == INFINITY && math_pow(2, -1e300) == 0);
}

// C11 F.10.4.4, line by line, against the C library.
static void pow_has_the_special_cases(void **state) {
    (void)state;
    static const double values[] = { 0,     -0.0,   1,      -1,      0.5, -0.5, 2,        -2,        3,  -3,
                                     1e300, -1e300, 0x1p53, -0x1p53, 2.5, -2.5, INFINITY, -INFINITY, NAN };
    enum { COUNT = sizeof values / sizeof values[0] };
    for (int i = 0; i < COUNT; i++)
        for (int j = 0; j < COUNT; j++) {
            double x = values[i], y = values[j], got = math_pow(x, y), want = pow(x, y);
            bool same = isnan(want) ? isnan(got) : ulps(got, (long double)want) <= 1 && !signbit(got) == !signbit(want);
            if (!same) fail_msg("pow(%g, %g) is %g, expected %g", x, y, got, want);
        }
}

static void check_float(const char *name, float (*f)(float), double (*exact)(double), float low, float high) {
    Random r = random_seed(5);
    for (int i = 0; i < 50000; i++) {
        float x = (float)(low + (high - low) * random_uniform(&r));
        if (i % 2) x = (float)ldexp(x, -(int)random_below(&r, 100));
        double want = exact((double)x);
        float near = (float)want, step = nextafterf(fabsf(near), INFINITY) - fabsf(near);
        double error = isinf(near) ? (f(x) == near ? 0 : INFINITY) : fabs((double)f(x) - want) / step;
        if (!(error <= 0.51)) fail_msg("%s(%.9g) = %.9g is %.3f ulp off", name, (double)x, (double)f(x), error);
    }
}

static void floats_are_rounded_once(void **state) {
    (void)state;
    check_float("expf", math_expf, exp, -110, 95);
    check_float("expf", math_expf, exp, -2, 2);
    check_float("tanhf", math_tanhf, tanh, -10, 10);
    check_float("erff", math_erff, erf, -5, 5);
    check_float("logf", math_logf, log, 1e-6f, 1000);
    assert_true(math_expf(-INFINITY) == 0 && math_expf(INFINITY) == INFINITY && isnan(math_expf(NAN)) && math_expf(0) == 1);
    assert_true(math_tanhf(INFINITY) == 1 && math_tanhf(-INFINITY) == -1 && isnan(math_tanhf(NAN)) && signbit(math_tanhf(-0.0f)));
    assert_true(math_sigmoidf(0) == 0.5f && math_logf(0) == -INFINITY);
}

static void kinds_of_numbers_are_told_apart(void **state) {
    (void)state;
    assert_true(math_finite(0) && math_finite(-1e308) && math_finite(5e-324));
    assert_false(math_finite(INFINITY) || math_finite(-INFINITY) || math_finite(NAN));
    assert_true(math_isnan(NAN) && !math_isnan(INFINITY) && !math_isnan(0));
    assert_true(math_fma(0x1p-30 + 1, 0x1p-30 + 1, -1 - 0x1p-29) == 0x1p-60);
}

// FNV-1a over the bits of every function on the same arguments: the same on every machine and with every compiler.
static void all_bits_are_as_expected(void **state) {
    (void)state;
    uint64_t hash = 0xcbf29ce484222325u;
    Random r = random_seed(6);
    for (int i = 0; i < 5000; i++) {
        double x = 20 * random_uniform(&r) - 10, y = 5 * random_uniform(&r), size = fabs(x) + 0x1p-20;
        double all[] = { math_exp(x),
                         math_log(size),
                         math_log10(size),
                         math_pow(size, y),
                         math_sin(x),
                         math_cos(x),
                         math_tanh(x),
                         math_erf(x),
                         math_sigmoid(x),
                         (double)math_expf((float)x),
                         (double)math_tanhf((float)x),
                         (double)math_erff((float)x),
                         (double)math_logf((float)size),
                         (double)math_sigmoidf((float)x) };
        for (size_t k = 0; k < sizeof all / sizeof all[0]; k++) {
            uint64_t bits;
            memcpy(&bits, &all[k], sizeof bits);
            for (int b = 0; b < 64; b += 8) hash = (hash ^ (bits >> b & 255)) * 0x100000001b3u;
        }
    }
    assert_true(hash == 0x183743294559670du);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(exp_is_within_its_error),
        cmocka_unit_test(log_is_within_its_error),
        cmocka_unit_test(log10_is_exact_at_powers_of_ten),
        cmocka_unit_test(sin_and_cos_are_within_their_error),
        cmocka_unit_test(tanh_and_sigmoid_are_within_their_error),
        cmocka_unit_test(erf_is_within_its_error),
        cmocka_unit_test(pow_is_within_its_error),
        cmocka_unit_test(pow_has_the_special_cases),
        cmocka_unit_test(floats_are_rounded_once),
        cmocka_unit_test(kinds_of_numbers_are_told_apart),
        cmocka_unit_test(all_bits_are_as_expected),
    };
    return cmocka_run_group_tests_name("base/math", tests, NULL, NULL);
}
