// The head is a Python dictionary in one line, {'descr': '<f8', 'fortran_order': False, 'shape': (2, 3), }; its three keys may
// stand in any order.
#include "data/npy.h"

#include <string.h>

#include "data/arrays.h"

static const char magic[] = "\x93NUMPY";
enum { MAGIC = sizeof magic - 1, BEFORE_LENGTH = MAGIC + 2 };

// How many of the first bytes are the head, as they say themselves; 0 when it is not known yet or they are not a head.
static size_t npy_head_size(Text bytes) {
    const unsigned char *at = (const unsigned char *)bytes.at;
    if (bytes.size < BEFORE_LENGTH + 4 || memcmp(at, magic, MAGIC) != 0) return 0;
    const unsigned char *length = at + BEFORE_LENGTH;
    if (at[MAGIC] == 1) return BEFORE_LENGTH + 2 + ((size_t)length[0] | (size_t)length[1] << 8);
    return BEFORE_LENGTH + 4 + ((size_t)length[0] | (size_t)length[1] << 8 | (size_t)length[2] << 16 | (size_t)length[3] << 24);
}

// --- the dictionary

typedef struct NpyText {
    const DataSource *source;
    Text rest;
    const char *what;
    NpyHead *out;
    Problems *problems;
    bool has_type, has_order, has_shape;
} NpyText;

static bool refuse(const NpyText *h, const char *words) {
    return problems_add(h->problems, (Place){ h->source->file, 0, 0 }, "%s%s%s", h->what, h->what[0] ? ": " : "", words);
}

static bool broken(const NpyText *h) { return refuse(h, "the head of this NumPy file is broken"); }

static void skip_blanks(NpyText *h) {
    while (h->rest.size && strchr(" \t\n\r", h->rest.at[0]) && h->rest.at[0]) h->rest = (Text){ h->rest.at + 1, h->rest.size - 1 };
}

static bool take(NpyText *h, const char *word) {
    skip_blanks(h);
    if (!text_starts(h->rest, word)) return false;
    size_t size = strlen(word);
    h->rest = (Text){ h->rest.at + size, h->rest.size - size };
    return true;
}

// A text in either kind of quotation marks.
static bool take_text(NpyText *h, Text *out) {
    skip_blanks(h);
    char mark = h->rest.size ? h->rest.at[0] : 0;
    if (mark != '\'' && mark != '"') return false;
    const char *end = memchr(h->rest.at + 1, mark, h->rest.size - 1);
    if (!end) return false;
    *out = (Text){ h->rest.at + 1, (size_t)(end - h->rest.at) - 1 };
    h->rest = (Text){ end + 1, h->rest.size - out->size - 2 };
    return true;
}

// What NumPy stores besides numbers, in words.
static const char *other_type(char kind) {
    switch (kind) {
    case 'O': return "it holds Python objects (dtype object), which are programs and are never run: store numbers, q.astype('f8')";
    case 'c': return "its numbers are complex: store real ones, as in numpy.save('q.npy', q.real)";
    case 'U':
    case 'S':
    case 'a': return "it holds texts: store numbers, as in q.astype('f8'); words belong into a CSV or JSON";
    case 'V': return "its elements are structured (several fields in one): store one plain array for each field";
    case 'M':
    case 'm': return "it holds dates or times: store numbers, as in q.astype('f8')";
    case 'f': return "its floats have a size that is not read: store doubles, as in q.astype('f8')";
    default: return "its dtype is not one of f2 f4 f8 i1 i2 i4 i8 u1 u2 u4 u8 bool: store doubles, as in q.astype('f8')";
    }
}

