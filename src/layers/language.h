// A language model: how it is built, where its numbers are, and how it goes on a tape. The same recorder serves training (a
// batch, in float), opening (one text, every node by its name, in double) and large files that are read where they lie.
//
//     Language *model = language_new(arena, sizes);                       // or one that a loader made of a file
//     LanguageLeaves leaves = language_leaves(tape, model, LEAVES_COPIED);
//     LanguageNodes nodes = language_nodes(tape, &leaves, (LanguageRun){ .length = n });
#ifndef ATTEND_LAYERS_LANGUAGE_H
#define ATTEND_LAYERS_LANGUAGE_H

#include "base/random.h"
#include "core/tape.h"

typedef enum LanguageKind { LANGUAGE_ATTENTION, LANGUAGE_LSTM } LanguageKind;
typedef enum LanguagePlaces { PLACES_LEARNED, PLACES_ROTARY, PLACES_NONE } LanguagePlaces;
typedef enum LanguageNorm { NORM_LAYER, NORM_RMS } LanguageNorm;
typedef enum LanguageAct { ACT_GELU, ACT_GELU_TANH, ACT_SILU_GATED } LanguageAct;

enum { LANGUAGE_LAYERS = 256, LANGUAGE_TENSORS = 24 };

typedef struct LanguageSizes {
    LanguageKind kind;
    int words, context; // V; the longest text
    int width, hidden;  // d; F of the feed-forward layer, 0 where there is none; H of an LSTM
    int layers, heads;
    int key_heads; // heads of keys and values; 0: as many as heads
    LanguagePlaces places;
    double base; // of rotary places; 0 is taken as 10000
    LanguageNorm norm;
    LanguageAct act;
    double eps;      // of the norms; 0 is taken as 1e-5
    bool turned;     // the matrices of the layers are stored (out, in)
    bool tied;       // the unembedding is the table of the embedding
    bool turned_out; // the unembedding is stored (V, d)
    bool joined;     // queries, keys and values come from one matrix (d, 3 d)
    bool plain;      // no biases
} LanguageSizes;
int language_key_width(const LanguageSizes *sizes); // columns of keys and of values
// What does not fit together; NULL: all does.
const char *language_sizes_wrong(const LanguageSizes *sizes);

typedef struct LanguageLayer {
    const float *gamma1, *beta1;         /* (d) */
    const float *Wq, *bq;                /* (d, d), (d); joined: (d, 3 d), (3 d) */
    const float *Wk, *bk, *Wv, *bv;      /* (d, key width), (key width) */
    const float *Wo, *bo;                /* (d, d), (d) */
    const float *gamma2, *beta2;         /* (d); NULL without a feed-forward layer, as what follows */
    const float *W1, *b1, *W3, *W2, *b2; /* (d, F), (F), gated (d, F), (F, d), (d) */
} LanguageLayer;

typedef struct Language {
    LanguageSizes sizes;
    const float *E, *P;        /* (V, d), learned places (L, d) */
    LanguageLayer *layer;      // (layers); NULL for an LSTM
    const float *Wx, *Wh, *b;  // of an LSTM: (d, 4 H), (H, 4 H), (4 H); gates i f g o
    const float *gamma, *beta; // the last norm (d)
    const float *U, *bU;       /* (d, V), (V); NULL where tied */
} Language;

// One array of a model: its name on the tape and in a file, and where its pointer stands.
typedef struct LanguageTensor {
    char name[24]; // "l1.Wq"
    Shape shape;
    const float **at;
    double size, middle; // how it starts: standard deviation and mean
    bool uniform;        // ± size instead
} LanguageTensor;
// The arrays of a model in a fixed order: `visit` once for each.
int language_tensors(Language *model, LanguageTensor *out /* NULL: only counted */);
long long language_numbers(const LanguageSizes *sizes); // how many numbers all arrays have

// A model with first weights, its arrays side by side in one block. random NULL: zeros.
Language *language_new(Arena *arena, const LanguageSizes *sizes, Random *random);
float *language_block(const Language *model); // of language_new: all its numbers, in the order of language_tensors

// --- on a tape

typedef enum LeavesKind {
    LEAVES_LEARN,    // copies that get gradients
    LEAVES_CONSTANT, // copies that get none
    LEAVES_MAPPED,   // float tapes: the model's own memory, without gradients
} LeavesKind;

typedef struct LayerLeaves {
    NodeId gamma1, beta1, Wq, bq, Wk, bk, Wv, bv, Wo, bo, gamma2, beta2, W1, b1, W3, W2, b2;
} LayerLeaves;
typedef struct LanguageLeaves {
    const Language *model;
    NodeId E, P, Wx, Wh, b, gamma, beta, U, bU;
    LayerLeaves *layer; // (layers), those asked for
} LanguageLeaves;
LanguageLeaves language_leaves(Tape *tape, const Language *model, LeavesKind kind);

typedef struct LanguageRun {
    int batch;          // 0: one text, and no axis for it
    int length;         // n
    bool tiled;         // attention by tiles: the scores are not kept
    bool switches;      // a leaf "l1.on" (heads, 1, 1) and "l1.mean" (heads, 1, d/heads): a head can be switched off
    const char *prefix; // before every name; NULL for none
    bool asks;          // what the words enter with gets a gradient, though no leaf may
    bool last;          // logits of the last word alone
    // The layers from `first` on alone: what the one before wrote (n, d), which must stay. NULL: all layers.
    const Real *stream;
    int first;
    // One more word after `past` others, whose keys and values are kept: nodes (past, key width), one a layer.
    int past;
    const NodeId *past_k, *past_v;
} LanguageRun;
typedef struct LanguageNodes {
    NodeId tokens;        // the leaf: (n), (batch, n); an LSTM's (n · batch), first every text's first word
    NodeId embed, logits; // (…, n, d), (…, n, V)
    NodeId read;          // what the unembedding reads: the last norm, an LSTM's states
    NodeId *a;            // (layers): weights (…, heads, n, n); NODE_NONE where tiled
    NodeId *head;         // (layers): (…, heads, n, d / heads), after the switches
    NodeId *stream;       // (layers + 1): (…, n, d), what every layer reads; the last: what the last norm reads
    NodeId *on, *mean;    // (layers), with switches
    NodeId p;             // (n, V); NODE_NONE in a batch
} LanguageNodes;
// One layer (from 0) by itself, its leaves too: what it reads is a leaf "x" (n, d) under the layer's prefix, which
// the caller fills.
// Of the nodes only a, head, and stream[layer] (that leaf) and stream[layer + 1] are there.
LanguageNodes language_layer_nodes(Tape *tape, const Language *model, int layer, int n, LeavesKind kind);
LanguageNodes language_nodes(Tape *tape, const LanguageLeaves *leaves, LanguageRun run);
// The logits that the last norm and the unembedding read off any rows of the stream (n, d): the logit lens.
NodeId language_read_off(Tape *tape, const LanguageLeaves *leaves, NodeId stream);

#endif
