// See own_model.h. What the panel changes is read by the model anew, and its numbers become the lesson's own data: a step that can
// be undone like any other.
#include "page/own_model.h"

#include <stdio.h>
#include <string.h>

#include "base/file.h"
#include "session/opened_model.h"

static double place_of(const App *app, int which, double otherwise) {
    const Input *place = inputs_find(session_scene_step(app->session)->inputs, "place");
    return place && place->shape.rank && which < place->shape.size[0] ? place->value[which] : otherwise;
}

bool own_model_shown(const App *app) {
    const Lesson *lesson = session_lesson(app->session);
    return app->opened && lesson && !strcmp(lesson->file, library_trained(&app->library));
}

static bool show(App *app, Problems *problems) {
    Arena *scratch = arena_begin();
    Dataset data = opened_model_data(app->opened, scratch);
    bool good = session_load(app->session, &data, problems);
    arena_end(scratch);
    if (good) app_go(app, app->player.step);
    return good;
}

bool own_model_load(App *app, const char *path, Problems *problems) {
    OpenedModel *fresh = opened_model_begin(path, problems);
    if (!fresh) return false;
    opened_model_end(app->opened);
    app->opened = fresh;
    if (!own_model_shown(app) && !app_open(app, library_trained(&app->library), 0)) return false;
    if (!show(app, problems)) return false;
    state_add_recent(app->state, path);
    toast_say(app, arena_print(app->frame, "%s: %lld numbers.", session_data_name(app->session), fresh->trained->numbers), NULL);
    return true;
}

bool own_model_return(App *app) {
    Problems problems = { .arena = app->frame };
    return app->opened && app_open(app, library_trained(&app->library), -1) && show(app, &problems);
}

static int measured_at(const LanguageRecord *r, int at) {
    int measure = 0;
    while (measure + 1 < r->measures && r->measure[measure + 1].step <= at) measure++;
    return measure;
}

void own_model_keep(App *app, const LanguageRecord *r, int at) {
    Ui *ui = &app->ui;
    Arena *scratch = arena_begin();
    Builder out = { scratch };
    Problems problems = { ui->arena };
    int measure = measured_at(r, at), step = r->measure[measure].step;
    const char *task = language_task_names[r->options.task], *model = language_learner_names[r->options.learner];
    const char *folder = settings_text(app->settings, SETTING_FOLDER), *home = folder && *folder ? folder : "~";
    const char *path = path_expand(ui->arena, arena_print(ui->arena, "%s/%s-step-%d.safetensors", home, task, step));
    trained_save(language_training_model(scratch, r, measure), r->options.task, NULL,
                 arena_print(scratch, "Attend, %s, %s, seed %d, step %d", task, model, r->options.seed, step), &out);
    bool saved = file_write(path, (Text){ out.at, out.size }, &problems);
    if (saved && r->options.learner != LEARNER_CELL) saved = own_model_load(app, path, &problems);
    if (saved)
        toast_saved(app, path, "");
    else
        toast_say(app, problems.count ? problems.item[0].message : "Nothing was saved.", NULL);
    arena_end(scratch);
}

static void say(App *app, bool good, const Problems *problems) {
    Problems more = { .arena = app->ui.arena };
    if (good && show(app, &more)) return;
    if (!good && problems->count) toast_say(app, problems->item[0].message, NULL);
    if (more.count) toast_say(app, more.item[0].message, NULL);
}

// --- the panel

static double text_row(PanelPen *pen, double y) {
    App *app = pen->app;
    Ui *ui = &app->ui;
    UiId id = ui_id(ui, "model text");
    Problems problems = { .arena = ui->arena };
    const char *ask = app->opened->trained->tokens ? "a text, then Enter" : "numbers of tokens: 5, 1, 9";
    if (!ui_has_focus(ui, id)) snprintf(app->words, sizeof app->words, "%s", app->opened->text);
    UiField did =
        ui_field(ui, id, box(pen->x, y, pen->width, UI_TARGET), app->words, sizeof app->words, (UiFieldStyle){ .hint = ask });
    if (did & UI_ENTERED) say(app, opened_model_read(app->opened, text_of(app->words), &problems), &problems);
    y += UI_TARGET + 8;
    if (ui_button(ui, ui_id(ui, "model next"), box(pen->x, y, pen->width, UI_TARGET),
                  (UiButton){ .label = "Add the likeliest token", .tip = "It joins the text, and all is computed anew" }))
        say(app, opened_model_longer(app->opened, &problems), &problems);
    return 2 * UI_TARGET + 8;
}

// "Layer 2 of 12" between an arrow back and one on; returns the number chosen.
static int number_row(PanelPen *pen, double y, const char *name, int now, int most) {
    Ui *ui = &pen->app->ui;
    double size = ui_size(ui, 15), side = UI_TARGET;
    if (ui_button(ui, ui_id(ui, arena_print(ui->arena, "%s before", name)), box(pen->x, y, side, side),
                  (UiButton){ .has_icon = true, .icon = ICON_BACK, .off = now <= 1, .tip = "The one before" }))
        now--;
    list_text_fit(&ui->list, pen->x + pen->width / 2, ui_baseline(ui, box(0, y, 0, side), FACE_BOLD, size),
                  pen->width - 2 * side - 16, text_of(arena_print(ui->arena, "%s %d of %d", name, now, most)),
                  (TextStyle){ .face = FACE_BOLD, .size = size, .align = ALIGN_CENTER });
    if (ui_button(ui, ui_id(ui, arena_print(ui->arena, "%s after", name)), box(pen->x + pen->width - side, y, side, side),
                  (UiButton){ .has_icon = true, .icon = ICON_NEXT, .off = now >= most, .tip = "The next one" }))
        now++;
    return now;
}

double own_model_panel_height(const Ui *ui) { return (void)ui, 4 * (double)UI_TARGET + 24; }

double own_model_panel(PanelPen *pen, double y) {
    App *app = pen->app;
    OpenedModel *m = app->opened;
    int layer = (int)place_of(app, 0, m->layer), head = (int)place_of(app, 1, m->head); // as shown: a change may have been undone
    double top = y;
    y += text_row(pen, y) + 8;
    int to_layer = number_row(pen, y, "Layer", layer, opened_model_layers(m));
    y += UI_TARGET + 8;
    int to_head = number_row(pen, y, "Head", head, opened_model_heads(m));
    if (to_layer != layer || to_head != head) {
        opened_model_look(m, to_layer, to_head);
        say(app, true, NULL);
    }
    return y + UI_TARGET - top;
}
