// What the files of a session share: what is open, what it amounts to, and how it is computed anew. Nobody else includes this.
#ifndef ATTEND_SESSION_PARTS_H
#define ATTEND_SESSION_PARTS_H

#include <string.h>

#include "session/change_log.h"
#include "session/own_data.h"
#include "session/session.h"

enum { MOST_FILES = 16 };
// A step answers at once, so it holds less than a command may: what a lesson asks for is known to, one's own are held to 100 ms.
enum { STEP_NUMBERS = 8 << 20, OWN_NUMBERS = 1 << 20 };

// Vectors of one's own, in memory of their own: what is refused leaves nothing behind.
typedef struct OwnData {
    Arena *arena; // holds this too
    struct OwnData *next;
} OwnData;

// What one lesson step and the log amount to. Lives in one of the two state arenas.
typedef struct Computed {
    Arena *arena;
    const Scene *scene;
    const Model *model;
    ParamInfo *info;
    int infos;
    Params params;
    Inputs inputs;
    Tape *tape;
    Step step;
    const char *structure; // two states with the same structure differ in leaf values only
    const char *data;      // which vectors: the file as the lesson names it, or the own data's name
    const void *entry;     // where those vectors are: two files may have the same name
    bool own;
    const char *made; // for one's own data, in sentences; NULL: nothing
} Computed;

// A state that is made in turns, in the state that nobody shows.
typedef struct Making {
    bool on;    // something is being made there, or is whole
    bool whole; // what was asked for may be shown
    ModelTurns turns;
} Making;

typedef struct LoadedFile {
    const char *path;
    Dataset data;
} LoadedFile;

// The last proof: a pinned card asks for it every frame.
typedef struct ProofKept {
    const Tape *tape;
    unsigned version;
    int node, element, count;
    Proof proof;
} ProofKept;

// A lesson that was read.
typedef struct OpenedLesson {
    Arena *arena;
    Lesson lesson;
    const char *path;         // NULL: none
    unsigned long long stamp; // of the lesson's files when they were last looked at
    LoadedFile file[MOST_FILES];
    int files;
} OpenedLesson;

struct Session {
    const Library *library;
    Arena *lesson_arena;
    ChangeLog log;
    OwnData *own; // those that the log holds
    Change given; // vectors that stand for the lesson's own; no data set: none
    Lesson lesson;
    const char *path;
    unsigned long long stamp; // of the lesson's files when they were last looked at
    LoadedFile file[MOST_FILES];
    int files;
    int step;
    Computed state[2];
    int current;
    Computed asked;      // what is to be computed, without its numbers
    Making making;       // the state that is not the current one
    OpenedLesson coming; // the lesson that is made in turns, where it is another
    LiveRace *race;
    const OwnTexts *own_text; // NULL: none
    const char *notice;
    char notice_room[600], data_room[300];
    unsigned version;
    ProofKept *proof;
};

static inline const Computed *now(const Session *s) { return &s->state[s->current]; }

// "scene" is a parameter too: a step may offer other pictures of what it computes.
extern const ParamInfo picture_param;
static inline bool is_picture(const char *param) { return !strcmp(param, picture_param.name); }

void own_data_end(OwnData *own); // this and all before it
// Makes the step's numbers in turns; the log, lesson and step are what they will be then. True when session_refresh will only
// have to show them, or makes them in another way.
bool session_make(Session *session, const Turn *turn);
void session_make_nothing(Session *session); // what was made is forgotten
// Computes the step anew from lesson, step and log; with own vectors that do not fit it, the lesson's are shown and a notice says
// why. False with problems when nothing can be shown; then the former state stays.
bool session_refresh(Session *session, bool fall_back, Problems *problems);
// Adds a change to the log and computes; false with problems, and without the change, when that cannot be.
bool session_try(Session *session, Change change, Problems *problems);
// The vectors of one's own that the step takes; NULL: the lesson's.
const Change *session_own_change(const Session *session, const LessonStep *step, bool own_allowed);

#endif
