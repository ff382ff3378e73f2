// The pool as it is where there are no threads: the same functions, all work on the caller.
#define ATTEND_SERIAL
#include "base/pool.c"

#include "support/check.h"

static void add_index(void *context, int index) { *(int *)context = *(int *)context * 10 + index; }

static void blocks_run_in_order(void **state) {
    (void)state;
    int sum = 0;
    pool_set(8);
    assert_int_equal(pool_threads(), 1);
    assert_int_equal(pool_processors(), 1);
    pool_run(4, add_index, &sum);
    assert_int_equal(sum, 123);
}

static bool count_down(void *context) { return --*(int *)context > 0; }

static void a_worker_takes_its_turns_when_asked(void **state) {
    (void)state;
    int left = 3;
    Worker *worker = worker_begin(count_down, &left);
    worker_turn(worker);
    assert_int_equal(left, 3); // asleep
    worker_wake(worker);
    assert_int_equal(left, 3);
    assert_false(worker_await(worker)); // nobody takes a turn meanwhile
    worker_turn(worker);
    assert_int_equal(left, 2);
    worker_rest(worker);
    worker_turn(worker);
    assert_int_equal(left, 2);
    worker_wake(worker);
    for (int i = 0; i < 5; i++) worker_turn(worker); // the second finds nothing left
    assert_int_equal(left, 0);
    worker_end(worker);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(blocks_run_in_order),
        cmocka_unit_test(a_worker_takes_its_turns_when_asked),
    };
    return cmocka_run_group_tests_name("base/serial", tests, NULL, NULL);
}
