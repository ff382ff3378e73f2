// One's own data in every lesson: a step shows them, or says why it shows the lesson's; what was made for them is said; no stage is
// empty, and no message names a file that the student never saw.
#include <math.h>

#include "support/check.h"

#include "base/math.h"
#include "base/random.h"
#include "session/own_data.h"
#include "session/session.h"
#include "support/course.h"
#include "support/fixed_metrics.h"
#include "support/picture.h"

static void write_rows(Builder *out, Random *random, const char *name, int rows, int width) {
    for (int i = 0; i < rows; i++) {
        builder_print(out, "%s%d", name, i + 1);
        for (int j = 0; j < width; j++) builder_print(out, ",%.1f", 4 * random_uniform(random) - 2);
        builder_print(out, "\n");
    }
}

static void draw_at(const Session *session, double t, const char *what) {
    Arena *arena = arena_begin();
    List list = list_begin(arena, fixed_metrics());
    View view = { .width = 960, .height = 560, .metrics = list.metrics, .arena = arena };
    session_draw((Session *)session, &view, t, &list);
    int numbers = 0;
    for (int i = 0; i < list.count; i++) {
        IdentKind kind = list.cmd[i].ident.kind;
        numbers += ident_is_number(list.cmd[i].ident) ? 1 : kind == IDENT_HEAT ? 2 : 0;
    }
    if (list.count < 5 || (t == 1 && numbers < 2)) fail_msg("%s: an empty stage (%d marks, %d numbers)", what, list.count, numbers);
    arena_end(arena);
}

static bool is_the_lessons(const Session *session) {
    const char *notice = session_notice(session);
    return notice && !strncmp(notice, "Here are the lesson’s own numbers: ", strlen("Here are the lesson’s own numbers: "));
}

// Inputs that the file does not have and the lesson's do not stand in for are said to be made.
static void holds(const Session *session, const Dataset *data, const char *what) {
    const char *notice = session_notice(session);
    if (!session_own_data(session)) {
        if (session_lesson_step(session)->data && !is_the_lessons(session))
            fail_msg("%s: not one's own, and nothing is said", what);
        bool strange = notice && (strstr(notice, ".csv:") || strstr(notice, "unknown") || strstr(notice, "attend list"));
        if (strange || (notice && strstr(notice, "eps above 0"))) fail_msg("%s: %s", what, notice);
        return;
    }
    const Inputs *inputs = session_scene_step(session)->inputs;
    for (int i = 0; i < inputs->count; i++) {
        const char *name = inputs->input[i].name;
        bool given = inputs->input[i].filled || !strcmp(name, "y") || !strcmp(name, "tokens");
        for (int k = 0; k < data->count; k++) given = given || label_names(data->entry[k].name, name);
        bool rows = !strcmp(name, "x") || !strcmp(name, "q") || !strcmp(name, "k") || !strcmp(name, "v") || !strcmp(name, "memory");
        if (!given && rows && (!notice || !strstr(notice, name))) fail_msg("%s: nobody says where %s comes from", what, name);
    }
}

// No text speaks of a number that is not there: it is as long as one's own rows and columns are.
static void reads_well(const Session *session, const char *what) {
    Arena *arena = arena_begin();
    const LessonStep *step = session_lesson_step(session);
    for (int i = 0; i < step->blocks; i++) {
        const Block *block = &step->block[i];
        if (block->kind == BLOCK_ASK && !session_asks(session, block)) continue;
        for (int k = 0; k < block->lines; k++) {
            Line line = session_line(session, arena, &block->line[k]);
            double value;
            for (int r = 0; r < line.runs; r++)
                if (line.run[r].kind == RUN_LIVE && !session_live(session, &line.run[r].live, &value, NULL))
                    fail_msg("%s: a text speaks of %s, which has no such number", what, line.run[r].live.node);
        }
    }
    arena_end(arena);
}

