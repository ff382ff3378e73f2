// Each rule is a walk over the commands of a list.
#include "support/picture.h"

#include "base/math.h"
#include "support/check.h"

enum { TEXTS_MOST = 4096 };

static const double touch = 1.0;   // text boxes may share so much: side bearings and the like
static const double outside = 1.0; // half a stroke

static bool is_seen(const Cmd *cmd) {
    switch (cmd->kind) {
    case CMD_RECT: return cmd->rect.fill.alpha > 0.02f || cmd->rect.stroke.alpha > 0.02f;
    case CMD_PATH: return cmd->path.fill.alpha > 0.02f || cmd->path.stroke.alpha > 0.02f;
    case CMD_TEXT: return cmd->text.paint.alpha > 0.02f && cmd->text.text[strspn(cmd->text.text, " ")];
    case CMD_HEAT: return cmd->heat.alpha > 0.02f;
    case CMD_HATCH: return cmd->hatch.paint.alpha > 0.02f;
    case CMD_CLIP:
    case CMD_UNCLIP: return false;
    }
    return false;
}

static const char *kind_name(CmdKind kind) {
    static const char *const name[] = { "rect", "path", "text", "heat", "hatch", "clip", "unclip" };
    return name[kind];
}

static void complain(const Cmd *cmd, int i) {
    Box b = cmd->box;
    print_error("  command %d: %s at %.1f %.1f, %.1f × %.1f", i, kind_name(cmd->kind), b.x, b.y, b.w, b.h);
    print_error(cmd->kind == CMD_TEXT ? " \"%s\"\n" : "\n", cmd->kind == CMD_TEXT ? cmd->text.text : "");
}

static bool is_finite(Box b) { return math_finite(b.x) && math_finite(b.y) && math_finite(b.w) && math_finite(b.h); }

static void check_places(const List *list, double width, double height, const char *what) {
    int clips = 0;
    for (int i = 0; i < list->count; i++) {
        const Cmd *cmd = &list->cmd[i];
        Box b = cmd->box;
        clips += (cmd->kind == CMD_CLIP) - (cmd->kind == CMD_UNCLIP);
        if (clips < 0) fail_msg("%s: a clip is closed that was not opened", what);
        if (!is_seen(cmd)) continue;
        if (!is_finite(b) || b.w < 0 || b.h < 0) {
            complain(cmd, i);
            fail_msg("%s: a place is not finite", what);
        }
        if (b.x >= -outside && b.y >= -outside && b.x + b.w <= width + outside && b.y + b.h <= height + outside) continue;
        complain(cmd, i);
        fail_msg("%s: outside the stage of %g × %g", what, width, height);
    }
    if (clips) fail_msg("%s: %d clips stay open", what, clips);
}

static bool run_into(Box a, Box b) {
    double w = (a.x + a.w < b.x + b.w ? a.x + a.w : b.x + b.w) - (a.x > b.x ? a.x : b.x);
    double h = (a.y + a.h < b.y + b.h ? a.y + a.h : b.y + b.h) - (a.y > b.y ? a.y : b.y);
    return w > touch && h > touch;
}

static void check_overlaps(const List *list, const char *what) {
    static int text[TEXTS_MOST];
    int texts = 0;
    for (int i = 0; i < list->count; i++) {
        const Cmd *cmd = &list->cmd[i];
        if (cmd->kind != CMD_TEXT || cmd->may_overlap || !is_seen(cmd)) continue;
        for (int j = 0; j < texts; j++) {
            if (!run_into(cmd->box, list->cmd[text[j]].box)) continue;
            complain(&list->cmd[text[j]], text[j]);
            complain(cmd, i);
            fail_msg("%s: two texts run into each other", what);
        }
        if (texts == TEXTS_MOST) fail_msg("%s: more than %d texts", what, TEXTS_MOST);
        text[texts++] = i;
    }
}

static bool holds(Box outer, Box inner, double slack) {
    return inner.x >= outer.x - slack && inner.y >= outer.y - slack && inner.x + inner.w <= outer.x + outer.w + slack &&
           inner.y + inner.h <= outer.y + outer.h + slack;
}

void picture_check_edges(const List *list, const char *what) {
    for (int i = 0; i < list->count; i++) {
        const Cmd *text = &list->cmd[i];
        if (text->kind != CMD_TEXT || text->may_overlap || !is_seen(text)) continue;
        for (int j = 0; j < list->count; j++) {
            const Cmd *rect = &list->cmd[j];
            if (rect->kind != CMD_RECT || rect->may_overlap || !is_seen(rect) || rect->box.w < 4 || rect->box.h < 4) continue;
            if (!run_into(text->box, rect->box) || holds(rect->box, text->box, 2)) continue;
            complain(rect, j);
            complain(text, i);
            fail_msg("%s: a text lies across the edge of a box", what);
        }
    }
}

