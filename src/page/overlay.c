// The scene's commands are found by identity: those of the target's sources are ringed, all that is not involved steps back.
#include "page/overlay.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "ui/widgets.h"

enum { RINGS = 400, AVOIDS = 64 };

Ident ident_keep(Ident ident, char room[NOTE_ROOM]) {
    if (ident.kind != IDENT_NOTE || !ident.note.text) return ident;
    if (ident.note.text != room) snprintf(room, NOTE_ROOM, "%s", ident.note.text);
    ident.note.text = room;
    return ident;
}

static bool holds(const Tape *tape, Ident i) {
    if (i.kind == IDENT_NONE || i.kind == IDENT_NOTE) return true;
    return i.node >= 0 && i.node < tape->count && (i.kind == IDENT_SYMBOL || i.element < tape->node[i.node].count);
}

void overlay_clear(Overlay *o) {
    *o = (Overlay){ .tape = o->tape, .by_keys = o->by_keys, .pointer_x = o->pointer_x, .pointer_y = o->pointer_y };
}

void overlay_check(Overlay *o, const Tape *tape) {
    if (o->tape != tape || !holds(tape, o->pin) || !holds(tape, o->cursor) || !holds(tape, o->shown)) overlay_clear(o);
    o->tape = tape;
}

void overlay_pin(Overlay *o, Ident ident) {
    bool again = o->pinned && ident_same(o->pin, ident);
    o->pinned = !again && ident.kind != IDENT_NONE;
    o->pin = o->pinned ? ident_keep(ident, o->pin_note) : (Ident){ 0 };
    o->mine = (Mine){ 0 };
}

bool overlay_type(Overlay *o, const Session *session, Ident at, const char *text) {
    bool number = (text[0] >= '0' && text[0] <= '9') || text[0] == '-';
    if (!number || !mine_takes(session, at)) return false;
    if (!o->pinned || !ident_same(o->pin, at)) overlay_pin(o, at);
    o->mine = (Mine){ .begins = true };
    snprintf(o->mine.typed, sizeof o->mine.typed, "%s", text);
    return true;
}

Ident overlay_target(const Overlay *o, bool keys) {
    if (o->pinned) return o->pin;
    if (o->at.kind != IDENT_NONE) return o->at;
    return keys ? o->cursor : (Ident){ 0 };
}

// --- what belongs to the number looked at

typedef struct Cast {
    Ident target;
    const Range *source;
    int sources;
    const Ident *flow; // of a given number: what it flows into
    int flows;
} Cast;

static Cast cast_of(const Explained *e) {
    Cast cast = { .target = e->target, .source = e->source, .sources = e->sources };
    if (e->expr && e->expr->kind == EXPR_GIVEN) cast.flow = e->flow, cast.flows = e->flows; // it has no sources
    return cast;
}

static bool is_source(const Cast *cast, int node, bool grad, int element) {
    for (int i = 0; i < cast->sources; i++)
        if (range_holds(&cast->source[i], node, grad, element)) return true;
    return false;
}

static bool names_node(const Cast *cast, int node, bool grad) {
    if (cast->target.node == node &&
        (cast->target.kind == IDENT_GRAD || (cast->target.kind == IDENT_SYMBOL && cast->target.grad)) == grad)
        return true;
    for (int i = 0; i < cast->sources; i++)
        if (cast->source[i].node == node && cast->source[i].grad == grad) return true;
    return false;
}

static bool involved(const Cast *cast, Ident i) {
    const Ident *target = &cast->target;
    switch (i.kind) {
    case IDENT_NONE: return false;
    case IDENT_LENGTH: return ident_same(i, *target);
    case IDENT_VALUE:
    case IDENT_GRAD: {
        bool grad = i.kind == IDENT_GRAD;
        if (target->kind == IDENT_SYMBOL) return target->node == i.node && target->grad == grad;
        for (int k = 0; k < cast->flows; k++)
            if (ident_same(i, cast->flow[k])) return true;
        return ident_same(i, *target) || is_source(cast, i.node, grad, i.element);
    }
    case IDENT_NOTE: return ident_same(i, *target);
    case IDENT_SYMBOL:
    case IDENT_HEAT: return target->kind != IDENT_NOTE && names_node(cast, i.node, i.grad);
    }
    return false;
}

// --- stepping back

// Furniture steps back half way: the columns' names should still be read.
static void step_back(List *list, int first, int end, const Cast *cast, double amount) {
    for (int i = first; i < end; i++) {
        Cmd *cmd = &list->cmd[i];
        if (cmd->kind == CMD_CLIP || cmd->kind == CMD_UNCLIP || involved(cast, cmd->ident)) continue;
        cmd->step_back = (float)(cmd->ident.kind == IDENT_NONE ? 0.7 * amount : amount);
    }
}

// --- rings

