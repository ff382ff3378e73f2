// Two runs on one tape: the right one and one with a mistake. What is drawn of lesson 15 are the hand numbers, the ring stands on
// the first number that differs, and "check my work" names the same mistake when it is given the mistaken run's numbers.
#include <math.h>

#include "base/file.h"
#include "model/grade.h"
#include "scene/stage.h"

typedef struct Pair {
    const char *model, *file, *set, *reveal, *focus, *habit, *part;
    int element;
    double right, mine; // by a script outside the program
} Pair;

// clang-format off
static const Pair pairs[] = {
    { "attention", "columns", "similarity=dot", "s a o", "a", "softmax-columns", "a", 0, .665241, .880797 },
    { "multihead", "width", "heads=2", "x s a", "s", "scale-model-width", "s", 0, 2, 1.414214 },
    { "attention", "hidden", "similarity=dot", "s masked a o", "masked", "mask-tiny", "masked", 2, -INFINITY, 5 },
    { "attention", "hidden", "similarity=dot", "s masked a o", "masked", "mask-zero", "masked", 2, -INFINITY, 0 },
    { "multihead", "cut", "heads=2", "x v.heads heads o", "v.heads", "heads-reshaped", "v.heads", 2, 20, 12 },
    { "layernorm", "one-feature", "eps=0", "x mean var y", "y", "norm-n-1", "y", 0, 1.732051, 1.5 },
    { "layernorm", "one-feature", "eps=0.1", "x mean var y", "y", "eps-outside", "y", 0, 1.398757, 1.407096 },
    { "position", NULL, "n=3 d=4", "angle pe dot", "pe", "halves", "pe", 1, 1, 0 },
    { "gru", "gate", "", "r z n h", "n", "reset-before", "n", 0, .960130, .974217 },
    { "attention", "corner", "mask=causal align=lower", "s masked a o", "masked", "align-upper", "masked", 1, 0, -INFINITY },
};
// clang-format on

static void begin(Stage *stage, Arena *arena, const Pair *pair) {
    Problems problems = { .arena = arena };
    const char *text = NULL;
    if (pair->file) {
        const char *path = arena_print(arena, "lessons/data/%s.csv", pair->file);
        Text whole;
        if (!file_read(arena, path, 1 << 16, &whole, &problems)) fail_msg("%s", path);
        text = text_copy(arena, whole);
    }
    const char *set = arena_print(arena, "%s beside=%s", pair->set, pair->habit);
    stage_begin_model(stage, "differ", pair->model, text, set, pair->reveal, pair->focus);
}

static const Node *find(const Stage *stage, const char *prefix, const char *name) {
    NodeId id = tape_find(stage->tape, arena_print(stage->arena, "%s%s", prefix, name));
    if (id == NODE_NONE) fail_msg("no %s%s", prefix, name);
    return tape_node(stage->tape, id);
}

static bool near(double a, double b) { return a == b || fabs(a - b) < 1e-6; }

static void the_hand_numbers_are_drawn(void **state) {
    (void)state;
    Arena *arena = arena_begin();
    for (size_t i = 0; i < sizeof pairs / sizeof *pairs; i++) {
        Stage stage;
        begin(&stage, arena, &pairs[i]);
        double right = (double)find(&stage, "", pairs[i].part)->value[pairs[i].element],
               mine = (double)find(&stage, "mine.", pairs[i].part)->value[pairs[i].element];
        if (!near(right, pairs[i].right) || !near(mine, pairs[i].mine))
            fail_msg("%s, %s: %g and %g", pairs[i].model, pairs[i].habit, right, mine);
        stage_end(&stage);
    }
    arena_end(arena);
}

// The work of somebody with the habit: the mistaken run's numbers.
static Dataset work_of(const Stage *stage) {
    Dataset work = { 0 };
    DataEntry *entry = arena_new(stage->arena, DataEntry, 16);
    for (const char *const *name = stage->step.model->node; *name; name++) {
        NodeId id = tape_find(stage->tape, arena_print(stage->arena, "mine.%s", *name));
        if (id == NODE_NONE) continue;
        const Node *node = tape_node(stage->tape, id);
        DataEntry *e = &entry[work.count++];
        *e = (DataEntry){ .name = *name, .rank = node->shape.rank, .count = node->count };
        for (int k = 0; k < e->rank; k++) e->size[k] = node->shape.size[k];
        e->value = arena_new(stage->arena, double, e->count);
        for (int k = 0; k < e->count; k++) e->value[k] = (double)node->value[k];
    }
    work.entry = entry;
    return work;
}

static void check_my_work_names_the_same_mistake(void **state) {
    (void)state;
    Arena *arena = arena_begin();
    for (size_t i = 0; i < sizeof pairs / sizeof *pairs; i++) {
        Stage stage;
        Grade grade;
        begin(&stage, arena, &pairs[i]);
        Dataset work = work_of(&stage);
        if (!grade_work(stage.arena, stage.step.model, &stage.params, &stage.inputs, &work, &grade, &stage.problems))
            fail_msg("%s: %s", pairs[i].habit, stage.problems.item[0].message);
        const GradePart *wrong = grade_first_wrong(&grade);
        bool named = false;
        for (int c = 0; wrong && c < wrong->causes; c++) named |= wrong->cause[c].habit == habit_find(pairs[i].habit);
        if (!named)
            fail_msg("%s, %s: %s", pairs[i].model, pairs[i].habit, wrong ? grade_causes_text(arena, wrong) : "nothing is wrong");
        stage_end(&stage);
    }
    arena_end(arena);
}

