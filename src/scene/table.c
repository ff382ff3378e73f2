// The table of scenes, made of the list in scenes.def.
#include "scene/scenes.h"

#include <string.h>

#define SCENE(name) &scene_##name,
const Scene *const scene_table[] = {
#include "scene/scenes.def"
};
#undef SCENE
const int scene_count = sizeof scene_table / sizeof *scene_table;

const Scene *scene_find(const char *name) {
    for (int i = 0; i < scene_count; i++)
        if (strcmp(scene_table[i]->name, name) == 0) return scene_table[i];
    return NULL;
}
