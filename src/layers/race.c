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
    LanguageTraining *word[RACE_LANES_MOST]; // instead of them
    bool language;
    int lanes;
    atomic_bool on;
    atomic_int single;      // steps asked for one by one
    int ahead;              // of who asks alone: the point that is made towards for pictures to come; 0: none is
    _Atomic double pace;    // steps a second; 0: no limit
    atomic_int allowed;     // with a pace: steps that may be made now
    double frame, credit;   // of race_frame alone: when it was called last; the part of a step that was not handed out
    _Atomic double seconds; // spent on the steps so far
    atomic_int rounds;      // how many those were
    atomic_bool in_round;   // some of its parts are made, others are not
    int lane_next;          // of the worker's turn, with the two below
    bool any;
    double spent;
};

static double now(void) {
    struct timespec t;
    timespec_get(&t, TIME_UTC);
    return (double)t.tv_sec + (double)t.tv_nsec * 1e-9;
}

// --- lanes of either kind

static bool lane_step(Race *race, int i) {
    return race->language ? language_training_step(race->word[i]) : training_step(race->lane[i]);
}
static int lane_points(const Race *race, int i) {
    return race->language ? language_training_record(race->word[i]).points : training_record(race->lane[i]).points;
}
static bool lane_done(const Race *race, int i) {
    return race->language ? language_training_record(race->word[i]).done : training_record(race->lane[i]).done;
}
static int lane_steps(const Race *race, int i) {
    return race->language ? language_training_record(race->word[i]).options.steps : training_record(race->lane[i]).options.steps;
}

// --- what the worker does

// Where the frame waits for it a turn is as short as can be: the measuring before a lane's step, or the step.
#ifdef ATTEND_SERIAL
static const bool by_parts = true;
#else
static const bool by_parts = false;
#endif

static bool begin_round(Race *race) {
    bool on = atomic_load(&race->on), free = on && atomic_load(&race->pace) == 0;
    atomic_int *left = on ? &race->allowed : &race->single;
    if (!free && atomic_load(left) <= 0) return false;
    if (!free) atomic_fetch_sub(left, 1);
    race->lane_next = 0, race->any = false, race->spent = 0;
    atomic_store(&race->in_round, true);
    return true;
}

// A part of the round; true when it was the last.
static bool one_part(Race *race) {
    int i = race->lane_next;
    if (by_parts && race->language && language_training_measure(race->word[i])) return false;
    race->any |= lane_step(race, i);
    return ++race->lane_next == race->lanes;
}

static bool end_round(Race *race) {
    atomic_store(&race->in_round, false);
    if (!race->any) return false;
    if (race->spent > 0) atomic_store(&race->seconds, atomic_load(&race->seconds) + race->spent); // below zero: the clock was set
    atomic_fetch_add(&race->rounds, 1);
    return true;
}

static bool take_turn(void *context) {
    Race *race = context;
    if (!atomic_load(&race->in_round) && !begin_round(race)) return false;
    double start = now();
    bool last = one_part(race);
    while (!by_parts && !last) last = one_part(race);
    race->spent += now() - start;
    return !last || end_round(race);
}

// --- the lanes

static bool begin_lanes(Race *race, const TrainingOptions *option, Problems *problems) {
    for (int i = 0; i < race->lanes; i++) {
        race->lane[i] = training_begin(race->arena, &option[i], problems);
        if (!race->lane[i]) return false;
    }
    return true;
}

static bool begin_languages(Race *race, const LanguageOptions *option, int lanes, Problems *problems) {
    race->language = true;
    race->lanes = lanes;
    for (int i = 0; i < lanes; i++)
        if (!(race->word[i] = language_training_begin(race->arena, &option[i], problems))) return false;
    return true;
}

static Race *new_race(int lanes, Problems *problems) {
    assert(lanes > 0 && lanes <= RACE_LANES_MOST);
    Race *race = calloc(1, sizeof *race);
    if (!race || !(race->worker = worker_begin(take_turn, race))) {
        free(race);
        problems_add(problems, (Place){ 0 }, "there is no memory for a race");
        return NULL;
    }
    race->arena = arena_begin();
    race->lanes = lanes;
    return race;
}

Race *race_begin(const TrainingOptions *lane, int lanes, Problems *problems) {
    Race *race = new_race(lanes, problems);
    if (!race || begin_lanes(race, lane, problems)) return race;
    race_end(race);
    return NULL;
}

Race *race_begin_language(const LanguageOptions *lane, int lanes, Problems *problems) {
    Race *race = new_race(lanes, problems);
    if (!race || begin_languages(race, lane, lanes, problems)) return race;
    race_end(race);
    return NULL;
}

static void forget(Race *race) {
    worker_rest(race->worker);
    race->ahead = 0;
    arena_reset(race->arena);
    atomic_store(&race->in_round, false);
    atomic_store(&race->single, 0);
    atomic_store(&race->rounds, 0);
    atomic_store(&race->seconds, 0);
}

