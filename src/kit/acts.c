// Acts: laying them out in time, and asking how far one has come.
#include "kit/acts.h"

#include <assert.h>
#include <string.h>

static const double rest = 0.3, quickly = 0.6, many_take = 5;

void acts_add(Acts *acts, const char *name, double seconds) {
    assert(step_knows(acts->step, name));
    if (acts->count == ACTS_MOST) return;
    double start = acts->seconds + (acts->seconds > 0 && seconds > 0 ? rest : 0);
    acts->act[acts->count].name = name;
    acts->act[acts->count].start = start;
    acts->act[acts->count].end = start + seconds;
    acts->count++;
    if (seconds > 0) acts->seconds = start + seconds;
}

void acts_add_focus(Acts *acts, const char *name, double seconds) {
    acts_add(acts, name, step_focuses(acts->step, name) ? seconds : 0);
}

void acts_add_after(Acts *acts, const char *name, double seconds) {
    if (step_focuses(acts->step, name))
        acts_add(acts, name, seconds);
    else
        acts_add(acts, name, acts->seconds > 0 && step_reveals(acts->step, name) ? quickly : 0);
}

void acts_at(Acts *acts, double t) { acts->now = t >= 1 || acts->seconds == 0 ? acts->seconds + 1 : t > 0 ? t * acts->seconds : 0; }

static int find(const Acts *acts, const char *name) {
    for (int i = 0; i < acts->count; i++)
        if (strcmp(acts->act[i].name, name) == 0) return i;
    return -1;
}

static double progress(const Acts *acts, int i) {
    double start = acts->act[i].start, end = acts->act[i].end;
    return end > start ? math_clamp((acts->now - start) / (end - start), 0, 1) : 1;
}

double acts_come(const Acts *acts, const char *name) {
    if (!step_reveals(acts->step, name) && !step_focuses(acts->step, name)) return 0;
    int i = find(acts, name);
    return i < 0 ? 1 : progress(acts, i);
}

double acts_turn(const Acts *acts, const char *name, int i, int n, double first) {
    double whole = acts_come(acts, name);
    if (whole <= 0 || whole >= 1 || n < 2) return whole;
    int k = find(acts, name);
    double length = acts->act[k].end - acts->act[k].start;
    if (first <= 0 || first > 0.8 * length) first = length / n;
    double each = (length - first) / (n - 1), start = i ? first + (i - 1) * each : 0;
    return math_clamp((whole * length - start) / (i ? each : first), 0, 1);
}

double acts_length(int n, double first, double each) {
    if (n < 2) return first;
    double others = each * (n - 1);
    return first + (others < many_take ? others : many_take);
}
