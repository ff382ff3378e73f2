// What the parser of formulas hands to their layout: a tree of atoms, each with the class that decides the space around it.
#ifndef ATTEND_DRAW_FORMULA_TREE_H
#define ATTEND_DRAW_FORMULA_TREE_H

#include "draw/formula.h"

typedef enum AtomKind {
    ATOM_ROW,      // body: atoms one after the other
    ATOM_TEXT,     // text in a face: a letter, a number, an operator, a word
    ATOM_FRACTION, // body over second
    ATOM_ROOT,     // body under the sign; second: its index, or NULL
    ATOM_FENCE,    // body between left and right, which grow with it
    ATOM_ACCENT,   // body under the mark `left`
    ATOM_SPACE,    // width
} AtomKind;

// Knuth, "The TeXbook", chapter 18.
typedef enum AtomClass {
    CLASS_ORD,
    CLASS_OP,
    CLASS_BIN,
    CLASS_REL,
    CLASS_OPEN,
    CLASS_CLOSE,
    CLASS_PUNCT,
    CLASS_INNER,
    CLASS_NONE, // a space: passes the class of what stands before it on
} AtomClass;

typedef enum FractionStyle { FRACTION_AUTO, FRACTION_LARGE, FRACTION_SMALL } FractionStyle;

typedef struct Atom Atom;
struct Atom {
    AtomKind kind;
    AtomClass class;
    Atom *next; // in its row
    Atom *body, *second;
    Atom *sub, *sup;
    const char *text;
    Face face;
    bool large;           // \sum, \prod: larger in display
    bool limits;          // scripts below and above in display
    FractionStyle style;  // \dfrac, \tfrac
    uint32_t left, right; // delimiters; 0: none
    double width;         // of a space, in em
    const char *name;     // the symbol's name when it may be a node's: "s", "sigma", "xhat"
    const char *full;     // with the letters of its subscript: "Wq"; NULL when there are none
    bool grad;            // within ∂L/∂s: stands for the gradient of the node
};

struct Formula {
    Atom *row;
};

#endif
