// "Mine is …": a number typed against one of the picture. It is right to its digits or not yet, and then the known mistakes that
// give it are named. Used by the card of a pinned number and by "Work it out".
#ifndef ATTEND_PAGE_MINE_H
#define ATTEND_PAGE_MINE_H

#include "session/session.h"
#include "ui/ui.h"

// What was typed against the number meant: right to the digits typed, at least two unless it is exact.
typedef enum Judgement { ANSWER_NONE, ANSWER_RIGHT, ANSWER_WRONG, ANSWER_COARSE, ANSWER_NO_NUMBER } Judgement;
Judgement answer_judge(const char *typed, double wanted);

typedef struct Mine {
    char typed[48];
    Judgement judged;
    char said[700]; // of a wrong one: which mistakes give it
    bool begins;    // the field is to get the focus
} Mine;

// Judges what stands in `typed`; a wrong one is looked into. `of` is a value or a gradient of the session's tape.
void mine_judge(Mine *mine, const Session *session, Ident of, double wanted);
// What is said of it; NULL: nothing yet. `role`: right, wrong or beside the point.
const char *mine_verdict(const Mine *mine, double wanted, Arena *arena, Role *role);

// Is this a number that somebody may have worked out: computed, or a gradient?
bool mine_takes(const Session *session, Ident of);
// At the foot of a card: the field and the verdict. Returns how high it is; `draw` false: measured only.
double mine_width(const Ui *ui); // of the field and its button
double mine_draw(Mine *mine, Ui *ui, const Session *session, Ident of, double wanted, Box at, bool draw);

#endif
