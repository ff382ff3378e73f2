// The picture of layer norm: its parts, which the files layer_norm_*.c draw.
#ifndef ATTEND_SCENE_LAYER_NORM_H
#define ATTEND_SCENE_LAYER_NORM_H

#include "kit/features.h"
#include "kit/picture.h"
#include "scene/scenes.h"

enum { LAYER_NORM_PANELS = 4, PANEL_X = 0, PANEL_CENTERED, PANEL_XHAT, PANEL_Y };

typedef struct LayerNormPanel {
    const char *reveal, *name, *tex;
    Matrix m; // (1, D)
    Features features;
    double come[FEATURES_COME]; // of each feature, 0 … 1; beyond them all come with the last
    double gradient;            // how far the gradient has come
    bool shown, now;
} LayerNormPanel;

typedef struct LayerNorm {
    PICTURE;
    LayerNormPanel panel[LAYER_NORM_PANELS];
    Matrix mean, var, spread, gamma, beta; // the first three: (1, tokens), of which element `row` counts
    int tokens, query, row, d;
    bool plain;                                    // nothing after the division: y is not a panel
    bool backward;                                 // the tape has a gradient, and it is asked for
    double margin, gap, cell_h, head, lower, foot; // heights of the strips above and below the bars
    double arrow_y, arrow_reach, grad_cells_y;     // of the gradient
} LayerNorm;

// Place of the chip between a panel and the next one.
Box layer_norm_chip(const LayerNorm *p, int after);
void layer_norm_chips(const LayerNorm *p);   // mean, spread and what is done with them
void layer_norm_words(const LayerNorm *p);   // the line of arithmetic
void layer_norm_flights(const LayerNorm *p); // what travels from one panel to the next

#endif
