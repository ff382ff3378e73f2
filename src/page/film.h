// A step's playing as a film, picture after picture in turns, so that a window can show how far it is and somebody can give it up.
#ifndef ATTEND_PAGE_FILM_H
#define ATTEND_PAGE_FILM_H

#include "base/turn.h"
#include "page/figure.h"

typedef struct Film Film;

// NULL with a problem: the step does not move, or it would be too long. The session's step must stay as it is until it is there or
// given up; a race rests meanwhile, and what it has recorded is shown.
Film *film_begin(Session *session, const FigureSpec *spec, Fonts *fonts, const Exporter *exporter, Problems *problems);
// Goes on until the turn is over, or another program has to be waited for; without a turn, all of it. At the end the file's bytes
// stand in the arena, the same in each call.
TurnEnd film_go(Film *film, Arena *arena, Text *out, const Turn *turn, Problems *problems);
double film_pictures(const Session *session, const FigureSpec *spec); // how many there would be; 0: the step does not move
int film_frames(const Film *film);                                    // in all
int film_done(const Film *film);                                      // until now
void film_end(Film *film);                                            // there or given up; NULL is allowed

#endif
