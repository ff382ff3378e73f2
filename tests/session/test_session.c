// The session: what changes, what can be undone, what survives a step, and what own vectors do to a lesson.
#include <unistd.h>

#include "support/check.h"

#include "session/own_data.h"
#include "session/session.h"

static Library library;
static Arena *arena;
static Session *session;

static int open_lesson(void **state) {
    (void)state;
    arena = arena_begin();
    Problems problems = { .arena = arena };
    if (!library_open(&library, &problems)) return -1;
    session = session_begin(&library);
    bool well = session_open(session, library_find(&library, "retrieval", &problems), &problems);
    problems_print(stderr, &problems);
    return well ? 0 : -1;
}

static int close_lesson(void **state) {
    (void)state;
    session_end(session);
    library_close(&library);
    arena_end(arena);
    return 0;
}

static double number(const char *node, int element) {
    NodeId id = tape_find(session_tape(session), node);
    assert_int_not_equal(id, NODE_NONE);
    return (double)tape_node(session_tape(session), id)->value[element];
}

static void edit(const char *node, int element, double value) {
    Problems problems = { .arena = arena };
    assert_true(session_edit(session, tape_find(session_tape(session), node), element, value, &problems));
}

static void edits_replay_and_undo(void **state) {
    (void)state;
    session_go(session, 3);
    double before = number("a", 0);
    unsigned version = session_version(session);
    edit("q", 0, 2);
    assert_true(session_version(session) != version);
    assert_close(number("q", 0), 2, 0);
    assert_true(number("a", 0) > before);
    session_go(session, 4); // the same data file: the edit is still there
    assert_close(number("q", 0), 2, 0);
    assert_string_equal(session_data_name(session), "seed.csv, edited");
    assert_true(session_undo(session));
    assert_close(number("q", 0), 1, 0);
    session_go(session, 3);
    assert_true(number("a", 0) == before); // the same bits
    assert_true(session_redo(session));
    assert_close(number("q", 0), 2, 0);
    assert_true(session_changed(session));
    session_reset(session);
    assert_close(number("q", 0), 1, 0);
    assert_false(session_changed(session));
    assert_true(session_undo(session)); // the reset too
    assert_close(number("q", 0), 2, 0);
}

static void a_drag_is_one_step(void **state) {
    (void)state;
    session_go(session, 3);
    session_drag_begin(session);
    for (int i = 0; i < 20; i++) edit("k", 1, 1 + 0.1 * i);
    session_drag_end(session);
    edit("k", 1, 5);
    assert_true(session_undo(session));
    assert_close(number("k", 1), 2.9, 1e-12);
    assert_true(session_undo(session));
    assert_close(number("k", 1), 1, 0);
    assert_false(session_can_undo(session));
}

static void a_drag_of_two_numbers_is_one_step(void **state) {
    (void)state;
    session_go(session, 3);
    session_drag_begin(session);
    for (int i = 0; i < 5; i++) {
        edit("k", 0, i);
        edit("k", 1, -i);
    }
    session_drag_end(session);
    assert_true(session_undo(session));
    assert_close(number("k", 0), 1, 0);
    assert_close(number("k", 1), 1, 0);
    assert_false(session_can_undo(session));
}

// A figure's footer has what its numbers depend on; how a window opens the step is nothing to it.
static void figures_speak_of_numbers_alone(void **state) {
    (void)state;
    Problems problems = { .arena = arena };
    static const char *const live[] = { "race", "language" };
    for (size_t i = 0; i < sizeof live / sizeof *live; i++) {
        Session *trains = session_begin(&library);
        assert_true(session_open(trains, library_find(&library, live[i], &problems), &problems));
        int opened = 0;
        for (int k = 0; k < session_lesson(trains)->steps; k++) {
            session_go(trains, k);
            const char *said = session_params_text(trains, arena);
            opened += !strcmp(step_choice(session_scene_step(trains), "opens"), "trained");
            assert_null(strstr(said, "opens"));
        }
        assert_true(opened > 0);
        session_end(trains);
    }
}

