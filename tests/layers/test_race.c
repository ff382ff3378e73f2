// The race: lanes that learn on a thread of their own exactly what they learn alone, pauses, restarts, and ends at any moment.
#include "layers/race.h"

#include <time.h>

#include "layers/learn.h"

typedef struct Course {
    Arena *arena;
    Problems problems;
    TrainingOptions lane[RACE_LANES];
    Race *race;
} Course;

static Course race_of(const char *first, const char *second) {
    Course s = { .arena = arena_begin(), .lane = { options_of(first), options_of(second) } };
    s.problems.arena = s.arena;
    s.race = race_begin(s.lane, RACE_LANES, &s.problems);
    assert_non_null(s.race);
    return s;
}

static void course_end(Course *s) {
    race_end(s->race);
    arena_end(s->arena);
}

static void wait_a_little(void) { nanosleep(&(struct timespec){ .tv_nsec = 1000000 }, NULL); }

// Waits until the lane has that many points, while a window would draw.
static void wait_for(Race *race, int lane, int points) {
    for (int i = 0; race_record(race, lane).points < points; i++) {
        if (i == 20000) fail_msg("lane %d has %d points, %d were expected", lane, race_record(race, lane).points, points);
        race_frame(race);
        wait_a_little();
    }
}

#define SMALL "length=8 width=16 batch=8 steps=40"

static void lanes_learn_what_they_learn_alone(void **state) {
    (void)state;
    static const char *const sets[] = { SMALL " model=attention", SMALL " model=lstm init=forget:2" };
    Course s = race_of(sets[0], sets[1]);
    race_run(s.race, true);
    for (int i = 0; i < RACE_LANES; i++) wait_for(s.race, i, 41);
    for (int i = 0; i < RACE_LANES; i++) {
        Record alone = train_all(s.arena, sets[i]), raced = race_record(s.race, i);
        assert_true(hash_of_record(&alone) == hash_of_record(&raced));
        for (int j = 0; !race_record(s.race, i).done; j++) {
            assert_true(j < 20000);
            wait_a_little();
        }
    }
    assert_false(race_running(s.race));
    assert_true(race_seconds_left(s.race) == 0);
    course_end(&s);
}

// What was read once does not change while more is added.
static void records_only_grow(void **state) {
    (void)state;
    Course s = race_of("length=8 width=16 batch=8 steps=2000", "length=8 width=16 batch=8 steps=2000 model=rnn");
    race_run(s.race, true);
    uint64_t before = 0;
    int points = 0;
    for (int round = 0; round < 30; round++) {
        Record r = race_record(s.race, 1), prefix = r;
        assert_true(r.points >= points);
        prefix.points = points;
        if (round) assert_true(hash_of_record(&prefix) == before);
        before = hash_of_record(&r);
        points = r.points;
        race_frame(s.race);
        wait_a_little();
    }
    wait_for(s.race, 0, 20);
    assert_true(race_running(s.race));
    double left = race_seconds_left(s.race);
    assert_true(left > 0 && left < 600);
    course_end(&s);
}

static int settled(Race *race) { // the points once no step is under way
    int points = -1;
    // A step under way may take a while on a busy machine: both lanes have it, and nothing follows.
    for (int i = 0; i < 2000 && (race_record(race, 1).points != points || race_record(race, 0).points != points); i++) {
        points = race_record(race, 1).points;
        for (int j = 0; j < 300; j++) wait_a_little();
    }
    return points;
}

static void pause_and_one_step(void **state) {
    (void)state;
    Course s = race_of("length=8 steps=5000", "length=8 steps=5000 model=rnn");
    assert_false(race_running(s.race));
    assert_true(race_seconds_left(s.race) < 0);
    race_one_step(s.race); // before it ever ran
    wait_for(s.race, 1, 1);
    assert_int_equal(settled(s.race), 1);
    race_run(s.race, true);
    wait_for(s.race, 1, 10);
    race_one_step(s.race); // means nothing while it runs
    race_run(s.race, false);
    int points = settled(s.race);
    assert_false(race_running(s.race));
    race_one_step(s.race);
    race_one_step(s.race);
    wait_for(s.race, 1, points + 2);
    assert_int_equal(settled(s.race), points + 2);
    assert_int_equal(race_record(s.race, 0).points, points + 2);
    course_end(&s);
}

