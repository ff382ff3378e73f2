// White cards in rows, each with a title: what the pictures of language models are laid out in; and the arcs over their words.
#ifndef ATTEND_SCENE_LANGUAGE_CARD_H
#define ATTEND_SCENE_LANGUAGE_CARD_H

#include "kit/picture.h"

// A white card with a title; what is left of it within.
Box language_card(const Picture *p, Box at, const char *title);
// The title, or the shorter one where that has no room.
const char *language_title(const Picture *p, Box at, const char *title, const char *shorter);
// In the line of its title, at the right: how it is to be read. Not where there is little room.
void language_card_note(const Picture *p, Box at, const char *title, const char *note);

typedef struct CardPart {
    const char *reveal; // the card is there when this is revealed or in focus
    void (*draw)(const void *picture, Box card);
    double height; // of its row, as a share
    double width;  // of its row; what does not fit begins a new one
} CardPart;
enum { CARD_PARTS = 12 };
// Lays out the cards that are shown, in rows from top to bottom. Where there is little room, rows without what is in focus go.
void language_cards(const Picture *p, const CardPart *part, int parts);

typedef struct ArcStyle {
    Role role;
    double weight, come; // 0 … 1; it comes from the word that asks
    Ident ident;
} ArcStyle;
// From the word at x, which is read, to the one that asks, at height y, not above `top`; as thick as its weight. A word that reads
// itself has a loop.
void language_arc(const Picture *p, double x, double to, double y, double top, ArcStyle style);
// A word in its tile: pale with its weight, strong where most is read; `asks`: the one that reads.
void language_tile(const Picture *p, Box at, const char *word, Role role, double weight, bool asks);
void language_unknown(const Picture *p, Box at); // a dashed tile with "?"

#endif
