// The log of changes is the only thing a person writes to; everything else is worked out from it. A new state is always
// built beside the old one and swapped in when it is whole, so a mistake never costs what was there.
#include "session/session.h"

#include <stdio.h>
#include <string.h>

#include "base/platform.h"
#include "core/explain.h"
#include "model/parts.h"
#include "scene/scenes.h"
#include "session/change_log.h"
#include "session/own_data.h"

enum { MOST_FILES = 16 };
// A step answers at once, so it holds less than a command may; and what a large one took is given back.
enum { STEP_NUMBERS = 8 << 20, ARENA_KEPT = 16 << 20 };

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

struct Session {
    const Library *library;
    Arena *lesson_arena;
    ChangeLog log;
    OwnData *own; // those that the log holds
    Lesson lesson;
    const char *path;
    unsigned long long stamp; // of the lesson's files when they were last looked at
    LoadedFile file[MOST_FILES];
    int files;
    int step;
    Computed state[2];
    int current;
    LiveRace *race;
    const char *notice;
    char notice_room[600], data_room[300];
    unsigned version;
    ProofKept *proof;
};

Session *session_begin(const Library *library) {
    Arena *arena = arena_begin();
    Session *s = arena_new(arena, Session, 1);
    s->library = library;
    s->log.arena = arena;
    s->proof = arena_new(arena, ProofKept, 1);
    s->state[0].arena = arena_begin();
    s->state[1].arena = arena_begin();
    s->race = arena_new(arena, LiveRace, 1);
    return s;
}

static void own_end(OwnData *own) {
    for (OwnData *next; own; own = next) {
        next = own->next;
        arena_end(own->arena);
    }
}

void session_end(Session *s) {
    if (!s) return;
    own_end(s->own);
    live_race_end(s->race);
    arena_end(s->state[0].arena);
    arena_end(s->state[1].arena);
    arena_end(s->lesson_arena);
    arena_end(s->log.arena); // holds the session itself
}

static const Computed *now(const Session *s) { return &s->state[s->current]; }

// --- from lesson, step and log to a state

static ParamInfo *all_params(Arena *arena, const Scene *scene, const Model *model, int *count) {
    ParamInfo *info = arena_new(arena, ParamInfo, scene->params + model->params);
    *count = scene->params + model->params;
    for (int i = 0; i < scene->params; i++) info[i] = scene->param[i];
    for (int i = 0; i < model->params; i++) info[scene->params + i] = model->param[i];
    return info;
}

static bool has_param(const Computed *c, const char *name) {
    for (int i = 0; i < c->infos; i++)
        if (!strcmp(c->info[i].name, name)) return true;
    return false;
}

// "scene" is a parameter too: a step may offer other pictures of what it computes.
static const ParamInfo picture_param = { .name = "scene",
                                         .label = "Picture",
                                         .kind = PARAM_CHOICE,
                                         .initial = "",
                                         .choices = "",
                                         .structural = true,
                                         .summary = "which picture of this step is shown" };

static bool is_picture(const char *param) { return !strcmp(param, picture_param.name); }

static const Scene *picked_scene(const Session *s, const LessonStep *step) {
    const char *name = step->scene;
    for (int i = log_start(&s->log); i < s->log.cursor; i++)
        if (s->log.entry[i].kind == CHANGE_PARAM && s->log.entry[i].step == s->step && is_picture(s->log.entry[i].name))
            name = s->log.entry[i].text;
    return scene_find(name);
}

static bool collect_params(const Session *s, Computed *c, const LessonStep *step, Problems *problems) {
    c->info = all_params(c->arena, c->scene, c->model, &c->infos);
    for (int i = 0; i < step->settings; i++) {
        const Setting *set = &step->setting[i];
        if (!has_param(c, set->name)) continue; // of the lesson's picture, while another is shown
        if (!params_set(&c->params, c->info, c->infos, set->name, set->value, set->value_place, problems)) return false;
    }
    for (int i = log_start(&s->log); i < s->log.cursor; i++) {
        const Change *change = &s->log.entry[i];
        if (change->kind != CHANGE_PARAM || change->step != s->step || is_picture(change->name)) continue;
        if (!params_set(&c->params, c->info, c->infos, change->name, change->text, (Place){ 0 }, problems)) return false;
    }
    return true;
}

static const Dataset *lesson_data(Session *s, const char *path, Problems *problems) {
    static const Dataset none;
    if (!path) return &none;
    for (int i = 0; i < s->files; i++)
        if (!strcmp(s->file[i].path, path)) return &s->file[i].data;
    if (s->files == MOST_FILES) {
        problems_add(problems, (Place){ s->lesson.file, 0, 0 }, "a lesson may use at most %d data files", MOST_FILES);
        return NULL;
    }
    Dataset data;
    if (!data_load_file(s->lesson_arena, path, &data, problems)) return NULL;
    s->file[s->files] = (LoadedFile){ path, data };
    return &s->file[s->files++].data;
}

