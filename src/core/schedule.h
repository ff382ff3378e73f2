// When each number of a tape would be there if several workers shared the work, every one of them doing one task a tick: a list
// schedule (Graham 1966), in the order of the tasks. What a task waits for is read off the explanations of its numbers, so that
// the timetable is that of the tape and of nothing else.
#ifndef ATTEND_CORE_SCHEDULE_H
#define ATTEND_CORE_SCHEDULE_H

#include "core/tape.h"

typedef struct TaskGroup {
    NodeId node;
    int each; // elements that one task computes: 1, or a row
} TaskGroup;

typedef struct Task {
    NodeId node;
    int first, count; // its elements first … first + count − 1
    int tick, worker; // from 1, from 0
} Task;

typedef struct Schedule {
    Task *task; // (tasks), group after group
    int tasks, ticks, workers;
    const int *busy; // (ticks): workers that have something to do
} Schedule;

// Numbers of nodes in no group take no time. The nodes must have names.
Schedule schedule_make(Arena *arena, const Tape *tape, const TaskGroup *group, int groups, int workers);

#endif
