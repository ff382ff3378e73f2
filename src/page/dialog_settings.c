// The settings page: a row for each of the table. What is chosen holds at once; what is typed, when Enter is pressed or the field
// is left, and only if it is a value of that setting.
#include <stdio.h>
#include <string.h>

#include "base/platform.h"
#include "page/app.h"
#include "page/dialogs.h"

static const char *const sizes[] = { "display", "0.75", "1", "1.25", "1.5", "2", "2.5", "3" };
static const char *const size_names[] = { "as the display says", "75 %", "100 %", "125 %", "150 %", "200 %", "250 %", "300 %" };
enum { SIZES = sizeof sizes / sizeof *sizes };

static double row_label(Ui *ui, Box at, const SettingRow *row) {
    double size = ui_size(ui, 15), small = ui_size(ui, 13);
    list_text_fit(&ui->list, at.x, at.y + ui_size(ui, 16), at.w, text_of(row->label),
                  (TextStyle){ .face = FACE_BOLD, .size = size });
    return ui_size(ui, 22) + ui_paragraph(ui, at.x, at.y + ui_size(ui, 22), at.w, text_of(row->says),
                                          (TextStyle){ .size = small, .paint = paint(ROLE_MUTED) }, small * 1.35, true);
}

static double pills(App *app, Box at, SettingId id, const char *const *label, const char *const *value, int count) {
    Ui *ui = &app->ui;
    int chosen = -1;
    double height;
    const char *now = settings_text(app->settings, id);
    for (int i = 0; i < count; i++)
        if (!strcmp(value[i], now)) chosen = i;
    int to = ui_choice(ui, ui_id(ui, setting_table[id].name), at.x, at.y, at.w,
                       (UiChoice){ .label = label, .count = count, .chosen = chosen, .draw = true }, &height);
    if (to != chosen && to >= 0) app_set(app, id, value[to]);
    return height;
}

static double choice(App *app, Box at, SettingId id) {
    enum { MOST = 8 };
    const char *word[MOST];
    int count = 0;
    Text rest = text_of(setting_table[id].choices), one;
    while ((one = text_word(&rest)).size && count < MOST) word[count++] = text_copy(app->ui.arena, one);
    return pills(app, at, id, word, word, count);
}

static double field(App *app, Box at, SettingId id) {
    Ui *ui = &app->ui;
    Dialogs *d = &app->dialogs;
    UiId field_id = ui_id(ui, setting_table[id].name);
    char *said = d->said[id];
    bool wrong = d->wrong[id][0] != 0;
    UiField did = ui_field(ui, field_id, box(at.x, at.y, at.w, UI_TARGET), said, DIALOG_PATH,
                           (UiFieldStyle){ .size = 14, .wrong = wrong, .hint = setting_table[id].initial });
    if (did & UI_CHANGED) d->wrong[id][0] = 0;
    if (did & UI_ESCAPED) dialog_close(app);
    if (did & (UI_ENTERED | UI_LEFT)) {
        Problems problems = { .arena = ui->arena };
        SettingId found;
        const char *value = *said ? said : setting_table[id].initial;
        if (setting_check(text_of(setting_table[id].name), text_of(value), &found, &problems))
            app_set(app, id, value);
        else
            snprintf(d->wrong[id], sizeof d->wrong[id], "%s", problems.item[0].message);
    }
    double size = ui_size(ui, 13);
    if (!d->wrong[id][0]) return UI_TARGET;
    return UI_TARGET + 4 +
           ui_paragraph(ui, at.x, at.y + UI_TARGET + 4, at.w, text_of(d->wrong[id]),
                        (TextStyle){ .size = size, .paint = paint(ROLE_WRONG) }, size * 1.4, true);
}

static double row(App *app, SettingId id, double x, double y, double width) {
    const SettingRow *setting = &setting_table[id];
    double beside = width * 0.36, height = 0;
    double label = row_label(&app->ui, box(x, y, beside - 20, 0), setting);
    Box at = box(x + beside, y, width - beside, 0);
    switch (setting->kind) {
    case SETTING_IS_CHOICE: height = choice(app, at, id); break;
    case SETTING_IS_NUMBER: height = pills(app, at, id, size_names, sizes, SIZES); break;
    case SETTING_IS_TEXT:
    case SETTING_IS_STEPS: height = field(app, at, id); break;
    }
    return (label > height ? label : height) + ui_size(&app->ui, 16);
}

// A page in a browser knows its own address, and what it saves is a download.
static bool is_shown(SettingId id) { return platform_has_paths() || setting_table[id].kind != SETTING_IS_TEXT; }

static const char *where_kept(const App *app) {
    const char *path = settings_path(app->settings);
    if (!path) return "They hold until the end: there is no folder to keep them in.";
    if (!platform_has_paths()) return "Kept in this browser, on this device.";
    return arena_print(app->ui.arena, "Kept in %s. Each is a flag too: --%s.", path, setting_table[0].name);
}

static void begin(App *app) {
    Dialogs *d = &app->dialogs;
    if (!d->said) d->said = arena_alloc(app->memory, sizeof *d->said * SETTING_COUNT);
    for (int i = 0; i < SETTING_COUNT; i++) {
        const char *now = settings_text(app->settings, (SettingId)i);
        snprintf(d->said[i], sizeof d->said[i], "%s", strcmp(now, setting_table[i].initial) ? now : "");
        d->wrong[i][0] = 0;
    }
}

void dialog_settings_draw(App *app) {
    Ui *ui = &app->ui;
    Box in;
    if (app->dialogs.fresh) begin(app);
    ui_dialog_begin(ui, ui_id(ui, "settings"), 760 * ui->type, 740 * ui->type, "Settings", &in);
    UiId scroll = ui_id(ui, "scroll");
    double top = in.y - ui_scroll_begin(ui, scroll, in), y = top;
    for (int i = 0; i < SETTING_COUNT; i++)
        if (is_shown((SettingId)i)) y += row(app, (SettingId)i, in.x, y, in.w - 20);
    double size = ui_size(ui, 13);
    y += ui_paragraph(ui, in.x, y, in.w - 20, text_of(where_kept(app)), (TextStyle){ .size = size, .paint = paint(ROLE_MUTED) },
                      size * 1.4, true);
    ui_scroll_end(ui, scroll, in, y - top + 8);
    if (ui_dialog_end(ui)) dialog_close(app);
}
