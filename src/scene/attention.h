// The attention picture, shared by the attention_*.c files: what is on it, where it stands, and how far each part has come.
// One Picture is made anew for every frame; nothing outlives it.
#ifndef ATTEND_SCENE_ATTENTION_H
#define ATTEND_SCENE_ATTENTION_H

#include "scene/common.h"

typedef enum Column { COL_Q, COL_K, COL_S, COL_A, COL_V, COL_W, COL_O, COLS } Column;

// The acts of a step's animation, in the order in which they play.
typedef enum Act {
    ACT_QUERY, ACT_KEYS, ACT_SIMILARITY, ACT_SCALE, ACT_MASK, ACT_SOFTMAX, ACT_VALUES, ACT_WEIGHTED, ACT_OUTPUT, ACT_LOSS,
    ACT_GRADIENT, ACTS
} Act;

enum { CELLS_ROWS = 12, CELLS_COLUMNS = 6, HEAT_ROWS = 512 };

typedef struct Lane { // one column of the picture
    double x, w;      // of what stands in it
    double cell;      // width of one cell; strips: of the whole strip
    int cells;        // cells in a row
    bool strip;       // too many numbers for digits: a heat strip
    bool shown;       // revealed by now
    bool now;         // what this step is about
} Lane;

typedef struct Span { double start, end; } Span; // seconds

typedef struct Picture {
    const View *view;
    const Step *step;
    const Tape *tape;
    List *out;
    Arena *arena;
    Matrix q, k, v, o;            // q and o: the followed query's row alone
    Matrix raw, s, masked, a;     // the followed query's row: 1 × m; raw and masked may be missing
    Matrix y, loss;               // the target's row and the loss; may be missing
    int query, n, m, d, dv;
    int rows;                     // of the m keys that are drawn
    bool dot;                     // s really is made of the products q_j k_ij
    bool gradient;                // the way back is on the picture
    // where
    bool digits;                  // rows of cells; otherwise one heat strip a column
    bool compact;                 // little height: smaller heading
    Lane lane[COLS];
    double label;                 // width kept for names left of the keys
    bool stacked;                 // the output's cells stand on top of each other
    double cell;                  // height of a cell
    double band_top, band_bottom; // of the highlight
    double heading;               // baseline of the names
    double top, pitch;            // of the first row; from row to row
    double foot;                  // baseline of the line under the rows
    double axis;                  // baseline of the shapes in heat form; 0: none
    // when
    double seconds;               // since the step's animation began
    Span act[ACTS];               // start == end: does not play
} Picture;

// Reads the tape. False when it holds no attention.
bool picture_read(Picture *p);
void picture_place(Picture *p);
// Fills act[]; returns the length of the whole.
double picture_acts(Picture *p);

Box picture_cell(const Picture *p, Column c, int row, int column); // of a row of cells
Box picture_strip(const Picture *p, Column c);                     // heat form: the whole column
Box picture_row(const Picture *p, Column c, int row);              // all cells of a row, or its slice of the strip
double row_middle(const Picture *p, int row);
bool plays(const Picture *p, Act act);
double act_time(const Picture *p, Act act); // seconds since it began; negative before
// Element i's own part of an act: the first takes `first` seconds, each later one `quick`, starting `stagger` apart.
Span turn_of(const Picture *p, Act act, int i);
double turn(const Picture *p, Act act, int i);                         // its progress, linear, 0 … 1
double part(double u, double from, double to);                         // eased progress of a part of a turn
bool is_masked(const Picture *p, int row);

void draw_headings(const Picture *p);
void draw_lines(const Picture *p);   // behind everything: links, and the lines of each row
void draw_columns(const Picture *p); // cells, strips, bars, the line under the rows
void draw_flights(const Picture *p); // what is on its way
void draw_gradient(const Picture *p);
double weighted_at(const Picture *p, int row, int column);             // a_i v_ij
const char *weighted_note(const Picture *p, int row, int column);      // "a₁ v₁₁ = 0.5388 × 4 = 2.155"
double exp_shift(const Picture *p);                                    // subtracted before exp, 0 unless it would overflow
double exp_of(const Picture *p, int row);
double exp_sum(const Picture *p);
void draw_thumbnail(const Picture *p);

#endif
