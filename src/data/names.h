// What people call the arrays of attention: Q, queries, Keys, attn_mask. The exact name of an input always wins over these; that is
// for a model to see (model/resolve.c).
#ifndef ATTEND_DATA_NAMES_H
#define ATTEND_DATA_NAMES_H

#include "base/text.h"

typedef enum DataRole { ROLE_NONE, ROLE_QUERIES, ROLE_KEYS, ROLE_VALUES, ROLE_TOKENS, ROLE_MASK } DataRole;

// Which of these a name means, letter case ignored: "Q", "queries", "k2". *row is the number behind it, −1 when it has none;
// it may be NULL.
DataRole data_role(Text name, int *row);
const char *data_role_name(DataRole role); // "q", as the models call it; NULL for ROLE_NONE
bool data_is_role_name(const char *name);  // is it one of those?

#endif
