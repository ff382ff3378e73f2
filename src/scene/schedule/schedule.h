// The parts of the scene of waiting: one file for the timetables, one for work and losses, one for the trees.
#ifndef ATTEND_SCENE_SCHEDULE_H
#define ATTEND_SCENE_SCHEDULE_H

#include "core/schedule.h"
#include "kit/cards.h"
#include "kit/picture.h"

typedef struct Waiting {
    PICTURE;
    bool beside;     // another card stands beside this one
    bool folds;      // whose words stand under their numbers, so that those of this one do
    bool *measured;  // set when a card's words do; NULL: nobody asks
    const char *now; // the picture that is shown, NULL for none
    int workers;
    Schedule chain, grid; // those that the picture needs
    int ticks_most;       // of all cards: their timetables share one scale
} Waiting;

// How far the picture of this name has come, 0 … 1, linear.
static inline double waiting_come(const Waiting *p, const char *name) { return acts_come(&p->acts, name); }
// The card of the picture of this name. What is counted in it is not told before it has happened.
Box waiting_card(const Waiting *p, Box card, const char *name, const char *title, const Stat *stat, int stats);

// --- timetables
Schedule chain_schedule(const Tape *tape, int workers, Arena *arena);
Schedule grid_schedule(const Tape *tape, int workers, Arena *arena);
void draw_chain(const Waiting *p, Box card, const char *name);
void draw_grid(const Waiting *p, Box card);

// --- work and losses
void draw_piles(const Waiting *p, Box card);
void draw_losses(const Waiting *p, Box card);

// --- trees
void draw_scan(const Waiting *p, Box card);
void draw_sum(const Waiting *p, Box card);

#endif