static void restarts(void **state) {
    (void)state;
    Course s = race_of(SMALL, SMALL " model=rnn");
    race_run(s.race, true);
    wait_for(s.race, 0, 3);
    s.lane[0] = options_of("length=5 width=16 steps=30");
    s.lane[1] = options_of("length=5 width=16 steps=30 model=gru");
    assert_true(race_restart(s.race, s.lane, &s.problems));
    wait_for(s.race, 1, 31); // it ran, so it runs
    Record alone = train_all(s.arena, "length=5 width=16 steps=30 model=gru"), raced = race_record(s.race, 1);
    assert_true(hash_of_record(&alone) == hash_of_record(&raced));
    uint64_t before = hash_of_record(&raced);
    s.lane[1].heads = 2;
    assert_false(race_restart(s.race, s.lane, &s.problems));
    assert_string_equal(s.problems.item[0].message, "heads belong to attention: a recurrent net has none");
    raced = race_record(s.race, 1);
    assert_true(hash_of_record(&raced) == before);
    assert_null(race_begin(s.lane, RACE_LANES, &s.problems));
    course_end(&s);
}

// For a picture: no thread, the very points that were asked for, and more later.
static void finishes_at_once(void **state) {
    (void)state;
    Course s = race_of(SMALL, SMALL " model=rnn");
    static const int steps[] = { 0, 7, 7, 3, 100 }, points[] = { 1, 8, 8, 8, 41 };
    for (int i = 0; i < 5; i++) {
        race_finish(s.race, steps[i]);
        for (int lane = 0; lane < RACE_LANES; lane++) assert_int_equal(race_record(s.race, lane).points, points[i]);
    }
    assert_true(race_record(s.race, 0).done && race_seconds_left(s.race) == 0);
    Record alone = train_all(s.arena, SMALL), raced = race_record(s.race, 0);
    assert_true(hash_of_record(&alone) == hash_of_record(&raced));
    race_run(s.race, true); // nothing left to do
    assert_false(race_running(s.race));
    course_end(&s);
    s = race_of(SMALL, SMALL " model=rnn");
    race_run(s.race, true);
    wait_for(s.race, 0, 2);
    race_finish(s.race, 20); // pauses it
    assert_false(race_running(s.race));
    assert_true(race_record(s.race, 1).points >= 21);
    course_end(&s);
}

// What the thread makes ahead is taken as it comes: the same bits, and more than was asked for is made meanwhile.
static void what_is_made_ahead_goes_on(void **state) {
    (void)state;
    Course s = race_of(SMALL, SMALL " model=rnn");
    race_ahead(s.race, 30);
    race_finish(s.race, 7);
    for (int lane = 0; lane < RACE_LANES; lane++) assert_in_range(race_record(s.race, lane).points, 8, 31);
    wait_for(s.race, 1, 31); // nobody asks for these here
    race_finish(s.race, 30);
    for (int lane = 0; lane < RACE_LANES; lane++) assert_int_equal(race_record(s.race, lane).points, 31);
    race_finish(s.race, 40); // further than ahead
    Record alone = train_all(s.arena, SMALL), raced = race_record(s.race, 0);
    assert_true(hash_of_record(&alone) == hash_of_record(&raced));
    course_end(&s);
}