static void apply_edits(const Session *s, Computed *c) {
    for (int i = log_start(&s->log); i < s->log.cursor; i++) {
        const Change *change = &s->log.entry[i];
        if (change->kind != CHANGE_ELEMENT || strcmp(change->data, c->data)) continue;
        for (int k = 0; k < c->inputs.count; k++) {
            Input *input = &c->inputs.input[k];
            if (!strcmp(input->name, change->name) && change->element < shape_count(input->shape))
                input->value[change->element] = change->value;
        }
    }
}

static const char *structure_text(const Computed *c) {
    Builder b = { .arena = c->arena };
    builder_print(&b, "%s %s %s %p", c->scene->name, c->model->name, c->data, (const void *)c->entry);
    for (int i = 0; i < c->infos; i++) {
        const ParamInfo *info = &c->info[i];
        if (!info->structural) continue;
        if (info->kind == PARAM_CHOICE)
            builder_print(&b, " %s=%s", info->name, params_choice(&c->params, c->info, c->infos, info->name));
        else
            builder_print(&b, " %s=%.17g", info->name, params_number(&c->params, c->info, c->infos, info->name));
    }
    for (int i = 0; i < c->inputs.count; i++)
        builder_print(&b, " %s:%s", c->inputs.input[i].name, shape_text(c->arena, c->inputs.input[i].shape));
    return builder_text(&b);
}

// Where the queries' rows and words stand: q, or x where a picture that follows a row makes them of it; NULL: there is only one.
static const Input *queries_from(const Computed *c) {
    const Input *q = inputs_find(&c->inputs, "q");
    if (!q && has_param(c, "query")) q = inputs_find(&c->inputs, "x");
    return q && q->shape.rank == 2 ? q : NULL;
}

// Which query the picture is of: the one picked, as far as there are so many (own vectors may have more than the lesson's); until
// one is picked, that of the parameter "query", where scene or model has it.
static int picked_query(const Session *s, const Computed *c) {
    const Input *from = queries_from(c);
    int n = from ? from->shape.size[0] : 1;
    const Change *change = log_last(&s->log, CHANGE_QUERY);
    int query = change                  ? change->element
                : has_param(c, "query") ? (int)params_number(&c->params, c->info, c->infos, "query") - 1
                                        : 0;
    return query < n ? query : n - 1;
}

// The parameter "query", counted from 1, follows the picked query.
static void follow_query(const Session *s, Computed *c) {
    Problems ignored = { .arena = c->arena };
    if (!has_param(c, "query")) return;
    params_set(&c->params, c->info, c->infos, "query", arena_print(c->arena, "%d", picked_query(s, c) + 1), (Place){ 0 }, &ignored);
}

// A file that has nothing for this step must not give its name to the lesson's numbers.
static bool serves(const Change *own, const Model *model, Problems *problems) {
    if (own_data_serves(own->dataset, model)) return true;
    Arena *arena = arena_begin();
    Builder takes = { .arena = arena };
    for (int i = 0; i < model->inputs; i++) builder_print(&takes, "%s%s", i ? ", " : "", model->input[i].name);
    problems_add(problems, (Place){ 0 }, "%s has nothing for this step, which takes %s", own->data,
                 model->whole    ? "a trained model"
                 : model->inputs ? builder_text(&takes)
                                 : "no vectors");
    arena_end(arena);
    return false;
}

static const Change *own_change(const Session *s, const LessonStep *step, bool own_allowed) {
    return own_allowed && step->data ? log_last(&s->log, CHANGE_DATA) : NULL;
}

// Queries, keys and values of one's own are split into heads as they are.
static const Model *picked_model(const Session *s, const LessonStep *step, const Scene *scene, bool own_allowed) {
    const Model *model = model_find(step->model ? step->model : scene->model);
    const Change *own = own_change(s, step, own_allowed);
    bool split = own && !strcmp(model->name, "multihead") && own_data_is_split(own->dataset);
    return split ? model_find("split") : model;
}

// Heads that do not divide the width of one's own rows: the nearest number that does.
static void fit_heads(Computed *c, OwnFit *fit) {
    Problems ignored = { .arena = c->arena };
    if (!has_param(c, "heads")) return;
    int heads = (int)params_number(&c->params, c->info, c->infos, "heads"), fitting = own_data_heads(&fit->data, heads);
    if (fitting == heads) return;
    params_set(&c->params, c->info, c->infos, "heads", arena_print(c->arena, "%d", fitting), (Place){ 0 }, &ignored);
    fit->note = arena_print(c->arena, "%s%d %s: %d do not divide the columns. ", fit->note ? fit->note : "", fitting,
                            fitting == 1 ? "head" : "heads", heads);
}

static bool resolve_inputs(Session *s, Computed *c, const LessonStep *step, bool own_allowed, Problems *problems) {
    const Dataset *lesson = lesson_data(s, step->data, problems);
    if (!lesson) return false;
    const Change *own = own_change(s, step, own_allowed);
    if (own && !serves(own, c->model, problems)) return false;
    c->own = own != NULL;
    c->entry = own ? own->dataset->entry : lesson->entry;
    c->data = own ? own->data : step->data ? step->data : "";
    OwnFit fit = { .data = *lesson };
    if (own) own_data_fit(c->arena, own->dataset, lesson, c->model, &fit), fit_heads(c, &fit);
    c->made = fit.note;
    c->inputs.arena = c->arena;
    if (!model_resolve(c->model, &c->params, &fit.data, &c->inputs, problems)) return false;
    apply_edits(s, c);
    follow_query(s, c);
    return true;
}

