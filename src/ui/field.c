// A text field. The text is the caller's; caret and selection are the context's, since only one field has the focus.
#include <string.h>

#include "ui/widgets.h"

typedef struct Field {
    Ui *ui;
    UiEdit *edit;
    char *text;
    int size, room;
    Box inner;
    double glyphs; // size of the type
    UiField did;
} Field;

// --- places in UTF-8

static int before(const Field *f, int at) {
    while (at > 0 && ((unsigned char)f->text[--at] & 0xC0) == 0x80) {}
    return at;
}

static int after(const Field *f, int at) {
    if (at < f->size) at++;
    while (at < f->size && ((unsigned char)f->text[at] & 0xC0) == 0x80) at++;
    return at;
}

static bool in_word(char c) { return c != ' ' && c != '/' && c != ',' && c != '.'; }

static int word_before(const Field *f, int at) {
    while (at > 0 && !in_word(f->text[at - 1])) at--;
    while (at > 0 && in_word(f->text[at - 1])) at--;
    return at;
}

static int word_after(const Field *f, int at) {
    while (at < f->size && !in_word(f->text[at])) at++;
    while (at < f->size && in_word(f->text[at])) at++;
    return at;
}

static double width_to(const Field *f, int at) {
    return metrics_width(f->ui->metrics, FACE_TEXT, f->glyphs, (Text){ f->text, (size_t)at });
}

static int place_at(const Field *f, double x) {
    int best = 0;
    double least = 1e9;
    for (int at = 0;; at = after(f, at)) {
        double gap = width_to(f, at) - x;
        if (gap < 0) gap = -gap;
        if (gap < least) least = gap, best = at;
        if (at >= f->size) return best;
    }
}

// --- changing

static void clamp_edit(Field *f) {
    if (f->edit->caret > f->size) f->edit->caret = f->size;
    if (f->edit->anchor > f->size) f->edit->anchor = f->size;
}

static int selection(const Field *f, int *start) {
    int a = f->edit->anchor, b = f->edit->caret;
    *start = a < b ? a : b;
    return a < b ? b - a : a - b;
}

static void cut(Field *f, int from, int count) {
    memmove(f->text + from, f->text + from + count, (size_t)(f->size - from - count) + 1);
    f->size -= count;
    f->edit->caret = f->edit->anchor = from;
    if (count) f->did |= UI_CHANGED;
}

// One line: line ends become blanks, other control characters go; never half a character.
static void put(Field *f, const char *typed) {
    int start, count = selection(f, &start);
    if (count) cut(f, start, count);
    Text rest = text_of(typed);
    while (rest.size) {
        char bytes[4];
        uint32_t code = utf8_next(&rest);
        if (code == '\n' || code == '\t') code = ' ';
        if (code < ' ' || code == 127) continue;
        int size = utf8_put(code, bytes);
        if (f->size + size >= f->room) break;
        memmove(f->text + f->edit->caret + size, f->text + f->edit->caret, (size_t)(f->size - f->edit->caret) + 1);
        memcpy(f->text + f->edit->caret, bytes, (size_t)size);
        f->size += size;
        f->edit->caret += size;
        f->did |= UI_CHANGED;
    }
    f->edit->anchor = f->edit->caret;
}

static void move_caret(Field *f, int to, bool selecting) {
    f->edit->caret = to;
    if (!selecting) f->edit->anchor = to;
}

static void copy_selection(Field *f) {
    int start, count = selection(f, &start);
    if (count && f->ui->copy) f->ui->copy(f->ui->clipboard, arena_copy(f->ui->arena, f->text + start, (size_t)count));
}

// --- keys

static bool moving_key(Field *f, int key, int mods) {
    UiEdit *e = f->edit;
    bool selecting = mods & UI_SHIFT, words = mods & UI_CTRL;
    int start, count = selection(f, &start);
    if (mods & UI_ALT) return false;
    if (key == UI_KEY_LEFT)
        move_caret(f, count && !selecting ? start : words ? word_before(f, e->caret) : before(f, e->caret), selecting);
    else if (key == UI_KEY_RIGHT)
        move_caret(f, count && !selecting ? start + count : words ? word_after(f, e->caret) : after(f, e->caret), selecting);
    else if (key == UI_KEY_HOME)
        move_caret(f, 0, selecting);
    else if (key == UI_KEY_END)
        move_caret(f, f->size, selecting);
    else
        return false;
    return true;
}

