// Text with live numbers and formulas, wrapped to a width: what a lesson's paragraphs, questions and reasons are made of.
#ifndef ATTEND_PAGE_FLOW_H
#define ATTEND_PAGE_FLOW_H

#include "session/session.h"

enum { TEXT_DIGITS = 4 }; // of live numbers in words, as on the stage

typedef struct FlowStyle {
    double size, leading; // units
    Paint paint;
    bool bold;  // all of it
    bool plain; // no role colours, no bold numbers: an option must not give itself away
} FlowStyle;

// Draws at x with its top at y; returns the height. `list` may be a probe: measuring is drawing elsewhere.
double flow_draw(List *list, const Session *session, const Line *line, double x, double y, double width, FlowStyle style);
double flow_measure(const List *list, const Session *session, const Line *line, double width, FlowStyle style);

// The next paragraph of plain text: a line break is a blank, an empty line ends it. "" at the end.
const char *flow_paragraph(Arena *arena, Text *rest);

// Finds tape nodes for formulas: pass the session's tape as context.
int flow_node(const void *tape, const char *symbol);

#endif
