// What the card of a number says: its formula with the numbers put in, the next line partly worked out, the result, and what
// it flows into. Made from the tape's own explanation, so it needs to know nothing of any scene.
#ifndef ATTEND_PAGE_CARD_H
#define ATTEND_PAGE_CARD_H

#include "page/explained.h"
#include "session/session.h"

typedef struct Card {
    const char *formula;  // TeX: "a_{1} = \frac{e^{1.4142}}{…}"; or NULL
    const char *partial;  // "= 4.1133 / 7.6344 =", or NULL
    const char *result;   // "0.538821", in bold; or NULL
    const char *flows;    // TeX: "o_{1}, o_{2}", or NULL
    const char *note;     // a sentence, or NULL
    const char *proof[2]; // of a pinned number: two lines, or NULL
} Card;

// `terms`: how many of a long sum are written out, at least 2; `digits` of the numbers put in.
Card card_make(Arena *arena, Session *session, const Explained *explained, bool pinned, int terms, int digits);

enum { CARD_SIDE = 18, CARD_PIN = 22 }; // room left and right of its words; of the pin

typedef struct CardStyle {
    bool pinned;
    double type;
    double foot, least; // room below its words for what is typed there; how wide it is then at least
    const Box *avoid;   // what it keeps off where it can
    int avoids;
} CardStyle;

// Draws the card beside `target`, within `bounds`, never over the target, away from the `avoid` boxes where it can be.
// Returns its box.
Box card_draw(List *list, Session *session, const Explained *explained, Box target, Box bounds, const CardStyle *style);

#endif
