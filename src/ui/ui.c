// The context: what is hot, active and focused, the ids and what is remembered under them.
#include "ui/ui.h"

#include <assert.h>
#include <string.h>

struct UiSlot {
    UiId id;
    double value;
    UiSlot *next;
};

Ui ui_make(Arena *memory, const Metrics *metrics) {
    return (Ui){ .memory = memory, .metrics = metrics, .type = 1, .width = 1280, .height = 720 };
}

// --- a pass

void ui_begin(Ui *ui, Arena *frame, UiInput in) {
    ui->step = ui->was_animating ? in.now - ui->last : 0;
    if (ui->step > 0.1) ui->step = 0.1;
    if (ui->step < 0) ui->step = 0;
    ui->last = in.now;
    ui->in = in;
    ui->arena = frame;
    ui->list = list_begin(frame, ui->metrics);
    ui->top = list_begin(frame, ui->metrics);
    ui->key_taken = ui->text_taken = ui->wheel_taken = false;
    ui->animating = false;
    ui->wake_at = 0;
    ui->cursor = UI_CURSOR_ARROW;
    ui->wants_text = false;
    ui->layer = ui->clips = ui->parents = ui->scrolls = ui->hits = 0;
    if (in.pressed) {
        ui->active = 0;
        ui->focus_seen = false;
        ui->focus_from = ui->hot ? ui->hot : ui->focus_from;
        if (ui->focus != ui->hot) ui->focus = 0;
    }
}

static bool takes_focus(const Ui *ui, const UiHit *hit, int top) { return hit->focusable && hit->layer == top && ui->hits > 0; }

// The topmost layer that has anything in it.
static int find_top(const Ui *ui) {
    int top = 0;
    for (int i = 0; i < ui->hits; i++)
        if (ui->hit[i].layer > top) top = ui->hit[i].layer;
    return top;
}

static void find_hot(Ui *ui, int top) {
    ui->hot = ui->hot_scroll = 0;
    if (!ui->in.inside) return;
    for (int popup = 0; popup < 2; popup++)
        for (int i = 0; i < ui->hits; i++) {
            const UiHit *hit = &ui->hit[i];
            if (hit->layer != top || hit->unseen || hit->popup != popup || !box_holds(hit->box, ui->in.x, ui->in.y)) continue;
            if (hit->scroll)
                ui->hot_scroll = hit->id;
            else
                ui->hot = hit->id;
        }
}

static int focus_index(const Ui *ui, UiId id, int top) {
    for (int i = 0; i < ui->hits; i++)
        if (ui->hit[i].id == id && takes_focus(ui, &ui->hit[i], top)) return i;
    return -1;
}

// The next one in order of appearance; what was pressed last stands for the focus when there is none.
static void move_focus(Ui *ui, int by, int top) {
    int from = focus_index(ui, ui->focus, top);
    for (int i = 0; from < 0 && i < ui->hits; i++)
        if (ui->hit[i].id == ui->focus_from) from = i;
    if (from < 0) from = by > 0 ? ui->hits - 1 : 0;
    for (int k = 1; k <= ui->hits; k++) {
        int i = ((from + by * k) % ui->hits + ui->hits) % ui->hits;
        if (!takes_focus(ui, &ui->hit[i], top)) continue;
        ui_set_focus(ui, ui->hit[i].id, true);
        return;
    }
}

// A dialog that opened takes the focus, one that closed gives it back.
static void keep_focus_within(Ui *ui, int top) {
    if (top > ui->top_layer && ui->top_layer < UI_LAYERS) {
        ui->focus_below[ui->top_layer] = ui->focus_seen ? ui->focus : 0;
        if (focus_index(ui, ui->focus, top) < 0) {
            ui->focus = ui->focus_from = 0;
            bool seen = ui->focus_seen;
            move_focus(ui, 1, top);
            ui->focus_seen = seen;
        }
    } else if (top < ui->top_layer) {
        ui->focus = ui->focus_below[top];
        ui->active = 0;
    } else if (ui->focus && focus_index(ui, ui->focus, top) < 0) {
        ui->focus_from = ui->focus;
        ui->focus = 0;
    }
    if (top != ui->top_layer) ui->animating = true;
    ui->top_layer = top;
}

