// Files are read whole and written whole or not at all. What could hold the program up for ever (a pipe that nobody writes to,
// a device) is refused; a file that is replaced keeps its mode and its owner, and a link to it stays a link.
#ifndef ATTEND_BASE_FILE_H
#define ATTEND_BASE_FILE_H

#include "base/error.h"
#include "base/text.h"

// All bytes of a regular file, at most `most`, with a zero byte after them; /dev/stdin and /dev/fd/N may be pipes too. False with
// a problem when it cannot be read, is a folder, a pipe or a device, is too large, or memory is short.
bool file_read(Arena *arena, const char *path, size_t most, Text *out, Problems *problems);
// A file as it lies on the disk, read-only: its bytes come into memory when they are touched. False with a problem. What is given
// must not be used after file_unmap, and the file must not become shorter meanwhile.
bool file_map(const char *path, Text *out, Problems *problems);
void file_unmap(Text bytes);
// Whether there is a regular file that can be opened for reading. Never waits.
bool file_can_read(const char *path);
bool file_exists(const char *path); // of any kind
// False when a link on the way leads the path out of the folder where the file `beside` stands. What is not there is inside.
bool file_is_inside(const char *path, const char *beside);
bool file_is_absent(const char *path); // there is none; false where that cannot be told

// Writes the bytes beside the path, makes sure that they are on the disk, and renames, so that a failure never leaves half a
// file, and never spoils the one that is there. A device or a pipe is written to as it is. False with a problem.
bool file_write(const char *path, Text bytes, Problems *problems);

// The same for what is written bit by bit: file_begin, any writing to `out`, file_end.
enum { FILE_PATH_MOST = 4096 };
typedef struct FileOut {
    FILE *out;
    const char *path;                                  // as said, for messages
    char target[FILE_PATH_MOST], part[FILE_PATH_MOST]; // where it goes, and where it stands until it is whole; "" for a device
} FileOut;
bool file_begin(FileOut *file, const char *path, Problems *problems);
// Keeps what was written, or throws it away when `keep` is false. False with a problem when it could not be kept.
bool file_end(FileOut *file, bool keep, Problems *problems);

// For what implements these on a machine: "cannot be read: WHY" of a path, and that a file is larger than `most` bytes; false.
bool file_problem(Problems *problems, const char *path, const char *what, const char *why);
bool file_too_large(Problems *problems, const char *path, size_t most);

#endif
