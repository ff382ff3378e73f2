// Who may see whom, shared by the mask_*.c files: one grid or two side by side on cards, each with its row names, what its rows
// add up to, and a line of arithmetic for the followed query.
#ifndef ATTEND_SCENE_MASK_H
#define ATTEND_SCENE_MASK_H

#include "kit/grid.h"
#include "kit/picture.h"

typedef enum Panel { PANEL_SCORES, PANEL_OPEN, PANEL_RIGHT, PANEL_LATE, PANEL_ZERO, PANEL_GRADIENT, PANELS } Panel;
typedef enum Tail { TAIL_NONE, TAIL_SUM, TAIL_FUTURE } Tail; // what stands at the end of each query's line

typedef struct MaskCard {
    Panel panel;
    Box at;                                   // the white card
    Grid grid;                                // its cells
    double title, subtitle, axes, line, note; // baselines; 0: no room
    bool values, outputs;                     // a line of values over the keys, a column of outputs at the end
    Grid value_grid, output_grid;
    double left; // of its texts
} MaskCard;

typedef struct MaskPage {
    PICTURE;
    Matrix s, masked, mask, a, v, o;
    Matrix open_a, late_a, zero_s, zero_exp, zero_a; // missing on the tape of plain attention
    NumberFormat grad_format;                        // of the gradient at the scores
    const char *keys;
    int n, m, query;
    bool turned, digits, task;
    bool paintable;
    bool crowded; // the gradient has no room beside the weights
    bool hides;   // the mask hides something
    double reach; // of the sweep
    Tail tail;
    MaskCard card[2];
    int cards;
} MaskPage;

void mask_page_place(void *picture);
void mask_page_draw_card(const MaskPage *p, const MaskCard *card);
void mask_page_draw_mix(const MaskPage *p, const MaskCard *card); // values and outputs
double mask_tail_wide(const MaskPage *p);                         // room beside the grid for what each line adds up to
double mask_outputs_wide(const MaskPage *p); // room beside the grid for outputs, or for values where queries are columns
double mask_outputs_deep(const MaskPage *p); // room over or under it
void mask_page_draw_words(const MaskPage *p, const MaskCard *card); // titles, axes, arithmetic
void mask_page_draw_task(const MaskPage *p);                        // every position and its next token

bool mask_covers_scores(const MaskPage *p); // by now, or as this step goes on
bool mask_has_covered(const MaskPage *p);   // and does so at this moment
bool mask_has_gradient(const MaskPage *p);  // something goes back: the data bring a gradient, or the model a loss
bool mask_is_hidden(const MaskPage *p, int query, int key);
// How far the mask has come over a cell, and how far a query's line has come, of a named act: 0 … 1.
double mask_swept(const MaskPage *p, const char *act, int query, int key, double from, double to);
double mask_line(const MaskPage *p, const char *act, int query);
// The row of a vector node (n): "right.sum" of this query; NaN when it is not on the tape.
double mask_of_query(const MaskPage *p, const char *node, int query, Ident *ident);

#endif
