// Vectors of one's own: they are copied, and kept when some step of the lesson can take them.
#include "scene/scenes.h"
#include "session/session_parts.h"

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
           model_run_within(inputs.arena, attention, &plain, &inputs, OWN_NUMBERS, l->problems);
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
    const Change *own = session_own_change(s, at, true);
    return own && own_data_serves(own->dataset, model_find(at->model ? at->model : scene_find(at->scene)->model));
}

static Change data_change(const Dataset *copy) {
    const char *slash = copy->file ? strrchr(copy->file, '/') : NULL;
    const char *name = slash ? slash + 1 : copy->file ? copy->file : "pasted vectors";
    return (Change){ .kind = CHANGE_DATA, .data = name, .dataset = copy };
}

// Data that some step of the lesson can take stay; a step that cannot shows the lesson's numbers and says why.
static bool load_copy(Session *s, const Dataset *copy, Problems *problems) {
    Change change = data_change(copy);
    Problems here = { .arena = problems->arena }, attention = { .arena = problems->arena };
    if (session_try(s, change, &here)) return true;
    bool useful = is_attention_data(copy, &attention);
    int step = s->step;
    for (int i = 0; i < s->lesson.steps && !useful; i++) {
        Problems ignored = { .arena = problems->arena };
        LogMark mark = log_add(&s->log, change);
        s->step = i;
        useful = own_serves_step(s, i) && session_refresh(s, false, &ignored);
        log_restore(&s->log, mark);
    }
    s->step = step;
    LogMark mark = log_add(&s->log, change);
    if (useful && session_refresh(s, true, problems)) return true;
    log_restore(&s->log, mark);
    Problems again = { .arena = problems->arena };
    session_refresh(s, true, &again);
    const Model *model = now(s)->model;
    bool other = !model->inputs || strcmp(model->input[0].name, "q") != 0; // tokens and weights, say
    const Problems *told = other || own_data_serves(copy, model) ? &here : &attention;
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

bool session_give(Session *s, const Dataset *data, Problems *problems) {
    OwnData fresh = { .arena = arena_begin() };
    Loading l = { .session = s, .data = data, .own = &fresh, .problems = problems };
    ChangeLog log = s->log;
    Change given = s->given;
    bool well = problems_guard(fresh.arena, data->file, problems, keep_copy, &l);
    if (well) {
        s->given = data_change(l.copy);
        log_clear(&s->log);
        well = session_refresh(s, false, problems);
    }
    if (well) {
        session_make_nothing(s); // it may be made of those
        own_data_end(s->own);
        s->own = l.own;
        s->own->next = NULL;
    } else {
        s->log = log;
        s->given = given;
        arena_end(fresh.arena);
    }
    return well;
}
