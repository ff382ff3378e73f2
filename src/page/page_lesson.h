// A lesson's page: the bar, the picture, the step's panel beside or under it, and the timeline.
#ifndef ATTEND_PAGE_PAGE_LESSON_H
#define ATTEND_PAGE_PAGE_LESSON_H

#include "ui/ui.h"

typedef enum PanelPlace {
    PANEL_BESIDE, // the picture
    PANEL_UNDER,
    PANEL_FOLDED, // to a strip that a key opens
    PANEL_PLACES
} PanelPlace;

typedef struct PageLayout {
    Box top, strip, stage, panel, bottom; // strip: banner and query picker above the picture; h 0 when there is neither
    PanelPlace place;
} PageLayout;
// `strip`: the height wanted above the picture.
PageLayout page_layout(double width, double height, double type, PanelPlace place, double strip);

// `text`: below the picture, so high at most; what more there is the picture gets.
PageLayout page_layout_for(double width, double height, double type, PanelPlace place, double strip, double text);

struct App;
void page_lesson_draw(struct App *app);
// The height at which a step without bars shows its picture and all of its text, in this width; units. Until the text was drawn at
// its place it is a guess, so whoever follows it asks again.
double page_lesson_wants(struct App *app);
double timeline_height(double type, bool folded); // folded: dots without names
void timeline_draw(struct App *app, Box at);
// Where the timeline's dots are: at step i's finished picture.
double timeline_x(Box track, int steps, double position);
double timeline_position(Box track, int steps, double x);

#endif
