// JSON: named arrays of every rank, words for rows, and mistakes with their places.
#include "data/sample.h"

static void arrays(void **state) {
    (void)state;
    check_loads("json", "{\"q\": [[1, 1]], \"k\": [[1, 1], [1, 0]]}", "q 1x2=1,1; k 2x2=1,1,1,0");
    check_loads("json", "{\"sigma\": 2, \"va\": [1, -2.5e3], \"t\": [[[1], [2]]]}", "sigma=2; va 2=1,-2500; t 1x2x1=1,2");
    check_loads("json", "\xEF\xBB\xBF [[1, 2], [3, 4]] ", " 2x2=1,2,3,4");
    check_loads("json", "{\"q\": [\"Infinity\", \"-Infinity\", \"NaN\", 100000000000000000000]}",
                "q 4=Infinity,-Infinity,NaN,1e+20");
    check_loads("json", "{\"q\": [Infinity, -Infinity, NaN, 0.1, \"NaN\"]}", "q 5=Infinity,-Infinity,NaN,0.1,NaN");
    check_loads("json", "{\"mask\": [[true, false]]}", "mask 1x2=1,0");
}

// What compute prints, and other objects in the object.
static void groups(void **state) {
    (void)state;
    check_loads("json", "{\"model\": \"attention\", \"nodes\": {\"s\": [[1]], \"a\": 1}, \"grad\": {\"q\": [2]}}",
                "s 1x1=1; a=1; grad.q 1=2");
    check_refused("json", "{\"grad\": {\"q\": [1],\n \"k\": [true]}}",
                  "f:2:8: grad.k[0]: found true where a number was expected: write 1 or 0");
    check_refused("json", "{\"a\": {\"b\": {\"c\": 1}}}", "f:1:13: a.b: found an object where a number was expected");
    check_refused("json", "{\"model\": \"attention\"}",
                  "f:1:1: the file holds no arrays: write it like {\"q\": [[1, 1]], \"k\": [[1, 1], [1, 0]]}");
}

static void written_digits(void **state) {
    (void)state;
    Loaded l = load("json", "{\"q\": [1.63, 12, 5e3, 1.50, Infinity]}");
    assert_true(l.ok);
    static const double units[] = { 0.01, 1, 1000, 0.01, 0 };
    for (int i = 0; i < 5; i++) assert_true(data_unit(&l.data.entry[0], i) == units[i]);
    arena_end(l.arena);
}

static void words(void **state) {
    (void)state;
    check_loads("json", "{\"labels\": {\"k\": [\"the\", null]}, \"k\": [[1], [2]]}", "k|the|- 2x1=1,2");
    check_loads("json", "{\"q\": [1, 2], \"labels\": {\"q\": [\"caf\\u00e9\"]}}", "q|caf\xC3\xA9 2=1,2");
    check_refused("json", "{\"k\": [[1], [2]],\n \"labels\": {\"k\": [\"the\"]}}",
                  "f:2:13: labels of k: expected an array of 2 words, one a row");
    check_refused("json", "{\"k\": [[1]], \"labels\": {\"k\": [7]}}",
                  "f:1:25: labels of k: number 1 is not a text in quotation marks");
    check_refused("json", "{\"keys\": [[1]], \"labels\": {\"key\": [\"a\"]}}",
                  "f:1:28: labels for 'key', but there is no such array (did you mean 'keys'?)");
    check_loads("json", "{\"k\": [[1]], \"labels\": [\"a\"]}", "k|a 1x1=1");
    check_refused("json", "{\"k\": [[1]], \"labels\": [7]}",
                  "f:1:14: labels: expected an object, as in {\"k\": [\"the\", \"cat\"]}");
}

static void words_for_rows(void **state) {
    (void)state;
    check_loads("json", "{\"words\": [\"the\", \"cat\"], \"x\": [[1], [2]], \"W\": [[1], [2]]}", "x|the|cat 2x1=1,2; W 2x1=1,2");
    check_loads("json", "{\"K\": [[[1], [2]]], \"q\": [[1]], \"tokens\": [\"the\", \"cat\"]}", "K|the|cat 2x1=1,2; q 1x1=1");
    check_loads("json", "{\"tokens\": [1, 2]}", "tokens 2=1,2");
    check_refused("json", "{\"x\": [[1]], \"words\": [\"a\", \"b\"]}", "f:1:14: words holds 2 words, but no x, q or k has 2 rows");
}

