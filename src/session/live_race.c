// A race has three ways to go on: at once, on its own thread, or a step a frame. All of them show the same points.
#include "session/live_race.h"

static bool same_lanes(const RaceAsk *a, const RaceAsk *b) {
    if (a->languages != b->languages) return false;
    for (int i = 0; i < a->languages; i++)
        if (!language_same(&a->language[i], &b->language[i])) return false;
    if (a->languages) return true;
    for (int i = 0; i < RACE_LANES; i++)
        if (!training_same(&a->lane[i], &b->lane[i])) return false;
    return true;
}

enum { STEPS_A_SECOND = 100 }; // slow enough to see how attention finds its token, 15 s for a whole race

static bool running(const LiveRace *live) {
    return live->mode == RACE_BY_FRAMES ? live->going && !race_done(live->race) : race_running(live->race);
}

static void run(LiveRace *live, bool on) {
    live->going = on;
    if (live->mode != RACE_BESIDE) return;
    // Started by hand it can be followed; what the lesson asks for beforehand comes as fast as it can.
    race_pace(live->race, live->by_hand ? STEPS_A_SECOND * (live->speed > 0 ? live->speed : 1) : 0);
    race_run(live->race, on);
}

static void one_step(LiveRace *live) {
    if (live->mode == RACE_BESIDE)
        race_one_step(live->race);
    else
        race_finish(live->race, race_points(live->race));
}

// What a race shows by itself: what is measured before the first step, or all that the lesson wants to be there.
static bool wants_more(const LiveRace *live) {
    return live->mode != RACE_AT_ONCE && !live->by_hand && live->ask.trained && race_points(live->race) <= live->ask.train;
}

static void show_start(LiveRace *live) {
    if (live->mode != RACE_AT_ONCE && !running(live) && !wants_more(live)) one_step(live);
}

static bool restart(LiveRace *live, Problems *problems) {
    if (live->ask.languages) return race_restart_language(live->race, live->ask.language, live->ask.languages, problems);
    if (race_languages(live->race)) return false; // another kind: it is begun anew
    return race_restart(live->race, live->ask.lane, problems);
}

void live_race_want(LiveRace *live, const RaceAsk *ask, int step) {
    bool other_step = live->step != step;
    live->step = step;
    live->wanted = ask != NULL;
    if (!ask) {
        live_race_end(live);
        return;
    }
    bool same = same_lanes(ask, &live->ask);
    live->ask = *ask;
    if (!live->race || same) return;
    Arena *scratch = arena_begin();
    Problems problems = { .arena = scratch };
    bool was_running = running(live);
    if (other_step || !restart(live, &problems)) {
        live_race_end(live);
    } else if (!was_running) {
        live->by_hand = false;
        show_start(live);
    }
    arena_end(scratch);
}

static bool begin(LiveRace *live) {
    Arena *scratch = arena_begin();
    Problems problems = { .arena = scratch };
    live->race = live->ask.languages ? race_begin_language(live->ask.language, live->ask.languages, &problems)
                                     : race_begin(live->ask.lane, RACE_LANES, &problems);
    live->by_hand = live->going = false;
    arena_end(scratch);
    if (live->race) show_start(live);
    return live->race != NULL;
}

// Time for more: steps that are made here, and the end of what a lesson wants to be there.
static void turn(LiveRace *live) {
    if (live->mode == RACE_AT_ONCE) {
        race_finish(live->race, live->ask.train);
        return;
    }
    if (wants_more(live) && !running(live)) run(live, true);
    if (live->mode == RACE_BESIDE)
        race_frame(live->race);
    else if (running(live))
        one_step(live);
    if (!live->by_hand && live->ask.trained && !wants_more(live) && running(live)) run(live, false);
}

// As far as the lesson says, and not one point more: so a figure does not depend on what was shown before.
static int points_shown(const LiveRace *live, int points) {
    bool all = live->by_hand || (live->mode != RACE_AT_ONCE && !live->ask.trained);
    return all || points <= live->ask.train ? points : live->ask.train + 1;
}

void live_race_look(LiveRace *live) {
    live->view = (RaceView){ .seconds_left = -1 };
    if (!live->wanted || (!live->race && !begin(live))) return;
    turn(live);
    RaceView *view = &live->view;
    view->languages = race_languages(live->race);
    for (int i = 0; i < view->languages; i++) view->language[i] = race_language(live->race, i);
    for (int i = 0; !view->languages && i < RACE_LANES; i++) view->lane[i] = race_record(live->race, i);
    view->finished = race_done(live->race);
    view->points = points_shown(live, race_points(live->race));
    view->live = live->mode != RACE_AT_ONCE;
    view->running = running(live);
    view->seconds_left = live->mode == RACE_BESIDE ? race_seconds_left(live->race) : -1;
}

void live_race_run(LiveRace *live, bool on) {
    if (!live->race) return;
    live->by_hand = true;
    run(live, on);
}

void live_race_speed(LiveRace *live, double speed) {
    if (live->speed == speed) return;
    live->speed = speed;
    if (live->race && running(live)) run(live, true);
}

void live_race_rest(LiveRace *live) {
    if (live->race) run(live, false);
    live->view.running = false;
}

void live_race_restart(LiveRace *live) {
    Arena *scratch = arena_begin();
    Problems problems = { .arena = scratch };
    if (live->race && restart(live, &problems)) live_race_run(live, true);
    arena_end(scratch);
}

void live_race_one_step(LiveRace *live) {
    if (!live->race) return;
    live->by_hand = true;
    run(live, false);
    one_step(live);
}

void live_race_end(LiveRace *live) {
    race_end(live->race);
    live->race = NULL;
    live->by_hand = live->going = false;
    live->view = (RaceView){ .seconds_left = -1 };
}