static void fill_step(const Session *s, Computed *c, const LessonStep *step) {
    bool other = strcmp(c->scene->name, step->scene) != 0; // another picture shows all it has
    int all = 0;
    while (c->scene->reveal[all]) all++;
    c->step = (Step){
        .model = c->model,
        .inputs = &c->inputs,
        .params = &c->params,
        .info = c->info,
        .infos = c->infos,
        .reveal = other ? c->scene->reveal : step->reveal,
        .reveals = other ? all : step->reveals,
        .focus = step->focus,
        .foci = step->foci,
        .query = picked_query(s, c),
        .race = c->scene->race ? &s->race->view : NULL,
    };
}

// What the scene would train must be possible; what it is going to train is asked for when the step stands.
static bool can_race(const Step *step, const Scene *scene, Problems *problems) {
    RaceAsk ask;
    return !scene->race || scene->race(step, &ask, problems);
}

static void want_race(const Session *s) {
    Arena *scratch = arena_begin();
    Problems ignored = { .arena = scratch };
    RaceAsk ask;
    bool races = now(s)->scene->race && now(s)->scene->race(&now(s)->step, &ask, &ignored);
    live_race_want(s->race, races ? &ask : NULL, s->step);
    arena_end(scratch);
}

// Same structure: the values alone move over, and the tape replays.
static bool replay_with(Computed *to, const Computed *from, Problems *problems) {
    for (int i = 0; i < to->inputs.count; i++) {
        Input *input = &to->inputs.input[i];
        memcpy(input->value, from->inputs.input[i].value, sizeof *input->value * (size_t)shape_count(input->shape));
    }
    to->params = from->params;
    for (int i = 0; i < to->params.count; i++) { // texts of the other arena would go with it
        ParamValue *value = &to->params.value[i];
        for (int k = 0; k < to->infos; k++)
            if (!strcmp(to->info[k].name, value->name)) value->name = to->info[k].name;
        value->text = arena_print(to->arena, "%s", value->text);
    }
    model_write(to->model, to->tape, &to->inputs, &to->params);
    return model_replay(to->model, to->tape, &to->inputs, problems);
}

static Arena *emptied(Arena *arena) {
    if (arena_used(arena) > ARENA_KEPT) {
        arena_end(arena);
        return arena_begin();
    }
    arena_reset(arena);
    return arena;
}

// A picture that one's own numbers would leave empty: the lesson's are shown instead. A refusal is written in a literal.
static bool can_draw(const Computed *c, Problems *problems) {
    const char *why = scene_refusal(c->scene, &c->step, c->tape);
    return !why || problems_add(problems, (Place){ 0 }, "%s", why);
}

static bool compute_in(Session *s, const LessonStep *step, bool own_allowed, Problems *problems) {
    Computed *old = &s->state[s->current], *fresh = &s->state[!s->current];
    Arena *arena = fresh->arena;
    fresh->scene = picked_scene(s, step);
    if (!fresh->scene) return problems_add(problems, (Place){ 0 }, "there is no such picture; `attend list scenes` lists them");
    fresh->model = picked_model(s, step, fresh->scene, own_allowed);
    if (!collect_params(s, fresh, step, problems)) return false;
    if (!resolve_inputs(s, fresh, step, own_allowed, problems)) return false;
    fresh->structure = structure_text(fresh);
    fill_step(s, fresh, step);
    if (!can_race(&fresh->step, fresh->scene, problems)) return false;
    if (old->tape && !strcmp(old->structure, fresh->structure) && arena_used(old->arena) < (64u << 20)) {
        Params before = old->params;
        double *kept[MODEL_INPUTS];
        for (int i = 0; i < old->inputs.count; i++) { // a value that cannot be computed must not stay
            size_t size = sizeof(double) * (size_t)shape_count(old->inputs.input[i].shape);
            kept[i] = arena_alloc(arena, size);
            memcpy(kept[i], old->inputs.input[i].value, size);
        }
        if (replay_with(old, fresh, problems)) {
            old->made = fresh->made ? arena_print(old->arena, "%s", fresh->made) : NULL;
            fill_step(s, old, step);
            return true;
        }
        Problems ignored = { .arena = arena };
        for (int i = 0; i < old->inputs.count; i++)
            memcpy(old->inputs.input[i].value, kept[i], sizeof(double) * (size_t)shape_count(old->inputs.input[i].shape));
        old->params = before;
        model_write(old->model, old->tape, &old->inputs, &old->params);
        model_replay(old->model, old->tape, &old->inputs, &ignored);
        return false;
    }
    fresh->tape = model_run_within(arena, fresh->model, &fresh->params, &fresh->inputs, STEP_NUMBERS, problems);
    if (!fresh->tape || (fresh->own && !can_draw(fresh, problems))) return false;
    s->current = !s->current;
    return true;
}

