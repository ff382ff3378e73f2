// What to paint again: a common subsequence of two lists is found, and every command outside of it is dirty. This is exact
// for any common subsequence: where no dirty command reaches, both lists paint the same commands in the same order.
#include <string.h>

#include "draw/list.h"

enum { CLIPS = 32, BOXES = 64, LOOK_AHEAD = 256 };

// --- one list, read command by command with the clip that holds there

typedef struct Reader {
    const List *list;
    int at;
    Box clip[CLIPS];
    int depth;
} Reader;

static const Box everywhere = { -1e9, -1e9, 2e9, 2e9 };

// Steps over clips to the next command that paints; NULL at the end.
static const Cmd *reader_next(Reader *r, Box *clip) {
    while (r->at < r->list->count) {
        const Cmd *cmd = &r->list->cmd[r->at++];
        Box now = r->depth ? r->clip[(r->depth < CLIPS ? r->depth : CLIPS) - 1] : everywhere;
        if (cmd->kind == CMD_CLIP) {
            if (r->depth < CLIPS) r->clip[r->depth] = box_meet(now, cmd->box);
            r->depth++;
        } else if (cmd->kind == CMD_UNCLIP) {
            if (r->depth) r->depth--;
        } else {
            *clip = now;
            return cmd;
        }
    }
    return NULL;
}

// --- equality of what two commands paint; identities paint nothing

static bool same_box(Box a, Box b) { return a.x == b.x && a.y == b.y && a.w == b.w && a.h == b.h; }

static bool same_paint(Paint a, Paint b) {
    if (a.alpha != b.alpha) return false;
    return a.alpha <= 0 || (a.role == b.role && a.amount == b.amount && (a.amount >= 1 || a.over == b.over));
}

static bool same_part(const PathPart *a, const PathPart *b) {
    if (a->op != b->op) return false;
    if (a->op == PATH_CLOSE) return true;
    if (a->x != b->x || a->y != b->y) return false;
    return a->op != PATH_CURVE || (a->x1 == b->x1 && a->y1 == b->y1 && a->x2 == b->x2 && a->y2 == b->y2);
}

static bool same_path(const Cmd *a, const Cmd *b) {
    if (a->path.parts != b->path.parts || !same_paint(a->path.fill, b->path.fill) || !same_paint(a->path.stroke, b->path.stroke) ||
        a->path.width != b->path.width || a->path.dash != b->path.dash || a->path.round != b->path.round)
        return false;
    for (int i = 0; i < a->path.parts; i++)
        if (!same_part(&a->path.part[i], &b->path.part[i])) return false;
    return true;
}

static bool same_heat(const Cmd *a, const Cmd *b) {
    return a->heat.rows == b->heat.rows && a->heat.columns == b->heat.columns && a->heat.positive == b->heat.positive &&
           a->heat.negative == b->heat.negative && a->heat.neutral == b->heat.neutral && a->heat.alpha == b->heat.alpha &&
           memcmp(a->heat.share, b->heat.share, sizeof(float) * (size_t)a->heat.rows * (size_t)a->heat.columns) == 0;
}

static bool same_picture(const Cmd *a, const Cmd *b) {
    if (a->kind != b->kind || !same_box(a->box, b->box) || a->step_back != b->step_back) return false;
    switch (a->kind) {
    case CMD_RECT:
        return a->rect.radius == b->rect.radius && same_paint(a->rect.fill, b->rect.fill) && same_paint(a->rect.stroke, b->rect.stroke) &&
               a->rect.width == b->rect.width && a->rect.dash == b->rect.dash;
    case CMD_PATH: return same_path(a, b);
    case CMD_TEXT:
        return a->text.x == b->text.x && a->text.y == b->text.y && a->text.size == b->text.size && a->text.width == b->text.width &&
               a->text.face == b->text.face && same_paint(a->text.paint, b->text.paint) && strcmp(a->text.text, b->text.text) == 0;
    case CMD_HEAT: return same_heat(a, b);
    case CMD_HATCH:
        return a->hatch.radius == b->hatch.radius && a->hatch.gap == b->hatch.gap && a->hatch.width == b->hatch.width &&
               same_paint(a->hatch.paint, b->hatch.paint);
    case CMD_CLIP:
    case CMD_UNCLIP: return true;
    }
    return false;
}

