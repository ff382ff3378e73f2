// See race.h. The worker's turn is a step of every lane. Whoever changes the lanes lets the worker rest first; what is read
// while it works are the records and a few atomic numbers.
#include "layers/race.h"

#include <assert.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <time.h>

#include "base/math.h"
#include "base/pool.h"

struct Race {
    Worker *worker;
    Arena *arena; // of the lanes
    Training *lane[RACE_LANES_MOST];
    int lanes;
    atomic_bool on;
    atomic_int single;      // steps asked for one by one
    _Atomic double pace;    // steps a second; 0: no limit
    atomic_int allowed;     // with a pace: steps that may be made now
    double frame, credit;   // of race_frame alone: when it was called last; the part of a step that was not handed out
    _Atomic double seconds; // spent on the steps so far
    atomic_int rounds;      // how many those were
};

static double now(void) {
    struct timespec t;
    timespec_get(&t, TIME_UTC);
    return (double)t.tv_sec + (double)t.tv_nsec * 1e-9;
}

// --- what the worker does

static bool one_round(Race *race) {
    double start = now();
    bool any = false;
    for (int i = 0; i < race->lanes; i++) any |= training_step(race->lane[i]);
    double spent = now() - start; // below zero when somebody sets the clock
    if (!any) return false;
    if (spent > 0) atomic_store(&race->seconds, atomic_load(&race->seconds) + spent);
    atomic_fetch_add(&race->rounds, 1);
    return true;
}

static bool take_turn(void *context) {
    Race *race = context;
    bool on = atomic_load(&race->on), free = on && atomic_load(&race->pace) == 0;
    atomic_int *left = on ? &race->allowed : &race->single;
    if (!free && atomic_load(left) <= 0) return false;
    if (!free) atomic_fetch_sub(left, 1);
    return one_round(race);
}

// --- the lanes

static bool begin_lanes(Race *race, const TrainingOptions *option, Problems *problems) {
    for (int i = 0; i < race->lanes; i++) {
        race->lane[i] = training_begin(race->arena, &option[i], problems);
        if (!race->lane[i]) return false;
    }
    return true;
}

Race *race_begin(const TrainingOptions *lane, int lanes, Problems *problems) {
    assert(lanes > 0 && lanes <= RACE_LANES_MOST);
    Race *race = calloc(1, sizeof *race);
    if (!race || !(race->worker = worker_begin(take_turn, race))) {
        free(race);
        problems_add(problems, (Place){ 0 }, "there is no memory for a race");
        return NULL;
    }
    race->arena = arena_begin();
    race->lanes = lanes;
    if (begin_lanes(race, lane, problems)) return race;
    race_end(race);
    return NULL;
}

bool race_restart(Race *race, const TrainingOptions *option, Problems *problems) {
    for (int i = 0; i < race->lanes; i++)
        if (!training_check(&option[i], problems)) return false;
    worker_rest(race->worker);
    arena_reset(race->arena);
    atomic_store(&race->single, 0);
    atomic_store(&race->rounds, 0);
    atomic_store(&race->seconds, 0);
    begin_lanes(race, option, problems); // they were checked
    if (atomic_load(&race->on)) worker_wake(race->worker);
    return true;
}

void race_end(Race *race) {
    if (!race) return;
    worker_end(race->worker);
    arena_end(race->arena);
    free(race);
}

// --- from outside

static bool all_done(const Race *race) {
    for (int i = 0; i < race->lanes; i++)
        if (!training_record(race->lane[i]).done) return false;
    return true;
}

void race_run(Race *race, bool on) {
    if (on && !atomic_load(&race->on)) race->frame = now(), atomic_store(&race->allowed, 1); // what was saved up is forgotten
    atomic_store(&race->on, on);
    if (on) worker_wake(race->worker);
}

void race_pace(Race *race, double steps_a_second) {
    atomic_store(&race->pace, steps_a_second);
    if (atomic_load(&race->on)) worker_wake(race->worker);
}

bool race_running(const Race *race) { return atomic_load(&race->on) && !all_done(race); }

void race_one_step(Race *race) {
    if (atomic_load(&race->on)) return;
    atomic_fetch_add(&race->single, 1);
    worker_wake(race->worker);
}

// After a long pause no more is handed out than a tenth of a second's steps, nor when the worker is behind.
static void hand_out(Race *race, double pace) {
    double time = now(), most = pace / 10 > 1 ? pace / 10 : 1;
    race->credit += time > race->frame ? (time - race->frame) * pace : 0;
    race->frame = time;
    if (race->credit > most) race->credit = most;
    int steps = (int)race->credit;
    race->credit -= steps;
    if (steps && atomic_load(&race->allowed) < most) atomic_fetch_add(&race->allowed, steps);
    if (steps) worker_wake(race->worker);
}

void race_frame(Race *race) {
    double pace = atomic_load(&race->pace);
    if (pace > 0 && atomic_load(&race->on)) hand_out(race, pace);
    worker_turn(race->worker);
}

void race_finish(Race *race, int steps) {
    atomic_store(&race->on, false);
    worker_rest(race->worker);
    atomic_store(&race->single, 0);
    for (int i = 0; i < race->lanes; i++)
        while (training_record(race->lane[i]).points <= steps && training_step(race->lane[i])) {}
}

Record race_record(const Race *race, int lane) { return training_record(race->lane[lane]); }

double race_seconds_left(const Race *race) {
    int left = 0, rounds = atomic_load(&race->rounds);
    for (int i = 0; i < race->lanes; i++) {
        Record record = training_record(race->lane[i]);
        int more = record.done ? 0 : record.options.steps + 1 - record.points;
        if (more > left) left = more;
    }
    if (left == 0) return 0;
    double each = rounds ? atomic_load(&race->seconds) / rounds : -1, pace = atomic_load(&race->pace);
    if (pace > 0 && each < 1 / pace) each = 1 / pace;
    return each < 0 ? -1 : each * left;
}
