// The log as a list in the order of the changes; what is undone stays behind the cursor until something new is done.
#include "session/change_log.h"

#include <string.h>

int log_start(const ChangeLog *log) {
    for (int i = log->cursor; i-- > 0;)
        if (log->entry[i].kind == CHANGE_RESET) return i + 1;
    return 0;
}

const Change *log_last(const ChangeLog *log, ChangeKind kind) {
    for (int i = log->cursor, start = log_start(log); i-- > start;)
        if (log->entry[i].kind == kind) return &log->entry[i];
    return NULL;
}

static bool same_target(const Change *a, const Change *b) {
    if (a->kind != b->kind || a->step != b->step) return false;
    if (a->kind == CHANGE_ELEMENT) return a->element == b->element && !strcmp(a->name, b->name) && !strcmp(a->data, b->data);
    if (a->kind == CHANGE_PARAM) return !strcmp(a->name, b->name);
    return a->kind == CHANGE_QUERY || a->kind == CHANGE_DATA;
}

static void make_room(ChangeLog *log) {
    if (log->cursor < log->room) return;
    int room = log->room ? 2 * log->room : 64;
    Change *entry = arena_new(log->arena, Change, room);
    if (log->cursor) memcpy(entry, log->entry, sizeof *entry * (size_t)log->cursor); // a full log has nothing to redo
    log->entry = entry;
    log->room = room;
}

LogMark log_add(ChangeLog *log, Change change) {
    LogMark mark = { .changes = log->changes, .cursor = log->cursor, .replaced = -1 };
    if (!log->dragging) log->group++;
    change.group = log->group;
    for (int i = log->cursor; i-- > 0 && log->entry[i].group == log->group;) {
        if (!same_target(&log->entry[i], &change)) continue;
        mark.replaced = i;
        mark.old = log->entry[i];
        log->entry[i] = change;
        return mark;
    }
    make_room(log);
    if (log->cursor < log->changes) mark.beyond = log->entry[log->cursor];
    log->entry[log->cursor++] = change;
    log->changes = log->cursor;
    return mark;
}

void log_restore(ChangeLog *log, LogMark mark) {
    log->changes = mark.changes;
    log->cursor = mark.cursor;
    if (mark.replaced >= 0)
        log->entry[mark.replaced] = mark.old;
    else if (mark.cursor < mark.changes)
        log->entry[mark.cursor] = mark.beyond;
}

void log_clear(ChangeLog *log) {
    log->changes = log->cursor = 0;
    log->dragging = false;
}

const Change *log_back(ChangeLog *log) {
    if (log->cursor == 0) return NULL;
    int group = log->entry[log->cursor - 1].group;
    while (log->cursor > 0 && log->entry[log->cursor - 1].group == group) log->cursor--;
    return &log->entry[log->cursor];
}

const Change *log_forward(ChangeLog *log) {
    if (log->cursor == log->changes) return NULL;
    const Change *first = &log->entry[log->cursor];
    while (log->cursor < log->changes && log->entry[log->cursor].group == first->group) log->cursor++;
    return first;
}