static void walk(const char *text, const char *called) {
    Arena *arena = arena_begin();
    Problems problems = { .arena = arena };
    Dataset data;
    assert_true(data_load_text(arena, text_of(text), "mine", &data, &problems));
    int reached = 0;
    for (int i = 0; i < course.count; i++) {
        Session *session = session_begin(&course);
        problems = (Problems){ .arena = arena };
        assert_true(session_open(session, course.entry[i].path, &problems));
        if (!session_load(session, &data, &problems)) {
            const char *why = problems.count ? problems.item[0].message : "nothing is said";
            bool clear = strstr(why, "takes vectors") || strstr(why, "has nothing for this step");
            if (!clear || strstr(why, ".csv:") || strstr(why, "unknown")) fail_msg("%s in %s: %s", called, course.entry[i].id, why);
            session_end(session);
            continue;
        }
        for (int k = 0; k < session_lesson(session)->steps; k++) {
            const char *what = arena_print(arena, "%s in %s step %d", called, course.entry[i].id, k + 1);
            session_go(session, k);
            if (session_step(session) != k) fail_msg("%s: refused, %s", what, session_notice(session));
            holds(session, &data, what);
            reads_well(session, what);
            reached += session_own_data(session);
            if (!session_own_data(session)) continue;
            draw_at(session, 0.5, what);
            draw_at(session, 1, what);
        }
        session_end(session);
    }
    if (reached < 25) fail_msg("%s reach %d steps", called, reached);
    arena_end(arena);
}

static const char *first_text(const Session *session, Arena *arena) {
    Builder out = { .arena = arena };
    Line line = session_line(session, arena, session_lesson_step(session)->block[0].line);
    for (int r = 0; r < line.runs; r++) builder_print(&out, "%s", line.run[r].kind == RUN_TEXT ? line.run[r].text : "#");
    return builder_text(&out);
}

// With a lesson's own numbers its text is what the author wrote.
static void no_text_of_a_lesson_changes(void **state) {
    (void)state;
    Arena *arena = arena_begin();
    Problems problems = { .arena = arena };
    int live = 0;
    for (int i = 0; i < course.count; i++) {
        Session *session = session_begin(&course);
        assert_true(session_open(session, course.entry[i].path, &problems));
        for (int k = 0; k < session_lesson(session)->steps; k++) {
            session_go(session, k);
            const LessonStep *step = session_lesson_step(session);
            for (int b = 0; b < step->blocks; b++)
                for (int l = 0; l < step->block[b].lines; l++) {
                    const Line *line = &step->block[b].line[l];
                    for (int r = 1; r < line->runs; r++) live += line->run[r].kind == RUN_LIVE;
                    if (session_line(session, arena, line).runs != line->runs) fail_msg("%s, step %d", course.entry[i].id, k + 1);
                }
        }
        session_end(session);
    }
    assert_true(live > 100);
    arena_end(arena);
}

