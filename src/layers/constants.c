// Constants that models draw at random or fill with one number.
#include "layers/layers.h"

NodeId normal_constant(Tape *tape, Random *random, const char *name, Shape shape, double deviation) {
    NodeId id = tape_constant(tape, name, shape, NULL);
    const Node *node = tape_node(tape, id);
    for (int i = 0; i < node->count; i++) node->value[i] = (Real)(deviation * random_normal(random));
    return id;
}

NodeId drawn_constant(Tape *tape, Random *random, const char *name, Shape shape, double deviation) {
    NodeId id = tape_constant(tape, name, shape, NULL);
    tape_draw(tape, id, random, deviation);
    return id;
}

NodeId filled_constant(Tape *tape, Shape shape, double value) {
    NodeId id = tape_constant(tape, NULL, shape, NULL);
    const Node *node = tape_node(tape, id);
    for (int i = 0; i < node->count; i++) node->value[i] = (Real)value;
    return id;
}

double xavier(int inputs, int outputs) { return __builtin_sqrt(2.0 / (inputs + outputs)); }
