// The race's own parts: which trainings a contest compares, what the picture knows of each of them, its plots and its strip.
#ifndef ATTEND_SCENE_RACE_H
#define ATTEND_SCENE_RACE_H

#include "kit/picture.h"

typedef struct RaceLane {
    Record record;
    int at, last; // the point shown, and the newest one; −1: none yet
    const char *label;
    Role role;
    double dash; // of its curve
    bool attention;
} RaceLane;

typedef struct RacePicture {
    PICTURE;
    RaceLane lane[RACE_LANES];
    int at, last; // of the longer lane
    double come;  // with nothing trained yet there is no film: how far the picture itself has come, 0 … 1
} RacePicture;

// --- contests
bool race_lanes(const Step *step, RaceAsk *out, Problems *problems); // Scene.race
void race_name_lanes(RacePicture *p);                                // labels, roles and dashes
const char *race_question(const Step *step);                         // "which symbol came first?"

// --- what a lane has measured
static inline const TrainingPoint *race_point(const RaceLane *lane) { return &lane->record.point[lane->at]; }
// The gradient at position t (from 0) over that at the output, at the point shown; NaN where nothing is known.
double race_signal(const RaceLane *lane, int t);

// --- words: notes that explain a number, in one sentence
const char *race_note(const RacePicture *p, const RaceLane *lane, const char *format, ...) __attribute__((format(printf, 3, 4)));

// --- the parts of the picture, each in its card
typedef struct RacePart RacePart;
struct RacePart {
    const char *reveal;
    void (*draw)(const RacePicture *p, Box card);
    bool plot; // stands above, side by side with others
};
enum { RACE_PARTS = 10 };
// The number at the end of a curve.
const char *race_number(Arena *arena, double value, bool log);
void race_draw_axes(const RacePicture *p, Box at, Axis *x, Axis *y);
// A white card with a title; what is left of it within.
Box race_card(const RacePicture *p, Box at, const char *title);

void race_draw_loss(const RacePicture *p, Box card);
void race_draw_accuracy(const RacePicture *p, Box card);
void race_draw_gradient(const RacePicture *p, Box card);
void race_draw_norm(const RacePicture *p, Box card); // of the whole gradient, with the limit as a line
void race_draw_weight(const RacePicture *p, Box card);
void race_draw_error(const RacePicture *p, Box card);
void race_draw_match(const RacePicture *p, Box card); // which key asks for which, of attention that looks up
void race_draw_signal(const RacePicture *p, Box card);
void race_draw_strip(const RacePicture *p, Box card); // tokens, with the rows that are revealed
void race_draw_guess(const RacePicture *p, Box card);
void race_draw_thumbnail(const RacePicture *p);
// How far part i of n has come, one after the other between two shares of the step.
double race_turn(const RacePicture *p, int i, int n, double from, double to);
// The letter of a symbol, and its colour.
const char *race_letter(const RacePicture *p, int symbol);
Role race_symbol_role(int symbol);

#endif
