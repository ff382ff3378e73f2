// Digits first: how large the picture is laid out and drawn, and what the panel gives up for it. At any size of type no number is
// smaller than it is at the usual size in the same window, and none is lost: the panel folds under the picture, then to a strip,
// and at last the picture reaches beyond its box. Whether a layout holds that is not guessed: its numbers are measured. The panel's
// place is that of a lesson, so that it does not jump from step to step.
#ifndef ATTEND_PAGE_FIT_H
#define ATTEND_PAGE_FIT_H

#include "draw/digits.h"
#include "page/page_lesson.h"
#include "session/session.h"

typedef struct Fit {
    PanelPlace place;
    double width, height; // for which the scene lays the picture out
    double scale;         // units of the page for one of these
    bool reaches;         // beyond its box
} Fit;

// A page of one size of type.
typedef struct FitPage {
    double width, height, type; // units
    double pixels;              // a unit
    double picker, banner;      // heights above the picture
    double text;                // of the text below it, at most
} FitPage;

typedef struct FitAsk {
    FitPage now, usual; // the same window
    int large;          // in large-type mode: then no number is smaller than 1.8 % of the window's shorter side
} FitAsk;
enum { FIT_ANY = -1 }; // of places: whichever suits the lesson

PanelPlace fit_usual_place(double width, double height, double type);
bool fit_is_usual(const FitAsk *ask);            // nothing is enlarged
const PanelPlace *fit_places(const FitAsk *ask); // (PANEL_PLACES) in the order in which the panel gives way
// Does the step lose nothing, no number and hardly a word, with the panel at that place? Folded it never asks for more.
bool fit_keeps(Session *session, const Metrics *metrics, const FitAsk *ask, PanelPlace place);
// The layout with the panel at a place. Draws the finished picture at several sizes.
Fit fit_find(Session *session, const Metrics *metrics, const FitAsk *ask, PanelPlace place);
// How much larger the scene's stage should be for a picture `zoom` times as large: enough to show numbers instead of colours; the
// rest of the zoom enlarges what is drawn.
double fit_spread(Session *session, const Metrics *metrics, const Fit *fit, double zoom);

#endif
