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

Box picture_box(const List *list) {
    Box all = { 0 };
    for (int i = 0; i < list->count; i++)
        if (cmd_is_drawn(&list->cmd[i])) all = box_union(all, list->cmd[i].box);
    return all;
}

// --- phrases

typedef struct Phrase {
    Builder text;
    bool worded, free; // has letters of its own; is not only a cell's number
    float alpha;
    double y, end, size;
} Phrase;

static bool has_letters(const char *text) {
    return text[strcspn(text, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ")] != 0;
}

static bool follows(const Phrase *p, const Cmd *cmd) {
    double gap = cmd->text.x - p->end, drop = fabs(cmd->text.y - p->y);
    return p->text.size && gap > -4 && gap < 0.75 * p->size && drop < 0.5 * p->size;
}

static void add_piece(Phrase *p, const Cmd *cmd) {
    bool formula = cmd->text.face == FACE_MATH || cmd->text.face == FACE_MATH_ITALIC;
    const char *text = cmd->text.text;
    double gap = cmd->text.x - p->end;
    if (!p->text.size)
        p->y = cmd->text.y, p->size = cmd->text.size, p->alpha = cmd->text.paint.alpha;
    else if (gap > 0.12 * p->size && text[0] != ' ' && text[0] != ',' && builder_text(&p->text)[p->text.size - 1] != ' ')
        builder_print(&p->text, " ");
    bool raised = p->text.size && cmd->text.size < 0.85 * p->size && cmd->text.y < p->y - 0.15 * p->size;
    builder_print(&p->text, "%s%s", raised ? "^" : "", text);
    p->end = cmd->text.x + cmd->text.width;
    p->worded = p->worded || (!formula && !ident_is_number(cmd->ident) && has_letters(text));
    p->free = p->free || !ident_is_number(cmd->ident);
}

static const char *one_blank_each(Arena *arena, const char *text) {
    Builder b = { .arena = arena };
    Text rest = text_of(text), word;
    while ((word = text_word(&rest)).size) builder_print(&b, "%s%.*s", b.size ? " " : "", (int)word.size, word.at);
    return builder_text(&b);
}

// Once each; a phrase is looked for between semicolons.
static void add_phrase(Builder *out, Phrase *p, Arena *arena) {
    const char *text = one_blank_each(arena, builder_text(&p->text));
    size_t size = strlen(text);
    if (!size || !p->worded || !p->free) return;
    const char *known = builder_text(out);
    for (const char *at = strstr(known, text); at; at = strstr(at + 1, text))
        if ((at == known || at[-1] == ' ') && (!at[size] || at[size] == ';')) return;
    builder_print(out, "%s%s", out->size ? "; " : "", text);
}

void picture_words(const List *list, Arena *arena, const char **words, const char **to_come) {
    Builder said = { .arena = arena }, awaited = { .arena = arena };
    Phrase p = { .text = { .arena = arena } };
    for (int i = 0; i <= list->count; i++) {
        const Cmd *cmd = i < list->count ? &list->cmd[i] : NULL;
        if (cmd && (cmd->kind != CMD_TEXT || !cmd_is_drawn(cmd))) continue;
        if (!cmd || !follows(&p, cmd)) {
            if (p.text.size) add_phrase((double)p.alpha < pale_most ? &awaited : &said, &p, arena);
            p = (Phrase){ .text = { .arena = arena } };
        }
        if (cmd) add_piece(&p, cmd);
    }
    *words = builder_text(&said);
    *to_come = builder_text(&awaited);
}

// --- curves

static bool is_surface(Role role) {
    return role == ROLE_STAGE || role == ROLE_PANEL || role == ROLE_LINE || role == ROLE_FAINT || role == ROLE_CURRENT;
}

// "gradient" of gradient-mark.
static Text plain_role(Role role) { return (Text){ role_name(role), strcspn(role_name(role), "-") }; }

const char *picture_curves(const List *list, Arena *arena) {
    enum { PARTS_LEAST = 12, NAMES_MOST = 12 };
    int of_role[ROLE_COUNT] = { 0 }, all = 0;
    Builder out = { .arena = arena };
    for (int i = 0; i < list->count; i++) {
        const Cmd *cmd = &list->cmd[i];
        bool curve = cmd->kind == CMD_PATH && cmd->path.parts >= PARTS_LEAST && (double)cmd->path.stroke.alpha > seen_least &&
                     cmd->path.fill.alpha <= 0 && !is_surface((Role)cmd->path.stroke.role);
        if (curve) of_role[cmd->path.stroke.role]++, all++;
    }
    if (!all) return "";
    builder_print(&out, "%d curve%s in the colours of: ", all, all > 1 ? "s" : "");
    for (int r = 0, said = 0; r < ROLE_COUNT && said < NAMES_MOST; r++)
        if (of_role[r]) builder_print(&out, "%s", said++ ? ", " : ""), builder_add(&out, plain_role((Role)r));
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