// '<f8': byte order, kind, bytes.
static bool read_type(NpyText *h) {
    Text type;
    h->has_type = true;
    skip_blanks(h);
    if (text_starts(h->rest, "[")) return refuse(h, other_type('V'));
    if (!take_text(h, &type) || type.size < 2) return broken(h);
    char order = type.at[0];
    Text kind = strchr("<>=|", order) ? (Text){ type.at + 1, type.size - 1 } : type;
    long size = 0;
    if (kind.size > 1 && !text_integer((Text){ kind.at + 1, kind.size - 1 }, &size)) size = 0;
    bool power = size == 1 || size == 2 || size == 4 || size == 8;
    ElementType *out = &h->out->type;
    *out = (ElementType){ ELEMENT_FLOAT, (int)size, order == '>' };
    if (kind.size && kind.at[0] == 'f' && power && size > 1) return true;
    out->kind = kind.size && kind.at[0] == 'i' ? ELEMENT_SIGNED : kind.size && kind.at[0] == 'u' ? ELEMENT_UNSIGNED : ELEMENT_BOOL;
    if (kind.size && (kind.at[0] == 'i' || kind.at[0] == 'u') && power) return true;
    if (kind.size && (kind.at[0] == 'b' || kind.at[0] == '?') && size <= 1) {
        out->size = 1;
        return true;
    }
    return refuse(h, other_type(kind.size ? kind.at[0] : 0));
}

static bool read_shape(NpyText *h) {
    h->has_shape = true;
    if (!take(h, "(")) return broken(h);
    long long size[DATA_AXES + 1];
    int rank = 0;
    while (!take(h, ")")) {
        size_t digits = 0;
        long value;
        while (digits < h->rest.size && h->rest.at[digits] >= '0' && h->rest.at[digits] <= '9') digits++;
        if (!text_integer((Text){ h->rest.at, digits }, &value)) return broken(h);
        h->rest = (Text){ h->rest.at + digits, h->rest.size - digits };
        take(h, "L"); // old Pythons marked long numbers so
        if (rank > DATA_AXES) return refuse(h, "it has more than 4 axes");
        size[rank++] = value;
        take(h, ",");
        skip_blanks(h);
    }
    const char *what = h->what[0] ? h->what : "the array";
    if (!data_fits(h->problems, (Place){ h->source->file, 0, 0 }, what, size, rank)) return false;
    h->out->rank = rank;
    h->out->count = 1;
    for (int a = 0; a < rank; a++) h->out->count *= (size_t)(h->out->size[a] = (int)size[a]);
    return true;
}

static bool read_order(NpyText *h) {
    h->has_order = true;
    h->out->fortran = take(h, "True");
    return h->out->fortran || take(h, "False") || broken(h);
}

static bool read_pairs(NpyText *h) {
    if (!take(h, "{")) return broken(h);
    while (!take(h, "}")) {
        Text key;
        if (!take_text(h, &key) || !take(h, ":")) return broken(h);
        bool well = text_is(key, "descr")           ? read_type(h)
                    : text_is(key, "shape")         ? read_shape(h)
                    : text_is(key, "fortran_order") ? read_order(h)
                                                    : broken(h);
        if (!well) return false;
        take(h, ",");
        skip_blanks(h);
    }
    return (h->has_type && h->has_shape && h->has_order) || broken(h);
}

bool npy_read_head(const DataSource *source, Text bytes, const char *what, NpyHead *out, Problems *problems) {
    *out = (NpyHead){ 0 };
    NpyText h = { source, { 0 }, what, out, problems, false, false, false };
    size_t size = npy_head_size(bytes);
    if (!size) return refuse(&h, "this is not a NumPy file: it does not begin with \\x93NUMPY");
    int version = bytes.at[MAGIC];
    if (version < 1 || version > 3) return refuse(&h, "this version of NumPy's file format is not known");
    if (size > NPY_HEAD_MOST) return broken(&h);
    if (size > bytes.size) return refuse(&h, "the file is cut off in its head");
    size_t before = BEFORE_LENGTH + (version == 1 ? 2 : 4);
    h.rest = (Text){ bytes.at + before, size - before };
    out->begin = size;
    return read_pairs(&h);
}

// --- the elements

