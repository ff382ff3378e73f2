// One position, step + t, runs through the whole lesson.
#include "page/player.h"

static const double speeds[PLAYER_SPEEDS] = { 0.5, 1, 2 };
static const char *const names[PLAYER_SPEEDS] = { "½×", "1×", "2×" };

Player player_make(int steps) { return (Player){ .steps = steps, .t = 1, .speed = 1 }; }

void player_go(Player *p, int step) {
    p->step = step < 0 ? 0 : step >= p->steps ? p->steps - 1 : step;
    p->t = 1;
    p->playing = false;
}

void player_toggle(Player *p) {
    if (p->reduced) {
        p->t = 1;
        return;
    }
    p->playing = !p->playing;
    if (p->playing && p->t >= 1) p->t = 0;
}

bool player_advance(Player *p, double seconds, double length) {
    if (!p->playing) return false;
    p->t = length > 0 && !p->reduced ? p->t + seconds * speeds[p->speed] / length : 1;
    if (p->t >= 1) {
        p->t = 1;
        p->playing = false;
    }
    return true;
}

double player_position(const Player *p) { return p->step + p->t; }

// A whole number is the finished picture of the step before it, so that letting go on a step's dot shows all of the step.
void player_scrub(Player *p, double position) {
    if (!(position > 0)) position = 0;
    if (position > p->steps) position = p->steps;
    int step = (int)position;
    double t = position - step;
    if (t == 0 && step > 0) step--, t = 1;
    p->step = step;
    p->t = p->reduced ? 1 : t;
    p->playing = false;
}

double player_speed(const Player *p) { return speeds[p->speed]; }

const char *player_speed_name(int speed) { return names[speed]; }

void player_next_speed(Player *p) { p->speed = (p->speed + 1) % PLAYER_SPEEDS; }
