// The course map: one card a lesson with a small live picture of it and how far one got, and cards for own vectors and for a model.
#ifndef ATTEND_PAGE_PAGE_HOME_H
#define ATTEND_PAGE_PAGE_HOME_H

#include "draw/list.h"
#include "page/typed.h"

enum { HOME_CARDS = 64, HOME_OWN = -1, HOME_NONE = -2, HOME_MODEL = -3 };

typedef struct HomeGrid {       // where cards go
    double left, width, height; // of a card
    int columns;
    bool aside; // the parts' names stand left of their cards
} HomeGrid;

typedef struct HomeSpot { // a card on the map
    Box at;
    int entry; // of the library, HOME_OWN or HOME_MODEL
} HomeSpot;

typedef struct HomeMap {
    HomeGrid grid;
    HomeSpot spot[HOME_CARDS + 2];
    int spots;
    double y; // while it is drawn
} HomeMap;

typedef struct Home {
    Arena *arena;             // of the pictures; begun anew when the lessons change
    List picture[HOME_CARDS]; // one a lesson, drawn once
    bool drawn[HOME_CARDS];
    struct Session *making; // a picture that takes several passes: models are trained for it; NULL: none
    int making_of;          // its entry
    bool stale;             // the lessons changed
    int card;               // that the keys walk on and Enter opens; -1: the lesson of last time
    bool walk_here;         // the focus goes to it
    Typed typed;            // the number of a lesson
    HomeMap map;            // as drawn last
} Home;

struct App;
void page_home_draw(struct App *app);
void page_home_walk(struct App *app, int dx, int dy);
void page_home_step(struct App *app, int by);      // to the card after, in reading order
void page_home_number(struct App *app, int digit); // to the lesson of that number; digits in a row make one number
// The library's entry of the card that the keys walk on, HOME_OWN or HOME_MODEL; HOME_NONE: there is none.
int page_home_entry(const struct App *app);

#endif
