// Chain and grid with their timetables: a column a tick, a row a worker, a box for every task.
#include <math.h>

#include "scene/schedule/schedule.h"

enum { STEPS_MOST = 64, LANES_DRAWN = 8, FEW_NUMBERS = 16 };

// --- schedules

static int step_node(const Tape *tape, Arena *arena, int t) { return tape_find(tape, arena_print(arena, "rnn.h[%d]", t)); }

// A number of a state is one task, as a score, a weight and a number of the output are: both sides count alike.
Schedule chain_schedule(const Tape *tape, int workers, Arena *arena) {
    TaskGroup group[STEPS_MOST];
    int steps = 0;
    for (int node; steps < STEPS_MOST && (node = step_node(tape, arena, steps)) != NODE_NONE; steps++)
        group[steps] = (TaskGroup){ node, 1 };
    return schedule_make(arena, tape, group, steps, workers);
}

// A score, a weight, a number of the output: each is one task.
Schedule grid_schedule(const Tape *tape, int workers, Arena *arena) {
    TaskGroup group[] = { { tape_find(tape, "att.s"), 1 }, { tape_find(tape, "att.a"), 1 }, { tape_find(tape, "att.o"), 1 } };
    return schedule_make(arena, tape, group, 3, workers);
}

// --- one task in time

typedef struct Clock {
    double now; // in ticks; beyond the last when all is done
    const Schedule *schedule;
} Clock;

static Clock clock_of(const Waiting *p, const Schedule *s, const char *name) {
    double come = waiting_come(p, name);
    return (Clock){ .now = come >= 1 ? s->ticks + 1 : come * s->ticks, .schedule = s };
}

typedef enum When { TO_COME, NOW, DONE } When;

static When when(const Clock *c, const Task *task) { return c->now >= task->tick ? DONE : c->now > task->tick - 1 ? NOW : TO_COME; }

static RectStyle mark(Role role, double share, When w, double radius) {
    if (w == TO_COME) return (RectStyle){ .radius = radius, .stroke = paint_faded(ROLE_FAINT, 0.7f), .width = 1, .dash = 3 };
    if (w == NOW) return (RectStyle){ .radius = radius, .fill = paint(ROLE_CURRENT), .stroke = paint(role), .width = 2 };
    return (RectStyle){ .radius = radius, .fill = paint_tint(role, ROLE_PANEL, (float)(0.2 + 0.7 * share)) };
}

// --- the timetable

typedef struct TickTable {
    Box at;
    double pitch, gap, row; // of columns; of rows
} TickTable;

// Scores, weights, mixed values; everything else is a state.
static Role role_of_task(const Waiting *p, const Task *task) {
    static const Role role[] = { ROLE_S, ROLE_A, ROLE_V };
    static const char *const node[] = { "att.s", "att.a", "att.o" };
    for (int i = 0; i < 3; i++)
        if (task->node == tape_find(p->tape, node[i])) return role[i];
    return ROLE_RECURRENT;
}

static TickTable table_of(const Waiting *p, Box at, int ticks) {
    double gutter = p->small ? 70 : 92, foot = p->sizes->strip;
    TickTable t = { .at = box(at.x + gutter, at.y, at.w - gutter, at.h - foot) };
    int most = p->ticks_most > ticks ? p->ticks_most : ticks;
    t.pitch = t.at.w / (most < 1 ? 1 : most);
    t.gap = t.pitch >= 8 ? math_clamp(t.pitch * 0.1, 2, 8) : 0;
    t.row = t.at.h / p->workers;
    return t;
}

