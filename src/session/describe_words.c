// Text is drawn in pieces: a word, a formula's letter, a number. Pieces that follow each other closely on a line are one phrase.
#include "session/describe_parts.h"

#include <math.h>
#include <string.h>

#include "base/math.h"

static const double seen_least = 0.3, pale_most = 0.6;

bool cmd_is_drawn(const Cmd *cmd) {
    switch (cmd->kind) {
    case CMD_TEXT: return (double)cmd->text.paint.alpha > seen_least;
    case CMD_RECT: return (double)cmd->rect.fill.alpha > seen_least || (double)cmd->rect.stroke.alpha > seen_least;
    case CMD_PATH: return (double)cmd->path.fill.alpha > seen_least || (double)cmd->path.stroke.alpha > seen_least;
    case CMD_HEAT: return (double)cmd->heat.alpha > seen_least;
    case CMD_HATCH:
    case CMD_CLIP:
    case CMD_UNCLIP: break;
    }
    return false;
}

bool cmd_arrow_head(const Cmd *cmd) {
    return cmd->kind == CMD_PATH && cmd->path.parts == 4 && cmd->path.part[3].op == PATH_CLOSE && cmd->path.fill.alpha > 0;
}

Box picture_box(const List *list) {
    Box all = { 0 };
    for (int i = 0; i < list->count; i++)
        if (cmd_is_drawn(&list->cmd[i])) all = box_union(all, list->cmd[i].box);
    return all;
}

// --- phrases

typedef struct Building { // a phrase under way
    Builder text;
    bool worded, free; // has letters of its own; is not only a cell's number
    bool equation;     // says what equals what
    bool lowered;      // its last piece is a subscript
    float alpha;
    double y, end, size;
    Box box;
    Role role;
} Building;

