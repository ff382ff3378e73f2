// Recurrent layers, layer norm and softmax against ONNX's own node tests (Debian's libonnx-testdata): numbers that
// nobody here made.
#include <math.h>
#include <stdlib.h>

#include "model/setup.h"

#define ONNX "/usr/share/libonnx-testdata/data/node/"

typedef struct Tensor {
    int rank, size[4], count;
    const float *value;
} Tensor;

// --- a TensorProto: dims (1), data_type (2; 1 is float), float_data (4), raw_data (9)

typedef struct Bytes {
    const unsigned char *at, *end;
} Bytes;

static unsigned long long varint(Bytes *b) {
    unsigned long long value = 0;
    for (int shift = 0; b->at < b->end; shift += 7) {
        unsigned char byte = *b->at++;
        value |= (unsigned long long)(byte & 0x7F) << shift;
        if (!(byte & 0x80)) break;
    }
    return value;
}

static void take_dims(Tensor *t, Bytes *b, bool packed) {
    Bytes inside = *b;
    if (packed) {
        size_t size = (size_t)varint(&inside);
        inside.end = inside.at + size;
        b->at = inside.end;
        while (inside.at < inside.end) t->size[t->rank++] = (int)varint(&inside);
    } else {
        t->size[t->rank++] = (int)varint(b);
    }
}

static Tensor tensor(Arena *arena, const char *test, const char *file) {
    size_t size;
    const char *path = arena_print(arena, ONNX "%s/test_data_set_0/%s.pb", test, file);
    char *text = check_read(path, &size), *bytes = arena_new(arena, char, size + 1);
    memcpy(bytes, text, size);
    free(text);
    Bytes b = { (unsigned char *)bytes, (unsigned char *)bytes + size };
    Tensor t = { .count = 1 };
    while (b.at < b.end) {
        unsigned long long key = varint(&b), field = key >> 3, wire = key & 7;
        if (field == 1) {
            take_dims(&t, &b, wire == 2);
        } else if (wire == 2) {
            size_t length = (size_t)varint(&b);
            if (field == 9 || field == 4) {
                float *copy = arena_new(arena, float, length / sizeof(float) + 1);
                memcpy(copy, b.at, length);
                t.value = copy;
            }
            b.at += length;
        } else {
            unsigned long long value = varint(&b);
            if (field == 2) assert_int_equal(value, 1);
        }
    }
    for (int i = 0; i < t.rank; i++) t.count *= t.size[i];
    assert_non_null(t.value);
    return t;
}

// --- recurrent layers: W (1, G H, D), R (1, G H, H), B (1, 2 G H); each of the batch is a run of its own

typedef struct Case {
    const char *test, *model, *set;
    int gates;
    int block[4];   // our gate i is block[i] of ONNX
    bool bias;      // input_3 holds it
    bool batchwise; // X (batch, T, D), Y_h (batch, 1, H)
    const char *out;
} Case;

static void write_weights(Builder *out, const char *name, const Tensor *t, const Case *c) {
    int columns = t->size[2], width = t->size[1] / c->gates;
    for (int d = 0; d < columns; d++) {
        builder_print(out, "%s", name);
        for (int g = 0; g < c->gates; g++)
            for (int h = 0; h < width; h++) builder_print(out, ",%.9g", (double)t->value[(c->block[g] * width + h) * columns + d]);
        builder_print(out, "\n");
    }
}

// One bias, or the two of ONNX added.
static void write_bias(Builder *out, const char *name, const Tensor *t, const Case *c, bool first, bool second) {
    int all = t->size[1] / 2, width = all / c->gates;
    builder_print(out, "%s", name);
    for (int g = 0; g < c->gates; g++)
        for (int h = 0; h < width; h++) {
            const float *at = t->value + c->block[g] * width + h;
            builder_print(out, ",%.9g", (first ? (double)at[0] : 0) + (second ? (double)at[all] : 0));
        }
    builder_print(out, "\n");
}

static void check_recurrent(const Case *c) {
    Arena *arena = arena_begin();
    Tensor x = tensor(arena, c->test, "input_0"), W = tensor(arena, c->test, "input_1"), R = tensor(arena, c->test, "input_2");
    Tensor want = tensor(arena, c->test, c->out);
    int steps = x.size[c->batchwise], batch = x.size[!c->batchwise], width = R.size[2];
    for (int item = 0; item < batch; item++) {
        Builder text = { arena };
        for (int t = 0; t < steps; t++) {
            builder_print(&text, "x");
            int row = c->batchwise ? item * steps + t : t * batch + item;
            for (int d = 0; d < x.size[2]; d++) builder_print(&text, ",%.9g", (double)x.value[row * x.size[2] + d]);
            builder_print(&text, "\n");
        }
        write_weights(&text, "Wx", &W, c);
        write_weights(&text, "Wh", &R, c);
        bool gru = c->gates == 3;
        if (c->bias) {
            Tensor B = tensor(arena, c->test, "input_3");
            write_bias(&text, gru ? "bx" : "b", &B, c, true, !gru);
            if (gru) write_bias(&text, "bh", &B, c, false, true);
        }
        Run r = run_good(c->model, c->set, builder_text(&text));
        const Node *h = node_of(&r, "h");
        for (int j = 0; j < width; j++)
            check_close((double)h->value[(steps - 1) * width + j], (double)want.value[item * width + j], 1e-6, c->test, __FILE__,
                        __LINE__);
        arena_end(r.arena);
    }
    arena_end(arena);
}

