// Layer steps, the longest path, plans without numbers, and timetables: all by hand.
#include "support/check.h"

#include "core/schedule.h"

// h = a h + 1, four times; each a layer step. Two nodes a step, so that a step's own nodes do not count twice.
static NodeId record_chain(Tape *tape, int steps) {
    NodeId a = tape_constant(tape, "a", SHAPE1(1), (Real[]){ 2 }), h = tape_constant(tape, "h0", SHAPE1(1), (Real[]){ 0 });
    for (int t = 1; t <= steps; t++) {
        tape_layer_step(tape);
        NodeId kept = tape_multiply(tape, a, h);
        h = tape_add(tape, kept, a);
        tape_name(tape, h, arena_print(tape->arena, "h%d", t));
    }
    tape_layer_step_end(tape);
    return h;
}

static NodeId record_attention(Tape *tape, int n, int d) {
    NodeId x = tape_leaf(tape, "x", SHAPE2(n, d), NULL);
    for (int i = 0; i < n * d && !tape->plan; i++) tape_node(tape, x)->value[i] = i % 5 - 2;
    tape_layer_step(tape);
    NodeId s = tape_matmul(tape, x, x, (MatmulArgs){ .transpose_b = true });
    tape_name(tape, s, "s");
    tape_layer_step(tape);
    NodeId a = tape_softmax(tape, s, NODE_NONE);
    tape_name(tape, a, "a");
    tape_layer_step(tape);
    NodeId o = tape_matmul(tape, a, x, (MatmulArgs){ 0 });
    tape_name(tape, o, "o");
    tape_layer_step_end(tape);
    return o;
}

static void a_chain_is_as_long_as_its_steps(void **state) {
    (void)state;
    Arena *arena = arena_begin();
    for (int steps = 1; steps <= 9; steps++) {
        Tape *tape = tape_begin(arena);
        NodeId h = record_chain(tape, steps);
        assert_int_equal(tape_node(tape, h)->path, steps);
        assert_int_equal(tape_longest_path(tape, "h"), steps);
        assert_int_equal(tape_longest_path(tape, ""), steps);
        assert_int_equal(tape_longest_path(tape, "a"), 0); // a leaf waits for nothing
        assert_int_equal(tape_longest_path(tape, "none"), 0);
    }
    arena_end(arena);
}

static void attention_takes_three_however_long(void **state) {
    (void)state;
    Arena *arena = arena_begin();
    for (int n = 1; n <= 40; n += 13) {
        Tape *tape = tape_begin(arena);
        record_attention(tape, n, 2);
        assert_int_equal(tape_longest_path(tape, ""), 3);
        assert_int_equal(tape_longest_path(tape, "s"), 1);
        assert_int_equal(tape_longest_path(tape, "a"), 2);
    }
    arena_end(arena);
}

// Two branches that meet: the longer one counts. What lies between steps counts nothing but passes on.
static void the_longest_branch_counts(void **state) {
    (void)state;
    Arena *arena = arena_begin();
    Tape *tape = tape_begin(arena);
    tape_prefix(tape, "long.");
    NodeId chain = record_chain(tape, 3);
    tape_prefix(tape, "short.");
    NodeId x = tape_constant(tape, "x", SHAPE1(1), NULL);
    tape_layer_step(tape);
    NodeId one = tape_tanh(tape, x);
    tape_layer_step_end(tape);
    assert_true(node_is_of(tape_node(tape, one), "short.")); // without a name of its own
    assert_false(node_is_of(tape_node(tape, one), "long."));
    assert_int_equal(tape_longest_path(tape, "short."), 1);
    tape_prefix(tape, "");
    NodeId met = tape_add(tape, one, chain);
    assert_int_equal(tape_node(tape, met)->path, 3);
    assert_int_equal(tape_node(tape, met)->layer_step, 0);
    tape_layer_step(tape);
    NodeId end = tape_tanh(tape, met), again = tape_tanh(tape, end);
    tape_layer_step_end(tape);
    assert_int_equal(tape_node(tape, end)->path, 4);
    assert_int_equal(tape_node(tape, again)->path, 4); // the same step
    arena_end(arena);
}

// Both ways have two steps; only over the first of them is a node of the second one step further.
static void of_equal_branches_the_earlier_end_counts(void **state) {
    (void)state;
    Arena *arena = arena_begin();
    Tape *tape = tape_begin(arena);
    NodeId x = tape_constant(tape, "x", SHAPE1(1), NULL);
    tape_layer_step(tape);
    NodeId first = tape_tanh(tape, x);
    tape_layer_step(tape);
    NodeId second = tape_exp(tape, x);
    tape_layer_step_end(tape);
    NodeId both = tape_add(tape, second, first);
    assert_int_equal(tape_node(tape, both)->path, 1);
    assert_int_equal(tape_node(tape, both)->path_end, 1);
    arena_end(arena);
}

static void a_plan_counts_what_no_memory_holds(void **state) {
    (void)state;
    Arena *arena = arena_begin();
    Tape *plan = tape_begin_plan(arena), *tape = tape_begin(arena);
    record_attention(plan, 40000, 8); // 1.6 thousand million scores
    assert_true(arena_used(arena) < 1 << 20);
    assert_close(tape_work_all(plan).multiply_adds, 2.0 * 40000 * 40000 * 8, 0.02 * 2.0 * 40000 * 40000 * 8);
    assert_close(tape_work(plan, tape_find(plan, "s")).multiply_adds, 40000.0 * 40000 * 8, 0);
    assert_int_equal(tape_longest_path(plan, ""), 3);
    assert_null(tape_node(plan, 0)->value);
    NodeId small = record_attention(tape, 4, 8);
    plan = tape_begin_plan(arena);
    record_attention(plan, 4, 8);
    assert_int_equal(plan->count, tape->count); // the same work as the tape that holds numbers
    for (NodeId id = 0; id <= small; id++) assert_close(tape_work(plan, id).multiply_adds, tape_work(tape, id).multiply_adds, 0);
    arena_end(arena);
}

