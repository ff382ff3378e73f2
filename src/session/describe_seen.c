// The list is walked twice: digits first, so that a box around digits is known for a cell, and one without them for a colour or a
// bar.
#include "session/describe_seen.h"

#include <math.h>
#include <string.h>

#include "core/op.h"
#include "session/describe_parts.h"

enum { EACH_MOST = 4096 };

int seen_columns(const Node *node) { return node->shape.rank ? node->shape.size[node->shape.rank - 1] : 1; }

SeenKind seen_kind(Ident ident) { return ident.kind == IDENT_LENGTH ? KIND_LENGTH : ident.grad ? KIND_GRAD : KIND_VALUE; }

const SeenSpread *seen_spread(const SeenNode *seen) { return seen->forms & FORM_DIGITS ? &seen->digits : &seen->all; }

static SeenSpread spread_none(void) { return (SeenSpread){ .first = -1, .last = -1, .one = -1 }; }

static SeenNode *seen_of(Gathered *g, int node, SeenKind kind) {
    for (int i = 0; i < g->count; i++)
        if (g->seen[i].node == node && g->seen[i].kind == kind) return &g->seen[i];
    SeenNode *s = &g->seen[g->count++];
    int count = g->tape->node[node].count;
    *s = (SeenNode){ .node = node, .kind = kind, .digits = spread_none(), .all = spread_none() };
    s->at = arena_new(g->arena, unsigned char, (size_t)count);
    s->each = count <= EACH_MOST ? arena_new(g->arena, Box, (size_t)count) : NULL;
    return s;
}

static SeenNode *mark(Gathered *g, int node, SeenKind kind, int element, Box at) {
    if (node < 0 || node >= g->tape->count || element < 0 || element >= g->tape->node[node].count) return NULL;
    SeenNode *s = seen_of(g, node, kind);
    s->at[element] |= SEEN_SHOWN;
    s->all.box = box_union(s->all.box, at);
    return s;
}

// An element that stands by itself tells which way the others go.
static void stand(SeenSpread *s, int e, int columns, Box at) {
    double x = at.x + at.w / 2, y = at.y + at.h / 2;
    s->box = box_union(s->box, at);
    if (e == s->one + 1 && e % columns) s->turned += fabs(y - s->one_y) - fabs(x - s->one_x);
    s->one = e, s->one_x = x, s->one_y = y;
    if (s->first < 0 || e < s->first) s->first = e, s->first_x = x, s->first_y = y;
    if (s->last < 0 || e >= s->last) s->last = e, s->last_x = x, s->last_y = y;
}

// --- forms

// "0.54", "−∞", "exp 4.1", a "?" in its place; but not a name, nor the number that ends one: "k₂".
static bool is_digits(const List *list, int i) {
    const Cmd *cmd = &list->cmd[i], *before = i ? cmd - 1 : NULL;
    if (cmd->kind != CMD_TEXT || cmd->text.face == FACE_MATH_ITALIC) return false;
    if (before && before->kind == CMD_TEXT && before->text.face == FACE_MATH_ITALIC && ident_same(before->ident, cmd->ident))
        return false;
    const char *text = cmd->text.text;
    return strpbrk(text, "0123456789?") || strstr(text, "∞") || strstr(text, "NaN");
}

static bool holds_middle(Box outer, Box inner) { return box_holds(outer, inner.x + inner.w / 2, inner.y + inner.h / 2); }

// A track with what is filled of it: two boxes of the same number, one in the other.
static bool is_in_the_one_before(const List *list, int i) {
    const Cmd *cmd = &list->cmd[i], *before = i ? cmd - 1 : NULL;
    return before && before->kind == CMD_RECT && ident_same(before->ident, cmd->ident) && box_within(before->box, cmd->box, 1) &&
           cmd->rect.fill.alpha > 0 && (cmd->box.w < before->box.w * 0.95 || cmd->box.h < before->box.h * 0.95);
}

static void measure_box(SeenNode *s, Box at) {
    bool first = !(s->forms & FORM_COLOURS);
    if (first || at.w < s->low_w) s->low_w = at.w;
    if (first || at.w > s->high_w) s->high_w = at.w;
    if (first || at.h < s->low_h) s->low_h = at.h;
    if (first || at.h > s->high_h) s->high_h = at.h;
}

