// A step in words: what it says is on the picture and on the tape, and nothing that is asked for is given away.
#include "support/check.h"
#include "support/fixed_metrics.h"

#include "session/asked.h"
#include "session/describe.h"
#include "session/spoken.h"

static Library library;
static Session *session;
static Arena *arena;

static int open_library(void **state) {
    (void)state;
    arena = arena_begin();
    Problems problems = { .arena = arena };
    if (!library_open(&library, &problems)) return -1;
    session = session_begin(&library);
    return 0;
}

static int close_library(void **state) {
    (void)state;
    session_end(session);
    library_close(&library);
    arena_end(arena);
    return 0;
}

static void go(const char *lesson, int step) {
    Problems problems = { .arena = arena };
    assert_true(session_open(session, library_find(&library, lesson, &problems), &problems));
    session_go(session, step);
}

static Described describe(bool before) {
    return describe_step(session, &(DescribeSpec){ .metrics = fixed_metrics(), .t = 1, .before = before, .since = true }, arena);
}

static const DescribedNode *node_of(const Described *d, const char *name) {
    for (int i = 0; i < d->nodes; i++)
        if (!strcmp(d->node[i].name, name)) return &d->node[i];
    fail_msg("%s is not described", name);
    return NULL;
}

static void formulas_are_spoken(void **state) {
    (void)state;
    static const char *const want[][2] = {
        { "a_i = \\frac{\\exp(s_i)}{\\sum_j \\exp(s_j)}",
          "a sub i equals the fraction exp of s sub i over the sum over j of exp of s sub j, end of fraction" },
        { "s = \\frac{q \\cdot k}{\\sqrt{d}}", "s equals the fraction q times k over the root of d" },
        { "\\frac{\\partial L}{\\partial w}", "the derivative of L by w" },
        { "(1 - h^2) w", "open bracket 1 minus h squared close bracket w" },
        { "|g| > c", "the length of g, end of length, is greater than c" },
        { "p(x | y)", "p open bracket x given y close bracket" },
        { "Q K^\\top", "Q K transposed" },
        { "a = 1\nb = −2", "a equals 1; and b equals minus 2" },
        { "k = x W^K", "k equals x W super K" },
        { "{{{", "" },
        { "\\frac", "over" },
        { "x_", "x sub" },
        { "", "" },
    };
    for (size_t i = 0; i < sizeof want / sizeof *want; i++)
        assert_string_equal(spoken_formula(arena, text_of(want[i][0])), want[i][1]);
}

static void it_says_what_is_on_the_picture(void **state) {
    (void)state;
    go("retrieval", 3);
    Described d = describe(false);
    assert_string_equal(node_of(&d, "k")->numbers, "row 1: 1, 1; row 2: 1, 0; row 3: 1, −1; row 4: −1, 0");
    assert_string_equal(node_of(&d, "s")->numbers, "1.414, 0.7071, 0, −0.7071");
    assert_string_equal(node_of(&d, "a")->numbers, "0.5388, 0.2657, 0.131, 0.06458");
    assert_string_equal(node_of(&d, "a")->what, "weight");
    assert_non_null(strstr(d.changed, "new: a"));
    assert_non_null(strstr(d.words, "Weights"));
    assert_string_equal(node_of(&d, "q")->where, "at the left");
    assert_string_equal(node_of(&d, "s")->where, "in the middle, downwards");
    assert_string_equal(node_of(&d, "a")->where, "in the middle, downwards, highlighted");
    assert_string_equal(d.to_come, "Values; Weighted; Output");
    for (int i = 0; i < d.nodes; i++) assert_string_not_equal(d.node[i].name, "o"); // still to come
    assert_int_equal(session_step(session), 3);                                     // it came back
    assert_non_null(strstr(describe_json(&d, arena), "\"node\": \"a\""));
}

