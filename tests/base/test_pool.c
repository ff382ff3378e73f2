// The pool: every block once, for any number of threads, within other work and from several callers.
#include "base/pool.h"

#include <pthread.h>
#include <stdatomic.h>
#include <time.h>

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

// --- the worker

typedef struct Turns {
    atomic_int done, left; // turns taken; turns that find something to do
    atomic_bool elsewhere; // a turn was taken on another thread
    pthread_t home;
} Turns;

static bool take(void *context) {
    Turns *turns = context;
    if (!pthread_equal(pthread_self(), turns->home)) atomic_store(&turns->elsewhere, true);
    if (atomic_load(&turns->left) <= 0) return false;
    atomic_fetch_sub(&turns->left, 1);
    atomic_fetch_add(&turns->done, 1);
    return true;
}

static void wait_for(Turns *turns, int done) {
    for (int i = 0; atomic_load(&turns->done) < done; i++) {
        if (i == 20000) fail_msg("%d turns, %d were expected", atomic_load(&turns->done), done);
        nanosleep(&(struct timespec){ .tv_nsec = 500000 }, NULL);
    }
}

static void a_worker_works_while_it_is_awake(void **state) {
    (void)state;
    Turns turns = { .home = pthread_self() };
    Worker *worker = worker_begin(take, &turns);
    for (int i = 1; i <= 200; i++) { // a wake is never lost, whenever it comes
        atomic_store(&turns.left, 3);
        worker_wake(worker);
        worker_turn(worker); // there is a thread: nothing happens here
        wait_for(&turns, 3 * i);
    }
    assert_true(atomic_load(&turns.elsewhere));
    worker_end(worker);
    assert_int_equal(atomic_load(&turns.done), 600);
}

static void a_worker_rests(void **state) {
    (void)state;
    Turns turns = { .left = 1 << 30, .home = pthread_self() };
    Worker *worker = worker_begin(take, &turns);
    for (int i = 0; i < 50; i++) {
        worker_wake(worker);
        wait_for(&turns, atomic_load(&turns.done) + 1);
        worker_rest(worker);
        int done = atomic_load(&turns.done);
        if (i % 10 == 0) nanosleep(&(struct timespec){ .tv_nsec = 2000000 }, NULL);
        assert_int_equal(atomic_load(&turns.done), done);
    }
    worker_end(worker);
}

// Turns are awaited one by one; where none will come, nobody waits.
static void a_turn_is_awaited(void **state) {
    (void)state;
    Turns turns = { .left = 100, .home = pthread_self() };
    Worker *worker = worker_begin(take, &turns);
    assert_false(worker_await(worker)); // it was never woken
    worker_wake(worker);
    int awaited = 0;
    while (worker_await(worker)) awaited++;
    assert_int_equal(atomic_load(&turns.done), 100);
    assert_in_range(awaited, 0, 101); // the last turn finds nothing to do
    assert_false(worker_await(worker));
    worker_wake(worker);
    worker_rest(worker);
    assert_false(worker_await(worker));
    worker_end(worker);
}

static void a_worker_ends_at_any_moment(void **state) {
    (void)state;
    for (int i = 0; i < 100; i++) {
        Turns turns = { .left = 1 << 30, .home = pthread_self() };
        Worker *worker = worker_begin(take, &turns);
        if (i % 3) worker_wake(worker);
        if (i % 3 == 2) worker_rest(worker);
        worker_end(worker);
    }
    worker_end(NULL);
}

// Work of the pool within a worker's turn, and in the caller at the same time.
static bool run_blocks(void *context) {
    pool_run(BLOCKS, count_block, context);
    return false;
}

static void a_worker_may_use_the_pool(void **state) {
    (void)state;
    static Count count;
    pool_set(2);
    Worker *worker = worker_begin(run_blocks, &count);
    worker_wake(worker);
    pool_run(BLOCKS, count_block, &count);
    for (int i = 0; atomic_load(&count.done[BLOCKS - 1]) < 2 && i < 20000; i++)
        nanosleep(&(struct timespec){ .tv_nsec = 500000 }, NULL);
    worker_end(worker);
    pool_set(1);
    expect_each(&count, 2);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_block_runs_once),
        cmocka_unit_test(work_within_work_runs_on_its_thread),
        cmocka_unit_test(several_callers_do_not_disturb_each_other),
        cmocka_unit_test(a_silly_number_is_mended),
        cmocka_unit_test(a_worker_works_while_it_is_awake),
        cmocka_unit_test(a_worker_rests),
        cmocka_unit_test(a_turn_is_awaited),
        cmocka_unit_test(a_worker_ends_at_any_moment),
        cmocka_unit_test(a_worker_may_use_the_pool),
    };
    return cmocka_run_group_tests_name("base/pool", tests, NULL, NULL);
}
