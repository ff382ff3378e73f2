// libzip inflates; the directory is walked here once before, for what libzip lets pass: names that leave the archive, members
// that overlap. Offsets and lengths are those of PKWARE's APPNOTE 6.3, sections 4.3.12 and 4.3.16.
#include "data/archive.h"

#include <stdlib.h>
#include <string.h>
#include <zip.h>

enum { END_SIZE = 22, ENTRY_SIZE = 46, LOCAL_SIZE = 30, MEMBERS_MOST = 4096 };

// --- the directory

typedef struct Listed { // one member as the directory at the end describes it
    Text name;
    unsigned flags, method;
    size_t packed, begin; // bytes in the archive, and where its own header starts
} Listed;

typedef struct Directory {
    Text all;
    size_t at;
    int left;
} Directory;

static size_t number(Text bytes, size_t at, int size) {
    size_t out = 0;
    for (int i = 0; i < size; i++) out |= (size_t)(unsigned char)bytes.at[at + (size_t)i] << 8 * i;
    return out;
}

// The end record stands last, before a comment of at most 64 KiB.
static bool find_directory(Text bytes, Directory *out) {
    if (bytes.size < END_SIZE) return false;
    size_t at = bytes.size - END_SIZE, stop = at > 0xFFFF ? at - 0xFFFF : 0;
    while (memcmp(bytes.at + at, "PK\5\6", 4) != 0) {
        if (at == stop) return false;
        at--;
    }
    *out = (Directory){ bytes, number(bytes, at + 16, 4), (int)number(bytes, at + 10, 2) };
    return true;
}

// False at the end, or where the directory is broken (`left` then says that some are missing).
static bool next_listed(Directory *d, Listed *out) {
    Text all = d->all;
    if (!d->left || d->at > all.size || all.size - d->at < ENTRY_SIZE || memcmp(all.at + d->at, "PK\1\2", 4) != 0) return false;
    size_t at = d->at, name = number(all, at + 28, 2), extra = number(all, at + 30, 2), comment = number(all, at + 32, 2);
    if (name + extra + comment > all.size - at - ENTRY_SIZE) return false;
    *out = (Listed){ { all.at + at + ENTRY_SIZE, name },
                     (unsigned)number(all, at + 8, 2),
                     (unsigned)number(all, at + 10, 2),
                     number(all, at + 20, 4),
                     number(all, at + 42, 4) };
    d->at = at + ENTRY_SIZE + name + extra + comment;
    d->left--;
    return true;
}

bool archive_lists(Text bytes, const char *start) {
    Directory d;
    Listed member;
    if (!find_directory(bytes, &d)) return false;
    while (next_listed(&d, &member))
        if (text_starts(member.name, start)) return true;
    return false;
}

// --- what is refused

static bool refuse(const Archive *a, const char *name, const char *words) {
    Arena *arena = a->problems->arena;
    const char *who = name ? arena_print(arena, "the member %s of the archive ", data_quote(arena, text_of(name))) : "";
    return problems_add(a->problems, (Place){ a->source->file, 0, 0 }, "%s%s", who, words);
}

// Does one of the parts between slashes lead upwards?
static bool leads_up(Text name) {
    for (size_t i = 0; i + 1 < name.size; i++) {
        bool begins = i == 0 || name.at[i - 1] == '/', ends = i + 2 == name.size || name.at[i + 2] == '/';
        if (begins && ends && name.at[i] == '.' && name.at[i + 1] == '.') return true;
    }
    return false;
}

static bool is_archive(Text name) {
    static const char *const endings[] = { ".zip", ".npz", ".gz", ".7z", ".rar", ".tar", ".xlsx" };
    for (size_t i = 0; i < sizeof endings / sizeof endings[0]; i++) {
        size_t size = strlen(endings[i]);
        if (name.size > size && !text_distance((Text){ name.at + name.size - size, size }, text_of(endings[i]))) return true;
    }
    return false;
}

static bool check_member(const Archive *a, const Listed *member) {
    const char *name = text_copy(a->problems->arena, member->name);
    if (!member->name.size) return refuse(a, NULL, "a member of the archive has no name");
    if (memchr(member->name.at, 0, member->name.size)) return refuse(a, name, "has a zero byte in its name");
    if (!utf8_valid(member->name, NULL)) return refuse(a, name, "has a name that is not text in UTF-8");
    if (member->name.at[0] == '/' || memchr(member->name.at, '\\', member->name.size) || leads_up(member->name))
        return refuse(a, name, "has a name that leads out of the archive");
    if (member->flags & 1) return refuse(a, name, "is encrypted: save it without a password");
    if (member->method != ZIP_CM_STORE && member->method != ZIP_CM_DEFLATE)
        return refuse(a, name, "is packed in a way that is not read: only stored and deflated ones are");
    if (is_archive(member->name)) return refuse(a, name, "is an archive itself: unpack it first");
    return true;
}

static int by_begin(const void *a, const void *b) {
    size_t x = ((const Listed *)a)->begin, y = ((const Listed *)b)->begin;
    return x < y ? -1 : x > y;
}

static int by_name(const void *a, const void *b) {
    Text x = ((const Listed *)a)->name, y = ((const Listed *)b)->name;
    int order = memcmp(x.at, y.at, x.size < y.size ? x.size : y.size);
    return order ? order : x.size < y.size ? -1 : x.size > y.size;
}

