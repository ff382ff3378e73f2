// What the tests of the scenes share: from CSV text, parameters and reveal names to a picture.
#ifndef ATTEND_TESTS_SCENE_STAGE_H
#define ATTEND_TESTS_SCENE_STAGE_H

#include "scene/scenes.h"
#include "support/check.h"
#include "support/fixed_metrics.h"
#include "support/picture.h"

enum { NAMES_MOST = 24 };

typedef struct Stage {
    Arena *arena;
    Problems problems;
    const Scene *scene;
    ParamInfo info[2 * MODEL_PARAMS];
    Params params;
    Dataset data;
    Inputs inputs;
    Tape *tape; // NULL when something was wrong
    const char *reveal[NAMES_MOST], *focus[NAMES_MOST];
    Step step;
    Race *training; // of a scene that shows one
    RaceView race;
} Stage;

static inline int stage_names(Arena *arena, const char *names, const char **out) {
    Text rest = text_of(names);
    int count = 0;
    for (Text word = text_word(&rest); word.size && count < NAMES_MOST; word = text_word(&rest))
        out[count++] = text_copy(arena, word);
    return count;
}

static inline void stage_params(Stage *stage, const char *set) {
    Text rest = text_of(set);
    for (Text word = text_word(&rest); word.size; word = text_word(&rest)) {
        char *name = text_copy(stage->arena, word), *equals = strchr(name, '=');
        *equals = 0;
        params_set(&stage->params, stage->info, stage->step.infos, name, equals + 1, (Place){ 0 }, &stage->problems);
    }
}

// Trains as far as the step says; further points than those of `train` can be asked for by the test itself.
static inline void stage_train(Stage *stage) {
    RaceAsk ask;
    if (!stage->scene->race(&stage->step, &ask, &stage->problems)) fail_msg("%s", stage->problems.item[0].message);
    stage->training = ask.languages ? race_begin_language(ask.language, ask.languages, &stage->problems)
                                    : race_begin(ask.lane, RACE_LANES, &stage->problems);
    assert_non_null(stage->training);
    race_finish(stage->training, ask.train);
    stage->race = (RaceView){ .points = ask.train + 1 };
    stage->race.languages = ask.languages;
    for (int i = 0; i < ask.languages; i++) stage->race.language[i] = race_language(stage->training, i);
    for (int i = 0; !ask.languages && i < RACE_LANES; i++) stage->race.lane[i] = race_record(stage->training, i);
    stage->step.race = &stage->race;
}

// `set` is "similarity=dot temperature=2"; `text` CSV or NULL for a model without inputs; `reveal` and `focus` names with
// blanks between; `model` NULL is the scene's own. Not by value: the step points into the stage.
static inline void stage_begin_model(Stage *stage, const char *scene, const char *model, const char *text, const char *set,
                                     const char *reveal, const char *focus) {
    *stage = (Stage){ .arena = arena_begin(), .scene = scene_find(scene) };
    assert_non_null(stage->scene);
    stage->problems.arena = stage->inputs.arena = stage->arena;
    Step *step = &stage->step;
    step->model = model_find(model ? model : stage->scene->model);
    assert_non_null(step->model);
    for (int i = 0; i < stage->scene->params; i++) stage->info[step->infos++] = stage->scene->param[i];
    for (int i = 0; i < step->model->params; i++) stage->info[step->infos++] = step->model->param[i];
    stage_params(stage, set);
    bool good = !text || data_load_text(stage->arena, text_of(text), "f", &stage->data, &stage->problems);
    good = good && model_resolve(step->model, &stage->params, text ? &stage->data : NULL, &stage->inputs, &stage->problems);
    if (good) stage->tape = model_run(stage->arena, step->model, &stage->params, &stage->inputs, &stage->problems);
    if (!stage->tape) fail_msg("%s: %s", scene, stage->problems.count ? stage->problems.item[0].message : "no tape");
    step->inputs = &stage->inputs;
    step->params = &stage->params;
    step->info = stage->info;
    step->reveal = stage->reveal, step->reveals = stage_names(stage->arena, reveal, stage->reveal);
    step->focus = stage->focus, step->foci = stage_names(stage->arena, focus, stage->focus);
    if (stage->scene->race) stage_train(stage);
}