// --- the boxes

typedef struct Dirty {
    Box box[BOXES + 1];
    int count, most;
} Dirty;

static double area(Box b) { return b.w * b.h; }

// The pair whose union wastes least becomes one.
static void dirty_merge(Dirty *d) {
    int best_i = 0, best_j = 1;
    double best = 1e300;
    for (int i = 0; i < d->count; i++)
        for (int j = i + 1; j < d->count; j++) {
            double waste = area(box_union(d->box[i], d->box[j])) - area(d->box[i]) - area(d->box[j]);
            if (waste < best) best = waste, best_i = i, best_j = j;
        }
    d->box[best_i] = box_union(d->box[best_i], d->box[best_j]);
    d->box[best_j] = d->box[--d->count];
}

static void dirty_add(Dirty *d, const Cmd *cmd, Box clip) {
    Box b = box_meet(list_reach(cmd), box_grow(clip, 1));
    if (b.w <= 0 || b.h <= 0) return;
    for (int i = 0; i < d->count; i++) // a new box that swallows or touches another one joins it
        if (box_meets(d->box[i], b) && area(box_union(d->box[i], b)) <= 1.2 * (area(d->box[i]) + area(b))) {
            b = box_union(d->box[i], b);
            d->box[i] = d->box[--d->count];
            i = -1;
        }
    d->box[d->count++] = b;
    if (d->count > d->most) dirty_merge(d);
}

// --- the comparison

typedef struct Seen {
    const Cmd *cmd;
    Box clip;
} Seen;

static bool same(const Seen *a, const Seen *b) { return same_box(a->clip, b->clip) && same_picture(a->cmd, b->cmd); }

// Commands read ahead of one list, a ring.
typedef struct Queue {
    Reader reader;
    Seen seen[LOOK_AHEAD];
    int first, count;
} Queue;

static const Seen *queue_at(Queue *q, int i) {
    while (q->count <= i) {
        Seen *seen = &q->seen[(q->first + q->count) % LOOK_AHEAD];
        seen->cmd = reader_next(&q->reader, &seen->clip);
        if (!seen->cmd) return NULL;
        q->count++;
    }
    return &q->seen[(q->first + i) % LOOK_AHEAD];
}

static void queue_drop(Queue *q, int n) {
    q->first = (q->first + n) % LOOK_AHEAD;
    q->count -= n;
}

// The nearest way to go on: how many commands of each list to call dirty before both agree again.
static void find_agreement(Queue *a, Queue *b, int *skip_a, int *skip_b) {
    for (int sum = 1; sum < LOOK_AHEAD; sum++)
        for (int i = 0; i <= sum; i++) {
            // Beyond a few, only pure insertions and removals: keeps the cost linear.
            if (sum > 16 && i > 1 && i < sum - 1) i = sum - 1;
            const Seen *x = queue_at(a, i), *y = x ? queue_at(b, sum - i) : NULL;
            if (x && y && same(x, y)) {
                *skip_a = i;
                *skip_b = sum - i;
                return;
            }
        }
    *skip_a = *skip_b = 1;
}

int list_changes(const List *before, const List *after, Box *out, int most) {
    if (!before || !after || most <= 0 || before->metrics != after->metrics) return -1;
    Dirty dirty = { .most = most < BOXES ? most : BOXES };
    Queue a = { .reader.list = before }, b = { .reader.list = after };
    for (;;) {
        const Seen *x = queue_at(&a, 0), *y = queue_at(&b, 0);
        if (!x && !y) break;
        int skip_a = x != NULL, skip_b = y != NULL;
        if (x && y) {
            if (same(x, y)) {
                queue_drop(&a, 1);
                queue_drop(&b, 1);
                continue;
            }
            find_agreement(&a, &b, &skip_a, &skip_b);
        }
        for (int i = 0; i < skip_a; i++) dirty_add(&dirty, queue_at(&a, i)->cmd, queue_at(&a, i)->clip);
        for (int i = 0; i < skip_b; i++) dirty_add(&dirty, queue_at(&b, i)->cmd, queue_at(&b, i)->clip);
        queue_drop(&a, skip_a);
        queue_drop(&b, skip_b);
    }
    memcpy(out, dirty.box, sizeof(Box) * (size_t)dirty.count);
    return dirty.count;
}