static void check_identities(const List *list, const char *what) {
    for (int i = 0; i < list->count; i++) {
        const Cmd *cmd = &list->cmd[i];
        if (cmd->kind != CMD_TEXT || !is_seen(cmd) || cmd->ident.kind != IDENT_NONE || !strpbrk(cmd->text.text, "0123456789"))
            continue;
        complain(cmd, i);
        fail_msg("%s: a number without an identity", what);
    }
}

void picture_check_layout(const List *list, double width, double height, const char *what) {
    check_places(list, width, height, what);
    check_overlaps(list, what);
}

void picture_check(const List *list, double width, double height, const char *what) {
    picture_check_layout(list, width, height, what);
    check_identities(list, what);
}

// --- the same twice

static bool same_paint(Paint a, Paint b) {
    return a.role == b.role && a.over == b.over && a.amount == b.amount && a.alpha == b.alpha;
}

static bool same_box(Box a, Box b) { return a.x == b.x && a.y == b.y && a.w == b.w && a.h == b.h; }

static bool same_ident_whole(Ident a, Ident b) {
    return ident_same(a, b) && a.element == b.element && a.grad == b.grad && (a.kind != IDENT_LENGTH || a.count == b.count) &&
           (a.kind != IDENT_HEAT || (a.heat.row_stride == b.heat.row_stride && a.heat.column_stride == b.heat.column_stride));
}

static bool same_path(const Cmd *a, const Cmd *b) {
    if (a->path.parts != b->path.parts || a->path.width != b->path.width || !same_paint(a->path.fill, b->path.fill) ||
        !same_paint(a->path.stroke, b->path.stroke))
        return false;
    for (int i = 0; i < a->path.parts; i++) {
        PathPart p = a->path.part[i], q = b->path.part[i];
        if (p.op != q.op || p.x1 != q.x1 || p.y1 != q.y1 || p.x2 != q.x2 || p.y2 != q.y2 || p.x != q.x || p.y != q.y) return false;
    }
    return true;
}

static bool same_cmd(const Cmd *a, const Cmd *b) {
    if (a->kind != b->kind || !same_box(a->box, b->box) || !same_ident_whole(a->ident, b->ident) ||
        a->may_overlap != b->may_overlap)
        return false;
    switch (a->kind) {
    case CMD_RECT:
        return a->rect.radius == b->rect.radius && same_paint(a->rect.fill, b->rect.fill) &&
               same_paint(a->rect.stroke, b->rect.stroke);
    case CMD_PATH: return same_path(a, b);
    case CMD_TEXT:
        return a->text.x == b->text.x && a->text.y == b->text.y && a->text.size == b->text.size && a->text.face == b->text.face &&
               same_paint(a->text.paint, b->text.paint) && !strcmp(a->text.text, b->text.text);
    case CMD_HEAT:
        return a->heat.rows == b->heat.rows && a->heat.columns == b->heat.columns &&
               !memcmp(a->heat.share, b->heat.share, sizeof(float) * (size_t)(a->heat.rows * a->heat.columns));
    case CMD_HATCH: return same_paint(a->hatch.paint, b->hatch.paint);
    case CMD_CLIP:
    case CMD_UNCLIP: return true;
    }
    return false;
}

void picture_check_same(const List *a, const List *b, const char *what) {
    if (a->count != b->count) fail_msg("%s: %d commands, then %d", what, a->count, b->count);
    for (int i = 0; i < a->count; i++) {
        if (same_cmd(&a->cmd[i], &b->cmd[i])) continue;
        complain(&a->cmd[i], i);
        complain(&b->cmd[i], i);
        fail_msg("%s: drawn twice, it differs", what);
    }
}

// --- identities

void picture_check_leaves(const List *list, const Tape *tape, bool small, const char *what) {
    const double wide = small ? 26 : 28, high = small ? 17 : 28;
    for (int i = 0; i + 1 < list->count; i++) {
        const Cmd *cell = &list->cmd[i], *digits = &list->cmd[i + 1];
        if (cell->kind != CMD_RECT || digits->kind != CMD_TEXT || cell->may_overlap || cell->ident.kind != IDENT_VALUE) continue;
        if (!same_ident_whole(cell->ident, digits->ident) || tape_node(tape, cell->ident.node)->inputs > 0) continue;
        if (cell->box.w >= wide && cell->box.h >= high) continue;
        complain(cell, i);
        fail_msg("%s: a given number too small to be touched", what);
    }
}

bool picture_shows(const List *list, Ident ident) { return list_where(list, ident, &(Box){ 0 }); }

int picture_texts(const List *list, const char *text) {
    int count = 0;
    for (int i = 0; i < list->count; i++) count += list->cmd[i].kind == CMD_TEXT && !strcmp(list->cmd[i].text.text, text);
    return count;
}

int picture_digits(const char *text) {
    int count = 0;
    bool leading = true;
    for (; *text; text++) {
        if (*text >= '1' && *text <= '9') leading = false;
        count += !leading && *text >= '0' && *text <= '9';
    }
    return count;
}
