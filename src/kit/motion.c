// Motion is a function of t alone: a beat turns the step's seconds into the progress of one movement.
#include "kit/scene.h"

double ease(double x) {
    if (!(x > 0)) return 0;
    if (x >= 1) return 1;
    return x * x * x * (x * (x * 6 - 15) + 10); // no jump in speed or acceleration at both ends
}

double beat(double seconds_now, double start, double end) {
    if (seconds_now >= end) return 1;
    if (!(seconds_now > start)) return 0;
    return ease((seconds_now - start) / (end - start));
}
