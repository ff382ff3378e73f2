// What every picture must keep, whatever it shows: nothing leaves the stage, no text runs into another, every number has an
// identity, every coordinate is finite, clips are closed, and drawing it again gives the same. For scenes, pages and figures.
#ifndef ATTEND_TESTS_PICTURE_H
#define ATTEND_TESTS_PICTURE_H

#include "core/tape.h"
#include "draw/list.h"

// Each fails the test with `what` and the commands that are wrong.
void picture_check(const List *list, double width, double height, const char *what);
// The same without the demand that every number has an identity (a page has step numbers and the like).
void picture_check_layout(const List *list, double width, double height, const char *what);
// Both lists hold the same commands, to the last bit.
void picture_check_same(const List *a, const List *b, const char *what);
// No text lies across the edge of a box: half in a cell, half outside it. Lines thinner than 4 units do not count.
void picture_check_edges(const List *list, const char *what);
// Numbers that the data gave are large enough to be touched: their cells are at least 28 units both ways. On a low or narrow stage
// digits come first: there they may stand in tiles of 26 × 17, which zooming makes larger.
void picture_check_leaves(const List *list, const Tape *tape, bool small, const char *what);
// Is this element on the picture, as a cell of its own or of a heat map?
bool picture_shows(const List *list, Ident ident);
// How many text commands say exactly this.
int picture_texts(const List *list, const char *text);
// How many digits a text holds, zeros at its beginning aside.
int picture_digits(const char *text);

#endif