static bool check_directory(const Archive *a) {
    Directory d;
    Text bytes = a->source->bytes;
    if (!find_directory(bytes, &d)) return refuse(a, NULL, "the archive is broken or cut off: its directory is missing");
    if (d.left > MEMBERS_MOST) return refuse(a, NULL, "the archive has more members than are read (4096)");
    Listed *all = arena_new(a->source->arena, Listed, d.left + 1);
    int count = 0;
    while (next_listed(&d, &all[count]))
        if (!check_member(a, &all[count++])) return false;
    if (d.left) return refuse(a, NULL, "the archive's directory is broken");
    qsort(all, (size_t)count, sizeof *all, by_name);
    for (int i = 1; i < count; i++)
        if (text_equal(all[i].name, all[i - 1].name))
            return refuse(a, text_copy(a->problems->arena, all[i].name), "is there twice");
    qsort(all, (size_t)count, sizeof *all, by_begin);
    for (int i = 0; i < count; i++) {
        size_t end = all[i].begin + LOCAL_SIZE + all[i].name.size + all[i].packed,
               next = i + 1 < count ? all[i + 1].begin : bytes.size;
        if (end > next) return refuse(a, text_copy(a->problems->arena, all[i].name), "overlaps what follows it");
    }
    return true;
}

// --- opening and reading

bool archive_open(Archive *a, const DataSource *source, Problems *problems) {
    *a = (Archive){ .source = source, .problems = problems };
    if (!check_directory(a)) return false;
    zip_error_t error;
    zip_error_init(&error);
    zip_source_t *bytes = zip_source_buffer_create(source->bytes.at, source->bytes.size, 0, &error);
    a->zip = bytes ? zip_open_from_source(bytes, ZIP_RDONLY, &error) : NULL;
    bool memory = zip_error_code_zip(&error) == ZIP_ER_MEMORY;
    if (bytes && !a->zip) zip_source_free(bytes);
    zip_error_fini(&error);
    if (!a->zip && memory) return problems_out_of_memory(problems, source->file);
    if (!a->zip) return refuse(a, NULL, "the archive is broken");
    a->count = (int)zip_get_num_entries(a->zip, 0);
    a->name = arena_new(source->arena, const char *, a->count + 1);
    for (int i = 0; i < a->count; i++) {
        const char *name = zip_get_name(a->zip, (zip_uint64_t)i, ZIP_FL_ENC_RAW);
        a->name[i] = text_copy(source->arena, text_of(name));
    }
    return true;
}

void archive_close(Archive *a) {
    if (a->open) zip_fclose(a->open);
    if (a->zip) zip_discard(a->zip);
    a->open = NULL;
    a->zip = NULL;
}

int archive_find(const Archive *a, const char *name) {
    for (int i = 0; i < a->count; i++)
        if (!strcmp(a->name[i], name)) return i;
    return -1;
}

bool archive_begin(Archive *a, int member) {
    if (a->open) zip_fclose(a->open);
    a->open = zip_fopen_index(a->zip, (zip_uint64_t)member, 0);
    return a->open || refuse(a, a->name[member], "is broken");
}

bool archive_next(Archive *a, char *to, size_t room, size_t *got) {
    zip_int64_t size = zip_fread(a->open, to, room);
    *got = size > 0 ? (size_t)size : 0;
    if (size < 0) return refuse(a, NULL, "a member of the archive is broken: it does not unpack, or its checksum is wrong");
    a->out += *got;
    if (a->out > DATA_FILE_BYTES)
        return problems_add(a->problems, (Place){ a->source->file, 0, 0 },
                            "the archive unpacks to more than %d MiB, which is the most "
                            "that is read",
                            DATA_FILE_BYTES >> 20);
    return data_progress(a->source, (double)a->out / DATA_FILE_BYTES, a->problems);
}

// --- writing

static bool add_member(zip_t *zip, const ArchiveMember *member) {
    zip_source_t *bytes = zip_source_buffer(zip, member->bytes.at, member->bytes.size, 0);
    zip_int64_t at = bytes ? zip_file_add(zip, member->name, bytes, ZIP_FL_ENC_UTF_8) : -1;
    if (bytes && at < 0) zip_source_free(bytes);
    enum { FIRST_DAY = 1 << 5 | 1 }; // 1980-01-01, the first that the format can tell: a real time would differ every time
    return at >= 0 && !zip_set_file_compression(zip, (zip_uint64_t)at, ZIP_CM_STORE, 0) &&
           !zip_file_set_dostime(zip, (zip_uint64_t)at, 0, FIRST_DAY, 0);
}

static bool take_bytes(zip_source_t *source, Builder *out) {
    zip_stat_t about;
    if (zip_source_stat(source, &about) || zip_source_open(source)) return false;
    char part[1 << 14];
    zip_int64_t got;
    while ((got = zip_source_read(source, part, sizeof part)) > 0) builder_add_bytes(out, part, (size_t)got);
    zip_source_close(source);
    return got == 0;
}

bool archive_write(const ArchiveMember *member, int count, Builder *out) {
    static const char nothing[22] = "PK\5\6"; // the end of an archive alone: libzip deletes one that is empty
    if (count == 0) builder_add_bytes(out, nothing, sizeof nothing);
    if (count == 0) return true;
    zip_error_t error;
    zip_error_init(&error);
    zip_source_t *source = zip_source_buffer_create(NULL, 0, 0, &error);
    zip_t *zip = source ? zip_open_from_source(source, ZIP_TRUNCATE, &error) : NULL;
    zip_error_fini(&error);
    if (source && zip) zip_source_keep(source);
    bool well = zip != NULL;
    for (int i = 0; i < count && well; i++) well = add_member(zip, &member[i]);
    if (zip && (!well || zip_close(zip))) {
        zip_discard(zip);
        well = false;
    }
    well = well && take_bytes(source, out);
    if (source) zip_source_free(source);
    return well;
}