static void parameters_belong_to_their_step(void **state) {
    (void)state;
    Problems problems = { .arena = arena };
    session_go(session, 3);
    double before = number("a", 0);
    assert_true(session_set_param(session, "temperature", "4", &problems));
    assert_true(number("a", 0) < before);
    assert_non_null(strstr(session_params_text(session, arena), "temperature = 4"));
    session_go(session, 4);
    assert_null(strstr(session_params_text(session, arena), "temperature = 4"));
    session_go(session, 3);
    assert_close(session_param_number(session, "temperature"), 4, 0);
    assert_true(session_set_param(session, "similarity", "dot", &problems));
    assert_string_equal(session_param_choice(session, "similarity"), "dot");
    assert_true(session_undo(session));
    assert_true(session_undo(session));
    assert_true(number("a", 0) == before);
}

static void bad_changes_leave_all_as_it_was(void **state) {
    (void)state;
    Problems problems = { .arena = arena };
    session_go(session, 3);
    double before = number("a", 0);
    assert_false(session_set_param(session, "temperature", "hot", &problems));
    assert_false(session_set_param(session, "temperature", "-1", &problems));
    assert_false(session_set_param(session, "temprature", "1", &problems));
    assert_false(session_edit(session, tape_find(session_tape(session), "a"), 0, 1, &problems));
    assert_false(session_edit(session, tape_find(session_tape(session), "q"), 99, 1, &problems));
    assert_false(session_edit(session, tape_find(session_tape(session), "q"), 0, MATH_NAN, &problems));
    assert_int_equal(problems.total, 6);
    assert_false(session_can_undo(session));
    assert_true(number("a", 0) == before);
}

static bool load(const char *text, Problems *problems) {
    Dataset data;
    return data_load_text(arena, text_of(text), "mine.csv", &data, problems) && session_load(session, &data, problems);
}

static void own_vectors_take_the_lessons_place(void **state) {
    (void)state;
    Problems problems = { .arena = arena };
    assert_true(load("q1,1,0,2\nq2,0,1,0\nk1:the,1,1,1\nk2:cat,0,0,1\nv1,1\nv2,3\n", &problems));
    assert_true(session_own_data(session));
    assert_string_equal(session_data_name(session), "mine.csv");
    for (int i = 0; i < session_lesson(session)->steps; i++) { // every step shows something
        session_go(session, i);
        assert_int_equal(session_step(session), i);
        assert_true(session_own_data(session) || session_notice(session));
    }
    session_go(session, 3);
    session_pick_query(session, 1);
    assert_int_equal(session_scene_step(session)->query, 1);
    Dataset out = session_dataset(session, arena);
    Builder saved = { .arena = arena };
    data_formats[0]->save(&out, &saved);
    assert_true(load(builder_text(&saved), &problems)); // what is saved loads back
    assert_close(number("q", 2), 2, 0);
    session_reset(session);
    assert_false(session_own_data(session));
}

static bool give(const char *text) {
    Problems problems = { .arena = arena };
    Dataset data;
    assert_true(data_load_text(arena, text_of(text), "given.csv", &data, &problems));
    return session_give(session, &data, &problems);
}

// What is given stands for the lesson's own: undo and reset end there, and what cannot be computed leaves all as it was.
static void given_vectors_are_where_undo_ends(void **state) {
    (void)state;
    session_go(session, 3);
    edit("q", 0, 2);
    assert_true(give("q,3,1\nk1,1,1\nk2,0,1\nv1,1\nv2,2\n"));
    assert_false(session_can_undo(session) || session_can_redo(session) || session_changed(session));
    assert_string_equal(session_data_name(session), "given.csv");
    assert_close(number("q", 0), 3, 0);
    edit("q", 0, 5);
    session_reset(session);
    assert_close(number("q", 0), 3, 0);
    assert_true(session_undo(session)); // the reset
    assert_close(number("q", 0), 5, 0);
    assert_false(give("gamma,1,2\n"));
    assert_close(number("q", 0), 5, 0);
    assert_true(session_undo(session));
    assert_close(number("q", 0), 3, 0);
    assert_false(session_undo(session));
    Session *ahead = session_ahead(session, 4);
    assert_non_null(ahead);
    assert_string_equal(session_data_name(ahead), "given.csv");
    session_end(ahead);
    session_go(session, 5);
    assert_string_equal(session_data_name(session), "given.csv");
    Problems problems = { .arena = arena };
    assert_true(session_open(session, library_find(&library, "masking", &problems), &problems));
    assert_false(session_own_data(session)); // another lesson has its own
}

