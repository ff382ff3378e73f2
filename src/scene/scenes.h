// The scenes that scenes.def lists.
#ifndef ATTEND_SCENE_SCENES_H
#define ATTEND_SCENE_SCENES_H

#include "kit/scene.h"

#define SCENE(name) extern const Scene scene_##name;
#include "scene/scenes.def"
#undef SCENE

extern const Scene *const scene_table[];
extern const int scene_count;
const Scene *scene_find(const char *name); // NULL when there is none

#endif
