// A card with a title and, in a row at its foot, numbers that count something: what the scenes about work and waiting share.
#ifndef ATTEND_KIT_CARDS_H
#define ATTEND_KIT_CARDS_H

#include "kit/common.h"

// A number that counts something, with what it counts. With a node it is that number, which explains itself.
typedef struct Stat {
    const char *text, *label, *note;
    const Matrix *of; // its first element, which explains itself where there is no note
    bool to_come;     // not counted yet: a "?" in its place
} Stat;

enum { STATS_MOST = 3 };

// The card with its title and its counts; returns the room between.
Box draw_stat_card(List *out, Box card, bool small, const char *title, const Stat *stat, int stats);
// The same of cards that stand side by side: all of them have their words under the numbers where one of them needs it.
bool stat_card_folds(const List *out, Box card, bool small, const Stat *stat, int stats);
Box draw_stat_card_folded(List *out, Box card, bool small, const char *title, const Stat *stat, int stats, bool folds);
#endif
