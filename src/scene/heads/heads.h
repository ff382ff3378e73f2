// The split picture, in parts: what it reads from the tape, when things come, where they stand, and the drawing of each part.
#ifndef ATTEND_SCENE_HEADS_H
#define ATTEND_SCENE_HEADS_H

#include "kit/arithmetic.h"
#include "kit/head_marks.h"
#include "kit/picture.h"

enum { LANES_MOST = 16 };

static const double heads_mark = 14; // units: of a token's mark beside its row

// The columns of the picture, from left to right.
typedef enum HeadsColumn { COLUMN_X, COLUMN_QKV, COLUMN_A, COLUMN_HEADS, COLUMN_CONCAT, COLUMN_O, COLUMNS } HeadsColumn;

typedef struct Heads {
    PICTURE;
    Matrix x, y, qkv[3], W[3], Wq, Wk, s, masked, a, heads, concat, Wo, o; // a: row head · n + i; heads the same
    int n, m, d, h, dk;                                                    // queries, keys, width, heads, width of a head
    int lanes;                                                             // heads drawn: the others are told in a note
    int ready;                                                             // heads that have come so far
    bool given;                                                            // Q, K and V are: no X, no W^O
    const char *words;                                                     // the input whose rows have words
    bool digits, stacked;                                                  // stacked: Q, K, V of a lane one over the other
    bool column[COLUMNS];                                                  // that are on the picture
    bool folded;          // concat, W^O and o stand side by side under the lanes, where that makes the cells larger
    bool names;           // of the factors: there is room between the lanes
    bool factors, scores; // in the lane of a head that has not come: what the first head's numbers are made of
    double x_of[COLUMNS], w_of[COLUMNS];
    double cell_w, cell_h; // of the lanes
    double end_w, end_h;   // of the input
    double join_w, join_h; // of concat, W^O and o
    double label_w, tab_w;
    bool marks;                 // beside the rows: the tokens' marks instead of their words, where the width is their digits'
    double top, bottom;         // of the lanes
    double lane_h, lane_pitch;  // of one lane
    double rows_y, join_y;      // top of X; of concat and o
    double wo_x, wo_y, wo_cell; // of Wo
    Box footer;                 // h 0: no room
    HeadsColumn now;            // where the highlight stands
} Heads;

bool heads_read(void *picture);
void heads_plan(void *picture);
void heads_place(void *picture);

static inline bool heads_shows(const Heads *p, const char *name) {
    return step_reveals(p->step, name) || step_focuses(p->step, name);
}
static inline Role lane_role(const Heads *p, int column) { return head_role(column / p->dk); }

// --- places
Box heads_lane(const Heads *p, int head);                            // the height of a lane, as wide as all of them
Box heads_part(const Heads *p, int which, int head);                 // Q, K or V (0, 1, 2) of a lane
Box heads_whole(const Heads *p, int which, int head, double parted); // the same columns before they travel
Box heads_grid(const Heads *p, int head);                            // the weights of a lane
Box heads_output(const Heads *p, int head);                          // its output
Box heads_joined(const Heads *p, int head);                          // its columns in concat
bool heads_below(const Heads *p, HeadsColumn c);                     // it stands under the lanes
// What stands above and below a column may be so wide: half way to its neighbours.
Box heads_slot(const Heads *p, HeadsColumn c);
Box heads_behind(const Heads *p, HeadsColumn c); // where its highlight stands
Box heads_cell(Box block, int rows, int columns, int row, int column);

// --- parts of the picture
void heads_row_label(const Heads *p, const char *input, const Matrix *m, int row, double x, double middle);
typedef struct BlockStyle {
    Role role;
    double rows;  // that have come, from the top; a large number: all
    bool now;     // the layer looked at
    bool digits;  // where they fit
    bool to_come; // a dashed outline alone
    int ring;     // this row stands out, counted from 1; 0: none
} BlockStyle;
// A block of a matrix as cells, or as one heat map where cells would be too small.
void heads_block(const Heads *p, Box at, const Matrix *m, int row, int rows, int column, int columns, BlockStyle style);
// Have all columns arrived? Until then those that wait stand where the lanes go on.
bool heads_arrived(const Heads *p);
void heads_input(Heads *p);
void heads_lanes(Heads *p);
void heads_join(Heads *p);
void heads_headings(Heads *p);
void heads_footer(Heads *p);
void heads_factors(const Heads *p);                 // the columns of W^Q, W^K, W^V that are the first head's, and its scores
bool heads_write_factors(const Heads *p, Pen *pen); // the number that comes now; false when none of them does
double heads_rows_come(const Heads *p, const char *act);

#endif
