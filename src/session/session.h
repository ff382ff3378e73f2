// One open lesson with what the person has changed in it. The way is one-directional: lesson, step and a log of changes give
// parameters and inputs, these give a tape, the tape and t give a picture. Undo is a cursor in the log.
//
//     Session *s = session_begin(&library);
//     if (!session_open(s, library_find(&library, "retrieval", &problems), &problems)) …
//     session_go(s, 3);                                                   // a step, from 0
//     session_edit(s, tape_find(session_tape(s), "k"), 0, 1.5, &problems); // k₁₁ becomes 1.5; session_undo takes it back
//     session_draw(s, &view, 1, &list);                                   // its finished picture
//     session_end(s);
#ifndef ATTEND_SESSION_SESSION_H
#define ATTEND_SESSION_SESSION_H

#include "core/probe.h"
#include "kit/scene.h"
#include "lesson/lesson.h"
#include "model/model.h"
#include "session/library.h"
#include "session/live_race.h"

typedef struct Session Session;

Session *session_begin(const Library *library);
void session_end(Session *session);

// Opens a lesson; on problems the former lesson stays. Keeps the changes when it is the same lesson (live reload).
bool session_open(Session *session, const char *path, Problems *problems);
// The same at the step, from 0, that `meant` finds in the lesson; the first is not computed before it. NULL, or another number
// than that of a step: as session_open. A step that cannot be computed gives way to the first, and session_notice says why.
typedef int StepMeant(const Lesson *lesson, const void *context);
bool session_open_at(Session *session, const char *path, StepMeant *meant, const void *context, Problems *problems);
// Whether the lesson's file or one of its data files, wherever they are, changed since it was opened or this was last asked.
bool session_files_changed(Session *session);
// Opens the lesson apart from any window, computes every step and looks up every live number. False with problems.
bool session_check(const Library *library, const char *path, Problems *problems);
const Lesson *session_lesson(const Session *session);
// Goes to a step (from 0, clamped). A step that cannot be computed with one's own vectors is shown with the lesson's, and
// session_notice says why.
void session_go(Session *session, int step);
int session_step(const Session *session);
// In turns, while what is open stays: makes what session_go, session_set_param (of the open step) or session_open_at will show
// when it is called with the same. True when that will not take long any more. Only the latest is kept; it is good as long as
// nothing else is changed, and what is shown is the same to the last bit with it and without.
bool session_make_step(Session *session, int step, const Turn *turn);
bool session_make_param(Session *session, const char *name, const char *text, const Turn *turn);
bool session_make_open(Session *session, const char *path, StepMeant *meant, const void *context, const Turn *turn);
const LessonStep *session_lesson_step(const Session *session);
const char *session_notice(const Session *session); // a sentence for a banner, or NULL

const Scene *session_scene(const Session *session);
const Model *session_model(const Session *session);
const Tape *session_tape(const Session *session);
const Step *session_scene_step(const Session *session); // what the scene is given

// --- what the picture needs
double session_seconds(const Session *session); // length of this step's animation at 1×
void session_draw(Session *session, const View *view, double t, List *out);
// --- a step with a race: two trainings that the picture follows
// In a window a race trains beside the drawing, and waits until it is started; at first it is trained when it is drawn, and with
// RACE_AT_START only where the lesson opens so.
void session_set_race(Session *session, RaceMode mode);
RaceMode session_race_mode(const Session *session);
void session_set_text(Session *session, const OwnTexts *text); // what a model may learn instead of the little language; stays
const RaceView *session_race(const Session *session);          // as it was drawn last; NULL: this step has none
// Of a live one, or one at its start: its last training step that is recorded; −1: none is.
int session_race_shown(const Session *session);
bool session_race_running(const Session *session);
void session_race_run(Session *session, bool on);
void session_race_speed(Session *session, double speed);
void session_race_rest(Session *session); // nobody looks
// How many steps a figure of the open step trains; −1: it trains none.
int session_race_trains(const Session *session);
// A figure of this step will be wanted: goes there, if it trains, and its training begins beside; `brief`: also what is soon over.
void session_race_ahead(Session *session, int step, bool brief);
void session_race_restart(Session *session); // from training step 0
void session_race_one_step(Session *session);

