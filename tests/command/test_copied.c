// What the window copies, run and read again: a command gives the very numbers of the stage, a matrix reads back from every format.
#include <stdlib.h>

#include "base/file.h"
#include "command/command.h"
#include "data/data.h"
#include "page/figure.h"
#include "session/copied.h"
#include "support/course.h"
#include "support/fixed_metrics.h"

static const char *run(const char *command) {
    const char *program = getenv("ATTEND"), *script = path_of("script"), *out = path_of("said");
    FILE *to = fopen(script, "wb");
    assert_non_null(to);
    fprintf(to, "here=$PWD\nattend() { \"%s\" \"$@\"; }\n%s", program ? program : "$here/build/attend", command);
    fclose(to);
    char line[400];
    snprintf(line, sizeof line, "sh %s >%s", script, out);
    if (system(line) != 0) fail_msg("it fails: %s", command);
    return out;
}

// Every node that the command printed has the bits that stand on the tape.
static int same_numbers(const Session *session, const char *file, const char *command) {
    Arena *arena = arena_begin();
    Problems problems = { .arena = arena };
    const Tape *tape = session_tape(session);
    Dataset said;
    Text bytes;
    int nodes = 0;
    assert_true(file_read(arena, file, DATA_FILE_BYTES, &bytes, &problems));
    assert_true(data_load(&(DataSource){ arena, bytes, "said.json", { 0 } }, &said, &problems));
    for (int i = 0; i < said.count; i++) {
        bool grad = !strncmp(said.entry[i].name, "grad.", 5);
        const char *name = said.entry[i].name + (grad ? 5 : 0);
        NodeId id = tape_find(tape, name);
        if (id == NODE_NONE) continue;
        const Node *node = tape_node(tape, id);
        assert_int_equal(node->count, said.entry[i].count);
        const double *value = grad ? node->grad : node->value;
        for (int k = 0; k < node->count; k++)
            if (value[k] != said.entry[i].value[k] && value[k] == value[k])
                fail_msg("%s[%d] is %.17g, the command says %.17g: %s", said.entry[i].name, k, value[k], said.entry[i].value[k],
                         command);
        nodes++;
    }
    arena_end(arena);
    return nodes;
}

static void check_step(const Session *session, const char *lesson) {
    Arena *arena = arena_begin();
    const char *command = copied_command(session, arena);
    assert_non_null(command);
    if (!same_numbers(session, run(command), command))
        fail_msg("%s, step %d: nothing of it stands on the stage", lesson, session_step(session) + 1);
    arena_end(arena);
}

// A step of every lesson that has vectors, as it is, edited, and with a parameter changed.
static void a_command_makes_what_is_on_the_stage(void **state) {
    (void)state;
    static const struct {
        const char *lesson;
        int step;
    } at[] = {
        { "retrieval", 4 }, { "similarity", 3 }, { "masking", 1 }, { "layer-norm", 1 }, { "multi-head", 2 }, { "block", 1 }
    };
    for (size_t i = 0; i < sizeof at / sizeof *at; i++) {
        Arena *arena = arena_begin();
        Problems problems = { .arena = arena };
        Session *session = session_begin(&course);
        assert_true(session_open(session, library_find(&course, at[i].lesson, &problems), &problems));
        session_go(session, at[i].step);
        check_step(session, at[i].lesson);
        const Inputs *inputs = session_scene_step(session)->inputs;
        NodeId leaf = inputs->count ? tape_find(session_tape(session), inputs->input[0].name) : NODE_NONE;
        if (leaf != NODE_NONE && session_edit(session, leaf, 0, 0.3712, &problems)) check_step(session, at[i].lesson);
        if (session_set_param(session, "temperature", "0.7", &problems)) check_step(session, at[i].lesson);
        session_end(session);
        arena_end(arena);
    }
}

static void own_vectors_with_words_come_along(void **state) {
    (void)state;
    Arena *arena = arena_begin();
    Problems problems = { .arena = arena };
    Session *session = session_begin(&course);
    Dataset own;
    assert_true(session_open(session, library_find(&course, "retrieval", &problems), &problems));
    assert_true(
        data_load_text(arena, TEXT("q,1,2\nk1:it's,1,0\nk2:$HOME,0,1\nv1,1,2\nv2,3,-4e-7\n"), "pasted vectors", &own, &problems));
    assert_true(session_load(session, &own, &problems));
    session_go(session, 4);
    check_step(session, "retrieval");
    assert_non_null(strstr(copied_command(session, arena), "it's"));
    session_end(session);
    arena_end(arena);
}

