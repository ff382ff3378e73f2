// What stands on the list is gathered by node, each number once; how it is said is one rule for all nodes.
#include "session/describe_nodes.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "core/op.h"
#include "session/describe_parts.h"
#include "session/describe_seen.h"
#include "session/node_said.h"

enum { MOST_SPOKEN = 64, FEW_SPOKEN = 8, MANY = 14, DIGITS = 4 };

// --- numbers in words

static double number_of(const SeenNode *s, const Node *node, int element) {
    if (s->kind == KIND_VALUE) return node->value[element];
    if (s->kind == KIND_GRAD) return node->grad[element];
    double sum = 0;
    for (int i = 0; i < seen_columns(node) && element + i < node->count; i++)
        sum += node->grad[element + i] * node->grad[element + i];
    return sqrt(sum);
}

static const char *number_said(const Say *say, const SeenNode *s, const Node *node, int element) {
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
    if (product && node->args.transpose_b && rows_of(source->shape) == seen_columns(node)) return words_beside(say, from, 0);
    return seen_columns(source) == seen_columns(node) ? words_above(say, from, depth + 1) : NULL;
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
static void say_row_name(Builder *b, const Node *node, int row, const char *word, bool highlighted) {
    int high = rows_of(node->shape);
    bool stacked = node->shape.rank > 2 && node->shape.size[node->shape.rank - 3] > 1;
    builder_print(b, "%s", b->size ? "; " : "");
    if (stacked) builder_print(b, "matrix %d, ", row / high + 1);
    builder_print(b, "row %d%s%s%s: ", (stacked ? row % high : row) + 1, word ? ", " : "", word ? word : "",
                  highlighted ? ", highlighted" : "");
}

static bool is_highlighted_row(const SeenNode *s, const List *list, int row, int columns) {
    Box at = { 0 };
    for (int c = 0; s->each && c < columns; c++) at = box_union(at, s->each[row * columns + c]);
    return at.w > 0 && picture_highlights(list, at);
}

static bool is_shown_row(const SeenNode *s, int row, int columns) {
    bool shown = false;
    for (int c = 0; c < columns; c++) shown = shown || s->at[row * columns + c];
    return shown;
}

// It stands on the field that marks what the step is about, each row that is shown of it.
static bool is_highlighted(const SeenNode *s, const List *list, int rows, int columns) {
    bool every = s->each != NULL;
    for (int r = 0; r < rows && every; r++) every = !is_shown_row(s, r, columns) || is_highlighted_row(s, list, r, columns);
    return every || picture_highlights(list, seen_spread(s)->box);
}

// "column 3: ", "cat ", where the numbers of a row do not tell by themselves which they are.
static void say_column(const Say *say, Builder *b, Margins words, int column, int columns) {
    const char *over = word_above(say, words, column, columns);
    if (over)
        builder_print(b, "%s ", over);
    else
        builder_print(b, "column %d: ", column + 1);
}

static void say_row(const Say *say, Builder *b, const SeenNode *s, const Node *node, int row, int columns, Margins words,
                    const List *list) {
    bool any = false, named = node->count > columns,
         alone = named && is_highlighted_row(s, list, row, columns) && !is_highlighted(s, list, node->count / columns, columns);
    int shown = 0;
    for (int c = 0; c < columns; c++) shown += s->at[row * columns + c] != 0;
    for (int c = 0; c < columns; c++) {
        int e = row * columns + c;
        if (!s->at[e]) continue;
        if (!any && named) say_row_name(b, node, row, word_before(say, words, node, row), alone);
        if (any) builder_print(b, ", ");
        if (shown < columns) say_column(say, b, words, c, columns);
        builder_print(b, "%s%s", number_said(say, s, node, e), s->at[e] & SEEN_HATCHED ? " hatched" : "");
        any = true;
    }
}

// " in row 3, column 1", as far as there are several.
static void say_place(Builder *b, const SeenNode *s, const Node *node, int element) {
    int columns = seen_columns(node);
    bool rows = node->count > columns, across = columns > 1 && s->kind != KIND_LENGTH;
    if (rows) builder_print(b, " in row %d", element / columns + 1);
    if (across) builder_print(b, "%s %d", rows ? ", column" : " in column", element % columns + 1);
}

static int largest_of_row(const SeenNode *s, const Node *node, int row, int columns) {
    int found = -1;
    for (int c = 0; c < columns; c++) {
        int e = row * columns + c;
        if (s->at[e] && (found < 0 || number_of(s, node, e) > number_of(s, node, row * columns + found))) found = c;
    }
    return found;
}

// Where the largest of each row stands, as far as that makes a pattern: "row 1 in column 1; rows 2 to 24 in columns 1 to 23".
static void say_largest(const Say *say, Builder *b, const SeenNode *s, const Node *node) {
    enum { RUNS_SAID = 6, ROWS_MOST = 64, ROWS_LEAST = 3 };
    int columns = seen_columns(node), rows = columns ? node->count / columns : 0, runs = 0;
    if (s->kind == KIND_LENGTH || !(s->forms & FORM_COLOURS)) return;
    if (rows < ROWS_LEAST || rows > ROWS_MOST || columns < 2 || node->shape.rank > 3 || rows_of(node->shape) != rows) return;
    Builder said = { .arena = say->arena };
    for (int r = 0, next; r < rows; r = next, runs++) {
        int first = largest_of_row(s, node, r, columns), step = 0;
        if (first < 0) return;
        for (next = r + 1; next < rows; next++) {
            int here = largest_of_row(s, node, next, columns), by = here - largest_of_row(s, node, next - 1, columns);
            if (here < 0 || by < 0 || by > 1 || (next > r + 1 && by != step)) break;
            step = by;
        }
        builder_print(&said, "%s", runs ? "; " : "");
        if (next == r + 1)
            builder_print(&said, "row %d in column %d", r + 1, first + 1);
        else if (step)
            builder_print(&said, "rows %d to %d in columns %d to %d", r + 1, next, first + 1, first + next - r);
        else
            builder_print(&said, "rows %d to %d in column %d", r + 1, next, first + 1);
    }
    if (runs <= RUNS_SAID) builder_print(b, "; the largest of each row: %s", builder_text(&said));
}

// The few that are written among many colours.
static void say_written(const Say *say, Builder *b, const SeenNode *s, const Node *node) {
    enum { WRITTEN_LEAST = 3, WRITTEN_MOST = 40 };
    int written = 0;
    for (int i = 0; i < node->count; i++) written += (s->at[i] & SEEN_WRITTEN) != 0;
    if (written < WRITTEN_LEAST || written > WRITTEN_MOST) return;
    for (int i = 0, said = 0; i < node->count; i++) {
        if (!(s->at[i] & SEEN_WRITTEN)) continue;
        builder_print(b, "%s", said++ ? ";" : "; written:");
        say_place(b, s, node, i);
        builder_print(b, ": %s", number_said(say, s, node, i));
    }
}

// What is too much to listen to is said by its ends.
static void say_range(const Say *say, Builder *b, const SeenNode *s, const Node *node, int shown) {
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
    say_largest(say, b, s, node);
    say_written(say, b, s, node);
}

// "h[3]" and "rnn.h" are states: they share the keys' colour.
static const char *what_of(const char *name, const char *said) {
    const char *dot = strrchr(name, '.');
    const char *last = dot ? dot + 1 : name;
    Role role = role_of_node(name);
    if (strstr(said, role_name(role))) return ""; // it is in the name already
    if ((*last == 'h' || *last == 'H') && role == ROLE_RECURRENT) return "state";
    return role == ROLE_INK ? "" : role_name(role);
}

static void add(Builder *b, const char *text) { builder_print(b, "%s%s", b->size && *text ? ", " : "", text); }

// "in the middle, downwards, highlighted, also as bars": of one row which way it is read, of several whether they stand as columns.
static const char *where_is(const Say *say, const SeenNode *s, const List *list, Box whole, int columns, int rows) {
    Builder b = { .arena = say->arena };
    const SeenSpread *at = seen_spread(s);
    double right = fabs(at->last_x - at->first_x), down = fabs(at->last_y - at->first_y);
    bool one_row = columns > 1 && at->first / columns == at->last / columns;
    add(&b, picture_place(at->box, whole));
    if (at->first >= 0 && at->last > at->first) {
        if ((rows <= 1 || one_row) && down > 2 * right) add(&b, "downwards");
        if (rows > 1 && columns == 1 && right > 2 * down) add(&b, "from left to right");
        if (rows > 1 && columns > 1 && !one_row && at->turned > 0) add(&b, "its rows stand as columns");
    }
    if (is_highlighted(s, list, rows, columns)) add(&b, "highlighted");
    add(&b, seen_form(s, say->arena));
    return builder_text(&b);
}

// "gradient at s", "length of the gradient at h sub 3".
static const char *said_of(Arena *arena, const SeenNode *s, const char *name) {
    static const char *const lead[] = { "", "gradient at ", "length of the gradient at " };
    return arena_print(arena, "%s%s", lead[s->kind], node_said(arena, name));
}

static const char *named(Arena *arena, const SeenNode *s, const char *name) {
    static const char *const lead[] = { "", "grad.", "length." };
    // Of its own: the tape may go when the session looks at the step before.
    return arena_print(arena, "%s%s", lead[s->kind], name);
}

// Of rows each one number; those of all rows without their names.
static void say_lengths(const Say *say, Builder *b, const SeenNode *s, const Node *node) {
    int columns = seen_columns(node), rows = node->count / columns, shown = 0;
    for (int r = 0; r < rows; r++) shown += s->at[r * columns] != 0;
    for (int r = 0; r < rows; r++) {
        if (!s->at[r * columns]) continue;
        builder_print(b, "%s", b->size ? ", " : "");
        if (shown < rows) builder_print(b, "row %d: ", r + 1);
        builder_print(b, "%s", number_said(say, s, node, r * columns));
    }
}

static void say_numbers(const Say *say, Builder *b, const SeenNode *s, const List *list, int most, int *columns, int *rows) {
    const Node *node = tape_node(session_tape(say->session), s->node);
    bool many = rows_of(node->shape) > 1;
    Margins words = { many ? words_beside(say, s->node, 0) : NULL, many ? words_above(say, s->node, 0) : NULL };
    int shown = 0;
    if (!words.column) words.column = vocabulary(say, *columns);
    for (int i = 0; i < node->count; i++) shown += s->at[i] != 0;
    if (*columns == 1 && shown == node->count && !words.row) *columns = node->count, *rows = 1; // a column is read like a row
    if (shown > most)
        say_range(say, b, s, node, shown);
    else if (s->kind == KIND_LENGTH)
        say_lengths(say, b, s, node);
    else
        for (int r = 0; r < *rows; r++) say_row(say, b, s, node, r, *columns, words, list);
}

static DescribedNode describe_node(const Say *say, const SeenNode *s, const List *list, Box whole, int most) {
    const Node *node = tape_node(session_tape(say->session), s->node);
    int columns = seen_columns(node), rows = columns ? node->count / columns : 0;
    const char *said = said_of(say->arena, s, node->name);
    Builder b = { .arena = say->arena };
    say_numbers(say, &b, s, list, most, &columns, &rows);
    return (DescribedNode){ named(say->arena, s, node->name),
                            said,
                            s->kind == KIND_VALUE ? what_of(node->name, said) : "",
                            shape_text(say->arena, node->shape),
                            where_is(say, s, list, whole, columns, rows),
                            builder_text(&b) };
}

// --- one after the other: h[0], h[1], …, of which one number each is shown, or all

typedef struct Series {
    int *member; // of the gathered
    int count, from;
} Series;

static int shown_of(const Gathered *g, const SeenNode *s) {
    int shown = 0;
    for (int i = 0; i < g->tape->node[s->node].count; i++) shown += s->at[i] != 0;
    return shown;
}

// The number in the brackets of "h[3]"; −1: it has none, or is shown in part.
static int place_in_row(const Gathered *g, const SeenNode *s) {
    const Node *node = &g->tape->node[s->node];
    const char *bracket = strchr(node->name, '[');
    int shown = bracket ? shown_of(g, s) : 0;
    return shown == 1 || (bracket && shown == node->count) ? atoi(bracket + 1) : -1;
}

static bool same_row(const Gathered *g, const SeenNode *a, const SeenNode *b) {
    const Node *x = &g->tape->node[a->node], *y = &g->tape->node[b->node];
    size_t size = strcspn(x->name, "[");
    return a->kind == b->kind && size == strcspn(y->name, "[") && !strncmp(x->name, y->name, size) &&
           shown_of(g, a) == shown_of(g, b);
}

static int follower(const Gathered *g, const SeenNode *s, int step) {
    int place = place_in_row(g, s);
    for (int i = 0; i < g->count && place >= 0; i++)
        if (!g->seen[i].told && place_in_row(g, &g->seen[i]) == place + step && same_row(g, &g->seen[i], s)) return i;
    return -1;
}

static Series series_from(const Gathered *g, int first) {
    Series series = { arena_new(g->arena, int, g->count + 1), 0, place_in_row(g, &g->seen[first]) };
    for (int at = first; at >= 0; at = follower(g, &g->seen[at], 1)) series.member[series.count++] = at;
    return series;
}

static int shown_element(const Gathered *g, const SeenNode *s) {
    int element = 0;
    while (element < g->tape->node[s->node].count - 1 && !s->at[element]) element++;
    return element;
}

// "960 numbers, from −1 in h sub 4, column 21, to 1 in h sub 2, column 22".
static void say_series_range(const Say *say, Builder *b, const Gathered *g, const Series *series, int numbers) {
    const SeenNode *end[2] = { NULL, NULL };
    int element[2] = { 0, 0 };
    for (int m = 0; m < series->count; m++) {
        const SeenNode *s = &g->seen[series->member[m]];
        const Node *node = &g->tape->node[s->node];
        for (int e = 0; e < node->count; e++)
            for (int k = 0; k < 2; k++) {
                double now = number_of(s, node, e), best = end[k] ? number_of(end[k], &g->tape->node[end[k]->node], element[k]) : 0;
                if (!end[k] || (k ? now > best : now < best)) end[k] = s, element[k] = e;
            }
    }
    builder_print(b, "%d numbers, ", numbers);
    for (int k = 0; k < 2; k++) {
        const Node *node = &g->tape->node[end[k]->node];
        builder_print(b, "%s %s in %s, column %d", k ? ", to" : "from", number_said(say, end[k], node, element[k]),
                      node_said(say->arena, node->name), element[k] % seen_columns(node) + 1);
    }
}

static void say_series(const Say *say, Builder *b, const Gathered *g, const Series *series, int most) {
    int each = shown_of(g, &g->seen[series->member[0]]);
    if (each > 1 && each * series->count > most) {
        say_series_range(say, b, g, series, each * series->count);
        return;
    }
    for (int m = 0; m < series->count; m++) {
        const SeenNode *s = &g->seen[series->member[m]];
        const Node *node = &g->tape->node[s->node];
        builder_print(b, "%s", m == 0 ? "" : each > 1 ? "; " : ", ");
        if (each > 1) builder_print(b, "%d: ", series->from + m + 1);
        for (int e = each > 1 ? 0 : shown_element(g, s), k = 0; k < each; k++, e++)
            builder_print(b, "%s%s", k ? ", " : "", number_said(say, s, node, e));
    }
}

static const char *where_series(const Say *say, const SeenNode *s, const List *list, Box whole, Box at) {
    Builder b = { .arena = say->arena };
    add(&b, picture_place(at, whole));
    if (picture_highlights(list, at)) add(&b, "highlighted");
    add(&b, seen_form(s, say->arena));
    return builder_text(&b);
}

static ShownNode join_series(const Say *say, const Gathered *g, const Series *series, const List *list, Box whole, int most) {
    SeenNode *s = &g->seen[series->member[0]];
    const Node *node = &g->tape->node[s->node];
    Builder b = { .arena = say->arena };
    Box at = { 0 };
    int each = shown_of(g, s);
    for (int m = 0; m < series->count; m++) {
        at = box_union(at, seen_spread(&g->seen[series->member[m]])->box);
        if (m) g->seen[series->member[m]].told = true;
    }
    const char *all = arena_print(say->arena, "%.*s[%d…%d]", (int)strcspn(node->name, "["), node->name, series->from,
                                  series->from + series->count - 1),
               *said = said_of(say->arena, s, all);
    say_series(say, &b, g, series, most);
    DescribedNode told = { named(say->arena, s, all),
                           said,
                           s->kind == KIND_VALUE ? what_of(node->name, said) : "",
                           each > 1 ? arena_print(say->arena, "%d times %s", series->count, shape_text(say->arena, node->shape))
                                    : arena_print(say->arena, "%d numbers", series->count),
                           where_series(say, s, list, whole, at),
                           builder_text(&b) };
    return (ShownNode){ told, at };
}

// One of several whose first is yet to be told.
static bool in_series(const Gathered *g, int i, int least) {
    int first = i;
    for (int before; (before = follower(g, &g->seen[first], -1)) >= 0;) first = before;
    return first != i && series_from(g, first).count >= least;
}

static bool is_said(const Gathered *g, const SeenNode *s) { return !s->told && *g->tape->node[s->node].name; }

int shown_nodes(const Say *say, const List *list, ShownNode **out) {
    enum { SERIES_LEAST = 3 };
    Gathered g = seen_on(list, session_tape(say->session), say->arena);
    Box whole = picture_box(list);
    int count = 0, several = 0;
    *out = arena_new(say->arena, ShownNode, (size_t)g.count + 1);
    for (int i = 0; i < g.count; i++) several += is_said(&g, &g.seen[i]) && follower(&g, &g.seen[i], -1) < 0;
    int most = several > MANY ? FEW_SPOKEN : MOST_SPOKEN;
    for (int i = 0; i < g.count; i++) {
        if (!is_said(&g, &g.seen[i])) continue;
        Series series = { 0 };
        if (follower(&g, &g.seen[i], -1) < 0) series = series_from(&g, i);
        if (series.count >= SERIES_LEAST)
            (*out)[count++] = join_series(say, &g, &series, list, whole, most);
        else if (!in_series(&g, i, SERIES_LEAST))
            (*out)[count++] = (ShownNode){ describe_node(say, &g.seen[i], list, whole, most), seen_spread(&g.seen[i])->box };
    }
    return count;
}
