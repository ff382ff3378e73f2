#include "session/asked.h"

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

int asked_hidden(const Session *s, Arena *arena, const Hidden **out) {
    const Block *question = step_question(session_lesson_step(s));
    int count = 0;
    *out = NULL;
    if (!question || !question->hides) return 0;
    Hidden *hidden = arena_new(arena, Hidden, question->hides);
    for (int i = 0; i < question->hides; i++) count += hidden_of(s, &question->hide[i], &hidden[count]);
    *out = hidden;
    return count;
}
