// The commands that need no window; each returns the exit code: 0 well, 1 bad input, 2 bad usage.
#ifndef ATTEND_APP_COMMANDS_H
#define ATTEND_APP_COMMANDS_H

int command_export(int argc, char **argv); // argv[0] is "export"
int command_check(int argc, char **argv);
int command_list(int argc, char **argv);
int command_train(int argc, char **argv);
// The window: argv holds what follows the program's name.
int command_window(int argc, char **argv);
// One usage mistake on standard error, with the command that shows help; returns 2.
int usage_error(const char *format, ...) __attribute__((format(printf, 1, 2)));
// --threads or --lanes with its value, for the commands that compute. Returns 0, or 2 after a complaint.
int speed_option(const char *name, const char *value, int *threads, int *lanes);

#endif
