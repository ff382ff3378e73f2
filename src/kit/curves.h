// Lines over the number of steps, on a logarithmic or linear axis: rows of tape nodes, a dot an element, a name at the end of
// each line; names that would touch move apart. And the logarithmic axis alone, which bars stand on.
#ifndef ATTEND_KIT_CURVES_H
#define ATTEND_KIT_CURVES_H

#include "kit/common.h"

enum { CURVE_DECADES = 24 }; // powers of ten on one axis at most; what is smaller is said, not drawn

// Whole powers of ten around all values that are not 0, at least one.
Axis log_axis(const double *value, int count);
// Where |value| lies on it, never below its foot; the foot for 0.
double log_axis_at(const Axis *axis, double value);
// What must be said of values below the axis: "0", or "below 10⁻²⁰"; NULL when it holds the value.
const char *log_axis_below(Arena *arena, const Axis *axis, double value);
// How far up a value lies, 0 … 1, between two values above 0; 0 for what is not above 0.
double log_share_between(double value, double low, double high);
// Lines across from `left` to `right` with the powers of ten at their left, as many as leave room for the digits.
void draw_decades(List *out, const Axis *y, double left, double right, const char *note);

// Axes whose numbers say what they are; the lines say nothing, so that a pointer passes between them.
void noted_axes(List *out, Box at, Axis *x, Axis *y, const char *note);
void noted_axes_apart(List *out, Box at, Axis *x, Axis *y, const char *across, const char *up); // x and y say different things

typedef struct Curve {
    const Matrix *m; // its elements in row `row`, the first at x = `first`
    int row;
    double first;
    Role role;
    float alpha;        // 0: 1
    double width, dash; // 0: 3, solid
    bool bare;          // no dots
    const char *label;
    Ident label_ident;
    double come; // how much of it is there, 0 … 1
} Curve;

typedef struct CurvePlot {
    Box at; // inside the axes
    Axis x, y;
    bool small;
} CurvePlot;

// Lays axes out in a box with room at the right for names `label_width` wide, and draws them. With `log` false the y axis
// goes from y_low to y_high. `y_note` says what a number on the axis is.
CurvePlot curves_axes(List *out, Box at, const Curve *curve, int curves, const char *x_label, const char *y_label, bool log,
                      double y_low, double y_high, double label_width);
// The same on a logarithmic axis for what runs backwards: step 0 at the right, the numbers there too, the names at the left.
CurvePlot curves_axes_back(List *out, Box at, const Curve *curve, int curves, const char *x_label, const char *y_label,
                           double label_width);
void curves_draw(List *out, const CurvePlot *plot, const Curve *curve, int curves);
double curves_label_width(const Metrics *metrics, const Curve *curve, int curves);
// A level line across the plot with its name at the right end above it.
void curves_level(List *out, const CurvePlot *plot, double y, Role role, const char *text, Ident ident);

#endif
