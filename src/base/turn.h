// A share of time for work that is long, so that nothing stands still meanwhile: it asks now and then whether its turn is over,
// leaves what it has made where it finds it again, and goes on in the next turn. The clock is that of whoever shares the time
// out.
#ifndef ATTEND_BASE_TURN_H
#define ATTEND_BASE_TURN_H

#include <stdbool.h>
#include <stddef.h>

typedef struct Turn {
    double (*clock)(void); // seconds
    double end;
} Turn;

// What a part of the work came to: it failed, the turn is over and there is more, or all is done.
typedef enum TurnEnd { TURN_FAILED, TURN_OVER, TURN_DONE } TurnEnd;

static inline Turn turn_begin(double (*clock)(void), double seconds) { return (Turn){ clock, clock() + seconds }; }
// NULL: a turn that does not end before the work does.
static inline bool turn_is_over(const Turn *turn) { return turn && turn->clock() >= turn->end; }
static inline double turn_now(const Turn *turn) { return turn ? turn->clock() : 0; }
// Another piece of work as long as the one that has just been done, begun at `begun`, would not end within the turn.
static inline bool turn_has_no_other(const Turn *turn, double begun) {
    if (!turn) return false;
    double now = turn->clock();
    return now + (now - begun) >= turn->end;
}

#endif
