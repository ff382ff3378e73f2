// A parameter is one row: its name, kind, range and first value. Models, scenes and trainings list theirs; what people write is
// checked against the list, with a range, the choices or a near name in the answer.
//
//     static const ParamInfo list[] = { { .name = "heads", .kind = PARAM_WHOLE, .initial = "1", .low = 1, .high = 64 } };
//     params_set(&params, list, 1, "heads", "2", place, &problems);
//     params_number(&params, list, 1, "heads");
#ifndef ATTEND_CORE_PARAMS_H
#define ATTEND_CORE_PARAMS_H

#include <stdbool.h>

#include "base/error.h"

enum { PARAMS_MOST = 24 };

typedef enum ParamKind { PARAM_CHOICE, PARAM_NUMBER, PARAM_WHOLE, PARAM_SWITCH } ParamKind;

// A parameter of a model or of a scene.
typedef struct ParamInfo {
    const char *name;  // "temperature"
    const char *label; // on screen: "Temperature"
    ParamKind kind;
    const char *initial;                // as text: "1", "scaled"
    const char *choices;                // PARAM_CHOICE: words with a blank between
    double low, high;                   // numbers: the range allowed
    const char *low_label, *high_label; // under a slider: "uniform", "hard lookup"; may be NULL
    bool of_window;                     // only what a window does: no number depends on it, and no figure speaks of it
    bool structural;                    // changing it records a new tape; otherwise it is the leaf of the same name
    const char *summary;                // one sentence
} ParamInfo;

// Chosen values of parameters, by name; what is not said has the parameter's initial value.
typedef struct ParamValue {
    const char *name;
    const char *text; // as written
    double number;    // when it is a number, or the index of the choice; switches 0 or 1
    Place place;
} ParamValue;
typedef struct Params {
    int count;
    ParamValue value[PARAMS_MOST];
} Params;
// Sets or replaces a value after checking it against the list; false with a problem (range, choices, did you mean).
bool params_set(Params *params, const ParamInfo *info, int infos, const char *name, const char *text, Place place,
                Problems *problems);
double params_number(const Params *params, const ParamInfo *info, int infos, const char *name);
const char *params_choice(const Params *params, const ParamInfo *info, int infos, const char *name);

#endif