// What a command that carries no digits is, of a number that may have some elsewhere.
static int form_of(const List *list, int i, SeenNode *s) {
    const Cmd *cmd = &list->cmd[i];
    int e = cmd->ident.element;
    if (cmd->kind == CMD_HEAT) return FORM_COLOURS;
    if (ident_drags(cmd->ident) || cmd_arrow_head(cmd)) return FORM_ARROWS;
    if (cmd->kind == CMD_PATH) return cmd_arrow_head(cmd + 1) && ident_same(cmd->ident, cmd[1].ident) ? 0 : FORM_LINES;
    if (cmd->kind != CMD_RECT) return 0;
    if (s->each && s->each[e].w > 0 && holds_middle(cmd->box, s->each[e])) return FORM_DIGITS;
    if (cmd->rect.radius >= cmd->box.w / 2 - 0.5 && fabs(cmd->box.w - cmd->box.h) < 1) return FORM_POINTS;
    if (is_in_the_one_before(list, i)) return FORM_BARS;
    if (cmd->rect.fill.alpha <= 0) return 0;
    measure_box(s, cmd->box);
    return FORM_COLOURS;
}

// --- the walk

static void gather_digits(Gathered *g, const List *list, int i) {
    const Cmd *cmd = &list->cmd[i];
    if (!ident_is_number(cmd->ident) || !is_digits(list, i)) return;
    SeenNode *s = mark(g, cmd->ident.node, seen_kind(cmd->ident), cmd->ident.element, cmd->box);
    if (!s) return;
    int e = cmd->ident.element, columns = seen_columns(&g->tape->node[s->node]);
    bool in_cell = i && list->cmd[i - 1].kind != CMD_TEXT && ident_same(list->cmd[i - 1].ident, cmd->ident);
    s->forms |= FORM_DIGITS;
    s->at[e] |= SEEN_WRITTEN;
    if (!s->each)
        stand(&s->digits, e, columns, cmd->box);
    else if (s->each[e].w <= 0 || (in_cell && !(s->at[e] & SEEN_CELL))) // it may stand in a line of arithmetic too
        s->each[e] = cmd->box;
    s->at[e] |= in_cell ? SEEN_CELL : 0;
    stand(&s->all, e, columns, cmd->box);
}

// Where the digits stand in a cell, if they do anywhere.
static void place_digits(const Gathered *g) {
    for (int i = 0; i < g->count; i++) {
        SeenNode *s = &g->seen[i];
        const Node *node = &g->tape->node[s->node];
        for (int e = 0; e < node->count && s->each; e++)
            if (s->at[e] & SEEN_WRITTEN) stand(&s->digits, e, seen_columns(node), s->each[e]);
    }
}

static void gather_form(Gathered *g, const List *list, int i) {
    const Cmd *cmd = &list->cmd[i];
    if (cmd->kind == CMD_TEXT || !ident_is_number(cmd->ident)) return;
    int e = cmd->ident.element;
    SeenNode *s = mark(g, cmd->ident.node, seen_kind(cmd->ident), e, cmd->box);
    if (!s) return;
    int form = form_of(list, i, s), columns = seen_columns(&g->tape->node[s->node]);
    s->forms |= form;
    if (ident_drags(cmd->ident)) mark(g, cmd->ident.node, KIND_VALUE, e + 1, cmd->box); // an arrow's tip is two numbers
    if (form == FORM_DIGITS)
        s->digits.box = box_union(s->digits.box, cmd->box), s->each[e] = cmd->box;
    else if (s->each && s->each[e].w <= 0)
        s->each[e] = cmd->box;
    stand(&s->all, e, columns, cmd->box);
}

static void gather_heat(Gathered *g, const Cmd *cmd) {
    Ident id = cmd->ident;
    for (int r = 0; r < cmd->heat.rows; r++)
        for (int c = 0; c < cmd->heat.columns; c++) {
            int e = id.element + r * id.heat.row_stride + c * id.heat.column_stride;
            SeenNode *s = mark(g, id.node, id.grad ? KIND_GRAD : KIND_VALUE, e, cmd->box);
            if (s) s->forms |= FORM_COLOURS;
        }
}

