// A step in words, for whoever does not see the picture. One rule for all scenes: what the display list shows, by its identities,
// in reading order, with the numbers of the tape; so nobody writes it by hand, and it says what is drawn and nothing else.
//
//     Described d = describe_step(session, &(DescribeSpec){ .metrics = metrics, .t = 1 }, arena);
//     puts(describe_text(&d, arena));
#ifndef ATTEND_SESSION_DESCRIBE_H
#define ATTEND_SESSION_DESCRIBE_H

#include "session/session.h"

typedef struct DescribeSpec {
    const Metrics *metrics;
    double t;    // 0 … 1
    bool before; // as it stands until the question is answered
    bool since;  // with what has changed since the step before; goes there and comes back
} DescribeSpec;

typedef struct DescribedNode { // an array of the tape, as far as it is shown
    const char *name;          // "grad.s" for a gradient, "length.x" for the lengths of its rows
    const char *said;          // "gradient at s", "state h sub 3": no dots, no brackets
    const char *what;          // "score", or "" where it plays no part of its own
    const char *shape;         // "4 × 2"
    const char *where;         // "in the middle, downwards, highlighted"
    const char *numbers;       // "row 1, cat: 1, 0; row 2, …": what is not shown is left out, what is asked for is "unknown"
} DescribedNode;

typedef struct DescribedChoice {
    const char *text;
    bool right;
} DescribedChoice;

typedef struct Described {
    const char *lesson, *title, *text, *formula; // "" when there is none
    int step, steps;                             // from 1
    const char *words;                           // that stand on the picture, in reading order
    const char *to_come;                         // the pale ones
    const char *curves;                          // plots and curves, "; " between them
    const char *links;                           // what arrows and bent lines join: "q to k; s to a"
    const char *marks;                           // what is drawn and is no number of the tape: bars, tiles
    const char *signs;                           // = and ≠ between two: "x equals y"
    const char *frames;                          // what outlines are around: "row 1 of x; column 1 of x"
    const char *fields;                          // fields of one colour, counted
    const char *shows;                           // all of it in reading order, a line each
    DescribedNode *node;                         // in reading order
    int nodes;
    const char *changed; // "new: a; gone: raw"; "" when nothing has, or nobody asked
    const char *question;
    DescribedChoice option[LESSON_OPTIONS];
    int options;
    const char *exercise; // what is given to work out
    const char *tries;    // what can be changed, with its range
} Described;

Described describe_step(Session *session, const DescribeSpec *spec, Arena *arena);
const char *describe_text(const Described *described, Arena *arena); // paragraphs, a line each
const char *describe_json(const Described *described, Arena *arena); // an object

#endif