// "1, 0.1, 0.7 and 2" of fewer keys; a sentence about a second query where there is one alone.
static void lists_are_as_long_as_the_rows(void **state) {
    (void)state;
    Arena *arena = arena_begin();
    Problems problems = { .arena = arena };
    Dataset data;
    Session *session = session_begin(&course);
    static const char *const keys[] = { "q,1,1\nk1,1,0\nv1,1,2\n", "q,1,1\nk1,1,0\nk2,0,1\nv1,1,2\nv2,3,4\n",
                                        "q,1,1\nk1,1,0\nk2,0,1\nk3,2,1\nv1,1,2\nv2,3,4\nv3,0,0\n",
                                        "q,1\nk1,1\nk2,0\nk3,2\nk4,3\nk5,1\nk6,0\nv1,1\nv2,2\nv3,3\nv4,4\nv5,5\nv6,6\n",
                                        ("q,1\nk,1\nk,2\nk,3\nk,4\nk,5\nk,6\nk,7\nk,8\nk,9\nk,10\nk,11\n"
                                         "v,1\nv,2\nv,3\nv,4\nv,5\nv,6\nv,7\nv,8\nv,9\nv,0\nv,1\n") };
    static const char *const said[] = { "here #.", "here # and #.", "here #, # and #.", "here #, #, #, #, # and #.",
                                        "here #, #, #, #, #, #, #, … and #." };
    for (int i = 0; i < 5; i++) {
        assert_true(session_open(session, library_find(&course, "retrieval", &problems), &problems));
        assert_true(data_load_text(arena, text_of(keys[i]), "mine", &data, &problems));
        assert_true(session_load(session, &data, &problems));
        session_go(session, 1);
        if (!strstr(first_text(session, arena), said[i])) fail_msg("%s", first_text(session, arena));
    }
    static const char *const wide[] = { "q,1,1\nk1,1,0\nv1,1,2,3\n", "q,1\nk1,1\nv1,1,2,3,4,5,6,7,8,9\n" };
    static const char *const whole[] = { "output is (#, #, #).", "output is (#, #, #, #, #, #, #, #, …)." };
    for (int i = 0; i < 2; i++) {
        assert_true(session_open(session, library_find(&course, "retrieval", &problems), &problems));
        assert_true(data_load_text(arena, text_of(wide[i]), "mine", &data, &problems));
        assert_true(session_load(session, &data, &problems));
        session_go(session, 4);
        if (!strstr(first_text(session, arena), whole[i])) fail_msg("%s", first_text(session, arena));
    }
    assert_true(data_load_text(arena, text_of(keys[2]), "mine", &data, &problems));
    assert_true(session_open(session, library_find(&course, "similarity", &problems), &problems));
    assert_true(session_load(session, &data, &problems));
    session_go(session, 4);
    assert_null(strstr(first_text(session, arena), "the fourth"));
    session_end(session);
    arena_end(arena);
}

#define TWO_QUERIES "q1,1,0.5\nq2,-0.5,1\nk1,1,0.25\nk2,0.5,1\nk3,-1,2\nv1,4,0\nv2,0,4\nv3,-4,1\n"

static Session *open_with(Arena *arena, const char *lesson, const char *step, const char *text) {
    Problems problems = { .arena = arena };
    Dataset data;
    Session *session = session_begin(&course);
    assert_true(session_open(session, library_find(&course, lesson, &problems), &problems));
    assert_true(data_load_text(arena, text_of(text), "mine", &data, &problems));
    assert_true(session_load(session, &data, &problems));
    for (int i = 0; i < session_lesson(session)->steps; i++)
        if (!strcmp(session_lesson(session)->step[i].id, step)) session_go(session, i);
    assert_string_equal(session_lesson_step(session)->id, step);
    return session;
}

static const Node *node(const Session *session, const char *name) {
    NodeId id = tape_find(session_tape(session), name);
    assert_true(id != NODE_NONE);
    return tape_node(session_tape(session), id);
}

// 11.7: queries stand at 1, 2 …, keys at 0, 1 …, a radian a place, so that each pair is one place apart.
static void places_are_counted(void **state) {
    (void)state;
    static const double q[2][2] = { { 1, 0.5 }, { -0.5, 1 } }, k[2][2] = { { 1, 0.25 }, { 0.5, 1 } };
    Arena *arena = arena_begin();
    Session *session = open_with(arena, "positions", "rotary", TWO_QUERIES);
    assert_true(session_own_data(session));
    for (int i = 0; i < 2; i++) {
        assert_close(node(session, "pq")->value[i], i + 1, 0);
        assert_close(node(session, "pk")->value[i], i, 0);
        double ahead[2] = { q[i][0] * cos(1) - q[i][1] * sin(1), q[i][0] * sin(1) + q[i][1] * cos(1) };
        assert_close(node(session, "raw")->value[3 * i + i], ahead[0] * k[i][0] + ahead[1] * k[i][1], 1e-12);
    }
    session_end(session);
    arena_end(arena);
}

