// Digits typed in a row make one number.
#ifndef ATTEND_PAGE_TYPED_H
#define ATTEND_PAGE_TYPED_H

#include <stdbool.h>

typedef struct Typed {
    int number; // so far
    double at;  // the last digit, in seconds; 0: none yet
} Typed;

// The number with this digit; one larger than `most` begins anew with the digit alone.
static inline int typed_digit(Typed *typed, double now, int digit, int most) {
    static const double together = 1.5; // seconds
    int number = 10 * typed->number + digit;
    bool goes_on = typed->at > 0 && now - typed->at < together && typed->number > 0 && number <= most;
    *typed = (Typed){ .number = goes_on ? number : digit, .at = now };
    return typed->number;
}

#endif
