// Asks before the progress of all lessons is forgotten.
#include "page/app.h"
#include "page/dialogs.h"

void dialog_forget_draw(App *app) {
    Ui *ui = &app->ui;
    Box in;
    double size = ui_size(ui, 15);
    ui_dialog_begin(ui, ui_id(ui, "forget"), 460 * ui->type, 216 * ui->type, "Reset the progress?", &in);
    ui_paragraph(
        ui, in.x, in.y, in.w,
        TEXT("Every lesson starts at its first step again, and the dots go. Your files, recent vectors and settings stay."),
        (TextStyle){ .size = size }, size * 1.5, true);
    UiButton no = { .label = "Keep it" }, yes = { .label = "Reset", .primary = true };
    double y = in.y + in.h - 40, w = ui_button_width(ui, &yes), left = in.x + in.w - w;
    if (ui_button(ui, ui_id(ui, "yes"), box(left, y, w, 40), yes)) {
        state_forget(app->state);
        dialog_close(app);
        toast_say(app, "The progress is reset.", NULL);
    }
    w = ui_button_width(ui, &no);
    if (ui_button(ui, ui_id(ui, "no"), box(left - w - 10, y, w, 40), no)) dialog_close(app);
    if (ui_dialog_end(ui)) dialog_close(app);
}