static void a_matrix_reads_back_from_every_format(void **state) {
    (void)state;
    static const char *const names[] = { "q", "k", "a", "o" };
    Arena *arena = arena_begin();
    Problems problems = { .arena = arena };
    Session *session = session_begin(&course);
    assert_true(session_open(session, library_find(&course, "retrieval", &problems), &problems));
    session_go(session, 4);
    const DataFormat *format[16];
    int formats = copied_formats(format, 16);
    assert_true(formats >= 5); // CSV, JSON, Markdown, LaTeX, NumPy
    for (int f = 0; f < formats; f++)
        for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
            NodeId id = tape_find(session_tape(session), names[i]);
            const Node *node = tape_node(session_tape(session), id);
            const char *text = copied_numbers(session, id, false, format[f], arena);
            Dataset back;
            if (!data_load_text(arena, text_of(text), "copied", &back, &problems))
                fail_msg("%s as %s: %s\n%s", names[i], format[f]->id, problems.item[0].message, text);
            int count = 0;
            for (int e = 0; e < back.count; e++)
                for (int k = 0; k < back.entry[e].count; k++, count++)
                    assert_true(count < node->count && back.entry[e].value[k] == node->value[count]);
            assert_int_equal(count, node->count);
        }
    session_end(session);
    arena_end(arena);
}

static void heads_are_told_apart(void **state) {
    (void)state;
    Arena *arena = arena_begin();
    Problems problems = { .arena = arena };
    Session *session = session_begin(&course);
    assert_true(session_open(session, library_find(&course, "multi-head", &problems), &problems));
    session_go(session, 2);
    NodeId id = tape_find(session_tape(session), "a");
    assert_true(id != NODE_NONE && tape_node(session_tape(session), id)->shape.rank == 3);
    const char *csv = copied_numbers(session, id, false, data_format_for("a.csv", TEXT("")), arena);
    assert_true(strstr(csv, "a[0]") && strstr(csv, "a[1]"));
    session_end(session);
    arena_end(arena);
}

// What was edited stands in no file: it goes with the command.
static void an_edited_figure_is_drawn_again(void **state) {
    (void)state;
    static const char *const lessons[] = { "retrieval", "masking" };
    static const char *const shown[] = { "0\\.37", "0\\.436" }; // the number, a score that it makes
    for (size_t i = 0; i < sizeof lessons / sizeof *lessons; i++) {
        Arena *arena = arena_begin();
        Problems problems = { .arena = arena };
        Session *session = session_begin(&course);
        assert_true(session_open(session, library_find(&course, lessons[i], &problems), &problems));
        session_go(session, 1);
        assert_null(copied_inputs(session, arena)); // the lesson's own
        const char *first = session_scene_step(session)->inputs->input[0].name;
        assert_true(session_edit(session, tape_find(session_tape(session), first), 0, 0.3712, &problems));
        FigureSpec spec = { .t = 1, .data = "/dev/stdin" };
        FigureFile file = figure_file(session, &spec, fixed_metrics(), "svg", arena);
        const char *folder = path_of("edited");
        run(arena_print(arena, "mkdir -p %s && cd %s && %s%s", folder, folder, file.command, copied_inputs(session, arena)));
        assert_int_equal(system(arena_print(arena, "grep -q '%s' %s/*.svg && rm -r %s", shown[i], folder, folder)), 0);
        session_end(session);
        arena_end(arena);
    }
}

// The line under "Draws this figure again": run where it was copied to, it writes the picture.
static void the_figure_is_drawn_again(void **state) {
    (void)state;
    Arena *arena = arena_begin();
    Problems problems = { .arena = arena };
    Session *session = session_begin(&course);
    assert_true(session_open(session, library_find(&course, "retrieval", &problems), &problems));
    session_go(session, 4);
    assert_true(session_set_param(session, "temperature", "0.7", &problems));
    FigureSpec spec = { .scale = 2, .theme = THEME_DARK, .t = 0.5 };
    FigureFile file = figure_file(session, &spec, fixed_metrics(), "png", arena);
    const char *folder = path_of("figures");
    run(arena_print(arena, "mkdir -p %s && cd %s && %s", folder, folder, file.command));
    const char *drawn = arena_print(arena, "%s/05-retrieval-step-5.png", folder);
    Text bytes;
    assert_true(file_read(arena, drawn, 1 << 24, &bytes, &problems));
    assert_memory_equal(bytes.at, "\x89PNG", 4);
    const unsigned char *size = (const unsigned char *)bytes.at + 16; // width and height, four bytes each
    assert_int_equal(size[2] << 8 | size[3], 2560);
    assert_int_equal(size[6] << 8 | size[7], 1440);
    remove(drawn);
    rmdir(folder);
    session_end(session);
    arena_end(arena);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_command_makes_what_is_on_the_stage),
        cmocka_unit_test(own_vectors_with_words_come_along),
        cmocka_unit_test(a_matrix_reads_back_from_every_format),
        cmocka_unit_test(heads_are_told_apart),
        cmocka_unit_test(the_figure_is_drawn_again),
        cmocka_unit_test(an_edited_figure_is_drawn_again),
    };
    return cmocka_run_group_tests(tests, open_course, close_course);
}