static void what_does_not_fit_is_made_and_said(void **state) {
    (void)state;
    Problems problems = { .arena = arena };
    assert_true(session_open(session, library_find(&library, "similarity", &problems), &problems));
    session_go(session, 2); // q W kᵀ with the lesson's 2 × 2 matrix
    assert_true(load("q,1,0,2\nk1,1,1,1\nk2,0,0,1\nv1,1\nv2,3\n", &problems));
    assert_true(session_own_data(session));
    assert_string_equal(session_notice(session), "W is from a seed.");
    session_go(session, 0);
    assert_true(session_own_data(session));
    assert_null(session_notice(session));
}

// A file without anything for the step: the lesson's numbers keep the lesson's name, and the sentence says what is wanted.
static void a_file_for_another_model_is_not_named_beside_the_lessons_numbers(void **state) {
    (void)state;
    Problems problems = { .arena = arena };
    assert_true(session_open(session, library_find(&library, "vanishing", &problems), &problems));
    session_go(session, 2);
    double before = number("h", 2);
    assert_true(load("q,1,1\nk1,1,1\nk2,1,0\nv1,4,0\nv2,0,4\n", &problems)); // attention could take it
    assert_false(session_own_data(session));
    assert_string_equal(session_data_name(session), "chain.csv");
    assert_non_null(strstr(session_notice(session), "mine.csv has nothing for this step, which takes x."));
    assert_true(number("h", 2) == before);
    session_reset(session);
    assert_false(load("gamma,1,2\n", &problems)); // nobody could
    assert_int_equal(problems.total, 1);
    assert_null(session_notice(session));
    assert_true(session_open(session, library_find(&library, "comparison", &problems), &problems));
    assert_false(load("q,1,1\nk1,1,1\nv1,4,0\n", &problems));
    assert_non_null(strstr(problems.item[1].message, "no step of this lesson takes vectors"));
}

// Heads that do not divide the width: told with both numbers, and everything stays.
static void heads_that_do_not_fit_are_refused(void **state) {
    (void)state;
    Problems problems = { .arena = arena };
    assert_true(session_open(session, library_find(&library, "multi-head", &problems), &problems));
    session_go(session, 6); // eight columns, four heads
    double before = number("o", 0);
    assert_false(session_set_param(session, "heads", "3", &problems));
    assert_non_null(strstr(problems.item[0].message, "heads = 3 does not divide D = 8"));
    assert_true(number("o", 0) == before);
    assert_true(session_set_param(session, "heads", "8", &problems));
    assert_int_equal(tape_node(session_tape(session), tape_find(session_tape(session), "a"))->shape.size[0], 8);
    session_reset(session);
    assert_true(load("x,1,2\nWq1,1,0\nWq2,0,1\nWk1,1,0\nWk2,0,1\nWv1,1,0\nWv2,0,1\nWo1,1,0\nWo2,0,1\n", &problems));
    assert_string_equal(session_notice(session), "2 heads instead of 4, which do not divide the columns.");
    assert_int_equal(tape_node(session_tape(session), tape_find(session_tape(session), "a"))->shape.size[0], 2);
}

static void bad_vectors_change_nothing(void **state) {
    (void)state;
    Problems problems = { .arena = arena };
    session_go(session, 3);
    assert_false(load("q,1,0\nk1,1,1,1\nv1,1\n", &problems));
    assert_true(problems.total > 0);
    assert_false(session_own_data(session));
    assert_close(number("q", 0), 1, 0);
    assert_false(session_can_undo(session));
}

