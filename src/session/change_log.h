// What a person changed, in order. A cursor divides what is in force from what can be redone; a reset voids all before it.
// Changes of one drag form a group: they replace each other while it lasts and are undone together.
#ifndef ATTEND_SESSION_CHANGE_LOG_H
#define ATTEND_SESSION_CHANGE_LOG_H

#include "data/data.h"

typedef enum ChangeKind {
    CHANGE_ELEMENT, // a number of a leaf: data, node name, element, value
    CHANGE_PARAM,   // a parameter of one step: step, name, text
    CHANGE_DATA,    // other vectors for the whole lesson
    CHANGE_QUERY,   // which query the picture follows
    CHANGE_RESET,   // back to the lesson's own: everything before it is void
} ChangeKind;

typedef struct Change {
    ChangeKind kind;
    int step;         // from 0
    const char *data; // file the numbers came from, or the own data's name
    const char *name; // leaf or parameter
    int element;
    double value;
    const char *text;
    const Dataset *dataset;
    int group;
} Change;

typedef struct ChangeLog {
    Arena *arena; // texts and data sets of changes live here too
    Change *entry;
    int changes, cursor, room; // entries before `cursor` are in force
    bool dragging;
    int group; // of the drag under way, or of the latest change
} ChangeLog;

// What an addition replaced, to take it back when the new state cannot be computed.
typedef struct LogMark {
    int changes, cursor;
    int replaced; // entry that a drag wrote over; -1: none
    Change old;
    Change beyond; // the first entry that could be redone
} LogMark;

int log_start(const ChangeLog *log);                           // the first entry in force
const Change *log_last(const ChangeLog *log, ChangeKind kind); // NULL when there is none in force
LogMark log_add(ChangeLog *log, Change change);                // what could be redone is gone
void log_restore(ChangeLog *log, LogMark mark);
void log_clear(ChangeLog *log);
// Moves the cursor over one group and returns its first entry; NULL at the end of the log.
const Change *log_back(ChangeLog *log);
const Change *log_forward(ChangeLog *log);

#endif