static bool changing_key(Field *f, int key, int mods) {
    int start, count = selection(f, &start), caret = f->edit->caret;
    bool words = mods & UI_CTRL;
    if (mods & UI_ALT) return false;
    if (key == UI_KEY_BACKSPACE) {
        int from = count ? start : words ? word_before(f, caret) : before(f, caret);
        cut(f, from, count ? count : caret - from);
    } else if (key == UI_KEY_DELETE) {
        int to = words ? word_after(f, caret) : after(f, caret);
        cut(f, count ? start : caret, count ? count : to - caret);
    } else {
        return false;
    }
    return true;
}

static bool clipboard_key(Field *f, int key, int mods) {
    Ui *ui = f->ui;
    int start, count = selection(f, &start);
    if (mods != UI_CTRL) return false;
    if (key == 'a') {
        f->edit->anchor = 0;
        f->edit->caret = f->size;
    } else if (key == 'c') {
        copy_selection(f);
    } else if (key == 'x') {
        copy_selection(f);
        cut(f, start, count);
    } else if (key == 'v') {
        const char *pasted = ui->paste ? ui->paste(ui->clipboard, ui->arena) : NULL;
        if (pasted) put(f, pasted);
    } else {
        return key == 'z'; // undo belongs to the page, and must not happen behind an open field
    }
    return true;
}

static void keys(Field *f) {
    Ui *ui = f->ui;
    int key = ui->in.key, mods = ui->in.mods;
    if (key && !ui->key_taken) {
        bool mine = moving_key(f, key, mods) || changing_key(f, key, mods) || clipboard_key(f, key, mods);
        if (!mine && key == UI_KEY_ENTER && !mods) f->did |= UI_ENTERED, mine = true;
        if (!mine && key == UI_KEY_ESCAPE && !mods) f->did |= UI_ESCAPED, mine = true;
        // A letter comes again as text; the page must not take it for a command.
        if (!mine && key >= ' ' && key < UI_KEY_LEFT && !(mods & (UI_CTRL | UI_ALT))) mine = true;
        if (mine) ui->key_taken = true, f->edit->since = ui->in.now;
    }
    if (ui->in.text && !ui->text_taken) {
        put(f, ui->in.text);
        ui->text_taken = true;
        f->edit->since = ui->in.now;
    }
}

// --- the pointer

static void pointer(Field *f, UiId id) {
    Ui *ui = f->ui;
    if (ui_pressed(ui, id)) {
        ui_set_focus(ui, id, false);
        int at = place_at(f, ui->in.x - f->inner.x + f->edit->scroll);
        if (f->edit->id != id) *f->edit = (UiEdit){ .id = id };
        move_caret(f, at, ui->in.mods & UI_SHIFT);
        if (ui->in.clicks == 2) f->edit->anchor = word_before(f, at), f->edit->caret = word_after(f, at);
        if (ui->in.clicks >= 3) f->edit->anchor = 0, f->edit->caret = f->size;
        f->edit->since = ui->in.now;
    } else if (ui->active == id && ui->in.down && ui->in.clicks < 2 && ui->in.x != ui->drag_x) {
        f->edit->caret = place_at(f, ui->in.x - f->inner.x + f->edit->scroll);
    }
}

// --- drawing