static void bad_elements(void **state) {
    (void)state;
    check_refused("json", "{\"q\": [[1]],\n\"k\": [[1, 1], [1,\n \"x\"]]}",
                  "f:3:2: k[1][1]: found the text 'x' where a number was expected");
    check_refused("json", "{\"q\": [[true]]}", "f:1:9: q[0][0]: found true where a number was expected: write 1 or 0");
    check_refused("json", "{\"q\": [1, null]}", "f:1:11: q[1]: found null where a number was expected");
    check_refused("json", "{\"q\": [[1, 2], [3]]}",
                  "f:1:16: q[1]: found an array of 1 where an array of 2 was expected, as before it");
    check_refused("json", "{\"q\": [[1, 2], 3]}", "f:1:16: q[1]: found a number where an array of 2 was expected, as before it");
    check_refused("json", "{\"q\": [1, [2]]}", "f:1:11: q[1]: found an array of 1 where a number was expected");
    check_refused("json", "{\"caf\xC3\xA9\": 1, \"q\": {\"a\": 1}}", "f:1:18: q: found an object where a number was expected");
    check_refused("json", "{\"q\": \"one\"}", "f:1:7: q: found the text 'one' where a number was expected");
    check_refused("json", "{\"q\": []}", "f:1:7: q is empty");
    check_refused("json", "[[1, 2], [3]]",
                  "f:1:10: the matrix[1]: found an array of 1 where an array of 2 was expected, as before it");
}

static void every_bad_array(void **state) {
    (void)state;
    Loaded l = load("json", "{\"q\": [true],\n\"k\": [],\n\"v\": [[1]]}");
    assert_false(l.ok);
    assert_int_equal(l.problems.count, 2);
    assert_string_equal(problem_at(&l, 1), "f:2:6: k is empty");
    arena_end(l.arena);
}

#define AS_IN "; write it like {\"q\": [[1, 1]], \"k\": [[1, 1], [1, 0]]}"

static void not_json(void **state) {
    (void)state;
    check_refused("json", "", "f:1:1: the file is empty: write it like {\"q\": [[1, 1]], \"k\": [[1, 1], [1, 0]]}");
    check_refused("json", "{\"q\": [[1, 1]}", "f:1:14: not JSON: ']' expected near '}'" AS_IN);
    check_refused("json", "{\"q\": [1], \"q\": [2]}", "f:1:12: this name is there twice: give each name once");
    check_refused("json", "{\"q\": [1, 1e309]}", "f:1:11: this number is too large: the largest is about 1.8e308");
    check_refused("json", "{\"q\": [1, infinity]}", "f:1:11: not JSON: invalid token near 'infinity'" AS_IN);
    check_refused("json", "{\"q\": [1],\n \"w\\u0000\": [2]}", "f:2:2: a text may not hold the character \\u0000");
    check_refused("json", "[1] 2", "f:1:5: not JSON: end of file expected near '2'" AS_IN);
    check_refused("json", "3",
                  "f:1:1: expected named arrays or one matrix: write it like {\"q\": [[1, 1]], \"k\": [[1, 1], [1, 0]]}");
    check_refused("json", "{}", "f:1:1: the file holds no arrays: write it like {\"q\": [[1, 1]], \"k\": [[1, 1], [1, 0]]}");
}

static void check_bytes(const char *bytes, size_t size, const char *problem) {
    Loaded l = load_bytes("json", bytes, size);
    assert_false(l.ok);
    assert_string_equal(problem_at(&l, 0), problem);
    arena_end(l.arena);
}

