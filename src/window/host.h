// The program in a window of the desktop.
#ifndef ATTEND_WINDOW_HOST_H
#define ATTEND_WINDOW_HOST_H

// argv holds what follows the program's name. Returns the exit code: 0 success, 1 bad input, 2 bad usage.
int command_window(int argc, char **argv);

#endif