// A row may stand without brackets and one number alone; its word is one all the same.
static void words_of_one_row_are_kept(void **state) {
    (void)state;
    Problems problems = { .arena = arena };
    session_go(session, 3);
    assert_true(load("{\"q\": 1, \"k\": [[1], [1]], \"v\": [[4, 0], [0, 4]], \"labels\": {\"q\": [\"the\"]}}", &problems));
    const Input *q = inputs_find(session_scene_step(session)->inputs, "q");
    assert_string_equal(q->words[0], "the");
    const char *row = "{\"q\": [1, 2, 3, 4, 5, 6, 7, 8], \"k\": [[1, 1, 1, 1, 1, 1, 1, 1]], \"v\": [[4, 0]], "
                      "\"labels\": {\"q\": [\"the\"]}}";
    assert_true(load(row, &problems));
    q = inputs_find(session_scene_step(session)->inputs, "q");
    assert_int_equal(q->shape.size[1], 8);
    assert_string_equal(q->words[0], "the");
}

// A window answers at once: what would take it seconds and gigabytes is refused, and leaves what was there.
static void what_is_too_large_for_a_window_is_refused(void **state) {
    (void)state;
    Builder text = { .arena = arena };
    for (int i = 0; i < 3000; i++) builder_print(&text, "q%d,1\nk%d,1\nv%d,1\n", i + 1, i + 1, i + 1);
    Problems problems = { .arena = arena };
    assert_false(load(builder_text(&text), &problems));
    assert_non_null(strstr(problems.item[0].message, "3000 queries and 3000 keys make 9000000 scores"));
    assert_string_equal(session_data_name(session), "seed.csv");
}

static void write_text(const char *path, const char *text) {
    FILE *out = fopen(path, "wb");
    assert_non_null(out);
    fputs(text, out);
    fclose(out);
}

// A lesson that lies anywhere is watched, and so are the data that it names.
static void a_lesson_elsewhere_is_watched(void **state) {
    (void)state;
    char folder[] = "/tmp/attend-watch-XXXXXX";
    assert_non_null(mkdtemp(folder));
    const char *lesson = arena_print(arena, "%s/own.md", folder), *data = arena_print(arena, "%s/own.csv", folder);
    char *text = check_read(library_find(&library, "retrieval", &(Problems){ .arena = arena }), NULL);
    Builder own = { .arena = arena };
    for (const char *at = text, *next; *at; at = next + 13) { // data/seed.csv is own.csv there
        next = strstr(at, "data/seed.csv");
        builder_add_bytes(&own, at, next ? (size_t)(next - at) : strlen(at));
        if (!next) break;
        builder_print(&own, "own.csv");
    }
    write_text(data, "q,1,1\nk1,1,1\nk2,1,0\nk3,1,-1\nk4,-1,0\nv1,4,0\nv2,0,4\nv3,-4,0\nv4,0,-4\ny,0,4\n");
    write_text(lesson, builder_text(&own));
    Problems problems = { .arena = arena };
    bool opened = session_open(session, lesson, &problems);
    if (!opened) problems_print(stderr, &problems);
    assert_true(opened);
    assert_false(session_files_changed(session));
    write_text(lesson, arena_print(arena, "%s\n", builder_text(&own)));
    assert_true(session_files_changed(session));
    assert_false(session_files_changed(session)); // asked once more
    write_text(data, "q,2,1\nk1,1,1\nk2,1,0\nk3,1,-1\nk4,-1,0\nv1,4,0\nv2,0,4\nv3,-4,0\nv4,0,-4\ny,0,4\n# longer\n");
    assert_true(session_files_changed(session));
    remove(lesson), remove(data), rmdir(folder);
    free(text);
}

static int numbered(const Lesson *lesson, const void *number) {
    (void)lesson;
    return *(const int *)number;
}

// Every computing raises the version by one: no other step is computed before the one that is meant.
static void a_lesson_opens_at_the_step_that_is_meant(void **state) {
    (void)state;
    for (int i = 0; i < library.count; i++) {
        if (library.entry[i].broken) continue;
        int step = library.entry[i].lesson.steps - 1;
        Problems problems = { .arena = arena };
        unsigned before = session_version(session);
        assert_true(session_open_at(session, library.entry[i].path, numbered, &step, &problems));
        assert_int_equal(session_step(session), step);
        assert_int_equal(session_version(session), before + 1);
        assert_null(session_notice(session));
    }
    int beyond = 100, last = session_step(session);
    Problems problems = { .arena = arena };
    const char *path = session_lesson(session)->file;
    assert_true(session_open_at(session, path, numbered, &beyond, &problems)); // the same lesson: it stays where it is
    assert_int_equal(session_step(session), last);
}