static void recurrent_layers(void **state) {
    (void)state;
    static const Case cases[] = {
        { "test_simple_rnn_defaults", "rnn", "", 1, { 0 }, false, false, "output_0" },
        { "test_simple_rnn_with_initial_bias", "rnn", "", 1, { 0 }, true, false, "output_0" },
        { "test_simple_rnn_batchwise", "rnn", "", 1, { 0 }, false, true, "output_1" },
        { "test_rnn_seq_length", "rnn", "", 1, { 0 }, true, false, "output_0" },
        { "test_lstm_defaults", "lstm", "gates=iofc", 4, { 0, 1, 2, 3 }, false, false, "output_0" },
        { "test_lstm_with_initial_bias", "lstm", "gates=iofc", 4, { 0, 1, 2, 3 }, true, false, "output_0" },
        { "test_lstm_batchwise", "lstm", "", 4, { 0, 2, 3, 1 }, false, true, "output_1" },        // i f g o of i o f c
        { "test_gru_defaults", "gru", "reset=before", 3, { 1, 0, 2 }, false, false, "output_0" }, // r z n of z r h
        { "test_gru_with_initial_bias", "gru", "reset=before", 3, { 1, 0, 2 }, true, false, "output_0" },
        { "test_gru_seq_length", "gru", "reset=before", 3, { 1, 0, 2 }, true, false, "output_0" },
        { "test_gru_batchwise", "gru", "reset=before", 3, { 1, 0, 2 }, false, true, "output_1" },
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) check_recurrent(&cases[i]);
}

// --- layer norm over the last axis: y, the mean, and one over the spread

static void write_rows(Builder *out, const char *name, const Tensor *t) {
    int columns = t->size[t->rank - 1];
    for (int i = 0; i < t->count; i++)
        builder_print(out, "%s,%.9g%s", i % columns ? "" : name, (double)t->value[i], i % columns == columns - 1 ? "\n" : "");
}

static void layer_norms(void **state) {
    (void)state;
    static const char *const cases[][2] = { { "test_layer_normalization_2d_axis1", "" },
                                            { "test_layer_normalization_2d_axis_negative_1", "" },
                                            { "test_layer_normalization_default_axis", "" },
                                            { "test_layer_normalization_3d_axis2_epsilon", "eps=0.1" },
                                            { "test_layer_normalization_3d_axis_negative_1_epsilon", "eps=0.1" } };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        Arena *arena = arena_begin();
        Tensor x = tensor(arena, cases[i][0], "input_0"), gamma = tensor(arena, cases[i][0], "input_1");
        Tensor beta = tensor(arena, cases[i][0], "input_2"), y = tensor(arena, cases[i][0], "output_0");
        Tensor mean = tensor(arena, cases[i][0], "output_1"), rise = tensor(arena, cases[i][0], "output_2");
        Builder text = { arena };
        write_rows(&text, "x", &x);
        write_rows(&text, "gamma", &gamma);
        write_rows(&text, "beta", &beta);
        Run r = run_good("layernorm", cases[i][1], builder_text(&text));
        assert_int_equal(node_of(&r, "y")->count, y.count);
        assert_int_equal(node_of(&r, "mean")->count, mean.count);
        for (int k = 0; k < y.count; k++) assert_close(node_of(&r, "y")->value[k], (double)y.value[k], 2e-6);
        for (int k = 0; k < mean.count; k++) {
            assert_close(node_of(&r, "mean")->value[k], (double)mean.value[k], 1e-6);
            assert_close(1 / node_of(&r, "spread")->value[k], (double)rise.value[k], 2e-6);
        }
        arena_end(r.arena);
        arena_end(arena);
    }
}

// --- softmax over the last axis

static void softmaxes(void **state) {
    (void)state;
    static const char *const cases[] = { "test_softmax_example", "test_softmax_large_number", "test_softmax_axis_2",
                                         "test_softmax_default_axis", "test_softmax_negative_axis" };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        Arena *arena = arena_begin();
        Tensor x = tensor(arena, cases[i], "input_0"), y = tensor(arena, cases[i], "output_0");
        Shape shape = { x.rank, { 0 } };
        memcpy(shape.size, x.size, sizeof shape.size);
        Tape *tape = tape_begin(arena);
        NodeId in = tape_leaf(tape, "x", shape, NULL), out = tape_softmax(tape, in, NODE_NONE);
        for (int k = 0; k < x.count; k++) tape_node(tape, in)->value[k] = (Real)x.value[k];
        tape_forward(tape);
        for (int k = 0; k < y.count; k++) assert_close(tape_node(tape, out)->value[k], (double)y.value[k], 1e-6);
        arena_end(arena);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(recurrent_layers),
        cmocka_unit_test(layer_norms),
        cmocka_unit_test(softmaxes),
    };
    return cmocka_run_group_tests_name("model/onnx", tests, NULL, NULL);
}
