// What stands on the list is gathered by node, each number once; how it is said is one rule for all nodes.
#include "session/describe_nodes.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "core/op.h"
#include "session/describe_parts.h"
#include "session/node_said.h"

enum { MOST_SPOKEN = 64, FEW_SPOKEN = 8, MANY = 14, DIGITS = 4, told = -2 };

typedef enum Kind { KIND_VALUE, KIND_GRAD, KIND_LENGTH } Kind; // lengths of the rows of a gradient

typedef struct Seen { // of a node or its gradient
    int node;
    Kind kind;
    unsigned char *at; // (count) shown
    Box box;           // all of it
    int first, last;   // the lowest and the highest element that stand by themselves, and where
    double first_x, first_y, last_x, last_y;
    double turned; // how far the next number of a row stands below the one before, rather than beside it
    bool written;  // a number of it stands there as digits
    int one;       // the last element that was met by itself
    double one_x, one_y;
} Seen;

typedef struct Gathered {
    Arena *arena;
    const Tape *tape;
    Seen *seen; // (3 nodes of the tape)
    int count;
} Gathered;

static Seen *seen_of(Gathered *g, int node, Kind kind) {
    for (int i = 0; i < g->count; i++)
        if (g->seen[i].node == node && g->seen[i].kind == kind) return &g->seen[i];
    Seen *s = &g->seen[g->count++];
    *s = (Seen){ .node = node, .kind = kind, .first = -1, .one = -1 };
    s->at = arena_new(g->arena, unsigned char, (size_t)g->tape->node[node].count);
    return s;
}

static Seen *mark(Gathered *g, int node, Kind kind, int element, Box at) {
    if (node < 0 || node >= g->tape->count || element < 0 || element >= g->tape->node[node].count) return NULL;
    Seen *s = seen_of(g, node, kind);
    s->at[element] = 1;
    s->box = box_union(s->box, at);
    return s;
}

// The last axis is read along; the axes before it count rows.
static int columns_of(const Node *node) { return node->shape.rank ? node->shape.size[node->shape.rank - 1] : 1; }

static bool is_written(const Cmd *cmd) {
    if (cmd->kind != CMD_TEXT || cmd->text.face == FACE_MATH || cmd->text.face == FACE_MATH_ITALIC) return false;
    const char *text = cmd->text.text;
    if (text_starts(text_of(text), "−")) text += sizeof "−" - 1;
    return *text >= '0' && *text <= '9';
}

// An element that stands by itself tells which way the others go.
static void mark_one(Gathered *g, const Cmd *cmd) {
    int e = cmd->ident.element;
    Kind kind = cmd->ident.kind == IDENT_LENGTH ? KIND_LENGTH : cmd->ident.grad ? KIND_GRAD : KIND_VALUE;
    Seen *s = mark(g, cmd->ident.node, kind, e, cmd->box);
    double x = cmd->box.x + cmd->box.w / 2, y = cmd->box.y + cmd->box.h / 2;
    if (!s) return;
    s->written = s->written || is_written(cmd);
    if (ident_drags(cmd->ident)) mark(g, cmd->ident.node, KIND_VALUE, e + 1, cmd->box); // an arrow's tip is two numbers
    int columns = columns_of(&g->tape->node[s->node]);
    if (e == s->one + 1 && e % columns) s->turned += fabs(y - s->one_y) - fabs(x - s->one_x);
    s->one = e, s->one_x = x, s->one_y = y;
    if (s->first < 0 || e < s->first) s->first = e, s->first_x = x, s->first_y = y;
    if (s->first < 0 || e >= s->last) s->last = e, s->last_x = x, s->last_y = y;
}

static void gather_heat(Gathered *g, const Cmd *cmd) {
    Ident i = cmd->ident;
    for (int r = 0; r < cmd->heat.rows; r++)
        for (int c = 0; c < cmd->heat.columns; c++)
            mark(g, i.node, i.grad ? KIND_GRAD : KIND_VALUE, i.element + r * i.heat.row_stride + c * i.heat.column_stride,
                 cmd->box);
}