static void a_race_may_have_other_numbers_of_lanes(void **state) {
    (void)state;
    Arena *arena = arena_begin();
    Problems problems = { arena };
    const TrainingOptions lane[] = { options_of("length=5 steps=3 width=4 batch=2"),
                                     options_of("model=rnn length=5 steps=3 width=4 batch=2"),
                                     options_of("model=gru length=5 steps=2 width=4 batch=2") };
    for (int lanes = 1; lanes <= 3; lanes++) {
        Race *race = race_begin(lane, lanes, &problems);
        assert_non_null(race);
        race_finish(race, 3);
        for (int i = 0; i < lanes; i++) assert_int_equal(race_record(race, i).points, i == 2 ? 3 : 4);
        race_end(race);
    }
    arena_end(arena);
}

static void one_lane_stops_and_the_other_goes_on(void **state) {
    (void)state;
    Course s = race_of(SMALL " optimizer=sgd lr=900 clip=0", SMALL " model=rnn");
    race_run(s.race, true);
    wait_for(s.race, 1, 41);
    Record bad = race_record(s.race, 0);
    assert_non_null(bad.stopped);
    assert_non_null(strstr(bad.stopped, " is not a number at step "));
    assert_true(bad.done && bad.points < 40);
    assert_null(race_record(s.race, 1).stopped);
    course_end(&s);
}

static double seconds(void) {
    struct timespec t;
    timespec_get(&t, TIME_UTC);
    return (double)t.tv_sec + (double)t.tv_nsec * 1e-9;
}

// Slow enough for eyes: never more than the pace allows, all of it without one.
static void a_race_keeps_its_pace(void **state) {
    (void)state;
    Course s = race_of("length=4 width=8 batch=4 steps=300", "length=4 width=8 batch=4 steps=300 model=rnn");
    race_pace(s.race, 100);
    assert_close(race_seconds_left(s.race), 3.01, 1e-9);
    double start = seconds(); // before the race's own, however long this thread is kept waiting in between
    race_run(s.race, true);
    for (int frame = 0; race_record(s.race, 0).points < 12; frame++) {
        assert_true(frame < 20000);
        race_frame(s.race);
        wait_a_little();
        int by_now = race_record(s.race, 0).points;
        assert_true(by_now <= 2 + 100 * (seconds() - start));
    }
    race_run(s.race, false);
    int points = settled(s.race);
    race_frame(s.race); // paused: nothing is handed out
    race_one_step(s.race);
    wait_for(s.race, 1, points + 1);
    assert_int_equal(settled(s.race), points + 1);
    race_run(s.race, true);
    assert_true(settled(s.race) <= points + 2); // no frames, no steps, whatever time goes by
    race_pace(s.race, 0);
    wait_for(s.race, 0, 301);
    course_end(&s);
}

static void begins_and_ends_many_times(void **state) {
    (void)state;
    for (int i = 0; i < 60; i++) {
        Course s = race_of("length=4 width=8 batch=4 steps=200", "length=4 width=8 batch=4 steps=200 model=gru");
        for (int turn = 0; turn < i % 6; turn++) {
            race_run(s.race, turn % 2 == 0);
            if (turn == 2) race_one_step(s.race);
            if (turn == 3) assert_true(race_restart(s.race, s.lane, &s.problems));
            if (turn == 4) wait_a_little();
        }
        course_end(&s); // in the middle of a step, or asleep, or never begun
    }
    race_end(NULL);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(lanes_learn_what_they_learn_alone),
        cmocka_unit_test(records_only_grow),
        cmocka_unit_test(pause_and_one_step),
        cmocka_unit_test(restarts),
        cmocka_unit_test(finishes_at_once),
        cmocka_unit_test(what_is_made_ahead_goes_on),
        cmocka_unit_test(a_race_may_have_other_numbers_of_lanes),
        cmocka_unit_test(one_lane_stops_and_the_other_goes_on),
        cmocka_unit_test(a_race_keeps_its_pace),
        cmocka_unit_test(begins_and_ends_many_times),
    };
    return cmocka_run_group_tests_name("layers/race", tests, NULL, NULL);
}
