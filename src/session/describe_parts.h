// What a step in words says of the picture itself, off its list alone: its words, where things stand, its curves and marks.
#ifndef ATTEND_SESSION_DESCRIBE_PARTS_H
#define ATTEND_SESSION_DESCRIBE_PARTS_H

#include "core/tape.h"
#include "draw/list.h"

bool cmd_is_drawn(const Cmd *cmd);   // strong enough to be seen
bool cmd_arrow_head(const Cmd *cmd); // the head of an arrow, whose first point is its tip
Box picture_box(const List *list);   // all that is drawn

// Words, pieces of a line joined with the numbers between them.
typedef struct Phrase {
    const char *text;
    Box box;
    double baseline, size;
    Role role; // its colour
    bool pale; // still to come
    bool row;  // several that stand side by side: a sentence, a string of symbols
    bool bare; // a number or a symbol by itself, which its node tells: only what a curve may be called
} Phrase;
int picture_phrases(const List *list, Arena *arena, Phrase **out); // returns how many
bool phrase_is_new(const Phrase *phrase, int phrases, int i);      // nothing before it says the same
const char *phrases_joined(Arena *arena, const Phrase *phrase, int phrases, bool pale);

// Something to be said, and where it stands.
typedef struct Piece {
    const char *text;
    Box box;
    bool words; // a phrase: said together with the phrases around it
} Piece;
// Lines and columns as a reader takes them: cut again and again along the widest gap that goes through.
void pieces_in_order(Piece *piece, int pieces, Arena *arena);

// The axes of plots, and the curves, those on axes with their numbers: "attention: from 2.08 at 0 to 0.0031 at 300".
int picture_curves(const List *list, const Phrase *phrase, int phrases, Arena *arena, Piece **out);
// What is joined by arrows and by lines that bend: "q to k; s to a"; "" when nothing is.
const char *picture_links(const List *list, const Phrase *phrase, int phrases, const Tape *tape, Arena *arena);
// Where a sign stands between two: "x equals y; o differs from o in the mistaken run".
const char *picture_signs(const List *list, const Tape *tape, Arena *arena);
// What strong outlines are around: "row 1 of x, number 1 of mean"; "; " between them.
const char *picture_frames(const List *list, const Tape *tape, Arena *arena);
// Fields of one colour that are no numbers and have no words: "36 in the colour of query, line by line 1, 2, 3 …".
const char *picture_fields(const List *list, Arena *arena);
const char *colour_said(Arena *arena, Role role); // "query", "head 2"
// What cards say of marks that are no numbers of the tape: "weight on token 1 is 0.0004815; 2, 0.002256; …".
const char *picture_marks(const List *list, Arena *arena);

// "at the left", "in the middle", "across the top"; "" of what fills the picture.
const char *picture_place(Box at, Box whole);
bool picture_highlights(const List *list, Box at); // it stands on the field that marks what the step is about

#endif
