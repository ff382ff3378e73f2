// The TeX subset: one pass over the bytes, one recursive function a construct, the first mistake ends it.
#include <stdio.h>
#include <string.h>

#include "draw/formula_commands.h"
#include "draw/formula_tree.h"

enum { DEEPEST = 24, LONGEST = 4096 };

// Single characters that are not letters or digits.
static const struct {
    uint32_t code;
    AtomClass class;
    const char *text; // NULL: itself
} sign_table[] = {
    { '+', CLASS_BIN, NULL },      { '-', CLASS_BIN, "\u2212" }, { 0x2212, CLASS_BIN, NULL }, { '*', CLASS_BIN, "\u22C5" },
    { '/', CLASS_ORD, NULL },      { '=', CLASS_REL, NULL },     { '<', CLASS_REL, NULL },    { '>', CLASS_REL, NULL },
    { ':', CLASS_REL, NULL },      { '(', CLASS_OPEN, NULL },    { '[', CLASS_OPEN, NULL },   { ')', CLASS_CLOSE, NULL },
    { ']', CLASS_CLOSE, NULL },    { ',', CLASS_PUNCT, NULL },   { ';', CLASS_PUNCT, NULL },  { '!', CLASS_CLOSE, NULL },
    { '?', CLASS_CLOSE, NULL },    { '|', CLASS_ORD, NULL },     { '.', CLASS_ORD, NULL },    { '"', CLASS_ORD, NULL },
    { '@', CLASS_ORD, NULL },      { '`', CLASS_ORD, NULL },     { 0xD7, CLASS_BIN, NULL },   { 0xB7, CLASS_BIN, "\u22C5" },
    { 0x22C5, CLASS_BIN, NULL },   { 0x2299, CLASS_BIN, NULL },  { 0x2192, CLASS_REL, NULL }, { 0x2264, CLASS_REL, NULL },
    { 0x2265, CLASS_REL, NULL },   { 0x2260, CLASS_REL, NULL },  { 0x2248, CLASS_REL, NULL }, { 0x2208, CLASS_REL, NULL },
    { 0x2026, CLASS_INNER, NULL },
};

typedef struct FormulaParser {
    Arena *arena;
    Text tex;
    size_t at;
    int depth;
    const char *error; // the first mistake
    size_t error_at;
} FormulaParser;

#define FAIL(p, place, ...) fail((p), (place), arena_print((p)->arena, __VA_ARGS__))
static void *fail(FormulaParser *p, size_t place, const char *error) {
    if (!p->error) p->error = error, p->error_at = place;
    return NULL;
}

