// Controls to try: sliders, choices and switches of the scene's and the model's parameters.
#include <stdio.h>
#include <string.h>

#include "page/own_model.h"
#include "page/panel.h"
#include "page/panel_parts.h"
#include "session/own_data.h"

static Role focus_role(App *app) {
    const LessonStep *step = session_lesson_step(app->session);
    return step->foci ? role_of_node(step->focus[0]) : ROLE_INK;
}

static void set(App *app, const char *name, const char *text) {
    Problems problems = { .arena = app->ui.arena };
    if (!session_set_param(app->session, name, text, &problems) && problems.count) toast_say(app, problems.item[0].message, NULL);
}

// Of a choice, which may take long; what a slider is pulled over is shown under the hand.
static void choose(App *app, const char *name, const char *text) {
    Asked asked = { .action = ACTION_SET, .text = arena_print(app->ui.arena, "%s %s", name, text) };
    if (waits_put(app, asked)) return;
    waits_begin(app);
    if (!waits_for_param(app, name, text)) set(app, name, text);
    waits_end(app, asked);
}

void panel_set_said(App *app, const char *said) {
    Text rest = text_of(said);
    const char *name = text_copy(app->ui.arena, text_word(&rest)), *text = text_copy(app->ui.arena, text_trim(rest));
    if (!waits_for_param(app, name, text)) set(app, name, text);
}

static double label_row(PanelPen *pen, double y, const char *label, const char *value) {
    Ui *ui = &pen->app->ui;
    double size = ui_size(ui, 14), baseline = y + ui_size(ui, 16), w = metrics_width(ui->metrics, FACE_BOLD, size, text_of(value));
    list_text_fit(&ui->list, pen->x, baseline, pen->width - w - 12, text_of(label),
                  (TextStyle){ .size = size, .paint = paint(ROLE_MUTED) });
    if (*value)
        list_text(&ui->list, pen->x + pen->width, baseline, text_of(value),
                  (TextStyle){ .face = FACE_BOLD, .size = size, .align = ALIGN_RIGHT });
    return ui_size(ui, 20);
}

static const char *end_label(Arena *arena, const char *said, double value) { return said ? said : number_text(arena, value, 4); }

static double slider_height(const Ui *ui) { return ui_size(ui, 20) + UI_TARGET - 6 + ui_size(ui, 16); }

static double draw_slider(PanelPen *pen, double y, const Control *control, const ParamInfo *info) {
    App *app = pen->app;
    Ui *ui = &app->ui;
    double value = session_param_number(app->session, control->param), before = value;
    UiSlider style = { control->low, control->high, control->log, info && info->kind == PARAM_WHOLE, focus_role(app) };
    y += label_row(pen, y, info ? info->label : control->param, number_text(ui->arena, value, 4));
    UiDrag drag = ui_slider(ui, ui_id(ui, control->param), box(pen->x + 9, y, pen->width - 18, UI_TARGET), &value, style);
    if (drag & UI_BEGUN) session_drag_begin(app->session);
    if ((drag & UI_MOVED) && value != before) {
        char number[32];
        set(app, control->param, arena_print(ui->arena, "%s", data_number(value, number)));
    }
    if (drag & UI_ENDED) session_drag_end(app->session);
    y += UI_TARGET - 6;
    bool backwards = control->low > control->high;
    const char *low = info ? backwards ? info->high_label : info->low_label : NULL,
               *high = info ? backwards ? info->low_label : info->high_label : NULL;
    double size = ui_size(ui, 12), room = pen->width / 2 - 8;
    list_text_fit(&ui->list, pen->x, y + size, room, text_of(end_label(ui->arena, low, control->low)),
                  (TextStyle){ .size = size, .paint = paint(ROLE_MUTED) });
    list_text_fit(&ui->list, pen->x + pen->width, y + size, room, text_of(end_label(ui->arena, high, control->high)),
                  (TextStyle){ .size = size, .paint = paint(ROLE_MUTED), .align = ALIGN_RIGHT });
    return slider_height(ui);
}

// What people read for a choice that is written as an option, or named for the command line.
static const char *choice_name(Arena *arena, const char *choice) {
    static const struct {
        const char *start, *name; // what follows the start follows the name
    } named[] = {
        { "gauss:", "ρ " },
        { "orthogonal:", "orthogonal, ρ " },
        { "forget:", "forget bias " },
        { "mask-tiny", "−1e-9" },
        { "mask-zero", "score 0" },
        { "mask-after-softmax", "after the softmax" },
        { "mask-inverted", "turned round" },
        { "norm-n-1", "by n − 1" },
        { "eps-outside", "eps after the root" },
        { "norm-rms", "root mean square" },
    };
    for (size_t i = 0; i < sizeof named / sizeof *named; i++) {
        size_t length = strlen(named[i].start);
        if (strncmp(choice, named[i].start, length) == 0) return arena_print(arena, "%s%s", named[i].name, choice + length);
    }
    return choice;
}

static const char *const *choice_names(Arena *arena, const Control *control) {
    const char **name = arena_new(arena, const char *, control->choices);
    for (int i = 0; i < control->choices; i++) name[i] = choice_name(arena, control->choice[i]);
    return name;
}

