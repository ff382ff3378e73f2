// In the order of use: answers that are remembered, waiting, showing.
#include "page/predict.h"

#include <stdlib.h>

#include "session/asked.h"

static const LessonStep *here(const App *app) { return session_lesson_step(app->session); }

// --- answers: "2 9f3a…", the option and the question it answers, so that another question finds no answer of a former one

static int number_of(const LessonStep *step, const Block *question) { return (int)(question - step->block); }

int predict_answer(const App *app, const Block *question) {
    const char *said = state_answer(app->state, session_lesson(app->session)->id, here(app)->id, number_of(here(app), question));
    char *rest;
    if (!said) return 0;
    long option = strtol(said, &rest, 10);
    if (*rest == ' ' && strtoull(rest + 1, NULL, 16) != question->question) return 0;
    return option >= 1 && option <= question->options ? (int)option : 0;
}

static bool is_answered(const App *app) {
    const Block *question = step_question(here(app));
    return question && predict_answer(app, question) > 0;
}

// --- waiting

// With other vectors the options of a question about the lesson's numbers are no longer about what is on the stage.
static bool can_wait(const App *app) {
    if (!settings_on(app->settings, SETTING_PREDICT) || !session_lesson(app->session) || !asked_waits(here(app))) return false;
    const Block *question = step_question(here(app));
    return session_asks(app->session, question) && (question->about != ABOUT_NUMBERS || !session_own_data(app->session));
}

static bool is_shown(const App *app) { return app->shown[session_step(app->session)]; }
static void set_shown(App *app, bool on) { app->shown[session_step(app->session)] = on; }

bool predict_waits(const App *app) { return can_wait(app) && !is_shown(app) && !is_answered(app); }

double predict_until(const App *app) { return predict_waits(app) ? asked_opens(here(app)) : 1; }

bool predict_is_quick(const App *app) { return settings_on(app->settings, SETTING_PLAIN); }

void predict_hold(App *app) {
    if (app->page != PAGE_LESSON || !session_lesson(app->session)) return;
    double until = predict_until(app);
    if (app->player.t <= until) return;
    app->player.t = until;
    app->player.playing = false;
}

void predict_hide(App *app) {
    List *list = &app->ui.list;
    list->hidden = NULL, list->hiddens = 0;
    if (predict_waits(app)) list->hiddens = asked_hidden(app->session, app->ui.arena, &list->hidden);
}

// --- answering

// With reduced motion there is nothing to play: the picture is whole at once.
static void play_on(App *app) {
    app->player.playing = !app->player.reduced && app->player.t < 1;
    if (app->player.reduced) app->player.t = 1;
    app->ui.animating = true;
}

void predict_take(App *app, const Block *question, int option) {
    bool waited = predict_waits(app);
    Arena *arena = app->ui.arena;
    state_set_answer(app->state, session_lesson(app->session)->id, here(app)->id, number_of(here(app), question),
                     arena_print(arena, "%d %llx", option, (unsigned long long)question->question));
    if (waited) play_on(app);
}

void predict_show(App *app) {
    if (!predict_waits(app)) return;
    set_shown(app, true);
    play_on(app);
}

// --- stepping

void predict_open(App *app) {
    set_shown(app, false);
    if (predict_waits(app) && !session_race(app->session)) app->player.t = app->player.reduced ? predict_until(app) : 0;
}

bool predict_next(App *app) {
    double until = predict_until(app);
    if (!predict_waits(app)) return false;
    if (app->player.t >= until)
        predict_show(app);
    else if (app->player.playing)
        app->player.t = until;
    else
        app->player.playing = true;
    return true;
}

bool predict_back(App *app) {
    if (!can_wait(app) || is_answered(app)) return false;
    if (is_shown(app)) {
        set_shown(app, false);
        app->player.t = predict_until(app);
    } else if (app->player.t > 0 && !app->player.reduced) {
        app->player.t = 0;
    } else {
        return false;
    }
    app->player.playing = false;
    return true;
}
