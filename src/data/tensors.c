// The header is parsed by jansson and checked against the file before anybody looks at a number.
#include "data/tensors.h"

#include <stdlib.h>
#include <string.h>

#include "data/json_text.h"
#include "data/source.h"

enum { LENGTH_BYTES = 8 };

static const struct {
    const char *name;
    ElementType type;
} types[] = {
    { "F64", { ELEMENT_FLOAT, 8, false } },    { "F32", { ELEMENT_FLOAT, 4, false } },    { "F16", { ELEMENT_FLOAT, 2, false } },
    { "BF16", { ELEMENT_BRAIN, 2, false } },   { "I64", { ELEMENT_SIGNED, 8, false } },   { "I32", { ELEMENT_SIGNED, 4, false } },
    { "I16", { ELEMENT_SIGNED, 2, false } },   { "I8", { ELEMENT_SIGNED, 1, false } },    { "U64", { ELEMENT_UNSIGNED, 8, false } },
    { "U32", { ELEMENT_UNSIGNED, 4, false } }, { "U16", { ELEMENT_UNSIGNED, 2, false } }, { "U8", { ELEMENT_UNSIGNED, 1, false } },
    { "BOOL", { ELEMENT_BOOL, 1, false } },
};
enum { TYPES = sizeof types / sizeof types[0] };

typedef struct Load {
    Arena *arena;
    Text bytes, numbers; // the whole file, and what follows the header
    Tensors *out;
    Problems *problems;
    json_t *root; // outside the arena: freed by whoever began
} Load;

static bool refuse(const Load *load, const char *format, ...) __attribute__((format(printf, 2, 3)));
static bool refuse(const Load *load, const char *format, ...) {
    va_list args;
    va_start(args, format);
    const char *message = arena_vprint(load->problems->arena, format, args);
    va_end(args);
    return problems_add(load->problems, (Place){ load->out->file, 0, 0 }, "%s", message);
}

static const char *quote(const Load *load, const char *name) { return data_quote(load->problems->arena, text_of(name)); }

// --- the header

// Cuts the header off: *json and load->numbers.
static bool find_header(Load *load, Text *json) {
    size_t room = load->bytes.size;
    uint64_t length = 0;
    if (room < LENGTH_BYTES) return refuse(load, "too short for a safetensors file: %zu bytes; copy it again", room);
    for (int i = 0; i < LENGTH_BYTES; i++) length |= (uint64_t)(unsigned char)load->bytes.at[i] << 8 * i;
    if (length > TENSORS_HEADER)
        return refuse(load,
                      "not a safetensors file, or a broken one: its header would be %llu bytes long, and %d are allowed: copy it "
                      "again, or save "
                      "it anew",
                      (unsigned long long)length, (int)TENSORS_HEADER);
    if (length > room - LENGTH_BYTES)
        return refuse(load, "the file is cut off: its header is %llu bytes long, but only %zu follow: copy it again",
                      (unsigned long long)length, room - LENGTH_BYTES);
    *json = (Text){ load->bytes.at + LENGTH_BYTES, (size_t)length };
    load->numbers = (Text){ json->at + length, room - LENGTH_BYTES - (size_t)length };
    if (json->size == 0 || json->at[0] != '{')
        return refuse(load, "not a safetensors file: its header does not start with {; save it anew");
    if (memchr(json->at, 0, json->size)) return refuse(load, "the header is broken: it holds a zero byte; copy the file again");
    return true;
}

static bool parse(Load *load, Text json) {
    json_error_t error;
    bool memory_is_short;
    load->root = json_text_read(json, JSON_REJECT_DUPLICATES, &error, &memory_is_short);
    if (load->root && json_is_object(load->root)) return true;
    if (memory_is_short) return problems_out_of_memory(load->problems, load->out->file);
    if (!load->root && json_error_code(&error) == json_error_duplicate_key)
        return refuse(load, "the header names a tensor twice: save the file anew");
    return refuse(load, "the header is broken: it is not JSON near byte %d; copy the file again",
                  LENGTH_BYTES + (load->root ? 0 : error.position));
}

// --- one tensor

static bool read_type(const Load *load, const json_t *entry, Tensor *out) {
    const char *name = json_string_value(json_object_get(entry, "dtype"));
    if (!name) return refuse(load, "the tensor %s has no dtype: save the file anew", quote(load, out->name));
    for (int i = 0; i < TYPES; i++) {
        if (strcmp(types[i].name, name) != 0) continue;
        out->dtype = types[i].name;
        out->type = types[i].type;
        return true;
    }
    return refuse(load, "the tensor %s has the dtype %s, which is not read: store it as F32", quote(load, out->name),
                  quote(load, name));
}

