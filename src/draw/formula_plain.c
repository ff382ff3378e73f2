// A formula as words and characters in one line, for descriptions and for the titles of SVG.
#include "draw/formula_tree.h"

static void plain_row(Builder *b, const Atom *atom);

static bool is_short(const Atom *atom) {
    if (!atom) return true;
    if (atom->kind == ATOM_ROW) return !atom->body || (!atom->body->next && is_short(atom->body));
    return atom->kind == ATOM_TEXT && !atom->sub && !atom->sup;
}

static void plain_part(Builder *b, const Atom *atom) {
    bool bare = is_short(atom);
    if (!bare) builder_add(b, TEXT("("));
    plain_row(b, atom);
    if (!bare) builder_add(b, TEXT(")"));
}

static void put_code(Builder *b, uint32_t code) {
    char bytes[4];
    if (code && code != '.') builder_add_bytes(b, bytes, (size_t)utf8_put(code, bytes));
}

static bool is_operand(AtomClass class) { return class == CLASS_ORD || class == CLASS_CLOSE || class == CLASS_INNER; }

// `before`: the class of what stands to the left, for a minus sign is not a minus operator.
static void plain_nucleus(Builder *b, const Atom *atom, AtomClass before) {
    switch (atom->kind) {
    case ATOM_ROW: plain_row(b, atom); break;
    case ATOM_TEXT: {
        bool apart = atom->class == CLASS_REL || (atom->class == CLASS_BIN && is_operand(before));
        builder_print(b, apart ? " %s " : "%s", atom->text);
        break;
    }
    case ATOM_FRACTION:
        plain_part(b, atom->body);
        builder_add(b, TEXT("/"));
        plain_part(b, atom->second);
        break;
    case ATOM_ROOT:
        if (atom->second) plain_row(b, atom->second);
        builder_add(b, TEXT("\u221A"));
        plain_part(b, atom->body);
        break;
    case ATOM_FENCE:
        put_code(b, atom->left);
        plain_row(b, atom->body);
        put_code(b, atom->right);
        break;
    case ATOM_ACCENT:
        plain_row(b, atom->body);
        builder_add(b, text_of(atom->left == '^'   ? "\u0302"
                               : atom->left == '-' ? "\u0304"
                               : atom->left == '~' ? "\u0303"
                               : atom->left == '.' ? "\u0307"
                                                   : "\u20D7"));
        break;
    case ATOM_SPACE:
        if (atom->width > 0.2) builder_add(b, TEXT(" "));
        break;
    }
}

// A row, or a single atom.
static void plain_row(Builder *b, const Atom *row) {
    bool single = row->kind != ATOM_ROW;
    AtomClass before = CLASS_NONE;
    for (const Atom *atom = single ? row : row->body; atom; atom = single ? NULL : atom->next) {
        plain_nucleus(b, atom, before);
        if (atom->class != CLASS_NONE) before = atom->class;
        if (atom->sub) {
            builder_add(b, TEXT("_"));
            plain_part(b, atom->sub);
        }
        if (atom->sup) {
            bool prime = atom->sup->kind == ATOM_TEXT && text_starts(text_of(atom->sup->text), "\u2032");
            if (!prime) builder_add(b, TEXT("^"));
            plain_part(b, atom->sup);
        }
        bool open = atom->next && (atom->next->class == CLASS_OPEN || atom->next->kind == ATOM_FENCE);
        if (atom->class == CLASS_OP && atom->next && !open && !single) builder_add(b, TEXT(" "));
    }
}

const char *formula_plain(Arena *arena, const Formula *formula) {
    Builder b = { .arena = arena };
    plain_row(&b, formula->row);
    return builder_text(&b);
}