void ui_end(Ui *ui) {
    assert(ui->clips == 0 && ui->parents == 0 && ui->layer == 0 && ui->scrolls == 0);
    int top = find_top(ui);
    find_hot(ui, top);
    if (ui->focus_moved > 0) ui->focus_moved--;
    keep_focus_within(ui, top);
    if (ui->in.key == UI_KEY_TAB && !ui->key_taken && !(ui->in.mods & ~UI_SHIFT) && ui->hits) {
        move_focus(ui, ui->in.mods & UI_SHIFT ? -1 : 1, top);
        ui->key_taken = true;
    }
    if (ui->in.released) ui->active = 0;
    list_add_all(&ui->list, &ui->top);
    ui->was_animating = ui->animating;
}

// --- ids and what is kept under them (FNV-1a)

static UiId hash(UiId seed, const void *bytes, size_t size) {
    UiId h = seed ? seed : 2166136261u;
    for (size_t i = 0; i < size; i++) h = (h ^ ((const unsigned char *)bytes)[i]) * 16777619u;
    return h ? h : 1;
}

UiId ui_id(const Ui *ui, const char *word) { return hash(ui->parents ? ui->parent[ui->parents - 1] : 0, word, strlen(word)); }

UiId ui_id_at(const Ui *ui, const char *word, int number) { return hash(ui_id(ui, word), &number, sizeof number); }

void ui_push(Ui *ui, UiId parent) {
    assert(ui->parents < UI_DEPTH);
    ui->parent[ui->parents++] = parent;
}

void ui_pop(Ui *ui) { ui->parents--; }

double *ui_keep(Ui *ui, UiId id) {
    UiSlot **first = &ui->slot[id % UI_SLOTS];
    for (UiSlot *slot = *first; slot; slot = slot->next)
        if (slot->id == id) return &slot->value;
    UiSlot *slot = arena_new(ui->memory, UiSlot, 1);
    *slot = (UiSlot){ .id = id, .next = *first };
    *first = slot;
    return &slot->value;
}

double ui_ease(Ui *ui, UiId id, double target, double seconds) {
    double *at = ui_keep(ui, id);
    if (ui->reduced_motion || seconds <= 0) *at = target;
    double step = ui->step / (seconds > 0 ? seconds : 1);
    if (*at < target)
        *at = *at + step < target ? *at + step : target;
    else if (*at > target)
        *at = *at - step > target ? *at - step : target;
    if (*at != target) ui->animating = true;
    double x = *at < 0 ? 0 : *at > 1 ? 1 : *at;
    return *at == target ? target : x * x * (3 - 2 * x);
}

// --- input

static Box clipped(const Ui *ui, Box at) { return ui->clips ? box_meet(at, ui->clip[ui->clips - 1]) : at; }

static void add_hit(Ui *ui, UiHit hit) {
    if (hit.focusable && hit.id == ui->focus) ui->focus_box = hit.box;
    hit.box = clipped(ui, hit.box);
    hit.layer = ui->layer;
    if (ui->hits < UI_HITS) ui->hit[ui->hits++] = hit;
}

bool ui_hit(Ui *ui, UiId id, Box at) {
    add_hit(ui, (UiHit){ .id = id, .box = at });
    return ui->hot == id;
}

bool ui_focusable(Ui *ui, UiId id, Box at) {
    add_hit(ui, (UiHit){ .id = id, .box = at, .focusable = true });
    return ui->hot == id;
}

void ui_slides(Ui *ui) {
    if (ui->hits) ui->hit[ui->hits - 1].slides = true;
}

void ui_focusable_only(Ui *ui, UiId id, Box at) { add_hit(ui, (UiHit){ .id = id, .box = at, .focusable = true, .unseen = true }); }

void ui_hit_scroll(Ui *ui, UiId id, Box at) { add_hit(ui, (UiHit){ .id = id, .box = at, .scroll = true }); }

bool ui_has_focus(const Ui *ui, UiId id) { return ui->focus == id; }

void ui_set_focus(Ui *ui, UiId id, bool seen) {
    ui->focus = id;
    ui->focus_seen = seen;
    ui->focus_moved = 2;
    ui->animating = true;
}

bool ui_pressed(Ui *ui, UiId id) {
    if (!ui->in.pressed || ui->hot != id) return false;
    ui->active = id;
    ui->drag_x = ui->in.x;
    ui->drag_y = ui->in.y;
    return true;
}

