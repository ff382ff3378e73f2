// A race: trainings that take turns on one thread of their own, a step of each. Drawing goes on meanwhile and reads what
// they have published.
//
//     Race *race = race_begin(lane, 2, &problems);
//     race_run(race, true);
//     … every frame: race_frame(race); race_record(race, 0), race_record(race, 1) …
//     race_end(race);
#ifndef ATTEND_LAYERS_RACE_H
#define ATTEND_LAYERS_RACE_H

#include "layers/language_training.h"
#include "layers/training.h"

enum { RACE_LANES = 2, LANGUAGE_LANES = 4, RACE_LANES_MOST = 8 }; // of the scene that shows a race; of any race

typedef struct Race Race;

// Paused at the start, without a thread until it first runs. Lanes with the same task, length, symbols, batch and seed see the
// same strings. NULL with a problem.
Race *race_begin(const TrainingOptions *lane /* (lanes) */, int lanes, Problems *problems);
// Waits for the step under way, then begins anew with other options (running if it ran). Records taken before are gone. With
// bad options: false, a problem, and the race is as it was.
bool race_restart(Race *race, const TrainingOptions *lane /* (lanes of the race) */, Problems *problems);
// The same for trainings of language models, which may not be mixed with the others. A restart may have another number of lanes.
Race *race_begin_language(const LanguageOptions *lane /* (lanes) */, int lanes, Problems *problems);
bool race_restart_language(Race *race, const LanguageOptions *lane, int lanes, Problems *problems);
int race_languages(const Race *race); // lanes of language models; 0: the lanes are ordinary trainings
LanguageRecord race_language(const Race *race, int lane);
int race_points(const Race *race);    // published, by the lane that has most
bool race_in_round(const Race *race); // some lanes have made their next step, others not yet
bool race_done(const Race *race);     // every lane is
void race_run(Race *race, bool on);   // go on or pause; returns at once
bool race_running(const Race *race);  // on, and a lane is not done
void race_one_step(Race *race);       // one more step of each lane while it is paused; returns at once
// At most so many steps of each lane a second, so that eyes can follow; 0, as at the start: as many as there can be. A race with
// a pace goes on only while race_frame is called.
void race_pace(Race *race, double steps_a_second);
// To be called once a frame: hands out steps where there is a pace, and makes them where no thread could be had.
void race_frame(Race *race);
// For pictures to come: the thread makes steps towards point `steps`, from where race_finish goes on.
void race_ahead(Race *race, int steps);
// Without a thread, for pictures and tests: pauses, and steps until every lane has shown point `steps` or is done. As long as
// steps are made ahead it waits for these, and those beyond are made while somebody draws.
void race_finish(Race *race, int steps);
// The same for so many seconds at a time, and a step more; true when it is done.
bool race_finish_some(Race *race, int steps, double seconds);
Record race_record(const Race *race, int lane); // valid until the race is restarted or ended
// Estimated from the speed so far; −1 while nothing is known, 0 when all is done.
double race_seconds_left(const Race *race);
void race_end(Race *race); // NULL is allowed

#endif
