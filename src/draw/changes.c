// What to paint again: a common subsequence of two lists is found, and every command outside of it is dirty. This is exact
// for any common subsequence: where no dirty command reaches, both lists paint the same commands in the same order.
#include <string.h>

#include "base/bits.h"
#include "draw/list.h"

enum { CLIPS = 32, BOXES = 64, LOOK_AHEAD = 300 };

// --- one list as an array of the commands that paint, each with the clip that holds there

typedef struct Seen {
    const Cmd *cmd;
    Box clip;
    uint64_t hash; // of most of what it paints; equal commands have equal hashes
} Seen;

static const Box everywhere = { -1e9, -1e9, 2e9, 2e9 };

static uint64_t mix(uint64_t hash, uint64_t value) {
    hash = (hash ^ value) * 0x9E3779B97F4A7C15u;
    return hash ^ hash >> 32;
}

static uint64_t mix_number(uint64_t hash, double value) { return mix(hash, bits_of(value + 0.0)); } // −0 equals 0

static uint64_t hash_of(const Cmd *cmd) {
    uint64_t hash = mix(1, (uint64_t)cmd->kind);
    hash = mix_number(mix_number(hash, cmd->box.x), cmd->box.y);
    hash = mix_number(mix_number(hash, cmd->box.w), cmd->box.h);
    hash = mix_number(hash, (double)cmd->step_back);
    if (cmd->kind == CMD_RECT) return mix_number(mix_number(hash, (double)cmd->rect.fill.alpha), (double)cmd->rect.stroke.alpha);
    if (cmd->kind != CMD_TEXT) return hash;
    for (const char *c = cmd->text.text; *c; c++) hash = mix(hash, (unsigned char)*c);
    return mix_number(hash, (double)cmd->text.paint.alpha);
}

static int read_list(const List *list, Seen *out) {
    Box clip[CLIPS];
    int depth = 0, count = 0;
    for (int i = 0; i < list->count; i++) {
        const Cmd *cmd = &list->cmd[i];
        Box now = depth ? clip[(depth < CLIPS ? depth : CLIPS) - 1] : everywhere;
        if (cmd->kind == CMD_CLIP) {
            if (depth < CLIPS) clip[depth] = box_meet(now, cmd->box);
            depth++;
        } else if (cmd->kind == CMD_UNCLIP) {
            if (depth) depth--;
        } else {
            out[count++] = (Seen){ cmd, now, hash_of(cmd) };
        }
    }
    return count;
}

// --- equality of what two commands paint; identities paint nothing

static bool same_box(Box a, Box b) { return a.x == b.x && a.y == b.y && a.w == b.w && a.h == b.h; }

static bool same_paint(Paint a, Paint b) {
    if (a.alpha != b.alpha) return false;
    return a.alpha <= 0 || (a.role == b.role && a.theme == b.theme && a.amount == b.amount && (a.amount >= 1 || a.over == b.over));
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
           a->heat.negative == b->heat.negative && a->heat.neutral == b->heat.neutral && a->heat.theme == b->heat.theme &&
           a->heat.alpha == b->heat.alpha && a->heat.one_way == b->heat.one_way &&
           memcmp(a->heat.share, b->heat.share, sizeof(float) * (size_t)a->heat.rows * (size_t)a->heat.columns) == 0;
}

static bool same_picture(const Cmd *a, const Cmd *b) {
    if (a->kind != b->kind || !same_box(a->box, b->box) || a->step_back != b->step_back) return false;
    switch (a->kind) {
    case CMD_RECT:
        return a->rect.radius == b->rect.radius && same_paint(a->rect.fill, b->rect.fill) &&
               same_paint(a->rect.stroke, b->rect.stroke) && a->rect.width == b->rect.width && a->rect.dash == b->rect.dash;
    case CMD_PATH: return same_path(a, b);
    case CMD_TEXT:
        return a->text.x == b->text.x && a->text.y == b->text.y && a->text.size == b->text.size && a->text.width == b->text.width &&
               a->text.face == b->text.face && a->text.shaped == b->text.shaped && same_paint(a->text.paint, b->text.paint) &&
               strcmp(a->text.text, b->text.text) == 0;
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

static bool same(const Seen *a, const Seen *b) {
    return a->hash == b->hash && same_box(a->clip, b->clip) && same_picture(a->cmd, b->cmd);
}

// The nearest way to go on: how many commands of each list to call dirty before both agree again. A few edits are looked
// for in any mixture, longer ones as a pure insertion or removal. Looks less far where nothing agrees for long.
static void find_agreement(const Seen *a, int left_a, const Seen *b, int left_b, int *look, int *skip_a, int *skip_b) {
    for (int sum = 1; sum < *look && sum < left_a + left_b; sum++)
        for (int i = 0; i <= sum; i++) {
            if (sum > 12 && i == 1) i = sum;
            if (i >= left_a || sum - i >= left_b || !same(&a[i], &b[sum - i])) continue;
            *skip_a = i;
            *skip_b = sum - i;
            *look = LOOK_AHEAD;
            return;
        }
    *skip_a = *skip_b = 1;
    *look = *look > 16 ? *look / 2 : 8;
}

static void compare(Dirty *dirty, const Seen *a, int count_a, const Seen *b, int count_b) {
    while (count_a && count_b && same(&a[count_a - 1], &b[count_b - 1])) count_a--, count_b--;
    int i = 0, k = 0, look = LOOK_AHEAD;
    while (i < count_a && k < count_b) {
        if (same(&a[i], &b[k])) {
            i++, k++;
            continue;
        }
        int skip_a, skip_b;
        find_agreement(a + i, count_a - i, b + k, count_b - k, &look, &skip_a, &skip_b);
        for (; skip_a; skip_a--, i++) dirty_add(dirty, a[i].cmd, a[i].clip);
        for (; skip_b; skip_b--, k++) dirty_add(dirty, b[k].cmd, b[k].clip);
    }
    for (; i < count_a; i++) dirty_add(dirty, a[i].cmd, a[i].clip);
    for (; k < count_b; k++) dirty_add(dirty, b[k].cmd, b[k].clip);
}

int list_changes(const List *before, const List *after, Box *out, int most) {
    if (!before || !after || most <= 0 || before->metrics != after->metrics) return -1;
    Arena *scratch = arena_begin();
    Seen *a = arena_new(scratch, Seen, before->count + 1), *b = arena_new(scratch, Seen, after->count + 1);
    Dirty dirty = { .most = most < BOXES ? most : BOXES };
    compare(&dirty, a, read_list(before, a), b, read_list(after, b));
    memcpy(out, dirty.box, sizeof(Box) * (size_t)dirty.count);
    arena_end(scratch);
    return dirty.count;
}