bool ui_clicked(Ui *ui, UiId id) {
    ui_pressed(ui, id);
    if (ui->in.released && ui->active == id && ui->hot == id) return true;
    return ui->focus == id && (ui_key(ui, UI_KEY_ENTER, 0) || ui_key(ui, UI_KEY_SPACE, 0));
}

bool ui_key(Ui *ui, int key, int mods) {
    if (ui->key_taken || !ui->in.key || ui->in.key != key || ui->in.mods != mods) return false;
    return ui->key_taken = true;
}

bool ui_typed(Ui *ui, const char *text) {
    if (ui->text_taken || !ui->in.text || strcmp(ui->in.text, text) != 0) return false;
    return ui->text_taken = true;
}

void ui_take_keys(Ui *ui) { ui->key_taken = ui->text_taken = true; }

bool ui_is_modal(const Ui *ui) { return ui->top_layer > 0; }

// --- layers and clips

void ui_clip(Ui *ui, Box at) {
    assert(ui->clips < UI_DEPTH);
    Box cut = clipped(ui, at);
    ui->clip[ui->clips++] = cut;
    list_clip(&ui->list, cut);
}

void ui_unclip(Ui *ui) {
    ui->clips--;
    list_unclip(&ui->list);
}

void ui_modal_begin(Ui *ui, UiId id) {
    ui->layer++;
    ui_push(ui, id);
    if (ui->top_layer < ui->layer) *ui_keep(ui, ui_id(ui, "shade")) = 0; // it has just opened
    double seen = ui_ease(ui, ui_id(ui, "shade"), 1, 0.15);
    list_rect(&ui->list, box(0, 0, ui->width, ui->height), (RectStyle){ .fill = paint_faded(ROLE_BLACK, (float)(0.45 * seen)) });
    ui_hit(ui, ui_id(ui, "behind"), box(0, 0, ui->width, ui->height));
}

void ui_modal_end(Ui *ui) {
    ui_pop(ui);
    ui->layer--;
}

// --- drawing

double ui_size(const Ui *ui, double size) { return size * ui->type; }
bool ui_slim(const Ui *ui) { return ui->width < 560 * ui->type; }

double ui_baseline(const Ui *ui, Box at, Face face, double size) {
    return at.y + at.h / 2 + ui->metrics->face[face].cap_height * size / 2;
}

void ui_ring(Ui *ui, Box at, double radius) {
    list_rect(&ui->list, box_grow(at, 3), (RectStyle){ .radius = radius + 3, .stroke = paint(ROLE_INK), .width = 2 });
}

// As many words as fit; at least one. Without its trailing blanks.
static Text cut_line(const Ui *ui, Text *rest, double width, const TextStyle *style) {
    Text line = { rest->at, 0 };
    const char *end = rest->at + rest->size, *at = rest->at;
    while (at < end && *at != '\n') {
        const char *word = at;
        while (word < end && *word == ' ') word++;
        const char *stop = word;
        while (stop < end && *stop != ' ' && *stop != '\n') stop++;
        Text longer = { rest->at, (size_t)(stop - rest->at) };
        if (line.size && metrics_width(ui->metrics, style->face, style->size, longer) > width) break;
        line = longer;
        at = stop;
    }
    if (at < end && *at == '\n') at++;
    while (at < end && *at == ' ') at++;
    *rest = (Text){ at, (size_t)(end - at) };
    return line;
}

double ui_paragraph(Ui *ui, double x, double y, double width, Text text, TextStyle style, double leading, bool draw) {
    double ascent = ui->metrics->face[style.face].cap_height * style.size, at = y;
    while (text.size) {
        Text line = cut_line(ui, &text, width, &style);
        double baseline = at + leading / 2 + ascent / 2;
        double anchor = style.align == ALIGN_CENTER ? x + width / 2 : style.align == ALIGN_RIGHT ? x + width : x;
        // A word longer than the line shrinks rather than being cut off silently.
        if (draw && metrics_width(ui->metrics, style.face, style.size, line) > width)
            list_text_fit(&ui->list, anchor, baseline, width, line, style);
        else if (draw)
            list_text(&ui->list, anchor, baseline, line, style);
        at += leading;
    }
    return at - y;
}