static void gather_hatch(Gathered *g, const Cmd *cmd) {
    if (!ident_is_number(cmd->ident)) return;
    SeenNode *s = mark(g, cmd->ident.node, seen_kind(cmd->ident), cmd->ident.element, cmd->box);
    if (s) s->at[cmd->ident.element] |= SEEN_HATCHED;
}

// Pairs of which only the first numbers are known, none of them in digits, are places in a plane: both count.
static void take_both_of_places(Gathered *g) {
    for (int i = 0; i < g->count; i++) {
        SeenNode *s = &g->seen[i];
        const Node *node = &g->tape->node[s->node];
        bool place = s->kind != KIND_LENGTH && seen_columns(node) == 2 && !(s->forms & FORM_DIGITS);
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

static bool is_whole(const Gathered *g, const SeenNode *s) {
    int shown = 0;
    for (int i = 0; i < g->tape->node[s->node].count; i++) shown += s->at[i] != 0;
    return shown == g->tape->node[s->node].count;
}

// The states one by one, and all of them as a matrix within their boxes: the matrix is enough.
static void leave_out_parts_of(Gathered *g, const SeenNode *whole) {
    Box all = { 0 };
    for (int pass = 0; pass < 2; pass++)
        for (int i = 0; i < g->count; i++) {
            SeenNode *s = &g->seen[i];
            if (s == whole || s->kind != KIND_VALUE || !is_made_of(g->tape, whole->node, s->node, 0)) continue;
            if (pass == 0) all = box_union(all, s->all.box);
            if (pass == 1 && box_within(all, whole->all.box, 12)) s->told = true;
        }
}

// Boxes of which one side varies and the other does not.
static bool are_bars(const SeenNode *s) { return (s->high_w > s->low_w * 1.05) != (s->high_h > s->low_h * 1.05); }

// A number or two among many colours are no digits to be told of.
static void settle_forms(const Gathered *g, SeenNode *s) {
    int shown = 0, written = 0;
    for (int i = 0; i < g->tape->node[s->node].count; i++) shown += s->at[i] != 0, written += (s->at[i] & SEEN_WRITTEN) != 0;
    if (s->forms & FORM_COLOURS && (s->forms & FORM_BARS || (s->high_w > 0 && are_bars(s))))
        s->forms ^= FORM_COLOURS, s->forms |= FORM_BARS;
    if (2 * written < shown) s->forms &= ~FORM_DIGITS;
    if (s->forms & FORM_DIGITS || shown == 1) s->forms &= ~FORM_COLOURS;
}

Gathered seen_on(const List *list, const Tape *tape, Arena *arena) {
    Gathered g = { .arena = arena, .tape = tape, .seen = arena_new(arena, SeenNode, 3 * (size_t)tape->count + 1) };
    for (int i = 0; i < list->count; i++)
        if (cmd_is_drawn(&list->cmd[i])) gather_digits(&g, list, i);
    place_digits(&g);
    for (int i = 0; i < list->count; i++) {
        const Cmd *cmd = &list->cmd[i];
        if (cmd->kind == CMD_HATCH) gather_hatch(&g, cmd);
        if (!cmd_is_drawn(cmd)) continue;
        if (cmd->kind == CMD_HEAT && cmd->ident.kind == IDENT_HEAT) gather_heat(&g, cmd);
        gather_form(&g, list, i);
    }
    for (int i = 0; i < g.count; i++) settle_forms(&g, &g.seen[i]);
    take_both_of_places(&g);
    for (int i = 0; i < g.count; i++)
        if (g.seen[i].kind == KIND_VALUE && is_whole(&g, &g.seen[i])) leave_out_parts_of(&g, &g.seen[i]);
    return g;
}

const char *seen_form(const SeenNode *s, Arena *arena) {
    static const char *const word[] = { "colours", "bars", "points", "arrows", "lines" };
    int forms = s->forms;
    Builder b = { .arena = arena };
    for (int i = 0; i < 5; i++)
        if (forms & (FORM_COLOURS << i))
            builder_print(&b, "%s%s", b.size ? " and " : forms & FORM_DIGITS ? "also as " : "as ", word[i]);
    return builder_text(&b);
}
