// One open lesson and the log of changes, which is the only thing a person writes to; everything else is worked out from it.
#include <stdio.h>

#include "base/platform.h"
#include "scene/scenes.h"
#include "session/session_parts.h"

Session *session_begin(const Library *library) {
    Arena *arena = arena_begin();
    Session *s = arena_new(arena, Session, 1);
    s->library = library;
    s->log.arena = arena;
    s->proof = arena_new(arena, ProofKept, 1);
    s->state[0].arena = arena_begin();
    s->state[1].arena = arena_begin();
    s->asked.arena = arena_begin();
    s->race = arena_new(arena, LiveRace, 1);
    return s;
}

void own_data_end(OwnData *own) {
    for (OwnData *next; own; own = next) {
        next = own->next;
        arena_end(own->arena);
    }
}

void session_end(Session *s) {
    if (!s) return;
    own_data_end(s->own);
    live_race_end(s->race);
    session_make_nothing(s);
    arena_end(s->state[0].arena);
    arena_end(s->state[1].arena);
    arena_end(s->asked.arena);
    arena_end(s->coming.arena);
    arena_end(s->lesson_arena);
    arena_end(s->log.arena); // holds the session itself
}

// --- opening and going

// Of the lesson and its data, wherever they are. Taken before they are read, so that no change falls between.
static unsigned long long stamp_of(unsigned long long stamp, const Lesson *lesson) {
    for (int i = 0; i < lesson->steps; i++)
        if (lesson->step[i].data) stamp = stamp * 31 + file_stamp(lesson->step[i].data);
    return stamp;
}

bool session_files_changed(Session *s) {
    if (!s->path) return false;
    unsigned long long stamp = stamp_of(file_stamp(s->path), &s->lesson);
    bool changed = stamp != s->stamp;
    s->stamp = stamp; // a version that is broken is complained of once
    return changed;
}

static bool read_lesson(const Library *library, const char *path, OpenedLesson *out, Problems *problems) {
    Arena *arena = arena_begin();
    Problems found = { .arena = arena };
    unsigned long long stamp = file_stamp(path);
    *out = (OpenedLesson){ .arena = arena };
    if (!lesson_load(arena, path, &library->vocabulary, &out->lesson, &found)) {
        for (int i = 0; i < found.count; i++) problems_add(problems, found.item[i].place, "%s", found.item[i].message);
        arena_end(arena);
        *out = (OpenedLesson){ 0 };
        return false;
    }
    out->path = arena_print(arena, "%s", path);
    out->stamp = stamp_of(stamp, &out->lesson);
    return true;
}

static OpenedLesson opened(const Session *s) {
    OpenedLesson o = { .arena = s->lesson_arena, .lesson = s->lesson, .path = s->path, .stamp = s->stamp, .files = s->files };
    memcpy(o.file, s->file, sizeof o.file);
    return o;
}

static void put_in(Session *s, const OpenedLesson *o) {
    s->lesson_arena = o->arena;
    s->lesson = o->lesson;
    s->path = o->path;
    s->stamp = o->stamp;
    s->files = o->files;
    memcpy(s->file, o->file, sizeof s->file);
}

// It was read in turns, and no file of it has changed since.
static bool is_coming(const Session *s, const char *path) {
    const OpenedLesson *o = &s->coming;
    return o->path && !strcmp(o->path, path) && o->stamp == stamp_of(file_stamp(path), &o->lesson);
}

static void forget_coming(Session *s) {
    session_make_nothing(s); // it may stand on its files
    arena_end(s->coming.arena);
    s->coming = (OpenedLesson){ 0 };
}

// Reads the lesson; nothing of it is computed yet. What stood before is in what the caller has kept.
static bool take_lesson(Session *s, const char *path, bool same, Problems *problems) {
    OpenedLesson taken = s->coming;
    if (is_coming(s, path))
        s->coming = (OpenedLesson){ 0 };
    else if (!read_lesson(s->library, path, &taken, problems))
        return false;
    put_in(s, &taken);
    if (!same) {
        s->step = 0;
        s->race->step = -1; // that of another lesson goes
        log_clear(&s->log);
        s->given = (Change){ 0 };
    }
    if (s->step >= s->lesson.steps) s->step = s->lesson.steps - 1;
    return true;
}

