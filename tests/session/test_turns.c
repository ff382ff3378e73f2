// What is made in turns is what is made at once, to the last bit, and until it is asked for nothing of it is seen.
#include "support/check.h"
#include "support/course.h"

#include "layers/language_heads.h"
#include "session/session.h"

// A clock that ticks whenever somebody looks: every turn is over as soon as it can be.
static double ticks;
static double tick(void) { return ticks += 1; }
static Turn shortest(void) { return turn_begin(tick, 0); }

static int meant(const Lesson *lesson, const void *context) {
    (void)lesson;
    return *(const int *)context;
}

// What the heads of the language model do is kept for the next step: asked something else, it is forgotten.
static void forget_heads(void) {
    Arena *arena = arena_begin();
    Random random = random_seed(3);
    LanguageSizes small = { .words = GRAMMAR_WORDS, .context = GRAMMAR_LENGTH, .width = 8, .layers = 1, .heads = 1 };
    language_heads(arena, language_new(arena, &small, &random), 1, true);
    arena_end(arena);
}

static uint64_t add(uint64_t hash, const void *bytes, size_t size) {
    for (size_t i = 0, one; i < size; i += one) { // eight at a time
        uint64_t word = 0;
        one = size - i < sizeof word ? size - i : sizeof word;
        memcpy(&word, (const char *)bytes + i, one);
        hash = (hash ^ word) * 0x9E3779B97F4A7C15u;
        hash ^= hash >> 29;
    }
    return hash;
}

// Of all values and gradients.
static uint64_t bits_of_tape(const Tape *tape) {
    uint64_t hash = 0xCBF29CE484222325u;
    for (NodeId id = 0; id < tape->count; id++) {
        const Node *node = tape_node(tape, id);
        hash = add(hash, node->name, strlen(node->name));
        hash = add(hash, node->value, sizeof(Real) * (size_t)node->count);
        if (node->grad) hash = add(hash, node->grad, sizeof(Real) * (size_t)node->count);
    }
    return hash;
}

static uint64_t bits_of_step(const Session *session) {
    const Step *step = session_scene_step(session);
    uint64_t hash = bits_of_tape(session_tape(session));
    for (int i = 0; i < step->inputs->count; i++) {
        const Input *input = &step->inputs->input[i];
        hash = add(hash, input->value, sizeof(double) * (size_t)shape_count(input->shape));
    }
    hash = add(hash, step->model->name, strlen(step->model->name));
    return add(hash, &step->query, sizeof step->query) + (uint64_t)step->reveals + 100 * (uint64_t)step->foci;
}

static Session *open_step(const char *path, int step) {
    Arena *arena = arena_begin();
    Problems problems = { .arena = arena };
    Session *session = session_begin(&course);
    assert_true(session_open_at(session, path, meant, &step, &problems));
    arena_end(arena);
    return session;
}

typedef struct Seen {
    int most;
    char where[200];
} Seen;

// From the first step of another lesson, as from the map; then from the lesson's own first step.
static void open_in_turns(const LibraryEntry *entry, int step, Seen *seen) {
    Arena *arena = arena_begin();
    Problems problems = { .arena = arena };
    Session *session = open_step(library_find(&course, "retrieval", &problems), 0);
    uint64_t before = bits_of_step(session);
    Turn turn = shortest();
    int turns = 1;
    forget_heads();
    for (; !session_make_open(session, entry->path, meant, &step, &turn); turns++) turn = shortest();
    assert_true(bits_of_step(session) == before);
    assert_int_equal(session_step(session), 0);
    assert_true(session_open_at(session, entry->path, meant, &step, &problems));
    uint64_t in_turns = bits_of_step(session);
    session_go(session, 0);
    for (turn = shortest(); !session_make_step(session, step, &turn);) turn = shortest();
    session_go(session, step);
    uint64_t again = bits_of_step(session);
    session_end(session);
    forget_heads();
    session = open_step(entry->path, step);
    if (in_turns != bits_of_step(session) || again != bits_of_step(session)) fail_msg("%s step %d", entry->id, step + 1);
    session_end(session);
    if (turns > seen->most) seen->most = turns, snprintf(seen->where, sizeof seen->where, "%s, step %d", entry->id, step + 1);
    arena_end(arena);
}

static void every_step_is_the_same_in_turns(void **state) {
    (void)state;
    Seen seen = { 0 };
    for (int i = 0; i < course.count; i++)
        for (int s = 0; s < course.entry[i].lesson.steps; s++) open_in_turns(&course.entry[i], s, &seen);
    if (seen.most < 1000) fail_msg("at most %d turns, for %s", seen.most, seen.where); // the tape of thousands of nodes
}

// --- what happens meanwhile

static const char *path_of(const char *name, Arena *arena) {
    Problems problems = { .arena = arena };
    const char *path = library_find(&course, name, &problems);
    assert_non_null(path);
    return path;
}