// Sizes and their product, which must be a number of bytes that a file can have.
static bool read_shape(const Load *load, const json_t *entry, Tensor *out) {
    const json_t *shape = json_object_get(entry, "shape");
    size_t rank = json_array_size(shape);
    if (!json_is_array(shape)) return refuse(load, "the tensor %s has no shape: save the file anew", quote(load, out->name));
    if (rank > TENSOR_AXES)
        return refuse(load, "the tensor %s has %zu axes, more than %d: save it with fewer", quote(load, out->name), rank,
                      TENSOR_AXES);
    out->rank = (int)rank;
    out->count = 1;
    for (size_t i = 0; i < rank; i++) {
        const json_t *size = json_array_get(shape, i);
        int64_t value = json_is_integer(size) ? json_integer_value(size) : -1;
        if (value < 0)
            return refuse(load, "the shape of the tensor %s is not a list of sizes: save the file anew", quote(load, out->name));
        out->size[i] = value;
        if (value && out->count > INT64_MAX / 8 / value)
            return refuse(load, "the tensor %s is too large for any file: save the file anew", quote(load, out->name));
        out->count *= value;
    }
    return true;
}

static bool read_range(const Load *load, const json_t *entry, Tensor *out) {
    const json_t *offsets = json_object_get(entry, "data_offsets"), *begin = json_array_get(offsets, 0),
                 *end = json_array_get(offsets, 1);
    const char *name = quote(load, out->name);
    if (json_array_size(offsets) != 2 || !json_is_integer(begin) || !json_is_integer(end))
        return refuse(load, "the tensor %s has no data_offsets: [begin, end]; save the file anew", name);
    int64_t from = json_integer_value(begin), to = json_integer_value(end), room = (int64_t)load->numbers.size;
    if (from < 0 || to < from) return refuse(load, "the data_offsets of the tensor %s run backwards: save the file anew", name);
    if (to > room)
        return refuse(load,
                      "the file is cut off: the tensor %s ends at byte %lld of the numbers, but there are %lld: copy it again",
                      name, (long long)to, (long long)room);
    if (to - from != out->count * out->type.size)
        return refuse(load, "the tensor %s has %lld bytes where its shape and dtype ask for %lld: save the file anew", name,
                      (long long)(to - from), (long long)(out->count * out->type.size));
    out->bytes = (Text){ load->numbers.at + from, (size_t)(to - from) };
    return true;
}

static bool read_facts(Load *load, json_t *facts) {
    if (!json_is_object(facts)) return refuse(load, "__metadata__ is not an object of texts: save the file anew");
    Tensors *out = load->out;
    out->fact = arena_new(load->arena, TensorsFact, json_object_size(facts) + 1);
    const char *name;
    json_t *text;
    json_object_foreach(facts, name, text) {
        if (!json_is_string(text)) return refuse(load, "__metadata__: %s is not a text: save the file anew", quote(load, name));
        out->fact[out->facts++] =
            (TensorsFact){ text_copy(load->arena, text_of(name)), text_copy(load->arena, text_of(json_string_value(text))) };
    }
    return true;
}

// --- all of them

static int by_place(const void *a, const void *b) {
    const Tensor *x = *(const Tensor *const *)a, *y = *(const Tensor *const *)b;
    return x->bytes.at < y->bytes.at ? -1 : x->bytes.at > y->bytes.at ? 1 : 0;
}

static bool no_overlap(const Load *load) {
    const Tensors *out = load->out;
    const Tensor **sorted = arena_new(load->arena, const Tensor *, out->count + 1);
    int count = 0;
    for (int i = 0; i < out->count; i++)
        if (out->tensor[i].bytes.size) sorted[count++] = &out->tensor[i];
    qsort(sorted, (size_t)count, sizeof *sorted, by_place);
    for (int i = 1; i < count; i++)
        if (sorted[i]->bytes.at < sorted[i - 1]->bytes.at + sorted[i - 1]->bytes.size)
            return refuse(load, "the tensors %s and %s overlap, but each needs bytes of its own: save the file anew",
                          quote(load, sorted[i - 1]->name), quote(load, sorted[i]->name));
    return true;
}