bool race_restart(Race *race, const TrainingOptions *option, Problems *problems) {
    for (int i = 0; i < race->lanes; i++)
        if (!training_check(&option[i], problems)) return false;
    forget(race);
    race->language = false;
    begin_lanes(race, option, problems); // they were checked
    if (atomic_load(&race->on)) worker_wake(race->worker);
    return true;
}

bool race_restart_language(Race *race, const LanguageOptions *option, int lanes, Problems *problems) {
    for (int i = 0; i < lanes; i++)
        if (!language_training_check(&option[i], problems)) return false;
    forget(race);
    begin_languages(race, option, lanes, problems);
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

bool race_done(const Race *race) {
    for (int i = 0; i < race->lanes; i++)
        if (!lane_done(race, i)) return false;
    return true;
}

int race_points(const Race *race) {
    int most = 0;
    for (int i = 0; i < race->lanes; i++)
        if (lane_points(race, i) > most) most = lane_points(race, i);
    return most;
}

bool race_in_round(const Race *race) { return atomic_load(&race->in_round); }

void race_run(Race *race, bool on) {
    if (on && !atomic_load(&race->on)) race->frame = now(), atomic_store(&race->allowed, 1); // what was saved up is forgotten
    atomic_store(&race->on, on);
    if (on) worker_wake(race->worker);
}

void race_pace(Race *race, double steps_a_second) {
    atomic_store(&race->pace, steps_a_second);
    if (atomic_load(&race->on)) worker_wake(race->worker);
}

bool race_running(const Race *race) { return atomic_load(&race->on) && !race_done(race); }

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

#ifdef ATTEND_SERIAL
static bool may_begin(const Race *race) {
    return atomic_load(&race->on) && !race_done(race) && (atomic_load(&race->pace) == 0 || atomic_load(&race->allowed) > 0);
}
#endif

void race_frame(Race *race) {
    double pace = atomic_load(&race->pace);
    if (pace > 0 && atomic_load(&race->on)) hand_out(race, pace);
    worker_turn(race->worker);
#ifdef ATTEND_SERIAL // nobody else makes them: as many more as leave the frame its time
    const double share = 0.010;
    for (double end = now() + share; now() < end && (atomic_load(&race->in_round) || may_begin(race));) worker_turn(race->worker);
#endif
}

void race_ahead(Race *race, int steps) {
    race->ahead = steps;
    atomic_store(&race->single, steps + 1 - race_points(race));
    worker_wake(race->worker);
}

static void rest(Race *race) {
    atomic_store(&race->on, false);
    worker_rest(race->worker);
    atomic_store(&race->in_round, false);
    atomic_store(&race->single, 0);
}

static bool has_come_to(const Race *race, int steps) {
    for (int i = 0; i < race->lanes; i++)
        if (lane_points(race, i) <= steps && !lane_done(race, i)) return false;
    return true;
}

// What the thread makes ahead is waited for, and it goes on with the rest.
static bool came_ahead(Race *race, int steps) {
    if (atomic_load(&race->on)) return false;
    while (!has_come_to(race, steps))
        if (!worker_await(race->worker)) return false;
    return true;
}

typedef struct Finish {
    Race *race;
    int steps;
} Finish;

static void finish_lane(void *context, int lane) {
    const Finish *finish = context;
    while (lane_points(finish->race, lane) <= finish->steps && lane_step(finish->race, lane)) {}
}

// Lanes have nothing in common; a language model shares its own work out. The thread goes on with what was asked for ahead.
void race_finish(Race *race, int steps) {
    bool together = race->language || race->lanes == 1;
    if (together ? came_ahead(race, steps) : !atomic_load(&race->on) && has_come_to(race, steps)) return;
    rest(race);
    Finish finish = { race, steps };
    pool_run_apart(race->lanes, finish_lane, &finish);
    if (race->ahead > steps) race_ahead(race, race->ahead);
}

bool race_finish_some(Race *race, int steps, double seconds) {
    rest(race);
    double end = now() + seconds;
    for (int i = 0; i < race->lanes; i++)
        while (lane_points(race, i) <= steps && lane_step(race, i))
            if (now() >= end) return false;
    return true;
}

Record race_record(const Race *race, int lane) { return race->language ? (Record){ 0 } : training_record(race->lane[lane]); }
int race_languages(const Race *race) { return race->language ? race->lanes : 0; }
LanguageRecord race_language(const Race *race, int lane) { return language_training_record(race->word[lane]); }

double race_seconds_left(const Race *race) {
    int left = 0, rounds = atomic_load(&race->rounds);
    for (int i = 0; i < race->lanes; i++) {
        int more = lane_done(race, i) ? 0 : lane_steps(race, i) + 1 - lane_points(race, i);
        if (more > left) left = more;
    }
    if (left == 0) return 0;
    double each = rounds ? atomic_load(&race->seconds) / rounds : -1, pace = atomic_load(&race->pace);
    if (pace > 0 && each < 1 / pace) each = 1 / pace;
    return each < 0 ? -1 : each * left;
}
