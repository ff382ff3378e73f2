// A scene is a pure function: (view, step, tape, t) -> display list; a step may bring the record of a race along. No clock, no randomness, no SDL, no state of its own.
// So scrubbing backwards works, tests compare pictures as text, and what is on the screen is exactly what lands in the notes.
#ifndef ATTEND_KIT_SCENE_H
#define ATTEND_KIT_SCENE_H

#include <stdbool.h>

#include "core/tape.h"
#include "draw/list.h"
#include "draw/shapes.h"
#include "layers/race.h"
#include "model/model.h"

typedef struct View {
    double width, height; // of the stage, in units; at least 640 × 300
    const Metrics *metrics;
    Arena *arena;   // the frame's
    bool thumbnail; // a small live picture on the home page (about 270 × 90): marks only, no words or digits
} View;

// What a scene that shows a training asks for.
typedef struct RaceAsk {
    TrainingOptions lane[RACE_LANES];
    int train;    // how far a figure shows it: the last training step on it
    bool trained; // a window shows it trained as far as that at once; else it waits for somebody to press Start
} RaceAsk;
// What the two trainings have published until now. Their records only grow, so a picture may be drawn while they do.
typedef struct RaceView {
    Record lane[RACE_LANES];
    int points;          // shown at most, of each lane
    bool live;           // in a window, where it can be started and paused
    bool running;        // just now
    bool finished;       // all is done
    double seconds_left; // negative: not known
} RaceView;

typedef struct Step {
    const Model *model;
    const Inputs *inputs;  // words of rows live here
    const Params *params;  // of model and scene
    const ParamInfo *info; // what params are checked against: the scene's list then the model's
    int infos;
    const char *const *reveal; // what the picture shows from this step on
    int reveals;
    const char *const *focus; // what is now
    int foci;
    int query;            // the query the picture follows, from 0
    const RaceView *race; // what the scene has asked for; NULL: nothing
} Step;
bool step_reveals(const Step *step, const char *name);
bool step_focuses(const Step *step, const char *name);
double step_number(const Step *step, const char *param);
const char *step_choice(const Step *step, const char *param);

typedef struct Scene {
    const char *name, *summary;
    const char *model; // the model it draws, unless the lesson says another
    const ParamInfo *param;
    int params;
    const char *const *reveal; // names for reveal and focus, NULL at the end
    const char *const *node;   // nodes it can draw that lessons may name besides the model's, NULL at the end
    double (*seconds)(const Step *step, const Tape *tape); // length of the step's animation at 1×
    // Two trainings to be shown, from the step's parameters; false with a problem. NULL: this scene shows none.
    bool (*race)(const Step *step, RaceAsk *out, Problems *problems);
    void (*draw)(const View *view, const Step *step, const Tape *tape, double t /* 0 … 1 */, List *out);
    // The roles a figure's legend names.
    const LegendItem *legend;
    int legends;
} Scene;

// --- motion: t of the step -> progress of one beat
// 0 before `start`, 1 after `end` (both in seconds), eased in between.
double beat(double seconds_now, double start, double end);
double ease(double x); // smooth 0 … 1

#endif
