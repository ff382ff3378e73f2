// The commands that need no window; each returns the exit code: 0 success, 1 bad input, 2 bad usage.
#ifndef ATTEND_COMMAND_COMMANDS_H
#define ATTEND_COMMAND_COMMANDS_H

#include <stdbool.h>

#include "base/usage.h"
#include "data/data.h"

int command_compute(int argc, char **argv); // argv[0] is "compute"
int command_export(int argc, char **argv);  // argv[0] is "export"
int command_describe(int argc, char **argv);
int command_check(int argc, char **argv);
int command_list(int argc, char **argv);
int command_grade(int argc, char **argv); // 3 when something is wrong
int command_train(int argc, char **argv);
int command_compute_language(int argc, char **argv); // argv[1] is "language"
int command_train_language(int argc, char **argv);   // argv[1] is "language" or "induction"
// The fewest digits that read back as the same float. Returns `out`.
const char *shortest_text(float value, char out[32]);
// --threads or --lanes with its value, for the commands that compute. Returns 0, or 2 after a complaint.
int speed_option(const char *name, const char *value, int *threads, int *lanes);

#endif
