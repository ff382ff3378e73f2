// First who waits for whom, then tick after tick: the first tasks that wait for nothing, one for each worker.
#include "core/schedule.h"

#include <assert.h>

#include "core/explain.h"

enum { SOURCES_MOST = 64 };

typedef struct Follower {
    int task;
    struct Follower *next;
} Follower;

typedef struct Plan {
    Arena *arena;
    const Tape *tape;
    Schedule schedule;
    int *first;          // (nodes of the tape): the node's first task, or -1
    int *waits;          // (tasks): how many others it still waits for
    Follower **follower; // (tasks): who waits for it
} Plan;

static void make_tasks(Plan *p, const TaskGroup *group, int groups) {
    Schedule *s = &p->schedule;
    p->first = arena_new(p->arena, int, p->tape->count);
    for (NodeId id = 0; id < p->tape->count; id++) p->first[id] = -1;
    for (int i = 0; i < groups; i++) s->tasks += tape_node(p->tape, group[i].node)->count / group[i].each;
    s->task = arena_new(p->arena, Task, s->tasks);
    p->waits = arena_new(p->arena, int, s->tasks);
    p->follower = arena_new(p->arena, Follower *, s->tasks);
    int at = 0;
    for (int i = 0; i < groups; i++) {
        p->first[group[i].node] = at;
        int count = tape_node(p->tape, group[i].node)->count;
        assert(count % group[i].each == 0);
        for (int first = 0; first < count; first += group[i].each)
            s->task[at++] = (Task){ .node = group[i].node, .first = first, .count = group[i].each };
    }
}

static void wait_for(Plan *p, int task, int other) {
    if (task == other || (p->follower[other] && p->follower[other]->task == task)) return;
    Follower *follower = arena_new(p->arena, Follower, 1);
    *follower = (Follower){ task, p->follower[other] };
    p->follower[other] = follower;
    p->waits[task]++;
}

// What an element is computed from, through everything that takes no time.
static void find_waits(Plan *p, int task, NodeId node, int element) {
    Range source[SOURCES_MOST];
    int sources = expr_sources(explain_value(p->arena, p->tape, node, element), source, SOURCES_MOST);
    for (int i = 0; i < sources; i++) {
        NodeId from = source[i].node;
        if (p->first[from] < 0 && !tape_node(p->tape, from)->inputs) continue;
        for (int k = 0; k < source[i].count; k++) {
            int at = source[i].start + k * source[i].stride;
            if (p->first[from] < 0)
                find_waits(p, task, from, at);
            else
                wait_for(p, task, p->first[from] + at / p->schedule.task[p->first[from]].count);
        }
    }
}

// One tick; returns how many tasks were done in it.
static int work_a_tick(Plan *p, int *done) {
    Schedule *s = &p->schedule;
    int busy = 0;
    s->ticks++;
    for (int i = 0; i < s->tasks && busy < s->workers; i++) {
        if (s->task[i].tick || p->waits[i]) continue;
        s->task[i].tick = s->ticks;
        s->task[i].worker = busy;
        done[busy++] = i;
    }
    for (int i = 0; i < busy; i++) // what was done is there for the next tick
        for (const Follower *f = p->follower[done[i]]; f; f = f->next) p->waits[f->task]--;
    return busy;
}

Schedule schedule_make(Arena *arena, const Tape *tape, const TaskGroup *group, int groups, int workers) {
    Plan p = { .arena = arena, .tape = tape, .schedule = { .workers = workers < 1 ? 1 : workers } };
    make_tasks(&p, group, groups);
    Schedule *s = &p.schedule;
    for (int i = 0; i < s->tasks; i++)
        for (int e = 0; e < s->task[i].count; e++) find_waits(&p, i, s->task[i].node, s->task[i].first + e);
    int *busy = arena_new(arena, int, s->tasks), *done = arena_new(arena, int, s->tasks);
    for (int left = s->tasks; left > 0; left -= busy[s->ticks - 1]) {
        int some = work_a_tick(&p, done);
        busy[s->ticks - 1] = some;
        assert(some > 0);
    }
    s->busy = busy;
    return *s;
}
