// From lesson, step and log to a state. It is always built beside the old one and swapped in when it is whole, so a mistake never
// costs what was there.
#include <stdio.h>

#include "model/parts.h"
#include "scene/scenes.h"
#include "session/session_parts.h"

typedef enum VectorsOf { LESSONS, OWN, OWN_WITH_EPS } VectorsOf;

enum { ARENA_KEPT = 2 << 20 }; // what a large step took is given back

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

const ParamInfo picture_param = { .name = "scene",
                                  .label = "Picture",
                                  .kind = PARAM_CHOICE,
                                  .initial = "",
                                  .choices = "",
                                  .structural = true,
                                  .summary = "which picture of this step is shown" };

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
        const char *text = arena_print(c->arena, "%s", change->text);
        if (!params_set(&c->params, c->info, c->infos, change->name, text, (Place){ 0 }, problems)) return false;
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
    if (c->inputs.seed) builder_print(&b, " g:%s", shape_text(c->arena, c->inputs.seed->shape)); // steps before may go nowhere back
    return builder_text(&b);
}

// Where the queries' rows and words stand: q, or x where a picture that follows a row makes them of it; NULL: there is only one.
static const Input *queries_from(const Computed *c) {
    const Input *q = inputs_find(&c->inputs, "q");
    if (!q && has_param(c, "query")) q = inputs_find(&c->inputs, "x");
    return q && q->shape.rank == 2 ? q : NULL;
}

const Input *session_queries(const Session *s) { return queries_from(now(s)); }

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

// What of a step's inputs somebody has: rows or a sentence. NULL: none of its inputs is like that.
static const char *taken_by(const Model *model) {
    static const struct {
        const char *input, *takes;
    } known[] = { { "tokens", "a sentence" }, { "x", "x" }, { "q", "q, k and v" } };
    if (model->whole) return "a trained model";
    for (size_t i = 0; i < sizeof known / sizeof *known; i++)
        for (int k = 0; k < model->inputs; k++)
            if (!strcmp(model->input[k].name, known[i].input) && strchr(model->input[k].shape, ',')) return known[i].takes;
    return NULL;
}

// A file that has nothing for this step must not give its name to the lesson's numbers. No input is named that only the lesson
// has.
static bool serves(const Change *own, const Model *model, Problems *problems) {
    if (own_data_serves(own->dataset, model)) return true;
    const char *takes = taken_by(model);
    return takes ? problems_add(problems, (Place){ 0 }, "%s has nothing for this step, which takes %s", own->data, takes)
                 : problems_add(problems, (Place){ 0 }, "%s has nothing for this step", own->data);
}

const Change *session_own_change(const Session *s, const LessonStep *step, bool own_allowed) {
    if (!own_allowed || !step->data) return NULL;
    const Change *loaded = log_last(&s->log, CHANGE_DATA);
    return loaded || !s->given.dataset ? loaded : &s->given;
}

static bool has_setting(const LessonStep *step, const char *name) {
    for (int i = 0; i < step->settings; i++)
        if (!strcmp(step->setting[i].name, name)) return true;
    return false;
}

// Queries, keys and values of one's own are split into heads as they are, where no mistake stands beside them: most of those are
// made before the split.
static const Model *picked_model(const Session *s, const LessonStep *step, const Scene *scene, bool own_allowed) {
    const Model *model = model_find(step->model ? step->model : scene->model);
    const Change *own = session_own_change(s, step, own_allowed);
    bool split = own && !strcmp(model->name, "multihead") && own_data_is_split(own->dataset) && !has_setting(step, "beside");
    return split ? model_find("split") : model;
}

static void add_note(const Computed *c, OwnFit *fit, const char *sentence) {
    fit->note = arena_print(c->arena, "%s%s", fit->note ? fit->note : "", sentence);
}