// Names the colour bars of its picture by the node that they are of.
void session_name_scales(const Session *session, LegendItem *scale, int scales);

// A live number of the text; false when it is not on the tape (other shapes than the lesson's).
bool session_live(const Session *session, const LiveRef *ref, double *value, Ident *ident);
// The line as it reads with one's own vectors: lists of numbers are as long as these are, and no sentence speaks of a number that
// is not there, as long as another one is left.
Line session_line(const Session *session, Arena *arena, const Line *line);
bool session_asks(const Session *session, const Block *question); // every option's numbers are there
// Nudges the number, replays, and puts everything back: does the loss change as the gradient says? False where no gradient comes.
bool session_prove(Session *session, Ident ident, Proof *out);
// Range and current value of a parameter or leaf that a control shows.
const ParamInfo *session_param(const Session *session, const char *name);
double session_param_number(const Session *session, const char *name);
double session_shown_number(const Session *session, const char *name); // of `train`, as far as a live race has come
const char *session_param_choice(const Session *session, const char *name);

// --- touching the numbers; all of it can be undone, a drag (begin … end) is one step
bool session_editable(const Session *session, int node, int element); // a leaf that the data gave
bool session_edit(Session *session, int node, int element, double value, Problems *problems);
// Hides a key from a query or shows it, in the node of ones and zeros that is the input `mask`: what the node holds now becomes
// one's own mask, with this element changed. A query must keep a key that it sees.
bool session_paint(Session *session, int node, int element, bool seen, Problems *problems);
bool session_set_param(Session *session, const char *name, const char *text, Problems *problems);
bool session_load(Session *session, const Dataset *data /* copied */, Problems *problems); // q, k, v of one's own
// These stand for the lesson's own: what was changed before is forgotten, and neither undo nor reset goes further back.
bool session_give(Session *session, const Dataset *data /* copied */, Problems *problems);
const Input *session_queries(const Session *session); // the rows that may be picked, with their words; NULL: there is one query
void session_pick_query(Session *session, int query);
void session_drag_begin(Session *session); // until the end, changes of the same thing replace each other
void session_drag_on(Session *session);    // the same, the latest change included
void session_drag_end(Session *session);
bool session_undo(Session *session); // false when there is nothing to undo
bool session_redo(Session *session);
bool session_can_undo(const Session *session);
bool session_can_redo(const Session *session);
void session_reset(Session *session);
bool session_changed(const Session *session);        // is anything not the lesson's own?
bool session_altered(const Session *session);        // are the numbers of this step not the lesson's?
const char *session_vectors(const Session *session); // which they are: the file as the lesson names it, or the own data's name
const struct ChangeLog *session_log(const Session *session);
const char *session_data_name(const Session *session); // "seed.csv", "my.csv", "seed.csv, edited"; "" when the step has no data
bool session_own_data(const Session *session);
// The vectors as they are now, ready for data's save.
Dataset session_dataset(const Session *session, Arena *arena);
// "similarity = dot, temperature = 2": parameters that differ from their initial value; "" when none does.
const char *session_params_text(const Session *session, Arena *arena);
// Another session that stands at another step of the same lesson with the same changes, to look ahead: what is done there changes
// nothing here. NULL: it cannot be shown. It is good as long as this one's version is the same; session_end ends it.
Session *session_ahead(const Session *session, int step);
// The same in turns: nothing of it may be shown before one gives true.
Session *session_ahead_begin(const Session *session, int step);
bool session_ahead_turn(Session **ahead, const Turn *turn); // NULL then: it cannot be shown
// A number that rises whenever anything that is drawn may have changed.
unsigned session_version(const Session *session);

#endif
