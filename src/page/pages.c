// A pass draws what is open, then the keys that nobody took become an action, and what was asked for is carried out.
#include "page/pages.h"

#include <string.h>

#include "draw/decimal.h"
#include "page/linked.h"
#include "page/own_model.h"
#include "page/page_grade.h"
#include "page/page_lesson.h"
#include "page/panel.h"
#include "page/panel_words.h"
#include "page/predict.h"
#include "page/remote.h"

// --- what the actions do

// Open and, asked again, closed.
static void toggle_grade(App *app) {
    app->page = app->page == PAGE_GRADE ? PAGE_LESSON : PAGE_GRADE;
    app->grade.both = app->grade.typing = false;
    app->ui.focus = 0;
    app->player.playing = false;
}

static void changed(App *app, bool well, const char *nothing) {
    if (!well)
        toast_say(app, nothing, NULL);
    else if (session_step(app->session) != app->player.step)
        player_go(&app->player, session_step(app->session));
}

static void go(App *app, int step) {
    if (step < app->player.steps) app_go(app, step);
}

static void go_to_number(App *app, int digit) {
    int number = typed_digit(&app->typed, app->ui.in.now, digit, app->player.steps);
    if (number) go(app, number - 1);
}

// A race is started and paused; one that is over, or scrubbed back, is played as a film like any other step.
static void play(App *app) {
    const RaceView *race = session_race(app->session);
    if (race && race->live && !race->finished && app->player.t >= 1 && !app->player.playing)
        session_race_run(app->session, !race->running);
    else {
        if (!app->player.playing && app->player.t >= predict_until(app)) app->player.t = 0;
        player_toggle(&app->player);
    }
}

static void scroll_panel(App *app, double by) { ui_scroll_by(&app->ui, ui_id(&app->ui, "panel scroll"), by); }

static void paste_vectors(App *app) {
    Ui *ui = &app->ui;
    const char *text = ui->paste ? ui->paste(ui->clipboard, ui->arena) : NULL;
    if (!text || !*text)
        toast_say(app, "The clipboard holds no text.", NULL);
    else
        dialog_offer_text(app, text_of(text));
}

static void save_vectors(App *app) {
    if (session_scene_step(app->session)->inputs->count == 0)
        toast_say(app, "This step has no vectors to save: its numbers follow from its settings.", NULL);
    else
        dialog_open(app, DIALOG_VECTORS);
}

static void motion(App *app) {
    app_set_motion(app, !app->player.reduced);
    toast_say(app, app->player.reduced ? "Reduced motion: every step shows its end." : "Motion is on.", NULL);
}

// Back to the vectors that are loaded, or a dialog to load some.
static void open_own(App *app) {
    const char *own = library_own(&app->library);
    const Lesson *lesson = session_lesson(app->session);
    if (own && lesson && !strcmp(lesson->file, own) && session_own_data(app->session))
        app_open(app, own, -1);
    else
        dialog_open(app, DIALOG_LOAD);
}

static void open_card(App *app, int entry) {
    if (entry == HOME_OWN)
        open_own(app);
    else if (entry == HOME_MODEL && !own_model_return(app))
        dialog_open(app, DIALOG_LOAD);
    else if (entry < 0 || entry >= app->library.count)
        return;
    else if (app->library.entry[entry].broken)
        toast_say(app, app->library.entry[entry].problem, NULL);
    else
        app_open(app, app->library.entry[entry].path, -1);
}

static bool is_here(const App *app, Action action) {
    if (action == ACTION_CLOSE) return app->page != PAGE_HOME;
    return keys_where(action) & (app->page == PAGE_HOME    ? WHERE_HOME
                                 : app->page == PAGE_GRADE ? WHERE_GRADE
                                                           : WHERE_LESSON | WHERE_STAGE | WHERE_EDITOR);
}

