// See task.h.
#include "layers/task.h"

enum { ATTRIBUTES = TRAINING_ATTRIBUTES };

// Colours and shapes: as many as there are symbols, or more where a string has more items.
static int looks_of(const TrainingOptions *o) { return o->length - 1 > o->symbols ? o->length - 1 : o->symbols; }

TaskShape task_shape(const TrainingOptions *options) {
    int symbols = options->symbols, looks = looks_of(options);
    switch (options->task) {
    case TASK_RECALL: return (TaskShape){ 1, { 0 }, symbols, 1, symbols, false };
    case TASK_LOOKUP: return (TaskShape){ 2, { 0, ATTRIBUTES }, ATTRIBUTES + symbols, 1, symbols, false };
    case TASK_PAIR: return (TaskShape){ 3, { 0, looks, 2 * looks }, 2 * looks + symbols, 2, symbols, false };
    case TASK_NEXT: return (TaskShape){ 1, { 0 }, symbols, options->length - 1, symbols, true };
    }
    return (TaskShape){ 0 };
}

static short below(Random *r, int n) { return (short)random_below(r, (uint32_t)n); }

// The first `count` of `most` attributes in random order (Fisher and Yates), so that no two are alike, `stride` apart.
static void draw_different(Random *r, int most, int count, int stride, short *out) {
    short all[ATTRIBUTES];
    for (int i = 0; i < most; i++) all[i] = (short)i;
    for (int i = 0; i < count; i++) {
        int other = i + below(r, most - i);
        short taken = all[other];
        all[other] = all[i];
        out[i * stride] = all[i] = taken;
    }
}

// Items (key, value), then a key: its value.
static void draw_lookup(const TrainingOptions *o, Random *r, short *token, short *right) {
    int items = o->length - 1, asked;
    draw_different(r, ATTRIBUTES, items, 2, token);
    for (int i = 0; i < items; i++) token[2 * i + 1] = below(r, o->symbols);
    asked = below(r, items);
    token[2 * items] = token[2 * asked];
    token[2 * items + 1] = -1;
    right[0] = token[2 * asked + 1];
}

// Items (colour, shape, payload), then the colour of one and the shape of another (or the same): both payloads.
static void draw_pair(const TrainingOptions *o, Random *r, short *token, short *right) {
    int items = o->length - 1;
    draw_different(r, looks_of(o), items, 3, token);
    draw_different(r, looks_of(o), items, 3, token + 1);
    for (int i = 0; i < items; i++) token[3 * i + 2] = below(r, o->symbols);
    for (int which = 0; which < 2; which++) {
        int asked = below(r, items);
        token[3 * items + which] = token[3 * asked + which];
        right[which] = token[3 * asked + 2];
    }
    token[3 * items + 2] = -1;
}

static void draw_symbols(const TrainingOptions *o, Random *r, short *token) {
    for (int t = 0; t < o->length; t++) token[t] = below(r, o->symbols);
}

void task_draw(const TrainingOptions *options, Random *r, short *token, short *right) {
    switch (options->task) {
    case TASK_RECALL:
        draw_symbols(options, r, token);
        right[0] = token[0];
        break;
    case TASK_LOOKUP: draw_lookup(options, r, token, right); break;
    case TASK_PAIR: draw_pair(options, r, token, right); break;
    case TASK_NEXT:
        draw_symbols(options, r, token);
        for (int t = 0; t < options->length - 1; t++) right[t] = token[t + 1];
        break;
    }
}
