// The pictures of layer norm: the lesson's numbers on the stage, what a step animates, odd shapes and strange numbers.
#include "base/random.h"
#include "scene/stage.h"

#define TOKEN "x,3,9,11,17\n"
#define ALL "x mean centered xhat y gradient"

static NodeId node(const Stage *stage, const char *name) { return tape_find(stage->tape, name); }

static bool shows(Stage *stage, const List *list, const char *name, int element) {
    return picture_shows(list, ident_value(node(stage, name), element));
}

// --- one token

static void every_step_of_one_token(void **state) {
    (void)state;
    static const struct {
        const char *text, *reveal, *focus;
    } step[] = {
        { TOKEN, "x mean", "mean" },
        { TOKEN, "x mean centered xhat", "centered xhat" },
        { TOKEN "gamma,2,1,1,.5\nbeta,0,1,0,-1\n", "x mean centered xhat y", "y" },
        { TOKEN "g,1,0,0,0\n", ALL, "gradient" },
        { TOKEN "gamma,2,1,1,.5\ng,1,0,0,0\n", ALL, "gradient" },
        { TOKEN, ALL, "gradient" }, // no gradient on the tape
    };
    for (size_t i = 0; i < sizeof step / sizeof *step; i++) {
        Stage stage;
        stage_begin(&stage, "layer-norm", step[i].text, "eps=0", step[i].reveal, step[i].focus);
        stage_check(&stage, arena_print(stage.arena, "step %d", (int)i));
        stage_end(&stage);
    }
}

static void the_numbers_of_the_lesson(void **state) {
    (void)state;
    Stage stage;
    stage_begin(&stage, "layer-norm", TOKEN "gamma,2,1,1,.5\nbeta,0,1,0,-1\n", "eps=0", "x mean centered xhat y", "y");
    List list = stage_draw(&stage, 952, 580, 1);
    static const char *const text[] = { "−7", "−1", "7", "−1.4", "−0.2", "0.2", "1.4", "−2.8", "0.8", "−0.3" };
    for (size_t i = 0; i < sizeof text / sizeof *text; i++)
        if (!picture_texts(&list, text[i])) fail_msg("%s is not on the picture", text[i]);
    assert_true(shows(&stage, &list, "mean", 0) && shows(&stage, &list, "spread", 0));
    stage_end(&stage);
    stage_begin(&stage, "layer-norm", TOKEN "g,1,0,0,0\n", "eps=0", ALL, "gradient");
    list = stage_draw(&stage, 1190, 700, 1);
    static const char *const grad[] = { "0.052", "−0.064", "−0.036", "0.048" };
    for (int i = 0; i < 4; i++) {
        assert_true(picture_texts(&list, grad[i]) >= 1);
        assert_true(picture_shows(&list, ident_grad(node(&stage, "x"), i)));
        assert_true(picture_shows(&list, ident_grad(node(&stage, "centered"), i)));
    }
    stage_end(&stage);
}

// Nothing of a panel is there before its act, and all of it after; the gradient comes from the right.
static void panels_come_in_turn(void **state) {
    (void)state;
    Stage stage;
    stage_begin(&stage, "layer-norm", TOKEN, "eps=0", "x mean centered xhat", "centered xhat");
    List start = stage_draw(&stage, 952, 580, 0), middle = stage_draw(&stage, 952, 580, 0.5), end = stage_draw(&stage, 952, 580, 1);
    assert_true(shows(&stage, &start, "x", 0) && !picture_texts(&start, "−1.4"));
    assert_true(picture_texts(&middle, "−7") && !picture_texts(&middle, "1.4"));
    assert_true(picture_texts(&end, "1.4") == 1);
    assert_false(shows(&stage, &end, "y", 0)); // not revealed
    stage_end(&stage);
    stage_begin(&stage, "layer-norm", TOKEN "g,1,0,0,0\n", "eps=0", ALL, "gradient");
    List half = stage_draw(&stage, 952, 580, 0.4);
    assert_true(picture_texts(&half, "1") >= 1 && !picture_texts(&half, "0.052"));
    stage_end(&stage);
}