static void draw_text(Field *f, bool focused, const UiFieldStyle *style) {
    Ui *ui = f->ui;
    double baseline = ui_baseline(ui, f->inner, FACE_TEXT, f->glyphs), full = width_to(f, f->size), x = f->inner.x;
    double slack = f->inner.w - full;
    if (slack > 0 && style->align == ALIGN_CENTER) x += slack / 2;
    if (slack > 0 && style->align == ALIGN_RIGHT) x += slack;
    if (focused && slack < 0) {
        double caret = width_to(f, f->edit->caret);
        if (caret - f->edit->scroll > f->inner.w - 2) f->edit->scroll = caret - f->inner.w + 2;
        if (caret < f->edit->scroll) f->edit->scroll = caret;
        x -= f->edit->scroll;
    } else if (focused) {
        f->edit->scroll = f->inner.x - x; // so that the pointer finds the place
    }
    ui_clip(ui, box(f->inner.x - 2, f->inner.y, f->inner.w + 4, f->inner.h));
    int start, count = focused ? selection(f, &start) : 0;
    if (count) {
        double from = width_to(f, start), to = width_to(f, start + count);
        list_rect(&ui->list, box(x + from, baseline - f->glyphs, to - from, f->glyphs * 1.3),
                  (RectStyle){ .radius = 2, .fill = paint_tint(ROLE_Q, ROLE_PANEL, 0.25f) });
    }
    if (f->size)
        list_text(&ui->list, x, baseline, (Text){ f->text, (size_t)f->size }, (TextStyle){ .size = f->glyphs });
    else if (style->hint)
        list_text_fit(&ui->list, f->inner.x, baseline, f->inner.w, text_of(style->hint),
                      (TextStyle){ .size = f->glyphs, .paint = paint(ROLE_MUTED) });
    double blink = ui->in.now - f->edit->since, phase = blink - (double)(long)blink;
    if (focused && phase < 0.55)
        list_rect(&ui->list, box(x + width_to(f, f->edit->caret) - 0.75, baseline - f->glyphs * 0.95, 1.5, f->glyphs * 1.25),
                  (RectStyle){ .fill = paint(ROLE_INK) });
    if (focused) {
        double next = ui->in.now + (phase < 0.55 ? 0.55 - phase : 1 - phase);
        if (!ui->wake_at || next < ui->wake_at) ui->wake_at = next;
    }
    ui_unclip(ui);
}

void ui_field_focus(Ui *ui, UiId id, const char *text, bool select_all) {
    int size = (int)strlen(text);
    ui_set_focus(ui, id, ui->focus_seen);
    ui->edit = (UiEdit){ .id = id, .caret = size, .anchor = select_all ? 0 : size, .since = ui->in.now };
}

void ui_field_leave(Ui *ui, UiId id) {
    ui_set_focus(ui, 0, false);
    ui->focus_from = id;
}

UiField ui_field(Ui *ui, UiId id, Box at, char *text, size_t room, UiFieldStyle style) {
    Field f = { .ui = ui, .edit = &ui->edit, .text = text, .size = (int)strlen(text), .room = (int)room };
    f.glyphs = ui_size(ui, style.size > 0 ? style.size : 15);
    f.inner = box(at.x + (style.bare ? 4 : 12), at.y, at.w - (style.bare ? 8 : 24), at.h);
    bool over = ui_focusable(ui, id, at), had = ui->edit.id == id;
    if (over) ui->cursor = UI_CURSOR_TEXT;
    bool focused = ui_has_focus(ui, id);
    if (focused && !had) ui_field_focus(ui, id, text, true), ui->focus_moved = 2;
    if (!focused && had) {
        ui->edit.id = 0;
        f.did |= UI_LEFT;
    }
    UiEdit other = { 0 };
    if (!focused && !over) f.edit = &other;
    clamp_edit(&f);
    if (over || ui->active == id) pointer(&f, id);
    focused = ui_has_focus(ui, id);
    if (focused) keys(&f);
    if (!style.bare) {
        RectStyle frame = { .radius = 8,
                            .fill = paint(ROLE_PANEL),
                            .stroke = paint(style.wrong ? ROLE_WRONG
                                            : focused   ? ROLE_INK
                                                        : ROLE_FAINT),
                            .width = focused ? 2 : 1 };
        list_rect(&ui->list, at, frame);
    }
    draw_text(&f, focused, &style);
    if (focused) ui->wants_text = true, ui->text_box = at;
    return f.did;
}
