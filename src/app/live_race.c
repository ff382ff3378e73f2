#include "app/live_race.h"

static bool same_lane(const TrainingOptions *a, const TrainingOptions *b) {
    return a->task == b->task && a->model == b->model && a->length == b->length && a->steps == b->steps && a->seed == b->seed &&
           a->width == b->width && a->batch == b->batch && a->symbols == b->symbols && a->start == b->start &&
           a->start_value == b->start_value && a->optimizer == b->optimizer && a->rate == b->rate && a->clip == b->clip &&
           a->heads == b->heads && a->causal == b->causal && a->positions == b->positions && a->input_scale == b->input_scale &&
           a->film == b->film;
}

static bool same_lanes(const RaceAsk *a, const RaceAsk *b) {
    for (int i = 0; i < RACE_LANES; i++)
        if (!same_lane(&a->lane[i], &b->lane[i])) return false;
    return true;
}

// A new race shows its start: what is measured before the first step, or all that the lesson wants to be there.
static void show_start(LiveRace *live) {
    if (!live->background || race_running(live->race)) return;
    if (live->ask.trained)
        race_run(live->race, true);
    else
        race_one_step(live->race);
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
    if (other_step || !race_restart(live->race, ask->lane, &problems)) {
        live_race_end(live);
    } else if (!race_running(live->race)) {
        live->people = false;
        show_start(live);
    }
    arena_end(scratch);
}

static bool begin(LiveRace *live) {
    Arena *scratch = arena_begin();
    Problems problems = { .arena = scratch };
    live->race = race_begin(live->ask.lane, &problems);
    live->people = false;
    arena_end(scratch);
    if (live->race) show_start(live);
    return live->race != NULL;
}

// As far as the lesson says, and not one point more: so a figure does not depend on what was shown before.
static int points_shown(const LiveRace *live) { return live->people ? live->ask.lane[0].steps + 1 : live->ask.train + 1; }

void live_race_look(LiveRace *live) {
    live->view = (RaceView){ .seconds_left = -1 };
    if (!live->wanted || (!live->race && !begin(live))) return;
    if (live->background)
        race_frame(live->race);
    else
        race_finish(live->race, live->ask.train);
    RaceView *view = &live->view;
    int most = 0;
    view->finished = true;
    for (int i = 0; i < RACE_LANES; i++) {
        view->lane[i] = race_record(live->race, i);
        if (view->lane[i].points > most) most = view->lane[i].points;
        view->finished = view->finished && view->lane[i].done;
    }
    bool waits = live->background && !live->people;
    if (waits && live->ask.trained && most > live->ask.train && race_running(live->race)) race_run(live->race, false);
    view->points = waits && !live->ask.trained ? most : points_shown(live);
    if (view->points > most) view->points = most;
    view->live = live->background;
    view->running = race_running(live->race);
    view->seconds_left = race_seconds_left(live->race);
}

void live_race_run(LiveRace *live, bool on) {
    if (!live->race) return;
    live->people = true;
    race_run(live->race, on);
}

void live_race_restart(LiveRace *live) {
    Arena *scratch = arena_begin();
    Problems problems = { .arena = scratch };
    if (live->race && race_restart(live->race, live->ask.lane, &problems)) live_race_run(live, true);
    arena_end(scratch);
}

void live_race_one_step(LiveRace *live) {
    if (!live->race) return;
    live->people = true;
    race_run(live->race, false);
    race_one_step(live->race);
}

void live_race_end(LiveRace *live) {
    race_end(live->race);
    live->race = NULL;
    live->people = false;
    live->view = (RaceView){ .seconds_left = -1 };
}
