// See own_model.h. What the panel changes is read by the model anew, and its numbers become the lesson's own data: a step that
// can be undone like any other.
#include "page/own_model.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/file.h"
#include "layers/own_text.h"
#include "session/opened_model.h"

enum { GAP = 8 };

static double place_of(const App *app, int which, double otherwise) {
    const Input *place = inputs_find(session_scene_step(app->session)->inputs, "place");
    return place && place->shape.rank && which < place->shape.size[0] ? place->value[which] : otherwise;
}

bool own_model_shown(const App *app) {
    const Lesson *lesson = session_lesson(app->session);
    return app->opened && lesson && !strcmp(lesson->file, library_trained(&app->library));
}

typedef bool Take(Session *session, const Dataset *data, Problems *problems);

static bool load(App *app, Take *take, Problems *problems) {
    Arena *scratch = arena_begin();
    Dataset data = opened_model_data(app->opened, scratch);
    bool good = take(app->session, &data, problems);
    arena_end(scratch);
    return good;
}

// A model that was opened begins with what it has read: there is nothing before that to go back to.
static bool show(App *app, Take *take, Problems *problems) {
    bool good = load(app, take, problems);
    if (good) app_go(app, app->player.step);
    return good;
}

// What the heads do was found out meanwhile: the same numbers, and their names with them, in place of the latest change.
static void tell_more(App *app) {
    Problems ignored = { .arena = app->ui.arena };
    if (session_can_redo(app->session)) return;
    session_drag_on(app->session);
    load(app, session_can_undo(app->session) ? session_load : session_give, &ignored);
    session_drag_end(app->session);
}

bool own_model_load(App *app, const char *path, Problems *problems) {
    OpenedModel *fresh = opened_model_begin(path, problems);
    if (!fresh) return false;
    opened_model_end(app->opened);
    app->opened = fresh;
    bool here = app->page == PAGE_LESSON && own_model_shown(app);
    if (!here && !app_open(app, library_trained(&app->library), 0)) return false;
    if (!show(app, session_give, problems)) return false;
    state_add_recent(app->state, path);
    toast_say(app,
              arena_print(app->frame, "%s: %s numbers.", session_data_name(app->session),
                          text_whole(app->frame, fresh->trained->numbers)),
              NULL);
    return true;
}

bool own_model_return(App *app) {
    Problems problems = { .arena = app->frame };
    waits_at_once(app); // the model's own numbers come after it
    return app->opened && app_open(app, library_trained(&app->library), -1) && show(app, session_give, &problems);
}

static int measured_at(const LanguageRecord *r, int at) {
    int measure = 0;
    while (measure + 1 < r->measures && r->measure[measure + 1].step <= at) measure++;
    return measure;
}

// "language-attention-seed-20-step-300.safetensors" in the folder for files; where that is taken by other bytes, "…-2" and so
// on. What
// is there stays.
static const char *free_path(Arena *arena, const char *folder, const LanguageRecord *r, int step, Text bytes) {
    const LanguageOptions *o = &r->options;
    const char *name = arena_print(arena, "%s/%s-%s-seed-%d-step-%d", folder, language_task_names[o->task],
                                   language_learner_names[o->learner], o->seed, step);
    for (int i = 1;; i++) {
        const char *path = path_expand(arena, arena_print(arena, i > 1 ? "%s-%d.safetensors" : "%s.safetensors", name, i));
        Problems ignored = { .arena = arena };
        Text old;
        if (!file_exists(path)) return path;
        if (file_read(arena, path, bytes.size, &old, &ignored) && text_equal(old, bytes)) return path;
    }
}

void own_model_keep(App *app, const LanguageRecord *r, int at) {
    Ui *ui = &app->ui;
    Arena *scratch = arena_begin();
    Builder out = { scratch };
    Problems problems = { ui->arena };
    int measure = measured_at(r, at), step = r->measure[measure].step;
    const char *task = language_task_names[r->options.task], *model = language_learner_names[r->options.learner];
    const char *folder = settings_text(app->settings, SETTING_FOLDER);
    const OwnText *own = r->options.text ? r->options.text->own : NULL;
    TrainedWords words = { own ? own->text.words : 0, own ? own->word : NULL, own && own->letters };
    trained_save(language_training_model(scratch, r, measure), r->options.task, own ? &words : NULL,
                 arena_print(scratch, "Attend, %s, %s, seed %d, step %d", task, model, r->options.seed, step), &out);
    Text bytes = { out.at, out.size };
    const char *path = free_path(scratch, folder && *folder ? folder : "~", r, step, bytes);
    path = arena_print(ui->arena, "%s", path);
    bool saved = file_write(path, bytes, &problems);
    if (saved && r->options.learner != LEARNER_CELL) saved = own_model_load(app, path, &problems);
    if (saved)
        toast_saved(app, path, "");
    else
        toast_say(app, problems.count ? problems.item[0].message : "Nothing was saved.", NULL);
    arena_end(scratch);
}

