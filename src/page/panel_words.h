// The step in words, in the panel's place, as `attend describe` says it: it follows the steps and the number that is looked at.
// Line by line by the keys, to be copied, and read aloud where a speech dispatcher is installed.
#ifndef ATTEND_PAGE_PANEL_WORDS_H
#define ATTEND_PAGE_PANEL_WORDS_H

#include <stdbool.h>
#include <stdint.h>

#include "draw/list.h"

typedef struct Words {
    bool on, aloud;
    int line;                        // chosen, −1: none
    uint64_t step_said, number_said; // hashes of what was read aloud last
} Words;

struct App;
void panel_words_draw(struct App *app, Box at);
void panel_words_toggle(struct App *app);
// "a sub 1 equals … equals 0.5388" of the number that is pointed at or under the keys; NULL: none is.
const char *panel_words_number(struct App *app);

#endif
