// What the files of the plane share: one Plane, what it shows and when.
#ifndef ATTEND_SCENE_PLANE_H
#define ATTEND_SCENE_PLANE_H

#include "kit/arithmetic.h"
#include "kit/coordinates.h"
#include "kit/key_rows.h"
#include "kit/picture.h"

typedef enum Geometry { GEOMETRY_SHADOW, GEOMETRY_NEARNESS, GEOMETRY_NONE } Geometry;

typedef struct Plane {
    PICTURE;
    Matrix queries, q, k, W, raw, s, masked, a, qW, distance2; // of one row, the followed query's, but for queries, k and W
    int query, n, m, d, keys;                                  // keys: how many are drawn
    Matrix key, others; // k and queries as they are drawn: of more than two numbers, turned into the plane of the query
    Geometry geometry;
    bool bent;     // the similarity is q W kᵀ
    int example;   // the key whose score is worked out in the line of arithmetic
    double qx, qy; // the query
    double px, py; // what keys throw their shadow on: q, or q W
    Coordinates plane;
    KeyRows rows;
    double k_x, k_w, d_x, s_x, kernel_x, a_x, bar_x, bar_w; // d_x, kernel_x: squared distances, kernel; 0 without that column
    Box product, footer;                                    // product: where q W is worked out, empty without W
} Plane;

typedef struct PlaneShadow {
    double ux, uy;       // direction of the query, length 1
    double x, y, length; // foot of the perpendicular; signed length of the shadow
    bool there;
} PlaneShadow;

// How far a thing that is revealed has come at this moment, 0 … 1; of each key's turn likewise.
double plane_come(const Plane *p, const char *name);
double plane_key_turn(const Plane *p, int i);
double plane_circle_turn(const Plane *p, int i);
double plane_score_turn(const Plane *p, int i);
double plane_weight_turn(const Plane *p, int i);
PlaneShadow plane_shadow(const Plane *p, int i);
bool plane_compares(const Plane *p, Geometry geometry); // is it shown how keys meet the query in this way?

void plane_product(const Plane *p); // q W, number by number
void plane_footer(Plane *p);        // the line of arithmetic under the plane
void plane_table(Plane *p);         // the keys as rows of numbers

#endif
