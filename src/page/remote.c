// What was offered at the end of a lesson holds until anything else is asked for.
#include "page/remote.h"

#include <string.h>

#include "page/pages.h"
#include "page/predict.h"

// --- the end of a lesson

const LibraryEntry *remote_next_lesson(App *app) {
    library_read(&app->library);
    const LibraryEntry *best = NULL;
    const Lesson *lesson = session_lesson(app->session);
    if (!lesson || !lesson->number) return NULL;
    for (int i = 0; i < app->library.count; i++) {
        const LibraryEntry *e = &app->library.entry[i];
        if (e->broken || e->lesson.number <= lesson->number) continue;
        if (!best || e->lesson.number < best->lesson.number) best = e;
    }
    return best;
}

static void end_of_lesson(App *app) {
    const LibraryEntry *next = remote_next_lesson(app);
    app->player.t = 1;
    if (!next)
        toast_say(app, "This was the last step of the last lesson.", NULL);
    else if (app->offered)
        app_open(app, next->path, 0);
    else
        toast_say(
            app, arena_print(app->frame, "The end of the lesson. Next goes on to %d, %s.", next->lesson.number, next->lesson.title),
            NULL);
    app->offered = next && !app->offered;
}

// --- steps

static bool starts_training(App *app) {
    const RaceView *race = session_race(app->session);
    if (!race || !race->live || race->running || race->finished || race->points > 1 || app->player.t < 1) return false;
    session_race_run(app->session, true);
    return true;
}

void remote_next(App *app) {
    bool quick = predict_is_quick(app);
    if (!quick && (starts_training(app) || predict_next(app))) return;
    if (app->player.step < app_last_step(app))
        app_go(app, app->player.step + 1);
    else
        end_of_lesson(app);
}

void remote_back(App *app) {
    if (!predict_is_quick(app) && predict_back(app)) return;
    int step = app->player.step - 1;
    bool was_shown = step >= 0 && app->shown[step];
    app_go(app, step);
    if (!was_shown || step != app->player.step) return;
    app->shown[step] = true;
    app->player.t = 1;
}

// --- the screen

void remote_start(App *app) {
    app->full_screen = true;
    if (app->page == PAGE_HOME) pages_do(app, (Asked){ .action = ACTION_CARD_OPEN });
}

void remote_blank(App *app, Blank blank) { app->blank = app->blank == blank ? BLANK_NOT : blank; }

// A key, a press: whoever does anything wants to see it; what the event would have done waits for the next one.
bool remote_blank_draw(App *app) {
    Ui *ui = &app->ui;
    if (!app->blank) return false;
    bool other = ui->in.pressed || ui->in.key || ui->in.text;
    Action action = ui->in.text ? keys_action(WHERE_LESSON, 0, 0, ui->in.text, NULL) : ACTION_NONE;
    if (action == ACTION_BLACK || action == ACTION_WHITE)
        remote_blank(app, action == ACTION_BLACK ? BLANK_BLACK : BLANK_WHITE);
    else if (other && !keys_is_typed(ui->in.key, ui->in.mods))
        app->blank = BLANK_NOT;
    ui->in.key = 0, ui->in.text = NULL, ui->in.pressed = false;
    if (app->blank)
        list_rect(&ui->list, box(0, 0, ui->width, ui->height),
                  (RectStyle){ .fill = paint(app->blank == BLANK_BLACK ? ROLE_INK : ROLE_STAGE) });
    else
        ui->animating = true;
    return app->blank != BLANK_NOT;
}

void remote_escape(App *app) {
    if (app->pen.on)
        pen_toggle(app);
    else if (app->overlay.pinned)
        app->overlay.pinned = false;
    else if (app->full_screen)
        app->full_screen = false;
    else if (app->page == PAGE_GRADE)
        app->page = PAGE_LESSON;
    else if (app->page == PAGE_LESSON)
        toast_say(app, "Still in the lesson. Ctrl W goes back to the course map.", NULL);
}
