// The picture is drawn into a list that nobody shows; what stands there is gathered by node, each number once.
#include "session/describe.h"

#include <math.h>
#include <string.h>

#include "base/math.h"
#include "draw/formula.h"
#include "session/asked.h"
#include "session/describe_parts.h"
#include "session/spoken.h"

enum { WIDTH = 1280, HEIGHT = 720, MOST_SPOKEN = 64, FEW_SPOKEN = 8, MANY = 14, DIGITS = 4 };

// --- lines of the lesson

typedef struct Say {
    Session *session;
    Arena *arena;
    List hidden; // for list_hides
} Say;

static const char *live_text(const Say *say, const LiveRef *live) {
    double value;
    Ident ident;
    if (!session_live(say->session, live, &value, &ident)) return "a number that is not here";
    return list_hides(&say->hidden, ident) ? "unknown" : number_text(say->arena, value, DIGITS);
}

static const char *line_text(const Say *say, const Line *line) {
    Builder b = { .arena = say->arena };
    for (int i = 0; i < line->runs; i++) {
        const Run *run = &line->run[i];
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
        case BLOCK_ASK: take_question(say, block, d); break;
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

// --- what the picture shows

typedef struct Seen { // of a node or its gradient
    int node;
    bool grad;
    double x, y;       // where it begins
    unsigned char *at; // (count) shown
    Box box;           // all of it
    int first, last;   // the lowest and the highest element that stand by themselves, and where
    double first_x, first_y, last_x, last_y;
} Seen;

typedef struct Gathered {
    Arena *arena;
    const Tape *tape;
    Seen *seen; // (2 nodes of the tape)
    int count;
} Gathered;

static Seen *seen_of(Gathered *g, int node, bool grad, Box at) {
    for (int i = 0; i < g->count; i++)
        if (g->seen[i].node == node && g->seen[i].grad == grad) return &g->seen[i];
    Seen *s = &g->seen[g->count++];
    *s = (Seen){ .node = node, .grad = grad, .x = at.x, .y = at.y, .first = -1 };
    s->at = arena_new(g->arena, unsigned char, (size_t)g->tape->node[node].count);
    return s;
}

static Seen *mark(Gathered *g, int node, bool grad, int element, Box at) {
    if (node < 0 || node >= g->tape->count || element < 0 || element >= g->tape->node[node].count) return NULL;
    Seen *s = seen_of(g, node, grad, at);
    s->at[element] = 1;
    s->box = box_union(s->box, at);
    return s;
}

// An element that stands by itself tells which way the others go.
static void mark_one(Gathered *g, const Cmd *cmd) {
    int e = cmd->ident.element;
    Seen *s = mark(g, cmd->ident.node, cmd->ident.grad, e, cmd->box);
    double x = cmd->box.x + cmd->box.w / 2, y = cmd->box.y + cmd->box.h / 2;
    if (!s) return;
    if (ident_drags(cmd->ident)) mark(g, cmd->ident.node, false, e + 1, cmd->box); // an arrow's tip is two numbers
    if (s->first < 0 || e < s->first) s->first = e, s->first_x = x, s->first_y = y;
    if (s->first < 0 || e >= s->last) s->last = e, s->last_x = x, s->last_y = y;
}

static void gather_heat(Gathered *g, const Cmd *cmd) {
    Ident i = cmd->ident;
    for (int r = 0; r < cmd->heat.rows; r++)
        for (int c = 0; c < cmd->heat.columns; c++)
            mark(g, i.node, i.grad, i.element + r * i.heat.row_stride + c * i.heat.column_stride, cmd->box);
}

static void gather(Gathered *g, const List *list) {
    for (int i = 0; i < list->count; i++) {
        const Cmd *cmd = &list->cmd[i];
        if (!cmd_is_drawn(cmd)) continue;
        switch (cmd->ident.kind) {
        case IDENT_VALUE:
        case IDENT_GRAD: mark_one(g, cmd); break;
        case IDENT_HEAT:
            if (cmd->kind == CMD_HEAT) gather_heat(g, cmd);
            break;
        case IDENT_NONE:
        case IDENT_NOTE:
        case IDENT_SYMBOL: // words
        case IDENT_LENGTH: break;
        }
    }
}

// Left to right, then from above; what begins in the same column of the picture goes downwards.
static bool comes_before(const Seen *a, const Seen *b) {
    enum { COLUMN = 40 };
    return a->x < b->x - COLUMN || (a->x <= b->x + COLUMN && a->y < b->y);
}

static void sort(Gathered *g) {
    for (int i = 1; i < g->count; i++) {
        Seen s = g->seen[i];
        int k = i;
        for (; k > 0 && comes_before(&s, &g->seen[k - 1]); k--) g->seen[k] = g->seen[k - 1];
        g->seen[k] = s;
    }
}

// --- numbers in words

static const char *number_said(const Say *say, const Seen *s, const Node *node, int element) {
    Ident ident = s->grad ? ident_grad(s->node, element) : ident_value(s->node, element);
    if (list_hides(&say->hidden, ident)) return "unknown";
    return number_text(say->arena, s->grad ? node->grad[element] : node->value[element], DIGITS);
}

static int rows_of(Shape shape) { return shape.rank < 2 ? 0 : shape.size[shape.rank - 2]; }

// The input whose words stand beside the rows of a node: itself, or what it is made of by way of nodes with as many rows, first
// things first: a score's row is its query's.
static const Input *words_beside(const Say *say, int id, int depth) {
    enum { DEEP = 8, BROAD = 2 };
    const Tape *tape = session_tape(say->session);
    const Node *node = tape_node(tape, id);
    const Inputs *inputs = session_scene_step(say->session)->inputs;
    const Input *input = inputs && node->name ? inputs_find(inputs, node->name) : NULL;
    if (input && input->words && rows_of(input->shape) == rows_of(node->shape)) return input;
    for (int i = 0; i < node->inputs && i < BROAD && depth < DEEP; i++) {
        const Node *from = tape_node(tape, node->input[i]);
        if (rows_of(from->shape) != rows_of(node->shape)) continue;
        const Input *found = words_beside(say, node->input[i], depth + 1);
        if (found) return found;
    }
    return NULL;
}

// The last axis is read along; the axes before it count rows.
static int columns_of(const Node *node) { return node->shape.rank ? node->shape.size[node->shape.rank - 1] : 1; }

// "row 2, cat: "; of a stack of matrices "matrix 3, row 2: ".
static void say_row_name(Builder *b, const Node *node, int row, const char *word) {
    int high = rows_of(node->shape);
    bool stacked = node->shape.rank > 2 && node->shape.size[node->shape.rank - 3] > 1;
    builder_print(b, "%s", b->size ? "; " : "");
    if (stacked) builder_print(b, "matrix %d, ", row / high + 1);
    builder_print(b, "row %d%s%s: ", (stacked ? row % high : row) + 1, word ? ", " : "", word ? word : "");
}

static void say_row(const Say *say, Builder *b, const Seen *s, const Node *node, int row, int columns, const Input *words,
                    bool named) {
    bool any = false;
    int shown = 0;
    for (int c = 0; c < columns; c++) shown += s->at[row * columns + c];
    for (int c = 0; c < columns; c++) {
        int e = row * columns + c;
        if (!s->at[e]) continue;
        if (!any && named) say_row_name(b, node, row, words ? words->words[row % words->shape.size[0]] : NULL);
        if (any) builder_print(b, ", ");
        if (shown < columns) builder_print(b, "column %d ", c + 1);
        builder_print(b, "%s", number_said(say, s, node, e));
        any = true;
    }
}

// What is too much to listen to is said by its ends.
static void say_range(const Say *say, Builder *b, const Seen *s, const Node *node, int shown) {
    int low = -1, high = -1;
    const Real *value = s->grad ? node->grad : node->value;
    for (int i = 0; i < node->count; i++) {
        if (!s->at[i]) continue;
        if (low < 0 || value[i] < value[low]) low = i;
        if (high < 0 || value[i] > value[high]) high = i;
    }
    int columns = columns_of(node);
    builder_print(b, "%d numbers, from %s in row %d, column %d to %s in row %d, column %d", shown, number_said(say, s, node, low),
                  low / columns + 1, low % columns + 1, number_said(say, s, node, high), high / columns + 1, high % columns + 1);
}

// "h[3]" and "rnn.h" are states: they share the keys' colour.
static const char *what_of(const char *name) {
    const char *dot = strrchr(name, '.');
    const char *last = dot ? dot + 1 : name;
    Role role = role_of_node(name);
    if ((*last == 'h' || *last == 'H') && role == ROLE_RECURRENT) return "state";
    return role == ROLE_INK ? "" : role_name(role);
}

// "in the middle, downwards, highlighted": of one row which way it is read, of several whether they stand as columns.
static const char *where_is(const Say *say, const Seen *s, const List *list, Box whole, int columns, int rows) {
    Builder b = { .arena = say->arena };
    double right = fabs(s->last_x - s->first_x), down = fabs(s->last_y - s->first_y);
    builder_print(&b, "%s", picture_place(s->box, whole));
    if (s->first >= 0 && s->last > s->first) {
        if (rows <= 1 && down > 2 * right) builder_print(&b, "%sdownwards", b.size ? ", " : "");
        if (rows > 1 && columns == 1 && right > 2 * down) builder_print(&b, "%sfrom left to right", b.size ? ", " : "");
    }
    if (picture_highlights(list, s->box)) builder_print(&b, "%shighlighted", b.size ? ", " : "");
    return builder_text(&b);
}

static DescribedNode describe_node(const Say *say, const Seen *s, const List *list, Box whole, int most) {
    const Node *node = tape_node(session_tape(say->session), s->node);
    // Of its own: the tape may go when the session looks at the step before.
    const char *name = arena_print(say->arena, "%s%s", s->grad ? "grad." : "", node->name);
    int columns = columns_of(node), rows = columns ? node->count / columns : 0, shown = 0;
    const Input *words = rows_of(node->shape) > 1 ? words_beside(say, s->node, 0) : NULL;
    Builder b = { .arena = say->arena };
    for (int i = 0; i < node->count; i++) shown += s->at[i];
    if (columns == 1 && shown == node->count && !words) columns = node->count, rows = 1; // a column is read like a row
    if (shown > most)
        say_range(say, &b, s, node, shown);
    else
        for (int r = 0; r < rows; r++) say_row(say, &b, s, node, r, columns, words, rows > 1);
    return (DescribedNode){ name, what_of(node->name), shape_text(say->arena, node->shape),
                            where_is(say, s, list, whole, columns, rows), builder_text(&b) };
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

static void look(Say *say, const DescribeSpec *spec, Described *d) {
    List list;
    if (spec->before) say->hidden.hiddens = asked_hidden(say->session, say->arena, &say->hidden.hidden);
    draw(say, spec, &list);
    const Tape *tape = session_tape(say->session);
    Gathered g = { .arena = say->arena, .tape = tape, .seen = arena_new(say->arena, Seen, 2 * (size_t)tape->count + 1) };
    gather(&g, &list);
    sort(&g);
    picture_words(&list, say->arena, &d->words, &d->to_come);
    d->curves = picture_curves(&list, say->arena);
    Box whole = picture_box(&list);
    d->node = arena_new(say->arena, DescribedNode, (size_t)g.count + 1);
    for (int i = 0; i < g.count; i++)
        if (*tape->node[g.seen[i].node].name)
            d->node[d->nodes++] = describe_node(say, &g.seen[i], &list, whole, g.count > MANY ? FEW_SPOKEN : MOST_SPOKEN);
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
        builder_print(b, "%s%s%s", any ? ", " : b->size ? "; " : "", any ? "" : lead, of->node[i].name);
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
        builder_print(&b, "%s%s%s", first ? b.size ? "; other numbers: " : "other numbers: " : ", ", now->node[i].name, "");
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

// --- written

static void add_nodes(Builder *b, const Described *d) {
    for (int i = 0; i < d->nodes; i++) {
        const DescribedNode *n = &d->node[i];
        builder_print(b, "  %s%s%s, %s%s%s: %s\n", n->name, *n->what ? ", " : "", n->what, n->shape, *n->where ? ", " : "",
                      n->where, n->numbers);
    }
}

const char *describe_text(const Described *d, Arena *arena) {
    Builder b = { .arena = arena };
    builder_print(&b, "%s, step %d of %d: %s\n", d->lesson, d->step, d->steps, d->title);
    if (*d->text) builder_print(&b, "%s\n", d->text);
    if (*d->formula) builder_print(&b, "Formula: %s.\n", d->formula);
    builder_print(&b, d->nodes ? "The picture shows, from left to right:\n" : "The picture shows no numbers in cells.\n");
    add_nodes(&b, d);
    if (*d->curves) builder_print(&b, "There %s %s.\n", text_starts(text_of(d->curves), "1 ") ? "is" : "are", d->curves);
    if (*d->words) builder_print(&b, "Words on it: %s.\n", d->words);
    if (*d->to_come) builder_print(&b, "Still to come: %s.\n", d->to_come);
    if (*d->changed) builder_print(&b, "Since the step before: %s.\n", d->changed);
    if (*d->question) builder_print(&b, "Question: %s", d->question);
    for (int i = 0; i < d->options; i++) builder_print(&b, " (%d) %s", i + 1, d->option[i].text);
    if (*d->question) builder_print(&b, "\n");
    if (*d->exercise) builder_print(&b, "To work out: %s\n", d->exercise);
    if (*d->tries) builder_print(&b, "To try: %s.\n", d->tries);
    return builder_text(&b);
}

static void quote(Builder *b, const char *text) {
    builder_add_bytes(b, "\"", 1);
    for (; *text; text++) {
        unsigned char c = (unsigned char)*text;
        if (c == '"' || c == '\\')
            builder_print(b, "\\%c", c);
        else if (c < ' ')
            builder_print(b, "\\u%04x", c);
        else
            builder_add_bytes(b, text, 1);
    }
    builder_add_bytes(b, "\"", 1);
}

static void member(Builder *b, const char *name, const char *text, const char *after) {
    builder_print(b, "\"%s\": ", name);
    quote(b, text);
    builder_print(b, "%s", after);
}

const char *describe_json(const Described *d, Arena *arena) {
    Builder b = { .arena = arena };
    builder_print(&b, "{\n  ");
    member(&b, "lesson", d->lesson, ",\n  ");
    builder_print(&b, "\"step\": %d,\n  \"steps\": %d,\n  ", d->step, d->steps);
    member(&b, "title", d->title, ",\n  ");
    member(&b, "text", d->text, ",\n  ");
    member(&b, "formula", d->formula, ",\n  \"shows\": [");
    for (int i = 0; i < d->nodes; i++) {
        builder_print(&b, "%s\n    { ", i ? "," : "");
        member(&b, "node", d->node[i].name, ", ");
        member(&b, "role", d->node[i].what, ", ");
        member(&b, "shape", d->node[i].shape, ", ");
        member(&b, "where", d->node[i].where, ", ");
        member(&b, "numbers", d->node[i].numbers, " }");
    }
    builder_print(&b, "%s],\n  ", d->nodes ? "\n  " : "");
    member(&b, "curves", d->curves, ",\n  ");
    member(&b, "words", d->words, ",\n  ");
    member(&b, "to_come", d->to_come, ",\n  ");
    member(&b, "changed", d->changed, ",\n  ");
    member(&b, "question", d->question, ",\n  \"options\": [");
    for (int i = 0; i < d->options; i++) {
        builder_print(&b, "%s", i ? ", " : "");
        quote(&b, d->option[i].text);
    }
    builder_print(&b, "],\n  ");
    member(&b, "exercise", d->exercise, ",\n  ");
    member(&b, "try", d->tries, "\n}\n");
    return builder_text(&b);
}
