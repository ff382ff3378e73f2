// Several arrays of NumPy, numpy.savez('vectors.npz', q=q, k=k, v=v): a zip archive of npy files, each called as its array. An
// array is decoded while it inflates, so that its bytes are never held as a whole.
#include <stdint.h>
#include <string.h>

#include "data/archive.h"
#include "data/arrays.h"
#include "data/npy.h"

enum { PART = 1 << 16 };

typedef struct Load {
    const DataSource *source;
    Dataset *out;
    Problems *problems;
    Archive archive; // partly outside the arena
    char *part;      // (PART) bytes of a member that are not decoded yet
    size_t has;
} Load;

// Fills the part up; `has` stays what it was at the member's end.
static bool fill(Load *load) {
    while (load->has < PART) {
        size_t got;
        if (!archive_next(&load->archive, load->part + load->has, PART - load->has, &got)) return false;
        if (!got) break;
        load->has += got;
    }
    return true;
}

static void drop(Load *load, size_t bytes) {
    load->has -= bytes;
    memmove(load->part, load->part + bytes, load->has);
}

static bool cut_off(const Load *load, const char *member) {
    return problems_add(load->problems, (Place){ load->source->file, 0, 0 }, "%s: it holds fewer numbers than its shape asks for",
                        member);
}

// Decodes the elements as they come.
static bool read_elements(Load *load, const NpyHead *head, const char *member, DataEntry *entry) {
    size_t size = (size_t)head->type.size;
    for (size_t at = 0; at < head->count;) {
        if (load->has < size && !fill(load)) return false;
        size_t count = load->has / size < head->count - at ? load->has / size : head->count - at;
        if (!count) return cut_off(load, member);
        if (!npy_put(load->source, head, at, load->part, count, entry, member, load->problems)) return false;
        at += count;
        drop(load, count * size);
    }
    if (!load->has && !fill(load)) return false; // to the end, where the checksum is compared
    if (load->has) return problems_add(load->problems, (Place){ load->source->file, 0, 0 }, "%s: bytes follow its numbers", member);
    return true;
}

static bool read_member(Load *load, int member, DataEntry *entry) {
    const char *file = load->archive.name[member], *quoted = data_quote(load->problems->arena, text_of(file));
    NpyHead head;
    load->has = 0;
    if (!archive_begin(&load->archive, member) || !fill(load)) return false;
    if (!npy_read_head(load->source, (Text){ load->part, load->has }, quoted, &head, load->problems)) return false;
    *entry = npy_entry(load->source, &head, arena_copy(load->source->arena, file, strlen(file) - strlen(".npy")));
    drop(load, head.begin);
    return read_elements(load, &head, quoted, entry);
}

static bool is_array(const char *name) {
    size_t size = strlen(name);
    return size > 4 && !strcmp(name + size - 4, ".npy");
}

static bool load_body(void *context) {
    Load *load = context;
    const DataSource *source = load->source;
    Place place = { source->file, 0, 0 };
    if (!archive_open(&load->archive, source, load->problems)) return false;
    int arrays = 0;
    for (int i = 0; i < load->archive.count; i++) arrays += is_array(load->archive.name[i]);
    if (!arrays)
        return problems_add(load->problems, place,
                            "the archive holds no arrays of NumPy: numpy.savez('vectors.npz', q=q, k=k, v=v) makes one");
    if (arrays > DATA_ARRAYS)
        return problems_add(load->problems, place, "%d arrays; a file may hold at most %d", arrays, DATA_ARRAYS);
    load->part = arena_alloc(source->arena, PART);
    *load->out = (Dataset){ source->file, npz_format.id, arena_new(source->arena, DataEntry, arrays), 0 };
    for (int i = 0; i < load->archive.count; i++) {
        const char *name = load->archive.name[i];
        if (is_array(name)) {
            if (!read_member(load, i, &load->out->entry[load->out->count++])) return false;
        } else if (name[strlen(name) - 1] != '/') {
            problems_note(load->problems, place, "%s is no array of NumPy and is left out",
                          data_quote(load->problems->arena, text_of(name)));
        }
    }
    data_unname(load->out);
    return true;
}

static bool npz_load(const DataSource *source, Dataset *out, Problems *problems) {
    Load load = { .source = source, .out = out, .problems = problems };
    bool well = problems_guard(source->arena, source->file, problems, load_body, &load);
    archive_close(&load.archive);
    return well;
}

// The name of an array as one of a file that every archive takes, and no other's: without what leads out of it, and in signs that
// are seen.
static const char *member_name(Arena *arena, const char *name, const ArchiveMember *before, int count) {
    char *out = arena_print(arena, "%s.npy", name);
    for (char *c = out; *c; c++) {
        bool up = *c == '.' && c[1] == '.';
        if ((unsigned char)*c < ' ' || *c == 127 || *c == '\\' || (*c == '/' && c == out) || up) *c = '_';
    }
    for (int i = 0; i < count; i++)
        if (!strcmp(before[i].name, out)) return member_name(arena, arena_print(arena, "%s_", name), before, count);
    return out;
}

// The length of a name in an archive has two bytes: a longer one would spoil the file. Cut at a whole character, with room for an
// ending and for what makes it no other's.
static const char *short_name(Arena *arena, const char *name) {
    enum { NAME_BYTES = 65000 };
    size_t size = strlen(name);
    if (size <= NAME_BYTES) return name;
    size = NAME_BYTES;
    while (size > 0 && ((unsigned char)name[size] & 0xC0) == 0x80) size--;
    return arena_copy(arena, name, size);
}

static void npz_save(const Dataset *data, Builder *out) {
    Arena *arena = out->arena;
    Dataset named = data_named_arrays(arena, data);
    ArchiveMember *member = arena_new(arena, ArchiveMember, named.count + 1);
    for (int i = 0; i < named.count; i++) {
        Builder bytes = { arena };
        npy_write(&named.entry[i], &bytes);
        const char *name = member_name(arena, short_name(arena, named.entry[i].name), member, i);
        member[i] = (ArchiveMember){ name, { bytes.at, bytes.size } };
    }
    if (!archive_write(member, named.count, out)) arena_alloc(arena, SIZE_MAX); // only memory can be short: it is said as ever
}

const DataFormat npz_format = {
    .id = "npz",
    .endings = "npz",
    .summary = "several arrays of NumPy by their names, numpy.savez('vectors.npz', q=q, k=k, v=v)",
    .binary = true,
    .load = npz_load,
    .save = npz_save,
};