static bool has_letters(const char *text) {
    return text[strcspn(text, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ")] != 0;
}

static bool follows(const Building *p, const Cmd *cmd) {
    double gap = cmd->text.x - p->end, drop = fabs(cmd->text.y - p->y);
    return p->text.size && gap > -4 && gap < 0.75 * p->size && drop < 0.5 * p->size;
}

static void add_piece(Building *p, const Cmd *cmd) {
    bool formula = cmd->text.face == FACE_MATH || cmd->text.face == FACE_MATH_ITALIC;
    const char *text = cmd->text.text;
    double gap = cmd->text.x - p->end;
    if (!p->text.size)
        p->y = cmd->text.y, p->size = cmd->text.size, p->alpha = cmd->text.paint.alpha, p->role = (Role)cmd->text.paint.role;
    else if (gap > 0.12 * p->size && text[0] != ' ' && text[0] != ',' && builder_text(&p->text)[p->text.size - 1] != ' ')
        builder_print(&p->text, " ");
    bool small = p->text.size && cmd->text.size < 0.85 * p->size, raised = small && cmd->text.y < p->y - 0.15 * p->size,
         lowered = small && cmd->text.y > p->y + 0.08 * p->size;
    if (p->lowered != lowered && p->text.size) builder_print(&p->text, lowered ? " sub " : " ");
    builder_print(&p->text, "%s%s", raised ? "^" : "", text);
    p->lowered = lowered;
    p->end = cmd->text.x + cmd->text.width;
    p->box = box_union(p->box, cmd->box);
    bool letters = has_letters(text) && strcmp(text, "NaN") != 0;
    p->worded = p->worded || (!formula && letters);
    p->free = p->free || letters || !ident_is_number(cmd->ident);
    p->equation = p->equation || strchr(text, '=');
}

static const char *one_blank_each(Arena *arena, const char *text) {
    Builder b = { .arena = arena };
    Text rest = text_of(text), word;
    while ((word = text_word(&rest)).size) builder_print(&b, "%s%.*s", b.size ? " " : "", (int)word.size, word.at);
    return builder_text(&b);
}

static void end_phrase(Building *p, Arena *arena, Phrase *out, int *count) {
    const char *text = one_blank_each(arena, builder_text(&p->text));
    bool told = p->free && (p->worded || (p->equation && strpbrk(text, "0123456789")));
    if (p->text.size)
        out[(*count)++] = (Phrase){ text, p->box, p->y, p->size, p->role, (double)p->alpha < pale_most, false, !told };
    *p = (Building){ .text = { .arena = arena } };
}

// The next on the same line: it may have been drawn later, where a table is drawn column by column.
static bool is_beside(const Phrase *a, const Phrase *b) {
    return !b->bare && b->pale == a->pale && fabs(b->baseline - a->baseline) < 0.5 && fabs(b->size - a->size) < 0.5 &&
           b->box.x > a->box.x;
}

// Words side by side, with numbers in between or not, are one phrase: of single words those that come twice would be said once.
static int join_rows(Phrase *phrase, int phrases, Arena *arena) {
    enum { LEAST = 5, ROOM = 6, SYMBOL = 2 }; // ROOM: of its size, between two that others are drawn between
    int *member = arena_new(arena, int, phrases + 1);
    for (int i = 0; i < phrases; i++) {
        Phrase *first = &phrase[i], *last = first;
        Builder b = { .arena = arena };
        Box all = first->box;
        int words = 1;
        if (first->bare || first->row) continue;
        builder_print(&b, "%s", first->text);
        bool apart = false; // what is drawn in between stands elsewhere
        for (int k = i + 1; k < phrases; k++) {
            apart = apart || (!phrase[k].bare && !is_beside(last, &phrase[k]));
            if (phrase[k].row || !is_beside(last, &phrase[k])) continue;
            bool symbol = strlen(phrase[k].text) <= SYMBOL;
            if (apart && !symbol) continue;
            if (apart && phrase[k].box.x - last->box.x - last->box.w > ROOM * last->size) continue;
            member[words] = k;
            last = &phrase[k], words++;
            builder_print(&b, " %s", last->text);
            all = box_union(all, last->box);
        }
        if (words < LEAST) continue;
        for (int w = 1; w < words; w++) phrase[member[w]].row = true;
        first->text = builder_text(&b), first->box = all, first->size = 0;
    }
    int kept = 0;
    for (int i = 0; i < phrases; i++)
        if (!phrase[i].row) {
            phrase[i].row = phrase[i].size == 0;
            phrase[kept++] = phrase[i];
        }
    return kept;
}

int picture_phrases(const List *list, Arena *arena, Phrase **out) {
    int count = 0;
    Building p = { .text = { .arena = arena } };
    *out = arena_new(arena, Phrase, list->count + 1);
    for (int i = 0; i <= list->count; i++) {
        const Cmd *cmd = i < list->count ? &list->cmd[i] : NULL;
        if (cmd && (cmd->kind != CMD_TEXT || !cmd_is_drawn(cmd))) continue;
        if (!cmd || !follows(&p, cmd)) end_phrase(&p, arena, *out, &count);
        if (cmd) add_piece(&p, cmd);
    }
    return join_rows(*out, count, arena);
}

static bool has_word(const char *line, const char *wanted) {
    Text rest = text_of(line), word;
    while ((word = text_word(&rest)).size)
        if (text_is(word, wanted)) return true;
    return false;
}

// One of several symbols that stand in a column, beside the rows of what they name.
static bool is_in_column(const Phrase *phrase, int phrases, int i) {
    enum { SYMBOL = 2, LEAST = 5 };
    const Phrase *own = &phrase[i];
    int same = 0;
    for (int k = 0; k < phrases; k++) {
        double right = own->box.x + own->box.w, beside = phrase[k].box.x + phrase[k].box.w;
        same += strlen(phrase[k].text) <= SYMBOL && fabs(phrase[k].size - own->size) < 0.5 && fabs(beside - right) < 1;
    }
    return strlen(own->text) <= SYMBOL && same >= LEAST;
}

// A string that stands twice is said twice; a symbol beside a row is one of the string that is said.
bool phrase_is_new(const Phrase *phrase, int phrases, int i) {
    const Phrase *own = &phrase[i];
    bool beside = is_in_column(phrase, phrases, i);
    for (int k = 0; k < phrases; k++) {
        const Phrase *other = &phrase[k];
        if (other->bare || other->pale != own->pale) continue;
        bool apart = own->row && fabs(other->baseline - own->baseline) > 1;
        if (k < i && !apart && !strcmp(other->text, own->text)) return false;
        if (beside && other->row && has_word(other->text, own->text)) return false;
    }
    return !own->bare;
}

const char *phrases_joined(Arena *arena, const Phrase *phrase, int phrases, bool pale) {
    Builder out = { .arena = arena };
    for (int i = 0; i < phrases; i++)
        if (phrase[i].pale == pale && phrase_is_new(phrase, phrases, i))
            builder_print(&out, "%s%s", out.size ? "; " : "", phrase[i].text);
    return builder_text(&out);
}

// --- places

const char *picture_place(Box at, Box whole) {
    static const char *const name[3][3] = { { "at the upper left", "at the top", "at the upper right" },
                                            { "at the left", "in the middle", "at the right" },
                                            { "at the lower left", "at the bottom", "at the lower right" } };
    if (whole.w <= 0 || whole.h <= 0) return "";
    bool wide = at.w > 0.6 * whole.w, high = at.h > 0.6 * whole.h;
    double x = (at.x + at.w / 2 - whole.x) / whole.w, y = (at.y + at.h / 2 - whole.y) / whole.h;
    int column = x < 0.34 ? 0 : x > 0.66 ? 2 : 1, row = high ? 1 : y < 0.34 ? 0 : y > 0.66 ? 2 : 1;
    if (wide && high) return "";
    if (wide) return row == 0 ? "across the top" : row == 2 ? "across the bottom" : "across the middle";
    return name[row][column];
}

bool picture_highlights(const List *list, Box at) {
    double x = at.x + at.w / 2, y = at.y + at.h / 2;
    for (int i = 0; i < list->count; i++) {
        const Cmd *cmd = &list->cmd[i];
        if (cmd->kind != CMD_RECT || cmd->rect.fill.role != ROLE_CURRENT || !((double)cmd->rect.fill.alpha > seen_least)) continue;
        if (box_holds(cmd->box, x, y) && cmd->box.w + 8 >= at.w && cmd->box.h + 8 >= at.h) return true;
    }
    return false;
}