typedef struct Rings {
    List *list;
    const Tape *tape;
    double amount;
    Ident done[RINGS]; // a number drawn twice (a cell and its bar) is ringed once
    Box at[AVOIDS];
    int count, boxes;
} Rings;

static void ring(Rings *r, Ident ident, Box at, double radius, bool target) {
    for (int i = 0; i < r->count; i++)
        if (ident_same(r->done[i], ident)) return;
    if (r->count == RINGS) return;
    r->done[r->count++] = ident;
    if (r->boxes < AVOIDS) r->at[r->boxes++] = at;
    Role role = target || ident.kind == IDENT_GRAD || ident.kind == IDENT_LENGTH
                    ? (target ? ROLE_INK : ROLE_GRAD)
                    : role_of_node(tape_node(r->tape, ident.node)->name);
    double grow = target ? 1 : 2;
    list_rect(r->list, box_grow(at, grow),
              (RectStyle){ .radius = radius + grow, .stroke = paint_faded(role, (float)r->amount), .width = 2 });
}

static bool can_ring(const Cmd *cmd) {
    if (ident_drags(cmd->ident)) return false;
    if (cmd->kind == CMD_PATH) return cmd->path.fill.alpha > 0;
    return cmd->kind == CMD_RECT || cmd->kind == CMD_TEXT || cmd->kind == CMD_HATCH;
}

static double corner(const Cmd *cmd) {
    if (cmd->kind == CMD_RECT) return cmd->rect.radius;
    if (cmd->kind == CMD_PATH) return (cmd->box.w < cmd->box.h ? cmd->box.w : cmd->box.h) / 2;
    return 6;
}

// Cells of a heat map have no command of their own.
static void ring_heat(Rings *r, Cmd *cmd, const Cast *cast) {
    List one = { .cmd = cmd, .count = 1 };
    Box at;
    bool grad = cmd->ident.grad;
    if (ident_is_number(cast->target) && list_where(&one, cast->target, &at)) ring(r, cast->target, at, 3, true);
    for (int i = 0; i < cast->sources; i++) {
        const Range *s = &cast->source[i];
        if (s->node != cmd->ident.node || s->grad != grad || range_count(s) > RINGS) continue;
        for (int o = 0; o < (s->outer_count ? s->outer_count : 1); o++)
            for (int k = 0; k < s->count; k++) {
                int element = s->start + k * s->stride + o * s->outer_stride;
                Ident ident = grad ? ident_grad(s->node, element) : ident_value(s->node, element);
                if (list_where(&one, ident, &at)) ring(r, ident, at, 3, false);
            }
    }
}

static void draw_rings(Rings *r, int first, int end, const Cast *cast) {
    for (int i = first; i < end; i++) {
        Cmd cmd = r->list->cmd[i]; // adding moves the commands
        if (cmd.kind == CMD_HEAT && cmd.ident.kind == IDENT_HEAT) ring_heat(r, &cmd, cast);
        if (!ident_is_number(cmd.ident) || !can_ring(&cmd)) continue;
        Box at = cmd.kind == CMD_TEXT ? box_grow(cmd.box, 4) : cmd.box;
        for (int k = 0; k < cast->flows; k++) // not ringed, but the card keeps off them
            if (r->boxes < AVOIDS && ident_same(cmd.ident, cast->flow[k])) r->at[r->boxes++] = at;
        if (ident_same(cmd.ident, cast->target))
            ring(r, cmd.ident, at, corner(&cmd), true);
        else if (cast->target.kind == IDENT_SYMBOL
                     ? involved(cast, cmd.ident)
                     : cmd.ident.kind != IDENT_LENGTH &&
                           is_source(cast, cmd.ident.node, cmd.ident.kind == IDENT_GRAD, cmd.ident.element))
            ring(r, cmd.ident, at, corner(&cmd), false);
    }
}

// --- symbols in the text

// A pale field over every symbol of the node looked at; a symbol and its index are one.
static void light_symbols(List *list, int first, int end, const Cast *cast, double amount) {
    Box field = { 0 };
    for (int i = first; i <= end; i++) {
        Ident ident = i < end ? list->cmd[i].ident : (Ident){ 0 };
        bool lit =
            i < end && list->cmd[i].kind == CMD_TEXT && ident.kind == IDENT_SYMBOL && names_node(cast, ident.node, ident.grad);
        if (lit && (field.w <= 0 || box_meets(box_grow(field, 2), list->cmd[i].box))) {
            field = box_union(field, list->cmd[i].box);
            continue;
        }
        if (field.w > 0)
            list_rect(list, box_grow(field, 2), (RectStyle){ .radius = 5, .fill = paint_faded(ROLE_INK, (float)(0.13 * amount)) });
        field = lit ? list->cmd[i].box : (Box){ 0 };
    }
}

// --- the card, with a field for one's own number where somebody has pinned a computed one

