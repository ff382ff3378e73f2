// A step's playing as a film, one picture after the other, so that a window can show how far it is and somebody can give it up.
#ifndef ATTEND_PAGE_FILM_H
#define ATTEND_PAGE_FILM_H

#include "page/figure.h"

typedef struct Film Film;

// NULL with a problem: the step does not move, or the format cannot be made here. The session's step must stay as it is until
// film_end; a race rests meanwhile, and what it has recorded is shown.
Film *film_begin(Session *session, const FigureSpec *spec, Fonts *fonts, const Exporter *exporter, Problems *problems);
// The next picture; false with a problem.
bool film_add(Film *film, Problems *problems);
double film_pictures(const Session *session, const FigureSpec *spec); // how many there would be; 0: the step does not move
int film_frames(const Film *film);                                    // in all
int film_done(const Film *film);                                      // until now
bool film_idle(
    Film *film); // the next picture, or after the last one the end, will not wait for another program: asked again and again
// The file's bytes, or, `out` NULL, the film is given up. Frees it.
bool film_end(Film *film, Arena *arena, Text *out, Problems *problems);
void film_stop(Film **film); // given up, and NULL from then on; NULL is allowed
// All of it at once.
bool film_write(Session *session, const FigureSpec *spec, Fonts *fonts, const Exporter *exporter, Arena *arena, Text *out,
                Problems *problems);

#endif
