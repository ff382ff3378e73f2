// A lesson's file is called NN-name; the number is only its place in the course.
#include "session/place.h"

#include <string.h>

const char *place_lesson(const char *id) {
    size_t digits = strspn(id, "0123456789");
    return digits && id[digits] == '-' && id[digits + 1] ? id + digits + 1 : id;
}
