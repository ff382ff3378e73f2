// Links: what is written comes back with the same bits, and what is broken, foreign or from the future costs only itself.
#include "support/check.h"

#include "base/random.h"
#include "data/packed.h"
#include "session/link.h"

static Library library;
static Arena *arena;
static Session *session, *other;

static int begin(void **state) {
    (void)state;
    arena = arena_begin();
    Problems problems = { .arena = arena };
    if (!library_open(&library, &problems)) return -1;
    session = session_begin(&library);
    other = session_begin(&library);
    return 0;
}

static int end(void **state) {
    (void)state;
    session_end(session);
    session_end(other);
    library_close(&library);
    arena_end(arena);
    return 0;
}

static void open_at(Session *s, const char *lesson, const char *step) {
    Problems problems = { .arena = arena };
    assert_true(session_open(s, library_find(&library, lesson, &problems), &problems));
    session_go(s, lesson_step_of(session_lesson(s), text_of(step)));
    session_reset(s);
}

// Opens what the link says in the other session; returns the number of problems.
static int follow(const char *text, Problems *problems) {
    Link link;
    *problems = (Problems){ .arena = arena };
    link_read(arena, text, &link, problems);
    assert_non_null(link.lesson);
    open_at(other, link.lesson, link.step);
    link_apply(&link, other, problems);
    return problems->count;
}

// Every node of the two tapes has the same bits.
static void assert_same_numbers(void) {
    const Tape *a = session_tape(session), *b = session_tape(other);
    assert_int_equal(a->count, b->count);
    for (int i = 0; i < a->count; i++) {
        const Node *x = tape_node(a, i), *y = tape_node(b, i);
        assert_string_equal(x->name, y->name);
        assert_int_equal(x->count, y->count);
        assert_memory_equal(x->value, y->value, sizeof *x->value * (size_t)x->count);
    }
}

static const char *there_and_back(void) {
    Problems problems;
    const char *link = link_write(session, "", arena);
    if (follow(link, &problems)) problems_print(stderr, &problems);
    assert_int_equal(problems.count, 0);
    assert_int_equal(session_step(other), session_step(session));
    assert_same_numbers();
    assert_string_equal(link_write(other, "", arena), link); // the shortest is the only one
    return link;
}

static void a_plain_step_is_a_short_link(void **state) {
    (void)state;
    for (int i = 0; i < library.count; i++) {
        Problems problems = { .arena = arena };
        if (library.entry[i].broken || !library.entry[i].lesson.number) continue;
        assert_true(session_open(session, library.entry[i].path, &problems));
        for (int k = 0; k < session_lesson(session)->steps; k++) {
            Link link;
            session_go(session, k);
            link_read(arena, link_write(session, "https://example.org/attend/", arena), &link, &problems);
            assert_int_equal(problems.count, 0);
            assert_string_equal(library_find(&library, link.lesson, &problems), library.entry[i].path);
            assert_int_equal(lesson_step_of(session_lesson(session), text_of(link.step)), k);
            assert_null(strchr(link_write(session, "", arena), '?'));
        }
    }
}

static void changes_parameters_and_the_query_come_along(void **state) {
    (void)state;
    Problems problems = { .arena = arena };
    open_at(session, "retrieval", "4");
    NodeId q = tape_find(session_tape(session), "q"), k = tape_find(session_tape(session), "k");
    assert_true(session_edit(session, q, 0, 0.1 + 0.2, &problems)); // seventeen digits
    assert_true(session_edit(session, k, 3, -1e-7, &problems));
    assert_true(session_edit(session, k, 3, 2.5, &problems)); // only the last counts
    there_and_back();
    open_at(session, "masking", "4");
    session_pick_query(session, 2);
    assert_non_null(strstr(there_and_back(), "query=3"));
    open_at(session, "similarity", "3");
    for (int i = 0; i < session_lesson(session)->steps; i++) { // the first parameter that the step has, to its end
        session_go(session, i);
        const ParamInfo *info = session_param(session, "temperature");
        if (!info) continue;
        assert_true(session_set_param(session, "temperature", "2.5", &problems));
        assert_non_null(strstr(there_and_back(), "set=temperature:2.5"));
        return;
    }
    fail_msg("no step of lesson 6 has a temperature");
}

