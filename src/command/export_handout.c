// `attend export LESSON --handout`, and `attend export course --handout`: on paper.
#include "command/export_handout.h"

#include <stdio.h>
#include <string.h>

#include "base/file.h"

static bool add_lesson(Handout *handout, const Library *library, const char *path, const HandoutAsk *ask, Arena *arena,
                       Problems *problems) {
    Session *session = session_begin(library);
    Dataset own;
    bool well = session_open(session, path, problems);
    if (well && ask->data)
        well = data_load_file_as(arena, ask->data, ask->reading, &own, problems) && session_load(session, &own, problems);
    if (well) handout_lesson(handout, session);
    session_end(session);
    return well;
}

// The numbered lessons one after the other, with a line that says how far it is.
static bool add_course(Handout *handout, const Library *library, const HandoutAsk *ask, Arena *arena, Problems *problems) {
    bool well = true;
    for (int i = 0; i < library->count && well; i++) {
        if (library->entry[i].broken || !library->entry[i].lesson.number) continue;
        fprintf(stderr, "\rattend: lesson %d of %d ", i + 1, library->count);
        well = add_lesson(handout, library, library->entry[i].path, ask, arena, problems);
    }
    fprintf(stderr, "\n");
    return well;
}

static const char *command_of(const HandoutAsk *ask, Arena *arena) {
    return arena_print(arena, "attend export %s --handout%s%s%s -o %s.pdf", ask->lesson, ask->spec.answers ? " --answers" : "",
                       ask->spec.sheet ? " --sheet" : "", ask->spec.letter ? " --paper letter" : "", ask->lesson);
}

bool export_handout(const Library *library, const HandoutAsk *ask, Fonts *fonts, Arena *arena, Problems *problems) {
    bool course = !strcmp(ask->lesson, "course");
    const char *path = course ? NULL : library_find(library, ask->lesson, problems);
    if (!course && !path) return false;
    const char *title = course ? "Attend: the course" : arena_print(arena, "Attend: %s", ask->lesson);
    Handout *handout = handout_begin(&ask->spec, fonts, title, command_of(ask, arena), arena);
    bool well =
        course ? add_course(handout, library, ask, arena, problems) : add_lesson(handout, library, path, ask, arena, problems);
    Text bytes;
    return handout_end(handout, well ? &bytes : NULL, problems) && well && file_write(ask->out, bytes, problems);
}