static void draw_mine(Overlay *o, Ui *ui, const Session *session, const Explained *e, double foot) {
    Box at = box(o->card_box.x + CARD_SIDE, o->card_box.y + o->card_box.h - foot, o->card_box.w - 2 * CARD_SIDE - CARD_PIN, foot);
    bool before = ui->list.may_overlap;
    ui->list.may_overlap = true;
    UiButton copy = { .label = "Copy as…", .tip = "All of its numbers as text (Ctrl C)" };
    double w = ui_button_width(ui, &copy);
    mine_draw(&o->mine, ui, session, e->target, e->value, at, true);
    bool room = at.w >= mine_width(ui) + w + 10 && !explained_hides(e, e->target);
    if (room && ui_button(ui, ui_id(ui, "copy as"), box(at.x + at.w - w, at.y, w, UI_TARGET), copy)) o->copies = true;
    ui->list.may_overlap = before;
}

static void explain_card(Overlay *o, Ui *ui, Session *session, const Explained *e, Box where, Box bounds, const Rings *rings) {
    bool mine = o->pinned && e->known && mine_takes(session, e->target);
    CardStyle style = { .pinned = o->pinned, .type = ui->type, .avoid = rings->at, .avoids = rings->boxes };
    if (mine) style.least = fmin(mine_width(ui) + 180 * ui->type, bounds.w - 16);
    Box measured = box(0, 0, style.least - 2 * CARD_SIDE, 0);
    if (mine) style.foot = mine_draw(&o->mine, ui, session, e->target, e->value, measured, false) + CARD_SIDE;
    o->card_box = card_draw(&ui->list, session, e, where, bounds, &style);
    if (o->pinned) ui_hit(ui, ui_id(ui, "card"), o->card_box);
    if (mine && o->card_box.w > 0) draw_mine(o, ui, session, e, style.foot);
}

// Many places may say the same, as the numbers of an axis, a point and the digits beside it do: the one that was pointed at.
static void place_pointed_at(const Overlay *o, const List *picture, Box *where) {
    double least = 1e300;
    for (int i = 0; i < picture->count; i++) {
        const List one = { .cmd = &picture->cmd[i], .count = 1 };
        Box at;
        if (!list_where(&one, o->shown, &at)) continue;
        double dx = math_clamp(o->point_x, at.x, at.x + at.w) - o->point_x;
        double dy = math_clamp(o->point_y, at.y, at.y + at.h) - o->point_y;
        if (dx * dx + dy * dy >= least) continue;
        least = dx * dx + dy * dy;
        *where = at;
    }
}

void overlay_draw(Overlay *o, Ui *ui, Session *session, int first, int end, Box stage, Box bounds, bool keys) {
    Ident target = overlay_target(o, keys);
    double amount = ui_ease(ui, ui_id(ui, "overlay"), target.kind != IDENT_NONE, 0.15);
    if (target.kind != IDENT_NONE) o->shown = ident_keep(target, o->shown_note);
    if (!o->pinned && o->at.kind != IDENT_NONE) o->point_x = o->pointer_x, o->point_y = o->pointer_y;
    o->card_box = (Box){ 0 };
    if (amount <= 0 || o->shown.kind == IDENT_NONE) return;
    const Tape *tape = session_tape(session);
    int all = ui->list.count;
    Box where;
    List picture = { .cmd = arena_new(ui->arena, Cmd, end - first), .count = end - first }; // the list itself moves as it grows
    picture.hidden = ui->list.hidden, picture.hiddens = ui->list.hiddens;
    memcpy(picture.cmd, ui->list.cmd + first, sizeof *picture.cmd * (size_t)picture.count);
    Explained explained = explained_make(ui->arena, tape, &picture, o->shown);
    Cast cast = cast_of(&explained);
    bool on_stage = list_where(&picture, o->shown, &where);
    if (on_stage && !keys && box_holds(stage, o->point_x, o->point_y)) place_pointed_at(o, &picture, &where);
    step_back(&ui->list, first, end, &cast, amount);
    Rings rings = { .list = &ui->list, .tape = tape, .amount = amount };
    list_clip(&ui->list, stage);
    draw_rings(&rings, first, end, &cast);
    list_unclip(&ui->list);
    light_symbols(&ui->list, end, all, &cast, amount);
    if (target.kind == IDENT_NONE || target.kind == IDENT_SYMBOL) return;
    List page = { .cmd = ui->list.cmd, .count = all };
    if (!on_stage && !list_where(&page, o->shown, &where)) return;
    if (where.w <= 0 || where.h <= 0) where = box_grow(where, 2); // a straight line
    where = box_meet(where, on_stage ? stage : bounds);
    if (where.w <= 0 || where.h <= 0) return;
    explain_card(o, ui, session, &explained, where, on_stage ? stage : bounds, &rings);
}