// --- timetables

static int ticks_of_chain(Arena *arena, int steps, int workers) {
    Tape *tape = tape_begin(arena);
    record_chain(tape, steps);
    TaskGroup group[16];
    for (int t = 0; t < steps; t++) group[t] = (TaskGroup){ tape_find(tape, arena_print(arena, "h%d", t + 1)), 1 };
    Schedule s = schedule_make(arena, tape, group, steps, workers);
    assert_int_equal(s.tasks, steps);
    for (int t = 0; t < steps; t++) assert_int_equal(s.task[t].tick, t + 1);
    return s.ticks;
}

static void nobody_shortens_a_chain(void **state) {
    (void)state;
    Arena *arena = arena_begin();
    static const int workers[] = { 1, 2, 64, 1000 };
    for (int i = 0; i < 4; i++) assert_int_equal(ticks_of_chain(arena, 8, workers[i]), 8);
    arena_end(arena);
}

static Schedule schedule_of_attention(Arena *arena, Tape *tape, int workers) {
    TaskGroup group[] = { { tape_find(tape, "s"), 1 }, { tape_find(tape, "a"), 1 }, { tape_find(tape, "o"), 1 } };
    return schedule_make(arena, tape, group, 3, workers);
}

static void many_shorten_a_grid(void **state) {
    (void)state;
    Arena *arena = arena_begin();
    Tape *tape = tape_begin(arena);
    record_attention(tape, 8, 8);
    tape_forward(tape);
    static const int workers[] = { 1, 2, 8, 16, 32, 63, 64, 1000 }, ticks[] = { 192, 96, 24, 12, 6, 4, 3, 3 };
    for (int i = 0; i < 8; i++) {
        Schedule s = schedule_of_attention(arena, tape, workers[i]);
        assert_int_equal(s.tasks, 192);
        assert_int_equal(s.ticks, ticks[i]);
    }
    arena_end(arena);
}

// What every timetable must keep: nobody does two things at once, and nothing is used before it is there.
static void a_timetable_is_sound(void **state) {
    (void)state;
    Arena *arena = arena_begin();
    Tape *tape = tape_begin(arena);
    record_attention(tape, 5, 3);
    tape_forward(tape);
    for (int workers = 1; workers <= 30; workers++) {
        Schedule s = schedule_of_attention(arena, tape, workers);
        int total = 0;
        for (int t = 0; t < s.ticks; t++) {
            total += s.busy[t];
            assert_in_range(s.busy[t], 1, workers);
        }
        assert_int_equal(total, s.tasks);
        for (int i = 0; i < s.tasks; i++) {
            assert_in_range(s.task[i].worker, 0, workers - 1);
            for (int j = 0; j < i; j++) assert_false(s.task[i].tick == s.task[j].tick && s.task[i].worker == s.task[j].worker);
        }
        for (int row = 0; row < 5; row++)
            for (int i = 0; i < 5; i++)
                for (int j = 0; j < 5; j++) { // a weight waits for the scores of its row, an output for its weights
                    assert_true(s.task[25 + 5 * row + i].tick > s.task[5 * row + j].tick);
                    if (i < 3) assert_true(s.task[50 + 3 * row + i].tick > s.task[25 + 5 * row + j].tick);
                }
    }
    arena_end(arena);
}

// Eight numbers added two by two: 4, 2 and 1 sums, which wait for each other; the halves of a row are one task.
static void a_tree_is_as_deep_as_its_logarithm(void **state) {
    (void)state;
    Arena *arena = arena_begin();
    Tape *tape = tape_begin(arena);
    NodeId all = tape_leaf(tape, "x", SHAPE1(8), (Real[]){ 3, 1, 4, 1, 5, 9, 2, 6 });
    TaskGroup group[3];
    for (int round = 0, n = 8; n > 1; round++, n /= 2) {
        tape_layer_step(tape);
        all = tape_sum(tape, tape_reshape(tape, all, SHAPE2(n / 2, 2)), 1);
        tape_name(tape, all, arena_print(arena, "sum%d", round));
        group[round] = (TaskGroup){ all, 1 };
    }
    tape_forward(tape);
    assert_close(tape_node(tape, all)->value[0], 31, 0);
    assert_int_equal(tape_longest_path(tape, ""), 3);
    Schedule s = schedule_make(arena, tape, group, 3, 64);
    assert_int_equal(s.tasks, 7);
    assert_int_equal(s.ticks, 3);
    assert_int_equal(s.busy[0], 4);
    assert_int_equal(s.busy[1], 2);
    assert_int_equal(s.busy[2], 1);
    assert_int_equal(schedule_make(arena, tape, group, 3, 1).ticks, 7);
    group[0].each = 2; // (0, 1) and (2, 3) of the first round: two tasks
    assert_int_equal(schedule_make(arena, tape, group, 3, 1).ticks, 5);
    assert_int_equal(schedule_make(arena, tape, group, 3, 0).workers, 1);
    arena_end(arena);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_chain_is_as_long_as_its_steps),
        cmocka_unit_test(attention_takes_three_however_long),
        cmocka_unit_test(the_longest_branch_counts),
        cmocka_unit_test(of_equal_branches_the_earlier_end_counts),
        cmocka_unit_test(a_plan_counts_what_no_memory_holds),
        cmocka_unit_test(nobody_shortens_a_chain),
        cmocka_unit_test(many_shorten_a_grid),
        cmocka_unit_test(a_timetable_is_sound),
        cmocka_unit_test(a_tree_is_as_deep_as_its_logarithm),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
