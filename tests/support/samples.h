// Small data for every model by its name, for tests that walk the model table.
#ifndef ATTEND_TESTS_SAMPLES_H
#define ATTEND_TESTS_SAMPLES_H

#include <string.h>

#define SAMPLE_SQUARE(name) name ",1,0\n" name ",0,1\n"
#define SAMPLE_HEADS SAMPLE_SQUARE("Wq") SAMPLE_SQUARE("Wk") SAMPLE_SQUARE("Wv") SAMPLE_SQUARE("Wo")

// The pictures of attention take what attention takes. A model without inputs takes none of it.
static inline const char *sample_for(const char *model) {
    static const char *const data[][2] = {
        { "next_word", "x1,1,2\nx2,0,1\n" SAMPLE_SQUARE("Wq") SAMPLE_SQUARE("Wk") SAMPLE_SQUARE("Wv") "W1,1,0\nW2,0,1\nW3,0,0\n" },
        { "hill", "w,1,2\n" },
        { "schedule", "x,8,4,2,1\n" },
        { "chain", "x1,1\nx2,0\nx3,0\n" },
        { "powers", "factors,0.5,0.9,1\nW1,0.5,4\nW2,0,0.5\n" },
        { "jacobian", "base1,0.24,0.82\nbase2,-0.68,-0.24\nh,0.9,-0.4\n" },
        { "clip", "gradient,3,4\n" },
        { "belt", "biases,3,5\n" },
        { "flow", "tokens1,0\ntokens2,3\n" },
        { "multihead", "x1,1,2\nx2,0,1\n" SAMPLE_HEADS },
        { "split", "q1,1,2\nq2,0,1\nk1,1,2\nk2,2,1\nv1,4,0\nv2,0,4\n" },
        { "projections", "x1,1,2\nx2,0,1\n" SAMPLE_SQUARE("Wq") SAMPLE_SQUARE("Wk") SAMPLE_SQUARE("Wv") },
        { "head", "x1:a,1,2\nx2:b,0,1\n" SAMPLE_HEADS },
        { "wishes", "x1,1,2\nx2,0,1\n" SAMPLE_HEADS },
        { "layernorm", "x1,1,2\nx2,0,1\n" },
        { "rescale", "x1,1,2,4\nx2,0,1,5\n" },
        { "batchnorm", "x1,1,2,4\nx2,0,1,5\nx3,3,1,0\n" },
        { "order", "x1,1,2\nx2,0,1\nx3,2,1\n" },
        { "block", "x1,1,2\nx2,0,1\n" SAMPLE_HEADS SAMPLE_SQUARE("W1") SAMPLE_SQUARE("W2") },
        { "blocks", "x1,1,2\nx2,0,1\n" SAMPLE_HEADS SAMPLE_SQUARE("W1") SAMPLE_SQUARE("W2") },
        { "decoder", "x1,1,2\nx2,0,1\nmemory1,2,1\nmemory2,1,0\nmemory3,0,3\n" SAMPLE_HEADS SAMPLE_SQUARE("Cq") SAMPLE_SQUARE("Ck")
                         SAMPLE_SQUARE("Cv") SAMPLE_SQUARE("Co") SAMPLE_SQUARE("W1") SAMPLE_SQUARE("W2") },
        { "rotary", "q1,1,2\nq2,0,1\nk1,1,2\nk2,2,1\n" },
        { "rnn", "x1,1\nx2,2\nWx,1\nWh,1\n" },
        { "lstm", "x1,1\nx2,2\nWx,1,2,3,4\nWh,1,2,3,4\n" },
        { "gru", "x1,1\nx2,2\nWx,1,2,3\nWh,1,2,3\n" },
    };
    for (size_t i = 0; i < sizeof data / sizeof data[0]; i++)
        if (!strcmp(data[i][0], model)) return data[i][1];
    return "q,1,1\nk1,1,1\nk2,1,0\nk3,1,-1\nv1,4,0\nv2,0,4\nv3,1,1\n";
}

#endif