// 14.5: of two queries the followed one's weight times its own gradient, not the sum of both.
static void an_edge_is_the_followed_querys(void **state) {
    (void)state;
    Arena *arena = arena_begin();
    Session *session = open_with(arena, "gradient-flow", "one-factor", TWO_QUERIES);
    assert_true(session_own_data(session));
    for (int query = 0; query < 2; query++) {
        session_pick_query(session, query);
        List list = list_begin(arena, fixed_metrics());
        View view = { .width = 1240, .height = 680, .metrics = list.metrics, .arena = arena };
        session_draw(session, &view, 1, &list);
        for (int key = 0; key < 3; key++)
            for (int c = 0; c < 2; c++) {
                double sent = node(session, "a")->value[3 * query + key] * node(session, "o")->grad[2 * query + c];
                assert_true(picture_texts(&list, number_text(arena, sent, 4)) > 0);
            }
    }
    session_end(session);
    arena_end(arena);
}

// 15.7: what a recurrent net reads are no values.
static void values_are_no_inputs_in_time(void **state) {
    (void)state;
    Arena *arena = arena_begin();
    Session *session = open_with(arena, "differ", "gate", TWO_QUERIES);
    assert_false(session_own_data(session));
    assert_non_null(strstr(session_notice(session), "which takes x"));
    session_end(session);
    session = open_with(arena, "differ", "gate", "x1,1\nx2,-1\nx3,0.5\n");
    assert_true(session_own_data(session));
    assert_int_equal(node(session, "h")->shape.size[0], 3);
    session_end(session);
    arena_end(arena);
}

static void queries_keys_values(void **state) {
    (void)state;
    static const int size[][4] = { { 2, 5, 2, 2 }, { 5, 9, 3, 3 },   { 9, 5, 6, 6 }, { 5, 5, 6, 2 },
                                   { 1, 1, 1, 1 }, { 1, 7, 12, 12 }, { 3, 11, 5, 1 } };
    for (size_t i = 0; i < sizeof size / sizeof *size; i++) {
        Arena *arena = arena_begin();
        Builder text = { .arena = arena };
        Random random = random_seed(i + 1);
        write_rows(&text, &random, "q", size[i][0], size[i][2]);
        write_rows(&text, &random, "k", size[i][1], size[i][2]);
        write_rows(&text, &random, "v", size[i][1], size[i][3]);
        walk(builder_text(&text), arena_print(arena, "q k v, n %d m %d d %d", size[i][0], size[i][1], size[i][2]));
        arena_end(arena);
    }
}

static void x_alone(void **state) {
    (void)state;
    static const int size[][2] = { { 2, 2 }, { 5, 3 }, { 9, 6 }, { 1, 1 }, { 13, 12 } };
    for (size_t i = 0; i < sizeof size / sizeof *size; i++) {
        Arena *arena = arena_begin();
        Builder text = { .arena = arena };
        Random random = random_seed(i + 9);
        write_rows(&text, &random, "x", size[i][0], size[i][1]);
        walk(builder_text(&text), arena_print(arena, "x, n %d d %d", size[i][0], size[i][1]));
        arena_end(arena);
    }
}

static void words_alone(void **state) {
    (void)state;
    walk("words: hello\n", "one word");
    walk("words: hello world\n", "two words");
    walk("words: if the keys to the old red door were lost then who of all the people in this house could ever open it again "
         "before we all have to leave\n",
         "thirty words");
    walk("words: the cat saw the dog\n", "five words");
    walk("words: the keys to the old red door are lost\n", "nine words");
}