// Under a part stands what it is in both runs: the same before the first number that differs, and from there on not.
static void signs_say_where_they_part(void **state) {
    (void)state;
    Arena *arena = arena_begin();
    for (size_t i = 0; i < sizeof pairs / sizeof *pairs; i++) {
        Stage stage;
        begin(&stage, arena, &pairs[i]);
        int equal = 0, differ = 0;
        for (int k = 0; k < stage.step.reveals; k++) {
            const Node *a = find(&stage, "", stage.reveal[k]), *b = find(&stage, "mine.", stage.reveal[k]);
            bool same = true;
            for (int e = 0; e < a->count; e++) same &= near((double)a->value[e], (double)b->value[e]);
            if (same)
                equal++;
            else
                differ++;
        }
        List list = stage_draw(&stage, 1100, 620, 1);
        if (picture_texts(&list, "=") != equal || picture_texts(&list, "≠") != differ)
            fail_msg("%s, %s: %d = and %d ≠ where there are %d and %d", pairs[i].model, pairs[i].habit, picture_texts(&list, "="),
                     picture_texts(&list, "≠"), equal, differ);
        assert_int_equal(picture_texts(&list, habit_info(habit_find(pairs[i].habit))->did), 1);
        stage_end(&stage);
    }
    arena_end(arena);
}

// Where programs only differ, nobody is called mistaken.
static void a_convention_is_no_mistake(void **state) {
    (void)state;
    Arena *arena = arena_begin();
    int conventions = 0;
    for (size_t i = 0; i < sizeof pairs / sizeof *pairs; i++) {
        Stage stage;
        begin(&stage, arena, &pairs[i]);
        List list = stage_draw(&stage, 1100, 620, 1);
        bool convention =
            !strcmp(pairs[i].habit, "halves") || !strcmp(pairs[i].habit, "reset-before") || !strcmp(pairs[i].habit, "align-upper");
        assert_int_equal(picture_texts(&list, "mistaken"), !convention);
        assert_int_equal(picture_texts(&list, "elsewhere"), convention);
        conventions += convention;
        stage_end(&stage);
    }
    assert_int_equal(conventions, 3);
    arena_end(arena);
}

static void every_pair_keeps_the_rules(void **state) {
    (void)state;
    Arena *arena = arena_begin();
    for (size_t i = 0; i < sizeof pairs / sizeof *pairs; i++) {
        Stage stage;
        begin(&stage, arena, &pairs[i]);
        stage_check(&stage, pairs[i].habit);
        stage_end(&stage);
    }
    arena_end(arena);
}

// What a window writes over goes into both runs.
static void both_runs_follow_a_change(void **state) {
    (void)state;
    Stage stage;
    stage_begin(&stage, "differ", "q,1\nk1,0\nk2,0\nk3,5\nv1,2\nv2,0\nv3,9\nmask,1,1,0\n", "beside=mask-tiny similarity=dot",
                "s masked a", "masked");
    ((Input *)(uintptr_t)inputs_find(&stage.inputs, "k"))->value[2] = 0; // no score stands out any more
    ((Input *)(uintptr_t)inputs_find(&stage.inputs, "mask"))->value[0] = 0;
    model_write(stage.step.model, stage.tape, &stage.inputs, &stage.params);
    assert_true(model_replay(stage.step.model, stage.tape, &stage.inputs, &stage.problems));
    const Node *right = find(&stage, "", "a"), *mine = find(&stage, "mine.", "a");
    for (int j = 0; j < 3; j++) {
        assert_true(near((double)right->value[j], j == 1));
        assert_true(near((double)mine->value[j], 1 / 3.0));
    }
    stage_end(&stage);
}

static void a_mistake_that_the_model_does_not_know_is_a_problem(void **state) {
    (void)state;
    Arena *arena = arena_begin();
    Problems problems = { .arena = arena };
    const Scene *scene = scene_find("differ");
    const Model *model = model_find("layernorm");
    Params params = { 0 };
    Dataset data;
    Inputs inputs = { .arena = arena };
    Place place = { .file = "mine.md", .line = 12, .column = 9 };
    assert_true(params_set(&params, scene->param, scene->params, "beside", "reset-before", place, &problems));
    assert_true(data_load_text(arena, TEXT("x,1,2\n"), "f", &data, &problems));
    assert_true(model_resolve(model, &params, &data, &inputs, &problems));
    assert_null(model_run(arena, model, &params, &inputs, &problems));
    assert_int_equal(problems.count, 1);
    assert_int_equal(problems.item[0].place.line, 12);
    assert_string_equal(problems.item[0].message,
                        "layernorm does not know the mistake 'reset-before'; 'attend list models' says which it knows");
    arena_end(arena);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_hand_numbers_are_drawn),
        cmocka_unit_test(check_my_work_names_the_same_mistake),
        cmocka_unit_test(signs_say_where_they_part),
        cmocka_unit_test(every_pair_keeps_the_rules),
        cmocka_unit_test(a_convention_is_no_mistake),
        cmocka_unit_test(both_runs_follow_a_change),
        cmocka_unit_test(a_mistake_that_the_model_does_not_know_is_a_problem),
    };
    return cmocka_run_group_tests_name("scene/differ", tests, NULL, NULL);
}