// A line that is drawn piece by piece, letters, numbers and all, is one phrase; a plot's lines are said, and by what they end at.
static void pieces_of_a_line_are_one_phrase(void **state) {
    (void)state;
    go("exploding", 4);
    Described d = describe(false);
    assert_non_null(strstr(d.words, "Gradient 100, step 0.1 · 100 = 10: off the map, at w = 9.673, b = 6.254"));
    assert_non_null(strstr(d.curves, "curves in the colours of: "));
    go("multi-head", 6);
    d = describe(false);
    assert_non_null(strstr(node_of(&d, "heads")->numbers, "matrix 2, row 1, the: −0.9283, 1.705"));
    go("exploding", 1);
    d = describe(false);
    assert_non_null(strstr(d.words, "0.8586^2"));
    go("waiting", 3);
    d = describe(false);
    assert_non_null(strstr(d.words, "8 losses; 1 pass;"));
    assert_string_equal(node_of(&d, "train.loss")->where, "in the middle, downwards");
}

static void what_is_asked_for_is_unknown(void **state) {
    (void)state;
    go("retrieval", 3);
    Described d = describe(true);
    const char *text = describe_text(&d, arena);
    assert_null(strstr(text, "0.5388"));
    assert_null(strstr(text, "0.2657"));
    assert_non_null(strstr(text, "1.414")); // what is known is said
    assert_non_null(strstr(text, "a, weight, 1 × 4, in the middle, downwards, highlighted: unknown, unknown, unknown, unknown"));
    assert_non_null(strstr(text, "(2) 0.06458")); // an option may name it
}

// "column 1 unknown, column 2 unknown; row 2, cat: unknown"
static bool all_unknown(const char *numbers) {
    for (const char *at = numbers; *at;) {
        size_t size = strcspn(at, ",;");
        const char *word = at + strspn(at, " ,;");
        bool row = (!strncmp(word, "row ", 4) || !strncmp(word, "matrix ", 7)) && at[size] == ',' &&
                   !memchr(at, ':', size); // more of its name follows
        if (row) {
            at += size + 1;
            continue;
        }
        if (size < 7 || strncmp(at + size - 7, "unknown", 7) != 0) return false;
        at += size + (at[size] != 0);
    }
    return true;
}

// Every step of every lesson, after its answer and before: words and numbers, and what is hidden is in no list of numbers.
static void every_step_can_be_described(void **state) {
    (void)state;
    for (int i = 0; i < library.count; i++)
        for (int k = 0; k < library.entry[i].lesson.steps; k++) {
            Arena *own = arena_begin(), *kept = arena;
            arena = own;
            go(library.entry[i].path, k);
            Described after = describe(false), before = describe(true);
            const char *text = describe_text(&after, arena);
            if (!utf8_valid(text_of(text), NULL) || !*after.text)
                fail_msg("%s step %d is not described", library.entry[i].id, k + 1);
            if (!after.nodes && !*after.words) fail_msg("%s step %d shows nothing", library.entry[i].id, k + 1);
            const Hidden *hidden;
            int hiddens = asked_hidden(session, arena, &hidden);
            for (int h = 0; h < hiddens; h++)
                for (int n = 0; n < before.nodes; n++) {
                    const Node *node = tape_node(session_tape(session), hidden[h].node);
                    bool same = !hidden[h].grad && !strcmp(before.node[n].name, node->name) && hidden[h].count == 0;
                    if (same && !all_unknown(before.node[n].numbers))
                        fail_msg("%s step %d gives %s away", library.entry[i].id, k + 1, node->name);
                }
            arena = kept;
            arena_end(own);
        }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(formulas_are_spoken),
        cmocka_unit_test(it_says_what_is_on_the_picture),
        cmocka_unit_test(pieces_of_a_line_are_one_phrase),
        cmocka_unit_test(what_is_asked_for_is_unknown),
        cmocka_unit_test(every_step_can_be_described),
    };
    return cmocka_run_group_tests(tests, open_library, close_library);
}