static inline void stage_begin(Stage *stage, const char *scene, const char *text, const char *set, const char *reveal,
                               const char *focus) {
    stage_begin_model(stage, scene, NULL, text, set, reveal, focus);
}

static inline void stage_end(Stage *stage) {
    race_end(stage->training);
    arena_end(stage->arena);
}

static inline List stage_draw(Stage *stage, double width, double height, double t) {
    View view = { .width = width, .height = height, .metrics = fixed_metrics(), .arena = stage->arena };
    List list = list_begin(stage->arena, view.metrics);
    scene_draw(stage->scene, &view, &stage->step, stage->tape, t, &list);
    return list;
}

// Draws at many sizes and times and checks what every picture must keep; `few`: of the times only start, middle and end.
static inline void stage_check_at(Stage *stage, bool few, const char *what) {
    static const double size[][2] = { { 640, 300 },  { 716, 560 }, { 950, 560 }, { 1300, 800 },
                                      { 1600, 900 }, { 640, 900 }, { 1600, 300 } };
    static const double time[] = { 1, 0.5, 0, 0.75, 0.25, 0.1, 0.33, 0.9 };
    for (size_t s = 0; s < sizeof size / sizeof *size; s++) {
        List first = { 0 };
        for (size_t i = 0; i < (few ? 3 : sizeof time / sizeof *time); i++) {
            List list = stage_draw(stage, size[s][0], size[s][1], time[i]);
            const char *name = arena_print(stage->arena, "%s, %g × %g at %g", what, size[s][0], size[s][1], time[i]);
            picture_check(&list, size[s][0], size[s][1], name);
            picture_check_edges(&list, name);
            if (i == 0) first = list;
        }
        List again = stage_draw(stage, size[s][0], size[s][1], 1); // scrubbed back and forth: the same
        picture_check_same(&first, &again, what);
        picture_check_leaves(&again, stage->tape, size[s][0] < 1000 || size[s][1] < 600,
                             arena_print(stage->arena, "%s, %g × %g", what, size[s][0], size[s][1]));
    }
}

static inline void stage_check(Stage *stage, const char *what) { stage_check_at(stage, false, what); }

// A step that a scene's test draws; a scene without parameters has no `set`.
typedef struct StageStep {
    const char *reveal, *focus, *set;
} StageStep;

// Every one of these steps, on the same vectors (CSV or NULL), keeps what every picture must keep.
static inline void stage_check_steps(const char *scene, const char *text, const StageStep *step, size_t steps) {
    for (size_t i = 0; i < steps; i++) {
        Stage stage;
        const char *set = step[i].set ? step[i].set : "";
        stage_begin(&stage, scene, text, set, step[i].reveal, step[i].focus);
        stage_check_at(&stage, stage.scene->race,
                       arena_print(stage.arena, "%s, reveal %s, focus %s", set, step[i].reveal, step[i].focus));
        stage_end(&stage);
    }
}

// Random numbers as CSV: "x1,…" one line a row.
static inline void stage_rows(Builder *b, Random *random, const char *name, int rows, int columns) {
    for (int r = 0; r < rows; r++) {
        builder_print(b, "%s%d", name, r + 1);
        for (int c = 0; c < columns; c++) builder_print(b, ",%.2f", random_normal(random));
        builder_print(b, "\n");
    }
}

// CSV with random numbers: n queries, m keys of d numbers, values of dv numbers, a target.
static inline const char *stage_data(Arena *arena, int n, int m, int d, int dv) {
    Random random = random_seed((uint64_t)(n * 1000 + m * 100 + d * 10 + dv));
    Builder b = { .arena = arena };
    const struct {
        const char *name;
        int rows, columns;
    } block[] = { { "q", n, d }, { "k", m, d }, { "v", m, dv }, { "y", n, dv } };
    for (int i = 0; i < 4; i++) stage_rows(&b, &random, block[i].name, block[i].rows, block[i].columns);
    return builder_text(&b);
}

#define STAGE_SEED "q,1,1\nk1,1,1\nk2,1,0\nk3,1,-1\nk4,-1,0\nv1,4,0\nv2,0,4\nv3,-4,0\nv4,0,-4\n"

#endif
