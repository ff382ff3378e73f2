// The race of the open step: begun when its picture is first looked at, restarted when a parameter changes, put aside when the
// step is left, so that what somebody has trained is there when one comes back. For a figure it is trained at once, so far as the
// lesson says (at its start: not at all, where the class itself starts it; in turns: a part of it each time one looks, so that
// nothing stands still); in a window it trains on a thread of its own; in a script, which has a clock of its own, a step a frame.
// Where a layout is measured it stands still at what is known before the first step, so that a layout does not depend on time.
#ifndef ATTEND_SESSION_LIVE_RACE_H
#define ATTEND_SESSION_LIVE_RACE_H

#include "kit/scene.h"

typedef enum RaceMode { RACE_AT_ONCE, RACE_AT_START, RACE_IN_TURNS, RACE_BESIDE, RACE_BY_FRAMES, RACE_STILL } RaceMode;

enum { RACES_KEPT = 4 };

typedef struct KeptRace { // of a step that was left
    RaceAsk ask;
    Race *race;
} KeptRace;

typedef struct LiveRace {
    RaceMode mode;
    double speed; // 0 is taken as 1
    bool going;   // RACE_BY_FRAMES: it runs
    bool wanted;  // the step's scene has asked for one
    RaceAsk ask;
    int step;                  // that asked
    bool by_hand;              // somebody has started it: it goes on to its end
    bool full;                 // something has happened: it need not go slowly any more
    Race *race;                // NULL until it is looked at
    RaceView view;             // as it was looked at last
    KeptRace kept[RACES_KEPT]; // the latest first
} LiveRace;

// What the step asks for now; NULL: nothing. The same lanes go on, also in another step; others begin anew.
void live_race_want(LiveRace *live, const RaceAsk *ask, int step);
// How many steps a figure shows of it; −1: none is wanted, or it would not show any in any mode.
int live_race_trains(const LiveRace *live);
// A figure of this step will be wanted: what takes seconds (a language model), and if asked for the rest too, begins on a thread of
// its own.
void live_race_ahead(LiveRace *live, bool brief);
// Looks what there is; to be called for every picture.
void live_race_look(LiveRace *live);
// Pressed by somebody. Restart begins at step 0 and runs.
void live_race_run(LiveRace *live, bool on);
void live_race_rest(LiveRace *live);                // nobody looks: it pauses, and goes on by itself if it did
void live_race_speed(LiveRace *live, double speed); // of the player: 2 for twice as fast
void live_race_restart(LiveRace *live);
void live_race_one_step(LiveRace *live);
void live_race_end(LiveRace *live); // and all that were put aside

#endif
