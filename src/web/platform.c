// base/platform.h in a browser: folders of the page's memory, the browser's clipboard and file chooser; no other programs, and
// no locks, because the page merges with what another tab has stored (page.js).
#include "base/platform.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "web/browser.h"

const char *platform_state_folder(Arena *arena) { return arena_print(arena, "/state"); }
const char *platform_config_folder(Arena *arena) { return arena_print(arena, "/config"); }
const char *platform_pictures_folder(Arena *arena) { return arena_print(arena, "/downloads"); }
const char *platform_program(Arena *arena) {
    (void)arena;
    return NULL;
}
bool platform_has_paths(void) { return false; }

// --- files

struct FileLock {
    char nothing;
};
FileLock *file_lock(const char *path, double seconds) {
    (void)path, (void)seconds;
    return calloc(1, sizeof(FileLock));
}
void file_unlock(FileLock *lock) { free(lock); }

bool folder_make(const char *path) { // a folder is where a file is
    (void)path;
    return true;
}

unsigned long long folder_stamp(const char *folder) { // nobody changes the lessons of a page
    (void)folder;
    return 1;
}
unsigned long long file_stamp(const char *path) { return file_exists(path); }

int path_complete(Arena *arena, const char *typed, const char **out, int most) {
    (void)arena, (void)typed, (void)out, (void)most;
    return 0;
}
const char *path_expand(Arena *arena, const char *path) { // what has no folder goes where downloads go
    Text name = text_trim(text_of(path));
    if (name.size > 1 && name.at[0] == '~' && name.at[1] == '/') name = (Text){ name.at + 2, name.size - 2 };
    return arena_print(arena, "%s%.*s", name.size && name.at[0] == '/' ? "" : "/downloads/", (int)name.size, name.at);
}

// --- other programs

bool program_there(const char *name) {
    (void)name;
    return false;
}
bool program_leave(const char *const *argv, Text input) {
    (void)argv, (void)input;
    return false;
}
bool platform_open_address(const char *address) {
    browser_open_address(address, strlen(address));
    return true;
}

struct Chooser {
    int state; // as chooser_poll answers
    char path[512];
};
static Chooser the_chooser;

void web_chosen(const char *path); // NULL: nothing
TO_BROWSER(web_chosen) void web_chosen(const char *path) {
    the_chooser.state = path ? 1 : -1;
    snprintf(the_chooser.path, sizeof the_chooser.path, "%s", path ? path : "");
}

bool chooser_available(void) { return true; }
Chooser *chooser_start(const char *title) {
    (void)title;
    the_chooser.state = 0;
    browser_choose();
    return &the_chooser;
}
int chooser_poll(Chooser *chooser, Arena *arena, const char **path) {
    if (chooser->state == 1) *path = arena_print(arena, "%s", chooser->path);
    return chooser->state;
}
void chooser_cancel(Chooser *chooser) { (void)chooser; }

// --- time

double platform_process_age(void) { return -1; }
int platform_minute(void) { return browser_minute(); }
