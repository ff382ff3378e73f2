// It goes by itself, waits while it is pointed at, and after a moment the next key sends it away.
#include "page/toast.h"

#include <stdio.h>
#include <string.h>

#include "page/app.h"

static const double seconds_shown = 6, seconds_least = 1.2; // after that the next key sends it away

void toast_say(App *app, const char *text, const char *copy) {
    Toast *t = &app->toast;
    snprintf(t->text, sizeof t->text, "%s", text);
    snprintf(t->copy, sizeof t->copy, "%s", copy ? copy : "");
    t->folder = false;
    t->begun = app->ui.in.now;
    t->until = t->begun + seconds_shown;
    *ui_keep(&app->ui, ui_id(&app->ui, "toast")) = 0;
    app->ui.animating = true;
}

static void say_download(App *app, const char *path) {
    const char *slash = strrchr(path, '/'), *name = slash ? slash + 1 : path;
    if (!strcmp(path_ending(name), "pdf"))
        toast_say(app, "The browser’s print window opens: choose “Save as PDF” there.", NULL);
    else
        toast_say(app, arena_print(app->ui.arena, "%s is among the browser’s downloads.", name), NULL);
}

void toast_saved(App *app, const char *path, const char *more) {
    if (!platform_has_paths()) {
        say_download(app, path);
        return;
    }
    toast_say(app, arena_print(app->ui.arena, "Saved %s%s", path, more), path);
    app->toast.folder = program_there("xdg-open");
}

// Opens the folder, or copies the path where that cannot be.
static void follow(App *app, const Toast *t) {
    const char *slash = strrchr(t->copy, '/');
    const char *folder = slash ? arena_print(app->ui.arena, "%.*s", (int)(slash - t->copy) + 1, t->copy) : ".";
    if (t->folder && platform_open_address(folder)) return;
    if (t->copy[0] && app->ui.copy) app->ui.copy(app->ui.clipboard, t->copy);
}

void toast_draw(App *app) {
    Ui *ui = &app->ui;
    Toast *t = &app->toast;
    UiId id = ui_id(ui, "toast");
    if (t->until <= 0) return;
    if (t->begun <= 0) t->begun = ui->in.now, t->until = t->begun + seconds_shown;
    if (ui->in.key && ui->in.now - t->begun > seconds_least && t->until > ui->in.now) t->until = ui->in.now;
    double seen = ui_ease(ui, id, ui->in.now < t->until, 0.2);
    if (seen <= 0) { // not even begun in the frame that says it, when no time has passed since the one before
        if (ui->in.now >= t->until) t->until = 0;
        return;
    }
    double size = ui_size(ui, 14), leading = ui_size(ui, 21), most = ui->width - 96 < 720 ? ui->width - 96 : 720,
           line = metrics_width(ui->metrics, FACE_TEXT, size, text_of(t->text));
    double inner = line + 2 < most ? line + 2 : most, hint = t->copy[0] ? leading : 0;
    TextStyle style = { .size = size, .paint = paint_faded(ROLE_PANEL, (float)seen) };
    double height = ui_paragraph(ui, 0, 0, inner, text_of(t->text), style, leading, false) + hint + 24;
    Box at = box((ui->width - inner - 40) / 2, ui->height - 100 * (ui->type > 1 ? 1.1 : 1) - height + 8 * (1 - seen), inner + 40,
                 height);
    bool over = ui_hit(ui, id, at);
    ui->list.may_overlap = true;
    list_rect(&ui->list, at, (RectStyle){ .radius = 10, .fill = paint_faded(ROLE_INK, (float)(seen * (over ? 1 : 0.96))) });
    ui_paragraph(ui, at.x + 20, at.y + 12, inner, text_of(t->text), style, leading, true);
    if (hint)
        list_text_fit(&ui->list, at.x + 20, at.y + at.h - 18, inner,
                      t->folder ? TEXT("Click to open the folder") : TEXT("Click to copy it"),
                      (TextStyle){ .size = ui_size(ui, 12), .paint = paint_faded(ROLE_PANEL, (float)(0.7 * seen)) });
    ui->list.may_overlap = false;
    if (over) ui->cursor = UI_CURSOR_HAND, t->until = ui->in.now + 2; // it waits while it is read
    if (ui_clicked(ui, id)) {
        follow(app, t);
        t->until = ui->in.now;
    }
    if (!ui->wake_at || t->until < ui->wake_at) ui->wake_at = t->until;
}
