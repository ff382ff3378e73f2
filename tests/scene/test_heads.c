// The split into heads: hand numbers, whose they are, lanes that come one by one, all sizes and shapes, in the middle of the way.
#include "base/random.h"
#include "scene/stage.h"

#define ALL "x qkv split a heads concat o"
#define FACTOR "1.5536723984241865" // ln 3 · √2
#define HAND                                                                                                                       \
    "x1:red square,1,0,1,0\nx2:red circle,1,0,0,1\nx3:blue square,0,1,1,0\nx4:blue circle,0,1,0,1\n"                               \
    "Wq1," FACTOR ",0,0,0\nWq2,0," FACTOR ",0,0\nWq3,0,0," FACTOR ",0\nWq4,0,0,0," FACTOR "\n"                                     \
    "Wk1,1,0,0,0\nWk2,0,1,0,0\nWk3,0,0,1,0\nWk4,0,0,0,1\nWv1,1,0,0,0\nWv2,0,1,0,0\nWv3,0,0,1,0\nWv4,0,0,0,1\n"                     \
    "Wo1,.5,.5,0,0\nWo2,0,0,.5,.5\nWo3,.5,0,.5,0\nWo4,0,.5,0,.5\n"

static NodeId node(const Stage *stage, const char *name) { return tape_find(stage->tape, name); }

// Under the first head stand its columns of the matrices, and its scores; before a heading's column has come it is not there.
static void what_a_head_is_made_of(void **state) {
    (void)state;
    Stage stage;
    stage_begin(&stage, "heads", HAND, "heads=2 lanes=1", "x weights qkv split s a heads", "a s qkv split");
    List list = stage_draw(&stage, 1100, 620, 1), early = stage_draw(&stage, 1100, 620, 0.1);
    static const char *const factor[] = { "Wq", "Wk", "Wv" };
    for (int i = 0; i < 3; i++) {
        assert_true(picture_shows(&early, ident_value(node(&stage, factor[i]), 0))); // causes come first
        assert_true(picture_shows(&list, ident_value(node(&stage, factor[i]), 0)));
        assert_false(picture_shows(&list, ident_value(node(&stage, factor[i]), 2))); // the other head's column
    }
    assert_close((double)tape_node(stage.tape, node(&stage, "s"))->value[0], 1.0986122886681098, 1e-12); // ln 3
    assert_true(picture_shows(&list, ident_value(node(&stage, "s"), 0)));
    assert_false(picture_shows(&early, ident_value(node(&stage, "s"), 0)));
    assert_int_equal(picture_texts(&early, "Attend"), 0);
    assert_int_equal(picture_texts(&list, "Attend"), 1);
    stage_end(&stage);
}

// Tokens, other tokens for keys and values when m is not 0, and weights.
static const char *tokens(Arena *arena, int n, int m, int d) {
    Random random = random_seed((uint64_t)(n * 1000 + m * 100 + d));
    Builder b = { .arena = arena };
    stage_rows(&b, &random, "x", n, d);
    if (m) stage_rows(&b, &random, "y", m, d);
    static const char *const weights[] = { "Wq", "Wk", "Wv", "Wo" };
    for (int i = 0; i < 4; i++) stage_rows(&b, &random, weights[i], d, d);
    return builder_text(&b);
}

static int text_of_number(const List *list, Ident ident) {
    for (int i = 0; i < list->count; i++)
        if (list->cmd[i].kind == CMD_TEXT && ident_same(list->cmd[i].ident, ident)) return i;
    return -1;
}

// A narrow page: words give way to marks before digits do.
static void a_narrow_page_keeps_the_digits(void **state) {
    (void)state;
    static const double size[][2] = { { 640, 460 }, { 640, 340 } };
    Stage stage;
    stage_begin(&stage, "heads", HAND, "heads=2 lanes=2", "x qkv split a heads", "a split");
    for (int i = 0; i < 2; i++) {
        List list = stage_draw(&stage, size[i][0], size[i][1], 1);
        static const char *const name[] = { "x", "q", "k", "v", "a", "heads" };
        for (size_t k = 0; k < sizeof name / sizeof *name; k++)
            if (text_of_number(&list, ident_value(node(&stage, name[k]), 5)) < 0)
                fail_msg("%s has no digits on %g × %g", name[k], size[i][0], size[i][1]);
    }
    stage_end(&stage);
}

