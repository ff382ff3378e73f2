// A race has four ways to go on, which all show the same points: at once, at once in turns, on its own thread, or a step a frame;
// or it stands still. Before the answer it stands where it waits in a window.
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

enum { SLOW = 15, FULL = 100 }; // steps a second: until something happens, which eyes can follow; and then, 15 s for a whole race
static const double happened = 0.75; // a lane whose loss has fallen to so much of what it was

static bool for_figure(const LiveRace *live) { return live->mode <= RACE_IN_TURNS; }

// How far a figure shows it.
static int trained(const LiveRace *live) { return live->mode == RACE_AT_START && !live->ask.trained ? 0 : live->ask.train; }

static bool running(const LiveRace *live) {
    if (live->mode == RACE_IN_TURNS) return live->going;
    return live->mode == RACE_BY_FRAMES ? live->going && !race_done(live->race) : race_running(live->race);
}

static bool has_happened(const Race *race) {
    for (int i = 0; !race_languages(race) && i < RACE_LANES; i++) {
        Record record = race_record(race, i);
        if (record.points > 1 && record.point[record.points - 1].loss < happened * record.point[0].loss) return true;
    }
    return race_languages(race) > 0;
}

// Started by hand it can be followed; what the lesson asks for beforehand comes as fast as it can.
static void set_pace(LiveRace *live) {
    live->full = live->full || has_happened(live->race);
    double speed = live->speed > 0 ? live->speed : 1;
    race_pace(live->race, live->by_hand ? (live->full ? FULL : SLOW) * speed : 0);
}

static void run(LiveRace *live, bool on) {
    live->going = on;
    if (live->mode != RACE_BESIDE) return;
    set_pace(live);
    race_run(live->race, on);
}

static void one_step(LiveRace *live) {
    if (live->mode == RACE_BESIDE)
        race_one_step(live->race);
    else
        race_finish(live->race, race_points(live->race));
}

// What a race shows by itself: what is measured before the first step, or as many steps as the lesson starts with.
static bool wants_more(const LiveRace *live) {
    return !for_figure(live) && live->mode != RACE_STILL && !live->by_hand && live->ask.trained &&
           race_points(live->race) <= live->ask.train;
}

static void show_start(LiveRace *live) {
    if (!for_figure(live) && !running(live) && !wants_more(live)) one_step(live);
}

static bool restart(LiveRace *live, Problems *problems) {
    live->full = false;
    if (live->ask.languages) return race_restart_language(live->race, live->ask.language, live->ask.languages, problems);
    if (race_languages(live->race)) return false; // another kind: it is begun anew
    return race_restart(live->race, live->ask.lane, problems);
}

// --- put aside

static void nothing_is_open(LiveRace *live) {
    live->race = NULL;
    live->by_hand = live->going = live->full = false;
    live->view = (RaceView){ .seconds_left = -1 };
}

// What somebody has started, and what was trained for a figure: another step shows the same as far as it asks for. In a window what
// nobody has started is made again as fast as it was made.
static void put_aside(LiveRace *live) {
    if (live->race && (for_figure(live) || (live->by_hand && race_points(live->race) > 1))) {
        run(live, false);
        race_end(live->kept[RACES_KEPT - 1].race);
        for (int i = RACES_KEPT - 1; i > 0; i--) live->kept[i] = live->kept[i - 1];
        live->kept[0] = (KeptRace){ live->ask, live->race };
    } else {
        race_end(live->race);
    }
    nothing_is_open(live);
}

// The one that was left with the same lanes, as it stood.
static bool take_up(LiveRace *live) {
    for (int i = 0; i < RACES_KEPT; i++) {
        if (!live->kept[i].race || !same_lanes(&live->kept[i].ask, &live->ask)) continue;
        live->race = live->kept[i].race;
        live->by_hand = !for_figure(live);
        for (int k = i; k + 1 < RACES_KEPT; k++) live->kept[k] = live->kept[k + 1];
        live->kept[RACES_KEPT - 1] = (KeptRace){ 0 };
        return true;
    }
    return false;
}

