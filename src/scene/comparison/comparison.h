// The parts of the scene that compares layers.
#ifndef ATTEND_SCENE_COMPARISON_H
#define ATTEND_SCENE_COMPARISON_H

#include "kit/cards.h"
#include "kit/picture.h"

enum { LAYERS = 4 };

typedef struct Layer {
    const char *key, *name, *short_name;
    Role role;
    bool pale; // the restricted one is attention too: its colour, but paler and dashed
    const char *work_tex, *wait_tex, *way_tex;
    Matrix work, wait, way, counted_work, counted_wait;
} Layer;

typedef struct Comparison {
    PICTURE;
    int now; // the picture that is shown, −1 for none
    Box stage;
    Layer layer[LAYERS];
    Matrix n, d, k, r;
} Comparison;

static inline double comparison_size(const Matrix *m) { return matrix_at(m, 0, 0); }
static inline double comparison_come(const Comparison *p, const char *name) { return acts_come(&p->acts, name); }
static inline Paint comparison_paint(const Layer *layer) {
    return layer->pale ? paint_faded(layer->role, 0.55f) : paint(layer->role);
}
Matrix comparison_matrix(const Comparison *p, const char *of, const Layer *layer); // "work." and its key
// The layer's mark and name at the left of a row; y the middle.
void comparison_draw_name(const Comparison *p, const Layer *layer, double x, double y, double width);
// A number of the tape with its identity. Returns its width.
double comparison_draw_value(const Comparison *p, const Matrix *m, int element, double x, double y, double width, TextStyle style);
// A bar of the layer's colour; `hatched`: what was counted.
void comparison_draw_bar(const Comparison *p, const Layer *layer, Box at, double share, bool hatched);

void comparison_draw_table(const Comparison *p);
void comparison_draw_bars(const Comparison *p);
void comparison_draw_curves(const Comparison *p);
void comparison_draw_lamps(const Comparison *p);
void comparison_draw_ways(const Comparison *p);
void comparison_draw_hidden(const Comparison *p);
void comparison_draw_memory(const Comparison *p);
void comparison_draw_jobs(const Comparison *p);

// Hops from the first of n places to the last; writes where each hop ends (from 0), at most `most`.
typedef enum HopKind { HOP_CHAIN, HOP_WINDOW, HOP_DILATED, HOP_RANGE, HOP_ALL } HopKind;
int comparison_hops(HopKind kind, int n, int k, int r, int *place, int most);

#endif
