// What is drawn around numbers, and what stands for no number at all: frames, and fields of one colour that are counted.
#include <math.h>
#include <string.h>

#include "session/describe_parts.h"
#include "session/describe_seen.h"
#include "session/node_said.h"

enum { FRAMES_SAID = 8, PARTS_SAID = 6, FIELDS_LEAST = 3, LINES_MOST = 64, SIDE_LEAST = 6, FIELDS_SAID = 12 };
static const double strong = 0.5, wide_stroke = 1.5;

static Box middle_of(Box b) { return box(b.x + b.w / 2, b.y + b.h / 2, 0, 0); }
static bool holds(Box outer, Box inner) { return box_holds(outer, middle_of(inner).x, middle_of(inner).y); }

// --- frames

// A strong outline with nothing of its own inside.
static bool is_frame(const Cmd *c) {
    return c->kind == CMD_RECT && c->rect.fill.alpha <= 0 && (double)c->rect.stroke.alpha >= strong &&
           c->rect.width >= wide_stroke && c->rect.stroke.role == ROLE_INK && c->box.w >= SIDE_LEAST && c->box.h >= SIDE_LEAST;
}

typedef struct Framed { // of one node
    int inside, shown;  // how many of the numbers that are shown
    int first_row, last_row, first_column, last_column;
} Framed;

static Framed framed_of(const SeenNode *s, const Node *node, Box frame) {
    Framed f = { .first_row = -1, .first_column = -1 };
    int columns = seen_columns(node);
    for (int e = 0; e < node->count; e++) {
        if (!s->at[e] || s->each[e].w <= 0) continue;
        f.shown++;
        if (!holds(frame, s->each[e])) continue;
        int row = e / columns, column = e % columns;
        f.inside++;
        if (f.first_row < 0 || row < f.first_row) f.first_row = row;
        if (row > f.last_row) f.last_row = row;
        if (f.first_column < 0 || column < f.first_column) f.first_column = column;
        if (column > f.last_column) f.last_column = column;
    }
    return f;
}

static void say_span(Builder *b, const char *what, int first, int last) {
    if (first == last)
        builder_print(b, "%s %d", what, first + 1);
    else
        builder_print(b, "%ss %d to %d", what, first + 1, last + 1);
}

static const char *framed_said(Arena *arena, const SeenNode *s, const Node *node, const Framed *f) {
    static const char *const lead[] = { "", "gradient at ", "length of the gradient at " };
    Builder b = { .arena = arena };
    const char *name = arena_print(arena, "%s%s", lead[s->kind], node_said(arena, node->name));
    int columns = seen_columns(node), rows = node->count / columns;
    bool some_rows = f->last_row - f->first_row + 1 < rows, some_columns = f->last_column - f->first_column + 1 < columns;
    if (f->inside == f->shown || (!some_rows && !some_columns)) return name;
    int high = node->shape.rank > 2 ? node->shape.size[node->shape.rank - 2] : rows; // of one matrix of a stack
    if (high < rows && f->first_row / high == f->last_row / high) {
        builder_print(&b, "matrix %d, ", f->first_row / high + 1);
        say_span(&b, "row", f->first_row % high, f->last_row % high);
        if (some_columns) builder_print(&b, ", "), say_span(&b, "column", f->first_column, f->last_column);
    } else if (rows == 1) {
        say_span(&b, "number", f->first_column, f->last_column);
    } else {
        if (some_rows) say_span(&b, "row", f->first_row, f->last_row);
        if (some_rows && some_columns && columns > 1) builder_print(&b, ", ");
        if (some_columns && columns > 1) say_span(&b, "column", f->first_column, f->last_column);
    }
    builder_print(&b, " of %s", name);
    return builder_text(&b);
}

static const char *frame_said(const Gathered *g, Box frame) {
    Builder b = { .arena = g->arena };
    int parts = 0;
    for (int i = 0; i < g->count; i++) {
        const SeenNode *s = &g->seen[i];
        const Node *node = &g->tape->node[s->node];
        if (s->told || !s->each || !node->name || !*node->name) continue;
        Framed f = framed_of(s, node, frame);
        if (!f.inside || ++parts > PARTS_SAID) continue;
        builder_print(&b, "%s%s", b.size ? ", " : "", framed_said(g->arena, s, node, &f));
    }
    return parts > PARTS_SAID ? "" : builder_text(&b); // a frame around everything tells nothing
}

