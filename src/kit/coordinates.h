// A coordinate plane with equal axes: arrows and points of a matrix with two columns, their labels placed so that no two
// texts meet, and tips that can be dragged. The range follows the data in coarse steps, so it keeps still under a drag.
#ifndef ATTEND_KIT_COORDINATES_H
#define ATTEND_KIT_COORDINATES_H

#include "kit/common.h"

// How far the data reach from the origin, on each side; all 0 at first.
typedef struct Extent {
    double left, right, bottom, top;
} Extent;
void extent_add(Extent *extent, double x, double y);   // what is not finite is left out
void extent_add_rows(Extent *extent, const Matrix *m); // the first two columns of every row

enum { COORDINATES_TAKEN = 192, COORDINATES_LINES = 48 };

typedef struct Coordinates {
    Box at;                    // the card
    Box inner;                 // where lines and labels may go: the card without the strip of numbers
    double origin_x, origin_y; // on the screen
    double unit;               // screen units a unit of the data, on both axes
    bool marks_only;           // a thumbnail: neither card nor grid nor words
    int taken_count, lines, rings;
    Box taken[COORDINATES_TAKEN];      // texts so far
    double line[COORDINATES_LINES][4]; // arrows so far, labels keep off them
    double ring[COORDINATES_LINES][3]; // circles so far: middle and radius on the screen
} Coordinates;

// Lays the plane out in the box; draws nothing.
Coordinates coordinates_fit(Box at, Extent extent, bool marks_only);
static inline double coordinates_x(const Coordinates *c, double x) { return c->origin_x + x * c->unit; }
static inline double coordinates_y(const Coordinates *c, double y) { return c->origin_y - y * c->unit; }
// Whether a point of the data lies on the card; false for what is not finite. What does not is not drawn.
bool coordinates_holds(const Coordinates *c, double x, double y);
// Card, grid, axes through the origin and the numbers on them.
void coordinates_grid(List *out, const Coordinates *c);

typedef struct ArrowStyle {
    Role role;
    double width; // 0: 3
    float alpha;  // 0: 1
    double dash;
    bool bare;   // no head: a line
    Ident ident; // of the arrow
} ArrowStyle;
// From one point of the data to another.
void coordinates_arrow(List *out, Coordinates *c, double x1, double y1, double x2, double y2, ArrowStyle style);
void coordinates_dot(List *out, Coordinates *c, double x, double y, double radius, ArrowStyle style);
// Where a tip is dragged: a target of 40 units, not seen. `ident.element` is the x of the pair. Add these last, the most
// wanted on top.
void coordinates_handle(List *out, const Coordinates *c, double x, double y, Ident ident);
// "k₁ cat" beside a point, on the side away from (from_x, from_y); left out where it would meet another text.
typedef struct Symbol {
    const char *letter;
    int index; // from 0; negative: no subscript
    Role role;
} Symbol;
void coordinates_label(List *out, Coordinates *c, double x, double y, double from_x, double from_y, const Symbol *symbol,
                       int symbols, const char *word, Ident ident);
// Marks a place where no label may go.
void coordinates_take(Coordinates *c, Box box);
// A dashed circle around a point of the data, through another point at this distance.
void coordinates_circle(List *out, Coordinates *c, double x, double y, double radius, ArrowStyle style);
// An ellipse around a point of the data, its two half axes along those of the plane.
void coordinates_ellipse(List *out, Coordinates *c, double x, double y, double rx, double ry, ArrowStyle style);
// Writes on a dashed circle, where it is in nobody's way; left out where there is no such place. Its box is then taken.
void coordinates_ring_label(List *out, Coordinates *c, double x, double y, double radius, const char *text, Ident ident);
// A dashed line through the origin in this direction (of length 1), across the whole card.
void coordinates_through(List *out, Coordinates *c, double ux, double uy, ArrowStyle style);
// The convex hull of the rows, pale; alpha 1 is the usual strength.
void coordinates_hull(List *out, const Coordinates *c, const Matrix *v, double alpha);
// The little square that marks a right angle at a point, between two directions.
void coordinates_right_angle(List *out, const Coordinates *c, double x, double y, double ux, double uy, double vx, double vy,
                             Paint p);

// Rows of any width as points of a plane in which the arrow `base` (one row) lies along x: every row keeps its length and its angle
// to the base, and so its product with it and its distance from it. Rows of two numbers stay as they are.
Matrix coordinates_turned(Arena *arena, const Matrix *m, const Matrix *base);
// A line of words at the lower edge of the card, that says how arrows of more than two numbers are drawn.
void coordinates_caption(List *out, Coordinates *c, const char *text);

// "Arrows need d = 2; these vectors have d = 5." in the middle of the box.
void coordinates_refuse(List *out, Box at, const char *what, const char *size_name, int size, const char *note);

#endif