// Six queries and keys of eight numbers each, with their words, as a class would send them round.
static void six_vectors_of_eight_stay_below_two_thousand(void **state) {
    (void)state;
    Problems problems = { .arena = arena };
    Builder csv = { .arena = arena };
    Random r = random_seed(68);
    static const char *const name[] = { "q", "k", "v" }, *const word[] = { "the", "cat", "sat", "on", "a", "mat" };
    for (int i = 0; i < 3; i++)
        for (int row = 0; row < 6; row++) {
            builder_print(&csv, i ? "%s%d:%s" : "%s%d", name[i], row + 1, word[row]);
            for (int c = 0; c < 8; c++) builder_print(&csv, ",%.2f", 4 * random_uniform(&r) - 2);
            builder_print(&csv, "\n");
        }
    Dataset data;
    assert_true(data_load_text(arena, (Text){ builder_text(&csv), csv.size }, "class.csv", &data, &problems));
    open_at(session, "retrieval", "4");
    assert_true(session_load(session, &data, &problems));
    assert_true(session_edit(session, tape_find(session_tape(session), "k"), 5, 1.25, &problems));
    const char *link = link_write(session, "https://school.example.org/courses/attend/", arena);
    assert_in_range(strlen(link), 300, LINK_LENGTH - 1);
    assert_int_equal(follow(link, &problems), 0);
    assert_same_numbers();
    assert_true(session_own_data(other));
    assert_true(session_undo(other)); // one undo takes all of it back
    assert_false(session_own_data(other));
    session_reset(session);
}

static void what_is_broken_costs_only_itself(void **state) {
    (void)state;
    static const struct {
        const char *link, *says;
    } cases[] = {
        { "#retrieval.4?v=1&d=!!!!", "vectors in the link are damaged" },
        { "#retrieval.4?v=1&d=AAAA", "vectors in the link are damaged" },
        { "#retrieval.4?v=1&edit=_", "changes in the link are damaged" },
        { "#retrieval.4?v=2", "newer version" },
        { "#retrieval.4?v=x", "newer version" },
        { "#retrieval.4?shape=round", "shape=round" },
        { "#retrieval.4?set=nothing:1", "no parameter 'nothing'" },
        { "#retrieval.4?set=temperature", "a part" },
        { "#retrieval.4?query=0", "query=0" },
        { "#retrieval.4?query=99999999999999999999", "query" },
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        Problems problems;
        if (follow(cases[i].link, &problems) != 1) fail_msg("%s: %d problems", cases[i].link, problems.count);
        if (!strstr(problems.item[0].message, cases[i].says)) fail_msg("%s: %s", cases[i].link, problems.item[0].message);
        assert_int_equal(session_step(other), 3);
    }
    // A change of what is not there, and one that is: the second holds.
    Problems problems;
    const char *edits = packed_text(arena, TEXT("zz 0 1\nq 0 7\nq x\n"));
    assert_int_equal(follow(arena_print(arena, "#retrieval.4?edit=%s", edits), &problems), 2);
    assert_close((double)tape_node(session_tape(other), tape_find(session_tape(other), "q"))->value[0], 7, 0);
}