static void carry_out(App *app, Asked asked) {
    switch (asked.action) {
    case ACTION_NONE: break;
    case ACTION_NEXT: remote_next(app); break;
    case ACTION_BACK: remote_back(app); break;
    case ACTION_SHOW: predict_show(app); break;
    case ACTION_FIRST: app_go(app, 0); break;
    case ACTION_LAST: app_go(app, app_last_step(app)); break;
    case ACTION_STEP: go(app, asked.number); break;
    case ACTION_STEP_NUMBER: go_to_number(app, asked.number); break;
    case ACTION_PLAY: play(app); break;
    case ACTION_SPEED: player_next_speed(&app->player); break;
    case ACTION_ESCAPE: remote_escape(app); break;
    case ACTION_PANEL: panel_toggle(app); break;
    case ACTION_PANEL_UP: scroll_panel(app, -80); break;
    case ACTION_PANEL_DOWN: scroll_panel(app, 80); break;
    case ACTION_PAN_LEFT: stage_pan(app, -1, 0); break;
    case ACTION_PAN_RIGHT: stage_pan(app, 1, 0); break;
    case ACTION_PAN_UP: stage_pan(app, 0, -1); break;
    case ACTION_PAN_DOWN: stage_pan(app, 0, 1); break;
    case ACTION_NOTES: panel_notes(app); break;
    case ACTION_LOAD: dialog_open(app, DIALOG_LOAD); break;
    case ACTION_SAVE_VECTORS: save_vectors(app); break;
    case ACTION_SAVE_FIGURE: dialog_open(app, DIALOG_FIGURE); break;
    case ACTION_SAVE_AGAIN: dialog_figure_again(app); break;
    case ACTION_COPY_LINK: linked_copy(app); break;
    case ACTION_QR: dialog_open(app, DIALOG_QR); break;
    case ACTION_COPY: dialog_open(app, DIALOG_COPY); break;
    case ACTION_GRADE: toggle_grade(app); break;
    case ACTION_SAVE_REPORT: page_grade_save(app); break;
    case ACTION_PASTE: paste_vectors(app); break;
    case ACTION_UNDO: changed(app, session_undo(app->session), "There is nothing to undo."); break;
    case ACTION_REDO: changed(app, session_redo(app->session), "There is nothing to redo."); break;
    case ACTION_RESET: session_reset(app->session); break;
    case ACTION_FULL_SCREEN: app->full_screen = !app->full_screen; break;
    case ACTION_START: remote_start(app); break;
    case ACTION_BLACK: remote_blank(app, BLANK_BLACK); break;
    case ACTION_WHITE: remote_blank(app, BLANK_WHITE); break;
    case ACTION_PRESENTER: presenter_toggle(app); break;
    case ACTION_PEN: pen_toggle(app); break;
    case ACTION_ERASE: pen_erase(app); break;
    case ACTION_LARGER: app_zoom(app, 2); break;
    case ACTION_SMALLER: app_zoom(app, 0.5); break;
    case ACTION_PLAIN_SIZE: app_zoom(app, 0); break;
    case ACTION_LARGE_TYPE: app_set_large(app, !app->large); break;
    case ACTION_THEME: app_set_theme(app, app->theme == THEME_DARK ? THEME_LIGHT : THEME_DARK); break;
    case ACTION_MOTION: motion(app); break;
    case ACTION_WORDS: panel_words_toggle(app); break;
    case ACTION_SETTINGS: dialog_open(app, DIALOG_SETTINGS); break;
    case ACTION_HELP: dialog_open(app, DIALOG_HELP); break;
    case ACTION_CLOSE: app_home(app); break;
    case ACTION_RETURN: app_return(app); break;
    case ACTION_QUIT: app->quit = true; break;
    case ACTION_CARD_LEFT: page_home_walk(app, -1, 0); break;
    case ACTION_CARD_RIGHT: page_home_walk(app, 1, 0); break;
    case ACTION_CARD_UP: page_home_walk(app, 0, -1); break;
    case ACTION_CARD_DOWN: page_home_walk(app, 0, 1); break;
    case ACTION_CARD_OPEN: open_card(app, page_home_entry(app)); break;
    case ACTION_CARD_NEXT: page_home_step(app, 1); break;
    case ACTION_CARD_BEFORE: page_home_step(app, -1); break;
    case ACTION_CARD_NUMBER: page_home_number(app, asked.number); break;
    case ACTION_OPEN: open_card(app, asked.number); break;
    case ACTION_FOLLOW: app_follow(app, asked.text); break;
    case ACTION_LINK: linked_open(app, asked.text); break;
    case ACTION_SET: panel_set_said(app, asked.text); break;
    case ACTION_FORGET: dialog_open(app, DIALOG_FORGET); break;
    case ACTION_CELL_LEFT: stage_walk(app, -1, 0); break;
    case ACTION_CELL_RIGHT: stage_walk(app, 1, 0); break;
    case ACTION_CELL_UP: stage_walk(app, 0, -1); break;
    case ACTION_CELL_DOWN: stage_walk(app, 0, 1); break;
    case ACTION_CELL_ENTER:
    case ACTION_CELL_PAINT: stage_enter(app); break;
    case ACTION_CELL_MORE: stage_nudge(app, 1); break;
    case ACTION_CELL_LESS: stage_nudge(app, -1); break;
    }
}

// False: it has to wait, and changed nothing.
static bool do_now(App *app, Asked asked) {
    bool offered = app->offered;
    if (asked.action != ACTION_NEXT) app->offered = false;
    waits_begin(app);
    carry_out(app, asked);
    bool waits = waits_end(app, asked);
    if (waits) app->offered = offered;
    app->ui.animating = true;
    return !waits;
}

