// The picture is drawn into a list that nobody shows; what stands there is gathered by node, each number once.
#include "session/describe.h"

#include <math.h>
#include <string.h>

#include "base/math.h"
#include "draw/formula.h"
#include "session/asked.h"
#include "session/describe_nodes.h"
#include "session/describe_parts.h"
#include "session/spoken.h"

enum { WIDTH = 1280, HEIGHT = 720, DIGITS = 4 };

// --- lines of the lesson

static const char *live_text(const Say *say, const LiveRef *live) {
    double value;
    Ident ident;
    if (!session_live(say->session, live, &value, &ident)) return "a number that is not here";
    return list_hides(&say->hidden, ident) ? "unknown" : number_text(say->arena, value, DIGITS);
}

static const char *line_text(const Say *say, const Line *of) {
    Builder b = { .arena = say->arena };
    const Line line = session_line(say->session, say->arena, of);
    for (int i = 0; i < line.runs; i++) {
        const Run *run = &line.run[i];
        switch (run->kind) {
        case RUN_TEXT: builder_print(&b, "%s", run->text); break;
        case RUN_FORMULA: builder_print(&b, "%s", spoken_formula(say->arena, text_of(run->text))); break;
        case RUN_LIVE: builder_print(&b, "%s", live_text(say, &run->live)); break;
        }
    }
    return builder_text(&b);
}

static void add_control(Builder *b, const Control *c) {
    builder_print(b, "%s%s", b->size ? "; " : "", c->param);
    switch (c->kind) {
    case CONTROL_SLIDER:
        builder_print(b, " from %s to %s", number_text(b->arena, c->low, DIGITS), number_text(b->arena, c->high, DIGITS));
        break;
    case CONTROL_CHOICE:
        for (int i = 0; i < c->choices; i++) builder_print(b, "%s%s", i ? ", " : ": ", c->choice[i]);
        break;
    case CONTROL_SWITCH: builder_print(b, " on or off"); break;
    case CONTROL_WORDS: builder_print(b, ": other words"); break;
    }
}

// The options may name what is asked for: one of them is it.
static void take_question(const Say *say, const Block *block, Described *d) {
    Say open = *say;
    open.hidden.hiddens = 0;
    d->question = line_text(say, block->line);
    d->options = block->options;
    for (int i = 0; i < block->options; i++)
        d->option[i] = (DescribedChoice){ line_text(&open, &block->option[i].label), block->option[i].right };
}

static void read_blocks(const Say *say, const LessonStep *step, Described *d) {
    Builder text = { .arena = say->arena }, formula = { .arena = say->arena }, tries = { .arena = say->arena };
    for (int i = 0; i < step->blocks; i++) {
        const Block *block = &step->block[i];
        switch (block->kind) {
        case BLOCK_PARAGRAPH:
        case BLOCK_LIST:
            for (int k = 0; k < block->lines; k++)
                builder_print(&text, "%s%s", text.size ? " " : "", line_text(say, &block->line[k]));
            break;
        case BLOCK_CODE: builder_print(&text, "%s%s", text.size ? " " : "", block->text); break;
        case BLOCK_MATH:
            builder_print(&formula, "%s%s", formula.size ? "; and " : "", spoken_formula(say->arena, text_of(block->text)));
            break;
        case BLOCK_ASK:
            if (session_asks(say->session, block)) take_question(say, block, d);
            break;
        case BLOCK_ANSWER: d->exercise = line_text(say, block->line); break;
        case BLOCK_TRY:
            for (int k = 0; k < block->controls; k++) add_control(&tries, &block->control[k]);
            break;
        }
    }
    d->text = builder_text(&text);
    d->formula = builder_text(&formula);
    d->tries = builder_text(&tries);
}

// --- a step

static void draw(const Say *say, const DescribeSpec *spec, List *list) {
    View view = { .width = WIDTH, .height = HEIGHT, .metrics = spec->metrics, .arena = say->arena };
    double t = spec->t;
    view.hidden = say->hidden.hidden, view.hiddens = say->hidden.hiddens;
    if (spec->before) t = math_min(t, asked_opens(session_lesson_step(say->session)));
    *list = list_begin(say->arena, spec->metrics);
    session_draw(say->session, &view, t, list);
}

// A word that stands beside a row or over a column is told with its numbers.
static bool is_told_word(const ShownNode *shown, int nodes, Text text) {
    for (int i = 0; i < nodes; i++)
        for (const char *at = shown[i].node.numbers; (at = strchr(at, ' ')) != NULL;)
            if (!strncmp(++at, text.at, text.size) && at[text.size] && strchr(": ,", at[text.size])) return true;
    return false;
}

static bool is_told(const ShownNode *shown, int nodes, const Phrase *phrase) {
    bool all = is_told_word(shown, nodes, text_of(phrase->text));
    Text rest = text_of(phrase->text), word;
    if (all || !phrase->row) return all;
    for (all = true; all && (word = text_word(&rest)).size;) all = is_told_word(shown, nodes, word);
    return all;
}

