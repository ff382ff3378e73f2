// `attend export LESSON --handout`, and `attend export course --handout`: on paper.
#include "command/export_handout.h"

#include <stdio.h>
#include <string.h>

#include "base/file.h"

// NULL with a problem.
static Session *open_lesson(const Library *library, const char *path, const HandoutAsk *ask, Arena *arena, Problems *problems) {
    Session *session = session_begin(library);
    Dataset own;
    bool well = session_open(session, path, problems);
    if (well && ask->data)
        well = data_load_file_as(arena, ask->data, ask->reading, &own, problems) && session_load(session, &own, problems);
    if (well) return session;
    session_end(session);
    return NULL;
}

static void add_lesson(Handout *handout, Session *session) {
    handout_ahead(handout, session, true);
    handout_lesson(handout, session);
}

// The numbered lessons one after the other, with a line that says how far it is. All are opened first: what one of the last
// trains for seconds is trained beside, while the others are laid out.
static bool add_course(Handout *handout, const Library *library, const HandoutAsk *ask, Arena *arena, Problems *problems) {
    Session **session = arena_new(arena, Session *, library->count);
    int lessons = 0;
    bool well = true;
    for (int i = 0; i < library->count && well; i++) {
        if (library->entry[i].broken || !library->entry[i].lesson.number) continue;
        session[lessons] = open_lesson(library, library->entry[i].path, ask, arena, problems);
        if ((well = session[lessons])) handout_ahead(handout, session[lessons++], false);
    }
    for (int i = 0; i < lessons; i++) {
        if (well) {
            fprintf(stderr, "\rattend: lesson %d of %d ", i + 1, lessons);
            handout_lesson(handout, session[i]);
        }
        session_end(session[i]);
    }
    if (well) fprintf(stderr, "\n");
    return well;
}

// The command that makes it again, the same bytes.
static const char *command_of(const HandoutAsk *ask, Arena *arena) {
    Builder b = { .arena = arena };
    const HandoutSpec *spec = &ask->spec;
    builder_print(&b, "attend export");
    figure_put_word(&b, ask->lesson);
    builder_print(&b, " --handout%s%s%s", spec->answers ? " --answers" : "", spec->sheet ? " --sheet" : "",
                  spec->letter ? " --paper letter" : "");
    if (spec->theme != THEME_PRINT) builder_print(&b, " --theme %s", theme_name(spec->theme));
    if (spec->comma) builder_print(&b, " --decimal comma");
    if (ask->data) figure_put_option(&b, "--data", ask->data);
    figure_put_option(&b, "-o", arena_print(arena, "%s.pdf", ask->lesson));
    return builder_text(&b);
}

bool export_handout(const Library *library, const HandoutAsk *ask, Fonts *fonts, Arena *arena, Problems *problems) {
    bool course = !strcmp(ask->lesson, "course");
    const char *path = course ? NULL : library_find(library, ask->lesson, problems);
    Session *session = path ? open_lesson(library, path, ask, arena, problems) : NULL;
    if (!course && !session) return false;
    const char *title = arena_print(arena, "Attend: %s", session ? session_lesson(session)->title : "the course");
    Handout *handout = handout_begin(&ask->spec, fonts, title, command_of(ask, arena), arena);
    bool well = session || add_course(handout, library, ask, arena, problems);
    if (session) add_lesson(handout, session), session_end(session);
    Text bytes;
    return handout_end(handout, well ? &bytes : NULL, problems) && well && file_write(ask->out, bytes, problems);
}