DataEntry npy_entry(const DataSource *source, const NpyHead *head, const char *name) {
    DataEntry entry = { .name = name, .rank = head->rank, .count = (int)head->count, .place = { source->file, 0, 0 } };
    memcpy(entry.size, head->size, sizeof entry.size);
    entry.bits = elements_precision(head->type);
    entry.value = arena_new(source->arena, double, head->count);
    return entry;
}

// Where element `at` of the file belongs: in Fortran's order the first index counts first.
static size_t turned(const NpyHead *head, size_t at) {
    size_t out = 0, stride = head->count;
    for (int a = 0; a < head->rank; a++) {
        size_t size = (size_t)head->size[a];
        stride /= size;
        out += at % size * stride;
        at /= size;
    }
    return out;
}

bool npy_put(const DataSource *source, const NpyHead *head, size_t from, const char *bytes, size_t count, DataEntry *entry,
             const char *what, Problems *problems) {
    size_t inexact = elements_inexact(head->type, bytes, count);
    if (inexact < count)
        return problems_add(problems, (Place){ source->file, 0, 0 },
                            "%s%selement %zu has more digits than are kept: store it as doubles, q.astype('f8')", what,
                            what[0] ? ": " : "", from + inexact);
    if (!head->fortran || head->rank < 2) {
        elements_read(head->type, bytes, count, entry->value + from);
        return true;
    }
    for (size_t i = 0; i < count; i++, bytes += head->type.size)
        elements_read(head->type, bytes, 1, entry->value + turned(head, from + i));
    return true;
}

// --- one file

static bool load_body(void *context) {
    const DataLoad *load = context;
    const DataSource *source = load->source;
    Place place = { source->file, 0, 0 };
    NpyHead head;
    if (!npy_read_head(source, source->bytes, "", &head, load->problems)) return false;
    size_t wanted = head.count * (size_t)head.type.size, has = source->bytes.size - head.begin;
    if (has < wanted)
        return problems_add(load->problems, place, "the file is cut off: its shape asks for %zu bytes of numbers, and %zu follow",
                            wanted, has);
    if (has > wanted)
        return problems_add(load->problems, place, "%zu bytes follow the numbers: save several arrays with numpy.savez",
                            has - wanted);
    DataEntry *entry = arena_new(source->arena, DataEntry, 1);
    *entry = npy_entry(source, &head, "");
    *load->out = (Dataset){ source->file, npy_format.id, entry, 1 };
    return npy_put(source, &head, 0, source->bytes.at + head.begin, head.count, entry, "", load->problems);
}

static bool npy_load(const DataSource *source, Dataset *out, Problems *problems) {
    return data_load_guarded(source, out, problems, load_body);
}

// --- writing

void npy_write(const DataEntry *entry, Builder *out) {
    enum { ALIGN = 64 };
    Builder head = { out->arena };
    builder_print(&head, "{'descr': '<f8', 'fortran_order': False, 'shape': (");
    for (int a = 0; a < entry->rank; a++) builder_print(&head, "%s%d", a ? ", " : "", entry->size[a]);
    builder_add(&head, entry->rank == 1 ? TEXT(",), }") : TEXT("), }"));
    while ((BEFORE_LENGTH + 2 + head.size + 1) % ALIGN) builder_add(&head, TEXT(" "));
    builder_add(&head, TEXT("\n"));
    builder_add_bytes(out, magic, MAGIC);
    builder_add_bytes(out, (const char[]){ 1, 0, (char)(head.size & 255), (char)(head.size >> 8) }, 4);
    builder_add(out, (Text){ head.at, head.size });
    builder_add_bytes(out, (const char *)entry->value, (size_t)entry->count * sizeof(double));
}

// One array alone has no name here: its file has one.
static void npy_save(const Dataset *data, Builder *out) {
    Dataset named = data_named_arrays(out->arena, data);
    if (named.count) npy_write(&named.entry[0], out);
}

const DataFormat npy_format = {
    .id = "npy",
    .endings = "npy",
    .summary = "one array of NumPy, numpy.save('q.npy', q): name it with --q FILE and the like",
    .binary = true,
    .single = true,
    .load = npy_load,
    .save = npy_save,
};
