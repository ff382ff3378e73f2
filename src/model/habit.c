// A model that knows mistakes has a parameter `habit`; its choices are the list.
#include "model/habit.h"

#include <string.h>

Habit habit_of(const Params *params) { return habit_find(params_choice(params, NULL, 0, "habit")); }

bool habit_chooses(const Params *params, const char *name, const char *initial, const char *choice) {
    const char *chosen = params_choice(params, NULL, 0, name);
    return !strcmp(chosen[0] ? chosen : initial, choice);
}

// Mistakes that are another choice of a parameter, where there are more than two.
static const struct {
    Habit habit;
    const char *param;
} other_choice[] = { { HABIT_GATE_ORDER, "gates" }, { HABIT_ACTIVATION_OTHER, "activation" } };

static const ParamInfo *find_param(const Model *model, const char *name) {
    for (int i = 0; i < model->params; i++)
        if (!strcmp(model->param[i].name, name)) return &model->param[i];
    return NULL;
}

static bool set(Params *params, const Model *model, const char *name, const char *text) {
    Problems quiet = { 0 };
    return params_set(params, model->param, model->params, name, text, (Place){ 0 }, &quiet);
}

static bool knows(const Model *model, Habit habit) {
    const ParamInfo *info = find_param(model, "habit");
    Text rest = text_of(info ? info->choices : "");
    for (Text word = text_word(&rest); word.size; word = text_word(&rest))
        if (text_is(word, habit_info(habit)->name)) return true;
    return false;
}

// One run for each choice that is not the present one.
static int other_choices(Arena *arena, const Model *model, const Params *params, const ParamInfo *info, Params *out, int most) {
    const char *now = params_choice(params, model->param, model->params, info->name);
    int count = 0;
    Text rest = text_of(info->choices);
    for (Text word = text_word(&rest); word.size && count < most; word = text_word(&rest)) {
        if (text_is(word, now) || text_is(word, "linear")) continue; // no activation is a mistake of its own
        out[count] = *params;
        count += set(&out[count], model, info->name, text_copy(arena, word));
    }
    return count;
}

int habit_variants(Arena *arena, const Model *model, const Params *params, Habit habit, Params *out, int most) {
    if (!knows(model, habit) || most < 1) return 0;
    for (size_t i = 0; i < sizeof other_choice / sizeof other_choice[0]; i++) {
        const ParamInfo *info = find_param(model, other_choice[i].param);
        if (other_choice[i].habit == habit && info) return other_choices(arena, model, params, info, out, most);
    }
    out[0] = *params;
    return set(&out[0], model, "habit", habit_info(habit)->name);
}

Habit habit_beside(const Params *params, Place *place) {
    for (int i = 0; i < params->count; i++)
        if (!strcmp(params->value[i].name, "beside")) *place = params->value[i].place;
    return habit_find(params_choice(params, NULL, 0, "beside"));
}

bool habit_set(Params *params, const Model *model, Habit habit) {
    return knows(model, habit) && set(params, model, "habit", habit_info(habit)->name);
}