// A zero byte ends a text in C: whoever lets it in reads two different files.
static void bytes_that_are_no_text(void **state) {
    (void)state;
    static const char after_number[] = "{\"sigma\":1\0,\"k\":[1]}", after_word[] = "{\"k\":[true\0]}";
    static const char wide[] = "{\0\"\0q\0\"\0", marked[] = "\xFF\xFE{\0\"\0";
    check_bytes(after_number, sizeof after_number - 1, "f:1:11: byte 0x00 is not text in UTF-8: save the file in UTF-8");
    check_bytes(after_word, sizeof after_word - 1, "f:1:11: byte 0x00 is not text in UTF-8: save the file in UTF-8");
    check_bytes("{\"q\": [1]}\xFF", 11, "f:1:11: byte 0xFF is not text in UTF-8: save the file in UTF-8");
    check_bytes(wide, sizeof wide - 1, "f:1:1: this is text in UTF-16: save the file in UTF-8");
    check_bytes(marked, sizeof marked - 1, "f:1:1: this is text in UTF-16: save the file in UTF-8");
}

static void limits(void **state) {
    (void)state;
    check_refused("json", "{\"q\": [[[[[1]]]]]}", "f:1:7: q has more than 4 axes");
    check_refused("json", "[[[[[1]]]]]", "f:1:1: the matrix has more than 4 axes");
    Builder deep = { arena_begin() };
    for (int i = 0; i < 100000; i++) builder_add(&deep, TEXT("["));
    check_refused("json", builder_text(&deep), "f:1:8: nested too deep: an array has at most 4 axes");

    Builder many = { deep.arena };
    for (int i = 0; i < DATA_ARRAYS; i++) builder_print(&many, "%s\"a%d\": 1", i ? ", " : "{", i);
    Loaded l = load("json", arena_print(deep.arena, "%s, \"labels\": {}}", builder_text(&many)));
    assert_true(l.ok);
    assert_int_equal(l.data.count, DATA_ARRAYS);
    arena_end(l.arena);
    l = load("json", arena_print(deep.arena, "%s, \"one\": 1}", builder_text(&many)));
    assert_false(l.ok);
    assert_non_null(strstr(problem_at(&l, 0), "more than 256 arrays, the most that a file may hold"));
    arena_end(l.arena);

    char word[DATA_LABEL + 2];
    memset(word, 'w', sizeof word);
    word[DATA_LABEL + 1] = 0;
    static const char *const labelled = "{\"q\": [[1], [2]], \"labels\": {\"q\": [null, \"%s\"]}}";
    Dataset data;
    Problems long_word = { .arena = deep.arena };
    assert_false(data_load_text(deep.arena, text_of(arena_print(deep.arena, labelled, word)), "f", &data, &long_word));
    assert_string_equal(problem_text(deep.arena, &long_word.item[0]),
                        "f:1:2: the word of row 2 of q has more than 400 bytes: shorten it");
    assert_true(data_load_text(deep.arena, text_of(arena_print(deep.arena, labelled, word + 1)), "f", &data, &long_word));

    Builder wide = { deep.arena };
    builder_add(&wide, TEXT("{\"q\": [1"));
    for (int i = 1; i < DATA_ELEMENTS; i++) builder_add(&wide, TEXT(",1"));
    l = load("json", arena_print(deep.arena, "%s]}", builder_text(&wide)));
    assert_true(l.ok);
    arena_end(l.arena);
    l = load("json", arena_print(deep.arena, "%s,1]}", builder_text(&wide)));
    assert_false(l.ok);
    assert_string_equal(problem_at(&l, 0), "f:1:2000007: more than 1000000 numbers, the most that an array may hold");
    assert_true(arena_used(l.arena) < 1000); // refused before anything was read
    arena_end(l.arena);
    arena_end(deep.arena);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(arrays),          cmocka_unit_test(groups),         cmocka_unit_test(written_digits),
        cmocka_unit_test(words),           cmocka_unit_test(words_for_rows), cmocka_unit_test(bad_elements),
        cmocka_unit_test(every_bad_array), cmocka_unit_test(not_json),       cmocka_unit_test(bytes_that_are_no_text),
        cmocka_unit_test(limits),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
