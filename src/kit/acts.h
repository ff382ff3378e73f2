// The acts of a step's animation, one after the other with a rest between two. An act belongs to a reveal name: what is not
// revealed has not come, what plays comes little by little, everything else is there.
#ifndef ATTEND_KIT_ACTS_H
#define ATTEND_KIT_ACTS_H

#include "kit/common.h"

enum { ACTS_MOST = 8 };

typedef struct Acts {
    const Step *step;
    struct {
        const char *name;
        double start, end; // seconds
    } act[ACTS_MOST];
    int count;
    double seconds; // of all acts
    double now;     // since the animation began; beyond the end when it is over
} Acts;

// Adds an act of so many seconds; with 0 it does not play.
void acts_add(Acts *acts, const char *name, double seconds);
// An act of the names in focus.
void acts_add_focus(Acts *acts, const char *name, double seconds);
// What follows from an act that plays (weights from scores): comes quickly after it, when revealed. In focus it takes `seconds`.
void acts_add_after(Acts *acts, const char *name, double seconds);
void acts_at(Acts *acts, double t); // 0 … 1
// How far a name has come, linear, 0 … 1.
double acts_come(const Acts *acts, const char *name);
// Part i of n of an act: the first takes `first` seconds, the others share the rest; 0: all take the same.
double acts_turn(const Acts *acts, const char *name, int i, int n, double first);
// Seconds of n parts that begin with a slow one; many parts share a few seconds.
double acts_length(int n, double first, double each);
// Eased progress of a piece of a turn.
static inline double part(double u, double from, double to) { return ease((u - from) / (to - from)); }

#endif
