// A display list as text, a line a command, for golden files: coordinates to a tenth, colours by role, identities by name.
#include "draw/list.h"

#include <math.h>
#include <stdint.h>

// To a tenth, without "-0.0" and without ".0".
static void put_number(Builder *out, double value) {
    double tenths = floor(value * 10 + 0.5);
    if (tenths == 0) tenths = 0;
    long whole = (long)(fabs(tenths) / 10), tenth = (long)(fabs(tenths) - (double)whole * 10);
    builder_print(out, "%s%ld", tenths < 0 ? "-" : "", whole);
    if (tenth) builder_print(out, ".%ld", tenth);
}

static void put_numbers(Builder *out, const char *before, double a, const char *between, double b) {
    builder_print(out, "%s", before);
    put_number(out, a);
    builder_print(out, "%s", between);
    put_number(out, b);
}

static void put_paint(Builder *out, const char *what, Paint p) {
    if (p.alpha <= 0) return;
    builder_print(out, " %s=%s", what, role_name((Role)p.role));
    if (p.amount < 1) builder_print(out, "*%.2f/%s", (double)p.amount, role_name((Role)p.over));
    if (p.alpha < 1) builder_print(out, "@%.2f", (double)p.alpha);
}

static void put_if(Builder *out, const char *what, double value) {
    if (value == 0) return;
    builder_print(out, " %s=", what);
    put_number(out, value);
}

static void put_path(Builder *out, const Cmd *cmd) {
    static const char letter[] = { 'M', 'L', 'C', 'Z' };
    builder_print(out, " ");
    for (int i = 0; i < cmd->path.parts; i++) {
        const PathPart *part = &cmd->path.part[i];
        builder_print(out, "%s%c", i ? " " : "", letter[part->op]);
        if (part->op == PATH_CURVE) {
            put_numbers(out, "", part->x1, ",", part->y1);
            put_numbers(out, " ", part->x2, ",", part->y2);
            builder_print(out, " ");
        }
        if (part->op != PATH_CLOSE) put_numbers(out, "", part->x, ",", part->y);
    }
    put_paint(out, "fill", cmd->path.fill);
    put_paint(out, "stroke", cmd->path.stroke);
    if (cmd->path.stroke.alpha > 0) put_if(out, "width", cmd->path.width);
    put_if(out, "dash", cmd->path.dash);
}

static const char *face_name(Face face) {
    static const char *const name[FACE_COUNT] = { "text", "bold", "italic", "math-italic", "math", "mono", "fallback" };
    return name[face];
}

enum { HEAT_WHOLE = 8192, HEAT_FIRST = 64 };

static double hundredths(float share) { return floor((double)share * 100 + 0.5) + 0.0; }

// The shares of a heat map as hundredths, rows parted by a bar. Of a large one the first, and one number made of all (FNV-1a).
static void put_heat(Builder *out, const Cmd *cmd) {
    int count = cmd->heat.rows * cmd->heat.columns, written = count > HEAT_WHOLE ? HEAT_FIRST : count;
    builder_print(out, " %dx%d +%s -%s:", cmd->heat.rows, cmd->heat.columns, role_name(cmd->heat.positive),
                  role_name(cmd->heat.negative));
    for (int i = 0; i < written; i++)
        builder_print(out, "%s%.0f", i && i % cmd->heat.columns == 0 ? "|" : " ", hundredths(cmd->heat.share[i]));
    if (written < count) {
        uint32_t hash = 2166136261u;
        for (int i = 0; i < count; i++) hash = (hash ^ (uint32_t)(int)hundredths(cmd->heat.share[i])) * 16777619u;
        builder_print(out, " … %08x", hash);
    }
    if (cmd->heat.alpha < 1) builder_print(out, " @%.2f", (double)cmd->heat.alpha);
}

static void put_ident(Builder *out, const Ident *ident, const char *(*node_name)(const void *, int), const void *context) {
    static const char *const kind[] = { "", "value", "grad", "note", "length", "symbol", "heat" };
    if (ident->kind == IDENT_NONE) return;
    builder_print(out, " [%s ", kind[ident->kind]);
    if (ident->kind == IDENT_NOTE) {
        builder_print(out, "%s]", ident->note.text ? ident->note.text : "");
        return;
    }
    const char *name = node_name ? node_name(context, ident->node) : NULL;
    if (name)
        builder_print(out, "%s", name);
    else
        builder_print(out, "#%d", ident->node);
    if (ident->kind != IDENT_SYMBOL) builder_print(out, " %d", ident->element);
    if (ident->kind == IDENT_HEAT) builder_print(out, "+%dr+%dc", ident->heat.row_stride, ident->heat.column_stride);
    if (ident->grad && ident->kind != IDENT_GRAD && ident->kind != IDENT_LENGTH) builder_print(out, " grad");
    builder_print(out, "%s]", ident_drags(*ident) ? " handle" : "");
}

void list_dump(const List *list, Builder *out, const char *(*node_name)(const void *context, int node), const void *context) {
    static const char *const kind[] = { "rect", "path", "text", "heat", "hatch", "clip", "unclip" };
    for (int i = 0; i < list->count; i++) {
        const Cmd *cmd = &list->cmd[i];
        builder_print(out, "%s", kind[cmd->kind]);
        if (cmd->kind != CMD_UNCLIP) {
            put_numbers(out, " ", cmd->box.x, ",", cmd->box.y);
            put_numbers(out, " ", cmd->box.w, "x", cmd->box.h);
        }
        switch (cmd->kind) {
        case CMD_RECT:
            put_if(out, "r", cmd->rect.radius);
            put_paint(out, "fill", cmd->rect.fill);
            put_paint(out, "stroke", cmd->rect.stroke);
            if (cmd->rect.stroke.alpha > 0) put_if(out, "width", cmd->rect.width);
            put_if(out, "dash", cmd->rect.dash);
            break;
        case CMD_PATH: put_path(out, cmd); break;
        case CMD_TEXT:
            builder_print(out, " \"%s\" %s ", cmd->text.text, face_name(cmd->text.face));
            put_number(out, cmd->text.size);
            put_paint(out, "paint", cmd->text.paint);
            break;
        case CMD_HEAT: put_heat(out, cmd); break;
        case CMD_HATCH:
            put_if(out, "r", cmd->hatch.radius);
            put_paint(out, "paint", cmd->hatch.paint);
            break;
        case CMD_CLIP:
        case CMD_UNCLIP: break;
        }
        put_ident(out, &cmd->ident, node_name, context);
        if (cmd->step_back > 0) builder_print(out, " back=%.2f", (double)cmd->step_back);
        if (cmd->may_overlap) builder_print(out, " over");
        builder_print(out, "\n");
    }
}
