// A file of a trained model where a lesson may stand: `attend export MODEL`, `attend describe MODEL`.
#ifndef ATTEND_COMMAND_OPENED_H
#define ATTEND_COMMAND_OPENED_H

#include "session/library.h"
#include "session/session.h"

// What it reads, and which of its heads is looked at; NULL: as when it is opened.
typedef struct OpenedAsk {
    const char *text, *tokens;                // one of the two
    const char *layer, *head, *ask, *instead; // "2", "3", "are" or "#17", "zeros" or "mean"
    bool is;                                  // the lesson is a model's file
} OpenedAsk;

// When all options are taken: is this a model, and do they suit it? 0, or the exit code of the usage mistake it printed.
int opened_asked(OpenedAsk *ask, const char *lesson, const char *data);

// Takes "layer=2"; false: this is a parameter of the step.
bool opened_set(OpenedAsk *ask, const char *set);
// Opens the lesson that shows it, on what the model has computed.
bool opened_open(Session *session, const Library *library, const char *file, const OpenedAsk *ask, Problems *problems);

#endif
