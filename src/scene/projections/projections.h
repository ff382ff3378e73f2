// Words times matrices: X stands on the left, a lane for each of the three matrices beside it; a row of X and a column of the
// matrix meet on the lane's bench and land in its result. What is asked of whom afterwards is a table under the lanes.
#ifndef ATTEND_SCENE_PROJECTIONS_H
#define ATTEND_SCENE_PROJECTIONS_H

#include "kit/grid.h"
#include "kit/key_rows.h"
#include "kit/picture.h"
#include "kit/product.h"

enum { LANES = 3 };

typedef struct ProjectionLane {
    Matrix W, out;
    bool shown, now; // on the picture; plays in this step
    Box at;          // its card
    Grid w_grid, out_grid;
    Box bench;
} ProjectionLane;

typedef struct Projections {
    PICTURE;
    Matrix x, common;
    Matrix s, a, o, k, v; // of the answers: s, a, o of the followed word's query
    ProjectionLane lane[LANES];
    int n, lanes, word; // words; lanes shown; the word followed
    bool all;           // every word is multiplied, not the followed one alone
    bool answers;       // the table is on the picture
    bool digits, features;
    double labels, feature_w; // room for the words of X, for the features beside a matrix
    double top;               // of everything under the headings, where it begins at the stage's edge
    double lower;             // the headings stand by so much, on what they name
    Grid x_grid, common_grid;
    Box common_bench;
    KeyRows rows;
    double column[6]; // left edges in the table: k, s, e^s, a, v, o
} Projections;

extern const char *const lane_reveal[LANES], *const lane_tex[LANES], *const lane_letter[LANES];
extern const Role lane_role[LANES];

static inline bool projections_shows(const Projections *p, const char *name) {
    return step_reveals(p->step, name) || step_focuses(p->step, name);
}
static inline int lane_rows(const Projections *p) { return p->all ? p->n : 1; }
static inline int lane_row(const Projections *p, int i) { return p->all ? i : p->word; } // of the matrix, of row i of its grid

void projections_place(void *picture);
// Element i, j of a lane's result, 0 … 1 of its way; 1 where nothing plays.
double projections_turn(const Projections *p, int lane, int i, int j);
double projections_common_turn(const Projections *p, int i, int j);
void projections_lanes(const Projections *p);
void projections_common(const Projections *p);
void projections_table(const Projections *p);

#endif
