// safetensors: what is written reads back bit by bit, and a broken header is refused before a number is looked at.
#include "data/tensors.h"

#include "data/sample.h"

typedef struct File {
    Arena *arena;
    Builder bytes;
    Tensors tensors;
    Problems problems;
    bool ok;
} File;

// A file of this header, padded as its length says, and `numbers` bytes 0, 1, 2 … after it.
static File with_header(const char *json, int numbers) {
    File f = { arena_begin() };
    f.bytes.arena = f.problems.arena = f.arena;
    char length[8] = { (char)(strlen(json) & 255), (char)(strlen(json) >> 8) };
    builder_add_bytes(&f.bytes, length, 8);
    builder_add(&f.bytes, text_of(json));
    for (int i = 0; i < numbers; i++) builder_add_bytes(&f.bytes, &(char){ (char)i }, 1);
    f.ok = tensors_read(f.arena, (Text){ f.bytes.at, f.bytes.size }, "f", &f.tensors, &f.problems);
    return f;
}

static void check_header(const char *json, int numbers, const char *problem) {
    File f = with_header(json, numbers);
    if (f.ok) fail_msg("accepted: %s", json);
    assert_string_equal(problem_text(f.arena, &f.problems.item[0]), problem);
    arena_end(f.arena);
}

static void what_is_written_reads_back(void **state) {
    (void)state;
    Arena *arena = arena_begin();
    static const float w[6] = { 1.5f, -2, 3e-38f, 4, 5, 6 };
    static const double b[1] = { 0.1 };
    Tensor tensor[] = { tensor_of_floats("w", 2, (int64_t[]){ 2, 3 }, w), tensor_of_doubles("b \"1\"", 0, NULL, b) };
    Tensors made = { NULL, tensor, 2, (TensorsFact[]){ { "format", "attend" } }, 1 }, read;
    Builder bytes = { arena }, again = { arena };
    Problems problems = { arena };
    tensors_write(&made, &bytes);
    assert_true(tensors_read(arena, (Text){ bytes.at, bytes.size }, "f", &read, &problems));
    assert_int_equal(read.count, 2);
    assert_string_equal(tensors_fact(&read, "format"), "attend");
    assert_null(tensors_fact(&read, "author"));
    const Tensor *got = tensors_find(&read, "w");
    assert_int_equal(got->rank, 2);
    assert_int_equal(got->size[1], 3);
    assert_int_equal((got->bytes.at - bytes.at) % 8, 0);
    float back[6];
    tensor_read_float(got, 0, 6, back);
    assert_memory_equal(back, w, sizeof w);
    double one;
    tensor_read(tensors_find(&read, "b \"1\""), 0, 1, &one);
    assert_memory_equal(&one, b, sizeof b);
    tensor_read(got, 4, 1, &one);
    assert_true(one == 5);
    assert_null(tensors_find(&read, "none"));
    tensors_write(&read, &again);
    assert_int_equal(again.size, bytes.size);
    assert_memory_equal(again.at, bytes.at, bytes.size);
    arena_end(arena);
}

// The numbers at byte 0, 1, 2 … of the file are 0, 1, 2 …, so every element type can be told by hand.
static void every_dtype(void **state) {
    (void)state;
    static const struct {
        const char *dtype;
        int size;
        double value; // of the bytes 0 to size − 1
    } types[] = {
        { "U8", 1, 0 },
        { "BOOL", 1, 0 },
        { "I16", 2, 256 },
        { "U32", 4, 50462976 },
        { "I64", 8, 506097522914230528.0 },
        { "F16", 2, 0x1p-16 },
        { "BF16", 2, 0x1p-125 },
        { "F32", 4, 3.820471434542632e-37 },
        { "F64", 8, 7.949928895127363e-275 },
    };
    for (size_t i = 0; i < sizeof types / sizeof types[0]; i++) {
        char json[128];
        snprintf(json, sizeof json, "{\"a\":{\"dtype\":\"%s\",\"shape\":[],\"data_offsets\":[0,%d]}}", types[i].dtype,
                 types[i].size);
        File f = with_header(json, types[i].size);
        assert_true(f.ok);
        double got;
        tensor_read(&f.tensors.tensor[0], 0, 1, &got);
        assert_true(got == types[i].value);
        arena_end(f.arena);
    }
}

static void halves(void **state) {
    (void)state;
    static const struct {
        const char bytes[2];
        double value;
    } half[] = { { { 0x00, 0x3C }, 1 },
                 { { 0x00, (char)0xC0 }, -2 },
                 { { (char)0xFF, 0x7B }, 65504 },
                 { { 1, 0 }, 0x1p-24 },
                 { { 0, 4 }, 0x1p-14 },
                 { { 0x55, 0x35 }, 0.333251953125 },
                 { { 0, 0x7C }, __builtin_inf() },
                 { { (char)0xFF, 3 }, 1023 * 0x1p-24 } };
    for (size_t i = 0; i < sizeof half / sizeof half[0]; i++) {
        double got;
        elements_read((ElementType){ ELEMENT_FLOAT, 2, false }, half[i].bytes, 1, &got);
        assert_true(got == half[i].value);
    }
    double got;
    elements_read((ElementType){ ELEMENT_BRAIN, 2, false }, "\x80\x3F", 1, &got);
    assert_true(got == 1);
    elements_read((ElementType){ ELEMENT_SIGNED, 2, true }, "\xFF\xFE", 1, &got);
    assert_true(got == -2);
}