// A step that its data make impossible costs that step, not the lesson.
static void a_lesson_opens_at_its_first_step_when_another_cannot_be(void **state) {
    (void)state;
    char folder[] = "/tmp/attend-open-XXXXXX";
    assert_non_null(mkdtemp(folder));
    const char *lesson = arena_print(arena, "%s/own.md", folder), *good = arena_print(arena, "%s/good.csv", folder),
               *bad = arena_print(arena, "%s/bad.csv", folder);
    write_text(good, "q,1,1\nk1,1,1\nv1,4,0\ny,0,4\n");
    write_text(bad, "q,1,1\nk1,1,1,1\nv1,4,0\ny,0,4\n"); // k has a column more than q
    write_text(
        lesson,
        "---\nformat: 2\ntitle: Own\npart: Own\nsummary: Two steps.\nscene: attention\ndata: good.csv\n---\n\n# One\n\nText.\n\n"
        "```show\nid: one\nname: One\nreveal: q k v\n```\n\n# Two\n\nText.\n\n"
        "```show\nid: two\nname: Two\ndata: bad.csv\n```\n");
    int step = 1;
    Problems problems = { .arena = arena };
    bool opened = session_open_at(session, lesson, numbered, &step, &problems);
    if (!opened) problems_print(stderr, &problems);
    assert_true(opened);
    assert_int_equal(session_step(session), 0);
    assert_non_null(strstr(session_notice(session), "Step 2 cannot be shown"));
    assert_non_null(session_tape(session));
    remove(lesson), remove(good), remove(bad), rmdir(folder);
}

static void live_numbers_follow_the_tape(void **state) {
    (void)state;
    session_go(session, 1);
    double value;
    Ident ident;
    LiveRef first = { .node = "raw", .indices = 1, .index = { 0 } };
    assert_true(session_live(session, &first, &value, &ident));
    assert_close(value, 2, 0);
    assert_int_equal(ident.kind, IDENT_VALUE);
    edit("q", 0, 3);
    assert_true(session_live(session, &first, &value, &ident));
    assert_close(value, 4, 0);
    LiveRef beyond = { .node = "raw", .indices = 1, .index = { 4 } };
    assert_false(session_live(session, &beyond, &value, &ident));
}

// --- gradient flow: lengths, proofs, words of one's own

static void open_flow(void) {
    Problems problems = { .arena = arena };
    assert_true(session_open(session, library_find(&library, "gradient-flow", &problems), &problems));
}

static void lengths_stand_in_the_text(void **state) {
    (void)state;
    open_flow();
    NodeId x = tape_find(session_tape(session), "rnn.x");
    const Node *tokens = tape_node(session_tape(session), x);
    double squares = 0, value;
    for (int i = 9; i < 18; i++) squares += tokens->grad[i] * tokens->grad[i];
    LiveRef row = { .node = "rnn.x", .grad = true, .length = true, .indices = 1, .index = { 1 } }, all = row, beyond = row;
    Ident ident;
    assert_true(session_live(session, &row, &value, &ident));
    assert_close(value, __builtin_sqrt(squares), 1e-15);
    assert_true(ident.kind == IDENT_LENGTH && ident.node == x && ident.element == 9 && ident.count == 9);
    all.indices = 0;
    double whole;
    assert_true(session_live(session, &all, &whole, NULL));
    assert_true(whole > value);
    beyond.index[0] = 10;
    assert_false(session_live(session, &beyond, &value, NULL));
    LiveRef constant = { .node = "token", .grad = true, .length = true };
    assert_false(session_live(session, &constant, &value, NULL));
}

