// The card that explains a number.
#include "support/check.h"
#include "support/fixed_metrics.h"

#include "page/card.h"
#include "session/session.h"

static Library library;
static Arena *arena;
static Session *session;

static int open_flow(void **state) {
    (void)state;
    arena = arena_begin();
    Problems problems = { .arena = arena };
    if (!library_open(&library, &problems)) return -1;
    session = session_begin(&library);
    bool well = session_open(session, library_find(&library, "gradient-flow", &problems), &problems);
    problems_print(stderr, &problems);
    return well ? 0 : -1;
}

static int close_flow(void **state) {
    (void)state;
    session_end(session);
    library_close(&library);
    arena_end(arena);
    return 0;
}

static Card card_for(Ident ident, bool pinned, int terms, int digits) {
    Explained explained = explained_make(arena, session_tape(session), NULL, ident);
    return card_make(arena, session, &explained, pinned, terms, digits);
}

// The card of a gradient says that it can be proved, and does so when it is pinned.
static void a_pinned_card_proves_its_number(void **state) {
    (void)state;
    const Tape *tape = session_tape(session);
    Ident bar = ident_length(tape_find(tape, "rnn.x"), 0, 9), weight = ident_value(tape_find(tape, "att.a"), 2);
    Card card = card_for(bar, false, 4, 4);
    assert_string_equal(card.note, "Click to prove it.");
    assert_null(card.proof[0]);
    assert_non_null(strstr(card.formula, "\\sqrt"));
    card = card_for(bar, true, 4, 4);
    assert_non_null(strstr(card.proof[0], "Nudged by"));
    assert_non_null(strstr(card.proof[1], "It agrees to"));
    card = card_for(weight, true, 4, 4);
    assert_non_null(strstr(card.proof[1], "L by it is"));
    List without = list_begin(arena, fixed_metrics()); // a picture that shows no gradient speaks of no loss
    Explained explained = explained_make(arena, tape, &without, weight);
    card = card_make(arena, session, &explained, true, 4, 4);
    assert_null(card.proof[0]);
    card = card_for(ident_value(tape_find(tape, "token"), 0), true, 4, 4);
    assert_null(card.proof[0]);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(a_pinned_card_proves_its_number, open_flow, close_flow),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