// Where the lesson sends a gradient back, one's own rows get one as well: no picture loses its way back.
static void what_comes_back_is_made(void **state) {
    (void)state;
    static const char words[] = "words: the cat sat on the mat\n",
                      rows[] = "q1,1,0\nq2,0,1\nk1,1,0\nk2,0,1\nk3,1,1\nv1,4,0\nv2,0,4\nv3,1,1\n";
    static const struct {
        const char *lesson, *text;
        int step;
    } at[] = { { "masking", words, 5 }, { "masking", rows, 5 }, { "layer-norm", words, 2 }, { "layer-norm", words, 5 } };
    for (size_t i = 0; i < sizeof at / sizeof *at; i++) {
        Arena *arena = arena_begin();
        Problems problems = { .arena = arena };
        Dataset data;
        assert_true(data_load_text(arena, text_of(at[i].text), "mine", &data, &problems));
        Session *session = session_begin(&course);
        assert_true(session_open(session, library_find(&course, at[i].lesson, &problems), &problems));
        assert_true(session_load(session, &data, &problems));
        session_go(session, at[i].step);
        assert_true(session_own_data(session));
        assert_non_null(session_scene_step(session)->inputs->seed);
        assert_non_null(strstr(session_notice(session), "The gradient g"));
        session_end(session);
        arena_end(arena);
    }
}

// q, k and v of one's own in two heads, with nothing before and nothing after: against sums written out.
static void heads_without_projections(void **state) {
    (void)state;
    Arena *arena = arena_begin();
    Problems problems = { .arena = arena };
    Dataset data;
    Session *session = session_begin(&course);
    assert_true(data_load_text(arena, TEXT("q1,1,0,2,1\nq2,0,1,1,-1\nk1,1,1,0,1\nk2,0,2,1,0\nv1,4,0,1,3\nv2,0,4,5,7\n"), "mine",
                               &data, &problems));
    assert_true(session_open(session, library_find(&course, "multi-head", &problems), &problems));
    session_go(session, 2);
    assert_true(session_load(session, &data, &problems));
    assert_true(session_own_data(session));
    assert_string_equal(session_model(session)->name, "split");
    const Tape *tape = session_tape(session);
    const Real *concat = tape_node(tape, tape_find(tape, "concat"))->value;
    static const double q[2][4] = { { 1, 0, 2, 1 }, { 0, 1, 1, -1 } }, k[2][4] = { { 1, 1, 0, 1 }, { 0, 2, 1, 0 } },
                        v[2][4] = { { 4, 0, 1, 3 }, { 0, 4, 5, 7 } };
    for (int i = 0; i < 2; i++)
        for (int h = 0; h < 2; h++) {
            double e[2], sum = 0;
            for (int j = 0; j < 2; j++) {
                double s = 0;
                for (int c = 2 * h; c < 2 * h + 2; c++) s += q[i][c] * k[j][c];
                sum += e[j] = math_exp(s / 1.4142135623730951);
            }
            for (int c = 2 * h; c < 2 * h + 2; c++)
                assert_close((double)concat[4 * i + c], (e[0] * v[0][c] + e[1] * v[1][c]) / sum, 1e-12);
        }
    assert_int_equal(tape_find(tape, "Wq"), NODE_NONE);
    session_end(session);
    arena_end(arena);
}

// A word has the same row in every sentence, and the same in both places of one.
static void a_word_keeps_its_row(void **state) {
    (void)state;
    Arena *arena = arena_begin();
    Dataset lesson = { 0 }, one = words_dataset(arena, "words", TEXT("the cat saw The dog"), 9),
            two = words_dataset(arena, "words", TEXT("a dog"), 9);
    OwnFit a, b;
    own_data_fit(arena, &one, &lesson, model_find("layernorm"), &a);
    own_data_fit(arena, &two, &lesson, model_find("layernorm"), &b);
    const DataEntry *x = &a.data.entry[0], *y = &b.data.entry[0];
    assert_string_equal(x->name, "x");
    assert_int_equal(x->size[0], 5);
    assert_memory_equal(x->value, x->value + 3 * x->size[1], sizeof(double) * (size_t)x->size[1]);
    assert_memory_equal(x->value + 4 * x->size[1], y->value + y->size[1], sizeof(double) * (size_t)x->size[1]);
    assert_true(memcmp(x->value, x->value + x->size[1], sizeof(double) * (size_t)x->size[1]) != 0);
    assert_string_equal(x->words[1], "cat");
    assert_non_null(strstr(a.note, "embedding"));
    arena_end(arena);
}