// The same scene shows the second copy of a stretched token, and the given numbers while nothing is stretched.
static void a_shifted_token(void **state) {
    (void)state;
    Stage stage;
    stage_begin(&stage, "rescale", TOKEN, "eps=0 factor=1 shift=100", "", "");
    stage.scene = scene_find("layer-norm");
    stage.step.reveals = stage_names(stage.arena, "x mean centered xhat", stage.reveal);
    List list = stage_draw(&stage, 952, 580, 1);
    assert_true(picture_texts(&list, "103") == 1 && picture_texts(&list, "110") == 1 && picture_texts(&list, "−1.4") == 1);
    assert_true(shows(&stage, &list, "rows", 4) && !shows(&stage, &list, "x", 0));
    stage_check(&stage, "shift 100");
    stage_end(&stage);
    stage_begin(&stage, "rescale", TOKEN, "eps=0 factor=1 shift=0", "", "");
    stage.scene = scene_find("layer-norm");
    stage.step.reveals = stage_names(stage.arena, "x mean centered xhat", stage.reveal);
    list = stage_draw(&stage, 952, 580, 1);
    assert_true(shows(&stage, &list, "x", 0)); // and so it can be edited
    stage_end(&stage);
}

// --- shapes and strange numbers, all scenes

static const char *tokens(Arena *arena, int n, int d, int gradients) {
    Random random = random_seed((uint64_t)(n * 100 + d));
    Builder b = { .arena = arena };
    for (int r = 0; r < n + gradients; r++) {
        builder_print(&b, "%s%d", r < n ? "x" : "g", r < n ? r + 1 : r - n + 1);
        for (int c = 0; c < d; c++) builder_print(&b, ",%.3f", random_normal(&random));
        builder_print(&b, "\n");
    }
    return builder_text(&b);
}

static const struct {
    const char *scene, *reveal, *focus;
    int copies; // rows of the output for one of the input
} pictures[] = {
    { "layer-norm", ALL, "gradient", 1 },
    { "layer-norm", "x mean centered xhat y", "y", 1 },
    { "rescale", "scaled y gradient", "scaled y gradient", 2 },
    { "batch-norm", "layer batch", "batch", 1 },
    { "two-features", "centered xhat gradient", "gradient", 1 },
};

static void every_shape_keeps_the_rules(void **state) {
    (void)state;
    static const int shape[][2] = {
        { 1, 1 }, { 1, 2 }, { 2, 3 }, { 3, 4 }, { 12, 8 }, { 1, 12 }, { 5, 40 }, { 2, 70 }, { 1, 500 }
    };
    for (size_t i = 0; i < sizeof pictures / sizeof *pictures; i++)
        for (size_t s = 0; s < sizeof shape / sizeof *shape; s++) {
            Arena *arena = arena_begin();
            Stage stage;
            int n = shape[s][0], d = shape[s][1];
            stage_begin(&stage, pictures[i].scene, tokens(arena, n, d, n * pictures[i].copies), "eps=.001", pictures[i].reveal,
                        pictures[i].focus);
            stage.step.query = n - 1;
            stage_check_at(&stage, true, arena_print(arena, "%s, n %d d %d", pictures[i].scene, n, d));
            stage_end(&stage);
            arena_end(arena);
        }
}

static void strange_numbers_do_no_harm(void **state) {
    (void)state;
    static const double strange[] = { MATH_NAN, MATH_INFINITY, -MATH_INFINITY, 1.7e308, -1e-308, 0, 123456789012.0 };
    for (size_t i = 0; i < sizeof pictures / sizeof *pictures; i++)
        for (size_t s = 0; s < sizeof strange / sizeof *strange; s++)
            for (int part = 0; part < 3; part++) {
                Stage stage;
                int d = strcmp(pictures[i].scene, "two-features") ? 4 : 2;
                Arena *arena = arena_begin();
                stage_begin(&stage, pictures[i].scene, tokens(arena, 2, d, 2 * pictures[i].copies), "eps=.1", pictures[i].reveal,
                            pictures[i].focus);
                for (NodeId id = part; id < stage.tape->count; id += 3)
                    for (int e = 0; e < tape_node(stage.tape, id)->count; e += 2) {
                        tape_node(stage.tape, id)->value[e] = strange[s];
                        if (tape_node(stage.tape, id)->grad) tape_node(stage.tape, id)->grad[e] = strange[s];
                    }
                stage_check_at(&stage, true, arena_print(stage.arena, "%s with %g", pictures[i].scene, strange[s]));
                stage_end(&stage);
                arena_end(arena);
            }
}

// --- two copies, rows and columns, two features

