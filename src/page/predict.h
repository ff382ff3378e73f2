// Predict first, on the page: the step's question comes before what answers it. Until it is answered or somebody asks to see
// it, what is asked for is hidden and the playing waits. What is answered is remembered with the place; what was only shown is
// hidden again when the step is opened anew.
#ifndef ATTEND_PAGE_PREDICT_H
#define ATTEND_PAGE_PREDICT_H

#include "page/app.h"

// Does the step the page is at wait for an answer? False with the setting off.
bool predict_waits(const App *app);
// How far the picture may play just now, 0 … 1.
double predict_until(const App *app);
// The option that was chosen at a question, from 1; 0: none yet, or the question has changed since.
int predict_answer(const App *app, const Block *question);
// Takes an answer: what was asked for appears, and the picture plays on.
void predict_take(App *app, const Block *question, int option);

void predict_show(App *app);           // without an answer
void predict_open(App *app);           // after going to a step: it stands before its answer
bool predict_next(App *app);           // Next within the step: plays to the question, then shows; false: nothing is left to do here
bool predict_back(App *app);           // undoes that in turn
void predict_hold(App *app);           // never past the question, wherever the time was set
void predict_hide(App *app);           // says what is hidden to the list of this pass
bool predict_is_quick(const App *app); // Next goes to the next step at once

#endif
