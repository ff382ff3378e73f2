// `attend compute MODEL …`: a model without a window, in double, every node printed.
#ifndef ATTEND_COMMAND_COMPUTE_H
#define ATTEND_COMMAND_COMPUTE_H

// argv[0] is "compute", MODEL and the options follow. Returns the exit code: 0 well, 1 bad input, 2 bad usage.
int app_compute(int argc, char **argv);

#endif
