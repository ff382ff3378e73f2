// What every scene asks of its step: is this shown, is it what is now, how is this parameter set.
#include "kit/scene.h"

#include <assert.h>
#include <string.h>

static bool holds(const char *const *list, int count, const char *name) {
    for (int i = 0; i < count; i++)
        if (strcmp(list[i], name) == 0) return true;
    return false;
}

bool step_knows(const Step *step, const char *name) {
    for (const char *const *known = step->names; known; known++)
        if (!*known || strcmp(*known, name) == 0) return *known;
    return true;
}

bool step_reveals(const Step *step, const char *name) {
    assert(step_knows(step, name));
    return holds(step->reveal, step->reveals, name);
}

bool step_focuses(const Step *step, const char *name) {
    assert(step_knows(step, name));
    return holds(step->focus, step->foci, name);
}

double step_number(const Step *step, const char *param) { return params_number(step->params, step->info, step->infos, param); }

const char *step_choice(const Step *step, const char *param) { return params_choice(step->params, step->info, step->infos, param); }
