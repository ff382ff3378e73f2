// Which query sees which key: one leaf of 1 and 0, (n, m), the data's mask and the causal one (j <= i) together, that can be
// clicked. A row without a 1 would be a softmax over nothing, so it is refused.
#include <string.h>

#include "model/parts.h"

static bool is_causal(const Params *params) { return !strcmp(params_choice(params, NULL, 0, "mask"), "causal"); }

// How many keys before the first one of the triangle's diagonal: 0 in the upper left corner, m − n in the lower right.
static int shift_of(const Params *params, int n, int m) {
    Habit habit = habit_of(params);
    bool lower = habit_chooses(params, "align", "upper", "lower");
    if (habit == HABIT_ALIGN_UPPER || habit == HABIT_ALIGN_LOWER) lower = habit == HABIT_ALIGN_LOWER;
    return lower ? m - n : 0;
}

static void write_values(const Node *node, const Input *mask, const Params *params) {
    int n = node->shape.size[0], m = node->shape.size[1], shift = shift_of(params, n, m);
    bool causal = is_causal(params);
    for (int i = 0; i < n; i++)
        for (int j = 0; j < m; j++) {
            size_t at = (size_t)i * (size_t)m + (size_t)j;
            node->value[at] = (!causal || j <= i + shift) && (!mask || mask->value[at] != 0);
        }
}

NodeId mask_nodes(Tape *tape, const Inputs *inputs, const Params *params, int n, int m) {
    NodeId id = tape_constant(tape, "mask", SHAPE2(n, m), NULL);
    write_values(tape_node(tape, id), inputs_find(inputs, "mask"), params);
    return id;
}

void mask_write(Tape *tape, const Inputs *inputs, const Params *params) {
    NodeId mask = tape_find(tape, "mask");
    if (mask != NODE_NONE) write_values(tape_node(tape, mask), inputs_find(inputs, "mask"), params);
}

bool mask_is_binary(const Inputs *inputs, Problems *problems) {
    const Input *mask = inputs_find(inputs, "mask");
    int columns = mask ? mask->shape.size[1] : 1, count = mask ? shape_count(mask->shape) : 0;
    for (int i = 0; i < count; i++) {
        char number[32];
        if (mask->value[i] == 0 || mask->value[i] == 1) continue;
        return problems_add(problems, mask->place,
                            "mask has %s in row %d, column %d: write 1 where the query sees the key, 0 where not",
                            data_number(mask->value[i], number), i / columns + 1, i % columns + 1);
    }
    return true;
}

bool mask_blind(Problems *problems, Place place, int query) {
    return problems_add(problems, place, "query %d sees no key: let the mask show it at least one", query + 1);
}

static bool every_query_sees(const Node *mask, Place place, Problems *problems) {
    int n = mask->shape.size[0], m = mask->shape.size[1];
    bool well = true;
    for (int i = 0; i < n; i++) {
        bool sees = false;
        for (int j = 0; j < m && !sees; j++) sees = mask->value[(size_t)i * (size_t)m + (size_t)j] != 0;
        if (!sees) well = mask_blind(problems, place, i);
    }
    return well;
}

bool mask_check(const Tape *tape, const Inputs *inputs, Problems *problems) {
    const Input *mask = inputs_find(inputs, "mask");
    if (tape_find(tape, "mask") == NODE_NONE) return true; // by tiles every query sees at least itself
    return every_query_sees(tape_node(tape, tape_find(tape, "mask")), mask ? mask->place : (Place){ 0 }, problems);
}
