// A link becomes an open step: lesson, step, vectors, edits and parameters, each as far as it still fits.
#include "page/linked.h"

#include <string.h>

#include "page/app.h"
#include "session/link.h"

static void take_settings(App *app, const Link *link, Problems *problems) {
    if (!link_say(link, app->settings, problems)) return;
    app->theme = (Theme)settings_choice(app->settings, SETTING_THEME);
    app->large = settings_choice(app->settings, SETTING_TYPE) == 1;
    app->zoom = settings_number(app->settings, SETTING_ZOOM);
    app->player.reduced = !settings_on(app->settings, SETTING_MOTION);
}

static void check_step(const Lesson *lesson, const Link *link, Problems *problems) {
    if (link->step && lesson_step_of(lesson, text_of(link->step)) < 0)
        problems_add(problems, (Place){ 0 }, "%s has no step %s", lesson->title, data_quote(problems->arena, text_of(link->step)));
}

static bool open_step(App *app, const Link *link, Problems *problems) {
    if (!link->lesson) {
        app_home(app);
        return true;
    }
    Problems found = { .arena = problems->arena };
    // What stands in a link is a name or a number, and never a path: a link opens no file of this machine.
    bool is_name = !strpbrk(link->lesson, "/\\") && !strstr(link->lesson, ".md");
    const char *path = is_name ? library_find(&app->library, link->lesson, &found) : NULL;
    bool well = path && app_open_at(app, path, link->step, &found);
    if (app->waits.must) return true;
    if (!well) {
        problems_add(problems, (Place){ 0 }, "the link leads to a lesson that is not here: %s",
                     data_quote(problems->arena, text_of(link->lesson)));
        app_home(app);
        return false;
    }
    check_step(session_lesson(app->session), link, problems);
    link_apply(link, app->session, problems);
    return true;
}

static void tell(App *app, const Problems *problems) {
    Builder out = { .arena = problems->arena };
    for (int i = 0; i < problems->count; i++)
        builder_print(&out, "%s%s", i ? "; " : "Not all of the link could be opened: ", problems->item[i].message);
    if (problems->count) builder_print(&out, ".");
    if (problems->count) toast_say(app, builder_text(&out), NULL);
}

bool linked_open(App *app, const char *text) {
    Arena *scratch = arena_begin();
    Problems problems = { .arena = scratch };
    Link link;
    link_read(scratch, text, &link, &problems);
    take_settings(app, &link, &problems);
    app->bare = app->bare || link.bare; // whoever embeds it says so once
    bool well = open_step(app, &link, &problems);
    if (well && app->dialogs.open) dialog_close(app); // it was about what was open before
    if (!app->waits.must) tell(app, &problems);
    arena_end(scratch);
    app->ui.animating = true;
    return well;
}

const char *linked_address(App *app) {
    const char *site = settings_text(app->settings, SETTING_SITE);
    return app->page == PAGE_HOME ? arena_print(app->ui.arena, "%s", site) : link_write(app->session, site, app->ui.arena);
}

const char *linked_cannot(const App *app) {
    const Lesson *lesson = session_lesson(app->session);
    if (app->page == PAGE_HOME || !lesson) return NULL;
    if (!strcmp(lesson->file, library_trained(&app->library)))
        return "A link cannot hold a trained model. Send its file: the program opens it, and so does the page.";
    if (!strcmp(lesson->file, library_text(&app->library)))
        return "A link cannot hold a text of your own. Send the file: dropped on the window, it is learned.";
    return NULL;
}

void linked_copy(App *app) {
    if (linked_cannot(app)) {
        toast_say(app, linked_cannot(app), NULL);
        return;
    }
    const char *site = settings_text(app->settings, SETTING_SITE), *link = linked_address(app);
    size_t length = strlen(link);
    if (!app->ui.copy) return;
    app->ui.copy(app->ui.clipboard, link);
    const char *more = length > LINK_LENGTH
                           ? arena_print(app->ui.arena, " It has %zu characters, which some programs cut off.", length)
                       : *site ? ""
                               : " For an address that opens in a browser, say where the page is: --site ADDRESS.";
    toast_say(app, arena_print(app->ui.arena, "The link is on the clipboard.%s", more), link);
}
