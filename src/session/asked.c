// A question names nodes or cells; each becomes a Hidden on the open tape, or none where the shapes are others.
#include "session/asked.h"

#include <string.h>

#include "base/text.h"

bool asked_waits(const LessonStep *step) {
    const Block *question = step_question(step);
    return question && (question->hides > 0 || question->opens >= 0);
}

double asked_opens(const LessonStep *step) {
    const Block *question = step_question(step);
    return question && question->opens >= 0 ? question->opens : 1;
}

static bool hidden_of(const Session *s, const LiveRef *ref, Hidden *out) {
    double value;
    Ident ident;
    int node = tape_find(session_tape(s), ref->node);
    *out = (Hidden){ .node = node, .grad = ref->grad };
    if (!ref->indices && !ref->length) return node != NODE_NONE; // all of it
    if (!session_live(s, ref, &value, &ident)) return false;     // other shapes than the lesson's
    *out =
        (Hidden){ .node = node, .first = ident.element, .count = ident.kind == IDENT_LENGTH ? ident.count : 1, .grad = ident.grad };
    return true;
}

// What is hidden as a whole is hidden in its pieces too: h in h[0], h[1], … of which it is put together.
static int add_pieces(const Tape *tape, const Hidden *whole, Hidden *out, int most) {
    const char *name = tape_node(tape, whole->node)->name;
    size_t size = strlen(name);
    int count = 0;
    for (NodeId id = 0; id < tape->count && count < most; id++) {
        const char *piece = tape_node(tape, id)->name;
        if (!strncmp(piece, name, size) && piece[size] == '[') out[count++] = (Hidden){ .node = id, .grad = whole->grad };
    }
    return count;
}

// A number of the whole is the same number of its piece: h[1, 0] is the first one of h[1].
static int add_piece_of_number(const Tape *tape, const Hidden *number, Arena *arena, Hidden *out) {
    const Node *whole = tape_node(tape, number->node);
    if (number->count != 1 || whole->shape.rank != 2) return 0;
    int width = whole->shape.size[1];
    int piece = tape_find(tape, arena_print(arena, "%s[%d]", whole->name, number->first / width));
    if (piece == NODE_NONE || tape_node(tape, piece)->count != width) return 0;
    *out = (Hidden){ .node = piece, .first = number->first % width, .count = 1, .grad = number->grad };
    return 1;
}

int asked_hidden(const Session *s, Arena *arena, const Hidden **out) {
    const LessonStep *step = session_lesson_step(s);
    const Block *question = step_question(step), *exercise = step_exercise(step);
    int count = 0;
    *out = NULL;
    if (!asked_waits(step)) return 0;
    const Tape *tape = session_tape(s);
    const int room = question->hides + 2 * tape->count; // a piece, and its gradient
    Hidden *hidden = arena_new(arena, Hidden, room + 2);
    for (int i = 0; i < question->hides; i++) count += hidden_of(s, &question->hide[i], &hidden[count]);
    for (int i = 0, named = count; i < named; i++)
        if (!hidden[i].count) count += add_pieces(tape, &hidden[i], &hidden[count], room - count);
    if (exercise && hidden_of(s, &exercise->answer, &hidden[count])) {
        count++;
        count += add_piece_of_number(tape, &hidden[count - 1], arena, &hidden[count]);
    }
    *out = hidden;
    return count;
}

// --- wrong numbers: held against the step's model as a file of work is

static int digits_of(Text typed) {
    int count = 0;
    for (size_t i = 0; i < typed.size && typed.at[i] != 'e' && typed.at[i] != 'E'; i++)
        if (typed.at[i] >= '0' && typed.at[i] <= '9' && (typed.at[i] != '0' || count)) count++;
    return count;
}

// Every mistake is a run of its own, all in memory at once: what would fill it is left alone.
static bool is_too_large(const Tape *tape) {
    enum { NUMBERS_MOST = 1 << 20 };
    long long numbers = 0;
    for (NodeId id = 0; id < tape->count; id++) numbers += tape_node(tape, id)->count;
    return numbers > NUMBERS_MOST;
}

// A single digit may be all there is, as in 2 or 0.5: only what gives just that number is named for it.
int asked_mistakes(const Session *s, Arena *arena, Ident at, Text typed, GradeCause out[GRADE_CAUSES]) {
    enum { DIGITS_LEAST = 2 };
    const Step *step = session_scene_step(s);
    GradeOne one = { .of = tape_node(session_tape(s), at.node), .grad = at.kind == IDENT_GRAD, .element = at.element };
    Problems quiet = { .arena = arena };
    Grade grade;
    if ((at.kind != IDENT_VALUE && at.kind != IDENT_GRAD) || is_too_large(session_tape(s))) return ASKED_NOT_LOOKED;
    if (!text_number_typed(typed, &one.found, &one.last)) return ASKED_NOT_LOOKED;
    if (digits_of(typed) < DIGITS_LEAST) one.last = NUMBER_UNWRITTEN;
    if (!grade_number(arena, step->model, step->params, step->inputs, &one, &grade, &quiet)) return ASKED_NOT_LOOKED;
    const GradePart *wrong = grade_first_wrong(&grade);
    for (int i = 0; wrong && i < wrong->causes; i++) out[i] = wrong->cause[i];
    return wrong ? wrong->causes : 0;
}

static void add_cause(Builder *out, const GradeCause *cause, bool mend) {
    const HabitInfo *info = habit_info(cause->habit);
    builder_print(out, " %s", info->did);
    if (cause->detail) builder_print(out, " (%s)", cause->detail);
    if (mend) builder_print(out, " %s", info->right);
}

const char *asked_mistakes_text(Arena *arena, const GradeCause *cause, int count) {
    static const char *const many[] = { "", "", "Two known mistakes give it:", "Three known mistakes give it:",
                                        "Several known mistakes give it:" };
    Builder out = { arena };
    if (count == ASKED_NOT_LOOKED) return "Not yet. Point at the number on the picture to see how it is made.";
    if (!count) return "Not yet, and no known mistake gives this number. Point at it on the picture to see how it is made.";
    builder_print(&out, "Not yet. %s", count == 1 ? "It fits a known mistake:" : many[count]);
    for (int i = 0; i < count; i++) {
        if (i) builder_print(&out, " Or:");
        add_cause(&out, &cause[i], count == 1);
    }
    return builder_text(&out);
}