static void equal_outputs_say_so(void **state) {
    (void)state;
    Stage stage;
    stage_begin(&stage, "rescale", TOKEN "g1,1,0,0,0\ng2,1,0,0,0\n", "eps=0", "scaled y gradient", "gradient");
    List list = stage_draw(&stage, 952, 580, 1);
    assert_true(picture_texts(&list, "=") == 1 && picture_texts(&list, "× 0.1") == 1 && picture_texts(&list, "−0.0064") == 1);
    for (int i = 0; i < 4; i++) assert_true(picture_shows(&list, ident_grad(node(&stage, "rows"), 4 + i)));
    stage_end(&stage);
    stage_begin(&stage, "rescale", TOKEN, "eps=1", "scaled y gradient", ""); // eps is not stretched
    list = stage_draw(&stage, 952, 580, 1);
    assert_true(picture_texts(&list, "≠") == 1 && picture_texts(&list, "=") == 0);
    stage_end(&stage);
}

static void rows_and_columns(void **state) {
    (void)state;
    Stage stage;
    stage_begin(&stage, "batch-norm", "x1:the,1,1,5,5\nx2:cat,0,0,0,4\nx3:sat,3,9,11,17\n", "eps=0", "layer batch", "layer");
    List list = stage_draw(&stage, 952, 580, 1);
    assert_true(picture_texts(&list, "−0.577") == 3 && picture_texts(&list, "1.732") == 1 && picture_texts(&list, "cat") == 1);
    assert_true(shows(&stage, &list, "x", 0) && shows(&stage, &list, "batch.y", 11) && shows(&stage, &list, "batch.spread", 3));
    stage_end(&stage);
    stage_begin(&stage, "batch-norm", "x1,1,1,5,5\nx2,0,0,0,4\n", "eps=0 batch=1", "layer batch", "batch");
    list = stage_draw(&stage, 952, 580, 1);
    assert_int_equal(picture_texts(&list, "NaN"), 5); // four cells, and (1 − 1) / 0
    assert_int_equal(picture_texts(&list, "no variance in the column: 0 / 0"), 1);
    stage_check(&stage, "a batch of one");
    stage_end(&stage);
}

static void two_points_are_left(void **state) {
    (void)state;
    static const char *const text[] = { "x,3,7\ng,1,0\n", "x,-200,0.5\ng,.3,-4\n", "x,9,8\ng,1,1\n" };
    for (int i = 0; i < 3; i++) {
        Stage stage;
        stage_begin(&stage, "two-features", text[i], "eps=0", "centered xhat gradient", "gradient");
        const Node *x = tape_node(stage.tape, node(&stage, "x")), *xhat = tape_node(stage.tape, node(&stage, "xhat"));
        assert_close((double)xhat->value[0], i == 2 ? 1 : -1, 1e-15);
        assert_close((double)x->grad[0], 0, 1e-16);
        List list = stage_draw(&stage, 952, 580, 1);
        assert_true(picture_shows(&list, ident_grad(node(&stage, "x"), 1)));
        stage_check(&stage, text[i]);
        stage_end(&stage);
    }
}

// --- depth

static void the_norms_are_those_of_the_tape(void **state) {
    (void)state;
    Stage stage;
    stage_begin(&stage, "depth", NULL, "seed=3", "post pre", "pre");
    List list = stage_draw(&stage, 952, 580, 1);
    static const char *const name[] = { "post2.W2", "post24.W2", "pre6.W2", "pre24.W2" };
    for (int i = 0; i < 4; i++) {
        const Node *W2 = tape_node(stage.tape, node(&stage, name[i]));
        int draws = W2->shape.size[0], each = W2->count / draws;
        double mean = 0;
        for (int k = 0; k < draws; k++) {
            double squares = 0;
            for (int e = k * each; e < (k + 1) * each; e++) squares += (double)W2->grad[e] * (double)W2->grad[e];
            mean += __builtin_sqrt(squares) / draws;
        }
        assert_true(picture_texts(&list, arena_print(stage.arena, "%.1f", mean)) >= 1);
    }
    for (NodeId id = 0; id < stage.tape->count; id++) // gradients that are none
        if (tape_node(stage.tape, id)->name[0] == 'p' && tape_node(stage.tape, id)->grad)
            tape_node(stage.tape, id)->grad[0] = MATH_NAN;
    stage_check_at(&stage, true, "no numbers");
    stage_end(&stage);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_step_of_one_token),     cmocka_unit_test(the_numbers_of_the_lesson),
        cmocka_unit_test(panels_come_in_turn),         cmocka_unit_test(a_shifted_token),
        cmocka_unit_test(every_shape_keeps_the_rules), cmocka_unit_test(strange_numbers_do_no_harm),
        cmocka_unit_test(equal_outputs_say_so),        cmocka_unit_test(rows_and_columns),
        cmocka_unit_test(two_points_are_left),         cmocka_unit_test(the_norms_are_those_of_the_tape),
    };
    return cmocka_run_group_tests_name("scene/norm", tests, NULL, NULL);
}