static bool ended(const FormulaParser *p) { return p->at >= p->tex.size; }
static char peek(const FormulaParser *p) { return ended(p) ? 0 : p->tex.at[p->at]; }
static bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }
static bool is_digit(char c) { return c >= '0' && c <= '9'; }
static bool is_blank(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r'; }
static void skip_blanks(FormulaParser *p) {
    while (!ended(p) && is_blank(peek(p))) p->at++;
}
static Text rest_of(const FormulaParser *p) { return (Text){ p->tex.at + p->at, p->tex.size - p->at }; }

static Atom *new_atom(FormulaParser *p, AtomKind kind, AtomClass class) {
    Atom *atom = arena_new(p->arena, Atom, 1);
    atom->kind = kind;
    atom->class = class;
    return atom;
}

static Atom *new_text(FormulaParser *p, AtomClass class, Face face, const char *text) {
    Atom *atom = new_atom(p, ATOM_TEXT, class);
    atom->face = face;
    atom->text = text;
    return atom;
}

static Atom *parse_row(FormulaParser *p, const char *end);
static Atom *parse_atom(FormulaParser *p);

// --- arguments

// The group after a command: {…}, or a single atom. `what` says who needs it.
static Atom *parse_argument(FormulaParser *p, const char *what, size_t place) {
    skip_blanks(p);
    char c = peek(p);
    if (ended(p) || c == '}' || c == '^' || c == '_' || c == '&')
        return FAIL(p, place, "%s needs something after it, like {x}", what);
    // As in TeX, x^10 is x¹0: one digit.
    if (is_digit(c)) return new_text(p, CLASS_ORD, FACE_MATH, arena_copy(p->arena, p->tex.at + p->at++, 1));
    return parse_atom(p);
}

// The text between braces, as it stands.
static const char *parse_words(FormulaParser *p, const char *name, size_t place) {
    skip_blanks(p);
    if (peek(p) != '{') return FAIL(p, place, "'\\%s' needs its words in braces", name);
    size_t open = p->at++, start = p->at;
    while (!ended(p) && peek(p) != '}') {
        if (peek(p) == '{') return FAIL(p, p->at, "braces inside '\\%s{…}' are not supported", name);
        p->at++;
    }
    if (ended(p)) return FAIL(p, open, "a '{' is never closed");
    return arena_copy(p->arena, p->tex.at + start, p->at++ - start);
}

static Atom *parse_group(FormulaParser *p) {
    size_t open = p->at++;
    Atom *row = parse_row(p, "}");
    if (!row) return NULL;
    if (peek(p) != '}') return FAIL(p, open, "a '{' is never closed");
    p->at++;
    return row;
}

// --- commands

// Letters, or one other character; advances past it.
static Text parse_command_name(FormulaParser *p) {
    size_t start = p->at;
    if (ended(p)) return (Text){ p->tex.at + p->at, 0 };
    if (is_letter(peek(p)))
        while (!ended(p) && is_letter(peek(p))) p->at++;
    else {
        Text rest = rest_of(p);
        utf8_next(&rest);
        p->at = p->tex.size - rest.size;
    }
    return (Text){ p->tex.at + start, p->at - start };
}

static void *fail_unknown(FormulaParser *p, size_t place, Text name) {
    if (!name.size) return FAIL(p, place, "a '\\' without a command");
    if (!utf8_valid(name, NULL)) return FAIL(p, place, "unknown command");
    const char *nearest = is_letter(name.at[0]) ? command_nearest(name) : NULL;
    if (nearest) return FAIL(p, place, "unknown command '\\%.*s' (did you mean '\\%s'?)", (int)name.size, name.at, nearest);
    return FAIL(p, place, "unknown command '\\%.*s'", (int)name.size, name.at);
}

static uint32_t parse_delimiter(FormulaParser *p, const char *what, size_t place) {
    skip_blanks(p);
    size_t start = ended(p) ? place : p->at;
    char c = peek(p);
    if (c && strchr("()[]|.", c)) {
        p->at++;
        return (uint32_t)c;
    }
    if (c == '\\') {
        p->at++;
        Text name = parse_command_name(p);
        if (text_is(name, "{") || text_is(name, "}")) return (uint32_t)name.at[0];
        if (text_is(name, "|") || text_is(name, "lVert") || text_is(name, "rVert")) return 0x2016;
        if (text_is(name, "lvert") || text_is(name, "rvert")) return '|';
    }
    FAIL(p, start, "'\\%s' needs one of ( ) [ ] | \\{ \\} \\| or . after it", what);
    return 0;
}

static Atom *parse_fence(FormulaParser *p, size_t place) {
    Atom *atom = new_atom(p, ATOM_FENCE, CLASS_INNER);
    atom->left = parse_delimiter(p, "left", place);
    if (p->error) return NULL;
    atom->body = parse_row(p, "\\right");
    if (!atom->body) return NULL;
    if (ended(p) || peek(p) != '\\') return FAIL(p, place, "a '\\left' is never closed by '\\right'");
    size_t right = p->at;
    p->at += strlen("\\right");
    atom->right = parse_delimiter(p, "right", right);
    return p->error ? NULL : atom;
}

static bool begins_with(const Atom *row, const char *name) {
    return row && row->kind == ATOM_ROW && row->body && row->body->name && strcmp(row->body->name, name) == 0;
}

static void mark_gradient(Atom *first, const Atom *of) {
    for (Atom *atom = first; atom; atom = atom->next) {
        atom->grad = true;
        atom->name = of->name;
        atom->full = of->full;
    }
}

// ∂L over ∂s stands for the gradient of s as a whole.
static void find_gradient(Atom *fraction) {
    if (!begins_with(fraction->body, "partial") || !begins_with(fraction->second, "partial")) return;
    const Atom *of = fraction->second->body->next;
    if (!of || !of->name) return;
    Atom copy = *of;
    mark_gradient(fraction->body->body, &copy);
    mark_gradient(fraction->second->body, &copy);
    fraction->grad = true; // the bar, too
    fraction->name = copy.name;
    fraction->full = copy.full;
}

static Atom *parse_fraction(FormulaParser *p, const Command *command, size_t place) {
    Atom *atom = new_atom(p, ATOM_FRACTION, CLASS_INNER);
    atom->style = (FractionStyle)command->width;
    const char *what = arena_print(p->arena, "'\\%s'", command->name);
    atom->body = parse_argument(p, what, place);
    if (!atom->body) return NULL;
    atom->second = parse_argument(p, what, place);
    if (!atom->second) return NULL;
    find_gradient(atom);
    return atom;
}

static Atom *parse_root(FormulaParser *p, size_t place) {
    Atom *atom = new_atom(p, ATOM_ROOT, CLASS_ORD);
    skip_blanks(p);
    if (peek(p) == '[') {
        size_t open = p->at++;
        atom->second = parse_row(p, "]");
        if (!atom->second) return NULL;
        if (peek(p) != ']') return FAIL(p, open, "a '[' is never closed");
        p->at++;
    }
    atom->body = parse_argument(p, "'\\sqrt'", place);
    return atom->body ? atom : NULL;
}

static Atom *parse_accent(FormulaParser *p, const Command *command, size_t place) {
    Atom *atom = new_atom(p, ATOM_ACCENT, CLASS_ORD);
    atom->left = (uint32_t)command->text[0];
    atom->body = parse_argument(p, arena_print(p->arena, "'\\%s'", command->name), place);
    if (!atom->body) return NULL;
    const Atom *inner = atom->body->kind == ATOM_ROW ? atom->body->body : atom->body;
    if (inner && inner->name && !inner->next) atom->name = arena_print(p->arena, "%s%s", inner->name, command->name);
    return atom;
}

static Atom *parse_symbol(FormulaParser *p, const Command *command) {
    Atom *atom = new_text(p, CLASS_ORD, command->kind == COMMAND_LETTER ? FACE_MATH_ITALIC : FACE_MATH, command->text);
    atom->name = command->name;
    return atom;
}

static Atom *parse_command(FormulaParser *p) {
    size_t place = p->at++;
    Text name = parse_command_name(p);
    const Command *command = name.size ? command_find(name) : NULL;
    if (!command) return fail_unknown(p, place, name);
    Atom *atom;
    switch (command->kind) {
    case COMMAND_SIGN: return new_text(p, command->class, FACE_MATH, command->text);
    case COMMAND_LETTER:
    case COMMAND_CAPITAL: return parse_symbol(p, command);
    case COMMAND_FUNCTION: return new_text(p, CLASS_OP, FACE_MATH, command->name);
    case COMMAND_LIMITS:
        atom = new_text(p, CLASS_OP, FACE_MATH, command->name);
        atom->limits = true;
        return atom;
    case COMMAND_LARGE:
        atom = new_text(p, CLASS_OP, FACE_MATH, command->text);
        atom->large = atom->limits = true;
        return atom;
    case COMMAND_FRACTION: return parse_fraction(p, command, place);
    case COMMAND_ROOT: return parse_root(p, place);
    case COMMAND_TEXT: {
        const char *words = parse_words(p, command->name, place);
        return words ? new_text(p, command->class, FACE_MATH, words) : NULL;
    }
    case COMMAND_LEFT: return parse_fence(p, place);
    case COMMAND_RIGHT: return FAIL(p, place, "a '\\right' without a '\\left'");
    case COMMAND_ACCENT: return parse_accent(p, command, place);
    case COMMAND_SPACE:
        atom = new_atom(p, ATOM_SPACE, CLASS_NONE);
        atom->width = command->width;
        return atom;
    }
    return NULL;
}

// --- characters

// Digits with a point between or before them; thin spaces between groups of digits belong to the number.
static Atom *parse_number(FormulaParser *p) {
    size_t start = p->at;
    while (!ended(p)) {
        Text rest = rest_of(p);
        if (is_digit(peek(p)) || (peek(p) == '.' && p->at + 1 < p->tex.size && is_digit(p->tex.at[p->at + 1])))
            p->at++;
        else if ((text_starts(rest, "\u2009") || text_starts(rest, "\u202F")) && rest.size > 3 && is_digit(rest.at[3]))
            p->at += 3;
        else
            break;
    }
    return new_text(p, CLASS_ORD, FACE_MATH, arena_copy(p->arena, p->tex.at + start, p->at - start));
}

static Atom *parse_letter(FormulaParser *p) {
    const char *letter = arena_copy(p->arena, p->tex.at + p->at++, 1);
    // Euler's number is upright, so that it is not taken for a vector e.
    bool euler = *letter == 'e' && peek(p) == '^';
    Atom *atom = new_text(p, CLASS_ORD, euler ? FACE_MATH : FACE_MATH_ITALIC, letter);
    if (!euler) atom->name = letter;
    return atom;
}

static Atom *parse_sign(FormulaParser *p) {
    size_t place = p->at;
    Text rest = rest_of(p), start = rest;
    uint32_t code = utf8_next(&rest);
    size_t size = start.size - rest.size;
    if (!utf8_valid((Text){ start.at, size }, NULL)) return FAIL(p, place, "a byte that is not UTF-8");
    p->at += size;
    for (unsigned i = 0; i < sizeof sign_table / sizeof *sign_table; i++)
        if (sign_table[i].code == code)
            return new_text(p, sign_table[i].class, FACE_MATH,
                            sign_table[i].text ? sign_table[i].text : arena_copy(p->arena, start.at, size));
    if (code < 0x80)
        return code < ' ' || code == 0x7F ? FAIL(p, place, "a control character")
                                          : FAIL(p, place, "unexpected '%c' (write '\\%c' for the sign)", (int)code, (int)code);
    return new_text(p, CLASS_ORD, FACE_MATH, arena_copy(p->arena, start.at, size));
}

static Atom *parse_atom(FormulaParser *p) {
    if (++p->depth > DEEPEST) return FAIL(p, p->at, "nested more than %d deep", DEEPEST);
    char c = peek(p);
    Atom *atom;
    if (c == '{')
        atom = parse_group(p);
    else if (c == '\\')
        atom = parse_command(p);
    else if (is_digit(c))
        atom = parse_number(p);
    else if (is_letter(c))
        atom = parse_letter(p);
    else if (c == '}')
        atom = FAIL(p, p->at, "a '}' without a '{'");
    else if (c == '~') {
        p->at++;
        atom = new_atom(p, ATOM_SPACE, CLASS_NONE);
        atom->width = 0.25;
    } else
        atom = parse_sign(p);
    p->depth--;
    return p->error ? NULL : atom;
}

// --- scripts and rows

// "W" with the subscript "q" is also known as "Wq"; only letters and digits count.
static void name_with_subscript(FormulaParser *p, Atom *atom) {
    if (!atom->name || !atom->sub) return;
    Builder b = { .arena = p->arena };
    builder_add(&b, text_of(atom->name));
    const Atom *part = atom->sub->kind == ATOM_ROW ? atom->sub->body : atom->sub;
    for (; part; part = part->next) {
        if (part->kind != ATOM_TEXT || part->sub || part->sup || !(is_letter(part->text[0]) || is_digit(part->text[0]))) return;
        builder_add(&b, text_of(part->text));
    }
    atom->full = builder_text(&b);
}

static bool parse_prime(FormulaParser *p, Atom *atom, size_t place) {
    Builder b = { .arena = p->arena };
    for (; peek(p) == '\''; p->at++) builder_add(&b, TEXT("\u2032"));
    if (atom->sup) return FAIL(p, place, "two superscripts on one symbol");
    atom->sup = new_text(p, CLASS_ORD, FACE_MATH, builder_text(&b));
    return true;
}

static bool parse_scripts(FormulaParser *p, Atom *atom) {
    for (;;) {
        skip_blanks(p);
        char c = peek(p);
        size_t place = p->at;
        if (c == '\'' && !ended(p)) {
            if (!parse_prime(p, atom, place)) return false;
            continue;
        }
        if ((c != '^' && c != '_') || ended(p)) break;
        p->at++;
        Atom **script = c == '^' ? &atom->sup : &atom->sub;
        if (*script) return FAIL(p, place, "two %s on one symbol (use braces)", c == '^' ? "superscripts" : "subscripts");
        *script = parse_argument(p, c == '^' ? "'^'" : "'_'", place);
        if (!*script) return false;
    }
    name_with_subscript(p, atom);
    return true;
}

static bool at_end(const FormulaParser *p, const char *end) {
    if (ended(p)) return true;
    if (!end) return false;
    if (!text_starts(rest_of(p), end)) return false;
    size_t after = p->at + strlen(end);
    return end[0] != '\\' || after >= p->tex.size || !is_letter(p->tex.at[after]);
}

// Atoms up to `end` (not taken) or the end of the text; NULL end: the end of the text alone.
static Atom *parse_row(FormulaParser *p, const char *end) {
    Atom *row = new_atom(p, ATOM_ROW, CLASS_ORD), **link = &row->body;
    for (skip_blanks(p); !at_end(p, end); skip_blanks(p)) {
        char c = peek(p);
        // A script at the beginning of a row has an empty base.
        Atom *atom = c == '^' || c == '_' || c == '\'' ? new_atom(p, ATOM_ROW, CLASS_ORD) : parse_atom(p);
        if (!atom || !parse_scripts(p, atom)) return NULL;
        *link = atom;
        link = &atom->next;
    }
    return row;
}

Formula *formula_parse(Arena *arena, Text tex, const char **error, int *column) {
    FormulaParser p = { .arena = arena, .tex = tex };
    Atom *row = NULL;
    if (tex.size > LONGEST)
        FAIL(&p, 0, "a formula of %zu bytes; at most %d", tex.size, LONGEST);
    else
        row = parse_row(&p, NULL);
    if (!row) {
        if (error) *error = p.error;
        if (column) *column = (int)p.error_at + 1;
        return NULL;
    }
    Formula *formula = arena_new(arena, Formula, 1);
    formula->row = row;
    return formula;
}
