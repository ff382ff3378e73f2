// What a failed picture leaves for the eyes: before, after and difference as PNGs under build/review, and one page,
// build/review/index.html, that shows them side by side. tools/test.sh empties the folder first and names the page at the end.
#ifndef ATTEND_TESTS_REVIEW_H
#define ATTEND_TESTS_REVIEW_H

#include "base/text.h"

// Two PNGs. `name` tells the picture: "race-5-light".
void review_pngs(const char *name, Text before, Text after);
// Two texts of list_dump, with a line "== title" before each picture: the pictures that differ, at most eight, are drawn from
// the text, with plain letters.
void review_dumps(const char *name, const char *before, const char *after);

#endif
