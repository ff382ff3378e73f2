// A step in words: what it says is on the picture and on the tape, and nothing that is asked for is given away.
#include "support/check.h"
#include "support/fixed_metrics.h"

#include "session/asked.h"
#include "session/describe.h"
#include "session/describe_parts.h"
#include "session/node_said.h"
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

// The two losses that lesson 17 subtracts are on its curve.
static void the_steepest_piece(void **state) {
    (void)state;
    go("copying", 5);
    for (int i = 0; i < 2; i++) {
        Described d = describe_step(session, &(DescribeSpec){ .metrics = fixed_metrics(), .t = i ? 0.45 : 0.4 }, arena);
        assert_non_null(strstr(describe_text(&d, arena), i ? "known 0.58" : "known 1.64"));
    }
}

static void says(const char *lesson, int step, const char *words) {
    go(lesson, step - 1);
    Described d = describe(false);
    const char *text = describe_text(&d, arena);
    if (!strstr(text, words)) fail_msg("%s %d does not say '%s': %s", lesson, step, words, text);
}

// What somebody needs who draws the picture from the words: what is framed, where arrows lead that go round something, how many
// fields stand for no number, which pattern a map has, and strings whole.
static void a_picture_can_be_drawn_again(void **state) {
    (void)state;
    says("layer-norm", 5, "Framed: row 1 of x, number 1 of mean by layer norm");
    says("layer-norm", 5, "; column 1 of x, number 1 of mean by batch norm");
    says("multi-head", 3, "Framed: matrix 1, row 1 of a; matrix 2, row 1 of a.");
    says("differ", 1, "Framed: row 1, column 1 of a; row 1, column 1 of a in the mistaken run.");
    says("differ", 4,
         "Signs between them: x equals x in the mistaken run; heads of v differs from heads of v in the mistaken run; ");
    says("block", 9, "Joined by arrows or lines: x to sum 1; norm 1 to sum 2; norm 2 to sum 3; ");
    says("waiting", 4, "line by line 1, 2, 3, 4, 5, 6, 7, 8.");
    says("comparison", 4, "; 70 times Recurrent: a lamp for each layer step");
    says("copying", 4,
         "the largest of each row: rows 1 to 2 in column 1; rows 3 to 24 in columns 2 to 23; written: in row 2, column 1: 0.9395");
    says("copying", 4, "before me; W R T O X I H Q W R T O X I H Q");
    says("copying", 7, "the largest of each row: rows 1 to 32 in columns 1 to 32\n");
}

// No sign of a formula is read by the name of its command.
static void signs_have_words(void **state) {
    (void)state;
    static const char *const sign[] = { "neq", "ll",    "gg",   "sim",       "propto",     "rightarrow", "gets",   "pm",  "oplus",
                                        "ell", "cdots", "odot", "leftarrow", "Rightarrow", "leq",        "approx", "cdot" };
    for (size_t i = 0; i < sizeof sign / sizeof *sign; i++) {
        const char *said = spoken_formula(arena, text_of(arena_print(arena, "a \\%s b", sign[i])));
        if (strstr(said, sign[i])) fail_msg("%s is read as '%s'", sign[i], said);
    }
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
        { "\\log_2 8 = 3", "the logarithm to base 2 of 8 equals 3" },
        { "\\softmax_j(s_{ij} + M_{ij})", "softmax over j of open bracket s sub i j plus M sub i j close bracket" },
        { "{{{", "" },
        { "\\frac", "over" },
        { "x_", "x sub" },
        { "", "" },
    };
    for (size_t i = 0; i < sizeof want / sizeof *want; i++)
        assert_string_equal(spoken_formula(arena, text_of(want[i][0])), want[i][1]);
}