// On a page higher than wide the joining stands under the lanes, as a product on one line; on a wide one beside them.
static void a_high_page_joins_under_the_lanes(void **state) {
    (void)state;
    Arena *arena = arena_begin();
    Stage stage;
    stage_begin(&stage, "heads", tokens(arena, 4, 0, 8), "heads=4", ALL, "a qkv split heads concat o");
    for (int high = 0; high < 2; high++) {
        List list = stage_draw(&stage, 1060, high ? 1160 : 560, 1);
        int o = text_of_number(&list, ident_value(node(&stage, "o"), 0)),
            last = text_of_number(&list, ident_value(node(&stage, "a"), 63));
        if (!high) {
            assert_true(o < 0 || last < 0 || list.cmd[o].box.y < list.cmd[last].box.y);
            continue;
        }
        assert_true(o >= 0 && last >= 0); // in digits
        assert_true(list.cmd[o].box.y > list.cmd[last].box.y + list.cmd[last].box.h);
        static const char *const name[] = { "x", "q", "v", "a", "concat", "Wo", "o" };
        for (size_t i = 0; i < sizeof name / sizeof *name; i++)
            assert_true(text_of_number(&list, ident_value(node(&stage, name[i]), 3)) >= 0);
        for (double t = 0; t < 1; t += 0.05) {
            list = stage_draw(&stage, 1060, 1160, t);
            picture_check(&list, 1060, 1160, "under the lanes");
        }
    }
    stage_end(&stage);
    arena_end(arena);
}

static void every_step_keeps_the_rules(void **state) {
    (void)state;
    static const StageStep step[] = {
        { "x qkv", "qkv", "heads=2" },
        { "x qkv split", "split", "heads=2" },
        { "x qkv split a heads", "a qkv split", "heads=2 lanes=1" },
        { "x qkv split a heads", "a split", "heads=2 lanes=2" },
        { "x weights qkv split s a heads", "a s qkv split", "heads=2 lanes=1" },
        { "x weights qkv split s a heads", "a s qkv split", "heads=4 lanes=1" },
        { "weights s", "s", "heads=1" },
        { "a heads concat o", "o concat", "heads=2" },
        { "concat", "concat", "heads=4" },
        { "o", "o", "heads=1" },
        { "x", "x", "heads=1" },
        { "heads", "heads", "heads=4" },
        { ALL, "a qkv split heads concat o", "heads=2" },
        { ALL, "", "heads=4" },
        { "", "", "heads=2" },
    };
    stage_check_steps("heads", HAND, step, sizeof step / sizeof *step);
}

static void every_shape_keeps_the_rules(void **state) {
    (void)state;
    static const struct {
        int n, m, d, heads;
    } shape[] = {
        { 1, 0, 1, 1 },  { 1, 0, 8, 8 }, { 4, 0, 8, 1 }, { 4, 0, 8, 2 },   { 4, 0, 8, 4 },  { 4, 0, 8, 8 },   { 12, 0, 8, 2 },
        { 12, 0, 4, 4 }, { 3, 5, 6, 3 }, { 7, 1, 2, 2 }, { 2, 12, 16, 4 }, { 40, 0, 4, 2 }, { 2, 0, 32, 32 }, { 5, 0, 24, 12 },
    };
    for (size_t i = 0; i < sizeof shape / sizeof *shape; i++) {
        Stage stage;
        Arena *arena = arena_begin();
        const char *set = arena_print(arena, "heads=%d", shape[i].heads);
        stage_begin(&stage, "heads", tokens(arena, shape[i].n, shape[i].m, shape[i].d), set, ALL, "a qkv split heads concat o");
        stage_check_at(&stage, i % 2, arena_print(arena, "n %d m %d d %d, %s", shape[i].n, shape[i].m, shape[i].d, set));
        stage_end(&stage);
        arena_end(arena);
    }
}