static void percent_signs_and_addresses_are_read(void **state) {
    (void)state;
    Link link;
    Problems problems = { .arena = arena };
    link_read(arena, "https://x.org/a/?y=1#layer%2Dnorm.3?with=theme:dark,only:2%2d5&bare=1&set=a%3Ab:c%2Cd", &link, &problems);
    assert_int_equal(problems.count, 0);
    assert_string_equal(link.lesson, "layer-norm");
    assert_string_equal(link.step, "3");
    assert_true(link.bare && link.withs == 2 && link.sets == 1);
    assert_string_equal(link.with[1].value, "2-5");
    assert_string_equal(link.set[0].name, "a:b");
    assert_string_equal(link.set[0].value, "c,d");
    assert_true(link_is("#9.5") && link_is("https://x.org/#9") && !link_is("x/notes#2.md") && !link_is("9"));
    link_read(arena, "#", &link, &problems);
    assert_null(link.lesson);
    static const char *const nowhere[] = { "#../../etc/passwd", "#.scale", "#%00%ff.x?v=1" };
    for (int i = 0; i < 3; i++) { // not the map, without a word
        link_read(arena, nowhere[i], &link, &problems);
        assert_true(link.lesson && *link.lesson);
    }
    Settings *settings = settings_begin();
    link_read(arena, "#x?with=folder:%2Fetc,site:http,theme:dark,type:huge", &link, &problems);
    assert_true(link_say(&link, settings, &problems));
    assert_int_equal(problems.count, 3); // a link says nothing of where files go
    assert_int_equal(settings_choice(settings, SETTING_THEME), 1);
    assert_string_equal(settings_text(settings, SETTING_FOLDER), "");
    settings_close(settings);
}

static void garbage_never_harms(void **state) {
    (void)state;
    Random r = random_seed(99);
    static const char alphabet[] = "#?&=:,.%v1dset-_Az09\xff\xc3\n ";
    for (int i = 0; i < 20000; i++) {
        char text[60];
        int size = (int)random_below(&r, sizeof text);
        for (int k = 0; k < size; k++) text[k] = alphabet[random_below(&r, sizeof alphabet - 1)];
        text[size] = 0;
        Arena *scratch = arena_begin();
        Link link;
        Problems problems = { .arena = scratch };
        link_read(scratch, text, &link, &problems);
        if (link.lesson) assert_true(utf8_valid(text_of(link.lesson), NULL));
        arena_end(scratch);
    }
}

static void what_is_packed_comes_back(void **state) {
    (void)state;
    Random r = random_seed(7);
    for (int size = 0; size < 3000; size += 1 + size / 7) {
        char *bytes = arena_alloc(arena, (size_t)size + 1);
        for (int i = 0; i < size; i++) bytes[i] = (char)(size % 2 ? random_below(&r, 256) : '0' + random_below(&r, 10));
        const char *packed = packed_text(arena, (Text){ bytes, (size_t)size });
        Text back;
        assert_int_equal(strspn(packed, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"), strlen(packed));
        assert_true(packed_bytes(arena, text_of(packed), 1 << 20, &back));
        assert_int_equal(back.size, size);
        assert_memory_equal(back.at, bytes, (size_t)size);
        assert_false(size > 0 && packed_bytes(arena, text_of(packed), (size_t)size - 1, &back)); // a bomb is not unpacked
        assert_false(packed_bytes(arena, (Text){ packed, strlen(packed) - 1 }, 1 << 20, &back));
    }
    Text back; // packed by another program (Python's zlib and base64)
    assert_true(packed_bytes(arena, TEXT("y1YwVjDUM-UqVDBQ0DXiAgA"), 100, &back));
    assert_string_equal(back.at, "k 3 1.5\nq 0 -2\n");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_plain_step_is_a_short_link),
        cmocka_unit_test(changes_parameters_and_the_query_come_along),
        cmocka_unit_test(six_vectors_of_eight_stay_below_two_thousand),
        cmocka_unit_test(what_is_broken_costs_only_itself),
        cmocka_unit_test(percent_signs_and_addresses_are_read),
        cmocka_unit_test(garbage_never_harms),
        cmocka_unit_test(what_is_packed_comes_back),
    };
    return cmocka_run_group_tests_name("session/link", tests, begin, end);
}
