// A lesson on paper: its steps with figure, text, formula and question, and room to write; the teacher's copy has the answers, with
// their reasons, and the notes. Or one contact sheet. Several lessons make a book with an outline and page numbers.
//
//     Handout *h = handout_begin(&spec, fonts, title, command, arena);
//     handout_lesson(h, session);                            // the open lesson, all its steps
//     bool well = handout_end(h, &bytes, &problems);
#ifndef ATTEND_PAGE_HANDOUT_H
#define ATTEND_PAGE_HANDOUT_H

#include "page/figure.h"

typedef struct HandoutSpec {
    bool answers; // the teacher's copy
    bool sheet;   // every step small, on one page a lesson
    bool letter;  // paper: US letter; else A4
    bool comma;   // decimal
    Theme theme;
} HandoutSpec;

typedef struct Handout Handout;
Handout *handout_begin(const HandoutSpec *spec, Fonts *fonts, const char *title, const char *command, Arena *arena);
// What the steps of this lesson train for seconds, and if asked for the rest too, begins on a thread of its own, while others are
// laid out.
void handout_ahead(const Handout *handout, Session *session, bool brief);
void handout_lesson(Handout *handout, Session *session);
bool handout_end(Handout *handout, Text *out, Problems *problems);

#endif
