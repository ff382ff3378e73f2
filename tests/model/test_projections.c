// A word times three matrices: the numbers of lesson 7, with one wish and with another, gradients, and what is refused.
#include "whole.h"

#define C "0.9802581434685472"  // sqrt 2 ln 2
#define C2 "1.9605162869370945" // twice that
#define SENTENCE(row)                                                                                                              \
    "x1:cat,1,1,0\nx2:mat,1,0,0\nx3:it,0,0,1\nWk1,1,0\nWk2,0,1\nWk3,0,0\nWv1,0,4\nWv2,4,-4\nWv3,0,0\nWq1,0,0\nWq2,0,0\nWq3," row   \
    "\n"

static void lesson_numbers(void **state) {
    (void)state;
    Run r = run_good("projections", "", SENTENCE(C "," C));
    check_value(&r, "common", 2, 1, 0, 1, 1, 0, 0, 0, 1);
    check_value(&r, "k", 1, 1, 1, 0, 0, 0);
    check_value(&r, "v", 4, 0, 0, 4, 0, 0);
    check_value(&r, "s", 0, 0, 0, 0, 0, 0, 1.3862943611198906, 0.6931471805599453, 0);
    check_value(&r, "a", 1 / 3.0, 1 / 3.0, 1 / 3.0, 1 / 3.0, 1 / 3.0, 1 / 3.0, 4 / 7.0, 2 / 7.0, 1 / 7.0);
    check_value(&r, "o", 4 / 3.0, 4 / 3.0, 4 / 3.0, 4 / 3.0, 16 / 7.0, 8 / 7.0);
    arena_end(r.arena);
}

static void another_wish(void **state) {
    (void)state;
    Run r = run_good("projections", "", SENTENCE("0," C2));
    check_value(&r, "a", 1 / 3.0, 1 / 3.0, 1 / 3.0, 1 / 3.0, 1 / 3.0, 1 / 3.0, 2 / 3.0, 1 / 6.0, 1 / 6.0);
    check_value(&r, "o", 4 / 3.0, 4 / 3.0, 4 / 3.0, 4 / 3.0, 8 / 3.0, 2 / 3.0);
    arena_end(r.arena);
}

// Without a mask and without positions a word's output does not know the order of the others.
static void order_does_not_count(void **state) {
    (void)state;
    Run r = run_good("projections", "",
                     "x1:mat,1,0,0\nx2:it,0,0,1\nx3:cat,1,1,0\nWk1,1,0\nWk2,0,1\nWk3,0,0\nWv1,0,4\nWv2,4,-4\nWv3,0,0\n"
                     "Wq1,0,0\nWq2,0,0\nWq3," C "," C "\n");
    check_value(&r, "o", 4 / 3.0, 4 / 3.0, 16 / 7.0, 8 / 7.0, 4 / 3.0, 4 / 3.0);
    arena_end(r.arena);
}

static void gradients_are_exact(void **state) {
    (void)state;
    check_whole("projections", "", SENTENCE(C "," C) "g1,1,-2\ng2,.5,.25\ng3,-1,3\n");
}

static void what_is_refused(void **state) {
    (void)state;
    check_refused("projections", "", "x,1,2\nWq1,1\nWk1,1\nWk2,1\nWv1,1\nWv2,1\n",
                  "f:2:1: Wq has 1 row where x has 2 columns (both are D)");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(lesson_numbers),      cmocka_unit_test(another_wish),    cmocka_unit_test(order_does_not_count),
        cmocka_unit_test(gradients_are_exact), cmocka_unit_test(what_is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