static void nodes_have_names_to_be_said(void **state) {
    (void)state;
    static const char *const want[][2] = {
        { "a", "a" },
        { "h[2]", "h sub 3" },
        { "h[0…29]", "h sub 1 to 30" },
        { "Wq", "W super Q" },
        { "W1", "W sub 1" },
        { "h0", "h sub 0" },
        { "sum1", "sum 1" },
        { "sum.2", "sums of round 2" },
        { "sum.h[0]", "h sub 1 with sums" },
        { "xhat", "x hat" },
        { "mine.v.heads", "heads of v in the mistaken run" },
        { "l2.a", "a of layer 2" },
        { "work.attention", "products of attention" },
        { "counted.work.restricted", "counted by the program: products of restricted attention" },
        { "soft64.scaled_a", "scaled a at width 64" },
        { "nobody.knows", "knows of nobody" },
        { "", "" },
    };
    for (size_t i = 0; i < sizeof want / sizeof *want; i++) assert_string_equal(node_said(arena, want[i][0]), want[i][1]);
}

// Curves are read off their axes, bars and tiles by what their cards say; a table's columns have words; places are pairs.
static void what_is_no_cell_is_said_too(void **state) {
    (void)state;
    go("vanishing", 5);
    Described d = describe(false);
    assert_non_null(strstr(
        d.curves, "plot, across steps n from 0 to 30, upwards product of n equal factors from 1·10⁻¹⁰ to 1 in powers of ten"));
    assert_non_null(strstr(d.curves, "from 1 at 0 to 0.0424 at 30")); // 0.9 to the power of 30
    go("vanishing", 0);
    d = describe(false);
    assert_string_equal(node_of(&d, "grad.w")->numbers, "2, 2");
    assert_non_null(strstr(d.marks, "here the loss is 2 everywhere; 4; 6; "));
    go("gradient-flow", 0);
    d = describe(false);
    const DescribedNode *states = node_of(&d, "length.rnn.h[0…9]");
    assert_string_equal(states->said, "length of the gradient at h sub 1 to 10 of the recurrent net");
    assert_non_null(strstr(states->numbers, "0.002561, 0.004381, "));
    go("language", 1);
    d = describe(false);
    assert_non_null(strstr(node_of(&d, "exact")->numbers, "row 1, .: the 0.4, Ana 0.1, Eva 0.1, "));
    go("waiting", 0);
    d = describe(false);
    assert_int_equal(d.nodes, 1); // the states once, not one by one and together
    go("masking", 8);
    d = describe(false);
    assert_non_null(strstr(node_of(&d, "a")->where, "its rows stand as columns"));
}