typedef struct Asked {
    Session *session;
    const LessonStep *step;
    bool own_allowed;
    Problems *problems;
} Asked;

static bool compute_asked(void *context) {
    const Asked *a = context;
    return compute_in(a->session, a->step, a->own_allowed, a->problems);
}

// Where memory is short, the state that stands goes on.
static bool compute(Session *s, const LessonStep *step, bool own_allowed, Problems *problems) {
    Asked asked = { s, step, own_allowed, problems };
    Computed *fresh = &s->state[!s->current];
    *fresh = (Computed){ .arena = emptied(fresh->arena) };
    return problems_guard(fresh->arena, s->lesson.file, problems, compute_asked, &asked);
}

static bool has_edits(const Session *s) {
    for (int i = log_start(&s->log); i < s->log.cursor; i++)
        if (s->log.entry[i].kind == CHANGE_ELEMENT && !strcmp(s->log.entry[i].data, now(s)->data)) return true;
    return false;
}

static void name_data(Session *s) {
    const char *data = now(s)->data ? now(s)->data : "", *slash = strrchr(data, '/');
    snprintf(s->data_room, sizeof s->data_room, "%s%s", slash ? slash + 1 : data, *data && has_edits(s) ? ", edited" : "");
}

static bool text_ends_sentence(const char *text) { return *text && text[strlen(text) - 1] == '.'; }

