#include "session/place.h"

#include <string.h>

#include "base/text.h"

const char *place_lesson(const char *id) {
    size_t digits = strspn(id, "0123456789");
    return digits && id[digits] == '-' && id[digits + 1] ? id + digits + 1 : id;
}

const char *place_step(Arena *arena, const Lesson *lesson, int step) {
    (void)lesson;
    return arena_print(arena, "%d", step + 1);
}

int place_find_step(const Lesson *lesson, const char *step) {
    long number;
    bool whole = step && text_integer(text_of(step), &number) && number >= 1 && number <= lesson->steps;
    return whole ? (int)number - 1 : -1;
}