static bool make_some(Session *session, int step, int turns) {
    bool whole = false;
    for (int i = 0; i < turns && !whole; i++) {
        Turn turn = shortest();
        whole = session_make_step(session, step, &turn);
    }
    return whole;
}

static void a_change_meanwhile_counts(void **state) {
    (void)state;
    Arena *arena = arena_begin();
    Problems problems = { .arena = arena };
    for (int turns = 1; turns < 60; turns += 3) {
        Session *session = open_step(path_of("retrieval", arena), 3), *plain = open_step(path_of("retrieval", arena), 3);
        make_some(session, 6, turns);
        Session *both[] = { session, plain };
        for (int i = 0; i < 2; i++) {
            assert_true(session_edit(both[i], tape_find(session_tape(both[i]), "k"), 1, 2.5, &problems));
            session_go(both[i], 6);
        }
        assert_true(bits_of_step(session) == bits_of_step(plain));
        assert_close(tape_node(session_tape(session), tape_find(session_tape(session), "k"))->value[1], 2.5, 0);
        session_end(session), session_end(plain);
    }
    arena_end(arena);
}

static void another_step_than_the_one_that_is_made(void **state) {
    (void)state;
    Arena *arena = arena_begin();
    const char *path = path_of("layer-norm", arena);
    for (int turns = 1; turns < 40; turns += 5) {
        Session *session = open_step(path, 0), *plain = open_step(path, 2);
        assert_false(make_some(session, 7, turns));
        session_go(session, 2);
        assert_true(bits_of_step(session) == bits_of_step(plain));
        session_end(session), session_end(plain);
    }
    arena_end(arena);
}

// The lesson's own texts and files go with it: what was made of them must too.
static void another_lesson_than_the_one_that_is_made(void **state) {
    (void)state;
    Arena *arena = arena_begin();
    Problems problems = { .arena = arena };
    int first = 0, grammar = 1;
    for (int turns = 1; turns < 40; turns += 5) {
        Session *session = open_step(path_of("retrieval", arena), 0), *plain = open_step(path_of("similarity", arena), 0);
        make_some(session, 4, 3);
        for (int i = 0; i < turns; i++) {
            Turn turn = shortest();
            session_make_open(session, path_of("language", arena), meant, &grammar, &turn);
        }
        assert_true(session_open_at(session, path_of("similarity", arena), meant, &first, &problems));
        assert_true(bits_of_step(session) == bits_of_step(plain));
        make_some(session, 1, 2);
        session_end(session), session_end(plain);
    }
    arena_end(arena);
}

static void a_parameter_is_the_same_in_turns(void **state) {
    (void)state;
    Arena *arena = arena_begin();
    Problems problems = { .arena = arena };
    const char *path = path_of("layer-norm", arena);
    Session *session = open_step(path, 7), *plain = open_step(path, 7);
    uint64_t before = bits_of_step(session);
    char seed[8];
    int turns = 1;
    for (bool whole = false; !whole; turns++) {
        Turn turn = shortest();
        snprintf(seed, sizeof seed, "20"); // it need not stay where it was
        whole = session_make_param(session, "seed", seed, &turn);
        memset(seed, 'x', sizeof seed);
        assert_true(bits_of_step(session) == before);
        assert_false(session_changed(session));
    }
    assert_true(turns > 20);
    assert_true(session_set_param(session, "seed", "20", &problems) && session_set_param(plain, "seed", "20", &problems));
    assert_true(bits_of_step(session) == bits_of_step(plain) && bits_of_step(session) != before);
    session_end(session), session_end(plain);
    arena_end(arena);
}

static void what_cannot_be_opened_is_said_when_it_is_opened(void **state) {
    (void)state;
    Arena *arena = arena_begin();
    Problems problems = { .arena = arena };
    Session *session = open_step(path_of("retrieval", arena), 3);
    uint64_t before = bits_of_step(session);
    Turn turn = shortest();
    assert_true(session_make_open(session, "lessons/none.md", NULL, NULL, &turn));
    assert_false(session_open(session, "lessons/none.md", &problems));
    assert_int_equal(problems.count, 1);
    assert_true(bits_of_step(session) == before);
    assert_int_equal(session_step(session), 3);
    assert_true(session_make_step(session, 99, &turn)); // there is none: nothing to wait for
    session_end(session);
    arena_end(arena);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_step_is_the_same_in_turns),        cmocka_unit_test(a_change_meanwhile_counts),
        cmocka_unit_test(another_step_than_the_one_that_is_made), cmocka_unit_test(another_lesson_than_the_one_that_is_made),
        cmocka_unit_test(a_parameter_is_the_same_in_turns),       cmocka_unit_test(what_cannot_be_opened_is_said_when_it_is_opened),
    };
    return cmocka_run_group_tests(tests, open_course, close_course);
}
