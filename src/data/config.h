// A small JSON file of settings that stands beside a model's weights.
#ifndef ATTEND_DATA_CONFIG_H
#define ATTEND_DATA_CONFIG_H

#include "base/error.h"
#include "base/text.h"

typedef struct Config Config;
// NULL with a problem: not a JSON object. config_end frees it; NULL is allowed everywhere and has nothing.
Config *config_read(Text json, const char *file, Problems *problems);
void config_end(Config *config);
double config_number(const Config *config, const char *name, double otherwise);         // of a number; true is 1, false 0
const char *config_text(const Config *config, const char *name, const char *otherwise); // valid until config_end

#endif