// Cards are read one after the other, and in each of them from above.
static void it_is_read_in_order(void **state) {
    (void)state;
    Piece piece[] = {
        { "right, lower", { 300, 100, 80, 20 }, false }, { "left, lower", { 0, 80, 90, 20 }, false },
        { "right, upper", { 300, 10, 80, 20 }, false },  { "title", { 0, -90, 380, 20 }, true },
        { "left, upper", { 0, 0, 90, 20 }, false },
    };
    static const char *const want[] = { "title", "left, upper", "left, lower", "right, upper", "right, lower" };
    pieces_in_order(piece, 5, arena);
    for (int i = 0; i < 5; i++) assert_string_equal(piece[i].text, want[i]);
    go("retrieval", 3);
    Described d = describe(false);
    const char *keys = strstr(d.shows, "Written: Keys"), *scores = strstr(d.shows, "s, score"),
               *weights = strstr(d.shows, "a, weight");
    assert_true(keys && scores && weights && keys < scores && scores < weights);
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
    assert_string_equal(node_of(&d, "a")->where, "in the middle, downwards, highlighted, also as bars");
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

// Whoever draws it again has to know which curve is which, what is hatched, what joins what, and every symbol of a string.
static void it_can_be_drawn_again(void **state) {
    (void)state;
    go("exploding", 2);
    Described d = describe(false);
    const DescribedNode *states = node_of(&d, "h[0…29]");
    assert_string_equal(states->said, "h sub 1 to 30");
    assert_string_equal(states->shape, "30 times 1 × 32");
    assert_string_equal(states->where, "across the top, as colours");
    assert_non_null(strstr(states->numbers, "960 numbers, from −1 in h sub "));
    go("vanishing", 5);
    d = describe(false);
    assert_non_null(strstr(d.curves, "labelled 0.9, from 1 at 0 to 0.0424 at 30"));
    assert_non_null(strstr(d.curves, "labelled w = 0.8, from 1 at 0 to 0.00124 at 30"));
    go("vanishing", 1);
    d = describe(false);
    assert_string_equal(d.links, "h sub 0 to carry; carry to z; x to z");
    assert_non_null(strstr(d.words, "h sub 1 = tanh(0.8 · 0.5 + 1) = tanh(1.4) = 0.8854"));
    go("retrieval", 1);
    d = describe(false);
    assert_string_equal(d.links, "q to k");
    go("masking", 3);
    d = describe(false);
    assert_non_null(strstr(node_of(&d, "a")->numbers, "row 2, cat, highlighted: 0.25, 0.75, 0 hatched, 0 hatched; row 3, sat: "));
    go("language", 4);
    d = describe(false);
    assert_non_null(strstr(d.curves, "attention alone, agree, from "));
    assert_non_null(strstr(d.curves, "attention alone, name, from "));
    go("copying", 0);
    d = describe(false);
    assert_non_null(strstr(d.words, "W R T O X I H Q W R T O X I H Q"));
    assert_non_null(strstr(d.links, "W to R; R to T"));
    go("similarity", 2);
    d = describe(false);
    assert_string_equal(node_of(&d, "q")->where, "at the upper left, also as arrows"); // a row of digits, whatever its arrow does
    go("retrieval", 5);
    d = describe(false);
    for (int i = 0; i < d.nodes; i++) assert_string_not_equal(d.node[i].name, "k"); // "k₂" is no number of the second key
    assert_string_equal(node_of(&d, "v")->where, "at the lower right, as points");
    go("gradient-flow", 5);
    d = describe(false);
    assert_non_null(strstr(d.marks, "the mean of 32 strings; and so on to 30"));
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

// "unknown, unknown; row 2, cat, highlighted: unknown"
static bool all_unknown(const char *numbers) {
    for (const char *at = numbers; *at;) {
        size_t size = strcspn(at, ",;");
        const char *word = at + strspn(at, " ,;");
        if (!strncmp(word, "row ", 4) || !strncmp(word, "matrix ", 7)) { // its whole name
            at += strcspn(at, ":") + 1;
            size = strcspn(at, ",;");
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
            for (int n = 0; n < after.nodes; n++) {
                const char *said = after.node[n].said;
                if (said[strcspn(said, ".[]_…")]) fail_msg("%s step %d: nobody says %s", library.entry[i].id, k + 1, said);
                for (int m = 0; m < n; m++)
                    if (!strcmp(said, after.node[m].said))
                        fail_msg("%s step %d: two are called %s", library.entry[i].id, k + 1, said);
            }
            if (!after.nodes && !*after.curves && !*after.marks) fail_msg("%s step %d says no numbers", library.entry[i].id, k + 1);
            if (!*after.shows) fail_msg("%s step %d shows nothing", library.entry[i].id, k + 1);
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
        cmocka_unit_test(signs_have_words),
        cmocka_unit_test(a_picture_can_be_drawn_again),
        cmocka_unit_test(the_steepest_piece),
        cmocka_unit_test(nodes_have_names_to_be_said),
        cmocka_unit_test(what_is_no_cell_is_said_too),
        cmocka_unit_test(it_is_read_in_order),
        cmocka_unit_test(it_says_what_is_on_the_picture),
        cmocka_unit_test(pieces_of_a_line_are_one_phrase),
        cmocka_unit_test(it_can_be_drawn_again),
        cmocka_unit_test(what_is_asked_for_is_unknown),
        cmocka_unit_test(every_step_can_be_described),
    };
    return cmocka_run_group_tests(tests, open_library, close_library);
}
