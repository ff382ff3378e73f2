// Many numbered rows become one matrix, so that whoever takes the data asks of a label once; whatever is not in order stays.
#include "support/check.h"

#include "base/math.h"
#include "data/data.h"

typedef struct Rows {
    Arena *arena;
    Builder text;
    Dataset data;
} Rows;

static void add(Rows *r, const char *name, int from, int to) {
    for (int i = from; i <= to; i++) builder_print(&r->text, "%s%d,%d,%d.5\n", name, i, i, i);
}

static void fold(Rows *r) {
    Problems problems = { .arena = r->arena };
    DataSource source = { .arena = r->arena, .bytes = { builder_text(&r->text), r->text.size }, .file = "f" };
    assert_true(data_load(&source, &r->data, &problems));
    data_fold(r->arena, &r->data);
}

static Rows begin(void) {
    Arena *arena = arena_begin();
    return (Rows){ .arena = arena, .text = { .arena = arena } };
}

static void become_matrices(void **state) {
    (void)state;
    Rows r = begin();
    builder_print(&r.text, "q,1,2\n");
    for (int i = 1; i <= 20000; i++) builder_print(&r.text, "k%d:word,%d,0\nv%d,1,%d.25\n", i, i, i, i);
    fold(&r);
    assert_int_equal(r.data.count, 3);
    const DataEntry *k = &r.data.entry[1], *v = &r.data.entry[2];
    assert_string_equal(r.data.entry[0].name, "q");
    assert_string_equal(k->name, "k");
    assert_string_equal(v->name, "v");
    assert_int_equal(k->rank, 2);
    assert_int_equal(k->size[0], 20000);
    assert_int_equal(k->size[1], 2);
    assert_int_equal(k->count, 40000);
    assert_close(k->value[2 * 19999], 20000, 0);
    assert_string_equal(k->words[77], "word");
    assert_null(v->words);
    assert_close(data_unit(v, 3), 0.01, 0);
    assert_int_equal(k->place.line, 2);
    arena_end(r.arena);
}

static void stays(Rows *r, int count) {
    fold(r);
    if (r->data.count != count) fail_msg("%d entries where %d were", r->data.count, count);
    arena_end(r->arena);
}

static void other_rows_stay(void **state) {
    (void)state;
    Rows few = begin();
    add(&few, "k", 1, 64);
    stays(&few, 64);
    Rows zero = begin();
    add(&zero, "k", 0, 99);
    stays(&zero, 100);
    Rows gap = begin();
    add(&gap, "k", 1, 80), add(&gap, "k", 82, 100);
    stays(&gap, 99);
    Rows longer = begin();
    add(&longer, "k", 1, 80), builder_print(&longer.text, "k81,1,2,3\n"), add(&longer, "k", 82, 90);
    stays(&longer, 90);
    Rows infinite = begin();
    add(&infinite, "k", 1, 80), builder_print(&infinite.text, "k81,1,NaN\n");
    stays(&infinite, 81);
    Rows both = begin();
    add(&both, "k", 1, 80), builder_print(&both.text, "k,1,2\n");
    stays(&both, 81);
}

int main(void) {
    const struct CMUnitTest tests[] = { cmocka_unit_test(become_matrices), cmocka_unit_test(other_rows_stay) };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
