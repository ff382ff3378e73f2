// What the commands that run a model share: which model, its parameters, and files that become one set of named inputs.
// Options are gathered first, as what --set and --q mean depends on the model.
#ifndef ATTEND_COMMAND_MODEL_RUN_H
#define ATTEND_COMMAND_MODEL_RUN_H

#include "model/model.h"

enum { RUN_OPTIONS = 64 };

typedef struct RunOption {
    const char *name; // "set", or an input's name; "data" for named vectors
    const char *value;
} RunOption;

typedef struct ModelRun {
    Arena *arena;
    Problems problems;
    const char *model_name;
    const Model *model;
    Params params;
    Dataset data;
    RunOption set[RUN_OPTIONS], file[RUN_OPTIONS];
    int sets, files;
    DataOptions reading; // how tables are read
    int threads, lanes;  // 0: what the machine has
} ModelRun;

// These return 0, or the exit code after a complaint.
int model_run_option(ModelRun *run, const char *name, const char *value); // --set, --threads, --lanes, --header …, else a file
int model_run_find(ModelRun *run, const char *usage);                     // by model_name; `usage` where there is none
// Where nobody looks at the scores, they need not be kept.
void model_run_scores(const Model *model, Params *params);
int model_run_params(ModelRun *run);
int model_run_load(ModelRun *run);
// Takes arguments apart: "--name value" and "--name=value" go to `option`, others to `word`.
int model_run_arguments(ModelRun *run, int argc, char **argv, int (*option)(void *, const char *, const char *),
                        int (*word)(void *, const char *), void *context);

#endif