// Computes the step; with own vectors that do not fit it, the lesson's are shown and a notice says why.
static bool refresh(Session *s, bool fall_back, Problems *problems) {
    const LessonStep *step = &s->lesson.step[s->step];
    s->version++;
    s->notice = NULL;
    Arena *scratch = arena_begin();
    Problems own = { .arena = scratch };
    bool well = compute(s, step, true, &own);
    if (!well && fall_back) {
        Problems ignored = { .arena = scratch };
        well = compute(s, step, false, &ignored);
        if (well && own.count) {
            snprintf(s->notice_room, sizeof s->notice_room, "Here are the lesson’s own numbers: %s%s", own.item[0].message,
                     text_ends_sentence(own.item[0].message) ? "" : ".");
            s->notice = s->notice_room;
        }
    }
    if (well && !s->notice && now(s)->made) {
        snprintf(s->notice_room, sizeof s->notice_room, "%.*s", (int)strlen(now(s)->made) - 1, now(s)->made);
        s->notice = s->notice_room;
    }
    if (well) name_data(s), want_race(s);
    if (!well)
        for (int i = 0; i < own.count; i++) problems_add(problems, own.item[i].place, "%s", own.item[i].message);
    arena_end(scratch);
    return well;
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

bool session_open(Session *s, const char *path, Problems *problems) {
    Arena *arena = arena_begin();
    Lesson lesson;
    Problems found = { .arena = arena };
    unsigned long long stamp = file_stamp(path);
    if (!lesson_load(arena, path, &s->library->vocabulary, &lesson, &found)) {
        for (int i = 0; i < found.count; i++) problems_add(problems, found.item[i].place, "%s", found.item[i].message);
        arena_end(arena);
        return false;
    }
    Session before = *s;
    bool same = s->path && !strcmp(s->path, path);
    s->lesson_arena = arena;
    s->lesson = lesson;
    s->files = 0;
    s->path = arena_print(arena, "%s", path);
    s->stamp = stamp_of(stamp, &s->lesson);
    if (!same) {
        s->step = 0;
        s->race->step = -1; // that of another lesson goes
        log_clear(&s->log);
    }
    if (s->step >= lesson.steps) s->step = lesson.steps - 1;
    // Nothing of the old lesson may be used again, so the new state is made from scratch.
    Computed old = s->state[s->current];
    s->state[s->current].tape = NULL;
    if (!refresh(s, true, problems)) {
        unsigned version = s->version;
        *s = before;
        s->version = version;
        s->state[s->current] = old;
        arena_end(arena);
        return false;
    }
    arena_end(before.lesson_arena);
    if (!same) own_end(s->own), s->own = NULL;
    return true;
}

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
    if (!refresh(s, true, &problems)) {
        // Only a change made in that step can do this (the lesson itself was checked): stay, and say why.
        s->step = before;
        snprintf(s->notice_room, sizeof s->notice_room, "Step %d cannot be shown: %s.", step + 1,
                 problems.count ? problems.item[0].message : "it cannot be computed");
        s->notice = s->notice_room;
    }
    arena_end(scratch);
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
const RaceView *session_race(const Session *s) { return now(s)->scene && now(s)->scene->race ? &s->race->view : NULL; }
bool session_race_running(const Session *s) { return s->race->view.running; }
void session_race_run(Session *s, bool on) { live_race_run(s->race, on), live_race_look(s->race); }
void session_race_speed(Session *s, double speed) { live_race_speed(s->race, speed); }
void session_race_rest(Session *s) { live_race_rest(s->race); }
void session_race_restart(Session *s) { live_race_restart(s->race), live_race_look(s->race); }
void session_race_one_step(Session *s) { live_race_one_step(s->race), live_race_look(s->race); }

// --- the picture

double session_seconds(const Session *s) { return scene_seconds(now(s)->scene, &now(s)->step, now(s)->tape); }

void session_draw(Session *s, const View *view, double t, List *out) {
    live_race_look(s->race);
    scene_draw(now(s)->scene, view, &now(s)->step, now(s)->tape, t, out);
}

static void check_live(const Session *s, const LiveRef *ref, Problems *problems) {
    double value;
    if (session_live(s, ref, &value, NULL)) return;
    NodeId id = tape_find(now(s)->tape, ref->node);
    if (id == NODE_NONE)
        problems_add(problems, ref->place, "the tape of this step has no '%s'", ref->node);
    else
        problems_add(problems, ref->place, "these indices do not fit '%s', which is %s", ref->node,
                     shape_text(problems->arena, tape_node(now(s)->tape, id)->shape));
}

// Every word that a choice offers must be possible with the step's data, and the one in force must be among them.
static void check_choices(Session *s, const Control *control, Problems *problems) {
    const char *in_force = arena_print(problems->arena, "%s", session_param_choice(s, control->param));
    bool offered = false;
    for (int i = 0; i < control->choices; i++) {
        offered |= !strcmp(control->choice[i], in_force);
        Arena *scratch = arena_begin();
        Problems why = { .arena = scratch };
        Change change = { .kind = CHANGE_PARAM, .step = s->step, .name = control->param, .text = control->choice[i] };
        LogMark mark = log_add(&s->log, change);
        if (!refresh(s, false, &why))
            problems_add(problems, control->place, "%s = %s cannot be chosen here: %s", control->param, control->choice[i],
                         why.count ? why.item[0].message : "it cannot be computed");
        log_restore(&s->log, mark);
        arena_end(scratch);
    }
    if (!offered)
        problems_add(problems, control->place, "%s is %s in this step, which this choice does not offer", control->param, in_force);
    Problems ignored = { .arena = problems->arena };
    refresh(s, false, &ignored);
}

static void check_block(Session *s, const Block *block, Problems *problems) {
    for (int i = 0; i < block->lines; i++)
        for (int k = 0; k < block->line[i].runs; k++)
            if (block->line[i].run[k].kind == RUN_LIVE) check_live(s, &block->line[i].run[k].live, problems);
    for (int i = 0; i < block->options; i++)
        for (int k = 0; k < block->option[i].label.runs; k++)
            if (block->option[i].label.run[k].kind == RUN_LIVE) check_live(s, &block->option[i].label.run[k].live, problems);
    if (block->kind == BLOCK_ANSWER) check_live(s, &block->answer, problems);
    for (int i = 0; i < block->hides; i++)
        if (block->hide[i].indices || block->hide[i].length || tape_find(now(s)->tape, block->hide[i].node) == NODE_NONE)
            check_live(s, &block->hide[i], problems);
    for (int i = 0; i < block->controls; i++)
        if (block->control[i].kind == CONTROL_WORDS) {
            if (!inputs_find(&now(s)->inputs, block->control[i].param))
                problems_add(problems, block->control[i].place, "this step's data have no '%s'", block->control[i].param);
        } else if (!session_param(s, block->control[i].param))
            problems_add(problems, block->control[i].place, "this step's scene and model have no parameter '%s'",
                         block->control[i].param);
        else if (block->control[i].kind == CONTROL_CHOICE && !now(s)->scene->race) // what trains may hang on other choices
            check_choices(s, &block->control[i], problems);
}

bool session_check(const Library *library, const char *path, Problems *problems) {
    Session *s = session_begin(library);
    int before = problems->total;
    if (session_open(s, path, problems)) {
        for (int i = 0; i < s->lesson.steps; i++) {
            s->step = i;
            if (!refresh(s, false, problems)) continue;
            for (int k = 0; k < s->lesson.step[i].blocks; k++) check_block(s, &s->lesson.step[i].block[k], problems);
        }
    }
    session_end(s);
    return problems->total == before;
}

// --- live numbers and parameters

// Leading axes of length 1 may be left out; where one's own vectors have more queries, the picked one is meant.
static int live_element(const Session *s, const Node *node, const LiveRef *ref) {
    int missing = node->shape.rank - ref->indices, element = 0;
    if (missing < 0) return -1;
    for (int axis = 0; axis < node->shape.rank; axis++) {
        int size = node->shape.size[axis], index = 0;
        if (axis >= missing)
            index = ref->index[axis - missing];
        else if (size > 1 && axis == 0 && ref->indices > 0)
            index = now(s)->step.query;
        else if (size > 1)
            return -1;
        if (index >= size) return -1;
        element = element * size + index;
    }
    return element;
}

double session_length(const Session *s, int node, int first, int count) {
    Arena *scratch = arena_begin();
    double length = expr_value(now(s)->tape, explain_length(scratch, node, first, count), 0);
    arena_end(scratch);
    return length;
}

// Of a whole row: the last axis has no index. Without any index: of the whole node.
static bool live_length(const Session *s, NodeId id, const LiveRef *ref, double *value, Ident *ident) {
    const Node *node = tape_node(now(s)->tape, id);
    if (node->constant || node->shape.rank < 1) return false;
    int columns = ref->indices ? node->shape.size[node->shape.rank - 1] : node->count;
    Node rows = { .shape = node->shape };
    rows.shape.rank--;
    int row = ref->indices ? live_element(s, &rows, ref) : 0;
    if (row < 0) return false;
    *value = session_length(s, id, row * columns, columns);
    if (ident) *ident = ident_length(id, row * columns, columns);
    return true;
}

bool session_prove(Session *s, Ident ident, Proof *out) {
    const Computed *c = now(s);
    bool length = ident.kind == IDENT_LENGTH;
    int count = length ? ident.count : 1;
    if (!ident_is_number(ident) || c->tape->from == NODE_NONE || ident.node < 0 || ident.node >= c->tape->count) return false;
    const Node *node = tape_node(c->tape, ident.node);
    if (node->constant || !c->tape->reached[ident.node] || ident.element < 0 || ident.element + count > node->count) return false;
    if (ident.node == c->tape->from) return false; // the objective itself
    ProofKept *kept = s->proof;
    if (kept->tape != c->tape || kept->version != s->version || kept->node != ident.node || kept->element != ident.element ||
        kept->count != count) {
        Arena *scratch = arena_begin();
        kept->proof = probe_gradient(scratch, c->tape, ident.node, ident.element, count);
        arena_end(scratch);
        kept->tape = c->tape, kept->version = s->version;
        kept->node = ident.node, kept->element = ident.element, kept->count = count;
    }
    *out = kept->proof;
    return true;
}

bool session_live(const Session *s, const LiveRef *ref, double *value, Ident *ident) {
    const Tape *tape = now(s)->tape;
    NodeId id = tape_find(tape, ref->node);
    if (id == NODE_NONE) return false;
    const Node *node = tape_node(tape, id);
    if (ref->length) return live_length(s, id, ref, value, ident);
    int element = live_element(s, node, ref);
    if (element < 0) return false;
    *value = ref->grad ? node->grad[element] : node->value[element];
    if (ident) *ident = ref->grad ? ident_grad(id, element) : ident_value(id, element);
    return true;
}

const ParamInfo *session_param(const Session *s, const char *name) {
    if (is_picture(name)) return &picture_param;
    for (int i = 0; i < now(s)->infos; i++)
        if (!strcmp(now(s)->info[i].name, name)) return &now(s)->info[i];
    return NULL;
}
double session_param_number(const Session *s, const char *name) {
    return params_number(&now(s)->params, now(s)->info, now(s)->infos, name);
}
const char *session_param_choice(const Session *s, const char *name) {
    if (is_picture(name)) return now(s)->scene->name;
    return params_choice(&now(s)->params, now(s)->info, now(s)->infos, name);
}

// --- changes

static const Input *leaf_input(const Session *s, int node) {
    if (node < 0 || node >= now(s)->tape->count) return NULL;
    const char *name = tape_node(now(s)->tape, node)->name;
    const Inputs *inputs = &now(s)->inputs;
    for (int i = 0; i < inputs->count; i++)
        if (!strcmp(inputs->input[i].name, name) && tape_node(now(s)->tape, node)->inputs == 0) return &inputs->input[i];
    return NULL;
}

bool session_editable(const Session *s, int node, int element) {
    const Input *input = leaf_input(s, node);
    return input && element >= 0 && element < shape_count(input->shape);
}

static bool try_change(Session *s, Change change, Problems *problems) {
    LogMark mark = log_add(&s->log, change);
    if (refresh(s, false, problems)) return true;
    log_restore(&s->log, mark);
    return false;
}

bool session_edit(Session *s, int node, int element, double value, Problems *problems) {
    if (!session_editable(s, node, element))
        return problems_add(problems, (Place){ 0 }, "this number is computed; change one of those it comes from");
    if (!math_finite(value)) return problems_add(problems, (Place){ 0 }, "a number must be finite");
    const char *name = tape_node(now(s)->tape, node)->name;
    const char *data = arena_print(s->log.arena, "%s", now(s)->data);
    name = arena_print(s->log.arena, "%s", name);
    return try_change(s, (Change){ .kind = CHANGE_ELEMENT, .data = data, .name = name, .element = element, .value = value },
                      problems);
}

bool session_set_param(Session *s, const char *name, const char *text, Problems *problems) {
    const ParamInfo *info = session_param(s, name);
    if (!info) return problems_add(problems, (Place){ 0 }, "this picture has no parameter '%s'", name);
    name = arena_print(s->log.arena, "%s", name);
    text = arena_print(s->log.arena, "%s", text);
    return try_change(s, (Change){ .kind = CHANGE_PARAM, .step = s->step, .name = name, .text = text }, problems);
}

// --- painting a mask

static bool stays_seen(const Node *mask, int element) {
    int keys = mask->shape.size[mask->shape.rank - 1], row = element - element % keys;
    for (int j = row; j < row + keys; j++)
        if (j != element && mask->value[j] != 0) return true;
    return false;
}

static void log_paint(Session *s, const Node *mask, const Input *input, int element, bool seen) {
    const char *data = arena_print(s->log.arena, "%s", now(s)->data), *name = arena_print(s->log.arena, "%s", mask->name);
    for (int i = 0; i < mask->count; i++) {
        double value = i == element ? seen : (double)mask->value[i];
        if (value != input->value[i])
            log_add(&s->log, (Change){ .kind = CHANGE_ELEMENT, .data = data, .name = name, .element = i, .value = value });
    }
    if (session_param(s, "mask") && strcmp(session_param_choice(s, "mask"), "own") != 0)
        log_add(&s->log, (Change){ .kind = CHANGE_PARAM, .step = s->step, .name = "mask", .text = "own" });
}

bool session_paint(Session *s, int node, int element, bool seen, Problems *problems) {
    const Input *input = leaf_input(s, node);
    const Node *mask = input ? tape_node(now(s)->tape, node) : NULL;
    if (!mask || element < 0 || element >= mask->count || mask->count != shape_count(input->shape))
        return problems_add(problems, (Place){ 0 }, "this mask follows from the picture and cannot be painted");
    if ((mask->value[element] != 0) == seen) return true;
    if (!seen && !stays_seen(mask, element)) return mask_blind(problems, (Place){ 0 }, element / mask->shape.size[1]);
    bool dragging = s->log.dragging;
    if (!dragging) session_drag_begin(s);
    log_paint(s, mask, input, element, seen);
    bool well = refresh(s, false, problems);
    if (!dragging) session_drag_end(s);
    return well;
}

typedef struct Loading {
    Session *session;
    const Dataset *data;
    OwnData *own;
    Dataset *copy;
    Problems *problems;
} Loading;

static bool run_attention(void *context) {
    const Loading *l = context;
    const Model *attention = model_find("attention");
    Params plain = { 0 };
    Inputs inputs = { .arena = l->own->arena };
    return model_resolve(attention, &plain, l->data, &inputs, l->problems) &&
           model_run_within(inputs.arena, attention, &plain, &inputs, STEP_NUMBERS, l->problems);
}

static bool is_attention_data(const Dataset *data, Problems *problems) {
    OwnData scratch = { .arena = arena_begin() };
    Loading l = { .data = data, .own = &scratch, .problems = problems };
    bool well = problems_guard(scratch.arena, data->file, problems, run_attention, &l);
    arena_end(scratch.arena);
    return well;
}

static bool takes_data(const Lesson *lesson) {
    for (int i = 0; i < lesson->steps; i++)
        if (lesson->step[i].data) return true;
    return false;
}

static bool keep_copy(void *context) {
    Loading *l = context;
    OwnData *own = arena_new(l->own->arena, OwnData, 1);
    *own = (OwnData){ l->own->arena, l->session->own };
    l->copy = own_data_copy(own->arena, l->data);
    l->own = own;
    return true;
}

static bool own_serves_step(const Session *s, int step) {
    const LessonStep *at = &s->lesson.step[step];
    const Change *own = own_change(s, at, true);
    return own && own_data_serves(own->dataset, model_find(at->model ? at->model : scene_find(at->scene)->model));
}

// Data that some step of the lesson can take stay; a step that cannot shows the lesson's numbers and says why.
static bool load_copy(Session *s, const Dataset *copy, Problems *problems) {
    const char *slash = copy->file ? strrchr(copy->file, '/') : NULL;
    const char *name = slash ? slash + 1 : copy->file ? copy->file : "pasted vectors";
    Change change = { .kind = CHANGE_DATA, .data = name, .dataset = copy };
    Problems here = { .arena = problems->arena }, attention = { .arena = problems->arena };
    if (try_change(s, change, &here)) return true;
    bool useful = is_attention_data(copy, &attention);
    int step = s->step;
    for (int i = 0; i < s->lesson.steps && !useful; i++) {
        Problems ignored = { .arena = problems->arena };
        LogMark mark = log_add(&s->log, change);
        s->step = i;
        useful = own_serves_step(s, i) && refresh(s, false, &ignored);
        log_restore(&s->log, mark);
    }
    s->step = step;
    LogMark mark = log_add(&s->log, change);
    if (useful && refresh(s, true, problems)) return true;
    log_restore(&s->log, mark);
    Problems again = { .arena = problems->arena };
    refresh(s, true, &again);
    const Model *model = now(s)->model;
    bool other = !model->inputs || strcmp(model->input[0].name, "q") != 0; // tokens and weights, say
    const Problems *told = other ? &here : &attention;
    for (int i = 0; i < told->count; i++) problems_add(problems, told->item[i].place, "%s", told->item[i].message);
    return false;
}

bool session_load(Session *s, const Dataset *data, Problems *problems) {
    if (!takes_data(&s->lesson))
        return problems_add(problems, (Place){ .file = data->file },
                            "no step of this lesson takes vectors: its numbers follow from its settings");
    OwnData fresh = { .arena = arena_begin() };
    Loading l = { .session = s, .data = data, .own = &fresh, .problems = problems };
    bool well = problems_guard(fresh.arena, data->file, problems, keep_copy, &l) && load_copy(s, l.copy, problems);
    if (well)
        s->own = l.own;
    else
        arena_end(fresh.arena);
    return well;
}

const Input *session_queries(const Session *s) { return queries_from(now(s)); }

void session_pick_query(Session *s, int query) {
    Problems ignored = { .arena = s->log.arena };
    if (query < 0 || query == now(s)->step.query) return;
    try_change(s, (Change){ .kind = CHANGE_QUERY, .element = query }, &ignored);
}

void session_drag_begin(Session *s) {
    s->log.dragging = true;
    s->log.group++;
}
void session_drag_end(Session *s) { s->log.dragging = false; }

bool session_can_undo(const Session *s) { return s->log.cursor > 0; }
bool session_can_redo(const Session *s) { return s->log.cursor < s->log.changes; }

// A state of the past was computed once, so it can be again; a fall-back covers vectors that another step cannot take.
static bool show_again(Session *s, const Change *change) {
    if (!change) return false;
    Problems ignored = { .arena = s->log.arena };
    session_drag_end(s);
    if (change->kind == CHANGE_PARAM && change->step < s->lesson.steps) s->step = change->step; // show what is undone
    refresh(s, true, &ignored);
    return true;
}

bool session_undo(Session *s) { return show_again(s, log_back(&s->log)); }
bool session_redo(Session *s) { return show_again(s, log_forward(&s->log)); }

void session_reset(Session *s) {
    Problems ignored = { .arena = s->log.arena };
    if (!session_changed(s)) return;
    try_change(s, (Change){ .kind = CHANGE_RESET }, &ignored);
}

bool session_changed(const Session *s) { return log_start(&s->log) < s->log.cursor; }
bool session_own_data(const Session *s) { return now(s)->own; }

// --- words about the state

const char *session_vectors(const Session *s) { return now(s)->data; }
const ChangeLog *session_log(const Session *s) { return &s->log; }
const char *session_data_name(const Session *s) { return s->data_room; }

Dataset session_dataset(const Session *s, Arena *arena) { return inputs_dataset(arena, &now(s)->inputs); }

const char *session_params_text(const Session *s, Arena *arena) {
    const Computed *c = now(s);
    Builder b = { .arena = arena };
    for (int i = 0; i < c->infos; i++) {
        const ParamInfo *info = &c->info[i];
        if (!strcmp(info->name, "query")) continue;
        if (info->kind == PARAM_CHOICE) {
            const char *choice = params_choice(&c->params, c->info, c->infos, info->name);
            if (strcmp(choice, info->initial)) builder_print(&b, "%s%s = %s", b.size ? ", " : "", info->name, choice);
            continue;
        }
        double value = params_number(&c->params, c->info, c->infos, info->name), initial = 0;
        bool on_off = info->kind == PARAM_SWITCH;
        if (on_off) initial = !strcmp(info->initial, "on");
        text_number(text_of(info->initial), &initial);
        const char *text = on_off ? value != 0 ? "on" : "off" : number_text(arena, value, 4);
        if (value != initial) builder_print(&b, "%s%s = %s", b.size ? ", " : "", info->name, text);
    }
    return builder_text(&b);
}

// --- looking ahead

// Its log has entries of its own, and their texts and data sets are those of the session it was made from.
static void copy_log(ChangeLog *to, const ChangeLog *from) {
    to->entry = arena_new(to->arena, Change, from->cursor + 1);
    to->room = from->cursor + 1;
    to->changes = to->cursor = from->cursor;
    if (from->cursor) memcpy(to->entry, from->entry, sizeof(Change) * (size_t)from->cursor);
}

Session *session_ahead(const Session *s, int step) {
    if (!s->path || step < 0 || step >= s->lesson.steps) return NULL;
    Arena *scratch = arena_begin();
    Problems ignored = { .arena = scratch };
    Session *ahead = session_begin(s->library);
    session_set_race(ahead, RACE_BESIDE);
    bool well = session_open(ahead, s->path, &ignored);
    if (well) {
        copy_log(&ahead->log, &s->log);
        ahead->step = step;
        well = refresh(ahead, true, &ignored);
    }
    arena_end(scratch);
    if (well) return ahead;
    session_end(ahead);
    return NULL;
}

// --- colour bars

static const char *last_part(const char *name) {
    const char *dot = strrchr(name, '.');
    return dot ? dot + 1 : name;
}

void session_name_scales(const Session *s, LegendItem *scale, int scales) {
    for (int i = 0; i < scales; i++)
        if (scale[i].node >= 0 && scale[i].node < now(s)->tape->count)
            scale[i].name = last_part(tape_node(now(s)->tape, scale[i].node)->name);
}
