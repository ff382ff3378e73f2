// Runs a command as a script would: what it prints, where, and its exit code.
#ifndef ATTEND_TESTS_APP_COMMAND_H
#define ATTEND_TESTS_APP_COMMAND_H

#include <unistd.h>

#include "support/check.h"

enum { ARGS = 24 };

typedef struct Said {
    int code;
    char *out, *err;
} Said;

static inline const char *path_of(const char *name) {
    static char path[32][96];
    static int next;
    next = (next + 1) % 32;
    snprintf(path[next], sizeof path[next], "/tmp/attend-command-%ld-%s", (long)getpid(), name);
    return path[next];
}

static inline const char *write_file(const char *name, const char *text) {
    const char *path = path_of(name);
    FILE *out = fopen(path, "wb");
    assert_non_null(out);
    fputs(text, out);
    fclose(out);
    return path;
}

static inline int redirect(FILE *stream, const char *path) {
    fflush(stream);
    int kept = dup(fileno(stream));
    FILE *to = fopen(path, "wb");
    assert_non_null(to);
    dup2(fileno(to), fileno(stream));
    fclose(to);
    return kept;
}

static inline void restore(FILE *stream, int kept) {
    fflush(stream);
    dup2(kept, fileno(stream));
    close(kept);
}

typedef int Command(int argc, char **argv);

// Runs a command with blanks between the arguments.
static inline Said run_command(Command *command, const char *name, const char *args) {
    char copy[1024], *argv[ARGS] = { (char *)name };
    int argc = 1;
    snprintf(copy, sizeof copy, "%s", args);
    for (char *word = strtok(copy, " "); word && argc < ARGS; word = strtok(NULL, " ")) argv[argc++] = word;
    const char *out = path_of("out"), *err = path_of("err");
    int kept_out = redirect(stdout, out), kept_err = redirect(stderr, err);
    Said said = { .code = command(argc, argv) };
    restore(stdout, kept_out);
    restore(stderr, kept_err);
    said.out = check_read(out, NULL);
    said.err = check_read(err, NULL);
    remove(out);
    remove(err);
    return said;
}

static inline void free_said(Said said) {
    free(said.out);
    free(said.err);
}

static inline void expect_output(Command *command, const char *name, const char *args, const char *want) {
    Said said = run_command(command, name, args);
    assert_string_equal(said.err, "");
    assert_string_equal(said.out, want);
    assert_int_equal(said.code, 0);
    free_said(said);
}

static inline void expect_error(Command *command, const char *name, const char *args, int code, const char *want) {
    Said said = run_command(command, name, args);
    assert_string_equal(said.out, "");
    if (!strstr(said.err, want)) fail_msg("'%s' is not in '%s'", want, said.err);
    if (strncmp(said.err, "attend: ", 8) != 0) fail_msg("%s", said.err);
    assert_int_equal(said.code, code);
    free_said(said);
}

#endif
