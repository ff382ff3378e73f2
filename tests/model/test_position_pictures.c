// The models behind the pictures of positions: words in two orders, a step as a rotation, a table to be learned.
#include <math.h>

#include "model/whole.h"

#define WORDS_CSV "x1:dog,1,0\nx2:bites,1,1\nx3:man,0,1\n"

static const Real *row_of(const Run *r, const char *name, int row) {
    const Node *node = node_of(r, name);
    return node->value + row * node->shape.size[node->shape.rank - 1];
}

// --- order

static void the_numbers_of_the_lesson(void **state) {
    (void)state;
    Run r = run_good("order", "", WORDS_CSV);
    const double root = __builtin_sqrt(2), score[] = { 1, 2, 1 }, weight[] = { .2483, .5035, .2483 };
    for (int j = 0; j < 3; j++) {
        assert_close((double)row_of(&r, "one.s", 1)[j], score[j] / root, 1e-15);
        assert_close((double)row_of(&r, "one.a", 1)[j], weight[j], TOLERANCE);
    }
    for (int j = 0; j < 2; j++) {
        assert_close((double)row_of(&r, "one.o", 1)[j], .7517, TOLERANCE);
        assert_close((double)row_of(&r, "two.o", 1)[j], .7517, TOLERANCE);
    }
    arena_end(r.arena);
    r = run_good("order", "positions=on", WORDS_CSV);
    check_value(&r, "one.x", 1, 1, 1.8415, 1.5403, .9093, .5839);
    const double one[] = { 1.6447, 1.3849 }, two[] = { 1.6325, 1.3959 };
    check_numbers("one.o", row_of(&r, "one.o", 1), 2, one, 2, TOLERANCE);
    check_numbers("two.o", row_of(&r, "two.o", 1), 2, two, 2, TOLERANCE);
    arena_end(r.arena);
}

// The outputs are the same vectors in another order: to the last bits of a sum in another order.
static void without_positions_order_is_lost(void **state) {
    (void)state;
    const char *const text[] = { WORDS_CSV, "x1,.3,-1,2\nx2,1,1,.5\nx3,-2,.25,1\nx4,.75,0,-.5\n", "x1,5\n" };
    for (int i = 0; i < 3; i++) {
        Run r = run_good("order", "", text[i]);
        const Node *o = node_of(&r, "one.o");
        int n = o->shape.size[0], d = o->shape.size[1];
        for (int p = 0; p < n; p++)
            for (int j = 0; j < d; j++)
                assert_close((double)row_of(&r, "one.o", p)[j], (double)row_of(&r, "two.o", n - 1 - p)[j], 1e-15);
        arena_end(r.arena);
    }
}

static void a_switch_is_a_leaf(void **state) {
    (void)state;
    Run r = run_good("order", "", WORDS_CSV), on = run_good("order", "positions=on base=50", WORDS_CSV);
    assert_true(params_set(&r.params, r.model->param, r.model->params, "positions", "on", (Place){ 0 }, &r.problems));
    assert_true(params_set(&r.params, r.model->param, r.model->params, "base", "50", (Place){ 0 }, &r.problems));
    model_write(r.model, r.tape, &r.inputs, &r.params);
    assert_true(model_replay(r.model, r.tape, &r.inputs, &r.problems));
    assert_true(hash_of_tape(r.tape) == hash_of_tape(on.tape));
    arena_end(r.arena);
    arena_end(on.arena);
    check_whole("order", "positions=on", "x1,.3,-1,2\nx2,1,1,.5\ng1,1,.5,-1\ng2,0,2,1\n");
    Builder many = { arena_begin() };
    for (int i = 1; i <= 513; i++) builder_print(&many, "x%d,1\n", i);
    check_refused("order", "", builder_text(&many), "f:1:1: x has 513 rows, but a sentence may have at most 512 words here");
    arena_end(many.arena);
}

// --- rotation

static void a_step_of_one(void **state) {
    (void)state;
    Run r = run_good("rotation", "", NULL);
    const double R[] = { .5403, .8415, -.8415, .5403 }, now[] = { .8415, .5403 }, next[] = { .9093, -.4161 };
    check_numbers("R", node_of(&r, "R")->value, 4, R, 4, TOLERANCE);
    check_numbers("now", node_of(&r, "now")->value, 2, now, 2, TOLERANCE);
    check_numbers("next", node_of(&r, "next")->value, 2, next, 2, TOLERANCE);
    check_explanations(&r, 1e-13);
    check_replay(&r);
    arena_end(r.arena);
}

static void it_is_the_same_everywhere(void **state) {
    (void)state;
    Run first = run_good("rotation", "from=1 step=3 d=6", NULL), later = run_good("rotation", "from=50 step=3 d=6", NULL);
    const Node *a = node_of(&first, "R"), *b = node_of(&later, "R");
    for (int i = 0; i < a->count; i++) assert_close((double)a->value[i], (double)b->value[i], 0);
    const Node *next = node_of(&later, "next"), *direct = node_of(&later, "direct");
    for (int i = 0; i < next->count; i++) {
        assert_close((double)next->value[i], (double)direct->value[i], 1e-14);
        double angle = 53 * pow(10000, -2.0 * (i / 2) / 6);
        assert_close((double)next->value[i], i % 2 ? cos(angle) : sin(angle), 1e-13);
    }
    arena_end(first.arena);
    arena_end(later.arena);
}

// --- a table and the formula

static void a_table_ends(void **state) {
    (void)state;
    Run r = run_good("learned", "rows=8 d=6 seed=4", NULL), whole = run_good("position", "n=16 d=6", NULL);
    assert_true(shape_equal(node_of(&r, "table")->shape, SHAPE2(8, 6)));
    const Node *pe = node_of(&r, "pe"), *want = node_of(&whole, "pe");
    assert_true(shape_equal(pe->shape, want->shape));
    for (int i = 0; i < pe->count; i++) assert_close((double)pe->value[i], (double)want->value[i], 0);
    arena_end(r.arena);
    arena_end(whole.arena);
    r = run_good("learned", "", NULL);
    const Node *table = node_of(&r, "table");
    double squares = 0;
    for (int i = 0; i < table->count; i++) squares += (double)table->value[i] * (double)table->value[i] / table->count;
    assert_close(__builtin_sqrt(squares), .02, 5e-4);
    arena_end(r.arena);
}

static void wavelengths(void **state) {
    (void)state;
    Run r = run_good("position", "n=2 d=4", NULL);
    check_value(&r, "wavelength", 6.2832, 628.3185);
    arena_end(r.arena);
    r = run_good("position", "n=2 d=512", NULL);
    const Node *wave = node_of(&r, "wavelength");
    assert_close((double)wave->value[255], 60611.5, 1e-6);
    arena_end(r.arena);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_numbers_of_the_lesson),
        cmocka_unit_test(without_positions_order_is_lost),
        cmocka_unit_test(a_switch_is_a_leaf),
        cmocka_unit_test(a_step_of_one),
        cmocka_unit_test(it_is_the_same_everywhere),
        cmocka_unit_test(a_table_ends),
        cmocka_unit_test(wavelengths),
    };
    return cmocka_run_group_tests_name("model/position_pictures", tests, NULL, NULL);
}