static void gather(Gathered *g, const List *list) {
    for (int i = 0; i < list->count; i++) {
        const Cmd *cmd = &list->cmd[i];
        if (!cmd_is_drawn(cmd)) continue;
        switch (cmd->ident.kind) {
        case IDENT_VALUE:
        case IDENT_LENGTH:
        case IDENT_GRAD: mark_one(g, cmd); break;
        case IDENT_HEAT:
            if (cmd->kind == CMD_HEAT) gather_heat(g, cmd);
            break;
        case IDENT_NONE:
        case IDENT_NOTE:
        case IDENT_SYMBOL: break; // words
        }
    }
}

// Pairs of which only the first numbers are known, none of them in digits, are places in a plane: both count.
static void take_both_of_places(Gathered *g) {
    for (int i = 0; i < g->count; i++) {
        Seen *s = &g->seen[i];
        const Node *node = &g->tape->node[s->node];
        bool place = s->kind != KIND_LENGTH && columns_of(node) == 2 && !s->written;
        for (int e = 1; e < node->count && place; e += 2) place = !s->at[e];
        for (int e = 0; e + 1 < node->count && place; e += 2) s->at[e + 1] = s->at[e];
    }
}

// --- what is told by another

// Does a node hold the other's numbers as they are? Through parts without a name.
static bool is_made_of(const Tape *tape, int whole, int part, int depth) {
    static const char *const moving[] = { "concat", "reshape", "transpose", "swap" };
    enum { DEEP = 4 };
    const Node *node = tape_node(tape, whole);
    bool moves = false;
    for (size_t i = 0; i < sizeof moving / sizeof *moving; i++) moves = moves || !strcmp(node->op->name, moving[i]);
    for (int i = 0; moves && i < node->inputs; i++) {
        if (node->input[i] == part) return true;
        if (depth < DEEP && !*tape_node(tape, node->input[i])->name && is_made_of(tape, node->input[i], part, depth + 1))
            return true;
    }
    return false;
}

static bool is_whole(const Gathered *g, const Seen *s) {
    int shown = 0;
    for (int i = 0; i < g->tape->node[s->node].count; i++) shown += s->at[i];
    return shown == g->tape->node[s->node].count;
}

// The states one by one, and all of them as a matrix within their boxes: the matrix is enough.
static void leave_out_parts_of(Gathered *g, const Seen *whole) {
    Box all = { 0 };
    for (int pass = 0; pass < 2; pass++)
        for (int i = 0; i < g->count; i++) {
            Seen *s = &g->seen[i];
            if (s == whole || s->kind != KIND_VALUE || !is_made_of(g->tape, whole->node, s->node, 0)) continue;
            if (pass == 0) all = box_union(all, s->box);
            if (pass == 1 && box_within(all, whole->box, 12)) s->first = told;
        }
}

static void leave_out_parts(Gathered *g) {
    for (int i = 0; i < g->count; i++)
        if (g->seen[i].kind == KIND_VALUE && is_whole(g, &g->seen[i])) leave_out_parts_of(g, &g->seen[i]);
}

// --- numbers in words

static double number_of(const Seen *s, const Node *node, int element) {
    if (s->kind == KIND_VALUE) return node->value[element];
    if (s->kind == KIND_GRAD) return node->grad[element];
    double sum = 0;
    for (int i = 0; i < columns_of(node) && element + i < node->count; i++)
        sum += node->grad[element + i] * node->grad[element + i];
    return sqrt(sum);
}

