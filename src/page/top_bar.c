// Where one is on the left, what can be done on the right; what does not fit loses its words.
#include "page/top_bar.h"

#include <math.h>

#include "page/app.h"

double top_bar_height(double type) { return floor(56 * (1 + (type - 1) * 0.5)); }

enum { BUTTONS = 7 };

typedef struct Bar {
    UiButton button[BUTTONS];
    double width[BUTTONS]; // 0: not on this page
    double left, gap;      // of the first; between two
} Bar;

// What does not fit loses its words.
static Bar bar_of(const App *app) {
    const Ui *ui = &app->ui;
    bool home = app->page == PAGE_HOME, narrow = ui->width < 860 * ui->type;
    Bar bar = { .button = {
                    { .label = narrow ? NULL : "Load vectors…",
                      .has_icon = narrow,
                      .icon = ICON_FOLDER,
                      .primary = home,
                      .tip = "Your own q, k and v (Ctrl O)" },
                    { .label = narrow ? NULL : "Check my work",
                      .has_icon = narrow,
                      .icon = ICON_CHECK,
                      .tip = "Your numbers beside the true ones (C)" },
                    { .label = narrow ? NULL : "Save figure",
                      .has_icon = narrow,
                      .icon = ICON_SAVE,
                      .primary = true,
                      .tip = "Save figure, for your notes (Ctrl E; Ctrl S as last time)" },
                    { .label = "A A", .tip = app->large ? "Usual type (Ctrl T)" : "Large type for the back row (Ctrl T)" },
                    { .has_icon = true, .icon = ICON_THEME, .tip = app->theme == THEME_DARK ? "Light (Ctrl D)" : "Dark (Ctrl D)" },
                    { .has_icon = true, .icon = ICON_SETTINGS, .tip = "Settings (Ctrl ,)" },
                    { .has_icon = true, .icon = ICON_HELP, .tip = "All keys (?)" },
                } };
    bool slim = ui_slim(ui);
    bar.gap = slim ? 6 : 10;
    bar.left = ui->width - (slim ? 16 : 28) + bar.gap;
    for (int i = 0; i < BUTTONS; i++) {
        if (home ? i == 1 || i == 2 : app->page == PAGE_GRADE && i < 3) continue;
        if (i == 4 && ui->width < 720 * ui->type) continue; // the settings have it too
        if (i == 3 && slim) continue;
        if (i == 1 && !session_own_data(app->session)) continue; // elsewhere by its key alone
        bar.width[i] = bar.button[i].label ? ui_button_width(ui, &bar.button[i]) : slim ? UI_TARGET : 50;
        bar.left -= bar.width[i] + bar.gap;
    }
    return bar;
}

// Left to right, so that Tab goes that way.
static void draw_buttons(App *app, const Bar *bar) {
    static const Action action[BUTTONS] = { ACTION_LOAD,  ACTION_GRADE,    ACTION_SAVE_FIGURE, ACTION_LARGE_TYPE,
                                            ACTION_THEME, ACTION_SETTINGS, ACTION_HELP };
    static const char *const word[BUTTONS] = { "bar load",  "bar check",    "bar save", "bar type",
                                               "bar theme", "bar settings", "bar help" };
    Ui *ui = &app->ui;
    double h = ui_size(ui, 32), x = bar->left;
    for (int i = 0; i < BUTTONS; i++) {
        if (bar->width[i] <= 0) continue;
        if (ui_button(ui, ui_id(ui, word[i]), box(x, (top_bar_height(ui->type) - h) / 2, bar->width[i], h), bar->button[i]))
            app_ask(app, action[i], 0);
        x += bar->width[i] + bar->gap;
    }
}

