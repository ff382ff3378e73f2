// What the machine offers: files and folders, other programs, the clipboard, clocks. Implemented for a desktop in
// platform_posix.c; a page in a browser has an implementation of its own. Everything else in the program is plain C11.
// Nothing here blocks: another program runs as a process of its own and is asked later.
#ifndef ATTEND_BASE_PLATFORM_H
#define ATTEND_BASE_PLATFORM_H

#include <stdbool.h>

#include "base/arena.h"
#include "base/file.h"
#include "base/text.h"

// --- where things are
// The person's folders, made when they are missing; NULL when that fails or there are none.
const char *platform_state_folder(Arena *arena);    // $XDG_STATE_HOME/attend
const char *platform_config_folder(Arena *arena);   // $XDG_CONFIG_HOME/attend; not made: there may be nothing to read
const char *platform_pictures_folder(Arena *arena); // the user's pictures folder, with /Attend
const char *platform_program(Arena *arena);         // the file that runs; NULL where that is not known
// Can a person name a file by its path? In a browser a save is a download, and only a chosen file can be read.
bool platform_has_paths(void);

// --- files (reading and writing them: base/file.h)
bool file_rename(const char *from, const char *to); // replaces what is there
// One program at a time between lock and unlock of the same path (a file of its own beside what it guards). Waits at most so
// many seconds. Where there are no locks it is granted to everybody; NULL when somebody else still has it.
typedef struct FileLock FileLock;
FileLock *file_lock(const char *path, double seconds);
void file_unlock(FileLock *lock);
bool folder_exists(const char *path);
bool folder_make(const char *path); // with those above it
// The files in a folder whose names end so (".md"), as whole paths in order; hidden ones are left out.
const char **folder_files(Arena *arena, const char *folder, const char *ending, int *count);
// A stamp of all files in a folder (names, sizes, times), to see that something changed.
unsigned long long folder_stamp(const char *folder);
unsigned long long file_stamp(const char *path); // of one file; 0 when it is not there

// --- paths that a person types
// Completion: entries of the folder that start with what is typed; folders end in '/'. Returns the number.
int path_complete(Arena *arena, const char *typed, const char **out, int most);
const char *path_expand(Arena *arena, const char *path); // ~ and file:// and surrounding quotes

// --- what is given up
// From here on this process and whatever it starts reads files as before, but writes only where people keep files (with a window;
// a command may write wherever it was told to), starts only programs that are installed, makes no devices, pipes or sockets, and
// reaches no network but that of a display on another machine. False: the kernel cannot hold it to that, and nothing is given up.
// Once, before there are threads.
bool platform_confine(bool window);

// --- memory
// What is freed stays with the process for what it asks for next, where the system would take it back and give it out anew, page by
// page. For a command, which is over soon; a window gives back what it no longer needs. Once, before there are threads.
void platform_keep_memory(void);

// --- other programs
bool program_there(const char *name); // can it be started?
// Starts it and lets it go, with these bytes to read; its output goes nowhere. argv ends in NULL. False: it is not there.
bool program_leave(const char *const *argv, Text input);
bool platform_open_address(const char *address); // in the person's browser
// A file chooser in a process of its own.
typedef struct Chooser Chooser;
bool chooser_available(void);
Chooser *chooser_start(const char *title);
// 0: still open; 1: *path is set (in the arena); -1: cancelled; -2: failed. Frees the chooser unless it returns 0.
int chooser_poll(Chooser *chooser, Arena *arena, const char **path);
void chooser_cancel(Chooser *chooser);
bool clipboard_picture(Text bytes, const char *type); // "image/png", by a program that keeps it; false: there is none

// --- time
double platform_seconds(void);     // of a clock that only goes forward
int platform_minute(void);         // of the day, as the clock on the wall says
double platform_process_age(void); // milliseconds since this process was started; negative where that is not known

#endif