static double choice_height(PanelPen *pen, const Control *control) {
    Ui *ui = &pen->app->ui;
    UiChoice style = { .label = choice_names(ui->arena, control), .count = control->choices };
    double beside = ui_size(ui, 104), height = 0;
    ui_choice(ui, 0, 0, 0, pen->width - beside, style, &height);
    if (height <= UI_TARGET) return height;
    ui_choice(ui, 0, 0, 0, pen->width, style, &height);
    return ui_size(ui, 20) + 2 + height;
}

// Short choices stand beside their label, long ones under it.
static double draw_choice(PanelPen *pen, double y, const Control *control, const ParamInfo *info) {
    App *app = pen->app;
    Ui *ui = &app->ui;
    const char *label = info ? info->label : control->param, *now = session_param_choice(app->session, control->param);
    int chosen = -1;
    for (int i = 0; i < control->choices; i++) {
        double number; // a number may be offered as a choice of a few
        bool same = now && *now ? !strcmp(now, control->choice[i])
                                : text_number(text_of(control->choice[i]), &number) &&
                                      number == session_param_number(app->session, control->param);
        if (same) chosen = i;
    }
    UiChoice style = { .label = choice_names(ui->arena, control), .count = control->choices, .chosen = chosen };
    double beside = ui_size(ui, 104), height = 0, top = y, x = pen->x + beside;
    ui_choice(ui, 0, x, y, pen->width - beside, style, &height);
    if (height > UI_TARGET) {
        y += label_row(pen, y, label, "") + 2;
        x = pen->x;
    } else {
        list_text_fit(&ui->list, pen->x, ui_baseline(ui, box(0, y, 0, UI_TARGET), FACE_TEXT, ui_size(ui, 14)), beside - 8,
                      text_of(label), (TextStyle){ .size = ui_size(ui, 14), .paint = paint(ROLE_MUTED) });
    }
    style.draw = true;
    int to = ui_choice(ui, ui_id(ui, control->param), x, y, pen->x + pen->width - x, style, &height);
    if (to != chosen && to >= 0 && to < control->choices) choose(app, control->param, control->choice[to]);
    return y + height - top;
}

static double draw_switch(PanelPen *pen, double y, const Control *control, const ParamInfo *info) {
    App *app = pen->app;
    bool on = session_param_number(app->session, control->param) != 0;
    if (ui_switch(&app->ui, ui_id(&app->ui, control->param), box(pen->x, y, pen->width, UI_TARGET),
                  info ? info->label : control->param, on, 14))
        choose(app, control->param, on ? "off" : "on");
    return UI_TARGET;
}

static bool take_words(App *app, const char *param) {
    Arena *arena = app->ui.arena;
    Problems problems = { .arena = arena };
    bool tokens = !strcmp(param, "tokens"); // numbers of a vocabulary; of everything else rows are made
    Dataset words = words_dataset(arena, tokens ? param : "words", text_of(app->words), WORDS_MOST);
    bool taken = words.count > 0 && session_load(app->session, &words, &problems);
    if (problems.count) toast_say(app, problems.item[0].message, NULL);
    return taken;
}

// A sentence of one's own: Enter takes it.
static double draw_words(PanelPen *pen, double y, const Control *control) {
    App *app = pen->app;
    if (own_model_shown(app)) return own_model_panel(pen, y);
    Ui *ui = &app->ui;
    UiId id = ui_id(ui, control->param);
    const Input *input = inputs_find(session_scene_step(app->session)->inputs, control->param);
    double label = label_row(pen, y, "Your own words", "") + 2;
    if (!ui_has_focus(ui, id)) snprintf(app->words, sizeof app->words, "%s", input ? own_data_sentence(ui->arena, input) : "");
    UiField did = ui_field(ui, id, box(pen->x, y + label, pen->width, UI_TARGET), app->words, sizeof app->words,
                           (UiFieldStyle){ .hint = "a sentence, then Enter" });
    bool taken = (did & UI_ENTERED) && take_words(app, control->param);
    if (taken || (did & UI_ESCAPED)) ui_field_leave(ui, id);
    return label + UI_TARGET;
}

static double words_height(const PanelPen *pen) {
    const Ui *ui = &pen->app->ui;
    return own_model_shown(pen->app) ? own_model_panel_height(pen->app) : ui_size(ui, 20) + 2 + UI_TARGET;
}

double panel_try(PanelPen *pen, const Block *block) {
    double y = pen->y;
    for (int i = 0; i < block->controls; i++) {
        const Control *control = &block->control[i];
        const ParamInfo *info = session_param(pen->app->session, control->param);
        if (i) y += 10;
        switch (control->kind) {
        case CONTROL_SLIDER: y += draw_slider(pen, y, control, info); break;
        case CONTROL_CHOICE: y += draw_choice(pen, y, control, info); break;
        case CONTROL_SWITCH: y += draw_switch(pen, y, control, info); break;
        case CONTROL_WORDS: y += draw_words(pen, y, control); break;
        }
    }
    return y - pen->y;
}

double panel_try_height(PanelPen *pen, const Block *block) {
    double height = 0;
    for (int i = 0; i < block->controls; i++) {
        const Control *control = &block->control[i];
        if (i) height += 10;
        height += control->kind == CONTROL_SLIDER   ? slider_height(&pen->app->ui)
                  : control->kind == CONTROL_CHOICE ? choice_height(pen, control)
                  : control->kind == CONTROL_WORDS  ? words_height(pen)
                                                    : UI_TARGET;
    }
    return height;
}