void live_race_want(LiveRace *live, const RaceAsk *ask, int step) {
    bool other_step = live->step != step;
    live->step = step;
    live->wanted = ask != NULL;
    if (!ask) {
        put_aside(live);
        return;
    }
    if (live->race && other_step && !same_lanes(ask, &live->ask)) put_aside(live);
    bool same = same_lanes(ask, &live->ask);
    live->ask = *ask;
    if (!live->race || same) return;
    Arena *scratch = arena_begin();
    Problems problems = { .arena = scratch };
    bool was_running = running(live);
    if (!restart(live, &problems)) {
        race_end(live->race);
        nothing_is_open(live);
    } else if (!was_running) {
        live->by_hand = false;
        show_start(live);
    }
    arena_end(scratch);
}

static bool begin(LiveRace *live) {
    if (take_up(live)) return true;
    Arena *scratch = arena_begin();
    Problems problems = { .arena = scratch };
    live->race = live->ask.languages ? race_begin_language(live->ask.language, live->ask.languages, &problems)
                                     : race_begin(live->ask.lane, RACE_LANES, &problems);
    live->by_hand = live->going = live->full = false;
    arena_end(scratch);
    if (live->race) show_start(live);
    return live->race != NULL;
}

// Time for more: steps that are made here, and an end once there are as many as the lesson starts with.
static void turn(LiveRace *live) {
    static const double a_turn = 0.01;
    if (live->mode <= RACE_AT_START) race_finish(live->race, trained(live));
    if (live->mode == RACE_IN_TURNS) live->going = !race_finish_some(live->race, live->ask.train, a_turn);
    if (for_figure(live)) return;
    if (wants_more(live) && !running(live)) run(live, true);
    if (live->mode == RACE_BESIDE) {
        if (!live->full && live->by_hand && has_happened(live->race)) set_pace(live);
        race_frame(live->race);
    } else if (running(live)) {
        one_step(live);
    }
    if (!live->by_hand && live->ask.trained && !wants_more(live) && running(live)) run(live, false);
}

// As far as the lesson says, and not one point more: so a figure does not depend on what was shown before.
static int points_shown(const LiveRace *live, int points) {
    if (live->mode == RACE_BESIDE && points <= 1 && race_in_round(live->race)) return 0; // not all lanes have their first
    bool all = live->by_hand || (!for_figure(live) && !live->ask.trained);
    return all || points <= trained(live) ? points : trained(live) + 1;
}

void live_race_look(LiveRace *live) {
    live->view = (RaceView){ .seconds_left = -1 };
    bool begins = !live->race;
    if (!live->wanted || (begins && !begin(live))) return;
    if (!begins || live->mode != RACE_BESIDE) turn(live); // what was begun is enough for one frame
    RaceView *view = &live->view;
    view->languages = race_languages(live->race);
    for (int i = 0; i < view->languages; i++) view->language[i] = race_language(live->race, i);
    for (int i = 0; !view->languages && i < RACE_LANES; i++) view->lane[i] = race_record(live->race, i);
    view->finished = race_done(live->race);
    view->points = points_shown(live, race_points(live->race));
    view->live = !for_figure(live);
    view->running = running(live);
    view->seconds_left = live->mode == RACE_BESIDE ? race_seconds_left(live->race) : -1;
}

int live_race_trains(const LiveRace *live) { return live->wanted && live->ask.train > 0 ? trained(live) : -1; }

void live_race_ahead(LiveRace *live, bool brief) {
    if (for_figure(live) && live->wanted && (brief || live->ask.languages) && (live->race || begin(live)))
        race_ahead(live->race, trained(live));
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
    for (int i = 0; i < RACES_KEPT; i++) race_end(live->kept[i].race), live->kept[i] = (KeptRace){ 0 };
    nothing_is_open(live);
}