static const char *number_said(const Say *say, const Seen *s, const Node *node, int element) {
    Ident ident = s->kind == KIND_VALUE ? ident_value(s->node, element) : ident_grad(s->node, element);
    if (list_hides(&say->hidden, ident)) return "unknown";
    return number_text(say->arena, number_of(s, node, element), DIGITS);
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

// The input whose words stand above the columns: in a product with a transposed matrix that matrix's rows, else its columns; of
// what is worked out number by number the same as of its first input.
static const Input *words_above(const Say *say, int id, int depth) {
    enum { DEEP = 8 };
    const Tape *tape = session_tape(say->session);
    const Node *node = tape_node(tape, id);
    bool product = !strcmp(node->op->name, "matmul");
    if (depth == DEEP || node->inputs == 0) return NULL;
    int from = node->input[product ? 1 : 0];
    const Node *source = tape_node(tape, from);
    if (product && node->args.transpose_b && rows_of(source->shape) == columns_of(node)) return words_beside(say, from, 0);
    return columns_of(source) == columns_of(node) ? words_above(say, from, depth + 1) : NULL;
}

// What stands beside the rows and over the columns, where they have words.
typedef struct Margins {
    const Input *row, *column;
} Margins;

static const char *word_of(const Input *input, int i) { return input ? input->words[i % rows_of(input->shape)] : NULL; }

// Of a table over a vocabulary: more words than a sentence has.
static const Input *vocabulary(const Say *say, int columns) {
    enum { LEAST = 17 };
    const Inputs *inputs = session_scene_step(say->session)->inputs;
    const Input *found = NULL;
    for (int i = 0; inputs && columns >= LEAST && i < inputs->count; i++)
        if (inputs->input[i].words && rows_of(inputs->input[i].shape) == columns) found = &inputs->input[i];
    return found;
}

static const char *word_above(const Say *say, Margins words, int column, int columns) {
    const Model *model = session_scene_step(say->session)->model;
    if (words.column) return word_of(words.column, column);
    return model->word && columns == model->words ? model->word(column) : NULL;
}

// What a row stands for: the word beside it; in a model of language the token it is computed for.
static const char *word_before(const Say *say, Margins words, const Node *node, int row) {
    const Tape *tape = session_tape(say->session);
    const Model *model = session_scene_step(say->session)->model;
    int tokens = model->word ? tape_find(tape, "tokens") : NODE_NONE, rows = rows_of(node->shape);
    if (words.row || tokens == NODE_NONE || tape_node(tape, tokens)->count != rows) return word_of(words.row, row);
    return model->word((int)tape_node(tape, tokens)->value[row % rows]);
}

// "row 2, cat: "; of a stack of matrices "matrix 3, row 2: ".
static void say_row_name(Builder *b, const Node *node, int row, const char *word) {
    int high = rows_of(node->shape);
    bool stacked = node->shape.rank > 2 && node->shape.size[node->shape.rank - 3] > 1;
    builder_print(b, "%s", b->size ? "; " : "");
    if (stacked) builder_print(b, "matrix %d, ", row / high + 1);
    builder_print(b, "row %d%s%s: ", (stacked ? row % high : row) + 1, word ? ", " : "", word ? word : "");
}

static void say_row(const Say *say, Builder *b, const Seen *s, const Node *node, int row, int columns, Margins words, bool named) {
    bool any = false;
    int shown = 0;
    for (int c = 0; c < columns; c++) shown += s->at[row * columns + c];
    for (int c = 0; c < columns; c++) {
        int e = row * columns + c;
        if (!s->at[e]) continue;
        if (!any && named) say_row_name(b, node, row, word_before(say, words, node, row));
        if (any) builder_print(b, ", ");
        const char *over = word_above(say, words, c, columns);
        if (shown < columns && over) builder_print(b, "%s ", over);
        if (shown < columns && !over) builder_print(b, "column %d: ", c + 1);
        builder_print(b, "%s", number_said(say, s, node, e));
        any = true;
    }
}

// " in row 3, column 1", as far as there are several.
static void say_place(Builder *b, const Seen *s, const Node *node, int element) {
    int columns = columns_of(node);
    bool rows = node->count > columns, across = columns > 1 && s->kind != KIND_LENGTH;
    if (rows) builder_print(b, " in row %d", element / columns + 1);
    if (across) builder_print(b, "%s %d", rows ? ", column" : " in column", element % columns + 1);
}

// What is too much to listen to is said by its ends.
static void say_range(const Say *say, Builder *b, const Seen *s, const Node *node, int shown) {
    int low = -1, high = -1;
    for (int i = 0; i < node->count; i++) {
        if (!s->at[i]) continue;
        if (low < 0 || number_of(s, node, i) < number_of(s, node, low)) low = i;
        if (high < 0 || number_of(s, node, i) > number_of(s, node, high)) high = i;
    }
    builder_print(b, "%d numbers, from %s", shown, number_said(say, s, node, low));
    say_place(b, s, node, low);
    builder_print(b, " to %s", number_said(say, s, node, high));
    say_place(b, s, node, high);
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
    bool one_row = columns > 1 && s->first / columns == s->last / columns;
    builder_print(&b, "%s", picture_place(s->box, whole));
    if (s->first >= 0 && s->last > s->first) {
        if ((rows <= 1 || one_row) && down > 2 * right) builder_print(&b, "%sdownwards", b.size ? ", " : "");
        if (rows > 1 && columns == 1 && right > 2 * down) builder_print(&b, "%sfrom left to right", b.size ? ", " : "");
        if (rows > 1 && columns > 1 && !one_row && s->turned > 0)
            builder_print(&b, "%sits rows stand as columns", b.size ? ", " : "");
    }
    if (picture_highlights(list, s->box)) builder_print(&b, "%shighlighted", b.size ? ", " : "");
    return builder_text(&b);
}

// "gradient at s", "length of the gradient at h sub 3".
static const char *said_of(Arena *arena, const Seen *s, const char *name) {
    static const char *const lead[] = { "", "gradient at ", "length of the gradient at " };
    return arena_print(arena, "%s%s", lead[s->kind], node_said(arena, name));
}

static const char *named(Arena *arena, const Seen *s, const char *name) {
    static const char *const lead[] = { "", "grad.", "length." };
    // Of its own: the tape may go when the session looks at the step before.
    return arena_print(arena, "%s%s", lead[s->kind], name);
}

// Of rows each one number; those of all rows without their names.
static void say_lengths(const Say *say, Builder *b, const Seen *s, const Node *node) {
    int columns = columns_of(node), rows = node->count / columns, shown = 0;
    for (int r = 0; r < rows; r++) shown += s->at[r * columns];
    for (int r = 0; r < rows; r++) {
        if (!s->at[r * columns]) continue;
        builder_print(b, "%s", b->size ? ", " : "");
        if (shown < rows) builder_print(b, "row %d: ", r + 1);
        builder_print(b, "%s", number_said(say, s, node, r * columns));
    }
}

static void say_numbers(const Say *say, Builder *b, const Seen *s, const Node *node, int most, int *columns, int *rows) {
    bool many = rows_of(node->shape) > 1;
    Margins words = { many ? words_beside(say, s->node, 0) : NULL, many ? words_above(say, s->node, 0) : NULL };
    int shown = 0;
    if (!words.column) words.column = vocabulary(say, *columns);
    for (int i = 0; i < node->count; i++) shown += s->at[i];
    if (*columns == 1 && shown == node->count && !words.row) *columns = node->count, *rows = 1; // a column is read like a row
    if (shown > most)
        say_range(say, b, s, node, shown);
    else if (s->kind == KIND_LENGTH)
        say_lengths(say, b, s, node);
    else
        for (int r = 0; r < *rows; r++) say_row(say, b, s, node, r, *columns, words, *rows > 1);
}

static DescribedNode describe_node(const Say *say, const Seen *s, const List *list, Box whole, int most) {
    const Node *node = tape_node(session_tape(say->session), s->node);
    int columns = columns_of(node), rows = columns ? node->count / columns : 0;
    Builder b = { .arena = say->arena };
    say_numbers(say, &b, s, node, most, &columns, &rows);
    return (DescribedNode){ named(say->arena, s, node->name),
                            said_of(say->arena, s, node->name),
                            s->kind == KIND_VALUE ? what_of(node->name) : "",
                            shape_text(say->arena, node->shape),
                            where_is(say, s, list, whole, columns, rows),
                            builder_text(&b) };
}

// --- one after the other

// The number in the brackets of "h[3]" of which one number is shown; −1: it is no such node.
static int place_in_row(const Gathered *g, const Seen *s) {
    const Node *node = &g->tape->node[s->node];
    const char *bracket = strchr(node->name, '[');
    int shown = 0;
    for (int i = 0; i < node->count && shown < 2; i++) shown += s->at[i];
    return bracket && shown == 1 ? atoi(bracket + 1) : -1;
}

static bool same_row(const Gathered *g, const Seen *a, const Seen *b) {
    const char *x = g->tape->node[a->node].name, *y = g->tape->node[b->node].name;
    size_t size = strcspn(x, "[");
    return a->kind == b->kind && size == strcspn(y, "[") && !strncmp(x, y, size);
}

static const char *one_number(const Say *say, const Gathered *g, const Seen *s) {
    const Node *node = &g->tape->node[s->node];
    int element = 0;
    while (element < node->count - 1 && !s->at[element]) element++;
    return number_said(say, s, node, element);
}

// Not one that follows another.
static bool starts_row(const Gathered *g, const Seen *s) {
    int place = place_in_row(g, s);
    for (int i = 0; i < g->count && place > 0; i++)
        if (g->seen[i].first != told && same_row(g, &g->seen[i], s) && place_in_row(g, &g->seen[i]) == place - 1) return false;
    return true;
}

// "h sub 1 to h sub 3: 0.7616, 0.5436, 0.4094": those that follow each other, each with one number. Returns the last place.
static int join_row(const Say *say, Gathered *g, int first, ShownNode *out) {
    enum { LEAST = 3 };
    int place = place_in_row(g, &g->seen[first]), from = place, joined = 1, last = first;
    if (place < 0) return place;
    Builder b = { .arena = say->arena };
    builder_print(&b, "%s", one_number(say, g, &g->seen[first]));
    for (bool found = true; found;) {
        found = false;
        for (int i = 0; i < g->count && !found; i++) {
            const Seen *s = &g->seen[i];
            found = same_row(g, s, &g->seen[first]) && place_in_row(g, s) == place + 1;
            if (found) last = i;
        }
        if (!found) break;
        builder_print(&b, ", %s", one_number(say, g, &g->seen[last]));
        out->box = box_union(out->box, g->seen[last].box);
        place++, joined++;
    }
    if (joined < LEAST) return -1;
    const char *begin = g->tape->node[g->seen[first].node].name;
    const char *all = arena_print(say->arena, "%.*s[%d…%d]", (int)strcspn(begin, "["), begin, from, place);
    out->node.name = named(say->arena, &g->seen[first], all);
    out->node.said = said_of(say->arena, &g->seen[first], all);
    out->node.shape = arena_print(say->arena, "%d numbers", joined);
    out->node.numbers = builder_text(&b);
    for (int i = 0; i < g->count; i++)
        if (i != first && same_row(g, &g->seen[i], &g->seen[first]) && place_in_row(g, &g->seen[i]) > from &&
            place_in_row(g, &g->seen[i]) <= place)
            g->seen[i].first = told;
    return place;
}

int shown_nodes(const Say *say, const List *list, ShownNode **out) {
    const Tape *tape = session_tape(say->session);
    Gathered g = { .arena = say->arena, .tape = tape, .seen = arena_new(say->arena, Seen, 3 * (size_t)tape->count + 1) };
    int count = 0;
    gather(&g, list);
    take_both_of_places(&g);
    leave_out_parts(&g);
    Box whole = picture_box(list);
    *out = arena_new(say->arena, ShownNode, (size_t)g.count + 1);
    for (int i = 0; i < g.count; i++) {
        const Seen *s = &g.seen[i];
        if (s->first == told || !*tape->node[s->node].name || !starts_row(&g, s)) continue;
        ShownNode *shown = &(*out)[count++];
        *shown = (ShownNode){ describe_node(say, s, list, whole, g.count > MANY ? FEW_SPOKEN : MOST_SPOKEN), s->box };
        join_row(say, &g, i, shown);
    }
    return count;
}