// Every kind of number that has a gradient, and those that have none.
static void gradients_are_proved(void **state) {
    (void)state;
    open_flow();
    const Tape *tape = session_tape(session);
    NodeId x = tape_find(tape, "rnn.x"), a = tape_find(tape, "att.a");
    const Ident proved[] = { ident_length(x, 0, 9), ident_length(x, 81, 9), ident_grad(x, 3), ident_value(a, 2),
                             ident_value(tape_find(tape, "rho"), 0) };
    double before = tape_node(tape, tape_find(tape, "loss"))->value[0];
    for (size_t i = 0; i < sizeof proved / sizeof *proved; i++) {
        Proof proof;
        assert_true(session_prove(session, proved[i], &proof));
        if (proof.digits < 5) fail_msg("number %d: %d digits", (int)i, proof.digits);
    }
    assert_true(tape_node(tape, tape_find(tape, "loss"))->value[0] == before);
    Proof proof;
    assert_false(session_prove(session, ident_value(tape_find(tape, "token"), 0), &proof));
    assert_false(session_prove(session, ident_note("a note"), &proof));
    assert_false(session_prove(session, ident_value(tape_find(tape, "power"), 9), &proof)); // no loss depends on it
}

static void a_sentence_of_ones_own(void **state) {
    (void)state;
    open_flow();
    Dataset words = words_dataset(arena, "tokens", TEXT("  The cat and the\tCAT sat "), 24);
    static const double want[] = { 0, 1, 2, 0, 1, 3 };
    assert_int_equal(words.count, 6);
    for (int i = 0; i < 6; i++) assert_close(words.entry[i].value[0], want[i], 0);
    Problems problems = { .arena = arena };
    assert_true(session_load(session, &words, &problems));
    const Input *tokens = inputs_find(session_scene_step(session)->inputs, "tokens");
    assert_string_equal(own_data_sentence(arena, tokens), "The cat and the CAT sat");
    assert_int_equal(tape_node(session_tape(session), tape_find(session_tape(session), "token"))->count, 6);
    assert_string_equal(session_data_name(session), "own words");
    session_go(session, 2); // fifty tokens, the own ones at the end
    const Node *token = tape_node(session_tape(session), tape_find(session_tape(session), "token"));
    assert_int_equal(token->count, 50);
    for (int i = 0; i < 6; i++) assert_close(token->value[44 + i], want[i], 0);
    session_go(session, 0);
    assert_true(session_undo(session));
    assert_int_equal(tape_node(session_tape(session), tape_find(session_tape(session), "token"))->count, 10);
    assert_int_equal(words_dataset(arena, "tokens", TEXT("   "), 24).count, 0);
    assert_int_equal(words_dataset(arena, "tokens", TEXT("a b c"), 2).count, 2);
}

int main(void) {
#define WITH_LESSON(test) cmocka_unit_test_setup_teardown(test, open_lesson, close_lesson)
    const struct CMUnitTest tests[] = {
        WITH_LESSON(edits_replay_and_undo),
        WITH_LESSON(a_drag_is_one_step),
        WITH_LESSON(a_drag_of_two_numbers_is_one_step),
        WITH_LESSON(parameters_belong_to_their_step),
        WITH_LESSON(figures_speak_of_numbers_alone),
        WITH_LESSON(bad_changes_leave_all_as_it_was),
        WITH_LESSON(own_vectors_take_the_lessons_place),
        WITH_LESSON(given_vectors_are_where_undo_ends),
        WITH_LESSON(what_does_not_fit_is_made_and_said),
        WITH_LESSON(a_file_for_another_model_is_not_named_beside_the_lessons_numbers),
        WITH_LESSON(heads_that_do_not_fit_are_refused),
        WITH_LESSON(bad_vectors_change_nothing),
        WITH_LESSON(words_of_one_row_are_kept),
        WITH_LESSON(what_is_too_large_for_a_window_is_refused),
        WITH_LESSON(a_lesson_elsewhere_is_watched),
        WITH_LESSON(a_lesson_opens_at_the_step_that_is_meant),
        WITH_LESSON(a_lesson_opens_at_its_first_step_when_another_cannot_be),
        WITH_LESSON(live_numbers_follow_the_tape),
        WITH_LESSON(lengths_stand_in_the_text),
        WITH_LESSON(gradients_are_proved),
        WITH_LESSON(a_sentence_of_ones_own),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
