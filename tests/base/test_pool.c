// The pool: every block once, for any number of threads, within other work and from several callers.
#include "base/pool.h"

#include <pthread.h>
#include <stdatomic.h>

#include "support/check.h"

enum { BLOCKS = 1000 };

typedef struct Count {
    atomic_int done[BLOCKS];
} Count;

static void count_block(void *context, int index) { atomic_fetch_add(&((Count *)context)->done[index], 1); }

static void expect_each(const Count *count, int times) {
    for (int i = 0; i < BLOCKS; i++) assert_int_equal(atomic_load(&count->done[i]), times);
}

static void every_block_runs_once(void **state) {
    (void)state;
    static const int threads[] = { 1, 2, 8, 3, 1, 2 };
    for (int t = 0; t < 6; t++) {
        pool_set(threads[t]);
        assert_int_equal(pool_threads(), threads[t]);
        static Count count;
        for (int i = 0; i < BLOCKS; i++) atomic_store(&count.done[i], 0);
        for (int round = 0; round < 50; round++) pool_run(BLOCKS, count_block, &count);
        expect_each(&count, 50);
    }
    pool_set(1);
    pool_run(0, count_block, NULL);
}

static void run_within(void *context, int index) {
    (void)index;
    pool_run(BLOCKS, count_block, context);
}

static void work_within_work_runs_on_its_thread(void **state) {
    (void)state;
    static Count count;
    pool_set(4);
    pool_run(20, run_within, &count);
    pool_set(1);
    expect_each(&count, 20);
}

static void *call(void *context) {
    for (int round = 0; round < 30; round++) pool_run(BLOCKS, count_block, context);
    return NULL;
}

static void several_callers_do_not_disturb_each_other(void **state) {
    (void)state;
    static Count count[3];
    pthread_t thread[3];
    pool_set(3);
    for (int i = 0; i < 3; i++) assert_int_equal(pthread_create(&thread[i], NULL, call, &count[i]), 0);
    for (int i = 0; i < 3; i++) pthread_join(thread[i], NULL);
    pool_set(1);
    for (int i = 0; i < 3; i++) expect_each(&count[i], 30);
}

static void a_silly_number_is_mended(void **state) {
    (void)state;
    pool_set(-5);
    assert_int_equal(pool_threads(), 1);
    assert_true(pool_processors() >= 1);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_block_runs_once),
        cmocka_unit_test(work_within_work_runs_on_its_thread),
        cmocka_unit_test(several_callers_do_not_disturb_each_other),
        cmocka_unit_test(a_silly_number_is_mended),
    };
    return cmocka_run_group_tests_name("base/pool", tests, NULL, NULL);
}
