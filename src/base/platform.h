// The little that the desktop gives: file choosers and clipboards as separate processes, XDG folders, file times.
#ifndef ATTEND_BASE_PLATFORM_H
#define ATTEND_BASE_PLATFORM_H

#include <stdbool.h>

#include "base/arena.h"
#include "base/error.h"
#include "base/text.h"

// XDG folders, made when missing where `make` is true; NULL when that fails.
const char *platform_state_folder(Arena *arena);    // $XDG_STATE_HOME/attend
const char *platform_pictures_folder(Arena *arena); // the user's pictures folder, with /Attend

// A chooser (zenity or kdialog) in a process of its own; the window goes on.
typedef struct Chooser Chooser;
bool chooser_available(void);
Chooser *chooser_start(const char *title);
// 0: still open; 1: *path is set (in the arena); -1: cancelled or failed. Frees the chooser unless it returns 0.
int chooser_poll(Chooser *chooser, Arena *arena, const char **path);
void chooser_cancel(Chooser *chooser);

// PNG bytes to the clipboard through wl-copy or xclip, in a process of its own; false when neither is there.
bool clipboard_picture(Text png);

// Completion for a path field: entries of the folder that start with what is typed; folders end in '/'. Returns the number.
int path_complete(Arena *arena, const char *typed, const char **out, int most);
const char *path_expand(Arena *arena, const char *path); // ~ and file:// and surrounding quotes

// A stamp of all files in a folder (names, sizes, times), to see that something changed.
unsigned long long folder_stamp(const char *folder);
bool file_exists(const char *path);

// Milliseconds since this process was started; negative where that is not known.
double platform_process_age(void);
// Writes bytes beside the path and renames, so that a failure never leaves half a file. False with a problem.
bool file_write(const char *path, Text bytes, Problems *problems);

#endif
