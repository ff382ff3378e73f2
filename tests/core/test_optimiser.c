// Learning against plain code written from the papers, and against a minimum that is known.
#include "core/optimiser.h"

#include <math.h>

#include "support/check.h"

enum { COUNT = 37 };

// (x − target)² / 2, whose gradient is x − target; a second, far parameter brings the norm up.
typedef struct Bowl {
    Arena *arena;
    Tape *tape;
    NodeId x, y, loss;
    double target[COUNT];
} Bowl;

static Bowl bowl_begin(void) {
    Bowl b = { .arena = arena_begin() };
    b.tape = tape_begin(b.arena);
    for (int i = 0; i < COUNT; i++) b.target[i] = i * 0.1 - 1;
    b.x = tape_leaf(b.tape, "x", SHAPE1(COUNT), NULL);
    b.y = tape_leaf(b.tape, "y", SHAPE0(), (double[]){ 2 });
    NodeId target = tape_constant(b.tape, "target", SHAPE1(COUNT), b.target);
    NodeId gap = tape_subtract(b.tape, b.x, target), half = tape_scale(b.tape, tape_multiply(b.tape, gap, gap), 0.5);
    NodeId own = tape_multiply(b.tape, b.y, b.y);
    b.loss = tape_add(b.tape, tape_sum(b.tape, half, 0), own);
    return b;
}

static double learn(Bowl *b, Optimiser *optimiser) {
    tape_forward(b->tape);
    tape_backward(b->tape, b->loss, NULL);
    return optimiser_step(optimiser);
}

// The same in plain double: x[COUNT] is y, whose gradient is 2 y.
typedef struct Plain {
    double x[COUNT + 1], m[COUNT + 1], v[COUNT + 1];
} Plain;

static double plain_gradient(const Bowl *b, const Plain *p, double g[COUNT + 1], double clip) {
    double sum = 0;
    for (int i = 0; i <= COUNT; i++) {
        g[i] = i == COUNT ? 2 * p->x[i] : p->x[i] - b->target[i];
        sum += g[i] * g[i];
    }
    for (int i = 0; i <= COUNT && clip > 0 && sqrt(sum) > clip; i++) g[i] *= clip / sqrt(sum);
    return sqrt(sum);
}

static void expect_same(const Bowl *b, const Plain *p) {
    for (int i = 0; i < COUNT; i++) assert_close(tape_node(b->tape, b->x)->value[i], p->x[i], 1e-12);
    assert_close(tape_node(b->tape, b->y)->value[0], p->x[COUNT], 1e-12);
}

static void check_steps(OptimiserArgs args) {
    Bowl b = bowl_begin();
    Optimiser *optimiser = optimiser_begin(b.arena, b.tape, args);
    assert_int_equal(optimiser->parameters, 2);
    Plain p = { .x = { [COUNT] = 2 } };
    double g[COUNT + 1];
    size_t used = arena_used(b.arena);
    for (int step = 1; step <= 50; step++) {
        double norm = plain_gradient(&b, &p, g, args.clip);
        assert_close(learn(&b, optimiser), norm, 1e-12);
        for (int i = 0; i <= COUNT; i++) {
            p.m[i] = 0.9 * p.m[i] + 0.1 * g[i];
            p.v[i] = 0.999 * p.v[i] + 0.001 * g[i] * g[i];
            double m = p.m[i] / (1 - pow(0.9, step)), v = p.v[i] / (1 - pow(0.999, step));
            p.x[i] -= args.rate * (args.kind == OPTIMISER_ADAM ? m / (sqrt(v) + 1e-8) : g[i]);
        }
        expect_same(&b, &p);
    }
    assert_int_equal(arena_used(b.arena), used);
    arena_end(b.arena);
}

static void adam_is_that_of_the_paper(void **state) {
    (void)state;
    check_steps((OptimiserArgs){ .rate = 0.01 });
    check_steps((OptimiserArgs){ .rate = 0.05, .clip = 1 });
}

static void descent_is_that_of_the_paper(void **state) {
    (void)state;
    check_steps((OptimiserArgs){ .kind = OPTIMISER_SGD, .rate = 0.1 });
    check_steps((OptimiserArgs){ .kind = OPTIMISER_SGD, .rate = 0.1, .clip = 0.5 });
}

static void both_find_the_bottom(void **state) {
    (void)state;
    for (int kind = 0; kind < 2; kind++) {
        Bowl b = bowl_begin();
        Optimiser *optimiser = optimiser_begin(b.arena, b.tape, (OptimiserArgs){ .kind = (OptimiserKind)kind, .rate = 0.1 });
        for (int step = 0; step < 1000; step++) learn(&b, optimiser);
        for (int i = 0; i < COUNT; i++) assert_close(tape_node(b.tape, b.x)->value[i], b.target[i], 1e-4);
        arena_end(b.arena);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(adam_is_that_of_the_paper),
        cmocka_unit_test(descent_is_that_of_the_paper),
        cmocka_unit_test(both_find_the_bottom),
    };
    return cmocka_run_group_tests_name("core/optimiser", tests, NULL, NULL);
}