static const char *node_text(Arena *arena, const DescribedNode *n) {
    return arena_print(arena, "%s%s%s, %s%s%s: %s", n->said, *n->what ? ", " : "", n->what, n->shape, *n->where ? ", " : "",
                       n->where, n->numbers);
}

// Everything in reading order, a line each; phrases that follow each other in one.
static const char *all_shown(Arena *arena, Piece *piece, int pieces) {
    Builder b = { .arena = arena };
    bool words = false;
    pieces_in_order(piece, pieces, arena);
    for (int i = 0; i < pieces; i++) {
        if (piece[i].words)
            builder_print(&b, "%s%s", words ? "; " : b.size ? "\n  Written: " : "  Written: ", piece[i].text);
        else
            builder_print(&b, "%s%s", b.size ? "\n  " : "  ", piece[i].text);
        words = piece[i].words;
    }
    return builder_text(&b);
}

static void look(Say *say, const DescribeSpec *spec, Described *d) {
    List list;
    Phrase *phrase;
    ShownNode *shown;
    Piece *curve;
    Arena *arena = say->arena;
    if (spec->before) say->hidden.hiddens = asked_hidden(say->session, arena, &say->hidden.hidden);
    draw(say, spec, &list);
    int phrases = picture_phrases(&list, arena, &phrase), nodes = shown_nodes(say, &list, &shown),
        curves = picture_curves(&list, phrase, phrases, arena, &curve), pieces = 0;
    Piece *piece = arena_new(arena, Piece, phrases + nodes + curves + 1);
    Builder all = { .arena = arena };
    d->node = arena_new(arena, DescribedNode, nodes + 1);
    for (int i = 0; i < nodes; i++) {
        d->node[d->nodes++] = shown[i].node;
        piece[pieces++] = (Piece){ node_text(arena, &shown[i].node), shown[i].box, false };
    }
    for (int i = 0; i < curves; i++) {
        piece[pieces++] = curve[i];
        builder_print(&all, "%s%s", i ? "; " : "", curve[i].text);
    }
    d->words = phrases_joined(arena, phrase, phrases, false);
    for (int i = 0; i < phrases; i++) phrase[i].bare = phrase[i].bare || is_told(shown, nodes, &phrase[i]);
    for (int i = 0; i < phrases; i++)
        if (!phrase[i].pale && phrase_is_new(phrase, phrases, i)) piece[pieces++] = (Piece){ phrase[i].text, phrase[i].box, true };
    d->to_come = phrases_joined(arena, phrase, phrases, true);
    d->curves = builder_text(&all);
    d->links = picture_links(&list, phrase, phrases, session_tape(say->session), arena);
    d->signs = picture_signs(&list, session_tape(say->session), arena);
    d->frames = picture_frames(&list, session_tape(say->session), arena);
    d->fields = picture_fields(&list, arena);
    d->marks = picture_marks(&list, arena);
    d->shows = all_shown(arena, piece, pieces);
}

static const DescribedNode *find_node(const Described *d, const char *name) {
    for (int i = 0; i < d->nodes; i++)
        if (!strcmp(d->node[i].name, name)) return &d->node[i];
    return NULL;
}

static void name_all(Builder *b, const char *lead, const Described *of, const Described *not_in) {
    bool any = false;
    for (int i = 0; i < of->nodes; i++) {
        if (find_node(not_in, of->node[i].name)) continue;
        builder_print(b, "%s%s%s", any ? ", " : b->size ? "; " : "", any ? "" : lead, of->node[i].said);
        any = true;
    }
}

// A race is left alone: going away from it and back would be seen.
static const char *changes(Session *session, const DescribeSpec *spec, const Described *now, Arena *arena) {
    int step = session_step(session);
    if (!spec->since || step == 0 || session_race(session)) return "";
    Described before = { 0 };
    Builder b = { .arena = arena };
    Say say = { session, arena, { 0 } };
    session_go(session, step - 1);
    if (!session_race(session)) look(&say, &(DescribeSpec){ .metrics = spec->metrics, .t = 1 }, &before);
    session_go(session, step);
    name_all(&b, "new: ", now, &before);
    name_all(&b, "no longer shown: ", &before, now);
    bool first = true;
    for (int i = 0; i < now->nodes; i++) {
        const DescribedNode *was = find_node(&before, now->node[i].name);
        if (!was || !strcmp(was->numbers, now->node[i].numbers)) continue;
        builder_print(&b, "%s%s%s", first ? b.size ? "; other numbers: " : "other numbers: " : ", ", now->node[i].said, "");
        first = false;
    }
    return builder_text(&b);
}

Described describe_step(Session *session, const DescribeSpec *spec, Arena *arena) {
    const Lesson *lesson = session_lesson(session);
    const LessonStep *step = session_lesson_step(session);
    Say say = { session, arena, { 0 } };
    Described d = { .lesson = lesson->title,
                    .title = step->title,
                    .step = session_step(session) + 1,
                    .steps = lesson->steps,
                    .question = "",
                    .exercise = "",
                    .changed = "" };
    look(&say, spec, &d);
    read_blocks(&say, step, &d);
    d.changed = changes(session, spec, &d, arena);
    return d;
}
