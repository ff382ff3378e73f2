// A zip archive from somebody else, read with suspicion: its names stay inside it, nothing is encrypted, doubled or laid over
// another, and only bytes that really come out count, so that a bomb is refused while it inflates.
#ifndef ATTEND_DATA_ARCHIVE_H
#define ATTEND_DATA_ARCHIVE_H

#include "data/source.h"

typedef struct Archive {
    const DataSource *source;
    Problems *problems;
    struct zip *zip;       // both outside the arena: archive_close frees them
    struct zip_file *open; // the member that is being read
    int count;
    const char **name;
    size_t out; // bytes inflated so far, of all members
} Archive;

// Checks the directory and opens it. False with a problem. Close it in either case.
bool archive_open(Archive *archive, const DataSource *source, Problems *problems);
void archive_close(Archive *archive);
int archive_find(const Archive *archive, const char *name); // -1 when there is none
// Opens a member for archive_next.
bool archive_begin(Archive *archive, int member);
// The next bytes of it, at most `room`; *got is 0 at its end, where its checksum has been found right. False with a problem.
bool archive_next(Archive *archive, char *to, size_t room, size_t *got);

// Does the archive in these bytes have a member whose name starts so? For telling kinds of archives apart; reads nothing.
bool archive_lists(Text bytes, const char *start);
// A new archive of these members, stored as they are: the same members give the same bytes. False when memory ran out.
typedef struct ArchiveMember {
    const char *name;
    Text bytes;
} ArchiveMember;
bool archive_write(const ArchiveMember *member, int count, Builder *out);

#endif