// Heads that do not divide the width of one's own rows: the nearest number that does.
static void fit_heads(Computed *c, OwnFit *fit) {
    Problems ignored = { .arena = c->arena };
    if (!has_param(c, "heads")) return;
    int heads = (int)params_number(&c->params, c->info, c->infos, "heads"), fitting = own_data_heads(&fit->data, heads);
    if (fitting == heads) return;
    params_set(&c->params, c->info, c->infos, "heads", arena_print(c->arena, "%d", fitting), (Place){ 0 }, &ignored);
    add_note(c, fit,
             arena_print(c->arena, "%d %s instead of %d, which do not divide the columns. ", fitting,
                         fitting == 1 ? "head" : "heads", heads));
}

// Rows without spread have no norm with eps = 0.
static bool divides_by_nothing(const Computed *c) {
    return has_param(c, "eps") && params_number(&c->params, c->info, c->infos, "eps") == 0;
}
static void fit_eps(Computed *c, OwnFit *fit) {
    Problems ignored = { .arena = c->arena };
    if (!divides_by_nothing(c)) return;
    params_set(&c->params, c->info, c->infos, "eps", "0.00001", (Place){ 0 }, &ignored);
    add_note(c, fit, "The numbers of a row or column are all equal, so eps is 0.00001. ");
}

// Of more rows than the picture has room for, the first.
static const Dataset *first_rows(Computed *c, const Dataset *own, OwnFit *fit) {
    if (!c->scene->own_rows) return own;
    const Dataset *first = own_data_first(c->arena, own, c->scene->own_rows);
    if (first != own) fit->note = arena_print(c->arena, "This picture shows the first %d rows. ", c->scene->own_rows);
    return first;
}

static void fit_own(Computed *c, const Dataset *own, const Dataset *lesson, VectorsOf of, OwnFit *fit) {
    const Dataset *first = first_rows(c, own, fit);
    const char *note = fit->note;
    own_data_fit(c->arena, first, lesson, c->model, fit);
    if (note) fit->note = arena_print(c->arena, "%s%s", note, fit->note ? fit->note : "");
    fit_heads(c, fit);
    if (of == OWN_WITH_EPS) fit_eps(c, fit);
}

