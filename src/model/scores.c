// Attention that keeps its n × m scores, so that they can be looked at, or runs by tiles and never holds them.
#include <string.h>

#include "model/parts.h"

static bool is_choice(const Params *params, const ParamInfo *info, int infos, const char *choice) {
    return !strcmp(params_choice(params, info, infos, "scores"), choice);
}

bool scores_path(const ScoreSpec *spec, const Params *params, const ParamInfo *info, int infos, bool *tiled, Problems *problems) {
    bool too_many = spec->count > MODEL_STORED_SCORES, asked = is_choice(params, info, infos, "tiled");
    *tiled = asked || (too_many && is_choice(params, info, infos, "auto"));
    if (*tiled && !spec->hindrance) return true;
    if (asked) return problems_add(problems, spec->place, "scores = tiled does not work with %s", spec->hindrance);
    return !too_many || problems_add(problems, spec->place, "%s make %lld scores, but at most %d can be kept: use fewer rows",
                                     spec->made_by, spec->count, MODEL_STORED_SCORES);
}

const char *scores_refusal(const Inputs *inputs, const Params *params, long long n, long long m) {
    if (habit_of(params) != HABIT_NONE) return "a mistake";
    if (n != m && habit_chooses(params, "align", "upper", "lower")) return "align = lower";
    const Input *mask = inputs_find(inputs, "mask");
    int count = mask ? shape_count(mask->shape) : 0;
    for (int i = 0; i < count; i++)
        if (mask->value[i] != 1) return "a mask in the data";
    return NULL;
}
