// The arena: alignment, zeroes, a reset that keeps its memory, and what happens when there is none left.
#include "base/arena.h"
#include "support/check.h"

static bool all_zero(const unsigned char *at, size_t size) {
    for (size_t i = 0; i < size; i++)
        if (at[i]) return false;
    return true;
}

static void memory_is_aligned_zeroed_and_apart(void **state) {
    (void)state;
    static const size_t sizes[] = { 0, 1, 15, 16, 17, 4095, 4096, 5000, 100000, 3 << 20 };
    enum { COUNT = sizeof sizes / sizeof sizes[0] };
    Arena *arena = arena_begin();
    for (int round = 0; round < 3; round++) {
        unsigned char *at[COUNT];
        size_t sum = 0;
        for (int i = 0; i < COUNT; i++) {
            at[i] = arena_alloc(arena, sizes[i]);
            assert_non_null(at[i]);
            assert_int_equal((uintptr_t)at[i] % (sizes[i] >= 4096 ? 64 : 16), 0);
            assert_true(all_zero(at[i], sizes[i]));
            memset(at[i], i + 1, sizes[i]); // must not be seen by the next ones, nor after a reset
            sum += sizes[i];
        }
        for (int i = 0; i < COUNT; i++)
            for (size_t j = 0; j < sizes[i]; j++) assert_int_equal(at[i][j], i + 1);
        assert_int_equal(arena_used(arena), sum);
        arena_reset(arena);
        assert_int_equal(arena_used(arena), 0);
    }
    arena_end(arena);
    arena_end(NULL);
}

// A frame that asks for the same as the last one gets the same memory.
static void a_reset_keeps_the_memory(void **state) {
    (void)state;
    enum { COUNT = 300 };
    Arena *arena = arena_begin();
    void *at[COUNT];
    for (int i = 0; i < COUNT; i++) at[i] = arena_alloc(arena, (size_t)i * 97);
    for (int round = 0; round < 3; round++) {
        arena_reset(arena);
        for (int i = 0; i < COUNT; i++) assert_ptr_equal(arena_alloc(arena, (size_t)i * 97), at[i]);
    }
    arena_end(arena);
}

static void text_is_printed_and_copied(void **state) {
    (void)state;
    Arena *arena = arena_begin();
    assert_string_equal(arena_print(arena, "%d × %s", 4, "two"), "4 × two");
    assert_string_equal(arena_print(arena, "%s", ""), "");
    assert_string_equal(arena_copy(arena, "attention", 6), "attent");
    assert_string_equal(arena_copy(arena, NULL, 0), "");
    char *longer = arena_print(arena, "%050000d", 7);
    assert_int_equal(strlen(longer), 50000);
    int *numbers = arena_new(arena, int, 5);
    assert_true(all_zero((const unsigned char *)numbers, 5 * sizeof *numbers));
    arena_end(arena);
}

// Fills the arena until the request that shall fail; returns how many came before it, or -1 when none failed.
static int filled_before_failure(Arena *arena, long fail_at, int most) {
    static int filled; // static: setjmp may forget a changed local
    jmp_buf point;
    filled = 0;
    jmp_buf *former = arena_recover(arena, &point);
    arena_fail_at(fail_at);
    if (setjmp(point) == 0) {
        for (int i = 0; i < most; i++, filled++) arena_alloc(arena, 100);
        filled = -1;
    }
    arena_fail_at(0);
    assert_ptr_equal(arena_recover(arena, former), &point);
    return filled;
}

static void a_failed_request_jumps_to_the_recovery_point(void **state) {
    (void)state;
    Arena *arena = arena_begin();
    for (int n = 1; n <= 10; n++) assert_int_equal(filled_before_failure(arena, n, 10), n - 1);
    assert_int_equal(filled_before_failure(arena, 11, 10), -1);
    assert_int_equal(filled_before_failure(arena, 0, 10), -1);
    assert_non_null(arena_alloc(arena, 100)); // usable afterwards
    arena_end(arena);
}

static void a_failure_happens_once_and_is_told(void **state) {
    (void)state;
    Arena *arena = arena_begin();
    jmp_buf point;
    arena_recover(arena, &point);
    arena_fail_at(2);
    assert_false(arena_has_failed());
    if (setjmp(point) == 0) {
        arena_alloc(arena, 1);
        assert_false(arena_has_failed());
        arena_alloc(arena, 1);
        fail_msg("the second request should fail");
    }
    assert_true(arena_has_failed());
    assert_non_null(arena_alloc(arena, 1));
    arena_fail_at(0);
    assert_false(arena_has_failed());
    arena_end(arena);
}

static void impossible_sizes_fail_cleanly(void **state) {
    (void)state;
    Arena *arena = arena_begin();
    static const size_t sizes[][2] = {
        { 1, SIZE_MAX }, { SIZE_MAX, 1 }, { 16, SIZE_MAX / 8 }, { 1, SIZE_MAX / 2 + 1 }, { 1, SIZE_MAX - 100 }
    };
    jmp_buf point;
    arena_recover(arena, &point);
    for (volatile size_t i = 0; i < sizeof sizes / sizeof sizes[0]; i++)
        if (setjmp(point) == 0) {
            arena_alloc_array(arena, sizes[i][0], sizes[i][1]);
            fail_msg("there cannot be so much memory");
        }
    assert_non_null(arena_alloc(arena, 1));
    arena_end(arena);
}

// What a library passes over is told all the same.
static void a_request_that_fails_elsewhere_is_told(void **state) {
    (void)state;
#ifdef ATTEND_SANITIZED
    skip(); // a sanitizer ends the program instead
#endif
    volatile size_t size = SIZE_MAX / 2 - 100;
    memory_watch();
    free(malloc(100));
    assert_false(memory_was_short());
    void *memory = malloc(size);
    assert_null(memory);
    assert_true(memory_was_short());
    memory_watch();
    assert_false(memory_was_short());
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(memory_is_aligned_zeroed_and_apart),
        cmocka_unit_test(a_reset_keeps_the_memory),
        cmocka_unit_test(text_is_printed_and_copied),
        cmocka_unit_test(a_failed_request_jumps_to_the_recovery_point),
        cmocka_unit_test(a_failure_happens_once_and_is_told),
        cmocka_unit_test(impossible_sizes_fail_cleanly),
        cmocka_unit_test(a_request_that_fails_elsewhere_is_told),
    };
    return cmocka_run_group_tests_name("base/arena", tests, NULL, NULL);
}
