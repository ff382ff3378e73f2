// Where in the lesson the picture is: a step and how far its animation has come. It stands still until the teacher plays it;
// arriving at a step shows its finished picture. One position runs through the whole lesson, so that it can be scrubbed:
// step + t, where i + 1 is the finished picture of step i.
#ifndef ATTEND_PAGE_PLAYER_H
#define ATTEND_PAGE_PLAYER_H

#include <stdbool.h>

enum { PLAYER_SPEEDS = 3 };

typedef struct Player {
    int step, steps;
    double t; // 0 … 1
    bool playing;
    int speed;    // index: ½×, 1×, 2×
    bool reduced; // motion: every animation is its end state
} Player;

Player player_make(int steps);
void player_go(Player *player, int step); // clamped; its finished picture
// Plays this step from where it is, from the start when it was finished; or pauses.
void player_toggle(Player *player);
// Time passes; true while it moves. `length` is the step's animation at 1×.
bool player_advance(Player *player, double seconds, double length);
double player_position(const Player *player); // 0 … steps
void player_scrub(Player *player, double position);
double player_speed(const Player *player); // 1 for 1×
const char *player_speed_name(int speed);  // "½×"
void player_next_speed(Player *player);

#endif
