// The sheet of all keys, made from the key table.
#include <string.h>

#include "base/math.h"

#include "page/app.h"
#include "page/dialogs.h"

// The keys of a row and of those after it that do the same: "Shift" stands once before its arrows.
static const char *keys_of(Arena *arena, int row) {
    Builder all = { .arena = arena };
    const KeyRow *first = &key_table[row];
    builder_print(&all, "%s", key_label(arena, first));
    for (int i = row + 1; i < key_count && !key_table[i].does && key_table[i].where == first->where; i++) {
        KeyRow other = key_table[i];
        bool again = other.key == '=' || (other.key == '+' && other.mods & UI_SHIFT); // plus, as some keyboards send it
        if (other.mods == first->mods) other.mods = 0;
        if (!again) builder_print(&all, "   %s", key_label(arena, &other));
    }
    return builder_text(&all);
}

// How wide the column of keys is: as its widest row, of which no letter shrinks.
static double keys_width(Ui *ui, double size, double width) {
    double most = 0;
    for (int i = 0; i < key_count; i++)
        if (key_table[i].does) most = math_max(most, metrics_width(ui->metrics, FACE_TEXT, size, text_of(keys_of(ui->arena, i))));
    return math_min(most + size, width / 2);
}

static double draw_group(Ui *ui, Where where, double x, double y, double width) {
    double size = ui_size(ui, 14), leading = ui_size(ui, 26), top = y, keys = keys_width(ui, size, width);
    list_text(&ui->list, x, y + size, text_of(where_label(where)), (TextStyle){ .face = FACE_BOLD, .size = size });
    y += leading;
    for (int i = 0; i < key_count; i++) {
        const KeyRow *row = &key_table[i];
        if (row->where != where || !row->does) continue;
        list_text_fit(&ui->list, x, y + size, keys - size / 2, text_of(keys_of(ui->arena, i)),
                      (TextStyle){ .size = size, .paint = paint(ROLE_MUTED) });
        double lines =
            ui_paragraph(ui, x + keys, y, width - keys, text_of(row->does), (TextStyle){ .size = size }, size * 1.3, true);
        y += math_max(leading, lines + leading - size * 1.3);
    }
    return y - top + ui_size(ui, 14);
}

void dialog_help_draw(App *app) {
    Ui *ui = &app->ui;
    Box in;
    ui_dialog_begin(ui, ui_id(ui, "help"), 1020 * ui->type, 680 * ui->type, "Keys", &in);
    UiId scroll = ui_id(ui, "scroll");
    bool two = in.w >= ui_size(ui, 640);
    double y = in.y - ui_scroll_begin(ui, scroll, in), width = two ? (in.w - 56) / 2 : in.w - 20;
    double left = draw_group(ui, WHERE_LESSON, in.x, y, width), right = 0, x = two ? in.x + width + 36 : in.x;
    const Where rest[] = { WHERE_STAGE, WHERE_EDITOR, WHERE_CONTROL, WHERE_GRADE, WHERE_ANY, WHERE_HOME };
    for (size_t i = 0; i < sizeof rest / sizeof *rest; i++)
        right += draw_group(ui, rest[i], x, two ? y + right : y + left + right, width);
    ui_scroll_end(ui, scroll, in, two ? (left > right ? left : right) : left + right);
    if (ui_key(ui, UI_KEY_DOWN, 0)) ui_scroll_by(ui, scroll, 60);
    if (ui_key(ui, UI_KEY_UP, 0)) ui_scroll_by(ui, scroll, -60);
    if (ui_dialog_end(ui) || ui_typed(ui, "?") || ui_key(ui, UI_KEY_F1, 0)) dialog_close(app);
}
