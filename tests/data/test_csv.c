// CSV as students and spreadsheets write it, and what is said about the rest.
#include "data/sample.h"

static void rows_with_labels(void **state) {
    (void)state;
    check_loads("csv", "q,1,1\nk1,1,0\n", "q 2=1,1; k1 2=1,0");
    check_loads("csv", "k1:cat,1,0", "k1:cat 2=1,0");
    check_loads("csv", "k1 : the cat ,1 , 0", "k1:the cat 2=1,0");
    check_loads("csv", "k1:,1", "k1 1=1");
    check_loads("csv", "k1:a:b,1", "k1:a:b 1=1");
    check_loads("csv", "sigma,2", "sigma 1=2");
}

static void what_is_skipped(void **state) {
    (void)state;
    check_loads("csv", "\xEF\xBB\xBFq,1,1\r\n\r\n  \r\n# note, with, commas\r\nk1,1,0 # the first\r\n", "q 2=1,1; k1 2=1,0");
    check_loads("csv", "q,1,1,,\nk1,1,0,2,\n,,,\n", "q 2=1,1; k1 3=1,0,2");
    check_loads("csv", "q,1\rk1,2\r", "q 1=1; k1 1=2");
    check_loads("csv", "\xEF\xBB\xBF\xEF\xBB\xBFq,1", "q 1=1"); // two byte order marks
    check_loads("csv", "q,1,1\t# the query\nk1,1,0\t\n", "q 2=1,1; k1 2=1,0");
}

static void headers(void **state) {
    (void)state;
    check_loads("csv", "label,x,y\nq,1,2", "q 2=1,2");
    check_loads("csv", ",0,1\nq,1,2", "q 2=1,2");
    check_loads("csv", "Name,1,2\nq,1,2", "q 2=1,2");
    check_loads("csv", "word,first,second\nq,1,2", "q 2=1,2");
    check_loads("csv", "x,y\n1,2\n", " 1x2=1,2");
    check_loads("csv", "x\n1\n2\n", " 2x1=1,2");
}

static void separators(void **state) {
    (void)state;
    check_loads("csv", "q;1,5;-2,25\nk1;3;4.5", "q 2=1.5,-2.25; k1 2=3,4.5");
    check_loads("csv", "q\t1,5\t2\n", "q 2=1.5,2");
    check_loads("csv", "q,\t1,\t2\n", "q 2=1,2");
    check_loads("csv", "q  1   2  \nk1:x  3 4\n", "q 2=1,2; k1:x 2=3,4");
    check_loads("csv", "sep=;\r\nq;1,5;1\r\n", "q 2=1.5,1");
    check_loads("csv", "\"sep=,\"\nq,1,1\n", "q 2=1,1");
}

static void quotation_marks(void **state) {
    (void)state;
    check_loads("csv", "\"k1:the, \"\"cat\"\"\",\"1.5\",2", "k1:the, \"cat\" 2=1.5,2");
    check_loads("csv", "\"k1: x\",1", "k1: x 1=1");
    check_loads("csv", "\"k1:#1\",1", "k1:#1 1=1");
    check_loads("csv", "k1:5\" nail,1", "k1:5\" nail 1=1");
    check_loads("csv", "\"q:the \"\"a\"\"; b\",1,1\nk1,1,1\n", "q:the \"a\"; b 2=1,1; k1 2=1,1"); // doubled marks hide a semicolon
    check_loads("csv", "\"q:the \"\"a\"\"\tb\",1,1\nk1,1,1\n", "q:the \"a\"\tb 2=1,1; k1 2=1,1");
}

static void without_labels(void **state) {
    (void)state;
    check_loads("csv", "1,2\n3,4\n", " 2x2=1,2,3,4");
    check_loads("csv", "1.0e+00 2.5e-01\n-3 4\n", " 2x2=1,0.25,-3,4");
    check_loads("csv", "7", " 1x1=7");
}

static void numbers(void **state) {
    (void)state;
    check_loads("csv",
                "q,Infinity,-Infinity,NaN,\xE2\x88\x92"
                "2,+1,.5,5.,1E3",
                "q 8=Infinity,-Infinity,NaN,-2,1,0.5,5,1000");
}

static void bad_numbers(void **state) {
    (void)state;
    check_refused("csv", "q,1,1\nk1,1,x\n", "f:2:6: found 'x' where a number was expected: write one there, as in 0.5");
    check_refused("csv", "k1:caf\xC3\xA9,1,x\n", "f:1:11: found 'x' where a number was expected: write one there, as in 0.5");
    check_refused("csv", "q,1,,1\n", "f:1:5: found nothing where a number was expected: write one there, as in 0.5");
    check_refused("csv", "q,1,0x10\n", "f:1:5: found '0x10' where a number was expected: write one there, as in 0.5");
    check_refused("csv", "q,1,1e999\n", "f:1:5: found '1e999' where a number was expected: write one there, as in 0.5");
    check_refused("csv", "q;1.000,5\n",
                  "f:1:3: found '1.000,5' where a number was expected: write numbers with a point, as in 1234.5");
    check_refused("csv", "q,1,2\nk1,1;2\n",
                  "f:2:4: found '1;2' where a number was expected: separate with commas throughout, as in k1,1,0");
}