static void draw_table_axes(const Waiting *p, const TickTable *t, Box at, int ticks, double now) {
    Arena *arena = p->out->arena;
    TextStyle style = { .size = p->sizes->note, .paint = paint(ROLE_MUTED) };
    const char *text = arena_print(arena, p->workers == 1 ? "%d worker ↓" : "%d workers ↓", p->workers);
    Ident before = list_show(p->out, ident_note("rows of the timetable: so many tasks can be done in one tick"));
    list_text_fit(p->out, at.x, t->at.y + 11, t->at.x - at.x - 6, text_of(text), style);
    double y = at.y + at.h - (p->small ? 4 : 6), end = at.x;
    list_show(p->out, ident_note("columns of the timetable: one tick after the other"));
    end += list_text(p->out, at.x, y, TEXT("ticks →"), style) + 8;
    style.align = ALIGN_CENTER;
    for (int i = 0; i < ticks && now > i; i++) { // how many there are is not told beforehand
        double x = t->at.x + t->pitch * (i + 0.5), half = 11;
        if (x - half < end || x + half > t->at.x + t->at.w + 12) continue;
        if (t->pitch < 22 && i + 1 != ticks && (i + 1) % (t->pitch < 4 ? 50 : 10)) continue;
        if (t->pitch < 22 && i + 1 != ticks && x + half > t->at.x + t->pitch * (ticks - 0.5) - half) continue;
        end = x + half;
        list_show(p->out, ident_note("a tick: every worker does one task"));
        list_print(p->out, x, y, style, "%d", i + 1);
    }
    list_show(p->out, before);
}

static void draw_table(const Waiting *p, const Schedule *s, const Clock *clock, Box at) {
    TickTable t = table_of(p, at, s->ticks);
    bool cells = t.row >= 4;
    draw_table_axes(p, &t, at, s->ticks, clock->now);
    for (int i = 0; i < s->ticks && clock->now > i; i++) {
        Box column = box(t.at.x + t.pitch * i + t.gap / 2, t.at.y, t.pitch - t.gap, t.at.h);
        const char *note =
            arena_print(p->out->arena, "tick %d: %d of %d workers have something to do", i + 1, s->busy[i], s->workers);
        Ident before = list_show(p->out, ident_note(note));
        bool now = clock->now > i && clock->now < i + 1;
        list_rect(p->out, column,
                  (RectStyle){ .radius = t.gap > 2 ? 3 : 0,
                               .fill = now ? paint(ROLE_CURRENT) : paint_tint(ROLE_MUTED, ROLE_PANEL, 0.12f) });
        list_show(p->out, before);
    }
    for (int i = 0; i < s->tasks; i++) {
        const Task *task = &s->task[i];
        When w = when(clock, task);
        if (w == TO_COME) continue;
        double high = cells ? t.row - (t.row >= 6 ? 1.5 : 0.75) : t.row < 2.5 ? 2.5 : t.row; // thin, but seen from the back row
        Box b = box(t.at.x + t.pitch * (task->tick - 1) + t.gap / 2, t.at.y + t.row * task->worker, t.pitch - t.gap, high);
        list_rect(p->out, b,
                  (RectStyle){ .radius = cells && t.row >= 8 ? 2 : 0,
                               .fill = paint_faded(role_of_task(p, task), w == NOW ? 0.6f : 1),
                               .ident = ident_value(task->node, task->first) });
    }
}

// --- counts

static const char *share_text(Arena *arena, const Schedule *s) {
    return arena_print(arena, "%s %%", number_text(arena, 100.0 * s->tasks / ((double)s->ticks * s->workers), 3));
}

static int tick_stats(const Waiting *p, const Schedule *s, const char *prefix, Stat out[STATS_MOST]) {
    Arena *arena = p->out->arena;
    out[0] = (Stat){ arena_print(arena, "%d", s->ticks), s->ticks == 1 ? "tick" : "ticks",
                     arena_print(arena, "the timetable of %d tasks for %d workers, as their numbers wait for each other", s->tasks,
                                 s->workers) };
    out[1] = (Stat){ arena_print(arena, "%d", tape_longest_path(p->tape, prefix)),
                     p->beside || p->small ? "longest path" : "layer steps on the longest path",
                     "counted on the tape: layer steps on the longest chain of nodes, whatever the number of workers" };
    out[2] = (Stat){ share_text(arena, s), p->beside || p->small ? "busy" : "of the workers busy",
                     arena_print(arena, "%d tasks in %d ticks of %d workers", s->tasks, s->ticks, s->workers) };
    return 3;
}