static bool read_body(void *context) {
    Load *load = context;
    Text json;
    if (!find_header(load, &json) || !parse(load, json)) return false;
    Tensors *out = load->out;
    out->tensor = arena_new(load->arena, Tensor, json_object_size(load->root) + 1);
    const char *name;
    json_t *entry;
    json_object_foreach(load->root, name, entry) {
        if (!strcmp(name, "__metadata__")) {
            if (!read_facts(load, entry)) return false;
            continue;
        }
        Tensor *tensor = &out->tensor[out->count];
        tensor->name = text_copy(load->arena, text_of(name));
        if (!json_is_object(entry))
            return refuse(load, "the tensor %s is not described by an object: save the file anew", quote(load, name));
        if (!read_type(load, entry, tensor) || !read_shape(load, entry, tensor) || !read_range(load, entry, tensor)) return false;
        out->count++;
    }
    return no_overlap(load);
}

bool tensors_read(Arena *arena, Text bytes, const char *file, Tensors *out, Problems *problems) {
    *out = (Tensors){ .file = file };
    Load load = { .arena = arena, .bytes = bytes, .out = out, .problems = problems };
    bool well = problems_guard(arena, file, problems, read_body, &load);
    json_decref(load.root);
    return well;
}

// --- asking

const Tensor *tensors_find(const Tensors *tensors, const char *name) {
    for (int i = 0; i < tensors->count; i++)
        if (!strcmp(tensors->tensor[i].name, name)) return &tensors->tensor[i];
    return NULL;
}

const char *tensors_fact(const Tensors *tensors, const char *name) {
    for (int i = 0; i < tensors->facts; i++)
        if (!strcmp(tensors->fact[i].name, name)) return tensors->fact[i].text;
    return NULL;
}

void tensor_read(const Tensor *tensor, int64_t from, int64_t count, double *out) {
    elements_read(tensor->type, tensor->bytes.at + from * tensor->type.size, (size_t)count, out);
}

void tensor_read_float(const Tensor *tensor, int64_t from, int64_t count, float *out) {
    elements_read_float(tensor->type, tensor->bytes.at + from * tensor->type.size, (size_t)count, out);
}

// --- writing

static Tensor tensor_of(const char *name, int type, int rank, const int64_t *size, const void *value) {
    Tensor tensor = { .name = name, .dtype = types[type].name, .type = types[type].type, .rank = rank, .count = 1 };
    for (int i = 0; i < rank; i++) tensor.count *= tensor.size[i] = size[i];
    tensor.bytes = (Text){ value, (size_t)tensor.count * (size_t)tensor.type.size };
    return tensor;
}

Tensor tensor_of_doubles(const char *name, int rank, const int64_t *size, const double *value) {
    return tensor_of(name, 0, rank, size, value);
}

Tensor tensor_of_floats(const char *name, int rank, const int64_t *size, const float *value) {
    return tensor_of(name, 1, rank, size, value);
}

static void write_entry(Builder *out, const Tensor *tensor, size_t begin) {
    data_json_text(out, tensor->name);
    builder_print(out, ":{\"dtype\":\"%s\",\"shape\":[", tensor->dtype);
    for (int i = 0; i < tensor->rank; i++) builder_print(out, "%s%lld", i ? "," : "", (long long)tensor->size[i]);
    builder_print(out, "],\"data_offsets\":[%zu,%zu]}", begin, begin + tensor->bytes.size);
}

void tensors_write(const Tensors *tensors, Builder *out) {
    Builder header = { out->arena };
    builder_add(&header, TEXT("{"));
    if (tensors->facts) {
        builder_add(&header, TEXT("\"__metadata__\":{"));
        for (int i = 0; i < tensors->facts; i++) {
            if (i) builder_add(&header, TEXT(","));
            data_json_text(&header, tensors->fact[i].name);
            builder_add(&header, TEXT(":"));
            data_json_text(&header, tensors->fact[i].text);
        }
        builder_add(&header, TEXT("}"));
    }
    size_t begin = 0;
    for (int i = 0; i < tensors->count; i++) {
        if (i || tensors->facts) builder_add(&header, TEXT(","));
        write_entry(&header, &tensors->tensor[i], begin);
        begin += tensors->tensor[i].bytes.size;
    }
    builder_add(&header, TEXT("}"));
    while (header.size % LENGTH_BYTES) builder_add(&header, TEXT(" ")); // the numbers then lie at a multiple of eight
    char length[LENGTH_BYTES];
    for (int i = 0; i < LENGTH_BYTES; i++) length[i] = (char)((uint64_t)header.size >> 8 * i & 0xFF);
    builder_add_bytes(out, length, LENGTH_BYTES);
    builder_add(out, (Text){ header.at, header.size });
    for (int i = 0; i < tensors->count; i++) builder_add(out, tensors->tensor[i].bytes);
}
