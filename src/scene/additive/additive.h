// The additive picture, shared by additive.c (what is drawn) and additive_place.c (what the tape holds, when each part comes,
// where it stands).
#ifndef ATTEND_SCENE_ADDITIVE_H
#define ATTEND_SCENE_ADDITIVE_H

#include "kit/group.h"
#include "kit/picture.h"

enum { QUERIES_MOST = 2, MARK = 26 /* room for "q₁" before a bar */ };

typedef struct Ask { // one of the shown queries
    int query;
    Matrix part;         // what it brings: 1 × 1, or 1 × r
    Matrix hidden, s, a; // m × r, missing without a tanh; 1 × m; 1 × m
    Group part_at, score_at;
} Ask;

typedef struct Additive {
    PICTURE;
    Ask ask[QUERIES_MOST];
    int asks, n, m, rows, r;
    Matrix key_part, va;
    bool tanh, plays;
    // where
    bool digits;
    Group key_at;
    double label, bar_x, bar_w, number_w;
    double band_top, band_bottom, heading, head, top, pitch, cell, foot;
    double low, high; // of the sums, for the bars
} Additive;

// Is this name revealed, or what is now?
bool additive_shows(const Additive *d, const char *name);
// False when the tape holds no additive similarity.
bool additive_read(void *picture);
void additive_place(void *picture);

// --- time: for each query its sums, the very first slowly, then its weights
#define ADDITIVE_PAUSE 0.4 // seconds between two queries
void additive_plan(void *picture);
double additive_sum_start(const Additive *d, int z, int row); // of query z; row d->rows: when its weights begin
bool additive_is_slow(int z, int row);                        // shows its arithmetic
double additive_summed(const Additive *d, int z, int row);    // linear, 0 … 1
double additive_weighed(const Additive *d, int z, int row);   // eased
double additive_hidden_landed(const Additive *d, int z, int row);
double additive_score_landed(const Additive *d, int z, int row);

// --- places
double additive_gap(const Additive *d);          // least gap between columns
double additive_way(const Additive *d);          // from the parts to their score
double additive_row(const Additive *d, int row); // its middle

#endif