// To the lessons: a word, or an arrow where there is little room. Returns where it ends.
static double draw_way_back(App *app, double x, double baseline) {
    Ui *ui = &app->ui;
    double size = ui_size(ui, 15), middle = top_bar_height(ui->type) / 2;
    UiId id = ui_id(ui, "lessons");
    UiButton arrow = { .has_icon = true, .icon = ICON_BACK, .bare = true, .tip = "Lessons" };
    if (ui_slim(ui) && !app->left) {
        if (ui_button(ui, id, box(6, middle - UI_TARGET / 2.0, UI_TARGET, UI_TARGET), arrow)) app_ask(app, ACTION_CLOSE, 0);
        return 6 + UI_TARGET + 4;
    }
    if (ui_link(ui, id, x, baseline, "Lessons", 15)) app_ask(app, ACTION_CLOSE, 0);
    x += metrics_width(ui->metrics, FACE_TEXT, size, TEXT("Lessons")) + 16;
    return x + list_text(&ui->list, x, baseline, TEXT("›"), (TextStyle){ .size = size, .paint = paint(ROLE_MUTED) }) + 14;
}

static void draw_place(App *app, double x, double baseline, double right) {
    Ui *ui = &app->ui;
    double size = ui_size(ui, 15);
    const Lesson *lesson = session_lesson(app->session);
    if (app->left) {
        const char *back =
            arena_print(ui->arena, "‹ Back to step %d of %s", app->left_player.step + 1, session_lesson(app->left)->title);
        double w = metrics_width(ui->metrics, FACE_TEXT, size, text_of(back));
        if (w > (right - x) * 0.6) back = "‹ Back", w = metrics_width(ui->metrics, FACE_TEXT, size, text_of(back));
        if (ui_link(ui, ui_id(ui, "return"), x, baseline, back, 15)) {
            app_ask(app, ACTION_RETURN, 0);
            return;
        }
        x += w + 24;
    }
    x = draw_way_back(app, x, baseline);
    if (right - x < 80) return;
    if (lesson->number)
        x += list_print(&ui->list, x, baseline, (TextStyle){ .size = size, .paint = paint(ROLE_MUTED) }, "%d", lesson->number) + 8;
    double w = list_text_fit(&ui->list, x, baseline, right - x, text_of(lesson->title), (TextStyle){ .size = size });
    const char *data = session_data_name(app->session);
    if (app->page == PAGE_GRADE) {
        if (right - x - w > 60)
            list_text_fit(&ui->list, x + w + 14, baseline, right - x - w - 14, TEXT("›  Check my work"),
                          (TextStyle){ .size = size });
        return;
    }
    if (session_own_data(app->session) && right - x - w > 120)
        list_text_fit(&ui->list, x + w + 14, baseline, right - x - w - 14, text_of(arena_print(ui->arena, "·  %s", data)),
                      (TextStyle){ .size = size, .paint = paint(ROLE_MUTED) });
}

void top_bar_draw(App *app) {
    Ui *ui = &app->ui;
    double height = top_bar_height(ui->type), size = ui_size(ui, 20), baseline = height / 2 + 8 * ui->type,
           x = ui_slim(ui) ? 16 : 28;
    ui_hit(ui, ui_id(ui, "bar"), box(0, 0, ui->width, height));
    list_rect(&ui->list, box(0, 0, ui->width, height), (RectStyle){ .fill = paint(ROLE_PANEL) });
    list_rect(&ui->list, box(0, height, ui->width, 1), (RectStyle){ .fill = paint(ROLE_LINE) });
    Bar bar = bar_of(app);
    bool brand = app->page == PAGE_HOME || ui->width >= 860 * ui->type; // where there is little room, where one is matters more
    if (brand) x += list_text(&ui->list, x, baseline, TEXT("Attend"), (TextStyle){ .face = FACE_BOLD, .size = size }) + 22;
    if (app->page != PAGE_HOME)
        draw_place(app, x, baseline, bar.left - 24);
    else if (!ui_slim(ui))
        list_text_fit(&ui->list, x, baseline, bar.left - 24 - x, TEXT("See attention happen, number by number"),
                      (TextStyle){ .size = ui_size(ui, 15), .paint = paint(ROLE_MUTED) });
    draw_buttons(app, &bar);
}
