// What the files of the gradient-flow scene share. A lane is one net: the row of its states, the row of the tokens, a bar for
// every token on the axis that both lanes share.
#ifndef ATTEND_SCENE_GRADIENT_FLOW_H
#define ATTEND_SCENE_GRADIENT_FLOW_H

#include "kit/curves.h"
#include "kit/picture.h"

enum { FLOW_CURVES = 5, FLOW_MARGIN = 24, FLOW_NARROW = 560 }; // NARROW: less width has short notes

typedef struct FlowLane {
    const char *reveal, *title;
    Role role;
    NodeId x, loss;                                   // the one-hot tokens of this lane (T, D)
    const NodeId *state;                              // (T) a node a step, of a recurrent net; NULL
    double *at_token;                                 // (T) |∂L/∂x_t|
    double *at_state;                                 // (T) |∂L/∂h_t|; NULL
    double y, head, arcs, cells, chips, bars, bars_h; // top of the lane, then of its parts; height of the bars
    double come;                                      // 0 … 1
} FlowLane;

typedef struct FlowPicture {
    PICTURE;
    int tokens, symbols;
    FlowLane rnn, att;
    // the axis
    double high, low; // powers of ten
    // where
    bool strip; // too many tokens for words
    bool with_bars, with_plot;
    bool beside, under, alone; // the plot: beside the lanes, under them, or with no room for lanes
    double left, pitch, cell_w, cell_h, chip_h, loss_x, loss_w, bottom; // bottom: of the lanes
    Box plot;
    int given; // tokens that the data gave; they stand at the end
    NodeId given_node;
} FlowPicture;

// --- lanes
bool flow_read(void *picture); // false when the tape has no lanes
void flow_draw_lane(const FlowPicture *p, const FlowLane *lane);
double flow_share(const FlowPicture *p, double value); // where on the log axis, 0 … 1
Ident flow_token_ident(const FlowPicture *p, const FlowLane *lane, int token);
// Part 0 … u of a curve.
void flow_curve(List *out, const double xy[8], double u, StrokeStyle style);
// How many powers of ten of the numbers lie below; for the axis.
void flow_axis_of(double most, double least, double *high, double *low);

// --- where
void flow_place(void *picture);
double flow_x(const FlowPicture *p, int token); // middle of a token's column

// --- plot and paths
void flow_draw_plot(const FlowPicture *p);
void flow_draw_paths(FlowPicture *p);

#endif
