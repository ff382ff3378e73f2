// A scene is a pure function: (view, step, tape, t) -> display list; a step may bring the record of a race along. No clock, no
// randomness, no SDL, no state of its own. So scrubbing backwards works, tests compare pictures as text, and what is on the screen
// is exactly what lands in the notes.
//
//     View view = { .width = 960, .height = 540, .metrics = metrics, .arena = frame };
//     Step step = { .model = model, .inputs = &inputs, .params = &params,
//                   .info = info, .infos = infos, .reveal = names, .reveals = 2 };
//     scene_draw(scene_find("lookup"), &view, &step, tape, 0.5, &list); // half-way through its scene_seconds
#ifndef ATTEND_KIT_SCENE_H
#define ATTEND_KIT_SCENE_H

#include <stdbool.h>
#include <stddef.h>

#include "core/tape.h"
#include "draw/list.h"
#include "draw/shapes.h"
#include "layers/own_text.h"
#include "layers/race.h"
#include "model/model.h"

// How a picture is laid out on a stage of this size: decided once, by size_class.
typedef enum SizeClass {
    SIZE_BY_MEASURE, // not decided yet: scene_draw does
    SIZE_NARROW,     // a column of print: 8.5 cm at 7 pt are 413 units
    SIZE_LOW,        // a small window, or one with much else in it
    SIZE_PLAIN,
    SIZE_TALL, // higher than wide
} SizeClass;
SizeClass size_class(double width, double height); // units

// Spaces and sizes of type by name, in units, for each class. Within a line each is for more room than the one before.
typedef struct Scale {
    double margin, edge, frame;                          // around the picture; of what stands at its edge; where parts need air
    double gap, pad, inset;                              // between two parts; inside a card
    double thin, tight, snug, close, near;               // within a part
    double loose, step, apart, open, part;               // between its rows and columns
    double rest, aside, wide;                            // beside and over it
    double rim, slot, slit, fold, lane;                  // between things side by side or under each other, from close to far
    double lift, base, under, above, over;               // from an edge to the words at it
    double strip, head, block, crown, roof;              // strips for a heading, from low to high
    double row, names, flank, border;                    // a row of numbers; a gutter for names; at the sides of a large picture
    double stroke, dot;                                  // the line and the point that are looked at
    double fine, note, caption, tick;                    // small print
    double label, value, name, word, digits;             // words and numbers beside and over cells
    double heading, symbol, formula, sum, line;          // headings, formulas, lines of arithmetic
    double answer, title, operand, sign, numeral, large; // what is to be seen first
} Scale;
const Scale *size_scale(SizeClass size);

typedef struct View {
    double width, height; // of the stage, in units; at least 640 × 300, or 400 wide in a column of print
    const Metrics *metrics;
    Arena *arena;         // the frame's
    bool close;           // somebody has enlarged it: what fits shows its digits, however many there are
    bool thumbnail;       // a small live picture on the home page (about 270 × 90): marks only, no words or digits
    SizeClass size;       // zero: by its width and height
    const Box *part;      // this part of the picture alone is drawn, where it stands (draw/part.h finds one); NULL: all of it
    const Hidden *hidden; // numbers not yet to be seen, because the step asks for them
    int hiddens;
} View;

// What a scene that shows a training asks for.
typedef struct RaceAsk {
    TrainingOptions lane[RACE_LANES];
    int languages; // so many trainings of language models instead
    LanguageOptions language[LANGUAGE_LANES];
    int train;    // how far a figure shows it: the last training step on it
    bool trained; // a window shows it trained as far as that at once; else it waits for somebody to press Start
} RaceAsk;
// What the two trainings have published until now. Their records only grow, so a picture may be drawn while they do.
typedef struct RaceView {
    Record lane[RACE_LANES];
    int languages; // so many language models are trained instead
    LanguageRecord language[LANGUAGE_LANES];
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
    int query;                // the query the picture follows, from 0
    const RaceView *race;     // what the scene has asked for; NULL: nothing
    const OwnTexts *own_text; // a text of one's own to learn from; NULL: none was given
    const char *const *names; // what reveal and focus may name, NULL at the end: the scene's; set by scene_draw and scene_seconds
} Step;
// A name that the scene does not have is a programmer's mistake: both assert that it does.
bool step_reveals(const Step *step, const char *name);
bool step_focuses(const Step *step, const char *name);
bool step_knows(const Step *step,
                const char *name); // whether it is one of the scene's; true as long as nobody has said which these are
double step_number(const Step *step, const char *param);
const char *step_choice(const Step *step, const char *param);

// A row of the table of scenes. The parts take the scene's own struct, which opens with PICTURE (kit/picture.h), and are called in
// this order.
typedef struct Scene {
    const char *name, *summary;
    const char *model; // the model it draws, unless the lesson says another
    const ParamInfo *param;
    int params;
    const char *const *reveal; // names for reveal and focus, NULL at the end
    const char *const *node;   // nodes it can draw that lessons may name besides the model's, NULL at the end
    int own_rows;              // of somebody's own data, at most: the first ones; 0: any number
    size_t bytes;              // of its struct, which begins as zeros
    bool (*read)(void *);      // its numbers, off the tape; false when the tape has not what it shows
    void (*plan)(void *);      // adds its acts, or says how many seconds they take; NULL: nothing moves
    void (*thumbnail)(void *); // draws the small picture, after all acts; the last part then
    void (*place)(void *);     // where everything stands; NULL: nothing to be found
    void (*draw)(void *);
    // A stage larger than this both ways only enlarges the picture; 0: it is laid out for any stage.
    double ample_width, ample_height;
    // Two trainings to be shown, from the step's parameters; false with a problem. NULL: this scene shows none.
    bool (*race)(const Step *step, RaceAsk *out, Problems *problems);
    // The roles a figure's legend names.
    const LegendItem *legend;
    int legends;
    const char *(*legend_name)(const Step *step, Role role, Arena *arena); // what a role is in this step; NULL: as the legend says
} Scene;
// In a row: the five parts of a scene that has them all; an array with its length.
#define WITH_PARTS(reads, plans, places, draws, small)                                                                             \
    .read = (reads), .plan = (plans), .place = (places), .draw = (draws), .thumbnail = (small)
#define WITH_LEGEND(list) .legend = list, .legends = sizeof list / sizeof *list
// Length of the step's animation at 1×.
double scene_seconds(const Scene *scene, const Step *step, const Tape *tape);
// Why nothing can be drawn of this tape; NULL: something can.
const char *scene_refusal(const Scene *scene, const Step *step, const Tape *tape);
// Adds the picture at t (0 … 1) to the list.
void scene_draw(const Scene *scene, const View *view, const Step *step, const Tape *tape, double t, List *out);

// --- motion: t of the step -> progress of one beat
// 0 before `start`, 1 after `end` (both in seconds), eased in between.
double beat(double seconds_now, double start, double end);
double ease(double x); // smooth 0 … 1

#endif