void pages_do(App *app, Asked asked) {
    if (asked.action && !waits_put(app, asked) && is_here(app, asked.action)) do_now(app, asked);
}

void pages_turn(App *app) {
    Asked asked;
    bool figure = app->dialogs.open == DIALOG_FIGURE && app->waits.clock;
    if (!figure && !waits_any(app)) return;
    app_reset_frame(app);
    app->ui.arena = app->frame;
    if (figure) dialog_figure_turn(app);
    while (waits_next(app, &asked))
        if (is_here(app, asked.action) && !do_now(app, asked)) return;
}

// --- the keys that nobody took

// PageUp and PageDown, a presenter's remote, step even while a widget has the focus.
static bool is_remote(const UiInput *in) { return !in->mods && (in->key == UI_KEY_PAGE_UP || in->key == UI_KEY_PAGE_DOWN); }

Where pages_where(const App *app) {
    return app->page == PAGE_HOME ? WHERE_HOME : app->page == PAGE_GRADE ? WHERE_GRADE : WHERE_LESSON;
}

// `had`: a dialog was open, which may have closed just now by the same key.
static void page_keys(App *app, bool had) {
    Ui *ui = &app->ui;
    int number = 0;
    Where where = pages_where(app);
    Action action = ACTION_NONE;
    bool dialog = app->dialogs.open != DIALOG_NONE || had;
    if (is_remote(&ui->in) && (app->page == PAGE_LESSON || !dialog)) {
        if (dialog) dialog_close(app);
        action = keys_action(where, ui->in.key, 0, NULL, NULL);
    } else if (dialog) {
        if (ui->in.key == 'q' && ui->in.mods == UI_CTRL) action = ACTION_QUIT;
    } else if (ui->in.key && !ui->key_taken) {
        action = keys_action(where, ui->in.key, ui->in.mods, NULL, &number);
    } else if (ui->in.text && !ui->text_taken) {
        action = keys_action(where, 0, 0, ui->in.text, &number);
    }
    if (!action) return;
    ui_take_keys(ui);
    app_ask(app, action, number);
}

// --- a pass

bool pages_advance(App *app, double seconds) {
    if (app->page != PAGE_LESSON || !session_lesson(app->session)) return false;
    bool moved = player_advance(&app->player, seconds, session_seconds(app->session));
    predict_hold(app);
    return moved;
}

static void draw_dialog(App *app) {
    switch (app->dialogs.open) {
    case DIALOG_NONE: return;
    case DIALOG_LOAD: dialog_load_draw(app); break;
    case DIALOG_FIGURE: dialog_figure_draw(app); break;
    case DIALOG_VECTORS: dialog_vectors_draw(app); break;
    case DIALOG_HELP: dialog_help_draw(app); break;
    case DIALOG_COPY: dialog_copy_draw(app); break;
    case DIALOG_QR: dialog_qr_draw(app); break;
    case DIALOG_FORGET: dialog_forget_draw(app); break;
    case DIALOG_SETTINGS: dialog_settings_draw(app); break;
    }
    app->dialogs.fresh = false;
    if (app->dialogs.open && ui_key(&app->ui, UI_KEY_ESCAPE, 0)) dialog_close(app);
}

static void draw_page(App *app) {
    if (app->page == PAGE_HOME)
        page_home_draw(app);
    else if (app->page == PAGE_GRADE)
        page_grade_draw(app);
    else
        page_lesson_draw(app);
    toast_draw(app);
    bool dialog = app->dialogs.open != DIALOG_NONE;
    draw_dialog(app);
    page_keys(app, dialog);
}

void pages_pass(App *app, UiInput in) {
    Ui *ui = &app->ui;
    app_reset_frame(app);
    app_forget_ended(app);
    dialogs_tidy(app);
    ui->reduced_motion = app->player.reduced;
    if (in.key || in.text) app->overlay.by_keys = true;
    app->asked = (Asked){ 0 };
    ui_begin(ui, app->frame, in);
    if (app->page != PAGE_HOME && !session_lesson(app->session)) app->page = PAGE_HOME;
    predict_hold(app);
    if (!remote_blank_draw(app)) draw_page(app);
    const char *lacks = app->fonts ? fonts_complaint(app->fonts, ui->arena) : NULL; // said once
    if (lacks) toast_say(app, lacks, NULL);
    pages_do(app, app->asked);
    ui_end(ui);
    if (waits_any(app)) ui->animating = true;
    if (app_has_comma(app)) list_decimal_comma(&ui->list, 0);
}
