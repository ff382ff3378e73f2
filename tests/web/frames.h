// tests/web/frames.c as a command.
#ifndef ATTEND_TESTS_WEB_FRAMES_H
#define ATTEND_TESTS_WEB_FRAMES_H

int command_frames(int argc, char **argv);

#endif
