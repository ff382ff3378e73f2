// Every scene of the table: what lessons may name is there and drawable, with every name revealed, unrevealed and in focus.
#include "base/random.h"
#include "draw/formula.h"
#include "kit/picture.h"
#include "scene/stage.h"
#include "support/samples.h"

#define BOTH "q1,1,1\nq2,0,1\nk1,1,1\nk2,1,0\nk3,1,-1\nk4,-1,0\nv1,4,0\nv2,0,4\nv3,-4,0\nv4,0,-4\n"

// Data and parameters that a scene cannot do without; all others take the seed's vectors.
static const struct {
    const char *scene, *text, *set;
} needs[] = {
    { "additive", BOTH "wq,1,2\nwk,1,0.5\n", "similarity=additive" },
    { "schedule", "x,8,4,2,1\n", "" },
    { "cell", "x1,1\nx2,0\nx3,0\n", "" },
    { "belt", "biases,1,3\n", "" },
    { "clip", "gradient,3,4\n", "" },
    { "jacobian", "base1,0.24,0.82\nbase2,-0.68,-0.24\nh,0.9,-0.4\n", "" },
    { "powers", "factors,0.5,0.9,1\nW1,0.5,4\nW2,0,0.5\n", "" },
    { "recurrence", "x1,1\nx2,0\nx3,0\n", "" },
    { "sharpness", STAGE_SEED "y,0,4\n", "similarity=dot" },
    { "race", NULL, "train=20" },
    { "layer-norm", "x,3,9,11,17\ngamma,2,1,1,.5\nbeta,0,1,0,-1\ng,1,0,0,0\n", "eps=0" },
    { "rescale", "x,3,9,11,17\ng1,1,0,0,0\ng2,1,0,0,0\n", "eps=0" },
    { "batch-norm", "x1,1,1,5,5\nx2,0,0,0,4\nx3,3,9,11,17\n", "eps=0" },
    { "order", "x1:dog,1,0\nx2:bites,1,1\nx3:man,0,1\n", "" },
    { "position", "x1:dog,1,0\nx2:bites,1,1\nx3:man,0,1\n", "positions=on" },
    { "stripes", NULL, "n=40 d=64" },
    { "two-features", "x,3,7\ng,1,0\n", "eps=0" },
    { "differ", BOTH, "beside=softmax-columns" },
    { "cache", "q1,1,0\nq2,0,1\nq3,1,1\nk1,1,0\nk2,0,1\nk3,1,1\nv1,1,0\nv2,0,1\nv3,2,2\n", "mask=causal" },
    { "turned", "q1,1,0\nq2,1,0\nq3,1,0\nk1,1,0\nk2,1,0\nk3,1,0\npq,1,2,5\npk,0,1,4\n", "" },
    { "trained",
      "x1:one,1,0\nx2:two,0,1\n" SAMPLE_HEADS "maps1,1,0\nmaps2,0.3,0.7\nmaps3,1,0\nmaps4,0.6,0.4\nnext1:three,0.6\n"
      "next2:four,0.3\nmoved,1.5,0.5\nplace,2,2,6\n",
      "" },
    { "gradient-flow", "tokens1:The,0\ntokens2:key,1\ntokens3:is,2\ntokens4:lost,3\ntokens5:?,4\n", "" },
};

static void begin(Stage *stage, const Scene *scene, const char *reveal, const char *focus) {
    const Model *model = model_find(scene->model);
    bool seed = model->inputs && !strcmp(model->input[0].name, "q");
    const char *text = !model->inputs ? NULL : seed ? STAGE_SEED : sample_for(model->name), *set = "";
    for (size_t i = 0; i < sizeof needs / sizeof *needs; i++)
        if (!strcmp(needs[i].scene, scene->name)) text = needs[i].text, set = needs[i].set;
    stage_begin(stage, scene->name, text, set, reveal, focus);
}

static const char *all_names(Arena *arena, const Scene *scene) {
    Builder b = { .arena = arena };
    for (const char *const *name = scene->reveal; *name; name++) builder_print(&b, "%s ", *name);
    return builder_text(&b);
}

static void need(const char *scene, bool met, const char *rule) {
    if (!met) fail_msg("the scene %s: %s", scene, rule);
}

