// What each face is: its file, its family, and the Debian package that brings it. Plain data, without a library.
#ifndef ATTEND_RENDER_FACES_H
#define ATTEND_RENDER_FACES_H

#include "draw/metrics.h"

typedef struct FaceRow {
    const char *file, *folder; // the folder below the system's font folders
    const char *name, *style;  // as fontconfig knows it
    const char *package;
    const char *css;   // families for SVG: "Lato, 'Helvetica Neue', Arial, sans-serif"
    bool bold, italic; // what SVG has to say besides the family
} FaceRow;

extern const FaceRow face_row[FACE_COUNT];

#endif
