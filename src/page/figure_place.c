// Where figures go: how large they are there, and how large a unit is so that the smallest label can be read.
#include <string.h>

#include "page/figure.h"

#define PRINT (7.0 / FIGURE_LABEL) // points a unit is wide in print: a label has 7 pt
#define SLIDE_POINTS 540.0         // a slide of 7.5 inches
#define SLIDE_LABEL 0.018          // of a slide's height
#define CENTIMETRE (72 / 2.54)     // points

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

void figure_fit(FigureSpec *spec) {
    const FigurePlace *place = spec->place;
    bool printed = spec->cm_width > 0;
    spec->asked_scale = spec->scale;
    spec->asked_width = spec->width, spec->asked_height = spec->height;
    double larger = spec->text_size > 0 ? spec->text_size / 100 : 1;
    if (!place && !printed) {
        if (larger != 1) spec->width /= larger, spec->height /= larger, spec->scale = (spec->scale > 0 ? spec->scale : 1) * larger;
        return;
    }
    spec->points = (place ? place->points : PRINT) * larger;
    double width = (printed ? spec->cm_width : place->width) * CENTIMETRE;
    if (spec->points > width / FIGURE_LEAST_WIDTH) spec->points = width / FIGURE_LEAST_WIDTH;
    spec->width = (printed ? spec->cm_width : place->width) * CENTIMETRE / spec->points;
    spec->height = (printed ? spec->cm_height : place->height) * CENTIMETRE / spec->points;
    spec->scale = (spec->scale > 0 ? spec->scale : 1) * spec->points / 72 * (place ? place->dots : 300);
}