static void heads_that_divide(void **state) {
    (void)state;
    double value[12] = { 0 };
    static const int want[][3] = { { 2, 2, 2 }, { 3, 2, 3 }, { 6, 4, 3 }, { 5, 2, 1 }, { 4, 8, 4 }, { 1, 2, 1 } };
    for (size_t i = 0; i < sizeof want / sizeof *want; i++) {
        DataEntry x = { .name = "x1", .rank = 1, .size = { want[i][0] }, .count = want[i][0], .value = value };
        Dataset data = { .entry = &x, .count = 1 };
        assert_int_equal(own_data_heads(&data, want[i][1]), want[i][2]);
    }
}

// What fits another step is kept for that one, and a slip of the pen is told.
static void a_file_is_kept_for_the_step_it_fits(void **state) {
    (void)state;
    Arena *arena = arena_begin();
    Problems problems = { .arena = arena };
    Dataset data;
    Session *session = session_begin(&course);
    assert_true(session_open(session, library_find(&course, "positions", &problems), &problems));
    assert_true(data_load_text(arena, TEXT("x1,1,0\nx2,0,1\nx3,2,2\n"), "mine", &data, &problems));
    session_go(session, 2); // a fast hand and a slow hand: no data at all
    assert_true(session_load(session, &data, &problems));
    session_go(session, 0);
    assert_true(session_own_data(session));
    assert_true(data_load_text(arena, TEXT("x1,1,0\nWqq1,0,1\n"), "mine", &data, &problems));
    assert_false(session_load(session, &data, &problems));
    assert_non_null(strstr(problems.item[0].message, "Wqq1"));
    session_end(session);
    arena_end(arena);
}

// Rows so wide that what a seed would make of them has no end: a lesson says so, or shows its own numbers.
static void rows_too_wide_for_anything(void **state) {
    (void)state;
    Arena *arena = arena_begin();
    Problems problems = { .arena = arena };
    Builder text = { .arena = arena };
    for (const char *name = "xqkv"; *name; name++) {
        builder_print(&text, "%c", *name);
        for (int i = 0; i < 65536; i++) builder_print(&text, *name == 'v' || *name == 'x' || i == 0 ? ",1" : "");
        builder_print(&text, "\n");
    }
    Dataset data;
    assert_true(data_load_text(arena, (Text){ builder_text(&text), text.size }, "wide", &data, &problems));
    static const char *const lessons[] = { "5", "8", "13" };
    for (int i = 0; i < 3; i++) {
        Problems here = { .arena = arena };
        Session *session = session_begin(&course);
        assert_true(session_open(session, library_find(&course, lessons[i], &here), &here));
        if (!session_load(session, &data, &here)) assert_true(here.total > 0);
        session_end(session);
    }
    arena_end(arena);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(queries_keys_values),
        cmocka_unit_test(lists_are_as_long_as_the_rows),
        cmocka_unit_test(no_text_of_a_lesson_changes),
        cmocka_unit_test(places_are_counted),
        cmocka_unit_test(an_edge_is_the_followed_querys),
        cmocka_unit_test(values_are_no_inputs_in_time),
        cmocka_unit_test(x_alone),
        cmocka_unit_test(words_alone),
        cmocka_unit_test(what_comes_back_is_made),
        cmocka_unit_test(heads_without_projections),
        cmocka_unit_test(a_word_keeps_its_row),
        cmocka_unit_test(heads_that_divide),
        cmocka_unit_test(a_file_is_kept_for_the_step_it_fits),
        cmocka_unit_test(rows_too_wide_for_anything),
    };
    return cmocka_run_group_tests(tests, open_course, close_course);
}