static Box take_table(const Waiting *p, Box *room) {
    double h = floor(math_clamp(room->h * 0.36, 56, 200)), gap = p->small ? 6 : 16;
    Box table = box(room->x, room->y + room->h - h - (p->small ? 2 : 10), room->w, h);
    room->h -= h + gap + (p->small ? 2 : 10);
    return table;
}

// --- the chain

enum { CHAIN_LEAST = 14 }; // units: a chain that is lower is a line among the words

typedef struct Row { // of one sequence
    double x, pitch, w, y, h;
} Row;

// A state is done when all its numbers are.
static When state_when(const Clock *c, const Task *task, int numbers) {
    int done = 0, begun = 0;
    for (int i = 0; i < numbers; i++) done += when(c, &task[i]) == DONE, begun += when(c, &task[i]) != TO_COME;
    return done == numbers ? DONE : begun ? NOW : TO_COME;
}

// The numbers of a state, signed as in every heat map; many of them as one. Few are marks of their own: the stage then has no
// heat map that would want to be zoomed.
static void draw_state(const Waiting *p, Box at, const Matrix *all, int row) {
    if (all->columns > FEW_NUMBERS) {
        matrix_heat(p->out, at, all, row, 1, 0, all->columns, ROLE_RECURRENT);
        return;
    }
    double w = at.w / all->columns;
    for (int i = 0; i < all->columns; i++) {
        Role role = matrix_at(all, row, i) < 0 ? ROLE_K : ROLE_Q;
        list_rect(p->out, box(at.x + w * i, at.y, w, at.h),
                  (RectStyle){ .fill = paint_tint(role, ROLE_PANEL, (float)(0.9 * matrix_share(all, row, i))),
                               .ident = matrix_ident(all, row, i) });
    }
}

// The boxes stand over the ticks in which they can be done at the earliest.
static void draw_cell_of_chain(const Waiting *p, const Clock *clock, const Row *r, int t, int lane, int lanes, int steps) {
    const Schedule *s = clock->schedule;
    Matrix all = matrix_find(p->tape, "rnn.h", 4);
    const Task *task = &s->task[(t * lanes + lane) * all.columns];
    When w = state_when(clock, task, all.columns);
    Box b = box(r->x + r->pitch * t + (r->pitch - r->w) / 2, r->y, r->w, r->h);
    if (w == NOW && r->h > 20) draw_highlight(p->out, box_grow(b, p->small ? 3 : 5));
    Ident before = list_show(p->out, ident_value(task->node, task->first));
    list_rect(p->out, b, mark(ROLE_RECURRENT, 0.15, w, math_clamp(r->h * 0.2, 2, 8)));
    list_show(p->out, before);
    bool strip = r->h >= 40 && r->w >= 28, label = r->h >= 18 && r->w >= 26;
    double size = math_clamp(r->h * 0.42, 12, 22), y = strip ? r->y + r->h * 0.36 : r->y + r->h / 2;
    if (label) {
        draw_symbol(p->out, box_middle_x(b), y + size * 0.3, "h", t,
                    (TextStyle){ .size = size,
                                 .paint = paint(w == TO_COME ? ROLE_MUTED : ROLE_INK),
                                 .align = ALIGN_CENTER,
                                 .ident = ident_symbol(task->node, task->first, false) });
    }
    Box numbers = box(b.x + 6, b.y + b.h * 0.64, b.w - 12, math_clamp(b.h * 0.22, 6, 18));
    if (strip && w == DONE) draw_state(p, numbers, &all, t * lanes + lane);
    if (t + 1 < steps && r->pitch - r->w >= 5)
        list_line(p->out, b.x + b.w + 1, box_middle_y(b), b.x + r->pitch - 1, box_middle_y(b),
                  (StrokeStyle){ .paint = paint(w == DONE ? ROLE_RECURRENT : ROLE_FAINT),
                                 .width = p->small ? 1.5 : 2,
                                 .arrow = r->pitch - r->w >= 8 ? 6 : 0 });
}