static void names_can_be_found(void **state) {
    (void)state;
    assert_true(scene_count >= 9);
    for (int i = 0; i < scene_count; i++) {
        const Scene *scene = scene_table[i];
        const char *name = scene->name;
        need(name, scene_find(name) == scene, "its name is another's");
        need(name, model_find(scene->model) != NULL, "there is no model of the name it says");
        need(name, strlen(scene->summary) > 10 && strlen(scene->summary) < 120, "its summary is a line of 11 to 119 bytes");
        need(name, scene->reveal[0] != NULL, "a lesson can reveal something in it");
        need(name, scene->draw && scene->bytes >= sizeof(Picture), "it draws, and .bytes is the size of its struct");
        need(name, scene->legends > 0, "a figure names its roles: WITH_LEGEND");
    }
    assert_null(scene_find("no such scene"));
}

static void parameters_have_an_initial_value(void **state) {
    (void)state;
    Arena *arena = arena_begin();
    for (int i = 0; i < scene_count; i++)
        for (int p = 0; p < scene_table[i]->params; p++) {
            const ParamInfo *info = &scene_table[i]->param[p];
            Problems problems = { .arena = arena };
            Params params = { 0 };
            assert_true(params_set(&params, scene_table[i]->param, scene_table[i]->params, info->name, info->initial, (Place){ 0 },
                                   &problems));
            assert_non_null(info->label);
            assert_non_null(info->summary);
        }
    arena_end(arena);
}

static void legends_can_be_set(void **state) {
    (void)state;
    Arena *arena = arena_begin();
    for (int i = 0; i < scene_count; i++)
        for (int l = 0; l < scene_table[i]->legends; l++) {
            const LegendItem *item = &scene_table[i]->legend[l];
            const char *error = "";
            int column = 0;
            if (item->symbol && !formula_parse(arena, text_of(item->symbol), &error, &column))
                fail_msg("%s, %s: %s", scene_table[i]->name, item->symbol, error);
            assert_true(strlen(item->name) > 0);
        }
    arena_end(arena);
}

// Each name alone in focus, with everything revealed and with only itself.
static void every_name_keeps_the_rules(void **state) {
    (void)state;
    Arena *arena = arena_begin();
    for (int i = 0; i < scene_count; i++) {
        const char *all = all_names(arena, scene_table[i]);
        for (const char *const *name = scene_table[i]->reveal; *name; name++)
            for (int alone = 0; alone < 2; alone++) {
                Stage stage;
                begin(&stage, scene_table[i], alone ? *name : all, *name);
                stage_check_at(&stage, true,
                               arena_print(arena, "%s, focus %s%s", scene_table[i]->name, *name, alone ? " alone" : ""));
                stage_end(&stage);
            }
    }
    arena_end(arena);
}

static void nothing_said_is_a_picture_too(void **state) {
    (void)state;
    for (int i = 0; i < scene_count; i++) {
        Stage stage;
        begin(&stage, scene_table[i], "", "");
        List list = stage_draw(&stage, 950, 560, 1);
        assert_true(list.count > 0);
        stage_check_at(&stage, true, scene_table[i]->name);
        stage_end(&stage);
    }
}

// However little room there is: a plot without height has no axes, and none that stand on their heads.
static void axes_stand_upright_in_little_room(void **state) {
    (void)state;
    static const double size[][2] = { { 409, 236 }, { 409, 160 }, { 312, 170 }, { 427, 150 }, { 640, 200 } };
    Arena *arena = arena_begin();
    for (int i = 0; i < scene_count; i++)
        for (const char *const *name = scene_table[i]->reveal; *name; name++) {
            Stage stage;
            begin(&stage, scene_table[i], all_names(arena, scene_table[i]), *name);
            for (size_t k = 0; k < sizeof size / sizeof *size; k++) {
                List list = stage_draw(&stage, size[k][0], size[k][1], 1);
                for (int p = 0; p < list.plots; p++)
                    if (!(list.plot[p].at.w > 0 && list.plot[p].at.h > 0))
                        fail_msg("%s, focus %s, %g × %g: axes of %g × %g", stage.scene->name, *name, size[k][0], size[k][1],
                                 list.plot[p].at.w, list.plot[p].at.h);
            }
            stage_end(&stage);
        }
    arena_end(arena);
}