// Shows what the model was asked, or says why it could not be.
static bool say(App *app, bool good, const Problems *problems) {
    Problems more = { .arena = app->ui.arena };
    if (good && show(app, session_load, &more)) return true;
    if (!good && problems->count) toast_say(app, problems->item[0].message, NULL);
    if (more.count) toast_say(app, more.item[0].message, NULL);
    return false;
}

// --- the panel

// What is shown may have been changed by a step back: then its tokens are read again, and the same head is looked at.
static void follow(App *app) {
    OpenedModel *m = app->opened;
    const Input *token = inputs_find(session_scene_step(app->session)->inputs, "token");
    const Input *next = inputs_find(session_scene_step(app->session)->inputs, "next");
    int asked = (int)place_of(app, 4, 0), layer = (int)place_of(app, 0, m->layer), head = (int)place_of(app, 1, m->head);
    bool mean = place_of(app, 5, m->mean) > 0;
    if (token) opened_model_follow(m, token->value, token->shape.size[0]);
    if (mean != m->mean) opened_model_instead(m, mean);
    if (layer != m->layer || head != m->head) opened_model_look(m, layer, head);
    if (next && asked < next->shape.size[0] && next->shape.size[1] > 2)
        opened_model_ask_token(app->opened, (int)next->value[asked * next->shape.size[1] + 2]);
}

static double text_row(PanelPen *pen, double y) {
    App *app = pen->app;
    Ui *ui = &app->ui;
    UiId id = ui_id(ui, "model text");
    Problems problems = { .arena = ui->arena };
    const char *ask = app->opened->trained->tokens ? "a text, then Enter" : "numbers of tokens: 5, 1, 9";
    if (!ui_has_focus(ui, id)) snprintf(app->words, sizeof app->words, "%s", app->opened->text);
    UiField did =
        ui_field(ui, id, box(pen->x, y, pen->width, UI_TARGET), app->words, sizeof app->words, (UiFieldStyle){ .hint = ask });
    bool taken = (did & UI_ENTERED) && say(app, opened_model_read(app->opened, text_of(app->words), &problems), &problems);
    if (taken || (did & UI_ESCAPED)) ui_field_leave(ui, id);
    y += UI_TARGET + GAP;
    double half = floor((pen->width - GAP) / 2);
    if (ui_button(ui, ui_id(ui, "model next"), box(pen->x, y, half, UI_TARGET),
                  (UiButton){ .label = "Add likeliest", .tip = "The likeliest token joins the text, and all is computed anew" }))
        say(app, opened_model_longer(app->opened, &problems), &problems);
    const Step *step = session_scene_step(app->session);
    double temperature = step_number(step, "temperature");
    int top = (int)step_number(step, "top");
    const char *from = top ? arena_print(ui->arena, "of the %d likeliest", top) : "of all";
    const char *tip = arena_print(ui->arena, "One %s, drawn at temperature %.3g, joins the text", from, temperature);
    if (ui_button(ui, ui_id(ui, "model draw"), box(pen->x + half + GAP, y, half, UI_TARGET),
                  (UiButton){ .label = "Draw one", .tip = tip }))
        say(app, opened_model_draw(app->opened, temperature, top, &problems), &problems);
    return 2 * UI_TARGET + GAP;
}

// An arrow back and one on, at the ends of this place; returns the number chosen, from 1.
static int arrows(Ui *ui, Box at, const char *id, int now, int most) {
    double side = at.h;
    if (ui_button(ui, ui_id(ui, arena_print(ui->arena, "%s before", id)), box(at.x, at.y, side, side),
                  (UiButton){ .has_icon = true, .icon = ICON_BACK, .off = now <= 1, .tip = "The one before" }))
        return now - 1;
    if (ui_button(ui, ui_id(ui, arena_print(ui->arena, "%s after", id)), box(at.x + at.w - side, at.y, side, side),
                  (UiButton){ .has_icon = true, .icon = ICON_NEXT, .off = now >= most, .tip = "The next one" }))
        return now + 1;
    return now;
}

// "Layer 2 of 12" between its arrows.
static int number_row(PanelPen *pen, double y, const char *id, const char *label, int now, int most) {
    Ui *ui = &pen->app->ui;
    double size = ui_size(ui, 15), side = UI_TARGET;
    list_text_fit(&ui->list, pen->x + pen->width / 2, ui_baseline(ui, box(0, y, 0, side), FACE_BOLD, size),
                  pen->width - 2 * side - 16, text_of(label),
                  (TextStyle){ .face = FACE_BOLD, .size = size, .align = ALIGN_CENTER });
    return arrows(ui, box(pen->x, y, pen->width, side), id, now, most);
}

