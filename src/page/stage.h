// The picture's place on the page: it draws the scene, finds the number under the pointer, lets numbers be dragged and tips
// be pulled, walks from number to number by the keys, and pans what is larger than its box.
#ifndef ATTEND_PAGE_STAGE_H
#define ATTEND_PAGE_STAGE_H

#include "page/overlay.h"
#include "session/session.h"
#include "ui/ui.h"

enum { STAGE_LEAST_WIDTH = 640, STAGE_LEAST_HEIGHT = 300 };

enum { STAGE_SCALES = 3 };

typedef struct Stage {
    Box at;               // on the page
    int first, end;       // its commands on the page's list
    double width, height; // of the picture, which may be larger
    double zoom;          // 1
    double spread;        // of it, what the scene gets more room; looked up for the next three
    double spread_zoom, spread_width, spread_height;
    double pan_x, pan_y;
    LegendItem scale[STAGE_SCALES]; // the colour bars that it needs, as drawn last
    int scales;
    bool scaled;     // there is room for them above the picture; it stays while the step does
    bool looked;     // it has been moved to what the step is about
    bool heat;       // it has numbers without digits
    bool zoom_above; // its buttons stand over the picture, beside the colour bars
    Ident held;      // pressed on
    char held_note[NOTE_ROOM];
    double start_value;         // of a drag
    int zoom_corner, zoom_step; // where the zoom's buttons stand, and of which step
    double zoom_width, zoom_height;
    double grab_x, grab_y; // from the tip's middle to the pointer
    double start_pan_x, start_pan_y;
    bool dragging; // a number, a tip, or the picture itself
    bool moved;    // the pointer, since the press
    bool painting; // cells of a mask, to `paint_seen`
    bool paint_seen;
    double paint_x, paint_y; // painted up to here
} Stage;

struct App;
void stage_draw(struct App *app, Box at);
// After the whole page is drawn: what the pointer does, then rings and card.
void stage_touch(struct App *app, Box bounds);
// Moves what is seen of a picture that is larger than its place.
void stage_pan(struct App *app, int dx, int dy);
// By the keys: to the nearest number that way; types, pins or paints the one they are on; changes it by one tidy step.
void stage_walk(struct App *app, int dx, int dy);
void stage_enter(struct App *app);
void stage_nudge(struct App *app, double by);
// The zoom's buttons, up to x; beside the picture where the panel is a strip. Returns their width, 0: there are none.
double stage_zoom_buttons(struct App *app, double x, double y, double h);
void stage_zoom(struct App *app, double factor, double x, double y);

#endif