static void the_numbers_of_the_lesson(void **state) {
    (void)state;
    Stage stage;
    stage_begin(&stage, "heads", HAND, "heads=2 lanes=1", "x qkv split a heads", "a qkv split");
    List list = stage_draw(&stage, 1190, 760, 1);
    const Node *a = tape_node(stage.tape, node(&stage, "a"));
    static const double first[] = { .375, .375, .125, .125 }, second[] = { .375, .125, .375, .125 };
    for (int j = 0; j < 4; j++) {
        assert_close(a->value[j], first[j], 1e-14);
        assert_close(a->value[16 + j], second[j], 1e-14);
        assert_true(picture_shows(&list, ident_value(node(&stage, "a"), j)));
        assert_false(picture_shows(&list, ident_value(node(&stage, "a"), 16 + j))); // the second head has not come
    }
    assert_int_equal(picture_texts(&list, "0.375"), 8 + 2); // eight in the grid, two in the line of arithmetic
    assert_int_equal(picture_texts(&list, "8"), 1);         // the sum of the exponentials
    assert_int_equal(picture_texts(&list, "head 1"), 2);
    stage_end(&stage);
}

static void the_outputs_are_mixed(void **state) {
    (void)state;
    Stage stage;
    stage_begin(&stage, "heads", HAND, "heads=2", "a heads concat o", "o concat");
    const Node *concat = tape_node(stage.tape, node(&stage, "concat")), *o = tape_node(stage.tape, node(&stage, "o"));
    static const double joined[] = { .75, .25, .75, .25 }, mixed[] = { .75, .5, .5, .25 };
    for (int j = 0; j < 4; j++) {
        assert_close(concat->value[j], joined[j], 1e-14);
        assert_close(o->value[j], mixed[j], 1e-14);
    }
    List start = stage_draw(&stage, 1190, 760, 0), end = stage_draw(&stage, 1190, 760, 1);
    for (int j = 0; j < 16; j++) {
        assert_false(picture_shows(&start, ident_value(node(&stage, "concat"), j)));
        assert_false(picture_shows(&start, ident_value(node(&stage, "o"), j)));
        assert_true(picture_shows(&end, ident_value(node(&stage, "concat"), j)));
        assert_true(picture_shows(&end, ident_value(node(&stage, "o"), j)));
        assert_true(picture_shows(&end, ident_value(node(&stage, "Wo"), j)));
    }
    stage_end(&stage);
}

static Box where(const Stage *stage, const List *list, const char *name, int element) {
    Box at;
    if (!list_where(list, ident_value(node(stage, name), element), &at)) fail_msg("%s[%d] is not on the picture", name, element);
    return at;
}

// The columns of Q stand side by side at first; at the end those of the second head stand under those of the first.
static void columns_travel_to_their_lanes(void **state) {
    (void)state;
    Stage stage;
    stage_begin(&stage, "heads", HAND, "heads=2", "x qkv split", "split");
    List start = stage_draw(&stage, 1190, 760, 0), middle = stage_draw(&stage, 1190, 760, 0.4),
         end = stage_draw(&stage, 1190, 760, 1);
    Box one = where(&stage, &start, "q", 1), two = where(&stage, &start, "q", 2);
    assert_close(one.y, two.y, 1e-9);
    assert_true(two.x > one.x && two.x - one.x < 1.2 * one.w);
    Box one_apart = where(&stage, &middle, "q", 1), two_apart = where(&stage, &middle, "q", 2);
    assert_close(one_apart.y, two_apart.y, 1e-9);
    assert_true(two_apart.x - one_apart.x > two.x - one.x + 6); // parted
    Box first = where(&stage, &end, "q", 0), second = where(&stage, &end, "q", 2);
    assert_close(first.x, second.x, 1e-9);
    assert_true(second.y > first.y + 4 * first.h);
    stage_end(&stage);
}

// On their way no column passes over another one, nor over a lane that is filled.
static void no_column_crosses_another(void **state) {
    (void)state;
    static const double size[][2] = { { 1190, 760 }, { 860, 560 }, { 700, 620 }, { 960, 400 } };
    static const char *const name[] = { "q", "k", "v" };
    Stage stage;
    stage_begin(&stage, "heads", HAND, "heads=2", "x qkv split a heads", "a split");
    for (size_t s = 0; s < sizeof size / sizeof *size; s++)
        for (double t = 0; t < 1; t += 0.01) {
            List list = stage_draw(&stage, size[s][0], size[s][1], t);
            Box cell[48];
            for (int i = 0; i < 48; i++) cell[i] = where(&stage, &list, name[i / 16], i % 16);
            for (int i = 0; i < 48; i++)
                for (int k = 0; k < i; k++)
                    if (box_meets(box_grow(cell[i], -1.5), box_grow(cell[k], -1.5)))
                        fail_msg("%s[%d] meets %s[%d] at %g × %g, moment %g", name[i / 16], i % 16, name[k / 16], k % 16,
                                 size[s][0], size[s][1], t);
        }
    stage_end(&stage);
}