static void say_not_shown(Session *s, int step, const Problems *problems) {
    snprintf(s->notice_room, sizeof s->notice_room, "Step %d cannot be shown: %s.", step + 1,
             problems->count ? problems->item[0].message : "it cannot be computed");
    s->notice = s->notice_room;
}

// The step that is meant and no other; only where it cannot be computed the first is, so that the lesson can be opened.
static bool show_meant(Session *s, int step, Problems *problems) {
    if (step < 0 || step >= s->lesson.steps || step == s->step) return session_refresh(s, true, problems);
    int instead = s->step;
    s->step = step;
    Arena *scratch = arena_begin();
    Problems why = { .arena = scratch };
    bool well = session_refresh(s, true, &why);
    if (!well) {
        s->step = instead;
        well = session_refresh(s, true, problems);
        if (well) say_not_shown(s, step, &why);
    }
    arena_end(scratch);
    return well;
}

// What a failure brings back.
typedef struct Before {
    OpenedLesson opened;
    Computed shown;
    ChangeLog log;
    Change given;
    int step;
    const char *notice;
} Before;

static void go_back(Session *s, const Before *before) {
    session_make_nothing(s);
    arena_end(s->lesson_arena);
    put_in(s, &before->opened);
    s->state[s->current] = before->shown;
    s->log = before->log;
    s->given = before->given;
    s->step = before->step;
    s->notice = before->notice;
}

bool session_open_at(Session *s, const char *path, StepMeant *meant, const void *context, Problems *problems) {
    Before before = { opened(s), *now(s), s->log, s->given, s->step, s->notice };
    bool same = s->path && !strcmp(s->path, path);
    if (!take_lesson(s, path, same, problems)) return false;
    // Nothing of the old lesson may be used again, so the new state is made from scratch.
    s->state[s->current].tape = NULL;
    if (!show_meant(s, meant ? meant(&s->lesson, context) : s->step, problems)) {
        go_back(s, &before);
        return false;
    }
    arena_end(before.opened.arena);
    if (!same) own_data_end(s->own), s->own = NULL;
    return true;
}

bool session_open(Session *s, const char *path, Problems *problems) { return session_open_at(s, path, NULL, NULL, problems); }

const Lesson *session_lesson(const Session *s) { return s->path ? &s->lesson : NULL; }

void session_go(Session *s, int step) {
    if (!s->path) return;
    if (step < 0) step = 0;
    if (step >= s->lesson.steps) step = s->lesson.steps - 1;
    if (step == s->step) return;
    int before = s->step;
    s->step = step;
    session_drag_end(s);
    Arena *scratch = arena_begin();
    Problems problems = { .arena = scratch };
    if (!session_refresh(s, true, &problems)) {
        // Only a change made in that step can do this (the lesson itself was checked): stay, and say why.
        s->step = before;
        say_not_shown(s, step, &problems);
    }
    arena_end(scratch);
}

// --- in turns

bool session_make_step(Session *s, int step, const Turn *turn) {
    if (!s->path || step == s->step || step < 0 || step >= s->lesson.steps) return true;
    int before = s->step;
    s->step = step;
    bool ready = session_make(s, turn);
    s->step = before;
    return ready;
}

bool session_make_param(Session *s, const char *name, const char *text, const Turn *turn) {
    if (!session_param(s, name)) return true;
    LogMark mark = log_add(&s->log, (Change){ .kind = CHANGE_PARAM, .step = s->step, .name = name, .text = text });
    bool ready = session_make(s, turn);
    log_restore(&s->log, mark);
    return ready;
}

// As if the lesson were open already.
static bool make_coming(Session *s, bool same, StepMeant *meant, const void *context, const Turn *turn) {
    OpenedLesson here = opened(s);
    Computed shown = *now(s);
    ChangeLog log = s->log;
    Change given = s->given;
    int before = s->step, step;
    put_in(s, &s->coming);
    s->state[s->current].tape = NULL;
    if (!same) s->log = (ChangeLog){ .arena = log.arena }, s->given = (Change){ 0 }, s->step = 0;
    step = meant ? meant(&s->lesson, context) : s->step;
    if (step >= 0 && step < s->lesson.steps) s->step = step;
    if (s->step >= s->lesson.steps) s->step = s->lesson.steps - 1;
    bool ready = session_make(s, turn);
    s->coming = opened(s); // with the files that were read
    put_in(s, &here);
    s->state[s->current] = shown;
    s->log = log;
    s->given = given;
    s->step = before;
    return ready;
}

