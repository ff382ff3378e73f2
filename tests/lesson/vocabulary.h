// A vocabulary for tests, in the shape that app makes from the scene and model tables: enough for the tests of this room.
#ifndef ATTEND_TESTS_LESSON_VOCABULARY_H
#define ATTEND_TESTS_LESSON_VOCABULARY_H

#include "lesson/lesson.h"

#define LENGTH(list) ((int)(sizeof(list) / sizeof *(list)))

#define SIMILARITIES "scaled dot general additive tanh-additive kernel"
static const VocabularyParam attention_params[] = {
    { .name = "scene", .choices = "attention lookup plane hull additive" },
    { .name = "similarity", .choices = SIMILARITIES },
    { .name = "temperature", .low = 0.001, .high = 1000 },
    { .name = "mask", .choices = "none causal" },
};
static const VocabularyParam cost_params[] = {
    { .name = "n", .low = 1, .high = 512, .whole = true },
    { .name = "d", .low = 1, .high = 512, .whole = true },
    { .name = "r", .low = 1, .high = 512, .whole = true },
};
static const VocabularyParam practice_params[] = {
    // kinds that the lessons do not need yet
    { .name = "n", .low = 1, .high = 200, .whole = true },
    { .name = "grid", .on_off = true },
};

#define ATTENTION_NODES                                                                                                            \
    "q", "k", "v", "W", "wq", "wk", "Wq", "Wk", "va", "sigma", "mask", "y", "raw", "s", "masked", "a", "weighted", "o", "loss",    \
        "qW", "sq", "sk", "hq", "hk", "hidden", "distance2"
static const char *const attention_nodes[] = { ATTENTION_NODES };
static const char *const sharpness_nodes[] = { ATTENTION_NODES, "sweep.s", "sweep.a", "sweep.o", "sweep.loss" };
static const char *const twins_nodes[] = { "q",        "k",        "sigma",  "dot.s",      "dot.a",
                                           "kernel.s", "kernel.a", "ring.k", "ring.dot.a", "ring.kernel.a" };
static const char *const cost_nodes[] = { "dot.raw", "dot.s", "add.hq", "add.hk", "add.s" };

static const char *const attention_reveal[] = { "q",        "k", "s",    "scale",  "a",    "v",
                                                "weighted", "o", "mask", "target", "loss", "gradient" };
static const char *const lookup_reveal[] = { "q", "k", "v", "match" };
static const char *const plane_reveal[] = { "q", "k", "s", "a", "qW", "circles" };
static const char *const hull_reveal[] = { "v", "o", "chain", "a" };
static const char *const sharpness_reveal[] = { "curve", "bars", "hull", "loss", "gradient" };
static const char *const spread_reveal[] = { "raw", "scaled" };
static const char *const additive_reveal[] = { "sq", "sk", "hidden", "s", "a", "second" };
static const char *const twins_reveal[] = { "dot", "kernel", "circle" };
static const char *const cost_reveal[] = { "dot", "additive" };

#define SCENE(scene, model, params, nodes, reveal)                                                                                 \
    { #scene, model, params, LENGTH(params), nodes, LENGTH(nodes), reveal, LENGTH(reveal) }
static const VocabularyScene test_scenes[] = {
    SCENE(attention, "attention", attention_params, attention_nodes, attention_reveal),
    SCENE(lookup, "attention", attention_params, attention_nodes, lookup_reveal),
    SCENE(plane, "attention", attention_params, attention_nodes, plane_reveal),
    SCENE(hull, "attention", attention_params, attention_nodes, hull_reveal),
    SCENE(additive, "attention", attention_params, attention_nodes, additive_reveal),
    SCENE(sharpness, "sharpness", attention_params, sharpness_nodes, sharpness_reveal),
    { "spread", "spread", NULL, 0, NULL, 0, spread_reveal, LENGTH(spread_reveal) },
    { "twins", "twins", NULL, 0, twins_nodes, LENGTH(twins_nodes), twins_reveal, LENGTH(twins_reveal) },
    SCENE(cost, "cost", cost_params, cost_nodes, cost_reveal),
    SCENE(practice, "attention", practice_params, attention_nodes, cost_reveal),
};
static const char *const test_models[] = { "attention", "sharpness", "spread", "twins", "cost" };
static const Vocabulary test_vocabulary = { test_scenes, LENGTH(test_scenes), test_models, LENGTH(test_models) };

#endif