const char *picture_frames(const List *list, const Tape *tape, Arena *arena) {
    Gathered g = seen_on(list, tape, arena);
    Builder b = { .arena = arena };
    const char *known[FRAMES_SAID];
    int frames = 0;
    for (int i = 0; i < list->count && frames < FRAMES_SAID; i++) {
        if (!is_frame(&list->cmd[i]) || !cmd_is_drawn(&list->cmd[i])) continue;
        const char *said = frame_said(&g, list->cmd[i].box);
        bool again = !*said;
        for (int k = 0; k < frames && !again; k++) again = text_equal(text_of(known[k]), text_of(said));
        if (again) continue;
        builder_print(&b, "%s%s", frames ? "; " : "", said);
        known[frames++] = said;
    }
    return builder_text(&b);
}

// --- fields

static bool is_surface(Role role) {
    return role == ROLE_STAGE || role == ROLE_PANEL || role == ROLE_LINE || role == ROLE_CURRENT || role == ROLE_CURRENT_FRAME ||
           role == ROLE_FAINT || role == ROLE_INK || role == ROLE_WHITE || role == ROLE_BLACK;
}

// A note that tells a number is told by itself (picture_marks); any other says what the fields stand for.
static const char *note_of(const Cmd *c) { return c->ident.kind == IDENT_NOTE ? c->ident.note.text : ""; }

// The small field before a word, which is its colour's.
static bool is_mark_of(const Cmd *field, const Cmd *word) {
    return word->kind == CMD_TEXT && field->box.w < 16 && word->box.x > field->box.x &&
           word->box.x < field->box.x + field->box.w + 14 && fabs(middle_of(word->box).y - middle_of(field->box).y) < 8;
}

// A token's name, which stands beside it too.
static bool is_short(const char *note) {
    enum { WORDS = 3 };
    int words = 0;
    Text rest = text_of(note);
    while (text_word(&rest).size) words++;
    return words <= WORDS;
}

// Drawn for its own sake: no number, no words in it, and not the field under something else.
static bool is_field(const List *list, int i) {
    const Cmd *c = &list->cmd[i];
    bool own = c->ident.kind == IDENT_NONE || (c->ident.kind == IDENT_NOTE && !strpbrk(note_of(c), "0123456789"));
    if (c->kind != CMD_RECT || !own || !cmd_is_drawn(c) || is_surface((Role)c->rect.fill.role)) return false;
    if ((double)c->rect.fill.alpha < strong || c->box.w < SIDE_LEAST || c->box.h < SIDE_LEAST) return false;
    for (int k = i + 1; k < list->count; k++) {
        const Cmd *other = &list->cmd[k];
        if (other->kind != CMD_HATCH && cmd_is_drawn(other) && holds(c->box, other->box)) return false;
        if (c->ident.kind == IDENT_NONE && is_mark_of(c, other)) return false;
    }
    return true;
}

static bool are_alike(const Cmd *a, const Cmd *b) {
    return b->kind == CMD_RECT && a->rect.fill.role == b->rect.fill.role && !strcmp(note_of(a), note_of(b));
}

// Those like the first, from it on: how many in each line, from above.
static const char *fields_said(const List *list, int first, Arena *arena) {
    int line[LINES_MOST], lines = 0, fields = 0;
    double y[LINES_MOST];
    for (int i = first; i < list->count; i++) {
        const Cmd *c = &list->cmd[i];
        if (!are_alike(&list->cmd[first], c) || !is_field(list, i)) continue;
        int at = 0;
        while (at < lines && fabs(y[at] - middle_of(c->box).y) > c->box.h / 2) at++;
        if (at == LINES_MOST) return "";
        if (at == lines) y[lines] = middle_of(c->box).y, line[lines++] = 0;
        line[at]++, fields++;
    }
    const char *note = note_of(&list->cmd[first]);
    if (fields < (!*note ? FIELDS_LEAST : is_short(note) ? 2 : 1)) return "";
    Builder b = { .arena = arena };
    if (*note)
        builder_print(&b, "%s%s", fields > 1 ? arena_print(arena, "%d times ", fields) : "once ", note);
    else
        builder_print(&b, "%d in the colour of %s", fields, colour_said(arena, (Role)list->cmd[first].rect.fill.role));
    for (int k = 0; k < lines && lines > 1; k++) {
        int next = -1;
        for (int i = 0; i < lines; i++)
            if (line[i] && (next < 0 || y[i] < y[next])) next = i;
        builder_print(&b, "%s%d", k ? ", " : ", line by line ", line[next]);
        line[next] = 0;
    }
    return builder_text(&b);
}

const char *picture_fields(const List *list, Arena *arena) {
    Builder b = { .arena = arena };
    for (int i = 0, said = 0; i < list->count && said < FIELDS_SAID; i++) {
        bool first = is_field(list, i);
        for (int k = 0; k < i && first; k++) first = !(are_alike(&list->cmd[i], &list->cmd[k]) && is_field(list, k));
        const char *text = first ? fields_said(list, i, arena) : "";
        if (*text) builder_print(&b, "%s%s", said++ ? "; " : "", text);
    }
    return builder_text(&b);
}
