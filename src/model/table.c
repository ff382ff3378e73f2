// The table of models, made of the list.
#include <string.h>

#include "model/parts.h"

#define MODEL(name) &model_##name,
const Model *const model_table[] = {
#include "model/models.def"
};
#undef MODEL
const int model_count = sizeof model_table / sizeof model_table[0];

const Model *model_find(const char *name) {
    for (int i = 0; i < model_count; i++)
        if (!strcmp(model_table[i]->name, name)) return model_table[i];
    return NULL;
}