static void broken_headers(void **state) {
    (void)state;
#define TENSOR(name, rest) "{\"" name "\":{" rest "}}"
    check_header("[1]", 0, "f: not a safetensors file: its header does not start with {; save it anew");
    check_header("{\"a\":", 0, "f: the header is broken: it is not JSON near byte 13; copy the file again");
    check_header("{\"a\":1,\"a\":2}", 0, "f: the header names a tensor twice: save the file anew");
    check_header("{\"a\":1}", 0, "f: the tensor 'a' is not described by an object: save the file anew");
    check_header(TENSOR("a", "\"shape\":[1]"), 0, "f: the tensor 'a' has no dtype: save the file anew");
    check_header(TENSOR("a", "\"dtype\":\"F8_E4M3\",\"shape\":[1]"), 0,
                 "f: the tensor 'a' has the dtype 'F8_E4M3', which is not read: store it as F32");
    check_header(TENSOR("a", "\"dtype\":\"F32\""), 0, "f: the tensor 'a' has no shape: save the file anew");
    check_header(TENSOR("a", "\"dtype\":\"F32\",\"shape\":[-1]"), 0,
                 "f: the shape of the tensor 'a' is not a list of sizes: save the file anew");
    check_header(TENSOR("a", "\"dtype\":\"F32\",\"shape\":[1,1,1,1,1,1,1,1,1]"), 0,
                 "f: the tensor 'a' has 9 axes, more than 8: save it with fewer");
    check_header(TENSOR("a", "\"dtype\":\"F32\",\"shape\":[4294967296,4294967296]"), 0,
                 "f: the tensor 'a' is too large for any file: save the file anew");
    check_header(TENSOR("a", "\"dtype\":\"F32\",\"shape\":[1]"), 4,
                 "f: the tensor 'a' has no data_offsets: [begin, end]; save the file anew");
    check_header(TENSOR("a", "\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[4,0]"), 4,
                 "f: the data_offsets of the tensor 'a' run backwards: save the file anew");
    check_header(TENSOR("a", "\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,8]"), 4,
                 "f: the file is cut off: the tensor 'a' ends at byte 8 of the numbers, but there are 4: copy it again");
    check_header(TENSOR("a", "\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,4]"), 4,
                 "f: the tensor 'a' has 4 bytes where its shape and dtype ask for 8: save the file anew");
    check_header("{\"a\":{\"dtype\":\"U8\",\"shape\":[4],\"data_offsets\":[0,4]},\"b\":{\"dtype\":\"U8\",\"shape\":[2],"
                 "\"data_offsets\":[3,5]}}",
                 8, "f: the tensors 'a' and 'b' overlap, but each needs bytes of its own: save the file anew");
    check_header("{\"__metadata__\":{\"n\":1}}", 0, "f: __metadata__: 'n' is not a text: save the file anew");
    check_header("{\"__metadata__\":1}", 0, "f: __metadata__ is not an object of texts: save the file anew");
}

static void broken_lengths(void **state) {
    (void)state;
    static const struct {
        const char *bytes, *problem;
        size_t size;
    } files[] = {
        { "\x05\0\0", "f: too short for a safetensors file: 3 bytes; copy it again", 3 },
        { "\x05\0\0\0\0\0\0\0{}", "f: the file is cut off: its header is 5 bytes long, but only 2 follow: copy it again", 10 },
        { "\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF{}",
          "f: not a safetensors file, or a broken one: its header would be 18446744073709551615 bytes long, and 100000000 are "
          "allowed: copy it again, or save it anew",
          10 },
        { "\x03\0\0\0\0\0\0\0{\0}", "f: the header is broken: it holds a zero byte; copy the file again", 11 },
    };
    for (size_t i = 0; i < sizeof files / sizeof files[0]; i++) {
        Arena *arena = arena_begin();
        Problems problems = { arena };
        Tensors tensors;
        assert_false(tensors_read(arena, (Text){ files[i].bytes, files[i].size }, "f", &tensors, &problems));
        assert_string_equal(problem_text(arena, &problems.item[0]), files[i].problem);
        arena_end(arena);
    }
}

// As vectors: what a model's file may hold and a file of vectors may not.
static void as_vectors(void **state) {
    (void)state;
    File f = with_header("{\"q\":{\"dtype\":\"U8\",\"shape\":[1,2],\"data_offsets\":[0,2]}}", 2);
    Loaded l = load_bytes("safetensors", f.bytes.at, f.bytes.size);
    assert_true(l.ok);
    assert_string_equal(dataset_text(l.arena, &l.data), "q 1x2=0,1");
    arena_end(l.arena);
    arena_end(f.arena);
    f = with_header("{\"q\":{\"dtype\":\"U8\",\"shape\":[0,2],\"data_offsets\":[0,0]}}", 0);
    l = load_bytes("safetensors", f.bytes.at, f.bytes.size);
    assert_false(l.ok);
    assert_string_equal(problem_at(&l, 0), "f: 'q' is empty");
    arena_end(l.arena);
    arena_end(f.arena);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_written_reads_back),
        cmocka_unit_test(every_dtype),
        cmocka_unit_test(halves),
        cmocka_unit_test(broken_headers),
        cmocka_unit_test(broken_lengths),
        cmocka_unit_test(as_vectors),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