// The inputs stand below, there from the beginning.
static void draw_input(const Waiting *p, const Row *r, int t, double room) {
    if (room < 24 || r->w < 20) return;
    double x = r->x + r->pitch * (t + 0.5), y = r->y + r->h + room;
    Ident before = list_show(p->out, ident_note("the input of this step: it is there from the beginning"));
    draw_symbol(p->out, x, y - 4, "x", t,
                (TextStyle){ .size = p->sizes->digits, .paint = paint(ROLE_MUTED), .align = ALIGN_CENTER });
    list_line(p->out, x, y - (p->sizes->under), x, r->y + r->h + 2,
              (StrokeStyle){ .paint = paint(ROLE_MUTED), .width = 1.2, .arrow = 5 });
    list_show(p->out, before);
}

static void draw_lanes(const Waiting *p, const Clock *clock, Box at, int steps, int lanes) {
    int rows = lanes < LANES_DRAWN ? lanes : LANES_DRAWN;
    bool inputs = rows == 1 && at.h >= 70, more = lanes > rows;
    double gutter = p->small ? 70 : 92, below = inputs ? (p->small ? 26 : 40) : 0, dots = more ? 16 : 0;
    double pitch = (at.w - gutter) / steps, high = (at.h - below - dots) / rows;
    Row r = { .x = at.x + gutter, .pitch = pitch, .w = math_clamp(pitch * 0.76, 3, 168) };
    r.h = math_clamp(high * 0.78, 3, rows == 1 ? 150 : 56);
    if (r.h > 2.2 * r.w) r.h = math_clamp(2.2 * r.w, 12, r.h);
    for (int lane = 0; lane < rows; lane++) {
        r.y = at.y + high * lane + (high - r.h) / 2;
        if (rows > 1 && r.h >= 12) {
            list_print(p->out, at.x, r.y + r.h / 2 + 5,
                       (TextStyle){ .size = p->sizes->caption,
                                    .paint = paint(ROLE_MUTED),
                                    .ident = ident_note("a sequence of the batch: it waits for no other") },
                       "lane %d", lane + 1);
        }
        for (int t = 0; t < steps; t++) {
            draw_cell_of_chain(p, clock, &r, t, lane, lanes, steps);
            if (inputs) draw_input(p, &r, t, below);
        }
    }
    if (!more) return;
    list_print(p->out, r.x, at.y + at.h - 2,
               (TextStyle){
                   .size = 13, .paint = paint(ROLE_MUTED), .ident = ident_note("lanes that are computed as well, but not drawn") },
               "and %d more lanes", lanes - rows);
}

void draw_chain(const Waiting *p, Box card, const char *name) {
    const Schedule *s = &p->chain;
    Clock clock = clock_of(p, s, name);
    Matrix h = matrix_find(p->tape, "rnn.h", 4);
    int steps = 0;
    while (steps < STEPS_MOST && step_node(p->tape, p->out->arena, steps) != NODE_NONE) steps++;
    int lanes = h.rows / steps;
    Stat stat[STATS_MOST];
    int stats = tick_stats(p, s, "rnn.", stat);
    Box room = waiting_card(
        p, card, name, lanes > 1 ? "A batch: every lane is a chain of its own" : "Recurrent: each state waits for the one before",
        stat, stats);
    Box all = room, table = take_table(p, &room);
    if (room.h < CHAIN_LEAST)
        table = all; // the states stand in it too
    else
        draw_lanes(p, &clock, room, steps, lanes);
    draw_table(p, s, &clock, table);
}

