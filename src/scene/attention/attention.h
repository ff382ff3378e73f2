// The attention picture, shared by the attention_*.c files: what is on it, where it stands, and how far each part has come.
// One Attention is made anew for every frame; nothing outlives it.
#ifndef ATTEND_SCENE_ATTENTION_H
#define ATTEND_SCENE_ATTENTION_H

#include "kit/group.h"
#include "kit/picture.h"

typedef enum Column { COL_Q, COL_K, COL_S, COL_A, COL_V, COL_W, COL_O, COLS } Column;

// The acts of a step's animation, in the order in which they play.
typedef enum Act {
    ACT_QUERY,
    ACT_KEYS,
    ACT_SIMILARITY,
    ACT_SCALE,
    ACT_MASK,
    ACT_SOFTMAX,
    ACT_VALUES,
    ACT_WEIGHTED,
    ACT_OUTPUT,
    ACT_LOSS,
    ACT_GRADIENT,
    ACT_FOLLOW, // what was there before and is computed from what plays comes back
    ACTS
} Act;

enum { HEAT_ROWS = 512 };

typedef struct AttentionLane { // one column of the picture
    double x, w;               // of what stands in it
    double cell;               // width of one cell; strips: of the whole strip
    double text;               // width of its widest number at full size
    double size;               // of its digits, alike in all its cells
    double heading;            // half the width of its name
    int cells;                 // cells in a row
    bool strip;                // too many numbers for digits: a heat strip
    bool shown;                // revealed by now
    bool now;                  // what this step, at this moment, is about
} AttentionLane;

typedef struct AttentionSpan {
    double start, end; // seconds
} AttentionSpan;

typedef struct Attention {
    PICTURE;
    Matrix q, k, v, o;        // q and o: the followed query's row alone
    Matrix raw, s, masked, a; // the followed query's row: 1 × m; raw and masked may be missing
    Matrix weighted;          // the followed query's m × dv; missing when there are very many
    Matrix y, loss;           // the target's row and the loss; may be missing
    int query, n, m, d, dv;
    int rows;              // of the m keys that are drawn
    bool dot;              // s really is made of the products q_j k_ij
    bool target, gradient; // the target with the loss, and the way back, are on the picture
    // where
    bool digits; // rows of cells; otherwise one heat strip a column
    AttentionLane lane[COLS];
    int significant;              // digits shown
    double label;                 // width kept for names left of the keys
    bool stacked;                 // the output's cells stand on top of each other
    double cell;                  // height of a cell
    double band_top, band_bottom; // of the highlight
    double heading;               // baseline of the names
    double top, pitch;            // of the first row; from row to row
    double foot;                  // baseline of the line under the rows
    double axis;                  // room over the strips for the name of their axis
    // when
    AttentionSpan act[ACTS]; // start == end: does not play
    Column now, before;      // the highlight's column, and where it comes from; COLS: none
    double slide;            // how far it has come, 0 … 1
} Attention;

// Reads the tape. False when it holds no attention.
bool attention_read(void *picture);
void attention_place(void *picture);
// Fills act[] and the length of the whole.
void attention_plan(void *picture);
// After the acts are known: the column that the highlight stands on.
void attention_now(Attention *p);

Box attention_cell(const Attention *p, Column c, int row, int column); // of a row of cells
Box attention_strip(const Attention *p, Column c);                     // heat form: the whole column
Box attention_row(const Attention *p, Column c, int row);              // all cells of a row, or its slice of the strip
Box attention_bar(const Attention *p, int row);                        // beside a weight
Box attention_band(const Attention *p, Column c);                      // where its highlight stands
double attention_room(const Attention *p, Column c);                   // for a line of text centred under the column
double attention_middle(const Attention *p, int row);
double attention_bottom(const Attention *p); // of the last row
Role attention_role(Column c);
const char *attention_heading(Column c);

// --- how far each part has come
bool attention_plays(const Attention *p, Act act);
// Element i's own part of an act, linear 0 … 1: the first goes slowly, the others follow quickly. 1 when the act does not play.
double attention_turn(const Attention *p, Act act, int i);
AttentionSpan attention_span(const Attention *p, Act act, int i); // the same in seconds
double attention_landed(const Attention *p, Column c, int row);   // how far a column's cell has come to its place, 0 … 1
// The softmax has three parts: the exponentials (the turns), their sum, the shares.
double attention_falling(const Attention *p, int row); // of an exponential on its way into the sum, linear
int attention_exps_added(const Attention *p);          // exponentials that are in the sum
double attention_divided(const Attention *p, int row);
int attention_rows_added(const Attention *p); // weighted rows that have reached the output

// --- numbers that no node holds
bool attention_is_masked(const Attention *p, int row);
double attention_exp(const Attention *p, int row);
double attention_exp_sum(const Attention *p, int rows); // of the first so many
const char *attention_exp_note(const Attention *p, int row);
bool attention_has_divisor(const Attention *p);
const char *attention_divisor(const Attention *p); // "÷ √2", NULL when s is the raw similarity
bool attention_compares(const Attention *p);       // the scores before and after the division stand beside them as bars

// --- drawing, back to front
void attention_draw_headings(const Attention *p);
void attention_draw_lines(const Attention *p);    // links, and the lines of each row
void attention_draw_cells(const Attention *p);    // rows of cells
void attention_draw_strips(const Attention *p);   // or heat strips, where a column has too many numbers
void attention_draw_words(const Attention *p);    // names of rows, which query, the line under the rows
void attention_draw_gradient(const Attention *p); // the way back: target, loss, arrows, numbers
void attention_draw_flights(const Attention *p);  // what is on its way

#endif
