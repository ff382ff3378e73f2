// How a head is told from another in every picture: its colour, its number and its own hatch. And the tokens of the lesson,
// drawn as what they are called.
#ifndef ATTEND_KIT_HEAD_MARKS_H
#define ATTEND_KIT_HEAD_MARKS_H

#include "kit/common.h"

// Eight colours; the ninth head begins again.
static inline Role head_role(int head) { return (Role)(ROLE_HEAD1 + head % 8); }
// Its hatch alone, over what is drawn there.
void draw_head_hatch(List *out, Box at, int head, Paint line);
// A strip in the head's colour with the head's hatch on it.
void draw_head_strip(List *out, Box at, int head);
void head_mark(List *out, Box at, Role role); // the same by its colour, for legends
// "head 2", in the head's colour: returns the width. Counts from 0, shown from 1.
double draw_head_name(List *out, double x, double baseline, int head, double size, Align align);
// The head's number alone.
void draw_head_number(List *out, double x, double baseline, int head, double size, Align align);

// A token whose word is a colour and a shape ("red square"), as a mark of this size around (x, y). False, and nothing drawn,
// for any other word.
bool draw_token(List *out, const char *word, double x, double y, double size);
bool token_is_drawn(const char *word);

#endif