static bool resolve_inputs(Session *s, Computed *c, const LessonStep *step, VectorsOf of, Problems *problems) {
    const Dataset *lesson = lesson_data(s, step->data, problems);
    if (!lesson) return false;
    const Change *own = session_own_change(s, step, of != LESSONS);
    if (own && !serves(own, c->model, problems)) return false;
    c->own = own != NULL;
    c->entry = own ? own->dataset->entry : lesson->entry;
    c->data = own ? own->data : step->data ? step->data : "";
    OwnFit fit = { .data = *lesson };
    if (own) fit_own(c, own->dataset, lesson, of, &fit);
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
        .own_text = s->own_text,
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

// The values alone move over, and the tape replays.
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

// Same structure: the tape stays, and so do its numbers when the new ones cannot be computed.
static bool replay_in_place(const Session *s, Computed *old, const Computed *fresh, const LessonStep *step, Problems *problems) {
    Params before = old->params;
    double *kept[MODEL_INPUTS];
    for (int i = 0; i < old->inputs.count; i++) {
        size_t size = sizeof(double) * (size_t)shape_count(old->inputs.input[i].shape);
        kept[i] = arena_alloc(fresh->arena, size);
        memcpy(kept[i], old->inputs.input[i].value, size);
    }
    if (replay_with(old, fresh, problems)) {
        old->made = fresh->made ? arena_print(old->arena, "%s", fresh->made) : NULL;
        fill_step(s, old, step);
        return true;
    }
    Problems ignored = { .arena = fresh->arena };
    for (int i = 0; i < old->inputs.count; i++)
        memcpy(old->inputs.input[i].value, kept[i], sizeof(double) * (size_t)shape_count(old->inputs.input[i].shape));
    old->params = before;
    model_write(old->model, old->tape, &old->inputs, &old->params);
    model_replay(old->model, old->tape, &old->inputs, &ignored);
    return false;
}

// What is asked for: all but the numbers of the tape.
static bool find_asked(Session *s, const LessonStep *step, VectorsOf of, Problems *problems) {
    Computed *c = &s->asked;
    c->scene = picked_scene(s, step);
    if (!c->scene) return problems_add(problems, (Place){ 0 }, "there is no such picture; `attend list scenes` lists them");
    c->model = picked_model(s, step, c->scene, of != LESSONS);
    if (!collect_params(s, c, step, problems) || !resolve_inputs(s, c, step, of, problems)) return false;
    c->structure = structure_text(c);
    fill_step(s, c, step);
    return can_race(&c->step, c->scene, problems);
}

// --- made in turns

static bool same_params(const Params *a, const Params *b) {
    if (a->count != b->count) return false;
    for (int i = 0; i < a->count; i++)
        if (strcmp(a->value[i].name, b->value[i].name) != 0 || strcmp(a->value[i].text, b->value[i].text) != 0) return false;
    return true;
}

static bool same_input(const Input *a, const Input *b) {
    if (strcmp(a->name, b->name) != 0 || !shape_equal(a->shape, b->shape)) return false;
    return !memcmp(a->value, b->value, sizeof(double) * (size_t)shape_count(a->shape)); // bit for bit
}

static bool same_data(const Dataset *a, const Dataset *b) { return a && b ? a->entry == b->entry && a->count == b->count : a == b; }

static bool same_inputs(const Inputs *a, const Inputs *b) {
    if (a->count != b->count || !same_data(a->data, b->data) || !a->seed != !b->seed) return false;
    for (int i = 0; i < a->count; i++)
        if (!same_input(&a->input[i], &b->input[i])) return false;
    return !a->seed || same_input(a->seed, b->seed);
}

// Whether what is being made is what is asked for now.
static bool is_made(const Session *s) {
    const Computed *made = &s->state[!s->current], *asked = &s->asked;
    return s->making.on && made->own == asked->own && !strcmp(made->structure, asked->structure) &&
           same_params(&made->params, &asked->params) && same_inputs(&made->inputs, &asked->inputs);
}

void session_make_nothing(Session *s) {
    model_turns_end(&s->making.turns);
    s->making = (Making){ 0 };
}

// What is asked for takes the place of the state that nobody shows.
static void begin_making(Session *s) {
    Computed *fresh = &s->state[!s->current];
    session_make_nothing(s);
    Arena *arena = emptied(fresh->arena);
    *fresh = s->asked;
    s->asked = (Computed){ .arena = arena };
    s->making.turns =
        model_turns_begin(fresh->arena, fresh->model, &fresh->params, &fresh->inputs, fresh->own ? OWN_NUMBERS : STEP_NUMBERS);
    s->making.on = true;
}

typedef struct AskedStep {
    Session *session;
    const LessonStep *step;
    VectorsOf of;
    const Turn *turn;
    Problems *problems;
} AskedStep;

static bool ask_guarded(void *context) {
    const AskedStep *a = context;
    return find_asked(a->session, a->step, a->of, a->problems);
}

static bool replay_guarded(void *context) {
    const AskedStep *a = context;
    Session *s = a->session;
    return replay_in_place(s, &s->state[s->current], &s->asked, a->step, a->problems);
}

static bool turn_guarded(void *context) {
    const AskedStep *a = context;
    Session *s = a->session;
    Computed *fresh = &s->state[!s->current];
    RunState ran = s->making.whole ? RUN_WHOLE : model_turns_take(&s->making.turns, a->turn, a->problems);
    if (ran != RUN_WHOLE) return ran == RUN_GOES_ON;
    fresh->tape = s->making.turns.tape;
    fill_step(s, fresh, a->step);
    s->making.whole = !fresh->own || can_draw(fresh, a->problems);
    return s->making.whole;
}

static bool apart_guarded(void *context) {
    const AskedStep *a = context;
    Session *s = a->session;
    return problems_guard(s->making.turns.apart, s->lesson.file, a->problems, turn_guarded, context);
}

static bool guard(Session *s, Arena *arena, bool (*body)(void *), AskedStep *asked) {
    return problems_guard(arena, s->lesson.file, asked->problems, body, asked);
}

// A turn of what is asked for; false: it cannot be made.
static bool make(Session *s, AskedStep *asked) {
    bool well = guard(s, s->state[!s->current].arena, s->making.turns.apart ? apart_guarded : turn_guarded, asked);
    if (s->making.turns.part > RUN_RECORDS) model_turns_end(&s->making.turns);
    if (!well) session_make_nothing(s);
    return well;
}

typedef enum Found { FOUND_NOT, FOUND_HERE /* the state that stands can be replayed with it */, FOUND_APART } Found;

static Found find(Session *s, AskedStep *asked) {
    s->asked = (Computed){ .arena = emptied(s->asked.arena) };
    if (!guard(s, s->asked.arena, ask_guarded, asked)) return FOUND_NOT;
    const Computed *old = now(s);
    bool here = old->tape && !strcmp(old->structure, s->asked.structure) && arena_used(old->arena) < (64u << 20);
    return here ? FOUND_HERE : FOUND_APART;
}

// Where memory is short, the state that stands goes on. `tried` stays until the next time.
static bool compute(Session *s, const LessonStep *step, VectorsOf of, const Computed **tried, Problems *problems) {
    AskedStep asked = { s, step, of, NULL, problems };
    Found found = find(s, &asked);
    *tried = &s->asked;
    if (found != FOUND_APART) return found == FOUND_HERE && guard(s, s->asked.arena, replay_guarded, &asked);
    if (!is_made(s)) begin_making(s);
    *tried = &s->state[!s->current];
    if (!make(s, &asked)) return false;
    session_make_nothing(s);
    s->current = !s->current;
    return true;
}

bool session_make(Session *s, const Turn *turn) {
    Arena *scratch = arena_begin();
    Problems ignored = { .arena = scratch };
    AskedStep asked = { s, &s->lesson.step[s->step], OWN, turn, &ignored };
    bool ready = find(s, &asked) != FOUND_APART;
    if (!ready && !is_made(s)) begin_making(s);
    if (!ready) ready = !make(s, &asked) || s->making.whole;
    arena_end(scratch);
    return ready;
}

static bool has_a_gap(const Computed *c) { // 0/0
    for (int i = 0; i < c->tape->count; i++) {
        const Node *node = tape_node(c->tape, i);
        for (int k = 0; k < node->count; k++)
            if (node->value[k] != node->value[k]) return true;
    }
    return false;
}

// One's own rows need not have a spread where the lesson's have one: then the norm gets its eps.
static bool compute_own(Session *s, const LessonStep *step, Problems *problems) {
    Problems first = { .arena = problems->arena };
    const Computed *tried;
    bool well = compute(s, step, OWN, &tried, &first);
    if (well) tried = now(s);
    if (tried->own && divides_by_nothing(tried) && (!well || has_a_gap(tried)))
        return compute(s, step, OWN_WITH_EPS, &tried, problems) || well;
    for (int i = 0; i < first.count; i++) problems_add(problems, first.item[i].place, "%s", first.item[i].message);
    return well;
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
bool session_refresh(Session *s, bool fall_back, Problems *problems) {
    const LessonStep *step = &s->lesson.step[s->step];
    s->version++;
    s->notice = NULL;
    Arena *scratch = arena_begin();
    Problems own = { .arena = scratch };
    bool well = compute_own(s, step, &own);
    if (!well && fall_back) {
        Problems ignored = { .arena = scratch };
        const Computed *tried;
        well = compute(s, step, LESSONS, &tried, &ignored);
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
