// Where lessons and assets are, which lessons there are, and the Vocabulary that lessons are checked against.
#ifndef ATTEND_SESSION_LIBRARY_H
#define ATTEND_SESSION_LIBRARY_H

#include "base/error.h"
#include "lesson/lesson.h"

typedef struct LibraryEntry {
    const char *path;
    const char *id;
    Lesson lesson; // steps 0 when it is broken
    bool broken;
    const char *problem; // the first problem of a broken lesson, with its place
} LibraryEntry;

typedef struct Library {
    Arena *arena;
    const char *lessons; // folder
    const char *assets;  // folder
    Vocabulary vocabulary;
    LibraryEntry *entry; // sorted by file name
    int count;
    int read; // so many entries, from the first, know their lesson; the others have path and id alone
} Library;

// Finds the folders beside the program in the checkout, or where it was installed ($ATTEND_SHARE overrides), and reads every
// lesson. A broken lesson is an entry with its problem. False with a problem when there is no lessons folder.
bool library_open(Library *library, Problems *problems);
// The same without reading the lessons, which takes longer than the rest of a start; whoever wants more of them than path and id
// calls library_read first. It reads them once.
bool library_list(Library *library, Problems *problems);
void library_read(Library *library);
bool library_read_some(Library *library, int most); // so many more of them; true: now all are read
void library_close(Library *library);
void library_reload(Library *library); // reads the folder again
// By id, number, name or path: "05-retrieval", "5", "retrieval", "x/mine.md". NULL with a problem (did you mean).
const char *library_find(const Library *library, const char *wanted, Problems *problems);
// The lesson that steps through one's own vectors.
const char *library_own(const Library *library);
const char *library_text(const Library *library);    // the one that trains a model on a text of one's own
const char *library_trained(const Library *library); // the one that shows a trained model of one's own

#endif
