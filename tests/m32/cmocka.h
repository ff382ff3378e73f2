// As much of cmocka as the tests of rooms without libraries use, for machines whose cmocka is not installed: the 32-bit one.
#ifndef ATTEND_TESTS_M32_CMOCKA_H
#define ATTEND_TESTS_M32_CMOCKA_H

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

typedef struct CMUnitTest {
    const char *name;
    void (*test)(void **);
    int (*setup)(void **), (*teardown)(void **);
} CMUnitTest;

#define cmocka_unit_test(f)                                                                                                        \
    { #f, f, NULL, NULL }
#define cmocka_unit_test_setup_teardown(f, s, t)                                                                                   \
    { #f, f, s, t }
#define cmocka_run_group_tests(tests, s, t) shim_run(tests, sizeof(tests) / sizeof(tests)[0], s, t)
#define cmocka_run_group_tests_name(name, tests, s, t) cmocka_run_group_tests(tests, s, t)

#define fail_msg(...) (fprintf(stderr, __VA_ARGS__), shim_fail("it is wrong", __FILE__, __LINE__))
#define fail() shim_fail("it is wrong", __FILE__, __LINE__)
#define shim_check(holds, what) ((holds) ? (void)0 : shim_fail(what, __FILE__, __LINE__))
#define _assert_true(holds, what, file, line) ((holds) ? (void)0 : shim_fail(what, file, line))
#define assert_true(x) shim_check(x, #x)
#define assert_false(x) shim_check(!(x), "not " #x)
#define assert_non_null(x) shim_check((x) != NULL, #x)
#define assert_null(x) shim_check((x) == NULL, "no " #x)
#define assert_ptr_equal(a, b) shim_check((const void *)(a) == (const void *)(b), #a " is " #b)
#define assert_ptr_not_equal(a, b) shim_check((const void *)(a) != (const void *)(b), #a " is not " #b)
#define assert_int_equal(a, b) shim_check((uint64_t)(a) == (uint64_t)(b), #a " == " #b)
#define assert_int_not_equal(a, b) shim_check((uint64_t)(a) != (uint64_t)(b), #a " != " #b)
#define assert_in_range(x, low, high) shim_check((int64_t)(x) >= (int64_t)(low) && (int64_t)(x) <= (int64_t)(high), #x)
#define assert_string_equal(a, b) shim_check(!strcmp(a, b), #a " equals " #b)
#define assert_string_not_equal(a, b) shim_check(strcmp(a, b) != 0, #a " differs from " #b)
#define assert_memory_equal(a, b, size) shim_check(!memcmp(a, b, size), #a " equals " #b)
#define assert_memory_not_equal(a, b, size) shim_check(memcmp(a, b, size) != 0, #a " differs from " #b)
#define print_message(...) fprintf(stderr, __VA_ARGS__)

static inline _Noreturn void shim_fail(const char *what, const char *file, int line) {
    fprintf(stderr, "%s:%d: %s\n", file, line, what);
    exit(1);
}

static inline int shim_run(const CMUnitTest *tests, size_t count, int (*setup)(void **), int (*teardown)(void **)) {
    void *all = NULL;
    if (setup && setup(&all) != 0) return 1;
    for (size_t i = 0; i < count; i++) {
        void *state = all;
        fprintf(stderr, "%s\n", tests[i].name);
        if (tests[i].setup && tests[i].setup(&state) != 0) return 1;
        tests[i].test(&state);
        if (tests[i].teardown && tests[i].teardown(&state) != 0) return 1;
    }
    if (teardown && teardown(&all) != 0) return 1;
    printf("[  PASSED  ] %d test(s).\n", (int)count);
    return 0;
}

#endif
