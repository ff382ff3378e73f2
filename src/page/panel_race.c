// What a race needs in the panel: where it is, how long it takes, and the three buttons that move it.
#include <math.h>

#include "base/math.h"
#include "page/own_model.h"
#include "page/panel_parts.h"

enum { BAR = 6, GAP = 8 };

static const RaceView *live_race(const PanelPen *pen) {
    const RaceView *race = session_race(pen->app->session);
    return race && race->live ? race : NULL;
}

static bool in_a_row(double width) { return width >= 520; }

static double progress_height(const PanelPen *pen) { return ui_size(&pen->app->ui, 20) + (pen->dense ? 0 : 2 + BAR); }
static double gap_of(const PanelPen *pen) { return pen_gap(pen, 2 * GAP, 2 * GAP, GAP); }

double panel_race_height(const PanelPen *pen, double panel_width) {
    if (!live_race(pen)) return 0;
    double keep = live_race(pen)->languages ? UI_TARGET + GAP : 0;
    return in_a_row(panel_width - 64) ? UI_TARGET : progress_height(pen) + gap_of(pen) + UI_TARGET + keep;
}

static const char *time_left(Arena *arena, const RaceView *race) {
    if (race->finished) return race->points ? "done" : "";
    if (!race->running) return race->points > 1 ? "paused" : "";
    double seconds = race->seconds_left;
    if (seconds < 0) return "";
    if (seconds < 1) return "less than 1 s left";
    return seconds < 90 ? arena_print(arena, "%.0f s left", ceil(seconds))
                        : arena_print(arena, "%.0f min left", ceil(seconds / 60));
}

static void draw_progress(PanelPen *pen, const RaceView *race, double y) {
    Ui *ui = &pen->app->ui;
    double size = ui_size(ui, 14), at = floor(pen->app->player.t * (race->points - 1) + 0.5);
    int steps = race->languages ? race->language[0].options.steps : race->lane[0].options.steps;
    const char *text = race->points     ? arena_print(ui->arena, "Step %.0f of %d", at, steps)
                       : race->finished ? "No step could be trained"
                                        : "Getting ready";
    const char *left = time_left(ui->arena, race);
    double w = metrics_width(ui->metrics, FACE_TEXT, size, text_of(left));
    list_text_fit(&ui->list, pen->x, y + ui_size(ui, 14), pen->width - w - 12, text_of(text),
                  (TextStyle){ .face = FACE_BOLD, .size = size });
    list_text(&ui->list, pen->x + pen->width, y + ui_size(ui, 14), text_of(left),
              (TextStyle){ .size = size, .paint = paint(ROLE_MUTED), .align = ALIGN_RIGHT });
    Box bar = box(pen->x, y + ui_size(ui, 20) + 2, pen->width, BAR);
    if (pen->dense) { // beside the words
        double words = metrics_width(ui->metrics, FACE_BOLD, size, text_of(text)) + 12;
        bar = box(pen->x + words, y + ui_size(ui, 10) - BAR / 2.0, pen->width - words - (w > 0 ? w + 12 : 0), BAR);
    }
    list_rect(&ui->list, bar, (RectStyle){ .radius = 3, .fill = paint(ROLE_LINE) });
    double share = steps > 0 ? (race->points - 1.0) / steps : 0;
    bar.w = math_max(bar.w * share, BAR);
    if (share > 0) list_rect(&ui->list, bar, (RectStyle){ .radius = 3, .fill = paint(ROLE_INK) });
}

// Whoever looks at an earlier step and presses a button wants to see what it does.
static void to_the_end(App *app) { app->player.t = 1, app->player.playing = false, app->ui.animating = true; }

static bool measured(const RaceView *race) { return race->languages && race->language[0].measures > 0; }

// The weights of a language model as they were at the step that is shown.
static void keep_weights(App *app, const RaceView *race) {
    own_model_keep(app, &race->language[0], (int)floor(app->player.t * (race->points - 1) + 0.5));
}

// In a row the weights' button stands beside the others.
static void draw_buttons(PanelPen *pen, const RaceView *race, double y, bool row) {
    App *app = pen->app;
    Ui *ui = &app->ui;
    bool begun = race->points > 1;
    UiButton run = { .label = race->running ? "Pause"
                              : begun       ? "Go on"
                                            : "Start",
                     .primary = true,
                     .off = race->finished,
                     .tip = race->running ? "Pause the training (Space)" : "Train (Space)" },
             again = { .label = "Restart", .off = !begun, .tip = "Again from step 0" },
             one = { .label = "One step",
                     .off = race->finished,
                     .tip = race->languages == 1  ? "One training step"
                            : race->languages > 2 ? "One training step of each"
                                                  : "One training step of both" };
    UiButton keep = { .label = "Open it",
                      .off = race->running || !measured(race),
                      .tip = race->languages > 1 ? "Save and open the first one’s weights, as they were at the step shown"
                                                 : "Save and open the weights, as they were at the step shown" };
    UiButton *button[] = { &run, &again, &one, &keep };
    const char *name[] = { "race run", "race again", "race step", "race keep" };
    bool clicked[4] = { false };
    int buttons = row && race->languages ? 4 : 3;
    double each = floor((pen->width - (buttons - 1) * GAP) / buttons);
    for (int i = 0; i < buttons; i++)
        clicked[i] = ui_button(ui, ui_id(ui, name[i]), box(pen->x + i * (each + GAP), y, each, UI_TARGET), *button[i]);
    if (clicked[0]) session_race_run(app->session, !race->running);
    if (clicked[1]) session_race_restart(app->session);
    if (clicked[2]) session_race_one_step(app->session), app->race_asked = ui->in.now;
    if (clicked[0] || clicked[1] || clicked[2]) to_the_end(app);
    if (clicked[3]) keep_weights(app, race);
}

static void draw_keep(PanelPen *pen, const RaceView *race, double y) {
    App *app = pen->app;
    UiButton keep = { .label = "Save and open these weights",
                      .off = race->running || !measured(race),
                      .tip = race->languages > 1 ? "Those of the first, as they were at the step shown"
                                                 : "As they were at the step shown" };
    if (ui_button(&app->ui, ui_id(&app->ui, "race keep"), box(pen->x, y, pen->width, UI_TARGET), keep)) keep_weights(app, race);
}

void panel_race(PanelPen *pen) {
    const RaceView *race = live_race(pen);
    if (!race) return;
    double x = pen->x, width = pen->width;
    bool row = in_a_row(width);
    if (row) pen->width = floor(race->languages ? width * 0.34 : width / 2) - 24;
    draw_progress(pen, race, row ? pen->y + (UI_TARGET - progress_height(pen)) / 2 : pen->y);
    if (row) pen->x += pen->width + 48, pen->width = race->languages ? width - pen->width - 48 : pen->width;
    double buttons = row ? pen->y : pen->y + progress_height(pen) + gap_of(pen);
    draw_buttons(pen, race, buttons, row);
    if (race->languages && !row) draw_keep(pen, race, buttons + UI_TARGET + GAP);
    pen->x = x, pen->width = width;
}