// A causal mask hatches what a query does not see, in every head.
static void what_is_masked_is_hatched(void **state) {
    (void)state;
    Stage stage;
    stage_begin(&stage, "heads", HAND, "heads=2 mask=causal", "x qkv split a heads", "a");
    stage_check(&stage, "causal");
    List list = stage_draw(&stage, 1190, 760, 1);
    int hatched = 0;
    for (int i = 0; i < list.count; i++) hatched += list.cmd[i].kind == CMD_HATCH && list.cmd[i].ident.node == node(&stage, "a");
    assert_int_equal(hatched, 2 * 6);
    stage_end(&stage);
}

static void without_scores_it_says_so(void **state) {
    (void)state;
    Stage stage;
    stage_begin(&stage, "heads", HAND, "heads=2 scores=tiled", ALL, "a");
    stage_check_at(&stage, true, "tiled");
    List list = stage_draw(&stage, 1190, 760, 1);
    assert_int_equal(list.count, 1);
    assert_non_null(strstr(list.cmd[0].text.text, "too many tokens"));
    stage_end(&stage);
}

// Every head has its colour on what is its own, and a hatch and a number beside it.
static void heads_keep_their_colours(void **state) {
    (void)state;
    Stage stage;
    Arena *arena = arena_begin();
    stage_begin(&stage, "heads", tokens(arena, 4, 0, 8), "heads=8", ALL, "a");
    List list = stage_draw(&stage, 1190, 760, 1);
    const NodeId a = node(&stage, "a"), concat = node(&stage, "concat");
    int seen[8] = { 0 };
    for (int i = 0; i < list.count; i++) {
        const Cmd *cmd = &list.cmd[i];
        if (cmd->kind != CMD_RECT || cmd->ident.kind != IDENT_VALUE || (cmd->ident.node != a && cmd->ident.node != concat))
            continue;
        int head = cmd->ident.node == a ? cmd->ident.element / 16 : cmd->ident.element % 8;
        assert_int_equal(cmd->rect.fill.role, ROLE_HEAD1 + head);
        seen[head]++;
    }
    for (int head = 0; head < 8; head++) {
        assert_int_equal(seen[head], 16 + 4);
        assert_true(picture_texts(&list, arena_print(arena, "%d", head + 1)) >= 1);
    }
    stage_end(&stage);
    arena_end(arena);
}

static void strange_numbers_do_no_harm(void **state) {
    (void)state;
    static const double strange[] = { MATH_NAN, MATH_INFINITY, -MATH_INFINITY, 1.7e308, 1e9, -1e-308, 0 };
    static const char *const name[] = { "x", "q", "k", "v", "s", "a", "heads", "concat", "Wo", "o", "Wq" };
    for (size_t i = 0; i < sizeof strange / sizeof *strange; i++)
        for (size_t w = 0; w < sizeof name / sizeof *name; w++) {
            Stage stage;
            stage_begin(&stage, "heads", HAND, "heads=2", w < 5 ? "x qkv split a heads" : "a heads concat o",
                        w < 5 ? "a split" : "o");
            const Node *at = tape_node(stage.tape, node(&stage, name[w]));
            for (int e = 0; e < at->count; e += 2) at->value[e] = strange[i];
            stage_check_at(&stage, true, name[w]);
            stage_end(&stage);
        }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_step_keeps_the_rules),
        cmocka_unit_test(every_shape_keeps_the_rules),
        cmocka_unit_test(the_numbers_of_the_lesson),
        cmocka_unit_test(the_outputs_are_mixed),
        cmocka_unit_test(no_column_crosses_another),
        cmocka_unit_test(columns_travel_to_their_lanes),
        cmocka_unit_test(heads_keep_their_colours),
        cmocka_unit_test(strange_numbers_do_no_harm),
        cmocka_unit_test(what_is_masked_is_hatched),
        cmocka_unit_test(without_scores_it_says_so),
        cmocka_unit_test(what_a_head_is_made_of),
        cmocka_unit_test(a_narrow_page_keeps_the_digits),
        cmocka_unit_test(a_high_page_joins_under_the_lanes),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
