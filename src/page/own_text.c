// See own_text.h. A text stays for as long as the program runs, for a training that was put aside may still learn from it.
#include "page/own_text.h"

#include <string.h>

#include "base/file.h"
#include "data/data.h"
#include "layers/own_text.h"

static const char *name_of(const char *path) {
    const char *slash = strrchr(path, '/');
    return slash ? slash + 1 : path;
}

bool own_text_load(App *app, const char *path, Problems *problems) {
    Text bytes;
    const char *full = path_expand(app->memory, path);
    if (!file_read(app->memory, full, OWN_BYTES, &bytes, problems)) return false;
    OwnTexts *t = arena_new(app->memory, OwnTexts, 1);
    if (!own_texts(app->memory, bytes, name_of(full), t, problems)) return false;
    session_set_text(app->session, t);
    if (!app_open(app, library_text(&app->library), 0)) return false;
    if (t->why_not_words && !session_set_param(app->session, "by", "letters", problems)) return false;
    toast_say(app,
              arena_print(app->frame, "%s: %s words or %s letters to learn from.", t->name,
                          text_whole(app->frame, t->words.text.count), text_whole(app->frame, t->letters.text.count)),
              NULL);
    return true;
}

// Nothing in it can be read as numbers, and most of it is letters.
static bool is_prose(const char *path) {
    Arena *scratch = arena_begin();
    Problems quiet = { .arena = scratch };
    Text bytes = { 0 };
    Dataset data;
    size_t letters = 0;
    bool read = file_read(scratch, path, OWN_BYTES, &bytes, &quiet) && !data_load_text(scratch, bytes, path, &data, &quiet);
    for (size_t i = 0; i < bytes.size; i++) {
        unsigned char c = (unsigned char)bytes.at[i], lower = c | 32;
        letters += (lower >= 'a' && lower <= 'z') || c >= 0x80;
    }
    arena_end(scratch);
    return read && letters * 3 > bytes.size * 2;
}

bool own_text_wanted(const App *app, const char *path) {
    const char *dot = strrchr(name_of(path), '.');
    const RaceView *race = app->page == PAGE_LESSON ? session_race(app->session) : NULL;
    if (!dot || (strcmp(dot, ".txt") != 0 && strcmp(dot, ".md") != 0)) return false;
    return (race && race->languages) || (app->page != PAGE_GRADE && is_prose(path));
}
