// What every scene asks of its step: is this shown, is it what is now, how is this parameter set.
#include "kit/scene.h"

#include <assert.h>
#include <stdio.h>
#include <string.h>

static bool holds(const char *const *list, int count, const char *name) {
    for (int i = 0; i < count; i++)
        if (strcmp(list[i], name) == 0) return true;
    return false;
}

// Asserts ask it, so it says which word of which scene is misspelt before they end the program.
bool step_knows(const Step *step, const char *name) {
    if (!step->names) return true;
    for (const char *const *known = step->names; *known; known++)
        if (strcmp(*known, name) == 0) return true;
    fprintf(stderr, "attend: a scene of the model %s asks for '%s', but its names are", step->model ? step->model->name : "?",
            name);
    for (const char *const *known = step->names; *known; known++) fprintf(stderr, " %s", *known);
    fprintf(stderr, "\n");
    return false;
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
