// Parameters by name: checked when they are set, the initial value where nothing was set.
#include "core/params.h"

#include <string.h>

#include "base/math.h"
#include "base/text.h"

static const ParamInfo *find_info(const ParamInfo *info, int infos, const char *name) {
    for (int i = 0; i < infos; i++)
        if (!strcmp(info[i].name, name)) return &info[i];
    return NULL;
}

static const ParamValue *find_value(const Params *params, const char *name) {
    for (int i = 0; params && i < params->count; i++)
        if (!strcmp(params->value[i].name, name)) return &params->value[i];
    return NULL;
}

// The index of a word in a list with blanks between, or -1.
static int choice_index(const char *choices, Text word) {
    Text rest = text_of(choices);
    int index = 0;
    for (Text choice = text_word(&rest); choice.size; choice = text_word(&rest), index++)
        if (text_equal(choice, word)) return index;
    return -1;
}

// --- checking what was written

enum { SUGGESTIONS = PARAMS_MOST };

static bool unknown_name(const ParamInfo *info, int infos, const char *name, Place place, Problems *problems) {
    const char *names[SUGGESTIONS];
    int count = 0;
    Builder all = { problems->arena };
    for (int i = 0; i < infos && count < SUGGESTIONS; i++) {
        names[count++] = info[i].name;
        builder_print(&all, "%s%s", i ? ", " : "", info[i].name);
    }
    const char *near = text_nearest(text_of(name), names, count);
    if (near) return problems_add(problems, place, "unknown parameter '%s' (did you mean '%s'?)", name, near);
    if (!count) return problems_add(problems, place, "unknown parameter '%s': there are none", name);
    return problems_add(problems, place, "unknown parameter '%s'; there are %s", name, builder_text(&all));
}

static bool unknown_choice(const ParamInfo *info, const char *text, Place place, Problems *problems) {
    const char *words[SUGGESTIONS];
    int count = 0;
    Builder all = { problems->arena };
    Text rest = text_of(info->choices);
    for (Text word = text_word(&rest); word.size && count < SUGGESTIONS; word = text_word(&rest)) {
        words[count] = text_copy(problems->arena, word);
        builder_print(&all, "%s%s", count ? ", " : "", words[count]);
        count++;
    }
    const char *near = text_nearest(text_of(text), words, count);
    return problems_add(problems, place, "unknown %s '%s'%s%s%s; choose one of %s", info->name, text,
                        near ? " (did you mean '" : "", near ? near : "", near ? "'?)" : "", builder_text(&all));
}

static bool read_number(const ParamInfo *info, const char *text, Place place, double *out, Problems *problems) {
    const char *kind = info->kind == PARAM_WHOLE ? "a whole number" : "a number";
    bool well = text_number(text_trim(text_of(text)), out) && math_finite(*out) && *out >= info->low && *out <= info->high;
    if (well && info->kind == PARAM_WHOLE) well = *out == __builtin_floor(*out);
    return well ||
           problems_add(problems, place, "%s must be %s from %g to %g, found '%s'", info->name, kind, info->low, info->high, text);
}

static bool read_switch(const ParamInfo *info, const char *text, Place place, double *out, Problems *problems) {
    int on = choice_index("off on false true no yes 0 1", text_trim(text_of(text)));
    *out = on % 2;
    return on >= 0 || problems_add(problems, place, "%s must be on or off, found '%s'", info->name, text);
}

static bool read_choice(const ParamInfo *info, const char *text, Place place, double *out, Problems *problems) {
    int index = choice_index(info->choices, text_of(text)); // exactly the word: params_choice hands it out as written
    *out = index;
    return index >= 0 || unknown_choice(info, text, place, problems);
}

static bool read_value(const ParamInfo *info, const char *text, Place place, double *out, Problems *problems) {
    switch (info->kind) {
    case PARAM_CHOICE: return read_choice(info, text, place, out, problems);
    case PARAM_NUMBER:
    case PARAM_WHOLE: return read_number(info, text, place, out, problems);
    case PARAM_SWITCH: return read_switch(info, text, place, out, problems);
    }
    return false;
}

// --- the public side

bool params_set(Params *params, const ParamInfo *info, int infos, const char *name, const char *text, Place place,
                Problems *problems) {
    const ParamInfo *which = find_info(info, infos, name);
    ParamValue value = { .text = text, .place = place };
    if (!which) return unknown_name(info, infos, name, place, problems);
    if (!read_value(which, text, place, &value.number, problems)) return false;
    value.name = which->name;
    ParamValue *slot = (ParamValue *)find_value(params, name);
    if (!slot) {
        int room = sizeof params->value / sizeof params->value[0];
        if (params->count == room) return problems_add(problems, place, "more than %d parameters", room);
        slot = &params->value[params->count++];
    }
    *slot = value;
    return true;
}

double params_number(const Params *params, const ParamInfo *info, int infos, const char *name) {
    const ParamValue *value = find_value(params, name);
    if (value) return value->number;
    const ParamInfo *which = find_info(info, infos, name);
    double number = 0;
    if (which && (which->kind == PARAM_CHOICE || which->kind == PARAM_SWITCH))
        number = choice_index(which->kind == PARAM_CHOICE ? which->choices : "off on", text_of(which->initial));
    else if (which)
        text_number(text_of(which->initial), &number);
    return number;
}

// "" when there is no such parameter.
const char *params_choice(const Params *params, const ParamInfo *info, int infos, const char *name) {
    const ParamValue *value = find_value(params, name);
    const ParamInfo *which = find_info(info, infos, name);
    return value ? value->text : which ? which->initial : "";
}