// --- the grid

static void draw_pairs(const Waiting *p, const Clock *clock, Box at, const Matrix *s, const Matrix *a) {
    const Task *task = clock->schedule->task;
    int count = s->rows * s->columns;
    double side = at.w / s->columns, gap = math_clamp(side * 0.1, 1, 4);
    for (int i = 0; i < count; i++) {
        Box b = box(at.x + side * (i % s->columns) + gap / 2, at.y + side * (i / s->columns) + gap / 2, side - gap, side - gap);
        bool weight = when(clock, &task[count + i]) != TO_COME;
        const Task *now = &task[weight ? count + i : i];
        const Matrix *m = weight ? a : s;
        Ident before = list_show(p->out, matrix_ident(m, i / s->columns, i % s->columns));
        list_rect(p->out, b,
                  mark(weight ? ROLE_A : ROLE_S, matrix_share(m, i / s->columns, i % s->columns), when(clock, now),
                       math_clamp(side * 0.2, 1, 6)));
        list_show(p->out, before);
    }
}

// The rows of the output, a heat strip each; numbers that are not there yet are dashes.
static void draw_mixed(const Waiting *p, const Clock *clock, Box at, const Matrix *o, int before_it) {
    double row = at.h / o->rows, gap = math_clamp(row * 0.1, 1, 4), w = at.w / o->columns;
    for (int i = 0; i < o->rows * o->columns; i++) {
        const Task *task = &clock->schedule->task[before_it + i];
        When at_it = when(clock, task);
        Box b = box(at.x + w * (i % o->columns) + 0.5, at.y + row * (i / o->columns) + gap / 2, w - 1, row - gap);
        Ident before = list_show(p->out, matrix_ident(o, i / o->columns, i % o->columns));
        list_rect(p->out, b, mark(ROLE_V, matrix_share(o, i / o->columns, i % o->columns), at_it, 1));
        list_show(p->out, before);
    }
}

void draw_grid(const Waiting *p, Box card) {
    const Schedule *s = &p->grid;
    Clock clock = clock_of(p, s, "grid");
    Stat stat[STATS_MOST];
    int stats = tick_stats(p, s, "att.", stat);
    Box room = waiting_card(p, card, "grid", "Self-attention: no score waits for a score", stat, stats);
    Box table = take_table(p, &room);
    Matrix scores = matrix_find(p->tape, "att.s", 4), a = matrix_find(p->tape, "att.a", 4), o = matrix_find(p->tape, "att.o", 4);
    double head = p->sizes->base, side = floor(math_clamp(room.h - head, 24, room.w * 0.4)),
           mixed = math_clamp(side * 0.6, 24, 160);
    double x = room.x + (p->small ? 70 : 92), gap = p->sizes->block;
    if (x + side + gap + mixed > room.x + room.w) mixed = room.x + room.w - x - side - gap;
    Box grid = box(x, room.y + head + floor((room.h - head - side) / 2), side, side),
        out = box(x + side + gap, grid.y, mixed, side);
    TextStyle axis = { .size = p->sizes->note, .paint = paint(ROLE_MUTED) };
    list_text(p->out, grid.x, grid.y - 6, TEXT("keys →"), axis);
    list_text_fit(p->out, room.x, grid.y + 14, x - room.x - 4, TEXT("queries ↓"), axis);
    list_text_fit(p->out, out.x, out.y - 6, out.w + 20, TEXT("outputs"), axis);
    draw_pairs(p, &clock, grid, &scores, &a);
    list_line(p->out, grid.x + side + 8, box_middle_y(grid), out.x - 8, box_middle_y(grid),
              (StrokeStyle){ .paint = paint(ROLE_MUTED), .width = 1.5, .arrow = 7 });
    draw_mixed(p, &clock, out, &o, 2 * scores.rows * scores.columns);
    draw_table(p, s, &clock, table);
}