// A failed formula is no comment that ends the row.
static void failed_formulas(void **state) {
    (void)state;
#define MEND "where a number was expected: this formula has failed; mend it in the spreadsheet, or write the number"
    check_refused("csv", "v1,4,#N/A\nv2,0,#N/A\n", "f:1:6: found '#N/A' " MEND);
    check_refused("csv", "v1;4; #DIV/0!\nv2;0;1\n", "f:1:7: found '#DIV/0!' " MEND);
    check_refused("csv", "v1\t4\t#REF!\nv2\t0\t1\n", "f:1:6: found '#REF!' " MEND);
}

static void bad_rows(void **state) {
    (void)state;
    check_refused("csv", "1,2\n3,4,5\n", "f:2:1: this row has 3 numbers where the first row has 2");
    check_refused("csv", "1,2\n3\n", "f:2:1: this row has 1 number where the first row has 2");
    check_refused("csv", "1,2\nk1,4\n",
                  "f:2:1: found 'k1' where a number was expected: the first row has no label, so no row may have one");
    check_refused("csv", "q,1\n2,3\n", "f:2:1: this row starts with the number '2' where a label was expected, as in k1,1,0");
    check_refused("csv", "q,1\n,3\n", "f:2:1: this row has no label: put its name first, as in k1,1,0");
    check_refused("csv", "q,1\nk1\n", "f:2:1: no numbers after the label 'k1'");
    check_refused("csv", "\"q,1\n", "f:1:1: a quotation mark is not closed, or something follows it");
    check_refused("csv", "q,\"1\"2\n", "f:1:3: a quotation mark is not closed, or something follows it");
}

static void not_a_table(void **state) {
    (void)state;
    check_refused("csv", "", "f:1:1: the file holds no numbers; a row looks like k1,1,0");
    check_refused("csv", "# only this\n\n", "f:1:1: the file holds no numbers; a row looks like k1,1,0");
    check_refused("csv", "label,x,y\n", "f:1:7: found 'x' where a number was expected: write one there, as in 0.5");
    check_refused("csv", "q,1\nk1:caf\xE9,1", "f:2:7: byte 0xE9 is not text in UTF-8: save the file in UTF-8");
    check_refused("csv", "\x93NUMPY", "f:1:1: byte 0x93 is not text in UTF-8: save the file in UTF-8");
    Loaded l = load_bytes("csv", "q,1\n\0", 5);
    assert_false(l.ok);
    assert_string_equal(problem_at(&l, 0), "f:2:1: byte 0x00 is not text in UTF-8: save the file in UTF-8");
    arena_end(l.arena);
}

static void all_problems_at_once(void **state) {
    (void)state;
    Builder text = { arena_begin() };
    for (int i = 0; i < 30; i++) builder_print(&text, "k%d,1,%s\n", i + 1, i == 3 ? "2" : "x");
    Loaded l = load("csv", builder_text(&text));
    assert_false(l.ok);
    assert_int_equal(l.problems.count, PROBLEMS_SHOWN);
    assert_int_equal(l.problems.total, 29);
    assert_string_equal(problem_at(&l, 3), "f:5:6: found 'x' where a number was expected: write one there, as in 0.5");
    arena_end(l.arena);
    arena_end(text.arena);
}

static void limits(void **state) {
    (void)state;
    Builder text = { arena_begin() };
    for (int i = 0; i <= DATA_ARRAYS; i++) builder_print(&text, "%c%c,1\n", 'a' + i / 26, 'a' + i % 26);
    check_refused("csv", builder_text(&text), "f:257:1: this is array number 257; a file may hold at most 256");

    Builder wide = { text.arena };
    for (int row = 1; row <= 1001; row++) {
        builder_print(&wide, "k%d", row);
        for (int i = 0; i < 1000; i++) builder_add(&wide, TEXT(",1"));
        builder_add(&wide, TEXT("\n"));
        if (row == 1000) {
            Loaded l = load("csv", builder_text(&wide));
            assert_true(l.ok);
            assert_int_equal(l.data.count, 1000);
            arena_end(l.arena);
        }
    }
    Loaded l = load("csv", builder_text(&wide));
    assert_false(l.ok);
    assert_string_equal(problem_at(&l, 0), "f:1001:1: 'k' grows beyond 1000000 numbers, the most that an array may hold");
    assert_true(arena_used(l.arena) < 100000); // refused before it was read
    arena_end(l.arena);
    arena_end(text.arena);
}

// One line a row of arrays whose names end in a digit: each of them may have a million numbers.
static void arrays_with_digits_in_their_names(void **state) {
    (void)state;
    Builder text = { arena_begin() };
    for (int row = 0; row < 1600; row++) {
        builder_print(&text, "W%d", row < 1000 ? 1 : 2);
        for (int i = 0; i < (row < 1000 ? 600 : 1000); i++) builder_add(&text, TEXT(",1"));
        builder_add(&text, TEXT("\n"));
    }
    Loaded l = load("csv", builder_text(&text));
    if (!l.ok) fail_msg("%s", problem_at(&l, 0));
    assert_int_equal(l.data.count, 1600);
    arena_end(l.arena);
    arena_end(text.arena);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(arrays_with_digits_in_their_names),
        cmocka_unit_test(rows_with_labels),
        cmocka_unit_test(what_is_skipped),
        cmocka_unit_test(headers),
        cmocka_unit_test(separators),
        cmocka_unit_test(quotation_marks),
        cmocka_unit_test(without_labels),
        cmocka_unit_test(numbers),
        cmocka_unit_test(bad_numbers),
        cmocka_unit_test(failed_formulas),
        cmocka_unit_test(bad_rows),
        cmocka_unit_test(not_a_table),
        cmocka_unit_test(all_problems_at_once),
        cmocka_unit_test(limits),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
