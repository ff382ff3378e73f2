// The attention picture, shared by the attention_*.c files: what is on it, where it stands, and how far each part has come.
// One Picture is made anew for every frame; nothing outlives it.
#ifndef ATTEND_SCENE_ATTENTION_H
#define ATTEND_SCENE_ATTENTION_H

#include "kit/common.h"
#include "kit/group.h"

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

typedef struct Lane { // one column of the picture
    double x, w;      // of what stands in it
    double cell;      // width of one cell; strips: of the whole strip
    double text;      // width of its widest number at full size
    double size;      // of its digits, alike in all its cells
    double heading;   // half the width of its name
    int cells;        // cells in a row
    bool strip;       // too many numbers for digits: a heat strip
    bool shown;       // revealed by now
    bool now;         // what this step, at this moment, is about
} Lane;

typedef struct Span {
    double start, end; // seconds
} Span;

typedef struct Picture {
    const View *view;
    const Step *step;
    const Tape *tape;
    List *out;
    Arena *arena;
    Matrix q, k, v, o;        // q and o: the followed query's row alone
    Matrix raw, s, masked, a; // the followed query's row: 1 × m; raw and masked may be missing
    Matrix weighted;          // the followed query's m × dv; missing when there are very many
    Matrix y, loss;           // the target's row and the loss; may be missing
    int query, n, m, d, dv;
    int rows;              // of the m keys that are drawn
    bool dot;              // s really is made of the products q_j k_ij
    bool target, gradient; // the target with the loss, and the way back, are on the picture
    // where
    bool digits;  // rows of cells; otherwise one heat strip a column
    bool compact; // little height: smaller heading
    Lane lane[COLS];
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
    double seconds;     // since the step's animation began
    Span act[ACTS];     // start == end: does not play
    Column now, before; // the highlight's column, and where it comes from; COLS: none
    double slide;       // how far it has come, 0 … 1
} Picture;

// Reads the tape. False when it holds no attention.
bool picture_read(Picture *p);
void picture_place(Picture *p);
// Fills act[]; returns the length of the whole.
double picture_acts(Picture *p);
// After the acts are known: the column that the highlight stands on.
void picture_now(Picture *p);

Box picture_cell(const Picture *p, Column c, int row, int column); // of a row of cells
Box picture_strip(const Picture *p, Column c);                     // heat form: the whole column
Box picture_row(const Picture *p, Column c, int row);              // all cells of a row, or its slice of the strip
Box picture_bar(const Picture *p, int row);                        // beside a weight
Box picture_band(const Picture *p, Column c);                      // where its highlight stands
double picture_room(const Picture *p, Column c);                   // for a line of text centred under the column
double picture_middle(const Picture *p, int row);
double picture_bottom(const Picture *p); // of the last row
Role picture_role(Column c);
const char *picture_heading(Column c);

// --- how far each part has come
bool picture_plays(const Picture *p, Act act);
// Element i's own part of an act, linear 0 … 1: the first goes slowly, the others follow quickly. 1 when the act does not play.
double picture_turn(const Picture *p, Act act, int i);
Span picture_span(const Picture *p, Act act, int i);        // the same in seconds
double picture_landed(const Picture *p, Column c, int row); // how far a column's cell has come to its place, 0 … 1
// The softmax has three parts: the exponentials (the turns), their sum, the shares.
double picture_falling(const Picture *p, int row); // of an exponential on its way into the sum, linear
int picture_exps_added(const Picture *p);          // exponentials that are in the sum
double picture_divided(const Picture *p, int row);
int picture_rows_added(const Picture *p); // weighted rows that have reached the output

// --- numbers that no node holds
bool picture_is_masked(const Picture *p, int row);
double picture_exp_shift(const Picture *p); // subtracted before exp, 0 unless it would overflow
double picture_exp(const Picture *p, int row);
double picture_exp_sum(const Picture *p, int rows); // of the first so many
const char *picture_exp_note(const Picture *p, int row);
bool picture_has_divisor(const Picture *p);
const char *picture_divisor(const Picture *p); // "÷ √2", NULL when s is the raw similarity
bool picture_compares(const Picture *p);       // the scores before and after the division stand beside them as bars

// --- drawing, back to front
void picture_draw_headings(const Picture *p);
void picture_draw_lines(const Picture *p);    // links, and the lines of each row
void picture_draw_cells(const Picture *p);    // rows of cells
void picture_draw_strips(const Picture *p);   // or heat strips, where a column has too many numbers
void picture_draw_words(const Picture *p);    // names of rows, which query, the line under the rows
void picture_draw_gradient(const Picture *p); // the way back: target, loss, arrows, numbers
void picture_draw_flights(const Picture *p);  // what is on its way
void picture_draw_thumbnail(const Picture *p);

#endif