bool session_make_open(Session *s, const char *path, StepMeant *meant, const void *context, const Turn *turn) {
    bool same = s->path && !strcmp(s->path, path), ready = true;
    Arena *scratch = arena_begin();
    Problems ignored = { .arena = scratch };
    if (!is_coming(s, path)) forget_coming(s);
    if (s->coming.path || read_lesson(s->library, path, &s->coming, &ignored)) ready = make_coming(s, same, meant, context, turn);
    arena_end(scratch);
    return ready;
}

int session_step(const Session *s) { return s->step; }
const LessonStep *session_lesson_step(const Session *s) { return s->path ? &s->lesson.step[s->step] : NULL; }
const char *session_notice(const Session *s) { return s->notice; }
const Scene *session_scene(const Session *s) { return now(s)->scene; }
const Model *session_model(const Session *s) { return now(s)->model; }
const Tape *session_tape(const Session *s) { return now(s)->tape; }
const Step *session_scene_step(const Session *s) { return &now(s)->step; }
unsigned session_version(const Session *s) { return s->version; }

// --- a race

void session_set_race(Session *s, RaceMode mode) { s->race->mode = mode; }
RaceMode session_race_mode(const Session *s) { return s->race->mode; }
void session_set_text(Session *s, const OwnTexts *text) { s->own_text = text; }
const RaceView *session_race(const Session *s) { return now(s)->scene && now(s)->scene->race ? &s->race->view : NULL; }
int session_race_shown(const Session *s) {
    const RaceView *view = session_race(s);
    return view && (view->live || s->race->mode == RACE_AT_START) ? view->points - 1 : -1;
}
bool session_race_running(const Session *s) { return s->race->view.running; }
void session_race_run(Session *s, bool on) { live_race_run(s->race, on), live_race_look(s->race); }
void session_race_speed(Session *s, double speed) { live_race_speed(s->race, speed); }
void session_race_rest(Session *s) { live_race_rest(s->race); }
int session_race_trains(const Session *s) { return session_race(s) ? live_race_trains(s->race) : -1; }
void session_race_ahead(Session *s, int step, bool brief) {
    if (!scene_find(session_lesson(s)->step[step].scene)->race) return;
    session_go(s, step);
    live_race_ahead(s->race, brief);
}
void session_race_restart(Session *s) { live_race_restart(s->race), live_race_look(s->race); }
void session_race_one_step(Session *s) { live_race_one_step(s->race), live_race_look(s->race); }

// --- the picture

double session_seconds(const Session *s) { return scene_seconds(now(s)->scene, &now(s)->step, now(s)->tape); }

void session_draw(Session *s, const View *view, double t, List *out) {
    live_race_look(s->race);
    scene_draw(now(s)->scene, view, &now(s)->step, now(s)->tape, t, out);
}

// --- looking ahead

// Its log has entries of its own, and their texts and data sets are those of the session it was made from.
static void copy_log(ChangeLog *to, const ChangeLog *from) {
    to->entry = arena_new(to->arena, Change, from->cursor + 1);
    to->room = from->cursor + 1;
    to->changes = to->cursor = from->cursor;
    if (from->cursor) memcpy(to->entry, from->entry, sizeof(Change) * (size_t)from->cursor);
}

Session *session_ahead_begin(const Session *s, int step) {
    if (!s->path || step < 0 || step >= s->lesson.steps) return NULL;
    Arena *scratch = arena_begin();
    Problems ignored = { .arena = scratch };
    Session *ahead = session_begin(s->library);
    session_set_race(ahead, RACE_BESIDE);
    bool well = take_lesson(ahead, s->path, false, &ignored);
    if (well) {
        copy_log(&ahead->log, &s->log);
        ahead->given = s->given;
        ahead->step = step;
    }
    arena_end(scratch);
    if (well) return ahead;
    session_end(ahead);
    return NULL;
}

bool session_ahead_turn(Session **ahead, const Turn *turn) {
    if (!*ahead) return true;
    if (turn && !session_make(*ahead, turn)) return false;
    Arena *scratch = arena_begin();
    Problems ignored = { .arena = scratch };
    if (!session_refresh(*ahead, true, &ignored)) {
        session_end(*ahead);
        *ahead = NULL;
    }
    arena_end(scratch);
    return true;
}

Session *session_ahead(const Session *s, int step) {
    Session *ahead = session_ahead_begin(s, step);
    session_ahead_turn(&ahead, NULL);
    return ahead;
}