// The token asked for: one of the likeliest by the arrows, any that is typed.
static int asked_row(PanelPen *pen, double y, int asked) {
    App *app = pen->app;
    OpenedModel *m = app->opened;
    Ui *ui = &app->ui;
    UiId id = ui_id(ui, "model asked");
    Problems problems = { .arena = ui->arena };
    const char *word = opened_model_next(m, ui->arena, asked);
    double beside = metrics_width(ui->metrics, FACE_TEXT, ui_size(ui, 14), TEXT("Ask for")) + 12, side = UI_TARGET;
    list_text(&ui->list, pen->x, ui_baseline(ui, box(0, y, 0, side), FACE_TEXT, ui_size(ui, 14)), TEXT("Ask for"),
              (TextStyle){ .size = ui_size(ui, 14), .paint = paint(ROLE_MUTED) });
    Box at = box(pen->x + beside, y, pen->width - beside, side);
    if (!ui_has_focus(ui, id)) snprintf(app->asked_word, sizeof app->asked_word, "%s", word);
    UiField did = ui_field(ui, id, box(at.x + side + GAP, y, at.w - 2 * (side + GAP), side), app->asked_word,
                           sizeof app->asked_word, (UiFieldStyle){ .hint = "any token" });
    bool taken = (did & UI_ENTERED) && say(app, opened_model_ask_for(m, text_of(app->asked_word), &problems), &problems);
    if (taken || (did & UI_ESCAPED)) ui_field_leave(ui, id);
    return did & UI_ENTERED ? asked : arrows(ui, at, "Asked", asked + 1, opened_model_nexts(m)) - 1;
}

static bool takes_away(const App *app) { return step_reveals(session_scene_step(app->session), "without"); }

// What stands for the head that is taken away.
static bool instead_row(PanelPen *pen, double y, bool mean) {
    static const char *const names[] = { "zeros", "mean" };
    Ui *ui = &pen->app->ui;
    double beside = ui_size(ui, 104), size = ui_size(ui, 14), height;
    list_text_fit(&ui->list, pen->x, ui_baseline(ui, box(0, y, 0, UI_TARGET), FACE_TEXT, size), beside - 8, TEXT("Instead"),
                  (TextStyle){ .size = size, .paint = paint(ROLE_MUTED) });
    UiChoice style = { .label = names, .count = 2, .chosen = mean, .draw = true };
    return ui_choice(ui, ui_id(ui, "Instead"), pen->x + beside, y, pen->width - beside, style, &height) == 1;
}

enum { ROWS = 5 }; // the text, two buttons, layer, head, the token asked for
double own_model_panel_height(const App *app) {
    int rows = ROWS + takes_away(app);
    return rows * (double)UI_TARGET + (rows - 1) * GAP;
}

double own_model_panel(PanelPen *pen, double y) {
    App *app = pen->app;
    Ui *ui = &app->ui;
    OpenedModel *m = app->opened;
    follow(app);
    int layer = (int)place_of(app, 0, m->layer), head = (int)place_of(app, 1, m->head), asked = (int)place_of(app, 4, m->asked);
    double top = y;
    y += text_row(pen, y) + GAP;
    int layers = opened_model_layers(m), heads = opened_model_heads(m);
    int to_layer = number_row(pen, y, "Layer", arena_print(ui->arena, "Layer %d of %d", layer, layers), layer, layers);
    y += UI_TARGET + GAP;
    int to_head = number_row(pen, y, "Head", arena_print(ui->arena, "Head %d of %d", head, heads), head, heads);
    y += UI_TARGET + GAP;
    bool mean = place_of(app, 5, m->mean) > 0, to_mean = mean;
    if (takes_away(app)) {
        to_mean = instead_row(pen, y, mean);
        y += UI_TARGET + GAP;
    }
    int to_asked = asked_row(pen, y, asked < opened_model_nexts(m) ? asked : 0);
    if (to_layer != layer || to_head != head || to_asked != asked || to_mean != mean) {
        if (to_mean != m->mean) opened_model_instead(m, to_mean);
        opened_model_look(m, to_layer, to_head);
        opened_model_ask(m, to_asked);
        say(app, true, NULL);
    }
    return y + UI_TARGET - top;
}

void own_model_turn(App *app) {
    Turn room;
    if (!own_model_shown(app)) return;
    follow(app);
    if (opened_model_turn(app->opened, waits_turn(app, &room)))
        app->ui.animating = true;
    else if (opened_model_knows_more(app->opened))
        tell_more(app);
}
