// Where figures go: how large they are there, and how large a unit is so that the smallest label can be read.
#include <math.h>
#include <string.h>

#include "base/math.h"
#include "page/figure.h"

#define PRINT (7.0 / FIGURE_LABEL) // points a unit is wide in print: a label has 7 pt
#define SLIDE_POINTS 540.0         // a slide of 7.5 inches
#define SLIDE_LABEL 0.018          // of a slide's height
#define CENTIMETRE (72 / 2.54)     // points
#define LOW 0.65                   // of its width: the height of print where nobody has said it
#define HIGH 1.3                   // and as high it may become

enum { MOST_WIDTH = 1600, MOST_HEIGHT = 900 }; // units: more room holds no more

// A slide has the pixels of a projector, print 300 dots an inch.
const FigurePlace figure_places[FIGURE_PLACES] = {
    { "slide", "a slide, 16:9", 33.86, 19.05, 0, SLIDE_LABEL *SLIDE_POINTS / FIGURE_LABEL, 144 },
    { "page", "a page, 16 cm wide", 16, 10.5, 21, PRINT, 300 },
    { "column", "a column of print, 8.5 cm wide", 8.5, 8, 19, PRINT, 300 },
    { "square", "a square of 14 cm", 14, 14, 0, PRINT, 300 },
};

const FigurePlace *figure_place(const char *id) {
    for (int i = 0; i < FIGURE_PLACES; i++)
        if (!strcmp(figure_places[i].id, id)) return &figure_places[i];
    return NULL;
}

// Two numbers, or one: what is missing is 0.
static bool parse_sides(Text text, double *width, double *height) {
    const char *x = memchr(text.at, 'x', text.size);
    *height = 0;
    if (!x) return text_number(text, width);
    Text w = { text.at, (size_t)(x - text.at) }, h = { x + 1, text.size - w.size - 1 };
    return text_number(text_trim(w), width) && text_number(text_trim(h), height) && *height > 0;
}

bool figure_parse_size(const char *text, FigureSpec *spec) {
    Text rest = text_trim(text_of(text));
    double w, h;
    bool cm = rest.size > 2 && !memcmp(rest.at + rest.size - 2, "cm", 2);
    if (cm) rest.size -= 2;
    if (!rest.size || !parse_sides(text_trim(rest), &w, &h)) return false;
    double least = cm ? 5 : 320, low = cm ? 4 : 240, most = cm ? 120 : 8192;
    if (!(w >= least && w <= most) || (h > 0 && !(h >= low && h <= most))) return false;
    if (cm)
        spec->cm_width = w, spec->cm_height = h;
    else
        spec->width = w, spec->height = h > 0 ? h : math_max(low, floor(w * 9 / 16 + 0.5));
    return true;
}

double figure_tallest(const FigureSpec *spec) {
    if (spec->tallest > 0) return spec->tallest;
    if (spec->cm_width > 0) return spec->cm_height > 0 ? spec->height : spec->height * (HIGH / LOW);
    return spec->place && spec->place->tallest > 0 ? spec->height * spec->place->tallest / spec->place->height : spec->height;
}

double figure_least_times(const FigureSpec *spec) {
    if (spec->place || spec->cm_width > 0) return (spec->place ? spec->place->points : PRINT) / spec->points;
    return spec->tallest > 0 ? 1 : 0; // a moment of a strip stays as large as the others
}

// Larger type is a smaller picture, enlarged. So is a picture larger than what it holds: no type gets lost on a wall.
static void grow(FigureSpec *spec, double larger) {
    larger *= math_max(1, math_min(spec->width / larger / MOST_WIDTH, spec->height / larger / MOST_HEIGHT));
    if (larger == 1) return;
    spec->width /= larger, spec->height /= larger;
    spec->scale = (spec->scale > 0 ? spec->scale : 1) * larger;
    spec->points = FIGURE_POINTS * larger;
}

void figure_fit(FigureSpec *spec) {
    const FigurePlace *place = spec->place;
    bool printed = spec->cm_width > 0;
    spec->asked_scale = spec->scale;
    spec->asked_width = spec->width, spec->asked_height = spec->height;
    double larger = spec->text_size > 0 ? spec->text_size / 100 : 1;
    if (!place && !printed) {
        grow(spec, larger);
        return;
    }
    spec->points = (place ? place->points : PRINT) * larger;
    double width = (printed ? spec->cm_width : place->width) * CENTIMETRE;
    if (spec->points > width / FIGURE_LEAST_WIDTH) spec->points = width / FIGURE_LEAST_WIDTH;
    double height = !printed ? place->height : spec->cm_height > 0 ? spec->cm_height : spec->cm_width * LOW;
    spec->width = width / spec->points;
    spec->height = height * CENTIMETRE / spec->points;
    spec->scale = (spec->scale > 0 ? spec->scale : 1) * spec->points / 72 * (place ? place->dots : 300);
}

double figure_type_size(const FigureSpec *spec) {
    double usual = spec->place ? spec->place->points : spec->cm_width > 0 ? PRINT : FIGURE_POINTS;
    double points = spec->points > 0 ? spec->points : FIGURE_POINTS;
    return 100 * points / usual * (spec->layout.reduced > 0 ? spec->layout.reduced : 1);
}
