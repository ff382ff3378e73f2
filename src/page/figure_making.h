// The file of a figure while it is made, part after part, each in a turn, whether it stands still or moves: the layout is looked
// for, the picture laid out, the bytes written.
#ifndef ATTEND_PAGE_FIGURE_MAKING_H
#define ATTEND_PAGE_FIGURE_MAKING_H

#include "page/film.h"

typedef struct FigureMaking FigureMaking;

// The spec's texts are copied. The session must stay as it is until the file is there or given up.
FigureMaking *figure_making_begin(Session *session, const FigureSpec *spec, Fonts *fonts, const Exporter *exporter);
TurnEnd figure_making_go(FigureMaking *making, const Turn *turn, Problems *problems);
FigureSpec figure_making_spec(const FigureMaking *making);  // with its layout, once that is found; until its end
Text figure_making_bytes(const FigureMaking *making);       // once it is done, until its end
const Film *figure_making_film(const FigureMaking *making); // NULL: it stands still, or has not begun
void figure_making_end(FigureMaking *making);               // there or given up; NULL is allowed

#endif