static void an_animation_has_a_length(void **state) {
    (void)state;
    Arena *arena = arena_begin();
    for (int i = 0; i < scene_count; i++)
        for (const char *const *name = scene_table[i]->reveal; *name; name++) {
            Stage stage;
            begin(&stage, scene_table[i], all_names(arena, scene_table[i]), *name);
            double seconds = scene_seconds(scene_table[i], &stage.step, stage.tape);
            if (!(seconds >= 0 && seconds <= 30)) fail_msg("%s, focus %s: %g seconds", scene_table[i]->name, *name, seconds);
            stage_end(&stage);
        }
    arena_end(arena);
}

static void thumbnails_are_marks_only(void **state) {
    (void)state;
    Arena *arena = arena_begin();
    for (int i = 0; i < scene_count; i++) {
        Stage stage;
        begin(&stage, scene_table[i], all_names(arena, scene_table[i]), "");
        View view = { .width = 270, .height = 90, .metrics = fixed_metrics(), .arena = stage.arena, .thumbnail = true };
        List list = list_begin(stage.arena, view.metrics);
        scene_draw(stage.scene, &view, &stage.step, stage.tape, 1, &list);
        if (list.count < 3) fail_msg("%s: an empty thumbnail", stage.scene->name);
        for (int c = 0; c < list.count; c++)
            if (list.cmd[c].kind == CMD_TEXT)
                fail_msg("%s: a thumbnail has the text \"%s\"", stage.scene->name, list.cmd[c].text.text);
        picture_check(&list, 270, 90, stage.scene->name);
        stage_end(&stage);
    }
    arena_end(arena);
}

// --- what a lesson asks for

static void check_hidden(const List *list, const List *asks, const char *what) {
    for (int i = 0; i < list->count; i++) {
        const Cmd *cmd = &list->cmd[i];
        if (cmd->kind != CMD_TEXT || !list_hides(asks, cmd->ident)) continue;
        bool symbol = cmd->text.face == FACE_MATH || cmd->text.face == FACE_MATH_ITALIC; // q₂ names it
        if (!symbol && picture_digits(cmd->text.text)) fail_msg("%s: shows what it hides (%s)", what, cmd->text.text);
    }
}

// Whatever node a step asks for: no scene shows its digits.
static void what_is_asked_for_is_not_told(void **state) {
    (void)state;
    Arena *arena = arena_begin();
    for (int i = 0; i < scene_count; i++) {
        Stage stage;
        begin(&stage, scene_table[i], all_names(arena, scene_table[i]), scene_table[i]->reveal[0]);
        for (int node = 0; node < stage.tape->count; node++) {
            const char *name = tape_node(stage.tape, node)->name;
            if (!name || !name[0]) continue;
            Hidden hidden = { .node = node };
            const List asks = { .hidden = &hidden, .hiddens = 1 };
            View view = {
                .width = 950, .height = 560, .metrics = fixed_metrics(), .arena = stage.arena, .hidden = &hidden, .hiddens = 1
            };
            List list = list_begin(stage.arena, view.metrics);
            scene_draw(stage.scene, &view, &stage.step, stage.tape, 1, &list);
            check_hidden(&list, &asks, arena_print(stage.arena, "%s asks for %s", stage.scene->name, name));
        }
        stage_end(&stage);
    }
    arena_end(arena);
}

static void beats_are_smooth(void **state) {
    (void)state;
    assert_close(beat(0, 1, 2), 0, 0);
    assert_close(beat(1.5, 1, 2), 0.5, 1e-12);
    assert_close(beat(3, 1, 2), 1, 0);
    assert_close(beat(1, 1, 1), 1, 0);
    assert_close(beat(MATH_NAN, 1, 2), 0, 0);
    for (double x = 0; x < 1; x += 0.01) assert_true(ease(x + 0.01) >= ease(x));
    assert_close(ease(-5), 0, 0);
    assert_close(ease(5), 1, 0);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(names_can_be_found),
        cmocka_unit_test(parameters_have_an_initial_value),
        cmocka_unit_test(legends_can_be_set),
        cmocka_unit_test(every_name_keeps_the_rules),
        cmocka_unit_test(nothing_said_is_a_picture_too),
        cmocka_unit_test(axes_stand_upright_in_little_room),
        cmocka_unit_test(an_animation_has_a_length),
        cmocka_unit_test(thumbnails_are_marks_only),
        cmocka_unit_test(what_is_asked_for_is_not_told),
        cmocka_unit_test(beats_are_smooth),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
