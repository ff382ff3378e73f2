// The table of operations, made of the list.
#include "core/op.h"

#include "core/record.h"

#define OP(name, ...) &op_##name,
const Op *const op_table[] = {
#include "core/operations.def"
};
#undef OP
const int op_count = sizeof op_table / sizeof op_table[0];
